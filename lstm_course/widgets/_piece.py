"""What every interactive piece is: values in traits, and one text of JavaScript that draws them and calculates."""

import contextlib
import functools
import html
import json
from numbers import Real
from pathlib import Path
from typing import ClassVar

import anywidget
import traitlets

FOLDER = Path(__file__).parent
MIME_TYPE = "application/vnd.lstm-course.widget+json"  # of the output of a piece: its name and its values
CSS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (FOLDER / "shared" / "base.css", *sorted(FOLDER.glob("*/style.css")))
)


@functools.cache
def _text(path):
    return path.read_text(encoding="utf-8")


def stored(path):
    """Return what a file of JSON holds, a new copy at each call; the file is read once.

    Parameters
    ----------
    path : Path
        Of the piece's folder.
    """
    return json.loads(_text(path))


@contextlib.contextmanager
def fitting(what):
    """Turn what a check of a value raises, inside the block, into the error of a trait that says what does not fit.

    Parameters
    ----------
    what : str
        The beginning of the sentence, such as "weights do not fit".
    """
    try:
        yield
    except KeyError as error:
        raise traitlets.TraitError(f"{what}: {error} is missing") from None
    except (TypeError, ValueError) as error:
        raise traitlets.TraitError(f"{what}: {error}") from None


def javascript(name, piece="shared"):
    """Return the text of one file of JavaScript.

    Parameters
    ----------
    name : str
        Without ``.js``.
    piece : str
        The folder.
    """
    return (FOLDER / piece / f"{name}.js").read_text(encoding="utf-8")


def style(piece):
    """Return the style of one piece, with what all pieces share.

    Parameters
    ----------
    piece : str
        The folder.
    """
    own = FOLDER / piece / "style.css"
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (FOLDER / "shared" / "base.css", own) if path.is_file()
    )


def parts(piece, name="piece", seen=()):
    """Return the files of a piece as (folder, name), each after those that its first line says it needs.

    Parameters
    ----------
    piece : str
        The folder.
    name : str
        The file to begin with.
    seen : tuple of str
        The files on the way to this one.

    Raises
    ------
    ValueError
        Where two files need each other.
    """
    if name in seen:
        raise ValueError(f"the files {', '.join(seen)} of the piece {piece} need each other")
    folder = piece if (FOLDER / piece / f"{name}.js").is_file() else "shared"
    first = javascript(name, folder).partition("\n")[0]
    needed = first.removeprefix("// needs: ").split(", ") if first.startswith("// needs: ") else []
    found = [file for other in needed for file in parts(piece, other, (*seen, name))]
    return list(dict.fromkeys([*found, (folder, name)]))


def source(name):
    """Return all functions of a piece as one text: the shared ones, its parts, its own file.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.
    """
    return "\n".join(javascript(file, folder) for folder, file in parts(name))


def module(name):
    """Return a piece as a JavaScript module with a default export, as anywidget takes it.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.
    """
    return f"{source(name)}\nexport default {{ render }};\n"


def script(name):
    """Return a piece as a plain script for a page without a kernel, to be loaded after ``standalone``.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.
    """
    return f'(() => {{\n{source(name)}\nwindow.lstmCourse.pieces["{name}"] = render;\n}})();\n'


def place(name, state):
    """Return the HTML of the place where a page without a kernel shows a piece.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.
    state : str
        Its values as JSON, as `Piece.text` gives them.
    """
    values = state.replace("<", "\\u003c")  # no text may end the script, or begin a comment in it
    return (
        f'<div data-lstm-course="{html.escape(name)}"><script type="application/json">{values}</script></div>'
    )


def page(name, state):
    """Return a complete HTML page with one piece, which needs no kernel and no network.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.
    state : str
        Its values as JSON, as `Piece.text` gives them and a notebook stores them.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{html.escape(name.replace('_', ' '))}</title>\n<style>{CSS}</style>\n"
        f"<script>{javascript('standalone')}</script>\n<script>{script(name)}</script>\n</head>\n"
        f"<body>\n<main>{place(name, state)}</main>\n</body>\n</html>\n"
    )


class Number(traitlets.Float):
    """A number within a range, which the browser hears of: ``Number(1.0, min=-8, max=8)``.

    Raises
    ------
    traitlets.TraitError
        Where a value is no number, or lies outside the range, as NaN does.
    """

    def __init__(self, default, *, min, max, **keywords):
        super().__init__(default, min=min, max=max, **keywords)
        self.tag(sync=True)

    def validate(self, obj, value):
        """Return the value as a float."""
        if not isinstance(value, Real) or not self.min <= value <= self.max:  # NaN is in no range
            raise traitlets.TraitError(
                f"{self.name} must be a number from {self.min} to {self.max}, got {value!r}"
            )
        return float(value)


class Piece(anywidget.AnyWidget):
    """An interactive piece.

    A subclass has a `name`, which is that of its folder, a `summary` for readers who see no JavaScript, and
    traits with ``sync=True``. All arithmetic is JavaScript, so that the piece works without a kernel, too; Python sees
    and sets the traits.
    """

    name = ""
    summary = ""
    private: ClassVar = {}  # trait -> what a notebook stores in place of its reader's own
    _css = CSS

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if "name" in vars(cls):  # anywidget makes a subclass of its own for each object
            cls._esm = module(cls.name)

    def state(self):
        """Return the values of the piece's own traits.

        Returns
        -------
        dict
            Name -> value; numbers, strings, lists and dictionaries.
        """
        inherited = set(anywidget.AnyWidget.class_trait_names()) | {"_esm", "_css", "_anywidget_id"}
        return {name: getattr(self, name) for name in sorted(self.keys) if name not in inherited}

    def text(self):
        """Return the values of the piece's own traits as JSON, in one line."""
        return json.dumps(self.state(), sort_keys=True, allow_nan=False)

    def page(self):
        """Return a complete HTML page with this piece, which needs no kernel and no network."""
        return page(self.name, self.text())

    def __repr__(self):
        return f"{type(self).__name__}: {self.summary} (interactive: run the cell to use it)"

    def _repr_mimebundle_(self, **keywords):
        bundle = super()._repr_mimebundle_(**keywords)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        state = json.dumps(self.state() | self.private, sort_keys=True, allow_nan=False)
        data = {**data, "text/plain": repr(self), MIME_TYPE: {"widget": self.name, "state": state}}
        return data, metadata
