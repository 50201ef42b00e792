"""The figures of lesson 18 show what they are given."""

import numpy as np
import pytest

from lstm_course.plots import COLOURS, attention

pytestmark = pytest.mark.usefixtures("course_style")


def test_attention_map_shows_the_weights_as_they_are():
    weights = np.array([[0.1, 0.9, 0.0], [0.5, 0.25, 0.25]])
    ax = attention.attention_map(weights, "a b", ["x", "y"], frames=[(1, 0)])
    (image,) = ax.images
    np.testing.assert_array_equal(image.get_array(), weights)
    assert image.get_clim() == (0, 1)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "␣", "b"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["x", "y"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("letter read", "symbol written")
    corners = ax.patches[0].get_xy()
    assert (corners.min(0).tolist(), corners.max(0).tolist()) == ([-0.5, 0.5], [0.5, 1.5])
    assert attention.attention_map(weights, "abc", "xy", ax=ax) is ax
    with pytest.raises(ValueError, match=r"shape \(T, S\) = \(2, 2\)"):
        attention.attention_map(weights, "ab", "xy")


def test_by_length_draws_each_seed_and_the_trained_range():
    ax = attention.by_length([2, 4, 6], {"a": [[1, 0.5, 0], [1, 0.7, 0.1]], "b": [1, 1, 1]}, (1, 5))
    lines = [(line.get_linestyle(), *map(list, line.get_data())) for line in ax.lines]
    assert lines == [
        ("--", [2, 4, 6], [1, 0.5, 0]),
        ("--", [2, 4, 6], [1, 0.7, 0.1]),
        ("-", [2, 4, 6], [1, 1, 1]),
    ]
    assert ax.patches[0].get_x() == 1
    assert ax.patches[0].get_width() == 4
    named = {t.get_text(): t.xy for t in ax.texts if t.get_text() in "ab"}
    assert named == {"a": (6, pytest.approx(0.05)), "b": (6, 1)}
    placed = attention.by_length([2, 4], {"a": [1, 0]}, (1, 5), label_at={"a": (2, 0.9)})
    assert (2, 0.9) in [getattr(t, "xy", None) for t in placed.texts]


def test_while_learning_draws_each_seed():
    ax = attention.while_learning(
        [50, 100], {"a": [[0, 0.5], [0, 0.4]], "b": [0.1, 0.9]}, label_at={"b": (50, 0)}
    )
    assert [list(line.get_ydata()) for line in ax.lines] == [[0, 0.5], [0, 0.4], [0.1, 0.9]]
    assert [(t.get_text(), *t.xy) for t in ax.texts] == [("a", 100, 0.45), ("b", 50, 0)]


def test_tree_multiplies_along_the_way_and_colours_what_is_kept():
    branches = {"a": 0.6, "b": 0.4, "ac": 0.5, "ad": 0.5, "bc": 0.9, "bd": 0.1}
    ax = attention.tree(branches, kept={"b", "bc"})
    texts = [t.get_text() for t in ax.texts]
    assert {"0.30", "0.36", "0.04"} <= set(texts)
    assert texts.count("0.30") == 2
    coloured = [t.get_text() for t in ax.texts if t.get_color() == COLOURS["o"]]
    assert sorted(coloured) == ["0.36", "0.4", "0.9"]
    assert len(ax.patches) == len(branches)
    heights = {
        t.get_text(): t.get_position()[1] for t in ax.texts if t.get_text() in ("0.30", "0.36", "0.04")
    }
    assert heights["0.36"] > heights["0.04"]
