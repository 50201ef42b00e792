"""Exercise: compare a gradient with central differences."""

import numpy as np

from ... import given
from ...exercise import Exercise, Mutant, Probe


def check_probes(rng):
    """Return probes of the gradient check: right gradients with a fine and a coarse eps, and planted errors."""

    def planted(gradient, index, error):
        wrong = gradient.copy()
        wrong[index] += error
        return wrong

    deep = rng.normal(size=(2, 1, 3))
    x, wide, W_h = rng.normal(size=3), rng.normal(size=(2, 3)), rng.normal(size=(1, 4))
    flat = np.arange(3, dtype=float) * 1e-3 + rng.uniform(0.4, 0.9)
    steep = 4 + rng.uniform(size=(2, 2))
    return [
        Probe(
            (given.cubic, x, given.cubic_gradient(x), 1e-5),
            "This gradient is right, and your function finds an error in it. Look at the difference quotient: two "
            "points that really differ, the division, and whether x is put back before the next element.",
        ),
        Probe(
            (given.waves, wide, planted(given.waves_gradient(wide), (1, 2), 0.25), 1e-5),
            "Here the last element of a gradient of shape (2, 3) is wrong, and your error is not its error. Look at "
            "whether all elements are compared, and at what you divide the difference by.",
        ),
        Probe((given.cubic, steep, planted(given.cubic_gradient(steep), (0, 1), -3.0), 1e-4)),
        Probe((given.waves, wide, given.waves_gradient(wide), 0.1)),
        Probe((given.waves, deep, planted(given.waves_gradient(deep), (1, 0, 1), 0.4), 1e-5)),
        Probe((given.step_loss, W_h, planted(given.step_loss_gradient(W_h), (0, 2), 0.01), 1e-4)),
        Probe((given.cubic, flat, 1e-3 * given.cubic_gradient(flat), 1e-4)),
        Probe((given.waves, wide, planted(given.waves_gradient(wide), (0, 1), -40.0), 1e-4)),
    ]


def grad_check(f, x, gradient, eps):
    x = x.copy()
    numeric = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        x[index] = kept
        numeric[index] = (above - below) / (2 * eps)
    scale = np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric)))
    error = np.abs(gradient - numeric) / scale
    return float(error.max())


def _rows_asked_for_their_maximum(f, x, gradient, eps):
    """Go through the first axis only, with Python's max, which a row of errors stops."""
    worst = 0.0
    for k in range(len(x)):
        above, below = x.copy(), x.copy()
        above[k] += eps
        below[k] -= eps
        numeric = (f(above) - f(below)) / (2 * eps)
        worst = max(worst, abs(gradient[k] - numeric) / max(1, abs(gradient[k]), abs(numeric)))
    return float(worst)


