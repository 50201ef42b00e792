"""What is written into nbgrader's gradebook at once, what is not written again, and what a failure or a kill leaves."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from submissions import SOURCE, answered, notebook, write

pytest.importorskip("nbgrader", reason="nbgrader is not installed (extra [classroom])")
pytestmark = pytest.mark.slow

import nbformat  # noqa: E402
from nbgrader.api import Gradebook  # noqa: E402
from nbgrader.preprocessors import AssignLatePenalties  # noqa: E402

from lstm_course.grading.handed_back.entered import Entered, with_entered  # noqa: E402
from lstm_course.grading.handed_in.job import Job  # noqa: E402
from lstm_course.grading.handed_in.source import read_source  # noqa: E402
from lstm_course.grading.nbgrader import gradebook as module  # noqa: E402
from lstm_course.grading.nbgrader.classroom import make_course  # noqa: E402
from lstm_course.grading.nbgrader.entries import Entries, without_markup  # noqa: E402
from lstm_course.grading.nbgrader.gradebook import AT_ONCE, NbgraderCourse  # noqa: E402
from lstm_course.grading.preprocessors import MarkForAHuman  # noqa: E402
from lstm_course.grading.result import Question, Result  # noqa: E402

HERE = Path(__file__).resolve().parent
NAME = SOURCE.stem
ORIGINAL = read_source(SOURCE)
SOURCES = {NAME: ORIGINAL}
GRADES = """
SELECT a.student_id, b.name, g.id, g.auto_score, g.manual_score, g.needs_manual_grade, n.late_submission_penalty,
       a.timestamp
FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id
JOIN submitted_assignment a ON a.id = n.assignment_id ORDER BY 1, 2
"""
COMMENTS = """
SELECT a.student_id, b.name, c.id, c.auto_comment, c.manual_comment
FROM comment c JOIN base_cell b ON b.id = c.cell_id JOIN submitted_notebook n ON n.id = c.notebook_id
JOIN submitted_assignment a ON a.id = n.assignment_id ORDER BY 1, 2
"""
PLUGIN = """
from nbgrader.plugins import BasePlugin

