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
    add = reader.add_argument
    add("folder", type=Path, metavar="DIR", help="a new or empty folder, or one made before")
    add("--course-id", default="lstm", metavar="NAME", help="default: %(default)s")
    add(
        "--gradescope",
        metavar="LESSON",
        help="write Gradescope's autograder of a lesson into the file DIR instead",
    )
    add("--wheels", type=Path, metavar="DIR", help="with --gradescope: what `pip download` has fetched")
    add("--python-version", metavar="3.N", help="with --gradescope: the Python there; default: this one")
    add("--trust-students", action="store_true", help="with --gradescope: grade without a sandbox, too")
    options = reader.parse_args(arguments)
    if options.gradescope is not None:
        return _gradescope(options)
    if options.wheels or options.python_version or options.trust_students:
        reader.error("--wheels, --python-version and --trust-students need --gradescope")
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


def _gradescope(options: argparse.Namespace) -> int:
    from ..._root import CourseNotFoundError, find_root
    from ..gradescope.make import AutograderError, make_autograder

    try:
        wheels = make_autograder(
            options.folder,
            find_root(),
            options.gradescope,
            wheels=options.wheels,
            version=options.python_version,
            trust_students=options.trust_students,
        )
    except (AutograderError, CourseNotFoundError, NotebookError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    where = f"from the {wheels} wheels in it" if wheels else "from the network"
    print(
        f"{options.folder}: made. It installs {where}. It holds the solution and the checks: for teachers only."
    )
    return DONE
