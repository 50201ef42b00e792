"""Exercises of lesson 04: the LSTM over a sequence."""

import functools

import numpy as np

from .. import cells
from .exercise import Exercise, Mutant, Probe

_LOOP = 'lesson 04, "One step, again and again"'
_HAND = 'lesson 04, "Memories set by hand"'
_OUT = 'lesson 04, "What comes out"'
_PROBES = 'lesson 04, "Six instruments"'
_MASK = 'lesson 04, "Different lengths in one batch"'
_STACK = 'lesson 04, "Layers on layers"'


def _step(x, h, c, W_x, W_h, b):
    """Run one LSTM step without checks of its arguments: it runs some hundred times in a check."""
    H = h.shape[1]
    a = x @ W_x + h @ W_h + b
    valves = cells.sigmoid(a)
    c = valves[:, H : 2 * H] * c + valves[:, :H] * np.tanh(a[:, 2 * H : 3 * H])
    return valves[:, 3 * H :] * np.tanh(c), c


def _run(x, h, c, params):
    """Run one layer over a sequence; return h and c after every time step."""
    hs, cs = [], []
    for t in range(x.shape[1]):
        h, c = _step(x[:, t], h, c, *params)
        hs.append(h)
        cs.append(c)
    return np.stack(hs, axis=1), np.stack(cs, axis=1)


def _weights(rng, D, H):
    return [rng.normal(size=shape) for shape in [(D, 4 * H), (H, 4 * H), (4 * H,)]]


def random_sequences(rng, N, T, D, H):
    """Return x, h0, c0, W_x, W_h, b of a batch of sequences: random, none of them zero."""
    return (
        rng.normal(size=(N, T, D)),
        rng.normal(size=(N, H)),
        rng.normal(size=(N, H)),
        *_weights(rng, D, H),
    )


# 4.1


def forward_probes(rng):
    """Return probes of the loop: one step, c alone, h alone, then N == T and D == H, then all sizes different."""
    one = random_sequences(rng, N=2, T=1, D=3, H=2)
    x, h0, c0, W_x, W_h, b = random_sequences(rng, N=2, T=3, D=3, H=2)
    shut = b.copy()
    shut[2:4] = -40  # the forget gates
    no_f = [W.copy() for W in (W_x, W_h)]
    for W in no_f:
        W[:, 2:4] = 0
    return [
        Probe(
            one,
            "With a single time step (T = 1) nothing has to be carried yet: y and h are the h of one step that starts "
            "from h0 and c0, and c is its c. One of yours is not. Look at how the loop starts and at what it collects.",
        ),
        Probe(
            (x, h0, c0, W_x, np.zeros_like(W_h), b),
            "One time step is right. With W_h = 0 the gates do not hear h, so only c is carried from step to step, "
            "and there yours goes wrong. Look at what step t reads and at what becomes of c.",
        ),
        Probe(
            (x, h0, c0, *no_f, shut),
            "One time step is right, and c is carried rightly. With the forget gate shut only h is carried from step "
            "to step, and there yours goes wrong. Look at what becomes of h at the end of the loop's body.",
        ),
        Probe(random_sequences(rng, N=3, T=3, D=2, H=2)),
        Probe(random_sequences(rng, N=2, T=5, D=4, H=3)),
    ]


def _reference_forward(x, h0, c0, W_x, W_h, b):
    h, c, y = h0, c0, []
    for t in range(x.shape[1]):
        h, c, _ = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _mistaken_forward(mistakes, x, h0, c0, W_x, W_h, b):
    """Run over time with the named mistakes in it."""
    h, c = h0, c0
    if mistakes & {"h0-ignored", "starts-from-zeros"}:
        h = np.zeros_like(h0)
    if mistakes & {"c0-ignored", "starts-from-zeros"}:
        c = np.zeros_like(c0)
    if "started-exchanged" in mistakes:
        h, c = c, h
    start = h, c
    T = x.shape[0] if "time-read-as-batch" in mistakes else x.shape[1]
    order = list(range(T))
    if mistakes & {"runs-backwards", "runs-backwards-keeps-order"}:
        order = order[::-1]
    y, states, before = [], [], []
    for t in order:
        now = x[t] if "time-read-as-batch" in mistakes else x[:, t]
        if "same-input-every-step" in mistakes:
            now = x[:, 0]
        h_in, c_in = h, c
        if mistakes & {"nothing-carried", "h-not-carried"}:
            h_in = start[0]
        if mistakes & {"nothing-carried", "c-not-carried"}:
            c_in = start[1]
        if "reset-to-zeros" in mistakes and states:
            h_in, c_in = np.zeros_like(h), np.zeros_like(c)
        if "exchanged-when-carried" in mistakes and states:
            h_in, c_in = c_in, h_in
        h, c = _step(now, h_in, c_in, W_x, W_h, b)
        before.append(h_in)
        states.append((h, c))
        y.append(c if "y-holds-c" in mistakes else h)
    if "y-one-step-late" in mistakes:
        y = before
    if "y-repeats-the-last" in mistakes:
        y = [y[-1]] * len(y)
    if "initial-state-in-y" in mistakes:
        y = [h0, *y]
    if "last-step-left-out" in mistakes:
        y[-1], (h, c) = np.zeros_like(h), (states[-2] if len(states) > 1 else (h0, c0))
    if "runs-backwards-keeps-order" in mistakes:
        y = y[::-1]
    if "state-of-the-first-step" in mistakes:
        h, c = states[0]
    if "initial-state-returned" in mistakes:
        h, c = h0, c0
    if "time-first" in mistakes:
        y = np.stack(y, axis=0)
    elif "reshaped" in mistakes:
        y = np.stack(y, axis=0)
        y = y.reshape(y.shape[1], y.shape[0], y.shape[2])
    elif "only-the-last-step" in mistakes:
        y = y[-1]
    else:
        y = np.stack(y, axis=1)
    if "last-sequence-as-state" in mistakes:
        h = y[-1]
    if "h-for-c" in mistakes:
        c = h
    return (y, c, h) if "states-exchanged" in mistakes else (y, h, c)


