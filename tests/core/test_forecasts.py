"""Differences there and back, recursive forecasts watched by a spy, autoregressions against statsmodels."""

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.tsa.ar_model import AutoReg

from lstm_course.evaluate.forecasts import autoregression, difference, recursive_forecast, undifference


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.integers(1, 12))
def test_differences_are_those_of_pandas_and_come_back(x, season):
    if len(x) <= season:
        with pytest.raises(ValueError, match="x must be longer than the season"):
            difference(x, season)
        return
    d = difference(x, season)
    np.testing.assert_array_equal(d, pd.Series(x, dtype=float).diff(season).dropna())
    np.testing.assert_allclose(undifference(d, x[:season], season), x[season:])


def test_a_forecast_starts_from_the_last_season_known():
    np.testing.assert_array_equal(undifference([4], [15]), [19])
    np.testing.assert_array_equal(undifference([1, 2, 3, 4, 5], [10, 20], 2), [11, 22, 14, 26, 19])


@pytest.mark.parametrize(
    ("d", "last", "season", "message"),
    [
        ([1], [1, 2], 1, "last must hold the 1 values before d, got 2"),
        ([1], [1], 2, "last must hold the 2 values before d, got 1"),
        ([], [1], 1, "d must have shape"),
        ([1], [np.inf], 1, "last must hold finite numbers"),
        ([1], [1], 0, "season must be a whole number"),
    ],
)
def test_undifference_refuses(d, last, season, message):
    with pytest.raises(ValueError, match=message):
        undifference(d, last, season)


def test_the_spy_sees_windows_of_one_length_and_the_models_own_answers():
    seen = []

    def step(window):
        seen.append(window.tolist())
        window[:] = 0  # a rude model
        return 10.0 * len(seen)

    history = np.array([1.0, 2, 3])
    np.testing.assert_array_equal(recursive_forecast(step, history, 4), [10, 20, 30, 40])
    assert seen[0] == [1, 2, 3]
    assert [window[-1] for window in seen[1:]] == [10, 20, 30]
    assert {len(window) for window in seen} == {3}
    np.testing.assert_array_equal(history, [1, 2, 3])


def test_windows_move_on_by_one():
    np.testing.assert_array_equal(recursive_forecast(lambda w: w[0], [1, 2, 3], 5), [1, 2, 3, 1, 2])
    np.testing.assert_array_equal(recursive_forecast(lambda w: w[-1], [7], 1), [7])


def test_many_windows_give_what_each_gives_alone(rng):
    history, weights = rng.normal(size=(2, 3, 4)), rng.normal(size=4)
    together = recursive_forecast(lambda w: w @ weights, history, 5)
    assert together.shape == (2, 3, 5)
    for k in np.ndindex(2, 3):
        np.testing.assert_allclose(together[k], recursive_forecast(lambda w: w @ weights, history[k], 5))


@pytest.mark.parametrize(("lags", "n"), [(1, 20), (3, 60), (9, 120)])
def test_the_autoregression_and_its_recursion_are_those_of_statsmodels(rng, lags, n):
    x = rng.normal(size=n).cumsum()
    constant, weights = autoregression(x, lags)
    theirs = AutoReg(x, lags).fit()
    np.testing.assert_allclose([constant, *weights[::-1]], theirs.params, rtol=1e-6, atol=1e-9)
    ahead = recursive_forecast(lambda w: constant + w @ weights, x[-lags:], 7)
    np.testing.assert_allclose(ahead, theirs.forecast(7), rtol=1e-6)


@pytest.mark.parametrize("horizon", [1, 2, 5])
def test_a_direct_autoregression_finds_a_law_exactly(horizon):
    x = np.cos(np.arange(80) * 0.7) + 3
    constant, weights = autoregression(x, 4, horizon)
    for t in (10, 40, 70):
        assert constant + x[t - 3 : t + 1] @ weights == pytest.approx(x[t + horizon])


@pytest.mark.parametrize(
    ("x", "lags", "horizon", "message"),
    [
        (np.zeros(6), 3, 1, r"x must hold at least 2 \* lags \+ horizon = 7 values, got 6"),
        (np.zeros(9), 0, 1, "lags must be a whole number"),
        (np.zeros(9), 1, 0, "horizon must be a whole number"),
        ([1, np.nan, 3], 1, 1, "x must hold"),
    ],
)
def test_the_autoregression_refuses(x, lags, horizon, message):
    with pytest.raises(ValueError, match=message):
        autoregression(x, lags, horizon)


@pytest.mark.parametrize(
    ("history", "horizon", "message"),
    [([], 1, "history must hold finite numbers"), (3.0, 1, "history"), ([1.0], 0, "horizon must be")],
)
def test_the_recursion_refuses(history, horizon, message):
    with pytest.raises(ValueError, match=message):
        recursive_forecast(lambda w: 0.0, history, horizon)


def test_the_model_may_return_a_column_as_networks_do(rng):
    history, weights = rng.normal(size=(3, 4)), rng.normal(size=4)
    wanted = recursive_forecast(lambda w: w @ weights, history, 5)
    np.testing.assert_array_equal(recursive_forecast(lambda w: (w @ weights)[:, None], history, 5), wanted)
    net = torch.nn.Linear(4, 1, dtype=torch.float64)  # its answers need a gradient
    found = recursive_forecast(lambda w: net(torch.from_numpy(w)), history, 5)
    assert found.shape == (3, 5)
    np.testing.assert_array_equal(recursive_forecast(lambda w: w[-1:], history[0], 2), [history[0, -1]] * 2)


@pytest.mark.parametrize("answer", [0.0, np.zeros(2), np.zeros((3, 2)), np.zeros((1, 3))])
def test_an_answer_for_other_windows_is_named(answer):
    with pytest.raises(ValueError, match=r"step must return one value for each window, shape \(3,\), got"):
        recursive_forecast(lambda w: answer, np.ones((3, 4)), 2)
