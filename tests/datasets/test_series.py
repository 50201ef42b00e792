"""Windows against NumPy's own, and the series that statsmodels ships."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets.series import co2, make_windows, sunspots


@given(st.integers(1, 8), st.integers(1, 6), st.integers(0, 20))
def test_windows_equal_those_of_numpy(length, horizon, more):
    series = np.random.default_rng(length).normal(size=length + horizon + more)
    x, y = make_windows(series, length, horizon)
    views = np.lib.stride_tricks.sliding_window_view(series, length + horizon)
    np.testing.assert_array_equal(x, views[:, :length])
    np.testing.assert_array_equal(y, views[:, -1])
    assert y[-1] == series[-1]


@given(st.integers(1, 6), st.integers(1, 5))
def test_no_target_is_inside_its_own_input(length, horizon):
    x, y = make_windows(np.arange(30), length, horizon)  # every value is the time step at which it stands
    assert (y - x[:, -1] == horizon).all()


def test_windows_are_copies():
    series = np.arange(8.0)
    x, y = make_windows(series, 3, 1)
    x += 1
    y += 1
    np.testing.assert_array_equal(series, np.arange(8.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros(4), 3, 2), "at least length \\+ horizon = 5 values, got 4"),
        ((np.zeros((4, 2)), 3, 1), r"series must have shape \(T,\), got \(4, 2\)"),
        ((np.zeros(9), 0, 1), "length must be a whole number of at least 1, got 0"),
        ((np.zeros(9), 2, -1), "horizon must be a whole number of at least 1, got -1"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        make_windows(*arguments)


def test_sunspots_are_yearly_and_peak_in_1957():
    years, activity = sunspots()
    np.testing.assert_array_equal(years, np.arange(1700, 2009))
    assert activity.dtype == np.float64
    assert activity.min() >= 0
    assert years[activity.argmax()] == 1957
    peaks = np.abs(np.fft.rfft(activity - activity.mean()))
    assert 10 < len(activity) / peaks.argmax() < 12  # the cycle of about eleven years


def test_co2_has_every_saturday_and_59_holes():
    days, ppm = co2()
    assert days.dtype == "datetime64[D]"
    assert ppm.dtype == np.float64
    np.testing.assert_array_equal(
        days, np.arange(np.datetime64("1958-03-29"), np.datetime64("2001-12-30"), np.timedelta64(7, "D"))
    )
    assert all(day.weekday() == 5 for day in days[:3].tolist())
    assert len(ppm) == 2284
    assert np.isnan(ppm).sum() == 59
    seen = ppm[~np.isnan(ppm)]
    assert 310 < seen.min() < 320 < 365 < seen.max() < 375
    year = np.abs(np.fft.rfft(np.diff(seen)))
    assert 51 < (len(seen) - 1) / year.argmax() < 53  # the swing of the year


def test_two_calls_share_nothing():
    for load in (co2, sunspots):
        first = load()[1]
        first += 1
        assert np.nanmin(first - load()[1]) > 0.9


@pytest.mark.parametrize("load", [sunspots, co2])
def test_without_statsmodels_the_series_say_how_to_get_it(monkeypatch, load):
    monkeypatch.setitem(sys.modules, "statsmodels.datasets", None)
    with pytest.raises(ModuleNotFoundError, match=r"python install\.py"):
        load()
