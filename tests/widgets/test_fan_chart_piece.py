"""The fan chart forecasts as PyTorch and statsmodels do with the same weights, and counts as NumPy does."""

import functools
import re

import numpy as np
import pytest
import torch
from scipy.stats import norm
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.arima_process import arma2ma
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.datasets.series import sunspots
from lstm_course.widgets import FanChart
from lstm_course.widgets._packed import pack
from lstm_course.widgets.fan_chart import FILE, recorded, training
from lstm_course.widgets.fan_chart.__main__ import SEEDS, STEPS

TRAIN, CALIBRATION, END = 180, 240, 309
PARTS = {"training": (0, TRAIN), "calibration": (TRAIN, CALIBRATION), "test": (CALIBRATION, END)}
YEARS, VALUES = sunspots()


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@functools.cache
def scaled():
    root = np.sqrt(VALUES)
    return (root - root[:TRAIN].mean()) / root[:TRAIN].std()


@functools.cache
def lstm_quantiles():
    """Return the quantiles (T, 8, 21) after each time, by PyTorch; NaN where the window is not full."""
    net = training.unpacked(recorded()["lstm"])
    windows = np.lib.stride_tricks.sliding_window_view(scaled(), 12).copy()
    with torch.no_grad():
        q = net(torch.from_numpy(windows)).sort(-1).values.numpy()
    return np.concatenate([np.full((11, 8, 21), np.nan), q])


@functools.cache
def fitted():
    return AutoReg(scaled()[:TRAIN], 9).fit()


@functools.cache
def ar_forecasts():
    """Return the forecasts (T, 8) after each time, by statsmodels, and their spreads (8,)."""
    ar = fitted()
    z = scaled()
    middle = np.full((END, 8), np.nan)
    for t in range(11, END):
        padded = np.r_[np.zeros(30), z[: t + 1]]  # it asks for many values, and uses nine
        start = len(padded)
        middle[t] = AutoReg(padded, 9).predict(ar.params, start=start, end=start + 7)
    answers = arma2ma(np.r_[1, -ar.params[1:]], [1], 8)
    unbiased = (ar.resid**2).sum() / (len(ar.resid) - 10)  # statsmodels divides by all of them
    return middle, np.sqrt(unbiased * np.cumsum(answers**2))


def band(model, ahead, percent):
    """Return low and high (T,) of the band after each time."""
    level = percent / 100
    if model == "ar":
        middle, spreads = ar_forecasts()
        half = norm.ppf((1 + level) / 2) * spreads[ahead - 1]
        return middle[:, ahead - 1] - half, middle[:, ahead - 1] + half
    place = (percent - 50) // 5
    q = lstm_quantiles()[:, ahead - 1]
    return q[:, 9 - place], q[:, 11 + place]


