"""The website's sources: links, interactive pieces, downloads and generated pages; and the finished pages as HTML."""

import ast
import gzip
import importlib
import inspect
import json
import pkgutil
import posixpath
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import website
from markdown_it import MarkdownIt

import lstm_course
from lstm_course import check, widgets
from lstm_course.authoring.website import build as site
from lstm_course.authoring.website import icons
from lstm_course.authoring.website import pages as site_pages
from lstm_course.authoring.website import reference as site_reference
from lstm_course.authoring.website import sources as site_sources
from lstm_course.authoring.website.sources import SiteError
from lstm_course.notebook.files import notebook_paths
from lstm_course.plots import COLOURS

ROOT = website.ROOT
STATES = {
    "plain": {"logit": 0.5, "gate": "i"},
    "hostile": {"text": "</script><script>alert(1)</script>", "quote": "\"<&>'", "signs": "σ ×"},
}


def notebook(*cells):
    """Return a notebook of Markdown cells (text) and of code cells (a list of outputs)."""
    made = [
        nbformat.v4.new_markdown_cell(cell)
        if isinstance(cell, str)
        else nbformat.v4.new_code_cell(
            "piece", outputs=[nbformat.v4.new_output("display_data", data) for data in cell]
        )
        for cell in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


def prepared(
    *cells, source="notebooks/03_the_lstm_cell.ipynb", page="lessons/03_the_lstm_cell.ipynb", bar=""
):
    return site_sources.prepared(notebook("# 3. Title", *cells), source, page, bar)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The tree of sources of the whole course."""
    folder = tmp_path_factory.mktemp("tree") / "source"
    site.prepare(ROOT, folder)
    return folder


# --- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[e](../exercises/03_the_lstm_cell.ipynb)", "[e](../exercises/03_the_lstm_cell.ipynb)"),
        (
            "[l](04_the_lstm_over_a_sequence.ipynb#Some-title)",
            "[l](04_the_lstm_over_a_sequence.ipynb#Some-title)",
        ),
        ("[t](../site/teachers.md)", "[t](../teachers.md)"),
        ("[r](../README.md)", "[r](../index.md)"),
        ("[g](../README.md#Glossary)", "[g](../glossary.md)"),
        ("[t](../lstm_course/reproduce/results/table.md)", "[t](../reproduced.md)"),
        ("[w](https://example.org/a.ipynb)", "[w](https://example.org/a.ipynb)"),
        ("[h](#Summary)", "[h](#Summary)"),
        ("`a[0](x.ipynb)`", "`a[0](x.ipynb)`"),
        ("```\n[x](nowhere.ipynb)\n```", "```\n[x](nowhere.ipynb)\n```"),
        ("`a` [t](../site/teachers.md) `b`", "`a` [t](../teachers.md) `b`"),
    ],
)
def test_links_of_a_lesson_lead_to_pages(before, after):
    source, page = "notebooks/03_the_lstm_cell.ipynb", "lessons/03_the_lstm_cell.ipynb"
    assert site_sources.relink(before, source, page) == after


def test_links_of_exercises_lead_to_lessons():
    found = site_sources.relink(
        "[l](../notebooks/03_the_lstm_cell.ipynb#A-number-that-stays)",
        "exercises/03_the_lstm_cell.ipynb",
        "exercises/03_the_lstm_cell.ipynb",
    )
    assert found == "[l](../lessons/03_the_lstm_cell.ipynb#A-number-that-stays)"


@pytest.mark.parametrize("link", ["99_missing.ipynb", "../Makefile", "../solutions/03_the_lstm_cell.ipynb"])
def test_a_link_that_the_website_lacks_is_an_error(link):
    with pytest.raises(
        SiteError, match=rf"notebooks/03_the_lstm_cell.ipynb: the link to {re.escape(link)} leads"
    ):
        prepared(f"See [this]({link}).")


@pytest.mark.slow
def test_every_link_of_the_prepared_sources_leads_to_a_file(tree):
    """The links are found by a Markdown parser, which shares no code with what changes them."""
    parser, seen = MarkdownIt("commonmark").enable("table"), 0
    for path in sorted([*tree.rglob("*.ipynb"), *tree.rglob("*.md")]):
        if "_extra" in path.parts:
            continue
        texts = [path.read_text(encoding="utf-8")]
        if path.suffix == ".ipynb":
            texts = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
        tokens = [child for text in texts for token in parser.parse(text) for child in token.children or []]
        for token in tokens:
            link = token.attrGet("href") or token.attrGet("src")
            if link is None or re.match(r"[a-z]+:|#", link):
                continue
            assert (path.parent / link.partition("#")[0]).is_file(), f"{path.relative_to(tree)}: {link}"
            seen += 1
    assert seen > 100


def test_slugs_are_those_of_jupyterlab():
    assert site_sources.slug(" Exercise 3.1: One step of the cell ") == "Exercise-3.1:-One-step-of-the-cell"


# --- the notebooks' copies ------------------------------------------------------------------------


class _Scripts(HTMLParser):
    """The elements of a text, and the text of its scripts."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.scripts, self.inside = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        self.elements.append((tag, dict(pairs)))
        self.inside = tag == "script"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.scripts.append(data)


@pytest.mark.parametrize("name", STATES)
def test_a_stored_piece_becomes_an_element_with_its_state(name):
    state = STATES[name]
    data = {
        widgets.MIME_TYPE: {"widget": "valve", "state": json.dumps(state)},
        "application/vnd.jupyter.widget-view+json": {"model_id": "a", "version_major": 2, "version_minor": 0},
        "text/plain": "Valve: a sentence",
    }
    (output,) = prepared([data]).cells[1].outputs
    assert set(output.data) == {"text/html"}
    found = _Scripts(output.data["text/html"])
    assert [tag for tag, _ in found.elements].count("script") == 1
    assert ("div", {"data-lstm-course": "valve"}) in found.elements
    assert json.loads("".join(found.scripts)) == state


def test_a_view_without_a_kernel_is_left_out():
    data = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "IntSlider(value=3)"}
    (output,) = prepared([data]).cells[1].outputs
    assert output.data == {"text/plain": "IntSlider(value=3)"}


