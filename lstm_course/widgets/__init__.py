"""Interactive pieces: figures that answer, in JupyterLab and on a page without a kernel.

Each piece is a folder: a class whose values are traits, ``piece.js`` with all of its arithmetic and drawing, and
``style.css``; the first line of a file of JavaScript says what it needs. A piece shows itself as the last line of a
cell; ``piece.observe(function, "logit")`` tells Python what the learner does, and ``piece.logit = 2`` moves it from
Python.
"""

import importlib
import pkgutil

from ._piece import CSS, MIME_TYPE, Piece, javascript, module, page, parts, place, script, source, style


def _found():
    """Return the class of each folder that holds a piece, by its name."""
    folders = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.ispkg)
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in folders}
    return {
        name: next(
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Piece) and value.name == name
        )
        for name, module in modules.items()
    }


PIECES = _found()
globals().update({piece.__name__: piece for piece in PIECES.values()})


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
    "javascript",
    "module",
    "page",
    "parts",
    "place",
    "script",
    "source",
    "sources",
    "style",
]
__all__ += [piece.__name__ for piece in PIECES.values()]
