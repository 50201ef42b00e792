"""The command ``lstm-course``: open the course, and keep its notebooks in order.

Each subcommand imports what it needs when it is called, so that ``lstm-course --help`` answers at
once and a learner's installation needs none of the tools of those who write lessons.
"""

import argparse
import os
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

from . import __version__
from . import lab as jupyterlab
from ._root import FIRST_NOTEBOOK, CourseNotFoundError, find_root


def can_open_browser() -> bool:
    """Return whether there is a graphical browser to open.

    The variable ``BROWSER`` is taken as a statement that there is one. Without it, a Linux machine
    without a display has none, even where :mod:`webbrowser` finds a text browser, which would take
    over the terminal.
    """
    if not os.environ.get("BROWSER") and sys.platform.startswith(("linux", "freebsd")):
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def lab_arguments(root: Path, extra: list[str]) -> list[str]:
    """Return the command line for JupyterLab.

    Parameters
    ----------
    root : Path
        The repository's folder, which becomes JupyterLab's root, so that lessons can link to
        exercises.
    extra : list of str
        Arguments from the user; they come last, and so have the last word.
    """
    arguments = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}",
        "--LabApp.news_url=None",
        *jupyterlab.arguments(),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--ServerApp.log_level=WARN",
        "--LabApp.log_level=WARN",
        "--ServerApp.answer_yes=True",  # one Ctrl-C ends it, without a question
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    if not can_open_browser():
        arguments.append("--no-browser")
    return arguments + extra


def lab(extra: list[str]) -> int:
    """Serve JupyterLab until Ctrl-C, with the first lesson open.

    Parameters
    ----------
    extra : list of str
        Arguments for JupyterLab, such as ``--port=9000``.

    Returns
    -------
    int
        0.
    """
    root = find_root()
    jupyterlab.add_settings()
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(argv=lab_arguments(root, extra))

    # The server writes its addresses into its log only where it has made a token, and only there.
    server.log.addFilter(lambda record: "To access the server" not in record.getMessage())

    def announce() -> None:
        if server.open_browser:
            print("\nThe course opens in your browser. If it does not, go to\n")
        else:
            print("\nOpen this address in a browser:\n")
        addresses = server.connect_url.splitlines()
        if server.ip in ("localhost", "127.0.0.1"):
            addresses = addresses[:1]  # the others are the same under another name
        print(*(f"    {line.strip()}" for line in addresses), sep="\n")
        print("\nPress Ctrl-C here to end.\n", flush=True)

    server.io_loop.add_callback(announce)  # after the server's own start-up messages
    server.start()
    return 0


def exercises(check: bool) -> int:
    """Write ``exercises/`` from ``solutions/``, or report which files differ from their source.

    Outputs that an editor has left in ``solutions/`` are removed on the way.

    Parameters
    ----------
    check : bool
        Change nothing; fail if anything would change.
    """
    from .authoring.exercises import write_all
    from .authoring.notebooks import NotebookError, strip_all

    root = find_root()
    try:
        changed = [] if check else strip_all(root)
        changed += write_all(root, check=check)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        state = "does not match its source in solutions/" if check else "written"
        print(f"{path.relative_to(root).as_posix()}: {state}")
    if changed and check:
        print("Run `lstm-course exercises` and commit the result.")
        return 1
    if not changed:
        print("exercises/ matches solutions/")
    return 0


def lists(check: bool) -> int:
    """Write the made parts of the README and the last cells of the notebooks, or report that they are stale.

    Parameters
    ----------
    check : bool
        Change nothing; fail if anything would change.
    """
    from .authoring.leads import write_leads
    from .authoring.lists import write_lists
    from .notebook.files import NotebookError

    root = find_root()
    try:
        changed = write_lists(root, check=check) + write_leads(root, check=check)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(f"{path.relative_to(root).as_posix()}: {'a made part is stale' if check else 'written'}")
    if changed and check:
        print("Run `lstm-course lists` and commit the result.")
        return 1
    if not changed:
        print("The made parts of the README and of the notebooks are up to date.")
    return 0


def new(what: str, *arguments) -> int:
    """Begin a lesson or an exercise, and say what is to be filled in.

    Parameters
    ----------
    what : str
        ``"new_lesson"`` or ``"new_exercise"``.
    *arguments
        Number, name and title.
    """
    import subprocess

    from .authoring import scaffold

    root = find_root()
    try:
        made = getattr(scaffold, what)(root, *arguments)
    except (scaffold.ScaffoldError, scaffold.NotebookError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*scaffold.todos(made, root), sep="\n")
    if what == "new_lesson":
        print(f"Its first exercise: lstm-course new-exercise {arguments[0]} NAME TITLE")
    sys.stdout.flush()
    again = "import sys; from lstm_course.cli import main; sys.exit(main(['lists']) or main(['exercises']))"
    command = [sys.executable, "-c", again]  # another process knows the new record
    return subprocess.run(command, cwd=root, check=False).returncode