_OTHER_SHAPES = {"only-the-last-step", "last-sequence-as-state", "time-first", "initial-state-in-y"}
_FORWARD_PLACES = (
    {"h0-ignored", "c0-ignored", "starts-from-zeros", "started-exchanged"},
    {"nothing-carried", "h-not-carried", "c-not-carried", "reset-to-zeros", "exchanged-when-carried"},
    {"starts-from-zeros", "reset-to-zeros"},
    {"nothing-carried", "runs-backwards-keeps-order"},
    {"time-read-as-batch", "reshaped", "same-input-every-step"},
    {"runs-backwards", "runs-backwards-keeps-order", "same-input-every-step"},
    {"runs-backwards", "runs-backwards-keeps-order", "y-repeats-the-last", "y-one-step-late"},
    {"y-holds-c", "y-one-step-late"},
    {"y-one-step-late", "y-repeats-the-last", "last-step-left-out", "runs-backwards-keeps-order"},
    {"y-repeats-the-last", "reshaped"},
    {"state-of-the-first-step", "initial-state-returned", "last-step-left-out"},
    {"h-for-c", "states-exchanged"},
)


def mistaken_forward(mistakes):
    """Return the loop over time with these mistakes, or None where they exclude each other.

    A mistake that changes a shape stands alone: the check reports the shape first.
    """
    if len(mistakes) > 1 and (
        mistakes & _OTHER_SHAPES or any(len(mistakes & place) > 1 for place in _FORWARD_PLACES)
    ):
        return None
    return functools.partial(_mistaken_forward, mistakes)


def _one_after_another(x, h0, c0, W_x, W_h, b):
    """Sequence by sequence, where each goes on from the state of the one before."""
    h, c, y, last = h0[:1], c0[:1], [], []
    for n in range(x.shape[0]):
        for t in range(x.shape[1]):
            h, c = _step(x[n : n + 1, t], h, c, W_x, W_h, b)
            y.append(h)
        last.append((h, c))
    hs, cs = (np.concatenate(part) for part in zip(*last, strict=True))
    return np.concatenate(y).reshape(*x.shape[:2], -1), hs, cs


def _in_place(x, h0, c0, W_x, W_h, b):
    """Write into h0 itself, so that every entry of the list is one and the same array."""
    c, y = c0, []
    for t in range(x.shape[1]):
        h0[:], c = _step(x[:, t], h0, c, W_x, W_h, b)
        y.append(h0)
    return np.stack(y, axis=1), h0, c


