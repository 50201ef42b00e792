"""Exercise: a gate for every unit, and what it lets through."""

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe


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
            part="gate",
        ),
        Probe(
            (x, none(h), W_x, W_h, none(b), value),
            "With h and b all zero only x @ W_x is left in the sum, and there your gate is wrong.",
            part="gate",
        ),
        Probe(
            (none(x), h, W_x, W_h, none(b), value),
            "With x and b all zero only h @ W_h is left in the sum, and there your gate is wrong.",
            part="gate",
        ),
        Probe((x, h, W_x, W_h, b, value)),
        Probe(random_gate(rng, N=4, D=3, H=2)),
        Probe(random_gate(rng, N=2, D=1, H=2)),
        Probe(random_gate(rng, N=1, D=2, H=1)),
    ]


def gate(x, h, W_x, W_h, b, value):
    a = x @ W_x + h @ W_h + b  # (N, H)
    gate = cells.sigmoid(a)
    passed = gate * value  # unit by unit
    return gate, passed


def _one_number_for_each_sequence(x, h, W_x, W_h, b, value):
    a = x @ W_x + h @ W_h + b
    gate = cells.sigmoid(a.mean(axis=1, keepdims=True))
    return gate, gate * value


_MULTIPLIES = 'lesson 02, "A number that multiplies"'
_ROLES = 'lesson 02, "How much, and what"'
_REGRESSION = 'lesson 02, "A gate is a logistic regression"'
_SOFT = 'lesson 02, "Why the switch is soft"'

