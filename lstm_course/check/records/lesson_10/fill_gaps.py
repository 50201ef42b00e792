"""Exercise: a regular grid, the last value held for a while, and what is known of each value."""

import itertools

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def gap_probes(rng):
    """Return series with holes of all lengths: none, longer than the limit, exactly as long; one value alone."""

    def series(steps, step, start):
        t = start + step * np.cumsum([0, *steps])
        return t, np.round(rng.normal(size=len(t)), 2) + 5

    t, x = series([1, 3, 1, 2], 7, 21)
    doubted = x.copy()
    doubted[[1, 3]] = 2.0  # a value that was seen and looks like the default
    long_t, long_x = series([2, 1, 5, 1, 4, 6], 10, -40)
    return [
        Probe(
            (*series([1, 1, 1], 1, 0), 1, 2, 0.0),
            "There is no hole in this series, and already it does not come back as it is, all of it seen and of age 0.",
        ),
        Probe(
            (*series([3, 1], 1, 0), 1, 5, 0.0),
            "A series without holes is right. Here is one hole, shorter than the limit: x_grid should hold the last "
            "value in it.",
            part="x_grid",
        ),
        Probe(
            (*series([4, 2], 1, 0), 1, 2, -1.0),
            "A short hole is right. Where a hole is longer than the limit, x_grid is not: hold the value for `limit` "
            "steps, then use the default.",
            part="x_grid",
        ),
        Probe((t, x, 7, 1, 0.5)),
        Probe((t, doubted, 7, 2, 2.0)),
        Probe((long_t, long_x, 10, 3, -9.0)),
        Probe((long_t, long_x, 5, 4, 1.5)),
        Probe((*series([2, 1, 4], 3, 100), 3, 0, 1.0)),
        Probe((*series([], 4, 12), 4, 1, 3.0)),
        Probe((*series([2, 9, 1], 2, 30), 2, 40, 0.0)),
        Probe(
            (np.array([3, 4, 6, 7, 9]), np.array([2.0, 0.0, -1.0, 0.0, 4.0]), 1, 2, 0.5)
        ),  # no signs of a hole
    ]


def fill_gaps(t, x, step, limit, default):
    place = (t - t[0]) // step
    k = np.arange(place[-1] + 1)
    seen = np.isin(k, place)
    latest = np.cumsum(seen) - 1  # which value was seen last, up to here
    age = k - place[latest]
    x_grid = np.where(age <= limit, x[latest], default)
    return x_grid, seen, age


