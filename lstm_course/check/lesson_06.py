"""Exercises of lesson 06: the plain recurrent network, and what reaches its past."""

import functools
import math

import numpy as np

from .. import cells
from .exercise import Exercise, Mutant, Probe

_UNIT = 'lesson 06, "One unit, one weight"'
_CELL = 'lesson 06, "The plain cell"'
_VANISH = 'lesson 06, "What exactly vanishes"'
_INIT = 'lesson 06, "Initialisation decides"'
_EXPLODE = 'lesson 06, "When it explodes"'


def exclusive(places, mistakes):
    """Whether two of the mistakes are in the same place, so that no function holds both."""
    return any(len(mistakes & place) > 1 for place in places)


# ---- 6.1 ----------------------------------------------------------------------------------------------------


def random_step(rng, N, D, H):
    """Return x, h_prev, W_x, W_h, b, none of them zero."""
    shapes = [(N, D), (N, H), (D, H), (H, H), (H,)]
    return tuple(rng.normal(size=shape) for shape in shapes)


def step_probes(rng):
    """Return probes of one step: the past alone, the input alone, D == H, D != H."""
    x, h_prev, W_x, W_h, b = random_step(rng, N=2, D=3, H=3)
    nothing, no_past, no_bias = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    return [
        Probe(
            (x, h_prev, nothing, W_h, no_bias),
            "With W_x = 0 and b = 0 only the past speaks, so h must be tanh(h_prev @ W_h); yours is not.",
        ),
        Probe(
            (x, h_prev, W_x, no_past, no_bias),
            "With W_h = 0 and b = 0 only the input speaks, so h must be tanh(x @ W_x); yours is not.",
        ),
        Probe((x, h_prev, W_x, W_h, b)),
        Probe(random_step(rng, N=3, D=4, H=2)),
    ]


def _reference_step(x, h_prev, W_x, W_h, b):
    return cells.rnn_step(x, h_prev, W_x, W_h, b)[0]


def _mistaken_step(mistakes, x, h_prev, W_x, W_h, b):
    """One step of the plain cell with the named mistakes in it."""
    past = np.tanh(h_prev) if "past-squashed-again" in mistakes else h_prev
    if "concatenated-the-other-way" in mistakes:
        a_x = np.concatenate([past, x], axis=1) @ np.concatenate([W_x, W_h], axis=0)
        a_h = np.zeros_like(h_prev)
    elif "weights-exchanged" in mistakes:
        a_x, a_h = x @ W_h, past @ W_x
    else:
        a_x = x @ W_x * ("no-input-term" not in mistakes)
        a_h = past @ (W_h.T if "recurrent-weights-transposed" in mistakes else W_h)
        a_h = a_h * ("no-recurrent-term" not in mistakes)
    if "own-past-only" in mistakes:
        a_h = past * np.diag(W_h)
    share = 0 if "no-bias" in mistakes or "bias-outside" in mistakes else 2 if "bias-twice" in mistakes else 1
    if "recurrent-subtracted" in mistakes:
        a_h = -a_h

    def squash(a):
        if "no-activation" in mistakes:
            return a
        if "relu" in mistakes:
            return np.maximum(a, 0)
        if "sigmoid" in mistakes:
            return cells.sigmoid(a)
        if "softmax" in mistakes:
            e = np.exp(a - a.max(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)
        return np.tanh(a)

    if "past-outside" in mistakes:
        h = squash(a_x + share * b) + a_h
    elif "squashed-apart" in mistakes:
        h = squash(a_x + share * b) + squash(a_h)
    else:
        h = squash(a_x + a_h + share * b)
    if "bias-outside" in mistakes:
        h = h + b
    if "old-state-added" in mistakes:
        h = h + h_prev
    return h


_STEP_PLACES = (
    {
        "concatenated-the-other-way",
        "weights-exchanged",
        "no-input-term",
        "no-recurrent-term",
        "recurrent-weights-transposed",
        "own-past-only",
    },
    {"concatenated-the-other-way", "past-outside", "squashed-apart", "recurrent-subtracted"},
    {"no-recurrent-term", "past-squashed-again", "past-outside", "squashed-apart", "recurrent-subtracted"},
    {"no-bias", "bias-twice", "bias-outside"},
    {"no-activation", "relu", "sigmoid", "softmax"},
    {"no-activation", "past-outside", "squashed-apart"},
    {"no-activation", "bias-outside"},
    {"squashed-apart", "recurrent-subtracted"},
)


def mistaken_step(mistakes):
    """Return the step with these mistakes, or None where they exclude each other."""
    if exclusive(_STEP_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_step, mistakes)


RNN_STEP = Exercise(
    name="rnn_step",
    number="6.1",
    signature="rnn_step(x, h_prev, W_x, W_h, b)",
    returns={"h": "(N, H)"},
    reference=_reference_step,
    probes=step_probes,
    points={"h": 3},
    read=_CELL,
    family=mistaken_step,
    advice={"h": "One sum of three terms, one tanh around all of it, and nothing after that."},
    hints=(
        "It is the candidate of the LSTM without any gate around it.",
        "Add three terms first: the input's, the past's and the bias. Then squash the sum once.",
        "np.tanh(x @ W_x + h_prev @ W_h + b)",
    ),
    mutants=(
        Mutant(
            "no-recurrent-term",
            "The term h_prev @ W_h is missing. Without it this is no recurrent cell: it cannot hear its own past.",
            _CELL,
            hint="M18",
        ),
        Mutant("no-bias", "The bias b is missing from the sum.", _CELL, hint="M18"),
        Mutant("no-input-term", "The term x @ W_x is missing: your cell does not see its input.", _CELL),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs "
            "to x.",
            _CELL,
            hint="M16",
        ),
        Mutant(
            "concatenated-the-other-way",
            "You joined h_prev and x in one order and the weights in the other, so W_x meets h_prev. The shapes "
            "fit all the same, which is why nothing complained.",
            _CELL,
            hint="M16",
        ),
        Mutant(
            "recurrent-weights-transposed",
            "You multiply by the transpose of W_h. It is square, so nothing complains; PyTorch stores its matrices "
            "that way, we do not.",
            _CELL,
            hint="M16",
        ),
        Mutant(
            "own-past-only",
            "Each of your units hears only its own past, through the diagonal of W_h. The product h_prev @ W_h lets "
            "every unit hear all of them.",
            _CELL,
        ),
        Mutant(
            "bias-twice",
            "The bias is added twice. PyTorch keeps two biases and adds both; ours is one.",
            _CELL,
            hint="M33",
        ),
        Mutant(
            "bias-outside",
            "You add the bias after the tanh. It belongs to the sum inside, or h leaves the range from -1 to 1.",
            _CELL,
        ),
        Mutant(
            "relu",
            "You squash with ReLU. Around a loop it does not squash at all: what is larger than 0 may grow at every "
            "step. This cell takes tanh.",
            _CELL,
            hint="M50",
        ),
        Mutant(
            "sigmoid",
            "You squash with a sigmoid. This is content, not a valve, and must be able to be negative: tanh.",
            _CELL,
            hint="M02",
        ),
        Mutant(
            "no-activation",
            "The tanh is missing, so nothing bounds h and the network is linear in its past.",
            _CELL,
            hint="M12",
        ),
        Mutant(
            "softmax",
            "You put the state through a softmax. A state is no list of probabilities; each unit has its own tanh.",
            _CELL,
        ),
        Mutant(
            "past-outside",
            "Your tanh covers the input only, and the past is added outside. Squash the whole sum.",
            _CELL,
        ),
        Mutant(
            "squashed-apart",
            "You squash the input's part and the past's part each on its own and add. There is one tanh, around "
            "their sum.",
            _CELL,
        ),
        Mutant(
            "past-squashed-again",
            "You put h_prev through tanh once more. It came out of a tanh at the step before.",
            _CELL,
        ),
        Mutant(
            "old-state-added",
            "You add h_prev to the new state. That would be a cell with a carousel; the plain cell writes its state "
            "anew at every step.",
            _CELL,
            hint="M04",
        ),
        Mutant("recurrent-subtracted", "You subtract h_prev @ W_h. It is added.", _CELL),
    ),
)


