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
    r"identifier|identifikator|student|s?id|.*\bid|id[- ]number|orgdefinedid|user ?name|login|e-?mail.*|.*name",
    re.IGNORECASE,
)  # columns that say whose row it is


IDENTITY = {
    "identifier",
    "identifikator",
    "id",
}  # Moodle's and Canvas' own numbers: they go before all others
FIRST, LAST = ("first name", "vorname"), ("last name", "surname", "nachname")
HALF = re.compile(r"(?:first|last|given|family|middle)[ _-]?name|surname|vorname|nachname", re.IGNORECASE)
NOBODY = re.compile(r"(?:section|course|group|class|assignment)[ _-]?(?:name|id)", re.IGNORECASE)
MOST_COLUMN = re.compile(
    r"max(?:imum|imale|\.)? (?:grade|bewertung)|(?:höchste|beste) bewertung|bestwertung", re.IGNORECASE
)
MOST_IN_HEAD = re.compile(r"(?:\[total pts: ?|maxpoints: ?)(\d+(?:[.,]\d+)?)", re.IGNORECASE)
POSSIBLE = "points possible"  # the row in which Canvas says the points at most
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
        A remark on each student who is in no row, or in more than one, on each mark that stood there already and is
        another now, on a notebook that is missing beside another that counts, on who has no score, and on points at
        most that are not ours.

    Raises
    ------
    TableError
        Where the results are of several assignments, or the column cannot be found.
    OSError
        Where the table cannot be read.
    """
    results = list(results)
    (encoding, dialect, rows), place = _checked(table, {result.assignment for result in results}, column)
    found: dict[int, list[Result]] = defaultdict(list)
    remarks = []
    for student, own in _by_student(results).items():
        lines = [i for i, row in enumerate(rows[1:], 1) if _same(student, rows[0], row)]
        if len(lines) == 1:
            found[lines[0]] += own
        else:
            remarks.append(
                f"{student}: in {len(lines) or 'no'} row{'s' * (len(lines) > 1)} of {table}; not filled in."
            )
    others, comma, without = set(), _decimal_comma(rows, place), []
    for line, own in found.items():
        students, have = {result.student for result in own}, _handed_in(own)
        if len(students) > 1:
            remarks.append(f"{' and '.join(sorted(students))}: the same row of {table}; not filled in.")
        elif any(result.score is None for result in have):
            without += students
        else:
            score = f"{sum(result.score for result in have):g}"
            if len(have) < len(own):
                names = ", ".join(result.notebook for result in own if result not in have)
                remarks.append(
                    f"{have[0].student}: {names} missing; {table} gets the {score} points of the rest."
                )
            remarks += _replaced(students, rows[line][place], score, table)
            rows[line][place] = score.replace(".", ",") if comma else score
            most = sum(result.max_score for result in own)
            others |= {(there, most) for there in _most(rows, line, place) if not math.isclose(there, most)}
    if without:
        names = ", ".join(sorted(without))
        remarks.append(f"{table}: no score for {names}, so nothing was filled in there; you decide.")
    remarks += [
        f"{table}: the marks are of {most:g} points, and the table says {there:g}. They were written as they are; "
        "make both the same."
        for there, most in sorted(others)
    ]
    stream = io.StringIO()
    csv.writer(stream, dialect, lineterminator="\r\n").writerows(rows)
    write_whole(out, stream.getvalue().encode(encoding))
    return remarks


def _handed_in(results: list[Result]) -> list[Result]:
    """Return a student's results without what is missing, where another one has a score."""
    scored = any(result.score is not None for result in results)
    return [result for result in results if not scored or result.status != "missing"]


def check_table(table: Path, assignments: Iterable[str], column: str | None = None) -> None:
    """Raise where `fill` could not fill a table, so that this is known before anything is graded.

    Parameters
    ----------
    table, column
        As for `fill`.
    assignments : iterable of str
        Of the results that will come.

    Raises
    ------
    TableError, OSError
        As for `fill`.
    """
    _checked(table, set(assignments), column)


def _checked(table: Path, assignments: set[str], column: str | None) -> tuple[tuple, int]:
    """Return what is in a table, and which column is to be filled."""
    if len(assignments) > 1:
        raise TableError(
            f"A table has a column for one assignment; these are {', '.join(sorted(assignments))}."
        )
    read = _read(Path(table))
    heads = read[2][0]
    place = _column(heads, column, table)
    if not any(WHO.fullmatch(head.strip()) for head in heads):
        raise TableError(f"{table}: no column says whose row it is, such as Identifier, ID, Username or Name")
    return read, place


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


