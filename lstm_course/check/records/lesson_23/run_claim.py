"""Exercise: a claim on trial, with equal budgets, common seeds and a margin."""

import numpy as np
from scipy import stats

from ....drive import fair
from ...exercise import Exercise, Mutant, Probe

# each lies between the lower ends that two mistakes give to the case by hand
MARGINS = (0.95, 1.25, 1.5, 1.7, 1.84, 1.86, 2.0, 2.2, 2.5)
# one rate: errors of both models on three seeds, and the margin
SHORT = (
    ([[10.0, 14.0, 12.0]], [[18.5, 17.0, 19.5]], 1.0),  # sorted, they would be decided
    ([[11.0, 10.0, 12.0]], [[12.5, 20.0, 14.2]], 2.0),  # the first seed is below, the median above
    ([[11.0, 10.0, 12.0]], [[12.5, 20.0, 14.2]], 2.3),  # the best seeds are above, the median below
    ([[10.0, 11.0, 12.0]], [[22.0, 25.0, 28.0]], 8.0),  # a spread that is not 1
    ([[10.0, 11.0, 12.0]], [[22.0, 24.0, 26.0]], 9.0),  # between the ends for n = 3 and n = 2
)


def trials(rng):
    """Return claims whose verdicts differ, close to the margin and on it, with one rate and one seed, and ties."""
    named = [("gru", "lstm"), ("deep", "flat"), ("new", "old")]

    def case(gain, noise, S, R, margin, *, models=None, common=6.0, tuned=1.0):
        """Return a trial in which the first model is better by `gain` at the rate that each of the two likes best."""
        models = models or named[int(rng.integers(3))]
        rates = [float(k) for k in 10.0 ** -np.arange(1, R + 1)]
        rng.shuffle(rates)
        rise = tuned * np.stack([rng.permutation(R), np.roll(np.arange(R), 1)])[:, :, None]
        seeds = [int(k) for k in rng.choice(np.arange(1, 90), S, replace=False)]
        luck = common * rng.random(S)
        ends = np.array([20.0, 20.0 + gain])[:, None, None] + luck + rise
        test = ends + noise * rng.normal(size=(2, R, S))
        validation = ends[:, :, rng.permutation(S)] * 1.1 - 1 + 0.3 * noise * rng.normal(size=(2, R, S))
        units = {models[1]: int(rng.integers(21, 30)), models[0]: int(rng.integers(9, 20))}
        claim = {"models": list(models), "units": units, "rates": rates, "steps": int(rng.integers(200, 900))}
        return Probe((claim, validation, test, seeds, float(margin)))

    def fixed(validation, test, margin, seeds=(4, 2, 7)):
        claim = {
            "models": ["gru", "lstm"],
            "units": {"lstm": 10, "gru": 12},  # in another order than the models
            "rates": [0.1, 0.01, 0.001],
            "steps": 64,
        }
        claim["rates"] = claim["rates"][: np.shape(validation)[1]]
        return Probe((claim, np.array(validation), np.array(test), list(seeds), margin))

    flat = [[[5.0, 5.0, 5.0]], [[6.0, 6.0, 6.0]]]
    by_hand = [[[10.0, 11.0, 12.0]], [[12.0, 14.0, 16.0]]]
    apart, two_rates = (
        [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]],
        [
            [[5.0, 5.5, 6.0], [9.0, 9.0, 9.0]],
            [[8.0, 8.7, 9.2], [5.0, 5.4, 6.1]],
        ],
    )
    lone = [5.6, 5.7, 25.0, 5.8, 5.9, 5.6]  # all are better, but the mean is that of one
    last_better = [[[5.0, 5.5, 6.0], [9.0, 9.5, 10.0]], [[8.0, 8.5, 9.1], [13.5, 14.0, 14.4]]]
    level = [[[4.0, 4.0], [4.0, 4.0]], [[4.0, 4.0], [3.0, 5.0]]]  # both rates alike on validation
    tied = [[[2.0, 3.0], [9.0, 9.0]], [[8.0, 9.5], [1.0, 1.0]]]
    return [
        fixed(by_hand, by_hand, 0.5),
        fixed(by_hand, by_hand, 1.0),
        fixed(by_hand, by_hand, 6.0),
        fixed(by_hand, by_hand, 5.4),
        *(fixed(by_hand, by_hand, margin) for margin in MARGINS),
        *(fixed([ours, theirs], [ours, theirs], margin) for ours, theirs, margin in SHORT),
        *(fixed([apart, one], two_rates, 1.0) for one in ([[2, 2, 2], [1, 1, 1]], [[4, 4, 4], [1, 1, 1]])),
        fixed([apart[::-1], apart], [two_rates[0][::-1], two_rates[1]], 1.0),
        *(fixed([apart, apart], last_better, margin) for margin in (3.4, 4.1)),
        fixed(
            [[[10.0, 11.0, 12.0]], [[10.5, 10.9, 12.2]]], [[[10.0, 11.0, 12.0]], [[10.5, 10.9, 12.2]]], 2.0
        ),
        fixed([[[10.0, 11.0, 12.0]], [[9.5, 10.4, 11.3]]], [[[10.0, 11.0, 12.0]], [[9.5, 10.4, 11.3]]], 2.0),
        *(
            fixed([apart, one], two_rates, 1.0)
            for one in (
                apart,
                [[3, 3, 3], [2, 2.5, 9]],
                [[3, 3, 3], [1, 4, 9]],
                [[3, 3, 4.5], [1, 6, 2]],  # the second has the smaller mean, and the worst seed
                [[6, 6, 4], [1, 2, 5]],  # the second has the smaller mean, and the worse last seed
            )
        ),
        fixed([[[5.0] * 6], [lone]], [[[5.0] * 6], [lone]], 0.5, (4, 2, 7, 1, 9, 5)),
        fixed(flat, flat, 1.0),  # on the margin
        fixed(level, tied, 1.0, (3, 1)),
        fixed([[[5.0]], [[9.0]]], [[[5.0]], [[9.0]]], 1.0, (8,)),
        fixed([[[5.0]], [[5.5]]], [[[5.0]], [[5.5]]], 1.0, (8,)),
        case(3.0, 0.3, 6, 3, 1.0),
        case(1.0, 0.3, 7, 3, 3.0),
        case(-2.0, 0.3, 5, 3, 0.0),
        case(2.0, 4.0, 5, 2, 1.0),
        case(1.0, 0.5, 2, 1, 0.2),
        case(1.3, 0.9, 11, 2, 0.8),
        fixed(
            [[[10.0, 11.0, 12.0]], [[12.0, 13.0, 14.0]]], [[[10.0, 11.0, 12.0]], [[12.0, 13.0, 14.0]]], 1.0
        ),
    ]


