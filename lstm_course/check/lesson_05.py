"""Exercises of lesson 05: backpropagation through time, and a first training."""

import functools

import numpy as np

from .. import cells
from . import given
from .exercise import Exercise, Mutant, Probe

_PATHS = 'lesson 05, "Two paths into c"'
_LOCAL = 'lesson 05, "One unit, two steps, by hand"'
_TIME = 'lesson 05, "Back through the sequence"'
_CHECK = 'lesson 05, "Can you trust a gradient?"'
_ADAM = 'lesson 05, "Adam by hand"'
_CUT = 'lesson 05, "Cutting the way back"'


def random_sequence(rng, N, T, D, H):
    """Return dy, x, h0, c0, W_x, W_h, b, none of them zero."""
    shapes = [(N, T, H), (N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    return tuple(rng.normal(size=shape) for shape in shapes)


def exclusive(places, mistakes):
    """Whether two of the mistakes are in the same place, so that no function holds both."""
    return any(len(mistakes & place) > 1 for place in places)


# ---- 5.1 ----------------------------------------------------------------------------------------------------


def step_arguments(rng, N, D, H):
    """Return arguments of one backward step, with what a forward step found."""
    dy, x, h0, c0, *weights = random_sequence(rng, N, 2, D, H)
    cache = cells.lstm_step(x[:, 0], h0, c0, *weights)[2]
    return dy[:, 0], dy[:, 1], *cache


def step_probes(rng):
    """Return probes of the backward step: one path alone, the other alone, D == H, D != H."""
    dh, dc, *forward = step_arguments(rng, N=2, D=3, H=3)
    zero = np.zeros_like(dh)
    return [
        Probe(
            (zero, dc, *forward),
            "With dh = 0 everything comes from the next cell state: the output gate gets nothing, dc_prev must be "
            "dc * f, and i, f and g get their shares of dc. Look at these.",
        ),
        Probe(
            (dh, zero, *forward),
            "With dc = 0 everything comes through h: to the output gate as dh * tanh(c), and into c as "
            "dh * o * (1 - tanh(c)**2). Look at these two.",
        ),
        Probe((dh, dc, *forward)),
        Probe(step_arguments(rng, N=3, D=4, H=2)),
    ]


def _reference_step(dh, dc, x, h_prev, c_prev, W_x, W_h, i, f, g, o, c):
    return cells.lstm_step_backward(dh, dc, (x, h_prev, c_prev, W_x, W_h, i, f, g, o, c))


def _mistaken_step(mistakes, dh, dc, x, h_prev, c_prev, W_x, W_h, i, f, g, o, c):
    """One backward step with the named mistakes in it."""
    N = x.shape[0]
    tanh_c = np.tanh(c)
    slope = 1 - tanh_c**2
    if "no-tanh-derivative-on-c" in mistakes:
        slope = np.ones_like(c)
    if "tanh-derivative-at-c" in mistakes:
        slope = 1 - c**2
    if "tanh-derivative-not-squared" in mistakes:
        slope = 1 - tanh_c
    through_h = dh * slope * (1 if "no-output-gate-on-the-way" in mistakes else o)
    both = dc * ("only-h-path" not in mistakes) + through_h * ("only-c-path" not in mistakes)
    if "dc-changed" in mistakes:
        dc += through_h
        both = dc
    do = dh * (c if "output-gate-without-tanh" in mistakes else tanh_c)
    if "output-gate-from-dc" in mistakes:
        do = both * tanh_c
    df = both * (c if "forget-gate-meets-new-c" in mistakes else c_prev)
    if "forget-gate-meets-nothing" in mistakes:
        df = both
    di, dg = both * g, both * i
    if "i-and-g-exchanged" in mistakes:
        di, dg = both * i, both * g
    kept = dc if "dc_prev-without-h-path" in mistakes else both
    dc_prev = kept * (1 if "no-forget-gate-on-dc_prev" in mistakes else f)
    if "dc_prev-times-input-gate" in mistakes:
        dc_prev = kept * i

    def derivative(gate):
        if "no-sigmoid-derivative" in mistakes:
            return 1
        if "sigmoid-of-the-gate" in mistakes:
            gate = cells.sigmoid(gate)
        return (gate * (1 - gate)) ** (2 if "sigmoid-derivative-twice" in mistakes else 1)

    slope_g = 1 - g**2
    if "no-tanh-derivative-on-g" in mistakes:
        slope_g = 1
    if "sigmoid-derivative-on-g" in mistakes:
        slope_g = g * (1 - g)
    if "tanh-of-g-again" in mistakes:
        slope_g = 1 - np.tanh(g) ** 2
    blocks = {"i": di * derivative(i), "f": df * derivative(f), "g": dg * slope_g, "o": do * derivative(o)}
    order = next((order for name, order in ORDERS.items() if name in mistakes), "ifgo")
    da = np.concatenate([blocks[name] for name in order], axis=1)
    dx, dh_prev, dW_x, dW_h, db = da @ W_x.T, da @ W_h.T, x.T @ da, h_prev.T @ da, da.sum(axis=0)
    if "weights-exchanged" in mistakes:
        dx, dh_prev = da @ W_h.T, da @ W_x.T
    if "inputs-exchanged" in mistakes:
        dW_x, dW_h = h_prev.T @ da, x.T @ da
    if "dh-handed-on" in mistakes:
        dh_prev = dh_prev + dh
    if "averaged-over-batch" in mistakes:
        dW_x, dW_h, db = dW_x / N, dW_h / N, db / N
    if "bias-averaged" in mistakes:
        db = da.mean(axis=0)
    if "bias-not-summed" in mistakes:
        db = da
    if "bias-summed-over-units" in mistakes:
        db = da.sum(axis=1)
    if "states-exchanged" in mistakes:
        dh_prev, dc_prev = dc_prev, dh_prev
    return dx, dh_prev, dc_prev, dW_x, dW_h, db


ORDERS = {"order-ifog": "ifog", "order-figo": "figo", "order-fiog": "fiog", "order-iofg": "iofg"}

_STEP_PLACES = (
    set(ORDERS),
    {
        "only-c-path",
        "no-tanh-derivative-on-c",
        "tanh-derivative-at-c",
        "tanh-derivative-not-squared",
    },
    {"only-c-path", "no-output-gate-on-the-way"},
    {"only-c-path", "only-h-path", "dc-changed"},
    {"only-c-path", "dc_prev-without-h-path"},
    {"dc_prev-without-h-path", "dc-changed"},
    {"output-gate-without-tanh", "output-gate-from-dc"},
    {"no-forget-gate-on-dc_prev", "dc_prev-times-input-gate"},
    {"no-sigmoid-derivative", "sigmoid-of-the-gate", "sigmoid-derivative-twice"},
    {"no-tanh-derivative-on-g", "sigmoid-derivative-on-g", "tanh-of-g-again"},
    {"averaged-over-batch", "bias-averaged", "bias-not-summed", "bias-summed-over-units"},
)


def mistaken_step(mistakes):
    """Return the backward step with these mistakes, or None where they exclude each other."""
    if exclusive(_STEP_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_step, mistakes)


_ORDER = "Stack the four gradients in the order of the forward step: i, f, g, o."

LSTM_STEP_BACKWARD = Exercise(
    name="lstm_step_backward",
    number="5.1",
    signature="lstm_step_backward(dh, dc, x, h_prev, c_prev, W_x, W_h, i, f, g, o, c)",
    returns={
        "dx": "(N, D)",
        "dh_prev": "(N, H)",
        "dc_prev": "(N, H)",
        "dW_x": "(D, 4H)",
        "dW_h": "(H, 4H)",
        "db": "(4H,)",
    },
    reference=_reference_step,
    probes=step_probes,
    points={"dx": 1, "dh_prev": 1, "dc_prev": 1, "dW_x": 1, "dW_h": 1, "db": 1},
    read=_PATHS,
    family=mistaken_step,
    advice={
        "dx": "Find da first, the gradients of the four sums side by side (N, 4H). Then dx = da @ W_x.T.",
        "dh_prev": "h_prev enters only the four sums, so its gradient is da @ W_h.T.",
        "dc_prev": "c_prev enters only f * c_prev, so its gradient is the whole gradient of c times f.",
        "dW_x": "x.T @ da sums over the batch by itself.",
        "dW_h": "The weights from h_prev: h_prev.T @ da.",
        "db": "The bias is added in every row of the batch, so its gradient is the sum of da over the rows.",
    },
    hints=(
        "Go through the forward step from its last line to its first. Which lines use c, and how many are there?",
        "Two paths end in c: from the next step (dc) and from h = o * tanh(c). Add them before anything else uses dc.",
        "dc = dc + dh * o * (1 - np.tanh(c)**2). Then each factor of a product gets dc times the other factor, "
        "and each gate's sum gets that times gate * (1 - gate).",
    ),
    mutants=(
        Mutant(
            "only-c-path",
            "Only the gradient from the next cell state reaches your c. The loss also sees c through h = o * tanh(c) "
            "at this very step: both paths add.",
            _PATHS,
            hint="M20",
        ),
        Mutant(
            "only-h-path",
            "Only the gradient through h reaches your c. The next cell state uses c too, and hands dc back: both "
            "paths add.",
            _PATHS,
            hint="M20",
        ),
        Mutant(
            "dc_prev-without-h-path",
            "Your dc_prev carries on the dc that came in, without what came through h. Add the two paths first, and "
            "use their sum everywhere.",
            _PATHS,
            hint="M20",
        ),
        Mutant(
            "dc-changed",
            "The numbers are right, but dc += ... writes into the caller's array. The caller still needs it: write "
            "dc = dc + ...",
            _PATHS,
            hint="M23",
        ),
        Mutant(
            "sigmoid-derivative-twice",
            "You multiply by gate * (1 - gate) twice. Each sigmoid is passed once on the way back.",
            _LOCAL,
            hint="M24",
        ),
        Mutant(
            "sigmoid-of-the-gate",
            "You put the gates through the sigmoid again. i, f and o are values of the sigmoid already, so its slope "
            "is gate * (1 - gate).",
            _LOCAL,
            hint="M24",
        ),
        Mutant(
            "no-sigmoid-derivative",
            "The slope of the sigmoid is missing: what reaches a gate must still pass through its sigmoid to reach "
            "the sum.",
            _LOCAL,
        ),
        Mutant(
            "no-tanh-derivative-on-c",
            "On the way from h to c the slope of tanh is missing. h shows tanh(c), not c.",
            _PATHS,
            hint="M12",
        ),
        Mutant(
            "tanh-derivative-at-c",
            "You wrote 1 - c**2 for the slope of tanh at c. The square is of tanh(c), not of c.",
            _LOCAL,
        ),
        Mutant(
            "tanh-derivative-not-squared",
            "You wrote 1 - tanh(c) for the slope of tanh. It is 1 - tanh(c)**2.",
            _LOCAL,
            fn=functools.partial(_mistaken_step, frozenset({"tanh-derivative-not-squared"})),
        ),
        Mutant(
            "no-output-gate-on-the-way",
            "On the way from h to c the output gate is missing. What was shown in part flows back in part.",
            _PATHS,
            fn=functools.partial(_mistaken_step, frozenset({"no-output-gate-on-the-way"})),
        ),
        Mutant(
            "no-tanh-derivative-on-g",
            "The slope of tanh is missing at the candidate: what reaches g must still pass through its tanh.",
            _LOCAL,
        ),
        Mutant(
            "sigmoid-derivative-on-g",
            "You use g * (1 - g) for the candidate. g comes from tanh, whose slope is 1 - g**2.",
            _LOCAL,
            hint="M02",
        ),
        Mutant(
            "tanh-of-g-again",
            "You put g through tanh again. g is a value of tanh already, so its slope is 1 - g**2.",
            _LOCAL,
            hint="M24",
            fn=functools.partial(_mistaken_step, frozenset({"tanh-of-g-again"})),
        ),
        Mutant(
            "output-gate-without-tanh",
            "Your output gate gets dh * c. It multiplies tanh(c) in the forward step, so it gets dh * tanh(c).",
            _PATHS,
            hint="M12",
        ),
        Mutant(
            "output-gate-from-dc",
            "Your output gate gets its gradient from dc. It has no part in c: it only acts in h, so its gradient "
            "comes from dh.",
            _PATHS,
        ),
        Mutant(
            "forget-gate-meets-new-c",
            "Your forget gate gets dc times the new c. It multiplies the old one, c_prev.",
            _PATHS,
        ),
        Mutant(
            "forget-gate-meets-nothing",
            "Your forget gate gets dc alone. It multiplies c_prev in the forward step, so it gets dc * c_prev.",
            _PATHS,
            fn=functools.partial(_mistaken_step, frozenset({"forget-gate-meets-nothing"})),
        ),
        Mutant(
            "i-and-g-exchanged",
            "In a product each factor gets the gradient times the *other* factor. You gave i the factor i, and g the "
            "factor g.",
            _LOCAL,
        ),
        Mutant(
            "no-forget-gate-on-dc_prev",
            "Your dc_prev lacks the forget gate. What was forgotten on the way forward gets no gradient on the "
            "way back.",
            _PATHS,
            hint="M01",
        ),
        Mutant(
            "dc_prev-times-input-gate",
            "Your dc_prev is multiplied by the input gate. The old cell state was multiplied by f.",
            _PATHS,
            fn=functools.partial(_mistaken_step, frozenset({"dc_prev-times-input-gate"})),
        ),
        Mutant(
            "order-ifog", f"You stack the gradients of the sums as i, f, o, g. {_ORDER}", _PATHS, hint="M15"
        ),
        Mutant(
            "order-figo",
            f"You stack the gradients of the sums as f, i, g, o. {_ORDER}",
            _PATHS,
            hint="M15",
            fn=functools.partial(_mistaken_step, frozenset({"order-figo"})),
        ),
        Mutant(
            "order-fiog",
            f"You stack the gradients of the sums as f, i, o, g. {_ORDER}",
            _PATHS,
            hint="M15",
            fn=functools.partial(_mistaken_step, frozenset({"order-fiog"})),
        ),
        Mutant(
            "order-iofg",
            f"You stack the gradients of the sums as i, o, f, g. {_ORDER}",
            _PATHS,
            hint="M15",
            fn=functools.partial(_mistaken_step, frozenset({"order-iofg"})),
        ),
        Mutant(
            "weights-exchanged",
            "dx goes back through W_h and dh_prev through W_x. Where D equals H the shapes fit and nothing complains; "
            "x came in through W_x.",
            _PATHS,
            hint="M16",
            fn=functools.partial(_mistaken_step, frozenset({"weights-exchanged"})),
        ),
        Mutant(
            "inputs-exchanged",
            "dW_x is built from h_prev and dW_h from x. Each weight gets the gradient of the sum times the number it "
            "multiplied.",
            _PATHS,
            hint="M16",
            fn=functools.partial(_mistaken_step, frozenset({"inputs-exchanged"})),
        ),
        Mutant(
            "dh-handed-on",
            "You add dh to dh_prev. h_prev is not h: it acts on this step only through the four sums.",
            _PATHS,
            hint="M04",
            fn=functools.partial(_mistaken_step, frozenset({"dh-handed-on"})),
        ),
        Mutant(
            "averaged-over-batch",
            "You divide the gradients of the weights by N. Whether the loss is a mean over the batch is decided in "
            "the loss, and dh and dc have that factor already.",
            _TIME,
            hint="M22",
        ),
        Mutant(
            "bias-averaged",
            "Your db is a mean over the batch. Every row uses the same bias, so the gradients of the rows add.",
            _TIME,
        ),
        Mutant(
            "bias-not-summed",
            "Your db still has one row for each sequence of the batch. They share one bias: sum over the rows.",
            _TIME,
            fn=functools.partial(_mistaken_step, frozenset({"bias-not-summed"})),
        ),
        Mutant(
            "bias-summed-over-units",
            "You sum db over the units. Sum over the batch, axis 0: every unit has its own bias.",
            _TIME,
            fn=functools.partial(_mistaken_step, frozenset({"bias-summed-over-units"})),
        ),
        Mutant(
            "states-exchanged",
            "dh_prev and dc_prev are in each other's place. Return dx, dh_prev, dc_prev, dW_x, dW_h, db.",
            _PATHS,
            fn=functools.partial(_mistaken_step, frozenset({"states-exchanged"})),
        ),
    ),
)


# ---- 5.2 ----------------------------------------------------------------------------------------------------


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


def _backward(dy, x, h0, c0, W_x, W_h, b):
    return _mistaken_backward(frozenset(), dy, x, h0, c0, W_x, W_h, b)


def _mistaken_backward(mistakes, dy, x, h0, c0, W_x, W_h, b):
    """Gradients over a sequence, with the named mistakes in them."""
    N, T, H = dy.shape
    h, c = (np.zeros_like(h0), np.zeros_like(c0)) if "starts-from-zeros" in mistakes else (h0, c0)
    caches = []
    for t in range(T):
        h, c, cache = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
        caches.append(cache)
    dh, dc = np.zeros((N, H)), np.zeros((N, H))
    if "starts-from-the-states" in mistakes:
        dh, dc = h, c
    order = list(range(T)) if "forward-in-time" in mistakes else list(range(T))[::-1]
    if "first-step-left-out" in mistakes:
        order = [t for t in order if t > 0]
    if "last-step-left-out" in mistakes:
        order = [t for t in order if t < T - 1]
    dx, found = np.zeros_like(x), []
    for count, t in enumerate(order):
        if "upstream-only-at-the-end" in mistakes:
            upstream = dy[:, -1] if count == 0 else np.zeros((N, H))
        elif "upstream-of-the-end-at-every-step" in mistakes:
            upstream = dy[:, -1]
        else:
            upstream = dy[:, t - 1 if "upstream-one-step-off" in mistakes else t]
        if "dy-changed" in mistakes:
            upstream += dh
            total = upstream
        elif "dh-not-carried" in mistakes:
            total = upstream
        else:
            total = dh + upstream
        if "dy-into-c-too" in mistakes:
            dc = dc + upstream
        if "dy-into-c-instead" in mistakes:
            dc, total = dc + upstream, dh
        if "dc-not-carried" in mistakes:
            dc = np.zeros((N, H))
        dx_t, dh_t, dc_t, *weights = cells.lstm_step_backward(total, dc, caches[t])
        dh = total + dh_t if "dh-adds-up" in mistakes else dh_t
        dc = dc + dc_t if "dc-adds-up" in mistakes else dc_t
        if "carried-the-wrong-way-round" in mistakes:
            dh, dc = dc, dh
        dx[:, count if "dx-in-reverse" in mistakes else t] = dx_t
        found.append(weights)
    if not found:
        found = [[np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)]]
    dW_x, dW_h, db = found[-1] if "overwritten" in mistakes else map(sum, zip(*found, strict=True))
    if "only-the-last-step" in mistakes:
        dW_x, dW_h, db = found[0]
    share = T if "divided-by-T" in mistakes else N if "divided-by-N" in mistakes else 1
    dW_x, dW_h, db = dW_x / share, dW_h / share, db / share
    if "bias-overwritten" in mistakes:
        db = found[-1][2]
    if "states-exchanged" in mistakes:
        dh, dc = dc, dh
    return dx, dh, dc, dW_x, dW_h, db


_BACKWARD_PLACES = (
    {"forward-in-time", "first-step-left-out", "last-step-left-out", "dx-in-reverse"},
    {"upstream-only-at-the-end", "upstream-of-the-end-at-every-step"},
    {"dy-changed", "dh-not-carried", "upstream-only-at-the-end", "upstream-of-the-end-at-every-step"},
    {"dh-not-carried", "dh-adds-up", "starts-from-the-states", "carried-the-wrong-way-round"},
    {"dc-not-carried", "dc-adds-up", "starts-from-the-states", "carried-the-wrong-way-round"},
    {"dy-changed", "dh-adds-up", "forward-in-time", "starts-from-the-states"},
    {"overwritten", "only-the-last-step", "bias-overwritten", "first-step-left-out", "last-step-left-out"},
    {"divided-by-T", "divided-by-N", "overwritten", "only-the-last-step"},
    {"bias-overwritten", "divided-by-T", "divided-by-N"},
    {"carried-the-wrong-way-round", "states-exchanged"},
)


def mistaken_backward(mistakes):
    """Return the backward pass with these mistakes, or None where they exclude each other."""
    if exclusive(_BACKWARD_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_backward, mistakes)


LSTM_BACKWARD = Exercise(
    name="lstm_backward",
    number="5.2",
    signature="lstm_backward(dy, x, h0, c0, W_x, W_h, b)",
    returns={
        "dx": "(N, T, D)",
        "dh0": "(N, H)",
        "dc0": "(N, H)",
        "dW_x": "(D, 4H)",
        "dW_h": "(H, 4H)",
        "db": "(4H,)",
    },
    reference=_backward,
    probes=sequence_probes,
    points={"dx": 1, "dh0": 1, "dc0": 1, "dW_x": 1, "dW_h": 1, "db": 1},
    read=_TIME,
    family=mistaken_backward,
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
            _TIME,
            hint="M21",
        ),
        Mutant(
            "upstream-of-the-end-at-every-step",
            "You add dy of the last step at each step. Step t gets dy[:, t].",
            _TIME,
            hint="M21",
            fn=functools.partial(_mistaken_backward, frozenset({"upstream-of-the-end-at-every-step"})),
        ),
        Mutant(
            "upstream-one-step-off",
            "At step t you add dy of step t - 1. The loss at step t sees h of step t.",
            _TIME,
            hint="M21",
            fn=functools.partial(_mistaken_backward, frozenset({"upstream-one-step-off"})),
        ),
        Mutant(
            "dh-not-carried",
            "Each step gets dy[:, t] and nothing from the step after it. h of step t goes into step t + 1 as well: "
            "add the dh that comes back from there.",
            _TIME,
            hint="M21",
        ),
        Mutant(
            "dc-not-carried",
            "dc starts from zero at each step. The cell state of step t goes on to step t + 1, and its gradient "
            "comes back: that is the long path of the LSTM.",
            _PATHS,
            hint="M20",
        ),
        Mutant(
            "overwritten",
            "Your gradients of the weights are those of one time step, the first. Each step writes over the one "
            "before: add them up.",
            _TIME,
            hint="M22",
        ),
        Mutant(
            "only-the-last-step",
            "Your gradients of the weights are those of the last time step. Every step used the weights: add all "
            "contributions.",
            _TIME,
            hint="M22",
            fn=functools.partial(_mistaken_backward, frozenset({"only-the-last-step"})),
        ),
        Mutant(
            "bias-overwritten",
            "db holds one time step only, while dW_x and dW_h are added up. The bias is shared too.",
            _TIME,
            hint="M22",
        ),
        Mutant(
            "divided-by-T",
            "You divide the gradients of the weights by T. They are a sum over the steps; a mean, where one is "
            "wanted, belongs in the loss.",
            _TIME,
            hint="M22",
        ),
        Mutant(
            "divided-by-N",
            "You divide the gradients of the weights by N. They are a sum over the batch; a mean, where one is "
            "wanted, belongs in the loss.",
            _TIME,
            hint="M22",
            fn=functools.partial(_mistaken_backward, frozenset({"divided-by-N"})),
        ),
        Mutant(
            "dy-changed",
            "The numbers are right, but you add into a slice of the caller's dy. A slice is a view: write "
            "dh = dh + dy[:, t] in place of +=.",
            _TIME,
            hint="M23",
        ),
        Mutant(
            "forward-in-time",
            "You run from the first step to the last. A gradient comes from the future: begin at the last step.",
            _TIME,
        ),
        Mutant(
            "first-step-left-out",
            "Your loop stops before the first time step, t = 0. range(T - 1, 0, -1) leaves it out.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"first-step-left-out"})),
        ),
        Mutant(
            "last-step-left-out",
            "Your loop begins one step too early and leaves out the last time step, t = T - 1.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"last-step-left-out"})),
        ),
        Mutant(
            "dx-in-reverse",
            "dx comes out with the last step first. You collect it while going backward: write to dx[:, t].",
            _TIME,
        ),
        Mutant(
            "starts-from-zeros",
            "Your forward pass starts from zeros. It starts from h0 and c0.",
            _TIME,
            hint="M18",
        ),
        Mutant(
            "starts-from-the-states",
            "Your dh and dc start as the last h and c. Those are states, not gradients: nothing comes from beyond "
            "the last step, so both start at zero.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"starts-from-the-states"})),
        ),
        Mutant(
            "dh-adds-up",
            "You add dh_prev to the dh of the step you have just left. It takes its place: dh belongs to another h "
            "now.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"dh-adds-up"})),
        ),
        Mutant(
            "dc-adds-up",
            "You add dc_prev to the dc of the step you have just left. It takes its place: dc belongs to another c "
            "now.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"dc-adds-up"})),
        ),
        Mutant(
            "dy-into-c-too",
            "You add dy[:, t] to dc as well. dy is the gradient with respect to h; the way from h into c is taken "
            "inside lstm_step_backward.",
            _PATHS,
            hint="M20",
            fn=functools.partial(_mistaken_backward, frozenset({"dy-into-c-too"})),
        ),
        Mutant(
            "dy-into-c-instead",
            "You add dy[:, t] to dc. dy is the gradient with respect to h: it belongs to dh.",
            _PATHS,
            hint="M20",
            fn=functools.partial(_mistaken_backward, frozenset({"dy-into-c-instead"})),
        ),
        Mutant(
            "carried-the-wrong-way-round",
            "dh and dc change places from step to step. lstm_step_backward returns dx, dh_prev, dc_prev, in this "
            "order.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"carried-the-wrong-way-round"})),
        ),
        Mutant(
            "states-exchanged",
            "dh0 and dc0 are in each other's place. Return dx, dh0, dc0, dW_x, dW_h, db.",
            _TIME,
            fn=functools.partial(_mistaken_backward, frozenset({"states-exchanged"})),
        ),
    ),
)


