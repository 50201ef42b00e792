"""A guess is marked with mouse and keyboard, tells nothing before the button is pressed, and then tells it right."""

import re
from decimal import Decimal

import numpy as np
import pieces
import pytest
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.widgets import Guess

QUESTION = "How many weights has this LSTM?"
WIDE = {"low": 10, "high": 1e6, "log": True}
PERCENT = {"low": 0, "high": 100, "unit": "%"}
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SMALL = {"low": 1e-8, "high": 1, "log": True}


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("guess")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


def read(text):
    """Return the number of a label such as "you: 6.3 · 10⁻⁴ units"."""
    text = text.partition(": ")[2].replace("\N{MINUS SIGN}", "-").replace(",", "").replace(" · ", "e")
    text = re.sub("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "1e" + power[1].translate(RAISED), text)
    return float(text.split()[0].replace("e1e", "e"))


def own(page):
    return read(page.locator(".lc-guess-own").inner_text())


def slider(page):
    return page.get_by_label("your guess")


def look(page):
    return page.get_by_role("button")


def at(page, share):
    """Return the place on the screen of a share of the line, half a thumb inside either end."""
    box = page.locator(".lc-guess-line input").bounding_box()
    return box["x"] + 10 + (box["width"] - 20) * share, box["y"] + box["height"] / 2


def stops_between(low, high):
    """Return all numbers of two digits from low to high, by counting."""
    exponents = range(-12, 13)
    numbers = {float(Decimal(m).scaleb(e)) for e in exponents for m in range(10, 100)}
    return sorted(n for n in numbers if low <= n <= high)


# Before the button is pressed.


@in_browser
@pytest.mark.parametrize("mark", [None, 300, 4352])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_tells_the_truth_before_the_button_is_pressed(tab, mark, dark):
    pictures, texts = [], []
    for truth in (4352, 20):
        page = tab.show(Guess(QUESTION, truth=truth, mark=mark, **WIDE), dark=dark)
        pictures.append(page.screenshot())
        # the whole page, without the scripts that every piece has
        texts.append(page.locator("main").inner_html().replace(str(mark), "").replace("4,352", ""))
    assert pictures[0] == pictures[1]
    for text, truth in zip(texts, ("4352", "20"), strict=True):
        assert not re.search(rf"\b{truth}\b", text)
        assert "truth:" not in text
    if mark is None:
        assert look(page).is_disabled()
        return
    look(page).click()
    page.wait_for_timeout(500)
    assert page.screenshot() not in pictures
    assert "It is 20." in tab.status()


@in_browser
def test_the_button_waits_for_a_guess(tab):
    page = tab.show(Guess(QUESTION, truth=4352, **WIDE))
    assert look(page).is_disabled()
    assert "arrow keys" in tab.status()
    assert not page.locator(".lc-guess-own").is_visible()
    slider(page).focus()
    page.keyboard.press("ArrowRight")
    assert look(page).is_enabled()
    assert tab.status() == ""


@in_browser
def test_a_click_in_the_middle_is_a_guess(tab):
    page = tab.show(Guess(QUESTION, truth=4352, **WIDE))
    page.mouse.click(*at(page, 0.5))  # where the empty mark stands
    assert own(page) == pytest.approx(np.sqrt(10 * 1e6), rel=0.06)
    assert look(page).is_enabled()


# Keyboard and mouse.


@in_browser
@pytest.mark.parametrize(
    ("line", "start", "stops"),
    [
        ({**WIDE, "truth": 4352}, 380, stops_between(10, 1e6)),
        ({**SMALL, "truth": 1e-5}, 0.0098, stops_between(1e-8, 1)),
        ({"low": 3, "high": 70, "log": True, "truth": 50}, 3, stops_between(3, 70)),
        ({**PERCENT, "truth": 50}, 99, [*range(101)]),
        ({"low": -1, "high": 1, "truth": 0.4}, -0.02, [k / 50 for k in range(-50, 51)]),
        ({"low": 0.5, "high": 3.25, "truth": 1}, 0.55, [0.5, *(k / 20 for k in range(11, 66))]),
    ],
    ids=["log", "tiny", "short", "per cent", "signed", "odd ends"],
)
def test_keys_go_from_stop_to_stop(tab, line, start, stops):
    page = tab.show(Guess(QUESTION, mark=start, **line))
    slider(page).focus()
    place = stops.index(start)
    for key, by in [
        ("ArrowRight", 1),
        ("ArrowUp", 1),
        ("ArrowLeft", -1),
        ("PageUp", 10),
        ("ArrowDown", -1),
        ("PageDown", -10),
        ("End", 10_000),
        ("ArrowRight", 1),
        ("ArrowLeft", -1),
        ("Home", -10_000),
        ("ArrowDown", -1),
        ("PageUp", 10),
    ]:
        page.keyboard.press(key)
        place = min(max(place + by, 0), len(stops) - 1)
        text = slider(page).get_attribute("aria-valuetext")
        assert page.locator(".lc-guess-own").inner_text() == f"you: {text}"
        assert own(page) == pytest.approx(stops[place])
    assert tab.messages == []


@in_browser
def test_a_key_leaves_a_mark_between_two_stops_for_the_next_one(tab):
    for key, expected in (("ArrowRight", 52), ("ArrowLeft", 51), ("PageUp", 61), ("PageDown", 42)):
        page = tab.show(Guess(QUESTION, truth=50, mark=51.4, **PERCENT))
        assert page.locator(".lc-guess-own").inner_text() == "you: 51.4\N{NO-BREAK SPACE}%"
        slider(page).focus()
        page.keyboard.press(key)
        assert own(page) == expected


@in_browser
@pytest.mark.parametrize(("line", "slack"), [(WIDE, 0.06), (SMALL, 0.06), (PERCENT, 0.02)])
def test_dragging_follows_the_line(tab, line, slack):
    page = tab.show(Guess(QUESTION, truth=line["high"], **line))
    low, high = line["low"], line["high"]
    page.mouse.move(*at(page, 0.5))
    page.mouse.down()
    for share in (0.6, 0.83, 0.99):
        page.mouse.move(*at(page, share), steps=3)
        expected = low * (high / low) ** share if line.get("log") else low + share * (high - low)
        assert own(page) == pytest.approx(expected, rel=slack)
        x = page.locator(".lc-guess-line input").evaluate("e => Number(e.value)")
        assert x == pytest.approx(share, abs=0.01)
    page.mouse.move(*at(page, 1.4))
    assert own(page) == high
    page.mouse.up()
    page.mouse.move(*at(page, 0.2))
    assert own(page) == high
    assert tab.messages == []


def swipe(page, right, down):
    """Move a finger from the middle of the line."""
    x, y = at(page, 0.6)
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in np.linspace(0, 1, 11)[1:]:
        point = {"x": x + share * right, "y": y + share * down}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)