class Odd(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {"below": -1, "above": 1000, "none": None}.get(student_id, score * total_seconds_late / 7200)
"""
SETTINGS = """
import sys
sys.path.insert(0, {folder!r})
import odd_penalties
c.AssignLatePenalties.plugin_class = odd_penalties.Odd
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from lstm_course.grading.nbgrader import entries
from test_gradebook import jobs_and_results, written

enter, calls = entries.Entries.enter, []

def killed(self, job, result, time=""):
    calls.append(job)
    if len(calls) == 70:
        os.kill(os.getpid(), signal.SIGKILL)
    enter(self, job, result, time)

entries.Entries.enter = killed
written(Path(sys.argv[1]), *jobs_and_results([f"s{i:03d}" for i in range(120)]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "course"
    make_course(folder, [SOURCE])
    return folder


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


def result_of(student, share=1.0, **changes):
    """A result that has earned this share of every exercise's points."""
    questions = []
    for number, name in enumerate(ORIGINAL.exercises, 1):
        most = ORIGINAL.by_grade_id[f"{name}_check"].meta["points"]
        outcome = "passed" if share == 1 else "failed"
        message = "" if share == 1 else f"Only {share:.0%}."
        questions.append(Question(name, f"2.{number}", share * most, most, outcome, message=message))
    score = sum(question.score for question in questions)
    most = sum(question.max_score for question in questions)
    return replace(
        Result(student, NAME, "graded", score, most, questions=questions, notebook=NAME), **changes
    )


def jobs_and_results(students):
    """Submissions without a file, so that only the gradebook matters."""
    return [Job(one, NAME, NAME, None) for one in students], [result_of(one) for one in students]


def written(root, jobs, results):
    return NbgraderCourse(f"sqlite:///{root}/gradebook.db").write(jobs, results, SOURCES)


def rows(root, query=GRADES):
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return base.execute(query).fetchall()


def change(root, *statements):
    base = sqlite3.connect(root / "gradebook.db")
    for statement in statements:
        assert base.execute(statement).rowcount > 0
    base.commit()
    base.close()


def times(root):
    """When each file was written, the database among them."""
    files = [*root.glob("autograded/**/*"), root / "gradebook.db"]
    return {path.relative_to(root).as_posix(): path.stat().st_mtime_ns for path in files if path.is_file()}


def handed_in(root, student, data, time=""):
    path = write(root / "submitted" / student / NAME / f"{NAME}.ipynb", data)
    if time:
        write(path.parent / "timestamp.txt", time.encode())
    return Job(student, NAME, NAME, path)


@pytest.fixture
def three(course):
    """Three submissions in the gradebook: a right one, a half one, and an unreadable one."""
    half = answered(notebook(), "gate", "def gate(z, value):\n    return z")
    jobs = [
        handed_in(course, "ada", notebook(), "2026-02-01 10:00:00 UTC"),
        handed_in(course, "bob", half),
        handed_in(course, "cyd", b"{"),
    ]
    unreadable = result_of("cyd", status="unreadable", score=None, questions=[])
    results = [result_of("ada"), result_of("bob", 0.5), unreadable]
    assert written(course, jobs, results) == []
    return course, jobs, results


def test_what_is_there_is_not_written_again(three):
    course, jobs, results = three
    before = times(course), rows(course), rows(course, COMMENTS)
    assert len(before[0]) == 6
    assert len(before[1]) == 3 * len(ORIGINAL.exercises)
    assert written(course, jobs, results) == []
    assert (times(course), rows(course), rows(course, COMMENTS)) == before


def test_a_changed_score_changes_its_own_only(three):
    course, jobs, results = three
    before, grades, comments = times(course), rows(course), rows(course, COMMENTS)
    results[1] = result_of("bob", 0.25)
    assert written(course, jobs, results) == []
    changed = {name for name, time in times(course).items() if time != before[name]}
    assert changed == {f"autograded/bob/{NAME}/{NAME}.ipynb", "autograded/.written.json", "gradebook.db"}
    assert {new[0] for old, new in zip(grades, rows(course), strict=True) if old != new} == {"bob"}
    assert {new[0] for old, new in zip(comments, rows(course, COMMENTS), strict=True) if old != new} == {
        "bob"
    }
    assert "Only 25%." in (course / "autograded" / "bob" / NAME / f"{NAME}.ipynb").read_text()


def test_a_changed_submission_with_the_same_score_changes_its_notebook_only(three):
    course, jobs, results = three
    before = times(course)
    handed_in(course, "bob", answered(notebook(), "gate", "def gate(z, value):\n    return 2 * z"))
    assert written(course, jobs, results) == []
    changed = {name for name, time in times(course).items() if time != before[name]}
    assert changed == {f"autograded/bob/{NAME}/{NAME}.ipynb", "autograded/.written.json"}


def test_what_was_changed_by_hand_is_put_right_and_what_a_person_entered_stays(three):
    course, jobs, results = three
    before, sheets = rows(course), course / "autograded"
    mine = (
        "notebook_id IN (SELECT n.id FROM submitted_notebook n JOIN submitted_assignment a "
        "ON a.id = n.assignment_id WHERE a.student_id = 'bob')"
    )
    change(
        course,
        "UPDATE grade SET auto_score = 77, needs_manual_grade = 1",
        "UPDATE comment SET auto_comment = 'forged'",
        "UPDATE submitted_notebook SET late_submission_penalty = 3",
        f"UPDATE grade SET manual_score = 1.5 WHERE {mine}",
        f"UPDATE comment SET manual_comment = 'Well tried.' WHERE {mine}",
    )
    path = sheets / "ada" / NAME / f"{NAME}.ipynb"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"def", b"fed", 1))
    (sheets / "bob" / NAME / f"{NAME}.ipynb").unlink()
    (sheets / "ada" / NAME / "timestamp.txt").write_text("never")
    assert written(course, jobs, results) == []
    expected = [(*row[:4], 1.5, 1, *row[6:]) if row[0] == "bob" else row for row in before]
    assert rows(course) == expected
    comments = {row[0]: row[3:] for row in rows(course, COMMENTS)}
    assert comments == {"ada": (None, None), "bob": ("Only 50%.", "Well tried."), "cyd": ("forged", None)}
    assert path.read_bytes() == content
    assert (sheets / "bob" / NAME / f"{NAME}.ipynb").is_file()
    assert (sheets / "ada" / NAME / "timestamp.txt").read_text() == "2026-02-01 10:00:00 UTC\n"


def test_what_the_clock_may_have_cost_is_marked_for_a_person(course):
    """Alone proves that a zero of a busy machine is no quiet zero: only full points stay unmarked."""
    result = result_of("ada", 0.5, status="partly graded")
    passed = result_of("ada").questions[0]
    questions = [passed, *result.questions[1:]]
    result = replace(result, questions=questions, score=sum(one.score for one in questions))
    assert written(course, [Job("ada", NAME, NAME, None)], [result]) == []
    marked = {row[1]: bool(row[5]) for row in rows(course)}
    assert marked == {f"{one.name}_check": one is not passed for one in questions}


def test_button_marks_what_a_person_has_to_look_at_and_nothing_else(three):
    """Alone proves that the Autograde button's last step reaches the gradebook, with one answer of one student."""
    course, _, _ = three
    before = rows(course)
    place = {"student": "bob", "assignment": NAME, "notebook": NAME, "for_a_human": ["gate"]}
    place["db_url"] = f"sqlite:///{course / 'gradebook.db'}"
    assert MarkForAHuman()("notebook", {"nbgrader": place}) == ("notebook", {"nbgrader": place})
    changed = [row[:2] for row, old in zip(rows(course), before, strict=True) if row != old]
    assert changed == [("bob", "gate_check")]
    assert [row[5] for row in rows(course) if row[:2] in changed] == [1]


def test_secret_of_the_exchange_goes_with_the_notebook(course):
    """Alone proves that ``nbgrader release_feedback`` finds what it asks for, where a person has to choose, too."""
    jobs = [
        handed_in(course, "ada", notebook()),
        replace(handed_in(course, "bob", b"{"), path=None, problem="Two."),
    ]
    results = [result_of("ada"), result_of("bob", status="unreadable", score=None, questions=[])]
    for student in ("ada", "bob"):
        write(course / "submitted" / student / NAME / "submission_secret.txt", student.encode() * 32)
        write(course / "submitted" / student / NAME / "timestamp.txt", b"2026-02-01 10:00:00 UTC")
    assert written(course, jobs, results) == []
    for student in ("ada", "bob"):
        folder = course / "autograded" / student / NAME
        assert (folder / "submission_secret.txt").read_text() == student * 32
        assert (folder / "timestamp.txt").read_text() == "2026-02-01 10:00:00 UTC\n"


def test_a_damaged_note_costs_time_only(three):
    course, jobs, results = three
    before = times(course)
    for text in ("", "[1]", '{"ada/02_gates/02_gates.ipynb": 3}'):
        (course / "autograded" / ".written.json").write_text(text)
        assert written(course, jobs, results) == []
        del (now := times(course))["autograded/.written.json"]
        assert now == {name: time for name, time in before.items() if name in now}
    assert json.loads((course / "autograded" / ".written.json").read_text())


def test_one_that_is_refused_is_a_remark(course):
    jobs, results = jobs_and_results(["ada", "eve", "pip", "zoe"])
    jobs[1] = handed_in(course, "eve", notebook(), "no time at all")
    question = results[2].questions[0]
    results[2] = replace(
        results[2],
        questions=[replace(question, max_score=question.max_score + 1), *results[2].questions[1:]],
    )
    remarks = written(course, jobs, results)
    assert len(remarks) == 2
    assert remarks[0].startswith(f"eve, {NAME}: not in the gradebook. ")
    assert remarks[1].startswith(f"pip, {NAME}: not in the gradebook. The points of the released assignment")
    assert {row[0] for row in rows(course)} == {"ada", "zoe"}
    assert {path.name for path in (course / "autograded").glob("*/")} == {"ada", "zoe"}


def test_a_database_that_refuses_one_loses_no_other(course, monkeypatch):
    """nbgrader rolls back and raises; only this submission goes."""
    add = Gradebook.add_submission

    def refuse(self, assignment, student, **more):
        if student == "eve":
            self.db.add(type(self.find_student("ada"))(id="ada"))  # a second row with the same key
        return add(self, assignment, student, **more)

    monkeypatch.setattr(Gradebook, "add_submission", refuse)
    remarks = written(course, *jobs_and_results(["ada", "eve", "zoe"]))
    assert [remark.partition(":")[0] for remark in remarks] == [f"eve, {NAME}"]
    assert {row[0] for row in rows(course)} == {"ada", "zoe"}


def test_a_gradebook_in_use_is_a_remark_for_each(course, monkeypatch):
    holder = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    create_engine = sys.modules["nbgrader.api"].create_engine
    monkeypatch.setattr(
        "nbgrader.api.create_engine",
        lambda url, **more: create_engine(url, connect_args={"timeout": 0.1}, **more),
    )
    remarks = written(course, *jobs_and_results(["ada", "bob"]))
    assert len(remarks) == 2
    assert all("database is locked" in remark for remark in remarks)
    assert not (course / "autograded").exists()
    holder.execute("ROLLBACK")
    holder.close()
    assert written(course, *jobs_and_results(["ada", "bob"])) == []


def test_what_was_finished_before_an_exception_is_kept(course, monkeypatch):
    enter = Entries.enter

    def stopped(self, job, result, time=""):
        enter(self, job, result, time)
        if job.student == "cyd":
            raise KeyboardInterrupt

    monkeypatch.setattr(Entries, "enter", stopped)
    jobs, results = jobs_and_results(["ada", "bob", "cyd", "dan"])
    with pytest.raises(KeyboardInterrupt):
        written(course, jobs, results)
    assert {row[0] for row in rows(course)} == {"ada", "bob"}
    monkeypatch.undo()
    assert written(course, jobs, results) == []
    assert {row[0] for row in rows(course)} == {"ada", "bob", "cyd", "dan"}


def test_a_kill_loses_nothing_that_was_committed(course):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(course)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    students = [f"s{i:03d}" for i in range(120)]
    assert {row[0] for row in rows(course)} == set(students[: module.AT_ONCE])
    jobs, results = jobs_and_results(students)
    assert written(course, jobs, results) == []
    assert {row[0] for row in rows(course)} == set(students)
    assert len(list((course / "autograded").glob(f"*/{NAME}/{NAME}.ipynb"))) == 120


def test_late_penalties_are_those_of_nbgraders_preprocessor(course):
    (course / "odd_penalties.py").write_text(PLUGIN)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(SETTINGS.format(folder=str(course)))
    url = f"sqlite:///{course}/gradebook.db"
    with Gradebook(url, "lstm") as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-01-31 10:00:00 UTC")
    late, early = "2026-01-31 11:00:00 UTC", "2026-01-31 09:00:00 UTC"
    students = {"below": late, "above": late, "none": late, "half": late, "early": early, "unknown": ""}
    jobs = [handed_in(course, one, notebook(), time) for one, time in students.items()]
    results = [result_of(one) for one in students]
    assert written(course, jobs, results) == []
    most = results[0].max_score
    found = {row[0]: row[6] for row in rows(course)}
    assert found == {
        "below": 0,
        "above": most,
        "none": None,
        "half": most / 2,
        "early": None,
        "unknown": None,
    }
    config = NbgraderCourse(url).config
    for one in students:
        names = {"notebook": NAME, "assignment": NAME, "student": one, "db_url": url}
        AssignLatePenalties(config=config).preprocess(nbformat.v4.new_notebook(), {"nbgrader": names})
    assert {row[0]: row[6] for row in rows(course)} == found
    results = [result_of(one, 0.5) for one in students]  # the penalty goes by the new score
    assert written(course, jobs, results) == []
    assert {row[0]: row[6] for row in rows(course)}["half"] == most / 4
    before = times(course)
    assert written(course, jobs, results) == []
    assert times(course) == before


# ---------------------------------------------------------------------------------------------- back from it


def test_what_a_person_entered_comes_back(course):
    students = [f"s{k:02d}" for k in range(AT_ONCE + 3)]
    jobs, results = jobs_and_results(students)
    ours = NbgraderCourse(f"sqlite:///{course}/gradebook.db")
    assert ours.entered(jobs) == {}
    assert written(course, jobs, results) == []
    assert ours.entered(jobs) == {}
    with Gradebook(f"sqlite:///{course}/gradebook.db", ours.course_id) as gradebook:
        for student in (students[0], students[-1]):
            grade = gradebook.find_grade("sigmoid_check", NAME, NAME, student)
            grade.manual_score = 0.5
        gradebook.find_grade("gate_check", NAME, NAME, students[1]).extra_credit = 1
        gradebook.find_comment("gate", NAME, NAME, students[2]).manual_comment = "Well\x1b tried."
        gradebook.db.commit()
    entered = ours.entered(jobs)
    assert {key[0] for key in entered} == {students[k] for k in (0, 1, 2, -1)}
    assert set(entered[students[0], NAME, NAME]) == set(ORIGINAL.exercises)
    most = {name: ORIGINAL.by_grade_id[f"{name}_check"].meta["points"] for name in ORIGINAL.exercises}
    assert entered[students[0], NAME, NAME]["sigmoid"] == Entered("2.1", 0.5, most["sigmoid"])
    assert entered[students[1], NAME, NAME]["gate"].points == most["gate"] + 1
    assert entered[students[2], NAME, NAME]["gate"] == Entered("2.2", None, most["gate"], "Well\ufffd tried.")
    found, remarks = with_entered(results, entered)
    full = sum(most.values())
    assert [one.score for one in found] == [
        full - most["sigmoid"] + 0.5 if k in (0, len(students) - 1) else full for k in range(len(students))
    ]
    assert remarks == [
        f"{students[1]}, gate: {most['gate'] + 1:g} points in the gradebook, cut to the most or to 0."
    ]
    assert written(course, jobs, results) == []  # the course's points go in again, and what was entered stays
    assert ours.entered(jobs) == entered


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "x </p><img src=x onerror=alert(1)>",
        "<!--",
        "<?php",
        "</code>",
        "[a](javascript:alert(1))",
        "![a](http://x)",
        "[a]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "`<b>`",
    ],
)
def test_comment_holds_no_markup(text):
    """As nbgrader's page for the student shows it."""
    from nbconvert.filters import markdown2html

    shown = markdown2html(without_markup(f"Your function raised {text}"))
    assert not re.search(r"<(?!/?(?:p|code)>)", shown), shown
    assert without_markup("`f * c_prev` is < 1, not <= 2") == "`f * c_prev` is < 1, not <= 2"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a"])
def test_no_sheet_outside_of_autograded(course, name):
    job, result = Job(name, NAME, NAME, None), result_of(name)
    (remark,) = written(course, [job], [result])
    assert "no name for a folder" in remark
    assert not (course / "autograded").exists()
