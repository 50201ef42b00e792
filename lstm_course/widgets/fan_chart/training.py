"""Fit the two models that `FanChart` runs in the page: quantiles from an LSTM, and an autoregression."""

from statistics import NormalDist

import numpy as np
import torch
from torch import nn

from ...evaluate import conformal, forecasts
from ...training import seeded
from .._packed import pack_net, set_net, unpack

WINDOW, HORIZON, HIDDEN, LAGS = 12, 8, 16, 9
TRAIN, CALIBRATION = 180, 240  # values up to which a target belongs to training, to calibration
LEVELS = tuple(percent / 100 for percent in range(50, 100, 5))
SHARES = tuple(sorted({0.5, *((1 - level) / 2 for level in LEVELS), *((1 + level) / 2 for level in LEVELS)}))


class Quantiles(nn.Module):
    """An LSTM that reads a window and gives quantiles of the values that follow.

    Parameters
    ----------
    hidden, horizon : int
        Cells, and values forecast.
    """

    def __init__(self, hidden=HIDDEN, horizon=HORIZON):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.linear = nn.Linear(hidden, horizon * len(SHARES))
        with torch.no_grad():
            self.lstm.bias_ih_l0[hidden : 2 * hidden] = 1.0
            self.lstm.bias_hh_l0.zero_()

    def forward(self, windows):
        """Return quantiles (N, horizon, shares), in no order yet, after windows (N, T)."""
        h, _ = self.lstm(windows[..., None])
        return self.linear(h[:, -1]).unflatten(-1, (-1, len(SHARES)))


def pinball(y, q):
    """Return the mean pinball loss of quantiles q (..., shares) for targets y (...)."""
    off = y[..., None] - q
    shares = torch.tensor(SHARES, dtype=q.dtype)
    return torch.maximum(shares * off, (shares - 1) * off).mean()


def scaled(values):
    """Return the square roots of values, less their mean in training and divided by their spread there.

    Parameters
    ----------
    values : ndarray, shape (T,)
        At least 0.

    Returns
    -------
    z : ndarray, shape (T,)
        The scaled values.
    middle, spread : float
        Of the square roots in training.
    """
    root = np.sqrt(values)
    middle, spread = float(root[:TRAIN].mean()), float(root[:TRAIN].std())
    return (root - middle) / spread, middle, spread


def train(z, seed, steps):
    """Train the LSTM on all windows whose targets lie in training, in one batch, to the end.

    Parameters
    ----------
    z : ndarray, shape (T,)
        As `scaled` returns it; at least ``TRAIN`` values.
    seed : int
        Of the first weights.
    steps : int
        Steps of Adam.

    Returns
    -------
    Quantiles
        With the weights of the last step.
    """
    known = torch.as_tensor(z[:TRAIN], dtype=torch.float32)
    pieces = known.unfold(0, WINDOW + HORIZON, 1)
    with seeded(seed):
        net = Quantiles()
        optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
        for _ in range(steps):
            loss = pinball(pieces[:, WINDOW:], net(pieces[:, :WINDOW]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return net


def coverage(net, z, level, horizon, start, end):
    """Return the share of targets from `start` to `end` that lie in a net's band.

    Parameters
    ----------
    net : Quantiles
        A trained net.
    z : ndarray, shape (T,)
        The scaled values.
    level : float
        What the band promises, one of ``LEVELS``.
    horizon : int
        How many values ahead, from 1 to 8.
    start, end : int
        The targets, `end` excluded.
    """
    windows = np.lib.stride_tricks.sliding_window_view(z, WINDOW)
    first = start - horizon - WINDOW + 1
    with torch.no_grad():
        q = net(torch.tensor(windows[first : first + end - start], dtype=torch.float32))[:, horizon - 1]
    q = q.sort(-1).values.numpy()
    place = LEVELS.index(level)
    low, high = q[:, len(LEVELS) - 1 - place], q[:, len(LEVELS) + 1 + place]
    return conformal.coverage(low, high, z[start:end])


def autoregression(z):
    """Fit z[t] = constant + weights · (z[t-1], ..., z[t-9]) to the values in training by least squares.

    Parameters
    ----------
    z : ndarray, shape (T,)
        The scaled values.

    Returns
    -------
    dict
        ``"constant"``; ``"weights"``, that of the last value first; ``"spread"``, of what is left, with the number of
        weights taken off the count.
    """
    known = z[:TRAIN]
    constant, weights = forecasts.autoregression(known, LAGS)
    left = known[LAGS:] - constant - np.lib.stride_tricks.sliding_window_view(known, LAGS)[:-1] @ weights
    spread = np.sqrt((left**2).sum() / (len(left) - LAGS - 1))
    return {"constant": constant, "weights": weights[::-1].tolist(), "spread": float(spread)}


def record(values, seeds, steps):
    """Fit all that the piece shows.

    Parameters
    ----------
    values : ndarray, shape (T,)
        The sunspot numbers.
    seeds : sequence of int
        For each a net is trained; the one is kept whose 80 % band covers the median share of the test.
    steps : int
        Steps of Adam.

    Returns
    -------
    dict
        ``"levels"``, ``"z"`` (the place of each level's upper end on the normal distribution), ``"window"``,
        ``"horizon"``, ``"ends"`` of training and calibration, ``"middle"`` and ``"spread"`` of the scaling, ``"ar"``
        (see `autoregression`), ``"lstm"`` (packed arrays), ``"covered"`` (for each seed the share of the test that
        the 80 % band covers one year ahead), ``"kept"`` (the seed of the net).
    """
    z, middle, spread = scaled(values)
    nets = {seed: train(z, seed, steps) for seed in seeds}
    covered = {seed: coverage(net, z, 0.8, 1, CALIBRATION, len(z)) for seed, net in nets.items()}
    kept = sorted(covered, key=covered.get)[len(covered) // 2]
    return {
        "levels": list(LEVELS),
        "z": [round(NormalDist().inv_cdf((1 + level) / 2), 6) for level in LEVELS],
        "window": WINDOW,
        "horizon": HORIZON,
        "ends": [TRAIN, CALIBRATION],
        "middle": middle,
        "spread": spread,
        "ar": autoregression(z),
        "lstm": packed(nets[kept]),
        "covered": [round(covered[seed], 3) for seed in seeds],
        "kept": kept,
    }


def packed(net):
    """Return a net's weights in the course's form, each array packed in 16 bits."""
    return pack_net(net.lstm, net.linear, 16)


def unpacked(weights):
    """Return the `Quantiles` that packed weights are of, in float64."""
    array = {name: torch.from_numpy(unpack(value)) for name, value in weights.items()}
    net = Quantiles(len(array["W_h"]), len(array["b_y"]) // len(SHARES)).double()
    set_net(net.lstm, net.linear, array)
    return net