# ---- 6.2 ----------------------------------------------------------------------------------------------------


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


def _mistaken_backward(mistakes, dy, x, h, h0, W_x, W_h):
    """Gradients of the plain network over a sequence, with the named mistakes in them."""
    N, T, H = dy.shape
    start = np.zeros_like(h0) if "first-past-is-zero" in mistakes else h0
    order = list(range(T)) if "forward-in-time" in mistakes else list(range(T))[::-1]
    if "first-step-left-out" in mistakes:
        order = [t for t in order if t > 0]
    if "last-step-left-out" in mistakes:
        order = [t for t in order if t < T - 1]
    dh, dx, shares = np.zeros((N, H)), np.zeros_like(x), []
    for count, t in enumerate(order):
        past = h[:, t - 1] if t > 0 or "wraps-around" in mistakes else start
        upstream = dy[:, t]
        if "upstream-only-at-the-end" in mistakes and t < T - 1:
            upstream = np.zeros((N, H))
        if "upstream-of-the-end-at-every-step" in mistakes:
            upstream = dy[:, -1]
        if "dy-changed" in mistakes:
            upstream += dh
            total = upstream
        else:
            total = upstream + dh * ("dh-not-carried" not in mistakes)
        slope = 1 - h[:, t] ** 2
        if "no-tanh-derivative" in mistakes:
            slope = 1
        if "tanh-taken-again" in mistakes:
            slope = 1 - np.tanh(h[:, t]) ** 2
        if "not-squared" in mistakes:
            slope = 1 - h[:, t]
        if "sigmoid-derivative" in mistakes:
            slope = h[:, t] * (1 - h[:, t])
        if "slope-of-the-old-state" in mistakes:
            slope = 1 - past**2
        da = total * slope
        dx[:, count if "dx-in-reverse" in mistakes else t] = (
            da @ (W_h if "weights-exchanged" in mistakes else W_x).T
        )
        through = W_x.T if "weights-exchanged" in mistakes else W_h if "not-transposed" in mistakes else W_h.T
        carried = (total if "carried-past-the-tanh" in mistakes else da) @ through
        dh = carried + total if "dh-adds-up" in mistakes else carried
        if "new-state-for-old" in mistakes:
            past = h[:, t]
        left, right = (past, x[:, t]) if "inputs-exchanged" in mistakes else (x[:, t], past)
        shares.append((left.T @ da, right.T @ da, da.sum(axis=0)))
    if not shares:
        shares = [(np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(H))]
    dW_x, dW_h, db = shares[-1] if "overwritten" in mistakes else map(sum, zip(*shares, strict=True))
    if "only-the-last-step" in mistakes:
        dW_x, dW_h, db = shares[0]
    share = T if "divided-by-T" in mistakes else N if "divided-by-N" in mistakes else 1
    dW_x, dW_h, db = dW_x / share, dW_h / share, db / share
    if "bias-overwritten" in mistakes:
        db = shares[-1][2]
    if "bias-averaged" in mistakes:
        db = db / N
    return dx, dh, dW_x, dW_h, db


_BACKWARD_PLACES = (
    {"forward-in-time", "first-step-left-out", "last-step-left-out", "dx-in-reverse"},
    {"upstream-only-at-the-end", "upstream-of-the-end-at-every-step", "dy-changed"},
    {"dh-not-carried", "dh-adds-up", "carried-past-the-tanh", "not-transposed", "weights-exchanged"},
    {"dh-not-carried", "upstream-only-at-the-end"},
    {"dy-changed", "dh-not-carried", "dh-adds-up"},
    {
        "no-tanh-derivative",
        "tanh-taken-again",
        "not-squared",
        "sigmoid-derivative",
        "slope-of-the-old-state",
    },
    {"no-tanh-derivative", "carried-past-the-tanh"},
    {"first-past-is-zero", "wraps-around", "new-state-for-old", "first-step-left-out"},
    {"first-past-is-zero", "only-the-last-step"},
    {"wraps-around", "only-the-last-step"},
    {"wraps-around", "slope-of-the-old-state"},
    {"overwritten", "only-the-last-step", "divided-by-T", "divided-by-N", "bias-overwritten"},
    {"overwritten", "only-the-last-step", "first-step-left-out", "last-step-left-out"},
    {"bias-averaged", "bias-overwritten", "divided-by-N"},
    {"bias-overwritten", "first-step-left-out", "last-step-left-out"},
)


