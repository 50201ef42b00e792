"""Functions that exercises hand to the learner's function as arguments."""

import numpy as np

from .. import cells


def cubic(x):
    r"""Return :math:`\sum x^3 + (\sum x)^2`, a float, for an array of any shape.

    Parameters
    ----------
    x : ndarray, any shape

    Returns
    -------
    float
    """
    return float((x**3).sum() + x.sum() ** 2)


def cubic_gradient(x):
    """Return the gradient of `cubic`, in the shape of `x`."""
    return 3 * x**2 + 2 * x.sum()


def waves(x):
    r"""Return :math:`\sin(\sum x) + \sum \cos 2x`, a float, for an array of any shape.

    Parameters
    ----------
    x : ndarray, any shape

    Returns
    -------
    float
    """
    return float(np.sin(x.sum()) + np.cos(2 * x).sum())


def waves_gradient(x):
    """Return the gradient of `waves`, in the shape of `x`."""
    return np.cos(x.sum()) - 2 * np.sin(2 * x)


def _step_arguments(W_h):
    """Return the other arguments of a small LSTM step, of one row, two features and one unit."""
    x, h_prev, c_prev = np.array([[0.7, -1.2]]), np.array([[0.5]]), np.array([[-0.8]])
    return x, h_prev, c_prev, np.linspace(-0.9, 0.8, 8).reshape(2, 4), W_h, np.linspace(0.4, -0.5, 4)


def step_loss(W_h):
    """Return the sum of h and c after one LSTM step with these recurrent weights, a float.

    Parameters
    ----------
    W_h : ndarray, shape (1, 4)

    Returns
    -------
    float
    """
    h, c, _ = cells.lstm_step(*_step_arguments(W_h))
    return float(h.sum() + c.sum())


def step_loss_gradient(W_h):
    """Return the gradient of `step_loss`, shape (1, 4)."""
    h, c, cache = cells.lstm_step(*_step_arguments(W_h))
    return cells.lstm_step_backward(np.ones_like(h), np.ones_like(c), cache)[4]


def oldest(window):
    """Return the first value of a window, a float.

    Parameters
    ----------
    window : array_like, shape (m,)

    Returns
    -------
    float
    """
    return float(window[0])


def newest_and_three(window):
    """Return the last value of a window plus 3, a float."""
    return float(window[-1]) + 3


def weighted(window):
    """Return a weighted mean of a window, a little too low, in which each place has another weight, a float."""
    values = np.asarray(window, dtype=float)
    weights = np.arange(1, len(values) + 1) ** 1.5
    return float(0.9 * (weights @ values) / weights.sum() + 2)
