"""The threshold piece counts what scikit-learn and SciPy count, and answers to mouse, keyboard and Python."""

import re
from typing import NamedTuple

import numpy as np
import pytest
from scipy import integrate, optimize, stats
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.widgets import ThresholdROC

PLAIN = {"scores": None, "distance": 2.92, "prevalence": 0.5, "cost_ratio": 10.0, "threshold": 1.65}


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


class Sample(NamedTuple):
    y: np.ndarray
    score: np.ndarray

    @property
    def state(self):
        return PLAIN | {
            "scores": {"healthy": self.score[self.y == 0].tolist(), "ill": self.score[self.y == 1].tolist()}
        }

    def weights(self, prevalence):
        """Return the weights with which scikit-learn sees this share of ill people."""
        ill = self.y == 1
        return np.where(ill, prevalence / ill.sum(), (1 - prevalence) / (~ill).sum())


def samples():
    rng = np.random.default_rng(4)
    y = (rng.random(300) < 0.2).astype(int)
    smooth = rng.normal(size=300) + 1.5 * y
    return {
        "smooth": Sample(y, smooth),
        "ties": Sample(y, np.round(smooth)),
        "one of each": Sample(np.array([0, 1]), np.array([0.2, 0.7])),
        "the wrong way round": Sample(np.array([0, 1, 1]), np.array([3.0, 1.0, 1.0])),
        "constant": Sample(np.array([1, 0, 0, 1, 0]), np.full(5, -2.5)),
    }


SAMPLES = samples()
each_sample = pytest.mark.parametrize("name", SAMPLES)


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("threshold_roc")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


CURVES = "curvesOf(groupsOf(state), state.prevalence)"
FINITE = ".map(p => [p.t, p.recall, p.falseAlarms, p.precision].map(v => Number.isFinite(v) ? v : null))"


@in_browser
def test_the_normal_distribution_is_that_of_scipy(javascript):
    x = np.concatenate([np.linspace(-9, 9, 181), [-40.0, -4.0, 4.0, 20.0, 37.0]])
    found = javascript("x.map(normalAbove)", x=x.tolist())
    np.testing.assert_allclose(found, stats.norm.sf(x), rtol=1e-9)
    assert javascript("[-Infinity, Infinity].map(normalAbove)") == [1, 0]
    np.testing.assert_allclose(
        javascript("x.map(normalDensity)", x=x.tolist()), stats.norm.pdf(x), rtol=1e-12
    )


@in_browser
@each_sample
def test_the_curves_of_scores_are_those_of_scikit_learn(javascript, name):
    y, score = sample = SAMPLES[name]
    fpr, tpr, thresholds = roc_curve(y, score, drop_intermediate=False)
    state = sample.state | {"prevalence": 0.03}
    found = np.array(javascript(CURVES + FINITE, state=state), float)
    np.testing.assert_allclose(found[1:, 0], thresholds[1:])
    np.testing.assert_allclose(found[:, 1], tpr)
    np.testing.assert_allclose(found[:, 2], fpr)
    weights = sample.weights(0.03)
    precision, recall, _ = precision_recall_curve(y, score, sample_weight=weights)
    np.testing.assert_allclose(found[1:, 3], precision[:-1][::-1], rtol=1e-9)
    np.testing.assert_allclose(found[1:, 1], recall[:-1][::-1], rtol=1e-9)
    assert javascript("groupsOf(state).auc", state=state) == pytest.approx(roc_auc_score(y, score))
    assert javascript(f"averagePrecision({CURVES})", state=state) == pytest.approx(
        average_precision_score(y, score, sample_weight=weights)
    )


