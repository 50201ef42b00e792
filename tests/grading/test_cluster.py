"""A Dask cluster behind the same submit(): a worker that is killed takes nothing with it."""

import functools
import io
import os
import signal
import sys
import threading
import time

import pytest
from slow_grader import SlowGrader
from submissions import LESSON, SOURCE, notebook, write

pytest.importorskip("distributed", reason="Dask is not installed (extra [cluster])")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]

from dask.distributed import Client, LocalCluster  # noqa: E402

from lstm_course import check  # noqa: E402
from lstm_course._cluster import connected  # noqa: E402
from lstm_course.grading.batch import run  # noqa: E402
from lstm_course.grading.executors import Cluster  # noqa: E402
from lstm_course.grading.handed_in.jobs import find_jobs  # noqa: E402
from lstm_course.grading.handed_in.source import read_source  # noqa: E402
from lstm_course.grading.journal import Journal  # noqa: E402
from lstm_course.grading.outside.runtime import InfrastructureError  # noqa: E402
from lstm_course.grading.sources import CannotGradeError  # noqa: E402

MOST = sum(record.max_points for record in check.records().values() if record.lesson == 2)


class Broken:
    """A grader that always fails."""

    def __call__(self, task):
        raise RuntimeError("no sandbox here")

    def close(self):
        pass


@pytest.fixture
def client(tmp_path):
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", local_directory=tmp_path
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def grade(tmp_path, client, make_grader, count):
    names = [f"student{k:02d}" for k in range(count)]
    for name in names:
        write(tmp_path / "in" / name / LESSON / SOURCE.name, notebook())
    sources = {LESSON: read_source(SOURCE)}
    jobs, _ = find_jobs(tmp_path / "in", sources)
    executor, journal = Cluster(client, make_grader), Journal(tmp_path / "out")
    try:
        return run(jobs, sources, check.records(), executor.submit, journal, width=4, stream=io.StringIO())
    finally:
        executor.close()
        journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_killed_worker_loses_nothing(tmp_path, client):
    begun = tmp_path / "begun"
    begun.mkdir()
    killed = []

    def kill_one():
        while not killed:
            pids = {int(path.name.split("-")[0]) for path in begun.iterdir()}
            if pids:
                victim = min(pids)
                time.sleep(0.1)  # in mid-task: each takes 0.4 s
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
            time.sleep(0.01)

    thread = threading.Thread(target=kill_one)
    thread.start()
    results = grade(tmp_path, client, functools.partial(SlowGrader, str(begun), 0.4, 3), 12)
    thread.join()
    assert [(one.student, one.status, one.score) for one in results] == [
        (f"student{k:02d}", "graded", MOST) for k in range(12)
    ]
    pids = [int(path.name.split("-")[0]) for path in begun.iterdir() if not path.name.startswith("closed")]
    assert killed[0] in pids
    assert len(pids) > 12  # the task of the killed worker began twice
    assert len(set(pids)) >= 3  # a new worker came and got its grader, too
    assert not (begun / f"closed-{killed[0]}").exists()


def test_failing_grader_is_no_zero(tmp_path, client):
    (result,) = grade(tmp_path, client, Broken, 1)
    assert (result.status, result.score) == ("infrastructure error", None)
    assert "no sandbox here" in result.notes[0]


@pytest.fixture
def workers_in_here():
    """A cluster whose workers are threads of this process: it starts in a moment."""
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster:
        yield cluster


class Named:
    """A grader that answers with its name."""

    def __init__(self, name):
        self.name = name

    def __call__(self, task):
        return self.name

    def close(self):
        self.name = "closed"


def test_two_runs_on_one_cluster_have_each_their_own_graders(workers_in_here):
    """A second run, perhaps in a weaker tier, neither grades for the first one nor takes its graders away."""
    with Client(workers_in_here) as one, Client(workers_in_here) as two:
        first, second = (
            Cluster(one, functools.partial(Named, "A")),
            Cluster(two, functools.partial(Named, "E")),
        )
        assert (first.submit(None).result(), second.submit(None).result()) == ("A", "E")
        second.close()
        assert first.submit(None).result() == "A"
        first.close()


def test_a_worker_with_another_version_of_the_checks_grades_nothing(workers_in_here):
    """Its result would be kept as one of this version."""
    with Client(workers_in_here) as client:
        executor = Cluster(client, functools.partial(Named, "A"))
        executor._version = "of another course"
        with pytest.raises(InfrastructureError, match="another version of this package than the command"):
            executor.submit(None).result()
        executor.close()


def test_a_worker_that_has_ended_does_not_hide_why_the_run_ends(workers_in_here):
    """Ctrl-C reaches the workers, too; the command must still say that it was stopped, with its own exit status."""
    with Client(workers_in_here) as client:
        executor = Cluster(client, functools.partial(Named, "A"))
        (worker,) = workers_in_here.workers.values()
        del worker.plugins[executor._plugin]
        executor.close()


def test_a_scheduler_that_is_gone_is_said_once(workers_in_here):
    """The command catches this error, says it and gives 2; none of Dask's own hides it when the executor is closed."""
    with Client(workers_in_here) as client:
        executor = Cluster(client, functools.partial(Named, "A"))
        client.close()  # as Dask does where it cannot connect again
        with pytest.raises(
            ConnectionError, match="scheduler of the cluster is gone; the same command goes on"
        ):
            executor.submit(None)
        executor.close()


def test_a_cluster_of_ones_own_listens_on_this_machine_only():
    """The pages of Dask's dashboard show what is graded, and Dask listens on the whole network where it is let."""
    with connected(0) as client:
        scheduler = client.cluster.scheduler
        hosts = {one.getsockname()[0] for one in scheduler.http_server._sockets.values()}
        assert hosts == {"127.0.0.1"}
        assert "//127.0.0.1:" in scheduler.address


def test_workers_that_cannot_take_the_grader_are_a_reason_and_keep_nothing(workers_in_here):
    """Such as workers without this package: no traceback, and no plugin that would end every worker to come."""
    with Client(workers_in_here) as client:
        with pytest.raises(
            CannotGradeError, match=r"worker cannot take the grader \(ZeroDivisionError: .*same version"
        ):
            Cluster(client, functools.partial(divmod, 1, 0))
        assert not [name for name in workers_in_here.scheduler.worker_plugins if "grader" in name]
