"""Put what was handed in on piles, one for each student and assignment, and make jobs of them.

No file is left without a word: it is a job, or it is named on a row of its student, or in a remark for a person.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .choice import Candidate, Choice, choose
from .forms import BLACKBOARD, is_receipt
from .gather import Entry, Gathered
from .intake import MAX_BYTES, UnreadableError
from .job import Job
from .layout import Layout
from .names import known_in, listed, may_be_notebook, stem_of
from .recognise import Reading, reading
from .source import Source

MOST = 4 * MAX_BYTES  # of one student's files that are looked through
NOT_WORK = (".html", ".htm", ".yml", ".yaml", ".csv", ".xlsx", ".ini")  # beside the students' folders


@dataclass
class _Pile:
    """What one student has handed in for one assignment."""

    named: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    strange: list[Candidate] = field(default_factory=list)  # may be notebooks; which one is not said
    other: list[Candidate] = field(default_factory=list)  # no notebooks
    notes: list[str] = field(default_factory=list)


class Desk:
    """Where the piles are made and worked through."""

    def __init__(self, found: Gathered, layout: Layout, sources: Mapping[str, Source], clones: set):
        self.found, self.layout, self.sources, self.clones = found, layout, sources, clones
        self.remarks = list(found.remarks)
        self.piles: dict[tuple[str, str], _Pile] = defaultdict(_Pile)
        self.readings: dict[Candidate, Reading] = {}
        self.cloned: set[tuple[str, str]] = set()
        self.spent: dict[str, int] = defaultdict(int)

    def jobs(self) -> list[Job]:
        """Return a job for each notebook that is expected from each student."""
        for entry in self.found.entries:
            self._lay(entry)
        self._bring_together()
        self._leave_out_receipts()
        expected = self._expected()
        jobs: list[Job] = []
        for (student, assignment), pile in self.piles.items():
            jobs += self._of_pile(student, assignment, pile, expected)
        jobs += self._empty_folders(expected)
        jobs += self._not_handed_in(jobs, expected)
        return self._without_notebook(jobs)

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
                if self.spent[one.place.student] > MOST:
                    raise UnreadableError(f"The student's files have more than {MOST >> 20} MB.")
                content = one.entry.content()
                self.spent[one.place.student] += len(content)
            except (UnreadableError, FileNotFoundError) as error:
                self.readings[one] = Reading("unreadable", reason=str(error) or "There is no such file.")
            else:
                within = self.sources if choices is None else choices
                self.readings[one] = reading(content, within, one.named)
        return self.readings[one]

    def _of_pile(self, student: str, assignment: str, pile: _Pile, expected: Mapping[str, set]) -> list[Job]:
        """Return the jobs of a pile: of each notebook that is there, and of each that should be."""
        jobs = []
        missing = sorted(self._wanted(student, assignment, expected) - set(pile.named))
        strange = list(pile.strange)
        if missing and len(strange) == 1:  # what cannot be read may be the notebook that is missing
            pile.named[missing.pop()].append(strange.pop())
        for name, candidates in pile.named.items():
            chosen = choose(candidates, self._within(name))
            jobs.append(self._job(student, assignment or name, name, candidates, chosen, pile))
        if (student, assignment) in self.cloned and jobs:
            jobs = self._of_clone(jobs, pile)
        reason = ""
        if missing and strange:
            reason = (
                f"{listed(one.shown for one in strange)} cannot be read as a notebook: a person has to look."
            )
            strange = []
        elif missing and assignment and pile.other:
            reason = f"Handed in was {listed(one.shown for one in pile.other)}, which is no notebook."
            pile.other = []
        if reason or assignment:
            for name in missing:
                notes = tuple(pile.notes)
                jobs.append(Job(student, assignment or name, name, None, problem=reason, notes=notes))
        notes = [
            f"{one.shown} was handed in, too, and passed over. {self._read(one).reason}" for one in strange
        ]
        if not jobs:
            pile.other += strange
        elif pile.other:
            notes.append(f"Also handed in, and not read: {listed(one.shown for one in pile.other)}.")
            pile.other = []
        return [replace(job, notes=(*job.notes, *notes)) for job in jobs]

    def _expected(self) -> dict[str, set[str]]:
        """Return assignment -> the notebooks that are missing where they are not: most who have any have them.

        One student cannot make the others lack something. Where none is had by most, all are expected.
        """
        held: dict = defaultdict(lambda: defaultdict(set))
        for (student, assignment), pile in self.piles.items():
            for name in pile.named:
                held[assignment or name][name].add(student)
        expected = {}
        for assignment, own in held.items():
            number = len(set().union(*own.values()))
            expected[assignment] = {name for name, who in own.items() if 2 * len(who) > number} or set(own)
            for name in sorted(set(own) - expected[assignment]) if assignment not in self.sources else ():
                who = {student for student in own[name] if (student, assignment) not in self.cloned}
                if who:
                    self.remarks.append(
                        f"{assignment}: {name} was handed in by {len(own[name])} of {number} students "
                        f"({listed(sorted(who))}). It counts for them, and is missing for nobody."
                    )
        return expected

    def _wanted(self, student: str, assignment: str, expected: Mapping[str, set]) -> set[str]:
        """Return the notebooks that somebody should hand in for an assignment; empty where that is not known."""
        if assignment:
            return {assignment} if assignment in self.sources else set(expected.get(assignment, ()))
        names = {name for own in expected.values() for name in own} or set(self.sources)
        elsewhere = {
            name for (who, what), own in self.piles.items() if who == student and what for name in own.named
        }
        return names - elsewhere if len(names) == 1 else set()

    def _within(self, name: str):
        only = {name: self.sources[name]}

        def read(one: Candidate) -> Reading:
            self.readings.pop(one, None)
            return self._read(one, only)

        return read

    def _job(self, student, assignment, name, candidates, choice: Choice, pile: _Pile) -> Job:
        notes = tuple(pile.notes)
        if choice.chosen is None:
            return Job(student, assignment, name, None, problem=choice.problem, notes=notes)
        one = choice.chosen
        repairs = [choice.note] if choice.note else []
        named_after_students = self.layout.words[-1] == "student" and self.layout.form is None
        if one.named is None and (one.entry.inner or not named_after_students):
            said = stem_of(one.shown.rpartition("/")[2])[:80]
            how = "; it was recognised by its cells" if self.readings[one].notebook else ""
            repairs.append(f"The notebook was named {said!r}{how}.")
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

    def _not_handed_in(self, jobs: list[Job], expected: Mapping[str, set]) -> list[Job]:
        """Return a job for each assignment of which several others have a folder, and a student has none."""
        pairs = {(job.student, job.assignment) for job in jobs}
        folders = Counter(assignment for _, assignment in self.piles if assignment)
        known = sorted(name for name, number in folders.items() if number > 1)
        return [
            Job(student, assignment, name, None)
            for assignment in known
            for student in sorted({student for student, _ in pairs})
            if (student, assignment) not in pairs
            for name in sorted({assignment} if assignment in self.sources else expected.get(assignment, ()))
        ]

    def _leave_out_receipts(self) -> None:
        """Leave out what Blackboard itself puts beside a file, where the student has written nothing into it."""
        for pile in self.piles.values():
            if self.layout.form is BLACKBOARD and (pile.named or pile.strange):
                pile.other = [one for one in pile.other if not (one.place.text and self._is_receipt(one))]

    def _is_receipt(self, one: Candidate) -> bool:
        try:
            return is_receipt(one.entry.content().decode("utf-8", "replace"))
        except (UnreadableError, FileNotFoundError):
            return False

    def _bring_together(self) -> None:
        """Put a notebook that lies beside the folder of its assignment on the pile of that one."""
        for student, assignment in list(self.piles):
            pile = self.piles[student, assignment]
            for name in [name for name in pile.named if not assignment and (student, name) in self.piles]:
                self.piles[student, name].named[name] += pile.named.pop(name)

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
