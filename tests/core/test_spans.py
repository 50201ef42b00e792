"""Spans and their F1, against a second reading of the tags and scikit-learn."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from lstm_course.evaluate.spans import bio_rules, bio_spans, span_f1

TAGS = ("O", "B-X", "I-X", "B-Y", "I-Y")


def by_definition(tags):
    """Return each (start, end, type) that has B at its start, I behind it, and no more I at its end."""
    found = []
    for a, b in itertools.combinations(range(len(tags) + 1), 2):
        kind = tags[a][2:]
        inside = tags[a] == f"B-{kind}" and all(tag == f"I-{kind}" for tag in tags[a + 1 : b])
        if inside and (b == len(tags) or tags[b] != f"I-{kind}"):
            found.append((a, b, kind))
    return found


@given(st.lists(st.sampled_from(TAGS), max_size=9))
def test_spans_are_those_of_the_definition(tags):
    given_tags = list(tags)
    assert bio_spans(tags) == by_definition(tags) == bio_spans(tuple(tags))
    assert tags == given_tags


def test_spans_by_hand():
    assert bio_spans([]) == []
    assert bio_spans(["I-X"]) == []
    assert bio_spans(["B-X", "I-Y", "I-X"]) == [(0, 1, "X")]
    assert bio_spans(["B-X", "B-X"]) == [(0, 1, "X"), (1, 2, "X")]
    assert bio_spans("OBIIB") == [(1, 4, ""), (4, 5, "")]
    assert bio_spans(["B-a-b", "I-a-b"]) == [(0, 2, "a-b")]


spans = st.lists(st.tuples(st.integers(0, 2), st.integers(3, 4), st.sampled_from("XY")), max_size=4)


@pytest.mark.slow
@given(st.lists(st.tuples(spans, spans), max_size=4))
def test_f1_is_that_of_the_candidates(pairs):
    """Every possible span is an item that is there or not: then it is the F1 of two classes."""
    every = list(itertools.product(range(len(pairs)), range(3), (3, 4), "XY"))
    y, p = ([(*rest,) in pairs[n][k] for n, *rest in every] for k in (0, 1))
    found = span_f1([a for a, _ in pairs], [b for _, b in pairs])
    if any(y) or any(p):
        assert np.isclose(found, f1_score(y, p, zero_division=0))
    else:
        assert found == 1


def test_f1_by_hand():
    one = [(0, 2, "X")]
    assert span_f1([], []) == span_f1([[]], [[]]) == span_f1([one], [one]) == 1
    assert span_f1([one], [[]]) == span_f1([[]], [one]) == span_f1([one], [[(0, 1, "X")]]) == 0
    assert span_f1([one], [[(0, 2, "Y")]]) == 0
    assert span_f1([one, []], [[], one]) == 0
    assert span_f1([one, one], [one, []]) == pytest.approx(2 / 3)
    assert span_f1([one * 2], [one * 3]) == 1
    with pytest.raises(ValueError, match="found must have the length of true, which is 2, got 1"):
        span_f1([one, one], [one])


def test_rules_allow_exactly_what_reads_back():
    transitions, start = bio_rules(TAGS)
    for a, b in itertools.product(range(5), repeat=2):
        kept = TAGS[b][0] != "I" or TAGS[a][2:] == TAGS[b][2:]
        kept &= not (TAGS[b][0] == "I" and TAGS[a] == "O")
        assert transitions[a, b] == (0 if kept else -np.inf)
    assert start.tolist() == [0, 0, -np.inf, 0, -np.inf]
    assert np.isneginf(bio_rules("OBI")[0]).sum() == 1
    assert bio_rules("B")[0].tolist() == [[0]]


def test_other_tags_are_named():
    for wrong in ("X", "b-X", "", None, "BX"):
        with pytest.raises(ValueError, match="tags must be"):
            bio_spans(["O", wrong])
    with pytest.raises(ValueError, match="names must be"):
        bio_rules(["E-X"])
    with pytest.raises(ValueError, match="names must hold at least one tag"):
        bio_rules([])


@pytest.mark.parametrize(
    ("true", "found", "message"),
    [
        ([(0, 2, "X")], [(0, 3, "X")], "true must hold for each sentence a list of spans .* got 0"),
        ([[(0, 2, "X")]], [["B-X", "I-X"]], "found must hold for each sentence a list of spans .* got 'B-X'"),
        (["BIO"], ["BIO"], "true must hold"),
        ([[(2, 2, "X")]], [[]], r"got \(2, 2, 'X'\)"),
        ([[(0, 2)]], [[]], "true must hold"),
        ([[(0, 2.5, "X")]], [[]], "true must hold"),
        ([[(0, 2, "X")]], [], "found must have the length of true, which is 1, got 0"),
    ],
)
def test_what_is_no_list_of_spans_for_each_sentence_is_named(true, found, message):
    with pytest.raises(ValueError, match=message):
        span_f1(true, found)


def test_spans_may_be_lists_or_sets_of_numpys_numbers():
    found = [[[np.int64(0), np.int64(2), "X"]], set()]
    assert span_f1([[(0, 2, "X")], []], found) == 1
