"""A language model in PyTorch: what comes next, symbol by symbol, with a state that is carried."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from .._arguments import check_size
from .._torch import evaluating


class LanguageModel(nn.Module):
    """An embedding, an LSTM, and a linear layer to the vocabulary.

    Parameters
    ----------
    K : int
        Number of symbols: letters, words or notes.
    E, H : int
        Numbers for each symbol, and hidden units of each layer.
    layers : int
        LSTMs on top of each other.
    dropout : float
        Share of the units that is dropped where nothing recurs: after the embedding, between layers and before the
        last layer.
    tied : bool
        Whether the last layer has the weights of the embedding; a linear layer brings h to E numbers first.

    Raises
    ------
    ValueError
        Where a size is below 1, or `dropout` is not from 0 to below 1.
    """

    def __init__(self, K, E=32, H=128, layers=1, dropout=0.0, tied=False):
        super().__init__()
        K, E, H = check_size("K", K), check_size("E", E), check_size("H", H)
        layers = check_size("layers", layers)
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must be from 0 to below 1, got {dropout!r}")
        self.embed = nn.Embedding(K, E)
        self.lstm = nn.LSTM(E, H, layers, batch_first=True, dropout=dropout if layers > 1 else 0.0)
        self.drop = nn.Dropout(dropout)
        self.narrow = nn.Linear(H, E, bias=False) if tied else nn.Identity()
        self.out = nn.Linear(E if tied else H, K)
        if tied:
            self.out.weight = self.embed.weight

    def forward(self, x, state=None):
        """Return the logits of what comes after each symbol, and the state at the end.

        Parameters
        ----------
        x : Tensor of int, shape (N, T)
            Symbols.
        state : tuple of Tensor, optional
            h and c, each of shape (layers, N, H), where an earlier call ended; by default zeros.

        Returns
        -------
        logits : Tensor, shape (N, T, K)
            Before the softmax.
        state : tuple of Tensor
            h and c after the last symbol.
        """
        y, state = self.lstm(self.drop(self.embed(x)), state)
        return self.out(self.narrow(self.drop(y))), state


def next_symbol_loss(net, x, y, state=None):
    """Return the mean cross-entropy of the next symbols in nats, and the state: the loss for `training.fit`.

    Parameters
    ----------
    net : Module
        Takes x and a state, returns logits (N, T, K) and a state.
    x, y : Tensor of int, shape (N, T)
        Symbols, and those that follow them.
    state : tuple of Tensor, optional
        Where the batch before ended.

    Returns
    -------
    loss : Tensor, shape ()
        Over all symbols alike.
    state : tuple of Tensor
        h and c after the last symbol.
    """
    logits, state = net(x, state)
    return nn.functional.cross_entropy(logits.transpose(1, 2), y), state


@torch.no_grad()
def probabilities(net, ids, piece=512, reset=None):
    """Return the probability of each symbol of a long sequence, given all those before it.

    Parameters
    ----------
    net : Module
        Takes x and a state, returns logits (N, T, K) and a state. It is set to evaluation mode meanwhile.
    ids : Tensor of int, shape (T,) or (N, T)
        Symbols.
    piece : int
        Time steps that are computed at once; the state is carried from piece to piece, so the result does not depend on
        it.
    reset : int, optional
        Where given, the state is set back to zeros after so many steps: to see what carrying it is worth.

    Returns
    -------
    ndarray, shape (T - 1,) or (N, T - 1)
        Of the second symbol, the third and so on; float64.

    Raises
    ------
    ValueError
        Where there are fewer than two symbols.
    """
    rows = torch.atleast_2d(torch.as_tensor(ids))
    if rows.ndim != 2 or rows.shape[1] < 2:
        raise ValueError(f"ids must have shape (T,) or (N, T) with T >= 2, got {tuple(rows.shape)}")
    piece = check_size("piece", piece) if reset is None else check_size("reset", reset)
    found, state = [], None
    with evaluating(net):
        for start in range(0, rows.shape[1] - 1, piece):
            x, y = rows[:, start : start + piece], rows[:, start + 1 : start + piece + 1]
            logits, state = net(x[:, : y.shape[1]], state)
            found.append(logits.double().softmax(-1).gather(2, y[..., None])[..., 0])
            state = state if reset is None else None
    result = torch.cat(found, dim=1).numpy()
    return result if np.ndim(ids) == 2 else result[0]


@torch.no_grad()
def generate(net, prompt, length, choose):
    """Let a network go on with a beginning: each symbol that it chooses is its next input.

    Parameters
    ----------
    net : Module
        Takes x and a state, returns logits (N, T, K) and a state. It is set to evaluation mode meanwhile.
    prompt : sequence of int, shape (T,) or (N, T)
        The beginning, at least one symbol; several ones of the same length are continued side by side.
    length : int
        Symbols to choose.
    choose : callable
        Takes logits, (N, K), and returns N symbols: for example `sampling.sample` with a temperature.

    Returns
    -------
    ndarray of int, shape (length,) or (N, length)
        What was chosen, without the beginning.

    Raises
    ------
    ValueError
        Where the beginning is empty, or `length` is below 1.
    """
    rows = torch.atleast_2d(torch.as_tensor(np.asarray(prompt)))
    if rows.ndim != 2 or rows.shape[1] == 0:
        raise ValueError(f"prompt must have shape (T,) or (N, T) with T >= 1, got {tuple(rows.shape)}")
    length = check_size("length", length)
    with evaluating(net):
        logits, state = net(rows)
        chosen = [np.asarray(choose(logits[:, -1].numpy()))]
        while len(chosen) < length:
            logits, state = net(torch.from_numpy(chosen[-1])[:, None], state)
            chosen.append(np.asarray(choose(logits[:, -1].numpy())))
    result = np.stack(chosen, axis=1)
    return result if np.ndim(prompt) == 2 else result[0]
