"""Series with holes: held values against pandas, the autoregression against its closed forms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets import gaps


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), min_size=1, max_size=12))
def test_held_values_and_ages_equal_those_of_pandas(numbers):
    x = np.array([np.nan if one is None else one for one in numbers], dtype=float)
    before = x.copy()
    held, age = gaps.hold(x)
    np.testing.assert_array_equal(x, before)
    series = pd.Series(x)
    np.testing.assert_array_equal(held, series.ffill())
    groups = series.notna().cumsum()
    counted = series.groupby(groups).cumcount() + (groups == 0)
    np.testing.assert_array_equal(age, counted)
    assert age.dtype.kind == "i"


def test_every_series_of_a_batch_is_held_alone():
    x = np.array([[[1, np.nan, 3], [np.nan, np.nan, 6]], [[7, 8, np.nan], [np.nan, 2, np.nan]]])
    held, age = gaps.hold(x)
    for place in np.ndindex(2, 2):
        one, old = gaps.hold(x[place])
        np.testing.assert_array_equal(held[place], one)
        np.testing.assert_array_equal(age[place], old)
    np.testing.assert_array_equal(age[0, 1], [1, 2, 0])


@given(st.integers(0, 6), st.floats(-9, 9, allow_subnormal=False))
def test_nothing_later_than_a_step_is_used(t, new):
    rng = np.random.default_rng(t)
    x = gaps.punch(rng.normal(size=8), 0.5, rng)
    other = x.copy()
    other[t + 1 :] = new
    for one, changed in zip(gaps.hold(x), gaps.hold(other), strict=True):
        np.testing.assert_array_equal(one[: t + 1], changed[: t + 1])


def test_holes_are_as_frequent_as_asked_and_never_first():
    x = np.ones((500, 11))
    out = gaps.punch(x, 0.6, np.random.default_rng(0))
    assert not np.isnan(x).any()
    assert not np.isnan(out[:, 0]).any()
    assert abs(np.isnan(out[:, 1:]).mean() - 0.6) < 0.03
    assert (out[~np.isnan(out)] == 1).all()
    assert not np.isnan(gaps.punch(x, 0, np.random.default_rng(0))).any()
    assert np.isnan(gaps.punch(x, 1, np.random.default_rng(0))[:, 1:]).all()


def test_whole_numbers_can_have_holes():
    assert np.isnan(gaps.punch(np.arange(50), 0.5, np.random.default_rng(0))).any()


@pytest.mark.parametrize("keep", [0.9, 0.0, -0.5])
def test_the_autoregression_has_the_moments_of_its_formula(keep):
    x = gaps.autoregression(40_000, 4, np.random.default_rng(5), keep)
    covariance = np.cov(x.T)
    lag = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    np.testing.assert_allclose(covariance, float(keep) ** lag, atol=0.03)
    error = np.mean((x[:, 3] - keep**3 * x[:, 0]) ** 2)  # the best forecast three steps on
    assert abs(error - (1 - keep**6)) < 0.03


def test_one_step_is_plain_noise():
    x = gaps.autoregression(3, 1, np.random.default_rng(0))
    np.testing.assert_array_equal(x, np.random.default_rng(0).normal(size=(3, 1)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: gaps.autoregression(0, 2, rng), "N must be a whole number of at least 1, got 0"),
        (lambda rng: gaps.autoregression(2, 2, rng, 1), "keep must lie between -1 and 1, got 1"),
        (lambda rng: gaps.autoregression(2, 2, 5), "rng must be a numpy.random.Generator"),
        (lambda rng: gaps.punch(np.ones(3), 1.5, rng), "share must lie between 0 and 1, got 1.5"),
        (lambda rng: gaps.punch(np.ones(3), 0.5, None), "rng must be a numpy.random.Generator"),
        (lambda rng: gaps.hold(np.ones((2, 0))), r"x must have shape \(..., T\) with T at least 1"),
        (lambda rng: gaps.hold(1.0), r"x must have shape \(..., T\) with T at least 1"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: gaps.punch([], 0.5, rng), r"x must have shape \(..., T\) with T at least 1, got \(0,\)"),
        (lambda rng: gaps.punch(1.0, 0.5, rng), "x must have shape"),
        (lambda rng: gaps.punch([1.0], None, rng), "share must be a number, got None"),
        (lambda rng: gaps.autoregression(1, 2, rng, keep="0.9"), "keep must be a number, got '0.9'"),
    ],
)
def test_wrong_kinds_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
