"""Exhibit: rare rows copied before the split, so that a copy of a test row is trained on."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def rows_to_split(rng):
    """Return labels and shuffled rows, with many copies and with none, of sizes from one row on."""

    def draw(N, rare, every, copies):
        y = rng.permutation(np.repeat([1, 0], [rare, N - rare]))
        order = rng.permutation(N)
        y[order[0]], y[order[1]] = 1, 1  # a rare row on both sides
        y[order[2]], y[order[every]] = 0, 0
        return y, order, every, copies

    return [
        Probe(
            (np.zeros(6, dtype=int), rng.permutation(6), 3, 4),
            "No row is rare in this probe, so nothing is copied: what goes wrong shows without copies.",
        ),
        Probe((np.array([1, 0]), np.array([1, 0]), 2, 3)),
        Probe((np.array([1, 0]), np.array([0, 1]), 2, 3)),
        Probe((np.array([1, 0, 1, 0, 0, 1]), rng.permutation(6), 4, 1)),
        Probe(draw(9, 4, 3, 2)),
        Probe(draw(14, 5, 4, 3)),
        Probe(draw(20, 7, 5, 6)),
        Probe(draw(15, 8, 3, 4)),
        Probe((np.array([1]), np.array([0]), 2, 3)),
    ]


def times(results, args):
    """Return how often each row stands on either side, and whatever is no row, in one more place."""
    N = len(args[0])
    counted = {}
    for name, rows in results.items():
        rows = np.where((rows >= 0) & (rows < N), rows, N)
        counted[f"rows of {name}"] = np.bincount(rows.astype(int), minlength=N + 1)
    return counted


def repair_oversample(y, order, every, copies):
    chosen = np.arange(len(order)) % every == 0
    train, test = order[~chosen], order[chosen]
    train = np.repeat(train, np.where(y[train] == 1, copies, 1))
    return train, test


def _sides(y, order, every, copies, mend):
    """Return the sides of rows that were copied first, behind the others, and then mended."""
    rare = order[y[order] == 1]
    order = np.concatenate([order, np.tile(rare, copies - 1)])
    chosen = np.arange(len(order)) % every == 0
    return mend(order[~chosen], order[chosen])


def _copied_behind(y, order, every, copies):
    return _sides(y, order, every, copies, lambda train, test: (train, test))


def _all_mended_afterwards(y, order, every, copies):
    order = np.repeat(order, np.where(y[order] == 1, copies, 1))
    chosen = np.arange(len(order)) % every == 0
    test = np.unique(order[chosen])
    return order[~np.isin(order, test)], test


def _masks(y, order, every, copies):
    chosen = np.arange(len(order)) % every == 0
    return ~chosen, chosen


def _first_share(y, order, every, copies):
    test, train = np.split(order, [-(-len(order) // every)])
    return np.repeat(train, np.where(y[train] == 1, copies, 1)), test


def _rare_never_tested(y, order, every, copies):
    chosen = (np.arange(len(order)) % every == 0) & (y[order] == 0)
    train = order[~chosen]
    return np.repeat(train, np.where(y[train] == 1, copies, 1)), order[chosen]


_CHOSEN = "    chosen = "
_REPEAT = "    train = np.repeat(train, np.where(y[train] == 1, copies, 1))\n"
_RETURN = "return train, test"
_BEFORE = {
    _CHOSEN: "    order = np.repeat(order, np.where(y[order] == 1, copies, 1))\n    chosen = ",
    _REPEAT: "",
}

EXERCISE = Exercise(
    name="repair_oversample",
    signature="repair_oversample(y, order, every, copies)",
    returns={"train": "(R,)", "test": "(M,)"},
    reference=repair_oversample,
    probes=rows_to_split,
    observe=times,
    points={"rows of train": 2, "rows of test": 2},
    read='lesson 10, "Leaks, priced"',
    advice={
        "rows of train": "A rare row of the training side stands there as often as copies says, any other once, and "
        "no row of the test at all.",
        "rows of test": "The test is a sample of the world: each of its rows stands there once.",
    },
    exhibit=Exhibit(
        "copied-before-the-split",
        "MicrosoftDocs/ml-basics#55",
        "The test score is nearly perfect, and the rows that come in later are answered badly.",
    ),
    hints=(
        "Count how often one rare row stands in train, and how often in test.",
        "Which of the two lines comes first: the one that copies or the one that splits?",
        "Split `order` as it is. Then repeat the rare ones among the training rows only.",
    ),
    mutants=(
        Mutant(
            "first-part",
            "You take the first part of the order for the test. It is each place that is a multiple of `every`.",
            edits={"np.arange(len(order)) % every == 0": "np.arange(len(order)) < len(order) // every"},
        ),
        Mutant(
            "labels",
            "You return labels, 0 and 1. The numbers of the rows are asked for.",
            edits={"return train, test": "return y[train], y[test]"},
        ),
        Mutant(
            "copied-before-the-split",
            "Rows stand on both sides: the test asks for what was trained on, and asks for some rows several times.",
            edits=_BEFORE,
        ),
        Mutant(
            "test-made-single",
            "Each test row now stands in the test once, but some of these rows are trained on as well. To look "
            "unlike a copy is not enough.",
            edits={**_BEFORE, _RETURN: "return train, np.unique(test)"},
        ),
        Mutant(
            "shared-rows-out-of-train",
            "No row stands on both sides any more, but the test holds rows several times, and the rare ones have "
            "become few in training: you throw away what the copies were made for.",
            edits={**_BEFORE, _RETURN: "return train[~np.isin(train, test)], test"},
        ),
        Mutant(
            "shared-rows-out-of-the-test",
            "No row stands on both sides any more, but it is the rare rows that leave the test: it no longer asks "
            "for what you want to find.",
            edits={**_BEFORE, _RETURN: "return train, test[~np.isin(test, train)]"},
        ),
        Mutant(
            "copied-behind-before-the-split",
            "The copies stand behind the others now, but they are still there when the rows are split: rows stand on "
            "both sides.",
            fn=_copied_behind,
        ),
        Mutant(
            "mended-afterwards",
            "No row stands on both sides and each test row once, but which rows are tested was decided among the "
            "copies: rare ones leave training for the test, and the test is larger than one place in `every`.",
            fn=_all_mended_afterwards,
        ),
        Mutant(
            "masks",
            "You return masks. Numbers of rows are asked for: a row may stand in train several times.",
            fn=_masks,
        ),
        Mutant(
            "first-share",
            "You take the first share of the order for the test. It is one place in `every`: 0, every, and so on.",
            fn=_first_share,
        ),
        Mutant(
            "rare-rows-never-tested",
            "You keep all rare rows for training. Then nothing can leak, and nothing is known of how well they are "
            "found.",
            fn=_rare_never_tested,
        ),
        Mutant(
            "copies-of-all-rare-rows",
            "You split first, but then copy all rare rows there are, those of the test as well: they are trained on.",
            edits={
                _REPEAT: "    train = np.concatenate([train, np.repeat(np.flatnonzero(y == 1), copies - 1)])\n"
            },
        ),
        Mutant(
            "test-copied-too",
            "You copy the rare rows of the test as well. Nothing leaks, but the test no longer has the share of rare "
            "rows that the world has.",
            edits={
                _REPEAT: _REPEAT + "    test = np.repeat(test, np.where(y[test] == 1, copies, 1))\n",
            },
        ),
        Mutant(
            "no-copies",
            "You copy nothing. Then nothing can leak, but the rare rows are to stand in training as often as copies "
            "says.",
            edits={_REPEAT: ""},
        ),
        Mutant(
            "everything-in-train",
            "All rows are in train, those of the test as well.",
            edits={"order[~chosen], order[chosen]": "order, order[chosen]"},
        ),
        Mutant(
            "labels-by-place",
            "You look up the labels by the place in the split. `train` holds numbers of rows: y[train] are their "
            "labels.",
            edits={"y[train] == 1": "y[: len(train)] == 1"},
        ),
        Mutant(
            "one-copy-too-many",
            "Each rare row stands in train once more than copies says: with copies 1 nothing is to change.",
            edits={"1, copies, 1)": "1, copies + 1, 1)"},
        ),
        Mutant(
            "common-rows-copied",
            "You copy the common rows, those of label 0.",
            edits={"y[train] == 1": "y[train] == 0"},
        ),
        Mutant(
            "all-rows-copied",
            "You copy all training rows alike, so the rare ones stay as rare as they were.",
            edits={"np.where(y[train] == 1, copies, 1)": "copies"},
        ),
        Mutant(
            "sides-exchanged",
            "The two sides are exchanged: each place that is a multiple of `every` goes to the test, and the copies "
            "are made in train.",
            edits={"% every == 0": "% every != 0"},
        ),
        Mutant(
            "returned-the-wrong-way-round",
            "You return test, train. The order is train, test.",
            edits={_RETURN: "return test, train"},
        ),
        Mutant(
            "last-of-every",
            "You take the last of each group of `every` places for the test. It is the first: places 0, every, and "
            "so on.",
            edits={"% every == 0": "% every == every - 1"},
        ),
        Mutant(
            "order-unused",
            "You split the rows in the order of the table, which may be sorted by label. `order` says where each "
            "row stands.",
            edits={
                "order[~chosen], order[chosen]": "np.flatnonzero(~chosen), np.flatnonzero(chosen)",
            },
        ),
        Mutant(
            "labels-of-the-places-taken",
            "You look up the labels by the places of order. y[k] belongs to row k, wherever that row stands: y[train].",
            edits={"y[train] == 1": "y[~chosen] == 1"},
        ),
    ),
)
