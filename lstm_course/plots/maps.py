"""The map of the course, the key to its colours, and learning curves beside a baseline (lesson 00)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

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


class Lesson(NamedTuple):
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


LESSONS = (
    Lesson(0, "Start here", "How does this course work?", _sketch_start),
    Lesson(1, "Sequences, windows, baselines", "What must a network beat?", _sketch_windows),
    Lesson(2, "Gates", "How can a switch be learned?", _sketch_gates),
    Lesson(3, "The LSTM cell", "Which failure does each part answer?", _sketch_cell),
    Lesson(4, "The LSTM over a sequence", "What does one cell do over many time steps?", _sketch_sequence),
    Lesson(
        5,
        "Backpropagation through time, and a first training",
        "How does an error find its way back?",
        _sketch_backward,
    ),
    Lesson(6, "Take the gates away: the plain RNN", "What does it forget, and why?", _sketch_vanish),
    Lesson(7, "GRU and the family", "Which gate matters, and for what?", _sketch_family),
    Lesson(8, "The 1997 laboratory", "Do the old results hold today?", _sketch_laboratory),
    Lesson(9, "nn.LSTM decoded", "What is inside the box that all use?", _sketch_blocks),
)


def course(lessons=LESSONS, here=0, ax=None):
    """Draw the map of the course: one line, a station for each lesson, its question and its picture.

    Parameters
    ----------
    lessons : sequence of Lesson
        From top to bottom; a new lesson is a new row.
    here : int
        Number of the lesson whose station is filled.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
    """
    count = len(lessons)
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
    for row, lesson in enumerate(lessons):
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
        ax.text(1.3, -row + 0.17, lesson.title, va="center", fontsize=11, weight="bold")
        ax.text(1.3, -row - 0.2, lesson.question, va="center", fontsize=9.5, color=_GREY)
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
