"""Symbols as padded numbers: back again they are what they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets.symbols import PAD, UNKNOWN, encode_padded, vocabulary

WORDS = st.lists(st.text("abcdé", min_size=1, max_size=6), min_size=1, max_size=8)


@given(WORDS)
def test_there_and_back(words):
    numbers = vocabulary(words)
    ids, lengths = encode_padded(words, numbers)
    names = {number: symbol for symbol, number in numbers.items()}
    back = ["".join(names[k] for k in row[:length]) for row, length in zip(ids, lengths, strict=True)]
    assert back == words
    assert ids.shape == (len(words), max(map(len, words)))
    assert ids.dtype == lengths.dtype == np.int64
    assert ((ids == PAD).sum(axis=1) == ids.shape[1] - lengths).all()


def test_the_vocabulary_is_sorted_and_leaves_two_numbers_free():
    assert vocabulary(["ba", "cb"]) == {"a": 2, "b": 3, "c": 4}
    assert vocabulary([["not", "good"], ["good"]]) == {"good": 2, "not": 3}
    assert vocabulary([]) == {}
    assert PAD == 0 != UNKNOWN


def test_an_unknown_symbol_keeps_its_place():
    numbers = vocabulary(["ab"])
    ids, lengths = encode_padded(["xaxb", "Ab"], numbers)
    assert ids.tolist() == [[1, 2, 1, 3], [1, 3, 0, 0]]
    assert lengths.tolist() == [4, 2]
    ids, _ = encode_padded([["b", "zz"], ["a"]], numbers, unknown=9, pad=-1)
    assert ids.tolist() == [[3, 9], [2, -1]]
    assert numbers == {"a": 2, "b": 3}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], {}), "at least one sequence of at least one symbol"),
        ((["a", ""], {"a": 2}), r"got lengths \[1, 0\]"),
        ((["a"], {"a": 0}), "pad must be a number that no symbol has, got 0"),
        ((["a"], {"a": 2}, 5, 5), "pad must be a number that no symbol has, got 5"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        encode_padded(*arguments)


def test_one_text_is_not_several():
    with pytest.raises(ValueError, match="sequences must be a sequence of texts"):
        encode_padded("abc", {"a": 2})