def behaviour(results, args):
    """Return the verdict, and what was trained, in words.

    Parameters
    ----------
    results : dict
        ``verdict``, ``made`` and ``strange``, as `lstm_course.drive.fair.trial` returns them.
    args : tuple
        Not looked at.

    Returns
    -------
    dict of str
    """
    made = np.asarray(results["made"]) > 0
    return {
        "budgets": " and ".join(_budget(*map(bool, one)) for one in np.asarray(results["strange"]) > 0),
        "runs": " and ".join(map(_runs, made)),
        "verdict": results["verdict"],
    }


def _budget(units, steps):
    """Return whether one model got what the claim says."""
    return {(False, False): "as claimed", (True, False): "other units", (False, True): "other steps"}.get(
        (units, steps), "other units and steps"
    )


def _runs(made):
    """Return which rates and seeds of one model were run."""
    if made.all():
        return "every rate with every seed"
    if not made.any():
        return "none"
    if not made.any(axis=1).all():
        return "rates missing" if made[made.any(axis=1)].all() else "rates and seeds missing"
    return "seeds missing"


def run_claim(claim, train, seeds, margin):
    best = []
    for model in claim["models"]:
        runs = np.array(
            [
                [train(model, claim["units"][model], rate, claim["steps"], seed) for seed in seeds]
                for rate in claim["rates"]
            ]
        )  # (R, S, 2): errors on validation and test data
        choice = runs[:, :, 0].mean(axis=1).argmin()
        best.append(runs[choice, :, 1])
    gain, n = best[1] - best[0], len(seeds)
    if n < 2:
        return "undecided"
    half = stats.t.ppf(0.975, n - 1) * np.sqrt(gain.var() / (n - 1))  # t * s / sqrt(n)
    if gain.mean() - half > margin:
        return "holds"
    if gain.mean() + half < margin:
        return "fails"
    return "undecided"


