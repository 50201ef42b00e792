"""What becomes of damaged notebooks: repaired from the source where they can be read, else a reason."""

import copy
import json
import os
import sys
import time
from pathlib import Path

import pytest
from submissions import ROOT, SOURCE, answered, cell, code, index, meta, text, write
from submissions import original as notebook

from lstm_course import check
from lstm_course.grading.handed_in import intake
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.handed_in.submission import read_submission
from lstm_course.notebook.files import NotebookError, notebook_paths

SOLUTIONS = notebook_paths(ROOT, "solutions")
EXERCISES = notebook_paths(ROOT, "exercises")


@pytest.fixture(scope="module")
def source():
    return read_source(SOURCE)


@pytest.fixture
def intact():
    return notebook()


@pytest.fixture
def hand_in(tmp_path, source):
    """Read a notebook, or bytes, as a submission."""
    return lambda data: read_submission(write(tmp_path / "in.ipynb", data), source)


def passed(submission):
    """Run the cells in order, as a notebook does, and return the exercises whose functions are right."""
    names, space = [], {"__name__": "__main__"}
    for one in submission.cells:
        if one.kind == "check":
            continue
        try:
            exec(compile(one.code, "<cell>", "exec"), space)
        except (SyntaxError, NotImplementedError, NameError, TypeError):
            assert one.kind == "other" or one.grade_id not in space
        if one.kind == "solution":
            names.append(one.grade_id)
    return [name for name in names if name in space and check.run(name, space[name]).passed]


def said(submission):
    return " ".join(submission.repairs)


# ---------------------------------------------------------------------------------------------- what is in order


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_source_knows_the_exercises(path):
    records = check.records()
    source = read_source(path)
    assert source.name == path.stem
    assert source.exercises == tuple(
        name for name, record in records.items() if record.number.startswith(f"{source.lesson}.")
    )
    assert [one.grade_id for one in source.cells if one.kind == "check"] == [
        f"{name}_check" for name in source.exercises
    ]


def test_source_asks_for_torch_only_where_it_is_imported():
    for path in SOLUTIONS:
        lines = [line for one in notebook(lesson=path.stem)["cells"] for line in text(one).splitlines()]
        wanted = "torch" if any(line.startswith("import torch") for line in lines) else "numpy"
        assert read_source(path).kind == wanted


@pytest.mark.parametrize("path", [*SOLUTIONS, *EXERCISES], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_untouched_notebook_needs_no_repair(path):
    submission = read_submission(path, read_source(ROOT / "solutions" / path.name))
    codes = [
        text(one) for one in notebook(path.parent.name, path.stem)["cells"] if one["cell_type"] == "code"
    ]
    assert submission.status == "readable"
    assert submission.repairs == ()
    assert [one.code for one in submission.cells] == codes


@pytest.mark.parametrize("name", ["notes.ipynb", "02_Gates.ipynb", "02_gates.txt"])
def test_source_needs_a_lesson_name(tmp_path, name):
    with pytest.raises(NotebookError, match="the name must look like"):
        read_source(tmp_path / name)


# ---------------------------------------------------------------------------------------------- damaged cells

EVERY = ["sigmoid", "gate", "keep_write_read", "set_latch_gates"]


def duplicated(data):
    data["cells"].insert(index(data, "gate"), copy.deepcopy(cell(data, "gate")))


def duplicated_stub(data):
    place = index(data, "gate")
    stub = cell(notebook("exercises"), "gate")
    data["cells"][place + 1 : place + 1] = [stub]


def duplicated_stub_of_nbgrader(data):
    place = index(data, "gate")
    stub = copy.deepcopy(cell(notebook("exercises"), "gate"))
    head = text(stub).split("raise NotImplementedError")[0]
    stub["source"] = f"{head}# YOUR CODE HERE\n    raise NotImplementedError()"
    data["cells"][place + 1 : place + 1] = [stub]


def wrong_copy_first(data):
    wrong = copy.deepcopy(cell(data, "gate"))
    wrong["source"] = "def gate(*anything):\n    return 0"
    data["cells"].insert(index(data, "gate"), wrong)


def _halves(data):
    place = index(data, "gate")
    first = data["cells"][place]
    lines = text(first).splitlines(keepends=True)
    cut = next(i for i, line in enumerate(lines) if "BEGIN SOLUTION" in line)
    second = copy.deepcopy(first)
    first["source"], second["source"] = lines[:cut], lines[cut:]
    second["id"] = "other-half"
    data["cells"].insert(place + 1, second)
    return first, second


def split(data):
    _halves(data)


def split_without_mark(data):
    _, second = _halves(data)
    second["metadata"] = {}


def split_mark_on_second_half(data):
    first, _ = _halves(data)
    first["metadata"] = {}
    first["id"] = "first-half"


def test_deleted(data):
    del data["cells"][index(data, "gate_check")]


def mark_lost(data):
    cell(data, "gate")["metadata"] = {}


def mark_and_id_lost(data):
    one = cell(data, "gate")
    one["metadata"] = {}
    one["id"] = "fresh"


def all_marks_and_ids_lost(data):
    for one in data["cells"]:
        one["metadata"] = {}
        del one["id"]
    data["nbformat_minor"] = 4


def metadata_not_a_dict(data):
    cell(data, "gate")["metadata"] = ["nbgrader"]


def test_edited(data):
    cell(data, "gate_check")["source"] = "print('full points')"


def points_changed(data):
    meta(data, "gate_check")["points"] = 1000


def ids_swapped(data):
    one, other = meta(data, "gate"), meta(data, "sigmoid")
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]