# ---- 5.3 ----------------------------------------------------------------------------------------------------


def check_probes(rng):
    """Return probes of the gradient check: right gradients with a fine and a coarse eps, and planted errors."""

    def planted(gradient, index, error):
        wrong = gradient.copy()
        wrong[index] += error
        return wrong

    x, wide, W_h = rng.normal(size=3), rng.normal(size=(2, 3)), rng.normal(size=(1, 4))
    flat = np.arange(3, dtype=float) * 1e-3 + rng.uniform(0.4, 0.9)
    steep = 4 + rng.uniform(size=(2, 2))
    return [
        Probe(
            (given.cubic, x, given.cubic_gradient(x), 1e-5),
            "This gradient is right, and your function finds an error in it. Look at the difference quotient: two "
            "points that really differ, the division, and whether x is put back before the next element.",
        ),
        Probe(
            (given.waves, wide, planted(given.waves_gradient(wide), (1, 2), 0.25), 1e-5),
            "Here the last element of a gradient of shape (2, 3) is wrong, and your error is not its error. Look at "
            "whether all elements are compared, and at what you divide the difference by.",
        ),
        Probe((given.cubic, steep, planted(given.cubic_gradient(steep), (0, 1), -3.0), 1e-4)),
        Probe((given.waves, wide, given.waves_gradient(wide), 0.1)),
        Probe((given.step_loss, W_h, planted(given.step_loss_gradient(W_h), (0, 2), 0.01), 1e-4)),
        Probe((given.cubic, flat, 1e-3 * given.cubic_gradient(flat), 1e-4)),
    ]


