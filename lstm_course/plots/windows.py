"""Windows that slide over a series, and the shapes of sequence tasks (lesson 01)."""

import numpy as np
from matplotlib.patches import Rectangle

from . import COLOURS, axes
from ._marks import arrow

INPUT, TARGET = "#56B4E9", "#F0E442"  # of the same palette, and of no gate
_EDGE = "#444444"
_SHAPES = (
    ("one-to-many", "a picture → its caption", (0,), (0, 1, 2, 3)),
    ("many-to-one", "a review → its mood", (0, 1, 2, 3), (3,)),
    ("many-to-many", "words → their classes", (0, 1, 2, 3), (0, 1, 2, 3)),
    ("many-to-many, shifted", "a sentence → its translation", (0, 1, 2), (2, 3, 4)),
)


def sliding(series, length, horizon, boundary=None, ax=None):
    """Draw a series, and below it every window with its input and its target in colour.

    Parameters
    ----------
    series : ndarray, shape (T,)
        Values in the order of time.
    length : int
        Values in one input.
    horizon : int
        Steps from the last value of the input to the target.
    boundary : int, optional
        First time step of the test part. Windows are then marked as training or test by their target.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where the series is too short for one window.
    """
    series = np.asarray(series, dtype=np.float64)
    count = len(series) - length - horizon + 1
    if series.ndim != 1 or count < 1:
        raise ValueError(
            f"series must have shape (T,) with T >= length + horizon = {length + horizon}, got {series.shape}"
        )
    ax = axes(ax, figsize=(7.6, 5.0))
    height = 0.45 * count  # of the curve, above the rows
    spread = np.ptp(series) or 1.0
    curve = 1.8 + height * (series - series.min()) / spread
    ax.plot(curve, color=_EDGE, marker="o", markersize=4.5, linewidth=1.4)
    for k in range(count):
        for j in range(k, k + length):
            _square(ax, j, -k, INPUT)
        _square(ax, k + length + horizon - 1, -k, TARGET)
    ax.text((length - 1) / 2, 0.8, "input", ha="center", va="center", fontsize=9.5)
    ax.text(length + horizon - 1, 0.8, "target", ha="center", va="center", fontsize=9.5)
    labels = [f"window {k}" for k in range(count)]
    if boundary is not None:
        top = 2.6 + height
        ax.plot([boundary - 0.5] * 2, [-count + 0.4, top], color=_EDGE, linestyle=":", linewidth=1.4)
        ax.text(boundary - 0.7, top, "known", ha="right", va="center", fontsize=9.5)
        ax.text(boundary - 0.3, top, "test", ha="left", va="center", fontsize=9.5)
        first_test = boundary - length - horizon + 1
        labels = [f"{label}: {'train' if k < first_test else 'test'}" for k, label in enumerate(labels)]
    ax.set(xlim=(-1.0, len(series)), ylim=(-count, 3.0 + height), xlabel="time step")
    ax.set_yticks(range(0, -count, -1), labels)
    ax.set_xticks(range(0, len(series), max(1, len(series) // 10)))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def _square(ax, x, y, colour):
    ax.add_patch(
        Rectangle((x - 0.42, y - 0.36), 0.84, 0.72, facecolor=colour, edgecolor=_EDGE, linewidth=0.6)
    )


def task_shapes(ax=None):
    """Draw the shapes of sequence tasks: inputs below, a state that is handed on, outputs above.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax, figsize=(8.6, 2.9))
    left = 0.0
    for name, example, inputs, outputs in _SHAPES:
        steps = max(*inputs, *outputs) + 1
        for t in range(steps):
            _box(ax, left + t, 1.0, COLOURS["h"])
            if t:
                arrow(ax, [(left + t - 0.68, 1.0), (left + t - 0.32, 1.0)], COLOURS["h"], 1.3, head=9)
            if t in inputs:
                _box(ax, left + t, 0.0, INPUT)
                arrow(ax, [(left + t, 0.3), (left + t, 0.7)], _EDGE, 1.3, head=9)
            if t in outputs:
                _box(ax, left + t, 2.0, TARGET)
                arrow(ax, [(left + t, 1.3), (left + t, 1.7)], _EDGE, 1.3, head=9)
        middle = left + (steps - 1) / 2
        ax.text(middle, 2.72, name, ha="center", weight="bold", fontsize=10)
        ax.text(middle, -0.72, example, ha="center", fontsize=9)
        left += steps + 1.1
    for y, word in ((0.0, "input"), (1.0, "state"), (2.0, "output")):
        ax.text(-0.75, y, word, ha="right", va="center", fontsize=9.5)
    ax.text(left - 1.5, -1.2, "time →", ha="right", fontsize=9, color=_EDGE)
    ax.set(xlim=(-1.9, left - 1.2), ylim=(-1.35, 3.05))
    ax.axis("off")
    return ax


def _box(ax, x, y, colour):
    ax.add_patch(Rectangle((x - 0.3, y - 0.27), 0.6, 0.54, facecolor=colour, edgecolor=_EDGE, linewidth=0.8))
