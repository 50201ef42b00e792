"""The sLSTM: its naive form where that is finite, a weighted mean, and finite where the naive form is not."""

import numpy as np
import pytest
import torch

from lstm_course.nets import exponential
from lstm_course.training import seeded


def layer(D=3, H=4, **options):
    with seeded(0) as generator:
        net = exponential.SLSTM(D, H, generator=generator, dtype=torch.float64, **options)
        with torch.no_grad():
            net.b += torch.randn(4 * H, generator=generator, dtype=torch.float64)
    return net.requires_grad_(False)


def inputs(N=2, T=6, D=3, seed=1):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(N, T, D)))


@pytest.mark.parametrize("exponential_forget", [False, True])
def test_it_is_the_naive_form(exponential_forget):
    net, x = layer(exponential_forget=exponential_forget), inputs()
    y, (h_last, c_last, n_last, m_last) = net(x)
    W_x, W_h, b = (p.numpy() for p in (net.W_x, net.W_h, net.b))
    h = c = n = np.zeros((2, 4))
    for t in range(6):
        a_i, a_f, a_g, a_o = np.split(x[:, t].numpy() @ W_x + h @ W_h + b, 4, axis=1)
        i, f = np.exp(a_i), np.exp(a_f) if exponential_forget else 1 / (1 + np.exp(-a_f))
        c, n = f * c + i * np.tanh(a_g), f * n + i
        h = 1 / (1 + np.exp(-a_o)) * c / n
        np.testing.assert_allclose(y[:, t], h)
    np.testing.assert_allclose(h_last, h)
    np.testing.assert_allclose(c_last * m_last.exp(), c)
    np.testing.assert_allclose(n_last * m_last.exp(), n)


def test_gate_sums_of_fifty_and_more_stay_finite():
    net = layer()
    for scale in (50, 500, 5000):
        for dtype in (torch.float64, torch.float32):
            y, state = net.to(dtype)(scale * inputs(T=20).to(dtype))
            assert torch.isfinite(y).all()
            assert all(torch.isfinite(part).all() for part in state)
            assert (y.abs() <= 1).all()  # a mean of numbers between -1 and 1, behind a gate


def test_one_step_is_the_candidate_and_a_heavy_one_outweighs_the_past():
    g, zero = torch.tensor([[0.3, -0.7]]), torch.zeros(1, 2)
    empty = (zero, zero, torch.full((1, 2), -torch.inf))
    for log_i in (-200.0, 0.0, 200.0):
        c, n, m = exponential.stabilised(g, torch.full((1, 2), log_i), zero, empty)
        torch.testing.assert_close(c / n, g)
        assert (n == 1).all()
        assert (m == log_i).all()
    c, n, m = exponential.stabilised(g, zero, zero, empty)
    light = exponential.stabilised(-g, torch.full((1, 2), -100.0), zero, (c, n, m))
    heavy = exponential.stabilised(-g, torch.full((1, 2), 100.0), zero, (c, n, m))
    torch.testing.assert_close(light[0] / light[1], g)
    torch.testing.assert_close(heavy[0] / heavy[1], -g)


def test_equal_weights_give_the_mean():
    memory = (torch.zeros(1, 1), torch.zeros(1, 1), torch.full((1, 1), -torch.inf))
    values = [0.1, 0.5, -0.3]
    for value in values:
        memory = exponential.stabilised(torch.tensor([[value]]), torch.zeros(1, 1), torch.zeros(1, 1), memory)
    assert float(memory[0] / memory[1]) == pytest.approx(np.mean(values))


def test_it_runs_in_pieces_carries_over_masked_steps_and_has_finite_gradients():
    net, x = layer(), inputs()
    whole, _ = net(x)
    first, state = net(x[:, :2])
    second, _ = net(x[:, 2:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    mask = torch.tensor([[False] * 2 + [True] * 4, [True] * 6])
    y, _ = net(x, mask=mask)
    torch.testing.assert_close(y[0, 2:], net(x[:1, 2:])[0][0])
    net.requires_grad_(True)
    net(x)[0].sum().backward()
    assert all(torch.isfinite(p.grad).all() and p.grad.abs().sum() > 0 for p in net.parameters())


def test_the_gates_see_h():
    net, x = layer(), inputs(T=1)
    state = net(inputs(T=3))[1]
    moved = (state[0] + 1, *state[1:])
    assert not torch.allclose(net(x, state)[0], net(x, moved)[0])
    with pytest.raises(ValueError, match="state must hold 4 tensors"):
        net(x, state[:2])
