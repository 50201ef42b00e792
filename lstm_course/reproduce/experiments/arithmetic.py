"""Experiments 4 and 5 of 1997: adding and multiplication of two marked numbers."""

from ...datasets.classics import adding_1997, multiplication
from ..definition import MODERN, Row
from ..nets import RecurrentNet
from ..training import best_of_rates, tensor

PLACE = 3  # of its rows in the table


def run(settings, seeds):
    """Train one net for each seed; yield (seed, result)."""
    generate = adding_1997 if settings["operation"] == "adding" else multiplication

    def draw(batch, rng):
        x, target, lengths = generate(batch, settings["length"], rng)
        return tensor(x), tensor(target[:, None]), tensor(lengths)

    def build(rng):
        return RecurrentNet(settings["cell"], 2, settings["hidden"], 1, rng, init=settings["init"])

    for seed in seeds:
        yield seed, best_of_rates(build, draw, settings, seed)


def _row(
    name, net, operation, length, cap, paper, paper_sequences, table, expected, quick=False, why="", **model
):
    settings = {"operation": operation, "length": length, "cap": cap, "rates": [0.01], "batch": 32}
    settings |= {"streak": 2000, "test": 2560, "tolerance": 0.04, "loss": "mse", "decay": True}
    settings |= {"cell": "lstm", "hidden": 16, "init": {"chrono": length}} | model
    experiment = "4: adding" if operation == "adding" else "5: multiplication"
    stop = (
        "the average error is not checked"
        if operation == "adding"
        else "stop at 2,000 correct in a row (stricter than 13 errors in 2,000)"
    )
    return Row(
        task=operation,
        name=name,
        run=run,
        settings=settings,
        title=f"{experiment} T = {length}, smallest lag {length // 2}",
        net=net,
        paper=paper,
        paper_sequences=paper_sequences,
        source=f"Hochreiter and Schmidhuber 1997, {table}",
        label=MODERN,
        differences=f"Adam with falling rate, batches of 32, linear output, full gradients; {stop}",
        expected=expected,
        why=why,
        quick=quick,
    )


def rows():
    """Return the rows of these experiments."""
    sizes = {100: (74_000, 1, 160_000), 500: (209_000, 0, 128_000), 1000: (853_000, 1, 128_000)}
    found = [
        _row(
            f"T{length}", "LSTM-16, chrono", "adding", length, cap,
            f"93 weights, {sequences:,} sequences (mean of 10), {wrong} of 2560 wrong", sequences, "table 7",
            ("solved",), quick=length == 100,
        )
        for length, (sequences, wrong, cap) in sizes.items()
    ]  # fmt: skip
    found.append(
        _row(
            "T100-rnn", "tanh RNN-32", "adding", 100, 32_000, "no other recurrent net solved it before (in words)",
            None, "section 5.4", ("fails",), cell="rnn", hidden=32, init={}, rates=[0.001, 0.003],
        )
    )  # fmt: skip
    found.append(
        _row(
            "T100", "LSTM-16, chrono", "multiplication", 100, 400_000,
            "93 weights, 1,273,000 sequences until 13 errors in 2,000, 14 of 2560 wrong", 1_273_000, "table 8",
            ("solved",),
        )
    )  # fmt: skip
    return found
