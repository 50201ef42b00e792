"""The autograder for Gradescope, made by the command and run here in a folder of Gradescope's form."""

import json
import os
import re
import shlex
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import cold
import pytest
from submissions import LESSON, ROOT, answered, notebook, write

from lstm_course._root import CourseNotFoundError
from lstm_course.grading.command import grade
from lstm_course.grading.gradescope import run as there
from lstm_course.grading.gradescope.make import AutograderError, make_autograder
from lstm_course.grading.handed_in import recognise
from lstm_course.grading.handed_in.job import Job
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.nbgrader.command import classroom
from lstm_course.grading.result import Question, Result

TOP = {"score", "execution_time", "output", "output_format", "stdout_visibility", "tests"}
TEST = {"name", "number", "score", "max_score", "status", "output", "output_format", "visibility"}


@pytest.fixture(scope="module")
def autograder(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "autograder.zip"
    assert classroom([str(path), "--gradescope", "2"]) == 0
    return path


def unpacked(autograder, folder):
    """Give Gradescope's folder as its documentation describes it, before anything has run."""
    with zipfile.ZipFile(autograder) as archive:
        archive.extractall(folder / "source")
    for name in ("results", "submission"):
        (folder / name).mkdir()
    (folder / "run_autograder").write_bytes((folder / "source" / "run_autograder").read_bytes())
    return folder


@pytest.fixture
def machine(autograder, tmp_path):
    """Gradescope's folder, with this environment in the place of the new one."""
    unpacked(autograder, tmp_path)
    script(tmp_path / "env" / "bin" / "python", f'exec {shlex.quote(sys.executable)} "$@"')
    return tmp_path


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def run(machine, name="run_autograder", **environ):
    here = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        ["bash", str(machine / name)],
        cwd=machine,
        env=here | environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_what_is_in_it(autograder):
    with zipfile.ZipFile(autograder) as archive:
        names = archive.namelist()
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        setup = archive.read("setup.sh").decode()
        needs = archive.read("requirements.txt").decode().split()
    assert {"setup.sh", "run_autograder", "requirements.txt"} <= set(names)  # at the root of the archive
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert [name for name in names if name.startswith("solutions/")] == [f"solutions/{LESSON}.ipynb"]
    assert "lstm_course/plots/course.mplstyle" in names
    assert not [name for name in names if "__pycache__" in name]
    assert "python{}.{} -m venv".format(*sys.version_info) in setup
    assert "--no-index" not in setup
    assert any(line.startswith("numpy") for line in needs)
    for name in ("setup.sh", "run_autograder"):
        with zipfile.ZipFile(autograder) as archive:
            subprocess.run(["bash", "-n"], input=archive.read(name), check=True)


def test_lesson_in_place_of_its_exercises_is_no_zero(autograder, tmp_path, monkeypatch):
    """Alone proves that the autograder knows its lesson where there is no clone of the course around it."""

    def nowhere():
        raise CourseNotFoundError

    with zipfile.ZipFile(autograder) as archive:
        archive.extractall(tmp_path)
    monkeypatch.setattr(recognise, "find_root", nowhere)
    source = read_source(tmp_path / "solutions" / f"{LESSON}.ipynb")
    content = (ROOT / "notebooks" / f"{LESSON}.ipynb").read_bytes()
    submission = Job("ada", LESSON, LESSON, None).read(content, source)
    assert (submission.status, submission.reason[:18]) == ("unreadable", "This is the lesson")


@pytest.mark.slow
def test_same_course_same_file(autograder, tmp_path):
    make_autograder(tmp_path / "again.zip", ROOT, LESSON)
    assert (tmp_path / "again.zip").read_bytes() == autograder.read_bytes()


@pytest.mark.slow
def test_wheels_make_it_install_offline(tmp_path):
    write(tmp_path / "wheels" / "some-1-py3-none-any.whl", b"wheel")
    write(tmp_path / "wheels" / "note.txt", b"no wheel")
    assert make_autograder(tmp_path / "a.zip", ROOT, "2", wheels=tmp_path / "wheels", version="3.12") == 1
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert [name for name in archive.namelist() if name.startswith("wheels/")] == [
            "wheels/some-1-py3-none-any.whl"
        ]
        setup = archive.read("setup.sh").decode()
    assert '--no-index --find-links "$source/wheels" --requirement' in setup
    assert "python3.12 -m venv" in setup


@pytest.mark.parametrize(
    ("lesson", "more", "reason"),
    [
        ("99", {}, "lesson must be"),
        ("gates", {}, "lesson must be"),
        ("2", {"version": "3.10"}, "from 3.11 on; got '3.10'"),
        ("2", {"version": "3.11; rm -r /"}, "version must be"),
        ("2", {"wheels": Path("nowhere")}, "nowhere holds no wheel"),
    ],
)
def test_what_cannot_be_made(tmp_path, lesson, more, reason):
    with pytest.raises(AutograderError, match=reason):
        make_autograder(tmp_path / "a.zip", ROOT, lesson, **more)
    assert list(tmp_path.iterdir()) == []


def test_answer_for_a_person_is_named_to_the_teacher(tmp_path, monkeypatch, capsys):
    """Alone proves that the autograder's own output, which no student sees, says which answers are for a person."""
    large = Question("gate", "2.2", 0, 4, "protocol error", message="The answer is too large.", look=True)
    right = Question("sigmoid", "2.1", 3, 3, "passed", message="Right.")
    result = Result("", LESSON, "graded", 3, 7, questions=[right, large], notebook=LESSON)
    monkeypatch.setattr(there, "_result", lambda *_: result)
    assert there.run(tmp_path) == 0
    assert capsys.readouterr().out == (
        "For a person: gate. The answer is too large. Your teacher will look at it.\n"
    )
    assert json.loads((tmp_path / "results" / "results.json").read_text())["stdout_visibility"] == "hidden"


@pytest.mark.slow
def test_it_grades_a_submission(machine):
    if cold.strongest("B") is None:
        pytest.skip("this machine holds no sandbox")
    wrong = answered(notebook(), "gate", "def gate(z, value):\n    return np.tanh(z), value")
    path = write(machine / "submission" / "my gates (1).ipynb", wrong)
    done = run(machine)
    assert done.returncode == 0, done.stderr
    found = json.loads((machine / "results" / "results.json").read_text())
    assert set(found) == TOP
    assert all(set(test) == TEST for test in found["tests"])
    tests = {test["name"]: test for test in found["tests"]}
    assert found["score"] == sum(test["score"] for test in found["tests"])
    assert tests["sigmoid"]["score"] == tests["sigmoid"]["max_score"] > 0
    assert tests["gate"]["score"] < tests["gate"]["max_score"]
    assert tests["gate"]["status"] == "failed"
    path.unlink()
    solution = machine / "source" / "solutions" / f"{LESSON}.ipynb"
    assert solution.is_file()
    thief = f"def gate(x, h, W_x, W_h, b, value):\n    return open({str(solution)!r}).read()"
    path = write(machine / "submission" / "unpacked" / f"{LESSON}.ipynb", answered(notebook(), "gate", thief))
    assert run(machine).returncode == 0
    found = json.loads((machine / "results" / "results.json").read_text())
    (gate,) = (test for test in found["tests"] if test["name"] == "gate")
    assert gate["score"] == 0
    assert re.search("raised (FileNotFound|Permission)Error", gate["output"])
    path.write_bytes(b"{")  # no score: nothing is shown, not even the old one
    done = run(machine)
    assert done.returncode != 0
    assert "There is no score" in done.stderr
    assert list((machine / "results").iterdir()) == []


@pytest.mark.slow
def test_nothing_handed_in_is_no_zero(machine):
    assert run(machine).returncode != 0
    assert list((machine / "results").iterdir()) == []


# ---------------------------------------------------------------------------------------------- from zip to marks

WHEEL = "only_in_the_wheels"
HAND_OVER = """
import pathlib, site, sys, sysconfig
here = pathlib.Path(sysconfig.get_path("purelib"), "here.pth")
here.write_text("\\n".join(sys.argv[1:]))
"""


def wheel(folder):
    """Write a wheel that this environment does not hold."""
    folder.mkdir()
    info = f"{WHEEL}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{WHEEL}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{WHEEL}.py", "HERE = True\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {WHEEL}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{info}/RECORD", f"{WHEEL}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return folder


def bare_machine(folder, path):
    """Put a Python on the path whose new environments find the packages of this one, and an apt-get that fails."""
    version = "{}.{}".format(*sys.version_info)
    python, places = shlex.quote(sys.executable), shlex.join(site.getsitepackages())
    script(
        folder / f"python{version}",
        f'{python} "$@" || exit 1\nif [ "$1" = -m ] && [ "$2" = venv ]; then\n'
        f'  "$3/bin/python" -c {shlex.quote(HAND_OVER)} {places}\nfi',
    )
    script(folder / "apt-get", "echo there is no network >&2; exit 1")
    return {"PATH": f"{folder}{os.pathsep}{path}"}


@pytest.mark.slow
def test_from_the_zip_to_the_marks_without_a_network(tmp_path, monkeypatch):
    """`setup.sh` and `run_autograder` as Gradescope runs them: pip finds one package in the wheels and nowhere else."""
    if cold.strongest("B") is None:
        pytest.skip("this machine holds no sandbox")
    course = tmp_path / "course"
    course.mkdir()
    (course / "solutions").symlink_to(ROOT / "solutions")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace("dependencies = [\n", f'dependencies = [\n    "{WHEEL}",\n', 1)
    # without PyTorch, which wants a newer setuptools than a new environment has
    text = text.replace('    "torch>=2.4,<3",\n', "")
    assert "torch" not in text.partition("]\n")[0].partition("dependencies")[2]
    (course / "pyproject.toml").write_text(text, encoding="utf-8")
    blocked = bare_machine(tmp_path / "bin", os.environ["PATH"])
    blocked |= {f"{name}_proxy": "http://127.0.0.1:9" for name in ("http", "https", "all")}
    blocked |= {"PIP_RETRIES": "0", "PIP_TIMEOUT": "1"}
    make_autograder(tmp_path / "a.zip", course, LESSON, wheels=wheel(tmp_path / "wheels"))
    machine = unpacked(tmp_path / "a.zip", tmp_path / "machine")
    done = run(machine, "source/setup.sh", **blocked)
    assert done.returncode == 0, done.stderr
    environment = machine / "env" / "bin" / "python"
    subprocess.run([environment, "-c", f"import {WHEEL}"], check=True)
    command = [environment, "-m", "pip", "download", "--dest", tmp_path / "got", WHEEL]
    nowhere = subprocess.run(command, env=os.environ | blocked, capture_output=True, text=True, check=False)
    assert nowhere.returncode != 0  # but for the wheels there is nothing to be had
    wrong = answered(notebook(), "gate", "def gate(z, value):\n    return np.tanh(z), value")
    write(machine / "submission" / f"{LESSON}.ipynb", wrong)
    ran = run(machine, **blocked)
    assert ran.returncode == 0, ran.stderr
    there = json.loads((machine / "results" / "results.json").read_text())

    write(tmp_path / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb", wrong)
    monkeypatch.chdir(tmp_path)
    assert grade(["submitted", "--jobs", "1"]) == 0
    (line,) = (tmp_path / "graded" / "results.jsonl").read_text().splitlines()
    here = json.loads(line)
    assert there["score"] == here["score"] > 0
    assert [(one["name"], one["score"], one["max_score"]) for one in there["tests"]] == [
        (one["name"], one["score"], one["max_score"]) for one in here["questions"]
    ]
