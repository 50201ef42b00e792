"""The small multiples of the loss signatures draw what is recorded, on one axis."""

import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_course.plots import COLOURS, signatures
from lstm_course.signatures import FAULTS, recording

RECORDED = recording()


pytestmark = pytest.mark.usefixtures("course_style")


def lines(ax):
    """Return the losses of each line through 80 points, by its colour."""
    return {line.get_color(): line.get_ydata() for line in ax.lines if len(line.get_xdata()) == 80}


def levels(ax):
    return [line.get_ydata()[0] for line in ax.lines if len(line.get_xdata()) == 2]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_every_fault_has_a_panel_with_its_curves_its_mended_run_and_its_levels(seed):
    fig = signatures.small_multiples(seed=seed)
    panels = fig.axes[: len(FAULTS)]
    assert [ax.get_title(loc="left") for ax in panels] == [fault.name for fault in FAULTS]
    for ax, fault in zip(panels, FAULTS, strict=True):
        run, drawn = RECORDED["runs"][fault.key], lines(ax)
        np.testing.assert_array_equal(drawn[COLOURS["c"]], run["train"][seed])
        np.testing.assert_array_equal(drawn[COLOURS["f"]], run["validation"][seed])
        grey = [losses for colour, losses in drawn.items() if colour not in (COLOURS["c"], COLOURS["f"])]
        assert len(grey) == (fault.key != "healthy")
        if grey:
            np.testing.assert_array_equal(grey[0], RECORDED["runs"][fault.mended]["train"][seed])
        assert levels(ax) == [RECORDED["lines"][name] for name in fault.lines]
        assert ax.get_ylim() == panels[0].get_ylim()
        assert max(run["train"][seed]) < ax.get_ylim()[1]
        steps = ax.lines[-1].get_xdata()
        assert (steps[0], steps[1], steps[-1]) == (0, 5, 395)
    assert not any(ax.axison for ax in fig.axes[len(FAULTS) :])


@pytest.mark.slow
def test_levels_are_named_once_and_the_lines_explained():
    fig = signatures.small_multiples()
    named = {k: [text.get_text() for text in ax.texts] for k, ax in enumerate(fig.axes) if ax.texts}
    assert named == {0: ["ln V", "letters", "by place", "above 5 logarithmic"], 13: ["variance"]}
    legend = [text.get_text().replace("\n", " ") for text in fig.axes[-1].get_legend().get_texts()]
    assert legend == [
        "training",
        "validation",
        "the same run without its fault",
        "level of a model that knows little",
    ]


@pytest.mark.slow
def test_the_axis_is_linear_up_to_five_and_logarithmic_above():
    np.testing.assert_allclose(signatures.height([0, 1, 2.5, 5]), [0, 1, 2.5, 5])
    steps = np.diff(signatures.height([5, 50, 500, 5000]))
    np.testing.assert_allclose(steps, steps[0])
    shade = signatures.curve("healthy").patches[0]
    assert (shade.get_y(), shade.get_y() + shade.get_height()) == (signatures.KNEE, signatures.TOP)
    losses = np.geomspace(0.01, 300, 40)
    np.testing.assert_allclose(signatures.loss_at(signatures.height(losses)), losses)
    assert (np.diff(signatures.height(losses)) > 0).all()


def test_one_curve_alone_in_given_axes():
    ax = plt.subplots()[1]
    assert signatures.curve("sorted", seed=1, ax=ax) is ax
    np.testing.assert_array_equal(lines(ax)[COLOURS["c"]], RECORDED["runs"]["sorted"]["train"][1])
    with pytest.raises(ValueError, match=r"key must be one of healthy, .*, got 'sgd'"):
        signatures.curve("sgd")


@pytest.mark.parametrize("count", [3, 4, 5])
def test_other_recordings_leave_a_place_for_the_legend(count):
    recorded = copy.deepcopy(RECORDED)
    recorded["faults"] = recorded["faults"][:count]
    before = copy.deepcopy(recorded)
    fig = signatures.small_multiples(recorded)
    assert sum(ax.axison for ax in fig.axes) == count
    assert fig.axes[-1].get_legend() is not None
    assert recorded == before


def test_the_axis_of_the_piece_is_the_same():
    from lstm_course.widgets import javascript

    chart = javascript("chart", "loss_signatures")
    for name, value in (("KNEE", signatures.KNEE), ("DECADE", signatures.DECADE)):
        assert f"const {name} = {value:g};" in chart
    assert f"lossHeight({signatures.TOP:g})" in chart
