"""What a teacher decides, in one file: marks given by hand, other weights, questions that do not count, lateness.

The file is TOML::

    left_out = ["3.5"]

    [weights]
    "3.1" = 10

    [late]
    percent_a_day = 10
    most = 50
    flagged = 1
    days.03_the_lstm_cell = { ada = 2 }

    [[mark]]
    student = "ben"
    question = "3.1"
    points = 4
    comment = "The idea is right."

    [[mark]]
    student = "cy"
    assignment = "03_the_lstm_cell"
    points = 0
    comment = "The file could not be read."

Weights are the points at most. A mark is in points of the final weights. One that names an assignment and no question
stands for the whole of it, and is the way to decide about what could not be read. Days that stand here go before those
that a platform's table says; ``flagged`` is how many days count where a platform says only that something is late.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..handed_in.forms import LATE
from ..result import Question, Result

KEYS = {"left_out", "weights", "late", "mark"}
DAYS = "days"
COMMENT = "Marked by hand."


class MarksError(ValueError):
    """The file of marks cannot be used; the message says where."""


@dataclass(frozen=True)
class Mark:
    """What a person gives.

    Attributes
    ----------
    student : str
        As in ``grades.csv``.
    points : float
        At least 0.
    question : str
        Number or name of the exercise; empty for a whole assignment.
    assignment : str
        As in ``grades.csv``; empty where the question says it.
    notebook : str
        As in ``grades.csv``; needed for a whole assignment that holds several.
    comment : str
        Shown to the student.
    """

    student: str
    points: float
    question: str = ""
    assignment: str = ""
    comment: str = COMMENT
    notebook: str = ""

    def meets(self, result: Result) -> bool:
        """Whether it is for the student of a result, in its notebook."""
        return (
            self.student == result.student
            and self.assignment in ("", result.assignment)
            and self.notebook in ("", result.notebook)
        )


@dataclass(frozen=True)
class Marks:
    """What a teacher decides.

    Attributes
    ----------
    left_out : frozenset of str
        Numbers or names of questions that do not count.
    weights : dict
        Number or name of a question -> points at most.
    percent_a_day, most : float
        What each day of lateness takes off, in per cent of the points at most, and what is taken off at most.
    flagged : float or None
        Days that count where a platform has marked it as late and does not say by how much; None leaves it to a person.
    days : dict
        Assignment -> student -> days.
    marks : tuple of Mark
        Given by hand.
    """

    left_out: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)
    percent_a_day: float = 0.0
    most: float = 100.0
    flagged: float | None = None
    days: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()

    def applied(
        self, results: Iterable[Result], said: Mapping[str, tuple[float, str]] | None = None
    ) -> tuple[list[Result], list[str]]:
        """Return the results as they count, and a remark on everything in the file that met nobody.

        Parameters
        ----------
        results : iterable of Result
            As the grader found them; they are not changed.
        said : mapping, optional
            Student -> days, and the words in which the platform's table says so, as `lateness` finds them.

        Returns
        -------
        results : list of Result
            In the same order.
        remarks : list of str
            Marks and days of students or assignments that are not there, and lateness of an unknown length.

        Raises
        ------
        MarksError
            Where a mark is larger than the points at most, or where two are for the same.
        """
        results, used = list(results), set()
        self._refuse_twice(results)
        most = self._most_of(results)
        found, open_ = [], []
        for result in results:
            result = replace(result, max_score=most.get(_which(result), result.max_score))
            result, days, problem = self._late(result, said or {}, used)
            found.append(self._one(result, days, used))
            open_ += [problem] if problem else []
        remarks = [
            f"{_whose(mark)}: no such student or question here; this mark met nobody." for mark in self.marks
        ]
        remarks = [remark for remark, mark in zip(remarks, self.marks, strict=True) if mark not in used]
        for assignment, days in self.days.items():
            remarks += [
                f"late.days.{assignment}: there is no {student} here."
                for student in days
                if (assignment, student) not in used
            ]
        return found, remarks + open_

    def _late(self, result: Result, said: Mapping, used: set) -> tuple[Result, float, str]:
        """Return the result with a note on its lateness, the days that count, and what is for a person."""
        days = self.days.get(result.assignment, {}).get(result.student)
        if days is not None:
            used.add((result.assignment, result.student))
        if result.student in said:
            told, words = said[result.student]
            result = replace(result, notes=[*result.notes, f"The platform's table says: {words} late."])
            return result, told if days is None else days, ""
        if days is not None or LATE not in result.notes:
            return result, days or 0, ""
        if self.flagged is not None or not self.percent_a_day:
            return result, self.flagged or 0, ""
        problem = f"{result.student}, {result.assignment}: late, and the platform does not say by how many days; say it"
        return result, 0, f"{problem} in late.days, or for all in late.flagged."

    def _refuse_twice(self, results: list[Result]) -> None:
        """Refuse two marks for one question, and one for the whole of several notebooks: which counts is not said."""
        for mark in self.marks:
            met = [result for result in results if not mark.question and mark.meets(result)]
            if len(met) > 1:
                names = ", ".join(sorted(result.notebook for result in met))
                raise MarksError(f"{_whose(mark)}: say with notebook which of these it is for: {names}")
        for result in results:
            own = [mark for mark in self.marks if mark.meets(result)]
            whole = [mark for mark in own if not mark.question]
            for question in result.questions:
                names = (question.number, question.name)
                both = [mark for mark in own if mark.question in names] + whole
                if len(both) > 1:
                    raise MarksError(f"{_whose(both[0])}: there are {len(both)} marks for it; leave one")
            if len(whole) > 1:
                raise MarksError(f"{_whose(whole[0])}: there are {len(whole)} marks for it; leave one")

    def _most_of(self, results: list[Result]) -> dict[tuple[str, str], float]:
        """Return the points at most of each notebook; of one that could not be read they are those of the others."""
        most = {}
        for result in results:
            if result.questions:
                questions = [self._question(result, question, set()) for question in result.questions]
                most[_which(result)] = sum(
                    question.max_score for question in questions if question is not None
                )
        return most

    def _one(self, result: Result, days: float, used: set) -> Result:
        questions = [self._question(result, question, used) for question in result.questions]
        questions = [question for question in questions if question is not None]
        status, most = result.status, result.max_score
        if result.questions:
            most = sum(question.max_score for question in questions)
        for mark in self.marks:
            if not mark.question and mark.meets(result):
                used.add(mark)
                _within(mark, most)
                outcome = "passed" if mark.points == most else "failed"
                questions = [
                    Question("whole", "", mark.points, most, outcome, comment=mark.comment),
                ]
                status = "graded"
        if status not in ("graded", "partly graded"):
            return result
        earned, late = sum(question.score for question in questions), 0.0
        if days:
            late = min(earned, min(self.most, days * self.percent_a_day) / 100 * most)
        score = earned - late if late else earned
        return replace(result, questions=questions, status=status, score=score, max_score=most, late=late)

    def _question(self, result: Result, question: Question, used: set) -> Question | None:
        names = (question.number, question.name)
        if self.left_out.intersection(names):
            return None
        weight = next((self.weights[name] for name in names if name in self.weights), None)
        if weight is not None and question.max_score:
            share = weight / question.max_score
            parts = {name: points * share for name, points in question.parts.items()}
            score = min(weight, question.score * share)
            question = replace(question, score=score, max_score=weight, parts=parts)
        for mark in self.marks:
            if mark.meets(result) and mark.question in names:
                used.add(mark)
                _within(mark, question.max_score)
                outcome = question.outcome
                if mark.points == question.max_score:
                    outcome = "passed"
                elif outcome == "passed":
                    outcome = "failed"
                given = {"score": mark.points, "comment": mark.comment, "outcome": outcome}
                question = replace(question, **given, parts={}, look=False)
        return question


def _which(result: Result) -> tuple[str, str]:
    return result.assignment, result.notebook


def read_marks(path: Path, known: Iterable[str]) -> Marks:
    """Return what stands in a file of marks.

    Parameters
    ----------
    path : Path
        TOML, in the form that this module describes.
    known : iterable of str
        Numbers and names of all exercises.

    Raises
    ------
    MarksError
        Where it cannot be read, or holds a key, a question or a number that cannot be meant.
    OSError
        Where there is no such file.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MarksError(f"{path}: {error}") from None
    try:
        return _marks(data, set(known))
    except MarksError as error:
        raise MarksError(f"{path}: {error}") from None


