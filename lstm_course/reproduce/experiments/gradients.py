"""Clipping exploding gradients, and copy memory."""

import time

import numpy as np
import torch
from torch.nn import functional

from ...datasets.classics import copy_memory
from ...datasets.tasks import temporal_order
from ..definition import MODERN, Row
from ..nets import RecurrentNet, weights
from ..training import tensor

PLACE = 8  # of its rows in the table


def run_clipping(settings, seeds):
    """Train one tanh RNN for each seed by plain SGD; yield (seed, result)."""
    for seed in seeds:
        start = time.process_time()
        for rate in settings["rates"]:
            init, data, test = np.random.default_rng(seed).spawn(3)
            net = RecurrentNet("rnn", 8, 50, 4, init)
            with torch.no_grad():
                for values in net.parameters():  # N(0, 0.1 squared), the paper's "basic tanh"
                    values.copy_(tensor(init.normal(0, 0.1, tuple(values.shape))))
            solved, sequences, largest = _train_clipping(net, settings, rate, data, test)
            if solved:
                break
        yield (
            seed,
            {
                "solved": solved,
                "sequences": sequences,
                "rate": rate,
                "largest_norm": largest,
                "weights": weights(net),
                "cpu_seconds": time.process_time() - start,
            },
        )


def _train_clipping(net, settings, rate, data, test):
    """Return whether below 1 % of 10,000 test sequences got wrong, the sequences seen, and the largest norm."""
    optimiser = torch.optim.SGD(net.parameters(), lr=rate)
    largest, limit = 0.0, settings["clip"] or float("inf")
    for step in range(1, settings["steps"] + 1):
        x, label = temporal_order(settings["batch"], settings["length"], data)
        loss = functional.cross_entropy(net(tensor(x))[0][:, -1], tensor(label))
        optimiser.zero_grad()
        loss.backward()
        norm = float(torch.nn.utils.clip_grad_norm_(net.parameters(), limit))
        if not np.isfinite(norm):
            break
        largest = max(largest, norm)
        optimiser.step()
        if step % 250 == 0 and _error(net, settings, test) < 0.01:
            return True, step * settings["batch"], largest
    return False, step * settings["batch"], largest


@torch.no_grad()
def _error(net, settings, rng):
    x, label = temporal_order(10_000, settings["length"], rng)
    return float((net(tensor(x))[0][:, -1].argmax(dim=1).numpy() != label).mean())


def run_copy(settings, seeds):
    """Train one net for each seed on copy memory; yield (seed, result)."""
    for seed in seeds:
        start = time.process_time()
        init, data, test = np.random.default_rng(seed).spawn(3)
        net = RecurrentNet(settings["cell"], 10, settings["hidden"], 9, init, init=settings["init"])
        optimiser = torch.optim.Adam(net.parameters(), lr=settings["rate"])
        for _ in range(settings["steps"]):
            x, target = copy_memory(settings["batch"], settings["delay"], data, settings["symbols"])
            loss = functional.cross_entropy(net(tensor(x))[0].transpose(1, 2), tensor(target))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        with torch.no_grad():
            x, target = copy_memory(512, settings["delay"], test, settings["symbols"])
            answer = net(tensor(x))[0].argmax(dim=2).numpy()
        recall = float((answer == target)[:, -settings["symbols"] :].mean())
        yield (
            seed,
            {
                "solved": recall > 0.99,
                "sequences": settings["steps"] * settings["batch"],
                "recall": recall,
                "weights": weights(net),
                "cpu_seconds": time.process_time() - start,
            },
        )


def rows():
    """Return the rows of these experiments."""
    found = []
    for name, clip, net, expected in (
        ("clipped", 1.0, "tanh RNN-50, norm clipped at 1", ("solved",)),
        ("unclipped", 0.0, "tanh RNN-50, not clipped", ("fails",)),
    ):
        settings = {"length": 30, "batch": 20, "rates": [0.1, 0.03], "clip": clip, "steps": 6000}
        found.append(
            Row(
                task="clipping",
                name=name,
                run=run_clipping,
                settings=settings,
                title="Temporal order, T = 30, plain SGD",
                net=net,
                paper="clipping solves longer lengths than plain SGD (figure 7; no single number)",
                source="Pascanu, Mikolov and Bengio 2013, section 4",
                label=MODERN,
                differences="rates 0.1, then 0.03, not 0.01; 120,000 sequences for each, not 5 million updates",
                expected=expected,
            )
        )
    for delay, symbols, steps in ((50, 10, 1200), (30, 5, 2000)):
        for name, cell, net, init in (
            ("default", "lstm", "LSTM-64, default", {}),
            ("chrono", "lstm", "LSTM-64, chrono", {"chrono": delay + symbols}),
        ):
            published = delay == 50 and name == "default"
            found.append(
                Row(
                    task="copy-memory",
                    name=f"T{delay}-{name}",
                    run=run_copy,
                    settings={
                        "cell": cell,
                        "hidden": 64,
                        "init": init,
                        "rate": 0.005,
                        "batch": 64,
                        "steps": steps,
                    }
                    | {"delay": delay, "symbols": symbols},
                    title=f"Copy memory, {symbols} symbols over {delay} steps",
                    net=net,
                    paper="LSTM of 10,000 weights: accuracy below 20 % from T of less than 50 on (figure 5)"
                    if published
                    else "not in the paper",
                    source="Bai, Kolter and Koltun 2018, figure 5" if published else "-",
                    label=MODERN,
                    differences="format of Arjovsky et al. with one delimiter, not eleven; 20,000 weights, Adam, "
                    f"{steps * 64:,} sequences; a quarter, not a fifth, counts as agreement"
                    if published
                    else f"Adam, {steps * 64:,} sequences",
                    expected=("at most", 0.25) if published else (),
                    score="recall: share of the symbols recalled (chance 0.125)",
                )
            )
    return found
