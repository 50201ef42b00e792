"""Exercise: three label metrics, averaged in three ways."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe

NAMES = ("asthma", "bronchitis", "cold", "influenza", "pneumonia")


def label_probes(rng):
    """Return labels as names and as numbers, classes that only one side has, and quotients of nothing."""

    def arguments(size, numbers, average, only_y=None, only_p=None):
        y = rng.choice(
            len(numbers), size=size, p=np.arange(1, len(numbers) + 1) / sum(range(len(numbers) + 1))
        )
        p = np.where(rng.random(size) < 0.55, y, rng.integers(len(numbers), size=size))
        if only_y is not None:
            p = np.where(p == only_y, (only_y + 1) % len(numbers), p)
            y[: size // 5 + 1] = only_y
        if only_p is not None:
            y = np.where(y == only_p, (only_p + 1) % len(numbers), y)
            p[-(size // 6) - 1 :] = only_p
        return [numbers[k] for k in y], [numbers[k] for k in p], average

    def array(y, p, average):
        return np.array(y), np.array(p), average

    return [
        Probe(
            (np.array([1, 1, 1, 0, 0, 0, 0, 0, 0]), np.array([1, 1, 0, 1, 1, 1, 0, 0, 0]), "binary"),
            "Count by hand here: two of the three ill are found, and five alarms are raised. Your numbers are others.",
        ),
        Probe(
            (np.array([0, 1, 1]), np.array([0, 0, 0]), "binary"),
            "No alarm is raised here, so precision is 0 / 0, which counts as 0 in this exercise, and so do the other "
            "two. Yours are something else.",
        ),
        Probe((np.array([0, 0, 0, 0]), np.array([0, 1, 0, 0]), "binary")),
        Probe((np.array([0, 0]), np.array([0, 0]), "binary")),
        Probe(array(*arguments(15, [-1, 1], "binary"))),
        Probe(array(*arguments(17, [2, 1, 0], "binary"))),
        Probe(arguments(19, NAMES[:3], "macro")),
        Probe(arguments(23, NAMES, "macro", only_y=4, only_p=1)),
        Probe(array(*arguments(21, [3, 0, 7, 12], "macro", only_p=1))),
        Probe(array(*arguments(18, [0, 5, 1], "macro", only_y=0))),
        Probe(arguments(24, NAMES[:4], "micro", only_p=2)),
        Probe(array(*arguments(16, [4, 0, 2, 1], "micro", only_y=3))),
        Probe((["cold"], ["asthma"], "macro")),
        Probe((["cold"], ["cold"], "micro")),
    ]


def precision_recall_f1(y, p, average):
    y, p = np.asarray(y), np.asarray(p)
    classes = [1] if average == "binary" else np.union1d(y, p)
    tp = np.array([np.sum((y == k) & (p == k)) for k in classes])
    fp = np.array([np.sum((y != k) & (p == k)) for k in classes])
    fn = np.array([np.sum((y == k) & (p != k)) for k in classes])
    if average == "micro":
        tp, fp, fn = tp.sum(), fp.sum(), fn.sum()
    precision = tp / np.maximum(tp + fp, 1)  # 0 of 0 is 0
    recall = tp / np.maximum(tp + fn, 1)
    f1 = 2 * tp / np.maximum(2 * tp + fp + fn, 1)
    return np.array([precision.mean(), recall.mean(), f1.mean()])


_F1 = "2 * tp / np.maximum(2 * tp + fp + fn, 1)"
_RESULT = "np.array([precision.mean(), recall.mean(), f1.mean()])"
_CLASSES = '[1] if average == "binary" else np.union1d(y, p)'


def _weighted(weights):
    return {
        "precision.mean()": f"np.average(precision, weights={weights})",
        "recall.mean()": f"np.average(recall, weights={weights})",
        "f1.mean()": f"np.average(f1, weights={weights})",
    }


EXERCISE = Exercise(
    name="precision_recall_f1",
    signature="precision_recall_f1(y, p, average)",
    returns={"scores": "(3,)"},
    reference=precision_recall_f1,
    probes=label_probes,
    points={"scores": 6},
    read='lesson 12, "One table, many scores"',
    advice={
        "scores": "Count tp, fp and fn of each class by hand. Then binary takes class 1, macro averages the three "
        "scores over the classes, micro adds up the counts first.",
    },
    hints=(
        "For one class k: tp has y == k and p == k, fp has p == k only, fn has y == k only. Write these three counts "
        "first, and mind that y and p may be lists.",
        "Precision is tp / (tp + fp), recall tp / (tp + fn), F1 2 tp / (2 tp + fp + fn); 0 / 0 is 0: divide by "
        "np.maximum(..., 1).",
        "Micro: add each count over the classes, then divide once. Macro: divide for each class, then take the mean, "
        "of F1, too. The classes are np.union1d(y, p).",
    ),
    mutants=(
        Mutant(
            "precision-of-nobody-is-one",
            "Where nobody is named you call the precision 1. 0 / 0 counts as 0 here.",
            edits={"tp / np.maximum(tp + fp, 1)": "np.where(tp + fp == 0, 1.0, tp / np.maximum(tp + fp, 1))"},
        ),
        Mutant(
            "misses-for-false-alarms",
            "Your fp counts the misses: y is k, and p is not. A false alarm is the other way round.",
            edits={"(y != k) & (p == k)": "(y == k) & (p != k)"},
        ),
        Mutant(
            "right-answers-for-hits",
            "Your tp counts all right answers, whatever their class. A hit of class k is true and predicted k.",
            edits={"(y == k) & (p == k)": "y == p"},
        ),
        Mutant(
            "recall-over-all",
            "Your recall divides by tp + fp + fn. False alarms have no part in it: it is about those of the class.",
            edits={"np.maximum(tp + fn, 1)": "np.maximum(tp + fp + fn, 1)"},
        ),
        Mutant(
            "last-class-only",
            "Your scores are those of the last class: each class overwrites the one before it.",
            edits={
                "precision.mean()": "np.ravel(precision)[-1]",
                "recall.mean()": "np.ravel(recall)[-1]",
                "f1.mean()": "np.ravel(f1)[-1]",
            },
        ),
        Mutant(
            "fp-and-fn-exchanged",
            "Precision and recall are exchanged, because your false alarms and misses are. A false alarm has p == k "
            "and another y; precision is about the alarms, recall about the ill.",
            edits={
                "(y != k) & (p == k)": "(y == k) & (p != k) & True",
                "fn = np.array([np.sum((y == k) & (p != k))": "fn = np.array([np.sum((y != k) & (p == k))",
            },
        ),
        Mutant(
            "f1-first",
            "Your scores come in another order. Return precision, recall, F1.",
            edits={_RESULT: "np.array([f1.mean(), precision.mean(), recall.mean()])"},
        ),
        Mutant(
            "weighted-macro",
            'Your macro average weighs each class by how often it occurs in y. That is the "weighted" average, in '
            "which the rare class hardly counts; in a macro average all classes count the same.",
            edits=_weighted("np.maximum(tp + fn, 1e-300)"),
        ),
        Mutant(
            "f1-of-the-averages",
            "You compute the macro F1 from the averaged precision and recall. Compute F1 for each class, then "
            "average: a class with a high precision and no recall is of no use, and only its own F1 says so.",
            edits={
                "f1.mean()": "2 * precision.mean() * recall.mean() / max(precision.mean() + recall.mean(), 1e-300)"
            },
        ),
        Mutant(
            "mean-of-precision-and-recall",
            "Your F1 is the plain mean of precision and recall. F1 is their harmonic mean, which is low as soon as "
            "one of the two is.",
            edits={_F1: "(precision + recall) / 2"},
        ),
        Mutant(
            "geometric-mean",
            "Your F1 is the root of precision times recall. F1 is the harmonic mean of the two.",
            edits={_F1: "np.sqrt(precision * recall)"},
        ),
        Mutant(
            "product-without-two",
            "Your F1 is too small by a factor of 2: the harmonic mean of two numbers is twice their product over "
            "their sum.",
            edits={_F1: "tp / np.maximum(2 * tp + fp + fn, 1)"},
        ),
        Mutant(
            "jaccard",
            "Your F1 is tp / (tp + fp + fn), the Jaccard index. F1 counts tp twice, above and below the line.",
            edits={_F1: "tp / np.maximum(tp + fp + fn, 1)"},
        ),
        Mutant(
            "f2",
            "Your third score is F2, in which recall counts more. F1 counts both the same.",
            edits={_F1: "5 * tp / np.maximum(5 * tp + fp + 4 * fn, 1)"},
        ),
        Mutant(
            "accuracy",
            "You return the accuracy three times. It adds up the right answers of all classes, so the rare ones "
            "hardly count in it; precision and recall are asked for.",
            hint="M65",
            edits={_RESULT: "np.full(3, (y == p).mean())"},
        ),
        Mutant(
            "accuracy-for-precision",
            "Your first score is the accuracy. Precision looks at the alarms only: how many of them are right?",
            hint="M65",
            edits={"precision.mean()": "(y == p).mean()"},
        ),
        Mutant(
            "specificity-for-precision",
            "Your first score is the share of the healthy who get no alarm, the specificity. Precision is the share "
            "of the alarms that are right.",
            edits={
                "tp / np.maximum(tp + fp, 1)": "(len(y) - tp - fp - fn) / np.maximum(len(y) - tp - fn, 1)",
            },
        ),
        Mutant(
            "accuracy-of-each-class",
            "In your first score the true negatives count, too. Precision does not know them: it looks at the alarms "
            "only.",
            hint="M65",
            edits={"tp / np.maximum(tp + fp, 1)": "1 - (fp + fn) / len(y)"},
        ),
        Mutant(
            "zero-over-zero-is-nan",
            "Where a class is never predicted, or never occurs, you divide 0 by 0. Such a quotient counts as 0 in "
            "this exercise.",
            edits={
                "np.maximum(tp + fp, 1)": "(tp + fp)",
                "np.maximum(tp + fn, 1)": "(tp + fn)",
                "np.maximum(2 * tp + fp + fn, 1)": "(2 * tp + fp + fn)",
            },
        ),
        Mutant(
            "f1-of-zero-and-zero-is-nan",
            "Your F1 divides 0 by 0 where precision and recall are both 0. It counts as 0 in this exercise.",
            edits={_F1: "2 * precision * recall / (precision + recall)"},
        ),
        Mutant(
            "zero-over-zero-is-one",
            "Where a class is never predicted, or never occurs, you take 0 / 0 for 1. Then whoever never raises an "
            "alarm has a perfect precision; it counts as 0 in this exercise.",
            edits={
                "tp / np.maximum(tp + fp, 1)": "np.where(tp + fp == 0, 1, tp / np.maximum(tp + fp, 1))",
                "tp / np.maximum(tp + fn, 1)": "np.where(tp + fn == 0, 1, tp / np.maximum(tp + fn, 1))",
                _F1: f"np.where(tp + fp + fn == 0, 1, {_F1})",
            },
        ),
        Mutant(
            "undefined-left-out",
            "You leave out of the macro average what would be 0 / 0. A class that the model never predicts then costs "
            "it nothing: it counts as 0.",
            edits={
                "precision.mean()": "precision[tp + fp > 0].mean() if average == 'macro' else precision.mean()",
                "recall.mean()": "recall[tp + fn > 0].mean() if average == 'macro' else recall.mean()",
            },
        ),
        Mutant(
            "classes-of-y-only",
            "You average over the classes that occur in y. A class that is predicted and never occurs is wrong every "
            "time, and it must count.",
            edits={"np.union1d(y, p)": "np.unique(y)"},
        ),
        Mutant(
            "classes-of-p-only",
            "You average over the classes that were predicted. A model that never names a rare class then pays "
            "nothing for it.",
            hint="M65",
            edits={"np.union1d(y, p)": "np.unique(p)"},
        ),
        Mutant(
            "classes-of-both-only",
            "You average over the classes that occur in y and in p. A class that only one of them has is wrong every "
            "time, and it must count.",
            edits={"np.union1d(y, p)": "np.intersect1d(y, p)"},
        ),
        Mutant(
            "classes-counted-up",
            "You count the classes from 0 up to the largest label. Labels may be names, and a number in between that "
            "does not occur is no class.",
            edits={_CLASSES: '[1] if average == "binary" else range(max(y.max(), p.max()) + 1)'},
        ),
        Mutant(
            "as-many-classes-as-labels",
            "You take 0, 1, 2, ... for the labels. They may be names, or other numbers: take them from y and p.",
            edits={_CLASSES: '[1] if average == "binary" else range(len(np.union1d(y, p)))'},
        ),
        Mutant(
            "first-class-left-out",
            "You leave the first class out of the average, as if it were the background. No class is, here.",
            edits={"np.union1d(y, p)": "np.union1d(y, p)[1:]"},
        ),
        Mutant(
            "lists-compared-as-a-whole",
            "y and p may be lists. y == k then compares the whole list with one label, which is one False: make "
            "arrays of them first.",
            edits={"np.asarray(y), np.asarray(p)": "y, p"},
        ),
        Mutant(
            "zero-is-positive",
            'Your "binary" takes 0 for the positive class. It is the class 1 that is looked for.',
            edits={'[1] if average == "binary"': '[0] if average == "binary"'},
        ),
        Mutant(
            "everything-but-zero-is-positive",
            'Your "binary" takes every label that is not 0 for positive. Only the class 1 is; the others may be 0, -1 '
            "or 2.",
            edits={
                "    classes =": "    if average == 'binary':\n        y, p = (y != 0) * 1, (p != 0) * 1\n    classes ="
            },
        ),
        Mutant(
            "everything-above-zero-is-positive",
            'Your "binary" takes every label above 0 for positive. Only the class 1 is.',
            edits={
                "    classes =": "    if average == 'binary':\n        y, p = (y > 0) * 1, (p > 0) * 1\n    classes ="
            },
        ),
        Mutant(
            "largest-label-is-positive",
            'Your "binary" takes the largest label for the positive class. It is the class 1 that is looked for.',
            edits={"[1] if": "[max(y.max(), p.max())] if"},
        ),
        Mutant(
            "binary-averages",
            'Your "binary" averages over all classes. It looks at the class 1 only.',
            edits={_CLASSES: "np.union1d(y, p)"},
        ),
        Mutant(
            "always-macro",
            "Your micro average is a macro average. Micro adds up the counts of all classes first, then divides once.",
            edits={'average == "micro"': 'average == "mikro"'},
        ),
        Mutant(
            "always-micro",
            "Your macro average is a micro average: you add up the counts first. Macro divides for each class, then "
            "takes the mean, so that rare classes count.",
            edits={'if average == "micro"': 'if average != "binary"'},
        ),
        Mutant(
            "micro-and-macro-exchanged",
            "Micro and macro are exchanged. Micro adds up the counts first; macro averages the scores of the classes.",
            edits={'if average == "micro"': 'if average == "macro"'},
        ),
        Mutant(
            "micro-over-one-class",
            "Your micro average takes the counts of the last class only. It adds up those of all classes.",
            edits={"tp.sum(), fp.sum(), fn.sum()": "tp[-1], fp[-1], fn[-1]"},
        ),
        Mutant(
            "micro-with-the-right-ones-only",
            "Your micro average adds up tp only and keeps fp and fn for each class. All three counts are added up "
            "before you divide.",
            edits={"tp.sum(), fp.sum(), fn.sum()": "tp.sum(), fp, fn"},
        ),
        Mutant(
            "for-each-class",
            "You return the scores of each class. One number for each of the three is asked for, averaged over the "
            "classes.",
            edits={_RESULT: "np.array([precision, recall, f1])"},
        ),
        Mutant(
            "counts",
            "You return the counts tp, fp and fn. The quotients made of them are asked for.",
            edits={_RESULT: "np.array([tp.mean(), fp.mean(), fn.mean()])"},
        ),
        Mutant(
            "percent",
            "You return percent. A share lies between 0 and 1.",
            edits={_RESULT: f"100 * {_RESULT}"},
        ),
        Mutant(
            "rounded",
            "You round. A check compares the numbers themselves; round only when you print.",
            edits={_RESULT: f"{_RESULT}.round(2)"},
        ),
        Mutant(
            "classes-of-y-only-in-the-macro-average",
            "In the macro average you leave out classes that do not occur in y. A class that is predicted and never "
            "occurs is wrong every time, and it must count.",
            edits={
                "    precision = tp": '    if average == "macro":\n'
                "        there = tp + fn > 0\n"
                "        tp, fp, fn = tp[there], fp[there], fn[there]\n"
                "    precision = tp",
            },
        ),
    ),
)
