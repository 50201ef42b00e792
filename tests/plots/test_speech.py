"""The figures of lesson 19 show what they are given."""

import matplotlib
import numpy as np
import pytest

from lstm_course.nets import ctc
from lstm_course.plots import speech

pytestmark = pytest.mark.usefixtures("course_style")


def test_heard_puts_frames_in_the_middle_of_their_windows():
    frames = np.arange(12.0).reshape(3, 4)
    axs = speech.heard(
        np.ones(800), 8000, np.ones((5, 3)), np.array([0, 2000, 4000]), frames, [("s", 0.01, 0.05)], 0.02
    )
    assert axs[0].lines[0].get_xdata()[-1] == pytest.approx(799 / 8000)
    assert [text.get_text() for text in axs[0].texts] == ["s"]
    assert axs[1].images[0].get_extent() == pytest.approx((0.01, 0.09, 0, 4))
    assert np.array_equal(axs[2].images[0].get_array(), frames.T)
    assert axs[2].get_xlim() == pytest.approx((0, 0.1))


def test_lattice_has_a_circle_for_each_share_and_a_line_for_each_move():
    even = np.log(np.full((3, 3), 1 / 3))
    ax = speech.lattice(ctc.occupancy(even, [1, 2]), "ab")
    assert [text.get_text() for text in ax.get_yticklabels()] == list("-a-b-")
    (circles,) = ax.collections
    shares = {
        (int(t), int(s)): size / 260
        for (t, s), size in zip(circles.get_offsets(), circles.get_sizes(), strict=True)
    }
    assert sum(share for (t, _), share in shares.items() if t == 2) == pytest.approx(1)
    assert (1, 3) not in shares
    moves = {(*map(int, line.get_xdata()), *map(int, line.get_ydata())) for line in ax.lines}
    assert (1, 2, 1, 3) in moves
    assert all(0 <= to - s <= 2 and after - t == 1 for t, after, s, to in moves)
    same = speech.lattice(ctc.occupancy(even, [1, 1]), "aa")
    assert {line.get_ydata()[1] - line.get_ydata()[0] for line in same.lines} <= {0, 1}
    assert speech.lattice(ctc.occupancy(even[:, :2], [1]), "a", ax=ax) is ax


def test_plateau_shades_where_all_seeds_are_empty():
    steps, two = np.arange(0, 50, 10), np.array([[1, 1, 1, 0.4, 0.1], [0.9, 1, 0.9, 0.3, 0.2]])
    empty = np.array([[0, 1, 1, 0, 0], [0, 1, 1, 1, 0]], bool)
    axs = speech.plateau(steps, 5 * two, two, two / 2, empty)
    for ax in axs:
        (span,) = ax.patches
        assert (span.get_x(), span.get_x() + span.get_width()) == (10, 20)
    assert [len(ax.lines) for ax in axs] == [2, 4]
    assert [text.get_text() for text in axs[1].texts] == ["blank frames", "letter errors"]
    none = speech.plateau(steps, two, two, two / 4, np.zeros((2, 5), bool))
    assert not none[0].patches
    assert not none[0].texts


def test_spikes_names_each_letter_once_and_each_word():
    best = [0, 2, 2, 0, 2, 1, 0]
    p = np.full((7, 4), 0.04)
    p[range(7), best] = 0.88
    ax = speech.spikes(p, "- ab", np.arange(7) / 10, [("a", 0.1, 0.2), ("b", 0.3, 0.4)])
    names = [(text.get_text(), round(text.xy[0], 2)) for text in ax.texts]
    assert names == [("a", 0.15), ("b", 0.35), ("a", 0.1), ("a", 0.4), ("space", 0.5)]
    assert len(ax.patches) == 2
    assert len(ax.lines) == 3  # the blank and two letters; b never says anything


def test_unheard_has_a_dot_for_each_voice():
    errors = {1: np.array([[0.2, 0.4], [0.4, 0.6]]), 3: np.array([[0.1, 0.1], [0.1, 0.3]])}
    ax = speech.unheard(errors, {1: [0, 0.02], 3: [0, 0]})
    dots = [list(line.get_ydata()) for line in ax.lines if line.get_marker() == "o"]
    assert dots == [pytest.approx([30, 50]), pytest.approx([10, 20])]
    lines = [list(line.get_ydata()) for line in ax.lines if line.get_marker() == "None"]
    assert lines == [pytest.approx([40, 15]), pytest.approx([1, 0])]
    assert isinstance(speech.unheard(errors, {1: [0], 3: [0]}, ax=ax), matplotlib.axes.Axes)
