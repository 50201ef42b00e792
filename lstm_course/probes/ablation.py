"""Hold cells of a network still, and see what it loses (lesson 21)."""

import numpy as np
import torch
from torch.nn import functional

from .trace import check_layers


@torch.no_grad()
def held(net, x, unit=None, value=0.0):
    """Return the logits of a language model while one cell, or several, are held at a value at every step.

    A cell is held before h is made of it and before the next step reads it, so what it knew goes neither way. The
    weights are not touched.

    Parameters
    ----------
    net : LanguageModel
        Of one layer. Dropout is left out.
    x : array_like of int, shape (N, T)
        Symbols; the state begins at zero.
    unit : int or array_like of int, optional
        The cell, or several; by default none is held.
    value : float or array_like of float
        Where it is held: its mean over other text, or 0. One number for all cells, or one for each.

    Returns
    -------
    Tensor, shape (N, T, K)
        Of what comes after each symbol.

    Raises
    ------
    ValueError
        Where the network has no such unit or more than one layer, or a shape does not fit.
    """
    check_layers(net)
    x, lstm, H = torch.as_tensor(x), net.lstm, net.lstm.hidden_size
    if x.ndim != 2 or not x.numel():
        raise ValueError(f"x must have shape (N, T), got {tuple(x.shape)}")
    units = np.atleast_1d([] if unit is None else unit)
    if units.ndim != 1 or (units.size and units.dtype.kind not in "iu") or not np.isin(units, range(H)).all():
        raise ValueError(f"unit must be one or several of 0 to {H - 1}, got {unit!r}")
    if np.ndim(value) and np.shape(value) != units.shape:
        raise ValueError(f"value must be one number or {len(units)}, got shape {np.shape(value)}")
    if value is None or not np.isfinite(value).all():
        raise ValueError(f"value must be finite, got {value!r}")
    units, still = torch.from_numpy(units.astype(int)), torch.tensor(np.asarray(value, dtype=np.float32))
    inputs = functional.linear(net.embed(x), lstm.weight_ih_l0, lstm.bias_ih_l0 + lstm.bias_hh_l0)
    h = c = inputs.new_zeros(len(x), H)
    outputs = []
    for t in range(x.shape[1]):
        i, f, g, o = (inputs[:, t] + h @ lstm.weight_hh_l0.T).chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        c[:, units] = still.to(c.dtype)
        h = o.sigmoid() * c.tanh()
        outputs.append(h)
    return net.out(net.narrow(torch.stack(outputs, dim=1)))


def losses(net, x, y, unit=None, value=0.0):
    """Return what each symbol costs a language model while cells are held.

    Parameters
    ----------
    net, x, unit, value
        As for `held`.
    y : array_like of int, shape (N, T)
        The symbols that follow those of x.

    Returns
    -------
    ndarray, shape (N, T)
        In bits.

    Raises
    ------
    ValueError
        As for `held`, and where y has not the shape of x.
    """
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    if x.shape != y.shape:
        raise ValueError(f"y must have the shape of x, {tuple(x.shape)}, got {tuple(y.shape)}")
    log_p = held(net, x, unit, value).double().log_softmax(-1)
    return -log_p.gather(2, y[..., None])[..., 0].numpy() / np.log(2)


def ablate(net, unit, x, y, value=0.0):
    """Return by how much the mean loss rises when one cell, or several, are held.

    Parameters
    ----------
    net : LanguageModel
        Of one layer; it is not changed.
    unit : int or array_like of int
        The cell, or several.
    x, y : array_like of int, shape (N, T)
        Symbols, and those that follow them.
    value : float or array_like of float
        Where they are held, as for `held`.

    Returns
    -------
    float
        Bits per symbol; below 0 where the network does better without the cell.

    Raises
    ------
    ValueError
        As for `losses`.
    """
    if unit is None:
        raise ValueError("unit must be a cell, got None")
    return float(losses(net, x, y, unit, value).mean() - losses(net, x, y).mean())