def test_an_unknown_piece_is_an_error():
    data = {widgets.MIME_TYPE: {"widget": "sluice", "state": "{}"}}
    with pytest.raises(SiteError, match="there is no interactive piece 'sluice'"):
        prepared([data])


def test_other_outputs_stay_and_the_notebook_is_not_changed():
    data = {"image/png": "aGVsbG8=", "text/plain": "<Figure>"}
    before = notebook("# 3. Title", [data])
    copy = nbformat.from_dict(json.loads(json.dumps(before)))
    after = site_sources.prepared(before, "notebooks/x.ipynb", "lessons/x.ipynb", "BAR")
    assert before == copy
    assert after.cells[1].outputs[0].data == data
    assert after.cells[0].source == "# 3. Title\n\nBAR\n"


def test_answers_to_predictions_are_folded_and_no_other_output():
    given = notebook("# 3. Title", [], [])
    given.cells[1].metadata["jupyter"] = {"outputs_hidden": True}
    found = site_sources.prepared(given, "notebooks/x.ipynb", "lessons/x.ipynb", "")
    assert [cell.metadata.get("tags") for cell in found.cells[1:]] == [["hide-output"], None]


def test_captions_and_invitations_carry_their_class():
    texts = [
        "*Figure 3.1. A curve.*\n\nText.",
        "**Predict:** what?",
        "**Try it:** drag.",
        "Not a *Figure 3.1. x*",
    ]
    cells = prepared(*texts).cells
    assert [cell.source.splitlines()[0] for cell in cells[1:]] == [
        "{.course-caption}",
        "{.course-predict}",
        "{.course-try}",
        "Not a *Figure 3.1. x*",
    ]


