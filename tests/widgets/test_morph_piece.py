"""The morph answers to the mouse and to the keyboard, with the numbers of the LSTM, its variants and the GRU."""

import math
import re

import numpy as np
import pieces
import pytest
import torch

from lstm_course import widgets
from lstm_course.cells import gru_step, lstm_step, sigmoid
from lstm_course.nets.variants import CoupledGates, NoOutputActivation
from lstm_course.widgets import Morph

approx = pytest.approx
browser = [pytest.mark.slow, pytest.mark.browser]
SUMS = ("a_f", "a_i", "a_o", "from_x", "from_past")
STAGES = ["1 LSTM", "2 coupled", "3 no tanh", "4 GRU"]
ANIMATION = 1_500  # milliseconds, more than the picture takes to change


class NearlyTheGRU(NoOutputActivation, CoupledGates):
    """An LSTM with i = 1 - f and h = o c."""


def variant_step(cls, memory, sums):
    """Return c and h of one step of a PyTorch variant whose gates see nothing but their bias."""
    cell = cls(1, 1, dtype=torch.float64)
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        b = {"i": sums["a_i"], "f": sums["a_f"], "g": sums["from_x"] + sums["from_past"], "o": sums["a_o"]}
        cell.b.copy_(torch.tensor([b[gate] for gate in cell.gates], dtype=torch.float64))
        zero, state = torch.zeros(1, 1, dtype=torch.float64), torch.full((1, 1), memory, dtype=torch.float64)
        _, (h, c) = cell(torch.zeros(1, 1, 1, dtype=torch.float64), (zero, state))
    return c.item(), h.item()


def expected_step(stage, memory, sums):
    """Return the memory and the hidden state after one step, from code that the piece does not share."""
    one = np.ones((1, 1))
    a_f, a_i, a_o, from_x, from_past = (sums[name] for name in SUMS)
    if stage == 0:
        b = np.array([a_i, a_f, from_past, a_o])
        h, c, _ = lstm_step(
            one * from_x, 0 * one, one * memory, np.array([[0.0, 0, 1, 0]]), np.zeros((1, 4)), b
        )
        return c.item(), h.item()
    if stage < 3:
        return variant_step((CoupledGates, NearlyTheGRU)[stage - 1], memory, sums)
    b_x, b_h = np.array([a_o, a_f, 0.0]), np.array([0.0, 0.0, from_past])
    h, _ = gru_step(one * from_x, one * memory, np.array([[0.0, 0, 1]]), np.zeros((1, 3)), b_x, b_h)
    return h.item(), h.item()


def expected(stage, state):
    """Return the memory before and after the last step, and the hidden state."""
    memory = state["start"]
    for _ in range(state["time_step"]):
        before = memory
        memory, h = expected_step(stage, before, state)
    return before, memory, h


@pytest.fixture(scope="module")
def run(tab):
    """A function that runs the piece's own arithmetic."""
    tab.page.goto("about:blank")
    source = widgets.source("morph")
    call = f"([at, state]) => {{ {source}\nreturn morphRun(at / 3, state); }}"
    return lambda stage, state: tab.page.evaluate(call, [stage, state])


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("stage", range(4))
def test_the_arithmetic_is_that_of_the_cells(run, rng, stage):
    for time_step in (1, 2, 7):
        state = {
            **{name: float(rng.uniform(-3, 3)) for name in SUMS},
            "start": float(rng.uniform(-1, 1)),
            "time_step": time_step,
        }
        found = run(stage, state)
        wanted = expected(stage, state)
        assert [found[name] for name in ("memory", "c", "h")] == approx(wanted, rel=1e-9, abs=1e-9)


def between(amount, memory, sums):
    """Return every number of one step on the way, written out for each third by itself."""
    third, share = min(int(3 * amount), 2), 3 * amount - min(int(3 * amount), 2)
    f, i, o = (sigmoid(sums[name]) for name in ("a_f", "a_i", "a_o"))
    if third == 0:
        i += share * (1 - f - i)
        g = np.tanh(sums["from_x"] + sums["from_past"])
        c = f * memory + i * g
        return c, o * np.tanh(c)
    if third == 1:
        c = f * memory + (1 - f) * np.tanh(sums["from_x"] + sums["from_past"])
        return c, o * (share * c + (1 - share) * np.tanh(c))
    g = np.tanh(sums["from_x"] + (1 - share * (1 - o)) * sums["from_past"])
    c = f * memory + (1 - f) * g
    return c, (share + (1 - share) * o) * c


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("amount", [0.04, 0.2, 0.4, 0.6, 0.7, 0.96])
def test_between_two_stages_each_number_is_a_mixture(run, rng, amount):
    state = {**{name: float(rng.uniform(-3, 3)) for name in SUMS}, "start": 0.4, "time_step": 3}
    memory = state["start"]
    for _ in range(3):
        memory, h = between(amount, memory, state)
    found = run(3 * amount, state)
    assert (found["c"], found["h"]) == approx((memory, h), rel=1e-9)


