"""Marks go back where they came from: into the platform's own table, and Moodle's zip file of feedback."""

import csv
import io
import math
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ..._files import write_whole
from ..result import Result
from .export import clean, file_name

GRADE = re.compile(
    r"grade|bewertung|.*\(\d+\)|.*\[total pts:.*|.* points grade\b.*", re.IGNORECASE | re.DOTALL
)  # Moodle, Canvas, Blackboard, Brightspace
WHO = re.compile(
    r"identifier|identifikator|student|.*\bid|id[- ]number|orgdefinedid|user ?name|login|e-?mail.*|.*name",
    re.IGNORECASE,
)  # columns that say whose row it is
HALF = re.compile(r"(?:first|last|given|family|middle)[ _-]?name|surname|vorname|nachname", re.IGNORECASE)
NOBODY = re.compile(r"(?:section|course|group|class|assignment)[ _-]?(?:name|id)", re.IGNORECASE)
MOST = re.compile(
    r"\[total pts:\s*(?P<blackboard>[\d.,]+)|maxpoints:\s*(?P<brightspace>[\d.,]+)", re.IGNORECASE
)
OF_ROW = ("maximum grade", "bestwertung")  # Moodle says the most in each row


STATUS = re.compile(r"status|submission late", re.IGNORECASE)
DAYS = {"ye": 365, "ja": 365, "da": 1, "ta": 1, "ho": 1 / 24, "st": 1 / 24}  # English and German
DAYS |= {"mi": 1 / 1440, "se": 1 / 86400}
UNIT = r"(?:years?|days?|hours?|mins?|secs?|Jahre?|Tage?|Stunden?|Minuten?|Sekunden?)"
PART = re.compile(rf"(\d{{1,6}}) ({UNIT})\b", re.IGNORECASE)
LATE = re.compile(rf"(?P<time>(?:\d{{1,6}} {UNIT} ?){{1,3}})(?:late|später|verspätet)\b", re.IGNORECASE)


class TableError(ValueError):
    """The platform's table cannot be filled; the message says why."""


def fill(table: Path, out: Path, results: Iterable[Result], column: str | None = None) -> list[str]:
    """Write a platform's own table of marks with the scores in it.

    The table is what the platform gives for marking by hand: Moodle's grading worksheet, the gradebook that Canvas
    exports, Blackboard's and Brightspace's. Everything else in it stays as it is. A row without a score is not touched.

    Parameters
    ----------
    table : Path
        CSV, or text with tabs, in UTF-8 or UTF-16, with a line of headings.
    out : Path
        Where to; in the encoding and with the separators of the table.
    results : iterable of Result
        Those of one assignment.
    column : str, optional
        Heading of the column to fill; needed where the form of the headings does not say which it is.

    Returns
    -------
    list of str
        A remark on each student who is in no row, or in more than one, and on points at most that differ.

    Raises
    ------
    TableError
        Where the results are of several assignments, or the column cannot be found.
    OSError
        Where the table cannot be read.
    """
    results = list(results)
    assignments = sorted({result.assignment for result in results})
    if len(assignments) > 1:
        raise TableError(f"A table has a column for one assignment; these are {', '.join(assignments)}.")
    encoding, dialect, rows = _read(Path(table))
    place = _column(rows[0], column, table)
    if not any(WHO.fullmatch(head.strip()) for head in rows[0]):
        raise TableError(f"{table}: no column says whose row it is, such as Identifier, ID, Username or Name")
    found: dict[int, list[Result]] = defaultdict(list)
    remarks, differ = [], set()
    for student, own in _by_student(results).items():
        lines = [i for i, row in enumerate(rows[1:], 1) if _same(student, rows[0], row)]
        if len(lines) == 1:
            found[lines[0]] += own
        else:
            remarks.append(
                f"{student}: in {len(lines) or 'no'} row{'s' * (len(lines) > 1)} of {table}; not filled in."
            )
    for line, own in found.items():
        students = {result.student for result in own}
        if len(students) > 1:
            remarks.append(f"{' and '.join(sorted(students))}: the same row of {table}; not filled in.")
        elif all(result.score is not None for result in own):
            rows[line][place] = f"{sum(result.score for result in own):g}"
            most = _most(rows, line, place)
            ours = sum(result.max_score for result in own)
            if most is not None and not math.isclose(most, ours):
                differ.add(f"{ours:g} points, and the table says {most:g}")
    remarks += [
        f"{table}: the marks are of {text}. They were written as they are; make both the same."
        for text in sorted(differ)
    ]
    stream = io.StringIO()
    csv.writer(stream, dialect, lineterminator="\r\n").writerows(rows)
    write_whole(out, stream.getvalue().encode(encoding))
    return remarks


