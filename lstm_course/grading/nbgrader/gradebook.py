"""Write results into nbgrader's gradebook, so that its feedback, export and formgrader go on from there.

Scores of test cells and comments on answers are written as nbgrader's own autograder does: what a person has entered
stays, and late penalties are those of the course's configuration. A submission that could not be read gets no score,
but is marked for a person.
"""

import contextlib
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import nbformat
from traitlets.config import Config, PyFileConfigLoader

from ..._files import write_whole
from ...notebook.files import dump, read
from ..handed_in.intake import UnreadableError
from ..handed_in.jobs import Job
from ..handed_in.source import Source
from ..handed_in.submission import Submission
from ..result import Question, Result
from .paper import paper

CONFIGURATION = "nbgrader_config.py"


class GradebookError(Exception):
    """The gradebook cannot be used; the message says why."""


@contextlib.contextmanager
def programs_beside_python() -> Iterator[None]:
    """Let nbgrader find ``alembic``, which it starts by its bare name when it makes a gradebook."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


class NbgraderCourse:
    """A gradebook and the folder of its course.

    Parameters
    ----------
    url : str
        Of the database, such as ``sqlite:///gradebook.db``.
    folder : Path, optional
        The course's folder, which gets ``autograded/``; by default that of the database's file.

    Raises
    ------
    GradebookError
        Where there is no gradebook.
    """

    def __init__(self, url: str, folder: Path | None = None):
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import SQLAlchemyError

        self.url = url
        try:
            address = make_url(url)
        except SQLAlchemyError as error:
            raise GradebookError(f"{url!r} is not the address of a database: {error}") from None
        file = address.database if address.get_backend_name() == "sqlite" else None
        if file is not None and not Path(file).is_file():
            raise GradebookError(f"There is no gradebook {file}. Make one with `lstm-course classroom DIR`.")
        if folder is None and file is None:
            raise GradebookError("Say with --course where the folder of the course is.")
        self.folder = Path(file).absolute().parent if folder is None else Path(folder).absolute()
        self.config = self._configuration()
        self.course_id = self.config.CourseDirectory.get("course_id", "default_course")

    def _configuration(self) -> Config:
        if not (self.folder / CONFIGURATION).is_file():
            return Config()
        return PyFileConfigLoader(CONFIGURATION, path=str(self.folder)).load_config()

    @contextlib.contextmanager
    def _open(self) -> Iterator:
        """Open nbgrader's ``Gradebook``."""
        from nbgrader.api import Gradebook
        from sqlalchemy.exc import SAWarning, SQLAlchemyError

        try:
            with warnings.catch_warnings(), Gradebook(self.url, self.course_id) as gradebook:
                warnings.simplefilter("ignore", SAWarning)  # about how nbgrader makes its own rows
                yield gradebook
        except SQLAlchemyError as error:
            raise GradebookError(f"The gradebook {self.url} cannot be used: {error}") from None

    def check(self, assignments: Iterable[str]) -> None:
        """Raise where the gradebook does not know an assignment.

        Parameters
        ----------
        assignments : iterable of str
            Names of assignments.

        Raises
        ------
        GradebookError
            With the names that are missing.
        """
        with self._open() as gradebook:
            known = {assignment.name for assignment in gradebook.assignments}
        unknown = sorted(set(assignments) - known)
        if unknown:
            raise GradebookError(
                f"The gradebook has no assignment {', '.join(unknown)}. Run "
                f"`nbgrader generate_assignment {unknown[0]}` in the course's folder first."
            )

    def write(
        self, jobs: Iterable[Job], results: Iterable[Result], sources: Mapping[str, Source]
    ) -> list[str]:
        """Write the results, and the graded notebooks into ``autograded/``.

        Parameters
        ----------
        jobs, results : iterable
            In the same order.
        sources : mapping
            Name -> source.

        Returns
        -------
        list of str
            What was not written, and why.
        """
        remarks = []
        for job, result in zip(jobs, results, strict=True):
            if result.status in ("missing", "infrastructure error"):
                remarks.append(
                    f"{result.student}, {result.notebook}: not in the gradebook, it is {result.status}."
                )
                continue
            if Path(job.student).name != job.student or Path(job.assignment).name != job.assignment:
                remarks.append(f"{result.student}: not in the gradebook, this is no name for a folder.")
                continue
            try:
                self._write_one(job, result, sources[job.notebook])
            except (GradebookError, OSError, ValueError) as error:  # nbgrader raises ValueErrors
                remarks.append(f"{result.student}, {result.notebook}: not in the gradebook. {error}")
        return remarks

    def _write_one(self, job: Job, result: Result, source: Source) -> None:
        from nbgrader.preprocessors import AssignLatePenalties

        place = (job.notebook, job.assignment, job.student)
        folder = self.folder / "autograded" / job.student / job.assignment
        time = self._time(job)
        with self._open() as gradebook:
            self._same_points(gradebook, job, result)
            gradebook.update_or_create_student(job.student)
            when = {"timestamp": time} if time else {}
            gradebook.update_or_create_submission(job.assignment, job.student, **when)
            if result.score is None:
                for grade in gradebook.find_submission_notebook(*place).grades:
                    grade.auto_score, grade.needs_manual_grade = None, True
            for question in result.questions:
                grade = gradebook.find_grade(f"{question.name}_check", *place)
                grade.auto_score = question.score
                grade.needs_manual_grade = question.look or grade.manual_score is not None  # as nbgrader does
                gradebook.find_comment(question.name, *place).auto_comment = _comment(question)
            gradebook.db.commit()
        names = {
            "notebook": job.notebook,
            "assignment": job.assignment,
            "student": job.student,
            "db_url": self.url,
        }
        AssignLatePenalties(config=self.config).preprocess(nbformat.v4.new_notebook(), {"nbgrader": names})
        sheet = paper(read(source.path), _submission(job, source), result)
        write_whole(folder / f"{job.notebook}.ipynb", dump(sheet).decode())
        if time:
            write_whole(folder / "timestamp.txt", f"{time}\n")

    def _same_points(self, gradebook, job: Job, result: Result) -> None:
        """Raise where the released assignment is another one than was graded."""
        from nbgrader.api import MissingEntry

        try:
            released = gradebook.find_notebook(job.notebook, job.assignment)
        except MissingEntry:
            raise GradebookError(f"Its assignment has no notebook {job.notebook}.") from None
        points = {cell.name: cell.max_score for cell in released.grade_cells}
        graded = {f"{question.name}_check": question.max_score for question in result.questions}
        if result.score is not None and points != graded:
            raise GradebookError(
                "The points of the released assignment are not those of the course's exercises."
            )

    def _time(self, job: Job) -> str:
        """Return the time that ``nbgrader collect`` has noted, or nothing."""
        if job.path is None or job.members:
            return ""
        note = job.path.parent / "timestamp.txt"
        if note.is_symlink() or not note.is_file() or note.stat().st_size > 100:
            return ""
        return note.read_text(encoding="utf-8", errors="replace").strip()


def _submission(job: Job, source: Source) -> Submission:
    try:
        return job.read(job.content(), source)
    except (UnreadableError, FileNotFoundError) as error:
        return Submission("unreadable", reason=str(error))


def _comment(question: Question) -> str | None:
    """Return the comment on an answer; none where there is nothing to say."""
    if question.outcome == "not attempted":
        return "No response."
    text = f"{question.message} {question.note}" if question.outcome != "passed" else question.note
    return text.strip() or None
