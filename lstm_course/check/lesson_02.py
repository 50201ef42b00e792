"""Exercises of lesson 02: gates."""

import functools

import numpy as np

from .. import cells
from .exercise import Exercise, Mutant, Probe

_MULTIPLIES = 'lesson 02, "A number that multiplies"'
_ROLES = 'lesson 02, "How much, and what"'
_SWITCHES = 'lesson 02, "Keep, write, read"'
_UNITS = 'lesson 02, "One gate per unit"'
_REGRESSION = 'lesson 02, "A gate is a logistic regression"'
_SOFT = 'lesson 02, "Why the switch is soft"'


# -- 2.1 the sigmoid and its slope


def sigmoid_probes(rng):
    """Return probes of the sigmoid: two small ones, far out in both directions, and a block."""
    far = np.array([-1000.0, 1000.0, rng.uniform(700, 900), -rng.uniform(700, 900)])
    return [
        Probe((rng.uniform(0.5, 2.5, size=1),)),
        Probe((-rng.uniform(0.5, 2.5, size=2),)),
        Probe((far,)),
        Probe((rng.normal(scale=2, size=(3, 4)),)),
    ]


def _reference_sigmoid(a):
    value = cells.sigmoid(a)
    return value, value * (1 - value)


_VALUES = {
    "sign-of-the-exponent": lambda a: 1 / (1 + np.exp(a)),
    "minus-for-plus": lambda a: 1 / (1 - np.exp(-a)),
    "no-one-below": lambda a: 1 / np.exp(-a),
    "overflow": lambda a: np.exp(a) / (1 + np.exp(a)),
    "tanh-value": np.tanh,
    "zero-to-one-tanh": lambda a: (np.tanh(a) + 1) / 2,
    "step": lambda a: (a > 0).astype(float),
    "straight-line": lambda a: np.clip(0.2 * a + 0.5, 0, 1),
    "softmax": lambda a: np.exp(a) / np.exp(a).sum(),
    "relu": lambda a: np.maximum(a, 0),
}

_SLOPES = {
    "activated-twice": lambda a, s: cells.sigmoid(s) * (1 - cells.sigmoid(s)),
    "product-twice": lambda a, s: s * (1 - s) * (1 - s * (1 - s)),
    "derivative-of-the-sum": lambda a, s: a * (1 - a),
    "tanh-slope": lambda a, s: 1 - s**2,
    "one-minus-s": lambda a, s: 1 - s,
    "slope-is-value": lambda a, s: s,
    "slope-sign": lambda a, s: s * (s - 1),
    "slope-plus": lambda a, s: s * (1 + s),
    "overflow-in-slope": lambda a, s: np.exp(-a) / (1 + np.exp(-a)) ** 2,
    "slope-divides": lambda a, s: s / (1 - s),
}


def _mistaken_sigmoid(mistakes, a):
    """Return value and slope of the sigmoid with the named mistakes in them."""
    name = next(iter(mistakes & _VALUES.keys()), None)
    value = _VALUES[name](a) if name else cells.sigmoid(a)
    name = next(iter(mistakes & _SLOPES.keys()), None)
    slope = _SLOPES[name](a, value) if name else value * (1 - value)
    if "tanh-for-sigmoid" in mistakes:
        value, slope = np.tanh(a), 1 - np.tanh(a) ** 2
    return (slope, value) if "results-exchanged" in mistakes else (value, slope)


# mistakes that leave nothing of the other result to compare, so that they are only known alone
_ALONE = {"no-one-below", "overflow", "softmax", "step", "slope-divides", "overflow-in-slope"}

# pairs that are the same function as one mistake alone, or as another pair
_SIGMOID_TWINS = (
    {"tanh-value", "tanh-slope"},
    {"slope-is-value", "results-exchanged"},
    {"one-minus-s", "results-exchanged"},
)


def mistaken_sigmoid(mistakes):
    """Return the sigmoid with these mistakes, or None where they exclude each other."""
    places = (_VALUES.keys() | {"tanh-for-sigmoid"}, _SLOPES.keys() | {"tanh-for-sigmoid"})
    if any(len(mistakes & place) > 1 for place in places) or any(twin <= mistakes for twin in _SIGMOID_TWINS):
        return None
    if len(mistakes) > 1 and mistakes & _ALONE:
        return None
    return functools.partial(_mistaken_sigmoid, mistakes)


