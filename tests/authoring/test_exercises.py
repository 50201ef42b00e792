"""The committed exercises: made from the solutions, and failing in one way only."""

from pathlib import Path

import pytest

from lstm_course.authoring.exercises import exercise, write_all
from lstm_course.authoring.notebooks import execute, problems
from lstm_course.notebook.files import dump, notebook_paths, read

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = notebook_paths(ROOT, "solutions")
EXERCISES = notebook_paths(ROOT, "exercises")


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


@pytest.mark.slow
@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_unsolved_exercises_raise_only_not_implemented_error(path):
    notebook = read(path)
    execute(notebook, path.parent, allow_errors=True)
    tests = [index for index, cell in enumerate(notebook.cells) if is_test(cell)]
    assert tests
    raised = dict(problems(notebook))
    assert all(text.startswith("NotImplementedError: Exercise ") for text in raised.values()), raised
    assert set(tests) <= set(raised), raised
    for count, index in enumerate(tests, start=1):
        expected = f"NotImplementedError: Exercise {int(path.stem[:2])}.{count}"
        assert raised[index].startswith(expected), f"cell {index}: {raised[index]}"
        assert not raised[index].removeprefix(expected)[:1].isdigit()


@pytest.mark.slow
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_solutions_run_clean(path):
    notebook = read(path)
    execute(notebook, path.parent, allow_errors=True)
    assert list(problems(notebook)) == []
    assert sum(map(is_test, notebook.cells)) == sum(map(is_solution, notebook.cells)) > 0
    for cell in filter(is_test, notebook.cells):
        kinds = {output.output_type for output in cell.outputs}
        assert "execute_result" not in kinds, "nbgrader reads a result as partial credit"
