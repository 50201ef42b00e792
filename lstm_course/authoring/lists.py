"""The made parts of the README: between two marks stands what the notebooks, records and results say.

A part is ``<!-- made: lessons -->`` ... ``<!-- /made -->``, a block or a few words of a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from .._files import write_whole
from ..notebook.files import NotebookError
from ..notebook.lesson import lessons

FILES = ("README.md",)
PART = re.compile(r"(<!-- made: ([a-z ]+) -->)(.*?)(<!-- /made -->)", re.DOTALL)


def table_of_lessons(root: Path) -> str:
    """Return the table of lessons, with an empty line before and after.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    str
    """
    rows = ["| lesson | question | exercise | minutes |", "|---|---|---|---|"]
    rows += [
        f"| [{one.heading}](notebooks/{one.stem}.ipynb) | {one.question} "
        f"| [{one.number:02}](exercises/{one.stem}.ipynb) | {one.minutes} |"
        for one in lessons(root)
    ]
    return "\n\n" + "\n".join(rows) + "\n\n"


def count_of_exercises(root: Path) -> str:
    """Return how many exercises, points and known mistakes there are.

    Parameters
    ----------
    root : Path
        The course's root; the records are those of this package.

    Returns
    -------
    str
    """
    from .. import check

    records = check.records().values()
    points = sum(record.max_points for record in records)
    mistakes = sum(len(record.mutants) for record in records)
    return f"{len(records)} exercises, worth {points} points together, and {mistakes} known mistakes"


def count_of_rows(root: Path) -> str:
    """Return how many rows and nets the recorded run of the reproduction has, and what it cost.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    str
    """
    path = root / "lstm_course" / "reproduce" / "results" / "results.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    results = [result for row in rows for result in row["results"]]
    minutes = sum(result["cpu_seconds"] for result in results) / 60
    return (
        f"{len(rows)} rows and {len(results)} nets, at least {min(len(row['results']) for row in rows)} seeds each, "
        f"took {minutes:.0f} minutes of processor time"
    )


PARTS: dict[str, Callable[[Path], str]] = {
    "lessons": table_of_lessons,
    "exercises": count_of_exercises,
    "reproduction": count_of_rows,
}


def write_lists(root: Path, check: bool = False) -> list[Path]:
    """Write the made parts of the README.

    Parameters
    ----------
    root : Path
        The course's root.
    check : bool
        Only compare, write nothing.

    Returns
    -------
    list of Path
        The files that changed, or would change.

    Raises
    ------
    NotebookError
        If a part is not there exactly once, or a lesson's first cell lacks something.
    """
    changed = []
    for name in FILES:
        path = Path(root) / name
        text = path.read_text(encoding="utf-8")
        found = [match[2] for match in PART.finditer(text)]
        if sorted(found) != sorted(PARTS):
            raise NotebookError(
                f"{name}: the marks '<!-- made: ... -->' must name {', '.join(PARTS)} once each, "
                f"they name {', '.join(found) or 'nothing'}"
            )
        made = PART.sub(lambda match: match[1] + PARTS[match[2]](Path(root)) + match[4], text)
        if made == text:
            continue
        changed.append(path)
        if not check:
            write_whole(path, made)
    return changed
