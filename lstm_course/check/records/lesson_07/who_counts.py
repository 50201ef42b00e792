"""Exercise: which cell counts, where, and what its relatives are called."""

from ...quiz import quiz

EXERCISE = quiz(
    name="who_counts",
    read='lesson 07, "Counting"',
    answers={
        "counts furthest": "LSTM",
        "counts in": "c",
        "i = 1 - f": "CIFG",
        "c = c_prev + i * g": "NFG",
        "h = o * c": "NOAF",
        "h = tanh(c)": "NOG",
    },
    described="a name of the lesson",
    words=("RNN", "LSTM", "GRU", "h", "c", "o", "NIG", "NFG", "NOG", "NIAF", "NOAF", "CIFG", "NP", "FGR"),
    reads={
        line: 'lesson 07, "One part at a time"'
        for line in ("i = 1 - f", "c = c_prev + i * g", "h = o * c", "h = tanh(c)")
    },
    wrong={
        ("counts furthest", "GRU"): (
            "The GRU gets no further than a step or two beyond what it was trained on. Its state is a mean of numbers "
            "between -1 and 1, so it has no room to count in.",
            "M13",
        ),
        ("counts furthest", "RNN"): (
            "The RNN's state goes through tanh at every step, so it has no room to count in either.",
            "M13",
        ),
        ("counts furthest", "NFG"): (
            "NFG counts furthest among the variants, which were trained to 6. Asked is which of RNN, LSTM and GRU "
            "does, trained to 12.",
            "variant-for-a-cell",
        ),
        ("counts in", "h"): (
            "h = o * tanh(c) is bounded: beyond a few units tanh cannot tell one count from the next.",
            "M04",
        ),
        ("counts in", "o"): (
            "A gate lies between 0 and 1: it can let a count through, but not hold it.",
            "M05",
        ),
        ("i = 1 - f", "NIG"): (
            "Without an input gate (NIG) i would be 1. Here i is still there, but tied to f.",
            "coupled-is-not-missing",
        ),
        ("i = 1 - f", "NFG"): (
            "Without a forget gate (NFG) nothing would multiply c_prev. Here f is still there, and i is made from it.",
            "coupled-is-not-missing",
        ),
        ("i = 1 - f", "NP"): (
            "NP has no peepholes: its gates do not look at the cell state. Here i has no sum of its own at all.",
            "coupled-is-not-without-peepholes",
        ),
        ("c = c_prev + i * g", "CIFG"): (
            "In CIFG the share 1 - i of c_prev would be kept. Here c_prev is kept in full.",
            "missing-is-not-coupled",
        ),
        ("c = c_prev + i * g", "FGR"): (
            "FGR adds connections, from the gates of the step before to those of this one. Here something is missing.",
            "missing-is-not-added",
        ),
        ("c = c_prev + i * g", "NIG"): (
            "The input gate i is there. Look at what multiplies c_prev: nothing.",
            "M10",
        ),
        ("h = o * c", "NOG"): (
            "The output gate o is there. What is missing is the tanh between c and the gate.",
            "gate-or-activation",
        ),
        ("h = o * c", "NIAF"): (
            "NIAF has no tanh at the input, where g is made. Here it is missing at the output, between c and the gate.",
            "input-or-output-activation",
        ),
        ("h = tanh(c)", "NOAF"): (
            "The output activation tanh is there. What is missing is the gate o.",
            "activation-or-gate",
        ),
    },
    advice={
        "counts furthest": "Whose memory is unbounded?",
        "counts in": "Which quantity can grow by one at every a and shrink by one at every b?",
        "i = 1 - f": "Which letters of the list stand for coupled input and forget gates?",
        "c = c_prev + i * g": "Compare with c = f * c_prev + i * g. What is missing?",
        "h = o * c": "Compare with h = o * tanh(c). What is missing?",
        "h = tanh(c)": "Compare with h = o * tanh(c). What is missing?",
    },
    hints=(
        "A count needs a number that can grow. Which of the states is bounded by -1 and 1?",
        "N.. stands for no: IG, FG, OG are the gates, IAF and OAF the activations of input and output.",
    ),
)
