"""Exercise: from one label per frame to a text."""

import itertools

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def paths(rng):
    """Return paths of letters and numbers, several blanks, labels beyond 256, all lengths of runs, one frame, none."""

    def letters(text, blank="-"):
        return Probe((list(text), blank))

    def numbers(n, labels, blank):
        return Probe((rng.choice(labels, n).tolist(), blank))

    return [
        Probe(
            (list("aabcccb"), "-"),
            "There is no blank in this path, so each run of equal labels becomes one label. Yours gives something "
            "else.",
        ),
        Probe(
            (list("ab-ba-a"), "-"),
            "No two neighbours are equal in this path, so nothing is merged and only the blanks go. Yours gives "
            "something else.",
        ),
        letters("aa-a"),
        letters("a-a"),
        letters("a--aa-b"),
        letters("--hh-e-ll-lloo--"),
        letters("---"),
        letters("-"),
        letters("x"),
        letters("xx"),
        letters(""),
        letters("a-", "a"),
        letters("b_bb__-_-", "_"),
        Probe(([0, 0, 3, 0, 3, 3, 1], 3)),
        Probe(([0, 2, 2, 0, 2], 0)),
        Probe((np.array([700, 700, 5, 700, 5, 700, 0, 0], dtype=np.int64), 5)),
        Probe(([-1, -1, 4, -1, 2, 2], 4)),
        numbers(12, [0, 1, 2], 0),
        numbers(15, [0, 1, 2], 2),
        numbers(14, [4, 0, 999], 4),
        numbers(9, [0, 1], 1),
        numbers(6, [0, 7], 7),
        numbers(25, [-1, 0, 1, 2], -1),
    ]


def collapse(path, blank):
    kept, previous = [], None
    for label in path:
        if label != blank and label != previous:
            kept.append(label)
        previous = label
    return kept


def _first_of_each_piece(path, blank):
    kept, begins = [], True
    for label in path:
        if label != blank and begins:
            kept.append(label)
        begins = label == blank
    return kept


def _single_runs(path, blank):
    path = list(path)
    alone = [
        label
        for k, label in enumerate(path)
        if label not in (path[k - 1 : k] if k else []) and label not in path[k + 1 : k + 2]
    ]
    return [label for label in alone if label != blank]


def _sorted_set(path, blank):
    return sorted(set(path) - {blank})


def _positions(path, blank):
    path = list(path)
    return [k for k, label in enumerate(path) if label != blank and (k == 0 or label != path[k - 1])]


def _last_run_lost(path, blank):
    return [a for a, b in itertools.pairwise(path) if a not in (b, blank)]


def _first_always_kept(path, blank):
    path = list(path)
    return path[:1] + [b for a, b in itertools.pairwise(path) if b not in (a, blank)]


def _one_blank_dropped(path, blank):
    runs = [label for label, _ in itertools.groupby(path)]
    if blank in runs:
        runs.remove(blank)
    return runs


def _once_between_blanks(path, blank):
    kept, piece = [], []
    for label in path:
        piece = [] if label == blank else [*piece, label]
        if piece.count(label) == 1:
            kept.append(label)
    return kept


def _text(path, blank):
    return "".join(str(label) for label in collapse(path, blank))


def _first_frame_taken_for_granted(path, blank):
    kept = [] if path[0] == blank else [path[0]]
    return kept + [b for a, b in itertools.pairwise(path) if b not in (a, blank)]


_IF = "label != blank and label != previous"
_LAST = "        previous = label"

