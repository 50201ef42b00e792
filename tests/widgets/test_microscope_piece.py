"""The microscope measures what lesson 06 measures, and answers to the mouse and the keyboard."""

import json
import re

import numpy as np
import pieces
import pytest
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.layers import GRU, LSTM, RNN
from lstm_course.plots import microscope
from lstm_course.widgets import Microscope

KINDS = {"rnn": RNN, "lstm": LSTM, "gru": GRU}
PLAIN = {"seed": 0, "length": 40, "scale": 1.0, "orthogonal": False, "bias": 0.0, "chrono": False}


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("microscope")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


def arrays(values):
    return {name: np.array(value, float) for name, value in values.items()}


def lists(values):
    return {name: value.tolist() for name, value in values.items()}


def layer_of(kind, params):
    D, H = params["W_x"].shape[0], params["W_h"].shape[0]
    layer = KINDS[kind](D, H, rng=np.random.default_rng(0))
    assert {name: value.shape for name, value in layer.params.items()} == {
        name: value.shape for name, value in params.items()
    }
    layer.params = params
    return layer


def by_lag(layer, x, dh):
    """Return the size of the gradient of x at each lag, where dh is the gradient of the last h."""
    y, _ = layer.forward(x)
    dy = np.zeros_like(y)
    dy[:, -1] = dh
    dx, _ = layer.backward(dy)
    return np.sqrt(np.mean(dx**2, axis=(0, 2)))[::-1]


def medians(page):
    """Return the exact values of the three lines."""
    text = page.locator("svg.lc-drawing").get_attribute("data-medians")
    return {kind: np.array(values, float) for kind, values in json.loads(text).items()}


def spoken(page):
    """Return lag and the three shares that the sentence names."""
    text = page.locator(".lc-status").inner_text().replace("\N{MINUS SIGN}", "-")
    lag = int(re.search(r"reaches lag (\d+)", text)[1])
    return lag, [float(n) for n in re.findall(r"(?:RNN|LSTM|GRU) (\S+)", text)]


@in_browser
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("N", "T", "D", "H"), [(1, 1, 1, 1), (3, 8, 2, 5), (2, 60, 4, 3)])
def test_gradient_by_lag_is_that_of_the_package(javascript, rng, kind, N, T, D, H):
    layer = KINDS[kind](D, H, rng=rng)
    for value in layer.params.values():
        value += rng.normal(0, 0.5, value.shape)
    x = rng.normal(size=(N, T, D))
    expected = microscope.gradient_by_lag(layer, x, np.random.default_rng(5))
    dh = np.random.default_rng(5).standard_normal((N, H))
    found = javascript(
        "gradientByLag(kind, net, x, dh)", kind=kind, net=lists(layer.params), x=x.tolist(), dh=dh.tolist()
    )
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@in_browser
def test_a_gradient_far_below_one_is_no_zero(javascript):
    settings = {**PLAIN, "length": 200, "scale": 0.1}
    median = javascript("microscopeCurves('rnn', settings).median", settings=settings)
    steps = np.diff(np.log10(median))
    assert median[-1] < 1e-200  # its square would be 0
    assert np.abs(steps[:90].mean() - steps[-90:].mean()) < 0.05


@in_browser
@pytest.mark.parametrize(
    "values",
    [{}, {"bias": 2.5, "scale": 1.7, "orthogonal": True}, {"chrono": True, "length": 60, "seed": 4}],
    ids=["plain", "orthogonal", "chrono"],
)
def test_the_lines_are_the_medians_of_the_networks(tab, javascript, values):
    settings = PLAIN | values
    expected = {}
    for kind in KINDS:
        rows = []
        for k in range(5):
            net = arrays(javascript("microscopeNet(kind, settings, k)", kind=kind, settings=settings, k=k))
            data = arrays(javascript("microscopeData(settings, k)", settings=settings, k=k))
            assert data["x"].shape == (2, settings["length"], 2)
            row = by_lag(layer_of(kind, net), data["x"], data["dh"])
            rows.append(row / row[0])
        expected[kind] = np.median(rows, axis=0)
    page = tab.show(Microscope(**settings))
    found = medians(page)
    for kind, values in expected.items():
        np.testing.assert_allclose(found[kind], values, rtol=1e-9)
    lag, shares = spoken(page)
    assert lag == settings["length"] - 1
    assert shares == pytest.approx([values[-1] for values in expected.values()], rel=0.51)
    assert tab.messages == []


