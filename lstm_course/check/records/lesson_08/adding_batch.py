"""Exercise: a batch of the adding problem in the form of 1997."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def adding_probes(rng):
    """Return probes: time step 0 marked nowhere, everywhere, in some sequences, and as the second one."""

    def arguments(N, T, firsts, seconds=False):
        places = np.stack([rng.permutation(np.arange(1, T // 2))[:2] for _ in range(N)])
        places[:, 0] = np.where(firsts, 0, places[:, 0])
        places[:, 1] = np.where(seconds, 0, places[:, 1])
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
        Probe(arguments(3, 10, np.array([False, True, False]), np.array([True, False, False]))),
        Probe(arguments(1, 7, np.array([False]))),
    ]


def adding_batch(values, first, second):
    rows = np.arange(len(values))
    markers = np.zeros_like(values)
    markers[rows, first] = 1
    markers[rows, second] = 1
    markers[:, 0] = -1
    markers[:, -1] = -1
    X1 = np.where(first == 0, 0, values[rows, first])
    X2 = np.where(second == 0, 0, values[rows, second])
    x = np.stack([values, markers], axis=2)
    target = 0.5 + (X1 + X2) / 4
    return x, target


EXERCISE = Exercise(
    name="adding_batch",
    signature="adding_batch(values, first, second)",
    returns={"x": "(N, T, 2)", "target": "(N,)"},
    reference=adding_batch,
    probes=adding_probes,
    points={"x": 2, "target": 2},
    read='lesson 08, "Read the definition"',
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
            edits={"    markers[:, 0] = -1\n    markers[:, -1] = -1\n": ""},
        ),
        Mutant(
            "no-first-end",
            "The first time step has no marker of -1; the last one has.",
            edits={"    markers[:, 0] = -1\n": ""},
        ),
        Mutant(
            "no-last-end",
            "The last time step has no marker of -1; the first one has.",
            edits={"    markers[:, -1] = -1\n": ""},
        ),
        Mutant(
            "ends-plus-one",
            "Both ends carry +1 in your markers. Then four time steps look marked; the ends carry -1.",
            edits={"[:, 0] = -1": "[:, 0] = 1", "[:, -1] = -1": "[:, -1] = 1"},
        ),
        Mutant(
            "marker-over-end",
            "Where the first pair is marked, your 1 writes over the -1 of the end. The ends carry -1 always; that is "
            "why the number of a marked first pair does not count. Set the ends last.",
            edits={
                "    markers[:, 0] = -1\n": "",
                "zeros_like(values)\n": "zeros_like(values)\n    markers[:, 0] = -1\n",
            },
        ),
        Mutant(
            "ends-add-up",
            "Where the first pair is marked, your marker there is 0: the 1 was added to the -1. The ends carry "
            "-1 always.",
            edits={"[:, 0] = -1": "[:, 0] -= 1"},
        ),
        Mutant(
            "columns-for-all",
            "You mark the time steps of all sequences in every sequence: markers[:, first] takes whole columns. One "
            "row each is markers[np.arange(N), first].",
            edits={"[rows, first] =": "[:, first] =", "[rows, second] =": "[:, second] ="},
        ),
        Mutant(
            "same-places-for-all",
            "You take the places of the first sequence for the whole batch. Each sequence has its own.",
            edits={
                "    rows =": "    first, second = np.full_like(first, first[0]), np.full_like(second, second[0])\n"
                "    rows ="
            },
        ),
        Mutant(
            "positions-from-one",
            "You count the time steps from 1. Positions are counted from 0 here: first = 3 is the fourth step.",
            edits={
                "    rows =": "    first, second = np.maximum(first - 1, 0), np.maximum(second - 1, 0)\n"
                "    rows ="
            },
        ),
        Mutant(
            "one-marker",
            "The second marker is missing: two time steps are marked with 1.",
            edits={"    markers[rows, second] = 1\n": ""},
        ),
        Mutant(
            "channels-exchanged",
            "Your two features come in the other order. Feature 0 is the number, feature 1 the marker.",
            edits={"[values, markers]": "[markers, values]"},
        ),
        Mutant(
            "numbers-masked",
            "You set all numbers that are not marked to 0. Then there is nothing left to ignore, and the task is "
            "another one: feature 0 holds all the numbers.",
            edits={"    X1 =": "    values = values * (markers == 1)\n    X1 ="},
        ),
        Mutant(
            "first-pair-counts",
            "Where the first pair is marked, its number counts in your target. The definition has a rule for this "
            "rare case: it counts as 0.",
            edits={
                "np.where(first == 0, 0, values[rows, first])": "values[rows, first]",
                "np.where(second == 0, 0, values[rows, second])": "values[rows, second]",
            },
        ),
        Mutant(
            "second-at-zero-counts",
            "Where time step 0 is the *second* one drawn, its number counts in your target. Nobody can see that mark "
            "either: it counts as 0, whichever of the two it is.",
            edits={"np.where(second == 0, 0, values[rows, second])": "values[rows, second]"},
        ),
        Mutant(
            "first-at-zero-counts",
            "Where time step 0 is the *first* one drawn, its number counts in your target, though you have the rule "
            "for the second. It counts as 0, whichever of the two it is.",
            edits={"np.where(first == 0, 0, values[rows, first])": "values[rows, first]"},
        ),
        Mutant(
            "first-pair-drops-both",
            "Where time step 0 is the *first* one drawn, you set the whole sum to 0. Only its number counts as 0; the "
            "other one is added as always.",
            edits={"(second == 0": "((first == 0) | (second == 0)"},
        ),
        Mutant(
            "either-at-zero-drops-both",
            "Where time step 0 is one of the two drawn, you set the whole sum to 0. Only its own number counts as 0; "
            "the other one is added as always.",
            edits={
                "(first == 0, 0": "((first == 0) | (second == 0), 0",
                "(second == 0, 0": "((first == 0) | (second == 0), 0",
            },
        ),
        Mutant(
            "first-pair-one",
            "Where the first pair is marked, its number counts as 1 in your target. That is the rule of the "
            "multiplication problem; in a sum it must change nothing, so it counts as 0.",
            edits={"first == 0, 0": "first == 0, 1", "second == 0, 0": "second == 0, 1"},
        ),
        Mutant(
            "first-pair-blanked",
            "Where the first pair is marked, you set its number to 0 in the input, too. Only in the target it counts "
            "as 0; the input stays as it is.",
            edits={"    x =": "    values = values.copy()\n    values[first == 0, 0] = 0\n    x ="},
        ),
        Mutant(
            "unscaled",
            "Your target is the plain sum. That is the later form of the task; in 1997 the sum was scaled to lie "
            "between 0 and 1, because the output unit was logistic.",
            edits={"0.5 + ": "", " / 4": ""},
        ),
        Mutant(
            "mean-of-two",
            "Your target goes from -0.5 to 1.5: the sum of two numbers between -1 and 1 spans 4, and a logistic "
            "output reaches only 0 to 1.",
            edits={"/ 4": "/ 2"},
        ),
        Mutant(
            "no-half",
            "Your target can be negative: the shift of one half is missing, and a logistic output is never negative.",
            edits={"0.5 + ": ""},
        ),
        Mutant(
            "half-inside",
            "You add the one half before you divide by 4. Scale the sum first, then shift it.",
            edits={"0.5 + (": "(0.5 + "},
        ),
        Mutant(
            "product",
            "You multiply the two marked numbers. That is experiment 5; this one adds.",
            edits={"X1 + X2": "X1 * X2"},
        ),
        Mutant(
            "first-twice",
            "Your sum takes the first marked number twice and leaves out the second.",
            edits={"X1 + X2": "X1 + X1"},
        ),
        Mutant(
            "ends-in-the-sum",
            "You sum number times marker over all time steps, so both ends come in with their -1. Only the two marked "
            "numbers are added.",
            edits={"X1 + X2": "(values * markers).sum(axis=1)"},
        ),
        Mutant(
            "zero-for-the-whole-batch",
            "As soon as time step 0 was drawn in one sequence, you set the marked number to 0 in all of them. Each "
            "sequence has its own: np.where(first == 0, 0, ...).",
            edits={
                "where(first == 0, 0": "where((first == 0).any(), 0",
                "where(second == 0, 0": "where((second == 0).any(), 0",
            },
        ),
    ),
)
