"""The loss signatures draw what is recorded, judge a guess, keep the score, and show everything by name."""

import copy
import re

import numpy as np
import pytest
from traitlets import TraitError

from lstm_course.plots.signatures import height
from lstm_course.signatures import FAULTS, recording
from lstm_course.widgets import LossSignatures

RECORDED = recording()
FAULT = {fault.key: fault for fault in FAULTS}
ORDER = LossSignatures().order
BROWSER = [pytest.mark.slow, pytest.mark.browser]


def show(tab, key=None, width=920, **values):
    """Open the piece, with the riddle of a key."""
    place = {} if key is None else {"place": ORDER.index(key)}
    return tab.show(LossSignatures(**place, **values), width=width)


def option(page, key):
    """Return the button of an answer, whatever mark stands before its name."""
    name = re.escape(FAULT[key].name)
    return page.locator(".lc-loss-list button").filter(has_text=re.compile(rf"^(✓ |✗ )?{name}$"))


def pressed(page, within):
    buttons = page.locator(f"{within} button[aria-pressed=true]")
    return [text.strip() for text in buttons.all_inner_texts()]


def where(page):
    return page.locator(".lc-loss-where").inner_text()


def drawn(page, look):
    """Return the losses of a line of the large picture, read off from the marks of the axis."""
    points, ticks = page.locator("svg.lc-loss-chart").evaluate(
        """(picture, look) => [
          picture.querySelector(`polyline.${look}`)?.getAttribute("points") ?? "",
          [...picture.querySelectorAll("line.lc-axis:not(.lc-loss-level)")]
            .filter((e) => e.getAttribute("y1") === e.getAttribute("y2"))
            .map((e) => Number(e.getAttribute("y1"))),
        ]""",
        look,
    )
    if not points:
        return None
    heights = np.array([float(point.split(",")[1]) for point in points.split()])
    known = np.array([0, 1, 2, 3, 4, 5, 50])
    zero, one, knee, fifty = (ticks[list(known).index(loss)] for loss in (0, 1, 5, 50))
    linear = (zero - heights) / (zero - one)
    above = 5 * 10 ** ((knee - heights) / (knee - fifty))
    return np.where(heights >= knee, linear, above)


def is_run(page, look, name, seed, kind="train"):
    expected = np.array(RECORDED["runs"][name][kind][seed])
    np.testing.assert_allclose(drawn(page, look), expected, rtol=0.02, atol=0.01)


# --- riddles --------------------------------------------------------------------------------------


def test_a_riddle_is_asked_without_its_answer(tab):
    page = show(tab)
    assert tab.status().startswith("Which run of the list is this?")
    assert "knows nothing (ln V)" in tab.status()
    assert where(page) == "curve 1 of 14 · 0 named, 0 at once"
    assert pressed(page, ".lc-loss-list") == []
    spoken = page.locator("svg.lc-loss-chart").get_attribute("aria-label")
    assert "4.30 at step 0" in spoken
    assert FAULT[ORDER[0]].name not in spoken + page.locator(".lc-loss-left").inner_text()
    assert page.locator(".lc-loss-list button").all_inner_texts() == [fault.name for fault in FAULTS]
    assert tab.messages == []


@pytest.mark.parametrize("width", [920, 390])
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("key", ["healthy", "exploding", "broadcast"])
def test_the_curves_stand_where_the_numbers_are(tab, key, seed, width):
    page = show(tab, key, width=width, seed=seed)
    is_run(page, "lc-loss-train", key, seed)
    is_run(page, "lc-loss-validation", key, seed, "validation")
    assert drawn(page, "lc-loss-over") is None
    assert drawn(page, "lc-loss-grey") is None
    names = page.locator("svg.lc-loss-chart text").all_text_contents()
    for line in FAULT[key].lines:
        assert f"{line} {RECORDED['lines'][line]:.2f}" in names
    assert names[names.index("50") + 1 :][0] == (
        "mean squared error" if key == "broadcast" else "loss in nats"
    )


def test_levels_are_drawn_at_their_losses_and_named_without_overlap(tab):
    import pieces

    for width in (920, 390):
        page = show(tab, "healthy", width=width)
        ends = page.locator("svg.lc-loss-chart line").evaluate_all(
            "all => all.filter(e => !e.matches('.lc-loss-level')).map(e => Number(e.getAttribute('y1')))"
        )
        zero, one, knee, fifty = ends[0], ends[1], ends[5], ends[6]
        assert (knee - fifty) / (zero - one) == pytest.approx(float(height(50) - height(5)))
        levels = page.locator("svg.lc-loss-chart .lc-loss-level").evaluate_all(
            "all => all.map(e => Number(e.getAttribute('y1')))"
        )
        losses = [(zero - y) / (zero - one) for y in levels]
        assert losses == pytest.approx([RECORDED["lines"][name] for name in FAULT["healthy"].lines])
        assert pieces.overlapping(page.locator("svg.lc-loss-chart text"), 3) == []


