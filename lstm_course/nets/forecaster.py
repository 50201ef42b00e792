"""A network that forecasts: an LSTM, and one linear layer to as many numbers as the forecast has (lesson 14)."""

import torch
from torch import Tensor, nn

from .. import _torch  # noqa: F401
from ..training import EarlyStopping, Shuffled, fit


class Forecaster(nn.Module):
    """Read a window, answer after its last step.

    Parameters
    ----------
    input_size : int
        D, features of a time step.
    hidden_size : int
        H.
    outputs : int
        K: one step, several horizons, several quantiles, or both.
    forget_bias : float
        Of the forget gate at the start; the other biases of the LSTM are zero.
    """

    def __init__(self, input_size, hidden_size, outputs=1, *, forget_bias=1.0):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, outputs)
        with torch.no_grad():
            self.lstm.bias_ih_l0.zero_()
            self.lstm.bias_hh_l0.zero_()
            self.lstm.bias_ih_l0[hidden_size : 2 * hidden_size] = forget_bias  # PyTorch's order is i, f, g, o

    def forward(self, x: Tensor) -> Tensor:
        """Return the answers after the last step.

        Parameters
        ----------
        x : Tensor, shape (N, T, D)
            Windows.

        Returns
        -------
        Tensor, shape (N, K)
            For K = 1, too, so take ``[:, 0]`` before you subtract targets of shape (N,).
        """
        return self.every_step(x)[:, -1]

    def every_step(self, x: Tensor) -> Tensor:
        """Return the answers after each step, (N, T, K): the forecasts of a stream, each from its own past."""
        return self.out(self.lstm(x)[0])


def pinball_loss(q: Tensor, y: Tensor, levels: Tensor) -> Tensor:
    """Return the pinball loss of each forecast: a mean over the levels only, so that any other mean can follow.

    Parameters
    ----------
    q : Tensor, shape (..., K)
        Quantiles.
    y : Tensor, shape (...)
        What came.
    levels : Tensor, shape (K,)
        Between 0 and 1.

    Returns
    -------
    Tensor, shape (...)
        Not negative.

    Raises
    ------
    ValueError
        Where the shapes do not fit: broadcast, they would give a loss without a word.
    """
    if q.shape != (*y.shape, *levels.shape):
        raise ValueError(
            f"q must have shape (..., K), that of y and levels, {(*y.shape, *levels.shape)}; got {tuple(q.shape)}"
        )
    error = y[..., None] - q
    return torch.maximum(levels * error, (levels - 1) * error).mean(dim=-1)


def fitted(net, train, loss_fn, generator, *, epochs, rate=0.01, size=32, check=None):
    """Train a forecaster with Adam on batches of windows, and return it.

    Parameters
    ----------
    net : Module
        A network with its first weights; it is trained in place.
    train : tuple of Tensor
        Windows and targets, of the same length.
    loss_fn : callable
        Takes the network, a batch of windows and their targets; returns the mean loss, a Tensor of shape ().
    generator : torch.Generator
        Draws the batches.
    epochs : int
        Passes over the windows.
    rate : float
        Of Adam.
    size : int
        Windows in a batch.
    check : tuple of Tensor, optional
        Windows and targets later than those of training. With them the network gets the weights of the epoch with the
        lowest loss there; without them those of the last epoch.

    Returns
    -------
    Module
        The same network.

    Raises
    ------
    ValueError
        Where the loss on `check` is NaN after every epoch.
    """
    optimiser = torch.optim.Adam(net.parameters(), rate)
    options = {}
    if check is not None:
        best = EarlyStopping(patience=epochs)
        options = {"stopping": best, "validate": lambda net: loss_fn(net, *check)}
    fit(net, Shuffled(*train, size=size, generator=generator), loss_fn, optimiser, epochs=epochs, **options)
    if check is not None:
        if best.best is None:
            raise ValueError("loss_fn must give a number on check, got NaN after every epoch")
        net.load_state_dict(best.best)
    return net
