"""Tasks of remembering what was paired with what, and what was shown among blanks."""

import numpy as np

from .._arguments import check_rng, check_size

IGNORED = -100


def associative_recall(batch, pairs, rng, *, keys=8, values=8, apart=False):
    """Show pairs of a key and a value, then ask for the values in a new order.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    pairs : int
        P, pairs in each sequence; its keys are different, values may come again.
    rng : numpy.random.Generator
        Source of randomness.
    keys, values : int
        How many there are of each.
    apart : bool
        Whether a key and its value come one after the other, as two steps. By default a pair is one step.

    Returns
    -------
    x : ndarray of int
        With pairs in one step, shape (N, 2 P, 2): P pairs, then P times a key and the number `values`, which asks for
        its value. With `apart`, shape (N, 3 P): keys are 0 to keys - 1, values follow; the P keys at the end ask.
    target : ndarray of int, shape (N, 2 P) or (N, 3 P)
        The value that is asked for, `IGNORED` where nothing is.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, there are more pairs than keys, or `rng` is no Generator.

    References
    ----------
    As a test of memory: Ba, Hinton, Mnih, Leibo and Ionescu, "Using Fast Weights to Attend to the Recent Past", 2016,
    arXiv:1610.06258 (one question for each sequence there).
    """
    check_rng(rng)
    batch, pairs = check_size("batch", batch), check_size("pairs", pairs)
    keys, values = check_size("keys", keys), check_size("values", values)
    if pairs > keys:
        raise ValueError(f"pairs must be at most keys = {keys}, got {pairs}")
    k = rng.permuted(np.tile(np.arange(keys), (batch, 1)), axis=1)[:, :pairs]
    v = rng.integers(values, size=(batch, pairs))
    order = rng.permuted(np.tile(np.arange(pairs), (batch, 1)), axis=1)
    asked, answers = np.take_along_axis(k, order, axis=1), np.take_along_axis(v, order, axis=1)
    if apart:
        shown = np.stack([k, keys + v], axis=2).reshape(batch, -1)
        x = np.concatenate([shown, asked], axis=1)
    else:
        shown = np.stack([k, v], axis=2)
        x = np.concatenate([shown, np.stack([asked, np.full_like(asked, values)], axis=2)], axis=1)
    blank = np.full((batch, x.shape[1] - pairs), IGNORED)
    return x, np.concatenate([blank, answers], axis=1)


def selective_copy(batch, length, rng, *, symbols=4, kinds=6):
    """Show a few symbols strewn among blanks, then ask for them in order.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        Steps in which the symbols are shown.
    rng : numpy.random.Generator
        Source of randomness.
    symbols : int
        How many are shown.
    kinds : int
        Different symbols there are.

    Returns
    -------
    x : ndarray of int, shape (N, length + symbols)
        Symbols 0 to kinds - 1, blanks `kinds`, and at the end `symbols` times the question `kinds` + 1.
    target : ndarray of int, shape (N, length + symbols)
        At the questions the symbols in their order, `IGNORED` elsewhere.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, the symbols do not fit, or `rng` is no Generator.

    References
    ----------
    Jing et al., "Gated Orthogonal Recurrent Units: On Learning to Forget", Neural Computation 31, 2019 (denoise task);
    Gu and Dao, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023, arXiv:2312.00752.
    """
    check_rng(rng)
    batch, length = check_size("batch", batch), check_size("length", length)
    symbols, kinds = check_size("symbols", symbols), check_size("kinds", kinds)
    if symbols > length:
        raise ValueError(f"symbols must be at most length = {length}, got {symbols}")
    shown = rng.integers(kinds, size=(batch, symbols))
    places = np.sort(rng.permuted(np.tile(np.arange(length), (batch, 1)), axis=1)[:, :symbols], axis=1)
    x = np.full((batch, length + symbols), kinds)
    np.put_along_axis(x, places, shown, axis=1)
    x[:, length:] = kinds + 1
    return x, np.concatenate([np.full((batch, length), IGNORED), shown], axis=1)
