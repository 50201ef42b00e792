"""The walk-forward piece measures what scikit-learn measures, and answers to mouse, keyboard and Python."""

import json

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import TimeSeriesSplit
from sklearn.neighbors import KNeighborsRegressor
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.widgets import WalkForward

LAGS, PAST, BLOCK, RUNS = 10, 590, 100, 40
MODELS = {"nearest": KNeighborsRegressor(1, algorithm="brute"), "linear": LinearRegression()}


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("walk_forward")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


@pytest.fixture
def series(javascript):
    """A function that returns the series of a kind and a seed."""
    return lambda kind, seed: np.array(javascript("[...seriesDrawn(kind, seed)]", kind=kind, seed=seed))


FOLDS = ".map(({ train, test }) => [[...train], [...test]])"


def errors(y, model, folds):
    """Return the absolute errors in each fold, by scikit-learn."""
    X, target = np.lib.stride_tricks.sliding_window_view(y, LAGS)[:-1], y[LAGS:]
    return [
        np.abs(MODELS[model].fit(X[train], target[train]).predict(X[test]) - target[test])
        for train, test in folds
    ]


def walking(gap):
    """Return the folds of the walk, by scikit-learn."""
    return list(TimeSeriesSplit(4, gap=gap, test_size=BLOCK).split(np.zeros(PAST)))


def later(gap):
    return [(np.arange(PAST), np.arange(PAST + gap, PAST + gap + BLOCK))]


@in_browser
@pytest.mark.parametrize(("kind", "weights"), [("walk", [1, 0]), ("ar2", [1.2, -0.4])])
def test_what_is_left_of_a_series_is_standard_normal_noise(series, kind, weights):
    noise = [
        y[2:] - weights[0] * y[1:-1] - weights[1] * y[:-2] for y in (series(kind, seed) for seed in range(8))
    ]
    assert {len(e) for e in noise} == {740 - 2}
    assert stats.kstest(np.concatenate(noise), "norm").pvalue > 0.01
    assert abs(np.corrcoef(noise)[np.triu_indices(8, 1)]).max() < 0.15  # other seeds, other noise
    np.testing.assert_array_equal(series(kind, 3), series(kind, 3))


@in_browser
def test_a_walk_begins_at_its_first_step_and_an_ar2_has_run_in(javascript):
    draw = "Array.from({ length: 60 }, (_, seed) => [...seriesDrawn(kind, seed).subarray(0, 2)])"
    starts = {kind: javascript(draw, kind=kind) for kind in ("walk", "ar2")}
    assert np.std(starts["walk"], axis=0) == pytest.approx([1, 2**0.5], rel=0.25)
    spread = ((1 + 0.4) / ((1 - 0.4) * ((1 + 0.4) ** 2 - 1.2**2))) ** 0.5  # of a stationary AR(2)
    assert np.std(starts["ar2"], axis=0) == pytest.approx([spread, spread], rel=0.25)


@in_browser
@pytest.mark.parametrize("gap", [0, 1, 20, 40])
def test_the_walk_is_that_of_scikit_learn(javascript, gap):
    found = javascript(f"forwardFolds(gap){FOLDS}", gap=gap)
    for (train, test), (known, block) in zip(found, walking(gap), strict=True):
        assert (train, test) == (known.tolist(), block.tolist())
    assert javascript(f"[laterFold(gap)]{FOLDS}", gap=gap) == [[a.tolist() for a in later(gap)[0]]]


@in_browser
def test_the_shuffle_tests_every_window_once(javascript):
    folds = javascript(f"shuffledFolds(5){FOLDS}")
    assert [len(test) for _, test in folds] == [118] * 5
    assert sorted(w for _, test in folds for w in test) == list(range(PAST))
    for train, test in folds:
        assert sorted(train + test) == list(range(PAST))
        assert not np.array_equal(np.diff(test), np.full(117, np.diff(test)[0]))
    assert folds != javascript(f"shuffledFolds(6){FOLDS}")


@in_browser
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("kind", "seed"), [("walk", 0), ("walk", 28), ("ar2", 7)])
def test_the_errors_are_those_of_scikit_learn(javascript, series, model, kind, seed):
    y = series(kind, seed)
    run = f"experiment()({json.dumps(kind)}, {json.dumps(model)}, {seed})"
    shuffled = javascript(f"{run}.folds('shuffled', 0){FOLDS}")
    for split, gap, folds in [
        ("shuffled", 20, shuffled),
        *(("forward", gap, walking(gap)) for gap in (0, 13, 40)),
        *(("later", gap, later(gap)) for gap in (0, 13, 40)),
    ]:
        found = javascript(f"{run}.tests(split, gap).errors.map(e => [...e])", split=split, gap=gap)
        expected = errors(y, model, folds)
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-8)
        assert javascript(f"{run}.error(split, gap)", split=split, gap=gap) == pytest.approx(
            np.concatenate(expected).mean()
        )


