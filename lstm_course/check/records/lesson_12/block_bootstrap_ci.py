"""Exercise: an interval for a mean error whose items depend on their neighbours.

Every draw differs, so the intervals are compared on errors that take two values only: the mean of a resample is then
one of a few numbers, and both quantiles lie so far inside one of them that no right way to draw can miss it.
"""

from statistics import NormalDist

import numpy as np

from ...exercise import Exercise, Mutant, Probe

DRAWS = 3000
# errors, block, level: the right quantiles are safe by seven standard errors of their level at least
DESIGNS = (
    ((0, 0, 0, 0, 0, 0, -3, 0), 2, 0.7),
    ((0, 0, 0, 0, 0, 0, 0, 0, 0, 6), 2, 0.7),
    ((-3, 0, 0, -3, -3, 0, 0, -3, 0), 4, 0.8),
    ((0, 0, 0, 2, 0, 0), 2, 0.95),
    ((6, 0, 0, 0, 0, 0, 0, 0, 0, 0), 2, 0.7),
)


def _interval(results, args):
    """Return the interval; of one draw only whether it is the mean of some resample, since any of them will do."""
    errors, _, _, _, draws = args
    low, high = results["low"], results["high"]
    apart = float(high - low > 1e-9)
    if draws == 1:
        right = low == high and errors.min() <= low <= errors.max()
        low = high = float(errors.mean()) if right else np.nan
    return {"low": low, "high": high, "low < high": apart}


def interval_probes(rng):
    """Return one draw, the designs with an offset and a scale of their own, one block of all, and one error."""

    def seed():
        return int(rng.integers(2**31))

    def moved(pattern):
        return rng.uniform(-3, 3) + rng.uniform(0.5, 2) * np.array(pattern, dtype=float)

    found = [
        Probe(
            (np.concatenate([[1.0], rng.normal(5, 1, 6), [9.0]]), 3, seed(), 0.9, 1),
            "There is one draw here, so low and high are the same number, the mean of one resample. Yours are not.",
        )
    ]
    for pattern, block, level in DESIGNS:
        errors = moved(pattern)
        found.append(
            Probe(
                (errors, block, seed(), level, DRAWS),
                "Low and high are the same here, after thousands of draws. Either every draw is the same one, as it is "
                "when the generator starts anew each time, or your two quantiles lie too close together.",
                part="low < high",
            )
        )
    found.append(Probe((moved((0, 0, 0, 0, 6)), 5, seed(), 0.7, DRAWS)))
    found.append(Probe((rng.normal(2, 1, 1), 1, seed(), 0.5, 40)))
    return found


