"""The real nbgrader: it makes a student version of all lessons, and its own autograder is fair to two of them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_course.notebook.files import notebook_paths, read

pytest.importorskip("nbgrader", reason="nbgrader is not installed (extra [classroom])")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NAMES = [path.name for path in notebook_paths(ROOT, "solutions")]
TWO = [name for name in NAMES if name[:2] in ("03", "09")]  # one with NumPy, one with PyTorch
COURSE, GRADED = "lessons", "two"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "lstm"
c.CourseDirectory.root = {root!r}
c.Exchange.root = {exchange!r}
c.IncludeHeaderFooter.header = ""
c.Execute.timeout = 120
"""
STUB = re.compile(r"^( *)# YOUR CODE HERE\n\1raise NotImplementedError\(\)$", re.MULTILINE)
SCORES = """
import json, sys
from nbgrader.api import Gradebook

scores = {}
with Gradebook(f"sqlite:///{sys.argv[1]}", "lstm") as gradebook:
    for submission in gradebook.assignment_submissions("two"):
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                key = f"{notebook.name}/{grade.name}"
                result = [grade.score, grade.max_score, grade.needs_manual_grade]
                scores.setdefault(submission.student.id, {})[key] = result
print(json.dumps(scores))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course directory with one assignment of all lessons, made and graded by nbgrader."""
    root = tmp_path_factory.mktemp("nbgrader")
    for folder, target, names in (
        ("solutions", f"source/{COURSE}", NAMES),
        ("solutions", f"source/{GRADED}", TWO),
        ("solutions", f"submitted/solution/{GRADED}", TWO),
        ("exercises", f"submitted/stub/{GRADED}", TWO),
    ):
        (root / target).mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copy(ROOT / folder / name, root / target)
    exchange = root / "exchange"
    config = CONFIG.format(root=str(root), exchange=str(exchange))
    (root / "nbgrader_config.py").write_text(config)
    logs = {name: run(root, "-m", "nbgrader", "generate_assignment", name) for name in (COURSE, GRADED)}
    run(root, "-m", "nbgrader", "autograde", GRADED)
    (root / "scores.py").write_text(SCORES)
    return root, logs, json.loads(run(root, "scores.py", "gradebook.db", merge=False))


def run(root, *arguments, merge=True):
    """Run Python in the course directory; everything personal lies below it."""
    home = root / "home"
    home.mkdir(exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if "JUPYTER" not in key}
    environment |= {
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        # nbgrader starts alembic by its bare name
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "LSTM_COURSE_PROGRESS": str(home / "progress.json"),
        "OMP_NUM_THREADS": "1",
    }
    environment.pop("MPLBACKEND", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merge else subprocess.PIPE,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + (done.stderr or "")[-4000:]
    return done.stdout


def complaints(log):
    return [line for line in log.splitlines() if re.search(r"WARNING|ERROR|Warning|Traceback", line)]


def test_generate_assignment_does_not_complain(course):
    root, logs, _ = course
    assert complaints(logs[COURSE]) == []
    released = sorted(path.name for path in (root / "release" / COURSE).glob("*.ipynb"))
    assert released == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_student_version_is_ours_but_for_the_stub(course, name):
    root, _, _ = course
    theirs = read(root / "release" / COURSE / name).cells
    ours = read(ROOT / "exercises" / name).cells
    assert [cell.id for cell in theirs] == [cell.id for cell in ours]
    count = 0
    for their, our in zip(theirs, ours, strict=True):
        text = their.source
        if our.metadata.get("nbgrader", {}).get("solution"):
            count += 1
            line = rf'\1raise NotImplementedError("Exercise {int(name[:2])}.{count}")'
            text, replaced = STUB.subn(line, text)
            assert replaced >= 1
        assert text == our.source
        kept = dict(their.metadata.get("nbgrader", {}))
        kept.pop("checksum", None)
        kept.pop("cell_type", None)
        assert kept == our.metadata.get("nbgrader", {})
    assert count > 0


def graded_cells():
    """Return the points of each test cell in solutions/, by notebook and grade_id."""
    return {
        f"{path.stem}/{cell.metadata.nbgrader.grade_id}": cell.metadata.nbgrader.points
        for path in notebook_paths(ROOT, "solutions")
        if path.name in TWO
        for cell in read(path).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


@pytest.mark.parametrize(("student", "share"), [("solution", 1), ("stub", 0)])
def test_autograde(course, student, share):
    _, _, scores = course
    points = graded_cells()
    assert points
    expected = {key: [share * value, value, False] for key, value in points.items()}
    assert scores[student] == expected
