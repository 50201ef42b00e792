"""Which cell follows a feature of the text? Chosen on one part, tested on another (lesson 21)."""

from typing import NamedTuple

import numpy as np

from .._inputs import array, converted, places


class Found(NamedTuple):
    """A unit that was chosen among many.

    Attributes
    ----------
    unit : int
        The one with the largest correlation on the part for choosing, whatever its sign.
    r_choose, r_test : float
        Its correlation there and on the other part. `r_test` has the sign of `r_choose` where the find holds.
    """

    unit: int
    r_choose: float
    r_test: float


@converted(cells=array, feature=array)
def correlations(cells, feature):
    """Return the correlation of each unit with a feature.

    Parameters
    ----------
    cells : array_like, shape (n, H)
        A number for each unit at n places.
    feature : array_like, shape (n,)
        What may be tracked.

    Returns
    -------
    ndarray, shape (H,)
        Pearson's r, 0 where the unit or the feature does not move.

    Raises
    ------
    ValueError
        Where the shapes do not fit, there are fewer than two places, or a number is not finite.
    """
    cells, feature = np.asarray(cells, dtype=float), np.asarray(feature, dtype=float)
    if cells.ndim != 2 or len(cells) < 2 or feature.shape != cells.shape[:1]:
        raise ValueError(
            f"cells and feature must have shapes (n, H) and (n,), n >= 2, got {cells.shape} and {feature.shape}"
        )
    if not (np.isfinite(cells).all() and np.isfinite(feature).all()):
        raise ValueError("cells and feature must be finite")
    moves = (np.ptp(cells, axis=0) > 0) & (np.ptp(feature) > 0)
    cells, feature = cells - cells.mean(axis=0), feature - feature.mean()
    size = np.linalg.norm(cells, axis=0) * np.linalg.norm(feature)
    return np.where(moves, feature @ cells / np.where(size > 0, size, 1.0), 0.0)


@converted(cells=array, feature=array)
def scan(cells, feature, choose, test):
    """Choose the unit that follows a feature best, and test that unit elsewhere.

    Parameters
    ----------
    cells : array_like, shape (n, H)
        A number for each unit at n places of a text: the cell states, for example.
    feature : array_like, shape (n,)
        What may be tracked.
    choose, test : array_like of int, or of bool, shape (n,)
        Places for choosing and for testing, or masks of them. Take two stretches, not every other place:
        neighbours know each other.

    Returns
    -------
    Found
        The unit and its two correlations.

    Raises
    ------
    ValueError
        Where the shapes do not fit, a place is none, or it is in both parts.
    """
    cells, feature = np.asarray(cells, dtype=float), np.asarray(feature, dtype=float)
    choose, test = places("choose", choose, len(cells)), places("test", test, len(cells))
    if np.intersect1d(choose, test).size:
        raise ValueError("choose and test must share no place")
    first = correlations(cells[choose], feature[choose])
    unit = int(np.argmax(np.abs(first)))
    return Found(unit, float(first[unit]), float(correlations(cells[test], feature[test])[unit]))
