"""What the website is made from: notebooks with links that lead to pages, and interactive pieces that are alive."""

from __future__ import annotations

import ast
import html
import json
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat import NotebookNode

from ... import widgets
from ...notebook.files import WIDGET_VIEW

if TYPE_CHECKING:
    from .addresses import Addresses

ROOT = Path(__file__).parents[3]
FOLDERS = {"notebooks": "lessons", "exercises": "exercises"}  # in the repository: on the website
FIGURE = "images/reproduction.png"
PAGES = {  # besides the notebooks and the pages in site/
    "README.md": "index.md",
    "README.md#Glossary": "glossary.md",
    "lstm_course/reproduce/results/table.md": "reproduced.md",
    "lstm_course/reproduce/results/figure.png": FIGURE,
    "site/exercises/index.md": "exercises/index.md",
    "site/glossary.md": "glossary.md",
    "site/ways.md": "ways.md",
    "site/api/index.md": "api/index.md",
}

_CODE = re.compile(r"(```.*?```|~~~.*?~~~|(?<!`)`[^`\n]+`(?!`))", flags=re.DOTALL)
_LINK = re.compile(r"(?P<before>\]\()(?P<target>[^)\s]+)(?P<after>\))")
_CLASSES = {  # a paragraph that begins like this: the class that it gets
    "course-caption": re.compile(r"^(?=\*Figure \d+\.\d+\. )", flags=re.MULTILINE),
    "course-predict": re.compile(r"^(?=\*\*Predict:\*\*)", flags=re.MULTILINE),
    "course-try": re.compile(r"^(?=\*\*Try it:\*\*)", flags=re.MULTILINE),
}


IMPORTS = "The imports"


class SiteError(ValueError):
    """The website cannot be built; the message names the file and the reason."""


def slug(title: str) -> str:
    """Return the anchor that JupyterLab gives to a heading.

    Parameters
    ----------
    title : str

    Returns
    -------
    str
    """
    return title.strip().replace(" ", "-")


def site_path(target: str, root: Path = ROOT) -> str | None:
    """Return where a file of the repository is on the website.

    Parameters
    ----------
    target : str
        Path from the root of the repository, with or without ``#anchor``.
    root : Path
        Root of the repository.

    Returns
    -------
    str or None
        Path in the tree of sources, with the anchor; None where the website has no such page.
    """
    if target in PAGES:
        return PAGES[target]
    path, hash_sign, anchor = target.partition("#")
    folder, _, name = path.partition("/")
    if path in PAGES:
        page = PAGES[path]
    elif folder in FOLDERS and (root / path).is_file():
        page = f"{FOLDERS[folder]}/{name}"
    elif folder == "site" and (root / path).is_file():
        page = name
    else:
        return None
    return page + hash_sign + anchor


def relink(text: str, source: str, page: str, root: Path = ROOT) -> str:
    """Return Markdown in which the links between files of the repository lead to pages of the website.

    Code is left alone, and so are links to a heading of the same page and links with a scheme.

    Parameters
    ----------
    text : str
    source : str
        Path of the file that holds the text, from the root of the repository.
    page : str
        Path of its page in the tree of sources.
    root : Path
        Root of the repository.

    Returns
    -------
    str

    Raises
    ------
    SiteError
        If a link leads to something that the website does not have.
    """

    def replacement(match: re.Match) -> str:
        target = match["target"]
        if target.startswith("#") or re.match(r"[a-z]+:", target):
            return match[0]
        here = posixpath.normpath(posixpath.join(posixpath.dirname(source), target.partition("#")[0]))
        there = site_path(here + "".join(target.partition("#")[1:]), root)
        if there is None:
            raise SiteError(f"{source}: the link to {target} leads to no page of the website")
        path, hash_sign, anchor = there.partition("#")
        relative = posixpath.relpath(path, posixpath.dirname(page) or ".")
        return match["before"] + relative + hash_sign + anchor + match["after"]

    parts = _CODE.split(text)
    return "".join(part if index % 2 else _LINK.sub(replacement, part) for index, part in enumerate(parts))


