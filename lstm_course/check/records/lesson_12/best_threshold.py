"""Exercise: the threshold at which the errors cost least."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def _cost(results, args):
    """Return what the threshold costs, and whether it is a number that can be written down."""
    y, score, cost_fp, cost_fn = args
    alarm = score >= results["t"]
    cost = cost_fp * np.sum(alarm & (y == 0)) + cost_fn * np.sum(~alarm & (y == 1))
    return {"cost": float(cost), "a finite threshold": float(np.isfinite(results["t"]))}


def threshold_probes(rng):
    """Return data in which no alarm, every alarm, or something between is cheapest; scores with ties, beyond 0..1."""

    def arguments(n_ill, n_healthy, shift, cheap, dear):
        y = rng.permutation(np.repeat([1, 0], [n_ill, n_healthy]))
        score = np.round(rng.normal(0.3, 1.0, len(y)) + shift * y, 1)
        return y, score, float(cheap * rng.uniform(0.9, 1.1)), float(dear * rng.uniform(0.9, 1.1))

    found = [
        Probe(
            (np.array([1, 0]), np.array([2.7, 1.9]), 1.0, 1.0),
            "Only a threshold above 1.9 and up to 2.7 raises the one right alarm here, and it costs nothing. Yours "
            "costs something.",
        )
    ]
    for n_ill, n_healthy, shift, cheap, dear in [
        (14, 26, 1.2, 1.0, 3.0),
        (9, 41, 1.4, 3.0, 1.0),
        (7, 40, 1.6, 1.0, 4.0),
        (25, 11, 1.5, 2.0, 1.2),
        (12, 33, -1.1, 1.0, 2.0),
    ]:
        y, score, cost_fp, cost_fn = arguments(n_ill, n_healthy, shift, cheap, dear)
        found.append(Probe((y, score, cost_fp, cost_fn)))
    low, high = np.sort(rng.uniform(-3, 3, 2))
    close = np.append(high + 2e-4 * rng.permutation(9), high - 4)  # a grid takes these for one score
    found.append(Probe(((close > high + 7e-4) * 1, close, 1.0, 1.0)))
    found.append(Probe((np.where(close > high + 1.1e-3, 1, 0), close, 1.0, 7.0)))
    found += [
        Probe(
            (np.array([0, 1, 0, 1, 0]), np.array([0.7, 0.2, 0.9, 0.1, 0.4]), 5.0, 1.0),
            "No alarm at all is the cheapest here, and your threshold raises one. Is a threshold above every score "
            "among those you try?",
        ),
        Probe(
            (np.array([0, 1, 0, 1, 1]), np.array([0.7, 0.2, 0.9, 0.1, 0.4]), 1.0, 6.0),
            "An alarm for everyone is the cheapest here, and your threshold lets somebody through. Is the lowest score "
            "among those you try?",
        ),
        Probe((np.zeros(3, dtype=int), np.array([high, low, high]), 1.0, 9.0)),
        Probe((np.ones(3, dtype=int), np.array([high, low, high]), 9.0, 1.0)),
        Probe((np.array([1, 0, 1, 0, 0]), np.full(5, high), 1.0, 2.0)),  # one score for all
        Probe((np.array([1, 0, 1, 0, 0]), np.full(5, high), 2.0, 1.0)),
        Probe((np.array([1]), np.array([low]), 1.0, 1.0)),
        Probe((np.array([0]), np.array([low]), 1.0, 1.0)),
    ]
    return found


def best_threshold(y, score, cost_fp, cost_fn):
    candidates = np.append(np.unique(score), score.max() + 1)  # the last one raises no alarm
    alarm = score >= candidates[:, None]  # (candidates, n)
    false_alarms = (alarm & (y == 0)).sum(axis=1)
    misses = (~alarm & (y == 1)).sum(axis=1)
    cost = cost_fp * false_alarms + cost_fn * misses
    return float(candidates[np.argmin(cost)])


_COST = "cost_fp * false_alarms + cost_fn * misses"
_CANDIDATES = "np.append(np.unique(score), score.max() + 1)"
_BEST = "candidates[np.argmin(cost)]"

EXERCISE = Exercise(
    name="best_threshold",
    signature="best_threshold(y, score, cost_fp, cost_fn)",
    returns={"t": "a threshold, alarm where score >= t"},
    reference=best_threshold,
    probes=threshold_probes,
    points={"cost": 5},
    read='lesson 12, "One table, many scores"',
    observe=_cost,
    advice={
        "cost": "There is a cheaper threshold for these data. Try every score, and one above all of them, with "
        "alarm = score >= t.",
    },
    hints=(
        "Only the scores themselves need to be tried, and one number above them all: between two scores nothing "
        "changes.",
        "For each candidate t: alarm = score >= t, then cost_fp * (alarm & (y == 0)).sum() + cost_fn * (~alarm & "
        "(y == 1)).sum().",
        "candidates = np.append(np.unique(score), score.max() + 1). Return the candidate with the lowest cost, as a "
        "float.",
    ),
    mutants=(
        Mutant(
            "costs-exchanged",
            "The two costs are exchanged: cost_fp is for an alarm at a healthy one, cost_fn for an ill one without.",
            edits={_COST: "cost_fn * false_alarms + cost_fp * misses"},
        ),
        Mutant(
            "one-half",
            "Your threshold is 0.5 whatever the scores. A score need not be a probability, and what an error costs "
            "decides where to cut.",
            edits={_BEST: "0.5"},
        ),
        Mutant(
            "zero",
            "Your threshold is 0 whatever the scores. A score can be any number, and what an error costs decides where "
            "to cut.",
            edits={_BEST: "0.0"},
        ),
        Mutant(
            "one",
            "Your threshold is 1 whatever the scores. A score can be any number, and what an error costs decides where "
            "to cut.",
            edits={_BEST: "1.0"},
        ),
        Mutant(
            "the-quotient-of-costs",
            "Your threshold is cost_fp / (cost_fp + cost_fn). That is right where the score is the true probability; "
            "a plain score is not, so the data have to be asked.",
            edits={_BEST: "(cost_fp / (cost_fp + cost_fn))"},
        ),
        Mutant(
            "never-not-tried",
            "You never try to raise no alarm at all. Where alarms are dear and the ill hard to tell, that is the "
            "cheapest: try a threshold above every score.",
            edits={_CANDIDATES: "np.unique(score)"},
        ),
        Mutant(
            "always-not-tried",
            "You never try an alarm for everyone. Where a miss is dear, that can be the cheapest: the lowest score is "
            "a threshold, too.",
            edits={_CANDIDATES: "np.append(np.unique(score)[1:], score.max() + 1)"},
        ),
        Mutant(
            "only-between-scores",
            "You try thresholds between two neighbouring scores only. No alarm at all, and an alarm for everyone, "
            "are missing: either can be the cheapest.",
            edits={_CANDIDATES: "(np.unique(score)[1:] + np.unique(score)[:-1]) / 2"},
        ),
        Mutant(
            "grid-from-0-to-1",
            "Your thresholds are a grid from 0 to 1. Scores need not lie there: try the scores themselves.",
            edits={_CANDIDATES: "np.linspace(0, 1, 101)"},
        ),
        Mutant(
            "infinite-ends",
            "Your answer can be infinite. For raising none it cuts well, but it cannot be kept in every file (JSON has "
            "no infinity): return a number, such as score.max() + 1.",
            edits={_CANDIDATES: "np.append(np.unique(score), np.inf)"},
        ),
        Mutant(
            "infinite-ends-both",
            "Your answer can be plus or minus infinity. It cuts well, but it cannot be kept in every file (JSON has no "
            "infinity): the lowest score itself raises every alarm, score.max() + 1 raises none.",
            edits={_CANDIDATES: "np.concatenate([[-np.inf], np.unique(score), [np.inf]])"},
        ),
        Mutant(
            "greater-than",
            "You search with score > t, but the alarm is raised at score >= t. One score changes sides when your "
            "threshold is used.",
            edits={"score >= candidates": "score > candidates"},
        ),
        Mutant(
            "low-scores-alarm",
            "You raise the alarm where the score is low. A high score is an alarm: score >= t.",
            edits={"score >= candidates": "score <= candidates"},
        ),
        Mutant(
            "most-right-answers",
            "You look for the most right answers, so both errors count the same. The costs say that they do not.",
            hint="M65",
            edits={_COST: "false_alarms + misses"},
        ),
        Mutant(
            "best-f1",
            "You look for the highest F1. It knows nothing of what the errors cost; add up the costs.",
            edits={
                _COST: "-2 * alarm[:, y == 1].sum(axis=1) / np.maximum(2 * alarm[:, y == 1].sum(axis=1) + "
                "false_alarms + misses, 1)",
            },
        ),
        Mutant(
            "rates",
            "You multiply the costs with rates, the share of the healthy who get an alarm and that of the ill who "
            "get none. Then a rare class counts as if it were half of all: a cost is paid for each case, so count.",
            edits={
                _COST: "cost_fp * false_alarms / max((y == 0).sum(), 1) + cost_fn * misses / max((y == 1).sum(), 1)"
            },
        ),
        Mutant(
            "youden",
            "You look for the largest distance between the two rates (Youden's J). It does not know the costs, and a "
            "rare class counts in it as much as a frequent one.",
            edits={_COST: "false_alarms / max((y == 0).sum(), 1) + misses / max((y == 1).sum(), 1)"},
        ),
        Mutant(
            "prevalence-once-more",
            "You multiply the costs with counts and with how frequent the classes are. The counts know that already.",
            edits={_COST: "cost_fp * false_alarms * (y == 0).mean() + cost_fn * misses * (y == 1).mean()"},
        ),
        Mutant(
            "false-alarms-only",
            "Your threshold avoids every false alarm, however many of the ill get none. Those cost, too: add up both.",
            edits={_COST: "cost_fp * false_alarms"},
        ),
        Mutant(
            "misses-only",
            "You raise an alarm for everyone. Then no ill one is missed, but false alarms cost, too: add up both.",
            edits={_COST: "cost_fn * misses"},
        ),
        Mutant(
            "no-miss-allowed",
            "Your threshold misses none of the ill, whatever the false alarms cost. Add up both.",
            edits={_BEST: "candidates[np.flatnonzero(misses == 0)[-1]]"},
        ),
        Mutant(
            "never",
            "Your threshold never raises an alarm, which is the cheapest for some data only. (If you return the lowest "
            "cost: the threshold that has it is asked for.)",
            edits={_BEST: "candidates[-1]"},
        ),
        Mutant(
            "all-alarms-cost",
            "Every alarm costs in your sum, the right ones as well. Only an alarm at a healthy one is an error.",
            edits={"alarm & (y == 0)": "alarm & (y == y)"},
        ),
        Mutant(
            "classes-exchanged",
            "The classes are exchanged: y is 1 for the ill, who should get an alarm.",
            edits={"(alarm & (y == 0))": "(alarm & (y == 1))", "~alarm & (y == 1)": "~alarm & (y == 0)"},
        ),
        Mutant(
            "dearest",
            "You return the threshold with the highest cost.",
            edits={"argmin": "argmax"},
        ),
        Mutant(
            "scores-sorted-alone",
            "You sort the scores without their labels, so each label stands beside another one's score.",
            edits={"    alarm = score": "    alarm = np.sort(score)"},
        ),
        Mutant(
            "index",
            "You return the place of the best threshold among those tried. The threshold itself is asked for.",
            edits={_BEST: "np.argmin(cost)"},
        ),
        Mutant(
            "one-score-further",
            "Your threshold lies one score too high, an off-by-one: the lowest score that should raise an alarm "
            "raises none.",
            edits={_BEST: "candidates[min(np.argmin(cost) + 1, len(candidates) - 1)]"},
        ),
        Mutant(
            "the-mean-score",
            "Your threshold is the mean score. It knows neither the labels nor the costs.",
            edits={_BEST: "score.mean()"},
        ),
        Mutant(
            "between-the-means",
            "Your threshold lies halfway between the mean scores of the classes. It knows nothing of the costs.",
            edits={
                _BEST: "(score[y == 1].mean() + score[y == 0].mean()) / 2 if 0 < y.mean() < 1 else " + _BEST
            },
        ),
        Mutant(
            "rounded",
            "You round the threshold. It may then fall on the other side of a score.",
            edits={_BEST: f"round({_BEST}, 0)"},
        ),
        Mutant(
            "grid-from-0-to-1-and-above",
            "Your thresholds are a grid from 0 to 1, and one above every score. Scores need not lie there, and a "
            "grid takes two that are close for one: try the scores themselves.",
            edits={
                _CANDIDATES: "np.append(np.linspace(0, 1, 101), score.max() + 1)",
            },
        ),
        Mutant(
            "grid-over-the-range",
            "Your thresholds are a grid from the lowest score to the highest. Scores that lie close together fall "
            "between two of its points: try the scores themselves.",
            edits={
                _CANDIDATES: "np.append(np.linspace(score.min(), score.max(), 100), score.max() + 1)",
            },
        ),
        Mutant(
            "above-by-a-factor",
            "You make the threshold above every score by a factor. Where all scores are negative the product lies "
            "below them: add something to the largest score.",
            edits={
                "score.max() + 1": "1.1 * score.max()",
            },
        ),
    ),
)
