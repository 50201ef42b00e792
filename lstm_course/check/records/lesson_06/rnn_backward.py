"""Exercise: the gradients of the plain cell over a whole sequence."""

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe


def random_run(rng, N, T, D, H):
    """Return dy, x, h, h0, W_x, W_h, where h is what the cell did on x from the state h0."""
    dy, x, h0 = rng.normal(size=(N, T, H)), rng.normal(size=(N, T, D)), np.tanh(rng.normal(size=(N, H)))
    W_x, W_h, b = rng.normal(size=(D, H)) / 2, rng.normal(size=(H, H)) / 2, rng.normal(size=H) / 2
    h, states = h0, []
    for t in range(T):
        h = cells.rnn_step(x[:, t], h, W_x, W_h, b)[0]
        states.append(h)
    return dy, x, np.stack(states, axis=1), h0, W_x, W_h


ONE_STEP = (
    ("db", "da = dy[:, 0] * (1 - h[:, 0]**2), and db is its sum over the batch; yours is not."),
    ("dx", "db is right, so da is; dx[:, 0] must be da @ W_x.T, and yours is not."),
    ("dh0", "db is right, so da is; dh0 must be da @ W_h.T, and yours is not."),
    ("dW_x", "db is right, so da is; dW_x must be x[:, 0].T @ da, and yours is not."),
    ("dW_h", "db is right, so da is; dW_h must be built from da and the state before the step, here h0."),
)


def backward_probes(rng):
    """Return probes of the backward pass: one step, two steps with one loss, then longer ones."""
    one = random_run(rng, N=2, T=1, D=3, H=2)
    two = random_run(rng, N=2, T=2, D=3, H=2)
    last_only = two[0].copy()
    last_only[:, 0] = 0
    return [
        *(
            Probe(one, f"With one time step there is nothing to carry. {sentence}", part)
            for part, sentence in ONE_STEP
        ),
        Probe(
            (last_only, *two[1:]),
            "With dy at the last of two steps only, the first step hears of the loss through what comes back from "
            "the second alone. Look at what you carry from step to step.",
        ),
        Probe(random_run(rng, N=3, T=4, D=3, H=2)),
        Probe(random_run(rng, N=2, T=3, D=2, H=2)),
    ]


def rnn_backward(dy, x, h, h0, W_x, W_h):
    T = x.shape[1]
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(W_h.shape[0])
    dx, dh = np.zeros_like(x), np.zeros_like(h0)
    for t in reversed(range(T)):
        h_prev = h[:, t - 1] if t > 0 else h0
        dh = dh + dy[:, t]
        da = dh * (1 - h[:, t] ** 2)
        dx[:, t] = da @ W_x.T
        dh = da @ W_h.T
        dW_x = dW_x + x[:, t].T @ da
        dW_h = dW_h + h_prev.T @ da
        db = db + da.sum(axis=0)
    return dx, dh, dW_x, dW_h, db


