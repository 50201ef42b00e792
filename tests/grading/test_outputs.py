"""What the grader writes: nothing is lost on the way, and no text of a student becomes markup or a formula."""

import csv
import dataclasses
import html.parser
import json
import math

import pytest
from IPython.lib.pretty import pretty
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from lstm_course.grading.handed_back.export import (
    COLUMNS,
    file_name,
    gradescope,
    guarded,
    write_csv,
    write_gradescope,
    write_jsonl,
)
from lstm_course.grading.handed_back.feedback import html_page, markdown_page, write_feedback
from lstm_course.grading.result import OUTCOMES, STATUSES, Question, Result

EVIL = [
    "Doe, Jane",
    '"quoted"',
    "=cmd|' /C calc'!A0",
    "+1",
    "@sum",
    "-1+1",
    "  =1",
    "\t=1",
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "a\u202eb\x00\x1b[31m",
    "日本",
    "../../etc/passwd",
    "con",
    "line\nbreak",
]


def result(student="ada", **changes):
    questions = [
        Question("gate", "2.2", 2, 2, "passed", message="Right.", parts={"h": 2}, note="changes z in place"),
        Question(
            "sigmoid", "2.1", 1, 4, "failed", "M02", "The sign is wrong.", {"a": 1, "b": 0}, answer="a = 7"
        ),
    ]
    given = {"assignment": "02_gates", "status": "graded", "score": 3, "max_score": 6, "tier": "B"}
    given |= {
        "questions": questions,
        "repairs": ["A cell was joined."],
        "stdout": "hello\n",
        "notebook": "02_gates",
    }
    return Result(student, **(given | changes))


# ---------------------------------------------------------------------------------------------- the result itself


@pytest.mark.parametrize("status", STATUSES)
def test_json_and_back(status):
    changes = {} if "graded" in status else {"score": None, "questions": []}
    one = result(status=status, seconds=0.25, layers=["seccomp"], seed_id="7", **changes)
    line = one.to_json()
    assert "\n" not in line
    assert Result.from_json(line) == one
    assert one.for_a_human == (status != "graded")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"status": "fine"}, "status must be one of"),
        ({"score": None}, "score must be a number where status is 'graded'"),
        ({"status": "missing"}, "score must be None where status is 'missing'"),
        ({"score": 4}, "score must be the sum over the questions; got 4"),
        ({"score": math.nan}, "score must be the sum"),
    ],
)
def test_result_refuses(changes, text):
    with pytest.raises(ValueError, match=text):
        result(**changes)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"score": 5}, "score must be from 0 to max_score 4; got 5"),
        ({"score": -1}, "score must be from 0"),
        ({"score": math.nan}, "score must be a finite number"),
        ({"score": True}, "score must be a finite number; got True"),
        ({"max_score": math.inf}, "max_score must be a finite number"),
        ({"outcome": "good"}, "outcome must be one of passed, failed"),
    ],
)
def test_question_refuses(changes, text):
    with pytest.raises(ValueError, match=text):
        Question(
            **({"name": "a", "number": "1.1", "score": 1, "max_score": 4, "outcome": "failed"} | changes)
        )


@pytest.mark.parametrize("text", ["[]", "{}", '{"questions": [{}]}', "nonsense", '{"questions": 3}'])
def test_from_json_refuses(text):
    with pytest.raises(ValueError, match=r".+"):
        Result.from_json(text)


def test_result_is_plain_data():
    one = result()
    assert json.loads(one.to_json()) == one.to_dict() == dataclasses.asdict(one)
    assert pretty(one).startswith("Result(")


# ---------------------------------------------------------------------------------------------- tables


def table(path, results):
    write_csv(path, results)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # or a spreadsheet takes it for another encoding
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv(tmp_path):
    lost = result("bob", status="unreadable", score=None, questions=[], notes=["The file is empty."], tier="")
    rows = table(tmp_path / "grades.csv", [result(), lost])
    assert tuple(rows[0]) == COLUMNS
    assert [(row["student"], row["score"], row["max_score"], row["percent"]) for row in rows] == [
        ("ada", "3", "6", "50.0"),
        ("bob", "", "6", ""),
    ]
    assert [(row["for_a_human"], row["status"]) for row in rows] == [("no", "graded"), ("yes", "unreadable")]
    assert rows[1]["notes"] == "The file is empty."


@pytest.mark.parametrize("student", EVIL)
def test_csv_holds_no_formula(tmp_path, student):
    (row,) = table(tmp_path / "grades.csv", [result(student, notes=[student], repairs=[student])])
    assert row["score"] == "3"
    for column in ("student", "notes", "repairs"):
        assert row[column].lstrip(" ")[0] not in "=+-@\t\r\n"
        assert "\0" not in row[column]
        assert "\x1b" not in row[column]


def test_guard_leaves_plain_text():
    assert [guarded(text) for text in ("Doe, Jane", "a-b", "", "3")] == ["Doe, Jane", "a-b", "", "3"]


def test_jsonl(tmp_path):
    results = [result(student) for student in EVIL]
    write_jsonl(tmp_path / "results.jsonl", results)
    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert [Result.from_json(line) for line in lines] == results


def test_gradescope():
    data = gradescope(result(seconds=1.23456))
    assert (data["score"], data["execution_time"]) == (3, 1.235)
    assert [(test["name"], test["score"], test["max_score"], test["status"]) for test in data["tests"]] == [
        ("gate", 2, 2, "passed"),
        ("sigmoid", 1, 4, "failed"),
    ]
    assert "The sign is wrong." in data["tests"][1]["output"]
    assert data["stdout_visibility"] == "hidden"
    with pytest.raises(ValueError, match="result must have a score; its status is 'missing'"):
        gradescope(result(status="missing", score=None, questions=[]))


