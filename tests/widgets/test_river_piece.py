"""The river shows what lesson 05 calculates, and answers to the mouse, the keyboard and Python."""

import json
import re
from pathlib import Path

import numpy as np
import pieces
import pytest
from traitlets import TraitError

from lstm_course import cells, widgets
from lstm_course.layers import GRU, LSTM
from lstm_course.widgets import River


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


LESSON = Path(__file__).parents[2] / "notebooks" / "05_backpropagation_through_time.ipynb"
EXACT = {"rtol": 1e-9, "atol": 1e-12}


@pytest.fixture(scope="module")
def lesson():
    """The functions of lesson 05, taken from its cells."""
    names = {"np": np, "lstm_step": cells.lstm_step}
    for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if re.match(r"def (lstm_step_backward|forward|backward_through_time|sizes_of_paths)\(", source):
            exec(source, names)
    return names


def shifted(layer, bias=0.0, scale=1.0):
    """Return a copy of a layer with another forget bias and scale."""
    H = layer.hidden_size
    copy = LSTM(layer.input_size, H, rng=np.random.default_rng(0))
    copy.params = {name: value.copy() for name, value in layer.params.items()}
    copy.params["b"][H : 2 * H] += bias
    copy.params["W_h"] *= scale
    return copy


def sizes_of_paths(lesson, layer, x, dh, loss):
    """Return the sizes by the lesson's functions; its own one knows only a loss at the last step."""
    if loss == "last":
        return lesson["sizes_of_paths"](layer, x, dh)
    _, caches = lesson["forward"](x, layer.params)
    dy = np.repeat(dh[:, None], x.shape[1], axis=1)
    arrived = lesson["backward_through_time"](dy, caches)[2]
    layer.forward(x)
    o, c = layer.trace["o"], layer.trace["c"]
    through_h = [dh_t * o[:, t] * (1 - np.tanh(c[:, t]) ** 2) for t, (dh_t, _) in enumerate(arrived)]
    return tuple(
        np.sqrt(np.mean(np.square(part), axis=(1, 2))) for part in ([dc for _, dc in arrived], through_h)
    )


def network(rng, T=12):
    layer = LSTM(3, 5, rng=rng, forget_bias=0.7)
    layer.params["b"] += rng.normal(0, 0.3, 20)
    return layer, rng.normal(size=(4, T, 3)), rng.normal(size=(4, 5))


def sizes(page):
    """Return the exact sizes behind the picture: through c, through h."""
    data = page.locator("svg.lc-drawing").evaluate("e => [e.dataset.throughC, e.dataset.throughH]")
    return [np.array(json.loads(text), float) for text in data]


def spoken(page):
    """Return the numbers of the sentence."""
    text = page.locator(".lc-status").inner_text().replace("\N{MINUS SIGN}", "-")
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def lines(by_c, by_h):
    """Return the heights of the upper bank, of the line between the two, and of the lower bank, in pixels.

    The whole is as wide as the sum: nothing at 1e-6 and less, 170 at 1e3 and more; the upper part has the share of c.
    """
    total = by_c + by_h
    whole = 170 * np.clip((np.log10(np.maximum(total, 1e-9)) + 6) / 9, 0, 1)
    upper = 115 - whole / 2
    return upper, upper + whole * by_c / total, upper + whole


def step(page):
    return int(page.get_by_label("step reached").input_value())


@in_browser
@pytest.mark.parametrize(
    ("values", "loss"),
    [
        ({}, "last"),
        ({"forget_bias": 2.3, "scale": 1.9}, "last"),
        ({"forget_bias": -1.5, "scale": 0.0}, "every"),
        ({"steps": 7}, "every"),
    ],
)
def test_sizes_are_those_of_the_lesson(tab, rng, lesson, values, loss):
    layer, x, dh = network(rng)
    page = tab.show(River(layer, x, dh, loss=loss, **values))
    there = shifted(layer, values.get("forget_bias", 0), values.get("scale", 1))
    expected = sizes_of_paths(lesson, there, x[:, : values.get("steps", 12)], dh, loss)
    for found, right in zip(sizes(page), expected, strict=True):
        np.testing.assert_allclose(found, right, **EXACT)
    assert tab.messages == []


