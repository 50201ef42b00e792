"""The map of the course, the key to its colours, and learning curves beside a baseline (lesson 00)."""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

from .._root import find_root
from . import COLOURS, NAMES, axes, line_style

_GREY, _PALE = "#555555", "#E6E6E6"
_MEANING = {
    "i": "how much is written",
    "f": "how much is kept",
    "g": "what could be written",
    "o": "how much is shown",
    "c": "the memory",
    "h": "what is shown of it",
    "baseline": "what must be beaten",
}


class Station(NamedTuple):
    """A row of the map.

    Attributes
    ----------
    number : int
        Number of the lesson.
    title : str
        Its title, as on its page.
    question : str
        The question that it answers.
    sketch : callable
        Takes axes that span 0 to 1 both ways, and draws the lesson's picture in the course's colours.
    """

    number: int
    title: str
    question: str
    sketch: Callable


def _sketch_start(ax):
    t = np.linspace(0, 1, 60)
    for shift in (0.42, 0.5, 0.58):
        ax.plot(t, 0.2 + 0.7 / (1 + np.exp(-16 * (t - shift))), color=COLOURS["c"], linewidth=1)
    ax.plot([0, 1], [0.2, 0.2], **line_style("baseline") | {"linewidth": 1.2})


def _sketch_windows(ax):
    t = np.linspace(0, 1, 80)
    ax.add_patch(Rectangle((0.3, 0.02), 0.34, 0.96, color=_PALE, zorder=0))
    ax.plot(t, 0.5 + 0.36 * np.sin(14 * t), color=_GREY, linewidth=1.3)
    ax.plot(0.7, 0.5 + 0.36 * np.sin(14 * 0.7), "o", color=COLOURS["c"], markersize=4.5)


def _sketch_gates(ax):
    t = np.linspace(0, 1, 60)
    for k, gate in enumerate("ifo"):
        ax.plot(t, 0.08 + 0.84 / (1 + np.exp(-20 * (t - 0.25 - 0.25 * k))), color=COLOURS[gate], linewidth=2)


def _sketch_cell(ax):
    ax.plot([0, 1], [0.78, 0.78], **line_style("c") | {"linewidth": 2.6})
    for k, gate in enumerate("figo"):
        ax.plot([0.2 + 0.2 * k] * 2, [0.18, 0.7], color=COLOURS[gate], linewidth=2)
        ax.plot(0.2 + 0.2 * k, 0.18, "s", color=COLOURS[gate], markersize=5)


def _sketch_sequence(ax):
    for k in range(5):
        ax.add_patch(
            Rectangle((0.02 + 0.2 * k, 0.3), 0.15, 0.4, facecolor="white", edgecolor=_GREY, linewidth=1.1)
        )
    ax.plot([0, 1], [0.57, 0.57], **line_style("c") | {"linewidth": 2.2})
    ax.plot([0, 1], [0.42, 0.42], color=COLOURS["h"], linewidth=1.6)


def _sketch_backward(ax):
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0}
    for y, colour, widths in ((0.72, COLOURS["c"], (3.2, 2.8, 2.4)), (0.3, COLOURS["h"], (2.6, 1.3, 0.5))):
        for k, width in enumerate(widths):
            ends = {"xy": (0.68 - 0.33 * k, y), "xytext": (1.0 - 0.33 * k, y)}
            ax.annotate("", **ends, arrowprops=arrow | {"color": colour, "linewidth": width})


def _sketch_vanish(ax):
    t = np.linspace(0, 1, 60)
    ax.plot(t, 0.1 + 0.75 * np.exp(-4.5 * (1 - t)), **line_style("baseline"))
    ax.plot(t, 0.1 + 0.75 * np.exp(-0.6 * (1 - t)), **line_style("c") | {"linewidth": 2.4})


def _sketch_family(ax):
    four, three = [COLOURS[gate] for gate in "ifgo"], [_GREY, COLOURS["f"], COLOURS["g"]]
    for left, blocks in ((0.0, four), (0.64, three)):
        for k, colour in enumerate(blocks):
            ax.add_patch(Rectangle((left + 0.105 * k, 0.32), 0.085, 0.36, color=colour))
    ax.annotate("", (0.59, 0.5), (0.45, 0.5), arrowprops={"arrowstyle": "<|-|>", "color": _GREY})


