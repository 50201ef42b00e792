"""Exhibit: maps of relevance are scaled over the batch, and compete with their neighbours."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def gradients(rng):
    """Return gradients of one text and of several, faint ones, none at all, large padding, and sizes of 1."""

    def draw(lengths, D, scales, more=0, padding=0.0):
        lengths = np.array(lengths)
        found = rng.normal(size=(len(lengths), lengths.max() + more, D)) * np.reshape(scales, (-1, 1, 1))
        behind = np.arange(found.shape[1]) >= lengths[:, None]
        found[behind] = padding * rng.normal(size=(behind.sum(), D))
        return found, lengths

    return [
        Probe(
            draw([4], 1, [2.0]),
            "There is one text here, and one number for each letter: its size over the largest of the text. "
            "Yours is something else.",
        ),
        Probe(draw([5], 3, [0.5])),
        Probe(draw([4, 4, 4], 1, [1.0, 0.01, 30.0])),
        Probe(draw([5, 3, 2], 2, [0.1, 2.0, 0.5])),
        Probe(draw([4, 2, 3], 3, [1.0, 0.2, 5.0], more=1, padding=50.0)),
        Probe(draw([3, 2], 2, [1.0, 0.0])),
        Probe(draw([1, 1], 1, [3.0, 0.3], more=2, padding=9.0)),
        Probe(draw([3, 1, 2], 4, [0.03, 1.0, 1e5])),
        Probe(draw([3, 3, 3], 3, [1.0, 2.0, 3.0])),
        Probe((np.full((1, 1, 1), -2.0), np.array([1]))),
        Probe(draw([6, 2, 4, 5], 3, [1.0, 3.0, 0.2, 8.0], more=2, padding=20.0)),
        Probe(draw([4, 1, 3], 2, [1.0, 2.0, 0.5], more=1, padding=np.nan)),
    ]


def repair_maps(gradients, lengths):
    size = np.abs(gradients).sum(axis=2)  # (N, T)
    real = np.arange(size.shape[1]) < lengths[:, None]
    size = np.where(real, size, 0)
    top = size.max(axis=1, keepdims=True)
    return size / np.where(top > 0, top, 1)


def _stretched(gradients, lengths):
    maps = np.zeros(gradients.shape[:2])
    for n, T in enumerate(lengths):
        size = np.abs(gradients[n, :T]).sum(axis=1)
        maps[n, :T] = (size - size.min()) / (np.ptp(size) or 1)
    return maps


def _stretched_with_padding(gradients, lengths):
    maps = repair_maps(gradients, lengths)
    least, most = maps.min(axis=1, keepdims=True), maps.max(axis=1, keepdims=True)
    return (maps - least) / np.where(most > least, most - least, 1)


def _stretched_as_one(gradients, lengths):
    size = repair_maps(gradients, lengths)
    raw = np.where(size > 0, np.abs(gradients).sum(axis=2), 0)
    return (raw - raw.min()) / (np.ptp(raw) or 1)


def _one_by_one_then_all(gradients, lengths):
    maps = repair_maps(gradients, lengths)
    return np.where(maps > 0, maps / (maps.sum() or 1), 0)


_SIZE = "np.abs(gradients).sum(axis=2)"
_REAL = "np.where(real, size, 0)"
_TOP = "size.max(axis=1, keepdims=True)"
_RETURN = "size / np.where(top > 0, top, 1)"

EXERCISE = Exercise(
    name="repair_maps",
    signature="repair_maps(gradients, lengths)",
    returns={"maps": "(N, T), from 0 to 1"},
    reference=repair_maps,
    probes=gradients,
    points={"maps": 4},
    tolerance=1e-5,
    read='lesson 21, "Which letters mattered"',
    exhibit=Exhibit(
        "over-the-batch",
        "sicara/tf-explain#53",
        "A text drawn alone has bright letters, the same text in a batch has none.",
    ),
    advice={
        "maps": "Add up the sizes of the D numbers of each letter. Of each text the largest of its real letters "
        "becomes 1, and its padding 0.",
    },
    hints=(
        "Print the largest number of each map. Which of them should be 1?",
        "Over which axes does size.max() run, and over which should it?",
        "Each text is divided by its own largest letter: size.max(axis=1, keepdims=True).",
    ),
    mutants=(
        Mutant(
            "over-the-batch",
            "Only one map of the batch reaches 1. The others are dark for no better reason than that a neighbour has "
            "larger gradients.",
            edits={_TOP: "size.max()"},
        ),
        Mutant(
            "over-the-texts",
            "Each letter is divided by the largest of the texts at its place. Maps still depend on their neighbours.",
            edits={_TOP: "size.max(axis=0, keepdims=True)"},
        ),
        Mutant(
            "raised-and-clipped",
            "You do not divide, and let sizes above 1 be 1. Faint texts stay dark, and large sizes look alike: divide "
            "each text by its own largest letter.",
            edits={_RETURN: "np.minimum(size, 1)"},
        ),
        Mutant(
            "brightest-of-the-first",
            "All maps are divided by the largest letter of the first text. Each has one of its own.",
            edits={_TOP: "size[:1].max(axis=1, keepdims=True)"},
        ),
        Mutant(
            "logarithm",
            "You take logarithms to make dark maps visible. They still depend on their neighbours.",
            edits={_RETURN: "np.log1p(size) / (np.log1p(size.max()) or 1)"},
        ),
        Mutant(
            "sum-of-one",
            "Your maps sum to 1. The letter that matters most is to be 1, however long the text is.",
            edits={_TOP: "size.sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "mean",
            "You divide by the mean of a text. The largest letter is to be 1.",
            edits={_TOP: "size.mean(axis=1, keepdims=True)"},
        ),
        Mutant(
            "length-of-the-row",
            "You divide by the norm of a text. The largest letter is to be 1.",
            edits={_TOP: "np.sqrt((size**2).sum(axis=1, keepdims=True))"},
        ),
        Mutant(
            "smallest-taken-away",
            "You stretch each text so that its least letter is at 0. A letter is 0 where it does not matter at all.",
            fn=_stretched,
        ),
        Mutant(
            "smallest-taken-away, over the batch",
            "You stretch all texts as one: maps still depend on their neighbours.",
            fn=_stretched_as_one,
        ),
        Mutant(
            "each-then-all",
            "You divide each text by its largest letter, and then all of them by one number more.",
            fn=_one_by_one_then_all,
        ),
        Mutant(
            "added-in-the-denominator",
            "You add a number to the divisor. Faint texts turn dark by it: take care of an empty map alone.",
            edits={_RETURN: "size / (top + 0.01)"},
        ),
        Mutant(
            "divided-by-nothing",
            "A text without any gradient gives 0 / 0, which is NaN. Its map is dark everywhere.",
            edits={_RETURN: "size / top"},
        ),
        Mutant(
            "padding-drawn",
            "Your maps have bright letters behind the end of a text. The padding is 0, and has no part in the maximum.",
            hint="M39",
            edits={_REAL: "size"},
        ),
        Mutant(
            "padding-in-the-maximum",
            "The padding is dark, but it has had a part in the maximum: letters are divided by a number that belongs "
            "to none of them.",
            hint="M39",
            edits={_REAL: "size", _RETURN: "np.where(real, size / np.where(top > 0, top, 1), 0)"},
        ),
        Mutant(
            "one-letter-more",
            "The first letter of the padding is still in your maps, an off-by-one.",
            hint="M39",
            edits={"< lengths[:, None]": "<= lengths[:, None]"},
        ),
        Mutant(
            "sign-kept",
            "You add up numbers with their signs, and they cancel. A letter matters in either direction.",
            edits={_SIZE: "gradients.sum(axis=2)"},
        ),
        Mutant(
            "sign-dropped-too-late",
            "You drop the sign after the sum. By then numbers of different signs have cancelled.",
            edits={_SIZE: "np.abs(gradients.sum(axis=2))"},
        ),
        Mutant(
            "squares",
            "You add up squares. Asked for are sizes.",
            edits={_SIZE: "(gradients**2).sum(axis=2)"},
        ),
        Mutant(
            "norm",
            "You take the root of the sum of squares. A sound size, but another one: here sizes are added up.",
            edits={_SIZE: "np.sqrt((gradients**2).sum(axis=2))"},
        ),
        Mutant(
            "largest-number",
            "You take the largest number of a letter. Here they are added up.",
            edits={_SIZE: "np.abs(gradients).max(axis=2)"},
        ),
        Mutant(
            "not-divided",
            "You do not divide. Maps go from 0 to 1.",
            edits={_RETURN: "size"},
        ),
        Mutant(
            "one-at-least",
            "You let the divisor be 1 at least. Faint texts stay dark by it.",
            edits={_RETURN: "size / np.maximum(top, 1)"},
        ),
        Mutant(
            "padding-up-to-the-longest",
            "You take the letters up to the end of the longest text for real. Each text ends at its own length.",
            hint="M39",
            edits={"< lengths[:, None]": "< lengths.max()"},
        ),
        Mutant(
            "mean-of-the-brightest",
            "You divide all texts by the mean of their largest letters. Each has one of its own.",
            edits={_TOP: "size.max(axis=1, keepdims=True).mean()"},
        ),
        Mutant(
            "one-letter-less",
            "The last letter of each text is taken for padding, an off-by-one.",
            hint="M39",
            edits={"< lengths[:, None]": "< lengths[:, None] - 1"},
        ),
        Mutant(
            "stretched-over-the-padding",
            "You stretch each row from its smallest to its largest size, with the zeros of the padding among them. A "
            "row that is full then has a letter of 0, though it has a gradient: divide by the largest and take "
            "nothing away.",
            fn=_stretched_with_padding,
        ),
        Mutant(
            "padding-times-zero",
            "You multiply the padding by 0. Anything may stand there, and 0 times what is no number is no number "
            "either: choose with np.where.",
            edits={_REAL: "size * real"},
        ),
    ),
)
