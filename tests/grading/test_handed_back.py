"""What a teacher decides, the teacher's page, the tables of platforms: nobody gets another's mark."""

import contextlib
import csv
import io
import re
import zipfile
from dataclasses import replace

import pytest

from lstm_course.grading.command import report
from lstm_course.grading.handed_back.entered import Entered, with_entered
from lstm_course.grading.handed_back.export import gradescope
from lstm_course.grading.handed_back.feedback import html_page, markdown_page
from lstm_course.grading.handed_back.files import anchor, hand_back, lesson_pages, other_assignments, seeds_of
from lstm_course.grading.handed_back.kept import Kept, read_kept, write_kept
from lstm_course.grading.handed_back.marks import Mark, Marks, MarksError
from lstm_course.grading.handed_back.marks_file import read_marks
from lstm_course.grading.handed_back.overview import overview, skeleton
from lstm_course.grading.handed_back.platforms import TableError, fill, lateness, without_submission
from lstm_course.grading.handed_back.since import with_changes
from lstm_course.grading.handed_in.forms import LATE
from lstm_course.grading.result import Question, Result
from lstm_course.grading.sources import CannotGradeError

LESSON = "02_gates"
ANSWER = """def gate(z):
    '''Mine.'''
    total = 0.0
    for value in z:  # each of them
        total = total + value * value - 3 * value
    scale = 1.0 / (1.0 + total * total)
    return total * scale - scale / 2
"""
KNOWN = {"2.1", "sigmoid", "2.2", "gate"}


def result(student="ada", first=4, second=1, **changes):
    questions = [
        Question(
            "gate", "2.2", first, 4, "passed" if first == 4 else "failed", parts={"h": first}, answer=ANSWER
        ),
        Question("sigmoid", "2.1", second, 2, "failed", "M02", "The `sign` is wrong.", answer=ANSWER),
    ]
    given = {
        "assignment": LESSON,
        "status": "graded",
        "score": first + second,
        "max_score": 6,
        "notebook": LESSON,
    }
    return Result(student, **(given | {"questions": questions, "seed_id": "00ff"} | changes))


LOST = {"status": "unreadable", "score": None, "questions": [], "notes": ["It is damaged."], "seed_id": ""}


def marks(tmp_path, text):
    path = tmp_path / "marks.toml"
    path.write_text(text, encoding="utf-8")
    return read_marks(path, KNOWN)


# ---------------------------------------------------------------------------------------------- marks by hand


def test_marks_are_applied_in_one_order(tmp_path):
    ours = marks(
        tmp_path,
        """
        left_out = ["2.2"]
        [weights]
        sigmoid = 10
        [late]
        percent_a_day = 10
        most = 25
        days.02_gates = { ada = 1, ben = 9, zoe = 1 }
        [[mark]]
        student = "cy"
        question = "2.1"
        points = 9.5
        comment = "Nearly."
        [[mark]]
        student = "dan"
        assignment = "02_gates"
        points = 3
        [[mark]]
        student = "zoe"
        question = "2.1"
        points = 1
        """,
    )
    given = [result(who) for who in ("ada", "ben", "cy")] + [result("dan", **LOST), result("eve", **LOST)]
    before = [one.to_json() for one in given]
    found, remarks = ours.applied(given)
    assert [one.to_json() for one in given] == before
    # 1 of 2 is 5 of 10; a day costs 1 of 10; nine days cost 25 % and not 90
    assert [(one.score, one.max_score, one.late) for one in found[:4]] == [
        (4, 10, 1),
        (2.5, 10, 2.5),
        (9.5, 10, 0),
        (3, 10, 0),
    ]
    gate, sigmoid = found[2].questions
    assert sigmoid.comment == "Nearly."
    assert (gate.score, gate.max_score) == (0, 0)
    assert found[3].status == "graded"
    assert not found[3].for_a_human
    assert found[4] == replace(given[4], max_score=10)  # as the others
    assert len(remarks) == 2
    assert all("zoe" in remark for remark in remarks)


def test_late_never_makes_less_than_nothing():
    ours = Marks(percent_a_day=60, days={LESSON: {"ada": 5}})
    (one,), _ = ours.applied([result(first=1)])
    assert (one.score, one.late) == (0, 2)


def test_no_file_changes_nothing():
    given = [result(), result("ben", **LOST)]
    assert Marks().applied(given) == (given, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("left_out = 3", "left_out must be a list"),
        ('left_out = ["9.9"]', "there is no question '9.9'"),
        ('[weights]\n"2.1" = -1', "weights.2.1 must be a number that is not negative, got -1"),
        ("weigths = 3", "holds 'weigths'; it may hold late, left_out, mark, weights"),
        ("[late]\nper_day = 3", "[late] holds 'per_day'"),
        ("[late]\npercent_a_day = true", "must be a number"),
        ("[late]\nflagged = -1", "late.flagged must be a number that is not negative"),
        ('[[mark]]\nstudent = "ada"\nquestion = "2.1"', "must have a points"),
        ('[[mark]]\nstudent = "ada"\npoints = 1', "must name a question or an assignment"),
        ('[[mark]]\nstudent = 3\nquestion = "2.1"\npoints = 1', "must be in quotation marks"),
        ('[[mark]]\nstudent = "ada"\nquestion = "gaet"\npoints = 1', "there is no question 'gaet'"),
        ('[[mark]]\nstudent = "ada"\nquestion = "2.1"\npoints = nan', "must be a number"),
        ("mark = 3", r"[[mark]]"),
        ("= 3", "marks.toml"),
    ],
)
def test_marks_that_cannot_be_meant_are_refused(tmp_path, text, words):
    with pytest.raises(MarksError, match=re.escape(words)):
        marks(tmp_path, text)


