"""A gate as a sluice: what comes in at the left, and how much of it passes (lesson 02)."""

import numpy as np

from ..cells import sigmoid
from . import COLOURS, axes
from ._marks import number

_LEFT, _LEAF, _RIGHT = (0.0, 1.0), (1.0, 1.22), (1.22, 2.22)
_WALL = 1.12  # how far the leaf reaches, above and below


def valve(logit, value, ax=None, gate="i"):
    r"""Draw a value that is poured through one gate.

    Parameters
    ----------
    logit : float
        The sum :math:`a` that enters the gate's sigmoid; :math:`\sigma(a)` of the value passes.
    value : float
        What comes in, between -1 and 1; it may be negative.
    ax : matplotlib Axes, optional
        Where to draw; what was there is cleared away, so that an interactive figure may call this again.
    gate : str
        ``"i"``, ``"f"`` or ``"o"``: the colour of the gate.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where the value lies outside -1 to 1, or the gate is none of the three.
    """
    if not -1 <= value <= 1:
        raise ValueError(f"value must lie between -1 and 1, got {value!r}")
    if gate not in tuple("ifo"):
        raise ValueError(f"gate must be one of i, f, o, got {gate!r}")
    share = float(sigmoid(logit))
    passed = share * value
    ax = axes(ax, figsize=(2.6, 2.9))
    ax.clear()
    across = np.linspace(0, 1, 40)
    x = np.concatenate([[_LEFT[0]], _LEAF[0] + across * (_LEAF[1] - _LEAF[0]), [_RIGHT[1]]])
    narrowing = value + (passed - value) * (3 * across**2 - 2 * across**3)
    level = np.concatenate([[value], narrowing, [passed]])
    ax.fill_between(x, 0, level, color=COLOURS["g"], alpha=0.85, linewidth=0)
    side = -1 if value < 0 else 1
    ax.fill_between(
        x[1:-1],
        narrowing + 0.03 * side,
        _WALL * side,
        color=COLOURS[gate],
        linewidth=0,
    )
    ax.axhline(0, color="#444444", linewidth=1.2)
    for where, shown in ((0.5 * sum(_LEFT), value), (0.5 * sum(_RIGHT), passed)):
        ax.text(where, shown + 0.07 * side, number(shown), ha="center", va=_side(side))
    ax.text(
        0.5 * sum(_LEAF),
        -0.09 * side,
        f"gate {share:.2f}",
        ha="center",
        va=_side(-side),
        color=COLOURS[gate],
        weight="bold",
    )
    ax.set(xlim=(-0.05, 2.27), ylim=(-0.32, 1.3) if side > 0 else (-1.3, 0.32), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_title(f"a = {number(logit, 0 if float(logit).is_integer() else 1)}", loc="center")
    return ax


def valves(logits, value, axs=None, gate="i", title=""):
    """Draw the same value at several gates, side by side.

    Parameters
    ----------
    logits : sequence of float
        The sums, one for each gate.
    value : float
        What comes in at every gate.
    axs : sequence of matplotlib Axes, optional
        One for each gate.
    gate : str
        ``"i"``, ``"f"`` or ``"o"``: the colour of the gates.
    title : str
        The finding, above all of them.

    Returns
    -------
    sequence of matplotlib Axes
        The axes drawn in, in the order of what they show; those of a new figure where none were given.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        axs = plt.subplots(1, len(logits), figsize=(1.55 * len(logits), 2.5))[1]
    for ax, logit in zip(np.atleast_1d(axs), logits, strict=True):
        valve(logit, value, ax, gate)
    if title:
        figure = np.atleast_1d(axs)[0].figure
        figure.suptitle(title, x=0.01, ha="left", weight="bold", size=11.5)
    return axs


def squashers(axs=None):
    r"""Draw the sigmoid, which says how much, beside tanh, which says what.

    Parameters
    ----------
    axs : sequence of two matplotlib Axes, optional
        For the sigmoid and for tanh.

    Returns
    -------
    sequence of two matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        axs = plt.subplots(1, 2, figsize=(7.6, 2.8), sharex=True, sharey=True)[1]
    a = np.linspace(-5, 5, 201)
    marks = np.array([-4.0, -2.0, 0.0, 2.0, 4.0])
    for ax, squash, colour, title in (
        (axs[0], sigmoid, COLOURS["i"], "Sigmoid: how much, 0 to 1"),
        (axs[1], np.tanh, COLOURS["g"], "tanh: what, −1 to 1"),
    ):
        low = float(squash(np.float64(-50)))
        ax.axhspan(low, 1, color=colour, alpha=0.12, linewidth=0)
        ax.axhline(0, color="#888888", linewidth=0.8)
        ax.plot(a, squash(a), color=colour)
        ax.plot(marks, squash(marks), "o", color=colour, markersize=5)
        for mark in marks:
            above = mark < 1
            ax.annotate(
                number(squash(mark)),
                (mark, squash(mark)),
                xytext=(0, 7 if above else -8),
                textcoords="offset points",
                ha="right" if above else "left",
                va="bottom" if above else "top",
                fontsize=9,
            )
        ax.set(title=title, xlabel="sum a", ylim=(-1.3, 1.3), yticks=[-1, 0, 1], xticks=marks)
    return axs


def _side(side):
    return "bottom" if side > 0 else "top"
