"""The verdict on one exercise: the learner's function is called in the sandbox, and judged here.

What it is called with is new for every submission, what it should return never leaves this process, and the judge is
the same engine that diagnoses in the learner's notebook. The calls are made first and judged afterwards, from the
record of what came back.
"""

import inspect
import threading
from collections.abc import Callable

from ..check import engine, wording
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


def collect(exercise: Exercise, session: Session, seeds) -> tuple[dict, list[Answer]]:
    """Call the learner's function as the engine will want it called.

    Parameters
    ----------
    exercise : Exercise
        The record, with the reference and the points.
    session : Session
        The process that the notebook's cells ran in.
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
            answers.append(session.call(exercise.name, probe.args, GLOBAL_SEED, exercise.drive))
            if answers[-1].unsendable or (answers[-1].failure and answers[-1].failure.exhausted):
                break
        session.ping()  # a process that ends after its last answer has not got away with it
    return found, answers


def judge(exercise: Exercise, found, answers, seeds, line_of: Callable[[Failure], str]) -> result.Question:
    """Return the verdict.

    Parameters
    ----------
    exercise : Exercise
        The record, with the reference and the points.
    found, answers
        As `collect` returns them.
    seeds : tuple of int
        The same.
    line_of : callable
        Takes a `Failure` and returns a sentence that says where it happened, or an empty string.

    Returns
    -------
    Question
        Points, and a sentence for the learner.
    """
    last = answers[-1] if answers else None
    if last is not None and last.unsendable:
        message = (
            f"What your function returned cannot be read: {last.unsendable}. Your teacher will look at it."
        )
        return question(exercise, "protocol error", message, look=True)
    if last is not None and last.failure and last.failure.exhausted:
        return question(
            exercise, "error", f"Your function used up what it was given. {_said(last.failure, line_of)}"
        )
    if found["found"] and not found["callable"] and found["type"] != "None":
        message = f"{exercise.name} is a value of type {found['type']}, not a function."
        return question(exercise, "error", message)
    with _one_at_a_time:
        verdict = engine.judge(exercise, _observed(exercise, found, answers, line_of), seeds, manners=False)
    outcome, message, hint = verdict.status, verdict.message, verdict.hint
    note = _note(exercise, answers) if any(verdict.parts.values()) else ""
    if outcome == "failed" and verdict.parts == dict(exercise.points):  # such as a key too many
        outcome, message, hint = "passed", wording.right(exercise, len(answers) - 1), None
        note = f"{verdict.message} It costs no points here. {note}".strip()
    return question(
        exercise, outcome, message, hint=hint, parts=verdict.parts, note=note, look=_absent(answers)
    )


def _absent(answers):
    """Whether the function wants a module that the sandbox does not hold: that says nothing about the answer."""
    return any(answer.failure and answer.failure.type == "ModuleNotFoundError" for answer in answers)


def _observed(exercise, found, answers, line_of):
    """Return what came back from the sandbox as the engine's own record of such calls."""
    if not found["found"] or not found["callable"]:
        return engine.Observed(refused=engine.not_written(exercise))
    signature = _signature(found["parameters"])
    problem = exercise.arity_problem(signature)
    if problem is not None:
        return engine.Observed(refused=engine.Verdict("error", problem))
    *outcomes, again = [_outcome(exercise, answer, line_of) for answer in answers]
    drew = any(answer.drew for answer in answers)
    return engine.Observed(outcomes, again, drew, order=exercise.order_problem(signature))


def _outcome(exercise, answer, line_of):
    if answer.failure is None:
        names = tuple(exercise.given[place] for place in answer.changed)
        return engine.Outcome(answer.value, changed=names)
    kind, text = answer.failure.type, answer.failure.text.strip().split("\n")[0][:200]
    return engine.Outcome(
        raised=engine.Raised(kind, text, line_of(answer.failure), kind == "NotImplementedError")
    )


def question(
    exercise: Exercise, outcome, message, *, hint=None, parts=None, note="", look=False
) -> result.Question:
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
        look=look,
    )


def _note(exercise, answers):
    places = sorted({place for answer in answers for place in answer.changed})
    notes = []
    if places and not exercise.may_change_inputs:
        notes.append(MANNERS["changed"].format(names=", ".join(exercise.given[k] for k in places)))
    if any(answer.drew for answer in answers):
        notes.append(MANNERS["drew"])
    return " ".join(notes)


def _said(failure, line_of):
    return f"{failure.type}{f': {failure.text}' if failure.text else ''}.{line_of(failure)}"


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
    return exercise.arity_problem(_signature(parameters)) is not None
