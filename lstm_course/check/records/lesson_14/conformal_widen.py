"""Exercise: widen a band until it holds what it says."""

import math

import numpy as np

from ....drive import forecasting
from ...exercise import Exercise, Mutant, Probe


def widen_probes(rng):
    """Return bands too narrow and too wide, one row only, ranks at the border, ties, and too few rows."""

    def arguments(n, level, width):
        y = rng.normal(30, 8, n)
        middle = y + rng.normal(0, 3, n)
        return middle - width * rng.uniform(0.5, 1.0, n), middle + width * rng.uniform(0.5, 1.5, n), y, level

    def ranks(n, level):
        y = rng.permutation(n) * 3.0 + 41
        return np.zeros(n), np.zeros(n), y, level

    def one(low, high, y):
        return np.array([low]), np.array([high]), np.array([y]), 0.5

    alone = (
        "There is one row here and the level is 0.5, so the widening is the score of that row, how far y lies outside "
        "of its band. "
    )
    ranked = (
        "Low and high are 0 in all rows here and y is above them, so the scores are the values of y themselves. Yours "
        "is not the one of the rank asked for. "
    )
    return [
        Probe(one(50.0, 58.0, 47.5), alone + "Here y lies below the band.", "widen"),
        Probe(one(50.0, 58.0, 61.0), alone + "Here y lies above the band.", "widen"),
        Probe(one(50.0, 58.0, 52.0), alone + "Here y lies inside, so the score is negative.", "widen"),
        Probe(ranks(10, 0.8), ranked + "There are 10 rows, and the level is 0.8.", "widen"),
        Probe(ranks(9, 0.8), ranked + "There are 9 rows, and the level is 0.8.", "widen"),
        Probe(ranks(24, 0.8), ranked + "There are 24 rows, and the level is 0.8.", "widen"),
        Probe(ranks(4, 0.5), ranked + "There are 4 rows, and the level is 0.5.", "widen"),
        Probe(ranks(9, 0.9)),  # the last rank there is
        Probe(ranks(8, 0.9)),  # one row too few
        Probe(ranks(3, 0.9)),
        Probe((*one(1.0, 2.0, 7.0)[:3], 0.9)),
        Probe(ranks(49, 0.9)),
        Probe(arguments(3, 0.75, 4.0)),
        Probe(arguments(14, 0.8, 3.0)),
        Probe(arguments(40, 0.6, 14.0)),  # too wide
        Probe(arguments(23, 0.8, 0.5)),
        Probe((np.zeros(6), np.full(6, 2.0), np.array([5.0, 1.0, 6.0, -3.0, 1.0, 1.0]), 0.5)),
        Probe(arguments(11, 0.9, 2.0)),
        Probe(arguments(33, 0.3, 2.0)),
        Probe(arguments(31, 0.3, 2.0)),
    ]


def conformal_widen(low, high, y, level):
    n = len(y)
    score = np.sort(np.maximum(low - y, y - high))
    rank = math.ceil((n + 1) * level)
    if rank > n:
        return math.inf
    return float(score[rank - 1])


def _library_quantile(low, high, y, level):
    return float(np.quantile(np.maximum(low - y, y - high), level))


def _corrected_and_interpolated(low, high, y, level):
    n = len(y)
    share = math.ceil((n + 1) * level) / n
    return math.inf if share > 1 else float(np.quantile(np.maximum(low - y, y - high), share))


def _half_the_rest_on_each_side(low, high, y, level):
    n = len(y)
    rank = math.ceil((n + 1) * (1 - (1 - level) / 2))
    if rank > n:
        return math.inf
    return float(max(np.sort(low - y)[rank - 1], np.sort(y - high)[rank - 1]))


def _not_rounded(low, high, y, level):
    n = len(y)
    share = (n + 1) * level / n
    return math.inf if share > 1 else float(np.quantile(np.maximum(low - y, y - high), share))


def _not_rounded_and_cut(low, high, y, level):
    n = len(y)
    return float(np.quantile(np.maximum(low - y, y - high), min((n + 1) * level / n, 1.0)))


_SCORE = "np.maximum(low - y, y - high)"
_RANK = "math.ceil((n + 1) * level)"
_TAKE = "float(score[rank - 1])"
_NONE = "return math.inf"
_BAND = 'lesson 14, "The band"'