@in_browser
def test_without_a_layer_it_draws_the_network_that_it_describes(tab, lesson):
    source = widgets.source("river")
    tab.page.goto("about:blank")
    for seed in (0, 5):
        piece = River(seed=seed, forget_bias=1.0)
        net = tab.page.evaluate(f"state => {{ {source}\nreturn riverNet(state); }}", piece.state())
        net = {name: np.array(value, float) for name, value in net.items()}
        x, dh = net.pop("x"), net.pop("dh")
        assert x.shape == (8, 20, 2)
        assert dh.shape == (8, 16)
        assert net["W_h"].shape == (16, 64)
        assert np.abs(net["W_h"]).max() == pytest.approx(0.25, abs=0.002)
        assert abs(net["W_h"].mean()) < 0.02
        assert net["b"].tolist() == [0] * 16 + [1] * 16 + [0] * 32
        assert set(x[..., 1].ravel()) == {0, 1}
        assert 0 <= x[..., 0].min() < 0.1 < 0.9 < x[..., 0].max() < 1
        layer = LSTM(2, 16, rng=np.random.default_rng(0))
        layer.params = net
        page = tab.show(piece)
        for found, right in zip(sizes(page), lesson["sizes_of_paths"](layer, x, dh), strict=True):
            np.testing.assert_allclose(found, right, **EXACT)
        tab.page.goto("about:blank")


@in_browser
def test_the_sentence_and_the_picture_say_what_reaches_the_step(tab, rng):
    layer, x, dh = network(rng)
    layer.params["W_x"] *= 8
    page = tab.show(River(layer, x, dh, step=4))
    by_c, by_h = sizes(page)
    layer.forward(x)
    before, gate = layer.trace["f"][:, 4:6].mean(axis=(0, 2))
    assert abs(gate - before) > 0.02  # or the sentence could speak of the wrong step
    share = 100 * by_c[4] / (by_c[4] + by_h[4])
    expected = [4, 7, by_c[4], by_h[4], share, 5, gate]
    assert spoken(page) == pytest.approx(expected, rel=0.06, abs=0.006)
    front = page.locator("svg.lc-drawing .lc-river-front").evaluate_all(
        "all => all.map(l => [[l.getAttribute('y1'), l.getAttribute('y2')], l.getAttribute('class')])"
    )
    expected = lines(by_c[4:], by_h[4:])
    for (ends, classes), quantity, k in zip(front, "ch", (0, 1), strict=True):
        assert f"lc-{quantity}" in classes.split()
        assert [float(y) for y in ends] == pytest.approx([expected[k][0], expected[k + 1][0]])
    rivers = page.locator("svg.lc-drawing polygon").evaluate_all(
        "all => all.map(p => [...p.points].map(q => q.y))"
    )
    for k, river in enumerate(rivers):
        T = len(by_c[4:])
        np.testing.assert_allclose(river[:T], expected[k], atol=1e-3)
        np.testing.assert_allclose(river[T:][::-1], expected[k + 1], atol=1e-3)
    words = page.locator("svg.lc-drawing text").all_text_contents()
    assert sum(f"{round(share)}\N{NO-BREAK SPACE}%" in each for each in words) == 1
    assert f"{round(share)}\N{NO-BREAK SPACE}% of it comes along c" in page.locator(
        "svg.lc-drawing"
    ).get_attribute("aria-label")


