"""Films of one digit that moves and bounces: the task is the next frame (lesson 20)."""

import numpy as np

from .._arguments import check_rng, check_size
from .clips import SIZE, digit_images

VELOCITIES = tuple((v, w) for v in (-1, 0, 1) for w in (-1, 0, 1) if v or w)


def moving_digits(number, rng, part="train", *, T=9, field=16, rows=None):
    """Make films of a digit that moves on a dark field by a pixel a frame, straight or aslant, and bounces.

    Parameters
    ----------
    number : int
        N, how many.
    rng : numpy.random.Generator
        Source of all draws.
    part : str
        ``"train"`` or ``"test"``, as in `clips.digit_images`: whose images move.
    T : int
        Frames.
    field : int
        Pixels of a side, more than 8.
    rows : tuple of int, optional
        First and last row in which the top of the image may stand, where it bounces too; by default the whole field,
        ``(0, field - 8)``.

    Returns
    -------
    ndarray of float32, shape (N, T, field, field)
        Brightness from 0 to 1.

    Raises
    ------
    ValueError
        Where a number or a part does not fit.
    """
    number, T, field = (check_size(name, n) for name, n in (("number", number), ("T", T), ("field", field)))
    check_rng(rng)
    most = field - SIZE
    if most < 1:
        raise ValueError(f"field must be more than {SIZE}, got {field}")
    low, high = (0, most) if rows is None else rows
    if not 0 <= low < high <= most:
        raise ValueError(f"rows must be two rows from 0 to {most}, the smaller one first, got {rows}")
    images, _ = digit_images(part)
    films = np.zeros((number, T, field, field), np.float32)
    for n in range(number):
        image = images[rng.integers(len(images))]
        v, w = VELOCITIES[rng.integers(len(VELOCITIES))]
        tops = _bounced(rng.integers(low, high + 1), v, low, high, T)
        lefts = _bounced(rng.integers(most + 1), w, 0, most, T)
        for t, (top, left) in enumerate(zip(tops, lefts, strict=True)):
            films[n, t, top : top + SIZE, left : left + SIZE] = image
    return films


def linear_motion(films):
    """Forecast each frame by hand: the shift that leads best from the frame before the last to the last, once more.

    All shifts by at most one pixel up or down and left or right are tried; what leaves the field is lost. Of equally
    good ones no shift is preferred.

    Parameters
    ----------
    films : ndarray, shape (N, T, height, width)
        At least two frames.

    Returns
    -------
    ndarray, shape (N, T - 1, height, width)
        The frame after the second, the third and so on.
    """
    films = np.asarray(films)
    if films.ndim != 4 or films.shape[1] < 2:
        raise ValueError(f"films must have shape (N, T, height, width) with T >= 2, got {films.shape}")
    shifts = ((0, 0), *VELOCITIES)
    before, last = films[:, :-1], films[:, 1:]
    misses = [((_shifted(before, *shift) - last) ** 2).sum(axis=(2, 3)) for shift in shifts]
    best = np.argmin(misses, axis=0)[..., None, None]
    return np.choose(best, [_shifted(last, *shift) for shift in shifts])


def _bounced(start, step, low, high, T):
    """Return T positions from `start` on, mirrored at both ends."""
    there = np.arange(T) * step + start - low
    span = high - low
    return low + span - np.abs(there % (2 * span) - span)


def _shifted(films, down, right):
    """Return films moved by a pixel at most, dark where something new comes in."""
    padded = np.pad(films, ((0, 0), (0, 0), (1, 1), (1, 1)))
    height, width = films.shape[2:]
    return padded[:, :, 1 - down : 1 - down + height, 1 - right : 1 - right + width]
