"""Dates as pairs: babel's own reading, parts that share no day, numbers there and back."""

import datetime

import numpy as np
import pytest
from babel.dates import format_date

from lstm_course.datasets import iso_dates
from lstm_course.datasets.symbols import END, PAD, UNKNOWN


def test_source_and_target_are_the_same_day():
    for pair in iso_dates.iso_pairs(200, np.random.default_rng(0)):
        day = datetime.date.fromisoformat(pair.target)
        assert 1950 <= day.year < 2050
        forms = [format_date(day, form, locale=pair.locale).lower() for form in iso_dates.FORMATS]
        assert pair.source in [" ".join(form.split()) for form in forms]
        assert pair.locale in iso_dates.LOCALES


def test_one_seed_gives_one_set_and_the_parts_share_no_day():
    parts = {part: iso_dates.iso_pairs(800, np.random.default_rng(1), part) for part in ("train", "test")}
    assert parts["train"] == iso_dates.iso_pairs(800, np.random.default_rng(1))
    days = {part: {pair.target for pair in pairs} for part, pairs in parts.items()}
    assert not days["train"] & days["test"]
    assert len(days["train"]) > 700
    weekdays = {datetime.date.fromisoformat(day).weekday() for day in days["test"]}
    assert weekdays == set(range(7))
    assert {pair.locale for pair in parts["test"]} == set(iso_dates.LOCALES)


@pytest.mark.slow
def test_no_source_means_two_days():
    seen = {}
    for locale in iso_dates.LOCALES:
        for form in iso_dates.FORMATS:
            for k in range(0, iso_dates.DAYS, 13):
                day = iso_dates.FIRST_DAY + datetime.timedelta(days=k)
                assert seen.setdefault(format_date(day, form, locale=locale).lower(), day) == day


def test_numbers_there_and_back():
    numbers = iso_dates.vocabulary(["2035-01", "7"])
    assert numbers == {letter: k for k, letter in enumerate("-012357", start=4)}
    x, lengths = iso_dates.encode(["53", "2019"], numbers)
    assert x.tolist() == [[9, 8, PAD, PAD], [7, 5, 6, UNKNOWN]]
    assert lengths.tolist() == [2, 4]
    x, lengths = iso_dates.encode(["53", "201"], numbers, end=True)
    assert x.tolist() == [[9, 8, END, PAD], [7, 5, 6, END]]
    assert lengths.tolist() == [3, 4]
    assert [iso_dates.decode(row, numbers) for row in x] == ["53", "201"]
    assert iso_dates.decode([5, UNKNOWN, 6, END, 6], numbers) == "0?1"
    assert numbers == iso_dates.vocabulary(["2035-01", "7"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"part": "dev"}, "part must be"),
        ({"locales": ()}, "locales must"),
        ({"formats": "long"}, "formats must"),
    ],
)
def test_what_does_not_fit_is_named(options, words):
    with pytest.raises(ValueError, match=words):
        iso_dates.iso_pairs(3, np.random.default_rng(0), **options)
    for texts in ([], ["a", ""]):
        with pytest.raises(ValueError, match="sequences must hold"):
            iso_dates.encode(texts, {"a": 4}, end=True)


def test_one_text_is_not_several_and_a_format_has_a_name():
    with pytest.raises(ValueError, match="texts must be a sequence of texts"):
        iso_dates.encode("abc", {"a": 4})
    with pytest.raises(ValueError, match=r"formats must hold names of short.*got \['huge'\]"):
        iso_dates.iso_pairs(1, np.random.default_rng(0), formats=["huge"])
    assert len(iso_dates.iso_pairs(2, np.random.default_rng(0), formats=["short", "full"])) == 2
