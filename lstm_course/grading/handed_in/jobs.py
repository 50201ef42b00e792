"""Find what was handed in: a tree of folders, one notebook, or the zip file of a learning platform."""

import os
import re
import stat
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from .intake import MAX_BYTES, UnreadableError, content_of, parse
from .submission import Source, Submission, match_cells, read_content

MAX_MEMBERS = 50_000  # of a zip file
SKIPPED = {".ipynb_checkpoints", "__MACOSX"}
MOODLE = re.compile(r"(?P<student>.+_\d+)_assignsubmission_file_?(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(r"(?P<student>[^_]+)_(?:LATE_)?(?P<user>\d+)_\d+_(?P<file>.+)", re.DOTALL)
AGAIN = re.compile(r"(?:-(?P<dash>\d+)| ?\((?P<bracket>\d+)\))$")  # 03_the_cell-1, 03_the_cell (2)


class NoSubmissionsError(Exception):
    """There is nothing to grade; the message says what was looked for."""


@dataclass(frozen=True)
class Job:
    """A notebook to grade.

    Attributes
    ----------
    student, assignment, notebook : str
        Whose, and which; `notebook` is the name of its source.
    path : Path or None
        The file, or the zip file that holds it; None where nothing was handed in.
    member : str
        Its name in the zip file.
    repairs : tuple of str
        What was put right to find it.
    """

    student: str
    assignment: str
    notebook: str
    path: Path | None
    member: str = ""
    repairs: tuple[str, ...] = ()

    def content(self) -> bytes:
        """Return its bytes.

        Raises
        ------
        FileNotFoundError
            Where there is nothing.
        UnreadableError
            Where it cannot be read.
        """
        if self.path is None:
            raise FileNotFoundError
        return _member(self.path, self.member) if self.member else content_of(self.path)

    def read(self, content: bytes, source: Source) -> Submission:
        """Return the notebook in order, with the repairs of the search."""
        submission = read_content(content, source)
        return replace(submission, repairs=(*self.repairs, *submission.repairs))


@dataclass(frozen=True)
class _Found:
    """A file that may be a notebook: whose, of which assignment ("" where it is not said), and its name."""

    student: str
    assignment: str
    stem: str
    attempt: int
    path: Path
    member: str = ""


def find_jobs(path: Path, sources: Mapping[str, Source]) -> tuple[list[Job], list[str]]:
    """Return the notebooks to grade, and what was passed over.

    Parameters
    ----------
    path : Path
        The folder ``submitted`` with STUDENT/ASSIGNMENT/NOTEBOOK.ipynb, a single notebook, or a zip file.
    sources : mapping
        Name -> source, the notebooks that are known.

    Returns
    -------
    jobs : list of Job
        In the order of assignment, student, notebook.
    remarks : list of str
        What was not followed or not understood.

    Raises
    ------
    NoSubmissionsError
        Where nothing was found.
    """
    path = Path(path)
    remarks: list[str] = []
    folders: set[tuple[str, ...]] = set()
    if path.is_dir():
        found = _in_tree(path, folders, remarks)
    elif path.suffix.lower() == ".zip":
        found = _in_zip(path, remarks)
    elif path.exists():
        found = [_single(path)]
    else:
        raise NoSubmissionsError(f"There is no file or folder {path}.")
    jobs = _assigned(found, folders, sources, remarks)
    if not jobs:
        raise NoSubmissionsError(
            f"There is no notebook in {path}. Expected STUDENT/ASSIGNMENT/NOTEBOOK.ipynb, one notebook, or a "
            "zip file with notebooks."
        )
    return sorted(jobs, key=lambda job: (job.assignment, job.student, job.notebook)), remarks


def _in_tree(root: Path, folders: set, remarks: list[str]) -> list[_Found]:
    """Return the notebooks of a tree; nothing outside of it is reached."""
    found = []
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in SKIPPED)
        here, inner = Path(folder).relative_to(root), set(names)
        for name in [*names, *sorted(files)]:
            entry = Path(folder) / name
            if name.endswith(".ipynb"):
                found.append(_placed((*here.parts, name), entry))
            elif name in inner and stat.S_ISLNK(os.lstat(entry).st_mode):
                remarks.append(f"{here / name}: a link to a folder; it was not followed.")
        names[:] = [name for name in names if not name.endswith(".ipynb")]
        if len(here.parts) in (1, 2):
            folders.add(tuple(_text(part) for part in here.parts))
    return found


def _text(part: str) -> str:
    """Return the name of a file or folder as text that can be written."""
    return part.encode("utf-8", "backslashreplace").decode()


def _in_zip(path: Path, remarks: list[str]) -> list[_Found]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NoSubmissionsError(f"The zip file {path} cannot be read: {error}") from None
    if len(members) > MAX_MEMBERS:
        raise NoSubmissionsError(f"{path} holds {len(members)} files, the limit is {MAX_MEMBERS}.")
    found = []
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if member.is_dir() or not parts or SKIPPED.intersection(parts) or parts[-1].startswith("._"):
            continue
        if not parts[-1].endswith(".ipynb"):
            remarks.append(f"{path.name}: {member.filename[:200]!r} is not a notebook.")
            continue
        parts = tuple(part for part in parts if part not in ("/", "..", "."))
        found.append(_placed(parts, path, member.filename))
    return found


