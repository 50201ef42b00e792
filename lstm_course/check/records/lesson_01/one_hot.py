"""Codes of symbols as rows with a single one."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def one_hot_probes(rng):
    """Return codes of a batch, with codes that never occur, and the largest code in one probe only."""
    few = rng.integers(0, 3, size=(2, 5)) + 1
    every = np.stack([rng.permutation(6)[:4] for _ in range(3)])
    return [
        Probe((np.array([[1, 0, 3], [2, 2, 1]]), 4)),
        Probe((few, 6)),
        Probe((every, 6)),
        Probe((rng.integers(0, 5, size=(4, 3)), 5)),
        Probe((rng.integers(0, 4, size=(1, 3)), 4)),
        Probe((rng.integers(0, 3, size=(2, 1)), 3)),
    ]


def one_hot(codes, K):
    return np.eye(K)[codes]


def _two_ranges(codes, K):
    N, T = codes.shape
    x = np.zeros((N, T, K))
    x[np.arange(N), np.arange(T), codes] = 1
    return x


EXERCISE = Exercise(
    name="one_hot",
    signature="one_hot(codes, K)",
    returns={"x": "(N, T, K)"},
    reference=one_hot,
    exact_dtype=True,
    probes=one_hot_probes,
    points={"x": 3},
    read='lesson 01, "Text: counting what comes next"',
    advice={
        "x": "Every entry of codes becomes a row of K numbers: one 1, at the place of the code, and zeros."
    },
    hints=(
        "Row k of the identity matrix np.eye(K) is the one-hot row of code k.",
        "An array of integers is a valid index: np.eye(K)[codes] picks a row for every entry of codes.",
    ),
    mutants=(
        Mutant(
            "codes-as-numbers",
            "You feed the code itself, as one number. Then character 30 is ten times character 3 and lies between "
            "29 and 31: an order that means nothing, and that changes when the characters are numbered anew.",
            hint="M68",
            edits={"np.eye(K)[codes]": "codes[..., None].astype(float)"},
        ),
        Mutant(
            "codes-scaled",
            "You scale the code to between 0 and 1 and feed that. It is still one number with an order that means "
            "nothing: scaling does not change that.",
            hint="M68",
            edits={"np.eye(K)[codes]": "codes[..., None] / (K - 1)"},
        ),
        Mutant(
            "codes-divided-by-K",
            "You divide the code by K and feed that. It is still one number with an order that means nothing.",
            hint="M68",
            edits={"np.eye(K)[codes]": "codes[..., None] / K"},
        ),
        Mutant(
            "code-at-its-place",
            "The place is right, but you write the code there in place of 1, so code 0 is an empty row and a larger "
            "code weighs more.",
            hint="M68",
            edits={"np.eye(K)[codes]": "np.eye(K)[codes] * codes[..., None]"},
        ),
        Mutant(
            "all-up-to-the-code",
            "You set every entry up to the code. That says that code 5 holds code 3, an order that means nothing "
            "here. One entry is 1.",
            hint="M68",
            edits={"np.eye(K)[codes]": "(codes[..., None] >= np.arange(K)).astype(float)"},
        ),
        Mutant(
            "counted-from-one",
            "Your 1 stands one place too early: codes count from 0, so code 0 has its 1 in column 0.",
            edits={"np.eye(K)[codes]": "np.eye(K)[codes - 1]"},
        ),
        Mutant(
            "one-place-too-late",
            "Your 1 stands one place too late: codes count from 0, so code 0 has its 1 in column 0.",
            edits={"np.eye(K)[codes]": "np.eye(K)[(codes + 1) % K]"},
        ),
        Mutant(
            "only-the-codes-that-occur",
            "Your rows have a column only for codes that occur in this batch. The next batch may hold others: the "
            "width is always K.",
            edits={
                "np.eye(K)[codes]": "np.eye(len(np.unique(codes)))[np.searchsorted(np.unique(codes), codes)]"
            },
        ),
        Mutant(
            "numbered-anew",
            "You number the codes of this batch anew before you place them, so the same character may have another "
            "column in the next batch.",
            hint="M68",
            edits={"np.eye(K)[codes]": "np.eye(K)[np.searchsorted(np.unique(codes), codes)]"},
        ),
        Mutant(
            "width-from-the-largest-code",
            "Your rows are as wide as the largest code of this batch asks for. The next batch may hold a larger "
            "one: the width is always K.",
            edits={"np.eye(K)[codes]": "np.eye(codes.max() + 1)[codes]"},
        ),
        Mutant(
            "first-column-dropped",
            "You dropped the first column, as is done in regression with an intercept. Here every code keeps its "
            "own: K columns.",
            edits={"np.eye(K)[codes]": "np.eye(K)[codes][..., 1:]"},
        ),
        Mutant(
            "features-first",
            "Your new axis comes first. The order is (batch, time, feature), so the K numbers come last.",
            'lesson 01, "What a sequence is"',
            edits={"np.eye(K)[codes]": "np.moveaxis(np.eye(K)[codes], -1, 0)"},
        ),
        Mutant(
            "features-before-time",
            "Your new axis stands between batch and time. The order is (batch, time, feature).",
            'lesson 01, "What a sequence is"',
            edits={"np.eye(K)[codes]": "np.moveaxis(np.eye(K)[codes], -1, 1)"},
        ),
        Mutant(
            "time-first",
            "Batch and time are exchanged. The order is (batch, time, feature).",
            'lesson 01, "What a sequence is"',
            hint="M29",
            edits={"np.eye(K)[codes]": "np.eye(K)[codes.T]"},
        ),
        Mutant(
            "batch-and-time-flattened",
            "You made one long list of rows. Keep the axes: (batch, time, feature).",
            'lesson 01, "What a sequence is"',
            edits={"np.eye(K)[codes]": "np.eye(K)[codes.ravel()]"},
        ),
        Mutant(
            "time-summed",
            "You counted the codes of each sequence, so the order is gone: a bag of characters is no sequence.",
            'lesson 01, "What a sequence is"',
            edits={"np.eye(K)[codes]": "np.eye(K)[codes].sum(axis=1)"},
        ),
        Mutant(
            "every-row-gets-every-code",
            "You wrote x[:, :, codes] = 1. The two colons mean every sequence and every time step, so each row gets "
            "the codes of all. Each row needs its own: np.eye(K)[codes] picks them.",
            edits={
                "    return": "    x = np.zeros((*codes.shape, K))\n    x[:, :, codes] = 1\n    return",
                "np.eye(K)[codes]": "x",
            },
        ),
        Mutant(
            "one-cold",
            "Your rows are 0 at the code and 1 elsewhere: the wrong way round.",
            edits={"np.eye(K)[codes]": "1 - np.eye(K)[codes]"},
        ),
        Mutant(
            "columns-reversed",
            "Your columns run from the last code to the first. Column k belongs to code k.",
            edits={"np.eye(K)[codes]": "np.eye(K)[codes][..., ::-1].copy()"},
        ),
        Mutant(
            "minus-one-elsewhere",
            "Your rows hold -1 where they should hold 0.",
            edits={"np.eye(K)[codes]": "2 * np.eye(K)[codes] - 1"},
        ),
        Mutant(
            "whole-numbers",
            "The places are right, but your array holds integers. A network multiplies with floats: use a float "
            "array.",
            edits={"np.eye(K)[codes]": "np.eye(K, dtype=int)[codes]"},
        ),
        Mutant(
            "two-ranges",
            "You index with np.arange(N), np.arange(T) and codes, and the shapes (N,), (T,) and (N, T) do not fit "
            "together. The first needs one more axis: np.arange(N)[:, None].",
            fn=_two_ranges,
        ),
        Mutant(
            "turned-with-reshape",
            "Your shape is right, but most rows belong to another place: reshape cuts the numbers anew, in the order "
            "in which they lie, and turns no axes. Each row stands where its code stands.",
            edits={"np.eye(K)[codes]": "np.eye(K)[codes.T].reshape(*codes.shape, K)"},
        ),
    ),
)
