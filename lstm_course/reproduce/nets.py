"""The networks of the reproduction in PyTorch, with every number drawn from the generator that is given."""

import numpy as np
import torch
from torch import nn

from ..initialisation import chrono

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class RecurrentNet(nn.Module):
    """One recurrent layer and a linear layer on top; symbols go through an embedding.

    Parameters
    ----------
    cell : str
        ``"lstm"``, ``"gru"`` or ``"rnn"`` (tanh).
    input_size, hidden_size, output_size : int
        D (or the number of symbols), H, K.
    rng : numpy.random.Generator
        Source of all initial values: as PyTorch's own, uniform within 1 / sqrt(H), if nothing else is asked for.
    embedding : int
        Size of a learned embedding of symbols; 0 for inputs that are vectors.
    init : dict
        Biases of an LSTM's gates: ``{"chrono": longest lag}``, or any of ``{"forget": value, "input": value}``.
    frozen : bool
        Forget gate fixed at 1, as in the LSTM of 1997: its weights stay 0 and its bias 100, where the logistic function
        in float32 is exactly 1. `freeze` must be called after every change of the weights.
    """

    def __init__(
        self, cell, input_size, hidden_size, output_size, rng, *, embedding=0, init=None, frozen=False
    ):
        super().__init__()
        self.hidden_size, self.frozen = hidden_size, frozen
        with torch.random.fork_rng():  # PyTorch draws values too, before ours take their place
            self.embedding = nn.Embedding(input_size, embedding) if embedding else None
            self.recurrent = CELLS[cell](embedding or input_size, hidden_size, batch_first=True)
            self.readout = nn.Linear(hidden_size, output_size)
        with torch.no_grad():
            if embedding:
                _fill(self.embedding.weight, rng.standard_normal(self.embedding.weight.shape))
            for values in [*self.recurrent.parameters(), *self.readout.parameters()]:
                bound = 1 / np.sqrt(hidden_size)
                _fill(values, rng.uniform(-bound, bound, values.shape))
            self._set_biases(init or {}, rng)
        self.freeze()

    def _set_biases(self, init, rng):
        H, b, b_h = self.hidden_size, self.recurrent.bias_ih_l0, self.recurrent.bias_hh_l0
        if "chrono" in init:
            _fill(b, chrono(H, init["chrono"], rng))
            b_h.zero_()
        for gate, start in (("input", 0), ("forget", H)):
            if gate in init:
                b[start : start + H] = init[gate]
                b_h[start : start + H] = 0

    @torch.no_grad()
    def freeze(self):
        """Set a frozen forget gate back to 1."""
        if self.frozen:
            H = self.hidden_size
            for name, value in self.recurrent.named_parameters():
                value[H : 2 * H] = 100.0 if name == "bias_ih_l0" else 0.0

    def forward(self, x, lengths=None, state=None):
        """Return outputs (N, K) at the end of each sequence, or (N, T, K) and the state without `lengths`."""
        y, state = self.recurrent(x if self.embedding is None else self.embedding(x.clamp(min=0)), state)
        if lengths is None:
            return self.readout(y), state
        return self.readout(y[torch.arange(len(y)), lengths - 1])


class TransformerNet(nn.Module):
    """A small causal Transformer: embedding and sinusoidal positions, layers with the norm first, linear readout.

    Parameters
    ----------
    symbols, width, heads, layers, output_size : int
        Sizes; the inner layer has 4 `width` units.
    rng : numpy.random.Generator
        Source of all initial values: matrices uniform as Glorot and Bengio (2010), biases zero.
    """

    def __init__(self, symbols, width, heads, layers, output_size, rng):
        super().__init__()
        self.width = width
        with torch.random.fork_rng():
            self.embedding = nn.Embedding(symbols, width)
            layer = nn.TransformerEncoderLayer(
                width, heads, 4 * width, dropout=0.0, batch_first=True, norm_first=True
            )
            self.layers = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
            self.norm = nn.LayerNorm(width)
            self.readout = nn.Linear(width, output_size)
        with torch.no_grad():
            for name, values in self.named_parameters():
                if name == "embedding.weight":
                    _fill(values, rng.standard_normal(values.shape))
                elif values.ndim == 2:
                    bound = np.sqrt(6 / sum(values.shape))
                    _fill(values, rng.uniform(-bound, bound, values.shape))
                elif name.endswith("bias"):
                    values.zero_()

    def forward(self, x):
        """Return outputs (N, T, K)."""
        T = x.shape[1]
        rate = torch.exp(torch.arange(0, self.width, 2) * (-np.log(10_000.0) / self.width))
        angle = torch.arange(T)[:, None] * rate
        positions = torch.stack([torch.sin(angle), torch.cos(angle)], dim=2).reshape(T, self.width)
        mask = nn.Transformer.generate_square_subsequent_mask(T)
        return self.readout(self.norm(self.layers(self.embedding(x) + positions, mask=mask, is_causal=True)))


def weights(model):
    """Return the number of a model's trained numbers."""
    return sum(value.numel() for value in model.parameters())


def _fill(tensor, values):
    tensor.copy_(torch.from_numpy(np.asarray(values, np.float32)))
