"""The benchmark compares what it says: its submissions are what they are called, and no difference goes unnoticed."""

import subprocess
import sys

import matplotlib as mpl
import pytest
from submissions import ROOT, text

from lstm_course import check
from lstm_course.bench.grading import WRONG, compare, entries
from lstm_course.grading.result import Question, Result

ENTRIES = entries(ROOT / "solutions")


def test_forty_submissions():
    assert len(ENTRIES) == len({entry.student for entry in ENTRIES}) == 40
    kinds = [entry.kind for entry in ENTRIES if entry.lesson == "09_nn_lstm_decoded"]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "right": 10,
        "wrong": 6,
        "looping": 2,
        "crashing": 2,
    }


@pytest.mark.parametrize("lesson", WRONG)
def test_right_is_right_and_wrong_is_wrong(lesson):
    for entry in [one for one in ENTRIES if one.lesson == lesson and one.kind in ("right", "wrong")][9:]:
        space, failed = {}, []
        for cell in entry.notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            if cell["cell_type"] == "code" and (name in check.records() or not space):
                with mpl.rc_context():  # its style is for this notebook, not for the tests that follow
                    exec(compile(text(cell), "<cell>", "exec"), space)
            if name in check.records():
                failed += [name] if not check.run(name, space[name]).passed else []
        assert len(failed) == (entry.kind == "wrong"), entry.student


ORPHAN = """
import os, time
if os.fork() == 0:  # its parent ends at once, and nobody waits for it
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass
    os._exit(0)
os._exit(0)
"""
MEASURE = """
import sys
from pathlib import Path
from lstm_course.bench.grading import adopt_orphans, timed
adopt_orphans()
print(timed(["-c", sys.argv[1]], Path(sys.argv[2]), (0,)).cpu)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="orphans are counted on Linux only")
def test_cpu_time_of_orphans_is_counted(tmp_path):
    command = [sys.executable, "-c", MEASURE, ORPHAN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 0.5 <= float(done.stdout) < 5


def row(question, theirs):
    entry = next(one for one in ENTRIES if one.kind == "wrong")
    result = Result(entry.student, "a", "graded", question.score, 4, questions=[question])
    (found,) = compare({entry.student: result}, {f"{entry.student}/{entry.lesson}": theirs}, [entry])
    return found


def test_differences_have_reasons():
    part = Question("gate", "2.2", 1, 4, "failed", parts={"passed": 1, "gate": 0})
    assert row(part, {"gate": 1})["why"] == ""
    assert row(part, {"gate": 0})["why"] == "gate: passed is right; nbgrader gives all or nothing"
    assert "UNEXPLAINED, 1 against 4" in row(part, {"gate": 4})["why"]
    assert "UNEXPLAINED" in row(Question("gate", "2.2", 4, 4, "passed"), {"gate": 0})["why"]
    assert "lost the notebook" in row(part, {})["why"]
    assert row(part, {"gate": None})["nbgrader"] is None
