"""What several exercises of lesson 07 share."""

from ...exercise import Mutant, Probe
from ..lesson_03.lstm_step import OPEN, SHUT

GRU = 'lesson 07, "Two gates and no cell state"'
RESET = 'lesson 07, "Reset before or after"'
PARTS = 'lesson 07, "One part at a time"'
STEP = 'lesson 03, "All four at once"'
SHOWN = 'lesson 03, "What is kept and what is shown"'


def random_gru(rng, N, D, H):
    """Return arguments of one GRU step, with random states and biases, none of them zero."""
    return tuple(
        rng.normal(size=shape) for shape in [(N, D), (N, H), (D, 3 * H), (H, 3 * H), (3 * H,), (3 * H,)]
    )


def held_gru(args, **gates):
    """Return the arguments with whole gates held at a sum: ``held_gru(args, z=OPEN)``."""
    x, h_prev, W_x, W_h, b_x, b_h = (arg.copy() for arg in args)
    H = h_prev.shape[1]
    for gate, value in gates.items():
        block = slice("rzn".index(gate) * H, ("rzn".index(gate) + 1) * H)
        W_x[:, block], W_h[:, block], b_x[block], b_h[block] = 0, 0, value / 2, value / 2
    return x, h_prev, W_x, W_h, b_x, b_h


def gru_probes(rng):
    """Return probes of the GRU step: four that let one part act, one with D == H, one with D != H."""
    base = random_gru(rng, N=2, D=3, H=3)
    return [
        Probe(
            held_gru(base, z=OPEN),
            "With z held at 1 everything is kept, so h must be h_prev; yours is not. Look at the last line: which "
            "share does z give to h_prev?",
        ),
        Probe(
            held_gru(base, z=SHUT, r=OPEN),
            "With z = 0 and r = 1, h must be n, and n a plain tanh layer of x and h_prev with both biases; yours "
            "is not. Look at the sum inside tanh.",
        ),
        Probe(
            held_gru(base, z=SHUT, r=SHUT),
            "With z = 0 and r = 0, h must be n, and n must not hear h_prev; yours is not right there, though it is "
            "with r = 1. Look at what r multiplies, and on which side of it the bias b_hn stands.",
        ),
        Probe(
            held_gru(base, z=SHUT),
            "With z = 0, h must be n, and n is right for r = 0 and for r = 1; in between yours is not. Look at the "
            "sum of the reset gate, and at where r enters n.",
        ),
        Probe(base),
        Probe(random_gru(rng, N=3, D=4, H=2)),
        Probe(random_gru(rng, N=1, D=2, H=1)),
    ]


GRU_ADVICE = {
    "h": "Go line by line: r and z are sigmoids of their full sums, n is a tanh with r in it, h mixes n and h_prev."
}


