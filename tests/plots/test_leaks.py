"""The dumbbells show the numbers that they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lstm_course.plots import COLOURS, leaks

TABLE = {
    "copies": ([0.9, 0.95, 0.97], [0.4, 0.5, 0.52]),
    "scaler": ([0.5, 0.51], [0.49, 0.51, 0.5, 0.48]),
    "alone": ([0.8], [0.25]),
}


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def dots(ax, colour, size):
    """Return the dots of a colour and size, as (value, row)."""
    found = [line for line in ax.lines if line.get_marker() == "o" and line.get_markersize() == size]
    found = [line for line in found if to_hex(line.get_color()) == to_hex(colour)]
    return sorted(
        (float(x), int(y)) for line in found for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    )


def test_every_data_set_is_a_dot_and_every_end_has_its_median():
    ax = leaks.dumbbell(TABLE)
    for end, colour in enumerate((leaks.PROMISED, leaks.HONEST)):
        values = [(value, row) for row, ends in enumerate(TABLE.values()) for value in ends[end]]
        assert dots(ax, colour, 4) == sorted(values)
        medians = [(float(np.median(ends[end])), row) for row, ends in enumerate(TABLE.values())]
        assert dots(ax, colour, 10) == sorted(medians)
    bars = [line for line in ax.lines if line.get_marker() == "None" and line.get_linestyle() == "-"]
    assert [list(line.get_xdata()) for line in bars] == [
        [float(np.median(honest)), float(np.median(promised))] for promised, honest in TABLE.values()
    ]


def test_rows_go_from_top_to_bottom_and_all_is_inside():
    ax = leaks.dumbbell(TABLE)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(TABLE)
    low, high = ax.get_ylim()
    assert low > 2 > 0 > high  # the first row is on top
    left, right = ax.get_xlim()
    assert left < 0.25
    assert right > 0.97


def test_chance_is_dashed_and_named():
    ax = leaks.dumbbell(TABLE, chance=0.25)
    line = next(line for line in ax.lines if line.get_linestyle() == "--")
    assert set(line.get_xdata()) == {0.25}
    assert line.get_color() == COLOURS["baseline"]
    written = [text.get_text() for text in ax.texts]
    assert "chance, 25%" in written
    assert {"95%", "50%", "80%", "25%"} <= set(written)
    assert sum(text in ("50%", "51%") for text in written) == 2  # the scaler's two ends are one


def test_given_axes_are_used_and_the_table_is_left_alone():
    ax = plt.subplots()[1]
    table = {"one": (np.array([0.7]), np.array([0.5]))}
    assert leaks.dumbbell(table, ax=ax) is ax
    assert table["one"][0].tolist() == [0.7]


@pytest.mark.parametrize("table", [{}, {"one": ([0.5], [])}, {"one": ([], [0.5])}])
def test_an_empty_end_is_refused(table):
    with pytest.raises(ValueError, match="at least one leak with numbers at both ends"):
        leaks.dumbbell(table)