def test_mark_above_the_most_is_refused(tmp_path):
    ours = marks(tmp_path, '[[mark]]\nstudent = "ada"\nquestion = "2.1"\npoints = 3')
    with pytest.raises(MarksError, match=r"ada, 2\.1: 3 points; there are 2 at most"):
        ours.applied([result()])


def test_what_cannot_be_read_is_worth_what_the_others_are_worth():
    ours = Marks(frozenset({"2.2"}), {"2.1": 10}, marks=(Mark("dan", 8, assignment=LESSON),))
    worth = {LESSON: [replace(question, score=0) for question in result().questions]}
    found, _ = ours.applied([result(), result("dan", **LOST), result("eve", **LOST)], worth=worth.get)
    assert [(one.score, one.max_score) for one in found] == [(5, 10), (8, 10), (None, 10)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            [Mark("ada", 1, "2.1"), Mark("ada", 2, "sigmoid")],
            "ada, 2.1: there are 2 marks for it; leave one",
        ),
        ([Mark("ada", 1, "2.1"), Mark("ada", 2, "2.1", LESSON)], "there are 2 marks for it"),
        ([Mark("ada", 1, "2.1"), Mark("ada", 1, assignment=LESSON)], "there are 2 marks for it"),
        ([Mark("ada", 1, assignment=LESSON), Mark("ada", 2, assignment=LESSON)], "there are 2 marks for it"),
    ],
)
def test_of_two_marks_for_one_thing_none_is_lost(given, words):
    with pytest.raises(MarksError, match=re.escape(words)):
        Marks(marks=tuple(given)).applied([result()])
    twice = Marks(marks=(given[0], given[0]))
    assert twice.applied([result()])[1] == []


def test_weights_of_one_question_are_one():
    with pytest.raises(MarksError, match=r"2\.1 and sigmoid are one question"):
        Marks(weights={"2.1": 3, "sigmoid": 4}).applied([result()])
    assert Marks(weights={"2.1": 3, "sigmoid": 3}).applied([result()])[0][0].max_score == 7


def test_mark_for_the_whole_of_several_notebooks_names_one():
    given = [
        result(assignment="week", notebook=LESSON),
        result(
            assignment="week",
            notebook="03_x",
            **{name: LOST[name] for name in ("status", "score", "questions")},
        ),
    ]
    with pytest.raises(MarksError, match="say with notebook which of these it is for: 02_gates, 03_x"):
        Marks(marks=(Mark("ada", 3, assignment="week"),)).applied(given)
    found, remarks = Marks(marks=(Mark("ada", 3, assignment="week", notebook="03_x"),)).applied(given)
    assert ([one.score for one in found], remarks) == ([5, 3], [])
    given[1] = replace(given[1], status="missing")  # what is not there is no second one
    found, remarks = Marks(marks=(Mark("ada", 3, assignment="week"),)).applied(given)
    assert ([one.score for one in found], remarks) == ([3, None], [])


@pytest.mark.parametrize(
    ("written", "student"),
    [("K\u00e4the", "Ka\u0308the"), ("Ka\u0308the", "K\u00e4the"), ("'=eve", "=eve"), ("=eve", "=eve")],
)
def test_students_are_called_as_the_table_shows_them(written, student):
    ours = Marks(percent_a_day=50, days={LESSON: {written: 1}}, marks=(Mark(written, 2, "2.1"),))
    (one,), remarks = ours.applied([result(student)])
    assert (one.score, one.late, remarks) == (3, 3, [])
    assert ours.applied([result("Kathe")])[0][0].score == 5


def test_a_mark_and_its_outcome_agree():
    ours = Marks(marks=(Mark("ada", 2, "2.1"), Mark("ada", 1, "2.2")))
    (one,), _ = ours.applied([result()])
    assert {q.number: q.outcome for q in one.questions} == {"2.1": "passed", "2.2": "failed"}
    entered = {("ada", LESSON, LESSON): {"gate": Entered("2.2", 1, 4)}}
    assert with_entered([result()], entered)[0][0].questions[0].outcome == "failed"
    (whole,), _ = Marks(marks=(Mark("dan", 3, assignment=LESSON),)).applied([result("dan", **LOST)])
    assert "<h3>whole: 3 of 6 points</h3>" in html_page("dan", [whole])