def test_a_right_guess_by_mouse_gives_sign_and_proof_and_lays_the_other_seed_over_it(tab):
    page = show(tab, "unshifted")
    option(page, "unshifted").click()
    fault = FAULT["unshifted"]
    said = tab.status()
    assert said.startswith("targets not shifted: at once.")
    assert fault.sign in said
    assert fault.proof in said
    assert page.locator(".lc-status code").inner_text() == fault.probe
    assert pressed(page, ".lc-loss-list") == ["✓ targets not shifted"]
    assert where(page) == "curve 1 of 14 · 1 named, 1 at once"
    is_run(page, "lc-loss-train", "unshifted", 0)
    is_run(page, "lc-loss-over", "unshifted", 1)
    is_run(page, "lc-loss-over-validation", "unshifted", 1, "validation")
    assert "the same fault, another seed" in page.locator(".lc-loss-legend").inner_text()


def test_a_wrong_guess_is_laid_over_and_the_second_try_does_not_count_as_at_once(tab):
    page = show(tab, "sorted")
    option(page, "healthy").click()
    assert tab.status().startswith("Not “healthy”.")
    assert FAULT["healthy"].sign in tab.status()
    assert FAULT["sorted"].name not in tab.status()
    is_run(page, "lc-loss-over", "healthy", 1)
    assert where(page).endswith("0 named, 0 at once")
    option(page, "sorted").click()
    assert tab.status().startswith("sorted, not shuffled: at guess 2.")
    assert pressed(page, ".lc-loss-list") == ["✗ healthy", "✓ sorted, not shuffled"]
    assert where(page).endswith("1 named, 0 at once")


def test_the_keyboard_reaches_every_answer_from_one_stop(tab):
    page = show(tab, "rate_low")
    page.get_by_role("button", name="all by name").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.innerText") == "healthy"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert tab.status().startswith("learning rate too low: at once.")
    page.keyboard.press("End")
    page.keyboard.press(" ")
    assert tab.status().startswith("Compared with “(N, 1) against (N,)”.")
    assert "another task" in tab.status()
    assert drawn(page, "lc-loss-over") is None  # its loss is no cross-entropy
    page.keyboard.press("ArrowDown")  # there is none below
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert tab.status().startswith("Compared with “healthy”.")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.innerText") == "show it mended"


def test_after_the_answer_a_guess_compares_and_does_not_count(tab):
    page = show(tab, "padding", guesses={"padding": ["padding"]})
    option(page, "healthy").click()
    assert tab.status().startswith("Compared with “healthy”.")
    assert tab.status().endswith("The riddle was padding counted.")
    is_run(page, "lc-loss-over", "healthy", 1)
    assert where(page).endswith("1 named, 1 at once")
    option(page, "unshifted").click()
    assert pressed(page, ".lc-loss-list") == ["✗ targets not shifted", "✓ padding counted"]
    option(page, "padding").click()
    assert pressed(page, ".lc-loss-list") == ["✓ padding counted"]
    assert tab.status().startswith("padding counted: at once.")


def test_what_no_curve_can_tell_apart_counts_for_both(tab):
    for key, guess in (("clipped_late", "exploding"), ("exploding", "clipped_late")):
        page = show(tab, key)
        option(page, guess).click()
        assert tab.status().startswith(f"{FAULT[key].name}: at once. You said {FAULT[guess].name}")
        assert "no curve can tell" in tab.status()
        assert FAULT[key].proof in tab.status()
        assert where(page).endswith("1 named, 1 at once")
        is_run(page, "lc-loss-over", key, 1)
        page = show(tab, key)
        option(page, key).click()
        assert "no curve can tell" not in tab.status()


def test_the_answer_can_be_asked_for(tab):
    page = show(tab, "shut_gate")
    ask = page.get_by_role("button", name="show the answer")
    ask.click()
    assert tab.status().startswith("output gate shut: shown.")
    assert pressed(page, ".lc-loss-list") == ["✓ output gate shut"]
    assert where(page).endswith("1 named, 0 at once")
    assert ask.is_disabled()


def test_the_mended_run_is_shown_in_grey_until_the_next_curve(tab):
    page = show(tab, "not_cleared")
    mended = page.get_by_role("button", name="show it mended")
    mended.click()
    assert mended.get_attribute("aria-pressed") == "true"
    is_run(page, "lc-loss-grey", "sgd", 1)
    assert "mended" in page.locator(".lc-loss-legend").inner_text()
    page.get_by_role("button", name="next curve").click()
    assert drawn(page, "lc-loss-grey") is None
    page.get_by_role("button", name="curve before").click()
    assert drawn(page, "lc-loss-grey") is None
    assert where(page).startswith("curve 8 of 14")


