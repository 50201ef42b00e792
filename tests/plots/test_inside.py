"""The figures of lesson 21 show what they are given."""

import matplotlib as mpl
import numpy as np
import pytest

from lstm_course.plots import COLOURS, inside
from lstm_course.probes.linear_probe import Probe

pytestmark = pytest.mark.usefixtures("course_style")


def test_coloured_text_puts_each_letter_on_its_colour_in_its_row():
    ax = inside.coloured_text("a(\nb\n", [0, 2, -2, 1, -1])
    assert [t.get_text() for t in ax.texts] == ["a", "(", "↵", "b", "↵"]
    corners = [patch.get_xy() for patch in ax.patches]
    assert corners == [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1)]
    colours = mpl.colormaps["RdBu_r"]([0.5, 1.0, 0.0, 0.75, 0.25])
    np.testing.assert_allclose([patch.get_facecolor() for patch in ax.patches], colours)
    assert ax.get_ylim() == (2, 0)
    assert inside.coloured_text("a", [0.0], ax=ax) is ax
    half = inside.coloured_text("ab", [1, 9], limit=2).patches
    np.testing.assert_allclose(half[0].get_facecolor(), mpl.colormaps["RdBu_r"](0.75))
    np.testing.assert_allclose(half[1].get_facecolor(), mpl.colormaps["RdBu_r"](1.0))
    for text, values in (("ab", [1]), ("", [])):
        with pytest.raises(ValueError, match=r"values must have shape \(T,\)"):
            inside.coloured_text(text, values)


def test_probes_show_accuracy_control_and_majority():
    nets = {"trained": [Probe(1.0, 0.4, 0.5), Probe(0.9, 0.2, 0.5)], "untrained": [Probe(0.7, 0.1, 0.5)]}
    ax = inside.probes({"depth": nets, "quoted": nets})
    drawn = {
        (line.get_marker(), round(line.get_ydata()[0], 1)): np.round(line.get_xdata(), 6).tolist()
        for line in ax.lines
        if len(line.get_xdata()) and line.get_marker() != "None"
    }
    assert drawn["o", 0] == [1.0, 0.9]
    assert drawn["x", 0] == [0.6, 0.7]
    assert drawn["|", 0] == [0.5]
    assert drawn["x", 3.6] == [0.6]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [f"{a}, {b}" for a in ("depth", "quoted") for b in ("trained", "untrained")]


def test_effects_ring_the_best_follower_of_each_net():
    ax = inside.effects([[0.1, 0.9, 0.3], [0.8, 0.2, 0.1]], [[1, 2, 3], [4, 5, 6]])
    rings = [line for line in ax.lines if line.get_fillstyle() == "none"]
    assert [(*ring.get_xdata(), *ring.get_ydata()) for ring in rings] == [(0.9, 2), (0.8, 4)]
    points = [line for line in ax.lines if line.get_color() == inside.TRAINED]
    assert [list(line.get_ydata()) for line in points] == [[1, 2, 3], [4, 5, 6]]


def test_together_draws_each_net_the_median_and_the_range_of_all_draws():
    others = np.array([[[0, 1.0], [2, 3], [4, 8]], [[1, 1], [1, 5], [1, 2]]])  # (2, 3, 2)
    ax = inside.together((1, 4), [[1, 2], [3, 4]], others)
    dashed = next(line for line in ax.lines if line.get_linestyle() == "--")
    assert list(dashed.get_ydata()) == [1, 2.5]
    lines = [list(line.get_ydata()) for line in ax.lines if line.get_color() == COLOURS["f"]]
    assert lines == [[1, 2], [3, 4]]
    (shade,) = ax.collections
    at_4 = [y for x, y in shade.get_paths()[0].vertices if x == 4]
    assert (min(at_4), max(at_4)) == (1, 8)
    with pytest.raises(ValueError, match=r"shapes \(S, 2\)"):
        inside.together((1, 4), [[1, 2, 3]], others)


def test_letters_draw_shares_of_the_largest_and_mark_it():
    axs = inside.letters('a "', {"one": [1, 4, 2], "two": [0, 0, 0]}, frame=2)
    assert [bar.get_height() for bar in axs[0].patches[:3]] == [0.25, 1, 0.5]
    red = mpl.colors.to_rgba(COLOURS["f"])
    assert [bar.get_facecolor() == red for bar in axs[0].patches[:3]] == [False, True, False]
    assert [bar.get_height() for bar in axs[1].patches[:3]] == [0, 0, 0]
    assert [t.get_text() for t in axs[1].get_xticklabels()] == ["a", "␣", '"']
    assert [ax.get_title(loc="left") for ax in axs] == ["one", "two"]
    assert (axs[0].patches[3].get_x(), axs[0].patches[3].get_width()) == (1.5, 1)
    with pytest.raises(ValueError, match=r"one must have shape \(2,\)"):
        inside.letters("ab", {"one": [1]})
