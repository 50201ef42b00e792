r"""Formal languages: embedded and continual Reber, :math:`a^n b^n`, :math:`a^n b^n c^n`, parity.

The networks read symbols one after the other and say, after each, which symbols may come next.
"""

import numpy as np

from .. import _inputs
from .._arguments import check_rng, check_size
from .._inputs import converted
from .classics import one_hot

REBER = ("B", "T", "P", "S", "X", "V", "E")
_GRAPH = {  # Reber's graph: state -> edges (symbol, next state); 7 is the end
    0: (("B", 1),),
    1: (("T", 2), ("P", 3)),
    2: (("S", 2), ("X", 4)),
    3: (("T", 3), ("V", 5)),
    4: (("X", 3), ("S", 6)),
    5: (("P", 4), ("V", 6)),
    6: (("E", 7),),
}


def _embedded_graph():
    """Return the embedded graph: edges of the states 0 to 17; state 0 is the start and, again, the end."""
    edges = {0: (("B", 1),), 1: (("T", 2), ("P", 9)), 16: (("T", 18),), 17: (("P", 18),), 18: (("E", 0),)}
    for offset, closing in ((2, 16), (9, 17)):  # the copy of Reber's graph after T, and the one after P
        for state, leaving in _GRAPH.items():
            edges[offset + state] = tuple((s, closing if n == 7 else offset + n) for s, n in leaving)
    return edges


def _tables(edges):
    """Return symbol (K, 2) and next state (K, 2) of both branches of each state, and the legal symbols (K, 7)."""
    both = [(edges[state][0], edges[state][-1]) for state in range(len(edges))]
    symbol = np.array([[REBER.index(s) for s, _ in pair] for pair in both])
    following = np.array([[n for _, n in pair] for pair in both])
    legal = np.zeros((len(edges), len(REBER)))
    legal[np.arange(len(edges))[:, None], symbol] = 1
    return symbol, following, legal


_SYMBOL, _NEXT, _LEGAL = _tables(_embedded_graph())
_CRITICAL = (16, 17)  # from these states the second symbol must come again


def embedded_reber(batch, rng):
    """Draw strings of the embedded Reber grammar.

    A string is B, then T or P, then a string of Reber's grammar, then the same T or P again, then E. Where two edges
    leave a node, each is taken with chance 1/2.

    Parameters
    ----------
    batch : int
        N, number of strings.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray, shape (N, T, 7)
        One-hot symbols in the order of `REBER`: B, T, P, S, X, V, E, without the last of each string; zeros after.
    legal : ndarray, shape (N, T, 7)
        1 for each symbol that may come next, zeros after the end.
    lengths : ndarray of int, shape (N,)
        Symbols of each string without the last: 8 or more, 11 on average.

    Raises
    ------
    ValueError
        Where `batch` is not a whole number of at least 1, or `rng` is no Generator.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation, 1997, experiment 1, after Smith and Zipser
    (1989), Cleeremans, Servan-Schreiber and McClelland (1989) and Fahlman (1991).
    """
    check_rng(rng)
    batch = check_size("batch", batch)
    state, done = np.zeros(batch, np.int64), np.zeros(batch, bool)
    symbols, states = [], []
    while True:
        branch = rng.integers(2, size=batch)
        symbols.append(np.where(done, -1, _SYMBOL[state, branch]))
        state = _NEXT[state, branch]
        states.append(np.where(done, -1, state))
        done |= state == 0
        if done.all():
            break
    symbols = np.stack(symbols[:-1], axis=1)  # the last column holds nothing but E
    states = np.stack(states[:-1], axis=1)
    symbols[states <= 0] = -1  # a last E is never an input
    legal = np.where((symbols >= 0)[:, :, None], _LEGAL[states], 0.0)
    return one_hot(symbols, len(REBER)), legal, (symbols >= 0).sum(axis=1)


