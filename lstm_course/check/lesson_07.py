"""Exercises of lesson 07: GRU and the family."""

import functools

import numpy as np

from .. import cells
from .exercise import Exercise, Mutant, Probe
from .quiz import quiz
from .records.lesson_03.lstm_step import OPEN, SHUT, held

_GRU = 'lesson 07, "Two gates and no cell state"'
_RESET = 'lesson 07, "Reset before or after"'
_PARTS = 'lesson 07, "One part at a time"'
_COUNT = 'lesson 07, "Counting"'


# --- 7.1 and 7.2: one step of the GRU, in both conventions ---------------------------------------------------


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
    ]


def _reference_gru(x, h_prev, W_x, W_h, b_x, b_h):
    return cells.gru_step(x, h_prev, W_x, W_h, b_x, b_h)[0]


def _reference_paper(x, h_prev, W_x, W_h, b_x, b_h):
    return cells.gru_step(x, h_prev, W_x, W_h, b_x, b_h, reset_after=False)[0]


_GRU_ORDERS = {
    "order-zrn": "zrn",
    "order-rnz": "rnz",
    "order-nzr": "nzr",
    "order-znr": "znr",
    "order-nrz": "nrz",
}


def _mistaken_gru(after, mistakes, x, h_prev, W_x, W_h, b_x, b_h):
    """One GRU step with the named mistakes in it; `after` is the convention that was asked for."""
    order = next((_GRU_ORDERS[name] for name in _GRU_ORDERS if name in mistakes), "rzn")
    if "weights-exchanged" in mistakes:
        W_x, W_h = W_h, W_x
    W_x = W_x * ("no-input-term" not in mistakes)
    W_h = W_h * ("no-recurrent-term" not in mistakes)
    b_x = b_x * ("no-input-bias" not in mistakes)
    b_h = b_h * ("no-hidden-bias" not in mistakes)
    if "one-bias-twice" in mistakes:
        b_h = b_x
    a = dict(zip(order, np.split(x @ W_x + b_x, 3, axis=1), strict=True))
    W = dict(zip(order, np.split(W_h, 3, axis=1), strict=True))
    b = dict(zip(order, np.split(b_h, 3), strict=True))
    sums = {gate: a[gate] + h_prev @ W[gate] + b[gate] for gate in "rz"}
    if "gates-without-the-past" in mistakes:
        sums = {gate: a[gate] + b[gate] for gate in "rz"}
    if "one-gate-for-all-units" in mistakes:
        sums = {gate: total.mean(axis=1, keepdims=True) + 0 * h_prev for gate, total in sums.items()}
    r = (np.tanh if "tanh-reset" in mistakes else cells.sigmoid)(sums["r"])
    z = (np.tanh if "tanh-update" in mistakes else cells.sigmoid)(sums["z"])
    if "reset-complement" in mistakes:
        r = 1 - r
    if "no-reset-gate" in mistakes:
        r = np.ones_like(r)
    if "update-gate-resets" in mistakes:
        r = z
    if after != ("other-reset" in mistakes):
        inner = h_prev @ W["n"]
        bias_outside = "bias-outside-the-reset" in mistakes
        a_n = a["n"] + (r * inner + b["n"] if bias_outside else r * (inner + b["n"]))
    else:
        bias = r * b["n"] if "bias-inside-the-reset" in mistakes else b["n"]
        a_n = a["n"] + (r * h_prev) @ W["n"] + bias
    if "reset-on-everything" in mistakes:
        a_n = r * (a["n"] + h_prev @ W["n"] + b["n"])
    if "reset-on-the-input" in mistakes:
        a_n = r * a["n"] + h_prev @ W["n"] + b["n"]
    n = a_n if "linear-candidate" in mistakes else np.tanh(a_n)
    n = cells.sigmoid(a_n) if "sigmoid-candidate" in mistakes else n
    kept = r * h_prev if "reset-on-what-is-kept" in mistakes else h_prev
    if "update-exchanged" in mistakes:
        z = 1 - z
    new = 1 if "candidate-in-full" in mistakes else 1 - z
    if "nothing-kept" in mistakes:
        z = 0 * z
    h = n if "no-update-gate" in mistakes else new * n + z * kept
    if "z-on-both" in mistakes:
        h = z * (n + kept)
    if "old-in-full" in mistakes:
        h = new * n + kept
    return np.tanh(h) if "tanh-on-h" in mistakes else h