def _mistaken_check(mistakes, f, x, gradient, eps):
    """Largest error of a gradient, with the named mistakes in it."""
    numeric = np.empty(x.shape)
    if "own-eps" in mistakes:
        eps = 1e-6
    if "changes-x" not in mistakes:
        x = x.copy()
    if "float32" in mistakes:
        x = x.astype(np.float32)
    base = f(x)
    places = np.ndindex(x.shape)
    if "all-at-once" in mistakes:
        places = [...]
    if "whole-rows" in mistakes:
        places = range(len(x))
    for index in places:
        kept = np.copy(x[index])
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        if "changes-x" not in mistakes:
            x[index] = kept
        if "forward-difference" in mistakes:
            below = base
        if "backward-difference" in mistakes:
            above = base
        one_sided = "forward-difference" in mistakes or "backward-difference" in mistakes
        width = eps if one_sided or "divided-by-eps" in mistakes else 2 * eps
        numeric[index] = (above - below) / width
    difference = gradient - numeric
    if "signed" not in mistakes:
        difference = np.abs(difference)
    scale = np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric)))
    if "absolute" in mistakes:
        scale = np.ones_like(scale)
    if "never-absolute" in mistakes:
        scale = np.maximum(np.abs(gradient), np.abs(numeric))
    if "sum-below" in mistakes:
        scale = np.maximum(1, np.abs(gradient) + np.abs(numeric))
    if "scaled-by-numeric" in mistakes:
        scale = np.maximum(1, np.abs(numeric))
    if "scaled-by-gradient" in mistakes:
        scale = np.maximum(1, np.abs(gradient))
    error = difference / scale
    if "one-number-for-all" in mistakes:
        below = np.linalg.norm(gradient) + np.linalg.norm(numeric)
        return float(np.linalg.norm(gradient - numeric) / below)
    if "mean" in mistakes:
        return float(error.mean())
    if "first-element" in mistakes:
        return float(error.ravel()[0])
    if "first-row" in mistakes:
        return float(error[0].max())
    if "smallest" in mistakes:
        return float(error.min())
    return float(error.max())