@pytest.mark.slow
@pytest.mark.browser
def test_no_number_jumps_on_the_way(run):
    state = Morph(a_f=4.0, a_i=4.0, time_step=20).state()
    steps = [run(stage, state) for stage in np.linspace(0, 3, 301)]
    for name in ("i", "g", "o", "c", "h", "heard"):
        values = np.array([step[name] for step in steps])
        jumps = np.abs(np.diff(values))
        assert jumps.max() < 0.1 * max(1, np.ptp(values)), name
    assert steps[0]["c"] > 14 > 1 > max(abs(step["c"]) for step in steps[100:])


def traces(page):
    """Return the points of the lines below the diagram, and the name that is spoken."""
    chart = page.locator("svg.lc-drag")
    lines = chart.locator("polyline").evaluate_all(
        "all => all.map(e => [e.getAttribute('class'), [...e.points].map(p => [p.x, p.y])])"
    )
    return {look.split()[-1]: np.array(points) for look, points in lines}, chart.get_attribute("aria-label")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("amount", [0.0, 0.2, 0.9])
def test_the_traces_are_those_of_the_cell(tab, amount):
    piece = Morph(amount=amount, a_f=3.0, a_i=2.0, start=0.3)
    page = tab.show(piece)
    memory, kept, shown = 0.3, [0.3], []
    for _ in range(20):
        memory, h = between(amount, memory, piece.state())
        kept.append(memory)
        shown.append(h)
    lines, name = traces(page)
    band = page.locator("svg.lc-drag .lc-morph-band")
    y, height = (float(band.get_attribute(a)) for a in ("y", "height"))  # from 1 to -1
    for look, values, first in (("lc-c", kept, 0), ("lc-h", shown, 1)):
        np.testing.assert_allclose(1 - 2 * (lines[look][:, 1] - y) / height, values, atol=1e-4)
        np.testing.assert_allclose(np.diff(lines[look][:, 0]), np.diff(lines["lc-c"][:2, 0])[0], rtol=1e-3)
        assert lines[look][0, 0] == approx(lines["lc-c"][first, 0], abs=0.01)
    assert ("lc-baseline" in lines) == (amount > 0)
    assert f"to {kept[-1]:.2f}" in name.replace("\N{MINUS SIGN}", "-")


@pytest.mark.slow
@pytest.mark.browser
def test_the_axis_stays_while_the_cell_changes_and_a_click_goes_to_a_time_step(tab):
    page = tab.show(Morph(a_f=4.0, a_i=4.0))
    ticks = page.locator("svg.lc-drag text.lc-small").all_text_contents()
    page.get_by_role("slider").first.fill("0.5")
    assert page.locator("svg.lc-drag text.lc-small").all_text_contents()[:-1] == ticks[:-1]
    lines, _ = traces(page)
    box = page.locator("svg.lc-drag").bounding_box()
    scale = page.locator("svg.lc-drag").evaluate("e => e.getScreenCTM().a")
    page.mouse.click(box["x"] + scale * lines["lc-c"][12, 0], box["y"] + 60)
    assert page.get_by_label("time step").input_value() == "12"
    page.mouse.click(box["x"] + 1, box["y"] + 60)
    assert page.get_by_label("time step").input_value() == "1"
    page.get_by_role("slider").first.fill("1")
    lines, _ = traces(page)
    assert "lc-c" not in lines  # the memory is h


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0.2, "% of the way from 1 LSTM to 2 coupled"),
        (0.5, "2 coupled to 3 no tanh"),
        (0.9, "3 no tanh to 4 GRU"),
    ],
)
def test_on_the_way_the_equations_give_the_numbers(tab, amount, words):
    piece = Morph(amount=amount, a_f=1.2, a_i=-0.7, a_o=0.4, from_past=-0.8, time_step=2)
    page = tab.show(piece)
    assert words in page.locator(".lc-morph-title").inner_text()
    memory = piece.start
    for _ in range(2):
        memory, h = between(amount, memory, piece.state())
    texts = [t.replace("\N{MINUS SIGN}", "-") for t in page.locator(".lc-morph-numbers").all_inner_texts()]
    ends = [float(text.rsplit("=", 1)[1]) for text in texts]
    assert ends[1:] == approx([memory, h], abs=6e-3)
    for text, end in zip(texts, ends, strict=True):
        left = text.rsplit("=", 1)[0].replace("\u00b7", "*").replace("tanh", "np.tanh")
        assert eval(left, {"np": np}) == approx(end, abs=0.02)
    found = picture(page)
    assert (found["c"], found["h"]) == approx((memory, h), abs=6e-3)
    assert f"h = {h:.2f}" in tab.status().replace("\N{MINUS SIGN}", "-")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 760])
