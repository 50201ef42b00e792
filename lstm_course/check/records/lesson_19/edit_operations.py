"""Exercise: the smallest number of edits between two texts, and which they are."""

import difflib
import functools
import itertools
import json

import numpy as np

from ....drive import speech
from ...exercise import Exercise, Mutant, Probe


def texts(rng):
    """Return letters and words, empty sides, equal texts, nothing in common, more errors than symbols, drawn ones."""

    def drawn(n, m, letters="ab"):
        return Probe(tuple("".join(rng.choice(list(letters), k)) for k in (n, m)))

    def words(n, m):
        lists = ([str(w) for w in rng.choice(["one", "two", "ten", "on"], k)] for k in (n, m))
        return Probe(tuple(lists))

    return [
        Probe(
            ("", "abc"),
            "reference is empty here, so every symbol of found is one insertion. Yours is something else.",
        ),
        Probe(
            ("abc", ""),
            "found is empty here, so every symbol of reference is one deletion. Yours is something else.",
        ),
        Probe(
            ("abc", "abc"),
            "The two texts are equal here: all symbols are kept, and the distance is 0. Yours is something else.",
        ),
        Probe(
            ("abc", "axc"),
            "One symbol in the middle differs here: one substitution, between two that are kept. Yours is something "
            "else.",
        ),
        Probe(("", "")),
        Probe(("a", "a")),
        Probe(("a", "b")),
        Probe(("ab", "ba")),
        Probe(("cat", "a")),
        Probe(("a", "cat")),
        Probe(("kitten", "sitting")),
        Probe(("aab", "abb")),
        Probe(("axbycpq", "pqazbwc")),  # the longest piece in common is no good start
        Probe(("abcd", "efgh")),
        Probe(("ab", "xyzvw")),
        Probe((["seven", "one"], ["seven", "nine", "one"])),
        Probe((["two", "to"], ["too"])),
        Probe(([], ["one"])),
        drawn(6, 5),
        drawn(5, 7, "abc"),
        drawn(8, 4, "abc"),
        drawn(7, 7, "abcd"),
        words(4, 5),
        words(5, 3),
    ]


