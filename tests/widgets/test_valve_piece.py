"""The valve answers to the mouse and to the keyboard, and calculates what the gate calculates."""

import re

import numpy as np
import pytest

from lstm_course.cells import sigmoid
from lstm_course.widgets import Valve


def spoken(page):
    """Return the numbers of the sentence: logit, share, share, value, passed."""
    text = page.locator(".lc-status").inner_text().replace("\N{MINUS SIGN}", "-")
    for sign in "σ()=×,":
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


def test_errors_name_the_trait():
    for wrong in (
        {"logit": 9.0},
        {"value": -1.1},
        {"gate": "g"},
        {"logit": float("nan")},
        {"value": float("nan")},
    ):
        with pytest.raises(Exception, match=next(iter(wrong))):
            Valve(**wrong)
