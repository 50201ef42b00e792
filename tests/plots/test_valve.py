"""The figures of lesson 02: they show the numbers that the gates give."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from lstm_course.plots import COLOURS, latch, valve


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def logistic(a):
    """Return the sigmoid by the standard library alone."""
    return 1 / (1 + math.exp(-a))


def flow(ax):
    """Return the corners of the area that is poured."""
    return ax.collections[0].get_paths()[0].vertices


@pytest.mark.parametrize("logit", [-4.0, -0.5, 0.0, 2.0])
@pytest.mark.parametrize("value", [0.9, -0.6])
def test_the_level_at_the_right_is_the_share_that_passes(logit, value):
    ax = valve.valve(logit, value)
    corners = flow(ax)
    for end, level in ((corners[:, 0].min(), value), (corners[:, 0].max(), logistic(logit) * value)):
        heights = corners[np.isclose(corners[:, 0], end), 1]
        assert heights[np.abs(heights).argmax()] == pytest.approx(level)
    assert f"gate {logistic(logit):.2f}" in texts(ax)
    assert f"{value:.2f}".replace("-", "\N{MINUS SIGN}") in texts(ax)
    assert f"{logistic(logit) * value:.2f}".replace("-", "\N{MINUS SIGN}") in texts(ax)


def test_drawing_again_replaces_what_was_there():
    ax = valve.valve(2.0, 0.9)
    before = len(ax.get_children())
    assert valve.valve(-2.0, 0.9, ax) is ax
    assert len(ax.get_children()) == before
    assert "gate 0.12" in texts(ax)
    assert "gate 0.88" not in texts(ax)


@pytest.mark.parametrize("gate", ["i", "f", "o"])
def test_the_leaf_has_the_colour_of_its_gate(gate):
    ax = valve.valve(1.0, 0.5, gate=gate)
    assert ax.collections[1].get_facecolor()[0].tolist() == list(to_rgba(COLOURS[gate]))


@pytest.mark.parametrize(
    ("change", "words"), [({"value": 1.5}, "value.*-1 and 1.*1.5"), ({"gate": "g"}, "gate.*i, f, o.*'g'")]
)
def test_what_cannot_be_drawn_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        valve.valve(**({"logit": 0.0, "value": 0.5} | change))


def test_small_multiples_are_one_valve_each():
    logits = (-1.0, 0.0, 3.0)
    axs = valve.valves(logits, -0.7, gate="o", title="Three")
    assert [f"gate {logistic(a):.2f}" in texts(ax) for a, ax in zip(logits, axs, strict=True)] == [True] * 3
    assert axs[0].figure.get_suptitle() == "Three"
    with pytest.raises(ValueError, match=r"shorter|longer"):
        valve.valves(logits, 0.5, axs[:2])


def test_the_two_curves_and_their_ranges():
    for ax, function in zip(valve.squashers(), (logistic, math.tanh), strict=True):
        curve = ax.lines[1]
        np.testing.assert_allclose(curve.get_ydata(), [function(a) for a in curve.get_xdata()], atol=1e-12)
        assert {f"{function(a):.2f}".replace("-", "\N{MINUS SIGN}") for a in (-4, -2, 0, 2, 4)} == set(
            texts(ax)
        )


def test_a_latch_shows_its_trace():
    rng = np.random.default_rng(0)
    trace = {name: rng.uniform(size=5) for name in "fio"} | {name: rng.normal(size=5) for name in "gch"}
    axs = latch.latch(list("abcde"), trace, title="A latch")
    for ax, gate in zip(axs, "fio", strict=False):
        steps = ax.patches[0]
        np.testing.assert_array_equal(steps.get_data().values, trace[gate])
        assert steps.get_facecolor()[:3] == to_rgba(COLOURS[gate])[:3]
    below = axs[3]
    np.testing.assert_array_equal(below.patches[0].get_data().values, trace["c"])
    assert [bar.get_height() for bar in below.containers[0]] == pytest.approx(trace["h"])
    np.testing.assert_array_equal(below.lines[-1].get_ydata(), trace["g"])
    assert [label.get_text() for label in below.get_xticklabels()] == list("abcde")
    assert "A latch" in (axs[0].get_title(loc="left"), axs[0].get_title())