def test_what_a_person_has_decided_is_all_that_the_page_says():
    look = Question(
        "gate", "2.2", 0, 4, "not attempted", message="Write gate. Your teacher will look at it.", look=True
    )
    absent = Question(
        "sigmoid", "2.1", 0, 2, "error", message="It raised an error: import tensorflow", look=True
    )
    given = result(
        score=0,
        questions=[look, absent],
        notes=["gate: there is a function Gate, a person should look at it."],
    )
    (page,) = (html_page("ada", [given]),)
    assert page.count("Your teacher will look at it.") == 2
    assert "import tensorflow. Your teacher will look at it." in page
    ours = Marks(frozenset({"2.1"}), marks=(Mark("ada", 3, "2.2"), Mark("cy", 0, assignment=LESSON)))
    (one, whole), _ = ours.applied([given, result("cy", **LOST)])
    for page in (html_page("ada", [one]), markdown_page("ada", [one]).replace("\\", "")):
        assert "2.2 gate: 3 of 4 points" in page
        assert "not attempted" not in page
        assert "2.1 sigmoid: stopped by an error" in page
        assert "import tensorflow. This question does not count." in page
        assert "will look at it" not in page
        assert "Your teacher:" not in page  # who wrote nothing
    assert (one.score, one.max_score) == (3, 4)
    assert [test["max_score"] for test in gradescope(one)["tests"]] == [4, 0]
    assert "whole: 0 of 4 points</h3>\n<p>Marked by hand.</p>\n<p>It is damaged.</p>" in html_page(
        "cy", [whole]
    )
    assert "Nothing." in overview([one, whole])


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (
            Mark("ada", 4, "2.1"),
            "ada, 2.1: a mark of 4 points here, and 5 points for 2.1 in the gradebook; leave one",
        ),
        (
            Mark("ada", 5, "2.1", comment="Bad."),
            "the comment 'Bad.' here, and 'Good.' in the gradebook; leave one",
        ),
        (Mark("ada", 5, assignment=LESSON), "a mark of 5 points here, and 5 points for 2.1 in the gradebook"),
        (Mark("ada", 5, "sigmoid"), ""),  # 1 of 2 is 5 of 10
        (Mark("ada", 1, "2.2", comment="No."), ""),
        (Mark("ben", 1, "2.1"), ""),
    ],
)
def test_a_mark_in_the_file_and_another_in_the_gradebook_stop_the_run(mark, words):
    entered = {
        ("ada", LESSON, LESSON): {"sigmoid": Entered("2.1", 1, 2, "Good."), "gate": Entered("2.2", None, 4)}
    }
    given, _ = with_entered([result(), result("ben")], entered)
    ours = Marks(weights={"2.1": 10}, marks=(mark,))
    with pytest.raises(MarksError, match=re.escape(words)) if words else contextlib.nullcontext():
        found, _ = ours.applied(given, entered=entered)
        assert found[0].questions[1].comment == "Good."


def test_days_are_on_the_row_and_a_wrong_assignment_is_named():
    ours = Marks(percent_a_day=10, days={LESSON: {"ada": 2, "ben": 0}, "02_gtes": {"ada": 1, "ben": 1}})
    found, remarks = ours.applied([result(), result("ben")])
    assert [one.notes for one in found] == [["The file of marks says: 2 days late."], []]
    assert remarks == [
        "late.days.02_gtes: there is no assignment '02_gtes' here, but 02_gates; no days are counted for ada, ben."
    ]


# ---------------------------------------------------------------------------------------------- what is kept


def test_decisions_and_lateness_are_kept(tmp_path):
    whose = ("ada", LESSON, LESSON)
    kept = Kept(
        [result()], {whose: {"gate": Entered("2.2", 3, 4, "Good.")}}, {whose[:2]: (2, "1 day 2 hours")}
    )
    write_kept(tmp_path, kept, b"left_out = []\n")
    assert read_kept(tmp_path) == kept
    assert (tmp_path / "marks.toml").read_bytes() == b"left_out = []\n"
    assert Marks(percent_a_day=10).applied(kept.results, kept.said)[0][0].late == pytest.approx(1.2)
    old = ("Jose\u0301", LESSON, LESSON)  # as an older version read the name
    kept = Kept([result(old[0])], {old: {}}, {old[:2]: (2, "2 days")}, {old: {}})
    write_kept(tmp_path, kept, None)
    kept = read_kept(tmp_path)
    names = {one.student for one in kept.results} | {
        who for own in (kept.entered, kept.said, kept.about) for who, *_ in own
    }
    assert names == {"Jos\u00e9"}
    (tmp_path / "decided.json").write_text("[]")
    with pytest.raises(CannotGradeError, match=r"decided\.json of an earlier run cannot be read"):
        read_kept(tmp_path)
    assert read_kept(tmp_path / "new") == Kept()
    hand_back(tmp_path / "old", [result()])  # by an older version
    assert read_kept(tmp_path / "old").results == [result()]


