"""A batch loses nothing: not to a crash, not to Ctrl-C, not to a submission that cannot be read."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import Future
from pathlib import Path

import pytest
from submissions import LESSON, SOURCE, answered, notebook, write

from lstm_course import check
from lstm_course._files import FolderInUseError, write_whole
from lstm_course.grading.batch import Progress, run
from lstm_course.grading.executors import Threads
from lstm_course.grading.handed_in.jobs import NoSubmissionsError, find_jobs, of_folder, read_handed_in
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.journal import PACKAGE, Journal, grader_files, grader_version
from lstm_course.grading.result import Question, Result

RECORDS = check.records()
MOST = sum(RECORDS[name].max_points for name in ("sigmoid", "gate", "keep_write_read", "set_latch_gates"))


@pytest.fixture(scope="module")
def sources():
    return {SOURCE.stem: read_source(SOURCE)}


def graded(task, outcome="passed", tier="B", status="graded"):
    """Return a result for a task: full points, or none."""
    questions = []
    for name in task.exercises:
        most = RECORDS[name].max_points
        score = most if outcome == "passed" else 0
        questions.append(Question(name, RECORDS[name].number, score, most, outcome))
    score = sum(question.score for question in questions)
    return Result("", "", status, score, MOST, tier=tier, questions=questions)


class Recorder:
    """A grader that remembers what it was asked, and answers by what is in the notebook."""

    def __init__(self, answer=graded):
        self.answer, self.seen, self.closed = answer, [], 0

    def __call__(self, task):
        self.seen.append(task)
        return self.answer(task)

    def close(self):
        self.closed += 1

    def submit(self, task):
        future = Future()
        try:
            future.set_result(self(task))
        except Exception as error:
            future.set_exception(error)
        return future


def tree(root, students, data=None, lesson=LESSON):
    for student in students:
        write(root / student / lesson / f"{lesson}.ipynb", notebook() if data is None else data)
    return root


def grade(root, sources, folder, recorder=None, **options):
    recorder = recorder or Recorder()
    jobs, remarks = find_jobs(root, sources)
    journal = Journal(folder)
    try:
        results = run(jobs, sources, RECORDS, recorder.submit, journal, stream=io.StringIO(), **options)
    finally:
        journal.close()
    return results, recorder, remarks


# ---------------------------------------------------------------------------------------------- the journal


def test_second_run_does_only_what_is_missing(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob"])
    first, recorder, _ = grade(root, sources, tmp_path / "out")
    assert [one.student for one in first] == ["ada", "bob"]
    assert len(recorder.seen) == 2
    tree(root, ["cy"])
    again, recorder, _ = grade(root, sources, tmp_path / "out")
    assert len(recorder.seen) == 1
    assert again[:2] == first
    assert again[2].student == "cy"


def test_changed_submission_is_graded_again(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob"])
    grade(root, sources, tmp_path / "out")
    tree(root, ["bob"], answered(notebook(), "gate", "def gate(z, o):\n    return 0"))
    _, recorder, _ = grade(root, sources, tmp_path / "out")
    (task,) = recorder.seen
    assert "return 0" in next(cell.code for cell in task.submission.cells if cell.grade_id == "gate")


def test_same_notebook_of_two_students_is_graded_twice(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob"])
    results, recorder, _ = grade(root, sources, tmp_path / "out")
    assert len(recorder.seen) == 2
    assert [(one.student, one.score) for one in results] == [("ada", MOST), ("bob", MOST)]


def test_new_source_means_a_new_grade(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada"])
    grade(root, sources, tmp_path / "out")
    data = json.loads(SOURCE.read_text(encoding="utf-8"))
    data["cells"][0]["source"] = "another text"
    changed = read_source(write(tmp_path / "new" / SOURCE.name, data))
    _, recorder, _ = grade(root, {LESSON: changed}, tmp_path / "out")
    assert len(recorder.seen) == 1


@pytest.mark.slow
def test_regrade(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob"])
    (root / "bob" / LESSON / SOURCE.name).write_bytes(b"")
    human = Recorder(lambda task: Result("", "", "partly graded", 0, MOST, tier="B"))
    grade(tree(root, ["cy"]), sources, tmp_path / "out", human)
    counts = {}
    for regrade in ("changed", "failed", "changed", "failed", "all"):
        _, recorder, _ = grade(root, sources, tmp_path / "out", regrade=regrade)
        counts.setdefault(regrade, []).append(len(recorder.seen))
    assert counts == {"changed": [0, 0], "failed": [2, 0], "all": [2]}
    with pytest.raises(ValueError, match="regrade must be one of changed, failed, all; got 'none'"):
        grade(root, sources, tmp_path / "out", regrade="none")


def test_weaker_tier_is_graded_again(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada"])
    grade(root, sources, tmp_path / "out")
    _, recorder, _ = grade(root, sources, tmp_path / "out", tiers=["A", "B"])
    assert recorder.seen == []
    _, recorder, _ = grade(root, sources, tmp_path / "out", tiers=["A"])
    assert len(recorder.seen) == 1


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_half_a_line_costs_one_submission(tmp_path, sources, cut):
    root = tree(tmp_path / "in", ["ada", "bob", "cy"])
    first, _, _ = grade(root, sources, tmp_path / "out")
    path = tmp_path / "out" / "journal.jsonl"
    content = path.read_bytes()
    path.write_bytes(content[:-cut])
    for expected in (cut > 1, False):  # without the last line feed the line is whole
        again, recorder, _ = grade(root, sources, tmp_path / "out")
        assert len(recorder.seen) == expected
        assert again == first


def test_journal_passes_over_what_it_cannot_read(tmp_path, sources):
    grade(tree(tmp_path / "in", ["ada"]), sources, tmp_path / "out")
    path = tmp_path / "out" / "journal.jsonl"
    lines = [b"\xff\xfe", b"[]", b'{"key": "k", "result": {"status": "great"}}', b'{"key": 1}', b"null"]
    lines += [b"[" * 100_000, b'{"key": "k", "result": ' + b'{"a": ' * 100_000]
    good = json.loads(path.read_bytes())
    good["result"]["notes"] = 5  # it would stop the export
    lines.append(json.dumps(good).encode())
    path.write_bytes(b"\n".join([*lines, path.read_bytes()]))
    journal = Journal(tmp_path / "out")
    assert (len(journal.results), journal.damaged) == (1, 8)
    journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no lock there")
def test_two_runs_do_not_share_a_folder(tmp_path):
    journal = Journal(tmp_path)
    with pytest.raises(FolderInUseError, match="Another run writes into"):
        Journal(tmp_path)
    journal.close()
    Journal(tmp_path).close()


def test_version_is_that_of_the_code():
    assert grader_version() == grader_version()
    assert len(grader_version()) == 64


@pytest.mark.parametrize(
    "name",
    ["check/records/lesson_03/new.py", "grading/inside/jail.py", "notebook/files.py", "notebook/stub.py",
     "nets/variants.py", "probes/__init__.py", "datasets/tasks.py", "_files.py", "cells.py"],
)  # fmt: skip
def test_version_changes_with_every_module_that_a_score_depends_on(tmp_path, name):
    shutil.copytree(PACKAGE, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__", "results"))
    before = grader_version(tmp_path / "copy")
    assert before == grader_version()
    (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
    with (tmp_path / "copy" / name).open("a") as file:
        file.write("# changed\n")
    assert grader_version(tmp_path / "copy") != before


@pytest.mark.slow
def test_version_is_that_of_all_that_is_imported_to_grade():
    code = "import sys, lstm_course.grading.command, lstm_course.check as check\ncheck.records()\n"
    code += "found = [m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] == 'lstm_course']\n"
    code += "print(*found, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = {Path(line).resolve() for line in done.stdout.splitlines()}
    assert len(used) > 40
    assert used <= set(grader_files())


def test_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a" / "file.txt"
    write_whole(path, "one\n")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "two \ud800\n")
    assert path.read_text() == "one\n"
    assert os.listdir(path.parent) == ["file.txt"]


# ---------------------------------------------------------------------------------------------- failures


def test_failure_of_the_grader_is_tried_again_and_is_no_zero(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob"])
    calls = []

    def answer(task):
        calls.append(task)
        if len(calls) in (1, 3, 4):  # the first succeeds at the second try; the second never
            raise RuntimeError("the sandbox is gone")
        return graded(task)

    results, _, _ = grade(root, sources, tmp_path / "out", Recorder(answer), width=1)
    statuses = sorted((one.status, one.score) for one in results if one.score is not None)
    assert statuses == [("graded", MOST)]
    (lost,) = [one for one in results if one.score is None]
    assert lost.status == "infrastructure error"
    assert "RuntimeError: the sandbox is gone" in lost.notes[0]
    again, recorder, _ = grade(root, sources, tmp_path / "out")
    assert len(recorder.seen) == 1
    assert [one.status for one in again] == ["graded", "graded"]


def test_what_others_cancel_is_tried_again_and_ends_no_run(tmp_path, sources):
    """As where somebody restarts a cluster that the run is on: Dask gives such a future no exception."""
    root, recorder, made = tree(tmp_path / "in", ["ada", "bob"]), Recorder(), []

    class Cancelling(Recorder):
        def submit(self, task):
            future = Future() if len(made) in (0, 2, 3) else recorder.submit(task)
            future.cancel()  # one that is done stays so
            made.append(future)
            return future

    results, _, _ = grade(root, sources, tmp_path / "out", Cancelling(), width=1)
    assert sorted(one.status for one in results) == ["graded", "infrastructure error"]
    assert "InfrastructureError: it was cancelled where it ran" in "".join(
        results[0].notes + results[1].notes
    )


def test_unreadable_and_missing_are_no_zero_and_stop_nobody(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob", "cy", "dan"])
    write(root / "bob" / LESSON / SOURCE.name, b'{"cells": [')
    (root / "cy" / LESSON / SOURCE.name).unlink()
    (root / "dan" / LESSON / SOURCE.name).unlink()
    (root / "dan" / LESSON / SOURCE.name).mkdir()
    results, recorder, _ = grade(root, sources, tmp_path / "out")
    assert [one.status for one in results] == ["graded", "unreadable", "missing", "unreadable"]
    assert [one.score for one in results] == [MOST, None, None, None]
    assert {one.max_score for one in results} == {MOST}
    assert len(recorder.seen) == 1
    assert all(one.notes for one in results[1:])


def test_ended_by_the_clock_beside_others_runs_again_alone(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada", "bob", "cy", "dan"])
    under_way, most = set(), []
    lock = threading.Lock()

    class Busy:
        def __call__(self, task):
            code = "".join(cell.code for cell in task.submission.cells)
            with lock:
                under_way.add(id(task))
                beside = len(under_way)
            time.sleep(0.2)
            with lock:
                beside = max(beside, len(under_way))
                under_way.discard(id(task))
            most.append(("slow" in code, beside))
            late = "slow" in code and beside > 1
            return graded(task, *(("timeout", "B", "partly graded") if late else ()))

        def close(self):
            pass

    tree(root, ["ada"], answered(notebook(), "gate", "def gate(z, o):\n    'slow'"))
    threads = Threads(Busy(), 4)
    jobs, _ = find_jobs(root, sources)
    journal = Journal(tmp_path / "out")
    results = run(jobs, sources, RECORDS, threads.submit, journal, width=4, stream=io.StringIO())
    threads.close()
    journal.close()
    assert [one.score for one in results] == [MOST] * 4
    assert [beside for slow, beside in most if slow][1:] == [1]
    assert "it ran again alone" in results[0].notes[0]
    assert results[1].notes == []


def test_threads_pass_on_results_and_errors():
    grader = Recorder(lambda task: 1 / task)
    threads = Threads(grader, 2)
    futures = [threads.submit(number) for number in (1, 0, 2)]
    assert [future.result() for future in (futures[0], futures[2])] == [1, 0.5]
    assert isinstance(futures[1].exception(), ZeroDivisionError)
    assert grader.closed == 0
    threads.close()
    assert grader.closed == 1


def test_closing_ends_what_runs():
    class Endless:
        ended = threading.Event()

        def __call__(self, task):
            return self.ended.wait(20)

        def close(self):
            self.ended.set()

    threads = Threads(Endless(), 1)
    under_way = threads.submit(None)
    threads.close()
    assert under_way.result()


TESTS = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]
RUNNER = """
import io, sys, time
from pathlib import Path
sys.path[:0] = {tests!r}
from test_batch import *

