"""Make an nbgrader course folder from the solutions: one assignment for each lesson, and our preprocessors."""

import contextlib
import io
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from traitlets.config import Config

from ..._files import write_whole
from ...notebook.files import read
from .gradebook import CONFIGURATION, programs_beside_python

LESSON_LINK = re.compile(r"\[(lesson \d+)\]\(\.\./notebooks/[^)\s]*\)")  # leads nowhere in a classroom
CONFIG = '''"""The course's settings; see `nbgrader autograde --help-all` for more."""

import os

c = get_config()  # noqa: F821 - nbgrader gives it
FOLDER = os.path.dirname(os.path.abspath(__file__))

c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = FOLDER
c.IncludeHeaderFooter.header = ""

# The Autograde button finds the file that counts, repairs it and runs it in the sandbox of this course.
c.Autograde.pre_convert_hook = "lstm_course.grading.nbgrader.exporter.name_notebooks"
c.Autograde.exporter_class = "lstm_course.grading.nbgrader.exporter.HandedInExporter"
c.HandedInExporter.sources = os.path.join(FOLDER, "source")
c.RepairSubmission.sources = os.path.join(FOLDER, "source")
c.GradeInSandbox.sources = os.path.join(FOLDER, "source")
c.GradeInSandbox.require_tier = "B"  # "A" insists on namespaces, too
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "lstm_course.grading.preprocessors.RepairSubmission",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "lstm_course.grading.preprocessors.GradeInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "lstm_course.grading.preprocessors.MarkForAHuman",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
'''


class ClassroomError(Exception):
    """The folder cannot be made; the message says why."""


def make_course(folder: Path, solutions: Iterable[Path], course_id: str = "lstm") -> list[str]:
    """Make a course folder, or add the lessons that it lacks; what is there already is not changed.

    Parameters
    ----------
    folder : Path
        New, empty, or made before.
    solutions : iterable of Path
        The notebooks of the lessons.
    course_id : str
        nbgrader's name for the course.

    Returns
    -------
    list of str
        The assignments that were made.

    Raises
    ------
    ClassroomError
        Where the folder holds something else, or where nbgrader does not accept a notebook.
    """
    folder = Path(folder).absolute()
    configuration = folder / CONFIGURATION
    if folder.exists() and not folder.is_dir():
        raise ClassroomError(f"{folder} is not a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not configuration.is_file():
        raise ClassroomError(f"{folder} holds something else than a course: name a new or an empty folder.")
    if not configuration.exists():
        write_whole(configuration, CONFIG.format(course_id=course_id))
    made = []
    with programs_beside_python():
        known = _assignments(folder, course_id)
        for path in solutions:
            if path.stem not in known:
                read(path)
                target = folder / "source" / path.stem / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                text = path.read_text(encoding="utf-8")
                target.write_text(LESSON_LINK.sub(r"\1", text), encoding="utf-8")
                _release(folder, course_id, path.stem)
                made.append(path.stem)
    return made


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'gradebook.db'}"


def _assignments(folder: Path, course_id: str) -> set[str]:
    from nbgrader.api import Gradebook

    with Gradebook(_url(folder), course_id) as gradebook:
        return {assignment.name for assignment in gradebook.assignments}


def _release(folder: Path, course_id: str, name: str) -> None:
    """Write the learners' version of an assignment and enter it in the gradebook."""
    from nbgrader.apps import NbGraderAPI

    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = course_id
    config.CourseDirectory.db_url = _url(folder)
    config.IncludeHeaderFooter.header = ""
    with contextlib.redirect_stderr(io.StringIO()):
        answer = NbGraderAPI(config=config).generate_assignment(name)
    if not answer["success"]:
        shutil.rmtree(folder / "source" / name)
        reason = (answer.get("error") or answer.get("log") or "no reason").strip().splitlines()[-1]
        raise ClassroomError(f"nbgrader does not accept {name}: {reason}")
