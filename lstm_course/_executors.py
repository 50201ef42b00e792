"""Where many trainings run: processes of this machine, or a Dask cluster; both as `concurrent.futures` has them."""

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor

from ._cluster import connected


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
