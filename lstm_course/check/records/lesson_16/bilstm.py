"""Exercise: an LSTM in each direction over a padded batch, side by side."""

import numpy as np

from ....cells import lstm_step
from ...exercise import Exercise, Mutant, Probe


def batches(rng):
    """Return padded batches with other weights for each direction, all sizes different, and sizes of 1."""

    def weights(D, H):
        W_x, W_h = rng.normal(size=(D, 4 * H)), rng.normal(size=(H, 4 * H))
        return W_x, W_h, rng.normal(0, 0.7, 4 * H)

    def batch(lengths, T, D, H):
        x = rng.normal(size=(len(lengths), T, D))
        return (x, np.array(lengths), weights(D, H), weights(D, H))

    return [
        Probe(
            batch([1], 1, 2, 3),
            "This sequence has one step, so both directions read the same, each from a state of zeros and with its own "
            "weights: the first half of the units is forward, the second backward. Yours is something else.",
        ),
        Probe(
            batch([4, 4], 4, 3, 2),
            "No padding here. The forward half reads from the first step to the last, the backward half from the last "
            "to the first, and both are written down at the step they have just read.",
        ),
        Probe(batch([5, 2, 4], 5, 2, 3)),
        Probe(batch([2, 1, 3], 6, 3, 1)),  # no row is full
        Probe(batch([3], 4, 1, 1)),
        Probe(batch([1, 4, 2, 3], 4, 4, 4)),  # D is H: nothing stops the wrong input by its shape
        Probe(batch([3, 2], 3, 2, 4)),  # D is N
    ]


def bilstm(x, lengths, forward, backward):
    N, T, _ = x.shape
    halves = []
    for weights, order in ((forward, range(T)), (backward, range(T - 1, -1, -1))):
        H = len(weights[1])
        h, c, out = np.zeros((N, H)), np.zeros((N, H)), np.zeros((N, T, H))
        for t in order:
            h, c, _ = lstm_step(x[:, t], h, c, *weights)
            real = (t < lengths)[:, None]
            h, c = np.where(real, h, 0), np.where(real, c, 0)  # padding leaves no trace
            out[:, t] = h
        halves.append(out)
    return np.concatenate(halves, axis=2)


def _padding_goes_on(x, lengths, forward, backward):
    """Return the mistake of turning the real steps only, and leaving what comes out at padding."""
    N, T, _ = x.shape
    halves = []
    for weights, back in ((forward, False), (backward, True)):
        order = [[*reversed(range(n)), *range(n, T)] if back else [*range(T)] for n in lengths]
        H = len(weights[1])
        h, c, out = np.zeros((N, H)), np.zeros((N, H)), np.zeros((N, T, H))
        turned = np.stack([row[places] for row, places in zip(x, order, strict=True)])
        for t in range(T):
            h, c, _ = lstm_step(turned[:, t], h, c, *weights)
            out[:, t] = h
        halves.append(np.stack([row[places] for row, places in zip(out, order, strict=True)]))
    return np.concatenate(halves, axis=2)


_ZEROS = "h, c = np.where(real, h, 0), np.where(real, c, 0)"
_START = "h, c, out = np.zeros((N, H)), np.zeros((N, H)), np.zeros((N, T, H))"
_ORDERS = "((forward, range(T)), (backward, range(T - 1, -1, -1)))"
_JOIN = "np.concatenate(halves, axis=2)"
_WRITE = "out[:, t] = h"
_BACK = "order.step < 0"

