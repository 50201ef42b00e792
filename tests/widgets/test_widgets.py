"""What holds for every interactive piece."""

import itertools
import json
import math
import re

import pieces
import pytest
import traitlets

from lstm_course import widgets
from lstm_course.plots import COLOURS, INKS
from lstm_course.widgets import _piece

NAMES = sorted(widgets.PIECES)
browser = [pytest.mark.slow, pytest.mark.browser]
MAX_LINES, MAX_WIDTH = 300, 120


def default(name):
    return widgets.PIECES[name]()


@pytest.mark.parametrize("name", NAMES)
def test_the_output_is_the_same_each_time_but_for_the_live_view(name):
    first, second = (default(name)._repr_mimebundle_()[0] for _ in range(2))
    live = "application/vnd.jupyter.widget-view+json"
    assert first.pop(live) != second.pop(live)
    assert first == second
    assert set(first) == {"text/plain", widgets.MIME_TYPE}
    assert first["text/plain"].startswith(type(default(name)).__name__ + ":")


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_state_makes_the_same_piece(name):
    piece = default(name)
    state = json.loads(piece._repr_mimebundle_()[0][widgets.MIME_TYPE]["state"])
    assert state == piece.state()
    assert state, "a piece without values"
    assert all(hasattr(type(piece), trait) for trait in state)


NUMBERS = [
    (name, trait)
    for name, piece in sorted(widgets.PIECES.items())
    for trait, kind in sorted(piece.class_own_traits().items())
    if isinstance(kind, traitlets.Float | traitlets.Int)
]


@pytest.mark.parametrize(("name", "trait"), NUMBERS)
@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, 1e12, -1e12, "2"])
def test_a_number_out_of_place_is_refused_by_name(name, trait, wrong):
    piece = default(name)
    before = getattr(piece, trait)
    with pytest.raises(traitlets.TraitError, match=trait):
        setattr(piece, trait, wrong)
    assert getattr(piece, trait) == before


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_modules_that_fetch_nothing(name):
    text = widgets.sources()[name]
    assert text.count("export default") == 1
    assert not re.search(r"^\s*import\b|\bimport\(|\bfetch\(|XMLHttpRequest", text, flags=re.MULTILINE)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


@pytest.mark.parametrize("path", sorted(_piece.FOLDER.glob("*/*.js")), ids=lambda path: path.name)
def test_every_file_is_short_and_is_used(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MAX_LINES
    assert max(map(len, lines)) <= MAX_WIDTH
    used = {("shared", "standalone"), *itertools.chain(*map(_piece.parts, NAMES))}
    assert (path.parent.name, path.stem) in used


def test_a_file_comes_after_those_that_it_needs(tmp_path, monkeypatch):
    monkeypatch.setattr(_piece, "FOLDER", tmp_path)
    for file, text in {
        "shared/page": "",
        "odd/piece": "// needs: page, last, first",
        "odd/first": "",
        "odd/last": "// needs: first, page",
        "round/piece": "// needs: other",
        "round/other": "// needs: piece",
    }.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / f"{file}.js").write_text(f"{text}\n// {file}\n")
    assert _piece.parts("odd") == [("shared", "page"), ("odd", "first"), ("odd", "last"), ("odd", "piece")]
    with pytest.raises(ValueError, match="need each other"):
        _piece.parts("round")


def test_the_palette_is_that_of_the_figures():
    light = widgets.CSS.partition("}")[0]
    for quantity in "ifgohc":
        paint = re.search(rf"--paint-{quantity}: (#\w+)", light)[1]
        assert paint.lower() == COLOURS[quantity].lower().replace("black", "#000000")
        ink = re.search(rf"--ink-{quantity}: (#\w+)", light)[1]
        assert INKS.get(paint.lower(), ink) == ink.lower()


@pytest.mark.parametrize("name", [pytest.param(name, marks=browser) for name in NAMES])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_finding_of_accessibility_and_no_overflow(tab, name, dark):
    tab.show(default(name), dark=dark)
    assert tab.page.locator("section.lc").count() == 1
    assert tab.findings() == []
    tab.show(default(name), dark=dark, width=390)
    assert tab.overflow() <= 0
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
def test_pieces_on_one_page_do_not_disturb_each_other(tab):
    names = [*NAMES, *NAMES]
    scripts = "".join(f"<script>{widgets.script(name)}</script>" for name in NAMES)
    places = "".join(widgets.place(name, default(name).text()) for name in names)
    style = f"<style>{widgets.CSS}</style>"
    start = widgets.javascript("standalone")
    tab.messages.clear()
    file = tab.folder / "all.html"
    file.write_text(
        f"<meta charset='utf-8'>{style}<script>{start}</script>{scripts}{places}", encoding="utf-8"
    )
    tab.page.goto(file.as_uri())
    sections = tab.page.locator("section.lc")
    assert sections.count() == len(names)
    ids = tab.page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)), "an id twice"
    texts = sections.evaluate_all("all => all.map(e => e.textContent)")
    for k in range(len(names)):  # one key in one piece changes that piece alone
        pieces.press_something(tab.page, sections.nth(k))
        after = sections.evaluate_all("all => all.map(e => e.textContent)")
        assert [j for j in range(len(names)) if after[j] != texts[j]] == [k]
        texts = after
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
def test_values_that_change_together_are_drawn_once(tab):
    tab.page.goto("about:blank")
    source = "\n".join(widgets.javascript(name) for name in ("standalone", "page"))
    drawn = tab.page.evaluate(
        f"""() => {{
          {source}
          const model = window.lstmCourse.model({{ a: 1, b: 2 }});
          const drawn = [];
          const update = (state, own) => drawn.push([state.a, state.b, own]);
          const shown = piece({{ model, el: document.body, title: "", names: ["a", "b"], content: [], update }});
          shown.change({{ a: 3, b: 4 }});
          model.set("a", 5); // as Python sets it
          shown.end();
          model.set("a", 6);
          return drawn;
        }}"""
    )
    assert drawn == [[1, 2, False], [3, 4, True], [5, 4, False]]


@pytest.mark.parametrize("name", [pytest.param(name, marks=browser) for name in NAMES])
def test_every_control_is_reached_by_the_keyboard_and_has_a_name(tab, name):
    page = tab.show(default(name))
    # in a grid the arrow keys lead from the one member that Tab reaches to the others, which have tabindex -1
    selector = (
        "section.lc :is(input, button, select, textarea, [tabindex='0']):not(:disabled, [tabindex='-1'])"
    )
    controls = page.locator(selector).locator("visible=true")
    names = controls.evaluate_all(
        "all => all.map(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)"
    )
    assert names
    assert all(name.strip() for name in names)
    seen = set()
    for _ in range(len(names) + 2):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                f"() => [...document.querySelectorAll(`{selector}`)].filter(e => e.checkVisibility())"
                ".indexOf(document.activeElement)"
            )
        )
    assert set(range(len(names))) <= seen