@in_browser
@pytest.mark.parametrize("mark", [None, 20])
def test_a_finger_that_scrolls_past_marks_nothing(tab, mark):
    guess = Guess(QUESTION, truth=50, mark=mark, **PERCENT)
    page = tab.show(guess, width=390)
    page.evaluate("() => { document.body.style.paddingBottom = '3000px' }")
    swipe(page, 0, -80)
    assert page.evaluate("() => scrollY") > 20
    if mark is None:
        assert not page.locator(".lc-guess-own").is_visible()
    else:
        assert own(page) == mark
    page.evaluate("() => scrollTo(0, 0)")
    swipe(page, 70, 0)
    assert own(page) > 75


# After it.


def verdict(tab, page):
    slider(page).focus()
    look(page).click()
    return tab.status()


@in_browser
@pytest.mark.parametrize(
    ("line", "truth", "mark", "expected"),
    [
        (WIDE, 4352, 380, "You said 380. It is 4,352. A factor of 11 too low."),
        (WIDE, 4352, 10_000, "You said 10,000. It is 4,352. A factor of 2.3 too high."),
        (WIDE, 4352, 4400, "You said 4,400. It is 4,352. That is as near as the line allows."),
        (WIDE, 4352, 4500, "You said 4,500. It is 4,352. A factor of 1.03 too high."),
        (WIDE, 1234567 / 2, 10, "You said 10. It is 617,300. A factor of 61,728 too low."),
        (WIDE, 43, 43, "You said 43. It is 43. Exactly right."),
        (WIDE, 10_000, 100_000, "You said 100,000. It is 10,000. A factor of 10 too high."),
        (SMALL, 2.5e-5, 0.0075, "You said 0.0075. It is 2.5 · 10⁻⁵. A factor of 300 too high."),
        (SMALL, 0.01, 1e-8, "You said 10⁻⁸. It is 0.01. A factor of 1,000,000 too low."),
        (PERCENT, 51.4, 90, "You said 90 %. It is 51.4 %. Off by 38.6 percentage points, too high."),
        (PERCENT, 51.4, 51, "You said 51 %. It is 51.4 %. That is as near as the line allows."),
        (
            {"low": -1, "high": 1, "unit": "nats"},
            0.3,
            -0.1,
            "You said \N{MINUS SIGN}0.1 nats. It is 0.3 nats. Off by 0.4 nats, too low.",
        ),
        ({"low": 0, "high": 5000}, 1234, 0, "You said 0. It is 1,234. Off by 1,234, too low."),
    ],
)
def test_the_sentence_names_both_and_how_far_off(tab, line, truth, mark, expected):
    page = tab.show(Guess(QUESTION, truth=truth, mark=mark, **line))
    assert verdict(tab, page).replace("\N{NO-BREAK SPACE}", " ") == expected
    assert slider(page).is_disabled()


