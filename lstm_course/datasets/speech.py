"""Spoken digits made of formants (lesson 19).

A voice is a source, pulses or noise, and a filter: the mouth, whose resonances are the formants. Here a phone is three
formants, how strong they are, and how much of the source is noise; from one to the next the filter glides. The formants
are rounded values of a grown man, `Voice.tract` scales them. It sounds like an early machine, not like a person.
"""

from typing import NamedTuple

import numpy as np
from scipy import fft

from .._arguments import check_rng, check_size
from .._inputs import converted, number
from ._sound import samples, wav

RATE = 8000  # samples in a second, as on an old telephone line
LETTERS = "- efghinorstuvwxz"  # the blank is symbol 0, the space between words symbol 1
_WINDOW, _HOP = 256, 64  # samples of the filter's short-time spectra

# formants in hertz, loudness of the voice, loudness and lowest frequency of the noise, seconds
_PHONES = {
    "iy": ((300, 2250, 2950), 1.0, 0, 0, 0.13), "ih": ((400, 1950, 2550), 1.0, 0, 0, 0.09),
    "eh": ((530, 1800, 2450), 1.0, 0, 0, 0.11), "ah": ((660, 1200, 2400), 1.0, 0, 0, 0.11),
    "aa": ((730, 1100, 2450), 1.0, 0, 0, 0.12), "ao": ((560, 850, 2400), 1.0, 0, 0, 0.13),
    "ow": ((450, 850, 2350), 1.0, 0, 0, 0.12), "uw": ((320, 900, 2250), 1.0, 0, 0, 0.14),
    "ax": ((500, 1450, 2450), 0.8, 0, 0, 0.06), "r": ((340, 1100, 1500), 0.8, 0, 0, 0.07),
    "w": ((310, 650, 2200), 0.7, 0, 0, 0.06), "n": ((260, 1400, 2300), 0.45, 0, 0, 0.08),
    "s": ((500, 1600, 2500), 0, 0.5, 2600, 0.11), "z": ((300, 1600, 2500), 0.35, 0.3, 2600, 0.09),
    "f": ((500, 1300, 2300), 0, 0.14, 900, 0.09), "v": ((300, 1200, 2300), 0.45, 0.06, 900, 0.06),
    "th": ((500, 1500, 2500), 0, 0.1, 1500, 0.08), "gap": ((500, 1500, 2500), 0, 0, 0, 0.05),
    "t": ((500, 1700, 2600), 0, 0.5, 1800, 0.025), "k": ((500, 1700, 2400), 0, 0.4, 1200, 0.03),
}  # fmt: skip
WORDS = {
    "zero": "z iy r ow", "one": "w ah n", "two": "gap t uw", "three": "th r iy", "four": "f ao r",
    "five": "f aa ih v", "six": "s ih gap k s", "seven": "s eh v ax n", "eight": "eh ih gap t",
    "nine": "n aa ih n",
}  # fmt: skip


class Voice(NamedTuple):
    """Who speaks.

    Attributes
    ----------
    pitch : float
        Pulses in a second at the beginning of a word; it falls by a fifth.
    tract : float
        Factor of all formants: above 1 for a shorter mouth.
    speed : float
        Factor of the speed.
    """

    pitch: float = 120.0
    tract: float = 1.0
    speed: float = 1.0


def draw_voice(rng, tract=(0.85, 1.2)):
    """Draw a voice.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    tract : (float, float)
        Smallest and largest factor of the formants; the pitch goes with it, roughly.

    Returns
    -------
    Voice
        Someone else each time.
    """
    check_rng(rng)
    scale = rng.uniform(*tract)
    return Voice(120 * scale**3 * rng.uniform(0.85, 1.2), scale, rng.uniform(0.8, 1.25))


def _pause(name, value):
    if not 0 <= number(name, value) < np.inf:
        raise ValueError(f"{name} must be a number of at least 0, got {value!r}")
    return value


