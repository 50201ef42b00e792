"""Exhibit: sequences sorted by length are put back in place, and overwrite each other."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def padded(rng):
    """Return padded batches whose order of length is a cycle, sorted, reversed, with ties, and sizes of 1."""

    def draw(lengths, T, D):
        lengths = np.array(lengths)
        return rng.normal(size=(len(lengths), T, D)) + 1, lengths

    return [
        Probe(
            draw([3], 4, 2),
            "There is one sequence here, and so nothing to sort: what goes wrong shows without any sorting.",
        ),
        Probe(
            draw([4, 2, 1], 4, 3),
            "These sequences come sorted, the longest first, and your states are wrong for them already.",
        ),
        Probe(draw([1, 3], 3, 2)),
        Probe(draw([2, 1, 8, 6, 3], 9, 2)),
        Probe(draw([1, 2, 3, 4], 4, 3)),
        Probe(draw([3, 5, 1, 4, 2, 6], 6, 1)),
        Probe(draw([2, 5, 2, 5, 1], 5, 4)),
        Probe(draw([1], 1, 1)),
        Probe(draw([2, 3, 1, 7], 8, 4)),
    ]


def repair_unsort(x, lengths):
    order = np.argsort(-lengths)  # the longest first
    h = np.zeros((len(x), x.shape[2]))
    for k, n in enumerate(order):
        h[k] = x[n, : lengths[n]].mean(axis=0)  # stands for the network
    states = np.empty_like(h)
    for k, n in enumerate(order):
        states[n] = h[k]
    return states


def _never_sorted(x, lengths):
    states = np.zeros((len(x), x.shape[2]))
    for k, n in enumerate(np.argsort(-lengths)):
        states[n] = x[k, : lengths[k]].mean(axis=0)
    return states


def _back_by_length(x, lengths):
    order = np.argsort(-lengths)
    h = np.stack([x[n, : lengths[n]].mean(axis=0) for n in order])
    return h[np.argsort(lengths)]


_ORDER = "np.argsort(-lengths)"
_EMPTY = "np.empty_like(h)"
_BACK = "states[n] = h[k]"
_REAL = "x[n, : lengths[n]].mean(axis=0)"

EXERCISE = Exercise(
    name="repair_unsort",
    signature="repair_unsort(x, lengths)",
    returns={"states": "(N, D)"},
    reference=repair_unsort,
    probes=padded,
    points={"states": 4},
    read='lesson 10, "Numbers from nobody"',
    exhibit=Exhibit(
        "in-place",
        "mead-ml/mead-baseline#677",
        "A sequence gets one answer on its own and another one in a batch: that of a neighbour.",
    ),
    hints=(
        "Hand in three sequences of lengths 2, 1, 3 whose rows are full of 2, 1 and 3. Which number comes twice?",
        "Follow the second loop for this batch with a pencil: what stands in h[1] when it is read?",
        "The row that is written may be one that is still to be read. Write into an array of its own.",
    ),
    mutants=(
        Mutant(
            "in-place",
            "A state of one sequence stands in the row of another one as well, and one state is gone. Only a batch "
            "that comes sorted is sure to be right.",
            hint="M40",
            edits={_EMPTY: "h"},
            same_as=("read-from-the-copy",),
        ),
        Mutant(
            "read-from-the-copy",
            "You made a copy, but read and write in the same one of the two arrays: rows are overwritten before they "
            "are read, as before.",
            hint="M40",
            edits={_EMPTY: "h.copy()", _BACK: "states[n] = states[k]"},
            same_as=("in-place",),
        ),
        Mutant(
            "left-sorted",
            "The states come back sorted by length. The caller's labels are in the order of x.",
            hint="M40",
            edits={_BACK: "states[k] = h[k]"},
        ),
        Mutant(
            "sorted-again",
            "You apply the order a second time. What undoes it is its inverse; the two are equal only where "
            "the order is made of swaps.",
            hint="M40",
            edits={_BACK: "states[k] = h[n]"},
        ),
        Mutant(
            "in-place-shortest-first",
            "A state of one sequence stands in the row of another one as well. To sort the shortest first only moves "
            "the harm to other batches: rows are still overwritten before they are read.",
            hint="M40",
            edits={_EMPTY: "h", _ORDER: "np.argsort(lengths)"},
        ),
        Mutant(
            "left-sorted-shortest-first",
            "The states come back sorted by length, the shortest first. The caller's labels are in the order of x.",
            hint="M40",
            edits={_BACK: "states[k] = h[k]", _ORDER: "np.argsort(lengths)"},
        ),
        Mutant(
            "sorted-again-shortest-first",
            "You sort, the shortest first, and apply the same order a second time. What undoes an order is its "
            "inverse, np.argsort(order).",
            hint="M40",
            edits={_BACK: "states[k] = h[n]", _ORDER: "np.argsort(lengths)"},
        ),
        Mutant(
            "order-of-the-lengths-back",
            "You put the rows back with np.argsort(lengths). It is the order itself that must be inverted: "
            "np.argsort(order).",
            hint="M40",
            fn=_back_by_length,
        ),
        Mutant(
            "longest-of-the-batch",
            "Each mean runs as far as the longest sequence of the batch, over padding.",
            hint="M39",
            edits={_REAL: "x[n, : lengths.max()].mean(axis=0)"},
        ),
        Mutant(
            "swapped-in-place",
            "You swap rows one after the other. A row that has been put in its place is moved again by a later swap.",
            hint="M40",
            edits={_EMPTY: "h.copy()", _BACK: "states[[k, n]] = states[[n, k]]"},
        ),
        Mutant(
            "turned-round",
            "You turn the sorted rows round. That undoes the sorting only where x came with the shortest first.",
            hint="M40",
            edits={_BACK: "states[len(x) - 1 - k] = h[k]"},
        ),
        Mutant(
            "another-order-back",
            "You put back with the order turned round: a row no longer goes where it came from.",
            hint="M40",
            edits={
                "    states = np.empty_like(h)\n    for k, n in enumerate(order):": (
                    "    states = np.empty_like(h)\n    for k, n in enumerate(order[::-1]):"
                )
            },
        ),
        Mutant(
            "padding-in-the-mean",
            "The mean runs over the padding, too. Whatever the order of the rows, it goes over the real steps only.",
            hint="M39",
            edits={_REAL: "x[n].mean(axis=0)"},
        ),
        Mutant(
            "divided-by-T",
            "You divide by the length of the padded row. It is the number of real steps that counts.",
            hint="M39",
            edits={_REAL: "x[n, : lengths[n]].sum(axis=0) / x.shape[1]"},
        ),
        Mutant(
            "length-of-another",
            "You look up lengths by the place in the sorted batch, but lengths is in the order of x. So a sequence "
            "gets the length of another one.",
            edits={_REAL: "x[n, : lengths[k]].mean(axis=0)"},
        ),
        Mutant(
            "never-sorted",
            "The state of row m goes to row order[m], as if rows were put back that have never been sorted.",
            hint="M40",
            fn=_never_sorted,
        ),
        Mutant(
            "sum",
            "You add up the real steps. It is their mean that stands for the network here.",
            edits={_REAL: "x[n, : lengths[n]].sum(axis=0)"},
        ),
        Mutant(
            "last-step",
            "You take the last real step. It is the mean over the real steps that stands for the network here.",
            edits={_REAL: "x[n, lengths[n] - 1]"},
        ),
    ),
)
