"""The figures of lesson 00: what is on them, compared with what they were given."""

import itertools
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")
import matplotlib.pyplot as plt

from lstm_course.plots import COLOURS, maps

ROOT = Path(__file__).parents[2]
STATIONS = maps.stations(ROOT)


pytestmark = pytest.mark.usefixtures("course_style")


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.slow
def test_the_map_shows_every_lesson_in_order():
    ax = maps.course(here=2)
    assert [text for text in texts(ax) if text.isdigit()] == [str(lesson.number) for lesson in STATIONS]
    heights = {" ".join(text.get_text().split()): text.get_position()[1] for text in ax.texts}
    for above, below in itertools.pairwise(STATIONS):
        assert heights[above.title] > heights[above.question] > heights[below.title]
    stations = [line for line in ax.lines if line.get_marker() == "o"]
    filled = [line.get_markerfacecolor() == COLOURS["c"] for line in stations]
    assert filled == [lesson.number == 2 for lesson in STATIONS]
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if not text.get_text().isdigit()]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    left = min(inset.get_window_extent().x0 for inset in ax.child_axes)
    assert max(box.x1 for box in boxes) < left


@pytest.mark.slow
def test_a_path_pales_what_lies_beside_it_and_memory_paints_the_stations():
    def inks(**options):
        ax = maps.course(**options)
        return {t.get_text(): t.get_alpha() for t in ax.texts}, [
            line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"
        ]

    alphas, _ = inks(path="weekend")
    strengths = {one.number: alphas[one.title] for one in STATIONS}
    assert {number for number, alpha in strengths.items() if alpha == 1} == {0, 2, 3, 4, 6, 9, 10, 11, 12}
    assert {number for number, alpha in strengths.items() if 0.25 < alpha < 1} == set(range(14, 21))
    alphas, _ = inks(path="semester")
    assert sum(text.startswith("week ") for text in alphas) == (len(STATIONS) + 1) // 2
    assert {alphas[one.title] for one in STATIONS} == {1.0}
    _, colours = inks(memory={0: 0.0, 1: 1.0, 2: 0.5})
    full = mpl.colors.to_rgb(COLOURS["h"])
    assert np.allclose(colours[:4], [(1, 1, 1), full, (np.array(full) + 1) / 2, (1, 1, 1)])
    with pytest.raises(ValueError, match=r"path must be one of weekend, semester, got 'month'"):
        maps.course(path="month")


@pytest.mark.slow
def test_a_new_row_is_a_new_station():
    new = maps.Station(99, "Take the gates away", "What is lost?", lambda ax: ax.plot([0, 1], [0, 1]))
    ax = maps.course((*STATIONS, new))
    assert {"99", new.title, new.question} <= set(texts(ax))
    assert len([line for line in ax.lines if line.get_marker() == "o"]) == len(STATIONS) + 1
    assert len(ax.child_axes) == len(STATIONS) + 1
    assert all(inset.lines or inset.patches or inset.texts for inset in ax.child_axes)
    line = ax.lines[0].get_ydata()
    assert line.min() == 1 - len(STATIONS) - 1  # it reaches the last station


def test_every_lesson_has_a_picture_of_its_own():
    assert len({station.sketch for station in STATIONS}) == len(STATIONS)


def test_the_key_shows_the_colours_of_the_course():
    ax = maps.colours()
    shown = {line.get_ydata()[0]: line for line in ax.lines}
    named = {}
    for text in ax.texts:
        match = re.fullmatch(r".* ([ifgohc])|(baseline)", text.get_text())
        if match:
            named[match[1] or match[2]] = text
    assert set(named) == set(COLOURS)
    for name, text in named.items():
        line = shown[text.get_position()[1]]
        assert line.get_color() == text.get_color() == COLOURS[name]
        assert line.get_linestyle() == ("--" if name == "baseline" else "-")
    widths = {name: shown[text.get_position()[1]].get_linewidth() for name, text in named.items()}
    assert max(widths, key=widths.get) == "c"


def test_learning_curves_are_moving_means_above_a_dashed_chance(rng):
    runs = [rng.random(12).tolist() for _ in range(3)]
    ax = maps.learning_curves(
        {"one": ("#000000", runs[:2]), "two": ("#7F7F7F", runs[2:])}, chance=0.25, window=4
    )
    *curves, chance = ax.lines
    for run, line in zip(runs, curves, strict=True):
        assert line.get_xdata().tolist() == list(range(4, 13))
        wanted = [sum(run[k - 4 : k]) / 4 for k in range(4, 13)]
        np.testing.assert_allclose(line.get_ydata(), wanted)
    assert [line.get_color() for line in curves] == ["#000000", "#000000", "#7F7F7F"]
    assert chance.get_linestyle() == "--"
    assert set(chance.get_ydata()) == {0.25}
    assert {"one", "two", "chance, 25%"} == set(texts(ax))


@pytest.mark.slow
def test_given_axes_are_used():
    fig, axes = plt.subplots(1, 3)
    assert maps.course(ax=axes[0]) is axes[0]
    assert maps.colours(ax=axes[1]) is axes[1]
    assert maps.learning_curves({"a": ("#000000", [[0.5] * 30])}, chance=0.5, ax=axes[2]) is axes[2]
    assert plt.get_fignums() == [fig.number]
