r"""The linear recurrence :math:`h_t = f_t \odot h_{t-1} + b_t`: step by step, by a scan, and the minLSTM on top of it.

Where f and b do not depend on h, the T steps need not wait for one another. A step is the pair (f, b). Two steps in a
row are one step,

.. math::

    (f_2, b_2) \circ (f_1, b_1) = (f_2 f_1,\; f_2 b_1 + b_2),

and this product is associative: brackets may be set at will. A *scan* sets them so that about :math:`\log_2 T` rounds
suffice, in each of which all time steps work at once.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .. import _torch  # noqa: F401
from .._arguments import check_size
from .._inputs import converted, tensor


def compose(later, earlier):
    r"""Return the one step that does what two steps in a row do.

    Parameters
    ----------
    later, earlier : tuple
        Factor and summand, (f, b) each; `earlier` comes first in time. Numbers, arrays or tensors.

    Returns
    -------
    tuple
        :math:`(f_2 f_1, f_2 b_1 + b_2)`.
    """
    (f2, b2), (f1, b1) = later, earlier
    return f2 * f1, f2 * b1 + b2


@converted(f=tensor, b=tensor, h0=tensor)
def loop(f: Tensor, b: Tensor, h0: Tensor | None = None) -> Tensor:
    r"""Run :math:`h_t = f_t \odot h_{t-1} + b_t` step by step: T rounds, and the reference for `scan`.

    Parameters
    ----------
    f, b : Tensor, shape (N, T, ...)
        Factors and summands; time is the second axis.
    h0 : Tensor, shape (N, ...), optional
        State before the first time step, zeros by default.

    Returns
    -------
    Tensor, shape (N, T, ...)
        The states.

    Raises
    ------
    ValueError
        Where the shapes do not fit, or N or T is zero.
    """
    h = _start(f, b, h0)
    states = []
    for f_t, b_t in zip(f.unbind(dim=1), b.unbind(dim=1), strict=True):
        h = f_t * h + b_t
        states.append(h)
    return torch.stack(states, dim=1)


@converted(f=tensor, b=tensor, h0=tensor)
def scan(f: Tensor, b: Tensor, h0: Tensor | None = None) -> Tensor:
    r"""Compute what `loop` computes, in :math:`\lceil \log_2 T \rceil` rounds.

    In round r each time step is composed with what ends :math:`2^r` steps before it. All steps of a round are
    independent. There is more arithmetic in all, T log T against T; no factor is ever divided by, so a factor of 0 or
    below is as good as any.

    Parameters
    ----------
    f, b : Tensor, shape (N, T, ...)
        Factors and summands; time is the second axis.
    h0 : Tensor, shape (N, ...), optional
        State before the first time step, zeros by default.

    Returns
    -------
    Tensor, shape (N, T, ...)
        The states.

    Raises
    ------
    ValueError
        Where the shapes do not fit, or N or T is zero.

    References
    ----------
    Martin and Cundy, "Parallelizing Linear Recurrent Neural Nets Over Sequence Length", ICLR 2018 (scans for the
    training of networks); the order of the rounds here: Hillis and Steele, "Data Parallel Algorithms", Communications
    of the ACM, 1986.
    """
    h0 = _start(f, b, h0)
    T, reach = f.shape[1], 1
    while reach < T:
        f_new, b_new = compose((f[:, reach:], b[:, reach:]), (f[:, :-reach], b[:, :-reach]))
        f = torch.cat([f[:, :reach], f_new], dim=1)
        b = torch.cat([b[:, :reach], b_new], dim=1)
        reach *= 2
    return f * h0[:, None] + b


@converted(log_f=tensor, log_b=tensor, log_h0=tensor)
def scan_in_logs(log_f: Tensor, log_b: Tensor, log_h0: Tensor | None = None) -> Tensor:
    r"""Compute the states from logarithms, where factors, summands and first state are positive.

    With :math:`L_t = \sum_{s \le t} \log f_s` the states are :math:`h_t = e^{L_t} \sum_{s \le t} e^{\log b_s - L_s}`.
    The sum is taken by ``logcumsumexp``, so that neither factor overflows. But :math:`L_t` grows with t, and with it
    its rounding: in float32 a long sequence loses digits (some 1e-3 at T = 5,000, where `scan` loses 1e-6); use
    float64.

    Parameters
    ----------
    log_f, log_b : Tensor, shape (N, T, ...)
        Logarithms of factors and summands; a summand of 0 is -inf, a factor of 0 (-inf) is none that can be taken.
    log_h0 : Tensor, shape (N, ...), optional
        Logarithm of the state before the first time step, -inf by default.

    Returns
    -------
    Tensor, shape (N, T, ...)
        The states themselves, not their logarithms.

    Raises
    ------
    ValueError
        Where the shapes do not fit, N or T is zero, or a logarithm of a factor is not finite.
    """
    first = _start(log_f, log_b, log_h0)
    if not torch.isfinite(log_f).all():
        raise ValueError("log_f must be finite: a factor of 0 has no logarithm, and scan takes it")
    if log_h0 is None:
        first = torch.full_like(first, -torch.inf)
    decay = log_f.cumsum(dim=1)
    parts = torch.cat([first[:, None], log_b - decay], dim=1)
    return (decay + parts.logcumsumexp(dim=1)[:, 1:]).exp()


class MinLSTM(nn.Module):
    r"""The minLSTM: gates that do not see h, so that the layer is one linear recurrence.

    .. math::

        f &= \sigma(a_f) \qquad i = \sigma(a_i) \qquad f' = \frac{f}{f + i} \qquad i' = \frac{i}{f + i} \\
        h_t &= f' \odot h_{t-1} + i' \odot g

    with :math:`a = x W_x + b` and a candidate :math:`g = a_g` that is not squashed. There is no output gate, no cell
    state beside h, and no weight from h to anything. f' and i' sum to 1, so h stays between the candidates (and the
    first state).

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    forget_bias : float
        Initial bias of the forget gate.
    generator : torch.Generator, optional
        Source of the initial weights, uniform in :math:`\pm 1 / \sqrt{D}`; the other biases start at zero.
    dtype : torch.dtype, optional
        Of the parameters.

    References
    ----------
    Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, "Were RNNs All We Needed?", 2024, arXiv:2410.01201. (The paper also
    gives a form in logarithms, for which the candidate is made positive; `scan_in_logs` runs that.)
    """

    gates = "ifg"

    def __init__(self, input_size, hidden_size, *, forget_bias=1.0, generator=None, dtype=None):
        super().__init__()
        self.input_size = input_size = check_size("input_size", input_size)
        self.hidden_size = hidden_size = check_size("hidden_size", hidden_size)
        draw = torch.rand(input_size, 3 * hidden_size, generator=generator, dtype=dtype)
        self.W_x = nn.Parameter((2 * draw - 1) / math.sqrt(input_size))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size, dtype=dtype))
        with torch.no_grad():
            self.b[hidden_size : 2 * hidden_size] = forget_bias

    def extra_repr(self) -> str:
        """Return the sizes, for ``repr``."""
        return f"input_size={self.input_size}, hidden_size={self.hidden_size}"

    def recurrence(self, x: Tensor, mask: Tensor | None = None):
        r"""Return the factors f' and the summands i' g for inputs (N, T, D), each (N, T, H).

        The gates are normalised in their logits, :math:`f' = \sigma(\log f - \log i)`, so that no 0 / 0 arises. Where
        a mask, (N, T), is False, x is not read: the factor is 1 and the summand 0.
        """
        if x.ndim != 3 or x.shape[2] != self.input_size or 0 in x.shape:
            raise ValueError(
                f"x must have shape (N, T, D) with N and T at least 1 and D = {self.input_size}; "
                f"got {tuple(x.shape)}"
            )
        if mask is not None:
            if mask.dtype != torch.bool or mask.shape != x.shape[:2]:
                raise ValueError(
                    f"mask must be torch.bool of shape (N, T) = {tuple(x.shape[:2])}; "
                    f"got {mask.dtype} of shape {tuple(mask.shape)}"
                )
            x = x.masked_fill(~mask[..., None], 0)  # NaN would reach the gradients
        a_i, a_f, g = (x @ self.W_x + self.b).chunk(3, dim=-1)
        odds = functional.logsigmoid(a_f) - functional.logsigmoid(a_i)
        f, b = torch.sigmoid(odds), torch.sigmoid(-odds) * g
        if mask is not None:
            f, b = f.masked_fill(~mask[..., None], 1.0), b.masked_fill(~mask[..., None], 0.0)
        return f, b

    def forward(self, x: Tensor, state: Tensor | None = None, mask: Tensor | None = None, *, run=scan):
        """Run over a batch of sequences.

        Parameters
        ----------
        x : Tensor, shape (N, T, D)
            Inputs.
        state : Tensor, shape (N, H), optional
            h before the first time step, zeros by default.
        mask : Tensor of bool, shape (N, T), optional
            Where it is False the state is carried on unchanged, and x is not read.
        run : callable
            `scan` or `loop`.

        Returns
        -------
        y : Tensor, shape (N, T, H)
            h after every time step.
        state : Tensor, shape (N, H)
            h after the last one.

        Raises
        ------
        ValueError
            Where a shape or the dtype of the mask does not fit.
        """
        f, b = self.recurrence(x, mask)
        y = run(f, b, state)
        return y, y[:, -1]


def _start(f, b, h0):
    """Return the state before the first time step, after a check of all shapes."""
    if f.ndim < 2 or f.shape != b.shape or 0 in f.shape[:2]:
        raise ValueError(
            "f and b must have the same shape (N, T, ...) with N and T at least 1, "
            f"got {tuple(f.shape)} and {tuple(b.shape)}"
        )
    wanted = f.shape[:1] + f.shape[2:]
    if h0 is None:
        return torch.zeros_like(b[:, 0])
    if h0.shape != wanted:
        raise ValueError(
            f"h0 must have shape {tuple(wanted)}, as f without its time axis; got {tuple(h0.shape)}"
        )
    return h0
