"""The baselines against loops, enumeration and laws of probability."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.evaluate.baselines import ngram_bpc, persistence, seasonal_naive


@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=30), st.integers(1, 40))
def test_persistence_repeats_the_last_value(values, horizon):
    forecast = persistence(np.array(values), horizon)
    assert forecast.tolist() == [values[-1]] * horizon


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=30),
    st.integers(1, 70),
    st.data(),
)
def test_seasonal_naive_looks_one_season_back_step_by_step(values, horizon, data):
    season = data.draw(st.integers(1, len(values)))
    known = list(values)
    for _ in range(horizon):  # each forecast becomes known, so the next seasons read the forecast ones
        known.append(known[-season])
    assert seasonal_naive(np.array(values), season, horizon).tolist() == known[len(values) :]


def test_a_season_of_one_step_is_persistence():
    history = np.random.default_rng(0).normal(size=9)
    np.testing.assert_array_equal(seasonal_naive(history, 1, 5), persistence(history, 5))


def test_forecasts_do_not_share_memory_with_the_history():
    history = np.arange(6.0)
    for forecast in (persistence(history, 3), seasonal_naive(history, 3, 3)):
        forecast += 1
    np.testing.assert_array_equal(history, np.arange(6.0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: persistence(np.zeros(0), 1), "T >= 1"),
        (lambda: persistence(np.zeros((3, 2)), 1), r"\(3, 2\)"),
        (lambda: persistence(np.zeros(3), 0), "horizon must be a whole number of at least 1, got 0"),
        (lambda: seasonal_naive(np.zeros(3), 4, 1), "T >= 4"),
        (lambda: seasonal_naive(np.zeros(3), 1.5, 1), "season must be a whole number"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def bits_by_counting(train, test, n, K, alpha):
    """Return the mean bits by searching the training text anew for every character of the test."""
    bits = []
    for k in range(n - 1, len(test)):
        context, character = test[k - n + 1 : k], test[k]
        followers = [train[j] for j in range(n - 1, len(train)) if train[j - n + 1 : j] == context]
        bits.append(
            -math.log((followers.count(character) + alpha) / (len(followers) + alpha * K)) / math.log(2)
        )
    return sum(bits) / len(bits)


@pytest.mark.slow
@given(
    st.text("ab c", min_size=5, max_size=40),
    st.text("abcd ", min_size=5, max_size=20),
    st.integers(1, 5),
    st.floats(0.01, 3),
)
def test_ngram_bits_equal_a_count_by_search(train, test, n, alpha):
    assert ngram_bpc(train, test, n, 7, alpha) == pytest.approx(bits_by_counting(train, test, n, 7, alpha))


@pytest.mark.parametrize("context", ["", "a", "ca", "zz"])
def test_ngram_probabilities_sum_to_one(context):
    alphabet, train = "abcz", "abcabcaabbcca"
    total = sum(
        2 ** -ngram_bpc(train, context + character, len(context) + 1, len(alphabet), 0.3)
        for character in alphabet
    )
    assert total == pytest.approx(1)


def test_ngram_bits_of_texts_with_a_known_answer():
    assert ngram_bpc("ab" * 500, "ab" * 10, 1, 2, 1e-9) == pytest.approx(1)
    assert ngram_bpc("ab" * 500, "ab" * 10, 2, 2, 1e-9) == pytest.approx(0, abs=1e-6)
    assert ngram_bpc("a", "bcd", 1, 8, 1e9) == pytest.approx(3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ab", "abc", 3, 4, 1.0), "train must hold at least n = 3 characters, got 2"),
        (("abc", "ab", 3, 4, 1.0), "test must hold at least n = 3 characters, got 2"),
        (("abc", "abc", 0, 4, 1.0), "n must be"),
        (("abc", "abc", 2, 4, 0.0), "alpha must be a number above 0, got 0.0"),
        (("abc", "abc", 2, 4, float("nan")), "alpha must be a number above 0"),
        (("abc", "abc", 2, 4, math.inf), "alpha must be a number above 0, got inf"),
        (("abc", "abc", 2, 4, "1"), "alpha must be a number above 0, got '1'"),
        (("abcabc", "abc", 2, 1, 0.01), "alphabet_size must be at least the 3 in the texts, got 1"),
        (("abc", "abd", 2, 3, 0.01), "alphabet_size must be at least the 4"),
        ((b"abc", "abc", 2, 4, 0.01), "train and test must both be a str, got bytes and str"),
    ],
)
def test_ngram_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        ngram_bpc(*arguments)
