"""Captioners: a CNN sees a picture, an LSTM writes about it, symbol by symbol (lesson 20)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .. import _torch  # noqa: F401
from .._arguments import check_size
from .clips import frame_cnn

ENTRIES = ("start", "every step", "merge", "attention")


class Captioner(nn.Module):
    """A CNN and an LSTM cell that writes.

    Parameters
    ----------
    symbols : int
        V, number of symbols, END among them. Place V of the embedding stands for the start.
    entry : str
        Where the picture enters. ``"start"``: its features give the first h and c. ``"every step"``: they stand beside
        the symbol at each step as well. ``"merge"``: the LSTM reads symbols only, from a state of zeros, and the
        features stand beside its output in front of the last layers. ``"attention"``: as ``"start"``, and at each step
        the LSTM reads a weighted mean of the features of 16 places of the picture, weighted anew by its state.
    size : int
        Pixels of a side, a multiple of 4.
    features, embedding, hidden_size : int
        Numbers of a picture, of a symbol, and H.

    Raises
    ------
    ValueError
        Where a size or the entry is none.
    """

    def __init__(self, symbols, *, entry="start", size=8, features=48, embedding=16, hidden_size=64):
        super().__init__()
        if entry not in ENTRIES:
            raise ValueError(f"entry must be one of {', '.join(ENTRIES)}, got {entry!r}")
        self.symbols, self.entry = check_size("symbols", symbols), entry
        self.see = frame_cnn(features, size)
        self.embed = nn.Embedding(symbols + 1, embedding)
        extra = features if entry in ("every step", "attention") else 0
        self.cell = nn.LSTMCell(embedding + extra, hidden_size)
        if entry == "merge":
            self.join = nn.Linear(hidden_size + features, hidden_size)
        else:
            self.first = nn.Linear(features, 2 * hidden_size)
        if entry == "attention":
            side = size // 4
            self.places = nn.Linear(16, features)
            self.where = nn.Parameter(0.1 * torch.randn(side * side, features))
            self.query = nn.Linear(hidden_size, features)
        self.out = nn.Linear(hidden_size, symbols)

    def look(self, images: Tensor):
        """Return what the picture gives: a state (h, c), and features that each step is to be given.

        Parameters
        ----------
        images : Tensor, shape (N, size, size)
            Pictures.

        Returns
        -------
        state : tuple of Tensor
            h and c, (N, H) each.
        features : Tensor, shape (N, E), or (N, places, E) for attention
            For `step`.
        """
        features = self.see(images)
        if self.entry == "merge":
            zeros = features.new_zeros(len(images), self.cell.hidden_size)
            return (zeros, zeros), features
        h, c = self.first(features).chunk(2, dim=1)
        if self.entry == "attention":
            spots = self.see[:7](images).flatten(2).transpose(1, 2)  # (N, places, 16)
            features = torch.relu(self.places(spots) + self.where)
        return (torch.tanh(h), c), features

    def step(self, symbol: Tensor, state, features: Tensor):
        """Return the logits of the next symbol, and the new state.

        Parameters
        ----------
        symbol : Tensor of int, shape (N,)
            The one before; `symbols`, that is V, at the start.
        state, features : tuple of Tensor, Tensor
            As `look` returned them, or the state of the last step.

        Returns
        -------
        logits : Tensor, shape (N, V)
            Before the softmax.
        state : tuple of Tensor
            h and c.
        """
        x = self.embed(symbol)
        if self.entry == "attention":
            scores = (features @ self.query(state[0])[:, :, None])[:, :, 0]  # (N, places)
            weights = (scores / features.shape[2] ** 0.5).softmax(1)
            x = torch.cat([x, (weights[:, None] @ features)[:, 0]], dim=1)
        elif self.entry == "every step":
            x = torch.cat([x, features], dim=1)
        h, c = self.cell(x, state)
        read = torch.relu(self.join(torch.cat([h, features], dim=1))) if self.entry == "merge" else h
        return self.out(read), (h, c)

    def forward(self, images: Tensor, symbols: Tensor) -> Tensor:
        """Return the logits at each step if the captions are fed in (teacher forcing).

        Parameters
        ----------
        images : Tensor, shape (N, size, size)
            Pictures.
        symbols : Tensor of int, shape (N, T)
            Captions with END behind them. The first step is fed the start, the others the symbol before.

        Returns
        -------
        Tensor, shape (N, T, V)
            Before the softmax.
        """
        state, features = self.look(images)
        fed = functional.pad(symbols[:, :-1], (1, 0), value=self.symbols)
        logits = []
        for symbol in fed.unbind(1):
            here, state = self.step(symbol, state, features)
            logits.append(here)
        return torch.stack(logits, dim=1)

    @torch.no_grad()
    def write(self, images: Tensor, length: int, end: int = 0) -> Tensor:
        """Write captions: at each step the most probable symbol, which is fed to the next one.

        Parameters
        ----------
        images : Tensor, shape (N, size, size)
            Pictures.
        length : int
            Most symbols of a caption.
        end : int
            The symbol after which a caption has ended.

        Returns
        -------
        Tensor of int, shape (N, T)
            T is at most `length`; behind an end there are only ends.
        """
        length = check_size("length", length)
        state, features = self.look(images)
        symbol = torch.full((len(images),), self.symbols)
        ended, written = torch.zeros(len(images), dtype=torch.bool), []
        for _ in range(length):
            logits, state = self.step(symbol, state, features)
            symbol = logits.argmax(1).masked_fill(ended, end)
            written.append(symbol)
            ended = ended | (symbol == end)
            if ended.all():
                break
        return torch.stack(written, dim=1)


def caption_loss(net, images: Tensor, symbols: Tensor, end: int = 0) -> Tensor:
    """Return the mean cross entropy over the symbols of captions and the first end of each.

    Parameters
    ----------
    net : Captioner
        The network.
    images : Tensor, shape (N, size, size)
        Pictures.
    symbols : Tensor of int, shape (N, T)
        Captions, with ends behind them.
    end : int
        The symbol that ends a caption.

    Returns
    -------
    Tensor, shape ()
        In nats for each symbol.
    """
    counted = functional.pad(symbols[:, :-1] != end, (1, 0), value=True)
    return functional.cross_entropy(net(images, symbols)[counted], symbols[counted])
