"""Exercise: the area under the ROC curve as a count of pairs."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def auc_probes(rng):
    """Return one pair, ties only, scores with and without ties, few ill, and data of one class."""

    def arguments(n_ill, n_healthy, shift, ties):
        y = rng.permutation(np.repeat([1, 0], [n_ill, n_healthy]))
        score = rng.normal(0.4, 0.8, len(y)) + shift * y
        if ties:
            score = np.round(2 * score) / 2
            score[y == 1] = np.append(score[y == 1][:-2], [1.0, 1.0])
            score[y == 0] = np.append(score[y == 0][:-2], [1.0, 0.5])
        return y, score

    one, other = np.sort(rng.normal(size=2))
    return [
        Probe(
            (np.array([0, 1]), np.array([one, other])),
            "There is one pair here, and its ill one has the higher score: all pairs are in order. Yours says "
            "something else.",
        ),
        Probe(
            (np.array([1, 0, 0, 1, 0]), np.full(5, float(rng.uniform(0.1, 0.9)))),
            "All scores are equal here, so every pair of an ill and a healthy one is a tie, and a tie counts one "
            "half. Yours says something else.",
        ),
        Probe((np.array([1, 0, 0, 1, 0]), np.array([0.9, 0.6, 0.3, 0.4, 0.1]) + rng.uniform(0, 0.05))),
        Probe(arguments(6, 9, 0.9, ties=True)),
        Probe(arguments(7, 5, 0.5, ties=True)),
        Probe(arguments(8, 13, 0.7, ties=False)),
        Probe(arguments(3, 27, 1.3, ties=False)),
        Probe(arguments(9, 7, -1.2, ties=False)),
        Probe((np.array([1, 0]), np.array([one, other]))),
        Probe(
            (np.zeros(4, dtype=int), rng.normal(size=4)),
            "Nobody is ill here, so there is no pair to compare: -1.0 is asked for. Yours is something else.",
        ),
        Probe(
            (np.ones(3, dtype=int), rng.normal(size=3)),
            "Nobody is healthy here, so there is no pair to compare: -1.0 is asked for. Yours is something else.",
        ),
        Probe((np.array([1]), np.array([one]))),
    ]


def roc_auc(y, score):
    ill, healthy = score[y == 1], score[y == 0]
    if len(ill) == 0 or len(healthy) == 0:
        return -1.0
    higher = ill[:, None] > healthy  # every ill one against every healthy one
    level = ill[:, None] == healthy
    return float((higher + 0.5 * level).mean())


def _curve(y, score, order):
    """Return the two rates at thresholds in this order, the last of which lets everything through."""
    alarm = score >= np.asarray(order)[:, None]
    return (alarm & (y == 0)).sum(axis=1) / (y == 0).sum(), (alarm & (y == 1)).sum(axis=1) / (y == 1).sum()


def _no_pair(y):
    return y.min() == y.max()


def _unsorted(y, score):
    if _no_pair(y):
        return -1.0
    return float(np.trapezoid(*_curve(y, score, score)[::-1]))


def _without_origin(y, score):
    if _no_pair(y):
        return -1.0
    false, true = _curve(y, score, np.unique(score)[::-1])
    return float(np.trapezoid(true, false))


def _grid(y, score):
    if _no_pair(y):
        return -1.0
    false, true = _curve(y, score, np.linspace(0, 1, 101)[::-1])
    return float(np.trapezoid(true, false))


def _rank_sum(y, score, first):
    if _no_pair(y):
        return -1.0
    ranks = np.empty(len(y))
    ranks[np.argsort(score, kind="stable")] = np.arange(len(y)) + first
    n_ill, n_healthy = (y == 1).sum(), (y == 0).sum()
    return float((ranks[y == 1].sum() - n_ill * (n_ill + 1) / 2) / (n_ill * n_healthy))


def _ranks_without_ties(y, score):
    return _rank_sum(y, score, 1)


def _ranks_from_zero(y, score):
    return _rank_sum(y, score, 0)


def _average_precision(y, score):
    if _no_pair(y):
        return -1.0
    order = np.argsort(-score, kind="stable")
    hits = y[order]
    return float((np.cumsum(hits) / np.arange(1, len(y) + 1))[hits == 1].mean())


def _without_duplicates(y, score):
    score, first = np.unique(score, return_index=True)
    return roc_auc(y[first], score)


def _later_ones_only(y, score):
    ill, healthy = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    pairs = [(score[a], score[b]) for a in ill for b in healthy if a < b]
    if not pairs:
        return -1.0
    return float(np.mean([(a > b) + 0.5 * (a == b) for a, b in pairs]))


EXERCISE = Exercise(
    name="roc_auc",
    signature="roc_auc(y, score)",
    returns={"auc": "the share of pairs in order"},
    reference=roc_auc,
    probes=auc_probes,
    points={"auc": 4},
    read='lesson 12, "When the ill become rare"',
    advice={
        "auc": "Write down every pair of one ill and one healthy. How many have the higher score at the ill one? A "
        "tie counts one half.",
    },
    hints=(
        "No curve is needed. Compare the score of every ill one with that of every healthy one.",
        "ill[:, None] > healthy is a table of all pairs; ill[:, None] == healthy says which are ties.",
        "The mean of (higher + 0.5 * level). Before that, return -1.0 where there is no pair at all.",
    ),
    mutants=(
        Mutant(
            "one-half-always",
            "Wherever there is a pair your AUC is one half. Who counts each pair from both sides gets that: of one ill "
            "and one healthy, count only whether the ill one is higher.",
            edits={"float((higher + 0.5 * level).mean())": "0.5"},
        ),
        Mutant(
            "later-ones-only",
            "You compare each ill one only with those that stand behind it in the list. Every pair counts, in "
            "whatever order the two stand.",
            fn=_later_ones_only,
        ),
        Mutant(
            "ties-count-one",
            "You count a tie as a pair in order. A model that gives everyone the same score would then be perfect; "
            "a tie counts one half.",
            edits={"0.5 * level": "level"},
        ),
        Mutant(
            "ties-count-nothing",
            "You count a tie as a pair out of order. A tie is as good as a coin: it counts one half.",
            edits={"higher + 0.5 * level": "higher"},
        ),
        Mutant(
            "ties-left-out",
            "You leave the ties out, above and below the line. Each is a pair, too: it counts one half.",
            edits={"(higher + 0.5 * level).mean()": "higher.sum() / np.maximum((~level).sum(), 1)"},
        ),
        Mutant(
            "upside-down",
            "You return one minus the AUC: the pairs in which the healthy one has the higher score, or the area on "
            "the wrong side of a curve. A high score is an alarm, which the ill one should have.",
            edits={"ill[:, None] > healthy": "ill[:, None] < healthy"},
        ),
        Mutant(
            "the-better-half",
            "You turn every AUC below one half round. A model that orders the pairs the wrong way is a finding, and "
            "often a bug: leave it as it is.",
            edits={
                "float((higher + 0.5 * level).mean())": "max(float((higher + 0.5 * level).mean()), "
                "1 - float((higher + 0.5 * level).mean()))"
            },
        ),
        Mutant(
            "gini",
            "You return twice the AUC minus 1, the Gini coefficient. The share of pairs itself is asked for.",
            edits={"float((higher": "float(2 * (higher", ".mean())": ".mean() - 1)"},
        ),
        Mutant(
            "negative-area",
            "Your area has the wrong sign: a curve whose false alarm rate falls from 1 to 0 is integrated backwards.",
            edits={"return float(": "return -float("},
        ),
        Mutant(
            "count-of-pairs",
            "You return how many pairs are in order. Divide by the number of pairs.",
            edits={".mean())": ".sum())"},
        ),
        Mutant(
            "divided-by-n-squared",
            "You divide by n times n. The pairs are one ill and one healthy each, so there are fewer.",
            edits={".mean())": ".sum() / len(y) ** 2)"},
        ),
        Mutant(
            "divided-by-all-pairs",
            "You divide by the number of all pairs. Two ill ones, or two healthy ones, are no pair here.",
            edits={".mean())": ".sum() / (len(y) * (len(y) - 1) / 2))"},
        ),
        Mutant(
            "one-class, no guard",
            "Where a class is missing there is no pair, and the exercise wants -1.0: look for this case first.",
            edits={"    if len(ill) == 0 or len(healthy) == 0:\n        return -1.0\n": ""},
        ),
        Mutant(
            "one-class, no ill only",
            "You look for the case without an ill one, but not for that without a healthy one. There is no pair "
            "either; the exercise wants -1.0.",
            edits={" or len(healthy) == 0": ""},
        ),
        Mutant(
            "one-class, no healthy only",
            "You look for the case without a healthy one, but not for that without an ill one. There is no pair "
            "either; the exercise wants -1.0.",
            edits={"len(ill) == 0 or ": ""},
        ),
        Mutant(
            "one-class, ValueError",
            "Where a class is missing you raise an error. That is honest, but this exercise wants a number there: "
            "-1.0, which no AUC can be.",
            edits={"return -1.0": 'raise ValueError("one class only")'},
        ),
        Mutant(
            "one-class, ZeroDivisionError",
            "Where a class is missing you divide by zero pairs, which Python refuses. Look for this case first: -1.0 "
            "is asked for there.",
            edits={"return -1.0": "return 1 / 0"},
        ),
        Mutant(
            "one-class, half",
            "Where a class is missing you return one half. That reads like the result of a coin, but nothing has "
            "been measured: the exercise wants -1.0.",
            edits={"return -1.0": "return 0.5"},
        ),
        Mutant(
            "one-class, zero",
            "Where a class is missing you return 0. That reads like a model that has every pair the wrong way round, "
            "but nothing has been measured: the exercise wants -1.0.",
            edits={"return -1.0": "return 0.0"},
        ),
        Mutant(
            "one-class, one",
            "Where a class is missing you return 1. That reads like a perfect model, but nothing has been measured: "
            "the exercise wants -1.0.",
            edits={"return -1.0": "return 1.0"},
        ),
        Mutant(
            "labels-for-scores",
            "You compare decisions, score >= 0.5, in place of scores. The AUC needs no threshold: it asks for the "
            "order of the scores, and a decision keeps two values only.",
            edits={"    ill, healthy =": "    score = (score >= 0.5) * 1.0\n    ill, healthy ="},
        ),
        Mutant(
            "accuracy",
            "You return the share of right decisions at a threshold of 0.5. The AUC needs no threshold: it compares "
            "the scores of pairs.",
            edits={"(higher + 0.5 * level).mean()": "((score >= 0.5) == y).mean()"},
        ),
        Mutant(
            "unsorted-thresholds",
            "You integrate a curve whose thresholds come in the order of the data, so it runs to and fro. Sort the "
            "thresholds first, or count pairs.",
            fn=_unsorted,
        ),
        Mutant(
            "curve-without-its-origin",
            "Your curve begins at the highest score. It should begin at (0, 0), where nobody gets an alarm: a "
            "triangle is missing at the left.",
            fn=_without_origin,
        ),
        Mutant(
            "grid-of-thresholds",
            "Your thresholds are a grid from 0 to 1. Scores need not lie there, and a grid takes two that are close "
            "for a tie: the thresholds are the scores themselves.",
            fn=_grid,
        ),
        Mutant(
            "ranks-without-ties",
            "You rank the scores, but equal scores get different ranks, by their place in the data. Equal scores "
            "share the mean of their ranks.",
            fn=_ranks_without_ties,
        ),
        Mutant(
            "ranks-from-zero",
            "Your ranks begin at 0. The formula with n (n + 1) / 2 takes off the ranks 1 to n that the ill ones have "
            "among themselves.",
            fn=_ranks_from_zero,
        ),
        Mutant(
            "average-precision",
            "You return the average precision, the area under the other curve. It changes with how rare the ill are; "
            "the AUC does not.",
            fn=_average_precision,
        ),
        Mutant(
            "duplicates-dropped",
            "You drop scores that occur twice, as np.unique does. Each stands for a person of its own.",
            fn=_without_duplicates,
        ),
        Mutant(
            "side-by-side",
            "You compare the first ill one with the first healthy one, the second with the second, and so on. "
            "Everyone of one class meets everyone of the other.",
            edits={
                "    higher =": "    shorter = min(len(ill), len(healthy))\n"
                "    ill, healthy = ill[:shorter], healthy[:shorter]\n    higher =",
                "ill[:, None] > healthy": "ill > healthy",
                "ill[:, None] == healthy": "ill == healthy",
            },
        ),
        Mutant(
            "difference-of-means",
            "You return how far the mean scores of the two classes lie apart. That depends on the scale of the "
            "scores; the AUC asks for their order only.",
            edits={"(higher + 0.5 * level).mean()": "ill.mean() - healthy.mean()"},
        ),
        Mutant(
            "against-the-mean",
            "You compare each ill one with the mean of the healthy ones. Everyone of one class meets everyone of the "
            "other.",
            edits={"healthy  # every": "healthy.mean()  # every", "== healthy\n": "== healthy.mean()\n"},
        ),
        Mutant(
            "percent",
            "You return percent. A share lies between 0 and 1.",
            edits={"float((higher": "float(100 * (higher"},
        ),
        Mutant(
            "rounded",
            "You round. A check compares the number itself; round only when you print.",
            edits={"float((higher": "round(float((higher", ".mean())": ".mean()), 2)"},
        ),
    ),
)
