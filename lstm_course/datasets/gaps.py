"""Series with holes, and the plainest way to fill them: hold the last value, and count how old it is (lesson 10)."""

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, number


@converted(keep=number)
def autoregression(N, T, rng, keep=0.9):
    r"""Return stationary series in which each value keeps a share of the one before: an AR(1).

    :math:`x_t = k x_{t-1} + \sqrt{1 - k^2}\, e_t` with standard normal :math:`e_t`, so every value has mean 0 and
    variance 1. The best forecast of the value n steps after the last known one is :math:`k^n` times that one, and its
    mean squared error is :math:`1 - k^{2n}`.

    Parameters
    ----------
    N : int
        Number of series.
    T : int
        Time steps.
    rng : numpy.random.Generator
        Source of randomness.
    keep : float
        k, above -1 and below 1.

    Returns
    -------
    ndarray, shape (N, T)
        A sequence in each row.

    Raises
    ------
    ValueError
        Where a size is below 1, `keep` is not between -1 and 1, or `rng` is no Generator.
    """
    check_rng(rng)
    N, T = check_size("N", N), check_size("T", T)
    if not -1 < keep < 1:
        raise ValueError(f"keep must lie between -1 and 1, got {keep!r}")
    x = rng.normal(size=(N, T))
    for t in range(1, T):
        x[:, t] = keep * x[:, t - 1] + np.sqrt(1 - keep**2) * x[:, t]
    return x


@converted(share=number)
def punch(x, share, rng):
    """Return a copy of series in which some values are missing; the first one of each series never is.

    Parameters
    ----------
    x : ndarray, shape (..., T)
        The series; not changed.
    share : float
        Chance of each value to become NaN, from 0 to 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    ndarray, shape of x
        The same, with NaN in its holes.

    Raises
    ------
    ValueError
        Where `x` has no time step, `share` is no chance, or `rng` is no Generator.
    """
    check_rng(rng)
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie between 0 and 1, got {share!r}")
    x = np.array(x, dtype=np.float64)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"x must have shape (..., T) with T at least 1, got {x.shape}")
    hole = rng.random(x.shape) < share
    hole[..., 0] = False
    x[hole] = np.nan
    return x


def hold(x):
    """Fill holes with the last value seen, and say how old it is. Nothing later than a step is used for it.

    Parameters
    ----------
    x : ndarray, shape (..., T)
        NaN where nothing was measured.

    Returns
    -------
    held : ndarray, shape of x
        NaN before the first value of a series.
    age : ndarray of int, shape of x
        0 where a value was seen, else time steps since the last one; before the first, time steps since the start,
        counted from 1.

    Raises
    ------
    ValueError
        Where `x` has no time step.
    """
    x = np.asarray(x, dtype=np.float64)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"x must have shape (..., T) with T at least 1, got {x.shape}")
    t = np.arange(x.shape[-1])
    last = np.maximum.accumulate(np.where(np.isnan(x), -1, t), axis=-1)  # -1: nothing seen yet
    held = np.take_along_axis(x, np.maximum(last, 0), axis=-1)
    return held, t - last
