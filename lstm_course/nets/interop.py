r"""Our parameters in the layouts of PyTorch, Keras and ONNX, and back.

========= ============================ ======================= ==================================
library   order of the LSTM's gates    order of the GRU's      shape of the recurrent weights
========= ============================ ======================= ==================================
course    i, f, g, o                   r, z, n                 (H, 4H)
PyTorch   i, f, g, o                   r, z, n                 (4H, H), two biases that are summed
Keras     i, f, c, o (c is our g)      z, r, h (h is our n)    (H, 4H)
ONNX      i, o, f, c                   z, r, h                 (1, 4H, H), two biases in one row
========= ============================ ======================= ==================================
"""

import numpy as np

from ..layers import GRU, LSTM, RNN

_COURSE = {"LSTM": "ifgo", "GRU": "rzn", "RNN": "h"}
_KERAS = {"LSTM": "ifgo", "GRU": "zrn", "RNN": "h"}
_ONNX = {"LSTM": "iofg", "GRU": "zrn", "RNN": "h"}
_LAYERS = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN}


def reorder(W, source, destination, axis=-1):
    r"""Put the gate blocks of an array into another order.

    Parameters
    ----------
    W : ndarray
        Its size along `axis` is a multiple of the number of gates.
    source, destination : str
        One letter for each gate, such as ``"ifgo"`` and ``"iofc"``. The letter c of some libraries means the
        candidate, our g.
    axis : int
        The axis along which the gates are stacked.

    Returns
    -------
    ndarray, shape of `W`
        A new array.

    Raises
    ------
    ValueError
        Where the orders do not hold the same letters once each, or the size does not fit.
    """
    source_gates, destination_gates = source.replace("c", "g"), destination.replace("c", "g")
    if (
        not source
        or len(set(source_gates)) != len(source_gates)
        or sorted(source_gates) != sorted(destination_gates)
    ):
        raise ValueError(
            f"source and destination must hold the same gates, each once; got {source!r} and {destination!r}"
        )
    W = np.asarray(W)
    if W.ndim == 0 or not -W.ndim <= axis < W.ndim:
        raise ValueError(f"axis must be an axis of W, which has shape {W.shape}; got {axis}")
    if W.shape[axis] == 0 or W.shape[axis] % len(source):
        raise ValueError(
            f"W must have a multiple of {len(source)} entries along axis {axis}, got shape {W.shape}"
        )
    blocks = dict(zip(source_gates, np.split(W, len(source), axis=axis), strict=True))
    return np.concatenate([blocks[gate] for gate in destination_gates], axis=axis)


def to_torch(layer):
    """Return a PyTorch layer with the same weights.

    Parameters
    ----------
    layer : LSTM, GRU or RNN
        A layer of this package; a GRU only with ``reset_after=True``, the convention of PyTorch.

    Returns
    -------
    torch.nn.LSTM, torch.nn.GRU or torch.nn.RNN
        One layer, ``batch_first=True``, in the layer's dtype. PyTorch adds two biases: ours becomes
        ``bias_ih_l0``, and ``bias_hh_l0`` is zero (the GRU has use for both).

    Raises
    ------
    ValueError
        Where `layer` is of another kind, or a GRU with ``reset_after=False``.
    """
    import torch

    kind = _kind(layer)
    if kind == "GRU" and not layer.reset_after:
        raise ValueError(
            "layer must be a GRU with reset_after=True, because torch.nn.GRU knows no other; "
            "got reset_after=False"
        )
    dtype = torch.float32 if layer.dtype == np.float32 else torch.float64
    module = getattr(torch.nn, kind)(layer.input_size, layer.hidden_size, batch_first=True, dtype=dtype)
    b_x, b_h = _two_biases(layer)
    with torch.no_grad():
        module.weight_ih_l0.copy_(torch.from_numpy(layer.params["W_x"].T.copy()))
        module.weight_hh_l0.copy_(torch.from_numpy(layer.params["W_h"].T.copy()))
        module.bias_ih_l0.copy_(torch.from_numpy(b_x.copy()))
        module.bias_hh_l0.copy_(torch.from_numpy(b_h.copy()))
    return module


