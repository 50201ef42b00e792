"""Exercise: successive halving on a table of errors."""

import math  # noqa: F401 - the edits use it

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def halving_probes(rng):
    """Return tables in which early and late ranks differ, of many sizes, with ties and with runs that diverged."""

    def table(C, K):
        """Errors without a trend, so that no column and no mean can stand in for another."""
        return rng.permutation(C * K).reshape(C, K) / 8 + float(rng.integers(2, 9))

    def budgets(K, factor=2):
        spent = [int(rng.integers(2, 9))]
        while len(spent) < K:
            spent.append(spent[-1] * factor + int(rng.integers(0, 3)))
        return spent

    ties = rng.permutation(np.repeat([3.0, 4.0, 5.0], [2, 5, 2]))[:, None] + np.zeros(3)
    again = table(8, 3)
    again[rng.permutation(8)[:5], 0] = 1.5  # five tie for four places
    again[:, 1:] = 6.0  # and then all do
    turned = table(8, 3)
    turned[:, 0] = np.sort(turned[:, 0])[::-1]  # the last is ahead
    turned[:, 1] = 6.0
    diverged = table(9, 3)
    diverged[rng.permutation(9)[:7], 0] = np.inf
    late = np.sort(table(12, 2), axis=0)  # the first are the best, and then the last
    late[:, 1] = late[::-1, 1]
    return [
        Probe(
            (table(5, 1), budgets(1), 2),
            "Here there is one budget only, so nothing is cut: all run for it, each pays for it once, and the best is "
            "the one with the lowest error. Yours differs already there.",
        ),
        Probe(
            (np.array([[5.0, 4.0], [3.0, 3.5], [4.0, 2.0], [6.0, 1.0]]), [1, 2], 2),
            "Four configurations and two budgets: the two with the lowest errors of the first column go on. Yours "
            "are not those.",
            "alive",
        ),
        Probe((table(8, 4), [1, 2, 4, 8], 2)),
        Probe((table(1, 2), budgets(2), 2)),
        Probe((table(3, 3), budgets(3), 2)),
        Probe((table(11, 3), budgets(3), 2)),
        Probe((table(29, 4), budgets(4, 3), 3)),
        Probe((table(7, 2), budgets(2), 4)),
        Probe((table(17, 3), budgets(3, 5), 5)),
        Probe((ties, budgets(3), 2)),
        Probe((again, budgets(3), 2)),
        Probe((turned, budgets(3), 2)),
        Probe((diverged, budgets(3), 2)),
        Probe((late, budgets(2), 3)),
    ]


