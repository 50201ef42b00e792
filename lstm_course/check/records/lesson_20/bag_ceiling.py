"""Exercise: the best accuracy of any model that sees what is in a bag, and not its order."""

from collections import Counter

from ...exercise import Exercise, Mutant, Probe


def bags_and_labels(rng):
    """Return bags with repeats, ties, one item, one bag, empty bags, labels that mean nothing as numbers, and words."""

    def drawn(N, items, longest, labels):
        bags = [
            [items[k] for k in rng.integers(len(items), size=rng.integers(0, longest + 1))] for _ in range(N)
        ]
        return bags, [labels[k] for k in rng.integers(len(labels), size=N)]

    words = ["good", "bad", "not", "very"]
    some, labels = drawn(40, [1, 4, 7], 3, [9, 70, 300])
    return [
        Probe(([["a", "b"], ["b", "a"], ["a", "a"]], ["x", "y", "x"])),
        Probe(([[1, 4], [4, 1], [1, 7], [7, 1], [4, 7], [7, 4]], ["14", "41", "17", "71", "47", "74"])),
        Probe(([[3, 3, 5], [3, 5], [5, 3], [5, 3, 3], [3, 5, 5]], [0, 1, 1, 0, 2])),
        Probe(([["ab", "c"], ["a", "bc"], ["c", "ab"]], ["p", "q", "p"])),
        Probe(([["ba", "c"], ["ab", "c"], ["c", "ba"]], ["p", "q", "p"])),
        Probe(([[1, 4], [2, 3], [4, 1], [3, 2]], [0, 1, 0, 1])),
        Probe(([["not", "good"], ["good"], ["good", "not"], ["not", "good"]], [0, 1, 1, 0])),
        Probe(([["a b", "c"], ["a", "b c"], ["c", "a b"]], ["p", "q", "p"])),
        Probe(([["a,b"], ["a", "b"], ["b", "a"]], ["p", "q", "q"])),
        Probe(([[6]], [2])),
        Probe(([[], []], ["left", "right"])),
        Probe(([[], [0], [], [0], [], [0]], [5, 8, 8, 8, 5, 5])),
        Probe(([[2, 1]] * 5 + [[1, 2]] * 3 + [[1]] * 2, [4, 0, 0, 9, 9, 9, 4, 9, 0, 4])),
        Probe(drawn(30, words, 3, ["yes", "no"])),
        Probe((some, labels)),
        Probe(drawn(25, [0, 1], 4, [0, 1])),
        Probe(drawn(60, [0, 1, 2], 2, ["u", "v", "w", "x"])),
    ]


def bag_ceiling(bags, labels):
    seen = {}
    for bag, label in zip(bags, labels, strict=True):
        key = tuple(sorted(bag))
        seen.setdefault(key, Counter())[label] += 1
    right = sum(max(counts.values()) for counts in seen.values())
    return right / len(labels)


def _grouped(bags, labels):
    """Return the labels of each different bag."""
    groups = {}
    for bag, label in zip(bags, labels, strict=True):
        groups.setdefault(tuple(sorted(bag)), []).append(label)
    return list(groups.values())


def _ties_twice(bags, labels):
    total = 0
    for group in _grouped(bags, labels):
        counts = Counter(group)
        total += sum(count for count in counts.values() if count == max(counts.values()))
    return total / len(labels)


def _first_label(bags, labels):
    return sum(group.count(group[0]) for group in _grouped(bags, labels)) / len(labels)


def _last_label(bags, labels):
    return sum(group.count(group[-1]) for group in _grouped(bags, labels)) / len(labels)


def _largest_label(bags, labels):
    return sum(group.count(max(group)) for group in _grouped(bags, labels)) / len(labels)


def _in_proportion(bags, labels):
    groups = _grouped(bags, labels)
    return sum(count**2 / len(one) for one in groups for count in Counter(one).values()) / len(labels)


def _any_of_its_labels(bags, labels):
    return sum(len(one) / len(set(one)) for one in _grouped(bags, labels)) / len(labels)


def _unambiguous(bags, labels):
    return sum(len(one) for one in _grouped(bags, labels) if len(set(one)) == 1) / len(labels)


def _unambiguous_bags(bags, labels):
    groups = _grouped(bags, labels)
    return sum(len(set(one)) == 1 for one in groups) / len(groups)


def _mean_over_bags(bags, labels):
    groups = _grouped(bags, labels)
    return sum(max(Counter(one).values()) / len(one) for one in groups) / len(groups)


def _different_bags(bags, labels):
    return len(_grouped(bags, labels)) / len(labels)


def _each_label_once(bags, labels):
    groups = [list(set(one)) for one in _grouped(bags, labels)]
    return len(groups) / sum(map(len, groups))


