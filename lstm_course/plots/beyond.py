"""Figures of lesson 22: the rounds of a scan, cells on two tasks, a contest of layers, and what they cost."""

import numpy as np

from . import COLOURS, axes

GREY = "#666666"
#: Colour of a cell or layer by its name; others are grey.
LINES = {
    "LSTM": COLOURS["c"],
    "nn.LSTM": COLOURS["c"],
    "minLSTM": COLOURS["f"],
    "sLSTM": COLOURS["i"],
    "mLSTM": COLOURS["o"],
    "linear attention": COLOURS["g"],
    "attention": COLOURS["h"],
    "softmax attention": COLOURS["h"],
}


def _colour(name):
    return LINES.get(name.split(",")[0], GREY)


def scan_rounds(T=8, ax=None):
    """Draw which results a scan composes in which round, time to the right, rounds upward.

    Parameters
    ----------
    T : int
        Time steps.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    rounds = max(T - 1, 0).bit_length()
    ax = axes(ax, figsize=(7, 1.2 + 0.8 * rounds))
    for r in range(rounds + 1):
        for t in range(T):
            first = max(t - 2**r + 1, 0)
            ax.text(
                t, r, f"{first + 1}–{t + 1}" if first < t else f"{t + 1}", ha="center", va="center", fontsize=9,
                bbox={"boxstyle": "round,pad=0.3", "facecolor": "#CFE3F1" if first == 0 else "white",
                      "edgecolor": COLOURS["o"], "linewidth": 0.9},
            )  # fmt: skip
            if r and t >= 2 ** (r - 1):
                ax.plot([t - 2 ** (r - 1), t], [r - 0.8, r - 0.2], color=COLOURS["o"], linewidth=1)
            if r:
                ax.plot([t, t], [r - 0.8, r - 0.2], color="#BBBBBB", linewidth=1)
    ax.set(xlim=(-0.6, T - 0.4), ylim=(-0.4, rounds + 0.4), xlabel="time step")
    ax.set_xticks(range(T), range(1, T + 1))
    ax.set_yticks(range(rounds + 1), ["steps", *(f"round {r}" for r in range(1, rounds + 1))])
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax


def unit_traces(traces, axs=None):
    """Draw the states of a few units over time, a panel for each cell.

    Parameters
    ----------
    traces : dict
        Name of the cell -> states, shape (T, units).
    axs : sequence of Axes, optional
        One for each cell.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    size = {"nrows": len(traces), "figsize": (7.5, 1.45 * len(traces)), "sharex": True, "squeeze": False}
    axs = np.ravel(axes(axs, **size))
    for ax, (name, states) in zip(axs, traces.items(), strict=True):
        states = np.asarray(states)
        for unit in states.T:
            ax.plot(range(1, len(states) + 1), unit, color=_colour(name), linewidth=1.1, alpha=0.7)
        ax.set(title=name, ylabel="h")
    axs[-1].set_xlabel("time step")
    return axs