def _member(path: Path, member: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            content = file.read(MAX_BYTES + 1)
    except (
        OSError,
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        ValueError,
        KeyError,
        EOFError,
    ) as error:
        raise UnreadableError(f"It cannot be unpacked from the zip file ({error}).") from None
    except Exception as error:  # zlib.error, lzma.LZMAError: damaged data
        raise UnreadableError(f"It cannot be unpacked from the zip file ({type(error).__name__}).") from None
    if len(content) > MAX_BYTES:
        raise UnreadableError(
            f"The file has more than {MAX_BYTES >> 20} MB. Clear the outputs and hand it in again."
        )
    return content


def _single(path: Path) -> _Found:
    parts = path.absolute().parts
    if len(parts) > 4 and parts[-4] == "submitted":
        return _placed(parts[-3:], path)
    return _placed(parts[-1:], path)


def _placed(parts: tuple[str, ...], path: Path, member: str = "") -> _Found:
    """Return what the folders and the name of a file say, in the layouts of nbgrader, Moodle and Canvas."""
    *folders, name = map(_text, parts)
    stem = name.removesuffix(".ipynb")
    if folders and folders[0] == "submitted" and len(folders) > 2:
        folders = folders[1:]
    for place in (*folders, stem):
        if (match := MOODLE.fullmatch(place)) is not None:
            stem, attempt = _attempt(match["file"] if place == stem and match["file"] else stem)
            return _Found(match["student"], "", stem, attempt, path, member)
    if not folders and (match := CANVAS.fullmatch(stem)) is not None:
        stem, attempt = _attempt(match["file"])
        return _Found(f"{match['student']}_{match['user']}", "", stem, attempt, path, member)
    full, (stem, attempt) = stem, _attempt(stem)
    if len(folders) >= 2:
        return _Found(folders[0], folders[1], stem, attempt, path, member)
    return _Found(folders[0] if folders else full, "", stem, attempt, path, member)


def _attempt(stem: str) -> tuple[str, int]:
    match = AGAIN.search(stem)
    return (
        (stem, 0) if match is None else (stem[: match.start()], int((match["dash"] or match["bracket"])[:9]))
    )


def _assigned(
    found: Iterable[_Found], folders: set, sources: Mapping[str, Source], remarks: list[str]
) -> list[Job]:
    """Return a job for each notebook that is expected from each student."""
    named: dict[tuple[str, str, str], list[_Found]] = defaultdict(list)
    strange: dict[tuple[str, str], list[_Found]] = defaultdict(list)
    expected: dict[str, set[str]] = defaultdict(set)
    for one in found:
        name = _known(one, sources)
        if name is None:
            strange[one.student, one.assignment].append(one)
        else:
            named[one.student, one.assignment or name, name].append(one)
            expected[one.assignment or name].add(name)
    jobs = []
    for (student, assignment, name), files in named.items():
        last = max(files, key=lambda one: (one.attempt, one.stem == name, one.member, str(one.path)))
        notes = (
            (f"{len(files)} notebooks of this name were handed in; the last one counts.",)
            if files[1:]
            else ()
        )
        jobs.append(Job(student, assignment, name, last.path, last.member, notes))
    for student, assignment in sorted({place for place in folders if len(place) == 2} | set(strange)):
        wanted = {assignment} if assignment in sources else expected.get(assignment, set())
        have = {name for (who, what, name) in named if (who, what) == (student, assignment)}
        files = strange.get((student, assignment), [])
        jobs += _renamed(student, assignment, files, sorted(wanted - have), sources, remarks)
    served = {job.student for job in jobs} | {student for student, _ in strange}
    nothing = sorted({place[0] for place in folders} - served)
    remarks += [f"{student}: there is no notebook in this folder." for student in nothing]
    return jobs


def _known(one: _Found, sources: Mapping[str, Source]) -> str | None:
    """Return the source whose name the file has, alone or after the student's name."""
    names = [
        name
        for name in sources
        if one.stem == name or one.stem.endswith((f"_{name}", f"-{name}", f" {name}"))
    ]
    return names[0] if len(names) == 1 else None


def _renamed(student, assignment, files, wanted, sources, remarks) -> list[Job]:
    """Return jobs for files of another name, by what is in them; where there is none it is missing."""
    jobs, open_names = [], list(wanted)
    candidates = wanted if wanted else [] if assignment in sources else list(sources)
    unplaced = []
    for one in files:
        place = _best(one, candidates, sources)
        if place is None:
            unplaced.append(one)
        elif any(job.notebook == place for job in jobs):
            remarks.append(f"{student}: {one.path.name} is a second notebook of {place}; it was passed over.")
        else:
            note = f"The notebook was named {one.stem[:80]!a}; it was recognised by its cells."
            jobs.append(Job(student, assignment or place, place, one.path, one.member, (note,)))
            open_names = [name for name in open_names if name != place]
    for name in open_names:  # what cannot be read may be the notebook that is missing
        one = unplaced.pop(0) if len(unplaced) == 1 else None
        note = (f"The notebook was named {one.stem[:80]!a}.",) if one else ()
        jobs.append(Job(student, assignment, name, one and one.path, one.member if one else "", note))
    for one in unplaced:
        where = f"{one.path.name}: {one.member}" if one.member else str(one.path)
        if not wanted and not assignment and len(files) == 1 and len(sources) == 1:
            jobs.append(Job(student, next(iter(sources)), next(iter(sources)), one.path, one.member))
        else:
            remarks.append(f"{student}: {where} is not a notebook of a known lesson; it was passed over.")
    return jobs


def _best(one: _Found, names: Iterable[str], sources: Mapping[str, Source]) -> str | None:
    """Return the source most of whose exercises a file holds."""
    job = Job(one.student, one.assignment, "", one.path, one.member)
    try:
        notebook = parse(job.content())
    except (FileNotFoundError, UnreadableError):
        return None
    counts = {}
    for name in names:
        cells = match_cells(notebook.cells, sources[name]).cells
        counts[name] = sum(cell.kind == "solution" for cell in cells)
    best = max(counts, key=counts.get, default=None)
    return best if best is not None and counts[best] else None
