"""Every way of handing in is one row: the files, how they are read, and which file counts for whom."""

import io
import json
import os
import zipfile

import pytest
from submissions import LESSON, SOURCE, answered, meta, notebook, original, write

from lstm_course.grading.handed_in import desk, gather
from lstm_course.grading.handed_in.gather import NoSubmissionsError
from lstm_course.grading.handed_in.jobs import of_folder, read_handed_in
from lstm_course.grading.handed_in.layout import UnclearLayoutError
from lstm_course.grading.handed_in.recognise import reading
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.preprocessors import RepairSubmission
from lstm_course.grading.sources import CannotGradeError

OTHER = "03_the_lstm_cell"
FILE = f"{LESSON}.ipynb"
RELEASED = notebook("exercises")
HALF = answered(RELEASED, "sigmoid", "def sigmoid(a):\n    return 1 / (1 + np.exp(-a))")
CONTENTS = {
    "right": notebook(),
    "half": HALF,
    "released": RELEASED,
    "lesson": notebook("notebooks"),
    "solution": json.loads(SOURCE.read_text(encoding="utf-8")),
    "other right": notebook(lesson=OTHER),
    "other released": notebook("exercises", OTHER),
    "other lesson": notebook("notebooks", OTHER),
    "other solution": json.loads((SOURCE.parent / f"{OTHER}.ipynb").read_text(encoding="utf-8")),
}
BYTES = {name: json.dumps(data).encode() for name, data in CONTENTS.items()} | {
    "broken": b'{"cells": [',
    "text": b"some words",
}


@pytest.fixture(scope="module")
def sources():
    return {name: read_source(SOURCE.parent / f"{name}.ipynb") for name in (LESSON, OTHER)}


def packed(files):
    """Return the bytes of a zip file with these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for minute, (name, content) in enumerate(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 2, 10, minute, 0)), as_bytes(content))
    return stream.getvalue()


def as_bytes(content):
    if isinstance(content, dict):
        return packed(content)
    return BYTES.get(content, content.encode() if isinstance(content, str) else content)


def laid_out(root, files):
    """Write files; each is a minute and more later than the one before."""
    root.mkdir(parents=True, exist_ok=True)
    for minute, (name, content) in enumerate(files.items()):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(content))
        os.utime(path, (1.79e9 + 100 * minute,) * 2)
    return root


def what(job, sources):
    """Return what counts for a job: the kind of the file, or a word of why a person has to look."""
    if job.problem:
        return "human"
    if job.path is None:
        return "missing"
    content = job.content()
    submission = job.read(content, sources[job.notebook])
    kinds = [name for name, known in BYTES.items() if known == content]
    return kinds[0] if submission.status == "readable" else f"no score: {kinds[0]}"


def read(path, sources, layout=None):
    found = read_handed_in(path, sources, layout)
    rows = {}
    for job in found.jobs:
        assert (job.student, job.assignment, job.notebook) not in rows
        rows[job.student, job.assignment, job.notebook] = what(job, sources)
    return found, rows


def simple(rows):
    """Return student -> what counts, where all have handed in this lesson only."""
    assert {(assignment, name) for _, assignment, name in rows} == {(LESSON, LESSON)}
    return {student: kind for (student, _, _), kind in rows.items()}


GRADESCOPE = """---
submission_1001:
  :submitters:
  - :name: Ada Lovelace
    :sid: '77'
    :email: ada@example.org
  :created_at: 2026-11-02 10:00:00.000000000 Z
submission_1002:
  :submitters:
  - :name: Ben Half
    :sid: '78'
    :email: ben@example.org
  - :name: Cy Third
    :sid: '79'
    :email: cy@example.org
