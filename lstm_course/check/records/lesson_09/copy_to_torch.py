"""Exercise: our three arrays in the layout of torch.nn.LSTM, which has four."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def copy_probes(rng):
    """Return parameters of three sizes: D == H, D == 4H (a square W_x), and D unlike both."""

    def parameters(D, H, b=None):
        b = rng.normal(size=4 * H) if b is None else b
        return rng.normal(size=(D, 4 * H)), rng.normal(size=(H, 4 * H)), b

    return [
        Probe(
            parameters(3, 2, np.zeros(8)),
            "With b = 0 there are only the two matrices, and weight_ih is not what it should be: row k of it must hold "
            "the weights of column k of W_x.",
            part="weight_ih",
        ),
        Probe(
            parameters(8, 2, np.zeros(8)),
            "Here D equals 4H, so W_x is square and no shape can warn you, and weight_ih is not what it should be: row "
            "k of it must hold the weights of column k of W_x.",
            part="weight_ih",
        ),
        Probe(parameters(3, 3)),
        Probe(parameters(8, 2)),
        Probe(parameters(5, 4)),
        Probe(parameters(1, 2)),
    ]


def add_the_biases(results, args):
    """Compare the sum of the two biases only: however b is shared out between them is right."""
    return {
        "weight_ih": results["weight_ih"],
        "weight_hh": results["weight_hh"],
        "bias": results["bias_ih"] + results["bias_hh"],
    }


def moved(order, *arrays):
    """Return the arrays with their gate blocks, which come as i, f, g, o, in another order."""
    places = ["ifgo".index(gate) for gate in order]
    return [np.concatenate([np.split(array, 4, axis=-1)[k] for k in places], axis=-1) for array in arrays]


def unit_by_unit(*arrays):
    """Return the arrays with the four rows of the first unit first, then those of the second, and so on."""
    return tuple(k.reshape(4, -1, *k.shape[1:]).swapaxes(0, 1).reshape(k.shape) for k in arrays)


def copy_to_torch(W_x, W_h, b):
    weight_ih, weight_hh = W_x.T.copy(), W_h.T.copy()  # a transpose alone shares its numbers with W_x
    bias_ih, bias_hh = b.copy(), np.zeros_like(b)  # PyTorch adds the two
    return weight_ih, weight_hh, bias_ih, bias_hh


# mistakes that show in the shapes, so that no other is looked for beside them


def _not_transposed(W_x, W_h, b):
    return W_x, W_h, b, np.zeros_like(b)


def _input_not_transposed(W_x, W_h, b):
    return W_x, W_h.T, b, np.zeros_like(b)


def _weights_exchanged(W_x, W_h, b):
    return W_h.T, W_x.T, b, np.zeros_like(b)


def _blocks_stacked(W_x, W_h, b):
    return np.vstack(np.split(W_x, 4, axis=1)), np.vstack(np.split(W_h, 4, axis=1)), b, np.zeros_like(b)


_ROSETTA = 'lesson 09, "One matrix, four libraries"'
_SAME_ORDER = "PyTorch's order is i, f, g, o, the same as ours: no block has to move."

EXERCISE = Exercise(
    name="copy_to_torch",
    signature="copy_to_torch(W_x, W_h, b)",
    returns={
        "weight_ih": "(4H, D)",
        "weight_hh": "(4H, H)",
        "bias_ih": "(4H,)",
        "bias_hh": "(4H,)",
    },
    reference=copy_to_torch,
    probes=copy_probes,
    points={"weight_ih": 2, "weight_hh": 1, "bias": 1},
    read='lesson 09, "Four arrays, two biases"',
    observe=add_the_biases,
    advice={
        "weight_ih": "It is W_x with its two axes exchanged, and nothing else.",
        "weight_hh": "It is W_h with its two axes exchanged, and nothing else.",
        "bias": "PyTorch adds bias_ih and bias_hh; their sum must be b.",
    },
    hints=(
        "Compare the shapes: W_x is (D, 4H) and weight_ih is (4H, D). In what order are PyTorch's gates?",
        "The gates come in the same order. So each matrix needs one operation only; a reshape is not it.",
        "W_x.T and W_h.T. For the biases: two arrays that add up to b, such as b and zeros.",
    ),
    mutants=(
        Mutant(
            "one-added",
            "Your two biases add up to b + 1, in all four gates. They must add up to b.",
            edits={"b.copy(), np.zeros_like(b)": "b + 1, np.zeros_like(b)"},
        ),
        Mutant(
            "order-ifog",
            f"You moved the blocks into the order i, f, o, g. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
            edits={"W_x, W_h, b):": "W_x, W_h, b):\n    W_x, W_h, b = moved('ifog', W_x, W_h, b)"},
        ),
        Mutant(
            "order-iofg",
            f"You moved the blocks into the order i, o, f, g, which is that of ONNX. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
            edits={"W_x, W_h, b):": "W_x, W_h, b):\n    W_x, W_h, b = moved('iofg', W_x, W_h, b)"},
        ),
        Mutant(
            "order-figo",
            f"You exchanged the blocks of the input gate and the forget gate. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
            edits={"W_x, W_h, b):": "W_x, W_h, b):\n    W_x, W_h, b = moved('figo', W_x, W_h, b)"},
        ),
        Mutant(
            "order-fiog",
            f"You moved the blocks into the order f, i, o, g, in which many articles tell the story. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
            edits={"W_x, W_h, b):": "W_x, W_h, b):\n    W_x, W_h, b = moved('fiog', W_x, W_h, b)"},
        ),
        Mutant(
            "bias-in-both",
            "b is in both of PyTorch's biases. They are added, so every gate gets twice the bias it should: a forget "
            "bias of 1 becomes 2.",
            hint="M33",
            edits={"b.copy(), np.zeros_like(b)": "b, b"},
        ),
        Mutant(
            "no-bias",
            "Your two biases add up to zero, so b is lost. A test with fresh, unbiased weights would not notice.",
            hint="M18",
            edits={"b.copy(), np.zeros_like(b)": "0 * b, 0 * b"},
        ),
        Mutant(
            "bias-halved-once",
            "Only half of b arrives: one array holds b / 2 and the other nothing. Their sum must be b.",
            hint="M33",
            edits={"b.copy(), np.zeros_like(b)": "b / 2, 0 * b"},
        ),
        Mutant(
            "forget-bias-added",
            "You added 1 to the forget bias. That is an initialisation, made once when a layer is born; a copy must "
            "not change it.",
            hint="M51",
            edits={"b.copy(), np.zeros_like(b)": "b + np.repeat([0, 1, 0, 0], len(b) // 4), 0 * b"},
        ),
        Mutant(
            "not-transposed",
            "Your matrices are not transposed. Ours stand to the right of x, in x @ W_x; PyTorch computes "
            "x @ weight_ih.T. Where D equals 4H the shape of W_x fits all the same.",
            fn=_not_transposed,
        ),
        Mutant(
            "input-not-transposed",
            "W_x is not transposed, though W_h is. Where D equals 4H, W_x is square and nothing complains.",
            fn=_input_not_transposed,
        ),
        Mutant(
            "reshaped",
            "You reshaped the matrices. A reshape keeps the numbers in a row and cuts the row elsewhere; to exchange "
            "two axes takes a transpose.",
            hint="M29",
            edits={"W_x.T": "W_x.reshape(W_x.T.shape)", "W_h.T": "W_h.reshape(W_h.T.shape)"},
        ),
        Mutant(
            "blocks-stacked",
            "You cut the gates apart and stacked the blocks upon each other, but each block kept its own axes: inputs "
            "in rows, units in columns. Where D equals H nothing complains. Every block must be transposed.",
            fn=_blocks_stacked,
        ),
        Mutant(
            "hidden-blocks-stacked",
            "weight_hh is a stack of the four (H, H) blocks of W_h, but each block kept its own axes. The shape is "
            "right, the numbers are not: every block must be transposed.",
            edits={"W_h.T": "np.vstack(np.split(W_h, 4, axis=1))"},
        ),
        Mutant(
            "unit-by-unit",
            "Your rows go unit by unit: the four gates of the first unit, then those of the second. PyTorch goes gate "
            "by gate: all units of i, then all of f.",
            edits={
                "return weight_ih, weight_hh, bias_ih, bias_hh": "found = weight_ih, weight_hh, bias_ih, bias_hh\n"
                "    return unit_by_unit(*found)"
            },
        ),
        Mutant(
            "weights-exchanged",
            "W_x and W_h are exchanged: weight_ih comes first and belongs to the input. Where D equals H the shapes "
            "fit and nothing complains.",
            hint="M16",
            fn=_weights_exchanged,
        ),
    ),
)
