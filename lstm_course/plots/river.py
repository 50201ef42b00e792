"""The river plot: how much gradient flows back into the cell state on each of its two paths (lesson 05)."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from . import COLOURS, axes


def river(through_c, through_h, ax=None, title="", width=None):
    """Draw the gradient that reaches the cell state at each time step as a river, as wide as the gradient is large.

    Parameters
    ----------
    through_c, through_h : ndarray, shape (T,)
        Size of the gradient of c at each time step that came from the next cell state, and the size of what came
        through h.
    ax : matplotlib Axes, optional
        Where to draw.
    title : str
        The finding.
    width : float, optional
        Half the height of the axes, so that several rivers share a scale; by default the widest of this one.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where the two have not the same length, or a size is negative.
    """
    through_c, through_h = np.asarray(through_c, float), np.asarray(through_h, float)
    if through_c.ndim != 1 or through_c.shape != through_h.shape:
        raise ValueError(
            "through_c and through_h must have the same shape (T,), "
            f"got {through_c.shape} and {through_h.shape}"
        )
    if min(through_c.min(), through_h.min()) < 0:
        raise ValueError("through_c and through_h must be sizes of gradients, got a negative number")
    ax = axes(ax, figsize=(7.4, 2.2))
    steps = np.arange(len(through_c))
    ax.fill_between(steps, 0, through_c, color=COLOURS["c"], linewidth=0)
    ax.fill_between(steps, -through_h, 0, color=COLOURS["h"], linewidth=0)
    ax.axhline(0, color="white", linewidth=1.0)
    width = width or 1.1 * max(through_c.max(), through_h.max())
    last = len(steps) - 1
    ax.set(xlim=(-0.5, last + 0.5), ylim=(-width, width))
    ax.text(last + 0.75, 0.42 * width, "from the next\ncell state", color=COLOURS["c"], va="center")
    ax.text(last + 0.75, -0.42 * width, "through h", color=COLOURS["h"], va="center")
    ax.set_xticks(range(0, last + 1, max(1, last // 4)))
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.1f}")
    ax.set(xlabel="time step", ylabel="gradient of c", title=title)
    return ax
