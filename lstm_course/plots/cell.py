"""The LSTM cell as a diagram with live numbers, and its traces over the words of a story (lesson 03)."""

from . import COLOURS, NAMES, axes, line_style
from ._marks import GREY, arrow, box, node, number

_ROLE = {"f": "keep?", "i": "write?", "g": "what?", "o": "show?"}
_GATE_X = {"f": 1.9, "i": 3.7, "g": 5.5, "o": 7.5}
_SUM_Y, _GATE_Y, _WRITE_Y, _SHOW_Y, _CELL_Y = 0.55, 1.65, 3.05, 2.75, 4.55


def diagram(values=None, ax=None):
    """Draw the cell: the memory runs along the top, the four sums stand below it.

    Parameters
    ----------
    values : dict, optional
        Numbers to write on the edges, by name: ``x``, ``h_prev``, ``c_prev``, ``i``, ``f``, ``g``, ``o``, ``c``, ``h``.
        ``x`` may be a string. Without it the letters stand alone.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax, figsize=(8.2, 4.7))
    ax.set(xlim=(-0.35, 10.7), ylim=(-0.15, 5.35), aspect="equal")
    ax.axis("off")
    edges = _labels(values or {})

    arrow(ax, [(0.35, _CELL_Y), (9.5, _CELL_Y)], COLOURS["c"], 3.2)
    arrow(ax, [(0.45, _SUM_Y), (_GATE_X["o"], _SUM_Y), (_GATE_X["o"], _GATE_Y - 0.36)], GREY, 1.6)
    for gate in "fig":
        arrow(ax, [(_GATE_X[gate], _SUM_Y), (_GATE_X[gate], _GATE_Y - 0.36)], GREY, 1.6)
    arrow(ax, [(_GATE_X["f"], _GATE_Y + 0.36), (_GATE_X["f"], _CELL_Y - 0.2)], COLOURS["f"])
    write_x, show_x = 4.6, 8.7
    for gate, side in (("i", -0.2), ("g", 0.2)):
        corner = (_GATE_X[gate], _WRITE_Y)
        arrow(ax, [(_GATE_X[gate], _GATE_Y + 0.36), corner, (write_x + side, _WRITE_Y)], COLOURS[gate])
    arrow(ax, [(write_x, _WRITE_Y + 0.2), (write_x, _CELL_Y - 0.2)], GREY)
    arrow(ax, [(show_x, _CELL_Y), (show_x, _SHOW_Y + 0.2)], COLOURS["c"], 2.0)
    arrow(
        ax,
        [(_GATE_X["o"], _GATE_Y + 0.36), (_GATE_X["o"], _SHOW_Y), (show_x - 0.2, _SHOW_Y)],
        COLOURS["o"],
    )
    arrow(ax, [(show_x + 0.2, _SHOW_Y), (9.5, _SHOW_Y)], COLOURS["h"], 2.6)

    for gate, squash in zip("figo", ("σ", "σ", "tanh", "σ"), strict=True):
        box(ax, _GATE_X[gate], _GATE_Y, squash, COLOURS[gate])
        ax.text(_GATE_X[gate] + 0.62, _GATE_Y, _ROLE[gate], color=COLOURS[gate], va="center", fontsize=9.5)
    box(ax, show_x, 3.72, "tanh", COLOURS["c"])
    for x, y, sign in (
        (_GATE_X["f"], _CELL_Y, "×"),
        (write_x, _CELL_Y, "+"),
        (write_x, _WRITE_Y, "×"),
        (show_x, _SHOW_Y, "×"),
    ):
        node(ax, x, y, sign)

    _text(ax, -0.3, _CELL_Y + 0.3, edges["c_prev"], COLOURS["c"])
    _text(ax, 9.6, _CELL_Y, edges["c"], COLOURS["c"])
    _text(ax, 9.6, _SHOW_Y, edges["h"], COLOURS["h"])
    _text(ax, -0.3, _SUM_Y + 0.3, edges["x"], GREY)
    _text(ax, -0.3, _SUM_Y - 0.32, edges["h_prev"], COLOURS["h"])
    _text(ax, _GATE_X["f"] + 0.12, 3.3, edges["f"], COLOURS["f"])
    _text(ax, _GATE_X["i"] - 0.12, 2.5, edges["i"], COLOURS["i"], ha="right")
    _text(ax, _GATE_X["g"] + 0.12, 2.5, edges["g"], COLOURS["g"])
    _text(ax, _GATE_X["o"] + 0.12, 2.35, edges["o"], COLOURS["o"])
    _text(ax, write_x + 0.14, 3.75, edges["ig"], GREY)
    return ax


def _labels(values):
    """Return the text of every edge: letter alone, or letter and number."""
    letters = {
        "x": "$x_t$",
        "h_prev": "$h_{t-1}$",
        "c_prev": "$c_{t-1}$",
        "c": "$c_t$",
        "h": "$h_t$",
        **{gate: f"${gate}$" for gate in "ifgo"},
        "ig": "$i \\cdot g$",
    }
    values = dict(values)
    if "i" in values and "g" in values:
        values["ig"] = values["i"] * values["g"]
    return {
        name: letter if name not in values else f"{letter} = {number(values[name])}"
        for name, letter in letters.items()
    }


def _text(ax, x, y, text, colour, ha="left"):
    ax.text(
        x,
        y,
        text,
        color=colour,
        ha=ha,
        va="center",
        fontsize=10.5,
        zorder=4,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )


def story(words, trace, title="", axs=None):
    """Draw the gates, the candidate and the states of a one-unit cell over the words that it read.

    Parameters
    ----------
    words : list of str
        Words, one for each time step.
    trace : dict
        ``i``, ``f``, ``g``, ``o``, ``c``, ``h``, each of length T.
    title : str
        The finding.
    axs : sequence of two matplotlib Axes, optional
        Above the valves, below the contents.

    Returns
    -------
    sequence of two matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        axs = plt.subplots(2, 1, sharex=True, figsize=(7.6, 4.2))[1]
    _lines(axs[0], words, {name: trace[name] for name in "ifo"}, (-0.08, 1.12))
    _lines(axs[1], words, {name: trace[name] for name in "gch"}, (-1.25, 1.25))
    axs[1].hlines(0, -0.4, len(words) - 0.9, color="#BBBBBB", linewidth=0.8, zorder=0)  # not through a name
    axs[0].set(ylabel="valves", title=title, yticks=[0, 1])
    axs[1].set(ylabel="contents", yticks=[-1, 0, 1])
    axs[1].set_xticks(range(len(words)), words)
    return axs


