"""The attention map shows what PyTorch calculates with the same weights, and says what a cut changes."""

import base64
import math
import re

import numpy as np
import pytest
import torch
from scipy.special import softmax
from scipy.stats import entropy
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.datasets import iso_dates
from lstm_course.datasets.symbols import END, START, UNKNOWN
from lstm_course.nets.seq2seq import Seq2Seq
from lstm_course.widgets import AttentionMap
from lstm_course.widgets._packed import pack
from lstm_course.widgets.attention_map import FILE, recorded, training

SOURCE = "thursday, june 30, 2044"
NBSP = "\N{NO-BREAK SPACE}"


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("attention_map")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


def numbers(packed):
    """Return a packed array, unpacked by the standard library and NumPy alone."""
    kind = {8: np.int8, 16: "<i2"}[packed["bits"]]
    whole = np.frombuffer(base64.b64decode(packed["data"]), kind).astype(float)
    return torch.from_numpy(whole.reshape(packed["shape"]) * packed["scale"])


def torch_net(weights):
    """Return the network of packed weights in float64."""
    a = {name: numbers(value) for name, value in weights.items() if isinstance(value, dict)}
    (V, D), (H, K) = a["E_source"].shape, a["W_O"].shape
    net = Seq2Seq(V, K, embedding=D, hidden_size=H, bidirectional=True).double().eval()
    with torch.no_grad():
        net.embed_source.weight.copy_(a["E_source"])
        net.embed_target.weight.copy_(a["E_target"])
        for name in ("there", "back", "decoder"):
            lstm = getattr(net, name)
            lstm.weight_ih_l0.copy_(a[f"{name}_W_x"].T)
            lstm.weight_hh_l0.copy_(a[f"{name}_W_h"].T)
            lstm.bias_ih_l0.copy_(a[f"{name}_b"])
            lstm.bias_hh_l0.zero_()
        for layer, W, b in (
            (net.bridge, "W_B", "b_B"),
            (net.join, "W_J", "b_J"),
            (net.out, "W_O", "b_O"),
            (net.key, "W_K", None),
        ):
            layer.weight.copy_(a[W].T)
            if b:
                layer.bias.copy_(a[b])
    return net


def torch_written(weights, text, temperature=1.0, cuts=(), way="unknown"):
    """Return symbols, probabilities (T, K) and attention (T, S), by PyTorch; a temperature is a scale of the keys."""
    net = torch_net(weights)
    known = {letter: k for k, letter in enumerate(weights["source"], 4)}
    ids = torch.tensor([[known.get(letter, UNKNOWN) for letter in text]])
    if way == "unknown":
        ids[0, list(cuts)] = UNKNOWN
    symbols, p, looked = [], [], []
    with torch.no_grad():
        state = net.encode(ids, torch.tensor([len(text)]))
        mask = state.mask.clone()
        if way == "masked":
            mask[0, list(cuts)] = False
        state = state._replace(keys=state.keys / temperature, mask=mask)
        previous = START
        while previous != END and len(symbols) < 12:
            logits, state, attention = net.read(torch.tensor([[previous]]), state)
            previous = int(logits.argmax())
            symbols.append(previous)
            p.append(softmax(logits[0, 0].numpy()))
            looked.append(attention[0, 0].numpy())
    return symbols, np.array(p), np.array(looked)


def spelt(weights, symbols):
    """Return symbols as text, without the end."""
    return "".join(weights["target"][symbol - 4] for symbol in symbols if symbol != END)


SETTINGS = [
    {},
    {"temperature": 0.1},
    {"temperature": 5},
    {"cuts": [12]},
    {"cuts": [12], "way": "masked"},
    {"cuts": [0, 11, 12, 22], "way": "masked", "temperature": 2},
    {"cuts": list(range(23)), "way": "masked"},
    {"cuts": list(range(23))},
]


@in_browser
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_page_writes_what_torch_writes(javascript, settings):
    full = {"temperature": 1, "cuts": [], "way": "unknown"} | settings
    found = javascript("dateWriter(weights).write(text, full)", weights=recorded(), text=SOURCE, full=full)
    symbols, p, looked = torch_written(recorded(), SOURCE, **full)
    assert [one["symbol"] for one in found] == symbols
    np.testing.assert_allclose([one["p"] for one in found], p, atol=1e-9)
    np.testing.assert_allclose([one["weights"] for one in found], looked, atol=1e-9)
    assert [one["chance"] for one in found] == pytest.approx(p.max(axis=1).tolist())
    assert "".join(one["letter"] for one in found if one["symbol"] != END) == spelt(recorded(), symbols)


