"""Exercise: one step of the LSTM whose input gate is what the forget gate leaves."""

import numpy as np

from ....cells import sigmoid
from ...exercise import Exercise, Mutant, Probe
from ..lesson_03.lstm_step import OPEN, SHUT, held
from ._shared import PARTS, RELATIVE_MUTANTS, random_relative


def coupled_probes(rng):
    """Return probes of the step with coupled gates: three that let one part act, one with D == H, one without."""
    base = random_relative(rng, 3, 0, N=2, D=3, H=3)
    return [
        Probe(
            held(base, "fgo", f=OPEN, o=OPEN),
            "With f held at 1 everything is kept and nothing written, so c must be c_prev; yours is not. Which block "
            "is f, and what gets the share 1 - f?",
            part="c",
        ),
        Probe(
            held(base, "fgo", f=SHUT, o=OPEN),
            "With f held at 0 the candidate is written in full, so c must be g; yours is not. Look at g: its block and "
            "its activation.",
            part="c",
        ),
        Probe(
            held(base, "fgo", o=OPEN),
            "c is right for f = 0 and for f = 1, but not in between. Look at the sum of the forget gate, and at the "
            "two shares: they add up to one.",
            part="c",
        ),
        Probe(
            held(base, "fgo", f=OPEN),
            "c is right and h is not. Look at the output gate and at what it multiplies.",
            part="h",
        ),
        Probe(base),
        Probe(random_relative(rng, 3, 0, N=3, D=4, H=2)),
        Probe(random_relative(rng, 3, 0, N=1, D=2, H=1)),
    ]


def coupled_step(x, h_prev, c_prev, W_x, W_h, b):
    a = x @ W_x + h_prev @ W_h + b
    a_f, a_g, a_o = np.split(a, 3, axis=1)
    f = sigmoid(a_f)
    g = np.tanh(a_g)
    o = sigmoid(a_o)
    c = f * c_prev + (1 - f) * g
    h = o * np.tanh(c)
    return h, c


EXERCISE = Exercise(
    name="coupled_step",
    signature="coupled_step(x, h_prev, c_prev, W_x, W_h, b)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=coupled_step,
    probes=coupled_probes,
    points={"c": 2, "h": 1},
    read=PARTS,
    advice={
        "c": "The old memory gets the share f, the candidate the share 1 - f.",
        "h": "Look at the output gate and at what it multiplies.",
    },
    hints=(
        "There are three blocks this time, f, g, o: the input gate has no weights of its own.",
        "What is not kept is written. If f of the old memory stays, how much room is left for g?",
        "c = f * c_prev + (1 - f) * g, and h as in the LSTM.",
    ),
    mutants=(
        Mutant(
            "bias-in-the-product",
            "The brackets take b into the product with h_prev. It is added once, as it is.",
            edits={"h_prev @ W_h + b": "h_prev @ (W_h + b)"},
        ),
        Mutant(
            "forget-complement",
            "The two shares have changed places: you keep 1 - f and write f. f is the share that is kept.",
            hint="M01",
            edits={"f = sigmoid": "f = 1 - sigmoid"},
        ),
        Mutant(
            "written-in-full",
            "Your c is f * c_prev + g: the candidate is written in full. Its share is what the memory gives up, 1 - f.",
            edits={"(1 - f)": "1"},
        ),
        Mutant(
            "written-with-f",
            "You use f for both shares. Coupled means that they add up to one: f for the memory, 1 - f for g.",
            edits={"(1 - f)": "f"},
        ),
        Mutant(
            "one-minus-inside",
            "Your i is sigmoid(1 - a_f). The complement is taken of the gate, after the sigmoid: 1 - f.",
            edits={"(1 - f)": "sigmoid(1 - a_f)"},
        ),
        Mutant(
            "sum-in-place-of-gate",
            "Your i is 1 minus the sum a_f, which is not a share at all. Take 1 minus the gate, after the sigmoid.",
            edits={"(1 - f)": "(1 - a_f)"},
        ),
        Mutant(
            "output-gate-sees-c",
            "Your output gate reads the cell state. That is a peephole; here all gates see x and h_prev only.",
            hint="M03",
            edits={"    o = sigmoid(a_o)\n": "", "    h =": "    o = sigmoid(a_o + c)\n    h ="},
        ),
        Mutant(
            "shows-c",
            "Your h is c, as if there were no output gate. That is the GRU's way; here o and tanh stand between.",
            hint="M13",
            edits={"o * np.tanh": ""},
        ),
        Mutant(
            "order-gfo",
            "Forget gate and candidate are exchanged: you cut in the order g, f, o. It is f, g, o.",
            hint="M15",
            edits={"a_f, a_g, a_o =": "a_g, a_f, a_o ="},
        ),
        Mutant(
            "order-fog",
            "Candidate and output gate are exchanged: you cut in the order f, o, g. It is f, g, o.",
            hint="M15",
            edits={"a_f, a_g, a_o =": "a_f, a_o, a_g ="},
        ),
        Mutant(
            "order-ogf",
            "Forget gate and output gate are exchanged: you cut in the order o, g, f. It is f, g, o.",
            hint="M15",
            edits={"a_f, a_g, a_o =": "a_o, a_g, a_f ="},
        ),
        Mutant(
            "order-ofg",
            "You cut the three blocks in the order o, f, g. It is f, g, o.",
            hint="M15",
            edits={"a_f, a_g, a_o =": "a_o, a_f, a_g ="},
        ),
        Mutant(
            "order-gof",
            "You cut the three blocks in the order g, o, f. It is f, g, o.",
            hint="M15",
            edits={"a_f, a_g, a_o =": "a_g, a_o, a_f ="},
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies the new content too, which must not pass the forget gate.",
            hint="M19",
            edits={"* g": "* f * g"},
        ),
        Mutant(
            "no-forget-gate",
            "You keep all of c_prev: f decides how much is written, but not how much is kept.",
            hint="M10",
            edits={"c = f *": "c ="},
        ),
        Mutant(
            "every-third-column",
            "You take every third column for a block. The blocks stand one after another: the first H columns are f, "
            "the next H are g, the last o.",
            hint="M15",
            edits={"np.split(a, 3, axis=1)": "(a[:, k::3] for k in range(3))"},
        ),
        *RELATIVE_MUTANTS,
    ),
)