def lateness(table: Path, students: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return what a platform's own table says of being late: student -> days begun, and its words.

    Moodle's grading worksheet has it in the column Status, such as "Submitted for grading - 1 day 2 hours late".

    Parameters
    ----------
    table : Path
        As for `fill`.
    students : iterable of str
        As the grader calls them; who is in no row, or in two, is not in the answer.

    Raises
    ------
    TableError, OSError
        As for `fill`.
    """
    _, _, rows = _read(Path(table))
    heads = rows[0]
    places = [i for i, head in enumerate(heads) if STATUS.fullmatch(head.strip())]
    late = [(row, said) for row in rows[1:] if (said := _late_in(row[i] for i in places)) is not None]
    found = {}
    for student in sorted(set(students)) if late else ():
        own = [row for row in rows[1:] if _same(student, heads, row)]
        said = [said for row, said in late if any(row is one for one in own)]
        if len(own) == len(said) == 1:
            found[student] = said[0]
    return found


def _late_in(cells: Iterable[str]) -> tuple[int, str] | None:
    for cell in cells:
        match = LATE.search(cell)
        if match:
            parts = PART.findall(match["time"])
            days = sum(int(number) * DAYS[unit[:2].lower()] for number, unit in parts)
            return math.ceil(round(days, 6)), clean(match["time"].strip())
    return None


def _read(table: Path) -> tuple[str, type[csv.Dialect], list[list[str]]]:
    content = table.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        told = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(f"{table} is not text in UTF-8 or UTF-16: {error}") from None
    if encoding == "utf-8-sig" and not content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8"
    first = told.split("\n", 1)[0]

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=first.count)

    before = csv.field_size_limit(max(csv.field_size_limit(), len(told)))  # students may write long texts
    try:
        rows = [row for row in csv.reader(io.StringIO(told, newline=""), Dialect) if row]
    except csv.Error as error:
        raise TableError(f"{table} cannot be read: {error}") from None
    finally:
        csv.field_size_limit(before)
    if len(rows) < 2:
        raise TableError(f"{table} must hold a line of headings and a line for each student")
    for row in rows:
        row += [""] * (len(rows[0]) - len(row))
    return encoding, Dialect, rows


def _column(heads: list[str], wanted: str | None, table: Path) -> int:
    if wanted is not None:
        fitting = [i for i, head in enumerate(heads) if head.strip() == wanted.strip()]
    else:
        fitting = [i for i, head in enumerate(heads) if GRADE.fullmatch(head)]
    if len(fitting) != 1:
        names = ", ".join(repr(head) for head in heads)
        raise TableError(f"{table}: say with --column which of these is to be filled: {names}")
    return fitting[0]


def _by_student(results: Iterable[Result]) -> dict[str, list[Result]]:
    found = defaultdict(list)
    for result in results:
        found[result.student].append(result)
    return found


def _same(student: str, heads: list[str], row: list[str]) -> bool:
    """Tell whether a row is a student's: the number or login is in a cell, or else the whole name is."""
    known = {
        _plain(head): _plain(cell)
        for head, cell in zip(heads, row, strict=False)
        if WHO.fullmatch(head.strip()) and not NOBODY.fullmatch(head.strip())
    }
    first, last = (
        next((known[head] for head in pair if head in known), "")
        for pair in (("first name", "vorname"), ("last name", "nachname"))
    )
    cells = {
        cell for head, cell in known.items() if not HALF.fullmatch(head)
    }  # half a name is another's, too
    cells = (cells | ({f"{first} {last}"} if first and last else set())) - {""}
    name, _, number = student.rpartition("_")
    if number.isdigit() and name:
        own = next((head for head in ("identifier", "identifikator", "id") if head in known), None)
        if own is not None:  # the platform's own number: in another column, it is another number
            cells = {known[own]}
        if {number, f"participant {number}", f"teilnehmer/in{number}"} & cells:
            return True
        return own is None and _plain(name) in cells
    return _plain(student) in cells


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def _most(rows: list[list[str]], line: int, place: int) -> float | None:
    """Return the points at most that a table says for a row, None where it does not say."""
    heads = [head.strip().casefold() for head in rows[0]]
    match = MOST.search(rows[0][place])
    if match:
        said = match["blackboard"] or match["brightspace"]
    elif any(head in heads for head in OF_ROW):
        said = rows[line][next(heads.index(head) for head in OF_ROW if head in heads)]
    else:
        said = next((row[place] for row in rows[1:4] if row[0].strip().casefold() == "points possible"), "")
    try:
        return float(said.strip().rstrip(".,").replace(",", "."))
    except ValueError:
        return None


def write_moodle_feedback(path: Path, folder: Path, students: Iterable[str]) -> bool:
    """Write the zip file with which Moodle gives every student of an assignment the page back.

    Parameters
    ----------
    path : Path
        Of the zip file.
    folder : Path
        Where the pages are.
    students : iterable of str
        As the grader calls them; only those whose name comes from Moodle (``Ada Lovelace_101``) are in the file.

    Returns
    -------
    bool
        Whether there was one; nothing is written otherwise.
    """
    moodle = sorted({student for student in students if re.fullmatch(r"[^/\\]+_\d+", student)})
    if not moodle:
        return False
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in moodle:
            content = (Path(folder) / f"{file_name(student)}.html").read_bytes()
            archive.writestr(f"{clean(student)}_assignsubmission_file_/feedback.html", content)
    write_whole(path, stream.getvalue())
    return True