def test_curves_follow_each_other_round(tab):
    page = show(tab)
    page.get_by_role("button", name="curve before").click()
    assert where(page).startswith("curve 14 of 14")
    is_run(page, "lc-loss-train", ORDER[-1], 0)
    page.get_by_role("button", name="next curve").click()
    assert where(page).startswith("curve 1 of 14")
    page.get_by_role("button", name="next curve").click()
    is_run(page, "lc-loss-train", ORDER[1], 0)


def test_all_riddles_can_be_named_and_begun_again(tab):
    page = show(tab)
    for key in ORDER:
        option(page, key).click()
        assert FAULT[key].proof in tab.status()
        page.get_by_role("button", name="next curve").click()
    assert where(page) == "curve 1 of 14 · 14 named, 14 at once"
    orders = set()
    for seed in (1, 0, 1):
        page.get_by_role("button", name="start again").click()
        assert where(page) == "curve 1 of 14 · 0 named, 0 at once"
        order = []
        for _ in ORDER:
            shown = drawn(page, "lc-loss-train")
            (key,) = (
                key
                for key in ORDER
                if np.allclose(shown, RECORDED["runs"][key]["train"][seed], rtol=0.02, atol=0.01)
            )
            order.append(key)
            page.get_by_role("button", name="next curve").click()
        assert sorted(order) == sorted(ORDER)
        orders.add(tuple(order))
    assert len(orders) == 3  # two equal ones of 14! would be a miracle
    assert tab.messages == []


# --- all by name ----------------------------------------------------------------------------------


def test_all_are_shown_by_name_and_explained_below_their_row(tab):
    for width in (920, 390):
        page = show(tab, width=width)
        page.get_by_role("button", name="all by name").click()
        panels = page.locator(".lc-loss-panels button")
        assert panels.all_inner_texts() == [fault.name for fault in FAULTS]
        assert tab.status().startswith("healthy.")
        for place in (1, 6, 13):
            panels.nth(place).click()
            fault = FAULTS[place]
            assert tab.status().startswith(f"{fault.name}. {fault.sign}")
            assert fault.proof in tab.status()
            assert pressed(page, ".lc-loss-panels") == [fault.name]
            panel, text = panels.nth(place).bounding_box(), page.locator(".lc-status").bounding_box()
            assert 0 < text["y"] - (panel["y"] + panel["height"]) < 20
            tops = [box["y"] for box in (panels.nth(k).bounding_box() for k in range(14))]
            row = [k for k in range(14) if abs(tops[k] - tops[0]) < 1]
            assert row == list(range(len(row)))  # no hole before the text
        assert tab.overflow() <= 0
        page.get_by_role("button", name="riddles").click()
        assert tab.status().startswith("Which run of the list")


def test_panels_draw_the_run_and_the_mended_one(tab):
    page = show(tab, mode="all")

    def points(name, look):
        button = page.locator(".lc-loss-panels button").filter(has_text=name)
        line = button.locator(f"polyline.{look}")
        return line.get_attribute("points") if line.count() else None

    assert points("healthy", "lc-loss-grey") is None
    assert points("softmax twice", "lc-loss-grey") == points("healthy", "lc-loss-train")
    assert points("too few names", "lc-loss-validation") != points("too few names", "lc-loss-train")
    y = [float(point.split(",")[1]) for point in points("targets not shifted", "lc-loss-train").split()]
    assert min(np.diff(y)) > -0.3  # downwards, but for the noise
    assert y[-1] - y[0] > 50
    assert min(y) > 0


def test_arrow_keys_lead_through_the_panels(tab):
    page = show(tab, mode="all")
    page.locator(".lc-loss-panels button").first.focus()
    for key, name in (
        ("ArrowRight", "learning rate too high"),
        ("ArrowDown", "softmax twice"),
        ("ArrowUp", "learning rate too high"),
        ("End", "(N, 1) against (N,)"),
        ("ArrowRight", "(N, 1) against (N,)"),
        ("Home", "healthy"),
    ):
        page.keyboard.press(key)
        assert page.evaluate("() => document.activeElement.innerText") == name
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert tab.status().startswith("learning rate too high.")
    assert page.evaluate("() => document.activeElement.innerText") == "learning rate too high"


# --- values ---------------------------------------------------------------------------------------


def test_the_first_order_holds_every_fault_and_is_not_the_list():
    assert sorted(ORDER) == sorted(FAULT)
    assert list(FAULT) != ORDER
    assert LossSignatures().recording == RECORDED


def of_two():
    """Return a recording of one's own, with two faults and three seeds."""
    runs = {key: {kind: [[3.0, 2.0, 1.0]] * 3 for kind in ("train", "validation")} for key in "ab"}
    fault = {**RECORDED["faults"][0], "lines": ["guess"], "mended": "a"}
    faults = [{**fault, "key": "a", "name": "mine"}, {**fault, "key": "b", "name": "yours"}]
    return {"every": 10, "lines": {"guess": 2.5}, "runs": runs, "faults": faults}


