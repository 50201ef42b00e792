"""Plain facts about results of the wrong shape, of one end only, and of functions that heed nothing."""

import numpy as np
import pytest

from lstm_course.check import engine
from lstm_course.check.exercise import Exercise, Mutant, Probe


def doubled(x):
    return 2 * x


def total(x):
    return float(x.sum())


def probes(rng):
    return [Probe((rng.normal(size=shape),)) for shape in [(4, 3), (2, 3), (3, 5)]]


def record(reference, returns, **options):
    return Exercise(
        name=reference.__name__,
        number="0.9",
        signature=f"{reference.__name__}(x)",
        returns=returns,
        reference=reference,
        probes=options.pop("probes", probes),
        points=options.pop("points", dict.fromkeys(returns, 1)),
        read='lesson 00, "Guess first"',
        hints=("Think.",),
        mutants=(Mutant("none", "You return nothing of use.", fn=lambda x: "nothing"),),
        **options,
    )


ARRAY = record(doubled, {"y": "(N, T)"})
NUMBER = record(total, {"y": "the sum"})

SHAPES = [
    (ARRAY, lambda x: (2 * x).T.copy(), "looks transposed"),
    (ARRAY, lambda x: 2 * x[..., None], "it is the shape that is not"),
    (ARRAY, lambda x: 2 * x[0], "only the first entry"),
    (ARRAY, lambda x: 2 * x[:1], "only the first entry"),
    (ARRAY, lambda x: 2 * x[-1], "only the last entry"),
    (ARRAY, lambda x: 2 * x[:, -1], "last place along its second axis"),
    (ARRAY, lambda x: 2 * x[:-1], "ends too soon"),
    (ARRAY, lambda x: np.concatenate([2 * x, 7 + x]), "goes on too long"),
    (ARRAY, lambda x: 2 * x.sum(axis=1), "added up over axis 1"),
    (NUMBER, lambda x: np.array([x.sum()]), "take it out"),
    (NUMBER, lambda x: x.sum(axis=1), "Its sum is right"),
    (ARRAY, lambda x: np.exp(x)[:, 0], None),
    (NUMBER, lambda x: np.exp(x), None),
]


@pytest.mark.parametrize(("exercise", "fn", "words"), SHAPES, ids=[str(words) for *_, words in SHAPES])
def test_what_of_a_wrong_shape_is_right_is_said(exercise, fn, words):
    message = engine.run(exercise, fn).message
    if words is None:
        assert all(one not in message for *_, one in SHAPES if one)
    else:
        assert words in message


def only(place):
    def fn(x):
        y = np.zeros_like(x)
        y[place] = 2 * x[place]
        return y

    return fn


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (0, "only the first sequence is filled"),
        (-1, "only the last sequence is filled"),
        ((slice(None), 0), "only the first time step is filled"),
        ((slice(None), -1), "only the last time step is filled"),
    ],
)
def test_a_result_that_is_filled_at_one_end_is_told(place, words):
    assert words in engine.run(ARRAY, only(place)).message


def test_one_value_in_every_call_is_told():
    assert "y is 5 in every call" in engine.run(NUMBER, lambda x: 5.0).message
    assert "in every call" not in engine.run(NUMBER, lambda x: float(x[0, 0])).message


def right_length(results, args):
    return {"length": bool(np.isclose(np.abs(results["y"]).max(), 1))}


def unit(x):
    return x / np.abs(x).max()


def same_shapes(rng):
    return [Probe((rng.normal(size=(2, 2)),)) for _ in range(3)]


def test_an_argument_that_plays_no_part_is_noticed_where_behaviour_is_observed():
    watched = record(unit, {"y": "(N, N)"}, observe=right_length, points={"length": 1}, probes=same_shapes)
    assert engine.run(watched, unit).status == "passed"
    found = engine.run(watched, lambda x: np.eye(2))
    assert (found.status, found.hint) == ("failed", "argument-unused")
