"""Exercise: one step of the LSTM whose gates look at the cell state."""

import numpy as np

from ....cells import sigmoid
from ...exercise import Exercise, Mutant, Probe
from ._shared import PARTS, RELATIVE_MUTANTS, STEP, random_relative


def peephole_probes(rng):
    """Return probes of the step with peepholes: one with each of them alone, two with all."""
    base = random_relative(rng, 4, 3, N=2, D=3, H=3)
    zero = np.zeros(3)

    def only(**p):
        return (*base[:6], *(p.get(name, zero) for name in ("p_i", "p_f", "p_o")))

    return [
        Probe(
            only(),
            "With all peephole weights at zero this must be the plain LSTM step; yours is not. Look at the four "
            "sums, the gates and the two states before you look at the peepholes.",
        ),
        Probe(
            only(p_i=base[6]),
            "With only p_i at work your c is wrong, and without it right: p_i * c_prev is one more term in the sum of "
            "the input gate, before the sigmoid.",
            part="c",
        ),
        Probe(
            only(p_f=base[7]),
            "With only p_f at work your c is wrong, and without it right: p_f * c_prev is one more term in the sum of "
            "the forget gate, before the sigmoid.",
            part="c",
        ),
        Probe(
            only(p_o=base[8]),
            "With only p_o at work your h is wrong, and without it right: the peephole is one more term in the sum of "
            "the output gate, before the sigmoid, and sees the cell state that is there by then.",
            part="h",
        ),
        Probe(base),
        Probe(random_relative(rng, 4, 3, N=3, D=4, H=2)),
        Probe(random_relative(rng, 4, 3, N=1, D=2, H=1)),
    ]


def peephole_step(x, h_prev, c_prev, W_x, W_h, b, p_i, p_f, p_o):
    a = x @ W_x + h_prev @ W_h + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i = sigmoid(a_i + p_i * c_prev)
    f = sigmoid(a_f + p_f * c_prev)
    g = np.tanh(a_g)
    c = f * c_prev + i * g
    o = sigmoid(a_o + p_o * c)
    h = o * np.tanh(c)
    return h, c


_ORDER = "Our order is i, f, g, o."


