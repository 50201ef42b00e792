"""A fair test of "A is better than B": pairs, a margin that is fixed before, three verdicts (lesson 23)."""

import math
from typing import NamedTuple

import numpy as np

from .._arguments import check_size
from ._inputs import converted, numbers, real, share, whole

HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"
LEAST_PAIRS = 3


@converted(wins=whole, losses=whole)
def sign_test(wins, losses):
    """Return how often two equal models would part at least as unevenly, to one side or the other.

    Parameters
    ----------
    wins, losses : int
        Pairs in which one model was better, and in which the other was; ties are left out.

    Returns
    -------
    float
        The exact two-sided p-value; 1 where there is no pair.

    Raises
    ------
    ValueError
        Where a count is not a whole number of at least 0.

    Notes
    -----
    Derived in lesson 23. Each of the 2**n ways to deal out n signs is equally likely where the models are equal.

    Examples
    --------
    >>> sign_test(5, 0), sign_test(6, 0)
    (0.0625, 0.03125)
    """
    n = wins + losses
    tail = sum(math.comb(n, k) for k in range(max(wins, losses), n + 1))  # whole numbers: exact for any n
    return min(1.0, 2 * tail / 2**n)


@converted(level=share)
def holm(p_values, level=0.05):
    """Say which of several comparisons stand out when all of them are counted.

    The smallest p-value is held against level / n, the next one against level / (n - 1), and so on; from the first that
    is too large on, none stands out.

    Parameters
    ----------
    p_values : array_like, shape (n,)
        One for each comparison, from 0 to 1; n may be 0.
    level : float
        Largest chance to call anything different by luck, where nothing is.

    Returns
    -------
    ndarray of bool, shape (n,)
        In the order given.

    Raises
    ------
    ValueError
        Where a value is not between 0 and 1, or `level` does not lie between them.

    Notes
    -----
    Holm, 1979.

    Examples
    --------
    >>> holm([0.03, 0.004, 0.02, 0.6]).tolist()
    [False, True, False, False]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"p_values must hold numbers from 0 to 1 in one axis, got {p_values!r:.60}")
    order = np.argsort(p, kind="stable")
    small = p[order] <= level / np.arange(len(p), 0, -1)
    found = np.zeros(len(p), bool)
    found[order] = np.logical_and.accumulate(small)
    return found


def _end(name, value):
    if not real(value):
        raise ValueError(f"{name} must be a number, got {value!r}")
    return value


def _margin(name, value):
    if not (real(value) and math.isfinite(value)):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    return value


@converted(low=_end, high=_end, margin=_margin)
def verdict(low, high, margin):
    """Return what an interval says of the claim that a difference is at least `margin`.

    Parameters
    ----------
    low, high : float
        Ends of the interval of the difference.
    margin : float
        The smallest difference for which the claim is worth making, fixed before the run.

    Returns
    -------
    str
        ``"holds"`` where the whole interval is at or above the margin, ``"fails"`` where all of it is below, and
        ``"undecided"`` where it holds the margin, or an end is NaN.

    Raises
    ------
    ValueError
        Where an end is no number, `low` is above `high`, or the margin is not finite.
    """
    if low > high:
        raise ValueError(f"low must be at most high = {high}, got {low}")
    return HOLDS if low >= margin else FAILS if high < margin else UNDECIDED


class Comparison(NamedTuple):
    """Two models, pair by pair.

    Attributes
    ----------
    differences : ndarray, shape (n,)
        One model less the other, for each seed.
    mean : float
        Of the differences.
    low, high : float
        Ends of the interval of the mean.
    p : float
        Of the sign test; ties are left out.
    verdict : str
        ``"holds"``, ``"fails"`` or ``"undecided"``: is the difference at least the margin?
    """

    differences: np.ndarray
    mean: float
    low: float
    high: float
    p: float
    verdict: str


def _pairs_fit(a, b, margin, level):
    if len(a) != len(b):
        raise ValueError(f"b must have the length of a, which is {len(a)}, got {len(b)}: they are pairs")
    if len(a) < LEAST_PAIRS:
        raise ValueError(f"a and b must hold at least {LEAST_PAIRS} pairs, got {len(a)}")


@converted(_pairs_fit, a=numbers, b=numbers, margin=_margin, level=share)
def compare(a, b, margin, level=0.95):
    """Judge the claim that one model is better than another by at least a margin.

    Parameters
    ----------
    a, b : array_like, shape (n,)
        Scores of the two models, higher is better; what stands at the same place has the same seed.
    margin : float
        The smallest difference for which the claim is worth making.
    level : float
        Of the interval: the one of Student's t for the mean difference.

    Returns
    -------
    Comparison
        With its verdict.

    Raises
    ------
    ValueError
        Where an argument does not fit, or there are fewer than three pairs.

    Notes
    -----
    Derived in lesson 23. Student's t takes the differences as normal, and is wider than a bootstrap of so few.

    Examples
    --------
    >>> compare([5, 6, 7], [3, 4, 5], margin=1).verdict
    'holds'
    """
    from scipy import stats

    d = a - b
    half = stats.t.ppf((1 + level) / 2, len(d) - 1) * d.std(ddof=1) / math.sqrt(len(d))
    low, high = float(d.mean() - half), float(d.mean() + half)
    p = sign_test(int((d > 0).sum()), int((d < 0).sum()))
    return Comparison(d, float(d.mean()), low, high, p, verdict(low, high, margin))


class FairTest(NamedTuple):
    """What a fair test found, and everything that it tried.

    Attributes
    ----------
    chosen : dict
        Model -> its best setting, by the mean validation score.
    tried : dict
        Model -> setting -> validation scores, one for each tuning seed.
    scores : dict
        Model -> test scores, one for each seed.
    comparison : Comparison
        The first model less the second.
    """

    chosen: dict
    tried: dict
    scores: dict
    comparison: Comparison


@converted(margin=_margin, level=share)
def fair_test(train, models, settings, tuning_seeds, seeds, margin, level=0.95):
    """Tune two models alike, train both with the same new seeds, and judge "the first is better by the margin".

    Both get the same settings, seeds and number of trainings. Settings are chosen on validation data by seeds of their
    own, a setting with a score of NaN last; each test score is looked at once, and none is left out.

    Parameters
    ----------
    train : callable
        ``train(model, setting, seed, part)`` returns a score, higher is better, on ``part``, which is
        ``"validation"`` or ``"test"``.
    models : sequence of two
        Whatever `train` takes; the first is the one of which the claim is made.
    settings : sequence
        Such as learning rates; the same for both, hashable: numbers, names or tuples.
    tuning_seeds, seeds : sequence of int
        No seed is in both.
    margin : float
        The smallest difference for which the claim is worth making.
    level : float
        Of the interval.

    Returns
    -------
    FairTest
        The verdict, and all scores.

    Raises
    ------
    ValueError
        Where there are not two different models, a setting is missing, a model or a setting is not hashable, a seed
        comes twice, there are fewer than three seeds, the margin or the level does not fit, or a test score is not a
        finite number.
    """
    models, settings, tuning_seeds, seeds = map(list, (models, settings, tuning_seeds, seeds))
    if len(models) != 2 or models[0] == models[1]:
        raise ValueError(f"models must be two different ones, got {models!r:.60}")
    try:
        hash((*models, *settings))
    except TypeError as error:
        raise ValueError(
            f"models and settings must be hashable, such as numbers, names or tuples, got {settings!r:.60}: {error}"
        ) from None
    check_size("number of settings", len(settings))
    check_size("number of tuning seeds", len(tuning_seeds))
    if len(seeds) < LEAST_PAIRS:
        raise ValueError(f"seeds must hold at least {LEAST_PAIRS}, got {len(seeds)}")
    if len({*tuning_seeds, *seeds}) < len(tuning_seeds) + len(seeds):
        raise ValueError("tuning_seeds and seeds must hold each seed once, got one of them twice")
    tried = {
        model: {
            setting: [train(model, setting, seed, "validation") for seed in tuning_seeds]
            for setting in settings
        }
        for model in models
    }
    chosen = {model: _best(found) for model, found in tried.items()}
    scores = {
        model: np.array([train(model, chosen[model], seed, "test") for seed in seeds]) for model in models
    }
    for model, found in scores.items():
        if not np.isfinite(found).all():
            raise ValueError(
                f"train must return finite test scores, got {found.tolist()} for model {model!r}"
            )
    return FairTest(chosen, tried, scores, compare(*scores.values(), margin, level))


def _best(found):
    """Return the setting with the highest mean, NaN being the lowest; the first of several."""
    return max(found, key=lambda setting: np.nan_to_num(np.mean(found[setting]), nan=-np.inf))
