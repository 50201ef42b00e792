"""Figures of tuning: what moves the error, races of searches, and what becomes of winners (lesson 13)."""

import numpy as np
from matplotlib.ticker import NullLocator

from . import COLOURS, axes

_EDGE = "#444444"
SHOWN, FRESH, TEST = "#E69F00", "#0072B2", "#D55E00"  # what a search saw, new seeds, the test


def each_alone(space, configs, errors, axs=None, top=None):
    """Draw one panel for each hyperparameter: the errors of all configurations, and their median, by its values.

    Parameters
    ----------
    space : dict
        Name -> values, from left to right.
    configs : list of dict
        C configurations.
    errors : ndarray, shape (C,)
        Of each configuration.
    axs : sequence of matplotlib Axes, optional
        One for each name.
    top : float, optional
        Errors above it are drawn at it, as triangles.

    Returns
    -------
    sequence of matplotlib Axes
        One for each panel.
    """
    errors = np.asarray(errors, dtype=np.float64)
    if axs is None:
        import matplotlib.pyplot as plt

        widths = [len(values) for values in space.values()]
        _, axs = plt.subplots(1, len(space), figsize=(8.8, 3.0), sharey=True, width_ratios=widths)
    top = errors.max() if top is None else top
    for ax, (name, values) in zip(axs, space.items(), strict=True):
        for place, value in enumerate(values):
            of_value = np.array([e for c, e in zip(configs, errors, strict=True) if c[name] == value])
            spread = place + _strewn(len(of_value), 0.28)
            inside = of_value <= top
            ax.plot(spread[inside], of_value[inside], ".", color=_EDGE, markersize=3, alpha=0.6)
            ax.plot(
                spread[~inside], np.full((~inside).sum(), top), "^", color=_EDGE, markersize=3.5, alpha=0.6
            )
            ax.plot([place - 0.36, place + 0.36], [np.median(of_value)] * 2, color=FRESH, linewidth=3)
        ax.set_xticks(range(len(values)), [f"{value:g}" for value in values])
        ax.set(xlabel=name.replace("_", " "), xlim=(-0.6, len(values) - 0.4), yscale="log")
        ax.yaxis.set_minor_locator(NullLocator())
    axs[0].tick_params(axis="x", labelsize=7.5)
    return axs


def _strewn(count, reach):
    """Return places between -reach and reach, evenly strewn and always the same."""
    return reach * (2 * (np.arange(count) * 0.618034 % 1) - 1)


