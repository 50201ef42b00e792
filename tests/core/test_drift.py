"""The alarm on errors against a loop, and the index that has no fixed threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from lstm_course.evaluate.drift import drift_alarm, psi

ERRORS = st.lists(st.integers(0, 12), min_size=1, max_size=25)


def by_hand(errors, delta, limit):
    total, lowest = 0.0, np.inf
    for t in range(len(errors)):
        total += errors[t] - sum(errors[: t + 1]) / (t + 1) - delta
        lowest = min(lowest, total)
        if total - lowest > limit + 1e-9:
            return t
    return None


@given(ERRORS, st.sampled_from([0, 0.3, 1]), st.sampled_from([0.37, 1.13, 4.71]))
def test_the_alarm_is_that_of_a_loop(errors, delta, limit):
    assert drift_alarm(errors, delta, limit) == by_hand(errors, delta, limit)


def test_the_alarm_by_hand():
    assert drift_alarm([1, 1, 1, 3, 3], 0, 2) == 4
    assert drift_alarm([1, 1, 1, 3, 3], 0, 1) == 3
    assert drift_alarm([1, 1, 1, 3, 3], 0, 1.5) == 4  # above the limit, not at it
    assert drift_alarm([1, 1, 1, 3, 3], 0, 2.71) is None
    assert drift_alarm([5], 0, 1) is None


def test_a_step_up_is_found_soon_and_a_step_down_never():
    rng = np.random.default_rng(0)
    for _ in range(20):
        errors = np.abs(rng.normal(size=600))
        errors[300:] *= 3
        at = drift_alarm(errors, 0.2, 15)
        assert 300 <= at < 340
        down = np.repeat([3.0, 1.0], 300) + rng.normal(0, 0.3, size=600)
        assert drift_alarm(down, 0.2, 15) is None


def test_false_alarms_are_few_and_the_future_does_not_matter():
    rng = np.random.default_rng(1)
    streams = np.abs(rng.normal(size=(200, 1000)))
    assert np.mean([drift_alarm(errors, 0.2, 15) is not None for errors in streams]) < 0.05
    errors = np.append(streams[0], np.full(50, 9.0))
    at = drift_alarm(errors, 0.2, 15)
    assert drift_alarm(errors[: at + 1], 0.2, 15) == at
    assert drift_alarm(errors[:at], 0.2, 15) is None


@pytest.mark.parametrize(
    ("errors", "delta", "limit", "message"),
    [
        ([], 0, 1, "errors must have shape"),
        ([1, np.nan], 0, 1, "errors must hold"),
        ([1], -1, 1, "delta must be a number of at least 0"),
        ([1], 0, 0, "limit must be a number above 0"),
        ([1], 0, "2", "limit must be a number above 0, got '2'"),
        ([1], None, 1, "delta must be a number of at least 0, got None"),
    ],
)
def test_the_alarm_refuses(errors, delta, limit, message):
    with pytest.raises(ValueError, match=message):
        drift_alarm(errors, delta, limit)


def test_psi_is_both_divergences():
    expected = np.arange(100.0)
    actual = np.repeat([5.0, 15, 25, 35, 45, 55, 65, 75, 85, 95], [20, 10, 10, 10, 10, 10, 10, 10, 5, 5])
    p, q = np.full(10, 0.1), np.array([20, 10, 10, 10, 10, 10, 10, 10, 5, 5]) / 100
    assert psi(expected, actual) == pytest.approx(entropy(p, q) + entropy(q, p))


def test_psi_of_equal_and_of_disjoint_samples():
    x = np.random.default_rng(0).normal(size=1000)
    assert psi(x, x) == 0
    assert psi(x, x, bins=1) == 0
    assert 5 < psi(x, x + 100) < np.inf  # empty bins count half a value
    assert psi(x, [100.0]) > 1


@pytest.mark.parametrize(("n", "bins"), [(100, 10), (400, 10), (400, 5)])
def test_psi_without_drift_is_about_twice_the_bins_over_n(n, bins):
    rng = np.random.default_rng(n)
    values = [psi(*rng.normal(size=(2, n)), bins=bins) for _ in range(400)]
    assert np.mean(values) == pytest.approx(2 * (bins - 1) / n, rel=0.15)


def test_psi_refuses():
    with pytest.raises(ValueError, match="actual must have shape"):
        psi([1, 2], [])
    with pytest.raises(ValueError, match="bins must be a whole number of at least 1"):
        psi([1, 2], [1, 2], bins=0)


def test_psi_of_equal_shares_is_zero_whatever_the_sizes():
    assert psi([0] * 10, [0] * 1000) == 0
    assert psi([0, 1] * 50, [0, 1] * 500) == 0  # most bins are empty in both
    assert psi([0, 1] * 50, [1] * 100) == pytest.approx(0.495 * np.log(100) + 0.5 * np.log(2))
