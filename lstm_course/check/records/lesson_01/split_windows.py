"""Windows of the past for training, windows of the future for the test."""

import numpy as np  # noqa: F401 - the edits use it

from ....datasets import series as series_data
from ...exercise import Exercise, Mutant, Probe


def split_probes(rng):
    """Return windows of a random series, cut by the reference, and a boundary with windows on both sides."""
    found = []
    for T, length, horizon, boundary in [
        (12, 3, 1, 8),
        (20, 4, 3, 13),
        (17, 5, 2, 12),
        (9, 3, 1, 4),
        (8, 1, 2, 5),
        (8, 1, 2, 5),
    ]:
        x, y = series_data.make_windows(rng.normal(size=T), length, horizon)
        found.append(Probe((x, y, length, horizon, boundary)))
    return found


def split_windows(x, y, length, horizon, boundary):
    n_train = boundary - length - horizon + 1  # windows k with k + length - 1 + horizon < boundary
    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]


_BY_TIME = "Split by the time at which the target stands, and leave each part in the order of time."

EXERCISE = Exercise(
    name="split_windows",
    signature="split_windows(x, y, length, horizon, boundary)",
    returns={
        "x_train": "(n_train, length)",
        "y_train": "(n_train,)",
        "x_test": "(n_test, length)",
        "y_test": "(n_test,)",
    },
    reference=split_windows,
    probes=split_probes,
    points={"x_train": 1, "y_train": 1, "x_test": 1, "y_test": 1},
    read='lesson 01, "Windows"',
    advice={
        "x_train": _BY_TIME,
        "y_train": _BY_TIME,
        "x_test": "Test windows are those whose target stands at the boundary or after it.",
        "y_test": "Test windows are those whose target stands at the boundary or after it.",
    },
    hints=(
        "At which time does the target of window k stand? Exercise 1.1 has the formula.",
        "A window is for training if k + length - 1 + horizon < boundary. How many are there?",
    ),
    mutants=(
        Mutant(
            "split-by-the-start",
            "You split by where a window starts. The last training windows then reach over the boundary: their "
            "targets, and part of their inputs, are test data.",
            hint="M59",
            edits={"boundary - length - horizon + 1": "boundary"},
        ),
        Mutant(
            "split-by-the-input",
            "You split by where the input ends. The last training windows then have targets at the boundary or "
            "after it: you train on test data.",
            hint="M59",
            edits={"boundary - length - horizon + 1": "boundary - length + 1"},
        ),
        Mutant(
            "horizon-taken-as-one",
            "You split as if the horizon were 1. With a longer one, the last training targets stand at the boundary "
            "or after it: you train on test data.",
            hint="M59",
            edits={"boundary - length - horizon + 1": "boundary - length"},
        ),
        Mutant(
            "four-fifths",
            "You give four fifths of the windows to training. It is the boundary that says what is known.",
            hint="M59",
            edits={"boundary - length - horizon + 1": "int(0.8 * len(y))"},
        ),
        Mutant(
            "one-window-in-neither",
            "One window is in neither part, an off-by-one: the training part ends where the test part begins.",
            edits={"x[:n_train], y[:n_train]": "x[: n_train - 1], y[: n_train - 1]"},
        ),
        Mutant(
            "training-part-shuffled",
            "You split by time, and then shuffle the training part. A training may do that; here each part is asked "
            "for in the order of time.",
            edits={
                "    return x[:n_train], y[:n_train]": "    shuffled = np.random.default_rng(0).permutation(n_train)\n"
                "    return x[shuffled], y[shuffled]",
            },
        ),
        Mutant(
            "boundary-in-training",
            "Your last training target is the value at the boundary, an off-by-one. Training ends before it.",
            hint="M59",
            edits={"boundary - length - horizon + 1": "boundary - length - horizon + 2"},
        ),
        Mutant(
            "boundary-in-both",
            "The window with its target at the boundary is in both parts, so you train on a test value.",
            hint="M59",
            edits={"x[:n_train], y[:n_train]": "x[: n_train + 1], y[: n_train + 1]"},
        ),
        Mutant(
            "trains-on-everything",
            "You train on all windows, the test windows too. A model is then tested on what it has seen.",
            hint="M59",
            edits={"x[:n_train], y[:n_train]": "x, y"},
        ),
        Mutant(
            "every-few-windows",
            "You take windows for the test from all over the series. Their neighbours overlap them and are in the "
            "training part: a test of memory, not of forecasting.",
            hint="M59",
            edits={
                "    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]": "    n_test = len(y) - n_train\n"
                "    test = np.arange(len(y))[:: max(len(y) // n_test, 1)][:n_test]\n"
                "    train = np.setdiff1d(np.arange(len(y)), test)\n"
                "    return x[train], y[train], x[test], y[test]",
            },
        ),
        Mutant(
            "newest-for-training",
            "You test on the oldest windows and train on the newest. A forecast goes forward in time: the test "
            "comes last.",
            hint="M59",
            edits={
                "    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]": "    k = len(y) - "
                "n_train\n    return x[k:], y[k:], x[:k], y[:k]"
            },
        ),
        Mutant(
            "one-window-lost",
            "The last window that is allowed for training went to the test, an off-by-one: its target stands just "
            "before the boundary.",
            edits={"boundary - length - horizon + 1": "boundary - length - horizon"},
        ),
        Mutant(
            "test-inputs-cut",
            "You drop the test windows whose input begins before the boundary. That input is the known past at the "
            "time of the forecast, so it may be used; only targets must not be shared.",
            edits={"x[n_train:], y[n_train:]": "x[boundary:], y[boundary:]"},
        ),
        Mutant(
            "training-and-test-exchanged",
            "Training and test are exchanged: the past is for training.",
            edits={
                "    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]": "    return "
                "x[n_train:], y[n_train:], x[:n_train], y[:n_train]"
            },
        ),
        Mutant(
            "order-of-results",
            "Your results come in the order x_train, x_test, y_train, y_test, as scikit-learn returns them. Here it "
            "is x_train, y_train, x_test, y_test.",
            edits={
                "    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]": "    return "
                "x[:n_train], x[n_train:], y[:n_train], y[n_train:]"
            },
        ),
        Mutant(
            "last-training-window-tested",
            "Your training part is right, but its last window is in the test too. The test begins where training ends.",
            hint="M59",
            edits={"x[n_train:], y[n_train:]": "x[n_train - 1 :], y[n_train - 1 :]"},
        ),
        Mutant(
            "first-test-window-lost",
            "Your training part is right, but the first window after it is in neither part. The test "
            "begins where training ends.",
            edits={"x[n_train:], y[n_train:]": "x[n_train + 1 :], y[n_train + 1 :]"},
        ),
        Mutant(
            "gap-of-a-window",
            "You leave a gap of length windows before the test. No target is shared without it: the "
            "input of a test window may be the known past.",
            edits={"x[n_train:], y[n_train:]": "x[n_train + length :], y[n_train + length :]"},
        ),
        Mutant(
            "by-the-value",
            "You compare the value of the target with boundary. boundary is a place in time: what counts "
            "is where the target stands.",
            edits={
                "n_train = boundary - length - horizon + 1": "past = y < boundary",
                "x[:n_train], y[:n_train]": "x[past], y[past]",
                "x[n_train:], y[n_train:]": "x[~past], y[~past]",
            },
        ),
        Mutant(
            "boundary-from-the-end",
            "You count the boundary from the end of the windows. It is an index from the beginning of the series.",
            edits={"boundary - length - horizon + 1": "-boundary"},
        ),
    ),
)
