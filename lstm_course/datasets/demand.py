"""What a shop sells day by day, generated: weekdays, seasons, promotions, holidays and their worth (lesson 14)."""

from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, number

BASE = 60.0  # of an ordinary day
WEEKDAY = (0.8, 0.75, 0.85, 1.0, 1.3, 1.6, 0.7)  # Monday to Sunday
YEAR = 365.25
HOLIDAYS = (0, 95, 121, 140, 228, 276, 305, 359)  # days of the year
_PROMOTION, _KEPT, _BOUGHT = 1.7, 0.75, 0.12  # factor; of the stock at home per day; added to it per day
_RUSH, _CLOSED, _WANDERS = (0.6, 0.3), 0.1, 0.008


class Demand(NamedTuple):
    """Days of a shop; all arrays have shape (T,).

    Attributes
    ----------
    sales : ndarray of int
        What was sold: a Poisson number with the day's mean.
    mean : ndarray
        The day's mean, which nobody knows outside a simulation: the best possible forecast.
    weekday : ndarray of int
        0 for Monday to 6 for Sunday; the first day is a Monday.
    promotion, holiday : ndarray of bool
        Known in advance.
    weather : ndarray
        Standard normal, each day 0.6 times the day before plus noise. Not known in advance.
    """

    sales: np.ndarray
    mean: np.ndarray
    weekday: np.ndarray
    promotion: np.ndarray
    holiday: np.ndarray
    weather: np.ndarray


@converted(weather=number)
def demand(days, rng, weather=0.0):
    r"""Return the days of a shop.

    The mean of a day is a product of factors: 60; the weekday's; one year's wave, :math:`1 + 0.25 \sin`; a level whose
    logarithm is a random walk with steps of 0.008; 1.7 in a promotion (3 to 7 days, then 15 to 49 without);
    one minus the stock at home, which is three quarters of the stock of the day before, and 0.12 more after a day of
    promotion; 1.6 on the day before a holiday and 1.3 on the day before that; 0.1 on a holiday; and the weather's.

    Parameters
    ----------
    days : int
        T.
    rng : numpy.random.Generator
        Source of randomness.
    weather : float
        The logarithm of the mean rises by this for each standard deviation of the weather.

    Returns
    -------
    Demand
        Its arrays have shape (T,).

    Raises
    ------
    ValueError
        Where `days` is below 1, `weather` is no finite number, or `rng` is no Generator.

    Notes
    -----
    The factors are log-linear and the stock decays, which suits a linear model of logarithms and a recurrent network.
    """
    check_rng(rng)
    days = check_size("days", days)
    if not (np.ndim(weather) == 0 and np.isfinite(weather)):
        raise ValueError(f"weather must be a finite number, got {weather!r}")
    t = np.arange(days)
    weekday, of_year = t % 7, (t % YEAR).astype(int)
    promotion = _promotions(days, rng)
    holiday = np.isin(of_year, HOLIDAYS)
    sky = _weather(days, rng)
    log_mean = np.log(BASE * np.take(WEEKDAY, weekday))
    log_mean += np.log1p(0.25 * np.sin(2 * np.pi * t / YEAR))
    log_mean += rng.normal(0, _WANDERS, size=days).cumsum()
    log_mean += np.log(_PROMOTION) * promotion + np.log1p(-_stock(promotion))
    for ahead, more in enumerate(_RUSH, start=1):
        log_mean += np.log1p(more) * np.isin(((t + ahead) % YEAR).astype(int), HOLIDAYS)
    log_mean += np.log(_CLOSED) * holiday + weather * sky
    mean = np.exp(log_mean)
    return Demand(rng.poisson(mean), mean, weekday, promotion, holiday, sky)


def calendar(days):
    """Return what is known of each day in advance, as columns.

    Parameters
    ----------
    days : Demand
        Of `demand`, T days.

    Returns
    -------
    ndarray, shape (T, 14)
        Seven columns of 0 and 1 for the weekday; promotion, and how many of the last seven days had one, divided by 7;
        holiday, tomorrow one, the day after tomorrow one; sine and cosine of the day of the year. What would be known
        of the days after the last one is left out: the two columns for coming holidays end with zeros.
    """
    T = len(days.weekday)
    promotion, holiday = days.promotion.astype(float), days.holiday.astype(float)
    before = np.concatenate([np.zeros(7), promotion])
    recent = sum(before[7 - k : 7 - k + T] for k in range(1, 8)) / 7
    coming = [np.append(holiday[ahead:], np.zeros(min(ahead, T))) for ahead in (1, 2)]
    angle = 2 * np.pi * np.arange(T) / YEAR
    columns = [promotion, recent, holiday, *coming, np.sin(angle), np.cos(angle)]
    return np.concatenate([np.eye(7)[days.weekday], np.stack(columns, axis=1)], axis=1)


def _promotions(days, rng):
    """Return which days are in a promotion."""
    promotion, start = np.zeros(days, dtype=bool), int(rng.integers(15, 50))
    while start < days:
        end = start + int(rng.integers(3, 8))
        promotion[start:end] = True
        start = end + int(rng.integers(15, 50))
    return promotion


def _stock(promotion):
    """Return what the customers still have at home on each day, as a share of what they need."""
    stock = np.zeros(len(promotion))
    for t in range(1, len(stock)):
        stock[t] = _KEPT * stock[t - 1] + _BOUGHT * promotion[t - 1]
    return stock


def _weather(days, rng, keep=0.6):
    """Return an autoregression with variance 1."""
    noise = rng.normal(size=days)
    for t in range(1, days):
        noise[t] = keep * noise[t - 1] + np.sqrt(1 - keep**2) * noise[t]
    return noise