@in_browser
@pytest.mark.parametrize("kind", KINDS)
def test_networks_start_as_build_says(javascript, kind):
    def net(**values):
        return arrays(javascript("microscopeNet(kind, settings, 0)", kind=kind, settings=PLAIN | values))

    plain, H = net(), 32
    reference = microscope.build(kind, rng=np.random.default_rng(0))
    assert lists(plain).keys() == reference.params.keys()
    for name in ("W_x", "W_h"):
        bound = np.abs(reference.params[name]).max()
        assert plain[name].shape == reference.params[name].shape
        assert np.abs(plain[name]).max() == pytest.approx(bound, rel=0.05)
        assert plain[name].std() == pytest.approx(reference.params[name].std(), rel=0.1)
    np.testing.assert_allclose(net(scale=3.0)["W_h"], 3 * plain["W_h"])
    np.testing.assert_array_equal(net(scale=3.0)["W_x"], plain["W_x"])
    for block in np.split(net(orthogonal=True, scale=2.0)["W_h"], plain["W_h"].shape[1] // H, axis=1):
        np.testing.assert_allclose(block.T @ block, 4 * np.eye(H), atol=1e-12)
    if kind == "rnn":
        assert not net(bias=2.0)["b"].any()
        assert not net(chrono=True)["b"].any()
        return
    name = "b" if kind == "lstm" else "b_x"
    reference = microscope.build(kind, rng=np.random.default_rng(0), bias=2.0)
    np.testing.assert_array_equal(net(bias=2.0)[name], reference.params[name])
    chrono = net(chrono=True, bias=2.0)[name]
    time = np.exp(chrono[H : 2 * H])
    assert 1 <= time.min() < 10
    assert 30 < time.max() < 39  # uniform in [1, T - 1)
    if kind == "lstm":
        np.testing.assert_array_equal(chrono[:H], -chrono[H : 2 * H])
    assert not np.delete(chrono, slice(H, 2 * H) if kind == "gru" else slice(0, 2 * H)).any()


@in_browser
def test_another_length_leaves_the_last_inputs(javascript):
    short, long = (
        arrays(javascript("microscopeData(settings, 1)", settings=PLAIN | {"length": T})) for T in (20, 50)
    )
    np.testing.assert_array_equal(short["x"], long["x"][:, -20:])
    np.testing.assert_array_equal(short["dh"], long["dh"])
    other = arrays(javascript("microscopeData(settings, 1)", settings=PLAIN | {"seed": 1}))
    assert np.abs(other["x"] - long["x"][:, -40:]).min() > 0


@in_browser
@pytest.mark.parametrize(
    ("values", "options", "kinds"),
    [
        ({}, {}, "rnn lstm gru"),
        ({"orthogonal": True}, {"orthogonal": True}, "rnn lstm gru"),
        ({"bias": 3.0}, {"bias": 3.0}, "lstm gru"),
        ({"chrono": True}, {"bias": "chrono"}, "lstm gru"),
        ({"scale": 10.0}, {"scale": 10.0}, "rnn lstm gru"),
    ],
    ids=["default", "orthogonal", "bias 3", "chrono", "scale 10"],
)
def test_it_measures_what_the_figure_measures(javascript, values, options, kinds):
    for kind in kinds.split():
        settings = PLAIN | {"length": 100} | values
        call = "[0, 1, 2].map(seed => microscopeCurves(kind, { ...settings, seed }).median)"
        ours = np.log10(np.array(javascript(call, kind=kind, settings=settings), float))
        theirs = np.log10(microscope.measure(kind, seeds=9, batch=2, **options))
        spread = np.ptp(theirs, axis=0)
        difference = np.abs(np.median(ours, axis=0) - np.median(theirs, axis=0))
        assert difference[10] < 0.5 + spread[10] / 2, kind
        assert difference[99] < 0.5 + spread[99] / 2, kind
        assert spread[99] < 10  # so that this says something


@in_browser
def test_sliders_and_buttons(tab):
    page = tab.show(Microscope(length=40))
    before = medians(page)
    page.get_by_label("gate bias").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    at_3 = medians(page)
    np.testing.assert_array_equal(at_3["rnn"], before["rnn"])  # it has no gate
    assert at_3["lstm"][-1] > 1e4 * before["lstm"][-1]
    assert at_3["gru"][-1] > 1e4 * before["gru"][-1]
    assert page.get_by_label("gate bias").evaluate("e => e === document.activeElement")
    page.get_by_role("button", name="orthogonal").click()
    assert medians(page)["rnn"][-1] > 1e4 * before["rnn"][-1]
    chrono = page.get_by_role("button", name="chrono")
    chrono.focus()
    page.keyboard.press("Space")
    assert chrono.get_attribute("aria-pressed") == "true"
    assert medians(page)["lstm"][-1] != at_3["lstm"][-1]
    page.get_by_label("gate bias").focus()
    page.keyboard.press("ArrowLeft")  # one number again
    assert chrono.get_attribute("aria-pressed") == "false"
    page.get_by_label("factor on W_h").focus()
    page.keyboard.press("End")
    assert "explodes" in tab.status()
    page.get_by_label("time steps T").focus()
    page.keyboard.press("Home")
    assert spoken(page)[0] == 9
    assert [len(line) for line in medians(page).values()] == [10, 10, 10]
    now = medians(page)
    page.get_by_role("button", name="other weights").click()
    assert all((medians(page)[kind][1:] != now[kind][1:]).all() for kind in KINDS)


@in_browser
def test_the_words_of_the_sentence_fit_the_numbers(tab):
    words = set()
    for values in ({}, {"bias": 3.0, "orthogonal": True}, {"bias": -1.0}, {"scale": 10.0}, {"chrono": True}):
        page = tab.show(Microscope(length=100, **values))
        found = re.findall(r"\((.*?)\)", tab.status())
        for share, word in zip((line[-1] for line in medians(page).values()), found, strict=True):
            small, large = {
                "vanishes": (0, 1e-5),
                "little arrives": (1e-5, 0.01),
                "arrives": (0.01, 1e3),
                "explodes": (1e3, 1e30),
            }[word]
            assert small <= share < large
            words.add(word)
    assert words == {"vanishes", "little arrives", "arrives", "explodes"}


@in_browser
def test_curves_are_kept_until_removed(tab):
    page = tab.show(Microscope(length=40))
    dotted = page.locator(".lc-microscope-kept")
    lines = page.locator("svg.lc-drawing polyline:not(.lc-microscope-kept)")
    drawn = lines.evaluate_all("all => all.map(e => e.getAttribute('points'))")
    page.get_by_role("button", name="keep these").click()
    page.get_by_label("gate bias").focus()
    page.keyboard.press("End")
    assert dotted.evaluate_all("all => all.map(e => e.getAttribute('points'))") == drawn
    now = lines.evaluate_all("all => all.map(e => e.getAttribute('points'))")
    assert [now[k] == drawn[k] for k in range(3)] == [True, False, False]
    name = page.locator("svg.lc-drawing").get_attribute("aria-label")
    assert name.count("kept") == 3
    assert "Kept: RNN" in tab.status()
    page.get_by_role("button", name="remove kept").click()
    assert dotted.count() == 0


@in_browser
def test_lines_lie_where_the_axis_says(tab):
    page = tab.show(Microscope(length=40))
    marks = page.locator("svg.lc-drawing").evaluate(
        """e => [...e.querySelectorAll('text')].map(t => [t.textContent, +t.getAttribute('y') - 4])
          .filter(([text]) => text === '1' || text.startsWith('10'))"""
    )
    heights = dict(marks)
    one, low = heights["1"], heights["10\u207b\u00b9\u00b2"]
    for kind, line in zip(KINDS, page.locator("svg.lc-drawing polyline").all(), strict=True):
        points = np.array([pair.split(",") for pair in line.get_attribute("points").split()], float)
        found = -12 * (points[:, 1] - one) / (low - one)
        np.testing.assert_allclose(found, np.log10(medians(page)[kind]), atol=1e-6)
        np.testing.assert_allclose(np.diff(points[:, 0]), np.diff(points[:, 0])[0])


@in_browser
def test_it_follows_values_set_from_python_until_it_is_closed(tab):
    page = tab.show(Microscope(length=30))
    page.evaluate(
        """state => {
      const el = document.body.appendChild(document.createElement('div'));
      const model = window.model = lstmCourse.model(state);
      window.end = lstmCourse.pieces.microscope({ model, el });
    }""",
        Microscope(length=50).state(),
    )
    second = page.locator("section.lc").nth(1).locator(".lc-status")
    assert "lag 49" in second.inner_text()
    page.evaluate("() => model.set('length', 20)")
    assert "lag 19" in second.inner_text()
    assert "lag 29" in page.locator(".lc-status").first.inner_text()  # the other piece stays
    page.evaluate("() => { end(); model.set('length', 40); }")
    assert "lag 19" in second.inner_text()
    box = second.locator("xpath=ancestor-or-self::section").locator("svg.lc-drawing").first
    size = box.get_attribute("viewBox")
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_timeout(200)
    assert box.get_attribute("viewBox") == size  # nothing draws any more
    assert page.locator("svg.lc-drawing").first.get_attribute("viewBox") != size


@in_browser
@pytest.mark.parametrize("width", [320, 390, 640, 920])
@pytest.mark.parametrize("values", [{"bias": 3.0}, {"scale": 10.0}, {"bias": -1.0, "length": 200}, {}])
def test_the_panel_is_readable_at_every_width(tab, width, values):
    page = tab.show(Microscope(kept=PLAIN, **values), width=width)
    page.wait_for_timeout(100)  # for the size to settle
    assert tab.overflow() <= 0
    box = page.locator("section.lc").bounding_box()
    for label in page.locator("svg.lc-drawing .lc-microscope-end").all():
        inner = label.bounding_box()
        assert inner["x"] + inner["width"] <= box["x"] + box["width"]
    assert pieces.overlapping(page.locator("svg.lc-drawing").first.locator("text"), slack=3) == []
    heights = page.locator("svg.lc-drawing text").evaluate_all(
        "all => all.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert min(heights) >= 11


def handle(page):
    """Return the middle of the handle at the end of the LSTM's curve."""
    place = page.locator("circle[data-handle=lstm]").last
    place.hover()  # waits until it stands still
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@in_browser
def test_the_end_of_the_lstm_s_curve_is_dragged_and_the_bias_follows(tab):
    page = tab.show(Microscope())
    bias = page.get_by_label("gate bias")
    x, y = handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    scale = page.locator("svg.lc-drawing").evaluate("e => e.getScreenCTM().a")
    power = 216 / 30 * scale  # pixels of a power of ten: 216 units from 1e-26 to 1e4
    start = np.log10(medians(page)["lstm"][-1])
    seen = {}
    for exponent in (-12, -6, -3):
        page.mouse.move(x, y - (exponent - start) * power, steps=3)
        seen[exponent] = np.log10(medians(page)["lstm"][-1]), float(bias.input_value())
        assert abs(seen[exponent][0] - exponent) < 2.5  # a tenth of the bias is more than a power of ten
        points = page.locator(".lc-microscope-band").evaluate_all(
            "all => all.map(e => [...e.points].map(p => p.y))"
        )
        for band in points:  # one network has no range
            np.testing.assert_allclose(band[: len(band) // 2], band[: len(band) // 2 - 1 : -1])
    assert seen[-12][1] < seen[-6][1] < seen[-3][1]
    quick = medians(page)
    page.mouse.up()
    still = medians(page)
    assert not np.array_equal(quick["gru"], still["gru"])  # all five are measured again
    fresh = medians(tab.show(Microscope(bias=seen[-3][1])))
    for kind in KINDS:
        np.testing.assert_array_equal(still[kind], fresh[kind])
    assert tab.messages == []


@in_browser
def test_the_end_stops_where_no_bias_leads_further_and_ends_chrono(tab):
    page = tab.show(Microscope(length=60, chrono=True))
    x, y = handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 400, steps=3)
    assert page.get_by_label("gate bias").input_value() == "-1"
    assert page.get_by_role("button", name="one for all").get_attribute("aria-pressed") == "true"
    page.mouse.move(x, y - 400, steps=3)
    page.mouse.up()
    top = float(page.get_by_label("gate bias").input_value())
    assert top > 2
    highest = medians(page)["lstm"][-1]
    page.get_by_label("gate bias").fill("1")
    assert medians(page)["lstm"][-1] < highest


@in_browser
def test_a_dragged_slider_measures_one_network_until_it_rests(tab):
    page = tab.show(Microscope(length=40))
    box = page.get_by_label("gate bias").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + box["height"] / 2, steps=3)
    quick = medians(page)
    page.mouse.up()
    value = float(page.get_by_label("gate bias").input_value())
    still = medians(page)
    assert any((quick[kind] != still[kind]).any() for kind in KINDS)
    fresh = medians(tab.show(Microscope(length=40, bias=value)))
    for kind in KINDS:
        np.testing.assert_array_equal(still[kind], fresh[kind])


@in_browser
@pytest.mark.parametrize(
    ("exponent", "bias"), [(-30, -1), (-20, -1), (-15, -0.5), (-10, 0), (-1, 0.9), (0, 1), (2, 3), (9, 3)]
)
def test_the_bias_for_an_exponent_lies_between_its_neighbours(javascript, exponent, bias):
    known = [[-1, -20], [0, -10], [1, 0], [3, 2], [4, 1]]
    assert javascript("biasFor(exponent, known)", exponent=exponent, known=known) == bias


def test_errors_name_the_trait():
    for wrong in (
        {"scale": 0.0},
        {"scale": float("nan")},
        {"bias": float("inf")},
        {"bias": 6.5},
        {"orthogonal": "yes"},
        {"length": 9},
        {"seed": -1},
        {"kept": {"scale": 1.0}},
        {"kept": PLAIN | {"length": 5}},
    ):
        with pytest.raises(TraitError, match=next(iter(wrong))):
            Microscope(**wrong)
        with pytest.raises(TraitError, match=next(iter(wrong))):
            setattr(Microscope(), *next(iter(wrong.items())))