LSTM_FORWARD = Exercise(
    name="lstm_forward",
    number="4.1",
    signature="lstm_forward(x, h0, c0, W_x, W_h, b)",
    returns={"y": "(N, T, H)", "h": "(N, H)", "c": "(N, H)"},
    reference=_reference_forward,
    probes=forward_probes,
    points={"y": 3, "h": 1, "c": 1},
    read=_LOOP,
    family=mistaken_forward,
    advice={
        "y": "y[:, t] is the h that comes out of step t, and step t starts from what step t - 1 left.",
        "h": "y is right, so h is there already: it is the hidden state after the last time step.",
        "c": "h is right. c is the cell state after the last time step, from the same call of lstm_step.",
    },
    hints=(
        "What does step t need that step t - 1 made? What does the first step need in its place?",
        "Start with h, c = h0, c0. In the loop: h, c, _ = lstm_step(x[:, t], h, c, W_x, W_h, b). Collect h.",
        "A list of T arrays (N, H) becomes (N, T, H) by np.stack(collected, axis=1).",
    ),
    mutants=(
        Mutant(
            "starts-from-zeros",
            "Your loop starts from zeros and ignores h0 and c0. Then a stream that comes in pieces forgets everything "
            "at each border.",
            _PROBES,
            hint="M45",
        ),
        Mutant(
            "h0-ignored",
            "Your loop takes c0 but starts h from zeros. Both halves of the state are handed over.",
            _PROBES,
            hint="M45",
        ),
        Mutant(
            "c0-ignored",
            "Your loop takes h0 but starts c from zeros. c is the memory: without c0 a stream in pieces forgets.",
            _PROBES,
            hint="M45",
        ),
        Mutant(
            "nothing-carried",
            "Every step of yours starts from h0 and c0 again, so no step knows of the one before. The results of a "
            "step must become the state of the next.",
            _LOOP,
            hint="M45",
        ),
        Mutant(
            "reset-to-zeros",
            "Your state goes back to zeros after every step, so no step knows of the one before.",
            _LOOP,
            hint="M45",
        ),
        Mutant(
            "h-not-carried",
            "You carry c but not h: every step hears h0. The gates read the h of the step before.",
            _LOOP,
            hint="M18",
        ),
        Mutant(
            "c-not-carried",
            "You carry h but not c: every step goes on from c0. h is only what is shown; the memory is c.",
            _LOOP,
            hint="M04",
        ),
        Mutant(
            "exchanged-when-carried",
            "h and c change places on the way to the next step. lstm_step returns h first, and takes h first.",
            _LOOP,
            hint="M04",
        ),
        Mutant(
            "started-exchanged",
            "You start with h0 as the cell state and c0 as the hidden state. They have the same shape, so nothing "
            "complained.",
            _LOOP,
            hint="M04",
        ),
        Mutant(
            "y-holds-c",
            "Your y collects the cell state. What a layer shows at each time step is h; c stays inside.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "only-the-last-step",
            "Your y is the h of the last time step alone. y holds h after every step; the last one is returned "
            "beside it.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "y-repeats-the-last",
            "Your y shows the last h at every time step. y[:, t] belongs to step t: collect inside the loop.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "last-sequence-as-state",
            "Your final h is y[-1]: all time steps of the last sequence. The last time step of all sequences is "
            "y[:, -1].",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "states-exchanged",
            "Your final states come in the other order. Return y, then h, then c.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "h-for-c",
            "Your c is the hidden state once more. The cell state is the second result of lstm_step.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "state-of-the-first-step",
            "The states you return are those after the first time step. Return what the last one left.",
            _OUT,
        ),
        Mutant(
            "initial-state-returned",
            "The states you return are h0 and c0, untouched. Return what the last time step left.",
            _OUT,
        ),
        Mutant(
            "y-one-step-late",
            "Your y[:, t] is the h that goes into step t. Collect h after the step.",
            _LOOP,
        ),
        Mutant(
            "initial-state-in-y",
            "Your y begins with h0 and is one time step too long. y holds what comes out of each of the T steps.",
            _LOOP,
        ),
        Mutant(
            "last-step-left-out",
            "Your loop stops one step early. range(T) already ends at T - 1.",
            _LOOP,
        ),
        Mutant(
            "same-input-every-step",
            "Every step of yours reads x[:, 0]. Step t reads x[:, t].",
            _LOOP,
        ),
        Mutant(
            "runs-backwards",
            "Your loop runs from the last time step to the first. The state must flow from the past to the future.",
            _LOOP,
        ),
        Mutant(
            "runs-backwards-keeps-order",
            "Your loop runs from the last time step to the first and sorts y again. So each y knows the future of "
            "its sequence and nothing of its past.",
            _PROBES,
            hint="M66",
        ),
        Mutant(
            "time-read-as-batch",
            "You read x[t]: that is sequence t with all its time steps. Batch comes first, so time step t is x[:, t]. "
            "Where N equals T nothing complains.",
            _LOOP,
            hint="M29",
        ),
        Mutant(
            "time-first",
            "Your y has time first, shape (T, N, H). Stack the steps along axis 1.",
            _LOOP,
            hint="M29",
        ),
        Mutant(
            "reshaped",
            "You turn (T, N, H) into (N, T, H) with reshape. The shape is right, but the numbers of different "
            "sequences are mixed up: stack along axis 1, or transpose.",
            _PROBES,
            hint="M29",
        ),
        Mutant(
            "sequence-after-sequence",
            "Each sequence goes on from the state of the one before it in the batch. Sequences of a batch know "
            "nothing of each other: sequence n starts from h0[n] and c0[n].",
            _PROBES,
            fn=_one_after_another,
        ),
        Mutant(
            "one-array-for-all-steps",
            "You write every new h into the array h0. So all entries of your list are one and the same array, and "
            "the caller's h0 is gone. Let each step make a new array.",
            _LOOP,
            fn=_in_place,
        ),
    ),
)


# 4.2


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
    ]


def _reference_masked(x, mask, h0, c0, W_x, W_h, b):
    h, c, y = h0, c0, []
    for t in range(x.shape[1]):
        h_new, c_new, _ = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
        valid = mask[:, t, None]
        h, c = np.where(valid, h_new, h), np.where(valid, c_new, c)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _mistaken_masked(mistakes, x, mask, h0, c0, W_x, W_h, b):
    """Run over masked sequences with the named mistakes in it."""
    N, T, _ = x.shape
    full = mask
    if "mask-inverted" in mistakes:
        mask = ~mask
    if "mask-late" in mistakes:
        mask = np.concatenate([np.ones((N, 1), dtype=bool), mask[:, :-1]], axis=1)
    if "mask-as-lengths" in mistakes:
        mask = np.arange(T) < mask.sum(axis=1, keepdims=True)
    if "until-the-first-gap" in mistakes:
        mask = np.logical_and.accumulate(mask, axis=1)
    if "up-to-the-last-valid" in mistakes:
        mask = np.logical_or.accumulate(mask[:, ::-1], axis=1)[:, ::-1]
    if "mask-of-the-first-sequence" in mistakes:
        mask = np.repeat(mask[:1], N, axis=0)
    if "skipped-where-one-is-padding" in mistakes:
        mask = np.repeat(mask.all(axis=0, keepdims=True), N, axis=0)
    if "skipped-where-all-are-padding" in mistakes:
        mask = np.repeat(mask.any(axis=0, keepdims=True), N, axis=0)
    if "mask-ignored" in mistakes:
        mask = np.ones_like(mask)
    if "inputs-zeroed" in mistakes:
        x, mask = x * mask[..., None], np.ones_like(mask)
    h, c = h0, c0
    if "starts-from-zeros" in mistakes:
        h, c = np.zeros_like(h0), np.zeros_like(c0)
    start, y = (h, c), []
    for t in range(T):
        h_new, c_new = _step(x[:, t], h, c, W_x, W_h, b)
        valid = mask[t, :, None] if "mask-transposed" in mistakes else mask[:, t, None]
        if "mask-meets-units" in mistakes:
            valid = mask[:, t]
        h_old, c_old = h, c
        if "back-to-the-start" in mistakes:
            h_old, c_old = start
        if "state-zeroed" in mistakes:
            h_old, c_old = np.zeros_like(h), np.zeros_like(c)
        if "only-y-masked" in mistakes:
            valid = np.ones_like(valid)
        h, c = np.where(valid, h_new, h_old), np.where(valid, c_new, c_old)
        if "h-runs-on" in mistakes:
            h = h_new
        if "c-runs-on" in mistakes:
            c = c_new
        shown = h
        if "y-not-repeated" in mistakes:
            shown = h_new
        if mistakes & {"y-zero-in-padding", "only-y-masked"}:
            shown = np.where(full[:, t, None], shown, 0)
        y.append(shown)
    if "final-without-carry" in mistakes:
        h, c = h_new, c_new
    y = np.stack(y, axis=1)
    return (y, c, h) if "states-exchanged" in mistakes else (y, h, c)