@in_browser
def test_what_was_calculated_before_is_not_given_for_something_else(javascript):
    found = javascript(
        """(() => {
          const runOf = experiment();
          const ask = (kind, model, seed, split, gap) => runOf(kind, model, seed).error(split, gap);
          const asked = [["walk", "nearest", 0, "forward", 0], ["walk", "nearest", 0, "forward", 9],
            ["walk", "linear", 0, "forward", 0], ["ar2", "nearest", 0, "forward", 0],
            ["walk", "nearest", 1, "later", 0],
            ["walk", "nearest", 0, "later", 0], ["walk", "nearest", 0, "shuffled", 0]];
          return [asked.map((one) => ask(...one)), asked.map((one) => ask(...one)),
            asked.map(([kind, model, seed, split, gap]) => experiment()(kind, model, seed).error(split, gap))];
        })()"""
    )
    assert found[0] == found[1] == found[2]
    assert len(set(found[0])) == 7


def measured(page):
    """Return the exact errors: for each split one for each series."""
    return {
        name: np.array(values)
        for name, values in json.loads(
            page.locator("svg.lc-walk-all-dots").get_attribute("data-errors")
        ).items()
    }


def spoken(page):
    return page.locator(".lc-status").inner_text()


@in_browser
def test_the_shuffle_flatters_a_look_up_on_a_walk_and_nobody_else(tab):
    """At the start: far too good. With the linear model, or an AR(2): as promised. The walk: right in all four."""
    ratios = {}
    for kind in ("walk", "ar2"):
        for model in MODELS:
            found = measured(tab.show(WalkForward(series=kind, model=model)))
            means = {name: values.mean() for name, values in found.items()}
            assert {len(values) for values in found.values()} == {RUNS}
            ratios[kind, model] = means["later"] / means["shuffled"]
            assert 0.8 < means["later"] / means["forward"] < 1.15
    assert 2.2 < ratios["walk", "nearest"] < 3.5
    assert [ratios[pair] for pair in (("walk", "linear"), ("ar2", "linear"))] == pytest.approx(
        [1, 1], abs=0.05
    )
    assert ratios["ar2", "nearest"] == pytest.approx(1, abs=0.1)


@in_browser
def test_a_longer_gap_costs_a_look_up_in_the_walk_and_later_and_not_in_the_shuffle(tab):
    page = tab.show(WalkForward(gap=0))
    before = measured(page)
    page.get_by_role("slider", name="gap").focus()
    page.keyboard.press("End")
    after = measured(page)
    np.testing.assert_array_equal(before["shuffled"], after["shuffled"])
    assert after["forward"].mean() > 1.1 * before["forward"].mean()
    assert after["later"].mean() > 1.1 * before["later"].mean()


@in_browser
@pytest.mark.parametrize("split", ["shuffled", "forward"])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kind", ["walk", "ar2"])
def test_the_sentence_names_the_means_and_what_they_mean(tab, kind, model, split):
    page = tab.show(WalkForward(series=kind, model=model, split=split))
    found = measured(page)
    said, came = found[split].mean(), found["later"].mean()
    assert f"says {said:.2f}, later it was {came:.2f}" in spoken(page)
    if (kind, model, split) == ("walk", "nearest", "shuffled"):
        assert f": {came / said:.1f} times as much" in spoken(page)
        worse = (found["later"] > 1.5 * found["shuffled"]).sum()
        assert f"In {worse} of 40 series" in spoken(page)
    else:
        assert "on average the split tells the truth" in spoken(page)
    assert tab.messages == []


@in_browser
def test_nearly_every_shuffled_test_window_has_its_neighbour_in_training(javascript):
    for seed in range(10):
        for train, test in javascript(f"shuffledFolds(seed){FOLDS}", seed=seed):
            train = set(train)
            assert np.mean([w - 1 in train or w + 1 in train for w in test]) > 0.9


@in_browser
def test_buttons_change_series_model_and_split(tab):
    page = tab.show(WalkForward())
    for name, word in [
        ("linear", "linear on 10 lags"),
        ("AR(2)", "AR(2), "),
        ("walk-forward", "the walk says"),
    ]:
        assert word not in spoken(page)
        button = page.get_by_role("button", name=name)
        button.focus()
        page.keyboard.press("Enter")
        assert button.get_attribute("aria-pressed") == "true"
        assert word in spoken(page)
    before = measured(page)
    page.get_by_role("button", name="40 other series").click()
    after = measured(page)
    assert all(not np.isin(after[name], before[name]).any() for name in before)


