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
from lstm_course.grading.batch import run  # noqa: E402
from lstm_course.grading.executors import Cluster  # noqa: E402
from lstm_course.grading.handed_in.jobs import find_jobs  # noqa: E402
from lstm_course.grading.handed_in.source import read_source  # noqa: E402
from lstm_course.grading.journal import Journal  # noqa: E402

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
    results = grade(tmp_path, client, functools.partial(SlowGrader, str(begun), 0.4), 12)
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
