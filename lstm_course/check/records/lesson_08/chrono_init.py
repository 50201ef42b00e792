"""Exercise: the two biases of an LSTM layer whose units are to remember for many spans of time."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def _effective(results, args):
    """Return what the gates feel: the sum of both biases, gate by gate."""
    H = len(args[0])
    total = np.asarray(results["bias_ih"]) + np.asarray(results["bias_hh"])
    return {
        "forget gate": total[H : 2 * H],
        "input gate": total[:H],
        "the rest": total[2 * H :],
    }


def chrono_probes(rng):
    """Return probes with few and more units, for short and for long times."""
    return [
        Probe(
            (rng.uniform(0.1, 0.9, 3), int(rng.integers(20, 60))),
            "What the forget gate feels, the sum of your two vectors, is not log v with a v that is made from u and "
            "runs from 1 to T_max - 1.",
            part="forget gate",
        ),
        Probe((rng.uniform(0.05, 0.95, 5), int(rng.integers(100, 200)))),
        Probe((rng.uniform(0.05, 0.95, 2), int(rng.integers(500, 1000)))),
        Probe((rng.uniform(0.05, 0.95, 1), int(rng.integers(20, 60)))),
    ]


def chrono_init(u, T_max):
    b_f = np.log(1 + u * (T_max - 2))
    b_i = -b_f
    b_g = np.zeros_like(u)
    b_o = np.zeros_like(u)
    bias_ih = np.concatenate([b_i, b_f, b_g, b_o])
    return bias_ih, np.zeros_like(bias_ih)


EXERCISE = Exercise(
    name="chrono_init",
    signature="chrono_init(u, T_max)",
    returns={"bias_ih": "(4H,)", "bias_hh": "(4H,)"},
    reference=chrono_init,
    probes=chrono_probes,
    points={"forget gate": 2, "input gate": 1, "the rest": 1},
    read='lesson 08, "One task, three starts"',
    observe=_effective,
    advice={
        "forget gate": "Stretch u to the range from 1 to T_max - 1, then take the logarithm.",
        "input gate": "It is the forget gate's bias with the other sign: who keeps for long writes little at a time.",
        "the rest": "The biases of candidate and output gate stay at zero.",
    },
    hints=(
        "Three steps: stretch u from (0, 1) to (1, T_max - 1); take the logarithm; put it in the right block.",
        "The blocks are i, f, g, o, H numbers each: np.concatenate([-b_f, b_f, zeros, zeros]).",
        "PyTorch adds bias_ih and bias_hh. Give one of them everything and let the other be zero.",
    ),
    mutants=(
        Mutant(
            "candidate-one",
            "Your biases of the candidate are 1. Chrono initialisation leaves candidate and output gate at 0.",
            edits={"b_g = np.zeros_like(u)": "b_g = np.ones_like(u)"},
        ),
        Mutant(
            "both-in-full",
            "You write the full bias into both vectors. PyTorch adds them, so every gate feels twice as much: a "
            "forgetting time of 100 becomes one of about 10,000.",
            hint="M33",
            edits={"np.zeros_like(bias_ih)": "bias_ih.copy()"},
        ),
        Mutant(
            "halved",
            "Only half of the bias is there. Halves are fine, but then both vectors need one: the sum counts.",
            hint="M33",
            edits={"return bias_ih, np": "return bias_ih / 2, np"},
        ),
        Mutant(
            "forget-bias-one",
            "Your forget bias is 1 for every unit. A gate of sigmoid(1) loses a quarter at every step; after a "
            "hundred steps nothing is left.",
            hint="M51",
            edits={"np.log(1 + u * (T_max - 2))": "np.ones_like(u)"},
        ),
        Mutant(
            "no-bias-at-all",
            "Your gates feel no bias at all: the sum of your two vectors is zero. A forget gate of one half is left, "
            "which halves the memory at every step.",
            hint="M51",
            edits={
                "return bias_ih, np.zeros_like(bias_ih)": "return np.zeros_like(bias_ih), np.zeros_like(bias_ih)"
            },
        ),
        Mutant(
            "no-logarithm",
            "The logarithm is missing: your bias is the number of steps itself. A sigmoid of 50 is exactly 1, and "
            "nothing is ever forgotten or written.",
            edits={"np.log": ""},
        ),
        Mutant(
            "logarithm-of-u",
            "You take the logarithm of u itself, which is negative: your forget gates start shut. Stretch u to the "
            "range from 1 to T_max - 1 first.",
            edits={"1 + u * (T_max - 2)": "u"},
        ),
        Mutant(
            "from-zero",
            "Your range starts at 0. It starts at 1, so that no forget bias is negative.",
            edits={"1 + u * (T_max - 2)": "u * (T_max - 1)"},
        ),
        Mutant(
            "up-to-T",
            "Your range ends at T_max. It ends at T_max - 1.",
            edits={"T_max - 2": "T_max - 1"},
        ),
        Mutant(
            "stretched-not-shifted",
            "Your range goes from 1 to T_max + 1: it was stretched by T_max and then shifted. Its width is "
            "T_max - 2.",
            edits={"(T_max - 2)": "T_max"},
        ),
        Mutant(
            "log-uniform",
            "Your biases are spread evenly; that is u times a logarithm. Here the *times* are spread evenly, and the "
            "logarithm is taken after.",
            edits={"np.log(1 + u * (T_max - 2))": "u * np.log(T_max - 1)"},
        ),
        Mutant(
            "whole-numbers",
            "You round v to a whole number. It may be any number from 1 to T_max - 1.",
            edits={"1 + u * (T_max - 2)": "np.floor(1 + u * (T_max - 2))"},
        ),
        Mutant(
            "always-100",
            "Your range ends at 99 whatever T_max is. It ends at T_max - 1.",
            edits={"(T_max - 2)": "98"},
        ),
        Mutant(
            "u-not-used",
            "You spread the times evenly and do not use u. Each unit's v is made from its own random u.",
            edits={"1 + u * (T_max - 2)": "np.linspace(1, T_max - 1, len(u))"},
        ),
        Mutant(
            "log10",
            "You take the logarithm to base 10. A sigmoid undoes the natural one.",
            edits={"np.log": "np.log10"},
        ),
        Mutant(
            "log2",
            "You take the logarithm to base 2. A sigmoid undoes the natural one.",
            edits={"np.log": "np.log2"},
        ),
        Mutant(
            "log1p-twice",
            "You add 1 twice, once in the stretching and once in log1p.",
            edits={"np.log": "np.log1p"},
        ),
        Mutant(
            "one-number-for-all",
            "All your units have the bias of the first one. Each takes its own u, so that the layer holds short and "
            "long memories.",
            hint="M05",
            edits={"1 + u *": "1 + 0 * u + u[0] *"},
        ),
        Mutant(
            "mirrored",
            "Your range runs backwards: u near 0 gives the longest memory. The numbers are spread as they should be, "
            "but the exercise wants u = 0 to give 1.",
            edits={"1 + u": "T_max - 1 - u"},
        ),
        Mutant(
            "the-longest-for-all",
            "All your units get the longest memory. Each takes its own u, so that the layer holds short and long ones.",
            edits={"1 + u * (T_max - 2)": "0 * u + T_max - 1"},
        ),
        Mutant(
            "input-zero",
            "Your input gates start at bias 0, half open, so a unit that keeps for long also writes half of every "
            "distractor; the input bias is the forget bias with the other sign.",
            edits={"b_i = -b_f": "b_i = np.zeros_like(u)"},
        ),
        Mutant(
            "input-same-sign",
            "Your input bias has the sign of the forget bias. Then a unit that keeps for long also writes in full; the "
            "sign must be the other one.",
            edits={"b_i = -b_f": "b_i = b_f"},
        ),
        Mutant(
            "input-reciprocal",
            "Your input bias is one divided by the forget bias. The sign changes, nothing is inverted.",
            edits={"b_i = -b_f": "b_i = 1 / b_f"},
        ),
        Mutant(
            "input-complement",
            "Your input bias is 1 - b_f. For the gates themselves i = 1 - f; for the biases that is a change of sign.",
            edits={"b_i = -b_f": "b_i = 1 - b_f"},
        ),
        Mutant(
            "input-drawn-anew",
            "Your input biases belong to other units than your forget biases. Each unit has one u for both.",
            edits={"b_i = -b_f": "b_i = -b_f[::-1]"},
        ),
        Mutant(
            "output-gate-too",
            "Your output gate gets the forget bias as well. It stays at zero.",
            edits={"b_o = np.zeros_like(u)": "b_o = b_f"},
        ),
        Mutant(
            "output-gate-shut",
            "Your output gate gets the input bias as well. It stays at zero.",
            edits={"b_o = np.zeros_like(u)": "b_o = -b_f"},
        ),
        Mutant(
            "candidate-too",
            "Your candidate gets the forget bias as well. It stays at zero.",
            edits={"b_g = np.zeros_like(u)": "b_g = b_f"},
        ),
        Mutant(
            "order-figo",
            "Your forget bias is in the first block and your input bias in the second. Our order is i, f, g, o. "
            "(Two wrong signs would look the same.)",
            hint="M15",
            edits={"[b_i, b_f, b_g, b_o]": "[b_f, b_i, b_g, b_o]"},
        ),
        Mutant(
            "order-iofg",
            "Your forget bias is in the third block, as in ONNX. Our order is i, f, g, o.",
            hint="M15",
            edits={"[b_i, b_f, b_g, b_o]": "[b_i, b_o, b_f, b_g]"},
        ),
        Mutant(
            "unit-by-unit",
            "Your four gates stand side by side for each unit. The blocks are whole gates: H numbers of i, then H "
            "of f.",
            hint="M15",
            edits={"np.concatenate([b_i, b_f, b_g, b_o])": "np.stack([b_i, b_f, b_g, b_o], axis=1).ravel()"},
        ),
        Mutant(
            "from-zero-to-T",
            "Your range goes from 0 to T_max. It goes from 1 to T_max - 1, and u = 0 gives 1.",
            edits={"np.log(1 + u * (T_max - 2))": "np.log(u * T_max)"},
        ),
    ),
)
