"""The result of a graded submission: plain data that can be stored, sent and compared."""

import dataclasses
import json
import math
import typing
from dataclasses import dataclass, field

OUTCOMES = ("passed", "failed", "not attempted", "error", "timeout", "died", "protocol error")
STATUSES = ("graded", "partly graded", "unreadable", "missing", "infrastructure error")
FOR_A_HUMAN = ("partly graded", "unreadable", "missing", "infrastructure error")


@dataclass(frozen=True)
class Question:
    """What one exercise of a submission earned.

    Attributes
    ----------
    name, number : str
        Of the exercise, ``"lstm_step"`` and ``"3.1"``.
    score, max_score : float
        ``0 <= score <= max_score``.
    outcome : str
        One of ``OUTCOMES``. ``"error"`` is an exception in the learner's code, ``"died"`` the end of
        its process.
    hint : str or None
        Id of the recognised mistake.
    message : str
        The diagnosis, as the learner may read it.
    parts : dict
        Result -> points earned.
    note : str
        A remark that costs no points, such as that an argument was changed in place.
    look : bool
        Whether a person should look at it before marks are released.
    answer : str
        The text of the learner's cell; empty where it was deleted.
    comment : str
        What a person has written who has marked it.
    by_hand : bool
        Whether the points are those of a person.
    """

    name: str
    number: str
    score: float
    max_score: float
    outcome: str
    hint: str | None = None
    message: str = ""
    parts: dict = field(default_factory=dict)
    note: str = ""
    look: bool = False
    answer: str = ""
    comment: str = ""
    by_hand: bool = False

    def __post_init__(self):
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome must be one of {', '.join(OUTCOMES)}; got {self.outcome!r}")
        for name in ("score", "max_score"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                raise ValueError(f"{name} must be a finite number; got {value!r}")
        if not 0 <= self.score <= self.max_score:
            raise ValueError(f"score must be from 0 to max_score {self.max_score}; got {self.score}")


@dataclass(frozen=True)
class Result:
    """What a submission earned, and how that was found.

    Attributes
    ----------
    student, assignment, notebook : str
        Whose notebook of which assignment; empty until the batch fills them in.
    status : str
        One of ``STATUSES``; all but ``"graded"`` are for a human to look at.
    score, max_score : float or None
        Sums over the questions, less what is taken off for being late. The score is None where there is none: a
        submission that could not be read is not a zero.
    tier : str
        The sandbox it ran in: ``"A"``, ``"B"`` or ``"E"``; empty where nothing ran.
    layers : list of str
        The layers of the sandbox that were in force.
    questions : list of Question
        In the order of the notebook.
    repairs : list of str
        What was put right in the notebook before it ran.
    notes : list of str
        What the teacher should know, such as suspicious code; where there is no score, why there is none.
    seconds : float
        Wall-clock time.
    seed_id : str
        Names the random inputs, for a second run on the same ones.
    stdout : str
        What the notebook's cells printed, cut to a limit.
    late : float
        Points that are taken off for being late.
    """

    student: str
    assignment: str
    status: str
    score: float | None
    max_score: float
    tier: str = ""
    layers: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    seed_id: str = ""
    stdout: str = ""
    notebook: str = ""
    late: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """Whose result it is, of which assignment and notebook: there is one row for each."""
        return self.student, self.assignment, self.notebook

    def __post_init__(self):
        if self.status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(STATUSES)}; got {self.status!r}")
        graded = self.status in ("graded", "partly graded")
        if graded != (self.score is not None):
            raise ValueError(
                f"score must be {'a number' if graded else 'None'} where status is {self.status!r}"
            )
        earned = sum(question.score for question in self.questions) - self.late
        if graded and not math.isclose(self.score, earned, abs_tol=1e-9):
            raise ValueError(f"score must be the sum over the questions; got {self.score}")

    @property
    def for_a_human(self) -> bool:
        """Whether somebody has to look at it before marks are released."""
        return self.status in FOR_A_HUMAN or any(question.look for question in self.questions)

    def is_for_a_human(self, question: Question) -> bool:
        """Whether somebody has to look at a question: it says so, or the clock may have cost it points.

        Parameters
        ----------
        question : Question
            One of this result.
        """
        return question.look or (self.status == "partly graded" and question.score < question.max_score)

    def to_dict(self) -> dict:
        """Return the result as dicts, lists, strings and numbers."""
        return dataclasses.asdict(self)

    def to_json(self) -> str:
        """Return the result as one line of JSON."""
        return json.dumps(self.to_dict(), sort_keys=True, allow_nan=False)

    @classmethod
    def from_dict(cls, data: dict) -> "Result":
        """Return the result that `to_dict` has written.

        Parameters
        ----------
        data : dict
            Of plain values, as JSON gives them.

        Raises
        ------
        ValueError
            Where the data are not those of a result.
        """
        try:
            questions = [Question(**_fitting(Question, question)) for question in data["questions"]]
            return cls(**_fitting(cls, {**data, "questions": []}) | {"questions": questions})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"data must be those of a result: {error}") from error

    @classmethod
    def from_json(cls, text: str) -> "Result":
        """Return the result that `to_json` has written.

        Parameters
        ----------
        text : str
            One JSON object.

        Raises
        ------
        ValueError
            Where the text is not that of a result.
        """
        return cls.from_dict(json.loads(text))


def _fitting(kind: type, data: dict) -> dict:
    """Return data whose fields have the types that a class says; an export must not stop at one that has not."""
    fits = {
        str: lambda value: type(value) is str,
        float: lambda value: type(value) in (int, float),
        float | None: lambda value: value is None or type(value) in (int, float),
        str | None: lambda value: value is None or type(value) is str,
        bool: lambda value: type(value) is bool,
        dict: lambda value: (
            type(value) is dict and all(type(points) in (int, float) for points in value.values())
        ),
        list: lambda value: type(value) is list and all(type(one) is str for one in value),
    }
    for one in dataclasses.fields(kind):
        wanted = list if typing.get_origin(one.type) is list else one.type
        if one.name in data and not fits[wanted](data[one.name]):
            raise TypeError(f"{one.name} is {data[one.name]!r}"[:200])
    return data
