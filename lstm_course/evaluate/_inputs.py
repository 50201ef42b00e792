"""Checks of what comes into the metrics, as a decorator, so that the functions read as they do in the lesson."""

import math

import numpy as np

from .. import _inputs
from .._inputs import plain, positive, real  # noqa: F401


def converted(relation=None, **converters):
    """Make a decorator as `lstm_course._inputs.converted` does; each value comes to its converter as from `plain`."""
    return _inputs.converted(relation, **{name: _of_plain(convert) for name, convert in converters.items()})


def _of_plain(convert):
    return lambda name, value: convert(name, plain(value))


def integral(value):
    """Return whether a value is one whole number, 2.0 included."""
    return isinstance(value, (int, np.integer)) or (real(value) and value % 1 == 0)


def row(name, values):
    """Return labels or groups as an array of one axis that is not empty and holds no NaN, else raise `ValueError`."""
    array = np.asarray(values)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} must have shape (n,) with n of at least 1, got {array.shape}")
    if array.dtype.kind == "O" or (array.dtype.kind in "fc" and np.isnan(array).any()):
        raise ValueError(f"{name} must hold labels of one kind and no NaN, got {values!r:.60}")
    return array


def numbers(name, values):
    """Return finite numbers as a float64 array of one axis that is not empty, else raise `ValueError`."""
    array = row(name, values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold numbers, got {array.dtype}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers only, got NaN or infinity")
    return array.astype(np.float64)


def binary(name, values):
    """Return labels 0 and 1 as an array, else raise `ValueError`."""
    array = numbers(name, values)
    if not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} must hold 0 and 1 only, got {np.unique(array)[:5].tolist()}")
    return array.astype(int)


def at_least_0(name, value):
    """Return a finite number of at least 0, else raise `ValueError`."""
    if not (real(value) and 0 <= value < math.inf):
        raise ValueError(f"{name} must be a number of at least 0, got {value!r}")
    return float(value)


def share(name, value):
    """Return a number between 0 and 1, without both ends, else raise `ValueError`."""
    if not (real(value) and 0 < value < 1):
        raise ValueError(f"{name} must lie between 0 and 1, got {value!r}")
    return float(value)


def whole(name, value):
    """Return a whole number of at least 0, else raise `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"{name} must be a whole number of at least 0, got {value!r}")
    return int(value)


def same_length(first, second):
    """Make a relation of two arguments that must have the same length."""

    def relation(**arguments):
        one, other = len(arguments[first]), len(arguments[second])
        if one != other:
            raise ValueError(f"{second} must have the length of {first}, which is {one}, got {other}")

    return relation
