"""The valve answers to the mouse and to the keyboard, and calculates what the gate calculates."""

import re

import numpy as np
import pytest

from lstm_course.cells import sigmoid
from lstm_course.widgets import Valve


def spoken(page):
    """Return the numbers of the sentence: logit, share, share, value, passed."""
    text = page.locator(".lc-status").inner_text().replace("\N{MINUS SIGN}", "-")
    for sign in "σ()=×,%":
        text = text.replace(sign, " ")
    return [float(word) for word in text.split() if word[-1].isdigit()]


def expect(page, logit, value):
    share = sigmoid(logit)
    assert spoken(page) == pytest.approx([logit, share, share, value, share * value], abs=6e-4)


def test_the_sentence_is_right_at_the_start(tab):
    page = tab.show(Valve(logit=1.3, value=-0.8))
    expect(page, 1.3, -0.8)
    assert tab.messages == []


def test_keyboard_moves_the_logit_and_the_value(tab):
    page = tab.show(Valve(logit=0.0, value=0.5))
    page.get_by_label("logit a").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page, 0.3, 0.5)
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    expect(page, 0.3, -1.0)


def centre(page, text):
    box = page.locator("svg.lc-drag text", has_text=text).bounding_box()
    return box["x"] + box["width"] / 2


def test_dragging_the_point_moves_the_logit(tab):
    page = tab.show(Valve(logit=0.0))
    left, right = (centre(page, re.compile(f"^{end}$")) for end in ("\N{MINUS SIGN}4", "8"))
    place = {a: left + (right - left) * (a + 4) / 12 for a in (0, 4, 50)}
    box = page.locator("svg.lc-drag").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(place[0], middle)
    page.mouse.down()
    page.mouse.move(place[4], middle, steps=5)
    expect(page, 4.0, 1.0)
    page.mouse.move(place[50], middle)
    expect(page, 8.0, 1.0)  # it stops at the end
    page.mouse.up()
    page.mouse.move(place[0], middle)
    expect(page, 8.0, 1.0)  # and does not follow a mouse that is not pressed


def test_the_gate_gives_the_colour(tab):
    page = tab.show(Valve(gate="f"))
    button = page.get_by_role("button", name="output gate")
    leaf = page.locator("svg.lc-drawing polygon").nth(1)
    assert "lc-f" in leaf.get_attribute("class")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert "lc-o" in leaf.get_attribute("class")


def corners(page, k):
    """Return the corners of the k-th area of the sluice, (number, 2); y grows downwards."""
    points = page.locator("svg.lc-drawing polygon").nth(k).get_attribute("points")
    return np.array([[float(word) for word in point.split(",")] for point in points.split()])


@pytest.mark.parametrize("value", [1.0, 0.4, -0.7])
@pytest.mark.parametrize("logit", [-3.0, 1.3, 8.0])
def test_the_levels_stand_as_high_as_the_numbers(tab, logit, value):
    page = tab.show(Valve(logit=logit, value=value))
    water, leaf = corners(page, 0), corners(page, 1)
    ground, came, passed = water[0, 1], water[1, 1], water[-2, 1]
    assert (ground - passed) / (ground - came) == pytest.approx(sigmoid(logit))
    assert np.sign(ground - came) == np.sign(value)
    height = float(page.locator("svg.lc-drawing").first.get_attribute("viewBox").split()[3])
    for y in (*water[:, 1], *leaf[:, 1]):
        assert 0 <= y <= height
    opening = leaf[-2] - water[-3]  # the last corners of the two beneath the leaf
    assert opening[0] == pytest.approx(0)
    assert 0 < -np.sign(value) * opening[1] < 10  # the leaf does not touch the water


@pytest.mark.parametrize("logit", [-4.2, 0.0, 2.0, 8.0])
def test_the_tangent_touches_the_curve_and_its_slope_is_written(tab, logit):
    page = tab.show(Valve(logit=logit, gate="f"))
    slope = (sigmoid(logit + 1e-5) - sigmoid(logit - 1e-5)) / 2e-5
    assert page.locator("svg.lc-drag text", has_text="slope").text_content() == f"slope {slope:.4f}"
    ends = page.locator("svg.lc-drag line").evaluate_all(
        "all => all.map(e => ['x1', 'y1', 'x2', 'y2'].map(name => Number(e.getAttribute(name))))"
    )
    (x1, _, x2, ground), ceiling, tangent = ends[0], ends[1][1], ends[-1]
    rise = (tangent[1] - tangent[3]) / (ground - ceiling)
    run = (tangent[2] - tangent[0]) / (x2 - x1) * 16
    assert rise / run == pytest.approx(slope)
    middle = np.array(tangent).reshape(2, 2).mean(axis=0)
    point = page.locator("svg.lc-drag circle")
    assert middle == pytest.approx([float(point.get_attribute(name)) for name in ("cx", "cy")])
    assert (ground - middle[1]) / (ground - ceiling) == pytest.approx(sigmoid(logit))


