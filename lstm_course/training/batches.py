"""Batches with a place that can be kept: items in a new order each epoch, or long rows read piece by piece."""

from __future__ import annotations

import torch

from .._arguments import check_size


class Shuffled:
    """Batches of items, drawn in a new order each epoch.

    Parameters
    ----------
    *tensors : Tensor
        Inputs, targets and what else belongs to an item, of the same length along the first axis.
    size : int
        Items of a batch; the last one of an epoch may be smaller.
    generator : torch.Generator
        Draws the orders.

    Raises
    ------
    ValueError
        If there is no item, the lengths differ, or `size` is no whole number of at least 1.
    """

    def __init__(self, *tensors, size, generator):
        lengths = [len(tensor) for tensor in tensors]
        if not tensors or min(lengths) == 0:
            raise ValueError(f"tensors must hold at least one item each, got lengths {lengths}")
        if len(set(lengths)) > 1:
            raise ValueError(f"tensors must be equally long, got lengths {lengths}")
        size = check_size("size", size)
        self.tensors, self.size, self.generator = tensors, size, generator
        self.epoch, self.place = 0, 0
        self._shuffle()

    def __len__(self):
        """Return the number of batches of an epoch."""
        return -(-len(self.tensors[0]) // self.size)

    def __iter__(self):
        """Yield what is left of this epoch, as tuples of tensors; then the next epoch begins."""
        while self.place < len(self):
            rows = self.order[self.place * self.size : (self.place + 1) * self.size]
            self.place += 1
            yield tuple(tensor[rows] for tensor in self.tensors)
        self.epoch, self.place = self.epoch + 1, 0
        self._shuffle()

    def _shuffle(self):
        self.order = torch.randperm(len(self.tensors[0]), generator=self.generator)

    def state_dict(self) -> dict:
        """Return the place, the order of this epoch and the state of the generator."""
        return {
            "epoch": self.epoch,
            "place": self.place,
            "order": self.order.clone(),
            "generator": self.generator.get_state(),
        }

    def load_state_dict(self, state) -> None:
        """Go on where `state_dict` was called.

        Parameters
        ----------
        state : dict
            As `state_dict` returned it.
        """
        self.epoch, self.place, self.order = state["epoch"], state["place"], state["order"].clone()
        self.generator.set_state(state["generator"])


class Stream:
    """A long sequence in parallel rows, read piece by piece: row k goes on where it stopped in the piece before.

    Parameters
    ----------
    ids : Tensor, shape (K,)
        Symbols, in order; a list will do.
    rows : int
        Rows of a batch, N; what does not fill the last column is left out.
    length : int
        Time steps of a piece, T; the last piece of an epoch may be shorter.

    Raises
    ------
    ValueError
        If `ids` has not one axis or fewer than two symbols for each row, or a number is not at least 1.
    """

    def __init__(self, ids, rows, length):
        ids, rows, length = torch.as_tensor(ids), check_size("rows", rows), check_size("length", length)
        if ids.ndim != 1:
            raise ValueError(f"ids must have shape (K,), got {tuple(ids.shape)}")
        steps = (len(ids) - 1) // rows
        if steps < 1:
            raise ValueError(f"ids must hold at least {rows + 1} symbols for {rows} rows, got {len(ids)}")
        self.x = ids[: rows * steps].reshape(rows, steps)
        self.y = ids[1 : rows * steps + 1].reshape(rows, steps)
        self.length, self.epoch, self.place = length, 0, 0

    def __len__(self):
        """Return the number of pieces of an epoch."""
        return -(-self.x.shape[1] // self.length)

    def __iter__(self):
        """Yield what is left of this epoch: inputs and next symbols, each of shape (N, T)."""
        while self.place < len(self):
            piece = slice(self.place * self.length, (self.place + 1) * self.length)
            self.place += 1
            yield self.x[:, piece], self.y[:, piece]
        self.epoch, self.place = self.epoch + 1, 0

    def state_dict(self) -> dict:
        """Return the place."""
        return {"epoch": self.epoch, "place": self.place}

    def load_state_dict(self, state) -> None:
        """Go on where `state_dict` was called.

        Parameters
        ----------
        state : dict
            As `state_dict` returned it.
        """
        self.epoch, self.place = state["epoch"], state["place"]
