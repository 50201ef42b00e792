"""What a trained language model has in its gates and states while it reads (lesson 21)."""

import numpy as np
import torch

from ..nets.interop import from_torch


def trace(net, ids):
    """Return all gates and states of a language model at every symbol.

    The LSTM is run by the course's own layer, which keeps what PyTorch's throws away.

    Parameters
    ----------
    net : LanguageModel
        Of one layer. Dropout is left out.
    ids : array_like of int, shape (T,) or (N, T)
        Symbols; the state begins at zero.

    Returns
    -------
    dict
        ``i``, ``f``, ``g``, ``o``, ``c``, ``h``: ndarray, shape (T, H) or (N, T, H), each after that symbol was read.

    Raises
    ------
    ValueError
        Where ids have another shape, or the network more than one layer.
    """
    rows = np.atleast_2d(ids)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"ids must have shape (T,) or (N, T), T >= 1, got {np.shape(ids)}")
    check_layers(net)
    layer = from_torch(net.lstm)
    with torch.no_grad():
        x = net.embed(torch.as_tensor(rows)).numpy()
    layer.forward(x.astype(layer.params["W_x"].dtype))
    return {name: layer.trace[name] if np.ndim(ids) == 2 else layer.trace[name][0] for name in "ifgoch"}


def check_layers(net):
    """Raise `ValueError` where the LSTM of `net` has more than one layer."""
    if net.lstm.num_layers != 1 or net.lstm.bidirectional:
        raise ValueError(f"net must have one LSTM in one direction, got {net.lstm}")
