"""Drivers for the parts of a forecast: a number that may be infinite, in plain numbers."""

import math

import numpy as np


def widen(answer, low, high, y, level):
    """Call a function that widens a band, and take what is infinite out of its result.

    Parameters
    ----------
    answer : callable
        Takes low, high, y and level, returns a number, or infinity.
    low, high, y : ndarray, shape (n,)
        Bands and what came.
    level : float
        Share that the band is to hold.

    Returns
    -------
    widen : object
        What came, or 0.0 where that is infinite.
    infinite : bool
        Whether it is.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    value = answer(low, high, y, level)
    if value is None or value is ...:
        return value
    if type(value) in (float, np.float64, np.float32) and value == math.inf:
        return 0.0, True
    return value, False