_GRU_PLACES = (
    set(_GRU_ORDERS),
    {"weights-exchanged", "no-input-term", "no-recurrent-term"},
    {"no-recurrent-term", "gates-without-the-past"},
    {"no-input-bias", "no-hidden-bias", "one-bias-twice"},
    {
        "no-reset-gate",
        "reset-complement",
        "tanh-reset",
        "update-gate-resets",
    },
    {
        "other-reset",
        "bias-outside-the-reset",
        "bias-inside-the-reset",
        "reset-on-everything",
        "reset-on-the-input",
        "no-reset-gate",
    },
    {"linear-candidate", "sigmoid-candidate"},
    {
        "update-exchanged",
        "candidate-in-full",
        "nothing-kept",
        "no-update-gate",
        "z-on-both",
        "old-in-full",
        "tanh-update",
    },
    {"reset-on-what-is-kept", "no-update-gate", "nothing-kept", "no-reset-gate"},
)


def mistaken_gru(after, mistakes):
    """Return the GRU step with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _GRU_PLACES):
        return None
    return functools.partial(_mistaken_gru, after, mistakes)


_GRU_MUTANTS = (
    Mutant(
        "update-exchanged",
        "z and 1 - z have changed places. In PyTorch and here z is the share that is kept, as in the paper of Cho; "
        "other papers and libraries let z be the share that is replaced. Weights of one do not fit the other.",
        _RESET,
        hint="M37",
    ),
    Mutant(
        "order-zrn",
        "You cut the three blocks in the order z, r, n, as Keras and ONNX do. Here it is r, z, n, as in PyTorch.",
        _GRU,
        hint="M15",
    ),
    Mutant(
        "order-rnz",
        "Update gate and candidate are exchanged: you cut in the order r, n, z. It is r, z, n.",
        _GRU,
        hint="M15",
    ),
    Mutant(
        "order-nzr",
        "Reset gate and candidate are exchanged: you cut in the order n, z, r. It is r, z, n.",
        _GRU,
        hint="M15",
    ),
    Mutant("order-znr", "You cut the three blocks in the order z, n, r. It is r, z, n.", _GRU, hint="M15"),
    Mutant("order-nrz", "You cut the three blocks in the order n, r, z. It is r, z, n.", _GRU, hint="M15"),
    Mutant(
        "weights-exchanged",
        "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs to x.",
        _GRU,
        hint="M16",
    ),
    Mutant(
        "no-recurrent-term",
        "No product with W_h is left, so your cell does not hear its own past. A test that starts from zeros would "
        "not have noticed.",
        _GRU,
        hint="M18",
    ),
    Mutant(
        "no-input-term", "The term x @ W_x is missing: your cell does not see its input.", _GRU, hint="M18"
    ),
    Mutant("no-input-bias", "The bias b_x is missing from the sums.", _GRU, hint="M18"),
    Mutant("no-hidden-bias", "The bias b_h is missing from the sums.", _GRU, hint="M18"),
    Mutant(
        "one-bias-twice",
        "You add b_x twice and b_h never: the two biases are different numbers.",
        _GRU,
        hint="M33",
    ),
    Mutant(
        "gates-without-the-past",
        "Your gates r and z see x only. They see h_prev too, through their own blocks of W_h.",
        _GRU,
        hint="M18",
    ),
    Mutant(
        "one-gate-for-all-units",
        "Each of your gates is one number for the whole cell. A gate is a vector: every unit has its own value.",
        'lesson 02, "One gate per unit"',
        hint="M05",
    ),
    Mutant(
        "sigmoid-candidate",
        "Your candidate n goes through a sigmoid. It is content, not a valve: it must be able to be negative, so it "
        "takes tanh.",
        _GRU,
        hint="M02",
    ),
    Mutant(
        "linear-candidate",
        "Your candidate n has no activation. Without tanh one large input can write any number at all.",
        _GRU,
    ),
    Mutant(
        "tanh-reset",
        "Your reset gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
        _GRU,
    ),
    Mutant(
        "tanh-update",
        "Your update gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
        _GRU,
    ),
    Mutant(
        "no-reset-gate",
        "The reset gate is not applied: your candidate hears all of h_prev, whatever r says.",
        _RESET,
    ),
    Mutant(
        "reset-complement",
        "Your reset gate is the wrong way round: r = 1 lets h_prev through to the candidate and r = 0 hides it. You "
        "multiply by 1 - r.",
        _RESET,
        hint="M01",
    ),
    Mutant(
        "update-gate-resets",
        "You use z where r belongs, inside the candidate. Two valves, two sums: r decides what the candidate hears, "
        "z what is kept. (With one gate for both it would be a relative of the minimal gated unit.)",
        _PARTS,
    ),
    Mutant(
        "reset-on-everything",
        "Your reset gate multiplies the whole sum inside tanh, the input's part too. It hides the past only: x "
        "always reaches the candidate in full.",
        _RESET,
    ),
    Mutant(
        "reset-on-the-input",
        "Your reset gate multiplies the input's part of the candidate in place of the past's. r belongs to h_prev.",
        _RESET,
    ),
    Mutant(
        "reset-on-what-is-kept",
        "In the last line you keep r * h_prev. The reset gate acts inside the candidate only; what is kept is up to "
        "z.",
        _RESET,
    ),
    Mutant(
        "candidate-in-full",
        "Your h is n + z * h_prev. Keeping and writing are coupled here: what is written gets the share 1 - z.",
        _GRU,
        hint="M13",
    ),
    Mutant(
        "old-in-full",
        "Your h is (1 - z) * n + h_prev. The old state gets the share z, or the state could grow without limit.",
        _GRU,
    ),
    Mutant(
        "nothing-kept",
        "Your h is (1 - z) * n. The old state is missing: z * h_prev is what makes the unit remember.",
        _GRU,
    ),
    Mutant(
        "no-update-gate",
        "Your h is n: the update gate is not applied, so the unit keeps nothing beyond what the candidate hears.",
        _GRU,
    ),
    Mutant(
        "z-on-both",
        "You give both n and h_prev the share z. Their shares add up to one: 1 - z for n, z for h_prev.",
        _GRU,
    ),
    Mutant(
        "tanh-on-h",
        "You squash h with tanh at the end, as the LSTM does with c. Here h is a mean of n and h_prev, so it lies "
        "between -1 and 1 already.",
        _GRU,
        hint="M12",
    ),
)

_GRU_ADVICE = {
    "h": "Go line by line: r and z are sigmoids of their full sums, n is a tanh with r in it, h mixes n and h_prev."
}

GRU_STEP = Exercise(
    name="gru_step",
    number="7.1",
    signature="gru_step(x, h_prev, W_x, W_h, b_x, b_h)",
    returns={"h": "(N, H)"},
    reference=_reference_gru,
    probes=gru_probes,
    points={"h": 4},
    read=_GRU,
    family=functools.partial(mistaken_gru, True),
    advice=_GRU_ADVICE,
    hints=(
        "Compute two products of shape (N, 3H), x @ W_x + b_x and h_prev @ W_h + b_h, and cut each into r, z, n.",
        "r and z are sigmoids of the sum of their two blocks. Only the candidate keeps the two blocks apart.",
        "n = np.tanh(x_n + r * h_n) with b_hn inside h_n. Then h = (1 - z) * n + z * h_prev.",
    ),
    mutants=(
        Mutant(
            "other-reset",
            "Your reset gate acts before the product: (r * h_prev) @ W_hn. That is the paper's GRU. Here, as in "
            "PyTorch, it acts after it, on h_prev @ W_hn + b_hn.",
            _RESET,
            hint="M37",
        ),
        Mutant(
            "bias-outside-the-reset",
            "Your bias b_hn stands outside the reset gate. In this convention r multiplies the bias too: "
            "r * (h_prev @ W_hn + b_hn). That is why there are two biases at all.",
            _RESET,
            hint="M37",
        ),
        *_GRU_MUTANTS,
    ),
)

GRU_STEP_PAPER = Exercise(
    name="gru_step_paper",
    number="7.2",
    signature="gru_step_paper(x, h_prev, W_x, W_h, b_x, b_h)",
    returns={"h": "(N, H)"},
    reference=_reference_paper,
    probes=gru_probes,
    points={"h": 3},
    read=_RESET,
    family=functools.partial(mistaken_gru, False),
    advice=_GRU_ADVICE,
    hints=(
        "Only the candidate differs from exercise 7.1, so W_h has to be cut before the product this time.",
        "What does r multiply here, the product or what goes into it? And where does that leave b_hn?",
        "W_hr, W_hz, W_hn = np.split(W_h, 3, axis=1). Then (r * h_prev) @ W_hn + b_hn goes into the tanh.",
    ),
    mutants=(
        Mutant(
            "other-reset",
            "Your reset gate acts after the product: r * (h_prev @ W_hn + b_hn). That is PyTorch's GRU, exercise 7.1. "
            "Here it acts before it, on h_prev.",
            _RESET,
            hint="M37",
        ),
        Mutant(
            "bias-inside-the-reset",
            "Your reset gate multiplies the bias b_hn too. In this convention it multiplies h_prev and nothing else.",
            _RESET,
            hint="M37",
        ),
        *_GRU_MUTANTS,
    ),
)


# --- 7.3 and 7.4: two relatives of the LSTM step ---------------------------------------------------------------


def _mistaken_relative(blocks, mistakes, x, h_prev, c_prev, W_x, W_h, b, p_i=0.0, p_f=0.0, p_o=0.0):
    """One step of a relative of the LSTM with the named mistakes: `blocks` is "ifgo", or "fgo" for coupled gates."""
    order = next((name.removeprefix("order-") for name in mistakes if name.startswith("order-")), blocks)
    if "weights-exchanged" in mistakes:
        W_x, W_h = W_h, W_x
    a = x @ W_x * ("no-input-term" not in mistakes)
    a = a + h_prev @ W_h * ("no-recurrent-term" not in mistakes)
    a = a + b * ("no-bias" not in mistakes)
    a = dict(zip(order, np.split(a, len(order), axis=1), strict=True))
    sigma = cells.sigmoid
    p_i, p_f, p_o = (
        p * (f"no-{gate}-peephole" not in mistakes and "no-peepholes" not in mistakes)
        for gate, p in (("input", p_i), ("forget", p_f), ("output", p_o))
    )
    if "p_i-and-p_f-exchanged" in mistakes:
        p_i, p_f = p_f, p_i
    if "p_i-and-p_o-exchanged" in mistakes:
        p_i, p_o = p_o, p_i
    seen = h_prev if "peephole-on-h" in mistakes else c_prev
    seen = np.tanh(c_prev) if "peephole-on-tanh-c" in mistakes else seen
    sign = -1 if "peephole-subtracted" in mistakes else 1

    def gate(name, p, seen):
        look = sign * p * seen
        if "peephole-summed-over-units" in mistakes:
            look = look.sum(axis=1, keepdims=True) + 0 * seen
        if "peephole-after-the-sigmoid" in mistakes:
            return sigma(a[name]) + look
        return sigma(a[name] + look)

    f = gate("f", p_f, seen)
    if "tanh-forget-gate" in mistakes:
        f = np.tanh(a["f"] + p_f * seen)
    if "forget-complement" in mistakes:
        f = 1 - f
    i = gate("i", p_i, seen) if "i" in order else 1 - f
    if "written-in-full" in mistakes:
        i = np.ones_like(f)
    if "written-with-f" in mistakes:
        i = f
    if "one-minus-inside" in mistakes:
        i = sigma(1 - a["f"])
    if "sum-in-place-of-gate" in mistakes:
        i = 1 - a["f"]
    if "coupled-gates" in mistakes:
        i = 1 - f
    a_g = a["g"] + (p_i * c_prev if "candidate-peeps" in mistakes else 0)
    g = sigma(a_g) if "sigmoid-candidate" in mistakes else np.tanh(a_g)
    kept = h_prev if "hidden-state-as-memory" in mistakes else c_prev
    if "no-forget-gate" in mistakes:
        f = np.ones_like(f)
    c = f * (kept + i * g) if "forget-after-write" in mistakes else f * kept + i * g
    seen_by_o = c_prev if "output-gate-sees-old-c" in mistakes else c
    seen_by_o = h_prev if "peephole-on-h" in mistakes else seen_by_o
    seen_by_o = np.tanh(seen_by_o) if "peephole-on-tanh-c" in mistakes else seen_by_o
    o = sigma(a["o"] + c) if "output-gate-sees-c" in mistakes else gate("o", p_o, seen_by_o)
    shown = c_prev if "shows-old-cell-state" in mistakes else c
    h = o * (shown if "no-tanh-on-c" in mistakes else np.tanh(shown))
    if "tanh-outside" in mistakes:
        h = np.tanh(o * shown)
    if "no-output-gate" in mistakes:
        h = np.tanh(shown)
    if "shows-c" in mistakes:
        h = shown
    return (c, h) if "results-exchanged" in mistakes else (h, c)


_RELATIVE_PLACES = (
    {
        "order-iofg",
        "order-ifog",
        "order-figo",
        "order-gfo",
        "order-fog",
        "order-ofg",
        "order-gof",
        "order-ogf",
    },
    {"weights-exchanged", "no-input-term", "no-recurrent-term"},
    {"no-peepholes", "no-input-peephole", "p_i-and-p_f-exchanged", "p_i-and-p_o-exchanged"},
    {"no-peepholes", "no-forget-peephole", "p_i-and-p_f-exchanged"},
    {
        "no-peepholes",
        "no-output-peephole",
        "p_i-and-p_o-exchanged",
        "output-gate-sees-old-c",
        "no-output-gate",
    },
    {
        "no-peepholes",
        "peephole-on-h",
        "peephole-on-tanh-c",
        "peephole-subtracted",
        "peephole-summed-over-units",
        "peephole-after-the-sigmoid",
    },
    {"peephole-on-h", "output-gate-sees-old-c"},
    {"candidate-peeps", "no-peepholes", "no-input-peephole"},
    {
        "forget-complement",
        "tanh-forget-gate",
        "no-forget-gate",
        "coupled-gates",
        "written-with-f",
        "one-minus-inside",
        "sum-in-place-of-gate",
    },
    {"no-forget-gate", "forget-after-write", "no-forget-peephole"},
    {"coupled-gates", "written-in-full", "no-input-peephole"},
    {"written-in-full", "written-with-f", "one-minus-inside", "sum-in-place-of-gate"},
    {"no-tanh-on-c", "tanh-outside", "no-output-gate", "shows-c"},
    {"output-gate-sees-c", "no-output-gate", "shows-c"},
)


def mistaken_relative(blocks, mistakes):
    """Return the step with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _RELATIVE_PLACES):
        return None
    return functools.partial(_mistaken_relative, blocks, mistakes)