EXERCISE = Exercise(
    name="grad_check",
    signature="grad_check(f, x, gradient, eps)",
    returns={"error": "the largest error of all elements"},
    reference=grad_check,
    probes=check_probes,
    points={"error": 4},
    read='lesson 05, "Can you trust a gradient?"',
    advice={
        "error": "Central difference for each element, then |gradient - numeric| / max(1, |gradient|, |numeric|), "
        "then the largest of all."
    },
    hints=(
        "Move one element up by eps, ask f; move the same element down by eps, ask f; put it back.",
        "The two points are 2 * eps apart. Work on a copy of x: x = x.copy().",
        "numeric[index] = (above - below) / (2 * eps) in a loop over np.ndindex(x.shape); then "
        "np.abs(gradient - numeric) / np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric))), and its max().",
    ),
    mutants=(
        Mutant(
            "forward-difference",
            "You take one side only, f(x + eps) - f(x). Its error shrinks like eps; that of the central difference, "
            "(f(x + eps) - f(x - eps)) / (2 eps), like eps squared.",
            edits={
                "    numeric =": "    base = f(x)\n    numeric =",
                "below = f(x)": "below = base",
                "(2 * eps)": "eps",
            },
        ),
        Mutant(
            "backward-difference",
            "You take one side only, f(x) - f(x - eps). Its error shrinks like eps; that of the central difference "
            "like eps squared.",
            edits={
                "    numeric =": "    base = f(x)\n    numeric =",
                "above = f(x)": "above = base",
                "(2 * eps)": "eps",
            },
        ),
        Mutant(
            "divided-by-eps",
            "You divide by eps, but the two points are 2 * eps apart: every slope comes out twice as steep.",
            edits={"(2 * eps)": "eps"},
        ),
        Mutant(
            "all-at-once",
            "You move all elements at once. That measures a single slope, of all of them together: move one element at "
            "a time.",
            edits={
                "np.ndindex(x.shape)": "[...]",
                "kept = x[index]": "kept = x[index].copy()",
            },
        ),
        Mutant(
            "whole-rows",
            "Your loop runs along the first axis only, so in an array with two axes a whole row moves at once. Go "
            "through the elements with np.ndindex(x.shape).",
            edits={
                "np.ndindex(x.shape)": "range(len(x))",
                "kept = x[index]": "kept = x[index].copy()",
            },
        ),
        Mutant(
            "own-eps",
            "Your function uses an eps of its own and not the one that it is given.",
            edits={"    for index": "    eps = 1e-6\n    for index"},
        ),
        Mutant(
            "float32",
            "You work in float32. It holds about 7 digits, and the difference of two nearly equal numbers loses "
            "most of them: what is left is rounding. Check gradients in float64.",
            hint="M26",
            edits={
                "x.copy()": "x.astype(np.float32)",
                "np.zeros_like(x)": "np.zeros(x.shape)",
            },
        ),
        Mutant(
            "changes-x",
            "x is not put back: after an element has been tried it stays moved, so the next one is measured at "
            "another point, and the caller's array has changed.",
            edits={
                "    x = x.copy()\n": "",
                "        x[index] = kept\n": "",
            },
        ),
        Mutant(
            "not-put-back",
            "After an element has been tried it stays moved, so the next one is measured at another point. Put it "
            "back first: x[index] = kept.",
            edits={"        x[index] = kept\n": ""},
        ),
        Mutant(
            "absolute",
            "Your error is absolute. For a gradient of 100 a difference of 0.001 is nothing, so divide by "
            "max(1, |gradient|, |numeric|).",
            edits={"np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric)))": "1"},
        ),
        Mutant(
            "never-absolute",
            "You divide by the gradient even where it is tiny. There rounding alone makes a large ratio: divide by "
            "max(1, |gradient|, |numeric|).",
            edits={"np.maximum(1,": "np.maximum(0,"},
        ),
        Mutant(
            "sum-below",
            "You divide by the sum of the two gradients. The exercise divides by the largest of 1 and the two.",
            edits={"np.maximum(np.abs(gradient), np.abs(numeric))": "np.abs(gradient) + np.abs(numeric)"},
        ),
        Mutant(
            "scaled-by-numeric",
            "You divide by the numerical gradient only. Where the formula gives a number far too large the error "
            "should stay a ratio: take the larger of the two.",
            edits={"np.maximum(np.abs(gradient), np.abs(numeric))": "np.abs(numeric)"},
        ),
        Mutant(
            "scaled-by-gradient",
            "You divide by the gradient that is on trial only. It is the one that may be wrong: take the larger of "
            "the two.",
            edits={"np.maximum(np.abs(gradient), np.abs(numeric))": "np.abs(gradient)"},
        ),
        Mutant(
            "one-number-for-all",
            "You compare the norms of the whole arrays. One wrong element hides among many right ones: take the "
            "error of each element, and then the largest.",
            edits={
                (
                    "np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric)))\n"
                    "    error = np.abs(gradient - numeric) / scale\n"
                    "    return float(error.max())"
                ): (
                    "np.linalg.norm(gradient) + np.linalg.norm(numeric)\n"
                    "    return float(np.linalg.norm(gradient - numeric) / scale)"
                )
            },
        ),
        Mutant(
            "mean",
            "You return the mean error. One wrong element hides among many right ones: return the largest.",
            edits={"error.max()": "error.mean()"},
        ),
        Mutant(
            "signed",
            "You take the largest difference without its absolute value, so an error to the other side counts as "
            "none.",
            edits={"np.abs(gradient - numeric)": "(gradient - numeric)"},
        ),
        Mutant(
            "last-element",
            "Only the last element is compared: each error writes over the one before. Keep the largest.",
            edits={"error.max()": "error.flat[-1]"},
        ),
        Mutant(
            "put-back-by-arithmetic",
            "The numbers are right, and you put x back by adding and subtracting; but rounding leaves a difference in "
            "its last digit. Keep the old value and write it back, or work on a copy.",
            hint="M23",
            edits={
                "    x = x.copy()\n": "",
                "x[index] = kept + eps": "x[index] += eps",
                "x[index] = kept - eps": "x[index] -= 2 * eps",
                "x[index] = kept\n": "x[index] += eps\n",
            },
        ),
        Mutant(
            "first-element",
            "Only the first element is compared. An error sits anywhere: compare them all.",
            edits={"error.max()": "error.flat[0]"},
        ),
        Mutant(
            "first-row",
            "Only the first entry along the first axis is compared. Go through all of them with np.ndindex(x.shape).",
            edits={"error.max()": "error[0].max()"},
        ),
        Mutant(
            "smallest",
            "You return the smallest error of all elements. The largest one decides.",
            edits={"error.max()": "error.min()"},
        ),
        Mutant(
            "only-too-large",
            "Only a gradient that is too large counts: without the absolute value the others fall below "
            "the 0 that your search for the largest begins with.",
            edits={"np.abs(gradient - numeric) / scale": "np.maximum(0, gradient - numeric) / scale"},
        ),
        Mutant(
            "signed-scale",
            "Below the line the absolute values are missing, so a large negative gradient is divided by 1.",
            edits={"np.maximum(np.abs(gradient), np.abs(numeric))": "np.maximum(gradient, numeric)"},
        ),
        Mutant(
            "smallest-scale",
            "You divide by the smallest of 1 and the two sizes. It is the largest: max, not min.",
            edits={"np.maximum(1, np.maximum(": "np.minimum(1, np.minimum("},
        ),
        Mutant(
            "one-scale-for-all",
            "You divide every error by the size of the largest element. Each element has a scale of its "
            "own, or a large one hides the errors of the small ones.",
            edits={"np.abs(gradient - numeric) / scale": "np.abs(gradient - numeric) / scale.max()"},
        ),
        Mutant(
            "norms",
            "You compare norms of whole arrays. One wrong element hides among many right ones: an error "
            "for each element, and the largest of them.",
            edits={
                "float(error.max())": "float(np.linalg.norm(gradient - numeric) / max(1, np.linalg.norm(gradient), "
                "np.linalg.norm(numeric)))"
            },
        ),
        Mutant(
            "numeric-is-zero",
            "Your numerical gradient is 0 everywhere: both values of f come from one point. A second "
            "name (xp = x) is no second array; take x.copy().",
            edits={"(above - below)": "0 * (above - below)"},
        ),
        Mutant(
            "never-an-error",
            "Your error is always 0. Does your search keep the smallest in place of the largest, or nothing at all?",
            edits={"float(error.max())": "0.0"},
        ),
        Mutant(
            "rows-asked-for-their-maximum",
            "Right where x has one axis, and a ValueError where it has more. In an array of shape (2, 3) x[k] is a "
            "whole row: go through the elements, with np.ndindex(x.shape).",
            fn=_rows_asked_for_their_maximum,
        ),
    ),
)
