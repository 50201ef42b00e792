"""A notebook to grade: whose it is, where it lies, and what was found out on the way to it."""

from dataclasses import dataclass, replace
from pathlib import Path

from .gather import content_in
from .intake import UnreadableError, parse
from .recognise import in_order
from .source import Source
from .submission import Submission


@dataclass(frozen=True)
class Job:
    """A notebook to grade.

    Attributes
    ----------
    student, assignment, notebook : str
        Whose, and which; `notebook` is the name of its source.
    path : Path or None
        The file, or the zip file that holds it; None where nothing was handed in.
    members : tuple of str
        Its name in the zip file, the name in that one, and so on.
    repairs : tuple of str
        What was put right to find it.
    notes : tuple of str
        What the teacher should know.
    problem : str
        Why it is for a person, where it is.
    """

    student: str
    assignment: str
    notebook: str
    path: Path | None
    members: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The `key` of its result."""
        return self.student, self.assignment, self.notebook

    def content(self) -> bytes:
        """Return its bytes.

        Raises
        ------
        FileNotFoundError
            Where there is nothing.
        UnreadableError
            Where it cannot be read.
        """
        if self.problem:
            raise UnreadableError(self.problem)
        if self.path is None:
            raise FileNotFoundError
        return content_in(self.path, self.members)

    def read(self, content: bytes, source: Source) -> Submission:
        """Return the notebook in order, with the repairs of the search."""
        try:
            notebook = parse(content)
        except UnreadableError as error:
            submission = Submission("unreadable", reason=str(error))
        else:
            submission = in_order(notebook.cells, source, notebook.repairs)
        return replace(submission, repairs=(*self.repairs, *submission.repairs))