_STEP = 'lesson 03, "All four at once"'
_SHOWN = 'lesson 03, "What is kept and what is shown"'

_RELATIVE_MUTANTS = (
    Mutant(
        "sigmoid-candidate",
        "Your candidate g goes through a sigmoid. It is content, not a valve: it must be able to be negative, so it "
        "takes tanh.",
        _STEP,
        hint="M02",
    ),
    Mutant(
        "hidden-state-as-memory",
        "You carry h_prev on in the cell state. The memory is c: the forget gate multiplies c_prev.",
        _SHOWN,
        hint="M04",
    ),
    Mutant(
        "no-tanh-on-c",
        "Your h is o * c. That is the variant without output activation; here c is squashed with tanh before the "
        "gate.",
        _SHOWN,
        hint="M12",
    ),
    Mutant(
        "tanh-outside",
        "Your tanh is outside the gate: tanh(o * c). The gate comes last: o * tanh(c).",
        _SHOWN,
    ),
    Mutant(
        "weights-exchanged",
        "x meets W_h and h_prev meets W_x. Where D equals H the shapes fit and nothing complains; W_x belongs to x.",
        _STEP,
        hint="M16",
    ),
    Mutant(
        "no-recurrent-term",
        "The term h_prev @ W_h is missing, so your gates do not hear what was shown before.",
        _STEP,
        hint="M18",
    ),
    Mutant(
        "no-input-term", "The term x @ W_x is missing: your cell does not see its input.", _STEP, hint="M18"
    ),
    Mutant("no-bias", "The bias b is missing from the sums.", _STEP, hint="M18"),
    Mutant(
        "no-output-gate",
        "Your h is tanh(c): the output gate is not applied, so everything is always shown.",
        _PARTS,
    ),
    Mutant(
        "shows-old-cell-state",
        "Your h shows c_prev. The order matters: write c first, then show the new c.",
        _SHOWN,
    ),
    Mutant(
        "tanh-forget-gate",
        "Your forget gate goes through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
        _STEP,
    ),
    Mutant(
        "results-exchanged", "Your two results come in the other order. Return h first and then c.", _STEP
    ),
)


