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

from traitlets.config import Config, PyFileConfigLoader

from ...check.records import numbers
from ..handed_back.entered import Entered
from ..handed_in.gather import SECRET, TIME
from ..handed_in.jobs import Job
from ..handed_in.source import Source
from ..result import Result

CONFIGURATION = "nbgrader_config.py"
AT_ONCE = 50  # results in one transaction: what is committed is not lost


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
        """Write the results, and the graded notebooks into ``autograded/``; what is there already is not written.

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
        remarks, todo = [], []
        for job, result in zip(jobs, results, strict=True):
            if result.status in ("missing", "infrastructure error"):
                remarks.append(_remark(result, f"not in the gradebook, it is {result.status}."))
            elif not (_names_a_folder(job.student) and _names_a_folder(job.assignment)):
                remarks.append(f"{result.student}: not in the gradebook, this is no name for a folder.")
            else:
                todo.append((job, result, self._noted(job, TIME)))
        if not todo:
            return remarks
        from .entries import Entries
        from .sheets import Sheets

        sheets = Sheets(self.folder / "autograded", sources)
        try:
            with self._open() as gradebook:
                entries = Entries(gradebook, self.config)
                for start in range(0, len(todo), AT_ONCE):
                    some = todo[start : start + AT_ONCE]
                    entered = self._enter(entries, some, remarks)
                    self._put(sheets, entered, remarks)
        except GradebookError as error:
            remarks.append(str(error))
        return remarks

    def entered(self, jobs: Iterable[Job]) -> dict[tuple[str, str, str], dict[str, Entered]]:
        """Return what a person has entered in the formgrader for these submissions.

        Parameters
        ----------
        jobs : iterable of Job
            Those of the run.

        Returns
        -------
        dict
            Student, assignment and notebook -> name of the question -> `Entered`; who has nothing is not in it.

        Raises
        ------
        GradebookError
            Where the gradebook cannot be read.
        """
        from .entries import Entries

        jobs, known, found = list(jobs), numbers(), {}
        with self._open() as gradebook:
            for start in range(0, len(jobs), AT_ONCE):
                some = jobs[start : start + AT_ONCE]
                entries = Entries(gradebook, self.config)
                entries.load(some)
                for job in some:
                    own = entries.by_hand(job, known)
                    if own:
                        found[job.key] = own
        return found

    def _enter(self, entries, some: Iterable[tuple], remarks: list[str]) -> list[tuple]:
        """Enter some results in one transaction, and return those that are in the gradebook now."""
        from sqlalchemy.exc import SQLAlchemyError

        from .entries import savepoint, transaction

        entered, refused = [], []
        try:
            with transaction(entries.gradebook):
                entries.load(job for job, _, _ in some)
                for job, result, time in some:
                    try:
                        with savepoint(entries.gradebook):
                            entries.enter(job, result, time)
                    except ValueError as error:  # ours, and nbgrader's
                        refused.append(_remark(result, f"not in the gradebook. {error}"))
                    else:
                        entered.append((job, result, time))
        except SQLAlchemyError as error:
            remarks += [_remark(result, f"not in the gradebook. {error}") for _, result, _ in some]
            return []
        remarks += refused
        return entered

    def _put(self, sheets, entered: Iterable[tuple], remarks: list[str]) -> None:
        """Write graded notebooks."""
        for job, result, time in entered:
            try:
                sheets.write(job, result, time, self._noted(job, SECRET))
            except (OSError, ValueError) as error:
                remarks.append(_remark(result, f"its notebook is not in autograded. {error}"))
        try:
            sheets.note()
        except OSError as error:
            remarks.append(f"What was written into {sheets.folder} is not noted. {error}")

    def _noted(self, job: Job, name: str) -> str:
        """Return what nbgrader's exchange has noted in this file beside a submission, or nothing."""
        folders = [self.folder / "submitted" / job.student / job.assignment]
        if job.path is not None and not job.members:
            folders.insert(0, job.path.parent)
        for note in (folder / name for folder in folders):
            if note.is_file() and not note.is_symlink() and note.stat().st_size <= 200:
                return note.read_text(encoding="utf-8", errors="replace").strip()
        return ""


def _names_a_folder(text: str) -> bool:
    return Path(text).name == text and text not in ("", ".", "..")


def _remark(result: Result, text: str) -> str:
    return f"{result.student}, {result.notebook}: {text}"
