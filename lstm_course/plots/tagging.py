"""Figures of two passes and of tags: what an output sees, what waiting buys, spans, a trellis (lesson 16)."""

import numpy as np
from matplotlib.patches import Rectangle

from . import COLOURS, axes

_PAST, _FUTURE, _EDGE, _NONE = "#0072B2", "#D55E00", "#444444", "#F0F0F0"


def sights(models, axs=None):
    """Draw which inputs each output sees: a panel for each model, outputs to the right, inputs upward.

    Parameters
    ----------
    models : dict
        Title -> array of bool, shape (T, T), row t and column s, as `probes.sight.sight` returns it.
    axs : Axes, optional
        One for each model.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    size = {"ncols": len(models), "figsize": (2.7 * len(models), 2.7), "squeeze": False}
    axs = np.ravel(axes(axs, **size))
    for ax, (title, seen) in zip(axs, models.items(), strict=True):
        T = len(seen)
        for t in range(T):
            for s in range(T):
                colour = _NONE if not seen[t, s] else _FUTURE if s > t else _PAST
                ax.add_patch(Rectangle((t + 0.55, s + 0.55), 0.9, 0.9, facecolor=colour, linewidth=0))
        ax.set(xlim=(0.4, T + 0.6), ylim=(0.4, T + 0.6), aspect="equal", xlabel="output t", title=title)
        ax.set_xticks(range(1, T + 1, 2 if T > 6 else 1))
        ax.set_yticks(range(1, T + 1, 2 if T > 6 else 1))
    axs[0].set_ylabel("input s")
    if any(np.triu(seen, 1).any() for seen in models.values()):
        axs[-1].plot([], [], "s", color=_PAST, label="past and present")
        axs[-1].plot([], [], "s", color=_FUTURE, label="future")
        axs[-1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return axs


def delays(errors, bound, two_way, ax=None):
    """Draw the error over the target delay, beside the least possible one, and that of a net in two directions.

    Parameters
    ----------
    errors : dict
        Delay -> errors, one for each seed.
    bound : callable
        Takes a delay, returns the smallest possible error.
    two_way : list of float
        Errors of the net in two directions.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.2))
    x = np.array(sorted(errors))
    grid = np.arange(x[-1] + 1)
    least = [bound(int(d)) for d in grid]
    ax.plot(grid, least, "--", color=COLOURS["baseline"], linewidth=1.4)
    ax.annotate(
        "least possible",
        (grid[min(3, len(grid) - 1)], least[min(3, len(grid) - 1)]),
        (-8, -4),
        textcoords="offset points",
        color="#666666",
        ha="right",
        va="top",
    )
    ax.plot(x, [np.median(errors[d]) for d in x], color=COLOURS["o"])
    for d in x:
        ax.plot([d] * len(errors[d]), errors[d], "o", color=COLOURS["o"], markersize=4)
    ax.annotate(
        "one way",
        (x[1], np.median(errors[x[1]])),
        (9, 5),
        textcoords="offset points",
        color=COLOURS["o"],
        weight="bold",
    )
    for error in two_way:
        ax.axhline(error, color=COLOURS["f"], linewidth=1)
    ax.annotate(
        "two ways",
        (0, np.median(two_way)),
        (4, 6),
        textcoords="offset points",
        color=COLOURS["f"],
        weight="bold",
    )
    ax.set(xlabel="target delay, frames", ylabel="share of frames wrong")
    ax.set_ylim(bottom=0)
    return ax


