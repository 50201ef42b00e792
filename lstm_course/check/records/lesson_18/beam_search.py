"""Exercise: beam search with a width, a limit and a normaliser for length."""

import numpy as np

from ....drive import attention
from ...exercise import Exercise, Mutant, Probe
from . import _nets

# seeds of networks, widths, limits and alphas on which no two of the known mistakes agree
TELLING = (
    (720, 3, 7, 1.2),
    (258, 2, 3, 1.0),
    (940, 2, 7, 0.4),
    (875, 3, 5, 1.2),
    (10655, 2, 6, 0.0),
    (10023, 3, 4, 1.0),
)


def searches(rng):
    """Return widths of 1 and beyond all there is, limits of 1 and of 250, and sequences that end, never and at once."""

    def draw(V, H, width, length, alpha, sharp=2.0):
        nets = _nets.tables(rng, V, H, sharp)
        return (*nets, rng.normal(size=H), 0, int(rng.integers(1, V)), width, length, alpha)

    def telling(seed, width, length, alpha):
        """Return a network on which mistakes differ, with other numbers for its symbols."""
        own, order = np.random.default_rng(seed), rng.permutation(4)
        (E, W, U), state = _nets.tables(own, 4, 4, 3.0), own.normal(size=4)
        back = np.argsort(order)
        return Probe((E[back], W, U[:, back], state, int(order[0]), int(order[1]), width, length, alpha))

    flat = _nets.tables(rng, 40, 4, 0.2)
    return [
        Probe(
            draw(4, 5, 1, 6, 0.0),
            "With a width of 1 there is one beginning at a time: the most probable symbol at each step, until END. "
            "Yours is something else.",
        ),
        Probe(draw(3, 4, 99, 3, 0.0)),
        Probe(draw(3, 4, 99, 3, 1.0)),
        *(telling(*one) for one in TELLING),
        Probe(draw(5, 6, 3, 7, 0.5)),
        Probe(draw(6, 5, 2, 5, 1.3)),
        Probe(draw(4, 6, 4, 4, 0.0)),
        Probe(draw(5, 4, 3, 1, 0.5)),
        Probe(draw(2, 3, 2, 5, 0.3)),
        Probe((*flat, rng.normal(size=4), 0, 7, 1, 250, 1.2)),  # a product of so many is 0
        Probe(draw(3, 5, 3, 9, 0.6, 1.0)),
    ]


def beam_search(step, state, start, end, width, max_length, alpha):
    beams, finished = [(0.0, [start], state)], []
    for _ in range(max_length):
        grown = []
        for total, symbols, state in beams:
            log_p, new = step(symbols[-1], state)
            for symbol in range(len(log_p)):
                grown.append((total + log_p[symbol], [*symbols, symbol], new))
        grown.sort(key=lambda beam: -beam[0])
        beams = []
        for beam in grown[:width]:
            (finished if beam[1][-1] == end else beams).append(beam)
    best = max(finished + beams, key=lambda beam: beam[0] / (len(beam[1]) - 1) ** alpha)
    return [symbol for symbol in best[1][1:] if symbol != end]


def _search(prune=None, stop=None, score=None, pool=None):
    """Return the search that prunes, stops, scores or chooses in another way."""

    def prune_all(grown, width, finished, end):
        return sorted(grown, key=lambda beam: -beam[0])[:width]

    def normalised(total, symbols, alpha, end):
        return total / (len(symbols) - 1) ** alpha

    prune, score = prune or prune_all, score or normalised

    def beam_search(step, state, start, end, width, max_length, alpha):
        beams, finished = [(0.0, [start], state)], []
        for _ in range(max_length):
            grown = []
            for total, symbols, state in beams:
                log_p, new = step(symbols[-1], state)
                grown += [(total + one, [*symbols, k], new) for k, one in enumerate(log_p)]
            kept = prune(grown, width, finished, end)
            finished += [beam for beam in kept if beam[1][-1] == end]
            beams = [beam for beam in kept if beam[1][-1] != end]
            if not beams or (stop and stop(finished, width)):
                break
        chosen = pool(finished, beams) if pool else finished + beams
        best = max(chosen, key=lambda beam: score(beam[0], beam[1], alpha, end))
        return [symbol for symbol in best[1][1:] if symbol != end]

    return beam_search