"""

# name: (files, layout in words, student -> what counts)
LAYOUTS = {
    "nbgrader": (
        {f"ada/{LESSON}/{FILE}": "right", f"ben/{LESSON}/{FILE}": "half"},
        "student/assignment/file",
        {"ada": "right", "ben": "half"},
    ),
    "nbgrader, one student": ({f"ada/{LESSON}/{FILE}": "right"}, "student/assignment/file", {"ada": "right"}),
    "nbgrader, another file name": (
        {f"ada/{LESSON}/Untitled.ipynb": "right"},
        "student/assignment/file",
        {"ada": "right"},
    ),
    "nbgrader, somebody with folders of his own": (
        {f"ada/{LESSON}/{FILE}": "right", f"ben/{LESSON}/my/drafts/{FILE}": "half"},
        "student/assignment/file",
        {"ada": "right", "ben": "half"},
    ),
    "a folder around the students": (
        {f"week3/ada/{LESSON}/{FILE}": "right", f"week3/ben/{LESSON}/{FILE}": "half"},
        "folder/student/assignment/file",
        {"ada": "right", "ben": "half"},
    ),
    "two folders around the students": (
        {f"a/b/ada/{FILE}": "right", f"a/b/ben/{FILE}": "half"},
        "folder/folder/student/file",
        {"ada": "right", "ben": "half"},
    ),
    "assignment first": (
        {f"{LESSON}/ada/{FILE}": "right", f"{LESSON}/ben/x.ipynb": "half"},
        "assignment/student/file",
        {"ada": "right", "ben": "half"},
    ),
    "a folder, the assignment, the students": (
        {
            f"week3/{LESSON}/{who}/{FILE}": kind
            for who, kind in (("ada", "right"), ("ben", "half"), ("cy", "half"))
        },
        "folder/assignment/student/file",
        {"ada": "right", "ben": "half", "cy": "half"},
    ),
    "files named after students in the folder of the assignment": (
        {f"{LESSON}/ada.ipynb": "right", f"{LESSON}/ben.ipynb": "half"},
        "assignment/student",
        {"ada": "right", "ben": "half"},
    ),
    "a folder for each student": (
        {f"ada/{FILE}": "right", "ben/homework.ipynb": "half"},
        "student/file",
        {"ada": "right", "ben": "half"},
    ),
    "files named after students": (
        {f"ada_{FILE}": "right", f"{LESSON}_ben.ipynb": "half", "cy.ipynb": "released"},
        "student",
        {"ada": "right", "ben": "half", "cy": "released"},
    ),
    "students that differ in a number only": (
        {f"student 1_{FILE}": "right", f"student 2_{FILE}": "half", f"{LESSON} student 10.ipynb": "released"},
        "student",
        {"student 1": "right", "student 2": "half", "student 10": "released"},
    ),
    "groups of students": (
        {f"A/ada/{FILE}": "right", f"A/ben/{FILE}": "half", f"B/cy/{FILE}": "right", f"B/dan/{FILE}": "half"},
        "folder/student/file",
        {"ada": "right", "ben": "half", "cy": "right", "dan": "half"},
    ),
    "Moodle": (
        {
            f"Ada García_101_assignsubmission_file_/{FILE}": "right",
            f"Ben Half_102_assignsubmission_file_/{FILE}": "half",
            "Ben Half_102_assignsubmission_onlinetext_/onlinetext.html": "text",
            "Dan Nested_103_assignsubmission_file_/homework.zip": {f"homework/{FILE}": "right"},
            "Hal Py_104_assignsubmission_file_/gates.py": "text",
            "Ida Text_105_assignsubmission_onlinetext/onlinetext.html": "text",
            f"Jo_Lee_106_assignsubmission_file/notebooks/{FILE}": "half",
        },
        "student/file",
        {
            "Ada García_101": "right",
            "Ben Half_102": "half",
            "Dan Nested_103": "right",
            "Hal Py_104": "human",
            "Ida Text_105": "human",
            "Jo_Lee_106": "half",
        },
    ),
    "Moodle, flat": (
        {
            f"Ada_101_assignsubmission_file_{FILE}": "right",
            f"Ben_102_assignsubmission_file_{FILE}": "half",
            "Ben_102_assignsubmission_onlinetext_onlinetext.html": "text",
            "Cy_103_assignsubmission_file_homework.zip": {FILE: "right"},
        },
        "student",
        {"Ada_101": "right", "Ben_102": "half", "Cy_103": "right"},
    ),
    "Moodle, a folder around it": (
        {
            f"LSTM-Week 3-77/Ada_101_assignsubmission_file/{FILE}": "right",
            f"LSTM-Week 3-77/Participant_102_assignsubmission_file/{FILE}": "half",
        },
        "folder/student/file",
        {"Ada_101": "right", "Participant_102": "half"},
    ),
    "Canvas": (
        {
            f"lovelaceada_5678_90001_{FILE}": "right",
            f"halfben_LATE_5679_90002_{LESSON}-1.ipynb": "half",
            f"anon_Ab3xZ_90003_{FILE}": "right",
            f"LATE_anon_Xy9aB_90004_{LESSON}-2.ipynb": "half",
            "pydan_5680_90005_gates.py": "text",
            "textida_5681_text.html": "text",
        },
        "student",
        {
            "lovelaceada_5678": "right",
            "halfben_5679": "half",
            "anon_Ab3xZ": "right",
            "anon_Xy9aB": "half",
            "pydan_5680": "human",
            "textida_5681": "human",
        },
    ),
    "Canvas, several files of one": (
        {
            f"lovelaceada_5678_90001_{FILE}": "released",
            f"lovelaceada_5678_90002_{LESSON}-Copy1-1.ipynb": "right",
        },
        "student",
        {"lovelaceada_5678": "right"},
    ),
    "Blackboard": (
        {
            f"Gates_u1_attempt_2026-11-02-10-00-00_{FILE}": "half",
            "Gates_u1_attempt_2026-11-02-10-00-00.txt": "text",
            f"Gates_u1_attempt_2026-11-03-09-00-00_{FILE}": "right",
            "Gates_u1_attempt_2026-11-03-09-00-00.txt": "text",
            f"Gates_u2_attempt_2026-11-02-12-00-00_{FILE}": "half",
        },
        "student",
        {"u1": "right", "u2": "half"},
    ),
    "Blackboard, names with underscores": (
        {
            f"Week_3_Gates_ben_half_attempt_2026-11-02-10-00-00_{FILE}": "half",
            f"Week_3_Gates_cy_half_attempt_2026-11-02-10-00-00_{FILE}": "right",
        },
        "student",
        {"ben_half": "half", "cy_half": "right"},
    ),
    "Brightspace": (
        {
            f"123458-7890 - Fay Two - Nov 3, 2026 1001 AM/{FILE}": "right",
            f"123458-7890 - Fay Two - Nov 2, 2026 1159 PM/{FILE}": "half",
            f"123459-7890 - Mary-Ann Smith - Nov 3, 2026 901 AM/{FILE}": "half",
            "index.html": "text",
        },
        "student/file",
        {"Fay Two_123458": "right", "Mary-Ann Smith_123459": "half"},
    ),
    "ILIAS": (
        {
            f"Gates/Abgaben/Lovelace_Ada_ada_501/20261103100000_{FILE}": "right",
            f"Gates/Abgaben/Lovelace_Ada_ada_501/20261102100000_{FILE}": "half",
            f"Gates/Abgaben/Half_Ben_ben_502/20261103100000_{FILE}": "half",
            "Gates/status.xlsx": "text",
        },
        "folder/folder/student/file",
        {"Lovelace_Ada_ada_501": "right", "Half_Ben_ben_502": "half"},
    ),
    "ILIAS, teams": (
        {
            f"Gates/Abgaben/Team 12/Lovelace_Ada_ada_501/{FILE}": "right",
            f"Gates/Abgaben/Team 13/Half_Ben_ben_502/{FILE}": "half",
        },
        "folder/folder/folder/student/file",
        {"Lovelace_Ada_ada_501": "right", "Half_Ben_ben_502": "half"},
    ),
    "Google Forms": (
        {f"{LESSON} - Ada Lovelace.ipynb": "right", f"{LESSON} - Ben Half.ipynb": "half"},
        "student",
        {"Ada Lovelace": "right", "Ben Half": "half"},
    ),
    "Google Classroom": (
        {f"Ada Lovelace - {FILE}": "right", f"Copy of Ben Half - {FILE}": "half"},
        "student",
        {"Ada Lovelace": "right", "Ben Half": "half"},
    ),
    "Google Drive, a folder around it": (
        {
            f"Gates (File responses)/{LESSON} - Ada.ipynb": "right",
            f"Gates (File responses)/{LESSON} - Ben.ipynb": "half",
        },
        "folder/student",
        {"Ada": "right", "Ben": "half"},
    ),
    "Gradescope": (
        {
            "assignment_123_export/submission_metadata.yml": GRADESCOPE,
            f"assignment_123_export/submission_1001/{FILE}": "right",
            f"assignment_123_export/submission_1002/{FILE}": "half",
        },
        "folder/student/file",
        {"Ada Lovelace_77": "right", "Ben Half_78 & Cy Third_79": "half"},
    ),
    "Gradescope, without names": (
        {f"submission_1001/{FILE}": "right", f"submission_1002/{FILE}": "half"},
        "student/file",
        {"submission_1001": "right", "submission_1002": "half"},
    ),
    "zip files of the students": (
        {"ada.zip": {FILE: "right"}, "ben.zip": {f"work/{FILE}": "half", "work/data.csv": "text"}},
        "student",
        {"ada": "right", "ben": "half"},
    ),
    "a zip file in a zip file in a zip file": (
        {
            "week 3.zip": {
                f"ada/{LESSON}/work.zip": {"deep.zip": {FILE: "right"}},
                f"ben/{LESSON}/{FILE}": "half",
            }
        },
        "student/assignment/file",
        {"ada": "right", "ben": "half"},
    ),
    "a zip file around those of the students": (
        {"all.zip": {"ada.zip": {FILE: "right"}, "ben.zip": {f"x/{FILE}": "half"}}},
        "student",
        {"ada": "right", "ben": "half"},
    ),
    "endings that browsers add": (
        {
            f"ada/{LESSON}/{FILE}.txt": "right",
            f"ben/{LESSON}/{FILE}.json": "half",
            f"cy/{LESSON}/{LESSON}.IPYNB": "right",
            f"dan/{LESSON}/{LESSON}.json": "half",
            f"eve/{LESSON}/{LESSON}.ZIP": {FILE: "right"},
        },
        "student/assignment/file",
        {"ada": "right", "ben": "half", "cy": "right", "dan": "half", "eve": "right"},
    ),
    "a file with the name of another one's export": (
        {
            f"alice/{LESSON}/bob_1234_assignsubmission_file_{FILE}": "half",
            f"bob_1234/{LESSON}/{FILE}": "right",
            f"eve/{LESSON}/bob_1234_5_{FILE}": "released",
        },
        "student/assignment/file",
        {"alice": "half", "bob_1234": "right", "eve": "released"},
    ),
    "one id that looks like another platform's": (
        {
            f"{who}/{LESSON}/{FILE}": "right"
            for who in ("ada", "ben", "a_b_c_5", "x_7_assignsubmission_file_")
        },
        "student/assignment/file",
        dict.fromkeys(("ada", "ben", "a_b_c_5", "x_7_assignsubmission_file_"), "right"),
    ),
    "beside the folder of the assignment": (
        {f"ada/{FILE}": "released", f"ada/{LESSON}/{FILE}": "right", f"ben/{LESSON}/{FILE}": "half"},
        "student/assignment/file",
        {"ada": "right", "ben": "half"},
    ),
    "Gradescope, two of one name": (
        {
            "submission_metadata.yml": "".join(
                f"submission_{k}:\n  :submitters:\n  - :name: Al\n" for k in (1, 2)
            ),
            f"submission_1/{FILE}": "right",
            f"submission_2/{FILE}": "half",
        },
        "student/file",
        {"Al_submission_1": "right", "Al_submission_2": "half"},
    ),
    "nothing handed in": (
        {f"ada/{LESSON}/{FILE}": "right", f"ben/{LESSON}/timestamp.txt": "text"},
        "student/assignment/file",
        {"ada": "right", "ben": "missing"},
    ),
    "no notebook": (
        {
            f"ada/{LESSON}/{FILE}": "right",
            f"ben/{LESSON}/gates.py": "text",
            f"cy/{LESSON}/x.zip": {"a.py": "text"},
        },
        "student/assignment/file",
        {"ada": "right", "ben": "human", "cy": "human"},
    ),
}


def as_zip(path, files):
    path.write_bytes(packed(files))
    return path


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("how", ["folder", "zip"])
def test_layout(tmp_path, sources, name, how):
    files, words, expected = LAYOUTS[name]
    path = laid_out(tmp_path / "in", files) if how == "folder" else as_zip(tmp_path / "in.zip", files)
    if how == "zip" and name == "nothing handed in":
        expected = {"ada": "right"}  # a zip file holds no empty folder
    found, rows = read(path, sources)
    assert simple(rows) == expected
    assert f"({words})" in found.layout
    assert f"{len(expected)} student{'s' * (len(expected) > 1)}, 1 assignment." in found.layout
    assert found.remarks == []


# name: (files, which ways are named in the refusal, --layout -> student -> what counts)
UNCLEAR = {
    "one file two folders deep": (
        {f"a/b/{FILE}": "right"},
        {"student/assignment/file": {"a": "right"}, "folder/student/file": {"b": "right"}},
    ),
    "groups or students above the assignment": (
        {f"A/{LESSON}/ada/{FILE}": "right", f"B/{LESSON}/ben/{FILE}": "half"},
        {
            "student/assignment/file": {"A": "right", "B": "half"},
            "folder/assignment/student/file": {"ada": "right", "ben": "half"},
        },
    ),
    "one student in each group, or one folder in each student's": (
        {f"A/ada/{FILE}": "right", f"B/ben/{FILE}": "half"},
        {
            "student/assignment/file": {"A": "right", "B": "half"},
            "assignment/student/file": {"ada": "right", "ben": "half"},
        },
    ),
    "a student's file or a platform's": (
        {f"alice/{LESSON}/bob_1234_assignsubmission_file_{FILE}": "half"},
        {"student/assignment/file": {"alice": "half"}, "moodle": {"bob_1234": "half"}},
    ),
    "two students or one with two folders": (
        {f"x/{LESSON}/old/{FILE}": "half", f"x/{LESSON}/new/{FILE}": "right"},
        {"student/assignment/file": {"x": "right"}, "folder/assignment/student/file": {"old": "half", "new": "right"}},
    ),
    "files that may be drafts or students": (
        {"x/ann.ipynb": "half", "x/ben.ipynb": "right"},
        {"student/file": {"x": "right"}, "folder/student": {"ann": "half", "ben": "right"}},
    ),
    "weeks with students or students with weeks": (
        {"a/c/x.ipynb": "right", "a/d/x.ipynb": "half", "b/c/x.ipynb": "half", "b/d/x.ipynb": "right"},
        {"student/assignment/file": None, "assignment/student/file": None},
    ),
    "files of one name": (
        {FILE: "half", f"{LESSON} (1).ipynb": "right"},
        {"file": {"in": "right"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCLEAR)
def test_two_readings_are_refused_and_the_option_decides(tmp_path, sources, name):
    files, ways = UNCLEAR[name]
    root = laid_out(tmp_path / "in", files)
    with pytest.raises(UnclearLayoutError) as refused:
        read_handed_in(root, sources)
    text = str(refused.value)
    for words, expected in ways.items():
        assert f"--layout {words}" in text
        found, rows = read(root, sources, words)
        assert f"({words})" in found.layout or words in found.layout.lower()
        if expected is not None:
            assert {student: kind for (student, _, _), kind in rows.items()} == expected


def test_platform_in_folders_of_assignments(tmp_path, sources):
    who = "Ada_101_assignsubmission_file"
    files = {f"{LESSON}/{who}/{FILE}": "right", f"{OTHER}/{who}_/{OTHER}.ipynb": "other right"}
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert rows == {("Ada_101", LESSON, LESSON): "right", ("Ada_101", OTHER, OTHER): "other right"}
    assert "Moodle" in found.layout


def test_folder_among_files_that_are_named_after_students(tmp_path, sources):
    files = {f"ada_{FILE}": "right", f"ben_{FILE}": "half", f"more/cy_{FILE}": "right"}
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert simple(rows) == {"ada": "right", "ben": "half"}
    assert found.remarks == [f"more/cy_{FILE}: it lies outside of the students' folders (student)."]


def test_plain_name_is_shown_where_the_answers_are_the_same(tmp_path, sources):
    files = {f"ada/{LESSON}/{name}": "right" for name in (f"0 {FILE}", FILE)} | {
        f"ben/{LESSON}/{FILE}": "half"
    }
    assert read_handed_in(laid_out(tmp_path / "in", files), sources).jobs[0].path.name == FILE


@pytest.mark.parametrize("deep", ["a", f"{LESSON}", f"ben_7_assignsubmission_file_/{OTHER}"])
def test_one_student_cannot_sway_the_layout(tmp_path, sources, deep):
    files = {f"{who}/week 3/{FILE}": "right" for who in ("ada", "ben", "cy", "dan")}
    files |= {f"eve/{deep}/{k}/{FILE}": "half" for k in range(40)} | {
        f"eve/{k}.ipynb": "text" for k in range(40)
    }
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert {kind for (who, _, _), kind in rows.items() if who != "eve"} == {"right"}
    assert {who for who, _, _ in rows} >= {"ada", "ben", "cy", "dan"}
    assert "(student/assignment/file)" in found.layout


def test_two_students_cannot_merge_the_others(tmp_path, sources):
    files = {f"{who}/week 3/{FILE}": "right" for who in ("ada", "ben", "cy", "dan")}
    files |= {f"eve/week 3/{OTHER}.ipynb": "other right", f"mal/week 9/{FILE}": "half"}
    try:
        found, rows = read(laid_out(tmp_path / "in", files), sources)
    except UnclearLayoutError:
        return
    assert {who for who, _, _ in rows} == {"ada", "ben", "cy", "dan", "eve", "mal"}
    assert "(student/" in found.layout


def test_folder_of_one_student(tmp_path, sources):
    root = laid_out(
        tmp_path / "carla", {f"{LESSON}/{FILE}": "right", f"{OTHER}/{OTHER}.ipynb": "other right"}
    )
    found, rows = read(root, sources)
    assert rows == {("carla", LESSON, LESSON): "right", ("carla", OTHER, OTHER): "other right"}
    assert "all of it = one student" in found.layout
    root = laid_out(tmp_path / "dan", {FILE: "right", f"{OTHER}.ipynb": "other right"})
    assert {student for student, _, _ in read(root, sources)[1]} == {"dan"}


def test_weeks_are_told_from_students_by_their_notebooks(tmp_path, sources):
    first = {
        f"week{k}/{who}/x{k}.ipynb": kind
        for k, kind in ((2, "right"), (3, "other right"))
        for who in ("ann", "ben")
    }
    first = {name.replace("x2", LESSON).replace("x3", OTHER): kind for name, kind in first.items()}
    found, rows = read(laid_out(tmp_path / "a", first), sources)
    assert "(assignment/student/file)" in found.layout
    assert sorted(rows) == [
        (who, week, name) for who in ("ann", "ben") for week, name in (("week2", LESSON), ("week3", OTHER))
    ]
    turned = {
        "/".join((name.split("/")[1], name.split("/")[0], name.split("/")[2])): kind
        for name, kind in first.items()
    }
    found, again = read(laid_out(tmp_path / "b", turned), sources)
    assert "(student/assignment/file)" in found.layout
    assert again == rows


def test_teams(tmp_path, sources):
    work = "Student Work/{} files/{}/Gates, week 3/"
    files = {
        work.format("Submitted", "Ada Lovelace") + f"Version 2/{FILE}": "right",
        work.format("Submitted", "Ada Lovelace") + f"Version 1/{FILE}": "half",
        work.format("Submitted", "Ben Half") + f"Version 1/{FILE}": "half",
        work.format("Working", "Ada Lovelace") + FILE: "released",
        work.format("Working", "Cy") + FILE: "released",
    }
    root = laid_out(tmp_path / "in", files)
    found, rows = read(root, sources)
    assert rows == {
        ("Ada Lovelace", "Gates, week 3", LESSON): "right",
        ("Ben Half", "Gates, week 3", LESSON): "half",
    }
    assert "(folder/folder/student/assignment/version/file)" in found.layout
    assert "Working files was passed over" in found.layout
    assert found.remarks == []
    inside = root / "Student Work" / "Submitted files"
    found, again = read(inside, sources)
    assert again == rows
    assert "(student/assignment/version/file)" in found.layout


def clone(kind="right", **more):
    return {
        "README.md": "text",
        f"notebooks/{FILE}": "lesson",
        f"notebooks/{OTHER}.ipynb": "other lesson",
        f"exercises/{FILE}": kind,
        f"exercises/{OTHER}.ipynb": "other released",
        f"solutions/{FILE}": "solution",
        f"solutions/{OTHER}.ipynb": "other solution",
        "lstm_course/data.json": "text",
        **more,
    }


@pytest.mark.parametrize("how", ["own folders", "clones in folders", "zip files", "Moodle"])
def test_clone_of_the_course(tmp_path, sources, how):
    front = {
        "own folders": "{}/",
        "clones in folders": "{}/lstm-course/",
        "Moodle": "{}_101_assignsubmission_file_/x/",
    }
    files = {}
    for who, kind in (("ada", "right"), ("ben", "half")):
        if how == "zip files":
            files[f"{who}.zip"] = {f"lstm-course/{name}": content for name, content in clone(kind).items()}
        else:
            files |= {front[how].format(who) + name: content for name, content in clone(kind).items()}
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    number = "_101" if how == "Moodle" else ""
    assert rows == {(f"ada{number}", LESSON, LESSON): "right", (f"ben{number}", LESSON, LESSON): "half"}
    for job in found.jobs:
        assert f"exercises/ counts. Not worked on: {OTHER}." in job.notes[0]
    assert found.remarks == []


def test_clone_that_nobody_worked_on_is_for_a_person(tmp_path, sources):
    files = {f"ada/{name}": content for name, content in clone("released").items()}
    found, rows = read(laid_out(tmp_path / "in", files | {f"ben/{FILE}": "right"}), sources)
    assert rows["ada", LESSON, LESSON] == "released"
    assert "Nothing in it was worked on" in found.remarks[0]


# ---------------------------------------------------------------------------------------------- which file counts


WORKED, LATER = "it was worked on", "it is the later one"

# name: (files of one student, what counts, words on the row)
FILES = {
    "the released one beside a copy": ({FILE: "released", f"{LESSON}-Copy1.ipynb": "right"}, "right", WORKED),
    "final": ({f"{LESSON}_final.ipynb": "right", FILE: "released"}, "right", WORKED),
    "copy of": ({f"Copy of {FILE}": "right", FILE: "released"}, "right", WORKED),
    "in brackets": ({f"{LESSON} (1).ipynb": "right", FILE: "released"}, "right", WORKED),
    "my solution": ({"my_solution.ipynb": "right", FILE: "released"}, "right", WORKED),
    "only a copy": ({f"{LESSON}-Copy1.ipynb": "right"}, "right", ""),
    "two of the same": ({FILE: "right", f"{LESSON}-Copy1.ipynb": "right"}, "right", "their answers are the same"),
    "two that were worked on": ({"draft.ipynb": "half", "final.ipynb": "right"}, "right", LATER),
    "the earlier has the better name": ({FILE: "half", f"{LESSON}-Copy1.ipynb": "right"}, "right", LATER),
    "a newer file in a folder": ({FILE: "right", f"0ld/{FILE}": "half"}, "right", "in folders of their own"),
    "a backup in a folder": ({FILE: "right", f"backup/{FILE}": "half"}, "right", "in folders of their own"),
    "the work in a folder": ({FILE: "released", f"work/{FILE}": "right"}, "right", WORKED),
    "none was worked on": ({FILE: "released", f"{LESSON}-Copy1.ipynb": "released"}, "released", "none of them"),
    "the lesson beside it": ({FILE: "lesson", "answers.ipynb": "right"}, "right", WORKED),
    "the lesson": ({FILE: "lesson"}, "no score: lesson", ""),
    "the lesson under another name": ({"work.ipynb": "lesson"}, "no score: lesson", ""),
    "the solution": ({FILE: "solution"}, "no score: solution", ""),
    "a broken one beside it": ({FILE: "broken", f"{LESSON}-Copy1.ipynb": "right"}, "right", WORKED),
    "a broken one beside the released": ({FILE: "released", f"{LESSON}-Copy1.ipynb": "broken"}, "human", ""),
    "a broken one": ({"work.ipynb": "broken"}, "no score: broken", ""),
    "two broken ones": ({"a.ipynb": "broken", "b.ipynb": "broken"}, "human", ""),
    "in a zip beside the released": ({FILE: "released", "work.zip": {FILE: "right"}}, "right", WORKED),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_file_that_counts(tmp_path, sources, name):
    files, expected, words = FILES[name]
    everything = {f"ada/{LESSON}/{file}": content for file, content in files.items()}
    found, rows = read(laid_out(tmp_path / "in", everything | {f"ben/{LESSON}/{FILE}": "half"}), sources)
    assert simple(rows) == {"ada": expected, "ben": "half"}
    assert words in " ".join(found.jobs[0].repairs)
    assert found.jobs[1].repairs == ()


@pytest.mark.parametrize("name", FILES)
def test_button_of_nbgrader_reads_the_same_file(tmp_path, sources, name):
    exporter = pytest.importorskip("lstm_course.grading.nbgrader.exporter")
    root = laid_out(
        tmp_path / "course", {f"submitted/ada/{LESSON}/{file}": it for file, it in FILES[name][0].items()}
    )
    folder = root / "submitted" / "ada" / LESSON
    laid_out(root / "source" / LESSON, {FILE: "solution"})
    (job,) = of_folder(folder, "ada", LESSON, sources)
    assert what(job, sources) == FILES[name][1]
    names = [str(path) for path in folder.glob("*.ipynb")]
    exporter.name_notebooks("*", "*", names)
    assert names == [str(folder / FILE)]
    reader = exporter.HandedInExporter(sources=str(root / "source"))
    place = {"student": "ada", "assignment": LESSON, "notebook": LESSON}
    if FILES[name][1] in ("right", "half", "released"):
        read_here = reader.handed_in(folder, place)
        wanted = job.read(job.content(), sources[LESSON]).cells
        answers = {
            cell.metadata.nbgrader.grade_id: cell.source
            for cell in read_here.cells
            if "nbgrader" in cell.metadata
        }
        assert {cell.grade_id: cell.code for cell in wanted if cell.grade_id} == answers
    else:
        with pytest.raises(exporter.CannotGradeError):
            reader.handed_in(folder, place)


MODEL_ANSWER = "def own():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
OWN = {  # what a teacher may have added to the classroom's source
    "text that a person marks": (
        {"grade": True, "solution": True, "points": 4},
        "markdown",
        "no check for own",
    ),
    "answer that a person marks": (
        {"grade": True, "solution": True, "points": 4},
        "code",
        "no check for own",
    ),
    "test": ({"grade": True, "locked": True, "points": 4}, "code", "no check for own"),
    "task": ({"task": True, "points": 4}, "markdown", "no check for own"),
    "other points": (None, "code", "gate_check must have 4 points; got 10"),
}


@pytest.mark.parametrize("name", OWN)
def test_button_of_nbgrader_refuses_what_the_course_cannot_grade(tmp_path, name):
    """Alone proves that an own question of the teacher's loses no answer and gives no points.

    A text was replaced by the source's, which is the model answer; a test gave everybody its points.
    """
    exporter = pytest.importorskip("lstm_course.grading.nbgrader.exporter")
    more, kind, reason = OWN[name]
    data = original()
    if more is None:
        meta(data, "gate_check")["points"] = 10
    else:
        own = {"cell_type": kind, "id": "own", "source": MODEL_ANSWER}
        own |= {"outputs": [], "execution_count": None} if kind == "code" else {}
        data["cells"].append(own | {"metadata": {"nbgrader": {"grade_id": "own", **more}}})
    write(tmp_path / "source" / LESSON / FILE, data)
    write(tmp_path / "submitted" / "ada" / LESSON / FILE, notebook())
    reader = exporter.HandedInExporter(sources=str(tmp_path / "source"))
    place = {"student": "ada", "assignment": LESSON, "notebook": LESSON}
    with pytest.raises(CannotGradeError, match=reason):
        reader.handed_in(tmp_path / "submitted" / "ada" / LESSON, place)
    with pytest.raises(CannotGradeError, match=reason):
        RepairSubmission(sources=str(tmp_path / "source"))(None, {"nbgrader": place})


def test_what_nbgrader_puts_beside_a_submission_is_no_work(tmp_path, sources):
    """Alone proves that the secret of nbgrader's exchange is no note on every row, and no work where it is alone."""
    beside = {name: "text" for name in ("timestamp.txt", "submission_secret.txt")}
    files = {f"ada/{LESSON}/{name}": content for name, content in ({FILE: "right"} | beside).items()}
    files |= {f"ben/{LESSON}/{name}": content for name, content in beside.items()}
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert simple(rows) == {"ada": "right", "ben": "missing"}
    assert [job.notes for job in found.jobs] == [(), ()]
    assert found.remarks == []


