"""Every interactive piece in JupyterLab: it reacts to mouse and keyboard, Python hears it, and it hears Python."""

import json

import lab
import nbformat
import pieces
import pytest

from lstm_course import widgets
from lstm_course.notebook.files import dump

NAMES = sorted(widgets.PIECES)
STATE = "import json; print(json.dumps(piece.state(), sort_keys=True))"
RESTORE = "for name, value in json.loads({!r}).items(): setattr(piece, name, value)"


def notebook_of(piece):
    cells = [
        f"from lstm_course.widgets import {piece.__name__}\npiece = {piece.__name__}()",
        "heard = []\npiece.observe(lambda change: heard.append(change.name))",
        "piece",
    ]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    """One JupyterLab over a folder with one notebook for each piece."""
    lab.require_browser()
    scratch = tmp_path_factory.mktemp("lab")
    course = scratch / "course"
    course.mkdir()
    for name, piece in widgets.PIECES.items():
        (course / f"{name}.ipynb").write_bytes(dump(notebook_of(piece)))
    with lab.server(course, scratch) as address, lab.chromium(scratch) as browser:
        yield lab.Lab(browser.new_page(viewport={"width": 1400, "height": 1000}), address)


@pytest.mark.parametrize("name", NAMES)
def test_piece_in_jupyterlab(jupyterlab, name):
    jupyterlab.open(f"{name}.ipynb")
    assert lab.errors(jupyterlab.run_all()) == []
    section = jupyterlab.page.locator(".jp-OutputArea section.lc")
    section.wait_for()
    first_text, first_state = seen(section), jupyterlab.execute(STATE)

    pieces.press_something(jupyterlab.page, section)
    jupyterlab.page.wait_for_timeout(300)
    by_key = jupyterlab.execute(STATE)
    changed = {k for k, v in json.loads(by_key).items() if v != json.loads(first_state)[k]}
    assert changed, "the keyboard changed nothing that Python sees"
    assert seen(section) != first_text, "the keyboard changed nothing on the page"
    assert changed <= set(jupyterlab.execute("print(*heard)").split())

    pieces.click_something(jupyterlab.page, section)
    jupyterlab.page.wait_for_timeout(300)
    by_mouse = jupyterlab.execute(STATE)
    assert by_mouse != by_key, "the mouse changed nothing that Python sees"

    assert jupyterlab.execute(RESTORE.format(first_state)) == ""
    jupyterlab.page.wait_for_timeout(300)
    assert seen(section) == first_text, "the page did not follow Python"
    assert jupyterlab.messages == []
    jupyterlab.close_notebook()


def seen(section):
    """Return all words and numbers of a piece, those in pictures and in fields, too."""
    return section.evaluate(
        "e => [e.innerText, ...[...e.querySelectorAll('svg')].map(s => s.ariaLabel + s.textContent),"
        " ...[...e.querySelectorAll('input')].map(i => i.value)].join('|')"
    )
