"""Sequences of different lengths in one batch."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from ._shared import _LOOP, _OUT, lstm_step, random_sequences

_MASK = 'lesson 04, "Different lengths in one batch"'


def masked_probes(rng):
    """Return probes with masks that also have holes in the middle; one with N == T, one with N == H."""

    def make(N, T, D, H, mask=None):
        x, *rest = random_sequences(rng, N, T, D, H)
        if mask is None:
            mask = rng.random((N, T)) < 0.6
            # a hole, a valid last step and padding at the end are in every batch
            mask[0, :3], mask[0, -1], mask[1, 0], mask[1, -2:] = (True, False, True), True, True, False
        return (x, np.array(mask, dtype=bool), *rest)

    return [
        Probe(
            make(2, 3, 3, 2, np.ones((2, 3))),
            "With a mask that is True everywhere there is no padding, so the result must be that of lstm_forward. "
            "Yours is not.",
        ),
        Probe(
            make(2, 3, 3, 2, np.zeros((2, 3))),
            "With a mask that is False everywhere nothing happens: h and c must come out as h0 and c0, and y must "
            "repeat h0. Yours do not.",
        ),
        Probe(
            make(2, 4, 3, 2, [[1, 1, 1, 1], [1, 1, 0, 0]]),
            "Without padding yours is right, and with nothing but padding too. One sequence has padding at its "
            "end and the other has none, and there yours goes wrong. Decide for each sequence at each time step.",
        ),
        Probe(make(4, 4, 2, 3)),
        Probe(make(3, 5, 2, 3)),
        Probe(make(2, 6, 4, 3)),
        Probe(make(1, 3, 2, 1, [[1, 0, 1]])),
    ]


def masked_forward(x, mask, h0, c0, W_x, W_h, b):
    h, c = h0, c0
    y = []
    for t in range(x.shape[1]):
        h_new, c_new, _ = lstm_step(x[:, t], h, c, W_x, W_h, b)
        valid = mask[:, t, None]  # (N, 1)
        h = np.where(valid, h_new, h)
        c = np.where(valid, c_new, c)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _until_all_are_padding(x, mask, h0, c0, W_x, W_h, b):
    """Leave the loop where no sequence counts any more."""
    h, c, y = h0, c0, []
    for t in range(x.shape[1]):
        if not mask[:, t].any():
            break
        h_new, c_new, _ = lstm_step(x[:, t], h, c, W_x, W_h, b)
        h, c = np.where(mask[:, t, None], h_new, h), np.where(mask[:, t, None], c_new, c)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _if_on_the_batch(x, mask, h0, c0, W_x, W_h, b):
    """Ask one question for the whole batch, which has an answer for a batch of one sequence only."""
    h, c, y = h0, c0, []
    for t in range(x.shape[1]):
        if mask[:, t]:
            h, c, _ = lstm_step(x[:, t], h, c, W_x, W_h, b)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _in_place(x, mask, h0, c0, W_x, W_h, b):
    """Write into one h, so that every entry of the list is one and the same array."""
    h, c, y = h0.copy(), c0.copy(), []
    for t in range(x.shape[1]):
        h_new, c_new, _ = lstm_step(x[:, t], h, c, W_x, W_h, b)
        valid = mask[:, t]
        h[valid], c[valid] = h_new[valid], c_new[valid]
        y.append(h)
    return np.stack(y, axis=1), h, c


EXERCISE = Exercise(
    name="masked_forward",
    signature="masked_forward(x, mask, h0, c0, W_x, W_h, b)",
    returns={"y": "(N, T, H)", "h": "(N, H)", "c": "(N, H)"},
    reference=masked_forward,
    probes=masked_probes,
    points={"y": 2, "h": 1, "c": 2},
    read=_MASK,
    advice={
        "y": "y[:, t] is the h that goes on to the next step: the new one where mask is True, the old one elsewhere.",
        "h": "Where mask is False at step t, h leaves the step as it came in.",
        "c": "Where mask is False at step t, c leaves the step as it came in.",
    },
    hints=(
        "Compute every step for the whole batch, then decide, sequence by sequence, whether it counts.",
        "np.where(valid, new, old) picks entry by entry. Do it for h and for c.",
        "mask[:, t] has shape (N,), the state (N, H). mask[:, t, None] has shape (N, 1) and fits.",
    ),
    mutants=(
        Mutant(
            "mask-ignored",
            "Your function does not use the mask: the cell goes on reading the padding, so h and c are those after "
            "the padding.",
            hint="M39",
            edits={"mask[:, t, None]": "True"},
        ),
        Mutant(
            "inputs-zeroed",
            "You set the inputs to zero where the mask is False, and run the step all the same. Zeros are an input "
            "like any other: the biases and h still move the state.",
            hint="M39",
            edits={"x[:, t]": "x[:, t] * mask[:, t, None]", "valid = mask[:, t, None]": "valid = True"},
        ),
        Mutant(
            "only-y-masked",
            "You blank out y, but the state runs on through the padding, so h and c are those after it.",
            hint="M39",
            edits={
                "valid = mask[:, t, None]": "valid = True",
                "y.append(h)": "y.append(h * mask[:, t, None])",
            },
        ),
        Mutant(
            "state-zeroed",
            "You multiply the state by the mask, which sets it to zero in the padding. That wipes the memory; to keep "
            "it, choose between the new state and the old.",
            hint="M39",
            edits={"h_new, h)": "h_new, 0)", "c_new, c)": "c_new, 0)"},
        ),
        Mutant(
            "leaves-the-loop",
            "You leave the loop at a time step where no sequence counts. y has all T time steps, and after a hole a "
            "sequence goes on.",
            fn=_until_all_are_padding,
        ),
        Mutant(
            "final-without-carry",
            "Inside the loop the state is carried, but what you return as h and c is the raw result of the last "
            "step, padding or not.",
            hint="M39",
            edits={"    return": "    h, c = h_new, c_new\n    return"},
        ),
        Mutant(
            "c-runs-on",
            "You carry h through the padding, but not c. The memory is c: it must stand still too.",
            hint="M04",
            edits={"np.where(valid, c_new, c)": "c_new"},
        ),
        Mutant(
            "h-runs-on",
            "You carry c through the padding, but not h. The next valid step would hear an h that the padding made.",
            hint="M39",
            edits={"np.where(valid, h_new, h)": "h_new"},
        ),
        Mutant(
            "y-not-repeated",
            "The state is carried rightly, but y shows what the padding would have made. In the padding y repeats the "
            "carried h.",
            edits={"y.append(h)": "y.append(h_new)"},
        ),
        Mutant(
            "y-zero-in-padding",
            "Your y is zero in the padding, as PyTorch's pad_packed_sequence gives it. Ours repeats the carried h, so "
            "that y[:, -1] is the state after the last valid step.",
            edits={"y.append(h)": "y.append(h * mask[:, t, None])"},
        ),
        Mutant(
            "mask-inverted",
            "Your mask is the wrong way round: True marks the steps that count.",
            edits={"mask[:, t, None]": "~mask[:, t, None]"},
        ),
        Mutant(
            "back-to-the-start",
            "In the padding your state goes back to h0 and c0. It must stay as the step before left it.",
            hint="M39",
            edits={"h_new, h)": "h_new, h0)", "c_new, c)": "c_new, c0)"},
        ),
        Mutant(
            "mask-of-the-first-sequence",
            "You use the mask of the first sequence for the whole batch. Every sequence has its own row.",
            edits={"mask[:, t, None]": "mask[0, t]"},
        ),
        Mutant(
            "skipped-where-one-is-padding",
            "You skip a time step for the whole batch as soon as one sequence has padding there. The others lose "
            "their input.",
            edits={"mask[:, t, None]": "mask[:, t].all()"},
        ),
        Mutant(
            "skipped-where-all-are-padding",
            "You skip a time step only where all sequences have padding. The short ones still read theirs.",
            hint="M39",
            edits={"mask[:, t, None]": "mask[:, t].any()"},
        ),
        Mutant(
            "mask-as-lengths",
            "You count the True entries and take them for the first steps. A hole in the middle of a sequence is "
            "then read, and its end is lost.",
            edits={"mask[:, t, None]": "t < mask.sum(axis=1)[:, None]"},
        ),
        Mutant(
            "until-the-first-gap",
            "You stop a sequence for good at its first padding. After a hole it must go on.",
            edits={"mask[:, t, None]": "mask[:, : t + 1].all(axis=1)[:, None]"},
        ),
        Mutant(
            "up-to-the-last-valid",
            "You carry the state through the padding at the end, but a hole in the middle is read like a valid step.",
            hint="M39",
            edits={"mask[:, t, None]": "mask[:, t:].any(axis=1)[:, None]"},
        ),
        Mutant(
            "mask-late",
            "Your mask comes one time step late: step t is decided by mask[:, t], not by mask[:, t - 1].",
            edits={"mask[:, t, None]": "mask[:, t - 1, None] if t else True"},
        ),
        Mutant(
            "mask-transposed",
            "You read mask[t]: that is sequence t. Time step t of all sequences is mask[:, t]. Where N equals T "
            "nothing complains.",
            hint="M29",
            edits={"mask[:, t, None]": "mask[t, :, None]"},
        ),
        Mutant(
            "mask-meets-units",
            "mask[:, t] has shape (N,) and NumPy lines it up with the units, not with the sequences. Where N equals H "
            "nothing complains: write mask[:, t, None].",
            edits={"mask[:, t, None]": "mask[:, t]"},
        ),
        Mutant(
            "starts-from-zeros",
            "Your loop starts from zeros and ignores h0 and c0.",
            _LOOP,
            hint="M45",
            edits={"h, c = h0, c0": "h, c = 0 * h0, 0 * c0"},
        ),
        Mutant(
            "states-exchanged",
            "Your final states come in the other order. Return y, then h, then c.",
            _OUT,
            hint="M27",
            edits={", h, c\n": ", c, h\n"},
        ),
        Mutant(
            "mask-one-ahead",
            "You use the mask of the next time step. Step t asks mask[:, t].",
            edits={"mask[:, t, None]": "mask[:, min(t + 1, x.shape[1] - 1), None]"},
        ),
        Mutant(
            "h-zeroed",
            "Your c stands still in the padding, but h is set to 0 there. It must stay as it was.",
            hint="M39",
            edits={"np.where(valid, h_new, h)": "np.where(valid, h_new, 0.0)"},
        ),
        Mutant(
            "c-zeroed",
            "Your h stands still in the padding, but c is set to 0 there. It must stay as it was: c is the memory.",
            hint="M39",
            edits={"np.where(valid, c_new, c)": "np.where(valid, c_new, 0.0)"},
        ),
        Mutant(
            "if-on-the-batch",
            "Right for a single sequence, and a ValueError for a batch. mask[:, t] holds an answer for each "
            "sequence, so no `if` can ask it: choose for each with np.where(mask[:, t, None], new, old).",
            fn=_if_on_the_batch,
        ),
        Mutant(
            "one-array-for-all-steps",
            "Your y shows the last h at every time step. You change one array in place, and every entry of your list "
            "is that array: append a copy.",
            fn=_in_place,
        ),
    ),
)
