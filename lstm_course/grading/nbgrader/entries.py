"""Enter results in an open gradebook: many in one transaction, and none of them for what is there already.

nbgrader's methods commit after every step, and a commit waits for the disk. Inside `transaction` they do not.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from traitlets.config import Config

from ..handed_back.entered import Entered
from ..handed_back.export import clean
from ..handed_in.job import Job
from ..result import Question, Result


class EntryError(ValueError):
    """A result does not fit what the gradebook holds; the message says why."""


@contextlib.contextmanager
def transaction(gradebook) -> Iterator[None]:
    """Commit once, at the end, also where an exception ends it; what nbgrader's methods commit is only flushed.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        An open one.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        Where the database does not take it; nothing of the transaction is in it then.
    """
    from sqlalchemy import text

    session = gradebook.db()
    session.expire_on_commit = False
    commit, rollback = session.commit, session.rollback
    try:
        if gradebook.engine.dialect.name == "sqlite":
            # Its driver begins a transaction before the first change only: too late for a savepoint, and for a lock.
            session.execute(text("BEGIN IMMEDIATE"))
        gradebook.db.commit = session.flush
        try:
            yield
        finally:
            commit()
    except BaseException:
        rollback()
        raise
    finally:
        gradebook.db.__dict__.pop("commit", None)
        session.expunge_all()


@contextlib.contextmanager
def savepoint(gradebook) -> Iterator[None]:
    """Undo what was done since, where an exception ends it; what nbgrader's methods roll back goes no further."""
    with gradebook.db().begin_nested() as nested:
        gradebook.db.rollback = nested.rollback
        try:
            yield
            gradebook.db().flush()
        finally:
            del gradebook.db.rollback


@dataclass(frozen=True)
class _Released:
    """Points of the test cells by name, and the names of all cells by their ids in the database."""

    points: dict[str, float]
    names: dict[str, str]


