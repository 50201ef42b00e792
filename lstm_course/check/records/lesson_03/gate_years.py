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
    },
    advice={
        **dict.fromkeys(
            ("cell with a self-loop", "input gate", "output gate"),
            "Technical reports came before the paper; asked for is the journal's year.",
        ),
        "forget gate": "A conference heard of the forget gate before the journal did; asked for is the journal's year.",
    },
    hints=("Which part answers streams that never end? That one came later than the others.",),
)
