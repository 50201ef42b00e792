"""Exercise: gate_from_trace."""

from ...quiz import quiz

EXERCISE = quiz(
    name="gate_from_trace",
    read='lesson 03, "Three sentences"',
    answers={"A": "output", "B": "forget", "C": "input", "D": "candidate"},
    described="one of input, forget, candidate, output",
    wrong={
        ("B", "input"): (
            "Curve B falls just where a new name comes in and is high in between. A gate that is high while nothing "
            "happens keeps; it does not write.",
            "M01",
        ),
        ("C", "forget"): (
            "Curve C rises only where a name comes in. That gate lets something in; the one that keeps is high all "
            "the time between.",
            "M01",
        ),
        ("A", "forget"): (
            "Curve A rises only where a question is asked. Nothing is kept or wiped there: the memory is shown.",
            "M03",
        ),
        ("D", "input"): (
            "Curve D goes below zero, so it cannot be a gate: a gate lies between 0 and 1.",
            "M02",
        ),
        ("A", "input"): (
            "Curve A rises at the question marks, where nothing new comes in. Something is asked for there, and shown.",
            "A-input",
        ),
        ("A", "candidate"): (
            "Curve A opens and shuts and never goes below zero: a gate. The candidate is content and has a sign.",
            "M02",
        ),
        ("B", "output"): (
            "Curve B is high nearly always. If it were the gate that shows, the memory would be shown at "
            "every word, not only when asked.",
            "B-output",
        ),
        ("B", "candidate"): (
            "Curve B is high while nothing happens and never negative: a gate. The candidate is content "
            "and has a sign.",
            "B-candidate",
        ),
        ("C", "output"): (
            "Curve C is open at the names, where something comes in. It is shut at the question marks, "
            "where something is shown.",
            "C-output",
        ),
        ("C", "candidate"): (
            "Curve C is 1 at both names, whichever it is. The candidate tells the two apart, by its sign.",
            "C-candidate",
        ),
        ("D", "output"): (
            "Curve D goes below zero. A gate that shows lies between 0 and 1, and opens when something is asked.",
            "D-output",
        ),
        ("D", "forget"): (
            "Curve D goes below zero. A gate that keeps lies between 0 and 1, and is open nearly always.",
            "D-forget",
        ),
    },
    advice={
        "A": "When does curve A rise: where something comes in, or where something is asked?",
        "B": "Curve B is near 1 almost everywhere. What does a value of 1 do to the old memory?",
        "C": "When does curve C rise, and what is in the input then?",
        "D": "Look at the sign of curve D.",
    },
    hints=(
        "Three of the curves are valves and stay between 0 and 1. Which one does not?",
        "Ask of each valve where it is open: all the time between events, at a name, or at a question.",
    ),
)