@in_browser
@pytest.mark.parametrize("text", ["1", "8. märz 1998", "q?x", "30. juli 2027", "?" * 40])
def test_every_text_is_read_whatever_it_holds(javascript, text):
    settings = {"temperature": 1, "cuts": [], "way": "unknown"}
    found = javascript(
        "dateWriter(weights).write(text, settings)", weights=recorded(), text=text, settings=settings
    )
    symbols, _, looked = torch_written(recorded(), text)
    assert [one["symbol"] for one in found] == symbols
    assert len(symbols) <= 12
    np.testing.assert_allclose([one["weights"] for one in found], looked, atol=1e-9)


@in_browser
def test_the_weights_are_a_softmax_over_the_open_places(javascript, rng):
    for temperature in (0.1, 1, 3):
        scores = rng.normal(0, 4, 9)
        open_ = rng.random(9) < 0.6
        open_[0] = True
        found = javascript(
            "weighted(scores, open, temperature)",
            scores=scores.tolist(),
            open=open_.tolist(),
            temperature=temperature,
        )
        np.testing.assert_allclose(np.array(found)[open_], softmax(scores[open_] / temperature), atol=1e-12)
        assert not np.array(found)[~open_].any()
        assert javascript("spread(p)", p=found) == pytest.approx(2 ** entropy(found, base=2))
    assert javascript("weighted([1, 2], [false, false], 1)") == [0, 0]
    assert javascript("spread([0.25, 0.5, 0.25])") == pytest.approx(2**1.5)
    assert javascript("weighted([0, Math.log(2), 0], [true, true, true], 1)") == pytest.approx(
        [0.25, 0.5, 0.25]
    )


# --- the weights


def test_the_stored_network_is_small_and_of_the_size_that_is_told():
    assert FILE.stat().st_size < 100_000
    count = sum(math.prod(value["shape"]) for value in recorded().values() if isinstance(value, dict))
    assert f"{count:,} weights" in AttentionMap.__doc__


@pytest.mark.slow
def test_the_stored_network_writes_dates_that_it_was_not_trained_on():
    net, source, target = training.unpacked(recorded())
    pairs = iso_dates.iso_pairs(200, np.random.default_rng(5), "test")
    assert training.accuracy(net, source, target, pairs) > 0.98
    assert recorded()["accuracy"] > 0.98
    for example in recorded()["examples"]:
        assert training.translate(net, source, target, example["text"])[0] == example["iso"]
    assert {example["locale"] for example in recorded()["examples"]} == {"en", "de", "fr", "es"}