_CHANGES_OF_MASK = {
    "mask-inverted",
    "mask-late",
    "mask-as-lengths",
    "until-the-first-gap",
    "up-to-the-last-valid",
    "mask-of-the-first-sequence",
    "skipped-where-one-is-padding",
    "skipped-where-all-are-padding",
    "mask-ignored",
    "inputs-zeroed",
    "mask-transposed",
    "mask-meets-units",
    "only-y-masked",
}
_MASKED_PLACES = (
    _CHANGES_OF_MASK,
    {"only-y-masked", "y-not-repeated", "y-zero-in-padding"},
    {"back-to-the-start", "state-zeroed", "h-runs-on", "c-runs-on", "final-without-carry"},
    {"y-not-repeated", "h-runs-on"},
    *(
        {one, *others}
        for one in ("mask-ignored", "inputs-zeroed", "only-y-masked")
        for others in [
            ("back-to-the-start", "y-zero-in-padding"),
            ("state-zeroed",),
            ("h-runs-on",),
            ("c-runs-on",),
            ("y-not-repeated",),
            ("final-without-carry",),
        ]
    ),
    {"state-zeroed", "y-zero-in-padding"},
    {"state-zeroed", "back-to-the-start", "starts-from-zeros"},
)


def mistaken_masked(mistakes):
    """Return the masked loop with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _MASKED_PLACES):
        return None
    return functools.partial(_mistaken_masked, mistakes)


MASKED_FORWARD = Exercise(
    name="masked_forward",
    number="4.2",
    signature="masked_forward(x, mask, h0, c0, W_x, W_h, b)",
    returns={"y": "(N, T, H)", "h": "(N, H)", "c": "(N, H)"},
    reference=_reference_masked,
    probes=masked_probes,
    points={"y": 2, "h": 1, "c": 2},
    read=_MASK,
    family=mistaken_masked,
    advice={
        "y": "y[:, t] is the h that goes on to the next step: the new one where mask is True, the old one elsewhere.",
        "h": "Where mask is False at step t, h leaves the step as it came in.",
        "c": "h is right. Where mask is False at step t, c leaves the step as it came in.",
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
            _MASK,
            hint="M39",
        ),
        Mutant(
            "inputs-zeroed",
            "You set the inputs to zero where the mask is False, and run the step all the same. Zeros are an input "
            "like any other: the biases and h still move the state.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "only-y-masked",
            "You blank out y, but the state runs on through the padding, so h and c are those after it.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "state-zeroed",
            "You multiply the state by the mask, which sets it to zero in the padding. That wipes the memory; to keep "
            "it, choose between the new state and the old.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "final-without-carry",
            "Inside the loop the state is carried, but what you return as h and c is the raw result of the last "
            "step, padding or not.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "c-runs-on",
            "You carry h through the padding, but not c. The memory is c: it must stand still too.",
            _MASK,
            hint="M04",
        ),
        Mutant(
            "h-runs-on",
            "You carry c through the padding, but not h. The next valid step would hear an h that the padding made.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "y-not-repeated",
            "The state is carried rightly, but y shows what the padding would have made. In the padding y repeats the "
            "carried h.",
            _MASK,
        ),
        Mutant(
            "y-zero-in-padding",
            "Your y is zero in the padding, as PyTorch's pad_packed_sequence gives it. Ours repeats the carried h, so "
            "that y[:, -1] is the state after the last valid step.",
            _MASK,
        ),
        Mutant(
            "mask-inverted",
            "Your mask is the wrong way round: True marks the steps that count.",
            _MASK,
        ),
        Mutant(
            "back-to-the-start",
            "In the padding your state goes back to h0 and c0. It must stay as the step before left it.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "mask-of-the-first-sequence",
            "You use the mask of the first sequence for the whole batch. Every sequence has its own row.",
            _MASK,
        ),
        Mutant(
            "skipped-where-one-is-padding",
            "You skip a time step for the whole batch as soon as one sequence has padding there. The others lose "
            "their input.",
            _MASK,
        ),
        Mutant(
            "skipped-where-all-are-padding",
            "You skip a time step only where all sequences have padding. The short ones still read theirs.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "mask-as-lengths",
            "You count the True entries and take them for the first steps. A hole in the middle of a sequence is "
            "then read, and its end is lost.",
            _MASK,
        ),
        Mutant(
            "until-the-first-gap",
            "You stop a sequence for good at its first padding. After a hole it must go on.",
            _MASK,
        ),
        Mutant(
            "up-to-the-last-valid",
            "You carry the state through the padding at the end, but a hole in the middle is read like a valid step.",
            _MASK,
            hint="M39",
        ),
        Mutant(
            "mask-late",
            "Your mask comes one time step late: step t is decided by mask[:, t], not by mask[:, t - 1].",
            _MASK,
        ),
        Mutant(
            "mask-transposed",
            "You read mask[t]: that is sequence t. Time step t of all sequences is mask[:, t]. Where N equals T "
            "nothing complains.",
            _MASK,
            hint="M29",
        ),
        Mutant(
            "mask-meets-units",
            "mask[:, t] has shape (N,) and NumPy lines it up with the units, not with the sequences. Where N equals H "
            "nothing complains: write mask[:, t, None].",
            _MASK,
        ),
        Mutant(
            "starts-from-zeros",
            "Your loop starts from zeros and ignores h0 and c0.",
            _LOOP,
            hint="M45",
        ),
        Mutant(
            "states-exchanged",
            "Your final states come in the other order. Return y, then h, then c.",
            _OUT,
            hint="M27",
        ),
    ),
)


# 4.3

VALUE, STORE, RESET = range(3)
_STORED, _EMPTY = 0.5, 0.1  # |h| at least, and at most


@functools.cache
def random_streams():
    """Return streams of the features value, store, reset, and what the memory should hold after each time step.

    Returns
    -------
    x : ndarray, shape (N, T, 3)
        A value between 0.3 and 1, of either sign, at every time step; store and reset are 0 or 1, never both.
    held : ndarray, shape (N, T)
        Sign of the value in store, 0 where there is none.
    """
    rng = np.random.default_rng(4)
    N, T = 48, 60
    value = rng.uniform(0.3, 1, size=(N, T)) * rng.choice([-1, 1], size=(N, T))
    draw = rng.random((N, T))
    rate = np.where(np.arange(N) % 3 == 0, 0.3, 0.05)[:, None]  # busy streams, and streams with long silences
    store, reset = draw < rate / 2, (draw >= rate / 2) & (draw < rate)
    held, now = np.zeros((N, T)), np.zeros(N)
    for t in range(T):
        now = np.where(store[:, t], np.sign(value[:, t]), np.where(reset[:, t], 0, now))
        held[:, t] = now
    return np.stack([value, store, reset], axis=-1), held


@functools.cache
def _moments():
    """Return name -> (N, T) mask of the time steps at which a quantity of `watch` is looked at."""
    x, held = random_streams()
    store, reset = x[..., STORE] == 1, x[..., RESET] == 1
    before = np.concatenate([np.zeros((len(held), 1)), held[:, :-1]], axis=1)
    since = np.zeros(held.shape, dtype=int)
    from_empty, touched = np.zeros(held.shape, dtype=bool), np.zeros(held.shape, dtype=bool)
    for t in range(held.shape[1]):
        event = store[:, t] | reset[:, t]
        last = t - (t > 0)
        since[:, t] = np.where(event, 0, since[:, last] + 1)
        fresh = np.zeros(len(held), bool) if t == 0 else from_empty[:, last]
        from_empty[:, t] = np.where(store[:, t], before[:, t] == 0, fresh & ~reset[:, t])
        touched[:, t] = event | (touched[:, last] if t else False)
    first = store & (before == 0)
    quiet = (held != 0) & ~store & from_empty
    return {
        "stores": first,
        "positive": first & (held > 0),
        "negative": first & (held < 0),
        "briefly": quiet & (since <= 2),
        "keeps": quiet,
        "quiet positive": quiet & (held > 0),
        "replaces": store & (before == -held),
        "clears": reset & (before != 0),
        "stays clear": touched & (held == 0) & ~reset,
        "untouched": ~touched,
        "lone reset": reset & (np.cumsum(store, axis=1) == 0),
        "large": first & (np.abs(x[..., VALUE]) > 0.9),
    }


def watch(results, args):
    """Run a one-unit LSTM over the random streams and say what it does rightly."""
    x, held = random_streams()
    W_x, W_h, b = (np.asarray(results[name], dtype=np.float64) for name in ("W_x", "W_h", "b"))
    shown, memory = _run(x, np.zeros((len(x), 1)), np.zeros((len(x), 1)), (W_x, W_h, b))
    shown, memory = shown[..., 0], memory[..., 0]
    right = np.where(held == 0, np.abs(shown) < _EMPTY, shown * held > _STORED)
    inside = np.where(held == 0, np.abs(memory) < 2 * _EMPTY, memory * held > _STORED)
    moments = _moments()

    def at(moment, right=right):
        return bool(right[moments[moment]].all())

    return {
        "starts empty": at("untouched"),
        "stores": at("stores"),
        "keeps": at("keeps"),
        "replaces": at("replaces"),
        "clears": at("clears") and at("stays clear"),
        # what follows tells mistakes apart
        "writes": at("stores", np.abs(shown) > _EMPTY),
        "stores large values": at("large"),
        "stores positive values": at("positive"),
        "stores negative values": at("negative"),
        "keeps for two steps": at("briefly"),
        "keeps in c": at("keeps", inside),
        "keeps positive values": at("quiet positive"),
        "clears at once": at("clears"),
        "leaves an empty memory empty": at("lone reset"),
    }


def flip_flop(changes=()):
    """Return weights of the memory with some of its 16 numbers changed: ``(("value", "g", 0), ...)``."""
    table = {
        "value": dict(i=0, f=0, g=20, o=0),
        "store": dict(i=20, f=-20, g=0, o=0),
        "reset": dict(i=0, f=-20, g=0, o=0),
        "h": dict(i=0, f=0, g=0, o=0),
        "b": dict(i=-10, f=10, g=0, o=10),
    }
    for row, gate, number in changes:
        table[row][gate] = number
    W = np.array([[table[row][gate] for gate in "ifgo"] for row in table], dtype=np.float64)
    return W[:3], W[3:4], W[4]


def _one_probe(rng):
    return [Probe(())]


def _reordered(order):
    """Return the right weights with the gates stacked in another order."""
    return tuple(part[..., ["ifgo".index(gate) for gate in order]] for part in flip_flop())


def _mutant_of_memory(name, message, *changes, read=_HAND, hint=""):
    return Mutant(name, message, read, hint=hint, fn=functools.partial(flip_flop, changes))


STORE_UNTIL_RESET = Exercise(
    name="store_until_reset",
    number="4.3",
    signature="store_until_reset()",
    returns={"W_x": "(D, 4H)", "W_h": "(H, 4H)", "b": "(4H,)"},
    reference=flip_flop,
    probes=_one_probe,
    observe=watch,
    points={"starts empty": 1, "stores": 1, "keeps": 2, "replaces": 1, "clears": 1},
    read=_HAND,
    advice={
        "starts empty": "Before the first event h must stay within 0.1 of zero, whatever the values do. Look at what "
        "i and g do at a time step without an event.",
        "stores": "At a store event h must lie beyond 0.5, with the sign of the value. Ask of i, g and o there.",
        "keeps": "The value must stay, and be shown, for as long as no event comes. Ask of f, i and o at a time step "
        "without an event.",
        "replaces": "A store event must replace what was there. Ask of f at a store event.",
        "clears": "From a reset event until the next store event h must stay within 0.1 of zero. Ask of f and i at a "
        "reset event, and whether c is empty or only hidden.",
    },
    hints=(
        "Fill in a table first: for each gate, 0 or 1 at a store event, at a reset event, and at no event.",
        "A gate that is 1 without an event has a bias of +10. A gate that is 0 without an event has a bias of -10. An "
        "event that switches it adds 20 or takes 20 away.",
        "i: bias -10, store +20. f: bias +10, store -20, reset -20. o: bias +10. g: the value, times something large.",
    ),
    mutants=(
        _mutant_of_memory(
            "forget-gate-the-wrong-way",
            "Your forget gate is open at the events and shut between them, so nothing is kept. f = 1 keeps.",
            ("store", "f", 20),
            ("reset", "f", 20),
            ("b", "f", -10),
            hint="M01",
        ),
        _mutant_of_memory(
            "no-forget-bias",
            "Without an event the sum of your forget gate is 0, so f is one half and the memory halves at every time "
            "step. To keep, f must be 1 to many digits: a large bias.",
            ("b", "f", 0),
            hint="M51",
        ),
        _mutant_of_memory(
            "small-forget-bias",
            "Your memory leaks: f is near 1 between events, but what is kept shrinks by f at every time step. A bias "
            "of 3 gives 0.95, and after twenty steps a third is left.",
            ("b", "f", 3),
            hint="M51",
        ),
        _mutant_of_memory(
            "reset-does-nothing",
            "A reset event does not reach your forget gate, so the old value stays.",
            ("reset", "f", 0),
        ),
        _mutant_of_memory(
            "reset-hides",
            "At a reset event you shut the output gate. That hides the value for one time step; it is still in c and "
            "comes back. To clear the memory, shut the forget gate.",
            ("reset", "f", 0),
            ("reset", "o", -20),
            hint="M04",
        ),
        _mutant_of_memory(
            "reset-writes",
            "At a reset event your input gate opens too, so the value that happens to be there is written.",
            ("reset", "i", 20),
        ),
        _mutant_of_memory(
            "store-adds",
            "A store event does not shut your forget gate, so the new value is added to the old one: plus one and "
            "minus one make nothing.",
            ("store", "f", 0),
            hint="M19",
        ),
        _mutant_of_memory(
            "always-writes",
            "Your input gate is open at every time step, so each value is written, not only those at a store event.",
            ("store", "i", 0),
            ("b", "i", 10),
        ),
        _mutant_of_memory(
            "never-writes",
            "Nothing is ever written: at a store event either your input gate stays shut or your candidate is zero.",
            ("store", "i", 0),
        ),
        _mutant_of_memory(
            "input-gate-leaks",
            "Your input gate is not shut tightly: a bias of -2 gives 0.12, and at every time step that share of the "
            "value slips in.",
            ("store", "i", 12),
            ("b", "i", -2),
        ),
        _mutant_of_memory(
            "shown-at-store-only",
            "Your output gate is open at a store event, but not afterwards. The value is kept in c, and h must show it "
            "at every time step.",
            ("store", "o", 20),
            ("b", "o", -10),
            hint="M04",
        ),
        _mutant_of_memory(
            "candidate-is-the-event",
            "Your candidate sees the store event and not the value, so a plus is stored every time.",
            ("value", "g", 0),
            ("store", "g", 20),
            hint="M02",
        ),
        _mutant_of_memory(
            "candidate-turned",
            "Your candidate has the sign of the value turned round.",
            ("value", "g", -20),
        ),
        _mutant_of_memory(
            "candidate-too-weak",
            "Your candidate is too weak: with a weight of 1 a value of 0.3 is stored as 0.3 and shown smaller still. A "
            "large weight drives tanh to plus or minus one, and only the sign is left.",
            ("value", "g", 1),
        ),
        Mutant(
            "order-ifog",
            "Your gates are stacked in the order i, f, o, g. Ours is i, f, g, o.",
            _HAND,
            hint="M15",
            fn=functools.partial(_reordered, "ifog"),
        ),
        Mutant(
            "order-figo",
            "Your gates are stacked with the forget gate first. Ours is i, f, g, o.",
            _HAND,
            hint="M15",
            fn=functools.partial(_reordered, "figo"),
        ),
    ),
)


# 4.4


def stack_probes(rng):
    """Return probes of the stack: one layer; two layers; three with D == H; three with D != H."""

    def make(N, T, D, H, L):
        return rng.normal(size=(N, T, D)), [tuple(_weights(rng, D if k == 0 else H, H)) for k in range(L)]

    return [
        Probe(
            make(2, 3, 3, 2, 1),
            "With a single layer the stack is that layer: y is its hidden states, and h_n and c_n hold its final "
            "state as their only entry. Yours differs.",
        ),
        Probe(
            make(2, 1, 3, 2, 2),
            "One layer is right. With two layers and a single time step (T = 1) the second layer must read the h of "
            "the first and start from zeros. Yours does something else.",
        ),
        Probe(make(2, 4, 3, 3, 3)),
        Probe(make(3, 5, 4, 2, 3)),
    ]


def _reference_stack(x, layers):
    N, H = len(x), layers[0][1].shape[0]
    h_n, c_n, y = [], [], x
    for params in layers:
        y, h, c = _reference_forward(y, np.zeros((N, H)), np.zeros((N, H)), *params)
        h_n.append(h)
        c_n.append(c)
    return y, np.stack(h_n), np.stack(c_n)


def _mistaken_stack(mistakes, x, layers):
    """Run a stack of layers with the named mistakes in it."""
    N, T, H = len(x), x.shape[1], layers[0][1].shape[0]
    if "order-turned" in mistakes:
        layers = layers[::-1]
    if "one-layer-too-few" in mistakes:
        layers = layers[:-1] or layers
    h, c = np.zeros((N, H)), np.zeros((N, H))
    y, h_n, c_n, shown = x, [], [], []
    for k, params in enumerate(layers):
        if "weights-of-the-first" in mistakes:
            params = layers[0]
        fresh = k == 0 or not mistakes & {"h-handed-up", "state-handed-up"}
        h = np.zeros((N, H)) if fresh else h
        fresh = k == 0 or not mistakes & {"c-handed-up", "state-handed-up"}
        c = np.zeros((N, H)) if fresh else c
        hs, cs = _run(x if "x-for-every-layer" in mistakes else y, h, c, params)
        h, c = hs[:, -1], cs[:, -1]
        h_n.append(h)
        c_n.append(c)
        shown.append(hs)
        last = k == len(layers) - 1
        y = cs if "c-goes-up" in mistakes and not last else hs
        if not last:
            if "squashed-between" in mistakes:
                y = np.tanh(y)
            if "rectified-between" in mistakes:
                y = np.maximum(y, 0)
            if "last-step-goes-up" in mistakes:
                y = y[:, -1:]
            if "last-step-repeated" in mistakes:
                y = np.repeat(y[:, -1:], T, axis=1)
            if "turned-between" in mistakes:
                y = y[:, ::-1]
        if "input-added" in mistakes and k:
            y = y + shown[-2]
    if "y-of-the-first" in mistakes:
        y = shown[0]
    if "y-of-all-layers" in mistakes:
        y = np.concatenate(shown, axis=2)
    if "y-holds-c" in mistakes:
        y = cs
    if "layers-turned" in mistakes:
        h_n, c_n = h_n[::-1], c_n[::-1]
    axis = 1 if "batch-before-layers" in mistakes else 0
    h_n, c_n = np.stack(h_n, axis), np.stack(c_n, axis)
    if "top-state-only" in mistakes:
        h_n, c_n = h_n[-1], c_n[-1]
    if "top-state-kept-as-one" in mistakes:
        h_n, c_n = h_n[-1:], c_n[-1:]
    if "h-for-c" in mistakes:
        c_n = h_n
    return (y, c_n, h_n) if "states-exchanged" in mistakes else (y, h_n, c_n)


def _one_state(x, layers):
    """Keep a single h and c for all layers, overwritten by each of them at every time step."""
    N, H = len(x), layers[0][1].shape[0]
    h, c, y = np.zeros((N, H)), np.zeros((N, H)), []
    for t in range(x.shape[1]):
        now = x[:, t]
        for params in layers:
            h, c = _step(now, h, c, *params)
            now = h
        y.append(h)
    return np.stack(y, axis=1), np.stack([h] * len(layers)), np.stack([c] * len(layers))


_STACK_SHAPES = {
    "last-step-goes-up",
    "y-of-all-layers",
    "batch-before-layers",
    "top-state-only",
    "top-state-kept-as-one",
    "one-layer-too-few",
}
_STACK_PLACES = (
    {"h-handed-up", "c-handed-up", "state-handed-up"},
    {"order-turned", "weights-of-the-first"},
    {
        "x-for-every-layer",
        "c-goes-up",
        "last-step-repeated",
        "turned-between",
        "squashed-between",
        "rectified-between",
    },
    {"x-for-every-layer", "input-added"},
    {"y-of-the-first", "y-holds-c", "input-added"},
    {"h-for-c", "states-exchanged"},
)


def mistaken_stack(mistakes):
    """Return the stack with these mistakes, or None where they exclude each other."""
    if len(mistakes) > 1 and (
        mistakes & _STACK_SHAPES or any(len(mistakes & place) > 1 for place in _STACK_PLACES)
    ):
        return None
    return functools.partial(_mistaken_stack, mistakes)


STACK_LAYERS = Exercise(
    name="stack_layers",
    number="4.4",
    signature="stack_layers(x, layers)",
    returns={"y": "(N, T, H)", "h_n": "(L, N, H)", "c_n": "(L, N, H)"},
    reference=_reference_stack,
    probes=stack_probes,
    points={"y": 3, "h_n": 1, "c_n": 1},
    read=_STACK,
    family=mistaken_stack,
    advice={
        "y": "The input of a layer is the y of the layer below; y of the stack is that of the top layer.",
        "h_n": "y is right. h_n[k] is the final hidden state of layer k, counted from the bottom.",
        "c_n": "y and h_n are right. c_n[k] is the final cell state of layer k, counted from the bottom.",
    },
    hints=(
        "What does the second layer read in place of x? What does it start from?",
        "One loop over the layers: y, h, c = lstm_forward(y, zeros, zeros, W_x, W_h, b), with y = x before the first.",
        "Collect h and c of each layer in lists, and np.stack them at the end: layers come first.",
    ),
    mutants=(
        Mutant(
            "c-goes-up",
            "The layer above reads your cell states. Only h goes up; c stays in its layer and goes to the next time "
            "step.",
            _STACK,
            hint="E46",
        ),
        Mutant(
            "state-handed-up",
            "Each layer of yours starts from the final state of the layer below. h and c go to the next time step of "
            "the same layer; every layer starts from zeros.",
            _STACK,
            hint="E46",
        ),
        Mutant(
            "h-handed-up",
            "Each layer of yours starts from the final h of the layer below. That h has gone up as input already; "
            "every layer starts from zeros.",
            _STACK,
            hint="E46",
        ),
        Mutant(
            "c-handed-up",
            "Each layer of yours starts from the final c of the layer below. The cell state never leaves its layer; "
            "every layer starts from zeros.",
            _STACK,
            hint="E46",
        ),
        Mutant(
            "one-state-for-all-layers",
            "All layers of yours write into one h and one c. Each layer has a state of its own.",
            _STACK,
            hint="E46",
            fn=_one_state,
        ),
        Mutant(
            "x-for-every-layer",
            "Every layer of yours reads x. Where D equals H nothing complains, but then the layers stand side by side: "
            "the second must read the y of the first.",
            _STACK,
        ),
        Mutant(
            "last-step-goes-up",
            "Only the last time step of a layer goes up, so the layer above sees a sequence of length one. It needs "
            "all of them: that is Keras' return_sequences=True.",
            _STACK,
            hint="M27",
        ),
        Mutant(
            "last-step-repeated",
            "The layer above reads the last h of the layer below at every time step. It must read the h of the same "
            "time step.",
            _STACK,
            hint="M27",
        ),
        Mutant(
            "turned-between",
            "Time is turned round between your layers. All layers read from the first time step to the last.",
            _STACK,
        ),
        Mutant(
            "squashed-between",
            "There is an extra tanh between your layers. h is between -1 and 1 already and goes up as it is.",
            _STACK,
        ),
        Mutant(
            "rectified-between",
            "There is a ReLU between your layers, which cuts off every negative h. h goes up as it is.",
            _STACK,
            hint="M50",
        ),
        Mutant(
            "input-added",
            "You add a layer's input to its output. Such a shortcut is a useful extension, but not the plain stack.",
            _STACK,
        ),
        Mutant(
            "order-turned",
            "Your layers are in the wrong order: layers[0] reads x.",
            _STACK,
        ),
        Mutant(
            "weights-of-the-first",
            "All your layers use the weights of the first. Weights are shared between time steps, not between layers.",
            _STACK,
            hint="M07",
        ),
        Mutant(
            "one-layer-too-few",
            "Your loop leaves out the top layer.",
            _STACK,
        ),
        Mutant(
            "y-of-the-first",
            "Your y is that of the bottom layer. The stack shows what its top layer shows.",
            _STACK,
            hint="M27",
        ),
        Mutant(
            "y-of-all-layers",
            "Your y joins the hidden states of all layers. The stack shows what its top layer shows.",
            _STACK,
            hint="M27",
        ),
        Mutant(
            "y-holds-c",
            "Your y holds the cell states of the top layer. What a layer shows is h.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "states-exchanged",
            "Your h_n and c_n come in the other order. Return y, then h_n, then c_n.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "h-for-c",
            "Your c_n holds the hidden states once more.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "layers-turned",
            "Your h_n and c_n begin with the top layer. Entry 0 belongs to the bottom one.",
            _OUT,
            hint="M31",
        ),
        Mutant(
            "batch-before-layers",
            "Your h_n and c_n have the batch first. The layers come first: (L, N, H), as in PyTorch.",
            _OUT,
            hint="M28",
        ),
        Mutant(
            "top-state-only",
            "Your h_n and c_n hold the top layer alone. Every layer has a final state, and a stream that goes on needs "
            "them all.",
            _OUT,
            hint="M27",
        ),
        Mutant(
            "top-state-kept-as-one",
            "Your h_n and c_n have a layer axis, but only the top layer in it. Every layer has a final state.",
            _OUT,
            hint="M27",
        ),
    ),
)

EXERCISES = (LSTM_FORWARD, MASKED_FORWARD, STORE_UNTIL_RESET, STACK_LAYERS)
