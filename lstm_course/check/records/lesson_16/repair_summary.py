"""Exhibit: the last states of both directions are put side by side by a reshape, across sentences."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def states(rng):
    """Return last states of one layer and of several, one sentence, one unit, one class, and equal sizes."""

    def draw(layers, N, H, K, plain=False):
        W = np.eye(2 * H, K) if plain else rng.normal(size=(2 * H, K))
        return rng.normal(size=(2 * layers, N, H)), W, 0 * rng.normal(size=K) if plain else rng.normal(size=K)

    return [
        Probe(
            draw(1, 1, 3, 6, plain=True),
            "There is one sentence and one layer here, and the logits are the summary itself, forward half first. "
            "Yours are not.",
        ),
        Probe(
            draw(3, 1, 2, 4, plain=True),
            "There is one sentence here, of a network with three layers, and the logits are the summary itself. "
            "Yours are not.",
        ),
        Probe(draw(1, 4, 3, 6, plain=True)),
        Probe(draw(1, 2, 2, 4)),
        Probe(draw(2, 2, 2, 3)),
        Probe(draw(2, 3, 3, 2)),
        Probe(draw(3, 5, 4, 3)),
        Probe(draw(1, 6, 1, 2)),
        Probe(draw(2, 4, 2, 1)),
        Probe(draw(1, 1, 1, 1)),
        Probe(draw(2, 7, 5, 4)),
    ]


def repair_summary(h, W, b):
    layers, N, H = len(h) // 2, h.shape[1], h.shape[2]
    by_layer = h.reshape(layers, 2, N, H)  # forward and backward of each layer
    last = by_layer[-1]  # (2, N, H)
    summary = last.transpose(1, 0, 2).reshape(N, 2 * H)
    logits = summary @ W + b
    return logits, logits.argmax(axis=1)


def _viewed(h, W, b):
    logits = h[-2:].reshape(h.shape[1], -1) @ W + b
    return logits, logits.argmax(axis=1)


def _logits_mended_only(h, W, b):
    return repair_summary(h, W, b)[0], _viewed(h, W, b)[1]


def _answers_mended_only(h, W, b):
    return _viewed(h, W, b)[0], repair_summary(h, W, b)[1]


_LAYERS = "h.reshape(layers, 2, N, H)"
_LAST = "by_layer[-1]"
_SUMMARY = "last.transpose(1, 0, 2).reshape(N, 2 * H)"

EXERCISE = Exercise(
    name="repair_summary",
    signature="repair_summary(h, W, b)",
    returns={"logits": "(N, K)", "answers": "(N,), whole numbers"},
    reference=repair_summary,
    probes=states,
    points={"logits": 3, "answers": 1},
    read='lesson 16, "Two passes"',
    advice={
        "logits": "The summary of a sentence, forward half first, times W, plus b.",
        "answers": "The class with the largest logit of each sentence.",
    },
    exhibit=Exhibit(
        "reshaped",
        "graykode/nlp-tutorial#38",
        "A sentence gets one answer alone and another in a batch, where half of its summary is a neighbour's.",
    ),
    hints=(
        "Fill h with n, the number of the sentence, and print the summary. Which numbers stand in one row?",
        "A reshape never moves a number: it reads (2, N, H) row by row, all sentences forward first.",
        "Bring the sentences to the front with transpose(1, 0, 2), and reshape then.",
    ),
    mutants=(
        Mutant(
            "reshaped",
            "A row of your summary holds the states of two sentences, mostly both forward or both backward. One "
            "sentence on its own is right.",
            hint="M31",
            edits={_SUMMARY: "last.reshape(N, 2 * H)"},
        ),
        Mutant(
            "only-the-forward",
            "Your summary holds the forward state twice. The backward pass has read the sentence as well, from its "
            "end.",
            edits={_SUMMARY: "np.concatenate([last[0], last[0]], axis=1)"},
        ),
        Mutant(
            "only-the-backward",
            "Your summary holds the backward state twice. The forward pass has read the sentence as well.",
            edits={_SUMMARY: "np.concatenate([last[1], last[1]], axis=1)"},
        ),
        Mutant(
            "logits-mended-only",
            "The logits you return are right. The answers still come from rows that mix two sentences.",
            hint="M31",
            fn=_logits_mended_only,
        ),
        Mutant(
            "answers-mended-only",
            "The answers are right. The logits you return still come from rows that mix two sentences.",
            hint="M31",
            fn=_answers_mended_only,
        ),
        Mutant(
            "units-side-by-side",
            "Both halves belong to one sentence now, but they are shuffled like cards, one unit of each in turn. W "
            "wants all forward units first.",
            hint="M31",
            edits={_SUMMARY: "last.transpose(1, 2, 0).reshape(N, 2 * H)"},
        ),
        Mutant(
            "backward-first",
            "The backward half stands first. W was trained with the forward half first.",
            hint="M31",
            edits={_SUMMARY: "last[::-1].transpose(1, 0, 2).reshape(N, 2 * H)"},
        ),
        Mutant(
            "turned-round-first",
            "You turn the directions round and reshape then. A row still holds the states of two sentences.",
            hint="M31",
            edits={_SUMMARY: "last[::-1].reshape(N, 2 * H)"},
        ),
        Mutant(
            "read-by-columns",
            "You reshape column by column. That takes the numbers of a row from several sentences.",
            hint="M31",
            edits={_SUMMARY: 'last.reshape(N, 2 * H, order="F")'},
        ),
        Mutant(
            "swapped-axes-of-the-result",
            "You reshape to (2H, N) and transpose that. It has the right shape and the wrong numbers: a row still "
            "holds several sentences.",
            hint="M31",
            edits={_SUMMARY: "last.reshape(2 * H, N).T"},
        ),
        Mutant(
            "first-layer",
            "You summarise with the first layer. The last one has read what all others made of the sentence.",
            hint="M31",
            edits={_LAST: "by_layer[0]"},
        ),
        Mutant(
            "directions-before-layers",
            "You take h for all layers forward, then all layers backward. It holds both directions of a layer side by "
            "side.",
            hint="M31",
            edits={_LAYERS: "h.reshape(2, layers, N, H).transpose(1, 0, 2, 3)"},
        ),
        Mutant(
            "first-layer, reshaped",
            "You summarise with the first layer, and a row still holds the states of two sentences.",
            hint="M31",
            edits={_LAST: "by_layer[0]", _SUMMARY: "last.reshape(N, 2 * H)"},
        ),
        Mutant(
            "mean-of-the-directions",
            "You give both halves the mean of the two directions. W has weights of its own for each.",
            edits={_SUMMARY: "np.tile(last.mean(axis=0), 2)"},
        ),
        Mutant(
            "sum-of-the-directions",
            "You give both halves the sum of the two directions. W has weights of its own for each.",
            edits={_SUMMARY: "np.tile(last.sum(axis=0), 2)"},
        ),
        Mutant(
            "bias-forgotten",
            "You forgot the bias.",
            edits={"summary @ W + b": "summary @ W"},
        ),
        Mutant(
            "best-sentence",
            "Your answers are sentences: argmax runs over the batch.",
            edits={"logits.argmax(axis=1)": "np.resize(logits.argmax(axis=0), N)"},
        ),
    ),
)