EXERCISE = Exercise(
    name="collapse",
    signature="collapse(path, blank)",
    returns={"labels": "a list of labels"},
    reference=collapse,
    probes=paths,
    points={"labels": 4},
    read='lesson 19, "Paths"',
    advice={
        "labels": "Go through the path frame by frame: keep a label if it is no blank and differs from that of the "
        "frame before."
    },
    hints=(
        "Compare each label with the one in the frame before, blank or not.",
        "Keep a variable previous. It is set at the end of every round of the loop, whether the label was kept or not.",
        "if label != blank and label != previous: kept.append(label). Then, outside of the if, previous = label.",
    ),
    mutants=(
        Mutant(
            "blanks-first",
            "You drop the blanks before you merge, or compare with the last label that you kept: both make one label "
            "of two with a blank between. Merge first. That is what the blank is for: a letter twice in a row.",
            hint="M72",
            edits={_LAST: "        previous = label if label != blank else previous"},
        ),
        Mutant(
            "each-label-once",
            "You keep each label once in the whole path. Only equal neighbours are merged: a label may come again.",
            edits={_IF: "label != blank and label not in kept"},
        ),
        Mutant(
            "sorted-set",
            "You make a set of the path: each label is left once, and their order is lost. Only equal neighbours are "
            "merged.",
            fn=_sorted_set,
        ),
        Mutant(
            "nothing-merged",
            "You drop the blanks and merge nothing. A run of equal labels is one label, said for several frames.",
            edits={_IF: "label != blank"},
        ),
        Mutant(
            "blanks-kept",
            "You merge, and keep the blanks. They are dropped after merging.",
            edits={_IF: "label != previous"},
        ),
        Mutant(
            "blank-zero",
            "You take 0 for the blank, whatever blank says. It is an argument.",
            hint="M73",
            edits={_IF: "label != 0 and label != previous"},
        ),
        Mutant(
            "blank-minus",
            'You take "-" for the blank, whatever blank says. It is an argument.',
            edits={_IF: 'label != "-" and label != previous'},
        ),
        Mutant(
            "zero-dropped",
            "You drop the label 0 as well as the blank. 0 counts as false in Python: compare with blank, and ask "
            "nothing else.",
            edits={_IF: "label and label != blank and label != previous"},
        ),
        Mutant(
            "last-frame-lost",
            "The last frame is lost, an off-by-one: its label counts, too.",
            edits={"in path": "in path[:-1]"},
        ),
        Mutant(
            "first-frame-lost",
            "You begin with the second frame and keep nothing of the first. Its label has none before it, so it is "
            "kept unless it is a blank.",
            edits={"[], None": "[], path[0] if len(path) else None"},
        ),
        Mutant(
            "first-frame-unseen",
            "You leave the first frame out altogether. Its label counts, and the second one is compared with it.",
            edits={"in path": "in path[1:]"},
        ),
        Mutant(
            "last-run-lost",
            "You keep a label when the next one differs, so that the last run, with nothing behind it, is lost.",
            fn=_last_run_lost,
        ),
        Mutant(
            "first-compared-with-last",
            "You compare the first frame with the last one: path[-1] is the last item in Python. Before the first "
            "frame there is nothing to be equal to.",
            edits={"[], None": "[], path[-1] if len(path) else None"},
        ),
        Mutant(
            "first-always-kept",
            "You keep the first label whatever it is. It may be a blank, which is dropped.",
            fn=_first_always_kept,
        ),
        Mutant(
            "begins-with-zero",
            "You begin with 0 as the label before the first frame, and so lose a path's first label where that is 0. "
            "Begin with what is no label, such as None or the blank.",
            edits={"[], None": "[], 0"},
        ),
        Mutant(
            "begins-with-minus-one",
            "You begin with −1 as the label before the first frame, and so lose a path's first label where that is −1. "
            "Begin with what is no label, such as None or the blank.",
            edits={"[], None": "[], -1"},
        ),
        Mutant(
            "one-blank-dropped",
            "You drop one blank only: list.remove takes out the first that it finds. All of them go.",
            fn=_one_blank_dropped,
        ),
        Mutant(
            "once-between-blanks",
            "You keep each label once between two blanks. Only equal neighbours are merged: in aba the a comes twice.",
            fn=_once_between_blanks,
        ),
        Mutant(
            "blank-is-not",
            "You compare with the blank by `is not`, which asks whether two names hold the same object. Equal labels "
            "can be different objects: use !=.",
            edits={_IF: "label is not blank and label != previous"},
        ),
        Mutant(
            "only-repeats",
            "Your comparison is inverted: you keep what repeats the frame before, and drop what is new.",
            edits={_IF: "label != blank and label == previous"},
        ),
        Mutant(
            "only-blanks",
            "Your comparison is inverted: you keep the blanks and drop the labels.",
            edits={_IF: "label == blank and label != previous"},
        ),
        Mutant(
            "merged-in-pairs",
            "You merge two equal neighbours and begin anew, so that three in a row become two. A run becomes one "
            "label, however long.",
            edits={_LAST: "        previous = None if label == previous else label"},
        ),
        Mutant(
            "runs-thrown-away",
            "You throw both of two equal neighbours away. One of them is kept.",
            fn=_single_runs,
        ),
        Mutant(
            "one-label-between-blanks",
            "You keep one label between two blanks. Labels may follow each other without a blank, if they differ.",
            fn=_first_of_each_piece,
        ),
        Mutant(
            "ends-at-the-first-blank",
            "You stop at the first blank. It means that nothing is said in this frame; the path goes on.",
            edits={
                "        if label": "        if label == blank:\n            break\n        if label",
            },
        ),
        Mutant(
            "is-not",
            "You compare with `is not`, which asks whether two names hold the same object. Equal numbers can be "
            "different objects, and small ones are shared by luck: use !=.",
            edits={_IF: "label != blank and label is not previous"},
        ),
        Mutant(
            "joined",
            "You return a string. A list of labels is asked for: labels can be numbers, too.",
            fn=_text,
        ),
        Mutant(
            "positions",
            "You return the places of the kept labels in the path. The labels themselves are asked for.",
            fn=_positions,
        ),
        Mutant(
            "length",
            "You return how many labels are left. The labels themselves are asked for.",
            edits={"return kept": "return len(kept)"},
        ),
        Mutant(
            "reversed",
            "Your labels come in reverse order.",
            edits={"return kept": "return kept[::-1]"},
        ),
        Mutant(
            "returned-inside-the-loop",
            "You return inside of the loop, after the first frame.",
            edits={_LAST + "\n    return kept": "        return kept\n    return kept"},
        ),
        Mutant(
            "empty-path-stops-it",
            "Your function stops at an empty path: it has no first label. Its text is empty.",
            fn=_first_frame_taken_for_granted,
        ),
    ),
)
