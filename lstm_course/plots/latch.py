"""A memory of one number with three gates, step by step (lesson 02)."""

import numpy as np

from . import COLOURS, line_style

ROLES = {"f": "keep", "i": "write", "o": "read"}
HEIGHTS = (1, 1, 1, 3)  # of the four axes


def latch(symbols, trace, axs=None, title=""):
    """Draw the three gates and the contents of a memory of one number over a stream of symbols.

    Parameters
    ----------
    symbols : sequence of str
        One for each time step, written below.
    trace : dict
        ``f``, ``i``, ``o``, ``g``, ``c``, ``h``, each of length T.
    axs : sequence of four matplotlib Axes, optional
        For keep, write, read, and the contents.
    title : str
        The finding.

    Returns
    -------
    sequence of four matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        axs = plt.subplots(4, 1, sharex=True, figsize=(5, 4.2), height_ratios=HEIGHTS)[1]
    steps = np.arange(len(symbols))
    edges = np.arange(len(symbols) + 1) - 0.5
    for ax, (gate, role) in zip(axs[:3], ROLES.items(), strict=True):
        ax.stairs(trace[gate], edges, fill=True, color=COLOURS[gate], alpha=0.85)
        ax.set(ylim=(0, 1.05), yticks=[0, 1])
        ax.set_ylabel(
            f"{role} {gate}", rotation=0, ha="right", va="center", color=COLOURS[gate], weight="bold"
        )
    below = axs[3]
    below.axhline(0, color="#BBBBBB", linewidth=0.8, zorder=0)
    below.stairs(trace["c"], edges, baseline=None, color=COLOURS["c"], linewidth=line_style("c")["linewidth"])
    below.bar(steps, trace["h"], width=0.55, color=COLOURS["h"], zorder=2)
    below.plot(steps, trace["g"], "o", color=COLOURS["g"], markersize=5, zorder=3)
    below.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1], xlim=(-0.5, len(symbols) - 0.5))
    below.set_xticks(steps, symbols)
    for height, name, word in ((0.85, "g", "offered"), (0.6, "h", "shown"), (0.35, "c", "kept")):
        below.text(
            1.015, height, f"{name} {word}", color=COLOURS[name], transform=below.transAxes, va="center"
        )
    axs[0].set_title(title)
    return axs
