"""The language-model piece says what PyTorch says with the same weights, and cuts and draws as NumPy does."""

import base64
import json
import math
import re
import sys

import numpy as np
import pytest
import torch
from scipy.special import softmax
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.datasets.text import encode
from lstm_course.widgets import LanguageBars
from lstm_course.widgets._packed import pack, unpack
from lstm_course.widgets.language_bars import FILE, recorded, training

TEXT = 'if the value is a {string}, it is "true"; see section 3.14 of '


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("language_bars")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


def numbers(packed):
    """Return a packed array, unpacked by the standard library alone."""
    kind = {8: np.int8, 16: np.int16}[packed["bits"]]
    whole = np.frombuffer(base64.b64decode(packed["data"]), kind).astype(float)
    return torch.from_numpy(whole.reshape(packed["shape"]) * packed["scale"])


def torch_logits(weights, text):
    """Return the logits after 0, 1, ... letters of a text, by PyTorch in float64."""
    array = {name: numbers(weights[name]) for name in weights if isinstance(weights[name], dict)}
    H = array["W_h"].shape[0]
    lstm = torch.nn.LSTM(array["W_x"].shape[0], H, dtype=torch.float64)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(array["W_x"].T)
        lstm.weight_hh_l0.copy_(array["W_h"].T)
        lstm.bias_ih_l0.copy_(array["b"])
        lstm.bias_hh_l0.zero_()
        h = torch.zeros(1, H, dtype=torch.float64)
        if text:
            codes = [weights["alphabet"].index(letter) for letter in text]
            h = torch.cat([h, lstm(array["embedding"][codes])[0]])
        return (h @ array["W_y"] + array["b_y"]).numpy()


@in_browser
def test_the_probabilities_are_those_of_torch(javascript):
    """After every letter of a text, and whether the text grows, shrinks or is another."""
    weights = recorded()
    expected = torch_logits(weights, TEXT)
    ends = [0, 1, 30, len(TEXT), 12, 5, 40]
    found = javascript(
        "(() => { const net = characterModel(weights); return ends.map((end) => net.after(text.slice(0, end))); })()",
        weights=weights,
        ends=ends,
        text=TEXT,
    )
    np.testing.assert_allclose(found, expected[ends], atol=1e-10)
    other = "zz" + TEXT[2:]
    found = javascript(
        "((net) => [net.after(text), net.after(other), net.bits(other)].slice(1))(characterModel(weights))",
        weights=weights,
        text=TEXT,
        other=other,
    )
    expected = torch_logits(weights, other)
    np.testing.assert_allclose(found[0], expected[-1], atol=1e-10)
    p = softmax(expected[:-1], axis=1)[range(len(other)), [weights["alphabet"].index(c) for c in other]]
    np.testing.assert_allclose(found[1], -np.log2(p), atol=1e-9)


def truncated(logits, temperature, k, mass):
    """Return the chances of the letters, and why others are cut, by definition."""
    order = np.argsort(-np.asarray(logits), kind="stable")
    if temperature == 0:
        p = np.eye(len(logits))[order[0]]
    else:
        p = softmax(np.asarray(logits) / temperature)
    kept, cut = set(order[:k]), {int(code): "k" for code in order[k:]}
    rest = p[order[:k]] / p[order[:k]].sum()
    if mass < 1:  # the fewest that reach the mass
        need = int(np.argmax(np.cumsum(rest) >= mass)) + 1
        cut |= {int(code): "p" for code in order[need:k]}
        kept = set(order[:need])
    chance = np.where(np.isin(np.arange(len(p)), list(kept)), p, 0)
    return chance / chance.sum(), [cut.get(code, "") for code in range(len(p))]


