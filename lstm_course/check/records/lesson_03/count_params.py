"""Exercise: count_params."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def count_probes(rng):
    """Return sizes that are all different, so that no two can stand in for each other."""
    return [
        Probe(tuple(int(v) for v in rng.choice(np.arange(2, 40), size=3, replace=False))) for _ in range(3)
    ]


def count_params(D, H, T):
    return D * 4 * H + H * 4 * H + 4 * H


EXERCISE = Exercise(
    name="count_params",
    signature="count_params(D, H, T)",
    returns={"count": "how many numbers the cell learns"},
    reference=count_params,
    probes=count_probes,
    points={"count": 2},
    read='lesson 03, "All four at once"',
    advice={
        "count": "Write down the shapes of W_x, W_h and b, and add up their sizes. Weights and biases count; h and c, "
        "which the cell computes, do not.",
    },
    hints=(
        "Write down the shapes of W_x, W_h and b, and multiply each out.",
        "D * 4H + H * 4H + 4H. Where does T come in?",
    ),
    mutants=(
        Mutant(
            "times-T",
            "You count the weights once for every time step. They are shared: the same W_x, W_h and b are used at "
            "each step, so T does not matter.",
            hint="M07",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "(D * 4 * H + H * 4 * H + 4 * H) * T"},
        ),
        Mutant(
            "T-for-H",
            "You took the number of time steps for the number of hidden units. H is the size of h and c; T is "
            "how long the sequence is.",
            hint="M06",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "D * 4 * T + T * 4 * T + 4 * T"},
        ),
        Mutant(
            "two-biases",
            "You count two biases. PyTorch stores two and adds them, hence its 4H(D + H + 2); our cell has one.",
            hint="M38",
            edits={" + 4 * H": " + 8 * H"},
        ),
        Mutant(
            "no-bias",
            "You left out the bias: every gate of every unit has one.",
            edits={" + 4 * H": ""},
        ),
        Mutant(
            "one-bias-per-gate",
            "You count one bias for a whole gate. Every unit of a gate has its own, 4H in all.",
            edits={" + 4 * H": " + 4"},
        ),
        Mutant(
            "one-bias-for-all-four",
            "You count one vector of H biases for all four sums. Each of the four has its own: 4H.",
            edits={" + 4 * H": " + H"},
        ),
        Mutant(
            "brackets-missing",
            "Brackets are missing: 4H multiplies the whole of D + H + 1.",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "4 * H * D + H + 1"},
        ),
        Mutant(
            "D-and-H-exchanged",
            "D and H are exchanged: D is how many features come in, H how many units there are, and every unit has "
            "its four sums.",
            hint="M06",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "4 * D * (D + H + 1)"},
        ),
        Mutant(
            "states-counted",
            "You count h and c too. The cell computes them anew at every step; it does not learn them.",
            edits={" + 4 * H": " + 4 * H + 2 * H"},
        ),
        Mutant(
            "one-gate",
            "You count one of the four sums. There are three gates and a candidate, each with its own weights.",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "D * H + H * H + H"},
        ),
        Mutant(
            "three-gates",
            "You count three sums. The candidate g has weights too, so there are four.",
            hint="M02",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "D * 3 * H + H * 3 * H + 3 * H"},
        ),
        Mutant(
            "no-recurrent-weights",
            "You left out W_h, the weights from h_prev: H times 4H of them.",
            edits={"D * 4 * H + H * 4 * H": "D * 4 * H"},
        ),
        Mutant(
            "gates-see-c",
            "You count weights from the cell state too. The gates see x and h_prev only.",
            hint="M03",
            edits={"H * 4 * H": "2 * H * 4 * H"},
        ),
        Mutant(
            "four-times-too-many-recurrent",
            "You count 4H times 4H recurrent weights. h_prev has H numbers, and each meets 4H columns: H times 4H.",
            edits={"H * 4 * H": "4 * H * 4 * H"},
        ),
        Mutant(
            "only-the-input-four-times",
            "You count W_x for all four sums, but W_h and b for one. All three serve all four.",
            edits={"H * 4 * H + 4 * H": "H * H + H"},
        ),
        Mutant(
            "peepholes",
            "You count 3H weights from the cell state to the gates. Those are peepholes, which this cell "
            "does not have.",
            hint="M03",
            edits={"+ 4 * H": "+ 4 * H + 3 * H"},
        ),
        Mutant(
            "a-bias-more",
            "You count H numbers too many, such as a fifth bias or an output layer. The cell has four "
            "sums, each with one bias for each unit.",
            edits={"+ 4 * H": "+ 5 * H"},
        ),
        Mutant(
            "T-added",
            "You add T. The number of time steps changes nothing: the same weights are used at each.",
            hint="M07",
            edits={"+ 4 * H": "+ 4 * H + T"},
        ),
        Mutant(
            "one-square",
            "You count 4 times (D + H) squared. The weights go from D + H numbers to H units, four "
            "times, and every unit has a bias.",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "4 * (D + H) ** 2"},
        ),
        Mutant(
            "one-bias-in-all",
            "You count one bias in all. Every unit of each of the four sums has its own.",
            edits={"+ 4 * H": "+ 1"},
        ),
        Mutant(
            "bias-for-each-feature",
            "You count a bias for each feature. Biases belong to units: 4H of them.",
            edits={"+ 4 * H": "+ 4 * D"},
        ),
        Mutant(
            "recurrent-weights-of-the-input",
            "You count D times 4D recurrent weights. W_h multiplies h_prev, which has H numbers, and serves four "
            "sums of H each: H times 4H.",
            edits={"H * 4 * H": "D * 4 * D"},
        ),
        Mutant(
            "one-unit",
            "You count the weights of one unit: four sums of D + H weights and a bias. There are H units, and each "
            "has its own.",
            edits={"D * 4 * H + H * 4 * H + 4 * H": "4 * (D + H + 1)"},
        ),
    ),
)
