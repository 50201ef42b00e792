"""Exercise: mean and maximum over the steps that count."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def pool_probes(rng):
    """Return states all negative and mixed, zeros and numbers under the mask, holes, sizes of 1, an empty row."""

    def states(rows, H, low=-0.9, high=0.9, behind=3.0):
        mask = np.array([[mark == "1" for mark in row] for row in rows])
        h = rng.uniform(low, high, size=(*mask.shape, H))
        h[~mask] = behind * rng.uniform(0.5, 1.0, size=h[~mask].shape)
        return h, mask

    hand = np.array([[[2.0], [4.0], [0.0]], [[-3.0], [-1.0], [-5.0]]])
    kept = np.array([[True, True, False], [True, True, True]])
    zeros, few = states(["1100", "1110", "1000"], 2, behind=0.0)
    zeros[0, 1] = zeros[1, 0, 0] = 0.0  # real
    cases = [
        states(["1110", "1000", "1111"], 2, -0.9, -0.1, behind=0.0),  # all negative, padded with zeros
        states(["111", "110", "100"], 3, 0.1, 0.9, behind=-4.0),
        states(["1000", "1110"], 4),
        states(["11", "10", "11"], 1),
        states(["0110", "1011", "0001"], 2),  # holes
        states(["0000", "1100"], 3, -0.9, -0.1),  # a row without a step
        states(["1"], 1, -0.9, -0.1),
        states(["0"], 2),
        states(["1", "1"], 3),
        (zeros, few),
        states(["1" * 25, "1" * 4 + "0" * 21, "1" * 19 + "0" * 6, "1" + "0" * 24, "1" * 12 + "0" * 13], 6),
    ]
    cases.append(
        states(["1100", "1000"], 2, -9e4, -2e4)
    )  # below every number that might stand for minus infinity
    full = states(["111", "111"], 2)
    return [
        Probe((*full, "mean"), "Nothing is padding here, and already the mean over the steps is not right."),
        Probe(
            (*full, "max"), "Nothing is padding here, and already the largest over the steps is not right."
        ),
        *(Probe((hand, kept, kind)) for kind in ("mean", "max")),
        *(Probe((h, mask, kind)) for h, mask in cases for kind in ("mean", "max")),
    ]


def masked_pool(h, mask, kind):
    real = mask[:, :, None]  # (N, T, 1)
    count = real.sum(axis=1)  # (N, 1)
    if kind == "mean":
        return np.where(real, h, 0.0).sum(axis=1) / np.maximum(count, 1)
    largest = np.where(real, h, -np.inf).max(axis=1)
    return np.where(count > 0, largest, 0.0)


def _to_the_count(h, mask, kind):
    """Return the mistake of taking the first steps, as many as the mask has True."""
    first = np.arange(mask.shape[1]) < mask.sum(axis=1)[:, None]
    return masked_pool(h, first, kind)


def _all_rows(h, mask, kind):
    steps = h[mask]
    pooled = (
        (steps.mean(axis=0) if kind == "mean" else steps.max(axis=0)) if len(steps) else np.zeros(h.shape[2])
    )
    return np.tile(pooled, (len(h), 1))


_MEAN = "np.where(real, h, 0.0).sum(axis=1) / np.maximum(count, 1)"
_LARGEST = "np.where(real, h, -np.inf).max(axis=1)"
_NONE = "np.where(count > 0, largest, 0.0)"
_STATE = 'lesson 15, "Which state do you read?"'

EXERCISE = Exercise(
    name="masked_pool",
    signature="masked_pool(h, mask, kind)",
    returns={"pooled": "(N, H)"},
    reference=masked_pool,
    probes=pool_probes,
    points={"pooled": 6},
    read=_STATE,
    tolerance=1e-6,
    advice={
        "pooled": "For each row and each unit: only the steps where mask is True, and zeros where there is none."
    },
    hints=(
        "mask[:, :, None] has the shape (N, T, 1), and holds for all H units of a step.",
        "Which number in place of the padding changes no sum? Which changes no maximum, even of negative numbers?",
        "np.where(real, h, -np.inf).max(axis=1), and zeros where the row counts no step. For the mean divide by how "
        "many steps count, at least 1.",
    ),
    mutants=(
        Mutant(
            "a-number-for-minus-infinity",
            "You put a number where the mask is False, such as -1. A smaller real value loses against it: put minus "
            "infinity.",
            edits={_LARGEST: "np.where(real, h, -1.0).max(axis=1)"},
        ),
        Mutant(
            "divided-by-T",
            "In the mean you divide by T. The more padding there is, the smaller your mean: divide by the number of "
            "steps that count.",
            hint="M39",
            edits={"/ np.maximum(count, 1)": "/ h.shape[1]"},
        ),
        Mutant(
            "padding-in-the-mean",
            "Your mean goes over the padding as well: the mask is not used in it.",
            hint="M39",
            edits={_MEAN: "h.mean(axis=1)"},
        ),
        Mutant(
            "padding-in-the-maximum",
            "Your maximum goes over the padding as well: the mask is not used in it.",
            hint="M39",
            edits={_LARGEST: "h.max(axis=1)"},
        ),
        Mutant(
            "padding-in-both",
            "The mask is not used: mean and maximum go over the padding as well, and depend on how long the others in "
            "the batch are.",
            hint="M39",
            edits={_MEAN: "h.mean(axis=1)", _LARGEST: "h.max(axis=1)", _NONE: "largest"},
        ),
        Mutant(
            "times-mask-before-max",
            "You multiply by the mask before the maximum, so padding becomes 0. Where all real values are negative, 0 "
            "wins: put minus infinity there.",
            hint="M39",
            edits={_LARGEST: "np.where(real, h, 0.0).max(axis=1)"},
        ),
        Mutant(
            "at-least-zero",
            "Your maximum starts from 0, so it is never negative. Start from minus infinity.",
            edits={_LARGEST: "np.where(real, h, -np.inf).max(axis=1, initial=0.0)"},
        ),
        Mutant(
            "starts-from-minus-one",
            "In the maximum your padding becomes -1. A state lies above, but what is pooled need not be a state: where "
            "all values are below -1, or no step counts, -1 wins.",
            edits={_LARGEST: "np.where(real, h, -1.0).max(axis=1)", _NONE: "largest"},
        ),
        Mutant(
            "empty-minus-infinity",
            "A row without a step that counts gives minus infinity as its maximum. It is to be zeros.",
            edits={_NONE: "largest"},
        ),
        Mutant(
            "empty-very-negative",
            "A row without a step that counts gives your stand-in for minus infinity, -1e9. It is to be zeros.",
            edits={_LARGEST: "np.where(real, h, -1e9).max(axis=1)", _NONE: "largest"},
        ),
        Mutant(
            "empty-is-nan",
            "A row without a step that counts gives 0/0, which is NaN, as its mean. Divide by at least 1.",
            edits={"np.maximum(count, 1)": "count"},
        ),
        Mutant(
            "one-too-many",
            "You add 1 to the number of steps, against a division by 0. That changes every mean: divide by at least 1 "
            "in place of it.",
            edits={"np.maximum(count, 1)": "(count + 1)"},
        ),
        Mutant(
            "sum",
            "You return the sum in place of the mean: a long sequence then looks larger than a short one.",
            edits={" / np.maximum(count, 1)": ""},
        ),
        Mutant(
            "root",
            "You divide by the root of the number of steps. For a mean divide by the number itself.",
            edits={"/ np.maximum(count, 1)": "/ np.sqrt(np.maximum(count, 1))"},
        ),
        Mutant(
            "one-count-for-all",
            "You divide all rows by the number of steps of the longest. Each row counts its own.",
            edits={"np.maximum(count, 1)": "np.maximum(count.max(), 1)"},
        ),
        Mutant(
            "divided-by-units",
            "You divide by the number of units as well. Each unit has a mean of its own, over time.",
            edits={"/ np.maximum(count, 1)": "/ np.maximum(count, 1) / h.shape[2]"},
        ),
        Mutant(
            "mask-inverted",
            "You keep the padding and drop the steps. Here True means that a step counts.",
            hint="M83",
            edits={"mask[:, :, None]": "~mask[:, :, None]"},
        ),
        Mutant(
            "mask-not-zero",
            "You take what is not 0 for real. A real value may be 0, and padding need not be: the mask says what "
            "counts.",
            edits={
                "mask[:, :, None]": "(h != 0)",
            },
        ),
        Mutant(
            "mask-not-all-zeros",
            "You take a step whose values are all 0 for padding. A real state may be all zeros, and padding need not "
            "be: the mask says what counts.",
            edits={"mask[:, :, None]": "(h != 0).any(axis=2, keepdims=True)"},
        ),
        Mutant(
            "the-first-ones",
            "You turn the mask into a length and take that many steps from the start. The steps that count need not "
            "stand at the start.",
            fn=_to_the_count,
        ),
        Mutant(
            "over-the-whole-batch",
            "You pool over all sequences of the batch together: every row is the same. Pool over time only, axis 1.",
            fn=_all_rows,
        ),
        Mutant(
            "smallest",
            "You return the smallest. Asked for is the largest.",
            edits={_LARGEST: "np.where(real, h, np.inf).min(axis=1)"},
        ),
        Mutant(
            "largest-size",
            "You take the largest absolute value. The sign counts: of -3 and -1 the maximum is -1.",
            edits={_LARGEST: "np.where(real, np.abs(h), -np.inf).max(axis=1)"},
        ),
        Mutant(
            "always-mean",
            "You return the mean whatever kind says.",
            edits={'if kind == "mean":': "if True:"},
        ),
        Mutant(
            "always-max",
            "You return the maximum whatever kind says.",
            edits={'if kind == "mean":': "if False:"},
        ),
        Mutant(
            "exchanged",
            "mean and max are exchanged.",
            edits={'kind == "mean"': 'kind != "mean"'},
        ),
        Mutant(
            "one-value-for-all-units",
            "Your maximum goes over the units, too: the same value stands in all of them. Each unit has its own.",
            edits={
                _NONE: "np.where(count > 0, largest, 0.0).max(axis=1, keepdims=True) + np.zeros(largest.shape)"
            },
        ),
        Mutant(
            "transposed",
            "Your mean is (H, N). The batch comes first: one row for each sequence.",
            edits={_MEAN: "(" + _MEAN + ").T"},
        ),
        Mutant(
            "squeezed",
            "You squeeze the maximum. Where N or H is 1 that axis goes as well: say which axis is meant.",
            edits={_NONE: _NONE + ".squeeze()"},
        ),
        Mutant(
            "the-first-ones-in-the-maximum",
            "For the maximum you turn the mask into a length and take that many steps from the start. The steps that "
            "count need not stand at the start.",
            fn=lambda h, mask, kind: (_to_the_count if kind == "max" else masked_pool)(h, mask, kind),
        ),
        Mutant(
            "the-first-ones-in-the-mean",
            "For the mean you turn the mask into a length and take that many steps from the start. The steps that "
            "count need not stand at the start.",
            fn=lambda h, mask, kind: (_to_the_count if kind == "mean" else masked_pool)(h, mask, kind),
        ),
        Mutant(
            "empty-is-nan-in-both",
            "A row without a step that counts gives NaN, as its mean and as its maximum. It is to be zeros.",
            edits={
                "np.maximum(count, 1)": "np.where(count > 0, count, np.nan)",
                _NONE: "np.where(count > 0, largest, np.nan)",
            },
        ),
        Mutant(
            "one-count-for-all-unguarded",
            "In the mean you divide by the number of steps that count in the whole batch, which is 0 where there is "
            "none at all. Each row has its own number: axis 1, and at least 1.",
            edits={
                _MEAN: "np.where(real, h, 0.0).sum(axis=1) / real.sum()",
            },
        ),
        Mutant(
            "minus-infinity-made-finite",
            "np.nan_to_num turns minus infinity into the lowest number there is, so a row without a step that counts "
            "gets that as its maximum. It is to be zeros.",
            edits={
                _NONE: "np.nan_to_num(largest)",
            },
        ),
    ),
)
