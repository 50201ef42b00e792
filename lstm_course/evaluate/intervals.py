"""Intervals: how sure a share or a mean error is."""

import numpy as np

from .._arguments import check_rng, check_size
from ._inputs import converted, numbers, positive, share, whole


def _count_fits(solved, tried, z):
    if solved > tried:
        raise ValueError(f"solved must be at most tried = {tried}, got {solved}")


@converted(_count_fits, solved=whole, tried=check_size, z=positive)
def wilson(solved, tried, z=1.96):
    """Return the lower and the upper end of Wilson's interval for a share.

    Parameters
    ----------
    solved, tried : int
        From 0 to tried, and at least 1.
    z : float
        Standard deviations; 1.96 for 95 %.

    Returns
    -------
    low, high : float
        Ends of the interval.

    Raises
    ------
    ValueError
        Where a count is not whole or does not fit, or z is not above 0.

    Notes
    -----
    Derived in lesson 08; Wilson, 1927.
    """
    middle = (solved + z**2 / 2) / (tried + z**2)
    half = z * np.sqrt(solved * (tried - solved) / tried + z**2 / 4) / (tried + z**2)
    return max(0.0, middle - half), min(1.0, middle + half)


def _block_fits(errors, block, rng, level, draws):
    check_rng(rng)
    if block > len(errors):
        raise ValueError(f"block must be at most the number of errors, {len(errors)}, got {block}")


@converted(_block_fits, errors=numbers, block=check_size, level=share, draws=check_size)
def block_bootstrap_ci(errors, block, rng, level=0.95, draws=1000):
    """Return an interval for the mean of values that resemble their neighbours.

    New series are made of blocks of neighbours, drawn with replacement and cut to the old length. The interval holds
    the middle `level` of their means. A block of 1 is the bootstrap of single values.

    Parameters
    ----------
    errors : array_like, shape (n,)
        Anything that is averaged, in order of time.
    block : int
        Length of the blocks, from 1 to n.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        Between 0 and 1.
    draws : int
        Number of new series.

    Returns
    -------
    low, high : float
        Ends of the interval.

    Raises
    ------
    ValueError
        Where an argument does not fit.

    Notes
    -----
    Derived in lesson 12; Künsch, 1989 (the moving block bootstrap).
    """
    n, count = len(errors), -(-len(errors) // block)  # so many blocks cover n
    starts = rng.integers(n - block + 1, size=(draws, count, 1))
    places = (starts + np.arange(block)).reshape(draws, -1)[:, :n]
    means = errors[places].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
