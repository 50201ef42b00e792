"""Holes in a series and what fills them, and the padding of batches (lesson 10)."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from . import axes
from .windows import INPUT, TARGET

_EDGE = "#444444"


def hole(days, values, fills, ax=None):
    """Draw a series with holes as dots, the holes as grey bands, and what is written into them as lines.

    Parameters
    ----------
    days : ndarray of datetime64, shape (T,)
        The grid.
    values : ndarray, shape (T,)
        NaN in the holes.
    fills : dict
        Label -> (colour, values of shape (T,)); drawn in the holes only, from the value before to the value after
        where the fill goes on that far.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where the shapes differ.
    """
    values = np.asarray(values, dtype=np.float64)
    for name, part in {"days": days, **{label: fill for label, (_, fill) in fills.items()}}.items():
        if np.shape(part) != values.shape or values.ndim != 1:
            raise ValueError(
                f"{name} must have the shape of values, (T,), got {np.shape(part)} and {values.shape}"
            )
    ax = axes(ax, figsize=(7.6, 3.0))
    missing = np.isnan(values)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], missing, [False]]).astype(int)))
    step = np.min(np.diff(days)) / 2 if len(days) > 1 else np.timedelta64(1, "D")
    for start, end in edges.reshape(-1, 2):
        ax.axvspan(days[start] - step, days[end - 1] + step, color="#EEEEEE", zorder=0)
    ax.plot(days, values, "o", color=_EDGE, markersize=3.5, zorder=3)
    near = missing.copy()
    near[:-1] |= missing[1:]
    near[1:] |= missing[:-1]
    for label, (colour, fill) in fills.items():
        ax.plot(days, np.where(near, fill, np.nan), color=colour, label=label, zorder=2)
    return ax


def batches(lengths, ax=None):
    """Draw padded batches: every sequence a bar as long as it is, the padding up to the longest of its batch behind.

    Parameters
    ----------
    lengths : sequence of sequences of int
        For each batch the lengths of its sequences.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where a batch is empty.
    """
    if not len(lengths) or any(not len(batch) for batch in lengths):
        raise ValueError(f"lengths must hold at least one sequence in each batch, got {lengths!r}")
    ax = axes(ax, figsize=(3.6, 3.2))
    y, longest = 0.0, max(max(batch) for batch in lengths)
    for batch in lengths:
        ax.add_patch(Rectangle((0, y), max(batch), len(batch), facecolor=TARGET))
        for length in batch:
            ax.add_patch(Rectangle((0, y), length, 1, facecolor=INPUT, edgecolor="white", linewidth=0.4))
            y += 1
        y += 0.8
    ax.set(xlim=(0, longest + 0.5), ylim=(y - 0.8, 0), xlabel="time step", yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.spines["left"].set_visible(False)
    return ax
