"""A sum with two slips in it, to be mended."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def sum_probes(rng):
    """Return grids of numbers: two that let one choice act alone, one square, two with more rows and more columns."""
    return [
        Probe(
            (np.abs(rng.normal(size=(1, 1))) + 2,),
            "For a grid of one row and one number the answer is that number; yours is another. Look at what you do "
            "to each number before you add.",
        ),
        Probe(
            (rng.normal(size=(1, 4)) + 3,),
            "For a grid of one row the answer is the sum of that row; yours is another. Look at what you do along "
            "a row.",
        ),
        Probe((rng.normal(size=(3, 3)) + 1,)),
        Probe((rng.normal(size=(2, 4)) - 1,)),
        Probe((rng.normal(size=(5, 3)),)),
    ]


def fix_sum(x):
    return x.sum() / x.shape[0]


EXERCISE = Exercise(
    name="fix_sum",
    signature="fix_sum(x)",
    returns={"total": "the mean over rows of the sum of each row"},
    reference=fix_sum,
    probes=sum_probes,
    points={"total": 2},
    read='lesson 00, "An answer is diagnosed"',
    advice={"total": "Redo the call below by hand: add up each row, then take the mean of these sums."},
    hints=(
        "Two slips are in the broken version, one in each of its two steps. Redo it by hand for "
        "[[1, 2], [3, 4], [5, 6]].",
        "The task says sum, not sum of squares. And the mean is taken over rows: which number of x.shape is that?",
        "x.shape is (N, T). Add everything up and divide by N: x.sum() / x.shape[0].",
    ),
    mutants=(
        Mutant(
            "squares",
            "You add up squares. Squaring is what a loss does; here the numbers themselves are added, so that "
            "negative ones count against positive ones.",
            edits={"(x):": "(x):\n    x = x**2"},
        ),
        Mutant(
            "over-columns",
            "You divide by the number of columns, as the mean of the columns' sums does too. The mean is over rows, "
            "and the first number of x.shape counts those.",
            edits={"/ x.shape[0]": "/ x.shape[1]"},
        ),
        Mutant(
            "over-everything",
            "You take the mean of all numbers. That divides by rows and by columns; each row is to be summed, and "
            "only the rows are averaged.",
            edits={"/ x.shape[0]": "/ x.size"},
        ),
        Mutant(
            "no-mean",
            "You return the sum of everything. The last step is missing: the mean over the rows.",
            edits={" / x.shape[0]": ""},
        ),
        Mutant(
            "absolute",
            "You add up absolute values. Negative numbers keep their sign in a sum.",
            edits={"(x):": "(x):\n    x = np.abs(x)"},
        ),
        Mutant(
            "one-row-too-few",
            "You divide by one row too few. N - 1 belongs to the estimate of a variance; a mean divides by N.",
            edits={"/ x.shape[0]": "/ np.float64(x.shape[0] - 1)"},
        ),
        Mutant(
            "median",
            "You take the median of the sums. It is the one in the middle; the mean adds them up and divides by N.",
            edits={"x.sum() / x.shape[0]": "np.median(x.sum(axis=1))"},
        ),
        Mutant(
            "largest",
            "You return the largest of the sums. Wanted is their mean.",
            edits={"x.sum() / x.shape[0]": "x.sum(axis=1).max()"},
        ),
        Mutant(
            "first-row-only",
            "You return the sum of the first row. All N rows count.",
            edits={"x.sum() / x.shape[0]": "x[0].sum()"},
        ),
        Mutant(
            "times-rows",
            "You multiply by the number of rows. A mean divides by it.",
            edits={"/ x.shape[0]": "* x.shape[0]"},
        ),
        Mutant(
            "first-row-left-out",
            "Your first row is left out. Rows are counted from 0 in Python, so a slice that starts at 1 drops one.",
            edits={"return x": "return x[1:]"},
        ),
        Mutant(
            "last-row-left-out",
            "Your last row is left out. A range or slice that ends at N - 1 does not hold the row N - 1.",
            edits={"return x": "return x[:-1]"},
        ),
        Mutant(
            "first-column-left-out",
            "The first number of every row is left out. Positions are counted from 0 in Python.",
            edits={".sum()": "[:, 1:].sum()"},
        ),
        Mutant(
            "last-column-left-out",
            "The last number of every row is left out. A slice that ends at T - 1 does not hold position T - 1.",
            edits={".sum()": "[:, :-1].sum()"},
        ),
        Mutant(
            "sums-not-averaged",
            "You return the sum of each row, N numbers. The last step is missing: their mean, one number.",
            edits={"x.sum() / x.shape[0]": "x.sum(axis=1)"},
        ),
        Mutant(
            "columns-summed",
            "You add up the columns, axis=0, and return one number for each. A sequence is a row: sum "
            "along axis=1, then take the mean of these sums.",
            edits={"x.sum() / x.shape[0]": "x.sum(axis=0)"},
        ),
        Mutant(
            "rows-averaged",
            "You return the mean of each row. Wanted is the sum of each row, and then the mean of these N sums.",
            edits={"x.sum() / x.shape[0]": "x.mean(axis=1)"},
        ),
        Mutant(
            "first-row-over-rows",
            "Only the first row is in your sum, and you divide it by N. Does the loop end in its first "
            "pass, with a return one indent too deep?",
            edits={"x.sum() / x.shape[0]": "x[0].sum() / x.shape[0]"},
        ),
        Mutant(
            "last-row-over-rows",
            "Only the last row is in your sum, and you divide it by N: each row writes over the one "
            "before. Add with +=.",
            edits={"x.sum() / x.shape[0]": "x[-1].sum() / x.shape[0]"},
        ),
        Mutant(
            "last-row-only",
            "You return the sum of the last row: each row writes over the one before. All N rows count.",
            edits={"x.sum() / x.shape[0]": "x[-1].sum()"},
        ),
        Mutant(
            "root-of-squares",
            "You take the root of the summed squares. That is the length of an arrow; here the numbers "
            "themselves are added.",
            edits={"x.sum() / x.shape[0]": "np.sqrt((x**2).sum()) / x.shape[0]"},
        ),
    ),
)