def test_two_that_were_written_together_are_for_a_person(tmp_path, sources):
    files = {
        f"ada/{LESSON}/a.ipynb": "half",
        f"ada/{LESSON}/b.ipynb": "right",
        f"ben/{LESSON}/{FILE}": "half",
    }
    root = laid_out(tmp_path / "in", files)
    for path in root.rglob("*.ipynb"):
        os.utime(path, (1.79e9,) * 2)
    job, _ = read_handed_in(root, sources).jobs
    assert "a.ipynb and b.ipynb were worked on, and which is the later cannot be said" in job.problem


def test_last_attempt_counts_whatever_the_clock_of_the_disk_says(tmp_path, sources):
    name = "Gates_u1_attempt_2026-11-0{}-10-00-00_" + FILE
    found, rows = read(laid_out(tmp_path / "in", {name.format(3): "right", name.format(2): "half"}), sources)
    assert simple(rows) == {"u1": "right"}
    assert "it is the last attempt" in found.jobs[0].repairs[0]
    assert f"{FILE} (attempt 2026-11-03-10-00-00) counts" in found.jobs[0].repairs[0]
    name = "100-2001 - Ada Lee - Mar {}, 2026 1100 PM/" + FILE
    found, _ = read(laid_out(tmp_path / "bs", {name.format(3): "half", name.format(4): "right"}), sources)
    assert f"{FILE} (2026-03-03 23:00) and {FILE} (2026-03-04 23:00)" in found.jobs[0].repairs[0]


