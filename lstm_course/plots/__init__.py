"""Figures of the course: one palette, one style, functions that take ``ax=None`` and return it.

Use the style with ``plt.style.use("lstm_course.plots.course")``. The palette is that of Okabe and Ito, with one colour
for each quantity of a cell in every lesson; where no gate is drawn, the same colours are named in place. `show` ends a
cell: it shows the figure together with its description, and writes what has the colour of a line in its ink, `INKS`.
"""

from ._inks import INKS
from .display import show

__all__ = ["COLOURS", "INKS", "NAMES", "axes", "line_style", "show"]

COLOURS = {
    "i": "#009E73",  # input gate
    "f": "#D55E00",  # forget gate
    "g": "#E69F00",  # candidate
    "o": "#0072B2",  # output gate
    "h": "#CC79A7",  # hidden state
    "c": "#000000",  # cell state, drawn thick
    "baseline": "#7F7F7F",  # baselines and the plain RNN, dashed
}

NAMES = {
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "h": "hidden state h",
    "c": "cell state c",
}


def line_style(name):
    """Return the keyword arguments for `Axes.plot` of a quantity: its colour and width.

    Parameters
    ----------
    name : str
        One of ``i f g o h c baseline``.

    Returns
    -------
    dict
        ``color`` and ``linewidth``; a new dict on each call.

    Raises
    ------
    ValueError
        Where the quantity is not one of these.
    """
    if name not in COLOURS:
        raise ValueError(f"name must be one of {', '.join(COLOURS)}, got {name!r}")
    style = {"color": COLOURS[name], "linewidth": 3.2 if name == "c" else 2.0}
    return {**style, "linestyle": "--"} if name == "baseline" else style


def axes(ax=None, **options):
    """Return `ax`, or new axes of a new figure where it is None (options go to ``plt.subplots``)."""
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(**options)[1]
    return ax