@in_browser
@pytest.mark.parametrize(
    "values", [{}, {"forget_bias": 4.0, "scale": 4.0}, {"forget_bias": 3.0}, {"loss": "every"}]
)
def test_the_river_stays_in_its_frame_and_the_scale_stays_as_it_is(tab, values):
    page = tab.show(River(steps=40, **values))
    for step in range(39, 0, -3):
        page.get_by_label("step reached").fill(str(step))
        by_c, by_h = sizes(page)
        marks = page.locator("svg.lc-drawing :is(polygon, .lc-river-front)").evaluate_all(
            "all => all.flatMap(e => { const b = e.getBBox(); return [b.y, b.y + b.height]; })"
        )
        assert 30 <= min(marks) < max(marks) <= 200
        upper, _, lower = lines(by_c[step:], by_h[step:])
        assert min(marks) == pytest.approx(upper.min(), abs=3)  # and a line's width
        assert max(marks) == pytest.approx(lower.max(), abs=3)


@in_browser
def test_buttons_and_keys_walk_back_step_by_step(tab):
    page = tab.show(River(step=19))
    assert "through h" in tab.status()
    assert spoken(page)[:2] == [19, 0]
    back = page.get_by_role("button", name="one step back")
    back.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert step(page) == 16 == spoken(page)[0]
    assert back.evaluate("e => e === document.activeElement")
    page.get_by_role("button", name="to the first step").click()
    back.click()
    assert step(page) == 0
    assert "the first one" in tab.status()
    page.get_by_role("button", name="undo a step").click()
    assert step(page) == 1
    page.get_by_label("step reached").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert spoken(page)[:2] == [18, 1]
    page.get_by_role("button", name="start at the loss").click()
    assert step(page) == 19
    assert page.locator("svg.lc-drawing polygon").first.evaluate("p => p.points.length") == 2


@in_browser
def test_the_mouse_chooses_a_step_in_the_picture(tab):
    page = tab.show(River(step=19))
    box = page.locator("svg.lc-drawing").bounding_box()
    place = {t: box["x"] + 44 + (t + 0.5) * (box["width"] - 56) / 20 for t in (4, 12)}
    page.mouse.click(place[12], box["y"] + 60)
    assert step(page) == 12
    page.mouse.down()
    page.mouse.move(place[4], box["y"] + 60, steps=4)
    assert step(page) == 4
    page.mouse.up()
    page.mouse.move(place[12], box["y"] + 60)
    assert step(page) == 4


@in_browser
def test_dye_flows_from_the_loss_to_the_first_step_and_can_be_stopped(tab):
    page = tab.page.context.browser.new_page()  # with a clock of its own
    try:
        page.clock.install()
        page.goto(tab.show(River(step=3)).url)
        page.clock.pause_at(page.evaluate("() => Date.now() + 1000"))
        front = page.locator(".lc-river-front").first
        page.get_by_role("button", name="drop dye").click()
        seen, places = [], []
        for _ in range(8):
            page.clock.run_for(130)
            seen.append(step(page))
            places.append(float(front.get_attribute("x1")))
        assert seen == sorted(seen, reverse=True)
        assert 6 < seen[0] - seen[-1] < 9
        gaps = (
            -np.diff(places)
            / (page.locator("svg.lc-drawing").evaluate("e => e.viewBox.baseVal.width") - 58)
            * 20
        )
        assert np.all((0.7 < gaps) & (gaps < 1.3))  # a step in 130 ms
        page.get_by_role("button", name="stop").click()
        page.clock.run_for(2_000)
        assert step(page) == seen[-1]
        page.get_by_role("button", name="drop dye").click()
        page.clock.run_for(4_000)
        assert step(page) == 0
        assert page.get_by_role("button", name="drop dye").is_visible()
        page.get_by_role("button", name="drop dye").click()
        page.clock.run_for(500)
        page.get_by_label("forget bias").press("ArrowRight")  # another control ends the flow
        stopped = step(page)
        page.clock.run_for(2_000)
        assert step(page) == stopped > 0
    finally:
        page.close()


