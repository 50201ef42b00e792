"""Exercise: differences of a series, and from forecast differences back to levels."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def difference_probes(rng):
    """Return series with a trend and a season, forecasts shorter and longer than a season, sizes of one."""

    def arguments(n, h, season):
        train = np.cumsum(rng.uniform(1, 4, n)) + rng.uniform(60, 90) + rng.normal(0, 5, n)
        return train, rng.normal(2, 3, h), season

    return [
        Probe(
            (np.array([20.0, 23.0, 29.0, 24.0, 26.0, 35.0]), np.zeros(7), 3),
            "All forecast differences are 0 here, so the levels repeat the last season of train, in its order, again "
            "and again. Yours do not.",
            "levels",
        ),
        Probe(
            (np.array([31.0, 34.0, 29.0, 37.0]), np.array([2.5]), 1),
            "Season is 1 here, so d is each value less the one just before it, from the second value on. Yours is "
            "not.",
            "d",
        ),
        Probe(arguments(9, 5, 1)),
        Probe(arguments(2, 1, 1)),
        Probe(arguments(11, 9, 4)),
        Probe(arguments(7, 2, 6)),
        Probe(arguments(13, 3, 3)),
        Probe(arguments(30, 25, 12)),
        Probe(arguments(14, 13, 5)),
    ]


def difference_and_back(train, d_ahead, season):
    d = train[season:] - train[:-season]
    levels = list(train[-season:])
    for change in d_ahead:
        levels.append(levels[-season] + change)
    return d, np.array(levels[season:])


_D = "train[season:] - train[:-season]"
_START = "list(train[-season:])"
_ADD = "levels[-season] + change"
_BACK = "np.array(levels[season:])"
_LESSON = 'lesson 14, "Levels and differences"'

EXERCISE = Exercise(
    name="difference_and_back",
    signature="difference_and_back(train, d_ahead, season)",
    returns={"d": "(n - season,)", "levels": "(h,)"},
    reference=difference_and_back,
    probes=difference_probes,
    points={"d": 2, "levels": 3},
    read=_LESSON,
    advice={
        "d": "Two slices of train, one a season later than the other; the later one less the earlier one.",
        "levels": "Each level is the one a season before it plus its own difference. For the first season that "
        "earlier one stands in train, after that among the levels you have just made.",
    },
    hints=(
        "train[season:] are the values that have one a season before them, train[:-season] are those.",
        "For the way back begin with a list of the last season values of train, and append to it.",
        "levels.append(levels[-season] + change), for each change of d_ahead in turn. Return what was appended.",
    ),
    mutants=(
        Mutant(
            "season-ignored-in-d",
            "Your d takes neighbouring values whatever the season. With a season of 12, January is compared with the "
            "January before it.",
            edits={_D: "np.diff(train)"},
        ),
        Mutant(
            "difference-of-order-season",
            "Your d takes differences of differences: the second argument of np.diff says how often, not how far "
            "apart.",
            edits={_D: "np.diff(train, season)"},
        ),
        Mutant(
            "padded-with-zeros",
            "You fill the start of d with zeros. The first season has nothing to be compared with, and a zero reads "
            "like a measured standstill: d is shorter than train.",
            edits={_D: "np.concatenate([np.zeros(season), train[season:] - train[:-season]])"},
        ),
        Mutant(
            "padded-with-nan",
            "You fill the start of d with NaN. Nothing is asked for there: d is shorter than train, by one season.",
            edits={_D: "np.concatenate([np.full(season, np.nan), train[season:] - train[:-season]])"},
        ),
        Mutant(
            "padded-with-the-start",
            "The first season of train stands in front of your d, as it is. That makes the way back a plain sum, but "
            "levels among differences are not what a model should learn: d is shorter than train.",
            edits={_D: "np.concatenate([train[:season], train[season:] - train[:-season]])"},
        ),
        Mutant(
            "wrapped-round",
            "At the start of your d, the first values are compared with the last ones: np.roll turns the series into "
            "a ring. A series has a beginning; d is shorter than train.",
            edits={_D: "train - np.roll(train, season)"},
        ),
        Mutant(
            "relative",
            "Your d is relative, a share of the earlier value. The exercise adds differences up again, so plain ones "
            "are asked for.",
            edits={_D: "train[season:] / train[:-season] - 1"},
        ),
        Mutant(
            "logarithms",
            "Your d is a difference of logarithms. That is right for growth in per cent; plain differences are asked "
            "for.",
            edits={_D: "np.log(train[season:]) - np.log(train[:-season])"},
        ),
        Mutant(
            "sign-of-d",
            "The sign of your d is turned round: where the series rises, d is positive.",
            edits={_D: "train[:-season] - train[season:]"},
        ),
        Mutant(
            "absolute",
            "Your d has lost its signs. Without them nobody finds the way back.",
            edits={_D: "np.abs(train[season:] - train[:-season])"},
        ),
        Mutant(
            "season-and-one",
            "Your d takes values that are season + 1 apart, an off-by-one.",
            edits={_D: "train[season + 1 :] - train[: -season - 1]"},
        ),
        Mutant(
            "first-difference-lost",
            "The first difference is missing from your d.",
            edits={_D: "(train[season:] - train[:-season])[1:]"},
        ),
        Mutant(
            "last-difference-lost",
            "The last difference is missing from your d.",
            edits={_D: "(train[season:] - train[:-season])[:-1]"},
        ),
        Mutant(
            "less-the-first-season",
            "Your d subtracts the first season of train from everything. Each value is compared with the one a single "
            "season before it.",
            edits={_D: "train[season:] - np.resize(train[:season], len(train) - season)"},
        ),
        Mutant(
            "no-start",
            "Your levels start from 0: the changes are added up, but to nothing. Differences do not know the level; "
            "it comes from the end of train.",
            edits={_START: "[0.0] * season"},
        ),
        Mutant(
            "first-season",
            "Your levels start from the first season of train. What is forecast comes behind its end.",
            edits={_START: "list(train[:season])"},
        ),
        Mutant(
            "mean",
            "Your levels start from the mean of train. A series with a trend has long left it: start from the end of "
            "train.",
            edits={_START: "[train.mean()] * season"},
        ),
        Mutant(
            "last-value-for-all",
            "Your levels start from the last value alone, whatever the season. Each place in the season has a last "
            "value of its own.",
            edits={_START: "[train[-1]] * season"},
        ),
        Mutant(
            "one-too-early",
            "Your levels start from values one place too early, an off-by-one: the last value of train is among "
            "those that count.",
            edits={_START: "list(train[-season - 1 : -1])"},
        ),
        Mutant(
            "reversed",
            "Your levels take the last season of train in reverse order. The first forecast belongs to the oldest "
            "value of that season.",
            edits={_START: "list(train[-season:][::-1])"},
        ),
        Mutant(
            "rotated",
            "Your levels take the last season of train shifted by one place: each difference is added to the value "
            "of the place before.",
            edits={_START: "list(np.roll(train[-season:], 1))"},
        ),
        Mutant(
            "season-ignored-on-the-way-back",
            "You add each change to the level just before it, whatever the season. A seasonal difference belongs to "
            "the level one season before.",
            edits={_ADD: "levels[-1] + change"},
        ),
        Mutant(
            "not-beyond-one-season",
            "Beyond the first season your levels are still added to values of train. By then there is a level one "
            "season before, in your own forecast: add to that.",
            edits={_ADD: "levels[len(levels) % season] + change"},
        ),
        Mutant(
            "all-changes-added-up",
            "You add all changes so far to the last season of train. Only those of the same place in the season add "
            "up: for each level, the one a season before it and one change.",
            edits={_ADD: "levels[len(levels) % season] + d_ahead[: len(levels) - season + 1].sum()"},
        ),
        Mutant(
            "changes-ignored",
            "Your levels ignore d_ahead: they repeat the last season, the seasonal naive forecast.",
            edits={_ADD: "levels[-season]"},
        ),
        Mutant(
            "subtracted",
            "You subtract the changes on the way back. Where the forecast difference is positive, the level rises.",
            edits={_ADD: "levels[-season] - change"},
        ),
        Mutant(
            "multiplied",
            "You take the changes for shares on the way back and multiply. They are in the unit of the series: add.",
            edits={_ADD: "levels[-season] * (1 + change)"},
        ),
        Mutant(
            "changes-returned",
            "Your levels are the changes themselves. The levels that they lead to are asked for.",
            edits={_BACK: "np.array(d_ahead)"},
        ),
        Mutant(
            "one-value-too-many",
            "Your levels begin with the last value of train, which is no forecast: one value too many.",
            edits={_BACK: "np.array(levels[season - 1 :])"},
        ),
        Mutant(
            "start-returned",
            "Your levels begin with the last season of train. It is known; only what comes behind it is asked for.",
            edits={_BACK: "np.array(levels)"},
        ),
        Mutant(
            "train-returned",
            "Your levels hold all of train, too. Only what comes behind it is asked for.",
            edits={_BACK: "np.concatenate([train, levels[season:]])"},
        ),
        Mutant(
            "shifted",
            "Your levels begin with the last value of train and end one step too early: a forecast that is one step "
            "late.",
            hint="M53",
            edits={_BACK: "np.array(levels[season - 1 : -1])"},
        ),
        Mutant(
            "d-joined-to-the-changes",
            "You go back from the last season of train through the differences of train once more, and only then "
            "through d_ahead. What happened in train is in its last season already.",
            edits={"in d_ahead:": "in np.append(train[season:] - train[:-season], d_ahead):"},
        ),
        Mutant(
            "exchanged",
            "You return the two results in the wrong order. Return d first, then the levels.",
            edits={f"d, {_BACK}": f"{_BACK}, d"},
        ),
        Mutant(
            "one-value-for-all-changes",
            "You add every change to the same value, the one a season before the first forecast. Each level has a "
            "value of its own one season before it: the next place of train, and later of your own forecast.",
            edits={_ADD: "train[-season] + change"},
        ),
        Mutant(
            "last-value-for-all-changes",
            "You add every change to the last value of train. Each level has a value of its own one season before it: "
            "first in train, later in your own forecast.",
            edits={_ADD: "train[-1] + change"},
        ),
    ),
)