RECEIPT = """Name: Ada Lee (u1)
Assignment: Gates
Date Submitted: Tuesday, November 3, 2026 9:00:00 AM EST

Submission Field:
{}

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: 02_gates.ipynb
"""


def test_receipt_of_blackboard_is_no_work_of_a_student(tmp_path, sources):
    nothing = "There is no student submission text data for this assignment."
    files = {}
    for who, text in {"u1": nothing, "u2": "", "u3": "My answer is 7."}.items():
        name = f"Gates_{who}_attempt_2026-11-03-09-00-00"
        files |= {f"{name}_{FILE}": "right", f"{name}.txt": RECEIPT.format(text)}
    files["Gates_u4_attempt_2026-11-03-09-00-00.txt"] = RECEIPT.format(nothing)
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert simple(rows) == {"u1": "right", "u2": "right", "u3": "right", "u4": "human"}
    notes = {job.student: job.notes for job in found.jobs}
    assert notes["u1"] == notes["u2"] == ()
    assert "not read: Gates_u3_attempt" in notes["u3"][0]


def test_no_folder_where_others_have_one_is_missing(tmp_path, sources):
    files = {f"{who}/{LESSON}/{FILE}": "right" for who in ("ada", "ben", "cy")}
    files |= {f"{who}/{OTHER}/{OTHER}.ipynb": "other right" for who in ("ada", "ben")}
    files[f"dan/{OTHER}/{OTHER}.ipynb"] = "other right"
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert [key for key, kind in rows.items() if kind == "missing"] == [
        ("dan", LESSON, LESSON),
        ("cy", OTHER, OTHER),
    ]
    assert found.remarks == []


