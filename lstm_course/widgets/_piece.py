"""What every interactive piece is: values in traits, and one text of JavaScript that draws them and calculates."""

import html
import json
from pathlib import Path

import anywidget

FOLDER = Path(__file__).parent
CSS = (FOLDER / "pieces.css").read_text(encoding="utf-8")
MIME_TYPE = "application/vnd.lstm-course.widget+json"


def javascript(name):
    """Return the text of one file of the folder ``js``.

    Parameters
    ----------
    name : str
        Without ``.js``.

    Returns
    -------
    str
    """
    return (FOLDER / "js" / f"{name}.js").read_text(encoding="utf-8")


def module(name):
    """Return a piece as one JavaScript module, as anywidget takes it: the shared functions, then its own.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.

    Returns
    -------
    str
    """
    return "\n".join(
        [javascript("arithmetic"), javascript("page"), javascript(name), "export default { render };\n"]
    )


def script(name):
    """Return a piece as a plain script for a page without a kernel, to be loaded after ``standalone``.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.

    Returns
    -------
    str
    """
    parts = [javascript("arithmetic"), javascript("page"), javascript(name)]
    return "\n".join(["(() => {", *parts, f'window.lstmCourse.pieces["{name}"] = render;', "})();\n"])


def place(name, state):
    """Return the HTML of the place where a page without a kernel shows a piece.

    Parameters
    ----------
    name : str
        Of the piece, such as ``"valve"``.
    state : dict
        Its values, as JSON.

    Returns
    -------
    str
    """
    values = json.dumps(state, sort_keys=True).replace("</", "<\\/")
    return (
        f'<div data-lstm-course="{html.escape(name)}"><script type="application/json">{values}</script></div>'
    )


class Piece(anywidget.AnyWidget):
    """An interactive piece.

    A subclass has a `name`, which is that of its file in ``js``, a `summary` for readers who see no JavaScript, and
    traits with ``sync=True``. All arithmetic is JavaScript, so that the piece works without a kernel, too; Python sees
    and sets the traits.
    """

    name = ""
    summary = ""
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

    def page(self, title=None):
        """Return a complete HTML page with this piece, which needs no kernel and no network.

        Parameters
        ----------
        title : str, optional
            Of the page.

        Returns
        -------
        str
        """
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            f"<title>{html.escape(title or self.summary)}</title>\n<style>{CSS}</style>\n"
            f"<script>{javascript('standalone')}</script>\n<script>{script(self.name)}</script>\n</head>\n"
            f"<body>\n<main>{place(self.name, self.state())}</main>\n</body>\n</html>\n"
        )

    def __repr__(self):
        return f"{type(self).__name__}: {self.summary} (interactive: run the cell to use it)"

    def _repr_mimebundle_(self, **keywords):
        bundle = super()._repr_mimebundle_(**keywords)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        data = {**data, "text/plain": repr(self), MIME_TYPE: {"widget": self.name, "state": self.state()}}
        return data, metadata
