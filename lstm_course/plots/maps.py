"""The map of the course, the key to its colours, and learning curves beside a baseline (lesson 00)."""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from .._root import find_root
from . import COLOURS, NAMES, axes, line_style
from ._sketches import SKETCHES, plain

_GREY = "#555555"
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
    page : str
        File name of its notebook, where the station leads to it; the website makes it a link.
    """

    number: int
    title: str
    question: str
    sketch: Callable
    page: str = ""


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
        Station(
            one.number,
            one.title,
            one.question.replace("`", ""),
            SKETCHES.get(one.stem, plain),
            f"{one.stem}.ipynb",
        )
        for one in lessons(find_root() if root is None else root, strict=False)
    ]


PATHS = {
    "weekend": (0, 2, 3, 4, 6, 9, 10, 11, 12),  # and one of the applications
    "semester": range(100),  # all there are, two a week
}
_ONE_OF = range(14, 21)


def course(rows=None, here=0, ax=None, path=None, memory=None):
    """Draw the map of the course: one line, a station for each lesson, its question and its picture.

    Parameters
    ----------
    rows : sequence of Station, optional
        From top to bottom; the lessons of the course if not given.
    here : int
        Number of the lesson whose station is filled.
    ax : matplotlib Axes, optional
        Where to draw.
    path : {"weekend", "semester"}, optional
        A way through the course: the stations beside it are pale, or every two are a week.
    memory : dict, optional
        Number of the lesson -> share of its recall questions that are in memory, as `lstm_course.check.memory` gives
        it: the stations are painted as strongly.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where there is no such path.
    """
    if path is not None and path not in PATHS:
        raise ValueError(f"path must be one of {', '.join(PATHS)}, got {path!r}")
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
        inside = memory is None and lesson.number == here
        beside = path == "weekend" and lesson.number in _ONE_OF
        ink = 1.0 if path is None or lesson.number in PATHS[path] else 0.6 if beside else 0.25
        strength = 0.0 if memory is None else memory.get(lesson.number, 0.0)
        ax.plot(
            0.62,
            -row,
            "o",
            markersize=19,
            markerfacecolor=COLOURS["c"] if inside else _on_white(COLOURS["h"], strength),
            markeredgecolor=_on_white(COLOURS["c"], ink),
            markeredgewidth=2,
            zorder=2,
        )
        colour = "white" if inside else _on_white(COLOURS["c"], ink)
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
        ax.text(1.3, -row + 0.22, lesson.title, va="center", fontsize=11, weight="bold", alpha=ink)
        ax.text(1.3, -row + 0.05, question, va="top", fontsize=8.5, color=_GREY, linespacing=1.15, alpha=ink)
        inset = ax.inset_axes([7.6, -row - 0.37, 2.2, 0.74], transform=ax.transData)
        inset.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
        inset.axis("off")
        lesson.sketch(inset)
        inset.patch.set_alpha(0)
        for mark in (*inset.lines, *inset.patches, *inset.texts, *inset.collections):
            mark.set_alpha(ink if mark.get_alpha() is None else ink * mark.get_alpha())
        if lesson.page:
            _door(ax, row, lesson.page)
        if path == "semester" and row % 2 == 0:
            ax.text(
                0.08, -row - 0.5, f"week {row // 2 + 1}", rotation=90, va="center", ha="center", color=_GREY
            )
        if path == "weekend" and lesson.number == _ONE_OF[0]:
            ax.text(
                0.08, -row - 3.0, "and one of these seven", rotation=90, va="center", ha="center", color=_GREY
            )
    return ax


def _door(ax, row, page):
    """Lay a rectangle that is not seen over a station: in an SVG it is a link."""
    room = Rectangle((0.2, -row - 0.47), 9.75, 0.94, facecolor="none", edgecolor="none", zorder=6)
    room.set_url(page)
    ax.add_patch(room)


def _on_white(colour, share):
    """Return a colour as it looks on white, where it covers a share of it."""
    return tuple(share * np.array(to_rgb(colour)) + 1 - share)


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
