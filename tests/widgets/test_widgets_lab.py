"""Every interactive piece in JupyterLab: it reacts to mouse and keyboard, Python hears it, and it hears Python."""

import json

import lab
import nbformat
import pieces
import pytest

from lstm_course import widgets
from lstm_course.notebook.files import dump

NAMES = sorted(widgets.PIECES)
STATE = "print(json.dumps(shown[{!r}].state(), sort_keys=True))"
RESTORE = "for name, value in json.loads({1!r}).items(): setattr(shown[{0!r}], name, value)"
SETUP = """import json
from lstm_course import widgets

shown = {name: piece() for name, piece in widgets.PIECES.items()}
heard = {name: [] for name in shown}
for name, piece in shown.items():
    piece.observe(lambda change, name=name: heard[name].append(change.name))"""


def notebook():
    """Return a notebook that shows every piece, in the order of their names."""
    cells = [SETUP, *(f"shown[{name!r}]" for name in NAMES)]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    """One JupyterLab with one notebook that has run: the pieces stand in it below each other."""
    lab.require_browser()
    scratch = tmp_path_factory.mktemp("lab")
    course = scratch / "course"
    course.mkdir()
    (course / "pieces.ipynb").write_bytes(dump(notebook()))
    with lab.server(course, scratch) as address, lab.chromium(scratch) as browser:
        opened = lab.Lab(browser.new_page(viewport={"width": 1400, "height": 1000}), address)
        opened.open("pieces.ipynb")
        assert lab.errors(opened.run_all()) == []
        opened.page.locator(".jp-OutputArea section.lc").nth(len(NAMES) - 1).wait_for()
        yield opened
        opened.close_notebook()


@pytest.mark.parametrize("name", NAMES)
def test_piece_in_jupyterlab(jupyterlab, name):
    section = jupyterlab.page.locator(".jp-OutputArea section.lc").nth(NAMES.index(name))
    section.scroll_into_view_if_needed()
    first_text, first_state = seen(section), jupyterlab.execute(STATE.format(name))

    pieces.press_something(jupyterlab.page, section)
    jupyterlab.page.wait_for_timeout(300)
    by_key = jupyterlab.execute(STATE.format(name))
    changed = {k for k, v in json.loads(by_key).items() if v != json.loads(first_state)[k]}
    assert changed, "the keyboard changed nothing that Python sees"
    assert seen(section) != first_text, "the keyboard changed nothing on the page"
    assert changed <= set(jupyterlab.execute(f"print(*heard[{name!r}])").split())

    pieces.click_something(jupyterlab.page, section)
    jupyterlab.page.wait_for_timeout(300)
    by_mouse = jupyterlab.execute(STATE.format(name))
    assert by_mouse != by_key, "the mouse changed nothing that Python sees"

    assert jupyterlab.execute(RESTORE.format(name, first_state)) == ""
    jupyterlab.page.wait_for_timeout(300)
    assert seen(section) == first_text, "the page did not follow Python"
    assert jupyterlab.messages == []


def seen(section):
    """Return all words and numbers of a piece, those in pictures and in fields, too."""
    return section.evaluate(
        "e => [e.innerText, ...[...e.querySelectorAll('svg')].map(s => s.ariaLabel + s.textContent),"
        " ...[...e.querySelectorAll('input')].map(i => i.value)].join('|')"
    )
