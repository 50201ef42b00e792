"""Data about which nothing can be known: independent by a test of their own, and copied as they say."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lstm_course.datasets import leaks


def test_noise_is_standard_normal_and_its_labels_are_coin_flips():
    x, y = leaks.noise(4000, 3, np.random.default_rng(0), rare=0.2)
    assert x.shape == (4000, 3)
    assert set(y) == {0, 1}
    assert y.dtype.kind == "i"
    assert stats.kstest(x.ravel(), "norm").pvalue > 0.001
    assert stats.binomtest(int(y.sum()), 4000, 0.2).pvalue > 0.001
    for column in x.T:
        assert stats.ks_2samp(column[y == 0], column[y == 1]).pvalue > 0.001


def test_labels_of_one_part_say_nothing_about_the_other():
    """A permuted, exactly balanced set of labels would: who has seen many ones expects zeros."""
    rng = np.random.default_rng(1)
    halves = np.array([leaks.noise(20, 1, rng)[1].reshape(2, 10).mean(axis=1) for _ in range(2000)])
    assert abs(np.corrcoef(halves.T)[0, 1]) < 0.1


@given(st.integers(1, 12), st.integers(0, 12), st.integers(0, 1))
def test_copies_make_both_labels_equally_frequent(many, more, label):
    y = np.array([label] * (many + more) + [1 - label] * many)
    rows = np.random.default_rng(many).permutation(len(y))
    given_rows = rows.copy()
    out = leaks.with_copies(rows, y, np.random.default_rng(more))
    assert np.array_equal(out[: len(rows)], rows)
    assert np.array_equal(rows, given_rows)
    assert Counter(y[out].tolist()) == {0: many + more, 1: many + more}
    assert set(y[out[len(rows) :]]) <= {1 - label}


def test_copies_come_from_the_given_rows_only():
    y = np.array([0, 0, 0, 0, 1, 1])
    out = leaks.with_copies(np.array([0, 1, 2, 5]), y, np.random.default_rng(0))
    assert Counter(out.tolist()) == {0: 1, 1: 1, 2: 1, 5: 3}


def test_copies_are_drawn_anew():
    y = np.array([0] * 90 + [1] * 10)
    rng = np.random.default_rng(0)
    one, other = (leaks.with_copies(np.arange(100), y, rng) for _ in range(2))
    assert not np.array_equal(one, other)


def test_recordings_are_the_voice_and_noise_and_the_label_is_the_speakers():
    x, y, speaker = leaks.voices(50, 40, np.random.default_rng(3), D=4, spread=0.5)
    assert x.shape == (2000, 4)
    assert Counter(speaker.tolist()) == dict.fromkeys(range(50), 40)
    for one in range(50):
        assert len(set(y[speaker == one])) == 1
    within = np.concatenate([x[speaker == one] - x[speaker == one].mean(axis=0) for one in range(50)])
    assert abs(within.std() * np.sqrt(40 / 39) - 0.5) < 0.02
    means = np.array([x[speaker == one].mean(axis=0) for one in range(50)])
    assert 0.85 < means.std() < 1.15


def test_a_voice_does_not_tell_the_label():
    rng = np.random.default_rng(4)
    sums = [leaks.voices(1, 1, rng, D=1, spread=0) for _ in range(3000)]
    x, y = np.array([one[0].item() for one in sums]), np.array([one[1].item() for one in sums])
    assert stats.ks_2samp(x[y == 0], x[y == 1]).pvalue > 0.001
    assert stats.binomtest(int(y.sum()), 3000, 0.5).pvalue > 0.001


def test_without_spread_all_recordings_of_a_speaker_are_equal():
    x, _, speaker = leaks.voices(3, 5, np.random.default_rng(0), spread=0)
    assert len(np.unique(x, axis=0)) == 3
    assert all((x[speaker == k] == x[speaker == k][0]).all() for k in range(3))


def test_the_same_rng_gives_the_same_data_and_a_second_call_other_data():
    for draw in (lambda rng: leaks.noise(5, 2, rng)[0], lambda rng: leaks.voices(2, 2, rng)[0]):
        rng = np.random.default_rng(7)
        first, second = draw(rng), draw(rng)
        np.testing.assert_array_equal(first, draw(np.random.default_rng(7)))
        assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: leaks.noise(0, 1, rng), "N must be a whole number of at least 1, got 0"),
        (lambda rng: leaks.noise(1, 1, 0), "rng must be a numpy.random.Generator"),
        (lambda rng: leaks.noise(1, 1, rng, rare=1), "rare must lie between 0 and 1, got 1"),
        (lambda rng: leaks.voices(1, 0, rng), "each must be a whole number of at least 1, got 0"),
        (lambda rng: leaks.voices(1, 1, rng, spread=-1), "spread must be at least 0, got -1"),
        (lambda rng: leaks.with_copies(np.arange(3), np.zeros(3, int), rng), "rows must hold both labels"),
        (lambda rng: leaks.with_copies(np.arange(3), np.array([0, 1, 1]), None), "rng must be"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))


def test_a_text_is_no_number():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"rare must be a number, got '0\.5'"):
        leaks.noise(3, 2, rng, rare="0.5")
    with pytest.raises(ValueError, match="spread must be a number, got None"):
        leaks.voices(3, 2, rng, spread=None)
