"""Exercise: one step of the GRU, with the reset gate after the product, as in PyTorch."""

import numpy as np

from ....cells import sigmoid
from ...exercise import Exercise, Mutant
from ._shared import GRU, GRU_ADVICE, RESET, gru_mutants, gru_probes


def gru_step(x, h_prev, W_x, W_h, b_x, b_h):
    a_r, a_z, a_n = np.split(x @ W_x + b_x, 3, axis=1)
    W_hr, W_hz, W_hn = np.split(W_h, 3, axis=1)
    b_hr, b_hz, b_hn = np.split(b_h, 3)
    r = sigmoid(a_r + h_prev @ W_hr + b_hr)
    z = sigmoid(a_z + h_prev @ W_hz + b_hz)
    n = np.tanh(a_n + r * (h_prev @ W_hn + b_hn))
    h = (1 - z) * n + z * h_prev
    return h


EXERCISE = Exercise(
    name="gru_step",
    signature="gru_step(x, h_prev, W_x, W_h, b_x, b_h)",
    returns={"h": "(N, H)"},
    reference=gru_step,
    probes=gru_probes,
    points={"h": 4},
    read=GRU,
    differs="W_h and b_h are cut before the product, so that the two conventions are one line apart and share mistakes",
    advice=GRU_ADVICE,
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
            RESET,
            hint="M37",
            edits={"r * (h_prev @ W_hn + b_hn)": "(r * h_prev) @ W_hn + b_hn"},
        ),
        Mutant(
            "bias-outside-the-reset",
            "Your bias b_hn stands outside the reset gate. In this convention r multiplies the bias too: "
            "r * (h_prev @ W_hn + b_hn). That is why there are two biases at all.",
            RESET,
            hint="M37",
            edits={"r * (h_prev @ W_hn + b_hn)": "r * (h_prev @ W_hn) + b_hn"},
        ),
        *gru_mutants("a_n + r * (h_prev @ W_hn + b_hn)"),
    ),
)
