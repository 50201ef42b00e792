"""A function that is written and returns nothing: it is no stub, and many of them print what they should return."""

import ast
import re
from collections.abc import Iterable

from .suspicion import parsed


def said(name: str, codes: Iterable[str]) -> str:
    """Return what is said of a function that returned None; empty where nothing but a stub is there.

    Parameters
    ----------
    name : str
        Of the exercise.
    codes : iterable of str
        The notebook's cells; what cannot be parsed says nothing.
    """
    defined = re.compile(rf"\bdef[ \t]+{re.escape(name)}\b")
    latest = [code for code in codes if defined.search(code)][-1:]
    trees = map(parsed, latest)
    found = [node for tree in trees if tree for node in ast.walk(tree) if _defines(node, name)]
    if not found or all(map(_is_empty, found[-1].body)):
        return ""
    if any(map(_prints, ast.walk(found[-1]))):
        return (
            f"{name} prints and returns None. Only what is returned counts: write return in place of print."
        )
    return f"{name} returned None: it ends without a return statement."


def _defines(node, name):
    return isinstance(node, ast.FunctionDef) and node.name == name


def _is_empty(statement):
    """Whether a statement is one of a stub: a docstring, ``...``, ``pass``, ``return None`` or a ``raise``."""
    if isinstance(statement, (ast.Expr, ast.Return)):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, (ast.Pass, ast.Raise))


def _prints(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
