"""Figures of forecasts: where a net stops, futures, errors by model, bands, adjusted alarms (lesson 14)."""

import numpy as np

from . import COLOURS, axes, line_style

_EDGE, _MISS, _LIGHT = "#444444", "#D55E00", "#BBBBBB"


def ceiling(levels, answers, known, needed, ax=None):
    """Draw what networks answer to a steady input, over its level: where training was they follow, above they stop.

    Parameters
    ----------
    levels : ndarray, shape (n,)
        Levels of the input.
    answers : ndarray, shape (S, n)
        Answers of S networks.
    known, needed : tuple of float
        Lowest and highest level of the training and of the test.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(6.4, 3.6))
    ax.axvspan(*known, color="#009E73", alpha=0.12, linewidth=0)
    ax.axvspan(max(known[1], needed[0]), needed[1], color="#E69F00", alpha=0.18, linewidth=0)
    ax.plot(levels, levels, **line_style("baseline") | {"linewidth": 1.4})
    for row in answers:
        ax.plot(levels, row, color=COLOURS["o"], linewidth=1.3)
    bottom, top = min(np.min(answers), levels[0]), levels[-1]
    words = {"ha": "center", "va": "bottom", "fontsize": 9}
    ax.text(np.mean(known), bottom, "training", color="#00664B", **words)
    ax.text((max(known[1], needed[0]) + needed[1]) / 2, bottom, "test", color="#8A5F00", **words)
    ax.text(top - 0.6, top - 0.4, "as the input", color=COLOURS["baseline"], ha="right", va="bottom")
    ax.text(
        levels[-1], np.max(answers[:, -1]) + 0.12, "networks", color=COLOURS["o"], ha="right", weight="bold"
    )
    ax.set(xlabel="level of the input, in standard deviations", ylabel="answer", xlim=(levels[0], levels[-1]))
    return ax


def futures(known, paths, mean, came=None, ax=None):
    """Draw the end of a series, some of its possible futures, and their mean, the recursive forecast.

    Parameters
    ----------
    known : ndarray, shape (T,)
        What is known.
    paths : ndarray, shape (P, horizon)
        Simulated futures; few of them.
    mean : ndarray, shape (horizon,)
        The forecast.
    came : ndarray, shape (horizon,), optional
        What came.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.4, 3.4))
    t, past = np.arange(1, len(mean) + 1), np.arange(1 - len(known), 1)
    for path in paths:
        ax.plot(np.append(0, t), np.append(known[-1], path), color=_LIGHT, linewidth=1.0)
    ax.plot(past, known, color=_EDGE, linewidth=1.5)
    if came is not None:
        ax.plot(np.append(0, t), np.append(known[-1], came), color=_EDGE, linewidth=1.5, linestyle=":")
    ax.plot(np.append(0, t), np.append(known[-1], mean), color=COLOURS["o"], linewidth=2.6)
    ax.axvline(0, color=_EDGE, linewidth=0.8)
    ax.text(t[-1] * 1.01, mean[-1], "forecast", color=COLOURS["o"], va="center", weight="bold")
    ax.text(t[-1], np.max(paths), "possible futures", color="#5A5A5A", ha="right", va="bottom")
    place = {"xytext": (5, 0), "textcoords": "offset points", "ha": "left", "va": "bottom"}
    ax.annotate("known", (past[0], np.max(known)), color=_EDGE, **place)
    ax.set_xlim(past[0], 1.13 * t[-1])
    ax.set_xlabel("steps from now")
    return ax


def ladder(errors, unit, best=None, ax=None):
    """Draw the errors of models as rows of dots, a dot for each data set, the worst model on top.

    Parameters
    ----------
    errors : dict
        Name of the model -> errors, (R,); they are drawn in this order.
    unit : str
        Label of the axis.
    best : str, optional
        The row that no model can beat; drawn in grey.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.2, 0.36 * len(errors) + 0.9))
    for row, (name, values) in enumerate(errors.items()):
        colour = COLOURS["baseline"] if name == best else COLOURS["o"]
        values = np.asarray(values)
        ax.plot(values, np.full(len(values), -row), "o", color=colour, alpha=0.45, markersize=6)
        ax.plot(np.median(values), -row, "|", color=colour, markersize=17, markeredgewidth=3)
    ax.set_yticks(range(0, -len(errors), -1), list(errors))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(xlabel=unit, ylim=(-len(errors) + 0.4, 0.6), xlim=(0, None))
    return ax


def bands(x, y, ends, axs=None):
    """Draw bands in panels below each other, with the values, and those outside in vermilion.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Places and values.
    ends : dict
        Label -> low and high, (n,) each.
    axs : sequence of matplotlib Axes, optional
        Where to draw, one for each band.

    Returns
    -------
    sequence of matplotlib Axes
        One for each band; the count of values inside stands in each title.
    """
    axs = np.atleast_1d(axes(axs, nrows=len(ends), figsize=(7.6, 1.9 * len(ends)), sharex=True, sharey=True))
    for ax, (label, (low, high)) in zip(axs, ends.items(), strict=True):
        out = (y < low) | (y > high)
        ax.fill_between(x, low, high, color=COLOURS["h"], alpha=0.35, linewidth=0)
        ax.plot(x[~out], y[~out], "o", color=_EDGE, markersize=3)
        ax.plot(x[out], y[out], "s", color=_MISS, markersize=4.5)
        ax.set_title(f"{label}: {np.sum(~out)} of {len(y)} inside")
    return axs


def adjustment(alarms, adjusted, events, ax=None):
    """Draw alarms before and after point adjustment as two rows of ticks, above the events.

    Parameters
    ----------
    alarms, adjusted : ndarray of bool, shape (T,)
        Before and after.
    events : sequence of tuple of int
        Start and end of each event, the end exclusive.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.6, 1.9))
    for start, end in events:
        ax.axvspan(start - 0.5, end - 0.5, color="#E69F00", alpha=0.3, linewidth=0)
    for row, (marks, colour) in enumerate([(alarms, _EDGE), (adjusted, _MISS)]):
        ax.vlines(np.flatnonzero(marks), -row - 0.38, -row + 0.38, color=colour, linewidth=0.9)
    ax.set_yticks([0, -1], ["alarms", "after\nadjustment"])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(xlabel="time step", xlim=(0, len(alarms)), ylim=(-1.55, 0.55))
    return ax


def heartbeats(signal, events, kinds, rate, ax=None):
    """Draw a signal over seconds, each event shaded, with its kind above.

    Parameters
    ----------
    signal : ndarray, shape (T,)
        The signal.
    events : sequence of tuple of int
        Start and end of each event; those beyond the signal are left out.
    kinds : sequence of str
        Their kinds.
    rate : float
        Samples a second.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.8, 2.2))
    top = np.max(signal)
    for (start, end), kind in zip(events, kinds, strict=True):
        if end <= len(signal):
            ax.axvspan(start / rate, end / rate, color="#E69F00", alpha=0.35, linewidth=0)
            ax.text((start + end) / 2 / rate, 1.06 * top, kind, ha="center", va="bottom", color="#8A5F00")
    ax.plot(np.arange(len(signal)) / rate, signal, color=_EDGE, linewidth=0.9)
    ax.set(xlabel="seconds", xlim=(0, len(signal) / rate), ylim=(None, 1.3 * top))
    return ax
