"""Read the layout of what was handed in from all files together: which level names the student, which the assignment.

A layout is a path in words, such as ``student/assignment/file``. ``folder`` is a level that says nothing. Where the
last word is ``student``, the files themselves are named after the students. Whose a file is comes from one level of one
layout, never from a name below it, which a student can choose.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .forms import BLACKBOARD, FORMS, ILIAS, ILIAS_STAMP, VERSION, Form, Said, blackboard_students, form_of
from .gather import Entry, NoSubmissionsError
from .names import is_zip, known_in, listed, may_be_notebook, person_in, stem_of

WORDS = ("folder", "student", "assignment", "version", "file")
OWN_FOLDERS = ("exercises", "notebooks", "solutions")  # of a clone of the course
TOO_WIDE = {"submitted", "submissions", "downloads", "download", "tmp", "graded"}  # no student's name


class UnclearLayoutError(NoSubmissionsError):
    """Whose the files are can be read in more than one way; the message names them and the option."""


@dataclass(frozen=True)
class Place:
    """Whose a file is.

    Attributes
    ----------
    student, assignment : str
        The assignment is empty where only the notebook says it.
    order : tuple
        A later attempt has a larger one.
    name : str
        The file's own name.
    depth : int
        How many folders of the student's own it lies in.
    notes : tuple of str
        What the teacher should know.
    text : bool
        Whether it is a platform's page for a text that was handed in.
    """

    student: str
    assignment: str
    order: tuple
    name: str
    depth: int
    notes: tuple[str, ...] = ()
    text: bool = False


@dataclass(frozen=True)
class Layout:
    """A path in words.

    Attributes
    ----------
    words : tuple of str
        Of ``WORDS``, the last one for the file.
    form : Form or None
        How the platform names what stands at the level of the student.
    root : str
        Whose it is where no level says it.
    names : dict
        Name in the platform's form -> student, where all names together say it.
    """

    words: tuple[str, ...]
    form: Form | None = None
    root: str = ""
    names: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return "/".join(self.words)

    def place(self, parts: tuple[str, ...]) -> Place | None:
        """Return whose a file is; None where it lies outside of all students' folders.

        Parameters
        ----------
        parts : tuple of str
            Folders and name.
        """
        folders, name = parts[:-1], parts[-1]
        levels = self.words[:-1]
        at = dict(zip(levels, folders, strict=False))  # the last of each word: `folder` is not asked for
        depth = max(0, len(folders) - len(levels))
        if self.words[-1] == "student":
            if len(folders) != len(levels):
                return None
            said = self._said(name)
            if said is None:
                return None
            return self._placed(said, at, said.file or name, 0)
        if "student" not in levels:
            said = Said(self.root) if self.root else None
        else:
            said = self._said(at["student"]) if "student" in at else None
        if said is None:
            return None
        if "version" in levels and "version" in at:
            match = VERSION.fullmatch(at["version"])
            said = Said(said.student, (int(match["number"]),) if match else (), said.file)
        if self.form is ILIAS and (match := ILIAS_STAMP.fullmatch(name)):
            said, name = Said(said.student, (match["date"],)), match["file"]
        return self._placed(said, at, name, depth)

    def _said(self, name: str) -> Said | None:
        if self.form is None:
            return Said(name if self.words[-1] != "student" else self.names[name])
        said = self.form.read(name)
        if said is not None and self.names is not None and name in self.names:
            said = Said(self.names[name], said.order, said.file, said.notes, said.text)
        return said

    @staticmethod
    def _placed(said: Said, at: Mapping[str, str], name: str, depth: int) -> Place:
        return Place(said.student, at.get("assignment", ""), said.order, name, depth, said.notes, said.text)


def read_layout(
    entries: Iterable[Entry],
    known: Iterable[str],
    root: str,
    wanted: str | None = None,
    *,
    clones: Iterable[tuple[str, ...]] = (),
) -> Layout:
    """Return the layout that fits all files.

    Parameters
    ----------
    entries : iterable of Entry
        All that was handed in.
    known : iterable of str
        The notebooks that are known.
    root : str
        The name of the folder or zip file.
    wanted : str, optional
        The teacher's own word: a path in words, or the name of a platform.
    clones : iterable of tuple of str
        The folders that hold a clone of the course, of which only ``exercises/`` is left.

    Raises
    ------
    UnclearLayoutError
        Where two readings are possible, or none.
    """
    known = tuple(known)
    entries = [entry for entry in entries if not entry.problem] or list(entries)
    work = [entry.parts for entry in entries if may_be_notebook(entry.parts[-1]) or is_zip(entry.parts[-1])]
    every = [entry.parts for entry in entries]
    if wanted is not None:
        return _asked(wanted, every, known, root)
    found = _platform(every, known)
    if found is None:
        clones = set(clones)
        found = _Reading(
            [_short(parts, clones) for parts in work or every], known, root, bool(clones)
        ).layout()
    return _with_names(found, every, known)


def _asked(wanted: str, every: list, known: tuple[str, ...], root: str) -> Layout:
    form = FORMS.get(wanted.lower())
    if form is not None:
        found = _platform(every, known, form)
        if found is None:
            raise UnclearLayoutError(f"Nothing here is named as {form.title} names its exports.")
        return _with_names(found, every, known)
    words = tuple(wanted.strip("/").split("/"))
    wrong = [word for word in words if word not in WORDS]
    if (
        wrong
        or words[-1] not in ("student", "file")
        or words.count("student") > 1
        or words.count("assignment") > 1
    ):
        raise UnclearLayoutError(
            f"--layout must be a path of the words {', '.join(WORDS)}, such as student/assignment/file, which ends in "
            f"file or student, or one of {', '.join(FORMS)}; got {wanted!r}."
        )
    found = Layout(words, root=root)
    if "student" in words[:-1]:
        level = words.index("student")
        form = form_of({parts[level] for parts in every if len(parts) > level + 1}, folders=True)
        found = Layout(words, form, root)
    return _with_names(found, every, known)


def _with_names(found: Layout, every: list, known: tuple[str, ...]) -> Layout:
    """Return the layout with the students of all files that name one."""
    if found.form is BLACKBOARD:
        names = blackboard_students(parts[-1] for parts in every)
    elif found.form is None and found.words[-1] == "student":
        stems = {parts[-1]: stem_of(parts[-1]) for parts in every}
        names = {name: person_in(stem, known) or stem for name, stem in stems.items()}
    else:
        return found
    return Layout(found.words, found.form, found.root, names)


def _platform(every: list, known: tuple[str, ...], only: Form | None = None) -> Layout | None:
    """Return the layout of a platform's export; its level is the first one that is not the same for all."""
    deepest = max(len(parts) for parts in every)
    above: list[str] = []
    for level in range(deepest):
        folders = {parts[level] for parts in every if len(parts) > level + 1}
        files = [parts[level] for parts in every if len(parts) == level + 1]
        versions = [name for name in folders if VERSION.fullmatch(name)]
        if versions and len(versions) == len(folders) and level >= 1 and only is None:
            start = ["folder"] * (level - 2) if level >= 2 else []
            middle = ["student", "assignment"] if level >= 2 else ["student"]
            return Layout((*start, *middle, "version", "file"))
        for names, are_folders in ((folders, True), (files, False)):
            form = form_of(names, folders=are_folders)
            if form is not None and only in (None, form):
                _not_a_students_own(form, above, every, level, known, only)
                words = (*above, "student", "file") if are_folders else (*above, "student")
                return Layout(words, form)
        if all(known_in(name, known)[0] for name in folders):
            above.append("assignment")
        elif len(folders) == 1 or all(
            name.lower().startswith(("team", "abgaben", "submissions")) for name in folders
        ):
            above.append("folder")
        elif _versions_below(every, level):
            above.append("folder")
        else:
            return None
    return None


