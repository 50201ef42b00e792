r"""Recurrent cells, one time step each, as pure NumPy functions.

The letters are those of the mathematics, the same in every lesson:

====== ================================================= ============
letter meaning                                           shape
====== ================================================= ============
N      number of sequences in a batch
T      number of time steps
D      number of input features
H      number of hidden units
x      input of this time step                           (N, D)
h      hidden state: what the cell shows                 (N, H)
c      cell state: what the cell keeps                   (N, H)
i      input gate, how much of the candidate is written  (N, H), 0..1
f      forget gate, how much of the old c is **kept**    (N, H), 0..1
g      candidate, what could be written                  (N, H), -1..1
o      output gate, how much of tanh(c) is shown         (N, H), 0..1
W_x    weights from the input                            (D, 4H)
W_h    weights from the previous hidden state            (H, 4H)
b      bias                                              (4H,)
a      sum that enters a sigmoid or a tanh               (N, 4H)
d...   gradient of the loss with respect to ...          as ...
====== ================================================= ============

The gates are stacked in the last axis in the order **i, f, g, o** (PyTorch's).
"""

import numpy as np

from ._arguments import checked, upstream


def sigmoid(a):
    r"""Logistic function :math:`\sigma(a) = 1 / (1 + e^{-a})`, without overflow for any `a`.

    Parameters
    ----------
    a : ndarray or float, any shape
        Sum that enters the gate.

    Returns
    -------
    ndarray or float, shape of `a`
        Values between 0 and 1, in the dtype of `a`.

    Notes
    -----
    The exponential is taken of :math:`-|a|`, which is never positive, so it cannot overflow. Derived in
    lesson 02.
    """
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1.0, e) / (1.0 + e)


@checked(x="N D", h_prev="N H", c_prev="N H", W_x="D 4H", W_h="H 4H", b="4H")
def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    r"""One time step of the LSTM with a forget gate.

    .. math::

        (a_i, a_f, a_g, a_o) &= x W_x + h_{prev} W_h + b \\
        i, f, o &= \sigma(a_i), \sigma(a_f), \sigma(a_o) \qquad g = \tanh(a_g) \\
        c &= f \odot c_{prev} + i \odot g \\
        h &= o \odot \tanh(c)

    Parameters
    ----------
    x : ndarray, shape (N, D)
        Input of this time step.
    h_prev, c_prev : ndarray, shape (N, H)
        Hidden state and cell state after the previous time step.
    W_x : ndarray, shape (D, 4H)
        Weights from the input, gates in the order i, f, g, o.
    W_h : ndarray, shape (H, 4H)
        Weights from the hidden state.
    b : ndarray, shape (4H,)
        Bias.

    Returns
    -------
    h, c : ndarray, shape (N, H)
        The new hidden state and cell state.
    cache : tuple
        What `lstm_step_backward` needs.

    Raises
    ------
    ValueError
        Where a shape or dtype does not fit, or a parameter holds NaN.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation, 1997; the forget gate is of
    Gers, Schmidhuber and Cummins, "Learning to Forget", Neural Computation, 2000. Derived in lesson 03.
    """
    a = x @ W_x + h_prev @ W_h + b  # (N, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (N, H) each
    i = sigmoid(a_i)  # how much is written
    f = sigmoid(a_f)  # how much is kept
    g = np.tanh(a_g)  # what could be written
    o = sigmoid(a_o)  # how much is shown
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    cache = (x, h_prev, c_prev, W_x, W_h, i, f, g, o, c)
    return h, c, cache