def random_relative(rng, blocks, peepholes, N, D, H):
    """Return arguments of one step, with random states, biases and peepholes, none of them zero."""
    shapes = [(N, D), (N, H), (N, H), (D, blocks * H), (H, blocks * H), (blocks * H,)] + peepholes * [(H,)]
    return tuple(rng.normal(size=shape) for shape in shapes)


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
            "With only p_i at work c must follow the input gate; yours does not. What does the input gate look at, "
            "and where is it added?",
            part="c",
        ),
        Probe(
            only(p_f=base[7]),
            "With only p_f at work c must follow the forget gate; yours does not. What does the forget gate look "
            "at, and where is it added?",
            part="c",
        ),
        Probe(
            only(p_o=base[8]),
            "With only p_o at work c is right and h is not. What does the output gate look at, and when is that "
            "known?",
            part="h",
        ),
        Probe(base),
        Probe(random_relative(rng, 4, 3, N=3, D=4, H=2)),
    ]


def _reference_peephole(x, h_prev, c_prev, W_x, W_h, b, p_i, p_f, p_o):
    a_i, a_f, a_g, a_o = np.split(x @ W_x + h_prev @ W_h + b, 4, axis=1)
    i = cells.sigmoid(a_i + p_i * c_prev)
    f = cells.sigmoid(a_f + p_f * c_prev)
    c = f * c_prev + i * np.tanh(a_g)
    o = cells.sigmoid(a_o + p_o * c)
    return o * np.tanh(c), c