@in_browser
@pytest.mark.parametrize("distance", [0.0, 1.0, 2.92, 4.0])
@pytest.mark.parametrize("prevalence", [0.5, 0.01])
def test_the_curves_of_the_hills_are_those_of_two_normal_distributions(javascript, distance, prevalence):
    state = PLAIN | {"distance": distance, "prevalence": prevalence}
    t, recall, false_alarms, precision = np.array(javascript(CURVES + FINITE, state=state), float)[1:-1].T
    np.testing.assert_allclose(recall, stats.norm.sf(t, loc=distance), atol=1e-12)
    np.testing.assert_allclose(false_alarms, stats.norm.sf(t), atol=1e-12)
    right = prevalence * stats.norm.sf(t, loc=distance)
    np.testing.assert_allclose(precision, right / (right + (1 - prevalence) * stats.norm.sf(t)), atol=1e-12)
    assert javascript("groupsOf(state).auc", state=state) == pytest.approx(stats.norm.cdf(distance / 2**0.5))

    def under_the_curve(r):
        hit = prevalence * r
        return hit / (hit + (1 - prevalence) * stats.norm.sf(distance + stats.norm.isf(r)))

    area, _ = integrate.quad(under_the_curve, 1e-12, 1)
    assert javascript(f"averagePrecision({CURVES})", state=state) == pytest.approx(area, abs=0.01)


def cost(sample, t, prevalence, ratio):
    alarm, ill = sample.score >= t, sample.y == 1
    return prevalence * ratio * np.mean(~alarm[ill]) + (1 - prevalence) * np.mean(alarm[~ill])


@in_browser
@each_sample
@pytest.mark.parametrize("prevalence", [0.5, 0.02])
@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0, 1000.0])
def test_no_threshold_is_cheaper_than_the_cheapest(javascript, name, prevalence, ratio):
    sample = SAMPLES[name]
    state = sample.state | {"prevalence": prevalence, "cost_ratio": ratio}
    t = javascript("(t => t === Infinity ? 'none' : t)(cheapestOf(groupsOf(state), state))", state=state)
    t = np.inf if t == "none" else t
    tried = [*np.unique(sample.score), np.inf]
    costs = [cost(sample, other, prevalence, ratio) for other in tried]
    assert cost(sample, t, prevalence, ratio) == pytest.approx(min(costs))
    assert t == max(np.array(tried)[np.isclose(costs, min(costs), atol=1e-9)])  # the strictest of several


@in_browser
@pytest.mark.parametrize("distance", [0.5, 2.92])
@pytest.mark.parametrize(("prevalence", "ratio"), [(0.5, 1.0), (0.5, 20.0), (0.05, 10.0), (0.3, 0.5)])
def test_the_cheapest_threshold_of_the_hills_is_found_by_search_too(javascript, distance, prevalence, ratio):
    state = PLAIN | {"distance": distance, "prevalence": prevalence, "cost_ratio": ratio}

    def price(t):
        missed = prevalence * ratio * stats.norm.cdf(t, loc=distance)
        return missed + (1 - prevalence) * stats.norm.sf(t)

    best = optimize.minimize_scalar(price, bounds=(-12, 12), method="bounded", options={"xatol": 1e-9})
    found = javascript("cheapestOf(groupsOf(state), state)", state=state)
    assert found == pytest.approx(best.x, abs=1e-4)
    assert javascript("costAt(groupsOf(state), t, state)", state=state, t=found) == pytest.approx(best.fun)


@in_browser
def test_hills_on_the_same_place_are_alarmed_all_or_not_at_all(javascript):
    found = [
        javascript(
            "String(cheapestOf(groupsOf(state), state))",
            state=PLAIN | {"distance": 0, "prevalence": 0.1, "cost_ratio": ratio},
        )
        for ratio in (8.0, 10.0)
    ]
    assert found == ["Infinity", "-Infinity"]


def table(page):
    """Return the numbers of the confusion table: counts of people, rates in per cent (NaN for none)."""
    texts = page.locator("[data-cell]").evaluate_all("all => all.map(e => [e.dataset.cell, e.textContent])")
    return {
        name: float(text.replace(",", "").replace("%", "").strip()) if text != "none" else np.nan
        for name, text in texts
    }


def expect(page, threshold, prevalence=0.5, distance=2.92):
    recall, false_alarms = stats.norm.sf(threshold - distance), stats.norm.sf(threshold)
    found, wrong = prevalence * recall, (1 - prevalence) * false_alarms
    seen = table(page)
    assert [seen[name] for name in ("found", "missed", "false", "right")] == pytest.approx(
        [1e5 * v for v in (found, prevalence - found, wrong, 1 - prevalence - wrong)], abs=0.51
    )
    rates = [recall, false_alarms, found / (found + wrong), found + 1 - prevalence - wrong]
    assert [seen[name] for name in ("recall", "rate", "precision", "accuracy")] == pytest.approx(
        [100 * v for v in rates], abs=0.051
    )


