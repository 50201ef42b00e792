"""Bands: what a quantile costs, how often a band holds, and by how much calibration must widen it (lesson 14)."""

import math

import numpy as np

from ._inputs import converted, numbers, row, same_length, share


def _finite(name, values):
    array = np.asarray(values)
    if array.dtype.kind not in "biuf" or not array.size or not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers, at least one, got {values!r:.60}")
    return array.astype(np.float64)


def _levels(name, value):
    levels = _finite(name, value)
    if levels.ndim > 1 or not ((levels > 0) & (levels < 1)).all():
        raise ValueError(f"{name} must lie between 0 and 1, one number or shape (K,), got {value!r:.60}")
    return levels


def _quantiles_fit(y, q, tau):
    wanted = y.shape + tau.shape
    if y.ndim != 1 or q.shape != wanted:
        raise ValueError(
            f"q must have the shape of y, (n,), and of tau, so {wanted}; got {q.shape} with y {y.shape}"
        )


@converted(_quantiles_fit, y=_finite, q=_finite, tau=_levels)
def pinball(y, q, tau):
    r"""Return the mean pinball loss of quantiles, in the unit of y.

    .. math:: \max(\tau (y - q),\; (\tau - 1)(y - q))

    Its mean is lowest where q is the quantile of y at the level :math:`\tau`. At 0.5 it is half the absolute error.

    Parameters
    ----------
    y : array_like, shape (n,)
        What came.
    q : array_like, shape (n,), or (n, K) for K levels
        What was said.
    tau : float, or array_like of shape (K,)
        Levels, between 0 and 1.

    Returns
    -------
    float
        The mean over all items and levels.

    Raises
    ------
    ValueError
        Where an argument is empty or not finite, where shapes do not fit, or a level is not between 0 and 1.

    Notes
    -----
    Derived in lesson 14; Koenker and Bassett, 1978.
    """
    error = (y[:, None] if tau.ndim else y) - q
    return float(np.maximum(tau * error, (tau - 1) * error).mean())


def _ends_fit(low, high, y, **_):
    same_length("y", "low")(y=y, low=low)
    same_length("y", "high")(y=y, high=high)


def _ends(name, values):
    """Return ends of bands, which may be infinite, as an array of one axis."""
    array = row(name, values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold numbers, got {array.dtype}")
    return array.astype(np.float64)


@converted(_ends_fit, low=_ends, high=_ends, y=numbers)
def coverage(low, high, y):
    """Return the share of values that lie in their band, ends included.

    Parameters
    ----------
    low, high : array_like, shape (n,)
        Ends of the bands; infinite ones are allowed. A band whose low end is above its high end holds nothing.
    y : array_like, shape (n,)
        What came.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        Where an argument is empty, holds NaN or anything but numbers, or where lengths differ.

    Notes
    -----
    Measured in lesson 14.
    """
    return float(np.mean((low <= y) & (y <= high)))


@converted(_ends_fit, low=numbers, high=numbers, y=numbers, level=share)
def conformal_widen(low, high, y, level):
    r"""Return by how much to move both ends of a band outwards, from values that its model was not trained on.

    The score of a value is its distance beyond the nearer end, :math:`\max(low - y, y - high)`, negative inside. Of n
    scores the answer is the :math:`\lceil (n + 1)\, level \rceil`-th smallest. If these values and the next one are
    *exchangeable* (every order of them equally likely), the widened band holds the next one with at least this
    probability.

    Parameters
    ----------
    low, high : array_like, shape (n,)
        Ends of the bands for the calibration values. They may cross, as the quantiles of a network do at times.
    y : array_like, shape (n,)
        The calibration values.
    level : float
        The share that the band is to hold, between 0 and 1.

    Returns
    -------
    float
        Negative where the band can be narrowed; infinite where n values are too few for the level.

    Raises
    ------
    ValueError
        Where an argument is empty, not finite or not numbers, where lengths differ, or the level does not lie between
        0 and 1.

    Notes
    -----
    Derived in lesson 14; Romano, Patterson and Candès, 2019.
    """
    score = np.sort(np.maximum(low - y, y - high))
    rank = math.ceil(round((len(score) + 1) * level, 9))  # 100 * 0.55 is a hair above 55
    return float(score[rank - 1]) if rank <= len(score) else math.inf
