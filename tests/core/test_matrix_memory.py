"""The mLSTM step by step, at once, in pieces and in its naive form; linear attention as state and as table."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.nets import matrix_memory as mm
from lstm_course.training import seeded


def drawn(N=2, T=7, d=4, E=3, seed=0, spread=1.0):
    rng = np.random.default_rng(seed)
    q, k = rng.normal(size=(2, N, T, d))
    v, log_i = rng.normal(size=(N, T, E)), spread * rng.normal(size=(N, T))
    log_f = -np.logaddexp(0, -rng.normal(size=(N, T)))
    return tuple(map(torch.from_numpy, (q, k, v, log_i, log_f)))


def naive(q, k, v, log_i, log_f):
    """The equations of the paper without a stabiliser, one sequence at a time."""
    N, T, d = q.shape
    out = np.zeros((N, T, v.shape[2]))
    for row in range(N):
        C, n = np.zeros((v.shape[2], d)), np.zeros(d)
        for t in range(T):
            i, f = np.exp(log_i[row, t].item()), np.exp(log_f[row, t].item())
            key = k[row, t].numpy() / np.sqrt(d)
            C, n = f * C + i * np.outer(v[row, t].numpy(), key), f * n + i * key
            out[row, t] = C @ q[row, t].numpy() / max(abs(n @ q[row, t].numpy()), 1)
    return out


@given(
    N=st.integers(1, 3),
    T=st.integers(1, 9),
    d=st.integers(1, 4),
    E=st.integers(1, 4),
    seed=st.integers(0, 99),
)
def test_loop_parallel_and_naive_agree(N, T, d, E, seed):
    parts = drawn(N, T, d, E, seed)
    one, state = mm.mlstm_loop(*parts)
    other, at_once = mm.mlstm_parallel(*parts)
    np.testing.assert_allclose(one, naive(*parts), rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(other, one, rtol=1e-9, atol=1e-9)
    for a, b in zip(state, at_once, strict=True):
        torch.testing.assert_close(a, b)


def test_in_pieces_and_by_steps():
    parts = drawn(T=9)
    whole, _ = mm.mlstm_parallel(*parts)
    first, state = mm.mlstm_parallel(*(x[:, :4] for x in parts))
    second, _ = mm.mlstm_parallel(*(x[:, 4:] for x in parts), state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    state = None
    for t in range(9):
        h, state = mm.mlstm_step(*(x[:, t] for x in parts), state)
        torch.testing.assert_close(h, whole[:, t])


def test_the_future_does_not_count():
    parts = drawn()
    before, _ = mm.mlstm_parallel(*parts)
    for x in parts:
        x[:, 5] += 1
    after, _ = mm.mlstm_parallel(*parts)
    moved = (before - after).abs().amax(dim=(0, 2)) > 1e-12
    assert moved.tolist() == [False] * 5 + [True] * 2


def test_orthonormal_keys_are_recalled():
    d = 4
    k = np.sqrt(d) * torch.eye(d).double()[None]  # the layer divides by the root of d
    v = drawn(N=1, T=d, E=3)[2]
    log_i, log_f = torch.zeros(1, d).double(), torch.zeros(1, d).double()
    _, state = mm.mlstm_parallel(k, k, v, log_i, log_f)
    for place in range(d):
        nothing = torch.full((1,), -torch.inf).double()
        h, _ = mm.mlstm_step(
            torch.eye(d)[None, place].double(), k[:, 0], v[:, 0], nothing, log_f[:, 0], state
        )
        torch.testing.assert_close(h, v[:, place])


@pytest.mark.parametrize("run", [mm.mlstm_loop, mm.mlstm_parallel])
def test_gates_far_out_stay_finite(run):
    q, k, v, log_i, log_f = (x.float() for x in drawn(T=40))
    for scale in (50, 5000):
        h, state = run(q, k, v, scale * log_i, scale * log_f)
        assert torch.isfinite(h).all()
        assert all(torch.isfinite(part).all() for part in state)


def test_gradients_agree_and_are_finite():
    grads = []
    for run in (mm.mlstm_loop, mm.mlstm_parallel):
        parts = [x.clone().requires_grad_() for x in drawn()]
        run(*parts)[0].sin().sum().backward()
        grads.append([x.grad for x in parts])
    for one, other in zip(*grads, strict=True):
        assert torch.isfinite(one).all()
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("causal", [True, False])
@given(
    N=st.integers(1, 3),
    T=st.integers(1, 8),
    d=st.integers(1, 4),
    E=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_linear_attention_is_its_definition(causal, N, T, d, E, seed):
    q, k, v, *_ = drawn(N, T, d, E, seed)

    def phi(x):
        return np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))

    wanted = np.zeros((N, T, E))
    for row in range(N):
        for t in range(T):
            seen = t + 1 if causal else T
            weights = phi(k[row, :seen].numpy()) @ phi(q[row, t].numpy())
            assert (weights > 0).all()
            wanted[row, t] = weights @ v[row, :seen].numpy() / weights.sum()
    np.testing.assert_allclose(mm.linear_attention(q, k, v, causal=causal), wanted)
    np.testing.assert_allclose(mm.linear_attention_table(q, k, v, causal=causal), wanted)


def test_a_layer_in_pieces():
    with seeded(0):
        net = mm.MLSTM(5, 4).double().requires_grad_(False)
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(2, 8, 5)))
    whole, _ = net(x)
    assert whole.shape == (2, 8, 4)
    first, state = net(x[:, :3])
    second, _ = net(x[:, 3:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    assert torch.sigmoid(mm.MLSTM(5, 4, forget_bias=2.0).gates.bias[1]).item() == pytest.approx(
        0.8808, abs=1e-4
    )


def test_what_does_not_fit_is_named():
    q, k, v, log_i, log_f = drawn()
    with pytest.raises(ValueError, match="q, k and v must have shapes"):
        mm.mlstm_parallel(q, k[:, :3], v, log_i, log_f)
    with pytest.raises(ValueError, match="log_f must have shape"):
        mm.mlstm_loop(q, k, v, log_i, log_f[..., None])
    with pytest.raises(ValueError, match="state must hold C, n and m"):
        mm.mlstm_parallel(q, k, v, log_i, log_f, (torch.zeros(2, 4, 3), torch.zeros(2, 4), torch.zeros(2)))
    with pytest.raises(ValueError, match=r"q must have shape \(N, d\)"):
        mm.mlstm_step(q, k, v, log_i, log_f)
    with pytest.raises(ValueError, match="at least 1"):
        mm.linear_attention(q[:, :0], k[:, :0], v[:, :0])


def test_gates_of_zero_are_refused_where_they_would_give_nan():
    q = k = v = torch.ones(1, 3, 2)
    open_, shut = torch.zeros(1, 3), torch.tensor([[0.0, -torch.inf, 0.0]])
    assert torch.isfinite(mm.mlstm_loop(q, k, v, open_, shut)[0]).all()
    with pytest.raises(ValueError, match=r"log_f must be finite.*mlstm_loop"):
        mm.mlstm_parallel(q, k, v, open_, shut)
    torch.testing.assert_close(mm.mlstm_parallel(q, k, v, shut, open_), mm.mlstm_loop(q, k, v, shut, open_))
    for run in (mm.mlstm_loop, mm.mlstm_parallel):
        with pytest.raises(ValueError, match="log_i must be above -inf at the first step"):
            run(q, k, v, shut.roll(-1, 1), open_)
    with pytest.raises(ValueError, match="log_i must be above -inf at the first step"):
        mm.mlstm_step(q[:, 0], k[:, 0], v[:, 0], shut[:, 1], open_[:, 0])
