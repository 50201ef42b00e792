"""Baselines: the simple forecasts that a network has to beat before it deserves a sentence."""

from collections import Counter

import numpy as np

from .._arguments import check_size
from ._inputs import positive


def persistence(history, horizon):
    """Forecast that everything stays as it is: the last value, again and again.

    Parameters
    ----------
    history : ndarray, shape (T,)
        Values known so far, the latest last.
    horizon : int
        Number of steps to forecast.

    Returns
    -------
    ndarray, shape (horizon,)
        The forecasts, the next step first.

    Raises
    ------
    ValueError
        Where the history has another shape or is empty, or the horizon is below 1.

    Notes
    -----
    Measured in lesson 01.
    """
    history = _history(history, 1)
    return np.full(check_size("horizon", horizon), history[-1])


def seasonal_naive(history, season, horizon):
    """Forecast that every step repeats the one a season before it.

    Parameters
    ----------
    history : ndarray, shape (T,)
        Values known so far, the latest last.
    season : int
        Steps in one season, at most T.
    horizon : int
        Number of steps to forecast; where it is longer than the season, the last season is repeated.

    Returns
    -------
    ndarray, shape (horizon,)
        The forecasts, the next step first.

    Raises
    ------
    ValueError
        Where the history has another shape or is shorter than a season, or a number is below 1.

    Notes
    -----
    Measured in lesson 01.
    """
    season, horizon = check_size("season", season), check_size("horizon", horizon)
    last = _history(history, season)[-season:]
    return last[np.arange(horizon) % season]


def ngram_bpc(train, test, n, alphabet_size, alpha):
    r"""Return the bits per character of an n-gram model on a text it has not seen.

    The model counts in `train` which character follows each context of n - 1 characters, and adds `alpha` to every
    count:

    .. math:: p(c \mid s) = \frac{\#(s c) + \alpha}{\#(s \cdot) + \alpha K}

    where :math:`\#(s \cdot)` is how often any character follows the context s.

    Parameters
    ----------
    train, test : str
        The text that is counted, and the text that is predicted.
    n : int
        Characters in an n-gram, the predicted one included; 1 is a model without a context.
    alphabet_size : int
        Number K of characters that may occur: at least those of both texts.
    alpha : float
        Added to every count, above 0.

    Returns
    -------
    float
        Mean of -log2 p over the characters of `test` that have n - 1 characters before them in `test`.

    Raises
    ------
    ValueError
        Where a text is shorter than n or the two are of different types, they hold more different characters than
        `alphabet_size`, or `alpha` is not a number above 0.

    Notes
    -----
    Measured in lesson 01.
    """
    n, alphabet_size = check_size("n", n), check_size("alphabet_size", alphabet_size)
    alpha = positive("alpha", alpha)
    if not any(isinstance(train, kind) and isinstance(test, kind) for kind in (str, bytes, tuple)):
        raise ValueError(
            f"train and test must both be a str, got {type(train).__name__} and {type(test).__name__}"
        )
    characters = len({*train, *test})
    if alphabet_size < characters:
        raise ValueError(f"alphabet_size must be at least the {characters} in the texts, got {alphabet_size}")
    for name, text in (("train", train), ("test", test)):
        if len(text) < n:
            raise ValueError(f"{name} must hold at least n = {n} characters, got {len(text)}")
    together = Counter(train[k : k + n] for k in range(len(train) - n + 1))
    contexts = Counter()
    for gram, count in together.items():
        contexts[gram[:-1]] += count
    seen = Counter(test[k : k + n] for k in range(len(test) - n + 1))
    grams = list(seen)
    above = np.array([together[gram] for gram in grams]) + alpha
    below = np.array([contexts[gram[:-1]] for gram in grams]) + alpha * alphabet_size
    weights = np.array([seen[gram] for gram in grams])
    return float(np.average(-np.log2(above / below), weights=weights))


def _history(values, least):
    """Return `values` as an array with one axis and at least `least` entries, else raise `ValueError`."""
    values = np.asarray(values)
    if values.ndim != 1 or len(values) < least:
        raise ValueError(f"the past values must have shape (T,) with T >= {least}, got shape {values.shape}")
    return values
