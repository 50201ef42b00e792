"""The command ``lstm-course grade``."""

import argparse
import contextlib
import functools
import importlib.util
import shutil
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
from .handed_back import kept
from .handed_back.entered import with_entered
from .handed_back.export import clean
from .handed_back.files import hand_back, lesson_pages, other_assignments, seeds_of
from .handed_back.marks import Marks, MarksError
from .handed_back.marks_file import read_marks
from .handed_back.platforms import TableError, check_table, lateness, without_submission
from .handed_back.since import with_changes
from .handed_in.figures import figures_of
from .handed_in.gather import holds_work
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
    "or the other submissions, and change your files. Use Linux with landlock, or say --trust-students."
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
    _check_named_files(options)
    sources = read_sources(options.sources)
    handed_in = read_handed_in(options.submissions, sources, options.layout)
    jobs, remarks = handed_in.jobs, handed_in.remarks
    _say(handed_in.layout)
    marks, no_longer = _marks(options)
    if options.fill:
        check_table(options.fill, {job.assignment for job in jobs}, options.column)
    seeds = seeds_of(options.inputs_of) if options.inputs_of else {}
    if options.inputs_of and not seeds:
        raise CannotGradeError(
            f"--inputs-of: {options.inputs_of} holds no inputs of an earlier run; name its results.jsonl."
        )
    strangers = other_assignments(options.out, {job.assignment for job in jobs})
    if strangers:
        raise CannotGradeError(
            f"--out: {options.out} holds the results of {', '.join(strangers)}. Choose another folder with --out, "
            "one for each export."
        )
    gradebook = _gradebook(options, jobs)
    with contextlib.ExitStack() as stack:
        grader = _grader(options)
        stack.callback(grader.close)
        journal = Journal(options.out)
        stack.callback(journal.close)
        earlier = kept.read_kept(options.out)
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
        entered = _entered(gradebook, jobs) if options.from_gradebook else None
        found, said = _with_earlier(options, jobs, results, earlier, entered)
        results, cut = with_entered(found.results, found.entered)
        results, unmet = _counted(marks, results, found, functools.partial(_worth, sources), options)
        results, found = with_changes(found, results, marks.marks, earlier)
        remarks += no_longer + cut + unmet + said
        decided = _file_of_marks(options)
        kept.write_kept(options.out, found, decided.read_bytes() if decided else None)
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
            now={job.key for job in jobs},
        )
    return report(options.out, results, remarks)


def _check_named_files(options: argparse.Namespace) -> None:
    for name in ("marks", "fill", "inputs_of"):
        path = getattr(options, name)
        if path is not None and not path.is_file():
            raise CannotGradeError(f"--{name.replace('_', '-')}: there is no file {path}.")
    handed_in, out = options.submissions.resolve(), options.out.resolve()
    if handed_in.is_dir() and (out == handed_in or (handed_in in out.parents and holds_work(out))):
        raise CannotGradeError(
            f"--out: {options.out} holds what was handed in, where a student's file could be taken for yours. Choose "
            "another folder with --out."
        )
    if options.python is not None and shutil.which(options.python) is None:
        raise CannotGradeError(f"--python: there is no program {options.python}.")


def _say(text: str) -> None:
    print(_line(text), file=sys.stderr)


def _file_of_marks(options: argparse.Namespace) -> Path | None:
    """Return the file of marks, the copy of an earlier run where none is named; None where there is none."""
    copy = options.out / kept.MARKS
    return options.marks or (copy if copy.exists() else None)


def _marks(options: argparse.Namespace) -> tuple[Marks, list[str]]:
    """Return what counts, and a remark where an earlier run had marks that the named file does not hold."""
    copy, path = options.out / kept.MARKS, _file_of_marks(options)
    if path is None:
        return Marks(), []
    marks = read_marks(path, _names())
    if options.marks is None:
        _say(f"The marks of an earlier run count: {copy}. Another file, with --marks, takes their place.")
    if options.marks is None or not copy.exists():
        return marks, []
    try:
        lost = kept.no_longer(read_marks(copy, _names()), marks, numbers())
    except MarksError as error:
        return marks, [f"The marks of an earlier run cannot be compared with those of {path}. {error}"]
    return marks, [f"{path} does not hold what counted in an earlier run: {', '.join(lost)}."] if lost else []


def _counted(marks, results, found: kept.Kept, worth, options: argparse.Namespace) -> tuple[list, list[str]]:
    """Return the results as they count; what is wrong with the marks names their file."""
    path = _file_of_marks(options)
    try:
        results, unmet = marks.applied(results, found.said, worth, found.entered)
    except MarksError as error:
        raise MarksError(f"{path}: {error}") from None
    return results, [f"{path}: {remark}" for remark in unmet]


def _with_earlier(
    options: argparse.Namespace, jobs: list, results: list[Result], earlier: kept.Kept, entered: dict | None
) -> tuple[kept.Kept, list[str]]:
    """Return all that counts, of this run and of earlier ones, and who in the table has handed in nothing."""
    everything, old = kept.together(() if options.fresh else earlier.results, results)
    if options.fresh:
        gone = kept.take_out(options.out, earlier.results, everything)
        if gone:
            _say(f"--fresh: taken out of {options.out}, with their pages: {', '.join(gone)}.")
    elif old:
        students = len({result.student for result in old})
        _say(
            f"{options.out} keeps {len(old)} {'row' if len(old) == 1 else 'rows'} of {students} "
            f"{'student' if students == 1 else 'students'} of earlier runs; --fresh takes them out."
        )
    here = {result.key for result in everything}
    before = {key: own for key, own in earlier.entered.items() if key in here}
    if entered is not None:
        now = {job.key for job in jobs}
        entered = {key: own for key, own in before.items() if key not in now} | entered
    elif before:
        _say(
            f"What an earlier run read in the gradebook counts ({len(before)} notebooks); --from-gradebook reads anew."
        )
    pairs = {(student, assignment) for student, assignment, _ in here}
    said, absent = {pair: own for pair, own in earlier.said.items() if pair in pairs}, []
    if options.fill:
        (assignment,) = {job.assignment for job in jobs}
        served = {student for student, name in pairs if name == assignment}
        said = {
            pair: own for pair, own in said.items() if pair not in {(job.student, assignment) for job in jobs}
        }
        said |= {(who, assignment): own for who, own in lateness(options.fill, served).items()}
        absent = without_submission(options.fill, served)
    elif said:
        _say(f"Lateness counts as an earlier run read it in the platform's table ({len(said)} students).")
    return kept.Kept(everything, before if entered is None else entered, said), absent


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
        then = seeds.get(result.key)
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
