"""Holes are where nothing was measured, and padding is what the lengths leave."""

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from lstm_course.plots import preparing
from lstm_course.plots.windows import INPUT, TARGET

DAYS = np.datetime64("2020-01-04") + 7 * np.arange(8)
VALUES = np.array([1, np.nan, np.nan, 4, 5, 6, np.nan, 8])


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def bands(ax):
    """Return the grey bands as (first day, last day) in days from the start."""
    start = mdates.date2num(DAYS[0])
    found = [p for p in ax.patches if isinstance(p, Rectangle)]
    return sorted((p.get_x() - start, p.get_x() + p.get_width() - start) for p in found)


def test_a_band_lies_over_every_hole_and_over_nothing_else():
    ax = preparing.hole(DAYS, VALUES, {})
    spans = bands(ax)
    assert len(spans) == 2
    for step, value in enumerate(VALUES):
        inside = any(low < 7 * step < high for low, high in spans)
        assert inside == np.isnan(value)


def test_a_fill_is_drawn_in_the_holes_and_joins_their_edges():
    fill = np.arange(1.0, 9)
    ax = preparing.hole(DAYS, VALUES, {"line": ("#123456", fill)})
    dots, line = ax.lines
    np.testing.assert_array_equal(dots.get_ydata(), VALUES)
    np.testing.assert_array_equal(line.get_ydata(), [1, 2, 3, 4, np.nan, 6, 7, 8])
    assert line.get_color() == "#123456"
    assert line.get_label() == "line"


def test_series_without_holes_and_of_holes_alone_are_drawn():
    assert bands(preparing.hole(DAYS, np.ones(8), {"a": ("#000000", np.ones(8))})) == []
    assert len(bands(preparing.hole(DAYS, np.full(8, np.nan), {}))) == 1
    assert len(bands(preparing.hole(DAYS[:1], np.array([np.nan]), {}))) == 1
    assert len(bands(preparing.hole(DAYS, np.array([np.nan, *range(6), np.nan]), {}))) == 2


def test_given_axes_are_used():
    ax = plt.subplots()[1]
    assert preparing.hole(DAYS, VALUES, {}, ax=ax) is ax
    assert preparing.batches([[1]], ax=ax) is ax


@pytest.mark.parametrize(
    ("days", "fills", "name"), [(DAYS[:3], {}, "days"), (DAYS, {"short": ("#000000", np.ones(3))}, "short")]
)
def test_other_shapes_are_refused(days, fills, name):
    with pytest.raises(ValueError, match=rf"{name} must have the shape of values"):
        preparing.hole(days, VALUES, fills)


def area(ax, colour):
    found = [p for p in ax.patches if to_hex(p.get_facecolor()) == colour.lower()]
    return sum(p.get_width() * p.get_height() for p in found), found


@pytest.mark.parametrize(
    "lengths", [[[2, 3, 3, 8]], [[2, 3], [3, 8]], [[5]], [np.array([4, 4]), np.array([1])]]
)
def test_areas_are_the_cells(lengths):
    ax = preparing.batches(lengths)
    real, bars = area(ax, INPUT)
    padded, boxes = area(ax, TARGET)
    assert real == sum(map(sum, lengths))
    assert padded == sum(len(batch) * max(batch) for batch in lengths)
    assert [bar.get_width() for bar in bars] == [length for batch in lengths for length in batch]
    for box, batch in zip(
        boxes, lengths, strict=True
    ):  # the bars of a batch lie in its box, one below the other
        low, high = box.get_y(), box.get_y() + box.get_height()
        inside = [bar.get_y() for bar in bars if low <= bar.get_y() + 0.5 <= high]
        np.testing.assert_allclose(inside, low + np.arange(len(batch)))
    bottom, top = ax.get_ylim()
    assert bottom >= boxes[-1].get_y() + boxes[-1].get_height() > top
    assert ax.get_xlim()[1] > max(map(max, lengths))


@pytest.mark.parametrize("lengths", [[], [[1], []]])
def test_an_empty_batch_is_refused(lengths):
    with pytest.raises(ValueError, match="at least one sequence in each batch"):
        preparing.batches(lengths)