def notebooks(names: list[str], pictures: bool = False) -> int:
    """Run lessons from top to bottom and store their outputs.

    Parameters
    ----------
    names : list of str
        Numbers or names of lessons, such as ``"02"``; all lessons if empty.
    pictures : bool
        Only draw the still pictures of interactive pieces anew, where a piece has changed.
    """
    from .authoring.notebooks import NotebookError, draw_pieces, execute_all

    try:
        (draw_pieces if pictures else execute_all)(find_root(), names)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def lint_notebooks() -> int:
    """Print what is wrong with the form of the notebooks; fail if anything is."""
    from .authoring.lint import lint_all

    findings = lint_all(find_root())
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "All notebooks are in form.")
    return 1 if findings else 0


def diagnose(names: list[str], pairs: int, listed: bool) -> int:
    """Print how well the check names mistakes; fail where a sentence blames what is right.

    Parameters
    ----------
    names : list of str
        Exercises, or numbers of lessons; all if empty.
    pairs : int
        How many pairs of mistakes for each exercise.
    listed : bool
        Whether every edit that is not named is listed.
    """
    from .authoring.diagnose import command

    return command(names, pairs, listed)


def bench(extra: list[str]) -> int:
    """Time the NumPy layers against PyTorch.

    Parameters
    ----------
    extra : list of str
        Arguments for the benchmark.
    """
    from .bench.layers import main as run_bench

    return run_bench(extra)


def reproduce(extra: list[str]) -> int:
    """Train the classics and write the table "paper | here".

    Parameters
    ----------
    extra : list of str
        Arguments for the reproduction.
    """
    from .reproduce.command import main as run_reproduce

    return run_reproduce(extra)


def claims(extra: list[str]) -> int:
    """List the claims of lesson 23 with their verdicts, or test some of them again.

    Parameters
    ----------
    extra : list of str
        Arguments for the claims.
    """
    from .claims.command import main as test_claims

    return test_claims(extra)


def report(extra: list[str]) -> int:
    """Begin or check a report on a claim.

    Parameters
    ----------
    extra : list of str
        Arguments for the report.
    """
    from .report.command import main as check_report

    return check_report(extra)


def table(extra: list[str]) -> int:
    """Train the table of lesson 13.

    Parameters
    ----------
    extra : list of str
        Arguments for the table.
    """
    from .evaluate.table.command import main as make_table

    return make_table(extra)


def grade(extra: list[str]) -> int:
    """Grade submitted notebooks.

    Parameters
    ----------
    extra : list of str
        Arguments for the grader.
    """
    try:
        from .grading.command import grade as run_grader
    except ModuleNotFoundError as error:
        if error.name not in (
            "fcntl",
            "resource",
            "pwd",
            "grp",
        ):  # parts of Python that Windows does not have
            raise
        print("The grader needs Linux or another Unix: on Windows use WSL or a container.", file=sys.stderr)
        return 2
    return run_grader(extra)


def classroom(extra: list[str]) -> int:
    """Make an nbgrader course folder.

    Parameters
    ----------
    extra : list of str
        The folder and options.
    """
    from .grading.nbgrader.command import classroom as make_classroom

    return make_classroom(extra)


