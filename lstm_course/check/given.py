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


def alphabet_step(symbol, state):
    """Return logits (7,) with a peak on the symbol after `symbol`, whatever the state, and the state as it came."""
    return -np.abs(np.arange(7) - (symbol + 1) % 7), state


def clock_step(symbol, state):
    """Return logits (7,) with a peak on the number of steps so far, whatever the symbol, and a state one larger."""
    return -np.abs(np.arange(7) - int(state[0]) % 7), state + 1


def reading_step(symbol, state):
    """Return logits (7,) that depend on the symbol and on all that was read, and the new state.

    Parameters
    ----------
    symbol : int
        From 0 to 6.
    state : ndarray, shape (2,)
        It is not changed.

    Returns
    -------
    logits : ndarray, shape (7,)
    state : ndarray, shape (2,)
    """
    new = np.array([(3 * state[0] + 5 * symbol + 1) % 31, (state[1] + state[0] + symbol) % 23])
    return 3 * np.sin((1 + np.arange(7)) * (1 + new[0]) + new[1]), new


def highest(logits):
    """Return the place of the largest logit, an int."""
    return int(np.argmax(logits))


def nearest_to_minus_one(logits):
    """Return the place of the logit that is nearest to -1, an int: it is another one where logits are changed."""
    return int(np.argmin(np.abs(np.asarray(logits) + 1)))
