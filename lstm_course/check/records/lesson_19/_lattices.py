"""Log-probabilities of frames and labels, and all paths of a target, one by one."""

import itertools

import numpy as np


def frames(rng, T, V, scale=1.5):
    """Return logarithms of probabilities, shape (T, V): each row of exponentials sums to 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    T, V : int
    scale : float
        Standard deviation of the logits; large where one label leads in each frame.
    """
    return normalised(rng.normal(0, scale, size=(T, V)))


def normalised(logits):
    """Return logarithms of probabilities, one row for each frame."""
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def by_enumeration(log_p, blank):
    """Return labelling -> log-likelihood, of all paths.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
    blank : int

    Returns
    -------
    dict of tuple to float
    """
    T, V = log_p.shape
    found = {}
    for path in itertools.product(range(V), repeat=T):
        runs = [label for label, _ in itertools.groupby(path)]
        labels = tuple(label for label in runs if label != blank)
        worth = sum(log_p[t, label] for t, label in enumerate(path))
        found[labels] = np.logaddexp(found.get(labels, -np.inf), worth)
    return found
