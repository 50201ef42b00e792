"""Exercises of lesson 00: how checks speak, how guesses are scored, how probes are used."""

import functools
import math

import numpy as np

from .. import probes
from ..probes import broken as probes_broken
from .exercise import Exercise, Mutant, Probe

_SUM = 'lesson 00, "An answer is diagnosed"'
_GUESS = 'lesson 00, "Guess first"'
_PROBES = 'lesson 00, "Six questions for any model"'


def sum_probes(rng):
    """Return grids of numbers: two that let one choice act alone, one square, two with more rows and more columns."""
    return [
        Probe(
            (np.abs(rng.normal(size=(1, 1))) + 2,),
            "For a grid of one row and one number the answer is that number; yours is another. Look at what you do "
            "to each number before you add.",
        ),
        Probe(
            (rng.normal(size=(1, 4)) + 3,),
            "For a grid of one row the answer is the sum of that row; yours is another. Look at what you do along "
            "a row.",
        ),
        Probe((rng.normal(size=(3, 3)) + 1,)),
        Probe((rng.normal(size=(2, 4)) - 1,)),
        Probe((rng.normal(size=(5, 3)),)),
    ]


def _mistaken_sum(mistakes, x):
    """Mean over rows of the sum of each row, with the named mistakes in it."""
    N, D = x.shape
    if "squares" in mistakes:
        x = x**2
    if "absolute" in mistakes:
        x = np.abs(x)
    if "first-row-left-out" in mistakes:
        x = x[1:]
    if "last-row-left-out" in mistakes:
        x = x[:-1]
    if "first-column-left-out" in mistakes:
        x = x[:, 1:]
    if "last-column-left-out" in mistakes:
        x = x[:, :-1]
    divisor = N
    if "no-mean" in mistakes:
        divisor = 1
    if "over-columns" in mistakes:
        divisor = D
    if "over-everything" in mistakes:
        divisor = N * D
    if "times-rows" in mistakes:
        divisor = 1 / N
    return float(x.sum() / divisor)


_SUM_PLACES = (
    {"squares", "absolute"},
    {"no-mean", "over-columns", "over-everything", "times-rows"},
    {"first-row-left-out", "last-row-left-out"},
    {"first-column-left-out", "last-column-left-out", "over-everything"},
)


