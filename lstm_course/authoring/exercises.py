"""Exercises from solutions: the text between the markers becomes a ``NotImplementedError``."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from ..notebook.files import FILE_NAME, NotebookError, dump, notebook_paths, read, stripped, write
from ..notebook.stub import MARKER, STUB_START, stub

GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
REQUIRED_KEYS = ("schema_version", "grade", "locked", "solution", "task", "grade_id")


def write_all(root: Path, check: bool = False) -> list[Path]:
    """Write exercises/ from solutions/; nothing is written if one notebook has an error.

    Parameters
    ----------
    root : Path
        The course's root.
    check : bool
        Only compare, write nothing.

    Returns
    -------
    list of Path
        The files whose bytes changed, or would change.

    Raises
    ------
    NotebookError
        If a solution notebook is not as it must be, if an exercise has no solution notebook, or if
        a file in exercises/ holds an answer, which would be lost.
    """
    root = Path(root)
    sources = notebook_paths(root, "solutions")
    names = {path.name for path in sources}
    for path in notebook_paths(root, "exercises"):
        if path.name not in names:
            raise NotebookError(f"exercises/{path.name}: no notebook of this name in solutions/")
    made = {root / "exercises" / path.name: exercise(read(path), path.name) for path in sources}
    if check:
        return [
            path
            for path, notebook in made.items()
            if not path.is_file() or path.read_bytes() != dump(notebook)
        ]
    for path in made:
        if path.is_file():
            _keep_answers(path)
    return [path for path, notebook in made.items() if write(path, notebook)]


def _keep_answers(path: Path) -> None:
    """Raise where somebody has solved an exercise in the file that is about to be written."""
    for index, cell in enumerate(read(path).cells):
        solution = cell.metadata.get("nbgrader", {}).get("solution")
        if solution and STUB_START not in cell.source:
            raise NotebookError(
                f"exercises/{path.name} cell {index}: holds an answer, which would be lost; "
                "rename the file to keep it, or delete it"
            )


def exercise(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the exercise notebook of one solution notebook.

    Parameters
    ----------
    notebook : NotebookNode
        The solution notebook; unchanged.
    name : str
        Its file name; the first two digits are the number of the lesson.

    Returns
    -------
    NotebookNode

    Raises
    ------
    NotebookError
        If a marker, a grade_id or the metadata is wrong; the message names notebook and cell.
    """
    match = FILE_NAME.fullmatch(name)
    if match is None:
        raise NotebookError(f"solutions/{name}: the name must look like 03_the_lstm_cell.ipynb")
    lesson = int(match["number"])
    result = stripped(notebook)
    seen: set[str] = set()
    count = 0
    for index, cell in enumerate(result.cells):
        where = f"solutions/{name} cell {index}"
        meta = cell.metadata.get("nbgrader")
        if meta is not None:
            _check_metadata(meta, where, seen)
            meta.pop("checksum", None)  # nbgrader computes them for the version that it releases
            meta.pop("cell_type", None)
        if meta is not None and meta.solution:
            count += 1
            cell.source = stub(cell.source, f"Exercise {lesson}.{count}", where)
        elif MARKER.search(cell.source):
            raise NotebookError(f"{where}: solution markers, but not an nbgrader solution cell")
    return result


def _check_metadata(meta: NotebookNode, where: str, seen: set[str]) -> None:
    """Raise where a key is missing, or where a grade_id is not valid or not unique."""
    missing = [key for key in REQUIRED_KEYS if key not in meta]
    if meta.get("grade") and "points" not in meta:
        missing.append("points")
    if missing:
        raise NotebookError(f"{where}: the nbgrader metadata lacks {', '.join(missing)}")
    grade_id = meta.grade_id
    if not isinstance(grade_id, str) or GRADE_ID.fullmatch(grade_id) is None:
        raise NotebookError(
            f"{where}: the grade_id {grade_id!r} must be letters, digits, '_' and '-', at least one"
        )
    if grade_id in seen:
        raise NotebookError(f"{where}: the grade_id {grade_id!r} is used twice")
    seen.add(grade_id)
