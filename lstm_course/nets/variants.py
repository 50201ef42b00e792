r"""The family of the LSTM in PyTorch: one part taken away, added or changed at a time.

Every layer has one interface, ``forward(x, state=None, mask=None) -> (y, state)``, batch first, and runs step by
step, so that its code reads as its equations. `LSTM` is the plain cell of the course. The others override the one
hook that makes them different.

The eight variants of Greff et al. (2017) are ablations of an LSTM **with** peepholes: build them here with
``peepholes=True``; their "no peepholes" (NP) is then `LSTM` itself.

========================= ========= ============================================
class                     Greff     what is different
========================= ========= ============================================
`LSTM`                    NP        nothing (V with ``peepholes=True``)
`NoInputGate`             NIG       i = 1
`NoForgetGate`            NFG       f = 1
`NoOutputGate`            NOG       o = 1
`NoInputActivation`       NIAF      g is linear
`NoOutputActivation`      NOAF      h = o c
`CoupledGates`            CIFG      i = 1 - f
`FullGateRecurrence`      FGR       the gates see the last values of all gates
`LSTM1997`                          the cell of 1997: no forget gate, other squashing
`MinimalGatedUnit`                  one gate in all, no cell state
========================= ========= ============================================

References
----------
Greff, Srivastava, Koutnik, Steunebrink and Schmidhuber, "LSTM: A Search Space Odyssey", IEEE Transactions on Neural
Networks and Learning Systems, 2017, section II and appendix.
"""

import functools
import math

import torch
from torch import Tensor, nn

from .. import _inputs, _torch  # noqa: F401
from .._arguments import check_size
from .._inputs import converted


def _converted_mask(forward):
    """Make a forward that takes arrays, too, and reads zeros where the mask is False: NaN would reach the gradients."""

    @functools.wraps(forward)
    def masked_forward(self, x, state=None, mask=None):
        x, mask = _inputs.tensor("x", x), _inputs.tensor("mask", mask)
        if mask is not None:
            self._check(x, mask)
            x = x.masked_fill(~mask[..., None], 0)
        return forward(self, x, state, mask)

    return masked_forward