def _sketch_laboratory(ax):
    for k, (paper, here) in enumerate(((0.62, 0.5), (0.4, 0.46), (0.8, 0.3))):
        ax.add_patch(Rectangle((0.1 + 0.3 * k, 0.08), 0.1, paper, color="#BBBBBB"))
        ax.add_patch(Rectangle((0.21 + 0.3 * k, 0.08), 0.1, here, color=COLOURS["c"]))
    ax.plot([0, 1], [0.08, 0.08], color=_GREY, linewidth=1)


def _sketch_blocks(ax):
    for row, letters in enumerate(("ifgo", "iofg")):
        for k, letter in enumerate(letters):
            ax.add_patch(Rectangle((0.1 + 0.2 * k, 0.58 - 0.44 * row), 0.19, 0.28, color=COLOURS[letter]))


def _sketch_leak(ax):
    ax.plot([0.3, 0.3], [0.0, 1.0], **line_style("baseline") | {"linewidth": 1.2})
    for y, end in ((0.82, 0.95), (0.5, 0.8), (0.18, 0.34)):
        ax.plot([0.3, end], [y, y], color=_GREY, linewidth=1.6)
        ax.plot(end, y, "o", color="#56B4E9", markersize=5.5)
        ax.plot(0.3, y, "o", color=COLOURS["c"], markersize=4.5)


def _sketch_recipe(ax):
    x = np.linspace(0, 1, 60)
    for fall, colour, style in ((6.0, COLOURS["c"], "-"), (0.5, _GREY, "--")):
        ax.plot(x, 0.18 + 0.6 * np.exp(-fall * x), linestyle=style, color=colour, linewidth=2)


def _sketch_evaluation(ax):
    t = np.linspace(0, 1, 60)
    ax.plot(t, t ** (1 / 7), **line_style("c") | {"linewidth": 2.4})
    ax.plot([0, 1], [0, 1], **line_style("baseline") | {"linewidth": 1.2})
    ax.plot(0.06, 0.06 ** (1 / 7), "o", color=COLOURS["f"], markersize=5)


