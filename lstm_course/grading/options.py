"""What ``lstm-course grade`` takes on the command line."""

import argparse
import os
from pathlib import Path

from .batch import REGRADE
from .outside.sandbox import TIERS


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``lstm-course grade``."""
    result = argparse.ArgumentParser(
        prog="lstm-course grade",
        description="Grade submitted notebooks in a sandbox. The run can be ended at any time; the same command goes "
        "on where it was. Exit status: 0 everything is graded, 1 something needs a human, 2 it could not be done.",
        allow_abbrev=False,
    )
    add = result.add_argument
    text = "a folder of submissions, a learning platform's export, as a zip file or unpacked, or one notebook"
    add("submissions", type=Path, metavar="SUBMISSIONS", help=text)
    text = "how to read the folders, such as student/assignment/file or moodle (default: what fits all files)"
    add("--layout", metavar="WORDS", help=text)
    add("--out", type=Path, default=Path("graded"), metavar="DIR", help="where results go (default: graded)")
    text = (
        "take the students of earlier runs out of DIR whom this run does not hold; by default they are kept"
    )
    add("--fresh", action="store_true", help=text)
    text = "marks by hand, weights, questions that do not count, lateness; later runs use a copy; see teachers.md"
    add("--marks", type=Path, metavar="FILE", help=text)
    text = "the platform's own table of marks; it is written with the scores in it, beside the results"
    add("--fill", type=Path, metavar="FILE", help=text)
    add("--column", metavar="HEADING", help="the column of --fill, where its form does not say which")
    text = "where students find the course's website: their pages then link to its sections"
    add("--site", metavar="ADDRESS", help=text)
    text = "results.jsonl of an earlier run: what is graded now gets the same inputs as then"
    add("--inputs-of", type=Path, metavar="FILE", help=text)
    add(
        "--jobs",
        type=int,
        default=_processors(),
        metavar="N",
        help="how many at a time (default: %(default)s)",
    )
    add(
        "--executor",
        choices=("threads", "dask"),
        default="threads",
        help="this machine (default), or a Dask cluster",
    )
    add(
        "--scheduler",
        metavar="ADDRESS",
        help="of the Dask cluster; without it, one is started on this machine",
    )
    add("--require-tier", choices=TIERS, metavar="TIER", help="A, B or E: refuse to run in a weaker sandbox")
    add("--trust-students", action="store_true", help="allow tier E, which holds against accidents only")
    add(
        "--gradebook",
        metavar="URL",
        help="also write into nbgrader's gradebook, such as sqlite:///gradebook.db",
    )
    text = "points and comments that were entered in the formgrader count here, too; needs --gradebook"
    add("--from-gradebook", action="store_true", help=text)
    add(
        "--course",
        type=Path,
        metavar="DIR",
        help="nbgrader's course folder (default: that of the gradebook's file)",
    )
    add("--regrade", choices=REGRADE, default="changed", help="what to do again (default: %(default)s)")
    add("--python", metavar="PATH", help="the interpreter that runs the notebooks (default: this one)")
    add("--sources", type=Path, metavar="DIR", help="solution notebooks (default: those of this course)")
    return result


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