def by_size(panels, trained, xlabels, ylabel, chance=(), label_at=None, axs=None):
    """Draw shares of right answers over the size of the task: the mean of the seeds, and a band from worst to best.

    Parameters
    ----------
    panels : dict
        Title -> (sizes, curves), curves a dict from the name of a cell to shares, shape (seeds, sizes).
    trained : sequence of float
        Largest size of the training, for each panel; up to there the panel is shaded.
    xlabels : sequence of str
        What the sizes are, for each panel.
    ylabel : str
        What is drawn.
    chance : sequence of float
        Share of a guess, for each panel.
    label_at : dict, optional
        (Title, name) -> place of a label in data; by default at the last size.
    axs : sequence of Axes, optional
        One for each panel.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    size = {"ncols": len(panels), "figsize": (4.4 * len(panels), 3.5), "sharey": True, "squeeze": False}
    axs = np.ravel(axes(axs, **size))
    for k, (ax, (title, (sizes, curves))) in enumerate(zip(axs, panels.items(), strict=True)):
        ax.axvspan(0, trained[k], color="#EEEEEE", zorder=0)
        for name, rows in curves.items():
            rows, colour = np.atleast_2d(rows), _colour(name)
            ax.fill_between(sizes, rows.min(axis=0), rows.max(axis=0), color=colour, alpha=0.2, linewidth=0)
            ax.plot(sizes, rows.mean(axis=0), "o-", color=colour, markersize=3.5, linewidth=1.8)
            x, y = (label_at or {}).get((title, name), (sizes[-1], rows[:, -1].mean()))
            ax.annotate(
                name, (x, y), (0, 6), textcoords="offset points", color=colour, weight="bold", ha="right"
            )
        if len(chance) > k:
            ax.axhline(chance[k], color=COLOURS["baseline"], linestyle="--", linewidth=1)
            ax.annotate(
                "chance", (sizes[-1], chance[k]), (0, -11), textcoords="offset points", color=GREY, ha="right",
                fontsize=8.5,
            )  # fmt: skip
        ax.set(title=title, xlabel=xlabels[k], ylim=(0, 1.09))
    axs[0].set_ylabel(ylabel)
    return axs


def contest(tasks, chance, keys=("trained", "longer"), axs=None):
    """Draw two shares for each contestant and task, a dot for each seed: the first filled, the second hollow.

    Parameters
    ----------
    tasks : dict
        Title -> dict from a contestant to a dict that holds lists under `keys`.
    chance : sequence of float
        Share of a guess, for each task.
    keys : tuple of str
        What is filled and what is hollow.
    axs : sequence of Axes, optional
        One for each task.

    Returns
    -------
    ndarray of Axes
        One for each task.
    """
    names = list(next(iter(tasks.values())))
    size = {
        "ncols": len(tasks),
        "figsize": (3.2 * len(tasks) + 1.2, 1.3 + 0.36 * len(names)),
        "sharey": True,
        "squeeze": False,
    }
    axs = np.ravel(axes(axs, **size))
    for ax, guess, (title, rows) in zip(axs, chance, tasks.items(), strict=True):
        for y, name in enumerate(names):
            for key, up, fill in zip(keys, (-0.14, 0.14), (True, False), strict=True):
                values, colour = rows[name][key], _colour(name)
                ax.plot([min(values), max(values)], [y + up] * 2, color=colour, linewidth=1.2)
                ax.plot(
                    values, [y + up] * len(values), "o", color=colour, markersize=5.5,
                    markerfacecolor=colour if fill else "white",
                )  # fmt: skip
        ax.axvline(guess, color=COLOURS["baseline"], linestyle="--", linewidth=1)
        ax.set(title=title, xlim=(0, 1.04), xlabel="share right")
        ax.set_yticks(range(len(names)), names)
    for key, fill in zip(keys, (GREY, "white"), strict=True):
        axs[0].plot([], [], "o", color=GREY, markersize=5.5, markerfacecolor=fill, label=key)
    axs[0].legend(loc="lower left", fontsize=8.5)
    axs[0].set_ylim(len(names) - 0.5, -0.6)
    return axs


def costs(table, axs=None):
    """Draw time and memory of a training pass over the length, both axes logarithmic.

    Parameters
    ----------
    table : dict
        Name of a layer -> length (int, or its digits) -> dict with ``ms`` and ``MB``.
    axs : sequence of Axes, optional
        Two of them.

    Returns
    -------
    ndarray of Axes
        Time and memory.
    """
    axs = np.ravel(axes(axs, ncols=2, figsize=(8.8, 3.3)))
    for ax, key, title in zip(axs, ("ms", "MB"), ("Time", "Memory kept for the way back"), strict=True):
        ends = {}
        for name, row in table.items():
            T, values = [int(t) for t in row], [cell[key] for cell in row.values()]
            ax.plot(T, values, marker="o", color=_colour(name), markersize=3.5, linewidth=1.8,
                    linestyle="--" if name.endswith("loop") else "-")  # fmt: skip
            ends[name] = values[-1]
        place = dict(zip(sorted(ends, key=ends.get), _apart(sorted(ends.values()), 1.5), strict=True))
        for name, y in place.items():
            moved = y > 1.2 * ends[name]
            leader = {"arrowstyle": "-", "color": _colour(name), "linewidth": 0.7, "relpos": (0, 0.5),
                      "shrinkA": 0, "shrinkB": 2}  # fmt: skip
            ax.annotate(
                name, (T[-1], ends[name]), (1.01, y), textcoords=ax.get_yaxis_transform(), color=_colour(name),
                weight="bold", va="center", fontsize=8.5, annotation_clip=False,
                arrowprops=leader if moved else None,
            )  # fmt: skip
        ax.set(xscale="log", yscale="log", xlabel="time steps T", title=f"{title}, {key}")
        ax.set_xticks(T, T)
        ax.minorticks_off()
    return axs


def _apart(values, ratio):
    """Return sorted values, moved up where two are nearer than by the ratio."""
    placed = []
    for value in values:
        placed.append(max(value, placed[-1] * ratio) if placed else value)
    return placed
