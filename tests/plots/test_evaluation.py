"""The figures of lesson 12 show what the numbers say."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from sklearn.metrics import auc, average_precision_score

from lstm_course.evaluate.metrics import lag_probe, roc_auc
from lstm_course.evaluate.splits import walk_forward
from lstm_course.plots import COLOURS, evaluation

pytestmark = pytest.mark.usefixtures("course_style")


def texts(ax):
    return {text.get_text() for text in ax.texts}


def overlapping(ax):
    """Return pairs of texts in axes that lie on each other."""
    ax.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    return [(a, b) for (a, one), (b, other) in itertools.combinations(boxes, 2) if one.overlaps(other)]


def test_roc_and_precision_enclose_the_areas(rng):
    scores = {}
    for label, ill in {"half": 200, "few": 20}.items():
        y = np.repeat([0, 1], [200, ill])
        scores[label] = y, rng.normal(size=len(y)) + 1.5 * y
    left, right = evaluation.roc_and_precision(scores)
    *curves, coin = left.lines
    assert coin.get_linestyle() == "--"
    np.testing.assert_array_equal(coin.get_xydata(), [[0, 0], [1, 1]])
    for roc, pr, (label, (y, score)) in zip(curves, right.lines, scores.items(), strict=True):
        assert auc(*roc.get_data()) == pytest.approx(roc_auc(y, score), abs=1e-3)
        recall, precision = pr.get_data()
        steps = -np.sum(np.diff(recall) * precision[:-1])
        assert steps == pytest.approx(average_precision_score(y, score))
        assert roc.get_color() == pr.get_color()
        (written,) = (text for text in right.texts if text.get_text() == label)
        assert written.get_color() == pr.get_color()
    assert not overlapping(right)


@pytest.mark.parametrize("late", [0, 1, 3])
def test_echo_marks_the_lag_of_the_probe(rng, late):
    y = rng.normal(size=80).cumsum()
    forecast = np.concatenate([np.full(late, y[0]), y[: 80 - late]]) + rng.normal(0, 0.2, size=80)
    left, right = evaluation.echo(y, forecast, max_lag=4, days=30)
    price, guess = left.lines
    np.testing.assert_array_equal(price.get_ydata(), y[-30:])
    np.testing.assert_array_equal(guess.get_ydata(), forecast[-30:])
    bars = [patch for patch in right.patches if isinstance(patch, Rectangle)]
    assert len(bars) == 5
    for k, bar in enumerate(bars):
        wanted = np.corrcoef(y[1 : 80 - k] - y[: 79 - k], forecast[k + 1 :] - forecast[k:-1])[0, 1]
        assert bar.get_height() == pytest.approx(wanted)
    marked = [k for k, bar in enumerate(bars) if to_hex(bar.get_facecolor()) == COLOURS["o"].lower()]
    assert marked == [late] == [lag_probe(y, forecast, 4)[0]]
    assert {"price", "forecast"} == texts(left)
    assert not overlapping(left)


def test_two_words_at_one_height_stay_apart(rng):
    y = rng.normal(size=50).cumsum()
    left, _ = evaluation.echo(y, y + 1e-3 * rng.normal(size=50))
    assert not overlapping(left)


def squares(ax, colour):
    """Return the (time step, fold) of the squares of a colour."""
    return {
        (round(patch.get_x() + 0.45), round(-patch.get_y() - 0.36))
        for patch in ax.patches
        if to_hex(patch.get_facecolor()) == colour.lower()
    }


@pytest.mark.parametrize("window", [None, 3])
def test_folds_paints_training_and_test(window):
    pairs = walk_forward(15, 4, 2, gap=1, step=3, window=window)
    ax = evaluation.folds(pairs, 15)
    assert squares(ax, evaluation.TRAIN) == {(t, k) for k, (train, _) in enumerate(pairs) for t in train}
    assert squares(ax, evaluation.TEST) == {(t, k) for k, (_, test) in enumerate(pairs) for t in test}
    assert len(ax.patches) == 15 * len(pairs)
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"fold {k + 1}" for k in range(3)]
    assert not overlapping(ax)


def test_folds_refuses_none():
    with pytest.raises(ValueError, match="pairs must hold at least one fold, got none"):
        evaluation.folds([], 10)


def test_estimates_draws_every_run_and_the_means(rng):
    errors = {
        series: {
            model: {split: rng.uniform(0.8, 6, size=count) for split in ("shuffled", "forward", "later")}
            for model in ("look-up", "linear")
        }
        for series, count in {"walk": 7, "other": 1}.items()
    }
    axs = evaluation.estimates(errors)
    assert [ax.get_title(loc="left") for ax in axs] == ["walk", "other"]
    rows = (label.get_text() for label in axs[0].get_yticklabels())
    places = dict(zip(axs[0].get_yticks(), rows, strict=True))
    from_above = [places[place].partition(" ")[0] for place in sorted(places, reverse=True)]
    assert from_above == ["look-up:"] * 3 + ["linear:"] * 3
    assert [places[place].partition(": ")[2] for place in sorted(places, reverse=True)][:2] == [
        "shuffled says",
        "walk forward says",
    ]
    words = {"shuffled says": "shuffled", "walk forward says": "forward", "later it was": "later"}
    for ax, models in zip(axs, errors.values(), strict=True):
        dots = [line for line in ax.lines if line.get_marker() == "o"]
        bars = [line for line in ax.lines if line.get_marker() == "|"]
        dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
        assert len(dots) == len(bars) == 6
        for dot, bar in zip(dots, bars, strict=True):
            model, _, word = places[dot.get_ydata()[0]].partition(": ")
            values = models[model][words[word]]
            np.testing.assert_array_equal(dot.get_xdata(), values)
            assert bar.get_xdata() == pytest.approx([values.mean()])
            assert set(bar.get_ydata()) == set(dot.get_ydata())
        later = [[models[model]["later"].mean()] * 2 for model in models]
        np.testing.assert_allclose([line.get_xdata() for line in dashed], later)


def test_coverage_draws_shares_and_the_promise():
    shares = {"one": [0.95, 0.94, 0.9], "two": [0.4, 0.8, 0.9]}
    ax = evaluation.coverage((1, 5, 20), shares, level=0.9)
    *curves, promise = ax.lines
    for line, (label, values) in zip(curves, shares.items(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), (1, 5, 20))
        np.testing.assert_array_equal(line.get_ydata(), values)
        (written,) = (text for text in ax.texts if text.get_text() == label)
        assert written.get_color() == line.get_color()
    assert set(promise.get_ydata()) == {0.9}
    assert promise.get_linestyle() == "--"
    assert "promised: 90%" in texts(ax)
    assert not overlapping(ax)
    assert evaluation.coverage((1, 2), {"low": [0.1, 0.2]}).get_ylim()[0] < 0.1


def test_given_axes_are_used(rng):
    fig, axs = plt.subplots(1, 2)
    y = rng.normal(size=20)
    assert evaluation.echo(y, y, axs=axs) is axs
    assert evaluation.roc_and_precision({"a": (np.arange(20) % 2, y)}, axs=axs) is axs
    assert evaluation.folds([([0], [1])], 2, ax=axs[0]) is axs[0]
    assert evaluation.coverage((1, 2), {"a": [0.5, 0.6]}, ax=axs[1]) is axs[1]
    one = {split: [1.0, 2.0] for split in ("shuffled", "forward", "later")}
    assert list(evaluation.estimates({"a": {"m": one}, "b": {"m": one}}, axs=axs)) == list(axs)
    assert plt.get_fignums() == [fig.number]