@in_browser
@pytest.mark.parametrize("width", [390, 820])
@pytest.mark.parametrize(
    ("line", "truth"), [(WIDE, 10), (WIDE, 1e6), (WIDE, 4352), (SMALL, 1e-4), (PERCENT, 2)]
)
@pytest.mark.parametrize("mark", ["low", "high"])
def test_labels_stay_inside_and_the_pin_stands_at_the_truth(tab, line, truth, mark, width):
    page = tab.show(Guess(QUESTION, truth=truth, mark=line[mark], looked=True, **line), width=width)
    page.wait_for_timeout(400)  # the pin has come
    low, high = line["low"], line["high"]
    share = np.log(truth / low) / np.log(high / low) if line.get("log") else (truth - low) / (high - low)
    pin = page.locator(".lc-guess-pin").bounding_box()
    assert pin["x"] + pin["width"] / 2 == pytest.approx(at(page, share)[0], abs=1)
    section = page.locator("section.lc").bounding_box()
    for label in (".lc-guess-own", ".lc-guess-truth"):
        box = page.locator(label).bounding_box()
        assert section["x"] < box["x"]
        assert box["x"] + box["width"] < section["x"] + section["width"]
        assert box["height"] < 25  # one line
    assert tab.overflow() <= 0
    assert pieces.overlapping(page.locator(".lc-guess-ticks span:not(:empty)"), 0) == []
    for tick in page.locator(".lc-guess-ticks span:not(:empty)").all():
        box = tick.bounding_box()
        assert not box["x"] < pin["x"] < box["x"] + box["width"]


@in_browser
def test_a_second_guess_begins_anew(tab):
    page = tab.show(Guess(QUESTION, truth=50, mark=90, **PERCENT))
    look(page).focus()
    page.keyboard.press("Enter")
    assert page.locator(".lc-guess-truth").inner_text() == "truth: 50\N{NO-BREAK SPACE}%"
    page.keyboard.press("Enter")
    assert not page.locator(".lc-guess-truth").is_visible()
    assert not page.locator(".lc-guess-pin").is_visible()
    assert "50" not in page.locator("main").inner_text()
    assert look(page).is_disabled()
    slider(page).focus()
    page.keyboard.press("End")
    assert own(page) == 100


@in_browser
def test_python_can_look_without_a_guess(tab):
    tab.show(Guess(QUESTION, truth=50, looked=True, **PERCENT))
    assert tab.status() == "It is 50\N{NO-BREAK SPACE}%."
    assert tab.messages == []


