"""Train the network that `ClipPlayer` runs in the page, and pack it."""

import numpy as np
import torch

from ...datasets.clips import MIRROR, NAMES, backwards, ordered_pairs
from ...nets.clips import ClipLSTM
from ...training import Shuffled, fit, seeded
from .._packed import pack, pack_net, set_net, unpack

TRAINING, TESTS = 3000, 1500  # clips
CONVOLUTIONS = {"1": 1, "2": 4}  # places in the CNN of a frame
LINEAR = 8


def tensors(clips):
    """Return frames, lengths and labels of clips as tensors."""
    return tuple(torch.from_numpy(part) for part in clips)


def train(seed, epochs, number=TRAINING):
    """Train a network on clips of its own, in batches of 32.

    Parameters
    ----------
    seed : int
        Of clips and first weights.
    epochs : int
        Passes through the clips.
    number : int
        Clips.

    Returns
    -------
    ClipLSTM
        With the weights of the last step.
    """
    clips = tensors(ordered_pairs(number, np.random.default_rng(seed)))
    with seeded(seed):
        net = ClipLSTM(len(NAMES))
        batches = Shuffled(*clips, size=32, generator=torch.Generator().manual_seed(seed))
        optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
        falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, epochs * len(batches))
        fit(net, batches, loss, optimiser, epochs=epochs, scheduler=falling)
    return net.eval()


def loss(net, frames, lengths, labels):
    """Return the cross-entropy of a batch."""
    return torch.nn.functional.cross_entropy(net(frames, lengths), labels)


def measured(net, clips):
    """Return what a network says of clips, forwards and backwards.

    Parameters
    ----------
    net : ClipLSTM
        A trained network.
    clips : Clips
        As `ordered_pairs` makes them.

    Returns
    -------
    dict
        ``"accuracy"``; ``"reversed"``, the share of clips named as made though they are shown backwards;
        ``"mirrored"``, the share of those named backwards.
    """
    frames, lengths, labels = tensors(clips)
    turned = torch.from_numpy(backwards(clips.frames, clips.lengths))
    kind = next(net.parameters()).dtype
    with torch.no_grad():
        forth, back = (net(x.to(kind), lengths).argmax(1) for x in (frames, turned))
    found = {
        "accuracy": forth == labels,
        "reversed": back == labels,
        "mirrored": back == torch.from_numpy(MIRROR)[labels],
    }
    return {name: round(float(right.double().mean()), 4) for name, right in found.items()}


def packed(net):
    """Return a network's weights in the course's form, each array packed in 16 bits."""
    cnn = net.frame.net
    arrays = {}
    for name, place in CONVOLUTIONS.items():
        arrays |= {f"W_{name}": cnn[place].weight, f"b_{name}": cnn[place].bias}
    arrays |= {"W_3": cnn[LINEAR].weight.T, "b_3": cnn[LINEAR].bias}
    own = {name: pack(array.detach().numpy(), 16) for name, array in arrays.items()}
    return {"pairs": list(NAMES), **own, **pack_net(net.lstm, net.out, 16)}


def unpacked(weights):
    """Return the `ClipLSTM` that packed weights are of, in float64."""
    array = {n: torch.from_numpy(unpack(v)) for n, v in weights.items() if isinstance(v, dict)}
    net = ClipLSTM(len(weights["pairs"]), features=len(array["b_3"]), hidden_size=len(array["W_h"])).double()
    cnn = net.frame.net
    for name, place in CONVOLUTIONS.items():
        cnn[place].load_state_dict({"weight": array[f"W_{name}"], "bias": array[f"b_{name}"]})
    cnn[LINEAR].load_state_dict({"weight": array["W_3"].T, "bias": array["b_3"]})
    set_net(net.lstm, net.out, array)
    return net.eval()
