"""Drivers for looking inside: a small network whose parts can be called one by one, and functions with gradients."""

import copy
import functools

import numpy as np
import torch
from torch import nn

from . import Unfit
from .training import array, weights


class Louder(nn.Module):
    """Hands its input on, doubled in training mode: in the place of a dropout, so that no result hangs on chance."""

    def forward(self, x):
        """Return x, or 2 x in training mode."""
        return 2 * x if self.training else x


class Small(nn.Module):
    """An LSTM over symbols that says what comes next, in float64.

    Parameters
    ----------
    V, E, H : int
        Symbols, size of an embedding, units.
    """

    def __init__(self, V, E, H):
        super().__init__()
        self.H, kind = H, torch.float64
        self.embedding = nn.Embedding(V, E, dtype=kind)
        self.inputs = nn.Linear(E, 4 * H, dtype=kind)
        self.hidden = nn.Linear(H, 4 * H, bias=False, dtype=kind)
        self.out = nn.Sequential(Louder(), nn.Linear(H, V, dtype=kind))

    def start(self, N):
        """Return the states before the first symbol, two tensors of zeros (N, H)."""
        return torch.zeros(N, self.H, dtype=torch.float64), torch.zeros(N, self.H, dtype=torch.float64)

    def gates(self, e, h):
        """Return i, f, g and o, each (N, H), for embeddings (N, E) and the h before; g is the candidate."""
        i, f, g, o = (self.inputs(e) + self.hidden(h)).chunk(4, dim=1)
        return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)

    def read(self, e):
        """Return the logits (N, T, V) for embeddings (N, T, E)."""
        (h, c), logits = self.start(len(e)), []
        for t in range(e.shape[1]):
            i, f, g, o = self.gates(e[:, t], h)
            c = f * c + i * g
            h = o * torch.tanh(c)
            logits.append(self.out(h))
        return torch.stack(logits, dim=1)

    def forward(self, x):
        """Return the logits (N, T, V) for symbols (N, T)."""
        return self.read(self.embedding(x))


@functools.cache
def _made(sizes):
    with torch.random.fork_rng(devices=[]):
        return Small(*sizes)


def drawn(sizes, seed):
    """Return a `Small` network with weights drawn from a normal distribution of variance 1.

    Parameters
    ----------
    sizes : tuple of int
        V, E and H.
    seed : int
        Of the weights.

    Returns
    -------
    Small
        One of its own for each call, in training mode.
    """
    net, rng = copy.deepcopy(_made(tuple(sizes))), np.random.default_rng(seed)
    with torch.no_grad():
        for one in net.parameters():
            one.copy_(torch.from_numpy(rng.normal(size=one.shape)))
    return net


def held(answer, sizes, seed, training, unit, x, y, value):
    """Let an answer hold a cell still, and look at the network afterwards.

    Parameters
    ----------
    answer : callable
        Takes net, unit, x, y and value, returns a number.
    sizes : tuple of int
        V, E and H of a `Small` network.
    seed : int
        Of its weights.
    training : bool
        Whether it comes in training mode.
    unit : int
        The cell.
    x, y : ndarray of int, shape (N, T)
        Symbols, and those that follow them.
    value : float
        At which the cell is held.

    Returns
    -------
    change : float
        What came.
    weights : ndarray, shape (P,)
        All weights of the network afterwards.
    training : bool
        Whether it is in training mode afterwards.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    net = drawn(sizes, seed).train(training)
    found = answer(net, unit, torch.from_numpy(x.copy()), torch.from_numpy(y.copy()), value)
    return found if found is None or found is ... else (found, weights(net), net.training)


def mattered(answer, sizes, seed, x, t, k):
    """Let an answer say three times which symbols of a text a logit hangs on.

    Parameters
    ----------
    answer : callable
        Takes net, x, t and k, returns a tensor (t + 1,).
    sizes : tuple of int
        V, E and H of a `Small` network.
    seed : int
        Of its weights.
    x : ndarray of int, shape (T,)
        Symbols.
    t, k : int
        The step and the symbol of the logit.

    Returns
    -------
    strength : ndarray, shape (t + 1,)
        What came the second time.
    left : int
        How many weights have a gradient afterwards, and how many have lost, the third time, the one they came with.

    Raises
    ------
    Unfit
        Where the answer returns a list.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    net = drawn(sizes, seed).eval()
    for _ in range(2):
        found = answer(net, torch.from_numpy(x.copy()), t, k)
        if found is None or found is ...:
            return found
    left = sum(one.grad is not None for one in net.parameters())
    for one in net.parameters():
        one.grad = torch.full_like(one, 0.5)
    answer(net, torch.from_numpy(x.copy()), t, k)
    left += sum(one.grad is None or bool((one.grad != 0.5).any()) for one in net.parameters())
    return array(_one(found)), left


def _one(found):
    """Return what was found, or refuse a list or tuple."""
    if type(found) in (tuple, list):
        kind = type(found).__name__
        raise Unfit(f"Your function returns a {kind}, expected one tensor: torch.stack joins equal tensors.")
    return found


def _ramp(x):
    return torch.linspace(-1.0, 2.0, len(x), dtype=torch.float64)


FUNCTIONS = {
    "product": lambda x: x.prod(),
    "largest": lambda x: x.max(),
    "linear": lambda x: (_ramp(x) * x).sum() + 3,
    "squares": lambda x: ((1 + _ramp(x)) * x**2).sum() + x.sum() ** 2,
    "saturated": lambda x: torch.sigmoid((x * (2 + _ramp(x))).sum()),
    "waves": lambda x: torch.sin(x.sum()) + torch.cos(2 * x + _ramp(x)).sum(),
}


def shared_out(answer, kind, x, base, steps):
    """Let an answer share out what a function gains from a base to x.

    Parameters
    ----------
    answer : callable
        Takes f, x, base and steps, returns a tensor (D,).
    kind : str
        One of `FUNCTIONS`.
    x, base : ndarray, shape (D,)
        End and beginning of the path.
    steps : int
        Points on it.

    Returns
    -------
    shares : ndarray, shape (D,)
        What came.
    arguments : ndarray, shape (2 D + 2,)
        x and base afterwards, and whether each asks for its gradient.

    Raises
    ------
    Unfit
        Where the answer returns a list.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """

    def f(point):
        if not isinstance(point, torch.Tensor) or tuple(point.shape) != x.shape:
            shape = tuple(getattr(point, "shape", ()))
            raise ValueError(f"f takes one point, a tensor of shape {x.shape}, got shape {shape}")
        return FUNCTIONS[kind](point)

    given = [torch.from_numpy(one.copy()) for one in (x, base)]
    found = answer(f, *given, steps)
    if found is None or found is ...:
        return found
    asks = [float(one.requires_grad) for one in given]
    return array(_one(found)), np.append(array(torch.cat(given)), asks)