def runs(tmp_path, *given):
    """Return the results of runs into one folder, each of results, marks and what was entered."""
    for results, decided, entered in given:
        earlier = read_kept(tmp_path)
        counted, _ = Marks(marks=decided).applied(with_entered(results, entered)[0])
        counted, found = with_changes(Kept(results, entered), counted, decided, earlier)
        write_kept(tmp_path, found, None)
        yield counted[0]


ZEROS = {("ada", LESSON, LESSON): {"gate": Entered("2.2", 0, 4), "sigmoid": Entered("2.1", 0, 2)}}


@pytest.mark.parametrize(
    ("before", "after", "decided", "entered", "told"),
    [
        (
            result(**LOST),
            result(),
            (Mark("ada", 0, assignment=LESSON),),
            {},
            "count: whole 0 of 6. Look",
        ),
        (result(**LOST), result(), (), ZEROS, "count: gate 0 of 4, sigmoid 0 of 2. Look"),
        (result(second=0), result(), (Mark("ada", 0, "2.1"),), {}, "count: sigmoid 0 of 2. Look"),
        (result(first=1), result(), (Mark("ada", 0, "2.1"),), {}, ""),  # another question has changed
        (result(), result(seed_id="01"), (Mark("ada", 0, assignment=LESSON),), {}, ""),
    ],
)
def test_points_for_other_work_than_is_there_now_are_for_a_person(
    tmp_path, before, after, decided, entered, told
):
    again = tuple(replace(mark, comment="Still so.") for mark in decided)
    still = {
        key: {name: replace(one, comment="Still so.") for name, one in own.items()}
        for key, own in entered.items()
    }
    first, *later, dismissed = runs(
        tmp_path,
        ([before], decided, entered),
        ([after], decided, entered),
        ([after], decided, entered),
        ([after], again, still),
    )
    for one in later:
        assert (one.score, one.for_a_human) == (dismissed.score, bool(told))
        assert told in " ".join(one.notes)
        assert (told in overview([one])) or not told
        assert ("Your teacher will look at it." in html_page("ada", [one])) == bool(told)
    assert not any("handed in again" in " ".join(one.notes) for one in (first, dismissed))


def test_points_given_after_a_run_are_for_what_that_run_has_found(tmp_path):
    zero = (Mark("ada", 0, assignment=LESSON),)
    *_, last = runs(tmp_path, ([result(**LOST)], (), {}), ([result()], zero, {}))
    assert last.for_a_human
    *_, last = runs(tmp_path, ([result(**LOST)], zero, {}))  # the old file again
    assert not last.for_a_human


# ---------------------------------------------------------------------------------------------- late, by the platform

WORKSHEET = """Identifier,Full name,Status,Grade
Participant 1,A,Submitted for grading - 1 day 2 hours late - ,
Participant 2,B,Submitted for grading - 2 days late,
Participant 3,C,Submitted for grading - 3 hours 5 mins late - Extension granted until: 1 May,
Participant 4,D,Submitted for grading,
Participant 5,E,No submission - Assignment is overdue by: 4 days,
Participant 6,F,Zur Bewertung abgegeben - 1 Tag 1 Stunde später,
Participant 7,G,Submitted for grading - 20 secs late,
Participant 7,H,Submitted for grading - 9 days late,
"""


def test_moodles_worksheet_says_how_late(tmp_path):
    table = tmp_path / "worksheet.csv"
    table.write_text(WORKSHEET, encoding="utf-8")
    students = [f"{name}_{k}" for k, name in enumerate("ABCDEFG", 1)] + ["nobody_9"]
    assert lateness(table, students) == {
        "A_1": (2, "1 day 2 hours"),
        "B_2": (2, "2 days"),
        "C_3": (1, "3 hours 5 mins"),
        "F_6": (2, "1 Tag 1 Stunde"),
    }
    table.write_text("Identifier,Remark,Grade\nParticipant 1,2 days late,\n")
    assert lateness(table, ["A_1"]) == {}


def test_late_of_the_platform_counts_where_the_file_says_nothing_else():
    ours = Marks(percent_a_day=10, flagged=1, days={LESSON: {"ben": 0}})
    given = [result("ada"), result("ben"), result("cy", notes=[LATE]), result("dan")]
    found, remarks = ours.applied(given, {"ada": (2, "1 day 2 hours"), "ben": (3, "3 days")})
    assert [one.late for one in found] == [pytest.approx(1.2), 0, pytest.approx(0.6), 0]
    assert found[0].notes == ["The platform's table says: 1 day 2 hours late."]
    assert found[1].notes == ["The platform's table says: 3 days late."]
    assert remarks == []
    found, remarks = Marks(percent_a_day=10).applied(given)
    assert [one.late for one in found] == [0, 0, 0, 0]
    (remark,) = remarks
    assert remark.startswith(f"cy, {LESSON}: late, and the platform does not say by how many days")
    assert Marks().applied(given)[1] == []  # nothing is taken off for being late


# ---------------------------------------------------------------------------------------------- marks of the gradebook


