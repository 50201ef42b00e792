"""What a lesson says of itself, and the parts of the README that are made from it."""

import json
import re
from pathlib import Path

import pytest

from lstm_course import check
from lstm_course.authoring.lists import PARTS, write_lists
from lstm_course.notebook import recall
from lstm_course.notebook.files import NotebookError
from lstm_course.notebook.lesson import Lesson, lesson, lessons
from lstm_course.plots import maps

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "# 3. The cell\n\n**What is kept?** A number.\n\nAfter this lesson you can\n\n- read it.\n\n"
    "About 30 minutes. Prerequisites: [lesson 2](02_gates.ipynb).\n"
)


def cell(text=TEXT, budget=8):
    return {"source": text, "metadata": {"lstm_course": {"budget": budget}}}


def test_a_lesson_describes_itself():
    wanted = Lesson(3, "03_the_cell", "The cell", "What is kept?", 30, "[lesson 2](02_gates.ipynb).", 8)
    assert lesson(cell(), "03_the_cell") == wanted
    assert lesson(cell(TEXT.splitlines(keepends=True)), "03_the_cell") == wanted
    assert wanted.heading == "3. The cell"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# 3. The", "The", "no title"),
        ("# 3.", "# 4.", "the title has the number 4"),
        ("**What is kept?**", "What is kept?", "no question in bold"),
        ("About 30 minutes", "Half an hour", "no 'About N minutes.'"),
        ("Prerequisites: ", "", "no 'Prerequisites: ...'"),
    ],
)
def test_what_is_missing_is_named(old, new, words):
    with pytest.raises(NotebookError, match=rf"notebooks/03_the_cell\.ipynb: .*{words}"):
        lesson(cell(TEXT.replace(old, new)), "03_the_cell")


@pytest.mark.parametrize("budget", [None, 0, -1, "8", True])
def test_the_budget_is_a_number_of_seconds(budget):
    with pytest.raises(NotebookError, match="budget in seconds"):
        lesson(cell(budget=budget), "03_the_cell")


@pytest.mark.parametrize("text", ["", "{}", '{"cells": []}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path, text):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "03_the_cell.ipynb").write_text(text)
    with pytest.raises(NotebookError, match=r"notebooks/03_the_cell\.ipynb: not a notebook"):
        lessons(tmp_path)


def test_a_learner_may_write_beside_the_lessons_and_into_them(tmp_path):
    """Copies, scratch notebooks, cells above the first, another format of notebooks, half a file."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for number, name in enumerate(["a", "b", "c"]):
        text = TEXT.replace("# 3.", f"# {number}.")
        recalled = "## Summary\n\n<details><summary>1. Why?</summary>So.</details>"
        cells = [cell(text) | {"cell_type": "markdown"}, {"cell_type": "markdown", "source": recalled}]
        if name == "b":
            cells.insert(0, {"cell_type": "code", "source": ["# 1 is lucky"]})
        book = {"nbformat": 4, "nbformat_minor": 0, "cells": cells}
        (folder / f"{number:02}_{name}.ipynb").write_text(json.dumps(book))
    (folder / "02_c.ipynb").write_text('{"cells": [')
    (folder / "00_a-Copy1.ipynb").write_text((folder / "00_a.ipynb").read_text())
    (folder / "Untitled.ipynb").write_text("")
    assert [one.stem for one in lessons(tmp_path, strict=False)] == ["00_a", "01_b"]
    assert [one.id for one in recall.questions(tmp_path)] == ["0.1", "1.1"]
    assert [row.title for row in maps.stations(tmp_path)] == ["The cell"] * 2
    with pytest.raises(NotebookError, match=r"00_a-Copy1\.ipynb: the name must look like"):
        lessons(tmp_path)


def test_the_made_parts_of_the_readme_are_up_to_date():
    assert write_lists(ROOT, check=True) == [], "run `lstm-course lists` and commit the result"


def test_the_readme_counts_what_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    statements = sum(
        len(re.findall(r'"## Exercise \d+\.\d+: ', path.read_text(encoding="utf-8")))
        for path in (ROOT / "exercises").glob("*.ipynb")
    )
    mistakes = sum(len(record.mutants) for record in check.records().values())
    assert f"{statements} exercises" in text
    assert f"{mistakes} known mistakes" in text
    table = (ROOT / "lstm_course/reproduce/results/table.md").read_text(encoding="utf-8")
    rows, nets = re.search(r"^(\d+) rows, (\d+) trained nets", table, re.MULTILINE).groups()
    assert f"{rows} rows and {nets} nets" in text


@pytest.fixture
def tree(tmp_path):
    """Give a folder with links to what the made parts are made from, and a README of its own."""
    for name in ("notebooks", "lstm_course"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    return tmp_path


@pytest.mark.slow
def test_a_stale_part_is_found_and_written(tree):
    readme = tree / "README.md"
    good = readme.read_text(encoding="utf-8")
    for old, new in (("| [3. The LSTM cell]", "| [3. The cell]"), (" rows and ", " or more rows and ")):
        stale = good.replace(old, new)
        assert stale != good
        readme.write_text(stale, encoding="utf-8")
        assert write_lists(tree, check=True) == [readme]
        assert readme.read_text(encoding="utf-8") == stale
        assert write_lists(tree) == [readme]
        assert readme.read_text(encoding="utf-8") == good
    assert write_lists(tree) == []


@pytest.mark.parametrize("name", PARTS)
def test_a_mark_that_is_missing_or_wrong_is_named(tree, name):
    readme = tree / "README.md"
    good = readme.read_text(encoding="utf-8")
    mark = f"<!-- made: {name} -->"
    for new in ("", "<!-- made: nothing -->", mark + "<!-- /made -->" + mark):
        readme.write_text(good.replace(mark, new), encoding="utf-8")
        with pytest.raises(NotebookError, match=r"README\.md: the marks"):
            write_lists(tree)