class _Recurrent(nn.Module):
    r"""A layer that runs a step over time: weights, initial state, masks, checks.

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    generator : torch.Generator, optional
        Source of the initial weights, uniform in :math:`\pm 1 / \sqrt{H}`; biases start at zero.
    dtype : torch.dtype, optional
        Of parameters and inputs.
    """

    gates = "ifgo"
    states = ("h", "c")

    @converted(input_size=check_size, hidden_size=check_size)
    def __init__(self, input_size, hidden_size, *, generator=None, dtype=None):
        super().__init__()
        for name, size in (("input_size", input_size), ("hidden_size", hidden_size)):
            if isinstance(size, bool) or not isinstance(size, int) or size < 1:
                raise ValueError(f"{name} must be a whole number of at least 1, got {size!r}")
        self.input_size, self.hidden_size = input_size, hidden_size
        width = len(self.gates) * hidden_size
        self.W_x = self._uniform((input_size, width), generator, dtype)
        self.W_h = self._uniform((hidden_size, width), generator, dtype)
        self.b = nn.Parameter(torch.zeros(width, dtype=dtype))

    def _uniform(self, shape, generator, dtype):
        bound = 1 / math.sqrt(self.hidden_size)
        return nn.Parameter((2 * torch.rand(shape, generator=generator, dtype=dtype) - 1) * bound)

    def extra_repr(self) -> str:
        """Return the sizes, for ``repr``."""
        return f"input_size={self.input_size}, hidden_size={self.hidden_size}"

    @_converted_mask
    def forward(self, x: Tensor, state=None, mask: Tensor | None = None):
        """Run over a batch of sequences.

        Parameters
        ----------
        x : Tensor, shape (N, T, D)
            Inputs.
        state : tuple of Tensor, each (N, H), or one Tensor where the layer has one state; optional
            State before the first time step; zeros by default. `states` names its parts.
        mask : Tensor of bool, shape (N, T), optional
            Where it is False the state is carried on unchanged, y repeats the carried h, and x is not read: it may be
            NaN there, and the gradients stay finite.

        Returns
        -------
        y : Tensor, shape (N, T, H)
            Hidden state after every time step.
        state : as the argument
            State after the last time step.

        Raises
        ------
        ValueError
            Where a shape or dtype does not fit, or T or N is zero.
        """
        self._check(x, mask)
        state = self._start(x, state)
        a_x = x @ self.W_x + self.b  # (N, T, KH)
        shown = []
        for t, a_t in enumerate(
            a_x.unbind(dim=1)
        ):  # a slice for each step would cost T squared on the way back
            new = self.step(a_t, state)
            if mask is not None:
                keep = mask[:, t, None]  # (N, 1)
                new = tuple(torch.where(keep, now, old) for now, old in zip(new, state, strict=True))
            state = new
            shown.append(state[0])
        return torch.stack(shown, dim=1), state if len(self.states) > 1 else state[0]

    def _start(self, x, state):
        shape = (x.shape[0], self.hidden_size)
        if state is None:
            return tuple(x.new_zeros(shape) for _ in self.states)
        parts = (state,) if isinstance(state, Tensor) else tuple(state)
        names = ", ".join(self.states)
        if len(parts) != len(self.states):
            raise ValueError(f"state must hold {len(self.states)} tensors ({names}), got {len(parts)}")
        for name, part in zip(self.states, parts, strict=True):
            if tuple(part.shape) != shape or part.dtype != x.dtype:
                raise ValueError(
                    f"state {name} must be {x.dtype} of shape (N, H) = {shape}; "
                    f"got {part.dtype} of shape {tuple(part.shape)}"
                )
        return parts

    def _check(self, x, mask):
        if x.ndim != 3 or x.shape[2] != self.input_size or 0 in x.shape:
            raise ValueError(
                f"x must have shape (N, T, D) with N and T at least 1 and D = {self.input_size}; "
                f"got {tuple(x.shape)}"
            )
        if x.dtype != self.W_x.dtype:
            raise ValueError(f"x must have the dtype of the layer, {self.W_x.dtype}; got {x.dtype}")
        N, T = x.shape[:2]
        if mask is not None and (mask.dtype != torch.bool or tuple(mask.shape) != (N, T)):
            raise ValueError(
                f"mask must be torch.bool of shape (N, T) = {(N, T)}; got {mask.dtype} of shape {tuple(mask.shape)}"
            )

    def _blocks(self, a, h):
        """Return the sums of each gate by its letter, (N, H) each."""
        return dict(zip(self.gates, (a + h @ self.W_h).chunk(len(self.gates), dim=-1), strict=True))


class LSTM(_Recurrent):
    r"""The LSTM with a forget gate, and with peepholes where asked.

    .. math::

        i &= \sigma(a_i + p_i \odot c_{prev}) \qquad f = \sigma(a_f + p_f \odot c_{prev}) \qquad g = \tanh(a_g) \\
        c &= f \odot c_{prev} + i \odot g \\
        o &= \sigma(a_o + p_o \odot c) \qquad h = o \odot \tanh(c)

    with :math:`a = x W_x + h_{prev} W_h + b`. Without peepholes the terms in p are absent.

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    peepholes : bool
        Whether the gates see the cell state: input and forget gate the old one, output gate the new one.
    forget_bias : float
        Initial bias of the forget gate, where there is one.
    generator : torch.Generator, optional
        Source of the initial weights.
    dtype : torch.dtype, optional
        Of the parameters.

    References
    ----------
    Gers, Schmidhuber and Cummins, "Learning to Forget", Neural Computation, 2000. Peepholes: Gers, Schraudolph and
    Schmidhuber, "Learning Precise Timing with LSTM Recurrent Networks", Journal of Machine Learning Research, 2002.
    """

    peeping = "ifo"  # gates that see c where there are peepholes

    def __init__(
        self, input_size, hidden_size, *, peepholes=False, forget_bias=1.0, generator=None, dtype=None
    ):
        super().__init__(input_size, hidden_size, generator=generator, dtype=dtype)
        self.peepholes = nn.ParameterDict()
        if peepholes:
            for gate in self.peeping:
                self.peepholes[gate] = self._uniform((hidden_size,), generator, dtype)
        if "f" in self.gates:
            at = self.gates.index("f") * hidden_size
            with torch.no_grad():
                self.b[at : at + hidden_size] = forget_bias

    def step(self, a: Tensor, state):
        """Run one time step from a = x W_x + b, (N, KH), and the state; return the new state."""
        h, c_prev = state
        a = self._blocks(a, h)
        g = self.candidate(a)
        f = self.forget_gate(a, c_prev)
        i = self.input_gate(a, c_prev, f)
        c = f * c_prev + i * g
        o = self.output_gate(a, c)
        return o * self.squash(c), c

    def peep(self, gate: str, c: Tensor):
        """Return the term that the cell state adds to a gate's sum, 0 without peepholes."""
        return self.peepholes[gate] * c if gate in self.peepholes else 0

    def candidate(self, a):
        """Return g."""
        return torch.tanh(a["g"])

    def forget_gate(self, a, c_prev):
        """Return f."""
        return torch.sigmoid(a["f"] + self.peep("f", c_prev))

    def input_gate(self, a, c_prev, f):
        """Return i; f is there for the cells that couple the two."""
        return torch.sigmoid(a["i"] + self.peep("i", c_prev))

    def output_gate(self, a, c):
        """Return o; c is the new cell state."""
        return torch.sigmoid(a["o"] + self.peep("o", c))

    def squash(self, c):
        """Return what the output gate multiplies."""
        return torch.tanh(c)


