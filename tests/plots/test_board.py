"""The figures of lesson 23 show each interval on its side of the margin, and every verdict, guess and lesson."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_course.evaluate.fair import compare
from lstm_course.plots import board

pytestmark = pytest.mark.usefixtures("course_style")


def claim(name, verdict, interval=None, least=None, guess=None):
    return SimpleNamespace(
        id=name,
        text=f"Text of {name}.",
        verdict=verdict,
        lesson=7,
        interval=interval,
        least=least,
        guess=guess,
    )


def words(ax):
    return [text.get_text() for text in ax.texts]


def bars(ax):
    return [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 3]


def test_verdicts_show_pairs_intervals_and_margin():
    rng = np.random.default_rng(0)
    pairs = {
        "A": compare(rng.normal(5, 1, 6), np.zeros(6), 2),
        "B": compare(rng.normal(0, 1, 9), np.zeros(9), 2),
    }
    ax = board.verdicts(pairs, 2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A", "B"]
    dots = [line.get_xdata() for line in ax.lines if line.get_marker() == "."]
    for shown, one in zip(dots, pairs.values(), strict=True):
        np.testing.assert_array_equal(shown, one.differences)
    thick = [line.get_xdata() for line in ax.lines if line.get_linewidth() == 5]
    np.testing.assert_allclose(thick, [(one.low, one.high) for one in pairs.values()])
    assert any(list(line.get_xdata()) == [2, 2] for line in ax.lines)
    assert [word for word in words(ax) if word in board.VERDICTS] == ["holds", "fails"]
    mine = plt.subplots()[1]
    assert board.verdicts({"A": pairs["A"]}, 0, mine) is mine


@pytest.mark.parametrize(
    ("interval", "least", "sides"),
    [
        ((1, 2, 3), 0.5, (1, 1)),
        ((-3, -2, 0), 0.5, (-1, -1)),
        ((-1, 0, 9), 0.5, (-1, 1)),
        ((2, 2, 2), 2, (0, 0)),
    ],
)
def test_an_interval_lies_on_its_side_of_the_tick(interval, least, sides):
    ax = board.board([claim("E1", "holds", interval, least)])
    (bar,) = bars(ax)
    assert tuple(np.sign(np.round(bar - board.COLUMNS["interval"], 12))) == sides
    reach = np.abs(bar - board.COLUMNS["interval"]).max()
    assert reach == pytest.approx(board._REACH) or sides == (0, 0)


def test_the_board_says_everything_of_each_claim():
    rows = [
        claim("E1", "fails", guess="holds"),
        claim("E2", "holds", (0, 1, 2), 0, guess="holds"),
        claim("E3", "undecided", (-1, 0, 1), 0),
    ]
    ax = board.board(rows)
    said = words(ax)
    for row in rows:
        assert said.count(row.id) == said.count(row.text) == 1
        assert row.verdict in said
    assert said.count("by definition") == 1
    assert said.count("7") == 3
    assert said.count("holds: no") == 1
    assert said.count("holds") == 2
    assert len(bars(ax)) == 2
    mine = plt.subplots()[1]
    assert board.board(rows[:1], mine) is mine
    with pytest.raises(ValueError, match="at least one"):
        board.board([])


def test_settings_show_mean_and_range_of_each_model():
    tried = {"A": {0.01: [1.0, 3.0], 0.1: [4.0, 8.0]}, "B": {0.01: [0.0, 0.0], 0.1: [5.0, 6.0]}}
    ax = board.settings(tried, {"A": {"color": "red"}, "B": {"color": "black"}})
    assert [list(line.get_ydata()) for line in ax.lines] == [[2, 6], [0, 5.5]]
    bands = [band.get_paths()[0].vertices[:, 1] for band in ax.collections]
    assert [(band.min(), band.max()) for band in bands] == [(1, 8), (0, 6)]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.01", "0.1"]
    assert ax.get_xscale() == "log"
    mine = plt.subplots()[1]
    assert board.settings({"A": {1: [0.5]}}, {"A": {"color": "red"}}, mine) is mine


def test_verdicts_differ_without_their_colours():
    looks = {(marker, filled) for _, marker, filled in board.VERDICTS.values()}
    assert len(looks) == len(board.VERDICTS) == 3
