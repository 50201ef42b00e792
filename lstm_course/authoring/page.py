"""A notebook as the lint sees it: text, headings, links, functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from nbformat import NotebookNode

from ..notebook.text import FENCE, HEADING

Finding = tuple[int | None, str]
"""The index of a cell (None for the whole notebook), and what is wrong."""


@dataclass(frozen=True)
class Page:
    """One notebook file.

    Attributes
    ----------
    root : Path
        The course's root.
    path : Path
        The file.
    notebook : NotebookNode
        Its content.
    """

    root: Path
    path: Path
    notebook: NotebookNode

    @property
    def name(self) -> str:
        """The path below the root, such as ``notebooks/03_the_lstm_cell.ipynb``."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def number(self) -> int:
        """The number of the lesson."""
        return int(self.path.name[:2])

    @property
    def cells(self) -> list[NotebookNode]:
        """All cells."""
        return self.notebook.cells

    @cached_property
    def code(self) -> list[tuple[int, NotebookNode]]:
        """The code cells with their indices."""
        return [(i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "code"]

    @cached_property
    def markdown(self) -> list[tuple[int, str]]:
        """The text of each Markdown cell without fenced code, with its index."""
        return [
            (i, FENCE.sub("", cell.source))
            for i, cell in enumerate(self.cells)
            if cell.cell_type == "markdown"
        ]

    @cached_property
    def headings(self) -> list[tuple[int, int, str]]:
        """Cell, level and text of each heading."""
        return [(i, len(match[1]), match[2]) for i, text in self.markdown for match in HEADING.finditer(text)]

    @cached_property
    def intro(self) -> str:
        """The Markdown before the first code cell."""
        first = self.code[0][0] if self.code else len(self.cells)
        return "\n\n".join(text for i, text in self.markdown if i < first)

    @cached_property
    def trees(self) -> list[tuple[int, ast.Module]]:
        """The syntax tree of each code cell that parses."""
        return [(i, tree) for i, cell in self.code if (tree := parsed(cell.source)) is not None]

    def section(self, title: str) -> tuple[int, str] | None:
        """Return cell and text of the section under a heading, up to the next heading.

        Parameters
        ----------
        title : str
            The heading's text.

        Returns
        -------
        tuple of int and str, or None
            None if there is no such heading.
        """
        for start, _, text in self.headings:
            if text != title:
                continue
            whole = "\n\n".join(source for i, source in self.markdown if i >= start)
            match = re.search(rf"^#+ +{re.escape(title)} *$", whole, re.MULTILINE)
            rest = whole[match.end() :]
            following = HEADING.search(rest)
            return start, rest[: following.start()] if following else rest
        return None


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a code cell, None where it is not plain Python.

    Parameters
    ----------
    source : str

    Returns
    -------
    ast.Module or None
    """
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """Return the functions and classes at the top level of a cell or module.

    Parameters
    ----------
    tree : ast.Module

    Returns
    -------
    dict
        By name.
    """
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def skeleton(node: ast.AST) -> str:
    """Return a text of a syntax tree that does not depend on docstrings, decorators, comments and layout.

    Parameters
    ----------
    node : ast.AST

    Returns
    -------
    str
    """
    copy = ast.parse(ast.unparse(node))
    for part in ast.walk(copy):
        if docstring_of(part) is not None:
            part.body = part.body[1:] or [ast.Pass()]
        if hasattr(part, "decorator_list"):  # the package checks arguments there
            part.decorator_list = []
    return ast.dump(copy)


def docstring_of(node: ast.AST) -> ast.Expr | None:
    """Return the docstring's statement of a function or class, None where there is none.

    Parameters
    ----------
    node : ast.AST

    Returns
    -------
    ast.Expr or None
    """
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or ast.get_docstring(node) is None:
        return None
    return node.body[0]


def lines_of_code(source: str) -> int:
    """Count the lines of a code cell; blank lines and docstrings are not counted.

    Parameters
    ----------
    source : str

    Returns
    -------
    int
    """
    tree = parsed(source)
    lines = source.splitlines()
    skipped: set[int] = set()
    for node in ast.walk(tree) if tree is not None else ():
        text = docstring_of(node)
        if text is not None:
            skipped.update(range(text.lineno, text.end_lineno + 1))
    return sum(bool(line.strip()) for n, line in enumerate(lines, start=1) if n not in skipped)


def has_assertion(source: str) -> bool:
    """Return whether a code cell asserts: ``assert``, or a function whose name holds ``assert_``.

    Parameters
    ----------
    source : str

    Returns
    -------
    bool
    """
    tree = parsed(source)
    return tree is not None and any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and "assert_" in ast.unparse(node.func))
        for node in ast.walk(tree)
    )


def calls(source: str, name: str) -> bool:
    """Return whether a code cell calls a function by its bare name.

    Parameters
    ----------
    source, name : str

    Returns
    -------
    bool
    """
    tree = parsed(source)
    return tree is not None and any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in ast.walk(tree)
    )


@cache
def _public_functions(path: Path, when: int) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """Return a module's public functions; `when` it was written tells one state of it from the next."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {name: node for name, node in functions(tree).items() if not name.startswith("_")}


def package_functions(root: Path) -> Iterator[tuple[str, str, ast.FunctionDef | ast.ClassDef]]:
    """Yield module, name and syntax tree of what a lesson may define in the same words as the package.

    Parameters
    ----------
    root : Path
        The course's root.

    Yields
    ------
    tuple of str, str and a node
    """
    package = Path(root) / "lstm_course"
    modules = "cells layers losses optim gradcheck initialisation probes".split()
    paths = [package / f"{name}.py" for name in modules]
    paths = [path if path.is_file() else path.with_suffix("") / "__init__.py" for path in paths]
    for folder in ("datasets", "evaluate"):
        paths += sorted((package / folder).glob("[!_]*.py"))
    for path in paths:
        if not path.is_file():
            continue
        module = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        for name, node in _public_functions(path, path.stat().st_mtime_ns).items():
            yield module, name, node
