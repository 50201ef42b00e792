"""What a notebook is: worked on, as it was released, the lesson instead of the exercises, or the solution."""

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..._root import CourseNotFoundError, find_root
from ...notebook.files import NotebookError, read
from .intake import RawCell, RawNotebook, UnreadableError, parse
from .source import Source
from .submission import Submission, match_cells, squeezed, without_messages

DEFINED = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(", re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """What one file is.

    Attributes
    ----------
    kind : str
        ``"worked on"``, ``"untouched"``, ``"lesson"``, ``"solution"`` or ``"unreadable"``.
    notebook : str
        The name of its source; empty where it holds exercises of none.
    answers : str
        A digest of its answers: two copies have the same.
    reason : str
        Why it cannot be read.
    """

    kind: str
    notebook: str = ""
    answers: str = ""
    reason: str = ""


def reading(content: bytes, sources: Mapping[str, Source], named: str | None = None) -> Reading:
    """Return what the bytes of a file are; never raises for what is in them.

    Parameters
    ----------
    content : bytes
        Of any kind.
    sources : mapping
        Name -> source, those that it may belong to.
    named : str, optional
        The notebook that its file name says; it decides where the file holds any of its exercises.
    """
    try:
        notebook = parse(content)
    except UnreadableError as error:
        return Reading("unreadable", reason=str(error))
    name = best_source(notebook, sources, named)
    if name is None:
        lesson = next((name for name, one in sources.items() if is_lesson(notebook.cells, one)), None)
        if lesson is not None:
            return Reading("lesson", lesson)
        return Reading("unreadable", reason="It holds none of the exercises.")
    source = sources[name]
    submission = match_cells(notebook.cells, source, notebook.repairs)
    answers = [(cell.grade_id, squeezed(cell.code)) for cell in submission.cells if cell.kind == "solution"]
    digest = hashlib.sha256(repr(answers).encode("utf-8", "replace")).hexdigest()
    if is_lesson(notebook.cells, source):
        return Reading("lesson", name, digest)
    if is_solution(submission, source):
        return Reading("solution", name, digest)
    return Reading("worked on" if worked_on(submission, source) else "untouched", name, digest)


def best_source(notebook: RawNotebook, sources: Mapping[str, Source], named: str | None = None) -> str | None:
    """Return the source most of whose exercises a notebook holds, None where it holds none.

    Parameters
    ----------
    notebook : RawNotebook
        What was handed in.
    sources : mapping
        Name -> source.
    named : str, optional
        Comes first, where the notebook holds any of its exercises.
    """
    marks = {cell.meta.get("grade_id") for cell in notebook.cells if cell.meta} | {
        cell.identifier for cell in notebook.cells
    }
    marks = {mark for mark in marks if type(mark) is str}
    counts = {}
    for name, source in sources.items():
        places = [cell for cell in source.cells if cell.kind == "solution"]
        counts[name] = sum(cell.grade_id in marks or cell.identifier in marks for cell in places)
    if not any(counts.values()):
        defined = {
            name for cell in notebook.cells if cell.type == "code" for name in DEFINED.findall(cell.text)
        }
        counts = {name: len(defined.intersection(source.exercises)) for name, source in sources.items()}
    if named is not None and counts.get(named):
        return named
    best = max(counts, key=counts.get, default=None)
    return best if best is not None and counts[best] else None


def worked_on(submission: Submission, source: Source) -> bool:
    """Return whether any answer differs from what was released."""
    return any(
        without_messages(cell.code) != without_messages(source.by_grade_id[cell.grade_id].released)
        for cell in submission.cells
        if cell.kind == "solution"
    )


def is_solution(submission: Submission, source: Source) -> bool:
    """Return whether all answers are, word for word and with their marks, those of ``solutions/``."""
    answers = {cell.grade_id: squeezed(cell.code) for cell in submission.cells if cell.kind == "solution"}
    return bool(answers) and answers == {
        name: squeezed(source.by_grade_id[name].code) for name in source.exercises
    }


def is_lesson(cells: Iterable[RawCell], source: Source) -> bool:
    """Return whether a notebook is the lesson and not its exercises: no place of these, and half of that one's code."""
    places = {cell.identifier for cell in source.cells if cell.grade_id}
    checks = {squeezed(cell.code) for cell in source.cells if cell.kind == "check"}
    texts = set()
    for cell in cells:
        marked = cell.meta.get("grade_id") if cell.meta else None
        text = squeezed(cell.text)
        if (
            (type(marked) is str and marked in source.by_grade_id)
            or cell.identifier in places
            or text in checks
        ):
            return False
        texts.add(text)
    lesson = lesson_code(source.path)
    return bool(lesson) and 2 * len(lesson & texts) >= len(lesson)


@functools.lru_cache(maxsize=64)
def lesson_code(path: Path) -> frozenset[str]:
    """Return the code cells of the lesson that a source belongs to; empty where the lesson is not there.

    Parameters
    ----------
    path : Path
        Of the source.
    """
    folders = [path.parent.parent / "notebooks"]
    try:
        folders.append(find_root() / "notebooks")
    except CourseNotFoundError:
        pass
    for folder in folders:
        try:
            cells = read(folder / path.name).cells
        except (NotebookError, OSError):
            continue
        return frozenset(squeezed(cell.source) for cell in cells if cell.cell_type == "code")
    return frozenset()


def refusal(cells: Iterable[RawCell], submission: Submission, source: Source) -> str:
    """Return why a notebook that was read gets no score; empty where it is graded.

    Parameters
    ----------
    cells : iterable of RawCell
        As they were handed in.
    submission : Submission
        The same, in order.
    source : Source
        The trusted notebook.
    """
    cells = list(cells)
    if is_lesson(cells, source):
        return f"This is the lesson {source.name}, not its exercises. Hand in exercises/{source.name}.ipynb."
    if submission.status == "readable" and is_solution(submission, source):
        return f"This is the solution of {source.name} that comes with the course, word for word."
    return ""


def in_order(cells: Iterable[RawCell], source: Source, repairs: Iterable[str] = ()) -> Submission:
    """Return the notebook in the order of the source; the lesson and the solution are refused.

    Parameters
    ----------
    cells : iterable of RawCell
        As they were handed in.
    source : Source
        The trusted notebook that it was made from.
    repairs : iterable of str
        What was put right before.
    """
    cells = list(cells)
    submission = match_cells(cells, source, list(repairs))
    reason = refusal(cells, submission, source)
    return Submission("unreadable", repairs=submission.repairs, reason=reason) if reason else submission