class Slow:
    def __call__(self, task):
        time.sleep(0.15)
        print("graded", flush=True)
        return graded(task)
    def close(self):
        pass

sources = {{SOURCE.stem: read_source(SOURCE)}}
jobs, _ = find_jobs(Path({root!r}), sources)
journal = Journal(Path({out!r}))
threads = Threads(Slow(), 2)
try:
    results = run(jobs, sources, RECORDS, threads.submit, journal, width=2, stream=io.StringIO())
except KeyboardInterrupt:
    threads.close()
    sys.exit(130)
print("done", len(results), flush=True)
threads.close()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_end_in_mid_run_loses_nothing(tmp_path, sources, number, status):
    names = [f"student{k:02d}" for k in range(12)]
    root = tree(tmp_path / "in", names)
    code = RUNNER.format(tests=TESTS, root=str(root), out=str(tmp_path / "out"))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    for _ in range(4):
        assert process.stdout.readline() == "graded\n"
    process.send_signal(number)
    rest = process.stdout.read()
    process.stdout.close()
    assert process.wait(30) == status
    assert "done" not in rest
    lines = (tmp_path / "out" / "journal.jsonl").read_bytes().splitlines()
    kept = [json.loads(line)["result"]["student"] for line in lines]
    assert 2 <= len(kept) < 12
    assert len(set(kept)) == len(kept)
    results, recorder, _ = grade(root, sources, tmp_path / "out")
    assert len(recorder.seen) == 12 - len(kept)
    assert [(one.student, one.score) for one in results] == [(name, MOST) for name in names]


