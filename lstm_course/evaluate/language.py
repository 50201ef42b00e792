"""What a language model is worth: bits, perplexity, and the share of what it writes that it has copied."""

import numpy as np

from .._arguments import check_size
from ._inputs import converted, real


def _nats(name, value):
    if not (real(value) and value >= 0):
        raise ValueError(f"{name} must be a number of at least 0, got {value!r}")
    return value


def perplexity(nats):
    """Return how many equally likely symbols would be as hard to guess.

    Parameters
    ----------
    nats : float
        Mean of -ln p over the symbols: what `torch.nn.functional.cross_entropy` returns.

    Returns
    -------
    float
        e to the power of it: 1 for what is certain, K for a guess among K. Only perplexities over the same symbols can
        be compared; `bits_per_character` is for the others.

    Raises
    ------
    ValueError
        Where `nats` is below 0 or no number.
    """
    if not nats >= 0:
        raise ValueError(f"nats must be a number of at least 0, got {nats!r}")
    return float(np.exp(nats))


perplexity = converted(nats=_nats)(perplexity)  # not by @: the code that recorded results hash stays as it is


@converted(nats=_nats, tokens=check_size, characters=check_size)
def bits_per_character(nats, tokens, characters):
    """Return a loss per token as bits per character of the text, so that models with other tokens can be compared.

    Parameters
    ----------
    nats : float
        Mean of -ln p over all tokens: words, letters, the sign for the end. Tokens that stand for unknown words must
        cost their spelling, too, or the text was not predicted.
    tokens, characters : int
        So many there are in the text, spaces among the characters.

    Returns
    -------
    float
        nats * tokens / ln 2 / characters.

    Raises
    ------
    ValueError
        Where `nats` is below 0 or no number, or there is no token or character.
    """
    return float(nats * tokens / np.log(2) / characters)


def _texts(name, value):
    if isinstance(value, str):
        raise ValueError(f"{name} must be a list of texts, got the str {value[:20]!r}")
    return value


@converted(samples=_texts, length=check_size)
def memorised(samples, train, length):
    """Return which share of the pieces of some samples stands in the training text, letter by letter.

    Parameters
    ----------
    samples : list of str
        Texts, without the beginnings that they were given; no piece reaches from one into another.
    train : str
        What the model has seen.
    length : int
        Characters of a piece; there is one at every place of a sample where it fits.

    Returns
    -------
    float
        From 0 to 1; 0 where no sample holds a piece. Compare it with that of a text that nobody copied: held-out text.

    Raises
    ------
    ValueError
        Where `length` is below 1, or `samples` is a single str.
    """
    known = {train[k : k + length] for k in range(len(train) - length + 1)}
    pieces = [text[k : k + length] for text in samples for k in range(len(text) - length + 1)]
    return sum(piece in known for piece in pieces) / max(len(pieces), 1)
