"""The figures of lesson 22 show what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color

from lstm_course.plots import COLOURS, beyond

pytestmark = pytest.mark.usefixtures("course_style")


@pytest.mark.parametrize(("T", "rounds"), [(1, 0), (2, 1), (5, 3), (8, 3)])
def test_scan_rounds_end_with_all_steps_from_the_first_on(T, rounds):
    ax = beyond.scan_rounds(T)
    boxes = {tuple(t.get_position()): t.get_text() for t in ax.texts}
    assert len(boxes) == T * (rounds + 1)
    assert [boxes[t, rounds] for t in range(T)] == ["1", *(f"1–{t + 1}" for t in range(1, T))]
    assert [boxes[t, 0] for t in range(T)] == [str(t + 1) for t in range(T)]
    if T == 8:
        assert boxes[6, 1] == "6–7"
        assert boxes[6, 2] == "4–7"
        slanted = [line for line in ax.lines if line.get_xdata()[0] != line.get_xdata()[1]]
        assert len(slanted) == 7 + 6 + 4


def test_unit_traces_draw_each_unit():
    states = np.arange(12.0).reshape(4, 3)
    one, other = beyond.unit_traces({"LSTM": states, "minLSTM": -states[:, :1]})
    assert [line.get_ydata().tolist() for line in one.lines] == states.T.tolist()
    assert [line.get_ydata().tolist() for line in other.lines] == [(-states[:, 0]).tolist()]
    assert one.lines[0].get_xdata()[0] == 1
    assert not same_color(one.lines[0].get_color(), other.lines[0].get_color())


def test_by_size_draws_the_mean_and_a_band_and_names_each_cell():
    rows = np.array([[1.0, 0.5], [0.8, 0.1]])
    panels = {"a": ((1, 2), {"LSTM": rows}), "b": ((4, 8), {"mLSTM": rows[:1], "LSTM": rows})}
    one, other = beyond.by_size(panels, (1, 5), ("length", "pairs"), "right", chance=(0.5, 0.1))
    assert one.lines[0].get_ydata() == pytest.approx([0.9, 0.3])
    band = one.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (0.1, 1.0)
    assert {t.get_text() for t in one.texts} == {"LSTM", "chance"}
    assert {t.get_text() for t in other.texts} == {"LSTM", "mLSTM", "chance"}
    assert other.get_xlabel() == "pairs"


def test_contest_draws_a_dot_a_seed_in_the_order_given():
    row = {"x": {"trained": [0.9, 1.0], "longer": [0.5, 0.4]}, "LSTM": {"trained": [1.0], "longer": [0.7]}}
    (ax,) = beyond.contest({"parity": row}, [0.5])
    dots = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["trained", "longer"]
    assert [list(line.get_xdata()) for line in dots] == [[0.9, 1.0], [0.5, 0.4], [1.0], [0.7]]
    assert [line.get_markerfacecolor() == "white" for line in dots] == [False, True] * 2
    assert [t.get_text() for t in ax.get_yticklabels()] == ["x", "LSTM"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert same_color(dots[2].get_color(), COLOURS["c"])


def test_costs_draw_both_and_keep_the_names_apart():
    table = {
        name: {"32": {"ms": k, "MB": 1.0}, "64": {"ms": 2 * k, "MB": 1.0}}
        for k, name in enumerate(("nn.LSTM", "minLSTM, loop", "mLSTM, parallel"), 1)
    }
    time, memory = beyond.costs(table)
    assert [list(line.get_ydata()) for line in time.lines] == [[1, 2], [2, 4], [3, 6]]
    assert list(time.lines[0].get_xdata()) == [32, 64]
    assert [line.get_linestyle() for line in time.lines] == ["-", "--", "-"]
    heights = sorted(t.xyann[1] for t in memory.texts)
    assert (np.diff(np.log(heights)) > 0.3).all()
    assert [t.arrow_patch is not None for t in memory.texts] == [False, True, True]
    assert {t.xy for t in memory.texts} == {(64, 1.0)}
    assert plt.gcf() is time.figure
