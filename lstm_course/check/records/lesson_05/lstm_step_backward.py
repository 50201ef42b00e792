"""Exercise: the gradients of one time step of the LSTM."""

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe
from ._shared import random_sequence


def step_arguments(rng, N, D, H):
    """Return arguments of one backward step, with what a forward step found."""
    dy, x, h0, c0, *weights = random_sequence(rng, N, 2, D, H)
    cache = cells.lstm_step(x[:, 0], h0, c0, *weights)[2]
    return dy[:, 0], dy[:, 1], *cache


def step_probes(rng):
    """Return probes of the backward step: one path alone, the other alone, D == H, D != H."""
    dh, dc, *forward = step_arguments(rng, N=2, D=3, H=3)
    zero = np.zeros_like(dh)
    return [
        Probe(
            (zero, dc, *forward),
            "With dh = 0 everything comes from the next cell state: the output gate gets nothing, dc_prev must be "
            "dc * f, and i, f and g get their shares of dc. Look at these.",
        ),
        Probe(
            (dh, zero, *forward),
            "With dc = 0 everything comes through h: to the output gate as dh * tanh(c), and into c as "
            "dh * o * (1 - tanh(c)**2). Look at these two.",
        ),
        Probe((dh, dc, *forward)),
        Probe(step_arguments(rng, N=3, D=4, H=2)),
        Probe(step_arguments(rng, N=1, D=2, H=1)),
    ]


def lstm_step_backward(dh, dc, x, h_prev, c_prev, W_x, W_h, i, f, g, o, c):
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)
    dc_prev = dc * f
    di, df, dg, do = dc * g, dc * c_prev, dc * i, dh * tanh_c
    da_i = di * i * (1 - i)
    da_f = df * f * (1 - f)
    da_g = dg * (1 - g**2)
    da_o = do * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (N, 4H)
    dx, dh_prev = da @ W_x.T, da @ W_h.T
    dW_x, dW_h, db = x.T @ da, h_prev.T @ da, da.sum(axis=0)
    return dx, dh_prev, dc_prev, dW_x, dW_h, db


_LOCAL = 'lesson 05, "One unit, two steps, by hand"'
_ORDER = "Stack the four gradients in the order of the forward step: i, f, g, o."

