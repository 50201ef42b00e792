"""Gather the files that were handed in, from folders and zip files, zip files inside of them included.

Nothing is unpacked on the disk, no link is followed, and what a zip file may take is limited before it is read.
"""

import io
import os
import stat
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .intake import MAX_BYTES, UnreadableError, content_of
from .names import is_zip

MAX_MEMBERS = 50_000  # of a zip file, with those inside of it
MAX_UNPACKED = 4 * MAX_BYTES  # zip files inside of one that somebody handed in
MAX_DEPTH = 4  # of zip files in zip files
MAX_FOLDERS = 100  # in each other; before 3.12 Python's own walk calls itself once for each
SKIPPED = {".ipynb_checkpoints", "__MACOSX", ".git", "__pycache__", ".venv", ".virtual_documents"}
RESULTS, PAGES = {"journal.jsonl", "results.jsonl", "feedback"}, "moodle_feedback.zip"  # of this command
TIME, SECRET = "timestamp.txt", "submission_secret.txt"  # what nbgrader puts beside a submission
NO_WORK = {TIME, SECRET, ".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"}


class NoSubmissionsError(Exception):
    """There is nothing to grade; the message says what was looked for."""


@dataclass(frozen=True)
class Entry:
    """A file that was handed in.

    Attributes
    ----------
    parts : tuple of str
        Its folders and its name, from the root of all that was handed in.
    inner : tuple of str
        The same inside of the zip file that stands at `parts`; empty for a file that is not in one.
    path : Path
        The file on the disk, or the zip file that holds it.
    members : tuple of str
        Its name in the zip file, the name in that one, and so on.
    time : float
        When it was written, in seconds; 0 where that is not known.
    problem : str
        Why it cannot be read, where that is known already.
    """

    parts: tuple[str, ...]
    path: Path
    inner: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    time: float = 0.0
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of the file itself."""
        return (self.inner or self.parts)[-1]

    def content(self) -> bytes:
        """Return its bytes.

        Raises
        ------
        UnreadableError
            Where it cannot be read.
        FileNotFoundError
            Where it is gone.
        """
        if self.problem:
            raise UnreadableError(self.problem)
        return content_in(self.path, self.members)


@dataclass
class _Budget:
    """What is left to a zip file; each that was handed in has its own, so that none uses up another's."""

    members: int = MAX_MEMBERS
    unpacked: int = MAX_UNPACKED

    def take(self) -> None:
        """Count a file."""
        self.members -= 1
        if self.members < 0:
            raise UnreadableError(f"There are more than {MAX_MEMBERS} files in it.")

    def unpack(self, archive: zipfile.ZipFile, name: str) -> bytes:
        """Return the bytes of a zip file inside."""
        if self.unpacked <= 0:
            raise UnreadableError(f"There are zip files in it with more than {MAX_UNPACKED >> 20} MB.")
        content = _unpacked(archive, name)
        self.unpacked -= len(content)
        return content


@dataclass
class Gathered:
    """All files, the folders they were in, and what is to be said about the rest."""

    root: str
    entries: list[Entry] = field(default_factory=list)
    folders: set[tuple[str, ...]] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    """What is worth a sentence, and needs nobody."""


def gather(path: Path) -> Gathered:
    """Return all files of a folder, of a zip file, or one notebook.

    Parameters
    ----------
    path : Path
        What the teacher named.

    Raises
    ------
    NoSubmissionsError
        Where there is nothing of that name, or a zip file that cannot be opened.
    """
    path = Path(path)
    found = Gathered(as_text(path.absolute().resolve().name))
    if path.is_dir():
        inside = path / "submitted"
        # the folder may be a student's own: nobody's link leads to the work of another
        if (path / "nbgrader_config.py").is_file() and stat.S_ISDIR(_mode(inside)):
            found.asides.append(f"{path} is the folder of a course; its folder submitted was read.")
            path = inside
            found.root = inside.name
        _tree(path, found)
    elif path.exists() and is_zip(path.name):
        found.root = as_text(path.name[:-4])
        found.entries += _zip(path, (), found, outermost=True)
    elif path.exists():
        found.entries.append(Entry((as_text(path.name),), path, time=_written(path)))
    else:
        raise NoSubmissionsError(f"There is no file or folder {path}.")
    outer = {entry.parts for entry in found.entries}
    if len(outer) == 1 and found.entries[0].inner and not found.folders:  # a zip file around it all
        found.entries = [_replaced(entry) for entry in found.entries]
    return found


