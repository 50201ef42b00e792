"""A new lesson and a new exercise are in form and hold what a record owes; nothing is overwritten."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_course import check
from lstm_course.authoring.scaffold import ScaffoldError, new_exercise, new_lesson

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "notebooks",
    "solutions",
    "exercises",
    "lstm_course",
    "tests/check",
    "tests/conftest.py",
    "tests/support",
)
FILES = ("README.md", "pyproject.toml", "LICENSE", "CITATION.cff", "CONTRIBUTING.md")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Give a copy of what a lesson needs, in which the scaffolds write."""
    folder = tmp_path_factory.mktemp("course")
    for name in (*PARTS, *FILES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def run(tree, *words, status=0):
    """Run Python in the copy; return what it printed."""
    answer = subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "LSTM_COURSE_PROGRESS": str(tree / "progress.json")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == status, answer.stdout + answer.stderr
    return answer.stdout if status == 0 else answer.stderr


def commands(tree, *lines, status=0):
    """Run commands in one process, since each takes seconds to begin; return what they printed."""
    one = (
        "import shlex, sys; from lstm_course.cli import main\n"
        "sys.exit(any([main(shlex.split(line)) for line in sys.argv[1:]]))"
    )
    return run(tree, "-c", one, *lines, status=status)


def files(tree):
    left_out = {"__pycache__", ".pytest_cache", ".hypothesis", ".ruff_cache"}
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file() and not left_out & set(path.parts)
    }


def number_after_the_last():
    return max(int(path.name[:2]) for path in (ROOT / "notebooks").glob("*.ipynb")) + 1


@pytest.mark.slow
def test_a_new_lesson_and_its_exercise_are_in_form(tree):
    number = str(number_after_the_last())
    before = files(tree)
    said = commands(tree, f"new-lesson {number} training", "lint-notebooks")
    records = f"lstm_course/check/records/lesson_{number}"
    made = {f"{folder}/{number}_training.ipynb" for folder in ("notebooks", "solutions", "exercises")}
    made.add(f"{records}/__init__.py")
    after = files(tree)
    assert set(after) - set(before) == made
    last = max(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    leads_on = {f"{folder}/{last}.ipynb" for folder in ("notebooks", "solutions", "exercises")}
    assert {name for name in before if before[name] != after[name]} == {"README.md", *leads_on}
    assert all(name in said for name in made)
    assert "TODO" in said
    assert "\nAll notebooks are in form.\n" in said

    new = {"my_function": "A running sum", "another": "Another sum"}
    said = commands(tree, *(f"new-exercise {number} {name} '{title}'" for name, title in new.items()))
    assert all(f"{records}/{name}.py" in said for name in new)
    said = commands(tree, "lint-notebooks", "lists --check", "exercises --check")
    assert said.startswith("All notebooks are in form.\n")
    run(tree, "-m", "ruff", "check", records, *sorted(made - {f"{records}/__init__.py"}))
    run(tree, "-m", "ruff", "format", "--check", records, *sorted(made - {f"{records}/__init__.py"}))
    chosen = "my_function or another or record_for_every_exercise"
    said = run(
        tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/check/test_check.py", "-k", chosen
    )
    assert " passed" in said
    notebook = json.loads((tree / f"exercises/{number}_training.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    assert sources[4] == "check.my_function(my_function).require()"
    assert f'raise NotImplementedError("Exercise {number}.2")' in sources[6]

    before = files(tree)
    again = (
        f"new-lesson {number} training",
        f"new-lesson {number} other_name",
        f"new-exercise {number} my_function A",
    )
    sentences = commands(tree, *again, status=1).splitlines()
    reasons = [f"lesson {number} exists already"] * 2 + ["'my_function' is taken already"]
    assert len(sentences) == len(reasons)
    assert all(reason in sentence for reason, sentence in zip(reasons, sentences, strict=True))
    assert files(tree) == before


@pytest.mark.parametrize(
    "name", ["two words", "capitalS", "A_Capital", "True", "1st", "", "a-b", "../x", "é", "_a", "a__b"]
)
def test_a_name_that_is_not_valid_is_refused(tmp_path, name):
    with pytest.raises(ScaffoldError, match="is not a name"):
        new_lesson(tmp_path, 98, name)
    with pytest.raises(ScaffoldError, match="is not a name"):
        new_exercise(tmp_path, 3, name, "Title")


@pytest.mark.parametrize("title", ["", " ", "two\nlines", 'a "quoted" word', "back\\slash"])
def test_a_title_that_is_not_valid_is_refused(title):
    if title.strip():
        with pytest.raises(ScaffoldError, match="title of one line"):
            new_lesson(ROOT, 98, "fresh", title)
    with pytest.raises(ScaffoldError, match="title of one line"):
        new_exercise(ROOT, 3, "fresh", title)


@pytest.mark.parametrize("number", range(number_after_the_last()))
def test_a_lesson_that_exists_is_refused(number):
    with pytest.raises(ScaffoldError, match=f"lesson {number} exists already"):
        new_lesson(ROOT, number, "fresh")


@pytest.mark.parametrize("number", [-1, 100])
def test_a_number_that_no_file_can_have_is_refused(number):
    with pytest.raises(ScaffoldError, match="between 0 and 99"):
        new_lesson(ROOT, number, "fresh")


@pytest.mark.parametrize("name", ["lstm_step", "hint", "class"])
def test_a_name_that_is_taken_is_refused(name):
    with pytest.raises(ScaffoldError, match=r"is taken already|is not a name"):
        new_exercise(ROOT, 3, name, "Title")


def test_an_exercise_of_no_lesson_is_refused():
    with pytest.raises(ScaffoldError, match="there is no lesson 98"):
        new_exercise(ROOT, 98, "fresh", "Title")
    assert "fresh" not in check.records()
