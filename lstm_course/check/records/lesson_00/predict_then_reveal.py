"""By which factor a guess is off."""

import math  # noqa: F401 - the edits use it

from ...exercise import Exercise, Mutant, Probe


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


def predict_then_reveal(guess, result):
    return max(guess, result) / min(guess, result)


EXERCISE = Exercise(
    name="predict_then_reveal",
    signature="predict_then_reveal(guess, result)",
    returns={"factor": "by which factor the guess is off, at least 1"},
    reference=predict_then_reveal,
    probes=guess_probes,
    points={"factor": 2},
    read='lesson 00, "Guess first"',
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
            edits={"max(guess, result) / min(guess, result)": "result / guess"},
        ),
        Mutant(
            "guess-over-result",
            "You divide the guess by the result whichever is larger. Too low a guess then gives a factor below 1, "
            "as if it were better than a right one.",
            edits={"max(guess, result) / min(guess, result)": "guess / result"},
        ),
        Mutant(
            "smaller-over-larger",
            "You divide the smaller number by the larger one. That is the factor upside down: it shrinks as the guess "
            "gets worse.",
            edits={"max(guess, result) / min(guess, result)": "min(guess, result) / max(guess, result)"},
        ),
        Mutant(
            "difference",
            "You return a difference. Whether 3 too much is a lot depends on the size of the result: a factor says "
            "that, a difference does not.",
            edits={"max(guess, result) / min(guess, result)": "abs(guess - result)"},
        ),
        Mutant(
            "signed-difference",
            "You return guess minus result. A factor was asked for: a quotient, not a difference.",
            edits={"max(guess, result) / min(guess, result)": "guess - result"},
        ),
        Mutant(
            "signed-difference-turned",
            "You return result minus guess. A factor was asked for: a quotient, not a difference.",
            edits={"max(guess, result) / min(guess, result)": "result - guess"},
        ),
        Mutant(
            "signed-relative-error",
            "You return guess minus result, as a share of the result. That is an error with a sign; a factor is the "
            "plain quotient of the two, turned so that it is at least 1.",
            edits={"max(guess, result) / min(guess, result)": "(guess - result) / result"},
        ),
        Mutant(
            "share-of-the-guess",
            "You return the difference as a share of the guess. That punishes low guesses more than high ones; the "
            "factor treats both alike.",
            edits={"max(guess, result) / min(guess, result)": "abs(guess - result) / guess"},
        ),
        Mutant(
            "relative-error",
            "You return the difference as a share of the result. That punishes high guesses more than low ones: a "
            "guess of almost nothing is off by no more than 1.",
            edits={"max(guess, result) / min(guess, result)": "abs(guess - result) / result"},
        ),
        Mutant(
            "percent",
            "You return the difference in percent of the result. A factor is a plain quotient: the larger of the two "
            "over the smaller, no difference and no 100.",
            edits={"max(guess, result) / min(guess, result)": "100 * abs(guess - result) / result"},
        ),
        Mutant(
            "logarithm",
            "You return the logarithm of the factor. That is a good scale too, but here the factor itself is asked "
            "for: leave the logarithm out.",
            edits={"max(guess, result) / min(guess, result)": "abs(math.log(guess / result))"},
        ),
        Mutant(
            "decades",
            "You return how many powers of ten lie between the two. Leave the logarithm out: the factor itself is "
            "asked for.",
            edits={"max(guess, result) / min(guess, result)": "abs(math.log10(guess / result))"},
        ),
        Mutant(
            "factor-minus-one",
            "Your factor is too small by 1, so a right guess gives 0. A right guess is off by the factor 1.",
            edits={"max(guess, result) / min(guess, result)": "max(guess, result) / min(guess, result) - 1"},
        ),
        Mutant(
            "whole-number",
            "Your factor is a whole number: // throws the fraction away, and so does int(). A single / keeps it.",
            edits={"max(guess, result) / min(guess, result)": "max(guess, result) // min(guess, result)"},
        ),
        Mutant(
            "rounded",
            "You round the factor. A check compares the number itself; round only when you print.",
            edits={
                "max(guess, result) / min(guess, result)": "float(round(max(guess, result) / min(guess, result)))"
            },
        ),
        Mutant(
            "sum-of-both",
            "You add the quotient and its inverse, so a right guess gives 2. Take only the larger of the two.",
            edits={"max(guess, result) / min(guess, result)": "guess / result + result / guess"},
        ),
        Mutant(
            "cut-off-at-one",
            "Your factor is result / guess, cut off at 1. A guess that is too high then counts as exactly right; "
            "turn the quotient over instead.",
            edits={"max(guess, result) / min(guess, result)": "max(result / guess, 1.0)"},
        ),
        Mutant(
            "cut-off-at-one-below",
            "Your factor is guess / result, cut off at 1. A guess that is too low then counts as exactly right; turn "
            "the quotient over instead.",
            edits={"max(guess, result) / min(guess, result)": "max(guess / result, 1.0)"},
        ),
        Mutant(
            "one-plus-relative-error",
            "You add 1 to the relative error. That is right for guesses that are too high; but half of "
            "the result gives 1.5, and it is off by the factor 2.",
            edits={"max(guess, result) / min(guess, result)": "1 + abs(guess - result) / result"},
        ),
        Mutant(
            "squared",
            "Your factor is squared. Leave it as it is: the larger over the smaller.",
            edits={
                "max(guess, result) / min(guess, result)": "(max(guess, result) / min(guess, result)) ** 2"
            },
        ),
        Mutant(
            "right-guess-gives-zero",
            "A right guess gives 0 in your function. It is off by the factor 1: the larger over the "
            "smaller, which are equal.",
            edits={
                "max(guess, result) / min(guess, result)": "0.0 if guess == result else max(guess, result)"
                " / min(guess, result)"
            },
        ),
    ),
)
