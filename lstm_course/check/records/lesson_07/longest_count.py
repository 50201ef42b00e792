"""Exercise: how far a net counts before its first mistake."""

from ...exercise import Exercise, Mutant, Probe


def count_probes(rng):
    """Return lists of booleans: none right, all right, a gap, and random ones with one right again after a gap."""
    random = [[True] * int(rng.integers(3, 7)) + [False] + (rng.random(9) < 0.6).tolist() for _ in range(2)]
    isolated = [
        Probe(
            ([True, True, True],),
            "Every length is accepted, so the answer is the last of them; yours is not.",
        ),
        Probe(([False, True, True],), "n = 1 is not accepted, so nothing counts after it; yours differs."),
        Probe(
            ([False, False, True, False],),
            "n = 1 is not accepted, so nothing counts after it; yours differs.",
        ),
        Probe(
            ([True, True, False, True, True, True, False],),
            "There is a gap, and what comes after it does not count.",
        ),
    ]
    return [*isolated, *(Probe(([*one, True, True, True, False],)) for one in random), Probe(([True],))]


def longest_count(accepts):
    n = 0
    for accepted in accepts:
        if not accepted:
            break
        n += 1
    return n


def _longest_run(accepts):
    best = run = 0
    for ok in accepts:
        run = run + 1 if ok else 0
        best = max(best, run)
    return best


def _first_true(accepts):
    for n, ok in enumerate(accepts, start=1):
        if ok:
            return n
    return 0


def _place_before(accepts):
    for k, ok in enumerate(accepts):
        if not ok:
            return k - 1
    return len(accepts)


def _past_the_end(accepts):
    n = 0
    while accepts[n]:
        n += 1
    return n


def _largest_of_none(accepts):
    return max(n for n in range(1, len(accepts) + 1) if all(accepts[:n]))


EXERCISE = Exercise(
    name="longest_count",
    signature="longest_count(accepts)",
    returns={"n": "the largest n such that all of 1..n are accepted"},
    reference=longest_count,
    probes=count_probes,
    points={"n": 2},
    read='lesson 07, "Counting"',
    hints=(
        "accepts[0] is about n = 1. Walk from there and stop at the first False.",
        "If no False comes, the answer is the length of the list. If the first is False, it is 0.",
    ),
    mutants=(
        Mutant(
            "last-one-left-out",
            "The last entry of the list is never looked at, so a net that accepts all gets one too few.",
            edits={"in accepts:": "in accepts[:-1]:"},
        ),
        Mutant(
            "first-true",
            "You stop at the first length that is accepted. Walk on as long as every length is, and stop at the first "
            "that is not.",
            fn=_first_true,
        ),
        Mutant(
            "first-only",
            "Only the first entry counts in yours: a return stands inside the loop, or n is set and not counted up.",
            edits={"n += 1": "n = 1"},
        ),
        Mutant(
            "failing-one-counted",
            "You count the length that fails as well. Ask first, count afterwards.",
            edits={
                "        if not accepted:\n": "        n += 1\n        if not accepted:\n",
                "            break\n        n += 1\n": "            break\n",
            },
        ),
        Mutant(
            "place-before-the-gap",
            "You return the place before the gap, counted from 0. The length at place k is n = k + 1, so you are one "
            "short, and at -1 where the first fails.",
            fn=_place_before,
        ),
        Mutant(
            "minus-one-for-none",
            "Where the first length fails you return -1. Nothing is counted then, and that is 0.",
            edits={"return n": "return n if n else -1"},
        ),
        Mutant(
            "first-asked-only",
            "You ask whether the first length is accepted, and then count all of them, also those after a gap.",
            edits={
                "    n = 0\n": "    n = 0\n    if not accepts[0]:\n        return 0\n",
                "break": "continue",
            },
        ),
        Mutant(
            "all-or-not",
            "You return whether all lengths are accepted, True or False. Asked is how many of them are, from the "
            "first on.",
            fn=all,
        ),
        Mutant(
            "counts-all",
            "You count every accepted length, also those after a gap. A net that gets n = 5 wrong does not count to 9.",
            edits={"break": "continue"},
        ),
        Mutant(
            "last-accepted",
            "You take the last length that is accepted. It may be luck: all shorter ones have to be accepted too.",
            edits={
                "for accepted in accepts": "for k, accepted in enumerate(accepts, start=1)",
                "break": "continue",
                "n += 1": "n = k",
            },
        ),
        Mutant(
            "longest-run",
            "You take the longest run of True anywhere in the list. The run must start at n = 1.",
            fn=_longest_run,
        ),
        Mutant(
            "one-too-many",
            "You give the first length that fails. Asked is the last one before it.",
            edits={"return n": "return n + 1"},
        ),
        Mutant(
            "one-too-few",
            "You are one short: accepts[0] stands for n = 1, so an index is one less than its n.",
            edits={"return n": "return max(n - 1, 0)"},
        ),
        Mutant(
            "index-of-false",
            "Your function looks for the first False, and raises a ValueError where there is none: all are accepted.",
            fn=lambda accepts: accepts.index(False),
        ),
        Mutant(
            "nothing-where-all-are-right",
            "Where all lengths are accepted you return 0. Then the answer is the length of the list.",
            edits={"return n": "return 0 if all(accepts) else n"},
        ),
        Mutant(
            "all-where-all-are-right",
            "You always return the length of the list, accepted or not.",
            fn=len,
        ),
        Mutant(
            "counts-failures",
            "You count the lengths that fail. Asked is how far the net gets without a failure.",
            edits={"if not accepted": "if accepted", "break": "continue"},
        ),
        Mutant(
            "from-the-end",
            "You walk from the wrong end of the list: the first entry is n = 1.",
            edits={"in accepts": "in accepts[::-1]"},
        ),
        Mutant(
            "past-the-end",
            "Where all lengths are accepted your function raises an IndexError: there is no failure to find, and no "
            "entry behind the last. The answer is the length of the list.",
            fn=_past_the_end,
        ),
        Mutant(
            "largest-of-none",
            "Where n = 1 is not accepted no n is left over, and the largest of nothing is a ValueError. The answer "
            "is 0 then: max(..., default=0).",
            fn=_largest_of_none,
        ),
    ),
)
