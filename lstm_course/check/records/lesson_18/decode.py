"""Exercise: several sequences written at once, each until its END."""

import numpy as np

from ....drive import attention
from ...exercise import Exercise, Mutant, Probe
from . import _nets


def writers(rng):
    """Return networks that look at the symbol alone, at the state alone, at both; some sequences end, some never."""

    def draw(N, V, H, length):
        """Choose END so that the sequences end at as many different places as can be had."""
        best = None
        for _ in range(12):
            nets, state = _nets.tables(rng, V, H), rng.normal(size=(N, H))
            start, *others = (int(k) for k in rng.permutation(V))
            written = _nets.run(nets, state, start, length + 3)
            for end in others:
                places = [list(row).index(end) if end in row else 99 for row in written]
                kinds = len(set(places)), min(places) > 0, min(places) < length <= max(places)
                if best is None or kinds > best[0]:
                    best = kinds, Probe((*nets, state, start, end, length))
        return best[1]

    def never(N, V, H, length):
        nets, state = _nets.tables(rng, V, H), rng.normal(size=(N, H))
        nets[2][:, 1] = 0.0
        nets[2][:, 2] = -nets[2][:, 0]  # one of the two is above 0
        return Probe((*nets, state, 3, 1, length))

    says = [2, 1, 3, 1, 0, 4]
    begin = np.zeros((2, 6))
    begin[0, 5] = begin[1, 2] = 1.0
    return [
        Probe(
            (*_nets.by_symbol([2, 0, 3, 4, 1]), np.zeros((1, 5)), 0, 1, 9),
            "The network of this probe looks at the symbol it is given alone: each has a symbol that follows it. So "
            "what is written begins with the one after START, goes on from each to the one after it, and stops before "
            "END. Yours does not.",
        ),
        Probe(
            (*_nets.by_state(says), begin[:1], 2, 0, 9),
            "The network of this probe looks at the state alone, which counts the steps, and says one symbol after "
            "another, whatever is fed, as long as the state that came out goes in again. Yours writes something else.",
        ),
        Probe((*_nets.by_state(says), begin, 2, 0, 4)),
        draw(4, 5, 6, 9),
        draw(5, 4, 5, 12),
        draw(3, 6, 7, 3),
        draw(1, 5, 4, 6),
        draw(6, 7, 8, 15),
        draw(2, 3, 4, 1),
        draw(4, 4, 6, 8),  # N is V
        never(2, 4, 5, 7),
        never(1, 4, 3, 1),
        Probe((*_nets.by_symbol([2, 0, 3, 1]), np.zeros((3, 4)), 0, 1, 0)),
    ]


def decode(step, state, start, end, max_length):
    N = len(state)
    symbols, running = np.full(N, start), np.ones(N, dtype=bool)
    written = [[] for _ in range(N)]
    for _ in range(max_length):
        scores, state = step(symbols, state)
        symbols = scores.argmax(axis=1)
        running &= symbols != end
        for n in range(N):
            if running[n]:
                written[n].append(int(symbols[n]))
        if not running.any():
            break
    return written


def _first_skipped(step, state, start, end, max_length):
    _, state = step(np.full(len(state), start), state)
    return decode(step, state, start, end, max_length)


def _first_lost(step, state, start, end, max_length):
    return [row[1:] for row in decode(step, state, start, end, max_length)]


def _padded(step, state, start, end, max_length):
    rows = decode(step, state, start, end, max_length)
    longest = max(map(len, rows))
    return [row + [end] * (longest - len(row)) for row in rows]


def _limit_for_all(step, state, start, end, max_length):
    N = len(state)
    symbols, running, written = np.full(N, start), np.ones(N, dtype=bool), [[] for _ in range(N)]
    while running.any() and sum(map(len, written)) < max_length:
        scores, state = step(symbols, state)
        symbols = scores.argmax(axis=1)
        running &= symbols != end
        for n in np.flatnonzero(running):
            written[n].append(int(symbols[n]))
    return written


def _by_step(step, state, start, end, max_length):
    rows = decode(step, state, start, end, max_length)
    longest = max(map(len, rows))
    return [[row[t] for row in rows if t < len(row)] for t in range(longest)]


def _rows_moved_up(step, state, start, end, max_length):
    N = len(state)
    symbols, written = np.full(N, start), [[] for _ in range(N)]
    for _ in range(max_length):
        scores, state = step(symbols, state)
        symbols = scores.argmax(axis=1)
        state, symbols = state[symbols != end], symbols[symbols != end]
        for n, symbol in enumerate(symbols):
            written[n].append(int(symbol))
        if len(symbols) == 0:
            break
    return written


