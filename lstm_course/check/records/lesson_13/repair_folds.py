"""Exhibit: the weights of one fold are where the next one begins."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def folded(rng):
    """Return tables with one fold and several, with rows that are never held out, and folds of one row."""

    def draw(fold, D, rate, steps):
        fold = np.array(fold)
        x = rng.normal(size=(len(fold), D))
        return x, x @ (2 + rng.normal(size=D)) + rng.normal(size=len(fold)), fold, rate, steps

    return [
        Probe(
            draw([0, -1, -1, 0, -1, -1], 2, 0.1, 3),
            "There is one fold here, so no other one came before: what goes wrong is in the training of one, or in "
            "its error.",
        ),
        Probe(draw([0, 1, 0, 1, 1], 2, 0.1, 1)),
        Probe(draw([0, 1, 2, 0, 1, 2, 0], 3, 0.05, 4)),
        Probe(draw([2, 1, 0, 0, -1, 1, -1, 2], 1, 0.1, 3)),
        Probe(draw([3, 0, 1, 2], 2, 0.02, 5)),
        Probe(draw([0, -1], 1, 0.1, 2)),
    ]


def repair_folds(x, y, fold, rate, steps):
    errors = []
    for k in range(fold.max() + 1):
        w, v = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        seen, held = fold != k, fold == k
        for _ in range(steps):
            gradient = 2 * x[seen].T @ (x[seen] @ w - y[seen]) / seen.sum()
            v = 0.9 * v - rate * gradient
            w = w + v
        errors.append(np.mean((x[held] @ w - y[held]) ** 2))
    return np.array(errors)


def _first_for_all(x, y, fold, rate, steps):
    w, v = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    seen = fold != 0
    for _ in range(steps):
        v = 0.9 * v - rate * 2 * x[seen].T @ (x[seen] @ w - y[seen]) / seen.sum()
        w = w + v
    return np.array([np.mean((x[fold == k] @ w - y[fold == k]) ** 2) for k in range(fold.max() + 1)])


_START = "        w, v = np.zeros(x.shape[1]), np.zeros(x.shape[1])\n"
_BEGIN = "    errors = []\n"
_MEAN = "np.mean((x[held] @ w - y[held]) ** 2)"

EXERCISE = Exercise(
    name="repair_folds",
    signature="repair_folds(x, y, fold, rate, steps)",
    returns={"errors": "(K,), one for each fold"},
    reference=repair_folds,
    probes=folded,
    points={"errors": 4},
    read='lesson 13, "When a difference is a difference"',
    exhibit=Exhibit(
        "carried-on",
        "rstudio/keras3#1149",
        "The error falls from fold to fold, and the other way round where the folds are taken in the other order.",
    ),
    hints=(
        "Number the folds the other way round, fold.max() - fold. Are the errors the same, turned round?",
        "What has the model of fold 1 seen before its first step? Has it met the rows that it is tested on?",
        "Weights and velocity belong to one fold. Make both anew inside the loop over folds.",
    ),
    mutants=(
        Mutant(
            "rows-of-minus-one-dropped",
            "You train without the rows of -1. They are never held out, so they are always trained on.",
            edits={"seen, held = fold != k, fold == k": "seen, held = (fold != k) & (fold >= 0), fold == k"},
        ),
        Mutant(
            "carried-on",
            "The error of a fold depends on which folds came before it: only the first one is right. The rows that a "
            "later fold is tested on have been trained on.",
            edits={_START: "", _BEGIN: _BEGIN + _START[4:]},
        ),
        Mutant(
            "velocity-carried-on",
            "The weights begin anew, but something of the fold before still moves them: the velocity.",
            edits={
                _START: "        w = np.zeros(x.shape[1])\n",
                _BEGIN: _BEGIN + "    v = np.zeros(x.shape[1])\n",
            },
        ),
        Mutant(
            "weights-carried-on",
            "The velocity begins anew, but the weights are still those of the fold before.",
            edits={
                _START: "        v = np.zeros(x.shape[1])\n",
                _BEGIN: _BEGIN + "    w = np.zeros(x.shape[1])\n",
            },
            same_as=("start-changed-in-place",),
        ),
        Mutant(
            "anew-at-every-step",
            "You begin anew at every step, so that one step is all that is left of the training. Begin anew once for "
            "each fold.",
            edits={
                _START: "",
                "gradient = 2": "w, v = np.zeros(x.shape[1]), np.zeros(x.shape[1])\n            gradient = 2",
            },
        ),
        Mutant(
            "start-changed-in-place",
            "You keep one start for all folds, and `+=` changes it: the next fold begins where this one ended.",
            edits={
                _START: "        w, v = start, np.zeros(x.shape[1])\n",
                _BEGIN: _BEGIN + "    start = np.zeros(x.shape[1])\n",
                "w = w + v": "w += v",
            },
            same_as=("weights-carried-on",),
        ),
        Mutant(
            "never-held-out-is-tested",
            "You make a fold of the rows of -1. They are never held out.",
            edits={"range(fold.max() + 1)": "np.unique(fold)"},
        ),
        Mutant(
            "trained-once",
            "You train once, without the first fold, and test on all of them: the others were trained on.",
            fn=_first_for_all,
        ),
        Mutant(
            "trained-on-all",
            "Each fold begins anew, but its training sees all rows, those that it is tested on as well.",
            edits={"seen, held = fold != k": "seen, held = fold != -2"},
        ),
        Mutant(
            "tested-on-training",
            "The error is that of the rows that were trained on.",
            edits={"fold != k, fold == k": "fold != k, fold != k"},
        ),
        Mutant(
            "sides-exchanged",
            "You train on the fold and test on the rest. It is the fold that is held out.",
            edits={"fold != k, fold == k": "fold == k, fold != k"},
        ),
        Mutant(
            "begins-at-one",
            "The weights begin at 1. They begin at 0, like those of the first fold in the code.",
            edits={"w, v = np.zeros(x.shape[1])": "w, v = np.ones(x.shape[1])"},
        ),
        Mutant(
            "no-momentum",
            "The velocity is thrown away at each step, not only at each fold.",
            edits={"0.9 * v - rate": "-rate"},
        ),
        Mutant(
            "averaged",
            "You hide the differences behind their mean: one error for each fold is asked for.",
            edits={"return np.array(errors)": "return np.full(len(errors), np.mean(errors))"},
        ),
        Mutant(
            "sorted",
            "You sort the errors. The k-th is to be that of fold k.",
            edits={"return np.array(errors)": "return np.sort(errors)"},
        ),
        Mutant(
            "never-held-out-is-left-out",
            "You leave out the rows of fold -1. They are never tested on, and always trained on.",
            edits={"seen, held = fold != k": "seen, held = (fold != k) & ((fold >= 0) | (fold.max() == 0))"},
        ),
        Mutant(
            "rooted",
            "You take the root. The error is the mean of the squares here.",
            edits={_MEAN: "np.sqrt(np.mean((x[held] @ w - y[held]) ** 2))"},
        ),
        Mutant(
            "divided-by-all-rows",
            "You divide the gradient by the number of all rows. It is a mean over those that are trained on.",
            edits={"/ seen.sum()": "/ len(x)"},
        ),
    ),
)
