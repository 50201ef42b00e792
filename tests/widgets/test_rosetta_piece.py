"""The Rosetta answers to the mouse and to the keyboard, and what it moves is what lstm_course.nets.interop moves."""

import itertools
import re

import numpy as np
import pytest

from lstm_course import widgets
from lstm_course.layers import LSTM
from lstm_course.nets import interop
from lstm_course.plots.rosetta import LAYOUTS, Layout
from lstm_course.widgets import Rosetta

browser = [pytest.mark.slow, pytest.mark.browser]
NAMES = [layout.library for layout in LAYOUTS]
OWN = Layout("a column of rows", "ogfi", "weights  (4H, D)", "rows", "none")


@pytest.fixture(scope="module")
def page(tab):
    """The piece with all libraries of the figure and one more, in one page for all pairs."""
    return tab.show(Rosetta(layouts=[*LAYOUTS, OWN]))


def by_name(library):
    return next(layout for layout in (*LAYOUTS, OWN) if layout.library == library)


def in_every_library(layer):
    """Return library -> its weights from the input, by the package's own conversions."""
    W_x = layer.params["W_x"]
    return {
        "this course": W_x,
        "PyTorch": interop.to_torch(layer).weight_ih_l0.detach().numpy(),
        "Keras": interop.to_keras(layer)[0],
        "ONNX": interop.to_onnx(layer)["W"],
        "CS231n": W_x[:, [0, 1, 2, 3, 6, 7, 4, 5]],
        OWN.library: W_x[:, [6, 7, 4, 5, 2, 3, 0, 1]].T,
    }


def choose(page, source, destination):
    page.get_by_label("from").select_option(source)
    page.get_by_label("to", exact=False).last.select_option(destination)


def tables(page):
    """Return the two matrices on the screen, as arrays."""
    read = "all => all.map(t => [...t.rows].map(r => [...r.querySelectorAll('td')].map(d => Number(d.textContent))))"
    found = page.locator("table.lc-rosetta-matrix").evaluate_all(read)
    return [np.array([row for row in table if row]) for table in found]


PAIRS = list(itertools.permutations([*NAMES, OWN.library], 2))


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("source", "destination"), PAIRS, ids=lambda name: name.replace(" ", "-"))
def test_what_is_shown_is_what_reorder_does(page, source, destination):
    choose(page, source, destination)
    old, new = by_name(source), by_name(destination)
    index = interop.reorder(np.arange(8), old.order, new.order)
    code = page.locator(".lc-rosetta-code").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    listed = re.search(r"\[(\d+(?:, \d+){7})\]", code)
    assert (listed is None) == np.array_equal(index, np.arange(8))
    if listed:
        assert [int(place) for place in listed[1].split(",")] == index.tolist()

    before, after = (
        table if layout.axis == "columns" else table.T
        for table, layout in zip(tables(page), (old, new), strict=True)
    )
    assert np.array_equal(before, [np.arange(8), np.arange(10, 18)])
    assert np.array_equal(after, interop.reorder(before, old.order, new.order))


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("source", "destination"), PAIRS, ids=lambda name: name.replace(" ", "-"))
def test_the_code_does_what_the_conversions_do(page, rng, source, destination):
    layer = LSTM(2, 2, rng=rng)
    arrays = in_every_library(layer)
    choose(page, source, destination)
    lines = [line for line in page.locator("pre").inner_text().splitlines() if not line.startswith("#")]
    assert 1 <= len(lines) <= 2
    for line in lines:
        target, expression = line.split(" = ", 1)
        name = by_name(source).weights.split()[0]
        result = eval(expression, {"interop": interop, name: arrays[source]})
        assert target == by_name(destination).weights.split()[0]
        np.testing.assert_array_equal(result, arrays[destination])


def lit(page):
    """Return the letters that are lit in the table of libraries, row by row."""
    return page.locator("svg g.lc-rosetta-lit text").all_text_contents()


