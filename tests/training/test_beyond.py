"""The recorded results of lesson 22 are complete, agree with each other, and can be made again."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from lstm_course import beyond
from lstm_course.beyond import __main__ as command
from lstm_course.beyond import choosing, costs, runs
from lstm_course.training import seeded

RECORDED = beyond.recording()


def test_the_recording_is_complete_and_small():
    assert list(RECORDED["tasks"]) == list(RECORDED["weights"]) == list(runs.TASKS)
    for rows in RECORDED["tasks"].values():
        assert list(rows) == list(runs.CONTESTANTS)
        for row in rows.values():
            assert row["rate"] in runs.RATES
            assert {len(row[key]) for key in ("validation", "trained", "longer")} == {3}
            assert all(0 <= share <= 1 for key in ("trained", "longer") for share in row[key])
    assert list(RECORDED["costs"]) == list(costs.LAYERS)
    for row in RECORDED["costs"].values():
        assert [int(T) for T in row] == list(costs.LENGTHS)
        assert all(cell["ms"] > 0 and cell["MB"] > 0 for cell in row.values())
    assert beyond.FILE.stat().st_size < 30_000
    assert beyond.recording() == RECORDED
    assert beyond.recording()["tasks"] is not RECORDED["tasks"]


@pytest.mark.parametrize("task", runs.TASKS)
def test_the_weights_are_those_of_the_nets_and_about_equal(task):
    recorded = RECORDED["weights"][task]
    for name, weights in recorded.items():
        assert weights == sum(p.numel() for p in runs.build(name, task).parameters())
    assert max(recorded.values()) < 1.1 * min(recorded.values())


@pytest.mark.parametrize("task", runs.TASKS)
def test_the_tasks_are_asked_at_the_lengths_that_the_lesson_names(task):
    make, symbols, answers, *_ = runs.TASKS[task]
    near, far = (make(5, np.random.default_rng(0), longer=far) for far in (False, True))
    wanted = {"parity": (12, 64), "recall": (12, 21), "copy": (24, 44)}[task]
    assert (near[0].shape[1], far[0].shape[1]) == wanted
    for x, target in (near, far):
        assert 0 <= x.min() <= x.max() < symbols
        assert target.max() < answers


@pytest.mark.slow
def test_a_contest_learns_and_is_the_same_again():
    one, other = (runs.contest("minLSTM", "copy", 3, 0.01, steps=3) for _ in range(2))
    assert one == other
    assert set(one) == {"validation", "trained", "longer"}
    longer = runs.contest("RNN", "parity", 0, 0.01, steps=60)
    assert longer["trained"] > 0.55


def test_the_rate_with_the_lower_loss_is_taken(monkeypatch):
    losses = {0.003: [3, 1, 1], 0.01: [1, 2, 1]}

    def contest(name, task, seed, rate):
        return {"validation": losses[rate][seed], "trained": rate, "longer": seed}

    monkeypatch.setattr(runs, "contest", contest)
    found = command.best("LSTM", "copy")
    assert found == {"rate": 0.01, "validation": [1, 2, 1], "trained": [0.01] * 3, "longer": [0, 1, 2]}


def test_the_command_writes_what_it_finds(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "FILE", tmp_path / "runs.json")
    monkeypatch.setattr(command, "record", lambda: {"tasks": {}})
    command.main()
    assert json.loads((tmp_path / "runs.json").read_text()) == {"tasks": {}}


def test_a_bare_lstm_on_recall():
    share, weights = runs.bare_recall(3, 0, steps=2)
    assert 0 <= share <= 1
    assert weights == (8 + 9) * 3 + 2 * 4 * 3 * 3 + 2 * 4 * 3 + 3 * 8 + 8


def test_kept_bytes_count_what_a_layer_keeps_and_nothing_twice():
    class Square(nn.Module):
        def forward(self, x):
            y = x + 1  # not kept by the sum, kept by the square
            return (y * y).sum()

    assert costs.kept_bytes(Square(), torch.ones(5, 7, requires_grad=True)) == 4 * 35
    with seeded(0):
        layer, x = nn.Linear(3, 4), torch.ones(2, 3)
    assert costs.kept_bytes(layer, x) == 0  # its input and its weights are there anyway


def test_the_loops_and_the_scan_are_timed_on_the_same_function():
    loop, sliced, scan = (costs.LAYERS[f"minLSTM, {how}"](4) for how in ("loop", "sliced loop", "scan"))
    for other in (sliced, scan):
        other.load_state_dict(loop.state_dict())
    x = torch.ones(2, 6, 4).cumsum(dim=1)
    torch.testing.assert_close(loop(x)[0], scan(x)[0])
    torch.testing.assert_close(loop(x)[0], sliced(x))
    found = costs.cost("minLSTM, scan", 8, size=3, batch=2, repeats=1)
    assert found["ms"] > 0
    assert found["MB"] >= 0


def test_states_in_bytes():
    assert choosing.state_bytes(10, 3) == {
        "LSTM": 24,
        "GRU": 12,
        "minLSTM": 12,
        "mLSTM": 52,
        "attention": 240,
    }


def test_each_choice_has_its_evidence():
    rows = choosing.choices()
    assert len({row.need for row in rows}) == len(rows) >= 8
    assert all(row.take and row.evidence for row in rows)
    low, high = (f(RECORDED["tasks"]["parity"]["minLSTM"]["longer"]) for f in (min, max))
    assert f"minLSTM {low:.2f}-{high:.2f}" in rows[0].evidence
