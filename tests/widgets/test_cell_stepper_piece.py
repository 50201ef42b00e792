"""The cell stepper answers to mouse and keyboard, and shows what lstm_course.layers.LSTM calculates at each step."""

import ast
import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstm_course import widgets
from lstm_course.cells import lstm_step, sigmoid
from lstm_course.datasets import stories
from lstm_course.layers import LSTM
from lstm_course.widgets import CellStepper

GATES = "ifgo"
D, H, T = 3, 4, 6
TOLERANCE = {"rtol": 1e-9, "atol": 1e-9}


@pytest.fixture
def layer(rng):
    layer = LSTM(D, H, rng=rng)
    layer.params = {
        name: rng.normal(0, 1.2, value.shape) for name, value in layer.params.items()
    }  # biases, too
    return layer


@pytest.fixture
def sequence(rng):
    """Give x, and h and c before the first time step."""
    return rng.normal(size=(T, D)), (rng.normal(size=H), rng.normal(size=H))


def expected(layer, x, state, unit, by_hand=()):
    """Return the number on each edge of the diagram at each time step; `by_hand` holds (step, unit, gates)."""
    h, c = (part[None] for part in state)
    W_x, W_h, b = (layer.params[name] for name in ("W_x", "W_h", "b"))
    steps = []
    for t, row in enumerate(x):
        h_prev, c_prev = h, c
        h, c, cache = lstm_step(row[None], h, c, W_x, W_h, b)
        gates = dict(zip(GATES, cache[5:9], strict=True))
        for _, k, values in (one for one in by_hand if one[0] == t):
            for gate, value in values.items():
                gates[gate][0, k] = value
        c = gates["f"] * c_prev + gates["i"] * gates["g"]
        h = gates["o"] * np.tanh(c)
        a = (row @ W_x + h_prev[0] @ W_h + b).reshape(4, -1)
        parts = {**gates, "h_prev": h_prev, "c_prev": c_prev, "c": c, "h": h, "tanh": np.tanh(c)}
        numbers = {name: value[0, unit] for name, value in parts.items()}
        numbers |= {f"a_{gate}": a[k, unit] for k, gate in enumerate(GATES)}
        numbers |= {"fc": numbers["f"] * numbers["c_prev"], "ig": numbers["i"] * numbers["g"]}
        steps.append(numbers)
    return steps


def edges(page):
    """Return the numbers on the edges, in full, and the texts beside them."""
    found = page.locator("svg [data-edge]").evaluate_all(
        "all => all.map(e => [e.dataset.edge, e.dataset.value, e.textContent])"
    )
    values = {name: float(value) for name, value, _ in found if name != "x"}
    texts = {
        name: text.replace("\N{MINUS SIGN}", "-").replace("\N{ZERO WIDTH SPACE}", "")
        for name, _, text in found
    }
    return values, texts


def agree(page, numbers):
    values, texts = edges(page)
    assert set(values) == set(numbers)
    for name, value in numbers.items():
        np.testing.assert_allclose(values[name], value, err_msg=name, **TOLERANCE)
        assert float(re.search(r"-?[\d.]+$", texts[name])[0]) == pytest.approx(value, abs=5.001e-3), name


def step_of(page):
    return int(page.get_by_label("time step t").input_value())


def open_weights(page):
    page.locator("summary", has_text="Inputs and weights").click()
    page.mouse.move(5, 5)


