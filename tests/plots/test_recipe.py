"""The figures of lesson 11 show every seed, where it lies."""

import numpy as np
import pytest

from lstm_course.plots import recipe
from lstm_course.training import History

pytestmark = pytest.mark.usefixtures("course_style")


def test_rates_draws_the_median_and_the_range_and_names_each_line():
    found = {"Adam": {0.1: [0.2, 1.0, 0.9], 0.01: [0.5]}, "SGD": {3.0: [0.25, 0.3]}}
    ax = recipe.rates(found, 0.25)
    lines = {
        tuple(line.get_xdata()): list(line.get_ydata()) for line in ax.lines if line.get_marker() == "None"
    }
    assert lines[0.01, 0.1] == [0.5, 0.9]
    assert lines[3.0,] == [0.275]
    dots = {line.get_xdata()[0]: list(line.get_ydata()) for line in ax.lines if line.get_marker() == "o"}
    assert dots == {0.1: [0.2, 1.0, 0.9], 0.01: [0.5], 3.0: [0.25, 0.3]}
    texts = {text.get_text(): text.xy for text in ax.texts}
    assert texts["Adam"] == (0.1, 0.9)
    assert texts["SGD"] == (3.0, 0.275)
    assert ax.get_xscale() == "log"
    assert recipe.rates(found, 0.25, ax=ax) is ax


def test_ingredients_draws_a_dot_for_each_seed_and_a_panel_for_each_unit():
    rows = [
        ("start", "share", [1.0, 0.9], [0.2]),
        ("clip", "nats", [2.0], [3.0, 9.0]),
        ("decay", "share", [1.0], [0.5]),
    ]
    axs = recipe.ingredients(rows)
    assert [ax.get_xlabel() for ax in axs] == ["share", "nats"]
    assert [[t.get_text() for t in ax.get_yticklabels()] for ax in axs] == [["start", "decay"], ["clip"]]
    dots = [
        sorted(line.get_xdata())
        for line in axs[0].lines
        if line.get_marker() in "os" and len(line.get_xdata())
    ]
    assert dots == [[0.2], [0.9, 1.0], [0.5], [1.0]]
    assert [ax.get_xscale() for ax in axs] == ["linear", "log"]
    assert [text.get_text() for text in axs[0].get_legend().get_texts()] == ["with", "without"]
    assert recipe.ingredients(rows, axs=axs)[0] is axs[0]


def test_curves_marks_the_best_epoch_of_each_seed():
    one, other = (
        History(train=[3.0, 2.0, 1.0], validation=[3.0, 2.5, 2.7]),
        History(train=[1.0], validation=[4.0]),
    )
    axs = recipe.curves({"plain": [one, other], "dropout": [other]})
    marks = [(*line.get_xdata(), *line.get_ydata()) for line in axs[0].lines if line.get_marker() == "v"]
    assert marks == [(2, 2.5), (1, 4.0)]
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == ["plain", "dropout"]
    np.testing.assert_array_equal(axs[0].lines[1].get_ydata(), one.validation)
    assert axs[0].lines[1].get_linestyle() == "--"