# ---------------------------------------------------------------------------------------------- finding notebooks


def found(path, sources):
    jobs, remarks = find_jobs(path, sources)
    return [(job.student, job.assignment, job.notebook) for job in jobs], remarks


def test_tree_of_nbgrader(tmp_path, sources):
    root = tree(tmp_path, ["ada", "bob"])
    write(root / "ada" / LESSON / ".ipynb_checkpoints" / "02_gates-checkpoint.ipynb", notebook())
    write(root / "ada" / LESSON / "timestamp.txt", b"2026-01-01 10:00:00 UTC")
    assert found(root, sources) == ([("ada", LESSON, LESSON), ("bob", LESSON, LESSON)], [])


def test_assignment_of_another_name(tmp_path, sources):
    for student in ("ada", "bob"):
        write(tmp_path / student / "week 2" / SOURCE.name, notebook())
    (tmp_path / "cy" / "week 2").mkdir(parents=True)
    jobs, _ = find_jobs(tmp_path, sources)
    assert [(job.student, job.assignment, job.path is None) for job in jobs] == [
        ("ada", "week 2", False),
        ("bob", "week 2", False),
        ("cy", "week 2", True),
    ]


@pytest.mark.parametrize("name", ["Untitled.ipynb", "gates final (2).ipynb", "Gates 02.ipynb"])
def test_wrong_file_name_is_recognised(tmp_path, sources, name):
    write(tmp_path / "ada" / LESSON / name, notebook("exercises"))
    results, recorder, _ = grade(tmp_path, sources, tmp_path.parent / f"{tmp_path.name}-out")
    assert len(recorder.seen) == 1
    assert "was recognised by its cells" in results[0].repairs[0]


