"""What the commands that train in a folder share: its journal, earlier results, an interruption, who computed."""

import json
import sys

import torch

from .._executors import opener
from .._files import FolderInUseError
from .journal import Journal


def in_folder(program, folder, work):
    """Work with the journal of a folder, which nobody else has open.

    Parameters
    ----------
    program : str
        Name of the command, for its messages.
    folder : Path
        Where its journal is, or is begun.
    work : callable
        Takes the `Journal`, returns the exit status.

    Returns
    -------
    int
        That of `work`; 2 where the folder is in use or cannot be written, 130 where the work was interrupted.
    """
    torch.set_num_threads(1)
    try:
        journal = Journal(folder)
    except (FolderInUseError, OSError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    try:
        return work(journal)
    except KeyboardInterrupt:
        print("\nInterrupted. What is finished is kept; the same command goes on from here.", file=sys.stderr)
        return 130
    finally:
        journal.close()


def earlier(folder, key, known, journal):
    """Take over what an earlier ``results.json`` of the folder holds, and return by whom it was made.

    Parameters
    ----------
    folder : Path
        Where the file may be.
    key : str
        Under which the file has its rows.
    known : iterable of str
        The fingerprints of today.
    journal : Journal
        Gets the results.

    Returns
    -------
    dict or None
        None where there is no such file.
    """
    file = folder / "results.json"
    if not file.exists():
        return None
    found = json.loads(file.read_text(encoding="utf-8"))
    journal.take_over(found[key], known)
    return found["made"]


def compute(run, options):
    """Compute what is left of a run, with the processes that the options of `_executors.add_options` name."""
    jobs = min(options.jobs, max(len(run.units), 1))
    run.go(opener(options, jobs), None if options.executor == "dask" else jobs)


def command(words, options):
    """Return the command that makes the same results, wherever they are written.

    Parameters
    ----------
    words : list of str
        It begins with these.
    options : argparse.Namespace
        With ``seeds`` and the options of `_executors.add_options`.
    """
    seeds = [f"--seeds {options.seeds}"] if options.seeds else []
    dask = ["--executor dask"] if options.executor == "dask" else []
    return " ".join([*words, *seeds, *dask, f"--jobs {options.jobs}"])


def workers(options):
    """Return in words what computed."""
    return "a Dask cluster's processes" if options.scheduler else f"{options.jobs} processes"
