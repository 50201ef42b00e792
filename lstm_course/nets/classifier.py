"""A class for a whole sequence: embedding, LSTM, one reading of its states, a linear layer (lesson 15)."""

import functools

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from .. import _torch  # noqa: F401
from .._inputs import converted, tensor

READINGS = ("last", "mean", "max")


def _check_states(h):
    if h.ndim != 3 or 0 in h.shape:
        raise ValueError(f"h must have shape (N, T, H) with no size 0, got {tuple(h.shape)}")


def _check_lengths(lengths, N, T):
    if lengths.shape != (N,) or lengths.dtype.is_floating_point or lengths.dtype == torch.bool:
        raise ValueError(
            f"lengths must be {N} whole numbers, got {lengths.dtype} of shape {tuple(lengths.shape)}"
        )
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"lengths must lie between 1 and T = {T}, got {int(lengths.min())} to {int(lengths.max())}"
        )


def _checked_lengths(function):
    @functools.wraps(function)
    def checked(h, lengths):
        _check_states(h)
        _check_lengths(lengths, *h.shape[:2])
        return function(h, lengths)

    return checked


def _checked_mask(function):
    @functools.wraps(function)
    def checked(h, mask, kind):
        _check_states(h)
        if kind not in READINGS[1:]:
            raise ValueError(f"kind must be 'mean' or 'max', got {kind!r}")
        if mask.dtype != torch.bool or mask.shape != h.shape[:2]:
            raise ValueError(
                f"mask must be bool of shape {tuple(h.shape[:2])}, got {mask.dtype} of shape {tuple(mask.shape)}"
            )
        if not mask.any(dim=1).all():
            raise ValueError("mask must hold at least one valid step in each row, got a row of none")
        return function(h, mask, kind)

    return checked


@converted(h=tensor, lengths=tensor)
@_checked_lengths
def last_valid(h, lengths):
    """Return the state at the last valid step of each sequence.

    Parameters
    ----------
    h : Tensor, shape (N, T, H)
        States, padded behind the ends.
    lengths : Tensor of int, shape (N,)
        From 1 to T.

    Returns
    -------
    Tensor, shape (N, H)
        Row k is ``h[k, lengths[k] - 1]``.

    Raises
    ------
    ValueError
        Where a shape or a length does not fit.
    """
    return h[torch.arange(len(h)), lengths - 1]


@converted(h=tensor, mask=tensor)
@_checked_mask
def masked_pool(h, mask, kind):
    """Return the mean or the maximum of the states over the valid steps.

    Parameters
    ----------
    h : Tensor, shape (N, T, H)
        States; what stands where the mask is False does not count, whatever it is.
    mask : Tensor of bool, shape (N, T)
        True at the valid steps, at least one for each sequence.
    kind : str
        ``"mean"`` or ``"max"``.

    Returns
    -------
    Tensor, shape (N, H)
        One row for each sequence.

    Raises
    ------
    ValueError
        Where a shape does not fit, a row of the mask holds no True, or the kind is another word.
    """
    valid = mask[..., None]  # (N, T, 1)
    if kind == "max":
        return h.masked_fill(~valid, -torch.inf).amax(dim=1)
    return h.masked_fill(~valid, 0).sum(dim=1) / valid.sum(dim=1)


class SequenceClassifier(nn.Module):
    """Logits for sequences of unequal length; what stands behind an end changes nothing.

    Parameters
    ----------
    symbols : int
        V, numbers that the input may hold, pad and unknown included.
    classes : int
        K.
    embedding_size, hidden_size : int
        E and H.
    reading : str
        Which state the classes are read from: ``"last"`` (the last valid one; with two directions the last that each
        has reached), or the ``"mean"`` or ``"max"`` of the valid ones.
    bidirectional : bool
        Whether a second LSTM runs backward; the reading then has size 2H.
    dropout : float
        Share of the embeddings and of the reading that training sets to zero.
    pad : int
        Number of the pad, whose embedding is zero and stays so.

    Raises
    ------
    ValueError
        Where the reading is another word.
    """

    def __init__(
        self,
        symbols,
        classes,
        embedding_size=24,
        hidden_size=64,
        reading="last",
        bidirectional=False,
        dropout=0.0,
        pad=0,
    ):
        super().__init__()
        if reading not in READINGS:
            raise ValueError(f"reading must be one of {', '.join(READINGS)}, got {reading!r}")
        self.reading = reading
        self.embed = nn.Embedding(symbols, embedding_size, padding_idx=pad)
        self.lstm = nn.LSTM(embedding_size, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden_size * (1 + bidirectional), classes)

    @converted(ids=tensor, lengths=tensor)
    def states(self, ids, lengths):
        """Return the hidden states, and the last one of each sequence.

        Parameters
        ----------
        ids : Tensor of int, shape (N, T)
            Padded behind the ends.
        lengths : Tensor of int, shape (N,)
            From 1 to T.

        Returns
        -------
        h : Tensor, shape (N, T, H) or (N, T, 2H)
            Behind the ends it holds nothing of use.
        last : Tensor, shape (N, H) or (N, 2H)
            Of a sequence that runs backward, the state after its first symbol.

        Raises
        ------
        ValueError
            Where a shape or a length does not fit.
        """
        if ids.ndim != 2 or 0 in ids.shape:
            raise ValueError(f"ids must have shape (N, T) with no size 0, got {tuple(ids.shape)}")
        _check_lengths(lengths, *ids.shape)
        x = self.drop(self.embed(ids))  # (N, T, E)
        if not self.lstm.bidirectional:  # meets the pads after the end: nothing to pack, and faster so
            h = self.lstm(x)[0]
            return h, last_valid(h, lengths)
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        packed, (h_n, _) = self.lstm(packed)  # h_n (2, N, H)
        h, _ = pad_packed_sequence(packed, batch_first=True, total_length=ids.shape[1])
        return h, h_n.transpose(0, 1).flatten(1)

    @converted(ids=tensor, lengths=tensor)
    def forward(self, ids, lengths):
        """Return the logits of each sequence.

        Parameters
        ----------
        ids : Tensor of int, shape (N, T)
            Padded behind the ends.
        lengths : Tensor of int, shape (N,)
            From 1 to T.

        Returns
        -------
        Tensor, shape (N, K)
            Not yet probabilities.

        Raises
        ------
        ValueError
            Where a shape or a length does not fit.
        """
        h, read = self.states(ids, lengths)
        if self.reading != "last":
            mask = torch.arange(h.shape[1]) < lengths[:, None]
            read = masked_pool(h, mask, self.reading)
        return self.out(self.drop(read))