def value(page, name):
    return int(page.get_by_role("slider", name=name).input_value())


@in_browser
def test_the_walk_has_one_fold_less_than_the_shuffle(tab):
    page = tab.show(WalkForward(fold=4))
    assert value(page, "test fold") == 5
    page.get_by_role("button", name="walk-forward").click()
    assert value(page, "test block") == 4
    page.get_by_role("button", name="shuffled").click()
    assert value(page, "test fold") == 5  # Python's value was kept


def picture(page):
    return page.locator("svg.lc-drag")


def number_of(element, *names):
    return element.evaluate(f"e => {list(names)}.map(name => Number(e.getAttribute(name)))")


def placed(page):
    """Return a function from a time, and a height in the drawing, to a place on the screen."""
    box = picture(page).bounding_box()
    rows = page.locator("svg.lc-drag g rect.lc-walk-train")
    x, width = number_of(rows.last, "x", "width")  # of what is known today: 600 values
    scale = box["width"] / float(picture(page).get_attribute("viewBox").split()[2])
    return lambda t, y: (box["x"] + scale * (x + width * t / 600), box["y"] + scale * y)


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


@in_browser
def test_the_rows_show_what_is_trained_on_left_out_and_tested(tab):
    page = tab.show(WalkForward(split="forward", gap=17))
    at = placed(page)
    for k, (train, test) in enumerate([*walking(17), *later(17)]):
        row = page.locator("svg.lc-drag g").nth(k)
        boxes = [row.locator("rect").nth(j).bounding_box() for j in range(3)]
        edges = [boxes[0]["x"], *(box["x"] + box["width"] for box in boxes)]
        times = [0, train[-1] + 1 + LAGS, test[0] + LAGS, test[-1] + 1 + LAGS]
        assert edges == pytest.approx([at(t, 0)[0] for t in times], abs=0.8)
    page = tab.show(WalkForward(split="forward", gap=0))
    assert page.locator("svg.lc-drag .lc-walk-gap").count() == 0


@in_browser
def test_the_shuffled_rows_have_a_mark_for_each_test_window(tab, javascript):
    folds = javascript(f"shuffledFolds(8){FOLDS}")
    page = tab.show(WalkForward(shown=8))
    at = placed(page)
    left, scale = at(0, 0)[0], (at(600, 0)[0] - at(0, 0)[0]) / 600
    box = picture(page).bounding_box()
    for k, (_, test) in enumerate(folds):
        d = page.locator("svg.lc-drag g").nth(k).locator("path").get_attribute("d")
        places = np.array([float(part.split(",")[0]) for part in d.split("M")[1:]]) + box["x"]
        np.testing.assert_allclose((places - left) / scale, np.array(test) + LAGS + 0.5, atol=0.2)


@in_browser
def test_the_test_block_is_dragged_along_the_series_and_chosen_by_its_row(tab):
    page = tab.show(WalkForward(split="forward", fold=0))
    at = placed(page)
    drag(page, at(250, 60), at(430, 60))
    assert value(page, "test block") == 3
    drag(page, at(430, 210), at(690, 190))  # it stops at the last one
    assert value(page, "test block") == 4
    page.mouse.click(*at(60, 190 + 14 + 5))
    assert value(page, "test block") == 2
    page.mouse.move(*at(580, 60))
    assert value(page, "test block") == 2  # a mouse that is not pressed moves nothing
    page = tab.show(WalkForward(split="shuffled", fold=0))
    page.mouse.click(*placed(page)(300, 190 + 3 * 14 + 5))
    assert value(page, "test fold") == 4
    page.mouse.click(*placed(page)(300, 60))
    assert value(page, "test fold") == 4


@in_browser
def test_the_edge_of_the_gap_is_dragged(tab):
    page = tab.show(WalkForward(split="forward", fold=2, gap=20))
    at = placed(page)
    drag(page, at(380, 190 + 2 * 14 + 5), at(368, 230))
    assert (value(page, "gap"), value(page, "test block")) == (32, 3)
    drag(page, at(368, 100), at(100, 100))
    assert (value(page, "gap"), value(page, "test block")) == (40, 3)
    drag(page, at(360, 100), at(590, 100))
    assert (value(page, "gap"), value(page, "test block")) == (0, 3)
    grip = page.locator(".lc-walk-grip").bounding_box()
    assert grip["x"] + grip["width"] / 2 == pytest.approx(at(400, 0)[0], abs=1)