_CHECK_PLACES = (
    {"forward-difference", "backward-difference", "divided-by-eps"},
    {"changes-x", "float32"},
    {
        "absolute",
        "never-absolute",
        "sum-below",
        "scaled-by-numeric",
        "scaled-by-gradient",
        "one-number-for-all",
    },
    {"one-number-for-all", "mean", "first-element", "first-row", "smallest", "signed"},
)


def mistaken_check(mistakes):
    """Return the gradient check with these mistakes, or None where they exclude each other."""
    if exclusive(_CHECK_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_check, mistakes)


GRAD_CHECK = Exercise(
    name="grad_check",
    number="5.3",
    signature="grad_check(f, x, gradient, eps)",
    returns={"error": "the largest error of all elements"},
    reference=functools.partial(_mistaken_check, frozenset()),
    probes=check_probes,
    points={"error": 4},
    read=_CHECK,
    family=mistaken_check,
    advice={
        "error": "Central difference for each element, then |gradient - numeric| / max(1, |gradient|, |numeric|), "
        "then the largest of all."
    },
    hints=(
        "Move one element up by eps, ask f; move the same element down by eps, ask f; put it back.",
        "The two points are 2 * eps apart. Work on a copy of x: x = x.copy().",
        "numeric[index] = (above - below) / (2 * eps) in a loop over np.ndindex(x.shape); then "
        "np.abs(gradient - numeric) / np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric))), and its max().",
    ),
    mutants=(
        Mutant(
            "forward-difference",
            "You take one side only, f(x + eps) - f(x). Its error shrinks like eps; that of the central difference, "
            "(f(x + eps) - f(x - eps)) / (2 eps), like eps squared.",
            _CHECK,
        ),
        Mutant(
            "backward-difference",
            "You take one side only, f(x) - f(x - eps). Its error shrinks like eps; that of the central difference "
            "like eps squared.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"backward-difference"})),
        ),
        Mutant(
            "divided-by-eps",
            "You divide by eps, but the two points are 2 * eps apart: every slope comes out twice as steep.",
            _CHECK,
        ),
        Mutant(
            "all-at-once",
            "You move all elements at once. That measures a single slope, of all of them together: move one element at "
            "a time.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"all-at-once"})),
        ),
        Mutant(
            "whole-rows",
            "Your loop runs along the first axis only, so in an array with two axes a whole row moves at once. Go "
            "through the elements with np.ndindex(x.shape).",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"whole-rows"})),
        ),
        Mutant(
            "own-eps",
            "Your function uses an eps of its own and not the one that it is given.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"own-eps"})),
        ),
        Mutant(
            "float32",
            "You work in float32. It holds about 7 digits, and the difference of two nearly equal numbers loses "
            "most of them: what is left is rounding. Check gradients in float64.",
            _CHECK,
            hint="M26",
        ),
        Mutant(
            "changes-x",
            "x is not put back: after an element has been tried it stays moved, so the next one is measured at "
            "another point, and the caller's array has changed.",
            _CHECK,
        ),
        Mutant(
            "absolute",
            "Your error is absolute. For a gradient of 100 a difference of 0.001 is nothing, so divide by "
            "max(1, |gradient|, |numeric|).",
            _CHECK,
        ),
        Mutant(
            "never-absolute",
            "You divide by the gradient even where it is tiny. There rounding alone makes a large ratio: divide by "
            "max(1, |gradient|, |numeric|).",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"never-absolute"})),
        ),
        Mutant(
            "sum-below",
            "You divide by the sum of the two gradients. The exercise divides by the largest of 1 and the two.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"sum-below"})),
        ),
        Mutant(
            "scaled-by-numeric",
            "You divide by the numerical gradient only. Where the formula gives a number far too large the error "
            "should stay a ratio: take the larger of the two.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"scaled-by-numeric"})),
        ),
        Mutant(
            "scaled-by-gradient",
            "You divide by the gradient that is on trial only. It is the one that may be wrong: take the larger of "
            "the two.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"scaled-by-gradient"})),
        ),
        Mutant(
            "one-number-for-all",
            "You compare the norms of the whole arrays. One wrong element hides among many right ones: take the "
            "error of each element, and then the largest.",
            _CHECK,
        ),
        Mutant(
            "mean",
            "You return the mean error. One wrong element hides among many right ones: return the largest.",
            _CHECK,
        ),
        Mutant(
            "signed",
            "You take the largest difference without its absolute value, so an error to the other side counts as "
            "none.",
            _CHECK,
        ),
        Mutant(
            "first-element",
            "Only the first element is compared. An error sits anywhere: compare them all.",
            _CHECK,
        ),
        Mutant(
            "first-row",
            "Only the first entry along the first axis is compared. Go through all of them with np.ndindex(x.shape).",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"first-row"})),
        ),
        Mutant(
            "smallest",
            "You return the smallest error of all elements. The largest one decides.",
            _CHECK,
            fn=functools.partial(_mistaken_check, frozenset({"smallest"})),
        ),
    ),
)


