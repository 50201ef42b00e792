"""Samples of a sound, and WAV files of them, mono, 8 bits a sample."""

import io
import wave

import numpy as np


def wav(signal, rate):
    """Return samples as the bytes of a WAV file, with 100 of 127 steps for the loudest where it is above 1.

    Parameters
    ----------
    signal : ndarray, shape (K,)
        What is heard; up to 1 in absolute value it is taken as it is.
    rate : int
        Samples in a second.

    Returns
    -------
    bytes
        A header of 44 bytes and one byte for each sample.
    """
    coded = np.round(128 + 100 * signal / max(1.0, np.abs(signal).max())).astype(np.uint8)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(rate)
        writer.writeframes(coded.tobytes())
    return file.getvalue()


def samples(x, name="x"):
    """Return a signal as floats of shape (K,), K at least 1, else raise `ValueError`."""
    x = np.asarray(x, float)
    if x.ndim != 1 or not len(x):
        raise ValueError(f"{name} must hold samples, shape (K,), got shape {x.shape}")
    return x
