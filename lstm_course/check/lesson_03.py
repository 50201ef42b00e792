"""Exercises of lesson 03: the LSTM cell."""

import functools

import numpy as np

from .. import cells
from .exercise import Exercise, Mutant, Probe
from .quiz import quiz

SHUT, OPEN = -30.0, 30.0  # sums at which a sigmoid is 0 and 1 to 13 digits


def random_state(rng, N, D, H):
    """Return arguments of one LSTM step, with random states and biases, none of them zero."""
    return tuple(
        rng.normal(size=shape) for shape in [(N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    )


def held(args, order="ifgo", **gates):
    """Return the arguments with whole gates held at a sum: ``held(args, i=SHUT)``; `order` is that of the blocks."""
    x, h_prev, c_prev, W_x, W_h, b = (arg.copy() for arg in args)
    H = h_prev.shape[1]
    for gate, value in gates.items():
        block = slice(order.index(gate) * H, (order.index(gate) + 1) * H)
        W_x[:, block], W_h[:, block], b[block] = 0, 0, value
    return x, h_prev, c_prev, W_x, W_h, b


def step_probes(rng):
    """Return probes of the LSTM step: three that let one gate act, one with D == H, one with D != H."""
    base = random_state(rng, N=2, D=3, H=3)
    return [
        Probe(
            held(base, i=SHUT, o=OPEN),
            "With the input gate held shut nothing is written, so c must be f * c_prev; yours is not. Look at the "
            "forget gate and at what it multiplies.",
            part="c",
        ),
        Probe(
            held(base, f=SHUT, i=OPEN, o=OPEN),
            "With the forget gate shut and the input gate wide open, c must be the candidate g; yours is not. Look "
            "at g: its slice of the sums and its activation.",
            part="c",
        ),
        Probe(
            held(base, f=SHUT, o=OPEN),
            "With the forget gate shut, c must be i * g, and g is right; yours is not. Look at the input gate.",
            part="c",
        ),
        Probe(
            held(base, o=OPEN),
            "With the output gate wide open, h must be tanh(c), and c is right; yours is not. Look at what the "
            "output gate multiplies.",
            part="h",
        ),
        Probe(base),
        Probe(random_state(rng, N=3, D=4, H=2)),
    ]


def _reference_step(x, h_prev, c_prev, W_x, W_h, b):
    h, c, _ = cells.lstm_step(x, h_prev, c_prev, W_x, W_h, b)
    return h, c


def _mistaken_step(mistakes, x, h_prev, c_prev, W_x, W_h, b):
    """One LSTM step with the named mistakes in it."""
    H = W_h.shape[0]
    if "concatenated-the-other-way" in mistakes:
        a = np.concatenate([h_prev, x], axis=1) @ np.concatenate([W_x, W_h], axis=0)
    elif "weights-exchanged" in mistakes:
        a = x @ W_h + h_prev @ W_x
    else:
        a = x @ W_x * ("no-input-term" not in mistakes)
        a = a + h_prev @ W_h * ("no-recurrent-term" not in mistakes)
    a = a + b * (0 if "no-bias" in mistakes else 2 if "bias-twice" in mistakes else 1)
    blocks = dict(zip("ifgo", np.split(a, 4, axis=1), strict=True))
    for name, order in ORDERS.items():
        if name in mistakes:
            blocks = dict(zip(order, np.split(a, 4, axis=1), strict=True))
    sigma, tanh = cells.sigmoid, np.tanh
    if "one-gate-for-all-units" in mistakes:
        blocks |= {k: blocks[k].mean(axis=1, keepdims=True) + np.zeros((1, H)) for k in "ifo"}
    i = (tanh if "tanh-input-gate" in mistakes else sigma)(blocks["i"])
    f = (tanh if "tanh-forget-gate" in mistakes else sigma)(blocks["f"])
    g = blocks["g"] if "linear-candidate" in mistakes else tanh(blocks["g"])
    g = sigma(blocks["g"]) if "sigmoid-candidate" in mistakes else g
    kept = h_prev if "hidden-state-as-memory" in mistakes else c_prev
    if "forget-complement" in mistakes:
        f = 1 - f
    if "no-forget-gate" in mistakes:
        f = np.ones_like(f)
    if "no-input-gate" in mistakes:
        i = np.ones_like(i)
    if "coupled-gates" in mistakes:
        i = 1 - f
    written = -i * g if "subtracted" in mistakes else i * g
    c = f * (kept + written) if "forget-after-write" in mistakes else f * kept + written
    a_o = blocks["o"] + (c if "output-gate-sees-c" in mistakes else 0)
    o = (tanh if "tanh-output-gate" in mistakes else sigma)(a_o)
    shown = c_prev if "shows-old-cell-state" in mistakes else c
    if "no-tanh-on-c" in mistakes:
        h = o * shown
    elif "sigmoid-on-c" in mistakes:
        h = o * sigma(shown)
    elif "tanh-outside" in mistakes:
        h = tanh(o * shown)
    else:
        h = o * tanh(shown)
    if "no-output-gate" in mistakes:
        h = tanh(shown)
    return (c, h) if "results-exchanged" in mistakes else (h, c)


ORDERS = {
    "order-ifog": "ifog",
    "order-iofg": "iofg",
    "order-figo": "figo",
    "order-fiog": "fiog",
    "order-igfo": "igfo",
}

# mistakes in the same place: no function holds two of one group
_PLACES = (
    set(ORDERS),
    {"concatenated-the-other-way", "weights-exchanged", "no-input-term", "no-recurrent-term"},
    {"no-bias", "bias-twice"},
    {"sigmoid-candidate", "linear-candidate"},
    {"forget-complement", "no-forget-gate", "tanh-forget-gate", "coupled-gates"},
    {"forget-after-write", "no-forget-gate"},
    {"no-input-gate", "tanh-input-gate", "coupled-gates"},
    {"no-tanh-on-c", "sigmoid-on-c", "tanh-outside", "no-output-gate"},
    {"no-output-gate", "tanh-output-gate", "output-gate-sees-c"},
)


def mistaken_step(mistakes):
    """Return the LSTM step with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _PLACES):
        return None
    return functools.partial(_mistaken_step, mistakes)


_CELL = 'lesson 03, "All four at once"'
_CAROUSEL = 'lesson 03, "A number that stays"'
_CONFLICTS = 'lesson 03, "Two conflicts, two gates"'
_STREAMS = 'lesson 03, "Streams that never end"'
_SHOWN = 'lesson 03, "What is kept and what is shown"'
_ORDER = "Our order is i, f, g, o."

LSTM_STEP = Exercise(
    name="lstm_step",
    number="3.1",
    signature="lstm_step(x, h_prev, c_prev, W_x, W_h, b)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=_reference_step,
    probes=step_probes,
    points={"c": 3, "h": 2},
    read=_CELL,
    family=mistaken_step,
    advice={
        "h": "Look at the output gate and at what it multiplies.",
        "c": "Look at the gates one by one: keep with f, write with i, and g is what is written.",
    },
    hints=(
        "Four sums, one line: a = x @ W_x + h_prev @ W_h + b has shape (N, 4H). Cut it into four.",
        "Three of the four blocks are valves and go through the sigmoid. One is content and goes through tanh.",
        "c = f * c_prev + i * g. Then h = o * np.tanh(c): the gate o multiplies the squashed cell state.",
    ),
    mutants=(
        Mutant(
            "forget-complement",
            "Your forget gate is the wrong way round: f is the share that is kept, so f = 1 keeps everything and "
            "f = 0 wipes. You keep 1 - f.",
            _STREAMS,
            hint="M01",
        ),
        Mutant(
            "sigmoid-candidate",
            "Your candidate g goes through a sigmoid. The candidate is content, not a valve: it must be able to "
            "be negative, so it takes tanh.",
            _CELL,
            hint="M02",
        ),
        Mutant(
            "output-gate-sees-c",
            "Your output gate reads the cell state. That is a peephole, an extension; here all gates see x and "
            "h_prev only.",
            _SHOWN,
            hint="M03",
        ),
        Mutant(
            "hidden-state-as-memory",
            "You carry h_prev on in the cell state. The memory is c: the forget gate multiplies c_prev.",
            _SHOWN,
            hint="M04",
        ),
        Mutant(
            "one-gate-for-all-units",
            "Each of your gates is one number for the whole cell. A gate is a vector: every unit has its own "
            "value.",
            'lesson 02, "One gate per unit"',
            hint="M05",
        ),
        Mutant(
            "no-tanh-on-c",
            "Your h is o * c. The cell state is unbounded and h must stay between -1 and 1: squash c with tanh "
            "before the gate.",
            _SHOWN,
            hint="M12",
        ),
        Mutant(
            "order-ifog",
            f"You cut the four blocks in the order i, f, o, g, as some courses do. {_ORDER}",
            _CELL,
            hint="M15",
        ),
        Mutant(
            "order-iofg",
            f"You cut the four blocks in the order i, o, f, g, as ONNX does. {_ORDER}",
            _CELL,
            hint="M15",
        ),
        Mutant(
            "order-figo",
            f"Input gate and forget gate are exchanged: you keep with i and write with f. {_ORDER}",
            _CELL,
            hint="M15",
        ),
        Mutant(
            "order-fiog",
            f"You cut the four blocks in the order f, i, o, g, the order in which many articles tell the story. "
            f"{_ORDER}",
            _CELL,
            hint="M15",
        ),
        Mutant(
            "order-igfo",
            f"Forget gate and candidate are exchanged: you cut in the order i, g, f, o. {_ORDER}",
            _CELL,
            hint="M15",
        ),
        Mutant(
            "concatenated-the-other-way",
            "You joined h_prev and x in one order and the weights in the other, so W_x meets h_prev. The shapes "
            "fit all the same, which is why nothing complained.",
            _CELL,
            hint="M16",
        ),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs "
            "to x.",
            _CELL,
            hint="M16",
        ),
        Mutant(
            "no-recurrent-term",
            "The term h_prev @ W_h is missing, so your cell does not hear its own past. A test that starts from "
            "zeros would not have noticed.",
            _CELL,
            hint="M18",
        ),
        Mutant("no-bias", "The bias b is missing from the sums.", _CELL, hint="M18"),
        Mutant(
            "bias-twice",
            "The bias is added twice. PyTorch keeps two biases and adds both; ours is one.",
            _CELL,
            hint="M33",
        ),
        Mutant("no-input-term", "The term x @ W_x is missing: your cell does not see its input.", _CELL),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies c_prev + i * g. The new content must not pass through "
            "the forget gate.",
            _STREAMS,
            hint="M19",
        ),
        Mutant(
            "no-input-gate",
            "Your candidate is written in full: the input gate i is not applied to g.",
            _CONFLICTS,
            hint="M19",
        ),
        Mutant(
            "no-forget-gate",
            "Your c is c_prev + i * g: the forget gate is not applied. That is the cell of 1997; the forget gate "
            "came in 2000.",
            _STREAMS,
            hint="M10",
        ),
        Mutant(
            "coupled-gates",
            "You write with 1 - f in place of i. That couples the two gates, as a GRU does; in the LSTM keeping "
            "and writing are two decisions.",
            _CELL,
            hint="M13",
        ),
        Mutant(
            "subtracted",
            "You subtract i * g. What is written is added; the sign is in g.",
            _CAROUSEL,
        ),
        Mutant(
            "linear-candidate",
            "Your candidate g has no activation. Without tanh one large input can write any number at all.",
            _CELL,
        ),
        Mutant(
            "tanh-input-gate",
            "Your input gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            _CELL,
        ),
        Mutant(
            "tanh-forget-gate",
            "Your forget gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid. A negative "
            "valve would flip the sign of the memory.",
            _CELL,
        ),
        Mutant(
            "tanh-output-gate",
            "Your output gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            _CELL,
        ),
        Mutant(
            "shows-old-cell-state",
            "Your h shows c_prev. The order matters: write c first, then show the new c.",
            _SHOWN,
        ),
        Mutant(
            "sigmoid-on-c",
            "You squash c with a sigmoid before the output gate. Then h could never be negative; it is tanh.",
            _SHOWN,
        ),
        Mutant(
            "tanh-outside",
            "Your tanh is outside the gate: tanh(o * c). The gate comes last: o * tanh(c).",
            _SHOWN,
        ),
        Mutant(
            "no-output-gate",
            "Your h is tanh(c): the output gate is not applied, so everything is always shown.",
            _CONFLICTS,
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return h first and then c.",
            _CELL,
        ),
    ),
)


def count_probes(rng):
    """Return sizes that are all different, so that no two can stand in for each other."""
    return [
        Probe(tuple(int(v) for v in rng.choice(np.arange(2, 40), size=3, replace=False))) for _ in range(3)
    ]


COUNT_PARAMS = Exercise(
    name="count_params",
    number="3.2",
    signature="count_params(D, H, T)",
    returns={"count": "how many numbers the cell learns"},
    reference=lambda D, H, T: 4 * H * (D + H + 1),
    probes=count_probes,
    points={"count": 2},
    read='lesson 03, "All four at once"',
    hints=(
        "Write down the shapes of W_x, W_h and b, and multiply each out.",
        "D * 4H + H * 4H + 4H. Where does T come in?",
    ),
    mutants=(
        Mutant(
            "times-T",
            "You count the weights once for every time step. They are shared: the same W_x, W_h and b are used at "
            "each step, so T does not matter.",
            _CELL,
            hint="M07",
            fn=lambda D, H, T: 4 * H * (D + H + 1) * T,
        ),
        Mutant(
            "T-for-H",
            "You took the number of time steps for the number of hidden units. H is the size of h and c; T is "
            "how long the sequence is.",
            _CELL,
            hint="M06",
            fn=lambda D, H, T: 4 * T * (D + T + 1),
        ),
        Mutant(
            "two-biases",
            "You count two biases. PyTorch stores two and adds them, hence its 4H(D + H + 2); our cell has one.",
            _CELL,
            hint="M38",
            fn=lambda D, H, T: 4 * H * (D + H + 2),
        ),
        Mutant(
            "no-bias",
            "You left out the bias: every gate of every unit has one.",
            _CELL,
            fn=lambda D, H, T: 4 * H * (D + H),
        ),
        Mutant(
            "one-bias-per-gate",
            "You count one bias for a whole gate. Every unit of a gate has its own, 4H in all.",
            _CELL,
            fn=lambda D, H, T: 4 * H * (D + H) + 4,
        ),
        Mutant(
            "one-gate",
            "You count one of the four sums. There are three gates and a candidate, each with its own weights.",
            _CELL,
            fn=lambda D, H, T: H * (D + H + 1),
        ),
        Mutant(
            "three-gates",
            "You count three sums. The candidate g has weights too, so there are four.",
            _CELL,
            hint="M02",
            fn=lambda D, H, T: 3 * H * (D + H + 1),
        ),
        Mutant(
            "no-recurrent-weights",
            "You left out W_h, the weights from h_prev: H times 4H of them.",
            _CELL,
            fn=lambda D, H, T: 4 * H * (D + 1),
        ),
        Mutant(
            "gates-see-c",
            "You count weights from the cell state too. The gates see x and h_prev only.",
            _CELL,
            hint="M03",
            fn=lambda D, H, T: 4 * H * (D + 2 * H + 1),
        ),
    ),
)

GATE_FROM_TRACE = quiz(
    name="gate_from_trace",
    number="3.3",
    read='lesson 03, "Three sentences"',
    answers={"A": "output", "B": "forget", "C": "input", "D": "candidate"},
    described="one of input, forget, candidate, output",
    wrong={
        ("B", "input"): (
            "Curve B falls just where a new name comes in and is high in between. A gate that is high while nothing "
            "happens keeps; it does not write.",
            "M01",
        ),
        ("C", "forget"): (
            "Curve C rises only where a name comes in. That gate lets something in; the one that keeps is high all "
            "the time between.",
            "M01",
        ),
        ("A", "forget"): (
            "Curve A rises only where a question is asked. Nothing is kept or wiped there: the memory is shown.",
            "M03",
        ),
        ("D", "input"): (
            "Curve D goes below zero, so it cannot be a gate: a gate lies between 0 and 1.",
            "M02",
        ),
    },
    advice={
        "A": "When does curve A rise: where something comes in, or where something is asked?",
        "B": "Curve B is near 1 almost everywhere. What does a value of 1 do to the old memory?",
        "C": "When does curve C rise, and what is in the input then?",
        "D": "Look at the sign of curve D.",
    },
    hints=(
        "Three of the curves are valves and stay between 0 and 1. Which one does not?",
        "Ask of each valve where it is open: all the time between events, at a name, or at a question.",
    ),
)

GATE_YEARS = quiz(
    name="gate_years",
    number="3.4",
    read='lesson 03, "Streams that never end"',
    answers={"cell with a self-loop": 1997, "input gate": 1997, "output gate": 1997, "forget gate": 2000},
    described="a year",
    wrong={
        ("forget gate", 1997): (
            "The cell of 1997 had no forget gate: its self-loop had the fixed weight 1. Gers, Schmidhuber and "
            "Cummins added the forget gate in 2000.",
            "M10",
        ),
        ("input gate", 2000): ("The input gate belongs to the first cell, of 1997.", "input-gate-later"),
        ("output gate", 2000): ("The output gate belongs to the first cell, of 1997.", "output-gate-later"),
        ("cell with a self-loop", 2000): (
            "The self-loop of weight 1 is where it all began, in 1997.",
            "self-loop-later",
        ),
    },
    advice={},
    hints=("Which part answers streams that never end? That one came later than the others.",),
)

LABEL_EQUATION = quiz(
    name="label_equation",
    number="3.5",
    read='lesson 03, "All four at once"',
    answers={"U_f": "W_x", "W_f": "W_h", "N_t": "g", "H_{t-1}": "h_prev", "C_{t-1}": "c_prev", "H_t": "h"},
    described="one of W_x, W_h, g, h, h_prev, c, c_prev",
    wrong={
        ("U_f", "W_h"): (
            "U_f multiplies x_t in their equation, so it is our W_x. Many texts use U and W the other way round: "
            "look at what a matrix multiplies, not at its letter.",
            "U-and-W",
        ),
        ("W_f", "W_x"): (
            "W_f multiplies H_{t-1} in their equation, so it is our W_h, whatever its letter.",
            "W-and-U",
        ),
        ("N_t", "i"): (
            "N_t goes through tanh and is multiplied by i_t: it is content, the candidate g, not the input gate.",
            "M02",
        ),
        ("C_{t-1}", "c"): (
            "C_{t-1} is the cell state of the previous time step. Some articles call it the one of the current "
            "step; the index says otherwise.",
            "old-is-current",
        ),
        ("H_t", "c"): (
            "H_t is what the cell shows, our h. The memory is C_t.",
            "M04",
        ),
    },
    advice={},
    hints=(
        "For every letter ask two things: what does it multiply, and which activation is around it?",
        "An index t-1 means the state before this time step.",
    ),
)

EXERCISES = (LSTM_STEP, COUNT_PARAMS, GATE_FROM_TRACE, GATE_YEARS, LABEL_EQUATION)
