"""The clip player says what PyTorch says with the same weights, in every order, and shows the gates."""

import base64
import itertools
import math
import re

import numpy as np
import pytest
import torch
from scipy.special import expit, softmax
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.datasets.clips import Clips, digit_images, ordered_pairs
from lstm_course.nets.clips import ClipLSTM
from lstm_course.widgets import ClipPlayer
from lstm_course.widgets._packed import pack
from lstm_course.widgets.clip_player import FILE, LETTERS, recorded, training, written

ARROW = "\N{NARROW NO-BREAK SPACE}→\N{NARROW NO-BREAK SPACE}"
NBSP = "\N{NO-BREAK SPACE}"


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("clip_player")
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
    net = ClipLSTM(len(weights["pairs"]), features=len(a["b_3"]), hidden_size=len(a["W_h"])).double()
    first, second, linear = (layer for layer in net.frame.net if hasattr(layer, "weight"))
    with torch.no_grad():
        for layer, W, b in ((first, a["W_1"], "b_1"), (second, a["W_2"], "b_2"), (linear, a["W_3"].T, "b_3")):
            layer.weight.copy_(W)
            layer.bias.copy_(a[b])
        net.lstm.weight_ih_l0.copy_(a["W_x"].T)
        net.lstm.weight_hh_l0.copy_(a["W_h"].T)
        net.lstm.bias_ih_l0.copy_(a["b"])
        net.lstm.bias_hh_l0.zero_()
        net.out.weight.copy_(a["W_y"].T)
        net.out.bias.copy_(a["b_y"])
    return net


def pixels(frames):
    """Return frames of letters as a tensor (1, T, 8, 8)."""
    rows = [[LETTERS.index(letter) / 16 for letter in frame] for frame in frames]
    return torch.tensor(rows, dtype=torch.float64).reshape(1, len(frames), 8, 8)


def torch_answers(weights, frames):
    """Return the answer after each frame (T, K), by a run of its own for each of them."""
    net, x = torch_net(weights), pixels(frames)
    with torch.no_grad():
        logits = [net(x, torch.tensor([t + 1]))[0].numpy() for t in range(len(frames))]
    return softmax(logits, axis=1)


def torch_gates(weights, frames):
    """Return gates and cell states {"i", "f", "o", "c"}, each (T, H)."""
    net = torch_net(weights)
    found = {name: [] for name in "ifoc"}
    with torch.no_grad():
        features = net.frame(pixels(frames))[0]
        h = c = torch.zeros(1, 1, net.lstm.hidden_size, dtype=torch.float64)
        for row in features:
            lstm = net.lstm
            a = (lstm.weight_ih_l0 @ row + lstm.weight_hh_l0 @ h[0, 0] + lstm.bias_ih_l0).numpy()
            i, f, _, o = np.split(a, 4)  # PyTorch's order
            _, (h, c) = lstm(row[None, None], (h, c))
            for name, value in zip("ifoc", (expit(i), expit(f), expit(o), c[0, 0].numpy()), strict=True):
                found[name].append(value)
    return {name: np.array(rows) for name, rows in found.items()}


@in_browser
def test_the_page_says_what_torch_says_after_each_frame(javascript, rng):
    clips, weights = ClipPlayer().clips, recorded()
    for n in (0, 5):
        for order in (np.arange(12), np.arange(12)[::-1], rng.permutation(12)):
            frames = [clips[n]["frames"][place] for place in order]
            steps = javascript("clipModel(weights).run(frames)", weights=weights, frames=frames)
            found = [step["answer"] for step in steps]
            np.testing.assert_allclose(found, torch_answers(weights, frames), atol=1e-9)
            for name, rows in torch_gates(weights, frames).items():
                np.testing.assert_allclose([step[name] for step in steps], rows, atol=1e-9)


@in_browser
def test_any_picture_is_read(javascript, rng):
    frames = ["0" * 64, "g" * 64, "".join(rng.choice(list(LETTERS), 64))]
    found = javascript("clipModel(weights).run(frames)", weights=recorded(), frames=frames)
    np.testing.assert_allclose([s["answer"] for s in found], torch_answers(recorded(), frames), atol=1e-9)
    twice = javascript(
        "((net) => [net.run(frames), net.run(frames)].map((all) => all.at(-1).answer))(clipModel(weights))",
        weights=recorded(),
        frames=frames,
    )
    assert twice[0] == twice[1] == found[-1]["answer"]


