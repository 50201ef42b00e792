"""What can be read from states with a linear layer, and what such a layer learns by itself (lesson 21)."""

from typing import NamedTuple

import numpy as np

from .._arguments import check_rng
from .._inputs import array, converted, places


class Probe(NamedTuple):
    """What a linear probe found on the places for testing.

    Attributes
    ----------
    accuracy : float
        Share of the labels that it got right.
    selectivity : float
        `accuracy` less the accuracy of the same probe on the control labels.
    majority : float
        Share that one gets right with the label that is most frequent on the places for training.
    """

    accuracy: float
    selectivity: float
    majority: float


def control_labels(types, labels, rng):
    """Return labels that mean nothing: one for each type, drawn from the real ones, the same wherever the type occurs.

    Parameters
    ----------
    types : array_like, shape (n,)
        What stands at each place: a letter, a word, or the last few letters.
    labels : array_like, shape (n,)
        Real labels, from which the new ones are drawn.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    ndarray, shape (n,)
        A label for each place.

    Raises
    ------
    ValueError
        Where the two do not fit, are empty, or `rng` is no generator.

    References
    ----------
    Hewitt and Liang, "Designing and Interpreting Probes with Control Tasks", EMNLP 2019.
    """
    check_rng(rng)
    types, labels = np.asarray(types), np.asarray(labels)
    if types.ndim != 1 or types.shape != labels.shape or not len(types):
        raise ValueError(
            f"types and labels must have the same shape (n,), n >= 1, got {types.shape} and {labels.shape}"
        )
    kinds, place = np.unique(types, return_inverse=True)
    return rng.choice(labels, size=len(kinds))[place]


@converted(states=array, labels=array, control=array)
def linear_probe(states, labels, control, train, test):
    """Fit a linear layer to read labels from states, and another one to read labels that mean nothing.

    The layer is scikit-learn's logistic regression with an intercept, on features scaled by the places for training.

    Parameters
    ----------
    states : array_like, shape (n, H)
        What is read from.
    labels, control : array_like, shape (n,)
        What is to be read, and labels without meaning, as `control_labels` returns them.
    train, test : array_like of int, or of bool, shape (n,)
        Places for fitting and for testing, or masks of them.

    Returns
    -------
    Probe
        Accuracy, selectivity, and the majority's accuracy.

    Raises
    ------
    ValueError
        Where the shapes do not fit, a place is none, or it is in both parts.
    """
    states, labels, control = np.asarray(states, dtype=float), np.asarray(labels), np.asarray(control)
    if states.ndim != 2 or labels.shape != states.shape[:1] or control.shape != labels.shape:
        raise ValueError(
            "states, labels and control must have shapes (n, H), (n,) and (n,), "
            f"got {states.shape}, {labels.shape} and {control.shape}"
        )
    train, test = places("train", train, len(states)), places("test", test, len(states))
    if not len(train) or not len(test) or np.intersect1d(train, test).size:
        raise ValueError("train and test must hold places, and share none")
    kinds, counts = np.unique(labels[train], return_counts=True)
    majority = float(np.mean(labels[test] == kinds[counts.argmax()]))
    accuracy = _read(states, labels, train, test)
    return Probe(accuracy, accuracy - _read(states, control, train, test), majority)


def _read(states, labels, train, test):
    """Return the share of the test labels that a logistic regression gets right."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if len(np.unique(labels[train])) == 1:
        return float(np.mean(labels[test] == labels[train][0]))
    model = make_pipeline(StandardScaler(), LogisticRegression(solver="newton-cholesky", max_iter=1000))
    return float(model.fit(states[train], labels[train]).score(states[test], labels[test]))
