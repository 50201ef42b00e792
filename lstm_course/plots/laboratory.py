"""Figures of the laboratory of 1997: the Reber graph, single seeds, intervals (lesson 08)."""

import numpy as np

from . import COLOURS, axes

_PLACES = {0: (0, 0), 1: (1, 0), 2: (2, 1), 3: (2, -1), 4: (3.3, 1), 5: (3.3, -1), 6: (4.3, 0), 7: (5.3, 0)}
_EDGES = (  # from, to, letter, bend of the arrow
    (0, 1, "B", 0.0),
    (1, 2, "T", 0.0),
    (1, 3, "P", 0.0),
    (2, 4, "X", 0.0),
    (3, 5, "V", 0.0),
    (4, 3, "X", 0.12),
    (5, 4, "P", 0.0),
    (4, 6, "S", 0.0),
    (5, 6, "V", 0.0),
    (6, 7, "E", 0.0),
)
_LOOPS = ((2, "S", 1), (3, "T", -1))


def reber_graph(ax=None, frame=True):
    """Draw the graph of the Reber grammar, with the frame that the embedded grammar puts around it.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw.
    frame : bool
        Whether the outer B, T or P, and E are drawn.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax, figsize=(8.0, 2.7))
    for start, end, letter, bend in _EDGES:
        a, b = np.array(_PLACES[start], float), np.array(_PLACES[end], float)
        ax.annotate(
            "",
            xy=b,
            xytext=a,
            arrowprops={
                "arrowstyle": "-|>",
                "color": "#444444",
                "shrinkA": 12,
                "shrinkB": 12,
                "connectionstyle": f"arc3,rad={bend}",
            },
        )
        share = {(4, 3): 0.28, (5, 4): 0.3}.get((start, end), 0.5)
        x, y = a + share * (b - a)
        ax.text(x, y, letter, ha="center", va="center", fontsize=11, fontweight="bold", bbox=_PATCH)
    for state, letter, side in _LOOPS:
        x, y = _PLACES[state]
        ax.annotate(
            "",
            xy=(x + 0.13, y + 0.2 * side),
            xytext=(x - 0.13, y + 0.2 * side),
            arrowprops={
                "arrowstyle": "-|>",
                "color": "#444444",
                "connectionstyle": f"arc3,rad={-2.6 * side}",
                "shrinkA": 2,
                "shrinkB": 2,
            },
        )
        ax.text(
            x - 0.33,
            y + 0.5 * side,
            letter,
            ha="center",
            va="center",
            fontsize=11,
            fontweight="bold",
            bbox=_PATCH,
        )
    for state, (x, y) in _PLACES.items():
        ax.plot(x, y, "o", markersize=19, color="white", markeredgecolor="#444444", zorder=3)
        ax.text(x, y, str(state), ha="center", va="center", fontsize=9, color="#444444", zorder=4)
    if frame:
        _frame(ax)
    ax.set(xlim=(-2.0, 7.6) if frame else (-0.4, 5.7), ylim=(-1.85, 1.95))
    ax.set_axis_off()
    return ax


_PATCH = {"boxstyle": "circle,pad=0.12", "facecolor": "white", "edgecolor": "none"}


def _frame(ax):
    look = {"ha": "center", "va": "center", "fontsize": 12, "fontweight": "bold"}
    ax.text(-1.75, 0, "B", **look)
    ax.text(-1.1, 0, "T\nor\nP", **look)
    ax.text(6.5, 0, "the same\nT or P", **look)
    ax.text(7.45, 0, "E", **look)
    ax.annotate(
        "",
        xy=(6.5, 0.45),
        xytext=(-1.1, 0.52),
        arrowprops={
            "arrowstyle": "-|>",
            "color": COLOURS["c"],
            "linewidth": 3.2,
            "connectionstyle": "arc3,rad=-0.27",
        },
    )
    for x in (-1.42, -0.62, 5.7, 7.2):
        ax.text(x, 0, "→", ha="center", va="center", color="#444444")


def seeds(rows, ax=None, title=""):
    """Draw every seed of some rows of the reproduction: where it solved the task, or where it was stopped.

    Parameters
    ----------
    rows : dict
        Label -> row of ``results.json``.
    ax : matplotlib Axes, optional
        Where to draw.
    title : str
        Title of the panel.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax)
    for place, row in enumerate(reversed(rows.values())):
        ax.axhline(place, color="#DDDDDD", linewidth=0.8, zorder=0)
        count = len(row["results"])
        for k, result in enumerate(row["results"]):
            height = place + 0.5 * ((k + 0.5) / count - 0.5)  # one seed above the other
            if result["solved"]:
                ax.plot(result["sequences"], height, "o", color=COLOURS["o"], markersize=5)
            else:
                ax.plot(
                    result["sequences"],
                    height,
                    "x",
                    color=COLOURS["baseline"],
                    markersize=6,
                    markeredgewidth=1.8,
                )
        if row["paper_sequences"]:
            ax.plot(row["paper_sequences"], place, "D", color=COLOURS["c"], markersize=7, zorder=1)
    ax.set_yticks(range(len(rows)), list(rows)[::-1])
    ax.set(xscale="log", xlabel="training sequences", ylim=(-0.6, len(rows) - 0.4), xlim=(2e3, 1.5e5))
    ax.set_xticks([3e3, 1e4, 3e4, 1e5], ["3k", "10k", "30k", "100k"])
    ax.minorticks_off()
    ax.set_title(title)
    return ax


