"""Exercise: how many numbers a torch.nn.LSTM learns."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def params_probes(rng):
    """Return one layer first, then layers alone and directions alone, then all together."""

    def sizes():
        return tuple(int(v) for v in rng.choice(np.arange(2, 30), size=2, replace=False))

    return [
        Probe(
            (*sizes(), 1, False, False),
            "One layer, one direction, no bias, and already it is not right. Here there are two matrices and nothing "
            "else.",
        ),
        Probe((*sizes(), 1, False, True), "Without biases one layer is right, with them it is not."),
        Probe(
            (*sizes(), 1, True, False),
            "One direction is right, two are not, though each has the same weights.",
        ),
        Probe(
            (*sizes(), 3, False, False), "One layer is right, three are not. What does the second layer read?"
        ),
        Probe(
            (*sizes(), 3, True, False),
            "Three layers one way are right, and so is one layer both ways; three layers both ways are not. How wide "
            "is what the second layer reads?",
        ),
        Probe((*sizes(), 4, False, True)),
        Probe((*sizes(), 3, True, True)),
    ]


def n_params(D, H, layers, bidirectional, bias):
    directions = 2 if bidirectional else 1
    biases = 2 if bias else 0
    rows = 4 * H  # of each array: four sums for every unit
    count, size = 0, D
    for _ in range(layers):
        count += directions * (rows * (size + H) + rows * biases)
        size = directions * H  # what the next layer reads
    return count


_ARRAYS = 'lesson 09, "Four arrays, two biases"'

EXERCISE = Exercise(
    name="n_params",
    signature="n_params(D, H, layers, bidirectional, bias)",
    returns={"count": "how many numbers the module learns"},
    reference=n_params,
    probes=params_probes,
    points={"count": 3},
    read='lesson 09, "Layers and directions"',
    hints=(
        "Start with one layer in one direction: weight_ih, weight_hh, bias_ih, bias_hh. Multiply out their shapes.",
        "The second layer reads the output of the first. How wide is that in both directions?",
        "A loop over layers: add directions * 4H * (size + H + 2), with size = D first and directions * H later.",
    ),
    mutants=(
        Mutant(
            "upper-layers-read-2H",
            "Your upper layers always read 2H numbers. With one direction the output below is H wide.",
            edits={"size = directions * H": "size = 2 * H"},
        ),
        Mutant(
            "one-bias",
            "You count one bias. PyTorch stores two, bias_ih and bias_hh, though it only ever adds them.",
            _ARRAYS,
            hint="M38",
            edits={"biases = 2 if bias else 0": "biases = 1 if bias else 0"},
        ),
        Mutant(
            "bias-always",
            "You count biases where bias is False. Then the module has none at all.",
            _ARRAYS,
            hint="M38",
            edits={"biases = 2 if bias else 0": "biases = 2"},
        ),
        Mutant(
            "bias-never",
            "You count no bias, though bias is True. There are two then.",
            _ARRAYS,
            hint="M38",
            edits={"biases = 2 if bias else 0": "biases = 0"},
        ),
        Mutant(
            "bias-per-gate",
            "You count one number of bias for a whole gate. Every unit of a gate has its own.",
            _ARRAYS,
            hint="M38",
            edits={"rows * biases": "rows // H * biases"},
        ),
        Mutant(
            "one-layer-too-many",
            "You count one layer too many: `layers` is the number of all of them, the first included.",
            edits={"range(layers)": "range(layers + 1)"},
        ),
        Mutant(
            "every-layer-reads-D",
            "All your layers read D features. Only the first one does: the second reads the output of the first.",
            edits={"size = directions * H": "size = D"},
        ),
        Mutant(
            "upper-layers-read-H",
            "Your upper layers read H numbers. In both directions the output below is 2H wide, forward and backward "
            "joined.",
            edits={"size = directions * H": "size = H"},
        ),
        Mutant(
            "upper-layers-read-D-too",
            "Your upper layers read the input x beside the output of the layer below. In PyTorch they see the layer "
            "below only.",
            edits={"size = directions * H": "size = directions * H + D"},
        ),
        Mutant(
            "one-direction",
            "You count one direction where bidirectional is True. The backward pass has weights of its own.",
            edits={"directions = 2 if bidirectional else 1": "directions = 1"},
        ),
        Mutant(
            "recurrent-hears-both",
            "Your weight_hh hears both directions. The two passes never meet inside a layer: each hears its own H "
            "units.",
            edits={"size + H": "size + directions * H"},
        ),
        Mutant(
            "one-layer",
            "You count one layer, whatever `layers` says.",
            edits={"range(layers)": "range(1)"},
        ),
        Mutant(
            "one-sum",
            "You count one of the four sums. There are three gates and a candidate, each with its own weights.",
            _ARRAYS,
            edits={"rows = 4 * H": "rows = H"},
        ),
        Mutant(
            "three-sums",
            "You count three sums. The candidate g has weights too, so there are four.",
            _ARRAYS,
            hint="M02",
            edits={"rows = 4 * H": "rows = 3 * H"},
        ),
        Mutant(
            "no-recurrent-weights",
            "You left out weight_hh, the weights from the last hidden state.",
            _ARRAYS,
            edits={"size + H": "size"},
        ),
        Mutant(
            "gates-see-c",
            "You count weights from the cell state too. The gates see x and the last hidden state only.",
            _ARRAYS,
            hint="M03",
            edits={"size + H": "size + 2 * H"},
        ),
        Mutant(
            "biases-of-one-layer",
            "You count the biases of one layer in one direction, however many there are. Each layer has its own in "
            "each direction.",
            edits={
                "(rows * (size + H) + rows * biases)": "rows * (size + H)",
                "count, size = 0, D": "count, size = rows * biases, D",
            },
        ),
        Mutant(
            "biases-of-one-direction",
            "You count the biases once for each layer, whatever the directions. Each direction has its own.",
            edits={"(rows * (size + H) + rows * biases)": "rows * (size + H) + rows * biases"},
        ),
        Mutant(
            "upper-layers-twice-as-large",
            "Your upper layers have a hidden size of 2H in both directions. What they read is 2H wide, but each "
            "direction keeps a state of H numbers.",
            edits={"rows * (size + H)": "rows * (size + (H if size == D else size))"},
        ),
    ),
)
