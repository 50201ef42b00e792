"""Exercise: pairs that are never shown in training, though every word is."""

import numpy as np

from ....drive import captions
from ...exercise import Exercise, Mutant, Probe
from . import _observed


def pair_lists(rng):
    """Return full and thin lists of pairs, equal words, words that stand in one place once, and an exact share."""

    def seeds(count):
        drawn = [int(k) for k in rng.choice(10_000, count, replace=False)]
        return [*drawn, *drawn[: min(count, 4)]]  # some of them again

    def full(words, equal=False):
        return mixed([(a, b) for a in words for b in words if equal or a != b])

    def mixed(pairs):
        return [pairs[k] for k in rng.permutation(len(pairs))]

    one_way = [("w", "a"), ("b", "w"), ("c", "w"), ("a", "b"), ("b", "a"), ("c", "a"), ("a", "c"), ("b", "c")]
    rare = [("z", "a"), ("a", "z"), ("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("a", "c"), ("c", "a")]
    things = [(colour, thing) for colour in ("red", "blue") for thing in ("cube", "ball", "cone")]
    return [
        Probe((full(["one", "two", "six", "ten"]), 0.25, seeds(6))),
        Probe((mixed(things), 0.3, seeds(8))),
        Probe((full(list("pqrst")), 0.25, seeds(40))),
        Probe((full(list("abcd"), equal=True), 0.3, seeds(12))),
        Probe((mixed(rare), 0.25, seeds(16))),
        Probe((mixed(one_way), 0.2, seeds(24))),
        Probe((mixed([(b, a) for a, b in one_way]), 0.2, seeds(24))),
        Probe((full(list("abcdef")), 0.4, seeds(4))),
        Probe((full(list("xyz")), 0.3, seeds(6))),
        Probe((full(["one", "two", "six", "ten"]), 0.4, seeds(6))),
        Probe((full(list("uvw"), equal=True), 0.1, seeds(6))),
        Probe(([("a", "b"), ("b", "a")], 0.0, seeds(1))),
        Probe((mixed(things), 0.2, seeds(8))),
    ]


def compositional_split(pairs, share, seed):
    rng = np.random.default_rng(seed)
    train, test = list(pairs), []
    for k in rng.permutation(len(pairs)):
        a, b = pairs[k]
        out = [pair for pair in train if pair in ((a, b), (b, a))]
        left = [pair for pair in train if pair not in out]
        known = all({p[place] for p in left} == {p[place] for p in pairs} for place in (0, 1))
        if known and len(test) < share * len(pairs):
            train, test = left, test + out
    return train, test


def _taken_from_the_list(pairs, share, seed):
    wanted, test = share * len(pairs), []
    for one in [pairs[k] for k in np.random.default_rng(seed).permutation(len(pairs))]:
        out = [pair for pair in pairs if pair in (one, one[::-1])]
        left = [pair for pair in pairs if pair not in out]
        known = all({p[place] for p in left} == {p[place] for p in pairs} for place in (0, 1))
        if known and out and len(test) < wanted:
            for pair in out:
                pairs.remove(pair)
            test += out
    return pairs, test


_RNG = "np.random.default_rng(seed)"
_ORDER = "rng.permutation(len(pairs))"
_OUT = "pair in ((a, b), (b, a))"
_KNOWN = "all({p[place] for p in left} == {p[place] for p in pairs} for place in (0, 1))"
_ENOUGH = "len(test) < share * len(pairs)"
_RETURN = "return train, test"

EXERCISE = Exercise(
    name="compositional_split",
    signature="compositional_split(pairs, share, seed)",
    returns={
        "train": "(S, N + 1), how often each pair is in it",
        "test": "(S, N + 1), how often each pair is in it",
        "pairs": "the list, afterwards",
    },
    drive=captions.splits,
    observe=_observed.divided,
    reference=compositional_split,
    probes=pair_lists,
    points={
        "sides": 1,
        "mirrors": 2,
        "words": 2,
        "share of the test": 1,
        "chance": 1,
        "pairs": 1,
    },
    pairs=False,
    read='lesson 20, "A caption, letter by letter"',
    advice={
        "sides": "Return two lists of pairs, the tuples themselves, train and test: every pair of the list in one of "
        "them, once, and nothing else.",
        "mirrors": "Where (a, b) goes to the test, (b, a) goes with it if it is in the list.",
        "words": "Before you move a pair, look at what would be left: every word must still come first in one training "
        "pair and second in another, where it does so in the whole list.",
        "share of the test": "Go on until the test holds at least share * N pairs, then stop.",
        "chance": "The order in which you try the pairs is drawn from np.random.default_rng(seed), made anew "
        "in each call: all of them, and nothing else decides.",
        "pairs": "Your function changes the list that it is given. Work on a copy.",
    },
    hints=(
        "Begin with everything in training. Try the pairs in an order drawn by chance, and move one where nothing "
        "forbids it.",
        "Move a pair together with its mirror. If a word would then be missing in its place, leave both where they are "
        "and try the next.",
        "left = the training pairs without this one and its mirror; compare {p[0] for p in left} with {p[0] for p in "
        "pairs}, and the same for p[1]. Stop when len(test) >= share * len(pairs).",
    ),
    mutants=(
        Mutant(
            "mirror-left-behind",
            "You move a pair and leave its mirror in training. Then the network has seen these two words together, "
            "only the other way round.",
            edits={_OUT: "pair == (a, b)"},
        ),
        Mutant(
            "words-not-looked-at",
            "You do not look at what is left: some word never stands in its place in training, so a failure on it says "
            "nothing about new pairs.",
            edits={_KNOWN: "True"},
        ),
        Mutant(
            "known-anywhere",
            "You ask whether a word is in training at all. It must be there in each place: a word that was only ever "
            "second has not been learned as the first.",
            edits={_KNOWN: "{w for p in left for w in p} == {w for p in pairs for w in p}"},
        ),
        Mutant(
            "first-place-only",
            "You look at the first words alone. The second ones must be known from training, too.",
            edits={_KNOWN: "{p[0] for p in left} == {p[0] for p in pairs}"},
        ),
        Mutant(
            "second-place-only",
            "You look at the second words alone. The first ones must be known from training, too.",
            edits={_KNOWN: "{p[1] for p in left} == {p[1] for p in pairs}"},
        ),
        Mutant(
            "stops-short",
            "You stop before the share would be exceeded, so your test holds too little. Go on until at least "
            "share * N pairs are in it.",
            edits={_ENOUGH: "len(test) + len(out) <= share * len(pairs)"},
        ),
        Mutant(
            "one-move-too-many",
            "You move one more where the share is reached exactly: the condition is <, not <=.",
            edits={_ENOUGH: "len(test) <= share * len(pairs)"},
        ),
        Mutant(
            "share-rounded-down",
            "You round share * N down, so your test can hold one pair too few. Compare with share * N itself.",
            edits={_ENOUGH: "len(test) < int(share * len(pairs))"},
        ),
        Mutant(
            "share-of-train",
            "Your test grows to what training should hold: share is that of the test.",
            edits={_ENOUGH: "len(test) < (1 - share) * len(pairs)"},
        ),
        Mutant(
            "share-of-the-rest",
            "You compare the test with a share of what is left in training. share is of all pairs.",
            edits={_ENOUGH: "len(test) < share * len(train)"},
        ),
        Mutant(
            "a-quarter",
            "Your test holds a quarter, whatever share is.",
            edits={_ENOUGH: "len(test) < 0.25 * len(pairs)"},
        ),
        Mutant(
            "moves-counted",
            "You count moves, and most move two pairs. share is of pairs.",
            edits={_ENOUGH: "len({frozenset(p) for p in test}) < share * len(pairs)"},
        ),
        Mutant(
            "all-that-may",
            "You move every pair that may be moved. Stop when the test holds its share.",
            edits={_ENOUGH: "True"},
        ),
        Mutant(
            "one-move-only",
            "You move one pair, with its mirror, and stop. Go on until the share is reached.",
            edits={_ENOUGH: "not test and share > 0"},
        ),
        Mutant(
            "test-empty",
            "Your test is always empty.",
            edits={_ENOUGH: "False"},
        ),
        Mutant(
            "kept-in-training",
            "The pairs of your test are in training as well. They have been seen then.",
            edits={"train, test = left, test + out": "test = test + [p for p in out if p not in test]"},
        ),
        Mutant(
            "equal-pairs-twice",
            "A pair of equal words is its own mirror, and you put it into the test twice.",
            edits={"test + out": "test + out + [pair for pair in out if a == b]"},
        ),
        Mutant(
            "equal-pairs-lost",
            "You lose the pairs of two equal words. They belong to the list like all others.",
            edits={_RETURN: "return [p for p in train if p[0] != p[1]], [p for p in test if p[0] != p[1]]"},
        ),
        Mutant(
            "mirrors-made-up",
            "You put the mirror of a pair into the test where it is not in the list. Nobody has such a picture.",
            edits={
                "[pair for pair in train if pair in ((a, b), (b, a))]": "list({(a, b), (b, a)} - set(test))"
            },
        ),
        Mutant(
            "sides-exchanged",
            "You return the test first. Training comes first.",
            edits={_RETURN: "return test, train"},
        ),
        Mutant(
            "some-in-neither",
            "Some pairs are on neither side: what is not in the test stays in training.",
            edits={_RETURN: "return train[1:], test"},
        ),
        Mutant(
            "the-same-for-every-seed",
            "Your split is the same for every seed. Draw the order in which you try the pairs with "
            "np.random.default_rng(seed), with the seed that is given.",
            edits={_ORDER: "range(len(pairs))"},
        ),
        Mutant(
            "turned-order",
            "You draw where to begin, and the pairs follow each other as they stand in the list. Neighbours then go to "
            "the test together: shuffle them all.",
            edits={_ORDER: "np.roll(range(len(pairs)), rng.integers(len(pairs)))"},
        ),
        Mutant(
            "no-seed",
            "You draw without the seed, so two calls with the same arguments give different splits. Nobody can repeat "
            "your result: np.random.default_rng(seed).",
            edits={_RNG: "np.random.default_rng(None)"},
        ),
        Mutant(
            "only-some-are-tried",
            "Some pairs never change sides, whatever the seed. Shuffle all of them.",
            edits={_ORDER: "[k for k in rng.permutation(len(pairs)) if min(pairs)[0] not in pairs[k]]"},
        ),
        Mutant(
            "list-shuffled-in-place",
            "You shuffle the list that you are given. The caller still needs its order, and so does the next call with "
            "the same seed: shuffle a copy.",
            hint="M23",
            edits={
                "    train, test = list(pairs), []": "    rng.shuffle(pairs)\n    train, test = list(pairs), []",
                _ORDER: "range(len(pairs))",
            },
        ),
        Mutant(
            "both-places-for-all",
            "You ask for every word in both places. A word that only ever comes first in the list cannot come second "
            "in training: compare each place with the same place of the list.",
            edits={
                _KNOWN: "all({p[place] for p in left} == {w for p in pairs for w in p} for place in (0, 1))"
            },
        ),
        Mutant(
            "stops-where-forbidden",
            "You stop at the first pair that may not be moved. Leave it where it is and try the next.",
            edits={"        if known and": "        if not known:\n            break\n        if known and"},
        ),
        Mutant(
            "share-rounded-to-the-nearest",
            "You round share * N to the nearest whole number, so your test can hold one pair too few. Compare with "
            "share * N itself.",
            edits={_ENOUGH: "len(test) < round(share * len(pairs))"},
        ),
        Mutant(
            "taken-from-the-list",
            "You take the pairs of the test out of the list that you are given. The caller still needs it, and your "
            "next split is made of what is left: work on a copy.",
            hint="M23",
            fn=_taken_from_the_list,
        ),
    ),
)
