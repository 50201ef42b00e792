"""Exercise: Holm's step-down for many claims at once."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def many(rng):
    """Return p-values in no order, with ties, on the border, one, none, and levels of many sizes."""

    def drawn(m, level, k):
        """Return p-values of which k fall one after the other, then one fails and the next would pass."""
        thresholds = level / (m - np.arange(m))
        p = np.empty(m)
        p[:k] = np.sort(rng.uniform(0.55, 0.95, size=k)) * thresholds[:k]
        p[k:] = np.minimum(
            1, thresholds[k] * 1.02 + np.arange(m - k) * 1e-4
        )  # one fails; later ones would pass
        return p[rng.permutation(m)]

    return [
        Probe((np.array([0.03, 0.3, 0.01, 0.02]),)),
        Probe((np.array([0.04, 0.012, 0.015, 0.06]), 0.06)),
        Probe((drawn(7, 0.1, 3), 0.1)),
        Probe((drawn(9, 0.05, 5),)),
        Probe((drawn(6, 0.2, 0), 0.2)),
        Probe((drawn(12, 0.01, 8), 0.01)),
        Probe((np.array([0.125, 0.03125, 0.0625, 0.04]), 0.125)),  # on the border: still rejected
        Probe((np.array([0.5, 0.25]), 0.5)),
        Probe((np.array([0.02, 0.4, 0.02, 0.02, 0.4]), 0.1)),
        Probe((np.array([0.024, 0.024, 0.024]), 0.06)),
        Probe((np.full(4, 0.02),)),
        Probe((np.array([0.04, 0.9, 0.3]),)),
        Probe((np.array([0.06, 0.9, 0.07]),)),
        Probe((np.array([0.05]),)),
        Probe((np.array([0.06]),)),
        Probe((np.array([0.06]), 0.1)),
        Probe((np.array([]),)),
        Probe((np.array([1.0, 0.0, 1.0]), 0.05)),
        Probe((np.array([0.001, 0.002, 0.003]), 0.05)),
        Probe((np.array([0.9, 0.7, 0.8]), 0.05)),
        Probe((rng.uniform(0, 0.1, size=8) ** 2 * 4, 0.1)),
        Probe((np.array([0.018, 0.021, 0.03, 0.8, 0.9, 0.95]), 0.12)),
    ]


def holm(p_values, level=0.05):
    m = len(p_values)
    rejected = np.zeros(m, dtype=bool)
    for rank, place in enumerate(np.argsort(p_values)):
        if p_values[place] > level / (m - rank):
            break
        rejected[place] = True
    return rejected


def _step_up(thresholds):
    """Return the procedure that begins at the largest p-value, with these thresholds."""

    def holm(p_values, level=0.05):
        m = len(p_values)
        order = np.argsort(p_values)
        below = np.flatnonzero(p_values[order] <= thresholds(np.arange(m), m, level))
        rejected = np.zeros(m, dtype=bool)
        if len(below):
            rejected[order[: below[-1] + 1]] = True
        return rejected

    return holm


def _ranks_by_argsort(p_values, level=0.05):
    m = len(p_values)
    return p_values <= level / (m - np.argsort(p_values))


def _all_or_none(p_values, level=0.05):
    return np.full(len(p_values), bool(holm(p_values, level).all()))


def _promising_only(p_values, level=0.05):
    some = np.flatnonzero(p_values <= level)
    rejected = np.zeros(len(p_values), dtype=bool)
    rejected[some] = holm(p_values[some], level)
    return rejected


def _distinct(p_values, level=0.05):
    values, places = np.unique(p_values, return_inverse=True)
    return holm(values, level)[places]


def _places(p_values, level=0.05):
    return np.flatnonzero(holm(p_values, level))


def _adjusted(p_values, level=0.05):
    m = len(p_values)
    order = np.argsort(p_values)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(p_values[order] * (m - np.arange(m))))
    return adjusted


def _bonferroni_alone(p_values, level=0.05):
    return p_values <= level / len(p_values)


def _first_place_of_ties(p_values, level=0.05):
    left, rejected = list(p_values), np.zeros(len(p_values), dtype=bool)
    while left and min(left) <= level / len(left):
        rejected[list(p_values).index(min(left))] = True
        left.remove(min(left))
    return rejected


def _put_back_with_the_order(p_values, level=0.05):
    order = np.argsort(p_values)
    return holm(p_values, level)[order][order]


def _first_failure_by_argmax(p_values, level=0.05):
    order, m = np.argsort(p_values), len(p_values)
    fails = p_values[order] > level / np.arange(m, 0, -1)
    rejected = np.zeros(m, dtype=bool)
    rejected[order[: fails.argmax()]] = True
    return rejected


def _first_failure_by_argmax_guarded(p_values, level=0.05):
    return _first_failure_by_argmax(p_values, level) if len(p_values) else np.zeros(0, dtype=bool)


_ORDER = "np.argsort(p_values)"
_SHARE = "level / (m - rank)"
_FAILS = f"p_values[place] > {_SHARE}"
_SET = "        rejected[place] = True"

EXERCISE = Exercise(
    name="holm",
    signature="holm(p_values, level=0.05)",
    returns={"rejected": "(m,), bool"},
    reference=holm,
    probes=many,
    points={"rejected": 5},
    read='lesson 23, "How sure?"',
    advice={
        "rejected": "Go from the smallest p-value up. The first is compared with level / m, the next with level / "
        "(m - 1), and so on; stop at the first that is larger than its share."
    },
    hints=(
        "np.argsort gives the places from the smallest p-value to the largest. Go through them in this order.",
        "At the first there are m claims left, at the next m - 1: each is compared with level, divided by the number "
        "that is left.",
        "The first that is larger than its share ends it: this and all that follow stay. Write True at the place where "
        "the p-value came from, not at its rank.",
    ),
    mutants=(
        Mutant(
            "bonferroni",
            "You divide by m for all: that is Bonferroni's correction. Holm's is just as safe and finds more: a claim "
            "that has fallen need not be paid for again.",
            edits={_SHARE: "level / m"},
        ),
        Mutant(
            "level-for-each",
            "Each of your tests gets the whole level. Where many are made some fall by chance: the level is for all "
            "together.",
            edits={_SHARE: "level"},
        ),
        Mutant(
            "goes-on",
            "You go on after the first that does not pass. A larger p-value must not be rejected where a smaller one "
            "was not.",
            edits={"break": "continue"},
        ),
        Mutant(
            "unsorted",
            "You go through the claims in the order of the list. Go from the smallest p-value up.",
            edits={_ORDER: "range(m)"},
        ),
        Mutant(
            "unsorted-goes-on",
            "You give out the shares in the order of the list. The smallest p-value gets the smallest share, and after "
            "the first that does not pass there is nothing more to give.",
            edits={_ORDER: "range(m)", "break": "continue"},
        ),
        Mutant(
            "bonferroni-unsorted",
            "You stop at the first claim of the list that does not pass, with one share for all. Go from the smallest "
            "p-value up, and divide by what is left.",
            edits={_ORDER: "range(m)", _SHARE: "level / m"},
        ),
        Mutant(
            "sorted-order",
            "You return the verdicts in the order of the p-values from the smallest up. They belong to the places in "
            "the list.",
            edits={"rejected[place] = True": "rejected[rank] = True"},
        ),
        Mutant(
            "from-the-largest",
            "You go from the largest p-value down. Begin with the smallest.",
            edits={_ORDER: f"{_ORDER}[::-1]"},
        ),
        Mutant(
            "hochberg",
            "You start at the largest p-value and reject the first that passes with all smaller ones: that is "
            "Hochberg's procedure. It is safe only under more assumptions than Holm's. Start at the smallest, and "
            "stop at the first that does not pass.",
            fn=_step_up(lambda rank, m, level: level / (m - rank)),
        ),
        Mutant(
            "benjamini-hochberg",
            "You allow a share of false ones among the rejected: that is the procedure of Benjamini and Hochberg. "
            "Holm's keeps the chance of a single false one below level.",
            fn=_step_up(lambda rank, m, level: level * (rank + 1) / max(m, 1)),
        ),
        Mutant(
            "share-grows-with-rank",
            "Your share is level times the rank, divided by m. It is level divided by the number of claims that are "
            "left.",
            edits={_SHARE: "level * (rank + 1) / m"},
        ),
        Mutant(
            "divided-by-rank",
            "You divide by the rank. Divide by the number of claims that are left: m at the first, 1 at the last.",
            edits={_SHARE: "level / (rank + 1)"},
        ),
        Mutant(
            "divided-by-rank-from-0",
            "You divide by the rank, which begins at 0. Divide by the number of claims that are left.",
            edits={_SHARE: "level / rank"},
        ),
        Mutant(
            "one-less-left",
            "You count one claim too few: at the first there are m left, and at the last 1, not 0.",
            edits={_SHARE: "level / (m - rank - 1)"},
        ),
        Mutant(
            "one-less-left-mended",
            "You count one claim too few: at the first there are m left.",
            edits={_SHARE: "level / max(1, m - rank - 1)"},
        ),
        Mutant(
            "one-more-left",
            "You count one claim too many: at the first there are m left, and at the last 1.",
            edits={_SHARE: "level / (m - rank + 1)"},
        ),
        Mutant(
            "strict",
            "On the border you do not reject: a p-value that equals its share passes.",
            edits={_FAILS: f"p_values[place] >= {_SHARE}"},
        ),
        Mutant(
            "level-fixed",
            "Your level is always 0.05. Use the one that is given.",
            edits={_SHARE: "0.05 / (m - rank)"},
        ),
        Mutant(
            "halved",
            "You halve the level. The p-values have two sides already.",
            edits={_SHARE: "level / 2 / (m - rank)"},
        ),
        Mutant(
            "default",
            "Your level is not 0.05 where none is given.",
            edits={"level=0.05": "level=0.01"},
        ),
        Mutant(
            "sidak",
            "You use the shares of Sidak, 1 - (1 - level)^(1/k). They hold for independent claims; Holm's, level / k, "
            "hold for any.",
            edits={_SHARE: "1 - (1 - level) ** (1 / (m - rank))"},
        ),
        Mutant(
            "turned",
            "You return True where a claim is kept. True says rejected.",
            edits={"return rejected": "return ~rejected"},
        ),
        Mutant(
            "turned-comparison",
            "You reject what is as large as its share, or larger. A small p-value is what chance hardly ever gives.",
            edits={_FAILS: f"p_values[place] < {_SHARE}"},
        ),
        Mutant(
            "turned-comparison-border",
            "You reject what is larger than its share. A small p-value is what chance hardly ever gives.",
            edits={_FAILS: f"p_values[place] <= {_SHARE}"},
        ),
        Mutant(
            "first-failure-too",
            "You reject the one at which you stop as well.",
            edits={"            break": f"    {_SET}\n            break"},
        ),
        Mutant(
            "smallest-only",
            "You stop after the smallest. Go on as long as each passes.",
            edits={_SET: f"{_SET}\n        break"},
        ),
        Mutant(
            "ranks-by-argsort",
            "You take np.argsort for the ranks. It says where the smallest stands, not how many are smaller than the "
            "first; and nothing stops you at the first that does not pass.",
            fn=_ranks_by_argsort,
        ),
        Mutant(
            "bonferroni-without-claims",
            "You compare all with one share, level divided by their number: that is Bonferroni's correction, and "
            "without any claim it divides by 0. Holm's divides by the number that is left.",
            fn=_bonferroni_alone,
        ),
        Mutant(
            "ties-at-one-place",
            "You look for the place of a p-value by its value, and of equal ones you always find the first. np.argsort "
            "gives each a place of its own.",
            fn=_first_place_of_ties,
        ),
        Mutant(
            "put-back-with-the-order",
            "You put the verdicts back with ok[order]. That sorts them once more: rejected[order] = ok puts each "
            "where its p-value came from.",
            fn=_put_back_with_the_order,
        ),
        Mutant(
            "level-strict",
            "Each of your tests gets the whole level, and what equals it does not pass. Where many are made some fall "
            "by chance: the level is for all together.",
            edits={_FAILS: "p_values[place] >= level"},
        ),
        Mutant(
            "multiplied",
            "You multiply the level by the number of claims that are left. It is divided: the more claims, the less "
            "for each.",
            edits={_SHARE: "level * (m - rank)"},
        ),
        Mutant(
            "level-used-up",
            "You divide what is left of the level again and again. Each share is the whole level, divided once.",
            edits={f"if {_FAILS}": f"level = {_SHARE}\n        if p_values[place] > level"},
        ),
        Mutant(
            "last-left-out",
            "You leave out the largest p-value. It is compared with the whole level, if all others have passed.",
            edits={_ORDER: f"{_ORDER}[:-1]"},
        ),
        Mutant(
            "all-or-none",
            "You reject all claims or none. Each gets a verdict of its own.",
            fn=_all_or_none,
        ),
        Mutant(
            "promising-only",
            "You count only the claims whose p-value is below level. All that were tested count, also those that came "
            "to nothing: their number is what chance had to play with.",
            fn=_promising_only,
        ),
        Mutant(
            "distinct-only",
            "You count equal p-values once. Each belongs to a claim of its own.",
            fn=_distinct,
        ),
        Mutant(
            "places-returned",
            "You return the places of the rejected claims. Wanted is True or False for each claim.",
            fn=_places,
        ),
        Mutant(
            "adjusted-returned",
            "You return adjusted p-values. Wanted is True or False for each claim: compare them with level.",
            fn=_adjusted,
        ),
        Mutant(
            "nothing-rejected",
            "You reject nothing, ever.",
            edits={"rejected[place] = True": "rejected[place] = False"},
        ),
        Mutant(
            "everything-rejected",
            "You reject everything, whatever the p-values.",
            edits={_FAILS: "False"},
        ),
        Mutant(
            "nothing-fails",
            "Where all p-values pass you reject none: the argmax of nothing but False is 0, as if the first had "
            "failed.",
            fn=_first_failure_by_argmax_guarded,
        ),
        Mutant(
            "nothing-fails, and no claims",
            "Where all p-values pass you reject none, as the argmax of nothing but False is 0; and without claims "
            "argmax is an error.",
            fn=_first_failure_by_argmax,
        ),
    ),
)
