"""The graded notebooks in ``autograded/``: one is made anew where what it is made from has changed, or it has."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from ..._files import write_whole
from ...notebook.files import dump, read
from ..handed_in.gather import SECRET, TIME
from ..handed_in.intake import UnreadableError
from ..handed_in.jobs import Job
from ..handed_in.source import Source
from ..handed_in.submission import Submission
from ..journal import digest, grader_version
from ..result import Result
from .paper import paper

NOTE = ".written.json"  # beside the students' folders, so that nbgrader hands it to nobody


class Sheets:
    """The folder ``autograded/``.

    Parameters
    ----------
    folder : Path
        Where it is; made where it does not exist.
    sources : mapping
        Name -> source.
    """

    def __init__(self, folder: Path, sources: Mapping[str, Source]):
        self.folder, self.sources = Path(folder), sources
        self._version = grader_version()
        self._originals: dict[str, object] = {}
        self._written = _read_note(self.folder / NOTE)
        self._changed = False

    def write(self, job: Job, result: Result, time: str = "", secret: str = "") -> None:
        """Write a graded notebook, and when it was handed in.

        Parameters
        ----------
        job : Job
            The submission, in a folder of the student's and the assignment's names.
        result : Result
            Its verdict.
        time : str
            As ``nbgrader collect`` notes it; none where it is not known.
        secret : str
            Of nbgrader's exchange, without which ``nbgrader release_feedback`` stops; none where it is not known.

        Raises
        ------
        OSError
            Where it cannot be written.
        """
        folder = self.folder / job.student / job.assignment
        path = folder / f"{job.notebook}.ipynb"
        name = path.relative_to(self.folder).as_posix()
        source = self.sources[job.notebook]
        content, reason = _content(job)
        made_from = digest(
            self._version,
            source.digest,
            hashlib.sha256(content or b"").hexdigest(),
            reason,
            list(job.repairs),
            [asdict(question) for question in result.questions],
        )
        if self._written.get(name) != [made_from, _digest_of(path)]:
            sheet = self._sheet(job, source, content, reason, result)
            if _digest_of(path) != hashlib.sha256(sheet).hexdigest():
                write_whole(path, sheet)
            self._written[name] = [made_from, hashlib.sha256(sheet).hexdigest()]
            self._changed = True
        for note, text in ((TIME, time and f"{time}\n"), (SECRET, secret)):
            if text and _digest_of(folder / note) != hashlib.sha256(text.encode()).hexdigest():
                write_whole(folder / note, text.encode())

    def note(self) -> None:
        """Keep in mind what was written; what is not noted is made again the next time.

        Raises
        ------
        OSError
            Where it cannot be written.
        """
        if self._changed:
            write_whole(self.folder / NOTE, json.dumps(self._written, indent=0, sort_keys=True) + "\n")
            self._changed = False

    def _sheet(self, job: Job, source: Source, content: bytes | None, reason: str, result: Result) -> bytes:
        if job.notebook not in self._originals:
            self._originals[job.notebook] = read(source.path)
        if content is None:
            submission = Submission("unreadable", reason=reason)
        else:
            submission = job.read(content, source)
        return dump(paper(self._originals[job.notebook], submission, result))


def _content(job: Job) -> tuple[bytes | None, str]:
    """Return what was handed in, or why it cannot be read."""
    try:
        return job.content(), ""
    except (UnreadableError, FileNotFoundError) as error:
        return None, str(error)


def _digest_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _read_note(path: Path) -> dict[str, list]:
    """Return the note; an empty one where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}