def test_one_students_extra_notebook_is_missing_for_nobody(tmp_path, sources):
    files = {f"{who}/week3/{FILE}": "right" for who in ("ada", "ben", "mal")} | {f"cy/week3/{FILE}": "broken"}
    root = laid_out(tmp_path / "in", files | {f"mal/week3/{OTHER}.ipynb": "other right"})
    (root / "dan" / "week3").mkdir(parents=True)
    found, rows = read(root, sources)
    assert {key: kind for key, kind in rows.items() if key[2] == OTHER} == {
        ("mal", "week3", OTHER): "other right"
    }
    assert {who: kind for (who, _, name), kind in rows.items() if name == LESSON} == {
        **dict.fromkeys(("ada", "ben", "mal"), "right"),
        "cy": "no score: broken",
        "dan": "missing",
    }
    assert found.remarks == [
        f"week3: {OTHER} was handed in by 1 of 4 students (mal). It counts for them, and is missing for nobody."
    ]
    _, rows = read(
        laid_out(root, {f"{who}/week3/{OTHER}.ipynb": "other right" for who in ("ada", "ben")}), sources
    )
    assert rows["cy", "week3", OTHER] == rows["dan", "week3", OTHER] == "missing"  # most have it now


def test_broken_last_attempt_is_for_a_person(tmp_path, sources):
    name = "Gates_u1_attempt_2026-11-0{}-10-00-00_" + FILE
    _, rows = read(laid_out(tmp_path / "in", {name.format(2): "right", name.format(3): "broken"}), sources)
    assert simple(rows) == {"u1": "human"}