def mistaken_backward(mistakes):
    """Return the backward pass with these mistakes, or None where they exclude each other."""
    if exclusive(_BACKWARD_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_backward, mistakes)


def _alone(name):
    """Return the backward pass with one mistake that is not paired with others."""
    return functools.partial(_mistaken_backward, frozenset({name}))


RNN_BACKWARD = Exercise(
    name="rnn_backward",
    number="6.2",
    signature="rnn_backward(dy, x, h, h0, W_x, W_h)",
    returns={"dx": "(N, T, D)", "dh0": "(N, H)", "dW_x": "(D, H)", "dW_h": "(H, H)", "db": "(H,)"},
    reference=_alone(""),
    probes=backward_probes,
    points={"dx": 1, "dh0": 1, "dW_x": 1, "dW_h": 1, "db": 1},
    read=_CELL,
    family=mistaken_backward,
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
            _CELL,
            hint="M21",
        ),
        Mutant(
            "upstream-of-the-end-at-every-step",
            "You add dy of the last step at each step. Step t gets dy[:, t].",
            _CELL,
            hint="M21",
            fn=_alone("upstream-of-the-end-at-every-step"),
        ),
        Mutant(
            "dh-not-carried",
            "Each step gets dy[:, t] and nothing from the step after it. The state of step t went into step t + 1 as "
            "well.",
            _CELL,
            hint="M21",
        ),
        Mutant(
            "overwritten",
            "Your gradients of the weights are those of one time step, the first. Each step writes over the one "
            "before: add them up.",
            _CELL,
            hint="M22",
        ),
        Mutant(
            "only-the-last-step",
            "Your gradients of the weights are those of the last time step. Every step used the weights: add all "
            "contributions.",
            _CELL,
            hint="M22",
            fn=_alone("only-the-last-step"),
        ),
        Mutant(
            "bias-overwritten",
            "db holds one time step only, while dW_x and dW_h are added up. The bias is shared too.",
            _CELL,
            hint="M22",
        ),
        Mutant(
            "divided-by-T",
            "You divide the gradients of the weights by T. They are a sum over the steps; a mean, where one is "
            "wanted, belongs in the loss.",
            _CELL,
            hint="M22",
        ),
        Mutant(
            "divided-by-N",
            "You divide the gradients of the weights by N. They are a sum over the batch; a mean, where one is "
            "wanted, belongs in the loss.",
            _CELL,
            hint="M22",
            fn=_alone("divided-by-N"),
        ),
        Mutant(
            "bias-averaged",
            "Your db is a mean over the batch, while the others are sums. All rows share the bias: sum over them.",
            _CELL,
            fn=_alone("bias-averaged"),
        ),
        Mutant(
            "dy-changed",
            "The numbers are right, but you add into a slice of the caller's dy. A slice is a view: write "
            "dh = dh + dy[:, t] in place of +=.",
            _CELL,
            hint="M23",
        ),
        Mutant(
            "no-tanh-derivative",
            "The slope of tanh is missing. On its way from h to the sum inside, the gradient meets 1 - h**2.",
            _CELL,
        ),
        Mutant(
            "tanh-taken-again",
            "You put h through tanh again. It is a value of tanh already, so its slope is 1 - h**2.",
            _CELL,
            hint="M24",
        ),
        Mutant(
            "not-squared",
            "You wrote 1 - h for the slope of tanh. The h is squared.",
            _CELL,
            fn=_alone("not-squared"),
        ),
        Mutant(
            "sigmoid-derivative",
            "You used h * (1 - h), the slope of a sigmoid. This state comes out of a tanh.",
            _CELL,
            hint="M24",
            fn=_alone("sigmoid-derivative"),
        ),
        Mutant(
            "slope-of-the-old-state",
            "You took the slope of tanh at the state before the step. Step t has the slope of what it gave, h[:, t].",
            _CELL,
            fn=_alone("slope-of-the-old-state"),
        ),
        Mutant(
            "carried-past-the-tanh",
            "What you carry back has not gone through the tanh of its step. The past enters inside the tanh, so it "
            "gets da @ W_h.T.",
            _VANISH,
        ),
        Mutant(
            "not-transposed",
            "You carry back through W_h, not its transpose. Forward the step went through W_h, so backward goes the "
            "other way. It is square, and nothing complains.",
            _CELL,
            hint="M16",
            fn=_alone("not-transposed"),
        ),
        Mutant(
            "weights-exchanged",
            "dx goes back through W_h and what you carry goes through W_x. Where D equals H nothing complains; x "
            "came in through W_x.",
            _CELL,
            hint="M16",
            fn=_alone("weights-exchanged"),
        ),
        Mutant(
            "inputs-exchanged",
            "dW_x is built from the state and dW_h from x. Each weight gets da times the number it multiplied.",
            _CELL,
            hint="M16",
            fn=_alone("inputs-exchanged"),
        ),
        Mutant(
            "new-state-for-old",
            "dW_h is built from h[:, t]. W_h multiplied the state before the step, h[:, t - 1], and h0 at first.",
            _CELL,
        ),
        Mutant(
            "first-past-is-zero",
            "At the first step you take zeros for the state before it. It was h0.",
            _CELL,
            hint="M18",
        ),
        Mutant(
            "wraps-around",
            "At the first step you take h[:, -1], the *last* state: at t = 0 the index t - 1 wraps around. The state "
            "before the first step is h0.",
            _CELL,
        ),
        Mutant(
            "forward-in-time",
            "You run from the first step to the last. A gradient comes from the future: begin at the last step.",
            _CELL,
            fn=_alone("forward-in-time"),
        ),
        Mutant(
            "first-step-left-out",
            "Your loop stops before the first time step, t = 0. range(T - 1, 0, -1) leaves it out.",
            _CELL,
            fn=_alone("first-step-left-out"),
        ),
        Mutant(
            "last-step-left-out",
            "Your loop begins one step too early and leaves out the last time step, t = T - 1.",
            _CELL,
            fn=_alone("last-step-left-out"),
        ),
        Mutant(
            "dx-in-reverse",
            "dx comes out with the last step first. You collect it while going backward: write to dx[:, t].",
            _CELL,
        ),
        Mutant(
            "dh-adds-up",
            "You add what comes back to the dh of the step you have just left. It takes its place: it belongs to "
            "another state now.",
            _CELL,
            fn=_alone("dh-adds-up"),
        ),
    ),
)


