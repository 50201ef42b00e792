"""The command `lstm-course grade`: what it writes, what it says, and its exit status."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import cold
import pytest
from submissions import LESSON, ROOT, answered, code, notebook, write

from lstm_course import check, cli
from lstm_course.grading import command
from lstm_course.grading.command import grade, other_inputs, parser, read_sources, report
from lstm_course.grading.grader import Grader
from lstm_course.grading.outside.limits import Limits
from lstm_course.grading.result import Result

MOST = sum(record.max_points for record in check.records().values() if record.lesson == 2)
SLEEP = notebook()
SLEEP["cells"].insert(1, code("import time\n\ntime.sleep(4)"))
LOOP = answered(notebook(), "gate", "def gate(*values):\n    while True:\n        pass")


@pytest.fixture(scope="module")
def tier():
    """Give the sandbox of this machine."""
    found = cold.strongest("B")
    if found is None:
        pytest.skip("this machine holds no sandbox")
    return found


class Lasting(Grader):
    """A grader that a command leaves as it is when it ends, for the next."""

    def close(self):
        pass


@pytest.fixture(scope="module")
def started(tier):
    """Give a grader with its sandbox; a call may take a second, which is long enough for all but a loop."""
    grader = Lasting(tier, limits=Limits(call_seconds=1))
    grader.start()
    yield grader
    Grader.close(grader)


@pytest.fixture
def warm(started, monkeypatch):
    """Let the command take this grader: how it starts and ends its own is seen in other tests."""
    monkeypatch.setattr(command, "strongest_grader", lambda least, python: (started, ()))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hand_in(folder, **students):
    for student, data in students.items():
        write(folder / "submitted" / student / LESSON / f"{LESSON}.ipynb", data)


def rows(folder):
    lines = (folder / "graded" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return {one["student"]: one for one in map(json.loads, lines)}


# ---------------------------------------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "SUBMISSIONS"),
        (["x", "--jobs", "0"], "--jobs must be at least 1, got 0"),
        (["x", "--scheduler", "tcp://a:1"], "--scheduler needs --executor dask"),
        (["x", "--course", "y"], "--course needs --gradebook"),
        (["x", "--column", "y"], "--column needs --fill"),
        (["x", "--from-gradebook"], "--from-gradebook needs --gradebook"),
        (["x", "--require-tier", "C"], "invalid choice"),
        (["x", "--regrade", "none"], "invalid choice"),
    ],
)
def test_usage(folder, capsys, arguments, words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["grade", *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "There is no file or folder nowhere"),
        (["empty"], "There is no notebook in empty"),
        (["submitted", "--sources", "empty"], "There is no notebook in empty"),
        (["submitted", "--require-tier", "E"], "or say --trust-students"),
        (["submitted", "--out", "file"], "file"),
        (["submitted", "--fill", "no.csv"], "--fill: there is no file no.csv."),
        (["submitted", "--marks", "no.toml"], "--marks: there is no file no.toml."),
        (["submitted", "--inputs-of", "no.jsonl"], "--inputs-of: there is no file no.jsonl."),
        (["submitted", "--fill", "file"], "a line of headings"),
        (["submitted", "--out", "submitted"], "--out: submitted holds what was handed in"),
        (["submitted", "--out", "submitted/ada"], "--out: submitted/ada holds what was handed in"),
        (["submitted", "--python", "/no/python"], "--python: there is no program /no/python."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(folder, capsys, arguments, words):
    hand_in(folder, ada=notebook())
    (folder / "empty").mkdir()
    (folder / "file").write_text("")
    assert grade(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert "--trust-students" not in said or "E" in arguments
    assert not (folder / "graded").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Username,Grade\nada,\n",
            "A table has a column for one assignment; these are 02_gates, 03_the_lstm_cell.",
        ),
        ("Username,A\nada,\n", "say with --column"),
    ],
)
def test_table_that_cannot_be_filled_is_said_before_anything_runs(folder, capsys, text, words):
    hand_in(folder, ada=notebook())
    if "one assignment" in words:
        other = "03_the_lstm_cell"
        write(folder / "submitted" / "ada" / other / f"{other}.ipynb", notebook(lesson=other))
    (folder / "t.csv").write_text(text)
    assert grade(["submitted", "--fill", "t.csv"]) == 2
    assert words in capsys.readouterr().err
    assert not (folder / "graded").exists()


def test_layout_that_can_be_read_in_two_ways_is_refused(folder, capsys):
    write(folder / "submitted" / "a" / "b" / f"{LESSON}.ipynb", notebook())
    assert grade(["submitted"]) == 2
    text = capsys.readouterr().err
    assert (
        "--layout student/assignment/file (1 student: a) or --layout folder/student/file (1 student: b)"
        in text
    )
    assert not (folder / "graded").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///no.db", "There is no gradebook no.db"),
        ("nonsense", "not the address"),
        ("sqlite:///a.db", "no assignment"),
    ],
)
def test_wrong_gradebook_is_said_before_anything_runs(folder, capsys, url, words):
    pytest.importorskip("nbgrader", reason="nbgrader is not installed (extra [classroom])")
    hand_in(folder, ada=notebook())
    (folder / "a.db").write_bytes(b"")
    code = "from nbgrader.api import Gradebook\nwith Gradebook('sqlite:///a.db', 'lstm'): pass"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # for alembic
    if "a.db" in url:
        subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PATH": path})
    assert grade(["submitted", "--gradebook", url]) == 2
    assert words in capsys.readouterr().err
    assert not (folder / "graded").exists()


def test_source_with_an_unknown_exercise(folder, capsys):
    text = (
        (ROOT / "solutions" / f"{LESSON}.ipynb").read_text(encoding="utf-8").replace("sigmoid", "sigmoidal")
    )
    (folder / "sources").mkdir()
    (folder / "sources" / f"{LESSON}.ipynb").write_text(text, encoding="utf-8")
    hand_in(folder, ada=notebook())
    assert grade(["submitted", "--sources", "sources"]) == 2
    assert "there is no check for sigmoidal" in capsys.readouterr().err


def test_help_names_the_exit_status(capsys):
    with pytest.raises(SystemExit):
        grade(["--help"])
    assert "0 everything is graded, 1 something needs a human" in " ".join(capsys.readouterr().out.split())
    assert parser().parse_args(["x"]).jobs >= 1


@pytest.mark.parametrize(
    ("statuses", "remarks", "expected"),
    [
        (["graded", "graded"], [], 0),
        (["graded"], ["eve: a link to a folder; it was not followed."], 1),
        (["graded", "partly graded"], [], 1),
        (["graded", "unreadable", "missing"], [], 1),
        (["graded", "unreadable", "infrastructure error"], [], 2),
    ],
)
def test_exit_status(capsys, statuses, remarks, expected):
    results = []
    for status in statuses:
        score = 0 if "graded" in status else None
        results.append(Result("ada", LESSON, status, score, 4, notes=["the \x1breason"], notebook=LESSON))
    assert report(Path("graded"), results, remarks) == expected
    said = capsys.readouterr()
    assert said.err.count("the \ufffdreason") == sum(result.for_a_human for result in results)
    assert all(remark in said.err for remark in remarks)
    assert said.out.startswith("1 submission: " if len(results) == 1 else f"{len(results)} submissions: ")


def test_other_inputs_than_those_of_then_are_named():
    def one(student, seed):
        status, score = ("graded", 0) if seed else ("unreadable", None)
        return Result(student, LESSON, status, score, 4, notebook=LESSON, seed_id=seed)

    seeds = {("ada", LESSON, LESSON): 255, ("ben", LESSON, LESSON): 1}
    remarks = other_inputs([one("ada", "00ff"), one("ben", "ff"), one("cy", "02"), one("dan", "")], seeds)
    assert [remark.split(":")[0] for remark in remarks] == [f"ben, {LESSON}", f"cy, {LESSON}"]
    assert "--regrade all" in remarks[0]


def test_every_lesson_is_a_source():
    assert sorted(read_sources()) == sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))


# ---------------------------------------------------------------------------------------------- real runs


@pytest.mark.slow
def test_everything_graded(folder, tier, capsys, request):
    hand_in(folder, ada=notebook(), bob=notebook("exercises"))
    assert grade(["submitted", "--jobs", "2"]) == 0
    said = capsys.readouterr()
    assert f"Sandbox of tier {tier}: " in said.err
    assert "2 of 2 done, 0 for a human" in said.err
    assert "2 submissions: 2 graded. Results are in graded; begin with graded/overview.html." in said.out
    found = rows(folder)
    assert {name: (one["score"], one["max_score"], one["tier"]) for name, one in found.items()} == {
        "ada": (MOST, MOST, tier),
        "bob": (0, MOST, tier),
    }
    with (folder / "graded" / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [(row["student"], row["score"]) for row in csv.DictReader(file)] == [
            ("ada", str(MOST)),
            ("bob", "0"),
        ]
    for name in ("feedback/ada.html", "feedback/ada.md", f"gradescope/ada/{LESSON}.json"):
        assert (folder / "graded" / name).is_file()
    request.getfixturevalue("warm")
    assert grade(["submitted"]) == 0
    assert rows(folder) == found  # with the same inputs: nothing ran again
    assert grade(["submitted", "--regrade", "all"]) == 0
    again = rows(folder)
    assert again["ada"]["score"] == MOST
    assert again["ada"]["seed_id"] != found["ada"]["seed_id"]
    assert "def sigmoid" in again["ada"]["questions"][0]["answer"]

    # once more on the inputs of then, with what the teacher decides, into the platform's table
    (folder / "old.jsonl").write_text("".join(json.dumps(one) + "\n" for one in found.values()))
    (folder / "marks.toml").write_text(f'[[mark]]\nstudent = "bob"\nassignment = "{LESSON}"\npoints = 2\n')
    (folder / "table.csv").write_text("Username,Grade\nada,\nbob,\n")
    options = ["--regrade", "all", "--inputs-of", "old.jsonl", "--marks", "marks.toml", "--fill", "table.csv"]
    assert grade(["submitted", *options]) == 0
    third = rows(folder)
    assert third["ada"]["seed_id"] == found["ada"]["seed_id"]
    assert (third["ada"]["score"], third["bob"]["score"]) == (MOST, 2)
    filled = (folder / "graded" / "filled_table.csv").read_text().split()
    assert filled == ["Username,Grade", f"ada,{MOST}", "bob,2"]

    write(
        folder / "next" / "ada" / "03_the_lstm_cell" / "03_the_lstm_cell.ipynb",
        notebook(lesson="03_the_lstm_cell"),
    )
    capsys.readouterr()
    assert grade(["next"]) == 2
    assert f"graded holds the results of {LESSON}. Choose another folder" in capsys.readouterr().err
    assert rows(folder) == third


@pytest.mark.slow
def test_a_second_run_keeps_students_and_decisions(folder, warm, capsys):
    graded = folder / "graded"
    hand_in(folder, ada=notebook(), bob=notebook("exercises"), cy=b"{")
    for number in (2, 3):
        (folder / f"marks{number}.toml").write_text(
            f'[[mark]]\nstudent = "bob"\nquestion = "2.{number - 1}"\npoints = {number - 1}\n'
        )
    assert grade(["submitted", "--marks", "marks2.toml"]) == 1
    first, page = rows(folder), graded / "feedback" / "ada.html"
    page.write_text("with figures", encoding="utf-8")
    capsys.readouterr()

    # one late notebook, no marks named: everybody stays, and so does what was decided
    write(folder / "late" / "zoe.ipynb", notebook())
    write(folder / "late" / "cy.ipynb", notebook())
    assert grade(["late"]) == 0
    said = capsys.readouterr()
    assert "graded keeps 2 rows of 2 students of earlier runs; --fresh takes them out." in said.err
    assert "The marks of an earlier run count: graded/marks.toml." in said.err
    assert "4 submissions: 4 graded." in said.out
    found = rows(folder)
    assert {name: one["score"] for name, one in found.items()} == {
        "ada": MOST,
        "bob": 1,
        "cy": MOST,
        "zoe": MOST,
    }
    assert [found["ada"], found["bob"]] == [first["ada"], first["bob"]]
    assert found["zoe"]["repairs"] == found["cy"]["repairs"] == []  # files are named after students
    assert page.read_text(encoding="utf-8") == "with figures"  # it says what it shall say
    with (graded / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["ada", "bob", "cy", "zoe"]
    assert "4 submissions of 4 students." in (graded / "overview.html").read_text(encoding="utf-8")

    # other marks: what they do not hold is named once
    assert grade(["late", "--marks", "marks3.toml"]) == 1
    assert (
        "marks3.toml does not hold what counted in an earlier run: the mark of bob, 2.1."
        in capsys.readouterr().err
    )
    assert rows(folder)["bob"]["score"] == 2
    assert grade(["late"]) == 0
    (folder / "marks3.toml").write_text('[[mark]]\nstudent = "bob"\nquestion = "2.1"\npoints = 99\n')
    capsys.readouterr()
    assert grade(["late", "--marks", "marks3.toml"]) == 2
    assert "marks3.toml: bob, 2.1: 99 points; there are" in capsys.readouterr().err

    # nothing handed in takes no result away
    (folder / "week" / "ada" / LESSON).mkdir(parents=True)
    write(folder / "week" / "eve" / LESSON / f"{LESSON}.ipynb", notebook())
    assert grade(["week"]) == 0
    assert rows(folder)["ada"] == first["ada"]

    # points of a person for other work than is there now go on to count, and are said in every run
    write(folder / "week" / "bob" / LESSON / f"{LESSON}.ipynb", notebook())
    for name in ("week", "late"):
        capsys.readouterr()
        assert grade([name]) == 1
        words = "bob, 02_gates: graded. It was handed in again, or graded anew with another outcome, since a person"
        assert words in capsys.readouterr().err
        (marked,) = [one for one in rows(folder)["bob"]["questions"] if one["by_hand"]]
        assert (marked["number"], marked["score"], marked["look"]) == ("2.2", 2, True)

    assert grade(["late", "--fresh"]) == 1  # the mark of bob meets nobody
    assert "--fresh: taken out of graded, with their pages: ada, bob, eve." in capsys.readouterr().err
    assert set(rows(folder)) == {"cy", "zoe"}
    assert {path.stem for path in (graded / "feedback").iterdir()} == {"cy", "zoe"}
    assert {path.name for path in (graded / "gradescope").iterdir()} == {"cy", "zoe"}

    (graded / "found.jsonl").write_text("{}\n")
    assert grade(["late"]) == 2
    assert "graded/found.jsonl of an earlier run cannot be read (line 1" in capsys.readouterr().err


@pytest.mark.slow
def test_notes_are_announced(folder, warm, capsys):
    data = notebook()
    data["cells"].insert(2, code("import ctypes"))
    hand_in(folder, ada=data, bob=notebook())
    assert grade(["submitted"]) == 0
    assert "There are notes on 1 of the graded submissions" in capsys.readouterr().err
    assert "ctypes" in rows(folder)["ada"]["notes"][0]
    assert rows(folder)["bob"]["notes"] == []


@pytest.mark.slow
def test_something_for_a_human(folder, warm, capsys):
    hand_in(folder, ada=notebook(), bob=b"{", cy=notebook())
    (folder / "submitted" / "cy" / LESSON / f"{LESSON}.ipynb").unlink()
    assert grade(["submitted"]) == 1
    said = capsys.readouterr()
    assert "bob, 02_gates: unreadable. The file is damaged." in said.err
    assert "cy, 02_gates: missing. Nothing was handed in." in said.err
    assert {name: one["score"] for name, one in rows(folder).items()} == {
        "ada": MOST,
        "bob": None,
        "cy": None,
    }


@pytest.mark.slow
def test_zip_and_single_notebook(folder, warm):
    with zipfile.ZipFile("in.zip", "w") as archive:
        archive.writestr("ada_1_assignsubmission_file_/02_gates.ipynb", json.dumps(notebook()))
    assert grade(["in.zip"]) == 0
    assert rows(folder)["ada_1"]["score"] == MOST
    write(folder / "bob_02_gates.ipynb", notebook())
    assert grade(["bob_02_gates.ipynb", "--out", "graded"]) == 0
    assert rows(folder)["bob"]["score"] == MOST


@pytest.mark.slow
def test_loop_costs_its_question_and_nobody_else(folder, warm):
    hand_in(folder, ada=LOOP, bob=notebook())
    assert grade(["submitted", "--jobs", "2"]) in (0, 1)
    found = rows(folder)
    outcomes = {one["name"]: one["outcome"] for one in found["ada"]["questions"]}
    assert outcomes == {
        "sigmoid": "passed",
        "gate": "timeout",
        "keep_write_read": "passed",
        "set_latch_gates": "passed",
    }
    assert found["bob"]["score"] == MOST


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_command_that_is_ended_goes_on(folder, warm, number):
    hand_in(folder, **{f"s{k:02d}": SLEEP if k == 6 else notebook() for k in range(8)})
    words = [sys.executable, "-m", "lstm_course.cli", "grade", "submitted", "--jobs", "1"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | {"OMP_NUM_THREADS": "1"})
        journal = folder / "graded" / "journal.jsonl"
        end = time.monotonic() + 120
        while time.monotonic() < end and (not journal.exists() or journal.read_bytes().count(b"\n") < 3):
            time.sleep(0.02)
        process.send_signal(number)
        status = process.wait(60)
    assert status == (130 if number == signal.SIGINT else -signal.SIGKILL)
    if number == signal.SIGINT:
        assert "Stopped. The same command goes on from here." in Path("log").read_text()
    assert not (folder / "graded" / "grades.csv").exists()
    kept = journal.read_text(encoding="utf-8").splitlines()
    before = {json.loads(line)["result"]["student"]: json.loads(line)["result"] for line in kept}
    assert 3 <= len(before) < 8
    assert grade(["submitted", "--jobs", "1"]) == 0
    found = rows(folder)
    assert len(found) == 8
    assert {name: found[name] for name in before} == before
    assert {one["score"] for one in found.values()} == {MOST}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_dask_gives_the_same_scores(folder, tier):
    pytest.importorskip("distributed", reason="Dask is not installed (extra [cluster])")
    hand_in(folder, ada=notebook(), bob=notebook("exercises"))
    assert grade(["submitted", "--executor", "dask", "--jobs", "1"]) == 0
    assert {name: (one["score"], one["tier"]) for name, one in rows(folder).items()} == {
        "ada": (MOST, tier),
        "bob": (0, tier),
    }