EXERCISE = Exercise(
    name="peephole_step",
    signature="peephole_step(x, h_prev, c_prev, W_x, W_h, b, p_i, p_f, p_o)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=peephole_step,
    probes=peephole_probes,
    points={"c": 2, "h": 2},
    read=PARTS,
    advice={
        "c": "Look at the input gate and the forget gate: each sees the old cell state through its own weights.",
        "h": "Look at the output gate: which cell state does it see?",
    },
    hints=(
        "Start from lstm_step. A peephole adds one term to the sum of a gate, before the sigmoid.",
        "p_i has one number per unit: unit k of the gate sees unit k of the cell state, so the product is elementwise.",
        "i and f act before c is renewed, so they see c_prev. o acts after, so it sees the new c.",
    ),
    mutants=(
        Mutant(
            "bias-in-the-product",
            "The brackets take b into the product with h_prev. It is added once, as it is.",
            edits={"h_prev @ W_h + b": "h_prev @ (W_h + b)"},
        ),
        Mutant(
            "output-gate-sees-old-c",
            "Your output gate looks at c_prev. It acts after the writing, so it looks at the new c; the input and "
            "forget gates look at the old one.",
            hint="M03",
            edits={"p_o * c": "p_o * c_prev"},
        ),
        Mutant(
            "no-peepholes",
            "None of your gates looks at the cell state: this is the plain LSTM step. Each gate gets one more term.",
            hint="M03",
            edits={"    i =": "    p_i, p_f, p_o = 0 * p_i, 0 * p_f, 0 * p_o\n    i ="},
        ),
        Mutant(
            "no-input-peephole",
            "The peephole of the input gate is missing: p_i is not used.",
            hint="M03",
            edits={"    i =": "    p_i = 0 * p_i\n    i ="},
        ),
        Mutant(
            "no-forget-peephole",
            "The peephole of the forget gate is missing: p_f is not used.",
            hint="M03",
            edits={"    a =": "    p_f = 0 * p_f\n    a ="},
        ),
        Mutant(
            "no-output-peephole",
            "The peephole of the output gate is missing: p_o is not used.",
            hint="M03",
            edits={"    o =": "    p_o = 0 * p_o\n    o ="},
        ),
        Mutant(
            "peephole-on-h",
            "Your peepholes look at h_prev. The gates see that already, through W_h; a peephole looks at c.",
            hint="M04",
            edits={"p_i * c_prev": "p_i * h_prev", "p_f * c_prev": "p_f * h_prev", "p_o * c": "p_o * h_prev"},
        ),
        Mutant(
            "peephole-on-tanh-c",
            "Your peepholes look at tanh(c). They look at the cell state as it is, so that they can see a count.",
            edits={
                "p_i * c_prev": "p_i * np.tanh(c_prev)",
                "p_f * c_prev": "p_f * np.tanh(c_prev)",
                "p_o * c": "p_o * np.tanh(c)",
            },
        ),
        Mutant(
            "peephole-subtracted",
            "You subtract the peephole's term. It is added; the sign is in its weight.",
            edits={"a_i +": "a_i -", "a_f +": "a_f -", "a_o +": "a_o -"},
        ),
        Mutant(
            "peephole-summed-over-units",
            "Your peephole sums over the units (c @ p), so every unit sees the whole cell state. Unit k sees its own "
            "c only: multiply elementwise.",
            hint="M05",
            edits={
                "p_i * c_prev": "(p_i * c_prev).sum(axis=1, keepdims=True)",
                "p_f * c_prev": "(p_f * c_prev).sum(axis=1, keepdims=True)",
                "p_o * c": "(p_o * c).sum(axis=1, keepdims=True)",
            },
        ),
        Mutant(
            "peephole-after-the-sigmoid",
            "You add the peephole after the sigmoid. Then the gate leaves the range from 0 to 1; the term belongs into "
            "the sum.",
            edits={"a_i +": "a_i) + (", "a_f +": "a_f) + (", "a_o +": "a_o) + ("},
        ),
        Mutant(
            "p_i-and-p_f-exchanged",
            "p_i and p_f have changed places: the input gate has the forget gate's peephole and the other way round.",
            hint="M15",
            edits={"    i =": "    p_i, p_f = p_f, p_i\n    i ="},
        ),
        Mutant(
            "p_i-and-p_o-exchanged",
            "p_i and p_o have changed places.",
            hint="M15",
            edits={"    i =": "    p_i, p_o = p_o, p_i\n    i ="},
        ),
        Mutant(
            "candidate-peeps",
            "Your candidate looks at the cell state too. The peepholes belong to the three gates; g sees x and h_prev.",
            hint="M02",
            edits={"(a_g)": "(a_g + p_i * c_prev)"},
        ),
        Mutant(
            "order-iofg",
            f"You cut the four blocks in the order i, o, f, g, as ONNX does. {_ORDER}",
            STEP,
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_i, a_o, a_f, a_g ="},
        ),
        Mutant(
            "order-ifog",
            f"You cut the four blocks in the order i, f, o, g, as some courses do. {_ORDER}",
            STEP,
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_i, a_f, a_o, a_g ="},
        ),
        Mutant(
            "order-figo",
            f"Input gate and forget gate are exchanged: you keep with i and write with f. {_ORDER}",
            STEP,
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_f, a_i, a_g, a_o ="},
        ),
        Mutant(
            "forget-complement",
            "Your forget gate is the wrong way round: f is the share that is kept. You keep 1 - f.",
            'lesson 03, "Streams that never end"',
            hint="M01",
            edits={"c = f": "c = (1 - f)"},
        ),
        Mutant(
            "no-forget-gate",
            "Your c is c_prev + i * g: the forget gate is not applied.",
            hint="M10",
            edits={"c = f *": "c ="},
        ),
        Mutant(
            "written-in-full",
            "Your candidate is written in full: the input gate i is not applied to g.",
            STEP,
            hint="M19",
            edits={"i * g": "g"},
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies c_prev + i * g. The new content must not pass the forget gate.",
            STEP,
            hint="M19",
            edits={"f * c_prev + i * g": "f * (c_prev + i * g)"},
        ),
        Mutant(
            "coupled-gates",
            "You write with 1 - f in place of i. That is exercise 7.4.",
            hint="M13",
            edits={"i * g": "(1 - f) * g"},
        ),
        Mutant(
            "every-fourth-column",
            "You take every fourth column for a block. The blocks stand one after another: the first H columns are "
            "i, the next H are f, and so on.",
            hint="M15",
            edits={"np.split(a, 4, axis=1)": "(a[:, k::4] for k in range(4))"},
        ),
        *RELATIVE_MUTANTS,
    ),
)