# ---- 6.3 ----------------------------------------------------------------------------------------------------


def lag_probes(rng):
    """Return probes of the gradient per lag: a linear stretch, one row and one unit, then larger ones."""

    def arguments(N, T, H, scale=1.0):
        return (
            rng.normal(size=(N, H)),
            np.tanh(scale * rng.normal(size=(N, T, H))),
            rng.normal(size=(H, H)),
        )

    dh, h, W_h = arguments(2, 3, 2)
    return [
        Probe(
            (dh, np.zeros_like(h), W_h),
            "With all states at 0 the slope of tanh is 1, and each step back is one product with W_h.T and nothing "
            "else. Your norms are not those: look at the product, at the norm, and at what stands at lag 0.",
        ),
        Probe((dh, h, W_h)),
        Probe(arguments(3, 5, 4)),
        Probe(arguments(1, 4, 2, scale=0.3)),
    ]


def _mistaken_lags(mistakes, dh_last, h, W_h):
    """Norm of the gradient at each lag, with the named mistakes in it."""
    T = h.shape[1]
    dh, found, raw = dh_last, [], []
    for k in range(T):
        t = T - 1 - k
        slope = 1 - h[:, t - 1 if "slope-of-the-earlier-state" in mistakes else t] ** 2
        if "no-tanh-derivative" in mistakes:
            slope = 1
        if "tanh-taken-again" in mistakes:
            slope = 1 - np.tanh(h[:, t]) ** 2
        if "not-squared" in mistakes:
            slope = 1 - h[:, t]
        da = dh * slope
        shown = da if "inside-the-tanh" in mistakes else dh
        back = da @ (W_h if "not-transposed" in mistakes else W_h.T)
        if "weights-before-the-tanh" in mistakes:
            back = (dh @ W_h.T) * slope
        if "one-step-late" in mistakes:
            shown = back
        raw.append(shown)
        dh = dh + back if "dh-adds-up" in mistakes else back
    if "total-so-far" in mistakes:
        raw = list(np.cumsum(raw, axis=0))
    for one in raw:
        if "squared" in mistakes:
            found.append((one**2).sum())
        elif "mean-square" in mistakes:
            found.append(np.sqrt(np.mean(one**2)))
        elif "largest" in mistakes:
            found.append(np.abs(one).max())
        elif "absolute-sum" in mistakes:
            found.append(np.abs(one).sum())
        elif "first-sequence" in mistakes:
            found.append(np.linalg.norm(one[0]))
        elif "spectral-norm" in mistakes:
            found.append(np.linalg.norm(one, 2))
        elif "mean-of-the-rows" in mistakes:
            found.append(np.linalg.norm(one, axis=1).mean())
        else:
            found.append(np.linalg.norm(one))
    norms = np.array(found)
    if "one-total" in mistakes:
        norms = np.full(T, np.linalg.norm(norms))
    if "norms-added-up" in mistakes:
        norms = np.cumsum(norms)
    if "relative" in mistakes:
        norms = norms / norms[0]
    if "power-of-the-norm" in mistakes:
        norms = norms[0] * np.linalg.norm(W_h, 2) ** np.arange(T)
    if "power-of-the-radius" in mistakes:
        norms = norms[0] * np.abs(np.linalg.eigvals(W_h)).max() ** np.arange(T)
    return norms[::-1].copy() if "first-step-first" in mistakes else norms


_LAG_PLACES = (
    {"no-tanh-derivative", "tanh-taken-again", "not-squared", "slope-of-the-earlier-state"},
    {
        "squared",
        "mean-square",
        "largest",
        "absolute-sum",
        "first-sequence",
        "spectral-norm",
        "mean-of-the-rows",
    },
    {"one-total", "norms-added-up", "total-so-far", "power-of-the-norm", "power-of-the-radius"},
    {"one-total", "relative", "first-step-first"},
    {"inside-the-tanh", "one-step-late"},
    {"inside-the-tanh", "no-tanh-derivative"},
    {"weights-before-the-tanh", "not-transposed", "no-tanh-derivative", "inside-the-tanh"},
    {"one-step-late", "dh-adds-up"},
)


def mistaken_lags(mistakes):
    """Return the gradient per lag with these mistakes, or None where they exclude each other."""
    powers = {"power-of-the-norm", "power-of-the-radius"}
    if exclusive(_LAG_PLACES, mistakes) or (mistakes & powers and len(mistakes) > 1):
        return None
    return functools.partial(_mistaken_lags, mistakes)


