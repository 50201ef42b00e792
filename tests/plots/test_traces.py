"""Heat-maps of a layer's trace, and the drawing of the loop over time."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lstm_course.layers import LSTM
from lstm_course.plots import COLOURS, traces

EVENTS = ["", "tick", "", "", "reset"]
UNITS = ["one", "two", "three"]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def trace():
    rng = np.random.default_rng(0)
    layer = LSTM(2, 3, rng=rng)
    layer.forward(3 * rng.normal(size=(2, 5, 2)))
    return layer.trace


@pytest.mark.slow
def test_each_heatmap_shows_its_part_with_units_downward_and_time_to_the_right(trace):
    axes = traces.gate_heatmaps(trace, EVENTS, UNITS, sequence=1)
    assert len(axes) == 6
    for ax, name in zip(axes, "ifogch", strict=True):
        (image,) = ax.images
        np.testing.assert_array_equal(image.get_array(), trace[name][1].T)
        assert [label.get_text() for label in ax.get_yticklabels()] == UNITS


def test_gates_go_from_0_to_1_and_signed_values_have_zero_in_the_middle(trace):
    trace["c"] = 2.5 * trace["c"] / np.abs(trace["c"][0]).max()
    for ax, name in zip(traces.gate_heatmaps(trace), "ifogch", strict=True):
        low, high = ax.images[0].get_clim()
        assert (low, high) == ((0, 1) if name in "ifo" else (-high, high))
        assert high == (3 if name == "c" else 1)
        assert ax.images[0].get_cmap().name == ("viridis" if name in "ifo" else "RdBu_r")
        assert ax.yaxis.label.get_color() == COLOURS[name]


def test_events_stand_above_their_time_step_and_are_marked_in_all_six(trace):
    axes = traces.gate_heatmaps(trace, EVENTS, title="What happened")
    written = {text.get_text(): text.get_position()[0] for text in axes[0].texts}
    assert written == {"tick": 1, "reset": 4}
    assert axes[0].get_title(loc="left") == "What happened" or axes[0].get_title() == "What happened"
    for ax in axes:
        assert sorted({line.get_xdata()[0] for line in ax.lines}) == [0.5, 3.5]


def test_given_axes_are_used_and_returned(trace):
    mine = plt.subplots(6, 1)[1]
    assert traces.gate_heatmaps(trace, axes=mine) is mine
    assert all(ax.images for ax in mine)


def test_wrong_arguments_are_named(trace):
    with pytest.raises(ValueError, match="events must hold 5 labels, got 2"):
        traces.gate_heatmaps(trace, ["", "tick"])
    with pytest.raises(ValueError, match="units must hold 3 labels, got 1"):
        traces.gate_heatmaps(trace, units=["a"])
    with pytest.raises(ValueError, match="missing: c"):
        traces.gate_heatmaps({name: value for name, value in trace.items() if name != "c"})


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "layers"), [(4, 1), (3, 2)])
def test_unrolled_hands_h_and_c_on_in_time_and_only_h_upward(steps, layers):
    ax = traces.unrolled(steps, layers)
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    assert len(boxes) == steps * layers
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    ax.figure.canvas.draw()
    boxes = [(patch.get_window_extent(), patch.get_edgecolor()) for patch in arrows]
    upward = [colour for box, colour in boxes if box.height > box.width]
    onward = [colour for box, colour in boxes if box.height < box.width]
    h, c = (plt.matplotlib.colors.to_rgba(COLOURS[name]) for name in "hc")
    assert upward.count(h) == steps * layers
    assert upward.count(c) == 0
    assert len(upward) - upward.count(h) == steps  # the inputs
    assert onward.count(h) == onward.count(c) == (steps + 1) * layers


def test_unrolled_uses_given_axes():
    ax = plt.subplots()[1]
    assert traces.unrolled(ax=ax) is ax
