"""The ways into the course, each a table made from notebooks, records and results: ``lstm-course index``."""

from __future__ import annotations

import collections
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from ..notebook.files import NotebookError, notebook_paths, read
from .page import Page

TOPICS = Path(__file__).with_name("topics.toml")
YEAR = re.compile(r".*?\b(19|20)\d\d\b")
Rows = list[tuple[str, ...]]


def misconceptions(root: Path) -> Rows:
    """Return each misconception, and the exercises whose checks know it.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of (id, what is believed, exercises)
    """
    from .. import check
    from ..check.misconceptions import TITLES

    known = collections.defaultdict(dict)
    for record in check.records().values():
        for mutant in record.mutants:
            known[mutant.hint][f"{record.number} {record.name}"] = None
    return [(key, title, ", ".join(known.get(key, ()))) for key, title in TITLES.items()]


def papers(root: Path) -> Rows:
    """Return each source of the reproduction, and its rows.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of (source, rows of the table of reproduction)
    """
    path = root / "lstm_course" / "reproduce" / "results" / "results.json"
    found = collections.defaultdict(list)
    for row in json.loads(path.read_text(encoding="utf-8"))["rows"]:
        named = YEAR.match(row["source"])
        found[named[0] if named else "a test of this course's own"].append(row["id"])
    return sorted((source, ", ".join(rows)) for source, rows in found.items())


def claims(root: Path) -> Rows:
    """Return each claim of the board, its verdict, and where it was measured.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of (id, claim, verdict, lesson, the command that runs it again)
    """
    from ..claims import board

    return [
        (one.id, one.text, one.verdict, f"{one.lesson}", f"`lstm-course claims {one.id}`") for one in board()
    ]


def topics(root: Path) -> Rows:
    """Return each topic that articles on the LSTM speak of, where it is taught, and which exercise asks for it.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of (id, topic, sections, exercises)

    Raises
    ------
    NotebookError
        If a section or an exercise that the table names does not exist.
    """
    from .. import check

    numbers = {name: record.number for name, record in check.records().items()}
    pages = {
        path.name[:2]: Page(root, path, read(path))
        for path in notebook_paths(root, "notebooks", strict=False)
    }
    rows = []
    for key, entry in tomllib.loads(TOPICS.read_text(encoding="utf-8")).items():
        for pointer in entry["taught"]:
            lesson, _, title = pointer.partition(" ")
            if lesson not in pages or pages[lesson].section(title) is None:
                raise NotebookError(f"{TOPICS.name}: {key}: there is no section {pointer!r}")
        unknown = [name for name in entry["tested"] if name not in numbers]
        if unknown:
            raise NotebookError(f"{TOPICS.name}: {key}: there is no exercise {', '.join(unknown)}")
        tested = ", ".join(f"{numbers[name]} {name}" for name in entry["tested"])
        rows.append((key, entry["topic"], "; ".join(entry["taught"]), tested))
    return rows


def museum(root: Path) -> Rows:
    """Return each exhibit of the bug museum.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of (exercise, what was seen, thread)
    """
    from .. import check

    return [(where, symptom, thread) for _, symptom, thread, where in check.museum().rows]


INDEXES: dict[str, tuple[str, tuple[str, ...], Callable[[Path], Rows]]] = {
    "topics": (
        "From a topic to its lesson",
        ("", "topic", "taught in", "asked for in exercise"),
        topics,
    ),
    "misconceptions": (
        "From a misconception to the exercises that find it",
        ("", "what is believed", "exercises"),
        misconceptions,
    ),
    "claims": (
        "From a claim to its measurement",
        ("", "claim", "verdict", "lesson", "run it again"),
        claims,
    ),
    "papers": (
        "From a paper to what was repeated of it",
        ("paper", "rows of the table"),
        papers,
    ),
    "museum": (
        "The bug museum",
        ("repair it in", "what its owner saw", "met in"),
        museum,
    ),
}


def table(headings: Iterable[str], rows: Rows) -> str:
    """Return a Markdown table.

    Parameters
    ----------
    headings : iterable of str
    rows : list of tuple

    Returns
    -------
    str
    """
    headings = tuple(headings)
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def page(root: Path) -> str:
    """Return the website's page of all indexes.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    str
        Markdown.
    """
    parts = ["# Ways into the course\n"]
    for title, headings, rows in INDEXES.values():
        found = rows(root)
        parts.append(f"## {title}\n\n{len(found)} entries.\n\n{table(headings, found)}\n")
    return "\n".join(parts)
