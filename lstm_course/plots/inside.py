"""Figures of lesson 21: coloured text, probes beside their controls, what a cut costs, which letters count."""

import numpy as np
from matplotlib.patches import Rectangle

from . import COLOURS, axes

TRAINED, UNTRAINED = COLOURS["o"], COLOURS["baseline"]


def coloured_text(text, values, ax=None, limit=None):
    """Draw a text on the colours of one number for each letter: red above 0, blue below.

    Parameters
    ----------
    text : str
        T letters; a new line begins a row, and is drawn as a small mark at the end of its own.
    values : array_like, shape (T,)
        One for each letter: the state after it was read.
    ax : Axes, optional
        Where to draw.
    limit : float, optional
        Value of the strongest colour; by default the largest in size.

    Returns
    -------
    Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where there is not one value for each letter, or no letter.
    """
    values = np.asarray(values, dtype=float)
    if values.shape != (len(text),) or not text:
        raise ValueError(f"values must have shape (T,) = ({len(text)},), T >= 1, got {values.shape}")
    limit = limit or np.abs(values).max() or 1.0
    rows = text.split("\n")
    wide = 1 + max(map(len, rows))
    high = len(rows) - (text[-1] == "\n")
    ax = axes(ax, figsize=(0.5 + 0.15 * wide, 0.5 + 0.23 * high))
    ax.set(xlim=(0, wide), ylim=(high, 0))
    ax.axis("off")
    row = column = 0
    for letter, value in zip(text, values, strict=True):
        face = _diverging(value / limit)
        ax.add_patch(Rectangle((column, row), 1, 1, facecolor=face, linewidth=0))
        ink = "white" if np.mean(face[:3]) < 0.45 else "#222222"
        shown, size = ("↵", 6) if letter == "\n" else (letter, 9)
        style = {"family": "DejaVu Sans Mono", "fontsize": size, "color": ink}
        ax.text(column + 0.5, row + 0.52, shown, ha="center", va="center", **style)
        row, column = (row + 1, 0) if letter == "\n" else (row, column + 1)
    return ax


def probes(found, ax=None):
    """Draw what probes read, beside what they read of labels without meaning, and the majority.

    Parameters
    ----------
    found : dict
        Feature -> dict of ``"trained"`` and ``"untrained"``, each a list of `probes.linear_probe.Probe`, one for a
        seed.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.2, 0.9 + 0.75 * len(found)))
    ticks = []
    for k, (feature, nets) in enumerate(found.items()):
        for row, (name, colour) in enumerate((("trained", TRAINED), ("untrained", UNTRAINED))):
            y = 2.6 * k + row
            ticks.append((y, f"{feature}, {name}"))
            real = np.array([probe.accuracy for probe in nets[name]])
            control = real - [probe.selectivity for probe in nets[name]]
            ax.plot([control.mean(), real.mean()], [y, y], color=colour, linewidth=1.2, zorder=1)
            ax.plot(control, np.full(len(real), y), "x", color=colour, markersize=7)
            ax.plot(real, np.full(len(real), y), "o", color=colour, markersize=7)
            ax.plot(nets[name][0].majority, y, "|", color="#222222", markersize=16, markeredgewidth=1.5)
    ax.set_yticks([y for y, _ in ticks], [text for _, text in ticks])
    ax.set(ylim=(ticks[-1][0] + 0.6, -0.6), xlabel="share of the test places that is right")
    for mark, text in (("o", "label"), ("x", "control"), ("|", "majority")):
        ax.plot([], [], mark, color="#222222", label=text)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def effects(r, costs, ax=None):
    """Draw what it costs to hold each cell over how well the cell follows a feature, and ring the best follower.

    Parameters
    ----------
    r : sequence of array_like, shape (H,)
        Size of each cell's correlation, one array for each net.
    costs : sequence of array_like, shape (H,)
        Bits per letter that holding the cell costs.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(4.6, 3.4))
    for one, cost, marker in zip(r, costs, "os^Dv", strict=False):
        one, cost = np.asarray(one), np.asarray(cost)
        ax.plot(one, cost, marker, color=TRAINED, markersize=4, alpha=0.6, linestyle="none")
        best = one.argmax()
        ax.plot(one[best], cost[best], "o", color=COLOURS["f"], markersize=12, fillstyle="none")
    ax.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
    ax.set(xlabel="how well the cell follows, |r|", ylabel="cost of holding it, bits per letter")
    return ax


