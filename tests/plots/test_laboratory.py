"""The figures of lesson 08 show what they are given: the grammar's edges, every seed, every interval."""

import itertools

import numpy as np
import pytest

from lstm_course.datasets import grammars
from lstm_course.plots import laboratory
from lstm_course.reproduce import command

pytestmark = pytest.mark.usefixtures("course_style")


def test_the_graph_has_the_edges_of_the_generator():
    drawn = {(start, letter, end) for start, end, letter, _ in laboratory._EDGES}
    drawn |= {(state, letter, state) for state, letter, _ in laboratory._LOOPS}
    generated = {(state, letter, end) for state, edges in grammars._GRAPH.items() for letter, end in edges}
    assert drawn == generated


@pytest.mark.parametrize("frame", [True, False])
def test_the_graph_shows_every_state_and_the_frame_where_asked(frame):
    ax = laboratory.reber_graph(frame=frame)
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert [text for text in texts if text.isdigit()] == [str(state) for state in range(8)]
    assert ("the same\nT or P" in texts) == frame
    assert laboratory.reber_graph(ax=ax) is ax


def row(*results, paper=None):
    return {
        "paper_sequences": paper,
        "results": [{"solved": solved, "sequences": count} for solved, count in results],
    }


def marks(ax, marker):
    return [line for line in ax.lines if line.get_marker() == marker]


def test_every_seed_is_one_mark_at_its_own_height():
    rows = {"one": row((True, 4000), (False, 9000), (True, 5000), paper=30_000), "two": row((False, 8000))}
    ax = laboratory.seeds(rows, title="task")
    assert sorted(line.get_xdata()[0] for line in marks(ax, "o")) == [4000, 5000]
    assert sorted(line.get_xdata()[0] for line in marks(ax, "x")) == [8000, 9000]
    assert [line.get_xdata()[0] for line in marks(ax, "D")] == [30_000]
    heights = [line.get_ydata()[0] for line in marks(ax, "o") + marks(ax, "x")]
    assert len(set(heights)) == 4
    assert [label.get_text() for label in ax.get_yticklabels()] == ["two", "one"]  # the first row is on top
    assert ax.get_title(loc="left") == "task"


def test_small_multiples_take_rows_that_exist_and_leave_out_what_was_not_run():
    names = [name for nets in laboratory.PANELS.values() for name in nets.values()]
    assert set(names) <= {row.id for row in command.all_rows()}
    results = {"rows": [{"id": name} | row((True, 5000 + k)) for k, name in enumerate(names[:3])]}
    fig = laboratory.small_multiples(results)
    assert [len(marks(ax, "o")) for ax in fig.axes] == [3, 0, 0]
    assert [ax.get_title(loc="left") for ax in fig.axes] == list(laboratory.PANELS)


def test_intervals_are_drawn_from_end_to_end():
    counts = [(3, 4), (0, 5)]
    ax = laboratory.intervals(counts, lambda solved, tried: (solved / tried / 2, (solved / tried + 1) / 2))
    bars = [line for line in ax.lines if len(line.get_xdata()) == 2]
    np.testing.assert_allclose([line.get_xdata() for line in bars], [[0, 0.5], [0.375, 0.875]])
    assert [line.get_xdata()[0] for line in marks(ax, "o")] == [0, 0.75]
    assert [text.get_text() for text in ax.texts] == ["0% to 50%", "38% to 88%"]
    for a, b in itertools.pairwise(ax.get_yticks()):
        assert b - a == 1
