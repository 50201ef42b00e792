"""Exercise: gate_years."""

from ...quiz import quiz

EXERCISE = quiz(
    name="gate_years",
    read='lesson 03, "Streams that never end"',
    answers={"cell with a self-loop": 1997, "input gate": 1997, "output gate": 1997, "forget gate": 2000},
    described="a year",
    wrong={
        ("forget gate", 1997): (
            "The cell of 1997 had no forget gate: its self-loop had the fixed weight 1. Gers, Schmidhuber and "
            "Cummins added the forget gate in 2000.",
            "M10",
        ),
        ("input gate", 2000): ("The input gate belongs to the first cell, of 1997.", "input-gate-later"),
        ("output gate", 2000): ("The output gate belongs to the first cell, of 1997.", "output-gate-later"),
        ("cell with a self-loop", 2000): (
            "The self-loop of weight 1 is where it all began, in 1997.",
            "self-loop-later",
        ),
        ("forget gate", 1999): (
            "In 1999 a conference heard of the forget gate. The journal printed it a year later.",
            "conference-not-journal",
        ),
        ("forget gate", 2001): (
            "2001 is the year of Gers's thesis. The journal had printed the forget gate before.",
            "thesis-not-journal",
        ),
        ("forget gate", 2002): (
            "2002 is the year of the paper on peepholes and timing. The forget gate came before.",
            "peepholes-year",
        ),
        ("forget gate", 2005): (
            "In 2005 the LSTM was first trained with the full gradient, and in both directions. The "
            "forget gate is older.",
            "full-gradient-year",
        ),
        ("forget gate", 2014): (
            "2014 is the year of the GRU. The forget gate of the LSTM is much older.",
            "gru-year",
        ),
        ("cell with a self-loop", 1991): (
            "1991 is the year of Hochreiter's diploma thesis, which found that gradients vanish. The "
            "cell against it was published later.",
            "thesis-1991",
        ),
        ("cell with a self-loop", 1995): (
            "1995 is the year of the technical report. Asked for is the journal's year.",
            "report-1995",
        ),
        ("cell with a self-loop", 1996): (
            "1996 is the year of a conference. Asked for is the journal's year.",
            "conference-1996",
        ),
        ("input gate", 1995): (
            "In 1995 a technical report had the input gate. Asked for is the journal's year.",
            "input-gate-1995",
        ),
        ("output gate", 1995): (
            "In 1995 a technical report had the output gate. Asked for is the journal's year.",
            "output-gate-1995",
        ),
        ("input gate", 1999): (
            "1999 is the year in which a conference heard of the forget gate. The input gate is older.",
            "input-gate-1999",
        ),
        ("output gate", 1999): (
            "1999 is the year in which a conference heard of the forget gate. The output gate is older.",
            "output-gate-1999",
        ),
        ("cell with a self-loop", 1999): (
            "1999 is the year in which a conference heard of the forget gate. The cell is older.",
            "self-loop-1999",
        ),
    },
    advice={
        "cell with a self-loop": "Asked for is the journal's year of the first paper on the LSTM.",
        "input gate": "Asked for is the journal's year of the first paper on the LSTM.",
        "output gate": "Asked for is the journal's year of the first paper on the LSTM.",
        "forget gate": "A conference heard of the forget gate before the journal did; asked for is the journal's year.",
    },
    hints=("Which part answers streams that never end? That one came later than the others.",),
)