_ORDER = "Our order is i, f, g, o."

PEEPHOLE_STEP = Exercise(
    name="peephole_step",
    number="7.3",
    signature="peephole_step(x, h_prev, c_prev, W_x, W_h, b, p_i, p_f, p_o)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=_reference_peephole,
    probes=peephole_probes,
    points={"c": 2, "h": 2},
    read=_PARTS,
    family=functools.partial(mistaken_relative, "ifgo"),
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
            "output-gate-sees-old-c",
            "Your output gate looks at c_prev. It acts after the writing, so it looks at the new c; the input and "
            "forget gates look at the old one.",
            _PARTS,
            hint="M03",
        ),
        Mutant(
            "no-peepholes",
            "None of your gates looks at the cell state: this is the plain LSTM step. Each gate gets one more term.",
            _PARTS,
            hint="M03",
        ),
        Mutant(
            "no-input-peephole",
            "The peephole of the input gate is missing: p_i is not used.",
            _PARTS,
            hint="M03",
        ),
        Mutant(
            "no-forget-peephole",
            "The peephole of the forget gate is missing: p_f is not used.",
            _PARTS,
            hint="M03",
        ),
        Mutant(
            "no-output-peephole",
            "The peephole of the output gate is missing: p_o is not used.",
            _PARTS,
            hint="M03",
        ),
        Mutant(
            "peephole-on-h",
            "Your peepholes look at h_prev. The gates see that already, through W_h; a peephole looks at c.",
            _PARTS,
            hint="M04",
        ),
        Mutant(
            "peephole-on-tanh-c",
            "Your peepholes look at tanh(c). They look at the cell state as it is, so that they can see a count.",
            _PARTS,
        ),
        Mutant(
            "peephole-subtracted",
            "You subtract the peephole's term. It is added; the sign is in its weight.",
            _PARTS,
        ),
        Mutant(
            "peephole-summed-over-units",
            "Your peephole sums over the units (c @ p), so every unit sees the whole cell state. Unit k sees its own "
            "c only: multiply elementwise.",
            _PARTS,
            hint="M05",
        ),
        Mutant(
            "peephole-after-the-sigmoid",
            "You add the peephole after the sigmoid. Then the gate leaves the range from 0 to 1; the term belongs into "
            "the sum.",
            _PARTS,
        ),
        Mutant(
            "p_i-and-p_f-exchanged",
            "p_i and p_f have changed places: the input gate has the forget gate's peephole and the other way round.",
            _PARTS,
            hint="M15",
        ),
        Mutant("p_i-and-p_o-exchanged", "p_i and p_o have changed places.", _PARTS, hint="M15"),
        Mutant(
            "candidate-peeps",
            "Your candidate looks at the cell state too. The peepholes belong to the three gates; g sees x and h_prev.",
            _PARTS,
            hint="M02",
        ),
        Mutant(
            "order-iofg",
            f"You cut the four blocks in the order i, o, f, g, as ONNX does. {_ORDER}",
            _STEP,
            hint="M15",
        ),
        Mutant(
            "order-ifog",
            f"You cut the four blocks in the order i, f, o, g, as some courses do. {_ORDER}",
            _STEP,
            hint="M15",
        ),
        Mutant(
            "order-figo",
            f"Input gate and forget gate are exchanged: you keep with i and write with f. {_ORDER}",
            _STEP,
            hint="M15",
        ),
        Mutant(
            "forget-complement",
            "Your forget gate is the wrong way round: f is the share that is kept. You keep 1 - f.",
            'lesson 03, "Streams that never end"',
            hint="M01",
        ),
        Mutant(
            "no-forget-gate",
            "Your c is c_prev + i * g: the forget gate is not applied.",
            _PARTS,
            hint="M10",
        ),
        Mutant(
            "written-in-full",
            "Your candidate is written in full: the input gate i is not applied to g.",
            _STEP,
            hint="M19",
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies c_prev + i * g. The new content must not pass the forget gate.",
            _STEP,
            hint="M19",
        ),
        Mutant(
            "coupled-gates", "You write with 1 - f in place of i. That is exercise 7.4.", _PARTS, hint="M13"
        ),
        *_RELATIVE_MUTANTS,
    ),
)


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
    ]