def together(sizes, best, others, ax=None):
    """Draw what it costs to hold several cells at once: those that follow best, and random ones.

    Parameters
    ----------
    sizes : sequence of int
        K numbers of cells.
    best : array_like, shape (S, K)
        Bits per letter for each of S nets.
    others : array_like, shape (S, R, K)
        The same for R random draws of as many cells.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where the shapes do not fit.
    """
    best, others = np.asarray(best), np.asarray(others)
    if best.ndim != 2 or others.ndim != 3 or {best.shape[1], others.shape[2]} != {len(sizes)}:
        raise ValueError(
            f"best and others must have shapes (S, {len(sizes)}) and (S, R, {len(sizes)}), "
            f"got {best.shape} and {others.shape}"
        )
    ax = axes(ax, figsize=(4.6, 3.4))
    flat = others.reshape(-1, len(sizes))
    ax.fill_between(sizes, flat.min(0), flat.max(0), color=UNTRAINED, alpha=0.25, linewidth=0)
    ax.plot(sizes, np.median(flat, axis=0), color=UNTRAINED, linestyle="--")
    for curve in best:
        ax.plot(sizes, curve, color=COLOURS["f"], marker="o", markersize=4)
    beside = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
    ax.annotate("best followers", (sizes[-1], best[:, -1].mean()), color=COLOURS["f"], **beside)
    ax.annotate("random cells", (sizes[-1], np.median(flat[:, -1])), color="#555555", **beside)
    ax.set(xlabel="cells held at once", ylabel="cost, bits per letter")
    ax.set_xticks(sizes)
    return ax


def letters(text, rows, frame=None, axs=None):
    """Draw a bar for each letter of a text, a panel for each way to weigh them, the largest bar of each in colour.

    Parameters
    ----------
    text : str
        T letters; a blank is drawn as "␣", a new line as "↵".
    rows : dict
        Title -> array_like, shape (T,), of at least 0: each is drawn as a share of its largest.
    frame : int, optional
        Place of a letter to mark in all panels.
    axs : Axes, optional
        One for each panel.

    Returns
    -------
    ndarray of Axes
        One for each panel.

    Raises
    ------
    ValueError
        Where there is not one value for each letter.
    """
    if axs is None:
        size = (1 + 0.19 * len(text), 1.5 * len(rows))
        axs = axes(None, nrows=len(rows), figsize=size, sharex=True, squeeze=False)
    axs = np.ravel(axs)
    shown = [{" ": "␣", "\n": "↵"}.get(letter, letter) for letter in text]
    for ax, (title, values) in zip(axs, rows.items(), strict=True):
        values = np.asarray(values, dtype=float)
        if values.shape != (len(text),):
            raise ValueError(f"{title} must have shape ({len(text)},), got {values.shape}")
        share = values / (values.max() or 1.0)
        colours = [COLOURS["f"] if k == share.argmax() else COLOURS["o"] for k in range(len(text))]
        ax.bar(range(len(text)), share, color=colours, width=0.8)
        if frame is not None:
            ax.axvspan(frame - 0.5, frame + 0.5, color=COLOURS["g"], alpha=0.25, linewidth=0, zorder=0)
        ax.set_title(title, fontsize=10, weight="normal")
        ax.set(xlim=(-0.6, len(text) - 0.4), ylim=(0, 1.05), yticks=[0, 1])
        ax.set_xticks(range(len(text)), shown, family="DejaVu Sans Mono")
        ax.tick_params(axis="x", length=0, labelbottom=True)
    return axs


def _diverging(share):
    """Return the colour of a number from -1 to 1 in the map of the course for signed values."""
    import matplotlib

    return matplotlib.colormaps["RdBu_r"](0.5 + 0.5 * float(np.clip(share, -1, 1)))
