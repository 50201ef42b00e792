"""With the real nbgrader: its gradebook, feedback, export, formgrader and Autograde button go on from our results."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import cold
import pytest
from submissions import ROOT, answered, cell, index, notebook, write

pytest.importorskip("nbgrader", reason="nbgrader is not installed (extra [classroom])")
pytestmark = pytest.mark.slow

from lstm_course import check  # noqa: E402
from lstm_course.grading.result import Result  # noqa: E402
from lstm_course.notebook.files import read  # noqa: E402

LESSONS = ("02_gates", "03_the_lstm_cell")
LATE = "2026-02-01 10:00:00 UTC"
MAKE = """
import sys
from pathlib import Path
from lstm_course.grading.nbgrader.classroom import make_course
print(make_course(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]]))
"""
DUE = """
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db", "lstm") as gradebook:
    gradebook.update_or_create_assignment("02_gates", duedate="2026-01-31 10:00:00 UTC")
"""
MANUAL = """
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db", "lstm") as gradebook:
    grade = gradebook.find_grade("sigmoid_check", "02_gates", "02_gates", "wrong")
    grade.manual_score, grade.extra_credit = 1.5, 0.5
    gradebook.find_comment("sigmoid", "02_gates", "02_gates", "wrong").manual_comment = "Well tried."
    gradebook.db.commit()
"""
STATE = """
import json
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

state = {"grades": {}, "comments": {}, "penalties": {}}
with Gradebook("sqlite:///gradebook.db", "lstm") as gradebook:
    for assignment in gradebook.assignments:
        for submission in assignment.submissions:
            for notebook in submission.notebooks:
                key = f"{submission.student.id}/{notebook.name}"
                state["penalties"][key] = notebook.late_submission_penalty
                state["grades"][key] = {
                    grade.name: [grade.auto_score, grade.manual_score, grade.score, grade.needs_manual_grade]
                    for grade in notebook.grades
                }
                state["comments"][key] = {comment.name: comment.comment for comment in notebook.comments}
config = Config()
config.CourseDirectory.course_id = "lstm"
config.CourseDirectory.db_url = "sqlite:///gradebook.db"
keep = ("student", "autograded", "submitted", "score", "max_score", "needs_manual_grade")
state["formgrader"] = [
    {name: one[name] for name in keep} for one in NbGraderAPI(config=config).get_submissions("02_gates")
]
print(json.dumps(state))
"""


def environment(root):
    """Everything personal lies below the course's folder."""
    home = root.parent / "home"
    home.mkdir(exist_ok=True)
    values = {key: value for key, value in os.environ.items() if "JUPYTER" not in key and key != "MPLBACKEND"}
    return values | {
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "LSTM_COURSE_PROGRESS": str(home / "progress.json"),
        "OMP_NUM_THREADS": "1",
    }


def run(root, *arguments, status=0):
    """Run Python in the course's folder and return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root if root.is_dir() else root.parent,
        env=environment(root),
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == status, done.stdout[-4000:] + done.stderr[-4000:]
    if "lstm_course.cli" in arguments:
        assert not re.search(r"Warning|Traceback", done.stderr), done.stderr[-4000:]
    return done.stdout if done.stdout else done.stderr


def grade(root, *extra, status=1):
    url = "sqlite:///gradebook.db"
    arguments = ["grade", "submitted", "--out", "graded", "--gradebook", url, *extra]
    return run(root, "-m", "lstm_course.cli", *arguments, status=status)


def state(root):
    return json.loads(run(root, "-c", STATE))


def damaged(data):
    """A copy of a cell, a deleted test, changed points and a lost mark."""
    data["cells"].insert(index(data, "gate"), json.loads(json.dumps(cell(data, "gate"))))
    del data["cells"][index(data, "sigmoid_check")]
    cell(data, "gate_check")["metadata"]["nbgrader"]["points"] = 1000
    cell(data, "keep_write_read")["metadata"] = {}
    return data


WRONG_GATE = "def gate(z, value):\n    return np.tanh(z), value"
SUBMITTED = {
    "right": notebook(),
    "stub": notebook("exercises"),
    "wrong": answered(notebook(), "gate", WRONG_GATE),
    "late": notebook(),
    "damaged": damaged(notebook()),
    "crash": answered(notebook(), "gate", "def gate(*values):\n    import os\n    os._exit(0)"),
    "unreadable": b'{"cells": [',
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of two lessons with seven submissions of the first, graded into nbgrader's gradebook."""
    if cold.strongest("B") is None:
        pytest.skip("this machine holds no sandbox")
    root = tmp_path_factory.mktemp("nbgrader") / "course"
    made = run(root, "-c", MAKE, str(root), *(str(ROOT / "solutions" / f"{name}.ipynb") for name in LESSONS))
    assert made.strip() == str(list(LESSONS))
    run(root, "-c", DUE)
    for student, data in SUBMITTED.items():
        write(root / "submitted" / student / "02_gates" / "02_gates.ipynb", data)
    write(root / "submitted" / "late" / "02_gates" / "timestamp.txt", LATE.encode())
    (root / "submitted" / "nothing" / "02_gates").mkdir(parents=True)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    grade(root)
    return root


