"""The reference's own text, its syntax tree and its positions, and what an edit of it is."""

import ast
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Edit:
    """One edit of the reference: where, what takes the place, and what is said of it.

    Parameters
    ----------
    places : tuple of (start, stop, new)
        In the reference's text, none overlapping.
    kind : str
        ``"operator"``, ``"name"`` and so on.
    words : str
        The sentence's middle; ``{shown}`` stands for what is there in effect.
    frame : tuple of (start, stop)
        The part of the text that is shown, as edited.
    node : ast.AST
        What is edited, for the words that say where.
    rank : int
        The smaller the likelier: the order of the search.
    """

    places: tuple
    kind: str
    words: str
    frame: tuple
    node: ast.AST = field(compare=False, repr=False)
    rank: int = 2


class Reference:
    """A reference's text with its syntax tree, its parents and its positions."""

    def __init__(self, text, name):
        self.text = text
        self.tree = ast.parse(text)
        self.root = next(
            node
            for node in self.tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name
        )
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._raw = [line.encode() for line in text.splitlines(keepends=True)]
        self.parents = {}
        for node in ast.walk(self.root):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
        self.bound = self._first_bindings()

    def _at(self, line, column):
        return self._lines[line - 1] + len(self._raw[line - 1][:column].decode())

    def span(self, node):
        """Return start and stop of a node in the text."""
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def of(self, node):
        """Return a node's own text."""
        start, stop = self.span(node)
        return self.text[start:stop]

    def statement(self, node):
        """Return the statement that a node belongs to."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def loops(self, node):
        """Return the loops around a node, the innermost first."""
        found = []
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, (ast.For, ast.While)):
                found.append(node)
        return found

    def _first_bindings(self):
        found = {}
        for node in ast.walk(self.root):
            if isinstance(node, ast.arg):
                found[node.arg] = 0
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = min(found.get(node.id, node.lineno), node.lineno)
        return found

    def shown_around(self, node, most=48):
        """Return the span of the expression around a node that is short enough to be shown."""
        best = node
        while True:
            parent = self.parents.get(best)
            if not isinstance(parent, ast.expr) or isinstance(parent, (ast.Tuple, ast.List)):
                return self.span(best)
            start, stop = self.span(parent)
            if stop - start > most:
                return self.span(best)
            best = parent
            if isinstance(best, (ast.BinOp, ast.Call, ast.Subscript, ast.Compare)) and best is not node:
                return self.span(best)
