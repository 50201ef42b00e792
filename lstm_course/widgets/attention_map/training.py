"""Train the network that `AttentionMap` runs in the page, and pack it."""

import numpy as np
import torch

from ...datasets import iso_dates
from ...datasets.symbols import END, START
from ...nets.seq2seq import Seq2Seq, target_loss
from ...training import Shuffled, fit, seeded
from .._packed import pack, unpack

PAIRS, TESTS = 4000, 1000
LONGEST = 12  # symbols that are written at most
LINEAR = {"bridge": "B", "key": "K", "join": "J", "out": "O"}  # layer -> letter of its packed weights
LSTMS = ("there", "back", "decoder")


def train(seed, epochs, number=PAIRS):
    """Train a network with attention, whose encoder reads both ways, on pairs of its own in batches of 64.

    Parameters
    ----------
    seed : int
        Of pairs and first weights.
    epochs : int
        Passes through the pairs.
    number : int
        Pairs.

    Returns
    -------
    net : Seq2Seq
        With the weights of the last step.
    source, target : dict
        The letters of both sides, with their numbers.
    """
    pairs = iso_dates.iso_pairs(number, np.random.default_rng(seed))
    source, target = (iso_dates.vocabulary([pair[side] for pair in pairs]) for side in (0, 1))
    x, lengths = iso_dates.encode([pair.source for pair in pairs], source)
    y, _ = iso_dates.encode([pair.target for pair in pairs], target, end=True)
    with seeded(seed):
        first = iso_dates.FIRST_LETTER
        net = Seq2Seq(len(source) + first, len(target) + first, bidirectional=True)
        tensors = (torch.from_numpy(part) for part in (x, lengths, y))
        batches = Shuffled(*tensors, size=64, generator=torch.Generator().manual_seed(seed))
        optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
        falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, epochs * len(batches))
        fit(net, batches, target_loss, optimiser, epochs=epochs, scheduler=falling)
    return net.eval(), source, target


def translate(net, source, target, text):
    """Return what a network writes for one text, at each step the likeliest symbol.

    Parameters
    ----------
    net : Seq2Seq
        A trained network.
    source, target : dict
        The letters of both sides, with their numbers.
    text : str
        At least one letter.

    Returns
    -------
    written : str
        Up to the end, at most ``LONGEST`` symbols.
    weights : ndarray, shape (T, S)
        How each symbol, the end included, looked at the letters.
    """
    symbols, rows = [START], []
    with torch.no_grad():
        state = net.encode(*(torch.from_numpy(part) for part in iso_dates.encode([text], source)))
        while len(symbols) <= LONGEST and (symbols[-1] != END):
            logits, state, weights = net.read(torch.tensor([[symbols[-1]]]), state)
            symbols.append(int(logits.argmax()))
            rows.append(weights[0, 0].numpy())
    return iso_dates.decode(symbols[1:], target), np.array(rows)


def accuracy(net, source, target, pairs):
    """Return the share of pairs whose target a network writes without a mistake."""
    return float(np.mean([translate(net, source, target, pair.source)[0] == pair.target for pair in pairs]))


def packed(net, source, target):
    """Return a network's weights in the course's form, each array packed in 8 bits.

    Returns
    -------
    dict
        ``"source"`` and ``"target"``, the letters of both sides in the order of their numbers; the arrays.
    """
    arrays = {"E_source": net.embed_source.weight, "E_target": net.embed_target.weight}
    for name in LSTMS:
        lstm = getattr(net, name)
        arrays |= {
            f"{name}_W_x": lstm.weight_ih_l0.T,
            f"{name}_W_h": lstm.weight_hh_l0.T,
            f"{name}_b": lstm.bias_ih_l0 + lstm.bias_hh_l0,
        }
    for name, letter in LINEAR.items():
        layer = getattr(net, name)
        arrays[f"W_{letter}"] = layer.weight.T
        if layer.bias is not None:
            arrays[f"b_{letter}"] = layer.bias
    own = {name: pack(array.detach().numpy()) for name, array in arrays.items()}
    return {"source": "".join(source), "target": "".join(target), **own}


def unpacked(weights):
    """Return the `Seq2Seq` that packed weights are of, in float64, and the letters of both sides with their numbers."""
    array = {n: torch.from_numpy(unpack(v)) for n, v in weights.items() if isinstance(v, dict)}
    (V, E), (H, K) = array["E_source"].shape, array["W_O"].shape
    net = Seq2Seq(V, K, embedding=E, hidden_size=H, bidirectional=True).double()
    new = {"embed_source.weight": array["E_source"], "embed_target.weight": array["E_target"]}
    for name in LSTMS:
        both = array[f"{name}_b"]  # in the course's form the two biases are one
        new |= {
            f"{name}.weight_ih_l0": array[f"{name}_W_x"].T,
            f"{name}.weight_hh_l0": array[f"{name}_W_h"].T,
            f"{name}.bias_ih_l0": both,
            f"{name}.bias_hh_l0": 0 * both,
        }
    for name, letter in LINEAR.items():
        new[f"{name}.weight"] = array[f"W_{letter}"].T
        if f"b_{letter}" in array:
            new[f"{name}.bias"] = array[f"b_{letter}"]
    net.load_state_dict(new)
    first = iso_dates.FIRST_LETTER
    numbers = ({letter: k for k, letter in enumerate(weights[side], first)} for side in ("source", "target"))
    return net.eval(), *numbers
