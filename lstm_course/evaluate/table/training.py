"""Where a row of the table comes from: one network, trained on the early years of the sunspots."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ... import _torch  # noqa: F401
from ...datasets.series import make_windows, sunspots
from . import STEPS, TEST_YEARS, TRAIN_YEARS, VALIDATION_YEARS


class Forecaster(nn.Module):
    r"""An LSTM that reads a window, and a linear layer on its last state; all in 64 bits.

    In 32 bits another processor's rounding grows within 160 steps to other errors; in 64 bits it stays too small to
    see, but for the highest learning rate of the table.

    Parameters
    ----------
    units : int
        H.
    forget_bias : float
        Of PyTorch's two biases one gets this value, the other 0. Everything else is uniform in
        :math:`\pm 1 / \sqrt{H}`, as PyTorch has it.
    rng : numpy.random.Generator
        Source of the initial values.
    """

    def __init__(self, units, forget_bias, rng):
        super().__init__()
        with torch.random.fork_rng():  # PyTorch draws values too, before ours take their place
            self.lstm = nn.LSTM(1, units, batch_first=True, dtype=torch.float64)
            self.readout = nn.Linear(units, 1, dtype=torch.float64)
        bound = 1 / np.sqrt(units)
        with torch.no_grad():
            for values in self.parameters():
                values.copy_(torch.from_numpy(rng.uniform(-bound, bound, values.shape)))
            self.lstm.bias_ih_l0[units : 2 * units] = forget_bias
            self.lstm.bias_hh_l0[units : 2 * units] = 0

    def forward(self, x):
        """Return forecasts (N,) for windows (N, T)."""
        y, _ = self.lstm(x[:, :, None])
        return self.readout(y[:, -1])[:, 0]


def forecasts(config, rng, steps=STEPS):
    """Train a network, and forecast all years that it was not trained on.

    Training is Adam on the mean squared error of all training windows at once, with gradients clipped to norm 1.

    Parameters
    ----------
    config : dict
        ``learning_rate``, ``units``, ``window``, ``forget_bias``.
    rng : numpy.random.Generator
        Source of the initial values.
    steps : sequence of int
        After which steps, in rising order, forecasts are made.

    Returns
    -------
    ndarray, shape (len(steps), VALIDATION_YEARS + TEST_YEARS)
        In sunspots.
    """
    _, spots = sunspots()
    roots = np.sqrt(spots)
    mean, sd = roots[:TRAIN_YEARS].mean(), roots[:TRAIN_YEARS].std()
    x, y = (torch.from_numpy(part) for part in make_windows((roots - mean) / sd, config["window"], 1))
    n = TRAIN_YEARS - config["window"]  # windows whose target is a training year
    net = Forecaster(config["units"], config["forget_bias"], rng)
    adam = torch.optim.Adam(net.parameters(), lr=config["learning_rate"])
    found = []
    for step in range(1, max(steps) + 1):
        loss = functional.mse_loss(net(x[:n]), y[:n])
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        if step in steps:
            with torch.no_grad():
                found.append((mean + sd * net(x[n:]).numpy()).clip(min=0) ** 2)
    return np.array(found)


def mean_errors(forecast):
    """Return the mean absolute errors of forecasts of the years after the training years.

    Parameters
    ----------
    forecast : ndarray, shape (..., VALIDATION_YEARS + TEST_YEARS)
        One step ahead, in spots.

    Returns
    -------
    validation, test : ndarray, shape (...)
        Mean absolute errors, in spots.
    """
    error = np.abs(forecast - sunspots()[1][TRAIN_YEARS:])
    return error[..., :VALIDATION_YEARS].mean(axis=-1), error[..., -TEST_YEARS:].mean(axis=-1)


def rows(config, seeds):
    """Train a configuration with some seeds; called in another process.

    Parameters
    ----------
    config : dict
        As for `forecasts`.
    seeds : list of int
        One training for each.

    Returns
    -------
    list of dict
        For each seed ``seed``, ``validation`` (an error for each of `STEPS`) and ``test`` (after the last).
    """
    torch.set_num_threads(1)
    found = []
    for seed in seeds:
        validation, test = mean_errors(forecasts(config, np.random.default_rng(seed)))
        found.append(
            {"seed": seed, "validation": np.round(validation, 2).tolist(), "test": round(float(test[-1]), 2)}
        )
    return found
