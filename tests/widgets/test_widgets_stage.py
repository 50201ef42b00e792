"""What pieces with a drawing to be dragged share: the drag, a sentence spoken after a pause, round ticks."""

import numpy as np
import pytest

from lstm_course import widgets

SETUP = """
  const picture = svg("svg", { viewBox: "0 0 100 50", style: "position: fixed; left: 20px; top: 10px; width: 200px" });
  document.body.replaceChildren(picture);
  const heard = [];
  grab(picture, (x, y, first) => heard.push([x, y, ...first]));
  const fire = (type, x, y, more = {}) => picture.dispatchEvent(new PointerEvent(type, {
    clientX: x, clientY: y, pointerId: 7, pointerType: "touch", buttons: type === "pointerup" ? 0 : 1, ...more }));
"""


@pytest.fixture(scope="module")
def run(tab):
    """A function that runs JavaScript beside the shared functions and returns what it returns."""
    source = "\n".join(widgets.javascript(name) for name in ("page", "stage"))

    def run(body, **arguments):
        tab.page.goto("about:blank")
        names = ", ".join(arguments)
        return tab.page.evaluate(f"async ({{ {names} }}) => {{ {source}\n{body} }}", arguments)

    return run


def test_a_mouse_acts_at_once_and_follows_while_it_is_pressed(tab, run):
    run(f"{SETUP} window.heard = heard;")
    mouse = tab.page.mouse
    mouse.move(70, 30)
    assert tab.page.evaluate("heard") == []
    mouse.down()
    mouse.move(120, 60)
    mouse.up()
    mouse.move(150, 60)
    assert tab.page.evaluate("heard") == [[25, 10, 25, 10], [50, 25, 25, 10]]
    mouse.down(button="right")
    mouse.up(button="right")
    assert len(tab.page.evaluate("heard")) == 2


def test_a_swipe_that_scrolls_changes_nothing(run):
    assert (
        run(
            f"""{SETUP}
            fire("pointerdown", 70, 30); fire("pointermove", 74, 60); fire("pointermove", 75, 90);
            fire("pointercancel", 75, 90); fire("pointermove", 150, 90);
            fire("pointerdown", 70, 30); fire("pointermove", 72, 90); fire("pointerup", 72, 90);
            return heard;"""
        )
        == []
    )


def test_a_finger_acts_when_it_moves_sideways_or_is_lifted_where_it_came_down(run):
    heard = run(
        f"""{SETUP}
        fire("pointerdown", 70, 30); fire("pointermove", 77, 30); fire("pointermove", 78, 30);
        fire("pointermove", 74, 32); fire("pointerup", 74, 32); fire("pointermove", 170, 32);
        fire("pointerdown", 120, 30); fire("pointermove", 122, 31); fire("pointerup", 122, 32);
        return heard;"""
    )
    np.testing.assert_allclose(heard, [[29, 10, 25, 10], [27, 11, 25, 10], [51, 11, 50, 10]])


def test_a_sentence_is_spoken_once_after_a_burst_of_changes(run):
    spoken = run(
        """const sentence = status();
        document.body.replaceChildren(sentence);
        const { say, end } = speaker(sentence, 60);
        const spoken = [];
        new MutationObserver(() => {
          if (sentence.getAttribute("aria-live") === "polite") spoken.push(sentence.textContent);
        }).observe(sentence, { childList: true });
        const wait = (ms) => new Promise((done) => setTimeout(done, ms));
        const seen = [];
        for (const word of ["one", "two", "three"]) {
          say(word);
          seen.push(sentence.textContent, sentence.getAttribute("aria-live"));
          await wait(5);
        }
        await wait(150);
        say("four");
        end();
        await wait(150);
        return { spoken, seen };"""
    )
    assert spoken["seen"] == ["one", "off", "two", "off", "three", "off"]
    assert spoken["spoken"] == ["three"]


