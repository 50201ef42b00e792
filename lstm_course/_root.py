"""Where the course is: the folder that holds its notebooks."""

from pathlib import Path

FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"


class CourseNotFoundError(Exception):
    """There is no course folder around; the message says what to do."""


def find_root(start: Path | None = None) -> Path:
    """Return the folder that holds ``notebooks/``.

    The folder that this package was installed from comes first, then the current folder and its
    parents, so that the command works from anywhere inside a clone.

    Parameters
    ----------
    start : Path, optional
        Where to begin looking upwards; the current folder if not given.

    Raises
    ------
    CourseNotFoundError
        If none of these folders holds the first lesson.
    """
    start = Path.cwd() if start is None else start.resolve()
    for folder in (Path(__file__).resolve().parents[1], start, *start.parents):
        if (folder / FIRST_NOTEBOOK).is_file():
            return folder
    raise CourseNotFoundError(
        f"There is no {FIRST_NOTEBOOK} here: the lessons come with a clone of the course's "
        "repository, so run `lstm-course` inside one."
    )
