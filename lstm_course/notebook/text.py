"""What a notebook's texts hold: words, lists, links, pictures and their descriptions."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from nbformat import NotebookNode

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]+`")
MATHS = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$", re.MULTILINE)
LINK = re.compile(r"\]\(<?([^)>\s]+)>?(?: \"[^\"]*\")?\)|(?:href|src)=\"([^\"]+)\"")
LIST_ITEM = re.compile(r"^(?:[-*+]|\d+[.)]) +", re.MULTILINE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\][(\[]<?([^)\]>\s]*)")
IMAGE_DIRECTIVE = re.compile(
    r"^(`{3,}|:{3,}) *\{(?:figure|image)\} *(\S*)[^\n]*\n(.*?)^\1 *$", re.MULTILINE | re.DOTALL
)
PNG_IN_HTML = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
PREDICT = "**Predict:**"
GUESS = re.compile(r"\bGuess\(")
PIECE = (
    "application/vnd.lstm-course.widget+json"  # the output of an interactive piece: its name and its values
)


def folded(notebook) -> dict[int, str]:
    """Return what JupyterLab folds: the output of a cell that answers a prediction, the code of a guess.

    A prediction is answered by the next code cell, or the one after it where that holds a `widgets.Guess`, whose code
    holds the truth.

    Parameters
    ----------
    notebook : object with ``cells``
        A notebook, or a page of the lint.

    Returns
    -------
    dict
        Place of a code cell -> ``"outputs_hidden"`` or ``"source_hidden"``, as JupyterLab names it.
    """
    found, asked = {}, False
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            asked |= PREDICT in cell.source
        elif cell.cell_type == "code":
            if GUESS.search(cell.source):
                found[place] = "source_hidden"
            elif asked:
                found[place], asked = "outputs_hidden", False
    return found


def words(markdown: str) -> int:
    """Count the words of a Markdown text; a formula or a code span counts as one.

    Parameters
    ----------
    markdown : str
        The source of a cell, or a part of it.
    """
    text = MATHS.sub(" x ", CODE_SPAN.sub(" x ", FENCE.sub(" ", markdown)))
    text = LINK.sub("]", re.sub(r"</?(?:details|summary)>", " ", text))
    return len(WORD.findall(text))


def first_list(markdown: str) -> int:
    """Count the items of the first list of a Markdown text (nested items are not counted).

    Parameters
    ----------
    markdown : str
        The source of a cell, or a part of it.
    """
    count = 0
    blank = False
    for line in markdown.splitlines():
        if LIST_ITEM.match(line):
            count += 1
            blank = False
        elif not line.strip():
            blank = True
        elif count and blank and not line.startswith(" "):
            break
    return count


class _Images(HTMLParser):
    """Collects the attributes of each ``<img>``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes of an image."""
        if tag == "img":
            self.found.append(dict(attrs))


def html_images(html: str) -> list[tuple[str, str]]:
    """Return source and description of each ``<img>``; the description is empty where there is none.

    Parameters
    ----------
    html : str
        Anything with tags; what is not an image is passed over.

    Returns
    -------
    list of tuple of str
        (source, description) in the order of the text.
    """
    parser = _Images()
    parser.feed(html)
    parser.close()
    return [(image.get("src") or "", (image.get("alt") or "").strip()) for image in parser.found]


def markdown_images(text: str) -> list[tuple[str, str]]:
    """Return source and description of each image of a Markdown text: its own form, HTML and MyST's directives.

    Parameters
    ----------
    text : str
        The source of a cell or a page.

    Returns
    -------
    list of tuple of str
        (source, description) in the order of the text.
    """
    found = []
    for directive in IMAGE_DIRECTIVE.finditer(text):
        alt = re.search(r"^ *:?alt: *(.*)$", directive[3], re.MULTILINE)
        found.append((directive[2], alt[1].strip() if alt else ""))
    plain = CODE_SPAN.sub("", FENCE.sub("", IMAGE_DIRECTIVE.sub("", text)))
    found += [(image[2], image[1].strip()) for image in MARKDOWN_IMAGE.finditer(plain)]
    return found + html_images(plain)


def pictures(output: NotebookNode) -> set[str]:
    """Return the PNG images of an output in base64; one that is there in two forms is returned once.

    The still picture of an interactive piece is no picture of the lesson.

    Parameters
    ----------
    output : NotebookNode
        One output of a code cell.
    """
    data = output.get("data", {})
    if PIECE in data:
        return set()
    found = {"".join(data["image/png"].split())} if "image/png" in data else set()
    return found | set(PNG_IN_HTML.findall(data.get("text/html", "")))


def shows_picture(cell: NotebookNode) -> bool:
    """Return whether a code cell has an image of any kind in its outputs, beside the still picture of a piece.

    Parameters
    ----------
    cell : NotebookNode
        A code cell that was run.
    """
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return any(
        any(kind.startswith("image/") for kind in kinds) or html_images(kinds.get("text/html", ""))
        for kinds in data
        if PIECE not in kinds
    )
