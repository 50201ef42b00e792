"""The switches answer to the mouse and to the keyboard, and the memory is that of lesson 02."""

import ast
import itertools
import json
import re
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


def table(page):
    """Return what stands in the rows of the table by what heads them, such as "kept c", all read in one go."""
    rows = page.get_by_role("row").evaluate_all(
        """rows => rows.map(row => [
          row.querySelector("[role=rowheader]"), [...row.querySelectorAll("[role=cell]")].map(cell => cell.innerText),
        ]).map(([head, texts]) => [head?.ariaLabel || head?.innerText, texts])"""
    )
    return dict(rows)


def numbers(page, name, rows=None):
    """Return the numbers of one row of the table."""
    texts = (rows or table(page))[name]
    return [float(text.replace("\N{MINUS SIGN}", "-")) for text in texts]


def bar(page, switch, step):
    return page.get_by_role("button", name=f"{switch} {SWITCHES[switch]}, step {step}:")


def expect(page, lesson, piece):
    trace, rows = by_the_lesson(lesson, piece), table(page)
    for name, quantity in {
        "keep f": "f",
        "write i": "i",
        "read o": "o",
        "kept c": "c",
        "shown h": "h",
    }.items():
        assert numbers(page, name, rows) == pytest.approx(trace[quantity], abs=0.00501), name
    spoken = page.locator("svg.lc-switches-chart").get_attribute("aria-label").replace("\N{MINUS SIGN}", "-")
    assert f"keeps, c: {', '.join(f'{v:.2f}' for v in trace['c'])}".replace("-0.00", "0.00") in spoken
    pressed = page.get_by_role("button", name=re.compile(", step ")).evaluate_all(
        "bars => bars.map(bar => [bar.ariaLabel.split(':')[0], bar.ariaPressed])"
    )
    assert dict(pressed) == {
        f"{switch} {quantity}, step {t + 1}": str(on).lower()
        for switch, quantity in SWITCHES.items()
        for t, on in enumerate(getattr(piece, switch))
    }


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
        for text in page.locator("svg.lc-switches-chart text").all_text_contents()
    ]
    assert scale == [-2, -1, 0, 1, 2]  # the lines at 1 stay where the scale has grown
    line = page.locator("svg.lc-switches-chart polyline.lc-switches-kept").get_attribute("points")
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
    assert page.evaluate(focused) == "write i, step 2: 1.00, changed"
    for key in ("End", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "read o, step 9: 1.00, changed"
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
    page.get_by_text("Edit the stream").click()
    field = page.get_by_label("number offered, step 6")
    field.fill("-0.85")
    page.get_by_label("symbol, step 2").select_option("recall")
    page.get_by_role("button", name="as the symbols ask").click()
    symbols, offered = Switches().symbols, Switches().offered
    symbols[1], offered[5] = "recall", -0.85
    expect(page, lesson, Switches(symbols, offered))
    page.get_by_role("button", name="keep only").click()
    nothing = [False] * 9
    expect(page, lesson, Switches(symbols, offered, keep=[True] * 9, write=nothing, read=nothing))


@pytest.mark.slow
@pytest.mark.browser
def test_steps_are_added_and_come_back_as_they_were(tab, lesson):
    page = tab.show(Switches())
    page.get_by_text("Edit the stream").click()
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
    assert tab.status().startswith("Reached: solved with 5 changes, the fewest there are; step 9 shows 0.90.")
    page.get_by_role("button", name="hide").click()
    assert tab.status().startswith("Not yet: step 9 shows 0.90 in place of 0.00.")
    solve(page, ("read", 9))
    assert tab.status().startswith(
        "Reached: solved with 4 changes, the fewest there are; c ends at 0.90, and nothing is shown."
    )
    page.get_by_role("button", name="overwrite").click()
    assert tab.status().startswith("Not yet: step 4 shows 0.00 in place of 0.90, the first of 2 misses.")
    page.get_by_role("button", name="as the symbols ask").click()
    assert tab.status().startswith(
        "Reached: solved with no change; step 4 shows 0.90, step 8 shows \N{MINUS SIGN}0.50."
    )
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
    page.get_by_text("Edit the stream").click()
    page.get_by_role("button", name="store and recall").click()
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


@pytest.mark.slow
@pytest.mark.browser
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
    tabbable = page.locator(".lc-switches button").evaluate_all(
        "all => all.filter(e => e.tabIndex === 0).length"
    )
    assert tabbable == 1
    page.get_by_text("Edit the stream").click()
    page.get_by_label("steps of the stream").press("Home")  # 4 steps are left
    bar(page, "keep", 1).focus()
    page.keyboard.press("End")
    assert page.evaluate(inside).startswith("keep f, step 4:")


@pytest.mark.slow
@pytest.mark.browser
def test_the_bars_are_the_first_stop_of_the_tab_key_and_the_stream_is_folded(tab):
    page = tab.show(Switches())
    stops = []
    for _ in range(9):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.ariaLabel ?? e.labels?.[0]?.textContent ?? e.textContent }"
            )
        )
    assert stops == [
        "keep f, step 1: 0.00",
        "sharpness a",
        "store and recall",
        "overwrite",
        "hide",
        "as the symbols ask",
        "keep only",
        "Edit the stream: symbols, numbers, length",
        stops[-1],
    ]
    assert not page.get_by_label("number offered, step 1", exact=True).is_visible()
    page.get_by_text("Edit the stream").click()
    assert page.get_by_label("number offered, step 1", exact=True).is_visible()


