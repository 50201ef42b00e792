"""What the figures of lesson 15 draw is what they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from lstm_course.plots import classification

pytestmark = pytest.mark.usefixtures("course_style")

RESULTS = {
    "one": {"n-grams": [0.8], "LSTM, last": [0.6, 0.7]},
    "other": {"n-grams": [0.5], "LSTM, last": [1.0, 1.0]},
}
LINES = {"one": ("most", 0.2), "other": ("bags", 0.75)}


def test_bars_reach_the_means_and_dots_are_the_seeds():
    axs = classification.two_orders(RESULTS, LINES)
    for ax, (task, found) in zip(axs, RESULTS.items(), strict=True):
        assert [bar.get_width() for bar in ax.patches] == pytest.approx([np.mean(v) for v in found.values()])
        dots = [line.get_xdata() for line in ax.lines if line.get_marker() == "o"]
        assert [list(row) for row in dots] == list(found.values())
        (line,) = [line for line in ax.lines if line.get_linestyle() == "--"]
        assert line.get_xdata()[0] == LINES[task][1]
        assert ax.get_title(loc="left") == task
        assert {"80 %", "65 %", "50 %", "100 %", "most", "bags"} >= {t.get_text() for t in ax.texts}
    assert [tick.get_text() for tick in axs[0].get_yticklabels()] == list(RESULTS["one"])
    assert len(axs) == 2


def test_the_best_and_its_equals_stand_out():
    ax = plt.subplots()[1]
    found = {"n-grams": [0.3], "LSTM, last": [0.99], "LSTM, mean": [0.992, 0.984], "LSTM, max": [0.9]}
    (same,) = classification.two_orders({"t": found}, {"t": ("x", 0.5)}, axs=ax)
    assert same is ax
    assert [bar.get_alpha() > 0.5 for bar in ax.patches] == [False, True, True, False]
    grey, black = (to_rgb(ax.patches[k].get_facecolor()) for k in (0, 1))
    assert black == (0, 0, 0) != grey
    weights = [text.get_weight() for text in ax.texts[:4]]
    assert weights == ["normal", "bold", "bold", "normal"]


def test_tasks_need_the_same_models():
    with pytest.raises(ValueError, match="the same models for each task, n-grams, LSTM, last"):
        classification.two_orders({**RESULTS, "third": {"n-grams": [1]}}, LINES)


def test_evidence_shows_each_probability_at_its_letter_and_class():
    rng = np.random.default_rng(0)
    rows = [rng.dirichlet(np.ones(3), size=n) for n in (4, 1)]
    axs = classification.evidence(["abca", ["word"]], rows, ["x", "y", "z"])
    for ax, row in zip(axs, rows, strict=True):
        (image,) = ax.images
        np.testing.assert_allclose(image.get_array(), row.T)
        assert image.get_clim() == (0, 1)
    assert [tick.get_text() for tick in axs[0].get_xticklabels()] == list("abca")
    assert [tick.get_text() for tick in axs[1].get_xticklabels()] == ["word"]
    assert [tick.get_text() for tick in axs[0].get_yticklabels()] == ["x", "y", "z"]


def test_evidence_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"probabilities of 'ab' must have shape \(2, 3\), got \(3, 2\)"):
        classification.evidence(["ab"], [np.ones((3, 2))], "xyz")


def test_fading_draws_a_line_for_each_net_and_labels_it():
    first, second = np.array([[0, 3, 1.0], [0, 2, 1.0]]), np.array([0, 0, 4.0])
    ax = classification.fading(["a", "b", "c"], {"one": ("#111111", first), "two": ("#222222", second)})
    drawn = [list(line.get_ydata()) for line in ax.lines]
    assert drawn == [*first.tolist(), second.tolist()]
    assert [text.get_text() for text in ax.texts] == ["one", "two"]
    assert [text.xy for text in ax.texts] == [(1, 3), (2, 4)]
    assert ax.get_ylim()[1] > 4
    assert classification.fading(["a"], {"x": ("#000000", np.ones((1, 1)))}, ax=ax) is ax


def test_reliability_leaves_out_bins_that_hold_too_little():
    count = np.array([0, 5, 20, 75])
    confidence, right = np.array([np.nan, 0.3, 0.6, 0.9]), np.array([np.nan, 1.0, 0.5, 0.8])
    bins = count, confidence, right
    full, strict = classification.reliability_diagrams({"a": [bins, bins], "b": [bins]}, least=1)
    assert len(full.lines) == 3  # the diagonal, and a line for each net
    assert list(full.lines[1].get_xdata()) == [0.3, 0.6, 0.9]
    assert list(strict.lines[0].get_xdata()) == list(strict.lines[0].get_ydata())
    (ax,) = classification.reliability_diagrams({"a": [bins]})
    assert list(ax.lines[1].get_ydata()) == [0.5, 0.8]
    sizes = ax.collections[0].get_sizes()
    assert sizes[1] / sizes[0] == pytest.approx(75 / 20)
