"""Infer the layout from all files together, or take the teacher's word for it."""

from collections import defaultdict
from collections.abc import Iterable

from .forms import FORMS, VERSION, Form, form_of
from .gather import Entry
from .layout import WORDS, Layout, UnclearLayoutError, with_names
from .levels import Levels, weights_of
from .names import is_zip, known_in, may_be_notebook

OWN_FOLDERS = ("exercises", "notebooks", "solutions")  # of a clone of the course


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
        found = Levels([_short(parts, clones) for parts in work or every], known, root, bool(clones)).layout()
    return with_names(found, every, known)


def _asked(wanted: str, every: list, known: tuple[str, ...], root: str) -> Layout:
    form = FORMS.get(wanted.lower())
    if form is not None:
        found = _platform(every, known, form)
        if found is None:
            raise UnclearLayoutError(f"Nothing here is named as {form.title} names its exports.")
        return with_names(found, every, known)
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
    return with_names(found, every, known)


def _platform(every: list, known: tuple[str, ...], only: Form | None = None) -> Layout | None:
    """Return the layout of a platform's export; its level is the first one that is not the same for all."""
    deepest = max(len(parts) for parts in every)
    above: list[str] = []
    for level in range(deepest):
        folders = {parts[level] for parts in every if len(parts) > level + 1}
        files = [parts[level] for parts in every if len(parts) == level + 1]
        if level >= 1 and only is None and _versions_at(every, level):
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
        elif _versions_at(every, level + 1, level + 2):
            above.append("folder")
        else:
            return None
    return None


def _versions_at(every: list, *levels: int) -> bool:
    """Whether more than half of what was handed in lies in Teams' folders of versions; one student's say nothing."""
    share = sum(
        weight
        for parts, weight in zip(every, weights_of(every), strict=True)
        if any(len(parts) > level + 1 and VERSION.fullmatch(parts[level]) for level in levels)
    )
    return 2 * share > 1 + 1e-9


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
