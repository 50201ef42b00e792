"""``lstm-course reproduce``: the classics, paper beside here."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from .._executors import add_options, check_options, positive
from .._files import write_whole
from . import report, session
from .experiments import families
from .runner import Run


def all_rows():
    """Return every row of the table, in its order."""
    return [row for family in families() for row in family.rows()]


def chosen_rows(only=None, quick=False):
    """Return the rows of some tasks.

    Parameters
    ----------
    only : list of str, optional
        Names of tasks or of single rows (``task/name``); all by default.
    quick : bool
        Only rows that belong to the quick run.

    Returns
    -------
    list of Row
        In the order of the experiments.

    Raises
    ------
    ValueError
        Where a name is unknown, or no row is left.
    """
    rows = all_rows()
    for name in only or []:
        if not any(name in (row.task, row.id) for row in rows):
            known = ", ".join(dict.fromkeys(row.task for row in rows))
            raise ValueError(f"unknown task {name!r}; there are {known}, and rows such as {rows[0].id}")
    rows = [row for row in rows if not only or {row.task, row.id} & set(only)]
    if quick:
        rows = [row for row in rows if row.quick]
        if not rows:
            raise ValueError(f"the quick run has no row of {', '.join(only)}; leave out --quick")
    return rows


def known_costs():
    """Return row id -> CPU seconds of one seed, from the recorded run."""
    try:
        rows = report.recorded()["rows"]
    except FileNotFoundError:
        return {}
    return {row["id"]: float(np.mean([r["cpu_seconds"] for r in row["results"]])) for row in rows}


def _parser():
    parser = argparse.ArgumentParser(
        prog="lstm-course reproduce",
        description="Train the classics and write one table, paper beside here. An interrupted run goes on where it "
        "stopped when it is started again with the same --out.",
        allow_abbrev=False,
    )
    parser.add_argument("--quick", action="store_true", help="a selection that takes less than 90 seconds")
    parser.add_argument("--only", action="append", metavar="TASK", help="one task or row; may be given again")
    parser.add_argument("--seeds", type=positive, metavar="N", help="seeds for each row; default: 3 or more")
    add_options(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("reproduction"), metavar="DIR", help="where to write"
    )
    parser.add_argument("--list", action="store_true", help="list the rows and stop")
    return parser


def main(argv=None):
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0 done, 1 a row broke, 2 the command makes no sense, 130 interrupted.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        rows = chosen_rows(options.only, options.quick)
    except ValueError as error:
        parser.error(str(error))
    check_options(parser, options)
    if options.list:
        for row in rows:
            print(f"{row.id:34}{row.title}; {row.net}")
        return 0
    return session.in_folder(
        "lstm-course reproduce", options.out, lambda journal: _run(rows, options, journal)
    )


def _command(options):
    """Return the command that makes the same results, wherever they are written."""
    words = ["lstm-course reproduce", *(["--quick"] if options.quick else [])]
    words += [f"--only {name}" for name in options.only or []]
    return session.command(words, options)


def _run(rows, options, journal):
    if journal.damaged:
        print(f"{journal.damaged} damaged lines of the journal were set aside in journal.damaged")
    known = all_rows()
    made = session.earlier(options.out, "rows", (row.fingerprint for row in known), journal)
    run = Run(rows, options.seeds, journal, known_costs(), lambda line: print(line, flush=True))
    session.compute(run, options)
    if run.computed or made is None:
        made = report.made_by(_command(options), session.workers(options))
    results = report.collect(known, journal.results, made)  # what nobody asked for now is kept
    if results["rows"]:
        _write(options.out, results)
        print(f"{len(results['rows'])} rows: {options.out / 'table.md'}")
    for name in run.failed:
        print(f"lstm-course reproduce: {name} broke", file=sys.stderr)
    return 1 if run.failed else 0


def _write(folder, results):
    """Write ``results.json``, ``table.md`` and ``figure.png``."""
    from .figure import save_figure

    write_whole(folder / "results.json", json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / "table.md", report.table(results))
    save_figure(results, folder / "figure.png")
