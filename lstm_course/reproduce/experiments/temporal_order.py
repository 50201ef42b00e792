"""Experiments 6a and 6b of 1997, temporal order, and what the initial biases of the gates do to it."""

import numpy as np

from ...datasets.classics import temporal_order_1997
from ..definition import MODERN, Row
from ..nets import RecurrentNet
from ..training import best_of_rates, tensor

PLACE = 2  # of its rows in the table


def run(settings, seeds):
    """Train one net for each seed; yield (seed, result)."""
    classes = 2 ** settings["symbols"]

    def draw(batch, rng):
        x, label, lengths = temporal_order_1997(batch, settings["length"], rng, settings["symbols"])
        return tensor(x), tensor(np.eye(classes)[label]), tensor(lengths)

    def build(rng):
        return RecurrentNet(
            settings["cell"],
            8,
            settings["hidden"],
            classes,
            rng,
            init=settings["init"],
            frozen=settings["frozen"],
        )

    for seed in seeds:
        yield seed, best_of_rates(build, draw, settings, seed)


def _row(
    name, title, net, paper, paper_sequences, source, expected=(), why="", quick=False, seeds=3, **model
):
    settings = {"length": 100, "symbols": 2, "cap": 64_000, "rates": [0.01, 0.003], "batch": 32}
    settings |= {"streak": 2000, "test": 2560, "tolerance": 0.3, "loss": "bce", "decay": False}
    settings |= {"cell": "lstm", "hidden": 8, "init": {}, "frozen": False} | model
    gate = "no gates" if settings["cell"] == "rnn" else "forget gate, full gradients"
    if settings["frozen"]:
        gate = "forget gate frozen at 1, full gradients"
    return Row(
        task="temporal-order",
        name=name,
        run=run,
        settings=settings,
        title=title,
        net=net,
        paper=paper,
        paper_sequences=paper_sequences,
        source=source,
        label=MODERN,
        differences=f"Adam, batches of 32, cross-entropy, {gate}; stop at 2,000 correct in a row, "
        "the average error is not checked",
        expected=expected,
        why=why,
        quick=quick,
        seeds=seeds,
    )


def rows():
    """Return the rows of this experiment."""
    table, order = "Hochreiter and Schmidhuber 1997, table 9", "6a: temporal order, 2 markers"
    paper_a = ("156 weights, 31,390 sequences (mean of 20), 1 of 2560 wrong", 31_390, table)
    found = [
        _row("6a", order, "LSTM-16, chrono", *paper_a, ("solved",), quick=True, seeds=5, hidden=16,
             init={"chrono": 100}),
        _row("6b", "6b: temporal order, 3 markers", "LSTM-16, chrono",
             "308 weights, 571,100 sequences (mean of 10), 2 of 2560 wrong", 571_100, table, ("solved",),
             hidden=16, symbols=3, init={"chrono": 100}),
        _row("6a-long", "6a with lengths of 1,000 to 1,100", "LSTM-16, chrono", "not in the paper", None, "-",
             hidden=16, length=1000, cap=64_000, rates=[0.01], init={"chrono": 1000}),
        _row("6a-1997-biases", order, "LSTM-8, f = 1, input bias -2", *paper_a, ("solved",),
             init={"input": -2.0}, frozen=True,
             why="The nets that fail stay at two of four classes; more sequences may help them."),
        _row("6a-rnn", order, "tanh RNN-50", "no other recurrent net solved it before (in words)", None,
             "Hochreiter and Schmidhuber 1997, section 5.6", ("fails",), cell="rnn", hidden=50, cap=32_000,
             rates=[0.001, 0.003]),
    ]  # fmt: skip
    study = [
        ("default", "default", {}, "This is how PyTorch starts an LSTM."),
        ("forget-1", "forget bias 1", {"forget": 1.0}, ""),
        ("forget-3", "forget bias 3", {"forget": 3.0}, ""),
        ("forget-5", "forget bias 5", {"forget": 5.0}, ""),
        ("forget-5-input-2", "forget bias 5, input bias -2", {"forget": 5.0, "input": -2.0}, ""),
        ("chrono", "chrono", {"chrono": 100}, ""),
    ]
    on_bias = (
        "no figure for 6a; on 6b bias 5 is as fast as the standard LSTM, bias 1 about three times slower"
    )
    for name, text, init, why in study:
        found.append(
            _row(
                f"6a-bias-{name}", order, f"LSTM-8, {text}", on_bias, None,
                "Gers, Schmidhuber and Cummins 2000, section 4.5.1", init=init, why=why,
            )
        )  # fmt: skip
    return found