def intervals(counts, interval, ax=None):
    """Draw the share of seeds that solved a task with its interval.

    Parameters
    ----------
    counts : list of tuple of int
        (seeds that solved it, seeds tried).
    interval : callable
        ``interval(solved, tried)`` returns the lower and the upper end.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax, figsize=(6.4, 2.5))
    for place, (solved, tried) in enumerate(reversed(counts)):
        low, high = interval(solved, tried)
        ax.plot(
            [low, high],
            [place, place],
            color=COLOURS["baseline"],
            linewidth=6,
            alpha=0.5,
            solid_capstyle="butt",
        )
        ax.plot(solved / tried, place, "o", color=COLOURS["c"], markersize=8)
        ax.text(1.03, place, f"{low:.0%} to {high:.0%}", va="center", fontsize=9)
    ax.set_yticks(range(len(counts)), [f"{solved} of {tried}" for solved, tried in reversed(counts)])
    ax.set(
        xlim=(-0.02, 1.22), ylim=(-0.6, len(counts) - 0.4), xlabel="share of all seeds that would solve it"
    )
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    return ax


PANELS = {  # title of the panel -> label of the net -> row of the results
    "2c: smallest lag 51": {
        "tanh RNN": "noisy-lag/rnn-50",
        "LSTM, default": "noisy-lag/default-50",
        "LSTM, f = 1": "noisy-lag/frozen-50",
        "LSTM, chrono": "noisy-lag/chrono-50-50",
    },
    "4: adding, T = 100": {"tanh RNN": "adding/T100-rnn", "LSTM, chrono": "adding/T100"},
    "6a: order, T = 100": {
        "tanh RNN": "temporal-order/6a-rnn",
        "LSTM, default": "temporal-order/6a-bias-default",
        "LSTM, forget bias 1": "temporal-order/6a-bias-forget-1",
        "LSTM, forget bias 3": "temporal-order/6a-bias-forget-3",
        "LSTM, f = 1": "temporal-order/6a-1997-biases",
        "LSTM, chrono": "temporal-order/6a-bias-chrono",
        "1997, exactly": "exact-1997/6a",
    },
}


def small_multiples(results):
    """Draw one panel for each of three tasks, with every cell and every seed.

    Parameters
    ----------
    results : dict
        As in ``results.json``.

    Returns
    -------
    matplotlib Figure
        A new figure.
    """
    import matplotlib.pyplot as plt

    rows = {row["id"]: row for row in results["rows"]}
    fig, axs = plt.subplots(1, len(PANELS), figsize=(9.6, 2.8))
    for ax, (title, nets) in zip(axs, PANELS.items(), strict=True):
        seeds({label: rows[name] for label, name in nets.items() if name in rows}, ax=ax, title=title)
    return fig
