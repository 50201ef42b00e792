"""The figures of lesson 20 show what they are given."""

import numpy as np
import pytest

from lstm_course.plots import pictures

pytestmark = pytest.mark.usefixtures("course_style")


def test_strips_show_the_frames_that_exist_from_left_to_right(rng):
    clips = rng.random((2, 4, 3, 5))
    one, other = pictures.strips(clips, [2, 4], ["a", "b"])
    assert [len(ax.images) for ax in (one, other)] == [2, 4]
    lefts = [image.get_extent()[0] for image in other.images]
    assert lefts == sorted(set(lefts))
    for image, frame in zip(other.images, clips[1], strict=True):
        np.testing.assert_array_equal(image.get_array(), frame)
    assert [ax.texts[0].get_text() for ax in (one, other)] == ["a", "b"]
    assert one.get_xlim() == other.get_xlim()


def test_confusions_are_shares_of_the_rows():
    one, other = pictures.confusions({"x": [[3, 1], [0, 0]], "y": [[1, 0], [0, 9]]}, ["p", "q"])
    np.testing.assert_array_equal(one.images[0].get_array(), [[0.75, 0.25], [0, 0]])
    assert {t.get_text(): t.get_position() for t in one.texts} == {"75%": (0, 0), "25%": (1, 0)}
    np.testing.assert_array_equal(other.images[0].get_array(), np.eye(2))
    assert [ax.get_title(loc="left") for ax in (one, other)] == ["x", "y"]
    assert [t.get_text() for t in one.get_xticklabels()] == ["p", "q"]


def test_paths_draw_the_pen_in_order_and_the_picture_beside_it():
    strokes = np.array([[[0, 0], [1, 0], [1, 1]], [[1, 1], [1, 0], [0, 0]]], float)
    made = np.array([np.eye(3), 3 * np.eye(3)])
    axs = pictures.paths(strokes, made, ["there", "back"])
    assert len(axs) == 4
    for path, left, points in zip(axs[::2], axs[1::2], strokes, strict=True):
        assert [t.xy for t in path.texts] == [pytest.approx(p) for p in points[1:]]
        shades = [t.arrow_patch.get_alpha() for t in path.texts]
        assert shades == sorted(shades)
        assert [float(v[0]) for v in path.lines[0].get_data()] == points[0].tolist()
        np.testing.assert_array_equal(left.images[0].get_array(), np.eye(3))
    assert axs[0].get_title(loc="left") == "there"


def test_two_values_draw_a_dot_for_each_seed():
    rows = {"a": ([0.1, 0.3], [0.5]), "b": ([0.2, 0.2], [0.9, 0.7])}
    ax = pictures.two_values(rows, ("seen", "unseen"), "share", (0, 1))
    dots = [
        (list(line.get_xdata()), line.get_markerfacecolor()) for line in ax.lines if line.get_marker() == "o"
    ]
    assert [x for x, _ in dots] == [[0.1, 0.3], [0.5], [0.2, 0.2], [0.9, 0.7]]
    assert dots[0][1] == dots[2][1] != dots[1][1] == dots[3][1] == "white"
    assert [t.get_text() for t in ax.texts] == ["seen", "unseen"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first row is on top


def test_captioned_marks_what_is_wrong(rng):
    axs = pictures.captioned(rng.random((2, 4, 4)), ["one", "two"], ["one", "six"])
    assert [ax.get_xlabel() for ax in axs] == ["said: one", "✗ said: two"]
    assert [ax.texts[0].get_text() for ax in axs] == ["true: one", "true: six"]
    colours = [ax.xaxis.label.get_color() for ax in axs]
    assert colours[0] != colours[1]


def test_captioned_puts_three_in_a_row(rng):
    axs = pictures.captioned(rng.random((4, 4, 4)), list("abcd"), list("abcd"))
    assert len(axs) == 4
    tops = [ax.get_position().y1 for ax in axs]
    assert tops[0] == tops[1] == tops[2] > tops[3]
    assert sum(ax.axison for ax in axs[0].figure.axes) == 4