def _all(claim, train, seeds):
    """Return the errors (2, R, S, 2) of a fair test."""
    return np.array(
        [
            [
                [train(model, claim["units"][model], rate, claim["steps"], seed) for seed in seeds]
                for rate in claim["rates"]
            ]
            for model in claim["models"]
        ]
    )


def _said(gain, margin):
    """Return the verdict on differences."""
    n = len(gain)
    if n < 2:
        return "undecided"
    half = stats.t.ppf(0.975, n - 1) * gain.std(ddof=1) / np.sqrt(n)
    return "holds" if gain.mean() - half > margin else "fails" if gain.mean() + half < margin else "undecided"


def _with(judged):
    """Return the function that runs all, chooses as it should, and judges the test errors in another way."""

    def run_claim(claim, train, seeds, margin):
        runs = _all(claim, train, seeds)
        best = [one[one[:, :, 0].mean(axis=1).argmin(), :, 1] for one in runs]
        return judged(*best, margin)

    return run_claim


def _chosen(choice):
    """Return the function that runs all and takes the test errors (2, S) out of (2, R, S, 2) in another way."""

    def run_claim(claim, train, seeds, margin):
        ours, theirs = choice(_all(claim, train, seeds))
        return _said(theirs - ours, margin)

    return run_claim


def _three_ways(value, margin):
    return "holds" if value > margin else "fails" if value < margin else "undecided"


def _all_wins(ours, theirs, margin):
    gain = theirs - ours
    return "holds" if (gain > margin).all() else "fails" if (gain < margin).all() else "undecided"


def _majority(ours, theirs, margin):
    return _three_ways((theirs - ours > margin).mean(), 0.5)


def _without_worst(ours, theirs, margin):
    gain = theirs - ours
    return _said(np.delete(gain, gain.argmin()) if len(gain) > 1 else gain, margin)


def _against_nothing(ours, theirs, margin):
    if not stats.ttest_rel(theirs, ours).pvalue < 0.05:
        return "undecided"
    return "holds" if (theirs - ours).mean() > margin else "fails"


def _ends(low, high, margin):
    return "holds" if low > margin else "fails" if high < margin else "undecided"


def _nothing_without_spread(ours, theirs, margin):
    gain = theirs - ours
    return _said(gain, margin) if gain.std() > 0 else "undecided"


def _quantiles(ours, theirs, margin):
    return _ends(*np.quantile(theirs - ours, [0.025, 0.975]), margin) if len(ours) > 1 else "undecided"


def _welch(ours, theirs, margin):
    if len(ours) < 2:
        return "undecided"
    found = stats.ttest_ind(theirs, ours, equal_var=False).confidence_interval()
    return _ends(found.low, found.high, margin)


def _signs(ours, theirs, margin):
    wins, losses = (int(one.sum()) for one in (theirs - ours > margin, theirs - ours < margin))
    if not wins + losses or stats.binomtest(wins, wins + losses).pvalue >= 0.05:
        return "undecided"
    return "holds" if wins > losses else "fails"


def _best_of_all(claim, train, seeds, margin):
    ours, theirs = _all(claim, train, seeds)[..., 1].min(axis=(1, 2))
    return _three_ways(theirs - ours, margin)


def _all_rates(claim, train, seeds, margin):
    ours, theirs = _all(claim, train, seeds)[..., 1].reshape(2, -1)
    return _said(theirs - ours, margin)


def _same_units(choice):
    """Return the function that trains both models with one number of units, chosen among the two."""

    def made(claim, train, seeds, margin):
        units = choice(claim["units"].values())
        return run_claim({**claim, "units": dict.fromkeys(claim["models"], units)}, train, seeds, margin)

    return made


def _rate_of_the_first(runs):
    choice = runs[0, :, :, 0].mean(axis=1).argmin()
    return runs[:, choice, :, 1]