def gru_mutants(inside):
    """Return the known mistakes of a GRU step; `inside` is the text of the sum inside the candidate's tanh."""
    return (
        Mutant(
            "every-third-column",
            "You take every third column for a block. The blocks stand one after another: the first H columns are r, "
            "the next H are z, the last n.",
            GRU,
            hint="M15",
            edits={
                "np.split(x @ W_x + b_x, 3, axis=1)": "((x @ W_x + b_x)[:, k::3] for k in range(3))",
                "np.split(W_h, 3, axis=1)": "(W_h[:, k::3] for k in range(3))",
                "np.split(b_h, 3)": "(b_h[k::3] for k in range(3))",
            },
        ),
        Mutant(
            "reset-gate-mixes",
            "In the last line r stands where z belongs, twice: (1 - r) * n + r * h_prev. r decides what the "
            "candidate hears; how old and new are mixed is up to z.",
            RESET,
            edits={"(1 - z) * n + z * h_prev": "(1 - r) * n + r * h_prev"},
        ),
        Mutant(
            "update-exchanged",
            "z and 1 - z have changed places. In PyTorch and here z is the share that is kept, as in the paper of Cho; "
            "other papers and libraries let z be the share that is replaced. Weights of one do not fit the other.",
            RESET,
            hint="M37",
            edits={"(1 - z) * n + z": "z * n + (1 - z)"},
        ),
        Mutant(
            "order-zrn",
            "You cut the three blocks in the order z, r, n, as Keras and ONNX do. Here it is r, z, n, as in PyTorch.",
            GRU,
            hint="M15",
            edits={
                "a_r, a_z, a_n =": "a_z, a_r, a_n =",
                "W_hr, W_hz, W_hn =": "W_hz, W_hr, W_hn =",
                "b_hr, b_hz, b_hn =": "b_hz, b_hr, b_hn =",
            },
        ),
        Mutant(
            "order-rnz",
            "Update gate and candidate are exchanged: you cut in the order r, n, z. It is r, z, n.",
            GRU,
            hint="M15",
            edits={
                "a_r, a_z, a_n =": "a_r, a_n, a_z =",
                "W_hr, W_hz, W_hn =": "W_hr, W_hn, W_hz =",
                "b_hr, b_hz, b_hn =": "b_hr, b_hn, b_hz =",
            },
        ),
        Mutant(
            "order-nzr",
            "Reset gate and candidate are exchanged: you cut in the order n, z, r. It is r, z, n.",
            GRU,
            hint="M15",
            edits={
                "a_r, a_z, a_n =": "a_n, a_z, a_r =",
                "W_hr, W_hz, W_hn =": "W_hn, W_hz, W_hr =",
                "b_hr, b_hz, b_hn =": "b_hn, b_hz, b_hr =",
            },
        ),
        Mutant(
            "order-znr",
            "You cut the three blocks in the order z, n, r. It is r, z, n.",
            GRU,
            hint="M15",
            edits={
                "a_r, a_z, a_n =": "a_z, a_n, a_r =",
                "W_hr, W_hz, W_hn =": "W_hz, W_hn, W_hr =",
                "b_hr, b_hz, b_hn =": "b_hz, b_hn, b_hr =",
            },
        ),
        Mutant(
            "order-nrz",
            "You cut the three blocks in the order n, r, z. It is r, z, n.",
            GRU,
            hint="M15",
            edits={
                "a_r, a_z, a_n =": "a_n, a_r, a_z =",
                "W_hr, W_hz, W_hn =": "W_hn, W_hr, W_hz =",
                "b_hr, b_hz, b_hn =": "b_hn, b_hr, b_hz =",
            },
        ),
        Mutant(
            "weights-exchanged",
            "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs to "
            "x.",
            GRU,
            hint="M16",
            edits={"x @ W_x": "x @ W_h", "np.split(W_h": "np.split(W_x"},
        ),
        Mutant(
            "no-recurrent-term",
            "No product with W_h is left, so your cell does not hear its own past. A test that starts from zeros would "
            "not have noticed.",
            GRU,
            hint="M18",
            edits={"np.split(W_h": "np.split(0 * W_h"},
        ),
        Mutant(
            "no-input-term",
            "The term x @ W_x is missing: your cell does not see its input.",
            GRU,
            hint="M18",
            edits={"x @ W_x": "0 * x @ W_x"},
        ),
        Mutant(
            "no-input-bias",
            "The bias b_x is missing from the sums.",
            GRU,
            hint="M18",
            edits={" + b_x": ""},
        ),
        Mutant(
            "no-hidden-bias",
            "The bias b_h is missing from the sums.",
            GRU,
            hint="M18",
            edits={"np.split(b_h": "np.split(0 * b_h"},
        ),
        Mutant(
            "one-bias-twice",
            "You add b_x twice and b_h never: the two biases are different numbers.",
            GRU,
            hint="M33",
            edits={"np.split(b_h": "np.split(b_x"},
        ),
        Mutant(
            "gates-without-the-past",
            "Your gates r and z see x only. They see h_prev too, through their own blocks of W_h.",
            GRU,
            hint="M18",
            edits={" + h_prev @ W_hr": "", " + h_prev @ W_hz": ""},
        ),
        Mutant(
            "update-gate-without-the-past",
            "The sum of your update gate holds the input's part only. z sees h_prev too, through W_hz, and has b_hz.",
            GRU,
            hint="M18",
            edits={"a_z + h_prev @ W_hz + b_hz": "a_z"},
        ),
        Mutant(
            "reset-gate-without-the-past",
            "The sum of your reset gate holds the input's part only. r sees h_prev too, through W_hr, and has b_hr.",
            GRU,
            hint="M18",
            edits={"a_r + h_prev @ W_hr + b_hr": "a_r"},
        ),
        Mutant(
            "update-gate-hears-the-reset-past",
            "Your update gate hears h_prev through the reset gate. r acts inside the candidate only; the sum of z "
            "takes h_prev in full.",
            RESET,
            edits={"a_z + h_prev @ W_hz": "a_z + (r * h_prev) @ W_hz"},
        ),
        Mutant(
            "update-gate-resets-its-product",
            "Your reset gate multiplies the past's part in the sum of z as well. r acts inside the candidate only; z "
            "takes h_prev @ W_hz + b_hz in full.",
            RESET,
            edits={"a_z + h_prev @ W_hz + b_hz": "a_z + r * (h_prev @ W_hz + b_hz)"},
        ),
        Mutant(
            "one-gate-for-all-units",
            "Each of your gates is one number for the whole cell. A gate is a vector: every unit has its own value.",
            'lesson 02, "One gate per unit"',
            hint="M05",
            edits={
                "    r =": "    a_r, W_hr, b_hr, a_z, W_hz, b_hz = (\n"
                "        k.mean(axis=-1, keepdims=True) + 0 * k for k in (a_r, W_hr, b_hr, a_z, W_hz, b_hz)\n"
                "    )\n    r ="
            },
        ),
        Mutant(
            "sigmoid-candidate",
            "Your candidate n goes through a sigmoid. It is content, not a valve: it must be able to be negative, so "
            "it takes tanh.",
            GRU,
            hint="M02",
            edits={"np.tanh(": "sigmoid("},
        ),
        Mutant(
            "linear-candidate",
            "Your candidate n has no activation. Without tanh one large input can write any number at all.",
            GRU,
            edits={"np.tanh(": "("},
        ),
        Mutant(
            "tanh-reset",
            "Your reset gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            GRU,
            edits={"sigmoid(a_r": "np.tanh(a_r"},
        ),
        Mutant(
            "tanh-update",
            "Your update gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            GRU,
            edits={"sigmoid(a_z": "np.tanh(a_z"},
        ),
        Mutant(
            "no-reset-gate",
            "The reset gate is not applied: your candidate hears all of h_prev, whatever r says.",
            RESET,
            edits={"r * ": ""},
        ),
        Mutant(
            "reset-complement",
            "Your reset gate is the wrong way round: r = 1 lets h_prev through to the candidate and r = 0 hides it. "
            "You multiply by 1 - r.",
            RESET,
            hint="M01",
            edits={"sigmoid(a_r": "1 - sigmoid(a_r"},
        ),
        Mutant(
            "update-gate-resets",
            "You use z where r belongs, inside the candidate. Two valves, two sums: r decides what the candidate "
            "hears, z what is kept. (With one gate for both it would be a relative of the minimal gated unit.)",
            PARTS,
            edits={"    n =": "    r = z\n    n ="},
        ),
        Mutant(
            "reset-on-everything",
            "Your reset gate multiplies the whole sum inside tanh, the input's part too. It hides the past only: x "
            "always reaches the candidate in full.",
            RESET,
            edits={inside: "r * (a_n + h_prev @ W_hn + b_hn)"},
        ),
        Mutant(
            "reset-on-the-input",
            "Your reset gate multiplies the input's part of the candidate in place of the past's. r belongs to h_prev.",
            RESET,
            edits={inside: "r * a_n + h_prev @ W_hn + b_hn"},
        ),
        Mutant(
            "reset-on-what-is-kept",
            "In the last line you keep r * h_prev. The reset gate acts inside the candidate only; what is kept is up "
            "to z.",
            RESET,
            edits={"h_prev\n": "r * h_prev\n"},
        ),
        Mutant(
            "reset-gate-keeps",
            "In the last line r stands where z belongs: (1 - z) * n + r * h_prev. What is kept is up to z, and the "
            "two shares add up to one.",
            RESET,
            edits={"+ z * h_prev": "+ r * h_prev"},
        ),
        Mutant(
            "candidate-in-full",
            "Your h is n + z * h_prev. Keeping and writing are coupled here: what is written gets the share 1 - z.",
            GRU,
            hint="M13",
            edits={"(1 - z) * n": "n"},
        ),
        Mutant(
            "old-in-full",
            "Your h is (1 - z) * n + h_prev. The old state gets the share z, or the state could grow without limit.",
            GRU,
            edits={"+ z *": "+"},
        ),
        Mutant(
            "nothing-kept",
            "Your h is (1 - z) * n. The old state is missing: z * h_prev is what makes the unit remember.",
            GRU,
            edits={" + z * h_prev": ""},
        ),
        Mutant(
            "no-update-gate",
            "Your h is n: the update gate is not applied, so the unit keeps nothing beyond what the candidate hears.",
            GRU,
            edits={"(1 - z) * n + z * h_prev": "n"},
        ),
        Mutant(
            "z-on-both",
            "You give both n and h_prev the share z. Their shares add up to one: 1 - z for n, z for h_prev.",
            GRU,
            edits={"(1 - z) * n": "z * n"},
        ),
        Mutant(
            "tanh-on-h",
            "You squash h with tanh at the end, as the LSTM does with c. Here h is a mean of n and h_prev, so it lies "
            "between -1 and 1 already.",
            GRU,
            hint="M12",
            edits={"return h": "return np.tanh(h)"},
        ),
    )