@in_browser
def test_less_motion_is_none(tab):
    tab.page.emulate_media(reduced_motion="reduce")
    try:
        page = tab.show(River(step=12))
        page.get_by_role("button", name="drop dye").click()
        assert step(page) == 0
    finally:
        tab.page.emulate_media(reduced_motion="no-preference")


@in_browser
def test_the_settings_before_stay_as_a_ghost(tab):
    page = tab.show(River(step=2))
    ghost = page.locator(".lc-river-ghost")
    assert ghost.count() == 0
    page.get_by_label("step reached").fill("1")  # no setting
    assert ghost.count() == 0
    page.wait_for_timeout(1_100)
    before = sizes(page)
    for value in ("1.5", "2", "3"):  # one movement of the hand
        page.get_by_label("forget bias").fill(value)
    points = ghost.evaluate_all("all => all.map(e => [...e.points].map(p => p.y))")
    for line, expected in zip(points, lines(*(values[1:] for values in before)), strict=True):
        np.testing.assert_allclose(line, expected, atol=1e-3)
    assert "before the last change" in page.locator("svg.lc-drawing").get_attribute("aria-label")
    page.get_by_label("time steps T").fill("9")
    assert ghost.count() == 0  # of another length


@in_browser
def test_sliders_change_the_network(tab):
    page = tab.show(River(step=0))
    arrives = [sizes(page)[0][0]]
    page.get_by_label("forget bias").focus()
    for _ in range(3):
        for _ in range(10):
            page.keyboard.press("ArrowRight")
        arrives.append(sizes(page)[0][0])
    assert arrives == sorted(arrives)
    assert arrives[-1] > 30 * arrives[0]
    page.get_by_label("factor on W_h").focus()
    page.keyboard.press("Home")  # no way through h but at the last step
    by_h = sizes(page)[1]
    assert by_h[-1] > 0.1
    assert by_h[:-1].tolist() == [0] * 19
    page.get_by_role("button", name="at every step").click()
    assert sizes(page)[1].min() > 0.1
    page.get_by_label("time steps T").focus()
    page.keyboard.press("End")
    assert len(sizes(page)[0]) == 60
    assert step(page) == 0
    page.get_by_role("button", name="start at the loss").click()
    page.get_by_label("time steps T").focus()
    page.keyboard.press("Home")
    assert len(sizes(page)[0]) == 2
    assert step(page) == 1  # still at the loss
    page.keyboard.press("ArrowRight")
    assert step(page) == 2


@in_browser
def test_it_follows_values_set_from_python_until_it_is_closed(tab):
    page = tab.show(River())
    page.evaluate(
        """state => {
      const el = document.body.appendChild(document.createElement('div'));
      const model = window.model = lstmCourse.model(state);
      window.end = lstmCourse.pieces.river({ model, el });
    }""",
        River(step=7).state(),
    )
    second = page.locator("section.lc").nth(1)
    assert second.locator(".lc-status").inner_text().startswith("Step 7,")
    page.evaluate("() => model.set('step', 3)")
    assert second.locator(".lc-status").inner_text().startswith("Step 3,")
    assert tab.page.locator(".lc-status").first.inner_text().startswith("Step 10,")  # the other piece stays
    page.evaluate("() => { end(); model.set('step', 5); }")
    assert second.locator(".lc-status").inner_text().startswith("Step 3,")
    box = second.locator("xpath=ancestor-or-self::section").locator("svg.lc-drawing").first
    size = box.get_attribute("viewBox")
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_timeout(200)
    assert box.get_attribute("viewBox") == size  # nothing draws any more
    assert page.locator("svg.lc-drawing").first.get_attribute("viewBox") != size


@in_browser
@pytest.mark.parametrize("width", [320, 390, 920])
@pytest.mark.parametrize(("step", "steps"), [(0, 20), (3, 20), (10, 20), (19, 20), (59, 60), (1, 2)])
def test_the_picture_is_laid_out_for_the_width(tab, width, step, steps):
    page = tab.show(River(step=step, steps=steps, forget_bias=3.0), width=width)
    assert page.locator("svg.lc-drawing").bounding_box()["width"] > min(width, 860) - 60
    texts = page.locator("svg.lc-drawing text")
    heights = texts.evaluate_all("all => all.map(t => t.getBoundingClientRect().height)")
    assert min(heights) > 12  # 11.5 px and more
    assert pieces.overlapping(texts, slack=2) == []