def edit_operations(reference, found):
    R, F = len(reference), len(found)
    cost = np.zeros((R + 1, F + 1), dtype=int)
    cost[:, 0] = np.arange(R + 1)
    cost[0, :] = np.arange(F + 1)
    for i in range(1, R + 1):
        for j in range(1, F + 1):
            diagonal = cost[i - 1, j - 1] + (reference[i - 1] != found[j - 1])
            cost[i, j] = min(diagonal, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    operations, i, j = [], R, F
    while i > 0 or j > 0:
        if i > 0 and cost[i, j] == cost[i - 1, j] + 1:
            i = i - 1
            operations.append(("delete", reference[i], ""))
        elif j > 0 and cost[i, j] == cost[i, j - 1] + 1:
            j = j - 1
            operations.append(("insert", "", found[j]))
        else:
            i, j = i - 1, j - 1
            kind = "keep" if reference[i] == found[j] else "substitute"
            operations.append((kind, reference[i], found[j]))
    return int(cost[R, F]), operations[::-1]


_COUNTED = {"substitute": 1, "delete": 1, "insert": 1, "keep": 0}


def _replayed(operations, reference, found):
    """Whether operations lead from one list of symbols to the other, with names that say what they do."""
    read, written = [], []
    for kind, old, new in operations:
        fits = {
            "keep": old == new and old != "",
            "substitute": old != new and "" not in (old, new),
            "delete": old != "" and new == "",
            "insert": old == "" and new != "",
        }
        if not fits.get(kind, False):
            return False
        read += [old] * (kind != "insert")
        written += [new] * (kind != "delete")
    return read == list(reference) and written == list(found)


def _renamed(operations, names):
    return [[names.get(kind, kind), old, new] for kind, old, new in operations]


def _observed(results, args):
    """Return the distance, and what the operations are, in words: every minimal list is right."""
    reference, found = args
    distance, text = results["distance"], results["operations"]
    if not text.startswith("["):  # why it is no list of triples
        return {"distance": distance, "operations": text}
    operations = json.loads(text)
    if not all(kind in _COUNTED for kind, _, _ in operations):
        return {"distance": distance, "operations": "other words"}
    least = edit_operations(reference, found)[0]

    def minimal(one, a=reference, b=found):
        return _replayed(one, a, b) and sum(_COUNTED[kind] for kind, _, _ in one) == least

    swapped = _renamed(operations, {"insert": "delete", "delete": "insert"})
    mirrored = [[kind, new, old] for kind, old, new in operations]
    ways = {
        "a minimal list": operations,
        "keeps left out": operations,
        "last one first": operations[::-1],
        "insert and delete exchanged": swapped,
        "a symbol twice": [
            [kind, old * (kind != "insert"), new * (kind != "delete")] for kind, old, new in operations
        ],
        "from found to reference": [[kind, new, old] for kind, old, new in swapped],
        "symbols exchanged": mirrored,
    }
    for words, one in ways.items():
        if words == "keeps left out":
            kept = [part for part in edit_operations(reference, found)[1] if part[0] == "keep"]
            if (
                kept
                and all(kind != "keep" for kind, _, _ in one)
                and len(one) == least
                and _part_of(one, reference, found)
            ):
                return {"distance": distance, "operations": words}
        elif minimal(one):
            return {"distance": distance, "operations": words}
    if _replayed(operations, reference, found):
        more = sum(_COUNTED[kind] for kind, _, _ in operations) - least
        return {"distance": distance, "operations": f"lead there, with {more} more than needed"}
    return {"distance": distance, "operations": f"do not lead there: {text}"}


def _part_of(operations, reference, found):
    """Whether what operations read and write stands in the two texts in that order."""
    read = [old for kind, old, _ in operations if kind != "insert"]
    written = [new for kind, _, new in operations if kind != "delete"]
    for part, whole in ((read, iter(reference)), (written, iter(found))):
        if not all(symbol in whole for symbol in part):
            return False
    return True


def _diagonal_first(reference, found):
    """Return another list that is as short: it substitutes where it may."""
    distance, operations = edit_operations(reference, found)
    cost = {
        (i, j): edit_operations(reference[:i], found[:j])[0]
        for i in range(len(reference) + 1)
        for j in range(len(found) + 1)
    }
    operations, i, j = [], len(reference), len(found)
    while i > 0 or j > 0:
        differ = i > 0 and j > 0 and reference[i - 1] != found[j - 1]
        if i > 0 and j > 0 and cost[i, j] == cost[i - 1, j - 1] + differ:
            i, j = i - 1, j - 1
            operations.append(("substitute" if differ else "keep", reference[i], found[j]))
        elif i > 0 and cost[i, j] == cost[i - 1, j] + 1:
            i = i - 1
            operations.append(("delete", reference[i], ""))
        else:
            j = j - 1
            operations.append(("insert", "", found[j]))
    return distance, operations[::-1]


def _renamed_answer(*words, right=edit_operations):
    """Return a right answer with other words for some kinds."""

    def answer(reference, found):
        distance, operations = right(reference, found)
        return distance, [(f"{kind}d" if kind in words else kind, old, new) for kind, old, new in operations]

    return answer


def _none_for_nothing(reference, found, right=edit_operations):
    distance, operations = right(reference, found)
    return distance, [(kind, old or None, new or None) for kind, old, new in operations]


def _short(*words, right=edit_operations):
    """Return a right answer with two entries in some triples."""

    def answer(reference, found):
        distance, operations = right(reference, found)
        return distance, [
            (kind, old or new) if kind in words else (kind, old, new) for kind, old, new in operations
        ]

    return answer


def _no_list(reference, found):
    distance, operations = edit_operations(reference, found)
    return distance, dict(enumerate(operations))


def _from_found(reference, found):
    return edit_operations(found, reference)


def _both_symbols(reference, found, right=edit_operations):
    """Name the one symbol of a deletion or an insertion twice."""
    distance, operations = right(reference, found)
    return distance, [(kind, old or new, new or old) for kind, old, new in operations]


def _nothing_for_the_empty(reference, found):
    if len(reference) == 0 or len(found) == 0:
        return max(len(reference), len(found)), []
    return edit_operations(reference, found)


def _matched_pieces(reference, found):
    """Keep what difflib keeps."""
    operations = []
    pieces = difflib.SequenceMatcher(None, reference, found, autojunk=False).get_opcodes()
    for _, a, b, c, d in pieces:
        operations += _place_by_place(reference[a:b], found[c:d])[1]
    return sum(kind != "keep" for kind, _, _ in operations), operations


def _deleted_and_inserted(reference, found):
    """Keep what difflib keeps, and substitute nothing."""
    operations = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, reference, found, autojunk=False).get_opcodes():
        if kind == "equal":
            operations += [("keep", old, old) for old in reference[a:b]]
        else:
            operations += [("delete", old, "") for old in reference[a:b]]
            operations += [("insert", "", new) for new in found[c:d]]
    return sum(kind != "keep" for kind, _, _ in operations), operations


def _joined(reference, found):
    return edit_operations("".join(reference), "".join(found))


def _as_sets(reference, found):
    return len(set(reference) ^ set(found)), edit_operations(reference, found)[1]


def _place_by_place(reference, found):
    operations = [("keep" if a == b else "substitute", a, b) for a, b in zip(reference, found, strict=False)]
    shared = len(operations)
    operations += [("delete", a, "") for a in reference[shared:]]
    operations += [("insert", "", b) for b in found[shared:]]
    return sum(kind != "keep" for kind, _, _ in operations), operations


def _split(reference, found):
    """Split strings into words."""
    sides = (side.split() if isinstance(side, str) else side for side in (reference, found))
    return edit_operations(*sides)


def _of_the_other_list(change):
    """Return the mistake that `change` makes of the list that substitutes where it may."""

    def answer(reference, found):
        return change(*_diagonal_first(reference, found))

    return answer


def _up_to_one_border(distance, operations):
    first = operations[0][0] if operations else "keep"
    if first in ("insert", "delete"):
        operations = list(itertools.dropwhile(lambda one: one[0] == first, operations))
    return distance, operations


def _without_keeps(distance, operations):
    return distance, [one for one in operations if one[0] != "keep"]


def _names_exchanged(distance, operations):
    names = {"insert": "delete", "delete": "insert"}
    return distance, [(names.get(kind, kind), old, new) for kind, old, new in operations]


def _counted(distance, operations):
    return len(operations), operations


_DIAGONAL = "cost[i - 1, j - 1] + (reference[i - 1] != found[j - 1])"
_MIN = "min(diagonal, cost[i - 1, j] + 1, cost[i, j - 1] + 1)"
_KIND = '"keep" if reference[i] == found[j] else "substitute"'
_END = "return int(cost[R, F]), operations[::-1]"
_DELETE = 'operations.append(("delete", reference[i], ""))'
_INSERT = 'operations.append(("insert", "", found[j]))'

