"""The figures of lesson 14 show what the numbers say."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex

from lstm_course.plots import COLOURS, forecasting

pytestmark = pytest.mark.usefixtures("course_style")


def overlapping(ax):
    """Return pairs of texts in axes that lie on each other."""
    ax.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    return [(a, b) for (a, one), (b, other) in itertools.combinations(boxes, 2) if one.overlaps(other)]


def test_ceiling_draws_the_diagonal_and_each_network():
    levels = np.linspace(-2, 5, 20)
    answers = np.minimum(levels, [[2.0], [2.5], [3.0]])
    ax = forecasting.ceiling(levels, answers, (-1.5, 2), (1.8, 3.5))
    diagonal, *networks = ax.lines
    np.testing.assert_array_equal(diagonal.get_ydata(), levels)
    assert diagonal.get_linestyle() == "--"
    for line, row in zip(networks, answers, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), row)
    edges = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches]
    assert edges == [(-1.5, 2), (2, 3.5)]  # the test begins where training ends
    assert not overlapping(ax)


@pytest.mark.slow
def test_futures_begin_at_the_last_known_value(rng):
    known, paths = rng.normal(size=12), rng.normal(size=(3, 20))
    ax = forecasting.futures(known, paths, paths.mean(axis=0), came=paths[0])
    lines = [line for line in ax.lines if len(line.get_xdata()) == 21]
    assert len(lines) == 5
    assert all(line.get_ydata()[0] == known[-1] for line in lines)
    forecast = max(lines, key=lambda line: line.get_linewidth())
    np.testing.assert_allclose(forecast.get_ydata()[1:], paths.mean(axis=0))
    (past,) = (line for line in ax.lines if len(line.get_xdata()) == 12)
    np.testing.assert_array_equal(past.get_xdata(), np.arange(-11, 1))
    assert not overlapping(ax)
    assert len(forecasting.futures(known, paths, paths[0]).lines) == len(ax.lines) - 1


def test_ladder_draws_every_data_set_and_the_median():
    errors = {"yesterday": [4.0, 9, 5], "model": [3.0], "perfect": [1.0, 2, 3]}
    ax = forecasting.ladder(errors, "error", best="perfect")
    assert [label.get_text() for label in ax.get_yticklabels()] == list(errors)
    dots, bars = ax.lines[::2], ax.lines[1::2]
    for row, (values, dot, bar) in enumerate(zip(errors.values(), dots, bars, strict=True)):
        assert dot.get_xdata().tolist() == values
        assert set(dot.get_ydata()) == {-row}
        assert bar.get_xdata()[0] == np.median(values)
    colours = [to_hex(bar.get_color()) for bar in bars]
    assert colours == [COLOURS["o"].lower()] * 2 + [COLOURS["baseline"].lower()]
    assert ax.get_xlim()[0] == 0


@pytest.mark.parametrize("count", [1, 3])
def test_bands_mark_what_is_outside(count):
    x, y = np.arange(6), np.array([0.0, 1, 2, 3, 4, 5])
    ends = {f"band {k}": (np.full(6, 1.0), np.full(6, 2.0 + k)) for k in range(count)}
    axs = forecasting.bands(x, y, ends)
    assert len(axs) == count
    for k, ax in enumerate(axs):
        inside, outside = ax.lines
        assert inside.get_ydata().tolist() == y[1 : 3 + k].tolist()
        assert outside.get_ydata().tolist() == [0.0, *y[3 + k :]]
        assert ax.get_title(loc="left") == f"band {k}: {2 + k} of 6 inside"
        assert inside.get_marker() != outside.get_marker()  # not by colour alone


def test_adjustment_draws_each_alarm_in_its_row():
    alarms, adjusted = np.zeros((2, 30), dtype=bool)
    alarms[[3, 12]] = adjusted[[3, 10, 11, 12, 13]] = True
    ax = forecasting.adjustment(alarms, adjusted, [(10, 14), (20, 25)])
    above, below = ax.collections
    assert [segment[0][0] for segment in above.get_segments()] == [3, 12]
    assert [segment[0][0] for segment in below.get_segments()] == [3, 10, 11, 12, 13]
    assert above.get_segments()[0][0][1] > below.get_segments()[0][1][1]
    assert [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches] == [(9.5, 13.5), (19.5, 24.5)]


def test_heartbeats_shade_the_events_that_are_there(rng):
    signal = rng.normal(size=100)
    ax = forecasting.heartbeats(signal, [(10, 20), (50, 60), (95, 120)], ["noise", "early", "pvc"], rate=10)
    assert [text.get_text() for text in ax.texts] == ["noise", "early"]
    assert [patch.get_x() for patch in ax.patches] == [1, 5]
    (line,) = ax.lines
    np.testing.assert_allclose(line.get_xdata(), np.arange(100) / 10)
    np.testing.assert_array_equal(line.get_ydata(), signal)
    assert not overlapping(ax)