class Entries:
    """What is entered in an open gradebook.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        An open one.
    config : Config
        The course's configuration; it says how late penalties are found.
    """

    def __init__(self, gradebook, config: Config):
        self.gradebook = gradebook
        self._penalties = _penalties(config)
        self._released: dict[tuple[str, str], _Released] = {}
        self._known: dict[tuple[str, str, str], object] = {}  # SubmittedNotebook

    def load(self, jobs: Iterable[Job]) -> None:
        """Read with a few queries what the gradebook holds of these submissions.

        Parameters
        ----------
        jobs : iterable of Job
            Those that are entered next.
        """
        from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook
        from sqlalchemy.orm import contains_eager, selectinload

        jobs = list(jobs)
        found = (
            self.gradebook.db.query(SubmittedNotebook)
            .join(SubmittedNotebook.notebook)
            .join(SubmittedNotebook.assignment)
            .join(SubmittedAssignment.assignment)
            .filter(
                Assignment.name.in_({job.assignment for job in jobs}),
                Notebook.name.in_({job.notebook for job in jobs}),
                SubmittedAssignment.student_id.in_({job.student for job in jobs}),
            )
            .options(
                contains_eager(SubmittedNotebook.notebook),
                contains_eager(SubmittedNotebook.assignment).contains_eager(SubmittedAssignment.assignment),
                selectinload(SubmittedNotebook.grades),
                selectinload(SubmittedNotebook.comments),
            )
        )
        self._known = {
            (one.notebook.name, one.assignment.assignment.name, one.assignment.student_id): one
            for one in found
        }

    def enter(self, job: Job, result: Result, time: str = "") -> None:
        """Enter a result; what a person has entered stays.

        Parameters
        ----------
        job : Job
            Whose it is.
        result : Result
            What is entered; without a score the submission is marked for a person.
        time : str
            When it was handed in; what is known stays where this is empty.

        Raises
        ------
        EntryError
            Where the released assignment is another one than was graded.
        ValueError
            Where nbgrader refuses it.
        """
        from nbgrader.utils import parse_utc

        released = self._release(job.notebook, job.assignment)
        graded = {f"{question.name}_check": question.max_score for question in result.questions}
        if result.score is not None and released.points != graded:
            raise EntryError("The points of the released assignment are not those of the course's exercises.")
        notebook = self._notebook(job)
        if time:
            _change(notebook.assignment, timestamp=parse_utc(time))
        grades = {released.names[grade.cell_id]: grade for grade in notebook.grades}
        comments = {released.names[comment.cell_id]: comment for comment in notebook.comments}
        if result.score is None:
            for grade in grades.values():
                _change(grade, auto_score=None, needs_manual_grade=True)
        for question in result.questions:
            try:
                grade, comment = grades[f"{question.name}_check"], comments[question.name]
            except KeyError:
                raise EntryError(f"The gradebook has no {question.name} for this submission.") from None
            look = result.is_for_a_human(question) or grade.manual_score is not None  # as nbgrader does
            _change(grade, auto_score=question.score, needs_manual_grade=look)
            _change(comment, auto_comment=_comment(question))
        self.gradebook.db.flush()
        _change(notebook, late_submission_penalty=self._penalties.of(self.gradebook, notebook, job))

    def by_hand(self, job: Job, numbers: Mapping[str, str]) -> dict[str, Entered]:
        """Return what a person has entered for a submission; an empty dict where it is nothing.

        Parameters
        ----------
        job : Job
            One that was loaded.
        numbers : mapping
            Name of an exercise -> its number.
        """
        notebook = self._known.get((job.notebook, job.assignment, job.student))
        if notebook is None:
            return {}
        comments = {one.name: one.manual_comment for one in notebook.comments}
        found = {}
        for grade in notebook.grades:
            name = grade.name.removesuffix("_check")
            points, extra = grade.manual_score, grade.extra_credit or 0
            if points is None and extra and grade.auto_score is not None:
                points = grade.auto_score
            points = None if points is None else points + extra
            found[name] = Entered(
                numbers.get(name, ""), points, grade.cell.max_score, clean(comments.get(name) or "")
            )
        said = any(one.points is not None or one.comment for one in found.values())
        return found if said else {}

    def _release(self, notebook: str, assignment: str) -> _Released:
        """Return what was released, from one query for all submissions."""
        from nbgrader.api import MissingEntry

        if (notebook, assignment) not in self._released:
            try:
                found = self.gradebook.find_notebook(notebook, assignment)
            except MissingEntry:
                raise EntryError(f"Its assignment has no notebook {notebook}.") from None
            points = {cell.name: cell.max_score for cell in found.grade_cells}
            cells = [*found.grade_cells, *found.solution_cells, *found.task_cells]
            names = {cell.id: cell.name for cell in cells}
            self._released[notebook, assignment] = _Released(points, names)
        return self._released[notebook, assignment]

    def _notebook(self, job: Job):
        place = (job.notebook, job.assignment, job.student)
        if place in self._known:
            return self._known[place]
        self.gradebook.update_or_create_student(job.student)
        self.gradebook.update_or_create_submission(job.assignment, job.student)
        return self.gradebook.find_submission_notebook(*place)


def _penalties(config: Config):
    """Return nbgrader's late penalties, for a gradebook that is open."""
    from nbgrader.preprocessors import AssignLatePenalties

    class Penalties(AssignLatePenalties):
        def of(self, gradebook, notebook, job: Job) -> float | None:
            """Return what the course's plugin takes off, within nbgrader's limits."""
            late = notebook.assignment.total_seconds_late
            if late <= 0:
                return None
            self.gradebook, self.notebook_id = gradebook, job.notebook
            self.assignment_id, self.student_id = job.assignment, job.student
            self.init_plugin()
            gradebook.db.refresh(notebook, ["score"])  # the database finds it, from what was just entered
            penalty = self.plugin_inst.late_submission_penalty(job.student, notebook.score, late)
            return None if penalty is None else self._check_late_penalty(notebook, penalty)

    return Penalties(config=config)


def _change(row, **values) -> None:
    """Set what is not so already; SQLAlchemy writes no other either, but takes longer to find out."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _comment(question: Question) -> str | None:
    """Return the comment on an answer; none where there is nothing to say."""
    if question.outcome == "not attempted":
        return "No response."
    words = f"{question.message} {question.note}" if question.outcome != "passed" else question.note
    return without_markup(words.strip()) or None


def without_markup(text: str) -> str:
    """Return text that stays text on nbgrader's pages, which take HTML and Markdown in a comment.

    Parameters
    ----------
    text : str
        A part of it may be a learner's, such as the name of an exception.
    """
    text = re.sub(
        r"<(?=[\w/!?])", "< ", clean(text)
    )  # a tag begins with its name; text may go on with a space
    return re.sub(r"\](?=[(:\[])", "] ", text)
