r"""Initial values of the parameters: uniform, orthogonal, forget bias, chrono."""

import numpy as np

from ._arguments import check_dtype, check_rng, check_size
from ._inputs import converted

# integers would cut every draw to 0
_checked_dtype = converted(dtype=lambda _, dtype: check_dtype(dtype))


@_checked_dtype
def uniform(shape, bound, rng, dtype=np.float64):
    r"""Numbers drawn uniformly from :math:`[-bound, bound)`.

    Parameters
    ----------
    shape : tuple of int
        Shape of the result.
    bound : float
        Largest magnitude; PyTorch takes :math:`1 / \sqrt{H}` for its recurrent layers.
    rng : numpy.random.Generator
        Source of randomness.
    dtype : dtype
        float64 or float32.

    Returns
    -------
    ndarray, shape `shape`
        Independent draws, none above `bound` in magnitude.

    Raises
    ------
    ValueError
        Where `bound` is negative or not finite, `rng` is no Generator, or `dtype` is
        neither of the two.
    """
    check_rng(rng)
    if not (np.isfinite(bound) and bound >= 0):
        raise ValueError(f"bound must be a finite number of at least 0, got {bound!r}")
    return rng.uniform(-bound, bound, shape).astype(dtype)


@_checked_dtype
def orthogonal(shape, rng, gain=1.0, dtype=np.float64):
    r"""Random matrix with orthonormal rows or columns (whichever are fewer), times `gain`.

    Parameters
    ----------
    shape : tuple of two int
        Rows and columns.
    rng : numpy.random.Generator
        Source of randomness.
    gain : float
        Factor; every singular value of the result equals it.
    dtype : dtype
        float64 or float32.

    Returns
    -------
    ndarray, shape `shape`
        Its rows, or its columns, have length `gain` and are at right angles to each other.

    Raises
    ------
    ValueError
        Where `shape` is not two whole numbers of at least 1, `rng` is no Generator, or `dtype` is
        neither of the two.

    References
    ----------
    Saxe, McClelland and Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
    Networks", ICLR 2014.
    """
    check_rng(rng)
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise ValueError(f"shape must be a tuple of two sizes (rows, columns), got {shape!r}")
    rows, columns = (check_size(f"shape[{k}]", size) for k, size in enumerate(shape))
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.sign(np.diag(r))  # without this the distribution would depend on LAPACK's signs
    return (gain * (q if rows >= columns else q.T)).astype(dtype)


@_checked_dtype
def forget_bias(hidden_size, value, dtype=np.float64):
    r"""Bias of an LSTM (order i, f, g, o) that is zero but for the forget gate.

    Parameters
    ----------
    hidden_size : int
        H.
    value : float
        Bias of the forget gate. At 1 an untrained gate keeps about :math:`\sigma(1) = 0.73`.
    dtype : dtype
        float64 or float32.

    Returns
    -------
    ndarray, shape (4H,)
        `value` at places H to 2H - 1, zeros elsewhere.

    Raises
    ------
    ValueError
        Where `hidden_size` is not a whole number of at least 1, `value` is not finite, or `dtype` is
        neither of the two.

    References
    ----------
    Gers, Schmidhuber and Cummins, "Learning to Forget", Neural Computation, 2000; Jozefowicz, Zaremba and
    Sutskever, "An Empirical Exploration of Recurrent Network Architectures", ICML 2015.
    """
    hidden_size = check_size("hidden_size", hidden_size)
    if not np.isfinite(value):
        raise ValueError(f"value (the forget bias) must be a finite number, got {value!r}")
    b = np.zeros(4 * hidden_size, dtype)
    b[hidden_size : 2 * hidden_size] = value
    return b


@_checked_dtype
def chrono(hidden_size, max_time, rng, dtype=np.float64):
    r"""Chrono initialisation: biases of an LSTM for dependencies of up to `max_time` steps.

    :math:`b_f = \log u` with u uniform in :math:`[1, max\_time - 1)`, :math:`b_i = -b_f`, the others zero. A unit
    with forget bias :math:`\log u` forgets to 1/e in about u + 1 steps.

    Parameters
    ----------
    hidden_size : int
        H.
    max_time : int
        Longest lag that is expected, in time steps, at least 3.
    rng : numpy.random.Generator
        Source of randomness.
    dtype : dtype
        float64 or float32.

    Returns
    -------
    ndarray, shape (4H,)
        Gates in the order i, f, g, o.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `max_time` is below 3, `rng` is no Generator, or `dtype` is
        neither of the two.

    References
    ----------
    Tallec and Ollivier, "Can Recurrent Neural Networks Warp Time?", ICLR 2018.
    """
    check_rng(rng)
    hidden_size = check_size("hidden_size", hidden_size)
    if check_size("max_time", max_time) < 3:
        raise ValueError(f"max_time must be at least 3 time steps, got {max_time}")
    b_f = np.log(rng.uniform(1, max_time - 1, hidden_size))
    b = np.zeros(4 * hidden_size, dtype)
    b[:hidden_size] = -b_f
    b[hidden_size : 2 * hidden_size] = b_f
    return b
