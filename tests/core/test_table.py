"""The table of lesson 13: its space, its file, a few rows trained again, and the command that makes it."""

import json

import numpy as np
import pytest
import torch

from lstm_course.datasets.series import sunspots
from lstm_course.evaluate import table
from lstm_course.evaluate.table import command, training

RECORDED = table.recorded()
C, S, K = 252, len(table.SEEDS), len(table.STEPS)


def test_the_recorded_table_is_complete_and_in_order():
    assert RECORDED.configs == table.configurations()
    assert RECORDED.validation.shape == (C, S, K)
    assert RECORDED.test.shape == (C, S)
    for errors in (RECORDED.validation, RECORDED.test):
        assert np.isfinite(errors).all()
        assert (errors > 5).all()
    assert len({tuple(config.values()) for config in RECORDED.configs}) == C
    head = json.loads(table.RECORDED.read_text(encoding="utf-8"))
    assert head["what"] == command.WHAT
    assert head["steps"] == list(table.STEPS)
    assert head["seeds"] == list(table.SEEDS)
    assert table.RECORDED.stat().st_size < 100_000


def row(**config):
    return RECORDED.configs.index(config)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "units", "window", "bias", "seed"),
    [(0.01, 4, 4, 0, 0), (0.0316, 8, 9, 1, 2), (0.00316, 4, 9, 3, 1)],
)
def test_a_row_comes_out_again(rate, units, window, bias, seed):
    config = {"learning_rate": rate, "units": units, "window": window, "forget_bias": bias}
    (found,) = training.rows(config, [seed])
    assert found["seed"] == seed
    np.testing.assert_allclose(found["validation"], RECORDED.validation[row(**config), seed], atol=0.011)
    assert found["test"] == pytest.approx(RECORDED.test[row(**config), seed], abs=0.011)


def test_the_years_are_those_that_are_said():
    years, spots = sunspots()
    parts = np.split(years, np.cumsum([table.TRAIN_YEARS, table.VALIDATION_YEARS]))
    assert [(part[0], part[-1]) for part in parts] == [(1700, 1899), (1900, 1954), (1955, 2008)]
    assert len(parts[2]) == table.TEST_YEARS
    validation, test = training.mean_errors(np.stack([spots[199:-1], spots[200:]]))  # an echo, and the truth
    echo = np.abs(np.diff(spots))
    np.testing.assert_allclose(validation, [echo[199:254].mean(), 0])
    np.testing.assert_allclose(test, [echo[254:].mean(), 0])


def test_nothing_after_the_training_years_reaches_the_training(monkeypatch):
    config = {"learning_rate": 0.01, "units": 4, "window": 4, "forget_bias": 1}
    years, spots = sunspots()
    before = training.forecasts(config, np.random.default_rng(0), (10, 3))
    later = np.where(years < 1950, spots, 5 * spots + 7)
    monkeypatch.setattr(training, "sunspots", lambda: (years, later))
    after = training.forecasts(config, np.random.default_rng(0), (10, 3))
    assert before.shape == (2, 109)
    np.testing.assert_array_equal(before[:, :51], after[:, :51])  # 1950 is forecast from years before it
    assert not np.allclose(before[:, 51:], after[:, 51:])


def test_a_network_is_that_of_pytorch_with_one_forget_bias():
    state = torch.random.get_rng_state()
    net = training.Forecaster(5, 3, np.random.default_rng(0))
    assert torch.equal(torch.random.get_rng_state(), state)
    again = training.Forecaster(5, 3, np.random.default_rng(0))
    other = training.Forecaster(5, 3, np.random.default_rng(1))
    for name, values in net.named_parameters():
        assert torch.equal(values, dict(again.named_parameters())[name])
        assert values.dtype == torch.float64
        if not name.startswith("lstm.bias"):
            assert not torch.equal(values, dict(other.named_parameters())[name])
            assert values.abs().max() < 1 / np.sqrt(5)
    total = net.lstm.bias_ih_l0 + net.lstm.bias_hh_l0
    assert (total[5:10] == 3).all()
    assert (total[:5] != 3).all()
    x = torch.randn(2, 7, dtype=torch.float64)
    np.testing.assert_allclose(net(x)[1:].detach(), net(x[1:]).detach(), atol=1e-12)