def from_torch(module):
    """Return a layer of this package with the weights of a PyTorch layer.

    Parameters
    ----------
    module : torch.nn.LSTM, torch.nn.GRU or torch.nn.RNN
        One layer, one direction, no projection, tanh.

    Returns
    -------
    LSTM, GRU or RNN
        The two biases of LSTM and RNN are summed into one.

    Raises
    ------
    ValueError
        Where `module` is of another kind or has options or a dtype that the course's layers have not.
    """
    kind = type(module).__name__
    if kind not in _LAYERS or not hasattr(module, "weight_ih_l0"):
        raise ValueError(f"module must be a torch.nn.LSTM, GRU or RNN, got {kind}")
    wanted = {"num_layers": 1, "bidirectional": False, "proj_size": 0}
    if kind == "RNN":
        wanted["nonlinearity"] = "tanh"
    for option, value in wanted.items():
        if getattr(module, option) != value:
            raise ValueError(f"module must have {option}={value}, got {getattr(module, option)}")
    dtype = str(module.weight_ih_l0.dtype)
    if dtype not in ("torch.float32", "torch.float64"):
        raise ValueError(f"module must have parameters of float32 or float64, got {dtype}")

    def array(name):
        return getattr(module, name).detach().cpu().numpy().copy()

    W_x, W_h = array("weight_ih_l0").T, array("weight_hh_l0").T
    if module.bias:
        b_x, b_h = array("bias_ih_l0"), array("bias_hh_l0")
    else:
        b_x = b_h = np.zeros(W_x.shape[1], W_x.dtype)
    return _build(kind, W_x, W_h, b_x, b_h)


def to_keras(layer):
    """Return the weights of a layer as the list that ``set_weights`` of the Keras layer takes.

    Parameters
    ----------
    layer : LSTM, GRU or RNN
        A layer of this package.

    Returns
    -------
    list of ndarray
        Kernel (D, KH), recurrent kernel (H, KH), bias: (4H,) for LSTM, (H,) for SimpleRNN, (2, 3H) for GRU with
        ``reset_after=True`` and (3H,) without. Gate orders: i, f, c, o and z, r, h.

    Raises
    ------
    ValueError
        Where `layer` is of another kind.
    """
    kind = _kind(layer)
    b_x, b_h = _two_biases(layer)
    bias = np.stack([b_x, b_h]) if kind == "GRU" and layer.reset_after else b_x + b_h
    weights = (layer.params["W_x"], layer.params["W_h"], bias)
    return [reorder(W, _COURSE[kind], _KERAS[kind]) for W in weights]


def from_keras(weights, kind):
    """Return a layer of this package with the weights of a Keras layer.

    Parameters
    ----------
    weights : list of three ndarray
        What ``get_weights`` of the Keras layer returns.
    kind : str
        ``"LSTM"``, ``"GRU"`` or ``"RNN"`` (Keras' SimpleRNN).

    Returns
    -------
    LSTM, GRU or RNN
        A GRU has ``reset_after=True`` where its bias has two rows.

    Raises
    ------
    ValueError
        Where `kind` or a shape is not one of these.
    """
    _check_kind(kind)
    if len(weights) != 3:
        raise ValueError(f"weights must be kernel, recurrent kernel and bias, got {len(weights)} arrays")
    W_x, W_h, bias = (reorder(W, _KERAS[kind], _COURSE[kind]) for W in weights)
    if bias.ndim > 1 and (kind != "GRU" or bias.ndim > 2 or bias.shape[0] != 2):
        raise ValueError(
            f"the bias of a {kind} must have one axis{' or two rows' if kind == 'GRU' else ''}, got shape {bias.shape}"
        )
    if bias.ndim == 2:
        return _build(kind, W_x, W_h, bias[0], bias[1])
    return _build(kind, W_x, W_h, bias, np.zeros_like(bias), reset_after=False)


