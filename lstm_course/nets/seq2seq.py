"""Sequence to sequence in PyTorch: an encoder reads, a decoder writes, with attention or without (lesson 18)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from .. import _inputs, _torch  # noqa: F401
from .._arguments import check_size
from .._inputs import converted
from ..datasets.symbols import PAD, START
from .attention import attend
from .tagger import real_steps


class State(NamedTuple):
    """What the decoder goes on with; the first axis of every tensor is the batch.

    Attributes
    ----------
    h, c : Tensor, shape (N, H)
        The decoder's LSTM.
    keys, values : Tensor, shape (N, S, H)
        Of the source, for attention.
    mask : Tensor of bool, shape (N, S)
        True where the source has a symbol.
    """

    h: Tensor
    c: Tensor
    keys: Tensor
    values: Tensor
    mask: Tensor


class Seq2Seq(nn.Module):
    """An LSTM reads the source, and another one writes the target.

    Between them stands a bridge: two linear layers make the decoder's first h (through tanh) and c of the encoder's
    last h. Without attention these H numbers are all that the decoder learns of the source. With attention each output
    of the decoder is a query to all outputs of the encoder. The score is bilinear, a dot product with keys that a
    matrix makes of these outputs, and the context joins the decoder's output *after* its LSTM (the order of Luong et
    al., 2015, without their feeding of it into the next step); so all steps of a known target are computed at once.

    Sources are padded behind their ends. No LSTM reads a pad before it has read the last symbol, and what it puts out
    after that is not used, so they need no packing, which would be slower here.

    Parameters
    ----------
    source_symbols, target_symbols : int
        Sizes of the two vocabularies, those of the pad, the unknown, start and end included.
    embedding : int
        Numbers for each symbol.
    hidden_size : int
        H of the decoder, and of the encoder: of one direction, or half of it for each of two.
    attention : bool
        Whether the decoder looks at all of the source.
    bidirectional : bool
        Whether the encoder reads both ways; the two outputs stand side by side.

    Raises
    ------
    ValueError
        Where a size is too small, or H is odd and the encoder reads both ways.
    """

    def __init__(
        self,
        source_symbols,
        target_symbols,
        *,
        embedding=24,
        hidden_size=64,
        attention=True,
        bidirectional=False,
    ):
        super().__init__()
        sizes = {"source_symbols": source_symbols, "target_symbols": target_symbols, "embedding": embedding}
        for name, size in sizes.items():
            check_size(name, size)
        H = check_size("hidden_size", hidden_size)
        if bidirectional and H % 2:
            raise ValueError(f"hidden_size must be even where the encoder reads both ways, got {H}")
        self.embed_source = nn.Embedding(source_symbols, embedding)
        self.embed_target = nn.Embedding(target_symbols, embedding)
        half = H // (1 + bidirectional)
        self.there = nn.LSTM(embedding, half, batch_first=True)
        self.back = nn.LSTM(embedding, half, batch_first=True) if bidirectional else None
        self.bridge = nn.Linear(H, 2 * H)
        self.decoder = nn.LSTM(embedding, H, batch_first=True)
        self.key = nn.Linear(H, H, bias=False) if attention else None
        self.join = nn.Linear(2 * H, H) if attention else None
        self.out = nn.Linear(H, target_symbols)

    @converted(lengths=_inputs.whole_tensor)
    def encode(self, source, lengths) -> State:
        """Read sources.

        Parameters
        ----------
        source : Tensor of int, shape (N, S)
            Symbols; what stands at pads is not read.
        lengths : Tensor of int, shape (N,)
            Symbols of each source, from 1 to S.

        Returns
        -------
        State
            What the decoder begins with.

        Raises
        ------
        ValueError
            Where the lengths do not fit.
        """
        lengths = torch.as_tensor(lengths)
        if lengths.shape != source.shape[:1] or lengths.min() < 1 or lengths.max() > source.shape[1]:
            raise ValueError(
                f"lengths must hold {source.shape[0]} numbers from 1 to {source.shape[1]}, got {lengths.tolist()}"
            )
        x, last = self.embed_source(source), (torch.arange(len(source)), lengths - 1)
        values = self.there(x)[0]  # (N, S, H)
        summary = values[last]  # (N, H)
        if self.back is not None:
            back = self.back(flipped(x, lengths))[0]
            values = torch.cat([values, flipped(back, lengths)], dim=2)
            summary = torch.cat([summary, back[last]], dim=1)
        h, c = self.bridge(summary).chunk(2, dim=1)
        keys = values if self.key is None else self.key(values)
        return State(torch.tanh(h), c, keys, values, real_steps(lengths, source.shape[1]))

    def read(self, previous, state):
        """Go on from a state with known symbols, all at once.

        Parameters
        ----------
        previous : Tensor of int, shape (N, T)
            The symbols before those that are asked for: `START` first, where the target begins.
        state : State
            As `encode` or this method returned it.

        Returns
        -------
        logits : Tensor, shape (N, T, V)
            Of the symbol after each one, before the softmax.
        state : State
            After the last one.
        weights : Tensor, shape (N, T, S), or None
            How each output looked at the source; None without attention.
        """
        begin = state.h[None].contiguous(), state.c[None].contiguous()
        y, (h, c) = self.decoder(self.embed_target(previous), begin)  # (N, T, H)
        weights = None
        if self.key is not None:
            context, weights = attend(y, state.keys, state.values, state.mask)
            y = torch.tanh(self.join(torch.cat([y, context], dim=-1)))
        return self.out(y), state._replace(h=h[0], c=c[0]), weights

    def forward(self, source, lengths, previous):
        """Return the logits of a known target's symbols, as training needs them.

        Parameters
        ----------
        source : Tensor of int, shape (N, S)
            Symbols.
        lengths : Tensor of int, shape (N,)
            Symbols of each source.
        previous : Tensor of int, shape (N, T)
            The target one step later, as `shifted` returns it.

        Returns
        -------
        Tensor, shape (N, T, V)
            Before the softmax.
        """
        return self.read(previous, self.encode(source, lengths))[0]

    def step(self, symbols, state):
        """Write one more symbol of each target: what `lstm_course.nets.decoding` asks for.

        Parameters
        ----------
        symbols : Tensor of int, shape (N,)
            The last symbols, `START` at first.
        state : State
            As `encode` or this method returned it.

        Returns
        -------
        log_p : Tensor, shape (N, V)
            Logarithms of the probabilities of the next symbol.
        state : State
            After it.
        """
        logits, state, _ = self.read(symbols[:, None], state)
        return logits[:, 0].log_softmax(dim=-1), state


def shifted(target):
    """Return what the decoder is fed where it is fed the truth: `START`, then the target without its last symbol.

    Parameters
    ----------
    target : Tensor of int, shape (N, T)
        Symbols, `END` after the last one, `PAD` after that.

    Returns
    -------
    Tensor of int, shape (N, T)
        A new tensor.
    """
    return torch.cat([torch.full_like(target[:, :1], START), target[:, :-1]], dim=1)


def target_loss(net, source, lengths, target):
    """Return the mean cross entropy of the target's symbols, `END` included and pads left out: for `training.fit`.

    Parameters
    ----------
    net : Module
        Takes source, lengths and the shifted target, returns logits (N, T, V).
    source : Tensor of int, shape (N, S)
        Symbols.
    lengths : Tensor of int, shape (N,)
        Symbols of each source.
    target : Tensor of int, shape (N, T)
        Symbols, `END` after the last one, `PAD` after that.

    Returns
    -------
    Tensor, shape ()
        In nats for each symbol.
    """
    logits = net(source, lengths, shifted(target))
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=PAD)


def flipped(x, lengths):
    """Return sequences turned round, each within its own length; the pads stay where they are.

    Parameters
    ----------
    x : Tensor, shape (N, T) or (N, T, D)
        Symbols or vectors.
    lengths : Tensor of int, shape (N,)
        Steps of each sequence.

    Returns
    -------
    Tensor, shape of x
        A new tensor.
    """
    places, lengths = torch.arange(x.shape[1]), torch.as_tensor(lengths)[:, None]
    order = torch.where(places < lengths, lengths - 1 - places, places)  # (N, T)
    return x[torch.arange(len(x))[:, None], order]