def test_a_network_is_trained_packed_and_unpacked():
    net, source, target = training.train(0, 1, 128)
    weights = {"accuracy": 0.0, "examples": []} | training.packed(net, source, target)
    again, *letters = training.unpacked(weights)
    assert letters == [source, target]
    ids, lengths = (torch.from_numpy(part) for part in iso_dates.encode(["8. mai 1998", "may 8"], source))
    previous = torch.full((2, 3), START)
    with torch.no_grad():
        expected, found = net(ids, lengths, previous), again(ids, lengths, previous)
        other = torch_net(weights)(ids, lengths, previous)
    np.testing.assert_allclose(found, expected, atol=0.1)
    np.testing.assert_allclose(found, other, atol=1e-9)
    assert AttentionMap(weights=weights, source="8. mai").weights == weights
    same = training.packed(*training.train(0, 1, 128))
    assert same["W_O"] == weights["W_O"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"source": "aa"}, "source must hold letters"),
        ({"source": "abc"}, "E_source must have shape"),
        ({"target": ""}, "target"),
        ({"back_b": pack(np.ones(4))}, "back_b must have shape"),
        ({"W_K": pack(np.ones((64, 8)))}, "W_K"),
        ({"W_O": None}, "weights"),
        ({"examples": [{"text": "x"}]}, "examples"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(change, word):
    with pytest.raises(TraitError, match=word):
        AttentionMap(weights=recorded() | change)


def test_a_weight_that_is_missing_is_named():
    weights = recorded()
    del weights["b_J"]
    with pytest.raises(TraitError, match="'b_J' is missing"):
        AttentionMap(weights=weights)


def test_what_does_not_fit_is_refused():
    piece = AttentionMap()
    for text in ("", "1" * 41):
        with pytest.raises(TraitError, match=f"source must have 1 to 40 characters, got {len(text)}"):
            piece.source = text
    with pytest.raises(TraitError):
        piece.cuts = [40]
    with pytest.raises(TraitError, match="way"):
        piece.way = "deleted"
    assert (piece.source, piece.cuts, piece.way) == (SOURCE, [], "unknown")


# --- what mouse and keyboard do


def shown(page):
    """Return the weights of the drawing, shape (T, S)."""
    cells = page.locator("svg.lc-map [data-weight]").evaluate_all(
        "all => all.map(e => [e.dataset.row, e.dataset.place, e.dataset.weight].map(Number))"
    )
    rows, places = (int(max(cell[k] for cell in cells)) + 1 for k in (0, 1))
    found = np.full((rows, places), np.nan)
    for row, place, weight in cells:
        found[int(row), int(place)] = weight
    return found


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def letter(page, place):
    """Return the middle of a letter of the source on the screen."""
    box = page.locator(f"svg.lc-map [data-letter='{place}']").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@in_browser
def test_the_map_is_that_of_torch_and_the_sentence_reads_it(tab):
    page = tab.show(AttentionMap())
    symbols, p, looked = torch_written(recorded(), SOURCE)
    np.testing.assert_allclose(shown(page), looked, atol=1e-9)
    most = looked[6].argmax()
    assert f"Written: {spelt(recorded(), symbols)}, which is right." in tab.status()
    assert (
        f"Symbol 7, “6” ({100 * p[6].max():.0f}{NBSP}%), looks most at letter {most + 1}, “{SOURCE[most]}”, with "
        f"{looked[6].max():.2f}, and is spread over {2 ** entropy(looked[6], base=2):.1f} letters."
        in tab.status()
    )


@in_browser
def test_the_bars_are_as_high_as_the_weights(tab):
    page = tab.show(AttentionMap(temperature=2.0))
    bars = page.locator("svg.lc-map rect.lc-h:not(.lc-map-cell)")
    heights = bars.evaluate_all("all => all.map(e => Number(e.getAttribute('height')))")
    dashes = page.locator("svg.lc-map rect.lc-map-plain").evaluate_all(
        "all => all.map(e => Number(e.getAttribute('height')))"
    )
    np.testing.assert_allclose(np.array(heights) / 78, shown(page)[6], atol=1e-9)
    np.testing.assert_allclose(np.array(dashes) / 78, torch_written(recorded(), SOURCE)[2][6], atol=1e-9)


@in_browser
def test_a_letter_is_cut_and_put_back_with_the_mouse(tab):
    page = tab.show(AttentionMap())
    page.mouse.click(*letter(page, 12))
    assert page.locator("svg.lc-map [data-cut='12']").count() == 1
    before, (now, p, looked) = (
        torch_written(recorded(), SOURCE)[0],
        torch_written(recorded(), SOURCE, cuts=[12]),
    )
    np.testing.assert_allclose(shown(page), looked, atol=1e-9)
    others = sum(a != b for a, b in zip(before, now, strict=True))
    assert others
    assert (
        f"Now letter 13, “n” is made unknown: {others} of {len(now)} symbols are others: "
        f"{spelt(recorded(), before)} became {spelt(recorded(), now)}." in tab.status()
    )
    assert f"to that symbol the network gives {100 * p[6, before[6]]:.0f}{NBSP}% now" in tab.status()
    assert page.locator("svg.lc-map .lc-map-other").count() == others
    press(page, "masked")
    np.testing.assert_allclose(
        shown(page), torch_written(recorded(), SOURCE, cuts=[12], way="masked")[2], atol=1e-9
    )
    assert not shown(page)[:, 12].any()
    page.mouse.click(*letter(page, 12))
    assert page.locator("svg.lc-map [data-cut]").count() == 0
    np.testing.assert_allclose(shown(page), torch_written(recorded(), SOURCE)[2], atol=1e-9)


@in_browser
def test_a_row_is_picked_with_the_mouse(tab):
    page = tab.show(AttentionMap())
    box = page.locator("svg.lc-map [data-row='2'][data-place='5']").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert tab.status().split(". ")[1].startswith("Symbol 3, ")
    assert page.get_by_label("symbol written").input_value() == "3"
    assert page.get_by_label("letter read").input_value() == "6"
    assert page.locator("svg.lc-map [data-cut]").count() == 0


@in_browser
def test_the_keyboard_does_all_of_it(tab):
    page = tab.show(AttentionMap())
    page.get_by_label("letter read").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="cut “e”").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="put “e” back").count() == 1
    assert "letter 14, “e” is made unknown" in tab.status()
    page.get_by_label("letter read").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="cut “t”").focus()
    page.keyboard.press("Enter")
    assert "2 letters are made unknown" in tab.status()
    press(page, "put all back")
    assert "Now" not in tab.status()
    assert page.get_by_role("button", name="put all back").is_disabled()
    page.get_by_label("symbol written").focus()
    page.keyboard.press("End")
    assert "Symbol 11, the end (" in tab.status()


