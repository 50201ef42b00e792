"""What a lesson says of itself in its first cell: title, question, minutes, prerequisites, time budget.

It stands in the notebook and nowhere else. The map of the course, the README's table, the website's contents and the
time budgets of the tests are made from it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from .files import NotebookError, notebook_paths

TITLE = "title, such as '# 3. The LSTM cell'"
PATTERNS = {
    TITLE: re.compile(r"\A# (\d+)\. (\S.*)$", re.MULTILINE),
    "question in bold, at the beginning of a paragraph": re.compile(r"^\*\*(.+?\?)\*\*", re.MULTILINE),
    "'About N minutes.'": re.compile(r"^About (\d+) minutes\.", re.MULTILINE),
    "'Prerequisites: ...' behind the minutes": re.compile(
        r"^About \d+ minutes\. Prerequisites: (\S.*)$", re.MULTILINE
    ),
}


class Lesson(NamedTuple):
    """A lesson, as its first cell describes it.

    Attributes
    ----------
    number : int
        Its number, that of the file.
    stem : str
        Name of its three notebooks, without ``.ipynb``.
    title : str
        Its title, without the number.
    question : str
        The question that it answers, in Markdown.
    minutes : int
        For reading and thinking.
    prerequisites : str
        What comes before, in Markdown.
    budget : float
        Seconds that a run may take on two cores that have nothing else to do, the start of the kernel included.
    """

    number: int
    stem: str
    title: str
    question: str
    minutes: int
    prerequisites: str
    budget: float

    @property
    def heading(self) -> str:
        """Number and title, as on the page."""
        return f"{self.number}. {self.title}"


def lesson(cell: dict[str, Any], stem: str) -> Lesson:
    """Return what the first cell of a lesson says.

    Parameters
    ----------
    cell : dict
        The cell. Its metadata holds the budget: ``{"lstm_course": {"budget": 8}}``.
    stem : str
        Name of the notebook without ``.ipynb``; the first two digits are the number.

    Returns
    -------
    Lesson
        What the first cell says.

    Raises
    ------
    NotebookError
        If something is missing; the message names the notebook and what it lacks.
    """
    where = f"notebooks/{stem}.ipynb"
    text = "".join(cell["source"])
    found = {what: pattern.search(text) for what, pattern in PATTERNS.items()}
    for what, match in found.items():
        if match is None:
            raise NotebookError(f"{where}: the first cell has no {what}")
    title, question, minutes, prerequisites = found.values()
    if int(title[1]) != int(stem[:2]):
        raise NotebookError(f"{where}: the title has the number {title[1]}")
    budget = cell.get("metadata", {}).get("lstm_course", {}).get("budget")
    if isinstance(budget, bool) or not isinstance(budget, int | float) or not budget > 0:
        raise NotebookError(
            f"{where}: the first cell's metadata must hold the budget in seconds, such as "
            f'{{"lstm_course": {{"budget": 8}}}}; got {budget!r}'
        )
    return Lesson(int(title[1]), stem, title[2], question[1], int(minutes[1]), prerequisites[1], budget)


def lessons(root: Path, strict: bool = True) -> list[Lesson]:
    """Return the lessons of the course, in order.

    Parameters
    ----------
    root : Path
        The course's root.
    strict : bool
        Whether what is no lesson is an error. Otherwise a learner's own notebooks are passed over, he may have put
        cells before the first, and a lesson that does not describe itself any more is left out.

    Returns
    -------
    list of Lesson
        In the order of their numbers.

    Raises
    ------
    NotebookError
        If the first cell of a lesson lacks something, or a file is not a notebook.
    """
    found = []
    for path in notebook_paths(root, "notebooks", strict):
        try:
            found.append(_described(path, strict))
        except NotebookError:
            if strict:
                raise
    return found


def _described(path: Path, strict: bool) -> Lesson:
    try:
        cells = json.loads(path.read_bytes())["cells"]
        first = cells[0]
        if not strict:
            titled = (cell for cell in cells if PATTERNS[TITLE].match("".join(cell["source"])))
            first = next(titled, first)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise NotebookError(f"notebooks/{path.name}: not a notebook with a first cell") from error
    return lesson(first, path.stem)