def test_a_notebook_without_a_title_is_an_error():
    with pytest.raises(SiteError, match=r"notebooks/x\.ipynb: the first cell must begin with the title"):
        site_sources.prepared(notebook("No title"), "notebooks/x.ipynb", "lessons/x.ipynb")


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "target"), [("notebooks", "lessons"), ("exercises", "exercises")])
def test_every_notebook_has_a_page_and_its_own_bytes_for_download(tree, folder, target):
    names = [path.name for path in notebook_paths(ROOT, folder)]
    assert names
    assert sorted(path.name for path in (tree / target).glob("*.ipynb")) == names
    for name in names:
        page = nbformat.read(tree / target / name, 4)
        links = [pairs for tag, pairs in _Scripts(page.cells[0].source).elements if tag == "a"]
        download, course = [pairs["href"] for pairs in links if "download" in pairs]
        assert course == "../downloads/lstm-course.zip"
        assert (tree / "_extra" / "downloads" / "lstm-course.zip").is_file()
        original = tree / "_extra" / posixpath.normpath(posixpath.join(target, download))
        assert original.read_bytes() == (ROOT / folder / name).read_bytes()


def test_imports_are_folded_and_work_is_not():
    for code in ("import numpy as np", "import a\n\nfrom b import c\n\nplt.style.use('x')"):
        assert site_sources.only_imports(code)
    for code in ("", "# nothing", "%matplotlib inline", "import a\n\na.run()", "plt.style.use('x')"):
        assert not site_sources.only_imports(code)
    given = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# 3. T"), nbformat.v4.new_code_cell("import numpy as np")]
    )
    cell = site_sources.prepared(given, "notebooks/x.ipynb", "lessons/x.ipynb").cells[1]
    assert cell.metadata["tags"] == ["hide-input"]
    assert cell.metadata["mystnb"]["code_prompt_show"] == "The imports"


def test_a_reader_without_javascript_is_told_what_a_piece_is():
    data = {
        widgets.MIME_TYPE: {"widget": "valve", "state": "{}"},
        "text/plain": "Valve: a < b (interactive: run it)",
    }
    (output,) = prepared([data]).cells[1].outputs
    (words,) = re.findall(r"<noscript>(.*?)</noscript>", output.data["text/html"])
    assert "Valve: a &lt; b." in words
    assert "(interactive" not in words


# --- generated pages ------------------------------------------------------------------------------