def lesson_lines():
    """Return the lines of the step in the lesson's notebook."""
    root = Path(widgets.__file__).parents[2]
    notebook = json.loads((root / "notebooks" / "03_the_lstm_cell.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    (source,) = [text for text in cells if "def one_sequence(" in text]
    ast.parse(source)
    return [line.strip() for line in source.splitlines()]


def test_every_edge_holds_the_number_of_the_layer(tab, layer, sequence):
    x, state = sequence
    page = tab.show(CellStepper(layer, x, state=state))
    layer.forward(x[None], tuple(part[None] for part in state))
    for unit in range(H):
        page.get_by_label("hidden unit").select_option(str(unit))
        numbers = expected(layer, x, state, unit)
        for name, trace in layer.trace.items():  # the oracle itself is the layer
            np.testing.assert_allclose([one[name] for one in numbers], trace[0, :, unit], **TOLERANCE)
        for t in range(T):
            agree(page, numbers[t])
            if t < T - 1:
                page.get_by_role("button", name="forward").click()
        page.get_by_label("time step t").press("Home")
    assert tab.messages == []


def test_equations_and_sentence_hold_the_numbers(tab):
    page = tab.show(CellStepper())
    words, x = stories.read(stories.SWITCH)
    cell = LSTM(3, 1, rng=np.random.default_rng(0))
    cell.params = dict(zip(("W_x", "W_h", "b"), stories.cell(), strict=True))
    now = expected(cell, x[0], (np.zeros(1), np.zeros(1)), 0)[words.index("Dan")]

    def text(value):
        return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")

    lines = page.locator(".lc-equation").all_inner_texts()
    for line, (gate, squash) in zip(lines, zip(GATES, ("σ", "σ", "tanh", "σ"), strict=True), strict=False):
        a = now[f"a_{gate}"]
        value = np.tanh(a) if gate == "g" else sigmoid(a)
        assert line.replace("\n", "") == f"{gate} = {squash}(a{gate}) = {squash}({text(a)}) = {text(value)}"
    f, c_prev, i, g, c, o, h = (text(now[name]) for name in ("f", "c_prev", "i", "g", "c", "o", "h"))
    assert lines[4].endswith(f"= {f} · {c_prev} + {i} · {g} = {c}")
    assert lines[5].endswith(f"= {o} · tanh({c}) = {h}")
    sentence = tab.status()
    assert "t = 4, “Dan”" in sentence
    for part in (f"of the old cell state {c_prev}", f"keeps {100 * now['f']:.0f} %", f"c = {c}", f"h = {h}"):
        assert part in sentence


def test_the_code_is_that_of_the_lesson(tab):
    page = tab.show(CellStepper())
    lines = page.locator(".lc-line-row code").all_inner_texts()
    assert len(lines) == 6
    assert set(lines) <= set(lesson_lines())
    open_weights(page)
    summed = page.locator("caption code").inner_text()
    assert any(line.startswith(summed) for line in lesson_lines())


def test_steps_by_keyboard_and_mouse(tab):
    page = tab.show(CellStepper(step=0))
    forward, back = (page.get_by_role("button", name=name) for name in ("forward", "back"))
    forward.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert step_of(page) == 2
    page.keyboard.press("ArrowLeft")
    assert step_of(page) == 1
    back.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    assert step_of(page) == 0
    assert back.get_attribute("aria-disabled") == "true"
    assert back.evaluate("e => e === document.activeElement")  # the end of the sequence takes no focus away
    page.get_by_label("time step t").focus()
    page.keyboard.press("End")
    assert step_of(page) == 8
    assert "“?”" in tab.status()
    assert page.get_by_label("time step t").get_attribute("aria-valuetext") == "t = 8, “?”"
    box = page.locator("svg.lc-traces").bounding_box()
    place = {t: box["x"] + box["width"] * (30 + 286 * t / 8) / 340 for t in range(9)}
    page.mouse.click(place[2] + 3, box["y"] + 60)
    assert step_of(page) == 2
    page.mouse.down()
    page.mouse.move(place[6], box["y"] + 60, steps=4)
    page.mouse.up()
    assert step_of(page) == 6
    page.mouse.move(place[1], box["y"] + 60)
    assert step_of(page) == 6


def test_edits_by_keyboard_move_everything_and_reset_brings_it_back(tab, layer, sequence):
    x, state = sequence
    page = tab.show(CellStepper(layer, x, state=state, unit=1, step=3))
    first = expected(layer, x, state, 1)

    def write(label, text):
        field = page.get_by_label(label, exact=True)
        field.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        assert field.evaluate("e => e === document.activeElement")
        assert field.input_value() == text

    open_weights(page)
    page.get_by_label("weight from x[1] to input gate i").focus()
    page.keyboard.press("Tab")  # a field shows three decimals; looking at it changes nothing
    agree(page, first[3])
    write("weight from x[2] to candidate g", "-1.75")
    write("weight from h_prev[0] to forget gate f", "0.62537")
    write("weight from bias to output gate o", "2")
    write("x[0], input at this step", "3.1")
    page.keyboard.press("ArrowUp")
    edited, new_x = LSTM(D, H, rng=np.random.default_rng(0)), x.copy()
    edited.params = {name: value.copy() for name, value in layer.params.items()}
    edited.params["W_x"][2, 2 * H + 1] = -1.75
    edited.params["W_h"][0, H + 1] = 0.62537
    edited.params["b"][3 * H + 1] = 2
    new_x[3, 0] = 3.2
    numbers = expected(edited, new_x, state, 1)
    agree(page, numbers[3])
    assert page.locator("input.lc-edited").count() == 4
    assert page.locator("svg.lc-traces .lc-given").count() == 6
    page.get_by_role("button", name="forward").click()  # a later step sees the edited input through the state
    agree(page, numbers[4])
    page.get_by_label("weight from bias to output gate o").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("-")  # not a number yet: nothing moves
    agree(page, numbers[4])
    page.keyboard.press("Tab")
    assert page.get_by_label("weight from bias to output gate o").input_value() == "2"
    page.get_by_role("button", name="reset").focus()
    page.keyboard.press("Enter")
    agree(page, first[4])
    page.get_by_role("button", name="back").click()
    agree(page, first[3])
    assert page.locator("input.lc-edited, svg.lc-traces .lc-given").count() == 0
    assert tab.messages == []


def test_gates_by_hand_store_keep_and_read(tab):
    _words, x = stories.read(stories.SWITCH)
    cell = LSTM(3, 1, rng=np.random.default_rng(0))
    cell.params = dict(zip(("W_x", "W_h", "b"), stories.cell(), strict=True))
    zeros = (np.zeros(1), np.zeros(1))
    page = tab.show(CellStepper())
    page.get_by_role("button", name="keep").click()  # Dan is not let in
    by_hand = [(4, 0, {"i": 0, "f": 1})]
    agree(page, expected(cell, x[0], zeros, 0, by_hand)[4])
    assert "By hand: i, f." in tab.status()
    assert "set by hand" in page.locator(".lc-equation").nth(1).inner_text()
    page.get_by_label("time step t").press("End")
    answer = expected(cell, x[0], zeros, 0, by_hand)[8]
    assert answer["h"] > 0.7  # and so the answer is Bob
    agree(page, answer)
    page.get_by_role("button", name="hide").focus()
    page.keyboard.press("Enter")
    by_hand.append((8, 0, {"o": 0}))
    agree(page, expected(cell, x[0], zeros, 0, by_hand)[8])
    page.get_by_label("candidate g", exact=True).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="store").click()
    page.get_by_role("button", name="read").click()
    by_hand[-1] = (8, 0, {"i": 1, "f": 0, "g": -0.99, "o": 1})
    agree(page, expected(cell, x[0], zeros, 0, by_hand)[8])
    page.get_by_role("button", name="computed").click()
    agree(page, answer)
    page.get_by_label("time step t").press("Home")
    page.get_by_role("button", name="by hand").click()  # holds the four as they are
    before = edges(page)[0]
    open_weights(page)
    field = page.get_by_label("weight from bias to input gate i")
    field.fill("0")
    now = edges(page)[0]
    assert now["a_i"] == before["a_i"] + 6
    assert now["c"] == before["c"]
    assert page.locator("svg.lc-traces .lc-hand").count() == 2


def test_gates_by_hand_of_one_unit_of_many(tab, layer, sequence):
    x, state = sequence
    stepper = CellStepper(layer, x, state=state, unit=2, step=5)
    stepper.gates = [{"step": 1, "unit": 2, "o": 0.0, "f": 0.5}, {"step": 1, "unit": 0, "g": -1.0}]
    page = tab.show(stepper)
    by_hand = [(one["step"], one["unit"], {q: one[q] for q in GATES if q in one}) for one in stepper.gates]
    for unit in (2, 3):
        page.get_by_label("hidden unit").select_option(str(unit))
        agree(page, expected(layer, x, state, unit, by_hand)[5])


VISIBLE = """(lit) => [...document.querySelectorAll("[data-of]")].map(e => [
  e.dataset.of.split(" ").includes(lit), Number(getComputedStyle(e).opacity) === 1,
  e.closest(".lc-cell, .lc-equation, code, .lc-traces, table")?.getAttribute("class") ?? ""])"""


def assert_lit(page, quantity, everywhere):
    page.wait_for_function("() => document.getAnimations().length === 0")
    parts = page.evaluate(VISIBLE, quantity)
    assert all(belongs == visible for belongs, visible, _ in parts)
    assert any(not belongs for belongs, _, _ in parts)
    places = {place for belongs, _, place in parts if belongs}
    assert (
        sum(word in place for word in ("lc-cell", "lc-equation", "lc-traces") for place in places)
        >= everywhere
    )


@pytest.mark.parametrize("quantity", list("ifgoch"))
def test_all_parts_of_one_quantity_light_up_together(tab, quantity):
    page = tab.show(CellStepper())
    row = page.locator(f"[data-row={quantity}]")
    row.focus()
    page.keyboard.press("Enter")
    page.get_by_label("time step t").focus()  # it stays lit when the focus goes
    assert row.get_attribute("aria-pressed") == "true"
    assert_lit(page, quantity, 3)
    page.keyboard.press("ArrowRight")  # and when everything is drawn again
    assert_lit(page, quantity, 3)
    row.click()
    page.mouse.move(5, 5)
    page.get_by_label("time step t").focus()
    assert row.get_attribute("aria-pressed") == "false"
    assert page.locator(".lc-pale").count() == 0
    page.locator(f"svg.lc-cell [data-edge={quantity}]").hover()
    page.wait_for_timeout(200)  # a mouse that passes dims nothing
    assert_lit(page, quantity, 3)
    page.mouse.move(5, 5)
    assert page.locator(".lc-pale").count() == 0
    page.locator(f"svg.lc-cell [data-edge={quantity}]").click()
    page.mouse.move(5, 5)
    assert_lit(page, quantity, 3)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_mouse_that_passes_over_the_diagram_dims_nothing(tab):
    page = tab.show(CellStepper())
    page.evaluate(
        """() => {
          window.dimmed = 0;
          new MutationObserver(all => { dimmed += all.filter(m => m.target.classList.contains("lc-pale")).length; })
            .observe(document.querySelector("svg.lc-cell"), { subtree: true, attributeFilter: ["class"] });
        }"""
    )
    box = page.locator("svg.lc-cell").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 5, box["y"] + 2)
    page.mouse.move(box["x"] + box["width"] / 5, box["y"] + box["height"] + 40, steps=12)
    page.wait_for_timeout(200)
    assert page.evaluate("dimmed") == 0


def test_what_is_lit_goes_out_with_escape_a_click_beside_it_and_reset(tab):
    page = tab.show(CellStepper())
    pale = page.locator(".lc-pale")
    row = page.locator("[data-row=f]")
    cell = page.locator("svg.lc-cell").bounding_box()

    def out():
        page.mouse.move(5, 5)
        page.get_by_label("time step t").focus()
        return pale.count() == 0 and row.get_attribute("aria-pressed") == "false"

    for way in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(cell["x"] + cell["width"] - 20, cell["y"] + cell["height"] - 20),
        lambda: page.get_by_role("button", name="reset all").click(),
    ):
        row.click()
        assert not out()
        way()
        assert out()


