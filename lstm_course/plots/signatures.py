"""Loss curves with their faults by name, as small multiples (lesson 11)."""

import numpy as np

from ..signatures import FAULTS, recording
from . import COLOURS

KNEE, DECADE = 5.0, 1.2  # above 5 the axis is logarithmic: a factor of ten is as high as 1.2 below
TRAIN, VALIDATION, PLAIN = COLOURS["o"], COLOURS["f"], "#555555"


def height(loss):
    """Return where a loss stands on the axis of the figure: linear up to 5, logarithmic above.

    Parameters
    ----------
    loss : array_like
        At least 0.

    Returns
    -------
    ndarray
    """
    loss = np.asarray(loss, float)
    return np.where(loss <= KNEE, loss, KNEE + DECADE * np.log10(np.maximum(loss, KNEE) / KNEE))


def loss_of_height(place):
    """Return the loss that stands at a height: the way back from `height`."""
    place = np.asarray(place, float)
    return np.where(place <= KNEE, place, KNEE * 10 ** (np.maximum(place - KNEE, 0) / DECADE))


def curve(name, recorded=None, seed=0, mended=None, ax=None):
    """Draw one run: training solid, validation dashed, levels as thin lines, the run without the fault in grey.

    Parameters
    ----------
    name : str
        Of the run.
    recorded : dict, optional
        As `lstm_course.signatures.recording` returns it, which is the default.
    seed : int
        Which of the recorded runs of that name.
    mended : str, optional
        Name of the run to draw in grey behind it.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        Where there is no run of a name.
    """
    from . import axes

    recorded = recorded or recording()
    ax = axes(ax, figsize=(4.6, 3.0))
    for each in filter(None, (name, mended)):
        if each not in recorded["runs"]:
            raise ValueError(f"name must be one of {', '.join(recorded['runs'])}, got {each!r}")
    run = recorded["runs"][name]
    steps = recorded["every"] * np.arange(len(run["train"][seed]))
    for level in levels(name):
        ax.axhline(recorded["lines"][level], color=PLAIN, linewidth=0.8, linestyle=":", zorder=1)
    if mended:
        ax.plot(steps, recorded["runs"][mended]["train"][seed], color="#BDBDBD", linewidth=2.6, zorder=2)
    ax.plot(steps, run["train"][seed], color=TRAIN, linewidth=1.3, zorder=3)
    ax.plot(steps, run["validation"][seed], color=VALIDATION, linewidth=1.5, linestyle=(0, (4, 2)), zorder=4)
    ax.set_yscale("function", functions=(height, loss_of_height))
    ax.set(ylim=(0, 200), xlim=(-4, steps[-1] + 4))
    ax.set_yticks([0, 1, 2, 3, 4, 5, 50], ["0", "", "2", "", "4", "", "50"])
    ax.set_yticks([], minor=True)
    ax.set_xticks([0, 200, 400])
    return ax


def levels(name):
    """Return the names of the levels that belong to a run: those of letters, or the variance of the sums."""
    return ("variance",) if name in ("sum", "broadcast") else ("ln V", "letters", "by place")


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
    """
    import matplotlib.pyplot as plt

    recorded = recorded or recording()
    fig, axs = plt.subplots(4, 4, figsize=(9.6, 8.2), sharex=True, sharey=True)
    for ax, fault in zip(axs.flat, FAULTS, strict=False):
        curve(fault.key, recorded, seed, fault.mended if fault.mended != fault.key else None, ax)
        ax.set_title(fault.name, fontsize=10)
    for ax in axs.flat[len(FAULTS) :]:
        ax.set_visible(False)
    return fig
