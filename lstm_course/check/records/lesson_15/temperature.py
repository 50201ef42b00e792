"""Exercise: temperature."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def probes(rng):
    """Return inputs whose sizes all differ, so that no axis can stand in for another."""
    return [Probe((rng.normal(size=(3, 5)), float(rng.uniform(1.5, 2.5)))) for _ in range(3)]


def temperature(x, weight):
    return np.cumsum(weight * x, axis=1)


EXERCISE = Exercise(
    name="temperature",
    signature="temperature(x, weight)",
    returns={"sums": "(N, T)"},
    reference=temperature,
    probes=probes,
    points={"sums": 2},
    read='lesson 15, "TODO: A case to redo by hand"',
    hints=(
        "TODO: a nudge. Which axis of x is time?",
        "TODO: nearly the answer. Multiply first, then add up along the last axis.",
    ),
    mutants=(
        Mutant(
            "over-the-batch",
            "TODO: say what is wrong and why. You add up over the sequences of the batch; time is the second axis.",
            edits={"axis=1": "axis=0"},
        ),
        Mutant(
            "no-weight",
            "TODO: say what is wrong and why. You left out the weight: each input is multiplied before it is added.",
            edits={"weight * x": "x"},
        ),
    ),
)
