r"""The sLSTM: an LSTM whose input gate is an exponential, kept finite by a normaliser and a stabiliser."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .variants import _Recurrent


class SLSTM(_Recurrent):
    r"""The LSTM with an exponential input gate, a normaliser n and a stabiliser m.

    .. math::

        c_t &= f \odot c_{t-1} + i \odot \tanh(a_g) \qquad n_t = f \odot n_{t-1} + i \qquad
        h_t = \sigma(a_o) \odot c_t / n_t \\
        i &= e^{a_i} \qquad f = \sigma(a_f)

    with :math:`a = x W_x + h_{t-1} W_h + b`: the gates see h, so this layer runs step by step (its authors say that it
    *mixes memory*). :math:`c / n` is a weighted mean of all candidates so far; an exponential gate may outweigh what
    came before by any factor. To keep it finite, c and n are stored divided by :math:`e^{m}`, where m is the running
    maximum of the logarithms of the weights; the quotient does not change:

    .. math::

        m_t = \max(\log f + m_{t-1},\, a_i) \qquad i' = e^{a_i - m_t} \qquad f' = e^{\log f + m_{t-1} - m_t}

    The state is (h, c, n, m). By default h, c and n start at 0 and m at minus infinity: the mean is over nothing yet.

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    forget_bias : float
        Initial bias of the forget gate.
    exponential_forget : bool
        Whether the forget gate is :math:`e^{a_f}`, too; the paper allows both.
    generator : torch.Generator, optional
        Source of the initial weights.
    dtype : torch.dtype, optional
        Of the parameters.

    References
    ----------
    Beck et al., "xLSTM: Extended Long Short-Term Memory", NeurIPS 2024, section 2.2. One block of recurrent weights
    (one head), without the blocks, convolutions and norms around the cell.
    """

    states = ("h", "c", "n", "m")

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        forget_bias=1.0,
        exponential_forget=False,
        generator=None,
        dtype=None,
    ):
        super().__init__(input_size, hidden_size, generator=generator, dtype=dtype)
        self.exponential_forget = exponential_forget
        with torch.no_grad():
            self.b[hidden_size : 2 * hidden_size] = forget_bias

    def _start(self, x, state):
        parts = super()._start(x, state)
        return (*parts[:3], torch.full_like(parts[3], -torch.inf)) if state is None else parts

    def step(self, a: Tensor, state):
        """Run one time step from a = x W_x + b, (N, 4H), and the state (h, c, n, m); return the new state."""
        h, *memory = state
        a = self._blocks(a, h)
        log_f = a["f"] if self.exponential_forget else functional.logsigmoid(a["f"])
        c, n, m = stabilised(torch.tanh(a["g"]), a["i"], log_f, memory)
        return torch.sigmoid(a["o"]) * c / n, c, n, m


def stabilised(g: Tensor, log_i: Tensor, log_f: Tensor, memory):
    r"""Return the weighted sum, the sum of weights and the running maximum after one more candidate.

    Parameters
    ----------
    g : Tensor, shape (N, H)
        Candidate.
    log_i, log_f : Tensor, shape (N, H)
        Logarithms of the input gate and of the forget gate.
    memory : tuple of Tensor, each (N, H)
        c and n, both divided by :math:`e^{m}`, and m.

    Returns
    -------
    tuple of Tensor, each (N, H)
        The same three after this step. c / n is the mean; n is at least :math:`e^0 = 1` where the new candidate is the
        heaviest.
    """
    c, n, m = memory
    m_new = torch.maximum(log_f + m, log_i)
    i, f = torch.exp(log_i - m_new), torch.exp(log_f + m - m_new)
    return f * c + i * g, f * n + i, m_new