SIGMOID = Exercise(
    name="sigmoid",
    number="2.1",
    signature="sigmoid(a)",
    returns={"value": "shape of a", "slope": "shape of a"},
    reference=_reference_sigmoid,
    probes=sigmoid_probes,
    points={"value": 1, "slope": 2},
    read=_MULTIPLIES,
    family=mistaken_sigmoid,
    advice={
        "value": "Redo one by hand: at a = 0 the value is one half, for a large a it is close to 1.",
        "slope": "Put it beside (sigmoid(a + 0.001) - sigmoid(a - 0.001)) / 0.002.",
    },
    hints=(
        "The value first: one divided by one plus a power of e. For which sign of a does that power become huge?",
        "np.exp(-np.abs(a)) is never larger than 1. With e = np.exp(-np.abs(a)), the value is 1 / (1 + e) where "
        "a >= 0 and e / (1 + e) elsewhere; np.where chooses.",
        "The slope can be written with the value alone: value * (1 - value).",
    ),
    mutants=(
        Mutant(
            "activated-twice",
            "Your slope feeds the value into the sigmoid a second time. value is activated already: its slope is "
            "made of value itself.",
            _MULTIPLIES,
            hint="M24",
        ),
        Mutant(
            "product-twice",
            "Your slope applies s(1 - s) twice. Once takes you from the value to the slope; the second time is the "
            "slope of nothing.",
            _MULTIPLIES,
            hint="M24",
        ),
        Mutant(
            "derivative-of-the-sum",
            "Your slope is a(1 - a): the formula wants the value s in this place, not the sum a that went in.",
            _MULTIPLIES,
            hint="M24",
        ),
        Mutant(
            "sign-of-the-exponent",
            "Your value falls where a rises: the sign in the exponent is the wrong way round, so the gate shuts when "
            "it should open.",
            _MULTIPLIES,
        ),
        Mutant(
            "minus-for-plus",
            "There is a minus in the denominator where a plus belongs, so your value leaves the range from 0 to 1.",
            _MULTIPLIES,
        ),
        Mutant(
            "no-one-below",
            "The 1 in the denominator is missing, so your value is e to the power a and grows without bound.",
            _MULTIPLIES,
        ),
        Mutant(
            "overflow",
            "Your value is NaN for large a: e to the power 1000 overflows, and infinity divided by infinity is not a "
            "number. Take the exponential of something that is never positive.",
            _MULTIPLIES,
        ),
        Mutant(
            "tanh-for-sigmoid",
            "This is tanh with the slope of tanh. It runs from -1 to 1 and proposes content; a gate runs from 0 to 1.",
            _ROLES,
            hint="M02",
        ),
        Mutant(
            "tanh-value",
            "Your value is tanh(a), which runs from -1 to 1 and proposes content; a gate runs from 0 to 1.",
            _ROLES,
            hint="M02",
        ),
        Mutant(
            "zero-to-one-tanh",
            "Your value is (tanh(a) + 1) / 2. Between 0 and 1 it is, but twice as steep: that is the sigmoid of 2a.",
            _ROLES,
        ),
        Mutant(
            "step",
            "Your value is a hard switch, 0 or 1 and nothing between. Its slope is zero, so no gradient could ever "
            "move it.",
            _SOFT,
        ),
        Mutant(
            "straight-line",
            "Your value is the hard sigmoid, a straight line cut off at 0 and 1. Some old libraries use it; beyond "
            "the corners its slope is zero.",
            _SOFT,
        ),
        Mutant(
            "softmax",
            "You divide by a sum over all entries: that is the softmax. Gates do not share a budget, each entry "
            "decides alone.",
            _UNITS,
        ),
        Mutant(
            "relu",
            "Your value is max(a, 0), which has no upper end. A gate must not exceed 1, or it would amplify.",
            _ROLES,
            hint="M50",
        ),
        Mutant(
            "tanh-slope",
            "Your slope is 1 - s squared. That belongs to tanh; the sigmoid has another one.",
            _MULTIPLIES,
        ),
        Mutant(
            "one-minus-s",
            "Your slope is 1 - s: a factor is missing. A slope that stays high for very negative a cannot belong to a "
            "curve that is flat there.",
            _MULTIPLIES,
        ),
        Mutant(
            "slope-is-value",
            "Your slope is the value once more. That is true of e to the power a, not of the sigmoid.",
            _MULTIPLIES,
        ),
        Mutant(
            "slope-sign",
            "Your slope is negative, but the sigmoid rises everywhere: two terms of a difference are exchanged.",
            _MULTIPLIES,
        ),
        Mutant(
            "slope-plus",
            "There is a plus in your slope where a minus belongs, so it does not go to zero where the curve is flat.",
            _MULTIPLIES,
        ),
        Mutant(
            "slope-divides",
            "Your slope divides by 1 - s where it should multiply by it. s / (1 - s) are the odds, which grow without "
            "bound.",
            _MULTIPLIES,
        ),
        Mutant(
            "overflow-in-slope",
            "Your slope is NaN for very negative a: its exponential overflows above and below the line. Make the "
            "slope from the value, which is safe.",
            _MULTIPLIES,
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return the value first and then the slope.",
            _MULTIPLIES,
        ),
    ),
)


# -- 2.2 one gate per unit


def random_gate(rng, N, D, H):
    """Return arguments of a gate, none of them zero."""
    return tuple(rng.normal(size=shape) for shape in [(N, D), (N, H), (D, H), (H, H), (H,), (N, H)])


def gate_probes(rng):
    """Return probes of a gate: three that let one term act, one with D == H, one with D != H."""
    x, h, W_x, W_h, b, value = random_gate(rng, N=2, D=3, H=3)
    none = np.zeros_like
    return [
        Probe(
            (none(x), none(h), W_x, W_h, b, value),
            "With x and h all zero only the bias is left, so the gate must be sigmoid(b) for every sequence; yours "
            "is not.",
        ),
        Probe(
            (x, none(h), W_x, W_h, none(b), value),
            "With h and b all zero only x @ W_x is left in the sum, and there your gate, or what it lets through, is "
            "wrong.",
        ),
        Probe(
            (none(x), h, W_x, W_h, none(b), value),
            "With x and b all zero only h @ W_h is left in the sum, and there your gate, or what it lets through, is "
            "wrong.",
        ),
        Probe((x, h, W_x, W_h, b, value)),
        Probe(random_gate(rng, N=4, D=3, H=2)),
        Probe(random_gate(rng, N=2, D=1, H=2)),
    ]