def test_what_a_person_entered_counts():
    given = [result("ada"), result("ben"), result("cy", **LOST), result("dan", **LOST), result("eve")]
    before = [one.to_json() for one in given]
    whole = {"gate": Entered("2.2", 3, 4), "sigmoid": Entered("2.1", 9, 2, "Well tried.")}
    entered = {
        ("ada", LESSON, LESSON): {
            "sigmoid": Entered("2.1", 1.5, 2, "Nearly."),
            "gate": Entered("2.2", None, 4),
        },
        ("ben", LESSON, LESSON): {"gate": Entered("2.2", None, 4, "Good."), "sigmoid": Entered("2.1", 2, 2)},
        ("cy", LESSON, LESSON): whole,
        ("dan", LESSON, LESSON): whole | {"gate": Entered("2.2", None, 4)},
    }
    found, remarks = with_entered(given, entered)
    assert [one.to_json() for one in given] == before
    assert [(one.status, one.score) for one in found] == [
        ("graded", 5.5),
        ("graded", 6),
        ("graded", 5),
        ("unreadable", None),
        ("graded", 5),
    ]
    assert [question.comment for question in found[0].questions] == ["", "Nearly."]
    assert [question.comment for question in found[1].questions] == ["Good.", "Marked by hand."]
    assert found[1].questions[1].outcome == "passed"
    assert [remark.split(":")[0] for remark in remarks] == ["cy, sigmoid", "dan, sigmoid", f"dan, {LESSON}"]
    weighed, _ = Marks(weights={"2.1": 10}).applied(found)
    assert weighed[0].score == 4 + 7.5


def test_mark_by_hand_says_what_it_gives(tmp_path):
    text = "".join(f'[[mark]]\nstudent = "ada"\nquestion = "{n}"\npoints = 2\n' for n in ("2.1", "2.2"))
    (one,), _ = marks(tmp_path, text).applied([result()])
    assert [(q.score, q.outcome) for q in one.questions] == [(2, "failed"), (2, "passed")]


@pytest.mark.parametrize("second", ['question = "sigmoid"', 'assignment = "02_gates"'])
def test_two_marks_for_the_same_are_refused(tmp_path, second):
    text = f'[[mark]]\nstudent = "ada"\nquestion = "2.1"\npoints = 1\n[[mark]]\nstudent = "ada"\n{second}\npoints = 0'
    with pytest.raises(MarksError, match="there are 2 marks for it"):
        marks(tmp_path, text).applied([result()])


def test_mark_for_the_whole_counts_once(tmp_path):
    text = '[[mark]]\nstudent = "ada"\nassignment = "week1"\npoints = 2\n'
    given = [result(assignment="week1", **LOST), result(assignment="week1", notebook="03_x")]
    with pytest.raises(MarksError, match="say with notebook which of these it is for: 02_gates, 03_x"):
        marks(tmp_path, text).applied(given)
    found, remarks = marks(tmp_path, f'{text}notebook = "02_gates"').applied(given)
    assert ([one.score for one in found], remarks) == ([2, 5], [])


# ---------------------------------------------------------------------------------------------- the teacher's page


def test_overview_groups_by_mistake():
    given = [result(who) for who in ("ada", "ben", "cy")] + [result("dan", **LOST)]
    page = overview(given, ["x.zip was passed over."], {LESSON: "2. Gates"})
    for words in (
        "<h2>2. Gates</h2>",
        "4 submissions of 4 students",
        "x.zip was passed over.",
        "It is damaged.",
        "<strong>3 &times;</strong> The <code>sign</code> is wrong. (M02)",
        "1.0 of 2",
        "The same wrong answer",
        'href="feedback/ada.html"',
    ):
        assert words in page
    assert "<h3>2.2" not in page  # all have passed


