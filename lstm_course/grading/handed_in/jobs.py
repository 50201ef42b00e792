"""Find what was handed in: gather the files, read the layout, choose what counts, and leave nothing without a word."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .desk import Desk
from .forms import GRADESCOPE, gradescope_students
from .gather import Entry, Gathered, NoSubmissionsError, as_text, gather
from .infer import own_work, read_layout
from .intake import UnreadableError
from .job import Job
from .layout import Layout
from .names import person_in, stem_of
from .source import Source

__all__ = ["HandedIn", "Job", "NoSubmissionsError", "find_jobs", "of_folder", "read_handed_in"]

SUBMITTED, WORKING = "Submitted files", "Working files"  # of Teams


@dataclass
class HandedIn:
    """All that was handed in.

    Attributes
    ----------
    jobs : list of Job
        In the order of assignment, student, notebook.
    remarks : list of str
        What was not followed or not understood: for a person.
    layout : str
        How the folders were read, in a sentence.
    """

    jobs: list[Job]
    remarks: list[str]
    layout: str


def find_jobs(
    path: Path, sources: Mapping[str, Source], layout: str | None = None
) -> tuple[list[Job], list[str]]:
    """Return the notebooks to grade, and what is for a person; see `read_handed_in`."""
    found = read_handed_in(path, sources, layout)
    return found.jobs, found.remarks


def read_handed_in(path: Path, sources: Mapping[str, Source], layout: str | None = None) -> HandedIn:
    """Return all that was handed in.

    Parameters
    ----------
    path : Path
        A folder, a zip file, or one notebook.
    sources : mapping
        Name -> source, the notebooks that are known.
    layout : str, optional
        How to read the folders; by default it is inferred from all files together.

    Raises
    ------
    NoSubmissionsError
        Where nothing was found, or where it can be read in two ways.
    """
    path = Path(path)
    found = gather(path)
    clones = own_work(((*entry.parts, *entry.inner) for entry in found.entries), sources)
    found.entries = [entry for entry in found.entries if _is_own(entry, clones)]
    _leave_out_working_files(found)
    if not found.entries:
        raise NoSubmissionsError(f"There is no notebook in {path}.")
    if path.is_dir() or len(found.entries) > 1 or found.entries[0].members:
        outer = {
            folder
            for folder in clones
            if any(entry.parts[: len(folder)] == folder for entry in found.entries)
        }
        read = read_layout(found.entries, sources, found.root, layout, clones=outer)
        if read.form is GRADESCOPE:
            read = replace(read, names=_people(found.entries, read.words.index("student")))
    else:
        read, found.entries = _of_one_file(path, found.entries[0], sources)
    desk = Desk(found, read, sources, clones)
    jobs = desk.jobs()
    if not jobs:
        tried = f" Read as {read}." if found.entries else ""
        raise NoSubmissionsError(
            f"There is no notebook in {path}.{tried} {' '.join(desk.remarks[:3])}".rstrip()
        )
    jobs.sort(key=lambda job: (job.assignment, job.student, job.notebook))
    return HandedIn(jobs, desk.remarks, " ".join([_sentence(read, jobs), *found.asides]))


def of_folder(folder: Path, student: str, assignment: str, sources: Mapping[str, Source]) -> list[Job]:
    """Return the jobs of one folder of which it is known whose it is: nbgrader's ``submitted/STUDENT/ASSIGNMENT``.

    Parameters
    ----------
    folder : Path
        Where the files lie.
    student, assignment : str
        Whose they are.
    sources : mapping
        Name -> source, the notebooks of the assignment.
    """
    found = gather(folder)
    found.folders = {(student, assignment)}
    found.entries = [replace(entry, parts=(student, assignment, *entry.parts)) for entry in found.entries]
    clones = own_work(((*entry.parts, *entry.inner) for entry in found.entries), sources)
    found.entries = [entry for entry in found.entries if _is_own(entry, clones)]
    return Desk(found, Layout(("student", "assignment", "file")), sources, clones).jobs()


def _is_own(entry: Entry, clones: set) -> bool:
    """Whether a file is a student's and not the course's own: of a clone, only ``exercises/`` is."""
    parts = (*entry.parts, *entry.inner)
    inside = [folder for folder in clones if parts[: len(folder)] == folder]
    return not inside or any(parts[len(folder) : -1] == ("exercises",) for folder in inside)


def _leave_out_working_files(found: Gathered) -> None:
    """Leave out what Teams keeps beside ``Submitted files``: it was not handed in."""
    submitted = {
        entry.parts[:k] for entry in found.entries for k in (0, 1) if entry.parts[k : k + 1] == (SUBMITTED,)
    }
    kept = [
        entry
        for entry in found.entries
        if not any(entry.parts[: len(front) + 1] == (*front, WORKING) for front in submitted)
    ]
    if len(kept) < len(found.entries):
        found.asides.append(f"{WORKING} was passed over: {SUBMITTED} holds what was handed in.")
        found.entries = kept
        found.folders = {folder for folder in found.folders if WORKING not in folder}


def _people(entries: list[Entry], level: int) -> dict[str, str]:
    """Return folder -> student from the file that Gradescope puts beside the students' folders."""
    for entry in entries:
        if len(entry.parts) == level + 1 and entry.name == "submission_metadata.yml" and not entry.inner:
            try:
                found = gradescope_students(entry.content().decode("utf-8", "replace"))
            except (UnreadableError, FileNotFoundError):
                return {}
            often = Counter(found.values())
            return {folder: f"{who}_{folder}" if often[who] > 1 else who for folder, who in found.items()}
    return {}


def _of_one_file(path: Path, entry: Entry, sources: Mapping[str, Source]) -> tuple[Layout, list[Entry]]:
    parts = path.absolute().parts
    if len(parts) > 4 and parts[-4] == "submitted":
        return Layout(("student", "assignment", "file")), [
            replace(entry, parts=tuple(map(as_text, parts[-3:])))
        ]
    stem = stem_of(entry.name)
    return Layout(("student",), names={entry.name: person_in(stem, sources) or stem}), [entry]


def _sentence(layout: Layout, jobs: list[Job]) -> str:
    students, assignments = len({job.student for job in jobs}), len({job.assignment for job in jobs})
    level = {"student": "folder", "assignment": "folder"}
    last = layout.words[-1]
    said = [f"{level[word]} = {word}" for word in layout.words[:-1] if word in level]
    said.append(
        "file = student"
        if last == "student"
        else "file = assignment"
        if "assignment" not in layout.words
        else "file"
    )
    if "student" not in layout.words:
        said.insert(0, "all of it = one student")
    if layout.form is not None:
        said.insert(0, layout.form.title)
    people = "1 student" if students == 1 else f"{students} students"
    work = "1 assignment" if assignments == 1 else f"{assignments} assignments"
    return f"I read: {', '.join(part for part in said if part != 'file')} ({layout}); {people}, {work}."