def test_a_piece_s_sentence_is_spoken_after_a_pause_and_not_at_its_start(run):
    heard = run(
        """const model = { get: () => 0, set() {}, save_changes() {}, on() {}, off() {} };
        const sentence = status();
        let count = 0;
        const el = document.body;
        const update = () => (sentence.textContent = `state ${count}`);
        const shown = piece({ model, el, title: "", names: ["a"], content: [sentence], update });
        const spoken = [];
        new MutationObserver(() => {
          if (sentence.getAttribute("aria-live") === "polite") spoken.push(sentence.textContent);
        }).observe(sentence, { childList: true });
        const wait = (ms) => new Promise((done) => setTimeout(done, ms));
        await wait(500);
        const start = spoken.length;
        for (count = 1; count < 4; count++) {
          shown.change({ a: count });
          await wait(20);
        }
        const soon = spoken.length;
        await wait(500);
        count = 9;
        shown.change({ a: 9 });
        shown.end();
        await wait(500);
        return [start, soon, spoken];"""
    )
    assert heard == [0, 0, ["state 3"]]


HANDLES = """
  const picture = svg("svg", { viewBox: "0 0 100 50", style: "position: fixed; left: 20px; top: 10px; width: 200px" },
    svg("rect", { width: 20, height: 20, "data-handle": "leaf" }), svg("rect", { x: 50, width: 20, height: 20 }));
  document.body.replaceChildren(picture);
  window.heard = [];
  picture.addEventListener("click", () => heard.push("click"));
  handles(picture, {
    take: (name) => heard.push(name),
    move(dx, dy) { heard.push([dx, dy]); picture.replaceChildren(); },
    drop: () => heard.push("dropped"),
  });
"""


def test_a_handle_is_dragged_though_its_mark_is_drawn_again(tab, run):
    run(HANDLES)
    mouse = tab.page.mouse
    mouse.move(130, 20)  # the other mark
    mouse.down()
    mouse.move(150, 60)
    mouse.up()
    assert [word for word in tab.page.evaluate("heard") if word != "click"] == []
    mouse.move(30, 20)
    mouse.down()
    mouse.move(31, 21)  # a trembling hand
    mouse.move(30, 26)
    mouse.move(330, 220)
    mouse.up()
    mouse.move(30, 20)
    heard = [word for word in tab.page.evaluate("heard") if word != "click"]
    assert heard == ["leaf", [0, 3], [150, 100], "dropped"]


def test_a_press_on_a_handle_is_a_click(tab, run):
    run(HANDLES)
    tab.page.mouse.click(30, 20)
    assert tab.page.evaluate("heard") == ["click"]


@pytest.mark.parametrize(
    ("low", "high"), [(-4, 8), (0, 1), (-0.03, 1.07), (2, 4), (-73.2, 11.9), (1e5, 1.3e5)]
)
def test_ticks_are_round_and_inside(run, low, high):
    ticks = run("return roundTicks(low, high, 6);", low=low, high=high)
    t = np.array([tick["t"] for tick in ticks])
    (gap,) = {tick["gap"] for tick in ticks}
    assert 3 <= len(t) <= 7
    np.testing.assert_allclose(np.diff(t), gap)
    np.testing.assert_allclose(t / gap, np.round(t / gap))
    assert any(np.isclose(gap / 10 ** np.floor(np.log10(gap) + 1e-9), unit) for unit in (1, 2, 5))
    assert low - 1e-6 * gap <= t[0] < low + gap
    assert high - gap < t[-1] <= high + 1e-6 * gap


def test_a_stage_is_as_wide_as_its_place_and_is_drawn_again_when_that_changes(tab, run):
    tab.page.set_viewport_size({"width": 900, "height": 600})
    widths = run(
        """const place = html("div", { style: "width: 500px" });
        document.body.replaceChildren(place);
        let drawn = 0;
        const shown = stage(() => { drawn += 1; shown.draw("a name", 80, svg("line")); });
        shown.picture.style.width = "100%";
        place.append(shown.picture);
        const wait = () => new Promise((done) => setTimeout(done, 60));
        await wait();
        const first = [shown.width(), shown.picture.getAttribute("viewBox"), drawn];
        place.style.width = "320px";
        await wait();
        const second = [shown.width(), shown.picture.getAttribute("viewBox"), drawn];
        shown.end();
        place.style.width = "400px";
        await wait();
        return [...first, ...second, shown.width()];"""
    )
    assert widths == [500, "0 0 500 80", 1, 320, "0 0 320 80", 2, 320]
