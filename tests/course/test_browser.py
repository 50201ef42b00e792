"""The lessons in JupyterLab, in a real browser, as they are stored; two of them and an exercise notebook truly run."""

import shutil
from pathlib import Path

import lab
import pytest

from lstm_course.notebook.files import dump, notebook_paths, read, stripped

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("notebooks", "exercises", "solutions")
LESSONS = [path.name for path in notebook_paths(ROOT, "notebooks")]
RUN = ("02", "09")  # one lesson with NumPy and one with PyTorch are truly run
EXERCISE = next(path.name for path in notebook_paths(ROOT, "exercises") if path.name.startswith("03"))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course's notebooks."""
    folder = tmp_path_factory.mktemp("course")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory, course):
    """One JupyterLab over the copy of the course, and one page of a browser."""
    lab.require_browser()
    scratch = tmp_path_factory.mktemp("lab")
    with lab.server(course, scratch) as address, lab.chromium(scratch) as browser:
        yield lab.Lab(browser.new_page(viewport={"width": 1400, "height": 1000}), address)


@pytest.fixture
def picture(page, tmp_path):
    """A function that keeps a picture of the page and names it, for the message of an assertion."""

    def keep(what):
        path = tmp_path / "page.png"
        page.page.screenshot(path=path)
        return f"{what}; the page: {path}"

    return keep


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_what_is_stored(page, picture, name):
    """What a reader finds who has run nothing yet: every figure drawn and described, no message."""
    page.open(f"notebooks/{name}", same_kernel=True)
    page.wait_for_stored_figures()
    described = lab.descriptions(read(ROOT / "notebooks" / name))
    assert described, picture("no figure")
    widths = page.figure_widths()
    assert len(widths) == len(described), picture("a figure is missing")
    assert all(width > 0 for width in widths), picture("a figure is not drawn")
    assert page.alt_texts() == described, picture("a figure is not on the page with its description")
    assert page.messages == [], picture("messages of the browser")
    if name == LESSONS[-1]:
        page.close_notebook()


@pytest.mark.parametrize("name", [name for name in LESSONS if name[:2] in RUN])
def test_a_lesson_runs_in_the_browser(page, picture, course, name):
    path = course / "notebooks" / name
    path.write_bytes(dump(stripped(read(path))))  # what is seen was made in the browser
    page.open(f"notebooks/{name}")
    notebook = page.run_all()
    assert lab.errors(notebook) == [], picture("an error output")
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1)), picture("not all cells ran")
    described = lab.descriptions(notebook)
    assert described, picture("no figure")
    assert page.alt_texts() == described, picture("a figure is not on the page with its description")
    assert page.messages == [], picture("messages of the browser")
    page.close_notebook()


def test_an_unsolved_exercise_is_no_alarm_in_the_browser(page, picture):
    page.open(f"exercises/{EXERCISE}")
    notebook = page.run_all(go_on=True)
    assert lab.errors(notebook) == [], picture("an error below an exercise that nobody has touched")
    tests = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    assert len(tests) >= 4
    for count, cell in enumerate(tests, start=1):
        (card,) = cell["outputs"]
        said = "".join(card["data"]["text/plain"])
        words = (f"{int(EXERCISE[:2])}.{count} ", "not attempted")
        assert all(word in said for word in words), picture("not its card")
    assert page.messages == [], picture("messages of the browser")
    page.close_notebook()


def test_links_between_notebooks_open_in_the_browser(page, picture):
    name = LESSONS[-1]
    page.open(f"notebooks/{name}")
    link = page.page.locator(".jp-RenderedMarkdown a", has_text=f"exercises/{name}").first
    link.click()
    page.page.wait_for_function(
        "path => window.jupyterapp.shell.currentWidget?.context?.path === path",
        arg=f"exercises/{name}",
    )
    page.close_notebook()
    assert page.messages == [], picture("messages of the browser")