@pytest.mark.parametrize("width", [920, 390])
@pytest.mark.parametrize(("gate", "low"), [("i", 0), ("f", 0), ("g", -1), ("o", 0)])
def test_a_gate_of_the_diagram_is_dragged(tab, gate, low, width):
    _words, x = stories.read(stories.SWITCH)
    cell = LSTM(3, 1, rng=np.random.default_rng(0))
    cell.params = dict(zip(("W_x", "W_h", "b"), stories.cell(), strict=True))
    zeros = (np.zeros(1), np.zeros(1))
    page = tab.show(CellStepper(), width=width)
    place = page.locator(f"svg.lc-cell [data-handle={gate}]")
    place.hover()  # waits until it stands still
    start = edges(page)[0][gate]
    left, top = middle(place)
    scale = page.locator("svg.lc-cell").evaluate("e => e.getScreenCTM().a")
    up = 120 * scale / (1 - low)  # pixels for a change of 1
    page.mouse.move(left, top)
    page.mouse.down()
    for wanted in (0.5, 0.25, 1, low):
        page.mouse.move(left, top - (wanted - start) * up, steps=3)
        value = edges(page)[0][gate]
        assert value == pytest.approx(wanted, abs=0.0101)
        agree(page, expected(cell, x[0], zeros, 0, [(4, 0, {gate: value})])[4])
        assert page.locator(".lc-pale").count() == 0  # nothing is dimmed while it is dragged
    page.mouse.move(left, top + 500)
    assert edges(page)[0][gate] == low
    page.mouse.move(left, top - (0.5 - start) * up)
    page.mouse.up()
    page.mouse.move(left, top - 30)
    page.wait_for_timeout(200)
    assert page.locator(".lc-pale").count() == 0
    assert f"By hand: {gate}." in tab.status()
    assert page.get_by_role("button", name="by hand", exact=True).get_attribute("aria-pressed") == "true"
    place.click()  # a press without a movement keeps its parts lit, as before
    page.mouse.move(5, 5)
    assert_lit(page, gate, 3)
    assert edges(page)[0][gate] == pytest.approx(0.5, abs=0.0101)


