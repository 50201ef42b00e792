"""Exhibit: precision and recall of each batch are averaged."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def evaluated(rng):
    """Return batches of labels and answers: one batch, batches without ill ones, and without any at all."""

    def draw(sizes, ill, right=0.6):
        y = [
            rng.permutation((np.arange(size) < few).astype(int)) for size, few in zip(sizes, ill, strict=True)
        ]
        p = [np.where(rng.random(len(one)) < right, one, 1 - one) for one in y]
        y[-1][0], p[-1][0] = 1, 1  # somebody is found
        return y, p

    return [
        Probe(
            draw([7], [3]),
            "There is one batch here, so nothing has to be put together: what goes wrong shows in one alone.",
        ),
        Probe(([np.array([0, 0]), np.array([1, 1])], [np.array([0, 1]), np.array([0, 1])])),
        Probe(draw([6, 6, 6], [0, 1, 4])),
        Probe(draw([8, 8, 3], [5, 0, 1])),
        Probe(draw([5, 9, 2, 7], [4, 1, 2, 0], 0.7)),
        Probe(draw([1, 1, 1, 4], [1, 0, 1, 2], 0.5)),
        Probe(
            ([np.zeros(3, dtype=int), np.zeros(2, dtype=int)], [np.array([0, 1, 0]), np.array([0, 0])]),
            "Nobody is ill in this probe: the recall is 0/0, which counts as 0.",
            part="recall",
        ),
        Probe(
            ([np.array([1, 0]), np.array([1])], [np.array([0, 0]), np.array([0])]),
            "Nobody is named in this probe: the precision is 0/0, which counts as 0.",
            part="precision",
        ),
        Probe(([np.array([1])], [np.array([1])])),
    ]


def repair_scores(y, p):
    hits, named, ill = 0, 0, 0
    for y_k, p_k in zip(y, p, strict=True):
        hits += int(((y_k == 1) & (p_k == 1)).sum())
        named += int(p_k.sum())
        ill += int(y_k.sum())
    precision = hits / named if named else 0.0
    recall = hits / ill if ill else 0.0
    return precision, recall


def _averaged(weight, none=0.0):
    """Return the function that averages the scores of the batches, each with a weight of its own."""

    def repair_scores(y, p):
        found = []
        for of in (p, y):
            scores, weights = [], []
            for y_k, p_k, of_k in zip(y, p, of, strict=True):
                number = int(of_k.sum())
                scores.append(int((y_k & p_k).sum()) / number if number else none)
                weights.append(weight(y_k, number))
            total = sum(weights)
            found.append(float(np.dot(scores, weights) / total) if total else 0.0)
        return tuple(found)

    return repair_scores


def _without_the_last(y, p):
    full = [k for k in range(len(y)) if len(y[k]) == len(y[0])]
    return repair_scores([y[k] for k in full], [p[k] for k in full])


def _each(y, p):
    """Return precision and recall of each batch, two lists."""
    return list(zip(*(repair_scores([one], [other]) for one, other in zip(y, p, strict=True)), strict=True))


def _averaged_over_hits(y, p):
    return tuple(float(np.mean([one for one in scores if one > 0] or [0.0])) for scores in _each(y, p))


def _best(y, p):
    return tuple(max(scores) for scores in _each(y, p))


def _weighed_by_the_ill(y, p):
    ill = np.array([one.sum() for one in y])
    return tuple(float(np.dot(scores, ill) / max(ill.sum(), 1)) for scores in _each(y, p))


def _without_healthy_batches(y, p):
    some = [k for k in range(len(y)) if y[k].sum()]
    return repair_scores([y[k] for k in some], [p[k] for k in some])


def _precision_mended(y, p):
    return repair_scores(y, p)[0], _averaged(lambda y_k, number: 1)(y, p)[1]


def _recall_mended(y, p):
    return _averaged(lambda y_k, number: 1)(y, p)[0], repair_scores(y, p)[1]


def _nan_left_out(y, p):
    hits = [int((one & other).sum()) for one, other in zip(y, p, strict=True)]
    scores = ([hit / of.sum() for hit, of in zip(hits, side, strict=True) if of.sum()] for side in (p, y))
    return tuple(float(np.mean(found)) if found else np.nan for found in scores)


_START = "    hits, named, ill = 0, 0, 0"
_RETURN = "    return precision, recall"
_P = "    precision = hits / named"
_R = "    recall = hits / ill"

EXERCISE = Exercise(
    name="repair_scores",
    signature="repair_scores(y, p)",
    returns={"precision": "one number", "recall": "one number"},
    reference=repair_scores,
    probes=evaluated,
    points={"precision": 2, "recall": 2},
    read='lesson 12, "One table, many scores"',
    advice={
        "precision": "Of all that are named in any batch, the share that is ill.",
        "recall": "Of all the ill in any batch, the share that is named.",
    },
    exhibit=Exhibit(
        "batch-by-batch",
        "keras-team/keras#4592",
        "Recall changes with the size of the batch, and is lower than what a count by hand gives.",
    ),
    hints=(
        "Hand in the two batches of the example and write down both scores of each. Which one pulls the mean down?",
        "A batch without an ill person says nothing about the ill. What does the code let it say?",
        "Counts can be added up, shares cannot. Divide once, when all batches have been counted.",
    ),
    mutants=(
        Mutant(
            "missed-for-ill",
            "You divide recall by those who were missed. It is divided by all who are ill, found or not.",
            edits={"int(y_k.sum())": "int(((y_k == 1) & (p_k == 0)).sum())"},
        ),
        Mutant(
            "false-alarms-for-named",
            "You divide precision by the false alarms. It is divided by all who are named, rightly or not.",
            edits={"int(p_k.sum())": "int(((y_k == 0) & (p_k == 1)).sum())"},
        ),
        Mutant(
            "everybody-for-named",
            "You divide precision by all people. It is divided by those who are named.",
            edits={"int(p_k.sum())": "len(p_k)"},
        ),
        Mutant(
            "divided-by-batches",
            "You divide precision by the number of batches as well. The counts are those of all batches already.",
            edits={"hits / named": "hits / named / len(y)"},
        ),
        Mutant(
            "batch-by-batch",
            "The scores change when the same answers are cut into other batches: each batch counts the same, one "
            "without anybody to find counts as 0.",
            edits={
                _START: "    scores = []",
                "hits += int": "hits = int",
                "named += int": "named = int",
                "ill += int": "ill = int",
                _P: "    " + _P,
                _R: "    " + _R,
                _RETURN: "        scores.append((precision, recall))\n    return tuple(np.mean(scores, axis=0))",
            },
        ),
        Mutant(
            "batches-without-any-left-out",
            "You leave out the batches in which there is nobody to count. The others still weigh the same, one with a "
            "single ill person as much as one with many.",
            fn=_averaged(lambda y_k, number: number > 0),
        ),
        Mutant(
            "weighed-by-size",
            "You weigh the scores by the sizes of the batches. That is right for accuracy; recall divides by the "
            "ill, precision by the named, and these are not spread like the people.",
            fn=_averaged(lambda y_k, number: len(y_k)),
        ),
        Mutant(
            "a-batch-without-any-as-one",
            "You count a batch in which there is nobody to count as 1. That is as arbitrary as 0: its share is "
            "unknown, and averaging shares is what is wrong.",
            fn=_averaged(lambda y_k, number: 1, none=1.0),
        ),
        Mutant(
            "precision-mended-only",
            "Precision is right now. Recall is still a mean over the batches.",
            fn=_precision_mended,
        ),
        Mutant(
            "recall-mended-only",
            "Recall is right now. Precision is still a mean over the batches.",
            fn=_recall_mended,
        ),
        Mutant(
            "batches-without-hits-left-out",
            "You leave out the batches whose score is 0. Where somebody ill was missed, 0 is what it has earned.",
            fn=_averaged_over_hits,
        ),
        Mutant(
            "best-batch",
            "You return the best batch. The scores are those of all people together.",
            fn=_best,
        ),
        Mutant(
            "weighed-by-the-ill",
            "You weigh both scores by the ill of each batch. That mends the recall; precision divides by the named.",
            fn=_weighed_by_the_ill,
        ),
        Mutant(
            "batches-without-ill-dropped",
            "You drop the batches without an ill person. Those named in them were named wrongly, and count for the "
            "precision.",
            fn=_without_healthy_batches,
        ),
        Mutant(
            "short-batch-dropped",
            "You drop the batches that are not as large as the first. The people in them are part of the test.",
            fn=_without_the_last,
        ),
        Mutant(
            "last-batch-only",
            "Your counts are those of the last batch: each batch begins anew.",
            edits={"hits += int": "hits = int", "named += int": "named = int", "ill += int": "ill = int"},
        ),
        Mutant(
            "exchanged",
            "You return recall, precision. The order is precision, recall.",
            edits={_RETURN: "    return recall, precision"},
        ),
        Mutant(
            "equal-answers",
            "You count the healthy who were left alone as hits, too. A hit is somebody ill who was named.",
            edits={"(y_k == 1) & (p_k == 1)": "y_k == p_k"},
        ),
        Mutant(
            "nobody-named-is-one",
            "Where nobody is named you call the precision 1. 0/0 counts as 0 here.",
            edits={_P + " if named else 0.0": _P + " if named else 1.0"},
        ),
        Mutant(
            "nobody-ill-is-one",
            "Where nobody is ill you call the recall 1. 0/0 counts as 0 here.",
            edits={_R + " if ill else 0.0": _R + " if ill else 1.0"},
        ),
        Mutant(
            "one-array-of-all-batches",
            "You make one array of the list of batches, which fails where these differ in size. Put them one behind "
            "the other, or count in each.",
            edits={_START: "    y, p = [np.array(y).ravel()], [np.array(p).ravel()]\n" + _START},
        ),
        Mutant(
            "not-guarded",
            "Where nobody is named, or nobody is ill, you divide by zero. 0/0 counts as 0 here.",
            edits={
                "hits / named if named else 0.0": "hits / named",
                "hits / ill if ill else 0.0": "hits / ill",
            },
        ),
        Mutant(
            "batches-with-nan-left-out",
            "You leave out a batch whose score is 0/0, and average the others. They still weigh the same, one with a "
            "single ill person as much as one with many; and where no batch is left the mean is NaN.",
            fn=_nan_left_out,
        ),
    ),
)
