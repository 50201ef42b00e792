"""Synthetic tasks with a long lag between what matters and the answer.

Two of them are here, in the simple form that the first lessons use. Those of the papers, as the papers define them, are
in `lstm_course.datasets.classics` and `lstm_course.datasets.grammars`; all can be had from here.
"""

import numpy as np

from .._arguments import check_rng, check_size
from .classics import (
    _B,
    _DISTRACTORS,
    _E,
    _X,
    ALPHABET,
    WINDOWS,
    adding_1997,
    copy_memory,
    multiplication,
    noise_free_lag,
    noisy_lag,
    one_hot,
    temporal_order_1997,
    two_sequence,
)
from .grammars import REBER, continual_reber, counting, embedded_reber, parity

__all__ = [
    "ALPHABET",
    "REBER",
    "WINDOWS",
    "adding",
    "adding_1997",
    "continual_reber",
    "copy_memory",
    "counting",
    "embedded_reber",
    "multiplication",
    "noise_free_lag",
    "noisy_lag",
    "one_hot",
    "parity",
    "temporal_order",
    "temporal_order_1997",
    "two_sequence",
]


def temporal_order(batch, length, rng, symbols=2):
    r"""Which markers came, and in which order? Everything else is distraction.

    Every sequence starts with E, ends with B, and holds 2 or 3 markers, each X or Y with equal chance, among letters
    drawn from a, b, c, d. The label is the binary number that the markers spell, X = 0 and Y = 1: XX, XY, YX, YY are
    0, 1, 2, 3. No marker alone tells the label, so a guess is right with probability :math:`2^{-symbols}`.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        T, number of time steps, at least 10.
    rng : numpy.random.Generator
        Source of randomness.
    symbols : int
        Number of markers, 2 or 3. Two stand at 10-20 % and 50-60 % of the length, three at 10-20 %, 33-43 % and
        66-76 % (time steps counted from 0, both ends included, rounded down).

    Returns
    -------
    x : ndarray, shape (N, T, 8)
        One-hot letters in the order of `ALPHABET`: a, b, c, d, X, Y, E, B.
    label : ndarray of int, shape (N,)
        From 0 to 3, or to 7.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `length` is below 10, `symbols` is not 2 or 3, or `rng` is no Generator.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation, 1997, experiments 6a and 6b, there with
    lengths of 100 to 110. Used in lesson 00.
    """
    check_rng(rng)
    batch, length = check_size("batch", batch), check_size("length", length)
    if length < 10:
        raise ValueError(
            f"length must be at least 10 time steps, so that every marker has room; got {length}"
        )
    if symbols not in WINDOWS:
        raise ValueError(f"symbols must be 2 or 3, got {symbols!r}")
    letters = rng.integers(_DISTRACTORS, size=(batch, length))
    letters[:, 0], letters[:, -1] = _E, _B
    rows, label = np.arange(batch), np.zeros(batch, np.int64)
    for first, last in WINDOWS[symbols]:
        t = rng.integers(length * first // 100, length * last // 100, size=batch, endpoint=True)
        marker = rng.integers(2, size=batch)
        letters[rows, t] = _X + marker
        label = 2 * label + marker
    return np.eye(len(ALPHABET))[letters], label


def adding(batch, length, rng):
    r"""Add two marked numbers out of many.

    Each time step brings a number and a mark. Two steps are marked, one in each half of the sequence; the target is
    the sum of their numbers. Who always answers 1 has a mean squared error of :math:`2 / 12 = 1/6`, the variance of
    the sum: that is the baseline.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        T, number of time steps, at least 2.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray, shape (N, T, 2)
        Feature 0: numbers, uniform in [0, 1). Feature 1: 1 where the step is marked, else 0. The first mark is at
        one of the steps 0 to T // 2 - 1, the second at one of T // 2 to T - 1.
    target : ndarray, shape (N,)
        Sum of the two marked numbers.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `length` is below 2, or `rng` is no Generator.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation, 1997, experiment 4; in this form, with
    one mark in each half, in Arjovsky, Shah and Bengio, "Unitary Evolution Recurrent Neural Networks", ICML 2016.
    Used in lesson 05.
    """
    check_rng(rng)
    batch, length = check_size("batch", batch), check_size("length", length)
    if length < 2:
        raise ValueError(f"length must be at least 2 time steps, one for each mark; got {length}")
    x = np.zeros((batch, length, 2))
    x[:, :, 0] = rng.random((batch, length))
    rows, half = np.arange(batch), length // 2
    x[rows, rng.integers(half, size=batch), 1] = 1
    x[rows, rng.integers(half, length, size=batch), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1)