@pytest.mark.parametrize("gate", [pytest.param(gate, marks=browser) for gate in "ifgo"])
def test_a_button_lights_the_gate_up_everywhere(tab, gate):
    page = tab.show(Rosetta(gate=""))
    assert len(lit(page)) == 4 * len(LAYOUTS)
    button = page.get_by_role("button", name=re.compile(f"^{gate} "))
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    letters = [layout.order[layout.order.replace("c", "g").index(gate)] for layout in LAYOUTS]
    assert lit(page) == letters
    cells = page.locator("table td.lc-rosetta-lit").all_text_contents()
    places = {int(cell) % 10 for cell in cells}
    assert (len(cells), places) == (8, {2 * "ifgo".index(gate), 2 * "ifgo".index(gate) + 1})
    for layout in LAYOUTS:  # the sentence names the block of every library
        block = layout.order.replace("c", "g").index(gate) + 1
        assert layout.library in re.search(rf"block {block} in ([^;]*?)(;|\. From)", tab.status())[1]
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_mouse_lights_up_and_picks_a_block(tab):
    page = tab.show(Rosetta(gate="i"))
    block = page.locator("svg g.lc-f rect").first.bounding_box()
    page.mouse.move(block["x"] + block["width"] / 2, block["y"] + block["height"] / 2)
    assert lit(page) == ["f"] * 5
    assert "input gate" in tab.status()  # hovering picks nothing
    page.mouse.click(block["x"] + block["width"] / 2, block["y"] + block["height"] / 2)
    assert "forget gate f" in tab.status()
    page.mouse.move(1, 1)
    assert lit(page) == ["f"] * 5


@pytest.mark.slow
@pytest.mark.browser
def test_the_keyboard_picks_and_swaps_the_libraries(tab):
    page = tab.show(Rosetta(source="Keras", destination="ONNX"))
    first = page.get_by_label("from")
    first.focus()
    page.keyboard.press("ArrowUp")
    assert first.input_value() == "PyTorch"
    assert "From PyTorch to ONNX: o from block 4 to 2" in tab.status()
    assert "rows stay rows" in tab.status()
    assert page.evaluate("() => document.activeElement.tagName") == "SELECT"  # the focus is not lost
    swap = page.get_by_role("button", name="swap")
    swap.focus()
    page.keyboard.press("Enter")
    assert "From ONNX to PyTorch: f from block 3 to 2" in tab.status()
    choose(page, "Keras", "Keras")
    assert "pick two" in tab.status()
    assert "reorder" not in page.locator("pre").inner_text()


@pytest.mark.slow
@pytest.mark.browser
def test_the_table_shows_the_layouts_that_it_was_given(tab):
    page = tab.show(Rosetta(layouts=[*LAYOUTS, OWN], source=OWN.library))
    texts = page.locator("svg text").all_text_contents()
    for layout in (*LAYOUTS, OWN):
        name, shape = layout.weights.split(maxsplit=1)
        assert {layout.library, name, shape} <= set(texts)
    letters = page.locator("svg text.lc-rosetta-letter")
    by_row = {}
    for box, letter in zip(
        letters.evaluate_all("all => all.map(e => [e.getAttribute('y'), e.getAttribute('x')])"),
        letters.all_text_contents(),
        strict=True,
    ):
        by_row.setdefault(float(box[0]), []).append((float(box[1]), letter))
    orders = ["".join(letter for _, letter in sorted(row)) for _, row in sorted(by_row.items())]
    assert orders == [layout.order for layout in (*LAYOUTS, OWN)]


def test_the_layouts_are_those_of_the_figure():
    piece = Rosetta()
    assert piece.layouts == [layout._asdict() for layout in LAYOUTS]
    assert (piece.source, piece.destination) == ("this course", "ONNX")
    two = Rosetta(layouts=LAYOUTS[:2])
    assert (two.source, two.destination) == ("this course", "PyTorch")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"gate": "c"}, "gate"),
        ({"source": "Theano"}, "source must be one of this course, PyTorch.*got 'Theano'"),
        ({"destination": ""}, "destination must be one of"),
        ({"layouts": []}, "layouts must hold two libraries"),
        ({"layouts": [LAYOUTS[0], LAYOUTS[0]]}, "each once"),
        (
            {"layouts": [LAYOUTS[0], {"library": "x"}]},
            "layouts must hold Layout objects or dicts with library, order",
        ),
        ({"layouts": [LAYOUTS[0], OWN._replace(order="ifg")]}, "order must hold"),
        ({"layouts": [LAYOUTS[0], OWN._replace(axis="depth")]}, "axis must be"),
        ({"layouts": [LAYOUTS[0], OWN._replace(bias="")]}, "bias must be a text"),
        ({"layouts": LAYOUTS[:2], "source": "ONNX"}, "ONNX"),
    ],
)
def test_errors_name_the_trait(wrong, words):
    with pytest.raises(Exception, match=words):
        Rosetta(**wrong)


