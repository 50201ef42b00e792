"""The contest of lesson 22: layers in one frame, with about as many weights, on three tasks."""

from __future__ import annotations

import numpy as np
import torch

from ..datasets.grammars import parity
from ..datasets.recall import associative_recall, selective_copy
from ..nets.zoo import SequenceNet, answer_loss, share_right
from ..training import Shuffled, fit, seeded

RATES, BATCH, TRAIN, TEST = (0.003, 0.01), 32, 8000, 500
#: Contestant -> kind of layer, width, whether the embedding carries the place.
CONTESTANTS = {
    "RNN": ("RNN", 28, False),
    "GRU": ("GRU", 22, False),
    "LSTM": ("LSTM", 20, False),
    "sLSTM": ("sLSTM", 20, False),
    "minLSTM": ("minLSTM", 26, False),
    "mLSTM": ("mLSTM", 24, False),
    "linear attention": ("linear attention", 24, True),
    "attention": ("attention", 24, True),
    "attention, no positions": ("attention", 24, False),
}


def _parity(batch, rng, longer=False):
    return parity(batch, 64 if longer else 12, rng)


def _recall(batch, rng, longer=False):
    return associative_recall(batch, 7 if longer else 4, rng, apart=True)


def _copy(batch, rng, longer=False):
    return selective_copy(batch, 40 if longer else 20, rng)


#: Task -> its data, symbols, answers, steps of training, and how many last steps are asked in the longer test.
TASKS = {
    "parity": (_parity, 2, 2, 400, 16),
    "recall": (_recall, 16, 8, 800, None),
    "copy": (_copy, 8, 6, 600, None),
}


def learn(make, data, seed, steps, rate):
    """Return a network trained with Adam, and clipped gradients, on data.

    Parameters
    ----------
    make : callable
        Takes nothing, returns the network.
    data : tuple of Tensor
        Inputs and targets.
    seed, steps : int
        Of the first weights and the batches; and how many batches.
    rate : float
        Learning rate.

    Returns
    -------
    Module
        In evaluation mode.
    """
    with seeded(seed) as generator:
        net, batches = make(), Shuffled(*data, size=BATCH, generator=generator)
        adam = torch.optim.Adam(net.parameters(), rate)
        fit(
            net, batches, answer_loss, adam, epochs=-(-steps // len(batches)), max_steps=steps, progress=False
        )
    return net.eval()


def build(name, task):
    """Return an untrained contestant for a task, by their names."""
    kind, size, positions = CONTESTANTS[name]
    _, symbols, answers, *_ = TASKS[task]
    return SequenceNet(kind, symbols, answers, size=size, positions=positions)


def contest(name, task, seed, rate, *, steps=None):
    """Train one contestant on one task, and return its shares of right answers.

    Parameters
    ----------
    name, task : str
        Of `CONTESTANTS` and of `TASKS`.
    seed : int
        Of the data, the first weights and the batches.
    rate : float
        Learning rate.
    steps : int, optional
        Of training, by default those of the task.

    Returns
    -------
    dict
        Mean cross-entropy on ``validation`` sequences, and shares of right answers on others: ``trained``, of the
        trained length, and ``longer``.
    """
    make, _, _, usual, last = TASKS[task]
    rng = np.random.default_rng(seed)
    train, validation, test, longer = (
        tuple(map(torch.from_numpy, make(size, rng, longer=far)))
        for size, far in ((TRAIN, False), (TEST, False), (TEST, False), (TEST, True))
    )
    net = learn(lambda: build(name, task), train, seed, usual if steps is None else steps, rate)
    with torch.no_grad():
        loss = float(answer_loss(net, *validation))
    return {
        "validation": round(loss, 4),
        "trained": round(share_right(net, *test), 3),
        "longer": round(share_right(net, *longer, last=last), 3),
    }


def bare_recall(size, seed, *, steps=500):
    """Train a bare LSTM as the lesson does, on six pairs; return its share for eight, and how many weights it has."""
    rng = np.random.default_rng(seed)
    train, test = (
        tuple(map(torch.from_numpy, associative_recall(n, p, rng))) for n, p in ((6000, 6), (500, 8))
    )
    net = learn(lambda: SequenceNet("LSTM", (8, 9), 8, size=size, blocks=0), train, seed, steps, 0.01)
    return round(share_right(net, *test), 3), sum(p.numel() for p in net.parameters())