def test_name_of_a_file_is_said_as_it_was_written(tmp_path, sources):
    """Alone proves that letters beyond ASCII can be read in the repairs, and what turns the writing is spelt out."""
    write(tmp_path / "ada" / LESSON / "Übung \u202e李雷.ipynb", notebook("exercises"))
    (job,), _ = find_jobs(tmp_path, sources)
    assert job.repairs == ("The notebook was named 'Übung \\u202e李雷'; it was recognised by its cells.",)


def test_right_file_among_others(tmp_path, sources):
    tree(tmp_path, ["ada"])
    write(tmp_path / "ada" / LESSON / "scratch.ipynb", notebook())
    jobs, remarks = find_jobs(tmp_path, sources)
    assert [(job.student, job.path.name) for job in jobs] == [("ada", SOURCE.name)]
    assert "scratch.ipynb. 02_gates.ipynb counts: their answers are the same." in jobs[0].repairs[0]
    assert remarks == []


def test_damaged_file_of_a_wrong_name_is_unreadable_not_missing(tmp_path, sources):
    write(tmp_path / "ada" / LESSON / "work.ipynb", b"{")
    results, _, _ = grade(tmp_path, sources, tmp_path.parent / f"{tmp_path.name}-out")
    assert [one.status for one in results] == ["unreadable"]
    assert "work" in results[0].repairs[0]


def test_single_notebook(tmp_path, sources):
    path = write(tmp_path / "ada_02_gates.ipynb", notebook())
    assert found(path, sources)[0] == [("ada", LESSON, LESSON)]
    path = write(tmp_path / "submitted" / "bob" / LESSON / SOURCE.name, notebook())
    assert found(path, sources)[0] == [("bob", LESSON, LESSON)]
    path = write(tmp_path / "what.ipynb", b"{")
    results, _, _ = grade(path, sources, tmp_path / "out")
    assert [(one.student, one.status) for one in results] == [("what", "unreadable")]


