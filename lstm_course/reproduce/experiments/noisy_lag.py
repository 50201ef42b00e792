"""Experiment 2c of 1997: which symbol came second? Sequences to the solution against the smallest lag."""

import numpy as np

from ...datasets.classics import noisy_lag
from ..definition import MODERN, Row
from ..nets import RecurrentNet
from ..training import best_of_rates, tensor

PLACE = 1  # of its rows in the table
PAPER = {  # (q, p) -> weights, sequences: table 3
    (50, 50): (364, 30_000),
    (100, 100): (664, 31_000),
    (200, 200): (1_264, 33_000),
    (500, 500): (3_064, 38_000),
    (1000, 1000): (6_064, 49_000),
    (1000, 500): (3_064, 49_000),
    (1000, 200): (1_264, 75_000),
    (1000, 100): (664, 135_000),
    (1000, 50): (364, 203_000),
}


def run(settings, seeds):
    """Train one net for each seed; yield (seed, result)."""
    q, p = settings["q"], settings["p"]

    def draw(batch, rng):
        symbols, label, lengths = noisy_lag(batch, q, p, rng)
        return tensor(symbols), tensor(np.eye(2)[label]), tensor(lengths)

    def build(rng):
        return RecurrentNet(
            settings["cell"],
            p + 4,
            settings["hidden"],
            2,
            rng,
            embedding=8,
            init=settings["init"],
            frozen=settings["frozen"],
        )

    for seed in seeds:
        yield seed, best_of_rates(build, draw, settings, seed)


def _row(name, net, q, p, cap, rates, expected, why="", quick=False, **model):
    settings = {"q": q, "p": p, "cap": cap, "rates": rates, "batch": 32, "streak": 2000, "test": 1024}
    settings |= {"tolerance": 0.2, "loss": "bce", "decay": False}
    settings |= {"cell": "lstm", "hidden": 4, "init": {}, "frozen": False} | model
    if (q, p) in PAPER:
        count, sequences = PAPER[q, p]
        paper = f"{count:,} weights, {sequences:,} sequences (mean of 20)"
        source = "Hochreiter and Schmidhuber 1997, table 3"
    else:
        sequences, source = None, "Hochreiter and Schmidhuber 1997, section 5 (in words)"
        paper = "no figure for this lag; LSTM solves longer ones, BPTT and RTRL fail at 10 already"
    if model.get("cell") == "rnn":
        paper, sequences = "BPTT and RTRL fail at lags of 10 already (in words)", None
        source = "Hochreiter and Schmidhuber 1997, section 5"
    gate = "forget gate frozen at 1, input bias -4" if settings["frozen"] else "forget gate"
    gate += ", full gradients"
    gate = "no gates" if settings["cell"] == "rnn" else gate
    return Row(
        task="noisy-lag",
        name=name,
        run=run,
        settings=settings,
        title=f"2c: smallest lag {q + 1}, {p} distractors",
        net=net,
        paper=paper,
        paper_sequences=sequences,
        source=source,
        label=MODERN,
        differences=f"Adam, batches of 32, cross-entropy, embedding of 8, biases, {gate}; "
        "stop at 2,000 correct in a row, not 10,000",
        expected=expected,
        why=why,
        quick=quick,
    )


def rows():
    """Return the rows of this experiment."""
    found = []
    for q, p in [(50, 50), (100, 100), (200, 200), (500, 500), (1000, 1000), (1000, 50)]:
        found.append(
            _row(
                f"chrono-{q}-{p}", "LSTM-4, chrono", q, p, 64_000, [0.01, 0.003], ("solved",),
                init={"chrono": q}, quick=(q, p) in ((50, 50), (1000, 1000)),
            )
        )  # fmt: skip
    for q in (50, 200, 1000):
        found.append(
            _row(
                f"frozen-{q}", "LSTM-4, f = 1, input bias -4", q, q, 64_000, [0.01, 0.003], ("solved",),
                init={"input": -4.0}, frozen=True,
                why="The paper needs no input bias; with Adam we do.",
            )
        )  # fmt: skip
    for q in (5, 10, 20, 50):
        found.append(
            _row(
                f"default-{q}", "LSTM-4, default", q, 50, 64_000, [0.01, 0.003], ("solved",) if q == 50 else (),
                why="The LSTM of today is not that of 1997: with default biases it forgets half of its state at every "
                "step." if q == 50 else "",
            )
        )  # fmt: skip
        found.append(
            _row(
                f"rnn-{q}", "tanh RNN-32", q, 50, 64_000 if q <= 10 else 32_000, [0.001, 0.003],
                ("fails",) if q >= 10 else (), cell="rnn", hidden=32,
                why="Adam carries a tanh RNN a little further than the training of 1997." if q == 10 else "",
            )
        )  # fmt: skip
    return found