def rows(text):
    """Return the cells of the rows of all tables of a Markdown text, without their headings."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_page_of_exercises_has_every_record_once(tree):
    text = (tree / "exercises" / "index.md").read_text(encoding="utf-8")
    found = {row[0]: row[1:] for row in rows(text) if row[0] != "no."}
    records = check.records().values()
    assert sorted(found) == sorted(record.number for record in records)
    assert len(re.findall(r"^\| \d", text, flags=re.MULTILINE)) == len(found)
    for record in records:
        what, points, mistakes = found[record.number]
        assert f"`{record.name}`" in what
        assert (int(points), int(mistakes)) == (sum(record.points.values()), len(record.mutants))
        assert len(what.partition("<br>")[2]) > 30
        assert re.search(rf"\]\({record.lesson:02d}_\w+\.ipynb#Exercise-{re.escape(record.number)}:-", what)
    total = re.search(r"has (\d+) exercises, worth (\d+) points", text)
    assert [int(number) for number in total.groups()] == [
        len(found),
        sum(int(row[1]) for row in found.values()),
    ]


def test_an_exercise_without_a_record_or_a_statement_is_an_error():
    records = dict(check.records())
    without = {name: record for name, record in records.items() if name != "lstm_step"}
    with pytest.raises(SiteError, match=r"exercise 3\.1 has no record"):
        site_pages.exercises(ROOT, without)
    record = records["lstm_step"]
    more = records | {
        "other": type("Record", (), {"number": "3.99", "max_points": 1, "mutants": record.mutants})
    }
    with pytest.raises(SiteError, match=r"no statement of exercise 3\.99"):
        site_pages.exercises(ROOT, more)


def test_the_home_page_lists_the_lessons_of_the_readme(tree):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = [row for row in rows(site_pages.section(readme, "Lessons")) if row[0].startswith("[")]
    text = (tree / "index.md").read_text(encoding="utf-8")
    blocks = re.findall(r'<div class="course-lesson">(.*?)</div>', text, flags=re.DOTALL)
    assert len(blocks) == len(table) > 0
    for block, (lesson, question, exercise, minutes) in zip(blocks, table, strict=True):
        title, link = re.fullmatch(r"\[\d+\. (.+)\]\(notebooks/(.+)\)", lesson).groups()
        assert f"[{title}](lessons/{link})" in block
        assert f"\n{question}\n" in block
        assert f"{minutes} minutes" in block
        assert re.search(r"\((exercises/.+)\)", exercise)[1] in block


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One is enough here because it is so long that nobody needs more. Two.", None),
        ("Short. Then a second one, which makes it long enough to be of use here.", "whole"),
        (
            "Is it? `x` says so, as far as anybody knows, and that is a lot. More.",
            "Is it? `x` says so, as far",
        ),
        ("It ends with a colon, and what follows is a list of some length:\n\n- a", "of some length."),
        (
            "In e.g. this one, which goes on for quite a while and then ends at last. Next one.",
            "In e.g. this one, which goes",
        ),
    ],
)
def test_first_sentences(text, sentence):
    found = site_pages.first_sentences(text)
    assert found[-1] in ".?"
    assert "\n" not in found
    if sentence is None:
        assert found == text.partition(". ")[0] + "."
    elif sentence == "whole":
        assert found == text
    else:
        assert sentence in found
        assert "More" not in found
        assert "Next" not in found


def test_the_glossary_shows_every_colour_of_a_gate(tree):
    text = (tree / "glossary.md").read_text(encoding="utf-8")
    for letter in "ifgoh":
        (row,) = [row for row in rows(text) if row[0] == letter]
        assert f"background: {COLOURS[letter]}" in row[3]
    with pytest.raises(SiteError, match="the colour #123456 of the glossary"):
        site_pages.glossary("## Glossary\n\n| q | | | `#123456` |\n")


def test_the_reproduced_page_has_the_table_as_it_was_written(tree):
    table = (ROOT / "lstm_course/reproduce/results/table.md").read_text(encoding="utf-8")
    page = (tree / "reproduced.md").read_text(encoding="utf-8")
    shown, written = ([row for row in rows(text) if row[0] != "---"] for text in (page, table))
    assert len(shown) == len(written) > 50
    for row, (first, *others, last) in zip(shown[1:], written[1:], strict=True):
        assert row == [
            f"{first} <details><summary>differences from the paper</summary>{last}</details>",
            *others,
        ]
    for line in table.splitlines():
        assert line.startswith(("# ", "|")) or line in page


def test_sections_and_marks_that_are_missing_are_errors():
    assert site_pages.section("## A\n\none\n\n### B\n\ntwo\n\n## C\nthree\n", "A") == "one\n\n### B\n\ntwo\n"
    with pytest.raises(SiteError, match=r"README\.md: there is no section '## A'"):
        site_pages.section("### A\n", "A")
    assert site_pages.marked("a\n<!-- x -->\nb", {"x": "y"}, "p") == "a\ny\nb"
    for text in ("", "<!-- x --><!-- x -->"):
        with pytest.raises(SiteError, match="p: the line <!-- x --> must be there once"):
            site_pages.marked(text, {"x": "y"}, "p")


def test_the_mark_is_drawn_in_the_colours_of_the_gates():
    for picture in (icons.mark(), icons.mark(ground="#FFFFFF", line="#FFFFFF")):
        root = ElementTree.fromstring(picture)
        fills = {element.get("fill") for element in root.iter()}
        assert {COLOURS["f"], COLOURS["i"], COLOURS["o"]} <= fills


# --- the reference --------------------------------------------------------------------------------

NOT_IN_THE_REFERENCE = re.compile(
    r"lstm_course\.(authoring|notebook|reproduce|bench|cli|lab|_.*|.*\._.*)(\..*)?|lstm_course\.(nets|evaluate|training|drive)"
    r"|lstm_course\.check\..*|lstm_course\.grading(\..*)?|lstm_course\.datasets|lstm_course\.(claims|widgets)\..*"
)


def is_only_a_name(name):
    """Return whether a module only leads to another one, which has its own page."""
    return importlib.import_module(name).__name__ != name


def test_no_public_module_is_missing_in_the_reference():
    found = {
        info.name
        for info in pkgutil.walk_packages(lstm_course.__path__, "lstm_course.", onerror=lambda _: None)
    }
    public = {name for name in found if not NOT_IN_THE_REFERENCE.fullmatch(name) and not is_only_a_name(name)}
    shown = [f"lstm_course.{name}" for names in site_reference.API.values() for name in names]
    assert len(shown) == len(set(shown))
    assert public <= set(shown)
    assert set(shown) <= found


@pytest.mark.parametrize("name", [name for names in site_reference.API.values() for name in names])
def test_the_reference_shows_what_the_source_defines(tree, name):
    module = importlib.import_module(f"lstm_course.{name}")
    page = (tree / "api" / f"{name}.rst").read_text(encoding="utf-8")
    shown = re.findall(r"^\.\. auto(?:function|class):: (\w+)$", page, flags=re.MULTILINE)
    if hasattr(module, "__all__"):
        wanted = {each for each in module.__all__ if callable(getattr(module, each))}
    else:
        source = ast.parse(Path(inspect.getsourcefile(module)).read_text(encoding="utf-8"))
        definitions = (ast.FunctionDef, ast.ClassDef)
        wanted = {node.name for node in source.body if isinstance(node, definitions) and node.name[0] != "_"}
    assert set(shown) == wanted
    assert len(shown) == len(set(shown))


def test_inherited_methods_of_private_classes_are_shown_and_foreign_ones_are_not():
    from lstm_course import layers
    from lstm_course.nets import variants

    assert {"forward", "backward", "trace"} <= set(site_reference.documented(layers.LSTM))
    assert "forward" in site_reference.documented(variants.CoupledGates)
    assert "parameters" not in site_reference.documented(variants.CoupledGates)
    assert not {"observe", "close", "send"} & set(site_reference.documented(widgets.Valve))


# --- the command ----------------------------------------------------------------------------------


def test_wrong_arguments_are_refused(capsys):
    for arguments in (["a", "b"], ["--help"]):
        assert site.main(arguments) == 2
        assert capsys.readouterr().err.startswith("usage: ")


def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path, capsys):
    (tmp_path / "thesis.tex").write_text("years of work")
    assert site.main([str(tmp_path)]) == 1
    assert "holds no website" in capsys.readouterr().err
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_without_mathjax_the_reason_is_said(monkeypatch):
    monkeypatch.setattr(site, "MATHJAX", "nowhere/mathjax")
    with pytest.raises(SiteError, match="sphinx-mathjax-offline is not installed"):
        site.mathjax()


# --- the finished pages ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return website.built(tmp_path_factory).resolve()


@pytest.fixture(scope="module")
def finished(folder):
    return website.pages(folder)


@pytest.mark.slow
def test_all_pages_are_there(finished):
    names = [path.stem for path in notebook_paths(ROOT, "notebooks")]
    wanted = {f"{group}/{name}.html" for group in ("lessons", "exercises") for name in names}
    wanted |= {
        "index.html",
        "exercises/index.html",
        "glossary.html",
        "reproduced.html",
        "teachers.html",
        "ways.html",
        "alone.html",
        "viva.html",
    }
    wanted |= {"search.html", "api/index.html"}
    wanted |= {f"api/{name}.html" for names in site_reference.API.values() for name in names}
    assert set(finished) == wanted


@pytest.mark.slow
def test_every_link_leads_to_a_page_and_an_anchor(folder, finished):
    dead, seen = [], 0
    for name, page in finished.items():
        for link in page.links + page.loads:
            found = website.target(folder, name, link)
            if found is None:
                continue
            file, anchor = found
            seen += 1
            key = str(file.relative_to(folder)) if file.is_relative_to(folder) else None
            if (
                key is None
                or not file.is_file()
                or (anchor and key in finished and anchor not in finished[key].anchors)
            ):
                dead.append(f"{name}: {link}")
    assert dead == []
    assert seen > 1000


@pytest.mark.slow
def test_nothing_is_loaded_from_another_host(folder, finished):
    for name, page in finished.items():
        assert [link for link in page.loads if re.match(r"(?!data:)[a-z]+:|//", link)] == [], name
    styles = list(folder.rglob("*.css"))
    assert styles
    for path in styles:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:|//)", text) == [], path


@pytest.mark.slow
def test_each_page_has_one_title_and_steps_down_one_level_at_a_time(finished):
    for name, page in finished.items():
        assert page.headings.count(1) == 1, name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), f"{name}: {page.headings}"


@pytest.mark.slow
def test_every_picture_has_a_description(finished):
    bare = [
        (name, image.get("src", "")[:60])
        for name, page in finished.items()
        for image in page.images
        if "alt" not in image or (not image["alt"] and "mark-" not in image.get("src", ""))
    ]
    named = [image["alt"] for page in finished.values() for image in page.images if image.get("alt")]
    assert bare == []
    for name, page in finished.items():
        for drawn in re.findall(r'<figure class="course-figure"><svg ([^>]*)>', page.path.read_text("utf-8")):
            assert re.search(r'role="(?:img|group)" aria-label="[^"]{20,}"', drawn), name
    assert not [alt for alt in named if re.search(r"[0-9a-f]{32}", alt)]  # the hashed name of a file


@pytest.mark.slow
def test_formulas_of_a_notebook_are_formulas_of_its_page(folder, finished):
    """Dollar signs are counted in the sources, apart from code, and formulas on the pages."""
    for path in sorted((folder.with_name("website-source") / "lessons").glob("*.ipynb")):
        text = "\n\n".join(cell.source for cell in read_any(path) if cell.cell_type == "markdown")
        text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
        display = len(re.findall(r"\$\$.+?\$\$", text, flags=re.DOTALL))
        inline = len(re.findall(r"(?<![\\$])\$(?!\$)", re.sub(r"\$\$.+?\$\$", "", text, flags=re.DOTALL)))
        assert inline % 2 == 0, path.name
        assert finished[f"lessons/{path.stem}.html"].formulas == display + inline // 2, path.name


def read_any(path):
    return nbformat.read(path, 4).cells


@pytest.mark.slow
def test_every_stored_piece_is_on_its_page(folder, finished):
    seen = 0
    for path in sorted((folder / "downloads" / "notebooks").glob("*.ipynb")):
        data = [output.get("data", {}) for cell in read_any(path) for output in cell.get("outputs", [])]
        stored = [each[widgets.MIME_TYPE]["widget"] for each in data if widgets.MIME_TYPE in each]
        page = finished[f"lessons/{path.stem}.html"]
        assert page.pieces == stored
        scripts = {Path(link).stem for link in page.loads if "/pieces/" in link and ".js" in link}
        assert scripts == ({"standalone", *stored} if stored else set())
        seen += len(stored)
    assert seen >= len(widgets.PIECES)


@pytest.mark.slow
def test_a_page_is_light(folder, finished):
    """Under 900 kB, packed, before its figures, which are fetched one by one as they come into view."""

    def packed(path):
        return len(gzip.compress(path.read_bytes(), 6)) / 1000

    mathjax = sum(map(packed, (folder / "_static" / "mathjax").rglob("*.js")))
    known = {}
    for name, page in finished.items():
        files = {
            website.target(folder, name, link)[0]
            for link in page.loads
            if re.search(r"\.(js|css)(\?|$)", link)
        }
        files = {path for path in files if path.name != "startup.js"}
        known |= {path: packed(path) for path in files - set(known)}
        weight = packed(folder / name) + sum(known[path] for path in files)
        limit = 900 if name != "search.html" else 1000
        assert weight + (mathjax if page.formulas else 0) < limit, name
    assert not list(folder.rglob("*.map"))


@pytest.mark.slow
def test_downloads_are_the_notebooks_of_the_repository(folder):
    for group in ("notebooks", "exercises"):
        for path in notebook_paths(ROOT, group):
            assert (folder / "downloads" / group / path.name).read_bytes() == path.read_bytes()
    assert not (folder / "_sources").exists()


@pytest.mark.slow
def test_a_link_that_leads_nowhere_ends_the_build(tmp_path, capfd):
    source = tmp_path / "source"
    site.assets(ROOT, source)
    (source / "_extra").mkdir()
    (source / "index.md").write_text("# Home\n\n[away](nowhere.md)\n")
    with pytest.raises(SiteError, match="Sphinx reported"):
        site.pages_of(source, tmp_path / "out")
    assert "nowhere.md" in capfd.readouterr().err
