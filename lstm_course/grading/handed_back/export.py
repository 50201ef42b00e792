"""Write results as files that other programs read: JSON lines, CSV, and Gradescope's results.json."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from ..._files import write_whole
from ..result import Question, Result

COLUMNS = (
    "student",
    "assignment",
    "notebook",
    "status",
    "score",
    "max_score",
    "percent",
    "for_a_human",
    "tier",
    "repairs",
    "notes",
)
FORMULA = tuple("=+-@\t\r\n")  # how a cell begins that a spreadsheet takes for a formula
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
OUTCOME_WORDS = {
    "passed": "passed",
    "failed": "not yet",
    "not attempted": "not attempted",
    "error": "stopped by an error",
    "timeout": "ran too long",
    "died": "ended Python",
    "protocol error": "gave an answer that cannot be read",
}


LOOK = "Your teacher will look at it."
NO_COUNT = "This question does not count."


def message(question: Question) -> str:
    """Return the diagnosis of a question, with what comes next: a person looks at it, or it does not count.

    Parameters
    ----------
    question : Question
        As it counts.
    """
    words = question.message.replace(LOOK, "").strip()
    words += "." if words and words[-1] not in ".!?" and (question.look or not question.max_score) else ""
    if question.look:
        words = f"{words} {LOOK}"
    if question.number and not question.max_score:
        words = f"{words} {NO_COUNT}"
    return words.strip()


def clean(text: str) -> str:
    """Return text without control characters, among them those that turn the direction of writing.

    Parameters
    ----------
    text : str
        Of any origin.
    """
    return CONTROL.sub("\ufffd", text)


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    Parameters
    ----------
    text : str
        What a cell of the table shall show.
    """
    text = clean(text)
    text = re.sub(r"([;\t] *)(?=[=+@-])", r"\1'", text)  # where a semicolon or a tab parts cells
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def file_name(text: str) -> str:
    """Return a name that every file system can hold, another one for each text.

    Parameters
    ----------
    text : str
        Of any length, with any characters.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", text)[:60].lstrip(".-") or "_"
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", text) and not re.fullmatch(
        r"(?:con|prn|aux|nul|(?:com|lpt)\d)|.*-[0-9a-f]{8}",
        text,  # the last: what is made here
    ):
        return text
    return f"{plain}-{hashlib.sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


def write_jsonl(path: Path, results: Iterable[Result]) -> None:
    """Write one line of JSON for each result.

    Parameters
    ----------
    path : Path
        Where to; a file of that name is replaced in one step.
    results : iterable of Result
        One for each submission, in any order.
    """
    write_whole(path, "".join(f"{result.to_json()}\n" for result in results))


def write_csv(path: Path, results: Iterable[Result]) -> None:
    """Write a table with one row for each result; where there is no score, the cell is empty and not zero.

    It begins with the mark by which a spreadsheet knows UTF-8.

    Parameters
    ----------
    path : Path
        Where to; a file of that name is replaced in one step.
    results : iterable of Result
        One for each submission, in any order.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for result in results:
        percent = "" if result.score is None else _percent(result)
        table.writerow(
            [
                guarded(result.student),
                guarded(result.assignment),
                guarded(result.notebook),
                result.status,
                "" if result.score is None else _written(result.score),
                result.max_score,
                percent,
                "yes" if result.for_a_human else "no",
                result.tier,
                guarded(" ".join(result.repairs)),
                guarded(" ".join(result.notes)),
            ]
        )
    write_whole(path, f"\ufeff{stream.getvalue()}")


def _written(points: float) -> float:
    """Return points without what binary fractions leave behind."""
    return points if isinstance(points, int) else round(points, 6)


def _percent(result: Result) -> float:
    return round(100 * result.score / result.max_score, 2) if result.max_score else 100.0


def gradescope(result: Result) -> dict:
    """Return what Gradescope reads from ``results.json``.

    Parameters
    ----------
    result : Result
        A graded one.

    Raises
    ------
    ValueError
        Where it has no score: that would be shown as a zero.
    """
    if result.score is None:
        raise ValueError(f"result must have a score; its status is {result.status!r}")
    tests = []
    for question in result.questions:
        outcome = "" if question.by_hand else f"{OUTCOME_WORDS[question.outcome]}."
        words = (outcome, message(question), question.note, question.comment)
        text = " ".join(word for word in words if word)
        tests.append(
            {
                "name": question.name,
                "number": question.number,
                "score": question.score,
                "max_score": question.max_score,
                "status": "passed" if question.outcome == "passed" else "failed",
                "output": clean(text),
                "output_format": "text",
                "visibility": "visible",
            }
        )
    notes = [f"{result.late:g} points are taken off for being late."] if result.late else []
    return {
        "score": result.score,
        "execution_time": round(result.seconds, 3),
        "output": clean("\n".join([*notes, *result.repairs])),  # the result's notes are for the teacher
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def gradescope_file(folder: Path, result: Result) -> Path:
    """Return where a result's file is: ``STUDENT/ASSIGNMENT.json``, with the notebook where it has another name.

    Parameters
    ----------
    folder : Path
        Of all these files.
    result : Result
        Whose it is.
    """
    name = file_name(result.assignment)
    if result.notebook != result.assignment:
        name += f"--{file_name(result.notebook)}"
    return Path(folder) / file_name(result.student) / f"{name}.json"


def write_gradescope(folder: Path, results: Iterable[Result]) -> None:
    """Write a file for each result that has a score; without one, there is no file.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    results : iterable of Result
        One for each submission, in any order.
    """
    for result in results:
        path = gradescope_file(folder, result)
        if result.score is None:
            path.unlink(missing_ok=True)  # of an earlier run
        else:
            write_whole(path, json.dumps(gradescope(result), indent=1) + "\n")
