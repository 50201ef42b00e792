"""State match: what lights up is what a plain loop over the recorded cells finds, by mouse, keyboard and Python."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from lstm_course.datasets import c_text
from lstm_course.widgets import StateMatch
from lstm_course.widgets._packed import unpack
from lstm_course.widgets.state_match import LETTERS, recorded

STORED = recorded()
browser = [pytest.mark.slow, pytest.mark.browser]


def held(network):
    """Return the cells of a network, (T, H); shifted are the trained ones, each by a number of its own."""
    if network != "shifted":
        return unpack(STORED[network])
    values = unpack(STORED["trained"])
    return np.stack([np.roll(c, -(30 + 149 * u % 360)) for u, c in enumerate(values.T)], axis=1)


def expected(first=None, letters=4, threshold=0.6, network="trained", control=False):
    """Return the number of cells, and at which letters outside of the brush all of them are awake."""
    first = STORED["text"].index('"') + 2 if first is None else first
    values, sides = held(network), {}
    for u in range(values.shape[1]):
        rows = values[first : first + letters, u]
        if (rows > threshold).all() or (rows < -threshold).all():
            sides[u] = np.sign(rows[0])
    if control:
        rest = [u for u in range(values.shape[1]) if u not in sides]
        count = min(len(rest), len(sides))
        chosen = {rest[int((k + 0.5) * len(rest) / count)] for k in range(count)}
        sides = {u: -1 if values[first, u] < 0 else 1 for u in chosen}
    lit = np.array([all(side * row[u] > threshold for u, side in sides.items()) for row in values])
    lit[first : first + letters] = False
    return len(sides), lit & bool(sides)


def lit(page):
    """Return at which letters the page shows its strongest ground, the brushed ones left out."""
    script = "all => all.map(s => s.style.getPropertyValue('--share') === '1' && !s.className)"
    return np.array(page.locator(".lc-match-text span").evaluate_all(script))


def test_what_is_known_of_the_letters_is_what_the_grammar_says():
    """The piece begins behind a line's end, so that its own brackets and quotes can be counted anew."""
    text = STORED["text"]
    assert len(text) == LETTERS
    features = c_text.features(text)
    for name in ("depth", "quoted"):
        assert list(features[name]) == STORED[name]
    for name in ("trained", "untrained"):
        np.testing.assert_allclose(unpack(STORED[name]).mean(axis=0), 0, atol=0.05)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("network", ["trained", "untrained", "shifted"])
@pytest.mark.parametrize("control", [False, True], ids=["match", "control"])
def test_the_letters_that_light_up(tab, network, control):
    for first, letters, threshold in ((None, 4, 0.6), (60, 1, 0.2), (LETTERS - 12, 12, 0.3), (80, 6, 1.95)):
        options = {"letters": letters, "threshold": threshold, "network": network, "control": control}
        options |= {} if first is None else {"first": first}
        page = tab.show(StateMatch(**options))
        count, wanted = expected(**options)
        begin = STORED["text"].index('"') + 2 if first is None else first
        spoken = (
            page.locator(".lc-match-text").get_attribute("aria-label").replace("␣", " ").replace("↵", "\n")
        )
        assert spoken.startswith(f"Text; brushed: “{STORED['text'][begin : begin + letters]}”")
        found = re.findall(r"“([^”]*)”", spoken.split("awake elsewhere:")[1])
        assert "".join(found) == "".join(np.array(list(STORED["text"]))[wanted])
        assert (lit(page) == wanted).all()
        if not count:
            assert tab.status() == "No cell is awake at all of these letters."
            continue
        assert [int(n) for n in re.findall(r"\d+", tab.status())] == [count, wanted.sum()]
        if wanted.any():
            quoted = np.mean(np.array(STORED["quoted"])[wanted] > 0)
            assert f"Of those, {100 * quoted:.0f} %" in page.locator(".lc-note").inner_text()


@pytest.mark.slow
def test_as_many_cells_match_when_each_is_shifted_but_they_meet_nowhere_else():
    """Over all brushes of four letters: the number of cells says nothing, the places where they meet do."""
    cells, places = np.mean(
        [
            [
                [count, wanted.sum()]
                for count, wanted in (expected(first, network=name) for first in range(0, 416, 5))
            ]
            for name in ("trained", "shifted")
        ],
        axis=1,
    ).T
    assert cells[0] > 10
    assert 0.9 < cells[1] / cells[0] < 1.1
    assert places[0] > 10 > 1 > places[1]


@pytest.mark.slow
@pytest.mark.browser
def test_letters_are_brushed_with_the_mouse(tab):
    page = tab.show(StateMatch())

    def centre(t):
        box = page.locator(".lc-match-text span").nth(t).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    start = STORED["text"].index("while") + 1
    page.mouse.move(*centre(start + 3))
    page.mouse.down()
    page.mouse.move(*centre(start))  # backwards, too
    page.mouse.up()
    page.mouse.move(*centre(start + 9))  # no button is pressed
    brushed = page.locator(".lc-match-brushed").evaluate_all("all => all.map(s => Number(s.dataset.t))")
    assert brushed == list(range(start, start + 4))
    page.mouse.move(*centre(start))
    page.mouse.down()
    page.mouse.move(*centre(start + 30))
    page.mouse.up()
    assert page.locator(".lc-match-brushed").count() == 12
    assert tab.messages == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cells": {**STORED, "text": "short"}}, "cells do not fit: text, depth and quoted must have 420"),
        (
            {"cells": {k: v for k, v in STORED.items() if k != "trained"}},
            "cells do not fit: 'trained' is missing",
        ),
        ({"letters": 13}, "letters"),
        ({"network": "other"}, "network"),
    ],
)
def test_what_does_not_fit_is_refused(values, words):
    with pytest.raises(TraitError, match=words):
        StateMatch(**values)
