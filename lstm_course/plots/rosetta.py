"""The gate blocks of the 4H matrix in each library's order, and what the two directions have read (lesson 09)."""

from typing import NamedTuple

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from . import COLOURS, axes

_GREY = "#555555"
_BAR, _STEP = 0.44, 1.0  # height of a bar of blocks, and the distance from one library to the next


class Layout(NamedTuple):
    """How a library lays out the weights of an LSTM.

    Attributes
    ----------
    library : str
        Its name.
    order : str
        The gates in the order of the library, in the library's letters; c is our g.
    weights : str
        What the library calls the weights from the input, with their shape.
    axis : str
        ``"columns"`` or ``"rows"``: along which axis the gates are stacked.
    bias : str
        What there is of biases.
    """

    library: str
    order: str
    weights: str
    axis: str
    bias: str


LAYOUTS = (
    Layout("this course", "ifgo", "W_x  (D, 4H)", "columns", "b  (4H,)"),
    Layout("PyTorch", "ifgo", "weight_ih_l0  (4H, D)", "rows", "two, added  (4H,)"),
    Layout("Keras", "ifco", "kernel  (D, 4H)", "columns", "bias  (4H,)"),
    Layout("ONNX", "iofc", "W  (1, 4H, D)", "rows", "two, in one B  (1, 8H)"),
    Layout("CS231n", "ifog", "Wx  (D, 4H)", "columns", "b  (4H,)"),
)


def places(order):
    """Return where the block of each gate stands.

    Parameters
    ----------
    order : str
        The four gates in a library's letters, such as ``"iofc"``.

    Returns
    -------
    dict
        Gate in the course's letters, in the order i, f, g, o -> 0, 1, 2 or 3.

    Raises
    ------
    ValueError
        Where `order` does not hold each gate once.
    """
    gates = order.replace("c", "g")
    if sorted(gates) != sorted("ifgo"):
        raise ValueError(f"order must hold i, f, g (or c) and o, each once; got {order!r}")
    return {gate: gates.index(gate) for gate in "ifgo"}


def table(layouts=LAYOUTS, highlight=None, ax=None):
    """Draw one bar of four gate blocks for each library, and ribbons from each block to the same gate below.

    Parameters
    ----------
    layouts : sequence of Layout
        From top to bottom.
    highlight : str, optional
        A gate, one of ``i f g o``: the others are drawn pale.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where `highlight` is not a gate, or a layout does not hold each gate once.
    """
    if highlight is not None and highlight not in tuple("ifgo"):
        raise ValueError(f"highlight must be one of i, f, g, o, got {highlight!r}")
    ax = axes(ax, figsize=(8.2, 0.74 * len(layouts) + 0.9))
    ax.set(xlim=(-1.9, 10.6), ylim=(-_STEP * (len(layouts) - 1) - 0.45, 0.95))
    ax.axis("off")
    strength = {gate: 1.0 if highlight in (None, gate) else 0.15 for gate in "ifgo"}
    for row, layout in enumerate(layouts):
        y, here = -_STEP * row, places(layout.order)
        if row + 1 < len(layouts):
            below = places(layouts[row + 1].order)
            for gate, alpha in strength.items():
                _ribbon(ax, here[gate], below[gate], y - _BAR / 2, y - _STEP + _BAR / 2, COLOURS[gate], alpha)
        for gate, place in here.items():
            _block(ax, place, y, COLOURS[gate], layout.order[place], strength[gate])
        ax.text(-0.2, y, layout.library, ha="right", va="center", weight="bold", fontsize=10)
        _matrix(ax, 4.45, y, layout, strength)
        ax.text(5.35, y, layout.weights, va="center", fontsize=9)
        ax.text(8.3, y, layout.bias, va="center", fontsize=9)
    for x, words in ((2.0, "blocks of H units"), (6.2, "weights from the input"), (9.2, "biases")):
        ax.text(x, 0.42, words, ha="center", va="bottom", fontsize=8.5, color=_GREY, style="italic")
    return ax


def _block(ax, place, y, colour, letter, alpha):
    ax.add_patch(
        Rectangle(
            (place, y - _BAR / 2), 1, _BAR, facecolor=colour, edgecolor="white", linewidth=1.5, alpha=alpha
        )
    )
    ax.text(
        place + 0.5,
        y - 0.02,
        letter,
        color="#222222" if colour == COLOURS["g"] else "white",
        ha="center",
        va="center",
        weight="bold",
        alpha=alpha,
        zorder=4,
    )


def _ribbon(ax, start, end, top, bottom, colour, alpha):
    """Join the lower edge of a block to the upper edge of another."""
    middle = (top + bottom) / 2
    points = [(start, top), (start, middle), (end, middle), (end, bottom)]
    back = [(end + 1, bottom), (end + 1, middle), (start + 1, middle), (start + 1, top)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    path = Path(points + back, codes)
    ax.add_patch(PathPatch(path, facecolor=colour, edgecolor="none", alpha=0.28 * alpha, zorder=0))


def _matrix(ax, x, y, layout, strength):
    """Draw the matrix small, its stripes standing where the gates are columns and lying where they are rows."""
    long, short = 0.58, 0.4
    for gate, place in places(layout.order).items():
        options = {"facecolor": COLOURS[gate], "edgecolor": "none", "alpha": strength[gate]}
        if layout.axis == "columns":
            corner, size = (x + place * long / 4, y - short / 2), (long / 4, short)
        else:
            corner, size = (x + 0.1, y + long / 2 - (place + 1) * long / 4), (short, long / 4)
        ax.add_patch(Rectangle(corner, *size, **options))


def sight(forward, backward, pair=None):
    """Draw which inputs each half of a bidirectional output has read, as two squares side by side.

    Parameters
    ----------
    forward, backward : ndarray, shape (T, T)
        Bool; entry [t, s] says whether this half of the output at time step t depends on the input at step s.
    pair : sequence of two matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    sequence of two matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    if pair is None:
        import matplotlib.pyplot as plt

        pair = plt.subplots(1, 2, figsize=(7.2, 3.4), sharey=True)[1]
    T = len(forward)
    ends = (
        ("forward half, output[:, t, :H]", forward, T - 1),
        ("backward half, output[:, t, H:]", backward, 0),
    )
    for ax, (words, seen, end) in zip(pair, ends, strict=True):
        for t in range(T):
            for s in range(T):
                colour = COLOURS["h"] if seen[t, s] else "#EEEEEE"
                ax.add_patch(Rectangle((t - 0.45, s - 0.45), 0.9, 0.9, facecolor=colour, edgecolor="none"))
        for t, note in ((end, "all read"), (T - 1 - end, "one read")):
            ax.text(t, T - 0.3, note, ha="center", va="bottom", fontsize=8.5, color=_GREY)
        ax.add_patch(
            Rectangle((T - 1.5, -0.5), 1, T, facecolor="none", edgecolor=COLOURS["c"], linewidth=2, zorder=3)
        )
        ax.set(
            xlim=(-0.6, T - 0.4), ylim=(-0.6, T + 0.15), xlabel="t, time step of the output", aspect="equal"
        )
        ax.set_xticks(range(T))
        ax.set_yticks(range(T))
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.text(
            0.5,
            -0.24,
            words,
            transform=ax.transAxes,
            ha="center",
            va="top",
            color=COLOURS["h"],
            weight="bold",
        )
    pair[0].set_ylabel("s, time step of the input")
    return pair
