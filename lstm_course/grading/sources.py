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
    sources = {path.stem: read_source(path) for path in paths}
    if not sources:
        raise CannotGradeError(f"There is no notebook in {folder}, nor in a folder of it.")
    known = check.records()
    for source in sources.values():
        unknown = [name for name in source.exercises if name not in known]
        if unknown:
            raise CannotGradeError(f"{source.name}: there is no check for {', '.join(unknown)}.")
    return sources
