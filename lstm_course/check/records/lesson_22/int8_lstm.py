"""Exercise: the weights of an LSTM in a byte each."""

from functools import partial

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def weights(rng):
    """Return states and weights with blocks of unequal size of numbers, blocks of zeros, and sizes of 1."""

    def draw(N, D, H, sizes=(1, 1, 1, 1), shift=0.0):
        W = (rng.normal(size=(D, 4, H)) + shift) * np.array(sizes)[:, None]
        return rng.uniform(-1, 1, (N, D)), W.reshape(D, 4 * H)

    large = draw(2, 40, 3, (1, 2, 3, 1), 1.0)
    large[0][:] = np.abs(large[0])
    steps = np.array(
        [[127, 2.5, -3.5, 0.5], [-0.5, -127, 1.5, 4.5], [-2.5, 5.5, 127, -1.5], [6.5, 0.5, -4.5, 127]]
    )
    halves = (
        np.array([[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, -0.5, -0.5]]),
        steps.T,
    )  # exactly between two steps
    return [
        Probe(draw(2, 3, 2, (1, 0, 0, 0))),
        Probe(draw(2, 3, 2, (0.1, 1, 10, 100))),
        Probe(draw(3, 2, 4, (5, 0.01, 2, 300))),
        Probe(draw(1, 4, 3, (1, 2, 0, 4))),
        Probe(draw(2, 1, 5, (3, 1, 2, 0.5))),
        Probe(draw(4, 5, 1, (3, 1, 2, 0.5))),
        Probe(draw(3, 4, 4, (1, 2, 3, 4), 3.0)),
        Probe(draw(3, 4, 4, (-1, 2, -3, 4), 3.0)),  # the largest is negative
        Probe(large),
        Probe(draw(4, 4, 4, (1, 3, 2, 1))),
        Probe(draw(1, 1, 1, (2, 0.5, 1, 3))),
        Probe(halves),
    ]