def _marks(data: dict, known: set[str]) -> Marks:
    _keys("the file", data, KEYS)
    left_out, weights, late = data.get("left_out", []), data.get("weights", {}), data.get("late", {})
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        raise MarksError(f'left_out must be a list such as ["3.5"], got {left_out!r}')
    if not isinstance(data.get("mark", []), list):
        raise MarksError(f"a mark begins with a line [[mark]], got {data['mark']!r}")
    _table("weights", weights)
    _table("late", late)
    _keys("[late]", late, {"percent_a_day", "most", "flagged", DAYS})
    _table("late.days", late.get(DAYS, {}))
    for name in (*left_out, *weights):
        _question(name, known)
    for assignment, days in late.get(DAYS, {}).items():
        _table(f"late.days.{assignment}", days)
    return Marks(
        frozenset(left_out),
        {name: _number(f"weights.{name}", value) for name, value in weights.items()},
        _number("late.percent_a_day", late.get("percent_a_day", 0)),
        _number("late.most", late.get("most", 100)),
        _number("late.flagged", late["flagged"]) if "flagged" in late else None,
        {
            assignment: {who: _number(f"late.days.{assignment}.{who}", n) for who, n in days.items()}
            for assignment, days in late.get(DAYS, {}).items()
        },
        tuple(_mark(entry, known) for entry in data.get("mark", [])),
    )