def test_folder_that_goes_while_it_is_read_stops_nobody(tmp_path, sources, monkeypatch):
    root = tree(tmp_path / "in", ["ada", "bob"])
    (root / "bob" / "gone").mkdir()
    write(root / "bob" / "work.zip", b"no zip")
    lstat = os.lstat

    def leaving(path, **options):
        if Path(path).name in ("gone", "work.zip"):
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return lstat(path, **options)

    monkeypatch.setattr("lstm_course.grading.handed_in.gather.os.lstat", leaving)
    jobs, _ = find_jobs(root, sources)
    assert [job.student for job in jobs if job.path is not None] == ["ada", "bob"]


def test_folder_without_a_notebook_is_mentioned(tmp_path, sources):
    tree(tmp_path, ["ada"])
    (tmp_path / "bob").mkdir()
    (tmp_path / "cy" / "week 9").mkdir(parents=True)
    write(tmp_path / "cy" / "week 9" / "notes.txt", b"")
    jobs, remarks = found(tmp_path, sources)
    assert [student for student, _, _ in jobs] == ["ada"]
    assert remarks == [
        "bob: there is no notebook in this folder.",
        "cy: no notebook was handed in, but notes.txt.",
    ]


def test_notebook_of_another_lesson_is_recognised_among_all(tmp_path):
    every = {path.stem: read_source(path) for path in SOURCE.parent.glob("*.ipynb")}
    write(tmp_path / "ada" / "homework.ipynb", notebook("exercises", "03_the_lstm_cell"))
    assert found(tmp_path, every)[0] == [("ada", "03_the_lstm_cell", "03_the_lstm_cell")]


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs rights there")
def test_links_are_not_followed(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada"])
    (root / "eve").symlink_to(root / "ada")
    (root / "bob" / LESSON).mkdir(parents=True)
    (root / "bob" / LESSON / SOURCE.name).symlink_to(SOURCE)
    results, _, remarks = grade(root, sources, tmp_path / "out")
    assert [(one.student, one.status) for one in results] == [("ada", "graded"), ("bob", "unreadable")]
    assert remarks == ["eve: a link to a folder; it was not followed."]


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs rights there")
def test_link_named_as_the_folder_of_a_course_is_not_followed(tmp_path, sources):
    """A student's own folder looks like a course's: on Gradescope, and below nbgrader's ``submitted``."""
    ada = write(tmp_path / "ada" / LESSON / SOURCE.name, notebook()).parent
    ben = write(tmp_path / "ben" / LESSON / "nbgrader_config.py", b"").parent
    (ben / "submitted").symlink_to(ada)
    assert all(job.path != ben / "submitted" / SOURCE.name for job in of_folder(ben, "ben", LESSON, sources))
    with pytest.raises(NoSubmissionsError, match="submitted: a link to a folder; it was not followed"):
        read_handed_in(ben, sources, "file")


@pytest.mark.parametrize("own", [[], ["journal.jsonl", "results.jsonl", "feedback"]])
def test_folders_that_go_deeper_than_python_walks_are_named(tmp_path, sources, own):
    """Also where the one around them looks like results. Of 1,000 the walk itself would end with a RecursionError."""
    root = tree(tmp_path / "in", ["ada"])
    for name in (*own, "a/" * 102):
        (root / "ben" / name).mkdir(parents=True)
    jobs, remarks = find_jobs(root, sources)
    assert [(job.student, job.problem) for job in jobs] == [("ada", "")]
    assert "ben: more than 100 folders in each other; those below were not read." in remarks


@pytest.mark.parametrize(
    "student", ["Doe, Jane", '"quoted"', "=cmd|' C calc'!A0", "日本", "a b", "-x", "é" * 60]
)
def test_odd_students(tmp_path, sources, student):
    results, _, _ = grade(tree(tmp_path / "in", [student]), sources, tmp_path / "out")
    assert [(one.student, one.score) for one in results] == [(student, MOST)]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text elsewhere")
def test_student_whose_name_is_not_text(tmp_path, sources):
    tree(tmp_path / "in", [os.fsdecode(b"caf\xe9")])
    results, _, _ = grade(tmp_path / "in", sources, tmp_path / "out")
    assert results[0].student == "caf\\udce9"
    assert json.loads(results[0].to_json())["student"] == "caf\\udce9"


def zipped(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, json.dumps(content) if isinstance(content, dict) else content)
    return path


@pytest.mark.parametrize(
    ("names", "student"),
    [
        (["Ada Lovelace_1234_assignsubmission_file_/02_gates.ipynb"], "Ada Lovelace_1234"),  # Moodle
        (["Ada Lovelace_1234_assignsubmission_file/other name.ipynb"], "Ada Lovelace_1234"),
        (["Ada Lovelace_1234_assignsubmission_file_02_gates.ipynb"], "Ada Lovelace_1234"),
        (["lovelaceada_5678_91011_02_gates.ipynb"], "lovelaceada_5678"),  # Canvas
        (["lovelaceada_LATE_5678_91011_02_gates-2.ipynb"], "lovelaceada_5678"),
        (["submitted/ada/02_gates/02_gates.ipynb"], "ada"),
        (["ada/02_gates/02_gates.ipynb", "ada/02_gates/timestamp.txt"], "ada"),
        (["ada/02_gates.ipynb", "__MACOSX/ada/._02_gates.ipynb"], "ada"),
        (["../../ada/02_gates/02_gates.ipynb"], "ada"),
        (["/ada/02_gates/02_gates.ipynb"], "ada"),
        (["ada\\02_gates\\02_gates.ipynb"], "ada"),
    ],
)
def test_zip_of_a_learning_platform(tmp_path, sources, names, student):
    path = zipped(tmp_path / "in.zip", {name: notebook() for name in names})
    before = sorted(tmp_path.rglob("*"))
    results, _, remarks = grade(path, sources, tmp_path / "out")
    assert [(one.student, one.assignment, one.score) for one in results] == [(student, LESSON, MOST)]
    assert remarks == []
    after = [one for one in sorted(tmp_path.rglob("*")) if "out" not in one.parts]
    assert after == before  # nothing is unpacked


def test_last_attempt_of_a_zip_counts(tmp_path, sources):
    wrong = answered(notebook(), "gate", "def gate(z, o):\n    return 0")
    path = zipped(
        tmp_path / "in.zip",
        {
            "ada_1_10_02_gates.ipynb": wrong,
            "ada_1_12_02_gates-10.ipynb": notebook(),
            "ada_1_11_02_gates-9.ipynb": wrong,
        },
    )
    results, recorder, _ = grade(path, sources, tmp_path / "out")
    (task,) = recorder.seen
    assert not any("return 0" in cell.code for cell in task.submission.cells)
    assert "3 notebooks were handed in" in results[0].repairs[0]
    assert "02_gates-10.ipynb counts: it is the last attempt." in results[0].repairs[0]


def test_damaged_member_of_a_zip(tmp_path, sources):
    path = zipped(tmp_path / "in.zip", {"ada/02_gates.ipynb": notebook(), "bob/02_gates.ipynb": "x" * 3000})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"x" * 3000, b"y" * 3000))  # the checksum is wrong now
    results, _, _ = grade(path, sources, tmp_path / "out")
    assert [one.status for one in results] == ["graded", "unreadable"]
    assert "zip" in results[1].notes[0]


