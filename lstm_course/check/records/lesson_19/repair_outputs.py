"""Exhibit: the lengths count frames, the network puts out one step for several of them, and padding is read."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def recordings(rng):
    """Return batches with letters in the padding, of one recording, one frame, one step, and no stride."""

    def draw(frames, stride, V, blank=0, plain=False, more=0):
        frames = np.array(frames)
        N, T = len(frames), more - (-frames.max() // stride)
        log_p = 3 * rng.normal(size=(N, T, V))
        if plain:  # other letters at every step, so that nothing is merged
            log_p[:, np.arange(T), 1 + np.arange(T) % (V - 1)] += 30
        return log_p, frames, stride, blank

    return [
        Probe(
            draw([4, 4], 1, 5, plain=True),
            "All recordings are equally long here, the stride is 1, and there is another letter at every step. "
            "Your texts are others.",
        ),
        Probe(draw([8, 4, 6], 2, 4, plain=True)),
        Probe(draw([9, 3, 7, 1], 4, 4, plain=True, more=2)),
        Probe(draw([7, 5, 2], 3, 6, plain=True)),
        Probe(draw([5, 9, 2], 1, 3, more=3)),
        Probe(draw([20, 9, 14, 5], 2, 4, blank=3)),
        Probe(draw([16, 3, 11], 4, 3, blank=1, more=5)),
        Probe(draw([13], 3, 3, more=4)),
        Probe(draw([1], 2, 3, plain=True)),
        Probe(draw([6, 2, 3], 7, 2, plain=True)),
        Probe(draw([5, 3], 2, 1)),
        Probe(draw([31, 12, 24, 3, 17], 3, 4, blank=2)),
    ]


def repair_outputs(log_p, frames, stride, blank):
    steps = -(-frames // stride)  # rounded up
    texts = []
    for n in range(len(log_p)):
        path = log_p[n, : steps[n]].argmax(axis=1)
        text, previous = [], blank
        for label in path.tolist():
            if label not in (blank, previous):
                text.append(label)
            previous = label
        texts.append(text)
    return texts


def _without_tail(log_p, frames, stride, blank):
    """Read all steps, and cut each text to as many letters as it has steps."""
    texts = repair_outputs(log_p, np.full(len(frames), log_p.shape[1] * stride), stride, blank)
    return [text[: -(-n // stride)] for text, n in zip(texts, frames, strict=True)]


def _padding_taken_for_blank(log_p, frames, stride, blank):
    """Stop at the first two blanks in a row."""
    texts = []
    for rows in log_p.argmax(axis=2).tolist():
        ends = [k for k in range(1, len(rows)) if rows[k] == rows[k - 1] == blank]
        rows = rows[: ends[0]] if ends else rows
        text = [a for k, a in enumerate(rows) if a != blank and (k == 0 or a != rows[k - 1])]
        texts.append(text)
    return texts


def _last_run_dropped(log_p, frames, stride, blank):
    texts = repair_outputs(log_p, frames, 1, blank)
    right = repair_outputs(log_p, frames, stride, blank)
    return [text[:-1] if len(text) > len(other) else text for text, other in zip(texts, right, strict=True)]


_STEPS = "-(-frames // stride)"
_READ = "log_p[n, : steps[n]]"
_IF = "label not in (blank, previous)"

EXERCISE = Exercise(
    name="repair_outputs",
    signature="repair_outputs(log_p, frames, stride, blank)",
    returns={"texts": "list of N lists of whole numbers"},
    reference=repair_outputs,
    probes=recordings,
    points={"texts": 4},
    read='lesson 19, "Paths"',
    exhibit=Exhibit(
        "frames-for-steps",
        "parlance/ctcdecode#54",
        "Texts of short recordings go on behind their end, with letters that nobody said; the longest is right.",
    ),
    advice={
        "texts": "Of each recording read its own real steps alone, as many as its frames make. Merge equal neighbours, "
        "then drop the blanks.",
    },
    hints=(
        "For two recordings of 8 and 4 frames and a stride of 2, how many steps does log_p have, and which are real?",
        "A slice that ends behind an array takes all of it, without a word.",
        "Of F frames the network makes F / stride steps, rounded up: -(-F // stride).",
    ),
    mutants=(
        Mutant(
            "frames-for-steps",
            "Texts of the shorter recordings hold letters from the padding. With a stride of 1, or where all are "
            "equally long, they are right.",
            hint="M39",
            edits={_STEPS: "frames"},
        ),
        Mutant(
            "rounded-down",
            "The last step is lost where the frames cannot be divided by the stride. The network makes a step of what "
            "is left.",
            edits={_STEPS: "frames // stride"},
        ),
        Mutant(
            "one-step-more",
            "Where the frames can be divided by the stride, you read one step too many. Rounding up adds nothing to a "
            "whole number.",
            edits={_STEPS: "frames // stride + 1"},
        ),
        Mutant(
            "rounded-to-the-nearest",
            "You round to the nearest whole number. The network makes a step of whatever is left, however little.",
            edits={_STEPS: "np.round(frames / stride).astype(int)"},
        ),
        Mutant(
            "longest-for-all",
            "You read as many steps of each recording as the longest one has.",
            hint="M39",
            edits={_READ: "log_p[n, : steps.max()]"},
        ),
        Mutant(
            "shortest-for-all",
            "You read as many steps of each recording as the shortest one has.",
            edits={_READ: "log_p[n, : steps.min()]"},
        ),
        Mutant(
            "first-for-all",
            "You read as many steps of each recording as the first one has. Each has a length of its own.",
            edits={_READ: "log_p[n, : steps[0]]"},
        ),
        Mutant(
            "multiplied",
            "You multiply by the stride. The network makes fewer steps than there are frames.",
            hint="M39",
            edits={_STEPS: "frames * stride"},
        ),
        Mutant(
            "padding-read",
            "You read all steps of every recording, padding as well.",
            hint="M39",
            edits={_READ: "log_p[n]"},
        ),
        Mutant(
            "every-second-step",
            "You leave steps out, as if log_p held frames. The network has done that already.",
            edits={_READ: "log_p[n, : frames[n] : stride]"},
        ),
        Mutant(
            "frames-less-the-stride",
            "You take the stride away from the number of frames. It divides it.",
            edits={_STEPS: "np.maximum(frames - stride + 1, 0)"},
        ),
        Mutant(
            "cut-to-the-number-of-steps",
            "You cut the text, not the path. A text of few letters still goes on in the padding.",
            hint="M39",
            fn=_without_tail,
        ),
        Mutant(
            "two-blanks-end",
            "You stop at two blanks in a row. Blanks are silence, and speech may go on behind it.",
            fn=_padding_taken_for_blank,
        ),
        Mutant(
            "last-letter-cut-off",
            "You cut the last letter off where there are too many. The padding may hold several, or none.",
            hint="M39",
            fn=_last_run_dropped,
        ),
        Mutant(
            "one-step-early",
            "You leave out the last real step, an off-by-one.",
            edits={_READ: "log_p[n, : steps[n] - 1]"},
        ),
        Mutant(
            "from-the-end",
            "You read the last steps of each row, which is where the padding is.",
            edits={_READ: "log_p[n, -steps[n] :]"},
        ),
        Mutant(
            "repeats-left",
            "You no longer merge repeats. The loop below was right.",
            edits={_IF: "label != blank"},
        ),
        Mutant(
            "blanks-left",
            "You no longer drop blanks. The loop below was right.",
            edits={_IF: "label != previous"},
        ),
        Mutant(
            "blank-is-zero",
            "You take 0 for the blank. It is an argument.",
            hint="M73",
            edits={_IF: "label not in (0, previous)", "text, previous = [], blank": "text, previous = [], 0"},
        ),
        Mutant(
            "one-joined-list",
            "Your texts stand in one list. Each recording has a list of its own.",
            edits={"texts.append(text)": "texts.extend(text)"},
        ),
        Mutant(
            "merges-across-blanks",
            "You merge letters across a blank. The loop below was right.",
            edits={
                "            previous = label\n": "            previous = label if label != blank else previous\n"
            },
        ),
        Mutant(
            "rounded-down, one at least",
            "You round down, and read one step at least. The network makes a step of what is left, in long "
            "recordings as well.",
            edits={_STEPS: "np.maximum(frames // stride, 1)"},
        ),
        Mutant(
            "rounded-to-the-nearest, halves up",
            "You round to the nearest whole number, and a half up. The network makes a step of whatever is left, "
            "however little.",
            edits={_STEPS: "(frames / stride + 0.5).astype(int)"},
        ),
        Mutant(
            "share-of-the-batch",
            "You give each recording its share of the steps that the batch holds. How many it has follows from its "
            "frames and the stride alone; behind the longest there may be padding as well.",
            edits={_STEPS: "-(-log_p.shape[1] * frames // frames.max())"},
        ),
        Mutant(
            "blanks-left, the first as well",
            "You merge and keep the blanks. They are dropped afterwards.",
            edits={_IF: "label != previous", "text, previous = [], blank": "text, previous = [], None"},
        ),
    ),
)