def test_the_traces_fit(tab, width):
    for amount in (0.0, 0.5, 1.0):
        page = tab.show(Morph(amount=amount, a_f=4.0, a_i=4.0), width=width)
        page.wait_for_timeout(100)
        assert tab.overflow() <= 0
        assert pieces.overlapping(page.locator("svg.lc-drag text"), slack=4) == []


def picture(page):
    """Return the numbers that the picture's spoken name holds, by letter."""
    name = page.locator("svg.lc-morph").get_attribute("aria-label").replace("\N{MINUS SIGN}", "-")
    return {letter: float(value) for letter, value in re.findall(r"([a-z]|1 - f) (-?\d+\.\d\d)", name)}


def edges(page):
    """Return the numbers that stand on the edges."""
    texts = page.locator("svg.lc-morph text").all_text_contents()
    return [
        float(text.replace("\N{MINUS SIGN}", "-"))
        for text in texts
        if re.fullmatch(r"\N{MINUS SIGN}?\d+\.\d\d", text)
    ]


@pytest.mark.parametrize("stage", [pytest.param(stage, marks=browser) for stage in range(4)])
def test_a_stage_button_shows_its_numbers(tab, stage):
    piece = Morph(a_f=1.2, a_i=-0.7, a_o=0.4, time_step=3)
    page = tab.show(piece)
    button = page.get_by_role("button", name=STAGES[stage])
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.wait_for_timeout(ANIMATION)
    before, memory, h = expected(stage, piece.state())
    f, i, o = (sigmoid(a) for a in (1.2, -0.7 if stage == 0 else -1.2, 0.4))  # 1 - sigmoid(a) is sigmoid(-a)
    heard = o * 1.0 if stage == 3 else 1.0
    g = np.tanh(0.5 + heard)
    wanted = [before, memory, f * before, f, i, g, i * g, o, 0.5, 1.0, heard if stage == 3 else h]
    assert sorted(edges(page)) == approx(sorted(wanted), abs=6e-3)
    numbers = " ".join(page.locator(".lc-morph-numbers").all_inner_texts()).replace("\N{MINUS SIGN}", "-")
    assert f"= {memory:.2f}" in numbers
    assert f"{h:.2f}" in numbers.rsplit("=", 1)[-1] + numbers.rsplit(":", 1)[-1]
    found = picture(page)
    assert found["h"] == approx(h, abs=6e-3)
    if stage in (1, 2):
        assert found["1 - f"] == approx(1 - sigmoid(1.2), abs=6e-3)
    parameters = re.search(r"(\d)H\(D \+ H \+ 1\) parameters, (\d+) with D = 10, H = 32", tab.status())
    blocks = 3 if stage else 4
    assert [int(parameters[1]), int(parameters[2])] == [blocks, blocks * 32 * (10 + 32 + 1)]
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_lesson_s_case_by_hand(tab):
    tab.show(Morph(amount=1.0))
    assert "n = 0.76" in tab.status()
    assert "h = \N{MINUS SIGN}0.35" in tab.status()


@pytest.mark.slow
@pytest.mark.browser
def test_the_keyboard_moves_the_stage_the_sums_and_the_time(tab):
    page = tab.show(Morph(a_f=4.0, a_i=4.0, a_o=4.0))
    sliders = page.get_by_role("slider")
    page.get_by_label("time step").focus()
    page.keyboard.press("End")
    _, counted, _ = expected(0, Morph(a_f=4.0, a_i=4.0, a_o=4.0, time_step=20).state())
    assert counted > 10
    assert f"c = {counted:.2f}" in tab.status()
    sliders.nth(0).focus()
    page.keyboard.press("End")
    assert tab.status().startswith("Time step 20, GRU")
    assert page.evaluate("() => document.activeElement.type") == "range"  # nobody lost the focus
    assert -1 < picture(page)["h"] < 1
    page.get_by_label("sum of z").focus()
    page.keyboard.press("Home")
    assert f"z keeps {sigmoid(-4.0):.2f}" in tab.status()
    page.keyboard.press("ArrowRight")
    assert page.get_by_label("sum of z").input_value() == "-3.9"


