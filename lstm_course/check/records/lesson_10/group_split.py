"""Exercise: a split that leaves whole groups on one side."""

import itertools

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from . import _observed


def group_probes(rng):
    """Return groups of unequal size in mixed order, named by numbers and words; an exact share; one item alone.

    In one list a group holds nine items of ten, and the share is that of one item: there the first group drawn shows.
    """

    def seeds(count):
        drawn = [int(k) for k in rng.choice(10_000, count, replace=False)]
        return [*drawn[: count // 4], *drawn]  # some of them again

    def mixed(names, sizes):
        labels = [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]
        return [labels[k] for k in rng.permutation(len(labels))]

    people = ["ada", "ben", "cleo", "dov", "eva", "finn", "gil", "hana"]
    return [
        Probe((mixed([3, 7, 40, 12], [2, 2, 2, 2]), 0.25, seeds(3))),
        Probe((mixed(people, [2, 1, 4, 3, 6, 2, 3, 4]), 0.4, seeds(36))),
        Probe((mixed([15, 2, 31, 8, 4, 77], [5, 1, 1, 9, 2, 2]), 0.3, seeds(12))),
        Probe((mixed(range(20), [10] * 3 + [1] * 17), 0.25, seeds(8))),
        Probe((mixed(range(31), [1] * 17 + [270] + [1] * 13), 1 / 300, seeds(36))),
        Probe((mixed(["b", "a", "c"], [1, 1, 1]), 0.5, seeds(2))),
        Probe((["only"], 0.5, [int(rng.integers(100))])),
        Probe(([5, 5, 5, 9, 9, 9, 9, 5], 0.1, seeds(2))),
    ]


def group_split(groups, share, seeds):
    groups = np.array(groups)
    names = np.unique(groups)
    test = np.zeros((len(seeds), len(groups)), dtype=bool)
    for mask, seed in zip(test, seeds, strict=True):
        for name in np.random.default_rng(seed).permutation(names):
            if mask.sum() < share * len(groups):
                mask |= groups == name
    return ~test, test


def _counted(groups, share, seeds):
    np.bincount(groups)  # stops at names
    return group_split(groups, share, seeds)


def _runs(groups, share, seeds):
    runs = [k for k, (_, run) in enumerate(itertools.groupby(groups)) for _ in run]
    return group_split(runs, share, seeds)


def _items(groups, share, seeds):
    return group_split(list(range(len(groups))), share, seeds)


def _orders(groups, seeds):
    """Yield for each seed the items of each group, the groups in the order drawn."""
    groups = np.array(groups)
    for seed in seeds:
        names = np.random.default_rng(seed).permutation(np.unique(groups))
        yield [np.flatnonzero(groups == name) for name in names]


def _masks(rows, N):
    test = np.array([np.isin(np.arange(N), row) for row in rows])
    return ~test, test


def _before_the_share(groups, share, seeds):
    rows = []
    for order in _orders(groups, seeds):
        row = []
        for items in order:
            if len(row) + len(items) > share * len(groups):
                break
            row.extend(items)
        rows.append(row)
    return _masks(rows, len(groups))


def _cut(groups, share, seeds):
    count = int(np.ceil(share * len(groups)))
    return _masks([np.concatenate(order)[:count] for order in _orders(groups, seeds)], len(groups))


_LEAKS = 'lesson 10, "Leaks, priced"'

EXERCISE = Exercise(
    name="group_split",
    signature="group_split(groups, share, seeds)",
    returns={"train": "(S, N)", "test": "(S, N)"},
    reference=group_split,
    probes=group_probes,
    points={
        "choice of sides": 1,
        "state of the groups": 2,
        "share of the test": 2,
        "chance": 1,
        "same seed again": 1,
    },
    pairs=False,
    read=_LEAKS,
    observe=_observed.splits,
    advice={
        "choice of sides": "In every row each item is True in exactly one of train and test.",
        "state of the groups": "All items of a group go to the same side, wherever in the list they stand.",
        "share of the test": "Add whole groups until the test holds at least share * N items, then stop.",
        "chance": "Each seed draws an order of the groups, and any group may come first.",
        "same seed again": "Row s is drawn by np.random.default_rng(seeds[s]), made anew for each row.",
    },
    hints=(
        "Work with the names of the groups, each once: np.unique(groups). Shuffle these, not the items.",
        "Go through the shuffled names. As long as the test holds fewer than share * N items, all items of the next "
        "group go there.",
        "groups = np.array(groups) first: then groups == name is a mask of all items of that group. train is ~test.",
    ),
    mutants=(
        Mutant(
            "share-to-the-nearest",
            "You round share * N to the nearest number, so the test can hold one item too few, and of few items none. "
            "Compare with share * N itself.",
            edits={"share * len(groups)": "round(share * len(groups))"},
        ),
        Mutant(
            "last-group-only",
            "Each group takes the place of the one before it in your test. Groups are added: |=, not =.",
            edits={"mask |= groups == name": "mask[:] = groups == name"},
        ),
        Mutant(
            "items-split",
            "You shuffle single items: a group has items on both sides, and a model can know the speaker in place of "
            "the word. Shuffle the groups.",
            fn=_items,
        ),
        Mutant(
            "runs-for-groups",
            "You take items for a group only where they follow each other. The items of a group may stand anywhere in "
            "the list, and yours end up on both sides.",
            fn=_runs,
        ),
        Mutant(
            "share-of-groups",
            "You take a share of the groups, rounded up. Groups are of different sizes, so your test is now much too "
            "small, now much too large: count items.",
            edits={
                ".permutation(names)": ".permutation(names)[: int(np.ceil(share * len(names)))]",
                "mask.sum() < share * len(groups)": "True",
            },
        ),
        Mutant(
            "share-of-groups-rounded-down",
            "You take a share of the groups, rounded down. Groups are of different sizes, so your test is now much too "
            "small, now much too large, and of few groups it takes none: count items.",
            edits={
                ".permutation(names)": ".permutation(names)[: int(share * len(names))]",
                "mask.sum() < share * len(groups)": "True",
            },
        ),
        Mutant(
            "share-of-groups-at-least-one",
            "You take a share of the groups, and one at least. Groups are of different sizes, so your test is now much "
            "too small, now much too large: count items.",
            edits={
                ".permutation(names)": ".permutation(names)[: max(1, int(share * len(names)))]",
                "mask.sum() < share * len(groups)": "True",
            },
        ),
        Mutant(
            "share-of-train",
            "Your test holds what train should hold: share is that of the test.",
            edits={"share * len(groups)": "(1 - share) * len(groups)"},
        ),
        Mutant(
            "one-group-too-many",
            "You add one more group where the share is reached exactly: the condition is <, not <=.",
            edits={"mask.sum() < share": "mask.sum() <= share"},
        ),
        Mutant(
            "stops-short",
            "You stop before a group would exceed the share, so your test holds too little, and nothing where the "
            "first group is large. Add groups until at least the share is there.",
            edits={
                "mask.sum() < share * len(groups)": "(mask | (groups == name)).sum() <= share * len(groups)"
            },
        ),
        Mutant(
            "stops-before",
            "You stop at the first group that would exceed the share, so your test holds too little, and nothing where "
            "the first group is large. Add that group, and then stop.",
            fn=_before_the_share,
        ),
        Mutant(
            "share-rounded-down",
            "You round share * N down, so your test can hold one item too few, and of few items it holds none. Compare "
            "with share * N itself.",
            edits={"share * len(groups)": "int(share * len(groups))"},
        ),
        Mutant(
            "share-of-a-quarter",
            "Your test holds a quarter, whatever share is. Compare with share * N.",
            edits={"share * len(groups)": "0.25 * len(groups)"},
        ),
        Mutant(
            "last-group-cut",
            "You cut the last group in two to meet the share exactly, so it has items on both sides. Add it whole: the "
            "test may hold more than its share.",
            fn=_cut,
        ),
        Mutant(
            "one-group-only",
            "Your test holds one group, however small. Add groups until at least the share is there.",
            edits={".permutation(names)": ".permutation(names)[:1]"},
        ),
        Mutant(
            "all-in-the-test",
            "Every group ends up in your test. Stop when it holds its share.",
            edits={"mask.sum() < share * len(groups)": "True"},
        ),
        Mutant(
            "nothing-in-the-test",
            "Your test is always empty. If groups is still a list, groups == name compares the whole list with one "
            "name: make it an array first.",
            edits={
                "    groups = np.array(groups)\n": "",
                "mask |= groups == name": "mask[groups == name] = True",
            },
        ),
        Mutant(
            "last-groups",
            "Your test is always made of the last groups in the order of their names. Draw the order of the groups.",
            edits={"np.random.default_rng(seed).permutation(names)": "names[::-1]"},
        ),
        Mutant(
            "first-groups",
            "Your test is always made of the first groups in the order of their names. Draw the order of the groups.",
            edits={"np.random.default_rng(seed).permutation(names)": "names"},
        ),
        Mutant(
            "large-groups-first",
            "You shuffle the labels of the items, in which a large group stands often, so that it nearly always comes "
            "first. Shuffle the names, each once: np.unique(groups).",
            edits={".permutation(names)": ".permutation(groups)"},
        ),
        Mutant(
            "turned-order",
            "Your groups follow each other in the order of their names, and chance decides only which comes first or "
            "which way it goes. Any group may follow any other: shuffle all the names.",
            edits={
                "np.random.default_rng(seed).permutation(names)": (
                    "np.roll(names, np.random.default_rng(seed).integers(len(names)))"
                )
            },
        ),
        Mutant(
            "one-split-for-all",
            "All your rows are the same split. Each seed draws one of its own.",
            edits={"default_rng(seed)": "default_rng(seeds[0])"},
        ),
        Mutant(
            "seed-not-used-again",
            "Two rows with the same seed are different splits. Make np.random.default_rng(seed) anew for each row, or "
            "nobody can repeat your result.",
            edits={
                "    for mask, seed": "    rng = np.random.default_rng(seeds[0])\n    for mask, seed",
                "np.random.default_rng(seed).permutation": "rng.permutation",
            },
        ),
        Mutant(
            "sides-exchanged",
            "Train and test are exchanged: train comes first, and share is that of the test.",
            edits={"return ~test, test": "return test, ~test"},
        ),
        Mutant(
            "train-is-everything",
            "Your train holds all items, those of the test too. A model is then tested on what it was trained on.",
            edits={"return ~test": "return np.ones_like(test)"},
        ),
        Mutant(
            "some-in-neither",
            "Some items are on neither side: what is not in the test belongs to train, whole groups and all.",
            edits={"return ~test, test": "return ~test & (groups != names[0]), test"},
        ),
        Mutant(
            "one-group-never-drawn",
            "Some groups never change sides, whatever the seed. Any group may come first: shuffle all the names.",
            edits={".permutation(names)": ".permutation(names[1:])"},
        ),
        Mutant(
            "labels-for-numbers",
            "You count the groups from 0 and take these numbers for their labels. A label may be any number or word: "
            "take the names from groups.",
            edits={"np.unique(groups)": "np.arange(len(np.unique(groups)))"},
        ),
        Mutant(
            "drawn-with-replacement",
            "You draw names with replacement: some come twice and others not at all, so the names may run out before "
            "the test holds its share. Shuffle them: permutation.",
            edits={".permutation(names)": ".choice(names, len(names))"},
        ),
        Mutant(
            "numbers-only",
            "Your function works where groups are numbers and stops where they are names. np.unique takes both.",
            fn=_counted,
        ),
    ),
)