def _leave_one_out(bags, labels):
    right = 0
    for group in _grouped(bags, labels):
        for k, label in enumerate(group):
            others = Counter(group[:k] + group[k + 1 :])
            right += bool(others) and max(others, key=others.get) == label
    return right / len(labels)


def _largest_bag(bags, labels):
    return max(max(Counter(one).values()) for one in _grouped(bags, labels)) / len(labels)


def _majority(bags, labels):
    return max(Counter(labels).values()) / len(labels)


def _worst_bag(bags, labels):
    return min(max(Counter(one).values()) / len(one) for one in _grouped(bags, labels))


def _chance(bags, labels):
    return 1 / len(set(labels))


def _best_bag(bags, labels):
    return max(max(Counter(one).values()) / len(one) for one in _grouped(bags, labels))


def _last_count(bags, labels):
    return sum(list(Counter(one).values())[-1] for one in _grouped(bags, labels)) / len(labels)


def _for_every_item(bags, labels):
    return sum(len(one) * max(Counter(one).values()) for one in _grouped(bags, labels)) / len(labels)


def _empty_left_out(bags, labels):
    kept = [(bag, label) for bag, label in zip(bags, labels, strict=True) if bag]
    if not kept:
        return 0.0
    return bag_ceiling(*map(list, zip(*kept, strict=True))) * len(kept) / len(labels)


def _single_left_out(bags, labels):
    groups = _grouped(bags, labels)
    return sum(max(Counter(one).values()) for one in groups if len(one) > 1) / len(labels)


_KEY = "tuple(sorted(bag))"
_MAX = "max(counts.values())"
_RETURN = "right / len(labels)"