def counted(model, widened, ahead, percent):
    """Return {part: (covered, all)} and the margin."""
    low, high = (np.r_[np.full(ahead, np.nan), end[:-ahead]] for end in band(model, ahead, percent))
    z = scaled()
    scores = np.maximum(low - z, z - high)  # at its target's place
    own = np.sort(scores[TRAIN:CALIBRATION])
    margin = own[int(np.ceil(61 * percent / 100 - 1e-9)) - 1]
    inside = scores <= (margin + 1e-12 if widened else 0)
    return {
        part: (int(inside[start:end].sum()), int(np.isfinite(scores[start:end]).sum()))
        for part, (start, end) in PARTS.items()
    }, margin


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript with `fan`, the fans of the recorded models."""
    source = widgets.source("fan_chart")
    tab.page.goto("about:blank")

    def evaluate(expression, recording=None, **arguments):
        arguments |= {"recording": recording or recorded(), "values": VALUES.tolist()}
        names = ", ".join(arguments)
        return tab.page.evaluate(
            f"({{ {names} }}) => {{ {source}\nconst fan = fans(recording, values);\nreturn {expression}; }}",
            arguments,
        )

    return evaluate


@in_browser
@pytest.mark.parametrize("t", [11, 100, 254, 307])
def test_the_quantiles_are_those_of_torch(javascript, t):
    found = javascript(
        "[1, 2, 5, 8].map((ahead) => recording.levels.map((_, place) => "
        "fan.band({ model: 'lstm', widened: false }, t, ahead, place)))",
        t=t,
    )
    for ahead, rows in zip((1, 2, 5, 8), found, strict=True):
        q = lstm_quantiles()[t, ahead - 1]
        for place, row in enumerate(rows):
            np.testing.assert_allclose(row, [q[9 - place], q[10], q[11 + place]], atol=1e-10)


@in_browser
@pytest.mark.parametrize("t", [11, 100, 254, 307])
def test_the_gaussian_band_is_that_of_statsmodels(javascript, t):
    found = javascript(
        "[1, 2, 5, 8].map((ahead) => recording.levels.map((_, place) => "
        "fan.band({ model: 'ar', widened: false }, t, ahead, place)))",
        t=t,
    )
    for ahead, rows in zip((1, 2, 5, 8), found, strict=True):
        middle = ar_forecasts()[0][t, ahead - 1]
        for percent, row in zip(range(50, 100, 5), rows, strict=True):
            low, high = (end[t] for end in band("ar", ahead, percent))
            np.testing.assert_allclose(row, [low, middle, high], atol=1e-5)


def test_the_autoregression_is_that_of_statsmodels():
    ar, found = recorded()["ar"], fitted()
    np.testing.assert_allclose([ar["constant"], *ar["weights"]], found.params, atol=1e-9)
    left = found.resid
    assert ar["spread"] == pytest.approx(np.sqrt((left**2).sum() / (len(left) - 10)), rel=1e-9)


@in_browser
@pytest.mark.parametrize("model", ["lstm", "ar"])
@pytest.mark.parametrize("widened", [False, True])
def test_what_is_covered_is_counted(javascript, model, widened):
    """For every level, near and far; a value on the border of a band may fall either way."""
    found = javascript(
        "[1, 4, 8].map((ahead) => recording.levels.map((_, place) => [fan.counts(how, ahead, place), "
        "fan.margin(how.model, ahead, place)]))",
        how={"model": model, "widened": widened},
    )
    for ahead, rows in zip((1, 4, 8), found, strict=True):
        for percent, (counts, margin) in zip(range(50, 100, 5), rows, strict=True):
            expected, wide = counted(model, widened, ahead, percent)
            assert margin == pytest.approx(wide, abs=1e-5)
            for part, (covered, every) in expected.items():
                start, stop = max(PARTS[part][0], 11 + ahead), PARTS[part][1]
                assert (counts[part]["covered"], counts[part]["all"]) == (covered, every)
                low, high = (end[start - ahead : stop - ahead] for end in band(model, ahead, percent))
                width = np.nanmean(high - low) + 2 * wide * widened
                assert counts[part]["width"] == pytest.approx(width, abs=1e-5)
            if widened:  # what conformal prediction guarantees of its own scores
                assert counts["calibration"]["covered"] >= np.ceil(61 * percent / 100 - 1e-9)


@in_browser
def test_too_few_scores_leave_a_band_without_ends(javascript):
    recording = recorded() | {"ends": [180, 184]}
    found = javascript(
        "[fan.margin('lstm', 1, 6) < Infinity, fan.margin('lstm', 1, 9) === Infinity]", recording=recording
    )
    assert found == [True, True]  # ceil(5 * .8) = 4 of 4, ceil(5 * .95) = 5


@in_browser
def test_the_scale_is_turned_back(javascript):
    np.testing.assert_allclose(javascript("fan.z"), scaled(), atol=1e-12)
    np.testing.assert_allclose(javascript("fan.z.map(fan.back)"), VALUES, atol=1e-9)
    assert javascript("fan.back(-9)") == 0


@pytest.mark.slow
def test_what_the_lesson_says_of_the_bands():
    """The LSTM breaks its word, widening mends it, the AR keeps it; and five seeds agree on the first."""
    shares = {
        (model, widened): counted(model, widened, 1, 80)[0]["test"]
        for model in ("lstm", "ar")
        for widened in (False, True)
    }
    shares = {key: covered / every for key, (covered, every) in shares.items()}
    assert shares["lstm", False] < 0.6
    assert shares["lstm", True] == pytest.approx(0.8, abs=0.06)
    assert shares["ar", False] == 57 / 69  # what the lesson counts with an AR(9) of its own
    recording = recorded()
    assert len(recording["covered"]) == 5
    assert max(recording["covered"]) < 0.7
    assert np.median(recording["covered"]) == pytest.approx(shares["lstm", False], abs=0.002)


# --- the models


def test_the_models_are_trained_packed_and_unpacked():
    z, middle, spread = training.scaled(VALUES)
    np.testing.assert_allclose(z, scaled(), atol=1e-12)
    made = training.record(VALUES, [0, 1, 2], 5)
    assert made["covered"][made["kept"]] == np.median(made["covered"])
    assert FanChart(recording=made | {"first": 1700}).recording["kept"] == made["kept"]
    net = training.train(z, made["kept"], 5)
    again = training.unpacked(made["lstm"])
    windows = torch.tensor(z[None, :12])
    with torch.no_grad():
        np.testing.assert_allclose(again(windows), net.double()(windows), atol=1e-3)
    assert (middle, spread) == (made["middle"], made["spread"])
    assert FILE.stat().st_size < 30_000


def test_the_pinball_loss_is_that_of_a_loop(rng):
    y, q = rng.normal(size=(3, 2)), rng.normal(size=(3, 2, 21))
    loop = [
        max(tau * (a - b), (tau - 1) * (a - b))
        for row, bands in zip(y.ravel(), q.reshape(-1, 21), strict=True)
        for a, b, tau in zip([row] * 21, bands, training.SHARES, strict=True)
    ]
    assert training.pinball(torch.tensor(y), torch.tensor(q)).item() == pytest.approx(np.mean(loop))


def test_coverage_is_counted_at_the_targets():
    net = training.unpacked(recorded()["lstm"]).float()
    for ahead in (1, 4, 8):
        for percent in (50, 80, 95):
            covered, every = counted("lstm", False, ahead, percent)[0]["test"]
            found = training.coverage(net, scaled(), percent / 100, ahead, CALIBRATION, END)
            assert found == pytest.approx(covered / every, abs=1.01 / every)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"levels": [0.5]}, "levels"),
        ({"z": [1.0]}, "z must"),
        ({"window": 11}, "window"),
        ({"ends": [10, 20]}, "ends"),
        ({"spread": 0}, "spread"),
        ({"ar": {"constant": 0, "spread": 0, "weights": []}}, "ar must"),
        ({"ar": {}}, "missing"),
        ({"lstm": {"W_x": pack(np.ones((1, 64)))}}, "missing"),
        ({"lstm": {**recorded()["lstm"], "b": pack(np.ones(4))}}, "b must have shape"),
    ],
)
def test_a_recording_that_does_not_fit_is_refused(change, word):
    with pytest.raises(TraitError, match=word):
        FanChart(recording=recorded() | change)


def test_values_out_of_place_are_refused():
    for wrong in ([1.0] * 308, [-1.0] * 309, [float("nan")] * 309):
        with pytest.raises(TraitError, match="values"):
            FanChart(values=wrong)
    with pytest.raises(TraitError, match="level must be a multiple of 5"):
        FanChart(level=52)


# --- what mouse and keyboard do


def held(page):
    """Return what the table counts: {part: (inside, all)}."""
    rows = page.locator(".lc-fan-table tr").all()[1:]
    cells = [row.inner_text().split("\t") for row in rows]
    return {part: tuple(map(int, inside.split(" of "))) for part, inside, *_ in cells}


def value(page, name):
    return int(page.get_by_role("slider", name=name).input_value())


@in_browser
@pytest.mark.parametrize("model", ["lstm", "ar"])
@pytest.mark.parametrize(("widened", "ahead", "level"), [(False, 1, 80), (True, 1, 95), (True, 6, 50)])
def test_table_sentence_and_strokes_say_what_is_covered(tab, model, widened, ahead, level):
    page = tab.show(FanChart(model=model, widened=widened, ahead=ahead, level=level))
    found = held(page)
    assert found == counted(model, widened, ahead, level)[0]
    share = {part: round(100 * covered / every) for part, (covered, every) in found.items()}
    text = tab.status().replace("\N{NO-BREAK SPACE}", " ")
    assert f"promises {level} %: it holds {share['training']} % in training" in text
    assert f"in the test {share['test']} %, " in text
    assert ("The calibration moves both ends" in text) == widened
    strokes = [page.locator(f"svg .lc-fan-{name}").get_attribute("d").count("M") for name in ("in", "out")]
    covered, every = (sum(pair[k] for pair in found.values()) for k in (0, 1))
    assert strokes == [covered, every - covered]
    assert tab.messages == []


@in_browser
def test_the_page_says_how_its_lstm_differs_from_those_of_the_lesson(tab):
    page = tab.show(FanChart())
    note = " ".join(page.locator(".lc-note").inner_text().split())
    assert f"{2 * len(recorded()['levels']) + 1} quantiles for each of {recorded()['horizon']} years" in note
    assert f"{STEPS} steps" in note
    assert f"of {len(SEEDS)} seeds" in note


@in_browser
def test_the_fan_is_drawn_where_the_band_is(tab):
    page = tab.show(FanChart(origin=1900, level=90))
    points = page.locator("svg .lc-fan-edge").get_attribute("points").split()
    heights = np.array([float(p.split(",")[1]) for p in points])
    t, level = 200, 90
    root = np.sqrt(VALUES)
    middle, spread = root[:TRAIN].mean(), root[:TRAIN].std()
    ends = np.array([[end[t] for end in band("lstm", ahead, level)] for ahead in range(1, 9)])
    numbers = np.maximum(0, ends * spread + middle) ** 2
    expected = np.r_[VALUES[t], numbers[:, 1], numbers[::-1, 0]]
    assert expected.max() < 260  # nothing is cut off
    slope, start = np.polyfit(expected, heights, 1)
    np.testing.assert_allclose(heights, slope * expected + start, atol=0.01)
    assert slope < 0
    inside = (VALUES[t + 1 : t + 9] >= numbers[:, 0]) & (VALUES[t + 1 : t + 9] <= numbers[:, 1])
    assert page.locator("svg .lc-fan-hit").count() == inside.sum()
    assert page.locator("svg .lc-fan-miss").count() == 8 - inside.sum()


@in_browser
def test_buttons_switch_the_model_and_widen_the_band(tab):
    page = tab.show(FanChart())
    before = held(page)
    page.get_by_role("button", name="widened by conformal").focus()
    page.keyboard.press("Enter")
    wider = held(page)
    assert all(wider[part][0] > before[part][0] for part in PARTS)
    page.get_by_role("button", name="AR(9)").click()
    assert "AR(9), one year ahead" in tab.status()
    page.get_by_role("button", name="as learnt").click()
    assert "errors in training" in tab.status()


@in_browser
def test_the_year_is_dragged_and_stops_at_the_ends(tab):
    page = tab.show(FanChart(origin=1900))
    box = page.locator("svg.lc-fan-over").bounding_box()
    scale = (box["width"] - 16) / 308

    def at(year):
        return box["x"] + 8 + scale * (year - 1700), box["y"] + 50

    page.mouse.click(*at(1800))
    assert value(page, "made in") == 1800
    page.mouse.move(*at(1800))
    page.mouse.down()
    page.mouse.move(*at(1850), steps=4)
    page.mouse.up()
    assert value(page, "made in") == 1850
    for year, stop in ((1700, 1711), (2008, 2007)):
        page.mouse.click(*at(year))
        assert value(page, "made in") == stop
    assert page.locator("svg .lc-fan-hit, svg .lc-fan-miss").count() == 1  # a single year is known after 2007


@in_browser
def test_the_near_years_are_pulled_along(tab):
    page = tab.show(FanChart(origin=1900))
    box = page.locator("svg.lc-fan-close").bounding_box()
    year = (box["width"] - 44) / 31
    for _ in range(2):  # each hand begins where the last one stopped
        before = value(page, "made in")
        x, y = box["x"] + box["width"] / 2, box["y"] + 90
        page.mouse.move(x, y)
        page.mouse.down()
        assert value(page, "made in") == before
        page.mouse.move(x - 5 * year, y, steps=5)
        page.mouse.up()
        assert value(page, "made in") == before + 5


@in_browser
def test_the_promise_is_dragged_and_moved_by_keys(tab):
    page = tab.show(FanChart())
    box = page.locator("svg.lc-fan-held").bounding_box()
    width = box["width"] - 52
    for level in (50, 65, 95):
        page.mouse.click(box["x"] + 40 + width * (level - 50) / 45, box["y"] + 90)
        assert value(page, "promised") == level
        assert held(page) == counted("lstm", False, 1, level)[0]
    page.get_by_role("slider", name="promised").focus()
    page.keyboard.press("ArrowLeft")
    assert value(page, "promised") == 90
    page.get_by_role("slider", name="years ahead").focus()
    page.keyboard.press("End")
    assert held(page) == counted("lstm", False, 8, 90)[0]
    assert re.search("LSTM, 8 years ahead", tab.status())


@in_browser
@pytest.mark.parametrize("width", [920, 390])
@pytest.mark.parametrize("origin", [1711, 1954, 2007])
def test_no_text_lies_over_another(tab, width, origin):
    import pieces

    page = tab.show(FanChart(origin=origin), width=width)
    for name in ("over", "close", "held"):
        assert pieces.overlapping(page.locator(f"svg.lc-fan-{name} text"), 2) == []