# ---- 5.4 ----------------------------------------------------------------------------------------------------

_BETAS, _EPS = (0.9, 0.999), 1e-8


def adam_probes(rng):
    """Return probes of Adam: the first step from zero moments, later steps, and gradients as small as eps."""

    def moments(shape, scale=1.0):
        return scale * rng.normal(size=shape), scale**2 * rng.uniform(0.5, 2, size=shape)

    param, grad = rng.normal(size=(2, 3))
    shape, tiny = (2, 3), 1e-8
    return [
        Probe(
            (param, grad, np.zeros(3), np.zeros(3), 1, 0.1),
            "At the first step from zero moments every element must move by the learning rate, against the sign of "
            "its gradient, however large that is. Yours does not. Look at the two corrections, and at eps.",
        ),
        Probe((rng.normal(size=shape), rng.normal(size=shape), *moments(shape), 3, 0.05)),
        Probe((rng.normal(size=shape), tiny * rng.normal(size=shape), *moments(shape, tiny), 7, 0.2)),
        Probe((rng.normal(size=4), rng.normal(size=4), *moments(4), 250, 0.5)),
    ]


def _mistaken_adam(mistakes, param, grad, m, v, t, learning_rate):
    """One step of Adam with the named mistakes in it."""
    betas = _BETAS[::-1] if "betas-exchanged" in mistakes else _BETAS
    betas = (0.9, 0.99) if "shorter-memory" in mistakes else betas
    beta_1, beta_2 = betas
    new_1, new_2 = 1 - beta_1, 1 - beta_2
    if "old-and-new-exchanged" in mistakes:
        beta_1, new_1, beta_2, new_2 = new_1, beta_1, new_2, beta_2
    if "new-in-full" in mistakes:
        new_1 = new_2 = 1
    square = np.abs(grad) if "not-squared" in mistakes else grad**2
    if "square-of-the-mean" in mistakes:
        square = (beta_1 * m + new_1 * grad) ** 2
    old_m, old_v = m, v
    if "moments-changed" in mistakes:
        m *= beta_1
        m += new_1 * grad
        v *= beta_2
        v += new_2 * square
    else:
        m, v = beta_1 * m + new_1 * grad, beta_2 * v + new_2 * square
    old = "old-moments" in mistakes
    m_hat, v_hat = (old_m, old_v) if old else (m, v)
    beta_1, beta_2 = betas
    power = t - 1 if "counts-from-zero" in mistakes else t + 1 if "one-ahead" in mistakes else t
    if not {"no-correction", "no-correction-of-m"} & mistakes:
        m_hat = m_hat / (1 - (beta_1 * power if "times-t" in mistakes else np.float64(beta_1) ** power))
    if not {"no-correction", "no-correction-of-v"} & mistakes:
        v_hat = v_hat / (1 - (beta_2 * power if "times-t" in mistakes else np.float64(beta_2) ** power))
    if "corrected-moments-kept" in mistakes:
        m, v = m_hat, v_hat
    if "gradient-in-place-of-m" in mistakes:
        m_hat = grad
    if "eps-inside-the-root" in mistakes:
        below = np.sqrt(v_hat + _EPS)
    elif "no-eps" in mistakes:
        below = np.sqrt(v_hat)
    elif "no-root" in mistakes:
        below = v_hat + _EPS
    else:
        below = np.sqrt(v_hat) + _EPS
    change = learning_rate * m_hat / below
    if "no-division" in mistakes:
        change = learning_rate * m_hat
    if "uphill" in mistakes:
        change = -change
    if "only-the-change" in mistakes:
        param = -change
    elif "param-changed" in mistakes:
        param -= change
    else:
        param = param - change
    return (m, v, param) if "param-last" in mistakes else (param, m, v)


