"""Figures as SVG within the website's pages: colours, names, descriptions, links."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import website
from IPython.core.pylabtools import print_figure
from matplotlib.patches import Rectangle
from PIL import Image

from lstm_course.authoring.website import icons, pictures, vectors
from lstm_course.notebook.lesson import lessons
from lstm_course.plots import COLOURS, _vector, display, maps

ROOT = website.ROOT
HEX = re.compile(r"(fill|stroke):#([0-9a-f]{2})\2\2(?![0-9a-f])")
CSS = (ROOT / "site" / "_static" / "course.css").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def style():
    with plt.style.context("lstm_course.plots.course"):
        yield
    plt.close("all")


def figure(**marks):
    """Return the SVG of a figure: a black curve; a box (colour, alpha); a text (colour) in it; pixels."""
    drawn, ax = plt.subplots(figsize=(4, 2))
    ax.plot([0, 1], [0, 1], color="black")
    if "box" in marks:
        colour, alpha = marks["box"]
        ax.add_patch(Rectangle((0.2, 0.2), 0.6, 0.6, facecolor=colour, alpha=alpha))
    if "text" in marks:
        ax.text(0.4, 0.5, "kept", color=marks["text"])
    if "pixels" in marks:
        ax.imshow(np.eye(2))
    return _vector.svg(drawn, 400, 200)


@pytest.mark.parametrize(
    ("marks", "follows"),
    [
        ({}, True),
        ({"text": "black"}, True),
        ({"text": "black", "box": ("white", 1)}, True),
        ({"text": "black", "box": ("#eeeeee", 1)}, True),
        ({"text": "black", "box": (COLOURS["f"], 0.2)}, True),
        ({"text": "black", "box": (COLOURS["f"], 1)}, False),
        ({"text": "#444444", "box": ("#ffeecc", 0.9)}, False),
        ({"text": "white", "box": (COLOURS["f"], 1)}, True),
        ({"text": "white", "box": ("#440154", 1)}, False),
        ({"text": COLOURS["o"], "box": ("#ffeecc", 1)}, True),
        ({"text": "#56b4e9"}, True),
        ({"text": "#35637f"}, False),
        ({"box": ("#440154", 1)}, False),
        ({"pixels": True}, False),
    ],
)
def test_a_figure_follows_the_theme_where_its_letters_can_be_read(marks, follows):
    assert vectors.follows_theme(figure(**marks)) is follows


def test_contrast_is_that_of_the_standard():
    assert vectors.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert vectors.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)
    assert vectors.contrast("#ff0000", "#ff0000") == 1
    assert f"--pst-color-background: {vectors.DARK};" in CSS


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_courses_colours_can_be_seen_on_the_pages_ground(theme):
    block = CSS.partition(f'html[data-theme="{theme}"] {{')[2].partition("}")[0]
    ground = {"light": "#ffffff", "dark": vectors.DARK}[theme]
    found = dict(re.findall(r"--course-([ifgoh]): (#[0-9a-f]{6})", block))
    assert set(found) == set("ifgoh")
    least = {"light": 2.0, "dark": vectors.READ}[theme]  # on white the orange of g has 2.2
    assert min(vectors.contrast(colour, ground) for colour in found.values()) > least


def test_black_and_white_are_the_pages_and_data_are_not():
    text = vectors.themed(figure(box=("#56b4e9", 1)))
    assert not [shade for _, shade in HEX.findall(text) if int(shade, 16) <= 0x66 or shade == "ff"]
    assert "fill:#56b4e9" in text
    assert text.startswith('<svg fill="currentcolor"')  # black letters name no colour
    assert "stroke:currentcolor" in text or "stroke:#000000" not in text
    assert f"fill:{vectors.GROUND}" in text
    for name in "ifgoh":
        assert f"stroke:var(--course-{name})" in vectors.themed(
            f'<svg ><path style="stroke:{COLOURS[name].lower()}"/></svg>'
        )


def test_in_light_the_courses_colours_are_those_of_its_figures():
    light, dark = (
        CSS.partition(f'html[data-theme="{theme}"] {{')[2].partition("}")[0] for theme in ("light", "dark")
    )
    for name in "ifgoh":
        assert f"--course-{name}: {COLOURS[name].lower()};" in light
        assert f"--course-{name}: #" in dark


@pytest.mark.slow
def test_names_are_those_of_one_figure_and_letters_are_shared():
    glyphs = {}
    parts = [
        vectors.within(vectors.themed(figure(text="black")), f'Is "{n}" & <b>', n, glyphs) for n in (1, 2)
    ]
    whole = f"<div>{vectors.letters(glyphs)}{''.join(parts)}</div>"
    root = ElementTree.fromstring(whole)
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert sorted(names) == sorted(set(names))
    used = {one.get("href") for one in root.iter() if one.get("href")} | set(
        re.findall(r"url\((#[^)]+)", whole)
    )
    assert {name[1:] for name in used} == set(names)
    assert [(one.get("role"), one.get("aria-label")) for one in root[1:]] == [
        ("img", 'Is "1" & <b>'),
        ("img", 'Is "2" & <b>'),
    ]
    assert root[0].get("aria-hidden") == "true"
    assert vectors.letters({}) == ""


def output(alt):
    """Return what `show` stores of the current figure."""
    return nbformat.v4.new_output("display_data", display._bundle(alt, plt.gcf()))


@pytest.mark.slow
def test_a_page_holds_what_follows_the_theme_and_fetches_the_rest(tmp_path, monkeypatch):
    outputs = []
    for marks in ({"text": "black"}, {"pixels": True}, {"text": "black"}):
        figure(**marks)
        outputs.append(output("A line rises."))
    given = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("y"), nbformat.v4.new_code_cell("x", outputs=outputs)]
    )
    before = json.dumps(given)
    found = pictures.apart(given, "lessons/03_x", tmp_path).cells[1].outputs
    assert json.dumps(given) == before
    assert all(set(one.data) == {"text/html", "text/plain"} for one in found)
    shown = [one.data["text/html"] for one in found]
    assert shown[0].count("<svg") == 2  # the letters, once
    assert shown[2].count("<svg") == 1
    assert 'src="../figures/lessons/03_x/02.svg"' in shown[1]
    assert [path.name for path in (tmp_path / "lessons" / "03_x").iterdir()] == ["02.svg"]
    ElementTree.parse(tmp_path / "lessons" / "03_x" / "02.svg")
    monkeypatch.setattr(pictures, "MAX_WITHIN", 100)
    heavy = pictures.apart(given, "lessons/03_y", tmp_path).cells[1].outputs
    assert all("<svg" not in one.data["text/html"] for one in heavy)


@pytest.mark.slow
def test_a_figure_without_an_svg_is_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(_vector, "MAX_GZIPPED", 100)
    figure()
    stored = output("A line rises.")
    assert set(stored.data) == {"text/html", "image/png", "text/plain"}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[stored])])
    (found,) = pictures.apart(notebook, "lessons/03_x", tmp_path).cells[0].outputs
    assert 'src="../figures/lessons/03_x/01.webp"' in found.data["text/html"]


@pytest.mark.slow
def test_the_stations_of_the_map_lead_to_the_lessons():
    described = lessons(ROOT)
    titles = {f"{one.stem}.ipynb": f"Lesson {one.number}. {one.title}" for one in described}
    drawn = _vector.svg(maps.course().figure, 720, 1500)
    assert vectors.follows_theme(drawn)
    root = ElementTree.fromstring(vectors.within(drawn, "A map.", 1, {}, titles))
    links = [(one.get("href"), one.get("aria-label")) for one in root.iter("a")]
    assert links == [(f"{one.stem}.html", f"Lesson {one.number}. {one.title}") for one in described]
    assert root.get("role") == "group"
    silent = vectors.within(drawn, "A map.", 1, {})
    assert "<a " not in silent
    assert 'role="img"' in silent


@pytest.mark.slow
def test_links_change_no_pixel_of_the_map():
    plain = [one._replace(page="") for one in maps.stations(ROOT)]
    first, second = (print_figure(maps.course(rows).figure) for rows in (plain, maps.stations(ROOT)))
    assert first == second


def test_the_icon_of_a_phone_is_the_mark_on_white():
    picture = Image.open(io.BytesIO(icons.touch_icon())).convert("RGB")
    assert picture.size == (icons.SIZE, icons.SIZE)
    assert {picture.getpixel(corner) for corner in ((0, 0), (179, 0), (0, 179), (179, 179))} == {
        (255, 255, 255)
    }
    colours = {f"#{r:02X}{g:02X}{b:02X}" for _, (r, g, b) in picture.getcolors(1 << 16)}
    assert {COLOURS[name] for name in "cfio"} <= colours
    template = (ROOT / "site" / "_templates" / "layout.html").read_text(encoding="utf-8")
    assert f'rel="apple-touch-icon" href="{{{{ pathto(\'_static/{icons.TOUCH}\', 1) }}}}"' in template
