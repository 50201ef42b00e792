"""Drivers for pictures: a network for every frame, clips that run backwards, and an LSTM whose states are pictures."""

import torch
from torch import nn

from . import Unfit, check_pair
from .training import array


def _positions(shape):
    """Return a weight for each place of a picture, all different, in float64."""
    count = torch.Size(shape).numel()
    return torch.linspace(0.3, 1.7, count, dtype=torch.float64).reshape(shape)


def _number(pictures):
    return torch.sin((pictures * _positions(pictures.shape[1:])).sum(dim=(1, 2, 3)))


def _features(pictures):
    return torch.tanh(_number(pictures)[:, None] * torch.tensor([1.0, -0.6, 0.4], dtype=torch.float64) + 0.2)


def _maps(pictures):
    weighted = pictures * _positions(pictures.shape[1:])
    return torch.cat([torch.sin(weighted), weighted[:, :1]], dim=1)


NETWORKS = {"number": _number, "features": _features, "maps": _maps}


def frame_by_frame(answer, kind, x):
    """Let an answer apply a network to every frame, and go back from what it returns.

    Parameters
    ----------
    answer : callable
        Takes a function of pictures (B, C, H, W) and clips; returns what the function gives for each frame.
    kind : str
        One of `NETWORKS`: what the function returns for each picture.
    x : ndarray, shape (N, T, C, H, W)
        Clips.

    Returns
    -------
    out : ndarray, shape (N, T, ...)
        What comes out for each frame.
    gradient : ndarray, shape (N, T, C, H, W)
        Of a weighted sum of `out`; zeros where no graph leads back.
    calls : int
        How often the function was called.

    Raises
    ------
    Unfit
        Where the answer returns a list.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    given, calls = torch.from_numpy(x.copy()).requires_grad_(), []

    def network(pictures):
        if not isinstance(pictures, torch.Tensor) or pictures.ndim != 4:
            shape = tuple(getattr(pictures, "shape", ()))
            raise ValueError(f"f takes pictures of shape (B, C, H, W), got {shape}")
        calls.append(1)
        return NETWORKS[kind](pictures)

    out = answer(network, given)
    if out is None or out is ...:
        return out
    if type(out) in (tuple, list):
        kind = type(out).__name__
        raise Unfit(f"Your function returns a {kind}, expected one tensor: torch.stack joins equal tensors.")
    gradient = None
    if isinstance(out, torch.Tensor) and out.requires_grad:
        weights = torch.linspace(0.5, 1.5, out.numel(), dtype=torch.float64).reshape(out.shape)
        (gradient,) = torch.autograd.grad((out * weights).sum(), given, allow_unused=True)
    return array(out), array(torch.zeros_like(given) if gradient is None else gradient), len(calls)


class Reader(nn.Module):
    """A small network over clips, without weights to learn; what it does with time goes by its kind.

    Parameters
    ----------
    kind : str
        One of `READERS`.
    K : int
        Number of classes.
    """

    def __init__(self, kind, K):
        super().__init__()
        if kind not in READERS:
            raise ValueError(f"kind must be one of {', '.join(READERS)}, got {kind!r}")
        self.kind, self.K = kind, K

    def forward(self, clips, lengths):
        """Return the logits, shape (N, K); in training mode others than in evaluation mode."""
        seen = (clips * _positions(clips.shape[2:])).sum(dim=(2, 3, 4))
        features = torch.sin(seen[:, :, None] * torch.arange(1, self.K + 1))  # (N, T, K)
        steps = torch.arange(clips.shape[1])
        real = (steps < lengths[:, None])[:, :, None]
        logits = READERS[self.kind](features, real, steps, lengths)
        return logits.roll(1, dims=1) if self.training else logits


READERS = {
    "bag": lambda a, real, steps, lengths: (a * real).sum(dim=1),
    "in order": lambda a, real, steps, lengths: (a * real * (1.0 + steps)[:, None]).sum(dim=1),
    "first": lambda a, real, steps, lengths: a[:, 0],
    "last": lambda a, real, steps, lengths: a[torch.arange(len(a)), lengths - 1],
    "all frames": lambda a, real, steps, lengths: (a * torch.cos(1.0 + steps)[:, None]).sum(dim=1),
}


def backwards(answer, kind, training, clips, lengths, labels, mirror):
    """Let an answer run clips backwards through a network.

    Parameters
    ----------
    answer : callable
        Takes model, clips, lengths, labels and mirror, returns two accuracies.
    kind : str
        Of the `Reader`.
    training : bool
        Whether the network comes in training mode.
    clips : ndarray, shape (N, T, C, H, W)
        With anything behind the end of a clip.
    lengths, labels : ndarray of int, shape (N,)
        Frames of each clip, at least 1, and its class.
    mirror : ndarray of int, shape (K,)
        Class of the reversed clip, for each class.

    Returns
    -------
    same, mirrored : float
        What came.
    clips : ndarray, shape (N, T, C, H, W)
        The clips afterwards.

    Raises
    ------
    Unfit
        Where the answer returns no two results.
    """
    model = Reader(kind, len(mirror)).train(training)
    given = [torch.from_numpy(one.copy()) for one in (clips, lengths, labels, mirror)]
    found = answer(model, *given)
    if found is None or found is ...:
        return found
    check_pair(found, "two numbers: same and mirrored")
    return *found, array(given[0])


def picture_step(answer, x, h, c, W, U, b):
    """Take one step of a ConvLSTM with tensors.

    Parameters
    ----------
    answer : callable
        Takes these arguments as tensors, returns h and c.
    x : ndarray, shape (N, D, height, width)
        Input pictures.
    h, c : ndarray, shape (N, K, height, width)
        States.
    W : ndarray, shape (4K, D, k, k)
        Kernels of the input.
    U : ndarray, shape (4K, K, k, k)
        Kernels of h.
    b : ndarray, shape (4K,)
        Biases.

    Returns
    -------
    h, c : ndarray, shape (N, K, height, width)
        What came.
    arguments : ndarray
        All numbers of x, h and c afterwards, in one row.

    Raises
    ------
    Unfit
        Where the answer returns no two results.
    """
    given = [torch.from_numpy(one.copy()) for one in (x, h, c, W, U, b)]
    found = answer(*given)
    if found is None or found is ...:
        return found
    check_pair(found, "two tensors: h and c")
    return *map(array, found), array(torch.cat([one.reshape(-1) for one in given[:3]]))
