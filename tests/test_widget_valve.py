"""The valve answers to the mouse and to the keyboard, and calculates what the gate calculates."""

import pytest

from lstm_course.cells import sigmoid
from lstm_course.widgets import Valve

pytestmark = [pytest.mark.slow, pytest.mark.browser]


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


def test_dragging_the_point_moves_the_logit(tab):
    page = tab.show(Valve(logit=0.0))
    box = page.locator("svg.lc-drag").bounding_box()
    place = {a: box["x"] + (150 + 15.5 * a) / 300 * box["width"] for a in (0, 4, 50)}
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


def test_errors_name_the_trait():
    for wrong in ({"logit": 9.0}, {"value": -1.1}, {"gate": "g"}):
        with pytest.raises(Exception, match=next(iter(wrong))):
            Valve(**wrong)
