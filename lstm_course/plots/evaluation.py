"""Figures of evaluation: ROC beside precision, an echo, folds, estimates beside what came later (lesson 12)."""

import numpy as np
from matplotlib.patches import Rectangle

from . import COLOURS, axes, line_style
from .windows import INPUT as TRAIN
from .windows import TARGET as TEST

_EDGE = "#444444"
_SHADES = ("#0072B2", "#D55E00", "#009E73")


def roc_and_precision(scores, axs=None):
    """Draw the ROC of several test sets, and beside it their precision over recall.

    Parameters
    ----------
    scores : dict
        Label -> (y, score), arrays of shape (n,), with y 1 for ill and 0 for healthy; at most three.
    axs : sequence of two matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    sequence of two matplotlib Axes
        Left and right.
    """
    from sklearn.metrics import precision_recall_curve, roc_curve

    axs = axes(axs, ncols=2, figsize=(7.8, 3.4))
    left, right = axs
    for k, (label, (y, score)) in enumerate(scores.items()):
        colour, width = _SHADES[k], 7.5 - 3 * k  # curves that coincide are seen as layers
        false_alarms, recall, _ = roc_curve(y, score)
        left.plot(false_alarms, recall, color=colour, linewidth=width)
        precision, recall, _ = precision_recall_curve(y, score)
        right.plot(recall, precision, color=colour, linewidth=1.8)
        place = np.flatnonzero(recall >= 0.78)[-1]  # the strictest threshold that finds so many
        right.text(0.76, precision[place] - 0.03, label, color=colour, ha="right", va="top", weight="bold")
    left.plot([0, 1], [0, 1], **line_style("baseline") | {"linewidth": 1.2})
    left.text(0.62, 0.52, "a coin", color=COLOURS["baseline"])
    left.set(xlabel="share of the healthy with an alarm", ylabel="share of the ill found (recall)")
    right.set(xlabel="share of the ill found (recall)", ylabel="share of alarms that are right")
    for ax in axs:
        ax.set(xlim=(-0.02, 1.02), ylim=(0, 1.04))
    return axs


def echo(y, forecast, max_lag=5, days=40, axs=None):
    """Draw the end of a series with its forecast, and beside it how their changes agree at each lag.

    Parameters
    ----------
    y, forecast : ndarray, shape (n,)
        What came, and what was said.
    max_lag : int
        Largest lag in the second panel.
    days : int
        Values in the first panel.
    axs : sequence of two matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    sequence of two matplotlib Axes
        Left and right.
    """
    axs = axes(axs, ncols=2, figsize=(8.2, 3.0), width_ratios=(2, 1))
    left, right = axs
    left.plot(y[-days:], color=_EDGE, marker="o", markersize=3, linewidth=1.1)
    left.plot(forecast[-days:], color=COLOURS["o"], linewidth=1.8)
    apart = 0.04 * np.ptp(y[-days:]) * (1 if y[-1] >= forecast[-1] else -1)  # of the two words
    right_of = min(days, len(y)) - 0.4
    left.text(right_of, y[-1] + apart, "price", color=_EDGE, va="center")
    left.text(right_of, forecast[-1] - apart, "forecast", color=COLOURS["o"], va="center", weight="bold")
    left.set_xlim(right=right_of + 0.2 * days)
    left.margins(y=0.1)
    left.set(xlabel="day", ylabel="price")
    change, answer = np.diff(y), np.diff(forecast)
    lags = np.arange(max_lag + 1)
    agreement = [np.corrcoef(change[: len(change) - lag], answer[lag:])[0, 1] for lag in lags]
    colours = [COLOURS["o"] if value == max(agreement) else "#BBBBBB" for value in agreement]
    right.bar(lags, agreement, color=colours, width=0.6)
    right.axhline(0, color=_EDGE, linewidth=0.8)
    right.set(xlabel="the forecast is late by (days)", ylabel="correlation of the changes")
    right.set_ylim(min(-0.15, *agreement), 1.05)
    return axs


