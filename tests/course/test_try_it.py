"""What the lessons invite the learner to try is done here, in a browser, with the pieces that the lessons have stored.

Each test takes its numbers from the screen and then looks for them in the lesson's text: a sentence that does not say
what the piece shows is an error, whichever of the two is wrong.
"""

import itertools
import json
import math
import re
from datetime import date
from pathlib import Path

import pytest

from lstm_course import widgets
from lstm_course.datasets import stories
from lstm_course.widgets.recall import DAYS

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CALL = re.compile(r"widgets\.(\w+)\(")


def invitations():
    """Yield lesson, piece, its stored state and the text that invites to try it, in the order of the lessons."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for before, cell in itertools.pairwise(cells):
            for output in cell.get("outputs", []):
                stored = output.get("data", {}).get(widgets.MIME_TYPE)
                if stored:
                    yield path.name[:2], stored["widget"], stored["state"], "".join(before["source"])


@pytest.fixture
def invitation(tab):
    """A function that opens a lesson's piece; returns the page, and what the lesson says of it."""

    def open_piece(lesson, name):
        ((state, text),) = [(s, t) for where, what, s, t in invitations() if (where, what) == (lesson, name)]
        page = tab.show_stored(name, state)
        page.emulate_media(reduced_motion="reduce")
        return page, text[text.index("**Try it:**") :]

    return open_piece


def plain(text):
    return text.replace("\N{MINUS SIGN}", "-")


def status(page):
    return plain(page.locator(".lc-status").inner_text())


def slide(page, label, value):
    """Set a slider as a learner does who drags it."""
    page.get_by_label(label).fill(str(value))


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def says(text, *numbers):
    """Require the numbers in the text, in this order."""
    found = re.search(".*?".join(re.escape(number) for number in numbers), plain(text), flags=re.DOTALL)
    assert found, f"the lesson does not say {', '.join(numbers)}: {text}"


def test_every_piece_of_the_course_is_in_a_lesson_with_an_invitation():
    found = list(invitations())
    assert {name for _, name, _, _ in found} == set(widgets.PIECES)
    assert all(("**Predict:**" if name == "guess" else "**Try it:**") in text for _, name, _, text in found)


def test_lesson_02_valve(invitation):
    page, text = invitation("02", "valve")

    def numbers():
        return re.match(
            r"σ\((-?[\d.]+)\) = ([\d.]+), and [\d.]+ × (-?[\d.]+) = (-?[\d.]+)", status(page)
        ).groups()

    a, share, *_ = numbers()
    slide(page, "logit a", 8)
    b, opened, *_ = numbers()
    gate = 1 / (1 + math.exp(-float(b)))
    says(
        text,
        f"from {float(a):.0f} to {float(b):.0f}",
        f"from {float(share):.2f} to {gate:.4f}, shown as {opened[:4]}",
    )
    assert opened == "1.000"
    for value in (-0.3, -1.0):
        slide(page, "value that comes in", value)
        for logit in (-8, 8):
            slide(page, "logit a", logit)
            assert float(numbers()[-1]) <= 0  # the sign stays
    slide(page, "logit a", 2)
    slide(page, "valves in a row", 10)
    left = re.search(r"After 10 .*?, ([\d.]+)\s% of what came in", status(page))[1]
    says(text, "ten such valves in a row", numbers()[1][:4], f"{left} % of what came in")
    slide(page, "logit a", 4)
    slide(page, "valves in a row", 100)
    assert (
        re.search(r"After 100 .*?, ([\d.]+)\s% of what came in", status(page))[1] == "16.3"
    )  # as the lesson says


def test_lesson_02_switches(invitation):
    page, text = invitation("02", "switches")
    assert status(page).startswith("Not yet")
    flips = [("keep f", 6), ("write i", 6), ("read o", 4), ("read o", 8), ("read o", 9)]
    for name, step in flips:
        assert not status(page).startswith("Reached")
        page.get_by_role("button", name=f"{name}, step {step}:").click()
    assert status(page).startswith("Reached: solved with 5 changes, the fewest there are; step 9 shows 0.90")
    says(text, "that five are the fewest there are")
    assert f"Change {['no', 'one', 'two', 'three', 'four', 'five'][len(flips)]} of them" in text
    pressed = page.locator(".lc-switches button[aria-pressed=true]").count()
    slide(page, "sharpness a", 3)
    assert page.locator(".lc-switches button[aria-pressed=true]").count() == pressed
    shown, asked = re.search(r"step 9 shows ([\d.]+) in place of ([\d.]+\d)", status(page)).groups()
    says(text, f"only {shown} of the {asked}")


def test_lesson_03_cell_stepper(invitation):
    page, text = invitation("03", "cell_stepper")

    def at(word, edge):
        slide(page, "time step t", words.index(word))
        return float(page.locator(f"svg [data-edge='{edge}']").get_attribute("data-value"))

    words, _ = stories.read(stories.SWITCH)
    given = at("?", "h")
    slide(page, "time step t", words.index("Dan"))
    press(page, "keep: i = 0, f = 1")
    says(text, f"shows {at('?', 'h'):.2f} in place of {given:.2f}")
    press(page, "reset all")
    assert at("?", "h") == given
    slide(page, "time step t", words.index("Dan"))
    page.locator("summary", has_text="Inputs and weights").click()
    assert "open *Inputs and weights*" in text
    weight = page.get_by_label("weight from is a name to f")
    old = weight.input_value()
    weight.fill("0")
    weight.press("Enter")
    says(text, f"it is {float(old):.0f}", f"c$ is {at('Dan', 'c'):.2f} from there on")
    assert abs(at("?", "c") - at("Dan", "c")) < 0.005
    assert abs(at("?", "h")) < 0.01  # the answer is gone
    page.get_by_role("button", name=re.compile("^f = σ")).click()  # the row of the forget gate
    lit = page.locator("[data-of~='f']:not(.lc-pale)")
    assert lit.count() >= 4, "the term, the line of code, the edge and the curve"
    assert page.locator("[data-of]:not([data-of~='f']):not(.lc-pale)").count() == 0


def test_lesson_05_river(invitation):
    page, text = invitation("05", "river")

    def sizes():
        found = re.search(
            r"([\d.e-]+) comes from the next cell state.*? and ([\d.e-]+) through h", status(page)
        )
        return [float(number) for number in found.groups()]

    assert status(page).startswith("Step 10")
    press(page, "start at the loss")
    assert status(page).startswith("Step 19")
    assert "at step 19 everything enters through" in text
    assert sizes()[0] == 0
    press(page, "one step back")
    through_c, through_h = sizes()
    assert through_c > through_h  # most of it already comes from the next cell state
    press(page, "to the first step")
    little, _ = sizes()
    page.get_by_label("forget bias").focus()
    before = float(page.get_by_label("forget bias").input_value())
    slide(page, "forget bias", before + 2)
    much, _ = sizes()
    says(text, f"where {little:.2f} is left", f"{much:.2f} arrives")
    slide(page, "factor on W_h", 0)
    through_c, through_h = sizes()
    assert through_h == 0
    says(text, "nothing comes through $h$", f"{through_c:.2f} still arrives")


def test_lesson_05_cell_stepper(invitation):
    page, text = invitation("05", "cell_stepper")
    gate = page.locator("svg [data-edge='i']")
    label, wide, shut = page.get_by_label("time step t"), [], []
    label.press("Home")
    for _ in range(int(label.get_attribute("max")) + 1):
        word = page.locator("svg [data-edge='x']").text_content()
        (wide if "*" in word else shut).append(float(gate.get_attribute("data-value")))
        label.press("ArrowRight")
    assert len(wide) == 2
    assert "at the two stars" in text
    assert min(wide) > 0.7, "wide open at the stars"
    assert max(shut) < 0.3, "nearly shut elsewhere"


def test_lesson_06_microscope(invitation):
    page, text = invitation("06", "microscope")

    def at_lag_99():
        found = re.search(r"lag (\d+): RNN ([\d.e-]+).*? LSTM ([\d.e-]+).*? GRU ([\d.e-]+)", status(page))
        assert found[1] == "99"
        return found.groups()[1:]

    rnn, lstm, gru = at_lag_99()
    press(page, "keep these curves")
    slide(page, "gate bias", 3)
    rnn_3, lstm_3, gru_3 = at_lag_99()
    says(text, f"LSTM goes from {lstm} to {lstm_3}", f"GRU from {gru} to {gru_3}")
    assert rnn_3 == rnn
    press(page, "orthogonal")
    says(text, f"to {at_lag_99()[0]}.")


def test_lesson_07_morph(invitation):
    page, text = invitation("07", "morph")

    def state(number=r"so c = (-?[\d.]+)"):
        return re.search(number, status(page))[1]

    press(page, "4 GRU")
    assert "h = -0.35" in status(page)  # the lesson's case by hand
    press(page, "1 LSTM")
    first = state()
    press(page, "2 coupled")
    says(text, f"from {first} to {state()}")
    says(text, f"writes only {re.search(r'writes the rest, ([0-9.]+),', status(page))[1]}")
    press(page, "1 LSTM")
    slide(page, "sum of f", 4)
    slide(page, "sum of i", 4)
    slide(page, "time step", 20)
    says(text, f"counted to {state()}")
    press(page, "2 coupled")
    says(text, "after the same 20 steps", f"it is {state()}")
    ends = []
    for amount in (0, 0.1, 0.2, 0.3):
        slide(page, "LSTM to GRU", amount)
        ends.append(float(state()))
    assert ends == sorted(ends, reverse=True)
    assert "bends back to between -1 and 1" in plain(text)
    press(page, "2 coupled")
    assert -1 < float(state()) < 1 < 14 < ends[0]


def test_lesson_09_rosetta(invitation):
    page, text = invitation("09", "rosetta")
    press(page, "f forget gate")
    assert "block 2 in this course, PyTorch, Keras and CS231n; block 3 in ONNX" in status(page)
    assert "second block everywhere but in ONNX, where it is the third" in text

    def go(start, end):
        page.get_by_label("from").select_option(start)
        page.get_by_label("to", exact=False).last.select_option(end)
        return status(page)

    moves = go("PyTorch", "ONNX")
    assert "rows" not in moves or "stay rows" in moves
    assert len(re.findall(r"from block \d to \d", moves)) == 3
    assert "three blocks move" in text
    moves = go("PyTorch", "Keras")
    assert "from block" not in moves
    assert "rows become columns" in moves
    go("PyTorch", "ONNX")
    wrong = re.search(r"wrong by up to ([\d.]+\d)", page.locator(".lc-rosetta-verdict").inner_text())[1]
    says(text, "runs without an error", f"up to {wrong} away")
    page.locator(".lc-rosetta-block", has_text="o").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert "lies on the dashed one" in page.locator(".lc-rosetta-verdict").inner_text()
    assert "i, o, f, g lies on the truth" in text


def test_lesson_14_fan_chart(invitation):
    page, text = invitation("14", "fan_chart")

    def row(part):
        cells = page.locator(".lc-fan-table tr", has_text=part).locator("td").all_inner_texts()
        return plain(cells[1]).replace("\N{NO-BREAK SPACE}", " "), cells[3]

    def inside():
        return page.locator("svg .lc-fan-hit").count()

    words = ["none", "one", "two", "three", "four", "five", "six", "seven", "all eight"]
    held, narrow = row("test")
    says(text, f"in training it holds {row('training')[0]}", f"in the test {held}")
    lstm = inside()
    press(page, "widened by conformal")
    widened, wide = row("test")
    says(text, f"holds {widened}", f"from {narrow} to {wide}")
    press(page, "as learnt")
    press(page, "AR(9)")
    says(text, f"holds {row('test')[0]}", f"a width of {row('test')[1]}")
    assert page.get_by_role("slider", name="made in").input_value() == "1954"
    says(text, f"from 1954 on {words[lstm]} of the eight years", f"{words[inside()]} in that of the AR")


def test_lesson_16_cone(invitation):
    page, text = invitation("16", "cone")

    def moved(name):
        press(page, name)
        return page.locator("svg .lc-cone-moved").count()

    assert "y[4] is calculated from x[0] \u2026 x[4], none of them later" in status(page)
    assert "y[4] does not move at all" in status(page)
    counts = [moved(name) for name in ("one way", "two ways", "two ways in a window")]
    words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    says(text, *(f"{words[count]} outputs" for count in counts))
    assert "y[4] is calculated from x[1] \u2026 x[4], none of them later" in status(page)
    assert "none of the four looks ahead" in text
    press(page, "one way, waits")
    assert "waits 2 steps" in status(page)
    assert "y[4] moves by" in status(page)
    slide(page, "steps it waits", 1)
    assert "y[4] does not move at all" in status(page)
    says(text, "with a delay of 2", "with a delay of 1")


def test_lesson_17_language_bars(invitation):
    page, text = invitation("17", "language_bars")

    def measured(temperature):
        slide(page, "temperature", temperature)
        if "Nothing is drawn" in status(page):
            for _ in range(5):
                press(page, "draw 40")
        else:
            press(page, "draw them again")
        assert "200 letters drawn" in status(page)
        return re.search(r"drawn: ([\d.]+) bits each.*?, (\d+) of them", status(page)).groups()

    measured(0)
    circle = int(re.search(r"circle of (\d+) letters", status(page))[1])
    drawn = page.locator(".lc-bars-text").text_content()
    phrase = re.search("\u201c(.+?)\u201d", text)[1]
    assert (phrase + " ") * 3 in drawn
    assert len(phrase) + 1 == circle
    says(text, f"circle of {circle} letters")
    calm, _ = measured(1)
    hot, odd = measured(2)
    says(
        text, f"At 2 the network gave {odd} of the 200", f"the 200 cost {hot} bits each", f"at 1 only {calm}"
    )
    slide(page, "k: how many", 5)
    press(page, "draw them again")
    says(text, f"{re.search(r'drawn: ([0-9.]+) bits', status(page))[1]} bits are left")


def test_lesson_18_attention_map(invitation):
    page, text = invitation("18", "attention_map")

    def look():
        return re.search(r"Symbol 7, “(\d)” .*? at letter \d+, “(.)”, with ([\d.]+)", status(page)).groups()

    assert widgets.AttentionMap().weights["accuracy"] == 1
    assert "each of 1,000 test dates right" in text
    written = re.match(r"Written: ([\d-]+), which is right", status(page))[1]
    says(text, f"symbol 7, the {look()[0]} of june, looks most at “{look()[1]}”, with {look()[2]}")
    press(page, "masked")
    press(page, "cut “n”")
    assert "is masked: the same date is written" in status(page)
    says(text, f"largest weight is on “{look()[1]}” now", f"{written} is written all the same")
    press(page, "unknown")
    says(text, re.search(r"became ([\d-]+)", status(page))[1], "a day that does not exist")
    press(page, "put “n” back")
    slide(page, "letter read", 14)
    (share,) = re.search(r"“e”, has ([\d.]+\d)", status(page)).groups()
    says(text, f"cut the “e”, which had only {share}")
    press(page, "cut “e”")
    says(text, re.search(r"became ([\d-]+)", status(page))[1])
    press(page, "put all back")
    (before,) = re.search(r"spread over ([\d.]+)", status(page)).groups()
    slide(page, "temperature", 5)
    says(text, f"spread over {re.search(r'spread over ([0-9.]+)', status(page))[1]} letters", f"of {before}")
    says(text, re.search(r"became ([\d-]+)", status(page))[1])
    slide(page, "temperature", 1)

    def looks_at(row):
        cells = page.locator(f"svg.lc-map [data-row='{row}']")
        weights = cells.evaluate_all("all => all.map(e => Number(e.dataset.weight))")
        return weights.index(max(weights))

    assert looks_at(3) > looks_at(8) > looks_at(6)  # in English the year comes last, the month first
    names = page.get_by_label("a date").locator("option").all_inner_texts()
    page.get_by_label("a date").select_option(label=next(name for name in names if name.startswith("de:")))
    assert looks_at(3) > looks_at(6) > looks_at(9)
    assert "the first German date, at temperature 1: in the map, day and month cross over" in text


def test_lesson_20_clip_player(invitation):
    page, text = invitation("20", "clip_player")

    def answer():
        pair, share = re.search(r"says (.*?) with (\d+)", status(page)).groups()
        return pair.replace("\N{NARROW NO-BREAK SPACE}", " "), share

    slide(page, "frames seen", 9)
    pair, share = answer()
    says(text, f"After nine frames it says {pair} with {share} %", "has not seen the 4")
    press(page, "step")
    pair, share = answer()
    says(text, f"one frame later {pair} with {share} %")
    widest, rest, kept = [], [], []
    for t, digit in enumerate(widgets.ClipPlayer().clips[0]["digits"]):
        slide(page, "frames seen", t + 1)
        i, f = (
            float(page.locator(f"svg [data-unit='22'][data-line='{gate}']").get_attribute("data-value"))
            for gate in "if"
        )
        (rest if digit == "." else widest).append(i)
        kept.append(f)
    assert len(widest) == 4
    assert "input gate is widest at the four frames with a digit, and its forget gate stays near 1" in text
    assert min(widest) > max(rest) + 0.2
    assert min(kept) > 0.9
    press(page, "reverse")
    says(text, f"says {answer()[0]} with {answer()[1]} %", "the same frames")
    press(page, "shuffle")
    assert "no answer is right" in status(page)
    says(text, f"with {answer()[1]} %", "though no answer is right")
    page.get_by_label("clip", exact=True).select_option("5")
    shows = re.search(r"The film shows (.*?)\.", status(page))[1].replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert answer()[0] != shows
    says(text, f"Film 6 shows {shows}, and the network says {answer()[0]} with {answer()[1]} %")


