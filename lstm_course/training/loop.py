"""The training loop of lesson 11."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import torch
from torch import nn

from .._arguments import check_size
from .._inputs import converted
from .._torch import evaluating
from . import checkpoint as checkpoints
from .bar import bar
from .batches import Shuffled, Stream
from .stopping import History


def step(net, optimiser, loss, max_norm=None) -> float:
    """Take one step: clear, back, clip, step.

    Parameters
    ----------
    net : Module
        The network.
    optimiser : Optimizer
        Holds the parameters of the network.
    loss : Tensor, shape ()
        Of this batch, with its graph.
    max_norm : float, optional
        Of the whole gradient; by default it is not clipped.

    Returns
    -------
    float
        The norm of the gradient before clipping.

    Raises
    ------
    ValueError
        If `max_norm` is not above 0.
    """
    if max_norm is not None and not max_norm > 0:
        raise ValueError(f"max_norm must be a number above 0 or None, got {max_norm!r}")
    optimiser.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(net.parameters(), float("inf") if max_norm is None else max_norm)
    optimiser.step()
    return norm.item()


def evaluate(net, batches, loss_fn) -> float:
    """Return the mean loss over batches, each weighted by its items, in evaluation mode; the mode is set back.

    `Shuffled` and `Stream` are read from where an epoch begins, and stand where they stood afterwards.

    Parameters
    ----------
    net : Module
        The network.
    batches : iterable of tuple
        What a batch holds, input first.
    loss_fn : callable
        Takes the network and what a batch holds, returns the mean loss of the batch.

    Raises
    ------
    ValueError
        If there is no batch.
    """
    total, items = 0.0, 0
    with evaluating(net), torch.no_grad(), _place_kept(batches):
        for batch in batches:
            total += loss_fn(net, *batch).item() * len(batch[0])
            items += len(batch[0])
    if items == 0:
        raise ValueError("batches must hold at least one item, got none")
    return total / items


def _size_or_none(name, value):
    return None if value is None else check_size(name, value)


@converted(epochs=check_size, save_every=check_size, max_steps=_size_or_none)
def fit(
    net,
    batches,
    loss_fn,
    optimiser,
    *,
    epochs,
    validate=None,
    max_norm=1.0,
    scheduler=None,
    stopping=None,
    carry=False,
    checkpoint=None,
    save_every=100,
    max_steps=None,
    progress=True,
) -> History:
    """Train, and return what was measured.

    Parameters
    ----------
    net : Module
        The network.
    batches : Shuffled or Stream
        What to train on.
    loss_fn : callable
        Takes the network and what a batch holds, returns the mean loss, a tensor. With `carry` it takes ``state``, too,
        which is None where a pass begins, and returns the loss and the new state.
    optimiser : Optimizer
        Holds the parameters of the network.
    epochs : int
        Passes over the batches, those before a resumed checkpoint included.
    validate : callable, optional
        Takes the network, returns a loss; called in evaluation mode at the end of each epoch.
    max_norm : float or None
        Longest gradient; None leaves it as it is.
    scheduler : LRScheduler, optional
        Stepped after each step.
    stopping : EarlyStopping, optional
        Told the validation loss after each epoch. Its ``best`` holds the weights to go on with.
    carry : bool
        Whether the state of a batch is handed to the next one: its values, never its graph.
    checkpoint : Path, optional
        Where the run is kept. If the file is there, the run goes on from it, as if it had never been cut.
    save_every : int
        Steps between two writes; the end of an epoch is always written.
    max_steps : int, optional
        Steps in all after which to write the checkpoint and return.
    progress : bool
        Whether to show a bar, where somebody can see one.

    Returns
    -------
    History
        All that was measured, also before a resumed checkpoint. Without one, batches that stand in the middle of an
        epoch go on from there, and its mean is that of the steps taken here (NaN if there was none left).

    Raises
    ------
    ValueError
        If there is early stopping without `validate`, an argument does not fit, or nothing is left to train: batches or
        `stopping` of an earlier training. Or if the loss is NaN or infinite: then nothing of this step is kept.
    """
    if not hasattr(batches, "epoch"):
        raise ValueError(
            f"batches must be Shuffled or Stream, which know their epoch, got {type(batches).__name__}"
        )
    if stopping is not None and validate is None:
        raise ValueError("stopping needs validate, the loss that it watches; got None")
    history, carried = History(), _Carried()
    parts = {
        "net": net,
        "optimiser": optimiser,
        "batches": batches,
        "scheduler": scheduler,
        "stopping": stopping,
        "history": history,
        "carried": carried,
    }
    if checkpoint is not None and Path(checkpoint).exists():
        checkpoints.resume(checkpoint, **parts)
    elif batches.epoch >= epochs:
        raise ValueError(
            f"batches have made {batches.epoch} epochs already, and epochs={epochs} counts them, too: nothing is left "
            "to train. A new training begins with new batches"
        )
    elif stopping is not None and stopping.waited >= stopping.patience:
        raise ValueError(
            f"stopping has waited {stopping.waited} epochs already: nothing is left to train. A new training begins "
            "with a new EarlyStopping"
        )

    def keep():
        if checkpoint is not None:
            checkpoints.save(checkpoint, **parts)

    with bar(epochs * len(batches), len(history.loss), progress) as show:
        while batches.epoch < epochs and not (stopping and stopping.waited >= stopping.patience):
            net.train()
            begun = max(0, len(history.loss) - batches.place)  # this history may begin in the epoch
            history.seconds += [0.0] * (batches.epoch + 1 - len(history.seconds))
            for batch in batches:
                start = time.perf_counter()
                if carry:
                    loss, state = loss_fn(net, *batch, state=carried.state)
                    carried.state = _detached(state)
                else:
                    loss = loss_fn(net, *batch)
                if not loss.isfinite():
                    what = "NaN" if loss.isnan() else "infinite"
                    raise ValueError(
                        f"the loss of step {len(history.loss)} is {what}: lower the rate, or look at the batch"
                    )
                history.gradient_norm.append(step(net, optimiser, loss, max_norm))
                history.loss.append(loss.item())
                history.items.append(len(batch[0]))
                if scheduler is not None:
                    scheduler.step()
                history.seconds[-1] += time.perf_counter() - start
                show(len(history.loss), history.loss[-1])
                if max_steps is not None and len(history.loss) >= max_steps:
                    keep()
                    return history
                if len(history.loss) % save_every == 0:
                    keep()
            carried.state = None
            history.train.append(_mean(history, begun))
            if validate is not None:
                net.eval()
                with torch.no_grad():
                    history.validation.append(float(validate(net)))
            if stopping is not None:
                stopping.update(history.validation[-1], net.state_dict())
            net.train()
            keep()
    return history


@contextlib.contextmanager
def _place_kept(batches):
    """Read an epoch of `Shuffled` or `Stream` from its beginning without moving on; leave other batches alone."""
    if not isinstance(batches, (Shuffled, Stream)):
        yield
        return
    kept = batches.state_dict()
    batches.place = 0
    try:
        yield
    finally:
        batches.load_state_dict(kept)


class _Carried:
    """The state between two batches, as a part of a checkpoint."""

    def __init__(self):
        self.state = None

    def state_dict(self):
        return {"state": self.state}

    def load_state_dict(self, saved):
        self.state = saved["state"]


def _detached(state):
    """Return the values of a state: a tensor, or a tuple of states."""
    return state.detach() if isinstance(state, torch.Tensor) else tuple(map(_detached, state))


def _mean(history, start):
    items = history.items[start:]
    total = sum(loss * n for loss, n in zip(history.loss[start:], items, strict=True))
    return total / sum(items) if items else float("nan")
