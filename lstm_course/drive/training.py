"""Drivers for the parts of a training recipe: losses, steps, loops, dropout, stopping, checkpoints."""

import numpy as np
import torch
from torch import nn

from ..training import seeded


class Net(nn.Module):
    """An LSTM with dropout and a linear output, in float64, that notes how it is called.

    Parameters
    ----------
    D, H, V : int
        Sizes of input, hidden state and output.
    p : float
        Of the dropout before the output.

    Attributes
    ----------
    seen : list of dict
        For each call: ``training``, ``state`` (the h and c handed in, side by side, or an empty array) and ``graph``,
        whether the state still leads back to earlier calls.
    """

    def __init__(self, D, H, V, p=0.0):
        super().__init__()
        self.lstm = nn.LSTM(D, H, batch_first=True, dtype=torch.float64)
        self.dropout = nn.Dropout(p)
        self.out = nn.Linear(H, V, dtype=torch.float64)
        self.seen = []

    def forward(self, x, state=None):
        """Return the outputs, shape (N, T, V), and the last state."""
        h, c = (torch.zeros(0), torch.zeros(0)) if state is None else state
        graph = bool(h.requires_grad or c.requires_grad)
        self.seen.append({"training": self.training, "state": array(torch.cat([h, c], -1)), "graph": graph})
        y, state = self.lstm(x, state)
        return self.out(self.dropout(y)), state


class OnlyOutputs(Net):
    """The same, but it takes no state and returns none."""

    def forward(self, x):
        """Return the outputs, shape (N, T, V)."""
        return super().forward(x)[0]


def array(value):
    """Return a tensor as an array that shares nothing with it; everything else as it is."""
    return np.array(value.detach().cpu().numpy()) if isinstance(value, torch.Tensor) else value


def weights(net):
    """Return all parameters of a network in one row, shape (P,)."""
    return array(nn.utils.parameters_to_vector(net.parameters()))


def lopsided(outputs, targets):
    """Return a squared error that counts double above the target: outputs and targets cannot be exchanged."""
    off = outputs - targets
    return (off**2 + off.relu() ** 2).mean()


def loss(answer, logits, targets, mask):
    """Call a loss with tensors, and go back from what it returns.

    Parameters
    ----------
    answer : callable
        Takes logits, targets and mask, returns a tensor with one number.
    logits : ndarray, shape (N, T, V)
        Given as a tensor that takes a gradient.
    targets : ndarray of int, shape (N, T)
        The right classes.
    mask : ndarray of bool, shape (N, T)
        True where a step exists.

    Returns
    -------
    value : float
        What the answer returned.
    gradient : ndarray, shape (N, T, V)
        Of the value with respect to the logits; zeros where no graph leads there.
    way_back : bool
        Whether backward can start from the value.
    """
    given = torch.tensor(logits, requires_grad=True)
    value = answer(given, torch.from_numpy(targets.copy()), torch.from_numpy(mask.copy()))
    if _absent(value):
        return None
    gradient, way_back = np.zeros(logits.shape), False
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        if value.requires_grad:
            (found,) = torch.autograd.grad(value, given, allow_unused=True)
            gradient, way_back = gradient if found is None else array(found), True
        value = value.item() if value.ndim == 0 else array(value)
    return array(value), gradient, way_back


