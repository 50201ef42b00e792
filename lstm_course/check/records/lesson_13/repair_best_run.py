"""Exhibit: the best value begins at a number that a metric may never beat."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe

_NAN = float("nan")


def searches(rng):
    """Return runs of unequal length with values on either side of 0 and 1, ties, and runs that diverged."""

    def runs(lengths, low, high):
        return [[float(one) for one in rng.uniform(low, high, n)] for n in lengths]

    def diverged(runs):
        for values in runs[::2]:
            values[len(values) // 2] = _NAN
        return runs

    tied = [[0.2, 0.5], [0.5, 0.1, 0.5]]
    return [
        Probe(
            (runs([3, 2, 4], 0.2, 0.9), "max"),
            "All values lie between 0 and 1 in this probe, as accuracies do. What goes wrong is not where the best "
            "value begins.",
        ),
        Probe((runs([2, 4, 3], 0.1, 0.8), "min")),
        Probe((runs([4, 3, 5], -9.0, -2.0), "max")),
        Probe((runs([3, 5, 2], 3.0, 8.0), "min")),
        Probe((runs([2, 3], -900.0, -200.0), "max")),
        Probe((runs([3, 1], -9e4, -2e3), "max")),
        Probe((runs([2, 3], -7e6, -5e6), "max")),
        Probe((runs([3, 2], 5e6, 7e6), "min")),
        Probe((runs([2, 3], -7e15, -5e15), "max")),
        Probe((runs([3, 2], 5e15, 7e15), "min")),
        Probe((runs([3, 4, 3], -3.0, -0.5), "min")),
        Probe((runs([2, 4], 2.0, 6.0), "max")),
        Probe((tied, "max")),
        Probe(([[0.7, 0.5], [0.9, 0.5, 0.5]], "min")),
        Probe((diverged(runs([3, 4, 5], 2.0, 4.0)), "min")),
        Probe((diverged(runs([1, 4, 5], -4.0, -2.0)), "max")),
        Probe((diverged(runs([1, 3, 1, 2], 0.5, 3.0)), "max")),
        Probe(([[2.0, _NAN, 9.0], [3.0, 4.0]], "max")),
        Probe(([[-1.5]], "max")),
        Probe(([[0.0]], "max")),
        Probe(([[1.0], [2.0]], "min")),
        Probe(([[5.0, _NAN, 1.0], [3.0, 4.0]], "max")),
    ]


def repair_best_run(runs, goal):
    best = -np.inf if goal == "max" else np.inf
    run, epoch = 0, 0
    for r, values in enumerate(runs):
        for e, value in enumerate(values):
            better = value > best if goal == "max" else value < best
            if better:
                best, run, epoch = value, r, e
    return run, epoch, best


def _last_epochs(runs, goal):
    run, _, best = repair_best_run([values[-1:] for values in runs], goal)
    return run, len(runs[run]) - 1, best if np.isfinite(best) else 0.0


def _whole_runs(runs, goal):
    whole = [values if np.isfinite(values).all() else [_NAN] for values in runs]
    run, epoch, best = repair_best_run(whole, goal)
    return run, epoch, best if np.isfinite(best) else 0.0


def _as_zero(runs, goal):
    return repair_best_run([[float(np.nan_to_num(one)) for one in values] for values in runs], goal)


def _earliest_epoch(runs, goal):
    run, epoch, best = repair_best_run(runs, goal)
    epoch, run = min((values.index(best), r) for r, values in enumerate(runs) if best in values)
    return run, epoch, best


def _filled(runs, goal):
    longest = max(len(values) for values in runs)
    return repair_best_run([values + [0.0] * (longest - len(values)) for values in runs], goal)


_BEST = '-np.inf if goal == "max" else np.inf'
_BETTER = 'value > best if goal == "max" else value < best'
_RETURN = "return run, epoch, best"

EXERCISE = Exercise(
    name="repair_best_run",
    signature="repair_best_run(runs, goal)",
    returns={"run": "a whole number", "epoch": "a whole number", "best": "one number"},
    reference=repair_best_run,
    probes=searches,
    points={"run": 1, "epoch": 1, "best": 2},
    read='lesson 13, "Four searches, two hundred times"',
    advice={
        "best": "It is a value that stands in the runs, whatever these values are.",
        "run": "Runs are counted from 0; of equal values the first one counts.",
        "epoch": "Epochs are counted from 0 in each run; of equal values the first one counts.",
    },
    exhibit=Exhibit(
        "between-zero-and-one",
        "wandb/sweeps#29",
        "A search over losses reports a best value that no run has ever had.",
    ),
    hints=(
        'Hand in one run, [[-2.0, -1.5]], with goal "max". Where does the value come from that is returned?',
        "Which number is beaten by every finite one, whatever the metric?",
        "Begin at minus infinity to maximise and at infinity to minimise. NaN beats neither.",
    ),
    mutants=(
        Mutant(
            "finite-start",
            "Your best value begins at a number of your own. However large, some run may lie beyond it: begin at "
            "infinity.",
            edits={'-np.inf if goal == "max" else np.inf': '-1000 if goal == "max" else 1000'},
        ),
        Mutant(
            "size-for-value",
            'You compare sizes without signs where goal is "max". Values may be negative.',
            edits={"value > best": "abs(value) > best"},
        ),
        Mutant(
            "epochs-counted-on",
            "Your epochs go on counting from run to run. They begin at 0 in each run.",
            edits={
                "best, run, epoch = value, r, e": "best, run, epoch = value, r, e + sum(map(len, runs[:r]))"
            },
        ),
        Mutant(
            "nan-taken-out-first",
            "You take the NaN out of a run before you count its epochs, so all later ones move up. Leave it in its "
            "place and pass over it.",
            edits={"enumerate(values)": "enumerate([one for one in values if one == one])"},
        ),
        Mutant(
            "between-zero-and-one",
            'Where all values are negative with goal "max", or above 1 with "min", the best value returned stands in '
            "none of the runs, and the first run wins without a comparison.",
            edits={_BEST: '0.0 if goal == "max" else 1.0'},
        ),
        Mutant(
            "maximising-mended-only",
            'With goal "max" all is well. With "min" the best value still begins at a number that losses may '
            "never fall below.",
            edits={_BEST: '-np.inf if goal == "max" else 1.0'},
        ),
        Mutant(
            "minimising-mended-only",
            'With goal "min" all is well. With "max" the best value still begins at a number that a metric may '
            "never exceed.",
            edits={_BEST: '0.0 if goal == "max" else np.inf'},
        ),
        Mutant(
            "zero-for-both",
            "The best value begins at 0 for both goals: a loss never falls below it.",
            edits={_BEST: "0.0"},
        ),
        Mutant(
            "a-larger-number",
            "You begin at a larger number. Some metric lies beyond it, too: in these probes there are values of "
            "millions.",
            edits={_BEST: '-1e6 if goal == "max" else 1e6'},
        ),
        Mutant(
            "a-hundred",
            "You begin at a hundred, below or above 0. A loss may be larger, and a log-likelihood smaller.",
            edits={_BEST: '-100.0 if goal == "max" else 100.0'},
        ),
        Mutant(
            "first-value",
            "You begin at the first value there is. Where that one is NaN nothing is ever better, since every "
            "comparison with NaN is False.",
            edits={_BEST: "runs[0][0]"},
        ),
        Mutant(
            "sizes-without-signs",
            "You compare absolute values. A log-likelihood of -2 is better than one of -9, not worse.",
            edits={_BETTER: 'abs(value) > abs(best) if goal == "max" else abs(value) < abs(best)'},
        ),
        Mutant(
            "nan-as-zero",
            "You take NaN for 0. A run that diverged then beats all others whose loss is above 0.",
            fn=_as_zero,
        ),
        Mutant(
            "whole-runs-only",
            "You leave out a run as a whole where it has a NaN. Its other epochs count.",
            fn=_whole_runs,
        ),
        Mutant(
            "goals-exchanged",
            'You look for the smallest with "max" and for the largest with "min".',
            edits={
                _BEST: 'np.inf if goal == "max" else -np.inf',
                _BETTER: 'value < best if goal == "max" else value > best',
            },
        ),
        Mutant(
            "always-largest",
            "You look for the largest value, whatever the goal.",
            edits={_BEST: "-np.inf", _BETTER: "value > best"},
        ),
        Mutant(
            "always-smallest",
            "You look for the smallest value, whatever the goal.",
            edits={_BEST: "np.inf", _BETTER: "value < best"},
        ),
        Mutant(
            "last-of-equals",
            "Of equal values you take the last one. The first one counts.",
            edits={_BETTER: 'value >= best if goal == "max" else value <= best'},
        ),
        Mutant(
            "last-epoch-only",
            "You compare the last values of the runs. The best one may come earlier.",
            fn=_last_epochs,
        ),
        Mutant(
            "counted-from-one",
            "You count from 1. Runs and epochs are counted from 0.",
            edits={_RETURN: "return run + 1, epoch + 1, best"},
        ),
        Mutant(
            "exchanged",
            "You return epoch, run. The order is run, epoch, best.",
            edits={_RETURN: "return epoch, run, best"},
        ),
        Mutant(
            "one-array-of-all-runs",
            "You make one array of the list of runs, which fails where these differ in length. Look into each run by "
            "itself.",
            edits={"    run, epoch = 0, 0": "    runs = np.array(runs)\n    run, epoch = 0, 0"},
        ),
        Mutant(
            "up-to-the-first-nan",
            "You stop reading a run at its first NaN. What comes after it counts as well.",
            edits={
                "            better = ": "            if np.isnan(value):\n"
                "                break\n"
                "            better = ",
            },
        ),
        Mutant(
            "nan-is-better",
            "You ask whether a value is not worse. No comparison with NaN is true, so NaN is never worse, and "
            "becomes the best.",
            edits={
                _BETTER: 'not value <= best if goal == "max" else not value >= best',
            },
        ),
        Mutant(
            "earliest-epoch-first",
            "Of equal values you take the one of the earliest epoch. The runs are gone through one after the other, "
            "each from its beginning: the first one counts.",
            fn=_earliest_epoch,
        ),
        Mutant(
            "filled-with-zeros",
            "You fill the shorter runs up with zeros, and these zeros take part. A run has as many values as it has.",
            fn=_filled,
        ),
    ),
)
