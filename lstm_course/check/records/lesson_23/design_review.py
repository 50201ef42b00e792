"""Exercise: the faults of a written plan, found before anything is run."""

import numpy as np

from ....drive import fair
from ...exercise import Exercise, Mutant, Probe

CLEAN = {
    "items": "independent",
    "split": "shuffled",
    "scaler": "train",
    "features": "none",
    "baseline": "logistic regression",
    "seeds": 5,
    "steps": [600, 600],
    "trials": [12, 12],
    "metric": "accuracy",
    "largest": 0.5,
    "looks": 1,
    "stop": "fixed",
    "report": "all seeds",
}


def _plan(**others):
    return {**CLEAN, **others}


WRITTEN = (
    _plan(),  # k-fold on single items: nothing to find
    _plan(
        items="series", split="shuffled", baseline="persistence", metric="MAE", largest=0.0, steps=[900, 900]
    ),  # tomorrow's load out of windows that were shuffled
    _plan(items="groups", split="shuffled", seeds=3),  # the same speakers on both sides
    _plan(items="series", split="in time", scaler="all", baseline="none", metric="RMSE", largest=0.0),
    _plan(split="k-fold", features="all", trials=[30, 1]),  # 20 of 2,000 features chosen on all data
    _plan(seeds=1, report="best seed", steps=[2000, 500]),
    _plan(largest=0.99, metric="accuracy", stop="validation"),  # one item in a hundred is ill
    _plan(largest=0.99, metric="F1", looks=7),
    _plan(stop="ahead", trials=[40, 4], seeds=10),
    _plan(items="groups", split="by group", stop="test", report="best seed", seeds=20),
    _plan(
        items="series", split="in time", baseline="seasonal naive", metric="MASE", largest=0.0, trials=[5, 50]
    ),  # the rival was tuned for longer: nothing to find
    _plan(
        items="series",
        split="k-fold",
        scaler="all",
        features="all",
        baseline="none",
        seeds=2,
        steps=[500, 5000],
        trials=[100, 0],
        looks=2,
        stop="ahead",
        report="best seed",
        largest=0.95,
    ),  # ten of ten
)

_TURNED = (
    {"items": "groups"},
    {"items": "series"},
    {"items": "series", "split": "by group"},
    {"items": "groups", "split": "in time"},
    {"items": "groups", "split": "by group"},
    {"items": "series", "split": "in time"},
    {"split": "k-fold"},
    {"split": "in time"},
    {"split": "by group"},
    {"scaler": "all"},
    {"scaler": "none"},
    {"features": "all"},
    {"features": "train"},
    {"features": "train", "scaler": "none"},
    {"baseline": "none"},
    {"baseline": "persistence"},
    {"seeds": 1},
    {"seeds": 2},
    {"seeds": 3},
    {"seeds": 4},
    {"seeds": 30},
    {"steps": [600, 601]},
    {"steps": [601, 600]},
    {"steps": [30, 30]},
    {"trials": [12, 11]},
    {"trials": [12, 13]},
    {"trials": [1, 0]},
    {"trials": [1, 1]},
    {"largest": 0.6},
    {"largest": 0.8},
    {"largest": 0.81},
    {"largest": 0.97},
    {"metric": "F1"},
    {"metric": "F1", "largest": 0.97},
    {"metric": "MAE", "largest": 0.0},
    {"looks": 2},
    {"looks": 12},
    {"looks": 3, "stop": "test"},
    {"looks": 0},
    {"stop": "validation"},
    {"stop": "test"},
    {"stop": "ahead"},
    {"report": "best seed"},
    {"report": "mean and range"},
)


def plans(rng):
    """Return the twelve plans, each fault alone with its border, some in pairs, and some plans drawn at random."""
    found = [WRITTEN[-1]]
    for _ in range(20):
        one, other = rng.choice(len(_TURNED), 2, replace=False)
        found.append({**CLEAN, **_TURNED[one], **_TURNED[other]})
    for _ in range(6):
        plan = dict(CLEAN)
        for k in rng.choice(len(_TURNED), 9):
            plan.update(_TURNED[k])
        found.append(plan)
    alone = [{**CLEAN, **turned} for turned in _TURNED]
    return [Probe(([dict(plan) for plan in plans],)) for plans in (WRITTEN, alone, found)]


def named(results, args):
    """Return for each of the ten faults in which plans it is named.

    Parameters
    ----------
    results : dict
        ``faults``, for each plan ten times True or False.
    args : tuple
        Not looked at.

    Returns
    -------
    dict of str
    """
    named = np.asarray(results["faults"], dtype=bool)
    return {
        fault: " ".join(map(str, np.flatnonzero(there)))
        for fault, there in zip(fair.FAULTS, named.T, strict=True)
    }


