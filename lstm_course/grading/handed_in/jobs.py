"""Find what was handed in: read the layout, choose the files, and leave none of them without a row or a remark."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .choice import Candidate, Choice, choose
from .forms import GRADESCOPE, gradescope_students
from .gather import Entry, Gathered, NoSubmissionsError, content_in, gather
from .intake import UnreadableError, parse
from .layout import Layout, own_work, read_layout
from .names import known_in, listed, may_be_notebook, person_in, stem_of
from .recognise import Reading, in_order, reading
from .source import Source
from .submission import Submission

__all__ = ["HandedIn", "Job", "NoSubmissionsError", "find_jobs", "read_handed_in"]

SUBMITTED, WORKING = "Submitted files", "Working files"  # of Teams
NOT_WORK = (".html", ".htm", ".yml", ".yaml", ".csv", ".xlsx", ".ini")  # beside the students' folders


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
    desk = _Desk(found, read, sources, clones)
    jobs = desk.jobs()
    if not jobs:
        tried = f" Read as {read}." if found.entries else ""
        raise NoSubmissionsError(
            f"There is no notebook in {path}.{tried} {' '.join(desk.remarks[:3])}".rstrip()
        )
    jobs.sort(key=lambda job: (job.assignment, job.student, job.notebook))
    return HandedIn(jobs, desk.remarks, " ".join([_sentence(read, jobs), *found.asides]))


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
        return Layout(("student", "assignment", "file")), [replace(entry, parts=tuple(parts[-3:]))]
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


@dataclass
class _Pile:
    """What one student has handed in for one assignment."""

    named: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    strange: list[Candidate] = field(default_factory=list)  # may be notebooks; which one is not said
    other: list[Candidate] = field(default_factory=list)  # no notebooks
    notes: list[str] = field(default_factory=list)


class _Desk:
    """Where the piles are made and worked through."""

    def __init__(self, found: Gathered, layout: Layout, sources: Mapping[str, Source], clones: set):
        self.found, self.layout, self.sources, self.clones = found, layout, sources, clones
        self.remarks = list(found.remarks)
        self.piles: dict[tuple[str, str], _Pile] = defaultdict(_Pile)
        self.readings: dict[Candidate, Reading] = {}
        self.cloned: set[tuple[str, str]] = set()

    def jobs(self) -> list[Job]:
        """Return a job for each notebook that is expected from each student."""
        for entry in self.found.entries:
            self._lay(entry)
        expected = defaultdict(set)
        for (_, assignment), pile in self.piles.items():
            for name in pile.named:
                expected[assignment or name].add(name)
        jobs: list[Job] = []
        for (student, assignment), pile in self.piles.items():
            jobs += self._of_pile(student, assignment, pile, expected)
        jobs += self._empty_folders(expected)
        return self._without_notebook(self._merged(jobs))

    def _lay(self, entry: Entry) -> None:
        place = self.layout.place(entry.parts)
        where = "/".join((*entry.parts, *entry.inner))
        if place is None:
            if may_be_notebook(entry.name) or not entry.name.lower().endswith(NOT_WORK):
                self.remarks.append(f"{where}: it lies outside of the students' folders ({self.layout}).")
            return
        pile = self.piles[place.student, place.assignment]
        pile.notes += [note for note in place.notes if note not in pile.notes]
        name = entry.name if entry.inner else place.name
        named, rest = known_in(stem_of(name), self.sources)
        one = Candidate(entry, place, named, not rest and stem_of(name) == named)
        if (*entry.parts, *entry.inner)[:-2] in self.clones:
            self.cloned.add((place.student, place.assignment))
        if place.text and not entry.inner:
            pile.other.append(one)
        elif may_be_notebook(entry.name) or (entry.problem and entry.inner):
            self._sort(pile, one)
        else:
            pile.other.append(one)

    def _sort(self, pile: _Pile, one: Candidate) -> None:
        if one.named is not None:
            pile.named[one.named].append(one)
            return
        if one.place.assignment in self.sources and known_in(one.place.assignment, self.sources)[0]:
            choices = {one.place.assignment: self.sources[one.place.assignment]}
        else:
            choices = self.sources
        found = self._read(one, choices)
        if found.notebook:
            pile.named[found.notebook].append(one)
        else:
            pile.strange.append(one)

    def _read(self, one: Candidate, choices: Mapping[str, Source] | None = None) -> Reading:
        if one not in self.readings or choices is None:
            try:
                content = one.entry.content()
            except (UnreadableError, FileNotFoundError) as error:
                self.readings[one] = Reading("unreadable", reason=str(error) or "There is no such file.")
            else:
                within = self.sources if choices is None else choices
                self.readings[one] = reading(content, within, one.named)
        return self.readings[one]

    def _of_pile(self, student: str, assignment: str, pile: _Pile, expected: Mapping[str, set]) -> list[Job]:
        jobs = []
        wanted = {assignment} if assignment in self.sources else expected.get(assignment, set())
        if not assignment and len({name for names in expected.values() for name in names}) == 1:
            wanted = next(iter(expected.values()))
        if not assignment and not expected and len(self.sources) == 1:
            wanted = set(self.sources)
        missing = sorted(name for name in wanted if name not in pile.named)
        notes = tuple(pile.notes)
        strange = list(pile.strange)
        if missing and len(strange) == 1:  # what cannot be read may be the notebook that is missing
            pile.named[missing.pop()].append(strange.pop())
        for name, candidates in pile.named.items():
            chosen = choose(candidates, self._within(name))
            jobs.append(self._job(student, assignment or name, name, candidates, chosen, notes))
        if (student, assignment) in self.cloned:
            jobs = self._of_clone(jobs, pile)
        if missing and strange:
            problem = (
                f"{listed(one.shown for one in strange)} cannot be read as a notebook: a person has to look."
            )
            jobs += [
                Job(student, assignment or name, name, None, problem=problem, notes=notes) for name in missing
            ]
            strange = []
        elif missing and assignment and (pile.other or jobs):
            handed = (
                f"{listed(one.shown for one in pile.other)}, which is no notebook"
                if pile.other
                else "nothing for it"
            )
            if pile.other:
                text = f"Handed in was {handed}."
                jobs += [Job(student, assignment, name, None, problem=text, notes=notes) for name in missing]
            else:
                jobs += [Job(student, assignment, name, None, notes=notes) for name in missing]
            pile.other = []
        for one in strange:
            reason = self._read(one).reason
            jobs_note = f"{one.shown} was handed in, too; it was passed over. {reason}".strip()
            if jobs:
                jobs = [replace(job, notes=(*job.notes, jobs_note)) for job in jobs]
            else:
                self.remarks.append(f"{student}: {one.shown} is not a notebook of a known lesson. {reason}")
        return self._with_others(jobs, pile)

    def _within(self, name: str):
        only = {name: self.sources[name]}

        def read(one: Candidate) -> Reading:
            self.readings.pop(one, None)
            return self._read(one, only)

        return read

    @staticmethod
    def _with_others(jobs: list[Job], pile: _Pile) -> list[Job]:
        """Name the files that are no notebooks on the student's rows."""
        if not jobs or not pile.other:
            return jobs
        note = f"Also handed in, and not read: {listed(one.shown for one in pile.other)}."
        pile.other = []
        return [replace(job, notes=(*job.notes, note)) for job in jobs]

    def _job(self, student, assignment, name, candidates, choice: Choice, notes) -> Job:
        if choice.chosen is None:
            return Job(student, assignment, name, None, problem=choice.problem, notes=notes)
        one = choice.chosen
        repairs = [choice.note] if choice.note else []
        if one.named is None:
            said = stem_of(one.shown.rpartition("/")[2])[:80]
            how = "; it was recognised by its cells" if self.readings[one].notebook else ""
            repairs.append(f"The notebook was named {said!a}{how}.")
        return Job(
            student,
            assignment,
            name,
            one.entry.path,
            one.entry.members,
            tuple(repairs),
            notes,
            one.entry.problem,
        )

    def _of_clone(self, jobs: list[Job], pile: _Pile) -> list[Job]:
        """Of a clone of the course, keep what was worked on; where nothing was, a person has to look."""
        kept = []
        for job in jobs:
            kinds = {self._within(job.notebook)(one).kind for one in pile.named[job.notebook]}
            if kinds & {"worked on", "unreadable"}:
                kept.append(job)
        left = sorted({job.notebook for job in jobs} - {job.notebook for job in kept})
        text = "A clone of the course was handed in; exercises/ counts."
        if not kept:
            self.remarks.append(f"{jobs[0].student}: {text} Nothing in it was worked on.")
            return [replace(job, notes=(*job.notes, text)) for job in jobs]
        if left:
            text += f" Not worked on: {listed(left, 20)}."
        return [replace(job, notes=(*job.notes, text)) for job in kept]

    def _empty_folders(self, expected: Mapping[str, set]) -> list[Job]:
        """Return a job for each notebook whose folder is there and empty; name the students with no file at all."""
        words = self.layout.words[:-1]
        if "student" not in words:
            return []
        jobs, at = [], words.index("student")
        what = words.index("assignment") if "assignment" in words else None
        seen = {student for student, _ in self.piles}
        empty = set()
        for folders in sorted(self.found.folders):
            if len(folders) <= at:
                continue
            place = self.layout.place((*folders, ""))
            if place is None:
                continue
            if what is None or len(folders) <= what:
                empty.add(place.student)
            elif (place.student, place.assignment) not in self.piles:
                wanted = (
                    {place.assignment}
                    if place.assignment in self.sources
                    else expected.get(place.assignment, ())
                )
                jobs += [Job(place.student, place.assignment, name, None) for name in sorted(wanted)]
        served = seen | {job.student for job in jobs}
        self.remarks += [
            f"{student}: there is no notebook in this folder." for student in sorted(empty - served)
        ]
        return list(dict.fromkeys(jobs))

    @staticmethod
    def _merged(jobs: list[Job]) -> list[Job]:
        """Return the jobs, where two of one student for one notebook are one for a person."""
        found: dict[tuple[str, str, str], Job] = {}
        for job in jobs:
            key = (job.student, job.assignment, job.notebook)
            if key in found:
                problem = "It was handed in at two places, with and without a folder of the assignment: a person has to look."
                found[key] = replace(found[key], path=None, members=(), problem=problem)
            else:
                found[key] = job
        return list(found.values())

    def _without_notebook(self, jobs: list[Job]) -> list[Job]:
        """Add a row, or a remark, for each student who has handed in something, and no notebook."""
        served = {job.student for job in jobs}
        only = {(job.assignment, job.notebook) for job in jobs}
        for (student, assignment), pile in list(self.piles.items()):
            if not pile.other:
                continue
            names = listed(one.shown for one in pile.other)
            text = "an online text" if all(one.place.text for one in pile.other) else names
            if student in served:
                own = [k for k, job in enumerate(jobs) if job.student == student]
                note = f"Also handed in, and not read: {text}."
                jobs = [
                    replace(job, notes=(*job.notes, note)) if k in own else job for k, job in enumerate(jobs)
                ]
            elif len(only) == 1 and assignment in ("", next(iter(only))[0]):
                problem = f"No notebook was handed in, but {text}."
                jobs.append(Job(student, *next(iter(only)), None, problem=problem, notes=tuple(pile.notes)))
            else:
                self.remarks.append(f"{student}: no notebook was handed in, but {text}.")
            if student not in served and any(one.entry.problem for one in pile.other):
                self.remarks += [f"{student}: {one.entry.problem}" for one in pile.other if one.entry.problem]
        return jobs
