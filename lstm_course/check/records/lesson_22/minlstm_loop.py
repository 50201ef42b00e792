"""Exercise: the minLSTM, step by step."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe

SHUT, OPEN = -40.0, 40.0


def sequences(rng):
    """Return inputs of unequal sizes, with gates held still, nearly shut, and sizes of 1."""

    def draw(N, T, D, H, size=1.0, **gates):
        x, h0 = rng.normal(size=(N, T, D)), rng.normal(size=(N, H))
        W, b = size * rng.normal(size=(D, 3 * H)), rng.normal(size=3 * H)
        for gate, value in gates.items():
            block = slice("ifg".index(gate) * H, ("ifg".index(gate) + 1) * H)
            W[:, block], b[block] = 0, value
        return x, h0, W, b

    low = draw(2, 3, 2, 3)
    low[3][:6] -= 30.0  # both gates nearly shut: their ratio still decides
    return [
        Probe(
            draw(2, 1, 3, 2),
            "This probe has one step, so h is the mix of h0 and the first candidate. Yours is something else.",
        ),
        Probe(
            draw(2, 4, 3, 2, i=SHUT),
            "With the input gate held shut the state must stay what it was: h is h0 after every step. Yours is not.",
        ),
        Probe(
            draw(2, 4, 3, 2, f=SHUT),
            "With the forget gate held shut nothing is kept: h must be the candidate of each step. Yours is not.",
        ),
        Probe(draw(3, 5, 2, 4)),
        Probe(draw(1, 4, 3, 2)),
        Probe(draw(2, 6, 1, 1)),
        Probe(draw(2, 3, 4, 1)),
        Probe(low),
        Probe(draw(2, 4, 3, 3, size=4.0)),
        Probe(draw(3, 3, 3, 3)),  # all sizes equal: a wrong axis raises nothing
        Probe(draw(1, 1, 1, 1)),
    ]


def minlstm_loop(x, h0, W, b):
    i, f, g = np.split(x @ W + b, 3, axis=2)
    i, f = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f))
    h, states = h0, []
    for t in range(x.shape[1]):
        h = (f[:, t] * h + i[:, t] * g[:, t]) / (f[:, t] + i[:, t])
        states.append(h)
    return np.stack(states, axis=1)


_CUT = "i, f, g = np.split(x @ W + b, 3, axis=2)"
_GATES = "i, f = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f))"
_MIX = "(f[:, t] * h + i[:, t] * g[:, t]) / (f[:, t] + i[:, t])"
_ORDER = "Our order is i, f, g."

EXERCISE = Exercise(
    name="minlstm_loop",
    signature="minlstm_loop(x, h0, W, b)",
    returns={"h": "(N, T, H)"},
    reference=minlstm_loop,
    probes=sequences,
    points={"h": 5},
    read='lesson 22, "A scan, and parity"',
    advice={
        "h": "Each state is a weighted mean of the state before and of the candidate. The weights are the two "
        "gates over their sum.",
    },
    hints=(
        "It is an LSTM with fewer parts. What do the gates read here, and what do they no longer read?",
        "The two gates are divided by their sum, so that the new state is a weighted mean of the old state and the "
        "candidate.",
        "For each step: h = (f[:, t] * h + i[:, t] * g[:, t]) / (f[:, t] + i[:, t]), from h = h0 on.",
    ),
    mutants=(
        Mutant(
            "not-normalised",
            "You do not divide the gates by their sum. In the minLSTM they are shares of a mean, which sum to 1.",
            edits={_MIX: "f[:, t] * h + i[:, t] * g[:, t]"},
        ),
        Mutant(
            "only-the-forget-gate",
            "Only the forget gate is divided by the sum of the two. Divide the input gate as well: together they make "
            "1.",
            edits={_MIX: "f[:, t] * h / (f[:, t] + i[:, t]) + i[:, t] * g[:, t]"},
        ),
        Mutant(
            "only-the-input-gate",
            "Only the input gate is divided by the sum of the two. Divide the forget gate as well: together they make "
            "1.",
            edits={_MIX: "f[:, t] * h + i[:, t] * g[:, t] / (f[:, t] + i[:, t])"},
        ),
        Mutant(
            "divided-by-two",
            "You divide by 2. The gates are divided by their sum, which is another number at every step and unit.",
            edits={"/ (f[:, t] + i[:, t])": "/ 2"},
        ),
        Mutant(
            "coupled-to-the-input-gate",
            "You let 1 - i keep the state, as the minGRU does with its one gate. The minLSTM has a forget gate of its "
            "own; both are divided by their sum.",
            edits={_MIX: "(1 - i[:, t]) * h + i[:, t] * g[:, t]"},
        ),
        Mutant(
            "coupled-to-the-forget-gate",
            "You let 1 - f write. The minLSTM has an input gate of its own; both are divided by their sum.",
            edits={_MIX: "f[:, t] * h + (1 - f[:, t]) * g[:, t]"},
        ),
        *(
            Mutant(
                f"epsilon: {small}",
                f"You add a small number, {small} or the like, to the sum of the gates. Both may be nearly shut, and "
                "then that number decides, and not the gates.",
                edits={"/ (f[:, t] + i[:, t])": f"/ (f[:, t] + i[:, t] + {small})"},
            )
            for small in ("1e-6", "1e-8", "1e-9", "1e-10", "1e-12")
        ),
        Mutant(
            "softmax",
            "You take exp of the sums in place of the sigmoid, so that the two gates are a softmax. A minLSTM divides "
            "two sigmoids by their sum.",
            edits={_GATES: "i, f = np.exp(i), np.exp(f)"},
        ),
        Mutant(
            "no-sigmoid",
            "You use the sums themselves as gates. Each goes through the sigmoid first.",
            edits={_GATES: "pass"},
        ),
        Mutant(
            "tanh-for-the-gates",
            "Your gates go through tanh and may be negative. A gate is a sigmoid.",
            edits={_GATES: "i, f = np.tanh(i), np.tanh(f)"},
        ),
        Mutant(
            "sigmoid-with-the-other-sign",
            "Your sigmoid has the other sign: a large sum shuts the gate.",
            edits={_GATES: "i, f = 1 / (1 + np.exp(i)), 1 / (1 + np.exp(f))"},
        ),
        Mutant(
            "tanh-on-the-candidate",
            "You squash the candidate with tanh, as in the LSTM. Here it is the plain sum: a weighted mean of its "
            "values cannot run away.",
            edits={"i[:, t] * g[:, t]": "i[:, t] * np.tanh(g[:, t])"},
        ),
        Mutant(
            "sigmoid-on-the-candidate",
            "You put the candidate through the sigmoid with the gates. The candidate is no gate: it is the plain sum.",
            hint="M02",
            edits={"i[:, t] * g[:, t]": "i[:, t] / (1 + np.exp(-g[:, t]))"},
        ),
        Mutant(
            "tanh-on-the-state",
            "You show tanh of the state. There is no c behind h here: h is the mean itself.",
            edits={"states.append(h)": "states.append(np.tanh(h))"},
        ),
        Mutant(
            "start-ignored",
            "You begin with zeros. The state before the first step is h0.",
            edits={"h, states = h0, []": "h, states = 0 * h0, []"},
        ),
        Mutant(
            "state-not-carried",
            "Every step begins from h0 again. It goes on from the state of the step before.",
            edits={"(f[:, t] * h +": "(f[:, t] * h0 +"},
        ),
        Mutant(
            "gates-exchanged",
            f"Input gate and forget gate are exchanged, in the blocks or in the update. {_ORDER}",
            hint="M15",
            edits={_CUT: "f, i, g = np.split(x @ W + b, 3, axis=2)"},
        ),
        Mutant(
            "order-igf",
            f"Forget gate and candidate are exchanged. {_ORDER}",
            hint="M15",
            edits={_CUT: "i, g, f = np.split(x @ W + b, 3, axis=2)"},
        ),
        Mutant(
            "order-gfi",
            f"Input gate and candidate are exchanged. {_ORDER}",
            hint="M15",
            edits={_CUT: "g, f, i = np.split(x @ W + b, 3, axis=2)"},
        ),
        Mutant(
            "order-gif",
            f"You cut the blocks in the order g, i, f. {_ORDER}",
            hint="M15",
            edits={_CUT: "g, i, f = np.split(x @ W + b, 3, axis=2)"},
        ),
        Mutant(
            "order-fgi",
            f"You cut the blocks in the order f, g, i. {_ORDER}",
            hint="M15",
            edits={_CUT: "f, g, i = np.split(x @ W + b, 3, axis=2)"},
        ),
        Mutant(
            "columns-in-turns",
            "You take every third column for a gate. The first H columns are the input gate, the next H the forget "
            "gate: blocks, not turns.",
            hint="M15",
            edits={_CUT: "i, f, g = (_sums(x, W, b)[:, :, k::3] for k in range(3))"},
        ),
        Mutant(
            "no-bias",
            "You left out the bias b.",
            hint="M18",
            edits={"x @ W + b": "x @ W"},
        ),
        Mutant(
            "state-before-the-step",
            "You store the state before each step: h0 comes first, and the last state is lost. What is stored at t is "
            "the state after step t.",
            edits={"h = " + _MIX + "\n        states.append(h)": "states.append(h)\n        h = " + _MIX},
        ),
        Mutant(
            "backwards",
            "You walk through time from the end. The first step comes first.",
            edits={"range(x.shape[1])": "reversed(range(x.shape[1]))"},
        ),
        Mutant(
            "stored-backwards",
            "The steps are stored in the wrong order: the last state stands first.",
            edits={"np.stack(states, axis=1)": "np.stack(states[::-1], axis=1)"},
        ),
        Mutant(
            "time-first",
            "You stack the steps along the first axis. h has the shape (N, T, H).",
            edits={"np.stack(states, axis=1)": "np.stack(states)"},
        ),
        Mutant(
            "last-state-only",
            "You return the last state only. Every step's is asked for.",
            edits={"np.stack(states, axis=1)": "h"},
        ),
        Mutant(
            "added-not-mixed",
            "The old state lacks the forget gate: it is f times the old state plus i times the candidate, all divided "
            "by f + i.",
            edits={"f[:, t] * h + i": "h + i"},
        ),
        Mutant(
            "one-minus-f",
            "You keep 1 - f of the state. The forget gate is the share that is kept.",
            hint="M01",
            edits={"f[:, t] * h + i": "(1 - f[:, t]) * h + i"},
        ),
        Mutant(
            "written-in-full",
            "You write the candidate without the input gate.",
            hint="M19",
            edits={"i[:, t] * g[:, t]": "g[:, t]"},
        ),
        Mutant(
            "brackets",
            "Brackets are missing: a division binds stronger than a sum, so only the middle is divided. The whole "
            "mix is divided by the sum of the gates.",
            edits={_MIX: "f[:, t] * h + i[:, t] * g[:, t] / f[:, t] + i[:, t]"},
        ),
        Mutant(
            "larger-gate",
            "You divide by the larger gate. It is the sum of the two.",
            edits={"/ (f[:, t] + i[:, t])": "/ np.maximum(f[:, t], i[:, t])"},
        ),
        Mutant(
            "relu-on-the-candidate",
            "You cut the candidate off at 0. It is the plain sum, and may be negative.",
            edits={"i[:, t] * g[:, t]": "i[:, t] * np.maximum(g[:, t], 0)"},
        ),
        Mutant(
            "positive-candidate",
            "You make the candidate positive, as the paper does where it takes logarithms. Here it is the plain sum, "
            "and may be negative.",
            edits={
                "i[:, t] * g[:, t]": "i[:, t] * np.where(g[:, t] < 0, 1 / (1 + np.exp(-g[:, t])), g[:, t] + 0.5)"
            },
        ),
        Mutant(
            "start-added-to-all",
            "You add h0 to every state. It enters once, as the state before the first step.",
            edits={
                "h, states = h0, []": "h, states = 0 * h0, []",
                "np.stack(states, axis=1)": "np.stack(states, axis=1) + h0[:, None]",
            },
        ),
        Mutant(
            "h0-returned-as-well",
            "You return h0 as well, T + 1 states. What is asked for is the state after each step.",
            edits={"h, states = h0, []": "h, states = h0, [h0]"},
        ),
    ),
)


def _sums(x, W, b):
    return x @ W + b