@in_browser
@pytest.mark.parametrize("temperature", [0, 0.05, 0.7, 1, 2])
@pytest.mark.parametrize(("k", "mass"), [(200, 1), (1, 1), (5, 1), (200, 0.9), (200, 0.05), (6, 0.8), (9, 1)])
def test_the_knobs_do_what_their_definition_says(javascript, rng, temperature, k, mass):
    """On random logits, large ones, ties, two letters, and what the network itself says."""
    rows = [
        rng.normal(0, 2, 9).tolist(),
        rng.normal(0, 300, 9).tolist(),
        [1, 3, 3, 0, 3, 1],
        [0.0, -1.0],
        torch_logits(recorded(), TEXT)[-1].tolist(),
    ]
    knobs = {"temperature": temperature, "k": k, "mass": mass}
    found = javascript("rows.map((logits) => choices(logits, knobs))", rows=rows, knobs=knobs)
    for logits, one in zip(rows, found, strict=True):
        chance, cut = truncated(logits, temperature, k, mass)
        np.testing.assert_allclose(one["chance"], chance, atol=1e-12)
        assert one["cut"] == cut
        np.testing.assert_allclose(one["own"], softmax(logits), atol=1e-12)
        assert one["order"] == np.argsort(-np.asarray(logits), kind="stable").tolist()


@in_browser
def test_the_case_of_the_lesson(javascript):
    """p = .5 .3 .2: T = 1/2 gives .66 .24 .11, T = 2 gives .42 .32 .26; a nucleus of .7 keeps .625 .375."""
    logits = np.log([0.5, 0.3, 0.2]).tolist()

    def chance(**knobs):
        knobs = {"temperature": 1, "k": 3, "mass": 1} | knobs
        return javascript("choices(logits, knobs).chance", logits=logits, knobs=knobs)

    assert chance(temperature=0.5) == pytest.approx([0.66, 0.24, 0.11], abs=0.006)
    assert chance(temperature=2) == pytest.approx([0.42, 0.32, 0.26], abs=0.006)
    assert chance(mass=0.7) == pytest.approx([0.625, 0.375, 0])


@in_browser
def test_a_number_draws_the_letter_in_whose_share_it_falls(javascript, rng):
    chance = rng.dirichlet(np.ones(7)).tolist()
    chance[3:3] = [0.0]
    numbers_drawn = [*rng.random(200).tolist(), 0.0, math.nextafter(1, 0)]
    found = javascript("all.map((u) => drawnCode(chance, u))", chance=chance, all=numbers_drawn)
    expected = np.searchsorted(np.cumsum(chance), numbers_drawn, side="right")
    assert found == np.minimum(expected, 7).tolist()
    assert 3 not in found
    assert javascript("drawnCode([0.5, 0.4999, 0], 0.99999)") == 1  # where the shares add up to less than 1


@in_browser
def test_what_is_written_is_drawn_with_the_network_and_the_dice(javascript):
    weights, knobs = recorded(), {"temperature": 0.9, "k": 20, "mass": 0.95}
    written, dice = javascript(
        "[characterModel(weights).write(text, 12, knobs, diceFrom(7, 3)), "
        "Array.from({ length: 12 }, ((dice) => () => dice())(diceFrom(7, 3)))]",
        weights=weights,
        text=TEXT,
        knobs=knobs,
    )
    assert dice == javascript(
        "(() => { const all = randomUniform(7); return Array.from({ length: 15 }, () => all()).slice(3); })()"
    )
    text = TEXT
    for number in dice:
        chance, _ = truncated(torch_logits(weights, text)[-1], **knobs)
        text += weights["alphabet"][int(np.searchsorted(np.cumsum(chance), number, side="right"))]
    assert written == text[len(TEXT) :]