def _width_for_each(grown, width, finished, end):
    kept, groups = [], {}
    for beam in grown:
        groups.setdefault(tuple(beam[1][:-1]), []).append(beam)
    for group in groups.values():
        kept += sorted(group, key=lambda beam: -beam[0])[:width]
    return sorted(kept, key=lambda beam: -beam[0])[:60]


def _ended_take_no_place(grown, width, finished, end):
    grown = sorted(grown, key=lambda beam: -beam[0])
    ended = [beam for beam in grown if beam[1][-1] == end]
    return ended + [beam for beam in grown if beam[1][-1] != end][:width]


def _ended_keep_their_place(grown, width, finished, end):
    return sorted(grown, key=lambda beam: -beam[0])[: max(width - len(finished), 0)]


def _ended_compete(grown, width, finished, end):
    grown = sorted([*grown, *finished], key=lambda beam: -beam[0])[:width]
    finished.clear()
    return grown


def _state_of_the_last(step, state, start, end, width, max_length, alpha):
    beams, finished = [(0.0, [start])], []
    for _ in range(max_length):
        grown = []
        for total, symbols in beams:
            log_p, new = step(symbols[-1], state)
            grown += [(total + one, [*symbols, k]) for k, one in enumerate(log_p)]
        if beams:
            state = new
        kept = sorted(grown, key=lambda beam: -beam[0])[:width]
        finished += [beam for beam in kept if beam[1][-1] == end]
        beams = [beam for beam in kept if beam[1][-1] != end]
    best = max(finished + beams, key=lambda beam: beam[0] / (len(beam[1]) - 1) ** alpha)
    return [symbol for symbol in best[1][1:] if symbol != end]


def _state_of_the_place(step, state, start, end, width, max_length, alpha):
    beams, states, finished = [(0.0, [start])], [state], []
    for _ in range(max_length):
        grown, new = [], []
        for (total, symbols), one in zip(beams, states, strict=False):
            log_p, after = step(symbols[-1], one)
            new.append(after)
            grown += [(total + p, [*symbols, k]) for k, p in enumerate(log_p)]
        kept = sorted(grown, key=lambda beam: -beam[0])[:width]
        finished += [beam for beam in kept if beam[1][-1] == end]
        beams = [beam for beam in kept if beam[1][-1] != end]
        states = [new[min(k, len(new) - 1)] for k in range(len(beams))]
    best = max(finished + beams, key=lambda beam: beam[0] / (len(beam[1]) - 1) ** alpha)
    return [symbol for symbol in best[1][1:] if symbol != end]


def _best_ends(step, state, start, end, width, max_length, alpha):
    def prune(grown, width, finished, end):
        kept = sorted(grown, key=lambda beam: -beam[0])[:width]
        if kept[0][1][-1] == end:
            finished.clear()
            return kept[:1]
        return kept

    return _search(prune)(step, state, start, end, width, max_length, alpha)


def _end_at_the_limit(step, state, start, end, width, max_length, alpha):
    def pool(finished, beams):
        return finished + [
            (total + step(symbols[-1], state)[0][end], [*symbols, end], state)
            for total, symbols, state in beams
        ]

    return _search(pool=pool)(step, state, start, end, width, max_length, alpha)


def _branches_once(step, state, start, end, width, max_length, alpha):
    log_p, first = step(start, state)
    found = []
    for symbol in np.argsort(-log_p, kind="stable")[:width]:
        total, symbols, state = log_p[symbol], [int(symbol)], first
        while symbols[-1] != end and len(symbols) < max_length:
            more, state = step(symbols[-1], state)
            symbols.append(int(more.argmax()))
            total += more.max()
        found.append((total / len(symbols) ** alpha, symbols))
    return [symbol for symbol in max(found)[1] if symbol != end]


