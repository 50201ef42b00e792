"""What a leak promises, and what is left of it: a dumbbell for each (lesson 10)."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from . import COLOURS, axes, line_style

PROMISED, HONEST = COLOURS["f"], COLOURS["o"]  # as in the piece


def dumbbell(table, chance=0.5, ax=None):
    """Draw for each leak the accuracy that it promises and the honest one, joined by a line, above the dashed chance.

    Every data set is a small dot, the median of each end a large one.

    Parameters
    ----------
    table : dict
        Label of a leak -> (accuracies with the leak, accuracies without), two sequences of numbers from 0 to 1, one
        number for each data set. The first leak is drawn on top.
    chance : float
        Accuracy of a guess.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where the table is empty, or an end has no number.
    """
    if not table or any(not len(end) for ends in table.values() for end in ends):
        raise ValueError(f"table must hold at least one leak with numbers at both ends, got {table!r}")
    ax = axes(ax, figsize=(7.6, 0.62 * len(table) + 0.9))
    ax.axvline(chance, **line_style("baseline") | {"linewidth": 1.4, "zorder": 0})
    for row, (promised, honest) in enumerate(table.values()):
        high, low = float(np.median(promised)), float(np.median(honest))
        ax.plot([low, high], [row, row], color="#444444", linewidth=2, zorder=1)
        for values, median, colour in ((honest, low, HONEST), (promised, high, PROMISED)):
            ax.plot(values, [row] * len(values), "o", color=colour, markersize=4, alpha=0.55, zorder=2)
            ax.plot(median, row, "o", color=colour, markersize=10, markeredgecolor="#444444", zorder=3)
        words = {"va": "bottom", "fontsize": 10, "bbox": {"color": "white", "pad": 0.6}}
        ax.text(high + 0.02, row - 0.2, f"{high:.0%}", ha="left", weight="bold", **words)
        if abs(high - low) > 0.1:
            ax.text(low - 0.02, row - 0.2, f"{low:.0%}", ha="right", **words)
    words = {"color": COLOURS["baseline"], "ha": "right", "va": "center", "fontsize": 9.5}
    ax.text(chance - 0.01, len(table) - 0.45, f"chance, {chance:.0%}", **words)
    least = min(min(end) for ends in table.values() for end in ends)
    ax.set(xlabel="accuracy", xlim=(min(0.3, least - 0.1), 1.06), ylim=(len(table) - 0.1, -0.75))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_yticks(range(len(table)), list(table))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax
