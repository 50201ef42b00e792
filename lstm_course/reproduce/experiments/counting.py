r"""Counting: :math:`a^n b^n` and :math:`a^n b^n c^n`, trained on short words, tested on longer ones."""

import time

import numpy as np
import torch
from torch.nn import functional

from ...datasets.grammars import counting
from ..definition import MODERN, Row
from ..nets import RecurrentNet, weights
from ..training import tensor

PLACE = 6  # of its rows in the table


def run(settings, seeds):
    """Train one net for each seed, with the better of the learning rates; yield (seed, result)."""
    kinds, longest = settings["kinds"], settings["longest"]
    train = [tensor(part) for part in counting(range(1, longest + 1), kinds)]
    test = [tensor(part) for part in counting(range(1, settings["test"] + 1), kinds)]
    for seed in seeds:
        start, best = time.process_time(), None
        for rate in settings["rates"]:
            net = RecurrentNet(
                settings["cell"], kinds + 1, settings["hidden"], kinds + 1, np.random.default_rng(seed)
            )
            _train(net, train, settings["steps"], rate)
            accepted = _accepted(net, *test)
            if best is None or accepted > best["accepted"]:
                best = {"accepted": accepted, "rate": rate}
            if accepted >= settings["enough"]:
                break
        yield (
            seed,
            best
            | {
                "solved": best["accepted"] >= longest,
                "sequences": settings["steps"] * longest,
                "weights": weights(net),
                "cpu_seconds": time.process_time() - start,
            },
        )


def _train(net, words, steps, rate):
    """Learn from all words in every step; the rate falls to a tenth for the last fifth of the steps."""
    x, legal, lengths = words
    counted = (torch.arange(x.shape[1]) < lengths[:, None]).float()[..., None]
    optimiser = torch.optim.Adam(net.parameters(), lr=rate)
    for step in range(steps):
        if step == int(0.8 * steps):
            optimiser.param_groups[0]["lr"] = rate / 10
        y, _ = net(x)
        losses = functional.binary_cross_entropy_with_logits(y, legal, reduction="none")
        loss = (losses * counted).sum() / (counted.sum() * y.shape[2])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()


@torch.no_grad()
def _accepted(net, x, legal, lengths):
    """Return the largest n such that all words up to n are accepted: the right symbols at every time step."""
    right = (((net(x)[0] > 0) == (legal > 0.5)).all(dim=2)) | (torch.arange(x.shape[1]) >= lengths[:, None])
    wrong = (~right.all(dim=1)).nonzero()[:, 0].tolist()
    return wrong[0] if wrong else len(x)


def rows():
    """Return the rows of this experiment."""
    weiss = "Weiss, Goldberg and Yahav 2018, abstract"
    demo = "Weiss, Goldberg and Yahav 2018, the authors' notebook, not the paper's own figures"
    modern = (
        "Adam, all words in each step, no peepholes, 10 units, every legal symbol asked for at every step"
    )

    def row(
        name, cell, net, kinds, longest, paper, source, expected, why="", quick=False, rates=(0.01,), **more
    ):
        settings = {"cell": cell, "kinds": kinds, "longest": longest, "hidden": 10, "rates": list(rates)}
        settings |= {"steps": 2000, "test": 300, "enough": 2 * longest} | more
        word = "a^n b^n" if kinds == 2 else "a^n b^n c^n"
        return Row(
            task="counting",
            name=name,
            run=run,
            settings=settings,
            title=f"{word}, trained on n up to {longest}",
            net=net,
            paper=paper,
            source=source,
            label=MODERN,
            differences=modern,
            expected=expected,
            why=why,
            score="accepted: longest n up to which all words are accepted",
            quick=quick,
        )

    grows = "a saved LSTM trained on n < 100 is right at n = 1000"
    stops = "GRUs cannot count without bound"
    return [
        row("ab-lstm", "lstm", "LSTM-10", 2, 30, grows, demo, ("at least", 60), quick=True,
            why="Twice the training length is asked for; late training wobbles, and ours is short."),
        row("ab-gru", "gru", "GRU-10", 2, 30, stops, weiss, ("at most", 59), rates=(0.01, 0.003)),
        row("ab-rnn", "rnn", "tanh RNN-10", 2, 30, "squashing RNNs cannot count without bound", weiss,
            (), rates=(0.01, 0.003),
            why="It does not learn the training words in so few steps, so this says nothing about longer ones."),
        row("abc-lstm", "lstm", "LSTM-10", 3, 30, "a saved LSTM trained on n < 50 is right at n = 60", demo,
            ("at least", 36), rates=(0.01, 0.02),
            why="The authors' saved net was trained on longer words."),
    ]  # fmt: skip
