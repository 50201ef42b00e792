"""The second negation turns the last word; what a bag of words knows is enumerated."""

from collections import Counter

import numpy as np
import pytest

from lstm_course.datasets.negation import BAD, FILLERS, GOOD, VERBS, WORDS, negation


def draw(n=600, seed=0, **options):
    return negation(n, np.random.default_rng(seed), **options)


def test_every_sentence_has_the_form_and_its_verdict():
    sentences, labels = draw()
    assert len(sentences) == len(labels) == 600
    for words, label in zip(sentences, labels, strict=True):
        text = " ".join(words)
        before, _, after = text.partition(" , ")
        assert before.split()[:2] == ["i", "did"]
        assert before.split()[2] in ("not", "just")
        assert before.split()[3] in VERBS
        assert after.startswith("it was ")
        turned = after.split()[2] == "not"
        assert turned or after.split()[2] == "just"
        assert set(after.split()[3:-1]) <= set(FILLERS)
        adjective = after.split()[-1]
        assert adjective in GOOD + BAD
        assert label == ((adjective in GOOD) != turned)
        assert set(words) <= set(WORDS)


@pytest.mark.slow
def test_fillers_have_every_length_between_the_ends():
    for options, wanted in (
        ({}, set(range(7))),
        ({"fewest": 3, "most": 3}, {3}),
        ({"fewest": 10, "most": 20}, set(range(10, 21))),
    ):
        sentences, _ = draw(**options)
        assert {len(words) - 9 for words in sentences} == wanted
    assert {word for words in draw(most=6)[0] for word in words} == set(WORDS)


@pytest.mark.slow
def test_the_eight_cases_are_equally_likely_and_a_bag_is_right_in_three_quarters():
    sentences, labels = draw(16_000, most=0)
    cases = Counter((words[2], words[7], words[-1] in GOOD) for words in sentences)
    assert len(cases) == 8
    assert all(abs(count - 2000) < 200 for count in cases.values())
    bags = {}
    for words, label in zip(sentences, labels, strict=True):
        bags.setdefault((words.count("not"), words[-1] in GOOD), Counter())[label] += 1
    best = sum(max(votes.values()) for votes in bags.values()) / 16_000
    assert best == pytest.approx(0.75, abs=0.015)
    assert sum(len(votes) == 1 for votes in bags.values()) == 4


def test_the_generator_decides():
    assert draw(20)[0] == draw(20)[0]
    assert draw(20)[0] != draw(20, seed=1)[0]
    rng = np.random.default_rng(0)
    assert negation(20, rng)[0] != negation(20, rng)[0]
    assert len(draw(1)[0]) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw(0), "n must be a whole number of at least 1, got 0"),
        (lambda: negation(3, 0), "rng must be a numpy.random.Generator"),
        (lambda: draw(3, fewest=-1), "fewest must be a whole number of at least 0, got -1"),
        (lambda: draw(3, most=1.5), "most must be a whole number of at least 0, got 1.5"),
        (lambda: draw(3, most=True), "most must be a whole number of at least 0, got True"),
        (lambda: draw(3, fewest=4, most=2), "fewest must be at most most, got 4 and 2"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