def _reference_coupled(x, h_prev, c_prev, W_x, W_h, b):
    a_f, a_g, a_o = np.split(x @ W_x + h_prev @ W_h + b, 3, axis=1)
    f, o = cells.sigmoid(a_f), cells.sigmoid(a_o)
    c = f * c_prev + (1 - f) * np.tanh(a_g)
    return o * np.tanh(c), c


COUPLED_STEP = Exercise(
    name="coupled_step",
    number="7.4",
    signature="coupled_step(x, h_prev, c_prev, W_x, W_h, b)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=_reference_coupled,
    probes=coupled_probes,
    points={"c": 2, "h": 1},
    read=_PARTS,
    family=functools.partial(mistaken_relative, "fgo"),
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
            "forget-complement",
            "The two shares have changed places: you keep 1 - f and write f. f is the share that is kept.",
            _PARTS,
            hint="M01",
        ),
        Mutant(
            "written-in-full",
            "Your c is f * c_prev + g: the candidate is written in full. Its share is what the memory gives up, 1 - f.",
            _PARTS,
        ),
        Mutant(
            "written-with-f",
            "You use f for both shares. Coupled means that they add up to one: f for the memory, 1 - f for g.",
            _PARTS,
        ),
        Mutant(
            "one-minus-inside",
            "Your i is sigmoid(1 - a_f). The complement is taken of the gate, after the sigmoid: 1 - f.",
            _PARTS,
        ),
        Mutant(
            "sum-in-place-of-gate",
            "Your i is 1 minus the sum a_f, which is not a share at all. Take 1 minus the gate, after the sigmoid.",
            _PARTS,
        ),
        Mutant(
            "output-gate-sees-c",
            "Your output gate reads the cell state. That is a peephole; here all gates see x and h_prev only.",
            _PARTS,
            hint="M03",
        ),
        Mutant(
            "shows-c",
            "Your h is c, as if there were no output gate. That is the GRU's way; here o and tanh stand between.",
            _PARTS,
            hint="M13",
        ),
        Mutant(
            "order-gfo",
            "Forget gate and candidate are exchanged: you cut in the order g, f, o. It is f, g, o.",
            _PARTS,
            hint="M15",
        ),
        Mutant(
            "order-fog",
            "Candidate and output gate are exchanged: you cut in the order f, o, g. It is f, g, o.",
            _PARTS,
            hint="M15",
        ),
        Mutant(
            "order-ogf",
            "Forget gate and output gate are exchanged: you cut in the order o, g, f. It is f, g, o.",
            _PARTS,
            hint="M15",
        ),
        Mutant(
            "order-ofg", "You cut the three blocks in the order o, f, g. It is f, g, o.", _PARTS, hint="M15"
        ),
        Mutant(
            "order-gof", "You cut the three blocks in the order g, o, f. It is f, g, o.", _PARTS, hint="M15"
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies the new content too, which must not pass the forget gate.",
            _PARTS,
            hint="M19",
        ),
        Mutant(
            "no-forget-gate",
            "You keep all of c_prev: f decides how much is written, but not how much is kept.",
            _PARTS,
            hint="M10",
        ),
        *_RELATIVE_MUTANTS,
    ),
)


