"""The verdict on one exercise: the learner's function is called in the sandbox, and judged here.

What it is called with is new for every submission, what it should return never leaves this process, and the judge is
the same engine that diagnoses in the learner's notebook. The calls are made first and judged afterwards, from the
record of what came back.
"""

import copy
import inspect
import threading
from collections.abc import Callable

import numpy as np

from ..check import engine
from ..check.exercise import Exercise
from . import result
from .outside.answers import Answer, Failure
from .outside.session import Session

_one_at_a_time = threading.Lock()  # the engine looks at the process's global random numbers and streams
GLOBAL_SEED = 20_000  # of the random numbers that a function may draw, the same before each call
MANNERS = {
    "changed": "Your function changes its argument {names} in place. It costs no points here.",
    "drew": "Your function draws from the global random numbers. It costs no points here.",
}


class StudentError(Exception):
    """An exception of the learner's code; classes derived from it bear the name of its type."""


class Stub:
    """Stands in for the learner's function: gives the recorded answers, in the order of the calls.

    Parameters
    ----------
    answers : list of Answer
    parameters : list
        As the learner's signature has them, or None.
    with_changes : bool
        Whether arguments are changed in place as the learner's function changed its own.
    """

    def __init__(self, answers, parameters, with_changes):
        self._answers, self._with_changes = iter(answers), with_changes
        self.__signature__ = _signature(parameters)

    def __call__(self, *args):
        """Return the next answer, or raise what it says was raised."""
        answer = next(self._answers)
        if self._with_changes:
            _change(args, answer.changed)
        if answer.failure is not None:
            raise _error(answer.failure)
        return answer.value


def collect(exercise: Exercise, session: Session, seeds) -> tuple[dict, list[Answer]]:
    """Call the learner's function as the engine will want it called.

    Parameters
    ----------
    exercise : Exercise
    session : Session
    seeds : tuple of int
        For the engine's probes.

    Returns
    -------
    found : dict
        What the notebook has under the exercise's name.
    answers : list of Answer
        One for each probe, and another for the first probe again; fewer where one cannot be judged.

    Raises
    ------
    SessionEnded
        Where the submission's process ended.
    """
    found = session.describe(exercise.name)
    answers = []
    if found["found"] and found["callable"] and not _cannot_be_called(exercise, found["parameters"]):
        probes = engine.make_probes(exercise, seeds)
        for probe in (*probes, probes[0]):
            answers.append(session.call(exercise.name, probe.args, GLOBAL_SEED))
            if answers[-1].unsendable or (answers[-1].failure and answers[-1].failure.exhausted):
                break
        session.ping()  # a process that ends after its last answer has not got away with it
    return found, answers


def judge(exercise: Exercise, found, answers, seeds, line_of: Callable[[Failure], str]) -> result.Question:
    """Return the verdict.

    Parameters
    ----------
    exercise : Exercise
    found, answers
        As `collect` returns them.
    seeds : tuple of int
        The same.
    line_of : callable
        Takes a `Failure` and returns a sentence that says where it happened, or an empty string.

    Returns
    -------
    Question
    """
    last = answers[-1] if answers else None
    if last is not None and last.unsendable:
        message = f"What your function returned cannot be read: {last.unsendable}."
        return question(exercise, "protocol error", message)
    if last is not None and last.failure and last.failure.exhausted:
        return question(
            exercise, "error", f"Your function used up what it was given. {_said(last.failure, line_of)}"
        )
    if not found["found"] or (not found["callable"] and found["type"] == "None"):
        subject = None
    elif not found["callable"]:
        message = f"{exercise.name} is a value of type {found['type']}, not a function."
        return question(exercise, "error", message)
    else:
        subject = found["parameters"]

    def run(with_changes):
        stub = None
        if found["found"] and found["callable"]:
            stub = Stub(answers, subject, with_changes)
        with _one_at_a_time:
            return engine.run(exercise, stub, seeds)

    verdict = run(with_changes=False)
    hint, message = verdict.hint, verdict.message
    changes = any(answer.changed for answer in answers)
    if not verdict.passed and changes and not exercise.may_change_inputs:
        again = run(with_changes=True)  # a known mistake may show in what it did to its arguments
        hint, message = (again.hint, again.message) if again.hint else (hint, message)
    raised = next((answer.failure for answer in answers if answer.failure), None)
    if verdict.status == "error" and raised is not None:
        message += line_of(raised)
    return question(
        exercise,
        verdict.status,
        message,
        hint=hint,
        parts=dict(verdict.parts),
        note=_note(exercise, answers) if verdict.points else "",
    )


def question(exercise: Exercise, outcome, message, *, hint=None, parts=None, note="") -> result.Question:
    """Return the result of one exercise; without `parts` it earned nothing."""
    parts = dict.fromkeys(exercise.points, 0) if parts is None else parts
    return result.Question(
        name=exercise.name,
        number=exercise.number,
        score=sum(parts.values()),
        max_score=exercise.max_points,
        outcome=outcome,
        hint=hint,
        message=message,
        parts=parts,
        note=note,
    )


def _note(exercise, answers):
    places = sorted({place for answer in answers for place in answer.changed})
    notes = []
    if places and not exercise.may_change_inputs:
        notes.append(MANNERS["changed"].format(names=", ".join(exercise.parameters[k] for k in places)))
    if any(answer.drew for answer in answers):
        notes.append(MANNERS["drew"])
    return " ".join(notes)


def _said(failure, line_of):
    return f"{failure.type}{f': {failure.text}' if failure.text else ''}.{line_of(failure)}"


def _error(failure):
    """Return an exception of a class with the name of the learner's."""
    bases = (StudentError,)
    if failure.type == "NotImplementedError":
        bases = (StudentError, NotImplementedError)
    return type(failure.type, bases, {})(failure.text)


def _signature(parameters):
    """Return the signature that the child has described; any at all where it makes no sense."""
    anything = inspect.Signature(
        [inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL)],
    )
    if parameters is None:
        return anything
    try:
        made = []
        for name, kind, has_default in parameters:
            default = None if has_default is True else inspect.Parameter.empty
            made.append(inspect.Parameter(str(name)[:80], inspect._ParameterKind(kind), default=default))
        return inspect.Signature(made)
    except (ValueError, TypeError):
        return anything


def _cannot_be_called(exercise, parameters):
    """Whether the signature rules the exercise's arguments out, so that no call is worth its time."""
    return exercise.arity_problem(Stub([], parameters, False)) is not None


def _change(args, changed):
    """Change arguments in place to what the learner's function made of its own, as far as that is possible."""
    for place, new in changed.items():
        if place >= len(args):
            continue
        old = args[place]
        if type(old) is np.ndarray and type(new) is np.ndarray and old.shape == new.shape:
            if old.dtype == new.dtype:
                old[...] = new
        elif type(old) is list and type(new) is list:
            old[:] = copy.deepcopy(new)
        elif type(old) is dict and type(new) is dict:
            old.clear()
            old.update(copy.deepcopy(new))
