"""Searches for a good configuration: at random, on a grid, by successive halving, by a Gaussian process (lesson 13).

The four searches look errors up in a table that is trained already, so that each can be repeated many times. An error
is better where it is lower; a budget counts full trainings.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size

LENGTHS = (0.25, 0.5, 1.0, 2.0)  # of the Gaussian process, in sides of the unit cube
NOISE = 0.1  # share of the variance of the errors seen so far that one seed explains


class Found(NamedTuple):
    """What a search comes back with.

    Attributes
    ----------
    tried : ndarray of int, shape (n,)
        The rows that it looked at, in order; after successive halving, those that it began with.
    winner : int
        The row that it recommends.
    """

    tried: np.ndarray
    winner: int


def sample_config(space, u):
    """Turn random numbers into one configuration.

    Parameters
    ----------
    space : dict
        Name -> ``("log", low, high)``, ``("int", low, high)`` with both ends, or ``("choice", option, ...)``.
    u : dict
        The same names -> a number in [0, 1).

    Returns
    -------
    dict
        Name -> value.

    Raises
    ------
    ValueError
        Where the names differ, a number is outside [0, 1), a kind is unknown or a range is empty.
    """
    if set(space) != set(u):
        raise ValueError(f"u must have the names of space, {sorted(space)}; got {sorted(u)}")
    return {name: _drawn(name, entry, u[name]) for name, entry in space.items()}


def _drawn(name, entry, u):
    kind, *rest = entry
    if not 0 <= u < 1:
        raise ValueError(f"u[{name!r}] must be in [0, 1), got {u!r}")
    if kind == "choice" and rest:
        return rest[math.floor(u * len(rest))]
    if kind not in ("log", "int") or len(rest) != 2 or rest[0] > rest[1] or (kind == "log" and rest[0] <= 0):
        raise ValueError(
            f"space[{name!r}] must be ('log', low, high) with 0 < low <= high, ('int', low, high) with low <= high, "
            f"or ('choice', option, ...); got {entry!r}"
        )
    low, high = rest
    return low * (high / low) ** u if kind == "log" else low + math.floor(u * (high - low + 1))


def places(space):
    """Return every configuration of a space of lists as a point of the unit cube, by the ranks of its values.

    Parameters
    ----------
    space : dict
        Name -> values in rising order. Where they rise by equal factors, equal steps are those of a log axis.

    Returns
    -------
    ndarray, shape (C, names)
        In the order of `table.configurations`.
    """
    ranks = [np.linspace(0, 1, len(values)) if len(values) > 1 else np.zeros(1) for values in space.values()]
    return np.stack([axis.ravel() for axis in np.meshgrid(*ranks, indexing="ij")], axis=1)


def random_search(errors, budget, rng):
    """Try configurations at random, none of them twice.

    Parameters
    ----------
    errors : ndarray, shape (C,)
        Of each configuration.
    budget : int
        At most C.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Found
        What was tried, in order, and what it cost.

    Raises
    ------
    ValueError
        Where the budget does not fit the errors, or an error is not a number.
    """
    errors, budget = _checked(errors, budget, rng)
    return _best(rng.choice(len(errors), size=budget, replace=False), errors)


def grid_search(errors, sizes, levels, rng):
    """Try all combinations of a few values of each hyperparameter; which values, is drawn.

    Parameters
    ----------
    errors : ndarray, shape (C,)
        In the order of `table.configurations`.
    sizes : sequence of int
        How many values each hyperparameter has; their product is C.
    levels : sequence of int
        How many of them are tried.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Found
        What was tried, in order, and what it cost.

    Raises
    ------
    ValueError
        Where the numbers do not fit each other, or an error is not a number.
    """
    errors, _ = _checked(errors, 1, rng)
    if len(sizes) != len(levels) or math.prod(sizes) != len(errors):
        raise ValueError(
            f"sizes and levels must have the same length, and sizes the product C = {len(errors)}; "
            f"got {tuple(sizes)} and {tuple(levels)}"
        )
    if not all(1 <= few <= many for few, many in zip(levels, sizes, strict=True)):
        raise ValueError(f"levels must be between 1 and sizes = {tuple(sizes)}, got {tuple(levels)}")
    axes = [rng.choice(many, size=few, replace=False) for few, many in zip(levels, sizes, strict=True)]
    numbers = np.arange(len(errors)).reshape(sizes)
    return _best(numbers[np.ix_(*axes)].ravel(), errors)


def successive_halving(losses, budgets, eta):
    """Train everybody a little, keep the better ones, and go on with them.

    Parameters
    ----------
    losses : ndarray, shape (C, K)
        Error of each configuration after each budget.
    budgets : sequence of int
        Steps in all, K rising numbers.
    eta : int
        Of n that run, n // eta go on, at least one; of equals the lower number.

    Returns
    -------
    alive : ndarray of bool, shape (C, K)
        Where a configuration is trained for a budget.
    best : int
        The winner after the last budget.
    cost : int
        Steps in all; who goes on keeps what it has learned.

    Raises
    ------
    ValueError
        Where the budgets do not fit the losses or do not rise, `eta` is below 2, or a loss is not a number.
    """
    losses = np.asarray(losses, dtype=np.float64)
    if losses.ndim != 2 or not losses.size or losses.shape[1] != len(budgets):
        raise ValueError(f"losses must have shape (C, K) with K = {len(budgets)} budgets, got {losses.shape}")
    if np.isnan(losses).any():
        raise ValueError("losses must hold numbers only; give a run that diverged an infinite loss, not NaN")
    if check_size("eta", eta) < 2 or any(np.diff([0, *budgets]) <= 0):
        raise ValueError(
            f"eta must be at least 2 and budgets must rise from above 0; got {eta!r} and {budgets!r}"
        )
    alive = np.zeros(losses.shape, dtype=bool)
    running, cost, spent = np.arange(len(losses)), 0, 0
    for k, budget in enumerate(budgets):
        alive[running, k] = True
        cost += len(running) * (budget - spent)
        spent = budget
        ranked = running[np.argsort(losses[running, k], kind="stable")]
        running = np.sort(ranked[: max(1, len(running) // eta)])
    return alive, int(ranked[0]), int(cost)


def starters(budgets, eta, budget):
    """Return how many configurations successive halving can begin with.

    Parameters
    ----------
    budgets : sequence of int
        As for `successive_halving`.
    eta : int
        As there.
    budget : int
        Full trainings, each of ``budgets[-1]`` steps, that may be spent.

    Returns
    -------
    int
        A whole number, at least 1.
    """
    n = 1
    while _steps(n + 1, budgets, eta) <= budget * budgets[-1]:
        n += 1
    return n


def _steps(n, budgets, eta):
    """Return the steps in all that successive halving takes with n starters."""
    steps = np.diff([0, *budgets])
    running = [n]
    while len(running) < len(steps):
        running.append(max(1, running[-1] // eta))
    return int(steps @ running)


def halving_search(losses, steps, budget, rng, eta=2):
    """Begin with as many random configurations as the budget allows, and halve.

    Parameters
    ----------
    losses : ndarray, shape (C, K)
        Of each configuration after each budget.
    steps : sequence of int
        K rising numbers.
    budget : int
        Full trainings.
    rng : numpy.random.Generator
        Source of randomness.
    eta : int
        As for `successive_halving`.

    Returns
    -------
    Found
        What was tried, in order, and what it cost.

    Raises
    ------
    ValueError
        As for `successive_halving`.
    """
    losses = np.asarray(losses, dtype=np.float64)
    check_rng(rng)
    count = min(starters(steps, eta, check_size("budget", budget)), len(losses))
    tried = rng.choice(len(losses), size=count, replace=False)
    _, best, _ = successive_halving(losses[tried], steps, eta)
    return Found(tried, int(tried[best]))


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
        One number for each place.

    Raises
    ------
    ValueError
        Where the shapes differ or a standard deviation is negative.

    Notes
    -----
    Jones, Schonlau and Welch, 1998, equation 15.
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
        Positive; the process sees their logarithms.
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
        What was tried, in order, and what it cost.

    Raises
    ------
    ValueError
        Where the budget or the shapes do not fit, or an error is not a positive number.
    """
    import sklearn  # here, because the other searches do without

    errors, budget = _checked(errors, budget, rng)
    where = np.asarray(where, dtype=np.float64)
    if where.ndim != 2 or len(where) != len(errors) or not (errors > 0).all():
        raise ValueError(
            f"where must have shape (C, d) with C = {len(errors)} positive errors, got {where.shape}"
        )
    tried = list(rng.choice(len(errors), size=min(check_size("first", first), budget), replace=False))
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):  # twice as fast
        while len(tried) < budget:
            seen = np.log(errors[tried])
            mean, sd = likeliest_process(where[tried], seen).predict(where, return_std=True)
            gain = expected_improvement(mean, sd, seen.min())
            gain[tried] = -1.0
            tried.append(int(gain.round(9).argmax()))  # of equals the first, whatever the rounding
    return _best(np.array(tried), errors)


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


def _checked(errors, budget, rng):
    errors = np.asarray(errors, dtype=np.float64)
    check_rng(rng)
    if errors.ndim != 1 or not len(errors) or np.isnan(errors).any():
        raise ValueError(f"errors must have shape (C,) and hold numbers only, got shape {errors.shape}")
    if check_size("budget", budget) > len(errors):
        raise ValueError(f"budget must be at most C = {len(errors)}, got {budget}")
    return errors, int(budget)


def _best(tried, errors):
    return Found(tried, int(tried[np.argmin(errors[tried])]))