# -- painting


def middle(page, switch, step):
    target = bar(page, switch, step)
    target.hover()  # waits until it stands still
    box = target.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 3


@pytest.mark.slow
@pytest.mark.browser
def test_a_drag_across_a_row_paints_it(tab, lesson):
    page = tab.show(Switches())
    x2, _ = middle(page, "write", 2)
    x5, y = middle(page, "write", 5)
    page.mouse.move(x5, y)
    page.mouse.down()  # step 5 is off: the stroke turns on
    page.mouse.move(x2, y + 70)  # one leap, and away from the row: all between are painted
    page.mouse.up()
    page.mouse.move(x5, y)
    piece = Switches()
    piece.write = [True] * 6 + [False] * 3
    expect(page, lesson, piece)
    assert page.evaluate("() => document.activeElement.ariaLabel").startswith("write i, step 5:")
    page.mouse.move(x2, y)
    page.mouse.down()  # it is on: the stroke turns off, and back over the same bars it changes nothing
    for x in (x5, x2, x5):
        page.mouse.move(x, y, steps=3)
    page.mouse.move(5, y)  # beyond the first
    page.mouse.up()
    piece.write = [False] * 5 + [True] + [False] * 3
    expect(page, lesson, piece)
    page.keyboard.press("Space")  # the keys work after a stroke
    piece.write = [False, True, *piece.write[2:]]
    expect(page, lesson, piece)
    assert page.evaluate("() => String(getSelection())") == ""


@pytest.mark.slow
@pytest.mark.browser
def test_shift_with_an_arrow_paints(tab, lesson):
    page = tab.show(Switches())
    bar(page, "keep", 5).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")  # no painting from row to row
    page.keyboard.press("Shift+ArrowLeft")
    piece = Switches()
    piece.keep = [False] + [True] * 8
    piece.write = [True, False, False, False, True, True, False, False, False]
    expect(page, lesson, piece)


