"""The last cell of each notebook leads on: from a lesson to its exercises, from these to the next lesson.

It is made from the lessons' titles by ``lstm-course lists``; the exercises get theirs from the solutions.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..notebook.files import notebook_paths, read, write
from ..notebook.lesson import Lesson, lessons

ID = "lead-on"
MADE = {"lstm_course": {"made": ID}}


def lead(course: list[Lesson], stem: str, folder: str) -> str:
    """Return the Markdown of the last cell.

    Parameters
    ----------
    course : list of Lesson
        All lessons, in order.
    stem : str
        Name of the notebook without ``.ipynb``.
    folder : str
        ``"notebooks"``, or ``"solutions"``, whose cells become those of the exercises.

    Returns
    -------
    str
        Empty where nothing comes after it.
    """
    place = [one.stem for one in course].index(stem)
    after = course[place + 1] if place + 1 < len(course) else None
    here = "" if folder == "notebooks" else "../notebooks/"
    following = f"[{after.heading}]({here}{after.stem}.ipynb)" if after else ""
    if folder == "notebooks":
        exercises = f"[the exercises of this lesson](../exercises/{stem}.ipynb)"
        return f"**Next:** {exercises}" + (f", then {following}." if after else ".")
    return f"**Next:** {following}. `check.progress()` shows how far you are." if after else ""


def with_lead(notebook: NotebookNode, text: str) -> NotebookNode:
    """Return a copy of a notebook that ends with this text, in a cell that is known as made.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    text : str
        Markdown; if it is empty, a cell that was made before goes.

    Returns
    -------
    NotebookNode
    """
    result = nbformat.from_dict(json.loads(json.dumps(notebook)))
    result.cells = [cell for cell in result.cells if cell.metadata.get("lstm_course", {}).get("made") != ID]
    if text:
        result.cells.append(nbformat.v4.new_markdown_cell(text, id=ID, metadata=MADE))
    return result


def write_leads(root: Path, check: bool = False) -> list[Path]:
    """Write the last cells of lessons and solutions.

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
        If the first cell of a lesson lacks something, or a file is not a notebook.
    """
    course = lessons(root)
    known = {one.stem for one in course}
    changed = []
    for folder in ("notebooks", "solutions"):
        for path in notebook_paths(root, folder):
            if path.stem not in known:
                continue
            notebook = read(path)
            made = with_lead(notebook, lead(course, path.stem, folder))
            if made != notebook:
                changed.append(path)
                if not check:
                    write(path, made)
    return changed