# --- 7.5 and 7.6: counting ------------------------------------------------------------------------------------


def _prefix(accepts):
    n = 0
    for ok in accepts:
        if not ok:
            break
        n += 1
    return n


def _longest_run(accepts):
    best = run = 0
    for ok in accepts:
        run = run + 1 if ok else 0
        best = max(best, run)
    return best


def count_probes(rng):
    """Return lists of booleans: none right, all right, a gap, and random ones with one right again after a gap."""
    random = [[True] * int(rng.integers(3, 7)) + [False] + (rng.random(9) < 0.6).tolist() for _ in range(2)]
    isolated = [
        Probe(
            ([True, True, True],),
            "Every length is accepted, so the answer is the last of them; yours is not.",
        ),
        Probe(([False, True, True],), "n = 1 is not accepted, so nothing counts after it; yours differs."),
        Probe(
            ([True, True, False, True, True, True, False],),
            "There is a gap, and what comes after it does not count.",
        ),
    ]
    return [*isolated, *(Probe(([*one, True, True, True, False],)) for one in random), Probe(([True],))]


LONGEST_COUNT = Exercise(
    name="longest_count",
    number="7.5",
    signature="longest_count(accepts)",
    returns={"n": "the largest n such that all of 1..n are accepted"},
    reference=_prefix,
    probes=count_probes,
    points={"n": 2},
    read=_COUNT,
    hints=(
        "accepts[0] is about n = 1. Walk from there and stop at the first False.",
        "If no False comes, the answer is the length of the list. If the first is False, it is 0.",
    ),
    mutants=(
        Mutant(
            "counts-all",
            "You count every accepted length, also those after a gap. A net that gets n = 5 wrong does not count to 9.",
            _COUNT,
            fn=lambda accepts: sum(accepts),
        ),
        Mutant(
            "last-accepted",
            "You take the last length that is accepted. It may be luck: all shorter ones have to be accepted too.",
            _COUNT,
            fn=lambda accepts: max((n for n, ok in enumerate(accepts, start=1) if ok), default=0),
        ),
        Mutant(
            "longest-run",
            "You take the longest run of True anywhere in the list. The run must start at n = 1.",
            _COUNT,
            fn=_longest_run,
        ),
        Mutant(
            "one-too-many",
            "You give the first length that fails. Asked is the last one before it.",
            _COUNT,
            fn=lambda accepts: _prefix(accepts) + 1,
        ),
        Mutant(
            "one-too-few",
            "You are one short: accepts[0] stands for n = 1, so an index is one less than its n.",
            _COUNT,
            fn=lambda accepts: max(_prefix(accepts) - 1, 0),
        ),
        Mutant(
            "index-of-false",
            "Your function looks for the first False, and raises a ValueError where there is none: all are accepted.",
            _COUNT,
            fn=lambda accepts: accepts.index(False),
        ),
        Mutant(
            "nothing-where-all-are-right",
            "Where all lengths are accepted you return 0. Then the answer is the length of the list.",
            _COUNT,
            fn=lambda accepts: 0 if all(accepts) else _prefix(accepts),
        ),
        Mutant(
            "all-where-all-are-right",
            "You always return the length of the list, accepted or not.",
            _COUNT,
            fn=len,
        ),
        Mutant(
            "counts-failures",
            "You count the lengths that fail. Asked is how far the net gets without a failure.",
            _COUNT,
            fn=lambda accepts: len(accepts) - sum(accepts),
        ),
        Mutant(
            "from-the-end",
            "You walk from the wrong end of the list: the first entry is n = 1.",
            _COUNT,
            fn=lambda accepts: _prefix(accepts[::-1]),
        ),
    ),
)

