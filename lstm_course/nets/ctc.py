r"""Connectionist temporal classification: the probability of a text, whatever the frames of its letters (lesson 19).

A network gives each of T frames a distribution over V symbols, one of them the blank. A *path* takes one symbol from
each frame; its probability is the product. `collapse` turns a path into a label: merge repeats, then drop blanks. The
probability of a label is the sum over all paths that collapse to it. It is computed over the label with a blank before,
between and behind its letters, :math:`S = 2U + 1` places for U letters, in T steps of S sums.

After Graves, Fernández, Gomez and Schmidhuber (2006). All of it in logarithms; minus infinity is a probability of zero.
"""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np

from .. import _inputs
from .._inputs import converted


def collapse(path, blank=0):
    """Merge repeats, then drop blanks.

    Parameters
    ----------
    path : sequence, shape (T,)
        One symbol for each frame: numbers or letters.
    blank : object
        The symbol that stands for none.

    Returns
    -------
    list
        The label; "aa-a" with the blank "-" gives two letters.
    """
    path = path.tolist() if hasattr(path, "tolist") else path
    return [symbol for symbol, _ in groupby(path) if symbol != blank]


def steps_needed(target):
    """Return the fewest frames that can hold a label: one for each letter, and a blank between equal neighbours.

    Parameters
    ----------
    target : sequence, shape (U,)
        The label.

    Returns
    -------
    int
        U and the number of repeats.
    """
    target = list(target)
    return len(target) + sum(a == b for a, b in pairwise(target))


def extended(target, blank=0):
    """Return the label with a blank before, between and behind its letters.

    Parameters
    ----------
    target : sequence of int, shape (U,)
        The label.
    blank : int
        The blank.

    Returns
    -------
    ndarray of int, shape (2U + 1,)
        Its places.
    """
    places = np.full(2 * len(target) + 1, blank)
    places[1::2] = target
    return places


def log_alpha(log_p, target, blank=0):
    """Return the forward lattice: what all paths up to a frame and a place are worth together.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    target : sequence of int, shape (U,)
        The label, without blanks; it may be empty.
    blank : int
        The blank.

    Returns
    -------
    ndarray, shape (T, 2U + 1)
        Logarithm of the sum over all ways into place s at frame t, frame t included.

    Raises
    ------
    ValueError
        Where the log-probabilities or the label are none.
    """
    log_p, target = checked(log_p, target, blank)
    places = extended(target, blank)
    can_skip = _can_skip(places, blank)
    total = np.full((len(log_p), len(places)), -np.inf)
    total[0, :2] = log_p[0, places[:2]]
    for t in range(1, len(log_p)):
        stay = total[t - 1]
        step = np.concatenate([[-np.inf], stay[:-1]])
        skip = np.where(can_skip, np.concatenate([[-np.inf] * 2, stay[:-2]])[: len(places)], -np.inf)
        total[t] = np.logaddexp(np.logaddexp(stay, step), skip) + log_p[t, places]
    return total


def log_beta(log_p, target, blank=0):
    """Return the backward lattice: what all ways to the end are worth from a frame and a place on.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    target : sequence of int, shape (U,)
        The label.
    blank : int
        The blank.

    Returns
    -------
    ndarray, shape (T, 2U + 1)
        Logarithm of the sum over all ways from place s at frame t to the end, frame t *not* included: so alpha + beta
        counts each frame once.

    Raises
    ------
    ValueError
        Where the log-probabilities or the label are none.
    """
    log_p, target = checked(log_p, target, blank)
    places = extended(target, blank)
    can_skip = np.concatenate([_can_skip(places, blank)[2:], [False] * 2])[: len(places)]
    total = np.full((len(log_p), len(places)), -np.inf)
    total[-1, -2:] = 0.0
    for t in range(len(log_p) - 2, -1, -1):
        stay = total[t + 1] + log_p[t + 1, places]
        step = np.concatenate([stay[1:], [-np.inf]])
        skip = np.where(can_skip, np.concatenate([stay[2:], [-np.inf] * 2])[: len(places)], -np.inf)
        total[t] = np.logaddexp(np.logaddexp(stay, step), skip)
    return total


def log_likelihood(log_p, target, blank=0):
    """Return the log-probability of a label, the sum over all its paths.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    target : sequence of int, shape (U,)
        The label.
    blank : int
        The blank.

    Returns
    -------
    float
        Minus infinity where no path gives the label.

    Raises
    ------
    ValueError
        Where the log-probabilities or the label are none.
    """
    return float(np.logaddexp.reduce(log_alpha(log_p, target, blank)[-1, -2:]))


def occupancy(log_p, target, blank=0):
    """Return how sure it is, given the label, that a frame stands at a place.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    target : sequence of int, shape (U,)
        The label.
    blank : int
        The blank.

    Returns
    -------
    ndarray, shape (T, 2U + 1)
        Share of the label's probability that passes through; each row sums to 1, or to 0 where no path gives the label.

    Raises
    ------
    ValueError
        Where the log-probabilities or the label are none.
    """
    total = log_likelihood(log_p, target, blank)
    if total == -np.inf:
        return np.zeros((len(log_p), 2 * len(target) + 1))
    return np.exp(log_alpha(log_p, target, blank) + log_beta(log_p, target, blank) - total)


def gradient(log_p, target, blank=0):
    """Return the gradient of -log P(label) with respect to the log-probabilities, each taken as free.

    Behind a softmax it becomes ``exp(log_p) + gradient`` with respect to the logits: what the network says, less what
    the label's paths say.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    target : sequence of int, shape (U,)
        The label.
    blank : int
        The blank.

    Returns
    -------
    ndarray, shape (T, V)
        Minus the `occupancy` of each symbol; zeros where no path gives the label.

    Raises
    ------
    ValueError
        Where the log-probabilities or the label are none.
    """
    found = np.zeros(np.shape(log_p))
    shares = occupancy(log_p, target, blank)
    for s, symbol in enumerate(extended(target, blank)):
        found[:, symbol] -= shares[:, s]
    return found


def _can_skip(places, blank):
    """Return where a path may come from two places before: to a letter, from another letter."""
    before = np.concatenate([[blank] * 2, places[:-2]])[: len(places)]
    return (places != blank) & (places != before) & (np.arange(len(places)) > 1)


@converted(log_p=_inputs.array, target=_inputs.label)
def checked(log_p, target, blank):
    """Return the log-probabilities as an array and the label as a list, else raise `ValueError`."""
    log_p = np.asarray(log_p, float)
    if log_p.ndim != 2 or not len(log_p) or np.isnan(log_p).any() or (log_p > 1e-6).any():
        raise ValueError(
            f"log_p must hold log-probabilities of shape (T, V), none above 0, got {log_p!r:.80} "
            f"of shape {log_p.shape}"
        )
    V = log_p.shape[1]
    if not 0 <= blank < V:
        raise ValueError(f"blank must be a symbol from 0 to {V - 1}, got {blank!r}")
    target = [int(symbol) for symbol in target]
    if any(symbol == blank or not 0 <= symbol < V for symbol in target):
        raise ValueError(f"target must hold symbols from 0 to {V - 1}, none the blank {blank}, got {target}")
    return log_p, target
