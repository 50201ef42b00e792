"""For nbgrader's own Autograde button: the files of a student are read and chosen as `lstm-course grade` does it.

``nbgrader_config.py`` of a course made by ``lstm-course classroom`` names both: the hook tells nbgrader which notebooks
there are, under whatever names, and the exporter reads the file that counts in place of the one of that name.
"""

import functools
import os
from pathlib import Path

from nbformat import NotebookNode
from traitlets import HasTraits, Unicode

from ...notebook.files import notebook_paths, read
from ..handed_in.intake import UnreadableError
from ..handed_in.job import Job
from ..handed_in.jobs import of_folder
from ..handed_in.source import Source
from ..sources import read_known
from .paper import paper


class CannotGradeError(Exception):
    """The submission is for a human; nbgrader reports it and goes on with the next."""


def sources_of(folder: Path) -> dict[str, Source]:
    """Return the notebooks of an assignment by name.

    Parameters
    ----------
    folder : Path
        ``source/ASSIGNMENT`` of the course.
    """
    return {path.stem: read_known(path) for path in notebook_paths(folder.parent, folder.name)}


def name_notebooks(assignment: str, student: str, notebooks: list[str]) -> None:
    """Put the names that nbgrader knows in the place of those that the student has chosen.

    Parameters
    ----------
    assignment, student : str
        As they were asked for; ``*`` for all.
    notebooks : list of str
        The files ``submitted/STUDENT/ASSIGNMENT/*.ipynb`` of one student. It is changed in place; no file is.
    """
    folder = Path(notebooks[0]).parent
    sources = sources_of(folder.parents[2] / "source" / folder.name)
    if sources:
        jobs = of_folder(folder, folder.parent.name, folder.name, sources)
        names = sorted({job.notebook for job in jobs if job.path is not None or job.problem})
        notebooks[:] = [str(folder / f"{name}.ipynb") for name in names] or notebooks


class _ReadsHandedIn(HasTraits):
    """What makes an exporter of notebooks read what a student has handed in."""

    sources = Unicode("source", help="The course's folder of sources, with ASSIGNMENT/NOTEBOOK.ipynb").tag(
        config=True
    )

    def from_filename(self, filename: str, resources: dict | None = None, **words) -> tuple[str, dict]:
        """Return the notebook that counts, in order, as text.

        Parameters
        ----------
        filename : str
            Where nbgrader expects it.
        resources : dict
            What nbgrader knows of it: student, assignment and name.
        **words
            For nbconvert.

        Raises
        ------
        CannotGradeError
            Where a person has to look; the message says why.
        """
        if resources is None or "nbgrader" not in resources or not getattr(self.parent, "_sanitizing", False):
            return super().from_filename(filename, resources=resources, **words)
        notebook = self.handed_in(Path(filename).parent, resources["nbgrader"])
        resources["metadata"] = {"name": Path(filename).stem, "path": os.path.dirname(filename)}
        return self.from_notebook_node(notebook, resources=resources, **words)

    def handed_in(self, folder: Path, place: dict) -> NotebookNode:
        """Return the notebook of a student that counts, in order.

        Parameters
        ----------
        folder : Path
            ``submitted/STUDENT/ASSIGNMENT``.
        place : dict
            Student, assignment and notebook.

        Raises
        ------
        CannotGradeError
            Where a person has to look; the message says why.
        """
        student, assignment, name = (place[key] for key in ("student", "assignment", "notebook"))
        sources = sources_of(Path(self.sources) / assignment)
        jobs = of_folder(folder, student, assignment, sources)
        job = next((job for job in jobs if job.notebook == name), Job(student, assignment, name, None))
        try:
            submission = job.read(job.content(), sources[name])
        except FileNotFoundError:
            raise CannotGradeError("Nothing was handed in.") from None
        except UnreadableError as error:
            raise CannotGradeError(str(error)) from None
        if submission.status != "readable":
            raise CannotGradeError(submission.reason)
        for text in (*submission.repairs, *job.notes):
            self.log.warning("%s: %s", student, text)
        return paper(read(sources[name].path), submission)


@functools.cache
def _exporter() -> type:
    from nbconvert.exporters import NotebookExporter  # it comes with nbgrader

    about = "Reads what a student has handed in; what nbgrader has written itself is read as ever."
    return type(
        "HandedInExporter", (_ReadsHandedIn, NotebookExporter), {"__doc__": about, "__module__": __name__}
    )


def __getattr__(name: str) -> type:
    """Give ``HandedInExporter``, which is made where nbgrader asks for it."""
    if name == "HandedInExporter":
        return _exporter()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
