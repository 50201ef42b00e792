"""Exercise: the mean difference of two models on common seeds, with an interval from resampling."""

from statistics import NormalDist  # noqa: F401 - the edits use it

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def pair_probes(rng):
    """Return errors with a common part for each seed, and resamplings of the seeds."""

    def runs(n, B, level, shift, whole=False):
        common = rng.gamma(2.0, 3.0, size=n)
        a, b = common + rng.normal(0, 0.6, size=n) + 9, common + rng.normal(shift, 0.4, size=n) + 9
        if whole:
            a, b = np.round(a), np.round(b)
            b[::3] = a[::3]  # seeds on which the two are level
        return a, b, rng.integers(n, size=(B, n)), level

    equal = rng.uniform(8, 12, size=6)
    a, b, picks, _ = runs(7, 80, 0.9, 0.3)
    return [
        Probe(
            (np.array([9.0, 12.0]), np.array([8.0, 10.0]), np.array([[0, 0], [0, 1], [1, 1]]), 0.5),
            "Three resamplings of two seeds: the differences are 1 and 2, so the three means are 1, 1.5 and 2. Your "
            "mean is not that of the two differences.",
            "mean",
        ),
        Probe(runs(6, 60, 0.95, float(rng.uniform(0.3, 0.6)))),
        Probe(runs(13, 90, 0.8, -float(rng.uniform(0.3, 0.6)))),
        Probe(runs(9, 50, 0.5, float(rng.uniform(1, 2)), whole=True)),
        Probe(runs(2, 40, 0.9, 0.8)),
        Probe(runs(1, 5, 0.95, float(rng.uniform(1, 2)))),
        Probe(runs(5, 1, 0.9, 0.5)),
        Probe((equal, equal.copy(), rng.integers(6, size=(30, 6)), 0.95)),
        Probe((40 * a, 40 * b + 500, picks, 0.99)),
        Probe(runs(4, 4, 0.7, 0.6)),
    ]


def paired_difference(a, b, picks, level):
    d = a - b
    means = d[picks].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(d.mean()), float(low), float(high)


_TAILS = "[(1 - level) / 2, (1 + level) / 2]"
_ENDS = f"np.quantile(means, {_TAILS})"

