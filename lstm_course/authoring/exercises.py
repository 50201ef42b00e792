"""Exercises from solutions: the text between the markers becomes a ``NotImplementedError``."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from nbformat import NotebookNode

from ..notebook.files import FILE_NAME, NotebookError, dump, notebook_paths, read, stripped, write

STUB_START = "raise NotImplementedError("
BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
MARKER = re.compile(r"(BEGIN|END) SOLUTION")
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


def stub(source: str, message: str, where: str) -> str:
    """Replace each solution by ``raise NotImplementedError(message)`` at its indentation.

    Parameters
    ----------
    source : str
        The source of a solution cell.
    message : str
        What the error says, such as ``"Exercise 3.1"``.
    where : str
        The name of the cell in error messages.

    Returns
    -------
    str

    Raises
    ------
    NotebookError
        If the markers are missing, nested or unbalanced, do not stand inside a function, hold its
        docstring, or if the cell does not parse before or after.
    """
    solution = _parsed(source, where, "the solution")
    line = f'{STUB_START}"{message}")'
    result = "\n".join(_replaced(source.split("\n"), line, where))
    tree = _parsed(result, where, "the stub")
    if _docstrings(tree) != _docstrings(solution):
        raise NotebookError(f"{where}: the markers must leave every signature and docstring outside")
    inside = sum(_raises(node, message) for node in tree.body if isinstance(node, ast.FunctionDef))
    if inside != result.count(line):
        raise NotebookError(f"{where}: the markers must stand in the body of a function")
    return result


def _replaced(lines: list[str], stub_line: str, where: str) -> list[str]:
    kept: list[str] = []
    opened: int | None = None
    blocks = 0
    for number, line in enumerate(lines, start=1):
        if MARKER.search(line) and line.strip() not in (BEGIN, END):
            raise NotebookError(f"{where} line {number}: write the marker as {BEGIN!r} or {END!r}")
        if line.strip() == BEGIN:
            if opened is not None:
                raise NotebookError(f"{where} line {number}: {BEGIN!r} inside the block of line {opened}")
            opened = number
            kept.append(line.removesuffix(line.lstrip()) + stub_line)
        elif line.strip() == END:
            if opened is None:
                raise NotebookError(f"{where} line {number}: {END!r} without {BEGIN!r}")
            opened = None
            blocks += 1
        elif opened is None:
            kept.append(line)
    if opened is not None:
        raise NotebookError(f"{where} line {opened}: {BEGIN!r} without {END!r}")
    if blocks == 0:
        raise NotebookError(f"{where}: a solution cell without {BEGIN!r} and {END!r}")
    return kept


def _parsed(source: str, where: str, what: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise NotebookError(f"{where} line {error.lineno}: {what} does not parse: {error.msg}") from error


def _docstrings(tree: ast.Module) -> list[tuple[str, str, str | None]]:
    """Return name, arguments and docstring of each function of the cell."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [(node.name, ast.dump(node.args), ast.get_docstring(node)) for node in functions]


def _raises(function: ast.FunctionDef, message: str) -> int:
    return sum(
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and any(isinstance(arg, ast.Constant) and arg.value == message for arg in node.exc.args)
        for node in ast.walk(function)
    )
