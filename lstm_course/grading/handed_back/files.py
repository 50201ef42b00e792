"""All files of a run: the table, the pages, and what goes back to a platform."""

import functools
import re
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from ..._root import CourseNotFoundError, find_root
from ...notebook.lesson import lessons
from ..result import Result
from .export import file_name, write_csv, write_gradescope, write_jsonl
from .feedback import write_feedback
from .kept import RESULTS, Key, with_plain_names
from .overview import write_overview
from .platforms import TableError, fill, write_moodle_feedback


def hand_back(
    out: Path,
    results: Iterable[Result],
    remarks: Iterable[str] = (),
    titles: Mapping[str, str] | None = None,
    address: Callable[[str, str], str | None] | None = None,
    *,
    table: Path | None = None,
    column: str | None = None,
    figures: Callable[[Result], Mapping[str, Iterable[str]]] | None = None,
    now: Collection[Key] | None = None,
) -> list[str]:
    """Write all files of a run.

    Parameters
    ----------
    out : Path
        The folder; made where it is missing.
    results : iterable of Result
        As they count, with what a person has decided.
    remarks : iterable of str
        What was passed over, for the teacher's page, which shows those on the table, too.
    titles, address : optional
        As for `write_feedback`.
    table, column : optional
        The platform's own table to fill, and its column, as for `fill`.
    figures : callable, optional
        As for `write_feedback`.
    now : collection, optional
        The ``key`` of each result of this run, where others are kept from earlier ones: the page of a student who is
        not in this run is written only where it changes, because the figures are not at hand. The table is filled for
        the assignment of this run. By default all are of this run.

    Returns
    -------
    list of str
        Remarks on the table.

    Raises
    ------
    TableError
        Where the table cannot be filled; everything else is written then.
    """
    out, results = Path(out), list(results)
    now = {result.key for result in results} if now is None else now
    unchanged = _unchanged(out, results, now)
    changed = [result for result in results if result.student not in unchanged]
    write_feedback(out / "feedback", changed, titles, address, figures)
    write_jsonl(out / RESULTS, results)
    write_csv(out / "grades.csv", results)
    write_gradescope(out / "gradescope", results)
    write_moodle_feedback(out / "moodle_feedback.zip", out / "feedback", {one.student for one in results})
    on_table: list[str] = []
    try:
        if table is not None:
            assignments = {assignment for _, assignment, _ in now}
            own = [result for result in results if result.assignment in assignments]
            on_table = fill(table, out / f"filled_{Path(table).name}", own, column)
    except TableError as error:
        on_table = [str(error)]
        raise
    finally:
        write_overview(out / "overview.html", results, [*remarks, *on_table], titles)
    return on_table


def _unchanged(out: Path, results: list[Result], now: Collection[Key]) -> set[str]:
    """Return the students who are not in this run, and whose page says already what it shall say."""
    before = {result.key: result for result in _stored(out / RESULTS)}
    found = {student for student, _, _ in before} - {student for student, _, _ in now}
    found -= {result.student for result in results if before.pop(result.key, None) != result}
    found -= {student for student, _, _ in before}  # with a result that is not here any more
    return {student for student in found if (out / "feedback" / f"{file_name(student)}.html").exists()}


def lesson_pages(site: str | None = None) -> tuple[dict[str, str], Callable[[str, str], str | None] | None]:
    """Return the titles of the lessons, and where a section is found on a website.

    Parameters
    ----------
    site : str, optional
        Address of the course's website.

    Returns
    -------
    titles : dict
        Name of a notebook -> number and title.
    address : callable or None
        For `write_feedback`; None without a website.
    """
    try:
        found = lessons(find_root(), strict=False)
    except CourseNotFoundError:
        return {}, None
    stems = {f"{lesson.number:02d}": lesson.stem for lesson in found}
    address = None if site is None else functools.partial(_address, site.rstrip("/"), stems)
    return {lesson.stem: lesson.heading for lesson in found}, address


def _address(site: str, stems: Mapping[str, str], number: str, section: str) -> str | None:
    if number not in stems:
        return None
    return f"{site}/lessons/{stems[number]}.html#{urllib.parse.quote(anchor(section))}"


def anchor(section: str) -> str:
    """Return the name by which the website's page knows a section: it begins with a letter."""
    words = re.sub("[^a-z0-9]+", "-", section.lower())
    return re.sub("^[-0-9]+|-+$", "", words)


def other_assignments(out: Path, assignments: Iterable[str]) -> list[str]:
    """Return the assignments whose results a folder holds, where none of these is among them: it is another's folder.

    Parameters
    ----------
    out : Path
        A folder of results, or one that does not exist yet.
    assignments : iterable of str
        Those of the new run.
    """
    held = {result.assignment for result in _stored(Path(out) / RESULTS)}
    return sorted(held) if held.isdisjoint(assignments) else []


def seeds_of(path: Path) -> dict[tuple[str, str, str], int]:
    """Return the seed of the inputs of each submission of an earlier run.

    Parameters
    ----------
    path : Path
        Its ``results.jsonl``.

    Raises
    ------
    OSError
        Where there is no such file.
    """
    Path(path).stat()
    return {
        result.key: int(result.seed_id, 16)
        for result in _stored(Path(path))
        if re.fullmatch("[0-9a-f]+", result.seed_id)
    }


def _stored(path: Path) -> list[Result]:
    """Return the results in a file, without the lines that are none."""
    found = []
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found.append(with_plain_names(Result.from_json(line)))
            except ValueError:
                continue
    return found
