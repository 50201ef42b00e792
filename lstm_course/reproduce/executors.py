"""Where the experiments run: processes of this machine, or a Dask cluster; both as `concurrent.futures` has them."""

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor


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
    """Open a connection to a Dask cluster.

    A worker that dies takes nothing with it: its units run again on another, until Dask gives up on them (the setting
    ``distributed.scheduler.allowed-failures``).

    Parameters
    ----------
    jobs : int
        Workers of the cluster that is started where no scheduler is named.
    scheduler : str, optional
        Address of a cluster whose workers have the same version of this package.
    """
    from dask.distributed import Client, LocalCluster

    with contextlib.ExitStack() as stack:
        own = None
        if scheduler is None:
            own = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
            stack.enter_context(own)
        client = stack.enter_context(Client(own or scheduler))
        executor = client.get_executor(pure=False)
        stack.callback(executor.shutdown, wait=False)
        yield executor
