"""Exercises of lesson 08: the laboratory of 1997."""

import functools

import numpy as np

from .exercise import Exercise, Mutant, Probe

_DEFINITION = 'lesson 08, "Read the definition"'
_EASY = 'lesson 08, "A benchmark that everything solves"'
_START = 'lesson 08, "The start decides"'
_SEEDS = 'lesson 08, "What three seeds can say"'


def exclusive(places, mistakes):
    """Whether two of the mistakes are in the same place, so that no function holds both."""
    return any(len(mistakes & place) > 1 for place in places)


# ---- 8.1 ----------------------------------------------------------------------------------------------------

GRAPH = {  # state -> the edges that leave it, (symbol, next state); 7 is the end
    0: [("B", 1)],
    1: [("T", 2), ("P", 3)],
    2: [("S", 2), ("X", 4)],
    3: [("T", 3), ("V", 5)],
    4: [("X", 3), ("S", 6)],
    5: [("P", 4), ("V", 6)],
    6: [("E", 7)],
}


def _exchanged(state):
    """Return the graph with the two targets of a node exchanged."""
    (a, to_a), (b, to_b) = GRAPH[state]
    return GRAPH | {state: [(a, to_b), (b, to_a)]}


_WRONG_GRAPHS = {
    "loops-exchanged": GRAPH | {2: [("S", 4), ("X", 2)], 3: [("T", 5), ("V", 3)]},
    "upper-exit-exchanged": _exchanged(4),
    "lower-exit-exchanged": _exchanged(5),
    "no-loops": GRAPH | {2: [("S", 4), ("X", 4)], 3: [("T", 5), ("V", 5)]},
    "branches-apart": GRAPH | {4: [("X", 2), ("S", 6)], 5: [("P", 3), ("V", 6)]},
}


def _mistaken_string(mistakes, choices):
    """Return the string that the choices spell, with the named mistakes in it."""
    graph = next((graph for name, graph in _WRONG_GRAPHS.items() if name in mistakes), GRAPH)
    choices = list(choices)
    if "choices-inverted" in mistakes:
        choices = [1 - k for k in choices]
    if "choices-from-the-end" in mistakes:
        choices = choices[::-1]
    left = iter(choices)
    outer = "TP"[choices[0] if "first-choice-twice" in mistakes else next(left)]
    inner, state = "", 0
    while state != 7:
        edges = graph[state]
        if len(edges) == 1:
            if "choice-at-every-node" in mistakes:
                next(left)
            symbol, state = edges[0]
        else:
            k = choices[0] if "choice-never-advances" in mistakes and state in (4, 5) else next(left)
            symbol, state = edges[k]
        inner += symbol
    closing = outer
    if "inner-letter-repeated" in mistakes:
        closing = inner[1]
    elif "closing-letter-drawn" in mistakes:
        closing = "TP"[next(left)]
    elif "closing-letter-other" in mistakes:
        closing = "P" if outer == "T" else "T"
    elif "no-closing-letter" in mistakes:
        closing = ""
    if "no-inner-B" in mistakes:
        inner = inner[1:]
    if "no-inner-E" in mistakes:
        inner = inner[:-1]
    if "not-embedded" in mistakes:
        return inner
    start = "" if "no-outer-B" in mistakes else "B"
    end = "" if "no-outer-E" in mistakes else "E"
    if "pair-outside" in mistakes:
        return outer + start + inner + end + closing
    if "closing-letter-after-E" in mistakes:
        return start + outer + inner + end + closing
    return start + outer + inner + closing + end


_STRING_PLACES = (
    {*_WRONG_GRAPHS, "choice-never-advances"},
    {"choices-inverted", "choices-from-the-end", "choice-at-every-node"},
    {"first-choice-twice", "choices-from-the-end", "choice-at-every-node", "choice-never-advances"},
    {"inner-letter-repeated", "closing-letter-drawn", "closing-letter-other", "no-closing-letter"},
    {"inner-letter-repeated", "first-choice-twice"},
    {
        "not-embedded",
        "no-outer-B",
        "inner-letter-repeated",
        "closing-letter-drawn",
        "closing-letter-other",
        "no-closing-letter",
        "first-choice-twice",
        "pair-outside",
    },
    {"not-embedded", "no-outer-E"},
    {"pair-outside", "closing-letter-after-E", "no-closing-letter", "no-inner-E", "no-outer-E"},
    {"pair-outside", "closing-letter-after-E", "no-outer-B"},
    {"not-embedded", "closing-letter-after-E"},
    {"closing-letter-drawn", "choices-from-the-end"},
    {"no-inner-B", "no-outer-B"},
    {"no-inner-E", "no-outer-E"},
)


def mistaken_string(mistakes):
    """Return the function with these mistakes, or None where they exclude each other."""
    if exclusive(_STRING_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_string, mistakes)


def string_probes(rng):
    """Return choices for both outer letters with both inner ones, and random ones; always more than needed."""

    def tail():
        # at most eight times round, then straight to the end
        return [*(int(k) for k in rng.integers(2, size=8)), *([1] * 24)]

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


