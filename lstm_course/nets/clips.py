"""Networks that read clips: one CNN for every frame and an LSTM behind it, and its rivals (lesson 20)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from .. import _torch  # noqa: F401
from .._arguments import check_size
from .._inputs import converted, whole_tensor
from .classifier import masked_pool


class TimeDistributed(nn.Module):
    """Apply a network for single items to every time step: N and T become one axis, and two again afterwards.

    Parameters
    ----------
    net : Module
        Takes (B, ...), returns (B, ...).
    """

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        """Return what the network says to each time step.

        Parameters
        ----------
        x : Tensor, shape (N, T, ...)
            Sequences of whatever the network takes.

        Returns
        -------
        Tensor, shape (N, T, ...)
            The network has been called once, with N * T items.

        Raises
        ------
        ValueError
            Where there is no axis of time.
        """
        if x.ndim < 2:
            raise ValueError(f"x must have shape (N, T, ...), got {tuple(x.shape)}")
        y = self.net(x.flatten(0, 1))  # (N T, ...)
        return y.unflatten(0, x.shape[:2])


def frame_cnn(features=24, size=8):
    """Return a small CNN for single frames: two convolutions with pooling, and a linear layer.

    Parameters
    ----------
    features : int
        E, numbers for a frame.
    size : int
        Pixels of a side, a multiple of 4.

    Returns
    -------
    Sequential
        Takes (B, size, size), returns (B, E).

    Raises
    ------
    ValueError
        Where a number does not fit.
    """
    features, size = check_size("features", features), check_size("size", size)
    if size % 4:
        raise ValueError(f"size must be a multiple of 4, got {size}")
    return nn.Sequential(
        nn.Unflatten(1, (1, size)),  # one channel: (B, 1, size, size)
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * (size // 4) ** 2, features),
        nn.ReLU(),
    )


class ClipLSTM(nn.Module):
    """One CNN for every frame, an LSTM over what it finds, and an answer from the state after the last frame.

    Parameters
    ----------
    classes : int
        K, possible answers.
    features : int
        E, numbers of a frame.
    hidden_size : int
        H.
    size : int
        Pixels of a side.
    forget_bias : float
        Of the forget gate at the start; the other biases of the LSTM are zero.
    """

    def __init__(self, classes, *, features=24, hidden_size=32, size=8, forget_bias=3.0):
        super().__init__()
        self.frame = TimeDistributed(frame_cnn(features, size))
        self.lstm = nn.LSTM(features, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, classes)
        with torch.no_grad():
            self.lstm.bias_ih_l0.zero_()
            self.lstm.bias_hh_l0.zero_()
            self.lstm.bias_ih_l0[hidden_size : 2 * hidden_size] = forget_bias  # PyTorch's order is i, f, g, o

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the logits of each clip.

        Parameters
        ----------
        x : Tensor, shape (N, T, size, size)
            Frames; what stands behind an end is not read.
        lengths : Tensor of int, shape (N,)
            Frames of each clip, from 1 to T.

        Returns
        -------
        Tensor, shape (N, K)
            Not yet probabilities.
        """
        packed = pack_padded_sequence(self.frame(x), lengths, batch_first=True, enforce_sorted=False)
        return self.out(self.lstm(packed)[1][0][0])


class ClipBag(nn.Module):
    """One CNN for every frame, the mean of what it finds, and an MLP: blind to order.

    Parameters
    ----------
    classes : int
        K, possible answers.
    features, hidden_size : int
        Numbers of a frame, and units of the MLP.
    size : int
        Pixels of a side.
    pool : str
        ``"mean"`` or ``"max"``, over the frames that exist.
    """

    def __init__(self, classes, *, features=24, hidden_size=64, size=8, pool="mean"):
        super().__init__()
        self.frame, self.pool = TimeDistributed(frame_cnn(features, size)), pool
        self.out = nn.Sequential(nn.Linear(features, hidden_size), nn.ReLU(), nn.Linear(hidden_size, classes))

    @converted(lengths=whole_tensor)
    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the logits of each clip, as `ClipLSTM.forward`."""
        real = torch.arange(x.shape[1]) < lengths[:, None]
        return self.out(masked_pool(self.frame(x), real, self.pool))


class ClipMLP(nn.Module):
    """One CNN for every frame, and an MLP on all of them side by side, for clips of one number of frames.

    Parameters
    ----------
    classes : int
        K, possible answers.
    T : int
        Frames of the array; what stands behind an end is read too.
    features, hidden_size : int
        Numbers of a frame, and units of the MLP.
    size : int
        Pixels of a side.
    """

    def __init__(self, classes, T, *, features=24, hidden_size=32, size=8):
        super().__init__()
        self.frame = TimeDistributed(frame_cnn(features, size))
        self.out = nn.Sequential(
            nn.Flatten(), nn.Linear(T * features, hidden_size), nn.ReLU(), nn.Linear(hidden_size, classes)
        )

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return the logits of each clip; the lengths are not used."""
        return self.out(self.frame(x))


class Clip3d(nn.Module):
    """Three convolutions over time, height and width, and the largest answer of each kind anywhere in the clip.

    Parameters
    ----------
    classes : int
        K, possible answers.
    channels : sequence of three int
        Kinds of answers of each layer. Between the layers pictures are pooled in height and width, not in time.
    """

    def __init__(self, classes, channels=(4, 12, 24)):
        super().__init__()
        a, b, c = channels
        self.frames = nn.Sequential(
            nn.Conv3d(1, a, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool3d((1, 2, 2)),
            nn.Conv3d(a, b, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool3d((1, 2, 2)),
            nn.Conv3d(b, c, 3, padding=1),
            nn.ReLU(),
        )
        self.out = nn.Linear(c, classes)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return the logits of each clip; what stands behind an end is read too."""
        found = self.frames(x[:, None])  # (N, 1, T, size, size) -> (N, C, T, size / 4, size / 4)
        return self.out(found.amax(dim=(2, 3, 4)))
