"""Exhibit: the softmax runs over the batch, so that names share their probabilities."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def outputs(rng):
    """Return logits of one name and of several, of one step and one class, huge ones, and equal sizes."""

    def draw(T, N, K, lengths, size=1.0):
        return size * rng.normal(size=(T, N, K)), np.array(lengths)

    far = draw(4, 3, 3, [4, 2, 3])
    far[0][:, 1] -= 2000.0
    far[0][1] += 900.0
    return [
        Probe(draw(3, 2, 3, [3, 2])),
        Probe(draw(2, 1, 4, [2])),
        Probe(draw(4, 3, 1, [1, 4, 2]), "There is one class here, so every probability is 1. Yours are not."),
        Probe(draw(1, 3, 2, [1, 1, 1])),
        Probe(draw(3, 3, 3, [1, 3, 2])),
        Probe(draw(5, 4, 6, [5, 2, 4, 1])),
        Probe(draw(3, 5, 4, [2, 3, 1, 3, 2], 600.0)),
        Probe(far),
        Probe(draw(6, 3, 2, [3, 1, 4])),
        Probe(draw(1, 1, 1, [1])),
    ]


def repair_evidence(logits, lengths):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    last = p[lengths - 1, np.arange(len(lengths))]  # (N, K), after the last letter
    return p, last.argmax(axis=1), last.max(axis=1)


_MAX = "logits.max(axis=-1, keepdims=True)"
_SUM = "e.sum(axis=-1, keepdims=True)"
_LAST = "p[lengths - 1, np.arange(len(lengths))]"
_RETURN = "return p, last.argmax(axis=1), last.max(axis=1)"
_BATCH = {_MAX: "logits.max(axis=-2, keepdims=True)", _SUM: "e.sum(axis=-2, keepdims=True)"}
_AXIS = 'lesson 15, "98 % sure"'


def _mixed(p_of, answer_of):
    """Return the function that takes its probabilities from one and its answers from another."""

    def repair_evidence(logits, lengths):
        return (p_of(logits, lengths)[0], *answer_of(logits, lengths)[1:])

    return repair_evidence


def _over_the_batch(logits, lengths):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    last = p[lengths - 1, np.arange(len(lengths))]
    return p, last.argmax(axis=1), last.max(axis=1)


EXERCISE = Exercise(
    name="repair_evidence",
    signature="repair_evidence(logits, lengths)",
    returns={"p": "(T, N, K)", "answers": "(N,), whole numbers", "confidence": "(N,)"},
    reference=repair_evidence,
    probes=outputs,
    points={"p": 2, "answers": 1, "confidence": 1},
    read=_AXIS,
    advice={
        "p": "For each letter of each name the probabilities of the classes sum to 1.",
        "answers": "The class with the largest probability after the last letter of the name.",
        "confidence": "The largest probability after the last letter of the name.",
    },
    exhibit=Exhibit(
        "over-the-batch",
        "ctallec/world-models#10",
        "A name alone gets 100 % for every class, and in a batch its numbers change with its neighbours.",
    ),
    hints=(
        "Print p.sum(axis=2) and p.sum(axis=1). Which of them should be 1, and which is?",
        "Of the axes T, N and K, which is the last but one?",
        "Both the largest logit and the sum are taken over the classes, axis -1.",
    ),
    mutants=(
        Mutant(
            "over-the-batch",
            "The probabilities of a name's classes do not sum to 1; those of one class sum to 1 over the names of "
            "the batch. A name on its own has 1 in every class.",
            hint="M74",
            edits=_BATCH,
        ),
        Mutant(
            "sum-mended-only",
            "The sum is right now. What you take away before exp is still the largest of the batch, another number "
            "for each class: that changes their proportions.",
            hint="M74",
            edits={_MAX: _BATCH[_MAX]},
        ),
        Mutant(
            "maximum-mended-only",
            "What you take away before exp is right now, but the sum still runs over the names.",
            hint="M74",
            edits={_SUM: _BATCH[_SUM]},
        ),
        Mutant(
            "normalised-afterwards",
            "You divide once more, so that the classes sum to 1. They have been divided by the sum of their own "
            "column before, so names still change each other's numbers.",
            hint="M74",
            edits={**_BATCH, "    last = ": "    p = p / p.sum(axis=-1, keepdims=True)\n    last = "},
        ),
        Mutant(
            "probabilities-mended-only",
            "The probabilities you return are right. Answers and confidence still come from those over the batch.",
            hint="M74",
            fn=_mixed(repair_evidence, _over_the_batch),
        ),
        Mutant(
            "answers-mended-only",
            "Answers and confidence are right. The probabilities you return are still those over the batch.",
            hint="M74",
            fn=_mixed(_over_the_batch, repair_evidence),
        ),
        Mutant(
            "one-by-one",
            "Every probability is 1. Names one by one, with a softmax over names, have nothing to share with.",
            hint="M74",
            edits={"e / " + _SUM: "e / e"},
        ),
        Mutant(
            "softmax-twice",
            "You take the softmax twice. The second one makes the probabilities nearly equal.",
            hint="M48",
            edits={"    last = ": "    p = np.exp(p) / np.exp(p).sum(axis=-1, keepdims=True)\n    last = "},
        ),
        Mutant(
            "padding-set-to-zero",
            "You set the probabilities behind the names to 0. They sum to 1 at every step, whatever stands there.",
            edits={
                "    last = ": "    p = p * (np.arange(len(p))[:, None] < lengths)[:, :, None]\n    last = ",
            },
        ),
        Mutant(
            "sure-of-all",
            "Your confidence is always 1. It is the largest probability, after dividing by the sum.",
            edits={_RETURN: "return p, last.argmax(axis=1), np.ones(len(last))"},
        ),
        Mutant(
            "one-letter-late",
            "You read the answers one step behind the last letter, in the padding where there is some.",
            'lesson 15, "Which state do you read?"',
            hint="M39",
            edits={_LAST: "p[np.minimum(lengths, len(p) - 1), np.arange(len(lengths))]"},
        ),
        Mutant(
            "over-the-letters",
            "Your softmax runs over the letters: the probabilities of a class sum to 1 over the name.",
            hint="M74",
            edits={
                _MAX: "logits.max(axis=0, keepdims=True)",
                _SUM: "e.sum(axis=0, keepdims=True)",
            },
        ),
        Mutant(
            "over-everything",
            "Your softmax runs over all logits at once: all probabilities together sum to 1.",
            hint="M74",
            edits={_MAX: "logits.max()", _SUM: "e.sum()"},
        ),
        Mutant(
            "overflow",
            "exp overflows where a logit is large. Take the largest logit of the classes away first.",
            edits={_MAX: "0.0"},
        ),
        Mutant(
            "largest-of-all",
            "You take the largest of all logits away. A name whose logits are far below it has nothing left but "
            "zeros, and 0/0 is NaN.",
            edits={_MAX: "logits.max()"},
        ),
        Mutant(
            "not-divided",
            "You did not divide by the sum.",
            edits={"e / " + _SUM: "e"},
        ),
        Mutant(
            "last-column",
            "You read the answers at the last step of the batch. A short name ends earlier: `lengths` says where.",
            'lesson 15, "Which state do you read?"',
            hint="M39",
            edits={_LAST: "p[-1]"},
        ),
        Mutant(
            "longest-name",
            "You read all answers where the longest name ends. Each name ends at a place of its own.",
            'lesson 15, "Which state do you read?"',
            hint="M39",
            edits={_LAST: "p[lengths.max() - 1]"},
        ),
        Mutant(
            "one-letter-early",
            "You read the answers one letter too early.",
            'lesson 15, "Which state do you read?"',
            edits={_LAST: "p[np.maximum(lengths - 2, 0), np.arange(len(lengths))]"},
        ),
        Mutant(
            "mean-of-the-letters",
            "You average over the letters. The answer is what the last letter leaves.",
            edits={_LAST: "p.mean(axis=0)"},
        ),
        Mutant(
            "best-name-for-each-class",
            "Your answers are names: argmax runs over the batch.",
            hint="M74",
            edits={_RETURN: "return p, np.resize(last.argmax(axis=0), len(last)), last.max(axis=1)"},
        ),
        Mutant(
            "logits-for-confidence",
            "Your confidence is a logit. A confidence is a probability.",
            edits={
                _RETURN: "return p, last.argmax(axis=1), logits[lengths - 1, np.arange(len(lengths))].max(axis=1)"
            },
        ),
    ),
)
