"""Words read by the optional synthesiser; how to get it is said where it is missing."""

import itertools
import sys

import numpy as np
import pytest

from lstm_course.datasets import spectra, voices
from lstm_course.probes import held_out_voices


@pytest.fixture
def synthesiser():
    """Leave the test out where the synthesiser is not installed."""
    pytest.importorskip("espeakng_loader")


def test_without_the_synthesiser_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    voices._synthesiser.cache_clear()
    assert voices.is_installed() is False
    with pytest.raises(ModuleNotFoundError, match=r"python install\.py --extras speech"):
        voices.speak("one")


@pytest.mark.usefixtures("synthesiser")
def test_a_word_has_the_length_its_speed_asks_for():
    assert voices.is_installed() is True
    quick, slow = (voices.speak("seven", speed=speed) for speed in (220, 110))
    assert 0.1 < len(quick) / voices.RATE < len(slow) / voices.RATE < 2
    assert 0.05 < np.abs(quick).max() <= 1
    again = voices.speak("seven", speed=220)
    assert len(again) == pytest.approx(len(quick), rel=0.02)
    assert len(voices.speak("seven seven")) > 1.5 * len(voices.speak("seven"))


@pytest.mark.usefixtures("synthesiser")
def test_voices_differ_and_an_unknown_one_is_no_other():
    found = {voice: len(voices.speak("nine", voice)) for voice in voices.TRAINING + voices.HELD_OUT}
    assert len(set(found.values())) > 4
    for voice in ("en-gb", "nobody"):
        with pytest.raises(ValueError, match="voice must be"):
            voices.speak("nine", voice)


@pytest.mark.usefixtures("synthesiser")
def test_a_higher_pitch_is_higher():
    def pitch(signal):
        signal = signal[len(signal) // 4 : len(signal) // 2]
        near = np.correlate(signal, signal, "full")[len(signal) - 1 :]
        return voices.RATE / (100 + near[100:330].argmax())

    low, high = (pitch(voices.speak("nine", pitch=pitch_)) for pitch_ in (20, 80))
    assert 60 < low < high - 10 < 210


@pytest.mark.parametrize(
    ("arguments", "name"), [((" ",), "text"), (("a", "en", 20), "speed"), (("a", "en", 160, 100), "pitch")]
)
def test_what_cannot_be_read_is_named(arguments, name):
    with pytest.raises(ValueError, match=f"{name} must"):
        voices.speak(*arguments)


def test_sequences_hold_what_they_say():
    tone = {k: np.sin(2 * np.pi * (500 + 300 * k) * np.arange(4410) / voices.RATE) for k in range(10)}
    read = {"someone": [[tone[k]] for k in range(10)]}
    for signal, digits, voice in voices.digit_sequences(read, 20, np.random.default_rng(0)):
        assert voice == "someone"
        assert 1 <= len(digits) <= 5
        assert len(signal) > 4410 * len(digits)
        power = np.abs(spectra.stft(signal, np.ones(441), 441)) ** 2
        loud = power.argmax(axis=1)[power.max(axis=1) > 0.8 * power.max()]
        heard = [int(b) for a, b in itertools.pairwise([-1, *loud]) if a != b]
        merged = [k for n, k in enumerate(digits) if n == 0 or digits[n - 1] != k]
        assert heard == [10 + 6 * k for k in merged]


def test_trimmed_cuts_silence_at_both_ends():
    assert list(voices.trimmed(np.array([0, 0.001, 1, 0, -0.5, 0]))) == [1, 0, -0.5]
    assert len(voices.trimmed(np.zeros(4))) == 0


def test_the_record_is_whole():
    found = held_out_voices.recorded()
    assert found["settings"] == held_out_voices.SETTINGS
    runs = found["runs"]
    assert {(run["net"], run["voices"], run["seed"]) for run in runs} == {
        (net, count, seed)
        for net, counts in (("both directions", (1, 3, 6, 12)), ("one direction", (12,)))
        for count in counts
        for seed in range(5)
    }
    assert all(set(run["new"]) == set(voices.HELD_OUT) for run in runs)
    assert not set(voices.HELD_OUT) & set(voices.TRAINING)


@pytest.mark.slow
@pytest.mark.usefixtures("synthesiser")
def test_a_small_measurement_runs():
    settings = {"sequences": 30, "readings": 1, "test": 5, "rate": 0.01, "batch": 10, "steps": 4}
    found = held_out_voices.measure(1, 0, settings, hidden_size=6)
    assert set(found["new"]) == set(voices.HELD_OUT)
    assert 0 <= found["same"] <= 5