def ids_swapped_with_test(data):
    one, other = meta(data, "gate"), meta(data, "gate_check")
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]


def grade_false(data):
    meta(data, "gate_check")["grade"] = False


def extra_key(data):
    meta(data, "gate")["colour"] = "red"


def no_schema_version(data):
    del meta(data, "gate")["schema_version"]


def old_schema_version(data):
    meta(data, "gate")["schema_version"] = 1


def type_changed(data):
    cell(data, "gate")["cell_type"] = "markdown"


def test_type_changed(data):
    cell(data, "gate_check")["cell_type"] = "raw"


def test_above_solution(data):
    one = data["cells"].pop(index(data, "gate_check"))
    data["cells"].insert(index(data, "gate"), one)


def answer_in_test_cell(data):
    cell(data, "gate_check")["source"] = cell(data, "gate")["source"]
    del data["cells"][index(data, "gate")]


def fenced(data):
    type_changed(data)
    cell(data, "gate")["source"] = f"My answer:\n\n```python\n{''.join(cell(data, 'gate')['source'])}\n```\n"


def imports_deleted(data):
    del data["cells"][1]


def surrogates(data):
    data["cells"].insert(2, code("odd = 'a\ud800b'"))


def not_a_cell(data):
    data["cells"][0] = "text"


def source_not_text(data):
    data["cells"].insert(2, code([1, 2]))


