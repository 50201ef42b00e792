"""Exhibit: the memory of a batch is repeated in another order than the beams stand in."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def beams(rng):
    """Return states and memories of one sentence, one beam, one place and one unit, of equal and unequal sizes."""

    def draw(N, W, S, E, size=1.0):
        return size * rng.normal(size=(N, W, E)), size * rng.normal(size=(N, S, E))

    return [
        Probe(
            draw(1, 3, 4, 2),
            "There is one sentence here: all beams look at the same memory. Your context or weights "
            "are others.",
        ),
        Probe(
            draw(3, 1, 4, 2),
            "Each sentence has one beam here, which looks at the memory of its own sentence. Yours do not.",
        ),
        Probe(draw(2, 2, 3, 4)),
        Probe(draw(3, 3, 3, 3)),
        Probe(draw(2, 3, 5, 2)),
        Probe(draw(4, 2, 3, 3)),
        Probe(draw(3, 4, 1, 2)),
        Probe(draw(2, 3, 4, 1)),
        Probe(draw(3, 2, 4, 2, 40.0)),
        Probe(draw(1, 1, 1, 1)),
        Probe(draw(5, 4, 6, 3)),
    ]


def repair_beam_memory(states, memory):
    N, W, E = states.shape
    rows = states.reshape(N * W, E)
    keys = np.repeat(memory, W, axis=0)  # (N * W, S, E)
    scores = (keys @ rows[:, :, None])[:, :, 0] / np.sqrt(E)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = e / e.sum(axis=1, keepdims=True)
    context = (weights[:, None, :] @ keys)[:, 0]
    return context.reshape(N, W, E), weights.reshape(N, W, -1)


def _ordered(tiled=False, turned=False, back=False):
    """Return the answer whose memories, states and results stand beam by beam, or not."""

    def repair_beam_memory_(states, memory):
        N, W, E = states.shape
        keys = np.tile(memory, (W, 1, 1)) if tiled else np.repeat(memory, W, axis=0)
        rows = states.transpose(1, 0, 2) if turned else states
        found = repair_beam_memory(rows.reshape(N * W, 1, E), keys)
        if back:
            return tuple(one.reshape(W, N, -1).transpose(1, 0, 2) for one in found)
        return tuple(one.reshape(N, W, -1) for one in found)

    return repair_beam_memory_


_tiled = _ordered(tiled=True)


def _context_mended_only(states, memory):
    return repair_beam_memory(states, memory)[0], _tiled(states, memory)[1]


def _weights_mended_only(states, memory):
    return _tiled(states, memory)[0], repair_beam_memory(states, memory)[1]


def _first_beam_only(states, memory):
    context, weights = _tiled(states, memory)
    right = repair_beam_memory(states, memory)
    context[:, 0], weights[:, 0] = right[0][:, 0], right[1][:, 0]
    return context, weights


_KEYS = "np.repeat(memory, W, axis=0)"
_TILED = "np.tile(memory, (W, 1, 1))"
_ROWS = "states.reshape(N * W, E)"
_CONTEXT = "weights[:, None, :] @ keys"

EXERCISE = Exercise(
    name="repair_beam_memory",
    signature="repair_beam_memory(states, memory)",
    returns={"context": "(N, W, E)", "weights": "(N, W, S)"},
    reference=repair_beam_memory,
    probes=beams,
    points={"context": 2, "weights": 2},
    read='lesson 18, "Fed the truth or itself"',
    reads={"weights": 'lesson 18, "Attention in three lines"'},
    exhibit=Exhibit(
        "tiled",
        "jadore801120/attention-is-all-you-need-pytorch#28",
        "One sentence alone is translated well; of a batch, sentences come out with words of their neighbours.",
    ),
    advice={
        "context": "The context of a beam is made of the memory of its own sentence, with the weights of this beam.",
        "weights": "Each beam is compared with every place of the memory of its own sentence, and its weights sum to 1 "
        "over these places.",
    },
    hints=(
        "For two sentences and two beams, which sentence does each of the four rows belong to? And each of the keys?",
        "Compare np.tile([1, 2], 2) with np.repeat([1, 2], 2).",
        "The rows stand sentence by sentence, so each memory must be repeated W times before the next one comes.",
    ),
    mutants=(
        Mutant(
            "tiled",
            "A beam looks at the memory of another sentence. With one sentence, or with one beam for each, all is "
            "right.",
            edits={_KEYS: _TILED},
        ),
        Mutant(
            "result-turned-only",
            "You turn the results round, and the memories still stand in another order than the states.",
            fn=_ordered(tiled=True, back=True),
        ),
        Mutant(
            "states-turned-only",
            "States and memories belong together now, beam by beam. The results come out in that order as well, and "
            "you read them as if they stood sentence by sentence.",
            fn=_ordered(tiled=True, turned=True),
        ),
        Mutant(
            "states-turned-too",
            "You mended the order twice: the memories stand sentence by sentence now, and the states beam by beam.",
            fn=_ordered(turned=True),
        ),
        Mutant(
            "all-turned",
            "The order of the states is turned where they go in and where they come out. The memories were repeated "
            "for the order in which the states came.",
            fn=_ordered(turned=True, back=True),
        ),
        Mutant(
            "results-turned-round",
            "The results come out in the order of the states, sentence by sentence. You read them as if they stood "
            "beam by beam.",
            fn=_ordered(back=True),
        ),
        Mutant(
            "values-left",
            "The weights are right now. The vectors that they weigh still come from other sentences.",
            edits={_CONTEXT: f"weights[:, None, :] @ {_TILED}"},
        ),
        Mutant(
            "keys-left",
            "The vectors that are weighed are those of the own sentence now. Their weights still come from others.",
            edits={_KEYS: _TILED, _CONTEXT: f"weights[:, None, :] @ {_KEYS}"},
        ),
        Mutant(
            "context-mended-only",
            "The context is right. The weights that you return still belong to other sentences.",
            fn=_context_mended_only,
        ),
        Mutant(
            "weights-mended-only",
            "The weights are right. The context that you return still belongs to other sentences.",
            fn=_weights_mended_only,
        ),
        Mutant(
            "first-beam-only",
            "The first beam of each sentence is right. The others still look at other sentences.",
            fn=_first_beam_only,
        ),
        Mutant(
            "first-sentence-for-all",
            "All beams look at the memory of the first sentence.",
            edits={_KEYS: "np.repeat(memory[:1], N * W, axis=0)"},
        ),
        Mutant(
            "last-sentence-for-all",
            "All beams look at the memory of the last sentence.",
            edits={_KEYS: "np.repeat(memory[-1:], N * W, axis=0)"},
        ),
        Mutant(
            "mean-of-the-sentences",
            "All beams look at the mean of the memories. Each sentence has a memory of its own.",
            edits={_KEYS: "np.repeat(memory.mean(axis=0, keepdims=True), N * W, axis=0)"},
        ),
        Mutant(
            "sentences-turned-round",
            "You repeat the memories from the last sentence to the first.",
            edits={_KEYS: "np.repeat(memory[::-1], W, axis=0)"},
        ),
        Mutant(
            "first-beam-for-all",
            "All beams of a sentence have the state of its first one. Each has a state of its own.",
            edits={_ROWS: "np.repeat(states[:, 0], W, axis=0)"},
        ),
        Mutant(
            "not-scaled",
            "Your scores are not divided by the root of E.",
            edits={" / np.sqrt(E)": ""},
        ),
        Mutant(
            "scaled-by-the-width",
            "Your scores are divided by the root of the number of beams. It is the root of E.",
            edits={"np.sqrt(E)": "np.sqrt(W)"},
        ),
        Mutant(
            "divided-by-E",
            "Your scores are divided by E. It is its root.",
            edits={"np.sqrt(E)": "E"},
        ),
        Mutant(
            "over-the-beams",
            "Your softmax runs over the beams of all sentences. It runs over the places of a memory.",
            hint="M74",
            edits={
                "scores.max(axis=1, keepdims=True)": "scores.max(axis=0, keepdims=True)",
                "e.sum(axis=1, keepdims=True)": "e.sum(axis=0, keepdims=True)",
            },
        ),
        Mutant(
            "overflow",
            "exp overflows where a score is large. Take the largest score of the row away first.",
            edits={"scores - scores.max(axis=1, keepdims=True)": "scores"},
        ),
        Mutant(
            "uniform",
            "Every place has the same weight.",
            edits={"e = np.exp(scores - scores.max(axis=1, keepdims=True))": "e = np.ones_like(scores)"},
        ),
        Mutant(
            "scores-for-weights",
            "You return scores. Weights sum to 1.",
            edits={"weights.reshape(N, W, -1)": "scores.reshape(N, W, -1)"},
        ),
    ),
)
