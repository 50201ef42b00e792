"""Exercise: turn each sequence of a padded batch round, and leave its padding where it is."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def batches(rng):
    """Return batches whose padding is no zero, of every length from 0 on, and with sizes of 1 in each axis."""

    def batch(lengths, T, D):
        return Probe((rng.normal(size=(len(lengths), T, D)), np.array(lengths)))

    a, b = (int(k) for k in rng.integers(2, 5, 2))
    return [
        Probe(
            (rng.normal(size=(1, a + 2, 2)), np.array([a + 2])),
            "This sequence fills its row, so there is no padding to think of: its steps come in the opposite order, "
            "and everything inside a step stays as it is. Yours is something else.",
        ),
        batch([2, 4, 1], 4, 1),
        batch([b + 2, 3, b, 6], 7, 2),  # no row is full
        batch([3, 0, 5, 1, 2], 5, 3),  # an empty one
        batch([1], 1, 1),
        batch([2], 4, 1),
        batch([1, 1], 3, 2),
        batch([3, 3, 3], 5, 4),
        batch([5, 4, 3, 2], 6, 1),
    ]


def reverse_padded(x, lengths):
    turned = x.copy()
    for row, length in enumerate(lengths):
        turned[row, :length] = x[row, :length][::-1]
    return turned


_COPY = "x[row, :length][::-1]"
_ALL = "    return turned"

EXERCISE = Exercise(
    name="reverse_padded",
    signature="reverse_padded(x, lengths)",
    returns={"turned": "(N, T, D)"},
    reference=reverse_padded,
    probes=batches,
    points={"turned": 4},
    read='lesson 16, "Two passes"',
    advice={
        "turned": "Write one row down: the first length steps come in the opposite order, every step behind them stays."
    },
    hints=(
        "Treat the rows one by one: each has its own length.",
        "x[row, :length] are the real steps of a row. [::-1] turns them round.",
        "turned = x.copy(); then turned[row, :length] = x[row, :length][::-1] for each row; return turned.",
    ),
    mutants=(
        Mutant(
            "whole-rows",
            "You turn whole rows round, so that the padding comes first. A backward pass would then begin with "
            "padding, and its state would be spoilt before the first real step.",
            hint="M39",
            edits={"turned[row, :length]": "turned[row]", _COPY: "x[row, ::-1]"},
        ),
        Mutant(
            "pads-in-front",
            "You put the padding in front of the turned sequence. It stays behind: the real steps are the first ones "
            "of their row, before and after.",
            hint="M39",
            edits={
                "turned[row, :length]": "turned[row]",
                _COPY: "np.concatenate([x[row, length:], x[row, :length][::-1]])",
            },
        ),
        Mutant(
            "padding-turned-too",
            "The real steps are right, but you turn the padding round, too. It stays as it is, so that turning twice "
            "gives the batch back.",
            edits={_ALL: "        turned[row, length:] = x[row, length:][::-1]\n    return turned"},
        ),
        Mutant(
            "padding-set-to-zero",
            "The real steps are right, but you overwrite the padding with zeros. What stands behind the sequence stays "
            "as it is, so that turning twice gives the batch back.",
            edits={"x.copy()": "np.zeros_like(x)"},
        ),
        Mutant(
            "one-step-short",
            "You leave the last real step of each row where it is, an off-by-one: x[:length] holds length steps, and "
            "the last of them comes first.",
            edits={
                "turned[row, :length]": "turned[row, : max(length - 1, 0)]",
                _COPY: "x[row, : max(length - 1, 0)][::-1]",
            },
        ),
        Mutant(
            "one-pad-too-many",
            "You take one step of padding along, an off-by-one: it ends up in front. The last real step is number "
            "length - 1.",
            hint="M39",
            edits={"turned[row, :length]": "turned[row, : length + 1]", _COPY: "x[row, : length + 1][::-1]"},
        ),
        Mutant(
            "first-step-left",
            "You leave the first step of each row where it is. It belongs at the end of the turned sequence.",
            edits={"turned[row, :length]": "turned[row, 1:length]", _COPY: "x[row, 1:length][::-1]"},
        ),
        Mutant(
            "batch-turned",
            "You reverse the order of the sequences in the batch. The first axis is the batch; time is the second.",
            hint="M29",
            edits={_ALL: "    return x[::-1].copy()"},
        ),
        Mutant(
            "features-turned",
            "You reverse the features inside each step. The last axis holds the features; time is the second.",
            edits={_COPY: "x[row, :length, ::-1]"},
        ),
        Mutant(
            "features-turned-everywhere",
            "You reverse the features inside each step, in the padding, too. The last axis holds the features; time is "
            "the second.",
            edits={_ALL: "    return x[:, :, ::-1].copy()"},
        ),
        Mutant(
            "time-and-features",
            "You reverse the features along with the time steps. What is inside a step stays as it is: np.flip without "
            "an axis turns every axis, and so does [::-1, ::-1].",
            edits={_COPY: "x[row, :length, ::-1][::-1]"},
        ),
        Mutant(
            "full-rows-only",
            "You turn only the rows that have no padding. Every sequence is turned, the short ones, too.",
            edits={_COPY: "x[row, :length][::-1] if length == x.shape[1] else x[row, :length]"},
        ),
        Mutant(
            "the-longest-only",
            "You turn only the longest sequences of the batch. Every sequence is turned, the short ones, too.",
            edits={_COPY: "x[row, :length][::-1] if length == max(lengths) else x[row, :length]"},
        ),
        Mutant(
            "length-of-the-longest",
            "You turn every row over the length of the longest sequence, so that a shorter one gets its padding in "
            "front. Each row has its own length.",
            hint="M39",
            edits={
                "turned[row, :length]": "turned[row, : max(lengths)]",
                _COPY: "x[row, : max(lengths)][::-1]",
            },
        ),
        Mutant(
            "length-of-the-shortest",
            "You turn every row over the length of the shortest sequence. Each row has its own length.",
            edits={
                "turned[row, :length]": "turned[row, : min(lengths)]",
                _COPY: "x[row, : min(lengths)][::-1]",
            },
        ),
        Mutant(
            "length-of-the-first",
            "You turn every row over the length of the first sequence. Each row has its own length.",
            edits={
                "turned[row, :length]": "turned[row, : lengths[0]]",
                _COPY: "x[row, : lengths[0]][::-1]",
            },
        ),
        Mutant(
            "lengths-in-another-order",
            "You give the rows the lengths of other rows: the lengths are sorted, the rows are not.",
            hint="M40",
            edits={"enumerate(lengths)": "enumerate(sorted(lengths, reverse=True))"},
        ),
        Mutant(
            "sorted-rows",
            "Your rows come out sorted by length. Row n of the result belongs to row n of x.",
            hint="M40",
            edits={_ALL: "    return turned[np.argsort(-lengths, kind='stable')]"},
        ),
        Mutant(
            "sorted-rows, short ones first",
            "Your rows come out sorted by length, the shortest first. Row n of the result belongs to row n of x.",
            hint="M40",
            edits={_ALL: "    return turned[np.argsort(lengths, kind='stable')]"},
        ),
        Mutant(
            "not-turned",
            "The batch comes out as it came in: nothing is turned, or each pair of steps is exchanged twice.",
            edits={_COPY: "x[row, :length]"},
        ),
        Mutant(
            "ends-exchanged",
            "You exchange the first step with the last, and leave those between. All of them change places.",
            edits={
                "        turned[row, :length] = x[row, :length][::-1]": "        if length:\n            "
                "turned[row, [0, length - 1]] = x[row, [length - 1, 0]]"
            },
        ),
        Mutant(
            "moved-to-the-left",
            "You move the steps round by one, the first to the end. Turned round means that the last comes first, "
            "the last but one second, and so on.",
            edits={_COPY: "np.roll(x[row, :length], -1, axis=0)"},
        ),
        Mutant(
            "moved-to-the-right",
            "You move the steps round by one, the last to the front. Turned round means that the last but one comes "
            "second, and so on.",
            edits={_COPY: "np.roll(x[row, :length], 1, axis=0)"},
        ),
        Mutant(
            "flat-within-the-row",
            "You roll the whole row until its padding stands in front. Its real steps keep their order that way.",
            edits={"turned[row, :length]": "turned[row]", _COPY: "np.roll(x[row], -length, axis=0)"},
        ),
        Mutant(
            "half-overwritten",
            "You overwrite steps before you have read them: the first half of each sequence is lost. Read from x, "
            "write to a copy.",
            edits={
                "        turned[row, :length] = x[row, :length][::-1]": "        for t in range(length):\n"
                "            turned[row, t] = turned[row, length - 1 - t]"
            },
        ),
        Mutant(
            "empty-row-fails",
            "A row of length 0 breaks your function: x[row, length - 1 :: -1] begins at -1 there, which is the last "
            "step. Cut first, then turn: x[row, :length][::-1].",
            edits={_COPY: "x[row, length - 1 :: -1]"},
        ),
        Mutant(
            "counted-from-the-end",
            "You take the last length steps of a row. The real steps are the first ones; the padding stands behind "
            "them.",
            hint="M39",
            edits={_COPY: "x[row, x.shape[1] - length :][::-1]"},
        ),
        Mutant(
            "empty-row-turned",
            "A row of length 0 is turned as a whole: a slice that begins at -length takes everything where length is "
            "0.",
            edits={
                "turned[row, :length]": "turned[row, : length or None]",
                _COPY: "x[row, : length or None][::-1]",
            },
        ),
        Mutant(
            "padding-cut-off",
            "You cut the batch to its longest sequence. The result has the shape of x.",
            edits={_ALL: "    return turned[:, : max(lengths)]"},
        ),
        Mutant(
            "axes-lost",
            "Your result has lost its axes of size 1. It has the shape of x, also for one sequence, one step or one "
            "feature.",
            edits={_ALL: "    return np.squeeze(turned)"},
        ),
        Mutant(
            "in-place",
            "You write into x itself. The caller still needs it for the forward pass: work on a copy.",
            hint="M23",
            edits={"x.copy()": "x"},
        ),
    ),
)