GRAD_VS_LAG = Exercise(
    name="grad_vs_lag",
    number="6.3",
    signature="grad_vs_lag(dh_last, h, W_h)",
    returns={"norms": "(T,)"},
    reference=functools.partial(_mistaken_lags, frozenset()),
    probes=lag_probes,
    points={"norms": 4},
    read=_VANISH,
    family=mistaken_lags,
    advice={"norms": "One norm per lag: lag 0 is dh_last itself, and each lag is one step further back."},
    hints=(
        "Start with dh_last. Write down its norm, take it one step back, write down the norm, and so on.",
        "One step back is what rnn_backward does to dh: times 1 - h[:, t]**2, then @ W_h.T.",
        "for t in reversed(range(T)): norms.append(np.linalg.norm(dh)); dh = (dh * (1 - h[:, t]**2)) @ W_h.T",
    ),
    mutants=(
        Mutant(
            "one-total",
            "You return one total for every lag. The total says nothing about the past: the near lags make nearly all "
            "of it. One norm for each lag is asked for.",
            _VANISH,
            hint="M11",
        ),
        Mutant(
            "norms-added-up",
            "Your norms add up from lag to lag, so they can only grow. That is the total again; each lag has its own.",
            _VANISH,
            hint="M11",
        ),
        Mutant(
            "total-so-far",
            "You add the gradients of all lags up to this one before you take the norm. Each lag has its own.",
            _VANISH,
            hint="M11",
        ),
        Mutant(
            "first-step-first",
            "Your norms begin at the first time step. Lag 0 is the last time step: the far past comes at the end.",
            _VANISH,
        ),
        Mutant(
            "one-step-late",
            "Your first norm is that of one step back. Lag 0 is dh_last itself: take the norm, then go back.",
            _VANISH,
        ),
        Mutant(
            "inside-the-tanh",
            "You take the norm of the gradient inside the tanh. Asked for is that of the state h, before its slope.",
            _VANISH,
        ),
        Mutant(
            "no-tanh-derivative",
            "The slope of tanh is missing. It is at most 1, and it is why even weights that keep lengths lose some "
            "gradient at each step.",
            _VANISH,
        ),
        Mutant(
            "tanh-taken-again",
            "You put h through tanh again. It is a value of tanh already, so its slope is 1 - h**2.",
            _CELL,
            hint="M24",
        ),
        Mutant("not-squared", "You wrote 1 - h for the slope of tanh. The h is squared.", _CELL),
        Mutant(
            "slope-of-the-earlier-state",
            "You took the slope one step too early. To go back from step t, use the slope at h[:, t].",
            _VANISH,
        ),
        Mutant(
            "weights-before-the-tanh",
            "You go back through the weights first and through the tanh after. Forward the tanh came last, so on the "
            "way back it comes first: (dh * (1 - h[:, t]**2)) @ W_h.T.",
            _CELL,
        ),
        Mutant(
            "not-transposed",
            "You go back through W_h, not its transpose. It is square, so nothing complains.",
            _CELL,
            hint="M16",
        ),
        Mutant(
            "dh-adds-up",
            "You add what comes back to the gradient of the step you have just left. It takes its place.",
            _VANISH,
        ),
        Mutant("squared", "You return squared norms. Take the root.", _VANISH),
        Mutant(
            "mean-square",
            "You return a root mean square. The norm has a sum under the root, over batch and units.",
            _VANISH,
        ),
        Mutant("largest", "You return the largest element of each gradient. Asked for is its norm.", _VANISH),
        Mutant(
            "absolute-sum", "You add absolute values. The norm is the root of the summed squares.", _VANISH
        ),
        Mutant(
            "first-sequence",
            "You look at the first sequence of the batch only. The norm goes over the whole array.",
            _VANISH,
        ),
        Mutant(
            "spectral-norm",
            "You took the largest singular value, np.linalg.norm(dh, 2). Without the 2 it is the root of all summed "
            "squares.",
            _VANISH,
        ),
        Mutant(
            "mean-of-the-rows",
            "You average the norms of the sequences. Asked for is one norm over the whole array, batch and units.",
            _VANISH,
        ),
        Mutant(
            "relative",
            "You divide by the norm at lag 0. That makes a fine figure, but the norms themselves are asked for.",
            _VANISH,
        ),
        Mutant(
            "power-of-the-norm",
            "You return powers of the largest singular value of W_h. That is a bound: the gradient is never larger, "
            "and may be much smaller.",
            _VANISH,
        ),
        Mutant(
            "power-of-the-radius",
            "You return powers of the spectral radius of W_h. That is the trend over many steps where tanh is in its "
            "straight part, not what happens here.",
            _VANISH,
        ),
    ),
)


# ---- 6.4 ----------------------------------------------------------------------------------------------------

_NAMES = ("W_x", "W_h", "b")


def clip_probes(rng):
    """Return probes of clipping: below the limit, far above it, one large array among small ones, zeros."""

    def arrays(*scales):
        shapes = ((2, 3), (3, 3), (3,))
        return {
            name: scale * rng.normal(size=shape)
            for name, shape, scale in zip(_NAMES, shapes, scales, strict=True)
        }

    small, large, mixed = arrays(0.1, 0.1, 0.1), arrays(6, 5, 7), arrays(0.2, 9, 0.3)
    return [
        Probe(
            (small, 50.0),
            "These gradients are far shorter than max_norm, so they must come back as they are; yours do not.",
        ),
        Probe(
            (large, 2.5),
            "These gradients are too long. All three arrays must shrink by one common factor, max_norm / norm, with "
            "one norm over all elements of all arrays; yours do not.",
        ),
        Probe(
            (mixed, 1.5),
            "Here one array is large and two are small. All must shrink by the same factor, or the direction of the "
            "step changes; yours do not.",
        ),
        Probe(
            ({name: np.zeros_like(value) for name, value in small.items()}, 1.0),
            "A gradient of zeros must come back as zeros; yours does not.",
        ),
    ]


