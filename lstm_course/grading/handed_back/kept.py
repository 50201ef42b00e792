"""What a folder of results keeps from one run to the next: students of earlier runs, and what a person has decided.

``found.jsonl`` holds the results as the grader found them, before any mark; ``marks.toml`` is a copy of the file of
marks; ``decided.json`` holds what was entered in nbgrader's gradebook, what a platform's table says of lateness, and
which work a person has given points for.
"""

import contextlib
import dataclasses
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..._files import write_whole
from ..result import Result
from ..sources import CannotGradeError
from .entered import Entered
from .export import file_name, gradescope_file, write_jsonl
from .marks import Marks

FOUND, MARKS, DECIDED, RESULTS = "found.jsonl", "marks.toml", "decided.json", "results.jsonl"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Kept:
    """What earlier runs have left in a folder.

    Attributes
    ----------
    results : list of Result
        As the grader found them.
    entered : dict
        Student, assignment and notebook -> name of the question -> `Entered`.
    said : dict
        Student and assignment -> days, and the words of the platform's table.
    about : dict
        Student, assignment and notebook -> name of a question that has points of a person, or ``"whole"`` -> digests of
        what was said, and of the work that it was said about.
    """

    results: list[Result] = field(default_factory=list)
    entered: dict[Key, dict[str, Entered]] = field(default_factory=dict)
    said: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)
    about: dict[Key, dict[str, tuple[str, str]]] = field(default_factory=dict)


def read_kept(out: Path) -> Kept:
    """Return what earlier runs have left in a folder.

    Parameters
    ----------
    out : Path
        It may be new.

    Raises
    ------
    CannotGradeError
        Where a file in it cannot be read: without it, students or decisions would be lost.
    """
    out = Path(out)
    path = next((out / name for name in (FOUND, RESULTS) if (out / name).exists()), None)
    results = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path else (), 1):
        try:
            results.append(with_plain_names(Result.from_json(line)))
        except ValueError as error:
            raise _damaged(path, f"line {number}: {error}") from None
    path = out / DECIDED
    if not path.exists():
        return Kept(results)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        entered = {
            tuple(map(_plain, whose)): {name: Entered(**one) for name, one in own.items()}
            for whose, own in data["entered"]
        }
        said = {tuple(map(_plain, whose)): (days, words) for whose, (days, words) in data["said"]}
        about = {
            tuple(map(_plain, whose)): {name: (then, work) for name, (then, work) in own.items()}
            for whose, own in data.get("about", ())  # older versions have none
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path, str(error)) from None
    return Kept(results, entered, said, about)


def with_plain_names(result: Result) -> Result:
    """Return a result of an earlier run with its accents in the one way in which names are read now."""
    student, assignment, notebook = map(_plain, result.key)
    return replace(result, student=student, assignment=assignment, notebook=notebook)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _damaged(path: Path, reason: str) -> CannotGradeError:
    return CannotGradeError(
        f"{path} of an earlier run cannot be read ({reason[:200]}). Choose another folder with --out."
    )


def write_kept(out: Path, kept: Kept, marks: bytes | None) -> None:
    """Keep results and decisions for the next run.

    Parameters
    ----------
    out : Path
        Made where it is missing.
    kept : Kept
        What is kept.
    marks : bytes or None
        What stands in the file of marks; None where there is none.
    """
    out = Path(out)
    data = {
        "entered": [
            [whose, {name: dataclasses.asdict(one) for name, one in own.items()}]
            for whose, own in kept.entered.items()
        ],
        "said": list(kept.said.items()),
        "about": list(kept.about.items()),
    }
    write_whole(out / DECIDED, json.dumps(data, indent=1) + "\n")
    if marks is not None:
        write_whole(out / MARKS, marks)
    write_jsonl(out / FOUND, kept.results)


def together(earlier: Iterable[Result], results: Iterable[Result]) -> tuple[list[Result], list[Result]]:
    """Return the results of this run with those that it does not hold, and these alone.

    Parameters
    ----------
    earlier : iterable of Result
        Of earlier runs. Each is kept unless there is a new one in its place, with something handed in.
    results : iterable of Result
        Of this run.
    """
    now = {result.key: result for result in results}
    kept = []
    for result in earlier:
        new = now.get(result.key)
        if new is None or (new.status == "missing" != result.status):
            kept.append(result)
    now |= {result.key: result for result in kept}
    order = sorted(now.values(), key=lambda one: (one.assignment, one.student, one.notebook))
    return order, kept


def take_out(out: Path, earlier: Iterable[Result], results: Iterable[Result]) -> list[str]:
    """Delete the pages of students that an earlier run held and this one does not; return their names.

    Parameters
    ----------
    out : Path
        The folder.
    earlier, results : iterable of Result
        Of earlier runs, and of this one.
    """
    results = list(results)
    stay, students = {result.key for result in results}, {result.student for result in results}
    gone = [result for result in earlier if result.key not in stay]
    for result in gone:
        path = gradescope_file(Path(out) / "gradescope", result)
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # it holds another assignment
            path.parent.rmdir()
        if result.student not in students:
            for ending in ("html", "md"):
                (Path(out) / "feedback" / f"{file_name(result.student)}.{ending}").unlink(missing_ok=True)
    return sorted({result.student for result in gone})


def no_longer(before: Marks, now: Marks, numbers: Mapping[str, str]) -> list[str]:
    """Return what an earlier file of marks decided and another one does not, in a few words each.

    Parameters
    ----------
    before, now : Marks
        The two.
    numbers : mapping
        Name of an exercise -> its number.
    """
    still = _decisions(now, numbers)
    return [words for what, words in _decisions(before, numbers).items() if what not in still]


def _decisions(marks: Marks, numbers: Mapping[str, str]) -> dict[tuple, str]:
    """Return all that a file decides, each under what it is about."""

    def number(name: str) -> str:
        return numbers.get(name, name)

    found = {}
    for one in marks.marks:
        what = number(one.question) or one.notebook or one.assignment
        found["mark", one.student, number(one.question), one.assignment, one.notebook] = (
            f"the mark of {one.student}, {what}"
        )
    for assignment, days in marks.days.items():
        found |= {("days", assignment, who): f"late.days.{assignment} of {who}" for who in days}
    found |= {("left_out", number(name)): f"left_out {number(name)}" for name in sorted(marks.left_out)}
    found |= {("weights", number(name)): f"weights {number(name)}" for name in marks.weights}
    if marks.percent_a_day:
        found["percent_a_day",] = "late.percent_a_day"
    if marks.flagged is not None:
        found["flagged",] = "late.flagged"
    return found
