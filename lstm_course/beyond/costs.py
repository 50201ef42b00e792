"""What a layer costs in training: processor time for a pass forward and back, and what is kept for the way back."""

from __future__ import annotations

import time

import torch
from torch import nn

from ..nets.exponential import SLSTM
from ..nets.matrix_memory import MLSTM
from ..nets.parallel import MinLSTM, loop
from ..nets.zoo import LinearAttention, SelfAttention

LENGTHS = (32, 128, 512, 1024)


class _Stepwise(MinLSTM):
    def forward(self, x):
        return super().forward(x, run=loop)


class _Sliced(MinLSTM):
    """The loop as it is often written: each slice fills a whole array with zeros on the way back."""

    def forward(self, x):
        f, b = self.recurrence(x)
        h, states = torch.zeros_like(b[:, 0]), []
        for t in range(x.shape[1]):
            h = f[:, t] * h + b[:, t]
            states.append(h)
        return torch.stack(states, dim=1)


#: Name -> what makes a layer of width d.
LAYERS = {
    "nn.LSTM": lambda d: nn.LSTM(d, d, batch_first=True),
    "minLSTM, loop": lambda d: _Stepwise(d, d),
    "minLSTM, sliced loop": lambda d: _Sliced(d, d),
    "minLSTM, scan": lambda d: MinLSTM(d, d),
    "sLSTM, loop": lambda d: SLSTM(d, d),
    "mLSTM, parallel": lambda d: MLSTM(d, d),
    "linear attention, table": LinearAttention,
    "softmax attention, fused": SelfAttention,
}


def kept_bytes(layer: nn.Module, x: torch.Tensor) -> int:
    """Return how many bytes a forward pass keeps for the way back, weights and inputs not counted.

    Parameters
    ----------
    layer : Module
        Returns a tensor, or a tuple with it in front.
    x : Tensor
        Its input.
    """
    known = {p.untyped_storage().data_ptr() for p in layer.parameters()} | {x.untyped_storage().data_ptr()}
    kept = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)  # held, so that no address comes twice
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        layer(x)
    return sum(size for size, _ in kept.values())


def passes(layer: nn.Module, x: torch.Tensor, repeats: int = 9) -> float:
    """Return the milliseconds of processor time of a pass forward and back, the fastest of some."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        y = layer(x)
        (y[0] if isinstance(y, tuple) else y).sum().backward()
        taken.append(1000 * (time.process_time() - start))
    return min(taken)


def cost(name: str, T: int, *, size: int = 32, batch: int = 8, repeats: int = 9) -> dict:
    """Return ``ms`` and ``MB`` of a layer of `LAYERS` at length T."""
    layer, x = (
        LAYERS[name](size),
        torch.zeros(batch, T, size).normal_(generator=torch.Generator().manual_seed(0)),
    )
    return {"ms": round(passes(layer, x, repeats), 1), "MB": round(kept_bytes(layer, x) / 1e6, 2)}