def continual_reber(batch, length, rng, state=None):
    """Draw endless streams of embedded Reber strings, one string after the other, without any mark between them.

    Parameters
    ----------
    batch : int
        N, number of streams.
    length : int
        T, number of symbols.
    rng : numpy.random.Generator
        Source of randomness.
    state : ndarray of int, shape (N,), optional
        Where the streams stand, from an earlier call; they begin with a new string by default.

    Returns
    -------
    x : ndarray, shape (N, T, 7)
        One-hot symbols in the order of `REBER`.
    legal : ndarray, shape (N, T, 7)
        1 for each symbol that may come next.
    critical : ndarray of bool, shape (N, T)
        True where the next symbol is the T or P that repeats the second symbol of the string.
    state : ndarray of int, shape (N,)
        Where the streams stand, to go on from.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, `state` is not of an earlier call, or `rng` is no Generator.

    References
    ----------
    Gers, Schmidhuber and Cummins, "Learning to Forget", Neural Computation, 2000, section 4.
    """
    check_rng(rng)
    batch, length = check_size("batch", batch), check_size("length", length)
    state = np.zeros(batch, np.int64) if state is None else np.array(state)
    if state.shape != (batch,) or state.dtype.kind != "i" or state.min() < 0 or state.max() >= len(_NEXT):
        raise ValueError(f"state must be {batch} whole numbers from 0 to {len(_NEXT) - 1}, got {state!r}")
    branches = rng.integers(2, size=(length, batch))
    symbols, states = np.empty((2, length, batch), np.int64)
    for t in range(length):
        symbols[t] = _SYMBOL[state, branches[t]]
        states[t] = state = _NEXT[state, branches[t]]
    critical = np.isin(states.T, _CRITICAL)
    return one_hot(symbols.T, len(REBER)), _LEGAL[states.T], critical, state


@converted(sizes=_inputs.label)
def counting(sizes, kinds=2):
    r"""All words :math:`a^n b^n` or :math:`a^n b^n c^n` of the given sizes, with the symbols that may follow.

    The input is S, then the word; after the word only T may come. While there are only a's, nobody can know n: another
    a or the first b may follow. After the first b everything is determined.

    Parameters
    ----------
    sizes : sequence of int
        n of each word, at least 1.
    kinds : int
        2 for :math:`a^n b^n`, 3 for :math:`a^n b^n c^n`.

    Returns
    -------
    x : ndarray, shape (N, T, kinds + 1)
        One-hot symbols in the order S, a, b, (c). T is 1 + kinds * max(sizes); zeros after the end.
    legal : ndarray, shape (N, T, kinds + 1)
        1 for each symbol that may come next, in the order a, b, (c), T; zeros after the end.
    lengths : ndarray of int, shape (N,)
        1 + kinds * n.

    Raises
    ------
    ValueError
        Where `sizes` is empty or holds something else than whole numbers of at least 1, or `kinds` is not 2 or 3.

    References
    ----------
    Gers and Schmidhuber, "LSTM Recurrent Networks Learn Simple Context-Free and Context-Sensitive Languages", IEEE
    Transactions on Neural Networks, 2001. Words with n = 0 are left out.
    """
    if kinds not in (2, 3):
        raise ValueError(f"kinds must be 2 or 3, got {kinds!r}")
    sizes = np.array([check_size("sizes", n) for n in sizes])
    if not len(sizes):
        raise ValueError("sizes must hold at least one whole number, got none")
    lengths = 1 + kinds * sizes
    t, n = np.arange(lengths.max()), sizes[:, None]
    symbols = np.where(t == 0, 0, 1 + (t - 1) // n)  # 0 for S, then 1, 2, (3): a block of n each
    symbols = np.where(t < lengths[:, None], symbols, -1)
    following = np.where(t < lengths[:, None], t // n, -1)  # what comes after step t
    legal = one_hot(following, kinds + 1)
    legal[:, :, 1] += (symbols == 1) & (following == 0)  # a came and a follows: it could have been b
    legal[:, :, 0] += (symbols == 1) & (following == 1)
    return one_hot(symbols, kinds + 1), legal, lengths


def parity(batch, length, rng):
    """Is the number of ones so far odd? Asked after every bit.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        T, number of bits.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    bits : ndarray of int, shape (N, T)
        0 and 1 with equal chance.
    target : ndarray of int, shape (N, T)
        1 where the number of ones up to and with this bit is odd.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or `rng` is no Generator.

    References
    ----------
    As a test of state tracking: Delétang et al., "Neural Networks and the Chomsky Hierarchy", ICLR 2023; Beck et al.,
    "xLSTM: Extended Long Short-Term Memory", NeurIPS 2024.
    """
    check_rng(rng)
    batch, length = check_size("batch", batch), check_size("length", length)
    bits = rng.integers(2, size=(batch, length))
    return bits, bits.cumsum(axis=1) % 2