def block_bootstrap_ci(errors, block, seed, level, draws):
    rng = np.random.default_rng(seed)
    n = len(errors)
    count = -(-n // block)  # blocks that cover n errors
    starts = rng.integers(n - block + 1, size=(draws, count, 1))
    places = (starts + np.arange(block)).reshape(draws, -1)[:, :n]
    means = errors[places].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


_STARTS = "rng.integers(n - block + 1, size=(draws, count, 1))"
_LEVELS = "[(1 - level) / 2, (1 + level) / 2]"
_QUANTILE = f"np.quantile(means, {_LEVELS})"


def _cut_short(errors, block, seed, level, draws, last):
    """Return the interval where blocks start up to `last`, and stop where the errors do."""
    n = len(errors)
    starts = np.random.default_rng(seed).integers(last + 1, size=(draws, -(-n // block), 1))
    places = (starts + np.arange(block)).reshape(draws, -1)
    there = (places < n) & (np.cumsum(places < n, axis=1) <= n)
    means = (errors[places % n] * there).sum(axis=1) / there.sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _short_blocks(errors, block, seed, level, draws):
    return _cut_short(errors, block, seed, level, draws, len(errors) - 1)


def _one_start_too_many(errors, block, seed, level, draws):
    return _cut_short(errors, block, seed, level, draws, len(errors) - block + 1)


def _normal(errors, level, freedom):
    z = NormalDist().inv_cdf((1 + level) / 2)
    half = z * errors.std(ddof=freedom) / len(errors) ** 0.5
    return float(errors.mean() - half), float(errors.mean() + half)


def _normal_n(errors, block, seed, level, draws):
    return _normal(errors, level, 0)


def _normal_n_minus_1(errors, block, seed, level, draws):
    return _normal(errors, level, 1)


EXERCISE = Exercise(
    name="block_bootstrap_ci",
    signature="block_bootstrap_ci(errors, block, seed, level, draws)",
    returns={"low": "the lower end", "high": "the upper end"},
    reference=block_bootstrap_ci,
    probes=interval_probes,
    points={"low": 3, "high": 3},
    read='lesson 12, "How sure are you?"',
    observe=_interval,
    pairs=False,  # errors of two values make too many pairs alike
    advice={
        "low": "Check one resample by hand: whole blocks of neighbours, each from any place where a block fits, end to "
        "end, cut to n. The lower end is the quantile of the means at (1 - level) / 2, no multiple of a standard "
        "deviation.",
        "high": "Check one resample by hand: whole blocks of neighbours, each from any place where a block fits, end "
        "to end, cut to n. The upper end is the quantile of the means at (1 + level) / 2, no multiple of a standard "
        "deviation.",
    },
    hints=(
        "Make one generator, before the loop. Each draw takes ceil(n / block) starting places from 0 to n - block, "
        "with replacement.",
        "A resample is np.concatenate([errors[k : k + block] for k in starts])[:n]. Keep its mean.",
        "np.quantile(means, [(1 - level) / 2, (1 + level) / 2]) are the two ends.",
    ),
    mutants=(
        Mutant(
            "single-errors",
            "You draw single errors. Neighbours that err together are then torn apart, and the interval of a series "
            "comes out too narrow or too wide: draw blocks.",
            edits={"n = len(errors)": "n, block = len(errors), 1"},
        ),
        Mutant(
            "blocks-side-by-side",
            "Your blocks start at 0, block, 2 block and so on only. A block may start anywhere from 0 to n - block; "
            "otherwise what the grid cuts apart is never seen together, and the end may never be seen at all.",
            edits={_STARTS: "block * rng.integers(n // block, size=(draws, count, 1))"},
        ),
        Mutant(
            "last-start-lost",
            "Your last block is never drawn, an off-by-one: the last place where a block fits is n - block, and "
            "integers(m) stops before m.",
            edits={"n - block + 1": "max(n - block, 1)"},
        ),
        Mutant(
            "wraps-round",
            "Your blocks run over the end and go on at the beginning. The last error and the first one are no "
            "neighbours: start at n - block at the latest.",
            edits={
                _STARTS: "rng.integers(n, size=(draws, count, 1))",
                "errors[places]": "errors[places % n]",
            },
        ),
        Mutant(
            "shortened-at-the-end",
            "Your blocks start anywhere, and those at the end are cut short there. Start at n - block at the latest, "
            "so that every block is whole.",
            fn=_short_blocks,
        ),
        Mutant(
            "one-start-too-many",
            "A block that starts at n - block + 1 runs over the end, an off-by-one: the last place where one fits is "
            "n - block.",
            fn=_one_start_too_many,
        ),
        Mutant(
            "first-start-lost",
            "No block of yours starts at the first error, an off-by-one: places go from 0 to n - block.",
            edits={
                _STARTS: "np.minimum(1 + rng.integers(max(n - block, 1), size=(draws, count, 1)), n - block)"
            },
        ),
        Mutant(
            "pushed-back",
            "Blocks that would run over the end are pushed back to the last place in yours, so that it is drawn far "
            "too often. All places from 0 to n - block are equally likely.",
            edits={_STARTS: "np.minimum(rng.integers(n, size=(draws, count, 1)), n - block)"},
        ),
        Mutant(
            "too-few-blocks",
            "Where block does not divide n, your resample has fewer than n errors: n // block blocks are too few. "
            "Round up, then cut to n.",
            edits={"-(-n // block)": "n // block"},
        ),
        Mutant(
            "not-cut",
            "Where block does not divide n, your resample has more than n errors. A mean of more errors varies less: "
            "cut it to n.",
            edits={".reshape(draws, -1)[:, :n]": ".reshape(draws, -1)"},
        ),
        Mutant(
            "one-block",
            "Your resample is a single block. It has fewer errors than the series, so its mean varies more: put as "
            "many together as cover n.",
            edits={"-(-n // block)": "1"},
        ),
        Mutant(
            "n-blocks",
            "Your resample has n blocks, so block times as many errors as the series: the interval is far too narrow. "
            "Put as many together as cover n, and cut to n.",
            edits={"-(-n // block)": "n", ".reshape(draws, -1)[:, :n]": ".reshape(draws, -1)"},
        ),
        Mutant(
            "one-block-repeated",
            "Your resample repeats one block. Draw a place for each of its blocks.",
            edits={_STARTS: "np.repeat(rng.integers(n - block + 1, size=(draws, 1, 1)), count, axis=1)"},
        ),
        Mutant(
            "without-replacement",
            "You draw places without replacement. A bootstrap may draw the same block twice: that is where its spread "
            "comes from.",
            edits={
                _STARTS: "rng.permuted(np.tile(np.arange(n - block + 1), (draws, 1)), axis=1)[:, :count, None]"
            },
        ),
        Mutant(
            "same-draw-every-time",
            "All your draws are the same one: the generator starts anew inside the loop, or the places are drawn "
            "once, before it. Make it once, and draw places each time.",
            edits={_STARTS: "np.repeat(rng.integers(n - block + 1, size=(1, count, 1)), draws, axis=0)"},
        ),
        Mutant(
            "sorted-errors",
            "You sort the errors first. Then the neighbours in a block are no longer neighbours in time.",
            edits={"n = len(errors)": "n, errors = len(errors), np.sort(errors)"},
        ),
        Mutant(
            "level-one-sided",
            "You cut 1 - level off at each end, so that only 2 level - 1 is left between them. Cut off half of it at "
            "each end.",
            edits={_LEVELS: "[1 - level, level]"},
        ),
        Mutant(
            "always-the-same-level",
            "Your quantiles are fixed, such as 2.5 and 97.5 or 5 and 95 per cent. It is level that says how much lies "
            "between them.",
            edits={_LEVELS: "[0.025, 0.975]"},
        ),
        Mutant(
            "from-the-least",
            "You cut off at the upper end only: your lower end is the least mean of all draws.",
            edits={_LEVELS: "[0, level]"},
        ),
        Mutant(
            "up-to-the-greatest",
            "You cut off at the lower end only: your upper end is the greatest mean of all draws.",
            edits={_LEVELS: "[1 - level, 1]"},
        ),
        Mutant(
            "half-the-level",
            "Your quantiles are level / 2 and 1 - level / 2: the higher the level, the narrower your interval. Half of "
            "1 - level is cut off at each end.",
            edits={_LEVELS: "[level / 2, 1 - level / 2]"},
        ),
        Mutant(
            "percentile-of-a-share",
            "np.percentile wants per cent, and you give it shares. Take np.quantile, or multiply by 100.",
            edits={_QUANTILE: f"np.percentile(means, {_LEVELS})"},
        ),
        Mutant(
            "mean-twice",
            "Both your ends are the plain mean of the errors. Nothing is left to chance: each draw must take its own "
            "places, with replacement.",
            edits={_QUANTILE: "np.full(2, errors.mean())"},
        ),
        Mutant(
            "least-and-greatest",
            "You return the least and the greatest mean of all draws. More draws make that wider; take quantiles.",
            edits={_LEVELS: "[0, 1]"},
        ),
        Mutant(
            "quantiles-of-the-errors",
            "You take quantiles of the errors themselves. They say how far one error strays; the question is how far "
            "their mean does.",
            edits={"np.quantile(means,": "np.quantile(errors,"},
        ),
        Mutant(
            "standard-deviation",
            "You return the mean plus and minus 1.96 standard deviations of the errors. That is where single errors "
            "lie; a mean varies far less. And the level is asked for.",
            edits={_QUANTILE: "errors.mean() + 1.96 * errors.std() * np.array([-1, 1])"},
        ),
        Mutant(
            "standard-error",
            "You return the mean plus and minus 1.96 standard errors. That formula takes errors for independent, "
            "which neighbours in time are not; draw blocks and take quantiles.",
            edits={_QUANTILE: "errors.mean() + 1.96 * errors.std() / n**0.5 * np.array([-1, 1])"},
        ),
        Mutant(
            "standard-error, level",
            "You return the mean plus and minus a multiple of the standard error, with the multiple that the level "
            "asks for. That formula takes errors for independent, which neighbours in time are not; draw blocks.",
            fn=_normal_n,
        ),
        Mutant(
            "standard-error, level, n - 1",
            "You return the textbook interval, from the standard error with n - 1. It takes errors for independent, "
            "which neighbours in time are not; draw blocks.",
            fn=_normal_n_minus_1,
        ),
        Mutant(
            "centred",
            "Your interval lies around zero: you took the mean of the errors off. It is one for the mean itself.",
            edits={
                "means = errors[places].mean(axis=1)": "means = errors[places].mean(axis=1) - errors.mean()"
            },
        ),
        Mutant(
            "reflected",
            "You mirror the quantiles at the mean of the errors (the basic bootstrap). Here the quantiles of the "
            "means are the ends themselves.",
            edits={_QUANTILE: f"2 * errors.mean() - {_QUANTILE}[::-1]"},
        ),
        Mutant(
            "medians",
            "You keep the median of each resample. The interval is one for the mean.",
            edits={"errors[places].mean(axis=1)": "np.median(errors[places], axis=1)"},
        ),
        Mutant(
            "sums",
            "You keep the sum of each resample. The interval is one for the mean.",
            edits={"errors[places].mean(axis=1)": "errors[places].sum(axis=1)"},
        ),
        Mutant(
            "absolute-errors",
            "You take absolute values of the errors. They come as they are to be averaged, with their signs.",
            edits={"errors[places].mean(axis=1)": "np.abs(errors[places]).mean(axis=1)"},
        ),
        Mutant(
            "ends-exchanged",
            "Your ends come in the other order. Return the lower one first.",
            edits={"return float(low), float(high)": "return float(high), float(low)"},
        ),
        Mutant(
            "mean-and-half-width",
            "You return the middle and half the width. Return the two ends.",
            edits={"return float(low), float(high)": "return float(low + high) / 2, float(high - low) / 2"},
        ),
        Mutant(
            "draws-ignored",
            "You make a fixed number of draws. It is draws that says how many.",
            edits={"    n = len(errors)": "    n, draws = len(errors), 1000"},
        ),
    ),
)