def _reference_gate(x, h, W_x, W_h, b, value):
    gate = cells.sigmoid(x @ W_x + h @ W_h + b)
    return gate, gate * value


def _softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _mistaken_gate(mistakes, x, h, W_x, W_h, b, value):
    """Return gate and value let through, with the named mistakes in them."""
    if "concatenated-the-other-way" in mistakes:
        a = np.concatenate([h, x], axis=1) @ np.concatenate([W_x, W_h], axis=0)
    elif "weights-exchanged" in mistakes:
        a = x @ W_h + h @ W_x
    else:
        W_x = W_x.T if "input-weights-transposed" in mistakes else W_x
        W_h = W_h.T if "recurrent-weights-transposed" in mistakes else W_h
        a = x @ W_x * ("no-input-term" not in mistakes)
        a = a + h @ W_h * ("no-recurrent-term" not in mistakes)
    a = a + b * (0 if mistakes & {"no-bias", "bias-outside"} else 2 if "bias-twice" in mistakes else 1)
    if "gate-reads-value" in mistakes:
        a = a + value
    if "value-inside" in mistakes:
        a = a * value
    if "one-gate-for-all-units" in mistakes:
        a = a.mean(axis=1, keepdims=True) + np.zeros_like(value)
    if "sums-added-up" in mistakes:
        a = a.sum(axis=1, keepdims=True) + np.zeros_like(value)
    if "one-gate-for-the-batch" in mistakes:
        a = a.mean(axis=0, keepdims=True) + np.zeros_like(value)
    gate = cells.sigmoid(a)
    for name, activation in _ACTIVATIONS.items():
        if name in mistakes:
            gate = activation(a)
    if "bias-outside" in mistakes:
        gate = gate + b
    if "shape-N-1" in mistakes:
        gate = cells.sigmoid(a.mean(axis=1, keepdims=True))
    content = value
    if "value-squashed" in mistakes:
        content = np.tanh(value)
    if "value-through-sigmoid" in mistakes:
        content = cells.sigmoid(value)
    passed = gate * content
    if "complement" in mistakes:
        passed = (1 - gate) * content
    if "added" in mistakes:
        passed = gate + content
    if "gate-not-applied" in mistakes:
        passed = content
    if "subtracted" in mistakes:
        passed = content - gate
    return (passed, gate) if "results-exchanged" in mistakes else (gate, passed)


_ACTIVATIONS = {
    "no-sigmoid": lambda a: a,
    "tanh-gate": np.tanh,
    "relu-gate": lambda a: np.maximum(a, 0),
    "softmax-gate": _softmax,
    "hard-gate": lambda a: (a > 0).astype(float),
    "sigmoid-twice": lambda a: cells.sigmoid(cells.sigmoid(a)),
}

_GATE_PLACES = (
    {
        "concatenated-the-other-way",
        "weights-exchanged",
        "no-input-term",
        "no-recurrent-term",
        "input-weights-transposed",
        "recurrent-weights-transposed",
    },
    {"no-bias", "bias-twice", "bias-outside"},
    {
        *("one-gate-for-all-units", "sums-added-up", "shape-N-1", "one-gate-for-the-batch"),
        *("gate-reads-value", "value-inside", "bias-outside"),
        *_ACTIVATIONS,
    },
    {"value-squashed", "value-through-sigmoid"},
    {"added", "complement", "gate-not-applied", "subtracted"},
)


