"""Exercise: a clock or a calendar as a point on a circle."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def _geometry(results, args):
    """Return what does not change when the circle is turned or mirrored: where it starts is free."""
    points = np.asarray(results["features"], dtype=float)
    apart = points[:, None] - points[None]
    return {
        "distance between points": np.sqrt((apart**2).sum(axis=2)),
        "radius": np.sqrt((points**2).sum(axis=1)),
    }


def cyclic_probes(rng):
    """Return hours, months, days and weeks: whole and broken numbers, beyond one period and below 0, one alone."""
    start = rng.uniform(0.5, 3)
    return [
        Probe(
            (start + np.array([0.0, 9.0, -18.0, 63.0]), 9),
            "A moment and the same moment some periods later or earlier are not the same point in your features.",
            part="distance between points",
        ),
        Probe((np.arange(24), 24)),
        Probe((np.arange(1, 13), 12)),
        Probe((rng.uniform(-400, 800, 6), 365.25)),
        Probe((np.array([3.0, 10.5, 30.0, float(rng.integers(31, 60))]), 7)),
        Probe((rng.uniform(0.1, 5.9, 1), 6)),
        Probe((rng.integers(0, 168, 2), 168)),
    ]


def cyclic(values, period):
    angle = 2 * np.pi * values / period
    return np.stack([np.sin(angle), np.cos(angle)], axis=1)


EXERCISE = Exercise(
    name="cyclic",
    signature="cyclic(values, period)",
    returns={"features": "(N, 2)"},
    reference=cyclic,
    probes=cyclic_probes,
    points={"distance between points": 3, "radius": 1},
    read='lesson 10, "Holes in the grid"',
    observe=_geometry,
    advice={
        "distance between points": "Equal steps of the clock are equally far apart on the circle, also the "
        "step from the last value to the first, and one period goes round once.",
        "radius": "Each point lies on a circle of radius 1 around 0: sine squared plus cosine squared is 1.",
    },
    hints=(
        "Which share of the period has passed? Turn this share into an angle: one period is one full turn.",
        "A full turn is 2 * np.pi for np.sin and np.cos.",
        "angle = 2 * np.pi * values / period; then np.stack([np.sin(angle), np.cos(angle)], axis=1).",
    ),
    mutants=(
        Mutant(
            "always-24",
            "You divide by 24 whatever the period is. Months, weekdays and years have other periods: use the one that "
            "comes in.",
            edits={"/ period": "/ 24"},
        ),
        Mutant(
            "reshaped",
            "You reshape the two rows to two columns. That cuts the same row of numbers elsewhere, so that sines pair "
            "up with sines: stack them along axis 1.",
            hint="M29",
            edits={"np.stack([": "np.array([", "], axis=1)": "]).reshape(-1, 2)"},
        ),
        Mutant(
            "remainder-only",
            "You take the remainder by the period but do not divide by it, so one step of the clock is a whole turn.",
            edits={"2 * np.pi * values / period": "2 * np.pi * (values % period)"},
        ),
        Mutant(
            "rounded-down",
            "You round the values down before you make the angle. They may be broken, such as half past ten.",
            edits={"* values /": "* np.floor(values) /"},
        ),
        Mutant(
            "degrees",
            "You make the angle in degrees. np.sin and np.cos take radians: a full turn is 2 pi, not 360.",
            edits={"2 * np.pi": "360"},
        ),
        Mutant(
            "period-minus-one",
            "You divide by period - 1, so the last value falls on the first: 23 o'clock and midnight are one point. "
            "The period is the number of steps until the first value comes again.",
            edits={"/ period": "/ (period - 1)"},
        ),
        Mutant(
            "period-plus-one",
            "You divide by period + 1, so the circle has a gap that no value fills, and a value one period later is "
            "another point.",
            edits={"/ period": "/ (period + 1)"},
        ),
        Mutant(
            "pi-cut-short",
            "You cut pi to two decimals. Your circle does not quite close, and a hundred periods later the point has "
            "moved visibly: np.pi is exact enough.",
            edits={"np.pi": "3.14"},
        ),
        Mutant(
            "no-turn",
            "Your angle is values / period, so a whole period is one radian, less than a sixth of a turn. The last "
            "value and the first stay far apart.",
            edits={"2 * np.pi * values": "values"},
        ),
        Mutant(
            "half-turn",
            "One period is half a turn in your features, so its end lies opposite its beginning. A full turn is 2 pi.",
            edits={"2 * np.pi": "np.pi"},
        ),
        Mutant(
            "two-turns",
            "One period goes round your circle twice, so morning and evening fall on one point. A full turn is 2 pi.",
            edits={"2 * np.pi": "4 * np.pi"},
        ),
        Mutant(
            "sine-twice",
            "Both of your features come from the sine. It has each value twice in a period, on the way up and "
            "on the way down; the cosine tells the two apart.",
            edits={"np.cos(angle)": "np.sin(angle)"},
        ),
        Mutant(
            "cosine-twice",
            "Both of your features come from the cosine. It has each value twice in a period, on the way down "
            "and on the way up; the sine tells the two apart.",
            edits={"[np.sin(angle), np.cos(angle)]": "[np.cos(angle), np.cos(angle)]"},
        ),
        Mutant(
            "sine-alone",
            "You return the sine alone. It has each value twice in a period, on the way up and on the way down; two "
            "features, sine and cosine, tell the two apart.",
            edits={", np.cos(angle)]": "]"},
        ),
        Mutant(
            "two-periods",
            "Your sine and your cosine have different periods, so the points do not lie on a circle. Both take the "
            "same angle.",
            edits={"np.cos(angle)": "np.cos(2 * angle)"},
        ),
        Mutant(
            "two-periods-half",
            "Your cosine turns half as fast as your sine, so one period later the point is another one. Both take the "
            "same angle.",
            edits={"np.cos(angle)": "np.cos(angle / 2)"},
        ),
        Mutant(
            "half-turn-for-the-sine",
            "Your sine turns half as fast as your cosine, so one period later the point is another one. Both take the "
            "same angle.",
            edits={"np.sin(angle)": "np.sin(angle / 2)"},
        ),
        Mutant(
            "divides-by-the-largest",
            "You divide by the largest value that came, not by the period. The same hour then gets another point in "
            "another batch.",
            edits={"/ period": "/ values.max()"},
        ),
        Mutant(
            "counts-the-values",
            "You divide by how many values came, not by the period. The same hour then gets another point in another "
            "batch.",
            edits={"/ period": "/ len(values)"},
        ),
        Mutant(
            "scaled-first",
            "You scale the values to 0 to 1 before you make the angle. The period is known beforehand; with the "
            "smallest and the largest value in its place the same hour gets another point in another batch.",
            edits={
                "    angle": "    values = (values - values.min()) / np.ptp(values)\n    angle",
                " / period": "",
            },
        ),
        Mutant(
            "standardised-first",
            "You standardise the values before you make the angle. Their period is then another one, and no longer "
            "known.",
            edits={"    angle": "    values = (values - values.mean()) / values.std()\n    angle"},
        ),
        Mutant(
            "whole-numbers-only",
            "You cut your values to whole numbers. Half past nine is not nine.",
            edits={"np.pi * values": "np.pi * np.asarray(values).astype(int)"},
        ),
        Mutant(
            "whole-division",
            "You divide with //, which drops what is left over: all values of one period fall on one point.",
            edits={"/ period": "// period"},
        ),
        Mutant(
            "whole-share",
            "You turn the share of the period into a whole number, with // or by rounding, before you make the angle: "
            "every value falls on one point.",
            edits={"values / period": "(values // period)"},
        ),
        Mutant(
            "times-the-period",
            "You multiply by the period. The share of the period that has passed is values / period.",
            edits={"/ period": "* period"},
        ),
        Mutant(
            "period-ignored",
            "Your angle takes no notice of the period: each step of 1 is a whole turn, so whole numbers all fall on "
            "one point.",
            edits={" / period": ""},
        ),
        Mutant(
            "values-as-radians",
            "You take the values themselves for the angle. Their period would then be 2 pi, about 6.28, whatever the "
            "clock says.",
            edits={"2 * np.pi * values / period": "values"},
        ),
        Mutant(
            "turned-into-zero-to-one",
            "You moved sine and cosine into 0 to 1. All differences are halved, and the circle no longer lies around "
            "0, where an input of a network should be. Leave them between -1 and 1.",
            edits={"[np.sin(angle), np.cos(angle)]": "[(np.sin(angle) + 1) / 2, (np.cos(angle) + 1) / 2]"},
        ),
        Mutant(
            "axes-exchanged",
            "Your two features are two rows. Each value has a row of its own, and the features are the columns: "
            "axis=1.",
            edits={"axis=1": "axis=0"},
        ),
        Mutant(
            "share-only",
            "Your features are shares of the period, not a point on a circle. Just before the end the share is nearly "
            "1 and just after it 0: the two neighbours lie as far apart as can be.",
            edits={"[np.sin(angle), np.cos(angle)]": "[values / period % 1, 1 - values / period % 1]"},
        ),
        Mutant(
            "stops-at-the-period",
            "You cut values that lie beyond one period. A value may lie far beyond it, or below 0: the sine goes round "
            "by itself.",
            edits={"np.pi * values": "np.pi * np.clip(values, 0, period)"},
        ),
    ),
)
