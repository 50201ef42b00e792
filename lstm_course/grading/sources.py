"""The notebooks that submissions were made from: those of the course, of a classroom, or of an autograder."""

from pathlib import Path

from .. import check
from .._root import find_root
from ..notebook.files import notebook_paths
from .handed_in.source import Source, read_source


class CannotGradeError(Exception):
    """Nothing can be graded here; the message says why."""


def read_sources(folder: Path | None = None) -> dict[str, Source]:
    """Return the notebooks of a folder of solutions by name.

    Parameters
    ----------
    folder : Path, optional
        By default ``solutions`` of the course.

    Raises
    ------
    CannotGradeError
        Where there are none, or where one holds an exercise that the package does not know.
    """
    folder = find_root() / "solutions" if folder is None else Path(folder)
    paths = notebook_paths(folder.parent, folder.name)
    if not paths:  # the source of a classroom: a folder for each assignment
        paths = [path for one in sorted(folder.glob("*/")) for path in notebook_paths(folder, one.name)]
    sources = {path.stem: read_known(path) for path in paths}
    if not sources:
        raise CannotGradeError(f"There is no notebook in {folder}, nor in a folder of it.")
    return sources


def read_known(path: Path) -> Source:
    """Return what a notebook of exercises says, where the package can grade all of it.

    Parameters
    ----------
    path : Path
        A trusted file; it is parsed and not run.

    Raises
    ------
    CannotGradeError
        Where it holds a question that the package does not know, or one with other points.
    NotebookError
        Where it is not a notebook of the course.
    """
    source = read_source(path)
    most = {name: 0 for name in check.records()}
    most |= {f"{name}_check": record.max_points for name, record in check.records().items()}
    unknown = [name for name in source.points if name not in most]
    if unknown:
        raise CannotGradeError(f"{source.name}: there is no check for {', '.join(unknown)}.")
    for name, points in source.points.items():
        if points != most[name]:
            raise CannotGradeError(f"{source.name}: {name} must have {most[name]:g} points; got {points:g}.")
    return source