def index(names: list[str]) -> int:
    """Print the tables that lead into the course.

    Parameters
    ----------
    names : list of str
        Of the tables; all if none is given.

    Returns
    -------
    int
        2 if there is no such table, 1 if a lesson has been changed so that a table cannot be made, else 0.
    """
    from .authoring.indexes import INDEXES, table
    from .notebook.files import NotebookError

    unknown = [name for name in names if name not in INDEXES]
    if unknown:
        print(f"There is no index {unknown[0]!r}: choose from {', '.join(INDEXES)}.", file=sys.stderr)
        return 2
    root = find_root()
    for name in names or INDEXES:
        title, headings, rows = INDEXES[name]
        try:
            found = rows(root)
        except NotebookError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"{title}: {len(found)} entries\n\n{table(headings, found)}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return the parser; ``run`` of what it returns takes the options and the arguments that it does not know.

    Where ``hands_on`` is set, these arguments are for the subcommand to judge, ``--help`` among them.
    """
    parser = argparse.ArgumentParser(
        prog="lstm-course",
        description="Open the course, and keep its notebooks in order.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str, run: Callable, **options) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, allow_abbrev=False, **options)
        command.set_defaults(run=run, hands_on=False)
        return command

    def hand_on(name: str, text: str, run: Callable, **options) -> None:
        add(name, text, lambda _, extra: run(extra), **options).set_defaults(hands_on=True)

    def begin(what: str) -> Callable:
        return lambda options, _: new(what, options.number, options.name, options.title)

    hand_on("lab", "open JupyterLab on the first lesson; further arguments go to JupyterLab", lab)

    command = add(
        "exercises", "write exercises/ from solutions/", lambda options, _: exercises(options.check)
    )
    command.add_argument("--check", action="store_true", help="change nothing, report differences")

    text = "write the README's table of lessons and its counts from the notebooks and records"
    command = add("lists", text, lambda options, _: lists(options.check))
    command.add_argument("--check", action="store_true", help="change nothing, report what is stale")

    text = "print the tables that lead into the course: topics, misconceptions, claims, papers, exhibits"
    command = add("index", text, lambda options, _: index(options.names))
    command.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="topics, misconceptions, claims, papers, museum; default: all",
    )

    text = "write the notebooks of a new lesson, in form, with TODO where words belong"
    command = add("new-lesson", text, begin("new_lesson"))
    command.add_argument("number", type=int, metavar="NUMBER", help="such as 10")
    command.add_argument("name", metavar="NAME", help="for the file names, such as training")
    command.add_argument("title", nargs="?", default="", metavar="TITLE", help="default: made from the name")

    text = "append an exercise to a lesson's solutions, and write its record"
    command = add(
        "new-exercise",
        text,
        lambda options, _: new("new_exercise", options.number, options.name, options.title),
    )
    command.add_argument("number", type=int, metavar="NUMBER", help="of the lesson")
    command.add_argument("name", metavar="NAME", help="of the learner's function")
    command.add_argument("title", metavar="TITLE", help="of the exercise")

    command = add(
        "notebooks",
        "run lessons and store their outputs",
        lambda options, _: notebooks(options.names, options.pictures),
    )
    text = "run nothing, but draw the still pictures of the pieces that have changed"
    command.add_argument("--pictures", action="store_true", help=text)
    command.add_argument("names", nargs="*", metavar="NAME", help="a lesson's number or name; default: all")

    add("lint-notebooks", "check the form of all notebooks", lambda *_: lint_notebooks())

    text = "hand in every edit of every reference, and count which mistakes the check names"
    command = add("diagnose", text, lambda options, _: diagnose(options.names, options.pairs, options.list))
    command.add_argument(
        "names", nargs="*", metavar="NAME", help="an exercise or a lesson's number; default: all"
    )
    command.epilog = (
        "Of the edits that neither raise nor change nothing: named; led to, by a sentence about a special case; bare, "
        "where only a difference is shown; blamed, where a sentence sends to other lines than the one edited."
    )
    command.add_argument("--pairs", type=int, default=0, metavar="N", help="also N pairs of edits for each")
    command.add_argument("--list", action="store_true", help="list the edits that are accepted or not named")

    text = "time the NumPy layers against PyTorch; see `bench --help`"
    hand_on("bench", text, bench, add_help=False)

    text = "train the classics and write one table, paper beside here; see `reproduce --help`"
    hand_on("reproduce", text, reproduce, add_help=False)

    text = "list popular claims with their verdicts, or test some again; see `claims --help`"
    hand_on("claims", text, claims, add_help=False)

    text = "check a report on a claim of your own, or begin one; see `report --help`"
    hand_on("report", text, report, add_help=False)

    text = "train the table of configurations of lesson 13; see `table --help`"
    hand_on("table", text, table, add_help=False)

    text = "grade submitted notebooks in a sandbox; see `grade --help`"
    hand_on("grade", text, grade, add_help=False)

    text = "make an nbgrader course folder; see `classroom --help`"
    hand_on("classroom", text, classroom, add_help=False)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : list of str, optional
        The arguments; those of the process if not given.

    Returns
    -------
    int
        The exit status: 0 success, 1 something was found wrong, 2 the command cannot be run.
    """
    parser = _parser()
    options, extra = parser.parse_known_args(argv)
    if extra and not options.hands_on:
        parser.error(f"unknown argument {extra[0]!r} for {options.command}")
    try:
        return options.run(options, extra)
    except CourseNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