def other_kernel(data):
    data["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}


def metadata_missing(data):
    del data["metadata"], data["nbformat"]


REPAIRED = [
    (duplicated, "gate: the cell occurs 2 times"),
    (duplicated_stub, "gate: the cell occurs 2 times; the one with an answer counts"),
    (duplicated_stub_of_nbgrader, "gate: the cell occurs 2 times; the one with an answer counts"),
    (wrong_copy_first, "gate: the cell occurs 2 times; the last one counts"),
    (split, "gate: the cell was split; its parts were joined"),
    (split_without_mark, "gate: the cell was split; its parts were joined"),
    (split_mark_on_second_half, "gate: the cell was split; its parts were joined"),
    (test_deleted, "gate_check: the test was deleted; the original was used"),
    (mark_lost, "gate: the cell had lost its mark"),
    (mark_and_id_lost, "gate: the cell had lost its mark"),
    (all_marks_and_ids_lost, "gate: the cell had lost its mark"),
    (metadata_not_a_dict, "gate: the cell had lost its mark"),
    (test_edited, "gate_check: the test was edited; the original was used"),
    (points_changed, "gate_check: changed in the cell's metadata and put back: points"),
    (ids_swapped, "gate: the cell was marked as sigmoid"),
    (ids_swapped_with_test, "gate_check: the cell was marked as gate"),
    (grade_false, "gate_check: changed in the cell's metadata and put back: grade"),
    (extra_key, "gate: unknown keys in the cell's metadata were ignored: colour"),
    (no_schema_version, "gate: changed in the cell's metadata and put back: schema_version"),
    (old_schema_version, "gate: changed in the cell's metadata and put back: schema_version"),
    (type_changed, "gate: the cell was turned into markdown text; it counts as code"),
    (fenced, "gate: the cell was turned into markdown text; it counts as code"),
    (test_type_changed, "gate_check: the cell was turned into raw text"),
    (test_above_solution, "The cells were in another order"),
    (answer_in_test_cell, "gate_check: an answer was written into the test's cell"),
    (imports_deleted, "Imports of the original were missing or changed"),
    (surrogates, "not Unicode"),
    (not_a_cell, "not a cell"),
    (source_not_text, "without readable text"),
    (other_kernel, "it ran with Python 3"),
    (metadata_missing, "did not say which format"),
]
for _damage, _ in REPAIRED:
    _damage.__test__ = False  # some of their names begin with the word


@pytest.mark.parametrize(("damage", "note"), REPAIRED, ids=lambda value: getattr(value, "__name__", ""))
def test_repaired_from_the_source_and_noted(hand_in, intact, source, damage, note):
    damage(intact)
    submission = hand_in(intact)
    assert submission.status == "readable"
    assert note in said(submission)
    assert passed(submission) == EVERY
    graded = [one.grade_id for one in submission.cells if one.grade_id]
    assert graded == list(source.by_grade_id)
    checks = {one.grade_id: one.code for one in submission.cells if one.kind == "check"}
    assert checks == {f"{name}_check": f"check.{name}({name}).require()" for name in EVERY}
    assert all(one.code.isascii() or one.code.encode() for one in submission.cells)


def test_deleted_answer_is_absent_and_the_others_stay(hand_in, intact):
    del intact["cells"][index(intact, "gate")]
    submission = hand_in(intact)
    assert "gate: the answer's cell was deleted" in said(submission)
    assert "gate" not in [one.grade_id for one in submission.cells]
    assert passed(submission) == [name for name in EVERY if name != "gate"]


def test_answers_in_one_cell_were_moved_and_not_deleted(hand_in, intact):
    answers = [cell(intact, name) for name in EVERY]
    intact["cells"] = [one for one in intact["cells"] if one not in answers]
    intact["cells"].insert(2, code("\n\n".join("".join(one["source"]) for one in answers)))
    submission = hand_in(intact)
    assert "deleted" not in said(submission)
    assert submission.repairs.count("gate: its answer stands in another cell.") == 1
    assert "def gate(" in submission.cells[1].code


def test_syntax_error_stays_in_its_cell(hand_in, intact):
    submission = hand_in(answered(intact, "gate", "def gate(:\n    null \0 byte"))
    assert submission.repairs == ()
    assert passed(submission) == [name for name in EVERY if name != "gate"]


def test_other_cells_stay_where_they_were(hand_in, intact):
    intact["cells"].insert(index(intact, "gate"), code("helper = 3"))
    kinds = [(one.kind, one.code) for one in hand_in(intact).cells]
    place = kinds.index(("other", "helper = 3"))
    assert kinds[place - 1][0] == "check"
    assert "def gate(" in kinds[place + 1][1]


def test_private_copy_without_a_mark_runs_but_is_not_the_answer(hand_in, intact):
    draft = "def gate(*anything):\n    return 'draft'"
    intact["cells"].insert(2, code(draft))
    submission = hand_in(intact)
    assert [one.kind for one in submission.cells if one.code == draft] == ["other"]
    assert passed(submission) == EVERY


def test_mark_of_a_stranger_is_no_place(hand_in, intact):
    intact["cells"].insert(2, code("x = 1", grade_id="not_ours", grade=True, points=50))
    submission = hand_in(intact)
    assert [one.kind for one in submission.cells if one.code == "x = 1"] == ["other"]


# ---------------------------------------------------------------------------------------------- files


def test_utf_16(hand_in, intact):
    submission = hand_in(json.dumps(intact, ensure_ascii=False).encode("utf-16"))
    assert passed(submission) == EVERY
    assert "UTF-16" in said(submission)


def test_byte_order_mark(hand_in, intact):
    submission = hand_in(b"\xef\xbb\xbf" + json.dumps(intact).encode())
    assert passed(submission) == EVERY
    assert "byte order mark" in said(submission)


def test_bytes_that_are_not_utf_8(hand_in, intact):
    intact["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": "Grüße"})
    submission = hand_in(json.dumps(intact, ensure_ascii=False).encode("latin-1", "replace"))
    assert passed(submission) == EVERY
    assert "not text" in said(submission)