@pytest.mark.slow
@pytest.mark.browser
def test_a_finger_taps_and_paints_and_scrolls_past(tab, lesson):
    page = tab.show(Switches(), width=390)
    page.set_viewport_size({"width": 390, "height": 500})
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def finger(kind, *places):
        points = [{"x": x, "y": y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def stroke(start, *places):
        finger("touchStart", start)
        for place in places:
            finger("touchMove", place)
        finger("touchEnd")
        page.wait_for_timeout(100)

    piece = Switches()
    x, y = middle(page, "write", 3)
    stroke((x, y))
    piece.write = [True, False, True, *piece.write[3:]]
    expect(page, lesson, piece)
    before = page.evaluate("() => scrollY")
    stroke((x, y), *[(x + 1, y - dy) for dy in range(10, 131, 10)])  # a swipe upwards
    assert page.evaluate("() => scrollY") > before + 50
    expect(page, lesson, piece)
    x, y = middle(page, "read", 1)
    end, _ = middle(page, "read", 3)
    stroke((x, y), *[(x + (end - x) * k / 6, y + 1) for k in range(1, 7)])
    piece.read = [True] * 4 + piece.read[4:]
    expect(page, lesson, piece)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    touch.detach()


# -- what is refused


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("leave", [True, False])
@pytest.mark.parametrize(
    ("wrong", "named"), [("7", "7"), ("-2", "\N{MINUS SIGN}2"), ("1e9", "1e9"), ("", "an empty field")]
)
def test_what_is_refused_is_said_in_words(tab, lesson, wrong, named, leave):
    page = tab.show(Switches())
    page.get_by_text("Edit the stream").click()
    field = page.get_by_label("number offered, step 6")
    field.fill(wrong)
    assert field.get_attribute("aria-invalid") == "true"
    if leave:
        page.keyboard.press("Tab")
        assert (field.input_value(), field.get_attribute("aria-invalid")) == ("-0.5", "false")
    words = page.locator(f"[id='{field.get_attribute('aria-describedby')}']")
    words.filter(has_text="refused").wait_for()
    assert words.inner_text() == (
        f"Step 6: {named} is refused. A number from \N{MINUS SIGN}1 to 1 is allowed; \N{MINUS SIGN}0.50 stays."
    )
    assert words.get_attribute("role") == "status"
    expect(page, lesson, Switches())  # not taken
    field.fill("0.25")
    assert words.inner_text() == ""
    assert numbers(page, "offered g")[5] == 0.25


@pytest.mark.slow
@pytest.mark.browser
def test_a_minus_sign_alone_is_not_yet_wrong(tab):
    page = tab.show(Switches())
    page.get_by_text("Edit the stream").click()
    field = page.get_by_label("number offered, step 6")
    field.fill("")
    words = page.locator(".lc-switches-refusal")
    page.evaluate(
        """() => {
          window.said = [];
          const words = document.querySelector(".lc-switches-refusal");
          new MutationObserver(() => said.push(words.textContent)).observe(words, { childList: true });
        }"""
    )
    field.press_sequentially("-1", delay=100)
    page.wait_for_timeout(700)
    assert words.inner_text() == ""
    assert not any("refused" in text for text in page.evaluate("() => said"))
    assert numbers(page, "offered g")[5] == -1


# -- the count


def wanted_by(piece):
    """Return what h, and c or None, should be; each of shape (T,)."""
    T, first = len(piece.symbols), piece.offered[0]
    h, stored = np.zeros(T), 0.0
    for t, symbol in enumerate(piece.symbols):
        stored = piece.offered[t] if symbol == "store" else stored
        if piece.task == "overwrite" and symbol == "recall":
            h[t] = stored
    if piece.task == "recall":
        h[-1] = first
    return h, np.full(T, first) if piece.task == "hide" else None


def solved_by(piece, patterns):
    """Whether hard switches, (N, 3, T), do what is asked; c and h are computed anew."""
    f, i, o = patterns.transpose(1, 2, 0)
    c, fine = 0.0, True
    h_asked, c_asked = wanted_by(piece)
    for t, g in enumerate(piece.offered):
        c = f[t] * c + i[t] * g
        fine = fine & (abs(o[t] * c - h_asked[t]) <= 0.05)
        if c_asked is not None:
            fine = fine & (abs(c - c_asked[t]) <= 0.05)
    return fine


def as_asked(symbols):
    """Return the switches as the symbols ask, (3, T)."""
    symbols = np.array(symbols)
    return np.array([symbols != "store", symbols == "store", symbols == "recall"])


def fewest(page, piece):
    return page.evaluate(
        f"""state => {{
          {widgets.source("switches")}
          const goal = GOALS[state.task];
          return fewest(state, {{ h: goal.h(state), c: goal.c?.(state) }}, CLOSE);
        }}""",
        piece.state(),
    )


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("task", ["recall", "overwrite", "hide"])
def test_the_fewest_changes_are_those_of_trying_all(tab, rng, task):
    tab.page.goto("about:blank")
    patterns = np.array(list(itertools.product([False, True], repeat=12))).reshape(-1, 3, 4)
    found = []
    for k in range(12):
        offered = rng.choice([-1, 1], 4) * rng.uniform(0.2, 1, 4)
        if k % 3 == 0:
            offered[2] = offered[0] - offered[1]  # there may be a way round
        if k % 4 == 1:
            offered[1:] = offered[0] + rng.uniform(-0.04, 0.04, 3)  # near enough to stand in for the first
        offered = np.clip(offered, -1, 1)
        piece = Switches(rng.choice(["store", "·", "recall"], 4), offered, task=task)
        distance = (patterns != as_asked(piece.symbols)).sum(axis=(1, 2))
        expected = distance[solved_by(piece, patterns)].min()
        assert fewest(tab.page, piece) == expected, piece.state()
        found.append(expected)
    assert (set(found) == {0}) == (task == "overwrite")  # the symbols ask for just that


@pytest.mark.slow
@pytest.mark.browser
def test_no_four_changes_solve_the_task_of_the_lesson_and_five_do(tab):
    piece = Switches()
    solved = {}
    for count in range(6):
        places = np.array(list(itertools.combinations(range(27), count)), dtype=int)
        patterns = np.tile(as_asked(piece.symbols).ravel(), (len(places), 1))
        np.put_along_axis(patterns, places, ~np.take_along_axis(patterns, places, axis=1), axis=1)
        solved[count] = int(solved_by(piece, patterns.reshape(-1, 3, 9)).sum())
    assert [solved[count] for count in range(5)] == [0] * 5
    assert solved[5] >= 1
    tab.page.goto("about:blank")
    assert fewest(tab.page, piece) == 5
    assert fewest(tab.page, Switches(task="hide")) == 4
    assert fewest(tab.page, Switches(task="overwrite")) == 0


@pytest.mark.slow
@pytest.mark.browser
def test_the_longest_stream_is_counted_in_a_moment(tab, rng):
    tab.page.goto("about:blank")
    piece = Switches(["store"] * 16, rng.uniform(-1, 1, 16))
    before = tab.page.evaluate("() => performance.now()")
    assert fewest(tab.page, piece) <= 31
    assert tab.page.evaluate("() => performance.now()") - before < 3000


def count(page):
    return page.locator(".lc-switches-count").inner_text()


@pytest.mark.slow
@pytest.mark.browser
def test_changes_are_counted_and_marked(tab):
    page = tab.show(Switches())
    assert count(page) == "0 changes"
    bar(page, "read", 4).click()
    assert count(page) == "1 change"
    assert page.locator(".lc-switches-changed").count() == 1
    assert bar(page, "read", 4).get_attribute("aria-label").endswith("0.00, changed")
    bar(page, "read", 4).click()  # taken back
    assert count(page) == "0 changes"
    assert page.locator(".lc-switches-changed").count() == 0
    solve(page, ("keep", 6), ("write", 6), ("read", 4), ("read", 8), ("read", 9), ("keep", 1))
    assert tab.status().startswith("Reached: solved with 6 changes (5 would do); step 9 shows 0.90.")
    assert count(page) == "6 changes"
    page.get_by_role("button", name="overwrite").click()
    page.get_by_role("button", name="as the symbols ask").click()
    bar(page, "keep", 1).click()
    assert tab.status().startswith("Reached: solved with 1 change (none is needed);")
    page.get_by_role("button", name="keep only").click()
    assert count(page) == "6 changes"


@pytest.mark.slow
@pytest.mark.browser
def test_a_leak_may_do_with_fewer_changes_than_hard_switches(tab):
    symbols = ["store", "·", "·", "·", "recall"]  # what is left of 0.1 at the recall passes for nothing
    piece = Switches(symbols, [0.1, 0.0, 0.0, 0.0, 0.0], sharpness=2.0, task="hide")
    hard = fewest(tab.show(piece), piece)
    assert (count(tab.page), hard) == ("0 changes", 1)
    assert tab.status().startswith("Reached: solved with no change (hard switches need 1); c ends at 0.05")


# -- what moves


def running(page, kind):
    return page.locator(f"svg .lc-switches-{kind}").evaluate_all(
        "all => all.flatMap(e => e.getAnimations().map(a => a.effect.getComputedTiming().duration))"
    )


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("task", "kind"), [("recall", "fills"), ("hide", "glows")])
def test_the_goal_pulses_once_when_it_is_reached(tab, task, kind):
    page = tab.show(Switches(task=task))
    page.emulate_media(reduced_motion="no-preference")
    assert page.locator(".lc-switches-fills, .lc-switches-glows").count() == 0
    last = [("read", 9)] if task == "recall" else [("read", 8)]
    solve(page, ("keep", 6), ("write", 6), ("read", 4), *([("read", 8)] if task == "recall" else []), *last)
    assert tab.status().startswith("Reached")
    assert page.locator("svg rect.lc-fill.lc-switches-fills").count() == (task == "recall")
    assert page.locator(f".lc-switches-{kind}").count() == 1
    durations = running(page, kind)
    assert all(0 < duration < 2000 for duration in durations)
    bar(page, "keep", 1).click()  # still reached: no second pulse
    assert tab.status().startswith("Reached")
    assert page.locator(".lc-switches-fills, .lc-switches-glows").count() == 0
    solve(page, *last, *last)  # away and back
    assert page.locator(f".lc-switches-{kind}").count() == 1
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_current_flows_where_a_number_is_kept_and_comes_to_rest(tab):
    piece = Switches(
        keep=[0, 1, 1, 0, 1, 0, 0, 1, 1]
    )  # steps 1 to 3 and 6; nothing in 4 and 5, nothing from 7 on
    page = tab.show(piece)
    page.emulate_media(reduced_motion="no-preference")
    flows = page.locator("svg .lc-switches-flow")
    width = float(page.locator("svg.lc-switches-chart").get_attribute("viewBox").split()[2]) / 9
    spans = flows.evaluate_all("all => all.map(e => [e.points[0].x, e.points[e.points.length - 1].x])")
    np.testing.assert_allclose(np.array(spans) / width, [[0, 3], [5, 6]], atol=1e-3)
    bar(page, "read", 1).click()
    times = running(page, "flow")
    assert len(times) == 2
    assert all(0 < time <= 5000 for time in times)  # what moves for longer must have a button that stops it
    page.emulate_media(reduced_motion="reduce")
    bar(page, "read", 1).click()
    assert running(page, "flow") == []
    assert flows.first.evaluate("e => getComputedStyle(e).opacity") == "0"
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.slow
@pytest.mark.browser
def test_the_sentence_is_spoken_when_nothing_has_changed_for_a_while(tab):
    page = tab.show(Switches())
    live = page.evaluate(
        """() => {
          document.querySelector(".lc-switches button").click();
          return document.querySelector(".lc-status").ariaLive;
        }"""
    )
    assert live == "off"
    page.wait_for_timeout(200)
    page.wait_for_function("() => document.querySelector('.lc-status').ariaLive === 'polite'")


@pytest.mark.slow
@pytest.mark.browser
def test_what_the_task_does_not_ask_for_is_marked(tab):
    page = tab.show(Switches())
    wavy = "all => all.flatMap((e, t) => e.classList.contains('lc-switches-miss') ? [t + 1] : [])"
    row = (
        page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="shown h")).get_by_role("cell")
    )
    assert row.evaluate_all(wavy) == [4, 8, 9]
    assert page.locator("svg rect.lc-line.lc-h.lc-faint").count() == 1  # asked, and not shown
    solve(page, ("keep", 6), ("write", 6), ("read", 4), ("read", 8), ("read", 9))
    assert row.evaluate_all(wavy) == []
    assert page.locator("svg rect.lc-line.lc-h.lc-faint").count() == 0