@pytest.mark.slow
def test_every_lesson_is_told_from_its_exercises():
    for path in sorted(SOURCE.parent.glob("*.ipynb")):
        source = read_source(path)
        for folder, kind in (("notebooks", "lesson"), ("solutions", "solution"), ("exercises", "")):
            content = (path.parents[1] / folder / path.name).read_bytes()
            found = reading(content, {source.name: source}, source.name)
            assert found.kind == (kind or "untouched"), (path.name, folder)
        mine = reading(json.dumps(notebook(lesson=path.stem)).encode(), {source.name: source})
        assert mine.kind == "worked on"


def test_other_files_are_named_on_the_row(tmp_path, sources):
    files = {
        f"ada/{LESSON}/{FILE}": "right",
        f"ada/{LESSON}/data.csv": "text",
        f"ada/{LESSON}/scratch.ipynb": "text",
    }
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert simple(rows) == {"ada": "right"}
    notes = " ".join(found.jobs[0].notes)
    assert "data.csv" in notes
    assert "scratch.ipynb was handed in, too" in notes
    assert found.remarks == []


def test_late_is_noted(tmp_path, sources):
    root = laid_out(tmp_path / "in", {f"a_LATE_1_2_{FILE}": "right", f"b_3_4_{FILE}": "right"})
    jobs = read_handed_in(root, sources).jobs
    assert [job.notes for job in jobs] == [("The platform marked it as late.",), ()]