def _first_rate_for_the_rival(claim, train, seeds, margin):
    best = []
    for k, model in enumerate(claim["models"]):
        rates = claim["rates"] if k == 0 else claim["rates"][:1]
        runs = _all({**claim, "models": [model], "rates": rates}, train, seeds)[0]
        best.append(runs[runs[:, :, 0].mean(axis=1).argmin(), :, 1])
    return _said(best[1] - best[0], margin)


def _first_rate(claim, train, seeds, margin):
    ours, theirs = _all({**claim, "rates": claim["rates"][:1]}, train, seeds)[:, 0, :, 1]
    return _said(theirs - ours, margin)


def _tuned_on_one_seed(claim, train, seeds, margin):
    best = []
    for model in claim["models"]:
        tuned = _all({**claim, "models": [model]}, train, seeds[:1])[0, :, 0, 0].argmin()
        runs = _all({**claim, "models": [model], "rates": [claim["rates"][tuned]]}, train, seeds)
        best.append(runs[0, 0, :, 1])
    return _said(best[1] - best[0], margin)


def _tuned_for_the_first(claim, train, seeds, margin):
    runs = _all({**claim, "models": claim["models"][:1]}, train, seeds)[0]
    choice = runs[:, :, 0].mean(axis=1).argmin()
    theirs = _all({**claim, "models": claim["models"][1:], "rates": [claim["rates"][choice]]}, train, seeds)
    return _said(theirs[0, 0, :, 1] - runs[choice, :, 1], margin)


def _stops_early(claim, train, seeds, margin):
    for n in range(min(3, len(seeds)), len(seeds) + 1):
        said = run_claim(claim, train, seeds[:n], margin)
        if said != "undecided":
            return said
    return "undecided"


def _per_seed(runs):
    choice = runs[:, :, :, 0].argmin(axis=1)
    return np.take_along_axis(runs[:, :, :, 1], choice[:, None, :], axis=1)[:, 0]


_UNITS = 'claim["units"][model]'
_STEPS = 'claim["steps"]'
_MEAN = "runs[:, :, 0].mean(axis=1)"
_CHOICE = f"{_MEAN}.argmin()"
_TEST = "runs[choice, :, 1]"
_GAIN = "best[1] - best[0]"
_SEM = "np.sqrt(gain.var() / (n - 1))"
_T = "stats.t.ppf(0.975, n - 1)"
_HALF = f"{_T} * {_SEM}"
_HOLDS = "gain.mean() - half > margin"
_FAILS = "gain.mean() + half < margin"
_ALONE = 'if n < 2:\n        return "undecided"'
_END = 'return "fails"\n    return "undecided"'
_SURE = 'lesson 23, "How sure?"'

