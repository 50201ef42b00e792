"""Drivers for tagging: networks that look ahead, openly or in hiding, and networks that do not."""

import torch
from torch import nn


class Network(nn.Module):
    """A small network over sequences, in float64; what it does with time goes by its kind.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    D : int
        Features of the input.
    seed : int
        Of its weights, and of what its dropout draws.
    """

    def __init__(self, kind, D, seed):
        super().__init__()
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
        self.kind = kind
        self.drawn = torch.Generator().manual_seed(seed)
        self.weight = nn.Parameter(0.5 + torch.rand(D, 2, dtype=torch.float64, generator=self.drawn))
        self.norm = nn.BatchNorm1d(2, dtype=torch.float64) if kind == "batch norm" else None

    def forward(self, x):
        """Return the outputs, shape (N, T, 2)."""
        return KINDS[self.kind](self, x)

    def past(self, x):
        """Return something of all steps up to each, shape (N, T, 2)."""
        a = x @ self.weight
        return a + torch.tanh(0.3 * a.cumsum(dim=1))

    def plus(self, x, ahead, k=1):
        """Add to the past what an array of shape (N, T, 2) holds k steps later."""
        return self.past(x) + nn.functional.pad(ahead[:, k:], (0, 0, 0, min(k, x.shape[1])))

    def later(self, x):
        """Return the past and all steps that follow."""
        return self.past(x) + 0.5 * self.past(x.flip(1)).flip(1)

    def delayed(self, x):
        """Return the past of two steps later."""
        steps = (torch.arange(x.shape[1]) + 2).clamp(max=x.shape[1] - 1)
        return self.past(x)[:, steps]

    def last_step_first(self, x):
        """Return the past; the first output knows the last step, too."""
        first = torch.arange(x.shape[1])[:, None] == 0
        return self.past(x) + first * (x[:, -1:] @ self.weight)

    def last_row(self, x):
        """Return the past, and in the last sequence the next step."""
        last = torch.arange(len(x))[:, None, None] == len(x) - 1
        return self.plus(x, last * (x @ self.weight))

    def reshaped(self, x):
        """Return the past with a reshape where batch and time should have been exchanged."""
        N, T, D = x.shape
        return self.past(x.reshape(T, N, D).transpose(0, 1)).transpose(0, 1).reshape(N, T, 2)

    def rounded(self, x):
        """Return the past, with rounding errors that depend on all steps."""
        everything = 1.1 + x.sum() ** 2
        return self.past(x) * everything / everything

    def dropped(self, x):
        """Return the past; in training mode half of it, by chance."""
        out = self.past(x)
        return out * 2 * (torch.rand(out.shape, generator=self.drawn) < 0.5) if self.training else out


KINDS = {
    "one way": Network.past,
    "two ways": Network.later,
    "delay": Network.delayed,
    "three ahead": lambda net, x: net.plus(x, x @ net.weight, 3),
    "last step first": Network.last_step_first,
    "centred": lambda net, x: net.past(x) - net.past(x).mean(1, keepdim=True),
    "last feature": lambda net, x: net.plus(x, x[:, :, -1:].expand(-1, -1, 2)),
    "differences": lambda net, x: net.plus(x, (x[:, :, -1:] - x[:, :, :1]).expand(-1, -1, 2)),
    "between sequences": lambda net, x: net.plus(x, (x - x[:1]) @ net.weight),
    "mirrored": lambda net, x: net.plus(x, x[:, :, :1] * torch.tensor([1.0, -1.0])),
    "second output": lambda net, x: net.plus(x, (x @ net.weight) * torch.tensor([0.0, 1.0])),
    "faint": lambda net, x: 0.05 * net.plus(x, 1e-3 * (x @ net.weight)),
    "last row": Network.last_row,
    "reshaped": Network.reshaped,
    "rounding": Network.rounded,
    "mixed batch": lambda net, x: net.past(x) - net.past(x).mean(0, keepdim=True),
    "batch norm": lambda net, x: net.norm(net.past(x).transpose(1, 2)).transpose(1, 2),
    "dropout": Network.dropped,
}


def leaks(answer, kind, training, x, seed):
    """Let an answer look for outputs that depend on later inputs.

    Parameters
    ----------
    answer : callable
        Takes a model and x, returns pairs (t, s) of time steps.
    kind : str
        Of the `Network`.
    training : bool
        Whether the network comes in training mode.
    x : ndarray, shape (N, T, D)
        Inputs.
    seed : int
        Of the network.

    Returns
    -------
    pairs : str
        The pairs found, in order, each once; or ``"no list of pairs"``.
    x : ndarray, shape (N, T, D)
        The input afterwards.
    """
    given = torch.from_numpy(x.copy())
    model = Network(kind, x.shape[-1], seed).train(training)
    before = torch.get_rng_state()  # quicker than a seed
    try:
        found = answer(model, given)
    finally:
        torch.set_rng_state(before)
    if found is None or found is ...:
        return None
    return _as_text(found), given.detach().numpy().copy()


def _as_text(found):
    """Return pairs of whole numbers as one string."""
    if type(found) not in (list, tuple, set):
        return "no list of pairs"
    pairs = set()
    for one in found:
        if type(one) not in (list, tuple) or len(one) != 2:
            return "no list of pairs"
        try:
            pairs.add(tuple(k.__index__() for k in one))
        except (AttributeError, TypeError):
            return "no list of pairs"
    return " ".join(f"({t},{s})" for t, s in sorted(pairs))
