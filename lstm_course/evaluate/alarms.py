"""Alarms from scores: a threshold at a chosen price, events and the adjustment that flatters them (lesson 14)."""

import numpy as np

from .._arguments import check_size
from ._inputs import binary, converted, integral, numbers, real, row, same_length, whole


def _rate(name, value):
    if not (real(value) and 0 <= value < 1):
        raise ValueError(f"{name} must be at least 0 and below 1, got {value!r}")
    return float(value)


def _some_normal(scores, labels, max_false_rate):
    same_length("scores", "labels")(scores=scores, labels=labels)
    if labels.all():
        raise ValueError("labels must hold at least one normal item, 0, or there is no rate of false alarms")


@converted(_some_normal, scores=numbers, labels=binary, max_false_rate=_rate)
def fit_threshold(scores, labels, max_false_rate):
    """Return the smallest of the scores whose false alarms among **normal** items are few enough.

    An alarm is a score *above* the threshold.

    Parameters
    ----------
    scores : array_like, shape (n,)
        Of validation items: the higher, the stranger.
    labels : array_like, shape (n,)
        1 for an anomaly, 0 for a normal item.
    max_false_rate : float
        Largest share of the normal items with an alarm, from 0 on and below 1.

    Returns
    -------
    float
        One of the scores of the normal items.

    Raises
    ------
    ValueError
        Where an argument is empty, not finite or not numbers, where lengths differ, where nothing is normal, or the
        rate does not fit.

    Notes
    -----
    Derived in lesson 14.
    """
    normal = np.sort(scores[labels == 0])
    allowed = int(np.floor(round(max_false_rate * len(normal), 9)))  # normal items above the threshold
    return float(normal[len(normal) - 1 - allowed])


def _alarms(name, value):
    array = row(name, value)
    if array.dtype != bool:
        raise ValueError(f"{name} must hold True and False only, got {array.dtype}")
    return array


def _events(name, value):
    events = list(value) if np.iterable(value) else [value]
    for pair in events:
        if np.shape(pair) != (2,) or not all(map(integral, pair)) or not 0 <= pair[0] < pair[1]:
            raise ValueError(
                f"{name} must hold pairs of a start and a later end, whole numbers from 0 on, got {pair!r}"
            )
    return [tuple(map(int, pair)) for pair in events]


def _events_fit(alarms, events, **_):
    last = max((end for _, end in events), default=0)
    if last > len(alarms):
        raise ValueError(f"events must end within the {len(alarms)} alarms, got an end at {last}")


@converted(_events_fit, alarms=_alarms, events=_events)
def point_adjust(alarms, events):
    """Return the alarms after *point adjustment*: one hit in an event counts as an alarm at all of its points.

    It is a custom of benchmarks that makes a random score look good, and is here to show that.

    Parameters
    ----------
    alarms : array_like of bool, shape (T,)
        Where there is an alarm.
    events : sequence of tuple of int
        Start and end of each event, the end exclusive.

    Returns
    -------
    ndarray of bool, shape (T,)
        A new array; alarms outside of events stay.

    Raises
    ------
    ValueError
        Where the alarms are no booleans, or an event does not lie within them.

    Notes
    -----
    Measured in lesson 14; Kim and others, 2022, warn of it.
    """
    adjusted = alarms.copy()
    for start, end in events:
        adjusted[start:end] |= alarms[start:end].any()
    return adjusted


@converted(_events_fit, alarms=_alarms, events=_events, slack=whole)
def event_scores(alarms, events, slack=0):
    """Return precision by points and recall by events.

    Precision: which share of the points with an alarm lie in an event, or up to `slack` points behind it? Recall: in
    which share of the events is there such a point? So an alarm that never ends has a bad precision, and a long event
    counts no more than a short one.

    Parameters
    ----------
    alarms : array_like of bool, shape (T,)
        Where there is an alarm.
    events : sequence of tuple of int
        Start and end of each event, the end exclusive.
    slack : int
        Points after the end of an event that still count for it, at least 0.

    Returns
    -------
    precision, recall : float
        0 / 0 counts as 0.

    Raises
    ------
    ValueError
        Where the alarms are no booleans, an event does not lie within them, or `slack` is no whole number from 0 on.
    """
    near = np.zeros(len(alarms), dtype=bool)
    for start, end in events:
        near[start : end + slack] = True
    found = sum(bool(alarms[start : end + slack].any()) for start, end in events)
    return float((alarms & near).sum() / max(1, alarms.sum())), found / max(1, len(events))


def _long_enough(train, x, length):
    for name, series in (("train", train), ("x", x)):
        if len(series) < length:
            raise ValueError(f"{name} must hold at least length = {length} values, got {len(series)}")


@converted(_long_enough, train=numbers, x=numbers, length=check_size)
def nearest_distance(train, x, length):
    """Return how far each window of a series is from the nearest window of a sound one.

    Parameters
    ----------
    train : array_like, shape (n,)
        A series without faults.
    x : array_like, shape (m,)
        The series to judge.
    length : int
        Of a window, at most n and m.

    Returns
    -------
    ndarray, shape (m,)
        At each place the Euclidean distance of the window that ends there; 0 for the first ones, where none ends.

    Raises
    ------
    ValueError
        Where a series is not finite or shorter than a window.

    Notes
    -----
    Measured in lesson 14. A *matrix profile* is this, with windows that are standardised first.
    """
    from sklearn.neighbors import NearestNeighbors

    level = train.mean()  # changes no distance, but what scikit-learn's formula for long windows cancels
    known, asked = (np.lib.stride_tricks.sliding_window_view(series - level, length) for series in (train, x))
    nearest = NearestNeighbors(n_neighbors=1).fit(known).kneighbors(asked, return_distance=False)[:, 0]
    return np.append(np.zeros(length - 1), np.linalg.norm(asked - known[nearest], axis=1))