_ADAM_PLACES = (
    {"betas-exchanged", "old-and-new-exchanged", "new-in-full", "moments-changed"},
    {"not-squared", "square-of-the-mean"},
    {"counts-from-zero", "one-ahead", "times-t", "no-correction", "no-correction-of-m", "no-correction-of-v"},
    {"no-eps", "eps-inside-the-root", "no-root", "no-division"},
    {"no-division", "no-correction-of-v", "no-correction-of-m"},
    {"gradient-in-place-of-m", "no-correction-of-m", "no-correction-of-v"},
    {"old-moments", "no-eps"},
    {"not-squared", "no-eps"},
    {"param-changed", "moments-changed"},
    {"old-moments", "corrected-moments-kept", "moments-changed", "no-correction"},
    {"corrected-moments-kept", "no-correction"},
    {"only-the-change", "param-changed"},
)


def mistaken_adam(mistakes):
    """Return Adam with these mistakes, or None where they exclude each other."""
    if exclusive(_ADAM_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_adam, mistakes)


ADAM_STEP = Exercise(
    name="adam_step",
    number="5.4",
    signature="adam_step(param, grad, m, v, t, learning_rate)",
    returns={"param": "as grad", "m": "as grad", "v": "as grad"},
    reference=functools.partial(_mistaken_adam, frozenset()),
    probes=adam_probes,
    points={"param": 2, "m": 1, "v": 1},
    read=_ADAM,
    family=mistaken_adam,
    advice={
        "param": "Correct m and v for their start at zero, divide the one by the root of the other plus eps, and go "
        "against the gradient.",
        "m": "m keeps 0.9 of its old value and takes 0.1 of the gradient.",
        "v": "v keeps 0.999 of its old value and takes 0.001 of the squared gradient.",
    },
    hints=(
        "Two running means: m of the gradient with 0.9, v of its square with 0.999. Both start at zero.",
        "Because they start at zero they are too small at first: divide by 1 - 0.9**t and 1 - 0.999**t, where t is 1 "
        "at the first step.",
        "param - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), and return m and v as they are, uncorrected.",
    ),
    mutants=(
        Mutant(
            "no-correction",
            "Your moments are not corrected for their start at zero. At the first step m is a tenth of the gradient "
            "and v a thousandth of its square: the step is far too long.",
            _ADAM,
        ),
        Mutant(
            "no-correction-of-m",
            "m is not corrected for its start at zero: divide it by 1 - 0.9**t.",
            _ADAM,
        ),
        Mutant(
            "no-correction-of-v",
            "v is not corrected for its start at zero: divide it by 1 - 0.999**t. Without that the first steps are "
            "about thirty times too long.",
            _ADAM,
        ),
        Mutant(
            "counts-from-zero",
            "Your corrections use t - 1. The first step is t = 1; with 0 you divide by zero.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"counts-from-zero"})),
        ),
        Mutant(
            "one-ahead",
            "Your corrections use t + 1. The first step is t = 1 already.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"one-ahead"})),
        ),
        Mutant(
            "times-t",
            "You multiply beta by t. The share of the start that is left after t steps is beta to the power of t.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"times-t"})),
        ),
        Mutant(
            "corrected-moments-kept",
            "You return the corrected moments. The next step would correct them again: keep m and v as they are.",
            _ADAM,
        ),
        Mutant(
            "old-moments",
            "You move the parameter with the old m and v. Update them with the new gradient first.",
            _ADAM,
        ),
        Mutant(
            "eps-inside-the-root",
            "Your eps is inside the root. There it acts like its own root, ten thousand times larger; it is added to "
            "the root.",
            _ADAM,
        ),
        Mutant(
            "no-eps",
            "eps is missing. Where a gradient has always been zero you would divide zero by zero.",
            _ADAM,
        ),
        Mutant(
            "no-root",
            "You divide by v, not by its root. v is a mean of squares: its root has the units of the gradient.",
            _ADAM,
        ),
        Mutant(
            "no-division",
            "You do not divide by the root of v. That is momentum; Adam gives each element its own step.",
            _ADAM,
        ),
        Mutant(
            "gradient-in-place-of-m",
            "You divide the gradient itself by the root of v. That is RMSprop; Adam takes the running mean m.",
            _ADAM,
        ),
        Mutant(
            "not-squared",
            "v takes the size of the gradient, not its square.",
            _ADAM,
        ),
        Mutant(
            "square-of-the-mean",
            "v takes the square of m. It is the running mean of the squared gradient, grad**2.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"square-of-the-mean"})),
        ),
        Mutant(
            "betas-exchanged",
            "The two betas are in each other's place: 0.9 belongs to m and 0.999 to v.",
            _ADAM,
        ),
        Mutant(
            "shorter-memory",
            "You keep 0.99 of v. That is the usual value of RMSprop; Adam keeps 0.999.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"shorter-memory"})),
        ),
        Mutant(
            "param-last",
            "You return m and v first. Return the parameter, m, v, in this order.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"param-last"})),
        ),
        Mutant(
            "old-and-new-exchanged",
            "You keep a tenth of the old m and take nine tenths of the gradient. It is the other way round: 0.9 is "
            "the share that is kept (and 0.999 for v).",
            _ADAM,
        ),
        Mutant(
            "new-in-full",
            "You add the whole gradient to 0.9 m. A running mean takes 1 - 0.9 of it (and 1 - 0.999 of the square).",
            _ADAM,
        ),
        Mutant(
            "uphill",
            "You go along the gradient, so the loss grows. Subtract.",
            _ADAM,
        ),
        Mutant(
            "only-the-change",
            "You return the change and not the changed parameter.",
            _ADAM,
            fn=functools.partial(_mistaken_adam, frozenset({"only-the-change"})),
        ),
        Mutant(
            "param-changed",
            "The numbers are right, but param -= ... writes into the caller's array. Return a new one: param = "
            "param - ...",
            _ADAM,
            hint="M23",
        ),
        Mutant(
            "moments-changed",
            "The numbers are right, but you update m and v in place. Return new arrays: m = 0.9 * m + ...",
            _ADAM,
            hint="M23",
        ),
    ),
)