REBER_STRING = Exercise(
    name="reber_string",
    number="8.1",
    signature="reber_string(choices)",
    returns={"string": "letters of one embedded Reber string"},
    reference=mistaken_string(frozenset()),
    probes=string_probes,
    points={"string": 4},
    read=_DEFINITION,
    family=mistaken_string,
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
            "inner-letter-repeated",
            "Your last letter but one repeats the T or P of the inner string. It must repeat the outer one, the "
            "second letter of all: that is the only long memory this grammar asks for.",
            _DEFINITION,
        ),
        Mutant(
            "closing-letter-drawn",
            "You draw the last letter but one anew. It is not free: it repeats the second letter of the string.",
            _DEFINITION,
        ),
        Mutant(
            "closing-letter-other",
            "Your last letter but one is the other of T and P. It must be the same as the second letter.",
            _DEFINITION,
        ),
        Mutant(
            "no-closing-letter",
            "The last letter but one is missing: after the inner string the outer T or P comes again. Without it "
            "nothing has to be remembered.",
            _DEFINITION,
        ),
        Mutant(
            "no-outer-E",
            "The E at the very end is missing; the inner string has an E of its own.",
            _DEFINITION,
        ),
        Mutant(
            "no-inner-E",
            "The E of the inner string is missing: it comes before the repeated letter, and another E after it.",
            _DEFINITION,
        ),
        Mutant(
            "no-outer-B",
            "The B at the very start is missing; the inner string has a B of its own.",
            _DEFINITION,
        ),
        Mutant(
            "no-inner-B",
            "The B of the inner string is missing: it comes after the outer T or P, and another B before it.",
            _DEFINITION,
        ),
        Mutant(
            "not-embedded",
            "This is a plain Reber string. The embedded one puts a frame around it: B and a letter before, the same "
            "letter and E after.",
            _DEFINITION,
        ),
        Mutant(
            "pair-outside",
            "The outer T or P stands outside of B and E in your string. The string starts with B and ends with E; "
            "the letters come just inside.",
            _DEFINITION,
        ),
        Mutant(
            "closing-letter-after-E",
            "Your last two letters are exchanged: the outer letter comes again before the last E, not after it.",
            _DEFINITION,
        ),
        Mutant(
            "choices-inverted",
            "Your choices are the wrong way round: 0 takes the first edge (T at the outer branch), 1 the second.",
            _DEFINITION,
        ),
        Mutant(
            "choices-from-the-end",
            "You take the choices from the end of the list (pop() does that). The first choice comes first.",
            _DEFINITION,
        ),
        Mutant(
            "choice-at-every-node",
            "You use up a choice at nodes with one edge, too. There is nothing to choose there, so all later choices "
            "come out of step.",
            _DEFINITION,
        ),
        Mutant(
            "first-choice-twice",
            "You use the first choice twice, for the outer letter and for the inner one. Then T always comes with T, "
            "and the short memory would do: use each choice once.",
            _DEFINITION,
        ),
        Mutant(
            "choice-never-advances",
            "At the two exits (states 4 and 5) you look at the first choice again in place of the next one.",
            _DEFINITION,
        ),
        Mutant(
            "loops-exchanged",
            "In states 2 and 3 your loop is on the wrong letter: S stays in 2 and T stays in 3, X and V go on.",
            _DEFINITION,
        ),
        Mutant(
            "no-loops",
            "Your graph has no loops: S in state 2 and T in state 3 lead back to the state where they started, so "
            "they can repeat.",
            _DEFINITION,
        ),
        Mutant(
            "upper-exit-exchanged",
            "In state 4 your two edges lead to each other's targets: X goes to 3, S goes to 6.",
            _DEFINITION,
        ),
        Mutant(
            "lower-exit-exchanged",
            "In state 5 your two edges lead to each other's targets: P goes to 4, V goes to 6.",
            _DEFINITION,
        ),
        Mutant(
            "branches-apart",
            "Your upper and lower branch never meet: X in state 4 crosses over to state 3, and P in state 5 crosses "
            "to state 4.",
            _DEFINITION,
        ),
    ),
)


# ---- 8.2 ----------------------------------------------------------------------------------------------------


def _mistaken_adding(mistakes, values, first, second):
    """Return inputs and targets of the adding problem of 1997 with the named mistakes in them."""
    N, T = values.shape
    rows, markers = np.arange(N), np.zeros((N, T))
    at_first, at_second = first, second
    if "positions-from-one" in mistakes:
        at_first, at_second = np.maximum(first - 1, 0), np.maximum(second - 1, 0)
    if "same-places-for-all" in mistakes:
        at_first, at_second = np.full(N, first[0]), np.full(N, second[0])

    def mark_ends():
        if "no-ends" not in mistakes and "no-first-end" not in mistakes:
            markers[:, 0] = 1.0 if "ends-plus-one" in mistakes else -1.0
        if "no-ends" not in mistakes and "no-last-end" not in mistakes:
            markers[:, -1] = 1.0 if "ends-plus-one" in mistakes else -1.0

    if "marker-over-end" in mistakes:
        mark_ends()
    if "columns-for-all" in mistakes:
        markers[:, at_first] = 1.0
        markers[:, at_second] = 1.0
    else:
        markers[rows, at_first] = 1.0
        if "one-marker" not in mistakes:
            markers[rows, at_second] = 1.0
    if "marker-over-end" not in mistakes:
        mark_ends()
    if "ends-add-up" in mistakes:
        markers[rows[first == 0], 0] = 0.0
    numbers = values
    if "numbers-masked" in mistakes:
        numbers = values * (markers == 1)
    X1, X2 = numbers[rows, at_first], numbers[rows, at_second]
    if "first-pair-counts" not in mistakes:
        X1, X2 = np.where(at_first == 0, 0.0, X1), np.where(at_second == 0, 0.0, X2)
    if "first-pair-one" in mistakes:
        X1, X2 = np.where(at_first == 0, 1.0, X1), np.where(at_second == 0, 1.0, X2)
    if "first-pair-drops-both" in mistakes:
        X1, X2 = np.where(first == 0, 0.0, X1), np.where(first == 0, 0.0, X2)
    if "first-pair-blanked" in mistakes:
        numbers = numbers.copy()
        numbers[at_first == 0, 0] = 0.0
    if "first-twice" in mistakes:
        X2 = X1
    total = X1 + X2
    if "product" in mistakes:
        total = X1 * X2
    if "ends-in-the-sum" in mistakes:
        total = total - np.where(first == 0, 0.0, values[:, 0]) - values[:, -1]
    if "unscaled" in mistakes:
        target = total
    elif "mean-of-two" in mistakes:
        target = 0.5 + total / 2
    elif "no-half" in mistakes:
        target = total / 4
    elif "half-inside" in mistakes:
        target = (0.5 + total) / 4
    else:
        target = 0.5 + total / 4
    channels = (markers, numbers) if "channels-exchanged" in mistakes else (numbers, markers)
    return np.stack(channels, axis=2), target


