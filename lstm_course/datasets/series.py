"""Series: one number per time step, and the windows that turn a series into examples."""

import numpy as np

from .._arguments import check_size


def make_windows(series, length, horizon):
    """Cut a series into inputs and targets by sliding a window over it.

    Window k holds the values k to k + length - 1; its target is the value `horizon` steps after the last of them.

    Parameters
    ----------
    series : ndarray, shape (T,)
        Values in the order of time.
    length : int
        Values in one input.
    horizon : int
        Steps from the last value of the input to the target; 1 is the next value.

    Returns
    -------
    x : ndarray, shape (count, length)
        With count = T - length - horizon + 1.
    y : ndarray, shape (count,)
        The target of each window.

    Raises
    ------
    ValueError
        Where the series has another shape or is too short for one window, or where a number is below 1.

    Notes
    -----
    Derived in lesson 01.
    """
    length, horizon = check_size("length", length), check_size("horizon", horizon)
    series = _one_axis("series", series)
    count = len(series) - length - horizon + 1
    if count < 1:
        raise ValueError(
            f"series must hold at least length + horizon = {length + horizon} values, got {len(series)}"
        )
    x = np.stack([series[k : k + length] for k in range(count)])
    y = series[length + horizon - 1 :].copy()
    return x, y


def sunspots():
    """Return the yearly sunspot numbers from 1700 to 2008 that statsmodels ships.

    Returns
    -------
    years : ndarray of int, shape (309,)
        1700 to 2008.
    activity : ndarray, shape (309,)
        Mean sunspot number of the year.

    Raises
    ------
    ModuleNotFoundError
        Where statsmodels is not installed; the message says how to get it.
    """
    table = _shipped("sunspots", "the sunspot numbers come")
    return table["YEAR"].to_numpy().astype(int), table["SUNACTIVITY"].to_numpy(dtype=np.float64, copy=True)


def co2():
    """Return the weekly carbon dioxide in the air above Mauna Loa that statsmodels ships, with its holes.

    Returns
    -------
    days : ndarray of datetime64[D], shape (2284,)
        Saturdays from 29 March 1958 to 29 December 2001, none left out.
    ppm : ndarray, shape (2284,)
        Parts per million; NaN in the 59 weeks in which nothing was measured.

    Raises
    ------
    ModuleNotFoundError
        Where statsmodels is not installed; the message says how to get it.
    """
    table = _shipped("co2", "the carbon dioxide measurements come")
    return table.index.to_numpy().astype("datetime64[D]"), table["co2"].to_numpy(dtype=np.float64, copy=True)


def _shipped(name, subject):
    """Return a table that statsmodels ships, or say how to get statsmodels."""
    try:
        import statsmodels.datasets as source
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{subject} with statsmodels, which is not installed here. Install it with "
            "`python install.py`, or `pip install statsmodels`, and restart the kernel."
        ) from error
    return getattr(source, name).load_pandas().data


def _one_axis(name, values):
    """Return `values` as an array with one axis, else raise `ValueError`."""
    values = np.asarray(values)
    if values.ndim != 1:
        raise ValueError(f"{name} must have shape (T,), got {values.shape}")
    return values