# ---- 5.5 ----------------------------------------------------------------------------------------------------


def cut_probes(rng):
    """Return probes of the truncated gradients: k of 1, k beyond T, chunks that fit T, and one left over."""

    def arguments(T, k, D=3):
        dy, x, *rest = random_sequence(rng, N=2, T=T, D=D, H=2)
        return x, dy, *rest, k

    return [
        Probe(
            arguments(T=3, k=5),
            "With k larger than T nothing is cut, so your result must be the full gradient; it is not. Look at the "
            "loop inside a chunk, and at a chunk that is shorter than k.",
        ),
        Probe(
            arguments(T=3, k=1),
            "With k = 1 every step is a chunk of its own: h and c go on, but no gradient goes back at all. Yours "
            "differs. Look at what happens between two chunks.",
        ),
        Probe(arguments(T=5, k=3)),
        Probe(arguments(T=4, k=2, D=2)),
    ]


def _mistaken_cut(mistakes, x, dy, h0, c0, W_x, W_h, b, k):
    """Gradients truncated to chunks of k steps, with the named mistakes in them."""
    T = x.shape[1]
    if "k-chunks" in mistakes:
        k = max(1, T // k)
    if "one-step-longer" in mistakes:
        k = k + 1
    starts = list(range(0, T, k))
    if "chunks-from-the-end" in mistakes and T % k and T > k:
        starts = [0, *range(T % k, T, k)]
    if "short-chunk-left-out" in mistakes:
        starts = [start for start in starts if start + k <= T]
    stops = [*starts[1:], T] if "short-chunk-left-out" not in mistakes else [start + k for start in starts]
    bounds = list(zip(starts, stops, strict=True))
    zero = np.zeros_like(h0)
    h, c, caches = h0, c0, []
    for start, stop in bounds:
        if start and "states-to-zero" in mistakes:
            h, c = zero, zero
        if start and "states-to-the-first" in mistakes:
            h, c = h0, c0
        if start and "h-not-carried" in mistakes:
            h = zero
        if start and "c-not-carried" in mistakes:
            c = zero
        for t in range(start, stop):
            h, c, cache = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
            caches.append(cache)
    if "windows" in mistakes:
        bounds = [(max(0, t - k + 1), t + 1) for t in range(T)]
    if "only-the-last-chunk" in mistakes:
        bounds = bounds[-1:]
    if "only-the-first-chunk" in mistakes:
        bounds = bounds[:1]
    total = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)]
    dh = dc = zero
    for start, stop in reversed(bounds):
        if "not-cut" not in mistakes:
            dh = dh if "only-c-cut" in mistakes else zero
            dc = dc if "only-h-cut" in mistakes else zero
        first = start + 1 if "cut-one-step-early" in mistakes and stop - start > 1 else start
        for t in range(first, stop) if "forward-in-time" in mistakes else reversed(range(first, stop)):
            upstream = dy[:, t]
            if "dh-not-carried" in mistakes:
                dh = zero
            if "loss-at-the-end-of-a-chunk" in mistakes or "windows" in mistakes:
                upstream = upstream if t == stop - 1 else zero
            if "dy-of-the-first-chunk" in mistakes:
                upstream = dy[:, t - start]
            _, dh, dc, *found = cells.lstm_step_backward(
                dh + upstream, dc, caches[t - start if "caches-of-the-first-chunk" in mistakes else t]
            )
            total = (
                found if "overwritten" in mistakes else [a + new for a, new in zip(total, found, strict=True)]
            )
    if "mean-of-chunks" in mistakes:
        total = [part / len(bounds) for part in total]
    return tuple(total)


_CUT_PLACES = (
    {
        "k-chunks",
        "one-step-longer",
        "chunks-from-the-end",
        "short-chunk-left-out",
        "windows",
        "cut-one-step-early",
    },
    {"states-to-zero", "states-to-the-first", "h-not-carried", "c-not-carried"},
    {"only-the-last-chunk", "only-the-first-chunk", "overwritten", "mean-of-chunks", "windows"},
    {
        "not-cut",
        "only-c-cut",
        "only-h-cut",
        "windows",
        "only-the-last-chunk",
        "only-the-first-chunk",
        "overwritten",
    },
    {"not-cut", "k-chunks", "one-step-longer", "chunks-from-the-end", "cut-one-step-early"},
    {"loss-at-the-end-of-a-chunk", "windows", "dy-of-the-first-chunk", "overwritten"},
    {"windows", "states-to-zero", "states-to-the-first", "h-not-carried", "c-not-carried"},
    {"k-chunks", "mean-of-chunks"},
)


