"""Interactive pieces: figures that answer, in JupyterLab and on a page without a kernel.

Each piece is a class whose values are traits, and a file in ``js`` with all of its arithmetic and drawing. A piece
shows itself as the last line of a cell; ``piece.observe(function, "logit")`` tells Python what the learner does, and
``piece.logit = 2`` moves it from Python.
"""

from ._piece import CSS, MIME_TYPE, Piece, javascript, module, place, script
from .valve import Valve

PIECES = {piece.name: piece for piece in (Valve,)}


def sources():
    """Return every piece as a JavaScript module with a default export.

    Returns
    -------
    dict
        Name of the piece -> text.
    """
    return {name: module(name) for name in PIECES}


__all__ = [
    "CSS",
    "MIME_TYPE",
    "PIECES",
    "Piece",
    "Valve",
    "javascript",
    "module",
    "place",
    "script",
    "sources",
]
