"""Submissions whose notebook is damaged or edited: the right answers in a file that nobody expected."""

import json
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

CELL = "lstm_step"


@dataclass(frozen=True)
class Damage:
    """A notebook with right answers, damaged.

    Attributes
    ----------
    name, row : str
        Its own, and that of its family.
    change : callable
        Takes the notebook, a dict, and the folder, and returns a dict, bytes, or the path of what is handed in.
    status : str
        That the result must have.
    missing : int
        Points that are gone with what was deleted.
    noted : bool
        Whether something must be said of it.
    """

    name: str
    row: str
    change: Callable
    status: str = "graded"
    missing: int = 0
    noted: bool = True

    @contextmanager
    def prepared(self, notebook, folder):
        """Give the content and the path of the submission, one of them None; clean up afterwards."""
        made = self.change(notebook, folder)
        if isinstance(made, (dict, bytes)):
            yield made, None
            return
        yield None, made
        if os.path.isdir(made) and not os.path.islink(made):
            os.rmdir(made)
        elif os.path.lexists(made):
            os.remove(made)


def _find(notebook, grade_id):
    cells = notebook["cells"]
    places = [k for k, c in enumerate(cells) if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id]
    return places[0]


def _structure():
    row = "cells"

    def duplicate(notebook, _):
        notebook["cells"].append(dict(notebook["cells"][_find(notebook, CELL)], id="twice"))
        return notebook

    def delete(grade_id):
        def change(notebook, _):
            del notebook["cells"][_find(notebook, grade_id)]
            return notebook

        return change

    def strip(notebook, _):
        for cell in notebook["cells"]:
            cell["metadata"] = {}
        return notebook

    def edit_test(notebook, _):
        notebook["cells"][_find(notebook, f"{CELL}_check")]["source"] = "print('passed')\n7.0"
        return notebook

    def set_key(grade_id, key, value):
        def change(notebook, _):
            notebook["cells"][_find(notebook, grade_id)]["metadata"]["nbgrader"][key] = value
            return notebook

        return change

    def drop_key(notebook, _):
        del notebook["cells"][_find(notebook, CELL)]["metadata"]["nbgrader"]["schema_version"]
        return notebook

    def swap(notebook, _):
        cells = notebook["cells"]
        one, two = cells[_find(notebook, CELL)], cells[_find(notebook, "count_params")]
        mine, other = one["metadata"]["nbgrader"], two["metadata"]["nbgrader"]
        mine["grade_id"], other["grade_id"] = other["grade_id"], mine["grade_id"]
        return notebook

    def check_first(notebook, _):
        place = _find(notebook, f"{CELL}_check")
        notebook["cells"].insert(0, notebook["cells"].pop(place))
        return notebook

    def own_test(notebook, _):
        notebook["cells"].append(
            {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None,
             "source": "from lstm_course import check\ncheck.lstm_step(lstm_step).require()"}
        )  # fmt: skip
        return notebook

    yield Damage("duplicate cell", row, duplicate)
    yield Damage("deleted solution cell", row, delete(CELL), missing=5)
    yield Damage("deleted test cell", row, delete(f"{CELL}_check"))
    yield Damage("stripped metadata", row, strip)
    yield Damage("edited test", row, edit_test)
    yield Damage("changed points", row, set_key(f"{CELL}_check", "points", 1000))
    yield Damage("grade: false", row, set_key(f"{CELL}_check", "grade", False))
    yield Damage("extra metadata key", row, set_key(CELL, "forged", True))
    yield Damage("missing schema_version", row, drop_key)
    yield Damage("swapped ids", row, swap, noted=False)
    yield Damage("test above solution", row, check_first)
    yield Damage("another check", row, own_test, noted=False)


def _files():
    row = "files"

    def dump(notebook):
        return json.dumps(notebook).encode()

    def fifo(_, folder):
        path = folder / "pipe.ipynb"
        os.mkfifo(path)
        return path

    def folder_instead(_, folder):
        path = folder / "folder.ipynb"
        path.mkdir()
        return path

    def link(_, folder):
        path = folder / "link.ipynb"
        path.symlink_to(folder / "gradebook.db")
        return path

    def old_format(notebook, _):
        for cell in notebook["cells"]:
            cell["input" if cell["cell_type"] == "code" else "source"] = cell.pop("source")
        return {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {},
            "worksheets": [{"cells": notebook["cells"]}],
        }

    def large(notebook, _):
        text = {"output_type": "stream", "name": "stdout", "text": "x" * (50 << 20)}
        notebook["cells"][_find(notebook, CELL)]["outputs"] = [text]
        return notebook

    def surrogates(notebook, _):
        cell = notebook["cells"][_find(notebook, CELL)]
        cell["source"] = "".join(cell["source"]) + "\nodd = '\ud800'\n"
        return notebook

    def kernel(notebook, _):
        notebook["metadata"]["kernelspec"] = {"name": "evil", "display_name": "R", "language": "R"}
        return notebook

    def script(notebook, _):
        html = {"text/html": "<script>alert(1)</script>"}
        notebook["cells"][_find(notebook, CELL)]["outputs"] = [
            {"output_type": "display_data", "data": html, "metadata": {}}
        ]
        return notebook

    def shadow(notebook, folder):
        for name in ("numpy", "lstm_course"):
            (folder / name).mkdir(exist_ok=True)
            (folder / name / "__init__.py").write_text("raise SystemExit('shadowed')")
        return notebook

    yield Damage("truncated JSON", row, lambda n, _: dump(n)[:-200], "unreadable")
    yield Damage("empty file", row, lambda n, _: b"", "unreadable")
    yield Damage("not a notebook", row, lambda n, _: b"\x89PNG\r\n\x1a\n" + bytes(500), "unreadable")
    yield Damage("a list", row, lambda n, _: b"[1, 2]", "unreadable")
    yield Damage("brackets", row, lambda n, _: b"[" * 10**6, "unreadable")
    yield Damage("a folder", row, folder_instead, "unreadable")
    yield Damage("a pipe", row, fifo, "unreadable")
    yield Damage("a link", row, link, "unreadable")
    yield Damage("no notebook", row, lambda n, folder: folder / "nothing.ipynb", "missing")
    yield Damage("UTF-16", row, lambda n, _: json.dumps(n).encode("utf-16"), noted=False)
    yield Damage("byte order mark", row, lambda n, _: b"\xef\xbb\xbf" + dump(n), noted=False)
    yield Damage("nbformat 3", row, old_format)
    yield Damage("50 MB of outputs", row, large, noted=False)
    yield Damage("lone surrogates in a cell", row, surrogates, noted=False)
    yield Damage("another kernel", row, kernel, noted=False)
    yield Damage("a script in the outputs", row, script, noted=False)
    yield Damage("numpy/ and lstm_course/ beside the notebook", row, shadow, noted=False)


def attacks():
    """Return every damage of this module."""
    return [*_structure(), *_files()]
