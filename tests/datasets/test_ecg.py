"""The heartbeat: its rate, its waves, and what each fault does to the part that is marked."""

import numpy as np
import pytest
from scipy.signal import find_peaks

from lstm_course.datasets.ecg import KINDS, RATE, ecg


def heart(samples, seed=0, faults=0.0):
    return ecg(samples, np.random.default_rng(seed), faults)


@pytest.mark.parametrize("samples", [1, 10, 37, 500])
def test_shapes_and_repetition(samples):
    one, other = heart(samples, 1, 0.5), heart(samples, 1, 0.5)
    assert one.signal.shape == one.labels.shape == (samples,)
    np.testing.assert_array_equal(one.signal, other.signal)
    assert one.events == other.events
    assert len(one.events) == len(one.kinds)


def test_a_sound_heart_beats_about_once_a_second():
    sound = heart(36_000)
    spikes, _ = find_peaks(sound.signal, height=0.4, distance=18)
    periods = np.diff(spikes) / RATE
    assert not sound.events
    assert not sound.labels.any()
    assert np.mean(periods) == pytest.approx(1, abs=0.02)
    wanted = 0.06 * np.hypot(0.6, 0.4)  # the spike stands at 0.4 of its beat
    assert np.std(periods) == pytest.approx(wanted, rel=0.1)
    assert periods.min() > 0.6


def test_faults_are_a_share_of_beats_never_in_a_row_and_of_all_kinds():
    ill = heart(36_000, 2, 0.06)
    beats = 1000
    assert 0.03 < len(ill.events) / beats < 0.09
    assert set(ill.kinds) == set(KINDS)
    starts = np.array([start for start, _ in ill.events])
    ends = np.array([end for _, end in ill.events])
    assert (ends > starts).all()
    assert (starts[1:] > ends[:-1]).all()
    assert ill.labels.sum() == (ends - starts).sum()
    half = heart(36_000, 3, 1.0)
    assert len(half.events) == pytest.approx(500, abs=25)  # every second beat


def parts(kind, seed=4):
    """Return the signal in the events of a kind."""
    ill = heart(60_000, seed, 0.3)
    return [ill.signal[a:b] for (a, b), one in zip(ill.events, ill.kinds, strict=True) if one == kind]


@pytest.mark.slow
def test_each_fault_is_what_it_is_called():
    assert all(part.max() < 0.3 for part in parts("missing"))  # no spike
    assert all(part.min() < -0.1 for part in parts("flat T"))
    assert all(part.max() > 0.5 and part.min() < -0.25 for part in parts("pvc"))
    early = [len(part) for part in parts("early")]
    assert np.mean(early) == pytest.approx(0.62 * RATE, abs=1)
    rough, smooth = (np.median(np.abs(np.diff(np.concatenate(parts(kind))))) for kind in ("noise", "missing"))
    assert rough > 3 * smooth


def test_labels_are_the_events():
    ill = heart(5000, 5, 0.2)
    wanted = np.zeros(5000, dtype=bool)
    for start, end in ill.events:
        assert 0 <= start < end <= 5000
        wanted[np.arange(start, end)] = True
    np.testing.assert_array_equal(ill.labels, wanted)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, np.random.default_rng(0)), "samples must be a whole number"),
        ((5, None), "rng must be a numpy.random.Generator"),
        ((5, np.random.default_rng(0), 1.5), "faults must lie between 0 and 1"),
    ],
)
def test_it_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        ecg(*arguments)


@pytest.mark.parametrize("wrong", ["0.1", None])
def test_a_text_is_no_number(wrong):
    with pytest.raises(ValueError, match="faults must be a number, got"):
        ecg(50, np.random.default_rng(0), faults=wrong)
