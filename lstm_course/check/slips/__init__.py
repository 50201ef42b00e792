"""Every single edit of the reference, and what is to be said of it.

An edit is a place in the reference's own text and the text that takes it. What can be edited is read off the syntax
tree: operators and operands, names of the same kind, numbers, functions, axes, borders, lines and loops.
"""

import ast

from .calls import MAKERS as _OF_CALLS
from .operands import MAKERS as _OF_OPERANDS
from .reference import Edit, Reference
from .statements import made, statement_edits

__all__ = ["Edit", "Reference", "all_edits", "made"]
_MAKERS = {**_OF_OPERANDS, **_OF_CALLS}


def expression_edits(ref: Reference, kinds):
    """Yield the edits of all expressions.

    Parameters
    ----------
    ref : Reference
    kinds : dict
        Local name -> a key that is the same for values of the same kind.

    Yields
    ------
    Edit
    """
    for node in ast.walk(ref.root):
        if isinstance(node, ast.expr) and node in ref.parents and not _out_of_reach(ref, node):
            maker = _MAKERS.get(type(node))
            if maker is not None:
                for new, kind, words, rank, wide in maker(ref, node, kinds):
                    start, stop = ref.span(node)
                    frame = ref.shown_around(node) if wide else (start, stop)
                    yield Edit(((start, stop, new),), kind, words, frame, node, rank)


def _out_of_reach(ref, node):
    """Whether a node belongs to a signature, or to a text with values in it, which has no positions of its own."""
    while isinstance(node, ast.expr):
        if isinstance(node, ast.JoinedStr):
            return True
        node = ref.parents[node]
    return isinstance(node, (ast.arguments, ast.arg))


def all_edits(ref: Reference, kinds, more=()) -> list[Edit]:
    """Return every edit once, the likelier ones first.

    Parameters
    ----------
    ref : Reference
    kinds : dict
        Local name -> (word, shape) of its value in some call, so that names of the same kind can be exchanged.
    more : iterable of Edit
        Beside those that are read off the text.

    Returns
    -------
    list of Edit
    """
    found = {}
    for edit in (*expression_edits(ref, kinds), *statement_edits(ref), *more):
        before = found.get(edit.places)
        if before is None or edit.rank < before.rank:
            found[edit.places] = edit
    return sorted(found.values(), key=lambda edit: edit.rank)
