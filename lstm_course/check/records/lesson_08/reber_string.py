"""Exercise: the embedded Reber string that a list of choices spells."""

from ...exercise import Exercise, Mutant, Probe

GRAPH = {  # state -> the edges that leave it, (symbol, next state); 7 is the end
    0: [("B", 1)],
    1: [("T", 2), ("P", 3)],
    2: [("S", 2), ("X", 4)],
    3: [("T", 3), ("V", 5)],
    4: [("X", 3), ("S", 6)],
    5: [("P", 4), ("V", 6)],
    6: [("E", 7)],
}


def string_probes(rng):
    """Return choices for both outer letters with both inner ones, and random ones; always more than needed."""

    def tail():
        # at most eight times round, then to the end, whichever edge a 0 takes
        return [*(int(k) for k in rng.integers(2, size=8)), *([0, 1] * 12)]

    return [
        Probe(
            ([0, 1, 1, 1] + [1, 0] * 12,),
            "After the outer T and the inner P, V, V your string is not right. Write it by hand: B and T, then the "
            "inner string B P V V E, then the outer letter again, then E.",
        ),
        Probe(([1, 1, 1, 1] + [1, 0] * 12,)),
        *(Probe(([outer, inner, *tail()],)) for outer in (0, 1) for inner in (0, 1)),
        *(Probe(([outer, 1 - outer, 0, 0, *tail()],)) for outer in (0, 1)),
    ]


def reber_string(choices):
    left = iter(choices)
    outer = "TP"[next(left)]
    inner, state = "", 0
    while state != 7:
        edges = GRAPH[state]
        symbol, state = edges[next(left)] if len(edges) == 2 else edges[0]
        inner += symbol
    return "B" + outer + inner + outer + "E"