@upstream("dh", "dc")
def lstm_step_backward(dh, dc, cache):
    r"""Gradients of one LSTM step.

    The cell state has two successors: the hidden state of this time step, through :math:`\tanh`, and the
    cell state of the next. Both gradients add:
    :math:`\bar c = dc + dh \odot o \odot (1 - \tanh^2 c)`.

    Parameters
    ----------
    dh : ndarray, shape (N, H)
        Gradient with respect to h.
    dc : ndarray, shape (N, H)
        Gradient with respect to c **from the next time step** (zeros at the last one).
    cache : tuple
        The third result of `lstm_step`.

    Returns
    -------
    dx : ndarray, shape (N, D)
        Gradient with respect to the input.
    dh_prev, dc_prev : ndarray, shape (N, H)
        Gradients with respect to the states of the step before.
    dW_x : ndarray, shape (D, 4H)
        Gradient with respect to the input weights, summed over the batch; gates in the order i, f, g, o.
    dW_h : ndarray, shape (H, 4H)
        Of the recurrent weights, likewise.
    db : ndarray, shape (4H,)
        Of the bias, likewise.

    Raises
    ------
    ValueError
        Where `dh` or `dc` has not the shape and dtype of the state.

    Notes
    -----
    Derived in lesson 05.
    """
    x, h_prev, c_prev, W_x, W_h, i, f, g, o, c = cache
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)  # both paths into c
    da_i = dc * g * i * (1 - i)
    da_f = dc * c_prev * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (N, 4H)
    return da @ W_x.T, da @ W_h.T, dc * f, x.T @ da, h_prev.T @ da, da.sum(axis=0)


@checked(x="N D", h_prev="N H", W_x="D H", W_h="H H", b="H")
def rnn_step(x, h_prev, W_x, W_h, b):
    r"""One time step of the plain recurrent network, :math:`h = \tanh(x W_x + h_{prev} W_h + b)`.

    Parameters
    ----------
    x : ndarray, shape (N, D)
        Input of this time step.
    h_prev : ndarray, shape (N, H)
        Hidden state after the previous time step.
    W_x : ndarray, shape (D, H)
        Weights from the input.
    W_h : ndarray, shape (H, H)
        Weights from the hidden state.
    b : ndarray, shape (H,)
        Bias.

    Returns
    -------
    h : ndarray, shape (N, H)
        The new hidden state.
    cache : tuple
        What `rnn_step_backward` needs.

    Raises
    ------
    ValueError
        Where a shape or dtype does not fit, or a parameter holds NaN.

    References
    ----------
    Elman, "Finding Structure in Time", Cognitive Science, 1990.
    """
    h = np.tanh(x @ W_x + h_prev @ W_h + b)
    cache = (x, h_prev, W_x, W_h, h)
    return h, cache


@upstream("dh")
def rnn_step_backward(dh, cache):
    r"""Gradients of one step of the plain recurrent network.

    Parameters
    ----------
    dh : ndarray, shape (N, H)
        Gradient with respect to h.
    cache : tuple
        The second result of `rnn_step`.

    Returns
    -------
    dx : ndarray, shape (N, D)
        Gradient with respect to the input.
    dh_prev : ndarray, shape (N, H)
        Gradient with respect to the state of the step before.
    dW_x : ndarray, shape (D, H)
        Gradient with respect to the input weights, summed over the batch.
    dW_h : ndarray, shape (H, H)
        Of the recurrent weights, likewise.
    db : ndarray, shape (H,)
        Of the bias, likewise.

    Raises
    ------
    ValueError
        Where `dh` has not the shape and dtype of the state.
    """
    x, h_prev, W_x, W_h, h = cache
    da = dh * (1 - h**2)
    return da @ W_x.T, da @ W_h.T, x.T @ da, h_prev.T @ da, da.sum(axis=0)