@in_browser
def test_a_shuffle_is_a_permutation_and_all_are_drawn(javascript):
    drawn = javascript("Array.from({ length: 400 }, (_, seed) => shuffled(3, seed))")
    assert all(sorted(order) == [0, 1, 2] for order in drawn)
    counts = [drawn.count(list(order)) for order in itertools.permutations(range(3))]
    assert min(counts) > 40
    assert javascript("shuffled(12, 7)") == javascript("shuffled(12, 7)")
    assert javascript("shuffled(1, 7)") == [0]


@in_browser
@pytest.mark.parametrize(
    ("digits", "order", "pair"),
    [
        ("..11.44", range(7), "14"),
        ("..11.44", range(6, -1, -1), "41"),
        ("1144", [0, 2, 1, 3], ""),
        ("1144", [0, 2, 3, 1], ""),
        ("1.44", [1, 0, 2, 3], "14"),
        ("....", range(4), ""),
        ("11..", range(4), ""),
    ],
)
def test_what_a_film_shows_in_an_order(javascript, digits, order, pair):
    assert javascript("pairShown(digits, order)", digits=digits, order=list(order)) == pair


@in_browser
def test_the_liveliest_unit_is_that_whose_cell_state_moves_most(javascript):
    clips, weights = ClipPlayer().clips, recorded()
    found = javascript("liveliest(clipModel(weights), clips)", weights=weights, clips=clips)
    moved = sum(np.ptp(torch_gates(weights, clip["frames"])["c"], axis=0) for clip in clips)
    assert found == np.argsort(-moved, kind="stable").tolist()


# --- clips and weights


def test_clips_are_written_as_they_are(rng):
    clips = ordered_pairs(40, rng, "test")
    for one, frames, length, label in zip(written(clips), *clips, strict=True):
        assert len(one["frames"]) == len(one["digits"]) == length
        np.testing.assert_array_equal(pixels(one["frames"])[0].numpy(), frames[:length])
        names = [digit for digit, _ in itertools.groupby(one["digits"].replace(".", ""))]
        assert "".join(names) == recorded()["pairs"][label]
        assert len(one["digits"].replace(".", "")) == 4
        for a, b in itertools.pairwise(range(length)):
            same = one["frames"][a] == one["frames"][b] != "0" * 64
            assert same == (one["digits"][a] == one["digits"][b] != ".")


def test_the_films_shown_are_two_of_each_pair_and_none_was_in_training():
    clips = ClipPlayer().clips
    pairs = ["".join(dict.fromkeys(clip["digits"].replace(".", ""))) for clip in clips]
    assert pairs == 2 * recorded()["pairs"]
    assert all(len(clip["frames"]) == 12 for clip in clips)
    images = digit_images("train")[0].reshape(-1, 64)
    trained = {"".join(LETTERS[v] for v in row) for row in (16 * images).astype(int)}
    shown = {
        frame
        for clip in clips
        for frame, digit in zip(clip["frames"], clip["digits"], strict=True)
        if digit != "."
    }
    assert len(shown) > 20
    assert not shown & trained
    assert ClipPlayer().clips is not ClipPlayer().clips


def test_the_stored_network_is_small_and_of_the_size_that_is_told():
    assert FILE.stat().st_size < 40_000
    count = sum(math.prod(value["shape"]) for value in recorded().values() if isinstance(value, dict))
    assert f"{count:,} weights" in ClipPlayer.__doc__


@pytest.mark.slow
def test_the_stored_network_names_films_and_their_mirrors():
    clips = ordered_pairs(600, np.random.default_rng(5), "test")
    found = training.measured(training.unpacked(recorded()), clips)
    for name, share in found.items():
        assert recorded()[name] == pytest.approx(share, abs=0.04)
    assert found["accuracy"] > 0.9
    assert found["reversed"] < 0.05
    assert found["mirrored"] > 0.9


