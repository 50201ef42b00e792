"""Exercise: the test of Page and Hinkley for a rise of the errors."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def drift_probes(rng):
    """Return streams that rise early, late, slowly, twice or not at all, that fall first, and borders of the limit."""

    def stream(*pieces, spread=1.0):
        return np.concatenate([level + spread * rng.normal(size=n) for level, n in pieces])

    def ramp(n, slope):
        return 2 + slope * np.arange(n) + rng.normal(size=n)

    dyadic = np.array([1.0, 1.0, 1.0, 4.0, 4.0])  # 2.0 is reached at index 3, exactly
    return [
        Probe(
            (np.array([5.0, 5.0, 5.0, 5.0, 5.0, 5.0]), 0.5, 1.0),
            "The errors never change here, however large they are, so there is no drift and no alarm: -1. Yours raises "
            "one.",
        ),
        Probe(
            (np.array([9.0, 9.0, 3.0, 2.0, 1.0, 0.0]), 0.25, 2.0),
            "The errors only fall here, and only a rise is an alarm: -1. Yours raises one.",
        ),
        Probe((dyadic, 0.25, 2.0)),
        Probe((dyadic, 0.25, 1.9375)),
        Probe((np.array([7.0]), 0.1, 0.5)),
        *(Probe((np.array([0.0, 8.0]), 0.5, limit)) for limit in (3.0, 3.75, 5.0)),
        Probe((np.array([8.0, 0.0, 8.0]), 0.5, 2.0)),
        Probe((np.array([6.0, 0.0, 4.0]), 0.5, 2.0)),
        Probe((stream((1, 30), (3, 30)), 0.3, 6.0)),
        Probe((stream((1, 60), (2, 60)), 0.2, 9.0)),
        Probe((stream((40, 25), (47, 25)), 0.5, 12.0)),
        Probe((stream((6, 30), (2, 30), (5, 40)), 0.4, 10.0)),  # down first
        Probe((stream((6, 40), (1, 60)), 0.3, 12.0)),
        Probe((stream((3, 120)), 1.0, 25.0)),
        Probe((stream((0.2, 50), (0.7, 50), spread=0.1), 0.05, 1.1)),
        Probe((ramp(90, 0.04), 0.25, 8.0)),
        Probe((stream((2, 20), (5, 12), (2, 20), (8, 20)), 0.5, 15.0)),
        Probe((stream((-3, 30), (-1, 40)), 0.2, 9.0)),
        Probe((stream((10, 8), (1, 40), (3, 50)), 0.0, 20.0)),
        Probe((stream((4, 80), (4.5, 80)), 0.0, 16.0)),
        Probe((stream((2, 30), (4, 50)), 0.6, 14.0)),
    ]


def drift_alarm(errors, delta, limit):
    total, rise, lowest = 0.0, 0.0, 0.0
    for k, error in enumerate(errors):
        total = total + error
        mean = total / (k + 1)
        rise = rise + (error - mean - delta)
        lowest = min(lowest, rise)
        if rise - lowest > limit:
            return k
    return -1


def _two_sided(errors, delta, limit):
    up, down = drift_alarm(errors, delta, limit), drift_alarm(-errors, delta, limit)
    return min((k for k in (up, down) if k >= 0), default=-1)


def _first_skipped(errors, delta, limit):
    found = drift_alarm(errors[1:], delta, limit)
    return found + 1 if found >= 0 else -1


def _mean_begins_anew(errors, delta, limit):
    total, count, rise, lowest = 0.0, 0, 0.0, 0.0
    for k, error in enumerate(errors):
        total, count = total + error, count + 1
        rise += error - total / count - delta
        if rise < lowest:
            total, count, lowest = 0.0, 0, rise
        if rise - lowest > limit:
            return k
    return -1


def _last_alarm(errors, delta, limit):
    mean = np.cumsum(errors) / np.arange(1, len(errors) + 1)
    rise = np.cumsum(errors - mean - delta)
    alarms = np.flatnonzero(rise - np.minimum(np.minimum.accumulate(rise), 0) > limit)
    return int(alarms[-1]) if len(alarms) else -1


def _lowest_of_all(errors, delta, limit):
    mean = np.cumsum(errors) / np.arange(1, len(errors) + 1)
    rise = np.cumsum(errors - mean - delta)
    alarms = np.flatnonzero(rise - min(rise.min(), 0) > limit)
    return int(alarms[0]) if len(alarms) else -1


def _where_it_began(errors, delta, limit):
    k = drift_alarm(errors, delta, limit)
    if k < 0:
        return -1
    mean = np.cumsum(errors) / np.arange(1, len(errors) + 1)
    return int(np.argmin(np.cumsum(errors - mean - delta)[: k + 1]))


_MEAN = "total / (k + 1)"
_ADD = "error - mean - delta"
_LOWEST = "min(lowest, rise)"
_TEST = "rise - lowest > limit"
_NONE = "return -1"
_ERRORS = 'lesson 14, "Errors as alarms"'

EXERCISE = Exercise(
    name="drift_alarm",
    signature="drift_alarm(errors, delta, limit)",
    returns={"k": "the index of the alarm, or -1"},
    reference=drift_alarm,
    probes=drift_probes,
    points={"k": 6},
    read=_ERRORS,
    advice={
        "k": "Write a table with one row for each error: the mean so far, the running sum, the lowest sum so far, the "
        "difference. Where does it exceed the limit first?",
    },
    hints=(
        "Three numbers are carried along: the total for the mean, the running sum, and its lowest value so far.",
        "At each error, in this order: take it into the mean; add error - mean - delta to the sum; take the sum into "
        "its minimum; compare.",
        "if rise - lowest > limit: return k, at once. After the loop return -1.",
    ),
    mutants=(
        Mutant(
            "mean-of-the-whole-stream",
            "Your mean is that of the whole stream, so it knows the errors that are yet to come. An alarm that runs "
            "along has the mean so far.",
            hint="M66",
            edits={_MEAN: "errors.mean()"},
        ),
        Mutant(
            "mean-before-the-error",
            "Your mean does not hold the error that is compared with it: it is taken in too late. Take each error into "
            "the mean first.",
            edits={_MEAN: "(total - error) / max(k, 1)"},
        ),
        Mutant(
            "mean-before-the-error, first aside",
            "Your mean does not hold the error that is compared with it, except for the first one: it is taken in too "
            "late. Take each error into the mean first.",
            edits={_MEAN: "(total - error) / k if k else error"},
        ),
        Mutant(
            "divided-by-k",
            "Your mean is divided by the index, an off-by-one: at index k there are k + 1 errors.",
            edits={_MEAN: "total / max(k, 1)"},
        ),
        Mutant(
            "divided-by-k-and-two",
            "Your mean is divided by one too many: at index k there are k + 1 errors.",
            edits={_MEAN: "total / (k + 2)"},
        ),
        Mutant(
            "not-divided",
            "You subtract the total, not the mean. Divide by the number of errors so far.",
            edits={_MEAN: "total"},
        ),
        Mutant(
            "no-mean",
            "You do not subtract the mean at all. Then any error above delta is a rise, even on a stream that has "
            "always been like that.",
            edits={_ADD: "error - delta"},
        ),
        Mutant(
            "mean-of-a-few",
            "Your mean is that of the last five errors. It follows a rise within a few steps, so that little adds up: "
            "take all errors so far.",
            edits={_MEAN: "errors[max(k - 4, 0) : k + 1].mean()"},
        ),
        Mutant(
            "first-error-for-the-mean",
            "You compare each error with the first one. One error is chance; take the mean so far.",
            edits={_MEAN: "errors[0]"},
        ),
        Mutant(
            "median",
            "You compare with the median so far. The mean so far is asked for.",
            edits={_MEAN: "np.median(errors[: k + 1])"},
        ),
        Mutant(
            "lowest-not-kept",
            "You compare the sum itself with the limit. Delta pulls it down as long as all is well, and a rise would "
            "have to make up for all that: keep the lowest sum, and measure from there.",
            edits={_TEST: "rise > limit"},
        ),
        Mutant(
            "highest",
            "No alarm ever goes off in yours. That is so where the highest sum is kept, not the lowest: then the "
            "difference is never positive.",
            edits={_LOWEST: "max(lowest, rise)"},
        ),
        Mutant(
            "fall-from-the-highest",
            "You measure how far the sum has fallen from its highest value. That finds errors that get smaller; here "
            "a rise from the lowest is an alarm.",
            edits={_LOWEST: "max(lowest, rise)", _TEST: "lowest - rise > limit"},
        ),
        Mutant(
            "delta-added",
            "Delta has the wrong sign: yours adds it, so the sum rises although nothing changes. It is the rise that "
            "is to be forgiven.",
            edits={_ADD: "error - mean + delta"},
        ),
        Mutant(
            "delta-ignored",
            "You leave out delta. It is the rise that is to be forgiven at each step; without it chance adds up.",
            edits={_ADD: "error - mean"},
        ),
        Mutant(
            "delta-relative",
            "You take delta for a share of the mean. It is in the unit of the errors.",
            edits={_ADD: "error - mean * (1 + delta)"},
        ),
        Mutant(
            "sign-of-the-difference",
            "You add mean - error: that finds errors that get smaller. A rise of the errors is an alarm.",
            edits={_ADD: "mean - error - delta"},
        ),
        Mutant(
            "absolute-difference",
            "You add the absolute difference from the mean. Errors that scatter evenly then look like a rise.",
            edits={_ADD: "abs(error - mean) - delta"},
        ),
        Mutant(
            "limit-on-the-error",
            "You compare the error itself with the limit. A single large error is chance; it is what adds up that "
            "counts.",
            edits={_TEST: "error > limit"},
        ),
        Mutant(
            "limit-on-the-difference",
            "You compare a single error's distance from the mean with the limit: nothing is added up, or the lowest "
            "value is always that of the step before. It is what adds up that counts.",
            edits={_TEST: "error - mean - delta > limit"},
        ),
        Mutant(
            "limit-above-the-mean",
            "You raise an alarm where one error lies more than the limit above the mean. It is what adds up that "
            "counts, less delta at each step.",
            edits={_TEST: "error - mean > limit"},
        ),
        Mutant(
            "limit-on-the-mean",
            "You compare the mean with the limit. The limit is for the sum, measured from its lowest value.",
            edits={_TEST: "mean > limit"},
        ),
        Mutant(
            "sum-not-carried",
            "You do not carry the sum on: it holds the last error only.",
            edits={f"rise + ({_ADD})": _ADD},
        ),
        Mutant(
            "at-the-limit",
            "You raise the alarm where the difference equals the limit. It has to exceed it.",
            edits={_TEST: "rise - lowest >= limit"},
        ),
        Mutant(
            "always-at-once",
            "Your alarm goes off at the first error, whatever the stream. The sum and its lowest value both begin at "
            "0, so that there is nothing to exceed yet.",
            edits={_TEST: "k >= 0"},
        ),
        Mutant(
            "two-sided",
            "Errors that get smaller raise an alarm in yours, too. That may be worth knowing, but only a rise is asked "
            "for here.",
            fn=_two_sided,
        ),
        Mutant(
            "counted-from-one",
            "Your index is one too large: the first error has the index 0.",
            edits={"return k": "return k + 1"},
        ),
        Mutant(
            "one-too-early",
            "Your index is one too small: the alarm goes off at the error that lifts the sum over the limit, and not "
            "before.",
            edits={"return k": "return k - 1"},
        ),
        Mutant(
            "first-skipped",
            "You skip the first error. It belongs to the mean.",
            fn=_first_skipped,
        ),
        Mutant(
            "mean-begins-anew",
            "You begin a new mean at each new lowest sum. Then hardly anything is above the mean: it is that of all "
            "errors so far.",
            fn=_mean_begins_anew,
        ),
        Mutant(
            "lowest-of-the-whole-stream",
            "Your lowest sum is that of the whole stream, so it knows sums that are yet to come. An alarm that runs "
            "along has the lowest so far.",
            fn=_lowest_of_all,
        ),
        Mutant(
            "last-alarm",
            "You return the last index at which the limit is exceeded. An alarm goes off at the first.",
            fn=_last_alarm,
        ),
        Mutant(
            "where-it-began",
            "You return where the sum was lowest, a guess of when the rise began. When the alarm goes off is asked "
            "for.",
            fn=_where_it_began,
        ),
        Mutant(
            "no-alarm-length",
            "Without an alarm you return the number of errors. That reads like an alarm behind the end; -1 is asked "
            "for.",
            edits={_NONE: "return len(errors)"},
        ),
        Mutant(
            "no-alarm-zero",
            "Without an alarm you return 0. That is the index of the first error; -1 is asked for.",
            edits={_NONE: "return 0"},
        ),
        Mutant(
            "yes-or-no",
            "You return 1 where an alarm goes off and 0 where none does. When it goes off is asked for.",
            edits={"return k": "return 1", _NONE: "return 0"},
        ),
    ),
)
