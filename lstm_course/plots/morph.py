"""The way from the LSTM to the GRU as one diagram that changes, with the colours kept (lesson 07)."""

import numpy as np
from matplotlib.colors import to_rgb

from . import COLOURS, axes
from ._marks import GREY, arrow, box, node

_TOP, _SHOW_Y, _WRITE_Y, _GATE_Y, _H_Y, _X_Y = 4.7, 3.0, 3.25, 2.0, 0.5, 0.1
_F, _I, _G, _O, _SHOW = 1.8, 3.5, 5.3, 7.2, 8.5
_STAGES = (
    ("1. LSTM", "$c = f\\,c_{prev} + i\\,g$      $h = o\\,\\tanh(c)$"),
    ("2. What is not kept is written", "$c = f\\,c_{prev} + (1-f)\\,g$      $h = o\\,\\tanh(c)$"),
    ("3. $c$ stays in bounds: no tanh", "$c = f\\,c_{prev} + (1-f)\\,g$      $h = o\\,c$"),
    (
        "4. GRU: the gate moves to $n$'s view of the past",
        "$h = z\\,h_{prev} + (1-z)\\,n$      $n$ sees $r\\,h_{prev}$",
    ),
)


def morph(amount, ax=None):
    r"""Draw a cell on the way from the LSTM (0) to the GRU (1).

    Three changes follow each other, a third of the way each: the input gate becomes 1 - f, the tanh on the cell state
    goes, and the output gate moves to where the candidate looks at the past. Then c is h, f is z, g is n and o is r;
    each keeps its colour.

    Parameters
    ----------
    amount : float
        From 0 to 1; in between a part that goes is drawn pale.
    ax : matplotlib Axes, optional
        Where to draw; what was there is cleared away, so that an interactive figure may call this again.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where `amount` lies outside 0 to 1.
    """
    if not 0 <= amount <= 1:
        raise ValueError(f"amount must lie between 0 and 1, got {amount!r}")
    ax = axes(ax, figsize=(5.2, 3.3))
    ax.clear()
    ax.set(xlim=(-1.0, 10.3), ylim=(-1.05, 5.3), aspect="equal")
    ax.axis("off")
    coupled, bare, moved = (float(np.clip(3 * amount - k, 0, 1)) for k in range(3))
    gru = moved > 0.5
    memory = _blend(COLOURS["c"], COLOURS["h"], moved)
    title, equations = _STAGES[round(3 * amount)]
    ax.set_title(title, fontsize=10.5, loc="center")
    ax.text(4.8, -0.8, equations, ha="center", va="center", fontsize=9.5)

    _inputs(ax, coupled, moved)
    arrow(ax, [(0.2, _TOP), (9.35, _TOP)], memory, 3.2 - 0.6 * moved)
    _label(ax, -0.85, _TOP, "$h_{prev}$" if gru else "$c_{prev}$", memory)
    _label(ax, 9.5, _TOP, "$h$" if gru else "$c$", memory)
    _write(ax, coupled, gru)
    _show(ax, bare, moved)
    return ax