def mistaken_gate(mistakes):
    """Return the gate with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _GATE_PLACES):
        return None
    if len(mistakes) > 1 and "shape-N-1" in mistakes:  # the shape is told before the numbers are looked at
        return None
    return functools.partial(_mistaken_gate, mistakes)


GATE = Exercise(
    name="gate",
    number="2.2",
    signature="gate(x, h, W_x, W_h, b, value)",
    returns={"gate": "(N, H)", "passed": "(N, H)"},
    reference=_reference_gate,
    probes=gate_probes,
    points={"gate": 3, "passed": 1},
    read=_UNITS,
    family=mistaken_gate,
    advice={
        "gate": "Write the sum in one line, x @ W_x + h @ W_h + b, and look at its shape; then the sigmoid.",
        "passed": "The gate multiplies the value, unit by unit, and nothing else happens to the value.",
    },
    hints=(
        "A gate has two steps. A sum of three terms for every unit, then one function that takes it between 0 and 1.",
        "x @ W_x has shape (N, H), and so has h @ W_h; b is added to every row. cells.sigmoid does the rest.",
        "gate = cells.sigmoid(x @ W_x + h @ W_h + b), then passed = gate * value: * multiplies unit by unit.",
    ),
    mutants=(
        Mutant(
            "one-gate-for-all-units",
            "Your gate is one number for all units of a sequence: you average the sums. Every unit has its own gate.",
            _UNITS,
            hint="M05",
        ),
        Mutant(
            "sums-added-up",
            "Your gate is one number for all units of a sequence: you add the sums of the units up. Every unit has "
            "its own gate.",
            _UNITS,
            hint="M05",
        ),
        Mutant(
            "shape-N-1",
            "Your gate is one number for each sequence, shape (N, 1). Broadcasting hides it in the product. Every "
            "unit has its own gate, shape (N, H).",
            _UNITS,
            hint="M05",
        ),
        Mutant(
            "one-gate-for-the-batch",
            "Your gate is the same for all sequences of the batch: you average over the first axis. Each sequence is "
            "read on its own.",
            _UNITS,
        ),
        Mutant(
            "no-recurrent-term",
            "The term h @ W_h is missing, so your gate does not hear what was shown a step before.",
            _UNITS,
            hint="M18",
        ),
        Mutant("no-bias", "The bias b is missing from the sum.", _UNITS, hint="M18"),
        Mutant("no-input-term", "The term x @ W_x is missing: your gate does not see its input.", _UNITS),
        Mutant(
            "bias-twice",
            "The bias is added twice. A gate has one bias for each unit.",
            _UNITS,
            hint="M33",
        ),
        Mutant(
            "bias-outside",
            "You add the bias after the sigmoid. It belongs in the sum: outside, the gate leaves the range from 0 to "
            "1.",
            _REGRESSION,
        ),
        Mutant(
            "concatenated-the-other-way",
            "You joined h and x in one order and the weights in the other, so W_x meets h. The shapes fit all the "
            "same, which is why nothing complained.",
            _UNITS,
            hint="M16",
        ),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs to x.",
            _UNITS,
            hint="M16",
        ),
        Mutant(
            "recurrent-weights-transposed",
            "Your W_h is transposed. It is square, so nothing complains; column k of W_h belongs to unit k.",
            _UNITS,
        ),
        Mutant(
            "input-weights-transposed",
            "Your W_x is transposed. Where D equals H the shapes fit all the same; column k of W_x belongs to unit k.",
            _UNITS,
        ),
        Mutant(
            "no-sigmoid",
            "Your gate is the bare sum. Without the sigmoid it can be negative, or amplify.",
            _MULTIPLIES,
        ),
        Mutant(
            "tanh-gate",
            "Your gate goes through tanh. That is for content, which may be negative; a gate takes the sigmoid.",
            _ROLES,
            hint="M02",
        ),
        Mutant(
            "relu-gate",
            "Your gate is max(a, 0), which has no upper end: it would amplify. A gate takes the sigmoid.",
            _ROLES,
            hint="M50",
        ),
        Mutant(
            "softmax-gate",
            "Your gate is a softmax over the units, so the units share a budget of 1. Each gate decides alone: all "
            "may be open.",
            _UNITS,
        ),
        Mutant(
            "hard-gate",
            "Your gate is a hard switch, 0 or 1. Its slope is zero, so no gradient could ever train it.",
            _SOFT,
        ),
        Mutant(
            "sigmoid-twice",
            "Your gate goes through the sigmoid twice, so it never falls below one half.",
            _MULTIPLIES,
            hint="M24",
        ),
        Mutant(
            "gate-reads-value",
            "You add the value to the gate's sum. The gate decides from x and h; the value only passes through it.",
            _UNITS,
            hint="M03",
        ),
        Mutant(
            "value-inside",
            "You multiply inside the sigmoid, sum times value. The gate is finished first, then it multiplies the "
            "value.",
            _MULTIPLIES,
        ),
        Mutant(
            "complement",
            "You let 1 - gate through. A gate at 1 is open: it is the share that passes.",
            _MULTIPLIES,
            hint="M01",
        ),
        Mutant("added", "You add the gate to the value. A gate multiplies.", _MULTIPLIES),
        Mutant("subtracted", "You subtract the gate from the value. A gate multiplies.", _MULTIPLIES),
        Mutant(
            "gate-not-applied",
            "Your value passes in full: the gate is computed but does not multiply it.",
            _MULTIPLIES,
        ),
        Mutant(
            "value-squashed",
            "You put the value through tanh. It is content already: it passes as it is, times the gate.",
            _ROLES,
        ),
        Mutant(
            "value-through-sigmoid",
            "You put the value through a sigmoid. It is content, which may be negative: it passes as it is, times the "
            "gate.",
            _ROLES,
            hint="M02",
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return the gate first and then what it lets through.",
            _UNITS,
        ),
    ),
)


# -- 2.3 one step of the memory


def random_memory(rng, N, H):
    """Return arguments of one step of the memory: two signed arrays, three gates."""
    signed = [rng.normal(scale=1.5, size=(N, H)) for _ in range(2)]
    return tuple(signed + [rng.uniform(0.1, 0.9, size=(N, H)) for _ in range(3)])


def memory_probes(rng):
    """Return probes of one step of the memory: three that let one gate act, and three with all of them."""
    c_prev, g, f, i, o = random_memory(rng, N=2, H=3)
    shut, wide = np.zeros_like(f), np.ones_like(f)
    return [
        Probe(
            (c_prev, g, f, shut, wide),
            "With i = 0 nothing is written and with o = 1 all is shown, so c must be the share f of c_prev, and h the "
            "same. One of the two is not.",
        ),
        Probe(
            (c_prev, g, shut, i, wide),
            "With f = 0 nothing of the old is kept and with o = 1 all is shown, so c must be the share i of g, and h "
            "the same. One of the two is not.",
        ),
        Probe(
            (c_prev, g, wide, wide, o),
            "With f = 1 and i = 1 all is kept and all is written: c must be c_prev + g, and h the share o of it. One "
            "of the two is not.",
        ),
        Probe((c_prev, g, f, i, o)),
        Probe(random_memory(rng, N=3, H=2)),
        Probe(random_memory(rng, N=1, H=1)),
    ]


def _reference_memory(c_prev, g, f, i, o):
    c = f * c_prev + i * g
    return o * c, c


def _mistaken_memory(mistakes, c_prev, g, f, i, o):
    """Return one step of the memory with the named mistakes in it."""
    for name, order in _EXCHANGED.items():
        if name in mistakes:
            gates = {"f": f, "i": i, "o": o}
            f, i, o = (gates[letter] for letter in order)
    if "gates-through-sigmoid" in mistakes:
        f, i, o = cells.sigmoid(f), cells.sigmoid(i), cells.sigmoid(o)
    if "hard-gates" in mistakes:
        f, i, o = np.round(f), np.round(i), np.round(o)
    content = g
    if "sigmoid-candidate" in mistakes:
        content = cells.sigmoid(g)
    if "tanh-candidate" in mistakes:
        content = np.tanh(g)
    if "forget-complement" in mistakes:
        f = 1 - f
    if "input-complement" in mistakes:
        i = 1 - i
    if "no-forget-gate" in mistakes:
        f = np.ones_like(f)
    if "no-input-gate" in mistakes:
        i = np.ones_like(i)
    if "coupled-by-f" in mistakes:
        i = 1 - f
    if "coupled-by-i" in mistakes:
        f = 1 - i
    kept, written = f * c_prev, i * content
    if "nothing-kept" in mistakes:
        kept = np.zeros_like(kept)
    if "nothing-written" in mistakes:
        written = np.zeros_like(written)
    c = kept - written if "subtracted" in mistakes else kept + written
    if "forget-after-write" in mistakes:
        c = f * (c_prev + written)
    if "weighted-mean" in mistakes:
        c = (kept + written) / (f + i)
    if "multiplied" in mistakes:
        c = kept * written
    h = o * c
    if "output-complement" in mistakes:
        h = (1 - o) * c
    if "no-output-gate" in mistakes:
        h = c
    if "shows-old-memory" in mistakes:
        h = o * c_prev
    if "shows-candidate" in mistakes:
        h = o * content
    if "shows-written" in mistakes:
        h = o * written
    if "tanh-on-c" in mistakes:
        h = o * np.tanh(c)
    if "gate-reads-c" in mistakes:
        h = cells.sigmoid(o + c) * c
    if "keeps-what-it-shows" in mistakes:
        c = h
    if "reading-empties" in mistakes:
        c = c - h
    return (c, h) if "results-exchanged" in mistakes else (h, c)


_EXCHANGED = {"f-and-i-exchanged": "ifo", "f-and-o-exchanged": "oif", "i-and-o-exchanged": "foi"}

_MEMORY_PLACES = (
    {*_EXCHANGED, "gates-through-sigmoid", "hard-gates"},
    {"sigmoid-candidate", "tanh-candidate", "nothing-written"},
    {
        *("forget-complement", "no-forget-gate", "coupled-by-i", "coupled-by-f", "nothing-kept"),
        *("forget-after-write", "weighted-mean"),
    },
    {"input-complement", "no-input-gate", "coupled-by-f", "coupled-by-i", "nothing-written", "weighted-mean"},
    {"subtracted", "forget-after-write", "weighted-mean", "multiplied", "nothing-kept", "nothing-written"},
    {
        *("output-complement", "no-output-gate", "shows-old-memory", "shows-candidate"),
        *("shows-written", "tanh-on-c", "gate-reads-c"),
    },
    {"keeps-what-it-shows", "reading-empties", "results-exchanged"},
    {"no-output-gate", "keeps-what-it-shows", "results-exchanged"},
    {"no-output-gate", "reading-empties"},
    {"shows-written", "nothing-kept", "keeps-what-it-shows"},
    {"shows-written", "no-input-gate"},
    {"output-complement", "reading-empties"},
    {"f-and-i-exchanged", "multiplied"},
    {"hard-gates", "weighted-mean"},
)


def mistaken_memory(mistakes):
    """Return one step of the memory with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _MEMORY_PLACES):
        return None
    return functools.partial(_mistaken_memory, mistakes)


