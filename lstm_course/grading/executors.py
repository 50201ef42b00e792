"""Where tasks run: threads of this machine, or the workers of a Dask cluster. Both have ``submit`` and ``close``."""

import contextlib
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from .batch import Task
from .journal import grader_version
from .outside.runtime import InfrastructureError
from .result import Result
from .sources import CannotGradeError


class Threads:
    """Threads of this process, which share one grader.

    Parameters
    ----------
    grader : callable
        Takes a `Task` and returns its `Result`; may be called from several threads; has a method ``close``.
    width : int
        Number of threads.
    """

    def __init__(self, grader: Callable, width: int):
        self._grader = grader
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="grader")

    def submit(self, task: Task) -> Future:
        """Return the future of a task's result."""
        return self._pool.submit(self._grader, task)

    def close(self) -> None:
        """End the grader, and with it what runs, then the threads; what waits is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._grader.close()
        self._pool.shutdown(wait=True)


class Cluster:
    """Workers of a Dask cluster, each process with a grader of its own.

    A worker that dies takes nothing with it: its tasks run again on another. Where this happens to one task again
    and again (the setting ``distributed.scheduler.allowed-failures``), its future holds an error.

    Parameters
    ----------
    client : dask.distributed.Client
        Connected to the scheduler of the cluster; whoever made it closes it.
    make_grader : callable
        Returns a grader as for `Threads`; it is called on the workers. One with another version of this package
        grades nothing: its checks are not those that the results are kept for.

    Raises
    ------
    CannotGradeError
        Where a worker cannot make its grader, such as one that lacks this package.
    """

    def __init__(self, client, make_grader: Callable):
        self._client, self._version = client, grader_version()
        self._plugin = f"lstm-course-grader-{uuid.uuid4().hex}"  # others may grade on the same cluster
        try:
            client.register_plugin(_plugin(make_grader), name=self._plugin)
        except Exception as error:  # whatever the workers lack
            with contextlib.suppress(Exception):  # it would end every worker that is still to come
                client.unregister_worker_plugin(self._plugin)
            raise CannotGradeError(
                f"--executor: a worker cannot take the grader ({type(error).__name__}: {error}). Every worker needs "
                "the same version of this package as the command."
            ) from error

    def submit(self, task: Task):
        """Return the future of a task's result.

        Raises
        ------
        ConnectionError
            Where the scheduler is gone.
        """
        if not self._connected():
            raise ConnectionError("the scheduler of the cluster is gone; the same command goes on from here")
        return self._client.submit(_grade_on_worker, self._plugin, self._version, task, pure=False)

    def close(self) -> None:
        """Take this run's graders off the workers; the cluster goes on."""
        if self._connected():
            with contextlib.suppress(KeyError):  # a worker that is ending, as after Ctrl-C, has none any more
                self._client.unregister_worker_plugin(self._plugin)

    def _connected(self) -> bool:
        return self._client.status == "running"


def _plugin(make_grader: Callable):
    from dask.distributed import WorkerPlugin

    class OneGrader(WorkerPlugin):
        """Gives a worker its grader, also a worker that comes later."""

        def setup(self, worker):
            self.grade, self.version = make_grader(), grader_version()

        def teardown(self, worker):
            self.grade.close()

    return OneGrader()


def _grade_on_worker(name: str, version: str, task: Task) -> Result:
    from dask.distributed import get_worker

    plugin = get_worker().plugins[name]
    if plugin.version != version:
        raise InfrastructureError("a worker has another version of this package than the command")
    return plugin.grade(task)
