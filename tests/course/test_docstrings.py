"""The docstrings: an entry that gives a type says in words what it stands for, too."""

import ast
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "lstm_course"
SECTIONS = ("Parameters", "Returns", "Yields", "Raises", "Attributes")  # with entries: names, types or both
NODES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
NOT_HELD_TO_IT = ("authoring", "check")  # folders


def entries_without_a_word(text):
    """Return the entries of a docstring under which nothing is written."""
    found, section, lines = [], None, [*inspect.cleandoc(text).split("\n"), ""]
    for line, after in pairwise(lines):
        if re.fullmatch("-{3,}", after):
            section = line
        elif section in SECTIONS and re.match(r"[^\s-]", line) and not after.startswith(" "):
            found.append(f"{section}: {line}")
    return found


def docstrings():
    """Return the docstrings of the package by the places they stand at."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE)
        if name.parts[0] in NOT_HELD_TO_IT:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, NODES) and (text := ast.get_docstring(node)):
                found[f"{name}:{getattr(node, 'lineno', 1)}"] = text
    return found


@pytest.mark.parametrize(
    ("section", "entry", "bare"),
    [
        ("Parameters", "x : int\n    A number.\ny : int", ["Parameters: y : int"]),
        ("Parameters", "x : int\ny : int\n    A number.", ["Parameters: x : int"]),
        ("Parameters", "**settings\n    As in `build`.", []),
        ("Returns", "int", ["Returns: int"]),
        ("Returns", "int\n    A number.\n\nNotes\n-----\nA word.", []),
        ("Raises", "ValueError\n\nNotes\n-----\nA word.", ["Raises: ValueError"]),
        ("Notes", "A word.", []),
    ],
)
def test_an_entry_without_a_word_is_found(section, entry, bare):
    assert entries_without_a_word(f"Do it.\n\n{section}\n{'-' * len(section)}\n{entry}\n") == bare


@pytest.mark.slow
def test_every_entry_says_something_in_words():
    texts = docstrings()
    assert len(texts) > 500
    bare = {place: found for place, text in texts.items() if (found := entries_without_a_word(text))}
    assert bare == {}
