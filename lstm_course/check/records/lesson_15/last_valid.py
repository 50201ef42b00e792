"""Exercise: the state after the last real step of each sequence."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def states_probes(rng):
    """Return states with numbers and with zeros behind them, real zeros, N = T, sizes of 1, a length of 0."""

    def states(lengths, T, H, behind=True):
        h = rng.uniform(-0.9, 0.9, size=(len(lengths), T, H))
        if not behind:
            h[np.arange(T) >= np.array(lengths)[:, None]] = 0.0
        return h, np.array(lengths)

    zero, lengths = states([3, 2, 4], 5, 2)
    for n, length in enumerate(lengths):
        zero[n, length - 1, n % 2] = 0.0
        zero[n, length:] = 0.0
    zero[1, 1] = 0.0  # a state that is all zeros, and real
    hand = np.array([[[1.0], [2.0], [7.0]], [[3.0], [4.0], [5.0]]])
    return [
        Probe(
            states([3, 3], 3, 2),
            "Both sequences fill their rows here, so nothing is padding, and already the state is not the last one.",
        ),
        Probe((hand, np.array([2, 3]))),
        Probe(states([2, 5, 1], 6, 3)),
        Probe(states([4, 1, 3, 2], 4, 3)),  # N = T
        Probe(states([2, 3, 1], 3, 3)),
        Probe(states([3, 1, 2], 4, 2, behind=False)),
        Probe((zero, lengths)),
        Probe(states([2, 0, 4, 3], 5, 2)),
        Probe(states([0], 2, 1)),
        Probe(states([3], 4, 2)),
        Probe(states([1], 1, 1)),
        Probe(states([2, 1], 2, 1)),
        Probe(states([9, 20, 1, 14, 20, 6, 0], 23, 5)),
    ]


def last_valid(h, lengths):
    last = h[np.arange(len(h)), lengths - 1]  # (N, H); a length of 0 takes the last step for now
    return np.where(lengths[:, None] > 0, last, 0.0)


def _nonzero(h, lengths):
    real = (h != 0).any(axis=2)
    last = h.shape[1] - 1 - real[:, ::-1].argmax(axis=1)
    return h[np.arange(len(h)), last]


def _as_time_first(h, lengths):
    return last_valid(np.swapaxes(h, 0, 1), lengths)[: len(h)]


def _viewed(h, lengths):
    N, T, H = h.shape
    turned = h.reshape(T, N, H)
    return np.where(lengths[:, None] > 0, turned[lengths - 1, np.arange(N)], 0.0)


def _largest(h, lengths):
    """Return the largest of the real states, and zeros where there is none."""
    real = np.arange(h.shape[1]) < lengths[:, None]
    largest = np.where(real[:, :, None], h, -np.inf).max(axis=1)
    return np.where(lengths[:, None] > 0, largest, 0.0)


def _packed(h, lengths):
    """Return the last states where the batch is sorted, longest first, and not put back."""
    order = np.argsort(-lengths, kind="stable")
    return last_valid(h[order], lengths[order])


_PICK = "h[np.arange(len(h)), lengths - 1]"
_ZERO = "np.where(lengths[:, None] > 0, last, 0.0)"
_STATE = 'lesson 15, "Which state do you read?"'

EXERCISE = Exercise(
    name="last_valid",
    signature="last_valid(h, lengths)",
    returns={"last": "(N, H)"},
    reference=last_valid,
    probes=states_probes,
    points={"last": 5},
    read=_STATE,
    advice={"last": "Row n is step number lengths[n] of sequence n, and zeros where lengths[n] is 0."},
    hints=(
        "Step number 1 stands at place 0. At which place does step number lengths[n] stand?",
        "Two lists of places in one pair of brackets are read together: h[[0, 1], [4, 2]] takes h[0, 4] and h[1, 2].",
        "h[np.arange(N), lengths - 1], and then zeros for the rows with a length of 0.",
    ),
    mutants=(
        Mutant(
            "largest-of-the-steps",
            "You take the largest of the real steps, unit by unit. The last of them is asked for.",
            fn=_largest,
        ),
        Mutant(
            "last-column",
            "You take the last column. For a sequence that is shorter that is the state after the padding, and other "
            "sequences in the batch decide how much of it there is.",
            hint="M39",
            edits={_PICK: "h[:, -1]"},
        ),
        Mutant(
            "last-column-no-zeros",
            "You take the last column for all, also where there was no step. For a shorter sequence that is the state "
            "after the padding, and other sequences in the batch decide how much of it there is.",
            hint="M39",
            edits={_PICK: "h[:, -1]", _ZERO: "last"},
        ),
        Mutant(
            "longest-of-the-batch",
            "You take the last step of the longest sequence for all. Each row has its own length.",
            hint="M39",
            edits={_PICK: "h[:, lengths.max() - 1]"},
        ),
        Mutant(
            "longest-of-the-batch-no-zeros",
            "You take the last step of the longest sequence for all rows, also where there was no step. Each row has "
            "its own length.",
            hint="M39",
            edits={_PICK: "h[:, lengths.max() - 1]", _ZERO: "last"},
        ),
        Mutant(
            "shortest-of-the-batch",
            "You take the last step of the shortest sequence for all. Each row has its own length.",
            edits={_PICK: "h[:, lengths.min() - 1]"},
        ),
        Mutant(
            "lengths-of-the-first",
            "The first row's length is used for all. Each row has its own length.",
            edits={_PICK: "h[:, lengths[0] - 1]"},
        ),
        Mutant(
            "off-by-one",
            "You read at place lengths[n], an off-by-one: that is the first step of padding, or lies behind the end, "
            "because places are counted from 0.",
            edits={"lengths - 1]": "lengths]"},
        ),
        Mutant(
            "off-by-one-clipped",
            "You read at place lengths[n], cut down to the last place: that is the first step of padding, because "
            "places are counted from 0.",
            edits={"lengths - 1]": "np.minimum(lengths, h.shape[1] - 1)]"},
        ),
        Mutant(
            "one-too-early",
            "You read one step too early: the last step that counts is at place lengths[n] - 1.",
            edits={"lengths - 1]": "np.maximum(lengths - 2, 0)]"},
        ),
        Mutant(
            "two-off",
            "You subtract 2 from the lengths, an off-by-one: the last step that counts is at place lengths[n] - 1.",
            edits={"lengths - 1]": "lengths - 2]"},
        ),
        Mutant(
            "zero-reads-the-end",
            "Where the length is 0 you read at place -1, which is the end of the row, in the padding. Nothing has "
            "happened there: the state is still zeros.",
            edits={_ZERO: "last"},
        ),
        Mutant(
            "zero-reads-the-start",
            "Where the length is 0 you read the first step. No step has happened: the state is still zeros.",
            edits={"lengths - 1]": "np.maximum(lengths - 1, 0)]", _ZERO: "last"},
        ),
        Mutant(
            "zero-dropped",
            "You leave out sequences of length 0. Their labels stay, so that all rows behind them belong to the wrong "
            "one: they become zeros.",
            edits={_ZERO: "last[lengths > 0]"},
        ),
        Mutant(
            "zero-is-nan",
            "You give NaN for a length of 0. Where no step has happened, the state is still zeros.",
            edits={_ZERO: "np.where(lengths[:, None] > 0, last, np.nan)"},
        ),
        Mutant(
            "first-step",
            "You take the first step of each row. It has seen one input only.",
            edits={"lengths - 1]": "0]"},
        ),
        Mutant(
            "not-zero",
            "You look for the last step that is not all zeros. A real state may be zeros, and padding need not be: "
            "the lengths say where a sequence ends.",
            fn=_nonzero,
        ),
        Mutant(
            "padded-in-front",
            "You count the steps from the end of the row, as if the padding stood in front. It stands behind.",
            edits={"lengths - 1]": "h.shape[1] - np.maximum(lengths, 1)]"},
        ),
        Mutant(
            "sum",
            "You add up the steps that count. One of them is asked for: the last.",
            edits={_PICK: "(h * (np.arange(h.shape[1]) < lengths[:, None])[:, :, None]).sum(axis=1)"},
        ),
        Mutant(
            "mean",
            "You average the steps that count. One of them is asked for: the last.",
            edits={
                _PICK: "(h * (np.arange(h.shape[1]) < lengths[:, None])[:, :, None]).sum(axis=1) "
                "/ np.maximum(lengths, 1)[:, None]"
            },
        ),
        Mutant(
            "every-place-for-every-row",
            "h[:, lengths - 1] takes all N places of every row, and gives (N, N, H). Two lists of places in one pair "
            "of brackets are read together: the rows go first.",
            edits={_PICK: "h[:, lengths - 1]", _ZERO: "last"},
        ),
        Mutant(
            "along-the-batch",
            "You use the lengths as row numbers. They count along the second axis, time.",
            edits={_PICK: "h[np.minimum(lengths, len(h)) - 1, h.shape[1] - 1]"},
        ),
        Mutant(
            "row-of-another",
            "You read h[lengths[n] - 1, n]: rows and steps are exchanged. The batch comes first in h.",
            fn=_as_time_first,
        ),
        Mutant(
            "reshaped",
            "You reshape h to have time first. A reshape exchanges no axes: it cuts the same numbers into other rows.",
            hint="M29",
            fn=_viewed,
        ),
        Mutant(
            "sorted",
            "You sort the batch by length and leave it so: row 0 is no longer the first sequence, and labels in the "
            "old order now belong to others.",
            hint="M40",
            fn=_packed,
        ),
        Mutant(
            "an-axis-kept",
            "You keep the axis of time, of size 1. What is asked for is (N, H).",
            edits={_ZERO: _ZERO + "[:, None]"},
        ),
        Mutant(
            "squeezed",
            "You squeeze the result. Where N or H is 1 that axis goes as well: say which axis is meant.",
            edits={_ZERO: _ZERO + ".squeeze()"},
        ),
        Mutant(
            "transposed",
            "Your result is (H, N). The batch comes first: one row for each sequence.",
            edits={_ZERO: _ZERO + ".T"},
        ),
    ),
)