def _versions_below(every: list, level: int) -> bool:
    below = {parts[k] for parts in every for k in (level + 1, level + 2) if len(parts) > k + 1}
    return any(VERSION.fullmatch(name) for name in below)


def _not_a_students_own(form, above, every, level, known, only) -> None:
    """Refuse the names of a platform where they may be those that one student has chosen."""
    if only is None and "assignment" in above[1:] and len(every) == 1:
        raise UnclearLayoutError(
            f"{'/'.join(every[0])} can be read in two ways: as a file of the student {every[0][0]!r} (--layout "
            f"student/assignment/file), or as an export of {form.title} (--layout {form.title.lower()}); say which."
        )


def own_work(paths: Iterable[tuple[str, ...]], known: Iterable[str]) -> set[tuple[str, ...]]:
    """Return the folders in which somebody has handed in a clone of the whole course.

    Parameters
    ----------
    paths : iterable of tuple of str
        Folders and name of every file.
    known : iterable of str
        The notebooks that are known.
    """
    names = {f"{name}.ipynb" for name in known}
    found = defaultdict(set)
    for parts in paths:
        if len(parts) > 1 and parts[-2] in OWN_FOLDERS and parts[-1] in names:
            found[parts[:-2]].add(parts[-2])
    return {folder for folder, own in found.items() if "exercises" in own and len(own) > 1}


