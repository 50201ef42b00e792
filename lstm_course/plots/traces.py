"""What an LSTM layer did over a sequence, as heat-maps; and the layer unrolled over time (lesson 04)."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from . import COLOURS, NAMES
from . import axes as _axes
from ._marks import GREY, arrow

VALVES, CONTENTS = "ifo", "gch"
_BOX_WIDTH, _BOX_HEIGHT = 1.1, 0.66


def gate_heatmaps(trace, events=None, units=None, sequence=0, title="", axes=None):
    """Draw the gates, the candidate and the states of all units over time, one heat-map below the other.

    Gates go from 0 to 1; the candidate and the states are signed, with zero in the middle of the colours.

    Parameters
    ----------
    trace : dict of ndarray, shape (N, T, H)
        ``i``, ``f``, ``o``, ``g``, ``c``, ``h``, such as the ``trace`` of `lstm_course.layers.LSTM`.
    events : sequence of str, optional
        One label for each time step, written above it; an empty string marks nothing.
    units : sequence of str, optional
        Name of each unit; numbers by default.
    sequence : int
        Which sequence of the batch.
    title : str
        The finding.
    axes : sequence of six matplotlib Axes, optional
        For i, f, o, g, c, h.

    Returns
    -------
    sequence of six matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where a part of the trace is missing, or there are not as many labels as time steps or units.
    """
    parts = _parts(trace, sequence)
    T, H = parts["h"].shape
    events = _labels("events", events, T, [""] * T)
    units = _labels("units", units, H, [str(k) for k in range(H)])
    if axes is None:
        size = (7.8, 1.1 + 6 * (0.24 + 0.14 * H))
        axes = plt.subplots(6, 1, sharex=True, figsize=size)[1]
    for ax, (name, values) in zip(axes, parts.items(), strict=True):
        _heatmap(ax, name, values)
        ax.set_yticks(range(H), units, fontsize=8)
        ax.tick_params(length=0)
        for t in (t for t in range(T) if events[t]):
            ax.axvline(t - 0.5, color="white", linewidth=1.6)
            ax.axvline(t - 0.5, color="#444444", linewidth=0.6)
    axes[0].set_title(title, pad=20)
    for t in (t for t in range(T) if events[t]):
        axes[0].text(t, -0.75, events[t], ha="center", va="bottom", fontsize=9)
    step = max(1, int(np.ceil(T / 40)) * 5)
    axes[-1].set_xticks(range(0, T, step))
    axes[-1].set_xlabel("time step")
    return axes


def _parts(trace, sequence):
    """Return name -> (T, H) in the order in which they are drawn."""
    missing = [name for name in VALVES + CONTENTS if name not in trace]
    if missing:
        raise ValueError(f"trace must hold i, f, o, g, c and h; missing: {', '.join(missing)}")
    return {name: np.asarray(trace[name])[sequence] for name in VALVES + CONTENTS}


def _labels(name, labels, count, default):
    labels = default if labels is None else list(labels)
    if len(labels) != count:
        raise ValueError(f"{name} must hold {count} labels, got {len(labels)}")
    return labels


def _heatmap(ax, name, values):
    """Draw one part, (T, H), units downward and time to the right."""
    if name in VALVES:
        scale, ticks = {"cmap": "viridis", "vmin": 0, "vmax": 1}, [0, 1]
    else:
        top = max(1.0, float(np.ceil(np.abs(values).max())))
        scale, ticks = {"cmap": "RdBu_r", "vmin": -top, "vmax": top}, [-top, 0, top]
    image = ax.imshow(values.T, aspect="auto", interpolation="nearest", **scale)
    bar = ax.figure.colorbar(image, ax=ax, pad=0.01, aspect=6, ticks=ticks)
    bar.ax.tick_params(labelsize=7, length=2)
    bar.outline.set_visible(False)
    ax.set_ylabel(NAMES[name].replace(" ", "\n", 1) if name != "g" else "candi-\ndate g", color=COLOURS[name])
    ax.yaxis.label.set(rotation=0, ha="right", va="center", fontsize=9, weight="bold")
    ax.spines[:].set_visible(False)


def unrolled(steps=4, layers=1, ax=None):
    """Draw a stack of LSTM layers unrolled over time: h goes up and to the right, c to the right only.

    Parameters
    ----------
    steps : int
        Number of time steps that are drawn.
    layers : int
        Number of layers.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = _axes(ax, figsize=(7.6, 1.35 + 1.05 * layers))
    dx, dy = 2.0, 1.35
    for layer in range(layers):
        y = layer * dy
        for t in range(steps + 1):
            start = t * dx - dx + _BOX_WIDTH / 2 if t else -dx + 0.75
            end = t * dx - _BOX_WIDTH / 2 if t < steps else t * dx - 0.75
            for name, shift in (("c", 0.15), ("h", -0.15)):
                width = 2.6 if name == "c" else 1.9
                arrow(ax, [(start, y + shift), (end, y + shift)], COLOURS[name], width, head=10)
            if t in (0, steps):
                k = "0" if t == 0 else "T"
                where = {"x": start - 0.06, "ha": "right"} if t == 0 else {"x": end + 0.06, "ha": "left"}
                mark = "" if layers == 1 else f"^{{({layer + 1})}}"
                for name, shift in (("c", 0.17), ("h", -0.19)):
                    ax.text(y=y + shift, s=f"${name}{mark}_{k}$", color=COLOURS[name], va="center", **where)
        for t in range(steps):
            _box(ax, t * dx, y, layer + 1 if layers > 1 else None)
            up = y + _BOX_HEIGHT / 2
            arrow(ax, [(t * dx, up), (t * dx, y + dy - _BOX_HEIGHT / 2)], COLOURS["h"], 1.9, head=10)
            if layer == 0:
                arrow(ax, [(t * dx, -dy + 0.62), (t * dx, -_BOX_HEIGHT / 2)], GREY, 1.6, head=10)
    top = layers * dy - _BOX_HEIGHT / 2
    for t in range(steps):
        k = "T" if t == steps - 1 else str(t + 1)
        ax.text(t * dx, -dy + 0.56, f"$x_{k}$", ha="center", va="top", color=GREY)
        ax.text(
            t * dx,
            top + 0.04,
            f"$y_{k} = h_{k}$" if layers == 1 else f"$y_{k}$",
            ha="center",
            color=COLOURS["h"],
        )
    for layer in range(layers):
        ax.text(
            (steps - 1.5) * dx,
            layer * dy,
            "...",
            ha="center",
            va="center",
            fontsize=13,
            backgroundcolor="white",
        )
    ax.set(xlim=(-1.9, steps * dx - 0.1), ylim=(-dy + 0.25, top + 0.4))
    ax.axis("off")
    return ax


def _box(ax, x, y, layer=None):
    left, bottom = x - _BOX_WIDTH / 2, y - _BOX_HEIGHT / 2
    patch = FancyBboxPatch(
        (left + 0.05, bottom + 0.05),
        _BOX_WIDTH - 0.1,
        _BOX_HEIGHT - 0.1,
        boxstyle="round,pad=0.05",
        facecolor="#F2F2F2",
        edgecolor="#222222",
        linewidth=1.4,
        zorder=2,
    )
    ax.add_patch(patch)
    name, mark = ("LSTM", "") if layer is None else (f"layer {layer}", f"^{{({layer})}}")
    weights = f"$W{mark}_x\\ W{mark}_h\\ b{mark}$"
    ax.text(x, y + 0.1, name, ha="center", va="center", fontsize=9.5, weight="bold", zorder=3)
    ax.text(x, y - 0.13, weights, ha="center", va="center", fontsize=7.2, color=GREY, zorder=3)