def _replaced(entry: Entry) -> Entry:
    """Return an entry of the outermost zip file's only zip file as if that one stood alone."""
    parts = entry.inner
    cut = next((k + 1 for k, part in enumerate(parts[:-1]) if is_zip(part)), len(parts))
    return Entry(parts[:cut], entry.path, parts[cut:], entry.members, entry.time, entry.problem)


def as_text(part: str) -> str:
    """Return the name of a file or folder as text that can be written, its accents in one way of writing them.

    Parameters
    ----------
    part : str
        As the disk or the zip file has it.
    """
    return unicodedata.normalize("NFC", part.encode("utf-8", "backslashreplace").decode())


def _written(path: Path) -> float:
    try:
        return os.lstat(path).st_mtime
    except OSError:
        return 0.0


def _mode(path: Path) -> int:
    """Return what a path is; 0 where it is gone, or its name is longer than the system can take."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def _tree(root: Path, found: Gathered) -> None:
    def closed(error: OSError) -> None:
        parts = tuple(as_text(part) for part in Path(error.filename).relative_to(root).parts)
        problem = f"The folder cannot be opened ({error.strerror})."
        if parts:
            found.entries.append(Entry((*parts, "(folder)"), root.joinpath(*parts), problem=problem))
        else:
            raise NoSubmissionsError(f"{root}: {problem}") from None

    for folder, names, files in os.walk(root, onerror=closed):
        here = Path(folder)
        parts = tuple(as_text(part) for part in here.relative_to(root).parts)
        if len(parts) == 1 and RESULTS <= {*names, *files} and not holds_work(here):
            found.asides.append(f"{parts[0]} holds results of this command; it was passed over.")
            names.clear()
            continue
        if parts:
            found.folders.add(parts)
        names[:] = sorted(name for name in names if name not in SKIPPED)
        if names and len(parts) >= MAX_FOLDERS:
            found.remarks.append(
                f"{parts[0]}: more than {MAX_FOLDERS} folders in each other; those below were not read."
            )
            names.clear()
        for name in list(names):
            entry = here / name
            if stat.S_ISLNK(_mode(entry)):
                found.remarks.append(
                    f"{'/'.join((*parts, as_text(name)))}: a link to a folder; it was not followed."
                )
                names.remove(name)
            elif name.lower().endswith(".ipynb"):
                found.entries.append(Entry((*parts, as_text(name)), entry, time=_written(entry)))
                names.remove(name)
        for name in sorted(files):
            if not _is_work(name):
                continue
            entry, place = here / name, (*parts, as_text(name))
            if is_zip(name) and stat.S_ISREG(_mode(entry)):
                found.entries += _zip(entry, place, found)
            else:
                found.entries.append(Entry(place, entry, time=_written(entry)))


def holds_work(folder: Path) -> bool:
    """Return whether a notebook or a zip file lies in a folder, at any depth: results of this command hold none.

    Parameters
    ----------
    folder : Path
        It may be new. The zip file of pages that this command writes is none.
    """
    for here, names, files in os.walk(folder):
        deep = len(Path(here).relative_to(folder).parts) >= MAX_FOLDERS  # results are not
        found = {*names, *files} - {PAGES}
        if deep or any(name.lower().endswith(".ipynb") or is_zip(name) for name in found):
            return True
    return False


def _is_work(name: str) -> bool:
    return name.lower() not in NO_WORK and not name.startswith("._")


def _zip(path: Path, place: tuple[str, ...], found: Gathered, *, outermost: bool = False) -> Iterator[Entry]:
    """Give the files of a zip file; one that cannot be opened is an entry with a problem."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = list(_members(archive, path, (), (), (), _Budget(), 1, outermost=outermost))
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        if outermost:
            raise NoSubmissionsError(f"The zip file {path} cannot be read: {error}") from None
        inside = [Entry((), path, (path.name,), problem=f"The zip file cannot be read ({error}).")]
    except UnreadableError as error:
        if outermost:
            raise NoSubmissionsError(f"{path}: {error}") from None
        inside = [Entry((), path, (path.name,), problem=str(error))]
    for entry in inside:
        if outermost:  # its files are what was handed in, and a zip file among them is one such file
            yield Entry(entry.parts, path, entry.inner, entry.members, entry.time, entry.problem)
        else:
            inner = (*entry.parts, *entry.inner)
            yield Entry(place, path, inner, entry.members, entry.time, entry.problem)
    if not inside and not outermost:
        yield Entry(place, path, problem="The zip file is empty.")