def _short(parts: tuple[str, ...], clones: set[tuple[str, ...]]) -> tuple[str, ...]:
    """Return a path without the course's own folder in a clone."""
    return (*parts[:-2], parts[-1]) if parts[:-2] in clones and parts[-2:-1] == ("exercises",) else parts


class _Reading:
    """The levels of folders that no platform has named."""

    def __init__(self, work: list, known: tuple[str, ...], root: str, cloned: bool):
        self.work, self.known, self.root, self.cloned = work, known, root, cloned
        self.levels = self._levels()
        self.stems = [known_in(stem_of(parts[-1]), known) for parts in work]
        self.bare = sum(name is not None and not rest for name, rest in self.stems)
        people = {
            person_in(stem_of(parts[-1]), known)
            for parts, (_, rest) in zip(work, self.stems, strict=True)
            if rest
        }
        self.named = len(people)  # that may be the name of somebody

    def _levels(self) -> list[list[str]]:
        """Return the names at each level that more than half of the files have."""
        levels: list[list[str]] = []
        while True:
            names = [parts[len(levels)] for parts in self.work if len(parts) > len(levels) + 1]
            if 2 * len(names) <= len(self.work):
                return levels
            levels.append(names)

    def layout(self) -> Layout:
        """Return the layout, or raise `UnclearLayoutError`."""
        place = next((k for k, names in enumerate(self.levels) if self._are_assignments(names)), None)
        if place is not None:
            return self._beside(place)
        if not self.levels:
            return self._all_in_one_folder()
        return self._by_what_varies()

    def _are_assignments(self, names: list[str]) -> bool:
        fitting = sum(
            known_in(name, self.known)[0] is not None and not known_in(name, self.known)[1] for name in names
        )
        return 2 * fitting > len(names)

    def _beside(self, place: int) -> Layout:
        """Return the layout where the names at one level are those of assignments."""
        above, below = self._kinds(place - 1), self._kinds(place + 1)
        front = ("folder",) * (place - 1)
        student_first = (*front, "student", "assignment", "file")
        below_it = (*("folder",) * place, "assignment", "student", "file")
        by_file = (*("folder",) * place, "assignment", "student")
        if len(above) > 1:
            if len(below) > 1 and not self._repeated(place + 1, place - 1):
                self._unclear(student_first, below_it)
            return Layout(student_first)
        if above:
            if len(below) > 1:
                return Layout(below_it)
            if below:
                self._unclear(student_first, below_it)
            if self.named > 1:
                self._unclear(student_first, by_file)
            return Layout(student_first)
        if below:
            return Layout(below_it)
        if 2 * self.bare > len(self.work):
            own = ("assignment", "file")
            if self._is_wide():
                self._unclear(own, by_file)
            return Layout(own, root=self.root)
        if len(self.work) == 1:
            self._unclear(("assignment", "file"), by_file)
        return Layout(by_file)

    def _all_in_one_folder(self) -> Layout:
        if self.named and 2 * self.bare <= len(self.work):
            return Layout(("student",))
        names = [name for name, _ in self.stems if name]
        if names and len(names) == len(set(names)) == len(self.work) and not self._is_wide():
            return Layout(("file",), root=self.root)
        raise UnclearLayoutError(
            f"No folder and no file name says whose {listed(parts[-1] for parts in self.work)} in {self.root} are: say "
            f"--layout file if all are of one student, {self.root!r}, or --layout student if each is of another one."
        )

    def _by_what_varies(self) -> Layout:
        first = next((k for k in range(len(self.levels)) if len(self._kinds(k)) > 1), None)
        if first is None:
            return self._one_line()
        front = ("folder",) * first
        outer = (*front, "student", "file")
        if len(self._kinds(first + 1)) < 2:
            by_file = (*front, "folder", "student")
            if self._files_may_be_students(first):
                self._unclear(outer, by_file)
            inner = self._kinds(first + 1)
            if inner and not self.cloned:
                return Layout((*front, "student", "assignment", "file"))
            return Layout(outer)
        student_first = (*front, "student", "assignment", "file")
        student_below = (*front, "assignment", "student", "file")
        decides = self._which_decides(first)
        if decides == first:
            return Layout(student_below)
        if decides == first + 1:
            return Layout(student_first)
        if not self._repeated(first + 1, first):
            children = Counter(parent for parent, _ in self._pairs(first, first + 1))
            if min(children.values()) > 1:
                return Layout((*front, "folder", "student", "file"))
        self._unclear(student_first, student_below)

    def _one_line(self) -> Layout:
        """Return the layout where there is one folder at each level."""
        depth = len(self.levels)
        inner = (*("folder",) * (depth - 1), "student", "file")
        by_file = (*("folder",) * depth, "student")
        if depth > 1:
            self._unclear(("student", "assignment", "file"), inner)
        if self.named > 1 or (self.named == 1 and self.stems[0][0] is not None and len(self.work) == 1):
            if (
                all(rest for _, rest in self.stems)
                and all(name for name, _ in self.stems)
                and len(self.work) > 1
            ):
                return Layout(by_file)
            self._unclear(inner, by_file)
        return Layout(inner)

    def _files_may_be_students(self, level: int) -> bool:
        """Whether most folders at this level hold several files, each with a name of its own."""
        files = defaultdict(set)
        for parts, (_, rest) in zip(self.work, self.stems, strict=True):
            if rest and len(parts) == level + 2:
                files[parts[level]].add(rest)
        names = [name for own in files.values() for name in own]
        crowded = sum(len(own) > 1 for own in files.values())
        return 2 * crowded > len(self._kinds(level)) and len(names) == len(set(names))

    def _which_decides(self, level: int) -> int | None:
        """Return the level whose names go with one notebook each, where the other's go with several."""
        kinds = []
        for k in (level, level + 1):
            notebooks = defaultdict(set)
            for parts, (name, _) in zip(self.work, self.stems, strict=True):
                if name is not None and len(parts) > k + 1:
                    notebooks[parts[k]].add(name)
            kinds.append(max((len(own) for own in notebooks.values()), default=0))
        if kinds[0] == 1 and kinds[1] > 1:
            return level
        if kinds[1] == 1 and kinds[0] > 1:
            return level + 1
        return None

    def _kinds(self, level: int) -> set[str]:
        return set(self.levels[level]) if 0 <= level < len(self.levels) else set()

    def _pairs(self, outer: int, inner: int) -> set[tuple[str, str]]:
        return {(parts[outer], parts[inner]) for parts in self.work if len(parts) > inner + 1}

    def _repeated(self, inner: int, outer: int) -> bool:
        """Whether a name at the inner level stands under several of the outer one."""
        pairs = self._pairs(outer, inner)
        return len({name for _, name in pairs}) < len(pairs)

    def _is_wide(self) -> bool:
        return self.root.lower() in TOO_WIDE

    def _unclear(self, *readings: tuple[str, ...]) -> None:
        ways = []
        for words in readings:
            layout = _with_names(Layout(words, root=self.root), self.work, self.known)
            places = [layout.place(parts) for parts in self.work]
            students = sorted({place.student for place in places if place is not None})
            count = "1 student" if len(students) == 1 else f"{len(students)} students"
            ways.append(f"--layout {layout} ({count}: {listed(students, 3)})")
        raise UnclearLayoutError(f"Whose the files are can be read in two ways: say {' or '.join(ways)}.")
