"""Exercise: top-k and nucleus for a batch of rows."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def truncate_probes(rng):
    """Return exact borders and ties in binary fractions, one row, one symbol, and limits that cut nothing."""

    def rows(N, V, sharp=2.0):
        p = np.exp(sharp * rng.normal(size=(N, V)))
        return p / p.sum(axis=1, keepdims=True)

    parts = np.array([0.5, 0.25, 0.125, 0.0625, 0.0625])
    halves = np.stack([rng.permutation(parts) for _ in range(4)])
    flat = np.full((2, 8), 0.125)
    plain = np.array([[8.0, 1.0, 5.0, 2.0], [3.0, 7.0, 2.0, 4.0], [1.0, 3.0, 10.0, 2.0]]) / 16
    return [
        Probe(
            (plain, 2, 1.0),
            "Here k is 2 and the mass of 1 cuts nothing: the two most probable symbols of each row should stay, in "
            "their places, and sum to 1. Yours do not.",
        ),
        Probe(
            (plain, 4, 0.75),
            "Here k cuts nothing. The fewest symbols that together reach the mass should stay, and that includes the "
            "one which crosses or just reaches it. Yours are others, or do not sum to 1.",
        ),
        Probe((rows(4, 6), 6, 1.0)),
        Probe((rows(4, 6), 9, 0.7)),
        Probe((rows(5, 7), 3, 1.0)),
        Probe((rows(6, 7, 0.7), 4, 0.6)),
        Probe((halves, 5, 0.75)),
        Probe((halves, 2, 0.5)),
        Probe((halves, 4, 0.9375)),
        Probe((flat, 3, 1.0)),
        Probe((flat, 8, 0.5)),
        Probe((flat, 4, 0.75)),
        Probe((rows(3, 5, 0.3), 5, 0.05)),
        Probe((rows(1, 6), 2, 0.9)),
        Probe((rows(5, 1), 1, 0.4)),
        Probe((rows(1, 1), 3, 1.0)),
        Probe((np.array([[0.75, 0.25, 0.0], [0.0, 0.0, 1.0]]), 2, 0.875)),
        Probe((rows(7, 12, 1.0), 5, 0.8)),
        Probe((np.tile([[1.0, 3.0], [3.0, 1.0]], (1, 32)) / 128, 64, 0.5)),  # many ties
    ]


def truncate(p, k, mass):
    order = np.argsort(-p, axis=1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=1)
    ranked[:, k:] = 0
    before = ranked.cumsum(axis=1) - ranked
    ranked[before >= mass * ranked.sum(axis=1, keepdims=True)] = 0
    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=1)
    return kept / kept.sum(axis=1, keepdims=True)


def _ranks(p):
    return np.argsort(np.argsort(-p, axis=1, kind="stable"), axis=1)


def _by_value(p, k, mass):
    ranked = -np.sort(-p, axis=1)
    least = ranked[:, min(k, p.shape[1]) - 1][:, None]
    return truncate(np.where(p >= least, p, 0.0), p.shape[1], mass)


def _either(p, k, mass):
    V = p.shape[1]
    kept = np.where((truncate(p, k, 1.0) > 0) | (truncate(p, V, mass) > 0), p, 0.0)
    return kept / kept.sum(axis=1, keepdims=True)


def _first_row_for_all(p, k, mass):
    ranks = _ranks(p)[:1]
    kept = np.where(ranks < k, p, 0.0)
    order = np.argsort(ranks[0])
    before = (kept[:, order].cumsum(axis=1) - kept[:, order])[:, ranks[0]]
    kept[before >= mass * kept.sum(axis=1, keepdims=True)] = 0
    return kept / kept.sum(axis=1, keepdims=True)


def _shared_out_evenly(p, k, mass):
    stays = truncate(p, k, mass) > 0
    lost = np.where(stays, 0, p).sum(axis=1, keepdims=True)
    return np.where(stays, p + lost / stays.sum(axis=1, keepdims=True), 0.0)


def _unordered(p, k, mass):
    ranked = np.where(_ranks(p) < k, p, 0.0)
    before = ranked.cumsum(axis=1) - ranked
    ranked[before >= mass * ranked.sum(axis=1, keepdims=True)] = 0
    return ranked / ranked.sum(axis=1, keepdims=True)


_ORDER = 'np.argsort(-p, axis=1, kind="stable")'
_CUT = "ranked[:, k:] = 0"
_BEFORE = "ranked.cumsum(axis=1) - ranked"
_TOTAL = "mass * ranked.sum(axis=1, keepdims=True)"
_OUT = "before >= mass"
_BACK = "np.put_along_axis(kept, order, ranked, axis=1)"
_RETURN = "kept / kept.sum(axis=1, keepdims=True)"

EXERCISE = Exercise(
    name="truncate",
    signature="truncate(p, k, mass)",
    returns={"q": "(N, V)"},
    reference=truncate,
    probes=truncate_probes,
    points={"q": 6},
    read='lesson 17, "The knobs"',
    advice={
        "q": "Take one row by hand: rank its symbols, keep the first k, and of those the fewest that reach the mass. "
        "Then bring each back to its own place, and divide by what is left.",
    },
    hints=(
        "Sort each row, largest first, and remember where each symbol came from.",
        "A symbol stays in the nucleus if those ranked before it have not reached the mass yet: "
        "cumsum - the symbol's own probability < mass. The one that crosses it then stays by itself.",
        "With top-k before it, the mass is a share of what top-k has left. np.put_along_axis(kept, order, ranked, "
        "axis=1) brings everything back; divide each row by its sum.",
    ),
    mutants=(
        Mutant(
            "crossing-dropped",
            "You drop the symbol that crosses the mass. The symbols that stay must reach it together, so this one has "
            "to stay; where the first symbol crosses it, nothing is left in yours.",
            edits={_BEFORE: "ranked.cumsum(axis=1)", _OUT: "before > mass"},
        ),
        Mutant(
            "crossing-dropped-but-the-first",
            "You drop the symbol that crosses the mass, unless it is the first. The symbols that stay must reach the "
            "mass together, so the one that crosses it has to stay.",
            edits={
                _BEFORE: "ranked.cumsum(axis=1)",
                _OUT: "before * (np.arange(p.shape[1]) > 0) > mass",
            },
        ),
        Mutant(
            "one-too-many-at-the-border",
            "Where the symbols reach the mass exactly you keep one more. The fewest that reach it are asked for.",
            edits={_OUT: "before > mass"},
        ),
        Mutant(
            "not-renormalised",
            "Your rows do not sum to 1 after the cut. Share out what is left anew: divide each row by its sum.",
            edits={_RETURN: "kept"},
        ),
        Mutant(
            "divided-by-the-whole",
            "You divide by the sum of the whole array. Each row is a distribution of its own.",
            edits={_RETURN: "kept / kept.sum()"},
        ),
        Mutant(
            "softmax-again",
            "You make probabilities of probabilities with a softmax: what was cut comes back, and the rest is evened "
            "out. Divide each row by its sum.",
            edits={_RETURN: "np.exp(kept) / np.exp(kept).sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "shared-out-evenly",
            "You share out what was cut in equal parts. Dividing by the sum keeps the proportions of the symbols that "
            "stay.",
            fn=_shared_out_evenly,
        ),
        Mutant(
            "sorted-order",
            "You return the probabilities in the order of their size. Place j belongs to symbol j: bring them back.",
            edits={_BACK: "kept[:] = ranked"},
        ),
        Mutant(
            "order-the-wrong-way",
            "You go back with the order that sorted. It says where a ranked value came from, so write to these places; "
            "to read from them is another permutation.",
            edits={_BACK: "kept[:] = np.take_along_axis(ranked, order, axis=1)"},
        ),
        Mutant(
            "least-probable-kept",
            "You keep the least probable symbols: the order is from small to large.",
            edits={_ORDER: 'np.argsort(p, axis=1, kind="stable")'},
        ),
        Mutant(
            "first-places-kept",
            "You cut by place and not by probability: nothing has been ranked.",
            edits={_ORDER: "np.tile(np.arange(p.shape[1]), (len(p), 1))"},
        ),
        Mutant(
            "mass-unordered",
            "You add up the mass in the order of the symbols. Begin with the most probable one, or it takes more of "
            "them than needed.",
            fn=_unordered,
        ),
        Mutant(
            "one-order-for-all-rows",
            "You use the order of the first row for all rows. Each row has its own.",
            fn=_first_row_for_all,
        ),
        Mutant(
            "cut-by-value",
            "You compare with the value of the k-th symbol, so with ties more than k stay. Of equal ones the first "
            "stay.",
            fn=_by_value,
        ),
        Mutant(
            "last-of-equals",
            "Of equally probable symbols you keep the last. Asked for are the first; a stable sort of -p keeps them in "
            "order.",
            edits={_ORDER: 'np.argsort(p, axis=1, kind="stable")[:, ::-1]'},
        ),
        Mutant(
            "argsort-not-stable",
            "Of equally probable symbols you do not always keep the first: argsort alone promises no order among them. "
            'Give it kind="stable".',
            edits={_ORDER: "np.argsort(-p, axis=1)"},
        ),
        Mutant(
            "renormalised-after-top-k-only",
            "After top-k you make the rows sum to 1, but not after the nucleus. Divide each row by its sum at the end.",
            edits={
                _CUT: f"{_CUT}\n    ranked = ranked / ranked.sum(axis=1, keepdims=True)",
                _RETURN: "kept",
            },
        ),
        Mutant(
            "mass-of-the-whole",
            "You take the nucleus of p as it came in. Top-k comes first, and the mass is a share of what it has left.",
            edits={_TOTAL: "mass"},
        ),
        Mutant(
            "either",
            "You keep what one of the two keeps. With both, a symbol has to pass top-k and the nucleus.",
            fn=_either,
        ),
        Mutant(
            "threshold",
            "You cut the symbols whose own probability is below a threshold. The mass is what the symbols reach "
            "together.",
            edits={f"before >= {_TOTAL}": "ranked < 1 - mass"},
        ),
        Mutant(
            "k-ignored",
            "Your function does not use k.",
            edits={_CUT: "pass"},
        ),
        Mutant(
            "mass-ignored",
            "Your function does not use mass.",
            edits={f"ranked[before >= {_TOTAL}] = 0": "pass"},
        ),
        Mutant(
            "one-more-than-k",
            "You keep k + 1 symbols: an off-by-one.",
            edits={_CUT: "ranked[:, k + 1 :] = 0"},
        ),
        Mutant(
            "one-fewer-than-k",
            "You keep k - 1 symbols: an off-by-one.",
            edits={_CUT: "ranked[:, max(k - 1, 1) :] = 0"},
        ),
        Mutant(
            "mass-that-is-cut",
            "You take mass for the share that is to be cut off. It is the share that is to stay.",
            edits={
                f"before >= {_TOTAL}": "(before >= (1 - mass) * ranked.sum(axis=1, keepdims=True)) & (before > 0)"
            },
        ),
        Mutant(
            "mass-only-without-k",
            "Where k cuts, your function does not use mass. Both apply: first top-k, then the nucleus of what is left.",
            fn=lambda p, k, mass: truncate(p, k, 1.0 if k < p.shape[1] else mass),
        ),
        Mutant(
            "k-only-without-mass",
            "Where the mass is below 1, your function does not use k. Both apply: first top-k, then the nucleus of "
            "what is left.",
            fn=lambda p, k, mass: truncate(p, k if mass == 1 else p.shape[1], mass),
        ),
        Mutant(
            "down-the-columns",
            "You rank and cut down the columns. Each row is a distribution.",
            fn=lambda p, k, mass: truncate(p.T, k, mass).T,
        ),
        Mutant(
            "kept-alike",
            "You make the symbols that stay equally probable. They keep their proportions.",
            edits={_RETURN: "(kept > 0) / (kept > 0).sum(axis=1, keepdims=True)"},
        ),
    ),
)