def successive_halving(losses, budgets, eta):
    alive = np.zeros(losses.shape, dtype=bool)
    running = np.arange(len(losses))
    cost, spent = 0, 0
    for k, budget in enumerate(budgets):
        alive[running, k] = True
        cost += len(running) * (budget - spent)
        spent = budget
        order = np.argsort(losses[running, k], kind="stable")
        ranked = running[order]
        running = np.sort(ranked[: max(1, len(running) // eta)])
    return alive, int(ranked[0]), cost


_NOW = "losses[running, k]"
_CUT = "running = np.sort(ranked[: max(1, len(running) // eta)])"
_KEPT = "max(1, len(running) // eta)"
_COST = "len(running) * (budget - spent)"
_BEST = {"int(ranked[0])": "min(np.flatnonzero(alive[:, -1]).tolist(), key=lambda c: losses[c, -1])"}  # right

EXERCISE = Exercise(
    name="successive_halving",
    signature="successive_halving(losses, budgets, eta)",
    returns={"alive": "(C, K)", "best": "number of the configuration", "cost": "epochs in all"},
    reference=successive_halving,
    probes=halving_probes,
    points={"alive": 3, "best": 2, "cost": 2},
    read='lesson 13, "Four searches, two hundred times"',
    advice={
        "best": "The lowest error in the last column, among those that still run there; of equals the lowest number.",
        "alive": "Of n that run, the n // eta with the lowest errors of this column go on, at least one; of equals the "
        "lower number goes first.",
        "cost": "In each column: how many run, times the epochs that this budget adds to the one before.",
    },
    hints=(
        "Keep the numbers of those that still run in an array, running = np.arange(len(losses)), and go through the "
        "budgets. In each: mark, pay, rank, cut.",
        'order = np.argsort(losses[running, k], kind="stable") holds places within running; running[order] are the '
        "numbers of the configurations, best first.",
        "Keep the first max(1, len(running) // eta) of them, sorted by number again. To pay is "
        "len(running) * (budget - spent), where spent is the budget before. The best is the first of the last ranking.",
    ),
    mutants=(
        Mutant(
            "best-at-the-first-budget",
            "Your best has the lowest error after the first budget. The last budget decides, among those that still "
            "run.",
            edits={"int(ranked[0])": "int(np.argmin(losses[:, 0]))"},
        ),
        Mutant(
            "best-ever-trained",
            "Your best has the lowest error that was ever seen, at whatever budget. The last budget decides, among "
            "those that still run.",
            edits={"int(ranked[0])": "int(np.argwhere(losses == losses[alive].min())[0, 0])"},
        ),
        Mutant(
            "keeps-the-worst",
            "Yours are the configurations with the highest errors. An error is better where it is lower.",
            edits={_NOW: "-losses[running, k]"},
        ),
        Mutant(
            "best-is-the-worst",
            "Your best is the one with the highest error of the last ranking. The cuts before it are right.",
            edits={"ranked[0]": "ranked[-1]"},
        ),
        Mutant(
            "budget-before",
            "You rank by the errors of the budget before. The epochs of the new budget are paid for: use what they "
            "show.",
            edits={_NOW: "losses[running, max(k - 1, 0)]"},
        ),
        Mutant(
            "first-budget-always",
            "You rank by the errors of the first budget every time. Early ranks are what one wants to outgrow: each "
            "cut looks at its own column.",
            edits={_NOW: "losses[running, 0]"},
        ),
        Mutant(
            "last-budget-always",
            "You rank by the last column from the start. Those errors are not known yet: nothing has been trained for "
            "so long.",
            edits={_NOW: "losses[running, -1]"},
        ),
        Mutant(
            "mean-so-far",
            "You rank by the mean over all budgets so far. What counts is the error of the net as it is now, after "
            "this budget.",
            edits={_NOW: "losses[running, : k + 1].mean(axis=1)"},
        ),
        Mutant(
            "lowest-so-far",
            "You rank by the lowest error of all budgets so far. What counts is the error of the net as it is now, "
            "after this budget.",
            edits={_NOW: "losses[running, : k + 1].min(axis=1)"},
        ),
        Mutant(
            "by-number",
            "You keep the first configurations of the list, whatever their errors are: the ranking is missing before "
            "the cut.",
            edits={"np.sort(ranked[": "np.sort(running["},
        ),
        Mutant(
            "ties-dropped",
            "You keep what lies strictly below a threshold, so of several with an equal error at the border all are "
            "dropped. The lower numbers of them go on.",
            edits={
                _CUT: f"border = np.append(losses[ranked, k], np.inf)[{_KEPT}]\n"
                "        running = running[losses[running, k] < border]"
            },
        ),
        Mutant(
            "ties-kept",
            "You keep all that are at or below a threshold, so with equal errors at the border too many go on. Only "
            "the lower numbers of them do.",
            edits={_CUT: f"running = running[losses[running, k] <= losses[ranked, k][: {_KEPT}][-1]]"},
        ),
        Mutant(
            "ties-by-rank-before",
            "With equal errors the one that was ahead in the ranking before goes on in yours. The one with the lower "
            "number does: put the numbers of those that run in order again after each cut.",
            edits={"np.sort(ranked[: max(1, len(running) // eta)])": "ranked[: max(1, len(running) // eta)]"},
        ),
        Mutant(
            "ties-to-the-higher-number",
            "With equal errors the one with the higher number goes on in yours. The one with the lower number does.",
            edits={
                "running[order]": "running[::-1][order]",
                _NOW: "losses[running[::-1], k]",
            },
        ),
        Mutant(
            "rounded-up",
            "Your share is rounded up. Of n configurations n // eta go on: round down.",
            edits={_KEPT: "math.ceil(len(running) / eta)"},
        ),
        Mutant(
            "rounded",
            "Your share is rounded to the nearest whole number. Of n configurations n // eta go on: round down.",
            edits={_KEPT: "max(1, math.floor(len(running) / eta + 0.5))"},
        ),
        Mutant(
            "rounded-to-even",
            "You round n / eta with round(), which goes to the nearest whole number, and from the middle to the even "
            "one. Of n configurations n // eta go on: round down.",
            edits={_KEPT: "max(1, round(len(running) / eta))"},
        ),
        Mutant(
            "one-too-many",
            "One too many goes on after each cut.",
            edits={_KEPT: "len(running) // eta + 1"},
        ),
        Mutant(
            "drops-the-share",
            "You drop n // eta configurations and keep the rest. It is n // eta that go on; for eta = 2 you hardly "
            "notice.",
            edits={_KEPT: "len(running) - len(running) // eta"},
        ),
        Mutant(
            "eta-survivors",
            "You keep eta configurations. eta is the divisor: of n configurations n // eta go on.",
            edits={_KEPT: "eta"},
        ),
        Mutant(
            "halves-always",
            "You always keep one half. eta says what part goes on, and it may be a third or a fifth.",
            edits={"// eta": "// 2"},
        ),
        Mutant(
            "none-left",
            "Your cut can leave nobody: where fewer than eta run, n // eta is 0. At least one goes on.",
            edits={_KEPT: "len(running) // eta"},
        ),
        Mutant(
            "cut-too-deep",
            "You divide what is left by eta, then by eta squared, and so on. Those that run have been cut already: "
            "divide by eta each time.",
            edits={"// eta": "// eta ** (k + 1)"},
        ),
        Mutant(
            "stops-when-one-is-left",
            "You stop as soon as one is left. It goes on to the last budget: that net is the one you want.",
            edits={_CUT: f"{_CUT}\n        if len(running) == 1:\n            break"},
        ),
        Mutant(
            "never-cut",
            "In yours all run to the end. That finds the best of the table, at the full price.",
            edits={_CUT: "running = np.sort(ranked)"},
        ),
        Mutant(
            "dropped-ones-return",
            "You rank all configurations again at each budget, so one that was dropped can come back. Its errors from "
            "then on are never measured: rank those that run.",
            edits={_NOW: "losses[:, k]", "running[order]": "order"},
        ),
        Mutant(
            "places-for-numbers",
            "After the first cut you mix places with numbers: argsort of the errors of those that run gives places "
            "among them. running[order] turns these into numbers of configurations.",
            edits={"running[order]": "order"},
        ),
        Mutant(
            "best-is-a-place",
            "Your best is a place among those that run at the end. Its number in the table is asked for: "
            "running[order][0].",
            edits={"ranked[0]": "order[0]"},
        ),
        Mutant(
            "best-of-all-at-the-end",
            "Your best is the lowest of the whole last column. Those that were dropped were never trained for so long: "
            "choose among those that still run.",
            edits={"ranked[0]": "losses[:, -1].argmin()"},
        ),
        Mutant(
            "best-anywhere",
            "Your best is the row of the lowest error in the whole table, measured or not. Choose among those that run "
            "in the last column, by that column.",
            edits={"ranked[0]": "losses.argmin() // losses.shape[1]"},
        ),
        Mutant(
            "best-is-one-more",
            "You count the configurations from 1. They are counted from 0.",
            edits={"int(ranked[0])": "int(ranked[0]) + 1"},
        ),
        Mutant(
            "best-is-an-error",
            "Your best is an error. The number of the configuration is asked for.",
            edits={"int(ranked[0])": "float(losses[ranked[0], -1])"},
        ),
        Mutant(
            "marked-after-the-cut",
            "You mark a configuration in the column after which it goes on. It is to be marked in each column for "
            "which it is trained, so all are marked in the first.",
            edits={
                "        alive[running, k] = True\n": "",
                _CUT: f"{_CUT}\n        alive[running, k] = True",
            },
        ),
        Mutant(
            "dropped-marked",
            "Your marks are the wrong way round: True is for those that run.",
            edits={"return alive": "return ~alive"},
        ),
        Mutant(
            "from-scratch",
            "Your cost charges each budget in full, as if one trained from scratch every time. The budgets are epochs "
            "in all, and those that go on keep their weights: only what a new budget adds is paid.",
            edits={"(budget - spent)": "budget"},
        ),
        Mutant(
            "cost-of-all",
            "You charge each budget to all configurations. Those that were dropped cost nothing any more.",
            edits={_COST: "len(losses) * (budget - spent)"},
        ),
        Mutant(
            "cost-after-the-cut",
            "You pay for those that go on. Whoever is dropped was trained, too: pay before the cut.",
            edits={_COST: "max(1, len(running) // eta) * (budget - spent)"},
        ),
        Mutant(
            "cost-in-runs",
            "You count how often something is trained. The cost is in epochs: times what the budget adds.",
            edits={_COST: "len(running)"},
        ),
        Mutant(
            "cost-of-the-winner",
            "You count the epochs of the best one only. The others were trained, too.",
            edits={_COST: "budget - spent"},
        ),
        Mutant(
            "cost-of-the-budgets",
            "You add up the budgets once each. Count in how many configurations each of them is spent, and that those "
            "that go on keep what they have.",
            edits={_COST: "budget"},
        ),
        Mutant(
            "first-budget-free",
            "Your cost leaves out the first budget. Everybody is trained for it, from zero.",
            edits={"cost, spent = 0, 0": "cost, spent = 0, budgets[0]"},
        ),
        Mutant(
            "keeps-the-worst, the best of them",
            "You keep the configurations with the highest errors, and return the best of these. An error is better "
            "where it is lower.",
            edits={_NOW: "-losses[running, k]", **_BEST},
        ),
        Mutant(
            "budget-before, the best of them",
            "You cut by the errors of the budget before; only your best goes by the last one. The epochs of the new "
            "budget are paid for: use what they show.",
            edits={_NOW: "losses[running, max(k - 1, 0)]", **_BEST},
        ),
        Mutant(
            "first-budget-always, the best of them",
            "You cut by the errors of the first budget every time; only your best goes by the last one. Each cut looks "
            "at its own column.",
            edits={_NOW: "losses[running, 0]", **_BEST},
        ),
        Mutant(
            "mean-so-far, the best of them",
            "You cut by the mean over all budgets so far; only your best goes by the last one. What counts is the "
            "error of the net as it is now, after this budget.",
            edits={_NOW: "losses[running, : k + 1].mean(axis=1)", **_BEST},
        ),
        Mutant(
            "lowest-so-far, the best of them",
            "You cut by the lowest error of all budgets so far; only your best goes by the last one. What counts is "
            "the error of the net as it is now, after this budget.",
            edits={_NOW: "losses[running, : k + 1].min(axis=1)", **_BEST},
        ),
        Mutant(
            "dropped-ones-return, the best of the rest",
            "You rank all configurations again at each cut, so one that was dropped can come back. Its errors from "
            "then on are never measured: rank those that run.",
            edits={_NOW: "losses[:, k]", "running[order]": "order", **_BEST},
        ),
        Mutant(
            "places-for-numbers, the best of them",
            "After the first cut you take places among those that run for numbers of configurations. running[order] "
            "turns the places that argsort gives into numbers.",
            edits={"running[order]": "order", **_BEST},
        ),
        Mutant(
            "places-for-numbers, as ranked",
            "After the first cut you take places among those that run for numbers of configurations, in the order of "
            "the ranking. argsort gives places: running[order] turns them into numbers.",
            edits={"running[order]": "order", _CUT: f"running = ranked[: {_KEPT}]", **_BEST},
        ),
    ),
)