@in_browser
@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "ab" * 20,
        "xyz" + "a" * 19,
        "xyz" + "a" * 20,
        "abcdefghijk" * 2,
        "one, " * 9 + "on",
        "aab" * 8,
        "abcdefgh" * 2 + "abcd",
        "abcdefgh" * 2 + "abcx",
        "0123456789" * 2,
    ],
)
def test_a_circle_is_what_a_text_ends_with_twice_or_more(javascript, text):
    expected = 0
    for length in range(1, len(text) // 2 + 1):
        need = max(20, 2 * length)
        end = text[-need:]
        if len(end) == need and all(a == b for a, b in zip(end, end[length:], strict=False)):
            expected = length
            break
    assert javascript("circle(text)", text=text) == expected


@in_browser
def test_a_typed_text_becomes_letters_of_the_alphabet(javascript):
    alphabet = recorded()["alphabet"]
    assert (
        javascript("foldedText(text, alphabet)", text="The Ünit\n\t[ß] É\U0001f600x", alphabet=alphabet)
        == "the nit  [] x"
    )
    assert javascript("foldedText(text, alphabet)", text="Ab\nc\n", alphabet="ABab\n") == "Ab\n\n"


# --- the weights


def test_the_stored_model_is_small_and_of_the_size_that_is_told():
    assert FILE.stat().st_size < 60_000
    arrays = [unpack(value) for value in recorded().values() if isinstance(value, dict)]
    assert sum(array.size for array in arrays) == 26_325
    assert "26,325 weights" in LanguageBars.__doc__


@pytest.mark.slow
def test_the_stored_model_knows_text_that_it_was_not_trained_on():
    """The help topics differ a little from one Python to the next, and so does the figure."""
    text = training.text()
    codes = torch.from_numpy(encode(text, training.ALPHABET)[0])[int(0.95 * len(text)) :]
    bits = training.bits_of(training.unpacked(recorded()), codes)
    assert bits == pytest.approx(recorded()["bits"], abs=0.005 if sys.version_info[:2] == (3, 11) else 0.3)
    assert bits < 2


@pytest.mark.slow
def test_a_model_is_trained_packed_and_unpacked():
    text = training.folded("One  fish,\nTwo Fish; red fish: BLUE fish! \N{SNOWMAN}" * 400)
    assert text.startswith("one fish, two fish; red fish: blue fish! one fish")
    model, bits = training.train(text, 6, 0)
    assert bits < 0.8  # by chance it would be 6
    packed = training.packed(model)
    json.dumps(packed)
    codes = torch.from_numpy(encode(text, training.ALPHABET)[0])[-500:]
    again = training.bits_of(training.unpacked(packed), codes)
    assert again == pytest.approx(training.bits_of(model, codes), abs=0.1)
    assert training.train(text, 1, 3)[1] == training.train(text, 1, 3)[1]
    assert LanguageBars(weights=packed).weights == packed


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("shape", [(1,), (7,), (3, 5), (2, 1, 4)])
def test_packing_rounds_by_half_a_step_at_most(tab, rng, bits, shape):
    values = rng.normal(size=shape)
    before = values.copy()
    packed = pack(values, bits)
    np.testing.assert_array_equal(values, before)
    assert np.abs(unpack(packed) - values).max() <= 0.5000001 * packed["scale"]
    assert np.abs(unpack(packed)).max() == pytest.approx(np.abs(values).max())
    tab.page.goto("about:blank")
    found = tab.page.evaluate(
        f"(packed) => {{ {widgets.javascript('packed')}; return unpack(packed); }}", packed
    )
    np.testing.assert_array_equal(found, unpack(packed))


def test_packing_refuses_what_it_cannot_hold():
    np.testing.assert_array_equal(unpack(pack(np.zeros((2, 2)))), np.zeros((2, 2)))
    for values in ([], [np.nan], [np.inf]):
        with pytest.raises(ValueError, match="values"):
            pack(values)
    with pytest.raises(ValueError, match="bits"):
        pack([1.0], 32)
    with pytest.raises(ValueError, match="bits"):
        unpack(pack([1.0]) | {"bits": 4})
    with pytest.raises(ValueError, match="data must hold 2 bytes"):
        unpack(pack([1.0]) | {"shape": [2]})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"alphabet": "aa"}, "alphabet"),
        ({"alphabet": "abc"}, "embedding"),
        ({"b": pack(np.ones(4))}, "b must have shape"),
        ({"W_h": pack(np.ones((64, 8)))}, "W_h"),
        ({"W_y": None}, "weights"),
        ({"b_y": {"shape": [69]}}, "bits"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(change, word):
    with pytest.raises(TraitError, match=word):
        LanguageBars(weights=recorded() | change)


def test_a_text_outside_the_alphabet_is_refused():
    piece = LanguageBars()
    for name in ("beginning", "drawn"):
        with pytest.raises(TraitError, match=f"{name} must hold .*'AÜ'"):
            setattr(piece, name, "AbÜ")
        with pytest.raises(TraitError, match=f"{name} must have at most"):
            setattr(piece, name, 500 * "a")
    assert (piece.beginning, piece.drawn) == ("the value of ", "")


# --- what mouse and keyboard do


def letters(page):
    """Return what the bars say: {letter: (own, chance, cut)}, in their order."""
    rows = page.locator("svg.lc-bars [data-letter]").evaluate_all("all => all.map(e => ({ ...e.dataset }))")
    return {row["letter"]: (float(row["own"]), float(row["chance"]), row["cut"]) for row in rows}


def drawn(page):
    return (
        page.locator(".lc-bars-text")
        .text_content()
        .removeprefix(page.get_by_label("a beginning").input_value())
    )


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


@in_browser
def test_the_bars_are_the_likeliest_letters_as_torch_has_them(tab):
    page = tab.show(LanguageBars(beginning=TEXT, temperature=0.7, k=6, mass=0.8))
    chance, cut = truncated(torch_logits(recorded(), TEXT)[-1], 0.7, 6, 0.8)
    own = softmax(torch_logits(recorded(), TEXT)[-1])
    order = np.argsort(-own)[:12]
    found = letters(page)
    assert list(found) == [recorded()["alphabet"][code] for code in order]
    for (mine, p, why), code in zip(found.values(), order, strict=True):
        assert (mine, p, why) == (pytest.approx(own[code]), pytest.approx(chance[code]), cut[code])
    struck = page.locator("svg.lc-bars [data-letter] .lc-bars-struck")
    assert struck.count() == sum(why != "" for _, _, why in found.values())
    assert page.get_by_text("cut by p").count() == sum(why == "p" for _, _, why in found.values()) > 0
    open_letters = int((chance > 0).sum())
    assert (
        f"{open_letters} of 69 letters can be drawn, 63 are cut by k and {6 - open_letters} by p"
        in tab.status()
    )


@in_browser
def test_bars_are_as_long_as_their_numbers(tab):
    page = tab.show(LanguageBars(beginning="the value of "))
    rows = page.locator("svg.lc-bars [data-letter]")
    widths = rows.evaluate_all(
        "all => all.map(e => [...e.querySelectorAll('rect')].map(r => Number(r.getAttribute('width'))))"
    )
    shares = np.array([(p, own) for own, p, _ in letters(page).values()])
    np.testing.assert_allclose(np.array(widths) / widths[0][0], shares / shares[0][0], rtol=1e-6)


@in_browser
def test_letters_are_drawn_one_by_one_or_forty_at_once_and_are_the_same(tab):
    page = tab.show(LanguageBars(seed=3))
    press(page, "draw 40")
    forty = drawn(page)
    assert len(forty) == 40
    page = tab.show(LanguageBars(seed=3))
    for _ in range(40):
        page.get_by_role("button", name="draw a letter").focus()
        page.keyboard.press("Enter")
    assert drawn(page) == forty
    assert "40 letters drawn" in tab.status()
    press(page, "draw them again")
    assert drawn(page) == forty
    press(page, "other dice")
    assert len(drawn(page)) == 40
    assert drawn(page) != forty
    press(page, "clear")
    assert drawn(page) == ""
    assert "Nothing is drawn yet" in tab.status()
    assert page.get_by_role("button", name="draw them again").is_disabled()


@in_browser
def test_at_zero_it_goes_in_a_circle_and_at_two_it_dissolves(tab):
    page = tab.show(LanguageBars())
    bits = {}
    for temperature in (0, 0.5, 1, 2):
        page.get_by_label("temperature").fill(str(temperature))
        if drawn(page):
            press(page, "clear")
        for _ in range(5):
            press(page, "draw 40")
        bits[temperature] = float(re.search(r"200 letters drawn: ([\d.]+) bits", tab.status())[1])
        odd = page.locator(".lc-bars-odd").count()
        assert f", {odd} of them with less than 1\N{NO-BREAK SPACE}%" in tab.status()
        round_ = re.search(r"circle of (\d+) letter", tab.status())
        assert bool(round_) == (temperature == 0)
        if round_:
            length = int(round_[1])
            assert drawn(page)[-length:] == drawn(page)[-2 * length : -length]
            assert odd == 0
    assert bits[0.5] < bits[1] < bits[2]
    assert bits[2] > 3.5
    assert odd > 20


@in_browser
def test_at_most_four_hundred_letters_are_drawn(tab):
    page = tab.show(LanguageBars(drawn="a" * 390))
    press(page, "draw 40")
    assert len(drawn(page)) == 400
    assert page.get_by_role("button", name="draw 40").is_disabled()
    assert page.get_by_role("button", name="draw a letter").is_disabled()


@in_browser
def test_typing_reads_the_text_and_clears_what_was_drawn(tab):
    page = tab.show(LanguageBars(drawn="abc"))
    box = page.get_by_label("a beginning")
    box.fill("")
    own = softmax(torch_logits(recorded(), "")[-1])
    assert next(iter(letters(page).values()))[0] == pytest.approx(own.max())
    box.press_sequentially("The Val")
    assert box.input_value() == "The Val"  # the hand's own capitals are left alone
    assert page.locator(".lc-bars-text").text_content() == "the val"
    own = softmax(torch_logits(recorded(), "the val")[-1])
    assert next(iter(letters(page).values()))[0] == pytest.approx(own.max())
    press(page, "draw a letter")
    assert len(page.locator(".lc-bars-text").text_content()) == 8
    assert tab.messages == []


@in_browser
def test_the_keyboard_moves_the_knobs_and_the_dice_stay(tab):
    page = tab.show(LanguageBars(drawn="abc"))
    slider = page.get_by_label("k: how many")
    assert slider.input_value() == "69"
    slider.focus()
    page.keyboard.press("Home")
    assert "1 of 69 letters can be drawn, 68 are cut by k and 0 by p" in tab.status()
    page.get_by_label("p: share").focus()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_label("p: share").input_value() == "0.95"
    assert drawn(page) == "abc"


@in_browser
def test_a_model_of_ones_own_is_shown(tab, rng):
    sizes = {"embedding": (2, 3), "W_x": (3, 8), "W_h": (2, 8), "b": (8,), "W_y": (2, 2), "b_y": (2,)}
    weights = {"alphabet": "Ab"} | {name: pack(rng.normal(size=shape), 16) for name, shape in sizes.items()}
    page = tab.show(LanguageBars(weights=weights, beginning="AAb"))
    own = softmax(torch_logits(weights, "AAb")[-1])
    assert {letter: p for letter, (p, _, _) in letters(page).items()} == {
        "A": pytest.approx(own[0]),
        "b": pytest.approx(own[1]),
    }
    assert "2 of 2 letters can be drawn" in tab.status()
    assert page.get_by_text("others").count() == 0
    press(page, "draw 40")
    assert set(drawn(page)) <= {"A", "b"}


@in_browser
@pytest.mark.parametrize("width", [920, 390])
def test_no_text_lies_over_another(tab, width):
    import pieces

    page = tab.show(LanguageBars(beginning="the value of ", k=5), width=width)
    assert pieces.overlapping(page.locator("svg.lc-bars text"), 2) == []
    edge = page.locator("section.lc").bounding_box()
    for box in page.locator("svg.lc-bars text").all():
        place = box.bounding_box()
        assert place["x"] >= edge["x"]
        assert place["x"] + place["width"] <= edge["x"] + edge["width"]