def spoken(page):
    return page.locator(".lc-status").inner_text().replace("\N{MINUS SIGN}", "-")


@in_browser
def test_the_table_of_own_scores_is_that_of_scikit_learn(tab):
    sample = SAMPLES["smooth"]
    page = tab.show(ThresholdROC(sample.y, sample.score, threshold=1.0))
    (right, wrong), (missed, found) = confusion_matrix(sample.y, sample.score >= 1.0) * 1e5 / len(sample.y)
    seen = table(page)
    assert [seen[name] for name in ("found", "missed", "false", "right")] == pytest.approx(
        [found, missed, wrong, right], abs=0.51
    )
    assert (
        page.get_by_label("distance of hills").count() == 0
        or page.get_by_label("distance of hills").is_hidden()
    )
    assert tab.messages == []


@in_browser
def test_the_case_of_the_lesson_is_there_at_the_start(tab):
    """Nine of ten found, one false alarm in twenty: right in 95 of 100 cases; in 15 where one in 100 is ill."""
    page = tab.show(ThresholdROC())
    expect(page, 1.65)
    assert round(table(page)["precision"]) == 95
    page = tab.show(ThresholdROC(prevalence=0.01))
    expect(page, 1.65, 0.01)
    assert table(page)["precision"] == pytest.approx(15.4, abs=0.2)


def curve(page, k):
    """Return the k-th curve, as a list of corners."""
    return page.locator("svg.lc-roc-curve").nth(k).locator("polyline.lc-thick").get_attribute("points")


def title(page, k):
    return page.locator("svg.lc-roc-curve").nth(k).locator("text.lc-strong").text_content()


@in_browser
def test_rare_illness_leaves_the_roc_in_place_and_takes_precision_away(tab):
    page = tab.show(ThresholdROC())
    roc, precision = curve(page, 0), curve(page, 1)
    before = table(page)
    slider = page.get_by_label("share of ill people")
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "0.1\N{NO-BREAK SPACE}%"
    expect(page, 1.65, 0.001)
    assert (curve(page, 0), title(page, 0)) == (roc, "ROC: AUC 0.981")
    assert curve(page, 1) != precision
    after = table(page)
    assert (after["recall"], after["rate"]) == (before["recall"], before["rate"])
    assert after["precision"] < 2 < 90 < before["precision"]
    assert after["accuracy"] > before["accuracy"]
    ghost = page.locator("svg.lc-roc-curve").nth(1).locator("polyline.lc-roc-ghost")
    assert ghost.get_attribute("points") == precision  # where it was
    page.keyboard.press("Home")
    expect(page, 1.65)
    assert ghost.count() == 0


@in_browser
def test_the_share_of_ill_people_is_read_off_the_stop_that_is_nearest(tab):
    page = tab.show(ThresholdROC(prevalence=0.0122))
    slider = page.get_by_label("share of ill people")
    stops = float(slider.get_attribute("max"))
    assert slider.get_attribute("aria-valuetext") == "1.22\N{NO-BREAK SPACE}%"
    assert 0 < float(slider.input_value()) < stops
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page, 1.65, 0.015)


@in_browser
def test_keyboard_moves_threshold_cost_and_distance(tab):
    page = tab.show(ThresholdROC())
    page.get_by_role("slider", name="threshold").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page, 1.8)
    page.get_by_label("distance of hills").focus()
    page.keyboard.press("End")
    expect(page, 1.8, distance=4)
    page.get_by_label("a miss costs").focus()
    page.keyboard.press("ArrowRight")
    assert "a miss costs 20 false alarms, an alarm from 1.25 on is cheapest" in spoken(page)  # 2 - ln(20) / 4


def hills(page):
    return page.locator("svg.lc-drag").first