def _over_the_batch(step, state, start, end, max_length):
    N = len(state)
    symbols, over, written = np.full(N, start), np.zeros(N, dtype=bool), [[] for _ in range(N)]
    for _ in range(max_length):
        scores, state = step(symbols, state)
        symbols = scores.argmax(axis=0)
        for n in range(N):
            if symbols[n] == end:
                over[n] = True
            elif not over[n]:
                written[n].append(int(symbols[n]))
        if over.all():
            break
    return written


def _end_kept(step, state, start, end, max_length):
    N = len(state)
    symbols, running, written = np.full(N, start), np.ones(N, dtype=bool), [[] for _ in range(N)]
    for _ in range(max_length):
        scores, state = step(symbols, state)
        symbols = scores.argmax(axis=1)
        for n in range(N):
            if running[n]:
                written[n].append(int(symbols[n]))
        running &= symbols != end
    return written


_FIRST = "np.full(N, start)"
_LISTS = "[[] for _ in range(N)]"
_LIMIT = "range(max_length)"
_STEP = "scores, state = step(symbols, state)"
_BEST = "scores.argmax(axis=1)"
_RUNNING = "running &= symbols != end"
_IF = "if running[n]:"
_APPEND = "written[n].append(int(symbols[n]))"
_ANY = "if not running.any():"
_RETURN = "return written"

