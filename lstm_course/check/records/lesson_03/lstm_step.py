"""Exercise: lstm_step."""

import numpy as np

from ....cells import sigmoid
from ...exercise import Exercise, Mutant, Probe

_SUMS = ("a", "a_i", "a_f", "a_g", "a_o", "return")
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
            "line that makes c, at the forget gate, and at whether the input gate is really shut.",
            part="c",
            about=("c", "f", "i", *_SUMS),
        ),
        Probe(
            held(base, f=SHUT, i=OPEN, o=OPEN),
            "With the forget gate shut and the input gate wide open, c must be the candidate g; yours is not. Look "
            "at g, its slice of the sums and its activation, and at what is written.",
            part="c",
            about=("c", "g", "i", "f", *_SUMS),
        ),
        Probe(
            held(base, f=SHUT, o=OPEN),
            "With the forget gate shut, c must be i * g, and g is right; yours is not. Look at the input gate, and at "
            "what becomes of it in c.",
            part="c",
            about=("i", "c", *_SUMS),
        ),
        Probe(
            held(base, o=OPEN),
            "With the output gate wide open, h must be tanh(c), and c is right; yours is not. Look at o, "
            "and at what the output gate multiplies.",
            part="h",
            about=("h", "o", *_SUMS),
        ),
        Probe(base),
        Probe(random_state(rng, N=3, D=4, H=2)),
        Probe(random_state(rng, N=1, D=2, H=1)),
    ]


def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    a = x @ W_x + h_prev @ W_h + b  # (N, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)
    g = np.tanh(a_g)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c


_CAROUSEL = 'lesson 03, "A number that stays"'
_CONFLICTS = 'lesson 03, "Two conflicts, two gates"'
_STREAMS = 'lesson 03, "Streams that never end"'
_SHOWN = 'lesson 03, "What is kept and what is shown"'
_ORDER = "Our order is i, f, g, o."

