"""The command ``lstm-course grade``."""

import argparse
import contextlib
import functools
import importlib.util
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .. import check
from .._cluster import MISSING, connected
from .._files import FolderInUseError
from ..check.records import numbers
from ..notebook.files import NotebookError
from .batch import run
from .executors import Cluster, Threads
from .grader import Grader, strongest_grader
from .handed_back.entered import with_entered
from .handed_back.export import clean
from .handed_back.files import hand_back, lesson_pages, other_assignments, seeds_of
from .handed_back.marks import Marks, MarksError
from .handed_back.marks_file import read_marks
from .handed_back.platforms import TableError, check_table, lateness
from .handed_in.figures import figures_of
from .handed_in.jobs import NoSubmissionsError, read_handed_in
from .journal import Journal
from .nbgrader import MISSING as NBGRADER
from .options import parser
from .outside.sandbox import TIERS
from .result import Question, Result
from .sources import CannotGradeError, read_sources

GRADED, FOR_A_HUMAN, CANNOT = 0, 1, 2
TIER_E = (
    "Tier E holds limits on time and memory only, nothing that stands up to cheating: a notebook could read the tests "
    "or the other submissions. Use Linux with landlock, or say --trust-students."
)


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
    if options.from_gradebook and not options.gradebook:
        reader.error("--from-gradebook needs --gradebook")
    if options.column and not options.fill:
        reader.error("--column needs --fill")
    try:
        return _grade(options)
    except (
        CannotGradeError,
        NoSubmissionsError,
        FolderInUseError,
        NotebookError,
        MarksError,
        TableError,
        OSError,
    ) as error:
        print(_line(str(error)), file=sys.stderr)
        return CANNOT


def _grade(options: argparse.Namespace) -> int:
    sources = read_sources(options.sources)
    handed_in = read_handed_in(options.submissions, sources, options.layout)
    jobs, remarks = handed_in.jobs, handed_in.remarks
    print(_line(handed_in.layout), file=sys.stderr)
    marks = read_marks(options.marks, _names()) if options.marks else Marks()
    if options.fill:
        check_table(options.fill, {job.assignment for job in jobs}, options.column)
    said = lateness(options.fill, {job.student for job in jobs}) if options.fill else {}
    seeds = seeds_of(options.inputs_of) if options.inputs_of else {}
    if options.inputs_of and not seeds:
        raise CannotGradeError(
            f"--inputs-of: {options.inputs_of} holds no inputs of an earlier run; name its results.jsonl."
        )
    strangers = other_assignments(options.out, {job.assignment for job in jobs})
    if strangers:
        raise CannotGradeError(
            f"{options.out} holds the results of {', '.join(strangers)}. Choose another folder with --out, "
            "one for each export."
        )
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
                seeds=seeds,
            )
        except KeyboardInterrupt:
            print("\nStopped. The same command goes on from here.", file=sys.stderr)
            raise
        if options.inputs_of:
            remarks += other_inputs(results, seeds)
        if gradebook is not None:
            remarks += gradebook.write(jobs, results, sources)
        if options.from_gradebook:
            results, cut = with_entered(results, _entered(gradebook, jobs))
            remarks += cut
        results, unmet = marks.applied(results, said, functools.partial(_worth, sources))
        remarks += unmet
        titles, address = lesson_pages(options.site)
        remarks += hand_back(
            options.out,
            results,
            remarks,
            titles,
            address,
            table=options.fill,
            column=options.column,
            figures=figures_of(jobs, sources),
        )
    return report(options.out, results, remarks)


def _names() -> set[str]:
    """Return the numbers and names of all exercises."""
    return {name for pair in numbers().items() for name in pair}


def _worth(sources: dict, notebook: str) -> list[Question]:
    """Return the questions of a notebook, with nothing earned."""
    known, records = numbers(), check.records()
    return [
        Question(name, known[name], 0, records[name].max_points, "not attempted")
        for name in sources[notebook].exercises
    ]


def other_inputs(results: list[Result], seeds: dict[tuple[str, str, str], int]) -> list[str]:
    """Return a remark on each result that was found on other inputs than those of then.

    Parameters
    ----------
    results : list of Result
        Those of this run.
    seeds : dict
        Those of then, as `seeds_of` finds them.
    """
    remarks = []
    for result in results:
        then = seeds.get((result.student, result.assignment, result.notebook))
        if result.seed_id and then is None:
            remarks.append(
                f"{result.student}, {result.notebook}: --inputs-of holds none for it; it got new inputs."
            )
        elif result.seed_id and int(result.seed_id, 16) != then:
            remarks.append(
                f"{result.student}, {result.notebook}: this is an earlier result, on other inputs than --inputs-of "
                "says. Give another folder with --out, or --regrade all."
            )
    return remarks


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
    if any(importlib.util.find_spec(name) is None for name in ("nbgrader", "sqlalchemy")):
        raise CannotGradeError(f"--gradebook: {NBGRADER}")
    from .nbgrader.gradebook import GradebookError, NbgraderCourse

    try:
        course = NbgraderCourse(options.gradebook, options.course)
        course.check({job.assignment for job in jobs})
    except GradebookError as error:
        raise CannotGradeError(str(error)) from None
    return course


def _entered(gradebook, jobs: list) -> dict:
    """Return what was entered by hand; without it the table would be wrong, so that a failure is one of the command."""
    from .nbgrader.gradebook import GradebookError

    try:
        return gradebook.entered(jobs)
    except GradebookError as error:
        raise CannotGradeError(str(error)) from None


def _line(text: str) -> str:
    """Return text for the terminal: one line, so that no file's name can look like a message of its own."""
    return clean(" ".join(text.split()))


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
        print(_line(remark), file=sys.stderr)
    for result in results:
        if result.for_a_human:
            reason = " ".join(result.notes) or "Look at its page."
            print(_line(f"{result.student}, {result.notebook}: {result.status}. {reason}"), file=sys.stderr)
    noted = sum(bool(result.notes) for result in results if not result.for_a_human)
    if noted:
        print(
            f"There are notes on {noted} of the graded submissions: see {out / 'grades.csv'}.",
            file=sys.stderr,
        )
    counts = Counter(result.status for result in results)
    text = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    number = "1 submission" if len(results) == 1 else f"{len(results)} submissions"
    print(f"{number}: {text}. Results are in {out}; begin with {out / 'overview.html'}.")
    if counts["infrastructure error"]:
        return CANNOT
    return FOR_A_HUMAN if remarks or any(result.for_a_human for result in results) else GRADED
