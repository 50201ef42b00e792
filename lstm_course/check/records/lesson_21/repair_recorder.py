"""Exhibit: a recording points to an array that is changed in place afterwards."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def networks(rng):
    """Return parameters and inputs of one step and several, one unit and several, small weights and large ones."""

    def draw(T, D, H, size=1.0, recurrent=None):
        recurrent = size if recurrent is None else recurrent
        return (
            rng.normal(size=(T, D)),
            size * rng.normal(size=(D, 4 * H)),
            recurrent * rng.normal(size=(H, 4 * H)),
            size * rng.normal(size=4 * H),
        )

    x, W_x, W_h, b = draw(3, 2, 2)
    return [
        Probe(
            draw(1, 2, 3),
            "There is one step here, and the state before it is 0: the sums are x times W_x, plus b. Yours are "
            "not.",
        ),
        Probe(
            draw(3, 2, 2, recurrent=0.0),
            "W_h is 0 here, so the sums of a step are x times W_x, plus b, whatever came before. Yours are not.",
        ),
        Probe(draw(3, 3, 2)),
        Probe(draw(4, 2, 3, 3.0)),
        Probe(draw(5, 1, 1)),
        Probe(draw(1, 1, 1)),
        Probe(draw(2, 4, 4)),
        Probe(draw(8, 1, 2, 0.3)),
        Probe(draw(6, 3, 2, 1.5)),
        Probe((x, W_x, W_h, b + 60 * (np.arange(len(b)) % 3 == 0))),  # gates that are rounded to 1
    ]


def repair_recorder(x, W_x, W_h, b):
    H = len(b) // 4
    h, c = np.zeros(H), np.zeros(H)
    sums, cells = [], []
    for x_t in x:
        a = x_t @ W_x + h @ W_h + b
        sums.append(a.copy())
        i, f, g, o = a.reshape(4, H)  # parts of a, no copies
        for gate in (i, f, o):
            gate[:] = 1 / (1 + np.exp(-gate))  # in place, which saves memory
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        cells.append(c)
    return np.array(sums), np.array(cells)


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _blocks(change):
    """Return the answer that changes the four blocks of the sums afterwards."""

    def repair_recorder_(x, W_x, W_h, b):
        sums, cells = repair_recorder(x, W_x, W_h, b)
        return np.concatenate(change(*np.split(sums, 4, axis=1)), axis=1), cells

    return repair_recorder_


@np.errstate(divide="ignore")
def _undone(i, f, g, o):
    i, f, o = (np.log(gate / (1 - gate)) for gate in map(_sigmoid, (i, f, o)))
    return i, f, g, o


def _undone_with_clipping(i, f, g, o):
    return [np.clip(part, -2, 2) for part in (i, f)] + [g, np.clip(o, -2, 2)]


def _cells_spoilt(x, W_x, W_h, b):
    """Record copies and return the cells of a network that takes the sigmoid twice."""
    sums, _ = repair_recorder(x, W_x, W_h, b)
    c, cells = np.zeros(len(b) // 4), []
    for row in sums:
        i, f, g, _ = np.split(row, 4)
        c = _sigmoid(_sigmoid(f)) * c + _sigmoid(_sigmoid(i)) * np.tanh(g)
        cells.append(c)
    return sums, np.array(cells)


def _with_the_next_state(x, W_x, W_h, b):
    H = len(b) // 4
    h, sums, (right, cells) = np.zeros(H), [], repair_recorder(x, W_x, W_h, b)
    for x_t, row, c in zip(x, right, cells, strict=True):
        h = _sigmoid(row[3 * H :]) * np.tanh(c)
        sums.append(x_t @ W_x + h @ W_h + b)
    return np.array(sums), cells


_COPY = "sums.append(a.copy())"
_A = "x_t @ W_x + h @ W_h + b"
_C = "c = f * c + i * np.tanh(g)"
_GATES = "(i, f, o)"

EXERCISE = Exercise(
    name="repair_recorder",
    signature="repair_recorder(x, W_x, W_h, b)",
    returns={"sums": "(T, 4H)", "cells": "(T, H)"},
    reference=repair_recorder,
    probes=networks,
    points={"sums": 3, "cells": 1},
    read='lesson 21, "Gates at work"',
    advice={
        "sums": "What each gate and the candidate get before sigmoid or tanh, in the order i, f, g, o.",
        "cells": "The cell states after each step.",
    },
    exhibit=Exhibit(
        "not-copied",
        "ViCCo-Group/thingsvision#44",
        "The recorded sums of three gates are never negative; with a sigmoid over them all gates stand half open.",
    ),
    hints=(
        "Print sums[0] when it is recorded, and again when the step is over.",
        "A list holds the array itself, not what it held when it was put in.",
        "Record a copy: a.copy().",
    ),
    mutants=(
        Mutant(
            "not-copied",
            "Your sums of i, f and o all lie between 0 and 1: they are the gates, not what the gates got. Those of g "
            "are right, and so are the cells.",
            edits={_COPY: "sums.append(a)"},
        ),
        Mutant(
            "gates-copied-candidate-too",
            "Your sums have been through sigmoid and tanh, all four blocks. Asked for is what goes in.",
            fn=_blocks(lambda i, f, g, o: [_sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)]),
        ),
        Mutant(
            "sigmoid-undone",
            "You compute the sums back from the gates. A gate that is wide open has been rounded to 1, and what it got "
            "is lost: record a copy before the sigmoid.",
            fn=_blocks(_undone),
        ),
        Mutant(
            "clipped",
            "You clip the sums. That hides how far a gate is pushed, which is what they were recorded for.",
            fn=_blocks(_undone_with_clipping),
        ),
        Mutant(
            "sigmoid-of-everything",
            "Your sums have been through the sigmoid, all four blocks. Asked for is what goes in.",
            fn=_blocks(lambda *blocks: [_sigmoid(one) for one in blocks]),
        ),
        Mutant(
            "only-i",
            "The block of i is right. Those of f and o still hold the gates.",
            fn=_blocks(lambda i, f, g, o: [i, _sigmoid(f), g, _sigmoid(o)]),
        ),
        Mutant(
            "only-f",
            "The block of f is right. Those of i and o still hold the gates.",
            fn=_blocks(lambda i, f, g, o: [_sigmoid(i), f, g, _sigmoid(o)]),
        ),
        Mutant(
            "only-o",
            "The block of o is right. Those of i and f still hold the gates.",
            fn=_blocks(lambda i, f, g, o: [_sigmoid(i), _sigmoid(f), g, o]),
        ),
        Mutant(
            "i-left",
            "The block of i still holds the gate.",
            fn=_blocks(lambda i, f, g, o: [_sigmoid(i), f, g, o]),
        ),
        Mutant(
            "f-left",
            "The block of f still holds the gate.",
            fn=_blocks(lambda i, f, g, o: [i, _sigmoid(f), g, o]),
        ),
        Mutant(
            "o-left",
            "The block of o still holds the gate.",
            fn=_blocks(lambda i, f, g, o: [i, f, g, _sigmoid(o)]),
        ),
        Mutant(
            "order-of-the-blocks",
            "Your blocks stand in the order i, f, o, g. It is i, f, g, o.",
            hint="M15",
            fn=_blocks(lambda i, f, g, o: [i, f, o, g]),
        ),
        Mutant(
            "sums-before-the-bias",
            "Your sums lack the bias. It is part of what a gate gets.",
            fn=lambda x, W_x, W_h, b: (
                repair_recorder(x, W_x, W_h, b)[0] - b,
                repair_recorder(x, W_x, W_h, b)[1],
            ),
        ),
        Mutant(
            "one-copy-for-all-steps",
            "All rows of your sums are those of the last step: every place in the list holds the same array.",
            fn=lambda x, W_x, W_h, b: (
                np.tile(repair_recorder(x, W_x, W_h, b)[0][-1], (len(x), 1)),
                repair_recorder(x, W_x, W_h, b)[1],
            ),
        ),
        Mutant(
            "one-step-late",
            "Your first row is empty, and each sum stands one step too late.",
            fn=lambda x, W_x, W_h, b: (
                np.concatenate(
                    [0 * repair_recorder(x, W_x, W_h, b)[0][:1], repair_recorder(x, W_x, W_h, b)[0][:-1]]
                ),
                repair_recorder(x, W_x, W_h, b)[1],
            ),
        ),
        Mutant(
            "no-sigmoid",
            "Your sums are right for the first step, and the gates no longer go through the sigmoid at all. What the "
            "network computes must stay as it was.",
            edits={"gate[:] = 1 / (1 + np.exp(-gate))": "gate = 1 / (1 + np.exp(-gate))"},
        ),
        Mutant(
            "sigmoid-over-the-candidate",
            "The candidate goes through the sigmoid as well, and through tanh. It goes through tanh only.",
            hint="M02",
            edits={_GATES: "(i, f, g, o)"},
        ),
        Mutant(
            "sigmoid-twice",
            "The sums are right, and the network now takes the sigmoid twice.",
            hint="M24",
            fn=_cells_spoilt,
        ),
        Mutant(
            "hidden-for-cells",
            "You record h. Asked for is c.",
            hint="M04",
            edits={"cells.append(c)": "cells.append(h)"},
        ),
        Mutant(
            "cells-in-place",
            "You change c in place, so that all rows of the cells are the last one.",
            edits={_C: "c[:] = f * c + i * np.tanh(g)"},
        ),
        Mutant(
            "recurrent-part-forgotten",
            "The hidden state has no part in your sums.",
            hint="M18",
            edits={_A: "x_t @ W_x + b"},
        ),
        Mutant(
            "forget-gate-left-out",
            "Your cells forget nothing.",
            edits={_C: "c = c + i * np.tanh(g)"},
        ),
        Mutant(
            "no-sigmoid-for-i",
            "The input gate no longer goes through the sigmoid. What the network computes must stay as it was.",
            edits={_GATES: "(f, o)"},
        ),
        Mutant(
            "no-sigmoid-for-f",
            "The forget gate no longer goes through the sigmoid. What the network computes must stay as it was.",
            edits={_GATES: "(i, o)"},
        ),
        Mutant(
            "no-sigmoid-for-o",
            "The output gate no longer goes through the sigmoid. What the network computes must stay as it was.",
            edits={_GATES: "(i, f)"},
        ),
        Mutant(
            "sums-without-the-state",
            "Your sums lack the part of the hidden state. It is part of what a gate gets.",
            hint="M18",
            edits={_COPY: "sums.append(x_t @ W_x + b)"},
        ),
        Mutant(
            "sums-with-the-next-state",
            "Your sums are made with the hidden state after the step. A gate gets the one before it.",
            fn=_with_the_next_state,
        ),
        Mutant(
            "sizes-of-the-sums",
            "Your sums have lost their signs.",
            edits={_COPY: "sums.append(np.abs(a))"},
        ),
    ),
)
