"""Pinball loss, coverage and conformal widening against scikit-learn, enumeration and closed forms."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_pinball_loss

from lstm_course.evaluate.conformal import conformal_widen, coverage, pinball

NUMBERS = st.lists(st.integers(-20, 20), min_size=1, max_size=12)
LEVELS = st.sampled_from([0.05, 0.1, 0.5, 0.7, 0.8, 0.9, 0.95])


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=12), LEVELS)
def test_pinball_is_scikit_learns(pairs, tau):
    y, q = map(list, zip(*pairs, strict=True))
    assert pinball(y, q, tau) == pytest.approx(mean_pinball_loss(y, q, alpha=tau))


def test_pinball_by_hand():
    assert pinball([10], [8], 0.9) == pytest.approx(1.8)
    assert pinball([10], [12], 0.9) == pytest.approx(0.2)
    assert pinball([1, 2, 6], [2, 2, 2], 0.5) == pytest.approx(5 / 3 / 2)


@given(NUMBERS)
def test_pinball_of_several_levels_is_the_mean_of_each(y):
    tau = [0.1, 0.5, 0.9]
    q = np.random.default_rng(len(y)).normal(size=(len(y), 3))
    each = [pinball(y, q[:, k], tau[k]) for k in range(3)]
    assert pinball(y, q, tau) == pytest.approx(np.mean(each))


@pytest.mark.slow
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=15), LEVELS)
def test_the_empirical_quantile_is_cheapest(y, tau):
    def cost(q):
        return pinball(y, np.full(len(y), q), tau)

    quantile = np.quantile(y, tau, method="inverted_cdf")
    assert cost(quantile) <= min(cost(q) for q in np.arange(-21, 21.5, 0.5)) + 1e-9


@pytest.mark.parametrize(
    ("y", "q", "tau", "message"),
    [
        ([1, 2], [[1], [2]], 0.5, r"q must have the shape of y.*got \(2, 1\)"),
        ([1, 2], [1, 2], [0.5, 0.9], r"so \(2, 2\); got \(2,\)"),
        ([1, 2], [1, 2], 1.0, "tau must lie between 0 and 1"),
        ([1, 2], [1, 2], 90, "tau must lie between 0 and 1"),
        ([1, np.nan], [1, 2], 0.5, "y must hold finite numbers"),
        ([], [], 0.5, "y must hold finite numbers, at least one"),
        ([[1, 2]], [[1, 2]], 0.5, "q must have the shape of y"),
    ],
)
def test_pinball_refuses(y, q, tau, message):
    with pytest.raises(ValueError, match=message):
        pinball(y, q, tau)


def test_coverage_counts_both_ends():
    assert coverage([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 1.5, -0.1]) == 0.5
    assert coverage([-np.inf], [np.inf], [7]) == 1
    assert coverage([2], [1], [1.5]) == 0  # ends the wrong way round hold nothing


@pytest.mark.parametrize(
    ("low", "high", "y", "message"),
    [
        ([0], [1, 2], [1], "high must have the length of y, which is 1, got 2"),
        ([0, np.nan], [1, 2], [1, 1], "low must hold labels of one kind and no NaN"),
        ([], [], [], "low must have shape"),
        (["a"], [1], [1], "low must hold numbers"),
    ],
)
def test_coverage_refuses(low, high, y, message):
    with pytest.raises(ValueError, match=message):
        coverage(low, high, y)


def test_widening_by_hand():
    zero, nine = np.zeros(9), np.arange(1.0, 10)
    assert conformal_widen(zero, zero, nine, 0.8) == 8
    assert conformal_widen(zero, zero, nine, 0.9) == 9
    assert conformal_widen(zero, zero, nine, 0.91) == math.inf
    assert conformal_widen(np.zeros(3), np.zeros(3), [1, 2, 3], 0.9) == math.inf


@pytest.mark.parametrize(
    ("n", "level", "rank"), [(9, 0.7, 7), (99, 0.55, 55), (99, 0.29, 29), (19, 0.95, 19)]
)
def test_the_rank_is_exact_where_floats_are_not(n, level, rank):
    assert conformal_widen(np.zeros(n), np.zeros(n), np.arange(1.0, n + 1), level) == rank


def test_a_band_that_is_too_wide_is_narrowed():
    assert conformal_widen([-5] * 4, [5] * 4, [0, 1, -2, 3], 0.5) == -3  # scores -5 -4 -3 -2, the third


@given(st.permutations(range(6)), st.sampled_from([0.5, 0.6, 0.8]))
def test_scores_are_distances_beyond_the_nearer_end(order, level):
    y = np.array(order, dtype=float)
    low, high = np.full(6, 2.0), np.full(6, 3.0)
    scores = sorted(min(2, 3) - v if v < 2.5 else v - 3 for v in y)
    assert conformal_widen(low, high, y, level) == scores[math.ceil(7 * level) - 1]


@pytest.mark.parametrize(("n", "level"), [(4, 0.8), (5, 0.5), (5, 0.8)])
def test_coverage_over_all_orders_is_the_rank(n, level):
    """Of n + 1 different values in every order, exactly ceil((n + 1) level) / (n + 1) of the last ones are held."""
    held = []
    for *old, new in itertools.permutations(range(1, n + 2)):
        width = conformal_widen(np.zeros(n), np.zeros(n), old, level)
        held.append(new <= width)
    assert np.mean(held) == pytest.approx(math.ceil((n + 1) * level) / (n + 1))
    assert np.mean(held) >= level


def test_inputs_stay_and_two_calls_agree():
    low, high, y = np.zeros(4), np.ones(4), np.array([3.0, -1, 2, 0.5])
    before = [array.copy() for array in (low, high, y)]
    assert conformal_widen(low, high, y, 0.6) == conformal_widen(low, high, y, 0.6)
    for array, old in zip((low, high, y), before, strict=True):
        np.testing.assert_array_equal(array, old)


@pytest.mark.parametrize("level", [0, 1, -0.1, 80, "0.8", None, [0.8]])
def test_widening_refuses_a_level(level):
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        conformal_widen([0], [1], [2], level)


def test_widening_refuses_lengths():
    with pytest.raises(ValueError, match="high must have the length of y, which is 2, got 1"):
        conformal_widen([0, 0], [1], [2, 2], 0.5)
