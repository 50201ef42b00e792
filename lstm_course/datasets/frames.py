"""Frames of made-up speech whose sounds come in pairs that differ only at their ends (lesson 16)."""

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, number

PHONES, FEATURES = 8, 8
ENDING = 2  # frames at the end of a phone that tell it from its twin
SHORTEST, LONGEST = 4, 8  # frames of a phone


@converted(noise=number)
def phones(batch, rng, *, fewest=4, most=8, noise=0.3):
    """Make sequences of phones, each several frames long, with the phone of each frame.

    Phones 2k and 2k + 1 are twins: their frames are the unit vector k. In the last two frames of a phone feature 4 is
    on as well if it is the even twin, feature 5 if it is the odd one. The last two features are noise only. So a frame
    before the ending does not tell which twin it belongs to; the frames that follow do.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    rng : numpy.random.Generator
        Source of all draws.
    fewest, most : int
        Phones of a sequence.
    noise : float
        Standard deviation of what is added to every feature.

    Returns
    -------
    x : ndarray of float, shape (N, T, 8)
        Frames; 0 after the end of a sequence.
    y : ndarray of int, shape (N, T)
        Phone of each frame; -1 after the end.
    lengths : ndarray of int, shape (N,)
        Frames of each sequence; the longest is T.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, `most` is below `fewest`, or the noise is negative.
    """
    batch, fewest, most = (
        check_size(name, n) for name, n in (("batch", batch), ("fewest", fewest), ("most", most))
    )
    check_rng(rng)
    if most < fewest:
        raise ValueError(f"most must be at least fewest = {fewest}, got {most}")
    if not (np.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise must be a number of at least 0, got {noise!r}")
    rows = []
    for count in rng.integers(fewest, most + 1, size=batch):
        spoken = rng.integers(PHONES, size=count)
        long = rng.integers(SHORTEST, LONGEST + 1, size=count)
        rows.append((np.repeat(spoken, long), np.concatenate([np.arange(n, 0, -1) for n in long])))
    lengths = np.array([len(row) for row, _ in rows])
    x, y = np.zeros((batch, lengths.max(), FEATURES)), np.full((batch, lengths.max()), -1)
    for n, (row, left) in enumerate(rows):
        frames = np.eye(FEATURES)[row // 2]
        frames[left <= ENDING] += np.eye(FEATURES)[PHONES // 2 + row[left <= ENDING] % 2]
        x[n, : len(row)] = frames + noise * rng.standard_normal(frames.shape)
        y[n, : len(row)] = row
    return x, y, lengths


def least_error(delay):
    """Return the smallest share of wrong frames for a model that sees no further than `delay` frames ahead.

    A phone of L frames has L - 2 - delay frames at which its ending is still out of sight; half of the guesses there
    are wrong. Noise adds to this.

    Parameters
    ----------
    delay : int
        Frames that are waited for; at least 0.

    Returns
    -------
    float
        Of all frames.

    Raises
    ------
    ValueError
        Where `delay` is not a whole number of at least 0.
    """
    if isinstance(delay, bool) or not isinstance(delay, (int, np.integer)) or delay < 0:
        raise ValueError(f"delay must be a whole number of at least 0, got {delay!r}")
    long = np.arange(SHORTEST, LONGEST + 1)
    return float(0.5 * (long - ENDING - delay).clip(0).sum() / long.sum())