def guess(x, mean, sd, gain, seen, ticks, axs=None):
    """Draw what a model expects between the points seen, and below it the expected improvement.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Where the model was asked.
    mean, sd : ndarray, shape (n,)
        What it expects there.
    gain : ndarray, shape (n,)
        The expected improvement.
    seen : tuple of ndarray
        Places and errors of the points seen.
    ticks : dict
        Place -> label of the axis below.
    axs : sequence of two matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    sequence of two matplotlib Axes
        The guess, and below it the expected improvement.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        _, axs = plt.subplots(2, 1, figsize=(6.8, 4.0), sharex=True, height_ratios=(2.2, 1))
    upper, lower = axs
    upper.fill_between(x, mean - sd, mean + sd, color=FRESH, alpha=0.2, linewidth=0)
    upper.plot(x, mean, color=FRESH)
    upper.plot(*seen, "o", color=_EDGE, markersize=7)
    upper.axhline(np.min(seen[1]), color=COLOURS["baseline"], linestyle=":", linewidth=1.4)
    upper.text(
        x[-1], np.min(seen[1]), "best so far ", color=COLOURS["baseline"], ha="right", va="top", fontsize=9
    )
    lower.fill_between(x, gain, color=TEST, alpha=0.35, linewidth=0)
    best = int(np.argmax(gain))
    lower.plot(x[best], gain[best], "v", color=TEST, markersize=8)
    lower.text(x[best], gain[best], "  try here next", color=TEST, va="center", weight="bold")
    lower.set_ylim(0, 1.3 * max(gain[best], 1e-12))
    lower.set_yticks([])
    lower.set_xticks(list(ticks), list(ticks.values()))
    upper.set_ylabel("log error")
    lower.set_ylabel("expected\nimprovement")
    return axs


def paths(values, errors, tried, steps=None, axs=None, top=None):
    """Draw one panel for each search: the values that it tried, one below the other, coloured by their errors.

    Parameters
    ----------
    values : ndarray, shape (C,)
        Of one hyperparameter, for each configuration.
    errors : ndarray, shape (C,)
        Of each configuration.
    tried : dict
        Name of a search -> numbers of the configurations, in its order.
    steps : dict, optional
        Name of a search -> for how many steps each was trained; without it, all for as many. Dots are smaller for less.
    axs : sequence of matplotlib Axes, optional
        One for each search.
    top : float, optional
        Errors from here on have one colour.

    Returns
    -------
    sequence of matplotlib Axes
        One for each panel.
    """
    values, errors = np.asarray(values), np.asarray(errors)
    if axs is None:
        import matplotlib.pyplot as plt

        _, axs = plt.subplots(1, len(tried), figsize=(8.8, 3.2), sharex=True)
    scale = {"vmin": errors.min(), "vmax": errors.max() if top is None else top, "cmap": "viridis_r"}
    for ax, (name, numbers) in zip(axs, tried.items(), strict=True):
        order, whole = 1 + np.arange(len(numbers)), np.ones(len(numbers))
        share = whole if steps is None else np.asarray(steps.get(name, whole), dtype=float)
        look = {"c": errors[numbers], "s": 46 * share / share.max(), "edgecolor": _EDGE, "linewidth": 0.5}
        dots = ax.scatter(values[numbers], order, **look, **scale)
        ends = np.flatnonzero(share == share.max())
        best = ends[np.argmin(errors[numbers][ends])]
        ax.plot(values[numbers[best]], order[best], "o", markersize=12, color=TEST, markerfacecolor="none")
        ax.set(xscale="log", xlim=(values.min() / 2, values.max() * 2), title=name)
        ax.set_ylim(len(numbers) + 1, 0)
        ax.xaxis.set_minor_locator(NullLocator())
    axs[0].set_ylabel("try")
    axs[0].figure.colorbar(
        dots, ax=axs, label="final error", extend="max" if top is not None else "neither", pad=0.01
    )
    return axs


def races(winners, unit, ax=None):
    """Draw the winners of many repetitions: a row of dots for each search, its median, and its 10 to 90 per cent.

    Parameters
    ----------
    winners : dict
        Name of a search -> errors of its winners.
    unit : str
        What the errors are, for the axis.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.4, 0.62 * len(winners) + 0.8))
    for row, found in enumerate(winners.values()):
        found = np.sort(np.asarray(found, dtype=np.float64))
        low, middle, high = np.quantile(found, [0.1, 0.5, 0.9])
        heights = row + 0.21 + _strewn(len(found), 0.11)
        ax.plot(found, heights, ".", color=_EDGE, markersize=3.5, alpha=0.5)
        ax.plot([low, high], [row - 0.1] * 2, color=COLOURS["baseline"], linewidth=5, solid_capstyle="butt")
        ax.plot([middle] * 2, [row - 0.24, row + 0.04], color=FRESH, linewidth=3)
        ax.text(high, row - 0.1, f"  {middle:.2f}", va="center", fontsize=9, color=FRESH)
    ax.set_yticks(range(len(winners)), list(winners))
    ax.set(xlabel=unit, ylim=(len(winners) - 0.4, -0.5))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def curse(counts, shown, fresh, ax=None):
    """Draw what a search sees of its winner, and what new seeds say of it, against the number of configurations tried.

    A thin line for each seed of the search, a thick one for their mean.

    Parameters
    ----------
    counts : sequence of int
        How many were tried.
    shown : ndarray, shape (S, len(counts))
        Mean error by which winners were chosen, for each seed.
    fresh : ndarray, shape (S, len(counts))
        Mean error of the same configurations with new seeds.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(6.8, 3.2))
    for rows, colour, words in ((shown, SHOWN, "as the search saw it"), (fresh, FRESH, "with new seeds")):
        mean = np.mean(rows, axis=0)
        ax.plot(counts, np.transpose(rows), color=colour, linewidth=0.8, alpha=0.55)
        ax.plot(counts, mean, "o-", color=colour, linewidth=2.6, markersize=5)
        label = f"{words},\nmean of {len(rows)} seeds"
        ax.text(counts[-1] * 1.12, mean[-1], label, color=colour, va="center", weight="bold")
    ax.set(xscale="log", xlabel="configurations tried", ylabel="error of the winner")
    ax.set_xticks(counts, [str(count) for count in counts])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlim(counts[0] * 0.85, counts[-1] * 6)
    return ax


def dumbbells(shown, fresh, test, lines, ax=None):
    """Draw for each of the best configurations the error that won, and those of new seeds on two sets.

    Parameters
    ----------
    shown : ndarray, shape (n,)
        Validation errors by which they were chosen, the best first.
    fresh : ndarray, shape (n, S)
        Validation errors with new seeds.
    test : ndarray, shape (n, S)
        Test errors with new seeds.
    lines : dict
        Label -> (error, colour), vertical lines of baselines.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(8.2, 0.34 * len(shown) + 1.3))
    for row, (one, seeds, tests) in enumerate(zip(shown, fresh, test, strict=True)):
        ax.plot([one, seeds.mean(), tests.mean()], [row] * 3, color="#CCCCCC", linewidth=1.4, zorder=0)
        ax.plot(one, row, "D", color=SHOWN, markersize=6)
        for found, colour in ((seeds, FRESH), (tests, TEST)):
            ax.plot([found.min(), found.max()], [row] * 2, color=colour, linewidth=5, alpha=0.25)
            ax.plot(found.mean(), row, "o", color=colour, markersize=6)
    for label, (error, colour) in lines.items():
        ax.plot([error] * 2, [-1.5, len(shown)], color=colour, linestyle="--", linewidth=1.4, zorder=0)
        ax.text(error, -1.6, label, color=colour, ha="center", va="bottom", fontsize=9)
    heads = (
        (np.max(shown), SHOWN, "chosen by ", "right"),
        (np.max(shown), FRESH, " new seeds", "left"),
        (test.mean(), TEST, "test", "center"),
    )
    for error, colour, words, side in heads:
        ax.text(error, -0.7, words, color=colour, ha=side, weight="bold", fontsize=9)
    ax.set_xlim(left=min(np.min(shown), fresh.min()) - 0.06 * np.ptp(test))
    ax.set_yticks(range(len(shown)), [f"rank {k + 1}" for k in range(len(shown))])
    ax.set(ylim=(len(shown) - 0.4, -2.3), xlabel="mean absolute error in sunspots")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def differences(rows, ax=None):
    """Draw paired differences: a dot for each pair, a bar for the interval of their mean, and zero as a line.

    Parameters
    ----------
    rows : dict
        Label -> (differences of shape (n,), lower end, upper end).
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.4, 0.62 * len(rows) + 0.9))
    ax.axvline(0, color=COLOURS["baseline"], linestyle="--", linewidth=1.4, zorder=0)
    for place, (found, low, high) in enumerate(rows.values()):
        clear = low > 0 or high < 0
        colour = TEST if clear else FRESH
        ax.plot(found, place + 0.2 + _strewn(len(found), 0.08), ".", color=_EDGE, markersize=6, alpha=0.7)
        ax.plot([low, high], [place - 0.1] * 2, color=colour, linewidth=5, solid_capstyle="butt", alpha=0.5)
        ax.plot(np.mean(found), place - 0.1, "o", color=colour, markersize=7)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.4, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax
