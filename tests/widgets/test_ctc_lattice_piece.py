"""The lattice piece sums what PyTorch sums, refuses what brute force cannot finish, and speaks as the course does."""

import itertools
import json
import math
import re

import numpy as np
import pytest
import torch
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.datasets import speech
from lstm_course.nets.ctc import collapse, log_alpha
from lstm_course.widgets import CTCLattice
from lstm_course.widgets.ctc_lattice import recorded, training
from lstm_course.widgets.ctc_lattice.__main__ import SEED

ROWS = {"two": 7, "three": 11, "a": 3}


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("ctc_lattice")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


def lattice(T, target, V=4, seed=0):
    """Return random frames of a network, and what the piece's functions take of them."""
    p = np.random.default_rng(seed).dirichlet(np.ones(V), T)
    rows = [code for letter in target for code in (0, letter)] + [0]
    return p, {"rows": rows, "T": T, "p": p.tolist(), "symbols": ["-", "a", "b", "c"], "target": target}


def spelt(paths, rows):
    return [collapse([rows[row] for row in path]) for path in paths]


CASES = [
    (1, [2]),
    (3, [1]),
    (4, [1, 2]),
    (4, [1, 1]),
    (5, [1, 1]),
    (6, [2, 1, 1]),
    (7, [3, 3, 3]),
    (6, [1, 2, 1]),
]


@in_browser
@pytest.mark.parametrize(("T", "target"), CASES)
def test_every_path_that_spells_the_word_is_found_once(javascript, T, target):
    """As many as collapse to it among all of V^T, and as many as the closed form says."""
    p, made = lattice(T, target)
    paths = javascript("allPaths(lattice)", lattice=made)
    found = {tuple(made["rows"][row] for row in path) for path in paths}
    assert len(found) == len(paths)
    wanted = {codes for codes in itertools.product(range(4), repeat=T) if collapse(codes) == target}
    assert found == wanted
    repeats = sum(a == b for a, b in itertools.pairwise(target))
    assert len(paths) == math.comb(T + len(target) - repeats, 2 * len(target))
    chances = javascript(
        "paths.map((path) => pathChance(p, rows, path))", paths=paths, p=made["p"], rows=made["rows"]
    )
    by_hand = [math.prod(p[t, made["rows"][row]] for t, row in enumerate(path)) for path in paths]
    np.testing.assert_allclose(chances, by_hand, rtol=1e-12)


@in_browser
@pytest.mark.parametrize(("T", "target"), [*CASES, (12, [1, 2, 2, 3, 1]), (2, [1, 1]), (1, [1, 2])])
def test_the_forward_recursion_is_that_of_the_course_and_of_torch(javascript, T, target):
    p, made = lattice(T, target, seed=T)
    alpha = np.array(javascript("forward(p, rows)", p=made["p"], rows=made["rows"]))
    np.testing.assert_allclose(alpha, np.exp(log_alpha(np.log(p), target)), rtol=1e-9)
    total = javascript("totalOf(forward(p, rows))", p=made["p"], rows=made["rows"])
    loss = torch.nn.functional.ctc_loss(
        torch.tensor(np.log(p))[:, None], torch.tensor([target]), (T,), (len(target),), reduction="none"
    )
    assert total == pytest.approx(math.exp(-loss.item()), rel=1e-9, abs=1e-300)
    one_by_one = javascript(
        "allPaths(lattice).reduce((sum, path) => sum + pathChance(lattice.p, lattice.rows, path), 0)",
        lattice=made,
    )
    assert one_by_one == pytest.approx(total, rel=1e-9, abs=1e-300)


@in_browser
@pytest.mark.parametrize(("T", "target"), CASES)
def test_a_move_is_refused_where_no_path_goes_on_from_it(javascript, T, target):
    _, made = lattice(T, target)
    paths = [tuple(path) for path in javascript("allPaths(lattice)", lattice=made)]
    begun = sorted({path[:t] for path in paths for t in range(T)})
    rows = range(len(made["rows"]))
    said = javascript(
        "begun.map((path) => lattice.rows.map((_, row) => refusal(lattice, path, row)))",
        lattice=made,
        begun=begun,
    )
    allowed = {path[: t + 1] for path in paths for t in range(T)}
    for path, answers in zip(begun, said, strict=True):
        assert [answer == "" for answer in answers] == [(*path, row) in allowed for row in rows]
    assert all("undefined" not in answer for answers in said for answer in answers)
    assert javascript("begun.map((path) => nextRows(lattice, path))", lattice=made, begun=begun) == [
        [row for row in rows if (*path, row) in allowed] for path in begun
    ]


@in_browser
def test_the_reason_is_the_right_one(javascript):
    _, made = lattice(6, [2, 1, 1])

    def reason(path, row):
        return javascript("refusal(lattice, path, row)", lattice=made, path=path, row=row)

    assert reason([], 2).startswith("This jumps over b: the path would leave it out")
    assert reason([], 5).startswith("This jumps over b and the first a: the path would leave them out")
    assert "never goes back: after the first a" in reason([1, 3], 2)
    assert "From the first a straight to the second a: repeats merge" in reason([1, 3], 5)
    assert "This jumps over the first a" in reason([1, 2], 4)
    assert reason([0, 0, 0], 0).startswith("Too late: after this 4 more frames are needed for b, the first a")
    assert reason([1, 1, 1, 3], 3).startswith(
        "Too late: after this 2 more frames are needed for the second a, and 1 is"
    )
    assert reason([1, 1, 3, 4, 5, 5], 5).startswith("All 6 frames")
    assert reason([1, 1, 3, 4], 5) == ""


@in_browser
def test_collapse_and_the_likeliest_symbols_are_those_of_the_course(javascript):
    paths = [list(codes) for codes in itertools.product(range(3), repeat=5)]
    assert javascript("paths.map(collapsed)", paths=paths) == [collapse(path) for path in paths]
    p, _ = lattice(9, [1])
    assert javascript("bestPath(p)", p=p.tolist()) == p.argmax(axis=1).tolist()


class Given:
    """Gives noise that was drawn before."""

    def __init__(self, noise):
        self.noise = noise

    def normal(self, size):
        return self.noise[:size]


@in_browser
@pytest.mark.parametrize("voice", [speech.Voice(), speech.Voice(171.0, 1.15, 0.9)])
def test_the_voice_is_that_of_the_course(javascript, voice):
    """The whole signal, sample by sample, pulses and noise, for a track with a hiss, a vowel and silence."""
    mouths = [training._mouth(name) for name in ("gap", "s", "iy", "n", "gap")]
    track = [(0.0, *mouths[0]), (0.04, *mouths[1]), (0.09, *mouths[2]), (0.15, *mouths[3]), (0.2, *mouths[4])]
    noise = np.random.default_rng(1).normal(size=4000)
    phones = [(when, (numbers[:3], *numbers[3:])) for when, *numbers in track]
    expected = speech._voiced(phones, 0.25, voice, Given(noise))
    found = javascript(
        "Array.from(voiced(track, 0.25, voice, noise))",
        track=track,
        voice=voice._asdict(),
        noise=noise.tolist(),
    )
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(found, expected, atol=1e-9)


@in_browser
def test_what_was_said_is_the_word_that_the_network_heard(javascript):
    """Up to its noise: the track is that of `say`, so the two hardly differ where there is a voice."""
    rng = np.random.default_rng(SEED).spawn(3)[2]
    for word in training.WORDS:
        signal, said = training.spoken(word, rng)
        assert said == recorded()["cases"][word]["said"]
        spans = [{"phone": phone, "start": start, "end": end} for phone, start, end in said["spans"]]
        found = javascript("Array.from(spoken(spans, said.seconds, said))", spans=spans, said=said)
        assert len(found) == len(signal)
        assert np.abs(found).max() == pytest.approx(0.9)
        (_, start, end) = said["spans"][-1]  # a vowel
        part = slice(int(start * speech.RATE) + 200, int(end * speech.RATE) - 200)
        assert np.corrcoef(found[part], signal[part])[0, 1] > 0.97  # the noise is another


@in_browser
def test_equal_neighbours_are_one_sound_and_a_blank_is_silence(javascript):
    codes, symbols = [0, 1, 1, 0, 1, 2], ["-", "e", "t"]

    def samples(codes):
        spans = "pathSpans(codes, symbols, sounds)"
        return np.array(
            javascript(
                f"Array.from(spoken({spans}, SLOW * codes.length, {{ pitch: 120, tract: 1 }}))",
                codes=codes,
                symbols=symbols,
                sounds=recorded()["sounds"],
            )
        )

    frame = round(0.16 * speech.RATE)
    heard = samples(codes)
    assert len(heard) == len(codes) * frame
    loud = [np.abs(heard[t * frame + 300 : (t + 1) * frame - 300]).max() for t in range(len(codes))]
    assert min(loud[1], loud[2], loud[4]) > 0.3
    assert max(loud[0], loud[3]) < 0.03
    border = np.abs(heard[2 * frame - 200 : 2 * frame + 200]).max()
    assert border > 0.3, "no gap inside a letter that is held"
    assert np.abs(samples([0, 0])).max() < 0.2, "silence is not made loud"


def status(page):
    return page.locator(".lc-status").inner_text()


def number(text):
    """Return what 0.0123 or 1.2 x 10^-3 with raised figures stand for."""
    factor, _, power = text.replace("\N{NARROW NO-BREAK SPACE}", "").partition("×10⁻")
    return float(factor) * 10.0 ** -sum("⁰¹²³⁴⁵⁶⁷⁸⁹".index(c) * 10**k for k, c in enumerate(reversed(power)))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def cell(page, t, s):
    return page.locator(f"[data-frame='{t}'][data-row='{s}']")


def path(page):
    return page.locator(".lc-ctc-on").evaluate_all(
        "all => all.map(e => [+e.dataset.frame, +e.dataset.row]).sort((a, b) => a[0] - b[0]).map(p => p[1])"
    )


@in_browser
def test_a_path_is_clicked_refused_and_read(tab):
    page = tab.show(CTCLattice(word="three"))
    cell(page, 0, 1).click()
    cell(page, 1, 3).click()
    cell(page, 2, 7).click()
    assert status(page).startswith("Refused. This jumps over r:")
    cell(page, 2, 5).click()
    cell(page, 3, 7).click()
    cell(page, 4, 9).click()
    assert "repeats merge" in status(page)
    assert path(page) == [1, 3, 5, 7]
    cell(page, 6, 9).click()
    assert "frame 5 has none yet" in status(page)
    for t, s in enumerate([8, 9, 9]):
        cell(page, 4 + t, s).click()
    assert "reads three: probability" in status(page)
    p = np.array(recorded()["cases"]["three"]["networks"][2]["p"])
    codes = [*speech.encode("thre"), 0, *speech.encode("ee")]
    chance = math.prod(p[t, code] for t, code in enumerate(codes))
    assert f"{number(re.search(r'probability ([^,]+),', status(page))[1]):.1e}" == f"{chance:.1e}"
    assert "You have 1 of 11 paths" in status(page)
    cell(page, 2, 3).click()  # an earlier frame: the path is cut there and goes on
    assert path(page) == [1, 3, 3]
    press(page, "one frame back")
    assert path(page) == [1, 3]
    press(page, "clear the path")
    assert path(page) == []
    assert tab.messages == []


@in_browser
def test_a_pressed_mouse_draws_the_path(tab):
    page = tab.show(CTCLattice())
    page.wait_for_timeout(100)
    places = [cell(page, t, s).bounding_box() for t, s in enumerate([1, 1, 3, 3, 5, 5, 6])]
    for k, box in enumerate(places):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=1 if k == 0 else 3)
        if k == 0:
            page.mouse.down()
    page.mouse.up()
    assert path(page)[-1] == 6
    assert len(path(page)) == 7
    assert "reads two" in status(page)
    before = path(page)
    page.mouse.move(places[0]["x"] + 5, places[0]["y"] + 5)
    assert path(page) == before


@in_browser
def test_the_keyboard_draws_too(tab):
    page = tab.show(CTCLattice(word="a"))
    cell(page, 0, 0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert status(page).startswith("Refused. A path never goes back")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    assert "probability 0.240, 38\N{NO-BREAK SPACE}% of P(a) = 0.640" in status(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")  # there is nothing
    label = page.evaluate("() => document.activeElement.ariaLabel")
    assert label.startswith("frame 1, blank 2")
    assert page.locator(".lc-ctc-field [tabindex='0']").count() == 1


@in_browser
def test_the_case_by_hand(tab):
    """Two frames, the blank .6 and a .4: the likeliest path says nothing, and yet a is the likelier label."""
    page = tab.show(CTCLattice(word="a"))
    note = page.locator(".lc-note").last.inner_text()
    assert "all 3 paths added one by one 0.640; forward recursion over 2 × 3 cells 0.640" in note
    assert note.endswith("reads nothing and has 0.360.")
    for _ in range(3):
        press(page, "next likeliest")
    assert "You have 3 of 3 paths: together 0.640, 100\N{NO-BREAK SPACE}%" in status(page)
    assert page.get_by_role("button", name="next likeliest").is_disabled()
    assert page.locator("svg .lc-ctc-mine").count() == 3


@in_browser
def test_paths_stay_and_their_share_changes_with_the_network(tab):
    page = tab.show(CTCLattice(word="two", network=3))
    press(page, "likeliest path")
    share = float(re.search(r"(\d+)\s%", status(page))[1])
    press(page, "untrained")
    assert "You have 1 of 210 paths" in status(page)
    assert float(re.search(r"([\d.]+)\s%", status(page))[1]) < 3 < share
    press(page, "three")
    assert path(page) == []
    assert page.get_by_role("button", name="forget my paths").is_disabled()


@in_browser
def test_alpha_says_what_it_is_a_sum_of(tab):
    p, _ = lattice(3, [1])
    page = tab.show(
        CTCLattice(p[:, :2] / p[:, :2].sum(axis=1, keepdims=True), "a", "-a", view="alpha", path=[0, 1])
    )
    q = (p[:, :2] / p[:, :2].sum(axis=1, keepdims=True))[:2]
    alpha = q[1, 1] * (q[0, 1] + q[0, 0])
    said = re.search(r"α = (\S+) × \((\S+) \+ (\S+)\) = (\S+)\.$", status(page)).groups()
    assert [float(v) for v in said] == pytest.approx([q[1, 1], q[0, 1], q[0, 0], alpha], rel=0.01)
    press(page, "how many ways")
    ways = page.locator(".lc-ctc-field button").all_inner_texts()
    assert ways == ["1", "1", "1", "1", "2", "3", "0", "1", "3"]


@in_browser
def test_there_is_no_sound_before_a_click(tab):
    page = tab.show(CTCLattice())
    page.evaluate(
        """() => {
          window.heard = [];
          window.contexts = 0;
          const Real = window.AudioContext;
          window.AudioContext = class extends Real { constructor(...a) { super(...a); window.contexts++; } };
          const start = AudioBufferSourceNode.prototype.start;
          AudioBufferSourceNode.prototype.start = function () {
            window.heard.push([this.buffer.length, this.buffer.sampleRate]);
            return start.call(this);
          };
        }"""
    )
    assert page.get_by_role("button", name="hear the path").is_disabled()
    press(page, "likeliest path")
    assert page.evaluate("() => [window.contexts, window.heard.length]") == [0, 0]
    press(page, "hear the path")
    page.wait_for_timeout(250)
    assert page.locator(".lc-ctc-heard").is_visible()
    press(page, "hear what was said")
    assert page.evaluate("() => window.contexts") == 1
    length = round(recorded()["cases"]["two"]["said"]["seconds"] * speech.RATE)
    assert page.evaluate("() => window.heard") == [[7 * 1280, 8000], [length, 8000]]
    page.wait_for_timeout(600)
    assert not page.locator(".lc-ctc-heard").is_visible()
    press(page, "a")
    assert page.get_by_role("button", name="hear what was said").is_hidden()
    assert tab.messages == []


@in_browser
@pytest.mark.parametrize("T", [5, 12])
def test_own_numbers_of_any_size_fit_a_phone(tab, T):
    p = np.random.default_rng(0).dirichlet(np.full(27, 0.02), T)
    page = tab.show(
        CTCLattice(p, "hello"[: T - 1] if T > 5 else "help", "-abcdefghijklmnopqrstuvwxyz"), width=390
    )
    press(page, "likeliest path")
    assert tab.overflow() <= 0
    assert tab.messages == []
    assert "NaN" not in page.locator("section.lc").inner_text()


def test_what_is_recorded_are_probabilities_and_the_sounds_are_those_of_the_letters():
    stored = recorded()
    assert {word: 2 * len(case["target"]) + 1 for word, case in stored["cases"].items()} == ROWS
    for case in stored["cases"].values():
        for network in case["networks"]:
            np.testing.assert_allclose(np.sum(network["p"], axis=1), 1, atol=1e-3)
    assert stored["sounds"] == json.loads(json.dumps(training.sounds()))
    assert set(speech.LETTERS[2:]) < set(stored["sounds"])


@pytest.mark.slow
def test_a_speller_learns(tmp_path):
    """A few steps bring the loss of the words down, and the same seed gives the same net."""
    items = speech.utterances(24, np.random.default_rng(3))
    signal, _ = training.spoken("two", np.random.default_rng(4))
    runs = [[training.shown(net, signal) for net in training.train(items, (0, 6), 1)] for _ in range(2)]
    assert runs[0] == runs[1]
    before, after = np.array(runs[0])
    assert before.shape == after.shape == (7, len(speech.LETTERS))
    assert after[:, 0].mean() > 2 * before[:, 0].mean(), "first it learns the blank"
    for net in training.train(items[:2], (0,), 1):
        assert 0 <= training.right(net, items[:2]) <= 1


ROW = [0.5, 0.3, 0.2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"p": [ROW]}, "symbols must be given"),
        ({"symbols": "-ab"}, "p must be given"),
        ({"p": [ROW], "symbols": "-ab"}, "word must have 1 to 5 letters, got None"),
        ({"p": [ROW], "symbols": "-ab", "word": ""}, "word must have 1 to 5"),
        ({"p": [ROW], "symbols": "-ab", "word": "c"}, "word must be of the letters 'ab'"),
        ({"p": [ROW], "symbols": "-ab", "word": "-"}, "word must be of the letters"),
        ({"p": [ROW], "symbols": "-aa", "word": "a"}, "symbols must be 2 to 60, each once"),
        ({"p": [ROW, ROW], "symbols": "-ab", "word": "aa"}, "T from the 3 frames"),
        ({"p": [ROW] * 13, "symbols": "-ab", "word": "aa"}, r"to 12 .* got \(13, 3\)"),
        ({"p": ROW, "symbols": "-ab", "word": "a"}, "p must have shape"),
        ({"p": np.log([ROW]), "symbols": "-ab", "word": "a"}, "not logits, not logarithms"),
        ({"p": [[0.5, 0.3, 0.3]], "symbols": "-ab", "word": "a"}, "summing to 1"),
        ({"p": [[np.nan] * 3], "symbols": "-ab", "word": "a"}, "probabilities"),
        ({"p": [ROW], "symbols": "-ab", "word": "a", "cases": {}}, "cases must not be given"),
    ],
)
def test_errors_name_the_argument(arguments, words):
    with pytest.raises(ValueError, match=words):
        CTCLattice(**arguments)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"word": "four"}, "word must be one of"),
        ({"path": [2]}, "row 2 does not follow the start"),
        ({"path": [0, 2]}, "row 2 does not follow row 0"),
        ({"path": [1, 0]}, "row 0 does not follow row 1"),
        ({"path": [9]}, "numbers from 0 to 6"),
        ({"path": [0] * 8}, "one for each of 7 frames"),
        ({"path": [0] * 5}, "with 3 frames more to finish"),
        ({"found": [[0, 1]]}, "found must hold rows"),
        ({"word": "three", "path": [1, 3, 5, 7, 9]}, "row 9 does not follow row 7"),
        ({"view": "beta"}, "view"),
        ({"cases": {}}, "at least one word"),
        ({"cases": {"a": {"symbols": ["-", "a"], "networks": []}}}, "'target' is missing"),
        ({"cases": {"a": {"symbols": ["-", "a"], "target": [0], "networks": []}}}, "none the blank 0"),
        ({"cases": {"a": {"symbols": ["-", "a"], "target": [1], "networks": []}}}, "at least one, got none"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(values, words):
    with pytest.raises(TraitError, match=words):
        CTCLattice(**values)


@pytest.mark.slow
def test_paths_that_python_takes_are_those_of_brute_force():
    p, _ = lattice(5, [1, 1])
    fits = []
    for rows in itertools.product(range(5), repeat=5):
        try:
            CTCLattice(p, "aa", "-abc", path=list(rows))
            fits.append(rows)
        except TraitError:
            pass
    codes = {tuple([0, 1, 0, 1, 0][row] for row in rows) for rows in fits}
    assert codes == {c for c in itertools.product(range(2), repeat=5) if collapse(c) == [1, 1]}


def test_another_word_drops_the_path():
    piece = CTCLattice(path=[1, 3, 5, 5, 5, 5, 6], found=[[1, 3, 5, 5, 5, 5, 6]])
    piece.view = "ways"
    assert piece.path
    piece.word = "a"
    assert (piece.path, piece.found) == ([], [])
    piece.cases = {"b": recorded()["cases"]["two"]}
    assert piece.word == "b"
