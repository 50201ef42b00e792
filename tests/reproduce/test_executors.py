"""The reproduction in other processes: a worker that dies loses nothing, here and on a Dask cluster."""

import json
import multiprocessing

import pytest
from deadly import row

from lstm_course.reproduce import command

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def seeds_in(folder):
    """Return the seeds of the report, and those of each line of the journal."""
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))["rows"]
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [one["seed"] for one in results[0]["results"]], sorted(json.loads(line)["seed"] for line in lines)


def go(tmp_path, monkeypatch, deaths, *options):
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setattr(command, "all_rows", lambda: [row("row", marks, deaths)])
    return command.main(["--jobs", "2", "--out", str(tmp_path / "out"), *options])


def test_a_process_that_dies_loses_nothing(tmp_path, monkeypatch, capsys):
    assert go(tmp_path, monkeypatch, {"1": 1, "4": 1}) == 0
    assert seeds_in(tmp_path / "out") == (list(range(6)), list(range(6)))
    assert "[6/6]" in capsys.readouterr().out
    assert multiprocessing.active_children() == []


def test_one_that_had_not_begun_when_the_pool_broke_may_die_once_too(tmp_path, monkeypatch):
    """Whichever unit was under way beside the one that died: each may end its process once."""
    assert go(tmp_path, monkeypatch, {str(seed): 1 for seed in range(6)}) == 0
    assert seeds_in(tmp_path / "out") == (list(range(6)), list(range(6)))


def test_what_always_kills_its_process_is_named_and_stops_no_other(tmp_path, monkeypatch, capsys):
    assert go(tmp_path, monkeypatch, {"1": 99}) == 1
    assert seeds_in(tmp_path / "out") == ([0, 2, 3, 4, 5], [0, 2, 3, 4, 5])
    captured = capsys.readouterr()
    assert captured.out.count("its process died") == 1
    assert "deadly/row broke" in captured.err


def test_a_dask_cluster_does_the_same_and_a_worker_that_dies_loses_nothing(tmp_path, monkeypatch, capsys):
    pytest.importorskip("distributed", reason="Dask is not installed (extra [cluster])")
    assert go(tmp_path, monkeypatch, {"2": 1}, "--executor", "dask") == 0
    assert seeds_in(tmp_path / "out") == (list(range(6)), list(range(6)))
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert "--executor dask" in results["made"]["command"]


def test_a_cluster_that_runs_already_is_used(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (extra [cluster])")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", local_directory=tmp_path
    ) as cluster:
        address = cluster.scheduler_address
        assert go(tmp_path, monkeypatch, {}, "--executor", "dask", "--scheduler", address) == 0
    assert seeds_in(tmp_path / "out")[0] == list(range(6))
