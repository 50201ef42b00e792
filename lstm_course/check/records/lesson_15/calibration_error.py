"""Exercise: how far confidence and accuracy lie apart."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def answers_probes(rng):
    """Return answers in few and many bins, some of them empty, on borders that are exact, at 0 and 1, and one alone."""

    def answers(N, low=0.02, high=0.98, lift=0.0):
        p = rng.uniform(low, high, N)
        return p, (rng.uniform(size=N) < np.clip(p + lift, 0, 1)).astype(int)

    hand = np.array([0.6, 0.8, 0.9, 0.4]), np.array([1, 1, 0, 0])
    borders = np.array([0.25, 0.5, 0.5, 0.75, 0.1, 0.6, 0.9]), np.array([1, 0, 1, 0, 0, 1, 1])
    ends = np.array([0.0, 1.0, 1.0, 0.97, 0.03, 0.91]), np.array([1, 0, 1, 1, 0, 1])
    crossed = np.array([0.31, 0.33, 0.92, 0.94, 0.91]), np.array([1, 1, 0, 1, 0])
    return [
        Probe(
            (np.array([0.62, 0.64, 0.68]), np.array([1, 1, 0]), 10),
            "All answers lie in one bin here, so that there is nothing to weigh, and already the error is not "
            "right.",
        ),
        Probe((*hand, 2)),
        Probe((*crossed, 10)),
        Probe((*borders, 4)),
        Probe((*ends, 10)),
        Probe((np.array([0.83]), np.array([1]), 10)),
        Probe((np.array([0.83]), np.array([0]), 3)),
        Probe((np.array([1.0]), np.array([0]), 5)),
        Probe((np.array([0.4, 0.9, 0.7]), np.array([0, 1, 1]), 1)),
        Probe((*answers(40), 10)),
        Probe((*answers(60, lift=-0.2), 7)),
        Probe((*answers(50, 0.55, 0.95, lift=0.15), 15)),
        Probe((*answers(9, lift=0.1), 20)),
    ]


def calibration_error(p, y, bins=10):
    place = np.minimum((p * bins).astype(int), bins - 1)  # p = 1 belongs to the last bin
    error = 0.0
    for k in np.unique(place):  # bins that hold something
        inside = place == k
        gap = abs(p[inside].mean() - y[inside].mean())
        error += inside.mean() * gap
    return float(error)


def _equal_counts(p, y, bins=10):
    error = 0.0
    for inside in np.array_split(np.argsort(p, kind="stable"), bins):
        if len(inside):
            error += len(inside) / len(p) * abs(p[inside].mean() - y[inside].mean())
    return float(error)


def _own_range(p, y, bins=10):
    spread = p.max() - p.min()
    place = np.minimum(((p - p.min()) / (spread or 1.0) * bins).astype(int), bins - 1)
    return _by_place(p, y, place)


def _upper_half(p, y, bins=10):
    """Return the mistake of spreading the bins over 0.5 to 1."""
    return _by_place(p, y, np.clip(((p - 0.5) * 2 * bins).astype(int), 0, bins - 1))


def _by_place(p, y, place):
    inside = [place == k for k in np.unique(place)]
    return float(sum(one.mean() * abs(p[one].mean() - y[one].mean()) for one in inside))


def _brier(p, y, bins=10):
    return float(((p - y) ** 2).mean())


def _absolute(p, y, bins=10):
    return float(np.abs(p - y).mean())


def _log_loss(p, y, bins=10):
    q = np.clip(p, 1e-12, 1 - 1e-12)
    return float(-(y * np.log(q) + (1 - y) * np.log(1 - q)).mean())


def _error_rate(p, y, bins=10):
    return float(1 - y.mean())


def _one_bin(p, y, bins=10):
    return float(abs(p.mean() - y.mean()))


_PLACE = "np.minimum((p * bins).astype(int), bins - 1)"
_GAP = "abs(p[inside].mean() - y[inside].mean())"
_WEIGHT = "inside.mean() * gap"
_SURE = 'lesson 15, "98 % sure"'

EXERCISE = Exercise(
    name="calibration_error",
    signature="calibration_error(p, y, bins=10)",
    returns={"error": "from 0 to 1"},
    reference=calibration_error,
    probes=answers_probes,
    points={"error": 6},
    read=_SURE,
    advice={
        "error": "In each bin that holds something: mean confidence against the share of right answers, how far they "
        "lie apart, weighted by the share of all answers that lie in it.",
    },
    hints=(
        "In which bin lies p = 0.37 when there are ten? What does p * bins give, and what for p = 1?",
        "In each bin: abs(p[inside].mean() - y[inside].mean()). A bin that holds nothing has no mean.",
        "The weight of a bin is inside.mean(), the share of all answers that lie in it; all weights together are 1.",
    ),
    mutants=(
        Mutant(
            "unweighted",
            "You average over the bins that hold something, each counting the same. A bin with one answer then counts "
            "like one with a thousand: weigh by the share of the answers in it.",
            edits={_WEIGHT: "gap / len(np.unique(place))"},
        ),
        Mutant(
            "unweighted-with-empty",
            "You divide by the number of bins, empty ones included. Weigh each bin by the share of the answers in it.",
            edits={_WEIGHT: "gap / bins"},
        ),
        Mutant(
            "sum-of-gaps",
            "You add up the differences without weighing them, so that more bins make a larger error. Weigh each by "
            "the share of the answers in its bin.",
            edits={_WEIGHT: "gap"},
        ),
        Mutant(
            "counts-for-shares",
            "You weigh by the number of answers in a bin and do not divide by the number of all.",
            edits={_WEIGHT: "inside.sum() * gap"},
        ),
        Mutant(
            "largest",
            "You return the largest difference of any bin. A weighted mean over the bins is asked for.",
            edits={"error += " + _WEIGHT: "error = max(error, gap)"},
        ),
        Mutant(
            "last-bin-only",
            "You keep the last bin only: each bin is added to those before.",
            edits={"error += ": "error = "},
        ),
        Mutant(
            "signed",
            "You keep the sign, so that bins that promise too much and bins that promise too little cancel. Take the "
            "absolute value in each bin.",
            edits={_GAP: "(p[inside].mean() - y[inside].mean())"},
        ),
        Mutant(
            "signed-until-the-end",
            "You take the absolute value at the end, when bins that promise too much and bins that promise too little "
            "have cancelled. Take it in each bin.",
            edits={_GAP: "(p[inside].mean() - y[inside].mean())", "float(error)": "float(abs(error))"},
            same_as=("one-bin",),
        ),
        Mutant(
            "one-bin",
            "You compare the mean confidence with the accuracy over all answers: the bins do not act. Where it "
            "promises too much and where too little then cancel.",
            fn=_one_bin,
            same_as=("signed-until-the-end",),
        ),
        Mutant(
            "over-confidence-only",
            "You count only bins that promise too much. One that promises too little is off as well: the absolute "
            "value.",
            edits={_GAP: "max(p[inside].mean() - y[inside].mean(), 0.0)"},
        ),
        Mutant(
            "squares",
            "You square the differences. Their absolute values are asked for.",
            edits={_GAP: "(p[inside].mean() - y[inside].mean()) ** 2"},
        ),
        Mutant(
            "root-of-squares",
            "You take the root of the mean square. The mean of the absolute differences is asked for.",
            edits={
                _GAP: "(p[inside].mean() - y[inside].mean()) ** 2",
                "float(error)": "float(error**0.5)",
            },
        ),
        Mutant(
            "bin-centre",
            "You take the middle of the bin for its confidence. The mean of what lies in it is meant; that can be "
            "anywhere in the bin.",
            edits={_GAP: "abs((k + 0.5) / bins - y[inside].mean())"},
        ),
        Mutant(
            "bin-border",
            "You take the lower border of the bin for its confidence. The mean of what lies in it is meant.",
            edits={_GAP: "abs(k / bins - y[inside].mean())"},
        ),
        Mutant(
            "upper-border",
            "You take the upper border of the bin for its confidence. The mean of what lies in it is meant.",
            edits={_GAP: "abs((k + 1) / bins - y[inside].mean())"},
        ),
        Mutant(
            "median",
            "You take the median confidence of a bin. Its mean is meant.",
            edits={"p[inside].mean() -": "np.median(p[inside]) -"},
        ),
        Mutant(
            "item-by-item",
            "You take the absolute difference of each answer first. One answer is right or wrong, never 80 % right: "
            "average confidence and accuracy in the bin, then take the difference.",
            edits={_GAP: "np.abs(p[inside] - y[inside]).mean()"},
            same_as=("absolute",),
        ),
        Mutant(
            "absolute",
            "You average |p - y| over all answers. One answer is right or wrong, never 80 % right: average confidence "
            "and accuracy in each bin, then take the difference.",
            fn=_absolute,
            same_as=("item-by-item",),
        ),
        Mutant(
            "brier",
            "You return the mean of (p - y) squared, the Brier score. It is not 0 for honest confidence: compare the "
            "means in each bin.",
            fn=_brier,
        ),
        Mutant(
            "log-loss",
            "You return a log loss. It is not 0 for honest confidence: compare the means in each bin.",
            fn=_log_loss,
        ),
        Mutant(
            "error-rate",
            "You return the share of wrong answers. Calibration asks whether that share was announced.",
            fn=_error_rate,
        ),
        Mutant(
            "confidence-of-the-right",
            "You average the confidence of the right answers only. All answers of the bin promised something.",
            edits={_GAP: "abs((p * y)[inside].sum() / max(y[inside].sum(), 1) - y[inside].mean())"},
        ),
        Mutant(
            "equal-counts",
            "Your bins hold equally many answers. Bins of equal width are asked for, from k/bins to (k + 1)/bins.",
            fn=_equal_counts,
        ),
        Mutant(
            "bins-over-the-data",
            "Your bins go from the smallest p to the largest. They go from 0 to 1, whatever the data.",
            fn=_own_range,
        ),
        Mutant(
            "bins-over-the-upper-half",
            "Your bins go from 0.5 to 1. With three classes or more a confidence can lie below: from 0 to 1.",
            fn=_upper_half,
        ),
        Mutant(
            "always-ten",
            "You use ten bins whatever bins is.",
            edits={_PLACE: "np.minimum((p * 10).astype(int), 9)"},
        ),
        Mutant(
            "one-bin-too-few",
            "You have one bin too few, an off-by-one: there is one border more than bins, np.linspace(0, 1, bins + 1).",
            edits={_PLACE: "np.minimum((p * (bins - 1)).astype(int), max(bins - 2, 0))"},
        ),
        Mutant(
            "digitize-one-short",
            "You have one bin too few, and p = 1 has a bin of its own. There is one border more than bins, and p = 1 "
            "belongs to the last bin.",
            edits={_PLACE: "np.digitize(p, np.linspace(0, 1, bins))"},
        ),
        Mutant(
            "one-bin-too-many",
            "You have one bin too many, an off-by-one: there is one border more than bins.",
            edits={_PLACE: "np.minimum((p * (bins + 1)).astype(int), bins)"},
        ),
        Mutant(
            "rounded",
            "You round p * bins, so that bins begin half a width too early: the first is half as wide, the last one "
            "and a half times. Cut off what is behind the point.",
            edits={"(p * bins).astype(int)": "np.round(p * bins).astype(int)"},
        ),
        Mutant(
            "rounded-eleven",
            "You round p * bins, which gives one bin more, the first and the last only half as wide. The whole part "
            "counts: cut off what is behind the point.",
            edits={_PLACE: "np.round(p * bins).astype(int)"},
        ),
        Mutant(
            "border-to-the-left",
            "A p that lies on a border goes to the lower bin with you. Here a bin holds its lower border: k/bins <= p.",
            edits={_PLACE: "np.maximum(np.ceil(p * bins).astype(int) - 1, 0)"},
        ),
        Mutant(
            "border-to-the-left-zero-lost",
            "Your bins hold their upper border, not the lower, and p = 0 is in none of them. Here k/bins <= p.",
            edits={
                _PLACE: "np.ceil(p * bins).astype(int) - 1",
                "np.unique(place):": "range(bins):",
                "        gap = ": "        if not inside.any():\n            continue\n        gap = ",
            },
        ),
        Mutant(
            "one-is-lost",
            "p = 1 is in none of your bins. It belongs to the last.",
            edits={
                _PLACE: "(p * bins).astype(int)",
                "np.unique(place):": "range(bins):",
                "        gap = ": "        if not inside.any():\n            continue\n        gap = ",
            },
        ),
        Mutant(
            "one-is-alone",
            "p = 1 has a bin of its own with you. It belongs to the last bin, with all from (bins - 1)/bins on.",
            edits={_PLACE: "(p * bins).astype(int)"},
        ),
        Mutant(
            "empty-is-nan",
            "A bin that holds nothing has no mean, and 0/0 makes your result NaN. Leave such bins out.",
            edits={"np.unique(place):": "range(bins):"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. A number from 0 to 1 is asked for.",
            edits={"float(error)": "float(100 * error)"},
        ),
        Mutant(
            "accuracy",
            "You return one minus the error: what is asked for is 0 where confidence is honest.",
            edits={"float(error)": "float(1 - error)"},
        ),
    ),
)