KEEP_WRITE_READ = Exercise(
    name="keep_write_read",
    number="2.3",
    signature="keep_write_read(c_prev, g, f, i, o)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=_reference_memory,
    probes=memory_probes,
    points={"c": 2, "h": 1},
    read=_SWITCHES,
    family=mistaken_memory,
    advice={
        "h": "Look at the output gate and at what it multiplies.",
        "c": "Two shares are added: what is kept of the old, and what is written of the new.",
    },
    hints=(
        "Set all gates to 0 or 1 in your head. What should c be with f = 1, i = 0? With f = 0, i = 1?",
        "f is the share of c_prev that is kept, i the share of g that is written; the two shares are added.",
        "c = f * c_prev + i * g, then h = o * c, with the new c. Return h first.",
    ),
    mutants=(
        Mutant(
            "forget-complement",
            "Your forget gate is the wrong way round: you keep 1 - f. In spite of its name, f is the share that is "
            "kept.",
            _SWITCHES,
            hint="M01",
        ),
        Mutant(
            "input-complement",
            "Your input gate is the wrong way round: you write 1 - i. A gate at 1 is open.",
            _SWITCHES,
        ),
        Mutant(
            "output-complement",
            "Your output gate is the wrong way round: you show 1 - o. A gate at 1 is open.",
            _SWITCHES,
        ),
        Mutant(
            "sigmoid-candidate",
            "You put the candidate g through a sigmoid. It is content, not a valve, and may be negative.",
            _ROLES,
            hint="M02",
        ),
        Mutant(
            "tanh-candidate",
            "You put the candidate g through tanh. It has been through tanh when it comes in: write it as it is.",
            _ROLES,
        ),
        Mutant(
            "keeps-what-it-shows",
            "Your c is what is shown, so the output gate eats into the memory. c is kept whole; h is only its view.",
            _SWITCHES,
            hint="M04",
        ),
        Mutant(
            "reading-empties",
            "You take what is shown out of the memory. Reading does not empty it: only the forget gate does.",
            _SWITCHES,
            hint="M04",
        ),
        Mutant(
            "gate-reads-c",
            "Your output gate looks at c before it opens. The gates come in finished: o multiplies, and that is all.",
            _SWITCHES,
            hint="M03",
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies the sum. The new content must not pass through the forget gate.",
            _SWITCHES,
            hint="M19",
        ),
        Mutant(
            "no-input-gate",
            "Your candidate is written in full: the input gate i is not applied to g.",
            _SWITCHES,
            hint="M19",
        ),
        Mutant(
            "no-forget-gate",
            "Your old memory is kept in full: the forget gate f is not applied to c_prev.",
            _SWITCHES,
            hint="M10",
        ),
        Mutant(
            "no-output-gate",
            "Your h is c: the output gate o is not applied, so everything is always shown.",
            _SWITCHES,
        ),
        Mutant(
            "coupled-by-f",
            "You write with 1 - f in place of i. Keeping and writing are two switches: both may be open, or both "
            "shut.",
            _SWITCHES,
            hint="M13",
        ),
        Mutant(
            "coupled-by-i",
            "You keep 1 - i in place of f. Keeping and writing are two switches: both may be open, or both shut.",
            _SWITCHES,
            hint="M13",
        ),
        Mutant(
            "f-and-i-exchanged",
            "Input gate and forget gate are exchanged: you keep with i and write with f.",
            _SWITCHES,
            hint="M15",
        ),
        Mutant(
            "f-and-o-exchanged",
            "Forget gate and output gate are exchanged: you keep with o and show with f.",
            _SWITCHES,
            hint="M15",
        ),
        Mutant(
            "i-and-o-exchanged",
            "Input gate and output gate are exchanged: you write with o and show with i.",
            _SWITCHES,
            hint="M15",
        ),
        Mutant(
            "gates-through-sigmoid",
            "You put the gates through a sigmoid. They have been through it when they come in; twice, they can "
            "never shut.",
            _SWITCHES,
            hint="M24",
        ),
        Mutant(
            "hard-gates",
            "You round the gates to 0 or 1. They are shares: a forget gate of 0.8 keeps eight tenths.",
            _SOFT,
        ),
        Mutant(
            "nothing-kept",
            "Your c does not hold c_prev at all, so nothing survives a single step.",
            _SWITCHES,
        ),
        Mutant(
            "nothing-written",
            "Your c does not hold g at all, so nothing new ever comes in.",
            _SWITCHES,
        ),
        Mutant("subtracted", "You subtract what is written. It is added; the sign is in g.", _SWITCHES),
        Mutant(
            "multiplied",
            "You multiply what is kept and what is written. The two shares are added.",
            _SWITCHES,
        ),
        Mutant(
            "weighted-mean",
            "You divide by f + i. The gates need not add up to 1, and no mean is taken.",
            _SWITCHES,
        ),
        Mutant(
            "shows-old-memory",
            "Your h shows c_prev. The order matters: write c first, then show the new c.",
            _SWITCHES,
        ),
        Mutant(
            "shows-candidate",
            "Your h shows the candidate g, which passes the memory by. Show c.",
            _SWITCHES,
        ),
        Mutant(
            "shows-written",
            "Your h shows only what was written in this time step. Show c, which holds what was kept as well.",
            _SWITCHES,
        ),
        Mutant(
            "tanh-on-c",
            "Your h squashes c with tanh. The full cell of lesson 03 does so; the memory of this lesson shows c as it "
            "is.",
            _SWITCHES,
            hint="M12",
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return h first and then c.",
            _SWITCHES,
        ),
    ),
)