@in_browser
def test_the_line_is_dragged_with_the_mouse_and_stands_over_its_slider(tab):
    page = tab.show(ThresholdROC())
    box = hills(page).bounding_box()
    place = lambda t: box["x"] + 10 + (box["width"] - 20) * (t + 4) / 12  # noqa: E731
    page.mouse.move(place(0), box["y"] + 60)
    page.mouse.down()
    expect(page, 0.0)
    page.mouse.move(place(3), box["y"] + 90, steps=4)
    expect(page, 3.0)
    line = hills(page).locator("line.lc-thick").bounding_box()
    assert line["x"] + line["width"] / 2 == pytest.approx(place(3), abs=0.6)
    page.mouse.move(place(90), box["y"] + 60)
    expect(page, 8.0)  # it stops at the end
    page.mouse.up()
    page.mouse.move(place(0), box["y"] + 60)
    expect(page, 8.0)
    slider = page.get_by_role("slider", name="threshold")
    slider.fill("2")
    track = slider.bounding_box()
    assert (track["x"], track["width"]) == pytest.approx((box["x"], box["width"]))


@in_browser
@pytest.mark.parametrize("k", [0, 1], ids=["ROC", "precision"])
def test_the_point_is_dragged_along_each_curve(tab, k):
    page = tab.show(ThresholdROC())
    picture = page.locator("svg.lc-roc-curve").nth(k)
    wanted = 2.4

    def place_of_the_point(threshold):
        page.get_by_role("slider", name="threshold").fill(str(threshold))
        point, box = picture.locator("circle").bounding_box(), picture.bounding_box()
        return {
            "x": point["x"] + point["width"] / 2 - box["x"],
            "y": point["y"] + point["height"] / 2 - box["y"],
        }

    goal, start = place_of_the_point(wanted), place_of_the_point(0.5)
    picture.hover(position=start)  # waits until the picture stands still
    box = picture.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + goal["x"], box["y"] + goal["y"], steps=5)
    page.mouse.up()
    value = float(page.get_by_role("slider", name="threshold").input_value())
    assert value == pytest.approx(wanted, abs=0.08)
    expect(page, value)


@in_browser
def test_the_button_moves_to_the_cheapest_threshold(tab):
    page = tab.show(ThresholdROC(prevalence=0.01, cost_ratio=100))
    page.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page, round(20 * (1.46 + np.log(99 / 100) / 2.92)) / 20, 0.01)
    cheap, here = re.search(r"costs ([\d,]+), this threshold ([\d,]+)", spoken(page)).groups()
    assert cheap == here
    diamond = hills(page).locator("path.lc-roc-mark").bounding_box()
    line = hills(page).locator("line.lc-thick").bounding_box()
    assert diamond["x"] + diamond["width"] / 2 == pytest.approx(line["x"] + line["width"] / 2, abs=2)


@in_browser
def test_the_line_of_equal_cost_touches_the_roc_and_lies_above_it(tab):
    page = tab.show(ThresholdROC(prevalence=0.3, cost_ratio=2))
    picture = page.locator("svg.lc-roc-curve").first
    frame = picture.locator("rect").evaluate(
        "e => ['x', 'y', 'width', 'height'].map(n => +e.getAttribute(n))"
    )
    ends = picture.locator(".lc-roc-equal").evaluate(
        "e => ['x1','y1','x2','y2'].map(n => +e.getAttribute(n))"
    )
    f = (np.array(ends[::2]) - frame[0]) / frame[2]
    r = (frame[1] + frame[3] - np.array(ends[1::2])) / frame[3]
    slope = 0.7 / (0.3 * 2)
    assert np.diff(r) / np.diff(f) == pytest.approx(slope, rel=1e-6)
    grid = np.linspace(-4, 8, 2000)
    above = (r[0] + slope * (stats.norm.sf(grid) - f[0])) - stats.norm.sf(grid, loc=2.92)
    assert above.min() == pytest.approx(0, abs=1e-4)


def corners(locator):
    return np.array([pair.split(",") for pair in locator.get_attribute("points").split()], float)


@in_browser
@pytest.mark.parametrize("prevalence", [0.5, 0.2])
def test_the_hill_of_the_ill_is_filled_as_far_as_there_are_ill_people(tab, prevalence):
    page = tab.show(ThresholdROC(prevalence=prevalence, threshold=2.0))
    areas = [corners(hills(page).locator("polygon").nth(k)) for k in range(4)]
    x, y = np.concatenate([a.T for a in areas], axis=1)
    base = y.max()

    def size(a):
        return abs(np.trapezoid(base - a[:, 1], a[:, 0]))

    quiet_healthy, alarm_healthy, quiet_ill, alarm_ill = map(size, areas)
    everybody = sum(map(size, areas))
    shares = np.array([quiet_healthy, alarm_healthy, quiet_ill, alarm_ill]) / everybody
    expected = [
        (1 - prevalence) * stats.norm.cdf(2),
        (1 - prevalence) * stats.norm.sf(2),
        prevalence * stats.norm.cdf(2 - 2.92),
        prevalence * stats.norm.sf(2 - 2.92),
    ]
    assert shares == pytest.approx(expected, abs=2e-3)
    assert x.min() >= 0


