"""Day or month? A date whose reading depends on a word that comes before it, or only after it (lesson 16)."""

from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size

MONTHS = 12
TAGS = ("other", "day", "month")
FILLERS = ("paid", "sent", "seen", "filed")
WORDS = (*(str(n) for n in range(1, 32)), "/", "EU", "US", *FILLERS)
_SLASH, _EU, _FILLER = 31, 32, 34  # places in WORDS; number n is at n - 1


class Dates(NamedTuple):
    """Sequences that hold a date, and what each token of it is.

    Attributes
    ----------
    x : ndarray of int, shape (N, T)
        Places in `WORDS`.
    y : ndarray of int, shape (N, T)
        Places in `TAGS`.
    numbers : ndarray of int, shape (N, 2)
        Time steps of the two numbers of the date.
    """

    x: np.ndarray
    y: np.ndarray
    numbers: np.ndarray


def day_or_month(batch, rng, *, last_day=24, before=2, after=3, marker="after"):
    """Make sequences such as ``paid 3 / 7 seen sent filed EU``: in the EU the day comes first, in the US the month.

    The date has `before` filler words in front of it, and `after` behind it; the marker EU or US, with equal chance,
    is the last token or the first one. A number above 12 must be a day. All others can be told from the marker alone.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    rng : numpy.random.Generator
        Source of all draws.
    last_day : int
        Days are 1 to this, months 1 to 12, each with equal chance.
    before, after : int
        Filler words in front of the date and between it and the end.
    marker : str
        ``"after"`` or ``"before"``: where the marker stands.

    Returns
    -------
    Dates
        With T = `before` + `after` + 4.

    Raises
    ------
    ValueError
        Where a size is not a whole number in its range, or the marker is another word.
    """
    batch = check_size("batch", batch)
    check_rng(rng)
    if check_size("last_day", last_day) > 31:
        raise ValueError(f"last_day must be at most 31, got {last_day!r}")
    before, after = (_filler(name, n) for name, n in (("before", before), ("after", after)))
    if marker not in ("before", "after"):
        raise ValueError(f"marker must be 'before' or 'after', got {marker!r}")
    day, month = rng.integers(1, last_day + 1, size=batch), rng.integers(1, MONTHS + 1, size=batch)
    american = rng.integers(2, size=batch)
    first = np.where(american, month, day)
    second = day + month - first
    x = rng.integers(_FILLER, len(WORDS), size=(batch, before + after + 4))
    y = np.zeros_like(x)
    x[:, 0 if marker == "before" else -1] = _EU + american
    start = before + (marker == "before")
    x[:, start : start + 3] = np.stack([first - 1, np.full(batch, _SLASH), second - 1], axis=1)
    y[:, start], y[:, start + 2] = 1 + american, 2 - american
    return Dates(x, y, np.tile([start, start + 2], (batch, 1)))


def one_way_ceiling(last_day=24):
    """Return the largest share of numbers that can be told without the marker, by what has been read so far.

    Parameters
    ----------
    last_day : int
        Days are 1 to this.

    Returns
    -------
    tuple of float
        For the first number, where it is all that is known, and for the second, where both are.

    Raises
    ------
    ValueError
        Where it is not a whole number from 1 to 31.
    """
    if check_size("last_day", last_day) > 31:
        raise ValueError(f"last_day must be at most 31, got {last_day!r}")
    first, small = 0.0, min(last_day, MONTHS)
    for n in range(1, max(last_day, MONTHS) + 1):
        day, month = (n <= last_day) / last_day, (n <= MONTHS) / MONTHS
        first += 0.5 * max(day, month)  # the better of two guesses
    both = small / last_day * small / MONTHS  # each number may be either: the two readings are equally likely
    second = 1 - 0.5 * both
    return first, second


def _filler(name, value):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"{name} must be a whole number of at least 0, got {value!r}")
    return int(value)