def steps(answer, x, y, kind, rate, max_norm, seed):
    """Let an answer take one step of training for each batch.

    Parameters
    ----------
    answer : callable
        Takes net, optimiser, loss_fn, x, y and max_norm, returns the loss as a number.
    x : ndarray, shape (steps, N, T, D)
        Inputs of the batches, in order.
    y : ndarray, shape (steps, N, T, V)
        Targets of the batches.
    kind : str
        Name of an optimiser of PyTorch, such as ``"SGD"``.
    rate, max_norm : float
        Learning rate, and the limit that is handed on.
    seed : int
        Of the random numbers that are drawn.

    Returns
    -------
    losses : ndarray, shape (steps,)
        What the answer returned, step by step.
    weights : ndarray, shape (P,)
        After the last step.
    training : list of bool
        Whether the network was in training mode, each time it was called, and after each step.
    """
    with seeded(seed):
        net = OnlyOutputs(x.shape[-1], 3, y.shape[-1], p=0.4).eval()
        optimiser = getattr(torch.optim, kind)(net.parameters(), lr=rate)
        losses, modes = [], []
        for parameter in net.parameters():  # left by whoever used the network before
            parameter.grad = torch.randn_like(parameter)
        for one, other in zip(torch.from_numpy(x.copy()), torch.from_numpy(y.copy()), strict=True):
            losses.append(answer(net, optimiser, lopsided, one, other, max_norm))
            modes.append(net.training)
            if _absent(losses[-1]):
                return None
        return _numbers(losses), weights(net), [one["training"] for one in net.seen] + modes


def pieces(answer, x, y, k, rate, seed):
    """Let an answer train on sequences that are cut into pieces, one sequence after the other.

    Parameters
    ----------
    answer : callable
        Takes net, x, y, k, optimiser and loss_fn, returns the losses of the pieces; ``net(x, state)`` returns the
        outputs and the new state.
    x : ndarray, shape (sequences, N, T, D)
        Inputs of the sequences, in order.
    y : ndarray, shape (sequences, N, T, V)
        Targets of the sequences.
    k : int
        Time steps of a piece.
    rate : float
        Of SGD.
    seed : int
        Of the random numbers that are drawn.

    Returns
    -------
    losses : ndarray
        Of all pieces, one after the other.
    states : list of ndarray
        The state that each call of the network was handed, shape (1, N, 2H), or empty.
    graphs : list of bool
        Whether the state led back to earlier pieces.
    weights : ndarray, shape (P,)
        At the end.
    """
    with seeded(seed):
        net = Net(x.shape[-1], 3, y.shape[-1])
        optimiser = torch.optim.SGD(net.parameters(), lr=rate)
        losses = []
        for one, other in zip(torch.from_numpy(x.copy()), torch.from_numpy(y.copy()), strict=True):
            found = answer(net, one, other, k, optimiser, lopsided)
            if _absent(found):
                return None
            losses.extend(found if isinstance(found, (list, tuple)) else [found])
        states = [one["state"] for one in net.seen]
        return _numbers(losses), states, [one["graph"] for one in net.seen], weights(net)


def dropout(answer, x, p, training, seed):
    """Let an answer drop units of a batch: twice with one generator, and once more with another of the same seed.

    Parameters
    ----------
    answer : callable
        Takes x, p, generator and training, returns a tensor in the shape of x.
    x : ndarray, shape (N, T, D)
        What units are dropped from.
    p : float
        Share to drop.
    training : bool
        Whether to drop at all.
    seed : int
        Of the random numbers that are drawn.

    Returns
    -------
    first, second, again : ndarray, shape (N, T, D)
        What the calls returned.
    x : ndarray, shape (N, T, D)
        The input, after them.
    """
    generator, found = torch.Generator().manual_seed(seed), []
    given = torch.from_numpy(x.copy())
    for k in range(3):
        if k == 2:
            generator = torch.Generator().manual_seed(seed)
        with seeded(seed + k):  # the global random numbers differ
            value = answer(given, p, generator, training)
        if _absent(value):
            return None
        found.append(array(value))
    return *found, array(given)


