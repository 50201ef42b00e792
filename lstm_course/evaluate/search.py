"""Searches for a good configuration: at random, on a grid, by successive halving (lesson 13).

They, and that of `lstm_course.evaluate.gaussian`, look errors up in a table that is trained already, so that each can
be repeated many times. An error is better where it is lower; a budget counts full trainings.
"""

import math
from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size
from ._inputs import integral, positive, real


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
        Name -> ``("log", low, high)``, ``("int", low, high)`` with both ends, which are whole, or
        ``("choice", option, ...)``.
    u : dict
        The same names -> a number in [0, 1).

    Returns
    -------
    dict
        Name -> value.

    Raises
    ------
    ValueError
        Where the names differ, a number is outside [0, 1), a kind is unknown, or a range is empty or of other
        numbers.
    """
    if set(space) != set(u):
        raise ValueError(f"u must have the names of space, {sorted(space)}; got {sorted(u)}")
    return {name: _drawn(name, entry, u[name]) for name, entry in space.items()}


def _drawn(name, entry, u):
    kind, *rest = entry
    if not (real(u) and 0 <= u < 1):
        raise ValueError(f"u[{name!r}] must be in [0, 1), got {u!r}")
    if kind == "choice" and rest:
        return rest[math.floor(u * len(rest))]
    sound = kind in ("log", "int") and len(rest) == 2 and all(map(integral if kind == "int" else real, rest))
    if not sound or not rest[0] <= rest[1] < math.inf or (kind == "log" and rest[0] <= 0):
        raise ValueError(
            f"space[{name!r}] must be ('log', low, high) with 0 < low <= high, ('int', low, high) with whole numbers "
            f"low <= high, or ('choice', option, ...); got {entry!r}"
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
        The rows tried, and the winner.

    Raises
    ------
    ValueError
        Where the budget does not fit the errors, or an error is not a number.
    """
    errors, budget = checked_errors(errors, budget, rng)
    return best_of(rng.choice(len(errors), size=budget, replace=False), errors)


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
        The rows tried, and the winner.

    Raises
    ------
    ValueError
        Where the numbers do not fit each other, or an error is not a number.
    """
    errors, _ = checked_errors(errors, 1, rng)
    if len(sizes) != len(levels) or math.prod(sizes) != len(errors):
        raise ValueError(
            f"sizes and levels must have the same length, and sizes the product C = {len(errors)}; "
            f"got {tuple(sizes)} and {tuple(levels)}"
        )
    if not all(1 <= few <= many for few, many in zip(levels, sizes, strict=True)):
        raise ValueError(f"levels must be between 1 and sizes = {tuple(sizes)}, got {tuple(levels)}")
    axes = [rng.choice(many, size=few, replace=False) for few, many in zip(levels, sizes, strict=True)]
    numbers = np.arange(len(errors)).reshape(sizes)
    return best_of(numbers[np.ix_(*axes)].ravel(), errors)


def successive_halving(losses, budgets, eta):
    """Train everybody a little, keep the better ones, and go on with them.

    Parameters
    ----------
    losses : ndarray, shape (C, K)
        Error of each configuration after each budget.
    budgets : sequence of int
        Steps in all, K rising numbers.
    eta : int
        At least 2: of n that run, n // eta go on, at least one; of equals the lower number.

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
        Where the budgets do not fit the losses, are not whole or do not rise from above 0, `eta` is below 2, or a loss
        is not a number.
    """
    losses = np.asarray(losses, dtype=np.float64)
    if losses.ndim != 2 or not losses.size or losses.shape[1] != len(budgets):
        raise ValueError(f"losses must have shape (C, K) with K = {len(budgets)} budgets, got {losses.shape}")
    if np.isnan(losses).any():
        raise ValueError("losses must hold numbers only; give a run that diverged an infinite loss, not NaN")
    budgets, eta = _rising("budgets", budgets), _eta(eta)
    alive = np.zeros(losses.shape, dtype=bool)
    running, cost, spent = np.arange(len(losses)), 0, 0
    for k, budget in enumerate(budgets):
        alive[running, k] = True
        cost += len(running) * (budget - spent)
        spent = budget
        ranked = running[np.argsort(losses[running, k], kind="stable")]
        running = np.sort(ranked[: max(1, len(running) // eta)])
    return alive, int(ranked[0]), int(cost)


def _rising(name, values):
    """Return whole numbers that rise from above 0 as ints, else raise `ValueError`."""
    found = [int(value) if integral(value) else 0 for value in values]
    if not found or any(np.diff([0, *found]) <= 0):
        raise ValueError(
            f"{name} must be whole numbers, at least one, that rise from above 0; got {values!r}"
        )
    return found


def _eta(eta):
    """Return `eta` as an int where it is a whole number of at least 2, else raise `ValueError`."""
    if not (isinstance(eta, (int, np.integer)) and eta >= 2):
        raise ValueError(f"eta must be a whole number of at least 2, got {eta!r}")
    return int(eta)


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
        At least 1.

    Raises
    ------
    ValueError
        Where the budgets are not whole or do not rise from above 0, `eta` is below 2, or `budget` is not a number
        above 0.
    """
    budgets, eta, budget, n = _rising("budgets", budgets), _eta(eta), positive("budget", budget), 1
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
        Of each configuration after each number of steps.
    steps : sequence of int
        K numbers that rise from above 0.
    budget : int
        Full trainings.
    rng : numpy.random.Generator
        Source of randomness.
    eta : int
        As for `successive_halving`.

    Returns
    -------
    Found
        The rows begun with, and the winner.

    Raises
    ------
    ValueError
        As for `successive_halving`, where `budget` is no whole number of at least 1, or `rng` is no Generator.
    """
    losses, steps = np.asarray(losses, dtype=np.float64), _rising("steps", steps)
    check_rng(rng)
    count = min(starters(steps, eta, check_size("budget", budget)), len(losses))
    tried = rng.choice(len(losses), size=count, replace=False)
    _, best, _ = successive_halving(losses[tried], steps, eta)
    return Found(tried, int(tried[best]))


def checked_errors(errors, budget, rng):
    """Return the errors as an array and the budget as an int, where they fit each other.

    Parameters
    ----------
    errors : ndarray, shape (C,)
        Of each configuration.
    budget : int
        At most C.
    rng : numpy.random.Generator
        Checked only.

    Returns
    -------
    errors : ndarray, shape (C,)
        As floats.
    budget : int
        As an int.

    Raises
    ------
    ValueError
        Where they do not fit, an error is not a number, or `rng` is something else.
    """
    errors = np.asarray(errors, dtype=np.float64)
    check_rng(rng)
    if errors.ndim != 1 or not len(errors) or np.isnan(errors).any():
        raise ValueError(f"errors must have shape (C,) and hold numbers only, got shape {errors.shape}")
    if check_size("budget", budget) > len(errors):
        raise ValueError(f"budget must be at most C = {len(errors)}, got {budget}")
    return errors, int(budget)


def best_of(tried, errors):
    """Return what a search found that looked at some rows.

    Parameters
    ----------
    tried : ndarray of int, shape (n,)
        The rows, in order.
    errors : ndarray, shape (C,)
        Of each configuration.

    Returns
    -------
    Found
        The rows, and the one with the lowest error; of equals the first tried.
    """
    return Found(tried, int(tried[np.argmin(errors[tried])]))
