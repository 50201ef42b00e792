"""Made-up melodies of the form A A B A, and their sound."""

import numpy as np

from .._arguments import check_rng, check_size
from ._sound import wav

HOLD = 10  # the note before sounds on
K = 11  # symbols: ten degrees of the scale, and HOLD
STEPS, BAR, PHRASE = 64, 4, 16  # of a melody, a bar and a phrase
_CHORDS = ((0, 2, 4, 7, 9), (0, 3, 5, 7), (1, 4, 6, 8), (0, 2, 4, 7, 9))  # degrees of I, IV, V, I
_SEMITONES = np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16])  # of the ten degrees, a major scale


def melodies(N, rng):
    """Draw melodies of four phrases, A A B A, of four bars each, of four steps each.

    Each bar starts on the note of its chord that is nearest to the note before; the chords of a phrase are I, IV, V, I.
    The other steps hold the note (chance 0.15) or move by one or two degrees. A ends on the tonic, B on the fifth.

    Parameters
    ----------
    N : int
        Number of melodies.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    ndarray of int, shape (N, 64)
        Degrees 0 to 9 of a major scale, 0 and 7 the tonic, or 10, `HOLD`. The second and the fourth phrase are the
        first one again, note by note.

    Raises
    ------
    ValueError
        Where N is not a whole number of at least 1, or `rng` is no Generator.
    """
    check_rng(rng)
    found = []
    for _ in range(check_size("N", N)):
        a, b = _phrase(rng, 0), _phrase(rng, 4)
        found.append(np.concatenate([a, a, b, a]))
    return np.stack(found)


def _phrase(rng, last):
    """Return the 16 symbols of a phrase that ends on the degree `last`."""
    note, symbols = int(rng.integers(2, 8)), []
    for chord in _CHORDS:
        for step in range(BAR):
            if step == 0:
                note = min(chord, key=lambda degree: (abs(degree - note), degree))
                symbols.append(note)
            elif rng.random() < 0.15:
                symbols.append(HOLD)
            else:
                moved = note + int(rng.choice([-2, -1, 1, 2]))
                note = moved if 0 <= moved <= 9 else 2 * note - moved
                symbols.append(note)
    symbols[-1] = last
    return np.array(symbols)


def sound(melody, seconds=0.11, rate=8000):
    """Return a melody as a WAV file, one voice that sounds like a plucked string.

    Parameters
    ----------
    melody : sequence of int, shape (T,)
        Symbols as `melodies` draws them. A `HOLD` at the beginning is a rest.
    seconds : float
        Length of a step.
    rate : int
        Samples in a second.

    Returns
    -------
    bytes
        Mono, 8 bits a sample: rate * seconds * T bytes and a header. The same melody gives the same bytes.

    Raises
    ------
    ValueError
        Where the melody is empty or holds other symbols, or `seconds` is not above 0.
    """
    melody = np.asarray(melody)
    if (
        melody.ndim != 1
        or not len(melody)
        or melody.dtype.kind not in "iu"
        or not np.isin(melody, range(K)).all()
    ):
        raise ValueError(f"melody must hold at least one symbol from 0 to {K - 1}, got {melody!r}")
    if not seconds > 0:
        raise ValueError(f"seconds must be above 0, got {seconds!r}")
    size, starts = max(1, round(seconds * check_size("rate", rate))), np.flatnonzero(melody != HOLD)
    samples = np.zeros(size * len(melody))
    for start, end in zip(starts, [*starts, len(melody)][1:], strict=True):
        t = np.arange(size * (end - start)) / rate
        frequency = 261.63 * 2 ** (_SEMITONES[melody[start]] / 12)  # degree 0 is the c of 261.63 hertz
        tone = sum(np.sin(2 * np.pi * k * frequency * t) / k**2 for k in (1, 2, 3))
        fade = np.exp(-4 * t) * np.minimum(1, t / 0.005) * np.minimum(1, (t[-1] - t) / 0.01)
        samples[size * start : size * end] = tone * fade
    return wav(samples, rate)
