"""The lint of all notebooks: ``lint_all`` applies a table of small rules to each file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..notebook.files import KERNELSPEC, NotebookError, dump, normalised, notebook_paths, read
from ..notebook.text import CODE_SPAN, FENCE, HEADING, LINK, markdown_images
from . import exercise_rules, lesson_rules
from .page import Finding, Page, parsed

FORBIDDEN_CODE = (
    (re.compile(r"^\s*[%!]", re.MULTILINE), "a magic or a shell command"),
    (re.compile(r"https?://|\burllib\b|\burlretrieve\b|\brequests\b|\bwget\b"), "a download"),
    (re.compile(r"(filterwarnings|simplefilter)\(\s*[\"']ignore"), "silenced warnings"),
    (re.compile(r";[ \t]*(#.*)?$", re.MULTILINE), "a ';' at the end of a line"),
    (
        re.compile(r"\bplt\.show\("),
        "plt.show(); show('what is seen') of lstm_course.plots describes a figure",
    ),
)


def kernel(page: Page) -> Iterator[Finding]:
    """Require the kernel python3."""
    name = page.notebook.metadata.get("kernelspec", {}).get("name")
    if name != KERNELSPEC["name"]:
        yield None, f"the kernel is {name!r}, expected {KERNELSPEC['name']!r}"


def form(page: Page) -> Iterator[Finding]:
    """Require the bytes of the course's own writer."""
    if page.path.read_bytes() != dump(normalised(page.notebook)):
        yield None, "the file is not in the form in which the course's own commands write it"


def heading_levels(page: Page) -> Iterator[Finding]:
    """Require one title, and that no level is left out."""
    titles = [index for index, level, _ in page.headings if level == 1]
    if len(titles) != 1:
        yield None, f"{len(titles)} headings of level 1, expected 1"
    previous = 0
    for index, level, text in page.headings:
        if level > previous + 1:
            yield index, f"the heading {text!r} has level {level} after level {previous}"
        previous = level


def links(page: Page) -> Iterator[Finding]:
    """Require that local links lead to a file of the course, anchors to a heading."""
    for index, text in page.markdown:
        for match in LINK.finditer(CODE_SPAN.sub("", text)):
            target = match[1] or match[2]
            if re.match(r"https?:|mailto:|data:", target):
                continue
            reason = _broken(page, index, target)
            if reason:
                yield index, f"the link {target!r} {reason}"


def _broken(page: Page, index: int, target: str) -> str:
    if target.startswith("attachment:"):
        name = target.removeprefix("attachment:")
        return "" if name in page.cells[index].get("attachments", {}) else "has no attachment"
    name, _, anchor = unquote(target).partition("#")
    path = (page.path.parent / name).resolve() if name else page.path.resolve()
    if not path.is_relative_to(page.root.resolve()) or not path.exists():
        return "leads to no file of the course"
    if anchor and path.suffix == ".ipynb":
        there = Page(page.root, path, read(path))
        if anchor not in {text.replace(" ", "-") for _, _, text in there.headings}:
            return "leads to no heading"
    if anchor and path.suffix == ".md":
        titles = HEADING.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
        if anchor not in {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for _, t in titles}:
            return "leads to no heading"
    return ""


def code_is_plain(page: Page) -> Iterator[Finding]:
    """Forbid magics, downloads, silenced warnings, trailing semicolons and figures without a description."""
    for index, cell in page.code:
        found = [what for pattern, what in FORBIDDEN_CODE if pattern.search(cell.source)]
        for what in found:
            yield index, f"the code holds {what}"
        if not found and parsed(cell.source) is None:
            yield index, "the code does not parse as Python"


def images_have_alt(page: Page) -> Iterator[Finding]:
    """Require a description of each image in the text."""
    for index, cell in enumerate(page.cells):
        if cell.cell_type == "markdown":
            for what in _undescribed(cell.source):
                yield index, what


def _undescribed(text: str) -> Iterator[str]:
    for source, alt in markdown_images(text):
        if not alt:
            yield f"the image {source[:60]!r} has no description"


def terms(page: Page) -> Iterator[Finding]:
    """Require the field's term, time step."""
    for index, cell in enumerate(page.cells):
        if re.search(r"(?i)timestamp", cell.source):
            yield index, "the word 'timestamp': the term is 'time step'"


COMMON_RULES = (kernel, form, heading_levels, links, code_is_plain, images_have_alt, terms)


def lint(page: Page, records: Mapping[str, Any]) -> Iterator[Finding]:
    """Apply the rules for a page's folder.

    Parameters
    ----------
    page : Page
    records : mapping
        The records of the exercises, by name.

    Yields
    ------
    tuple of int or None, and str
        The cell and what is wrong.
    """
    lesson = page.path.parent.name == "notebooks"
    for rule in COMMON_RULES + (lesson_rules.RULES if lesson else exercise_rules.RULES):
        yield from rule(page)
    if not lesson:
        yield from exercise_rules.records_agree(page, records)


def lint_texts(root: Path) -> Iterator[str]:
    """Check the images of the README and of the website's own pages.

    Parameters
    ----------
    root : Path
        The course's root.

    Yields
    ------
    str
        A finding such as ``"README.md: the image 'cell.png' has no description"``.
    """
    for path in (root / "README.md", *sorted((root / "site").glob("*.md"))):
        if path.is_file():
            for what in _undescribed(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(root).as_posix()}: {what}"


def lint_all(root: Path, records: Mapping[str, Any] | None = None) -> list[str]:
    """Check every notebook of the course, and the images of its pages in Markdown.

    Parameters
    ----------
    root : Path
        The course's root.
    records : mapping, optional
        The records of the exercises, by name; without it ``lstm_course.check.records()``.

    Returns
    -------
    list of str
        Findings such as ``"notebooks/03_the_lstm_cell.ipynb cell 7: prints 0.123456: at most 4
        decimals"``, cells counted from 0; empty when all is well.
    """
    root = Path(root)
    if records is None:
        from .. import check

        records = check.records()
    found: list[str] = []
    for folder in ("notebooks", "solutions", "exercises"):
        try:
            paths = notebook_paths(root, folder)
        except NotebookError as error:
            found.append(str(error))
            continue
        if not paths:
            found.append(f"{folder}: no notebook")
        for path in paths:
            try:
                page = Page(root, path, read(path))
            except NotebookError as error:
                found.append(str(error))
                continue
            for index, what in lint(page, records):
                cell = "" if index is None else f" cell {index}"
                found.append(f"{page.name}{cell}: {what}")
    return found + list(lint_texts(root))
