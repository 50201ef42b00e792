"""The figures of lesson 01 show what the numbers say."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, Rectangle

from lstm_course.datasets.series import make_windows
from lstm_course.plots import windows


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def squares(ax, colour):
    """Return the centres of the rectangles of a colour, as a set of whole (x, y)."""
    found = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return {
        (round(patch.get_x() + patch.get_width() / 2), round(patch.get_y() + patch.get_height() / 2))
        for patch in found
        if to_hex(patch.get_facecolor()) == colour.lower()
    }


def test_sliding_paints_each_input_and_its_target():
    steps = np.arange(11.0)  # every value is its own time step
    ax = windows.sliding(steps, length=4, horizon=3)
    x, y = make_windows(steps, 4, 3)
    inputs = {(int(step), -k) for k, row in enumerate(x) for step in row}
    assert squares(ax, windows.INPUT) == inputs
    assert squares(ax, windows.TARGET) == {(int(step), -k) for k, step in enumerate(y)}
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"window {k}" for k in range(5)]
    assert not inputs & squares(ax, windows.TARGET)


def test_sliding_names_the_part_by_the_target():
    steps = np.arange(12.0)
    ax = windows.sliding(steps, length=3, horizon=2, boundary=8)
    _, y = make_windows(steps, 3, 2)
    labels = [label.get_text().split(": ")[1] for label in ax.get_yticklabels()]
    assert labels == ["train" if step < 8 else "test" for step in y]
    assert any(np.allclose(line.get_xdata(), 7.5) for line in ax.lines)


def test_sliding_draws_a_constant_series_and_into_given_axes():
    ax = plt.subplots()[1]
    assert windows.sliding(np.ones(6), 2, 1, ax=ax) is ax
    assert np.isfinite(ax.lines[0].get_ydata()).all()


@pytest.mark.parametrize("series", [np.zeros(4), np.zeros((9, 2))])
def test_sliding_refuses_a_series_without_a_window(series):
    with pytest.raises(ValueError, match=r"T >= length \+ horizon = 5, got"):
        windows.sliding(series, 3, 2)


@pytest.mark.slow
def test_task_shapes_shows_four_tasks():
    ax = windows.task_shapes()
    written = [text.get_text() for text in ax.texts]
    assert [word for word in written if "to-" in word] == [
        "one-to-many",
        "many-to-one",
        "many-to-many",
        "many-to-many, shifted",
    ]
    assert len(squares(ax, windows.INPUT)) == 1 + 4 + 4 + 3
    assert len(squares(ax, windows.TARGET)) == 4 + 1 + 4 + 3
    assert len([patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]) == 24 + (3 + 3 + 3 + 4)
    assert windows.task_shapes(ax) is ax
