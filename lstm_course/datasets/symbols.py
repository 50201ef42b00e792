"""Sequences of symbols, letters or words, as padded rows of numbers, with places kept for the pad and the unknown."""

import numpy as np

from .._inputs import converted, several

PAD, UNKNOWN = 0, 1
START, END = 2, 3  # where a sequence is written, not only read (lesson 18)


def vocabulary(sequences):
    """Return a number for every symbol that occurs, from 2 on: 0 is kept for the pad and 1 for the unknown.

    Parameters
    ----------
    sequences : iterable of str or of sequences of str
        Names made of letters, or sentences made of words; those of the training part only.

    Returns
    -------
    dict of str to int
        In the order of the sorted symbols, the same in every run.

    Examples
    --------
    >>> vocabulary(["ab", "b"])
    {'a': 2, 'b': 3}
    """
    symbols = sorted({symbol for sequence in sequences for symbol in sequence})
    return {symbol: number for number, symbol in enumerate(symbols, start=UNKNOWN + 1)}


@converted(sequences=several)
def encode_padded(sequences, numbers, unknown=UNKNOWN, pad=PAD):
    """Return sequences as rows of numbers, padded behind their ends, and their lengths.

    Parameters
    ----------
    sequences : sequence of str or of sequences of str
        At least one, each of at least one symbol.
    numbers : dict of str to int
        As `vocabulary` returns it.
    unknown : int
        Stands for every symbol that has no number.
    pad : int
        Fills the rows.

    Returns
    -------
    ids : ndarray of int64, shape (N, T)
        T is the length of the longest.
    lengths : ndarray of int64, shape (N,)
        Of the sequences, unknown symbols included.

    Raises
    ------
    ValueError
        Where there is no sequence, or one text in place of several, one is empty, or `pad` is also the number of a
        symbol.

    Examples
    --------
    >>> ids, lengths = encode_padded(["b", "abc"], {"a": 2, "b": 3})
    >>> ids.tolist(), lengths.tolist()
    ([[3, 0, 0], [2, 3, 1]], [1, 3])
    """
    if pad == unknown or pad in numbers.values():
        raise ValueError(f"pad must be a number that no symbol has, got {pad}")
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    if not len(lengths) or lengths.min() < 1:
        raise ValueError(
            f"sequences must hold at least one sequence of at least one symbol each, got lengths {lengths.tolist()}"
        )
    ids = np.full((len(lengths), lengths.max()), pad, dtype=np.int64)
    for row, sequence in zip(ids, sequences, strict=True):
        row[: len(sequence)] = [numbers.get(symbol, unknown) for symbol in sequence]
    return ids, lengths
