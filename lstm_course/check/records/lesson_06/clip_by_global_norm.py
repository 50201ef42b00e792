"""Exercise: shorten gradients that are too long, without turning them."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe

_NAMES = ("W_x", "W_h", "b")


def clip_probes(rng):
    """Return probes of clipping: far from the limit, one large array among small ones, zeros, near the limit."""

    def arrays(*scales, H=3):
        shapes = ((2, H), (H, H), (H,))
        return {
            name: scale * rng.normal(size=shape)
            for name, shape, scale in zip(_NAMES, shapes, scales, strict=True)
        }

    def as_long_as(*lengths):  # all elements of an array have one size
        return {
            name: length * np.sign(g) / np.sqrt(g.size)
            for (name, g), length in zip(arrays(1, 1, 1).items(), lengths, strict=True)
        }

    small, large, mixed = arrays(0.1, 0.1, 0.1), arrays(6, 5, 7), arrays(0.2, 9, 0.3)
    ones = {name: np.ones_like(value) for name, value in small.items()}  # 18 of them: norm 4.24, squares 18
    tenths = {name: 0.1 * value for name, value in ones.items()}  # norm 0.424, squares 0.18
    return [
        Probe(
            (small, 50.0),
            "These gradients are far shorter than max_norm, so they must come back as they are; yours do not.",
        ),
        Probe(
            (large, 2.5),
            "These gradients are too long. All three arrays must shrink by one common factor, max_norm / norm, with "
            "one norm over all elements of all arrays; yours do not.",
        ),
        Probe(
            (mixed, 1.5),
            "Here one array is large and two are small. All must shrink by the same factor, or the direction of the "
            "step changes; yours do not.",
        ),
        Probe(
            ({name: np.zeros_like(value) for name, value in small.items()}, 1.0),
            "A gradient of zeros must come back as zeros; yours does not.",
        ),
        Probe(
            (as_long_as(0.8, 0.7, 0.6), 1.0),
            "Here the joint norm is a fifth above max_norm, though every array by itself is shorter. It must be "
            "clipped; yours is not as it should be.",
        ),
        Probe(
            (as_long_as(2.0, 3.0, 1.7), 5.0),
            "Here the joint norm is a fifth below max_norm, so the gradients must come back as they are; yours do not.",
        ),
        Probe((as_long_as(1.1, 0.4, 0.3), 1.0)),
        Probe((as_long_as(0.3, 1.1, 0.4), 1.0)),
        Probe((arrays(2, 3, 4, H=1), 1.5)),
        Probe(
            (ones, 6.0),
            "These gradients have a norm below max_norm, so they must come back as they are; yours do not.",
        ),
        Probe((tenths, 0.3)),
    ]


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: g * factor for name, g in grads.items()}


EXERCISE = Exercise(
    name="clip_by_global_norm",
    signature="clip_by_global_norm(grads, max_norm)",
    returns={"W_x": "(D, H)", "W_h": "(H, H)", "b": "(H,)"},
    reference=clip_by_global_norm,
    probes=clip_probes,
    points={"W_x": 1, "W_h": 1, "b": 1},
    read='lesson 06, "When it explodes"',
    as_dict=True,
    tolerance=1e-5,  # leaves room for libraries' habit of adding 1e-6 to the norm
    advice={},
    hints=(
        "Think of all arrays laid end to end as one long arrow. How long is it?",
        "The length is the root of all squares of all arrays. Where it exceeds max_norm, one factor serves them all.",
        "factor = max_norm / norm if norm > max_norm else 1.0, and return {name: g * factor for ...}.",
    ),
    mutants=(
        Mutant(
            "by-value",
            "You cut each element at max_norm. That bends the arrow: large elements shrink, small ones do not, and "
            "the step goes elsewhere. Scale all by one factor.",
            hint="M49",
            edits={"g * factor": "np.clip(g, -max_norm, max_norm)"},
        ),
        Mutant(
            "per-array",
            "You clip every array by its own norm. Then they shrink by different factors and the direction changes. "
            "One norm over all arrays.",
            hint="M49",
            edits={"g * factor": "g * min(1.0, max_norm / (np.linalg.norm(g) or 1.0))"},
        ),
        Mutant(
            "per-row",
            "You clip every row of every array by its own norm. One norm over all elements of all arrays.",
            hint="M49",
            edits={
                "g * factor": "g * np.minimum(1, max_norm / (np.linalg.norm(g, axis=-1, keepdims=True) + 1e-12))"
            },
        ),
        Mutant(
            "always-scaled",
            "You scale short gradients too, up to max_norm. Clipping only shortens: near a minimum the gradient is "
            "small for a reason.",
            edits={"if norm > max_norm": "if norm"},
        ),
        Mutant(
            "always-scaled-zeros-too",
            "You scale short gradients too, up to max_norm, and a gradient of zeros becomes NaN. Clipping only "
            "shortens: near a minimum the gradient is small for a reason.",
            edits={" if norm > max_norm else 1.0": ""},
        ),
        Mutant(
            "largest-element-decides",
            "You decide by the largest element whether to clip. The joint norm decides: many elements that are short "
            "each can be long together.",
            edits={"if norm > max_norm": "if max(np.abs(g).max() for g in grads.values()) > max_norm"},
        ),
        Mutant(
            "longest-array-decides",
            "You decide by the norms of single arrays whether to clip. The joint norm decides: three short arrays can "
            "be long together.",
            edits={"if norm > max_norm": "if max(np.linalg.norm(g) for g in grads.values()) > max_norm"},
        ),
        Mutant(
            "recurrent-weights-decide",
            "You decide by the norm of W_h alone whether to clip. The joint norm of all arrays decides.",
            edits={"if norm > max_norm": 'if np.linalg.norm(grads["W_h"]) > max_norm'},
        ),
        Mutant(
            "square-decides",
            "You compare the squared norm with max_norm. Where max_norm is above 1, some short gradients get "
            "*longer*; where it is below 1, some long ones stay long. Compare the norm itself.",
            edits={"if norm > max_norm": "if norm**2 > max_norm"},
        ),
        Mutant(
            "never-clipped",
            "Your gradients come back unchanged, also where they are too long.",
            edits={"g * factor": "g.copy()"},
        ),
        Mutant(
            "thrown-away",
            "Where the gradient is too long you return zeros. Its direction is still good: shorten it, and take the "
            "step.",
            edits={"max_norm / norm if": "0.0 if"},
        ),
        Mutant(
            "unit-length",
            "Where you clip, the result has length 1 whatever max_norm is. It should be as long as max_norm.",
            edits={"max_norm / norm if": "1 / norm if"},
        ),
        Mutant(
            "divided-by-the-larger",
            "You divide by the larger of norm and max_norm, and never multiply by max_norm. So even a short gradient "
            "is changed.",
            edits={"max_norm / norm if norm > max_norm else 1.0": "1 / max(norm, max_norm)"},
        ),
        Mutant(
            "times-max-norm",
            "You multiply by max_norm without dividing by the norm.",
            edits={"max_norm / norm if": "max_norm if"},
        ),
        Mutant(
            "upside-down",
            "Your factor is upside down: norm / max_norm makes a long gradient longer.",
            edits={"max_norm / norm if": "norm / max_norm if"},
        ),
        Mutant(
            "comparison-the-wrong-way",
            "You scale the gradients that are short and leave the long ones. Compare the other way round; or, if you "
            "limit the factor, take the smaller of it and 1.",
            edits={"norm > max_norm": "0 < norm < max_norm"},
        ),
        Mutant(
            "not-rooted",
            "Your norm is a sum of squares. The root is missing, so it is compared with max_norm on another scale.",
            edits={"np.sqrt(": "("},
        ),
        Mutant(
            "root-of-the-factor",
            "You scale by the root of the factor. The root belongs to the norm, and only there.",
            edits={"g * factor": "g * np.sqrt(factor)"},
        ),
        Mutant(
            "sum-of-norms",
            "You add the norms of the arrays. Lengths of parts do not add up to the length of the whole: add the "
            "squares, then take the root.",
            edits={"np.sqrt(sum((g**2).sum()": "(sum(np.linalg.norm(g)"},
        ),
        Mutant(
            "largest-norm",
            "You take the largest of the arrays' norms. The joint norm takes all squares of all arrays.",
            edits={"np.sqrt(sum((g**2).sum()": "(max(np.linalg.norm(g)"},
        ),
        Mutant(
            "largest-element",
            "You scale by the largest element. That keeps the direction, but the length is not limited: it grows with "
            "the number of weights.",
            edits={"np.sqrt(sum((g**2).sum()": "(max(np.abs(g).max()"},
        ),
        Mutant(
            "absolute-sum",
            "You add absolute values. The norm is the root of the summed squares.",
            edits={"np.sqrt(sum((g**2).sum()": "(sum(np.abs(g).sum()"},
        ),
        Mutant(
            "root-mean-square",
            "Your norm is a mean under the root. The length of an arrow has a sum there.",
            edits={
                "    factor =": "    norm = norm / np.sqrt(sum(g.size for g in grads.values()))\n    factor ="
            },
        ),
        Mutant(
            "spectral-norm",
            "You took np.linalg.norm(g, 2) of the matrices, their largest singular value. The norm here is the root "
            "of all summed squares.",
            edits={"np.sqrt(sum((g**2).sum()": "(max(np.linalg.norm(g, 2)"},
        ),
        Mutant(
            "bias-not-counted",
            "The bias is missing from your norm. All arrays count.",
            edits={"grads.values()": '(grads["W_x"], grads["W_h"])'},
        ),
        Mutant(
            "bias-not-scaled",
            "You scale the matrices and leave the bias. One factor for all.",
            edits={"g * factor": 'g.copy() if name == "b" else g * factor'},
        ),
        Mutant(
            "in-place",
            "The numbers are right, but g *= factor writes into the caller's arrays. The caller may still want to "
            "know how long they were: return new ones.",
            hint="M23",
            edits={
                "    return {name: g * factor for name, g in grads.items()}": (
                    "    for g in grads.values():\n        g *= factor\n    return grads"
                )
            },
        ),
        Mutant(
            "squared-spectral-norms",
            "You square np.linalg.norm(g, 2) of each array, the largest singular value of a matrix. All "
            "its elements count: without the 2 it is the root of all summed squares.",
            edits={"(g**2).sum()": "np.linalg.norm(g, 2) ** 2"},
        ),
        Mutant(
            "root-of-absolute-values",
            "You take the root of summed absolute values. The squares are summed.",
            edits={"(g**2).sum()": "np.abs(g).sum()"},
        ),
        Mutant(
            "last-array-only",
            "Only the last array is in your norm: each one writes over the one before. Add with +=.",
            edits={"grads.values()": "list(grads.values())[-1:]"},
        ),
        Mutant(
            "first-array-only",
            "Only the first array is in your norm. Does the loop end in its first pass?",
            edits={"grads.values()": "list(grads.values())[:1]"},
        ),
        Mutant(
            "zeros-divided",
            "For a gradient of zeros you divide by its norm, which is 0. Divide only where the norm is above max_norm.",
            edits={
                "factor = max_norm / norm if norm > max_norm else 1.0": "factor = min(1.0, max_norm / float(norm))"
            },
        ),
        Mutant(
            "divided-by-max-norm",
            "Where the gradient is too long you divide it by max_norm, so its length becomes norm / max_norm. Divide "
            "by the norm and multiply by max_norm.",
            edits={"max_norm / norm if norm > max_norm": "1 / max_norm if norm > max_norm"},
        ),
    ),
)
