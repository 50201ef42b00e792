"""What is graded already, one line for each submission, so that an interrupted run can go on."""

import hashlib
import json
from pathlib import Path

from .._files import JsonLines
from .result import Result

PACKAGE = Path(__file__).resolve().parents[1]
NO_PART = ("authoring", "bench", "plots", "reproduce", "widgets")  # of what a score depends on


def digest(*parts: object) -> str:
    """Return the SHA-256 of plain data.

    Parameters
    ----------
    *parts : object
        Strings, numbers, or lists of them.
    """
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def grader_files(package: Path = PACKAGE) -> list[Path]:
    """Return the modules that a score depends on: the grader, the exercise records, the references, what they use.

    Parameters
    ----------
    package : Path
        The folder of the package.
    """
    found = package.rglob("*.py")
    return sorted(path for path in found if path.relative_to(package).parts[0] not in NO_PART)


def grader_version(package: Path = PACKAGE) -> str:
    """Return a digest of the code that a score depends on.

    Parameters
    ----------
    package : Path
        The folder of the package.
    """
    contents = [
        [path.relative_to(package).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in grader_files(package)
    ]
    return digest(sorted(contents))


class Journal(JsonLines):
    """Append-only file of results.

    Attributes
    ----------
    results : dict
        Key -> result; of two lines with one key the later counts.
    """

    def __init__(self, folder: Path):
        self.results: dict[str, Result] = {}
        super().__init__(folder)

    def take(self, record: dict) -> None:
        """Keep a line of the file."""
        self.results[str(record["key"])] = Result.from_dict(record["result"])

    def add(self, key: str, result: Result) -> None:
        """Keep a result; when this returns it is on the disk.

        Parameters
        ----------
        key : str
            A digest of all that the result depends on; the job is found again by it.
        result : Result
            It takes the place of an earlier one with the same key.
        """
        self.append({"key": key, "result": result.to_dict()})
        self.results[key] = result
