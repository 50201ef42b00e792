"""Exercise: one step of the GRU, with the reset gate before the product, as in the paper."""

import numpy as np

from ....cells import sigmoid
from ...exercise import Exercise, Mutant
from ._shared import GRU_ADVICE, RESET, gru_mutants, gru_probes


def gru_step_paper(x, h_prev, W_x, W_h, b_x, b_h):
    a_r, a_z, a_n = np.split(x @ W_x + b_x, 3, axis=1)
    W_hr, W_hz, W_hn = np.split(W_h, 3, axis=1)
    b_hr, b_hz, b_hn = np.split(b_h, 3)
    r = sigmoid(a_r + h_prev @ W_hr + b_hr)
    z = sigmoid(a_z + h_prev @ W_hz + b_hz)
    n = np.tanh(a_n + (r * h_prev) @ W_hn + b_hn)
    h = (1 - z) * n + z * h_prev
    return h


EXERCISE = Exercise(
    name="gru_step_paper",
    signature="gru_step_paper(x, h_prev, W_x, W_h, b_x, b_h)",
    returns={"h": "(N, H)"},
    reference=gru_step_paper,
    probes=gru_probes,
    points={"h": 3},
    read=RESET,
    advice=GRU_ADVICE,
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
            hint="M37",
            edits={"(r * h_prev) @ W_hn + b_hn": "r * (h_prev @ W_hn + b_hn)"},
        ),
        Mutant(
            "bias-inside-the-reset",
            "Your reset gate multiplies the bias b_hn too. In this convention it multiplies h_prev and nothing else.",
            hint="M37",
            edits={"+ b_hn)": "+ r * b_hn)"},
        ),
        *gru_mutants("a_n + (r * h_prev) @ W_hn + b_hn"),
    ),
)
