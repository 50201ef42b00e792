"""The forecaster against its parts, and its loss against scikit-learn."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from sklearn.metrics import mean_pinball_loss

from lstm_course.nets.forecaster import Forecaster, fitted, pinball_loss
from lstm_course.training import seeded


def test_the_package_does_not_import_torch():
    code = "import sys, lstm_course, lstm_course.evaluate.alarms; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("D", "H", "K", "N", "T"), [(1, 1, 1, 1, 1), (3, 5, 2, 4, 7)])
def test_the_answer_is_the_last_of_every_step(D, H, K, N, T):
    net, x = Forecaster(D, H, K), torch.randn(N, T, D)
    every = net.every_step(x)
    assert every.shape == (N, T, K)
    assert net(x).shape == (N, K)
    assert torch.equal(net(x), every[:, -1])
    for t in range(T):  # each step from its own past
        torch.testing.assert_close(every[:, t], net(x[:, : t + 1]))


def test_the_forget_bias_is_that_of_the_forget_gate():
    net = Forecaster(2, 3, forget_bias=2.5)
    bias = net.lstm.bias_ih_l0 + net.lstm.bias_hh_l0
    assert bias.tolist() == [0] * 3 + [2.5] * 3 + [0] * 6
    with torch.no_grad():
        for name, parameter in net.lstm.named_parameters():
            if name.startswith("weight"):
                parameter.zero_()
        _, (_, c) = net.lstm(torch.zeros(1, 4, 2), (torch.zeros(1, 1, 3), torch.ones(1, 1, 3)))
    kept = (1 / (1 + np.exp(-2.5))) ** 4  # the gate's share of the cell, four times
    np.testing.assert_allclose(c.numpy(), np.full((1, 1, 3), kept), rtol=1e-6)


def test_the_loss_is_scikit_learns(rng):
    y, q, levels = rng.normal(size=(4, 6)), rng.normal(size=(4, 6, 3)), [0.1, 0.5, 0.9]
    found = pinball_loss(*map(torch.from_numpy, (q, y)), torch.tensor(levels, dtype=torch.float64))
    assert found.shape == (4, 6)
    for k in np.ndindex(4, 6):
        each = [mean_pinball_loss(y[k][None], q[k][None, j], alpha=levels[j]) for j in range(3)]
        assert found[k].item() == pytest.approx(np.mean(each))


@pytest.mark.parametrize("shape", [(4, 2), (4, 1, 3), (3,), (4,)])
def test_the_loss_refuses_what_would_broadcast(shape):
    with pytest.raises(ValueError, match=r"q must have shape \(..., K\)"):
        pinball_loss(torch.zeros(shape), torch.zeros(4), torch.tensor([0.1, 0.5, 0.9]))


def loss_of(net, x, y):
    return (net(x)[:, 0] - y).square().mean()


def echoes(N, seed):
    x = torch.randn(N, 5, 1, generator=torch.Generator().manual_seed(seed))
    return x, x[:, -1, 0]


def run(check=None, epochs=15):
    with seeded(0) as generator:
        return fitted(Forecaster(1, 8), echoes(128, 0), loss_of, generator, epochs=epochs, check=check)


@pytest.mark.slow
def test_it_learns_and_repeats_itself():
    one, other = run(), run()
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    assert loss_of(one, *echoes(100, 1)).item() < 0.1


@pytest.mark.slow
def test_the_check_keeps_the_best_epoch():
    wrong = echoes(50, 2)
    wrong = wrong[0], -wrong[1]  # the more it learns, the worse it does here
    kept, last = (loss_of(run(check), *wrong).item() for check in (wrong, None))
    first = loss_of(run(epochs=1), *wrong).item()
    assert kept == pytest.approx(first)
    assert kept < last - 0.5


def test_a_check_without_a_number_is_named():
    x, y = torch.randn(4, 3, 1), torch.zeros(4, 1)
    net = Forecaster(1, 2)
    with pytest.raises(ValueError, match="NaN"):
        fitted(
            net,
            (x, y),
            lambda net, x, y: ((net(x) - y) ** 2).mean(),
            torch.Generator().manual_seed(0),
            epochs=1,
            check=(x, y * torch.nan),
        )
