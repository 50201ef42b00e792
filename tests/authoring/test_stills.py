"""The still pictures of pieces: which are kept, which are drawn, and what they show."""

import base64
import io
import json
import re

import lab
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from lstm_course import widgets
from lstm_course.authoring import notebooks, stills
from lstm_course.notebook import text
from lstm_course.notebook.files import NotebookError, normalised, read, write


def notebook(*pieces):
    """Return a notebook with one cell for each piece, as a run leaves it."""
    outputs = [new_output("display_data", data=piece._repr_mimebundle_()[0]) for piece in pieces]
    return normalised(new_notebook(cells=[new_code_cell("", outputs=[output]) for output in outputs]))


def held(book):
    return [output for _, output in stills.pieces(book)]


def drawn(outputs):
    for number, output in enumerate(outputs):
        stills._store(output, f"<p>{number}</p>")


def pixels(output):
    return Image.open(
        io.BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", output.data["text/html"])[1]))
    )


def test_the_format_knows_a_piece_by_the_type_that_it_has():
    assert text.PIECE == widgets.MIME_TYPE


def test_a_piece_keeps_its_picture_as_long_as_it_is_what_it_was(monkeypatch):
    before, after = (
        notebook(widgets.Valve(), widgets.Cone()),
        notebook(widgets.Cone(), widgets.Valve(logit=1)),
    )
    drawn(held(before))
    assert stills.keep(after, before) == held(after)[1:]
    assert [output.data.get("text/html") for output in held(after)] == ["<p>1</p>", None]
    assert [stills.problem(output) for output in held(after)] == ["", "no picture of the piece"]
    monkeypatch.setattr(stills, "source", lambda name: "another drawing")
    assert stills.problem(held(after)[0]) == "a picture of what the piece was before"
    again = notebook(widgets.Cone())
    assert stills.keep(again, after) == held(again)


def test_only_its_own_style_and_code_make_a_picture_old(monkeypatch):
    valve, cone = held(notebook(widgets.Valve(), widgets.Cone()))
    keys = stills.key(valve), stills.key(cone)
    monkeypatch.setattr(
        stills, "style", lambda name: "p { color: red }" if name == "cone" else widgets.style(name)
    )
    assert stills.key(valve) == keys[0]
    assert stills.key(cone) != keys[1]
    assert len(set(keys)) == 2


@pytest.mark.slow
def test_without_a_browser_nothing_is_lost(tmp_path, monkeypatch):
    path = tmp_path / "notebooks" / "03_a_lesson.ipynb"
    write(path, notebook(widgets.Valve()))
    stored = path.read_bytes()
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        NotebookError, match=r"03_a_lesson\.ipynb: pieces stored without a picture: 1 \(no browser"
    ):
        notebooks.draw_pieces(tmp_path)
    assert path.read_bytes() == stored


@pytest.mark.slow
@pytest.mark.browser
def test_a_browser_draws_what_is_missing_and_only_that(tmp_path, monkeypatch):
    lab.require_browser()
    monkeypatch.setenv("CHROMIUM", str(lab.CHROMIUM))
    path = tmp_path / "notebooks" / "03_a_lesson.ipynb"
    write(path, notebook(widgets.Valve(), widgets.Valve(logit=6)))
    assert notebooks.draw_pieces(tmp_path) == [path]
    outputs = held(read(path))
    assert [stills.problem(output) for output in outputs] == ["", ""]
    one, other = map(pixels, outputs)
    assert one.size == other.size
    assert one.width == (stills.WIDTH - 16) * stills.SHARPNESS
    assert 8 < len(one.getcolors()) <= stills.COLOURS
    differing = np.sum(np.array(one.convert("L")) != np.array(other.convert("L")))
    assert differing > 2000, "the leaf of one valve is open, that of the other half shut"
    for output in outputs:
        assert '<img alt="Valve: ' in output.data["text/html"]
        assert "run the cell to use it" in output.data["text/html"]
        assert len(output.data["text/html"]) < 120_000
        assert json.loads(output.data[widgets.MIME_TYPE]["state"])["logit"] in (0, 6)
    assert notebooks.draw_pieces(tmp_path) == []
