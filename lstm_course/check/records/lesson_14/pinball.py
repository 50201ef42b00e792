"""Exercise: the loss of forecast quantiles."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def pinball_probes(rng):
    """Return forecasts too low, too high, both and exact, for one level and for several, in any order."""

    def arguments(n, K, shift=0.0):
        y = rng.normal(20, 6, n)
        tau = rng.permutation(np.linspace(0.07, 0.86, K) + rng.uniform(0, 0.03, K))
        return y, y[:, None] + rng.normal(shift, 4, (n, K)), tau

    y = np.array([31.0, 44.0])
    return [
        Probe(
            (y, y[:, None] - np.array([[6.0], [2.0]]), np.array([0.75])),
            "Both forecasts are too low here, by 6 and by 2, at tau = 0.75: each costs tau times its size, and the "
            "loss is their mean. Yours is another number.",
        ),
        Probe(
            (y, y[:, None] + np.array([[6.0], [2.0]]), np.array([0.75])),
            "Both forecasts are too high here, by 6 and by 2, at tau = 0.75: each costs 1 - tau times its size, and "
            "the loss is their mean. Yours is another number.",
        ),
        Probe(arguments(7, 1)),
        Probe(arguments(1, 1)),
        Probe(arguments(1, 4)),
        Probe(arguments(5, 3)),
        Probe(arguments(4, 4)),
        Probe(arguments(6, 2, 9.0)),
        Probe(arguments(3, 6, -9.0)),
        Probe((y, np.column_stack([y, y]), np.array([0.2, 0.9]))),
        Probe(arguments(11, 5)),
    ]


def pinball(y, q, tau):
    gap = y[:, None] - q  # (n, K), positive where the forecast is too low
    loss = np.where(gap > 0, tau * gap, (tau - 1) * gap)
    return float(loss.mean())


_GAP = "y[:, None] - q"
_BOTH = "np.where(gap > 0, tau * gap, (tau - 1) * gap)"
_MEAN = "float(loss.mean())"

EXERCISE = Exercise(
    name="pinball",
    signature="pinball(y, q, tau)",
    returns={"loss": "the mean over all rows and levels"},
    reference=pinball,
    probes=pinball_probes,
    points={"loss": 4},
    read='lesson 14, "The band"',
    advice={
        "loss": "For one row and one level do it by hand: is q below y or above it, and what does that cost at this "
        "tau? Then the mean over all n times K.",
    },
    hints=(
        "Make an array of (n, K) gaps first. y has one value for each row, q has K.",
        "y[:, None] - q is positive where the forecast is too low. There the loss is tau times the gap.",
        "np.where(gap > 0, tau * gap, (tau - 1) * gap).mean(). Both branches are positive.",
    ),
    mutants=(
        Mutant(
            "exchanged",
            "tau and 1 - tau are exchanged, or the sign of the gap is: at a high tau it is the forecast that is too "
            "low that costs more, which drives it up.",
            edits={_BOTH: "np.where(gap > 0, (1 - tau) * gap, -tau * gap)"},
        ),
        Mutant(
            "absolute-error",
            "You take the absolute error: too low and too high cost the same, whatever tau. Its best forecast is the "
            "median at every level.",
            edits={_BOTH: "np.abs(gap)"},
        ),
        Mutant(
            "squared-error",
            "You take the squared error: too low and too high cost the same, whatever tau, and its best forecast is "
            "the mean. The pinball loss grows in proportion to the gap.",
            edits={_BOTH: "gap**2"},
        ),
        Mutant(
            "half-the-absolute-error",
            "Your loss does not depend on tau: it is that of tau = 0.5, half the absolute error.",
            edits={_BOTH: "np.abs(gap) / 2"},
        ),
        Mutant(
            "twice",
            "Your loss is twice as large. With that factor tau = 0.5 gives the mean absolute error, and some libraries "
            "have it; the exercise does not.",
            edits={_BOTH: "2 * np.where(gap > 0, tau * gap, (tau - 1) * gap)"},
        ),
        Mutant(
            "signed",
            "Your loss can be negative: a forecast that is too high lowers it. Both kinds of error cost something.",
            edits={_BOTH: "tau * gap"},
        ),
        Mutant(
            "second-branch-negative",
            "Where the forecast is too high your loss is negative: gap is, there. Turn its sign.",
            edits={_BOTH: "np.where(gap > 0, tau * gap, (1 - tau) * gap)"},
        ),
        Mutant(
            "tau-for-both",
            "Too low and too high both cost tau times their size. A forecast that is too high costs 1 - tau times "
            "its size.",
            edits={_BOTH: "tau * np.abs(gap)"},
        ),
        Mutant(
            "one-minus-tau-for-both",
            "Too low and too high both cost 1 - tau times their size. A forecast that is too low costs tau times its "
            "size.",
            edits={_BOTH: "(1 - tau) * np.abs(gap)"},
        ),
        Mutant(
            "too-low-only",
            "A forecast that is too high costs nothing in yours. Then a forecast of a million is perfect.",
            edits={_BOTH: "np.where(gap > 0, tau * gap, 0.0)"},
        ),
        Mutant(
            "too-high-only",
            "A forecast that is too low costs nothing in yours. Then a forecast of minus a million is perfect.",
            edits={_BOTH: "np.where(gap > 0, 0.0, (tau - 1) * gap)"},
        ),
        Mutant(
            "one-weight-missing",
            "Where the forecast is too high you take the whole gap, without the weight 1 - tau.",
            edits={_BOTH: "np.where(gap > 0, tau * gap, -gap)"},
        ),
        Mutant(
            "other-weight-missing",
            "Where the forecast is too low you take the whole gap, without the weight tau.",
            edits={_BOTH: "np.where(gap > 0, gap, (tau - 1) * gap)"},
        ),
        Mutant(
            "smaller-of-two",
            "You take the smaller of tau * gap and (tau - 1) * gap. One of them is always negative or zero: the loss "
            "is the larger one.",
            edits={_BOTH: "np.minimum(tau * gap, (tau - 1) * gap)"},
        ),
        Mutant(
            "squares",
            "You square the gaps. Weighted squares belong to another measure, the expectile; a quantile is found with "
            "plain sizes.",
            edits={_BOTH: "np.where(gap > 0, tau, 1 - tau) * gap**2"},
        ),
        Mutant(
            "percent",
            "You divide tau by 100. It is a share already, between 0 and 1.",
            edits={_BOTH: "np.where(gap > 0, tau / 100 * gap, (tau / 100 - 1) * gap)"},
        ),
        Mutant(
            "mean-tau",
            "You use the mean of all levels for every column. Each column of q has a level of its own.",
            edits={_BOTH: "np.where(gap > 0, tau.mean() * gap, (tau.mean() - 1) * gap)"},
        ),
        Mutant(
            "first-tau",
            "You use the first level for every column. Each column of q has a level of its own.",
            edits={_BOTH: "np.where(gap > 0, tau[0] * gap, (tau[0] - 1) * gap)"},
        ),
        Mutant(
            "tau-sorted",
            "You sort the levels. They belong to the columns of q, in the order given.",
            edits={_BOTH: "np.where(gap > 0, np.sort(tau) * gap, (np.sort(tau) - 1) * gap)"},
        ),
        Mutant(
            "rows-for-columns",
            "You take y along the columns of q: y - q lines y up with the K levels, which works without a complaint "
            "where n and K are equal, or one of them is 1. Give y a second axis.",
            hint="M80",
            edits={_GAP: "y - q"},
        ),
        Mutant(
            "mean-of-q",
            "You average the forecasts of a row first, and compare the mean with y. Each level is a forecast of its "
            "own.",
            edits={_GAP: "y[:, None] - q.mean(axis=1, keepdims=True)"},
        ),
        Mutant(
            "first-level-only",
            "You count the first level only. All of them are asked for.",
            edits={_MEAN: "float(loss[:, 0].mean())"},
        ),
        Mutant(
            "worst-level",
            "You return the loss of the worst level. The mean over all levels is asked for.",
            edits={_MEAN: "float(loss.mean(axis=0).max())"},
        ),
        Mutant(
            "weighted-by-tau",
            "You weight the levels by tau. Each level counts the same in the mean.",
            edits={_MEAN: "float(np.average(loss.mean(axis=0), weights=tau))"},
        ),
        Mutant(
            "sum",
            "You return a sum: more rows or more levels make it larger. Take the mean.",
            edits={_MEAN: "float(loss.sum())"},
        ),
        Mutant(
            "sum-over-levels",
            "You add up the levels and average over the rows. The mean over both is asked for, so that more levels do "
            "not make a worse forecast.",
            edits={_MEAN: "float(loss.sum(axis=1).mean())"},
        ),
        Mutant(
            "sum-over-rows",
            "You add up the rows and average over the levels. The mean over both is asked for.",
            edits={_MEAN: "float(loss.sum(axis=0).mean())"},
        ),
        Mutant(
            "one-for-each-level",
            "You return an array with one loss for each level. One number is asked for, the mean over all of them.",
            edits={_MEAN: "loss.mean(axis=0)"},
        ),
        Mutant(
            "not-averaged",
            "You return all losses. Their mean is asked for, one number.",
            edits={_MEAN: "loss"},
        ),
        Mutant(
            "median",
            "You return the median of the losses. It never sees the worst ones; take the mean.",
            edits={_MEAN: "float(np.median(loss))"},
        ),
        Mutant(
            "root",
            "You take the root of the mean. The losses were not squared, so there is nothing to undo.",
            edits={_MEAN: "float(np.sqrt(loss.mean()))"},
        ),
        Mutant(
            "coverage",
            "You compare the share of values below q with tau. That says whether the levels are kept, but a band from "
            "here to the moon can keep them, too: the loss also asks how near q is.",
            edits={_MEAN: "float(np.abs((gap <= 0).mean(axis=0) - tau).mean())"},
        ),
        Mutant(
            "rounded",
            "You round. A check compares the number itself; round only when you print.",
            edits={_MEAN: "round(float(loss.mean()), 2)"},
        ),
    ),
)
