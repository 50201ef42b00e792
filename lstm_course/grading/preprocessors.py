"""For nbgrader's own Autograde button: repair in place of its de-duplication, the sandbox in place of its execution.

``nbgrader_config.py`` of a course made by ``lstm-course classroom`` names all of these.
"""

import atexit
import functools
from pathlib import Path

from nbformat import NotebookNode
from traitlets import Bool, Enum, Unicode
from traitlets.config import LoggingConfigurable

from ..notebook.files import read
from .batch import Task
from .grader import Grader, strongest_grader
from .handed_in.intake import SURROGATE, RawCell
from .handed_in.recognise import in_order
from .handed_in.source import Source
from .handed_in.submission import Submission
from .nbgrader.exporter import CannotGradeError
from .nbgrader.paper import outputs, paper
from .outside.runtime import InfrastructureError
from .sources import read_known


class _OfOneSource(LoggingConfigurable):
    sources = Unicode("source", help="The course's folder of sources, with ASSIGNMENT/NOTEBOOK.ipynb").tag(
        config=True
    )

    def _source(self, resources: dict) -> Source:
        place = resources["nbgrader"]
        return read_known(Path(self.sources) / place["assignment"] / f"{place['notebook']}.ipynb")

    def _in_order(self, notebook: NotebookNode, source: Source) -> Submission:
        cells = [_raw(cell) for cell in notebook.cells]
        submission = in_order(cells, source)
        if submission.status != "readable":
            raise CannotGradeError(submission.reason)
        return submission


def _raw(cell: NotebookNode) -> RawCell:
    meta = cell.metadata.get("nbgrader")
    text = SURROGATE.sub("\ufffd", cell.source)
    return RawCell(cell.cell_type, text, cell.get("id"), dict(meta) if isinstance(meta, dict) else None)


class RepairSubmission(_OfOneSource):
    """Puts a damaged notebook in order, as `lstm_course.grading.handed_in.submission` does."""

    def __call__(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook in order.

        Parameters
        ----------
        nb : NotebookNode
            As it was handed in.
        resources : dict
            What nbgrader knows of the notebook: student, assignment and name. It is returned as it came.

        Raises
        ------
        CannotGradeError
            Where it holds none of the assignment's exercises.
        """
        source = self._source(resources)
        submission = self._in_order(nb, source)
        for repair in submission.repairs:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], repair)
        return paper(read(source.path), submission), resources


class GradeInSandbox(_OfOneSource):
    """Grades the notebook in the sandbox and writes the verdicts as the outputs of its test cells."""

    require_tier = Enum(("A", "B", "E"), default_value="B", help="The weakest sandbox that will do").tag(
        config=True
    )
    trust_students = Bool(False, help="Allow tier E, which holds against accidents only").tag(config=True)
    python = Unicode("", help="The interpreter that runs the notebooks; this one if empty").tag(config=True)

    def __call__(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook with the verdicts in it.

        Parameters
        ----------
        nb : NotebookNode
            In order.
        resources : dict
            What nbgrader knows of the notebook: student, assignment and name. It is returned with the exercises that
            are for a person.

        Raises
        ------
        InfrastructureError
            Where the sandbox cannot be had or failed twice: nbgrader reports it, and no score is written.
        """
        source = self._source(resources)
        task = Task(self._in_order(nb, source), source.exercises, source.kind)
        result = self._graded(task)
        questions = {f"{question.name}_check": question for question in result.questions}
        for cell in nb.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if cell.cell_type == "code" and grade_id in questions:
                cell.outputs = outputs(questions[grade_id])
                cell.execution_count = 1
        looks = [question.name for question in result.questions if result.is_for_a_human(question)]
        resources["nbgrader"]["for_a_human"] = looks
        for note in result.notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        self.log.info("Graded in a sandbox of tier %s", result.tier)
        return nb, resources

    def _graded(self, task: Task):
        least = "E" if self.trust_students else self.require_tier
        if least == "E" and not self.trust_students:
            raise InfrastructureError("tier E needs c.GradeInSandbox.trust_students = True")
        grader, refused = _grader(least, self.python or None)
        if grader is None:
            raise InfrastructureError(" ".join(refused))
        try:
            return grader(task)
        except InfrastructureError as error:
            self.log.warning("The grader failed, once more: %s", error)
            return self._in_a_new_one(task, grader.tier)

    def _in_a_new_one(self, task: Task, tier: str):
        grader = Grader(tier, self.python or None)
        try:
            return grader(task)
        finally:
            grader.close()


class MarkForAHuman(LoggingConfigurable):
    """Marks in the gradebook what a person has to look at; nbgrader itself marks no test cell that has a score."""

    def __call__(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook as it came.

        Parameters
        ----------
        nb : NotebookNode
            Graded, its scores in the gradebook.
        resources : dict
            What nbgrader knows of the notebook, and what `GradeInSandbox` has added. It is returned as it came.
        """
        from nbgrader.api import Gradebook

        place = resources["nbgrader"]
        whose = place["notebook"], place["assignment"], place["student"]
        with Gradebook(place["db_url"]) as gradebook:
            for name in place["for_a_human"]:
                gradebook.find_grade(f"{name}_check", *whose).needs_manual_grade = True
            gradebook.db.commit()
        return nb, resources


@functools.lru_cache
def _grader(least: str, python: str | None):
    """Return the strongest grader; nbgrader makes a new preprocessor for each notebook, its sandbox serves them all."""
    grader, refused = strongest_grader(least, python)
    if grader is not None:
        atexit.register(grader.close)
    return grader, refused
