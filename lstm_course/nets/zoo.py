r"""Sequence layers in one frame, so that nothing differs but the layer: embedding, blocks, a linear answer a step."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .._arguments import check_size
from .exponential import SLSTM
from .matrix_memory import MLSTM, linear_attention_table
from .parallel import MinLSTM


def _torch_layer(kind, forget_bias=None):
    def make(d):
        layer = kind(d, d, batch_first=True)
        if forget_bias is not None:
            with torch.no_grad():
                layer.bias_ih_l0[d : 2 * d] = forget_bias
                layer.bias_hh_l0[d : 2 * d] = 0
        return layer

    return make


class SelfAttention(nn.Module):
    """Causal softmax attention of every step to all steps up to it; it has no state.

    Parameters
    ----------
    size : int
        d, of inputs and outputs.
    heads : int
        Into which d is cut.
    """

    def __init__(self, size, heads=2):
        super().__init__()
        if size % heads:
            raise ValueError(f"size must be a multiple of heads = {heads}, got {size}")
        self.heads = heads
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)

    def forward(self, x: Tensor) -> Tensor:
        """Return what each step reads, (N, T, d) for (N, T, d)."""
        N, T, d = x.shape
        q, k, v = (
            self.qkv(x).reshape(N, T, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        )  # each (N, heads, T, d / heads)
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(y.transpose(1, 2).reshape(N, T, d))


class LinearAttention(nn.Module):
    """Causal linear attention, `matrix_memory.linear_attention`, with one head.

    Parameters
    ----------
    size : int
        d, of inputs and outputs.
    """

    def __init__(self, size):
        super().__init__()
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)

    def forward(self, x: Tensor) -> Tensor:
        """Return what each step reads, (N, T, d) for (N, T, d)."""
        return self.out(linear_attention_table(*self.qkv(x).chunk(3, dim=-1)))


LAYERS = {
    "RNN": _torch_layer(nn.RNN),
    "GRU": _torch_layer(nn.GRU),
    "LSTM": _torch_layer(nn.LSTM, forget_bias=1.0),
    "sLSTM": lambda d: SLSTM(d, d),
    "minLSTM": lambda d: MinLSTM(d, d),
    "mLSTM": lambda d: MLSTM(d, d),
    "linear attention": LinearAttention,
    "attention": SelfAttention,
}


class Block(nn.Module):
    r"""A layer over time and a layer over units, each normalised first and added to what came in.

    .. math::

        x' = x + \mathrm{layer}(\mathrm{norm}(x)) \qquad y = x' + W_2\, \mathrm{gelu}(W_1\, \mathrm{norm}(x'))

    Parameters
    ----------
    layer : Module
        Takes (N, T, d) and returns (N, T, d), or that and a state.
    size : int
        d.
    """

    def __init__(self, layer, size):
        super().__init__()
        self.layer = layer
        self.before, self.between = nn.LayerNorm(size), nn.LayerNorm(size)
        self.units = nn.Sequential(nn.Linear(size, 2 * size), nn.GELU(), nn.Linear(2 * size, size))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, T, d) for (N, T, d)."""
        y = self.layer(self.before(x))
        x = x + (y[0] if isinstance(y, tuple) else y)
        return x + self.units(self.between(x))


class SequenceNet(nn.Module):
    """Embed symbols, run blocks over time, answer at each step.

    Parameters
    ----------
    kind : str
        One of `LAYERS`.
    symbols : int or tuple of int
        How many there are; where a step holds several symbols, how many of each.
    answers : int
        Width of the answer.
    size : int
        d, the width of all between.
    blocks : int
        How many blocks; 0 for one bare layer, without norms and sums.
    positions : bool
        Whether sinusoids of the place are added to the embedding; a layer without a state needs them to know an order.

    Raises
    ------
    ValueError
        Where there is no such kind of layer.
    """

    def __init__(self, kind, symbols, answers, *, size=24, blocks=2, positions=False):
        super().__init__()
        if kind not in LAYERS:
            raise ValueError(f"kind must be one of {', '.join(LAYERS)}, got {kind!r}")
        sizes = (symbols,) if isinstance(symbols, int) else tuple(symbols)
        self.embed = nn.ModuleList(nn.Embedding(n, size) for n in sizes)
        make = LAYERS[kind]
        self.blocks = nn.Sequential(*(Block(make(size), size) for _ in range(blocks)))
        self.bare = make(size) if blocks == 0 else None
        self.norm = nn.LayerNorm(size) if blocks else nn.Identity()
        self.out = nn.Linear(size, answers)
        self.positions = positions

    def forward(self, x: Tensor) -> Tensor:
        """Return an answer for each step.

        Parameters
        ----------
        x : Tensor of int, shape (N, T) or (N, T, K)
            One symbol a step, or K of them, whose embeddings are added.

        Returns
        -------
        Tensor, shape (N, T, answers)
            Logits.
        """
        columns = x.unbind(dim=-1) if x.ndim == 3 else (x,)
        x = sum(embed(column) for embed, column in zip(self.embed, columns, strict=True))
        if self.positions:
            x = x + 0.5 * sinusoids(x.shape[1], x.shape[2])
        x = self.blocks(x)
        if self.bare is not None:
            y = self.bare(x)
            x = y[0] if isinstance(y, tuple) else y
        return self.out(self.norm(x))


def sinusoids(steps: int, size: int) -> Tensor:
    """Return sines and cosines of the place, shape (steps, size).

    The periods rise from 6.28 steps, a factor of 10,000 ** (2 / size) each: up to 29,000 for size 24, 47,000 for 64.

    References
    ----------
    Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
    """
    rate = torch.exp(-math.log(10_000) * torch.arange(0, size, 2) / size)
    angle = torch.arange(steps)[:, None] * rate
    return torch.stack([angle.sin(), angle.cos()], dim=2).flatten(1)[:, :size]


def answer_loss(net: nn.Module, x: Tensor, target: Tensor) -> Tensor:
    """Return the mean cross-entropy over all steps that have a target, for `training.fit`."""
    return functional.cross_entropy(net(x).flatten(0, 1), target.flatten())


@torch.no_grad()
def share_right(net: nn.Module, x: Tensor, target: Tensor, last: int | None = None) -> float:
    """Return the share of right answers among the steps that have a target, of the last steps only where asked.

    Raises
    ------
    ValueError
        Where `last` is not a whole number of at least 1, or no step that is asked for has a target.
    """
    hits, asked = net(x).argmax(dim=-1) == target, target >= 0
    if last is not None:
        last = check_size("last", last)
        hits, asked = hits[:, -last:], asked[:, -last:]
    if not asked.any():
        raise ValueError("target must be at least 0 somewhere, got no step with a target")
    return float(hits[asked].double().mean())