def design_review(plan):
    faults = set()
    split = {"series": "in time", "groups": "by group"}.get(plan["items"], plan["split"])
    if plan["split"] != split:
        faults.add("leak by split")
    if plan["scaler"] == "all" or plan["features"] == "all":
        faults.add("leak by preparation")
    if plan["baseline"] == "none":
        faults.add("no baseline")
    if plan["seeds"] < 3:
        faults.add("too few seeds")
    if plan["steps"][0] != plan["steps"][1]:
        faults.add("unequal budgets")
    if plan["trials"][1] < plan["trials"][0]:
        faults.add("rival not tuned")
    if plan["metric"] == "accuracy" and plan["largest"] > 0.8:
        faults.add("metric hides the question")
    if plan["looks"] > 1 or plan["stop"] == "test":
        faults.add("test used twice")
    if plan["stop"] == "ahead":
        faults.add("stopped when ahead")
    if plan["report"] == "best seed":
        faults.add("best seed")
    return faults


def _changed(change):
    """Return the review with its set of faults changed."""
    return lambda plan: change(design_review(plan))


def _first(found):
    return set([fault for fault in fair.FAULTS if fault in found][:1])


def _last(found):
    return set([fault for fault in fair.FAULTS if fault in found][-1:])


def _two(found):
    return set([fault for fault in fair.FAULTS if fault in found][:2])


def _always(fault):
    return _changed(lambda found: found | {fault})


def _never(fault):
    return _changed(lambda found: found - {fault})


_SPLIT = '{"series": "in time", "groups": "by group"}.get(plan["items"], plan["split"])'
_PREPARED = 'plan["scaler"] == "all" or plan["features"] == "all"'
_METRIC = 'plan["metric"] == "accuracy" and plan["largest"] > 0.8'
_TEST = 'plan["looks"] > 1 or plan["stop"] == "test"'
_STEPS = 'plan["steps"][0] != plan["steps"][1]'
_TRIALS = 'plan["trials"][1] < plan["trials"][0]'
_SEEDS = 'plan["seeds"] < 3'

