"""Drivers for language models: draws from a generator, and a function that gives probabilities."""

import numpy as np

from . import Unfit


def draws(answer, logits, repeats, temperature, seed):
    """Let a function draw symbols, twice from one generator.

    Parameters
    ----------
    answer : callable
        Takes logits (N, V), a temperature and a `numpy.random.Generator`; returns N symbols.
    logits : ndarray, shape (L, V)
        Each row is handed over `repeats` times, one after the other.
    repeats : int
        N is L times this.
    temperature : float
        As it is handed over.
    seed : int
        Of the generator.

    Returns
    -------
    first, second : object
        What came from each of the two calls.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    rng, given = np.random.default_rng(seed), np.repeat(logits, repeats, axis=0)
    first = answer(given.copy(), temperature, rng)
    if first is None or first is ...:
        return first
    return first, answer(given.copy(), temperature, rng)


def smoothed(answer, train, n, K, contexts, symbols):
    """Build an n-gram and ask it for probabilities.

    Parameters
    ----------
    answer : callable
        Takes a text, n and K; returns a function of a context and a symbol.
    train : str
        The text to count.
    n : int
        Letters of a context and its successor.
    K : int
        Size of the alphabet.
    contexts, symbols : list of str
        What is asked for, pair by pair.

    Returns
    -------
    list
        What came, for each pair.

    Raises
    ------
    Unfit
        Where the answer returns no function.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    prob = answer(train, n, K)
    if prob is None or prob is ...:
        return prob
    if not callable(prob):
        raise Unfit(
            "Your function returns something else: expected a function prob(context, symbol), got "
            f"{type(prob).__name__}."
        )
    found = [prob(context, symbol) for context, symbol in zip(contexts, symbols, strict=True)]
    return None if all(one is None for one in found) else found