EXERCISE = Exercise(
    name="edit_operations",
    signature="edit_operations(reference, found)",
    returns={"distance": "a whole number", "operations": "a list of triples"},
    reference=edit_operations,
    drive=speech.edits,
    probes=texts,
    observe=_observed,
    points={"distance": 3, "operations": 4},
    read='lesson 19, "Errors and voices"',
    advice={
        "distance": "Fill a table: cost[i, j] is the distance from the first i symbols of reference to the first j of "
        "found. Row 0 and column 0 are known; every other entry is the least of three.",
        "operations": "Go back from the last corner of the table, at each entry to one of the three that it may have "
        "come from, and turn the list round. Replay it: the symbols of reference, kept, changed or deleted in "
        "order, and the inserted ones between them, must give found.",
    },
    hints=(
        "cost[i, j] comes from three sides: cost[i - 1, j - 1], plus 1 if the two symbols differ; cost[i - 1, j] + 1, "
        "a deletion; cost[i, j - 1] + 1, an insertion.",
        "cost has R + 1 rows and F + 1 columns, for the empty beginnings. cost[i, 0] = i and cost[0, j] = j. The "
        "symbol of row i is reference[i - 1].",
        "Begin at i = R, j = F. If i > 0 and cost[i, j] == cost[i - 1, j] + 1, it was a deletion: note it, and go to "
        "i - 1. The same for an insertion and j. Otherwise both go down by 1. Stop at 0, 0, and turn the list round.",
    ),
    mutants=(
        Mutant(
            "substitution-costs-two",
            "A substitution costs 2 with you, as a deletion and an insertion together. Here it is one error.",
            edits={_DIAGONAL: "cost[i - 1, j - 1] + 2 * (reference[i - 1] != found[j - 1])"},
        ),
        Mutant(
            "substitution-free",
            "A substitution costs nothing with you. It costs 1 where the two symbols differ.",
            edits={_DIAGONAL: "cost[i - 1, j - 1] + 0"},
        ),
        Mutant(
            "keeping-costs",
            "Going on with two equal symbols costs 1 with you. It is free: nothing is changed.",
            edits={_DIAGONAL: "cost[i - 1, j - 1] + 1"},
        ),
        Mutant(
            "names-exchanged",
            "You call insertions deletions and the other way round. Reference is what was said: a symbol that found "
            "lacks was deleted.",
            edits={
                _DELETE: 'operations.append(("insert", "", reference[i]))',
                _INSERT: 'operations.append(("delete", found[j], ""))',
            },
        ),
        Mutant(
            "only-names-exchanged",
            "Your words insert and delete are exchanged, while the symbols stand in the right places.",
            edits={
                _DELETE: 'operations.append(("insert", reference[i], ""))',
                _INSERT: 'operations.append(("delete", "", found[j]))',
            },
        ),
        Mutant(
            "symbols-exchanged",
            "The symbols of your triples are exchanged: first comes that of reference, then that of found.",
            edits={
                _DELETE: 'operations.append(("delete", "", reference[i]))',
                _INSERT: 'operations.append(("insert", found[j], ""))',
                "operations.append((kind, reference[i], found[j]))": "operations.append((kind, found[j], "
                "reference[i]))",
            },
        ),
        Mutant(
            "from-found-to-reference",
            "Your list leads from found to reference. It is asked for the other way round: how what was said became "
            "what was found.",
            fn=_from_found,
        ),
        Mutant(
            "both-symbols",
            "Your deletions and insertions name a symbol twice. A deletion has none of found, and an insertion none of "
            'reference: "" stands there.',
            fn=_both_symbols,
        ),
        Mutant(
            "both-symbols, diagonal first",
            "Your deletions and insertions name their symbol twice. A deletion has none of found, an insertion none "
            'of reference: "" stands there.',
            fn=functools.partial(_both_symbols, right=_diagonal_first),
        ),
        Mutant(
            "none-for-nothing",
            'You put None where a side has no symbol. An empty string "" is asked for.',
            fn=_none_for_nothing,
        ),
        Mutant(
            "none-for-nothing, diagonal first",
            'You write None where a side has no symbol. An empty string "" is asked for.',
            fn=functools.partial(_none_for_nothing, right=_diagonal_first),
        ),
        Mutant(
            "no-list",
            "Your operations are no list. A list of triples (kind, symbol of reference, symbol of found) is asked for.",
            fn=_no_list,
        ),
        Mutant(
            "short-keeps",
            'Your entries for kept symbols are no triples. They have three parts as all others: ("keep", a, a).',
            fn=_short("keep"),
        ),
        Mutant(
            "short-keeps, diagonal first",
            'What you note for kept symbols is no triple. It has three parts: ("keep", a, a).',
            fn=_short("keep", right=_diagonal_first),
        ),
        Mutant(
            "short-gaps",
            "Your entries for deletions and insertions are no triples. Each has three parts, the side without "
            'a symbol gets "".',
            fn=_short("delete", "insert"),
        ),
        Mutant(
            "short-gaps, diagonal first",
            "What you note for deletions and insertions is no triple. It has three parts; the side without a symbol "
            'gets "".',
            fn=_short("delete", "insert", right=_diagonal_first),
        ),
        Mutant(
            "short",
            "What you write down is no list of triples: each entry has three parts, kind, symbol of reference and "
            "symbol of found.",
            fn=_short("keep", "substitute", "delete", "insert"),
        ),
        Mutant(
            "other-word-for-keep",
            'Your word for kept symbols is another. It is "keep".',
            fn=_renamed_answer("keep"),
        ),
        Mutant(
            "other-word-for-keep, diagonal first",
            'You have another word for kept symbols. It is "keep".',
            fn=_renamed_answer("keep", right=_diagonal_first),
        ),
        Mutant(
            "other-word-for-substitute",
            'Your word for changed symbols is another. It is "substitute".',
            fn=_renamed_answer("substitute"),
        ),
        Mutant(
            "other-word-for-substitute, diagonal first",
            'You have another word for changed symbols. It is "substitute".',
            fn=_renamed_answer("substitute", right=_diagonal_first),
        ),
        Mutant(
            "other-words-for-gaps",
            'Your words for what is missing or too much are others. They are "delete" and "insert".',
            fn=_renamed_answer("delete", "insert"),
        ),
        Mutant(
            "other-words-for-gaps, diagonal first",
            'You have other words for what is missing or too much. They are "delete" and "insert".',
            fn=_renamed_answer("delete", "insert", right=_diagonal_first),
        ),
        Mutant(
            "other-words-for-edits",
            'Your words for the edits are others. They are "substitute", "delete" and "insert".',
            fn=_renamed_answer("substitute", "delete", "insert"),
        ),
        Mutant(
            "other-words",
            'Your words for the kinds are others. They are "keep", "substitute", "delete" and "insert", as '
            "they stand in the text.",
            fn=_renamed_answer("keep", "substitute", "delete", "insert"),
        ),
        Mutant(
            "nothing-for-the-empty",
            "Where one of the two texts is empty, you return no operations. Then every symbol of the other is an "
            "insertion or a deletion.",
            fn=_nothing_for_the_empty,
        ),
        Mutant(
            "turned-round",
            "Your list runs from the end to the front. You collected it on the way back: turn it round.",
            edits={_END: "return int(cost[R, F]), operations"},
        ),
        Mutant(
            "keeps-left-out",
            "You leave out what is kept. Every symbol has its triple here; without them nobody can replay the list.",
            edits={_END: 'return int(cost[R, F]), [one for one in operations[::-1] if one[0] != "keep"]'},
        ),
        Mutant(
            "always-substitute",
            'You write "substitute" for equal symbols, too. Those are kept, and kept symbols are no errors.',
            edits={_KIND: '"substitute"'},
        ),
        Mutant(
            "borders-zero",
            "Row 0 and column 0 of your table are all 0. From an empty text to j symbols it takes j insertions, and "
            "back as many deletions.",
            edits={
                "cost[:, 0] = np.arange(R + 1)": "cost[:, 0] = 0",
                "cost[0, :] = np.arange(F + 1)": "cost[0, :] = 0",
                "while i > 0 or j > 0": "while i > 0 and j > 0",
            },
        ),
        Mutant(
            "back-to-one-border",
            "On the way back you stop as soon as one of the two texts is used up. What is left of the other was "
            "deleted or inserted.",
            edits={"while i > 0 or j > 0": "while i > 0 and j > 0"},
        ),
        Mutant(
            "no-insertions",
            "Your table knows no insertions but those of row 0. Found may hold symbols that nobody said.",
            edits={_MIN: "min(diagonal, cost[i - 1, j] + 1)"},
        ),
        Mutant(
            "no-deletions",
            "Your table knows no deletions but those of column 0. Found may lack symbols.",
            edits={_MIN: "min(diagonal, cost[i, j - 1] + 1)"},
        ),
        Mutant(
            "greedy",
            "You keep where two symbols are equal, and look no further. In this table that does no harm; but where "
            "they differ you always substitute. An insertion or a deletion may be cheaper.",
            edits={_MIN: "diagonal"},
        ),
        Mutant(
            "place-by-place",
            "You compare the texts place by place. One missing symbol then makes everything behind it wrong: look for "
            "the cheapest way through the table.",
            fn=_place_by_place,
        ),
        Mutant(
            "difflib",
            "You keep what difflib keeps. It looks for long pieces in common, and not for the fewest edits: fill the "
            "table.",
            fn=_matched_pieces,
        ),
        Mutant(
            "difflib-without-substitutions",
            "You keep what difflib keeps, and delete and insert the rest. That is not the fewest edits: fill the "
            "table, where one symbol for another is one edit.",
            fn=_deleted_and_inserted,
        ),
        Mutant(
            "stops-at-zero",
            "On the way back you stop where the table holds 0. The symbols in front of that place are kept, and each "
            "has its triple.",
            edits={"while i > 0 or j > 0": "while cost[i, j] > 0"},
        ),
        Mutant(
            "last-pair-unseen",
            "Your distance is the one without the last symbols, an off-by-one: the last entry of the table is "
            "cost[len(reference), len(found)].",
            edits={_END: "return int(cost[max(R - 1, 0), max(F - 1, 0)]), operations[::-1]"},
        ),
        Mutant(
            "number-of-operations",
            "Your distance is the length of the list. Kept symbols are no errors.",
            edits={_END: "return len(operations), operations[::-1]"},
        ),
        Mutant(
            "rate",
            "You return a rate. The number of errors is asked for; the rate is this number divided by the length of "
            "reference.",
            edits={_END: "return int(cost[R, F]) / max(R, 1), operations[::-1]"},
        ),
        Mutant(
            "rate-of-found",
            "You return a rate, over the length of found. The number of errors is asked for; and a rate is over the "
            "length of reference.",
            edits={_END: "return int(cost[R, F]) / max(F, 1), operations[::-1]"},
        ),
        Mutant(
            "capped",
            "Your distance stops at the length of reference. With many insertions there are more errors than symbols.",
            edits={_END: "return min(int(cost[R, F]), R), operations[::-1]"},
        ),
        Mutant(
            "most-expensive",
            "You take the most expensive way in place of the cheapest: max for min.",
            edits={_MIN: "max(diagonal, cost[i - 1, j] + 1, cost[i, j - 1] + 1)"},
        ),
        Mutant(
            "transposition",
            "You count two neighbours that changed places as one error. That is another distance; here it is two.",
            edits={
                f"            cost[i, j] = {_MIN}": f"            cost[i, j] = {_MIN}\n"
                "            crossed = i > 1 and j > 1 and reference[i - 1] == found[j - 2]\n"
                "            if crossed and reference[i - 2] == found[j - 1]:\n"
                "                cost[i, j] = min(cost[i, j], cost[i - 2, j - 2] + 1)",
            },
        ),
        Mutant(
            "letters-for-words",
            "You join the words and compare letters. A list is compared word by word: a word is right or wrong.",
            fn=_joined,
        ),
        Mutant(
            "words-for-letters",
            "You split strings into words. A string is compared letter by letter.",
            fn=_split,
        ),
        Mutant(
            "off-by-one-in-the-texts",
            "Your table compares the symbols behind the ones that it should, an off-by-one: the symbol of row i is "
            "number i - 1, since row 0 is the empty beginning.",
            edits={_DIAGONAL: "cost[i - 1, j - 1] + (reference[i % R] != found[j % F])"},
        ),
        Mutant(
            "as-sets",
            "Your distance counts the symbols that only one of the texts has. Order and number matter, too.",
            fn=_as_sets,
        ),
        Mutant(
            "only-names-exchanged, diagonal first",
            "Your words insert and delete are exchanged; the symbols stand in the right places.",
            fn=_of_the_other_list(_names_exchanged),
        ),
        Mutant(
            "keeps-left-out, diagonal first",
            "You leave out what is kept. Every symbol has its triple, or nobody can replay the list.",
            fn=_of_the_other_list(_without_keeps),
        ),
        Mutant(
            "number-of-operations, diagonal first",
            "Your distance is the length of your list. Symbols that are kept are no errors.",
            fn=_of_the_other_list(_counted),
        ),
        Mutant(
            "back-to-one-border, diagonal first",
            "On the way back you stop as soon as one of the texts is used up. What is left of the other was deleted "
            "or inserted.",
            fn=_of_the_other_list(_up_to_one_border),
        ),
    ),
)