def _sketch_tuning(ax):
    tries = ((0.08, 0.86), (0.2, 0.55), (0.34, 0.68), (0.46, 0.34), (0.6, 0.42), (0.74, 0.24), (0.9, 0.62))
    ax.plot(*zip(*tries, strict=True), "o", color=_GREY, markersize=3.5)
    ax.plot(0.74, 0.24, "o", color=COLOURS["c"], markersize=5.5)
    ax.annotate("", (0.74, 0.52), (0.74, 0.3), arrowprops={"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0})
    ax.plot(0.74, 0.56, "o", color=COLOURS["f"], markersize=5.5)
    ax.plot([0, 1], [0.12, 0.12], **line_style("baseline") | {"linewidth": 1.2})


def _sketch_plain(ax):
    ax.plot([0, 1], [0.5, 0.5], **line_style("c") | {"linestyle": (0, (0.6, 1.6))})


_SKETCHES = {
    "00_start_here": _sketch_start,
    "01_sequences_windows_baselines": _sketch_windows,
    "02_gates": _sketch_gates,
    "03_the_lstm_cell": _sketch_cell,
    "04_the_lstm_over_a_sequence": _sketch_sequence,
    "05_backpropagation_through_time": _sketch_backward,
    "06_the_plain_rnn": _sketch_vanish,
    "07_gru_and_the_family": _sketch_family,
    "08_the_1997_laboratory": _sketch_laboratory,
    "09_nn_lstm_decoded": _sketch_blocks,
    "10_preparing_data": _sketch_leak,
    "11_a_training_recipe": _sketch_recipe,
    "12_evaluation": _sketch_evaluation,
    "13_tuning": _sketch_tuning,
}


def stations(root=None):
    """Return a station for each lesson, as its first cell describes it; a lesson without a picture gets a dotted line.

    Parameters
    ----------
    root : Path, optional
        The course's root; found if not given.

    Returns
    -------
    list of Station
        In the order of the lessons.
    """
    from ..notebook.lesson import lessons  # here, because a sandbox has no lessons

    return [
        Station(one.number, one.title, one.question.replace("`", ""), _SKETCHES.get(one.stem, _sketch_plain))
        for one in lessons(find_root() if root is None else root)
    ]


def course(rows=None, here=0, ax=None):
    """Draw the map of the course: one line, a station for each lesson, its question and its picture.

    Parameters
    ----------
    rows : sequence of Station, optional
        From top to bottom; the lessons of the course if not given.
    here : int
        Number of the lesson whose station is filled.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    rows = stations() if rows is None else rows
    count = len(rows)
    ax = axes(ax, figsize=(7.2, 0.64 * count + 0.8))
    ax.set(xlim=(0, 10), ylim=(-count - 0.05, 0.95))
    ax.axis("off")
    ax.plot([0.62, 0.62], [0.62, 1.0 - count], **line_style("c"), zorder=1)
    ax.plot(
        [0.62, 0.62], [1.0 - count, 0.1 - count], **line_style("c") | {"linestyle": (0, (0.6, 1.6))}, zorder=1
    )
    for y, words in (
        (0.62, "a number comes in"),
        (0.15 - count, "and must still be there a hundred steps later"),
    ):
        ax.text(1.3, y, words, color=_GREY, va="center", fontsize=9, style="italic")
    for row, lesson in enumerate(rows):
        inside = lesson.number == here
        ax.plot(
            0.62,
            -row,
            "o",
            markersize=19,
            markerfacecolor=COLOURS["c"] if inside else "white",
            markeredgecolor=COLOURS["c"],
            markeredgewidth=2,
            zorder=2,
        )
        colour = "white" if inside else COLOURS["c"]
        ax.text(
            0.62,
            -row - 0.02,
            str(lesson.number),
            color=colour,
            ha="center",
            va="center",
            weight="bold",
            zorder=3,
        )
        question = textwrap.fill(lesson.question, 62)
        ax.text(1.3, -row + 0.22, lesson.title, va="center", fontsize=11, weight="bold")
        ax.text(1.3, -row + 0.05, question, va="top", fontsize=8.5, color=_GREY, linespacing=1.15)
        inset = ax.inset_axes([7.6, -row - 0.37, 2.2, 0.74], transform=ax.transData)
        inset.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
        inset.axis("off")
        lesson.sketch(inset)
    return ax


def colours(ax=None):
    """Draw the key to the colours: every quantity as its line, with its letter, its name and what it does.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax, figsize=(6.4, 2.3))
    ax.set(xlim=(0, 10), ylim=(-len(_MEANING) + 0.5, 0.5))
    ax.axis("off")
    for row, (name, meaning) in enumerate(_MEANING.items()):
        style = line_style(name)
        ax.plot([0.2, 1.7], [-row, -row], **style)
        ax.text(2.1, -row, NAMES.get(name, "baseline"), color=style["color"], va="center", weight="bold")
        ax.text(5.0, -row, meaning, color=_GREY, va="center")
    return ax


def learning_curves(groups, chance, window=25, ax=None):
    """Draw the accuracy of several trainings as thin lines, one colour for each group, above the dashed chance.

    Parameters
    ----------
    groups : dict
        Label -> (colour, list of sequences of accuracies between 0 and 1, one for each step of training).
    chance : float
        Accuracy of a guess.
    window : int
        Number of steps over which a point is the mean.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax)
    for label, (colour, runs) in groups.items():
        for run in runs:
            smooth = np.convolve(run, np.ones(window) / window, mode="valid")
            steps = np.arange(window, len(run) + 1)
            ax.plot(steps, smooth, color=colour, linewidth=1.1)
        ax.text(steps[-1] * 1.015, smooth[-1], label, color=colour, va="center")
    ax.axhline(chance, **line_style("baseline") | {"linewidth": 1.4})
    ax.text(steps[-1] * 0.01, chance - 0.06, f"chance, {chance:.0%}", color=COLOURS["baseline"], va="top")
    ax.set(xlabel="steps of training", ylabel="share that is right", ylim=(0, 1.05), xlim=(0, steps[-1]))
    return ax
