"""A tagger in PyTorch: an answer at each time step of sequences of unequal length (lesson 16)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from .. import _inputs, _torch  # noqa: F401
from .._inputs import converted


class Tagger(nn.Module):
    """An embedding, a recurrent layer in one direction or in two, and a linear layer that every step shares.

    Sequences are packed, so the backward pass begins at the last step that exists, never at a pad.

    Parameters
    ----------
    symbols : int
        V, number of symbols; 0 where the input is vectors of `embedding` numbers.
    tags : int
        K, number of tags.
    embedding : int
        E, size of the embedding, or D.
    hidden_size : int
        H of each direction.
    bidirectional : bool
        Whether a second layer reads from the end; its outputs are joined to those of the first.
    kind : type
        ``nn.LSTM``, ``nn.GRU`` or ``nn.RNN``.

    Raises
    ------
    ValueError
        Where a size is too small.
    """

    def __init__(self, symbols, tags, *, embedding=16, hidden_size=32, bidirectional=True, kind=nn.LSTM):
        super().__init__()
        sizes = {"symbols": symbols, "tags": tags, "embedding": embedding, "hidden_size": hidden_size}
        for name, size in sizes.items():
            if size < (name != "symbols"):
                raise ValueError(f"{name} must be at least {int(name != 'symbols')}, got {size}")
        self.embed = nn.Embedding(symbols, embedding) if symbols else None
        self.recurrent = kind(embedding, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.out = nn.Linear((1 + bidirectional) * hidden_size, tags)

    @converted(lengths=_inputs.whole_tensor)
    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return the logits of every tag at every step.

        Parameters
        ----------
        x : Tensor of int, shape (N, T), or of float, shape (N, T, E)
            Symbols or vectors; what stands at pads is not read.
        lengths : Tensor of int, shape (N,), optional
            Steps of each sequence, from 1 to T; by default all are T long.

        Returns
        -------
        Tensor, shape (N, T, K)
            At pads those of a state of zeros.

        Raises
        ------
        ValueError
            Where the lengths do not fit.
        """
        if self.embed is not None:
            x = self.embed(x)  # (N, T, E)
        if lengths is None:
            return self.out(self.recurrent(x)[0])
        lengths = torch.as_tensor(lengths)
        if lengths.shape != x.shape[:1] or lengths.min() < 1 or lengths.max() > x.shape[1]:
            raise ValueError(
                f"lengths must hold {x.shape[0]} numbers from 1 to {x.shape[1]}, got {lengths.tolist()}"
            )
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, _ = pad_packed_sequence(self.recurrent(packed)[0], batch_first=True, total_length=x.shape[1])
        return self.out(y)


def real_steps(lengths: Tensor, T: int) -> Tensor:
    """Return which time steps exist.

    Parameters
    ----------
    lengths : Tensor of int, shape (N,)
        Steps of each sequence.
    T : int
        Time steps of the batch.

    Returns
    -------
    Tensor of bool, shape (N, T)
        False at pads.
    """
    return torch.arange(T) < torch.as_tensor(lengths)[:, None]


def tag_loss(net, x: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
    """Return the mean cross entropy of a tagger over the steps that exist.

    Parameters
    ----------
    net : Tagger
        The network.
    x : Tensor, shape (N, T) or (N, T, E)
        Its input.
    tags : Tensor of int, shape (N, T)
        Right tags; any number at pads.
    lengths : Tensor of int, shape (N,)
        Steps of each sequence.

    Returns
    -------
    Tensor, shape ()
        In nats for each step.
    """
    real = real_steps(lengths, x.shape[1])
    return functional.cross_entropy(net(x, lengths)[real], tags[real])
