"""Exercise: one time step of the plain cell."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def random_step(rng, N, D, H):
    """Return x, h_prev, W_x, W_h, b, none of them zero."""
    shapes = [(N, D), (N, H), (D, H), (H, H), (H,)]
    return tuple(rng.normal(size=shape) for shape in shapes)


def step_probes(rng):
    """Return probes of one step: the past alone, the input alone, D == H, D != H, all sizes equal."""
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
        Probe(random_step(rng, N=2, D=2, H=2)),
        Probe(random_step(rng, N=1, D=2, H=1)),
    ]


def _weights_in_front(x, h_prev, W_x, W_h, b):
    return np.tanh(W_x @ x + W_h @ h_prev + b)


def rnn_step(x, h_prev, W_x, W_h, b):
    a_x = x @ W_x
    a_h = h_prev @ W_h
    a = a_x + a_h + b
    h = np.tanh(a)
    return h


EXERCISE = Exercise(
    name="rnn_step",
    signature="rnn_step(x, h_prev, W_x, W_h, b)",
    returns={"h": "(N, H)"},
    reference=rnn_step,
    differs=(
        "It gives each part of the solution's one line a line of its own, so that mistakes in two "
        "parts are edits apart."
    ),
    probes=step_probes,
    points={"h": 3},
    read='lesson 06, "The plain cell"',
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
            hint="M18",
            edits={" + a_h": ""},
        ),
        Mutant("no-bias", "The bias b is missing from the sum.", hint="M18", edits={" + b": ""}),
        Mutant(
            "no-input-term",
            "The term x @ W_x is missing: your cell does not see its input.",
            edits={"x @ W_x": "0 * x @ W_x"},
        ),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs "
            "to x.",
            hint="M16",
            edits={
                "x @ W_x": "x @ W_h",
                "@ W_h": "@ W_x",
            },
        ),
        Mutant(
            "concatenated-the-other-way",
            "You joined h_prev and x in one order and the weights in the other, so W_x meets h_prev. The shapes "
            "fit all the same, which is why nothing complained.",
            hint="M16",
            edits={
                "x @ W_x\n    a_h = h_prev @ W_h": "np.hstack([h_prev, x]) @ np.vstack([W_x, W_h])\n    a_h = 0"
            },
        ),
        Mutant(
            "recurrent-weights-transposed",
            "You multiply by the transpose of W_h. It is square, so nothing complains; PyTorch stores its matrices "
            "that way, we do not.",
            hint="M16",
            edits={"@ W_h": "@ W_h.T"},
        ),
        Mutant(
            "element-by-element",
            "You multiply element by element, with *. A matrix product is wanted, @: it lets every unit see all of x "
            "and all of h_prev.",
            edits={"x @ W_x": "x * W_x", "h_prev @ W_h": "h_prev * W_h"},
        ),
        Mutant(
            "weights-in-front",
            "You put the weights in front, W_x @ x. Here every row of x is a sequence, so x comes first: x @ W_x.",
            fn=_weights_in_front,
        ),
        Mutant(
            "own-past-only",
            "Each of your units hears only its own past, through the diagonal of W_h. The product h_prev @ W_h lets "
            "every unit hear all of them.",
            edits={"@ W_h": "* np.diag(W_h)"},
        ),
        Mutant(
            "bias-twice",
            "The bias is added twice. PyTorch keeps two biases and adds both; ours is one.",
            hint="M33",
            edits={" + b": " + 2 * b"},
        ),
        Mutant(
            "bias-outside",
            "You add the bias after the tanh. It belongs to the sum inside, or h leaves the range from -1 to 1.",
            edits={
                " + b": "",
                "    h =": "    h = b +",
            },
        ),
        Mutant(
            "relu",
            "You squash with ReLU. Around a loop it does not squash at all: what is larger than 0 may grow at every "
            "step. This cell takes tanh.",
            hint="M50",
            edits={"np.tanh(a)": "np.maximum(a, 0)"},
        ),
        Mutant(
            "sigmoid",
            "You squash with a sigmoid. This is content, not a valve, and must be able to be negative: tanh.",
            hint="M02",
            edits={"np.tanh(a)": "1 / (1 + np.exp(-a))"},
        ),
        Mutant(
            "no-activation",
            "The tanh is missing, so nothing bounds h and the network is linear in its past.",
            hint="M12",
            edits={"np.tanh(a)": "a"},
        ),
        Mutant(
            "softmax",
            "You put the state through a softmax. A state is no list of probabilities; each unit has its own tanh.",
            edits={"np.tanh(a)": "np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "past-outside",
            "Your tanh covers the input only, and the past is added outside. Squash the whole sum.",
            edits={
                " + a_h": "",
                "return": "return a_h +",
            },
        ),
        Mutant(
            "squashed-apart",
            "You squash the input's part and the past's part each on its own and add. There is one tanh, around "
            "their sum.",
            edits={
                " + a_h": "",
                "return": "return np.tanh(a_h) +",
            },
        ),
        Mutant(
            "past-squashed-again",
            "You put h_prev through tanh once more. It came out of a tanh at the step before.",
            edits={"a_h = h_prev": "a_h = np.tanh(h_prev)"},
        ),
        Mutant(
            "old-state-added",
            "You add h_prev to the new state. That would be a cell with a carousel; the plain cell writes its state "
            "anew at every step.",
            hint="M04",
            edits={" h\n": " h + h_prev\n"},
        ),
        Mutant("recurrent-subtracted", "You subtract h_prev @ W_h. It is added.", edits={"+ a_h": "- a_h"}),
        Mutant(
            "squashed-apart-bias-with-the-past",
            "You take the tanh of the input's part, and another of the past's part with the bias, and add. There is "
            "one tanh, around the whole sum.",
            edits={"a = a_x + a_h + b": "a = a_h + b", "return": "return np.tanh(a_x) +"},
        ),
    ),
)
