"""Exhibit: names are tested that were trained on, the same pair or its twin in another language."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe

_POOL = ("Anna", "Ben", "Carl", "Dora", "Eva", "Finn", "Gwen", "anna", "Ann", "Hugo")


def registers(rng):
    """Return names with twins and without, tests of one pair and of nearly all, and sizes of 1."""

    def draw(counts, least):
        chosen = rng.permutation(_POOL)[: len(counts)]
        names = rng.permutation(np.repeat(chosen, counts)).tolist()
        return names, rng.permutation(len(names)), least

    return [
        Probe(
            (["Eva", "Ben", "Anna", "Dora"], rng.permutation(4), 2),
            "No name has a twin in this probe: the first two of the order are the test, the other two are for "
            "training.",
        ),
        Probe((["Ann", "Ben", "Ann", "Carl"], np.array([0, 1, 2, 3]), 1)),
        Probe((["Ben", "Ann", "Ann", "Carl"], np.array([2, 0, 3, 1]), 2)),
        Probe((["anna", "Anna", "Ann", "Anna"], np.array([1, 0, 2, 3]), 2)),
        Probe(draw([3, 1, 2, 1, 2], 4)),
        Probe(draw([2, 2, 2, 2], 3)),
        Probe(draw([4, 1, 1, 3, 1, 2], 5)),
        Probe(draw([1, 2, 3, 1, 1, 2, 1], 1)),
        Probe((["Ann", "Ann", "Ben", "Carl"], np.array([0, 1, 2, 3]), 3)),
        Probe((["Eva"], np.array([0]), 1)),
        Probe((["Eva", "Ben", "Eva"], np.array([1, 2, 0]), 1)),
    ]


def repair_name_split(names, order, least):
    names = np.array(names)
    test = np.zeros(len(names), dtype=bool)
    for n in order:
        if test.sum() < least:
            test |= names == names[n]
    return ~test, test


def _stops_before(names, order, least):
    names = np.array(names)
    test = np.zeros(len(names), dtype=bool)
    for n in order:
        more = test | (names == names[n])
        if more.sum() > least and test.any():
            break
        test = more
    return ~test, test


_MARK = "test |= names == names[n]"
_RETURN = "return ~test, test"
_PAIR = {_MARK: "test[n] = True"}

EXERCISE = Exercise(
    name="repair_name_split",
    signature="repair_name_split(names, order, least)",
    returns={"train": "(N,), boolean", "test": "(N,), boolean"},
    reference=repair_name_split,
    probes=registers,
    points={"train": 2, "test": 2},
    read='lesson 15, "The ceiling and the baseline"',
    advice={
        "train": "Whatever is not in the test is for training; no name stands on both sides.",
        "test": "Names are taken in the order given, each with all of its pairs, until the test holds enough.",
    },
    exhibit=Exhibit(
        "trained-on-all",
        "spro/practical-pytorch#124",
        "The confusion matrix looks good, and new names are answered far worse.",
    ),
    hints=(
        "Count the names that stand on both sides. How many may there be?",
        "Two mends are needed: one for the pair itself, one for the same name in another language.",
        "Mark all pairs with the name of the pair that is drawn; training is what is not marked.",
    ),
    mutants=(
        Mutant(
            "trained-on-all",
            "Each name of the test is in train as well: a table that has learned the names by heart would have "
            "nearly all right.",
            edits={**_PAIR, _RETURN: "return np.ones(len(names), dtype=bool), test"},
        ),
        Mutant(
            "pairs-split",
            "No pair is on both sides any more, but names are: the same name in another language is trained on.",
            edits=_PAIR,
        ),
        Mutant(
            "names-whole-train-whole",
            "The test now holds all pairs of its names, but train still holds all pairs there are.",
            edits={_RETURN: "return np.ones(len(names), dtype=bool), test"},
        ),
        Mutant(
            "twins-thrown-away",
            "No name is on both sides, because the twins of test names are on neither: you throw data away, and the "
            "test no longer knows that a name can have several languages.",
            edits={**_PAIR, _RETURN: "return ~np.isin(names, names[test]), test"},
        ),
        Mutant(
            "twins-out-of-the-test",
            "You take the names that training holds as well out of the test. It is then made of rare names only, and "
            "smaller than asked for.",
            edits={**_PAIR, _RETURN: "return ~test, test & ~np.isin(names, names[~test])"},
        ),
        Mutant(
            "single-names-only",
            "You test names without a twin only: they are the easy ones, for they have one right answer.",
            edits={_MARK: "test |= (names == names[n]) & (np.sum(names == names[n]) == 1)"},
        ),
        Mutant(
            "nothing-tested",
            "The test stays empty.",
            edits={_MARK: "test &= names == names[n]"},
        ),
        Mutant(
            "everything-tested",
            "The test holds all pairs, and nothing is left for training.",
            edits={"np.zeros(len": "np.ones(len"},
        ),
        Mutant(
            "taken-out-again",
            "A name that is met a second time is taken out of the test again.",
            edits={_MARK: "test ^= names == names[n]"},
        ),
        Mutant(
            "capitals-ignored",
            "You take names for the same that differ in capitals. Here they are two.",
            edits={_MARK: "test |= np.char.lower(names) == names[n].lower()"},
        ),
        Mutant(
            "first-letters",
            "You compare first letters. It is the whole name that must not stand on both sides.",
            edits={_MARK: "test |= np.array([one[:1] for one in names]) == names[n][:1]"},
        ),
        Mutant(
            "one-name-too-many",
            "You take another name although the test holds enough.",
            edits={"test.sum() < least": "test.sum() <= least"},
        ),
        Mutant(
            "pairs-of-order-counted",
            "You stop after so many pairs of the order. What counts is how many pairs the test holds.",
            edits={"for n in order:": "for n in order[:least]:", "test.sum() < least": "least > 0"},
        ),
        Mutant(
            "names-counted",
            "You count names. The test is to hold at least so many pairs.",
            edits={"test.sum() < least": "len(np.unique(names[test])) < least"},
        ),
        Mutant(
            "order-unused",
            "You go through the table from the top. `order` says which pair comes next.",
            edits={"for n in order:": "for n in range(len(order)):"},
        ),
        Mutant(
            "order-from-behind",
            "You go through the order from behind.",
            edits={"for n in order:": "for n in order[::-1]:"},
        ),
        Mutant(
            "exchanged",
            "You return test, train. The order is train, test.",
            edits={_RETURN: "return test, ~test"},
        ),
        Mutant(
            "skips-what-would-be-too-much",
            "You pass over a name with which the test would hold more than least. It may hold more: whole names are "
            "added in the order given until it holds at least so many.",
            edits={
                "test.sum() < least": "(test | (names == names[n])).sum() <= least",
            },
        ),
        Mutant(
            "stops-before-too-much",
            "You stop before a name with which the test would hold more than least, so that it holds too little. Add "
            "that name, and then stop.",
            fn=_stops_before,
        ),
    ),
)