# -- the width of a phone


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("T", [4, 9, 16])
@pytest.mark.parametrize("width", [320, 390, 600, 920])
def test_all_steps_are_in_view_at_every_width(tab, lesson, width, T):
    symbols = (["store", "·", "·", "recall"] * 4)[:T]
    piece = Switches(symbols, [-0.85] * T, write=[True] * T, keep=[True] * T, sharpness=2.0)
    page = tab.show(piece, width=width)
    page.wait_for_function(
        "() => { const e = document.querySelector('.lc-switches-chart');"
        " return Math.abs(e.viewBox.baseVal.width - e.getBoundingClientRect().width) < 1 }"
    )
    assert tab.overflow() <= 0
    section = page.locator("section.lc").bounding_box()
    for switch in SWITCHES:
        places = [bar(page, switch, t + 1).bounding_box() for t in range(T)]
        assert places[0]["x"] > section["x"]
        assert places[-1]["x"] + places[-1]["width"] < section["x"] + section["width"]
        np.testing.assert_allclose(np.diff([box["x"] for box in places]), places[0]["width"], atol=0.1)
        if T <= 9:
            assert places[0]["width"] >= 24  # a finger's target
    assert page.locator(".lc").evaluate(
        "e => [...e.querySelectorAll('*')].every(x => !/auto|scroll/.test(getComputedStyle(x).overflowX))"
    )
    texts = page.locator(".lc-switches [role=cell]:not(:has(button, svg)), .lc-switches-number")
    sizes = texts.evaluate_all(
        """all => all.map(e => {
          const range = document.createRange();
          range.selectNodeContents(e);
          return range.getBoundingClientRect().width - e.closest("[role=cell]").getBoundingClientRect().width;
        })"""
    )
    assert max(sizes) <= 0.5  # no number runs into the next
    trace = by_the_lesson(lesson, piece)
    found = numbers(page, "kept c")
    assert found == pytest.approx(trace["c"], abs=0.0501)
    asked = page.locator("svg.lc-switches-chart").bounding_box()
    assert asked["x"] + asked["width"] < section["x"] + section["width"]
