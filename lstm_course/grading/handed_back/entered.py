"""What a person has entered in nbgrader's formgrader, in the results that go back to students."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..result import Question, Result
from .marks import COMMENT, marked


@dataclass(frozen=True)
class Entered:
    """What a person has entered for a question in nbgrader's formgrader.

    Attributes
    ----------
    number : str
        Of the question.
    points : float or None
        None where there is a comment only.
    most : float
        Points at most.
    comment : str
        Shown to the student.
    """

    number: str
    points: float | None
    most: float
    comment: str = ""


def with_entered(
    results: Iterable[Result], entered: Mapping[tuple[str, str, str], Mapping[str, Entered]]
) -> tuple[list[Result], list[str]]:
    """Return the results with what a person has entered in the gradebook, and remarks on what was not taken.

    Parameters
    ----------
    results : iterable of Result
        As the grader found them; they are not changed.
    entered : mapping
        Student, assignment and notebook -> name of the question -> `Entered`.

    Returns
    -------
    results : list of Result
        One that could not be read is graded where each of its questions has points.
    remarks : list of str
        Points beyond the most, which are cut, and points of what is not graded as a whole.
    """
    found, remarks = [], []
    for result in results:
        own = entered.get(result.key, {})
        for name, one in own.items():
            if one.points is not None and not 0 <= one.points <= one.most:
                remarks.append(
                    f"{result.student}, {name}: {one.points:g} points in the gradebook, cut to the most or to 0."
                )
        found.append(_with_entered(result, own, remarks))
    return found, remarks


def _with_entered(result: Result, own: Mapping[str, Entered], remarks: list[str]) -> Result:
    if not own:
        return result
    questions, status = list(result.questions), result.status
    if not questions:
        if any(one.points is None for one in own.values()):
            if any(one.points is not None for one in own.values()):
                remarks.append(
                    f"{result.student}, {result.notebook}: not every question has points in the gradebook."
                )
            return result
        questions = [Question(name, one.number, 0, one.most, "failed") for name, one in own.items()]
        questions[0] = replace(questions[0], message=" ".join(result.notes))  # why there was no score
        status = "graded"
    for k, question in enumerate(questions):
        one = own.get(question.name)
        if one is None or (one.points is None and not one.comment):
            continue
        question = replace(question, comment=one.comment or COMMENT)
        if one.points is not None:
            question = marked(question, min(max(one.points, 0), question.max_score), question.comment)
        questions[k] = question
    score = sum(question.score for question in questions)
    return replace(result, questions=questions, status=status, score=score)
