"""Exhibit: a penalty for what has been written divides negative logits, and so rewards it."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def rows(rng):
    """Return logits of both signs and of one, symbols written once, often and never, and sizes of 1."""

    def draw(N, V, most, penalty, shift=0.0):
        logits = 2 * rng.normal(size=(N, V)) + shift
        return logits, [rng.integers(V, size=rng.integers(most + 1)).tolist() for _ in range(N)], penalty

    plain = np.array([[2.0, -1.0, 0.0, 1.0], [1.0, 3.0, 2.0, 0.5]])
    return [
        Probe(
            (plain, [[], []], 3.0),
            "Nothing has been written in this probe, so nothing is punished. The probabilities are the softmax of the "
            "logits of a row. Yours are not.",
        ),
        Probe(
            (plain + 3, [[1], [2]], 2.0),
            "All logits are positive here, and one symbol of each row has been written, once: its logit goes down by "
            "the factor of the penalty, and no other one moves. Yours do not fit that.",
        ),
        Probe((-plain - 1, [[0, 2], [3]], 2.0)),
        Probe((plain, [[0, 1, 2], [1]], 2.0)),
        Probe((plain, [[1, 1, 0, 1], [2, 0, 2]], 1.5)),
        Probe(draw(3, 5, 4, 1.0)),
        Probe(draw(4, 6, 5, 1.3)),
        Probe(draw(5, 5, 9, 2.0, -3.0)),
        Probe((2 * rng.normal(size=(1, 4)) - 1, [[3, 3, 1]], 1.7)),
        Probe((rng.normal(size=(2, 1)), [[0], []], 2.0)),
        Probe((np.array([[900.0, -900.0, 899.0], [-2000.0, -2001.0, -2002.0]]), [[1], []], 1.25)),
        Probe(draw(6, 7, 6, 2.5, -0.5)),
    ]


def repair_penalty(logits, written, penalty):
    logits = logits.astype(float)  # a copy
    for n, symbols in enumerate(written):
        for symbol in set(symbols):
            logit = logits[n, symbol]
            logits[n, symbol] = logit / penalty if logit > 0 else logit * penalty
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _was(logits, written):
    """Return where a symbol has been written, shape (N, V)."""
    was = np.zeros(logits.shape, dtype=bool)
    for n, symbols in enumerate(written):
        was[n, list(symbols)] = True
    return was


def _moved(shift):
    """Return the answer that shifts each row by something, punishes as the reference does, and takes the softmax."""

    def repair_penalty(logits, written, penalty):
        rows = shift(logits)
        punished = np.where(rows > 0, rows / penalty, rows * penalty)
        return _softmax(np.where(_was(logits, written), punished, rows))

    return repair_penalty


def _divided(logits, written, penalty):
    return np.where(_was(logits, written), _softmax(logits) / penalty, _softmax(logits))


def _of_any_row(logits, written, penalty):
    return repair_penalty(logits, [[one for symbols in written for one in symbols]] * len(written), penalty)


_RULE = "logit / penalty if logit > 0 else logit * penalty"
_SET = "set(symbols)"
_MAX = "logits.max(axis=1, keepdims=True)"

EXERCISE = Exercise(
    name="repair_penalty",
    signature="repair_penalty(logits, written, penalty)",
    returns={"p": "(N, V)"},
    reference=repair_penalty,
    probes=rows,
    points={"p": 4},
    read='lesson 17, "The knobs"',
    exhibit=Exhibit(
        "divided",
        "huggingface/transformers#2302",
        "The stronger the penalty for words that stand there already, the more often one is written again.",
    ),
    advice={
        "p": "Move the logits of the symbols in a text's own list down, once each, by the factor of the penalty; "
        "leave all others. Then take the softmax of each row.",
    },
    hints=(
        "Punish a symbol whose logit is -1 with the penalty 2. Is it more likely afterwards, or less?",
        "Dividing brings a number nearer to 0. From which side should a punished logit come?",
        "A logit above 0 is divided by the penalty, one below 0 is multiplied by it.",
    ),
    mutants=(
        Mutant(
            "divided",
            "A symbol that has been written and has a negative logit is more likely than without the penalty. Where "
            "the logit is positive, it is less likely, as it should be.",
            edits={_RULE: "logit / penalty"},
        ),
        Mutant(
            "multiplied",
            "Now a symbol with a positive logit is more likely for having been written. The sign decides which way is "
            "down.",
            edits={_RULE: "logit * penalty"},
        ),
        Mutant(
            "the-wrong-way-round",
            "Your two cases are exchanged: every symbol that has been written gains.",
            edits={_RULE: "logit * penalty if logit > 0 else logit / penalty"},
        ),
        Mutant(
            "negative-left-alone",
            "A negative logit is no longer made larger, but it is not punished either. Symbols of any sign are.",
            edits={_RULE: "logit / penalty if logit > 0 else logit"},
        ),
        Mutant(
            "clipped-at-zero",
            "You set negative logits to 0 before you punish them. That makes these symbols more likely.",
            edits={_RULE: "max(logit, 0.0) / penalty"},
        ),
        Mutant(
            "down-to-zero-at-most",
            "You set the logits of punished symbols to 0 or below, by the smaller of two numbers. A positive logit "
            "becomes smaller by division, and keeps its sign.",
            edits={_RULE: "min(logit, 0.0) * penalty"},
        ),
        Mutant(
            "negative-turned-positive",
            "You take the size of the logit and forget its sign: an unlikely symbol becomes a likely one.",
            edits={_RULE: "abs(logit) / penalty"},
        ),
        Mutant(
            "taken-away",
            "You take the penalty away from the logit. That always makes a symbol less likely, but it is another "
            "penalty: 1 would no longer mean none.",
            edits={_RULE: "logit - penalty"},
        ),
        Mutant(
            "logarithm-taken-away",
            "You divide the odds by the penalty, whichever way you write it. A sound rule, but another one: here "
            "it is the logit that is divided or multiplied.",
            edits={_RULE: "logit - np.log(penalty)"},
        ),
        Mutant(
            "size-over-penalty-taken-away",
            "You take a share of its size away from the logit. Where it is negative, it is to be multiplied by the "
            "penalty, which is another number.",
            edits={_RULE: "logit - abs(logit) * (1 - 1 / penalty)"},
        ),
        Mutant(
            "forbidden",
            "A symbol that has been written can never come again. It is to be less likely, not impossible.",
            edits={_RULE: "-1e9"},
        ),
        Mutant(
            "each-time-again",
            "A symbol is punished as often as it has been written. It counts once.",
            edits={_SET: "symbols"},
        ),
        Mutant(
            "last-symbol-only",
            "You punish only what was written last. All that has been written counts.",
            edits={_SET: "symbols[-1:]"},
        ),
        Mutant(
            "first-row-for-all",
            "You punish in each row what the first row has written. Each row has a text of its own.",
            edits={_SET: "set(written[0])"},
        ),
        Mutant(
            "of-any-row",
            "You punish in each row what any row has written. Each row has a text of its own.",
            fn=_of_any_row,
        ),
        Mutant(
            "all-others",
            "You punish what has not been written.",
            edits={_SET: "set(range(logits.shape[1])) - set(symbols)"},
        ),
        Mutant(
            "largest-taken-away-first",
            "You take the largest logit of the row away before you punish. Then the most likely symbol is at 0 and "
            "goes free, however often it has been written.",
            fn=_moved(lambda logits: logits - logits.max(axis=1, keepdims=True)),
        ),
        Mutant(
            "smallest-taken-away-first",
            "You shift the logits so that none is negative, and divide. Then it depends on the least likely symbol how "
            "hard the others are punished.",
            fn=_moved(lambda logits: logits - logits.min(axis=1, keepdims=True)),
        ),
        Mutant(
            "log-probabilities",
            "You punish log probabilities. A sound rule, but another one: here it is the logit itself.",
            fn=_moved(
                lambda logits: (
                    logits
                    - logits.max(axis=1, keepdims=True)
                    - np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
                )
            ),
        ),
        Mutant(
            "probabilities-divided",
            "You divide the probabilities, and they no longer sum to 1. The logits are to be punished, before the "
            "softmax.",
            fn=_divided,
        ),
        Mutant(
            "penalty-ignored",
            "Nothing is punished at all. That hides the fault and the penalty with it.",
            edits={_RULE: "logit"},
        ),
        Mutant(
            "no-softmax",
            "You return what comes before the last division. Probabilities sum to 1.",
            edits={"return e / e.sum(axis=1, keepdims=True)": "return e"},
        ),
        Mutant(
            "over-the-batch",
            "Your softmax runs over the rows. It runs over the symbols of each row.",
            hint="M74",
            edits={
                _MAX: "logits.max(axis=0, keepdims=True)",
                "e.sum(axis=1, keepdims=True)": "e.sum(axis=0, keepdims=True)",
            },
        ),
        Mutant(
            "positive-left-alone",
            "A positive logit is not punished now. Symbols of any sign are.",
            edits={_RULE: "logit if logit > 0 else logit * penalty"},
        ),
        Mutant(
            "first-symbol-only",
            "You punish only what was written first. All that has been written counts.",
            edits={_SET: "symbols[:1]"},
        ),
    ),
)
