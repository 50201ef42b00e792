"""What the website needs to be found, shared and taken home: archive, head, search, list of pages, figures."""

import base64
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

import nbformat
import numpy as np
import pytest
import website
from PIL import Image

from lstm_course.authoring.website import archive, finish, head, pages, pictures, search, sidebar, sources
from lstm_course.authoring.website.addresses import Addresses, addresses
from lstm_course.authoring.website.sources import SiteError
from lstm_course.notebook.text import PIECE

ROOT = website.ROOT
KNOWN = Addresses("https://example.org/course/", "https://github.com/someone/lstm-course", "main")


# --- the archive ----------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """A small course, tracked by git but for one file that is new and one that is ignored."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    root = tmp_path / "course"
    (root / "notebooks").mkdir(parents=True)
    (root / "build" / "site").mkdir(parents=True)
    for name in ("a.py", "notebooks/00.ipynb", "build/site/x.html", "notebooks/secret.env"):
        (root / name).write_text(name)
    (root / ".gitignore").write_text("# what is made\n/build/\n*.env\n")
    (root / "a.py").chmod(0o755)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    (root / "later.py").write_text("not added")
    return root


def test_the_archive_holds_what_git_tracks(small, tmp_path):
    size = archive.write_archive(small, tmp_path / "out" / "course.zip")
    assert size == (tmp_path / "out" / "course.zip").stat().st_size
    with zipfile.ZipFile(tmp_path / "out" / "course.zip") as found:
        assert found.testzip() is None
        names = [f"lstm-course/{name}" for name in (".gitignore", "a.py", "notebooks/00.ipynb")]
        assert found.namelist() == names
        assert found.read("lstm-course/a.py") == b"a.py"
        assert found.getinfo("lstm-course/a.py").external_attr >> 16 & 0o777 == 0o755
        assert found.getinfo("lstm-course/notebooks/00.ipynb").external_attr >> 16 & 0o777 == 0o644


def test_equal_files_make_an_equal_archive(small, tmp_path):
    for name in ("one.zip", "two.zip"):
        archive.write_archive(small, tmp_path / name)
        (small / "a.py").touch()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_without_git_the_archive_leaves_out_what_is_ignored(small):
    shutil.rmtree(small / ".git")
    found = archive.files_of_the_course(small)
    assert found == [".gitignore", "a.py", "later.py", "notebooks/00.ipynb"]


def test_a_file_that_was_deleted_is_not_missed(small):
    (small / "a.py").unlink()
    assert "a.py" not in archive.files_of_the_course(small)


def test_nothing_to_pack_is_an_error(tmp_path):
    with pytest.raises(SiteError, match="holds no file of the course"):
        archive.write_archive(tmp_path, tmp_path / "x.zip")


def test_the_course_is_packed_whole():
    found = set(archive.files_of_the_course(ROOT))
    assert {"install.py", "Makefile", "README.md", "notebooks/00_start_here.ipynb", "site/index.md"} <= found
    assert {"lstm_course/__init__.py", "lstm_course/widgets/valve/piece.js", "constraints.txt"} <= found
    assert not [name for name in found if name.startswith(("build/", ".venv/"))]


# --- addresses ------------------------------------------------------------------------------------


def test_nothing_is_known_until_somebody_says_it():
    assert addresses(ROOT, {}) == Addresses("", "", "main")
    assert Addresses().binder() == Addresses().colab() == ""


def test_the_environment_comes_before_the_file(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.lstm-course.site]\nurl = "https://a.org/x"\nrepository = "https://github.com/a/b/"\n'
    )
    assert addresses(tmp_path, {}) == Addresses("https://a.org/x/", "https://github.com/a/b", "main")
    found = addresses(tmp_path, {"SITE_URL": "https://b.org/", "BRANCH": "v1"})
    assert found == Addresses("https://b.org/", "https://github.com/a/b", "v1")


@pytest.mark.parametrize(
    "value", ["example.org", "ftp://a.org", "https://a b", 'https://a"><script>', "javascript:x"]
)
def test_what_is_no_address_is_refused(tmp_path, value):
    (tmp_path / "pyproject.toml").write_text("")
    for variable, name in (("SITE_URL", "url"), ("REPOSITORY", "repository")):
        with pytest.raises(SiteError, match=f"the {name} of the website must be an address"):
            addresses(tmp_path, {variable: value})


def test_an_unknown_key_is_named(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.lstm-course.site]\nlink = 'x'\n")
    with pytest.raises(SiteError, match="knows url, repository, branch, not link"):
        addresses(tmp_path, {})


