"""The text of the standard library, codes and one-hot rows."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder

from lstm_course.datasets.text import encode, one_hot, standard_library_text


def test_the_text_is_long_and_plain():
    text = standard_library_text()
    assert 300_000 < len(text) < 900_000
    assert text.isascii()
    assert set(text) <= {"\n", *map(chr, range(32, 127))}
    assert 80 <= len(set(text)) <= 96
    assert text == standard_library_text()
    assert text.count("statement") > 300


def test_a_python_without_the_text_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(ModuleNotFoundError, match="Install the full Python"):
        standard_library_text()


@pytest.mark.slow
@given(st.text(min_size=1, max_size=50))
def test_codes_lead_back_to_the_text(text):
    codes, alphabet = encode(text)
    assert "".join(alphabet[code] for code in codes) == text
    assert list(alphabet) == sorted(set(text))


def test_codes_in_a_given_alphabet():
    codes, alphabet = encode("cab", "abcd")
    assert codes.tolist() == [2, 0, 1]
    assert alphabet == "abcd"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("",), "at least one character"), (("abz", "abc"), "characters of the alphabet only, got 'z'")],
)
def test_wrong_texts_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        encode(*arguments)


@given(st.integers(1, 7), st.integers(1, 5), st.integers(1, 6))
def test_one_hot_equals_scikit_learn(K, N, T):
    codes = np.random.default_rng(K).integers(0, K, size=(N, T))
    encoder = OneHotEncoder(categories=[np.arange(K)], sparse_output=False)
    expected = encoder.fit_transform(codes.reshape(-1, 1)).reshape(N, T, K)
    np.testing.assert_array_equal(one_hot(codes, K), expected)


def test_one_hot_only_renames_its_columns_when_codes_are_renamed():
    rng = np.random.default_rng(2)
    codes, names = rng.integers(0, 6, size=(3, 5)), rng.permutation(6)
    np.testing.assert_array_equal(one_hot(names[codes], 6)[..., names], one_hot(codes, 6))


@pytest.mark.parametrize(
    ("codes", "K", "message"),
    [
        ([0.0, 1.0], 3, "codes must be whole numbers, got dtype float64"),
        ([0, 3], 3, "between 0 and K - 1 = 2, got 0 to 3"),
        ([-1, 0], 3, "got -1 to 0"),
        ([0], 0, "K must be a whole number"),
    ],
)
def test_wrong_codes_are_named(codes, K, message):
    with pytest.raises(ValueError, match=message):
        one_hot(np.array(codes), K)