EXERCISE = Exercise(
    name="run_claim",
    signature="run_claim(claim, train, seeds, margin)",
    returns={
        "verdict": "one of holds, fails, undecided",
        "made": "(2, R, S), how often each run was made",
        "strange": "(2, 2), runs of each model with other units, with other steps",
    },
    drive=fair.trial,
    observe=behaviour,
    reference=run_claim,
    probes=trials,
    pairs=False,
    points={"budgets": 2, "runs": 2, "verdict": 4},
    read='lesson 23, "A fair test"',
    reads={"verdict": _SURE},
    advice={
        "budgets": 'Each model is trained with its own number of units from claim["units"], and with claim["steps"].',
        "runs": "Each of the two models is trained with every rate and every seed.",
        "verdict": "For each model: the rate with the smallest mean validation error, then the test errors with this "
        "rate, seed by seed. The interval is that of the differences, second model minus first; compare both its ends "
        "with the margin.",
    },
    hints=(
        "First run everything: a loop over the models, one over the rates, one over the seeds. Keep both errors of "
        "each run, in an array (R, S, 2) for each model.",
        "Choose a rate for each model by the mean of its validation errors over the seeds. From then on only the test "
        "errors with that rate count.",
        "gain = test errors of the second model minus those of the first, (S,). Half the interval is "
        "stats.t.ppf(0.975, n - 1) * gain.std(ddof=1) / np.sqrt(n). holds: its lower end is above the margin; fails: "
        "its upper end is below.",
    ),
    mutants=(
        Mutant(
            "undecided-fails",
            "You call a claim refuted where the interval holds the margin. Not shown is not refuted: more seeds could "
            "still decide it.",
            _SURE,
            edits={_END: 'return "fails"\n    return "fails"'},
        ),
        Mutant(
            "undecided-holds",
            "You let a claim stand where the interval holds the margin. Nothing has been shown then, either way.",
            _SURE,
            edits={_END: 'return "fails"\n    return "holds"'},
        ),
        Mutant(
            "one-seed-fails",
            "You call a claim refuted after one seed. One seed has no spread, so it decides nothing.",
            _SURE,
            hint="M57",
            edits={_ALONE: 'if n < 2:\n        return "fails"'},
        ),
        Mutant(
            "one-seed-decides",
            "With one seed you compare its difference with the margin. One seed has no spread, so it decides nothing.",
            _SURE,
            hint="M57",
            edits={
                _ALONE: 'if n < 2:\n        return "holds" if gain[0] > margin else "fails" if gain[0] < margin else '
                '"undecided"'
            },
        ),
        Mutant(
            "margin-ignored",
            "You compare the interval with 0. The claim says better by more than the margin.",
            edits={_HOLDS: "gain.mean() - half > 0", _FAILS: "gain.mean() + half < 0"},
        ),
        Mutant(
            "margin-for-fails-only",
            "You compare the lower end with 0. The claim holds where all of the interval is above the margin.",
            edits={_HOLDS: "gain.mean() - half > 0"},
        ),
        Mutant(
            "margin-for-holds-only",
            "You compare the upper end with 0. A gain that is surely smaller than the margin refutes the claim, too: "
            "it says better by more than the margin.",
            edits={_FAILS: "gain.mean() + half < 0"},
        ),
        Mutant(
            "fails-below-minus-margin",
            "You call it refuted where the first model is worse by more than the margin. It is enough that its gain is "
            "surely smaller than the margin.",
            edits={_FAILS: "gain.mean() + half < -margin"},
        ),
        Mutant(
            "margin-twice",
            "You ask for more than the margin twice over.",
            edits={_HOLDS: "gain.mean() - half > 2 * margin"},
        ),
        Mutant(
            "on-the-margin-holds",
            "Where the interval ends on the margin you let the claim hold. It says more than the margin.",
            edits={_HOLDS: "gain.mean() - half >= margin"},
        ),
        Mutant(
            "on-the-margin-fails",
            "Where the interval ends on the margin you call it refuted: it has to lie below.",
            edits={_FAILS: "gain.mean() + half <= margin"},
        ),
        Mutant(
            "no-interval",
            "You compare the mean difference alone. It says nothing of how far it would move with other seeds: compare "
            "both ends of its interval.",
            _SURE,
            hint="M57",
            edits={_HALF: "0.0"},
        ),
        Mutant(
            "wrong-ends",
            "You compare the upper end where you ask whether it holds, and the lower one where you ask whether it "
            "fails. All of the interval has to be on one side.",
            edits={_HOLDS: "gain.mean() + half > margin", _FAILS: "gain.mean() - half < margin"},
        ),
        Mutant(
            "verdicts-exchanged",
            "You have holds and fails the wrong way round.",
            edits={_HOLDS: _FAILS, _FAILS: _HOLDS},
        ),
        Mutant(
            "sign",
            "Your difference is the first model minus the second. The first is claimed to have the smaller error, so "
            "its gain is the second's error minus its own.",
            edits={_GAIN: "best[0] - best[1]"},
        ),
        Mutant(
            "absolute",
            "You take the absolute difference. Then a model that is far worse looks better by far.",
            edits={_GAIN: "np.abs(best[1] - best[0])"},
        ),
        Mutant(
            "relative",
            "You divide the difference by the rival's error. The margin is in the unit of the errors.",
            edits={_GAIN: "(best[1] - best[0]) / best[1]"},
        ),
        Mutant(
            "other-units",
            "You train both models with the units of the first. The claim gives each its own, so that they have about "
            "as many parameters.",
            edits={_UNITS: 'claim["units"][claim["models"][0]]'},
        ),
        Mutant(
            "units-of-the-second",
            "You train both models with the units of the second. The claim gives each its own, so that they have "
            "about as many parameters.",
            edits={_UNITS: 'claim["units"][claim["models"][1]]'},
        ),
        Mutant(
            "more-steps-for-the-first",
            "You train the first model longer than its rival. Both get the steps of the claim.",
            edits={_STEPS: 'claim["steps"] * (2 if model == claim["models"][0] else 1)'},
        ),
        Mutant(
            "other-steps",
            "You train with other steps than the claim's. A budget that is changed afterwards is a new claim.",
            edits={_STEPS: '2 * claim["steps"]'},
        ),
        Mutant(
            "unpaired",
            "You treat the two as if they had been run on different seeds. On a common seed luck is common, too: take "
            "the spread of the differences.",
            _SURE,
            edits={_SEM: "np.sqrt((best[0].var() + best[1].var()) / (n - 1))"},
        ),
        Mutant(
            "sorted",
            "You sort the errors before you subtract. A pair is one seed: keep the order of the seeds.",
            _SURE,
            edits={_GAIN: "np.sort(best[1]) - np.sort(best[0])"},
        ),
        Mutant(
            "other-order-of-seeds",
            "The second model runs through its seeds in another order, so that your differences are not of one seed.",
            _SURE,
            edits={
                "for seed in seeds]": 'for seed in (seeds if model == claim["models"][0] else seeds[::-1])]'
            },
        ),
        Mutant(
            "best-seed",
            "You compare the best seed of the one with the best seed of the other. The best of many says how lucky it "
            "was: all seeds count.",
            hint="M57",
            fn=_with(lambda ours, theirs, margin: _three_ways(theirs.min() - ours.min(), margin)),
        ),
        Mutant(
            "best-seed-of-the-first",
            "You compare the best seed of the first model with all seeds of the second. Pairs of one seed are fair.",
            hint="M57",
            fn=_with(lambda ours, theirs, margin: _said(theirs - ours.min(), margin)),
        ),
        Mutant(
            "worst-seed-dropped",
            "You drop the seed with the smallest gain. A failed seed is a result: all seeds of the plan count.",
            hint="M57",
            fn=_with(_without_worst),
        ),
        Mutant(
            "all-wins",
            "You ask whether all seeds are on one side of the margin. Few seeds do that by luck, and of many one may "
            "well stray: use the interval of the mean difference.",
            _SURE,
            hint="M92",
            fn=_with(_all_wins),
        ),
        Mutant(
            "majority",
            "You count the seeds on each side of the margin, and the majority decides. Use the interval of the mean "
            "difference.",
            _SURE,
            hint="M92",
            fn=_with(_majority),
        ),
        Mutant(
            "signs",
            "You decide with a sign test. It forgets how large the gains are: the rule here is the interval of their "
            "mean.",
            _SURE,
            fn=_with(_signs),
        ),
        Mutant(
            "against-nothing",
            "You test whether there is any gain at all, and compare its mean alone with the margin. Both ends of the "
            "interval are compared with the margin.",
            _SURE,
            fn=_with(_against_nothing),
        ),
        Mutant(
            "quantiles",
            "Your interval holds 95 % of the gains of single seeds. Wanted is that of their mean, which is far "
            "narrower where there are many seeds.",
            _SURE,
            fn=_with(_quantiles),
        ),
        Mutant(
            "welch",
            "You treat the two as if they had been run on different seeds: a test for two samples. On a common seed "
            "luck is common, too: take the spread of the differences.",
            _SURE,
            fn=_with(_welch),
        ),
        Mutant(
            "two-seeds-decide-nothing",
            "You let two seeds decide nothing. Two give an interval, if a wide one: the rule leaves out a single seed "
            "only.",
            _SURE,
            fn=_with(
                lambda ours, theirs, margin: "undecided" if len(ours) < 3 else _said(theirs - ours, margin)
            ),
        ),
        Mutant(
            "never-fails",
            "You never say fails. Where all of the interval is below the margin the claim is refuted.",
            edits={_END: 'return "undecided"\n    return "undecided"'},
        ),
        Mutant(
            "never-holds",
            "You never say holds. Where all of the interval is above the margin the claim stands.",
            edits={'return "holds"': 'return "undecided"'},
        ),
        Mutant(
            "best-of-all",
            "You compare the best run of the one with the best run of the other, over all rates and seeds. The best of "
            "many says how lucky it was.",
            hint="M57",
            fn=_best_of_all,
        ),
        Mutant(
            "all-rates-judged",
            "You take the gains of all rates together. Each model is judged with the one rate that it has kept.",
            fn=_all_rates,
        ),
        Mutant(
            "last-rate",
            "You judge by the last rate of the list. Each model is judged with the rate that has the smallest mean "
            "validation error.",
            fn=_chosen(lambda runs: runs[:, -1, :, 1]),
        ),
        Mutant(
            "most-units-for-both",
            "You train both models with the larger number of units. The claim gives each its own, so that they have "
            "about as many parameters.",
            fn=_same_units(max),
        ),
        Mutant(
            "first-seed",
            "You judge by the first seed alone. One seed has no spread, so it decides nothing.",
            hint="M57",
            fn=_with(lambda ours, theirs, margin: _three_ways(theirs[0] - ours[0], margin)),
        ),
        Mutant(
            "medians",
            "You compare medians, without an interval. How far would they move with other seeds?",
            _SURE,
            fn=_with(lambda ours, theirs, margin: _three_ways(np.median(theirs - ours), margin)),
        ),
        Mutant(
            "ranges",
            "You ask whether the ranges of the two overlap. Luck that is common to both widens both: look at the "
            "differences, seed by seed.",
            _SURE,
            fn=_with(
                lambda ours, theirs, margin: (
                    "holds"
                    if theirs.min() - ours.max() > margin
                    else "fails"
                    if theirs.max() - ours.min() < margin
                    else "undecided"
                )
            ),
        ),
        Mutant(
            "rival-untuned",
            "You tune the first model and take the first rate for its rival. What wins then is the tuning: both get "
            "every rate.",
            fn=_first_rate_for_the_rival,
        ),
        Mutant(
            "nobody-tuned",
            "You train both with the first rate only. It may suit one of them: both get every rate, and each keeps its "
            "own best.",
            fn=_first_rate,
        ),
        Mutant(
            "tuned-for-the-first",
            "You tune the first model and train its rival with the same rate only. Each gets every rate, and keeps "
            "its own best.",
            fn=_tuned_for_the_first,
        ),
        Mutant(
            "rate-of-the-first",
            "You run all, but take for both the rate that suits the first model. Each keeps its own best.",
            fn=_chosen(_rate_of_the_first),
        ),
        Mutant(
            "rate-of-both",
            "You take one rate for both, the best on average over the two. Each keeps its own best.",
            fn=_chosen(lambda runs: runs[:, runs[:, :, :, 0].mean(axis=(0, 2)).argmin(), :, 1]),
        ),
        Mutant(
            "rate-for-each-seed",
            "You choose a rate anew for each seed. Then part of what you call better is the choice: one rate for each "
            "model, by the mean over the seeds.",
            fn=_chosen(_per_seed),
        ),
        Mutant(
            "tuned-on-one-seed",
            "You tune with the first seed alone. The rate that suits one seed may not suit the others: every rate is "
            "run with every seed.",
            hint="M57",
            fn=_tuned_on_one_seed,
        ),
        Mutant(
            "stops-early",
            "You look after each seed and stop as soon as it is decided. Who looks often finds by luck what he looks "
            "for: all seeds of the plan, then the verdict.",
            _SURE,
            fn=_stops_early,
        ),
        Mutant(
            "few-seeds",
            "You use the first three seeds at most. The plan gives more.",
            fn=lambda claim, train, seeds, margin: run_claim(claim, train, seeds[:3], margin),
        ),
        Mutant(
            "chosen-on-the-test",
            "You choose the rate on the test errors. Then the test has been used twice, and what it says is too good.",
            edits={_MEAN: "runs[:, :, 1].mean(axis=1)"},
        ),
        Mutant(
            "judged-on-validation",
            "You judge by the validation errors. They chose the rate, so they are too good: judge by the test errors.",
            edits={_TEST: "runs[choice, :, 0]"},
        ),
        Mutant(
            "errors-exchanged",
            "You have the two errors the wrong way round: train returns validation first, then test.",
            edits={_MEAN: "runs[:, :, 1].mean(axis=1)", _TEST: "runs[choice, :, 0]"},
        ),
        Mutant(
            "worst-rate",
            "You keep the rate with the largest error.",
            edits={_CHOICE: f"{_MEAN}.argmax()"},
        ),
        Mutant(
            "luckiest-rate",
            "You choose the rate by one seed, such as its luckiest. Choose it by the mean over the seeds.",
            hint="M57",
            edits={_MEAN: "runs[:, :, 0].min(axis=1)"},
        ),
        Mutant(
            "first-rate",
            "You take the first rate, without looking at the validation errors.",
            edits={_CHOICE: "0"},
        ),
        Mutant(
            "median-rate",
            "You choose the rate by the median over the seeds. The plan says the mean.",
            edits={_MEAN: "np.median(runs[:, :, 0], axis=1)"},
        ),
        Mutant(
            "worst-seed-rate",
            "You choose the rate whose worst seed is best. The plan says the mean over the seeds.",
            edits={_MEAN: "runs[:, :, 0].max(axis=1)"},
        ),
        Mutant(
            "last-seed-rate",
            "You choose the rate by its last seed alone. The rate that suits one seed may not suit the others: the "
            "mean over the seeds.",
            edits={_MEAN: "runs[:, -1, 0]"},
        ),
        Mutant(
            "of-equals-the-last",
            "Where two rates are level you keep the last. Keep the first.",
            edits={_CHOICE: "len(runs) - 1 - runs[::-1, :, 0].mean(axis=1).argmin()"},
        ),
        Mutant(
            "mean-over-rates",
            "You average over the rates in place of choosing one. The bad ones would never be used.",
            edits={_TEST: "runs[:, :, 1].mean(axis=0)"},
        ),
        Mutant(
            "divides-by-n",
            "Your standard deviation divides by n. A spread that is estimated from n differences divides by n - 1: "
            "ddof=1.",
            _SURE,
            edits={_SEM: "np.sqrt(gain.var() / n)"},
        ),
        Mutant(
            "sd-for-the-mean",
            "You take the spread of single differences for that of their mean. Divide by the square root of n.",
            _SURE,
            edits={_SEM: "gain.std(ddof=1)"},
        ),
        Mutant(
            "divided-by-n",
            "You divide the spread by n. That of a mean falls with the square root of n.",
            _SURE,
            edits={_SEM: "gain.std(ddof=1) / n"},
        ),
        Mutant(
            "root-of-n-1",
            "You divide by the square root of n - 1, though the spread has n - 1 in it already.",
            _SURE,
            edits={_SEM: "gain.std(ddof=1) / np.sqrt(n - 1)"},
        ),
        Mutant(
            "one-sided",
            "Your interval leaves 5 % at each end. 95 % in the middle leave 2.5 %: the quantile 0.975.",
            _SURE,
            edits={"0.975": "0.95"},
        ),
        Mutant(
            "normal",
            "You use the 1.96 of a bell curve. With a few seeds the spread itself is uncertain, and the quantile of "
            "Student's t is larger.",
            _SURE,
            edits={_T: "1.96"},
        ),
        Mutant(
            "two",
            "You use 2 standard errors. With a few seeds the quantile of Student's t is larger.",
            _SURE,
            edits={_T: "2"},
        ),
        Mutant(
            "one-standard-error",
            "Your interval is one standard error to each side. That holds about two thirds, not 95 %.",
            _SURE,
            edits={f"{_T} * ": ""},
        ),
        Mutant(
            "degrees-of-freedom",
            "You use Student's t with n degrees of freedom. One is spent on the mean: n - 1.",
            _SURE,
            edits={_T: "stats.t.ppf(0.975, n)"},
        ),
        Mutant(
            "variance",
            "You use the variance. The interval is made of the standard deviation.",
            _SURE,
            edits={_SEM: "gain.var(ddof=1) / np.sqrt(n)"},
        ),
        Mutant(
            "no-interval-no-doubt",
            "You compare the mean difference alone, and call everything else refuted. How far the mean would move "
            "with other seeds has no part in it: compare both ends of its interval.",
            _SURE,
            hint="M57",
            edits={_HOLDS: "gain.mean() > margin", _FAILS: "gain.mean() <= margin"},
        ),
        Mutant(
            "undecided-without-spread",
            "Where all gains are equal you decide nothing. Their spread is 0, so both ends of the interval are their "
            "mean; stats.t.interval returns NaN there.",
            fn=_with(_nothing_without_spread),
        ),
    ),
)
