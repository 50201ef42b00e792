"""Exercise: train on the past, test on what comes after a gap, move on."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def _parts(results, args):
    """Return all trains and all tests, or what came where it has no such parts."""
    folds = results["folds"]
    try:
        return {name: [_listed(fold[k]) for fold in folds] for k, name in enumerate(("train", "test"))}
    except (IndexError, TypeError):
        return {"train": folds, "test": folds}


def _listed(positions):
    return positions.tolist() if isinstance(positions, np.ndarray) else positions


def fold_probes(rng):
    """Return lengths that end with a whole fold, before and after one, with every option alone and together."""
    first, horizon, gap = (int(k) for k in rng.integers([5, 2, 1], [8, 5, 4]))
    return [
        Probe(
            (first + 2 * horizon + 1, first, horizon, 0, None, None),
            "No gap, no window and no step are given here: train grows from the first values on, and each test "
            "begins where its train ends. Yours are other folds.",
        ),
        Probe((first + gap + 3 * horizon, first, horizon, gap, None, None)),
        Probe((first + gap + 3 * horizon - 1, first, horizon, gap, None, None)),
        Probe((first + gap + horizon, first, horizon, gap, None, None)),
        Probe((first + gap + horizon - 1, first, horizon, gap, None, None)),  # too short for a fold
        Probe((first + gap + horizon + 5, first, horizon, gap, 1, None)),
        Probe((first + gap + 3 * horizon + 9, first, horizon, gap, horizon + 2, None)),
        Probe((first + 4 * horizon + 2, first, horizon, 0, None, first - 1)),
        Probe(
            (first + gap + 4 * horizon, first, horizon, gap, None, first + 3)
        ),  # longer than the first train
        Probe((first + gap + 14, first, horizon, gap, 2, first - 2)),
        Probe((first + 17, first, 1, 5, 3, 4)),
        Probe((3, 1, 1, 0, None, None)),
        Probe((3, 1, 1, 0, 1, 1)),
    ]


def walk_forward(n, first, horizon, gap, step, window):
    step = horizon if step is None else step
    folds, end = [], first
    while end + gap + horizon <= n:
        start = 0 if window is None else max(0, end - window)
        train = list(range(start, end))
        test = list(range(end + gap, end + gap + horizon))
        folds.append((train, test))
        end += step
    return folds


_TEST = "range(end + gap, end + gap + horizon)"
_WINDOW = "0 if window is None else max(0, end - window)"
_SPLIT = 'lesson 12, "Which split tells the truth"'

EXERCISE = Exercise(
    name="walk_forward",
    signature="walk_forward(n, first, horizon, gap, step, window)",
    returns={"folds": "a list of (train, test), each a list of positions"},
    reference=walk_forward,
    probes=fold_probes,
    points={"train": 3, "test": 3},
    observe=_parts,
    read=_SPLIT,
    advice={
        "train": "Draw the n values as a row and mark train, gap and test of the first two folds. Which position is "
        "the first of each train, which the last?",
        "test": "Draw the n values as a row and mark train, gap and test of the first two folds. Which position is "
        "the first of each test, which the last?",
    },
    hints=(
        "Let end be the position behind train; it is first, then first + step, and so on. All the rest follows from "
        "it.",
        "test = range(end + gap, end + gap + horizon), as long as end + gap + horizon <= n. No step given means a "
        "step of horizon.",
        "train = range(0, end), or the last window values before end: range(max(0, end - window), end). Make lists of "
        "the ranges.",
    ),
    mutants=(
        Mutant(
            "gap-in-the-step",
            "You move on by the gap as well. The end of train moves on by step alone.",
            edits={"end += step": "end += step + gap"},
        ),
        Mutant(
            "test-cut-to-one",
            "Your test keeps its first position only. It is `horizon` long.",
            edits={"folds.append((train, test))": "folds.append((train, test[:1]))"},
        ),
        Mutant(
            "gap-cut-from-train",
            "You cut the gap from the end of train, and test where train should have ended. Train keeps all its "
            "values; the gap lies behind them, and the test behind the gap.",
            edits={
                "range(start, end)": "range(start, end - gap)",
                "range(end + gap, end + gap + horizon)": "range(end, end + horizon)",
            },
        ),
        Mutant(
            "no-gap",
            "The gap is missing: your test begins right behind train. What is known there late, or overlaps with the "
            "last inputs, leaks.",
            hint="M59",
            edits={_TEST: "range(end, end + horizon)"},
        ),
        Mutant(
            "gap-ignored",
            "The gap is not used at all: your test begins right behind train, and there is room for more folds than "
            "with a gap.",
            hint="M59",
            edits={_TEST: "range(end, end + horizon)", "while end + gap + horizon": "while end + horizon"},
        ),
        Mutant(
            "gap-inside-the-test",
            "You take the gap out of the test, which gets shorter by it. A test has horizon values always; the gap "
            "lies before it.",
            edits={_TEST: "range(end + gap, end + horizon)"},
        ),
        Mutant(
            "gap-inside-train",
            "You take the gap out of train: its last values are cut off. Here train keeps its values, and the test "
            "begins later.",
            edits={
                "range(start, end)": "range(start, max(end - gap, start))",
                _TEST: "range(end, end + horizon)",
                "while end + gap + horizon": "while end + horizon",
            },
        ),
        Mutant(
            "gap-filled",
            "Your train runs on through the gap, up to the test. The gap is there so that nobody learns from what is "
            "too near.",
            hint="M59",
            edits={"range(start, end)": "range(start, end + gap)"},
        ),
        Mutant(
            "gap-one-too-long",
            "Your gap is one value too long, an off-by-one: with a gap of 0 the test begins at the position behind "
            "train.",
            edits={
                _TEST: "range(end + gap + 1, end + gap + 1 + horizon)",
                "while end + gap + horizon": "while end + gap + 1 + horizon",
            },
        ),
        Mutant(
            "gap-from-the-end-of-the-test",
            "You leave the gap behind the test, too: train moves on by horizon and gap. It moves by step, or by "
            "horizon where none is given.",
            edits={"step = horizon if": "step = horizon + gap if"},
        ),
        Mutant(
            "test-in-train",
            "Your train holds the test, too. A model is then tested on what it has seen.",
            hint="M59",
            edits={"range(start, end)": "range(start, end + gap + horizon)"},
        ),
        Mutant(
            "train-on-all-the-rest",
            "Your train holds the values behind the test as well. Nobody knows the future when the forecast is made.",
            hint="M59",
            edits={"range(start, end))": "range(start, end)) + list(range(end + gap + horizon, n))"},
        ),
        Mutant(
            "train-one-short",
            "Your train is one value too short, an off-by-one: the first train has first values, positions 0 to "
            "first - 1.",
            edits={"range(start, end)": "range(start, end - 1)"},
        ),
        Mutant(
            "test-overlaps-train",
            "Your train has one value too many, an off-by-one: the first train is 0 to first - 1. Without a gap, the "
            "last value of train is the first of the test.",
            hint="M59",
            edits={"range(start, end)": "range(start, end + 1)"},
        ),
        Mutant(
            "window-grows",
            "You ignore window: train always begins at 0 and grows. Where a window is given, train is its last window "
            "values.",
            edits={_WINDOW: "0"},
        ),
        Mutant(
            "window-keeps-the-oldest",
            "You keep the oldest values of train. A window keeps the newest ones, which end where train ends.",
            edits={"range(start, end)": "range(0, end - start)"},
        ),
        Mutant(
            "window-below-zero",
            "Where the window is longer than what is known, your train begins below 0. A negative position counts "
            "from the end: the future comes in.",
            hint="M59",
            edits={"max(0, end - window)": "end - window"},
        ),
        Mutant(
            "window-with-the-gap",
            "You count the window back from the test, so that the gap eats up a part of it. It is counted back from "
            "the end of train.",
            edits={"max(0, end - window)": "min(max(0, end + gap - window), end)"},
        ),
        Mutant(
            "window-one-too-long",
            "Your window has one value too many, an off-by-one.",
            edits={"max(0, end - window)": "max(0, end - window - 1)"},
        ),
        Mutant(
            "window-one-too-short",
            "Your window has one value too few, an off-by-one.",
            edits={"max(0, end - window)": "max(0, end - window + 1)"},
        ),
        Mutant(
            "always-a-window-of-first",
            "Your train always has first values. Without a window it grows.",
            edits={_WINDOW: "end - first"},
        ),
        Mutant(
            "window-of-first-by-default",
            "Without a window your train keeps first values only. No window means that train grows.",
            edits={_WINDOW: "max(0, end - (window or first))"},
        ),
        Mutant(
            "window-from-the-start",
            "Your window applies from the first fold's beginning on: train starts at first - window and grows. It "
            "moves on with each fold.",
            edits={"max(0, end - window)": "max(0, first - window)"},
        ),
        Mutant(
            "step-ignored",
            "You ignore step and always move on by horizon.",
            edits={"end += step": "end += horizon"},
        ),
        Mutant(
            "step-of-one",
            "Without a step you move on by 1, so that the tests overlap and most values are tested many times. No "
            "step means one of horizon.",
            edits={"step = horizon if": "step = 1 if"},
        ),
        Mutant(
            "always-a-step-of-one",
            "You always move on by 1. That is so only where step says it.",
            edits={"end += step": "end += 1"},
        ),
        Mutant(
            "steps-of-first",
            "You move on by first, as if every block were as long as the first train. It is step, or horizon where "
            "none is given.",
            edits={"step = horizon if": "step = first if"},
        ),
        Mutant(
            "partial-block-kept",
            "Your last test has fewer than horizon values. Its error would weigh as much as the others: leave an "
            "incomplete test out.",
            edits={
                "while end + gap + horizon <= n": "while end + gap < n",
                "end + gap + horizon))": "min(end + gap + horizon, n)))",
            },
        ),
        Mutant(
            "beyond-the-end",
            "Your last test runs beyond the last value. Positions go up to n - 1.",
            edits={"while end + gap + horizon <= n": "while end + gap < n"},
        ),
        Mutant(
            "beyond-the-end-by-one",
            "Your last test holds position n, an off-by-one. Positions go up to n - 1.",
            edits={"while end + gap + horizon <= n": "while end + gap + horizon <= n + 1"},
        ),
        Mutant(
            "last-fold-lost",
            "Your last fold is missing, an off-by-one: a test may end with the very last value.",
            edits={"+ horizon <= n": "+ horizon < n"},
        ),
        Mutant(
            "first-fold-lost",
            "Your first fold is missing: the first train has first values.",
            edits={"folds, end = [], first": "folds, end = [], first + step"},
        ),
        Mutant(
            "first-and-gap",
            "Your first train has first + gap values. It has first; the gap comes behind it.",
            edits={"folds, end = [], first": "folds, end = [], first + gap"},
        ),
        Mutant(
            "one-step-too-late",
            "The first train of yours has one value more than first, an off-by-one, and all folds with it.",
            edits={"folds, end = [], first": "folds, end = [], first + 1"},
        ),
        Mutant(
            "empty-fold",
            "Where no test fits you return an empty fold. The list itself is empty then.",
            edits={"    return folds": "    return folds or [([], [])]"},
        ),
        Mutant(
            "first-ignored",
            "Your first train has horizon values. It has first.",
            edits={"folds, end = [], first": "folds, end = [], horizon"},
        ),
        Mutant(
            "one-step-too-early",
            "The first train of yours has one value less than first, an off-by-one, and all folds with it.",
            edits={"folds, end = [], first": "folds, end = [], first - 1"},
        ),
        Mutant(
            "one-fold-only",
            "You make one fold. Walking forward means to move on and do it again, up to the end.",
            edits={"    return folds": "    return folds[:1]"},
        ),
        Mutant(
            "test-of-one-value",
            "Your tests have one value each, the one that is horizon steps ahead. A test here is a block of horizon "
            "values.",
            edits={_TEST: "range(end + gap + horizon - 1, end + gap + horizon)"},
        ),
        Mutant(
            "test-one-too-long",
            "Your tests have horizon + 1 values, an off-by-one.",
            edits={_TEST: "range(end + gap, end + gap + horizon + 1)"},
        ),
        Mutant(
            "test-up-to-the-end",
            "Your tests run up to the last value. Each has horizon values, so that every fold asks for the same task.",
            edits={_TEST: "range(end + gap, n)"},
        ),
        Mutant(
            "newest-fold-first",
            "Your folds come newest first. Walk forward: the oldest fold comes first.",
            edits={"    return folds": "    return folds[::-1]"},
        ),
        Mutant(
            "train-and-test-exchanged",
            "Train and test are exchanged in your pairs. Train comes first.",
            edits={"(train, test)": "(test, train)"},
        ),
        Mutant(
            "bounds",
            "You return where train and test begin and end. The positions themselves are asked for, as lists.",
            edits={"(train, test)": "([start, end], [end + gap, end + gap + horizon])"},
        ),
        Mutant(
            "all-trains-then-all-tests",
            "You return all trains, then all tests. A list with one pair (train, test) for each fold is asked for.",
            edits={"    return folds": "    return [fold[0] for fold in folds], [fold[1] for fold in folds]"},
        ),
        Mutant(
            "gap-from-the-end-of-train",
            "You take the gap from the end of train, and count the window back from there. Train keeps its values up "
            "to its end; the gap lies behind them, and the test behind the gap.",
            edits={
                "max(0, end - window)": "max(0, end - gap - window)",
                "range(start, end)": "range(start, end - gap)",
                _TEST: "range(end, end + horizon)",
                "while end + gap + horizon": "while end + horizon",
            },
        ),
        Mutant(
            "gap-from-the-end-of-train, as many folds",
            "You take the gap from the end of train, and count the window back from there. The number of folds is "
            "right, but train keeps its values up to its end: the gap lies behind them, and the test behind the gap.",
            edits={
                "max(0, end - window)": "max(0, end - gap - window)",
                "range(start, end)": "range(start, end - gap)",
                _TEST: "range(end, end + horizon)",
            },
        ),
        Mutant(
            "window-of-first-where-one-is-given",
            "Where a window is given your train has first values, whatever the window is. It has the newest `window` "
            "of those that are known.",
            edits={"max(0, end - window)": "end - first"},
        ),
        Mutant(
            "partial-block-added",
            "Behind the last whole test you add one with fewer than horizon values. Its error would weigh as much as "
            "the others: leave an incomplete test out.",
            edits={
                "    return folds": "    if end + gap < n:\n"
                "        start = 0 if window is None else max(0, end - window)\n"
                "        folds.append((list(range(start, end)), list(range(end + gap, n))))\n    return folds"
            },
        ),
        Mutant(
            "no-step-given",
            "step may be None, and you add it to a number: that raises a TypeError. No step means one of horizon.",
            edits={"horizon if step is None else step": "step"},
        ),
        Mutant(
            "no-step-given, not even for a range",
            "step may be None, and you count with it before the first fold: that raises a TypeError. No step means one "
            "of horizon.",
            edits={"horizon if step is None else step": "int(step)"},
        ),
        Mutant(
            "no-window-given",
            "window may be None, and you subtract it from a number: that raises a TypeError. No window means all that "
            "is known.",
            edits={_WINDOW: "max(0, end - window)"},
        ),
    ),
)
