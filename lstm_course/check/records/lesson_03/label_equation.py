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
        ("U_f", "g"): ("U_f multiplies x_t, so it is a matrix of weights, and g is a vector.", "U_f-g"),
        ("U_f", "h"): ("U_f multiplies x_t, so it is a matrix of weights, and h is a vector.", "U_f-h"),
        ("U_f", "h_prev"): (
            "U_f multiplies x_t, so it is a matrix of weights, and h_prev is a vector.",
            "U_f-h_prev",
        ),
        ("U_f", "c"): ("U_f multiplies x_t, so it is a matrix of weights, and c is a vector.", "U_f-c"),
        ("U_f", "c_prev"): (
            "U_f multiplies x_t, so it is a matrix of weights, and c_prev is a vector.",
            "U_f-c_prev",
        ),
        ("W_f", "g"): ("W_f multiplies H_{t-1}, so it is a matrix of weights, and g is a vector.", "W_f-g"),
        ("W_f", "h"): ("W_f multiplies H_{t-1}, so it is a matrix of weights, and h is a vector.", "W_f-h"),
        ("W_f", "h_prev"): (
            "W_f multiplies H_{t-1}, so it is a matrix of weights, and h_prev is a vector.",
            "W_f-h_prev",
        ),
        ("W_f", "c"): ("W_f multiplies H_{t-1}, so it is a matrix of weights, and c is a vector.", "W_f-c"),
        ("W_f", "c_prev"): (
            "W_f multiplies H_{t-1}, so it is a matrix of weights, and c_prev is a vector.",
            "W_f-c_prev",
        ),
        ("N_t", "c"): (
            "N_t is what is proposed, not yet what is stored: C_t is the memory, and holds i_t N_t and more.",
            "N_t-c",
        ),
        ("N_t", "h"): ("N_t is what is proposed for the memory. What is shown is H_t.", "N_t-h"),
        ("N_t", "h_prev"): (
            "N_t is made at this time step, out of x_t and H_{t-1}. It is content for the memory.",
            "N_t-h_prev",
        ),
        ("N_t", "c_prev"): ("N_t is made at this time step. The old memory is C_{t-1}.", "N_t-c_prev"),
        ("N_t", "W_x"): (
            "N_t has come out of a tanh: a vector of values, not a matrix of weights.",
            "N_t-W_x",
        ),
        ("N_t", "W_h"): ("N_t has come out of a tanh. It is a vector of values and no matrix.", "N_t-W_h"),
        ("H_{t-1}", "c_prev"): ("H is what the cell shows. Its memory is the letter C.", "H_t-1-c_prev"),
        ("H_{t-1}", "c"): (
            "H is what the cell shows, and t-1 says: a step before. c is the memory of this step.",
            "H_t-1-c",
        ),
        ("H_{t-1}", "g"): (
            "H_{t-1} goes into the sums as the past. The candidate comes out of one of them.",
            "H_t-1-g",
        ),
        ("H_{t-1}", "W_h"): ("H_{t-1} is the vector that the matrix W_f multiplies.", "H_t-1-W_h"),
        ("H_{t-1}", "W_x"): ("H_{t-1} is a vector: what was shown a step before.", "H_t-1-W_x"),
        ("C_{t-1}", "h_prev"): (
            "C is the memory, which f_t multiplies. What was shown is the letter H.",
            "C_t-1-h_prev",
        ),
        ("C_{t-1}", "h"): (
            "C is the memory, and t-1 says: a step before. h is what is shown at this step.",
            "C_t-1-h",
        ),
        ("C_{t-1}", "g"): ("C_{t-1} is the old memory. The new content is N_t.", "C_t-1-g"),
        ("C_{t-1}", "W_x"): ("C_{t-1} is a vector: the old memory.", "C_t-1-W_x"),
        ("C_{t-1}", "W_h"): ("C_{t-1} is a vector, the old memory, and no matrix.", "C_t-1-W_h"),
        ("H_t", "h_prev"): ("The index is t, so H_t is of this time step.", "H_t-h_prev"),
        ("H_t", "g"): ("H_t is what the cell shows in the end. The candidate is N_t.", "H_t-g"),
        ("H_t", "c_prev"): (
            "H_t is what the cell shows at this time step. C_{t-1} is the old memory.",
            "H_t-c_prev",
        ),
        ("H_t", "W_x"): ("H_t is a vector: what the cell shows.", "H_t-W_x"),
        ("H_t", "W_h"): ("H_t is a vector, what the cell shows, and no matrix.", "H_t-W_h"),
    },
    advice={},
    hints=(
        "For every letter ask two things: what does it multiply, and which activation is around it?",
        "An index t-1 means the state before this time step.",
    ),
)
