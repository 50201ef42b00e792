"""Notebooks as they are handed in: the solution of a lesson, and what can become of it on the way."""

import copy
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LESSON = "02_gates"
SOURCE = ROOT / "solutions" / f"{LESSON}.ipynb"


def original(folder="solutions", lesson=LESSON):
    """Return a notebook of the course as plain data."""
    return json.loads((ROOT / folder / f"{lesson}.ipynb").read_text(encoding="utf-8"))


def notebook(folder="solutions", lesson=LESSON):
    """Return the same; the solution as somebody would have written it, without the marks around the answers."""
    data = original(folder, lesson)
    for one in data["cells"] if folder == "solutions" else []:
        one["source"] = [line for line in one["source"] if not re.search("### (BEGIN|END) SOLUTION", line)]
    return data


def index(data, grade_id):
    """Return where the cell of this grade_id is."""
    (found,) = [
        i
        for i, cell in enumerate(data["cells"])
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    ]
    return found


def cell(data, grade_id):
    """Return the cell of this grade_id."""
    return data["cells"][index(data, grade_id)]


def meta(data, grade_id):
    """Return the nbgrader metadata of the cell of this grade_id."""
    return cell(data, grade_id)["metadata"]["nbgrader"]


def text(one):
    """Return a cell's source as one string."""
    return "".join(one["source"])


def code(source, **nbgrader):
    """Return a new code cell."""
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": hashlib.sha256(repr(source).encode()).hexdigest()[:8],
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def answered(data, grade_id, body):
    """Return a copy where the answer to one exercise is this text."""
    data = copy.deepcopy(data)
    cell(data, grade_id)["source"] = body
    return data


def write(path, data):
    """Write a notebook, or bytes, and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path