def random_relative(rng, blocks, peepholes, N, D, H):
    """Return arguments of one step, with random states, biases and peepholes, none of them zero."""
    shapes = [(N, D), (N, H), (N, H), (D, blocks * H), (H, blocks * H), (blocks * H,)] + peepholes * [(H,)]
    return tuple(rng.normal(size=shape) for shape in shapes)


RELATIVE_MUTANTS = (
    Mutant(
        "sigmoid-candidate",
        "Your candidate g goes through a sigmoid. It is content, not a valve: it must be able to be negative, so it "
        "takes tanh.",
        STEP,
        hint="M02",
        edits={"g = np.tanh": "g = sigmoid"},
    ),
    Mutant(
        "hidden-state-as-memory",
        "You carry h_prev on in the cell state. The memory is c: the forget gate multiplies c_prev.",
        SHOWN,
        hint="M04",
        edits={"c_prev +": "h_prev +"},
    ),
    Mutant(
        "no-tanh-on-c",
        "Your h is o * c. That is the variant without output activation; here c is squashed with tanh before the "
        "gate.",
        SHOWN,
        hint="M12",
        edits={"o * np.tanh": "o * "},
    ),
    Mutant(
        "tanh-outside",
        "Your tanh is outside the gate: tanh(o * c). The gate comes last: o * tanh(c).",
        SHOWN,
        edits={"o * np.tanh(c)": "np.tanh(o * c)"},
    ),
    Mutant(
        "weights-exchanged",
        "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs to x.",
        STEP,
        hint="M16",
        edits={"x @ W_x": "x @ W_h", "h_prev @ W_h": "h_prev @ W_x"},
    ),
    Mutant(
        "no-recurrent-term",
        "The term h_prev @ W_h is missing, so your gates do not hear what was shown before.",
        STEP,
        hint="M18",
        edits={" + h_prev @ W_h": ""},
    ),
    Mutant(
        "no-input-term",
        "The term x @ W_x is missing: your cell does not see its input.",
        STEP,
        hint="M18",
        edits={"x @ W_x + ": ""},
    ),
    Mutant(
        "no-bias",
        "The bias b is missing from the sums.",
        STEP,
        hint="M18",
        edits={" + b": ""},
    ),
    Mutant(
        "no-output-gate",
        "Your h is tanh(c): the output gate is not applied, so everything is always shown.",
        PARTS,
        edits={"o * np.tanh": "np.tanh"},
    ),
    Mutant(
        "shows-old-cell-state",
        "Your h shows c_prev. The order matters: write c first, then show the new c.",
        SHOWN,
        edits={"(c)": "(c_prev)"},
    ),
    Mutant(
        "tanh-forget-gate",
        "Your forget gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
        STEP,
        edits={"f = sigmoid": "f = np.tanh"},
    ),
    Mutant(
        "results-exchanged",
        "Your two results come in the other order. Return h first and then c.",
        STEP,
        edits={"return h, c": "return c, h"},
    ),
)
