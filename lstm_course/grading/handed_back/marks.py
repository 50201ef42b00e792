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
stands for the whole of it, and is the way to decide about what could not be read; where an assignment holds several
notebooks, it names the notebook, too. Two marks for one thing are refused, also where one of them stands in nbgrader's
gradebook. A question that does not count stays on the pages, with 0 of 0 points. Days that stand here go before those
that a platform's table says; ``flagged`` is how many days count where a platform says only that something is late.
"""

import math
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..handed_in.forms import LATE
from ..result import Question, Result
from .export import guarded

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
        As in ``grades.csv``; needed where an assignment holds several and the mark is for the whole of one.
    comment : str
        Shown to the student.
    """

    student: str
    points: float
    question: str = ""
    assignment: str = ""
    notebook: str = ""
    comment: str = COMMENT

    def meets(self, result: Result) -> bool:
        """Return whether the mark is for this student, and for this assignment and notebook where it names them."""
        return _called(self.student, result.student) and all(
            not said or _called(said, name)
            for said, name in ((self.assignment, result.assignment), (self.notebook, result.notebook))
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
        self,
        results: Iterable[Result],
        said: Mapping[str, tuple[float, str]] | None = None,
        worth: Callable[[str], Iterable[Question]] | None = None,
        entered: Mapping[tuple[str, str, str], Collection[str]] | None = None,
    ) -> tuple[list[Result], list[str]]:
        """Return the results as they count, and a remark on everything in the file that met nobody.

        Parameters
        ----------
        results : iterable of Result
            As the grader found them; they are not changed.
        said : mapping, optional
            Student, or student and assignment -> days, and the words in which the platform's table says so, as
            `lateness` finds them.
        worth : callable, optional
            Takes the name of a notebook; returns its questions, for what could not be read: it is worth the same. By
            default they are those of the other results.
        entered : mapping, optional
            Student, assignment and notebook -> the questions whose points or comment are from nbgrader's gradebook.

        Returns
        -------
        results : list of Result
            In the same order.
        remarks : list of str
            Marks and days of students or assignments that are not there, and lateness of an unknown length.

        Raises
        ------
        MarksError
            Where a mark is larger than the points at most, or two marks are for the same.
        """
        results, used = list(results), set()
        whole = self._whole(results)
        self._one_mark_each(results, whole)
        for result in results:
            whose = result.key
            self._not_in_both(result, (entered or {}).get(whose, ()))
        known = {result.notebook: result.questions for result in results if result.questions}
        worth = worth or (lambda notebook: known.get(notebook, ()))
        found, open_ = [], []
        for result in results:
            result, days, problem = self._late(result, said or {}, used)
            found.append(self._one(result, days, used, worth, whole))
            open_ += [problem] if problem else []
        remarks = [
            f"{_whose(mark)}: no such student, question or assignment here, or it is left out; this mark met nobody."
            for mark in self.marks
        ]
        remarks = [remark for remark, mark in zip(remarks, self.marks, strict=True) if mark not in used]
        assignments = sorted({result.assignment for result in results})
        for assignment, days in self.days.items():
            if not any(_called(assignment, name) for name in assignments):
                remarks.append(
                    f"late.days.{assignment}: there is no assignment {assignment!r} here, but "
                    f"{', '.join(assignments)}; no days are counted for {', '.join(days)}."
                )
                continue
            remarks += [
                f"late.days.{assignment}: there is no {student} here."
                for student in days
                if (assignment, student) not in used
            ]
        return found, remarks + open_

    def _late(self, result: Result, said: Mapping, used: set) -> tuple[Result, float, str]:
        """Return the result with a note on its lateness, the days that count, and what is for a person."""
        days = None
        for assignment, own in self.days.items():
            for student in own if _called(assignment, result.assignment) else ():
                if _called(student, result.student):
                    days = own[student]
                    used.add((assignment, student))
        platform = said.get((result.student, result.assignment), said.get(result.student))
        if platform is not None:
            told, words = platform
            result = replace(result, notes=[*result.notes, f"The platform's table says: {words} late."])
            return result, told if days is None else days, ""
        if days:
            number = "1 day" if days == 1 else f"{days:g} days"
            result = replace(result, notes=[*result.notes, f"The file of marks says: {number} late."])
        if days is not None or LATE not in result.notes:
            return result, days or 0, ""
        if self.flagged is not None or not self.percent_a_day:
            return result, self.flagged or 0, ""
        problem = f"{result.student}, {result.assignment}: late, and the platform does not say by how many days; say it"
        return result, 0, f"{problem} in late.days, or for all in late.flagged."

    def _whole(self, results: list[Result]) -> dict[Mark, list[tuple[str, str, str]]]:
        """Return whose notebooks each mark for a whole is for: not what is missing, where there is something else."""
        found = {}
        for mark in self.marks:
            met = [result for result in results if mark.meets(result)] if not mark.question else []
            met = [result for result in met if result.status != "missing"] or met
            found[mark] = [result.key for result in met]
        return found

    def _one_mark_each(self, results: list[Result], whole: Mapping[Mark, list]) -> None:
        """Raise where two marks say different things about one question or one notebook, or one is for several."""
        for mark, met in whole.items():
            if len(met) > 1:
                names = ", ".join(sorted(notebook for _, _, notebook in met))
                raise MarksError(f"{_whose(mark)}: say with notebook which of these it is for: {names}")
        for result in results:
            own = {mark for mark in self.marks if mark.meets(result)}
            of_all = {mark for mark in own if not mark.question}
            for question in result.questions:
                here = of_all | {mark for mark in own if mark.question in (question.number, question.name)}
                _one_only(here)
            _one_only(of_all)

    def _not_in_both(self, result: Result, entered: Collection[str]) -> None:
        """Raise where the gradebook and the file say different things about one question."""
        for question in result.questions:
            decided = question.name in entered and (question.by_hand or question.comment)
            for mark in self.marks if decided else ():
                if not mark.meets(result) or mark.question not in ("", question.number, question.name):
                    continue
                weight = next(
                    (self.weights[n] for n in (question.number, question.name) if n in self.weights), None
                )
                there = question.score
                if weight is not None and question.max_score:
                    there = question.score * weight / question.max_score
                if not mark.question or (question.by_hand and not math.isclose(mark.points, there)):
                    raise MarksError(
                        f"{_whose(mark)}: a mark of {mark.points:g} points here, and {there:g} points for "
                        f"{question.number} in the gradebook; leave one"
                    )
                if mark.comment != question.comment and not {mark.comment, question.comment} & {"", COMMENT}:
                    raise MarksError(
                        f"{_whose(mark)}: the comment {mark.comment!r} here, and {question.comment!r} in the "
                        "gradebook; leave one"
                    )

    def _one(self, result: Result, days: float, used: set, worth: Callable, whole: Mapping) -> Result:
        questions = [self._question(result, question, used) for question in result.questions]
        status, most = result.status, result.max_score
        if result.questions:
            most = sum(question.max_score for question in questions)
        elif (self.weights or self.left_out) and (known := worth(result.notebook)):
            weighed = [self._question(result, question, set(), by_hand=False) for question in known]
            most = sum(question.max_score for question in weighed)
        for mark in self.marks:
            if result.key in whole[mark]:
                used.add(mark)
                _within(mark, most)
                outcome = "passed" if mark.points == most else "failed"
                reason = "" if result.questions else " ".join(result.notes)  # why there was no score
                questions = [
                    Question(
                        "whole",
                        "",
                        mark.points,
                        most,
                        outcome,
                        None,
                        reason,
                        comment=mark.comment,
                        by_hand=True,
                    ),
                ]
                status = "graded"
        if status not in ("graded", "partly graded"):
            return replace(result, max_score=most)
        earned, late = sum(question.score for question in questions), 0.0
        if days:
            late = min(earned, min(self.most, days * self.percent_a_day) / 100 * most)
        score = earned - late if late else earned
        return replace(result, questions=questions, status=status, score=score, max_score=most, late=late)

    def _question(self, result: Result, question: Question, used: set, *, by_hand: bool = True) -> Question:
        names = (question.number, question.name)
        if self.left_out.intersection(names):
            return replace(question, score=0, max_score=0, parts={}, look=False)
        given = {name: self.weights[name] for name in names if name in self.weights}
        if len(set(given.values())) > 1:
            raise MarksError(f"weights: {' and '.join(given)} are one question, with different points")
        weight = next(iter(given.values()), None)
        if weight is not None and question.max_score:
            share = weight / question.max_score
            parts = {name: points * share for name, points in question.parts.items()}
            score = min(weight, question.score * share)
            question = replace(question, score=score, max_score=weight, parts=parts)
        for mark in self.marks if by_hand else ():
            if mark.question in names and mark.meets(result):
                used.add(mark)
                _within(mark, question.max_score)
                comment = question.comment if mark.comment == COMMENT and question.comment else mark.comment
                question = marked(question, mark.points, comment)
        return question


