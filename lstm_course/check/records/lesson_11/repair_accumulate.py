"""Exhibit: means of micro-batches are averaged, though they hold unequal numbers of real steps."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def micro_batches(rng):
    """Return micro-batches with equal and unequal numbers of real steps, one without any, and sizes of 1."""

    def draw(lengths, T, D):
        lengths = np.array(lengths)  # (K, N)
        mask = np.arange(T) < lengths[..., None]
        y = 2 * rng.normal(size=mask.shape) + 1
        return rng.normal(size=D), rng.normal(size=(*mask.shape, D)), y, mask

    return [
        Probe(
            draw([[3, 1], [2, 2]][:1], 4, 2),
            "There is one micro-batch here, so nothing has to be weighed: what goes wrong shows without that.",
        ),
        Probe(draw([[3, 1], [2, 2]], 3, 2)),
        Probe(draw([[1], [4]], 4, 1)),
        Probe(draw([[5, 4, 5], [1, 2, 1], [3, 1, 1]], 5, 3)),
        Probe(draw([[2, 3], [0, 0], [1, 0]], 3, 2)),
        Probe(draw([[6, 6], [1, 0], [1, 1], [2, 5]], 6, 4)),
        Probe(draw([[1]], 1, 1)),
    ]


def repair_accumulate(w, x, y, mask):
    loss, gradient, count = 0.0, np.zeros(len(w)), 0
    for x_k, y_k, real in zip(x, y, mask, strict=True):
        errors = real * (x_k @ w - y_k)  # (N, T), 0 at the padding
        steps = real.sum()
        loss += (errors**2).sum()
        gradient += 2 * np.einsum("nt,ntd->d", errors, x_k)
        count += steps
    return float(loss / count), gradient / count


def _by_sequence(w, x, y, mask):
    errors = mask * (x @ w - y)
    counts = np.maximum(mask.sum(axis=2), 1)  # (K, N)
    gradient = 2 * np.einsum("knt,kntd->d", errors / counts[..., None], x) / counts.size
    return float(((errors**2).sum(axis=2) / counts).mean()), gradient


_LOSS = "(errors**2).sum()"
_SUM = 'np.einsum("nt,ntd->d", errors, x_k)'
_COUNT = "count += steps"
_STEPS = "real.sum()"
_RETURN = "float(loss / count), gradient / count"
_MEANS = {_LOSS: _LOSS + " / steps", _SUM: _SUM + " / steps", _COUNT: "count += 1"}

EXERCISE = Exercise(
    name="repair_accumulate",
    signature="repair_accumulate(w, x, y, mask)",
    returns={"loss": "one number", "gradient": "(D,)"},
    reference=repair_accumulate,
    probes=micro_batches,
    points={"loss": 2, "gradient": 2},
    read='lesson 11, "Before the first step"',
    advice={
        "loss": "Put all real steps into one batch: the mean of their squared errors is the loss.",
        "gradient": "Put all real steps into one batch: the gradient is that of the mean over them.",
    },
    exhibit=Exhibit(
        "mean-of-means",
        "meta-pytorch/torchtune#1875",
        "Four micro-batches of one step are to do what one batch of four does, and the two loss curves part.",
    ),
    hints=(
        "Two micro-batches, one with nine real steps, one with a single step. How much does that step weigh?",
        "(a/9 + b/1)/2 is not (a + b)/10. Which numbers must be added up before anything is divided?",
        "Add up sums and counts over all micro-batches; divide once, at the end.",
    ),
    mutants=(
        Mutant(
            "gradient-divided-in-each",
            "Your loss is right. The gradient of each micro-batch is still divided by its own steps before it is "
            "added, which is 0/0 for one of pads alone.",
            hint="M41",
            edits={"errors, x_k)": "errors, x_k) / steps"},
        ),
        Mutant(
            "rooted",
            "You take the root of the loss. It is the mean of the squared errors.",
            edits={"float(loss / count)": "float(np.sqrt(loss / count))"},
        ),
        Mutant(
            "gradient-by-micro-batches",
            "You divide the gradient by the number of micro-batches. It is a mean over all steps, as the loss is.",
            hint="M41",
            edits={"gradient / count": "gradient / len(x)"},
        ),
        Mutant(
            "mean-of-means",
            "The result depends on how the steps are cut into micro-batches: a step weighs more the fewer others "
            "are in its micro-batch, and one of pads alone makes it NaN.",
            hint="M41",
            edits=_MEANS,
        ),
        Mutant(
            "empty-ones-skipped",
            "A micro-batch of pads alone no longer makes NaN, but the others still count the same, however many steps "
            "they have: a step still weighs more where there are few.",
            hint="M41",
            edits={
                **_MEANS,
                "steps = real.sum()\n": "steps = real.sum()\n        if not steps:\n            continue\n",
            },
        ),
        Mutant(
            "empty-ones-as-zero",
            "You keep 0/0 away, and average the means of the micro-batches all the same: one of pads alone even "
            "counts as a loss of 0.",
            hint="M41",
            edits={**_MEANS, _STEPS: "max(real.sum(), 1)"},
        ),
        Mutant(
            "loss-mended-only",
            "The number you print is right now, but the step still goes by the mean of means: the gradient is "
            "divided micro-batch by micro-batch.",
            hint="M41",
            edits={_SUM: _SUM + " / max(steps, 1)", _RETURN: "float(loss / count), gradient / len(x)"},
        ),
        Mutant(
            "gradient-mended-only",
            "The gradient is right now, but the loss beside it is still a mean of means.",
            hint="M41",
            edits={_LOSS: _LOSS + " / max(steps, 1)", _RETURN: "float(loss / len(x)), gradient / count"},
        ),
        Mutant(
            "by-sequences",
            "You divide by the number of sequences. Long ones then weigh more than short ones, and the loss is no "
            "mean over steps.",
            hint="M41",
            edits={_STEPS: "len(real)"},
        ),
        Mutant(
            "by-all-cells",
            "You divide by all cells, those of the padding as well.",
            hint="M41",
            edits={_STEPS: "real.size"},
        ),
        Mutant(
            "by-micro-batches",
            "You add up squares, and divide by the number of micro-batches. The loss is a mean over steps.",
            hint="M41",
            edits={_COUNT: "count += 1"},
        ),
        Mutant(
            "mean-over-sequences",
            "You take a mean for each sequence first. Then it is the steps of short sequences that weigh more.",
            hint="M41",
            fn=_by_sequence,
        ),
        Mutant(
            "sum-of-means",
            "You add up the means of the micro-batches: means cannot be put together without their counts.",
            hint="M41",
            edits={**_MEANS, _STEPS: "max(real.sum(), 1)", _COUNT: "count = 1"},
        ),
        Mutant(
            "loss-divided-twice",
            "You divide the loss in each micro-batch, and once more at the end.",
            edits={_LOSS: _LOSS + " / max(steps, 1)"},
        ),
        Mutant(
            "gradient-divided-twice",
            "You divide the gradient in each micro-batch, and once more at the end.",
            edits={_SUM: _SUM + " / max(steps, 1)"},
        ),
        Mutant(
            "padding-in-the-gradient",
            "The loss is right. In your gradient the padding has errors of its own.",
            hint="M41",
            edits={_SUM: 'np.einsum("nt,ntd->d", x_k @ w - y_k, x_k)'},
        ),
        Mutant(
            "absolute",
            "Your loss adds up absolute errors. Squares are asked for.",
            edits={_LOSS: "np.abs(errors).sum()"},
        ),
        Mutant(
            "by-the-last-count",
            "You divide by the steps of the last micro-batch alone.",
            edits={_COUNT: "count = steps"},
        ),
        Mutant(
            "padding-in-the-errors",
            "The padding has errors of its own in your sums.",
            hint="M41",
            edits={"real * (x_k @ w - y_k)": "x_k @ w - y_k"},
        ),
        Mutant(
            "gradient-overwritten",
            "Each micro-batch overwrites the gradient of those before it: only the last one is in it.",
            hint="M22",
            edits={"gradient += 2": "gradient = 2"},
        ),
        Mutant(
            "two-left-out",
            "The gradient of a square has a factor of 2.",
            edits={"2 * np.einsum": "np.einsum"},
        ),
        Mutant(
            "divided-by-k-as-well",
            "You divide by the number of micro-batches as well. The count of all steps is enough.",
            edits={_RETURN: "float(loss / count / len(x)), gradient / count / len(x)"},
        ),
        Mutant(
            "gradient-divided-by-k-as-well",
            "The loss is right. The gradient is divided by the number of micro-batches as well.",
            edits={_RETURN: "float(loss / count), gradient / count / len(x)"},
        ),
        Mutant(
            "sums",
            "You return sums. Both are to be those of the mean over all real steps.",
            edits={_RETURN: "float(loss), gradient"},
        ),
        Mutant(
            "gradient-not-divided",
            "The loss is a mean, but the gradient is still that of the sum.",
            edits={_RETURN: "float(loss / count), gradient"},
        ),
    ),
)