@pytest.fixture
def small(monkeypatch):
    """Let the command make a table of two configurations, whose errors are made up."""
    trained = []

    def rows(config, seeds):
        trained.extend((config["units"], seed) for seed in seeds)
        return [{"seed": s, "validation": [20.0 + s + k for k in range(K)], "test": 30.0 + s} for s in seeds]

    monkeypatch.setattr(training, "rows", rows)
    space = {name: values[:2] if name == "units" else values[:1] for name, values in table.SPACE.items()}
    monkeypatch.setattr(command, "configurations", lambda: table.configurations(space))
    return trained


def test_the_command_writes_a_table_that_can_be_read(small, tmp_path, capsys):
    assert command.main(["--out", str(tmp_path), "--jobs", "1", "--seeds", "3"]) == 0
    made = table.recorded(tmp_path / "recorded.json")
    assert [config["units"] for config in made.configs] == [4, 8]
    np.testing.assert_array_equal(made.validation[1], 20.0 + np.arange(3)[:, None] + np.arange(K))
    np.testing.assert_array_equal(made.test[0], [30, 31, 32])
    assert "[6/6]" in capsys.readouterr().out


def test_an_interrupted_run_goes_on_where_it_stopped(small, tmp_path, capsys):
    assert command.main(["--out", str(tmp_path), "--jobs", "1", "--seeds", "2"]) == 0
    with (tmp_path / "journal.jsonl").open("ab") as file:
        file.write(b'{"config": {"learning_rate"')  # a crash
    small.clear()
    assert command.main(["--out", str(tmp_path), "--jobs", "1", "--seeds", "3"]) == 0
    assert sorted(small) == [(4, 2), (8, 2)]
    assert "4 of 6 networks are there already" in capsys.readouterr().out
    small.clear()
    assert command.main(["--out", str(tmp_path), "--jobs", "1", "--seeds", "3"]) == 0
    assert small == []


def test_ctrl_c_keeps_what_is_finished(small, tmp_path, monkeypatch, capsys):
    def broken(config, seeds):
        if config["units"] == 4:
            raise KeyboardInterrupt
        return [{"seed": s, "validation": [1.0] * K, "test": 1.0} for s in seeds]

    monkeypatch.setattr(training, "rows", broken)
    assert command.main(["--out", str(tmp_path), "--jobs", "1", "--seeds", "1"]) == 130
    assert "goes on from here" in capsys.readouterr().err
    assert len((tmp_path / "journal.jsonl").read_text().splitlines()) == 1
    assert not (tmp_path / "recorded.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--jobs", "0"], "at least 1"), (["--scheduler", "tcp://x"], "needs --executor dask")],
)
def test_a_command_that_makes_no_sense_is_refused(arguments, words, capsys):
    with pytest.raises(SystemExit, match="2"):
        command.main(arguments)
    assert words in capsys.readouterr().err


def test_two_runs_in_one_folder_are_kept_apart(small, tmp_path, capsys):
    journal = command.Journal(tmp_path)
    assert command.main(["--out", str(tmp_path)]) == 2
    assert "Another run" in capsys.readouterr().err
    journal.close()


@pytest.mark.slow
def test_another_process_trains_the_same(tmp_path, monkeypatch):
    config = {"learning_rate": 0.01, "units": 4, "window": 4, "forget_bias": 0}
    monkeypatch.setattr(command, "configurations", lambda: [config])
    assert command.main(["--out", str(tmp_path), "--jobs", "2", "--seeds", "1"]) == 0
    made = table.recorded(tmp_path / "recorded.json")
    np.testing.assert_array_equal(made.validation[0, 0], training.rows(config, [0])[0]["validation"])