EXERCISE = Exercise(
    name="bilstm",
    signature="bilstm(x, lengths, forward, backward)",
    returns={"out": "(N, T, 2H)"},
    reference=bilstm,
    probes=batches,
    points={"out": 6},
    read='lesson 16, "Two passes"',
    advice={
        "out": "Compare the halves one by one: out[n, :length, :H] is the forward LSTM of sequence n, "
        "out[n, :length, H:] the backward one, each at the step it has just read. At padding both are 0."
    },
    hints=(
        "Two loops with lstm_step, each with its own weights and its own states of zeros: one over t = 0 ... T - 1, "
        "one over t = T - 1 ... 0. The second meets the padding first.",
        "Padding must leave no trace: after each step set h and c to 0 in the rows where t >= lengths. So the backward "
        "state is still zeros when its sequence begins.",
        "real = (t < lengths)[:, None]; h, c = np.where(real, h, 0), np.where(real, c, 0); out[:, t] = h. At the end "
        "np.concatenate([forward_out, backward_out], axis=2).",
    ),
    mutants=(
        Mutant(
            "padding-goes-on",
            "All real steps are right. At padding your output goes on; it is 0 there: multiply by the mask, or use "
            "np.where.",
            fn=_padding_goes_on,
        ),
        Mutant(
            "not-turned-back",
            "Your backward half is not turned back: its first entry is what the pass read first, the end of the "
            "sequence. At step t both halves must be about step t.",
            hint="M30",
            edits={_WRITE: f"out[np.arange(N), (lengths - 1 - t) % T if {_BACK} else t] = h"},
        ),
        Mutant(
            "not-turned-back-padding-in-front",
            "Your backward half stands in the order in which it was read, its padding in front: it is not turned "
            "back. At step t both halves must be about step t.",
            hint="M30",
            edits={_WRITE: f"out[:, T - 1 - t if {_BACK} else t] = h"},
        ),
        Mutant(
            "backward-reads-padding",
            "Your backward pass reads the padding before it reads its sequence, so its state is no longer zeros when "
            "the sequence begins. The zeros at padding in your output come too late.",
            hint="M39",
            edits={_ZEROS: "pass", _WRITE: "out[:, t] = h * real"},
        ),
        Mutant(
            "padding-ignored",
            "You do not use lengths: the backward pass begins in the padding, and your output is no zero there.",
            hint="M39",
            edits={_ZEROS: "pass"},
        ),
        Mutant(
            "forward-goes-on",
            "The backward half is right, but your forward half goes on through the padding. Both are 0 there.",
            hint="M39",
            edits={"real = (t < lengths)[:, None]": f"real = (t < lengths)[:, None] | (not {_BACK})"},
        ),
        Mutant(
            "padding-set-to-zero-inputs",
            "You set the inputs at padding to zero and read them all the same. A step with a zero input still changes "
            "the state, by its bias and by its gates.",
            hint="M39",
            edits={
                "    halves = []": "    x = x * (np.arange(T) < lengths[:, None])[:, :, None]\n    halves = []",
                _ZEROS: "pass",
                _WRITE: "out[:, t] = h * real",
            },
        ),
        Mutant(
            "last-state-held",
            "At padding you write the last state down again. The output is 0 there.",
            edits={
                "h, c, _ = lstm_step(x[:, t], h, c, *weights)": "h_new, c_new, _ = lstm_step(x[:, t], h, c, *weights)",
                _ZEROS: "h, c = np.where(real, h_new, h), np.where(real, c_new, c)",
            },
        ),
        Mutant(
            "hidden-state-only",
            "At padding you set h back to zero, but not c: the backward pass carries a cell state out of the padding "
            "into its sequence.",
            hint="M04",
            edits={_ZEROS: "h = np.where(real, h, 0)"},
        ),
        Mutant(
            "cell-state-only",
            "At padding you set c back to zero, but not h: the backward pass carries it out of the padding into its "
            "sequence, and your output is no zero there.",
            edits={_ZEROS: "c = np.where(real, c, 0)"},
        ),
        Mutant(
            "one-step-short",
            "You take the last real step of each sequence for padding, an off-by-one: steps 0 to length - 1 are real.",
            edits={"(t < lengths)": "(t < lengths - 1)"},
        ),
        Mutant(
            "one-pad-too-many",
            "You take the first step of the padding for a real one, an off-by-one: steps 0 to length - 1 are real.",
            hint="M39",
            edits={"(t < lengths)": "(t <= lengths)"},
        ),
        Mutant(
            "mask-inverted",
            "Your mask is inverted: you set the real steps to zero and keep the padding.",
            hint="M83",
            edits={"(t < lengths)": "(t >= lengths)"},
        ),
        Mutant(
            "length-of-the-longest",
            "You take the longest sequence's length for all. Each row has its own.",
            hint="M39",
            edits={"(t < lengths)": "(t < np.full(N, max(lengths)))"},
        ),
        Mutant(
            "length-of-the-first",
            "You take the first sequence's length for all. Each row has its own.",
            edits={"(t < lengths)": "(t < np.full(N, lengths[0]))"},
        ),
        Mutant(
            "summed",
            "You add the two directions up. They are put side by side, so that what comes next can tell them apart.",
            hint="M17",
            edits={_JOIN: "halves[0] + halves[1]"},
        ),
        Mutant(
            "averaged",
            "You average the two directions. They are put side by side, so that what comes next can tell them apart.",
            hint="M17",
            edits={_JOIN: "(halves[0] + halves[1]) / 2"},
        ),
        Mutant(
            "stacked",
            "You stack the two directions along a new axis. They are joined along the units, to 2H of them.",
            hint="M17",
            edits={_JOIN: "np.stack(halves, axis=2)"},
        ),
        Mutant(
            "joined-in-time",
            "You join the two directions along time, so that there are twice as many steps. Join them along the units.",
            hint="M17",
            edits={_JOIN: "np.concatenate(halves, axis=1)"},
        ),
        Mutant(
            "joined-in-the-batch",
            "You join the two directions along the batch, so that there are twice as many sequences. Join them along "
            "the units.",
            hint="M17",
            edits={_JOIN: "np.concatenate(halves, axis=0)"},
        ),
        Mutant(
            "interleaved",
            "Your units alternate, one forward, one backward. First come all units of the forward pass, then all of "
            "the backward one.",
            edits={_JOIN: "np.stack(halves, axis=3).reshape(N, T, -1)"},
        ),
        Mutant(
            "backward-first",
            "The backward half comes first in your output. PyTorch and the exercise put the forward half first.",
            edits={_JOIN: "np.concatenate(halves[::-1], axis=2)"},
        ),
        Mutant(
            "weights-exchanged",
            "The weights are exchanged: your first half reads forward with the weights of backward, your second "
            "backward with those of forward.",
            edits={_ORDERS: "((backward, range(T)), (forward, range(T - 1, -1, -1)))"},
        ),
        Mutant(
            "forward-weights-twice",
            "You use the weights of forward in both directions. Each direction is an LSTM of its own.",
            edits={_ORDERS: "((forward, range(T)), (forward, range(T - 1, -1, -1)))"},
        ),
        Mutant(
            "backward-weights-twice",
            "You use the weights of backward in both directions. Each direction is an LSTM of its own.",
            edits={_ORDERS: "((backward, range(T)), (backward, range(T - 1, -1, -1)))"},
        ),
        Mutant(
            "both-forward",
            "Both of your passes read forward. The second one begins at the end of the sequence.",
            edits={_ORDERS: "((forward, range(T)), (backward, range(T)))"},
        ),
        Mutant(
            "both-backward",
            "Both of your passes read backward. The first one begins at the first step.",
            edits={_ORDERS: "((forward, range(T - 1, -1, -1)), (backward, range(T - 1, -1, -1)))"},
        ),
        Mutant(
            "directions-exchanged",
            "The weights of forward read from the end, those of backward from the beginning. It is the other way "
            "round.",
            edits={_ORDERS: "((forward, range(T - 1, -1, -1)), (backward, range(T)))"},
        ),
        Mutant(
            "first-step-left-out-backward",
            "Your backward pass stops before step 0, an off-by-one: range(T - 1, -1, -1) goes down to 0.",
            edits={"range(T - 1, -1, -1)": "range(T - 1, 0, -1)"},
        ),
        Mutant(
            "one-step-apart",
            "Your halves are written down before their step is read, so that neither knows step t itself. Write each "
            "down after its step.",
            edits={
                "            h, c, _ = lstm_step": "            out[:, t] = np.where((t < lengths)[:, None], h, 0)\n"
                "            h, c, _ = lstm_step",
                f"            {_WRITE}\n": "",
            },
        ),
        Mutant(
            "backward-over-the-outputs",
            "Your backward pass reads the outputs of the forward one. Both directions read x; the second layer of a "
            "stack would read outputs.",
            edits={"halves.append(out)": "halves.append(out)\n        x = out"},
        ),
        Mutant(
            "state-handed-over",
            "Your backward pass begins with the last state of the forward one. Each direction begins with zeros.",
            hint="M35",
            edits={
                "    halves = []": "    halves, h = [], None",
                _START: "out = np.zeros((N, T, H))\n"
                "        h, c = (np.zeros((N, H)), np.zeros((N, H))) if h is None else (h, c)",
            },
        ),
        Mutant(
            "cell-state-handed-over",
            "Your backward pass begins with the last cell state of the forward one. Each direction begins with zeros, "
            "in h and in c.",
            hint="M35",
            edits={
                "    halves = []": "    halves, c = [], None",
                _START: "out = np.zeros((N, T, H))\n"
                "        h, c = np.zeros((N, H)), np.zeros((N, H)) if c is None else c",
            },
        ),
        Mutant(
            "state-not-carried",
            "Every step of yours begins with a state of zeros. The state goes from step to step, that is what an LSTM "
            "is.",
            edits={"lstm_step(x[:, t], h, c, *weights)": "lstm_step(x[:, t], 0 * h, 0 * c, *weights)"},
        ),
        Mutant(
            "cell-state-not-carried",
            "You carry h from step to step, but not c.",
            hint="M04",
            edits={"lstm_step(x[:, t], h, c, *weights)": "lstm_step(x[:, t], h, 0 * c, *weights)"},
        ),
        Mutant(
            "states-exchanged",
            "h and c are exchanged in your call of lstm_step: h_prev comes first.",
            hint="M04",
            edits={"lstm_step(x[:, t], h, c, *weights)": "lstm_step(x[:, t], c, h, *weights)"},
        ),
        Mutant(
            "cell-state-out",
            "You write the cell state down. The output of an LSTM is h.",
            hint="M04",
            edits={_WRITE: "out[:, t] = c"},
        ),
        Mutant(
            "last-step-only",
            "You return one time step. The output has all of them; and at the last one the backward half has read one "
            "step only.",
            hint="M30",
            edits={_JOIN: "np.concatenate(halves, axis=2)[:, -1]"},
        ),
        Mutant(
            "batch-reversed",
            "Your backward pass reverses the batch: x[::-1] turns the first axis, time is the second.",
            hint="M29",
            edits={
                "in ((forward, range(T)), (backward, range(T - 1, -1, -1)))": "in ((forward, range(T)), "
                "(backward, range(0, T, 1)))",
                "halves.append(out)": "halves.append(out)\n        x = x[::-1]",
            },
        ),
        Mutant(
            "axes-lost",
            "Your result has lost its axes of size 1. It has three axes, also for one sequence or one step.",
            edits={_JOIN: "np.squeeze(np.concatenate(halves, axis=2))"},
        ),
    ),
)
