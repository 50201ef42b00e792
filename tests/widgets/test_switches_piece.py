"""The switches answer to the mouse and to the keyboard, and the memory is that of lesson 02."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest
import traitlets

from lstm_course import widgets
from lstm_course.cells import sigmoid
from lstm_course.widgets import Switches

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "02_gates.ipynb"
SWITCHES = {"keep": "f", "write": "i", "read": "o"}


@pytest.fixture(scope="module")
def lesson():
    """What lesson 02 itself defines: its function `remember`, its table POINTS, its stream."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    wanted = {"remember", "POINTS", "symbols", "offered"}
    found = {"np": np}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        for node in ast.parse("".join(cell["source"])).body:
            names = {getattr(node, "name", None)} | {
                getattr(t, "id", None) for t in getattr(node, "targets", [])
            }
            if names & wanted:
                exec(ast.unparse(node), found)
    return {name: found[name] for name in wanted}


def by_the_lesson(lesson, piece):
    """Return f, i, o, c, h as lesson 02 computes them from the sums +a and -a."""
    signs = np.array([piece.keep, piece.write, piece.read]) * 2.0 - 1
    f, i, o = sigmoid(piece.sharpness * signs)
    h, c = lesson["remember"](f, i, o, np.array(piece.offered))
    return {"f": f, "i": i, "o": o, "c": c, "h": h}


def numbers(page, name):
    """Return the numbers of one row of the table, such as "kept c"."""
    texts = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name)).locator("td")
    return [float(text.replace("\N{MINUS SIGN}", "-")) for text in texts.all_inner_texts()]


def bar(page, switch, step):
    return page.get_by_role("button", name=f"{switch} {SWITCHES[switch]}, step {step}:")


def expect(page, lesson, piece):
    trace = by_the_lesson(lesson, piece)
    for name, quantity in {
        "keep f": "f",
        "write i": "i",
        "read o": "o",
        "kept c": "c",
        "shown h": "h",
    }.items():
        assert numbers(page, name) == pytest.approx(trace[quantity], abs=0.00501), name
    spoken = page.locator("svg.lc-switches-chart").get_attribute("aria-label").replace("\N{MINUS SIGN}", "-")
    assert f"keeps, c: {', '.join(f'{v:.2f}' for v in trace['c'])}".replace("-0.00", "0.00") in spoken
    for switch in SWITCHES:
        pressed = [bar(page, switch, t + 1).get_attribute("aria-pressed") for t in range(len(piece.offered))]
        assert pressed == [str(on).lower() for on in getattr(piece, switch)]


# -- Python


def test_the_default_is_the_stream_of_the_lesson_with_its_switches(lesson):
    piece = Switches()
    assert piece.symbols == lesson["symbols"]
    assert piece.offered == list(lesson["offered"])
    points = [[sum_ > 0 for sum_ in lesson["POINTS"][symbol]] for symbol in piece.symbols]
    assert [list(column) for column in zip(piece.keep, piece.write, piece.read, strict=True)] == points