@in_browser
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (43, "43"),
        (-3, "\N{MINUS SIGN}3"),
        (26114, "26,114"),
        (0.98123, "0.9812"),
        (12.30000, "12.3"),
        (1e-4, "10⁻⁴"),
        (-2.5e-11, "\N{MINUS SIGN}2.5 · 10⁻¹¹"),
        (1e9, "1,000,000,000"),
    ],
)
def test_numbers_are_written_as_in_the_lessons(javascript, value, expected):
    assert javascript("written(value)", value=value) == expected


@in_browser
@pytest.mark.parametrize(
    ("low", "high", "log", "expected"),
    [
        (1, 1000, True, {"1", "10", "100", "1,000"}),
        (1e-8, 1, True, {"10⁻⁸", "10⁻⁶", "1"}),
        (10, 1e6, True, {"10", "100", "1,000", "10,000", "100,000", "10⁶"}),
        (0, 100, False, {"0", "20", "40", "60", "80", "100"}),
        (-1, 1, False, {"\N{MINUS SIGN}1", "\N{MINUS SIGN}0.5", "0", "0.5", "1"}),
        (2, 9, True, {"2", "5", "9"}),
    ],
)
def test_ticks_are_round_numbers_at_their_places(javascript, low, high, log, expected):
    ticks = javascript("ticksOf(line)", line={"low": low, "high": high, "logarithmic": log})
    texts = {tick["text"]: tick["share"] for tick in ticks if tick["text"]}
    assert expected <= set(texts)
    for text, share in texts.items():
        if text[:2] == "10" and len(text) > 2 and text[2] not in "0,":
            continue
        value = float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))
        place = np.log(value / low) / np.log(high / low) if log else (value - low) / (high - low)
        assert share == pytest.approx(place, abs=1e-9)
    assert all(-1e-9 <= tick["share"] <= 1 + 1e-9 for tick in ticks)


# Python.


def test_the_arguments_become_the_state_and_a_stored_state_the_same_piece():
    guess = Guess("How many?", truth=np.int64(43), low=1, high=np.float64(1000), log=True)
    assert guess.state() == {
        "question": "How many?",
        "truth": 43.0,
        "low": 1.0,
        "high": 1000.0,
        "logarithmic": True,
        "unit": "",
        "mark": None,
        "looked": False,
    }
    assert Guess(**guess.state()).state() == guess.state()


def test_what_a_code_host_shows_asks_and_does_not_tell():
    text = repr(Guess(QUESTION, truth=4352, **WIDE))
    assert text.startswith(f"Guess: {QUESTION}")
    assert "4352" not in text


def test_python_moves_the_mark_and_several_values_together():
    guess = Guess(QUESTION, truth=4352, **WIDE)
    guess.mark = 380
    guess.mark = None
    with guess.hold_trait_notifications():
        guess.low, guess.high, guess.truth = -10, -1, -3
        guess.logarithmic = False
    assert guess.truth == -3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"low": 5, "high": 5}, "low must be below high, got low 5 and high 5"),
        ({"low": 0, "log": True}, "low must be above 0"),
        ({"truth": 1001}, "truth must be from 1 to 1000"),
        ({"truth": float("nan")}, "truth"),
        ({"mark": 0.5}, "mark must be from 1 to 1000"),
        ({"mark": "7"}, "mark"),
        ({"truth": None}, "truth"),
        ({"question": 3}, "question"),
        ({"looked": 2}, "looked"),
    ],
    ids=str,
)
def test_errors_name_the_trait(wrong, words):
    with pytest.raises(TraitError, match=words):
        Guess(**{"truth": 43, "low": 1, "high": 1000, **wrong})


def test_a_refused_value_leaves_the_old_one():
    guess = Guess(QUESTION, truth=4352, mark=380, **WIDE)
    for name, value in (("mark", 5), ("truth", 2e6), ("low", 5000), ("low", -1)):
        before = guess.state()
        with pytest.raises(TraitError, match=name):
            setattr(guess, name, value)
        assert guess.state() == before
