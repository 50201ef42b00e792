"""Exhibit: forecasts are brought back into their units with the range of the test."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def forecasts(rng):
    """Return tables whose test has another range than train, of one column and several, and a test of one row."""

    def draw(R, M, D, column, shift=0.0, stretch=1.0):
        train = np.cumsum(rng.normal(size=(R, D)), axis=0) + 20 * rng.random(D)
        steps = stretch * np.cumsum(rng.normal(size=(M, D)), axis=0)
        test = train[-1] + steps + shift + 0.2
        low, high = train.min(axis=0), train.max(axis=0)
        forecast = ((test - low) / (high - low))[:, column] + rng.normal(0, 0.1, M)
        return train, test, forecast, column

    return [
        Probe(draw(12, 6, 1, 0, shift=4.0)),
        Probe(draw(15, 8, 3, 1, stretch=3.0)),
        Probe(draw(10, 7, 2, 1, stretch=0.3)),
        Probe(draw(9, 1, 2, 0, shift=1.0)),
        Probe(draw(14, 5, 4, 3, shift=-9.0)),
        Probe(draw(20, 9, 3, 0, stretch=2.0)),
        Probe(draw(2, 3, 1, 0)),
    ]


def repair_own_units(train, test, forecast, column):
    low, high = train.min(axis=0), train.max(axis=0)  # (D,)
    restored = forecast * (high - low)[column] + low[column]
    target = test[:, column]
    error = np.sqrt(np.mean((restored - target) ** 2))
    before = np.append(train[-1, column], target[:-1])  # persistence
    naive = np.sqrt(np.mean((before - target) ** 2))
    return float(error), float(1 - error / naive)


_LOW = "train.min(axis=0)"
_HIGH = "train.max(axis=0)"
_RESTORED = "forecast * (high - low)[column] + low[column]"
_ERROR = "np.sqrt(np.mean((restored - target) ** 2))"
_NAIVE = "np.sqrt(np.mean((before - target) ** 2))"
_SKILL = "1 - error / naive"
_TARGET = "    target = test[:, column]\n"
_BOTH = "np.concatenate([train, test])"

EXERCISE = Exercise(
    name="repair_own_units",
    signature="repair_own_units(train, test, forecast, column)",
    returns={"error": "one number, in the units of the data", "skill": "one number"},
    reference=repair_own_units,
    probes=forecasts,
    points={"error": 2, "skill": 2},
    read='lesson 12, "Errors of numbers"',
    advice={
        "error": "On the day of the forecast only train is known: it gives the two numbers that scaled the data, and "
        "the same two bring a forecast back.",
        "skill": "1 minus the error over that of persistence, both in the units of the data.",
    },
    exhibit=Exhibit(
        "range-of-the-test",
        "BenjiKCF/Neural-Net-with-Financial-Time-Series-Data#6",
        "The curve of the forecasts lies within that of the test, whatever the network puts out.",
    ),
    hints=(
        "Add 100 to all rows of the test. A forecast was made before the test: may it move?",
        "Which two numbers scaled the data that the network was trained on?",
        "Both come from train, and are used for forecasts as they are.",
    ),
    mutants=(
        Mutant(
            "mean-absolute-error-only",
            "Your error is the mean absolute error. The root of the mean square is asked for.",
            hint="M63",
            edits={"np.sqrt(np.mean((restored - target) ** 2))": "np.mean(np.abs(restored - target))"},
        ),
        Mutant(
            "percent",
            "Your skill is in per cent. It is 1 minus a quotient: leave the 100 out.",
            edits={"1 - error / naive": "100 * (1 - error / naive)"},
        ),
        Mutant(
            "mean-for-persistence",
            "You compare with a forecast of the mean of train. Persistence forecasts the value before.",
            edits={
                "np.append(train[-1, column], target[:-1])": "np.full(len(target), train[:, column].mean())"
            },
        ),
        Mutant(
            "from-minus-one",
            "You bring the forecasts back as if they ran from -1 to 1. They were scaled to run from 0 to 1.",
            hint="M62",
            edits={"forecast * (": "(forecast + 1) / 2 * ("},
        ),
        Mutant(
            "clipped",
            "You cut the forecasts to 0 to 1 before you bring them back. What is new may lie beyond the range of "
            "train.",
            edits={"restored = forecast *": "restored = np.clip(forecast, 0, 1) *"},
        ),
        Mutant(
            "range-of-the-test",
            "The forecasts follow the test: a test that lies 100 higher moves them by 100. They come back with numbers "
            "that nobody has on the day of the forecast.",
            hint="M62",
            edits={_LOW: "test.min(axis=0)", _HIGH: "test.max(axis=0)"},
        ),
        Mutant(
            "range-of-all",
            "You take the range of train and test together. The test still has a say in what the forecasts are, and "
            "it is not the range that scaled them.",
            hint="M58",
            edits={_LOW: _BOTH + ".min(axis=0)", _HIGH: _BOTH + ".max(axis=0)"},
        ),
        Mutant(
            "low-mended-only",
            "The smallest value comes from train now, the largest still from the test.",
            hint="M62",
            edits={_HIGH: "test.max(axis=0)"},
        ),
        Mutant(
            "high-mended-only",
            "The largest value comes from train now, the smallest still from the test.",
            hint="M62",
            edits={_LOW: "test.min(axis=0)"},
        ),
        Mutant(
            "clipped-into-the-test",
            "You cut the forecasts off at the ends of the test. That hides bad ones, with numbers nobody has yet.",
            edits={_TARGET: _TARGET + "    restored = np.clip(restored, target.min(), target.max())\n"},
        ),
        Mutant(
            "begins-where-the-test-begins",
            "You move the forecasts so that the first one is right. The first value of the test is not known.",
            edits={_TARGET: _TARGET + "    restored = restored - restored[0] + target[0]\n"},
        ),
        Mutant(
            "first-column",
            "The forecasts come back with the range of the first column. They belong to `column`.",
            hint="M62",
            edits={_RESTORED: "forecast * (high - low)[0] + low[0]"},
        ),
        Mutant(
            "range-of-the-table",
            "The forecasts come back with the range of the whole table. Each column was scaled with its own.",
            hint="M62",
            edits={
                _LOW: "np.full(train.shape[1], train.min())",
                _HIGH: "np.full(train.shape[1], train.max())",
            },
        ),
        Mutant(
            "shift-left-out",
            "The forecasts have the right spread, but the smallest value of train was not added again.",
            hint="M62",
            edits={_RESTORED: "forecast * (high - low)[column]"},
        ),
        Mutant(
            "largest-for-the-range",
            "You multiply by the largest value. What the data were divided by is the largest minus the smallest.",
            hint="M62",
            edits={_RESTORED: "forecast * high[column] + low[column]"},
        ),
        Mutant(
            "largest-alone",
            "You multiply by the largest value alone. The scaled 0 is the smallest value of train, not 0.",
            hint="M62",
            edits={_RESTORED: "forecast * high[column]"},
        ),
        Mutant(
            "mean-and-deviation",
            "You bring the forecasts back with mean and deviation. The columns were scaled to run from 0 to 1.",
            hint="M62",
            edits={_RESTORED: "forecast * train[:, column].std() + train[:, column].mean()"},
        ),
        Mutant(
            "last-column",
            "The forecasts come back with the range of the last column. They belong to `column`.",
            hint="M62",
            edits={_RESTORED: "forecast * (high - low)[-1] + low[-1]"},
        ),
        Mutant(
            "scaled-units",
            "The error is that of the scaled numbers: from 0 to 1, not in the units of the data.",
            hint="M62",
            edits={_ERROR: _ERROR + " / (high - low)[column]"},
        ),
        Mutant(
            "mean-absolute",
            "You take mean absolute errors. Both are root mean squares here.",
            hint="M63",
            edits={_ERROR: "np.mean(np.abs(restored - target))", _NAIVE: "np.mean(np.abs(before - target))"},
        ),
        Mutant(
            "not-rooted",
            "You left out the roots: the error is in squared units.",
            edits={_ERROR: "np.mean((restored - target) ** 2)", _NAIVE: "np.mean((before - target) ** 2)"},
        ),
        Mutant(
            "first-value-free",
            "Persistence gets the first value of the test as its own forecast. Before the test there is the last "
            "value of train. (To forecast each value by the next one has the same errors.)",
            edits={"np.append(train[-1, column], target[:-1])": "np.append(target[0], target[:-1])"},
        ),
        Mutant(
            "ratio",
            "You return the ratio of the errors. The skill is 1 minus it.",
            edits={_SKILL: "error / naive"},
        ),
        Mutant(
            "upside-down",
            "Your skill has the two errors upside down: 1 minus the error over that of persistence.",
            edits={_SKILL: "1 - naive / error"},
        ),
        Mutant(
            "last-row-of-train-for-all",
            "Your persistence repeats the last row of train over the whole test. Only its first forecast is that row: "
            "it forecasts each value by the one just before it.",
            edits={"np.append(train[-1, column], target[:-1])": "train[-1, column]"},
        ),
        Mutant(
            "persistence-of-train",
            "Your skill compares with the error that persistence makes in train. Both forecasts are judged on the "
            "same days, those of the test.",
            edits={
                _NAIVE: "np.sqrt(np.mean(np.diff(train[:, column]) ** 2))",
            },
        ),
        Mutant(
            "persistence-without-the-first",
            "Your persistence makes no forecast of the first test row, so its error is a mean over one row less, and "
            "over none where the test has one. Its first forecast is the last row of train.",
            edits={
                _NAIVE: "np.sqrt(np.mean(np.diff(target) ** 2)) if len(target) > 1 else np.nan",
            },
        ),
        Mutant(
            "skill-of-squares",
            "Your skill is 1 minus a quotient of squared errors. It is 1 minus the quotient of their roots.",
            edits={
                _SKILL: "1 - (error / naive) ** 2",
            },
        ),
    ),
)
