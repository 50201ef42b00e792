"""How much of the loss reaches an input that lies k time steps back (lesson 06)."""

import numpy as np

from .. import initialisation
from .._arguments import check_rng
from ..layers import GRU, LSTM, RNN

KINDS = {"rnn": RNN, "lstm": LSTM, "gru": GRU}


def build(kind, *, rng, input_size=2, hidden_size=32, scale=1.0, orthogonal=False, bias=0.0, max_time=100):
    r"""Return an untrained layer with the settings of the microscope.

    Parameters
    ----------
    kind : str
        ``"rnn"``, ``"lstm"`` or ``"gru"``.
    rng : numpy.random.Generator
        Source of the weights, uniform in :math:`\pm 1 / \sqrt{H}` where nothing else is asked for.
    input_size, hidden_size : int
        D and H.
    scale : float
        Factor on W_h.
    orthogonal : bool
        Whether each (H, H) block of W_h is orthogonal.
    bias : float or str
        Bias of the gate that keeps the old state: the forget gate of the LSTM, the update gate of the GRU. With
        ``"chrono"`` the units remember for different times, up to `max_time`: :math:`\log u` with u uniform in
        [1, max_time - 1), and for the LSTM the negative of it at the input gate. The plain network has no such gate.
    max_time : int
        Longest time of ``"chrono"``, in time steps.

    Returns
    -------
    RNN, LSTM or GRU
        A layer of `lstm_course.layers`, by `kind`.

    Raises
    ------
    ValueError
        Where the kind is not one of the three, or a plain network is to have a gate's bias.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if isinstance(bias, str) and bias != "chrono":
        raise ValueError(f'bias must be a number or "chrono", got {bias!r}')
    if kind == "rnn" and bias != 0:
        raise ValueError(f"bias must be 0 for a plain network, which has no gates; got {bias!r}")
    check_rng(rng)
    layer = KINDS[kind](input_size, hidden_size, rng=rng)
    H, W_h = hidden_size, layer.params["W_h"]
    if orthogonal:
        for start in range(0, W_h.shape[1], H):
            W_h[:, start : start + H] = initialisation.orthogonal((H, H), rng)
    W_h *= scale
    if kind == "lstm" and bias == "chrono":
        layer.params["b"] = initialisation.chrono(H, max_time, rng)
    elif kind == "lstm":
        layer.params["b"] = initialisation.forget_bias(H, bias)
    elif kind == "gru":
        chrono = bias == "chrono"
        layer.params["b_x"][H : 2 * H] = np.log(rng.uniform(1, max_time - 1, H)) if chrono else bias
    return layer


def gradient_by_lag(layers, x, rng):
    r"""Return how much of a loss at the last time step reaches the input at each lag.

    The loss is a random weighted sum of the last hidden state, with other weights for each sequence. Entry k is the
    root mean square of :math:`\partial L / \partial x_{T-1-k}` over the batch and the features.

    Parameters
    ----------
    layers : layer, or list of layers
        Of `lstm_course.layers`; a list is a stack, in which each layer reads the one before.
    x : ndarray, shape (N, T, D)
        Inputs.
    rng : numpy.random.Generator
        Source of the weights of the loss.

    Returns
    -------
    ndarray, shape (T,)
        Lag 0, the last time step, comes first.

    Raises
    ------
    ValueError
        Where `rng` is no Generator, or x does not fit the first layer.
    """
    check_rng(rng)
    layers = list(layers) if isinstance(layers, (list, tuple)) else [layers]
    y = x
    for layer in layers:
        y, _ = layer.forward(y)
    dy = np.zeros_like(y)
    dy[:, -1] = rng.standard_normal(dy[:, -1].shape)
    for layer in reversed(layers):
        dy, _ = layer.backward(dy)
    return np.sqrt(np.mean(dy**2, axis=(0, 2)))[::-1]


def measure(kind, *, seeds=5, length=100, batch=16, depth=1, **settings):
    """Return the gradient at each lag relative to lag 0, one row for each seed, at random inputs.

    Parameters
    ----------
    kind : str
        As in `build`.
    seeds : int
        Number of networks, from the seeds 0, 1, 2, ...
    length, batch : int
        T and N. The inputs are standard normal.
    depth : int
        Number of layers on top of each other, all with the same settings.
    **settings
        As in `build`.

    Returns
    -------
    ndarray, shape (seeds, T)
        Column k is for lag k, so that column 0 is 1.

    Raises
    ------
    ValueError
        As `build`.
    """
    rows = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        layers = [build(kind, rng=rng, **settings)]
        while len(layers) < depth:
            size = layers[-1].hidden_size
            layers.append(build(kind, rng=rng, **settings | {"input_size": size}))
        x = rng.standard_normal((batch, length, layers[0].input_size))
        row = gradient_by_lag(layers, x, rng)
        rows.append(row / row[0])
    return np.array(rows)