def test_overview_of_little():
    assert "Nothing." in overview([])
    assert "No score yet." in overview([result(**LOST)])
    assert "1 submission of 1 student." in overview([result(max_score=0, score=0, questions=[])])


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a\u202eb", "'`<b>`'"]
)
def test_overview_holds_no_foreign_markup(text):
    question = Question(text, "2.1", 0, 2, "failed", text, text, answer=text, look=True)
    page = overview(
        [
            result(
                text, assignment=text, notebook=text, score=0, max_score=2, questions=[question], notes=[text]
            )
        ]
        * 2,
        [text],
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "\u202e" not in page


def test_skeleton_sees_through_names_and_layout():
    other = ANSWER.replace("total", "s").replace("'''Mine.'''", "").replace("  # each of them", "")
    assert skeleton(other) == skeleton(ANSWER) is not None
    assert skeleton(ANSWER.replace("3 * value", "value * 3")) != skeleton(ANSWER)
    assert skeleton("def f(:") is None
    assert skeleton("x = 1") is None
    assert skeleton("(" * 10_000) is None
    assert skeleton("x = " + "+".join(["1"] * 9000)) is None  # a deep tree
    assert skeleton("x = 1\0") is None


# ---------------------------------------------------------------------------------------------- platforms

TABLES = {  # platform: (table, students of the rows, column of the scores)
    "Moodle": (
        'Identifier,"Full name",Status,Grade,"Maximum Grade"\r\n'
        'Participant 101,"Ada, L",x,,6\r\nParticipant 1012,B,x,7,6\r\n',
        ["Ada_101", "B_1012"],
        3,
    ),
    "Canvas": (
        'Student,ID,SIS Login ID,Section,Gates (9001)\r\n"    Points Possible",,,,6\r\n'
        '"L, Ada",5678,al,1,\r\n"H, Ben",5679,bh,1,\r\n',
        ["lovelaceada_5678", "halfben_5679"],
        4,
    ),
    "Blackboard": (
        "Last Name\tFirst Name\tUsername\tGates [Total Pts: 6 Score] |77\r\nL\tAda\tu1\t\r\nH\tBen\tu2\t\r\n",
        ["u1", "u2"],
        3,
    ),
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Gates Points Grade <Numeric MaxPoints:6>,End-of-Line Indicator\r\n"
        "#1,al,Two,Fay,,#\r\n#2,bh,Smith,Mary-Ann,,#\r\n",
        ["Fay Two_123458", "Mary-Ann Smith_123459"],
        4,
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("platform", TABLES)
def test_platform_tables_are_filled(tmp_path, platform, encoding):
    text, students, column = TABLES[platform]
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    given = [result(students[0]), result(students[1], first=2), result("nobody_999")]
    remarks = fill(tmp_path / "t.csv", tmp_path / "out.csv", given)
    replaced = ["B_1012"] if platform == "Moodle" else []  # 7 stood there
    assert [remark.split(":")[0] for remark in remarks] == ["nobody_999", *replaced]
    delimiter = "\t" if platform == "Blackboard" else ","

    def read(told):
        return list(csv.reader(io.StringIO(told, newline=""), delimiter=delimiter))

    before, after = read(text), read((tmp_path / "out.csv").read_bytes().decode(encoding))
    assert [row[column] for row in after[-2:]] == ["5", "3"]
    for row in (*before, *after):
        row[column] = ""
    assert before == after


def test_no_row_gets_a_score_that_may_be_anothers(tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text("Username,Grade\nada,7\nada,8\nben,9\ncy,1\n")
    remarks = fill(table, out, [result("ada"), result("ben", **LOST), result("cy"), result("CY")])
    assert out.read_text().split() == ["Username,Grade", "ada,7", "ada,8", "ben,9", "cy,1"]
    assert len(remarks) == 3
    table.write_text("ID,Name,Old (1),Grade\n7,ada,95,\n")  # a number that is no identity is nobody's
    assert len(fill(table, out, [result("eve_95")], "Grade")) == 1
    assert out.read_text().splitlines()[1] == "7,ada,95,"


GERMAN = (
    'Identifikator;"Vollst\u00e4ndiger Name";Bewertung;"H\u00f6chste Bewertung"\r\n'
    "Teilnehmer/in11;Anna;;100,00\r\nTeilnehmer/in12;Anna;;100,00\r\nTeilnehmer/in13;K\u00e4the;;100,00\r\n"
)


@pytest.mark.parametrize(
    ("text", "students", "cells"),
    [
        (GERMAN, ["Anna_11", "Anna_12", "Ka\u0308the_13"], ["5", "5", "5"]),
        (GERMAN, ["Anna_14", "Ka\u0308the_1"], ["", "", ""]),  # somebody else of the same name
        ("Identifier,ID number,Full name,Grade\nParticipant 1,102,Ada,\n", ["Ben_102"], [""]),
        ("Identifier,ID number,Full name,Grade\nParticipant 1,102,Ada,\n", ["Ada_102"], ["5"]),
        ("ID,SIS User ID,Student,Grade\n5,7,Ada,\n7,5,Ben,\n", ["lovelaceada_5", "x_7"], ["5", "5"]),
        ("Username,First name,Last name,Grade\nal,Ada,Lee,\n", ["ada"], [""]),
        ("Username,First name,Last name,Grade\nal,Ada,Lee,\n", ["lee"], [""]),
        ("Username,First name,Last name,Grade\nal,Ada,Lee,\n", ["Ada Lee"], ["5"]),
        ("Identifier,Username,Grade\nx,ada_1,\ny,ada_2,\n", ["ada_1"], ["5", ""]),
        ("SID,Email,Grade\n7,j@x,\n007,k@x,\n8,b@x,\n", ["J_007", "Ben: H_b@x"], ["", "5", "5"]),
        ("Vorname,Nachname,Grade\nAda,Lee,\n", ["Ada Lee_9"], ["5"]),
    ],
)
def test_the_platforms_own_number_goes_before_all_that_is_alike(tmp_path, text, students, cells):
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    fill(tmp_path / "t.csv", tmp_path / "out.csv", [result(student) for student in students])
    delimiter = ";" if text is GERMAN else ","
    rows = list(
        csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"), newline=""), delimiter=delimiter)
    )
    place = next(i for i, head in enumerate(rows[0]) if head in ("Grade", "Bewertung"))
    assert [row[place] for row in rows[1:]] == cells


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (GERMAN.replace("Anna", "ada", 1).replace("in11", "in1"), 100),
        ("Identifier,Grade,Maximum Grade\nParticipant 1,,6.00\n", None),
        ("ID,Student,Gates (9)\n,    Points Possible,\n1,ada,\n", None),
        ("Student,ID,Gates (9)\n    Points Possible,,20.00\nx,1,\n", 20),
        ("Username\tGates [Total Pts: 12.5 Score] |7\nada_1\t\n", 12.5),
        ("Username,Gates Points Grade <Numeric MaxPoints:10>\nada_1,\n", 10),
    ],
)
def test_other_points_at_most_are_named(tmp_path, text, most):
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    remarks = fill(tmp_path / "t.csv", tmp_path / "out.csv", [result("ada_1")])
    said = (
        f"{tmp_path / 't.csv'}: the marks are of 6 points, and the table says {most:g}. They were written as they are"
        if most
        else ""
    )
    assert [remark.split(";")[0] for remark in remarks] == ([said] if most else [])


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("Name,Mark\nada,\n", None, "say with --column which of these is to be filled: 'Name', 'Mark'"),
        ("Name,A (1),B (2)\nada,,\n", None, "say with --column"),
        ("Name,Mark\nada,\n", "Points", "say with --column"),
        ("Name,Grade\n", None, "a line for each student"),
        ("", None, "must hold a line of headings"),
        ("Seat,Grade\nada,\n", None, "no column says whose row it is"),
    ],
)
def test_table_that_cannot_be_filled(tmp_path, text, column, words):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(TableError, match=re.escape(words)):
        fill(tmp_path / "t.csv", tmp_path / "out.csv", [result()], column)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("heads", "row", "student"),
    [
        ("Last Name,First Name,Username,Grade", "Byron,maria,mb1,", "maria"),  # another's first name
        ("Identifier,Full name,ID number,Grade", "Participant 7,Bob,101,", "Ada_101"),  # another's number
        ("Student,ID,Section name,Grade", "X,5,ada,", "ada"),
        ("Student,ID,SIS User ID,Grade", "X,5,101,", "ada_101"),
    ],
)
def test_what_is_no_identity_meets_no_row(tmp_path, heads, row, student):
    (tmp_path / "t.csv").write_text(f"{heads}\n{row}\n")
    assert len(fill(tmp_path / "t.csv", tmp_path / "out.csv", [result(student)])) == 1
    assert (tmp_path / "out.csv").read_text().split("\n")[1] == row