def _mistaken_clip(mistake, grads, max_norm):
    """Clipping with one named mistake in it."""
    arrays = {name: grads[name] for name in _NAMES}
    squares = {name: float((value**2).sum()) for name, value in arrays.items()}
    norm = math.sqrt(sum(squares.values()))
    if mistake == "by-value":
        return {name: np.clip(value, -max_norm, max_norm) for name, value in arrays.items()}
    if mistake == "per-array":
        return {
            name: value * min(1.0, max_norm / (math.sqrt(squares[name]) or 1.0))
            for name, value in arrays.items()
        }
    if mistake == "per-row":
        return {
            name: value
            * np.minimum(1.0, max_norm / np.maximum(np.linalg.norm(value, axis=-1, keepdims=True), 1e-12))
            for name, value in arrays.items()
        }
    if mistake == "never-clipped":
        return {name: value.copy() for name, value in arrays.items()}
    if mistake == "thrown-away":
        return {name: value * (norm <= max_norm) for name, value in arrays.items()}
    norm = {
        "not-rooted": norm**2,
        "sum-of-norms": sum(map(math.sqrt, squares.values())),
        "largest-norm": math.sqrt(max(squares.values())),
        "largest-element": max(float(np.abs(value).max()) for value in arrays.values()),
        "absolute-sum": sum(float(np.abs(value).sum()) for value in arrays.values()),
        "root-mean-square": norm / math.sqrt(sum(value.size for value in arrays.values())),
        "bias-not-counted": math.sqrt(squares["W_x"] + squares["W_h"]),
        "spectral-norm": max(float(np.linalg.norm(np.atleast_2d(value), 2)) for value in arrays.values()),
    }.get(mistake, norm)
    factor = max_norm / norm if norm > max_norm else 1.0
    if mistake == "always-scaled":
        factor = max_norm / norm if norm else 1.0
    if mistake == "unit-length":
        factor = 1 / norm if norm > max_norm else 1.0
    if mistake == "divided-by-the-larger":
        factor = 1 / max(norm, max_norm)
    if mistake == "times-max-norm":
        factor = max_norm if norm > max_norm else 1.0
    if mistake == "upside-down":
        factor = norm / max_norm if norm > max_norm else 1.0
    if mistake == "comparison-the-wrong-way":
        factor = max_norm / norm if 0 < norm < max_norm else 1.0
    if mistake == "root-of-the-factor":
        factor = math.sqrt(factor)
    if mistake == "in-place":
        for value in arrays.values():
            value *= factor
        return arrays
    clipped = {name: value * factor for name, value in arrays.items()}
    return clipped | {"b": arrays["b"].copy()} if mistake == "bias-not-scaled" else clipped


def _wrong_clip(mistake, message, hint=""):
    return Mutant(mistake, message, _EXPLODE, hint=hint, fn=functools.partial(_mistaken_clip, mistake))


CLIP_BY_GLOBAL_NORM = Exercise(
    name="clip_by_global_norm",
    number="6.4",
    signature="clip_by_global_norm(grads, max_norm)",
    returns={"W_x": "(D, H)", "W_h": "(H, H)", "b": "(H,)"},
    reference=functools.partial(_mistaken_clip, ""),
    probes=clip_probes,
    points={"W_x": 1, "W_h": 1, "b": 1},
    read=_EXPLODE,
    as_dict=True,
    tolerance=1e-5,  # leaves room for libraries' habit of adding 1e-6 to the norm
    advice={},
    hints=(
        "Think of all arrays laid end to end as one long arrow. How long is it?",
        "The length is the root of all squares of all arrays. Where it exceeds max_norm, one factor serves them all.",
        "factor = max_norm / norm if norm > max_norm else 1.0, and return {name: g * factor for ...}.",
    ),
    mutants=(
        _wrong_clip(
            "by-value",
            "You cut each element at max_norm. That bends the arrow: large elements shrink, small ones do not, and "
            "the step goes elsewhere. Scale all by one factor.",
            "M49",
        ),
        _wrong_clip(
            "per-array",
            "You clip every array by its own norm. Then they shrink by different factors and the direction changes. "
            "One norm over all arrays.",
            "M49",
        ),
        _wrong_clip(
            "per-row",
            "You clip every row of every array by its own norm. One norm over all elements of all arrays.",
            "M49",
        ),
        _wrong_clip(
            "always-scaled",
            "You scale short gradients too, up to max_norm. Clipping only shortens: near a minimum the gradient is "
            "small for a reason.",
        ),
        _wrong_clip("never-clipped", "Your gradients come back unchanged, also where they are too long."),
        _wrong_clip(
            "thrown-away",
            "Where the gradient is too long you return zeros. It still points downhill: shorten it, and take the step.",
        ),
        _wrong_clip(
            "unit-length",
            "Where you clip, the result has length 1 whatever max_norm is. It should be as long as max_norm.",
        ),
        _wrong_clip(
            "divided-by-the-larger",
            "You divide by the larger of norm and max_norm, and never multiply by max_norm. So even a short gradient "
            "is changed.",
        ),
        _wrong_clip(
            "times-max-norm",
            "You multiply by max_norm without dividing by the norm.",
        ),
        _wrong_clip(
            "upside-down", "Your factor is upside down: norm / max_norm makes a long gradient longer."
        ),
        _wrong_clip(
            "comparison-the-wrong-way",
            "You scale the gradients that are short and leave the long ones. Compare the other way round; or, if you "
            "limit the factor, take the smaller of it and 1.",
        ),
        _wrong_clip(
            "not-rooted",
            "Your norm is a sum of squares. The root is missing, so it is compared with max_norm on another scale.",
        ),
        _wrong_clip(
            "root-of-the-factor",
            "You scale by the root of the factor. The root belongs to the norm, and only there.",
        ),
        _wrong_clip(
            "sum-of-norms",
            "You add the norms of the arrays. Lengths of parts do not add up to the length of the whole: add the "
            "squares, then take the root.",
        ),
        _wrong_clip(
            "largest-norm",
            "You take the largest of the arrays' norms. The joint norm takes all squares of all arrays.",
        ),
        _wrong_clip(
            "largest-element",
            "You scale by the largest element. That keeps the direction, but the length is not limited: it grows with "
            "the number of weights.",
        ),
        _wrong_clip(
            "absolute-sum",
            "You add absolute values. The norm is the root of the summed squares.",
        ),
        _wrong_clip(
            "root-mean-square",
            "Your norm is a mean under the root. The length of an arrow has a sum there.",
        ),
        _wrong_clip(
            "spectral-norm",
            "You took np.linalg.norm(g, 2) of the matrices, their largest singular value. The norm here is the root "
            "of all summed squares.",
        ),
        _wrong_clip("bias-not-counted", "The bias is missing from your norm. All arrays count."),
        _wrong_clip("bias-not-scaled", "You scale the matrices and leave the bias. One factor for all."),
        _wrong_clip(
            "in-place",
            "The numbers are right, but g *= factor writes into the caller's arrays. The caller may still want to "
            "know how long they were: return new ones.",
            "M23",
        ),
    ),
)


# ---- 6.5 ----------------------------------------------------------------------------------------------------