def frames(amounts=(0, 1 / 3, 2 / 3, 1), axs=None):
    """Draw several moments of `morph`, row by row.

    Parameters
    ----------
    amounts : sequence of float
        From 0, the LSTM, to 1, the GRU.
    axs : sequence of matplotlib Axes, optional
        One for each.

    Returns
    -------
    sequence of matplotlib Axes
        The axes drawn in, in the order of what they show; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where there are fewer or more axes than amounts.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        rows = (len(amounts) + 1) // 2
        figure, grid = plt.subplots(rows, 2, figsize=(9.6, 3.1 * rows), squeeze=False)
        axs = grid.ravel()[: len(amounts)]
        for ax in grid.ravel()[len(amounts) :]:
            figure.delaxes(ax)
    if len(axs) != len(amounts):
        raise ValueError(f"axs must hold one for each of the {len(amounts)} amounts, got {len(axs)}")
    for amount, ax in zip(amounts, axs, strict=True):
        morph(amount, ax)
    return axs


def _inputs(ax, coupled, moved):
    """Draw x and h_prev along the bottom, and their ways into the gates and the candidate."""
    gate_x, gate_y = _gate_of(moved)
    _arrow_pale(ax, [(0.2, _X_Y), (_G - 0.25, _X_Y), (_G - 0.25, _GATE_Y - 0.34)], GREY, 1.5)
    ax.plot([_G - 0.25, gate_x], [_X_Y, _X_Y], color=GREY, linewidth=1.5, zorder=1)
    ax.plot([0.2, gate_x], [_H_Y, _H_Y], color=COLOURS["h"], linewidth=1.8, zorder=1)
    _arrow_pale(ax, [(_G + 0.25, _H_Y), (_G + 0.25, _GATE_Y - 0.34)], COLOURS["h"], 1.8)
    for x, y, shown in ((_F, _GATE_Y, 1), (_I, _GATE_Y, 1 - coupled), (gate_x, gate_y, 1)):
        _arrow_pale(ax, [(x, _X_Y), (x, y - 0.34)], GREY, 1.5, shown)
        if shown > 0:
            ax.plot(x, _H_Y, "o", markersize=5, color=_pale(COLOURS["h"], shown), zorder=2)
    _label(ax, -0.85, _X_Y - 0.12, "$x$", GREY)
    _label(ax, -0.85, _H_Y + 0.18, "$h_{prev}$", COLOURS["h"])


def _write(ax, coupled, gru):
    """Draw what is kept and what is written."""
    _arrow_pale(ax, [(_F, _GATE_Y + 0.34), (_F, _TOP - 0.24)], COLOURS["f"])
    middle = 0.5 * (_I + _G)
    tie = _GATE_Y + 0.66
    _arrow_pale(
        ax, [(_F, tie), (_I, tie), (_I, _WRITE_Y), (middle - 0.24, _WRITE_Y)], COLOURS["i"], shown=coupled
    )
    own = [(_I, _GATE_Y + 0.34), (_I, _WRITE_Y), (middle - 0.24, _WRITE_Y)]
    _arrow_pale(ax, own, COLOURS["i"], shown=1 - coupled)
    _arrow_pale(ax, [(_G, _GATE_Y + 0.34), (_G, _WRITE_Y), (middle + 0.24, _WRITE_Y)], COLOURS["g"])
    _arrow_pale(ax, [(middle, _WRITE_Y + 0.24), (middle, _TOP - 0.24)], GREY)
    _gate(ax, _F, _GATE_Y, "z" if gru else "f", "f")
    _gate(ax, _I, _GATE_Y, "i", "i", shown=1 - coupled)
    _gate(ax, _G, _GATE_Y, "n" if gru else "g", "g")
    for x, y, sign in ((_F, _TOP, "×"), (middle, _TOP, "+"), (middle, _WRITE_Y, "×")):
        node(ax, x, y, sign)
    if coupled > 0:
        text = "$1 - z$" if gru else "$1 - f$"
        _label(ax, 0.5 * (_F + _I) - 0.35, tie + 0.34, text, COLOURS["i"], alpha=coupled)


def _show(ax, bare, moved):
    """Draw the gate that decides what the outside sees (LSTM), or what the candidate sees of the past (GRU)."""
    x, y = _gate_of(moved)
    stays = 1 - moved
    _arrow_pale(ax, [(_SHOW, _TOP), (_SHOW, _SHOW_Y + 0.24)], COLOURS["c"], shown=stays)
    _arrow_pale(ax, [(x, y + 0.34), (x, _SHOW_Y), (_SHOW - 0.24, _SHOW_Y)], COLOURS["o"], shown=stays)
    _arrow_pale(ax, [(_SHOW + 0.24, _SHOW_Y), (9.35, _SHOW_Y)], COLOURS["h"], 2.4, stays)
    if bare < 1:
        _box_pale(ax, _SHOW, 3.85, "", COLOURS["c"], 1 - bare)
        ax.text(
            _SHOW, 3.83, "tanh", ha="center", va="center", fontsize=9, weight="bold", alpha=1 - bare, zorder=4
        )
    if moved < 1:
        _node_pale(ax, _SHOW, _SHOW_Y, stays)
        _label(ax, 9.5, _SHOW_Y, "$h$", COLOURS["h"], alpha=stays)
    if moved > 0:
        _arrow_pale(ax, [(x - 0.5, y), (_G + 0.49, y)], COLOURS["o"], shown=moved)
        _node_pale(ax, _G + 0.25, y, moved)
    _gate(ax, x, y, "r" if moved > 0.5 else "o", "o")


def _gate_of(moved):
    """Return where the blue gate stands."""
    return _O - 0.1 * moved, _GATE_Y + moved * (1.14 - _GATE_Y)


def _blend(one, other, share):
    return tuple((1 - share) * np.array(to_rgb(one)) + share * np.array(to_rgb(other)))


def _pale(colour, shown):
    return _blend("white", colour, shown)


def _arrow_pale(ax, points, colour, width=2.0, shown=1.0):
    if shown > 0:
        arrow(ax, points, _pale(colour, shown), width)


def _box_pale(ax, x, y, text, colour, shown=1.0):
    if shown > 0:
        box(ax, x, y, text, _pale(colour, shown))


def _gate(ax, x, y, letter, quantity, shown=1.0):
    _box_pale(ax, x, y, letter, COLOURS[quantity], shown)


def _node_pale(ax, x, y, shown):
    if shown > 0.3:
        node(ax, x, y, "×")


def _label(ax, x, y, text, colour, alpha=1.0):
    ax.text(x, y, text, color=colour, va="center", fontsize=10.5, alpha=alpha, zorder=4)