def test_names_meet_their_row_in_every_order_and_form(tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text("Nachname,Vorname,Bewertung\nM\u00fcller,Ada,\n", encoding="utf-8")
    assert fill(table, out, [result("Ada Mu\u0308ller")]) == []
    assert out.read_text(encoding="utf-8").splitlines()[1] == "M\u00fcller,Ada,5"


@pytest.mark.parametrize(
    "text",
    [
        "Identifier,Grade,Maximum Grade\nParticipant 101,,{}\n",
        "Teilnehmer-ID;Bewertung;Bestwertung;ID\nx;;{},00;Teilnehmer/in101\n",
        "Student,ID,Gates (9001)\nPoints Possible,,{}\nAda,101,\n",
        "Username,ID,Gates [Total Pts: {} Score] |77\nada,101,\n",
        "Username,ID,Gates Points Grade <Numeric MaxPoints:{}>\nada,101,\n",
    ],
)
def test_other_points_are_named_by_both_numbers(tmp_path, text):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text(text.format(6))
    assert fill(table, out, [result("Ada_101")]) == []
    table.write_text(text.format(100))
    (remark,) = fill(table, out, [result("Ada_101")])
    assert "the marks are of 6 points, and the table says 100" in remark


def test_marks_of_the_table_that_change_are_named_and_commas_stay(tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text(
        "ID;Name;Bewertung;Bestwertung\n1;ada;3,50;6,00\n2;ben;5,00;6,00\n3;cy;-;6,00\n4;dan;1,00;6,00\n",
        "utf-8",
    )
    given = [result("ada_1", first=3.5), result("ben_2"), result("cy_3")]
    assert fill(table, out, given) == [f"ada_1: {table} said 3,50; it is 4.5 in the copy."]
    assert [line.split(";")[2] for line in out.read_text().splitlines()[1:]] == ["4,5", "5", "5", "1,00"]
    students = [one.student for one in given]
    assert without_submission(table, students) == [
        f"{table} names 1 who handed in nothing; they get no score: 4, dan."
    ]
    assert without_submission(table, [*students, "dan_4"]) == []
    table.write_text(TABLES["Canvas"][0])
    (remark,) = without_submission(table, ["lovelaceada_5678"])
    assert remark.endswith("names 1 who handed in nothing; they get no score: H, Ben, 5679, bh.")


def test_who_has_no_score_is_named_and_a_missing_notebook_takes_no_other_away(tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text("Username,Grade\nada,\nben,2\ncy,\ndan,\n", encoding="utf-8")
    none = LOST | {"notebook": "03_x"}
    given = [result(), result(**none | {"status": "missing"}), result("ben", **LOST)]
    given += [result("cy"), result("cy", **none), result("dan", **LOST | {"status": "missing"})]
    remarks = fill(table, out, given)
    assert out.read_text(encoding="utf-8").split() == ["Username,Grade", "ada,5", "ben,2", "cy,", "dan,"]
    assert remarks == [
        f"ada: 03_x missing; {table} gets the 5 points of the rest.",
        f"{table}: no score for ben, cy, dan, so nothing was filled in there; you decide.",
    ]


def test_long_text_of_a_student_is_no_end_of_the_run(tmp_path):
    before = csv.field_size_limit()
    (tmp_path / "t.csv").write_text(f'Identifier,Grade,"Online text"\nParticipant 101,,"{"x" * 200_000}"\n')
    assert fill(tmp_path / "t.csv", tmp_path / "out.csv", [result("Ada_101")]) == []
    assert csv.field_size_limit() == before


def test_a_file_name_is_no_message_on_the_terminal(tmp_path, capsys):
    report(tmp_path, [result("a\nb", **LOST)], ["x\n9 submissions: 9 graded.\x1b[2J: outside"])
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 2
    assert "\x1b" not in said


def test_table_is_of_one_assignment(tmp_path):
    (tmp_path / "t.csv").write_text("Name,Grade\nada,\n")
    with pytest.raises(TableError, match="02_gates, 03_x"):
        fill(tmp_path / "t.csv", tmp_path / "out.csv", [result(), result(assignment="03_x")])
    (tmp_path / "t.csv").write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(TableError, match="UTF-8 or UTF-16"):
        fill(tmp_path / "t.csv", tmp_path / "out.csv", [result()])


# ---------------------------------------------------------------------------------------------- all files


def test_all_files_of_a_run(tmp_path):
    given = [result("Ada Lovelace_101"), result("ben", **LOST)]
    titles, address = lesson_pages("https://school.example/lstm/")
    assert hand_back(tmp_path, given, titles=titles, address=address) == []
    assert {path.name for path in tmp_path.iterdir()} == {
        "results.jsonl",
        "grades.csv",
        "feedback",
        "gradescope",
        "moodle_feedback.zip",
        "overview.html",
    }
    with zipfile.ZipFile(tmp_path / "moodle_feedback.zip") as archive:
        assert archive.namelist() == ["Ada Lovelace_101_assignsubmission_file_/feedback.html"]
        page = archive.read(archive.namelist()[0]).decode()
    assert titles[LESSON] in page
    assert "def gate(z):" in page
    assert seeds_of(tmp_path / "results.jsonl") == {("Ada Lovelace_101", LESSON, LESSON): 255}
    assert other_assignments(tmp_path, {"03_x"}) == [LESSON]
    assert other_assignments(tmp_path, {LESSON, "03_x"}) == []
    assert other_assignments(tmp_path / "new", {LESSON}) == []


def test_second_run_leaves_nothing_of_the_first_that_is_wrong(tmp_path):
    hand_back(tmp_path, [result("ada"), result("ben_7")])
    assert (tmp_path / "gradescope" / "ada" / f"{LESSON}.json").exists()
    hand_back(tmp_path, [result("ada", **LOST), result("ben")])
    assert not (tmp_path / "gradescope" / "ada" / f"{LESSON}.json").exists()
    assert not (tmp_path / "moodle_feedback.zip").exists()


@pytest.mark.parametrize(
    ("heads", "words"), [("Username,Grade", "ada: in no row of"), ("A,B", "say with --column")]
)
def test_what_is_said_of_the_table_is_on_the_teachers_page(tmp_path, heads, words):
    (tmp_path / "t.csv").write_text(f"{heads}\nben,\n")
    with contextlib.suppress(TableError):
        hand_back(tmp_path, [result("ada")], table=tmp_path / "t.csv")
    assert words in (tmp_path / "overview.html").read_text(encoding="utf-8")


def test_scores_in_the_table_are_as_people_write_them(tmp_path):
    ours = Marks(percent_a_day=10, days={LESSON: {"ada": 2}})
    (one,), _ = ours.applied([result(first=2.9, second=0.1)])
    hand_back(tmp_path, [one])
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (one.score, row["score"]) != (1.8, "1.8")
    assert row["score"] == "1.8"


def test_sections_are_found_on_the_website():
    make_id = pytest.importorskip("docutils.nodes").make_id
    _, address = lesson_pages("https://school.example/lstm/")
    for section in ("Does it beat yesterday?", "98 % sure", "Levels and differences", "A tape, cut: twice"):
        assert anchor(section) == make_id(section)
    assert address("14", "The band") == "https://school.example/lstm/lessons/14_forecasting.html#the-band"
    assert address("99", "The band") is None