@pytest.mark.slow
@pytest.mark.browser
def test_the_input_gate_is_there_in_the_first_stage_only(tab):
    page = tab.show(Morph())
    third = page.get_by_role("slider").nth(3)
    assert third.is_enabled()
    page.get_by_role("button", name="2 coupled").click()
    assert third.is_disabled()
    page.wait_for_timeout(ANIMATION)
    letters = page.locator("svg.lc-morph rect + text, svg.lc-morph text.lc-strong").all_text_contents()
    assert sorted(letters) == ["f", "g", "o", "tanh"]
    page.get_by_role("button", name="4 GRU").click()
    page.wait_for_timeout(ANIMATION)
    assert sorted(page.locator("svg.lc-morph text.lc-strong").all_text_contents()) == ["n", "r", "z"]


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("old", "new"), [("f", "z"), ("g", "n"), ("o", "r")])
def test_a_renamed_part_keeps_its_colour(tab, old, new):
    colours = []
    for amount, letter in ((0.0, old), (1.0, new)):
        page = tab.show(Morph(amount=amount))
        text = page.locator("svg.lc-morph text.lc-strong").get_by_text(letter, exact=True)
        colours.append(text.evaluate("e => getComputedStyle(e).fill"))
    assert colours[0] == colours[1]


@pytest.mark.slow
@pytest.mark.browser
def test_a_part_that_goes_is_pale_and_the_picture_moves_only_if_wanted(tab):
    page = tab.show(Morph(amount=0.1))
    gate = page.locator("svg.lc-morph g.lc-i").filter(has=page.locator("rect"))
    assert float(gate.get_attribute("opacity")) == approx(0.7)
    page.emulate_media(reduced_motion="reduce")
    try:
        page = tab.show(Morph())
        page.get_by_role("button", name="4 GRU").click()
        found = page.locator("svg.lc-morph text.lc-strong").all_text_contents()  # at once
        assert sorted(found) == ["n", "r", "z"]
    finally:
        page.emulate_media(reduced_motion="no-preference")


@pytest.mark.slow
@pytest.mark.browser
def test_a_stage_button_starts_a_movement_which_another_control_ends(tab):
    page = tab.page.context.browser.new_page()  # with a clock of its own
    try:
        page.clock.install()
        page.goto(tab.show(Morph()).url)
        page.clock.pause_at(page.evaluate("() => Date.now() + 1000"))
        pale = page.locator("svg.lc-morph g[opacity]")
        page.get_by_role("button", name="4 GRU").click()
        page.clock.run_for(100)
        assert pale.count() > 0
        page.clock.run_for(1_000)
        assert pale.count() == 0
        page.get_by_role("button", name="1 LSTM").click()
        page.clock.run_for(100)
        assert pale.count() > 0
        page.get_by_role("slider").nth(1).press("ArrowRight")
        assert pale.count() == 0
        page.clock.run_for(100)
        assert pale.count() == 0
    finally:
        page.close()


@pytest.mark.slow
@pytest.mark.browser
def test_dragging_the_slider_passes_the_stages(tab):
    page = tab.show(Morph())
    box = page.get_by_role("slider").first.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, y)
    page.mouse.down()
    seen = []
    for share in np.linspace(0, 1, 13):
        page.mouse.move(box["x"] + 10 + share * (box["width"] - 20), y)
        seen.append(page.locator("button[aria-pressed='true']").inner_text())
    page.mouse.up()
    assert list(dict.fromkeys(seen)) == STAGES


def test_errors_name_the_trait_and_what_came():
    wrong = {
        "amount": 1.1,
        "a_f": 4.5,
        "a_i": -5.0,
        "a_o": math.nan,
        "start": -1.5,
        "time_step": 0,
        "from_x": math.inf,
    }
    for name, value in wrong.items():
        with pytest.raises(Exception, match=name) as caught:
            Morph(**{name: value})
        assert str(value) in str(caught.value)
