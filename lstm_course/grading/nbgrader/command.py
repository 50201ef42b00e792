"""The command ``lstm-course classroom``."""

import argparse
import importlib.util
import sys
from pathlib import Path

from ...notebook.files import NotebookError, notebook_paths
from . import MISSING

DONE, CANNOT = 0, 2


def classroom(arguments: list[str]) -> int:
    """Run ``lstm-course classroom``.

    Parameters
    ----------
    arguments : list of str
        What stands on the command line after the subcommand.

    Returns
    -------
    int
        0, or 2 where it could not be done.
    """
    reader = argparse.ArgumentParser(
        prog="lstm-course classroom",
        description="Make an nbgrader course folder with one assignment for each lesson.",
        allow_abbrev=False,
    )
    reader.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder, or one made before")
    reader.add_argument("--course-id", default="lstm", metavar="NAME", help="default: %(default)s")
    options = reader.parse_args(arguments)
    if importlib.util.find_spec("nbgrader") is None:
        print(MISSING, file=sys.stderr)
        return CANNOT
    from ..._root import find_root
    from .classroom import ClassroomError, make_course

    try:
        made = make_course(options.folder, notebook_paths(find_root(), "solutions"), options.course_id)
    except (ClassroomError, NotebookError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    for name in made:
        print(f"{name}: made")
    print(f"The course is in {options.folder}. Open it with: cd {options.folder} && jupyter lab")
    return DONE
