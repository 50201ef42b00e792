"""The recall questions at the end of each lesson: read from the notebooks, and brought back when they are due.

A question that was known comes back after a longer time, one that was not comes back tomorrow: the piece
`widgets.recall` holds the days. Spaced like this, a few minutes a day keep the whole course (Cepeda et al.,
Psychological Bulletin 132, 2006).
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .files import notebook_paths
from .lesson import lessons

FOLDED = re.compile(r"<details>\s*<summary>(?:\d+\.\s*)?(.*?)</summary>(.*?)</details>", re.DOTALL)


class Question(NamedTuple):
    """A recall question.

    Attributes
    ----------
    id : str
        Lesson and place, ``"17.2"``.
    lesson : int
        Number of its lesson.
    question, answer : str
        In Markdown.
    """

    id: str
    lesson: int
    question: str
    answer: str


def questions(root: Path) -> list[Question]:
    """Return the recall questions of all lessons; what a learner has put beside them, or damaged, is passed over.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of Question
        In the order of the lessons.
    """
    found = []
    for path in notebook_paths(root, "notebooks", strict=False):
        try:
            cells = json.loads(path.read_bytes())["cells"]
            text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        except (OSError, ValueError, LookupError, TypeError):
            continue
        _, _, end = text.partition("\n## Summary")
        number = int(path.name[:2])
        for place, (question, answer) in enumerate(FOLDED.findall(end), start=1):
            found.append(Question(f"{number}.{place}", number, question.strip(), answer.strip()))
    return found


def cards(root: Path) -> dict[str, list[dict[str, Any]]]:
    """Return lessons and questions as the piece takes them, the Markdown as HTML.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    dict
        ``lessons``: number, title and link of each; ``questions``: id, lesson, question and answer of each.
    """
    from nbconvert.filters.markdown_mistune import markdown2html_mistune  # here, because it is slow to import

    def line(text):
        return markdown2html_mistune(text).strip().removeprefix("<p>").removesuffix("</p>")

    return {
        "lessons": [
            {"number": one.number, "title": one.title.replace("`", ""), "link": f"{one.stem}.ipynb"}
            for one in lessons(root, strict=False)
        ],
        "questions": [
            {
                "id": one.id,
                "lesson": one.lesson,
                "question": line(one.question),
                "answer": markdown2html_mistune(one.answer).strip(),
            }
            for one in questions(root)
        ],
    }


def memory(asked: Iterable[Question], kept: Mapping[str, Any], today: datetime.date) -> dict[int, float]:
    """Return for each lesson the share of its questions that were answered and are not due again.

    Parameters
    ----------
    asked : iterable of Question
        Those of the course.
    kept : mapping
        ``cards``: id -> (times known in a row, day on which it is due, as ``"2026-03-01"``).
    today : date
        Questions that are due on this day count as fading.

    Returns
    -------
    dict
        Number of the lesson -> share from 0 to 1.
    """
    cards = kept.get("cards", {})
    shares: dict[int, list[bool]] = {}
    for one in asked:
        _, due = cards.get(one.id, (0, ""))
        shares.setdefault(one.lesson, []).append(due > today.isoformat())
    return {lesson: sum(fresh) / len(fresh) for lesson, fresh in shares.items()}