def stopping(answer, losses, patience, min_delta):
    """Feed an early stopping with losses, and change the weights it was shown afterwards, as training does.

    Parameters
    ----------
    answer : type
        Takes patience and min_delta; has ``update(loss, state)``, which returns whether to stop, and ``best``.
    losses : ndarray, shape (epochs,)
        Validation losses, one for each epoch.
    patience : int
        Handed on.
    min_delta : float
        Handed on.

    Returns
    -------
    stops : list of bool
        What each update returned, as long as one may go on after a stop.
    best : list of float
        Epoch whose weights are kept, after each update; -1 where there is none.
    """
    one, weight = answer(patience, min_delta), torch.zeros(2)
    stops, best = [], []
    if _absent(one):
        return None
    for epoch, value in enumerate(losses):
        weight.fill_(float(epoch))
        stop = one.update(float(value), {"weight": weight})
        stops.append(bool(stop) if stop is None else stop)
        weight.fill_(-2.0)  # training goes on
        kept = one.best
        best.append(-1.0 if kept is None else _weight(kept))
    return stops, best


def _weight(kept):
    """Return the weight in a state dict, or a number that is none where there is none."""
    weight = kept.get("weight") if isinstance(kept, dict) else None
    return float(weight[0]) if isinstance(weight, torch.Tensor) and weight.numel() else -3.0


def cut(answer, x, y, at, total, evaluating, seed):
    """Train in one piece and save on the way, then take the run up again in fresh objects.

    Parameters
    ----------
    answer : type
        Takes net, optimiser, scheduler and generator; has ``save(place)``, which returns a dict, and ``resume(saved)``,
        which returns the place.
    x : ndarray, shape (items, T, D)
        Inputs to draw batches from.
    y : ndarray, shape (items, T, V)
        Their targets.
    at, total : int
        Steps before the save, and in all.
    evaluating : bool
        Whether the network is in evaluation mode from the save on.
    seed : int
        Of the random numbers that are drawn.

    Returns
    -------
    place : int
        Where the run went on; -1 where the answer does not say.
    rate : float
        Its learning rate at the end.
    weights : ndarray, shape (2, P)
        At the end: of the run that was taken up, and of the one that was saved on the way.
    """
    with seeded(seed):
        run = _Run(x, y)
        run.train(at)
        run.net.train(not evaluating)
        checkpoint = answer(*run.parts())
        saved = None if _absent(checkpoint) else checkpoint.save(run.place)
        if _absent(saved):
            return None
        run.train(total)  # what was saved must not move along
    with seeded(seed + 1):  # another start, other random numbers
        again = _Run(x, y)
        again.train(1)
        again.net.train(evaluating)
        place = answer(*again.parts()).resume(saved)
        again.place = place if type(place) is int else at
        again.train(total)
        rate = again.scheduler.get_last_lr()[0]
        return -1 if place is None else place, rate, np.stack([weights(again.net), weights(run.net)])


class _Run:
    """Training with everything that a checkpoint must keep: Adam, a schedule, dropout, batches drawn by chance."""

    def __init__(self, x, y):
        self.x, self.y = torch.from_numpy(x.copy()), torch.from_numpy(y.copy())
        self.net = OnlyOutputs(x.shape[-1], 2, y.shape[-1], p=0.3)
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=0.05)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimiser, step_size=3, gamma=0.5)
        self.generator = torch.Generator().manual_seed(int(torch.randint(2**31, ())))
        self.place = 0

    def parts(self):
        """Return what the answer is made with."""
        return self.net, self.optimiser, self.scheduler, self.generator

    def train(self, total):
        """Take steps of two items each until there are so many."""
        for _ in range(self.place, total):
            rows = torch.randint(len(self.x), (2,), generator=self.generator)
            self.optimiser.zero_grad()
            nn.functional.mse_loss(self.net(self.x[rows]), self.y[rows]).backward()
            self.optimiser.step()
            self.scheduler.step()
        self.place = max(self.place, total)


def _absent(value):
    """Whether a stub has left its value out."""
    return value is None or value is ...


def _numbers(values):
    """Return numbers as an array, or where one is something else that one alone."""
    odd = [value for value in values if type(value) not in (int, float, np.float64)]
    return odd[0] if odd else np.array(values, dtype=float)
