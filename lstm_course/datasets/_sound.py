"""WAV files, mono, 8 bits a sample."""

import io
import wave

import numpy as np


def wav(samples, rate):
    """Return samples as the bytes of a WAV file, with 100 of 127 steps for the loudest where it is above 1.

    Parameters
    ----------
    samples : ndarray, shape (K,)
        What is heard; up to 1 in absolute value it is taken as it is.
    rate : int
        Samples in a second.

    Returns
    -------
    bytes
        A header of 44 bytes and one byte for each sample.
    """
    coded = np.round(128 + 100 * samples / max(1.0, np.abs(samples).max())).astype(np.uint8)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(rate)
        writer.writeframes(coded.tobytes())
    return file.getvalue()