@in_browser
def test_the_temperature_spreads_the_weights(tab):
    page = tab.show(AttentionMap())
    over = {}
    for temperature in (0.1, 1, 3, 5):
        page.get_by_label("temperature").fill(str(temperature))
        over[temperature] = float(re.search(r"spread over ([\d.]+) letters", tab.status())[1])
        np.testing.assert_allclose(
            shown(page), torch_written(recorded(), SOURCE, temperature=temperature)[2], atol=1e-9
        )
        assert (f"the temperature is {temperature:.1f}" in tab.status()) == (temperature != 1)
    assert sorted(over.values()) == list(over.values())
    assert over[0.1] < 1.1
    assert over[5] > 6


@in_browser
def test_a_date_is_chosen_or_typed(tab):
    page = tab.show(AttentionMap(cuts=[1]))
    example = recorded()["examples"][5]
    page.get_by_label("a date").select_option(example["text"])
    assert page.get_by_label("or type one").input_value() == example["text"]
    assert f"Written: {example['iso']}, which is right" in tab.status()
    box = page.get_by_label("or type one")
    box.fill("")
    assert f"Written: {example['iso']}" in tab.status()  # nothing is asked of an empty field
    box.press_sequentially("Mars 1998 Q")
    assert box.input_value() == "Mars 1998 Q"  # the hand's own capitals are left alone
    assert page.get_by_label("a date").input_value() == ""
    np.testing.assert_allclose(shown(page), torch_written(recorded(), "mars 1998 q")[2], atol=1e-9)
    assert "which is right" not in tab.status()
    assert tab.messages == []


@in_browser
def test_where_all_is_masked_it_looks_nowhere(tab):
    page = tab.show(AttentionMap(cuts=list(range(23)), way="masked"))
    assert not shown(page).any()
    assert "may look nowhere" in tab.status()
    assert tab.messages == []


@in_browser
def test_what_lies_beyond_the_text_is_not_shown(tab):
    page = tab.show(AttentionMap(source="mai", cuts=[2, 30], place=20, row=11))
    assert page.locator("svg.lc-map [data-cut]").count() == 1
    assert page.get_by_label("letter read").input_value() == "3"
    assert tab.messages == []


@in_browser
def test_a_network_of_ones_own_is_shown(tab):
    net, source, target = training.train(1, 1, 64)
    weights = {"accuracy": 0.0, "examples": []} | training.packed(net, source, target)
    page = tab.show(AttentionMap(weights=weights, source="5 mai 1998"))
    np.testing.assert_allclose(shown(page), torch_written(weights, "5 mai 1998")[2], atol=1e-9)
    assert page.get_by_label("a date").locator("option").count() == 1


@in_browser
@pytest.mark.parametrize("width", [920, 390])
@pytest.mark.parametrize("source", ["14 mai 2033", "domingo, 25 de septiembre de 2039"])
def test_no_text_lies_over_another(tab, width, source):
    import pieces

    page = tab.show(AttentionMap(source=source, cuts=[3]), width=width)
    assert pieces.overlapping(page.locator("svg.lc-map text"), 2) == []
    edge = page.locator("section.lc").bounding_box()
    for box in page.locator("svg.lc-map text").all():
        place = box.bounding_box()
        assert place["x"] >= edge["x"]
        assert place["x"] + place["width"] <= edge["x"] + edge["width"]
