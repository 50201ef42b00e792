"""What is kept of a run, and when it ends."""

from __future__ import annotations

import copy
import math
from dataclasses import asdict, dataclass, field

from .._arguments import check_size


@dataclass
class History:
    """What a run has measured so far.

    Attributes
    ----------
    loss, gradient_norm : list of float
        For each step: the loss before it, and the norm of the whole gradient before clipping.
    items : list of int
        For each step: the items of its batch.
    train : list of float
        For each epoch: the mean loss over its steps, each weighted by the items of its batch.
    validation : list of float
        For each epoch, in evaluation mode at its end; empty where nothing was held out.
    seconds : list of float
        For each epoch, what its steps took, validation left out.
    """

    loss: list[float] = field(default_factory=list)
    gradient_norm: list[float] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def state_dict(self) -> dict:
        """Return all of it as lists."""
        return asdict(self)

    def load_state_dict(self, state) -> None:
        """Take over what `state_dict` returned.

        Parameters
        ----------
        state : dict
            As `state_dict` returned it.
        """
        for name, values in state.items():
            setattr(self, name, list(values))


class EarlyStopping:
    """Say when to stop, and keep the weights of the best epoch.

    Parameters
    ----------
    patience : int
        Epochs without a gain after which to stop.
    min_delta : float
        How much lower than the lowest so far a loss must be to count as a gain.

    Attributes
    ----------
    lowest : float
        The lowest loss so far.
    best : dict or None
        Copy of the `state_dict` of the epoch with the last gain.
    waited : int
        Epochs since.

    Raises
    ------
    ValueError
        If `patience` is no whole number of at least 1, or `min_delta` is negative or NaN.
    """

    def __init__(self, patience, min_delta=0.0):
        patience = check_size("patience", patience)
        if not min_delta >= 0:
            raise ValueError(f"min_delta must be at least 0, got {min_delta}")
        self.patience, self.min_delta = patience, min_delta
        self.lowest, self.best, self.waited = math.inf, None, 0

    def update(self, loss, state) -> bool:
        """Take an epoch's loss and weights; return whether to stop.

        Parameters
        ----------
        loss : float
            NaN is never a gain.
        state : dict
            A `state_dict`; it is copied.
        """
        if loss < self.lowest - self.min_delta:
            self.lowest, self.best, self.waited = loss, copy.deepcopy(state), 0
        else:
            self.waited += 1
        return self.waited >= self.patience

    def state_dict(self) -> dict:
        """Return what is remembered."""
        return {"lowest": self.lowest, "best": self.best, "waited": self.waited}

    def load_state_dict(self, state) -> None:
        """Take over what `state_dict` returned.

        Parameters
        ----------
        state : dict
            As `state_dict` returned it.
        """
        self.lowest, self.best, self.waited = state["lowest"], copy.deepcopy(state["best"]), state["waited"]