def test_a_network_is_trained_packed_and_unpacked():
    net = training.train(0, 1, 64)
    weights = training.packed(net)
    clips = ordered_pairs(8, np.random.default_rng(1))
    frames, lengths, labels = training.tensors(clips)
    with torch.no_grad():
        expected = net(frames, lengths)
        found = training.unpacked(weights)(frames.double(), lengths)
        other = torch_net(weights)(frames.double(), lengths)
    np.testing.assert_allclose(found, expected, atol=1e-2)
    np.testing.assert_allclose(found, other, atol=1e-12)
    right = (expected.argmax(1) == labels).double().mean().item()
    assert training.measured(net, clips)["accuracy"] == pytest.approx(right, abs=1e-4)
    assert training.packed(training.train(0, 1, 64))["W_y"] == weights["W_y"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pairs": ["14", "14"]}, "pairs"),
        ({"pairs": ["14", "17"]}, "W_y must have shape"),
        ({"W_2": pack(np.ones((16, 8, 5, 5)))}, "W_2 must have shape"),
        ({"b": pack(np.ones(4))}, "b must have shape"),
        ({"W_3": None}, "weights"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(change, word):
    with pytest.raises(TraitError, match=word):
        ClipPlayer(weights=recorded() | change)


BLANK = "0" * 64


@pytest.mark.parametrize(
    ("clips", "word"),
    [
        ([], "got 0"),
        ([{"frames": [BLANK] * 3}], "'digits' is missing"),
        ([{"frames": [BLANK], "digits": "."}], "frames must be 2 to 24"),
        ([{"frames": [BLANK] * 3, "digits": "11"}], "got 3 frames and digits '11'"),
        ([{"frames": [BLANK, "h" * 64], "digits": ".."}], "64 letters from 0 to g"),
        ([{"frames": [BLANK, "0" * 63], "digits": ".."}], "64 letters from 0 to g"),
    ],
)
def test_clips_that_do_not_fit_are_refused(clips, word):
    with pytest.raises(TraitError, match=word):
        ClipPlayer(clips=clips)


@pytest.mark.parametrize("order", [[1], [0, 0], [0, 2], [-1, 0], list(range(25))])
def test_an_order_that_is_none_is_refused(order):
    with pytest.raises(TraitError, match="order must hold"):
        ClipPlayer(order=order)


# --- what mouse and keyboard do


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def order(page):
    """Return which frame stands first, second, ... on the screen."""
    return page.locator("svg.lc-clip [data-frame]").evaluate_all(
        "all => all.map(e => Number(e.dataset.frame))"
    )


def answers(page):
    """Return the bars of the answer, shape (frames seen, pairs)."""
    bars = page.locator("svg.lc-clip [data-share]").evaluate_all(
        "all => all.map(e => [e.dataset.pair, e.dataset.step, e.dataset.share, e.getAttribute('height')])"
    )
    found = np.zeros((max(int(bar[1]) for bar in bars) + 1, 6))
    for pair, step, share, height in bars:
        found[int(step), recorded()["pairs"].index(pair)] = float(share)
        assert float(height) == pytest.approx(16 * float(share))
    return found


def frames_of(clip, places):
    return [clip["frames"][place] for place in places]


@in_browser
def test_bars_and_gates_are_those_of_torch(tab):
    page = tab.show(ClipPlayer(clip=2, step=8, rank=1))
    clip = ClipPlayer().clips[2]
    np.testing.assert_allclose(answers(page), torch_answers(recorded(), clip["frames"])[:9], atol=1e-9)
    gates = torch_gates(recorded(), clip["frames"])
    dots = page.locator("svg.lc-clip [data-unit]").evaluate_all(
        "all => all.map(e => [Number(e.dataset.unit), e.dataset.line, Number(e.dataset.value)])"
    )
    assert len(dots) == 12
    assert len({unit for unit, _, _ in dots}) == 3
    for unit, name, value in dots:
        assert value == pytest.approx(gates[name][8, unit])
    assert page.locator("svg.lc-clip .lc-clip-later").count() == 3


@in_browser
def test_reversed_it_names_the_pair_backwards(tab):
    page = tab.show(ClipPlayer())
    clip = ClipPlayer().clips[0]
    assert "The film shows" in tab.status()
    press(page, "reverse")
    assert order(page) == list(range(11, -1, -1))
    expected = torch_answers(recorded(), clip["frames"][::-1])
    np.testing.assert_allclose(answers(page), expected, atol=1e-9)
    best = recorded()["pairs"][expected[-1].argmax()]
    assert f"the network says {ARROW.join(best)} with {100 * expected[-1].max():.0f}{NBSP}%" in tab.status()
    assert f"In this order the film shows 4{ARROW}1. As it was made, it shows 1{ARROW}4." in tab.status()
    press(page, "reverse")
    assert order(page) == list(range(12))
    assert page.get_by_role("button", name="as made").is_disabled()


@in_browser
def test_shuffled_and_as_made(tab):
    page = tab.show(ClipPlayer(clip=3))
    clip = ClipPlayer().clips[3]
    orders = []
    for _ in range(3):
        press(page, "shuffle")
        orders.append(order(page))
        assert sorted(orders[-1]) == list(range(12))
        np.testing.assert_allclose(
            answers(page), torch_answers(recorded(), frames_of(clip, orders[-1])), atol=1e-9
        )
    assert orders[0] != orders[1] != orders[2]
    press(page, "as made")
    assert order(page) == list(range(12))


@in_browser
def test_a_frame_changes_places_with_its_neighbours(tab):
    page = tab.show(ClipPlayer(step=4))
    page.get_by_role("button", name="swap this frame with the one after it").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert order(page) == [0, 1, 2, 3, 5, 6, 4, 7, 8, 9, 10, 11]
    assert page.get_by_label("frames seen").input_value() == "7"
    page.get_by_role("button", name="swap this frame with the one before it").click()
    assert order(page) == [0, 1, 2, 3, 5, 4, 6, 7, 8, 9, 10, 11]
    page.get_by_label("frames seen").focus()
    page.keyboard.press("Home")
    assert page.get_by_role("button", name="swap this frame with the one before it").is_disabled()


@in_browser
def test_it_plays_to_the_end_and_steps(tab):
    page = tab.show(ClipPlayer(step=8))
    press(page, "play")
    page.wait_for_function(
        "() => document.querySelector('.lc-status').textContent.startsWith('After 12 of 12')"
    )
    assert page.get_by_role("button", name="play", exact=True).count() == 1
    press(page, "step")
    assert tab.status().startswith("After 1 of 12")
    press(page, "step")
    assert tab.status().startswith("After 2 of 12")
    press(page, "play")
    press(page, "stop")
    held = re.match(r"After \d+", tab.status())[0]
    page.wait_for_timeout(1000)
    assert tab.status().startswith(held)


@in_browser
def test_a_place_is_pressed_or_dragged_to(tab):
    page = tab.show(ClipPlayer())
    boxes = [page.locator(f"svg.lc-clip [data-frame='{n}'] rect").first.bounding_box() for n in (2, 7)]
    (x, y), (x_2, _) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes)
    page.mouse.move(x, y)
    page.mouse.down()
    assert tab.status().startswith("After 3 of 12")
    page.mouse.move(x_2, y, steps=4)
    page.mouse.up()
    assert tab.status().startswith("After 8 of 12")


@in_browser
def test_on_a_phone_two_rows_of_frames_can_be_recognised_and_pressed(tab):
    page = tab.show(ClipPlayer(), width=390)
    boxes = [page.locator(f"svg.lc-clip [data-frame='{n}'] rect").first.bounding_box() for n in (0, 5, 6, 11)]
    assert min(box["width"] for box in boxes) > 48
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"] == boxes[3]["y"]
    for box, seen in zip(boxes, (1, 6, 7, 12), strict=True):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert tab.status().startswith(f"After {seen} of 12")
    bar = page.locator("svg.lc-clip [data-step='3']").first.bounding_box()  # a column of the drawing below
    page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] - 1)
    assert tab.status().startswith("After 4 of 12")


