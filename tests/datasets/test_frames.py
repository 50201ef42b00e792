"""Frames of twins: what they hold without noise, and the least error by simulation."""

import itertools

import numpy as np
import pytest

from lstm_course.datasets.frames import least_error, phones


def runs(row):
    return [len(list(same)) for _, same in itertools.groupby(row)]


def test_without_noise_a_frame_is_its_pair_and_its_ending(rng):
    x, y, lengths = phones(200, rng, fewest=1, most=1, noise=0)
    assert lengths.max() == x.shape[1] == y.shape[1] == 8
    assert set(lengths) == {4, 5, 6, 7, 8}
    assert set(y[:, 0]) == set(range(8))
    for frames, row, n in zip(x, y, lengths, strict=True):
        assert len(set(row[:n])) == 1
        assert (row[n:] == -1).all()
        assert not frames[n:].any()
        wanted = np.zeros((n, 8))
        wanted[:, row[0] // 2] = 1
        wanted[-2:, 4 + row[0] % 2] = 1
        assert np.array_equal(frames[:n], wanted)


def test_sequences_hold_the_asked_number_of_phones_and_noise(rng):
    x, y, lengths = phones(300, rng, noise=0.5)
    assert lengths.min() >= 4 * 4
    assert lengths.max() <= 8 * 8
    assert all(n >= 4 for row, long in zip(y, lengths, strict=True) for n in runs(row[:long]))
    real = y >= 0
    assert abs(x[..., 6:][real].std() - 0.5) < 0.01
    assert not x[~real].any()
    again = phones(300, np.random.default_rng(1)), phones(300, np.random.default_rng(1))
    assert all(np.array_equal(a, b) for a, b in zip(*again, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("delay", range(8))
def test_the_least_error_is_that_of_who_guesses_where_no_ending_is_in_sight(delay, rng):
    x, _, lengths = phones(4000, rng, fewest=1, most=1, noise=0)
    blind = total = 0
    for frames, n in zip(x, lengths, strict=True):
        ends = np.flatnonzero(frames[:n, 4:6].any(axis=1))
        blind += sum(not (ends <= t + delay).any() for t in range(n))
        total += n
    assert abs(least_error(delay) - blind / total / 2) < 0.008
    assert least_error(6) == 0 < least_error(5)


def test_what_does_not_fit_is_named(rng):
    with pytest.raises(ValueError, match="most must be at least fewest = 3, got 2"):
        phones(2, rng, fewest=3, most=2)
    with pytest.raises(ValueError, match="noise must be"):
        phones(2, rng, noise=-1)
    with pytest.raises(ValueError, match="batch"):
        phones(0, rng)
    for delay in (-1, 0.5, True):
        with pytest.raises(ValueError, match="delay must be"):
            least_error(delay)


@pytest.mark.parametrize("wrong", ["0.1", None])
def test_a_text_is_no_number(wrong):
    with pytest.raises(ValueError, match="noise must be a number, got"):
        phones(2, np.random.default_rng(0), noise=wrong)
