"""Every lesson and every exercise notebook in JupyterLab, in a real browser."""

import shutil
from pathlib import Path

import lab
import pytest

from lstm_course.notebook.files import dump, notebook_paths, read, stripped

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("notebooks", "exercises", "solutions")
LESSONS = [path.name for path in notebook_paths(ROOT, "notebooks")]
EXERCISES = [path.name for path in notebook_paths(ROOT, "exercises")]

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """One JupyterLab over a copy of the course, and one page of a browser."""
    lab.require_browser()
    scratch = tmp_path_factory.mktemp("lab")
    course = scratch / "course"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, course / folder)
    for path in notebook_paths(course, "notebooks"):
        path.write_bytes(dump(stripped(read(path))))  # what is seen was made in the browser
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
def test_lesson_runs_in_the_browser(page, picture, name):
    page.open(f"notebooks/{name}")
    notebook = page.run_all()
    assert lab.errors(notebook) == [], picture("an error output")
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1)), picture("not all cells ran")
    widths = page.figure_widths()
    assert all(width > 0 for width in widths), picture("a figure is not drawn")
    described = lab.descriptions(notebook)
    assert described, picture("no figure")
    assert page.alt_texts() == described, picture("a figure is not on the page with its description")
    assert page.messages == [], picture("messages of the browser")
    page.close_notebook()


@pytest.mark.parametrize("name", EXERCISES)
def test_unsolved_exercise_runs_in_the_browser(page, picture, name):
    page.open(f"exercises/{name}")
    notebook = page.run_all(go_on=True)
    tests = [
        index
        for index, cell in enumerate(notebook["cells"])
        if cell["metadata"].get("nbgrader", {}).get("grade")
    ]
    found = {index: kind for index, kind, _ in lab.errors(notebook)}
    assert set(found.values()) == {"NotImplementedError"}, picture("other errors")
    assert set(tests) <= set(found), picture("a test cell that raises nothing")
    assert found, picture("nothing ran")
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