@in_browser
def test_another_film_begins_as_it_was_made(tab):
    page = tab.show(ClipPlayer(order=list(range(11, -1, -1))))
    page.get_by_label("clip", exact=True).select_option("7")
    assert order(page) == list(range(12))
    np.testing.assert_allclose(
        answers(page), torch_answers(recorded(), ClipPlayer().clips[7]["frames"]), atol=1e-9
    )
    assert f"The film shows 1{ARROW}7." in tab.status()


@in_browser
def test_films_of_ones_own_are_shown(tab, rng):
    clips = ordered_pairs(3, rng, "train", T=7, shortest=4)
    clips = Clips(clips.frames, np.array([7, 7, 7]), clips.labels)
    page = tab.show(ClipPlayer(clips=written(clips), clip=9, order=list(range(12)), step=20))
    assert page.get_by_label("clip", exact=True).locator("option").count() == 3
    assert tab.status().startswith("After 7 of 7 frames")
    np.testing.assert_allclose(
        answers(page), torch_answers(recorded(), written(clips)[2]["frames"]), atol=1e-9
    )
    assert tab.messages == []


@in_browser
@pytest.mark.parametrize("width", [920, 390])
def test_no_text_lies_over_another(tab, width):
    import pieces

    page = tab.show(ClipPlayer(step=7), width=width)
    assert pieces.overlapping(page.locator("svg.lc-clip text"), 2) == []
    edge = page.locator("section.lc").bounding_box()
    for box in page.locator("svg.lc-clip text").all():
        place = box.bounding_box()
        assert place["x"] >= edge["x"]
        assert place["x"] + place["width"] <= edge["x"] + edge["width"]