def orthogonal_probes(rng):
    """Return random square matrices with gains, the first of them 2 by 2."""
    return [
        Probe(
            (rng.normal(size=(H, H)), float(gain)),
        )
        for H, gain in ((2, rng.uniform(1.4, 2)), (5, rng.uniform(0.4, 0.8)), (4, rng.uniform(1.2, 1.6)))
    ]


def _observed_matrix(results, args):
    """Return W W^T, and whether W is more than a shuffled identity."""
    W, gain = results["W"], args[1]
    largest = np.abs(W).max()
    return {"W @ W.T": W @ W.T, "random": bool(largest < 0.999999 * abs(gain) or (W != 0).all())}


def _orthogonal(A, gain):
    q, r = np.linalg.qr(A)
    return gain * q * np.sign(np.diag(r))


def _shear(A):
    """Return A with each column made orthogonal to the first one only, and of length 1."""
    first = A[:, :1] / np.linalg.norm(A[:, :1])
    rest = A[:, 1:] - first @ (first.T @ A[:, 1:])
    return np.concatenate([first, rest / np.linalg.norm(rest, axis=0)], axis=1)


def _wrong_matrix(name, message, fn, read=_INIT, hint=""):
    return Mutant(name, message, read, hint=hint, fn=fn)


ORTHOGONAL_INIT = Exercise(
    name="orthogonal_init",
    number="6.5",
    signature="orthogonal_init(A, gain)",
    returns={"W": "(H, H)"},
    reference=_orthogonal,
    probes=orthogonal_probes,
    points={"W @ W.T": 3, "random": 1},
    read=_INIT,
    observe=_observed_matrix,
    advice={
        "W @ W.T": "Columns of an orthogonal matrix have length 1 and stand at right angles to each other; gain then "
        "multiplies it all, so W @ W.T is gain**2 on the diagonal and 0 elsewhere.",
        "random": "Start from A: the matrix must be a random one, made orthogonal.",
    },
    hints=(
        "NumPy can take a matrix apart into an orthogonal one and a triangular one.",
        "np.linalg.qr(A) returns Q and R. Which of them is orthogonal?",
        "Q, R = np.linalg.qr(A), then gain * Q.",
    ),
    mutants=(
        _wrong_matrix(
            "no-gain",
            "The gain is missing: your matrix is orthogonal, but it should also multiply lengths by gain.",
            lambda A, gain: _orthogonal(A, 1),
        ),
        _wrong_matrix(
            "gain-squared",
            "You multiply by the gain twice. W @ W.T already holds it squared.",
            lambda A, gain: _orthogonal(A, gain**2),
        ),
        _wrong_matrix(
            "root-of-the-gain",
            "You multiply by the root of the gain. Lengths are multiplied by gain itself.",
            lambda A, gain: _orthogonal(A, gain**0.5),
        ),
        _wrong_matrix(
            "divided-by-the-gain",
            "You divide by the gain. Lengths are to be multiplied by it.",
            lambda A, gain: _orthogonal(A, 1 / gain),
        ),
        _wrong_matrix(
            "triangular",
            "You return R, the triangular part. The orthogonal part is the first result of np.linalg.qr, Q.",
            lambda A, gain: gain * np.linalg.qr(A)[1],
        ),
        _wrong_matrix(
            "only-scaled",
            "You return gain * A, or A turned with its singular values left in: it still stretches some directions and "
            "shrinks others. Make it orthogonal.",
            lambda A, gain: gain * A,
        ),
        _wrong_matrix("unchanged", "You return A itself.", lambda A, gain: A),
        _wrong_matrix(
            "identity",
            "You return a multiple of the identity. It is orthogonal, but then no unit hears another: make the random "
            "matrix A orthogonal.",
            lambda A, gain: gain * np.eye(len(A)),
        ),
        _wrong_matrix(
            "columns-of-length-one",
            "Your columns all have the right length, but they do not stand at right angles to each other.",
            lambda A, gain: gain * A / np.linalg.norm(A, axis=0),
        ),
        _wrong_matrix(
            "rows-of-length-one",
            "Your rows all have the right length, but they do not stand at right angles to each other.",
            lambda A, gain: gain * A / np.linalg.norm(A, axis=1, keepdims=True),
        ),
        _wrong_matrix(
            "spectral-radius",
            "You set the spectral radius of A to gain. That makes the largest eigenvalue right; the other directions "
            "still shrink.",
            lambda A, gain: gain * A / np.abs(np.linalg.eigvals(A)).max(),
        ),
        _wrong_matrix(
            "spectral-norm",
            "You divide A by its largest singular value. Then one direction is kept and all others shrink.",
            lambda A, gain: gain * A / np.linalg.norm(A, 2),
        ),
        _wrong_matrix(
            "frobenius",
            "You divide A by its norm. That sets one number right, not every direction.",
            lambda A, gain: gain * A / np.linalg.norm(A),
        ),
        _wrong_matrix(
            "variance-only",
            "You divide A by the root of H. That gives the right length on average (Glorot's idea), not for each "
            "direction.",
            lambda A, gain: gain * A / np.sqrt(len(A)),
        ),
        _wrong_matrix(
            "symmetric",
            "You make A symmetric. Symmetric and orthogonal are different things.",
            lambda A, gain: gain * (A + A.T) / 2,
        ),
        _wrong_matrix(
            "gain-added",
            "You add the gain to every element. It multiplies the matrix.",
            lambda A, gain: _orthogonal(A, 1) + gain,
        ),
        _wrong_matrix(
            "against-the-first-column-only",
            "Each of your columns is at a right angle to the first one, but not to the others. From each column take "
            "away its share along all columns before it.",
            lambda A, gain: gain * _shear(A),
        ),
    ),
)


# ---- 6.6 ----------------------------------------------------------------------------------------------------