_ADDING_PLACES = (
    {"positions-from-one", "same-places-for-all", "columns-for-all", "ends-add-up"},
    {"no-ends", "no-first-end", "no-last-end", "ends-plus-one", "ends-in-the-sum"},
    {"no-ends", "no-first-end", "marker-over-end", "ends-add-up", "ends-plus-one"},
    {"one-marker", "columns-for-all"},
    {"first-pair-counts", "first-pair-one", "first-pair-blanked", "first-pair-drops-both"},
    {"first-pair-drops-both", "positions-from-one", "same-places-for-all", "product", "first-twice"},
    {"first-twice", "product", "ends-in-the-sum"},
    {"unscaled", "mean-of-two", "no-half", "half-inside"},
    {
        "numbers-masked",
        "first-pair-blanked",
        "first-pair-counts",
        "marker-over-end",
        "ends-plus-one",
        "one-marker",
    },
    {"numbers-masked", "columns-for-all", "ends-add-up"},
)


def mistaken_adding(mistakes):
    """Return the function with these mistakes, or None where they exclude each other."""
    if exclusive(_ADDING_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_adding, mistakes)


def adding_probes(rng):
    """Return three probes: no first pair marked, every first pair marked, some of them."""

    def arguments(N, T, firsts):
        places = np.stack([rng.permutation(np.arange(1, T // 2))[:2] for _ in range(N)])
        places[:, 0] = np.where(firsts, 0, places[:, 0])
        return rng.uniform(-1, 1, (N, T)), places[:, 0], places[:, 1]

    return [
        Probe(
            arguments(2, 8, np.array([False, False])),
            "No first pair is marked here, and your markers are not right: 1 at both marked time steps, -1 at the "
            "first and the last one, 0 at all others.",
            part="x",
        ),
        Probe(arguments(2, 9, np.array([True, True]))),
        Probe(arguments(5, 14, np.array([False, True, False, True, False]))),
    ]


ADDING_BATCH = Exercise(
    name="adding_batch",
    number="8.2",
    signature="adding_batch(values, first, second)",
    returns={"x": "(N, T, 2)", "target": "(N,)"},
    reference=mistaken_adding(frozenset()),
    probes=adding_probes,
    points={"x": 2, "target": 2},
    read=_DEFINITION,
    family=mistaken_adding,
    advice={
        "x": "Feature 0 is the numbers as they came; feature 1 is the markers: 1 at the marked time steps, then -1 at "
        "both ends, whatever stood there.",
        "target": "Redo one sequence by hand: the two marked numbers, the rule for the first pair, then the scaling.",
    },
    hints=(
        "markers = np.zeros((N, T)) first; then the marked steps; then both ends, which may write over a marker.",
        "One row each: markers[np.arange(N), first] = 1.",
        "X1 = np.where(first == 0, 0, values[np.arange(N), first]), and X2 in the same way. The target is "
        "0.5 + (X1 + X2) / 4; np.stack(..., axis=2) makes x.",
    ),
    mutants=(
        Mutant(
            "no-ends",
            "Your markers are 0 at the first and the last time step. In 1997 both ends carry a -1, so that a third "
            "value of the marker has to be told from the two others.",
            _DEFINITION,
        ),
        Mutant("no-first-end", "The first time step has no marker of -1; the last one has.", _DEFINITION),
        Mutant("no-last-end", "The last time step has no marker of -1; the first one has.", _DEFINITION),
        Mutant(
            "ends-plus-one",
            "Both ends carry +1 in your markers. Then four time steps look marked; the ends carry -1.",
            _DEFINITION,
        ),
        Mutant(
            "marker-over-end",
            "Where the first pair is marked, your 1 writes over the -1 of the end. The ends carry -1 always; that is "
            "why the number of a marked first pair does not count. Set the ends last.",
            _DEFINITION,
        ),
        Mutant(
            "ends-add-up",
            "Where the first pair is marked, your marker there is 0: the 1 was added to the -1. The ends carry "
            "-1 always.",
            _DEFINITION,
        ),
        Mutant(
            "columns-for-all",
            "You mark the time steps of all sequences in every sequence: markers[:, first] takes whole columns. One "
            "row each is markers[np.arange(N), first].",
            _DEFINITION,
        ),
        Mutant(
            "same-places-for-all",
            "You take the places of the first sequence for the whole batch. Each sequence has its own.",
            _DEFINITION,
        ),
        Mutant(
            "positions-from-one",
            "You count the time steps from 1. Positions are counted from 0 here: first = 3 is the fourth step.",
            _DEFINITION,
        ),
        Mutant("one-marker", "The second marker is missing: two time steps are marked with 1.", _DEFINITION),
        Mutant(
            "channels-exchanged",
            "Your two features come in the other order. Feature 0 is the number, feature 1 the marker.",
            _DEFINITION,
        ),
        Mutant(
            "numbers-masked",
            "You set all numbers that are not marked to 0. Then there is nothing left to ignore, and the task is "
            "another one: feature 0 holds all the numbers.",
            _DEFINITION,
        ),
        Mutant(
            "first-pair-counts",
            "Where the first pair is marked, its number counts in your target. The definition has a rule for this "
            "rare case: it counts as 0.",
            _DEFINITION,
        ),
        Mutant(
            "first-pair-drops-both",
            "Where the first pair is marked, you set the whole sum to 0. Only that number counts as 0; the other one "
            "is added as always.",
            _DEFINITION,
        ),
        Mutant(
            "first-pair-one",
            "Where the first pair is marked, its number counts as 1 in your target. That is the rule of the "
            "multiplication problem; in a sum it must change nothing, so it counts as 0.",
            _DEFINITION,
        ),
        Mutant(
            "first-pair-blanked",
            "Where the first pair is marked, you set its number to 0 in the input, too. Only in the target it counts "
            "as 0; the input stays as it is.",
            _DEFINITION,
        ),
        Mutant(
            "unscaled",
            "Your target is the plain sum. That is the later form of the task; in 1997 the sum was scaled to lie "
            "between 0 and 1, because the output unit was logistic.",
            _DEFINITION,
        ),
        Mutant(
            "mean-of-two",
            "Your target goes from -0.5 to 1.5: the sum of two numbers between -1 and 1 spans 4, and a logistic "
            "output reaches only 0 to 1.",
            _DEFINITION,
        ),
        Mutant(
            "no-half",
            "Your target can be negative: the shift of one half is missing, and a logistic output is never negative.",
            _DEFINITION,
        ),
        Mutant(
            "half-inside",
            "You add the one half before you divide by 4. Scale the sum first, then shift it.",
            _DEFINITION,
        ),
        Mutant(
            "product",
            "You multiply the two marked numbers. That is experiment 5; this one adds.",
            _DEFINITION,
        ),
        Mutant(
            "first-twice",
            "Your sum takes the first marked number twice and leaves out the second.",
            _DEFINITION,
        ),
        Mutant(
            "ends-in-the-sum",
            "You sum number times marker over all time steps, so both ends come in with their -1. Only the two marked "
            "numbers are added.",
            _DEFINITION,
        ),
    ),
)


# ---- 8.3 ----------------------------------------------------------------------------------------------------

_A, _X, _E, _B = 0, 4, 6, 7


def _mistaken_order(mistakes, distractors, markers, positions):
    """Return inputs and labels of temporal order with the named mistakes in them."""
    rows, K = np.arange(len(distractors))[:, None], markers.shape[1]
    places = positions
    if "places-exchanged" in mistakes:
        places = positions[:, ::-1]
    if "positions-from-one" in mistakes:
        places = places - 1
    if "same-places-for-all" in mistakes:
        places = np.broadcast_to(places[:1], places.shape)
    letters = distractors.copy()
    if "no-start" not in mistakes:
        letters[:, 0] = _B if "ends-exchanged" in mistakes else _E
    if "no-end" not in mistakes:
        letters[:, -1] = _E if "ends-exchanged" in mistakes else _B
    kind = 1 - markers if "X-and-Y-exchanged" in mistakes else markers
    if "all-markers-alike" in mistakes:
        kind = np.zeros_like(markers)
    if "last-marker-missing" in mistakes:
        letters[rows, places[:, :-1]] = _X + kind[:, :-1]
    elif "columns-for-all" in mistakes:
        for k in range(K):
            letters[:, places[:, k]] = (_X + kind[:, k])[:, None]
    else:
        letters[rows, places] = _X + kind
    columns = np.arange(8)
    if "markers-first" in mistakes:
        columns = np.array([2, 3, 4, 5, 0, 1, 6, 7])
    if "ends-before-markers" in mistakes:
        columns = np.array([0, 1, 2, 3, 6, 7, 4, 5])
    x = np.eye(8)[columns[letters]]
    if "distractor-stays" in mistakes:
        below = np.eye(8)[columns[distractors]]
        below[:, 0], below[:, -1] = 0, 0
        x = np.maximum(x, below)
    spelt = 1 - markers if "label-inverted" in mistakes else markers
    if "label-backwards" in mistakes:
        spelt = spelt[:, ::-1]
    weights = 2 ** np.arange(K)[::-1]
    label = spelt @ weights
    if "label-counts" in mistakes:
        label = spelt.sum(axis=1)
    elif "label-is-last" in mistakes:
        label = spelt[:, -1]
    elif "label-is-first" in mistakes:
        label = spelt[:, 0]
    elif "label-by-change" in mistakes:
        label = (spelt[:, 1:] != spelt[:, :-1]).sum(axis=1)
    elif "label-decimal" in mistakes:
        label = spelt @ 10 ** np.arange(K)[::-1]
    if "label-from-one" in mistakes:
        label = label + 1
    return x, label.astype(np.int64)


_ORDER_PLACES = (
    {
        "positions-from-one",
        "same-places-for-all",
        "columns-for-all",
        "places-exchanged",
        "last-marker-missing",
    },
    {"X-and-Y-exchanged", "all-markers-alike"},
    {"no-start", "no-end", "ends-exchanged"},
    {"markers-first", "ends-before-markers"},
    {"columns-for-all", "last-marker-missing"},
    {"all-markers-alike", "places-exchanged"},
    {
        "label-backwards",
        "label-counts",
        "label-by-change",
        "label-is-last",
        "label-is-first",
        "label-decimal",
    },
    {"label-inverted", "label-by-change"},
    {"distractor-stays", "last-marker-missing", "no-start", "no-end"},
)


def mistaken_order(mistakes):
    """Return the function with these mistakes, or None where they exclude each other."""
    if exclusive(_ORDER_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_order, mistakes)


def order_probes(rng):
    """Return a small probe, one with two markers and one with three; every class and both letters occur."""

    def arguments(N, T, K):
        distractors = rng.integers(4, size=(N, T))
        markers = (np.arange(N)[:, None] >> np.arange(K)[::-1]) % 2
        markers = markers[rng.permutation(N)]
        positions = np.stack([np.sort(rng.permutation(np.arange(2, T - 1))[:K]) for _ in range(N)])
        return distractors, markers, positions

    distractors, _, positions = arguments(1, 6, 2)
    return [
        Probe(
            (distractors, np.array([[0, 1]]), positions),
            "Your x is not right for one short sequence with the markers X and Y. Write its letters down: E at the "
            "start, B at the end, the markers at their positions, distractors between; then one-hot.",
            part="x",
        ),
        Probe(
            (distractors, np.array([[0, 1]]), positions),
            "Your label is not right for one sequence with the markers X, Y. The markers spell a binary number, "
            "X = 0 and Y = 1, the first marker first.",
            part="label",
        ),
        Probe(arguments(6, 12, 2)),
        Probe(arguments(9, 15, 3)),
    ]


TEMPORAL_ORDER_BATCH = Exercise(
    name="temporal_order_batch",
    number="8.3",
    signature="temporal_order_batch(distractors, markers, positions)",
    returns={"x": "(N, T, 8)", "label": "(N,)"},
    reference=mistaken_order(frozenset()),
    probes=order_probes,
    points={"x": 2, "label": 2},
    read=_DEFINITION,
    family=mistaken_order,
    advice={
        "x": "Put letters as numbers into an array (N, T) first, and make it one-hot in the last line.",
        "label": "The order must matter: XY and YX are different classes. There may be three markers, too.",
    },
    hints=(
        "Work with numbers of letters, 0 to 7 in the order a, b, c, d, X, Y, E, B, and one-hot them at the end.",
        "letters[np.arange(N)[:, None], positions] = 4 + markers writes all markers at once.",
        "np.eye(8)[letters] is one-hot. For the label start from 0, and for each marker: label = 2 * label + marker.",
    ),
    mutants=(
        Mutant(
            "label-backwards",
            "Your label reads the markers backwards: XY and YX have exchanged their classes. The first marker is "
            "the high digit.",
            _DEFINITION,
        ),
        Mutant(
            "label-counts",
            "Your label counts the Y's, so XY and YX get the same class. The order is what this task asks for.",
            _DEFINITION,
        ),
        Mutant(
            "label-is-last",
            "Your label is the last marker alone. A network could then forget the first one, and the long lag is gone.",
            _DEFINITION,
        ),
        Mutant(
            "label-is-first",
            "Your label is the first marker alone. All of them decide the class.",
            _DEFINITION,
        ),
        Mutant(
            "label-by-change",
            "Your label says how often the marker changes, so XX and YY get the same class.",
            _DEFINITION,
        ),
        Mutant(
            "label-decimal",
            "Your label reads the markers as decimal digits, 0, 1, 10, 11. Classes are numbered without gaps: the "
            "number is binary.",
            _DEFINITION,
        ),
        Mutant(
            "label-inverted",
            "In your label X counts as 1 and Y as 0. It is the other way round.",
            _DEFINITION,
        ),
        Mutant(
            "label-from-one",
            "Your classes start at 1. They are numbered from 0, as losses expect.",
            _DEFINITION,
        ),
        Mutant(
            "X-and-Y-exchanged",
            "In your x the letters X and Y are exchanged: marker 0 is X, marker 1 is Y.",
            _DEFINITION,
        ),
        Mutant(
            "all-markers-alike",
            "All your markers are X in the input, whatever they should be. Then no network can tell the classes apart.",
            _DEFINITION,
        ),
        Mutant(
            "ends-exchanged",
            "Your sequence starts with B and ends with E. In this task it is E that starts and B that ends.",
            _DEFINITION,
        ),
        Mutant("no-start", "Your first letter is a distractor; every sequence starts with E.", _DEFINITION),
        Mutant("no-end", "Your last letter is a distractor; every sequence ends with B.", _DEFINITION),
        Mutant(
            "positions-from-one",
            "You count the time steps from 1. Positions are counted from 0 here.",
            _DEFINITION,
        ),
        Mutant(
            "places-exchanged",
            "Your first marker stands at the last position and the last one at the first: the order in the sequence "
            "is turned round.",
            _DEFINITION,
        ),
        Mutant(
            "same-places-for-all",
            "You take the positions of the first sequence for the whole batch. Were the place always the same, a "
            "network could learn to count steps.",
            _DEFINITION,
        ),
        Mutant(
            "columns-for-all",
            "You write whole columns, letters[:, positions], so every sequence gets the markers of all others. "
            "One row each is letters[np.arange(N), positions[:, k]].",
            _DEFINITION,
        ),
        Mutant("last-marker-missing", "The last marker is not written into your x.", _DEFINITION),
        Mutant(
            "distractor-stays",
            "At the markers your x holds two ones: the distractor is still there. A marker replaces it.",
            _DEFINITION,
        ),
        Mutant(
            "markers-first",
            "Your columns start with X and Y. The order of the alphabet is a, b, c, d, X, Y, E, B.",
            _DEFINITION,
        ),
        Mutant(
            "ends-before-markers",
            "Your columns have E and B before X and Y. The order of the alphabet is a, b, c, d, X, Y, E, B.",
            _DEFINITION,
        ),
    ),
)


# ---- 8.4 ----------------------------------------------------------------------------------------------------

_FORGET = {
    "forget-bias-one": lambda u, T: np.ones_like(u),
    "no-logarithm": lambda u, T: 1 + u * (T - 2),
    "logarithm-of-u": lambda u, T: np.log(u),
    "from-zero": lambda u, T: np.log(u * (T - 1)),
    "up-to-T": lambda u, T: np.log(1 + u * (T - 1)),
    "stretched-not-shifted": lambda u, T: np.log(1 + u * T),
    "log-uniform": lambda u, T: u * np.log(T - 1),
    "log10": lambda u, T: np.log10(1 + u * (T - 2)),
    "log2": lambda u, T: np.log2(1 + u * (T - 2)),
    "log1p-twice": lambda u, T: np.log1p(1 + u * (T - 2)),
    "one-number-for-all": lambda u, T: np.full_like(u, np.log(1 + u[0] * (T - 2))),
    "mirrored": lambda u, T: np.log(T - 1 - u * (T - 2)),
    "the-longest-for-all": lambda u, T: np.full_like(u, np.log(T - 1)),
}

_BLOCKS = {  # where the four blocks go, first to last
    "order-figo": "figo",
    "order-iofg": "iofg",
    "order-igfo": "igfo",
}


def _mistaken_chrono(mistakes, u, T_max):
    """Return the two biases of chrono initialisation with the named mistakes in them."""
    H = len(u)
    rule = next((rule for name, rule in _FORGET.items() if name in mistakes), None)
    b_f = rule(u, T_max) if rule else np.log(1 + u * (T_max - 2))
    b_i = b_f if "input-same-sign" in mistakes else -b_f
    if "input-zero" in mistakes:
        b_i = np.zeros(H)
    if "input-reciprocal" in mistakes:
        b_i = 1 / np.where(b_f == 0, 1.0, b_f)
    if "input-complement" in mistakes:
        b_i = 1 - b_f
    if "input-drawn-anew" in mistakes:
        b_i = -b_f[::-1]
    parts = {"i": b_i, "f": b_f, "g": np.zeros(H), "o": np.zeros(H)}
    if "output-gate-too" in mistakes:
        parts["o"] = b_f
    if "output-gate-shut" in mistakes:
        parts["o"] = -b_f
    if "candidate-too" in mistakes:
        parts["g"] = b_f
    order = next((order for name, order in _BLOCKS.items() if name in mistakes), "ifgo")
    b = np.concatenate([parts[gate] for gate in order])
    if "unit-by-unit" in mistakes:
        b = np.stack([parts[gate] for gate in order], axis=1).ravel()
    if "both-in-full" in mistakes:
        return b, b.copy()
    if "no-bias-at-all" in mistakes:
        return np.zeros_like(b), np.zeros_like(b)
    if "halved" in mistakes:
        return b / 2, np.zeros_like(b)
    return b, np.zeros_like(b)


def _effective(results, args):
    """Return what the gates feel: the sum of both biases, gate by gate."""
    H = len(args[0])
    total = np.asarray(results["bias_ih"]) + np.asarray(results["bias_hh"])
    return {
        "forget gate": total[H : 2 * H],
        "input gate": total[:H],
        "candidate and output gate": total[2 * H :],
    }


_CHRONO_PLACES = (
    set(_FORGET),
    {"input-same-sign", "input-zero", "input-reciprocal", "input-complement", "input-drawn-anew"},
    {*_BLOCKS, "unit-by-unit"},
    {"output-gate-too", "output-gate-shut"},
    {"both-in-full", "halved"},
    {"input-same-sign", "order-figo"},
    {"output-gate-too", "output-gate-shut", "order-iofg"},
    {"forget-bias-one", "input-reciprocal", "input-complement", "input-drawn-anew"},
    {"one-number-for-all", "the-longest-for-all", "input-drawn-anew"},
)


def mistaken_chrono(mistakes):
    """Return the function with these mistakes, or None where they exclude each other."""
    if exclusive(_CHRONO_PLACES, mistakes):
        return None
    if len(mistakes) > 1 and "no-bias-at-all" in mistakes:  # zeros hide any other mistake
        return None
    return functools.partial(_mistaken_chrono, mistakes)


def chrono_probes(rng):
    """Return probes with few and more units, for short and for long times."""
    return [
        Probe(
            (rng.uniform(0.1, 0.9, 3), int(rng.integers(20, 60))),
            "The forget gate does not feel log v with v from 1 to T_max - 1. Add your two biases up first: PyTorch "
            "does.",
            part="forget gate",
        ),
        Probe((rng.uniform(0.05, 0.95, 5), int(rng.integers(100, 200)))),
        Probe((rng.uniform(0.05, 0.95, 2), int(rng.integers(500, 1000)))),
    ]


CHRONO_INIT = Exercise(
    name="chrono_init",
    number="8.4",
    signature="chrono_init(u, T_max)",
    returns={"bias_ih": "(4H,)", "bias_hh": "(4H,)"},
    reference=mistaken_chrono(frozenset()),
    probes=chrono_probes,
    points={"forget gate": 2, "input gate": 1, "candidate and output gate": 1},
    read=_START,
    family=mistaken_chrono,
    observe=_effective,
    advice={
        "forget gate": "Stretch u to the range from 1 to T_max - 1, then take the logarithm.",
        "input gate": "It is the forget gate's bias with the other sign: who keeps for long writes rarely.",
        "candidate and output gate": "These two stay at zero.",
    },
    hints=(
        "Three steps: stretch u from (0, 1) to (1, T_max - 1); take the logarithm; put it in the right block.",
        "The blocks are i, f, g, o, H numbers each: np.concatenate([-b_f, b_f, zeros, zeros]).",
        "PyTorch adds bias_ih and bias_hh. Give one of them everything and let the other be zero.",
    ),
    mutants=(
        Mutant(
            "both-in-full",
            "You write the full bias into both vectors. PyTorch adds them, so every gate feels twice as much: a "
            "forgetting time of 100 becomes one of about 10,000.",
            _START,
            hint="M33",
        ),
        Mutant(
            "halved",
            "Only half of the bias is there. Halves are fine, but then both vectors need one: the sum counts.",
            _START,
            hint="M33",
        ),
        Mutant(
            "forget-bias-one",
            "Your forget bias is 1 for every unit. A gate of sigmoid(1) loses a quarter at every step; after a "
            "hundred steps nothing is left.",
            _START,
            hint="M51",
        ),
        Mutant(
            "no-bias-at-all",
            "Your gates feel no bias at all: the sum of your two vectors is zero. A forget gate of one half is left, "
            "which halves the memory at every step.",
            _START,
            hint="M51",
        ),
        Mutant(
            "no-logarithm",
            "The logarithm is missing: your bias is the number of steps itself. A sigmoid of 50 is exactly 1, and "
            "nothing is ever forgotten or written.",
            _START,
        ),
        Mutant(
            "logarithm-of-u",
            "You take the logarithm of u itself, which is negative: your forget gates start shut. Stretch u to the "
            "range from 1 to T_max - 1 first.",
            _START,
        ),
        Mutant(
            "from-zero",
            "Your range starts at 0. It starts at 1, so that no forget bias is negative.",
            _START,
        ),
        Mutant("up-to-T", "Your range ends at T_max. It ends at T_max - 1.", _START),
        Mutant(
            "stretched-not-shifted",
            "Your range goes from 1 to T_max + 1: it was stretched by T_max and then shifted. Its width is "
            "T_max - 2.",
            _START,
        ),
        Mutant(
            "log-uniform",
            "Your biases are spread evenly; that is u times a logarithm. Here the *times* are spread evenly, and the "
            "logarithm is taken after.",
            _START,
        ),
        Mutant("log10", "You take the logarithm to base 10. A sigmoid undoes the natural one.", _START),
        Mutant("log2", "You take the logarithm to base 2. A sigmoid undoes the natural one.", _START),
        Mutant(
            "log1p-twice",
            "You add 1 twice, once in the stretching and once in log1p.",
            _START,
        ),
        Mutant(
            "one-number-for-all",
            "All your units have the bias of the first one. Each takes its own u, so that the layer holds short and "
            "long memories.",
            _START,
            hint="M05",
        ),
        Mutant(
            "mirrored",
            "Your range runs backwards: u near 0 gives the longest memory. The numbers are spread as they should be, "
            "but the exercise wants u = 0 to give 1.",
            _START,
        ),
        Mutant(
            "the-longest-for-all",
            "All your units get the longest memory. Each takes its own u, so that the layer holds short and long ones.",
            _START,
        ),
        Mutant(
            "input-zero",
            "Your input gates start at bias 0. With their long memory open half way, every distractor is written; "
            "the input bias is the forget bias with the other sign.",
            _START,
        ),
        Mutant(
            "input-same-sign",
            "Your input bias has the sign of the forget bias. Then a unit that keeps for long writes at every step; "
            "the sign must be the other one.",
            _START,
        ),
        Mutant(
            "input-reciprocal",
            "Your input bias is one divided by the forget bias. The sign changes, nothing is inverted.",
            _START,
        ),
        Mutant(
            "input-complement",
            "Your input bias is 1 - b_f. For the gates themselves i = 1 - f; for the biases that is a change of sign.",
            _START,
        ),
        Mutant(
            "input-drawn-anew",
            "Your input biases belong to other units than your forget biases. Each unit has one u for both.",
            _START,
        ),
        Mutant(
            "output-gate-too",
            "Your output gate gets the forget bias as well. It stays at zero.",
            _START,
        ),
        Mutant(
            "output-gate-shut",
            "Your output gate gets the input bias as well. It stays at zero.",
            _START,
        ),
        Mutant("candidate-too", "Your candidate gets the forget bias as well. It stays at zero.", _START),
        Mutant(
            "order-figo",
            "Your forget bias is in the first block and your input bias in the second. Our order is i, f, g, o. "
            "(Two wrong signs would look the same.)",
            _START,
            hint="M15",
        ),
        Mutant(
            "order-iofg",
            "Your forget bias is in the third block, as in ONNX. Our order is i, f, g, o.",
            _START,
            hint="M15",
        ),
        Mutant(
            "unit-by-unit",
            "Your four gates stand side by side for each unit. The blocks are whole gates: H numbers of i, then H "
            "of f.",
            _START,
            hint="M15",
        ),
    ),
)


# ---- 8.5 ----------------------------------------------------------------------------------------------------


def _mistaken_accuracy(mistakes, scores, target, critical):
    """Return the share of right critical symbols of each seed, with the named mistakes in it."""
    if "least-score" in mistakes:
        scores = -scores
    if "shifted" in mistakes:
        scores, target, critical = scores[:, :, :-1], target[:, 1:], critical[:, 1:]
    own = np.take_along_axis(
        scores, np.broadcast_to(target[None, :, :, None], (*scores.shape[:3], 1)), axis=3
    )
    right = (scores.argmax(axis=3) == target).astype(float)  # (S, N, T)
    if "above-one-half" in mistakes:
        right = (own[..., 0] > 0.5).astype(float)
    if "mean-score" in mistakes:
        right = own[..., 0].astype(float)
    if "errors" in mistakes:
        right = 1 - right
    if "the-others" in mistakes:
        critical = ~critical
    if "all-symbols" in mistakes:
        share = right.mean(axis=(1, 2))
    elif "over-all-steps" in mistakes:
        share = (right * critical).mean(axis=(1, 2))
    elif "count" in mistakes:
        share = (right * critical).sum(axis=(1, 2))
    elif "mean-of-means" in mistakes:
        share = ((right * critical).sum(axis=2) / critical.sum(axis=1)).mean(axis=1)
    elif "whole-sequences" in mistakes:
        share = ((right == 1) | ~critical).all(axis=2).mean(axis=1)
    elif "last-critical-only" in mistakes:
        last = critical.shape[1] - 1 - critical[:, ::-1].argmax(axis=1)
        share = right[:, np.arange(len(last)), last].mean(axis=1)
    elif "last-step" in mistakes:
        share = right[:, :, -1].mean(axis=1)
    else:
        share = right[:, critical].mean(axis=1)
    if "percent" in mistakes:
        share = 100 * share
    if "pooled" in mistakes:
        return float(share.mean())
    if "best-seed" in mistakes:
        return float(share.max())
    if "first-seed" in mistakes:
        return float(share[0])
    return share.astype(float)


_ACCURACY_PLACES = (
    {
        *("all-symbols", "over-all-steps", "count", "mean-of-means", "whole-sequences", "last-critical-only"),
        *("last-step", "the-others"),
    },
    {"above-one-half", "mean-score", "least-score"},
    {"whole-sequences", "mean-score", "errors", "above-one-half"},
)


def mistaken_accuracy(mistakes):
    """Return the function with these mistakes, or None where they exclude each other."""
    if exclusive(_ACCURACY_PLACES, mistakes):
        return None
    return functools.partial(_mistaken_accuracy, mistakes)


def accuracy_probes(rng):
    """Return scores in which seeds, sequences and easy against critical steps differ in how often they are right."""

    def arguments(S, N, T, V):
        target = rng.integers(V, size=(N, T))
        critical = rng.random((N, T)) < 0.3
        critical[:, -2] = True  # each sequence has one
        critical[0, 1:4] = True  # and no two have to have the same number
        critical[:, -1] = False
        easy = rng.random((S, N, T)) < np.where(critical, rng.uniform(0.3, 0.6, (S, 1, 1)), 0.85)
        scores = rng.uniform(0, 0.7, (S, N, T, V))
        place = np.broadcast_to(target[None, :, :, None], (S, N, T, 1))
        lifted = np.where(easy, rng.uniform(0.71, 1.0, (S, N, T)), rng.uniform(0.0, 0.1, (S, N, T)))
        low = rng.random((S, N, T)) < 0.25
        scores[low] *= 0.6  # right answers below one half
        lifted = np.where(low, lifted * 0.6, lifted)
        np.put_along_axis(scores, place, lifted[..., None], axis=3)
        return scores, target, critical

    return [Probe(arguments(3, 9, 12, 5)), Probe(arguments(2, 11, 15, 7)), Probe(arguments(4, 8, 10, 4))]


CRITICAL_ACCURACY = Exercise(
    name="critical_accuracy",
    number="8.5",
    signature="critical_accuracy(scores, target, critical)",
    returns={"accuracy": "(S,)"},
    reference=mistaken_accuracy(frozenset()),
    probes=accuracy_probes,
    points={"accuracy": 4},
    read=_EASY,
    family=mistaken_accuracy,
    advice={
        "accuracy": "Keep the axes apart: S seeds stay, N sequences and T steps are averaged where critical."
    },
    hints=(
        "First which answers are right, (S, N, T); then only the critical ones of them; then a mean for each seed.",
        "scores.argmax(axis=3) == target is right or wrong, (S, N, T): target is broadcast over the seeds.",
        "right[:, critical] keeps the critical steps only and has the shape (S, number of them).",
    ),
    mutants=(
        Mutant(
            "all-symbols",
            "You average over all symbols. Most of them need no memory, so a network that has learned nothing about "
            "the long lag looks good: only the critical steps count.",
            _EASY,
        ),
        Mutant(
            "pooled",
            "You return one number for all seeds. A mean hides that one seed solved the task and another did not: "
            "one number for each seed.",
            _SEEDS,
            hint="M57",
            fn=mistaken_accuracy(frozenset({"pooled"})),
        ),
        Mutant(
            "best-seed",
            "You return the best seed only. One lucky run proves nothing: one number for each seed.",
            _SEEDS,
            hint="M57",
            fn=mistaken_accuracy(frozenset({"best-seed"})),
        ),
        Mutant(
            "first-seed",
            "You return the first seed only. One run proves nothing: one number for each seed.",
            _SEEDS,
            hint="M57",
            fn=mistaken_accuracy(frozenset({"first-seed"})),
        ),
        Mutant(
            "all-symbols-pooled",
            "You average over everything, all symbols and all seeds. Most symbols need no memory, and a mean over "
            "seeds hides how far they differ: critical steps only, one number for each seed.",
            _EASY,
            hint="M57",
            fn=mistaken_accuracy(frozenset({"all-symbols", "pooled"})),
        ),
        Mutant(
            "over-all-steps",
            "You count the right critical symbols, but divide by all steps. Divide by the number of critical ones.",
            _EASY,
        ),
        Mutant("count", "You return how many critical symbols are right. The share is asked for.", _EASY),
        Mutant(
            "the-others", "You average over the steps that are not critical: the mask is inverted.", _EASY
        ),
        Mutant(
            "mean-of-means",
            "You average within each sequence first. Sequences with few critical steps then weigh as much as those "
            "with many; every critical step counts the same.",
            _EASY,
        ),
        Mutant(
            "whole-sequences",
            "You count sequences in which every critical symbol is right. That is a stricter figure; here each "
            "symbol counts.",
            _EASY,
        ),
        Mutant(
            "last-critical-only",
            "You look at the last critical step of each sequence only. A stream has many.",
            _EASY,
        ),
        Mutant(
            "last-step",
            "You look at the last time step of each sequence, critical or not. The mask says which steps count.",
            _EASY,
        ),
        Mutant(
            "shifted",
            "You compare each score with the target of the next step. target[:, t] is already what follows step t.",
            _EASY,
            hint="M53",
        ),
        Mutant(
            "above-one-half",
            "You count an answer as right where its score is above one half. The symbol with the highest score is "
            "the answer, however low it is.",
            _EASY,
        ),
        Mutant(
            "mean-score",
            "You average the scores of the right symbols. An answer is right or wrong: take the symbol with the "
            "highest score first.",
            _EASY,
        ),
        Mutant("least-score", "You take the symbol with the lowest score for the answer.", _EASY),
        Mutant("errors", "You return the share of wrong answers.", _EASY),
        Mutant("percent", "You return percent. A share lies between 0 and 1.", _EASY),
    ),
)

EXERCISES = (REBER_STRING, ADDING_BATCH, TEMPORAL_ORDER_BATCH, CHRONO_INIT, CRITICAL_ACCURACY)
