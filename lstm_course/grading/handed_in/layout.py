"""Read the layout of what was handed in from all files together: which level names the student, which the assignment.

A layout is a path in words, such as ``student/assignment/file``. ``folder`` is a level that says nothing. Where the
last word is ``student``, the files themselves are named after the students. Whose a file is comes from one level of one
layout, never from a name below it, which a student can choose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .forms import BLACKBOARD, ILIAS, ILIAS_STAMP, VERSION, Form, Said, blackboard_students
from .gather import NoSubmissionsError
from .names import person_in, stem_of

WORDS = ("folder", "student", "assignment", "version", "file")


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


def with_names(found: Layout, every: Iterable[tuple[str, ...]], known: Iterable[str]) -> Layout:
    """Return the layout with the students of all files that name one.

    Parameters
    ----------
    found : Layout
        Without them.
    every : iterable of tuple of str
        Folders and name of every file.
    known : iterable of str
        The notebooks that are known.
    """
    known = tuple(known)
    if found.form is BLACKBOARD:
        names = blackboard_students(parts[-1] for parts in every)
    elif found.form is None and found.words[-1] == "student":
        stems = {parts[-1]: stem_of(parts[-1]) for parts in every}
        names = {name: person_in(stem, known) or stem for name, stem in stems.items()}
    else:
        return found
    return Layout(found.words, found.form, found.root, names)
