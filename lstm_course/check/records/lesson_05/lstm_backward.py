"""Exercise: the gradients over a whole sequence."""

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe
from ._shared import random_sequence


def sequence_probes(rng):
    """Return probes of the backward pass: one step, two steps, then longer ones."""
    one = random_sequence(rng, N=2, T=1, D=3, H=2)
    two = random_sequence(rng, N=2, T=2, D=3, H=2)
    last_only = two[0].copy()
    last_only[:, 0] = 0
    return [
        Probe(
            one,
            "With one time step there is nothing to add up: your results must be those of lstm_step_backward with "
            "dh = dy[:, 0] and dc = 0. Look at the forward pass, at where dh and dc start, and at the results.",
        ),
        Probe(
            (last_only, *two[1:]),
            "With dy at the last of two steps only, the first step hears of the loss through dh and dc alone. Look "
            "at how both are handed from step to step.",
        ),
        Probe(random_sequence(rng, N=3, T=4, D=3, H=2)),
        Probe(random_sequence(rng, N=2, T=3, D=2, H=2)),
    ]


def lstm_backward(dy, x, h0, c0, W_x, W_h, b):
    T = x.shape[1]
    h, c, caches = h0, c0, []
    for t in range(T):
        h, c, cache = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
        caches.append(cache)
    dx, dh, dc = np.zeros_like(x), np.zeros_like(h0), np.zeros_like(c0)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    for t in reversed(range(T)):
        dx[:, t], dh, dc, *found = cells.lstm_step_backward(dh + dy[:, t], dc, caches[t])
        dW_x, dW_h, db = dW_x + found[0], dW_h + found[1], db + found[2]
    return dx, dh, dc, dW_x, dW_h, db


_PATHS = 'lesson 05, "Two paths into c"'

