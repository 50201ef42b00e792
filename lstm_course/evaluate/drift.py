"""Has the world changed? An alarm on forecast errors, and an index that asks less than it seems to (lesson 14)."""

import numpy as np

from .._arguments import check_size
from ._inputs import at_least_0, converted, numbers, positive


@converted(errors=numbers, delta=at_least_0, limit=positive)
def drift_alarm(errors, delta, limit):
    r"""Return where the errors of a forecast have become larger: the Page-Hinkley test.

    With the mean :math:`\bar e_t` of the errors up to t, t included, it follows the sum

    .. math:: m_t = \sum_{s \le t} (e_s - \bar e_s - \delta)

    and raises an alarm as soon as this is more than the limit above its lowest value so far.

    Parameters
    ----------
    errors : array_like, shape (n,)
        Absolute errors, in the order of time.
    delta : float
        A rise of the mean by less than this is let pass.
    limit : float
        The higher, the fewer false alarms, and the later the true one.

    Returns
    -------
    int or None
        The index of the first alarm. A fall of the errors gives none.

    Raises
    ------
    ValueError
        Where the errors are empty, not finite or not numbers, `delta` is negative or the limit not above 0.

    Notes
    -----
    Derived in lesson 14; Page, 1954.
    """
    mean = errors.cumsum() / np.arange(1, len(errors) + 1)
    total = (errors - mean - delta).cumsum()
    above = total - np.minimum.accumulate(total)
    alarms = np.flatnonzero(above > limit)
    return int(alarms[0]) if len(alarms) else None


@converted(expected=numbers, actual=numbers, bins=check_size)
def psi(expected, actual, bins=10):
    r"""Return the population stability index of two samples.

    The bins have equal shares of the *expected* values; with the shares p and q of both samples in a bin,

    .. math:: \sum (q - p) \ln (q / p)

    A bin that is empty in one sample counts as half a value there, so a jump stays finite; one that is empty in both is
    left out, as bins are where the expected values repeat. Two samples of n values from the *same* law give about
    :math:`2 (bins - 1) / n`: that is why no fixed threshold can be right.

    Parameters
    ----------
    expected, actual : array_like, shapes (n,) and (m,)
        What was there in training, and what came; n and m may differ.
    bins : int
        Number of bins.

    Returns
    -------
    float
        At least 0; 0 where each bin has the same share in both samples.

    Raises
    ------
    ValueError
        Where a sample is empty, not finite or not numbers, or `bins` is below 1.

    Notes
    -----
    Measured in lesson 14.
    """
    edges = np.quantile(expected, np.arange(1, bins) / bins)
    samples = expected, actual
    counts = np.array(
        [np.bincount(np.searchsorted(edges, sample, side="right"), minlength=bins) for sample in samples]
    )
    counts = counts[:, counts.any(axis=0)]
    p, q = (np.maximum(count, 0.5) / len(sample) for count, sample in zip(counts, samples, strict=True))
    return float(np.sum((q - p) * np.log(q / p)))
