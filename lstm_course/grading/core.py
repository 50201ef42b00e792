"""Grade one submission: run its cells in the sandbox, judge its functions outside, lose nothing on the way."""

import copy
import keyword
import re
import secrets
import time
from dataclasses import dataclass, field, replace

import numpy as np

from ..check.exercise import Exercise
from . import absent, near, suspicion, unreturned, verdict
from .handed_in.submission import Submission
from .outside.answers import Answer, BrokenProtocol, Failure, OutOfTime, SessionEnded
from .outside.budget import Budget
from .outside.limits import Limits
from .outside.runtime import InfrastructureError
from .outside.sandbox import Sandbox
from .outside.session import Session
from .result import Question, Result

__all__ = ["InfrastructureError", "grade_notebook"]

MOST_NOTES = 50
WORD = re.compile(r"[^\W\d]\w*")
BINDING = re.compile(  # what names something anew, at the beginning of a line
    r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+\w+|[^\W\d][\w,* \t]*(?=[-+*/]?=[^=])|(?:from[ \t].+)?import[ \t].+)",
    re.MULTILINE,
)
NO_THREAD = "start new thread"  # other submissions may have taken them: it counts like the clock


def grade_notebook(
    submission: Submission,
    exercises: list[Exercise],
    sandbox: Sandbox,
    limits: Limits | None = None,
    *,
    student="",
    assignment="",
    seed=None,
) -> Result:
    """Return the result of one submission: plain data.

    The cells run in order in a confined process; check cells are never run, their verdicts are made here. Where the
    process ends, a fresh one takes its place, without the cell that ended it. An answer counts as it is after the last
    cell or, where that earns more, where its own check cell stands.

    Parameters
    ----------
    submission : Submission
        As `read_submission` returns it.
    exercises : list of Exercise
        In the order of the notebook.
    sandbox : Sandbox
        Where the cells run.
    limits : Limits, optional
        What a submission may use; the usual limits by default.
    student, assignment : str
        For the result.
    seed : int, optional
        Of the inputs that the functions are called with; by default a new one nobody knows.

    Returns
    -------
    Result
        With a question for each exercise.

    Raises
    ------
    InfrastructureError
        Where the grader failed, not the submission: to be tried again, never a zero.
    """
    total = sum(exercise.max_points for exercise in exercises)
    if submission.status != "readable":
        return Result(student, assignment, submission.status, None, total, notes=[submission.reason])
    limits = Limits() if limits is None else limits
    seed = secrets.randbits(64) if seed is None else seed
    started = time.monotonic()
    grading = _Grading(submission, sandbox, limits)
    seeds = {exercise.name: _seeds(seed, exercise) for exercise in exercises}
    at_end = grading.questions(exercises, seeds)
    again = [one for one in exercises if grading.may_earn_more_in_place(at_end[one.name])]
    in_place = grading.in_place(again, seeds)
    questions = [grading.better(one, in_place.get(name)) for name, one in at_end.items()]
    return Result(
        student=student,
        assignment=assignment,
        status="partly graded" if grading.incomplete else "graded",
        score=sum(question.score for question in questions),
        max_score=total,
        tier=sandbox.tier,
        layers=sandbox.layers,
        questions=questions,
        repairs=list(submission.repairs),
        notes=_few([*dict.fromkeys(grading.notes), *suspicion.notes(submission.cells, exercises)]),
        seconds=round(time.monotonic() - started, 4),
        seed_id=f"{seed:016x}",
        stdout=grading.printed,
    )


def _seeds(seed, exercise):
    """Return two seeds for an exercise, independent of the other exercises."""
    name = [int(byte) for byte in exercise.name.encode()]
    state = np.random.SeedSequence([seed, *name]).generate_state(2, np.uint64)
    return tuple(int(one) for one in state)


@dataclass
class _Process:
    """A process in which the cells of the submission have run, or are running."""

    session: Session
    ran: int = 0  # how many cells of the notebook are behind it
    used: bool = False  # whether a function of it has been called
    suspect: int | None = None  # place of the first cell that left threads running


