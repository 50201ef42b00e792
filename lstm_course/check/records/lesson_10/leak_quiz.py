"""Exercise: which of these leak, and what a number claims."""

from ...quiz import quiz

_MEAN = (
    "In the loss you averaged over something else than the real cells. Add up the loss where the mask is 1, and divide "
    "by how many these are."
)
_NOBODY = 'lesson 10, "Numbers from nobody"'

EXERCISE = quiz(
    name="leak_quiz",
    read='lesson 10, "Leaks, priced"',
    reads={
        "gap filled along a straight line": 'lesson 10, "Holes in the grid"',
        "padded cell": _NOBODY,
        "loss of the batch": _NOBODY,
    },
    described="as the exercise asks",
    answers={
        "scaler fitted before the split": "leaks",
        "windows shuffled after the split": "sound",
        "overlapping windows split at random": "leaks",
        "rare rows copied after the split": "sound",
        "gap filled along a straight line": "future",
        "padded cell": "nobody",
        "leak that cost nothing": "scaler",
        "loss of the batch": 3,
    },
    words=("leaks", "sound", "past", "future", "nobody", "copies", "features", "scaler", "speaker"),
    wrong={
        ("scaler fitted before the split", "sound"): (
            "A scaler fitted before the split has seen the test rows: change one of them, and the training rows "
            "change. That it often costs nothing does not make it sound; you know the cost only afterwards.",
            "M58",
        ),
        ("windows shuffled after the split", "leaks"): (
            "Shuffling windows after the split leaks nothing: it changes the order of the windows, not the order in "
            "any of them, and none crosses to the other side. It is the split that can leak.",
            "M47",
        ),
        ("overlapping windows split at random", "sound"): (
            "Overlapping windows that are split at random leak: nearly every test window shares most of its values "
            "with a neighbour in training. A linear model may be unable to use that; one that looks up its neighbours "
            "will.",
            "M59",
        ),
        ("rare rows copied after the split", "leaks"): (
            "Rare rows that are copied after the split, in the training part, never meet the test. It is copying "
            "before the split that puts one row on both sides.",
            "copies-on-one-side",
        ),
        ("gap filled along a straight line", "past"): (
            "A straight line across a gap needs both of its ends, and nobody knew the second one at that time.",
            "line-needs-the-future",
        ),
        ("gap filled along a straight line", "nobody"): (
            "Nobody has measured the value on the line, but it was made from measured ones. From which two, and when "
            "was the second of them known?",
            "line-from-two-ends",
        ),
        ("padded cell", "past"): (
            "A padded cell holds nothing that ever happened: the array needed a number there, whatever it is.",
            "padding-is-nobodys",
        ),
        ("padded cell", "future"): (
            "A padded cell stands behind the end of its sequence, but it holds nothing that comes later: the array "
            "needed a number there.",
            "padding-is-nobodys",
        ),
        ("leak that cost nothing", "copies"): (
            "Copies made before the split put one row on both sides, and the model had only to recognise it. That "
            "was dear.",
            "price-of-copies",
        ),
        ("leak that cost nothing", "features"): (
            "Features chosen on all rows fit the test by chance, and this chance was reported as skill. That was dear.",
            "price-of-features",
        ),
        ("leak that cost nothing", "speaker"): (
            "With one speaker on both sides the model could know the voice in place of the word. That was dear.",
            "price-of-speakers",
        ),
        ("loss of the batch", 5): (
            "Your loss of the batch is the mean over all cells. Two of them are padding, and nobody asked for a "
            "forecast there.",
            "M41",
        ),
        ("loss of the batch", 2): (
            "Your loss of the batch has the padding set to 0 in the sum, but counted in the division: the more "
            "padding, the smaller it looks. Divide by the number of real cells.",
            "M41",
        ),
        ("loss of the batch", 4): (
            "Your loss of the batch is the mean of the means of the two sequences, so the one real cell of the second "
            "counts as much as all three of the first. Every real cell counts the same.",
            "mean-of-means",
        ),
        ("loss of the batch", 6): (
            "Your loss of the batch is the sum over the real cells, divided by the number of sequences. It grows with "
            "their lengths: divide by the number of real cells.",
            "sum-over-sequences",
        ),
        ("loss of the batch", 12): (
            "Your loss of the batch is the sum over the real cells. It grows with the size of the batch: divide by "
            "how many they are.",
            "sum-not-mean",
        ),
    },
    advice={
        "scaler fitted before the split": "Can a test row change anything that training sees? Answer leaks or sound.",
        "windows shuffled after the split": "Can a test row change anything that training sees? Answer leaks or sound.",
        "overlapping windows split at random": "Do two windows share values, and are both on the same side? Answer "
        "leaks or sound.",
        "rare rows copied after the split": "On which side are a row and its copy? Answer leaks or sound.",
        "gap filled along a straight line": "Which values does the line need? Answer past, future or nobody.",
        "padded cell": "Who measured it? Answer past, future or nobody.",
        "leak that cost nothing": "Look at the table of prices: for which one do the honest and the leaking figure "
        "agree?",
        "loss of the batch": _MEAN,
    },
    hints=(
        "For a leak, ask: if I change a test row, does anything change that training sees?",
        "For a number, ask: which measured values went into it, and when was the last of them known?",
        "A mask belongs into the sum and into the count.",
    ),
)