def test_libraries_in_use_stay():
    piece = Rosetta()
    with pytest.raises(Exception, match="layouts must hold the destination 'ONNX'"):
        piece.layouts = LAYOUTS[:2]
    piece.destination = "PyTorch"
    piece.layouts = LAYOUTS[:2]
    assert len(piece.state()["layouts"]) == 2


def slots(page):
    """Return the letters of the blocks, from left to right."""
    read = "all => all.map(e => [e.getBoundingClientRect().left, e.textContent])"
    return "".join(letter for _, letter in sorted(page.locator(".lc-rosetta-block").evaluate_all(read)))


def error(page):
    return float(page.locator(".lc-rosetta-puzzle svg").get_attribute("data-wrong"))


@pytest.mark.slow
@pytest.mark.browser
def test_a_wrong_order_gives_the_curve_of_a_layer_with_these_blocks(tab):
    source = widgets.source("rosetta")
    tab.page.goto("about:blank")
    net = tab.page.evaluate(f"() => {{ {source}\nreturn puzzleNet(); }}")
    H = len(net["W_h"])
    x = np.array(net.pop("x"))[None]
    call = f"([net, order, reads]) => {{ {source}\nreturn puzzleRun(net, order, reads); }}"
    errors = {}
    for order in itertools.permutations("ifgo"):
        layer = LSTM(1, H, rng=np.random.default_rng(0))
        for name, value in net.items():
            blocks = dict(zip("ifgo", np.split(np.array(value), 4, axis=-1), strict=True))
            stacked = np.concatenate([blocks[gate] for gate in order], axis=-1)  # as the learner puts them
            columns = np.arange(4 * H)[None]
            places = interop.reorder(columns, "iofc", "ifgo", axis=1)[0]  # as ONNX's array is read
            layer.params[name] = stacked[..., places]
        found = tab.page.evaluate(call, [{**net, "x": x[0].tolist()}, list(order), list("iofg")])
        expected, _ = layer.forward(x)
        np.testing.assert_allclose(found, expected[0], rtol=1e-9, atol=1e-12)
        errors["".join(order)] = expected[0]
    truth = errors["iofg"]
    distances = {order: np.abs(h - truth)[:, 0].max() for order, h in errors.items()}
    assert distances.pop("iofg") == 0
    assert min(distances.values()) > 0.1  # every wrong order can be seen
    assert all(np.isfinite(h).all() and np.abs(h).max() < 1 for h in errors.values())


@pytest.mark.slow
@pytest.mark.browser
def test_blocks_are_moved_by_key_until_the_curve_lies_on_the_truth(tab):
    page = tab.show(Rosetta(source="PyTorch"))
    verdict = page.locator(".lc-rosetta-verdict")
    assert slots(page) == "ifgo"
    first = error(page)
    assert f"wrong by up to {first:.2f}" in verdict.inner_text()
    assert "without any error" in verdict.inner_text()
    o = page.locator(".lc-rosetta-block", has_text="o")
    o.focus()
    page.keyboard.press("ArrowRight")  # the end of the row
    assert slots(page) == "ifgo"
    page.keyboard.press("ArrowLeft")
    assert slots(page) == "ifog"
    assert 0.1 < error(page) != first
    page.keyboard.press("ArrowLeft")
    assert slots(page) == "iofg"
    assert o.evaluate("e => e === document.activeElement")
    assert "place 2 of 4, read as o" in o.get_attribute("aria-label")
    assert error(page) == 0
    assert "lies on the dashed one" in verdict.inner_text()
    choose(page, "PyTorch", "Keras")  # a new task, and already solved
    assert (slots(page), error(page)) == ("ifgo", 0)
    page.get_by_role(
        "button", name=re.compile("^o output")
    ).click()  # lighting a gate leaves the blocks alone
    choose(page, "ONNX", "CS231n")
    assert slots(page) == "iofg"
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 920])
def test_blocks_are_dragged(tab, width):
    page = tab.show(Rosetta(source="PyTorch"), width=width)
    assert tab.overflow() <= 0
    row = page.locator(".lc-rosetta-slots")
    row.scroll_into_view_if_needed()
    row.hover()  # waits until it stands still
    box = row.bounding_box()

    def place(k):
        return box["x"] + box["width"] * (k + 0.5) / 4, box["y"] + box["height"] - 15

    page.mouse.move(*place(3))
    page.mouse.down()
    page.mouse.move(*place(1), steps=5)
    assert slots(page) == "iofg"
    page.mouse.move(-50, place(1)[1], steps=5)
    assert slots(page) == "oifg"
    page.mouse.up()
    page.mouse.move(*place(3))
    assert slots(page) == "oifg"