def folds(pairs, n, ax=None):
    """Draw folds as rows of squares, the oldest on top: what is trained on, what is tested, what is left out.

    Parameters
    ----------
    pairs : list of tuple of array_like
        Positions of training and test of each fold.
    n : int
        Length of the series.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where there is no fold.
    """
    if not len(pairs):
        raise ValueError("pairs must hold at least one fold, got none")
    ax = axes(ax, figsize=(7.2, 0.42 * len(pairs) + 0.9))
    for row, (train, test) in enumerate(pairs):
        colours = dict.fromkeys(map(int, train), TRAIN) | dict.fromkeys(map(int, test), TEST)
        for place in range(n):
            look = {"facecolor": colours.get(place, "white"), "edgecolor": _EDGE, "linewidth": 0.6}
            ax.add_patch(Rectangle((place - 0.45, -row - 0.36), 0.9, 0.72, **look))
    first_train, first_test = pairs[0]
    for places, word in ((first_train, "training"), (first_test, "test")):
        ax.text(np.mean(places), 0.5, word, ha="center", va="bottom", fontsize=9.5)
    ax.set(xlim=(-0.8, n - 0.2), ylim=(-len(pairs) + 0.5, 1.1), xlabel="time step")
    ax.set_yticks(range(0, -len(pairs), -1), [f"fold {k + 1}" for k in range(len(pairs))])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def estimates(errors, axs=None):
    """Draw what each split says about each model's error, series by series, above the error that came later.

    Parameters
    ----------
    errors : dict
        Title of a panel -> model -> ``"shuffled"``, ``"forward"`` and ``"later"`` -> errors of all runs, (R,).
    axs : sequence of matplotlib Axes, optional
        Where to draw, one for each panel.

    Returns
    -------
    sequence of matplotlib Axes
        One for each panel.
    """
    axs = axes(axs, ncols=len(errors), figsize=(8.6, 3.4), sharex=True, sharey=True, squeeze=False)
    axs = np.ravel(axs)
    for ax, (title, models) in zip(axs, errors.items(), strict=True):
        ticks = {}
        for block, (model, splits) in enumerate(models.items()):
            later = float(np.mean(splits["later"]))
            top = -3.6 * block
            ax.plot([later, later], [top + 0.5, top - 2.4], **line_style("baseline") | {"linewidth": 1.4})
            for row, (split, colour) in enumerate(zip(_SPLITS, _SPLIT_COLOURS, strict=True)):
                values, place = np.asarray(splits[split]), top - row
                ax.plot(values, np.full(len(values), place), "o", color=colour, markersize=4, alpha=0.35)
                ax.plot(values.mean(), place, "|", color=colour, markersize=17, markeredgewidth=3.2)
                ticks[place] = f"{model}: {_SPLITS[split]}"
        ax.set_yticks(list(ticks), list(ticks.values()))
        ax.set(xscale="log", xlabel="mean absolute error", title=title, ylim=(min(ticks) - 0.7, 0.7))
        ax.set_xticks([0.7, 1, 2, 4, 8], ["0.7", "1", "2", "4", "8"])
        ax.minorticks_off()
        ax.tick_params(axis="y", length=0)
    return axs


_SPLITS = {"shuffled": "shuffled says", "forward": "walk forward says", "later": "later it was"}
_SPLIT_COLOURS = (COLOURS["g"], COLOURS["g"], COLOURS["h"])  # as in the piece


def coverage(lengths, shares, level=0.95, ax=None):
    """Draw how often an interval held the truth, over the length of the blocks.

    Parameters
    ----------
    lengths : sequence of int
        Lengths of the blocks.
    shares : dict
        Label -> shares of series whose interval held the truth, one for each length.
    level : float
        The share that the intervals promise.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(6.6, 3.0))
    for k, (label, values) in enumerate(shares.items()):
        ax.plot(lengths, values, "o-", color=_SHADES[k], markersize=5)
        ax.text(lengths[0] * 1.3, values[0] - 0.02, label, color=_SHADES[k], va="top", weight="bold")
    ax.axhline(level, **line_style("baseline") | {"linewidth": 1.4})
    promise = {"color": COLOURS["baseline"], "ha": "right", "va": "bottom"}
    ax.text(lengths[-1], level + 0.015, f"promised: {level:.0%}", **promise)
    ax.set(xscale="log", xlabel="length of the blocks", ylabel="share that held the truth")
    ax.set(ylim=(min(0.35, np.min(list(shares.values())) - 0.1), 1.08))
    ax.set_xticks(lengths, [str(length) for length in lengths])
    ax.minorticks_off()
    return ax