@dataclass
class _Asked:
    """What a submission has answered to one exercise."""

    exercise: Exercise
    seeds: tuple[int, int]
    place: int | None
    found: dict
    answers: list[Answer]
    near: list[str] = field(default_factory=list)  # functions whose names are nearly the exercise's


class _Grading:
    """The state of one submission while it is graded.

    Parameters
    ----------
    submission : Submission
        As `read_submission` returns it.
    sandbox : Sandbox
        Where the cells run.
    limits : Limits
        What the submission may use: time, memory, processes and output.
    """

    def __init__(self, submission, sandbox, limits):
        self.cells = submission.cells
        self.sandbox, self.limits = sandbox, limits
        self.budget = Budget(limits)
        self.process = None  # the one that is open
        self.skipped = {}  # place of a cell -> why it does not run again
        self.failures = {}  # place of a cell -> Failure
        self.notes, self.printed, self.incomplete = [], "", False

    def in_place(self, exercises, seeds) -> dict[str, Question]:
        """Return the result of each exercise where its check cell stands, in what is left of the limits.

        The cells have run before: what they do or print this time changes nothing that was said of them.
        """
        again = copy.copy(self)
        again.skipped, again.failures, again.notes = dict(self.skipped), dict(self.failures), []
        return again.questions(exercises, seeds, in_place=True)

    def questions(self, exercises, seeds, *, in_place=False) -> dict[str, Question]:
        """Return the result of each exercise by name, after the last cell or where its check cell stands."""
        try:
            asked = [
                self.ask(one, seeds[one.name], self._check(one.name) if in_place else len(self.cells))
                for one in exercises
            ]
        finally:
            self.close()
        results = map(self.judge, asked)  # afterwards: how long it takes tells the submission nothing
        return {one.name: result for one, result in zip(exercises, results, strict=True)}

    def may_earn_more_in_place(self, question) -> bool:
        """Whether a later cell may have spoilt an answer; one that costs time, or is a stub, only where that shows."""
        if question.score == question.max_score:
            return False
        if question.outcome in ("failed", "error", "protocol error"):
            return bool(self._later(question.name))
        return self._may_be_spoilt(question.name)

    def better(self, at_end, in_place) -> Question:
        """Return the result that earns more, or that a person must see; a note says so where it is the one in place."""
        if in_place is None:
            return at_end
        name = at_end.name
        for_a_person = in_place.look and not at_end.look
        if in_place.score > at_end.score or (in_place.score == at_end.score and for_a_person):
            again = re.compile(rf"^[ \t]*(?:(?:async[ \t]+)?def[ \t]+)?{name}[ \t]*[(=]", re.MULTILINE)
            what = "is defined again in" if any(map(again.search, self._later(name))) else "is changed by"
            said = f"{name} {what} a later cell; the answer in its own cell counts."
            self.notes.append(said)
            return replace(in_place, note=f"{said} {in_place.note}".strip())
        untried = in_place.outcome == "timeout" != at_end.outcome and self._may_be_spoilt(name)
        if for_a_person or (untried and not at_end.look):
            said = f"{name} may be worth more in its own cell: {in_place.message}"
            return replace(at_end, look=True, note=f"{said} {at_end.note}".strip())
        return at_end

    def _check(self, name):
        """Return the place of an exercise's check cell."""
        places = (k for k, cell in enumerate(self.cells) if cell.grade_id == f"{name}_check")
        return next(places, len(self.cells))

    def _may_be_spoilt(self, name):
        """Whether a later cell speaks of an exercise, or binds anew a name of what stands above its check cell."""
        later = self._later(name)
        above = [cell.code for cell in self.cells[: self._check(name)]]
        if sum(map(len, above + later)) > suspicion.MOST_IN_ALL:
            return True
        words = {word for code in above for word in WORD.findall(code)} - set(keyword.kwlist)
        lines = {line for code in above for line in code.splitlines()}  # a repeated import names nothing anew
        return any(
            re.search(rf"\b{name}\b", code)
            or any(line not in lines and words & set(WORD.findall(line)) for line in BINDING.findall(code))
            for code in later
        )

    def _later(self, name):
        """Return the code that runs after an exercise's check cell."""
        stop = self._check(name)
        cells = [cell for k, cell in enumerate(self.cells) if k > stop and k not in self.skipped]
        return [cell.code for cell in cells if cell.kind != "check" and cell.code.strip()]

    def ask(self, exercise, seeds, stop) -> "_Asked | Question":
        """Return the answers to one exercise after the cells before `stop`, or its result where there are none."""
        place = next((k for k, cell in enumerate(self.cells) if cell.grade_id == exercise.name), None)
        for last in (False, True):
            ended = self._open(stop)
            if ended is not None or place in self.skipped:
                break
            process = self.process
            was_used, process.used = process.used, True
            ended = self._ask(exercise, seeds, place)
            if isinstance(ended, _Asked):
                return ended
            if last or not self._worth_a_second_try(ended, process, was_used, place):
                break
        if place in self.skipped:
            ended = self.skipped[place]
        self.incomplete |= isinstance(ended, OutOfTime) and ended.by_clock
        message = f"{_sentence(str(ended))} This question earns no points."
        broken = isinstance(ended, BrokenProtocol)  # such as answers that are too large: they may be right
        if broken:
            message += " Your teacher will look at it."
        return verdict.question(exercise, ended.outcome, message, look=broken)

    def judge(self, asked: "_Asked | Question") -> Question:
        """Return the result of one exercise."""
        if isinstance(asked, Question):
            return asked
        exercise = asked.exercise
        try:
            question = verdict.judge(exercise, asked.found, asked.answers, asked.seeds, self._line_of)
        except Exception as error:  # whatever it answered, it keeps no other question from its result
            self.notes.append(f"{exercise.name}: the answers could not be judged ({type(error).__name__}).")
            message = "What your function returned cannot be read. Your teacher will look at it."
            return verdict.question(exercise, "protocol error", message, look=True)
        question = self._explained(exercise, question, asked.place)
        return self._near(asked, self._attempted(asked, question))

    def close(self):
        """End the process, if one is left."""
        if self.process is not None:
            session, self.process = self.process.session, None
            text = session.close()
            self.budget.seconds -= session.cpu
            self.printed = self.printed or text

    def _worth_a_second_try(self, ended, process, was_used, place):
        """Whether the end may be another's doing: of an earlier exercise's threads, or of a busy machine."""
        suspect = self._drop_suspect(ended, process)
        return suspect not in (None, place) or was_used or (isinstance(ended, OutOfTime) and ended.by_clock)

    def _drop_suspect(self, ended, process):
        """Leave out the cell whose threads may have ended the process, and return its place."""
        if process.suspect is None or ended.outcome == "timeout":
            return None
        self._skip(process.suspect, type(ended)(f"the cell left a thread running, and then {ended}"))
        return process.suspect

    def _ask(self, exercise, seeds, place):
        """Return what came back, or the `SessionEnded` that came instead."""
        try:
            found, answers = verdict.collect(exercise, self.process.session, seeds)
        except SessionEnded as ended:
            self.close()
            return ended
        asked = _Asked(exercise, seeds, place, found, answers, self._nearly(exercise))
        if answers and answers[-1].failure and answers[-1].failure.exhausted:
            self.incomplete |= NO_THREAD in answers[-1].failure.text
            self.close()
        return asked

    def _nearly(self, exercise):
        """Return the functions of the notebook whose names are nearly that of the exercise."""
        codes = [cell.code for cell in self.cells if cell.kind != "check"]
        exercises = {cell.grade_id for cell in self.cells if cell.kind == "solution"}
        found = near.names(exercise.name, codes, exercises)
        try:
            return [name for name in found if self.process.session.describe(name)["callable"]]
        except SessionEnded:
            self.close()
            return []

    def _open(self, stop):
        """Make sure that there is a process in which the cells before `stop` have run; return why there is none."""
        while self.process is None or self.process.ran < stop:
            if self.process is None:
                if not self.budget.take():
                    self.incomplete = True
                    return OutOfTime(
                        "the limit for the whole notebook was reached before this question was tried"
                    )
                session = self.sandbox.session(self.limits, self.budget.seconds, self.budget.end)
                self.process = _Process(session)
            self._run_cells(self.process, stop)
        return None

    def _run_cells(self, process, stop):
        """Run the cells that are left; where one ends the process, remember it and close the process."""
        while process.ran < stop:
            place, cell = process.ran, self.cells[process.ran]
            process.ran += 1
            if place in self.skipped or cell.kind == "check" or not cell.code.strip():
                continue
            try:
                failure = self._run_cell(process.session, place)
            except SessionEnded as ended:
                if self._drop_suspect(ended, process) is None:
                    self._skip(place, ended)
                return
            if process.session.threads and process.suspect is None:
                process.suspect = place
            if failure is not None and failure.exhausted:
                self.incomplete |= NO_THREAD in failure.text
                self._skip(place, SessionEnded(f"the cell used up what it was given: {failure.type}"))
                return
            if failure is not None and place not in self.failures:
                self.failures[place] = failure
                self.notes.append(f"{self._name(place)} stopped with {_said(failure)}")

    def _run_cell(self, session, place):
        """Run a cell; an import of what the sandbox does not hold fails only where it is used."""
        name, code = f"cell {place + 1}", self.cells[place].code
        failure = session.run_cell(code, name)
        for _ in range(absent.MOST):
            if failure is None or failure.type != "ModuleNotFoundError" or failure.cell != name:
                break
            code = absent.without(code, failure.line, failure.text)
            if code is None:
                break
            note = f"{self._name(place)} imports {absent.module_in(failure.text)}, which the sandbox does not hold."
            self.notes += [note] if note not in self.notes else []
            failure = session.run_cell(code, name)
        return failure

    def _skip(self, place, ended):
        self.skipped[place] = ended
        self.notes.append(f"{self._name(place)} is left out: {ended}.")
        self.close()

    def _name(self, place):
        grade_id = self.cells[place].grade_id
        return f"Code cell {place + 1}" + (f" ({grade_id})" if grade_id else "")

    def _line_of(self, failure: Failure):
        """Return the line of the learner's own code, taken from the submission and not from the child."""
        number = failure.cell.removeprefix("cell ")
        if not number.isdecimal() or not 0 < int(number) <= len(self.cells):
            return ""
        lines = self.cells[int(number) - 1].code.splitlines()
        if not 0 < failure.line <= len(lines):
            return ""
        return f" It happened in line {failure.line} of the cell: {lines[failure.line - 1].strip()[:200]}"

    def _explained(self, exercise, question, place):
        """Return the question with the reason why its function is not there, where its own cell gave one."""
        failure = self.failures.get(place)
        if failure is None or question.outcome != "not attempted" or failure.type == "NotImplementedError":
            return question
        message = f"The cell stopped with {_said(failure)}{self._line_of(failure)}"
        return verdict.question(exercise, "error", message, look=failure.type == "ModuleNotFoundError")

    def _attempted(self, asked, question):
        """Return the question of a function that is written and returns nothing as one that was attempted."""
        nothing = all(answer.failure is None and answer.value is None for answer in asked.answers)
        if question.outcome != "not attempted" or not asked.answers or not nothing:
            return question
        exercise = asked.exercise
        codes = [cell.code for cell in self.cells if cell.kind != "check"]
        message = unreturned.said(exercise.name, codes)
        return verdict.question(exercise, "failed", message) if message else question

    def _near(self, asked, question):
        """Return the question with the name of a function that may be meant, where the right one is not written."""
        exercise, found = asked.exercise, asked.near
        if question.outcome != "not attempted" or not found:
            return question
        message = f"You wrote {' and '.join(found)}; the exercise wants the name {exercise.name}. {question.message}"
        if len(found) > 1:
            return verdict.question(exercise, "not attempted", message)
        self.notes.append(f"{exercise.name}: there is a function {found[0]}, a person should look at it.")
        return verdict.question(
            exercise, "not attempted", f"{message} Your teacher will look at it.", look=True
        )


def _few(notes):
    """Return so many notes as a person reads."""
    return (
        notes
        if len(notes) <= MOST_NOTES
        else [*notes[:MOST_NOTES], f"And {len(notes) - MOST_NOTES} more notes."]
    )


def _said(failure):
    return f"{failure.type}{f': {failure.text}' if failure.text else ''}."


def _sentence(text):
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
