"""Thresholds, events and point adjustment against brute force."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from lstm_course.evaluate.alarms import event_scores, fit_threshold, nearest_distance, point_adjust

SCORED = st.lists(st.tuples(st.integers(-3, 6), st.integers(0, 1)), min_size=1, max_size=20)
ALARMS = st.lists(st.booleans(), min_size=12, max_size=12)
EVENTS = st.lists(st.tuples(st.integers(0, 10), st.integers(1, 6)), max_size=3).map(
    lambda pairs: [(start, min(12, start + length)) for start, length in pairs]
)


@given(SCORED, st.sampled_from([0, 0.1, 0.25, 0.5, 0.9]))
def test_the_threshold_is_the_smallest_score_that_keeps_the_rate(pairs, rate):
    scores, labels = map(np.array, zip(*pairs, strict=True))
    normal = scores[labels == 0]
    if not len(normal):
        with pytest.raises(ValueError, match="labels must hold at least one normal item"):
            fit_threshold(scores, labels, rate)
        return
    kept = [t for t in normal if np.mean(normal > t) <= rate]
    assert fit_threshold(scores, labels, rate) == min(kept)


def test_the_threshold_by_hand():
    scores, labels = [1, 2, 3, 4, 9, 9], [0, 0, 0, 0, 1, 1]
    assert fit_threshold(scores, labels, 0.25) == 3  # one of four above
    assert fit_threshold(scores, labels, 0) == 4
    assert fit_threshold([1] * 10, [0] * 10, 0.3) == 1
    assert fit_threshold(range(100), [0] * 100, 0.29) == 70  # 100 * 0.29 is a hair below 29
    assert fit_threshold([5], [0], 0.5) == 5


@pytest.mark.parametrize(
    ("scores", "labels", "rate", "message"),
    [
        ([1, 2], [0, 0], 1, "max_false_rate must be at least 0 and below 1"),
        ([1, 2], [0, 0], -0.1, "max_false_rate must be at least 0"),
        ([1, 2], [0, 0], "0.1", "max_false_rate must be at least 0 and below 1, got '0.1'"),
        ([1, 2], [0], 0.1, "labels must have the length of scores, which is 2, got 1"),
        ([1, np.nan], [0, 0], 0.1, "scores must hold labels of one kind and no NaN"),
        ([1, 2], [0, 2], 0.1, "labels must hold 0 and 1 only"),
    ],
)
def test_the_threshold_refuses(scores, labels, rate, message):
    with pytest.raises(ValueError, match=message):
        fit_threshold(scores, labels, rate)


@given(ALARMS, EVENTS)
def test_adjustment_paints_the_events_that_are_hit(alarms, events):
    given_alarms = np.array(alarms)
    wanted = [
        alarms[t] or any(start <= t < end and any(alarms[start:end]) for start, end in events)
        for t in range(12)
    ]
    assert point_adjust(given_alarms, events).tolist() == wanted
    assert given_alarms.tolist() == alarms


def test_overlapping_events_do_not_hit_each_other():
    alarms = np.array([True, False, False, False])
    assert point_adjust(alarms, [(0, 2), (1, 4)]).tolist() == [True, True, False, False]


@given(ALARMS, EVENTS, st.integers(0, 3))
def test_event_scores_count_points_and_events(alarms, events, slack):
    near = {t for start, end in events for t in range(start, min(12, end + slack))}
    raised = {t for t in range(12) if alarms[t]}
    hits = [bool(raised & set(range(start, end + slack))) for start, end in events]
    precision, recall = event_scores(np.array(alarms), events, slack)
    assert precision == pytest.approx(len(raised & near) / len(raised) if raised else 0)
    assert recall == pytest.approx(np.mean(hits) if events else 0)


def test_an_alarm_that_never_ends_pays_in_precision():
    assert event_scores(np.ones(100, dtype=bool), [(10, 15)]) == (0.05, 1)


@pytest.mark.parametrize("function", [point_adjust, event_scores])
@pytest.mark.parametrize(
    ("alarms", "events", "message"),
    [
        ([0, 1], [(0, 1)], "alarms must hold True and False only"),
        ([True, False], [(0, 3)], "events must end within the 2 alarms, got an end at 3"),
        ([True, False], [(1, 1)], "events must hold pairs of a start and a later end"),
        ([True, False], [(-1, 1)], "events must hold pairs"),
        ([True] * 3, [(0.9, 2.7)], r"events must hold pairs .* whole numbers from 0 on, got \(0.9, 2.7\)"),
        ([True] * 3, ["02"], "events must hold pairs"),
        ([True] * 3, [("0", "2")], "events must hold pairs"),
        ([True] * 3, [0, 2], "events must hold pairs .* got 0"),
        ([True] * 3, 2, "events must hold pairs"),
        ([], [], "alarms must have shape"),
    ],
)
def test_alarms_are_refused(function, alarms, events, message):
    with pytest.raises(ValueError, match=message):
        function(alarms, events)


@pytest.mark.parametrize(("n", "m", "length"), [(30, 20, 4), (5, 9, 5), (7, 3, 1), (6, 4, 4)])
def test_nearest_distance_is_brute_force(rng, n, m, length):
    train, x = rng.normal(size=n), rng.normal(size=m)
    known = np.array([train[k : k + length] for k in range(n - length + 1)])
    asked = np.array([x[k : k + length] for k in range(m - length + 1)])
    found = nearest_distance(train, x, length)
    np.testing.assert_allclose(found[length - 1 :], cdist(asked, known).min(axis=1))
    assert found.shape == (m,)
    assert not found[: length - 1].any()


def test_a_window_of_training_has_distance_zero(rng):
    train = rng.normal(size=40)
    np.testing.assert_allclose(nearest_distance(train, train[10:30], 6), 0, atol=1e-7)


def test_nearest_distance_refuses_short_series():
    with pytest.raises(ValueError, match="x must hold at least length = 4 values, got 3"):
        nearest_distance(np.zeros(9), np.zeros(3), 4)


@pytest.mark.parametrize("slack", [-1, 1.5, "1", None])
def test_slack_is_a_whole_number(slack):
    with pytest.raises(ValueError, match="slack must be a whole number of at least 0"):
        event_scores([True, False], [(0, 1)], slack)


@pytest.mark.parametrize("events", [np.array([[0, 2]]), [(0.0, 2.0)], torch.tensor([[0, 2]])])
def test_events_may_be_an_array(events):
    assert event_scores(torch.tensor([True, False, False]), events) == (1, 1)


def test_a_high_level_or_a_slope_costs_no_precision(rng):
    t = np.arange(300)
    x = np.sin(t / 5) + 0.01 * rng.normal(size=300)
    assert not nearest_distance(1e6 + x[:200], 1e6 + x[:200], 20).any()
    assert not nearest_distance(1e3 * t + x, 1e3 * t + x, 20).any()
    np.testing.assert_allclose(
        nearest_distance(1e6 + x[:200], 1e6 + x[150:], 20), nearest_distance(x[:200], x[150:], 20), atol=1e-8
    )
