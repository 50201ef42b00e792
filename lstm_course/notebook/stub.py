"""A cell without its answers: the text between the markers becomes a ``NotImplementedError``."""

from __future__ import annotations

import ast
import re

from .files import NotebookError

STUB_START = "raise NotImplementedError("
BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
MARKER = re.compile(r"(BEGIN|END) SOLUTION")


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
        The source that a learner gets.

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
    inside = sum(_raises(function, message) for function in _functions(tree))
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


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Return the functions and methods of the cell; a function inside of one belongs to its solution."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    return [node for body in bodies for node in body if isinstance(node, ast.FunctionDef)]


def _docstrings(tree: ast.Module) -> list[tuple[str, str, str | None]]:
    """Return name, arguments and docstring of each function of the cell."""
    return [(node.name, ast.dump(node.args), ast.get_docstring(node)) for node in _functions(tree)]


def _raises(function: ast.FunctionDef, message: str) -> int:
    return sum(
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and any(isinstance(arg, ast.Constant) and arg.value == message for arg in node.exc.args)
        for node in ast.walk(function)
    )
