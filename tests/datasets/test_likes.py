"""The sentences follow their grammar, and only it."""

from collections import Counter

import numpy as np
import pytest

from lstm_course.datasets.likes import END, KINDS, VOCABULARY, WHEN, WHERE, kind_of, likes

THINGS = [thing for things in KINDS.values() for thing in things]


def test_every_sentence_is_one_of_the_4000():
    possible = set()
    for verb, things in KINDS.items():
        for one in things:
            for aside in (f"{when} {where}" for when in WHEN for where in WHERE):
                for other in set(things) - {one}:
                    possible.add(f"i like to {verb} {one} {aside} but i also enjoy {other} .")
                    possible.add(
                        f"i do not like to {verb} {one} {aside} so i avoid {one} and choose {other} ."
                    )
    possible = {tuple(text.split()) for text in possible}
    assert len(possible) == 4000
    drawn = likes(3000, np.random.default_rng(0))
    assert {tuple(words) for words in drawn} <= possible
    assert len({tuple(words) for words in drawn}) > 1800
    assert {word for words in drawn for word in words} == set(VOCABULARY)


def test_the_second_thing_is_another_one_of_the_same_kind_each_as_often():
    pairs = Counter()
    for words in likes(4000, np.random.default_rng(1)):
        one, other = next(word for word in words if word in THINGS), words[-2]
        assert kind_of(one) == kind_of(other)
        assert one != other
        assert words[-1] == END
        pairs[one, other] += 1
    assert len(pairs) == 80
    assert max(pairs.values()) < 3 * min(pairs.values())


def test_vocabulary_and_chance():
    assert list(VOCABULARY) == sorted(set(VOCABULARY))
    assert likes(3, np.random.default_rng(2)) == likes(3, np.random.default_rng(2))
    rng = np.random.default_rng(2)
    assert likes(3, rng) != likes(3, rng)
    assert len(set(THINGS)) == 20


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: likes(0, np.random.default_rng(0)), "N must be a whole number of at least 1, got 0"),
        (lambda: likes(2, 0), "rng must be a numpy.random.Generator"),
        (lambda: kind_of("spoon"), "thing must be one of those in KINDS, got 'spoon'"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
