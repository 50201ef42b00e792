"""Day or month: the tags recomputed from the words, and the ceiling by enumeration."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets import dates
from lstm_course.datasets.dates import TAGS, WORDS, day_or_month, one_way_ceiling


@given(
    st.integers(1, 20), st.integers(1, 31), st.integers(0, 3), st.integers(0, 3),
    st.sampled_from(["before", "after"]), st.integers(0, 99),
)  # fmt: skip
def test_tags_are_what_the_words_say(N, last, before, after, marker, seed):
    made = day_or_month(
        N, np.random.default_rng(seed), last_day=last, before=before, after=after, marker=marker
    )
    assert made.x.shape == made.y.shape == (N, before + after + 4)
    for x, y, numbers in zip(made.x, made.y, made.numbers, strict=True):
        words, tags = [WORDS[k] for k in x], [TAGS[k] for k in y]
        found = [t for t, word in enumerate(words) if word.isdigit()]
        assert found == numbers.tolist()
        assert found[1] - found[0] == 2
        assert words[found[0] + 1] == "/"
        sign = words[0 if marker == "before" else -1]
        assert sum(word in ("EU", "US") for word in words) == 1
        assert [tags[t] for t in found] == (["day", "month"] if sign == "EU" else ["month", "day"])
        assert sum(tag != "other" for tag in tags) == 2
        day, month = (int(words[tags.index(name)]) for name in ("day", "month"))
        assert 1 <= day <= last
        assert 1 <= month <= 12
        assert len(words) - 1 - found[1] == after + (marker == "after")


def test_same_rng_same_data_and_all_values_occur():
    one, other = (day_or_month(2000, np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert set(one.x.ravel()) == set(range(24)) | {31} | set(range(32, 38))
    assert 0.45 < (one.x[:, -1] == WORDS.index("US")).mean() < 0.55


@given(st.integers(1, 31))
def test_the_ceiling_is_that_of_enumeration(last):
    cases = [
        ((d, m) if eu else (m, d), eu, Fraction(1, 2 * 12 * last))
        for d in range(1, last + 1) for m in range(1, 13) for eu in (True, False)
    ]  # fmt: skip
    for place, known in ((0, lambda pair: pair[:1]), (1, lambda pair: pair)):
        mass = {}
        for pair, eu, share in cases:
            is_day = eu == (place == 0)
            mass.setdefault(known(pair), {True: 0, False: 0})[is_day] += share
        best = float(sum(max(two.values()) for two in mass.values()))
        assert one_way_ceiling(last)[place] == pytest.approx(best)


def test_the_default_has_a_round_ceiling():
    assert one_way_ceiling() == pytest.approx((0.75, 0.75))


def test_what_does_not_fit_is_named(rng):
    for options, words in (
        ({"last_day": 32}, "last_day must be at most 31"),
        ({"before": -1}, "before must be a whole number of at least 0"),
        ({"after": 1.5}, "after must be"),
        ({"marker": "middle"}, "marker must be"),
    ):
        with pytest.raises(ValueError, match=words):
            dates.day_or_month(2, rng, **options)
    with pytest.raises(ValueError, match="batch"):
        dates.day_or_month(0, rng)
    with pytest.raises(ValueError, match="rng must be"):
        dates.day_or_month(2, 0)
    with pytest.raises(ValueError, match="last_day"):
        one_way_ceiling(40)
