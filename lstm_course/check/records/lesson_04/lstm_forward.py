"""The loop over time."""

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe
from ._shared import _LOOP, _OUT, lstm_step, random_sequences

_PROBES = 'lesson 04, "Six instruments"'


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
            "and there your y goes wrong. Look at what step t reads and at what becomes of c.",
            part="y",
        ),
        Probe(
            (x, h0, c0, *no_f, shut),
            "One time step is right, and c is carried rightly. With the forget gate shut only h is carried from step "
            "to step, and there your y goes wrong. Look at what becomes of h at the end of the loop's body.",
            part="y",
        ),
        Probe(random_sequences(rng, N=3, T=3, D=2, H=2)),
        Probe(random_sequences(rng, N=2, T=5, D=4, H=3)),
    ]


def lstm_forward(x, h0, c0, W_x, W_h, b):
    h, c = h0, c0
    y = []
    for t in range(x.shape[1]):
        h, c, _ = lstm_step(x[:, t], h, c, W_x, W_h, b)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _one_after_another(x, h0, c0, W_x, W_h, b):
    """Sequence by sequence, where each goes on from the state of the one before."""
    h, c, y, last = h0[:1], c0[:1], [], []
    for n in range(x.shape[0]):
        for t in range(x.shape[1]):
            h, c, _ = lstm_step(x[n : n + 1, t], h, c, W_x, W_h, b)
            y.append(h)
        last.append((h, c))
    hs, cs = (np.concatenate(part) for part in zip(*last, strict=True))
    return np.concatenate(y).reshape(*x.shape[:2], -1), hs, cs


def _sequence_as_step(x, h0, c0, W_x, W_h, b):
    """Take x[t] for time step t with the step of the course, which stops where the sizes do not fit."""
    h, c, y = h0, c0, []
    for x_t in x:
        h, c, _ = cells.lstm_step(x_t, h, c, W_x, W_h, b)
        y.append(h)
    return np.stack(y, axis=1), h, c


def _in_place(x, h0, c0, W_x, W_h, b):
    """Write into h0 itself, so that every entry of the list is one and the same array."""
    c, y = c0, []
    for t in range(x.shape[1]):
        h0[:], c, _ = lstm_step(x[:, t], h0, c, W_x, W_h, b)
        y.append(h0)
    return np.stack(y, axis=1), h0, c


