"""Exhibit: the limit of an alarm is a quantile of the old and the new errors together."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def weeks(rng):
    """Return a calm week and a stormy one, an error at the limit, and weeks of one value."""

    def draw(R, M, share, storm):
        y_calm, y = rng.normal(size=R), rng.normal(size=M)
        sizes = np.where(rng.random(M) < storm, 9.0, 1.0)
        sizes[0] = 9.0 if storm else 0.4
        return y_calm, y_calm + rng.normal(size=R), y, y + sizes * rng.normal(1, 0.3, M), share

    calm = np.array([1.0, -2.0, 3.0, -4.0, 5.0])
    return [
        Probe(draw(20, 12, 0.1, 0.0)),
        Probe(draw(30, 10, 0.05, 0.5)),
        Probe(draw(15, 25, 0.2, 0.8)),
        Probe((calm, np.zeros(5), np.array([4.0, -4.0, 5.0, 3.0]), np.zeros(4), 0.25)),
        Probe((np.zeros(5), calm, np.zeros(3), np.array([4.5, -4.0, -6.0]), 0.25)),
        Probe((np.array([2.0]), np.array([1.0]), np.array([4.0]), np.array([1.5]), 0.5)),
        Probe(draw(40, 1, 0.1, 1.0)),
        Probe(draw(12, 30, 0.3, 0.2)),
    ]


def repair_alarms(y_calm, f_calm, y, forecast, share):
    calm = np.abs(y_calm - f_calm)
    errors = np.abs(y - forecast)
    limit = np.quantile(calm, 1 - share)
    alarms = errors > limit
    return float(limit), alarms


def _so_far(y_calm, f_calm, y, forecast, share):
    calm, errors = np.abs(y_calm - f_calm), np.abs(y - forecast)
    limits = [np.quantile(np.append(calm, errors[:k]), 1 - share) for k in range(len(errors))]
    return float(limits[0]), errors > limits


_QUANTILE = "np.quantile(calm, 1 - share)"
_ALARMS = "errors > limit"

EXERCISE = Exercise(
    name="repair_alarms",
    signature="repair_alarms(y_calm, f_calm, y, forecast, share)",
    returns={"limit": "one number", "alarms": "(M,), boolean"},
    reference=repair_alarms,
    probes=weeks,
    points={"limit": 2, "alarms": 2},
    read='lesson 14, "Errors as alarms"',
    advice={
        "limit": "The limit is known before the first new value comes: it needs the calm errors and the share only.",
        "alarms": "An alarm where the new error exceeds the limit.",
    },
    exhibit=Exhibit(
        "old-and-new-together",
        "thuml/Time-Series-Library#332",
        "The more of the new week is broken, the fewer of its hours raise an alarm.",
    ),
    hints=(
        "Make all new errors ten times as large. What does the limit do, and should it?",
        "At the first hour of the new week, which errors are there to take a quantile of?",
        "The quantile is that of the calm errors alone.",
    ),
    mutants=(
        Mutant(
            "old-and-new-together",
            "The limit moves with the new errors: large ones raise it until they hide each other, and an hour's "
            "alarm depends on what comes after it.",
            edits={_QUANTILE: "np.quantile(np.concatenate([calm, errors]), 1 - share)"},
        ),
        Mutant(
            "new-alone",
            "You take the quantile of the new errors. Then the same share of hours raises an alarm in every week, "
            "calm or broken.",
            edits={_QUANTILE: "np.quantile(errors, 1 - share)"},
        ),
        Mutant(
            "new-within-the-calm-ones",
            "You leave the largest new errors out of the quantile. The others still move the limit, and none of them "
            "is known when the week begins.",
            edits={_QUANTILE: "np.quantile(np.concatenate([calm, errors[errors <= calm.max()]]), 1 - share)"},
        ),
        Mutant(
            "limit-mended-only",
            "The limit you return is right, but the alarms go by another one, in which the new errors take part.",
            edits={_ALARMS: "errors > np.quantile(np.concatenate([calm, errors]), 1 - share)"},
        ),
        Mutant(
            "mean-of-two-limits",
            "You average the limit of the calm errors and that of the new ones. The new ones still move it.",
            edits={_QUANTILE: "(np.quantile(calm, 1 - share) + np.quantile(errors, 1 - share)) / 2"},
        ),
        Mutant(
            "smaller-of-two-limits",
            "You take the smaller one of two limits, that of the calm errors and that of the new ones. In a calm "
            "week the new ones lower it.",
            edits={_QUANTILE: "min(np.quantile(calm, 1 - share), np.quantile(errors, 1 - share))"},
        ),
        Mutant(
            "larger-of-two-limits",
            "You take the larger one of two limits, that of the calm errors and that of the new ones. In a bad week "
            "the new ones raise it.",
            edits={_QUANTILE: "max(np.quantile(calm, 1 - share), np.quantile(errors, 1 - share))"},
        ),
        Mutant(
            "with-those-so-far",
            "Your alarms are known in their hour, but the limit still moves: each new error takes part in those to "
            "come, and a bad week raises it.",
            fn=_so_far,
        ),
        Mutant(
            "always-one-in-a-hundred",
            "Your share is always 0.01. Use the one that is given.",
            edits={_QUANTILE: "np.quantile(calm, 0.99)"},
        ),
        Mutant(
            "largest-calm-error",
            "You take the largest calm error, whatever the share: one bad hour long ago decides alone.",
            edits={_QUANTILE: "calm.max()"},
        ),
        Mutant(
            "three-sigma",
            "You take mean and standard deviation of the calm errors. The share says which quantile is meant.",
            edits={_QUANTILE: "calm.mean() + 3 * calm.std()"},
        ),
        Mutant(
            "at-the-limit",
            "An error that equals the limit does not exceed it.",
            edits={_ALARMS: "errors >= limit"},
        ),
        Mutant(
            "lower-quantile",
            "You take the quantile at the share itself: most calm hours would raise an alarm.",
            edits={_QUANTILE: "np.quantile(calm, share)"},
        ),
        Mutant(
            "calm-errors-with-signs",
            "You forgot the absolute value of the calm errors: half of them count as very small.",
            edits={"np.abs(y_calm - f_calm)": "y_calm - f_calm"},
        ),
        Mutant(
            "new-errors-with-signs",
            "You forgot the absolute value of the new errors: a forecast that is too high never raises an alarm.",
            edits={"np.abs(y - forecast)": "y - forecast"},
        ),
        Mutant(
            "squared",
            "You take squares in place of absolute values. The limit is in squared units.",
            edits={
                "np.abs(y_calm - f_calm)": "(y_calm - f_calm) ** 2",
                "np.abs(y - forecast)": "(y - forecast) ** 2",
            },
        ),
        Mutant(
            "silence-for-alarms",
            "Your alarms are True where all is calm.",
            edits={_ALARMS: "errors <= limit"},
        ),
    ),
)
