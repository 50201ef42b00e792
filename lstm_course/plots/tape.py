"""One LSTM step of one unit as a graph: a value and a gradient at every node, the local derivative on every edge.

Lesson 05 reads it from right to left.
"""

import math

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from . import COLOURS, axes
from ._marks import number

_GREY = "#555555"
_PLACE = {
    "c_prev": (1.0, 4.35),
    "a_f": (1.0, 3.25),
    "a_i": (1.0, 2.25),
    "a_g": (1.0, 1.25),
    "a_o": (1.0, 0.25),
    "f": (4.1, 3.25),
    "i": (4.1, 2.25),
    "g": (4.1, 1.25),
    "o": (4.1, 0.25),
    "c": (7.3, 3.25),
    "h": (9.6, 0.25),
}
_LETTER = {"c_prev": "$c_{prev}$", "c": "$c$", "h": "$h$"} | {
    letter: f"${letter}$" for letter in ("f", "i", "g", "o", "a_f", "a_i", "a_g", "a_o")
}


def numbers(sums, c_prev, dh, dc):
    r"""Compute one step of one unit forward and backward, with the local derivative of every edge.

    Parameters
    ----------
    sums : dict
        The four sums, by the letters ``i``, ``f``, ``g``, ``o``.
    c_prev : float
        Cell state before the step.
    dh, dc : float
        Gradients that come in: of h, and of c from the next time step.

    Returns
    -------
    values : dict
        Node -> number of the forward step. Nodes are ``a_i`` ... ``a_o``, ``i`` ... ``o``, ``c_prev``, ``c``, ``h``.
    slopes : dict
        (node, node) -> derivative of the second with respect to the first, all else held.
    gradients : dict
        Node -> gradient of the loss.
    """
    values = {f"a_{gate}": float(sums[gate]) for gate in "ifgo"}
    values |= {gate: 1 / (1 + math.exp(-sums[gate])) for gate in "ifo"} | {"g": math.tanh(sums["g"])}
    values["c_prev"] = float(c_prev)
    values["c"] = values["f"] * c_prev + values["i"] * values["g"]
    shown = math.tanh(values["c"])
    values["h"] = values["o"] * shown
    slopes = {(f"a_{gate}", gate): values[gate] * (1 - values[gate]) for gate in "ifo"}
    slopes |= {
        ("a_g", "g"): 1 - values["g"] ** 2,
        ("c_prev", "c"): values["f"],
        ("f", "c"): values["c_prev"],
        ("i", "c"): values["g"],
        ("g", "c"): values["i"],
        ("c", "h"): values["o"] * (1 - shown**2),
        ("o", "h"): shown,
    }
    gradients = {"h": float(dh)}
    gradients["c"] = dc + dh * slopes["c", "h"]
    for node in ("o", "f", "i", "g", "c_prev", "a_f", "a_i", "a_g", "a_o"):
        gradients[node] = sum(
            gradients[end] * slope for (start, end), slope in slopes.items() if start == node
        )
    return values, slopes, gradients


_NAME = {
    ("c_prev", "c"): "f",
    ("f", "c"): "c_{prev}",
    ("i", "c"): "g",
    ("g", "c"): "i",
    ("c", "h"): r"o\,(1-\tanh^2 c)",
    ("o", "h"): r"\tanh c",
    ("a_f", "f"): "f(1-f)",
    ("a_i", "i"): "i(1-i)",
    ("a_g", "g"): "1-g^2",
    ("a_o", "o"): "o(1-o)",
}
_ALONG = {
    ("f", "c"): 0.5,
    ("i", "c"): 0.4,
    ("g", "c"): 0.36,
    ("c_prev", "c"): 0.5,
    ("o", "h"): 0.5,
    ("c", "h"): 0.5,
}


def tape(sums, c_prev, dh, dc, ax=None):
    """Draw one step of one unit: values above, gradients below, and on every edge what the gradient is multiplied by.

    Parameters
    ----------
    sums, c_prev, dh, dc
        As in `numbers`.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax, figsize=(8.6, 4.6))
    ax.set(xlim=(0.1, 11.9), ylim=(-0.4, 5.0))
    ax.axis("off")
    values, slopes, gradients = numbers(sums, c_prev, dh, dc)
    for (start, end), slope in slopes.items():
        _edge(ax, start, end, f"${_NAME[start, end]}$ = {number(slope)}")
    for node, (x, y) in _PLACE.items():
        colour = COLOURS[node.removeprefix("a_").removesuffix("_prev")]
        _node(ax, x, y, f"{_LETTER[node]} = {number(values[node])}", number(gradients[node]), colour)
    _incoming(ax, "c", f"from the next step:\n$dc$ = {number(dc)}", COLOURS["c"])
    _incoming(ax, "h", f"from the loss:\n$dh$ = {number(dh)}", COLOURS["h"])
    share = number(dh * slopes["c", "h"])
    ax.set_title(f"Two gradients meet in c: {number(dc)} from the next step, {share} through h")
    return ax


def _node(ax, x, y, value, gradient, colour):
    ax.add_patch(
        FancyBboxPatch(
            (x - 0.62, y - 0.3),
            1.24,
            0.6,
            boxstyle="round,pad=0.04",
            facecolor="white",
            edgecolor=colour,
            linewidth=2.2,
            zorder=3,
        )
    )
    ax.text(x, y + 0.13, value, ha="center", va="center", color=colour, fontsize=9.5, zorder=4)
    ax.text(
        x,
        y - 0.15,
        f"grad {gradient}",
        ha="center",
        va="center",
        color=colour,
        fontsize=9.5,
        weight="bold",
        zorder=4,
    )


def _edge(ax, start, end, text):
    (x0, y0), (x1, y1) = _PLACE[start], _PLACE[end]
    drop = y0 - y1
    x0, x1 = (x0, x1) if (start, end) == ("c", "h") else (x0 + 0.66, x1 - 0.66)
    y1 = y1 + 0.34 if (start, end) == ("c", "h") else y1 + 0.1 * max(-2, min(2, drop))
    y0 = y0 - 0.34 if (start, end) == ("c", "h") else y0
    colour = COLOURS[start.removeprefix("a_").removesuffix("_prev")]
    ax.add_patch(
        FancyArrowPatch(
            (x0, y0), (x1, y1), arrowstyle="-|>", mutation_scale=11, color=colour, linewidth=1.5, zorder=1
        )
    )
    along = _ALONG.get((start, end), 0.47)
    ax.text(
        x0 + along * (x1 - x0),
        y0 + along * (y1 - y0),
        text,
        ha="center",
        va="center",
        fontsize=9,
        color=colour,
        zorder=2,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
    )


def _incoming(ax, node, text, colour):
    x, y = _PLACE[node]
    ax.add_patch(
        FancyArrowPatch(
            (x + 1.35, y),
            (x + 0.68, y),
            arrowstyle="-|>",
            mutation_scale=13,
            color=colour,
            linewidth=2.2,
            linestyle=(0, (3, 1.5)),
            zorder=1,
        )
    )
    ax.text(x + 1.42, y, text, ha="left", va="center", color=colour, fontsize=9.5)
