"""What is graded already, one line of JSON for each submission, so that an interrupted run can go on."""

import hashlib
import json
import os
from pathlib import Path

import lstm_course

from .result import Result

try:
    import fcntl
except ImportError:  # not on Windows: two runs in one folder are not kept apart there
    fcntl = None


class FolderInUseError(Exception):
    """Another run writes into this folder."""


def digest(*parts: object) -> str:
    """Return the SHA-256 of plain data.

    Parameters
    ----------
    *parts : object
        Strings, numbers, or lists of them.
    """
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def grader_version() -> str:
    """Return a digest of the code that a score depends on: the grader, the exercise records, the references."""
    root = Path(lstm_course.__file__).parent
    files = [*root.glob("*.py"), *(root / "check").glob("*.py"), *(root / "grading").glob("*.py")]
    files += (root / "datasets").glob("*.py")
    contents = [
        [path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files
    ]
    return digest(sorted(contents))


def write_whole(path: Path, content: str) -> None:
    r"""Write a text file in one step: whoever reads it finds the old text or the new one.

    Parameters
    ----------
    path : Path
    content : str
        Lines ended by ``\n``; they are written as they are.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class Journal:
    """Append-only file of results.

    Parameters
    ----------
    folder : Path
        Made where it does not exist. Lines that cannot be read, such as the last one after a crash, are passed over.

    Attributes
    ----------
    results : dict
        Key -> result; of two lines with one key the later counts.
    damaged : int
        Lines that were passed over.

    Raises
    ------
    FolderInUseError
        Where another run writes into the folder.
    """

    def __init__(self, folder: Path):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "journal.jsonl"
        self._file = path.open("ab")
        self._lock(folder)
        self.results: dict[str, Result] = {}
        self.damaged = 0
        content = path.read_bytes()
        for line in content.splitlines():
            try:
                record = json.loads(line)
                self.results[str(record["key"])] = Result.from_dict(record["result"])
            except (ValueError, KeyError, TypeError):
                self.damaged += 1
        if content and not content.endswith(b"\n"):  # a crash in mid-line: the next one starts on its own
            self._write(b"\n")

    def _lock(self, folder: Path) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise FolderInUseError(f"Another run writes into {folder}; wait for its end.") from None

    def _write(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())

    def add(self, key: str, result: Result) -> None:
        """Keep a result; when this returns it is on the disk.

        Parameters
        ----------
        key : str
        result : Result
        """
        self.results[key] = result
        record = {"key": key, "result": result.to_dict()}
        self._write(json.dumps(record, sort_keys=True, allow_nan=False).encode() + b"\n")

    def close(self) -> None:
        """Give the folder free."""
        self._file.close()
