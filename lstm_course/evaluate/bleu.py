"""BLEU: how many n-grams of a translation stand in the reference (lesson 18)."""

from collections import Counter

import numpy as np

from .._arguments import check_size
from ._inputs import plain


def bleu(candidates, references, n=4):
    r"""Return the BLEU of a whole corpus, between 0 and 1.

    The geometric mean of the precisions of 1-grams to n-grams, times a penalty for being short:
    :math:`\mathrm{BLEU} = \min(1, e^{1 - r/c}) \, \big(\prod_{k=1}^{n} p_k\big)^{1/n}` (Papineni et al., ACL 2002). An
    n-gram of a candidate counts as often as it stands in the reference that has it most often, and no more. All counts
    are summed over the corpus *before* they are divided; a mean of the BLEU of sentences is another number.

    Parameters
    ----------
    candidates : sequence of sequence
        Tokens of each candidate: words, or the letters of a string; tensors count by their values.
    references : sequence of sequence of sequence
        For each candidate one reference or more.
    n : int
        Longest n-gram.

    Returns
    -------
    float
        0 where a precision is 0: nothing is smoothed.

    Raises
    ------
    ValueError
        Where there is no candidate, the numbers of candidates and references differ, a candidate has no reference, a
        text is no sequence or a string beside lists of words, or n is below 1.
    """
    right, there, c, r = counts(candidates, references, n)
    if not right.all():
        return 0.0
    return float(min(1.0, np.exp(1 - r / c)) * np.exp(np.log(right / there).mean()))


def counts(candidates, references, n=4):
    """Return what `bleu` is made of.

    Parameters
    ----------
    candidates : sequence of sequence
        Tokens of each candidate.
    references : sequence of sequence of sequence
        For each candidate one reference or more.
    n : int
        Longest n-gram.

    Returns
    -------
    right, there : ndarray of int, shape (n,)
        Of the 1-grams to n-grams in all candidates: those that are found, and all.
    c, r : int
        Tokens of the candidates, and of their references: of each the one that is nearest in length, and of two equally
        near ones the shorter.

    Raises
    ------
    ValueError
        As for `bleu`.
    """
    n = check_size("n", n)
    if not len(candidates) or len(candidates) != len(references):
        raise ValueError(
            "candidates and references must be equally many, and at least one, got "
            f"{len(candidates)} and {len(references)}"
        )
    right, there, c, r = np.zeros(n, int), np.zeros(n, int), 0, 0
    if isinstance(candidates, str):
        raise ValueError(f"candidates must be a list of texts, got the str {candidates[:20]!r}")
    for text, options in zip(candidates, references, strict=True):
        candidate, *options = _tokens(plain(text), plain(options))
        c += len(candidate)
        r += min((abs(len(one) - len(candidate)), len(one)) for one in options)[1]
        for k in range(1, n + 1):
            found = grams(candidate, k)
            most = Counter()
            for one in options:
                most |= grams(one, k)
            right[k - 1] += sum((found & most).values())
            there[k - 1] += sum(found.values())
    return right, there, c, r


def _tokens(candidate, options):
    """Return the tokens of a candidate and of its references, else raise `ValueError`."""
    if isinstance(options, str) or not len(options):
        raise ValueError(f"references must hold a list of references for each candidate, got {options!r}")
    texts = [candidate, *options]
    if not all(map(np.iterable, texts)):
        raise ValueError(
            f"candidates and references must hold tokens, got {candidate!r:.60} and {options!r:.60}: a list too few?"
        )
    tokens = [tuple(plain(text)) for text in texts]
    letters = (isinstance(token, str) and len(token) == 1 for text in tokens for token in text)
    if any(isinstance(text, str) for text in texts) and not all(letters):
        raise ValueError(
            "references must be lists of words where the candidate is one, and strings where it is a string, "
            f"got {options!r:.60} for {candidate!r:.60}"
        )
    return tokens


def grams(tokens, n):
    """Return how often each n-gram stands in a sequence, a `Counter` of tuples."""
    tokens = tuple(plain(tokens))
    return Counter(tokens[k : k + n] for k in range(len(tokens) - n + 1))