def test_buttons_are_there_only_when_they_lead_somewhere():
    path = ROOT / "notebooks" / "03_the_lstm_cell.ipynb"
    for where in (None, Addresses(), Addresses("https://a.org/", "https://codeberg.org/a/b")):
        assert not re.search("Binder|Colab", pages.doors(5, where) + sources.notebook_bar(path, ROOT, where))
        assert pages.hosts(where) == ""
    assert "Repository" in pages.doors(5, Addresses("", "https://codeberg.org/a/b"))
    assert "(12 MB)" in pages.doors(11_600_000)
    bar = sources.notebook_bar(path, ROOT, KNOWN)
    assert "https://colab.research.google.com/github/someone/lstm-course/blob/main/notebooks/03_the" in bar
    assert "urlpath=lab%2Ftree%2Fnotebooks%2F03_the_lstm_cell.ipynb" in bar
    for name in ("Repository", "Open in Binder", "Open in Colab"):
        assert f"[{name}](https://" in pages.doors(5, KNOWN)
    assert "git+https://github.com/someone/lstm-course@main" in pages.hosts(KNOWN)


# --- the head of a page ---------------------------------------------------------------------------


def test_a_lesson_is_described_by_its_question():
    body = (
        '<h1>3. T</h1><div class="course-bar"><p><a>Download this long notebook</a></p></div>'
        "<p><strong>Which <em>failure</em> is \\(c_t\\)?</strong> The cell looks like a pile.</p>"
    )
    assert head.description(body) == "Which failure is c_t?"


def test_another_page_is_described_by_its_beginning():
    long = "<p>Short.</p><p>" + "A sentence with &lt;many&gt; words, " * 20 + "</p>"
    found = head.description(long)
    assert len(found) <= head.LENGTH
    assert found.startswith("A sentence with <many> words,")
    assert found.endswith(("words…", "sentence…", "with…", "A…", "<many>…"))
    assert head.description("<h1>Nothing</h1>") == ""


def test_tags_are_escaped_and_name_addresses_only_when_they_are_known():
    found = head.tags('A "title" <b>', "Is it?", "lessons/02.html", Addresses(), "Course")
    assert 'content="A &quot;title&quot; &lt;b&gt;"' in found
    assert "og:url" not in found
    assert "og:image" not in found
    found = head.tags("T", "", "index.html", KNOWN, "Course")
    assert 'content="https://example.org/course/"' in found
    assert "description" not in found


def test_exercises_follow_their_lesson():
    found = head.path_of_the_course(["lessons/01_b", "exercises/00_a", "api/x", "index", "lessons/00_a"])
    assert found == ["index", "lessons/00_a", "exercises/00_a", "lessons/01_b"]


# --- search ---------------------------------------------------------------------------------------

PAGE = """<nav><h2>No</h2></nav><article><section id="page"><h1>Page<a class="headerlink">#</a></h1>
<div class="course-bar"><p>Download</p></div><p>One</p><p>two <code>np.tanh</code></p>
<section id="A-part"><h2>A <em>part</em></h2><p>Three<br>four <span class="math">\\(x_t\\)</span> or
<span class="math">\\(\\frac{1}{2}\\)</span></p>
<div class="cell_output"><pre>17</pre></div><table><tr><td>five</td><td>six</td></tr></table></section>
<section id="api"><h2>Names</h2>
<dl><dt class="sig" id="lstm_course.cells.step"><span>step</span>(x)</dt><dd>Does.</dd></dl>
</section></section></article><footer>No</footer>"""


def test_the_search_knows_sections_and_functions():
    assert search.places(PAGE) == [
        search.Place("", "Page", "One two np.tanh"),
        search.Place("A-part", "A part", "Three four x_t or \N{HORIZONTAL ELLIPSIS} five six"),
        search.Place("api", "Names", ""),
        search.Place("lstm_course.cells.step", "cells.step", "cells.step step(x) Does."),
    ]
    assert search.places("<p>nothing</p>") == []


def test_the_index_is_a_script_that_holds_every_page(tmp_path):
    (tmp_path / "lessons").mkdir()
    for name in ("index.html", "lessons/a.html", "search.html"):
        (tmp_path / name).write_text(PAGE)
    assert search.write_index(tmp_path) == 8
    text = (tmp_path / "sections.js").read_text(encoding="utf-8")
    found = json.loads(text.removeprefix("window.courseSections = ").removesuffix(";\n"))
    assert {row[0] for row in found} == {"index.html", "lessons/a.html"}