def mistaken_cut(mistakes):
    """Return the truncated gradients with these mistakes, or None where they exclude each other."""
    if exclusive(_CUT_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_cut, mistakes)


TBPTT = Exercise(
    name="tbptt",
    number="5.5",
    signature="tbptt(x, dy, h0, c0, W_x, W_h, b, k)",
    returns={"dW_x": "(D, 4H)", "dW_h": "(H, 4H)", "db": "(4H,)"},
    reference=functools.partial(_mistaken_cut, frozenset()),
    probes=cut_probes,
    points={"dW_x": 1, "dW_h": 2, "db": 1},
    read=_CUT,
    family=mistaken_cut,
    advice={
        "dW_x": "For each chunk: forward from the state that the last chunk left, backward from dh = dc = 0, and add.",
        "dW_h": "For each chunk: forward from the state that the last chunk left, backward from dh = dc = 0, and add.",
        "db": "The bias gets its gradient in the same place as the weights.",
    },
    hints=(
        "for start in range(0, T, k): and the chunk ends at min(start + k, T). What must survive from chunk to chunk?",
        "The numbers h and c go on into the next chunk. The gradients do not come back: dh and dc start at zero.",
        "Inside a chunk it is exercise 5.2: caches forward, then reversed, dh + dy[:, t] and dc into "
        "lstm_step_backward. The three sums run over all chunks.",
    ),
    mutants=(
        Mutant(
            "states-to-zero",
            "The state is set to zero at the border of each chunk. Only the gradient is cut there; the numbers h and "
            "c go on.",
            _CUT,
            hint="M45",
        ),
        Mutant(
            "states-to-the-first",
            "Each chunk starts again from h0 and c0. It starts from the state that the chunk before has left.",
            _CUT,
            hint="M45",
            fn=functools.partial(_mistaken_cut, frozenset({"states-to-the-first"})),
        ),
        Mutant(
            "h-not-carried",
            "c goes on into the next chunk, but h starts from zero. Both are the state.",
            _CUT,
            hint="M45",
            fn=functools.partial(_mistaken_cut, frozenset({"h-not-carried"})),
        ),
        Mutant(
            "c-not-carried",
            "h goes on into the next chunk, but c starts from zero. Both are the state, and c is the memory.",
            _CUT,
            hint="M04",
            fn=functools.partial(_mistaken_cut, frozenset({"c-not-carried"})),
        ),
        Mutant(
            "not-cut",
            "Nothing is cut: this is the full gradient. At the border of a chunk dh and dc must not come back.",
            _CUT,
            hint="M46",
        ),
        Mutant(
            "only-h-cut",
            "You cut dh at the border of a chunk, but dc still comes back. There are two paths, and both are cut.",
            _CUT,
            hint="M20",
        ),
        Mutant(
            "only-c-cut",
            "You cut dc at the border of a chunk, but dh still comes back. There are two paths, and both are cut.",
            _CUT,
            hint="M20",
        ),
        Mutant(
            "forward-in-time",
            "Inside a chunk you run from the first step to the last. A gradient comes from the future: begin at the "
            "chunk's last step.",
            _TIME,
            fn=functools.partial(_mistaken_cut, frozenset({"forward-in-time"})),
        ),
        Mutant(
            "dh-not-carried",
            "Inside a chunk each step gets dy[:, t] and nothing from the step after it. Cut at the borders only: in "
            "between it is dh + dy[:, t].",
            _TIME,
            hint="M21",
            fn=functools.partial(_mistaken_cut, frozenset({"dh-not-carried"})),
        ),
        Mutant(
            "caches-of-the-first-chunk",
            "Every chunk goes back through the caches of the first one. Start a new list for each chunk.",
            _CUT,
            fn=functools.partial(_mistaken_cut, frozenset({"caches-of-the-first-chunk"})),
        ),
        Mutant(
            "cut-one-step-early",
            "Your way back through a chunk stops before its first step: that step's share of the weights is lost.",
            _CUT,
        ),
        Mutant(
            "only-the-last-chunk",
            "Only the last chunk counts. Every chunk has its gradient: add them.",
            _CUT,
            hint="M22",
        ),
        Mutant(
            "only-the-first-chunk",
            "Only the first chunk counts. Every chunk has its gradient: add them.",
            _CUT,
            hint="M22",
            fn=functools.partial(_mistaken_cut, frozenset({"only-the-first-chunk"})),
        ),
        Mutant(
            "overwritten",
            "Your gradients are those of a single time step: each one writes over the one before. Add them up.",
            _CUT,
            hint="M22",
            fn=functools.partial(_mistaken_cut, frozenset({"overwritten"})),
        ),
        Mutant(
            "mean-of-chunks",
            "You divide by the number of chunks. The full gradient is a sum over the steps, and so is this one.",
            _CUT,
            hint="M22",
        ),
        Mutant(
            "short-chunk-left-out",
            "Where T is no multiple of k the steps left over are dropped. The last chunk is simply shorter.",
            _CUT,
            fn=functools.partial(_mistaken_cut, frozenset({"short-chunk-left-out"})),
        ),
        Mutant(
            "chunks-from-the-end",
            "Your short chunk comes first. Cut from the start: the last chunk is the one that may be shorter.",
            _CUT,
            fn=functools.partial(_mistaken_cut, frozenset({"chunks-from-the-end"})),
        ),
        Mutant(
            "k-chunks",
            "You cut into k chunks. k is the length of a chunk, in time steps.",
            _CUT,
        ),
        Mutant(
            "one-step-longer",
            "Your chunks are one step too long: a chunk holds k steps, from start to start + k - 1.",
            _CUT,
            fn=functools.partial(_mistaken_cut, frozenset({"one-step-longer"})),
        ),
        Mutant(
            "windows",
            "You go back k steps from every single time step. That is another truncation, k times as costly; here "
            "the sequence is cut into chunks once.",
            _CUT,
            fn=functools.partial(_mistaken_cut, frozenset({"windows"})),
        ),
        Mutant(
            "loss-at-the-end-of-a-chunk",
            "dy enters at the last step of a chunk only. The loss sees h at every step: add dy[:, t] each time.",
            _CUT,
            hint="M21",
        ),
        Mutant(
            "dy-of-the-first-chunk",
            "You count t from the start of the chunk and take dy of the first chunk each time. Step t of the "
            "sequence gets dy[:, t].",
            _CUT,
            hint="M21",
            fn=functools.partial(_mistaken_cut, frozenset({"dy-of-the-first-chunk"})),
        ),
    ),
)

EXERCISES = (LSTM_STEP_BACKWARD, LSTM_BACKWARD, GRAD_CHECK, ADAM_STEP, TBPTT)