def _mark(entry: object, known: set[str]) -> Mark:
    _table("[[mark]]", entry)
    _keys("[[mark]]", entry, set(Mark.__dataclass_fields__))
    for name in ("student", "points"):
        if name not in entry:
            raise MarksError(f"a [[mark]] must have a {name}: {entry}")
    for name in ("student", "question", "assignment", "notebook", "comment"):
        if not isinstance(entry.get(name, ""), str):
            raise MarksError(f"{name} of a [[mark]] must be in quotation marks: {entry}")
    if not entry.get("question") and not entry.get("assignment"):
        raise MarksError(f"a [[mark]] must name a question or an assignment: {entry}")
    if entry.get("question"):
        _question(entry["question"], known)
    return Mark(**{**entry, "points": _number("points of a [[mark]]", entry["points"])})


def _table(where: str, value: object) -> None:
    if not isinstance(value, dict):
        raise MarksError(f"{where} must be a table, got {value!r}")


def _keys(where: str, table: Mapping, known: set[str]) -> None:
    for name in table:
        if name not in known:
            raise MarksError(f"{where} holds {name!r}; it may hold {', '.join(sorted(known))}")


def _question(name: str, known: set[str]) -> None:
    if name not in known:
        raise MarksError(f"there is no question {name!r}; write its number or name, such as 3.1 or lstm_step")


def _number(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise MarksError(f"{where} must be a number that is not negative, got {value!r}")
    return float(value)


def _within(mark: Mark, most: float) -> None:
    if mark.points > most:
        raise MarksError(f"{_whose(mark)}: {mark.points:g} points; there are {most:g} at most")


def _whose(mark: Mark) -> str:
    return f"{mark.student}, {mark.question or mark.assignment}"
