"""How a network that has heard few voices does on voices that it has never heard (lesson 19).

The synthesiser is optional, so what was measured is kept beside this file; ``python -m
lstm_course.probes.held_out_voices`` measures it again, in some minutes.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from ..datasets import spectra, voices
from ..evaluate.edit_distance import error_rate
from ..nets.spelling import greedy, log_probabilities, padded, spelling_loss
from ..nets.tagger import Tagger
from ..training import Shuffled, fit, seeded

RECORD = Path(__file__).with_name("held_out_voices.json")
SETTINGS = {"sequences": 600, "readings": 3, "test": 200, "rate": 0.005, "batch": 24, "steps": 180}
NETS = {"both directions": {"hidden_size": 48}, "one direction": {"hidden_size": 80, "bidirectional": False}}


def batch(items):
    """Return sequences of digits as padded tensors.

    Parameters
    ----------
    items : list of (ndarray, list of int, str)
        As `voices.digit_sequences` returns them.

    Returns
    -------
    x : Tensor, shape (N, T, 48)
        Frames.
    lengths : Tensor of int, shape (N,)
        Frames of each.
    targets : Tensor of int, shape (N, U)
        Digits plus 1: the blank is 0.
    target_lengths : Tensor of int, shape (N,)
        Digits of each.
    """
    frames = [spectra.features(signal, voices.RATE) for signal, _, _ in items]
    return padded(frames, [[digit + 1 for digit in digits] for _, digits, _ in items])


def digit_errors(net, items):
    """Return the digit error rate of a network on sequences of digits.

    Parameters
    ----------
    net : Module
        Takes frames and lengths, returns logits of a blank and ten digits.
    items : list of (ndarray, list of int, str)
        As `voices.digit_sequences` returns them.

    Returns
    -------
    float
        Edits by digits, of best paths.
    """
    x, lengths, targets, sizes = batch(items)
    right = [row[:size].tolist() for row, size in zip(targets, sizes, strict=True)]
    return error_rate(right, [greedy(log_p) for log_p in log_probabilities(net, x, lengths)])


def train(items, seed, settings=None, **net):
    """Train a network on sequences of digits.

    Parameters
    ----------
    items : list of (ndarray, list of int, str)
        As `voices.digit_sequences` returns them.
    seed : int
        Of the weights and of the order.
    settings : dict, optional
        `SETTINGS` by default.
    **net
        Arguments of `Tagger`.

    Returns
    -------
    Tagger
        The trained network.
    """
    settings, tensors = settings or SETTINGS, batch(items)
    with seeded(seed):
        model = Tagger(0, 11, embedding=tensors[0].shape[2], **net)
    batches = Shuffled(*tensors, size=settings["batch"], generator=torch.Generator().manual_seed(seed))
    adam = torch.optim.Adam(model.parameters(), settings["rate"])
    epochs = -(-settings["steps"] // len(batches))
    fit(model, batches, spelling_loss, adam, epochs=epochs, max_steps=settings["steps"], progress=False)
    return model


def measure(count, seed, settings=None, **net):
    """Train on some voices, and test on the same ones and on each held-out one.

    Parameters
    ----------
    count : int
        The first so many voices of `voices.TRAINING`.
    seed : int
        Of all draws and of the network.
    settings : dict, optional
        `SETTINGS` by default.
    **net
        Arguments of `Tagger`.

    Returns
    -------
    dict
        ``"same"``, a digit error rate on new readings, and ``"new"``, held-out voice -> digit error rate.
    """
    settings, rng = settings or SETTINGS, np.random.default_rng(seed)
    read = voices.readings(voices.TRAINING[:count], settings["readings"], rng)
    model = train(voices.digit_sequences(read, settings["sequences"], rng), seed, settings, **net)
    same = voices.digit_sequences(voices.readings(read, 2, rng), settings["test"], rng)
    each = settings["test"] // len(voices.HELD_OUT)
    new = {
        voice: voices.digit_sequences(voices.readings([voice], 2, rng), each, rng)
        for voice in voices.HELD_OUT
    }
    return {
        "same": digit_errors(model, same),
        "new": {voice: digit_errors(model, items) for voice, items in new.items()},
    }


def recorded():
    """Return what was measured, for readers without the synthesiser.

    Returns
    -------
    dict
        ``"settings"``, and ``"runs"``: a list of dicts with ``"net"``, a name of `NETS`, ``"voices"``, their number,
        ``"seed"`` and what `measure` returned.
    """
    return json.loads(RECORD.read_text(encoding="utf-8"))


def record(counts=(1, 3, 6, 12), seeds=range(5)):
    """Measure all, and write it beside this file.

    Parameters
    ----------
    counts : sequence of int
        Numbers of training voices; the net in one direction is trained on the largest only.
    seeds : sequence of int
        For each of them.
    """
    runs = []
    for name, count in [("both directions", count) for count in counts] + [("one direction", max(counts))]:
        for seed in seeds:
            found = _rounded(measure(count, seed, **NETS[name]))
            runs.append({"net": name, "voices": count, "seed": seed, **found})
            print(name, count, seed, found, flush=True)
    lines = ",\n".join(f"  {json.dumps(run)}" for run in runs)
    text = f'{{\n "settings": {json.dumps(SETTINGS)},\n "runs": [\n{lines}\n ]\n}}\n'
    RECORD.write_text(text, encoding="utf-8")


def _rounded(found):
    return {
        "same": round(found["same"], 4),
        "new": {voice: round(rate, 4) for voice, rate in found["new"].items()},
    }


if __name__ == "__main__":
    record()