# -- 2.4 a latch from hand-set gates

STORE, NOISE, RECALL = range(3)
STRONG = 20.0  # a sigmoid at this sum is open to eight digits


def latch_streams(rng, streams=200, length=50):
    """Return symbols and values, both (T, N).

    All streams begin with a store and end with a recall; half of them never store again.
    """
    symbols = rng.choice(3, size=(length, streams), p=[0.08, 0.72, 0.2])
    later = symbols[:, : streams // 2]
    later[later == STORE] = NOISE
    symbols[0], symbols[-1] = STORE, RECALL
    return symbols, rng.uniform(0.2, 1, size=symbols.shape) * rng.choice([-1, 1], size=symbols.shape)


@functools.cache
def _latch_data():
    """Return the streams of the check, and the value that should be in the memory after each time step."""
    symbols, values = latch_streams(np.random.default_rng(2))
    stored = np.zeros_like(values)
    for t, symbol in enumerate(symbols):
        stored[t] = np.where(symbol == STORE, values[t], stored[t - 1])
    return symbols, values, stored, np.where(symbols == RECALL, stored, 0)


def watch_latch(results, args):
    """Return what a memory with these gates does on 200 random streams, and where each of its gates stands.

    Each gate stands at 0 (shut), 1 (rather shut), 2 (half open), 3 (rather open) or 4 (open), for each symbol.
    """
    gates = cells.sigmoid(results["W"] + results["b"])  # (3, 3): one row for each symbol
    symbols, values, stored, wanted = _latch_data()
    keep, write, read = (gate.take(symbols) for gate in gates.T)  # (T, N) each
    c = write * values
    for t in range(1, len(c)):
        c[t] += keep[t] * c[t - 1]
    holds = np.abs(c - stored) < 0.1
    fits = np.abs(read * c - wanted) < 0.1
    stores = bool(holds[symbols == STORE].all())
    return {
        "store": stores,
        "keep": bool(holds.all()),
        "recall": bool(fits[symbols == RECALL].all()),
        "silence": stores and bool(fits[symbols != RECALL].all()),
        "rough position of each gate": np.searchsorted([0.2, 0.45, 0.55, 0.8], gates.ravel()).tolist(),
    }


# for each gate, where it is open (1) and shut (-1): store, noise, recall
_TABLE = {"keep": (-1, 1, 1), "write": (1, -1, -1), "read": (-1, -1, 1)}

_MISSET = {
    "keeps-where-it-should-wipe": ("keep", (1, -1, -1)),
    "keeps-always": ("keep", (1, 1, 1)),
    "keeps-never": ("keep", (-1, -1, -1)),
    "recall-empties": ("keep", (-1, 1, -1)),
    "keep-gate-left-half-open": ("keep", (0, 0, 0)),
    "writes-where-it-should-not": ("write", (-1, 1, 1)),
    "writes-always": ("write", (1, 1, 1)),
    "writes-never": ("write", (-1, -1, -1)),
    "writes-the-noise": ("write", (-1, 1, -1)),
    "writes-on-recall": ("write", (1, -1, 1)),
    "write-gate-left-half-open": ("write", (0, 0, 0)),
    "shows-always": ("read", (1, 1, 1)),
    "shows-never": ("read", (-1, -1, -1)),
    "shows-on-store": ("read", (1, -1, -1)),
    "shows-all-but-recall": ("read", (1, 1, -1)),
    "read-gate-left-half-open": ("read", (0, 0, 0)),
}


def _missed(mistakes):
    table = _TABLE | {gate: signs for name, (gate, signs) in _MISSET.items() if name in mistakes}
    return np.array(list(table.values())).T * STRONG, np.zeros(3)


def misset_latch(mistakes):
    """Return the latch with these gates set wrongly, or None where they exclude each other."""
    if len({_MISSET[name][0] for name in mistakes}) < len(mistakes):
        return None
    if mistakes == {"keeps-where-it-should-wipe", "writes-where-it-should-not"}:  # the two gates exchanged
        return None
    return functools.partial(_missed, mistakes)


def _latch(weight=2 * STRONG, bias=STRONG, order=(0, 1, 2), rows=(0, 1, 2)):
    """Return W and b of a latch: a bias is where a gate rests, and one symbol turns each gate over."""
    W, b = np.zeros((3, 3)), np.array([bias, -bias, -bias])
    W[STORE, 0], W[STORE, 1], W[RECALL, 2] = -weight, weight, weight
    order, rows = list(order), list(rows)
    return W[rows][:, order], b[order]


def _positions(weight):
    """Return W and b of a latch whose weights are the positions of the gates, 0 and 1, times a number."""
    return (np.array(list(_TABLE.values())).T > 0) * weight, np.zeros(3)


SET_LATCH_GATES = Exercise(
    name="set_latch_gates",
    number="2.4",
    signature="set_latch_gates()",
    returns={"W": "(3, 3)", "b": "(3,)"},
    reference=_latch,
    probes=lambda rng: [Probe(())],
    points={"store": 1, "keep": 2, "recall": 1, "silence": 1},
    read=_SWITCHES,
    family=misset_latch,
    observe=watch_latch,
    advice={
        "store": "At a store the old must go and the new must come in: which gate is open then, "
        "which is shut, and is it far enough from one half?",
        "keep": "After a store, the value must survive noise and recalls for 50 time steps: look at the keep gate, "
        "then at the write gate, and at how far each is from 0 and 1.",
        "recall": "At a recall the read gate must be wide open, and the memory untouched.",
        "silence": "At store and noise nothing may be shown: the read gate must be shut.",
    },
    hints=(
        "Make a table first: three symbols, three gates, and in each place open or shut.",
        "A bias is the resting position of a gate. A weight turns the gate over when its symbol comes.",
        "An open keep gate loses a little at every step: 0.99 to the power of 50 is 0.6. How large must the sum "
        "be? Try sigmoid(10) ** 50.",
        "keep rests at +10 and store adds -20; write rests at -10 and store adds +20; read rests at -10 and recall "
        "adds +20.",
    ),
    mutants=(
        Mutant(
            "keep-and-write-exchanged",
            "Keep and write are exchanged: your memory keeps where it should write, and writes where it should keep. "
            "The columns of W are keep, write, read.",
            _SWITCHES,
            fn=functools.partial(_latch, order=(1, 0, 2)),
        ),
        Mutant(
            "write-and-read-exchanged",
            "Write and read are exchanged: your memory shows on store and writes on recall. The columns of W are "
            "keep, write, read.",
            _SWITCHES,
            fn=functools.partial(_latch, order=(0, 2, 1)),
        ),
        Mutant(
            "keep-and-read-exchanged",
            "Keep and read are exchanged: your memory shows on noise and keeps on recall only. The columns of W are "
            "keep, write, read.",
            _SWITCHES,
            fn=functools.partial(_latch, order=(2, 1, 0)),
        ),
        Mutant(
            "store-and-noise-exchanged",
            "Store and noise are exchanged: your memory overwrites itself at every noise. The rows of W are store, "
            "noise, recall.",
            _SWITCHES,
            fn=functools.partial(_latch, rows=(1, 0, 2)),
        ),
        Mutant(
            "store-and-recall-exchanged",
            "Store and recall are exchanged: your memory writes on recall and shows on store. The rows of W are "
            "store, noise, recall.",
            _SWITCHES,
            fn=functools.partial(_latch, rows=(2, 1, 0)),
        ),
        Mutant(
            "bias-sign",
            "None of your gates ever turns over: keep is always shut, write and read are always open. Look at the "
            "signs of your biases: a bias is where a gate rests while nothing happens.",
            _REGRESSION,
            fn=functools.partial(_latch, bias=-STRONG),
        ),
        Mutant(
            "no-bias",
            "Your gates rest half open: where no weight pushes, the sum is 0 and the sigmoid one half. A bias gives a "
            "gate its resting position.",
            _REGRESSION,
            fn=functools.partial(_latch, bias=0.0),
        ),
        Mutant(
            "leaks",
            "All your gates point the right way, but the value leaks: a gate that keeps 98 percent at each step keeps "
            "little after 50. Larger weights and biases shut and open the gates harder.",
            _SWITCHES,
            fn=functools.partial(_latch, weight=8.0, bias=4.0),
        ),
        Mutant(
            "weak",
            "All your gates point the right way, but none is really open or shut: sums around 1 leave a sigmoid "
            "between 0.27 and 0.73. Take larger weights and biases.",
            _MULTIPLIES,
            fn=functools.partial(_latch, weight=2.0, bias=1.0),
        ),
        Mutant(
            "gates-for-weights",
            "It looks as if you wrote the positions of the gates, 0 and 1, into W. W and b make the sums; the sigmoid "
            "comes after, and the sigmoid of 1 is 0.73.",
            _REGRESSION,
            fn=functools.partial(_positions, 1.0),
        ),
        Mutant(
            "never-shut",
            "Your gates open where they should, but elsewhere they are half open, not shut: a sum of 0 gives one half. "
            "To shut a gate takes a negative sum.",
            _MULTIPLIES,
            fn=functools.partial(_positions, STRONG),
        ),
        Mutant(
            "all-zero",
            "All your gates are half open at every symbol: the sums are all 0, or nearly.",
            _MULTIPLIES,
            fn=lambda: (np.zeros((3, 3)), np.zeros(3)),
        ),
        Mutant(
            "keeps-where-it-should-wipe",
            "Your keep gate opens at store and is shut elsewhere, as if it were open to forget. Open means keep: it "
            "must be shut at store only.",
            _SWITCHES,
            hint="M01",
        ),
        Mutant(
            "keeps-always",
            "Your keep gate is open at store as well, so the new value is added to the old. To overwrite, let go of "
            "the old in the same step.",
            _SWITCHES,
        ),
        Mutant(
            "keeps-never",
            "Your keep gate is shut at every symbol, so nothing survives a single step.",
            _SWITCHES,
            hint="M01",
        ),
        Mutant(
            "recall-empties",
            "Your keep gate is shut at recall, so the value is gone when it is asked for. Reading and keeping are two "
            "switches.",
            _SWITCHES,
            hint="M04",
        ),
        Mutant(
            "keep-gate-left-half-open",
            "Your keep gate is half open at every symbol: its column of W and b leaves the sum near 0.",
            _SWITCHES,
        ),
        Mutant(
            "writes-where-it-should-not",
            "Your write gate is the wrong way round: shut at store, open at noise and recall.",
            _SWITCHES,
        ),
        Mutant(
            "writes-always",
            "Your write gate is open at every symbol, so noise gets into the memory.",
            _SWITCHES,
            hint="M19",
        ),
        Mutant(
            "writes-never",
            "Your write gate never opens, so the memory stays empty.",
            _SWITCHES,
        ),
        Mutant(
            "writes-the-noise",
            "Your write gate opens at noise and is shut at store. Is it the right row of W?",
            _SWITCHES,
        ),
        Mutant(
            "writes-on-recall",
            "Your write gate opens at recall too, so what comes in then is added to the memory while it is shown.",
            _SWITCHES,
        ),
        Mutant(
            "write-gate-left-half-open",
            "Your write gate is half open at every symbol: its column of W and b leaves the sum near 0.",
            _SWITCHES,
        ),
        Mutant(
            "shows-always",
            "Your read gate is open at every symbol: the memory is shown before anybody asks.",
            _SWITCHES,
        ),
        Mutant("shows-never", "Your read gate never opens, so nothing is ever shown.", _SWITCHES),
        Mutant(
            "shows-on-store",
            "Your read gate opens at store in place of recall. Is it the right row of W?",
            _SWITCHES,
        ),
        Mutant(
            "shows-all-but-recall",
            "Your read gate is the wrong way round: shut at recall, open at store and noise.",
            _SWITCHES,
        ),
        Mutant(
            "read-gate-left-half-open",
            "Your read gate is half open at every symbol: its column of W and b leaves the sum near 0.",
            _SWITCHES,
        ),
    ),
)

EXERCISES = (SIGMOID, GATE, KEEP_WRITE_READ, SET_LATCH_GATES)
