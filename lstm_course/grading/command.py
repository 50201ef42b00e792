"""The commands ``lstm-course grade`` and ``lstm-course classroom``."""

import argparse
import contextlib
import functools
import importlib.util
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .. import check
from .._cluster import MISSING, connected
from .._files import FolderInUseError
from ..notebook.files import NotebookError, notebook_paths
from .batch import REGRADE, run
from .executors import Cluster, Threads
from .grader import Grader, strongest_grader
from .handed_back.export import clean, write_csv, write_gradescope, write_jsonl
from .handed_back.feedback import write_feedback
from .handed_in.jobs import NoSubmissionsError, read_handed_in
from .handed_in.source import Source, read_source
from .journal import Journal
from .outside.sandbox import TIERS
from .result import Result

GRADED, FOR_A_HUMAN, CANNOT = 0, 1, 2
TIER_E = (
    "This machine holds no sandbox that stands up to cheating, only limits on time and memory (tier E): a notebook "
    "could read the tests or the other submissions. Use Linux with landlock, or say --trust-students."
)


class CannotGradeError(Exception):
    """The command cannot be run here; the message says why."""


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


def grade(arguments: list[str]) -> int:
    """Run ``lstm-course grade``.

    Parameters
    ----------
    arguments : list of str
        What stands on the command line after the subcommand.

    Returns
    -------
    int
        0 everything is graded, 1 something needs a human, 2 it could not be done.
    """
    reader = parser()
    options = reader.parse_args(arguments)
    if options.jobs < 1:
        reader.error(f"--jobs must be at least 1, got {options.jobs}")
    if options.scheduler and options.executor != "dask":
        reader.error("--scheduler needs --executor dask")
    if options.course and not options.gradebook:
        reader.error("--course needs --gradebook")
    try:
        return _grade(options)
    except (CannotGradeError, NoSubmissionsError, FolderInUseError, NotebookError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT


def _grade(options: argparse.Namespace) -> int:
    sources = read_sources(options.sources)
    handed_in = read_handed_in(options.submissions, sources, options.layout)
    jobs, remarks = handed_in.jobs, handed_in.remarks
    print(clean(handed_in.layout), file=sys.stderr)
    gradebook = _gradebook(options, jobs)
    with contextlib.ExitStack() as stack:
        grader = _grader(options)
        stack.callback(grader.close)
        journal = Journal(options.out)
        stack.callback(journal.close)
        executor = _executor(options, grader)
        stack.callback(executor.close)
        try:
            results = run(
                jobs,
                sources,
                check.records(),
                executor.submit,
                journal,
                width=options.jobs,
                regrade=options.regrade,
                tiers=TIERS[: TIERS.index(_least(options)) + 1],
            )
        except KeyboardInterrupt:
            print("\nStopped. The same command goes on from here.", file=sys.stderr)
            raise
        write_jsonl(options.out / "results.jsonl", results)
        write_csv(options.out / "grades.csv", results)
        write_feedback(options.out / "feedback", results)
        write_gradescope(options.out / "gradescope", results)
        if gradebook is not None:
            remarks += gradebook.write(jobs, results, sources)
    return report(options.out, results, remarks)


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
    if folder is None:
        from .._root import find_root

        folder = find_root() / "solutions"
    sources = {path.stem: read_source(path) for path in notebook_paths(folder.parent, folder.name)}
    if not sources:
        raise CannotGradeError(f"There is no notebook in {folder}.")
    known = check.records()
    for source in sources.values():
        unknown = [name for name in source.exercises if name not in known]
        if unknown:
            raise CannotGradeError(f"{source.name}: there is no check for {', '.join(unknown)}.")
    return sources


def _least(options: argparse.Namespace) -> str:
    return options.require_tier or ("E" if options.trust_students else "B")


def _grader(options: argparse.Namespace) -> Grader:
    """Return a grader in the strongest tier, and say which it is."""
    if options.require_tier == "E" and not options.trust_students:
        raise CannotGradeError(TIER_E)
    grader, refused = strongest_grader(_least(options), options.python)
    for reason in refused:
        print(reason, file=sys.stderr)
    if grader is None:
        wanted = f"tier {options.require_tier} was asked for" if options.require_tier else TIER_E
        raise CannotGradeError(f"Not graded: {wanted}")
    print(f"Sandbox of tier {grader.tier}: {', '.join(grader.layers)}.", file=sys.stderr)
    return grader


def _executor(options: argparse.Namespace, grader: Grader):
    if options.executor == "threads":
        return Threads(grader, options.jobs)
    if importlib.util.find_spec("distributed") is None:
        raise CannotGradeError(MISSING)
    grader.close()  # the workers have their own
    return _Owned(options, functools.partial(Grader, grader.tier, options.python))


class _Owned:
    """A cluster's executor that closes its connection, and the cluster where it is its own."""

    def __init__(self, options: argparse.Namespace, make_grader: Callable):
        with contextlib.ExitStack() as stack:
            executor = Cluster(stack.enter_context(connected(options.jobs, options.scheduler)), make_grader)
            stack.callback(executor.close)
            self.submit, self.close = executor.submit, stack.pop_all().close


def _gradebook(options: argparse.Namespace, jobs: list):
    """Open nbgrader's gradebook before anything is graded, so that a wrong address costs no time."""
    if options.gradebook is None:
        return None
    try:
        from .nbgrader.gradebook import GradebookError, NbgraderCourse
    except ImportError:
        raise CannotGradeError(
            "--gradebook needs the extra [classroom]: pip install 'lstm-course[classroom]'"
        ) from None
    try:
        course = NbgraderCourse(options.gradebook, options.course)
        course.check({job.assignment for job in jobs})
    except GradebookError as error:
        raise CannotGradeError(str(error)) from None
    return course


def report(out: Path, results: list[Result], remarks: list[str]) -> int:
    """Say what came of it, and return the exit status.

    Parameters
    ----------
    out : Path
        Where the results are.
    results : list of Result
        Those of all jobs, new or from the journal.
    remarks : list of str
        What was passed over.
    """
    for remark in remarks:
        print(remark, file=sys.stderr)
    for result in results:
        if result.for_a_human:
            reason = " ".join(result.notes) or "Look at its page."
            print(clean(f"{result.student}, {result.notebook}: {result.status}. {reason}"), file=sys.stderr)
    noted = sum(bool(result.notes) for result in results if not result.for_a_human)
    if noted:
        print(
            f"There are notes on {noted} of the graded submissions: see {out / 'grades.csv'}.",
            file=sys.stderr,
        )
    counts = Counter(result.status for result in results)
    text = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    number = "1 submission" if len(results) == 1 else f"{len(results)} submissions"
    print(f"{number}: {text}. Results are in {out}.")
    if counts["infrastructure error"]:
        return CANNOT
    return FOR_A_HUMAN if remarks or any(result.for_a_human for result in results) else GRADED


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
        print("It needs the extra [classroom]: pip install 'lstm-course[classroom]'", file=sys.stderr)
        return CANNOT
    from .._root import find_root
    from .nbgrader.classroom import ClassroomError, make_course

    try:
        made = make_course(options.folder, notebook_paths(find_root(), "solutions"), options.course_id)
    except (ClassroomError, NotebookError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    for name in made:
        print(f"{name}: made")
    print(f"The course is in {options.folder}. Open it with: cd {options.folder} && jupyter lab")
    return GRADED