EXERCISE = Exercise(
    name="rnn_backward",
    signature="rnn_backward(dy, x, h, h0, W_x, W_h)",
    returns={"dx": "(N, T, D)", "dh0": "(N, H)", "dW_x": "(D, H)", "dW_h": "(H, H)", "db": "(H,)"},
    reference=rnn_backward,
    probes=backward_probes,
    points={"dx": 1, "dh0": 1, "dW_x": 1, "dW_h": 1, "db": 1},
    read='lesson 06, "The plain cell"',
    advice={
        "dx": "At each step dx[:, t] = da @ W_x.T.",
        "dh0": "dh0 is what is carried back out of the first time step, da @ W_h.T.",
        "dW_x": "Each step adds x[:, t].T @ da.",
        "dW_h": "Each step adds the state *before* it, transposed, times da; before the first step that is h0.",
        "db": "Each step adds da, summed over the batch.",
    },
    hints=(
        "Go from the last step to the first, with one array dh that carries what came back. It starts at zero.",
        "What reaches h at step t is dh + dy[:, t]. Through the tanh it becomes da: multiply by 1 - h[:, t]**2.",
        "Then dx[:, t] = da @ W_x.T, dh = da @ W_h.T, and the weights add x.T @ da, h_prev.T @ da, da.sum(axis=0).",
    ),
    mutants=(
        Mutant(
            "upstream-only-at-the-end",
            "dy enters at the last step only. The loss sees h at every step: add dy[:, t] to what comes back.",
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
            "dh-not-carried",
            "Each step gets dy[:, t] and nothing from the step after it. The state of step t went into step t + 1 as "
            "well.",
            hint="M21",
            edits={"dh = dh + ": "dh = "},
        ),
        Mutant(
            "overwritten",
            "Your gradients of the weights are those of one time step, the first. Each step writes over the one "
            "before: add them up.",
            hint="M22",
            edits={
                "dW_x + ": "",
                "dW_h + ": "",
                "db + ": "",
            },
        ),
        Mutant(
            "only-the-last-step",
            "Your gradients of the weights are those of the last time step. Every step used the weights: add all "
            "contributions.",
            hint="M22",
            edits={"        dW_x =": "        if t < T - 1:\n            continue\n        dW_x ="},
        ),
        Mutant(
            "bias-overwritten",
            "db holds one time step only, while dW_x and dW_h are added up. The bias is shared too.",
            hint="M22",
            edits={"db + ": ""},
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
            hint="M22",
            edits={
                "    return dx": "    dW_x, dW_h, db = dW_x / len(x), dW_h / len(x), db / len(x)\n    return dx"
            },
        ),
        Mutant(
            "bias-averaged",
            "Your db is a mean over the batch, while the others are sums. All rows share the bias: sum over them.",
            edits={"da.sum(axis=0)": "da.mean(axis=0)"},
        ),
        Mutant(
            "dy-changed",
            "The numbers are right, but you add into a slice of the caller's dy. A slice is a view: write "
            "dh = dh + dy[:, t] in place of +=.",
            hint="M23",
            edits={"dh = dh + dy[:, t]": "dy[:, t] += dh\n        dh = dy[:, t]"},
        ),
        Mutant(
            "no-tanh-derivative",
            "The slope of tanh is missing. On its way from h to the sum inside, the gradient meets 1 - h**2.",
            edits={" * (1 - h[:, t] ** 2)": ""},
        ),
        Mutant(
            "tanh-taken-again",
            "You put h through tanh again. It is a value of tanh already, so its slope is 1 - h**2.",
            hint="M24",
            edits={"h[:, t] **": "np.tanh(h[:, t]) **"},
        ),
        Mutant(
            "not-squared",
            "You wrote 1 - h for the slope of tanh. The h is squared.",
            edits={"h[:, t] ** 2": "h[:, t]"},
        ),
        Mutant(
            "sigmoid-derivative",
            "You used h * (1 - h), the slope of a sigmoid. This state comes out of a tanh.",
            hint="M24",
            edits={"(1 - h[:, t] ** 2)": "h[:, t] * (1 - h[:, t])"},
        ),
        Mutant(
            "slope-of-the-old-state",
            "You took the slope of tanh at the state before the step. Step t has the slope of what it gave, h[:, t].",
            edits={"h[:, t] **": "h_prev **"},
        ),
        Mutant(
            "carried-past-the-tanh",
            "What you carry back has not gone through the tanh of its step. The past enters inside the tanh, so it "
            "gets da @ W_h.T.",
            'lesson 06, "What exactly vanishes"',
            edits={"dh = da @": "dh = dh @"},
        ),
        Mutant(
            "not-transposed",
            "You carry back through W_h, not its transpose. Forward the step went through W_h, so backward goes the "
            "other way. It is square, and nothing complains.",
            hint="M16",
            edits={"W_h.T": "W_h"},
        ),
        Mutant(
            "weights-exchanged",
            "dx goes back through W_h and what you carry goes through W_x. Where D equals H nothing complains; x "
            "came in through W_x.",
            hint="M16",
            edits={
                "W_x.T": "W_h.T",
                "W_h.T": "W_x.T",
            },
        ),
        Mutant(
            "inputs-exchanged",
            "dW_x is built from the state and dW_h from x. Each weight gets da times the number it multiplied.",
            hint="M16",
            edits={
                "np.zeros_like(W_x), np.zeros_like(W_h)": "0, 0",
                "x[:, t].T @": "h_prev.T @",
                "h_prev.T @": "x[:, t].T @",
            },
        ),
        Mutant(
            "new-state-for-old",
            "dW_h is built from h[:, t]. W_h multiplied the state before the step, h[:, t - 1], and h0 at first.",
            edits={"h_prev.T": "h[:, t].T"},
        ),
        Mutant(
            "first-past-is-zero",
            "At the first step you take zeros for the state before it. It was h0.",
            hint="M18",
            edits={"else h0": "else np.zeros_like(h0)"},
        ),
        Mutant(
            "wraps-around",
            "At the first step you take h[:, -1], the *last* state: at t = 0 the index t - 1 wraps around. The state "
            "before the first step is h0.",
            edits={" if t > 0 else h0": ""},
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
            "dx-in-reverse",
            "dx comes out with the last step first. You collect it while going backward: write to dx[:, t].",
            edits={"dx[:, t]": "dx[:, T - 1 - t]"},
        ),
        Mutant(
            "dh-adds-up",
            "You add what comes back to the dh of the step you have just left. It takes its place: it belongs to "
            "another state now.",
            edits={"dh = da @": "dh = dh + da @"},
        ),
        Mutant(
            "no-dy",
            "dy enters nowhere, so all your gradients are 0. The loss sees h at every step: add dy[:, t] "
            "to what comes back.",
            hint="M21",
            edits={"        dh = dh + dy[:, t]\n": ""},
        ),
        Mutant(
            "past-the-tanh-for-what-comes-back",
            "Only dy meets the slope of tanh in your da; what comes back from the step after is added behind it. "
            "Both arrive at h: add them first, then multiply by 1 - h**2.",
            edits={
                "dh = dh + dy[:, t]\n        da = dh * (1 - h[:, t] ** 2)": "da = dh + dy[:, t] * (1 - h[:, t] ** 2)"
            },
        ),
        Mutant(
            "past-the-tanh-for-dy",
            "Only what comes back from the step after meets the slope of tanh in your da; dy is added behind it. "
            "Both arrive at h: add them first, then multiply by 1 - h**2.",
            edits={
                "dh = dh + dy[:, t]\n        da = dh * (1 - h[:, t] ** 2)": "da = dy[:, t] + dh * (1 - h[:, t] ** 2)"
            },
        ),
        Mutant(
            "h0-at-every-step",
            "You take h0 for the state before every step. That is right for the first one; the state before step t "
            "is h[:, t - 1].",
            edits={"h[:, t - 1] if t > 0 else h0": "h0"},
        ),
        Mutant(
            "dh0-without-W_h",
            "Your dh0 is da of the first step, the gradient of the sum inside its tanh. h0 went into that sum "
            "through W_h: go back through it, da @ W_h.T.",
            edits={"return dx, dh,": "return dx, da,"},
        ),
        Mutant(
            "dh0-at-the-first-step",
            "Your dh0 is the gradient of the first state, h[:, 0]. h0 stands one step before it: go back through the "
            "tanh and through W_h once more.",
            edits={"dh = dh + dy[:, t]": "first = dh = dh + dy[:, t]", "return dx, dh,": "return dx, first,"},
        ),
        Mutant(
            "nothing-carried",
            "Your dh stays zero: nothing goes back from step to step, and dh0 is zero, too. After each step dh is da "
            "@ W_h.T, and the next step adds its dy to that.",
            hint="M21",
            edits={
                "dh = dh + dy[:, t]\n        da = dh *": "da = (dh + dy[:, t]) *",
                "        dh = da @ W_h.T\n": "",
            },
        ),
    ),
)
