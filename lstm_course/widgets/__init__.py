"""Interactive pieces: figures that answer, in JupyterLab and on a page without a kernel.

Each piece is a class whose values are traits, and a file in ``js`` with all of its arithmetic and drawing. A piece
shows itself as the last line of a cell; ``piece.observe(function, "logit")`` tells Python what the learner does, and
``piece.logit = 2`` moves it from Python.
"""

from ._piece import CSS, MIME_TYPE, Piece, javascript, module, page, place, script, source
from .cell_stepper import CellStepper
from .microscope import Microscope
from .morph import Morph
from .river import River
from .rosetta import Rosetta
from .switches import Switches
from .valve import Valve

PIECES = {piece.name: piece for piece in (CellStepper, Microscope, Morph, River, Switches, Valve, Rosetta)}


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
    "CellStepper",
    "Microscope",
    "Morph",
    "Piece",
    "River",
    "Rosetta",
    "Switches",
    "Valve",
    "javascript",
    "module",
    "page",
    "place",
    "script",
    "source",
    "sources",
]
