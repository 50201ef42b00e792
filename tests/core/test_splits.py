"""The splits against scikit-learn's and against what a split must never do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import TimeSeriesSplit

from lstm_course.evaluate.splits import group_split, walk_forward

SIZE = st.integers(1, 12)


@given(st.integers(1, 60), SIZE, SIZE, st.integers(0, 5), st.none() | SIZE, st.none() | SIZE)
def test_walk_forward_by_its_rules(n, first, horizon, gap, step, window):
    folds = walk_forward(n, first, horizon, gap, step, window)
    ends = [first + k * (step or horizon) for k in range(n)]
    ends = [end for end in ends if end + gap + horizon <= n]
    assert len(folds) == len(ends)
    for (train, test), end in zip(folds, ends, strict=True):
        known = list(range(end))
        assert train.tolist() == (known if window is None else known[-window:])
        assert test.tolist() == [end + gap + k for k in range(horizon)]


@given(st.integers(2, 5), SIZE, st.integers(0, 5), st.integers(1, 30), st.none() | SIZE)
def test_walk_forward_is_scikit_learns_where_both_can(count, horizon, gap, first, window):
    n = first + gap + count * horizon
    splits = TimeSeriesSplit(count, test_size=horizon, gap=gap, max_train_size=window)
    ours = walk_forward(n, first, horizon, gap, window=window)
    for (train, test), (their_train, their_test) in zip(ours, splits.split(np.zeros(n)), strict=True):
        np.testing.assert_array_equal(train, their_train)
        np.testing.assert_array_equal(test, their_test)


def test_walk_forward_by_hand():
    folds = [(a.tolist(), b.tolist()) for a, b in walk_forward(10, 4, 2, gap=1, window=4)]
    assert folds == [([0, 1, 2, 3], [5, 6]), ([2, 3, 4, 5], [7, 8])]
    assert walk_forward(3, 3, 1) == []


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=40).filter(lambda groups: len(set(groups)) > 1),
    st.floats(0.01, 0.99),
    st.integers(0, 2**32 - 1),
)
def test_group_split_by_its_rules(groups, share, seed):
    train, test = group_split(groups, share, np.random.default_rng(seed))
    assert sorted([*train, *test]) == list(range(len(groups)))
    inside, outside = ({groups[k] for k in part} for part in (test, train))
    assert inside
    assert outside
    assert not inside & outside
    if len(outside) > 1:
        assert len(test) >= share * len(groups)
    largest = max(groups.count(name) for name in inside)
    assert len(test) - largest < share * len(groups)  # the last group was needed
    again = group_split(groups, share, np.random.default_rng(seed))
    np.testing.assert_array_equal(again[1], test)


def test_group_split_counts_items_and_draws_anew():
    groups = np.array(list("abcdefghij" * 3 + "k" * 70))  # k alone is 70 of 100 items
    rng = np.random.default_rng(0)
    shares = [len(group_split(groups, 0.2, rng)[1]) / 100 for _ in range(60)]
    assert min(shares) == pytest.approx(0.21)  # seven small groups
    assert max(shares) >= 0.7
    assert len(set(shares)) > 1


@pytest.mark.parametrize(
    ("share", "count"), [(0.01, 1), (0.25, 1), (0.5, 2), (0.51, 3), (0.75, 3), (0.99, 3)]
)
def test_group_split_stops_at_the_share_and_before_the_last_group(share, count):
    train, test = group_split([4, 3, 2, 1], share, np.random.default_rng(0))
    assert (len(train), len(test)) == (4 - count, count)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: walk_forward(10, 0, 1), "first must be a whole number of at least 1, got 0"),
        (lambda: walk_forward(10, 2, 1.5), "horizon must be a whole number"),
        (lambda: walk_forward(10, 2, 1, -1), "gap must be a whole number of at least 0, got -1"),
        (lambda: walk_forward(10, 2, 1, step=0), "step must be a whole number of at least 1, got 0"),
        (lambda: walk_forward(10, 2, 1, window=0), "window must be a whole number of at least 1, got 0"),
        (lambda: walk_forward(True, 2, 1), "n must be a whole number"),
        (lambda: group_split(["a", "a"], 0.5, np.random.default_rng(0)), "at least two groups, got"),
        (lambda: group_split([], 0.5, np.random.default_rng(0)), "groups must have shape"),
        (lambda: group_split([1, 2], 1, np.random.default_rng(0)), "share must lie between 0 and 1, got 1"),
        (lambda: group_split([1, 2], 0.5, 0), "rng must be a numpy.random.Generator"),
        (lambda: group_split([1.0, float("nan")], 0.5, np.random.default_rng(0)), "no NaN"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