@pytest.fixture(scope="module")
def graded(course):
    """What nbgrader's gradebook holds after the first run; feedback and export only read it."""
    return state(course)


@pytest.fixture(scope="module")
def results(course):
    lines = (course / "graded" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return {result.student: result for result in map(Result.from_json, lines)}


def test_statuses(results):
    assert {name: result.status for name, result in results.items()} == {
        "right": "graded",
        "stub": "graded",
        "wrong": "graded",
        "late": "graded",
        "damaged": "graded",
        "crash": "graded",
        "unreadable": "unreadable",
        "nothing": "missing",
    }
    most = sum(record.max_points for record in check.records().values() if record.lesson == 2)
    gate = check.records()["gate"].max_points
    assert {name: results[name].score for name in ("right", "late", "damaged", "stub")} == {
        "right": most,
        "late": most,
        "damaged": most,
        "stub": 0,
    }
    assert results["crash"].score == most - gate
    assert most - gate <= results["wrong"].score < most


def test_gradebook_holds_the_same(graded, results):
    found = graded
    for student, result in results.items():
        key = f"{student}/02_gates"
        if result.status == "missing":
            assert key not in found["grades"]
        elif result.score is None:
            assert {tuple(values) for values in found["grades"][key].values()} == {(None, None, 0.0, True)}
        else:
            assert found["grades"][key] == {
                f"{question.name}_check": [question.score, None, question.score, False]
                for question in result.questions
            }
    assert set(found["comments"]["stub/02_gates"].values()) == {"No response."}
    assert set(found["comments"]["right/02_gates"].values()) == {None}
    message = next(one.message for one in results["wrong"].questions if one.name == "gate")
    assert found["comments"]["wrong/02_gates"]["gate"] == message


def test_late_penalty_is_nbgraders(graded, results):
    penalties = dict(graded["penalties"])
    assert penalties.pop("late/02_gates") == results["late"].score
    assert set(penalties.values()) == {None}


def test_feedback_of_nbgrader(course, results):
    run(course, "-m", "nbgrader", "generate_feedback", "02_gates")
    pages = {path.parts[-3]: path.read_text(encoding="utf-8") for path in course.glob("feedback/*/*/*.html")}
    assert sorted(pages) == sorted(set(SUBMITTED))
    for student, page in pages.items():
        score = results[student].score or 0
        if student == "late":
            score = 0
        assert re.search(rf"Score: {float(score)} / {results[student].max_score:.1f}", page), student
        if student in ("stub", "unreadable"):
            assert "BEGIN SOLUTION" not in page
    assert "No response." in pages["stub"]
    assert "could not be read" in pages["unreadable"] or "damaged" in pages["unreadable"]


def test_export_of_nbgrader(course, results):
    run(course, "-m", "nbgrader", "export", "--to", "export.csv")
    rows = list(csv.DictReader(io.StringIO((course / "export.csv").read_text())))
    scores = {row["student_id"]: float(row["raw_score"]) for row in rows if row["assignment"] == "02_gates"}
    assert scores == {name: results[name].score or 0 for name in SUBMITTED}


def test_formgrader_lists_them(graded, results):
    listed = {one["student"]: one for one in graded["formgrader"] if one["student"] in SUBMITTED}
    assert {name for name, one in listed.items() if one["autograded"]} == set(SUBMITTED)
    assert {name for name, one in listed.items() if one["needs_manual_grade"]} == {"unreadable"}
    assert {name: one["max_score"] for name, one in listed.items()} == dict.fromkeys(
        listed, results["right"].max_score
    )


def test_formgrader_shows_them(course):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--no-browser", f"--port={port}", "--IdentityProvider.token=t", "--allow-root"]
    extension = {"ServerApp": {"jpserver_extensions": {"nbgrader.server_extensions.formgrader": True}}}
    write(course.parent / "home" / "config" / "jupyter_server_config.json", extension)
    with (course.parent / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *arguments],
            cwd=course,
            env=environment(course),
            stdout=log,
            stderr=log,
        )
    try:
        listed = json.loads(
            fetch(f"http://127.0.0.1:{port}/formgrader/api/submitted_notebooks/02_gates/02_gates?token=t")
        )
        assert {one["student"] for one in listed} == set(SUBMITTED)
        for one in listed:
            page = fetch(f"http://127.0.0.1:{port}/formgrader/submissions/{one['id']}/?token=t")
            text = re.sub(r"<[^>]+>", "", page)
            assert "def gate(" in text
            assert len(re.findall(r'<input class="score', page)) == 4
    finally:
        server.terminate()
        server.wait(30)


def fetch(url):
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.read().decode()
        except ConnectionError:
            time.sleep(0.5)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.5)
    raise AssertionError(f"no answer from {url}")


