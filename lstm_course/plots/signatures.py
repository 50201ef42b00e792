"""Loss curves with their faults by name, as small multiples (lesson 11)."""

import numpy as np
from matplotlib.lines import Line2D

from ..signatures import recording
from . import COLOURS, axes

KNEE, DECADE = 5.0, 0.7  # above 5 the axis is logarithmic: a factor of ten is as high as 0.7 below
TOP = 120.0
_LOOKS = {
    "training": {"color": COLOURS["c"], "linewidth": 1.3},
    "validation": {"color": COLOURS["f"], "linewidth": 1.6, "linestyle": (0, (3, 1.6))},
    "the same run without its fault": {"color": "#BFBFBF", "linewidth": 3.2},
    "level of a model that knows little": {"color": "#555555", "linewidth": 0.9, "linestyle": (0, (1, 2))},
}
_TRAINING, _VALIDATION, _MENDED, _LEVEL = _LOOKS.values()


def height(loss):
    """Return where a loss stands on the axis of the figure: linear up to 5, logarithmic above.

    Parameters
    ----------
    loss : array_like
        At least 0.

    Returns
    -------
    ndarray
        In the shape of what came.
    """
    loss = np.asarray(loss, float)
    return np.where(loss <= KNEE, loss, KNEE + DECADE * np.log10(np.maximum(loss, KNEE) / KNEE))


def loss_at(place):
    """Return the loss that stands at a height: the way back from `height`.

    Parameters
    ----------
    place : array_like
        At least 0.

    Returns
    -------
    ndarray
        In the shape of what came.
    """
    place = np.asarray(place, float)
    return np.where(place <= KNEE, place, KNEE * 10 ** (np.maximum(place - KNEE, 0) / DECADE))


def curve(key, recorded=None, seed=0, ax=None):
    """Draw the run with one fault, and behind it in grey the run that is the same without it.

    Parameters
    ----------
    key : str
        Of a fault.
    recorded : dict, optional
        As `lstm_course.signatures.recording` returns it, which is the default.
    seed : int
        Which of the recorded runs.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where there is no fault of this key.
    """
    recorded = recorded or recording()
    faults = {fault["key"]: fault for fault in recorded["faults"]}
    if key not in faults:
        raise ValueError(f"key must be one of {', '.join(faults)}, got {key!r}")
    fault, run = faults[key], recorded["runs"][key]
    ax = axes(ax, figsize=(4.6, 3.0))
    steps = recorded["every"] * np.arange(len(run["train"][seed]))
    end = recorded["every"] * len(steps)
    ax.axhspan(KNEE, TOP, color="#F1F1F1", linewidth=0, zorder=0)  # as in the piece
    for name in fault["lines"]:
        ax.axhline(recorded["lines"][name], zorder=1, **_LEVEL)
    if fault["mended"] != key:
        ax.plot(steps, recorded["runs"][fault["mended"]]["train"][seed], zorder=2, **_MENDED)
    ax.plot(steps, run["train"][seed], zorder=3, **_TRAINING)
    ax.plot(steps, run["validation"][seed], zorder=4, **_VALIDATION)
    ax.set_yscale("function", functions=(height, loss_at))
    ax.set(ylim=(0, TOP), xlim=(-0.01 * end, end))
    ax.set_yticks([0, 1, 2, 3, 4, 5, 50], ["0", "", "2", "", "4", "", "50"])
    ax.set_yticks([], minor=True)
    ax.set_xticks([0, end / 2, end], ["0", f"{end / 2:.0f}", f"{end:.0f}"])
    ax.set_title(fault["name"], fontsize=10)
    return ax


def small_multiples(recorded=None, seed=0):
    """Draw a panel for each fault, all on the same axes.

    Parameters
    ----------
    recorded : dict, optional
        As `lstm_course.signatures.recording` returns it, which is the default.
    seed : int
        Which of the recorded runs.

    Returns
    -------
    matplotlib Figure
        With a panel for each fault.
    """
    import matplotlib.pyplot as plt

    recorded = recorded or recording()
    faults = recorded["faults"]
    rows = len(faults) // 4 + 1  # one place at least is left, for what the lines mean
    fig, axs = plt.subplots(rows, 4, figsize=(9.4, 2.0 * rows))
    *places, last = axs.flat
    for k, (ax, fault) in enumerate(zip(places, faults, strict=False)):
        curve(fault["key"], recorded, seed, ax)
        first = next(place for place, other in enumerate(faults) if other["lines"] == fault["lines"])
        if k == first:
            levels = {name: recorded["lines"][name] for name in fault["lines"]}
            _name_levels(ax, levels, outside=k + 1 == len(faults))
        if k % 4:
            ax.set_yticklabels([])
        else:
            ax.set_ylabel("loss")
        if k // 4 < rows - 1:
            ax.set_xticklabels([])
        else:
            ax.set_xlabel("step")
    middle = {"x": places[0].get_xlim()[1] / 2, "y": loss_at((height(KNEE) + height(TOP)) / 2)}
    places[0].text(**middle, s="above 5 logarithmic", ha="center", va="center", fontsize=8, color="#444444")
    for ax in axs.flat[len(faults) :]:
        ax.axis("off")
    last.legend(
        [Line2D([], [], **look) for look in _LOOKS.values()],
        [name.replace(" without", "\nwithout").replace(" that", "\nthat") for name in _LOOKS],
        loc="center right",
        handlelength=2.2,
    )
    return fig


def _name_levels(ax, levels, outside):
    """Write the name of each level at the right end of its line: outside, or above; of two that are close one below.

    The one below stands under the curve, too, and a thin stroke leads up to its line.
    """
    leader = {"arrowstyle": "-", "color": "#444444", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}
    leader |= {"relpos": (0.8, 1)}
    for name, loss in levels.items():
        below = any(0 < other - loss < 0.5 for other in levels.values())
        mark = ax.annotate(
            name,
            (ax.get_xlim()[1], loss),
            xytext=(5, 0) if outside else (0, -30 if below else 1.5),
            textcoords="offset points",
            ha="left" if outside else "right",
            va="center" if outside else "top" if below else "bottom",
            fontsize=8,
            color="#444444",
            arrowprops=leader if below and not outside else None,
        )
        mark.set_in_layout(not outside)  # or the column beside it moves away
