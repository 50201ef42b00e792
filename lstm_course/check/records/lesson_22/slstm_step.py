"""Exercise: one step of an sLSTM, with an exponential input gate, a normaliser and a stabiliser."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe

SHUT, OPEN = -30.0, 30.0
HUGE = 800.0  # exp of it is no number


def steps(rng):
    """Return steps with gates held, sums far from zero on both sides, first steps, and sizes of 1."""

    def draw(N, D, H, first=False, **gates):
        x, h = rng.normal(size=(N, D)), rng.normal(size=(N, H))
        c, n, m = rng.normal(size=(N, H)), rng.uniform(0.3, 2, (N, H)), rng.normal(size=(N, H))
        if first:
            h, c, n, m = 0 * h, 0 * c, 0 * n, np.full((N, H), -np.inf)
        W, U, b = rng.normal(size=(D, 4 * H)), rng.normal(size=(H, 4 * H)), rng.normal(size=4 * H)
        for gate, value in gates.items():
            block = slice("ifgo".index(gate) * H, ("ifgo".index(gate) + 1) * H)
            W[:, block], U[:, block], b[block] = 0, 0, value
        return x, h, c, n, m, W, U, b

    mixed = draw(4, 2, 5, i=0.0, f=0.0)
    mixed[-1][:10] = [50, -50, 3, 50, -2, 2, 50, -50, -1, -50]
    late = draw(3, 2, 3)
    late[4][:] += [60.0, -60.0, 5.0]
    return [
        Probe(
            draw(2, 3, 2, f=SHUT, i=0.0, o=OPEN),
            "In this probe the forget gate is shut, the input gate's sum is 0 and the output gate is open: h must be "
            "tanh(g), whatever was there before. Yours is not.",
            part="h",
        ),
        Probe(
            draw(2, 3, 2, i=SHUT),
            "In this probe the input gate's sum is far below what is kept: h must be o * c / n with the c and n that "
            "came in, as the factor that c and n share cancels. Yours is not.",
            part="h",
        ),
        Probe(draw(3, 2, 4)),
        Probe(draw(1, 3, 2)),
        Probe(draw(2, 1, 3)),
        Probe(draw(3, 2, 1)),
        Probe(draw(2, 3, 3, first=True)),
        Probe(mixed),
        Probe(late),
        Probe(draw(2, 2, 3, i=HUGE)),
        Probe(draw(2, 2, 3, i=-HUGE)),
        Probe(draw(2, 2, 3, f=-HUGE)),
        Probe(draw(2, 2, 3, i=-HUGE, f=-HUGE)),
        Probe(draw(2, 2, 3, i=-30.0, f=-30.0)),
        Probe(draw(3, 3, 3)),
        Probe(draw(1, 1, 1)),
        Probe(draw(2, 3, 2, o=HUGE)),
    ]


def slstm_step(x, h, c, n, m, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    log_f = -np.logaddexp(0, -f)
    m_new = np.maximum(log_f + m, i)
    i, f = np.exp(i - m_new), np.exp(log_f + m - m_new)
    c = f * c + i * np.tanh(g)
    n = f * n + i
    h = c / n / (1 + np.exp(-o))
    return h, c, n, m_new


def _naive(x, h, c, n, m, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f = np.exp(i), 1 / (1 + np.exp(-f))
    c, n = f * c + i * np.tanh(g), f * n + i
    return c / n / (1 + np.exp(-o)), c, n, m


_SUMS = "x @ W + h @ U + b"
_CUT = "i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)"
_LOG = "log_f = -np.logaddexp(0, -f)"
_MAX = "np.maximum(log_f + m, i)"
_I = "np.exp(i - m_new)"
_F = "np.exp(log_f + m - m_new)"
_C = "c = f * c + i * np.tanh(g)"
_N = "n = f * n + i"
_H = "c / n / (1 + np.exp(-o))"
_OUT = "return h, c, n, m_new"
_ORDER = "Our order is i, f, g, o."

EXERCISE = Exercise(
    name="slstm_step",
    signature="slstm_step(x, h, c, n, m, W, U, b)",
    returns={"h": "(N, H)", "c": "(N, H)", "n": "(N, H)", "m": "(N, H)"},
    reference=slstm_step,
    probes=steps,
    points={"h": 3, "c": 2, "n": 1, "m": 2},
    pairs=False,
    read='lesson 22, "Memory as a matrix"',
    advice={
        "h": "h is o * c / n, with the new c and n.",
        "c": "Keep with the stabilised forget gate, write with the stabilised input gate; what is written is tanh(g).",
        "n": "The normaliser is kept and written as c is, with 1 in the place of tanh(g).",
        "m": "The new m is the larger of log f + m and the input gate's sum, for each unit.",
    },
    hints=(
        "Begin with the four sums of an LSTM. Only the input gate's activation is another one, and c gets a companion "
        "n that says how much has been written.",
        "Take exp only of differences: first the larger of log f + m and i, then exp(i - that) and "
        "exp(log f + m - that). One of the two is 1, the other smaller.",
        "The logarithm of a sigmoid is -np.logaddexp(0, -f). c and n are both kept with the one and written with the "
        "other; h is c / n behind the output gate.",
    ),
    mutants=(
        Mutant(
            "log-of-the-sigmoid",
            "You take the logarithm of a sigmoid. Where the forget gate is far shut the sigmoid has become 0, and its "
            "logarithm is no number any more: -np.logaddexp(0, -f) is the same and stays finite.",
            edits={_LOG: "log_f = np.log(1 / (1 + np.exp(-f)))"},
        ),
        Mutant(
            "log-of-a-little-more",
            "You take the logarithm of a sigmoid to which something small is added. Where the forget gate is far shut "
            "that small number is all that is left: take -np.logaddexp(0, -f).",
            edits={_LOG: "log_f = np.log(1 / (1 + np.exp(-f)) + 1e-9)"},
        ),
        *(
            Mutant(
                f"log-of-a-sigmoid-and-{small}",
                f"You add {small} to a sigmoid and take the logarithm. Where the forget gate is far shut that "
                "number is all that is left. It is -np.logaddexp(0, -f).",
                edits={_LOG: f"log_f = np.log(1 / (1 + np.exp(-f)) + {small})"},
            )
            for small in ("1e-12", "1e-8", "1e-6")
        ),
        Mutant(
            "first-m-0",
            "You put 0 in place of the first m. Minus infinity means that nothing has been written; it needs no case "
            "of its own.",
            hint="M78",
            edits={_LOG: _LOG + "\n    m = np.where(np.isinf(m), 0, m)"},
        ),
        Mutant(
            "not-stabilised",
            "You take exp of the input gate's sum as it is. A large sum is no number any more: subtract the new m "
            "first, in both gates.",
            hint="M78",
            fn=_naive,
        ),
        Mutant(
            "only-the-input-gate-stabilised",
            "Only the input gate is stabilised. The forget gate needs the old m and the new one: otherwise c holds "
            "old and new parts in two different units.",
            hint="M78",
            edits={_F: "np.exp(log_f)"},
        ),
        Mutant(
            "only-the-forget-gate-stabilised",
            "Only the forget gate is stabilised. The new m is subtracted from the input gate's sum as well: otherwise "
            "it overflows, and c holds old and new parts in two different units.",
            hint="M78",
            edits={_I: "np.exp(i)"},
        ),
        Mutant(
            "old-m-for-the-input",
            "You subtract the old m from the input gate's sum. It is the new one, the larger of the two, that keeps "
            "exp "
            "from overflowing.",
            hint="M78",
            edits={_I: "np.exp(i - m)"},
        ),
        Mutant(
            "old-m-left-out",
            "The forget gate lacks the old m. What came in as c and n is in units of the old m: add it, and subtract "
            "the new one.",
            hint="M78",
            edits={_F: "np.exp(log_f - m_new)"},
        ),
        Mutant(
            "new-m-left-out",
            "The forget gate lacks the new m. Add the old one, and subtract the new one.",
            hint="M78",
            edits={_F: "np.exp(log_f + m)"},
        ),
        Mutant(
            "m-added-and-subtracted-twice",
            "The forget gate has the sign of m and the new m exchanged. What came in is in units of the old m: add it, "
            "and subtract the new one.",
            hint="M78",
            edits={_F: "np.exp(log_f + m_new - m)"},
        ),
        Mutant(
            "m-not-carried",
            "You return the m that came in. The next step must know in which units c and n are.",
            hint="M78",
            edits={_OUT: "return h, c, n, m"},
        ),
        Mutant(
            "old-m-not-read",
            "Your new m does not read the old one. It is the larger of log f + m and the input gate's sum.",
            hint="M78",
            edits={_MAX: "np.maximum(log_f, i)"},
        ),
        Mutant(
            "f-not-in-m",
            "Your new m leaves out the forget gate: it is the larger of log f + m and the input gate's sum.",
            hint="M78",
            edits={_MAX: "np.maximum(m, i)"},
        ),
        Mutant(
            "m-by-the-input-alone",
            "You take the input gate's sum for the new m. Where that is far below what is kept, exp of the forget "
            "gate's part overflows: take the larger of the two.",
            hint="M78",
            edits={_MAX: "i"},
        ),
        Mutant(
            "m-by-the-forget-gate-alone",
            "You take log f + m for the new m. Where the input gate's sum is far above it, exp overflows: take the "
            "larger of the two.",
            hint="M78",
            edits={_MAX: "log_f + m"},
        ),
        Mutant(
            "smaller-of-the-two",
            "You take the smaller of the two for the new m. With the larger one both exp stay at 1 or below.",
            hint="M78",
            edits={_MAX: "np.minimum(log_f + m, i)"},
        ),
        Mutant(
            "one-m-for-all-units",
            "You take one m for all units of a row. Every unit has its own: beside a unit with a huge sum all others "
            "would be rounded to 0.",
            hint="M78",
            edits={_MAX: "np.maximum(log_f + m, i).max(axis=1, keepdims=True) + 0 * i"},
        ),
        Mutant(
            "one-m-for-the-batch",
            "You take the largest m of the whole batch. Every row and unit has its own.",
            hint="M78",
            edits={_MAX: "np.maximum(log_f + m, i).max() + 0 * i"},
        ),
        Mutant(
            "clipped",
            "You clip the input gate's sum. Then two large sums become equal; with the stabiliser nothing has to be "
            "clipped.",
            hint="M78",
            edits={_LOG: _LOG + "\n    i = np.clip(i, -20, 20)"},
        ),
        Mutant(
            "no-normaliser",
            "You show c without dividing by n. An exponential gate may write any amount: n is how much was written in "
            "all, and c / n is a mean.",
            hint="M78",
            edits={_H: "c / (1 + np.exp(-o))"},
        ),
        Mutant(
            "tanh-for-the-normaliser",
            "You show tanh(c), as the LSTM does. Here c is divided by n, so that it is a mean of what was written.",
            hint="M78",
            edits={_H: "np.tanh(c) / (1 + np.exp(-o))"},
        ),
        Mutant(
            "tanh-of-the-mean",
            "You put tanh on c / n. It is a mean of values between -1 and 1 already: the sLSTM shows it as it is.",
            edits={_H: "np.tanh(c / n) / (1 + np.exp(-o))"},
        ),
        Mutant(
            "output-gate-below",
            "You divide by the output gate. It multiplies c / n.",
            edits={_H: "c / n * (1 + np.exp(-o))"},
        ),
        Mutant(
            "no-output-gate",
            "You left out the output gate: it multiplies c / n.",
            edits={_H: "c / n"},
        ),
        Mutant(
            "largest-of-n-and-one",
            "You divide by n or 1, whichever is larger. That is the rule of the mLSTM, whose normaliser may be near 0; "
            "here it is n.",
            edits={_H: "c / np.maximum(n, 1) / (1 + np.exp(-o))"},
        ),
        Mutant(
            "n-without-f",
            "Your n is not kept: it is only what this step writes. It is kept with the same forget gate as c.",
            hint="M78",
            edits={_N: "n = i"},
        ),
        Mutant(
            "n-never-forgets",
            "Your n never forgets: it is kept whole. It is kept with the same forget gate as c.",
            hint="M78",
            edits={_N: "n = n + i"},
        ),
        Mutant(
            "n-without-i",
            "Your n counts 1 for each step. It counts what was written: the stabilised input gate.",
            hint="M78",
            edits={_N: "n = f * n + 1"},
        ),
        Mutant(
            "n-not-written",
            "Nothing is added to your n. It gets the stabilised input gate, as c gets that times tanh(g).",
            hint="M78",
            edits={_N: "n = f * n"},
        ),
        Mutant(
            "n-from-the-candidate",
            "You add i * tanh(g) to n as well. n counts how much was written, whatever it was.",
            hint="M78",
            edits={_N: "n = f * n + i * np.tanh(g)"},
        ),
        Mutant(
            "exponential-forget-gate",
            "You use an exponential forget gate. It exists, but a sigmoid was asked for: its logarithm is "
            "-log(1 + exp(-f)).",
            edits={_LOG: "log_f = f"},
        ),
        Mutant(
            "sigmoid-not-its-logarithm",
            "You use the sigmoid in the place of its logarithm. m lives among the exponents: what is added there is "
            "log f.",
            edits={_LOG: "log_f = 1 / (1 + np.exp(-f))"},
        ),
        Mutant(
            "logarithm-with-the-other-sign",
            "Your logarithm of the forget gate has the wrong sign: a share below 1 has a negative logarithm.",
            edits={_LOG: "log_f = np.logaddexp(0, -f)"},
        ),
        Mutant(
            "one-minus-f",
            "You take the logarithm of 1 - f. The forget gate is the share that is kept.",
            hint="M01",
            edits={_LOG: "log_f = -np.logaddexp(0, f)"},
        ),
        Mutant(
            "sigmoid-input-gate",
            "Your input gate is a sigmoid, as in the LSTM. Here it is exp of its sum: a step may outweigh all that was "
            "written before.",
            edits={_LOG: _LOG + "\n    i = -np.logaddexp(0, -i)"},
        ),
        Mutant(
            "no-tanh-on-the-candidate",
            "You write g itself. What is written is tanh(g).",
            hint="M12",
            edits={_C: "c = f * c + i * g"},
        ),
        Mutant(
            "sigmoid-on-the-candidate",
            "You put the candidate through the sigmoid. It is tanh(g): the candidate is no gate.",
            hint="M02",
            edits={_C: "c = f * c + i / (1 + np.exp(-g))"},
        ),
        Mutant(
            "c-without-f",
            "Your c is kept whole. The stabilised forget gate multiplies it, as it does n.",
            edits={_C: "c = c + i * np.tanh(g)"},
        ),
        Mutant(
            "no-memory-mixing",
            "You left out h @ U: the gates no longer see the state. That the units of an sLSTM read each other's h is "
            "what its extra power comes from.",
            hint="M18",
            edits={_SUMS: "x @ W + b"},
        ),
        Mutant(
            "no-bias",
            "You left out the bias b.",
            hint="M18",
            edits={_SUMS: "x @ W + h @ U"},
        ),
        Mutant(
            "c-for-h",
            "Your gates read c. They read h.",
            hint="M03",
            edits={_SUMS: "x @ W + c @ U + b"},
        ),
        Mutant(
            "order-ifog",
            f"You cut the blocks in the order i, f, o, g. {_ORDER}",
            hint="M15",
            edits={_CUT: "i, f, o, g = np.split(x @ W + h @ U + b, 4, axis=1)"},
        ),
        Mutant(
            "order-figo",
            f"Input gate and forget gate are exchanged. {_ORDER}",
            hint="M15",
            edits={_CUT: "f, i, g, o = np.split(x @ W + h @ U + b, 4, axis=1)"},
        ),
        Mutant(
            "order-gifo",
            f"You cut the blocks in the order g, i, f, o, as the paper lists them. {_ORDER}",
            hint="M15",
            edits={_CUT: "g, i, f, o = np.split(x @ W + h @ U + b, 4, axis=1)"},
        ),
        Mutant(
            "columns-in-turns",
            "You take every fourth column for a gate. The first H columns are the input gate, the next H the forget "
            "gate: blocks, not turns.",
            hint="M15",
            edits={_CUT: "i, f, g, o = _turns(x, h, W, U, b)"},
        ),
        Mutant(
            "order-of-results",
            "You return h, n, c, m. The order is h, c, n, m.",
            edits={_OUT: "return h, n, c, m_new"},
        ),
        Mutant(
            "tanh-output-gate",
            "Your output gate goes through tanh. A gate is a sigmoid.",
            edits={_H: "c / n * np.tanh(o)"},
        ),
        Mutant(
            "output-gate-not-squashed",
            "You multiply with the output gate's sum itself. It goes through the sigmoid first.",
            edits={_H: "c / n * o"},
        ),
        Mutant(
            "epsilon",
            "You add a small number to n. The stabiliser keeps n away from 0 once something has been written, and c "
            "/ n is a mean as it is.",
            hint="M78",
            edits={_H: "c / (n + 1e-6) / (1 + np.exp(-o))"},
        ),
        Mutant(
            "gates-exchanged-in-c",
            "In the line that makes c the gates are exchanged: the forget gate keeps, the input gate writes.",
            edits={_C: "c = i * c + f * np.tanh(g)"},
        ),
        Mutant(
            "gates-exchanged-in-n",
            "In the line that makes n the gates are exchanged: the forget gate keeps, the input gate writes.",
            edits={_N: "n = i * n + f"},
        ),
        Mutant(
            "m-not-below-zero",
            "You do not let m fall below 0. It is the larger of two numbers, and both may be negative.",
            hint="M78",
            edits={_MAX: "np.maximum(np.maximum(log_f + m, i), 0)"},
        ),
        Mutant(
            "old-c-shown",
            "You show the old c over the new n. Both are those after this step.",
            edits={_C: "c, old = f * c + i * np.tanh(g), c", _H: "old / n / (1 + np.exp(-o))"},
        ),
        Mutant(
            "m-stays",
            "Your m stays 0 for ever, so nothing is stabilised: exp of a large sum is no number.",
            hint="M78",
            edits={_MAX: "0 * m"},
        ),
        Mutant(
            "infinity-over-infinity",
            "Your sigmoid of the output gate is exp(o) / (1 + exp(o)). Where the sum is large that is infinity over "
            "infinity, which is NaN: 1 / (1 + exp(-o)) is the same and stays finite.",
            edits={_H: "c / n * (np.exp(o) / (1 + np.exp(o)))"},
        ),
    ),
)


def _turns(x, h, W, U, b):
    sums = x @ W + h @ U + b
    return [sums[:, k::4] for k in range(4)]
