"""The continual embedded Reber grammar: what the forget gate is for."""

import time

import numpy as np
import torch
from torch.nn import functional

from ...datasets.grammars import continual_reber
from ..definition import MODERN, Row
from ..nets import RecurrentNet, weights
from ..training import tensor

PLACE = 5  # of its rows in the table


def run(settings, seeds):
    """Train one net for each seed; yield (seed, result)."""
    for seed in seeds:
        start = time.process_time()
        init, data, test = np.random.default_rng(seed).spawn(3)
        net = RecurrentNet(
            settings["cell"], 7, settings["hidden"], 7, init, init=settings["init"], frozen=settings["frozen"]
        )
        _train(net, settings, data)
        yield (
            seed,
            _test(net, settings, test)
            | {
                "sequences": settings["streams"] * settings["steps"] * settings["unroll"] // 12,
                "weights": weights(net),
                "cpu_seconds": time.process_time() - start,
            },
        )


def _train(net, settings, rng):
    """Train by truncated backpropagation over streams that never stop; the state is carried over."""
    optimiser = torch.optim.Adam(net.parameters(), lr=settings["rate"])
    place = state = None
    for step in range(settings["steps"]):
        if step == int(0.7 * settings["steps"]):
            optimiser.param_groups[0]["lr"] = settings["rate"] / 10
        x, legal, _, place = continual_reber(settings["streams"], settings["unroll"], rng, place)
        y, state = net(tensor(x), state=state)
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        loss = functional.binary_cross_entropy_with_logits(y, tensor(legal))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        net.freeze()


@torch.no_grad()
def _test(net, settings, rng):
    """Length without error on fresh streams: every legal symbol must be more active than every illegal one."""
    streams, length = settings["test_streams"], settings["test_length"]
    x, legal, critical, _ = continual_reber(streams, length, rng)
    state, answers, largest = None, [], []
    for part in tensor(x).split(1000, dim=1):
        y, state = net(part, state=state)
        answers.append(y)
        largest.append(float(state[-1].abs().max()))
    y = torch.cat(answers, dim=1).numpy()
    right = np.where(legal > 0, y, np.inf).min(axis=2) > np.where(legal > 0, -np.inf, y).max(axis=2)
    right[:, : settings["warm_up"]] = True  # a state of zeros never occurs within a stream
    lengths = np.where(right.all(axis=1), length, right.argmin(axis=1))
    return {
        "solved": bool(right.all()),
        "length": float(lengths.mean()),
        "perfect": int((lengths == length).sum()),
        "critical": float(right[critical].mean()),
        "state": largest,
    }


def rows():
    """Return the rows of this experiment."""
    settings = {"cell": "lstm", "hidden": 16, "init": {"forget": 1.0}, "frozen": False, "rate": 0.01}
    settings |= {
        "streams": 32,
        "unroll": 50,
        "steps": 2000,
        "test_streams": 10,
        "test_length": 5000,
        "warm_up": 30,
    }
    shared = {
        "task": "continual-reber",
        "run": run,
        "title": "Continual embedded Reber grammar",
        "source": "Gers, Schmidhuber and Cummins 2000, table 2",
        "label": MODERN,
        "score": "length: symbols without error (of 5,000, mean of 10 streams); "
        "state: largest absolute state at the end",
    }
    modern = "Adam, 32 streams, truncated at 50 steps, 16 cells, 3.2 million symbols; "
    modern += 'tests of 5,000 symbols, not 100,000; "good" is more than 1,000'
    return [
        Row(
            name="forget-gate",
            settings=settings,
            net="LSTM-16, forget bias 1",
            paper="forget gates, falling rate: 62 of 100 nets perfect, 6 good, 32 rest",
            differences=modern,
            expected=("at least", 1000),
            quick=True,
            **shared,
        ),
        Row(
            name="no-forget-gate",
            settings=settings | {"init": {}, "frozen": True},
            net="LSTM-16, f = 1",
            paper="standard LSTM: 0 of 100 nets perfect, 1 good (1,166), 99 rest (mean length 37)",
            differences=modern + "; forget gate frozen at 1",
            expected=("at most", 1000),
            why="With full gradients and Adam a net without forget gates can learn to live with saturated cells; "
            "its state still grows all along the stream.",
            quick=True,
            **shared,
        ),
        Row(
            name="rnn",
            settings=settings | {"init": {}, "cell": "rnn"},
            net="tanh RNN-16",
            paper="not in the paper",
            differences=modern,
            why="A plain RNN solves it with Adam: the task is about forgetting, not about a long lag.",
            **shared | {"source": "-"},
        ),
    ]
