"""Exercise: an error against that of the naive forecast."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def mase_probes(rng):
    """Return series with a trend and a season, long, short and of one step only, and one that repeats itself."""

    def arguments(n, n_train, season, trend=1.5):
        level = np.cumsum(rng.normal(trend, 1.0, n + n_train)) + rng.uniform(80, 120)
        level += 9 * np.sin(2 * np.pi * np.arange(n + n_train) / max(season, 3))
        y = level[n_train:]
        return y, y + rng.normal(-0.8, 2.5, n), level[:n_train], season

    ups = np.cumsum(rng.permutation([1.0, 1.0, 1.0, -1.0, -1.0])) + 30
    repeated = np.tile(rng.integers(2, 90, 4) + np.array([0.0, 100.0, 200.0, 300.0]), 3)
    return [
        Probe(
            (np.array([40.0, 47.0, 44.0]), np.array([37.0, 48.0, 52.0]), ups, 1),
            "Here every step of train is one up or one down, so the scale is 1 and the MASE is the mean absolute "
            "error of the forecast. Yours is something else.",
        ),
        Probe(arguments(7, 12, 1)),
        Probe(arguments(9, 16, 4)),
        Probe(arguments(6, 14, 2, trend=-2.0)),
        Probe(arguments(3, 11, 7)),
        Probe(arguments(1, 2, 1)),
        Probe(arguments(1, 6, 5)),
        Probe(
            (rng.normal(size=5), rng.normal(size=5), repeated, 4),
            "Here train repeats itself exactly after one season, so the scale is 0 and no MASE exists: -1.0 is asked "
            "for. Yours is something else.",
        ),
        Probe((rng.normal(50, 9, 5), rng.normal(50, 9, 5), repeated, 3)),
    ]


def mase(y, forecast, train, season):
    steps = np.abs(train[season:] - train[:-season])
    scale = steps.mean()
    if scale == 0:
        return -1.0
    return float(np.abs(y - forecast).mean() / scale)


def _inside_the_test(y, forecast, train, season):
    if len(y) <= season:
        return -1.0
    scale = np.abs(y[season:] - y[:-season]).mean()
    return float(np.abs(y - forecast).mean() / scale) if scale else -1.0


_STEPS = "np.abs(train[season:] - train[:-season])"
_ERROR = "np.abs(y - forecast).mean()"

EXERCISE = Exercise(
    name="mase",
    signature="mase(y, forecast, train, season)",
    returns={"mase": "the error, with that of the naive forecast in training as its unit"},
    reference=mase,
    probes=mase_probes,
    points={"mase": 4},
    read='lesson 12, "Errors of numbers"',
    advice={
        "mase": "Two means of absolute values: above, the errors of the forecast; below, how far each value of train "
        "is from the one a season before it.",
    },
    hints=(
        "Above the line the mean absolute error of the forecast. Below it the mean absolute error that the naive "
        "forecast makes inside train.",
        "train[season:] are the values that have one a season before them, train[:-season] are those.",
        "scale = np.abs(train[season:] - train[:-season]).mean(). Where it is 0, return -1.0.",
    ),
    mutants=(
        Mutant(
            "wraps-round",
            "You shift with np.roll, which brings the end of train round to its beginning: the first values have no "
            "partner one season before.",
            edits={"train[season:] - train[:-season]": "train - np.roll(train, season)"},
        ),
        Mutant(
            "scaled-by-the-test",
            "Your scale comes from the test values. A few steps, often one, make a unit that jumps with every test "
            "period; the scale is taken inside train, so that all forecasts of a series share it.",
            edits={_STEPS: "np.abs(y[season:] - y[:-season])"},
        ),
        Mutant(
            "scaled-by-the-test, season 1",
            "Your scale comes from the steps of the test values. Take it inside train, from values that are one "
            "season apart.",
            edits={_STEPS: "np.abs(np.diff(y))"},
        ),
        Mutant(
            "scaled-by-the-naive-forecast-of-the-test",
            "Your scale is the error that the naive forecast makes on the test values. That ratio is a measure of "
            "its own, but with a short test it has a unit that jumps; the MASE takes its scale inside train.",
            edits={_STEPS: "np.abs(y - train[-season:][np.arange(len(y)) % season])"},
        ),
        Mutant(
            "scaled-by-persistence-of-the-test",
            "Your scale is the error of repeating train's last value over the test. The MASE takes its scale inside "
            "train, from values that are one season apart.",
            edits={_STEPS: "np.abs(y - train[-1])"},
        ),
        Mutant(
            "season-ignored",
            "Your scale takes neighbouring values whatever the season. On a series with a strong season that naive "
            "forecast is a poor one, and anything looks good beside it.",
            edits={_STEPS: "np.abs(np.diff(train))"},
        ),
        Mutant(
            "season-and-one",
            "Your scale takes values that are season + 1 apart, an off-by-one.",
            edits={_STEPS: "np.abs(train[season + 1 :] - train[: -season - 1])"},
        ),
        Mutant(
            "difference-of-order-season",
            "You take differences of differences: the second argument of np.diff says how often, not how far apart.",
            edits={_STEPS: "np.abs(np.diff(train, season))"},
        ),
        Mutant(
            "step-into-the-test",
            "Your scale holds the step from train into the test, too: you joined the two before you took "
            "differences. The scale may know train only.",
            hint="M58",
            edits={_STEPS: "np.abs(np.append(train, y[0])[season:] - np.append(train, y[0])[:-season])"},
        ),
        Mutant(
            "scaled-by-all",
            "Your scale comes from train and test together. It may know train only.",
            hint="M58",
            edits={_STEPS: "np.abs(np.append(train, y)[season:] - np.append(train, y)[:-season])"},
        ),
        Mutant(
            "signs-kept",
            "You average the errors with their signs, so that too high and too low cancel. Take absolute values "
            "first.",
            edits={_ERROR: "(y - forecast).mean()"},
        ),
        Mutant(
            "absolute-value-of-the-mean",
            "You take the absolute value of the mean error. Too high and too low have cancelled by then: first the "
            "absolute values, then the mean.",
            edits={_ERROR: "abs((y - forecast).mean())"},
        ),
        Mutant(
            "signs-kept-in-the-scale",
            "Your scale averages the steps with their signs, so it measures the trend of train and may even be "
            "negative. Take absolute values first.",
            edits={_STEPS: "train[season:] - train[:-season]"},
        ),
        Mutant(
            "absolute-value-of-the-mean-step",
            "Your scale is the absolute value of the mean step: up and down have cancelled by then. First the "
            "absolute values, then the mean.",
            edits={"steps.mean()": "abs((train[season:] - train[:-season]).mean())"},
        ),
        Mutant(
            "rmse-above",
            "Above the line you have the root of the mean square. It is never below the mean absolute error, and one "
            "large error lifts it far above: the A in MASE stands for absolute.",
            hint="M63",
            edits={_ERROR: "np.sqrt(((y - forecast) ** 2).mean())"},
        ),
        Mutant(
            "rmse-below",
            "Below the line you have the root of the mean square. The scale is a mean absolute error, like the one "
            "above the line.",
            hint="M63",
            edits={"steps.mean()": "np.sqrt((steps**2).mean())"},
        ),
        Mutant(
            "rmse-both",
            "Above and below the line you have the root of the mean square. That is another measure, the RMSSE; one "
            "large error moves it far more. The A in MASE stands for absolute.",
            hint="M63",
            edits={
                _ERROR: "np.sqrt(((y - forecast) ** 2).mean())",
                "steps.mean()": "np.sqrt((steps**2).mean())",
            },
        ),
        Mutant(
            "squares",
            "You divide a mean square by a mean square, so the quotient is squared, too. Take absolute values.",
            edits={_ERROR: "((y - forecast) ** 2).mean()", "steps.mean()": "(steps**2).mean()"},
        ),
        Mutant(
            "square-above",
            "Above the line you have the mean square, whose unit is that of y squared. Divided by a scale in the unit "
            "of y, a unit is left over: take absolute values.",
            edits={_ERROR: "((y - forecast) ** 2).mean()"},
        ),
        Mutant(
            "upside-down",
            "Your quotient is upside down: it grows as the forecast gets better. The forecast's error stands above "
            "the line.",
            edits={f"{_ERROR} / scale": f"scale / {_ERROR}"},
        ),
        Mutant(
            "not-scaled",
            "You return the mean absolute error itself. It has the unit of y, so two series cannot be compared; "
            "divide it by the scale.",
            edits={" / scale": ""},
        ),
        Mutant(
            "skill",
            "You return one minus the quotient. That is the form of a skill, where 0 means as good as the naive "
            "forecast; a MASE is the quotient itself.",
            edits={"float(": "float(1 - "},
        ),
        Mutant(
            "no-scale, no guard",
            "Where train repeats itself exactly your result is infinite, something divided by a scale of zero. No MASE "
            "exists there, and the exercise wants -1.0.",
            edits={"    if scale == 0:\n        return -1.0\n": ""},
        ),
        Mutant(
            "no-scale, ValueError",
            "Where train repeats itself exactly you raise an error. That is honest, but this exercise wants a number "
            "there: -1.0, which no MASE can be.",
            edits={"return -1.0": 'raise ValueError("train repeats itself")'},
        ),
        Mutant(
            "no-scale, ZeroDivisionError",
            "Where train repeats itself exactly you divide by a scale of zero, which Python refuses. Look for this "
            "case first: -1.0 is asked for there.",
            edits={"return -1.0": "return 1 / 0"},
        ),
        Mutant(
            "no-scale, zero",
            "Where train repeats itself exactly you return 0. That reads like a perfect forecast; no MASE exists "
            "there, and the exercise wants -1.0.",
            edits={"return -1.0": "return 0.0"},
        ),
        Mutant(
            "no-scale, NaN",
            "Where train repeats itself exactly you return NaN. That is what a library may do; this exercise wants "
            "-1.0, which no MASE can be.",
            edits={"return -1.0": 'return float("nan")'},
        ),
        Mutant(
            "no-scale, one",
            "Where train repeats itself exactly you return 1. That reads like a forecast as good as the naive one; "
            "no MASE exists there, and the exercise wants -1.0.",
            edits={"return -1.0": "return 1.0"},
        ),
        Mutant(
            "no-scale, the error",
            "Where train repeats itself exactly you return the error without a scale. It has another unit than a "
            "MASE; the exercise wants -1.0 there, which no MASE can be.",
            edits={"return -1.0": f"return float({_ERROR})"},
        ),
        Mutant(
            "median-above",
            "Above the line you have a median. It never sees the worst errors; the M in MASE stands for mean.",
            edits={_ERROR: "np.median(np.abs(y - forecast))"},
        ),
        Mutant(
            "median-below",
            "Your scale is a median of the steps. The naive forecast's error is averaged like the other one.",
            edits={"steps.mean()": "np.median(steps)"},
        ),
        Mutant(
            "sum-above",
            "Above the line you have a sum: a longer test makes it larger. Take the mean.",
            edits={_ERROR: "np.abs(y - forecast).sum()"},
        ),
        Mutant(
            "sums",
            "You divide a sum by a sum. They have different numbers of terms, so that the lengths of test and train "
            "come in: divide a mean by a mean.",
            edits={_ERROR: "np.abs(y - forecast).sum()", "steps.mean()": "steps.sum()"},
        ),
        Mutant(
            "divided-by-all-of-train",
            "You divide the sum of the steps by the length of train. The first season values have no partner: there "
            "are len(train) - season steps.",
            edits={"steps.mean()": "steps.sum() / len(train)"},
        ),
        Mutant(
            "divided-as-if-the-season-were-one",
            "You divide the sum of the steps by the length of train minus 1. That is their number for a season of 1; "
            "there are as many steps as train[season:] has values.",
            edits={"steps.mean()": "steps.sum() / (len(train) - 1)"},
        ),
        Mutant(
            "mean-absolute-percentage-error",
            "You divide each error by the value it belongs to: a percentage error. It explodes where y is near zero, "
            "which is why the MASE has another unit.",
            edits={"np.abs(y - forecast).mean() / scale": "(np.abs(y - forecast) / np.abs(y)).mean()"},
        ),
        Mutant(
            "scaled-by-the-level",
            "Your scale is the mean level of train. Add a thousand to the series and your error shrinks, although "
            "the forecast is no better: the scale is a mean step.",
            edits={_STEPS: "np.abs(train)"},
        ),
        Mutant(
            "scaled-by-the-standard-deviation",
            "Your scale is the standard deviation of train. Where train has a trend, this grows with the length of "
            "train; the scale is a mean absolute step.",
            edits={"steps.mean()": "train.std()"},
        ),
        Mutant(
            "scaled-by-the-spread",
            "Your scale is the mean distance of train from its own mean. Where train has a trend, this grows with the "
            "length of train; the scale is the mean distance from the value one season before.",
            edits={_STEPS: "np.abs(train - train.mean())"},
        ),
        Mutant(
            "rounded",
            "You round. A check compares the number itself; round only when you print.",
            edits={
                "float(np.abs(y - forecast).mean() / scale)": "round(float(np.abs(y - forecast).mean() / scale), 2)"
            },
        ),
        Mutant(
            "percent",
            "You return percent. A MASE of 1 means as good as the naive forecast: leave the 100 out.",
            edits={"float(": "float(100 * "},
        ),
        Mutant(
            "last-season-only",
            "Your scale takes one step, that into the last value of train. One step is chance: average over all that "
            "train has.",
            edits={_STEPS: "np.abs(train[-1:] - train[-1 - season])"},
        ),
        Mutant(
            "scaled-by-the-test, back to train",
            "Your scale comes from the test period: how far each of its values is from the one a season before. A "
            "short test makes a unit that jumps; the scale is taken inside train.",
            edits={_STEPS: "np.abs(np.append(train, y)[season:] - np.append(train, y)[:-season])[-len(y) :]"},
        ),
        Mutant(
            "scaled-by-the-test, 1 for a single value",
            "Your scale comes from the steps of the test values, and is 1 where there is a single one. Take it inside "
            "train, from values that are one season apart.",
            edits={_STEPS: "np.abs(np.diff(y)) if len(y) > 1 else np.ones(1)"},
        ),
        Mutant(
            "last-step-lost",
            "The last step of train is missing in your scale, an off-by-one. There are len(train) - season steps.",
            edits={"steps.mean()": "steps[:-1].mean() if len(steps) > 1 else 0.0"},
        ),
        Mutant(
            "scaled-by-the-test-inside-it",
            "Your scale comes from the test values: how far each is from the one a season before it in the test. It "
            "is taken from train; in a short test there may be no such pair at all.",
            fn=_inside_the_test,
        ),
    ),
)