def test_a_recording_of_ones_own(tab):
    piece = LossSignatures(recording=of_two(), seed=2, place=1)
    assert piece.order == ["a", "b"]
    page = tab.show(piece)
    assert where(page).startswith("curve 2 of 2")
    page.locator(".lc-loss-list button", has_text="yours").click()
    assert tab.status().startswith("yours: at once.")
    assert "guess 2.50" in page.locator("svg.lc-loss-chart").inner_html()
    assert tab.messages == []


def test_python_can_put_another_recording_into_a_piece_that_is_shown(tab):
    page = show(tab)
    page.evaluate(
        """(recording) => {
          const place = document.querySelector("[data-lstm-course]");
          const state = { recording, mode: "riddle", order: ["b", "a"], place: 0, guesses: {}, seed: 0, beside: false,
            chosen: "a" };
          const model = lstmCourse.model(state);
          lstmCourse.pieces.loss_signatures({ model, el: place });
          model.set("recording", { ...recording, faults: recording.faults.map((f) => ({ ...f, name: `${f.name}!` })) });
        }""",
        of_two(),
    )
    assert page.locator(".lc-loss-list button").all_inner_texts() == ["mine!", "yours!"]
    page.locator(".lc-loss-list button").last.click()
    assert tab.status().startswith("yours!: at once.")
    assert tab.messages == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"order": ["healthy"]}, "order must hold each of healthy, .* once, got healthy"),
        ({"order": [*ORDER[:-1], ORDER[0]]}, "order must hold each of"),
        ({"guesses": {"healthy": ["odd"]}}, "guesses must name faults among .* got healthy: \\['odd'\\]"),
        ({"guesses": {"odd": []}}, "guesses must name faults"),
        ({"guesses": {"": []}}, "guesses must name faults"),
        ({"guesses": {"healthy": "healthy"}}, "guesses"),
        ({"chosen": "odd"}, "chosen must be one of healthy, .* got 'odd'"),
        ({"place": 14}, "place must be less than 14, got 14"),
        ({"seed": 2}, "seed must be less than 2, got 2"),
        ({"mode": "none"}, "mode"),
        ({"beside": "yes"}, "beside"),
        ({"recording": {}}, "recording does not fit: 'every' is missing"),
    ],
)
def test_wrong_values_are_named(values, message):
    with pytest.raises(TraitError, match=message):
        LossSignatures(**values)


def changed(change):
    recorded = copy.deepcopy(of_two())
    change(recorded)
    return recorded


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.update(every=0), "every must be at least 1, got 0"),
        (lambda r: r["faults"].pop(), "faults must be 2 to 30, each with its own key, got a"),
        (lambda r: r["faults"][1].update(key="a"), "each with its own key, got a, a"),
        (lambda r: r["faults"][1].pop("sign"), "sign"),
        (lambda r: r["faults"][1].update(alike="odd"), "alike must be the key of a fault, got 'odd'"),
        (lambda r: r["faults"][1].update(mended="odd"), "'odd' is missing"),
        (lambda r: r["lines"].pop("guess"), "'guess' is missing"),
        (lambda r: r["lines"].update(guess=float("nan")), "guess must hold finite numbers"),
        (lambda r: r["runs"].pop("b"), "'b' is missing"),
        (lambda r: r["runs"].update(b={"train": [[1.0]] * 3, "validation": [[1.0]] * 3}), "as many losses"),
        (lambda r: r["runs"]["b"].update(train=[[1.0, 2.0, 3.0]] * 2), "two seeds or more"),
        (lambda r: r["runs"]["b"].update(train=[[1.0, -2.0, 3.0]] * 3), "train of b must hold finite"),
        (lambda r: r["runs"]["b"].update(validation=[[1.0, None, 3.0]] * 3), "validation of b must hold"),
        (lambda r: r["runs"].update(b=None), "of the form that lstm_course.signatures.recording"),
        (
            lambda r: r["runs"].update(
                {k: {"train": [[1.0, 2.0]], "validation": [[1.0, 2.0]]} for k in "ab"}
            ),
            "two",
        ),
    ],
)
def test_a_recording_that_cannot_be_drawn_is_refused(change, message):
    with pytest.raises(TraitError, match=f"recording does not fit.*{message}"):
        LossSignatures(recording=changed(change))


def test_a_refused_value_changes_nothing():
    piece = LossSignatures()
    before = piece.state()
    for name, value in (("place", 99), ("seed", 5), ("order", []), ("recording", {}), ("chosen", "")):
        with pytest.raises(TraitError, match=name):
            setattr(piece, name, value)
    assert piece.state() == before