def _ended_compete_normalised(step, state, start, end, width, max_length, alpha):
    def prune(grown, width, finished, end):
        grown = sorted([*grown, *finished], key=lambda beam: -beam[0] / (len(beam[1]) - 1) ** alpha)[:width]
        finished.clear()
        return grown

    return _search(prune)(step, state, start, end, width, max_length, alpha)


def _grows_on(step, state, start, end, width, max_length, alpha):
    beams = [(0.0, [start], state)]
    for _ in range(max_length):
        grown = []
        for total, symbols, state in beams:
            log_p, new = step(symbols[-1], state)
            grown += [(total + one, [*symbols, k], new) for k, one in enumerate(log_p)]
        beams = sorted(grown, key=lambda beam: -beam[0])[:width]
    best = beams[0][1][1:]
    return best[: best.index(end)] if end in best else best


_BEGIN = "[(0.0, [start], state)]"
_LIMIT = "range(max_length)"
_STEP = "log_p, new = step(symbols[-1], state)"
_TOTAL = "total + log_p[symbol]"
_SORT = "grown.sort(key=lambda beam: -beam[0])"
_CUT = "grown[:width]"
_POOL = "max(finished + beams"
_SCORE = "beam[0] / (len(beam[1]) - 1) ** alpha"
_RETURN = "return [symbol for symbol in best[1][1:] if symbol != end]"

