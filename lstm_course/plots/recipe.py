"""Figures of a training recipe: accuracy over learning rates, what an ingredient buys, curves of several seeds."""

import numpy as np

from . import COLOURS, axes

GREYS = {
    "SGD": ("#7f7f7f", "--"),
    "momentum": ("#7f7f7f", "-"),
    "RMSprop": ("#404040", ":"),
    "Adam": ("#000000", "-"),
}


def rates(results, chance, ax=None):
    """Draw the accuracy of several optimisers over their learning rates: the median, and a dot for each seed.

    Parameters
    ----------
    results : dict
        Name -> dict of learning rate -> list of accuracies, one for each seed.
    chance : float
        Accuracy of a guess, a line.
    ax : Axes, optional
        Where to draw; new ones if not given.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.4))
    for name, found in results.items():
        colour, dashes = GREYS.get(name, (COLOURS["c"], "-"))
        x = np.array(sorted(found))
        middle = np.array([np.median(found[rate]) for rate in x])
        for rate in x:
            ax.plot([rate] * len(found[rate]), found[rate], "o", color=colour, markersize=4, alpha=0.6)
        ax.plot(x, middle, dashes, color=colour, linewidth=2)
        best = int(middle.argmax())
        if middle[best] - chance > 0.1:
            place, where = (x[best], middle[best]), (0, 7)
        else:
            place, where = (x[-1], middle[-1]), (0, -14)
        ax.annotate(name, place, where, textcoords="offset points", ha="center", color=colour)
    ax.axhline(chance, color=COLOURS["baseline"], linewidth=1)
    ax.annotate(
        "chance",
        (1, chance),
        (4, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        va="center",
    )
    ax.set(xscale="log", ylim=(0, 1.12), xlabel="learning rate", ylabel="share right")
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0])
    return ax


def ingredients(rows, axs=None):
    """Draw what runs reach with and without something: a dot for each seed, a panel for each unit.

    Parameters
    ----------
    rows : list of tuple
        Name, unit, values with, values without.
    axs : Axes, optional
        One for each unit.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    units = list(dict.fromkeys(unit for _, unit, _, _ in rows))
    counts = [sum(row[1] == unit for row in rows) for unit in units]
    size = {"nrows": len(units), "figsize": (7, 0.9 + 0.75 * len(rows)), "height_ratios": counts}
    axs = np.ravel(axes(axs, squeeze=False, layout="constrained", **size))
    for ax, unit in zip(axs, units, strict=True):
        mine = [row for row in rows if row[1] == unit]
        for k, (_, _, with_it, without) in enumerate(mine):
            for values, colour, marker, shift in (
                (without, COLOURS["baseline"], "s", 0.16),
                (with_it, COLOURS["c"], "o", -0.16),
            ):
                ax.plot([min(values), max(values)], [k + shift] * 2, color=colour, linewidth=1, alpha=0.6)
                ax.plot(
                    values, [k + shift] * len(values), marker, color=colour, markersize=6, linestyle="none"
                )
        ax.set_yticks(range(len(mine)), [row[0] for row in mine])
        ax.set(ylim=(len(mine) - 0.5, -0.5), xlabel=unit)
        if max(map(max, (row[2] + row[3] for row in mine))) > 1:  # a loss: without a limit above
            ax.set_xscale("log")
            ax.xaxis.set_major_formatter("{x:g}")
            ax.xaxis.set_minor_formatter("{x:g}")
    axs[0].plot([], [], "o", color=COLOURS["c"], label="with")
    axs[0].plot([], [], "s", color=COLOURS["baseline"], label="without")
    axs[0].legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False)
    return axs


def curves(groups, axs=None):
    """Draw loss over epochs: train solid, validation dashed, a thin line for each seed, a panel for each group.

    Parameters
    ----------
    groups : dict
        Title -> list of `training.History`.
    axs : Axes, optional
        One for each group.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    size = {"ncols": len(groups), "figsize": (8, 3), "sharey": True}
    axs = np.ravel(axes(axs, squeeze=False, layout="constrained", **size))
    for ax, (title, histories) in zip(axs, groups.items(), strict=True):
        for history in histories:
            epochs = np.arange(1, len(history.train) + 1)
            ax.plot(epochs, history.train, color=COLOURS["c"], linewidth=1)
            ax.plot(epochs, history.validation, "--", color=COLOURS["c"], linewidth=1)
            best = int(np.argmin(history.validation))
            ax.plot(epochs[best], history.validation[best], "v", color=COLOURS["c"], markersize=7)
        last = histories[0]
        ax.annotate("train", (epochs[-1], last.train[-1]), (0, 8), textcoords="offset points", ha="right")
        ax.annotate(
            "held out", (epochs[-1], last.validation[-1]), (0, 9), textcoords="offset points", ha="right"
        )
        ax.set(title=title, xlabel="epoch")
    axs[0].set_ylabel("nats per letter")
    return axs