EXERCISE = Exercise(
    name="decode",
    signature="decode(step, state, start, end, max_length)",
    drive=attention.decoded,
    returns={"written": "N lists of symbols, here with strokes between them"},
    reference=decode,
    probes=writers,
    points={"written": 5},
    read='lesson 18, "One vector"',
    advice={
        "written": "Write down, for each call of step, which symbols and which state go in: first START, then what was "
        "just chosen, with the state that just came out. And each sequence has an end of its own.",
    },
    hints=(
        "A loop of at most max_length steps. The first symbols are START, one for each row of the state.",
        "What was chosen goes in next, with the new state. Keep for each sequence whether it is still running: once it "
        "has chosen END it never runs again.",
        "symbols = scores.argmax(axis=1), then running &= symbols != end, and only then append, where running. Stop "
        "when none is running.",
    ),
    mutants=(
        Mutant(
            "start-fed-on",
            "You feed START at each step. The symbol just chosen is the next input.",
            edits={_STEP: "scores, state = step(np.full(N, start), state)"},
        ),
        Mutant(
            "state-not-carried",
            "You throw away the new state. What step returns goes into the next call.",
            edits={_STEP: "scores, _ = step(symbols, state)"},
        ),
        Mutant(
            "first-choice-fed-on",
            "You feed the first choice again and again. The symbol just chosen is the next input.",
            edits={
                _BEST: "scores.argmax(axis=1)\n        first = symbols if _ == 0 else first",
                _STEP: "scores, state = step(symbols if _ == 0 else first, state)",
            },
        ),
        Mutant(
            "end-first",
            "The first symbol you feed is END. The decoder begins with START.",
            edits={_FIRST: "np.full(N, end)"},
        ),
        Mutant(
            "zero-first",
            "The first symbol you feed is 0, whatever START is.",
            edits={_FIRST: "np.zeros(N, dtype=int)"},
        ),
        Mutant(
            "end-kept",
            "You return END as well. It says where to stop, and is no part of what was written.",
            fn=_end_kept,
        ),
        Mutant(
            "end-ignored",
            "You do not stop at END: the sequences go on to the limit.",
            edits={_RUNNING: "running &= True"},
        ),
        Mutant(
            "goes-on-after-end",
            "A sequence that has chosen END goes on when it chooses another symbol later. Keep in mind, for each "
            "sequence, that it is over.",
            edits={_RUNNING: "running = symbols != end", _ANY: "if False:"},
        ),
        Mutant(
            "goes-on-after-end-until-all-end",
            "A sequence that has chosen END goes on when it chooses another symbol later; you stop only where all of "
            "them choose END in the same step. Keep in mind, for each sequence, that it is over.",
            edits={_RUNNING: "running = symbols != end"},
        ),
        Mutant(
            "one-stops-all",
            "The first sequence that ends stops the others. Each has an end of its own.",
            edits={_ANY: "if not running.all():"},
        ),
        Mutant(
            "one-ends-all",
            "Where one sequence chooses END, you take all for ended. Each has an end of its own.",
            edits={_RUNNING: "running &= not (symbols == end).any()"},
        ),
        Mutant(
            "all-must-end",
            "You stop only where all sequences choose END in the same step, and write END until then.",
            edits={_RUNNING: "running &= not (symbols == end).all()"},
        ),
        Mutant(
            "first-sequence-decides",
            "You ask the first sequence alone whether it has ended. Each has an end of its own.",
            edits={_RUNNING: "running &= symbols[0] != end"},
        ),
        Mutant(
            "limit-ignored",
            "You go on beyond max_length. A network may never choose END, so the limit must hold.",
            edits={_LIMIT: "range(max_length + 40)"},
        ),
        Mutant(
            "limit-for-all-together",
            "You count the symbols of all sequences together against max_length. It holds for each of them.",
            fn=_limit_for_all,
        ),
        Mutant(
            "steps-for-sequences",
            "Your lists hold what was said at each step. There is one for each sequence.",
            fn=_by_step,
        ),
        Mutant(
            "rows-moved-up",
            "You drop the sequences that have ended, and lose track of which row belongs to which: the rows after them "
            "move up.",
            fn=_rows_moved_up,
        ),
        Mutant(
            "first-sequence-only",
            "You return the first sequence alone. All N are asked for.",
            edits={_RETURN: "return written[:1]"},
        ),
        Mutant(
            "one-too-many",
            "You allow one symbol too many: an off-by-one.",
            edits={_LIMIT: "range(max_length + 1)"},
        ),
        Mutant(
            "one-too-few",
            "You allow one symbol too few: an off-by-one.",
            edits={_LIMIT: "range(max_length - 1)"},
        ),
        Mutant(
            "one-at-least",
            "You write a symbol even where max_length is 0.",
            edits={_LIMIT: "range(max(max_length, 1))"},
        ),
        Mutant(
            "start-returned",
            "You return START in front of what was written. It was fed, not chosen.",
            edits={_LISTS: "[[int(start)] for _ in range(N)]"},
        ),
        Mutant(
            "start-returned-and-counted",
            "You return START in front of what was written, and it takes the place of a symbol.",
            edits={_LISTS: "[[int(start)] for _ in range(N)]", _LIMIT: "range(max_length - 1)"},
        ),
        Mutant(
            "stops-at-start",
            "You stop at START. The sign for the end is END.",
            edits={_RUNNING: "running &= symbols != start"},
        ),
        Mutant(
            "one-list-for-all",
            "All your sequences are one and the same list: [[]] * N makes one list and names it N times. Make a new "
            "one for each.",
            edits={_LISTS: "[[]] * N"},
        ),
        Mutant(
            "first-row-for-all",
            "You take the first sequence's choice for all. Each row of the scores has a largest one of its own.",
            edits={_BEST: "np.full(N, scores[0].argmax())"},
        ),
        Mutant(
            "smallest-score",
            "You choose the symbol with the smallest score.",
            edits={_BEST: "scores.argmin(axis=1)"},
        ),
        Mutant(
            "largest-size",
            "You choose by the size of the score, without its sign. The largest score wins, and scores may be "
            "negative.",
            edits={_BEST: "np.abs(scores).argmax(axis=1)"},
        ),
        Mutant(
            "over-the-batch",
            "You look for the largest score over the batch. It is the largest of each row, over the symbols.",
            edits={_BEST: "scores.argmax(axis=0)"},
        ),
        Mutant(
            "first-step-skipped",
            "You throw away what the first step returned and feed START a second time.",
            fn=_first_skipped,
        ),
        Mutant(
            "first-choice-lost",
            "You lose the first symbol of each sequence. It comes out of the step that was fed START.",
            fn=_first_lost,
        ),
        Mutant(
            "padded-with-end",
            "You fill up the shorter sequences with END. Each list holds what was written, and no more.",
            fn=_padded,
        ),
        Mutant(
            "backwards",
            "Your sequences stand in reverse order: the first choice comes first.",
            edits={_RETURN: "return [row[::-1] for row in written]"},
        ),
        Mutant(
            "last-only",
            "You return the last symbol of each sequence. All of them are asked for.",
            edits={_RETURN: "return [row[-1:] for row in written]"},
        ),
        Mutant(
            "over-the-batch-row-by-row",
            "You look for the largest score over the batch, and so have a symbol for each column of the scores in "
            "place of each sequence. It is the largest of each row: axis 1.",
            fn=_over_the_batch,
        ),
        Mutant(
            "start-left-out",
            "You leave out the symbol of START wherever a sequence says it. The START that was fed does not belong "
            "to the list; what was chosen does.",
            edits={_IF: "if running[n] and symbols[n] != start:"},
        ),
    ),
)