def _marked(sign):
    """Return the function that knows a hole by a number in its place."""

    def fill_gaps(t, x, step, limit, default):
        marked = np.full((t[-1] - t[0]) // step + 1, sign)
        marked[(t - t[0]) // step] = x
        seen = marked != sign
        k = np.arange(len(seen))
        latest = np.maximum.accumulate(np.where(seen, k, 0))
        return np.where(k - latest <= limit, marked[latest], default), seen, k - latest

    return fill_gaps


def _rows_as_they_are(t, x, step, limit, default):
    return x.copy(), np.ones(len(x), dtype=bool), np.zeros(len(x), dtype=int)


def _long_holes_not_held(t, x, step, limit, default):
    x_grid, seen, age = fill_gaps(t, x, step, limit, default)
    place = (t - t[0]) // step
    for a, b in itertools.pairwise(place):
        if b - a - 1 > limit:
            x_grid[a + 1 : b] = default
    return x_grid, seen, age


def _nearest(t, x, step, limit, default):
    x_grid, seen, age = fill_gaps(t, x, step, limit, default)
    grid = t[0] + step * np.arange(len(x_grid))
    near = np.abs(grid[:, None] - t).argmin(axis=1)
    return np.where(age <= limit, x[near], default), seen, age


def _never_reset(t, x, step, limit, default):
    _, seen, _ = fill_gaps(t, x, step, limit, default)
    age = np.cumsum(~seen)
    return np.where(seen | (age <= limit), x[np.cumsum(seen) - 1], default), seen, age


def _holes_at_zero(t, x, step, limit, default):
    grid = np.arange(0, t[-1] + 1, step) if t[0] >= 0 else np.arange(t[0], t[-1] + 1, step)
    late = grid[grid >= t[0]]
    x_grid, seen, age = fill_gaps(t, x, step, limit, default)
    missing = len(grid) - len(late)
    return (
        np.concatenate([np.full(missing, default), x_grid]),
        np.concatenate([np.zeros(missing, dtype=bool), seen]),
        np.concatenate([np.arange(1, missing + 1), age]),
    )


def _default_is_a_hole(t, x, step, limit, default):
    came = x != default
    came[0] = True
    x_grid, seen, age = fill_gaps(t[came], x[came], step, limit, default)
    more = (t[-1] - t[came][-1]) // step
    age = np.append(age, age[-1] + 1 + np.arange(more))
    held = np.where(age[len(seen) :] <= limit, x[came][-1], default)
    return np.append(x_grid, held), np.append(seen, np.zeros(more, dtype=bool)), age


_HOLES = 'lesson 10, "Holes in the grid"'

EXERCISE = Exercise(
    name="fill_gaps",
    signature="fill_gaps(t, x, step, limit, default)",
    returns={"x_grid": "(T,)", "seen": "(T,)", "age": "(T,)"},
    reference=fill_gaps,
    probes=gap_probes,
    points={"x_grid": 3, "seen": 1, "age": 2},
    read=_HOLES,
    advice={
        "x_grid": "Walk along the grid: where a value came, take it; else hold the last one, if it is at most `limit` "
        "steps old.",
        "seen": "True where t has this time, whatever the value is.",
        "age": "0 where a value came, else one more than the step before: steps of the grid, not units of time.",
    },
    hints=(
        "Make the grid first: t[0], t[0] + step, and so on up to t[-1]. At which places of it do the values stand?",
        "place = (t - t[0]) // step. A loop over the grid can carry two numbers along: the last value and its age.",
        "In a loop: if the place has a value, take it and set age = 0, else age = age + 1. Then x_grid is the last "
        "value where age <= limit, else the default.",
    ),
    mutants=(
        Mutant(
            "zero-for-a-hole",
            "You know a hole by a 0 in its place, so that a 0 which was measured is a hole to you. Keep beside the "
            "values which of them came.",
            fn=_marked(0.0),
        ),
        Mutant(
            "minus-one-for-a-hole",
            "You know a hole by a -1 in its place, so that a -1 which was measured is a hole to you. Keep beside the "
            "values which of them came.",
            fn=_marked(-1.0),
        ),
        Mutant(
            "holes-dropped",
            "You return the values that came and no others: the holes are gone. Two neighbours in your series may be "
            "weeks apart, and a lag of so many rows is no longer a lag of so many steps.",
            hint="M67",
            fn=_rows_as_they_are,
        ),
        Mutant(
            "interpolated",
            "You draw a straight line across a hole. Its end is the next value, which nobody knew at that time: the "
            "future has come into your inputs.",
            edits={
                "x_grid = np.where(age <= limit, x[latest], default)": "x_grid = np.where(age <= limit, "
                "np.interp(k, place, x), default)"
            },
        ),
        Mutant(
            "interpolated-everywhere",
            "You draw a straight line across every hole, however long. Its end is the next value, which nobody knew at "
            "that time, and after `limit` steps nothing should be claimed at all.",
            edits={
                "x_grid = np.where(age <= limit, x[latest], default)": "x_grid = np.interp(k, place, x)",
            },
        ),
        Mutant(
            "filled-backward",
            "You fill a hole with the value that comes after it. Nobody knew it at that time: hold the last value "
            "before the hole.",
            edits={"x[latest], default": "x[np.searchsorted(place, k)], default"},
        ),
        Mutant(
            "nearest",
            "You fill a hole with the nearest value, and in its second half that is the next one, which nobody knew at "
            "that time. Hold the last value before the hole.",
            fn=_nearest,
        ),
        Mutant(
            "first-value",
            "You fill every hole with the first value of the series. Hold the last one before the hole.",
            edits={"x[latest], default": "np.where(seen, x[latest], x[0]), default"},
        ),
        Mutant(
            "mean-of-all",
            "You fill the holes with the mean of the whole series, its future included. Hold the last value before "
            "the hole.",
            edits={"x[latest], default": "np.where(seen, x[latest], x.mean()), default"},
        ),
        Mutant(
            "mean-for-default",
            "Where the limit is passed you put the mean of x. It holds values of the future; the default that is "
            "handed in was chosen without them.",
            edits={"x[latest], default": "x[latest], x.mean()"},
        ),
        Mutant(
            "zero-for-default",
            "Where the limit is passed you put 0. The value for these steps is handed in: default.",
            edits={"x[latest], default": "x[latest], 0"},
        ),
        Mutant(
            "nan-for-default",
            "Where the limit is passed your x_grid is NaN. A network cannot add it up; the value for these steps is "
            "handed in: default.",
            edits={"x[latest], default": "x[latest], np.nan"},
        ),
        Mutant(
            "nothing-held",
            "You do not hold the last value at all: the default stands in every hole. For `limit` steps the last "
            "value is the better guess.",
            edits={"age <= limit": "seen"},
        ),
        Mutant(
            "never-given-up",
            "You hold the last value across every hole, however long. After `limit` steps it claims what nobody knows.",
            edits={"age <= limit": "age >= 0"},
        ),
        Mutant(
            "limit-one-short",
            "You hold a value one step too few, an off-by-one: at age `limit` it is still held.",
            edits={"age <= limit": "(age < limit) | seen"},
        ),
        Mutant(
            "limit-at-the-value",
            "Your condition is age < limit, an off-by-one: a value is held one step too few, and with limit 0 not even "
            "the values that came are kept.",
            edits={"age <= limit": "age < limit"},
        ),
        Mutant(
            "limit-one-long",
            "You hold a value one step too many, an off-by-one: past age `limit` stands the default.",
            edits={"age <= limit": "age <= limit + 1"},
        ),
        Mutant(
            "limit-in-time",
            "You measure the limit in units of t. It counts steps of the grid.",
            edits={"age <= limit": "age * step <= limit"},
        ),
        Mutant(
            "long-holes-not-held",
            "You do not hold anything in a hole that is longer than the limit. To know its length is to know the "
            "future: at its first step it may still be a short one. Hold for `limit` steps, then give up.",
            fn=_long_holes_not_held,
        ),
        Mutant(
            "age-in-time",
            "Your age is in units of t. It counts steps of the grid.",
            edits={"x_grid, seen, age\n": "x_grid, seen, age * step\n"},
        ),
        Mutant(
            "age-from-one",
            "Your age is 1 where a value came. There it is 0, and one step later 1.",
            edits={"x_grid, seen, age\n": "x_grid, seen, age + 1\n"},
        ),
        Mutant(
            "age-one-behind",
            "Your age is 0 at the first step of a hole. It is 0 where a value came, and one step later 1.",
            edits={"x_grid, seen, age\n": "x_grid, seen, np.maximum(age - 1, 0)\n"},
        ),
        Mutant(
            "age-not-reset",
            "Your age goes on growing when a value comes. With a value it begins again at 0.",
            edits={"x_grid, seen, age\n": "x_grid, seen, k - place[0]\n"},
        ),
        Mutant(
            "missing-counted-in-all",
            "Your age counts all missing steps so far. With each value it begins again at 0.",
            edits={"x_grid, seen, age\n": "x_grid, seen, np.cumsum(~seen) * ~seen\n"},
        ),
        Mutant(
            "age-goes-on",
            "Your age goes on from hole to hole and stands still where a value came. With a value it begins again at "
            "0.",
            edits={"x_grid, seen, age\n": "x_grid, seen, np.cumsum(~seen)\n"},
        ),
        Mutant(
            "age-goes-on-and-counts",
            "You never set age back to 0, so in later holes, and even where a value came, it soon passes the limit. "
            "With a value it begins again at 0.",
            edits={"age = k - place[latest]": "age = np.cumsum(~seen)"},
        ),
        Mutant(
            "age-goes-on-in-holes",
            "You never set age back to 0, so it soon passes the limit, and later holes get the default too early. With "
            "a value it begins again at 0.",
            fn=_never_reset,
        ),
        Mutant(
            "age-as-a-flag",
            "Your age is 1 in every missing step. That is what seen says already; age counts the steps since the last "
            "value: 1, 2, 3.",
            edits={"x_grid, seen, age\n": "x_grid, seen, (~seen).astype(int)\n"},
        ),
        Mutant(
            "age-since-the-one-before",
            "Where a value came, your age says how long ago the one before it came. Where a value came it is new: age "
            "0.",
            edits={
                "x_grid, seen, age\n": "x_grid, seen, np.where(seen, 1 + np.concatenate([[-1], age[:-1]]), age)\n"
            },
        ),
        Mutant(
            "age-capped",
            "Your age stops growing at the limit. It goes on: a network may still learn what ten missing steps mean.",
            edits={"x_grid, seen, age\n": "x_grid, seen, np.minimum(age, limit)\n"},
        ),
        Mutant(
            "age-zero-past-the-limit",
            "Your age is 0 again once the default is used. That would say that the default was measured just now; it "
            "goes on growing.",
            edits={"x_grid, seen, age\n": "x_grid, seen, age * (age <= limit)\n"},
        ),
        Mutant(
            "age-to-the-next",
            "Your age counts the steps until the next value. Nobody knew them then; count those since the last.",
            edits={"x_grid, seen, age\n": "x_grid, seen, place[np.searchsorted(place, k)] - k\n"},
        ),
        Mutant(
            "seen-inverted",
            "Your seen is True in the holes. It is True where a value came.",
            edits={"x_grid, seen, age\n": "x_grid, ~seen, age\n"},
        ),
        Mutant(
            "held-is-seen",
            "Your seen is True for values that are only held. It says what was measured, so that a network can tell "
            "the two apart.",
            edits={"x_grid, seen, age\n": "x_grid, age <= limit, age\n"},
        ),
        Mutant(
            "default-is-unseen",
            "You tell what was seen by comparing with the default. A measured value may happen to equal it: take seen "
            "from the times.",
            edits={"x_grid, seen, age\n": "x_grid, seen & (x_grid != default), age\n"},
        ),
        Mutant(
            "all-but-default-seen",
            "Your seen is True wherever x_grid is not the default: for held values, too, and not for a measured one "
            "that happens to equal the default. Take seen from the times.",
            edits={"x_grid, seen, age\n": "x_grid, x_grid != default, age\n"},
        ),
        Mutant(
            "all-seen",
            "Your seen is True everywhere. It is True only where a value came.",
            edits={"x_grid, seen, age\n": "x_grid, np.ones_like(seen), age\n"},
        ),
        Mutant(
            "last-step-missing",
            "Your grid ends one step early, an off-by-one: the last value is not in it. np.arange leaves its end out.",
            edits={"k = np.arange(place[-1] + 1)": "k = np.arange(place[-1])"},
        ),
        Mutant(
            "one-step-too-many",
            "Your grid goes one step beyond the last value, an off-by-one. It ends at t[-1].",
            edits={"k = np.arange(place[-1] + 1)": "k = np.arange(place[-1] + 2)"},
        ),
        Mutant(
            "grid-of-ones",
            "Your grid goes on in steps of 1. Its step is handed in.",
            edits={"place = (t - t[0]) // step": "place = t - t[0]"},
        ),
        Mutant(
            "grid-from-zero",
            "Your grid begins at time 0. It begins with the first value, at t[0].",
            fn=_holes_at_zero,
        ),
        Mutant(
            "default-is-a-hole",
            "You take a value that equals default for a hole. It may have been measured: the times say where a value "
            "came.",
            fn=_default_is_a_hole,
        ),
    ),
)