def test_format_3(hand_in, intact):
    cells = []
    for one in intact["cells"]:
        one = {**one, "metadata": one["metadata"], "language": "python"}
        if one["cell_type"] == "code":
            one["input"] = one.pop("source")
        cells.append(one)
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    submission = hand_in(old)
    assert passed(submission) == EVERY
    assert "format 3" in said(submission)


@pytest.mark.slow
def test_50_megabytes_of_outputs(hand_in, intact):
    line = "x" * 99 + "\n"
    cell(intact, "gate")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": [line] * 500_000}]
    started = time.perf_counter()
    submission = hand_in(intact)
    assert passed(submission) == EVERY
    assert submission.repairs == ()
    assert time.perf_counter() - started < 30


def test_missing(tmp_path, source):
    submission = read_submission(tmp_path / "in.ipynb", source)
    assert (submission.status, submission.cells) == ("missing", ())
    assert "no notebook" in submission.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\0" * 4096, "empty"),
        (json.dumps(notebook()).encode()[:2000], "damaged. It breaks off in line 1"),
        (b'{"cells": [,]}', "damaged. It has an error in line 1"),
        (b"print('hello')\n", "damaged"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"PK\x03\x04rest of a zip", "zip archive"),
        (b"%PDF-1.7", "PDF"),
        (b"[1, 2]", "JSON, but not a notebook"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 4, "cells": []}', "none of the exercises of 02_gates"),
        (b"[" * 200_000, "damaged"),
        (b"[" * 2_000_000, "more lists and numbers"),
        (b"[" + b"0," * 7_000_000 + b"0]", "more lists and numbers"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "damaged"),
        (json.dumps({"cells": [code("")] * 2001}).encode(), "2001 cells"),
        (json.dumps({"cells": [code("#" * 199_000)] * 41}).encode(), "characters in its cells"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unreadable_with_a_reason(hand_in, content, reason):
    submission = hand_in(content)
    assert submission.status == "unreadable"
    assert submission.cells == ()
    assert reason in submission.reason


def test_another_notebook(hand_in):
    submission = hand_in(notebook(lesson="03_the_lstm_cell"))
    assert submission.status == "unreadable"
    assert "Is it another notebook?" in submission.reason


def test_too_large(tmp_path, source):
    path = tmp_path / "in.ipynb"
    with path.open("wb") as file:
        file.truncate(intake.MAX_BYTES + 1)  # a sparse file
    assert "the limit is 96 MB" in read_submission(path, source).reason


def test_directory(tmp_path, source):
    submission = read_submission(tmp_path, source)
    assert (submission.status, submission.reason) == ("unreadable", "This is not a file.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_pipe_is_not_waited_for(tmp_path, source):
    os.mkfifo(tmp_path / "in.ipynb")
    started = time.perf_counter()
    submission = read_submission(tmp_path / "in.ipynb", source)
    assert submission.status == "unreadable"
    assert "pipe" in submission.reason
    assert time.perf_counter() - started < 1


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs rights there")
@pytest.mark.parametrize("target", ["exists", "dangles"])
def test_link_is_not_followed(tmp_path, source, target):
    path = tmp_path / "in.ipynb"
    path.symlink_to(SOURCE if target == "exists" else tmp_path / "nothing")
    submission = read_submission(path, source)
    assert submission.status == "unreadable"
    assert "link" in submission.reason


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission(tmp_path, source):
    path = write(tmp_path / "in.ipynb", notebook())
    path.chmod(0)
    assert "cannot be opened" in read_submission(path, source).reason


@pytest.mark.parametrize("name", ["x" * 300 + ".ipynb", "nul\0.ipynb"])
def test_name_that_no_file_can_have(tmp_path, source, name):
    assert read_submission(Path(tmp_path / name), source).status == "unreadable"


def test_reading_says_nothing(hand_in, intact, capfd):
    hand_in(intact)
    hand_in(b"broken")
    assert capfd.readouterr() == ("", "")
