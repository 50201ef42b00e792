"""Splits that resemble the use of a model: train on the past, test on what follows; keep groups whole."""

import numpy as np

from .._arguments import check_rng, check_size
from ._inputs import converted, row, share, whole


def _optional_size(name, value):
    return None if value is None else check_size(name, value)


@converted(
    n=check_size, first=check_size, horizon=check_size, gap=whole, step=_optional_size, window=_optional_size
)
def walk_forward(n, first, horizon, gap=0, step=None, window=None):
    """Return the folds of a walk through time: train on the past, leave a gap, test on the next block, move on.

    Parameters
    ----------
    n : int
        Length of the series.
    first : int
        Size of the first training part.
    horizon : int
        Size of every test.
    gap : int
        Values between training and test that belong to neither.
    step : int, optional
        By how much the end of training moves on; by default one horizon, so that the tests do not overlap.
    window : int, optional
        Largest size of training, of which the newest values stay; by default all that is known.

    Returns
    -------
    list of tuple of ndarray
        Positions of training and test, the oldest fold first; empty where no whole test fits.

    Raises
    ------
    ValueError
        Where a number is not whole, the gap is below 0 or another one below 1.

    Notes
    -----
    Derived in lesson 12. With ``window=None`` and whole blocks the folds are those of scikit-learn's
    ``TimeSeriesSplit``, which has no fixed start.
    """
    folds = []
    for end in range(first, n - gap - horizon + 1, step or horizon):
        start = max(0, end - window) if window else 0
        folds.append((np.arange(start, end), np.arange(end + gap, end + gap + horizon)))
    return folds


def _rng(name, value):
    check_rng(value)
    return value


@converted(groups=row, share=share, rng=_rng)
def group_split(groups, share, rng):
    """Split items so that no group has items on both sides.

    Groups go to the test in random order until it holds the share of the **items**.

    Parameters
    ----------
    groups : array_like, shape (n,)
        The group of each item, numbers or strings, in any order; at least two groups.
    share : float
        The least share of the items in the test, between 0 and 1. Where only all groups together would reach it, the
        last group stays in training.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    train, test : ndarray of int
        Positions, ascending; together all of them.

    Raises
    ------
    ValueError
        Where there are fewer than two groups, or an argument does not fit.
    """
    names = rng.permutation(np.unique(groups))
    if len(names) < 2:
        raise ValueError(f"groups must hold at least two groups, got {names[0]!r} only")
    test = np.zeros(len(groups), dtype=bool)
    for name in names[:-1]:
        test |= groups == name
        if test.sum() >= share * len(groups):
            break
    return np.flatnonzero(~test), np.flatnonzero(test)