EXERCISE = Exercise(
    name="paired_difference",
    signature="paired_difference(a, b, picks, level)",
    returns={"mean": "one number", "low": "lower end", "high": "upper end"},
    reference=paired_difference,
    probes=pair_probes,
    points={"mean": 1, "low": 2, "high": 2},
    read='lesson 13, "When a difference is a difference"',
    advice={
        "mean": "The mean of a - b over the seeds as they were run.",
        "low": "One mean of the differences for each row of picks; np.quantile of these at (1 - level) / 2.",
        "high": "One mean of the differences for each row of picks; np.quantile of these at (1 + level) / 2.",
    },
    hints=(
        "First the differences, seed by seed: (n,). Everything after that looks at them only.",
        "d[picks] has the shape (B, n): each row is one resampling. Its mean over axis 1 gives B means.",
        "np.quantile(means, [(1 - level) / 2, (1 + level) / 2]) gives both ends at once.",
    ),
    mutants=(
        Mutant(
            "drawn-anew",
            "You draw resamplings of your own. picks holds those that are asked for, row by row.",
            edits={"d[picks]": "d[np.random.default_rng(0).integers(len(d), size=picks.shape)]"},
        ),
        Mutant(
            "b-minus-a",
            "Your differences are b - a. They are a - b: positive where the first model makes the larger error.",
            edits={"a - b": "b - a"},
        ),
        Mutant(
            "absolute",
            "You take absolute differences. Then two equal models differ, too, and the interval can never hold 0: keep "
            "the sign.",
            edits={"a - b": "np.abs(a - b)"},
        ),
        Mutant(
            "percent",
            "Your differences are in percent of b. They are to be in the unit of the errors.",
            edits={"a - b": "100 * (a - b) / b"},
        ),
        Mutant(
            "relative",
            "Your differences are divided by b. They are to be in the unit of the errors.",
            edits={"a - b": "(a - b) / b"},
        ),
        Mutant(
            "ratio",
            "You divide a by b. The difference a - b is asked for.",
            edits={"a - b": "a / b"},
        ),
        Mutant(
            "squared",
            "You square the differences. The sign is lost, and the unit is another one.",
            edits={"a - b": "(a - b) ** 2"},
        ),
        Mutant(
            "sorted-apart",
            "You sort a and b before you subtract, so the runs of one seed no longer stand side by side. What a seed "
            "does to both models cancels only within its own pair.",
            edits={"d = a - b": "d = np.sort(a) - np.sort(b)"},
        ),
        Mutant(
            "resampled-apart",
            "You resample a and b with different rows of picks. What a seed does to both models then does not cancel, "
            "and the interval gets too wide: use the same picks for both.",
            edits={
                "d[picks].mean(axis=1)": "a[picks].mean(axis=1) - b[np.roll(picks, 1, axis=0)].mean(axis=1)"
            },
        ),
        Mutant(
            "resampled-apart-backwards",
            "You resample b with the rows of picks in reverse order. What a seed does to both models then does not "
            "cancel, and the interval gets too wide: use the same picks for both.",
            edits={"d[picks].mean(axis=1)": "a[picks].mean(axis=1) - b[picks[::-1]].mean(axis=1)"},
        ),
        Mutant(
            "only-a-resampled",
            "You resample a and keep b as it is. What a seed does to both models then does not cancel: resample the "
            "pairs.",
            edits={"d[picks].mean(axis=1)": "a[picks].mean(axis=1) - b.mean()"},
        ),
        Mutant(
            "only-b-resampled",
            "You resample b and keep a as it is. What a seed does to both models then does not cancel: resample the "
            "pairs.",
            edits={"d[picks].mean(axis=1)": "a.mean() - b[picks].mean(axis=1)"},
        ),
        Mutant(
            "differences-not-means",
            "Your interval is that of the single differences. It says where the next seed may fall; asked for is the "
            "interval of their mean, so average within each row of picks first.",
            edits={"d[picks].mean(axis=1)": "d"},
        ),
        Mutant(
            "rows-not-averaged",
            "You take the quantiles of all resampled differences. Average within each row of picks first: the interval "
            "is one of the mean.",
            edits={"d[picks].mean(axis=1)": "d[picks].ravel()"},
        ),
        Mutant(
            "wrong-axis",
            "You average over the resamplings, so n means are left and nothing of their spread. Average within each "
            "row: axis=1.",
            edits={"mean(axis=1)": "mean(axis=0)"},
        ),
        Mutant(
            "sums",
            "You take sums of the resampled differences for your interval. It belongs to the mean: divide by n.",
            edits={"d[picks].mean(axis=1)": "d[picks].sum(axis=1)"},
        ),
        Mutant(
            "medians",
            "You take the median of each resampling. The interval is that of the mean.",
            edits={"d[picks].mean(axis=1)": "np.median(d[picks], axis=1)"},
        ),
        Mutant(
            "median",
            "Your mean is a median. Your two ends are right.",
            edits={"float(d.mean())": "float(np.median(d))"},
        ),
        Mutant(
            "mean-of-the-resamplings",
            "Your mean is that of the resampled means. It is a little off by chance: take the differences as they were "
            "run.",
            edits={"float(d.mean())": "float(means.mean())"},
        ),
        Mutant(
            "zeros-dropped",
            "You leave out seeds on which the two are level. They speak against a difference: keep them.",
            edits={
                "d[picks].mean(axis=1)": "np.array([r[r != 0].mean() if (r != 0).any() else 0.0 for r in d[picks]])",
                "float(d.mean())": "float(d[d != 0].mean() if (d != 0).any() else 0.0)",
            },
        ),
        Mutant(
            "whole-tail-on-each-side",
            "You cut off 1 - level at each end, so twice as much is left out as should be. Each end takes half of it.",
            edits={_TAILS: "[1 - level, level]"},
        ),
        Mutant(
            "one-sided-below",
            "Your interval is cut at the lower end only. Each end takes half of 1 - level.",
            edits={_TAILS: "[1 - level, 1.0]"},
        ),
        Mutant(
            "one-sided-above",
            "Your interval is cut at the upper end only. Each end takes half of 1 - level.",
            edits={_TAILS: "[0.0, level]"},
        ),
        Mutant(
            "always-95",
            "Your level is always 0.95. Use the one that is given.",
            edits={_TAILS: "[0.025, 0.975]"},
        ),
        Mutant(
            "level-halved",
            "Your two quantiles are level / 2 and 1 - level / 2, as if level were the part left out. It is the part "
            "that the interval holds.",
            edits={_TAILS: "[level / 2, 1 - level / 2]"},
        ),
        Mutant(
            "extremes",
            "Your ends are the lowest and the highest of the resampled means. They go further apart the more often one "
            "resamples: take quantiles.",
            edits={_ENDS: "means.min(), means.max()"},
        ),
        Mutant(
            "ends-exchanged",
            "Your two ends are exchanged: low comes first.",
            edits={"float(low), float(high)": "float(high), float(low)"},
        ),
        Mutant(
            "without-interpolation",
            "Your ends are two of the resampled means themselves. np.quantile goes on a straight line between two "
            "neighbours; with few resamplings that differs.",
            edits={
                _ENDS: "np.sort(means)[[int((1 - level) / 2 * len(means)), -1 - int((1 - level) / 2 * len(means))]]"
            },
        ),
        Mutant(
            "ends-subtracted",
            "You make an interval for each model and subtract the ends, low from low and high from high. That is the "
            "interval of nothing: resample the differences.",
            edits={
                _ENDS: f"np.quantile(a[picks].mean(axis=1), {_TAILS}) - np.quantile(b[picks].mean(axis=1), {_TAILS})"
            },
        ),
        Mutant(
            "ends-crossed",
            "You make an interval for each model and subtract the opposite ends. That forgets the pairs: what a seed "
            "does to both models counts twice in place of cancelling.",
            edits={
                _ENDS: f"np.quantile(a[picks].mean(axis=1), {_TAILS}) - "
                f"np.quantile(b[picks].mean(axis=1), {_TAILS})[::-1]"
            },
        ),
        Mutant(
            "distances",
            "Your low and high are distances from the mean. The ends themselves are asked for.",
            edits={"float(low), float(high)": "float(d.mean() - low), float(high - d.mean())"},
        ),
        Mutant(
            "standard-error",
            "Your ends are the mean plus and minus z standard errors. That takes the mean for normal; the quantiles of "
            "the resampled means are asked for.",
            edits={
                _ENDS: "d.mean() + NormalDist().inv_cdf((1 + level) / 2) * d.std() / len(d) ** 0.5 * np.array([-1, 1])"
            },
        ),
        Mutant(
            "standard-error-n-minus-1",
            "Your ends are the mean plus and minus z standard errors, with n - 1 in the variance. That takes the mean "
            "for normal, and says nothing with one seed; the quantiles of the resampled means are asked for.",
            edits={
                _ENDS: "d.mean() + NormalDist().inv_cdf((1 + level) / 2) * d.std(ddof=1) / len(d) ** 0.5 "
                "* np.array([-1, 1])"
            },
        ),
        Mutant(
            "normal-from-the-seeds",
            "Your ends are the mean plus and minus z times the standard deviation of the differences. That is the "
            "spread of single seeds, not of their mean; and what is asked for are quantiles of the resampled means.",
            edits={_ENDS: "d.mean() + NormalDist().inv_cdf((1 + level) / 2) * d.std() * np.array([-1, 1])"},
        ),
        Mutant(
            "normal-from-the-resamplings",
            "Your ends are the mean plus and minus z times the spread of the resampled means. That takes their "
            "distribution for normal: their quantiles are asked for.",
            edits={
                _ENDS: "d.mean() + NormalDist().inv_cdf((1 + level) / 2) * means.std() * np.array([-1, 1])"
            },
        ),
        Mutant(
            "reflected",
            "You reflect the quantiles about the mean (the basic interval). The plain quantiles are asked for.",
            edits={_ENDS: f"2 * d.mean() - np.quantile(means, {_TAILS})[::-1]"},
        ),
    ),
)
