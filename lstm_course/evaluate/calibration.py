"""Does a model that says 90 % have it right in 90 % of such cases? Bins, their error, and one number that mends it."""

import numpy as np

from .._arguments import check_size
from ._inputs import binary, converted, numbers, positive, same_length


def _size(name, value):
    return check_size(name, value)


def _confidence(name, values):
    array = numbers(name, values)
    if array.min() < 0 or array.max() > 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {array.min():.4g} to {array.max():.4g}")
    return array


def _matrix(name, values):
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold numbers, got {array.dtype}")
    if array.ndim != 2 or not len(array) or array.shape[1] < 2:
        raise ValueError(
            f"{name} must have shape (N, K) with N of at least 1 and K of at least 2, got {array.shape}"
        )
    return array


def _logits(name, values):
    array = _matrix(name, values).astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers only, got NaN or infinity")
    return array


def _masked_logits(name, values):
    array = _matrix(name, values)
    if not np.isfinite(array.max(axis=1)).all():  # the maximum of a row with NaN is NaN
        raise ValueError(
            f"{name} must hold numbers or minus infinity, and in each row a number; got {values!r:.60}"
        )
    return array


def _temperature(name, value):
    positive(name, value)
    return value  # as it came: a float of Python would not raise the precision of float32


def _classes(name, values):
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be whole numbers of shape (N,), got {array.dtype} of shape {array.shape}"
        )
    return array


def _labels_fit(logits, labels, **_):
    same_length("logits", "labels")(logits=logits, labels=labels)
    if labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError(
            f"labels must lie between 0 and K - 1 = {logits.shape[1] - 1}, got {labels.min()} to {labels.max()}"
        )


def _rows(p, y, **_):
    same_length("p", "y")(p=p, y=y)


@converted(_rows, p=_confidence, y=binary, bins=_size)
def reliability(p, y, bins=10):
    """Sort answers into bins of equal width by their confidence, and say for each bin how often they are right.

    Parameters
    ----------
    p : array_like, shape (N,)
        Confidence of each answer: the probability of the class that was answered, from 0 to 1.
    y : array_like, shape (N,)
        1 where the answer is right, else 0.
    bins : int
        Number of bins. A border belongs to the bin above it, but for the rounding of p * bins, and 1 to the last bin.

    Returns
    -------
    count : ndarray of int, shape (bins,)
        Answers in the bin.
    confidence, right : ndarray, shape (bins,)
        Their mean confidence, and the share of them that is right; NaN where the bin is empty.

    Raises
    ------
    ValueError
        Where the rows are empty or differ in length, or hold other numbers than these.

    Notes
    -----
    Derived in lesson 15.
    """
    place = np.minimum((p * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    some = np.where(count > 0, count, np.nan)
    confidence, right = (np.bincount(place, weights=w, minlength=bins) / some for w in (p, y))
    return count, confidence, right


@converted(_rows, p=_confidence, y=binary, bins=_size)
def calibration_error(p, y, bins=10):
    r"""Return the expected calibration error: how far confidence and share right lie apart, over all answers.

    .. math:: \sum_b \frac{n_b}{N} \left| \text{share right}_b - \text{mean confidence}_b \right|

    Parameters
    ----------
    p : array_like, shape (N,)
        Confidence of each answer, from 0 to 1.
    y : array_like, shape (N,)
        1 where the answer is right, else 0.
    bins : int
        Bins of equal width; see `reliability`.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        As `reliability`.

    Notes
    -----
    Derived in lesson 15. Guo, Pleiss, Sun and Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017, eq. 3.
    """
    count, confidence, right = reliability(p, y, bins)
    return float(np.nansum(count * np.abs(right - confidence)) / len(p))


@converted(_labels_fit, logits=_masked_logits, labels=_classes, T=_temperature)
def nll(logits, labels, T=1.0):
    """Return the mean negative log-likelihood of the labels under ``softmax(logits / T)``, in nats.

    Parameters
    ----------
    logits : array_like, shape (N, K)
        One row for each item; minus infinity for a class that is ruled out.
    labels : array_like of int, shape (N,)
        The right classes, from 0 to K - 1.
    T : float
        Temperature, above 0.

    Returns
    -------
    float
        At least 0; infinite where a label is ruled out.

    Raises
    ------
    ValueError
        Where a shape or a label does not fit, a logit is NaN, or the temperature is not above 0.
    """
    z = logits / T
    z = z - z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]))


@converted(_labels_fit, logits=_logits, labels=_classes)
def temperature(logits, labels, limits=(0.01, 100.0)):
    r"""Return the temperature T under which the labels are most likely given ``softmax(logits / T)``.

    T above 1 makes every answer less sure, T below 1 surer; the answers themselves stay. Fit it on validation data.

    Parameters
    ----------
    logits : array_like, shape (N, K)
        One row for each item.
    labels : array_like of int, shape (N,)
        The right classes, from 0 to K - 1.
    limits : pair of float
        Lowest and highest T. The lowest is returned where every label has the largest logit of its row, for then no
        T is cold enough; the highest where the logits tell less than nothing.

    Returns
    -------
    float
        The temperature.

    Raises
    ------
    ValueError
        Where a shape or a label does not fit, or every row of logits is constant, so that T changes nothing.

    Notes
    -----
    Derived in lesson 15. In :math:`\beta = 1/T` the negative log-likelihood is convex, so its slope has one sign on
    either side of the answer. Guo, Pleiss, Sun and Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017.
    """
    from scipy.optimize import brentq

    low, high = limits
    if not 0 < low < high:
        raise ValueError(f"limits must be two numbers above 0 in order, got {limits!r}")
    centred = logits - logits.max(axis=1, keepdims=True)
    if not np.ptp(logits, axis=1).any():
        raise ValueError("logits must differ within a row, or no temperature changes anything")
    own = centred[np.arange(len(centred)), labels]

    def slope(log_T):  # of the negative log-likelihood over 1/T
        weights = np.exp(centred / np.exp(log_T))
        return np.mean((weights * centred).sum(axis=1) / weights.sum(axis=1) - own)

    ends = np.log(low), np.log(high)
    if slope(ends[0]) <= 0:
        return float(low)
    if slope(ends[1]) >= 0:
        return float(high)
    return float(np.exp(brentq(slope, *ends)))