def marked(question: Question, points: float, comment: str) -> Question:
    """Return a question with the points of a person: it is passed where these are all there are.

    Parameters
    ----------
    question : Question
        As the grader found it.
    points : float
        From 0 to its ``max_score``.
    comment : str
        Shown to the student.
    """
    outcome = "failed" if question.outcome == "passed" else question.outcome
    outcome = "passed" if points == question.max_score else outcome
    return replace(
        question, score=points, comment=comment, parts={}, look=False, outcome=outcome, by_hand=True
    )


def _within(mark: Mark, most: float) -> None:
    if mark.points > most:
        raise MarksError(f"{_whose(mark)}: {mark.points:g} points; there are {most:g} at most")


def _whose(mark: Mark) -> str:
    return f"{mark.student}, {mark.question or mark.assignment}"


def _one_only(marks: set[Mark]) -> None:
    """Raise where marks for one thing are several that differ."""
    if len({(mark.points, mark.comment, bool(mark.question)) for mark in marks}) > 1:
        first = min(marks, key=lambda mark: (mark.question, mark.points))
        raise MarksError(f"{_whose(first)}: there are {len(marks)} marks for it; leave one")


def _called(said: str, name: str) -> bool:
    """Return whether a name in the file is this one, or as ``grades.csv`` has it; accents are written in two ways."""
    said, name = (unicodedata.normalize("NFC", text) for text in (said, name))
    return said in (name, guarded(name))