class NoInputGate(LSTM):
    r"""Ablation NIG: everything is written in full, :math:`c = f \odot c_{prev} + g`.

    References
    ----------
    Greff et al. (2017), variant NIG.
    """

    gates = "fgo"
    peeping = "fo"

    def input_gate(self, a, c_prev, f):
        """Return 1."""
        return 1.0


class NoForgetGate(LSTM):
    r"""Ablation NFG: nothing is ever wiped, :math:`c = c_{prev} + i \odot g`.

    This is the cell of 1997 with today's squashing; for its own see `LSTM1997`.

    References
    ----------
    Greff et al. (2017), variant NFG; Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation, 1997.
    """

    gates = "igo"
    peeping = "io"

    def forget_gate(self, a, c_prev):
        """Return 1."""
        return 1.0


class LSTM1997(NoForgetGate):
    r"""The cell of 1997 with its own squashing functions.

    .. math::

        c = c_{prev} + i \odot (4 \sigma(a_g) - 2) \qquad h = o \odot (2 \sigma(c) - 1)

    Blocks of one cell each, and the gates see x and h only; the larger blocks, the gate-to-gate weights and the
    truncated online learning rule of the paper are not part of this layer.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation, 1997, section 4 and appendix A.1.
    """

    def __init__(self, input_size, hidden_size, *, generator=None, dtype=None):
        super().__init__(input_size, hidden_size, generator=generator, dtype=dtype)

    def candidate(self, a):
        """Return g, between -2 and 2."""
        return 4 * torch.sigmoid(a["g"]) - 2

    def squash(self, c):
        """Return the squashed cell state, between -1 and 1."""
        return 2 * torch.sigmoid(c) - 1


class NoOutputGate(LSTM):
    r"""Ablation NOG: everything is always shown, :math:`h = \tanh(c)`.

    References
    ----------
    Greff et al. (2017), variant NOG.
    """

    gates = "ifg"
    peeping = "if"

    def output_gate(self, a, c):
        """Return 1."""
        return 1.0


class NoInputActivation(LSTM):
    r"""Ablation NIAF: the candidate is linear, :math:`g = a_g`.

    References
    ----------
    Greff et al. (2017), variant NIAF.
    """

    def candidate(self, a):
        """Return g, unbounded."""
        return a["g"]


class NoOutputActivation(LSTM):
    r"""Ablation NOAF: the cell state is shown as it is, :math:`h = o \odot c`.

    References
    ----------
    Greff et al. (2017), variant NOAF.
    """

    def squash(self, c):
        """Return c."""
        return c