@checked(x="N D", h_prev="N H", W_x="D 3H", W_h="H 3H", b_x="3H", b_h="3H")
def gru_step(x, h_prev, W_x, W_h, b_x, b_h, reset_after=True):
    r"""One time step of the gated recurrent unit, in either of its two conventions.

    .. math::

        r &= \sigma(x W_{xr} + b_{xr} + h_{prev} W_{hr} + b_{hr}) \\
        z &= \sigma(x W_{xz} + b_{xz} + h_{prev} W_{hz} + b_{hz}) \\
        n &= \tanh(x W_{xn} + b_{xn} + r \odot (h_{prev} W_{hn} + b_{hn})) \quad\text{reset after} \\
        n &= \tanh(x W_{xn} + b_{xn} + (r \odot h_{prev}) W_{hn} + b_{hn}) \quad\text{reset before} \\
        h &= (1 - z) \odot n + z \odot h_{prev}

    Parameters
    ----------
    x : ndarray, shape (N, D)
        Input of this time step.
    h_prev : ndarray, shape (N, H)
        Hidden state after the previous time step.
    W_x : ndarray, shape (D, 3H)
        Weights from the input, gates in the order r, z, n.
    W_h : ndarray, shape (H, 3H)
        Weights from the hidden state.
    b_x, b_h : ndarray, shape (3H,)
        Bias beside the input and beside the hidden state.
    reset_after : bool
        Whether the reset gate acts after the product with W_h (PyTorch, cuDNN, Keras' default) or before
        it (the paper).

    Returns
    -------
    h : ndarray, shape (N, H)
        The new hidden state.
    cache : tuple
        What `gru_step_backward` needs.

    Raises
    ------
    ValueError
        Where a shape or dtype does not fit, or a parameter holds NaN.

    References
    ----------
    Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", EMNLP 2014, equations 5 to 8
    (reset before). Chung et al., "Empirical Evaluation of Gated Recurrent Neural Networks on Sequence
    Modeling", 2014, write z for our 1 - z.
    """
    a_x = x @ W_x + b_x  # (N, 3H)
    a_xr, a_xz, a_xn = np.split(a_x, 3, axis=1)  # (N, H) each
    W_hr, W_hz, W_hn = np.split(W_h, 3, axis=1)  # (H, H) each
    b_hr, b_hz, b_hn = np.split(b_h, 3)  # (H,) each
    r = sigmoid(a_xr + h_prev @ W_hr + b_hr)
    z = sigmoid(a_xz + h_prev @ W_hz + b_hz)
    if reset_after:
        m = h_prev @ W_hn + b_hn  # what the reset gate multiplies
        n = np.tanh(a_xn + r * m)
    else:
        m = r * h_prev
        n = np.tanh(a_xn + m @ W_hn + b_hn)
    h = (1 - z) * n + z * h_prev
    cache = (x, h_prev, W_x, W_h, r, z, n, m, reset_after)
    return h, cache


@upstream("dh")
def gru_step_backward(dh, cache):
    r"""Gradients of one GRU step.

    Parameters
    ----------
    dh : ndarray, shape (N, H)
        Gradient with respect to h.
    cache : tuple
        The second result of `gru_step`.

    Returns
    -------
    dx : ndarray, shape (N, D)
        Gradient with respect to the input.
    dh_prev : ndarray, shape (N, H)
        Gradient with respect to the state of the step before.
    dW_x : ndarray, shape (D, 3H)
        Gradient with respect to the input weights, summed over the batch; gates in the order r, z, n.
    dW_h : ndarray, shape (H, 3H)
        Of the recurrent weights, likewise.
    db_x, db_h : ndarray, shape (3H,)
        Of the two biases, likewise.

    Raises
    ------
    ValueError
        Where `dh` has not the shape and dtype of the state.
    """
    x, h_prev, W_x, W_h, r, z, n, m, reset_after = cache
    W_hr, W_hz, W_hn = np.split(W_h, 3, axis=1)
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (h_prev - n) * z * (1 - z)
    if reset_after:
        dr = da_n * m
        da_hn = da_n * r  # gradient of m = h_prev W_hn + b_hn
        dh_from_n = da_hn @ W_hn.T
        dW_hn = h_prev.T @ da_hn
    else:
        dm = da_n @ W_hn.T  # gradient of m = r * h_prev
        dr = dm * h_prev
        da_hn = da_n
        dh_from_n = dm * r
        dW_hn = m.T @ da_n
    da_r = dr * r * (1 - r)
    da_x = np.concatenate([da_r, da_z, da_n], axis=1)  # (N, 3H)
    dh_prev = dh * z + dh_from_n + da_r @ W_hr.T + da_z @ W_hz.T
    dW_h = np.concatenate([h_prev.T @ da_r, h_prev.T @ da_z, dW_hn], axis=1)
    db_h = np.concatenate([da_r, da_z, da_hn], axis=1).sum(axis=0)
    return da_x @ W_x.T, dh_prev, x.T @ da_x, dW_h, da_x.sum(axis=0), db_h