EXERCISE = Exercise(
    name="lstm_forward",
    signature="lstm_forward(x, h0, c0, W_x, W_h, b)",
    returns={"y": "(N, T, H)", "h": "(N, H)", "c": "(N, H)"},
    reference=lstm_forward,
    probes=forward_probes,
    points={"y": 3, "h": 1, "c": 1},
    read=_LOOP,
    advice={
        "y": "y[:, t] is the h that comes out of step t, and step t starts from what step t - 1 left.",
        "h": "h is the hidden state after the last time step: where y is right, it is there already.",
        "c": "c is the cell state after the last time step, from the same call of lstm_step as h.",
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
            edits={"h, c = h0, c0": "h, c = 0 * h0, 0 * c0"},
        ),
        Mutant(
            "h0-ignored",
            "Your loop takes c0 but starts h from zeros. Both halves of the state are handed over.",
            _PROBES,
            hint="M45",
            edits={"h, c = h0, c0": "h, c = 0 * h0, c0"},
        ),
        Mutant(
            "c0-ignored",
            "Your loop takes h0 but starts c from zeros. c is the memory: without c0 a stream in pieces forgets.",
            _PROBES,
            hint="M45",
            edits={"h, c = h0, c0": "h, c = h0, 0 * c0"},
        ),
        Mutant(
            "nothing-carried",
            "Every step of yours starts from h0 and c0 again, so no step knows of the one before. The results of a "
            "step must become the state of the next.",
            hint="M45",
            edits={"    y = []": "    start = h, c\n    y = []", ", h, c, W_x": ", *start, W_x"},
        ),
        Mutant(
            "reset-to-zeros",
            "Your state goes back to zeros after every step, so no step knows of the one before.",
            hint="M45",
            edits={", h, c, W_x": ", h * (not y), c * (not y), W_x"},
        ),
        Mutant(
            "h-not-carried",
            "You carry c but not h: every step hears h0. The gates read the h of the step before.",
            hint="M18",
            edits={"    y = []": "    start = h\n    y = []", ", h, c, W_x": ", start, c, W_x"},
        ),
        Mutant(
            "c-not-carried",
            "You carry h but not c: every step goes on from c0. h is only what is shown; the memory is c.",
            hint="M04",
            edits={"    y = []": "    start = c\n    y = []", ", h, c, W_x": ", h, start, W_x"},
        ),
        Mutant(
            "exchanged-when-carried",
            "h and c change places on the way to the next step. lstm_step returns h first, and takes h first.",
            hint="M04",
            edits={", h, c, W_x": ", *((c, h) if y else (h, c)), W_x"},
        ),
        Mutant(
            "started-exchanged",
            "You start with h0 as the cell state and c0 as the hidden state. They have the same shape, so nothing "
            "complained.",
            hint="M04",
            edits={"h, c = h0, c0": "h, c = c0, h0"},
        ),
        Mutant(
            "y-holds-c",
            "Your y collects the cell state. What a layer shows at each time step is h; c stays inside.",
            _OUT,
            hint="M27",
            edits={"y.append(h)": "y.append(c)"},
        ),
        Mutant(
            "only-the-last-step",
            "Your y is the h of the last time step alone. y holds h after every step; the last one is returned "
            "beside it.",
            _OUT,
            hint="M27",
            edits={"np.stack(y, axis=1)": "y[-1]"},
        ),
        Mutant(
            "y-repeats-the-last",
            "Your y shows the last h at every time step. y[:, t] belongs to step t: collect inside the loop, and a new "
            "array each time, for one that is changed in place is the same in every entry of the list.",
            _OUT,
            hint="M27",
            edits={"np.stack(y, axis=1)": "np.stack(y[-1:] * len(y), axis=1)"},
        ),
        Mutant(
            "last-sequence-as-state",
            "Your final h is y[-1]: all time steps of the last sequence. The last time step of all sequences is "
            "y[:, -1].",
            _OUT,
            hint="M27",
            edits={"axis=1), h": "axis=1), np.stack(y, axis=1)[-1]"},
        ),
        Mutant(
            "states-exchanged",
            "Your final states come in the other order. Return y, then h, then c.",
            _OUT,
            hint="M27",
            edits={", h, c\n": ", c, h\n"},
        ),
        Mutant(
            "h-for-c",
            "Your c is the hidden state once more. The cell state is the second result of lstm_step.",
            _OUT,
            hint="M27",
            edits={", h, c\n": ", h, h\n"},
        ),
        Mutant(
            "state-of-the-first-step",
            "The states you return are those after the first time step. Return what the last one left.",
            _OUT,
            edits={
                "W_h, b)\n": "W_h, b)\n        one = one if y else (h, c)\n",
                "    return": "    h, c = one\n    return",
            },
        ),
        Mutant(
            "initial-state-returned",
            "The states you return are h0 and c0, untouched. Return what the last time step left.",
            _OUT,
            edits={"    return": "    h, c = h0, c0\n    return"},
        ),
        Mutant(
            "y-one-step-late",
            "Your y[:, t] is the h that goes into step t. Collect h after the step.",
            edits={
                "        h, c, _": "        before = h\n        h, c, _",
                "y.append(h)": "y.append(before)",
            },
        ),
        Mutant(
            "initial-state-in-y",
            "Your y begins with h0 and is one time step too long. y holds what comes out of each of the T steps.",
            edits={"np.stack(y, axis=1)": "np.stack([h0, *y], axis=1)"},
        ),
        Mutant(
            "last-step-left-out",
            "Your loop stops one step early. range(T) already ends at T - 1.",
            edits={
                "range(x.shape[1])": "range(x.shape[1] - 1)",
                "np.stack(y, axis=1)": "np.stack([*y, 0 * h], axis=1)",
            },
        ),
        Mutant(
            "as-many-steps-as-sequences",
            "Your loop runs x.shape[0] times, which is len(x): that is how many sequences there are. The time steps "
            "are the second axis of x.",
            hint="M29",
            edits={"range(x.shape[1])": "range(x.shape[0])"},
        ),
        Mutant(
            "same-input-every-step",
            "Every step of yours reads x[:, 0]. Step t reads x[:, t].",
            edits={"x[:, t]": "x[:, 0]"},
        ),
        Mutant(
            "runs-backwards",
            "Your loop runs from the last time step to the first. The state must flow from the past to the future.",
            edits={"range(x.shape[1])": "reversed(range(x.shape[1]))"},
        ),
        Mutant(
            "runs-backwards-keeps-order",
            "Your loop runs from the last time step to the first and sorts y again. So each y knows the future of "
            "its sequence and nothing of its past.",
            _PROBES,
            hint="M66",
            edits={"range(x.shape[1])": "reversed(range(x.shape[1]))", "np.stack(y,": "np.stack(y[::-1],"},
        ),
        Mutant(
            "time-read-as-batch",
            "You read x[t]: that is sequence t with all its time steps. Batch comes first, so time step t is x[:, t]. "
            "Where N equals T nothing complains.",
            hint="M29",
            edits={"range(x.shape[1])": "range(x.shape[0])", "x[:, t]": "x[t]"},
        ),
        Mutant(
            "sequence-as-step",
            "You read x[t], or go through x itself: that is one sequence with all its time steps, as in the lesson's "
            "loop for a single one. In a batch, time step t of all sequences is x[:, t].",
            hint="M29",
            fn=_sequence_as_step,
        ),
        Mutant(
            "mean-for-last",
            "Your h is the mean of y over time. The state after the last time step is asked for, and y holds it: "
            "y[:, -1].",
            _OUT,
            edits={"axis=1), h": "axis=1), np.stack(y, axis=1).mean(axis=1)"},
        ),
        Mutant(
            "time-first",
            "Your y has time first, shape (T, N, H). Stack the steps along axis 1.",
            hint="M29",
            edits={"axis=1": "axis=0"},
        ),
        Mutant(
            "reshaped",
            "You turn (T, N, H) into (N, T, H) with reshape. The shape is right, but the numbers of different "
            "sequences are mixed up: stack along axis 1, or transpose.",
            _PROBES,
            hint="M29",
            edits={"np.stack(y, axis=1)": "np.stack(y).reshape(len(h), len(y), -1)"},
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
            fn=_in_place,
        ),
        Mutant(
            "first-state-returned",
            "The h that you return is the one after the first time step. Return what the last one left.",
            edits={"np.stack(y, axis=1), h, c": "np.stack(y, axis=1), y[0], c"},
        ),
        Mutant(
            "y-as-wide-as-x",
            "Right where D equals H, and a ValueError where it does not: something of yours is as wide as the input "
            "that should be as wide as the state. y is (N, T, H), so np.zeros_like(x) does not fit.",
            edits={
                "    y = []": "    y = np.zeros_like(x)",
                "y.append(h)": "y[:, t] = h",
                "np.stack(y, axis=1)": "y",
            },
        ),
        Mutant(
            "written-to-a-sequence",
            "You write y[t] = h. y[t] is sequence t with all its time steps; time step t of all sequences is y[:, t].",
            hint="M29",
            edits={
                "    y = []": "    y = np.zeros((*x.shape[:2], h0.shape[1]))",
                "y.append(h)": "y[t] = h",
                "np.stack(y, axis=1)": "y",
            },
        ),
    ),
)