def test_lesson_19_ctc_lattice(invitation):
    page, text = invitation("19", "ctc_lattice")

    def cell(t, row):
        page.locator(f"[data-frame='{t}'][data-row='{row}']").click()

    def shares():
        of_one, of_all = re.search(
            r"([\d.]+)\s% of P.*?([\d.]+)\s%\.$", status(page), flags=re.DOTALL
        ).groups()
        return f"{of_one} %", f"{of_all} %"

    said = page.locator(".lc-note").last.inner_text()
    symbols, read = re.search(r"frame, ([-\w\s]+), reads (\w+)", said).groups()
    says(text, f"`{re.sub(r'[^-a-z]', ' ', symbols)}`", f"reads *{read}*")
    for t, row in enumerate([1, 3, 5, 5, 7]):  # t h r r e
        cell(t, row)
    cell(5, 7)
    assert "Too late" in status(page)
    cell(5, 9)
    assert "repeats merge" in status(page)
    says(text, "at frame 6", "first *e*", "too late", "second")
    press(page, "likeliest path")
    of_one, _ = shares()
    total, count = re.search(r"= ([\d.]+)\. You have 1 of (\d+) paths", status(page)).groups()
    says(text, of_one, f"P(three) = {total}")
    for _ in range(3):
        press(page, "next likeliest")
    says(text, f"four of {count} paths", shares()[1])
    press(page, "forget my paths")
    press(page, "after 300 steps")
    press(page, "likeliest path")
    says(text, f"one path has {shares()[0]}")


def test_recall_asks_again_after_three_days(invitation):
    page, text = invitation("00", "recall")
    page.evaluate("localStorage.clear()")
    page.reload()
    station = page.locator(".lc-recall-station").first
    station.click()
    press(page, "Show the answer")
    press(page, "I knew it")
    assert "1 of" in station.get_attribute("aria-label")
    kept = json.loads(page.evaluate("localStorage.getItem('lstm-course-recall')"))
    (due,) = (date.fromisoformat(day) for _, day in kept["cards"].values())
    assert (due - date.fromisoformat(kept["day"])).days == DAYS[1] == 3
    says(text, "three days")
    notebook = json.loads((NOTEBOOKS / "00_start_here.ipynb").read_text(encoding="utf-8"))
    (told,) = [t for t in map("".join, (c["source"] for c in notebook["cells"])) if "**Come back.**" in t]
    says(told, *map(str, DAYS[1:]), "tomorrow", "Eight a day")
    page.evaluate("localStorage.clear()")


def test_lesson_21_state_match(invitation):
    page, text = invitation("21", "state_match")

    def numbers():
        counts = re.findall(r"\d+", status(page))
        share = page.locator(".lc-note").inner_text()
        return [*counts, *re.findall(r"Of those, (\d+ %)", share.replace("\u00a0", " "))]

    says(text, *numbers())
    page.get_by_role("button", name="untrained twin").click()
    says(text, "untrained twin", *numbers())
    press(page, "each cell shifted")
    assert numbers()[1:] == ["0"]
    says(text, "each cell shifted", f"{numbers()[0]} cells", "0 letters")
    page.get_by_role("button", name="trained", exact=True).click()
    page.get_by_role("button", name="as many others").click()
    assert numbers()[1:] == ["0"]


def test_lesson_22_lineage(invitation):
    page, text = invitation("22", "lineage")

    def c():
        return re.search(r"c = (-?[\d.]+)", status(page))[1]

    says(text, f"c = {c()}")
    press(page, "mLSTM")
    says(text, *re.findall(r"reads (-?[\d.]+), that of B (-?[\d.]+)", status(page))[0])
    page.get_by_role("button", name="LSTM", exact=True).click()
    slide(page, "weight from h to f", -3)
    says(text, "to -3", f"c = {c()}")
    page.get_by_role("button", name="minLSTM", exact=True).click()
    assert page.get_by_label("weight from h to f").is_disabled()
