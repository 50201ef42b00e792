"""Metrics that lesson 12 builds, or that scikit-learn lacks; for tables, curves, RMSE, MAE and R² use scikit-learn."""

import numpy as np

from .._arguments import check_size
from ._inputs import at_least_0, binary, converted, numbers, positive, row, same_length, whole


def _average(name, value):
    if value not in (None, "macro", "micro", "weighted"):
        raise ValueError(f"{name} must be None, 'macro', 'micro' or 'weighted', got {value!r}")
    return value


def _one_kind(y, p, average):
    same_length("y", "p")(y=y, p=p)
    if (y.dtype.kind in "US") != (p.dtype.kind in "US"):
        raise ValueError(f"p must hold labels of the kind of y, {y.dtype}, got {p.dtype}")


@converted(_one_kind, y=row, p=row, average=_average)
def precision_recall_f1(y, p, average):
    r"""Return precision, recall and F1 of predicted labels, for each class or averaged.

    A class that is there n times, is named m times, and is right r times among these has

    .. math:: P = r / m, \qquad R = r / n, \qquad F_1 = 2 r / (m + n)

    where 0 / 0 counts as 0.

    Parameters
    ----------
    y, p : array_like, shape (n,)
        True and predicted labels, numbers or strings.
    average : str or None
        ``"macro"``: the mean over the classes; ``"weighted"``: that mean weighted by how often a class is there;
        ``"micro"``: the scores of the counts of all classes together. None: no average.

    Returns
    -------
    ndarray, shape (3,), or (3, K) without an average
        The K classes are all labels in y or p, sorted.

    Raises
    ------
    ValueError
        Where the labels are empty, hold NaN or differ in length, or the average is another word.

    Notes
    -----
    Derived in lesson 12.
    """
    classes = np.union1d(y, p)[:, None]
    right = ((y == classes) & (p == classes)).sum(axis=1)
    there, named = (y == classes).sum(axis=1), (p == classes).sum(axis=1)
    if average == "micro":
        right, there, named = (n.sum(keepdims=True) for n in (right, there, named))
    f1 = 2 * right / (there + named)
    scores = np.array([right / named.clip(1), right / there.clip(1), f1])
    if average is None:
        return scores
    return np.average(scores, axis=1, weights=there if average == "weighted" else None)


def _two_classes(y, score):
    same_length("y", "score")(y=y, score=score)
    if len(np.unique(y)) < 2:
        raise ValueError(f"y must hold both 0 and 1, or there is no pair to compare; got {y[0]} only")


@converted(_two_classes, y=binary, score=numbers)
def roc_auc(y, score):
    r"""Return the share of pairs, an ill and a healthy one, in which the ill one has the higher score.

    It is the area under the ROC curve, computed from the ranks of all scores, the lowest being 1 and equal ones
    sharing their mean rank:

    .. math:: \mathrm{AUC} = \frac{S - n_1 (n_1 + 1) / 2}{n_1 n_0}

    with S the sum of the ranks of the n_1 ill ones.

    Parameters
    ----------
    y : array_like, shape (n,)
        1 for ill, 0 for healthy; both must be there.
    score : array_like, shape (n,)
        The higher, the surer of the event.

    Returns
    -------
    float
        A tie counts one half.

    Raises
    ------
    ValueError
        Where an argument is empty, holds NaN or anything but numbers, where the lengths differ, or y holds one class.

    Notes
    -----
    Derived in lesson 12; Hanley and McNeil, 1982.
    """
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]  # ties share their mean rank
    ill, healthy = np.sum(y == 1), np.sum(y == 0)
    return float((rank[y == 1].sum() - ill * (ill + 1) / 2) / (ill * healthy))


