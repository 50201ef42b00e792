"""The whole course as one file to download: what git tracks, or, without git, what ``.gitignore`` does not name."""

from __future__ import annotations

import os
import subprocess
import zipfile
from fnmatch import fnmatch
from pathlib import Path

from .sources import SiteError

NAME = "lstm-course.zip"
FOLDER = "lstm-course"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file knows: equal files make an equal archive


def files_of_the_course(root: Path) -> list[str]:
    """Return the files that belong to the course.

    Parameters
    ----------
    root : Path
        Root of the repository.

    Returns
    -------
    list of str
        Paths from `root`, sorted, with ``/``.

    Raises
    ------
    SiteError
        If there are none.
    """
    root = Path(root).resolve()
    found = _tracked(root) if (root / ".git").exists() else None
    found = _not_ignored(root) if found is None else found
    found = sorted(name for name in found if (root / name).is_file() and not (root / name).is_symlink())
    if not found:
        raise SiteError(f"{root} holds no file of the course")
    return found


def _tracked(root: Path) -> list[str] | None:
    """Return what git tracks; None where there is no git."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        answer = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [name for name in os.fsdecode(answer.stdout).split("\0") if name]


def _not_ignored(root: Path) -> list[str]:
    """Return what no line of ``.gitignore`` names: a name, a name/, or /a path from the root."""
    file = root / ".gitignore"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    patterns = [".git", *(line.strip() for line in lines if line.strip() and not line.startswith("#"))]

    def ignored(path: str) -> bool:
        for pattern in patterns:
            bare = pattern.strip("/")
            where = path if "/" in pattern.rstrip("/") else path.rpartition("/")[2]
            if fnmatch(where, bare):
                return True
        return False

    found = []
    for folder, names, files in os.walk(root):
        here = Path(folder).relative_to(root).as_posix()
        here = "" if here == "." else f"{here}/"
        names[:] = sorted(name for name in names if not ignored(here + name))
        found += [here + name for name in files if not ignored(here + name)]
    return found


def write_archive(root: Path, path: Path) -> int:
    """Write the course as a zip file. The same files give the same bytes.

    Parameters
    ----------
    root : Path
        Root of the repository.
    path : Path
        The file to write; its folder is made.

    Returns
    -------
    int
        Its size in bytes.

    Raises
    ------
    SiteError
        If `root` holds nothing.
    """
    root, path = Path(root), Path(path)
    names = files_of_the_course(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            runs = os.access(root / name, os.X_OK)
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            archive.writestr(entry, (root / name).read_bytes())
    return path.stat().st_size
