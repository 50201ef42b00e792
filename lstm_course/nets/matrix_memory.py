r"""Memory as a matrix: the mLSTM, step by step and for all time steps at once, and linear attention beside it."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .. import _torch  # noqa: F401


def mlstm_step(q: Tensor, k: Tensor, v: Tensor, log_i: Tensor, log_f: Tensor, state=None):
    r"""Write one pair of key and value into a matrix, fade what was there, and read with a query.

    .. math::

        C_t &= f\, C_{t-1} + i\, v k^T / \sqrt{d} \qquad n_t = f\, n_{t-1} + i\, k / \sqrt{d} \\
        h_t &= \frac{C_t q}{\max(|n_t \cdot q|, 1)}

    i and f are one number for each sequence. C and n are stored divided by :math:`e^{m}`, m the running maximum of the
    logarithms of the weights; the 1 in the normaliser then is :math:`e^{-m}`, and h does not change.

    Parameters
    ----------
    q, k, v : Tensor, shape (N, d)
        Query, key, value. v may have another width, E.
    log_i, log_f : Tensor, shape (N,)
        Logarithms of the gates: with an exponential input gate its pre-activation, with a sigmoid forget gate its
        ``logsigmoid``. log_f must be finite, and log_i as long as nothing is stored.
    state : tuple of Tensor, optional
        C, shape (N, E, d), n, shape (N, d), m, shape (N,). By default nothing is stored.

    Returns
    -------
    h : Tensor, shape (N, E)
        What was read.
    state : tuple of Tensor
        C, n and m after this step.

    Raises
    ------
    ValueError
        Where a shape does not fit, or a gate is not as above.

    References
    ----------
    Beck et al., "xLSTM: Extended Long Short-Term Memory", NeurIPS 2024, section 2.3, without the output gate. ("mLSTM"
    is also the name of another cell, the multiplicative LSTM of Krause et al., 2016.)
    """
    if q.ndim != 2:
        raise ValueError(f"q must have shape (N, d), got {tuple(q.shape)}")
    h, state = mlstm_parallel(*(x[:, None] for x in (q, k, v, log_i, log_f)), state)
    return h[:, 0], state


def mlstm_loop(q: Tensor, k: Tensor, v: Tensor, log_i: Tensor, log_f: Tensor, state=None):
    """Run the mLSTM step by step: the reference for `mlstm_parallel`, with the same arguments."""
    state = _checked(q, k, v, log_i, log_f, state)
    C, n, m = state
    k = k / math.sqrt(k.shape[-1])
    shown = []
    for q_t, k_t, v_t, i_t, f_t in zip(*(x.unbind(dim=1) for x in (q, k, v, log_i, log_f)), strict=True):
        m_new = torch.maximum(f_t + m, i_t)  # (N,)
        i, f = torch.exp(i_t - m_new)[:, None], torch.exp(f_t + m - m_new)[:, None]
        C = f[..., None] * C + i[..., None] * v_t[:, :, None] * k_t[:, None, :]  # (N, E, d)
        n, m = f * n + i * k_t, m_new
        fit = (n * q_t).sum(dim=1).abs()
        shown.append((C @ q_t[..., None])[..., 0] / torch.maximum(fit, torch.exp(-m))[:, None])
    return torch.stack(shown, dim=1), (C, n, m)


def mlstm_parallel(q: Tensor, k: Tensor, v: Tensor, log_i: Tensor, log_f: Tensor, state=None):
    r"""Compute what `mlstm_loop` computes for all time steps at once, without the matrix.

    The pair of step s counts at step t with the weight :math:`i_s f_{s+1} \cdots f_t`. With D the logarithms of these
    weights (:math:`-\infty` for s > t),

    .. math::

        m_t = \max_s D_{ts} \qquad S = \frac{Q K^T}{\sqrt{d}} \odot e^{D - m} \qquad
        h_t = \frac{\sum_s S_{ts} v_s}{\max(|\sum_s S_{ts}|, e^{-m_t})}

    which is attention over the past with a decay in place of the softmax. It takes memory for T times T numbers. The
    sums of log f grow with t, and their rounding with them: in float32 a long sequence loses digits (some 4e-4 at
    T = 1,500, where `mlstm_loop` loses 1e-6); run it in pieces, or in float64.

    Parameters
    ----------
    q, k, v : Tensor, shape (N, T, d)
        Queries, keys, values; v may have another width, E.
    log_i, log_f : Tensor, shape (N, T)
        Logarithms of the gates. log_f must be finite (a forget gate of 0 is for `mlstm_loop`), and so must the first
        log_i where nothing is stored yet.
    state : tuple of Tensor, optional
        C, shape (N, E, d), n, shape (N, d), m, shape (N,): what was stored before. So a long sequence can be run in
        pieces.

    Returns
    -------
    h : Tensor, shape (N, T, E)
        What was read.
    state : tuple of Tensor
        C, n and m after the last time step.

    Raises
    ------
    ValueError
        Where a shape does not fit, N or T is zero, or a gate is not as above.
    """
    C, n, m = _checked(q, k, v, log_i, log_f, state)
    if not torch.isfinite(log_f).all():
        raise ValueError("log_f must be finite, got infinity or NaN; mlstm_loop takes a forget gate of 0")
    T = q.shape[1]
    k = k / math.sqrt(k.shape[-1])
    since = log_f.cumsum(dim=1)  # (N, T)
    future = torch.ones(T, T, dtype=torch.bool, device=q.device).triu(1)
    D = (since[:, :, None] - since[:, None, :] + log_i[:, None, :]).masked_fill(future, -torch.inf)
    before = since + m[:, None]  # logarithm of what the old state counts
    m_all = torch.maximum(D.amax(dim=2), before)  # (N, T)
    S = (q @ k.transpose(1, 2)) * torch.exp(D - m_all[..., None])  # (N, T, T)
    old = torch.exp(before - m_all)  # (N, T)
    read = S @ v + old[..., None] * (q @ C.transpose(1, 2))
    fit = S.sum(dim=2) + old * (q @ n[..., None])[..., 0]
    h = read / torch.maximum(fit.abs(), torch.exp(-m_all))[..., None]
    last = torch.exp(D[:, -1] - m_all[:, -1:])[..., None] * k  # (N, T, d)
    C = old[:, -1, None, None] * C + v.transpose(1, 2) @ last
    n = old[:, -1, None] * n + last.sum(dim=1)
    return h, (C, n, m_all[:, -1])


def linear_attention(q: Tensor, k: Tensor, v: Tensor, *, causal=True) -> Tensor:
    r"""Attention whose weights are :math:`\phi(q) \cdot \phi(k)` with :math:`\phi = \mathrm{elu} + 1`, normalised.

    Without a softmax the sums over the past can be carried in a state: the matrix
    :math:`\sum_s v_s \phi(k_s)^T` and the vector :math:`\sum_s \phi(k_s)`. This function runs over that state and never
    makes a T by T table.

    Parameters
    ----------
    q, k : Tensor, shape (N, T, d)
        Queries and keys.
    v : Tensor, shape (N, T, E)
        Values.
    causal : bool
        Whether step t sees steps up to t only.

    Returns
    -------
    Tensor, shape (N, T, E)
        Weighted means of the values.

    Raises
    ------
    ValueError
        Where a shape does not fit, or N or T is zero.

    References
    ----------
    Katharopoulos, Vyas, Pappas and Fleuret, "Transformers are RNNs: Fast Autoregressive Transformers with Linear
    Attention", ICML 2020, arXiv:2006.16236.
    """
    gates = q.new_zeros(q.shape[:2])
    _checked(q, k, v, gates, gates, None)
    q, k = functional.elu(q) + 1, functional.elu(k) + 1
    if not causal:
        C, n = v.transpose(1, 2) @ k, k.sum(dim=1)  # (N, E, d), (N, d)
        return (q @ C.transpose(1, 2)) / (q @ n[..., None])
    C, n, shown = v.new_zeros(len(v), v.shape[2], k.shape[2]), k.new_zeros(len(k), k.shape[2]), []
    for q_t, k_t, v_t in zip(*(x.unbind(dim=1) for x in (q, k, v)), strict=True):
        C = C + v_t[:, :, None] * k_t[:, None, :]
        n = n + k_t
        shown.append((C @ q_t[..., None])[..., 0] / (n * q_t).sum(dim=1, keepdim=True))
    return torch.stack(shown, dim=1)


def linear_attention_table(q: Tensor, k: Tensor, v: Tensor, *, causal=True) -> Tensor:
    """Compute what `linear_attention` computes from a T by T table of weights, with the same arguments."""
    gates = q.new_zeros(q.shape[:2])
    _checked(q, k, v, gates, gates, None)
    weights = (functional.elu(q) + 1) @ (functional.elu(k) + 1).transpose(1, 2)  # (N, T, T)
    if causal:
        weights = weights.tril()
    return weights @ v / weights.sum(dim=2, keepdim=True)


class MLSTM(nn.Module):
    r"""A layer of the mLSTM: query, key, value and gates from the input, and an output gate.

    Parameters
    ----------
    input_size, hidden_size : int
        D and d: queries, keys and values have d numbers, and the memory d by d.
    forget_bias : float
        Initial bias of the forget gate.

    References
    ----------
    Beck et al., "xLSTM: Extended Long Short-Term Memory", NeurIPS 2024, section 2.3. One head, without the blocks,
    convolutions and norms around the cell.
    """

    def __init__(self, input_size, hidden_size, *, forget_bias=3.0):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.qkvo = nn.Linear(input_size, 4 * hidden_size)
        self.gates = nn.Linear(input_size, 2)
        with torch.no_grad():
            self.gates.bias.copy_(torch.tensor([0.0, forget_bias]))

    def forward(self, x: Tensor, state=None):
        """Run over a batch of sequences in parallel form.

        Parameters
        ----------
        x : Tensor, shape (N, T, D)
            Inputs.
        state : tuple of Tensor, optional
            C, n and m, as `mlstm_parallel` returns them.

        Returns
        -------
        y : Tensor, shape (N, T, d)
            Hidden state after every time step.
        state : tuple of Tensor
            C, n and m after the last one.
        """
        q, k, v, o = self.qkvo(x).chunk(4, dim=-1)
        log_i, a_f = self.gates(x).unbind(dim=-1)
        h, state = mlstm_parallel(q, k, v, log_i, functional.logsigmoid(a_f), state)
        return torch.sigmoid(o) * h, state


def _checked(q, k, v, log_i, log_f, state):
    """Return the state, an empty one by default, after a check of all shapes."""
    fits = q.ndim == k.ndim == v.ndim == 3 and 0 not in q.shape
    if not (fits and q.shape == k.shape and v.shape[:2] == q.shape[:2]):
        raise ValueError(
            "q, k and v must have shapes (N, T, d), (N, T, d) and (N, T, E) with N and T at least 1, "
            f"got {tuple(q.shape)}, {tuple(k.shape)} and {tuple(v.shape)}"
        )
    N, T, d, E = *q.shape, v.shape[2]
    for name, gate in (("log_i", log_i), ("log_f", log_f)):
        if tuple(gate.shape) != (N, T):
            raise ValueError(
                f"{name} must have shape (N, T) = {(N, T)}, one number a step; got {tuple(gate.shape)}"
            )
    if state is None:
        state = q.new_zeros(N, E, d), q.new_zeros(N, d), q.new_full((N,), -torch.inf)
    shapes = [tuple(part.shape) for part in state]
    if shapes != [(N, E, d), (N, d), (N,)]:
        raise ValueError(
            f"state must hold C, n and m of shapes {(N, E, d)}, {(N, d)} and {(N,)}, got {shapes}"
        )
    if (torch.maximum(log_i[:, 0], state[2]) == -torch.inf).any():  # m is -inf where nothing is stored
        raise ValueError("log_i must be above -inf at the first step where nothing is stored yet, got -inf")
    return state