@pytest.mark.parametrize("value", [0.8, -0.8])
def test_lifting_the_leaf_opens_the_gate(tab, value):
    page = tab.show(Valve(logit=0.0, value=value))
    leaf = page.locator("[data-handle=leaf]")
    leaf.hover()  # waits until it stands still
    box, water = leaf.bounding_box(), corners(page, 0)
    scale = page.locator("svg.lc-drawing").first.evaluate("e => e.getScreenCTM().a")
    one = scale * (water[0, 1] - water[1, 1]) / value  # pixels of a whole opening
    x, y = box["x"] + box["width"] / 2, box["y"] + (10 if value > 0 else box["height"] - 10)
    page.mouse.move(x, y)
    page.mouse.down()
    expect(page, 0.0, value)  # a press alone moves nothing
    for share in (0.75, 0.1):
        page.mouse.move(x, y - np.sign(value) * (share - 0.5) * one, steps=4)
        expect(page, round(np.log(share / (1 - share)), 1), value)
    page.mouse.move(x, y - np.sign(value) * 2 * one)
    expect(page, 8.0, value)  # it stops at the end
    page.mouse.up()
    page.mouse.move(x, y)
    expect(page, 8.0, value)
    assert tab.messages == []


def test_a_swipe_over_the_curve_changes_nothing_and_a_move_to_the_side_does(tab):
    page = tab.show(Valve(logit=1.0))
    curve = page.locator("svg.lc-drag")
    box = curve.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 40

    def finger(kind, dx, dy):
        place = {"clientX": x + dx, "clientY": y + dy, "pointerType": "touch", "pointerId": 5, "button": 0}
        curve.dispatch_event(kind, place | {"buttons": int(kind != "pointerup")})

    page.evaluate("() => { Element.prototype.setPointerCapture = () => {} }")  # no real finger is down
    finger("pointerdown", 0, 0)
    finger("pointermove", 5, 60)
    finger("pointercancel", 5, 60)
    expect(page, 1.0, 1.0)
    finger("pointerdown", 0, 0)
    finger("pointermove", 60, 5)
    assert spoken(page)[0] > 2


@pytest.mark.parametrize(("logit", "value", "valves"), [(3.9, 0.9, 100), (-2.0, -1.0, 3), (8.0, 0.5, 2)])
def test_a_row_of_valves_passes_on_what_is_left(tab, logit, value, valves):
    page = tab.show(Valve(logit=logit, value=value, valves=valves))
    *one, count, left, percent = spoken(page)
    share = sigmoid(logit) ** valves
    assert one == pytest.approx(
        [logit, sigmoid(logit), sigmoid(logit), value, sigmoid(logit) * value], abs=6e-4
    )
    assert count == valves
    assert left == pytest.approx(value * share, rel=0.05, abs=6e-4)
    assert percent == pytest.approx(100 * share, rel=0.05, abs=0.06)
    picture = page.locator("svg.lc-drawing").nth(2)
    points = picture.locator("polygon").evaluate("e => [...e.points].map(p => [p.x, p.y])")
    stairs = np.array(points)[1:-1]
    levels = (points[0][1] - stairs[:, 1]) / (points[0][1] - stairs[0, 1])
    np.testing.assert_allclose(levels[::2], sigmoid(logit) ** np.arange(valves + 1), atol=1e-6)
    assert picture.locator("line.lc-line").count() == valves
    np.testing.assert_allclose(
        np.diff(stairs[::2, 0]), np.diff(stairs[:2, 0])[0], rtol=1e-4
    )  # tanks of one width


def test_one_valve_has_no_row(tab):
    page = tab.show(Valve(logit=0.0))
    assert not page.locator("svg.lc-drawing").nth(2).is_visible()
    page.get_by_label("valves in a row").fill("2")
    assert page.locator("svg.lc-drawing").nth(2).is_visible()
    assert "After 2 such valves in a row 0.250 is left, 25.0" in tab.status()
    page.get_by_label("logit a").fill("-8")
    assert spoken(page)[-2] == pytest.approx(sigmoid(-8.0) ** 2, rel=0.05)


def test_errors_name_the_trait():
    for wrong in (
        {"logit": 9.0},
        {"value": -1.1},
        {"gate": "g"},
        {"valves": 0},
        {"valves": 101},
        {"logit": float("nan")},
        {"value": float("nan")},
    ):
        with pytest.raises(Exception, match=next(iter(wrong))):
            Valve(**wrong)
