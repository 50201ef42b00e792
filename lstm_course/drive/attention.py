"""Drivers for decoders: small recurrent networks made of tables, handed to what a learner wrote as functions."""

import numpy as np

from . import Unfit

MOST = 60  # calls of a step beyond those that are needed: a loop that forgets its limit ends here


class Recurrent:
    r"""A network of one step, :math:`h' = \tanh(h W + E_s)` with scores :math:`h' U`.

    Parameters
    ----------
    E : ndarray, shape (V, H)
        A row for each symbol.
    W : ndarray, shape (H, H)
        From one state to the next.
    U : ndarray, shape (H, V)
        From the state to the scores.
    calls : int
        How many are allowed.
    """

    def __init__(self, E, W, U, calls):
        self.E, self.W, self.U, self.calls = E, W, U, calls

    def __call__(self, symbol, state):
        """Return the scores and the new state after a symbol, or after one for each row of the state.

        Parameters
        ----------
        symbol : int or ndarray of int, shape (N,)
            What was written last.
        state : ndarray, shape (H,) or (N, H)
            Before or after the step.

        Returns
        -------
        scores : ndarray, shape (V,) or (N, V)
            Of the next symbol.
        state : ndarray, shape (H,) or (N, H)
            Before or after the step.

        Raises
        ------
        RuntimeError
            Where it was called too often.
        """
        self.calls -= 1
        if self.calls < 0:
            raise RuntimeError(
                "step was called again and again, far beyond what is needed: where does your loop end?"
            )
        state = np.tanh(state @ self.W + self.E[symbol])
        return state @ self.U, state

    def log_probabilities(self, symbol, state):
        """Return the same with log-probabilities in place of scores."""
        scores, state = self(symbol, state)
        scores = scores - scores.max(axis=-1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True)), state


def decoded(answer, E, W, U, state, start, end, max_length):
    """Let a function write with a network, several sequences at once.

    Parameters
    ----------
    answer : callable
        Takes step, state, start, end and max_length.
    E, W, U : ndarray
        As in `Recurrent`.
    state : ndarray, shape (N, H)
        Of the decoders, before the first symbol.
    start, end, max_length : int
        The symbols that open and close, and the most symbols to write.

    Returns
    -------
    str or object
        The symbols with blanks between them, and a stroke between sequences; nothing, or ``...``, as it came.

    Raises
    ------
    Unfit
        Where the answer is no list of lists of whole numbers.
    """
    rows = answer(Recurrent(E, W, U, max_length + MOST), state.copy(), start, end, max_length)
    if rows is None or rows is ...:
        return rows
    if type(rows) not in (list, tuple) or any(_spelled(row) is None for row in rows):
        raise Unfit(
            "Your function returns something else: expected a list of lists of symbols, which are whole numbers, got "
            f"{_named(rows)}."
        )
    return " | ".join(_spelled(row) for row in rows)


def _named(value):
    """Return what a value is, and what it holds first where it is a list."""
    name = type(value).__name__
    return f"{name} of {type(value[0]).__name__}" if type(value) in (list, tuple) and value else name


def _spelled(row):
    """Return the symbols of a list with blanks between them, or None where it is no list of whole numbers."""
    row = row.tolist() if type(row) is np.ndarray and row.ndim == 1 else row
    if type(row) not in (list, tuple):
        return None
    if any(type(k) is bool or not (type(k) is int or isinstance(k, np.integer)) for k in row):
        return None
    return " ".join(str(int(k)) for k in row)


def searched(answer, E, W, U, state, start, end, width, max_length, alpha):
    """Let a function search with a network that returns log-probabilities.

    Parameters
    ----------
    answer : callable
        Takes step, state, start, end, width, max_length and alpha.
    E, W, U : ndarray
        As in `Recurrent`.
    state : ndarray, shape (H,)
        Before the first symbol.
    start, end, width, max_length : int
        The symbols that open and close, the beginnings that are kept, the most symbols.
    alpha : float
        Power of the length by which log-probabilities are divided.

    Returns
    -------
    str or object
        The symbols with blanks between them; nothing, or ``...``, as it came.

    Raises
    ------
    Unfit
        Where the answer is no list of whole numbers.
    """
    calls = 3 * (width + 3) * (max_length + 3) + MOST
    step = Recurrent(E, W, U, calls).log_probabilities
    row = answer(step, state.copy(), start, end, width, max_length, alpha)
    if row is None or row is ...:
        return row
    if _spelled(row) is None:
        raise Unfit(
            "Your function returns something else: expected a list of symbols, which are whole numbers, got "
            f"{_named(row)}."
        )
    return _spelled(row)


def encoder(E, W):
    """Return a function that takes a source, a list of symbols, and returns the state (H,) after it."""
    step = Recurrent(E, W, np.zeros((len(W), 1)), np.inf)

    def encode(source):
        state = np.zeros(len(W))
        for symbol in source:
            _, state = step(symbol, state)
        return state

    return encode


def compared(answer, E_source, E, W, U, pairs, start, end):
    """Let a function measure a network both ways.

    Parameters
    ----------
    answer : callable
        Takes encode, step, pairs, start and end.
    E_source : ndarray, shape (V_source, H)
        Of the encoder, which shares W with the decoder.
    E, W, U : ndarray
        As in `Recurrent`, of the decoder.
    pairs : list of (source, target)
        Lists of int.
    start, end : int
        The symbols that open and close.

    Returns
    -------
    object
        What came.
    """
    calls = sum(4 * (len(target) + 2) + MOST for _, target in pairs)
    given = [(list(source), list(target)) for source, target in pairs]
    return answer(encoder(E_source, W), Recurrent(E, W, U, calls), given, start, end)


def covered(answer, E, P, U, source, target, unknown):
    """Let a function cover the places of a source one by one.

    Parameters
    ----------
    answer : callable
        Takes net, source, target and unknown.
    E : ndarray, shape (V_source, H)
        A row for each symbol; symbol 0 is padding and is not read.
    P : ndarray, shape (S,)
        How strongly each place is read.
    U : ndarray, shape (H, V)
        From the state to the scores.
    source : ndarray of int, shape (S,)
        The symbols that are read.
    target, unknown : int
        The symbol that is asked about, and the one that covers.

    Returns
    -------
    fall : object
        What came.
    source : ndarray of int, shape (S,)
        The source that the function was given, afterwards.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """

    def net(ids):
        ids = np.asarray(ids)
        if ids.ndim != 1:
            raise ValueError(f"net takes one source, an array (S,), got shape {ids.shape}")
        read = (P[: len(ids)] * (ids != 0)) @ E[ids]
        return np.tanh(read) @ U

    given = source.copy()
    fall = answer(net, given, target, unknown)
    return fall if fall is None or fall is ... else (fall, given)