@in_browser
def test_a_threshold_that_alarms_nobody_has_no_precision(tab):
    y, score = SAMPLES["one of each"]
    page = tab.show(ThresholdROC(y, score, threshold=0.9))
    assert np.isnan(table(page)["precision"])
    assert "nobody is alarmed" in spoken(page)
    assert tab.messages == []


@in_browser
@pytest.mark.parametrize(
    "values",
    [
        {"prevalence": 0.001, "cost_ratio": 0.1, "threshold": 8.0},
        {"threshold": -1e6, "cost_ratio": 1000},
        {"threshold": 1e6, "distance": 0},
    ],
)
@pytest.mark.parametrize("width", [390, 756])
def test_extremes_are_drawn_inside_the_page(tab, values, width):
    tab.show(ThresholdROC(**values), width=width)
    assert tab.overflow() <= 0
    assert tab.messages == []
    assert "NaN" not in tab.page.locator("section.lc").inner_html()
    assert "Infinity" not in tab.page.locator("section.lc").inner_html()


@in_browser
@each_sample
def test_scores_of_any_kind_are_drawn(tab, name):
    tab.show(ThresholdROC(*SAMPLES[name]), width=390)
    assert tab.overflow() <= 0
    assert tab.messages == []
    assert "NaN" not in tab.page.locator("section.lc").inner_html()


def test_own_scores_set_threshold_and_prevalence_that_fit():
    y, score = SAMPLES["smooth"]
    piece = ThresholdROC(y, 1 / (1 + np.exp(-score)))
    assert piece.threshold == 0.5
    assert piece.prevalence == pytest.approx(y.mean())
    assert ThresholdROC(y, score * 0.1 + 7).threshold == pytest.approx(0.05 * (score.min() + score.max()) + 7)
    assert ThresholdROC(y, score, prevalence=0.1, threshold=3).prevalence == 0.1
    assert ThresholdROC([0, 1, 1], [0, 1, 2]).prevalence == 0.5  # more than half are ill
    before = y.copy(), score.copy()
    piece.load(1 - y, score)
    assert piece.scores["ill"] == score[y == 0].tolist()
    np.testing.assert_array_equal((y, score), before)


@pytest.mark.parametrize(
    ("y", "score", "words"),
    [
        (None, [1.0], "y must be given"),
        ([1, 0], None, "score must be given"),
        ([1, 0], [1.0], "score must have the length of y, which is 2, got 1"),
        ([1, 1], [1.0, 2.0], "y must hold both 0 and 1"),
        ([0, 2], [1.0, 2.0], "y must hold both 0 and 1"),
        ([0, 1], [1.0, np.nan], "score must hold finite numbers"),
        ([0, 1], [1.0, 1e9], "score must lie from"),
        ([0, 1], ["a", "b"], "score must be numbers"),
        ([[0, 1]], [[1.0, 2.0]], "y must have shape"),
        ([], [], "y must have shape"),
        ([0, 1] * 2501, [0.0, 1.0] * 2501, "at most 5000 numbers, got 5002"),
    ],
)
def test_errors_name_the_argument(y, score, words):
    with pytest.raises(ValueError, match=words):
        ThresholdROC(y, score)


@pytest.mark.parametrize(
    "scores",
    [
        {},
        {"ill": [1.0]},
        {"ill": [1.0], "healthy": []},
        {"ill": [1.0], "healthy": [np.nan]},
        {"ill": [1.0], "healthy": [0.0] * 5000},
    ],
)
def test_scores_that_do_not_fit_are_refused_and_change_nothing(scores):
    piece = ThresholdROC()
    with pytest.raises(TraitError, match="scores"):
        piece.scores = scores
    assert piece.scores is None
    with pytest.raises(ValueError, match="scores must not be given"):
        ThresholdROC([0, 1], [0, 1], scores={"ill": [1.0], "healthy": [0.0]})
