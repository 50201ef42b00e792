"""Exercise: the threshold of an alarm from the false alarms that are allowed."""

import math

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def threshold_probes(rng):
    """Return limits of zero, at a border and between borders; ties; one normal item; scores of any size and sign."""

    def arguments(n_normal, n_odd, limit, digits=4, shift=2.0, scale=1.0):
        labels = rng.permutation(np.repeat([0, 1], [n_normal, n_odd]))
        score = scale * (rng.normal(0, 1, len(labels)) + shift * labels)
        return np.round(score, digits), labels, limit

    eight = rng.permutation(np.array([4.0, 7.0, 9.0, 12.0, 15.0, 21.0, 22.0, 30.0]))
    return [
        Probe(
            (eight, np.zeros(8, dtype=int), 0.0),
            "All items are normal here and none of them may raise an alarm. The smallest threshold that keeps them all "
            "silent is the largest score itself, since the alarm is score > t. Yours is another.",
        ),
        Probe(
            (eight, np.zeros(8, dtype=int), 0.25),
            "All 8 items are normal here and their scores all differ. At a limit of 0.25 two of them may raise an "
            "alarm. Your threshold is not the smallest that keeps to that.",
        ),
        Probe(arguments(8, 8, 0.5)),
        Probe(arguments(10, 3, 0.1)),
        Probe(arguments(40, 10, 0.12)),
        Probe(arguments(25, 40, 0.3, shift=1.0)),
        Probe(arguments(16, 5, 0.125, digits=0)),  # ties
        Probe(arguments(33, 5, 0.2, digits=0)),
        Probe((np.array([3.0, 3.0, 3.0, 3.0, 8.0, 1.0]), np.array([0, 0, 0, 0, 1, 1]), 0.5)),
        Probe((np.array([5.0, 5.0, 5.0, 2.0, 9.0]), np.array([0, 0, 0, 0, 1]), 0.25)),
        Probe(arguments(1, 4, 0.0)),
        Probe(arguments(1, 1, 0.9)),
        Probe(arguments(7, 20, 0.0, scale=900.0)),
        Probe(arguments(21, 6, 0.37, scale=40.0, shift=-1.0)),
        Probe(arguments(60, 15, 0.06, scale=0.003, digits=7)),
        Probe(arguments(12, 2, 0.7)),
    ]


def fit_threshold(scores, labels, max_false_rate):
    normal = scores[labels == 0]
    candidates = np.unique(normal)  # rising
    false_rate = (normal > candidates[:, None]).mean(axis=1)
    return float(candidates[false_rate <= max_false_rate][0])


def _last_that_breaks_it(scores, labels, max_false_rate):
    candidates = np.unique(scores[labels == 0])
    t = fit_threshold(scores, labels, max_false_rate)
    return float(candidates[max(np.searchsorted(candidates, t) - 1, 0)])


def _share_of_alarms(scores, labels, max_false_rate):
    candidates = np.unique(scores)
    alarm = scores > candidates[:, None]
    share = (alarm & (labels == 0)).sum(axis=1) / np.maximum(alarm.sum(axis=1), 1)
    return float(candidates[share <= max_false_rate][0])


def _none_left(scores, labels, max_false_rate):
    normal = scores[labels == 0]
    return float(min(t for t in normal if np.mean(normal >= t) <= max_false_rate))


def _none_below(scores, labels, max_false_rate):
    normal = scores[labels == 0]
    return float(min(t for t in normal if np.mean(normal > t) < max_false_rate))


def _best_f1(scores, labels, max_false_rate):
    candidates = np.unique(scores)
    alarm = scores > candidates[:, None]
    hits = (alarm & (labels == 1)).sum(axis=1)
    return float(candidates[np.argmax(2 * hits / (alarm.sum(axis=1) + np.sum(labels == 1)))])


def _most_right(scores, labels, max_false_rate):
    candidates = np.unique(scores)
    return float(candidates[np.argmax(((scores > candidates[:, None]) == labels).mean(axis=1))])


def _number_rounded_up(scores, labels, max_false_rate):
    normal = np.sort(scores[labels == 0])
    number = math.ceil(round(max_false_rate * len(normal), 9))
    return float(normal[max(len(normal) - 1 - number, 0)])


_NORMAL = "scores[labels == 0]"
_CANDIDATES = "np.unique(normal)"
_RATE = "(normal > candidates[:, None]).mean(axis=1)"
_ALLOWED = "false_rate <= max_false_rate"
_FIRST = "float(candidates[false_rate <= max_false_rate][0])"
_ERRORS = 'lesson 14, "Errors as alarms"'

