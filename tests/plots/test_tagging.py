"""The figures of lesson 16 show what they are given."""

import numpy as np
import pytest

from lstm_course.plots import tagging

pytestmark = pytest.mark.usefixtures("course_style")


def test_sights_colour_the_cells_that_are_seen():
    seen = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 0]], bool)
    one, other = tagging.sights({"a": seen, "b": np.zeros((3, 3), bool)})
    cells = {
        (round(p.get_x()), round(p.get_y())): p.get_facecolor()[:3] for p in one.patches
    }  # output, input
    blank = {p.get_facecolor() for p in other.patches}
    assert len(blank) == 1
    past, future = cells[1, 1], cells[1, 3]
    assert cells[3, 1] == cells[2, 2] == past != future
    assert cells[2, 1] == next(iter(blank))[:3]
    assert len({past, future, cells[2, 1]}) == 3
    assert [ax.get_title(loc="left") for ax in (one, other)] == ["a", "b"]
    assert len(other.get_legend().get_texts()) == 2
    assert tagging.sights({"a": np.eye(2, dtype=bool)})[0].get_legend() is None


def test_delays_draws_each_seed_and_the_bound():
    ax = tagging.delays({0: [0.3, 0.4, 0.35], 2: [0.1, 0.2, 0.1]}, lambda d: 0.3 - d / 10, [0.01, 0.02])
    lines = [(line.get_linestyle(), line.get_marker(), *map(list, line.get_data())) for line in ax.lines]
    assert ("--", "None", [0, 1, 2], pytest.approx([0.3, 0.2, 0.1])) in lines
    assert ("-", "None", [0, 2], [0.35, 0.1]) in lines
    assert [list(line.get_ydata()) for line in ax.lines if line.get_marker() == "o"] == [
        [0.3, 0.4, 0.35],
        [0.1, 0.2, 0.1],
    ]
    assert sorted(y[0] for _, _, x, y in lines if x == [0, 1]) == [0.01, 0.02]
    assert tagging.delays({0: [1.0], 1: [0.5]}, lambda d: 0, [0.1], ax=ax) is ax


def test_bits_draws_a_line_for_each_seed():
    ax = tagging.bits({"two": [([1, 2], [3, 1]), ([1, 2], [4, 2])], "one": [([1, 2], [5, 4])]})
    assert [list(line.get_ydata()) for line in ax.lines] == [[3, 1], [4, 2], [5, 4]]
    assert [(t.get_text(), *t.xy) for t in ax.texts] == [("two", 2, 1.5), ("one", 2, 4)]


def test_two_readings_reads_the_target_only_in_the_series():
    window, series = tagging.two_readings(steps=6, window=2)
    (blank,) = {p.get_facecolor() for p in window.patches if p.get_x() < 1}
    read = [
        [
            round(p.get_x() + 0.42)
            for p in ax.patches
            if p.get_fill() and p.get_facecolor()[3] and p.get_facecolor() != blank
        ]
        for ax in (window, series)
    ]
    assert [sorted(set(r)) for r in read] == [[2, 3], [1, 2, 3, 4, 5, 6]]
    framed = [round(p.get_x() + 0.42) for p in window.patches if p.get_linewidth() > 2]
    assert framed == [4]


def test_sentence_brackets_the_spans():
    ax = tagging.sentence(["a", "bb", "ccc"], [(1, 3, "X")], [(1, 3, "X"), (0, 1, "Y")])
    texts = {t.get_text(): t.get_position() for t in ax.texts}
    assert {"a", "bb", "ccc", "X", "Y, wrong", "true", "found"} == set(texts)
    assert len(ax.lines) == 3
    above = [line for line in ax.lines if min(line.get_ydata()) > 0]
    assert len(above) == 1
    assert above[0].get_xdata()[0] < texts["bb"][0] < texts["ccc"][0] < above[0].get_xdata()[-1]
    assert texts["a"][0] < above[0].get_xdata()[0]


def test_trellis_leaves_out_what_is_forbidden():
    rules = np.array([[0, -np.inf], [0.5, 0]])
    ax = tagging.trellis(
        [[1, 2], [3, 4], [5, 6]], rules, ["O", "I"], {"best": [1, 1, 0], "greedy": [0, 1, 1]}
    )
    grey = [line for line in ax.lines if line.get_linewidth() < 2 and len(line.get_xdata()) == 2]
    assert {tuple(line.get_ydata()) for line in grey} == {(0, 0), (-1, 0), (-1, -1)}
    assert len(grey) == 6
    thick = [list(line.get_ydata()) for line in ax.lines if line.get_linewidth() == 3]
    assert thick == [[-1, -1, 0], [0, -1, -1]]
    texts = [t.get_text() for t in ax.texts]
    assert {"best", "greedy", "1.0", "6.0"} <= set(texts)


def test_scores_draws_a_dot_for_each_seed():
    axs = tagging.scores({"a": ([0.9, 0.8], [0.5, 0.1]), "b": ([1.0], [0.0])})
    for ax, wanted in zip(axs, ([0.9, 0.8, 1.0], [0.5, 0.1, 0.0]), strict=True):
        dots = [x for line in ax.lines if line.get_marker() == "o" for x in line.get_xdata()]
        assert dots == wanted
    assert [t.get_text() for t in axs[0].get_yticklabels()] == ["a", "b"]
    assert [ax.get_xlabel() for ax in axs] == ["token accuracy", "span F1"]
