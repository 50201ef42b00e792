"""Formant digits say what they are asked to; spectra keep the energy and find a tone."""

import io
import itertools
import wave

import numpy as np
import pytest
from scipy import signal as scipy_signal

from lstm_course.datasets import spectra, speech


def rng(seed=0):
    return np.random.default_rng(seed)


def test_stft_equals_scipy_and_keeps_the_energy():
    x, window = rng().normal(size=1000), np.hanning(64)
    found = spectra.stft(x, window, 20)
    assert found.shape == (1 + (1000 - 64) // 20, 33)
    theirs = scipy_signal.ShortTimeFFT(window, 20, 1.0)  # its windows are centred, from before 0
    starts = [round(t) - 32 for t in theirs.t(1000)]
    whole = [k for k, start in enumerate(starts) if 0 <= start <= 1000 - 64]
    shifted = spectra.stft(x[starts[whole[0]] :], window, 20)
    assert np.allclose(np.abs(theirs.stft(x).T[whole]), np.abs(shifted[: len(whole)]))
    weights = np.r_[1, np.full(31, 2), 1]
    for piece, row in zip(range(0, 937, 20), found, strict=True):
        assert np.isclose(
            (np.abs(row) ** 2 * weights).sum() / 64, ((x[piece : piece + 64] * window) ** 2).sum()
        )


def test_stft_of_a_tone_and_of_one_window():
    tone = np.sin(2 * np.pi * 1000 * np.arange(400) / 8000)
    found = np.abs(spectra.stft(tone, np.hanning(80), 40))
    assert (found.argmax(axis=1) == 10).all()
    assert spectra.stft(np.ones(8), np.ones(8), 3).shape == (1, 5)
    with pytest.raises(ValueError, match="at least the 8 samples"):
        spectra.stft(np.ones(7), np.ones(8), 3)
    with pytest.raises(ValueError, match="hop"):
        spectra.stft(np.ones(9), np.ones(8), 0)


def test_mel_filters_are_triangles_over_rising_bands():
    assert spectra.mel(0) == 0
    assert spectra.mel(1000) == pytest.approx(1000, abs=0.1)
    bank = spectra.mel_filters(20, 512, 16000, 100, 8000)
    hertz = np.fft.rfftfreq(512, 1 / 16000)
    tops = hertz[bank.argmax(axis=1)]
    ends = np.linspace(spectra.mel(100), spectra.mel(8000), 22)
    assert bank.shape == (20, 257)
    assert bank.min() == 0
    assert bank.max() <= 1
    assert (np.diff(tops) > 0).all()
    assert np.abs(spectra.mel(tops) - ends[1:-1]).max() < spectra.mel(150) - spectra.mel(100)
    inside = (hertz > 700 * (10 ** (ends[1] / 2595) - 1)) & (hertz < 700 * (10 ** (ends[-2] / 2595) - 1))
    assert np.allclose(bank.sum(axis=0)[inside], 1)
    with pytest.raises(ValueError, match="lowest and highest"):
        spectra.mel_filters(4, 64, 8000, 200, 5000)


def test_words_have_their_phones_in_order_and_repeat_with_the_rng():
    voice = speech.Voice()
    signal, spans = speech.say(["six", "one"], voice, rng(3))
    again, _ = speech.say(["six", "one"], voice, rng(3))
    assert np.array_equal(signal, again)
    assert np.abs(signal).max() == pytest.approx(0.9)
    assert [name for name, _, _ in spans] == "s ih gap k s w ah n".split()
    assert all(start < end for _, start, end in spans)
    assert all(a[2] <= b[1] + 1e-9 for a, b in itertools.pairwise(spans))
    assert spans[-1][2] < len(signal) / speech.RATE
    slow, _ = speech.say(["six", "one"], voice._replace(speed=0.5), rng(3))
    assert len(slow) > 1.5 * len(signal)
    for words in (["ten"], []):
        with pytest.raises(ValueError, match="words must be"):
            speech.say(words, voice, rng())


def test_vowels_have_their_formants_and_hisses_are_high():
    voice = speech.Voice(pitch=100, tract=1.0, speed=0.5)
    signal, spans = speech.say(["three", "six", "two"], voice, rng(1))
    hertz, windows = np.fft.rfftfreq(400, 1 / speech.RATE), {}
    for name, start, end in spans:
        middle = int((start + end) / 2 * speech.RATE)
        windows[name] = np.abs(spectra.stft(signal[middle - 200 : middle + 200], np.hanning(400), 1))[0] ** 2

    def share(name, low, high):
        return windows[name][(hertz >= low) & (hertz < high)].sum() / windows[name].sum()

    assert share("iy", 2050, 2450) > 3 * share("uw", 2050, 2450)
    assert share("uw", 700, 1100) > 3 * share("iy", 700, 1100)
    assert share("s", 2300, 4000) > 0.8
    assert windows["gap"].sum() < 0.02 * windows["iy"].sum()


def test_a_shorter_mouth_has_higher_formants():
    tops = []
    for tract in (0.85, 1.2):
        signal, spans = speech.say(["three"], speech.Voice(100, tract, 0.5), rng(0))
        middle = int(np.mean(next(span for span in spans if span[0] == "iy")[1:]) * speech.RATE)
        power = np.abs(spectra.stft(signal[middle - 200 : middle + 200], np.hanning(400), 1))[0]
        power[np.fft.rfftfreq(400, 1 / speech.RATE) < 1500] = 0
        power[np.fft.rfftfreq(400, 1 / speech.RATE) > 2750] = 0
        tops.append(power.argmax() * speech.RATE / 400)
    assert abs(tops[0] - 0.85 * 2250) < 150
    assert abs(tops[1] - 1.2 * 2250) < 150


def test_voices_are_drawn_within_the_range():
    found = [speech.draw_voice(rng(seed), (1.0, 1.1)) for seed in range(20)]
    assert all(1.0 <= voice.tract <= 1.1 and 80 < voice.pitch < 250 for voice in found)
    assert len(set(found)) == 20


def test_features_are_standardised_and_stacked():
    signal, _ = speech.say(["zero", "nine"], speech.Voice(), rng())
    frames, found = spectra.log_mel(signal), spectra.features(signal)
    assert frames.shape == (1 + (len(signal) - 240) // 160, 24)
    assert found.shape == (len(frames) // 2, 48)
    flat = spectra.features(signal, stacked=1)
    assert np.allclose(flat.mean(axis=0), 0)
    assert np.allclose(flat.std(axis=0), 1, atol=0.01)
    assert np.array_equal(found[3], np.concatenate([flat[6], flat[7]]))
    assert np.corrcoef(spectra.features(3 * signal).ravel(), found.ravel())[0, 1] > 0.98
    with pytest.raises(ValueError, match="at least 2 frames"):
        spectra.features(signal[:300])


def test_sound_is_a_wav_file():
    signal, _ = speech.say(["one"], speech.Voice(), rng())
    with wave.open(io.BytesIO(speech.sound(signal))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, speech.RATE)
        assert file.getnframes() == len(signal)
    with pytest.raises(ValueError, match="signal"):
        speech.sound([])


def test_letters_there_and_back():
    assert speech.decode(speech.encode("three six")) == "three six"
    assert min(speech.encode(" efghinorstuvwxz")) == 1
    assert set("".join(speech.WORDS)) == set(speech.LETTERS[2:])
    for text in ("a-", "b"):
        with pytest.raises(ValueError, match="letters"):
            speech.encode(text)


@pytest.mark.parametrize("size", [1, 300, 1000, 5000])
@pytest.mark.parametrize("snr", [-10, 0, 20])
def test_mix_has_the_ratio_asked_for(size, snr):
    clean, noise = rng().normal(size=1000), rng(1).normal(size=size) * 7
    before = clean.copy()
    mixed = speech.mix(clean, noise, snr, rng(2))
    added = mixed - clean
    assert 10 * np.log10(np.mean(clean**2) / np.mean(added**2)) == pytest.approx(snr)
    assert np.array_equal(clean, before)
    assert np.array_equal(speech.mix(clean, noise, np.inf, rng()), clean)


def test_mix_repeats_short_noise_and_cuts_long_noise_anywhere():
    clean, short = np.ones(10), np.array([1.0, 2.0, -4.0])
    added = speech.mix(clean, short, 0, rng()) - clean
    assert np.allclose(added[3:], added[:-3])
    long = np.arange(1.0, 100)
    starts = {round((speech.mix(clean, long, 0, rng(s)) - clean)[0], 6) for s in range(9)}
    assert len(starts) > 3
    with pytest.raises(ValueError, match="zeros"):
        speech.mix(clean, np.zeros(4), 0, rng())


def test_utterances_are_by_new_voices_and_hold_their_words():
    found = speech.utterances(30, rng(5), (0.9, 1.1), most=2)
    assert {len(item.text.split()) for item in found} == {1, 2}
    assert len({item.voice for item in found}) == 30
    for item in found:
        assert [word for word, _, _ in item.spans] == item.text.split()
        assert all(0 < start < end < len(item.signal) / speech.RATE for _, start, end in item.spans)
        assert 0.9 <= item.voice.tract <= 1.1
    again = speech.utterances(30, rng(5), (0.9, 1.1), most=2)
    assert all(np.array_equal(a.signal, b.signal) for a, b in zip(found, again, strict=True))


def test_it_is_quiet_where_nothing_is_said():
    for item in speech.utterances(5, rng(6), most=2):
        first = int((item.spans[0][1] - 0.03) * speech.RATE)
        if first > 80:
            assert np.abs(item.signal[:first]).max() < 0.05


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: speech.decode([-1]), "symbols must lie from 0 to"),
        (lambda rng: speech.decode([99]), "symbols must lie from 0 to"),
        (lambda rng: speech.mix([1.0], [1.0], np.nan, rng), "snr_db must be above minus infinity, got nan"),
        (lambda rng: speech.mix([1.0], [1.0], -np.inf, rng), "snr_db must be above minus infinity"),
        (lambda rng: speech.mix([1.0], [1.0], None, rng), "snr_db must be a number, got None"),
        (
            lambda rng: speech.say(["one"], speech.Voice(), rng, pause=-1),
            "pause must be a number of at least 0",
        ),
        (lambda rng: speech.say(["one"], speech.Voice(), rng, pause=None), "pause must be a number"),
        (lambda rng: spectra.stft(np.ones(20), 16, 8), r"window must hold factors, shape \(W,\).*got 16"),
        (lambda rng: spectra.log_mel(np.ones(800), window=0.0), "window must be a number above 0, got 0.0"),
        (lambda rng: spectra.log_mel(np.ones(800), hop=-0.1), "hop must be a number above 0, got -0.1"),
        (lambda rng: spectra.log_mel(np.ones(800), window=1e-9), "window must hold factors"),
    ],
)
def test_numbers_without_a_meaning_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
