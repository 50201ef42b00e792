"""Exhibit: a mask with holes is counted, and its count is taken for a length."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def pieces(rng):
    """Return emissions with masks that have holes, that have none, with one word, one label and one sentence."""

    def draw(N, T, K, rare=0.4):
        mask = rng.random((N, T)) > rare
        mask[:, 0] = True
        return 3 * rng.normal(size=(N, T, K)), rng.normal(size=(K, K)), mask

    def by_hand(K, *rows):
        mask = np.array(rows, dtype=bool)
        return 3 * rng.normal(size=(*mask.shape, K)), rng.normal(size=(K, K)), mask

    free = by_hand(3, [1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1])
    return [
        Probe(
            (free[0], 0 * free[1], free[2]),
            "These masks have no holes, and all transitions are 0: the tag of a word is that of its highest emission. "
            "Yours are others.",
        ),
        Probe(by_hand(3, [1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1])),
        Probe(by_hand(4, [1, 0, 1, 0, 1, 0, 1], [1, 0, 0, 0, 0, 1, 1], [1, 1, 0, 1, 1, 0, 0])),
        Probe(by_hand(3, [0, 0, 1, 0, 1, 1], [0, 1, 1, 1, 0, 0])),
        Probe(by_hand(3, [0, 0, 1, 0])),
        Probe(draw(1, 9, 4)),
        Probe(draw(4, 1, 3)),
        Probe(draw(2, 5, 1)),
        Probe(draw(1, 1, 1)),
        Probe(draw(5, 8, 5)),
        Probe(draw(4, 10, 3, 0.6)),
    ]


def repair_word_pieces(emissions, transitions, mask):
    paths = []
    for n in range(len(emissions)):
        rows = emissions[n][mask[n]]  # (words, K)
        best, came_from = rows[0], []
        for row in rows[1:]:
            ways = best[:, None] + transitions  # (from, to)
            came_from.append(ways.argmax(axis=0))
            best = ways.max(axis=0) + row
        path = [int(best.argmax())]
        for pointers in reversed(came_from):
            path.append(int(pointers[path[-1]]))
        paths.append(path[::-1])
    return paths


def _path(rows, transitions):
    return repair_word_pieces(rows[None], transitions, np.ones((1, len(rows)), dtype=bool))[0]


def _each(rows_of, kept=lambda path, mask: path):
    """Return the answer that decodes the rows that it is told, and keeps what it is told of the path."""

    def repair_word_pieces(emissions, transitions, mask):
        return [
            kept(_path(rows_of(emission, real), transitions), real)
            for emission, real in zip(emissions, mask, strict=True)
        ]

    return repair_word_pieces


def _at_the_words(path, mask):
    return [label for label, real in zip(path, mask, strict=True) if real]


def _at_the_first_words(path, mask):
    return _at_the_words(path, mask[: len(path)])


def _steps(emissions, transitions, mask):
    paths = []
    for emission, real in zip(emissions, mask, strict=True):
        path = []
        for row in emission[real]:
            path.append(int((row + transitions[path[-1]] if path else row).argmax()))
        paths.append(path)
    return paths


def _highest(emissions, transitions, mask):
    pairs = zip(emissions, mask, strict=True)
    return [[int(k) for k in emission[real].argmax(axis=1)] for emission, real in pairs]


_ROWS = "emissions[n][mask[n]]"

EXERCISE = Exercise(
    name="repair_word_pieces",
    signature="repair_word_pieces(emissions, transitions, mask)",
    returns={"paths": "list of N lists of whole numbers, one for each word"},
    reference=repair_word_pieces,
    probes=pieces,
    points={"paths": 4},
    read='lesson 16, "Labels that must fit"',
    exhibit=Exhibit(
        "counted",
        "allenai/allennlp#3523",
        "Sentences of short words get the right tags; behind the first long word all tags belong to other places.",
    ),
    advice={
        "paths": "Only words have a tag, and only they take part: a path goes from word to word, whatever stands "
        "between them and behind."
    },
    hints=(
        "Print rows.shape, and which rows of emissions these are, for the mask True, False, True.",
        "How many words a mask has says nothing about where they stand.",
        "A boolean array picks rows: emissions[n][mask[n]].",
    ),
    mutants=(
        Mutant(
            "counted",
            "Where a mask has holes, you tag the first rows, as many as there are words. The tags behind the first "
            "hole are those of other rows.",
            edits={_ROWS: "emissions[n][: mask[n].sum()]"},
        ),
        Mutant(
            "up-to-the-last-word",
            "You get as far as the last word now, but the pieces between are tagged as well. Only words have a tag.",
            edits={_ROWS: "emissions[n][: np.flatnonzero(mask[n])[-1] + 1]"},
        ),
        Mutant(
            "all-then-mask",
            "You decode all rows, padding and pieces as well, and pick the words afterwards. Then transitions between "
            "pieces decide about the tags of words.",
            fn=_each(lambda emission, real: emission, _at_the_words),
        ),
        Mutant(
            "set-to-zero",
            "You give all labels of a piece the same emission and keep its row. A path still runs through it, so a "
            "transition counts where no word is.",
            fn=_each(lambda emission, real: emission * real[:, None], _at_the_words),
        ),
        Mutant(
            "set-to-zero, all tags",
            "You give all labels of a piece the same emission and keep its row, so that it gets a tag. Only "
            "words have one.",
            edits={_ROWS: "emissions[n] * mask[n][:, None]"},
        ),
        Mutant(
            "counted-then-picked",
            "You decode all rows and keep the first tags, as many as there are words. The rows themselves must be "
            "those of the words.",
            fn=_each(lambda emission, real: emission, lambda path, real: path[: int(real.sum())]),
        ),
        Mutant(
            "mask-ignored",
            "Every row gets a tag, pieces and padding as well. The mask says which rows are words.",
            edits={_ROWS: "emissions[n]"},
        ),
        Mutant(
            "mask-of-the-first",
            "You take the mask of the first sentence for all. Each sentence has holes of its own.",
            edits={_ROWS: "emissions[n][mask[0]]"},
        ),
        Mutant(
            "mask-of-the-last",
            "You take the mask of the last sentence for all. Each sentence has holes of its own.",
            edits={_ROWS: "emissions[n][mask[-1]]"},
        ),
        Mutant(
            "counted-from-the-end",
            "You take the last rows, as many as there are words. Words may stand anywhere.",
            edits={_ROWS: "emissions[n][-mask[n].sum() :]"},
        ),
        Mutant(
            "from-the-first-word",
            "You begin at the first word and take as many rows as there are words. There may be holes behind it, too.",
            edits={_ROWS: "emissions[n][mask[n].argmax() :][: mask[n].sum()]"},
        ),
        Mutant(
            "wherever-any-sentence",
            "You keep the places where any sentence of the batch has a word. A neighbour must not change a path.",
            edits={_ROWS: "emissions[n][mask.any(axis=0)]"},
        ),
        Mutant(
            "no-transitions",
            "You take the highest emission of each word. That ignores the transitions between words.",
            fn=_highest,
        ),
        Mutant(
            "step-by-step",
            "You choose word by word, from the front, and never change your mind. The rest of the code was right.",
            fn=_steps,
        ),
        Mutant(
            "transposed",
            "Your transitions are transposed. transitions[i, j] is the score of label j after label i.",
            edits={"best[:, None] + transitions": "best[:, None] + transitions.T"},
        ),
        Mutant(
            "not-turned-round",
            "Your paths begin with the last word. Turn them round.",
            edits={"path[::-1]": "path"},
        ),
        Mutant(
            "one-joined-list",
            "Your sentences stand in one list. Each has a list of its own.",
            edits={"paths.append(path[::-1])": "paths.extend(path[::-1])"},
        ),
        Mutant(
            "up-to-the-last-word-then-mask",
            "You decode all rows up to the last word, and pick the words afterwards. Then transitions to and from the "
            "pieces between decide about the tags of words.",
            fn=_each(lambda emission, real: emission[: np.flatnonzero(real)[-1] + 1], _at_the_first_words),
        ),
    ),
)