# --- what all pages together give -----------------------------------------------------------------


def test_only_a_site_with_an_address_has_a_map_and_a_page_for_the_lost(tmp_path):
    for where in (Addresses(), KNOWN):
        out = tmp_path / str(bool(where.url))
        (out / "_static" / "scripts").mkdir(parents=True)
        for name in ("index.html", "search.html", "glossary.html"):
            (out / name).write_text(PAGE)
        for name in (
            "_static/a.css.map",
            "_static/scripts/fontawesome.js",
            ".buildinfo",
            "_static/a.css",
        ):
            (out / name).write_text("x")
        finish.finish(out, where)
        assert [path.name for path in (out / "_static").rglob("*") if path.is_file()] == ["a.css"]
        made = [(out / name).is_file() for name in ("sitemap.xml", "robots.txt", "404.html")]
        assert made == [bool(where.url)] * 3
    links = [each.text for each in ElementTree.parse(out / "sitemap.xml").iter() if each.tag.endswith("loc")]
    assert links == ["https://example.org/course/glossary.html", "https://example.org/course/"]
    lost = (out / "404.html").read_text()
    assert re.findall(r'(?:href|src)="([^"]*)"', lost)
    assert all(
        link.startswith("https://example.org/course/") for link in re.findall(r'(?:href|src)="([^"]*)"', lost)
    )


# --- figures --------------------------------------------------------------------------------------


def test_figures_become_files_with_the_same_pixels(tmp_path):
    pixels = np.zeros((30, 40, 3), dtype=np.uint8)
    pixels[5:, 7:] = [0, 158, 115]
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "PNG", compress_level=0)
    data = base64.b64encode(made.getvalue()).decode()
    shown = (
        f'<figure style="margin: 0"><img alt="a &gt; b" width="40" style="max-width: 100%; height: auto" '
        f'src="data:image/png;base64,{data}"></figure>'
    )
    output = nbformat.v4.new_output(
        "display_data", {"text/html": shown, "image/png": data, "text/plain": "a > b"}
    )
    given = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("x", outputs=[output, output]), nbformat.v4.new_markdown_cell("y")]
    )
    before = json.dumps(given)
    found = pictures.apart(given, "lessons/03_x", tmp_path)
    assert json.dumps(given) == before
    for number, one in enumerate(found.cells[0].outputs, start=1):
        assert set(one.data) == {"text/html", "text/plain"}
        (source,) = re.findall(r'src="([^"]*)"', one.data["text/html"])
        assert source == f"../figures/lessons/03_x/{number:02d}.webp"
        assert 'alt="a &gt; b" width="40"' in one.data["text/html"]
        assert 'height="30" loading="lazy"' in one.data["text/html"]
        with Image.open(tmp_path / "lessons" / "03_x" / f"{number:02d}.webp") as picture:
            assert np.array_equal(np.asarray(picture.convert("RGB")), pixels)


def test_every_stored_figure_of_the_lessons_is_found():
    """Were the form of `show` to change, no figure would become a file, and nobody would see it."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        outputs = [output for cell in nbformat.reads(text, 4).cells for output in cell.get("outputs", [])]
        data = [output.data for output in outputs if PIECE not in output.get("data", {PIECE: ""})]
        shown = [each["text/html"] for each in data if "text/html" in each]
        figures = [each for each in shown if "data:image/png" in each]
        assert all(pictures.FIGURE.search(each) for each in figures), path.name


LIST = """<ul>
<li class="toctree-l1"><a class="reference internal" href="../index.html">Home</a></li>
</ul>
<ul{}>
<li class="toctree-l1"><a class="reference internal" href="other.html">Other</a></li>
<li class="toctree-l1{}"><a class="reference internal" href="index.html">All</a><ul{}>
<li class="toctree-l2"><a class="reference internal" href="a.html">A</a></li>
<li class="toctree-l2{}"><a class="{}reference internal" href="{}">B</a></li>
</ul>
</li>
</ul>
"""  # of Sphinx's form


def test_a_page_and_what_it_stands_below_are_marked_in_the_list_of_pages():
    bare = LIST.format("", "", "", "", "", "b.html")
    marked = LIST.format(' class="current"', " current", ' class="current"', " current", "current ", "#")
    assert sidebar.marked(bare, "b.html") == marked
    assert sidebar.marked(bare, "c.html") == bare
