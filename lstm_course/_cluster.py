"""A connection to a Dask cluster, for whatever runs on one."""

import contextlib

MISSING = "--executor dask needs Dask: python install.py --extras all, in the course's folder"


@contextlib.contextmanager
def connected(jobs, scheduler=None):
    """Open a connection to a Dask cluster; a cluster that was started for it ends with the block.

    A worker that dies takes nothing with it: its tasks run again on another, until Dask gives up on them (the setting
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
            # the dashboard by its address, too: without one its pages would be there for the whole network
            own = stack.enter_context(
                LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address="127.0.0.1:0")
            )
        yield stack.enter_context(Client(own or scheduler))
