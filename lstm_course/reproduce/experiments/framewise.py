"""Framewise classification: what a target delay buys, and what a second pass buys (Graves & Schmidhuber 2005)."""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ...datasets.frames import FEATURES, PHONES, phones
from ..definition import STAND_IN, Row
from ..nets import CELLS, _fill, weights
from ..training import tensor

PLACE = 9  # of its rows in the table


class FramewiseNet(nn.Module):
    """A recurrent layer, in one direction or in two, and a linear layer at each frame.

    Parameters
    ----------
    cell : str
        ``"lstm"`` or ``"rnn"`` (tanh).
    hidden_size : int
        H, of each direction.
    ways : int
        1 or 2 directions.
    rng : numpy.random.Generator
        Source of all initial values, uniform within 1 / sqrt(H).
    """

    def __init__(self, cell, hidden_size, ways, rng):
        super().__init__()
        with torch.random.fork_rng():
            self.recurrent = CELLS[cell](FEATURES, hidden_size, batch_first=True, bidirectional=ways == 2)
            self.readout = nn.Linear(ways * hidden_size, PHONES)
        bound = 1 / np.sqrt(hidden_size)
        with torch.no_grad():
            for values in self.parameters():
                _fill(values, rng.uniform(-bound, bound, values.shape))

    def forward(self, x, lengths):
        """Return logits (N, T, 8)."""
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, _ = nn.utils.rnn.pad_packed_sequence(
            self.recurrent(packed)[0], batch_first=True, total_length=x.shape[1]
        )
        return self.readout(y)


def run(settings, seeds):
    """Train one net for each seed; yield (seed, result)."""
    for seed in seeds:
        start = time.process_time()
        init, data, test = np.random.default_rng(seed).spawn(3)
        net = FramewiseNet(settings["cell"], settings["hidden"], settings["ways"], init)
        optimiser = torch.optim.Adam(net.parameters(), lr=settings["rate"])
        for _ in range(settings["steps"]):
            logits, target = _answer(net, phones(settings["batch"], data), settings["delay"])
            loss = functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=-1)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        yield (
            seed,
            {
                "error": _error(net, phones(settings["test"], test), settings["delay"]),
                "solved": True,
                "sequences": settings["steps"] * settings["batch"],
                "weights": weights(net),
                "cpu_seconds": time.process_time() - start,
            },
        )


def _answer(net, data, delay):
    """Return logits and targets; the answer for frame t is given at t + delay, after empty frames at the end."""
    x, target, lengths = (tensor(part) for part in data)
    return net(functional.pad(x, (0, 0, 0, delay)), lengths + delay)[:, delay:], target


@torch.no_grad()
def _error(net, data, delay):
    """Return the share of wrong frames."""
    logits, target = _answer(net, data, delay)
    real = target >= 0
    return float((logits.argmax(dim=2) != target)[real].float().mean())


def rows():
    """Return the rows of this experiment."""

    def row(name, net, cell, hidden, ways, delay):
        return Row(
            task="framewise",
            name=name,
            run=run,
            settings={"cell": cell, "hidden": hidden, "ways": ways, "delay": delay, "rate": 0.01}
            | {"steps": 600, "batch": 16, "test": 400},
            title=f"Framewise phones, target delay {delay}",
            net=net,
            paper="on TIMIT, bidirectional nets beat those of one direction, and LSTM beats RNN",
            source="Graves & Schmidhuber 2005, abstract",
            label=STAND_IN,
            differences="generated frames whose phones come in twins that differ in their last two frames; "
            "5,550 to 5,680 weights each; Adam",
            why="Only the order of the rows can be compared. Bidirectional nets are ahead here too; LSTM and RNN "
            "differ by hardly more than their seeds, for eight frames are a short memory",
            score="error: share of frames wrong",
        )

    return [
        *(row(f"lstm-delay-{delay}", "LSTM-32", "lstm", 32, 1, delay) for delay in (0, 1, 2, 3, 5, 8)),
        row("rnn-delay-0", "tanh RNN-66", "rnn", 66, 1, 0),
        row("blstm", "BLSTM, 21 each way", "lstm", 21, 2, 0),
        row("brnn", "tanh BRNN, 45 each way", "rnn", 45, 2, 0),
    ]
