"""Where many trainings run: processes of this machine, or a Dask cluster; both as `concurrent.futures` has them."""

import argparse
import contextlib
import functools
import importlib.util
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor

from ._cluster import MISSING, connected


@contextlib.contextmanager
def processes(jobs):
    """Open a pool of processes; at the end of the block none of them is left.

    Parameters
    ----------
    jobs : int
        How many.
    """
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin():
    """Leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


@contextlib.contextmanager
def cluster(jobs, scheduler=None):
    """Open an executor whose units run on a Dask cluster.

    Parameters
    ----------
    jobs : int
        Workers of the cluster that is started where no scheduler is named.
    scheduler : str, optional
        Address of a cluster whose workers have the same version of this package.
    """
    with connected(jobs, scheduler) as client:
        executor = client.get_executor(pure=False)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


def positive(text):
    """Return the whole number of at least 1 that an option holds; for `argparse`."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, got {text!r}")
    return int(text)


def add_options(parser):
    """Add the options ``--jobs``, ``--executor`` and ``--scheduler`` to a command.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    """
    parser.add_argument("--jobs", type=positive, default=2, metavar="N", help="processes; default: 2")
    parser.add_argument(
        "--executor",
        choices=("processes", "dask"),
        default="processes",
        help="this machine (default), or a Dask cluster",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of the Dask cluster; without it, one is started on this machine",
    )


def check_options(parser, options):
    """End a command whose options of `add_options` make no sense, or need what is not installed.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    options : argparse.Namespace
        What it parsed.
    """
    if options.scheduler and options.executor != "dask":
        parser.error("--scheduler needs --executor dask")
    if options.executor == "dask" and importlib.util.find_spec("distributed") is None:
        parser.error(MISSING)


def opener(options, jobs):
    """Return what opens the executor that was asked for, or None where this process does everything alone.

    Parameters
    ----------
    options : argparse.Namespace
        With the options of `add_options`.
    jobs : int
        How many processes a pool of this machine gets.

    Returns
    -------
    callable or None
        Takes nothing, returns a context manager of an executor.
    """
    if options.executor == "dask":
        return functools.partial(cluster, options.jobs, options.scheduler)
    return functools.partial(processes, jobs) if options.jobs > 1 else None
