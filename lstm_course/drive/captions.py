"""Drivers for captions: decoders of one step, and splits of pairs drawn from several seeds."""

import numpy as np

from . import Unfit, check_pair

SYMBOLS = 7
NEVER = 6  # the symbol that `reading_decoder` never puts out: there the start of a caption


def script_decoder(letters, state):
    """Return logits (N, 7) with a peak on the next symbol of each row's script, whatever the letters, and a new state.

    Parameters
    ----------
    letters : array_like of int, shape (N,)
        What was written last.
    state : ndarray, shape (N, 1 + L)
        The place in the script, then the script itself, which begins again at its end. It is not changed.

    Returns
    -------
    logits : ndarray, shape (N, 7)
        Of the next letter.
    state : ndarray, shape (N, 1 + L)
        What is still to be written.
    """
    _check(letters, state)
    places = state[:, 0].astype(int) % (state.shape[1] - 1)
    symbols = state[np.arange(len(state)), 1 + places]
    new = state.copy()
    new[:, 0] += 1
    return 4 - 1.7 * np.abs(np.arange(SYMBOLS) - symbols[:, None]), new


def reading_decoder(letters, state):
    """Return logits (N, 7) that depend on the letters and on all that was read, and the new state.

    Parameters
    ----------
    letters : array_like of int, shape (N,)
        What was written last.
    state : ndarray, shape (N, 2)
        It is not changed.

    Returns
    -------
    logits : ndarray, shape (N, 7)
        Of the next letter.
    state : ndarray, shape (N, 2)
        Where each row stands.
    """
    letters = _check(letters, state)
    first = (3 * state[:, 0] + 5 * letters + 1) % 31
    new = np.stack([first, (state[:, 1] + state[:, 0] + letters) % 23], axis=1)
    logits = 3 * np.sin((1 + np.arange(SYMBOLS)) * (1 + new[:, :1]) + new[:, 1:])
    logits[:, NEVER] = logits[:, :NEVER].max(axis=1) - 0.5
    return logits, new


def _check(letters, state):
    letters = np.asarray(letters)
    if letters.shape != (len(state),):
        raise ValueError(
            f"step takes one letter for each picture, shape ({len(state)},), got {letters.shape}"
        )
    if letters.dtype.kind not in "iu":
        raise TypeError(f"step takes indices of letters, whole numbers, got {letters.dtype}")
    return letters


def splits(answer, pairs, share, seeds):
    """Let a function split a list of pairs, once for each seed.

    Parameters
    ----------
    answer : callable
        Takes pairs, share and seed, returns two lists of pairs.
    pairs : list of (str, str)
        N different pairs.
    share : float
        As it is handed over.
    seeds : list of int
        S of them.

    Returns
    -------
    train, test : ndarray of int, shape (S, N + 1)
        How often each pair is on this side; in the last column, how many entries are no pair of the list.
    pairs : str
        Whether the list that was handed over is ``"as it was"`` or ``"changed"``.

    Raises
    ------
    Unfit
        Where the answer returns no two lists of pairs.
    """
    given = [tuple(pair) for pair in pairs]
    places = {pair: k for k, pair in enumerate(given)}
    own, sides = list(given), [[], []]
    for seed in seeds:
        found = answer(own, share, seed)
        if found is None or found is ...:
            return found
        check_pair(found, "two lists of pairs: train and test")
        for rows, side in zip(sides, found, strict=True):
            if type(side) not in (list, tuple, set, frozenset, np.ndarray):
                raise Unfit(f"A side is of type {type(side).__name__}, expected a list of pairs.")
            row = [places.get(_pair(one), len(given)) for one in side]
            rows.append(np.bincount(row, minlength=len(given) + 1) if row else np.zeros(len(given) + 1, int))
    return *map(np.array, sides), "as it was" if own == given else "changed"


def _pair(one):
    """Return a pair of words as a tuple of strings; None for what is no pair."""
    if (
        type(one) in (tuple, list, np.ndarray)
        and len(one) == 2
        and all(isinstance(word, str) for word in one)
    ):
        return str(one[0]), str(one[1])
    return None
