"""How far a text is from the right one: the fewest edits, and the error rates made of them (lesson 19)."""

from typing import NamedTuple

import numpy as np


class Edit(NamedTuple):
    """One step of an alignment.

    Attributes
    ----------
    kind : str
        ``"keep"``, ``"substitute"``, ``"delete"`` or ``"insert"``.
    reference, found : object
        The right symbol and what stands for it; None where there is none.
    """

    kind: str
    reference: object
    found: object


def _table(reference, found):
    """Return the distances between all beginnings, (R + 1, F + 1)."""
    table = np.zeros((len(reference) + 1, len(found) + 1), int)
    table[:, 0], table[0] = np.arange(len(reference) + 1), np.arange(len(found) + 1)
    for r, right in enumerate(reference, start=1):
        for f, other in enumerate(found, start=1):
            changed = table[r - 1, f - 1] + (right != other)
            table[r, f] = min(changed, table[r - 1, f] + 1, table[r, f - 1] + 1)
    return table


def edit_distance(reference, found):
    """Return the fewest substitutions, deletions and insertions that turn one sequence into another.

    Parameters
    ----------
    reference, found : sequence
        Letters of a string, or words or numbers in a list.

    Returns
    -------
    int
        Levenshtein's distance; each edit costs 1.
    """
    return int(_table(list(reference), list(found))[-1, -1])


def alignment(reference, found):
    """Return a shortest way from the right sequence to the other one, with what is kept.

    Parameters
    ----------
    reference, found : sequence
        Letters of a string, or words or numbers in a list.

    Returns
    -------
    list of Edit
        In order. A deletion leaves out a symbol of the reference, an insertion adds one of `found`. Where several ways
        are equally short, the one that keeps or substitutes as late as possible.
    """
    reference, found = list(reference), list(found)
    table, edits = _table(reference, found), []
    r, f = len(reference), len(found)
    while r or f:
        if r and f and table[r, f] == table[r - 1, f - 1] + (reference[r - 1] != found[f - 1]):
            r, f = r - 1, f - 1
            kind = "keep" if reference[r] == found[f] else "substitute"
            edits.append(Edit(kind, reference[r], found[f]))
        elif r and table[r, f] == table[r - 1, f] + 1:
            r -= 1
            edits.append(Edit("delete", reference[r], None))
        else:
            f -= 1
            edits.append(Edit("insert", None, found[f]))
    return edits[::-1]


def error_rate(references, founds):
    """Return the errors of a whole corpus by the length of its references.

    With letters it is called CER, with words WER. Above 1 where more is inserted than there was.

    Parameters
    ----------
    references, founds : sequence of sequence
        Strings for letters, lists of words for words; one pair for each item.

    Returns
    -------
    float
        Sum of the distances by the sum of the references' lengths: a long item counts more than a short one.

    Raises
    ------
    ValueError
        Where there are not as many of both, or the references hold nothing.
    """
    references, founds = list(references), list(founds)
    if len(references) != len(founds):
        raise ValueError(f"founds must hold one item for each of {len(references)}, got {len(founds)}")
    total = sum(len(reference) for reference in references)
    if not total:
        raise ValueError("references must hold at least one symbol, got none")
    return sum(map(edit_distance, references, founds)) / total
