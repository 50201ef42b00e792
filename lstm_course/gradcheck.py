r"""Gradients by central differences, to compare with gradients by formula.

A gradient check proves one thing: that ``backward`` is the derivative of ``forward``. It says nothing about
whether ``forward`` is right.
"""

import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    r"""Gradient of a scalar function by central differences, :math:`(f(x + \epsilon) - f(x - \epsilon)) / 2\epsilon`.

    Parameters
    ----------
    f : callable
        Takes no argument, reads `x` and returns a float.
    x : ndarray of float64, any shape
        Changed one element at a time while `f` runs, and restored exactly.
    eps : float
        Half the distance between the two points, in units of x. In float64 the error is least near 1e-5.

    Returns
    -------
    ndarray, shape of `x`
        The derivative of `f` by each element of `x`.

    Raises
    ------
    ValueError
        Where `x` is not a float64 array (differences of float32 drown in rounding) or `eps` is not positive.

    Notes
    -----
    Costs two calls of `f` for each element of `x`. Derived in lesson 05.
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        came = getattr(x, "dtype", type(x).__name__)
        raise ValueError(f"x must be a NumPy array of float64, got {came}")
    if not eps > 0:
        raise ValueError(f"eps must be positive, got {eps!r}")
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        try:
            x[index] = kept + eps
            above = f()
            x[index] = kept - eps
            below = f()
        finally:
            x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient


def assert_gradients_match(f, params, grads, *, eps=1e-5, tolerance=1e-6):
    r"""Assert that gradients by formula equal gradients by central differences.

    The error of an element is :math:`|a - n| / \max(1, |a|, |n|)`: relative for large gradients, absolute for
    small ones.

    Parameters
    ----------
    f : callable
        Takes no argument, reads the arrays of `params` and returns the loss, a float.
    params : dict of ndarray
        Arrays that `f` depends on, float64.
    grads : dict of ndarray
        Gradients by formula, same names and shapes.
    eps : float
        As in `numerical_gradient`.
    tolerance : float
        Largest error that passes.

    Returns
    -------
    dict
        Name -> largest error.

    Raises
    ------
    ValueError
        Where there is no parameter, a name is missing or one too many, a shape differs, an array is empty, or
        `tolerance` is not positive.
    AssertionError
        Naming the array, the index of its largest error, and both numbers.
    """
    if not params:
        raise ValueError("params must hold at least one array, got none")
    if not tolerance > 0:
        raise ValueError(f"tolerance must be positive, got {tolerance!r}")
    surplus = sorted(set(grads) - set(params))
    if surplus:
        raise ValueError(f"grads must hold the names of params, {sorted(params)}, got {surplus} as well")
    errors = {}
    for name, value in params.items():
        if name not in grads:
            raise ValueError(f'grads must hold a gradient for "{name}", got {sorted(grads)}')
        formula = np.asarray(grads[name])
        if formula.shape != value.shape:
            raise ValueError(f'grads["{name}"] must have shape {value.shape}, got {formula.shape}')
        if formula.size == 0:
            raise ValueError(f'params["{name}"] must hold at least one number, got shape {value.shape}')
        numeric = numerical_gradient(f, value, eps)
        error = np.abs(formula - numeric) / np.maximum(1, np.maximum(abs(formula), abs(numeric)))
        error = np.where(np.isnan(error), np.inf, error)
        index = tuple(int(k) for k in np.unravel_index(error.argmax(), error.shape))
        errors[name] = float(error[index])
        if errors[name] > tolerance:
            raise AssertionError(
                f'the gradient of "{name}" differs most at index {index}: by formula {formula[index]:.6g}, '
                f"by central differences {numeric[index]:.6g} (error {errors[name]:.2g}, "
                f"tolerance {tolerance:.2g})"
            )
    return errors