def to_onnx(layer):
    """Return the weights of a layer as the inputs W, R and B of the ONNX operator.

    Parameters
    ----------
    layer : LSTM, GRU or RNN
        A layer of this package.

    Returns
    -------
    dict
        ``W`` (1, KH, D), ``R`` (1, KH, H), ``B`` (1, 2KH), gate orders i, o, f, c and z, r, h. A GRU with
        ``reset_after=True`` needs the attribute ``linear_before_reset=1``.

    Raises
    ------
    ValueError
        Where `layer` is of another kind.
    """
    kind = _kind(layer)
    arrays = (layer.params["W_x"].T, layer.params["W_h"].T, *_two_biases(layer))
    W, R, b_x, b_h = (reorder(a, _COURSE[kind], _ONNX[kind], axis=0) for a in arrays)
    return {"W": W[None], "R": R[None], "B": np.concatenate([b_x, b_h])[None]}


def from_onnx(kind, W, R, B, linear_before_reset=1):
    """Return a layer of this package with the weights of an ONNX operator.

    Parameters
    ----------
    kind : str
        ``"LSTM"``, ``"GRU"`` or ``"RNN"``.
    W, R, B : ndarray
        Shapes (1, KH, D), (1, KH, H) and (1, 2KH).
    linear_before_reset : int
        The GRU's attribute: 1 for ``reset_after=True``.

    Returns
    -------
    LSTM, GRU or RNN
        Of `lstm_course.layers`, by `kind`.

    Raises
    ------
    ValueError
        Where `kind` or a shape is not one of these (two directions are not one layer of ours).
    """
    _check_kind(kind)
    for name, value, ndim in (("W", W, 3), ("R", R, 3), ("B", B, 2)):
        if np.ndim(value) != ndim or np.shape(value)[0] != 1:
            raise ValueError(f"{name} must have {ndim} axes and one direction, got shape {np.shape(value)}")
    if np.shape(B)[1] % 2:
        raise ValueError(f"B must hold two biases of the same size, got shape {np.shape(B)}")
    b_x, b_h = np.split(B[0], 2)
    arrays = (W[0], R[0], b_x, b_h)
    W_x, W_h, b_x, b_h = (reorder(a, _ONNX[kind], _COURSE[kind], axis=0) for a in arrays)
    return _build(kind, W_x.T, W_h.T, b_x, b_h, reset_after=bool(linear_before_reset))


def _kind(layer):
    for kind, one in _LAYERS.items():
        if type(layer) is one:
            return kind
    raise ValueError(f"layer must be an LSTM, GRU or RNN of this package, got {type(layer).__name__}")


def _check_kind(kind):
    if kind not in _LAYERS:
        raise ValueError(f'kind must be "LSTM", "GRU" or "RNN", got {kind!r}')


def _two_biases(layer):
    """Return the biases beside the input and beside the hidden state."""
    if "b" in layer.params:
        return layer.params["b"], np.zeros_like(layer.params["b"])
    return layer.params["b_x"], layer.params["b_h"]


def _build(kind, W_x, W_h, b_x, b_h, reset_after=True):
    """Build a layer from arrays in our layout; shapes are checked against W_x and W_h."""
    gates = len(_COURSE[kind])
    D, H = W_x.shape[0], W_h.shape[0]
    width = gates * H
    for name, value, shape in (
        ("W_x", W_x, (D, width)),
        ("W_h", W_h, (H, width)),
        ("b_x", b_x, (width,)),
        ("b_h", b_h, (width,)),
    ):
        if value.shape != shape:
            raise ValueError(
                f"the {name} of a {kind} must have shape {shape} in the course's layout, got {value.shape}"
            )
    options = {"reset_after": reset_after} if kind == "GRU" else {}
    layer = _LAYERS[kind](D, H, rng=np.random.default_rng(0), dtype=W_x.dtype, **options)
    biases = {"b_x": b_x, "b_h": b_h} if kind == "GRU" else {"b": b_x + b_h}
    for name, value in {"W_x": W_x, "W_h": W_h, **biases}.items():
        layer.params[name] = np.ascontiguousarray(value, dtype=W_x.dtype).copy()
    return layer
