"""Exercise: label_equation."""

from ...quiz import quiz

EXERCISE = quiz(
    name="label_equation",
    read='lesson 03, "All four at once"',
    answers={"U_f": "W_x", "W_f": "W_h", "N_t": "g", "H_{t-1}": "h_prev", "C_{t-1}": "c_prev", "H_t": "h"},
    described="one of W_x, W_h, g, h, h_prev, c, c_prev",
    wrong={
        ("U_f", "W_h"): (
            "U_f multiplies x_t in their equation, so it is our W_x. Many texts use U and W the other way round: "
            "look at what a matrix multiplies, not at its letter.",
            "U-and-W",
        ),
        ("W_f", "W_x"): (
            "W_f multiplies H_{t-1} in their equation, so it is our W_h, whatever its letter.",
            "W-and-U",
        ),
        ("N_t", "i"): (
            "N_t goes through tanh and is multiplied by i_t: it is content, the candidate g, not the input gate.",
            "M02",
        ),
        ("H_{t-1}", "h"): (
            "H_{t-1} is the hidden state of the previous time step. The index says so, and ours has a name of its own.",
            "old-is-current",
        ),
        ("C_{t-1}", "c"): (
            "C_{t-1} is the cell state of the previous time step. Some articles call it the one of the current "
            "step; the index says otherwise.",
            "old-is-current",
        ),
        ("H_t", "c"): (
            "H_t is what the cell shows, our h. The memory is C_t.",
            "M04",
        ),
    },
    advice={},
    hints=(
        "For every letter ask two things: what does it multiply, and which activation is around it?",
        "An index t-1 means the state before this time step.",
    ),
)