@converted(same_length("y", "score"), y=binary, score=numbers, cost_fp=positive, cost_fn=positive)
def best_threshold(y, score, cost_fp, cost_fn):
    """Return the threshold with the lowest cost on these data, for alarms at ``score >= threshold``.

    Parameters
    ----------
    y : array_like, shape (n,)
        1 for ill, 0 for healthy.
    score : array_like, shape (n,)
        The higher, the surer of the event.
    cost_fp, cost_fn : float
        Of an alarm at a healthy one, and of an ill one without an alarm; above 0.

    Returns
    -------
    float
        One of the scores, or infinity for no alarm at all. Of several cheapest ones the lowest.

    Raises
    ------
    ValueError
        Where an argument is empty, holds NaN or anything but numbers, where the lengths differ, or a cost is not
        above 0.

    Notes
    -----
    Derived in lesson 12.
    """
    thresholds = np.append(np.unique(score), np.inf)  # the last one raises no alarm
    ill, healthy = np.sort(score[y == 1]), np.sort(score[y == 0])
    misses = np.searchsorted(ill, thresholds)  # ill ones with a score below
    false_alarms = len(healthy) - np.searchsorted(healthy, thresholds)
    return float(thresholds[np.argmin(cost_fp * false_alarms + cost_fn * misses)])


@converted(error=at_least_0, baseline_error=positive)
def skill(error, baseline_error):
    """Return by which share an error is smaller than that of a baseline.

    Parameters
    ----------
    error, baseline_error : float
        Of one kind and on the same data.

    Returns
    -------
    float
        1 for no error, 0 for the baseline's, negative where the baseline is better.

    Raises
    ------
    ValueError
        Where the error is negative or no number, or that of the baseline is not above 0.

    Notes
    -----
    Measured in lesson 12.
    """
    return 1 - error / baseline_error


def _season_fits(y, forecast, train, season):
    same_length("y", "forecast")(y=y, forecast=forecast)
    if len(train) <= season:
        raise ValueError(f"train must be longer than the season, {season}, got {len(train)} values")


@converted(
    _season_fits,
    y=numbers,
    forecast=numbers,
    train=numbers,
    season=check_size,
)
def mase(y, forecast, train, season=1):
    r"""Return the mean absolute error in units of the naive forecast's error **in training**.

    .. math:: \frac{\mathrm{mean}\,|y - \hat y|}{\mathrm{mean}_t\,|x_t - x_{t-m}|}

    with x the training values and m the season.

    Parameters
    ----------
    y, forecast : array_like, shape (n,)
        What came, and what was said.
    train : array_like, shape (T,)
        The values before the test, T above the season.
    season : int
        1 compares with the value before.

    Returns
    -------
    float
        One number.

    Raises
    ------
    ValueError
        Where an argument is empty, holds NaN or anything but numbers, where lengths do not fit, or where the naive
        forecast makes no error in train, so that there is no unit.

    Notes
    -----
    Measured in lesson 12; Hyndman and Koehler, 2006.
    """
    unit = np.abs(train[season:] - train[:-season]).mean()
    if unit == 0:
        raise ValueError(
            "train must not repeat itself season by season: the naive forecast has no error there"
        )
    return float(np.abs(y - forecast).mean() / unit)


def _lag_fits(y, forecast, max_lag):
    same_length("y", "forecast")(y=y, forecast=forecast)
    if len(y) < max_lag + 4:
        raise ValueError(f"max_lag must be at most n - 4 = {len(y) - 4}, got {max_lag}")


@converted(_lag_fits, y=numbers, forecast=numbers, max_lag=whole)
def lag_probe(y, forecast, max_lag):
    """Return the lag at which the changes of a forecast agree best with those of what it forecasts.

    A forecast agrees at lag 0; an echo, which repeats the last value it saw, at lag 1 or later.

    Parameters
    ----------
    y, forecast : array_like, shape (n,)
        ``forecast[t]`` is meant for ``y[t]``.
    max_lag : int
        From 0 to n - 4.

    Returns
    -------
    lag : int
        Of equal ones the smallest.
    correlation : float
        Of the changes of the forecast with those of y that many steps before; 0 where one of them never varies.

    Raises
    ------
    ValueError
        Where an argument is empty, holds NaN or anything but numbers, where the lengths differ, or the lag is too
        large.

    Notes
    -----
    Derived in lesson 12.
    """
    tiny = [1e-12 * np.abs(values).max() for values in (y, forecast)]
    change, answer, found = np.diff(y), np.diff(forecast), []
    for lag in range(max_lag + 1):
        before, now = change[: len(change) - lag], answer[lag:]
        varies = np.ptp(before) > tiny[0] and np.ptp(now) > tiny[1]
        found.append(np.corrcoef(before, now)[0, 1] if varies else 0.0)
    return int(np.argmax(found)), float(max(found))
