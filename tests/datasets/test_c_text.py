"""The C-like text is well formed, and what must be known at each letter is counted right."""

import re

import numpy as np
import pytest

from lstm_course.datasets.c_text import ALPHABET, DEEPEST, FEATURES, NESTED, c_text, features


def test_features_of_a_text_counted_by_hand():
    found = features('a="(b";\n(1)')
    assert tuple(found) == FEATURES
    assert found["depth"].tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0]
    assert found["quoted"].tolist() == [0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert found["column"].tolist() == [1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3]
    assert found["letters"].tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert features("{{}a1")["blocks"].tolist() == [1, 2, 1, 1, 1]
    assert features("{{}a1")["letters"].tolist() == [0, 0, 0, 1, 2]
    assert features("\n")["column"].tolist() == [0]


def test_the_text_is_of_the_alphabet_and_closes_what_it_opens():
    text = c_text(30_000, np.random.default_rng(0))
    assert len(text) == 30_000
    assert set(text) == set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)
    whole = text[: text.rindex("\n") + 1]
    bare = re.sub('"[a-f ]+"', "s", whole)  # strings by another way
    assert '"' not in bare
    for line in bare.splitlines():
        code = line.strip(" {};")
        while "(" in code:  # innermost brackets are taken out one by one
            less = re.sub(r"\([^()]+\)", "x", code)
            assert less != code
            code = less
        assert re.fullmatch(r"|[a-f]=[\w+*<>-]+|(if|while)x", code)
    open_blocks = 0
    for line in bare.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        open_blocks -= line.endswith("}")
        assert indent == 2 * open_blocks
        open_blocks += line.endswith("{")


@pytest.mark.slow
def test_every_depth_occurs_and_none_more():
    found = features(c_text(60_000, np.random.default_rng(1)))
    assert np.unique(found["depth"]).tolist() == list(range(DEEPEST + 1))
    assert np.unique(found["blocks"]).tolist() == list(range(NESTED + 1))
    assert np.unique(found["quoted"]).tolist() == [0, 1]
    shares = np.bincount(found["depth"]) / 60_000
    assert (shares[1:] > 0.02).all()  # enough of each to be measured
    assert 0.05 < found["quoted"].mean() < 0.3


def test_the_same_draws_give_the_same_text_and_a_text_may_be_short():
    one, two = (c_text(500, np.random.default_rng(3)) for _ in range(2))
    assert one == two
    assert c_text(500, np.random.default_rng(4)) != one
    assert c_text(1, np.random.default_rng(3)) == one[0]
    rng = np.random.default_rng(3)
    assert c_text(300, rng) != c_text(300, rng)


def test_arguments_that_are_none():
    with pytest.raises(ValueError, match="length"):
        c_text(0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="rng must be"):
        c_text(5, 0)
    for text in ("", 3, None):
        with pytest.raises(ValueError, match="text must hold at least one letter"):
            features(text)
