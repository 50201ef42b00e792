"""The next symbol from a network's outputs: temperature, the k most probable ones, the nucleus, a draw."""

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import array, converted, number


@converted(logits=array, temperature=number)
def tempered(logits, temperature=1.0):
    """Return the probabilities softmax(logits / temperature).

    Parameters
    ----------
    logits : array_like, shape (..., K)
        Outputs of the last layer, before any softmax.
    temperature : float
        1 leaves the model as it is, less favours what is probable, 0 leaves the most probable symbol alone (of several,
        the first), more evens out.

    Returns
    -------
    ndarray, shape (..., K)
        float64; every row sums to 1.

    Raises
    ------
    ValueError
        Where there is no logit or one is NaN, or the temperature is negative.
    """
    logits = np.asarray(logits, dtype=np.float64)
    if logits.ndim == 0 or logits.shape[-1] == 0 or np.isnan(logits).any():
        raise ValueError(f"logits must hold at least one number in each row, and no NaN, got {logits!r}")
    if not temperature >= 0:
        raise ValueError(f"temperature must be at least 0, got {temperature!r}")
    if temperature == 0:
        return np.eye(logits.shape[-1])[logits.argmax(axis=-1)]
    shifted = (logits - logits.max(axis=-1, keepdims=True)) / temperature
    p = np.exp(shifted)
    return p / p.sum(axis=-1, keepdims=True)


@converted(p=array)
def truncate(p, k=None, mass=None):
    """Set what is improbable to 0, and share out the rest anew.

    Parameters
    ----------
    p : array_like, shape (..., K)
        Probabilities; each row sums to 1.
    k : int, optional
        So many symbols stay, the most probable ones (top-k); of equally probable ones the first.
    mass : float, optional
        The nucleus: the fewest symbols stay, the most probable ones, that together have at least this probability,
        above 0 and at most 1. With both, the nucleus is taken from what top-k has left.

    Returns
    -------
    ndarray, shape (..., K)
        In the order of `p`, a new array; every row sums to 1.

    Raises
    ------
    ValueError
        Where `k` is below 1, `mass` is not above 0 and at most 1, or `p` holds no probabilities.
    """
    p = np.array(p, dtype=np.float64)
    if p.ndim == 0 or not (p >= 0).all() or not np.allclose(p.sum(axis=-1), 1):
        raise ValueError("p must hold probabilities that sum to 1 along the last axis")
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)
    if k is not None:
        ranked[..., check_size("k", k) :] = 0
        ranked /= ranked.sum(axis=-1, keepdims=True)
    if mass is not None:
        if not 0 < number("mass", mass) <= 1:
            raise ValueError(f"mass must be above 0 and at most 1, got {mass!r}")
        before = ranked.cumsum(axis=-1) - ranked
        ranked[before >= mass - 1e-12] = 0  # the symbol that crosses the mass stays
        ranked /= ranked.sum(axis=-1, keepdims=True)
    np.put_along_axis(p, order, ranked, axis=-1)
    return p


def sample(logits, rng, temperature=1.0, k=None, mass=None):
    """Draw the next symbol: temperature, then `truncate`, then one draw for each row.

    Parameters
    ----------
    logits : array_like, shape (..., K)
        Outputs of the last layer, before any softmax.
    rng : numpy.random.Generator
        Source of randomness.
    temperature, k, mass : float, int, float, optional
        As in `tempered` and `truncate`.

    Returns
    -------
    ndarray of int, shape (...,)
        A symbol for each row; for a single row a number.

    Raises
    ------
    ValueError
        Where an argument is not as `tempered` and `truncate` ask for, or `rng` is no Generator.
    """
    check_rng(rng)
    p = truncate(tempered(logits, temperature), k, mass)
    cumulated = p.cumsum(axis=-1)
    u = rng.random(p.shape[:-1])[..., None] * cumulated[..., -1:]
    return (cumulated <= u).sum(axis=-1)