def test_arrays_zeros_and_full_stops_are_taken():
    on = np.array([False, True, True, False])
    piece = Switches(
        ["store", ".", ".", "recall"], np.linspace(-1, 1, 4), keep=on, write=[1, 0, 0, 0], read=~on
    )
    assert piece.symbols == ["store", "·", "·", "recall"]
    assert piece.offered == pytest.approx(np.linspace(-1, 1, 4))
    assert (piece.keep, piece.write) == ([False, True, True, False], [True, False, False, False])
    assert json.loads(json.dumps(piece.state()))["read"] == [True, False, False, True]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"symbols": ["store"] * 3}, "4 to 16 time steps.* symbols 3"),
        ({"symbols": ["store"] * 17}, "4 to 16 time steps.* symbols 17"),
        ({"symbols": ["store", "keep", "·", "·"]}, "symbols .* 'keep'"),
        ({"offered": [0.1] * 8}, "symbols 9, offered 8, keep 9"),
        ({"offered": [1.01] + [0.0] * 8}, "offered .* 1.01"),
        ({"offered": [float("nan")] + [0.0] * 8}, "offered .* nan"),
        ({"keep": [0.5] * 9}, "keep .* 0.5"),
        ({"write": [True] * 10}, "write 10, read 9"),
        ({"read": ["on"] * 9}, "read .* 'on'"),
        ({"sharpness": 10.5}, "sharpness .* 1 to 10, got 10.5"),
        ({"sharpness": float("nan")}, "sharpness .* nan"),
        ({"task": "add"}, "task"),
    ],
)
def test_errors_name_the_trait_what_came_and_what_was_expected(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        Switches(**wrong)
    piece = Switches()
    before = piece.state()
    name, value = next(iter(wrong.items()))
    with pytest.raises(traitlets.TraitError, match=name):
        setattr(piece, name, value)
    assert piece.state() == before


def test_a_message_of_the_page_may_change_the_length():
    piece = Switches()
    seen = []
    piece.observe(lambda change: seen.append(change["name"]), "keep")
    longer = {
        name: [*getattr(piece, name), getattr(piece, name)[-1]] for name in ("symbols", "offered", *SWITCHES)
    }
    piece.set_state(longer)
    assert len(piece.symbols) == len(piece.read) == 10
    assert seen == ["keep"]
    with pytest.raises(traitlets.TraitError, match="hold_trait_notifications"):
        piece.symbols = piece.symbols[:5]


# -- the browser


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("a", [1.0, 2.7, 10.0])
def test_the_arithmetic_is_that_of_the_lesson(tab, lesson, rng, a):
    source = widgets.source("switches")
    tab.page.goto("about:blank")
    for T in (4, 9, 16):
        keep, write, read = rng.random((3, T)) < 0.5
        piece = Switches(
            rng.choice(["store", "·", "recall"], T), rng.uniform(-1, 1, T), keep, write, read, sharpness=a
        )
        found = tab.page.evaluate(
            f"([state, a]) => {{ {source}\nreturn run(state, a); }}", [piece.state(), a]
        )
        for name, expected in by_the_lesson(lesson, piece).items():
            np.testing.assert_allclose(found[name], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("a", [1.0, 3.0, 10.0])
def test_the_screen_shows_the_numbers_of_the_lesson(tab, lesson, a):
    piece = Switches(sharpness=a)
    page = tab.show(piece)
    expect(page, lesson, piece)
    if a == 3.0:  # what the lesson prints
        assert [numbers(page, "shown h")[t] for t in (3, 7)] == [0.71, -0.36]
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_drawing_stands_where_the_numbers_are(tab, lesson):
    piece = Switches(sharpness=3.0, keep=[1] * 9, write=[1] * 9)  # c grows beyond 1
    page = tab.show(piece)
    trace = by_the_lesson(lesson, piece)
    half = float(page.locator("svg.lc-switches-chart").get_attribute("viewBox").split()[3]) / 2
    scale = [
        float(text.replace("\N{MINUS SIGN}", "-"))
        for text in page.locator(".lc-switches-scale text").all_text_contents()[-3:]
    ]
    assert scale == [-2, 0, 2]
    line = page.locator("svg.lc-switches-chart polyline.lc-c").get_attribute("points")
    heights = half - np.array([float(point.split(",")[1]) for point in line.split()])
    unit = (half - 12) / 2
    assert heights == pytest.approx(np.repeat(trace["c"], 2) * unit)
    bars = page.locator("svg.lc-switches-chart rect.lc-fill.lc-h")
    assert [
        float(h) for h in bars.evaluate_all("all => all.map(e => e.getAttribute('height'))")
    ] == pytest.approx(np.abs(trace["h"]) * unit)
    share = page.locator(".lc-switches-bar").evaluate_all(
        "all => all.map(e => e.clientHeight / e.parentNode.clientHeight)"
    )
    shown = np.array(share).reshape(3, 9)
    assert shown == pytest.approx(np.array([trace[gate] for gate in "fio"]), abs=0.03)


@pytest.mark.slow
@pytest.mark.browser
def test_the_mouse_turns_the_switches(tab, lesson):
    page = tab.show(Switches())
    bar(page, "write", 3).click()
    bar(page, "keep", 6).click()
    bar(page, "read", 3).click()
    piece = Switches()
    piece.write = [*piece.write[:2], True, *piece.write[3:]]
    piece.keep = [*piece.keep[:5], True, *piece.keep[6:]]
    piece.read = [*piece.read[:2], True, *piece.read[3:]]
    expect(page, lesson, piece)
    bar(page, "read", 3).click()
    piece.read = [*piece.read[:2], False, *piece.read[3:]]
    expect(page, lesson, piece)


@pytest.mark.slow
@pytest.mark.browser
def test_the_arrow_keys_move_and_space_turns(tab, lesson):
    page = tab.show(Switches())
    focused = "() => document.activeElement.ariaLabel"
    bar(page, "keep", 1).focus()
    page.keyboard.press("ArrowLeft")  # nowhere to go: the focus stays
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused).startswith("keep f, step 1:")
    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "write i, step 2: 1.00"
    for key in ("End", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "read o, step 9: 1.00"
    piece = Switches()
    piece.write = [True, True, *piece.write[2:]]
    piece.read = [*piece.read[:8], True]
    expect(page, lesson, piece)
    page.keyboard.press("Home")
    assert page.evaluate(focused).startswith("read o, step 1:")


@pytest.mark.slow
@pytest.mark.browser
def test_the_arrow_keys_do_not_scroll_the_page(tab):
    page = tab.show(Switches())
    page.set_viewport_size({"width": 920, "height": 420})
    bar(page, "read", 4).focus()
    before = page.evaluate("() => scrollY")
    for _ in range(3):
        page.keyboard.press("ArrowDown")  # it is the lowest row
    page.wait_for_timeout(200)
    assert page.evaluate("() => scrollY") == before


@pytest.mark.slow
@pytest.mark.browser
def test_the_stream_is_edited(tab, lesson):
    page = tab.show(Switches())
    field = page.get_by_label("number offered, step 6")
    field.fill("-0.85")
    page.get_by_label("symbol, step 2").select_option("recall")
    page.get_by_role("button", name="as the symbols ask").click()
    symbols, offered = Switches().symbols, Switches().offered
    symbols[1], offered[5] = "recall", -0.85
    expect(page, lesson, Switches(symbols, offered))
    for wrong in ("7", "-1.2", ""):
        field.fill(wrong)
        assert field.get_attribute("aria-invalid") == "true"
        expect(page, lesson, Switches(symbols, offered))  # not taken
        page.keyboard.press("Tab")
        assert (field.input_value(), field.get_attribute("aria-invalid")) == ("-0.85", "false")
    page.get_by_role("button", name="keep only").click()
    nothing = [False] * 9
    expect(page, lesson, Switches(symbols, offered, keep=[True] * 9, write=nothing, read=nothing))


@pytest.mark.slow
@pytest.mark.browser
def test_steps_are_added_and_come_back_as_they_were(tab, lesson):
    page = tab.show(Switches())
    page.get_by_label("number offered, step 8").fill("0.77")
    steps = page.get_by_label("steps of the stream")
    steps.focus()
    page.keyboard.press("Home")
    assert numbers(page, "kept c") == pytest.approx([0.9] * 4, abs=0.006)
    page.keyboard.press("End")
    assert page.get_by_role("columnheader").all_inner_texts() == [str(t + 1) for t in range(16)]
    assert page.evaluate("() => document.activeElement.type") == "range"
    offered = [
        page.get_by_label(f"number offered, step {t + 1}", exact=True).input_value() for t in range(16)
    ]
    assert offered[7] == "0.77"
    symbols = Switches().symbols + ["·"] * 7
    expect(page, lesson, Switches(symbols, [float(g) for g in offered]))
    page.keyboard.press("ArrowLeft")
    assert len(numbers(page, "shown h")) == 15
    assert tab.messages == []


def solve(page, *presses):
    for switch, step in presses:
        bar(page, switch, step).click()


@pytest.mark.slow
@pytest.mark.browser
def test_the_three_tasks_can_be_done_by_hand(tab):
    page = tab.show(Switches())
    assert tab.status().startswith("Not yet: step 4 shows 0.90 in place of 0.00, the first of 3 misses.")
    solve(page, ("keep", 6), ("write", 6), ("read", 4), ("read", 8))
    assert tab.status().startswith("Not yet: step 9 shows 0.00 in place of 0.90.")
    solve(page, ("read", 9))
    assert tab.status().startswith("Reached: step 9 shows 0.90.")
    page.get_by_label("task").select_option("hide")
    assert tab.status().startswith("Not yet: step 9 shows 0.90 in place of 0.00.")
    solve(page, ("read", 9))
    assert tab.status().startswith("Reached: c ends at 0.90, and nothing is shown.")
    page.get_by_label("task").select_option("overwrite")
    assert tab.status().startswith("Not yet: step 4 shows 0.00 in place of 0.90, the first of 2 misses.")
    page.get_by_role("button", name="as the symbols ask").click()
    assert tab.status().startswith("Reached: step 4 shows 0.90, step 8 shows \N{MINUS SIGN}0.50.")
    sharpness = page.get_by_label("sharpness a")
    sharpness.fill("3")
    assert tab.status().startswith(
        "The switches are set right, but at a = 3.0 they leak: step 4 shows 0.71 in place of 0.90."
    )
    assert tab.status().endswith("c is 0.86 after step 1 and 0.73 after 4 more steps of keeping.")


def done(piece, trace):
    """Whether the task is done, written anew and step by step."""
    T, first, stored = len(piece.symbols), piece.offered[0], 0.0
    for t in range(T):
        should = 0.0
        if piece.task == "recall" and t == T - 1:
            should = first
        if piece.task == "overwrite" and piece.symbols[t] == "recall":
            should = stored
        stored = piece.offered[t] if piece.symbols[t] == "store" else stored
        if abs(trace["h"][t] - should) > 0.05:
            return False
        if piece.task == "hide" and abs(trace["c"][t] - first) > 0.05:
            return False
    return True


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("task", ["recall", "overwrite", "hide"])
def test_the_verdict_is_that_of_a_naive_judge(tab, lesson, rng, task):
    verdicts = []
    for k in range(12):
        T = int(rng.integers(4, 9))
        symbols = ["store", *rng.choice(["store", "·", "recall"], T - 2), "recall"]
        right = {
            "recall": ([False] + [True] * (T - 1), [True] + [False] * (T - 1), [False] * (T - 1) + [True]),
            "overwrite": (None, None, None),
            "hide": ([False] + [True] * (T - 1), [True] + [False] * (T - 1), [False] * T),
        }[task]
        piece = Switches(
            symbols, rng.uniform(0.2, 1, T), *right, sharpness=float(rng.choice([4.0, 6.0, 10.0])), task=task
        )
        if k % 3 == 0:  # one switch is wrong; it need not matter
            name, t = rng.choice(list(SWITCHES)), int(rng.integers(T))
            values = list(getattr(piece, name))
            values[t] = not values[t]
            setattr(piece, name, values)
        tab.show(piece)
        verdicts.append(done(piece, by_the_lesson(lesson, piece)))
        assert tab.status().startswith("Reached") == verdicts[-1], (tab.status(), piece.state())
    assert len(set(verdicts)) == 2


@pytest.mark.slow
@pytest.mark.browser
def test_a_task_without_a_number_to_show_says_so(tab):
    page = tab.show(Switches(["·"] * 6, task="overwrite"))
    assert tab.status().startswith("The stream needs a store")
    page.get_by_label("task").select_option("recall")
    page.get_by_label("number offered, step 1").fill("0.05")
    assert tab.status().startswith("The first number is too small")


@pytest.mark.slow
@pytest.mark.browser
def test_what_is_kept_is_told_and_what_is_not(tab):
    page = tab.show(Switches(["store", "·", "·", "·"], sharpness=2.0))
    assert tab.status().endswith("c is 0.79 after step 1 and 0.55 after 3 more steps of keeping.")
    bar(page, "keep", 2).click()
    assert tab.status().endswith("Nothing that was written is kept untouched for even one step.")
    bar(page, "write", 3).click()
    assert tab.status().endswith("after 1 more step of keeping.")
    bar(page, "write", 4).click()  # step 4 adds to what step 3 wrote
    assert tab.status().endswith("Nothing that was written is kept untouched for even one step.")


@pytest.mark.slow
@pytest.mark.browser
def test_on_a_phone_the_table_scrolls_and_its_labels_stay(tab):
    page = tab.show(Switches(symbols=["store", "·", "·", "recall"] * 4), width=390)
    label = page.get_by_role("rowheader", name="keep f")
    left = label.bounding_box()["x"]
    bar(page, "keep", 1).focus()
    page.keyboard.press("End")
    assert page.locator(".lc-scroll").evaluate("e => e.scrollLeft") > 100
    assert label.bounding_box()["x"] == pytest.approx(left)
    last = bar(page, "keep", 16).bounding_box()
    assert last["x"] + last["width"] <= 390
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    found = page.evaluate("() => document.activeElement.getBoundingClientRect().left")
    assert found >= label.bounding_box()["x"] + label.bounding_box()["width"] - 1  # not beneath the labels
    assert tab.overflow() <= 0


@pytest.mark.slow
@pytest.mark.browser
def test_the_same_piece_twice_on_a_page(tab):
    one, two = Switches(), Switches(sharpness=2.0)
    page = tab.show(one)
    page.evaluate(
        """state => {
          const place = document.body.appendChild(document.createElement("div"));
          window.lstmCourse.pieces.switches({ model: window.lstmCourse.model(state), el: place });
        }""",
        two.state(),
    )
    first, second = page.locator("section.lc").nth(0), page.locator("section.lc").nth(1)
    before = first.inner_text()
    second.get_by_role("button", name="write i, step 3:").click()
    second.get_by_label("sharpness a").fill("5")
    assert first.inner_text() == before
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_tab_reaches_one_switch_and_comes_back_to_it(tab):
    page = tab.show(Switches())
    inside = "() => document.activeElement.ariaLabel ?? ''"
    bar(page, "keep", 1).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    here = page.evaluate(inside)
    assert here.startswith("write i, step 2:")
    page.keyboard.press("Tab")
    assert "step" not in page.evaluate(inside)  # all of the grid is behind us
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(inside) == here
    tabbable = page.locator("table button").evaluate_all("all => all.filter(e => e.tabIndex === 0).length")
    assert tabbable == 1
    page.get_by_label("steps of the stream").press("Home")  # 4 steps are left
    bar(page, "keep", 1).focus()
    page.keyboard.press("End")
    assert page.evaluate(inside).startswith("keep f, step 4:")
