"""An LSTM whose state is a picture: convolutions stand where the cell has matrices (lesson 20)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .. import _torch  # noqa: F401
from .._arguments import check_size


class ConvLSTM(nn.Module):
    """A layer of ConvLSTM cells without peepholes, gates in the order i, f, g, o.

    With kernels of one pixel it is the LSTM of lesson 4 at each pixel, with the same weights everywhere.

    Parameters
    ----------
    channels : int
        D, channels of the input.
    hidden : int
        K, channels of the state.
    kernel : int
        Pixels of a side of all kernels, an odd number, so that pictures keep their size.
    forget_bias : float
        Of the forget gate at the start.

    Raises
    ------
    ValueError
        Where a size does not fit.
    """

    def __init__(self, channels, hidden, kernel=3, *, forget_bias=1.0):
        super().__init__()
        channels, self.hidden = check_size("channels", channels), check_size("hidden", hidden)
        if check_size("kernel", kernel) % 2 == 0:
            raise ValueError(f"kernel must be odd, got {kernel}")
        self.gates = nn.Conv2d(channels + hidden, 4 * hidden, kernel, padding=kernel // 2)
        with torch.no_grad():
            self.gates.bias[hidden : 2 * hidden] = forget_bias

    def step(self, x: Tensor, state):
        """Return the next state.

        Parameters
        ----------
        x : Tensor, shape (N, D, height, width)
            Pictures.
        state : tuple of Tensor
            h and c, (N, K, height, width) each.

        Returns
        -------
        tuple of Tensor
            h and c.
        """
        h, c = state
        i, f, g, o = self.gates(torch.cat([x, h], dim=1)).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def forward(self, x: Tensor, state=None):
        """Return the state after each step, and the last one.

        Parameters
        ----------
        x : Tensor, shape (N, T, D, height, width)
            Films.
        state : tuple of Tensor, optional
            h and c; by default zeros.

        Returns
        -------
        y : Tensor, shape (N, T, K, height, width)
            h after each step.
        state : tuple of Tensor
            h and c after the last.
        """
        if x.ndim != 5:
            raise ValueError(f"x must have shape (N, T, D, height, width), got {tuple(x.shape)}")
        if state is None:
            zeros = x.new_zeros(len(x), self.hidden, *x.shape[3:])
            state = zeros, zeros
        y = []
        for frame in x.unbind(1):
            state = self.step(frame, state)
            y.append(state[0])
        return torch.stack(y, dim=1), state


class NextFrame(nn.Module):
    """A ConvLSTM and one weight for each channel of its state: the next frame of films with one channel.

    Parameters
    ----------
    hidden, kernel : int
        As in `ConvLSTM`.
    """

    def __init__(self, hidden=8, kernel=3):
        super().__init__()
        self.recurrent = ConvLSTM(1, hidden, kernel)
        self.out = nn.Conv2d(hidden, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of the frame after each frame.

        Parameters
        ----------
        x : Tensor, shape (N, T, height, width)
            Films.

        Returns
        -------
        Tensor, shape (N, T, height, width)
            Before the sigmoid.
        """
        y, _ = self.recurrent(x[:, :, None])
        return self.out(y.flatten(0, 1))[:, 0].unflatten(0, x.shape[:2])


class FlatNextFrame(nn.Module):
    """The same task without convolutions: an LSTM reads each frame as one long vector.

    Parameters
    ----------
    height, width : int
        Of a frame.
    hidden : int
        H.
    """

    def __init__(self, height, width, hidden=128):
        super().__init__()
        self.recurrent = nn.LSTM(height * width, hidden, batch_first=True)
        self.out = nn.Linear(hidden, height * width)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of the frame after each frame, (N, T, height, width)."""
        return self.out(self.recurrent(x.flatten(2))[0]).unflatten(2, x.shape[2:])


def frame_loss(net, x: Tensor) -> Tensor:
    """Return the binary cross entropy of each next frame, from the second prediction on: one frame shows no motion.

    Parameters
    ----------
    net : Module
        Takes films (N, T, height, width), returns logits of the same shape.
    x : Tensor, shape (N, T + 1, height, width)
        Films, brightness from 0 to 1.

    Returns
    -------
    Tensor, shape ()
        In nats for each pixel.

    Raises
    ------
    ValueError
        Where a film has fewer than three frames.
    """
    if x.ndim != 4 or x.shape[1] < 3:
        raise ValueError(
            f"x must have shape (N, T + 1, height, width) with at least 3 frames, got {tuple(x.shape)}"
        )
    return functional.binary_cross_entropy_with_logits(net(x[:, :-1])[:, 1:], x[:, 2:])