EXERCISE = Exercise(
    name="beam_search",
    signature="beam_search(step, state, start, end, width, max_length, alpha)",
    drive=attention.searched,
    returns={"written": "a list of symbols, here with blanks between them"},
    reference=beam_search,
    probes=searches,
    points={"written": 8},
    pairs=False,
    read='lesson 18, "Fed the truth or itself"',
    advice={
        "written": "Go through the case by hand with your function, and write down the beams after each step: their "
        "symbols, the sum of their log-probabilities, and the state that belongs to each.",
    },
    hints=(
        "A beam is three things that stay together: its symbols, the sum of its log-probabilities, and the state after "
        "it.",
        "At each step every open beam is continued with every symbol; of all these together the width best stay. Those "
        "that end with END are put aside, and no longer continued.",
        "At the end, those put aside and those still open are compared: sum / length ** alpha, the length with END.",
    ),
    mutants=(
        Mutant(
            "greedy",
            "One beginning only goes on, whatever the width: you keep one, or copies of one. A beginning that is not "
            "the best may have the better end.",
            edits={_CUT: "grown[:1]"},
        ),
        Mutant(
            "probabilities-multiplied",
            "You multiply probabilities. A long product is 0 in floating point, and then all beams are equal; and the "
            "normaliser belongs to a sum of logarithms.",
            hint="M56",
            edits={_BEGIN: "[(1.0, [start], state)]", _TOTAL: "total * np.exp(log_p[symbol])"},
        ),
        Mutant(
            "log-of-a-product",
            "You multiply probabilities and take the logarithm at the end. A long product is 0 in floating point, and "
            "then all beams are equal: add up logarithms.",
            hint="M56",
            edits={
                _BEGIN: "[(1.0, [start], state)]",
                _TOTAL: "total * np.exp(log_p[symbol])",
                _SCORE: "np.log(beam[0]) / (len(beam[1]) - 1) ** alpha",
            },
        ),
        Mutant(
            "probabilities-added",
            "You add up probabilities. What is added up are their logarithms: probabilities are multiplied.",
            hint="M56",
            edits={_TOTAL: "total + np.exp(log_p[symbol])"},
        ),
        Mutant(
            "last-probability-only",
            "You compare the last symbol's log-probability alone. A beam is worth the sum over all its symbols.",
            edits={_TOTAL: "log_p[symbol]"},
        ),
        Mutant(
            "no-normaliser",
            "You do not divide by the length: each symbol more makes a sum of logarithms smaller, so short sequences "
            "win whatever alpha says.",
            hint="M56",
            edits={_SCORE: "beam[0]"},
        ),
        Mutant(
            "alpha-ignored",
            "You divide by the length itself. It is raised to the power of alpha.",
            edits={_SCORE: "beam[0] / (len(beam[1]) - 1)"},
        ),
        Mutant(
            "alpha-times",
            "You divide by one plus alpha times the length. The length is raised to the power of alpha.",
            edits={_SCORE: "beam[0] / (1 + alpha * (len(beam[1]) - 1))"},
        ),
        Mutant(
            "normaliser-multiplied",
            "You multiply by the normaliser. A sum of logarithms is negative: divided, a long sequence gains; "
            "multiplied, it loses twice.",
            edits={_SCORE: "beam[0] * (len(beam[1]) - 1) ** alpha"},
        ),
        Mutant(
            "another-normaliser",
            "You divide by ((5 + length) / 6) ** alpha, as one well-known translator does. Here it is length ** alpha.",
            edits={_SCORE: "beam[0] / ((4 + len(beam[1])) / 6) ** alpha"},
        ),
        Mutant(
            "alpha-a-factor",
            "You divide by alpha times the length. The length is raised to the power of alpha.",
            edits={_SCORE: "beam[0] / ((len(beam[1]) - 1) * alpha or 1)"},
        ),
        Mutant(
            "reward",
            "You add alpha for each symbol. The sum is divided by the length to the power of alpha.",
            edits={_SCORE: "beam[0] + alpha * (len(beam[1]) - 1)"},
        ),
        Mutant(
            "longest",
            "You return the longest sequence. The best score wins.",
            edits={_SCORE: "(len(beam[1]), beam[0])"},
        ),
        Mutant(
            "length-without-end",
            "You do not count END in the length, but its log-probability is in the sum: one number more was added up "
            "than you divide by.",
            fn=_search(
                score=lambda total, symbols, alpha, end: (
                    total / max(len(symbols) - 1 - (symbols[-1] == end), 1) ** alpha
                )
            ),
        ),
        Mutant(
            "length-with-start",
            "You count START in the length. It was given, not predicted, and has no log-probability in the sum.",
            edits={_SCORE: "beam[0] / len(beam[1]) ** alpha"},
        ),
        Mutant(
            "finished-dropped",
            "You lose what has ended: it is compared at the end with what is still open.",
            edits={_POOL: "max(beams or finished"},
        ),
        Mutant(
            "open-dropped",
            "You lose what is still open at the limit, once anything has ended. Both are compared.",
            edits={_POOL: "max(finished or beams"},
        ),
        Mutant(
            "grows-after-end",
            "You continue a beam after its END. It has ended, and is put aside.",
            fn=_grows_on,
        ),
        Mutant(
            "end-never-asked",
            "You continue a beam after its END, with the symbols after it counted in its score. It has ended, and is "
            "put aside.",
            edits={"(finished if beam[1][-1] == end else beams)": "beams"},
        ),
        Mutant(
            "first-ended-wins",
            "You stop as soon as one beam has ended. A longer one may be better after the normaliser, so all go on to "
            "the limit.",
            fn=_search(stop=lambda finished, width: len(finished) >= 1),
        ),
        Mutant(
            "first-ended-returned",
            "You return the beam that ended first. The best score wins.",
            fn=_search(pool=lambda finished, beams: finished[:1] or beams),
        ),
        Mutant(
            "stops-at-the-best-end",
            "You stop, and return, as soon as the best continuation of a round ends. Another may be better after the "
            "normaliser, so all go on to the limit.",
            fn=_best_ends,
        ),
        Mutant(
            "end-at-the-limit",
            "At the limit you add the log-probability of END to what is still open. It was not written: open beams are "
            "compared as they are.",
            fn=_end_at_the_limit,
        ),
        Mutant(
            "branches-once",
            "You branch at the first symbol only, and go on greedily from each. In every round all continuations of "
            "all beams compete.",
            fn=_branches_once,
        ),
        Mutant(
            "ended-compete-normalised",
            "You let what has ended compete with the new continuations, divided by its length, and drop it where it "
            "falls behind. What has ended is put aside and compared only at the end, and the continuations by their "
            "sums.",
            fn=_ended_compete_normalised,
        ),
        Mutant(
            "stops-at-width",
            "You stop when as many beams have ended as the width says. One still open may be better, so all go on to "
            "the limit.",
            fn=_search(stop=lambda finished, width: len(finished) >= width),
        ),
        Mutant(
            "width-for-each",
            "You keep the width best continuations of each beam, so the beams become more and more. Of all "
            "continuations together the width best stay.",
            fn=_search(prune=_width_for_each),
        ),
        Mutant(
            "ended-take-no-place",
            "You keep width open beams beside those that end. Of all continuations together the width best stay, and "
            "those that end are among them.",
            fn=_search(prune=_ended_take_no_place),
        ),
        Mutant(
            "ended-keep-their-place",
            "What has ended goes on taking a place, so your beam becomes narrower. Once put aside it takes none: the "
            "width best of the new continuations stay.",
            fn=_search(prune=_ended_keep_their_place),
        ),
        Mutant(
            "ended-compete",
            "You let what has ended compete with the new continuations, sum against sum, and drop it where it falls "
            "behind. What has ended is put aside and compared only at the end.",
            fn=_search(prune=_ended_compete),
        ),
        Mutant(
            "state-of-the-last",
            "All your beams go on with one state, that of the beam that was continued last. Each beam has a state of "
            "its own, that of what it has read.",
            fn=_state_of_the_last,
        ),
        Mutant(
            "states-not-reordered",
            "You sort the beams, but leave the states in the old order: a beam goes on with the state of another. They "
            "belong together.",
            fn=_state_of_the_place,
        ),
        Mutant(
            "state-not-carried",
            "Your beams carry the state they came with, so nothing but the last symbol is known. Keep the one that "
            "step returns.",
            edits={"[*symbols, symbol], new)": "[*symbols, symbol], state)"},
        ),
        Mutant(
            "start-fed-on",
            "You feed START at each step. A beam is continued from its last symbol.",
            edits={_STEP: "log_p, new = step(start, state)"},
        ),
        Mutant(
            "end-first",
            "The first symbol you feed is END. The decoder begins with START.",
            edits={_BEGIN: "[(0.0, [end], state)]"},
        ),
        Mutant(
            "worst-kept",
            "You sort the wrong way round and keep the least probable continuations.",
            edits={_SORT: "grown.sort(key=lambda beam: beam[0])"},
        ),
        Mutant(
            "not-sorted",
            "You keep the first continuations you made, not the best ones.",
            edits={_SORT: "pass"},
        ),
        Mutant(
            "one-too-wide",
            "You keep more continuations than the width says.",
            edits={_CUT: "grown[: width + 1]"},
        ),
        Mutant(
            "limit-one-more",
            "You allow one symbol too many: an off-by-one.",
            edits={_LIMIT: "range(max_length + 1)"},
        ),
        Mutant(
            "limit-one-less",
            "You allow one symbol too few, unless one is all there is: an off-by-one.",
            edits={_LIMIT: "range(max(max_length - 1, 1))"},
        ),
        Mutant(
            "worst-of-all",
            "You return the sequence with the lowest score.",
            edits={_POOL: "min(finished + beams"},
        ),
        Mutant(
            "end-returned",
            "You return END as well. It says where to stop, and is no part of what was written.",
            edits={_RETURN: "return best[1][1:]"},
        ),
        Mutant(
            "start-returned",
            "You return START in front of what was written. It was fed, not chosen.",
            edits={_RETURN: "return [symbol for symbol in best[1] if symbol != end]"},
        ),
        Mutant(
            "last-lost",
            "You cut off the last symbol although the beam did not end with END.",
            edits={_RETURN: "return best[1][1:-1]"},
        ),
        Mutant(
            "start-left-out",
            "You leave out the symbol of START wherever the beam has chosen it. The START that was fed does not "
            "belong to the list; what was chosen does.",
            edits={_RETURN: "return [symbol for symbol in best[1][1:] if symbol not in (start, end)]"},
        ),
    ),
)
