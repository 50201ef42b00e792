r"""Losses: each returns its value and its gradient with respect to the prediction."""

import numpy as np

from .cells import sigmoid


def mse(prediction, target):
    r"""Mean squared error over all elements.

    Parameters
    ----------
    prediction, target : ndarray, same shape
        What came and what should have come.

    Returns
    -------
    loss : float
        In squared units of the target.
    dprediction : ndarray, shape of `prediction`
        Gradient of the loss.

    Raises
    ------
    ValueError
        Where the shapes differ (nothing is broadcast) or nothing is there.
    """
    _check_pair("prediction", prediction, "target", target)
    error = prediction - target
    return float(np.mean(error**2)), (2 / error.size * error).astype(prediction.dtype)


def softmax_cross_entropy(logits, labels):
    r"""Cross-entropy in nats of the softmax of `logits`, mean over the batch.

    Parameters
    ----------
    logits : ndarray, shape (N, K)
        Scores **before** the softmax.
    labels : ndarray of int, shape (N,)
        Index of the right class, from 0 to K - 1.

    Returns
    -------
    loss : float
        In nats. A model that knows nothing and says so scores ln K.
    dlogits : ndarray, shape (N, K)
        Gradient of the loss.

    Raises
    ------
    ValueError
        Where a shape, a dtype or a label does not fit.
    """
    _check_floats("logits", logits)
    if logits.ndim != 2 or 0 in logits.shape:
        raise ValueError(f"logits must have shape (N, K) with N and K at least 1, got {logits.shape}")
    N, K = logits.shape
    if not isinstance(labels, np.ndarray) or not np.issubdtype(labels.dtype, np.integer):
        came = getattr(labels, "dtype", type(labels).__name__)
        raise ValueError(f"labels must be a NumPy array of integers, got {came}")
    if labels.shape != (N,):
        raise ValueError(f"labels must have shape (N,) = ({N},), got {labels.shape}")
    if labels.min() < 0 or labels.max() >= K:
        raise ValueError(f"labels must lie in 0..{K - 1}, got {labels.min()}..{labels.max()}")
    shifted = logits - logits.max(axis=1, keepdims=True)  # the largest exponent is 0
    log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    log_probability = shifted - log_sum
    rows = np.arange(N)
    dlogits = np.exp(log_probability)
    dlogits[rows, labels] -= 1
    return float(-log_probability[rows, labels].mean()), dlogits / N


def sigmoid_cross_entropy(logits, targets):
    r"""Binary cross-entropy in nats of the sigmoid of `logits`, mean over all elements.

    Parameters
    ----------
    logits : ndarray, any shape
        Scores **before** the sigmoid.
    targets : ndarray, shape of `logits`
        Wanted probabilities, 0..1.

    Returns
    -------
    loss : float
        In nats.
    dlogits : ndarray, shape of `logits`
        Gradient of the loss.

    Raises
    ------
    ValueError
        Where the shapes differ or a target lies outside 0..1.
    """
    _check_pair("logits", logits, "targets", targets)
    if not (targets.min() >= 0 and targets.max() <= 1):
        raise ValueError(f"targets must lie in 0..1, got {targets.min()}..{targets.max()}")
    loss = np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
    return float(loss.mean()), ((sigmoid(logits) - targets) / logits.size).astype(logits.dtype)


def _check_floats(name, value):
    if not isinstance(value, np.ndarray) or not np.issubdtype(value.dtype, np.floating):
        came = getattr(value, "dtype", type(value).__name__)
        raise ValueError(f"{name} must be a NumPy array of floats, got {came}")


def _check_pair(name, value, other_name, other):
    _check_floats(name, value)
    _check_floats(other_name, other)
    if value.shape != other.shape or value.size == 0:
        raise ValueError(
            f"{name} and {other_name} must have the same shape, with at least one element; "
            f"got {value.shape} and {other.shape}"
        )
