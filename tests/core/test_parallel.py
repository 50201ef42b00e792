"""The linear recurrence: loop, scans and closed forms agree; minLSTM is one of them."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.nets import parallel
from lstm_course.training import seeded


def drawn(N, T, H, seed=0, low=-1.0, high=1.0):
    rng = np.random.default_rng(seed)
    return tuple(
        torch.from_numpy(x)
        for x in (rng.uniform(low, high, (N, T, H)), rng.normal(size=(N, T, H)), rng.normal(size=(N, H)))
    )


def by_sum(f, b, h0):
    """The closed form: every summand times all later factors."""
    T = f.shape[1]
    states = torch.zeros_like(b)
    for t in range(T):
        states[:, t] = h0 * f[:, : t + 1].prod(dim=1)
        for s in range(t + 1):
            states[:, t] += b[:, s] * f[:, s + 1 : t + 1].prod(dim=1)
    return states


def test_a_half_four_times():
    f, b = torch.full((1, 4), 0.5), torch.ones(1, 4)
    for run in (parallel.loop, parallel.scan):
        assert run(f, b).tolist() == [[1, 1.5, 1.75, 1.875]]
    two = parallel.compose((0.5, 1), (0.5, 1))
    assert two == (0.25, 1.5)
    assert parallel.compose(two, two) == (0.0625, 1.875)


def test_composing_is_associative_and_the_order_counts():
    a, b, c = (0.5, 1.0), (2.0, -3.0), (-1.0, 0.25)
    left = parallel.compose(parallel.compose(c, b), a)
    right = parallel.compose(c, parallel.compose(b, a))
    assert left == right
    assert parallel.compose(a, b) != parallel.compose(b, a)


@given(T=st.integers(1, 17), N=st.integers(1, 3), H=st.integers(1, 3), seed=st.integers(0, 99))
def test_scan_loop_and_sum_agree_from_any_state(T, N, H, seed):
    f, b, h0 = drawn(N, T, H, seed)
    wanted = by_sum(f, b, h0)
    torch.testing.assert_close(parallel.loop(f, b, h0), wanted)
    torch.testing.assert_close(parallel.scan(f, b, h0), wanted)
    torch.testing.assert_close(parallel.scan(f, b), by_sum(f, b, torch.zeros_like(h0)))


def test_scan_takes_factors_that_a_quotient_of_products_cannot():
    f, b, h0 = drawn(2, 300, 3)
    f[:, ::5] = 0
    f[:, 1::7] = 1e-30
    before = f.clone(), b.clone(), h0.clone()
    torch.testing.assert_close(parallel.scan(f, b, h0), parallel.loop(f, b, h0))
    for x, old in zip((f, b, h0), before, strict=True):
        assert torch.equal(x, old)


def test_scan_and_loop_have_the_same_gradients():
    grads = []
    for run in (parallel.loop, parallel.scan):
        parts = [x.clone().requires_grad_() for x in drawn(2, 11, 3)]
        run(*parts).sin().sum().backward()
        grads.append([x.grad for x in parts])
    for one, other in zip(*grads, strict=True):
        torch.testing.assert_close(one, other)


def test_scan_in_logs_is_the_loop_where_all_is_positive():
    f, b, h0 = drawn(2, 2000, 3, low=0.01, high=1.0)
    b, h0 = b.abs(), h0.abs()
    b[0, 0] = 0
    wanted = parallel.loop(f, b, h0)
    torch.testing.assert_close(parallel.scan_in_logs(f.log(), b.log(), h0.log()), wanted)
    wanted = parallel.loop(f, b)
    torch.testing.assert_close(parallel.scan_in_logs(f.log(), b.log()), wanted)
    # the naive form overflows here
    assert not torch.isfinite(1 / f.cumprod(dim=1)).all()


def test_factors_of_one_are_a_running_sum_and_factors_of_minus_one_a_parity():
    rng = np.random.default_rng(0)
    b = torch.from_numpy(rng.normal(size=(2, 9)))
    torch.testing.assert_close(parallel.scan(torch.ones_like(b), b), b.cumsum(dim=1))
    bits = torch.from_numpy(rng.integers(2, size=(4, 100)))
    h = parallel.scan((1 - 2 * bits).double(), torch.zeros(4, 100).double(), torch.ones(4).double())
    assert torch.equal(h < 0, bits.cumsum(dim=1) % 2 == 1)


@pytest.mark.parametrize(
    ("f", "b", "h0", "message"),
    [
        ((2, 3, 4), (2, 3, 5), None, "same shape"),
        ((2, 0, 4), (2, 0, 4), None, "at least 1"),
        ((0, 3), (0, 3), None, "at least 1"),
        ((2, 3, 4), (2, 3, 4), (4,), "h0 must have shape"),
        ((2, 3, 4), (2, 3, 4), (1, 4), "h0 must have shape"),
    ],
)
@pytest.mark.parametrize("run", [parallel.loop, parallel.scan, parallel.scan_in_logs])
def test_what_does_not_fit_is_named(run, f, b, h0, message):
    with pytest.raises(ValueError, match=message):
        run(torch.ones(f), torch.ones(b), None if h0 is None else torch.ones(h0))


def layer(D=3, H=5, **options):
    with seeded(1) as generator:
        found = parallel.MinLSTM(D, H, generator=generator, dtype=torch.float64, **options)
        with torch.no_grad():
            found.b += torch.randn(3 * H, generator=generator, dtype=torch.float64)
    return found


def test_minlstm_is_its_equations():
    net, (x, _, _) = layer(), drawn(2, 7, 3, low=-2, high=2)
    h = torch.from_numpy(np.random.default_rng(4).normal(size=(2, 5)))
    y, last = net(x, h)
    W, b = net.W_x.detach().numpy(), net.b.detach().numpy()
    state = h.numpy()
    for t in range(7):
        a_i, a_f, g = np.split(x[:, t].numpy() @ W + b, 3, axis=1)
        i, f = 1 / (1 + np.exp(-a_i)), 1 / (1 + np.exp(-a_f))
        state = f / (f + i) * state + i / (f + i) * g
        np.testing.assert_allclose(y[:, t].detach(), state)
    np.testing.assert_allclose(last.detach(), state)
    again, _ = net(x, h, run=parallel.loop)
    torch.testing.assert_close(again, y)


def test_minlstm_runs_in_pieces_and_carries_over_masked_steps():
    net, (x, _, _) = layer(), drawn(2, 9, 3)
    whole, _ = net(x)
    first, state = net(x[:, :4])
    second, _ = net(x[:, 4:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    mask = torch.ones(2, 9, dtype=torch.bool)
    mask[0, 5:] = False
    y, last = net(x, mask=mask)
    torch.testing.assert_close(last[0], whole[0, 4])
    torch.testing.assert_close(last[1], whole[1, -1])
    torch.testing.assert_close(y[0, 8], whole[0, 4])


def test_minlstm_stays_between_its_candidates_and_is_finite_far_out():
    net, (x, _, _) = layer(), drawn(2, 50, 3)
    g = (x @ net.W_x + net.b)[..., 10:]
    y, _ = net(x, g[:, 0])
    assert (y <= g.amax(dim=1, keepdim=True) + 1e-12).all()
    assert (y >= g.amin(dim=1, keepdim=True) - 1e-12).all()
    y, _ = net(1e4 * x)
    assert torch.isfinite(y).all()


def test_the_first_forget_gate_of_a_minlstm():
    f, _ = parallel.MinLSTM(3, 4, forget_bias=2.0).recurrence(torch.zeros(1, 1, 3))
    gate = 1 / (1 + math.exp(-2))
    torch.testing.assert_close(f, torch.full((1, 1, 4), gate / (gate + 0.5)))


def test_minlstm_names_what_does_not_fit():
    with pytest.raises(ValueError, match="hidden_size must be a whole number"):
        parallel.MinLSTM(3, 0)
    with pytest.raises(ValueError, match="x must have shape"):
        layer()(torch.zeros(2, 7, 4).double())
    with pytest.raises(ValueError, match="mask must be"):
        layer()(torch.zeros(2, 7, 3).double(), mask=torch.ones(2, 7))


def test_arrays_do_for_tensors_and_a_factor_of_zero_has_no_logarithm():
    f, b = np.full((1, 3, 2), 0.5), np.ones((1, 3, 2))
    for run in (parallel.loop, parallel.scan):
        torch.testing.assert_close(run(f, b), run(torch.from_numpy(f), torch.from_numpy(b)))
    torch.testing.assert_close(parallel.scan_in_logs(np.log(f), np.log(b)), parallel.loop(f, b))
    with pytest.raises(ValueError, match="log_f must be finite"):
        parallel.scan_in_logs(np.full((1, 3, 2), -np.inf), b)