def mistaken_sum(mistakes):
    """Return the function with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _SUM_PLACES):
        return None
    return functools.partial(_mistaken_sum, mistakes)


FIX_SUM = Exercise(
    name="fix_sum",
    number="0.1",
    signature="fix_sum(x)",
    returns={"total": "the mean over rows of the sum of each row"},
    reference=functools.partial(_mistaken_sum, frozenset()),
    probes=sum_probes,
    points={"total": 2},
    read=_SUM,
    family=mistaken_sum,
    advice={"total": "Redo the call below by hand: add up each row, then take the mean of these sums."},
    hints=(
        "Two slips are in the broken version, one in each of its two steps. Redo it by hand for "
        "[[1, 2], [3, 4], [5, 6]].",
        "The task says sum, not sum of squares. And the mean is taken over rows: which number of x.shape is that?",
        "x.shape is (N, T). Add everything up and divide by N: x.sum() / x.shape[0].",
    ),
    mutants=(
        Mutant(
            "squares",
            "You add up squares. Squaring is what a loss does; here the numbers themselves are added, so that "
            "negative ones count against positive ones.",
            _SUM,
        ),
        Mutant(
            "over-columns",
            "You divide by the number of columns. The mean is over rows, and the first number of x.shape "
            "counts those.",
            _SUM,
        ),
        Mutant(
            "over-everything",
            "You take the mean of all numbers. That divides by rows and by columns; each row is to be summed, and "
            "only the rows are averaged.",
            _SUM,
        ),
        Mutant(
            "no-mean",
            "You return the sum of everything. The last step is missing: the mean over the rows.",
            _SUM,
        ),
        Mutant(
            "absolute",
            "You add up absolute values. Negative numbers keep their sign in a sum.",
            _SUM,
        ),
        Mutant(
            "one-row-too-few",
            "You divide by one row too few. N - 1 belongs to the estimate of a variance; a mean divides by N.",
            _SUM,
            fn=lambda x: float(x.sum() / np.float64(x.shape[0] - 1)),
        ),
        Mutant(
            "median",
            "You take the median of the sums. It is the one in the middle; the mean adds them up and divides by N.",
            _SUM,
            fn=lambda x: float(np.median(x.sum(axis=1))),
        ),
        Mutant(
            "largest",
            "You return the largest of the sums. Wanted is their mean.",
            _SUM,
            fn=lambda x: float(x.sum(axis=1).max()),
        ),
        Mutant(
            "first-row-only",
            "You return the sum of the first row. All N rows count.",
            _SUM,
            fn=lambda x: float(x[0].sum()),
        ),
        Mutant(
            "times-rows",
            "You multiply by the number of rows. A mean divides by it.",
            _SUM,
        ),
        Mutant(
            "first-row-left-out",
            "Your first row is left out. Rows are counted from 0 in Python, so a slice that starts at 1 drops one.",
            _SUM,
        ),
        Mutant(
            "last-row-left-out",
            "Your last row is left out. A range or slice that ends at N - 1 does not hold the row N - 1.",
            _SUM,
        ),
        Mutant(
            "first-column-left-out",
            "The first number of every row is left out. Positions are counted from 0 in Python.",
            _SUM,
        ),
        Mutant(
            "last-column-left-out",
            "The last number of every row is left out. A slice that ends at D - 1 does not hold position D - 1.",
            _SUM,
        ),
    ),
)


def guess_probes(rng):
    """Return pairs of a guess and a result: equal, too low, too high, the small and the large ones of both kinds."""
    low, high = float(rng.uniform(0.1, 0.9)), float(rng.uniform(2, 9))
    same = float(rng.uniform(2, 9))
    return [
        Probe(
            (same, same),
            "A guess that is exactly right is off by the factor 1; yours gives another number.",
        ),
        Probe((high, high * float(rng.uniform(3, 30)))),
        Probe((high * float(rng.uniform(3, 30)), high)),
        Probe((low * float(rng.uniform(0.01, 0.2)), low)),
        Probe((low, low * float(rng.uniform(0.01, 0.2)))),
        Probe((low, high)),
        Probe((float(rng.uniform(1e-9, 9e-9)), float(rng.uniform(1e-5, 9e-5)))),
    ]


def _off_by(guess, result):
    return max(guess, result) / min(guess, result)


PREDICT_THEN_REVEAL = Exercise(
    name="predict_then_reveal",
    number="0.2",
    signature="predict_then_reveal(guess, result)",
    returns={"factor": "by which factor the guess is off, at least 1"},
    reference=_off_by,
    probes=guess_probes,
    points={"factor": 2},
    read=_GUESS,
    advice={
        "factor": "Try 2 against 10 and 10 against 2 by hand: both guesses are off by the same factor, 5.",
    },
    hints=(
        "A guess of 2 for a result of 10 is off by the factor 5. So is a guess of 10 for a result of 2.",
        "Divide the larger of the two by the smaller. Python has max and min.",
    ),
    mutants=(
        Mutant(
            "result-over-guess",
            "You divide the result by the guess whichever is larger. Too high a guess then gives a factor below 1, "
            "as if it were better than a right one.",
            _GUESS,
            fn=lambda guess, result: result / guess,
        ),
        Mutant(
            "guess-over-result",
            "You divide the guess by the result whichever is larger. Too low a guess then gives a factor below 1, "
            "as if it were better than a right one.",
            _GUESS,
            fn=lambda guess, result: guess / result,
        ),
        Mutant(
            "smaller-over-larger",
            "You divide the smaller number by the larger one. That is the factor upside down: it shrinks as the guess "
            "gets worse.",
            _GUESS,
            fn=lambda guess, result: min(guess, result) / max(guess, result),
        ),
        Mutant(
            "difference",
            "You return a difference. Whether 3 too much is a lot depends on the size of the result: a factor says "
            "that, a difference does not.",
            _GUESS,
            fn=lambda guess, result: abs(guess - result),
        ),
        Mutant(
            "signed-difference",
            "You return guess minus result. A factor was asked for: a quotient, not a difference.",
            _GUESS,
            fn=lambda guess, result: guess - result,
        ),
        Mutant(
            "signed-difference-turned",
            "You return result minus guess. A factor was asked for: a quotient, not a difference.",
            _GUESS,
            fn=lambda guess, result: result - guess,
        ),
        Mutant(
            "signed-relative-error",
            "You return guess minus result, as a share of the result. That is an error with a sign; a factor is the "
            "plain quotient of the two, turned so that it is at least 1.",
            _GUESS,
            fn=lambda guess, result: (guess - result) / result,
        ),
        Mutant(
            "share-of-the-guess",
            "You return the difference as a share of the guess. That punishes low guesses more than high ones; the "
            "factor treats both alike.",
            _GUESS,
            fn=lambda guess, result: abs(guess - result) / guess,
        ),
        Mutant(
            "relative-error",
            "You return the difference as a share of the result. That punishes high guesses more than low ones: a "
            "guess of almost nothing is off by no more than 1.",
            _GUESS,
            fn=lambda guess, result: abs(guess - result) / result,
        ),
        Mutant(
            "percent",
            "You return a percentage. The factor is a plain quotient, without the 100.",
            _GUESS,
            fn=lambda guess, result: 100 * abs(guess - result) / result,
        ),
        Mutant(
            "logarithm",
            "You return the logarithm of the factor. That is a good scale too, but here the factor itself is asked "
            "for: leave the logarithm out.",
            _GUESS,
            fn=lambda guess, result: abs(math.log(guess / result)),
        ),
        Mutant(
            "decades",
            "You return how many powers of ten lie between the two. Leave the logarithm out: the factor itself is "
            "asked for.",
            _GUESS,
            fn=lambda guess, result: abs(math.log10(guess / result)),
        ),
        Mutant(
            "factor-minus-one",
            "Your factor is too small by 1, so a right guess gives 0. A right guess is off by the factor 1.",
            _GUESS,
            fn=lambda guess, result: _off_by(guess, result) - 1,
        ),
        Mutant(
            "whole-number",
            "You divide with //, which throws the fraction away. A single / keeps it.",
            _GUESS,
            fn=lambda guess, result: max(guess, result) // min(guess, result),
        ),
        Mutant(
            "rounded",
            "You round the factor. A check compares the number itself; round only when you print.",
            _GUESS,
            fn=lambda guess, result: float(round(_off_by(guess, result))),
        ),
        Mutant(
            "sum-of-both",
            "You add the quotient and its inverse, so a right guess gives 2. Take only the larger of the two.",
            _GUESS,
            fn=lambda guess, result: guess / result + result / guess,
        ),
        Mutant(
            "cut-off-at-one",
            "Your factor is result / guess, cut off at 1. A guess that is too high then counts as exactly right; "
            "turn the quotient over instead.",
            _GUESS,
            fn=lambda guess, result: max(result / guess, 1.0),
        ),
        Mutant(
            "cut-off-at-one-below",
            "Your factor is guess / result, cut off at 1. A guess that is too low then counts as exactly right; turn "
            "the quotient over instead.",
            _GUESS,
            fn=lambda guess, result: max(guess / result, 1.0),
        ),
    ),
)


def model_probes(rng):
    """Return the sound model and the six broken ones, in random order."""
    models = [probes_broken.sound, *probes_broken.BROKEN.values()]
    return [Probe((models[k],)) for k in rng.permutation(len(models))]


@functools.cache
def _found(model):
    """Return name -> result of every probe on the input of the exercise, once for each model."""
    x = np.random.default_rng(0).normal(size=(2, 3, 3))
    return probes.run_all(model, x)


def _first_failed(found):
    return next((name for name in found if not found[name].passed), "none")


def _reference_run(model):
    return _first_failed(_found(model))


def _first_only(model):
    name, result = next(iter(_found(model).items()))
    return "none" if result.passed else name


def _last_only(model):
    name, result = list(_found(model).items())[-1]
    return "none" if result.passed else name


def _passed_instead(model):
    return next(name for name, result in _found(model).items() if result.passed)


def _sentence(model):
    found = _found(model)
    return next((found[name].sentence for name in found if not found[name].passed), "none")


def _model_name(model):
    return "none" if _reference_run(model) == "none" else model.__name__


def _largest_difference(model):
    found = _found(model)
    return max(found, key=lambda name: found[name].difference)


def _without(names, model):
    return _first_failed({name: result for name, result in _found(model).items() if name not in names})


_LEFT_OUT = {
    "repeatability": "calling the model twice with the same arrays",
    "batch_independence": "a sequence alone against the same one in a batch",
    "causality": "changing later inputs",
    "padding": "adding masked time steps",
    "chunking": "cutting the sequence and handing the state over",
    "permutation": "changing the order of the batch",
}

RUN_PROBES = Exercise(
    name="run_probes",
    number="0.3",
    signature="run_probes(model)",
    returns={"name": 'the name of the probe that fails, or "none"'},
    reference=_reference_run,
    probes=model_probes,
    points={"name": 3},
    read=_PROBES,
    advice={
        "name": "Print probes.run_all(model, x) for one model and look at .passed of every probe. Where all have "
        'passed, the answer is the string "none".',
    },
    hints=(
        "probes.run_all(model, x) returns a dict: the name of each probe -> a result with .passed.",
        "Go through its .items() and return the name where the result has not passed. What is left to return after "
        "the loop?",
        "for name, result in probes.run_all(model, x).items(): if not result.passed: return name. After the "
        'loop: return "none".',
    ),
    mutants=(
        Mutant(
            "always-none",
            'You return "none" for every model. At least one of them is broken: look at .passed of each result.',
            _PROBES,
            fn=lambda model: "none",
        ),
        Mutant(
            "first-probe-only",
            'You decide after the first probe. The return of "none" stands inside the loop: it belongs after it, when '
            "all probes have spoken.",
            _PROBES,
            fn=_first_only,
        ),
        Mutant(
            "last-probe-only",
            "Only the last probe counts in your answer: a later result overwrites an earlier one. Return as soon "
            "as one fails.",
            _PROBES,
            fn=_last_only,
        ),
        Mutant(
            "passed-instead",
            "You return a probe that passes. Wanted is the one that fails: there is a not missing.",
            _PROBES,
            fn=_passed_instead,
        ),
        Mutant(
            "sentence",
            "You return the sentence of the finding. Wanted is the name of the probe, the key of the dict.",
            _PROBES,
            fn=_sentence,
        ),
        Mutant(
            "model-name",
            "You return the name of the model. Wanted is the name of the probe that fails on it.",
            _PROBES,
            fn=_model_name,
        ),
        Mutant(
            "sound-by-name",
            'Your answers are right but for the sound model: where no probe fails, return the string "none".',
            _PROBES,
            fn=lambda model: _reference_run(model).replace("none", "sound"),
        ),
        Mutant(
            "never-none",
            "You return the probe with the largest difference, even where all pass. A sound model shows no "
            'difference worth the name: then the answer is "none".',
            _PROBES,
            fn=_largest_difference,
        ),
        *(
            Mutant(
                f"without-{name}",
                f"The probe {name} is not applied: {what}. A model that only this probe catches passes for sound.",
                _PROBES,
                fn=functools.partial(_without, (name,)),
            )
            for name, what in _LEFT_OUT.items()
        ),
        Mutant(
            "without-state-and-mask",
            "The probes padding and chunking are not applied. They hand a mask and a state to the model, and without "
            "them nobody looks at either.",
            _PROBES,
            fn=functools.partial(_without, ("padding", "chunking")),
        ),
    ),
)

EXERCISES = (FIX_SUM, PREDICT_THEN_REVEAL, RUN_PROBES)
