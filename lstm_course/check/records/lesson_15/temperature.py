"""Exercise: the one number by which logits are divided before they are believed."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from ...exercise import Exercise, Mutant, Probe


def logits_probes(rng):
    """Return logits too large and too small, shifted far, with all right, with all wrong, of one item, K of 2 to 6."""

    def drawn(N, K, factor, spread=1.5):
        """Return logits and labels drawn from their softmax, so that the best T lies near factor."""
        z = spread * rng.normal(size=(N, K))
        labels = np.argmax(z + rng.gumbel(size=(N, K)), axis=1)
        return factor * z, labels

    hand = np.tile([2.0, 0.0], (5, 1)), np.array([0, 0, 0, 0, 1])
    z, labels = drawn(40, 4, 2.5)
    shifts = rng.uniform(-300, 300, size=(40, 1)).round(2)
    few, few_labels = drawn(40, 3, 0.3)
    near = 0.3 * rng.normal(size=(12, 3))  # so near that the loss still falls at the smallest T
    return [
        Probe(hand, "Already for the five items done by hand T is off by more than 1 per cent."),
        Probe((z, labels), "With two classes T is right, with four it is off by more than 1 per cent."),
        Probe(
            (z + shifts + 900.0, labels),
            "A number added to all logits of an item changes T, although it does not change the softmax: exp(900) is "
            "infinite. Take the largest logit of each item off before the exp.",
        ),
        Probe((3 * z, labels)),
        Probe(drawn(40, 3, 0.3)),
        Probe(drawn(30, 2, 6.0)),
        Probe(drawn(24, 6, 1.0, spread=0.8)),
        Probe((near, near.argmax(axis=1))),  # all right: the smaller, the better
        Probe((near, near.argmin(axis=1))),  # all wrong: the larger, the better
        Probe((np.array([[0.1, 0.3, -0.2]]), np.array([1]))),
        Probe((few + 900.0, few_labels)),  # so large, divided by so little, that exp is infinite
    ]


def _log(results, args):
    return {"T (as ln T)": float(np.log(results["T"]))}


def temperature(logits, labels):
    rows = np.arange(len(labels))
    found = minimize_scalar(
        lambda log_T: -log_softmax(logits / np.exp(log_T), axis=1)[rows, labels].mean(),
        bounds=(np.log(0.05), np.log(20.0)),
        method="bounded",
    )
    return float(np.exp(found.x))


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _searched(wrong_loss):
    """Return the mistake of searching for the T at which something else is lowest."""

    def wrong(logits, labels):
        found = minimize_scalar(
            lambda log_T: wrong_loss(logits, labels, np.exp(log_T)),
            bounds=(np.log(0.05), np.log(20.0)),
            method="bounded",
        )
        return float(np.exp(found.x))

    return wrong


def _likelihood(p, labels):
    return -np.log(p[np.arange(len(labels)), labels] + 1e-300).mean()


def _after_softmax(logits, labels, T):
    return _likelihood(_softmax(_softmax(logits) / T), labels)


def _brier(logits, labels, T):
    return ((_softmax(logits / T) - np.eye(logits.shape[1])[labels]) ** 2).sum(axis=1).mean()


def _confidence_as_accuracy(logits, labels, T):
    return abs(_softmax(logits / T).max(axis=1).mean() - (logits.argmax(axis=1) == labels).mean())


def _over_the_batch(logits, labels, T):
    return _likelihood(_softmax((logits / T).T).T, labels)


def _own_labels(logits, labels, T):
    return _likelihood(_softmax(logits / T), logits.argmax(axis=1))


def _on_a_grid(value):
    """Return the mistake of choosing T from a grid by something else than the likelihood."""

    def wrong(logits, labels):
        grid = np.exp(np.linspace(np.log(0.05), np.log(20.0), 600))
        return float(grid[np.argmin([value(logits, labels, T) for T in grid])])

    return wrong


def _less_likely(logits, labels, T):
    return log_softmax(logits / T, axis=1)[np.arange(len(labels)), labels].mean()


def _binned(logits, labels, T):
    p = _softmax(logits / T)
    p, y = p.max(axis=1), p.argmax(axis=1) == labels
    place = np.minimum((p * 10).astype(int), 9)
    return sum(abs(p[place == k].sum() - y[place == k].sum()) for k in np.unique(place)) / len(y)


def _naive(logits, labels):
    def loss(log_T):
        e = np.exp(logits / np.exp(log_T))
        p = e / e.sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(len(labels)), labels]).mean()

    with np.errstate(all="ignore"):
        found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded")
    return float(np.exp(found.x))


def _naive_on_a_grid(lowest):
    """Return the mistake of an exp that overflows where T is small, with a way to take the lowest loss."""

    def wrong(logits, labels):
        grid = np.exp(np.linspace(np.log(0.05), np.log(20.0), 600))
        with np.errstate(all="ignore"):
            e = [np.exp(logits / T) for T in grid]
            loss = [_likelihood(one / one.sum(axis=1, keepdims=True), labels) for one in e]
        return float(grid[lowest(loss)])

    return wrong


def _gradient_steps(logits, labels):
    """Return T after a hundred steps of gradient descent on T itself, from 1."""
    T, onehot = 1.0, np.eye(logits.shape[1])[labels]
    for _ in range(100):
        slope = (((onehot - _softmax(logits / T)) * logits).sum(axis=1)).mean() / T**2
        T = float(np.clip(T - 0.01 * slope, 0.05, 20.0))
    return T


_SURE = 'lesson 15, "98 % sure"'
_LOG_P = "log_softmax(logits / np.exp(log_T), axis=1)[rows, labels]"
_DIVIDED = "logits / np.exp(log_T)"
_ENDS = "np.log(0.05), np.log(20.0)"
_BACK = "float(np.exp(found.x))"

EXERCISE = Exercise(
    name="temperature",
    signature="temperature(logits, labels)",
    returns={"T": "a number from 0.05 to 20"},
    reference=temperature,
    probes=logits_probes,
    observe=_log,
    points={"T (as ln T)": 6},
    read=_SURE,
    tolerance=0.01,
    pairs=False,
    advice={
        "T (as ln T)": "Divide the logits by T, take the softmax, and look for the T between 0.05 and 20 at which the "
        "mean of -ln p of the right classes is lowest, to within 1 per cent, also where T is small: equal steps are "
        "too coarse there.",
    },
    hints=(
        "First write the loss for a given T: softmax of logits / T, and the mean of -ln p of the right class.",
        "The loss falls and then rises again as T grows, so any search finds the place. T must stay above 0: search "
        "for ln T.",
        'minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded").x is ln T.',
    ),
    mutants=(
        Mutant(
            "multiplied",
            "You multiply the logits by your T, or return 1/T. A T above 1 is to make the network less sure: divide.",
            edits={_DIVIDED: "logits * np.exp(log_T)"},
        ),
        Mutant(
            "logarithm-returned",
            "You search for ln T and return it. T is its exponential, and is never negative.",
            edits={_BACK: "float(found.x)"},
        ),
        Mutant(
            "loss-returned",
            "You return the lowest loss. Where it is lowest is asked for.",
            edits={_BACK: "float(found.fun)"},
        ),
        Mutant(
            "squared",
            "You divide by the root of T, so your T is the square of the right one.",
            edits={_DIVIDED: "logits / np.exp(log_T / 2)"},
        ),
        Mutant(
            "root",
            "You divide by the square of T, so your T is the root of the right one.",
            edits={_DIVIDED: "logits / np.exp(2 * log_T)"},
        ),
        Mutant(
            "highest-loss",
            "You look for the highest loss: the sign is lost. The mean of -ln p is to be lowest.",
            edits={"-log_softmax(": "log_softmax("},
        ),
        Mutant(
            "highest-loss-on-a-grid",
            "You take the T with the highest loss, or with the lowest likelihood. The mean of -ln p is to be lowest.",
            fn=_on_a_grid(_less_likely),
        ),
        Mutant(
            "after-the-softmax",
            "You divide probabilities by T, and take a softmax of them again. It is the logits that are divided, once, "
            "before the softmax.",
            fn=_searched(_after_softmax),
        ),
        Mutant(
            "own-labels",
            "Your loss falls as T gets smaller, whatever the labels: it takes the network's own answers for right. The "
            "labels say what is right.",
            fn=_searched(_own_labels),
        ),
        Mutant(
            "over-the-batch",
            "Your softmax goes over the items. It goes over the classes of each item: axis 1.",
            hint="M85",
            fn=_searched(_over_the_batch),
        ),
        Mutant(
            "over-the-batch-on-a-grid",
            "Your softmax goes over axis 0, the items. It goes over the classes of each item: axis 1.",
            hint="M85",
            fn=_on_a_grid(_over_the_batch),
        ),
        Mutant(
            "first-class",
            "You take the probability of class 0 for every item. The labels say which class is right.",
            edits={"[rows, labels]": "[rows, 0]"},
        ),
        Mutant(
            "every-label-for-every-item",
            "log_p[:, labels] takes all labels for every item. Item n has the label labels[n]: the rows go first.",
            edits={"[rows, labels]": "[:, labels]"},
        ),
        Mutant(
            "probability-for-its-logarithm",
            "You maximise the mean probability of the right classes, without the logarithm. That has no lowest place "
            "where confidence is honest: it rewards whatever is surer than it should be.",
            edits={"-" + _LOG_P: f"-np.exp({_LOG_P})"},
        ),
        Mutant(
            "brier",
            "You minimise the squared distance from the right answer. Here it is the likelihood that decides: the mean "
            "of -ln p of the right class.",
            fn=_searched(_brier),
        ),
        Mutant(
            "mean-confidence",
            "You make the mean confidence equal to the accuracy. Too sure here and too unsure there then cancel; it is "
            "the likelihood that decides.",
            fn=_searched(_confidence_as_accuracy),
        ),
        Mutant(
            "calibration-error",
            "You choose T by the binned calibration error. It jumps when an answer changes its bin, and can be low by "
            "luck: it is the likelihood that decides.",
            fn=_on_a_grid(_binned),
        ),
        Mutant(
            "always-the-smallest",
            "Your T is the smallest there is, whatever the data. That comes of a score which T cannot change, such as "
            "the accuracy, or of the largest p in place of the label's: let the likelihood of the labels decide.",
            fn=lambda logits, labels: 0.05,
        ),
        Mutant(
            "always-the-largest",
            "Your T is the largest there is, whatever the data. Dividing the logits by a large T makes every class "
            "equally likely; the likelihood of the right classes decides.",
            fn=lambda logits, labels: 20.0,
        ),
        Mutant(
            "never-below-one",
            "You search above 1 only. A network can also be less sure than it should be: then T lies below 1.",
            edits={_ENDS: "0.0, np.log(20.0)"},
        ),
        Mutant(
            "never-above-one",
            "You search below 1 only. A network that is surer than it should be needs a T above 1.",
            edits={_ENDS: "np.log(0.05), 0.0"},
        ),
        Mutant(
            "up-to-ten",
            "You search up to 10, and not to 20.",
            edits={_ENDS: "np.log(0.05), np.log(10.0)"},
        ),
        Mutant(
            "from-a-tenth",
            "You search from 0.1 on, and not from 0.05.",
            edits={_ENDS: "np.log(0.1), np.log(20.0)"},
        ),
        Mutant(
            "between-a-tenth-and-ten",
            "You search from 0.1 to 10. The ends are 0.05 and 20.",
            edits={_ENDS: "np.log(0.1), np.log(10.0)"},
        ),
        Mutant(
            "ends-as-logarithms",
            "You give 0.05 and 20 as the ends for ln T. They are the ends for T: take their logarithms.",
            edits={_ENDS: "0.05, 20.0"},
        ),
        Mutant(
            "ends-very-wide",
            "You search far beyond 0.05 and 20. Where every answer is right there is no lowest loss: T would go to 0, "
            "and the ends say where to stop.",
            edits={_ENDS: "np.log(0.001), np.log(1000.0)"},
        ),
        Mutant(
            "overflow",
            "Your exp overflows: logits of 900 are as good as any, but exp(900) is infinite. Take the largest logit of "
            "each item off first; the softmax does not change.",
            fn=_naive,
        ),
        Mutant(
            "overflow-where-T-is-small",
            "Your exp overflows where large logits are divided by a small T, so that no such T is ever found. Take the "
            "largest logit of each item off before the exp; the softmax does not change.",
            fn=_naive_on_a_grid(np.nanargmin),
        ),
        Mutant(
            "overflow-taken-for-the-lowest",
            "Your exp overflows where large logits are divided by a small T, and argmin takes the NaN that comes of it "
            "for the lowest. Take the largest logit of each item off before the exp; the softmax does not change.",
            fn=_naive_on_a_grid(np.argmin),
        ),
        Mutant(
            "too-few-steps",
            "Your search stops before it has arrived. A gradient in T itself becomes small where T is large: take more "
            "steps, search for ln T, or let minimize_scalar do it.",
            fn=_gradient_steps,
        ),
        Mutant(
            "always-one",
            "You return 1, which changes nothing.",
            fn=lambda logits, labels: 1.0,
        ),
        Mutant(
            "spread-of-the-logits",
            "You divide by the spread of the logits. How sure a network may be depends on how often it is right: the "
            "labels must have a say.",
            fn=lambda logits, labels: float(max(logits.std(), 0.05)),
        ),
        Mutant(
            "bias-added",
            "You add something to the logits that depends on T and differs from class to class. Only a division is "
            "allowed.",
            edits={_DIVIDED: "logits / np.exp(log_T) + log_T * np.arange(logits.shape[1])"},
        ),
    ),
)
