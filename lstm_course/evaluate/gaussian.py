"""Search by a Gaussian process: guess all errors from those seen, try where it promises most (lesson 13)."""

from statistics import NormalDist

import numpy as np

from .._arguments import check_size
from .search import best_of, checked_errors

LENGTHS = (0.25, 0.5, 1.0, 2.0)  # of the Gaussian process, in sides of the unit cube
NOISE = 0.1  # share of the variance of the errors seen so far that one seed explains


def expected_improvement(mean, sd, best):
    """Return by how much candidates are expected to lie below the best error, if they lie below it at all.

    Parameters
    ----------
    mean, sd : ndarray, shape (n,)
        A normal forecast of each candidate's error.
    best : float
        The lowest error so far.

    Returns
    -------
    ndarray, shape (n,)
        At least 0.

    Raises
    ------
    ValueError
        Where the shapes differ or a standard deviation is negative.

    Notes
    -----
    Jones, Schonlau and Welch, 1998.
    """
    mean, sd = np.asarray(mean, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    if mean.ndim != 1 or mean.shape != sd.shape or (sd < 0).any():
        raise ValueError(
            f"mean and sd must have one shape (n,) and sd no negative entry; got {mean!r} and {sd!r}"
        )
    normal, gain = NormalDist(), best - mean
    expected = np.maximum(gain, 0.0)
    for k in np.flatnonzero(sd):
        z = gain[k] / sd[k]
        expected[k] = max(gain[k] * normal.cdf(z) + sd[k] * normal.pdf(z), 0.0)
    return expected


def gp_search(errors, where, budget, rng, first=5):
    """Let a Gaussian process guess all errors from those seen, and try where most improvement is expected.

    The process is that of `likeliest_process`.

    Parameters
    ----------
    errors : ndarray, shape (C,)
        Above 0; the process sees their logarithms. That of a run that diverged is infinite: to the process it is as bad
        as the worst finite error seen so far.
    where : ndarray, shape (C, d)
        Each configuration as a point, as from `places`.
    budget : int
        At most C.
    rng : numpy.random.Generator
        Source of randomness.
    first : int
        How many are drawn at random before the first guess.

    Returns
    -------
    Found
        The rows tried, and the winner.

    Raises
    ------
    ValueError
        Where the budget or the shapes do not fit, an error is NaN or not above 0, or a point is not finite.
    """
    import sklearn  # here, because the other searches do without

    errors, budget = checked_errors(errors, budget, rng)
    where = np.asarray(where, dtype=np.float64)
    if not (errors > 0).all():
        raise ValueError(f"errors must hold positive numbers, got {errors.min()}")
    if where.ndim != 2 or len(where) != len(errors):
        raise ValueError(f"where must have shape (C, d) with C = {len(errors)} errors, got {where.shape}")
    if not np.isfinite(where).all():
        raise ValueError("where must hold finite numbers only, got NaN or infinity")
    tried = list(rng.choice(len(errors), size=min(check_size("first", first), budget), replace=False))
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):  # twice as fast
        while len(tried) < budget:
            worst = max(errors[tried][np.isfinite(errors[tried])], default=1.0)
            seen = np.log(np.minimum(errors[tried], worst))
            mean, sd = likeliest_process(where[tried], seen).predict(where, return_std=True)
            gain = expected_improvement(mean, sd, seen.min())
            gain[tried] = -1.0
            tried.append(int(gain.round(9).argmax()))  # of equals the first, whatever the rounding
    return best_of(np.array(tried), errors)


def likeliest_process(x, y):
    """Fit Gaussian processes of several lengths, and return the one that makes what was seen likeliest.

    Parameters
    ----------
    x : ndarray, shape (n, d)
        Points of the unit cube.
    y : ndarray, shape (n,)
        What was seen there.

    Returns
    -------
    GaussianProcessRegressor
        Of scikit-learn, with a Matérn kernel (5/2), one of `LENGTHS` and `NOISE`; its standard deviations are those of
        the mean error at a point, without the noise of a single seed.
    """
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import Matern

    models = [
        GaussianProcessRegressor(Matern(length, nu=2.5), alpha=NOISE, optimizer=None, normalize_y=True)
        for length in LENGTHS
    ]
    return max((model.fit(x, y) for model in models), key=lambda model: model.log_marginal_likelihood_value_)
