"""The forecast that says: as it was a season ago."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def seasonal_probes(rng):
    """Return histories with horizons shorter and longer than the season, and a season of one step."""
    return [
        Probe(
            (rng.normal(size=7), 3, 2),
            "Where the horizon is shorter than the season, step k of the forecast is the value a season before it: "
            "the first one is the first value of the last season. Yours is not.",
        ),
        Probe(
            (rng.normal(size=10), 4, 4),
            "Where the horizon is one season long, the forecast is the last season, unchanged. Yours is not.",
        ),
        Probe((rng.normal(size=8), 3, 11)),
        Probe((rng.normal(size=14), 4, 9)),
        Probe((rng.normal(size=6), 1, 3)),
        Probe((rng.normal(size=5), 2, 1)),
    ]


def seasonal_naive(history, season, horizon):
    last_season = history[-season:]
    return last_season[np.arange(horizon) % season]


def _moved_twice(history, season, horizon):
    """Append each forecast, so that the end moves on, and move the index on, too."""
    values = list(history)
    for k in range(horizon):
        values.append(values[k - season])
    return np.array(values[len(history) :])


EXERCISE = Exercise(
    name="seasonal_naive",
    signature="seasonal_naive(history, season, horizon)",
    returns={"forecast": "(horizon,)"},
    reference=seasonal_naive,
    probes=seasonal_probes,
    points={"forecast": 3},
    read='lesson 01, "A baseline before any network"',
    advice={
        "forecast": "Write the last season down and go round in it: after its last value comes its first."
    },
    hints=(
        "Cut the last season off the history: history[-season:].",
        "What comes after the last value of that season? Its first again: the remainder of a division helps.",
        "Step k (from 0) is last_season[k % season].",
    ),
    mutants=(
        Mutant(
            "window-slides-with-python-index",
            "Right for one season, then wrong: your index k - season reaches zero there, and Python starts at the "
            "oldest value of the history. Go round in the last season instead.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.array([history[j - season] for j in "
                "range(horizon)])"
            },
        ),
        Mutant(
            "stuck-after-one-season",
            "Right for one season, then your forecast stays at the last value. The season begins again there.",
            edits={
                "last_season[np.arange(horizon) % season]": ""
                "last_season[np.minimum(np.arange(horizon), season - 1)]"
            },
        ),
        Mutant(
            "persistence",
            "Your forecast repeats the last value: that is persistence, which knows of no season.",
            hint="M60",
            edits={"last_season[np.arange(horizon) % season]": "np.full(horizon, history[-1])"},
        ),
        Mutant(
            "one-value-from-a-season-ago",
            "You repeat one value, the one a season before the first step. Every step has its own: move on with "
            "it.",
            edits={"last_season[np.arange(horizon) % season]": "np.full(horizon, history[-season])"},
        ),
        Mutant(
            "one-too-early",
            "Your season starts one step too early. The first forecast is the value exactly one season before it.",
            edits={
                "last_season[np.arange(horizon) % season]": "history[len(history) - season - 1 + "
                "np.arange(horizon) % season]"
            },
        ),
        Mutant(
            "one-too-late",
            "Your season starts one step too late. The first forecast is the value exactly one season before it.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.roll(last_season, "
                "-1)[np.arange(horizon) % season]"
            },
        ),
        Mutant(
            "counted-from-the-start",
            "You take the first season of the history, and its beginning. The newest season is the last one.",
            edits={"last_season[np.arange(horizon) % season]": "history[np.arange(horizon) % season]"},
        ),
        Mutant(
            "first-season-in-phase",
            "The place in the season is right, but you take it from the first season of the history. The newest "
            "is the last one.",
            edits={
                "last_season[np.arange(horizon) % season]": "history[(len(history) + "
                "np.arange(horizon)) % season]"
            },
        ),
        Mutant(
            "seasonal-mean",
            "You take the mean of all seasons. That is a good baseline too, but this one repeats the last season "
            "only.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.array([history[(len(history) + j) % "
                "season :: season].mean() for j in range(horizon)])"
            },
        ),
        Mutant(
            "one-season-only",
            "Your forecast ends after one season. Where the horizon is longer, the season begins again.",
            edits={"last_season[np.arange(horizon) % season]": "last_season[:horizon].copy()"},
        ),
        Mutant(
            "replays-the-end",
            "You replay as many values as the horizon is long, whatever the season. That is an echo: the forecast "
            "must go back by exactly one season.",
            hint="M60",
            edits={
                "last_season[np.arange(horizon) % season]": "history[np.arange(len(history) - horizon, "
                "len(history)) % len(history)]"
            },
        ),
        Mutant(
            "season-backwards",
            "Your season runs backwards. Time goes from left to right.",
            edits={
                "last_season[np.arange(horizon) % season]": "last_season[::-1][np.arange(horizon) % season]"
            },
        ),
        Mutant(
            "every-value-repeated",
            "You repeat each value (np.repeat) where the whole season must be repeated.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.repeat(last_season, -(-horizon // "
                "season))[:horizon]"
            },
        ),
        Mutant(
            "whole-seasons",
            "Your forecast is a whole number of seasons long. Cut it to the horizon.",
            edits={"last_season[np.arange(horizon) % season]": "np.tile(last_season, -(-horizon // season))"},
        ),
        Mutant(
            "history-included",
            "You return the history with the forecast behind it. Return the forecast alone.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.append(history, "
                "last_season[np.arange(horizon) % season])"
            },
        ),
        Mutant(
            "last-horizon-values",
            "You return the last values of the history, as many as the horizon is long, or all of them. "
            "The forecast goes back by exactly one season, and round in it.",
            hint="M60",
            edits={"last_season[np.arange(horizon) % season]": "history[-horizon:].copy()"},
        ),
        Mutant(
            "two-seasons-back",
            "You repeat the season before the last. The newest season is the last one.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.resize(history[-2 * season : -season], horizon)"
            },
        ),
        Mutant(
            "history-again",
            "You play the whole history again from its beginning. Only its last season is repeated.",
            edits={"last_season[np.arange(horizon) % season]": "np.resize(history, horizon)"},
        ),
        Mutant(
            "seasonal-mean-from-the-start",
            "You take the mean of all seasons, counted from the beginning of the history. This baseline "
            "repeats the last season only, and counts from the end.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.array([history[j % season :: season].mean() "
                "for j in range(horizon)])"
            },
        ),
        Mutant(
            "mean-of-the-season",
            "You repeat the mean of the last season. Each step has its own value, the one a season before it.",
            edits={"last_season[np.arange(horizon) % season]": "np.full(horizon, last_season.mean())"},
        ),
        Mutant(
            "season-times-horizon",
            "You repeat the season horizon times, so the forecast is horizon seasons long. Cut it to horizon steps.",
            edits={"last_season[np.arange(horizon) % season]": "np.tile(last_season, horizon)"},
        ),
        Mutant(
            "one-season-more",
            "You repeat the season horizon // season + 1 times and do not cut. The forecast has horizon steps.",
            edits={"last_season[np.arange(horizon) % season]": "np.tile(last_season, horizon // season + 1)"},
        ),
        Mutant(
            "zeros-after-one-season",
            "Right for one season, then your forecast is 0. The season begins again there.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.where(np.arange(horizon) < season, "
                "last_season[np.arange(horizon) % season], 0.0)"
            },
        ),
        Mutant(
            "remainder-the-other-way",
            "Your steps and your remainder are exchanged: there are horizon steps, and each takes its "
            "remainder by season.",
            edits={"last_season[np.arange(horizon) % season]": "last_season[np.arange(season) % horizon]"},
        ),
        Mutant(
            "jumps-back-by-seasons",
            "You jump back through the history, a season at a time from its last value. Go forward "
            "through the last season.",
            edits={"last_season[np.arange(horizon) % season]": "history[::-season][:horizon].copy()"},
        ),
        Mutant(
            "runs-off-the-end",
            "Right for one season, then your index runs off the end. The season begins again there: go round in it, "
            "with k % season.",
            edits={
                "last_season[np.arange(horizon) % season]": "history[len(history) - season + np.arange(horizon)]"
            },
        ),
        Mutant(
            "slice-that-ends-at-zero",
            "You cut history[-season : -season + horizon]. Where that end is 0 the slice is empty, and where it is "
            "above 0 it is a place counted from the start. Go round in the last season.",
            edits={"last_season[np.arange(horizon) % season]": "history[-season : -season + horizon].copy()"},
        ),
        Mutant(
            "end-of-the-repeated-season",
            "You repeat the season and keep the last horizon values. The forecast begins where the season begins: "
            "keep the first ones.",
            edits={
                "last_season[np.arange(horizon) % season]": "np.tile(last_season, horizon // season + 1)[-horizon:]"
            },
        ),
        Mutant(
            "back-from-a-season-ago",
            "Your forecast starts a season ago, and then each step goes one further back in time. Go forward from "
            "there: -season + k.",
            edits={
                "last_season[np.arange(horizon) % season]": "history[-season - np.arange(horizon) % season]"
            },
        ),
        Mutant(
            "moved-twice",
            "You append each forecast to the history, so its end moves on by itself, and your index moves on with k "
            "as well. Take [-season] each time, or leave the history as it is.",
            fn=_moved_twice,
        ),
    ),
)
