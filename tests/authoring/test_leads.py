"""The last cell of each notebook: made, linked, written once."""

import re
from pathlib import Path

import nbformat
import pytest

from lstm_course.authoring.leads import ID, lead, with_lead, write_leads
from lstm_course.notebook.files import read, write
from lstm_course.notebook.lesson import Lesson, lessons

ROOT = Path(__file__).resolve().parents[2]
COURSE = [Lesson(n, f"{n:02}_x", f"Title {n}", "Why?", 5, "none.", 8) for n in range(3)]
FIRST = "# {0}. Title {0}\n\n**Why?**\n\nAbout 5 minutes. Prerequisites: none.\n"


def test_a_lesson_leads_to_its_exercises_and_these_to_the_next_lesson():
    text = lead(COURSE, "01_x", "notebooks")
    assert re.findall(r"\]\((.*?)\)", text) == ["../exercises/01_x.ipynb", "02_x.ipynb"]
    assert "[2. Title 2]" in text
    assert re.findall(r"\]\((.*?)\)", lead(COURSE, "01_x", "solutions")) == ["../notebooks/02_x.ipynb"]


def test_the_last_lesson_leads_to_its_exercises_and_these_to_nothing():
    assert re.findall(r"\]\((.*?)\)", lead(COURSE, "02_x", "notebooks")) == ["../exercises/02_x.ipynb"]
    assert lead(COURSE, "02_x", "solutions") == ""


def test_the_cell_is_replaced_and_the_others_stay():
    given = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("a", id="one")])
    once = with_lead(given, "x")
    assert [cell.source for cell in given.cells] == ["a"]
    assert [cell.source for cell in with_lead(once, "y").cells] == ["a", "y"]
    assert with_lead(with_lead(once, "y"), "") == given
    later = with_lead(once, "x")
    later.cells.append(nbformat.v4.new_markdown_cell("b", id="two"))
    assert [cell.source for cell in with_lead(later, "x").cells] == ["a", "b", "x"]
    nbformat.validate(once)


@pytest.fixture
def course(tmp_path):
    for folder in ("notebooks", "solutions"):
        (tmp_path / folder).mkdir()
        for number in range(2):
            cell = nbformat.v4.new_markdown_cell(FIRST.format(number), id="first")
            cell.metadata["lstm_course"] = {"budget": 8}
            write(tmp_path / folder / f"{number:02}_x.ipynb", nbformat.v4.new_notebook(cells=[cell]))
    return tmp_path


def test_files_are_written_once_and_a_check_writes_nothing(course):
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    wanted = ["00_x.ipynb", "01_x.ipynb", "00_x.ipynb"]  # the last exercises lead nowhere
    assert [path.name for path in write_leads(course, check=True)] == wanted
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before
    assert [path.name for path in write_leads(course)] == wanted
    assert write_leads(course) == []
    assert read(course / "notebooks" / "00_x.ipynb").cells[-1].id == ID


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["notebooks", "exercises"])
def test_what_is_committed_leads_to_files(folder):
    for one in lessons(ROOT):
        path = ROOT / folder / f"{one.stem}.ipynb"
        cells = [cell for cell in read(path).cells if cell.id == ID]
        assert cells == [] or cells == [read(path).cells[-1]]
        for link in re.findall(r"\]\((.*?)\)", cells[0].source if cells else ""):
            assert (path.parent / link).is_file()