EXERCISE = Exercise(
    name="bag_ceiling",
    signature="bag_ceiling(bags, labels)",
    returns={"ceiling": "a share, from 0 to 1"},
    reference=bag_ceiling,
    probes=bags_and_labels,
    points={"ceiling": 5},
    read='lesson 20, "What a bag can know"',
    advice={
        "ceiling": "Put equal bags together. For each, the best a model can do is to say its most frequent label every "
        "time; how many items does it get right that way, of all?"
    },
    hints=(
        "A model that sees only the bag says the same for all items whose bags are equal.",
        "tuple(sorted(bag)) is the same for equal bags, keeps repeats, and can be the key of a dict.",
        "For each key count the labels with collections.Counter; add up the largest count of each key, and divide by "
        "the number of items.",
    ),
    mutants=(
        Mutant(
            "order-kept",
            "You keep the order of the items, so 1, 4 and 4, 1 are two bags to you. A bag has no order: that is the "
            "point of it.",
            hint="M76",
            edits={_KEY: "tuple(bag)"},
        ),
        Mutant(
            "sorted-in-place",
            "The share is right, but sort() sorts the caller's own list, whose order is then lost. sorted(bag) makes a "
            "new list.",
            hint="M23",
            edits={_KEY: "tuple(bag.sort() or bag)"},
        ),
        Mutant(
            "repeats-lost",
            "You make a set of each bag and lose how often an item is in it. A bag knows how often; only the order is "
            "gone.",
            edits={_KEY: "frozenset(bag)"},
        ),
        Mutant(
            "joined",
            'You join the items of a bag to one string, so that "ab", "c" and "a", "bc" become the same. Keep the '
            "items apart.",
            edits={_KEY: '"".join(map(str, sorted(bag)))'},
        ),
        Mutant(
            "joined-with-blanks",
            'You join the items of a bag with blanks between them, so that "a b", "c" and "a", "b c" become the same: '
            "an item may hold a blank itself. Keep the items apart.",
            edits={_KEY: '" ".join(map(str, sorted(bag)))'},
        ),
        Mutant(
            "joined-with-commas",
            'You join the items of a bag with commas, so that "a,b" and "a", "b" become the same: an item may hold a '
            "comma itself. Keep the items apart.",
            edits={_KEY: '",".join(map(str, sorted(bag)))'},
        ),
        Mutant(
            "letters",
            'You sort the letters of the items and not the items, so that "ab", "c" and "a", "bc" become the same. '
            "Keep the items apart.",
            edits={_KEY: '"".join(sorted("".join(map(str, bag))))'},
        ),
        Mutant(
            "size-only",
            "You compare how many items are in a bag, and not which.",
            edits={_KEY: "len(bag)"},
        ),
        Mutant(
            "no-bag",
            "You give all items the most frequent label of all. That is the baseline without any input; a model that "
            "sees the bag may say something else for each different bag.",
            fn=_majority,
        ),
        Mutant(
            "mean-over-bags",
            "You take the mean over the different bags, so that a rare bag counts as much as a frequent one. Accuracy "
            "is over items: add up first, divide at the end.",
            fn=_mean_over_bags,
        ),
        Mutant(
            "ties-twice",
            "Where two labels of a bag are equally frequent you count both as right. A model says one of them.",
            fn=_ties_twice,
        ),
        Mutant(
            "different-bags",
            "You count the different bags and divide by the number of items. So each bag gives one hit, and labels "
            "that repeat are lost: a bag gets as many right as its most frequent label has items.",
            fn=_different_bags,
        ),
        Mutant(
            "each-label-once",
            "You count every pair of bag and label once. Items that come again count again: accuracy is over items.",
            fn=_each_label_once,
        ),
        Mutant(
            "first-label",
            "You take the label that a bag is met with first. The best model says the most frequent one.",
            fn=_first_label,
        ),
        Mutant(
            "last-label",
            "You keep the label that a bag is met with last: each one overwrites the one before. The best model says "
            "the most frequent one.",
            fn=_last_label,
        ),
        Mutant(
            "largest-label",
            "You take the largest label of a bag. max over a Counter, or over labels, compares the labels; the largest "
            "count is asked for.",
            fn=_largest_label,
        ),
        Mutant(
            "least-frequent",
            "You add up the smallest counts. The best model says the most frequent label of a bag.",
            edits={_MAX: "min(counts.values())"},
        ),
        Mutant(
            "all-counts",
            "Your ceiling is always 1: all items of a bag count as right, as if the model were told the label. It says "
            "one label for all of them.",
            edits={_MAX: "sum(counts.values())"},
        ),
        Mutant(
            "labels-counted",
            "You add up how many different labels a bag has. Asked for is how often its most frequent one comes.",
            edits={_MAX: "len(counts)"},
        ),
        Mutant(
            "in-proportion",
            "Your model draws a label in proportion to the counts of its bag. To say the most frequent one every time "
            "is better, and the ceiling is that of the best model.",
            fn=_in_proportion,
        ),
        Mutant(
            "any-of-its-labels",
            "Your model guesses among the labels of a bag, each equally often. To say the most frequent one every time "
            "is better.",
            fn=_any_of_its_labels,
        ),
        Mutant(
            "only-where-certain",
            "You count the items whose bag has one label only. Where a bag has several, the best model still gets the "
            "most frequent one right.",
            fn=_unambiguous,
        ),
        Mutant(
            "only-where-certain, per bag",
            "You return the share of bags that have one label only. Asked for is a share of items, and where a bag has "
            "several labels the best model still gets the most frequent one right.",
            fn=_unambiguous_bags,
        ),
        Mutant(
            "leave-one-out",
            "You leave each item out before you count. That is an estimate for new items; the ceiling is that of a "
            "model that knows these counts.",
            fn=_leave_one_out,
        ),
        Mutant(
            "one-bag",
            "You count the hits of one bag alone. Add them up over all bags.",
            fn=_largest_bag,
        ),
        Mutant(
            "last-bag",
            "You count the hits of the last bag alone. Add them up over all bags.",
            edits={"for counts in seen.values()": "for counts in [*seen.values()][-1:]"},
        ),
        Mutant(
            "worst-bag",
            "You return the accuracy of the worst bag. The ceiling is over all items.",
            fn=_worst_bag,
        ),
        Mutant(
            "chance",
            "You return one over the number of labels: chance. A model that sees the bag knows more.",
            fn=_chance,
        ),
        Mutant(
            "share-of-errors",
            "You return the share of errors. Asked for is the accuracy.",
            edits={_RETURN: "1 - right / len(labels)"},
        ),
        Mutant(
            "count",
            "You return how many items are right. Asked for is their share: divide by the number of items.",
            edits={_RETURN: "right"},
        ),
        Mutant(
            "divided-by-bags",
            "You divide by the number of different bags. Accuracy is over items.",
            edits={_RETURN: "right / len(seen)"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. A share lies between 0 and 1.",
            edits={_RETURN: "100 * right / len(labels)"},
        ),
        Mutant(
            "best-bag",
            "You return the accuracy of the best bag. The ceiling is over all items.",
            fn=_best_bag,
        ),
        Mutant(
            "last-count",
            "Of each bag you keep the count of the label that came up last, and not the largest.",
            fn=_last_count,
        ),
        Mutant(
            "for-every-item",
            "You add the largest count of a bag once for every item of it. Add it once for each different bag.",
            fn=_for_every_item,
        ),
        Mutant(
            "empty-left-out",
            "You leave out empty bags. They are bags, too, all equal, and a model says something for them.",
            fn=_empty_left_out,
        ),
        Mutant(
            "single-left-out",
            "You leave out bags that come once. The best model gets their label right.",
            fn=_single_left_out,
        ),
    ),
)