@converted(pause=_pause)
def say(words, voice, rng, pause=0.08):
    """Speak words.

    Parameters
    ----------
    words : sequence of str
        Some of `WORDS`, at least one.
    voice : Voice
        Who speaks.
    rng : numpy.random.Generator
        Draws the noise, and a little of all loudnesses and durations.
    pause : float
        Seconds before, between and behind words, on average.

    Returns
    -------
    signal : ndarray, shape (K,)
        At `RATE`, its loudest sample 0.9.
    spans : list of (str, float, float)
        Phone, its beginning and its end in seconds.

    Raises
    ------
    ValueError
        Where a word is none, there is no word, or the pause is below 0.
    """
    check_rng(rng)
    words = list(words)
    if not words or not set(words) <= set(WORDS):
        raise ValueError(f"words must be some of {', '.join(WORDS)}, got {words!r}")
    track, spans, now = [(0.0, _PHONES["gap"])], [], pause * rng.uniform(0.5, 1.5)
    for word in words:
        track.append((now - 0.01, _PHONES["gap"]))
        for name in WORDS[word].split():
            long = _PHONES[name][4] / voice.speed * rng.uniform(0.8, 1.25)
            spans.append((name, now, now + long))
            edge = min(0.015, 0.3 * long)
            track += [(now + edge, _PHONES[name]), (now + long - edge, _PHONES[name])]
            now += long
        rest = pause * rng.uniform(0.5, 1.5)
        track.append((now + 0.01, _PHONES["gap"]))
        now += rest
    signal = _voiced(track, now, voice, rng)
    return 0.9 * signal / np.abs(signal).max(), spans


class Utterance(NamedTuple):
    """What was said.

    Attributes
    ----------
    signal : ndarray, shape (K,)
        Samples, `RATE` in a second.
    text : str
        Words with spaces between.
    spans : list of (str, float, float)
        Words, from when to when in seconds: what no network is told.
    voice : Voice
        Who spoke.
    """

    signal: np.ndarray
    text: str
    spans: list
    voice: Voice


def utterances(number, rng, tract=(0.85, 1.2), most=3):
    """Let a new voice say some digits, again and again.

    Parameters
    ----------
    number : int
        How many.
    rng : numpy.random.Generator
        Source of all draws.
    tract : (float, float)
        Smallest and largest factor of the formants.
    most : int
        Words of the longest; lengths from 1 on are equally frequent.

    Returns
    -------
    list of Utterance
        Independent of each other.

    Raises
    ------
    ValueError
        Where a number or `rng` is none.
    """
    found, most = [], check_size("most", most)
    for _ in range(check_size("number", number)):
        voice = draw_voice(rng, tract)
        words = [str(word) for word in rng.choice(list(WORDS), size=rng.integers(1, most + 1))]
        signal, phones = say(words, voice, rng)
        sizes = np.cumsum([0] + [len(WORDS[word].split()) for word in words])
        spans = [
            (word, phones[first][1], phones[last - 1][2])
            for word, first, last in zip(words, sizes, sizes[1:], strict=False)
        ]
        found.append(Utterance(signal, " ".join(words), spans, voice))
    return found


def _voiced(track, seconds, voice, rng):
    """Return the sound of a track of phones: its source, filtered from frame to frame."""
    count = int(seconds * RATE)
    t = np.arange(count) / RATE
    phase = np.cumsum(voice.pitch * (1 - 0.2 * t / seconds) * (1 + 0.01 * np.sin(30 * t)) / RATE)
    pulses = np.diff(np.floor(phase), prepend=0.0) * np.sqrt(RATE / voice.pitch)
    noise = rng.normal(size=count)
    times = [when for when, _ in track]
    columns = np.array([(*phone[0], *phone[1:4]) for _, phone in track])  # (points, 6)
    window = np.hanning(_WINDOW + 1)[:-1]
    padded = [np.pad(source, (_WINDOW, _WINDOW)) for source in (pulses, noise)]
    starts = np.arange(0, count + _WINDOW, _HOP)
    middle = (starts - _WINDOW / 2) / RATE
    f1, f2, f3, loud, hiss, lowest = (np.interp(middle, times, column) for column in columns.T)
    hertz = fft.rfftfreq(_WINDOW, 1 / RATE)
    mouth = np.zeros((len(starts), len(hertz)))
    for formant, width, gain in ((f1, 90, 1.0), (f2, 110, 0.5), (f3, 160, 0.25)):
        distance = (hertz - voice.tract * formant[:, None]) / width
        mouth += gain / (1 + distance**2)
    above = 1 / (1 + np.exp(-(hertz - voice.tract * lowest[:, None]) / 150))
    filters = loud[:, None] * mouth, 0.25 * hiss[:, None] * above + 0.0015
    frames = starts[:, None] + np.arange(_WINDOW)
    spectra = sum(
        fft.rfft(source[frames] * window, axis=1) * response
        for source, response in zip(padded, filters, strict=True)
    )
    pieces, out = fft.irfft(spectra, _WINDOW, axis=1), np.zeros(count + 2 * _WINDOW)
    for k, start in enumerate(starts):
        out[start : start + _WINDOW] += pieces[k]
    return out[_WINDOW : _WINDOW + count]


