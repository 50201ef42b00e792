"""Count how often gates are as good as shut or open (lesson 21)."""

import numpy as np

from .._inputs import array, converted, number


@converted(gates=array, mask=array, low=number, high=number)
def saturation(gates, mask=None, low=0.1, high=0.9):
    """Return the share of steps at which each gate is nearly shut, and nearly open.

    Parameters
    ----------
    gates : array_like, shape (N, T, H)
        Values of one kind of gate, after the sigmoid: between 0 and 1.
    mask : array_like of bool, shape (N, T), optional
        False where a step is padding.
    low, high : float
        Below `low` is shut, above `high` is open; the borders themselves are neither.

    Returns
    -------
    ndarray, shape (H, 2)
        For each unit the share below and the share above, of all steps that are real.

    Raises
    ------
    ValueError
        Where a shape does not fit, a value is no gate's, `low` is not below `high`, or no step is real.
    """
    gates = np.asarray(gates, dtype=float)
    if gates.ndim != 3:
        raise ValueError(f"gates must have shape (N, T, H), got {gates.shape}")
    mask = np.ones(gates.shape[:2], bool) if mask is None else np.asarray(mask)
    if mask.shape != gates.shape[:2] or mask.dtype != bool:
        raise ValueError(
            f"mask must be bool of shape {gates.shape[:2]}, got {mask.dtype} of shape {mask.shape}"
        )
    if not mask.any():
        raise ValueError("mask must be True somewhere, got no real step")
    if not 0 <= low < high <= 1:
        raise ValueError(f"low and high must satisfy 0 <= low < high <= 1, got {low!r} and {high!r}")
    real = gates[mask]
    if not ((real >= 0) & (real <= 1)).all():
        raise ValueError(f"gates must lie between 0 and 1, got {real.min()} to {real.max()}")
    return np.stack([(real < low).mean(axis=0), (real > high).mean(axis=0)], axis=1)