def _lines(ax, words, curves, limits):
    """Draw curves with marks at every word and their names at the right, moved apart where they would touch."""
    for size, (name, values) in zip(
        (8, 6, 4), curves.items(), strict=True
    ):  # a later dot leaves a ring of an earlier
        ax.plot(values, marker="o", markersize=size, **line_style(name))
    ends = sorted((float(values[-1]), name) for name, values in curves.items())
    gap = 0.15 * (limits[1] - limits[0])
    heights = [value for value, _ in ends]
    for k in range(1, len(heights)):
        heights[k] = max(heights[k], heights[k - 1] + gap)
    ceiling = limits[1] - gap / 2
    for k in reversed(range(len(heights))):
        heights[k] = min(heights[k], ceiling)
        ceiling = heights[k] - gap
    for height, (_, name) in zip(heights, ends, strict=True):
        ax.text(len(words) - 0.75, height, NAMES[name], color=COLOURS[name], va="center", fontsize=9.5)
    ax.set(xlim=(-0.4, len(words) + 1.4), ylim=limits)


def unnamed_traces(words, curves, axs=None):
    """Draw curves in one neutral colour under one letter each, for the question which is which.

    Parameters
    ----------
    words : list of str
        Words, one for each time step.
    curves : dict
        Letter -> values, as many as there are words, in an array of any shape.
    axs : sequence of matplotlib Axes, optional
        One for each curve.

    Returns
    -------
    sequence of matplotlib Axes
        The axes drawn in, in the order of what they show; those of a new figure where none were given.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        axs = plt.subplots(len(curves), 1, sharex=True, figsize=(7.2, 1.15 * len(curves) + 0.4))[1]
    for ax, (letter, values) in zip(axs, curves.items(), strict=True):
        ax.plot(values.reshape(-1), marker="o", markersize=4.5, color="#444444")
        ax.axhline(0, color="#BBBBBB", linewidth=0.8, zorder=0)
        ax.set(ylim=(-1.25, 1.25), yticks=[-1, 0, 1])
        ax.set_ylabel(letter, rotation=0, fontsize=13, weight="bold", labelpad=12, va="center")
    axs[-1].set_xticks(range(len(words)), words)
    return axs


def riddle(words, trace, axs=None):
    """Draw the gates and the candidate of a trace without their names, for exercise 3.3.

    Parameters
    ----------
    words : list of str
        Words, one for each time step.
    trace : dict
        ``i``, ``f``, ``g`` and ``o``, each with as many values as there are words.
    axs : sequence of four matplotlib Axes, optional
        One for each curve.

    Returns
    -------
    sequence of matplotlib Axes
        As of `unnamed_traces`, with the letters A to D.
    """
    return unnamed_traces(words, dict(zip("ABCD", (trace[name] for name in "ofig"), strict=True)), axs)