def test_a_layer_of_pytorch_is_taken(rng):
    torch = pytest.importorskip("torch")
    layer = torch.nn.LSTM(3, 5, batch_first=True)
    piece = River(layer, rng.normal(size=(2, 7, 3)))
    W_x = layer.weight_ih_l0.detach().numpy().T
    b = (layer.bias_ih_l0 + layer.bias_hh_l0).detach().numpy()
    np.testing.assert_allclose(piece.net["W_x"], W_x, rtol=1e-6)
    np.testing.assert_allclose(piece.net["b"], b, rtol=1e-6)
    with pytest.raises(ValueError, match=r"layer must be an LSTM.*got GRU"):
        River(torch.nn.GRU(3, 5), np.zeros((2, 7, 3)))


def test_a_layer_is_stored_as_it_was(rng):
    layer, x, dh = network(rng)
    piece = River(layer, x, dh)
    assert (piece.steps, piece.step, piece.forget_bias) == (12, 11, 0)
    assert piece.net["W_h"] == layer.params["W_h"].tolist()
    assert piece.net["x"] == x.tolist()
    layer.params["b"][:] = 0
    assert piece.net["b"] != layer.params["b"].tolist()
    seen = []
    piece.observe(lambda change: seen.append(change["new"]["b"]), "net")
    piece.load(layer, x[0])
    assert seen == [layer.params["b"].tolist()]
    assert len(piece.net["x"]) == 1
    assert "dh" not in piece.net


def test_errors_name_the_argument(rng):
    layer, x, dh = network(rng)
    for message, arguments in {
        "layer must be an LSTM.*got GRU": (GRU(3, 5, rng=rng), x),
        "x must hold inputs": (layer,),
        "layer must be given": (None, x),
        r"x must have shape .* got \(4, 12, 2\)": (layer, x[..., :2]),
        r"dh must have shape .* got \(5,\)": (layer, x, dh[0]),
        "x must hold finite numbers": (layer, x * np.nan),
        "x must have 2 to 60 time steps, got 1": (layer, x[:, :1]),
        "x must have 2 to 60 time steps, got 61": (layer, np.zeros((1, 61, 3))),
    }.items():
        with pytest.raises(ValueError, match=message):
            River(*arguments)
    with pytest.raises(ValueError, match="net must not"):
        River(layer, x, net={})


def test_errors_name_the_trait(rng):
    net = River(*network(rng)).net
    for wrong in (
        {"step": -1},
        {"steps": 61},
        {"forget_bias": float("nan")},
        {"scale": 4.1},
        {"loss": "first"},
        {"seed": -1},
        {"net": {}},
        {"net": {**net, "b": [0.0]}},
        {"net": {**net, "W_x": "weights"}},
        {"net": {**net, "dh": [[float("inf")] * 5] * 4}},
    ):
        with pytest.raises(TraitError, match=next(iter(wrong))):
            River(**wrong)
        piece = River()
        with pytest.raises(TraitError, match=next(iter(wrong))):
            setattr(piece, *next(iter(wrong.items())))


def test_a_shorter_input_takes_the_steps_along():
    rng = np.random.default_rng(0)
    layer = LSTM(2, 3, rng=rng)
    piece = River(layer, rng.normal(size=(1, 30, 2)))
    piece.load(layer, rng.normal(size=(1, 5, 2)))
    assert (piece.steps, piece.step) == (5, 4)
    piece.load(layer, rng.normal(size=(1, 9, 2)))
    assert (piece.steps, piece.step) == (5, 4)  # of longer inputs the first steps are taken, as always
