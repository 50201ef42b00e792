"""Which places of the input does an answer hang on? Each is covered in turn (lesson 18)."""

import numpy as np


def occlusion(score, source, unknown):
    """Return how far a score falls when one symbol of the source is replaced by the unknown one.

    The symbol is replaced, not removed, so that the others keep their places; and by a symbol that the model reads, not
    by a pad that it would skip. What comes out hangs on that choice, too: it answers "what if this were unreadable?".

    Parameters
    ----------
    score : callable
        Takes sources, shape (M, S), and returns a number for each, shape (M,): for example the log-probability of one
        symbol of the answer.
    source : array_like of int, shape (S,)
        A source without pads; it is not changed.
    unknown : int
        The symbol that takes the place of another.

    Returns
    -------
    ndarray, shape (S,)
        The score of the source less that with the place covered: above 0 where the place speaks for the answer, below 0
        where it speaks against it, 0 where it is not used or holds the unknown symbol already.

    Raises
    ------
    ValueError
        Where the source has another shape or is empty, or `score` does not return a number for each row.
    """
    source = np.asarray(source)
    if source.ndim != 1 or not len(source) or source.dtype.kind not in "iu":
        raise ValueError(
            f"source must hold whole numbers of shape (S,), got {source.dtype} of shape {source.shape}"
        )
    S = len(source)
    rows = np.tile(source, (S + 1, 1))  # the first one stays as it is
    rows[np.arange(1, S + 1), np.arange(S)] = unknown
    found = np.asarray(score(rows), dtype=np.float64)
    if found.shape != (S + 1,):
        raise ValueError(f"score must return a number for each of {S + 1} rows, got shape {found.shape}")
    return found[0] - found[1:]
