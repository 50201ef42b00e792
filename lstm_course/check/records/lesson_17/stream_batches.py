"""Exercise: a text in parallel rows that go on from batch to batch."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def stream_probes(rng):
    """Return rows and steps of one, a last batch shorter and full, symbols left over and the last one needed."""

    def ids(n):
        return rng.permutation(np.arange(100, 100 + 2 * n))[:n]

    return [
        Probe(
            (ids(14), 1, 4),
            "With one row, x is the text itself, cut into pieces, and y is the same one symbol later, across the cuts "
            "as well. At least one of the two is something else in yours.",
        ),
        Probe((ids(31), 5, 3)),
        Probe((ids(19), 3, 2)),
        Probe((ids(12), 3, 4)),
        Probe((ids(13), 3, 2)),
        Probe((ids(26), 4, 3)),
        Probe((ids(7), 2, 1)),
        Probe((ids(2), 1, 1)),
        Probe((ids(10), 2, 9)),
        Probe((ids(6), 5, 2)),
        Probe((ids(50), 4, 5)),
    ]


def stream_batches(ids, rows, steps):
    T = (len(ids) - 1) // rows
    x = ids[: rows * T].reshape(rows, T)
    y = ids[1 : rows * T + 1].reshape(rows, T)
    batches = []
    for start in range(0, T, steps):
        piece = slice(start, start + steps)
        batches.append((x[:, piece], y[:, piece]))
    return batches


def _text_in_windows(ids, rows, steps):
    T, flat = (len(ids) - 1) // rows, []
    for start in range(0, rows * T, rows * steps):
        stop = min(start + rows * steps, rows * T)
        flat.append((ids[start:stop].reshape(rows, -1), ids[start + 1 : stop + 1].reshape(rows, -1)))
    return flat


def _rows_and_steps_swapped(ids, rows, steps):
    return stream_batches(ids, steps, rows)


def _zeros_behind(ids, rows, steps):
    def filled(one):
        return np.pad(one, ((0, 0), (0, steps - one.shape[1])))

    return [(filled(x), filled(y)) for x, y in stream_batches(ids, rows, steps)]


_T = "(len(ids) - 1) // rows"
_X = "ids[: rows * T].reshape(rows, T)"
_Y = "ids[1 : rows * T + 1].reshape(rows, T)"
_STARTS = "range(0, T, steps)"
_PAIR = "(x[:, piece], y[:, piece])"
_PIECE = "slice(start, start + steps)"

EXERCISE = Exercise(
    name="stream_batches",
    signature="stream_batches(ids, rows, steps)",
    returns={"batches": "(rows, steps) each, in pairs (x, y)"},
    reference=stream_batches,
    probes=stream_probes,
    points={"batches": 5},
    read='lesson 17, "Streams and bits"',
    advice={
        "batches": "Write down row 0 of all batches, one behind the other: it must be the beginning of the text "
        "without a gap. And below each symbol of x, in y, the one that follows it in ids.",
    },
    hints=(
        "Cut the text into rows first, each a stretch of the text; then cut the rows into pieces.",
        "Each row has T = (len(ids) - 1) // rows symbols, since the last of them needs a target, too. "
        "ids[: rows * T].reshape(rows, T) are the rows.",
        "y is the same cut, one symbol later: ids[1 : rows * T + 1]. Then take x[:, start : start + steps] and the "
        "same of y, for start in range(0, T, steps).",
    ),
    mutants=(
        Mutant(
            "rows-are-strides",
            "Your text runs down the columns: neighbours in the text stand in different rows. Each row must be a "
            "stretch of the text, or the state that is carried along it belongs to another place.",
            edits={_X: "ids[: rows * T].reshape(T, rows).T", _Y: "ids[1 : rows * T + 1].reshape(T, rows).T"},
        ),
        Mutant(
            "text-in-windows",
            "Your batches follow each other in the text, but a row does not go on from batch to batch: where it "
            "stopped, the next row of the same batch begins. The carried state then belongs to another place.",
            fn=_text_in_windows,
        ),
        Mutant(
            "targets-are-inputs",
            "Your y is x. The target is the symbol that follows.",
            edits={_PAIR: "(x[:, piece], x[:, piece])"},
        ),
        Mutant(
            "targets-two-later",
            "Your targets are shifted by two: the symbol after next.",
            edits={_T: "(len(ids) - 2) // rows", _Y: "ids[2 : rows * T + 2].reshape(rows, T)"},
        ),
        Mutant(
            "turned-round",
            "You return the targets first: x and y have changed places, so that the model reads the future and "
            "predicts the past.",
            edits={_PAIR: "(y[:, piece], x[:, piece])"},
        ),
        Mutant(
            "overlap",
            "Your pieces overlap by one step: a symbol is read twice, and the state counts it twice.",
            edits={_STARTS: "range(0, T, max(steps - 1, 1))"},
        ),
        Mutant(
            "gap",
            "There is a gap of one step between your pieces: the state never sees these symbols.",
            edits={_STARTS: "range(0, T, steps + 1)"},
        ),
        Mutant(
            "every-window",
            "Your pieces start at every step, like sliding windows. A stream reads each symbol once.",
            edits={_STARTS: "range(T)"},
        ),
        Mutant(
            "short-batch-dropped",
            "You drop the last batch where it is shorter. Its symbols are text like any other.",
            edits={_STARTS: "range(0, T - steps + 1, steps)"},
        ),
        Mutant(
            "short-batch-filled",
            "You fill the last batch up with zeros. Zero is a symbol, and the text does not hold it there; leave the "
            "batch shorter.",
            fn=_zeros_behind,
        ),
        Mutant(
            "row-bites-its-tail",
            "At the end of a row your target is the first symbol of the same row. In the text, the next row's first "
            "symbol follows.",
            edits={_Y: "np.roll(x, -1, axis=1)"},
        ),
        Mutant(
            "text-bites-its-tail",
            "Where the rows use up the whole text, the last symbol has no successor, and yours is the first of the "
            "text.",
            edits={_T: "len(ids) // rows", _Y: "np.roll(ids, -1)[: rows * T].reshape(rows, T)"},
        ),
        Mutant(
            "target-of-a-row-lost",
            "You cut off the last step of each row, because its target stands in the next row. It is in ids: cut y out "
            "of ids, one symbol later.",
            edits={_T: "len(ids) // rows", f"y = {_Y}": "x, y = x[:, :-1], x[:, 1:]\n    T = T - 1"},
        ),
        Mutant(
            "target-of-a-piece-lost",
            "You take inputs and targets out of one piece, so each batch loses a step. The target of the last step is "
            "the first symbol of the next piece.",
            edits={_PAIR: "(x[:, piece][:, :-1], x[:, piece][:, 1:])"},
        ),
        Mutant(
            "row-too-short",
            "Your rows are one symbol shorter than they could be: of all symbols only one has to be left for the last "
            "target, not one for each row.",
            edits={_T: "(len(ids) - rows) // rows"},
        ),
        Mutant(
            "first-symbol-skipped",
            "Your inputs begin with the second symbol of the text.",
            edits={
                _T: "(len(ids) - 2) // rows",
                _X: "ids[1 : rows * T + 1].reshape(rows, T)",
                _Y: "ids[2 : rows * T + 2].reshape(rows, T)",
            },
        ),
        Mutant(
            "front-left-out",
            "You leave out the beginning of the text where symbols are left over. Leave out the end.",
            edits={_X: "ids[-rows * T - 1 : -1].reshape(rows, T)", _Y: "ids[-rows * T :].reshape(rows, T)"},
        ),
        Mutant(
            "time-first",
            "Your batches have time as their first axis. Rows come first here.",
            edits={_PAIR: "(x[:, piece].T, y[:, piece].T)"},
        ),
        Mutant(
            "rows-and-steps-swapped",
            "You have swapped rows and steps: rows counts what is read side by side, steps how far in each batch.",
            fn=_rows_and_steps_swapped,
        ),
        Mutant(
            "piece-one-longer",
            "Your pieces are one step longer than asked for.",
            edits={_PIECE: "slice(start, start + steps + 1)"},
        ),
        Mutant(
            "piece-one-shorter",
            "Your pieces end one step too early: their last step is missing, and the next piece does not bring it.",
            edits={_PIECE: "slice(start, start + steps - 1)"},
        ),
        Mutant(
            "first-batch-only",
            "You return the first batch alone.",
            edits={"return batches": "return batches[:1]"},
        ),
        Mutant(
            "last-batch-first",
            "Your batches come in reverse order, so that no row goes on.",
            edits={"return batches": "return batches[::-1]"},
        ),
        Mutant(
            "rows-reversed",
            "Your rows stand in reverse order: the last stretch of the text comes first.",
            edits={
                _X: "ids[: rows * T].reshape(rows, T)[::-1]",
                _Y: "ids[1 : rows * T + 1].reshape(rows, T)[::-1]",
            },
        ),
        Mutant(
            "target-of-a-row-lost-ragged",
            "You cut the rows first and shift within them, so that the last symbol of each row gets no target, and "
            "the last y can be shorter than its x. Cut x and y out of ids, one symbol apart.",
            edits={_T: "len(ids) // rows", _Y: "x[:, 1:]", _STARTS: "range(0, T - 1, steps)"},
        ),
        Mutant(
            "row-ends-without-successor",
            "You take y from the rows of x, one place further on, and a row ends there: its last symbol has no "
            "successor. In the text, the next row's first symbol follows.",
            edits={"x[:, piece], y[:, piece]": "x[:, piece], x[:, start + 1 : start + steps + 1]"},
        ),
    ),
)