def int8_lstm(h, W):
    blocks = W.reshape(len(W), 4, -1)
    largest = np.abs(blocks).max(axis=(0, 2))
    scale = np.where(largest > 0, largest / 127, 1.0)
    q = np.round(blocks / scale[:, None]).astype(np.int8).reshape(W.shape)
    whole = np.round(127 * h).astype(np.int32) @ q.astype(np.int32)
    sums = whole / 127 * np.repeat(scale, W.shape[1] // 4)
    return q, scale, sums


def observe(results, args):
    """Return the numbers, and how many bytes a weight takes."""
    q = results["q"]
    return {
        "q": q.astype(np.int64),
        "scale": results["scale"],
        "sums": results["sums"],
        "size of the codes": int(q.dtype.itemsize),
    }


def _by_the_largest(h, W, lowest=-(10**9), negative=False):
    """Scale by the largest weight, with codes cut off from `lowest` on; where it is negative, also by that."""
    blocks = W.reshape(len(W), 4, -1)
    largest = blocks.max(axis=(0, 2))
    scale = np.where(largest != 0 if negative else largest > 0, largest / 127, 1.0)
    q = np.clip(np.round(blocks / scale[:, None]), lowest, 127 if lowest > -200 else 10**9)
    q = q.astype(np.int8).reshape(W.shape)
    whole = np.round(127 * h).astype(np.int32) @ q.astype(np.int32)
    return q, scale, whole / 127 * np.repeat(scale, W.shape[1] // 4)


_CASES = {
    "codes below -127 are cut off": {"lowest": -127},
    "codes below -128 are cut off": {"lowest": -128},
    "that may be negative": {"negative": True},
    "that may be negative, with codes cut off at -127": {"negative": True, "lowest": -127},
    "that may be negative, with codes cut off at -128": {"negative": True, "lowest": -128},
}

_BLOCKS = "blocks = W.reshape(len(W), 4, -1)"
_LARGEST = "np.abs(blocks).max(axis=(0, 2))"
_SCALE = "np.where(largest > 0, largest / 127, 1.0)"
_Q = "np.round(blocks / scale[:, None])"
_WHOLE = "np.round(127 * h).astype(np.int32) @ q.astype(np.int32)"
_SUMS = "whole / 127 * np.repeat(scale, W.shape[1] // 4)"

EXERCISE = Exercise(
    name="int8_lstm",
    signature="int8_lstm(h, W)",
    returns={"q": "(D, 4H), int8", "scale": "(4,)", "sums": "(N, 4H)"},
    reference=int8_lstm,
    probes=weights,
    points={"q": 3, "scale": 2, "sums": 2, "size of the codes": 1},
    observe=observe,
    read='lesson 22, "All pairs"',
    advice={
        "q": "Divide each block by its scale and round to the nearest whole number.",
        "scale": "The largest absolute weight of a block, divided by 127; 1 for a block of zeros.",
        "sums": "Round 127 h, multiply whole numbers that have room for the sum, then go back by both scales.",
        "size of the codes": "Your q takes more than one byte for each weight: store it as np.int8.",
    },
    hints=(
        "Cut W into its four blocks first: W.reshape(D, 4, H). Each has a largest absolute weight.",
        "That largest weight becomes 127 or -127. So the scale is what 1 stands for: largest / 127.",
        "The sums are of whole numbers: round(127 h), as np.int32, times q, as np.int32. Then divide by 127 and "
        "multiply each block of columns by its scale.",
    ),
    mutants=(
        Mutant(
            "one-scale",
            "You take one scale for all four blocks. Where one gate has large weights, those of the others are rounded "
            "to a few steps, or to 0.",
            edits={_LARGEST: "np.full(4, np.abs(blocks).max())"},
        ),
        Mutant(
            "blocks-in-turns",
            "You take every fourth column for a gate. The blocks lie side by side: the first H columns are the input "
            "gate.",
            hint="M15",
            edits={_LARGEST: "np.array([np.abs(W[:, k::4]).max() for k in range(4)])"},
        ),
        Mutant(
            "no-absolute-value",
            "You take the largest weight, and not the largest absolute one. A negative weight may be the largest, and "
            "then it does not fit.",
            edits={_LARGEST: "np.abs(blocks.max(axis=(0, 2)))"},
        ),
        Mutant(
            "largest-not-absolute",
            "Your scale is made of the largest weight; the largest absolute weight is asked for.",
            edits={_LARGEST: "blocks.max(axis=(0, 2))"},
        ),
        *(
            Mutant(
                f"largest-not-absolute, {case}",
                f"Your scale is made of the largest weight, and {case}; the largest absolute weight is asked for.",
                fn=partial(_by_the_largest, **how),
            )
            for case, how in _CASES.items()
        ),
        Mutant(
            "spread",
            "You take the distance from the smallest to the largest weight. That is for codes with an offset; here 0 "
            "stays 0, and the largest absolute weight counts.",
            edits={_LARGEST: "np.ptp(blocks, axis=(0, 2))"},
        ),
        Mutant(
            "half-the-spread",
            "You take half the distance from the smallest to the largest weight. Without an offset the larger end does "
            "not fit: the largest absolute weight counts.",
            edits={_LARGEST: "np.ptp(blocks, axis=(0, 2)) / 2"},
        ),
        Mutant(
            "standard-deviation",
            "You scale by the standard deviation. Then the largest weights do not fit into a byte.",
            edits={_LARGEST: "blocks.std(axis=(0, 2))"},
        ),
        Mutant(
            "mean-of-the-sizes",
            "You scale by the mean absolute weight. Then the largest weights do not fit into a byte.",
            edits={_LARGEST: "np.abs(blocks).mean(axis=(0, 2))"},
        ),
        Mutant(
            "range-128",
            "You divide by 128. Then the largest weight becomes 128 or -128, and 128 does not fit: a signed byte ends "
            "at 127.",
            edits={"largest / 127": "largest / 128"},
        ),
        Mutant(
            "range-255",
            "You divide by 255, all steps of a byte. Half of them are for negative numbers: a signed byte ends at 127.",
            edits={"largest / 127": "largest / 255"},
        ),
        Mutant(
            "range-256",
            "You divide by 256, all steps of a byte. Half of them are for negative numbers: a signed byte ends at 127.",
            edits={"largest / 127": "largest / 256"},
        ),
        Mutant(
            "scale-upside-down",
            "You return 127 / largest. The scale is what one step stands for: q times scale is the weight.",
            edits={"return q, scale, sums": "return q, np.where(largest > 0, 1 / scale, 1.0), sums"},
        ),
        Mutant(
            "scale-0",
            "A block of zeros gets scale 0, or a number near it. Its scale is 1, so that nothing is divided by 0.",
            edits={_SCALE: "largest / 127"},
        ),
        Mutant(
            "scale-1-over-127",
            "A block of zeros gets the scale 1 / 127. Its scale is 1.",
            edits={_SCALE: "np.where(largest > 0, largest, 1.0) / 127"},
        ),
        Mutant(
            "towards-zero",
            "You cut the digits off: .astype does not round. Each code may be wrong by a whole step then, by half a "
            "step if it is rounded to the nearest.",
            edits={_Q: "(blocks / scale[:, None])"},
        ),
        Mutant(
            "rounded-down",
            "You round down. To the nearest whole number, the error is at most half a step, and 0 on average.",
            edits={_Q: "np.floor(blocks / scale[:, None])"},
        ),
        Mutant(
            "rounded-up",
            "You round up. To the nearest whole number, the error is at most half a step, and 0 on average.",
            edits={_Q: "np.ceil(blocks / scale[:, None])"},
        ),
        Mutant(
            "half-added",
            "You add a half and cut the digits off. That rounds to the nearest for positive numbers only: use "
            "np.round.",
            edits={_Q: "(blocks / scale[:, None] + 0.5)"},
        ),
        Mutant(
            "halves-up",
            "You round halves up, in the weights and in h. A half goes to the even number, as np.round does it: so it "
            "goes up as often as down.",
            edits={
                _Q: "np.floor(blocks / scale[:, None] + 0.5)",
                _WHOLE: "np.floor(127 * h + 0.5).astype(np.int32) @ q.astype(np.int32)",
            },
        ),
        Mutant(
            "halves-up-in-the-weights",
            "You round halves up in the weights. A half goes to the even number, as np.round does it: so it goes up as "
            "often as down.",
            edits={_Q: "np.floor(blocks / scale[:, None] + 0.5)"},
        ),
        Mutant(
            "halves-up-in-h",
            "You round halves up in h. A half goes to the even number, as np.round does it: so it goes up as often as "
            "down.",
            edits={_WHOLE: "np.floor(127 * h + 0.5).astype(np.int32) @ q.astype(np.int32)"},
        ),
        Mutant(
            "halves-away-from-zero",
            "You round halves away from 0. A half goes to the even number, as np.round does it: so codes are not "
            "larger than the weights on average.",
            edits={_Q: "np.trunc(blocks / scale[:, None] + np.copysign(0.5, blocks))"},
        ),
        Mutant(
            "multiplied",
            "You multiply the weights by the scale. Divided by it, the largest becomes 127.",
            edits={_Q: "np.round(blocks * scale[:, None])"},
        ),
        Mutant(
            "unsigned",
            "Your codes are not negative where the weights are: the sign got lost.",
            edits={_Q: "np.round(np.abs(blocks) / scale[:, None])"},
        ),
        Mutant(
            "two-bytes",
            "The codes are right, and take two bytes each. Store them as np.int8.",
            edits={"astype(np.int8)": "astype(np.int16)"},
        ),
        Mutant(
            "eight-bytes",
            "The codes are right, and take eight bytes each, as many as before. Store them as np.int8.",
            edits={"astype(np.int8)": "astype(np.int64)"},
        ),
        Mutant(
            "bytes-wrap",
            "You multiply and add in int8, where 127 + 1 is -128. A product of two bytes needs two, and a sum of them "
            "more: use np.int32.",
            edits={_WHOLE: "np.round(127 * h).astype(np.int8) @ q"},
        ),
        Mutant(
            "two-bytes-wrap",
            "You multiply and add in int16. A sum of products of bytes outgrows it: use np.int32.",
            edits={_WHOLE: "np.round(127 * h).astype(np.int16) @ q.astype(np.int16)"},
        ),
        Mutant(
            "h-not-rounded",
            "You multiply h as it is with the codes. h becomes a byte as well: round(127 h).",
            edits={_WHOLE: "127 * h @ q"},
        ),
        Mutant(
            "h-cut-off",
            "You cut the digits of 127 h off. Round it to the nearest whole number.",
            edits={_WHOLE: "(127 * h).astype(np.int32) @ q.astype(np.int32)"},
        ),
        Mutant(
            "h-by-128",
            "You take 128 steps for h. It goes from -1 to 1, and a signed byte ends at 127.",
            edits={_WHOLE: "np.round(128 * h).astype(np.int32) @ q.astype(np.int32)"},
        ),
        Mutant(
            "h-rounded-to-one",
            "You round h itself, to -1, 0 or 1. Its codes are round(127 h).",
            edits={_WHOLE: "127 * np.round(h).astype(np.int32) @ q.astype(np.int32)"},
        ),
        Mutant(
            "h-by-its-largest",
            "You scale h by its largest entry. All possible h have one scale, 1 / 127, as an output gate times tanh is "
            "never outside -1 to 1.",
            edits={
                _WHOLE: "np.round(127 * h / np.abs(h).max()).astype(np.int32) @ q.astype(np.int32) * np.abs(h).max()"
            },
        ),
        Mutant(
            "full-precision",
            "Your sums are those of the weights before rounding. They should show what the bytes make of them.",
            edits={_SUMS: "h @ W"},
        ),
        Mutant(
            "weights-rounded-only",
            "Your sums use h before rounding, and the rounded weights. h becomes a byte as well: round(127 h).",
            edits={_SUMS: "h @ (q * np.repeat(scale, W.shape[1] // 4))"},
            same_as=("h-not-rounded",),
        ),
        Mutant(
            "h-not-scaled-back",
            "You forgot that h was multiplied by 127: the sums are divided by it again.",
            edits={_SUMS: "whole * np.repeat(scale, W.shape[1] // 4)"},
        ),
        Mutant(
            "weights-not-scaled-back",
            "Your sums are not multiplied by the scales of the blocks.",
            edits={_SUMS: "whole / 127 * np.ones(W.shape[1])"},
        ),
        Mutant(
            "scales-in-turns",
            "The scales of the blocks are laid over the columns in turns. The first H columns belong to the first "
            "block: np.repeat, not np.tile.",
            hint="M15",
            edits={_SUMS: "whole / 127 * np.tile(scale, W.shape[1] // 4)"},
        ),
        Mutant(
            "divided-by-the-scale",
            "You divide the sums by the scales. A code times its scale is the weight.",
            edits={_SUMS: "whole / 127 / np.repeat(scale, W.shape[1] // 4)"},
        ),
        Mutant(
            "one-scale-for-the-sums",
            "You go back by one scale for all columns. Each block has its own.",
            edits={_SUMS: "whole / 127 * scale.max()"},
        ),
        Mutant(
            "mean-of-the-scales",
            "You go back by the mean of the scales. Each block of columns has its own.",
            edits={_SUMS: "whole / 127 * scale.mean()"},
        ),
        Mutant(
            "first-scale",
            "You go back by the scale of the first block. Each block of columns has its own.",
            edits={_SUMS: "whole / 127 * scale[0]"},
        ),
        Mutant(
            "sums-rounded",
            "You round once more on the way back. Only h and the weights are rounded.",
            edits={_SUMS: "np.round(whole / 127) * np.repeat(scale, W.shape[1] // 4)"},
        ),
        Mutant(
            "not-scaled",
            "You round the weights as they are. Divided by its scale, the largest of a block becomes 127.",
            edits={_Q: "np.clip(np.round(blocks + 0 * scale[:, None]), -127, 127)"},
        ),
        Mutant(
            "column-turned",
            "Your blocks are cut in turns of four columns. The first H columns are the input gate.",
            hint="M15",
            edits={_BLOCKS: "blocks = W.reshape(len(W), -1, 4).swapaxes(1, 2)"},
        ),
    ),
)