@pytest.mark.slow
def test_zip_bomb_is_unreadable(tmp_path, sources):
    path = tmp_path / "in.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("ada/02_gates.ipynb", "w") as file,
    ):
        for _ in range(110):
            file.write(b"\0" * (1 << 20))
    results, _, _ = grade(path, sources, tmp_path / "out")
    assert results[0].status == "unreadable"
    assert "96 MB" in results[0].notes[0]


@pytest.mark.parametrize("name", ["nothing", "empty", "broken.zip"])
def test_nothing_to_grade(tmp_path, sources, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(NoSubmissionsError, match=name):
        find_jobs(tmp_path / name, sources)


# ---------------------------------------------------------------------------------------------- progress


def test_progress_says_how_long(sources):
    now = [0.0]
    stream = io.StringIO()
    progress = Progress(100, stream, lambda: now[0])
    result = Result("a", "b", "missing", None, 1)
    for _ in range(25):
        now[0] += 2
        progress.step(result)
    lines = stream.getvalue().splitlines()
    assert [line.split(",")[0] for line in lines] == [f"{k} of 100 done" for k in (1, 6, 11, 16, 21)]
    assert lines[-1].rstrip().endswith("21 for a human, 0.5 a second, about 2 min 38 s left")


def test_copy_of_the_tree_gives_the_same_keys(tmp_path, sources):
    root = tree(tmp_path / "in", ["ada"])
    grade(root, sources, tmp_path / "out")
    shutil.copytree(root, tmp_path / "moved")
    _, recorder, _ = grade(tmp_path / "moved", sources, tmp_path / "out")
    assert recorder.seen == []
