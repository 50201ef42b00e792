"""The trainings that several measured claims share: short, with every random number drawn from the seed."""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ..datasets.tasks import temporal_order
from ..nets.variants import LSTM
from ..reproduce.experiments import families
from ..reproduce.nets import RecurrentNet
from ..reproduce.training import tensor


def trained(net, draw, steps, rate):
    """Train a classifier of the last step with Adam, clipped at norm 1; return the mean loss of the last 50 steps.

    Parameters
    ----------
    net : Module
        Trained in place; returns ``(y, state)``, y of shape (N, T, K).
    draw : callable
        ``draw()`` returns inputs (N, T, D) and labels (N,), tensors.
    steps : int
        Batches.
    rate : float
        Learning rate.
    """
    optimiser, losses = torch.optim.Adam(net.parameters(), lr=rate), []
    for _ in range(steps):
        x, label = draw()
        loss = functional.cross_entropy(net(x)[0][:, -1], label)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses[-50:]))


@torch.no_grad()
def accuracy(net, x, label):
    """Return the share of right answers at the last step."""
    return float((net(x)[0][:, -1].argmax(dim=1) == label).float().mean())


def order_batch(batch, settings, rng):
    """Return inputs and labels of temporal order; with ``numbering`` each symbol is one standardised number."""
    x, label = temporal_order(batch, settings["length"], rng)
    numbering = settings.get("numbering")
    if numbering:
        x = (x @ np.array(numbering, float))[..., None]
        x = (x - np.mean(numbering)) / np.std(numbering)
    return tensor(x), tensor(label)


def order_accuracy(settings, init, seed):
    """Return the test accuracy of the rate with the lower training loss; all rates get the same start and data."""
    best, best_loss = None, np.inf
    for rate in settings["rates"]:
        start, data, test = np.random.default_rng(seed).spawn(3)
        width = 1 if settings.get("numbering") else 8
        net = RecurrentNet("lstm", width, settings["hidden"], 4, start, init=init)
        loss = trained(net, lambda rng=data: order_batch(32, settings, rng), settings["steps"], rate)
        if best is None or loss < best_loss:
            best, best_loss = accuracy(net, *order_batch(settings["test"], settings, test)), loss
    return best


def paired(measure, seeds):
    """Yield ``(seed, result)`` of two sides that get the same seed.

    Parameters
    ----------
    measure : callable
        ``measure(seed)`` returns what the claim's side reaches, and the other.
    seeds : list of int
        The seeds.
    """
    for seed in seeds:
        start = time.process_time()
        one, other = measure(seed)
        result = {"one": one, "other": other, "value": one - other}
        yield seed, result | {"cpu_seconds": time.process_time() - start}


def two_starts(settings, seeds):
    """Yield accuracies on temporal order from the starts ``one`` and ``other``."""

    def measure(seed):
        return order_accuracy(settings, settings["one"], seed), order_accuracy(
            settings, settings["other"], seed
        )

    return paired(measure, seeds)


def two_codings(settings, seeds):
    """Yield accuracies on temporal order with symbols as numbers, and one-hot."""

    def measure(seed):
        one_hot = settings | {"numbering": None}
        return order_accuracy(settings, settings["init"], seed), order_accuracy(
            one_hot, settings["init"], seed
        )

    return paired(measure, seeds)


def rates_that_work(settings, seeds):
    """Yield the lowest accuracy on temporal order over all rates, each trained alone."""
    for seed in seeds:
        start = time.process_time()
        reached = [
            order_accuracy(settings | {"rates": [r]}, settings["init"], seed) for r in settings["rates"]
        ]
        yield seed, {"value": min(reached), "reached": reached, "cpu_seconds": time.process_time() - start}


class ReluLSTM(LSTM):
    """The LSTM with ReLU in place of both tanh."""

    def candidate(self, a):
        """Return g, not negative and without an upper bound."""
        return torch.relu(a["g"])

    def squash(self, c):
        """Return the cell state where it is positive."""
        return torch.relu(c)


class Classifier(nn.Module):
    """A layer of `nets.variants` and a linear readout, with a chrono start."""

    def __init__(self, kind, settings, seed):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        hidden = settings["hidden"]
        self.layer = kind(8, hidden, generator=generator)
        self.readout = nn.Linear(hidden, 4)
        with torch.no_grad():
            bound = hidden**-0.5
            for values in self.readout.parameters():
                values.copy_((2 * torch.rand(values.shape, generator=generator) - 1) * bound)
            lags = 1 + (settings["length"] - 2) * torch.rand(hidden, generator=generator)
            self.layer.b[hidden : 2 * hidden] = lags.log()
            self.layer.b[:hidden] = -lags.log()

    def forward(self, x):
        """Return outputs (N, T, K) and the state."""
        y, state = self.layer(x)
        return self.readout(y), state


def with_relu(settings, seeds):
    """Yield accuracies on temporal order of a cell with ReLU, and of the usual one."""

    def measure(seed):
        reached = []
        for kind in (ReluLSTM, LSTM):
            data, test = np.random.default_rng(seed).spawn(2)
            net = Classifier(kind, settings, seed)
            trained(net, lambda rng=data: order_batch(32, settings, rng), settings["steps"], settings["rate"])
            reached.append(accuracy(net, *order_batch(settings["test"], settings, test)))
        return reached

    return paired(measure, seeds)


def row_of(name):
    """Return one row of the reproduction by its id."""
    (found,) = (row for family in families() for row in family.rows() if row.id == name)
    return found


def again(name, wanted, **changed):
    """Return the settings of `solved_rows` for a row of the reproduction, with the hash of the row's own code."""
    return {"row": name, "wanted": wanted, "changed": changed, "fingerprint": row_of(name).fingerprint}


def solved_rows(settings, seeds):
    """Train a row of the reproduction again; the value is 1 where a seed was solved as wanted, otherwise 0."""
    row = row_of(settings["row"])
    for seed, result in row.run(row.settings | settings["changed"], list(seeds)):
        value = float(result["solved"] == settings["wanted"])
        yield seed, {"value": value, "solved": int(result["solved"]), "cpu_seconds": result["cpu_seconds"]}