def test_graded_notebooks_are_valid_and_show_no_solution(course, results):
    for student, result in results.items():
        path = course / "autograded" / student / "02_gates" / "02_gates.ipynb"
        assert path.is_file() == (result.status != "missing")
        if not path.is_file():
            continue
        cells = {
            one.metadata.nbgrader.grade_id: one for one in read(path).cells if one.metadata.get("nbgrader")
        }
        points = {
            name: one.metadata.nbgrader.points for name, one in cells.items() if one.metadata.nbgrader.grade
        }
        assert points == {
            f"{name}_check": record.max_points
            for name, record in check.records().items()
            if record.lesson == 2
        }
    assert (
        "NotImplementedError"
        in (course / "autograded" / "unreadable" / "02_gates" / "02_gates.ipynb").read_text()
    )


def test_what_a_person_entered_stays(course):
    run(course, "-c", MANUAL)
    grade(course, "--regrade", "all")
    found = state(course)
    assert found["grades"]["wrong/02_gates"]["sigmoid_check"][1:] == [1.5, 2.0, True]
    assert found["comments"]["wrong/02_gates"]["sigmoid"] == "Well tried."

    def sigmoid():
        lines = (course / "graded" / "results.jsonl").read_text().splitlines()
        (one,) = (one for one in map(json.loads, lines) if one["student"] == "wrong")
        return next(question for question in one["questions"] if question["name"] == "sigmoid")

    assert sigmoid()["comment"] == ""
    grade(course, "--from-gradebook")
    assert (sigmoid()["score"], sigmoid()["comment"]) == (2.0, "Well tried.")
    assert "Well tried." in (course / "graded" / "feedback" / "wrong.html").read_text()
    grade(course)  # the option is forgotten
    assert (sigmoid()["score"], sigmoid()["comment"]) == (2.0, "Well tried.")


def test_button_of_nbgrader_uses_the_sandbox_and_takes_the_same_file(course):
    """For those who are graded already, and for new ones who handed in something odd."""
    latin = json.dumps(answered(notebook(), "gate", WRONG_GATE + "  # é"), ensure_ascii=False).encode(
        "latin-1"
    )
    handed_in = {
        "copied": {"02_gates-Copy1.ipynb": notebook()},
        "beside": {"02_gates.ipynb": notebook("exercises"), "my_solution.ipynb": notebook()},
        "latin": {"02_gates.ipynb": latin},
        "lesson": {"02_gates.ipynb": notebook("notebooks")},
        "typed": {"02_gates.ipynb.txt": notebook()},
        "near": {"02_gates.ipynb": answered(notebook(), "gate", "def Gate(*values):\n    return values")},
    }
    for student, files in handed_in.items():
        for name, data in files.items():
            write(course / "submitted" / student / "02_gates" / name, data)
    grade(course)
    lines = (course / "graded" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    ours = {one.student: one.score for one in map(Result.from_json, lines) if one.student in handed_in}
    assert ours["copied"] == ours["beside"] == ours["typed"] == 15
    assert 0 < ours["latin"] < 15
    assert ours["lesson"] is None
    before = state(course)["grades"]
    log = run(course, "-m", "nbgrader", "autograde", "02_gates", "--force", status=1)
    failed = re.findall(r"There was an error processing assignment '02_gates' for student '(.*)'", log)
    assert sorted(failed) == ["lesson", "unreadable"]
    assert "This is the lesson 02_gates, not its exercises." in log
    assert re.search("No notebooks were matched.*typed", log)  # the page for teachers says so
    after = state(course)["grades"]
    for student in sorted(set(SUBMITTED) - {"unreadable"}):
        key = f"{student}/02_gates"
        ours_before = {name: values[0] for name, values in before[key].items()}
        assert {name: values[0] for name, values in after[key].items()} == ours_before
    for student in ("copied", "beside", "latin"):
        scores = {name: values[0] for name, values in before[f"{student}/02_gates"].items()}
        assert {name: values[0] for name, values in after[f"{student}/02_gates"].items()} == scores
        assert sum(scores.values()) == ours[student]
    assert {name for name, values in after["near/02_gates"].items() if values[3]} == {"gate_check"}
    assert after["near/02_gates"] == before["near/02_gates"]


def test_course_grows_and_is_never_overwritten(course):
    before = (course / "nbgrader_config.py").read_text()
    paths = [
        str(ROOT / "solutions" / f"{name}.ipynb") for name in ("01_sequences_windows_baselines", *LESSONS)
    ]
    assert run(course, "-c", MAKE, str(course), *paths).strip() == str(["01_sequences_windows_baselines"])
    assert (course / "nbgrader_config.py").read_text() == before
    (released,) = (course / "release" / "01_sequences_windows_baselines").glob("*.ipynb")
    assert "These go with lesson 1" in released.read_text(encoding="utf-8")  # a link would lead nowhere
    assert state(course)["grades"]["right/02_gates"]["gate_check"][0] > 0


def test_course_does_not_go_into_a_folder_of_something_else(tmp_path):
    (tmp_path / "thesis.txt").write_text("")
    assert "something else" in run(tmp_path, "-m", "lstm_course.cli", "classroom", str(tmp_path), status=2)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
