"""Exhibit: the states of the beams are sorted, and the sorted ones are thrown away."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def steps(rng):
    """Return beams that swap, that all come from one, one beam, one symbol to choose, and sizes of 1."""

    def draw(W, V, H, T, spread=1.0):
        log_p = rng.normal(size=(W, V))
        log_p -= np.log(np.exp(log_p).sum(axis=1, keepdims=True))
        totals = np.sort(spread * rng.normal(size=W))[::-1] - 3
        return totals, log_p, rng.normal(size=(W, H)), rng.integers(V, size=(W, T))

    def from_one(W, V, H, T, parent):
        totals, log_p, states, texts = draw(W, V, H, T)
        totals[parent] += 40
        return totals, log_p, states, texts

    def swapped(W, V, H, T):
        totals, log_p, states, texts = draw(W, V, H, T, 0.0)
        favourites = rng.permutation(V)[:W]
        log_p[np.arange(W), favourites] += 30 + 2 * np.arange(W)  # the last beam leads
        return totals, log_p, states, texts

    return [
        Probe(
            draw(1, 5, 3, 2),
            "There is one beam here, so it is its own parent: it grows by its most probable symbol and keeps its "
            "state. Yours does not, or has another total.",
        ),
        Probe(from_one(3, 6, 2, 2, 0)),
        Probe(from_one(4, 5, 3, 1, 2)),
        Probe(swapped(2, 3, 2, 3)),
        Probe(swapped(4, 5, 3, 2)),
        Probe(draw(3, 3, 3, 3)),
        Probe(draw(5, 4, 2, 2)),
        Probe(draw(4, 9, 1, 4, 0.2)),
        Probe(draw(3, 4, 2, 0)),
        Probe(draw(4, 1, 2, 2)),
        Probe(draw(1, 1, 1, 1)),
        Probe(draw(20, 15, 2, 1, 0.5)),
        Probe(draw(6, 7, 4, 3, 0.5)),
    ]


def repair_beam_step(totals, log_p, states, texts):
    W, V = log_p.shape
    grown = (totals[:, None] + log_p).ravel()  # all W * V that may come next
    best = np.argsort(-grown, kind="stable")[:W]
    parents, symbols = best // V, best % V
    states = np.take(states, parents, axis=0)
    texts = np.concatenate([np.take(texts, parents, axis=0), symbols[:, None]], axis=1)
    return grown[best], states, texts


def _one_of_each(totals, log_p, states, texts):
    grown = totals + log_p.max(axis=1)
    order = np.argsort(-grown, kind="stable")
    texts = np.concatenate([texts, log_p.argmax(axis=1)[:, None]], axis=1)
    return grown[order], states[order], texts[order]


def _overwritten(totals, log_p, states, texts):
    found = repair_beam_step(totals, log_p, states, texts)
    parents = np.argsort(-(totals[:, None] + log_p).ravel(), kind="stable")[: len(log_p)] // log_p.shape[1]
    states = states.copy()
    for k, parent in enumerate(parents):
        states[k] = states[parent]
    return found[0], states, found[2]


def _old_order(totals, log_p, states, texts):
    found = repair_beam_step(totals, log_p, states, texts)
    return found[0], states[np.argsort(-totals, kind="stable")], found[2]


_GROWN = "(totals[:, None] + log_p).ravel()"
_STATES = "np.take(states, parents, axis=0)"
_TEXTS = "np.take(texts, parents, axis=0)"
_SYMBOLS = "symbols[:, None]"

EXERCISE = Exercise(
    name="repair_beam_step",
    signature="repair_beam_step(totals, log_p, states, texts)",
    returns={"totals": "(W,), best first", "states": "(W, H)", "texts": "(W, T + 1), whole numbers"},
    reference=repair_beam_step,
    probes=steps,
    points={"totals": 1, "states": 2, "texts": 1},
    read='lesson 18, "Fed the truth or itself"',
    advice={
        "totals": "The W best of all sums of a beam's total and a symbol's log probability, best first.",
        "states": "Each new beam goes on with the state of the beam that it came from.",
        "texts": "Each new beam has the text of the beam that it came from, and its new symbol.",
    },
    exhibit=Exhibit(
        "thrown-away",
        "awslabs/sockeye#731",
        "A beam of one writes good sentences; wider ones write sentences that change their subject in the middle.",
    ),
    hints=(
        "Give the beams the states 0, 1, 2, make the last beam the best, and print the states that come out.",
        "What does np.take do with the array that it is given, and what with what it makes of it?",
        "np.take leaves its argument alone and returns a new array, which needs a name.",
    ),
    mutants=(
        Mutant(
            "thrown-away",
            "The states come out in the order in which they went in. A new beam goes on with the state that stands at "
            "its place, not with that of the beam whose text it has.",
            edits={f"states = {_STATES}": _STATES},
        ),
        Mutant(
            "sorted-twice",
            "The states are put in order twice. The second time moves them away again.",
            edits={_STATES: f"np.take({_STATES}, parents, axis=0)"},
        ),
        Mutant(
            "undone",
            "You put the states back where the beams came from. They go the other way: each new beam takes that of "
            "its parent.",
            edits={_STATES: "np.take(states, np.argsort(parents, kind='stable'), axis=0)"},
        ),
        Mutant(
            "parents-sorted",
            "You sort the parents first. The states then stand in another order than the texts.",
            edits={_STATES: "np.take(states, np.sort(parents), axis=0)"},
        ),
        Mutant(
            "state-of-the-best",
            "All beams go on with the state of the best one's parent. Each has a parent of its own.",
            edits={_STATES: "np.take(states, np.full(W, parents[0]), axis=0)"},
        ),
        Mutant(
            "by-the-symbol",
            "You pick the states by the symbol. It is the parent that says which state goes on.",
            edits={_STATES: "np.take(states, symbols % W, axis=0)"},
        ),
        Mutant(
            "by-the-rest",
            "You pick the states by the rest of a division by W. A place in the flat array holds the parent as a "
            "multiple of V.",
            edits={_STATES: "np.take(states, best % W, axis=0)"},
        ),
        Mutant(
            "by-division-by-W",
            "You divide by W to find the parent of a state. The rows of log_p have V symbols.",
            edits={_STATES: "np.take(states, np.minimum(best // W, W - 1), axis=0)"},
        ),
        Mutant(
            "overwritten",
            "You copy the states inside one array: some are overwritten before they are read.",
            fn=_overwritten,
        ),
        Mutant(
            "mean-of-the-states",
            "You give each beam the mean of the old and the new order. It is the parent's state and nothing else.",
            edits={_STATES: f"(states + {_STATES}) / 2"},
        ),
        Mutant(
            "texts-left",
            "The texts are left at their places, and symbols are hung on others than they belong to.",
            edits={_TEXTS: "texts"},
        ),
        Mutant(
            "both-left",
            "States and texts agree now, but neither is the parent's: a new symbol is hung on another beam's text.",
            edits={f"states = {_STATES}": _STATES, _TEXTS: "texts"},
        ),
        Mutant(
            "one-of-each",
            "Each beam grows by its own best symbol. The W best of all are wanted, and several may have one parent.",
            fn=_one_of_each,
        ),
        Mutant(
            "totals-forgotten",
            "You choose by the last symbol alone. What the beams have cost so far counts, too.",
            edits={_GROWN: "log_p.ravel()"},
        ),
        Mutant(
            "worst-first",
            "You keep the worst. Sort by the largest sum.",
            edits={"np.argsort(-grown": "np.argsort(grown"},
        ),
        Mutant(
            "columns-first",
            "You take the sums apart column by column, and read their places as if they were rows.",
            edits={".ravel()": '.ravel(order="F")'},
        ),
        Mutant(
            "totals-of-the-parents",
            "You return the parents' totals. The new symbol has its cost, too.",
            edits={"return grown[best]": "return totals[parents]"},
        ),
        Mutant(
            "place-for-symbol",
            "You hang on the place in the flat array. The symbol is what is left when it is divided by V.",
            edits={_SYMBOLS: "best[:, None]"},
        ),
        Mutant(
            "parent-for-symbol",
            "You hang on the number of the parent instead of the symbol.",
            edits={_SYMBOLS: "parents[:, None]"},
        ),
        Mutant(
            "symbol-in-front",
            "You put the new symbol in front of the text. It comes at the end.",
            edits={f"[{_TEXTS}, {_SYMBOLS}]": f"[{_SYMBOLS}, {_TEXTS}]"},
        ),
        Mutant(
            "states-turned-round",
            "You turn the states round. Which beam a new one comes from is in `parents`.",
            edits={_STATES: "states[::-1]"},
        ),
        Mutant(
            "first-state-only",
            "Only the best beam has the state of its parent. The others were left at their places.",
            edits={_STATES: "np.concatenate([states[parents[:1]], states[1:]])"},
        ),
        Mutant(
            "old-order",
            "You sort the states by the totals that came in. What counts is the parent of each new beam.",
            fn=_old_order,
        ),
        Mutant(
            "best-not-sorted",
            "You find the W best and leave them unsorted. They come out best first.",
            edits={'np.argsort(-grown, kind="stable")[:W]': 'np.sort(np.argsort(-grown, kind="stable")[:W])'},
        ),
        Mutant(
            "best-last",
            "Your beams come out with the best one last.",
            edits={'np.argsort(-grown, kind="stable")[:W]': 'np.argsort(-grown, kind="stable")[:W][::-1]'},
        ),
        Mutant(
            "by-division-by-W, symbols as well",
            "You divide by W, and take the rest by W. One row of W * V numbers holds V for each beam: divide by V.",
            edits={"best // V, best % V": "best // W, best % W"},
        ),
    ),
)
