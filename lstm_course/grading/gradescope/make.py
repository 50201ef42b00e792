"""Make the zip file that Gradescope takes as the autograder of an assignment."""

import io
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ..._files import write_whole
from ...notebook.files import notebook_paths

PACKAGE = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)
SETUP = """#!/usr/bin/env bash
# Runs once, when Gradescope makes the machine: Python {version}, and what the course needs.
set -euo pipefail
source="$(cd "$(dirname "$0")" && pwd)"
root="$(dirname "$source")"
if ! command -v python{version} > /dev/null; then
    apt-get update
    apt-get install -y python{version} python{version}-venv
fi
python{version} -m venv "$root/env"
"$root/env/bin/python" -m pip install {wheels}--requirement "$source/requirements.txt"
"""
OFFLINE = '--no-index --find-links "$source/wheels" '
RUN = """#!/usr/bin/env bash
# Runs for every submission. Gradescope starts it in /autograder, beside source, submission and results.
set -euo pipefail
export PYTHONPATH="$PWD/source" OMP_NUM_THREADS=1
exec "$PWD/env/bin/python" -m lstm_course.grading.gradescope.run "$PWD"{trust}
"""


class AutograderError(ValueError):
    """The autograder cannot be made; the message says why."""


def make_autograder(
    path: Path,
    root: Path,
    lesson: str,
    *,
    wheels: Path | None = None,
    version: str | None = None,
    trust_students: bool = False,
) -> int:
    """Write an autograder of one lesson.

    It holds the package, the lesson's notebooks of ``solutions/`` and, so that the lesson itself is recognised, of
    ``notebooks/``, and the wheels; all of it is for the teacher only.

    Parameters
    ----------
    path : Path
        Of the zip file.
    root : Path
        Of the course.
    lesson : str
        Its number, or the name of its notebook.
    wheels : Path, optional
        A folder that ``pip download`` has filled. Without it the machine installs from the network.
    version : str, optional
        The Python there, such as ``"3.12"``; by default the one that runs this.
    trust_students : bool
        Whether to grade where the machine holds no sandbox.

    Returns
    -------
    int
        How many wheels are in it.

    Raises
    ------
    AutograderError
        Where there is no such lesson, the version is none or too old, or the wheels are not there.
    """
    version = version or "{}.{}".format(*sys.version_info)
    if not re.fullmatch(r"3\.\d{1,2}", version) or int(version[2:]) < OLDEST[1]:
        raise AutograderError(f"version must be a Python from {OLDEST[0]}.{OLDEST[1]} on; got {version!r}")
    found = [] if wheels is None else sorted(Path(wheels).glob("*.whl"))
    if wheels is not None and not found:
        raise AutograderError(
            f"{wheels} holds no wheel; fill it with `pip download`, as the page for teachers says"
        )
    paths = [path for path in notebook_paths(root, "solutions") if _is(path.stem, lesson)]
    if len(paths) != 1:
        raise AutograderError(f"lesson must be that of a notebook of solutions, such as 3; got {lesson!r}")
    (solution,) = paths
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        trust = " --trust-students" if trust_students else ""
        _add(archive, "setup.sh", SETUP.format(version=version, wheels=OFFLINE if found else ""), 0o755)
        _add(archive, "run_autograder", RUN.format(trust=trust), 0o755)
        _add(archive, "requirements.txt", "".join(f"{line}\n" for line in requirements(root)))
        _add(archive, f"solutions/{solution.name}", solution.read_bytes())
        lesson_itself = root / "notebooks" / solution.name
        if lesson_itself.is_file():
            _add(archive, f"notebooks/{solution.name}", lesson_itself.read_bytes())
        for file in package_files():
            _add(archive, f"lstm_course/{file.relative_to(PACKAGE).as_posix()}", file.read_bytes())
        for wheel in found:
            archive.write(wheel, f"wheels/{wheel.name}", zipfile.ZIP_STORED)
    write_whole(path, stream.getvalue())
    return len(found)


def requirements(root: Path) -> list[str]:
    """Return what the package needs, as pip reads it, without what the extras add.

    Parameters
    ----------
    root : Path
        Of the course; holds ``pyproject.toml``.
    """
    return tomllib.loads((Path(root) / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]


def package_files() -> Iterable[Path]:
    """Return the files of the package, without what Python has compiled."""
    found = (path for path in PACKAGE.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _is(stem: str, lesson: str) -> bool:
    return stem == lesson or (lesson.isdecimal() and int(stem[:2]) == int(lesson))


def _add(archive: zipfile.ZipFile, name: str, content: str | bytes, mode: int = 0o644) -> None:
    info = zipfile.ZipInfo(name)  # of 1980, so that the same course gives the same file
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (0o100000 | mode) << 16
    archive.writestr(info, content)