def lag_of_1e6_probes(rng):
    """Return weights: small and large, negative, one, above one, zero."""
    return [
        Probe(
            (float(rng.uniform(0.3, 0.6)),),
            "For a weight between 0 and 1, count how often 1 can be multiplied by it before it is below 1e-6; yours "
            "is another count.",
        ),
        Probe(
            (float(-rng.uniform(0.6, 0.85)),),
            "For this negative weight your count is off. Its size falls as that of a positive one, so use abs(w); the "
            "answer is the first lag that is below 1e-6, so round up.",
        ),
        Probe(
            (1.0,),
            "At a weight of 1 nothing ever gets smaller, so the answer is -1.",
        ),
        Probe(
            (float(rng.uniform(1.05, 1.9)),),
            "Above 1 the gradient grows, so it never falls below 1e-6 and the answer is -1.",
        ),
        Probe(
            (0.0,), "At a weight of 0 the gradient is gone after one step: lag 1. Mind the logarithm of 0."
        ),
        Probe(
            (float(rng.uniform(0.93, 0.98)),), "Near 1 your count is off. Compare with the powers themselves."
        ),
        Probe(
            (float(-rng.uniform(1.1, 1.9)),), "Below -1 the size grows: abs(w) decides, and the answer is -1."
        ),
    ]


_MILLIONTH = math.log(1e-6)


def _lag(w):
    w = abs(w)
    if w >= 1:
        return -1
    power, k = 1.0, 0
    while power >= 1e-6:
        power, k = power * w, k + 1
    return k


def _by_log(w, top=_MILLIONTH, log=math.log):
    return 1 if w == 0 else math.ceil(top / log(abs(w)))


def _wrong_lag(name, message, fn, hint="", read=_UNIT):
    return Mutant(name, message, read, hint=hint, fn=fn)


def _below_one(fn):
    """Return the function that is right where nothing vanishes, and `fn` elsewhere."""
    return lambda w: -1 if abs(w) >= 1 else fn(w)


LAG_OF_1E6 = Exercise(
    name="lag_of_1e6",
    number="6.6",
    signature="lag_of_1e6(w)",
    returns={"k": "the smallest lag, or -1"},
    reference=_lag,
    probes=lag_of_1e6_probes,
    points={"k": 3},
    read=_UNIT,
    advice={},
    hints=(
        "After k steps the gradient is abs(w)**k. A loop that multiplies and counts is enough.",
        "In closed form: k * log|w| < log(1e-6). Dividing by a negative number turns the sign round.",
        "k = 0, power = 1; while power >= 1e-6: power *= abs(w), k += 1. Return -1 first where abs(w) >= 1.",
    ),
    mutants=(
        _wrong_lag(
            "one-too-few",
            "Your count is one too small: at your lag the gradient is still above 1e-6.",
            _below_one(lambda w: _lag(w) - 1),
        ),
        _wrong_lag(
            "one-too-many",
            "Your count is one too large: it is below 1e-6 one step earlier already. Lag 0 is the start, 1.",
            _below_one(lambda w: _lag(w) + 1),
        ),
        _wrong_lag(
            "sign-kept",
            "A negative weight is below 1e-6 at once for your function. Its sign flips at each step, but vanishing is "
            "a matter of size: abs(w).",
            lambda w: 1 if w < 0 else _lag(w),
        ),
        _wrong_lag(
            "negative-never",
            "You answer -1 for all negative weights. They vanish as fast as positive ones of their size.",
            lambda w: -1 if w < 0 else _lag(w),
        ),
        _wrong_lag(
            "large-negative-vanishes",
            "You ask whether w >= 1, so a weight below -1 counts as small. Its size is what matters: abs(w).",
            lambda w: 1 if w <= -1 else _lag(w),
        ),
        _wrong_lag(
            "never-means-zero",
            "You answer 0 where the gradient never falls below 1e-6. At lag 0 it is 1; the answer asked for is -1.",
            lambda w: 0 if abs(w) >= 1 else _lag(w),
        ),
        _wrong_lag(
            "explosion-counted",
            "For weights above 1 you count until 1e6 is passed. That is exploding, the other danger; here the answer "
            "is -1.",
            lambda w: -1 if abs(w) == 1 else _by_log(w, math.log(1e6)) if abs(w) > 1 else _lag(w),
            "M09",
            _EXPLODE,
        ),
        _wrong_lag(
            "never-vanishes",
            "You answer -1 always. Any loop with a weight below 1 in size loses its gradient, be it a gate or not.",
            lambda w: -1,
            "M08",
        ),
        _wrong_lag(
            "zero-never",
            "For a weight of 0 you answer -1. Nothing passes it: at lag 1 the gradient is 0 already.",
            lambda w: -1 if w == 0 else _lag(w),
        ),
        _wrong_lag(
            "zero-at-lag-zero",
            "For a weight of 0 you answer 0. At lag 0 the gradient has not met the weight yet and is 1.",
            lambda w: 0 if w == 0 else _lag(w),
        ),
        _wrong_lag(
            "straight-line",
            "You let the gradient lose the same amount at each step, 1 - w. It loses the same *share*: multiply.",
            _below_one(lambda w: math.ceil((1 - 1e-6) / (1 - abs(w)))),
            "M11",
        ),
        _wrong_lag(
            "mixed-logarithms",
            "Your two logarithms have different bases. Take the same for 1e-6 and for the weight.",
            _below_one(lambda w: _by_log(w, log=math.log10)),
        ),
        _wrong_lag(
            "mixed-logarithms-the-other-way",
            "Your logarithms have different bases: log10 of 1e-6 and the natural one of the weight.",
            _below_one(lambda w: _by_log(w, top=-6.0)),
        ),
        _wrong_lag(
            "squared",
            "You stop at half the lag, where 1e-3 is left: a square of the weight, or of the norm, has come in. Each "
            "step multiplies by w once.",
            _below_one(lambda w: _lag(w * w)),
        ),
        _wrong_lag(
            "half-life",
            "You return the lag where half is left. Asked for is a millionth.",
            _below_one(lambda w: _by_log(w, math.log(0.5))),
        ),
        _wrong_lag(
            "sigmoid-loop",
            "You put the weight through a sigmoid first. That is a forget gate; this loop has the weight itself.",
            lambda w: _lag(float(cells.sigmoid(w))),
        ),
    ),
)

EXERCISES = (RNN_STEP, RNN_BACKWARD, GRAD_VS_LAG, CLIP_BY_GLOBAL_NORM, ORTHOGONAL_INIT, LAG_OF_1E6)
