"""Strokes of a pen that leave the same picture and differ in their path (lesson 20)."""

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, number


@converted(noise=number)
def ellipses(number, rng, *, points=16, noise=0.05):
    """Make closed strokes, drawn anticlockwise or clockwise: ellipses of any size and width, from any first point.

    Parameters
    ----------
    number : int
        N, how many.
    rng : numpy.random.Generator
        Source of all draws.
    points : int
        T, points of a stroke, at least 3.
    noise : float
        Standard deviation of what is added to every point.

    Returns
    -------
    x : ndarray of float32, shape (N, T, 2)
        Points to the right and upward, in the order of the pen; the half axes are from 0.5 to 1 long.
    y : ndarray of int, shape (N,)
        1 where the pen went clockwise.

    Raises
    ------
    ValueError
        Where a number does not fit.
    """
    number, points = check_size("number", number), check_size("points", points)
    check_rng(rng)
    if points < 3:
        raise ValueError(f"points must be at least 3, got {points}")
    if not (np.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise must be a number of at least 0, got {noise!r}")
    y = rng.integers(2, size=number)
    angle = rng.uniform(0, 2 * np.pi, (number, 1)) + 2 * np.pi / points * np.arange(points)
    angle = np.where(y[:, None] == 1, -angle, angle)  # a random start is one either way
    x = np.stack([np.cos(angle), np.sin(angle)], axis=2) * rng.uniform(0.5, 1, (number, 1, 2))
    return (x + noise * rng.standard_normal(x.shape)).astype(np.float32), y


def picture(x, size=12):
    """Return what a stroke leaves on paper: how many of its points lie in each pixel.

    Parameters
    ----------
    x : array_like, shape (..., T, 2)
        Points from -1.2 to 1.2, to the right and upward; what lies outside counts at the edge.
    size : int
        Pixels of a side.

    Returns
    -------
    ndarray of float32, shape (..., size, size)
        The first row is the top.
    """
    x, size = np.asarray(x), check_size("size", size)
    places = np.clip(np.floor((x + 1.2) / 2.4 * size), 0, size - 1).astype(int)
    flat = (size - 1 - places[..., 1]) * size + places[..., 0]  # (..., T)
    pixels = (flat[..., None] == np.arange(size * size)).sum(axis=-2)
    return pixels.reshape(*x.shape[:-2], size, size).astype(np.float32)


def turning(x):
    """Return by how many full turns the pen goes round the middle of its points, anticlockwise; no network is needed.

    Parameters
    ----------
    x : array_like, shape (..., T, 2)
        Points in the order of the pen.

    Returns
    -------
    ndarray of float, shape (...)
        The sum of all T - 1 changes of direction as seen from the middle, each taken the shorter way round, over 2 pi.
    """
    x = np.asarray(x, dtype=float)
    x = x - x.mean(axis=-2, keepdims=True)
    a, b = x[..., :-1, :], x[..., 1:, :]
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return np.arctan2(cross, (a * b).sum(axis=-1)).sum(axis=-1) / (2 * np.pi)