EXERCISE = Exercise(
    name="conformal_widen",
    signature="conformal_widen(low, high, y, level)",
    returns={"widen": "by how much each side moves outward", "infinite": "whether it is infinite"},
    reference=conformal_widen,
    drive=forecasting.widen,
    probes=widen_probes,
    points={"widen": 4, "infinite": 1},
    read=_BAND,
    advice={
        "widen": "First the score of each row: the larger of low - y and y - high. Then sort, and count from 1 up to "
        "the rank.",
        "infinite": "Infinity is asked for where the rank, ceil((n + 1) * level), exceeds the number of rows, and "
        "nowhere else.",
    },
    hints=(
        "np.maximum(low - y, y - high) is the score of each row: positive where y lies outside, negative inside.",
        "Sort the scores. The rank is math.ceil((n + 1) * level), counted from 1, so Python's index is rank - 1.",
        "if rank > n: return math.inf. Else return float(np.sort(score)[rank - 1]).",
    ),
    mutants=(
        Mutant(
            "plain-quantile",
            "You take np.quantile at the level: no + 1, and interpolated between two scores. The next value is one "
            "more of the same kind, and has to be counted; take a score, by its rank.",
            fn=_library_quantile,
        ),
        Mutant(
            "interpolated",
            "You have the + 1, and then interpolate: np.quantile takes a number between two scores unless it is told "
            "not to. Take the score of that rank itself.",
            fn=_corrected_and_interpolated,
        ),
        Mutant(
            "no-plus-one",
            "Your rank is ceil(n * level), without the + 1. The band is promised to the next value, one more of the "
            "same kind, and with n alone it falls short by a little.",
            edits={_RANK: "math.ceil(n * level)"},
        ),
        Mutant(
            "rounded-down",
            "Your rank is rounded down. Then the band holds less than it says; round up.",
            edits={_RANK: "max(math.floor((n + 1) * level), 1)"},
        ),
        Mutant(
            "rounded-to-the-nearest",
            "Your rank is rounded to the nearest whole number, and so sometimes down. Then the band holds less than it "
            "says; round up.",
            edits={_RANK: "max(round((n + 1) * level), 1)"},
        ),
        Mutant(
            "one-rank-too-high",
            "You take the score one rank too high, an off-by-one: ranks are counted from 1, Python's index from 0.",
            edits={_TAKE: "float(score[rank])"},
        ),
        Mutant(
            "one-rank-too-low",
            "You take the score one rank too low, an off-by-one.",
            edits={_TAKE: "float(score[rank - 2])"},
        ),
        Mutant(
            "one-minus-level",
            "You use 1 - level for the level. The band is to hold the level; 1 - level is what may fall outside.",
            edits={_RANK: "math.ceil((n + 1) * (1 - level))"},
        ),
        Mutant(
            "half-the-rest",
            "You leave half of the rest on each side: the rank is that of 1 - (1 - level) / 2. The score knows both "
            "sides already, so the level itself is right.",
            edits={_RANK: "math.ceil((n + 1) * (1 - (1 - level) / 2))"},
        ),
        Mutant(
            "each-side-on-its-own",
            "You look for a widening on each side, with half of the rest on either, and take the larger. One score for "
            "each row, the worse of the two sides, and one rank are enough.",
            fn=_half_the_rest_on_each_side,
        ),
        Mutant(
            "around-the-middle",
            "Your score is the distance from the middle of the band. A band that is wide where it has to be loses its "
            "shape with it: measure from the edges.",
            edits={_SCORE: "np.abs(y - (low + high) / 2)"},
        ),
        Mutant(
            "never-narrows",
            "Your widening is never negative: it is cut at 0, or the scores are, so that a band that is too wide stays "
            "so. How far y lies inside counts as well, with a negative sign.",
            edits={_SCORE: "np.maximum(0, np.maximum(low - y, y - high))"},
        ),
        Mutant(
            "nearest-edge",
            "Your score is the distance to the nearer edge, inside or outside. Inside it has to be negative.",
            edits={_SCORE: "np.minimum(np.abs(low - y), np.abs(y - high))"},
        ),
        Mutant(
            "smaller-side",
            "Your score is the smaller of low - y and y - high. It is negative even for a y far outside: take the "
            "larger one.",
            edits={_SCORE: "np.minimum(low - y, y - high)"},
        ),
        Mutant(
            "lower-side-only",
            "Your score knows the lower edge only. A y above the band counts as inside.",
            edits={_SCORE: "low - y"},
        ),
        Mutant(
            "upper-side-only",
            "Your score knows the upper edge only. A y below the band counts as inside.",
            edits={_SCORE: "y - high"},
        ),
        Mutant(
            "sign-turned",
            "Your scores have the wrong sign: yours grow as y moves inside. Outside is positive.",
            edits={_SCORE: "np.minimum(y - low, high - y)"},
        ),
        Mutant(
            "edges-exchanged",
            "You exchanged the edges: the larger of y - low and high - y says how far the farther edge is.",
            edits={_SCORE: "np.maximum(y - low, high - y)"},
        ),
        Mutant(
            "outside-only",
            "You rank the rows outside of the band only. Those inside count as well: the level is a share of all "
            "rows.",
            edits={"    rank = ": "    score = score[score > 0]\n    n = len(score)\n    rank = "},
        ),
        Mutant(
            "descending",
            "You sorted from the largest score down. The rank counts from the smallest up.",
            edits={_TAKE: "float(score[n - rank])"},
        ),
        Mutant(
            "unsorted",
            "You did not sort the scores: yours is the score of whoever stands at that place.",
            edits={f"np.sort({_SCORE})": _SCORE},
        ),
        Mutant(
            "ties-counted-once",
            "You rank different scores, so that ties count once. Each row counts.",
            edits={"np.sort(": "np.unique(", _TAKE: "float(score[min(rank, len(score)) - 1])"},
        ),
        Mutant(
            "negative",
            "Your widening has the wrong sign: where y lies outside of the band, its sides have to move outward, and "
            "that is positive.",
            edits={_TAKE: "-float(score[rank - 1])"},
        ),
        Mutant(
            "always-infinite",
            "Your widening is always infinite. It is only where the rank exceeds the number of rows.",
            edits={"rank > n:": "rank > 0:"},
        ),
        Mutant(
            "mean",
            "You return the mean score. It does not know the level.",
            edits={_TAKE: "float(score.mean())"},
        ),
        Mutant(
            "largest",
            "You return the largest score, whatever the level: such a band holds more than it says, and is wider than "
            "it has to be.",
            edits={_TAKE: "float(score[-1])"},
        ),
        Mutant(
            "halved",
            "You halve the score, as if both sides shared it. Each side moves by the whole of it.",
            edits={_TAKE: "float(score[rank - 1]) / 2"},
        ),
        Mutant(
            "width",
            "You return how wide the band is afterwards, on average. By how much each side moves is asked for.",
            edits={_TAKE: "float(np.mean(high - low) + 2 * score[rank - 1])"},
        ),
        Mutant(
            "rank-returned",
            "You return the rank. The score of that rank is asked for.",
            edits={_TAKE: "float(rank)"},
        ),
        Mutant(
            "largest-where-too-few",
            "Where the rank exceeds the number of rows you return the largest score. No widening that these rows could "
            "name keeps the promise: say so, with infinity.",
            edits={_NONE: "return float(score[-1])"},
        ),
        Mutant(
            "zero-where-too-few",
            "Where the rank exceeds the number of rows you return 0. That reads like a band that is right as it is; "
            "infinity is asked for.",
            edits={_NONE: "return 0.0"},
        ),
        Mutant(
            "minus-one-where-too-few",
            "Where the rank exceeds the number of rows you return -1. Here that is a widening like any other, a band "
            "that gets narrower by 1; infinity is asked for.",
            edits={_NONE: "return -1.0"},
        ),
        Mutant(
            "nan-where-too-few",
            "Where the rank exceeds the number of rows you return NaN. Infinity is asked for: such a band does keep "
            "its promise.",
            edits={_NONE: "return math.nan"},
        ),
        Mutant(
            "error-where-too-few",
            "Where the rank exceeds the number of rows your function raises an IndexError. Ask for this case before "
            "you look up the score, and return infinity.",
            edits={_NONE: "raise IndexError('list index out of range')"},
        ),
        Mutant(
            "value-error-where-too-few",
            "Where the rank exceeds the number of rows your function raises a ValueError, or NumPy does so because it "
            "is asked for a quantile beyond 1. Ask for this case first, and return infinity.",
            edits={_NONE: "raise ValueError('beyond 1')"},
        ),
        Mutant(
            "minus-infinity",
            "Where the rank exceeds the number of rows you return minus infinity. That band is empty; it should be "
            "endless.",
            edits={_NONE: "return -math.inf"},
        ),
        Mutant(
            "infinite-at-the-last-rank",
            "You return infinity where the rank is that of the last score already. That score exists: only beyond it "
            "there is none.",
            edits={"rank > n:": "rank >= n:"},
        ),
        Mutant(
            "rounded",
            "You round. A check compares the number itself; round only when you print.",
            edits={_TAKE: "round(float(score[rank - 1]), 1)"},
        ),
        Mutant(
            "next-rank",
            "You take the score one rank above the one asked for, the largest where there is none above. The scores "
            "are counted from 0, and np.quantile puts a share between them, so the next higher one is not the rank.",
            edits={_TAKE: "float(score[min(rank, n - 1)])"},
        ),
        Mutant(
            "interpolated-without-rounding",
            "You take np.quantile at (n + 1) * level / n, which lies between two scores. The widening is one of the "
            "scores: round the rank up and take that one.",
            fn=_not_rounded,
        ),
        Mutant(
            "interpolated-and-cut-at-one",
            "You take np.quantile at (n + 1) * level / n, cut at 1, which lies between two scores, and where the "
            "rows are too few it is the largest of them. The widening is a score, by its rank rounded up, or "
            "infinity.",
            fn=_not_rounded_and_cut,
        ),
    ),
)