def test_gradescope_files(tmp_path):
    lost = result("bob", status="missing", score=None, questions=[])
    other = result("cy", assignment="week 2")
    write_gradescope(tmp_path, [result(), lost, other])
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json"))
    assert found == ["ada/02_gates.json", f"cy/{file_name('week 2')}--02_gates.json"]
    assert json.loads((tmp_path / found[0]).read_text()) == gradescope(result())


@pytest.mark.parametrize("text", [*EVIL, "", ".", "..", "a/b", "x" * 500, "Ada", "nul", "a."])
def test_file_name_is_safe(tmp_path, text):
    name = file_name(text)
    assert len(name) < 80
    assert "/" not in name
    (tmp_path / name).write_text("")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_file_names_differ():
    names = [file_name(text).lower() for text in [*EVIL, "ada", "Ada", "ADA", "a b", "a_b", "a  b"]]
    assert len(set(names)) == len(names)


# ---------------------------------------------------------------------------------------------- feedback pages


class Reader(html.parser.HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def read_page(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


OURS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "h3",
    "p",
    "strong",
    "section",
    "ul",
    "li",
}
OURS |= {"details", "summary", "pre", "main", "code"}


def evil_result(text):
    questions = [Question(text, text, 0, 2, "failed", text, text, {text: 0}, text, answer=text, comment=text)]
    return result(
        text,
        assignment=text,
        score=0,
        questions=questions,
        repairs=[text],
        notes=[text],
        stdout=text,
        notebook=text,
    )


@pytest.mark.parametrize("text", EVIL)
def test_html_holds_no_foreign_markup(text):
    page = read_page(html_page(text, [evil_result(text)]))
    assert page.tags <= OURS
    assert {name for name, _ in page.attributes} <= {
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "open",
        "http-equiv",
    }
    shown = "".join(page.text)
    assert (
        shown.count(text.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")) >= 8
    )
    assert not set("\x00\x1b\u202e") & set(shown)


@pytest.mark.parametrize(
    "text", [*EVIL, "# head", "- item", "1. item", "````\n<b>\n````", "$x$", "https://x.org", "> q"]
)
def test_markdown_holds_no_foreign_markup(text):
    page = read_page(markdown2html_mistune(markdown_page(text, [evil_result(text)])))
    plain = read_page(markdown2html_mistune(markdown_page("harmless", [evil_result("harmless")])))
    assert page.tags == plain.tags
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}


def test_pages_say_what_counts(tmp_path):
    lost = result(
        status="unreadable", score=None, questions=[], notes=["The file is empty."], assignment="03_cell"
    )
    (path,) = write_feedback(tmp_path, [result(), lost])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ada.html", "ada.md"]
    for page in (
        "".join(read_page(path.read_text()).text),
        path.with_suffix(".md").read_text().replace("\\", ""),
    ):
        for words in (
            "Feedback for ada",
            "3 of 6 points",
            "2.1 sigmoid: not yet, 1 of 4 points",
            "The sign is wrong.",
            "Right: a (1).",
            "changes z in place",
            "A cell was joined.",
            "hello",
            "It is not a zero",
            "The file is empty.",
        ):
            assert words in page


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_words(outcome):
    score = 2 if outcome == "passed" else 0
    one = result(score=score, questions=[Question("gate", "2.2", score, 2, outcome)])
    assert "2.2 gate: " in html_page("ada", [one])
    assert gradescope(one)["tests"][0]["status"] == ("passed" if outcome == "passed" else "failed")


def test_notes_on_a_graded_submission_are_for_the_teacher(tmp_path):
    one = result(notes=["It looks for the tests."])
    assert "looks for" not in html_page("ada", [one]) + markdown_page("ada", [one]) + json.dumps(
        gradescope(one)
    )
    (row,) = table(tmp_path / "grades.csv", [one])
    assert row["notes"] == "It looks for the tests."


def test_long_output_is_cut():
    page = html_page("ada", [result(stdout="x" * 100_000)])
    assert len(page) < 20_000
    assert "the rest is left out" in page


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (";=cmd|' /C calc'!A0;", ";'=cmd|' /C calc'!A0;"),
        ("a; +1", "a; '+1"),
        ("a\t@b", "a\t'@b"),
        ("a; b = 1", "a; b = 1"),
        ("x\u061cy\u200bz\ufeff\u2060", "x\ufffdy\ufffdz\ufffd\ufffd"),
        ("\u0633\u200c\u0644", "\u0633\u200c\u0644"),  # a joiner that is a part of words stays
    ],
)
def test_guard_where_a_semicolon_parts_cells(given, shown):
    assert guarded(given) == shown


def test_no_name_is_taken_for_one_that_is_made():
    made = file_name("jo an_1")
    assert file_name(made) not in (made, file_name("jo_an_1"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notes", 5),
        ("notes", [3]),
        ("student", []),
        ("repairs", None),
        ("late", "1"),
        ("score", True),
        ("seconds", {}),
    ],
)
def test_field_of_another_type_is_no_result(name, value):
    good = Result("ada", "02_gates", "graded", 0, 0).to_dict()
    assert Result.from_dict(good).to_dict() == good
    with pytest.raises(ValueError, match=name):
        Result.from_dict(good | {name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("answer", 5), ("parts", {"h": "1"}), ("look", "no"), ("hint", 3)]
)
def test_field_of_a_question_too(name, value):
    good = Question("gate", "2.2", 0, 4, "failed").__dict__
    with pytest.raises(ValueError, match=name):
        Result.from_dict(
            Result("ada", "02_gates", "graded", 0, 4).to_dict() | {"questions": [good | {name: value}]}
        )