def test_file_outside_of_all_folders_is_named(tmp_path, sources):
    files = {
        f"ada/{LESSON}/{FILE}": "right",
        f"ben/{LESSON}/{FILE}": "half",
        "lost.ipynb": "right",
        "index.html": "text",
    }
    found, rows = read(laid_out(tmp_path / "in", files), sources)
    assert simple(rows) == {"ada": "right", "ben": "half"}
    assert found.remarks == [
        "lost.ipynb: it lies outside of the students' folders (student/assignment/file)."
    ]


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("student/pupil/file", "must be a path of the words"),
        ("student/assignment", "must be a path of the words"),
        ("student/student/file", "must be a path of the words"),
        ("blackboard", "Nothing here is named as Blackboard names its exports"),
        ("folder/folder/folder/student/file", "Read as folder/folder/folder/student/file"),
    ],
)
def test_wrong_layout_is_said(tmp_path, sources, layout, words):
    root = laid_out(tmp_path / "in", {f"ada/{LESSON}/{FILE}": "right"})
    with pytest.raises(NoSubmissionsError, match=words):
        read_handed_in(root, sources, layout)


def test_folder_of_the_course_and_its_own_results(tmp_path, sources):
    root = laid_out(
        tmp_path / "course",
        {
            "nbgrader_config.py": "text",
            f"source/{LESSON}/{FILE}": "solution",
            f"submitted/ada/{LESSON}/{FILE}": "right",
            "submitted/graded/journal.jsonl": "text",
            "submitted/graded/results.jsonl": "text",
            "submitted/graded/moodle_feedback.zip": {"ada_1_assignsubmission_file_/feedback.html": "text"},
            "submitted/graded/feedback/ada.html": "text",
        },
    )
    found, rows = read(root, sources)
    assert simple(rows) == {"ada": "right"}
    assert "its folder submitted was read" in found.layout
    assert "graded holds results of this command" in found.layout
    assert found.remarks == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may enter every folder")