EXERCISE = Exercise(
    name="reber_string",
    signature="reber_string(choices)",
    returns={"string": "letters of one embedded Reber string"},
    reference=reber_string,
    probes=string_probes,
    points={"string": 4},
    read='lesson 08, "Read the definition"',
    advice={
        "string": "Take the choices one by one, with a finger on the graph: a choice is used up only where two edges "
        "leave."
    },
    hints=(
        "Two parts: a loop that walks the inner graph from state 0 to state 7, and a frame of four letters around it.",
        "choices = iter(choices), and next(choices) takes one. The first decides the outer letter; keep it, you need "
        "it twice.",
        "In the loop: edges = GRAPH[state], and where len(edges) is 2, symbol, state = edges[next(choices)]. At the "
        'end: "B" + outer + inner + outer + "E".',
    ),
    mutants=(
        Mutant(
            "letters-exchanged",
            "T and P have changed places outside: the first choice 0 is T, and 1 is P.",
            edits={'"TP"[next(left)]': '"PT"[next(left)]'},
        ),
        Mutant(
            "edges-exchanged",
            "At each node a choice of 0 takes your second edge, and 1 the first. It is the other way round.",
            edits={"edges[next(left)]": "edges[1 - next(left)]"},
        ),
        Mutant(
            "closing-letter-by-the-last-choice",
            "Your closing letter comes from the last choice. It is the outer letter again, the one that the first "
            "choice has drawn.",
            edits={"inner + outer": 'inner + "TP"[choices[-1]]'},
        ),
        Mutant(
            "outer-letter-always-T",
            "Your outer letter is always T. The first choice decides: 0 for T, 1 for P.",
            edits={'outer = "TP"[next(left)]': 'outer = "TTP"[next(left)]'},
        ),
        Mutant(
            "closing-letter-always-T",
            "Your closing letter is always T. It is the outer letter again, T or P.",
            edits={"inner + outer": 'inner + "T"'},
        ),
        Mutant(
            "inner-backwards",
            "The letters of the walk come in reverse order: each new one belongs behind those before it.",
            edits={"inner += symbol": "inner = symbol + inner"},
        ),
        Mutant(
            "inner-letter-repeated",
            "Your last letter but one repeats the T or P of the inner string. It must repeat the outer one, the "
            "second letter of all: that is the only long memory this grammar asks for.",
            edits={"inner + outer": 'inner + inner.lstrip("B")[0]'},
        ),
        Mutant(
            "closing-letter-drawn",
            "You draw the last letter but one anew. It is not free: it repeats the second letter of the string.",
            edits={"inner + outer": 'inner + "TP"[next(left)]'},
        ),
        Mutant(
            "closing-letter-other",
            "Your last letter but one is the other of T and P. It must be the same as the second letter.",
            edits={"inner + outer": 'inner + ("P" if outer == "T" else "T")'},
        ),
        Mutant(
            "no-closing-letter",
            "The last letter but one is missing: after the inner string the outer T or P comes again. Without it "
            "nothing has to be remembered.",
            edits={'outer + "': '"'},
        ),
        Mutant(
            "no-outer-E",
            "The E at the very end is missing; the inner string has an E of its own.",
            edits={'E"': '"'},
        ),
        Mutant(
            "no-inner-E",
            "The E of the inner string is missing: it comes before the repeated letter, and another E after it.",
            edits={"state != 7": "state != 6"},
        ),
        Mutant(
            "no-outer-B",
            "The B at the very start is missing; the inner string has a B of its own.",
            edits={'"B" + ': ""},
        ),
        Mutant(
            "no-inner-B",
            "The B of the inner string is missing: it comes after the outer T or P, and another B before it.",
            edits={"+= symbol": '+= symbol.strip("B")'},
        ),
        Mutant(
            "not-embedded",
            "This is a plain Reber string. The embedded one puts a frame around it: B and a letter before, the same "
            "letter and E after.",
            edits={'return "B" + outer + inner + outer + "E"': "return inner"},
        ),
        Mutant(
            "pair-outside",
            "The outer T or P stands outside of B and E in your string. The string starts with B and ends with E; "
            "the letters come just inside.",
            edits={'"B" + outer + inner + outer + "E"': 'outer + "B" + inner + "E" + outer'},
        ),
        Mutant(
            "closing-letter-after-E",
            "Your last two letters are exchanged: the outer letter comes again before the last E, not after it.",
            edits={'    return "B"': '    inner += "E"\n    return "B"', '"E"': '""'},
        ),
        Mutant(
            "choices-inverted",
            "Your choices are the wrong way round: 0 takes the first edge (T at the outer branch), 1 the second.",
            edits={"    left =": "    choices = [1 - k for k in choices]\n    left ="},
        ),
        Mutant(
            "choices-from-the-end",
            "You take the choices from the end of the list (pop() does that). The first choice comes first.",
            edits={"    left =": "    choices = choices[::-1]\n    left ="},
        ),
        Mutant(
            "choice-at-every-node",
            "You use up a choice at nodes with one edge, too. There is nothing to choose there, so all later choices "
            "come out of step.",
            edits={"edges[next(left)] if len(edges) == 2 else edges[0]": "edges[next(left) % len(edges)]"},
        ),
        Mutant(
            "first-choice-twice",
            "You use the first choice twice, for the outer letter and for the inner one. Then T always comes with T, "
            "and the short memory would do: use each choice once.",
            edits={"edges[next(left)]": "edges[choices[0] if state == 1 else next(left)]"},
        ),
        Mutant(
            "choice-never-advances",
            "At the two exits (states 4 and 5) you look at the first choice again in place of the next one.",
            edits={"edges[next(left)]": "edges[choices[0] if state in (4, 5) else next(left)]"},
        ),
        Mutant(
            "loops-exchanged",
            "In states 2 and 3 your loop is on the wrong letter: S stays in 2 and T stays in 3, X and V go on.",
            edits={"GRAPH[state]": '(GRAPH | {2: [("S", 4), ("X", 2)], 3: [("T", 5), ("V", 3)]})[state]'},
        ),
        Mutant(
            "no-loops",
            "Your graph has no loops: S in state 2 and T in state 3 lead back to the state where they started, so "
            "they can repeat.",
            edits={"GRAPH[state]": '(GRAPH | {2: [("S", 4), ("X", 4)], 3: [("T", 5), ("V", 5)]})[state]'},
        ),
        Mutant(
            "upper-exit-exchanged",
            "In state 4 your two edges lead to each other's targets: X goes to 3, S goes to 6.",
            edits={"GRAPH[state]": '(GRAPH | {4: [("X", 6), ("S", 3)]})[state]'},
        ),
        Mutant(
            "lower-exit-exchanged",
            "In state 5 your two edges lead to each other's targets: P goes to 4, V goes to 6.",
            edits={"GRAPH[state]": '(GRAPH | {5: [("P", 6), ("V", 4)]})[state]'},
        ),
        Mutant(
            "branches-apart",
            "Your upper and lower branch never meet: X in state 4 crosses over to state 3, and P in state 5 crosses "
            "to state 4.",
            edits={"GRAPH[state]": '(GRAPH | {4: [("X", 2), ("S", 6)], 5: [("P", 3), ("V", 6)]})[state]'},
        ),
    ),
)