EXERCISE = Exercise(
    name="fit_threshold",
    signature="fit_threshold(scores, labels, max_false_rate)",
    returns={"t": "a threshold, alarm where score > t"},
    reference=fit_threshold,
    probes=threshold_probes,
    points={"t": 5},
    read=_ERRORS,
    advice={
        "t": "Look at the normal items only. Going down through their scores, when does the share that lies above t "
        "exceed the limit for the first time? Stop just before.",
    },
    hints=(
        "Between two scores of normal items the false alarms do not change, so only these scores need to be tried.",
        "For each candidate t the rate is (normal > t).mean(), with normal = scores[labels == 0].",
        "Of the candidates whose rate is at most the limit return the smallest, as a float.",
    ),
    mutants=(
        Mutant(
            "rate-over-all-items",
            "You divide the false alarms by the number of all items. The rate is a share of the normal ones; the more "
            "anomalies there are, the more yours allows.",
            edits={_RATE: "(normal > candidates[:, None]).sum(axis=1) / len(scores)"},
        ),
        Mutant(
            "labels-ignored",
            "You count alarms of all items, anomalies included. Those are meant to raise an alarm; only normal items "
            "have false ones.",
            edits={_NORMAL: "scores"},
        ),
        Mutant(
            "labels-inverted",
            "You hold the anomalies to the limit, not the normal items. Label 0 is normal.",
            edits={_NORMAL: "(scores[labels == 1] if labels.any() else scores)"},
        ),
        Mutant(
            "quantile",
            "You take np.quantile of the normal scores, which interpolates between two of them. The exercise asks for "
            "the smallest threshold that keeps to the limit, and that is a score.",
            edits={_FIRST: "float(np.quantile(normal, 1 - max_false_rate))"},
        ),
        Mutant(
            "quantile-rounded-up",
            'You take np.quantile with method="higher". It is meant for other places in the sample, so that yours is '
            "sometimes stricter than it has to be; count the normal scores above t.",
            edits={_FIRST: 'float(np.quantile(normal, 1 - max_false_rate, method="higher"))'},
        ),
        Mutant(
            "quantile-of-all",
            "You take a quantile of all scores. Anomalies are among them, and they are meant to raise an alarm: look "
            "at the normal items only, and do not interpolate.",
            edits={_FIRST: "float(np.quantile(scores, 1 - max_false_rate))"},
        ),
        Mutant(
            "quantile-rounded-down",
            'Yours sometimes lets through more than is allowed, as np.quantile with method="lower" does, or rounding '
            "the number of allowed alarms to the nearest. Count the normal scores above t.",
            edits={_FIRST: 'float(np.quantile(normal, 1 - max_false_rate, method="lower"))'},
        ),
        Mutant(
            "low-quantile",
            "You take the quantile at max_false_rate itself: that share of the normal items lies below your threshold, "
            "and all others raise an alarm.",
            edits={_FIRST: "float(np.quantile(normal, max_false_rate))"},
        ),
        Mutant(
            "greater-or-equal",
            "You count score >= t, but the alarm is raised at score > t. Yours is one score too strict.",
            edits={
                _CANDIDATES: "np.append(np.unique(normal), normal.max() + 1)",
                _RATE: "(normal >= candidates[:, None]).mean(axis=1)",
            },
        ),
        Mutant(
            "greater-or-equal, infinity",
            "You count score >= t, and where no score is left you take infinity. The alarm is raised at score > t, so "
            "a score is always enough: the largest keeps everybody silent.",
            edits={
                _CANDIDATES: "np.append(np.unique(normal), np.inf)",
                _RATE: "(normal >= candidates[:, None]).mean(axis=1)",
            },
        ),
        Mutant(
            "counted-from-below",
            "You count the allowed share from the lowest normal score upward. The false alarms lie above t, so count "
            "from the largest downward.",
            edits={_FIRST: "float(np.sort(normal)[int(max_false_rate * len(normal))])"},
        ),
        Mutant(
            "below-the-limit",
            "You ask for a rate below the limit. One that equals the limit is allowed.",
            edits={
                _CANDIDATES: "np.append(np.unique(normal), normal.max() + 1)",
                _ALLOWED: "(false_rate < max_false_rate) | (candidates > normal.max())",
            },
        ),
        Mutant(
            "below-the-limit-or-silent",
            "You ask for a rate below the limit, unless it is zero. One that equals the limit is allowed.",
            edits={_ALLOWED: "(false_rate < max_false_rate) | (false_rate == 0)"},
        ),
        Mutant(
            "greater-or-equal, none left",
            "You count score >= t, and at a limit of 0 no score is left to choose. The alarm is raised at score > t, "
            "so the largest score keeps everybody silent.",
            edits={_RATE: "(normal >= candidates[:, None]).mean(axis=1)"},
        ),
        Mutant(
            "greater-or-equal, min of nothing",
            "You count score >= t, and at a limit of 0 min() has nothing to choose from. The alarm is raised at "
            "score > t, so the largest score keeps everybody silent.",
            fn=_none_left,
        ),
        Mutant(
            "below-the-limit, none left",
            "You ask for a rate below the limit, and below 0 there is none. One that equals the limit is allowed.",
            edits={_ALLOWED: "false_rate < max_false_rate"},
        ),
        Mutant(
            "below-the-limit, min of nothing",
            "You ask for a rate below the limit, and at 0 min() has nothing to choose from. A rate that equals the "
            "limit is allowed.",
            fn=_none_below,
        ),
        Mutant(
            "largest",
            "Your threshold is the largest normal score, whatever the limit. That comes out where the largest of the "
            "thresholds is taken, or where a number or a percentage of false alarms is compared with the limit; the "
            "smallest is asked for, and the limit is a share.",
            edits={"max_false_rate][0]": "max_false_rate][-1]"},
        ),
        Mutant(
            "one-too-many",
            "You return the last threshold that breaks the limit, an off-by-one: the next one keeps to it.",
            fn=_last_that_breaks_it,  # with >= for > it would be right again
        ),
        Mutant(
            "one-too-strict",
            "You return the second smallest of the thresholds that keep to the limit, an off-by-one.",
            edits={_FIRST: "float(candidates[false_rate <= max_false_rate][:2][-1])"},
        ),
        Mutant(
            "index",
            "You return where the threshold stands in a list. The threshold itself is asked for.",
            edits={_FIRST: "int(np.argmax(false_rate <= max_false_rate))"},
        ),
        Mutant(
            "between-scores",
            "You return a number between two scores. Any smaller one keeps to the limit as well, down to the lower of "
            "the two: the smallest threshold is a score itself.",
            edits={
                _FIRST: "float(np.append(candidates, candidates[-1] + 1)[np.argmax(false_rate <= max_false_rate) :]"
                "[:2].mean())"
            },
        ),
        Mutant(
            "ties-counted-once",
            "You count different scores, so that ties count once. Each normal item with a false alarm counts.",
            edits={_RATE: "(candidates > candidates[:, None]).mean(axis=1)"},
        ),
        Mutant(
            "largest-of-all",
            "Your threshold lies at the largest score of all, so that it never raises an alarm on these data.",
            edits={_FIRST: "float(scores.max())"},
        ),
        Mutant(
            "lowest-anomaly",
            "Your threshold lies at the lowest score of an anomaly. The limit says nothing about anomalies: look at "
            "the normal items.",
            edits={_FIRST: "float(scores[labels == 1].min() if labels.any() else scores.min())"},
        ),
        Mutant(
            "low-scores-alarm",
            "Your threshold is the lowest normal score, whatever the limit. That also comes out where the items below "
            "it are counted; a high score is an alarm: score > t.",
            edits={_RATE: "(normal < candidates[:, None]).mean(axis=1)"},
        ),
        Mutant(
            "one-half",
            "Your threshold is 0.5 whatever the scores. A score can be any number, and the limit decides where to "
            "cut.",
            edits={_FIRST: "0.5"},
        ),
        Mutant(
            "three-sigma",
            "You take the mean of the normal scores plus three standard deviations. How many lie above that depends on "
            "their law, and the limit is not used at all.",
            edits={_FIRST: "float(normal.mean() + 3 * normal.std())"},
        ),
        Mutant(
            "share-of-the-alarms",
            "You hold the share of false ones among the alarms to the limit. The rate asked for is another: the share "
            "of the normal items that raise an alarm.",
            fn=_share_of_alarms,
        ),
        Mutant(
            "best-f1",
            "You look for the highest F1. The limit on false alarms is what is asked for here.",
            fn=_best_f1,
        ),
        Mutant(
            "most-right-answers",
            "You look for the most right answers. With rare anomalies that can be an alarm that stays silent; the "
            "limit on false alarms is what is asked for.",
            hint="M65",
            fn=_most_right,
        ),
        Mutant(
            "grid-from-0-to-1",
            "Your thresholds are a grid from 0 to 1. Scores need not lie there: try the scores of the normal items.",
            edits={_CANDIDATES: "np.linspace(0, 1, 101)"},
        ),
        Mutant(
            "rounded",
            "You round. A threshold that is rounded down lets more false alarms through than are allowed.",
            edits={_FIRST: "round(float(candidates[false_rate <= max_false_rate][0]), 1)"},
        ),
        Mutant(
            "number-rounded-up",
            "You round the number of false alarms that are allowed up, so that one too many goes off where the limit "
            "lies between two numbers. Their share may not exceed the limit: round down.",
            fn=_number_rounded_up,
        ),
    ),
)