def test_folder_that_cannot_be_opened_is_a_row(tmp_path, sources):
    root = laid_out(tmp_path / "in", {f"ada/{LESSON}/{FILE}": "right", f"ben/{LESSON}/{FILE}": "right"})
    (root / "ben" / LESSON).chmod(0)
    try:
        found, _ = read(root, sources)
    finally:
        (root / "ben" / LESSON).chmod(0o755)
    assert any("ben" in remark for remark in found.remarks) or any(job.problem for job in found.jobs)


def test_zip_files_in_zip_files_end_somewhere(tmp_path, sources):
    deep = {FILE: "right"}
    for _ in range(6):
        deep = {"more.zip": deep}
    _, rows = read(
        laid_out(tmp_path / "in", {f"ada/{LESSON}/a.zip": deep, f"ben/{LESSON}/{FILE}": "half"}), sources
    )
    assert simple(rows) == {"ada": "human", "ben": "half"}


@pytest.mark.parametrize(
    ("form", "own", "who"),
    [
        ("{0}_10{1}_assignsubmission_file_{2}", "Ada_101_assignsubmission_file_", "{0}_10{1}"),
        ("HW_{0}_attempt_2026-11-01-10-00-0{1}_{2}", "HW_Ada_attempt_2027-01-01-10-00-00_", "{0}"),
        ("10{1}-7 - {0} - Nov 3, 2026 1001 AM - {2}", "101-7 - Ada - Nov 4, 2026 1001 AM - ", "{0}_10{1}"),
        ("{0}_10{1}_55_{2}", "Ada_101_99_", "{0}_10{1}"),
    ],
)
def test_a_name_in_the_form_of_the_platform_takes_nobodys_place(tmp_path, sources, form, own, who):
    people = {"Ada": 1, "Ben": 2, "Mal": 3}
    files = {form.format(name, k, FILE): "half" for name, k in people.items()}
    files[form.format("Mal", 3, own + FILE)] = "right"
    _, rows = read(laid_out(tmp_path / "in", files), sources)
    assert {student for student, _, _ in rows} == {who.format(name, k) for name, k in people.items()}
    assert simple(rows)[who.format("Ada", 1)] == "half"


@pytest.mark.parametrize("front", [f"{LESSON}/", "week/", ""])
def test_one_folder_of_versions_merges_nobody(tmp_path, sources, front):
    files = {f"{front}{who}/{FILE}": "right" for who in ("ada", "ben", "cy")}
    files |= {f"{front}mal/Version {k}/{FILE}": "half" for k in range(9)}
    _, rows = read(laid_out(tmp_path / "in", files), sources)
    assert {who for who, _, _ in rows} == {"ada", "ben", "cy", "mal"}


@pytest.mark.parametrize("around", [False, True])
def test_no_zip_file_uses_up_what_others_have(tmp_path, sources, monkeypatch, around):
    monkeypatch.setattr(gather._Budget, "members", 20)
    monkeypatch.setattr(gather._Budget.__init__, "__defaults__", (20, gather.MAX_UNPACKED))
    work = {f"{who}/work.zip": {FILE: "right"} for who in ("ben", "cy")}
    work |= {"ada/work.zip": {f"{k}.txt": "text" for k in range(21)}}
    work |= {"abe/work.zip": {FILE: "half"} | {f"{k}.txt": "text" for k in range(19)}}
    root = laid_out(tmp_path / "in", {"all.zip": work} if around else work)
    _, rows = read(root / "all.zip" if around else root, sources)
    assert simple(rows) == {"abe": "half", "ada": "human", "ben": "right", "cy": "right"}


def test_zip_files_inside_have_a_limit_together(tmp_path, sources, monkeypatch):
    monkeypatch.setattr(gather._Budget.__init__, "__defaults__", (50, 2000))
    unpacked = []
    monkeypatch.setattr(gather, "_unpacked", lambda archive, name: unpacked.append(name) or b"x" * 1000)
    files = {
        "ada/a.zip": {f"{k}.zip": "text" for k in range(30)},
        f"ben/{FILE}": "right",
        f"cy/{FILE}": "half",
    }
    _, rows = read(laid_out(tmp_path / "in", files), sources)
    assert len(unpacked) == 2
    assert simple(rows) == {"ada": "human", "ben": "right", "cy": "half"}


def test_what_is_looked_through_of_one_student_has_a_limit(tmp_path, sources, monkeypatch):
    monkeypatch.setattr(desk, "MOST", 2 * len(BYTES["half"]))
    files = {f"ada/{k}/my {k}.ipynb": "half" for k in range(9)} | {
        f"ben/{FILE}": "right",
        f"cy/{FILE}": "half",
    }
    taken = []
    reading_of = desk.reading
    monkeypatch.setattr(desk, "reading", lambda content, *more: taken.append(1) or reading_of(content, *more))
    _, rows = read(laid_out(tmp_path / "in", files), sources)
    assert len(taken) <= 3
    assert {who for who, _, _ in rows} == {"ada", "ben", "cy"}


def test_a_folder_that_looks_like_results_is_read_where_it_holds_work(tmp_path, sources):
    files = {f"{who}/{FILE}": "right" for who in ("ada", "ben")} | {"cy/w.zip": {FILE: "half"}}
    for who in ("ben", "cy", "dan"):
        files |= {f"{who}/journal.jsonl": "text", f"{who}/feedback/ben.html": "text"}
    files |= {"cy/results.jsonl": "text"}
    _, rows = read(laid_out(tmp_path / "in", files), sources)
    assert simple(rows) == {"ada": "right", "ben": "right", "cy": "half", "dan": "human"}


@pytest.mark.parametrize("zipped", [False, True])
def test_accents_are_read_in_one_way_of_writing_them(tmp_path, sources, zipped):
    files = {f"Jose\u0301/{FILE}": "right", f"Zo\u00eb/{FILE}": "half"}
    path = as_zip(tmp_path / "in.zip", files) if zipped else laid_out(tmp_path / "in", files)
    assert simple(read(path, sources)[1]) == {"Jos\u00e9": "right", "Zo\u00eb": "half"}
