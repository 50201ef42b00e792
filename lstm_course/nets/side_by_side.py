r"""Train several small networks of one kind at once: the seeds of an experiment, for about the price of one.

A small recurrent network spends its time on the overhead of its steps, not on arithmetic. S networks with D inputs, H
units and K outputs each are therefore laid side by side as one network with S D inputs, S H units and S K outputs, in
which every weight between two of them is zero. It stays zero, because its gradient is set to zero before each update.
"""

import math

import torch
from torch import Tensor, nn

from .. import _inputs, _torch  # noqa: F401
from .._inputs import converted


class SideBySide(nn.Module):
    r"""Independent networks, a recurrent layer and a linear one each, that run together.

    All weights are uniform in :math:`\pm 1 / \sqrt{H}` and all biases zero, but for the forget bias of an LSTM.

    Parameters
    ----------
    kind : type
        ``nn.RNN``, ``nn.LSTM``, ``nn.GRU``, or a class of `lstm_course.nets.variants`.
    sizes : tuple of int
        D, H and K of one network.
    seeds : sequence of int
        One for each network, of its initial weights.
    forget_bias : float
        Where the layer has a forget gate.
    **options
        Further arguments of `kind`, such as ``peepholes=True``.

    Raises
    ------
    ValueError
        Where `sizes` are not three whole numbers of at least 1, or `seeds` no sequence of at least one.
    """

    @converted(seeds=_inputs.label)
    def __init__(self, kind, sizes, seeds, *, forget_bias=1.0, **options):
        super().__init__()
        if len(sizes) != 3 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in sizes):
            raise ValueError(f"sizes must be D, H and K, whole numbers of at least 1; got {sizes!r}")
        if not len(seeds):
            raise ValueError("seeds must hold at least one number, got none")
        D, H, K = self.sizes = tuple(sizes)
        S = self.count = len(seeds)
        if kind.__module__.startswith("torch."):
            options["batch_first"] = True
        self.layer = kind(S * D, S * H, **options)
        self.head = nn.Linear(S * H, S * K)
        self._own = {name: _masks(name, p, S, self.sizes) for name, p in self.named_parameters()}
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        bound = 1 / math.sqrt(H)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                own = self._own[name]
                parameter.zero_()
                if not _is_bias(name):
                    for mask, generator in zip(own, generators, strict=True):
                        parameter[mask] = bound * (2 * torch.rand(int(mask.sum()), generator=generator) - 1)
                parameter.register_hook(torch.stack(own).any(dim=0).to(parameter.dtype).mul)
            self._set_forget_bias(forget_bias)

    def _set_forget_bias(self, value):
        bias = self.layer.bias_hh_l0 if isinstance(self.layer, nn.LSTM) else getattr(self.layer, "b", None)
        gates = getattr(self.layer, "gates", "ifgo")
        if bias is not None and "f" in gates and "g" in gates:
            bias.chunk(len(gates))[gates.index("f")].fill_(value)

    @property
    def parameters_each(self) -> int:
        """Number of parameters of one of the networks."""
        return sum(int(own[0].sum()) for own in self._own.values())

    def forward(self, x: Tensor) -> Tensor:
        """Run all networks.

        Parameters
        ----------
        x : Tensor, shape (S, N, T, D) or (N, T, D)
            Inputs of each network, or the same for all.

        Returns
        -------
        Tensor, shape (S, N, T, K)
            Outputs of each network after every time step.

        Raises
        ------
        ValueError
            Where the shape does not fit.
        """
        D, _, K = self.sizes
        if x.ndim == 3:
            x = x.expand(self.count, *x.shape)
        if x.ndim != 4 or x.shape[0] != self.count or x.shape[3] != D:
            raise ValueError(
                f"x must have shape (S, N, T, D) or (N, T, D) with S = {self.count} and D = {D}; "
                f"got {tuple(x.shape)}"
            )
        joined = x.permute(1, 2, 0, 3).flatten(2)  # (N, T, S D)
        y, _ = self.layer(joined)
        return self.head(y).unflatten(2, (self.count, K)).permute(2, 0, 1, 3)

    def fit(self, losses_of, steps: int, learning_rate: float):
        """Train with Adam, one update at a time.

        Parameters
        ----------
        losses_of : callable
            Takes this network, draws a batch, and returns the loss of each network, a Tensor of shape (S,).
        steps : int
            Number of updates.
        learning_rate : float
            Of Adam.

        Yields
        ------
        ndarray, shape (S,)
            The losses before each update; who has seen enough may stop.
        """
        optimiser = torch.optim.Adam(self.parameters(), learning_rate)
        for _ in range(steps):
            losses = losses_of(self)
            optimiser.zero_grad()
            losses.sum().backward()
            optimiser.step()
            yield losses.detach().numpy()


def _is_bias(name):
    return name == "layer.b" or name.rpartition(".")[2].startswith("bias")


def _masks(name, parameter, count, sizes):
    """Return for each network which entries of a parameter are its own."""
    D, H, K = sizes
    if parameter.ndim < 2:
        whole = torch.arange(parameter.numel()) // (K if name == "head.bias" else H) % count
        return [whole == s for s in range(count)]
    block = {
        "head.weight": (K, H),
        "layer.weight_ih_l0": (H, D),  # PyTorch stacks the gates in rows
        "layer.W_x": (D, H),  # ours stand in columns
    }.get(name, (H, H))
    rows = torch.arange(parameter.shape[0]) // block[0] % count
    columns = torch.arange(parameter.shape[1]) // block[1] % count
    return [(rows[:, None] == s) & (columns == s) for s in range(count)]
