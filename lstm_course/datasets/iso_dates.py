"""Dates in four languages, as babel writes them, and the same dates in ISO form: pairs for lesson 18."""

import datetime
from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, several
from .symbols import END, encode_padded

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES")
FORMATS = ("medium", "long", "full")
FIRST_LETTER = 4  # in both vocabularies, after the pad, the unknown, START and END
FIRST_DAY, DAYS = datetime.date(1950, 1, 1), 36_525  # to the end of 2049
_STOP = "end"  # no letter


class Pair(NamedTuple):
    """A date, twice.

    Attributes
    ----------
    source : str
        In small letters, such as ``"donnerstag, 5. märz 1998"``.
    target : str
        Such as ``"1998-03-05"``.
    locale : str
        The language of the source and its country.
    """

    source: str
    target: str
    locale: str


def iso_pairs(number, rng, part="train", locales=LOCALES, formats=FORMATS):
    """Draw days from 1950 to 2049, and write each in a random locale and format, and in ISO form.

    Every fifth day belongs to the part "test", the others to "train": a date of the one never occurs in the other.

    Parameters
    ----------
    number : int
        How many.
    rng : numpy.random.Generator
        Source of all draws.
    part : str
        ``"train"`` or ``"test"``.
    locales, formats : sequence of str
        Names that babel knows; the formats are ``"short"``, ``"medium"``, ``"long"`` and ``"full"``. In the formats
        given here a date is clear without its locale: only German writes the month of the medium form as a number.

    Returns
    -------
    list of Pair
        The pairs.

    Raises
    ------
    ValueError
        Where a number or a part is none, there is no locale or no format, or babel knows no format of that name.
    """
    from babel.dates import format_date

    number = check_size("number", number)
    check_rng(rng)
    if part not in ("train", "test"):
        raise ValueError(f"part must be 'train' or 'test', got {part!r}")
    for name, given in (("locales", locales), ("formats", formats)):
        if isinstance(given, str) or not len(given):
            raise ValueError(f"{name} must hold at least one name, got {given!r}")
    if not set(formats) <= {"short", *FORMATS}:
        raise ValueError(f"formats must hold names of short, {', '.join(FORMATS)}, got {formats!r}")
    days = np.arange(DAYS)
    days = days[(days % 5 == 4) == (part == "test")]
    pairs = []
    for day in rng.choice(days, number):
        date = FIRST_DAY + datetime.timedelta(days=int(day))
        locale = locales[rng.integers(len(locales))]
        source = format_date(date, formats[rng.integers(len(formats))], locale=locale)
        pairs.append(Pair(" ".join(source.lower().split()), date.isoformat(), locale))
    return pairs


def vocabulary(texts):
    """Return the number of every letter, from `FIRST_LETTER` on.

    Parameters
    ----------
    texts : iterable of str
        Sources or targets to train on.

    Returns
    -------
    dict
        Letter -> number, in order of the letters.
    """
    return {letter: k for k, letter in enumerate(sorted(set().union(*texts)), start=FIRST_LETTER)}


@converted(texts=several)
def encode(texts, numbers, end=False):
    """Return texts as a padded array.

    Parameters
    ----------
    texts : sequence of str
        One or more, none of them empty.
    numbers : dict
        As `vocabulary` returns it.
    end : bool
        Whether `END` stands after the last letter, as a target needs it.

    Returns
    -------
    x : ndarray of int, shape (N, T)
        Numbers of the letters, `UNKNOWN` for others, `PAD` after the end.
    lengths : ndarray of int, shape (N,)
        Symbols of each text, that of its end included; the longest is T.

    Raises
    ------
    ValueError
        Where there is no text, or one in place of several, or one is empty.
    """
    numbers = {**numbers, _STOP: END}
    return encode_padded([(*text, _STOP) if end and text else text for text in texts], numbers)


def decode(symbols, numbers):
    """Return numbers as text, up to the first `END` or to the last number.

    Parameters
    ----------
    symbols : sequence of int
        Numbers of letters.
    numbers : dict
        As `vocabulary` returns it.

    Returns
    -------
    str
        With "?" for every number without a letter.
    """
    letters, text = {number: letter for letter, number in numbers.items()}, ""
    for symbol in symbols:
        if symbol == END:
            break
        text += letters.get(int(symbol), "?")
    return text
