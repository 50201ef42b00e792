"""Sentences with two negations of which one counts: what it stands before decides, and no count of words tells."""

import numpy as np

from .._arguments import check_rng, check_size

VERBS = ("sleep", "eat", "read", "wait", "work", "talk")
FILLERS = ("i", "think", "for", "me", "today", "in", "all", "perhaps")
GOOD = ("good", "fine", "great", "lovely")
BAD = ("bad", "awful", "poor", "boring")
WORDS = tuple(sorted({"did", "it", "just", "not", "was", ",", *VERBS, *FILLERS, *GOOD, *BAD}))


def negation(n, rng, fewest=0, most=6):
    r"""Return sentences of the form *i did [not|just] sleep , it was [not|just] (fillers) good*, and their verdicts.

    Only the negation after the comma reaches the adjective: the verdict is that of the adjective, turned round where
    the second place holds *not*. All eight cases (*not* or *just* in either place, a good or a bad adjective) are
    equally likely, and the fillers say nothing. Who knows only how often each word occurs is right in

    .. math:: \frac{4 + 4 \cdot \frac12}{8} = 75\,\%

    of the sentences: with *not* in both places or in none it knows the second, with one *not* it must guess.

    Parameters
    ----------
    n : int
        Number of sentences.
    rng : Generator
        Draws the cases, words and fillers.
    fewest, most : int
        Of fillers between the negation and its adjective; every number between, both ends included, is equally likely.

    Returns
    -------
    sentences : list of list of str
        All words are in ``WORDS``.
    labels : ndarray of int, shape (n,)
        1 where the verdict is good, else 0.

    Raises
    ------
    ValueError
        Where a number is wrong, or ``rng`` is no Generator.
    """
    n = check_size("n", n)
    check_rng(rng)
    for name, value in (("fewest", fewest), ("most", most)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
            raise ValueError(f"{name} must be a whole number of at least 0, got {value!r}")
    if fewest > most:
        raise ValueError(f"fewest must be at most most, got {fewest} and {most}")
    sentences, labels = [], []
    for _ in range(n):
        first, second, good = rng.integers(2, size=3)
        words = ["i", "did", ("just", "not")[first], str(rng.choice(VERBS)), ",", "it", "was"]
        words.append(("just", "not")[second])
        words += rng.choice(FILLERS, size=rng.integers(fewest, most + 1)).tolist()
        words.append(str(rng.choice(GOOD if good else BAD)))
        sentences.append(words)
        labels.append(int(good != second))
    return sentences, np.array(labels)