EXERCISE = Exercise(
    name="lstm_step",
    signature="lstm_step(x, h_prev, c_prev, W_x, W_h, b)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=lstm_step,
    probes=step_probes,
    points={"c": 3, "h": 2},
    read='lesson 03, "All four at once"',
    advice={
        "h": "h is made of c: where your c is right, look at o, and at what the output gate multiplies.",
        "c": "Look at the gates one by one: keep with f, the forget gate, write with i, and g is what is written.",
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
            edits={"f * c_prev": "(1 - f) * c_prev"},
        ),
        Mutant(
            "sigmoid-candidate",
            "Your candidate g goes through a sigmoid. The candidate is content, not a valve: it must be able to "
            "be negative, so it takes tanh.",
            hint="M02",
            edits={"np.tanh(a_g)": "sigmoid(a_g)"},
        ),
        Mutant(
            "output-gate-sees-c",
            "Your output gate reads the cell state. That is a peephole, an extension; here all gates see x and "
            "h_prev only.",
            _SHOWN,
            hint="M03",
            edits={
                "i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)": "i, f = sigmoid(a_i), sigmoid(a_f)",
                "    h = o": "    o = sigmoid(a_o + c)\n    h = o",
            },
        ),
        Mutant(
            "hidden-state-as-memory",
            "You carry h_prev on in the cell state. The memory is c: the forget gate multiplies c_prev.",
            _SHOWN,
            hint="M04",
            edits={"* c_prev +": "* h_prev +"},
        ),
        Mutant(
            "one-gate-for-all-units",
            "Each of your gates is one number for the whole cell. A gate is a vector: every unit has its own "
            "value.",
            'lesson 02, "One gate per unit"',
            hint="M05",
            edits={
                "    i, f, o =": "    a_i, a_f, a_o = (k.mean(1, keepdims=True) + 0 * k for k in (a_i, a_f, a_o))\n"
                "    i, f, o =",
            },
        ),
        Mutant(
            "no-tanh-on-c",
            "Your h is o * c. The cell state is unbounded and h must stay between -1 and 1: squash c with tanh "
            "before the gate.",
            _SHOWN,
            hint="M12",
            edits={"o * np.tanh(c)": "o * c"},
        ),
        Mutant(
            "order-ifog",
            f"You cut the four blocks in the order i, f, o, g, as some courses do. {_ORDER}",
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_i, a_f, a_o, a_g ="},
        ),
        Mutant(
            "order-iofg",
            f"You cut the four blocks in the order i, o, f, g, as ONNX does. {_ORDER}",
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_i, a_o, a_f, a_g ="},
        ),
        Mutant(
            "order-figo",
            f"Input gate and forget gate are exchanged: you keep with i and write with f. {_ORDER}",
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_f, a_i, a_g, a_o ="},
        ),
        Mutant(
            "order-fiog",
            f"You cut the four blocks in the order f, i, o, g, the order in which many articles tell the story. "
            f"{_ORDER}",
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_f, a_i, a_o, a_g ="},
        ),
        Mutant(
            "order-igfo",
            f"Forget gate and candidate are exchanged: you cut in the order i, g, f, o. {_ORDER}",
            hint="M15",
            edits={"a_i, a_f, a_g, a_o =": "a_i, a_g, a_f, a_o ="},
        ),
        Mutant(
            "reshaped",
            "You cut the sums with reshape, which is right for one sequence. In a batch the four blocks stand side by "
            "side in every row, and reshape mixes the sequences: cut along axis 1.",
            hint="M29",
            edits={"np.split(a, 4, axis=1)": "a.reshape(4, len(x), -1)"},
        ),
        Mutant(
            "reshaped-for-one",
            "You cut the sums as for a single sequence: with more than one, the parts have another shape. In a batch "
            "the four blocks stand side by side in every row of a: cut along axis 1.",
            hint="M29",
            edits={"np.split(a, 4, axis=1)": "a.reshape(4, -1)"},
        ),
        Mutant(
            "every-fourth-column",
            "You take every fourth column for a gate. The blocks stand one after another: the first H columns are i, "
            "the next H are f, and so on.",
            hint="M15",
            edits={"np.split(a, 4, axis=1)": "(a[:, k::4] for k in range(4))"},
        ),
        Mutant(
            "concatenated-the-other-way",
            "You joined h_prev and x in one order and the weights in the other, so W_x meets h_prev. The shapes "
            "fit all the same, which is why nothing complained.",
            hint="M16",
            edits={"x @ W_x + h_prev @ W_h": "np.hstack([h_prev, x]) @ np.vstack([W_x, W_h])"},
        ),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs "
            "to x.",
            hint="M16",
            edits={"x @ W_x + h_prev @ W_h": "x @ W_h + h_prev @ W_x"},
        ),
        Mutant(
            "no-recurrent-term",
            "The term h_prev @ W_h is missing, so your cell does not hear its own past. A test that starts from "
            "zeros would not have noticed.",
            hint="M18",
            edits={"x @ W_x + h_prev @ W_h": "x @ W_x"},
        ),
        Mutant("no-bias", "The bias b is missing from the sums.", hint="M18", edits={" + b  #": "  #"}),
        Mutant(
            "bias-twice",
            "The bias is added twice. PyTorch keeps two biases and adds both; ours is one.",
            hint="M33",
            edits={" + b  #": " + 2 * b  #"},
        ),
        Mutant(
            "no-input-term",
            "The term x @ W_x is missing: your cell does not see its input.",
            edits={"x @ W_x + h_prev @ W_h": "h_prev @ W_h"},
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies c_prev + i * g. The new content must not pass through "
            "the forget gate.",
            _STREAMS,
            hint="M19",
            edits={"f * c_prev + i * g": "f * (c_prev + i * g)"},
        ),
        Mutant(
            "no-input-gate",
            "Your candidate is written in full: the input gate i is not applied to g.",
            _CONFLICTS,
            hint="M19",
            edits={"i * g": "g"},
        ),
        Mutant(
            "no-forget-gate",
            "Your c is c_prev + i * g: the forget gate is not applied. That is the cell of 1997; the forget gate "
            "came in 2000.",
            _STREAMS,
            hint="M10",
            edits={"f * c_prev": "c_prev"},
        ),
        Mutant(
            "coupled-gates",
            "You write with 1 - f in place of i. That couples the two gates, as a GRU does; in the LSTM keeping "
            "and writing are two decisions.",
            hint="M13",
            edits={"i * g": "(1 - f) * g"},
        ),
        Mutant(
            "coupled-by-i",
            "You keep 1 - i in place of f. In the LSTM keeping and writing are two decisions: both gates may be open, "
            "or both shut.",
            _STREAMS,
            hint="M13",
            edits={"f * c_prev": "(1 - i) * c_prev"},
        ),
        Mutant(
            "one-more-on-the-forget-sum",
            "You add 1 to the sum of the forget gate. Such a forget bias goes into b once, when the weights are drawn; "
            "a step adds b as it is.",
            hint="M51",
            edits={"sigmoid(a_f)": "sigmoid(a_f + 1)"},
        ),
        Mutant(
            "tanh-on-all-four",
            "All four of your sums go through tanh. Only the candidate does; a valve lies between 0 and 1 and takes "
            "the sigmoid.",
            hint="M02",
            edits={
                "i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)": "i, f, o = np.tanh([a_i, a_f, a_o])"
            },
        ),
        Mutant(
            "subtracted",
            "You subtract i * g. What is written is added; the sign is in g.",
            _CAROUSEL,
            edits={"+ i * g": "- i * g"},
        ),
        Mutant(
            "linear-candidate",
            "Your candidate g has no activation. Without tanh one large input can write any number at all.",
            edits={"np.tanh(a_g)": "a_g"},
        ),
        Mutant(
            "tanh-input-gate",
            "Your input gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            edits={"sigmoid(a_i)": "np.tanh(a_i)"},
        ),
        Mutant(
            "tanh-forget-gate",
            "Your forget gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid. A negative "
            "valve would flip the sign of the memory.",
            edits={"sigmoid(a_f)": "np.tanh(a_f)"},
        ),
        Mutant(
            "tanh-output-gate",
            "Your output gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            edits={"sigmoid(a_o)": "np.tanh(a_o)"},
        ),
        Mutant(
            "shows-old-cell-state",
            "Your h shows c_prev. The order matters: write c first, then show the new c.",
            _SHOWN,
            edits={"np.tanh(c)": "np.tanh(c_prev)"},
        ),
        Mutant(
            "sigmoid-on-c",
            "You squash c with a sigmoid before the output gate. Then h could never be negative; it is tanh.",
            _SHOWN,
            edits={"np.tanh(c)": "sigmoid(c)"},
        ),
        Mutant(
            "tanh-outside",
            "Your tanh is outside the gate: tanh(o * c). The gate comes last: o * tanh(c).",
            _SHOWN,
            edits={"o * np.tanh(c)": "np.tanh(o * c)"},
        ),
        Mutant(
            "no-output-gate",
            "Your h is tanh(c): the output gate is not applied, so everything is always shown.",
            _CONFLICTS,
            edits={"o * np.tanh(c)": "np.tanh(c)"},
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return h first and then c.",
            edits={"return h, c": "return c, h"},
        ),
    ),
)
