"""Forecasts of several steps, and the differences that keep a network in its range (lesson 14)."""

import functools

import numpy as np

from .._arguments import check_size
from ._inputs import converted, numbers, plain


def _longer(x, season):
    if len(x) <= season:
        raise ValueError(f"x must be longer than the season, {season}, got {len(x)} values")


@converted(_longer, x=numbers, season=check_size)
def difference(x, season=1):
    """Return by how much each value differs from the one a season before.

    Parameters
    ----------
    x : array_like, shape (n,)
        A series.
    season : int
        1 for the changes from step to step.

    Returns
    -------
    ndarray, shape (n - season,)
        Differences.

    Raises
    ------
    ValueError
        Where the series is empty, not finite, or not longer than a season.

    Notes
    -----
    Derived in lesson 14.
    """
    return x[season:] - x[:-season]


def _one_season(d, last, season):
    if len(last) != season:
        raise ValueError(f"last must hold the {season} values before d, got {len(last)}")


@converted(_one_season, d=numbers, last=numbers, season=check_size)
def undifference(d, last, season=1):
    """Return the values again, from their differences and the last season before them.

    Parameters
    ----------
    d : array_like, shape (n,)
        Differences, or forecasts of them.
    last : array_like, shape (season,)
        The values before, the latest last: for a forecast those that are **known**.
    season : int
        As in `difference`.

    Returns
    -------
    ndarray, shape (n,)
        Values.

    Raises
    ------
    ValueError
        Where an argument is empty or not finite, or `last` does not hold one season.

    Notes
    -----
    Derived in lesson 14.
    """
    x = np.concatenate([last, d])
    for start in range(season):
        x[start::season] = x[start::season].cumsum()
    return x[season:]


def _windows(name, values):
    array = np.asarray(values)
    if array.dtype.kind not in "biuf" or array.ndim < 1 or not array.size or not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers, shape (L,) or (..., L), got {values!r:.60}")
    return array.astype(np.float64)


def _step(name, step):
    """Return a model that gives the next value of each window, and nothing else."""
    return functools.partial(_answer, step)


def _answer(step, window):
    answer = np.asarray(plain(step(window)))
    if answer.shape == (*window.shape[:-1], 1):  # a column, as networks return it
        answer = answer[..., 0]
    if answer.shape != window.shape[:-1]:
        raise ValueError(
            f"step must return one value for each window, shape {window.shape[:-1]}, got {answer.shape}"
        )
    return answer


@converted(step=_step, history=_windows, horizon=check_size)
def recursive_forecast(step, history, horizon):
    """Forecast many steps with a model of one: its own answers become its inputs.

    Parameters
    ----------
    step : callable
        Takes windows like `history`, the latest value last, and returns the next value of each, (...) or
        (..., 1).
    history : array_like, shape (L,) or (..., L)
        The first window, or several. Every later one has its length.
    horizon : int
        Number of steps.

    Returns
    -------
    ndarray, shape (horizon,) or (..., horizon)
        The next step first.

    Raises
    ------
    ValueError
        Where the history is empty or not finite, the horizon is below 1, or what `step` returns has another shape.

    Notes
    -----
    Derived in lesson 14. For a linear model this is the conditional mean of the future, and goes flat.
    """
    window, found = history, []
    for _ in range(horizon):
        found.append(np.asarray(step(window)))
        window = np.concatenate([window[..., 1:], found[-1][..., None]], axis=-1)
    return np.stack(found, axis=-1)


def _steps_ahead(x, lags, horizon):
    if len(x) < 2 * lags + horizon:
        raise ValueError(
            f"x must hold at least 2 * lags + horizon = {2 * lags + horizon} values, got {len(x)}"
        )


@converted(_steps_ahead, x=numbers, lags=check_size, horizon=check_size)
def autoregression(x, lags, horizon=1):
    """Fit by least squares how a value depends on the last ones known, `horizon` steps before.

    Parameters
    ----------
    x : array_like, shape (n,)
        A series to fit, at least 2 * lags + horizon values.
    lags : int
        How many values the forecast sees.
    horizon : int
        1 for the next value.

    Returns
    -------
    constant : float
        Of the forecast ``constant + window @ weights``.
    weights : ndarray, shape (lags,)
        One for each value of the window, the weight of the latest **last**.

    Raises
    ------
    ValueError
        Where the series is not finite or too short, or a number is below 1.

    Notes
    -----
    Measured in lessons 01 and 14.
    """
    count = len(x) - lags - horizon + 1
    windows = np.lib.stride_tricks.sliding_window_view(x, lags)[:count]
    columns = np.column_stack([np.ones(count), windows])
    constant, *weights = np.linalg.lstsq(columns, x[lags + horizon - 1 :], rcond=None)[0]
    return float(constant), np.array(weights)