EXERCISE = Exercise(
    name="design_review",
    signature="design_review(plan)",
    returns={"faults": "(P, 10), whether each fault is in the set"},
    drive=fair.review,
    observe=named,
    reference=design_review,
    probes=plans,
    pairs=False,
    points=dict.fromkeys(fair.FAULTS, 1),
    read='lesson 23, "A fair test"',
    advice={
        "leak by split": "A series is split in time, groups are split by group; with independent items any split will "
        "do.",
        "leak by preparation": 'Whatever is fitted or chosen on "all" has seen the test data: the scaler, or the '
        "features.",
        "no baseline": 'The baseline is "none".',
        "too few seeds": "Fewer than three.",
        "unequal budgets": "Both get the same steps, to the last one.",
        "rival not tuned": "The rival got fewer trials than one's own model; more do no harm to the claim.",
        "metric hides the question": "It takes both: accuracy, and a largest class of more than 0.8.",
        "test used twice": "More than one look, or a run that stops by the test error.",
        "stopped when ahead": 'The run stops "ahead". A fixed end and one by validation are no fault.',
        "best seed": 'The report is "best seed".',
    },
    hints=(
        "Ten questions, each asked of every plan: no if ends the search for the others. Begin with faults = set().",
        "Four of them need two fields: the split and what the items are, scaler and features, metric and largest "
        "class, looks and stop.",
        'faults.add("no baseline") puts one string in. Borders: three seeds are enough, a largest class of 0.8 is not '
        "too large, equal trials are fair.",
    ),
    mutants=(
        Mutant(
            "first-only",
            "You return the first fault that you find and miss the second. Ask every question of every plan: if, and "
            "not elif.",
            fn=_changed(_first),
        ),
        Mutant(
            "last-only",
            "You keep one fault, the last. A set grows with add; = begins it anew.",
            fn=_changed(_last),
        ),
        Mutant(
            "two-at-most",
            "You stop after two faults. Ask every question of every plan.",
            fn=_changed(_two),
        ),
        Mutant(
            "nothing",
            "You find no fault in any plan.",
            fn=_changed(lambda found: set()),
        ),
        Mutant(
            "everything",
            "You name all ten faults for every plan. A fault that is not there costs as much as one that is missed.",
            fn=_changed(lambda found: set(fair.FAULTS)),
        ),
        Mutant(
            "turned",
            "You return what the plan does well. Wanted are its faults.",
            fn=_changed(lambda found: set(fair.FAULTS) - found),
        ),
        Mutant(
            "shuffle-always",
            "You treat all items that are no series as groups. Independent items may be split in any way; a leak "
            "needs a series, or several items of one group.",
            hint="M59",
            edits={_SPLIT: '"in time" if plan["items"] == "series" else "by group"'},
        ),
        Mutant(
            "in-time-always",
            "You ask for a split in time whatever the items are. Only a series has an order.",
            edits={_SPLIT: '"in time"'},
        ),
        Mutant(
            "by-group-always",
            "You ask for a split by group whatever the items are. Only where several items come from one source are "
            "there groups.",
            edits={_SPLIT: '"by group"'},
        ),
        Mutant(
            "groups-forgotten",
            "You look at series alone. Where several items come from one speaker or patient, these may stand on both "
            "sides: they are split by group.",
            edits={_SPLIT: '{"series": "in time"}.get(plan["items"], plan["split"])'},
        ),
        Mutant(
            "series-forgotten",
            "You look at groups alone. A series is split in time, or the past is tested with the future at hand.",
            hint="M67",
            edits={_SPLIT: '{"groups": "by group"}.get(plan["items"], plan["split"])'},
        ),
        Mutant(
            "split-exchanged",
            "You want groups split in time and series by group. It is the other way round.",
            edits={_SPLIT: '{"groups": "in time", "series": "by group"}.get(plan["items"], plan["split"])'},
        ),
        Mutant(
            "k-fold-only",
            "You take k-fold for a leak, and a shuffle for none. On independent items both are fair; on a series or on "
            "groups neither is.",
            edits={_SPLIT: '"shuffled" if plan["split"] == "k-fold" else plan["split"]'},
        ),
        Mutant(
            "shuffled-only",
            "You look for the word shuffled alone. K-fold deals the items out by chance as well, and a series wants a "
            "split in time, groups one by group.",
            edits={
                'plan["split"] != split': 'plan["split"] != split and plan["split"] == "shuffled"',
            },
        ),
        Mutant(
            "shuffled-and-k-fold",
            "You look for shuffled and k-fold alone. A series that is split by group, and groups that are split in "
            "time, leak as well.",
            edits={
                'plan["split"] != split': 'plan["split"] != split and plan["split"] in ("shuffled", "k-fold")',
            },
        ),
        Mutant(
            "scaler-only",
            "You look at the scaler alone. Features that are chosen on all data have seen the test as well, and that "
            "costs far more.",
            hint="M58",
            edits={_PREPARED: 'plan["scaler"] == "all"'},
        ),
        Mutant(
            "features-only",
            "You look at the choice of features alone. A scaler fitted on all data has seen the test as well.",
            hint="M58",
            edits={_PREPARED: 'plan["features"] == "all"'},
        ),
        Mutant(
            "both-must-leak",
            "You see a leak only where scaler and features both saw all data. One is enough.",
            hint="M58",
            edits={_PREPARED: 'plan["scaler"] == "all" and plan["features"] == "all"'},
        ),
        Mutant(
            "scaler-not-train",
            "You take a plan without a scaler for a leak. Nothing was fitted, so nothing has seen the test.",
            edits={_PREPARED: 'plan["scaler"] != "train" or plan["features"] == "all"'},
        ),
        Mutant(
            "features-not-train",
            "You take a plan without a choice of features for a leak. Nothing was chosen, so nothing has seen the "
            "test.",
            edits={_PREPARED: 'plan["scaler"] == "all" or plan["features"] != "train"'},
        ),
        Mutant(
            "not-train",
            'You take everything but "train" for a leak. Where there is no scaler, or no choice of features, nothing '
            "has seen the test.",
            edits={_PREPARED: 'plan["scaler"] != "train" or plan["features"] != "train"'},
        ),
        Mutant(
            "baseline-is-None",
            'You never name "no baseline". A plan without one holds the word "none"; it is neither None nor empty.',
            edits={'plan["baseline"] == "none"': 'plan["baseline"] is None'},
        ),
        Mutant(
            "one-seed-only",
            "You find two seeds enough. Two give hardly any idea of the spread: fewer than three is a fault.",
            hint="M57",
            edits={_SEEDS: 'plan["seeds"] < 2'},
        ),
        Mutant(
            "three-are-too-few",
            "You take three seeds for too few. Fewer than three is the fault here.",
            edits={_SEEDS: 'plan["seeds"] <= 3'},
        ),
        Mutant(
            "five-seeds",
            "You ask for five seeds. Fewer than three is the fault here.",
            edits={_SEEDS: 'plan["seeds"] < 5'},
        ),
        Mutant(
            "own-budget-larger",
            "You look only for more steps of one's own model. Budgets are unequal to either side.",
            edits={_STEPS: 'plan["steps"][0] > plan["steps"][1]'},
        ),
        Mutant(
            "rival-budget-larger",
            "You look only for more steps of the rival. Budgets are unequal to either side.",
            edits={_STEPS: 'plan["steps"][0] < plan["steps"][1]'},
        ),
        Mutant(
            "budgets-turned",
            "You name unequal budgets where they are equal.",
            edits={_STEPS: 'plan["steps"][0] == plan["steps"][1]'},
        ),
        Mutant(
            "trials-unequal",
            "You call any unequal trials a fault. A rival that was tuned for longer makes the claim harder to pass, "
            "not easier.",
            edits={_TRIALS: 'plan["trials"][1] != plan["trials"][0]'},
        ),
        Mutant(
            "equal-trials",
            "You call equal trials a fault. The rival needs as many as one's own model, not more.",
            edits={_TRIALS: 'plan["trials"][1] <= plan["trials"][0]'},
        ),
        Mutant(
            "trials-turned",
            "You ask whether one's own model was tuned less. It is the rival whose trials must not be fewer.",
            edits={_TRIALS: 'plan["trials"][1] > plan["trials"][0]'},
        ),
        Mutant(
            "rival-untuned",
            "You name it only where the rival has no trial at all. Fewer than one's own model is a fault.",
            edits={_TRIALS: 'plan["trials"][1] == 0'},
        ),
        Mutant(
            "rival-hardly-tuned",
            "You name it only where the rival has one trial or none. Fewer than one's own model is a fault.",
            edits={_TRIALS: 'plan["trials"][1] <= 1 and plan["trials"][0] > plan["trials"][1]'},
        ),
        Mutant(
            "accuracy-always",
            "You call accuracy a fault by itself, or from a largest class of a half on. It has to be more than 0.8 of "
            "all.",
            edits={_METRIC: 'plan["metric"] == "accuracy"'},
        ),
        Mutant(
            "imbalance-always",
            "You call rare classes a fault by themselves. A metric that looks at the rare class is the cure.",
            hint="M65",
            edits={_METRIC: 'plan["largest"] > 0.8'},
        ),
        Mutant(
            "either-metric",
            "You name it where the metric is accuracy, and where a class is large. It takes both at once.",
            hint="M65",
            edits={_METRIC: 'plan["metric"] == "accuracy" or plan["largest"] > 0.8'},
        ),
        Mutant(
            "border-of-the-largest",
            "You count a largest class of just 0.8. It has to be more.",
            edits={_METRIC: 'plan["metric"] == "accuracy" and plan["largest"] >= 0.8'},
        ),
        Mutant(
            "half-of-the-largest",
            "You name it above a half. The largest class has to be more than 0.8 of all.",
            edits={_METRIC: 'plan["metric"] == "accuracy" and plan["largest"] > 0.5'},
        ),
        Mutant(
            "very-rare-only",
            "You name it above 0.9 only. The largest class has to be more than 0.8 of all.",
            edits={_METRIC: 'plan["metric"] == "accuracy" and plan["largest"] > 0.9'},
        ),
        Mutant(
            "metric-turned",
            "You name it where the largest class is small. It is a large one whose share accuracy gives away for "
            "nothing.",
            hint="M65",
            edits={_METRIC: 'plan["metric"] == "accuracy" and plan["largest"] < 0.8'},
        ),
        Mutant(
            "looks-only",
            "You count looks alone. A run that stops by the test error has used it for a choice, however often the "
            "plan says that it looked.",
            edits={_TEST: 'plan["looks"] > 1'},
        ),
        Mutant(
            "stop-only",
            "You look at the end of the run alone. More than one look at the test is a fault as well.",
            edits={_TEST: 'plan["stop"] == "test"'},
        ),
        Mutant(
            "both-for-the-test",
            "You ask for more than one look and for an end by the test error. Each is enough.",
            edits={_TEST: 'plan["looks"] > 1 and plan["stop"] == "test"'},
        ),
        Mutant(
            "one-look",
            "You take a single look at the test for a fault. That is what it is for.",
            edits={_TEST: 'plan["looks"] >= 1 or plan["stop"] == "test"'},
        ),
        Mutant(
            "looks-not-one",
            "You take a plan that has not looked at the test yet for a fault. Only more than one look is.",
            edits={_TEST: 'plan["looks"] != 1 or plan["stop"] == "test"'},
        ),
        Mutant(
            "two-looks",
            "You allow two looks at the test. After the first you know something of it, and whatever you choose then "
            "is chosen on it.",
            edits={_TEST: 'plan["looks"] > 2 or plan["stop"] == "test"'},
        ),
        Mutant(
            "not-fixed",
            "You take every end that is not fixed for a fault of this name. One by validation error is fair, and one "
            "by the test error has a name of its own.",
            edits={'plan["stop"] == "ahead"': 'plan["stop"] != "fixed"'},
        ),
        Mutant(
            "early-stopping",
            "You take an end by validation error for a fault. That is what validation data are for.",
            edits={'plan["stop"] == "ahead"': 'plan["stop"] in ("ahead", "validation")'},
        ),
        Mutant(
            "stop-by-the-test-too",
            "You name an end by the test error here as well. Its name is that of a test that is used twice.",
            edits={'plan["stop"] == "ahead"': 'plan["stop"] in ("ahead", "test")'},
        ),
        Mutant(
            "ahead-is-a-look",
            "You count a stop when ahead as another look at the test. The plan says how often the test was looked at.",
            edits={_TEST: 'plan["looks"] > 1 or plan["stop"] in ("test", "ahead")'},
        ),
        Mutant(
            "not-all-seeds",
            "You take every report that is not of all seeds for that of the best. A mean with its range is fair.",
            edits={'plan["report"] == "best seed"': 'plan["report"] != "all seeds"'},
        ),
        Mutant(
            "best-seed-with-few",
            "You excuse the best seed where there are many. The more seeds, the luckier is the best of them.",
            hint="M57",
            edits={'plan["report"] == "best seed"': 'plan["report"] == "best seed" and plan["seeds"] < 3'},
        ),
        Mutant(
            "best-of-a-few",
            "You excuse the best seed where there are few. The report says nothing of the others, however many they "
            "are.",
            hint="M57",
            edits={'plan["report"] == "best seed"': 'plan["report"] == "best seed" and plan["seeds"] >= 3'},
        ),
        Mutant(
            "best-of-one",
            "You excuse the best seed where it is the only one. The report is named as it is written; that there is "
            "one seed is a fault of its own.",
            edits={'plan["report"] == "best seed"': 'plan["report"] == "best seed" and plan["seeds"] > 1'},
        ),
        *(
            Mutant(
                f"{word}-too",
                f"You call every {said} a leak, and whatever leaks anyway. {but}",
                edits={'plan["split"] != split': f'plan["split"] != split or plan["split"] == "{word}"'},
            )
            for word, said, but in (
                ("shuffled", "shuffle", "Independent items may be split in any way."),
                ("k-fold", "k-fold", "Independent items may be split in any way."),
                ("in time", "split in time", "A series has to be split so, and independent items may be."),
            )
        ),
        Mutant(
            "by-chance-too",
            "You call every shuffle and every k-fold a leak, and what leaks anyway. Independent items may be split in "
            "any way.",
            edits={
                'plan["split"] != split': 'plan["split"] != split or plan["split"] in ("shuffled", "k-fold")',
            },
        ),
        Mutant(
            "in-time-never",
            "You take a split in time for safe. Several items of one group can stand on both sides of it.",
            edits={'plan["split"] != split': 'plan["split"] not in (split, "in time")'},
        ),
        Mutant(
            "validation-is-no-test",
            "You take an end by validation error for a use of the test. Validation data are there for it.",
            edits={_TEST: 'plan["looks"] > 1 or plan["stop"] in ("test", "validation")'},
        ),
        Mutant(
            "trials-are-a-budget",
            "You call unequal trials an unequal budget. Here that is a name for the steps; too few trials of the rival "
            "have one of their own.",
            edits={_STEPS: f'{_STEPS} or plan["trials"][0] != plan["trials"][1]'},
        ),
        *(
            Mutant(
                f"always: {fault}",
                f"You name {fault!r} for every plan. A fault that is not there costs as much as one that is missed.",
                fn=_always(fault),
            )
            for fault in fair.FAULTS
        ),
        *(
            Mutant(f"never: {fault}", f"You never name {fault!r}.", fn=_never(fault))
            for fault in fair.FAULTS
            if fault != "no baseline"
        ),
    ),
)
