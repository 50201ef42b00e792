"""Words read by eSpeak NG, a speech synthesiser with many voices: an optional part of the course (lesson 19).

The package espeakng-loader ships its library and its data for Linux, Windows and macOS; nothing is downloaded at run
time. eSpeak NG is under the GPL, version 3 or later. It is started once in a process and stays.
"""

from __future__ import annotations

import ctypes
import functools

import numpy as np

from .._arguments import check_rng, check_size

RATE = 22_050  # samples in a second
DIGITS = "zero one two three four five six seven eight nine".split()
TRAINING = (
    "en-us", "en-us+m1", "en-us+f1", "en-us+f2", "en-us+m3", "en-gb-scotland",
    "en-us+m4", "en-gb-x-rp", "en-us+f3", "en+m2", "en+f5", "en-gb-x-gbcwmd",
)  # fmt: skip
HELD_OUT = ("en-us+f4", "en+m5", "en-gb-x-gbclan", "en-us+m7", "en-029")
_SYNCHRONOUS, _UTF8, _SPEED, _PITCH, _NO_EXIT = 2, 1, 1, 3, 0x8000


def is_installed():
    """Return whether the synthesiser is here, as a bool; it is not started."""
    try:
        import espeakng_loader  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


def speak(text, voice="en-us", speed=160, pitch=50):
    """Read a text aloud, into an array.

    Parameters
    ----------
    text : str
        What to read.
    voice : str
        A voice of eSpeak NG, such as those of `TRAINING` and `HELD_OUT`: a language, and behind a plus a variant.
    speed : int
        Words in a minute, from 80 to 450.
    pitch : int
        From 0 to 99; 50 is the voice's own.

    Returns
    -------
    ndarray, shape (K,)
        Samples from -1 to 1, `RATE` in a second.

    Raises
    ------
    ModuleNotFoundError
        Where espeakng-loader is not installed; the message says how to get it.
    ValueError
        Where there is no such voice, a number is out of range or the text says nothing.
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text must hold something to read, got {text!r}")
    for name, value, low, high in (("speed", speed, 80, 450), ("pitch", pitch, 0, 99)):
        if not low <= value <= high:
            raise ValueError(f"{name} must lie from {low} to {high}, got {value!r}")
    library, pieces, _ = _synthesiser()
    pieces.clear()
    # an unknown voice would leave the one before in place, and say so by this number only
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"voice must be one that eSpeak NG knows, such as 'en-us+f2', got {voice!r}")
    library.espeak_SetParameter(_SPEED, int(speed), 0)
    library.espeak_SetParameter(_PITCH, int(pitch), 0)
    data = text.encode() + b"\0"
    library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    if not pieces:
        raise ValueError(f"text must hold something to read, got {text!r}")
    signal = np.concatenate(pieces).astype(float) / 32768
    pieces.clear()
    return signal


def readings(voices, number, rng):
    """Let voices read each digit several times, at other speeds and pitches.

    Parameters
    ----------
    voices : sequence of str
        Voices of eSpeak NG.
    number : int
        Readings of each digit by each voice.
    rng : numpy.random.Generator
        Draws speeds from 110 to 210 words in a minute and pitches from 25 to 75.

    Returns
    -------
    dict
        Voice -> list of ten lists of `number` arrays, without the silence around the words.

    Raises
    ------
    ModuleNotFoundError
        Where espeakng-loader is not installed.
    ValueError
        Where there is no such voice.
    """
    check_rng(rng)
    check_size("number", number)

    def one(word, voice):
        speed, pitch = int(rng.integers(110, 211)), int(rng.integers(25, 76))
        return trimmed(speak(word, voice, speed, pitch))

    return {voice: [[one(word, voice) for _ in range(number)] for word in DIGITS] for voice in voices}


def trimmed(signal, floor=0.01):
    """Return a signal without what is quieter than `floor` of its loudest sample at both ends.

    Parameters
    ----------
    signal : ndarray, shape (K,)
        Samples.
    floor : float
        A share of the largest absolute value.

    Returns
    -------
    ndarray, shape (M,)
        The part between.
    """
    loud = np.flatnonzero(np.abs(signal) > floor * np.abs(signal).max())
    return signal[loud[0] : loud[-1] + 1] if len(loud) else signal[:0]


def digit_sequences(read, number, rng):
    """Join digits into sequences of 1 to 5, each by one voice.

    Parameters
    ----------
    read : dict
        As `readings` returns it.
    number : int
        How many.
    rng : numpy.random.Generator
        Draws voices, digits, gaps of up to 0.12 seconds, loudness, and a little noise.

    Returns
    -------
    list of (ndarray, list of int, str)
        Signal, digits, voice.

    Raises
    ------
    ValueError
        Where a number or `rng` is none.
    """
    check_rng(rng)
    found, voices = [], list(read)
    for _ in range(check_size("number", number)):
        voice = voices[rng.integers(len(voices))]
        digits, parts = rng.integers(10, size=rng.integers(1, 6)).tolist(), [_gap(rng)]
        for digit in digits:
            options = read[voice][digit]
            parts += [options[rng.integers(len(options))], _gap(rng)]
        signal = rng.uniform(0.5, 1) * np.concatenate(parts)
        found.append((signal + rng.normal(0, 0.003, size=len(signal)), digits, voice))
    return found


def _gap(rng):
    return np.zeros(int(rng.uniform(0.02, 0.12) * RATE))


@functools.cache
def _synthesiser():
    """Start the library once; return it, the list that it fills, and the callback, which must not be forgotten."""
    try:
        import espeakng_loader
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "the voices come with espeakng-loader, which is not installed here. Install it with "
            "`python install.py --extras speech`, or `pip install espeakng-loader`, and restart the kernel."
        ) from error
    library, pieces = ctypes.CDLL(espeakng_loader.get_library_path()), []
    if library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), _NO_EXIT) != RATE:
        raise RuntimeError(f"eSpeak NG did not start with its data in {espeakng_loader.get_data_path()}")

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    def collect(samples, count, events):
        if count > 0:
            pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    library.espeak_SetSynthCallback(collect)
    return library, pieces, collect
