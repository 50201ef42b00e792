"""Training until a stop rule of 1997 holds: so many sequences in a row answered within a tolerance."""

import time

import numpy as np
import torch
from torch.nn import functional

from .. import _torch  # noqa: F401
from .nets import weights


def tensor(array):
    """Return an array as a tensor, floats as float32."""
    return torch.from_numpy(array.astype(np.float32) if array.dtype.kind == "f" else array)


def train_until_correct(model, draw, settings, rate):
    """Train with Adam until `streak` sequences in a row are answered within `tolerance`, or `cap` is reached.

    Each batch is answered before it is learned from, as in online learning.

    Parameters
    ----------
    model : RecurrentNet
        Changed in place.
    draw : callable
        ``draw(batch)`` returns inputs, wanted outputs (N, K) and lengths.
    settings : dict
        ``batch``, ``streak``, ``tolerance``, ``cap`` (sequences), ``loss`` (``"bce"``: logistic outputs, or ``"mse"``:
        linear ones), and ``decay`` (whether the rate shrinks to 0.3 and 0.1 where the running loss falls below 1e-3 and
        3e-4).
    rate : float
        Learning rate of Adam; gradients are clipped to norm 1.

    Returns
    -------
    solved : bool
        Whether `streak` was reached before `cap`.
    sequences : int
        Seen until the stop.
    """
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    streak, average, factor = 0, 1.0, 1.0
    for seen in range(settings["batch"], settings["cap"] + 1, settings["batch"]):
        x, target, lengths = draw(settings["batch"])
        y = model(x, lengths)
        if settings["loss"] == "bce":
            loss, answer = functional.binary_cross_entropy_with_logits(y, target), torch.sigmoid(y)
        else:
            loss, answer = functional.mse_loss(y, target), y
        wrong = ((answer - target).abs() >= settings["tolerance"]).any(dim=1).nonzero()[:, 0].tolist()
        reached = streak + (wrong[0] if wrong else len(y)) >= settings["streak"]
        if reached:
            return True, seen
        streak = len(y) - 1 - wrong[-1] if wrong else streak + len(y)
        if settings["decay"]:
            average = 0.98 * average + 0.02 * loss.item()
            factor = min(factor, 0.1 if average < 3e-4 else 0.3 if average < 1e-3 else 1)
            optimiser.param_groups[0]["lr"] = rate * factor
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        model.freeze()
    return False, seen


@torch.no_grad()
def count_wrong(model, draw, settings):
    """Return how many of ``settings["test"]`` fresh sequences are not answered within the tolerance."""
    wrong = 0
    for _ in range(settings["test"] // 128):
        x, target, lengths = draw(128)
        y = model(x, lengths)
        answer = torch.sigmoid(y) if settings["loss"] == "bce" else y
        wrong += int(((answer - target).abs() >= settings["tolerance"]).any(dim=1).sum())
    return wrong


def best_of_rates(build, draw, settings, seed):
    """Try the learning rates of ``settings["rates"]`` in turn until one solves the task.

    Parameters
    ----------
    build : callable
        ``build(rng)`` makes the untrained model.
    draw : callable
        ``draw(batch, rng)`` makes a batch of inputs, wanted outputs, lengths.
    settings : dict
        As for `train_until_correct`, with ``rates`` and ``test``, the number of test sequences.
    seed : int
        Of initial values, training data and test data, which come from three separate streams.

    Returns
    -------
    dict
        ``solved``, ``sequences`` (of the last try), ``rate``, ``wrong`` of ``test``, ``weights``, ``cpu_seconds``
        (of all tries).
    """
    start = time.process_time()
    for rate in settings["rates"]:
        init, data, test = np.random.default_rng(seed).spawn(3)
        model = build(init)
        solved, sequences = train_until_correct(model, lambda n, rng=data: draw(n, rng), settings, rate)
        if solved:
            break
    wrong = count_wrong(model, lambda n: draw(n, test), settings) if solved else None
    return {
        "solved": solved,
        "sequences": sequences,
        "rate": rate,
        "wrong": wrong,
        "weights": weights(model),
        "cpu_seconds": time.process_time() - start,
    }