EXERCISE = Exercise(
    name="lstm_step_backward",
    signature="lstm_step_backward(dh, dc, x, h_prev, c_prev, W_x, W_h, i, f, g, o, c)",
    returns={
        "dx": "(N, D)",
        "dh_prev": "(N, H)",
        "dc_prev": "(N, H)",
        "dW_x": "(D, 4H)",
        "dW_h": "(H, 4H)",
        "db": "(4H,)",
    },
    reference=lstm_step_backward,
    probes=step_probes,
    points={"dx": 1, "dh_prev": 1, "dc_prev": 1, "dW_x": 1, "dW_h": 1, "db": 1},
    read='lesson 05, "Two paths into c"',
    advice={
        "dx": "Find da first, the gradients of the four sums side by side (N, 4H). Then dx = da @ W_x.T.",
        "dh_prev": "h_prev enters only the four sums, so its gradient is da @ W_h.T.",
        "dc_prev": "c_prev enters only f * c_prev, so its gradient is the whole gradient of c times f.",
        "dW_x": "x.T @ da sums over the batch by itself.",
        "dW_h": "The weights from h_prev: h_prev.T @ da.",
        "db": "The bias is added in every row of the batch, so its gradient is the sum of da over the rows.",
    },
    hints=(
        "Go through the forward step from its last line to its first. Which lines use c, and how many are there?",
        "Two paths end in c: from the next step (dc) and from h = o * tanh(c). Add them before anything else uses dc.",
        "dc = dc + dh * o * (1 - np.tanh(c)**2). Then each factor of a product gets dc times the other factor, "
        "and each gate's sum gets that times gate * (1 - gate).",
    ),
    mutants=(
        Mutant(
            "only-c-path",
            "Only the gradient from the next cell state reaches your c. The loss also sees c through h = o * tanh(c) "
            "at this very step: both paths add.",
            hint="M20",
            edits={" + dh * o * (1 - tanh_c**2)": ""},
        ),
        Mutant(
            "only-h-path",
            "Only the gradient through h reaches your c. The next cell state uses c too, and hands dc back: both "
            "paths add.",
            hint="M20",
            edits={"dc = dc +": "dc ="},
        ),
        Mutant(
            "dc_prev-without-h-path",
            "Your dc_prev carries on the dc that came in, without what came through h. Add the two paths first, and "
            "use their sum everywhere.",
            hint="M20",
            edits={
                "tanh_c = np.tanh(c)": "tanh_c, dc_next = np.tanh(c), dc",
                "dc_prev = dc": "dc_prev = dc_next",
            },
        ),
        Mutant(
            "dc-changed",
            "The numbers are right, but dc += ... writes into the caller's array. The caller still needs it: write "
            "dc = dc + ...",
            hint="M23",
            edits={"dc = dc +": "dc +="},
        ),
        Mutant(
            "sigmoid-derivative-twice",
            "You multiply by gate * (1 - gate) twice. Each sigmoid is passed once on the way back.",
            _LOCAL,
            hint="M24",
            edits={
                "di * i * (1 - i)": "di * (i * (1 - i)) ** 2",
                "df * f * (1 - f)": "df * (f * (1 - f)) ** 2",
                "do * o * (1 - o)": "do * (o * (1 - o)) ** 2",
            },
        ),
        *(
            Mutant(
                f"sigmoid-derivative-twice-on-{gate}",
                f"For the {name} gate you multiply by {gate} * (1 - {gate}) twice; the other two are right. Each "
                "sigmoid is passed once on the way back.",
                _LOCAL,
                hint="M24",
                edits={f"d{gate} * {gate} * (1 - {gate})": f"d{gate} * ({gate} * (1 - {gate})) ** 2"},
            )
            for gate, name in (("i", "input"), ("f", "forget"), ("o", "output"))
        ),
        Mutant(
            "tanh-derivative-on-the-gates",
            "You use 1 - gate**2 for the three gates. That is the slope of tanh, and right for g; a gate comes from a "
            "sigmoid, whose slope is gate * (1 - gate).",
            _LOCAL,
            hint="M02",
            edits={
                " * i * (1 - i)": " * (1 - i**2)",
                " * f * (1 - f)": " * (1 - f**2)",
                " * o * (1 - o)": " * (1 - o**2)",
            },
        ),
        Mutant(
            "half-of-the-sigmoid-derivative",
            "You multiply by 1 - gate alone. The slope of a sigmoid is gate * (1 - gate).",
            _LOCAL,
            edits={
                " * i * (1 - i)": " * (1 - i)",
                " * f * (1 - f)": " * (1 - f)",
                " * o * (1 - o)": " * (1 - o)",
            },
        ),
        Mutant(
            "sigmoid-of-the-gate",
            "You put the gates through the sigmoid again. i, f and o are values of the sigmoid already, so its slope "
            "is gate * (1 - gate).",
            _LOCAL,
            hint="M24",
            edits={
                "    da_i =": "    i, f, o = cells.sigmoid(i), cells.sigmoid(f), cells.sigmoid(o)\n    da_i ="
            },
        ),
        Mutant(
            "no-sigmoid-derivative",
            "The slope of the sigmoid is missing: what reaches a gate must still pass through its sigmoid to reach "
            "the sum.",
            _LOCAL,
            edits={" * i * (1 - i)": "", " * f * (1 - f)": "", " * o * (1 - o)": ""},
        ),
        Mutant(
            "no-tanh-derivative-on-c",
            "On the way from h to c the slope of tanh is missing. h shows tanh(c), not c.",
            hint="M12",
            edits={" * (1 - tanh_c**2)": ""},
        ),
        Mutant(
            "tanh-derivative-at-c",
            "You wrote 1 - c**2 for the slope of tanh at c. The square is of tanh(c), not of c.",
            _LOCAL,
            edits={"tanh_c**2": "c**2"},
        ),
        Mutant(
            "tanh-derivative-not-squared",
            "You wrote 1 - tanh(c) for the slope of tanh. It is 1 - tanh(c)**2.",
            _LOCAL,
            edits={"tanh_c**2": "tanh_c"},
        ),
        Mutant(
            "no-output-gate-on-the-way",
            "On the way from h to c the output gate is missing. What was shown in part flows back in part.",
            edits={"dh * o": "dh"},
        ),
        Mutant(
            "no-tanh-derivative-on-g",
            "The slope of tanh is missing at the candidate: what reaches g must still pass through its tanh.",
            _LOCAL,
            edits={"dg * (1 - g**2)": "dg"},
        ),
        Mutant(
            "sigmoid-derivative-on-g",
            "You use g * (1 - g) for the candidate. g comes from tanh, whose slope is 1 - g**2.",
            _LOCAL,
            hint="M02",
            edits={"(1 - g**2)": "g * (1 - g)"},
        ),
        Mutant(
            "tanh-of-g-again",
            "You put g through tanh again. g is a value of tanh already, so its slope is 1 - g**2.",
            _LOCAL,
            hint="M24",
            edits={"g**2": "np.tanh(g) ** 2"},
        ),
        Mutant(
            "output-gate-without-tanh",
            "Your output gate gets dh * c. It multiplies tanh(c) in the forward step, so it gets dh * tanh(c).",
            hint="M12",
            edits={"dh * tanh_c": "dh * c"},
        ),
        Mutant(
            "output-gate-from-dc",
            "Your output gate gets its gradient from dc. It has no part in c: it only acts in h, so its gradient "
            "comes from dh.",
            edits={"dh * tanh_c": "dc * tanh_c"},
        ),
        Mutant(
            "forget-gate-meets-new-c",
            "Your forget gate gets dc times the new c. It multiplies the old one, c_prev.",
            edits={"dc * c_prev": "dc * c"},
        ),
        Mutant(
            "forget-gate-meets-nothing",
            "Your forget gate gets dc alone. It multiplies c_prev in the forward step, so it gets dc * c_prev.",
            edits={"dc * c_prev": "dc"},
        ),
        Mutant(
            "i-and-g-exchanged",
            "In a product each factor gets the gradient times the *other* factor. You gave i the factor i, and g the "
            "factor g.",
            edits={"di, df, dg, do =": "dg, df, di, do ="},
        ),
        Mutant(
            "no-forget-gate-on-dc_prev",
            "Your dc_prev lacks the forget gate. What was forgotten on the way forward gets no gradient on the "
            "way back.",
            hint="M01",
            edits={" * f\n": "\n"},
        ),
        Mutant(
            "dc_prev-times-input-gate",
            "Your dc_prev is multiplied by the input gate. The old cell state was multiplied by f.",
            edits={" * f\n": " * i\n"},
        ),
        Mutant(
            "order-ifog",
            f"You stack the gradients of the sums as i, f, o, g. {_ORDER}",
            hint="M15",
            edits={"[da_i, da_f, da_g, da_o]": "[da_i, da_f, da_o, da_g]"},
        ),
        Mutant(
            "order-figo",
            f"You stack the gradients of the sums as f, i, g, o. {_ORDER}",
            hint="M15",
            edits={"[da_i, da_f, da_g, da_o]": "[da_f, da_i, da_g, da_o]"},
        ),
        Mutant(
            "order-fiog",
            f"You stack the gradients of the sums as f, i, o, g. {_ORDER}",
            hint="M15",
            edits={"[da_i, da_f, da_g, da_o]": "[da_f, da_i, da_o, da_g]"},
        ),
        Mutant(
            "order-iofg",
            f"You stack the gradients of the sums as i, o, f, g. {_ORDER}",
            hint="M15",
            edits={"[da_i, da_f, da_g, da_o]": "[da_i, da_o, da_f, da_g]"},
        ),
        Mutant(
            "weights-exchanged",
            "dx goes back through W_h and dh_prev through W_x. Where D equals H the shapes fit and nothing complains; "
            "x came in through W_x.",
            hint="M16",
            edits={"da @ W_x.T, da @ W_h.T": "da @ W_h.T, da @ W_x.T"},
        ),
        Mutant(
            "inputs-exchanged",
            "dW_x is built from h_prev and dW_h from x. Each weight gets the gradient of the sum times the number it "
            "multiplied.",
            hint="M16",
            edits={"x.T @ da, h_prev.T @ da": "h_prev.T @ da, x.T @ da"},
        ),
        Mutant(
            "dh-handed-on",
            "You add dh to dh_prev. h_prev is not h: it acts on this step only through the four sums.",
            hint="M04",
            edits={"da @ W_h.T": "da @ W_h.T + dh"},
        ),
        Mutant(
            "averaged-over-batch",
            "You divide the gradients of the weights by N. Whether the loss is a mean over the batch is decided in "
            "the loss, and dh and dc have that factor already.",
            hint="M22",
            edits={
                "    return dx": "    dW_x, dW_h, db = dW_x / len(x), dW_h / len(x), db / len(x)\n    return dx"
            },
        ),
        Mutant(
            "bias-averaged",
            "Your db is a mean over the batch. Every row uses the same bias, so the gradients of the rows add.",
            edits={"da.sum(axis=0)": "da.mean(axis=0)"},
        ),
        Mutant(
            "bias-not-summed",
            "Your db still has one row for each sequence of the batch. They share one bias: sum over the rows.",
            edits={"da.sum(axis=0)": "da"},
        ),
        Mutant(
            "bias-summed-over-units",
            "You sum db over the units. Sum over the batch, axis 0: every unit has its own bias.",
            edits={"da.sum(axis=0)": "da.sum(axis=1)"},
        ),
        Mutant(
            "states-exchanged",
            "dh_prev and dc_prev are in each other's place. Return dx, dh_prev, dc_prev, dW_x, dW_h, db.",
            edits={"dh_prev, dc_prev": "dc_prev, dh_prev"},
        ),
        Mutant(
            "new-h-in-dW_h",
            "dW_h is built from the new h, o * tanh(c). W_h multiplied the state before the step, h_prev.",
            edits={"h_prev.T @ da": "(o * tanh_c).T @ da"},
        ),
    ),
)