EXERCISE = Exercise(
    name="gate",
    signature="gate(x, h, W_x, W_h, b, value)",
    returns={"gate": "(N, H)", "passed": "(N, H)"},
    reference=gate,
    probes=gate_probes,
    points={"gate": 3, "passed": 1},
    read='lesson 02, "One gate per unit"',
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
            hint="M05",
            edits={"cells.sigmoid(a)": "cells.sigmoid(a.mean(axis=1, keepdims=True) + 0 * a)"},
        ),
        Mutant(
            "sums-added-up",
            "Your gate is one number for all units of a sequence: you add the sums of the units up. Every unit has "
            "its own gate.",
            hint="M05",
            edits={"cells.sigmoid(a)": "cells.sigmoid(a.sum(axis=1, keepdims=True) + 0 * a)"},
        ),
        Mutant(
            "shape-N-1",
            "Your gate is one number for each sequence, shape (N, 1). Broadcasting hides it in the product. Every "
            "unit has its own gate, shape (N, H).",
            hint="M05",
            fn=_one_number_for_each_sequence,
        ),
        Mutant(
            "one-gate-for-the-batch",
            "Your gate is the same for all sequences of the batch: you average over the first axis. Each sequence is "
            "read on its own.",
            edits={"cells.sigmoid(a)": "cells.sigmoid(a.mean(axis=0, keepdims=True) + 0 * a)"},
        ),
        Mutant(
            "no-recurrent-term",
            "The term h @ W_h is missing, so your gate does not hear what was shown a step before.",
            hint="M18",
            edits={" + h @ W_h": ""},
        ),
        Mutant(
            "no-bias",
            "The bias b is missing from the sum.",
            hint="M18",
            edits={" + b  #": "  #"},
        ),
        Mutant(
            "no-input-term",
            "The term x @ W_x is missing: your gate does not see its input.",
            edits={"x @ W_x + ": ""},
        ),
        Mutant(
            "bias-twice",
            "The bias is added twice. A gate has one bias for each unit.",
            hint="M33",
            edits={" + b  #": " + 2 * b  #"},
        ),
        Mutant(
            "bias-outside",
            "You add the bias after the sigmoid. It belongs in the sum: outside, the gate leaves the range from 0 to "
            "1.",
            _REGRESSION,
            edits={" + b  #": "  #", "cells.sigmoid(a)": "cells.sigmoid(a) + b"},
        ),
        Mutant(
            "concatenated-the-other-way",
            "You joined h and x in one order and the weights in the other, so W_x meets h. The shapes fit all the "
            "same, which is why nothing complained.",
            hint="M16",
            edits={"x @ W_x + h @ W_h": "np.hstack([h, x]) @ np.vstack([W_x, W_h])"},
        ),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs to x.",
            hint="M16",
            edits={"x @ W_x + h @ W_h": "x @ W_h + h @ W_x"},
        ),
        Mutant(
            "recurrent-weights-transposed",
            "Your W_h is transposed. It is square, so nothing complains; column k of W_h belongs to unit k.",
            edits={"h @ W_h": "h @ W_h.T"},
        ),
        Mutant(
            "input-weights-transposed",
            "Your W_x is transposed. Where D equals H the shapes fit all the same; column k of W_x belongs to unit k.",
            edits={"x @ W_x": "x @ W_x.T"},
        ),
        Mutant(
            "no-sigmoid",
            "Your gate is the bare sum. Without the sigmoid it can be negative, or amplify.",
            _MULTIPLIES,
            edits={"cells.sigmoid(a)": "a"},
        ),
        Mutant(
            "tanh-gate",
            "Your gate goes through tanh. That is for content, which may be negative; a gate takes the sigmoid.",
            _ROLES,
            hint="M02",
            edits={"cells.sigmoid(a)": "np.tanh(a)"},
        ),
        Mutant(
            "relu-gate",
            "Your gate is max(a, 0), which has no upper end: it would amplify. A gate takes the sigmoid.",
            _ROLES,
            hint="M50",
            edits={"cells.sigmoid(a)": "np.maximum(a, 0)"},
        ),
        Mutant(
            "softmax-gate",
            "Your gate is a softmax over the units, so the units share a budget of 1. Each gate decides alone: all "
            "may be open.",
            edits={"cells.sigmoid(a)": "np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "hard-gate",
            "Your gate is a hard switch, 0 or 1. Its slope is zero, so no gradient could ever train it.",
            _SOFT,
            edits={"cells.sigmoid(a)": "(a > 0).astype(float)"},
        ),
        Mutant(
            "sigmoid-twice",
            "Your gate goes through the sigmoid twice, so it never falls below one half.",
            _MULTIPLIES,
            hint="M24",
            edits={"cells.sigmoid(a)": "cells.sigmoid(cells.sigmoid(a))"},
        ),
        Mutant(
            "gate-reads-value",
            "You add the value to the gate's sum. The gate decides from x and h; the value only passes through it.",
            hint="M03",
            edits={"cells.sigmoid(a)": "cells.sigmoid(a + value)"},
        ),
        Mutant(
            "value-inside",
            "You multiply inside the sigmoid, sum times value. The gate is finished first, then it multiplies the "
            "value.",
            _MULTIPLIES,
            edits={"cells.sigmoid(a)": "cells.sigmoid(a * value)"},
        ),
        Mutant(
            "complement",
            "You let 1 - gate through. A gate at 1 is open: it is the share that passes.",
            _MULTIPLIES,
            hint="M01",
            edits={"passed = gate *": "passed = (1 - gate) *"},
        ),
        Mutant(
            "slope-multiplies",
            "You multiply the value with the slope of the gate, s(1 - s). The slope is for training; what passes is "
            "the gate times the value.",
            _MULTIPLIES,
            hint="M24",
            edits={"passed = gate *": "passed = gate * (1 - gate) *"},
        ),
        Mutant(
            "all-or-nothing",
            "You let the value pass whole or not at all. A gate says how much: it multiplies.",
            _SOFT,
            edits={"passed = gate *": "passed = np.round(gate) *"},
        ),
        Mutant(
            "added",
            "You add the gate to the value. A gate multiplies.",
            _MULTIPLIES,
            edits={"passed = gate *": "passed = gate +"},
        ),
        Mutant(
            "subtracted",
            "You subtract the gate from the value. A gate multiplies.",
            _MULTIPLIES,
            edits={"passed = gate *": "passed = -gate +"},
        ),
        Mutant(
            "gate-not-applied",
            "Your value passes in full: the gate is computed but does not multiply it.",
            _MULTIPLIES,
            edits={"passed = gate * ": "passed = "},
        ),
        Mutant(
            "value-squashed",
            "You put the value through tanh. It is content already: it passes as it is, times the gate.",
            _ROLES,
            edits={"value  #": "np.tanh(value)  #"},
        ),
        Mutant(
            "value-through-sigmoid",
            "You put the value through a sigmoid. It is content, which may be negative: it passes as it is, times the "
            "gate.",
            _ROLES,
            hint="M02",
            edits={"value  #": "cells.sigmoid(value)  #"},
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return the gate first and then what it lets through.",
            edits={"return gate, passed": "return passed, gate"},
        ),
        Mutant(
            "matrix-product-with-value",
            "You multiply gate and value as matrices. The gate acts unit by unit: *, not @.",
            edits={"passed = gate * value": "passed = gate @ value.T"},
        ),
        Mutant(
            "summed-over-units",
            "You add up what passes over the units. Each unit keeps its own: shape (N, H).",
            edits={"passed = gate * value": "passed = (gate * value).sum(axis=1)"},
        ),
    ),
)