def _members(archive, path, chain, within, front, budget, depth, *, outermost=False) -> Iterator[Entry]:
    """Give the files of an open zip file.

    Where it lies in another one, `within` is the place of the outermost of those, and `front` the way from there.
    """
    for member in archive.infolist():
        budget.take()
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        parts = tuple(as_text(part) for part in parts if part not in ("/", "..", "."))
        if member.is_dir() or not parts or SKIPPED.intersection(parts) or not _is_work(parts[-1]):
            continue
        members = (*chain, member.filename)
        place, inner = (within, (*front, *parts)) if within else (parts, ())
        if not is_zip(parts[-1]):
            yield Entry(place, path, inner, members, _packed(member))
            continue
        try:
            if depth >= MAX_DEPTH:
                raise UnreadableError(f"There are zip files in zip files, more than {MAX_DEPTH} deep.")
            own = _Budget() if outermost else budget
            content = own.unpack(archive, member.filename)
            with zipfile.ZipFile(io.BytesIO(content)) as deeper:
                found = list(_members(deeper, path, members, place, inner, own, depth + 1))
        except UnreadableError as error:
            found = [Entry(place, path, inner or (parts[-1],), members, problem=str(error))]
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            text = f"The zip file cannot be read ({error})."
            found = [Entry(place, path, inner or (parts[-1],), members, problem=text)]
        yield from found or [Entry(place, path, inner, members, problem="The zip file is empty.")]


def _packed(member: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*member.date_time, 0, 0, -1)) if member.date_time[0] > 1980 else 0.0
    except (OverflowError, ValueError):
        return 0.0


def content_in(path: Path, members: tuple[str, ...] = ()) -> bytes:
    """Return the bytes of a file, or of what lies in a zip file.

    Parameters
    ----------
    path : Path
        On the disk.
    members : tuple of str
        A name in it, a name in that one, and so on.

    Raises
    ------
    UnreadableError
        Where it cannot be read.
    FileNotFoundError
        Where there is nothing.
    """
    if not members:
        return content_of(path)
    source = path
    try:
        for name in members[:-1]:
            with zipfile.ZipFile(source) as archive:
                source = io.BytesIO(_unpacked(archive, name))
        with zipfile.ZipFile(source) as archive:
            return _unpacked(archive, members[-1])
    except FileNotFoundError:
        raise
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableError(f"It cannot be unpacked from the zip file ({error}).") from None


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError, KeyError, EOFError) as error:
        raise UnreadableError(f"It cannot be unpacked from the zip file ({error}).") from None
    except Exception as error:  # zlib.error, lzma.LZMAError: damaged data
        raise UnreadableError(f"It cannot be unpacked from the zip file ({type(error).__name__}).") from None
    if len(content) > MAX_BYTES:
        raise UnreadableError(
            f"The file has more than {MAX_BYTES >> 20} MB. Clear the outputs and hand it in again."
        )
    return content
