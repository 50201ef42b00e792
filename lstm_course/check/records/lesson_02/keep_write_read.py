"""Exercise: one step of the memory with its three gates."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


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


def keep_write_read(c_prev, g, f, i, o):
    kept = f * c_prev  # of the old
    written = i * g  # of the new
    c = kept + written
    h = o * c
    return h, c


_ROLES = 'lesson 02, "How much, and what"'
_SOFT = 'lesson 02, "Why the switch is soft"'

EXERCISE = Exercise(
    name="keep_write_read",
    signature="keep_write_read(c_prev, g, f, i, o)",
    returns={"h": "(N, H)", "c": "(N, H)"},
    reference=keep_write_read,
    probes=memory_probes,
    points={"c": 2, "h": 1},
    read='lesson 02, "Keep, write, read"',
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
            hint="M01",
            edits={"kept = f": "kept = (1 - f)"},
        ),
        Mutant(
            "input-complement",
            "Your input gate is the wrong way round: you write 1 - i. A gate at 1 is open.",
            edits={"written = i": "written = (1 - i)"},
        ),
        Mutant(
            "output-complement",
            "Your output gate is the wrong way round: you show 1 - o. A gate at 1 is open.",
            edits={"h = o": "h = (1 - o)"},
        ),
        Mutant(
            "sigmoid-candidate",
            "You put the candidate g through a sigmoid. It is content, not a valve, and may be negative.",
            _ROLES,
            hint="M02",
            edits={"g  #": "1 / (1 + np.exp(-g))  #"},
        ),
        Mutant(
            "tanh-candidate",
            "You put the candidate g through tanh. It has been through tanh when it comes in: write it as it is.",
            _ROLES,
            edits={"g  #": "np.tanh(g)  #"},
        ),
        Mutant(
            "keeps-what-it-shows",
            "Your c is what is shown, so the output gate eats into the memory. c is kept whole; h is only its view.",
            hint="M04",
            edits={"return h, c": "return h, h"},
        ),
        Mutant(
            "reading-empties",
            "You take what is shown out of the memory. Reading does not empty it: only the forget gate does.",
            hint="M04",
            edits={"return h, c": "return h, c - h"},
        ),
        Mutant(
            "gate-reads-c",
            "Your output gate looks at c before it opens. The gates come in finished: o multiplies, and that is all.",
            hint="M03",
            edits={"h = o * c": "h = c / (1 + np.exp(-(o + c)))"},
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: f multiplies the sum. The new content must not pass through the forget gate.",
            hint="M19",
            edits={"kept = f * c_prev": "kept = c_prev", "c = kept + written": "c = f * (kept + written)"},
        ),
        Mutant(
            "no-input-gate",
            "Your candidate is written in full: the input gate i is not applied to g.",
            hint="M19",
            edits={"written = i * ": "written = "},
        ),
        Mutant(
            "no-forget-gate",
            "Your old memory is kept in full: the forget gate f is not applied to c_prev.",
            hint="M10",
            edits={"kept = f * ": "kept = "},
        ),
        Mutant(
            "no-output-gate",
            "Your h is c: the output gate o is not applied, so everything is always shown.",
            edits={"h = o * ": "h = "},
        ),
        Mutant(
            "coupled-by-f",
            "You write with 1 - f in place of i. Keeping and writing are two switches: both may be open, or both "
            "shut.",
            hint="M13",
            edits={"written = i": "written = (1 - f)"},
        ),
        Mutant(
            "coupled-by-i",
            "You keep 1 - i in place of f. Keeping and writing are two switches: both may be open, or both shut.",
            hint="M13",
            edits={"kept = f": "kept = (1 - i)"},
        ),
        Mutant(
            "f-and-i-exchanged",
            "Input gate and forget gate are exchanged: you keep with i and write with f.",
            hint="M15",
            edits={"kept = f": "kept = i", "written = i": "written = f"},
        ),
        Mutant(
            "f-and-o-exchanged",
            "Forget gate and output gate are exchanged: you keep with o and show with f.",
            hint="M15",
            edits={"kept = f": "kept = o", "h = o": "h = f"},
        ),
        Mutant(
            "i-and-o-exchanged",
            "Input gate and output gate are exchanged: you write with o and show with i.",
            hint="M15",
            edits={"written = i": "written = o", "h = o": "h = i"},
        ),
        Mutant(
            "gates-through-sigmoid",
            "You put the gates through a sigmoid. They have been through it when they come in; twice, they can "
            "never shut.",
            hint="M24",
            edits={"f, i, o):": "f, i, o):\n    f, i, o = (1 / (1 + np.exp(-gate)) for gate in (f, i, o))"},
        ),
        Mutant(
            "hard-gates",
            "You round the gates to 0 or 1. They are shares: a forget gate of 0.8 keeps eight tenths.",
            _SOFT,
            edits={"f, i, o):": "f, i, o):\n    f, i, o = np.round(f), np.round(i), np.round(o)"},
        ),
        Mutant(
            "nothing-kept",
            "Your c does not hold c_prev at all, so nothing survives a single step.",
            edits={"kept = f": "kept = 0"},
        ),
        Mutant(
            "nothing-written",
            "Your c does not hold g at all, so nothing new ever comes in.",
            edits={"written = i * g": "written = 0 * g"},
        ),
        Mutant(
            "subtracted",
            "You subtract what is written. It is added; the sign is in g.",
            edits={"kept + written": "kept - written"},
        ),
        Mutant(
            "multiplied",
            "You multiply what is kept and what is written. The two shares are added.",
            edits={"kept + written": "kept * written"},
        ),
        Mutant(
            "weighted-mean",
            "You divide by f + i. The gates need not add up to 1, and no mean is taken.",
            edits={"):\n": "):\n    both = f + i\n", "kept + written": "(kept + written) / both"},
        ),
        Mutant(
            "shows-old-memory",
            "Your h shows c_prev. The order matters: write c first, then show the new c.",
            edits={"o * c\n": "o * c_prev\n"},
        ),
        Mutant(
            "shows-candidate",
            "Your h shows the candidate g, which passes the memory by. Show c.",
            edits={"o * c\n": "o * g\n"},
        ),
        Mutant(
            "shows-written",
            "Your h shows only what was written in this time step. Show c, which holds what was kept as well.",
            edits={"o * c\n": "o * written\n"},
        ),
        Mutant(
            "tanh-on-c",
            "Your h squashes c with tanh. The full cell of lesson 03 does so; the memory of this lesson shows c as it "
            "is.",
            hint="M12",
            edits={"o * c\n": "o * np.tanh(c)\n"},
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return h first and then c.",
            edits={"return h, c": "return c, h"},
        ),
        Mutant(
            "tanh-stored",
            "You put the new memory through tanh, and keep that. The memory of this lesson has no tanh at all.",
            hint="M12",
            edits={"    h = o * c": "    c = np.tanh(c)\n    h = o * c"},
        ),
        Mutant(
            "gate-subtracted",
            "You subtract f from the old memory. A gate multiplies: f is the share that is kept.",
            edits={"kept = f * c_prev": "kept = c_prev - f"},
        ),
    ),
)
