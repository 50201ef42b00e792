"""Which inputs does an output see? The causality probe, spelt out for every pair of time steps (lesson 16)."""

import numpy as np

from . import TOLERANCE, _other


def sight(model, x, tolerance=TOLERANCE, other=None):
    """Return which outputs move when one time step of the input is changed.

    One step of one sequence is changed at a time, all its features at once, and only the outputs of that sequence are
    looked at: so sequences that see each other in a batch are not taken for time.

    Parameters
    ----------
    model : callable
        ``model(x) -> y`` or ``model(x) -> (y, state)``, y an array of shape (N, T, ...) with as many steps as x.
    x : ndarray, shape (N, T) or (N, T, D)
        Any input; it is not changed.
    tolerance : float
        Largest difference that is taken for rounding.
    other : ndarray, shape of x, optional
        What a step is changed to: it must differ from x everywhere. Needed where x holds whole numbers, such as the
        places of symbols; by default numbers that x does not hold.

    Returns
    -------
    ndarray of bool, shape (T, T)
        Row t, column s: whether output t moves when input s is changed, in any of the sequences.

    Raises
    ------
    ValueError
        Where x or the model's output has another shape, `other` does not differ from x, or two calls with the same
        input differ: a model that draws random numbers, dropout for one, must be set to evaluation first.
    """
    x = np.asarray(x)
    if x.ndim not in (2, 3) or 0 in x.shape:
        raise ValueError(f"x must have shape (N, T) or (N, T, D), none of them 0, got {x.shape}")
    if other is None:
        if x.dtype.kind != "f":
            raise ValueError(f"other must be given where x holds {x.dtype}, not floats")
        other = _other(x)
    other = np.asarray(other)
    if other.shape != x.shape or not (other != x).reshape(*x.shape[:2], -1).any(axis=2).all():
        raise ValueError("other must have the shape of x and differ from it at every time step")
    y = _run(model, x)
    if not np.array_equal(y, _run(model, x), equal_nan=True):
        raise ValueError(
            "model must give the same for the same input: switch dropout off (eval) before probing"
        )
    N, T = x.shape[:2]
    moved = np.zeros((T, T), bool)
    for n in range(N):
        for s in range(T):
            changed = x.copy()
            changed[n, s] = other[n, s]
            apart = np.abs(_run(model, changed)[n] - y[n]).reshape(T, -1).max(axis=1)
            moved[:, s] |= ~(apart <= tolerance)
    return moved


def leaks(model, x, tolerance=TOLERANCE, other=None):
    """Return the outputs that move when a later input is changed.

    Parameters
    ----------
    model : callable
        As for `sight`.
    x : ndarray, shape (N, T) or (N, T, D)
        Any input; it is not changed.
    tolerance : float
        Largest difference that is taken for rounding.
    other : ndarray, shape of x, optional
        As for `sight`.

    Returns
    -------
    list of tuple of int
        Pairs (t, s) with s > t, in order: output t sees input s. Empty for a model that never looks ahead.

    Raises
    ------
    ValueError
        As for `sight`.
    """
    return [(int(t), int(s)) for t, s in np.argwhere(np.triu(sight(model, x, tolerance, other), 1))]


def _run(model, x):
    y = model(x.copy())
    y = np.array(y[0] if isinstance(y, (tuple, list)) else y, dtype=float)
    if y.ndim < 2 or y.shape[:2] != x.shape[:2]:
        raise ValueError(
            f"model must return one output for each time step, {x.shape[:2]}, got shape {y.shape}"
        )
    return y