def bits(runs, ax=None):
    """Draw bits per letter over the training steps, a thin line for each seed.

    Parameters
    ----------
    runs : dict
        Label -> list of (steps, bits), one pair of sequences for each seed; the second label is drawn as the baseline.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3))
    for (label, seeds), colour in zip(runs.items(), (COLOURS["f"], COLOURS["o"]), strict=False):
        for steps, values in seeds:
            ax.plot(steps, values, color=colour, linewidth=1)
        steps, values = seeds[0]
        ax.annotate(
            label,
            (steps[-1], np.mean([run[1][-1] for run in seeds])),
            (6, 0),
            textcoords="offset points",
            color=colour,
            weight="bold",
            va="center",
        )
    ax.set(xlabel="step of training", ylabel="bits per letter")
    ax.set_ylim(bottom=0)
    return ax


def two_readings(steps=10, window=4, axs=None):
    """Draw two forecasters that read both ways: one reads a window that has ended, the other the whole series.

    Parameters
    ----------
    steps : int
        Time steps drawn; the target is the last but two.
    window : int
        Steps of the window, which ends before the target.
    axs : sequence of two Axes, optional
        Where to draw.

    Returns
    -------
    ndarray of Axes
        The window, then the series.
    """
    axs = np.ravel(axes(axs, nrows=2, figsize=(7, 2.7), sharex=True))
    target = steps - 2
    readings = (
        ("reads a window that has ended", range(target - window, target)),
        ("reads the whole series", range(1, steps + 1)),
    )
    for ax, (words, read) in zip(axs, readings, strict=True):
        for s in range(1, steps + 1):
            colour = _NONE if s not in read else _FUTURE if s >= target else _PAST
            ax.add_patch(Rectangle((s - 0.42, 0), 0.84, 0.6, facecolor=colour, linewidth=0))
        ax.add_patch(
            Rectangle((target - 0.42, 0), 0.84, 0.6, facecolor="none", edgecolor="black", linewidth=2.2)
        )
        for y, (a, b) in ((0.8, (read[0], read[-1])), (1.05, (read[-1], read[0]))):
            arrow = {"arrowstyle": "-|>", "color": _EDGE, "linewidth": 1.4}
            ax.annotate("", (b, y), (a, y), arrowprops=arrow)
        ax.text(0.4, 1.25, words, weight="bold", color=_FUTURE if target in read else _PAST)
        ax.set(xlim=(0.3, steps + 0.7), ylim=(0, 1.55), yticks=[])
        ax.spines["left"].set_visible(False)
    axs[1].set_xticks(range(1, steps + 1))
    axs[1].set_xlabel(f"time step; the target, framed, is step {target}")
    return axs


def sentence(tokens, true, found, ax=None):
    """Draw a sentence with its true spans above and those that were found below.

    Parameters
    ----------
    tokens : list of str
        Words.
    true, found : list of tuple
        Start, end (exclusive) and type of each span.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(8, 1.7))
    ends = np.cumsum([len(token) + 1.6 for token in tokens])
    starts = ends - [len(token) + 1.6 for token in tokens]
    for left, right, token in zip(starts, ends, tokens, strict=True):
        ax.text((left + right) / 2, 0, token, ha="center", va="center", fontsize=9, family="DejaVu Sans Mono")
    for spans, y, up in ((true, 0.6, 1), (found, -0.6, -1)):
        for a, b, kind in spans:
            right = up == 1 or (a, b, kind) in true
            colour = _EDGE if up == 1 else COLOURS["i"] if right else _FUTURE
            x = [starts[a] + 0.4, starts[a] + 0.4, ends[b - 1] - 0.4, ends[b - 1] - 0.4]
            ax.plot(x, [y - up * 0.2, y, y, y - up * 0.2], color=colour, linewidth=2)
            label = f"{kind}" if right else f"{kind}, wrong"
            ax.text(
                (x[0] + x[2]) / 2, y + up * 0.28, label, ha="center", va="center", color=colour, fontsize=9
            )
    ax.text(-0.5, 0.6, "true", ha="right", va="center", color=_EDGE)
    ax.text(-0.5, -0.6, "found", ha="right", va="center", color=_EDGE)
    ax.set(xlim=(-6, ends[-1]), ylim=(-1.3, 1.3))
    ax.axis("off")
    return ax


def trellis(emissions, transitions, names, paths, ax=None):
    """Draw the trellis of a chain: a node for each tag at each step, forbidden steps left out, some paths drawn.

    Parameters
    ----------
    emissions : ndarray, shape (T, K)
        Written into the nodes.
    transitions : ndarray, shape (K, K)
        From row to column; minus infinity is forbidden.
    names : list of str
        The tags, the first on top.
    paths : dict
        Label -> path, a list of T tags; the first is drawn in colour, the second as the baseline.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    T, K = np.shape(emissions)
    ax = axes(ax, figsize=(1.6 + 2.2 * T, 0.6 + 0.85 * K))
    for t in range(T - 1):
        for a in range(K):
            for b in range(K):
                if np.isfinite(transitions[a][b]):
                    ax.plot([t, t + 1], [-a, -b], color="#CCCCCC", linewidth=1.2, zorder=1)
    for (label, path), (colour, dashes) in zip(
        paths.items(), ((COLOURS["o"], "-"), (_FUTURE, "--")), strict=False
    ):
        ax.plot(range(T), [-k for k in path], dashes, color=colour, linewidth=3, zorder=2)
        across = (-(path[-1] + 0.12), "top") if dashes == "--" else (-(path[-1] - 0.12), "bottom")
        ax.text(T - 0.75, across[0], label, color=colour, weight="bold", va=across[1])
    for t in range(T):
        for k in range(K):
            ax.plot(t, -k, "o", markersize=25, markerfacecolor="white", markeredgecolor=_EDGE, zorder=3)
            ax.text(t, -k, f"{emissions[t][k]:.1f}", ha="center", va="center", fontsize=9, zorder=4)
    ax.set_yticks([-k for k in range(K)], names)
    ax.set_xticks(range(T), [f"token {t + 1}" for t in range(T)])
    ax.set(xlim=(-0.4, T + 0.3), ylim=(-K + 0.5, 0.5))
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
    return ax


def scores(rows, axs=None):
    """Draw token accuracy beside span F1, a dot for each seed, a row for each tagger.

    Parameters
    ----------
    rows : dict
        Name -> (accuracies, F1 scores), lists with one number for each seed.
    axs : sequence of two Axes, optional
        Where to draw.

    Returns
    -------
    ndarray of Axes
        Accuracy, then F1.
    """
    size = {"ncols": 2, "figsize": (8, 0.9 + 0.42 * len(rows)), "sharey": True}
    axs = np.ravel(axes(axs, **size))
    for ax, panel, label in zip(axs, (0, 1), ("token accuracy", "span F1"), strict=True):
        for k, values in enumerate(rows.values()):
            ax.plot([min(values[panel]), max(values[panel])], [k, k], color=_EDGE, linewidth=1, alpha=0.6)
            ax.plot(values[panel], [k] * len(values[panel]), "o", color=COLOURS["c"], markersize=5)
        ax.set(xlim=(-0.03, 1.03), xlabel=label)
    axs[0].set_yticks(range(len(rows)), list(rows))
    axs[0].set_ylim(len(rows) - 0.5, -0.5)
    return axs
