"""Data about which nothing can be known, so that every accuracy above chance is a leak (lesson 10)."""

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, number


@converted(rare=number)
def noise(N, D, rng, rare=0.5):
    """Return features that are noise, and labels that are coin flips: they have nothing to do with each other.

    Parameters
    ----------
    N : int
        Number of rows.
    D : int
        Number of features.
    rng : numpy.random.Generator
        Source of randomness.
    rare : float
        Chance of label 1, above 0 and below 1.

    Returns
    -------
    x : ndarray, shape (N, D)
        Standard normal.
    y : ndarray of int, shape (N,)
        0 or 1, drawn for each row alone: labels of a test part say nothing about those of the rest.

    Raises
    ------
    ValueError
        Where a size is below 1, `rare` is no chance, or `rng` is no Generator.
    """
    check_rng(rng)
    N, D = check_size("N", N), check_size("D", D)
    if not 0 < rare < 1:
        raise ValueError(f"rare must lie between 0 and 1, got {rare!r}")
    return rng.normal(size=(N, D)), (rng.random(N) < rare).astype(int)


def with_copies(rows, y, rng):
    """Return rows, and copies of those with the rarer label, until both labels are there equally often.

    Parameters
    ----------
    rows : ndarray of int, shape (n,)
        Numbers of rows.
    y : ndarray of int, shape (N,)
        Labels of all rows, 0 or 1.
    rng : numpy.random.Generator
        Draws what is copied, with replacement.

    Returns
    -------
    ndarray of int, shape (m,)
        The given rows first, then the copies.

    Raises
    ------
    ValueError
        Where one of the two labels is missing among the rows, or `rng` is no Generator.
    """
    check_rng(rng)
    rows = np.asarray(rows)
    parts = [rows[np.asarray(y)[rows] == label] for label in (0, 1)]
    few, many = sorted(parts, key=len)
    if not len(few):
        raise ValueError("rows must hold both labels, got only one of them")
    return np.concatenate([rows, rng.choice(few, len(many) - len(few))])


@converted(spread=number)
def voices(speakers, each, rng, D=10, spread=0.5):
    """Return recordings of speakers, each with a label that no voice tells.

    A voice is a point in D dimensions, standard normal. A recording is its speaker's voice and some noise. The label
    is a coin flip for each speaker, and the same for all his or her recordings.

    Parameters
    ----------
    speakers : int
        Number of speakers.
    each : int
        Recordings of each speaker.
    rng : numpy.random.Generator
        Source of randomness.
    D : int
        Number of features.
    spread : float
        Standard deviation of the noise, at least 0.

    Returns
    -------
    x : ndarray, shape (N, D)
        With N = speakers · each.
    y : ndarray of int, shape (N,)
        0 or 1.
    speaker : ndarray of int, shape (N,)
        Whose recording it is.

    Raises
    ------
    ValueError
        Where a size is below 1, `spread` is negative, or `rng` is no Generator.
    """
    check_rng(rng)
    speakers, each, D = check_size("speakers", speakers), check_size("each", each), check_size("D", D)
    if not spread >= 0:
        raise ValueError(f"spread must be at least 0, got {spread!r}")
    speaker = np.repeat(np.arange(speakers), each)
    voice, label = rng.normal(size=(speakers, D)), rng.integers(2, size=speakers)
    return voice[speaker] + spread * rng.normal(size=(len(speaker), D)), label[speaker], speaker