@in_browser
def test_the_chosen_fold_and_what_came_later_are_forecast_in_the_picture(tab, javascript, series):
    y = series("walk", 8)
    page = tab.show(WalkForward(split="forward", fold=3, gap=5, model="linear"))
    lines = {
        name: np.array(
            [p.split(",") for p in page.locator(f"svg.lc-drag .{name}").get_attribute("points").split()],
            float,
        )
        for name in ("lc-walk-forecast.lc-g", "lc-walk-forecast.lc-h")
    }
    known = page.locator("svg.lc-drag .lc-walk-series").first.get_attribute("points").split()
    heights = np.array([p.split(",")[1] for p in known], float)
    slope, start = np.polyfit(heights, y[:600], 1)  # from the height in the picture to the value
    X, target = np.lib.stride_tricks.sliding_window_view(y, LAGS)[:-1], y[LAGS:]
    for line, (train, test) in zip(lines.values(), (walking(5)[3], later(5)[0]), strict=True):
        expected = MODELS["linear"].fit(X[train], target[train]).predict(X[test])
        np.testing.assert_allclose(slope * line[:, 1] + start, expected, atol=1e-6)


@in_browser
def test_a_point_is_pressed_to_see_its_series(tab):
    page = tab.show(WalkForward())
    found = measured(page)
    furthest = int(found["later"].argmax())
    assert value(page, "series shown") == 9
    points = page.locator("svg.lc-walk-all-dots circle")
    boxes = points.evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect()].map(b => [b.x + b.width/2, b.y + b.height/2])[0])"
    )
    page.mouse.click(*max(boxes, key=lambda box: box[0]))
    assert value(page, "series shown") == furthest + 1
    label = picture(page).get_attribute("aria-label")
    assert f"Series {furthest + 1} " in label
    assert f"{found['later'][furthest]:.2f} in the block that came later" in label


@in_browser
def test_the_points_stand_at_their_errors_on_an_axis_that_never_changes(tab):
    page = tab.show(WalkForward(shown=3))
    found = measured(page)
    ticks = page.locator("svg.lc-walk-all-dots text.lc-small").evaluate_all(
        "all => all.map(e => [Number(e.textContent), Number(e.getAttribute('x'))])"
    )
    assert [t for t, _ in ticks] == [0.5, 1, 2, 4, 8, 16, 32]
    slope, start = np.polyfit(np.log2([t for t, _ in ticks]), [x for _, x in ticks], 1)
    places = page.locator("svg.lc-walk-all-dots circle").evaluate_all(
        "all => all.map(e => Number(e.getAttribute('cx')))"
    )
    expected = slope * np.log2(np.concatenate(list(found.values()))) + start
    np.testing.assert_allclose(sorted(places), sorted(expected), atol=1e-6)
    bars = page.locator("svg.lc-walk-all-dots rect").evaluate_all(
        "all => all.map(e => Number(e.getAttribute('x')) + 2.5)"
    )
    means = [values.mean() for values in found.values()]
    np.testing.assert_allclose(bars, slope * np.log2(means) + start, atol=1e-6)
    page.get_by_role("button", name="linear").click()
    again = page.locator("svg.lc-walk-all-dots text.lc-small").evaluate_all(
        "all => all.map(e => [Number(e.textContent), Number(e.getAttribute('x'))])"
    )
    assert again == ticks


@in_browser
@pytest.mark.parametrize(
    "values",
    [
        {"split": "forward", "gap": 40, "fold": 4, "shown": 39, "seed": 2**31 - 1},
        {"split": "forward", "gap": 0, "fold": 0, "series": "ar2", "model": "linear"},
        {"shown": 28},
    ],
)
@pytest.mark.parametrize("width", [390, 700])
def test_extremes_are_drawn_inside_the_page(tab, values, width):
    tab.show(WalkForward(**values), width=width)
    assert tab.overflow() <= 0
    assert tab.messages == []
    section = tab.page.locator("section.lc")
    assert "NaN" not in section.inner_html()
    right = section.evaluate(
        "e => Math.max(...[...e.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().right))"
    )
    assert right <= section.bounding_box()["x"] + section.bounding_box()["width"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"series": "ar1"},
        {"model": "lstm"},
        {"split": "later"},
        {"gap": 41},
        {"fold": 5},
        {"shown": 40},
        {"seed": -1},
    ],
)
def test_errors_name_the_trait(wrong):
    with pytest.raises(TraitError, match=next(iter(wrong))):
        WalkForward(**wrong)
