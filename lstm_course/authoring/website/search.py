"""The website's search finds places: a title, its page, and the text below it, for every section of every page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

NAME = "sections.js"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LEFT_OUT = {
    "headerlink",
    "course-bar",
    "course-start",
    "cell_output",
    "copybtn",
    "lc",
    "visually-hidden",
}
FORMULA = "math"
APART = {"p", "li", "td", "th", "tr", "div", "summary", "details", "dt", "dd", "pre", "br"}
TITLES = {"h1", "h2", "h3", "h4"}


class Place(NamedTuple):
    """A section of a page.

    Attributes
    ----------
    anchor : str
        The id of the section; empty for the page itself.
    title : str
        Its heading, or the name of a function or class.
    text : str
        What stands below it, up to the next section, in one line.
    """

    anchor: str
    title: str
    text: str


def readable(formula: str) -> str:
    r"""Return what stands for a formula in a line of text: its TeX where that has no command, else an ellipsis.

    Parameters
    ----------
    formula : str
        As a page holds it, such as ``\(x_t\)`` or ``\[ ... \]``.

    Returns
    -------
    str
    """
    inline = re.fullmatch(r"\\\(([^\\]+)\\\)", formula.strip())
    return inline[1].strip() if inline else "\N{HORIZONTAL ELLIPSIS}"


class _Reader(HTMLParser):
    """Reads the places of one page."""

    def __init__(self):
        super().__init__()
        # tag, whether its text is left out, whether it is a formula
        self.open: list[tuple[str, bool, bool]] = []
        self.found: list[list] = []  # anchor, title, text
        self.sections: list[str] = []
        self.inside = False
        self.heading = ""

    def handle_starttag(self, tag, pairs):
        values = dict(pairs)
        classes = set((values.get("class") or "").split())
        if tag == "article":
            self.inside = True
        if self.inside and self.found and not self.heading and tag in APART:
            self.found[-1][2] += " "  # words of two boxes are two words
        if tag in VOID or not self.inside:
            return
        left_out = bool(classes & LEFT_OUT) or tag in ("script", "style", "svg", "button", "noscript")
        self.open.append((tag, left_out or bool(self.open and self.open[-1][1]), FORMULA in classes))
        if tag == "section":
            self.sections.append(values.get("id", ""))
        if tag in TITLES and not self.heading:
            anchor = self.sections[-1] if len(self.sections) > 1 else ""
            self.found.append([anchor, "", ""])
            self.heading = tag
        if tag == "dt" and "sig" in classes and values.get("id"):
            name = values["id"].removeprefix("lstm_course.")
            self.found.append([values["id"], name, f"{name} "])

    def handle_endtag(self, tag):
        if not self.inside:
            return
        if tag == "article":
            self.inside = False
        while self.open:
            last, *_ = self.open.pop()
            if last == "section":
                self.sections.pop()
            if last == tag:
                break
        if tag == self.heading:
            self.heading = ""

    def handle_data(self, data):
        _, left_out, formula = self.open[-1] if self.open else ("", False, False)
        if self.inside and self.found and not left_out:
            self.found[-1][1 if self.heading else 2] += readable(data) if formula else data


def places(page: str) -> list[Place]:
    """Return the sections of a finished page.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    list of Place
        In the order of the page; empty where it has no article with a heading.
    """
    reader = _Reader()
    _, article, rest = page.partition("<article")  # what stands before it, as the list of pages, takes long
    reader.feed(article + rest)
    return [
        Place(anchor, *(re.sub(r"\s+", " ", each).strip() for each in (title, text)))
        for anchor, title, text in reader.found
    ]


def write_index(out: Path) -> int:
    """Write what the page of the search reads: every place of every page, as a script.

    A script can be read from a folder, too, where a browser refuses to fetch data.

    Parameters
    ----------
    out : Path
        The finished website.

    Returns
    -------
    int
        Number of places.
    """
    found = []
    for path in sorted(out.rglob("*.html")):
        name = path.relative_to(out).as_posix()
        if name not in ("search.html", "404.html"):
            found += [[name, *place] for place in places(path.read_text(encoding="utf-8"))]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (out / NAME).write_text(f"window.courseSections = {text};\n", encoding="utf-8")
    return len(found)