def test_a_story_of_one_s_own(tab):
    cell = LSTM(3, 1, rng=np.random.default_rng(0))
    cell.params = dict(zip(("W_x", "W_h", "b"), stories.cell(), strict=True))
    zeros = (np.zeros(1), np.zeros(1))
    page = tab.show(CellStepper(step=7))
    first = page.locator("svg.lc-traces").inner_html()
    field = page.get_by_label("your own story")
    assert field.input_value() == stories.SWITCH
    text = "  Dan is   tall told Bob toString ? "
    field.fill(text)
    field.press("Enter")
    words, x = stories.read(text)
    assert field.input_value() == " ".join(words)
    assert step_of(page) == len(words) - 1
    for t in reversed(range(len(words))):
        agree(page, expected(cell, x[0], zeros, 0)[t])
        assert f"t = {t}, “{words[t]}”" in tab.status()
        page.get_by_role("button", name="back").press("Enter")
    page.get_by_role("button", name="keep").click()
    open_weights(page)
    page.get_by_label("weight from carries to candidate g").fill("1.5")
    field.fill("Bob ?")
    field.press("Enter")
    cell.params["W_x"] = cell.params["W_x"].copy()
    cell.params["W_x"][1, 2] = 1.5  # the weights stay as they were edited, the gates are computed
    agree(page, expected(cell, stories.read("Bob ?")[1][0], zeros, 0)[0])
    field.fill("   ")
    field.press("Enter")
    assert field.input_value() == "Bob ?"
    page.get_by_role("button", name="reset all").click()
    assert field.input_value() == stories.SWITCH
    page.get_by_label("time step t").fill("7")
    page.mouse.move(5, 5)
    page.wait_for_timeout(200)
    assert page.locator("svg.lc-traces").inner_html() == first
    assert tab.messages == []


