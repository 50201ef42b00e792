"""Clips of small pictures in which only the order counts, from the digits that scikit-learn ships (lesson 20)."""

import functools
from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size

DIGITS = (1, 4, 7)
PAIRS = ((1, 4), (1, 7), (4, 7), (4, 1), (7, 1), (7, 4))  # label -> what comes first, and second
MIRROR = np.array([3, 4, 5, 0, 1, 2])  # label -> label of the same two digits the other way round
NAMES = tuple(f"{a}{b}" for a, b in PAIRS)
SIZE = 8  # pixels of a side
HOLD = 2  # frames for which a digit stays
BLANK = 0.3  # share of the other frames that show nothing
TRAIN = 1200  # images of the training part, the first ones of scikit-learn's 1,797; the others are for tests


class Clips(NamedTuple):
    """Clips with their labels.

    Attributes
    ----------
    frames : ndarray of float32, shape (N, T, 8, 8)
        Brightness from 0 to 1; frames behind the end of a clip are 0.
    lengths : ndarray of int, shape (N,)
        Frames of each clip.
    labels : ndarray of int, shape (N,)
        Place of the pair in `PAIRS`.
    """

    frames: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray


def digit_images(part="train"):
    """Return handwritten digits, 8 x 8 pixels each.

    Parameters
    ----------
    part : str
        ``"train"``, the first 1,200, or ``"test"``, the other 597.

    Returns
    -------
    images : ndarray of float32, shape (M, 8, 8)
        Brightness from 0 to 1.
    digits : ndarray of int, shape (M,)
        What they show.

    Raises
    ------
    ValueError
        Where there is no such part.
    """
    if part not in ("train", "test"):
        raise ValueError(f"part must be 'train' or 'test', got {part!r}")
    mine = slice(TRAIN) if part == "train" else slice(TRAIN, None)
    images, digits = _shipped()
    return images[mine].copy(), digits[mine].copy()


def ordered_pairs(number, rng, part="train", *, T=12, shortest=6):
    """Make clips in which two digits of 1, 4 and 7 appear, one after the other; the label is the ordered pair.

    Each digit stays for two frames. Of the other frames three in ten are blank; the rest show a digit's image with its
    pixels in random order, as bright as a digit and without its shape. A clip has from `shortest` to `T` frames, each
    number as probable as the others, and so has each place of the two digits that does not make them overlap.

    Parameters
    ----------
    number : int
        N, how many.
    rng : numpy.random.Generator
        Source of all draws.
    part : str
        ``"train"`` or ``"test"``: whose images are shown, as in `digit_images`.
    T : int
        Frames of the array, and of the longest clips.
    shortest : int
        Frames of the shortest clips, from 4 to T.

    Returns
    -------
    Clips
        Frames, lengths and labels.

    Raises
    ------
    ValueError
        Where a number does not fit or there is no such part.
    """
    number, T, shortest = (
        check_size(name, n) for name, n in (("number", number), ("T", T), ("shortest", shortest))
    )
    check_rng(rng)
    if not 2 * HOLD <= shortest <= T:
        raise ValueError(f"shortest must be from {2 * HOLD} to T = {T}, got {shortest}")
    images, digits = digit_images(part)
    shown = np.isin(digits, DIGITS)
    of_digit = {digit: images[digits == digit] for digit in DIGITS}
    pixels = images[shown].reshape(-1, SIZE * SIZE)
    labels = rng.integers(len(PAIRS), size=number)
    lengths = rng.integers(shortest, T + 1, size=number)
    frames = pixels[rng.integers(len(pixels), size=(number, T))]  # (N, T, 64)
    frames = rng.permuted(frames, axis=2) * (rng.random((number, T, 1)) >= BLANK)
    frames = (frames * (np.arange(T) < lengths[:, None])[..., None]).reshape(number, T, SIZE, SIZE)
    for n, (label, length) in enumerate(zip(labels, lengths, strict=True)):
        starts = _two_starts(length, rng)
        for start, digit in zip(starts, PAIRS[label], strict=True):
            frames[n, start : start + HOLD] = of_digit[digit][rng.integers(len(of_digit[digit]))]
    return Clips(frames, lengths, labels)


def backwards(frames, lengths):
    """Return clips with the order of their frames turned round; what is behind an end stays where it is.

    Parameters
    ----------
    frames : ndarray, shape (N, T, ...)
        Clips.
    lengths : ndarray of int, shape (N,)
        Frames of each clip, from 1 to T.

    Returns
    -------
    ndarray, shape (N, T, ...)
        A new array.

    Raises
    ------
    ValueError
        Where the lengths do not fit.
    """
    frames, lengths = np.asarray(frames), np.asarray(lengths)
    T = frames.shape[1]
    if lengths.shape != frames.shape[:1] or lengths.min() < 1 or lengths.max() > T:
        raise ValueError(f"lengths must hold {len(frames)} numbers from 1 to {T}, got {lengths.tolist()}")
    t = np.arange(T)
    places = np.where(t < lengths[:, None], lengths[:, None] - 1 - t, t)  # (N, T)
    return frames[np.arange(len(frames))[:, None], places]


@functools.cache
def _shipped():
    """Return all images and digits; the file is read once."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    return (digits.images / 16).astype(np.float32), digits.target


def _two_starts(length, rng):
    """Return where two digits begin that do not overlap, each possible pair of places alike."""
    first, second = np.sort(rng.choice(length - 2 * (HOLD - 1), size=2, replace=False))
    return int(first), int(second) + HOLD - 1
