"""The figures of lesson 13 show what they are given: every error, every try, every winner."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_course.evaluate.table import configurations
from lstm_course.plots import tuning

pytestmark = pytest.mark.usefixtures("course_style")


SPACE = {"learning_rate": (0.01, 0.1, 1.0), "units": (4, 8)}


def dots(ax, marker="."):
    found = [line for line in ax.lines if line.get_marker() == marker]
    return np.concatenate([line.get_ydata() for line in found]) if found else np.array([])


def test_each_hyperparameter_has_a_panel_with_all_errors_and_medians():
    configs, errors = configurations(SPACE), np.array([9.0, 11.0, 5.0, 6.0, 70.0, 8.0])
    axs = tuning.each_alone(SPACE, configs, errors, top=50)
    assert [ax.get_xlabel() for ax in axs] == ["learning rate", "units"]
    for ax, values in zip(axs, SPACE.values(), strict=True):
        assert [label.get_text() for label in ax.get_xticklabels()] == [f"{value:g}" for value in values]
        assert sorted(dots(ax)) == [5, 6, 8, 9, 11]
        assert list(dots(ax, "^")) == [50]
    bars = [
        line.get_ydata()[0]
        for line in axs[0].lines
        if len(line.get_xdata()) == 2 and line.get_linewidth() == 3
    ]
    assert bars == [10, 5.5, 39]
    _, mine = plt.subplots(1, 2)
    assert tuning.each_alone(SPACE, configs, errors, mine) is mine
    assert not dots(mine[0], "^").size


def test_a_guess_shows_the_best_so_far_and_where_most_is_to_be_gained():
    x, gain = np.linspace(0, 1, 5), np.array([0.0, 0.1, 0.4, 0.2, 0.0])
    seen = np.array([0.0, 1.0]), np.array([2.5, 2.0])
    axs = tuning.guess(x, np.full(5, 2.2), np.full(5, 0.3), gain, seen, {0: "low", 1: "high"})
    upper, lower = axs
    heights = [line.get_ydata() for line in upper.lines]
    assert any(np.array_equal(line, seen[1]) for line in heights)
    assert any(list(line) == [2.0, 2.0] for line in heights)
    assert [line.get_xdata()[0] for line in lower.lines if line.get_marker() == "v"] == [0.5]
    assert [label.get_text() for label in lower.get_xticklabels()] == ["low", "high"]
    band = upper.collections[0].get_paths()[0].vertices[:, 1]
    np.testing.assert_allclose([band.min(), band.max()], [1.9, 2.5])
    flat = tuning.guess(x, x, x, np.zeros(5), seen, {}, plt.subplots(2, 1)[1])
    assert flat[1].get_ylim()[1] > 0


def test_paths_go_down_in_the_order_of_the_search():
    values, errors = np.array([0.1, 0.2, 0.4, 0.8]), np.array([4.0, 2.0, 3.0, 9.0])
    axs = tuning.paths(values, errors, {"one": [3, 1, 2], "two": np.array([0])}, {"one": [8, 4, 8]}, top=5)
    assert [ax.get_title(loc="left") for ax in axs] == ["one", "two"]
    np.testing.assert_allclose(axs[0].collections[0].get_offsets(), [[0.8, 1], [0.2, 2], [0.4, 3]])
    np.testing.assert_allclose(axs[0].collections[0].get_array(), [9, 2, 3])
    sizes = axs[0].collections[0].get_sizes()
    assert sizes[0] == sizes[2] == 2 * sizes[1] == axs[1].collections[0].get_sizes()[0]
    assert axs[0].collections[0].get_clim() == axs[1].collections[0].get_clim() == (2, 5)
    (ring,) = (line for line in axs[0].lines if line.get_marker() == "o")
    assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (0.4, 3)  # the best of those trained to the end
    assert axs[0].get_ylim() == (4, 0)
    plain = tuning.paths(values, errors, {"one": [3, 1, 2]}, axs=[plt.figure().add_subplot()])
    assert [line.get_xdata()[0] for line in plain[0].lines] == [0.2]


def test_races_show_each_winner_and_the_median():
    winners = {"a": [3.0, 1.0, 2.0], "b": [5.0]}
    ax = tuning.races(winners, "error")
    found = [sorted(line.get_xdata()) for line in ax.lines if line.get_marker() == "."]
    assert found == [[1, 2, 3], [5]]
    assert [text.get_text().strip() for text in ax.texts] == ["2.00", "5.00"]
    bars = [line.get_xdata() for line in ax.lines if line.get_linewidth() == 5]
    np.testing.assert_allclose(bars, [[1.2, 2.8], [5, 5]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first is on top
    assert tuning.races(winners, "error", ax=ax) is ax


def test_the_curse_shows_each_seed_and_both_means_with_their_names():
    shown = np.array([[9.0, 8.0, 7.0], [8.0, 7.0, 6.0]])
    fresh = np.array([[9.0, 8.5, 8.5], [9.5, 9.0, 9.5]])
    ax = tuning.curse([1, 4, 16], shown, fresh)
    thin = [line.get_ydata() for line in ax.lines if line.get_linewidth() < 1]
    np.testing.assert_array_equal(thin, [*shown, *fresh])
    thick = [line.get_ydata() for line in ax.lines if line.get_linewidth() > 1]
    np.testing.assert_array_equal(thick, [[8.5, 7.5, 6.5], [9.25, 8.75, 9]])
    places = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert places == {"as the search saw it,\nmean of 2 seeds": 6.5, "with new seeds,\nmean of 2 seeds": 9}
    assert tuning.curse([1, 4, 16], shown, fresh, ax=ax) is ax


def test_dumbbells_show_what_won_the_new_seeds_and_the_test():
    shown, fresh, test = (
        np.array([7.0, 7.5]),
        np.array([[8.0, 9.0], [7.0, 10.0]]),
        np.array([[14.0, 16.0]] * 2),
    )
    ax = tuning.dumbbells(shown, fresh, test, {"AR(9)": (12.8, "black")})
    marks = [(line.get_xdata()[0], line.get_marker()) for line in ax.lines if line.get_marker() in "Do"]
    assert marks == [(7.0, "D"), (8.5, "o"), (15.0, "o"), (7.5, "D"), (8.5, "o"), (15.0, "o")]
    spans = [tuple(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 5]
    assert spans == [(8, 9), (14, 16), (7, 10), (14, 16)]
    assert any(list(line.get_xdata()) == [12.8, 12.8] for line in ax.lines)
    assert "AR(9)" in [text.get_text() for text in ax.texts]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["rank 1", "rank 2"]
    assert tuning.dumbbells(shown, fresh, test, {}, ax=plt.figure().add_subplot()).get_ylim()[0] > 1


def test_differences_show_each_pair_and_whether_the_interval_leaves_out_zero():
    rows = {"clear": (np.array([1.0, 2.0]), 0.5, 2.5), "not": (np.array([-1.0, 2.0, 2.0]), -0.4, 2.0)}
    ax = tuning.differences(rows)
    pairs = [line.get_xdata() for line in ax.lines if line.get_marker() == "."]
    assert [list(one) for one in pairs] == [[1, 2], [-1, 2, 2]]
    bars = [line for line in ax.lines if line.get_linewidth() == 5]
    assert [tuple(bar.get_xdata()) for bar in bars] == [(0.5, 2.5), (-0.4, 2.0)]
    assert bars[0].get_color() != bars[1].get_color()
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"] == [1.5, 1.0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["clear", "not"]
    assert (
        tuning.differences({"below": (np.array([-1.0]), -2, -0.1)}, ax).lines[-1].get_color() == tuning.TEST
    )