def test_the_words_of_a_story_are_read_as_in_the_package(tab):
    source = widgets.source("cell_stepper")
    tab.page.goto("about:blank")
    text = " ".join([*stories.NAMES, *stories.CHATTER, "?", ".", "bob", "hasOwnProperty", stories.NOISE])
    found = tab.page.evaluate(f"text => {{ {source}\nreturn readStory(text); }}", text)
    words, x = stories.read(text)
    assert found["symbols"] == words
    np.testing.assert_array_equal(found["x"], x[0])
    names = tab.page.evaluate(f"() => {{ {source}\nreturn [MEANINGS, MOST_WORDS]; }}")
    assert names == [list(stories.FEATURES), 40]
    assert len(tab.page.evaluate(f"text => {{ {source}\nreturn readStory(text).x; }}", "Bob " * 99)) == 40


def test_there_is_no_field_for_a_story_where_the_inputs_are_no_words(tab, layer, sequence):
    page = tab.show(CellStepper(layer, sequence[0]))
    assert not page.get_by_label("your own story").is_visible()
    page = tab.show(CellStepper(layer, sequence[0], list("abcdef")))
    assert not page.get_by_label("your own story").is_visible()


def test_long_words_and_large_numbers_stay_in_the_picture(tab):
    page = tab.show(CellStepper())
    field = page.get_by_label("your own story")
    field.fill("Bob " + "Donaudampfschifffahrtsgesellschaft " * 3 + "?")
    field.press("Enter")
    open_weights(page)
    page.get_by_label("weight from bias to candidate g").fill("-30000000000")
    assert "\N{MINUS SIGN}3e10" in edges(page)[1]["a_g"] or "-3e10" in edges(page)[1]["a_g"]
    for width in (920, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert tab.overflow() <= 0
        box = page.locator("section.lc").bounding_box()
        for text in page.locator("svg text").all():
            inner = text.bounding_box()
            assert box["x"] <= inner["x"] + 0.5
            assert inner["x"] + inner["width"] <= box["x"] + box["width"]


def test_a_term_in_another_line_is_lit_with_its_quantity(tab):
    stepper = CellStepper()
    stepper.lit = "f"
    page = tab.show(stepper)
    page.wait_for_function("() => document.getAnimations().length === 0")
    line = page.locator("[data-row=c]")
    lit = line.locator("[data-of]:not(.lc-pale)").all_inner_texts()
    assert lit == ["f", "0.00", "f"]  # the term, its number, its name in the code


def test_texts_can_be_read_on_a_phone(tab, layer, sequence):
    for stepper in (CellStepper(), CellStepper(layer, sequence[0])):
        page = tab.show(stepper, width=390)
        assert tab.overflow() <= 0
        sizes = page.locator("svg.lc-cell text, svg.lc-traces text").evaluate_all(
            "all => all.map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
        )
        assert len(sizes) > 30
        assert min(sizes) > 11
        labels = page.locator("svg.lc-cell [data-edge]").evaluate_all(
            """all => all.map(e => [e.getBoundingClientRect(), e.dataset.edge])
            .map(([b, name]) => [b.left, b.top, b.right, b.bottom, name])"""
        )
        overlaps = [
            (one[4], other[4])
            for k, one in enumerate(labels)
            for other in labels[:k]
            if one[0] < other[2] and other[0] < one[2] and one[1] + 3 < other[3] and other[1] + 3 < one[3]
        ]
        assert overlaps == []
        assert all(0 <= left and right <= 390 for left, _, right, _, _ in labels)
        page.set_viewport_size({"width": 920, "height": 900})
        page.wait_for_function("() => document.querySelector('svg.lc-cell').viewBox.baseVal.width > 700")


def test_two_pieces_on_one_page_do_not_disturb_each_other(tab, layer, sequence):
    x, state = sequence
    one, two = CellStepper(), CellStepper(layer, x, state=state, step=2)
    text = one.page().replace("</main>", widgets.place(two.name, two.text()) + "</main>")
    tab.show(one)
    tab.page.set_content(text)
    tab.page.evaluate("() => window.lstmCourse.start()")
    first, second = (tab.page.locator("section.lc").nth(k) for k in range(2))
    first.get_by_role("button", name="forward").click()
    second.get_by_role("button", name="back").click()
    first.locator("[data-row=f]").click()
    assert first.get_by_label("time step t").input_value() == "5"
    assert second.get_by_label("time step t").input_value() == "1"
    assert second.locator(".lc-pale").count() == 0
    found = float(second.locator("[data-edge=h]").get_attribute("data-value"))
    assert found == pytest.approx(expected(layer, x, state, 0)[1]["h"], rel=1e-9)


def test_a_sequence_of_one_step_and_one_unit(tab, rng):
    layer = LSTM(1, 1, rng=rng)
    layer.params = {name: rng.normal(size=value.shape) for name, value in layer.params.items()}
    page = tab.show(CellStepper(layer, np.array([[0.7]])))
    agree(page, expected(layer, np.array([[0.7]]), (np.zeros(1), np.zeros(1)), 0)[0])
    page.get_by_role("button", name="forward").press("Enter")
    box = page.locator("svg.lc-traces").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    assert step_of(page) == 0
    assert "NaN" not in page.content()
    assert tab.messages == []
