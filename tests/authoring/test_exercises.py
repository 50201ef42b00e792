"""The committed exercises: made from the solutions, and asking in one way only."""

from pathlib import Path

import pytest

from lstm_course import check
from lstm_course.authoring.exercises import exercise, write_all
from lstm_course.notebook.files import dump, notebook_paths, read

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = notebook_paths(ROOT, "solutions")


def stems(folder):
    return [path.stem for path in notebook_paths(ROOT, folder)]


def is_test(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def is_solution(cell):
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def test_every_lesson_has_its_exercises():
    assert stems("notebooks")
    assert stems("notebooks") == stems("solutions") == stems("exercises")


def test_committed_exercises_are_those_of_the_solutions():
    assert write_all(ROOT, check=True) == []


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_generator_gives_the_same_bytes_twice(path):
    notebook = read(path)
    first = dump(exercise(notebook, path.name))
    assert dump(exercise(notebook, path.name)) == first
    assert dump(exercise(read(path), path.name)) == first
    assert (ROOT / "exercises" / path.name).read_bytes() == first


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_test_cell_asks_for_its_own_exercise_and_has_no_result(path):
    """Points hang on this form: a stub raises there, and nbgrader reads no result as partial credit."""
    records = [record for record in check.records().values() if record.lesson == int(path.stem[:2])]
    cells = read(path).cells
    tests = [cell for cell in cells if is_test(cell)]
    assert len(tests) == sum(map(is_solution, cells)) == len(records) > 0
    for cell, record in zip(tests, records, strict=True):
        assert cell.source == f"check.{record.name}({record.name}).require()"
        assert cell.metadata.nbgrader.points == record.max_points