class CoupledGates(LSTM):
    r"""CIFG: what is not kept is written, :math:`i = 1 - f`, as in the GRU.

    References
    ----------
    Greff et al. (2017), variant CIFG.
    """

    gates = "fgo"
    peeping = "fo"

    def input_gate(self, a, c_prev, f):
        """Return 1 - f."""
        return 1 - f


class FullGateRecurrence(LSTM):
    r"""FGR: every gate also sees the last values of all gates, as in the cell of 1997.

    :math:`(a_i, a_f, a_o)` gain :math:`(i, f, o)_{prev} W_{gates}`. The gates are part of the state, which is
    (h, c, i, f, o).

    References
    ----------
    Greff et al. (2017), variant FGR.
    """

    states = ("h", "c", "i", "f", "o")

    def __init__(self, input_size, hidden_size, *, generator=None, dtype=None, **options):
        super().__init__(input_size, hidden_size, generator=generator, dtype=dtype, **options)
        self.W_gates = self._uniform((3 * hidden_size, 3 * hidden_size), generator, dtype)

    def step(self, a: Tensor, state):
        """Run one time step; the new gates are returned in the state."""
        h, c_prev, *gates = state
        a = self._blocks(a, h)
        from_gates = (torch.cat(gates, dim=-1) @ self.W_gates).chunk(3, dim=-1)
        for gate, term in zip("ifo", from_gates, strict=True):
            a[gate] = a[gate] + term
        f = self.forget_gate(a, c_prev)
        i = self.input_gate(a, c_prev, f)
        c = f * c_prev + i * self.candidate(a)
        o = self.output_gate(a, c)
        return o * self.squash(c), c, i, f, o


class MinimalGatedUnit(_Recurrent):
    r"""One gate and no cell state.

    .. math::

        f &= \sigma(x W_{xf} + h_{prev} W_{hf} + b_f) \\
        n &= \tanh(x W_{xn} + (f \odot h_{prev}) W_{hn} + b_n) \\
        h &= (1 - f) \odot h_{prev} + f \odot n

    The gate is called f in the paper, but f = 1 *replaces* here.

    References
    ----------
    Zhou, Wu, Zhang and Zhou, "Minimal Gated Unit for Recurrent Neural Networks", International Journal of Automation
    and Computing, 2016.
    """

    gates = "fn"
    states = ("h",)

    def step(self, a: Tensor, state):
        """Run one time step from a = x W_x + b, (N, 2H), and the state; return the new state."""
        (h_prev,) = state
        a_f, a_n = a.chunk(2, dim=-1)
        W_hf, W_hn = self.W_h.chunk(2, dim=-1)
        f = torch.sigmoid(a_f + h_prev @ W_hf)
        n = torch.tanh(a_n + (f * h_prev) @ W_hn)
        return ((1 - f) * h_prev + f * n,)


ABLATIONS = {
    "V": (LSTM, {"peepholes": True}),
    "NP": (LSTM, {}),
    "NIG": (NoInputGate, {"peepholes": True}),
    "NFG": (NoForgetGate, {"peepholes": True}),
    "NOG": (NoOutputGate, {"peepholes": True}),
    "NIAF": (NoInputActivation, {"peepholes": True}),
    "NOAF": (NoOutputActivation, {"peepholes": True}),
    "CIFG": (CoupledGates, {"peepholes": True}),
    "FGR": (FullGateRecurrence, {"peepholes": True}),
}


def ablation(name: str, input_size: int, hidden_size: int, **options) -> LSTM:
    """Build a variant by the name that Greff et al. give it.

    Parameters
    ----------
    name : str
        One of V, NP, NIG, NFG, NOG, NIAF, NOAF, CIFG, FGR.
    input_size, hidden_size : int
        D and H.
    **options
        ``forget_bias``, ``generator``, ``dtype``.

    Returns
    -------
    LSTM
        A layer with ``forward(x, state=None, mask=None) -> (y, state)``.

    Raises
    ------
    ValueError
        Where there is no variant of this name.
    """
    if name not in ABLATIONS:
        raise ValueError(f"name must be one of {', '.join(ABLATIONS)}, got {name!r}")
    kind, fixed = ABLATIONS[name]
    return kind(input_size, hidden_size, **fixed, **options)
