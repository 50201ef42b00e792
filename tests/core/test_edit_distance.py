"""Edit distance against a recursion that shares no code, and alignments that can be replayed."""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.evaluate.edit_distance import Edit, alignment, edit_distance, error_rate

TEXTS = st.text("abc", max_size=6)


def recursive(a, b):
    @functools.cache
    def least(i, j):
        if not i or not j:
            return i + j
        return min(least(i - 1, j) + 1, least(i, j - 1) + 1, least(i - 1, j - 1) + (a[i - 1] != b[j - 1]))

    return least(len(a), len(b))


@given(TEXTS, TEXTS)
def test_distance_and_alignment(a, b):
    distance, edits = edit_distance(a, b), alignment(a, b)
    assert distance == recursive(a, b) == edit_distance(b, a) == edit_distance(list(a), tuple(b))
    assert sum(edit.kind != "keep" for edit in edits) == distance
    assert "".join(edit.reference for edit in edits if edit.reference is not None) == a
    assert "".join(edit.found for edit in edits if edit.found is not None) == b
    for edit in edits:
        kind = (
            "insert"
            if edit.reference is None
            else "delete"
            if edit.found is None
            else "keep"
            if edit.reference == edit.found
            else "substitute"
        )
        assert edit.kind == kind


def test_words_by_hand():
    right, found = "one two three".split(), "one too free three".split()
    assert edit_distance(right, found) == 2
    assert alignment("ab", "b") == [Edit("delete", "a", None), Edit("keep", "b", "b")]
    assert alignment("", "x") == [Edit("insert", None, "x")]
    assert alignment("", "") == []
    assert edit_distance("kitten", "sitting") == 3


def test_rate_of_a_corpus():
    assert error_rate(["abcd", "a"], ["abcd", "b"]) == pytest.approx(1 / 5)
    assert error_rate([["one"]], [["o", "n", "e"]]) == 3
    assert error_rate(["", "a"], ["b", "a"]) == 1
    with pytest.raises(ValueError, match="at least one symbol"):
        error_rate([""], ["a"])
    with pytest.raises(ValueError, match="founds"):
        error_rate(["a"], [])
