"""Drivers for answers that must not walk through time: they count how often NumPy is called."""

import numpy as np


def counting():
    """Return a class of arrays, and the list to which every call of NumPy on one of them adds an entry.

    Returns
    -------
    kind : type
        For ``array.view(kind)``. What is computed from such an array is one, too.
    calls : list
        Empty at first; an entry for each call of NumPy.
    """
    calls = []

    class Counted(np.ndarray):
        """An array whose use is counted."""

        def __array_ufunc__(self, ufunc, method, *inputs, out=None, **named):
            calls.append(ufunc.__name__)
            named |= {name: _bare(value) for name, value in named.items()}
            if out is not None:
                named["out"] = tuple(map(_bare, out))
            found = getattr(ufunc, method)(*map(_bare, inputs), **named)
            if out is not None:
                return out if len(out) > 1 else out[0]
            return _counted(found)

        def __array_function__(self, function, types, args, named):
            calls.append(function.__name__)
            return _counted(super().__array_function__(function, types, args, named))

    def _bare(value):
        return value.view(np.ndarray) if isinstance(value, Counted) else value

    def _counted(value):
        if type(value) in (tuple, list):
            return type(value)(map(_counted, value))
        return value.view(Counted) if isinstance(value, np.ndarray) else value

    return Counted, calls


def scan_passes(answer, f, b, h0):
    """Let an answer compute a linear recurrence, and count its calls of NumPy.

    Parameters
    ----------
    answer : callable
        Takes these arguments, returns h.
    f, b : ndarray, shape (N, T, H)
        Factors and additions.
    h0 : ndarray, shape (N, H)
        State before the first step.

    Returns
    -------
    h : ndarray, shape (N, T, H)
        What came.
    few : bool
        Whether NumPy was called no more often than a few times for each doubling of T.
    """
    return _few(answer, b.shape[1], f, b, h0)


def parallel_passes(answer, q, k, v, i, f):
    """Let an answer compute all outputs of a matrix memory, and count its calls of NumPy.

    Parameters
    ----------
    answer : callable
        Takes these arguments, returns h.
    q, k : ndarray, shape (N, T, D)
        Queries and keys.
    v : ndarray, shape (N, T, E)
        Values.
    i, f : ndarray, shape (N, T)
        Gates.

    Returns
    -------
    h : ndarray, shape (N, T, E)
        What came.
    few : bool
        As in `scan_passes`.
    """
    return _few(answer, q.shape[1], q, k, v, i, f)


def _few(answer, T, *arrays):
    kind, calls = counting()
    found = answer(*(array.view(kind) for array in arrays))
    if found is None or found is ...:
        return found
    if isinstance(found, kind):
        found = found.view(np.ndarray)
    return found, len(calls) <= 40 + 15 * T.bit_length()
