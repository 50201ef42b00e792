"""The shop: each factor is found again in its means, and its sales are Poisson."""

import numpy as np
import pytest
from scipy import stats

from lstm_course.datasets.demand import HOLIDAYS, WEEKDAY, YEAR, calendar, demand


def shop(seed=0, days=1461, **options):
    return demand(days, np.random.default_rng(seed), **options)


@pytest.mark.parametrize("days", [1, 2, 8, 400])
def test_shapes_and_repetition(days):
    one, other = shop(3, days), shop(3, days)
    for field in one._fields:
        assert getattr(one, field).shape == (days,)
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field))
    assert calendar(one).shape == (days, 14)
    assert (one.mean > 0).all()
    assert one.sales.dtype.kind == "i"


def test_the_logarithm_of_the_mean_is_the_sum_of_its_factors():
    """A regression on the calendar and its history finds the factors that the docstring states."""
    days = shop(1, 6000, weather=0.2)
    t, promotion = np.arange(6000), days.promotion
    stock = np.zeros(6000)
    for k in range(1, 6000):
        stock[k] = 0.75 * stock[k - 1] + 0.12 * promotion[k - 1]
    columns = np.column_stack(
        [
            np.eye(7)[t % 7],
            promotion,
            days.holiday,
            np.append(days.holiday[1:], False),
            np.append(days.holiday[2:], [False] * 2),
            days.weather,
            np.log1p(-stock),
            np.log1p(0.25 * np.sin(2 * np.pi * t / YEAR)),
        ]
    )
    change = np.diff(columns, axis=0)[:-2]  # the level is a walk, so regress changes
    found, *_ = np.linalg.lstsq(change, np.diff(np.log(days.mean))[:-2], rcond=None)
    weekday = np.exp(found[:7] - found[3])
    np.testing.assert_allclose(weekday, np.array(WEEKDAY) / WEEKDAY[3], rtol=0.01)
    wanted = [np.log(1.7), np.log(0.1), np.log(1.6), np.log(1.3), 0.2, 1, 1]
    np.testing.assert_allclose(found[7:], wanted, atol=0.03)
    left = np.diff(np.log(days.mean))[:-2] - change @ found
    assert left.std() == pytest.approx(0.008, rel=0.05)


def test_sales_are_poisson():
    days = shop(2, 6000)
    p = np.random.default_rng(0).uniform(
        stats.poisson.cdf(days.sales - 1, days.mean), stats.poisson.cdf(days.sales, days.mean)
    )
    assert stats.kstest(p, "uniform").pvalue > 0.001


def test_promotions_and_holidays_have_the_stated_lengths():
    days = shop(4, 5000)
    edges = np.flatnonzero(np.diff(days.promotion.astype(int)))
    lengths = np.diff(edges)
    assert set(lengths[::2]) <= set(range(3, 8))
    assert set(lengths[1::2]) <= set(range(15, 50))
    assert set(np.flatnonzero(days.holiday)[: len(HOLIDAYS)]) == set(HOLIDAYS)


def test_the_weather_is_an_autoregression_of_variance_one():
    weather = shop(5, 8000).weather
    assert weather.std() == pytest.approx(1, rel=0.05)
    assert np.corrcoef(weather[1:], weather[:-1])[0, 1] == pytest.approx(0.6, abs=0.04)
    np.testing.assert_array_equal(shop(5, 300).mean, shop(5, 300, weather=0).mean)


def test_the_calendar_knows_the_day_and_nothing_of_the_sales():
    days = shop(6, 400)
    table = calendar(days)
    for t in range(400):
        row = table[t]
        assert row[:7].tolist() == [float(t % 7 == k) for k in range(7)]
        assert row[7] == days.promotion[t]
        assert row[8] == pytest.approx(days.promotion[max(0, t - 7) : t].sum() / 7)
        coming = [days.holiday[t + k] if t + k < 400 else 0 for k in range(3)]
        assert row[9:12].tolist() == coming
    np.testing.assert_allclose(table[:, 12] ** 2 + table[:, 13] ** 2, 1)
    other = days._replace(sales=days.sales[::-1], mean=days.mean[::-1], weather=days.weather[::-1])
    np.testing.assert_array_equal(calendar(other), table)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, np.random.default_rng(0)), "days must be a whole number"),
        ((5, 0), "rng must be a numpy.random.Generator"),
        ((5, np.random.default_rng(0), np.nan), "weather must be a finite number"),
    ],
)
def test_it_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        demand(*arguments)


@pytest.mark.parametrize("wrong", ["0.1", None])
def test_a_text_is_no_number(wrong):
    with pytest.raises(ValueError, match="weather must be a number, got"):
        demand(5, np.random.default_rng(0), weather=wrong)