def sound(signal, rate=RATE):
    """Return a signal as a WAV file of 8 bits a sample, for `plots.sound.listen`.

    Parameters
    ----------
    signal : ndarray, shape (K,)
        Samples, from -1 to 1.
    rate : int
        Samples in a second.

    Returns
    -------
    bytes
        A header and one byte for each sample.

    Raises
    ------
    ValueError
        Where there is no sample.
    """
    return wav(samples(signal, "signal"), check_size("rate", rate))


def encode(text, letters=LETTERS):
    """Return the symbols of a text.

    Parameters
    ----------
    text : str
        Letters of the alphabet in use.
    letters : str
        The alphabet, the blank first.

    Returns
    -------
    list of int
        One for each letter.

    Raises
    ------
    ValueError
        Where a letter is not in the alphabet, or is the blank.
    """
    found = [letters.find(letter) for letter in text]
    if not all(symbol > 0 for symbol in found):
        raise ValueError(f"text must be of the letters {letters[1:]!r}, got {text!r}")
    return found


def decode(symbols, letters=LETTERS):
    """Return the text of symbols.

    Parameters
    ----------
    symbols : sequence of int
        As `encode` returns them.
    letters : str
        The alphabet.

    Returns
    -------
    str
        One letter for each symbol.

    Raises
    ------
    ValueError
        Where a number is no symbol.
    """
    symbols = list(symbols)
    if not all(0 <= symbol < len(letters) for symbol in symbols):
        raise ValueError(f"symbols must lie from 0 to {len(letters) - 1}, got {symbols!r}")
    return "".join(letters[symbol] for symbol in symbols)


@converted(snr_db=number)
def mix(clean, noise, snr_db, rng):
    """Add noise to a signal at a given ratio of their powers.

    Parameters
    ----------
    clean : ndarray, shape (K,)
        What is to be heard; it goes in as it is.
    noise : ndarray, shape (M,)
        Where it is longer, a random part of it is taken; where it is shorter, it is repeated.
    snr_db : float
        Ten times the decimal logarithm of power by power of noise; infinite for no noise.
    rng : numpy.random.Generator
        Draws where the noise begins.

    Returns
    -------
    ndarray, shape (K,)
        The sum.

    Raises
    ------
    ValueError
        Where there is no noise to scale, or the ratio is NaN or minus infinity.
    """
    clean, noise = samples(clean, "clean"), samples(noise, "noise")
    check_rng(rng)
    if snr_db == np.inf:
        return clean.copy()
    if not -np.inf < snr_db:
        raise ValueError(f"snr_db must be above minus infinity, got {snr_db!r}")
    start = int(rng.integers(len(noise)))
    if len(noise) > len(clean):
        start = int(rng.integers(len(noise) - len(clean) + 1))
    part = np.resize(np.roll(noise, -start), len(clean))
    power = np.mean(part**2)
    if not power > 0:
        raise ValueError("noise must hold more than zeros")
    return clean + part * np.sqrt(np.mean(clean**2) / power / 10 ** (snr_db / 10))