def without_submission(table: Path, students: Iterable[str]) -> list[str]:
    """Return a remark that names who is in a platform's own table, and has handed in nothing; none where all have.

    Parameters
    ----------
    table : Path
        As for `fill`.
    students : iterable of str
        Who has handed in something, as the grader calls them.

    Raises
    ------
    TableError, OSError
        As for `fill`.
    """
    _, _, rows = _read(Path(table))
    students = set(students)
    absent = [
        name
        for row in rows[1:]
        if (name := _named(rows[0], row)) and not any(_same(student, rows[0], row) for student in students)
    ]
    if not absent:
        return []
    return [f"{table} names {len(absent)} who handed in nothing; they get no score: {'; '.join(absent)}."]


def _named(heads: list[str], row: list[str]) -> str:
    """Return who a row is for, in its own words; empty where it is for nobody, such as Canvas' row of the points."""
    cells = [
        cell.strip()
        for head, cell in zip(heads, row, strict=False)
        if WHO.fullmatch(head.strip()) and not NOBODY.fullmatch(head.strip()) and cell.strip()
    ]
    return "" if any(_plain(cell) == POSSIBLE for cell in cells) else ", ".join(cells[:3])


def _replaced(students: set[str], before: str, score: str, table: Path) -> list[str]:
    before = before.strip()
    try:
        same = not before or math.isclose(float(before.replace(",", ".")), float(score))
    except ValueError:
        same = before in ("-", "\u2013")  # how Moodle and others write that there is none
    return (
        [] if same else [f"{', '.join(sorted(students))}: {table} said {before}; it is {score} in the copy."]
    )


def _decimal_comma(rows: list[list[str]], place: int) -> bool:
    """Whether numbers in a table have a decimal comma: in the column itself, or in that of the points at most."""
    places = [place, *(i for i, head in enumerate(rows[0]) if MOST_COLUMN.fullmatch(head.strip()))]
    return any(re.fullmatch(r"\d+,\d+", row[i].strip()) for row in rows[1:] for i in places)


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


def _most(rows: list[list[str]], line: int, place: int) -> list[float]:
    """Return the points at most that a table says for a row: Moodle's column, Canvas' row, the others' heading."""
    told = [
        cell for head, cell in zip(rows[0], rows[line], strict=False) if MOST_COLUMN.fullmatch(head.strip())
    ]
    told += [row[place] for row in rows[1:] if _plain(row[0]) == POSSIBLE]
    told += MOST_IN_HEAD.findall(rows[0][place])
    told = [text.strip().replace(",", ".") for text in told]
    return [float(text) for text in told if re.fullmatch(r"\d+(?:\.\d+)?", text)]


def _by_student(results: Iterable[Result]) -> dict[str, list[Result]]:
    found = defaultdict(list)
    for result in results:
        found[result.student].append(result)
    return found


def _same(student: str, heads: list[str], row: list[str]) -> bool:
    """Tell whether a row is a student's: the number or login is in a cell, or else the whole name is.

    Where a table has the platform's own number, another number or a name alone makes nobody's row this student's.
    """
    student = _plain(student)
    known = {
        _plain(head): _plain(cell)
        for head, cell in zip(heads, row, strict=False)
        if WHO.fullmatch(head.strip()) and not NOBODY.fullmatch(head.strip()) and cell.strip()
    }
    cells = {cell for head, cell in known.items() if not HALF.fullmatch(head)}
    parts = [next((known[head] for head in heads if head in known), "") for heads in (FIRST, LAST)]
    names = cells | {" ".join(parts)} if all(parts) else cells
    name, _, number = student.rpartition("_")
    if not (number.isdigit() and name) or student in cells:
        return student in names or (bool(name) and "@" in number and number in cells)
    own = IDENTITY.intersection(map(_plain, heads))
    if any(re.fullmatch(rf"(?:\D*[^\W\d]\D*)?{number}", known.get(head, "")) for head in own):
        return True
    if own:
        return number in cells and name in names
    return number in cells or name in names


def _plain(text: str) -> str:
    """Return a name as it is compared: one way to write a letter with an accent, large and small ones alike."""
    return unicodedata.normalize("NFC", text.strip().casefold())


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
        Whether there was one; nothing is written otherwise, and what an earlier run has written is removed.
    """
    moodle = sorted({student for student in students if re.fullmatch(r"[^/\\]+_\d+", student)})
    if not moodle:
        Path(path).unlink(missing_ok=True)  # of an earlier run
        return False
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in moodle:
            content = (Path(folder) / f"{file_name(student)}.html").read_bytes()
            archive.writestr(f"{clean(student)}_assignsubmission_file_/feedback.html", content)
    write_whole(path, stream.getvalue())
    return True
