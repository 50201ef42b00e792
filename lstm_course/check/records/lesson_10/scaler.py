"""Exercise: scale with what the training part knows, and bring an output back."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def scaler_probes(rng):
    """Return tables of unequal sizes: one row, constant and nearly constant columns, holes in train, whole numbers."""

    def table(rows, *scales):
        return rng.normal(size=(rows, len(scales))) * scales + np.cumsum(scales) * rng.uniform(2, 3)

    def holes(train, *places):
        for place in places:
            train[place] = np.nan
        return train

    def out(rows, columns):
        return rng.uniform(-2, 2, (rows, columns))

    flat = table(5, 2, 3, 4)
    flat[:, 1] = 2.5
    uneven = table(7, 2, 3, 4)
    uneven[:, 1:] = 0.7, 2.3  # their mean is rounded, and the deviation from it no longer 0
    return [
        Probe(
            (table(6, 3), table(2, 5), out(4, 1), "standard"),
            "One column, nothing missing, nothing constant, and already the standard scaling of new is not right.",
            part="new_scaled",
        ),
        Probe(
            (table(7, 2, 30), table(3, 5, 50), out(4, 2), "standard"),
            "One column is right; with two columns, new is not scaled by the mean and the spread of each.",
            part="new_scaled",
        ),
        Probe(
            (table(6, 4), table(4, 9), out(2, 1), "minmax"),
            "The standard scaling is right; for kind = 'minmax', new is not.",
            part="new_scaled",
        ),
        Probe(
            (flat.copy(), table(4, 2, 3, 4), out(2, 3), "standard"),
            "All else of new_scaled is right so far, but a column that is constant in train is not: divide it by 1, so "
            "that it is only shifted.",
            part="new_scaled",
        ),
        Probe(
            (
                holes(table(6, 2, 7), (0, 0), (3, 1), (4, 1)),
                table(5, 3, 9),
                out(3, 2),
                "standard",
            ),
            "Without missing entries new_scaled is right. With NaN in train it is not: leave out those entries, and "
            "nothing else of their rows.",
            part="new_scaled",
        ),
        Probe((flat, table(3, 2, 3, 4), out(5, 3), "minmax")),
        Probe((uneven, table(3, 2, 3, 4), out(3, 3), "standard")),
        Probe((holes(table(5, 3, 1), (1, 0), (2, 1)), table(4, 8, 8), out(2, 2), "minmax")),
        Probe((table(6, 2e-4, 3), table(3, 2e-4, 3), out(2, 2), "standard")),
        Probe((table(5, 2e-4, 3), table(3, 2e-4, 3), out(2, 2), "minmax")),
        Probe((table(1, 2, 5), table(1, 2, 5), out(1, 2), "standard")),
        Probe((table(1, 3), table(2, 3), out(1, 1), "minmax")),
        Probe((table(4, 3, 1, 9), table(4, 5, 2, 9), out(4, 3), "standard")),
        Probe(
            (
                np.array([[2, 40], [4, 10], [6, 70]]) + int(rng.integers(1, 5)),
                np.array([[100, 3]]) + int(rng.integers(1, 5)),
                out(2, 2),
                "standard",
            )
        ),
        Probe((rng.integers(0, 50, (5, 2)), rng.integers(-90, 90, (3, 2)), out(1, 2), "minmax")),
    ]


def scaler(train, new, output, kind):
    low, high = np.nanmin(train, axis=0), np.nanmax(train, axis=0)
    if kind == "standard":
        shift, scale = np.nanmean(train, axis=0), np.nanstd(train, axis=0)
    else:
        shift, scale = low, high - low
    scale = np.where(low == high, 1, scale)
    return (new - shift) / scale, output * scale + shift


def _rows_dropped(train, new, output, kind):
    whole = train[~np.isnan(train).any(axis=1)]
    return scaler(whole, new, output, kind)


def _constant_to_zero_and_back(train, new, output, kind):
    flat = np.nanmax(train, axis=0) == np.nanmin(train, axis=0)
    scaled, back = scaler(train, new, output, kind)
    return np.where(flat, 0, scaled), np.where(flat, train[0], back)


def _minus_one_to_one(train, new, output, kind):
    if kind == "standard":
        return scaler(train, new, output, kind)
    scaled, back = scaler(train, new, (output + 1) / 2, kind)
    return 2 * scaled - 1, back


_TWO = 'lesson 10, "Two scalers, one changed row"'

EXERCISE = Exercise(
    name="scaler",
    signature="scaler(train, new, output, kind)",
    returns={"new_scaled": "(M, D)", "output_back": "(K, D)"},
    reference=scaler,
    probes=scaler_probes,
    points={"new_scaled": 4, "output_back": 2},
    read=_TWO,
    advice={
        "new_scaled": "Take two numbers for each column from train, and from nothing else; subtract one, divide by the "
        "other.",
        "output_back": "Turn the scaling round: what came last goes first. Multiply, then add, column by column.",
    },
    hints=(
        "Four steps: two numbers for each column of train, the rule for a constant column, forward, backward.",
        "np.nanmean, np.nanstd, np.nanmin and np.nanmax with axis=0 leave out missing entries.",
        "np.where(low == high, 1, scale) mends the constant columns, where the lowest value of train is the highest. "
        "Forward is (new - shift) / scale, and backward output * scale + shift.",
    ),
    mutants=(
        Mutant(
            "new-to-minus-one",
            "Your min-max values run from -1 to 1. They run from 0 to 1 here: no doubling, nothing taken off.",
            edits={
                "return (new - shift) / scale": (
                    'return (2 * (new - shift) / scale - 1 if kind == "minmax" else (new - shift) / scale)'
                )
            },
        ),
        Mutant(
            "statistics-of-all",
            "Your statistics are those of train and new together. A new row then changes how the training rows are "
            "scaled: the model has seen the test before the test.",
            hint="M58",
            edits={
                "    low, high": "    train = np.concatenate([train, new])\n    low, high",
            },
        ),
        Mutant(
            "statistics-of-new",
            "Your statistics are those of new: a second scaler, fitted on other rows. The same value then means one "
            "thing in training and another in use, and a single new row cannot be scaled at all.",
            hint="M58",
            edits={"    low, high": "    train = new\n    low, high"},
        ),
        Mutant(
            "fitted-twice",
            "You bring the output back with statistics of new. The model speaks in units of train: the same two "
            "numbers lead there and back.",
            hint="M58",
            fn=lambda train, new, output, kind: (
                scaler(train, new, output, kind)[0],
                scaler(new, new, output, kind)[1],
            ),
        ),
        Mutant(
            "new-by-its-own",
            "You scale new by statistics of its own, as fit_transform does, and bring the output back with those of "
            "train. Fit once, on train; new is only transformed.",
            hint="M58",
            fn=lambda train, new, output, kind: (
                scaler(new, new, output, kind)[0],
                scaler(train, new, output, kind)[1],
            ),
        ),
        Mutant(
            "n-minus-one",
            "You divide by n - 1 in the standard deviation, as pandas does. Here, as in scikit-learn, it is n: "
            "np.std without ddof.",
            edits={"np.nanstd(train, axis=0)": "np.nanstd(train, axis=0, ddof=1)"},
        ),
        Mutant(
            "whole-table",
            "You take one mean and one spread for the whole table. Each column has a unit of its own, so each needs "
            "its own two numbers: axis=0.",
            edits={
                "nanmean(train, axis=0)": "nanmean(train)",
                "nanstd(train, axis=0)": "nanstd(train)",
                "nanmin(train, axis=0)": "nanmin(train)",
                "nanmax(train, axis=0)": "nanmax(train)",
            },
        ),
        Mutant(
            "along-the-rows",
            "You take the statistics along the rows (axis=1), one for each item. They are taken along the items, one "
            "for each column: axis=0.",
            edits={
                "nanmean(train, axis=0)": "nanmean(train, axis=1)",
                "nanstd(train, axis=0)": "nanstd(train, axis=1)",
                "nanmin(train, axis=0)": "nanmin(train, axis=1)",
                "nanmax(train, axis=0)": "nanmax(train, axis=1)",
            },
        ),
        Mutant(
            "variance",
            "You divide by the variance. Its unit is the square of the data's; the standard deviation is its root.",
            edits={"nanstd": "nanvar"},
        ),
        Mutant(
            "range-for-spread",
            'You divide by the range where kind is "standard". There it is the standard deviation.',
            edits={"np.nanstd(train, axis=0)": "high - low"},
        ),
        Mutant(
            "median",
            'You subtract the median where kind is "standard". There it is the mean.',
            edits={"nanmean": "nanmedian"},
        ),
        Mutant(
            "zero-by-zero",
            "A column that is constant in train has no spread, and you divide by 0. Divide such a column by 1.",
            edits={"    scale = np.where(low == high, 1, scale)\n": ""},
        ),
        Mutant(
            "tiny-number",
            "You add a tiny number to the spread. A column that is constant in train then explodes as soon as a new "
            "value differs from it. Divide such a column by 1.",
            edits={"np.where(low == high, 1, scale)": "scale + 1e-8"},
        ),
        Mutant(
            "constant-set-to-zero",
            "You set a column that is constant in train to 0 for every new value. It is divided by 1: only shifted.",
            edits={"(new - shift) / scale": "(new - shift) / scale * (low < high)"},
        ),
        Mutant(
            "constant-set-to-zero-both-ways",
            "You set a column that is constant in train to 0 for every new value, and to that constant on the way "
            "back: what the model says of it is lost. Divide it by 1, and multiply it by 1.",
            fn=_constant_to_zero_and_back,
        ),
        Mutant(
            "constant-lost-on-the-way-back",
            "On the way back you multiply a column that is constant in train by its spread, 0: what the model says of "
            "it is lost. There, too, it is 1.",
            edits={"output * scale + shift": "output * scale * (low < high) + shift"},
        ),
        Mutant(
            "small-spread-for-none",
            "You take a small spread for none and divide by 1. A column may be small because of its unit: only a "
            "spread of 0 is replaced.",
            edits={"low == high": "scale < 0.1"},
        ),
        Mutant(
            "spread-of-rounding-errors",
            "You ask whether the spread is 0. The mean of a constant column is rounded, so that its standard deviation "
            "can be a tiny number in place of 0, and new values explode: compare the lowest and the highest value.",
            edits={"low == high": "scale == 0"},
        ),
        Mutant(
            "constant-left-alone",
            "You leave a column that is constant in train as it is. It is divided by 1, but shifted like the others.",
            edits={
                "    scale = np.where": "    shift = np.where(low == high, 0, shift)\n    scale = np.where"
            },
        ),
        Mutant(
            "still-zero-by-zero",
            'A column that is constant in train is divided by 1 where kind is "standard", but by 0 where it is '
            '"minmax". The rule holds for both.',
            edits={"low == high": '(low == high) & (kind == "standard")'},
        ),
        Mutant(
            "brackets",
            "You subtract shift / scale: without brackets the division comes first. Subtract, then divide.",
            edits={"(new - shift) / scale": "new - shift / scale"},
        ),
        Mutant(
            "multiplied",
            "You multiply by the spread of train. Divide, or a column that spreads widely spreads more widely still.",
            edits={"(new - shift) / scale": "(new - shift) * scale"},
        ),
        Mutant(
            "exchanged",
            "The two ways are exchanged: you multiply new and divide output. Scaling divides, the way back multiplies.",
            edits={
                "(new - shift) / scale": "(new - shift) * scale",
                "output * scale + shift": "output / scale + shift",
            },
        ),
        Mutant(
            "divided-on-the-way-back",
            "On the way back you divide where you should multiply.",
            edits={"output * scale + shift": "output / scale + shift"},
        ),
        Mutant(
            "sign",
            "You subtract new from what train says: large becomes small. It is the other way round.",
            edits={"(new - shift)": "(shift - new)"},
        ),
        Mutant(
            "added-first",
            "You bring the output back with the addition first. Scaling subtracts, then divides; the way back turns "
            "the order round: multiply, then add.",
            edits={"output * scale + shift": "(output + shift) * scale"},
        ),
        Mutant(
            "subtracted-first",
            "On the way back you subtract, then multiply. Scaling subtracts, then divides; the way back turns each "
            "step and their order round: multiply, then add.",
            edits={"output * scale + shift": "(output - shift) * scale"},
        ),
        Mutant(
            "not-brought-back",
            "You return the output as it came, in scaled units. Bring it back into the units of the data.",
            edits={"output * scale + shift": "output"},
        ),
        Mutant(
            "scaled-again",
            "You scale the output instead of bringing it back: it is in scaled units already.",
            edits={"output * scale + shift": "(output - shift) / scale"},
        ),
        Mutant(
            "back-to-new",
            "Your output_back is not made from output: it is new, scaled and brought back. The output is a model's, "
            "and has rows of its own.",
            edits={"output * scale + shift": "(new - shift) / scale * scale + shift"},
        ),
        Mutant(
            "back-without-shift",
            "You bring the output back without adding what was subtracted: it comes out around 0.",
            edits={"output * scale + shift": "output * scale"},
        ),
        Mutant(
            "back-without-scale",
            "You bring the output back without multiplying by what it was divided by: its spread stays that of the "
            "scaled units.",
            edits={"output * scale + shift": "output + shift"},
        ),
        Mutant(
            "shift-subtracted-again",
            "On the way back you subtract what should be added.",
            edits={"output * scale + shift": "output * scale - shift"},
        ),
        Mutant(
            "first-column",
            "You bring every column back with the statistics of the first one. Each column has its own.",
            edits={"output * scale + shift": "output * scale[0] + shift[0]"},
        ),
        Mutant(
            "last-column",
            "You bring every column back with the statistics of the last one. Each column has its own.",
            edits={"output * scale + shift": "output * scale[-1] + shift[-1]"},
        ),
        Mutant(
            "clipped",
            "You clip min-max values to 0 to 1. What is new may lie beyond the range of train, and how far is what a "
            "model should see.",
            fn=lambda train, new, output, kind: (
                np.clip(scaler(train, new, output, kind)[0], 0, 1)
                if kind == "minmax"
                else scaler(train, new, output, kind)[0],
                scaler(train, new, output, kind)[1],
            ),
        ),
        Mutant(
            "minus-one-to-one",
            'You scale to -1 to 1 where kind is "minmax". The smallest value of train becomes 0, the largest 1.',
            edits={
                "= low, high - low": "= (low + high) / 2, high - (low + high) / 2",
            },
        ),
        Mutant(
            "divided-by-the-largest",
            'You divide by the largest value where kind is "minmax". It is the range: the largest minus the smallest.',
            edits={"= low, high - low": "= low, high"},
        ),
        Mutant(
            "stretched-to-minus-one",
            'You stretch the values to -1 to 1 where kind is "minmax". The smallest value of train becomes 0, and 1 is '
            "the largest.",
            fn=_minus_one_to_one,
        ),
        Mutant(
            "divided-by-the-largest-alone",
            'Where kind is "minmax" you only divide by the largest value. Subtract the smallest first, and divide by '
            "the range: else train does not begin with 0.",
            edits={
                "= low, high - low": "= np.zeros(train.shape[1]), high",
            },
        ),
        Mutant(
            "only-divided",
            'Where kind is "minmax" you do not subtract the smallest value. Then it is not 0 that train begins with.',
            edits={
                "= low, high - low": "= np.zeros(train.shape[1]), high - low",
            },
        ),
        Mutant(
            "mean-for-minimum",
            'You subtract the mean where kind is "minmax". There it is the smallest value of train.',
            edits={
                "= low, high - low": "= np.nanmean(train, axis=0), high - low",
            },
        ),
        Mutant(
            "always-standard",
            'You standardise whatever kind says. For "minmax" take the smallest value and the range.',
            edits={'if kind == "standard"': "if kind"},
        ),
        Mutant(
            "always-minmax",
            'You take the smallest value and the range whatever kind says. For "standard" take mean and spread.',
            edits={'kind == "standard"': 'kind == "Standard"'},
        ),
        Mutant(
            "nan-spreads",
            "One missing entry in train makes the whole column NaN. np.nanmean and its sisters leave such entries out.",
            edits={
                "nanmean": "mean",
                "nanstd": "std",
                "nanmin": "min",
                "nanmax": "max",
            },
        ),
        Mutant(
            "nan-as-zero",
            "You take a missing entry of train for 0. Nobody has measured that 0, and it moves the statistics. Leave "
            "the entry out.",
            edits={
                "    low, high": "    train = np.nan_to_num(train)\n    low, high",
            },
        ),
        Mutant(
            "rows-dropped",
            "You drop a whole row of train where one entry is missing. The other entries of that row are known: leave "
            "out the missing one only.",
            fn=_rows_dropped,
        ),
    ),
)