def _output(output: NotebookNode, source: str) -> NotebookNode:
    """Return an output as the website shows it."""
    result = nbformat.from_dict(json.loads(json.dumps(output)))
    data = result.get("data", {})
    data.pop(WIDGET_VIEW, None)
    piece = data.get(widgets.MIME_TYPE)
    if piece is not None:
        if piece["widget"] not in widgets.PIECES:
            raise SiteError(f"{source}: there is no interactive piece {piece['widget']!r}")
        place = widgets.place(piece["widget"], piece["state"])
        words = html.escape(data.get("text/plain", "").partition(" (interactive")[0])
        without = (
            f"<noscript><p>{words}. An interactive piece: it needs JavaScript.</p></noscript>"
            if words
            else ""
        )
        result.data = nbformat.from_dict({"text/html": place + without})
    elif "text/html" in data:
        data["text/html"] = _TO_A_LESSON.sub(r"\1", data["text/html"])
    return result


_TO_A_LESSON = re.compile(r'<a href="\.\./notebooks/[^"]*">(.*?)</a>')  # a check's link, for JupyterLab


def only_imports(code: str) -> bool:
    """Return whether a cell imports, chooses the style of the figures, and does nothing else.

    Parameters
    ----------
    code : str

    Returns
    -------
    bool
    """
    try:
        statements = ast.parse(code).body
    except SyntaxError:  # a magic of IPython
        return False
    rest = [one for one in statements if not isinstance(one, ast.Import | ast.ImportFrom)]
    return 0 <= len(rest) < len(statements) and all(
        ast.unparse(one).startswith("plt.style.use(") for one in rest
    )


def prepared(
    notebook: NotebookNode, source: str, page: str, bar: str = "", root: Path = ROOT
) -> NotebookNode:
    """Return the copy of a notebook that Sphinx reads.

    Links lead to pages, interactive pieces are elements for the website's script, captions, predictions and
    invitations to try something carry a class, answers to predictions and imports are folded, and a bar of links
    stands below the title.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    source : str
        Its path from the root of the repository.
    page : str
        Its path in the tree of sources.
    bar : str
        Markdown that is put below the title.
    root : Path
        Root of the repository.

    Returns
    -------
    NotebookNode

    Raises
    ------
    SiteError
        If the notebook does not begin with a title, a link leads to no page, or there is no such interactive piece.
    """
    result = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for cell in result.cells:
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source, source, page, root)
            for name, beginning in _CLASSES.items():
                cell.source = beginning.sub(f"{{.{name}}}\n", cell.source)
        elif cell.cell_type == "code":
            cell.outputs = [_output(output, source) for output in cell.outputs]
            if only_imports(cell.source):
                cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
                cell.metadata["mystnb"] = {"code_prompt_show": IMPORTS, "code_prompt_hide": IMPORTS}
            for folded, tag in (("outputs_hidden", "hide-output"), ("source_hidden", "hide-input")):
                if cell.metadata.get("jupyter", {}).get(folded):
                    cell.metadata["tags"] = [*cell.metadata.get("tags", []), tag]
    if not result.cells or not result.cells[0].source.startswith("# "):
        raise SiteError(f"{source}: the first cell must begin with the title, such as '# 3. The LSTM cell'")
    title, newline, rest = result.cells[0].source.partition("\n")
    result.cells[0].source = f"{title}\n\n{bar}\n{newline}{rest}" if bar else title + newline + rest
    return result


def notebook_bar(path: Path, root: Path = ROOT, where: Addresses | None = None) -> str:
    """Return the Markdown of the bar below a notebook's title: the download, and the page that goes with it.

    A notebook imports the course, so the bar offers the whole course, too, and a place that runs it where one is known.

    Parameters
    ----------
    path : Path
        Of the notebook.
    root : Path
        Root of the repository.
    where : Addresses, optional
        Where the course is published.

    Returns
    -------
    str
    """
    folder, name = path.parent.name, path.name
    address = f"../downloads/{folder}/{name}"
    download = f'<a class="course-download" href="{address}" download>Download this notebook (.ipynb)</a>'
    partner = "exercises" if folder == "notebooks" else "notebooks"
    words = "The exercises of this lesson" if folder == "notebooks" else "The lesson of these exercises"
    other = f"[{words}](../{FOLDERS[partner]}/{name})" if (root / partner / name).is_file() else ""
    course = (
        '<a class="course-download" href="../downloads/lstm-course.zip" download>The whole course (.zip)</a>'
    )
    run = [("Binder", where.binder), ("Colab", where.colab)] if where else []
    places = [f"[Open in {name}]({link(f'{folder}/{path.name}')})" for name, link in run if link()]
    return (
        '<div class="course-bar">\n\n'
        + "\n".join(filter(None, [download, course, other, *places]))
        + "\n\n</div>"
    )
