"""The forecast that says: as it is now."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def persistence_probes(rng):
    """Return histories of several lengths; the first with a horizon of one."""
    return [
        Probe(
            (rng.normal(size=5), 1),
            "For horizon 1 the forecast is one number in an array, the last value of the history. Yours is not.",
        ),
        Probe((rng.normal(size=6), 4)),
        Probe((rng.normal(size=9), 3)),
    ]


def persistence(history, horizon):
    return np.full(horizon, history[-1])


EXERCISE = Exercise(
    name="persistence",
    signature="persistence(history, horizon)",
    returns={"forecast": "(horizon,)"},
    reference=persistence,
    probes=persistence_probes,
    points={"forecast": 2},
    read='lesson 01, "A baseline before any network"',
    advice={"forecast": "Every entry must be the last value of the history, unchanged."},
    hints=(
        "Tomorrow will be like today. And the day after tomorrow?",
        "Which entry of the history is the newest? Index -1.",
        "np.full(shape, value) fills an array with one value.",
    ),
    mutants=(
        Mutant(
            "replays-the-end",
            "Your forecast replays the last values of the history. That is an echo of the past, and not the "
            "last value held: persistence repeats one number.",
            hint="M60",
            edits={"np.full(horizon, history[-1])": "history[-horizon:].copy()"},
        ),
        Mutant(
            "value-from-a-horizon-ago",
            "You repeat the value that stands horizon places before the end. However far you look ahead, the last "
            "known value is the one to hold.",
            hint="M60",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history[-horizon])"},
        ),
        Mutant(
            "replays-backwards",
            "Your forecast runs back through the history. Persistence repeats one number, the last.",
            hint="M60",
            edits={"np.full(horizon, history[-1])": "history[::-1][:horizon].copy()"},
        ),
        Mutant(
            "one-value-behind",
            "You repeat the value before the last one: an off-by-one in the index.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history[-2])"},
        ),
        Mutant(
            "oldest-value",
            "You repeat the first value of the history. That is the oldest one: the last is at index -1.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history[0])"},
        ),
        Mutant(
            "mean",
            "You forecast the mean of the history. That is a baseline too, but not this one: persistence knows "
            "only the last value.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history.mean())"},
        ),
        Mutant(
            "median",
            "You forecast the median of the history. Persistence knows only the last value.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, np.median(history))"},
        ),
        Mutant(
            "last-step-continued",
            "You let the last step go on, so your forecast is a line. Persistence says that nothing changes.",
            hint="M61",
            edits={
                "np.full(horizon, history[-1])": "history[-1] + (history[-1] - history[-2]) * "
                "np.arange(1, horizon + 1)"
            },
        ),
        Mutant(
            "drift",
            "You add the mean step of the history, which is the drift method. Persistence says that nothing "
            "changes.",
            hint="M61",
            edits={
                "np.full(horizon, history[-1])": "history[-1] + ((history[-1] - history[0]) / "
                "(len(history) - 1)) * np.arange(1, horizon + 1)"
            },
        ),
        Mutant(
            "one-number",
            "You return the bare number. The forecast is an array with one entry for each step of the horizon.",
            edits={"np.full(horizon, history[-1])": "float(history[-1])"},
        ),
        Mutant(
            "horizon-ignored",
            "Your forecast always has one entry. It needs one for each step of the horizon.",
            edits={"np.full(horizon, history[-1])": "history[-1:].copy()"},
        ),
        Mutant(
            "starts-at-today",
            "Your forecast has an entry too many: the last known value itself is not a forecast.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon + 1, history[-1])"},
        ),
        Mutant(
            "history-included",
            "You return the history with the forecast behind it. Return the forecast alone.",
            edits={"np.full(horizon, history[-1])": "np.append(history, np.full(horizon, history[-1]))"},
        ),
        Mutant(
            "last-value-at-every-step-of-the-history",
            "Your forecast is as long as the history. It needs one entry for each step of the horizon.",
            edits={"np.full(horizon, history[-1])": "np.full(len(history), history[-1])"},
        ),
        Mutant(
            "zeros",
            "Your forecast is zero everywhere: the array is made, but the last value is not put in.",
            edits={"np.full(horizon, history[-1])": "np.zeros(horizon)"},
        ),
        Mutant(
            "largest",
            "You repeat the largest value of the history. Persistence repeats the last one.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history.max())"},
        ),
        Mutant(
            "smallest",
            "You repeat the smallest value of the history. Persistence repeats the last one.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history.min())"},
        ),
        Mutant(
            "times-horizon",
            "You multiply the last value by horizon. It is repeated, not multiplied: an array with horizon entries.",
            edits={"np.full(horizon, history[-1])": "history[-1] * horizon"},
        ),
        Mutant(
            "multiples",
            "You return once, twice, three times the last value. It is repeated, unchanged.",
            edits={"np.full(horizon, history[-1])": "history[-1] * np.arange(1, horizon + 1)"},
        ),
        Mutant(
            "first-step-only",
            "Only the first step of your forecast holds the last value, and the others are 0. Every step holds it.",
            edits={"np.full(horizon, history[-1])": "np.append(history[-1], np.zeros(horizon - 1))"},
        ),
        Mutant(
            "history-again",
            "Your forecast plays the history again from its beginning. Persistence repeats one number, the last.",
            hint="M60",
            edits={"np.full(horizon, history[-1])": "np.tile(history, horizon)[:horizon]"},
        ),
        Mutant(
            "mean-of-the-last-values",
            "You forecast the mean of the last horizon values. Persistence knows the last value only, however far it "
            "looks ahead.",
            edits={"np.full(horizon, history[-1])": "np.full(horizon, history[-horizon:].mean())"},
        ),
    ),
)