EXERCISE = Exercise(
    name="lstm_backward",
    signature="lstm_backward(dy, x, h0, c0, W_x, W_h, b)",
    returns={
        "dx": "(N, T, D)",
        "dh0": "(N, H)",
        "dc0": "(N, H)",
        "dW_x": "(D, 4H)",
        "dW_h": "(H, 4H)",
        "db": "(4H,)",
    },
    reference=lstm_backward,
    probes=sequence_probes,
    points={"dx": 1, "dh0": 1, "dc0": 1, "dW_x": 1, "dW_h": 1, "db": 1},
    read='lesson 05, "Back through the sequence"',
    advice={
        "dx": "Entry t of dx is what lstm_step_backward returns for step t.",
        "dh0": "dh0 and dc0 are what is left in dh and dc after the first time step.",
        "dc0": "dh0 and dc0 are what is left in dh and dc after the first time step.",
        "dW_x": "The same weights act at each step, so the contributions of all steps add up.",
        "dW_h": "The same weights act at each step, so the contributions of all steps add up.",
        "db": "The same bias acts at each step, so the contributions of all steps add up.",
    },
    hints=(
        "First run forward and keep the cache of every step in a list. Then take them from the last to the first.",
        "What reaches h at step t? The gradient from step t + 1, and the loss at step t itself: dh + dy[:, t].",
        "dx[:, t], dh, dc, a, b_, c_ = lstm_step_backward(dh + dy[:, t], dc, caches[t]), and then dW_x = dW_x + a.",
    ),
    mutants=(
        Mutant(
            "upstream-only-at-the-end",
            "dy enters at the last step only. The loss sees h at every step: add dy[:, t] to what comes back from "
            "step t + 1.",
            hint="M21",
            edits={"dy[:, t]": "(t == T - 1) * dy[:, t]"},
        ),
        Mutant(
            "upstream-of-the-end-at-every-step",
            "You add dy of the last step at each step. Step t gets dy[:, t].",
            hint="M21",
            edits={"dy[:, t]": "dy[:, -1]"},
        ),
        Mutant(
            "upstream-one-step-off",
            "At step t you add dy of step t - 1. The loss at step t sees h of step t.",
            hint="M21",
            edits={"dy[:, t]": "dy[:, t - 1]"},
        ),
        Mutant(
            "dh-not-carried",
            "Each step gets dy[:, t] and nothing from the step after it. h of step t goes into step t + 1 as well: "
            "add the dh that comes back from there.",
            hint="M21",
            edits={"(dh + ": "("},
        ),
        Mutant(
            "dc-not-carried",
            "dc starts from zero at each step. The cell state of step t goes on to step t + 1, and its gradient "
            "comes back: that is the long path of the LSTM.",
            _PATHS,
            hint="M20",
            edits={"dc, caches[t]": "np.zeros_like(dc), caches[t]"},
        ),
        Mutant(
            "overwritten",
            "Your gradients of the weights are those of one time step, the first. Each step writes over the one "
            "before: add them up.",
            hint="M22",
            edits={"dW_x + found[0], dW_h + found[1], db + found[2]": "found"},
        ),
        Mutant(
            "only-the-last-step",
            "Your gradients of the weights are those of the last time step. Every step used the weights: add all "
            "contributions.",
            hint="M22",
            edits={
                "        dW_x, dW_h, db = dW_x": (
                    "        if t < T - 1:\n            continue\n        dW_x, dW_h, db = dW_x"
                )
            },
        ),
        Mutant(
            "bias-overwritten",
            "db holds one time step only, while dW_x and dW_h are added up. The bias is shared too.",
            hint="M22",
            edits={"db + found[2]": "found[2]"},
        ),
        Mutant(
            "divided-by-T",
            "You divide the gradients of the weights by T. They are a sum over the steps; a mean, where one is "
            "wanted, belongs in the loss.",
            hint="M22",
            edits={"    return dx": "    dW_x, dW_h, db = dW_x / T, dW_h / T, db / T\n    return dx"},
        ),
        Mutant(
            "divided-by-N",
            "You divide the gradients of the weights by N. They are a sum over the batch; a mean, where one is "
            "wanted, belongs in the loss.",
            _PATHS,
            hint="M22",
            edits={
                "    return dx": "    dW_x, dW_h, db = dW_x / len(x), dW_h / len(x), db / len(x)\n    return dx"
            },
        ),
        Mutant(
            "dy-changed",
            "The numbers are right, but you add into a slice of the caller's dy. A slice is a view: write "
            "dh = dh + dy[:, t] in place of +=.",
            hint="M23",
            edits={"dh + dy[:, t]": "np.add(dy[:, t], dh, out=dy[:, t])"},
        ),
        Mutant(
            "forward-in-time",
            "You run from the first step to the last. A gradient comes from the future: begin at the last step.",
            edits={"reversed(range(T))": "range(T)"},
        ),
        Mutant(
            "first-step-left-out",
            "Your loop stops before the first time step, t = 0. range(T - 1, 0, -1) leaves it out.",
            edits={"reversed(range(T))": "range(T - 1, 0, -1)"},
        ),
        Mutant(
            "last-step-left-out",
            "Your loop begins one step too early and leaves out the last time step, t = T - 1.",
            edits={"reversed(range(T))": "reversed(range(T - 1))"},
        ),
        Mutant(
            "return-inside-the-loop",
            "Your loop ends after one step: the return stands inside it. Set it back to the left, under the `for`.",
            edits={"    return dx": "        return dx"},
        ),
        Mutant(
            "forward-without-carrying",
            "Each step of your forward pass starts from h0 and c0 again. h and c of one step go into the next.",
            hint="M18",
            edits={
                "h, c, cache = cells.lstm_step(x[:, t], h, c,": "_, _, cache = cells.lstm_step(x[:, t], h0, c0,"
            },
        ),
        Mutant(
            "weights-first",
            "You return the gradients of the weights first. The order is dx, dh0, dc0, dW_x, dW_h, db.",
            edits={"return dx, dh, dc, dW_x, dW_h, db": "return dW_x, dW_h, db, dx, dh, dc"},
        ),
        Mutant(
            "first-step-left-out-of-whole-numbers",
            "Your loop stops before the first time step, t = 0, and with T = 1 it never runs: the sums are still the "
            "number 0. range(T - 1, 0, -1) leaves t = 0 out.",
            edits={
                "dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)": "dW_x = dW_h = db = 0",
                "reversed(range(T))": "range(T - 1, 0, -1)",
            },
        ),
        Mutant(
            "dx-in-reverse",
            "dx comes out with the last step first. You collect it while going backward: write to dx[:, t].",
            edits={"dx[:, t],": "dx[:, T - 1 - t],"},
        ),
        Mutant(
            "starts-from-zeros",
            "Your forward pass starts from zeros. It starts from h0 and c0.",
            hint="M18",
            edits={"caches = h0, c0, []": "caches = np.zeros_like(h0), np.zeros_like(c0), []"},
        ),
        Mutant(
            "starts-from-the-states",
            "Your dh and dc start as the last h and c. Those are states, not gradients: nothing comes from beyond "
            "the last step, so both start at zero.",
            edits={"np.zeros_like(h0), np.zeros_like(c0)": "h, c"},
        ),
        Mutant(
            "dh-adds-up",
            "You add dh_prev to the dh of the step you have just left. It takes its place: dh belongs to another h "
            "now.",
            edits={
                "dh, dc, *found =": "dh_prev, dc, *found =",
                "        dW_x, dW_h, db = dW_x": (
                    "        dh = dh + dy[:, t] + dh_prev\n        dW_x, dW_h, db = dW_x"
                ),
            },
        ),
        Mutant(
            "dc-adds-up",
            "You add dc_prev to the dc of the step you have just left. It takes its place: dc belongs to another c "
            "now.",
            edits={
                "dh, dc, *found =": "dh, dc_prev, *found =",
                "        dW_x, dW_h, db = dW_x": "        dc = dc + dc_prev\n        dW_x, dW_h, db = dW_x",
            },
        ),
        Mutant(
            "dy-into-c-too",
            "You add dy[:, t] to dc as well. dy is the gradient with respect to h; the way from h into c is taken "
            "inside lstm_step_backward.",
            _PATHS,
            hint="M20",
            edits={"dc, caches[t]": "dc + dy[:, t], caches[t]"},
        ),
        Mutant(
            "dy-into-c-instead",
            "You add dy[:, t] to dc. dy is the gradient with respect to h: it belongs to dh.",
            _PATHS,
            hint="M20",
            edits={"dh + dy[:, t], dc, caches": "dh, dc + dy[:, t], caches"},
        ),
        Mutant(
            "carried-the-wrong-way-round",
            "dh and dc change places from step to step. lstm_step_backward returns dx, dh_prev, dc_prev, in this "
            "order.",
            edits={"dh, dc, *found =": "dc, dh, *found ="},
        ),
        Mutant(
            "states-exchanged",
            "dh0 and dc0 are in each other's place. Return dx, dh0, dc0, dW_x, dW_h, db.",
            edits={"dh, dc, dW_x": "dc, dh, dW_x"},
        ),
        Mutant(
            "no-dy",
            "dy enters nowhere, so all your gradients are 0. The loss sees h at every step: add dy[:, t] "
            "to what comes back from step t + 1.",
            hint="M21",
            edits={"dh + dy[:, t]": "dh"},
        ),
        Mutant(
            "dh-starts-from-dy",
            "Your dh starts as dy of the last step, and your loop adds the same dy once more. Nothing comes from "
            "beyond the last step: dh starts at zero.",
            edits={"np.zeros_like(h0), np.zeros_like(c0)": "dy[:, -1], np.zeros_like(c0)"},
        ),
        Mutant(
            "both-add-up",
            "dh and dc add up over the steps. Each takes the place of the one before: after the step they belong to "
            "an earlier h and an earlier c.",
            edits={
                "dh, dc, *found =": "dh_prev, dc_prev, *found =",
                "        dW_x, dW_h, db = dW_x": "        dh, dc = dh + dh_prev, dc + dc_prev\n"
                "        dW_x, dW_h, db = dW_x",
            },
        ),
        Mutant(
            "dh-adds-up-without-dy",
            "dh adds up over the steps. It takes the place of the one before: after the step it belongs to an "
            "earlier h.",
            edits={
                "dh, dc, *found =": "dh_prev, dc, *found =",
                "        dW_x, dW_h, db = dW_x": "        dh = dh + dh_prev\n        dW_x, dW_h, db = dW_x",
            },
        ),
    ),
)
