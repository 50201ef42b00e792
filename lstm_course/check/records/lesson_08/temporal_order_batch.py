"""Exercise: a batch of the temporal order problem, letters one-hot and classes as numbers."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


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


def temporal_order_batch(distractors, markers, positions):
    rows = np.arange(len(distractors))[:, None]
    letters = distractors.copy()
    letters[:, 0] = 6
    letters[:, -1] = 7
    letters[rows, positions] = 4 + markers
    x = np.eye(8)[letters]
    label = np.zeros(len(letters), dtype=np.int64)
    for marker in markers.T:
        label = 2 * label + marker
    return x, label


EXERCISE = Exercise(
    name="temporal_order_batch",
    signature="temporal_order_batch(distractors, markers, positions)",
    returns={"x": "(N, T, 8)", "label": "(N,)"},
    reference=temporal_order_batch,
    probes=order_probes,
    points={"x": 2, "label": 2},
    read='lesson 08, "Read the definition"',
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
            "markers-sorted",
            "Your label sorts the markers first, so XY and YX get the same class. Their order is what this task asks "
            "for.",
            edits={"in markers.T": "in np.sort(markers, axis=1).T"},
        ),
        Mutant(
            "two-markers-only",
            "Your label reads the first two markers. There may be three: K is the second axis of markers.",
            edits={"in markers.T": "in markers.T[:2]"},
        ),
        Mutant(
            "label-backwards",
            "Your label reads the markers backwards: XY and YX have exchanged their classes. The first marker is "
            "the high digit.",
            edits={"in markers.T": "in markers.T[::-1]"},
        ),
        Mutant(
            "label-counts",
            "Your label counts the Y's, so XY and YX get the same class. The order is what this task asks for.",
            edits={"2 * label": "label"},
        ),
        Mutant(
            "label-is-last",
            "Your label is the last marker alone. A network could then forget the first one, and the long lag is gone.",
            edits={"2 * label": "0 * label"},
        ),
        Mutant(
            "label-is-first",
            "Your label is the first marker alone. All of them decide the class.",
            edits={"in markers.T": "in markers.T[:1]"},
        ),
        Mutant(
            "label-by-change",
            "Your label says how often the marker changes, so XX and YY get the same class.",
            edits={"in markers.T": "in (markers[:, 1:] != markers[:, :-1]).T", "2 * label": "label"},
        ),
        Mutant(
            "label-decimal",
            "Your label reads the markers as decimal digits, 0, 1, 10, 11. Classes are numbered without gaps: the "
            "number is binary.",
            edits={"2 * label": "10 * label"},
        ),
        Mutant(
            "label-inverted",
            "In your label X counts as 1 and Y as 0. It is the other way round.",
            edits={"+ marker\n": "+ 1 - marker\n"},
        ),
        Mutant(
            "label-from-one",
            "Your classes start at 1. They are numbered from 0, as losses expect.",
            edits={", label\n": ", label + 1\n"},
        ),
        Mutant(
            "X-and-Y-exchanged",
            "In your x the letters X and Y are exchanged: marker 0 is X, marker 1 is Y.",
            edits={"4 + ": "5 - "},
        ),
        Mutant(
            "all-markers-alike",
            "All your markers are X in the input, whatever they should be. Then no network can tell the classes apart.",
            edits={"4 + ": "4 + 0 * "},
        ),
        Mutant(
            "ends-exchanged",
            "Your sequence starts with B and ends with E. In this task it is E that starts and B that ends.",
            edits={"= 6": "= 7", "= 7": "= 6"},
        ),
        Mutant(
            "no-start",
            "Your first letter is a distractor; every sequence starts with E.",
            edits={"    letters[:, 0] = 6\n": ""},
        ),
        Mutant(
            "no-end",
            "Your last letter is a distractor; every sequence ends with B.",
            edits={"    letters[:, -1] = 7\n": ""},
        ),
        Mutant(
            "positions-from-one",
            "You count the time steps from 1. Positions are counted from 0 here.",
            edits={"[rows, positions]": "[rows, positions - 1]"},
        ),
        Mutant(
            "places-exchanged",
            "Your first marker stands at the last position and the last one at the first: the order in the sequence "
            "is turned round.",
            edits={"[rows, positions]": "[rows, positions[:, ::-1]]"},
        ),
        Mutant(
            "same-places-for-all",
            "You take the positions of the first sequence for the whole batch. Were the place always the same, a "
            "network could learn to count steps.",
            edits={"[rows, positions]": "[rows, positions[:1]]"},
        ),
        Mutant(
            "columns-for-all",
            "You write whole columns, letters[:, positions[:, k]], so every sequence is marked at the places of all "
            "others, too. One row each is letters[np.arange(N), positions[:, k]].",
            edits={
                "    letters[rows, positions]": "    for k in range(markers.shape[1]):\n"
                "        letters[:, positions[:, k]]",
                "markers\n": "markers[:, k, None]\n",
            },
        ),
        Mutant(
            "columns-for-all-at-once",
            "You write whole columns, letters[:, positions], so every sequence gets the markers of all others. "
            "One row each is letters[np.arange(N)[:, None], positions].",
            edits={"[rows, positions]": "[:, positions]"},
        ),
        Mutant(
            "last-marker-missing",
            "The last marker is not written into your x.",
            edits={"[rows, positions]": "[rows, positions[:, :-1]]", "markers\n": "markers[:, :-1]\n"},
        ),
        Mutant(
            "distractor-stays",
            "At the markers your x holds two ones: the distractor is still there. A marker replaces it.",
            edits={
                "    label = np": "    x[:, 1:-1] = np.maximum(x[:, 1:-1], np.eye(8)[distractors[:, 1:-1]])\n"
                "    label = np"
            },
        ),
        Mutant(
            "markers-first",
            "Your columns start with X and Y. The order of the alphabet is a, b, c, d, X, Y, E, B.",
            edits={"return x": "return x[:, :, [4, 5, 0, 1, 2, 3, 6, 7]]"},
        ),
        Mutant(
            "ends-before-markers",
            "Your columns have E and B before X and Y. The order of the alphabet is a, b, c, d, X, Y, E, B.",
            edits={"return x": "return x[:, :, [0, 1, 2, 3, 6, 7, 4, 5]]"},
        ),
        Mutant(
            "last-two-markers",
            "Your label reads the last two markers. There may be three: K is the second axis of markers.",
            edits={"for marker in markers.T:": "for marker in markers.T[-2:]:"},
        ),
        Mutant(
            "two-markers-placed",
            "Your x holds the first two markers only. There may be three: K is the second axis of positions.",
            edits={
                "letters[rows, positions] = 4 + markers": "letters[rows, positions[:, :2]] = 4 + markers[:, :2]"
            },
        ),
        Mutant(
            "columns-one-after-another",
            "You write whole columns, letters[:, positions[:, k]], so every sequence gets the markers of all others. "
            "One row each is letters[np.arange(N), positions[:, k]].",
            edits={
                "    letters[rows, positions]": "    for k in range(markers.shape[1]):\n"
                "        letters[:, positions[:, k]]",
                "markers\n": "markers[:, k]\n",
            },
        ),
        Mutant(
            "ends-put-around",
            "You put E before and B after the distractors, so your sequence is two letters longer. E and B take the "
            "place of its first and its last letter.",
            edits={
                "    letters[:, 0] = 6\n": "",
                "    letters[:, -1] = 7\n": "",
                "np.eye(8)[letters]": "np.eye(8)[np.pad(letters, ((0, 0), (1, 1)), constant_values=((6, 6), (6, 7)))]",
            },
        ),
    ),
)