WHO_COUNTS = quiz(
    name="who_counts",
    number="7.6",
    read=_COUNT,
    answers={
        "counts furthest": "LSTM",
        "counts in": "c",
        "i = 1 - f": "CIFG",
        "c = c_prev + i * g": "NFG",
        "h = o * c": "NOAF",
        "h = tanh(c)": "NOG",
    },
    described="a name of the lesson",
    wrong={
        ("counts furthest", "GRU"): (
            "The GRU gets no further than a step or two beyond what it was trained on. Its state is a mean of numbers "
            "between -1 and 1, so it has no room to count in.",
            "M13",
        ),
        ("counts furthest", "RNN"): (
            "The RNN's state goes through tanh at every step, so it has no room to count in either.",
            "M13",
        ),
        ("counts in", "h"): (
            "h = o * tanh(c) is bounded: beyond a few units tanh cannot tell one count from the next.",
            "M04",
        ),
        ("counts in", "o"): (
            "A gate lies between 0 and 1: it can let a count through, but not hold it.",
            "M05",
        ),
        ("i = 1 - f", "NIG"): (
            "Without an input gate (NIG) i would be 1. Here i is still there, but tied to f.",
            "coupled-is-not-missing",
        ),
        ("c = c_prev + i * g", "NIG"): (
            "The input gate i is there. Look at what multiplies c_prev: nothing.",
            "M10",
        ),
        ("h = o * c", "NOG"): (
            "The output gate o is there. What is missing is the tanh between c and the gate.",
            "gate-or-activation",
        ),
        ("h = tanh(c)", "NOAF"): (
            "The output activation tanh is there. What is missing is the gate o.",
            "activation-or-gate",
        ),
    },
    advice={
        "counts furthest": "Whose memory is unbounded?",
        "counts in": "Which quantity can grow by one at every a and shrink by one at every b?",
        "i = 1 - f": "Which letters of the list stand for coupled input and forget gates?",
        "c = c_prev + i * g": "Compare with c = f * c_prev + i * g. What is missing?",
        "h = o * c": "Compare with h = o * tanh(c). What is missing?",
        "h = tanh(c)": "Compare with h = o * tanh(c). What is missing?",
    },
    hints=(
        "A count needs a number that can grow. Which of the states is bounded by -1 and 1?",
        "N.. stands for no: IG, FG, OG are the gates, IAF and OAF the activations of input and output.",
    ),
)

EXERCISES = (GRU_STEP, GRU_STEP_PAPER, PEEPHOLE_STEP, COUPLED_STEP, LONGEST_COUNT, WHO_COUNTS)
