"""Exercise: how many seeds each of two models needs before a difference would be seen."""

import math
from statistics import NormalDist

from ...exercise import Exercise, Mutant, Probe


def seed_probes(rng):
    """Return effects of known size; no count lies so near a whole number that rounding could decide."""

    def arguments(count, power, level, scale=1.0, sign=1):
        """Choose sd and effect so that `count`, no whole number, is what the formula gives before rounding up."""
        z = NormalDist().inv_cdf(1 - level / 2) + NormalDist().inv_cdf(power)
        sd = float(scale * rng.uniform(0.2, 0.9))
        return sd, float(sign * z * sd * (2 / count) ** 0.5), power, level

    def between(low, high):
        return int(rng.integers(low, high)) + float(rng.uniform(0.1, 0.4))

    few = float(rng.uniform(1.1, 1.4)) / 10
    return [
        Probe((1.0, 1.0, 0.8, 0.05)),
        Probe((1.0, 0.5, 0.8, 0.05)),
        Probe(arguments(between(20, 40), 0.9, 0.05, 5.0)),
        Probe(arguments(between(60, 90), 0.8, 0.01)),
        Probe(arguments(between(30, 60), 0.7, 0.1, 9.0)),
        Probe(arguments(between(300, 600) + 0.5, 0.95, 0.02)),
        Probe(arguments(between(40, 80), 0.6, 0.05, sign=-1)),
        Probe(arguments(few, 0.8, 0.05)),  # at least two
        Probe(arguments(1.3, 0.8, 0.05, 3.0)),
        Probe(arguments(2.3, 0.75, 0.2, 20.0)),
        Probe(arguments(between(10, 20), 0.5, 0.05)),
    ]


def seeds_needed(sd, effect, power, level):
    normal = NormalDist()
    z = normal.inv_cdf(1 - level / 2) + normal.inv_cdf(power)
    n = 2 * (z * sd / effect) ** 2
    return max(2, math.ceil(n))


_N = "2 * (z * sd / effect) ** 2"
_DETECT = "normal.inv_cdf(1 - level / 2)"

EXERCISE = Exercise(
    name="seeds_needed",
    signature="seeds_needed(sd, effect, power, level)",
    returns={"n": "seeds for each of the two models"},
    reference=seeds_needed,
    probes=seed_probes,
    points={"n": 4},
    read='lesson 13, "When a difference is a difference"',
    advice={
        "n": "z is the sum of two quantiles, at 1 - level / 2 and at power; n is 2 (z sd / effect) squared, rounded "
        "up, and at least 2."
    },
    hints=(
        "NormalDist().inv_cdf(p) of statistics gives the quantile at p. For level 0.05 and power 0.8 you need 1.96 and "
        "0.84.",
        "Add the two, multiply by sd / effect, square, and double it: both means have a variance.",
        "math.ceil rounds up, max(2, ...) gives at least two.",
    ),
    mutants=(
        Mutant(
            "square-left-out",
            "The square is missing. Without it the sign of the effect counts. Square z * sd / effect as a whole.",
            edits={"** 2": "** 1"},
        ),
        Mutant(
            "cdf-for-quantile",
            "You take the cdf where the quantile belongs. inv_cdf goes from a probability to a number of standard "
            "deviations.",
            edits={
                "normal.inv_cdf(1 - level / 2) + normal.inv_cdf(power)": "normal.cdf(1 - level / 2) + normal.cdf(power)"
            },
        ),
        Mutant(
            "quantiles-of-the-example",
            "Your quantiles are 1.96 and 0.84, those of the example. Take them at the power and the level that come "
            "in.",
            edits={"normal.inv_cdf(1 - level / 2) + normal.inv_cdf(power)": "1.96 + 0.84"},
        ),
        Mutant(
            "negative-effect-left-out",
            "Where effect is negative you return 2. It may be of either sign, and only its size counts.",
            edits={"return max(2, math.ceil(n))": "return max(2, math.ceil(n)) if effect > 0 else 2"},
        ),
        Mutant(
            "two-added",
            "You add 2 to the number of seeds. At least 2 means the larger of the two.",
            edits={"max(2, math.ceil(n))": "2 + math.ceil(n)"},
        ),
        Mutant(
            "one-variance",
            "The 2 is missing. Both means come from a few seeds, so the difference has the variance of both.",
            edits={_N: "(z * sd / effect) ** 2"},
        ),
        Mutant(
            "twice-too-large",
            "Your number is twice too large. Either you count the seeds of both models together, or your 2 stands "
            "inside the square, where it counts as 4.",
            edits={"2 * (z": "4 * (z"},
        ),
        Mutant(
            "rounded-total",
            "You double the rounded number, so that it counts the seeds of both models together. The number for each "
            "is asked for.",
            edits={"max(2, math.ceil(n))": "2 * max(2, math.ceil(n))"},
        ),
        Mutant(
            "one-sided",
            "You take the quantile at 1 - level, a one-sided test. Which model is better is not known beforehand: "
            "half of level belongs to each side.",
            edits={"1 - level / 2": "1 - level"},
        ),
        Mutant(
            "no-power",
            "The quantile of the power is missing. Without it the difference would be seen in every second experiment "
            "only.",
            edits={" + normal.inv_cdf(power)": ""},
        ),
        Mutant(
            "no-level",
            "The quantile of the level is missing: nothing says how rare a false alarm has to be.",
            edits={f"{_DETECT} + ": ""},
        ),
        Mutant(
            "power-both-sides",
            "You halve what the power leaves over, as if it had two sides. A difference is missed on one side only: "
            "the quantile is that at power itself.",
            edits={"inv_cdf(power)": "inv_cdf(1 - (1 - power) / 2)"},
        ),
        Mutant(
            "quantiles-cancel",
            "Your two quantiles have opposite signs and partly cancel, so that more power would need fewer seeds. Both "
            "belong to the upper side: at 1 - level / 2 and at power.",
            edits={"inv_cdf(power)": "inv_cdf(1 - power)"},
        ),
        Mutant(
            "level-as-confidence",
            "You take level for the part that is to be covered. It is the rate of false alarms, 0.05 and not 0.95: the "
            "quantile is that at 1 - level / 2.",
            edits={"1 - level / 2": "(1 + level) / 2"},
        ),
        Mutant(
            "power-and-level-exchanged",
            "You exchange power and level: one says how often a real difference is seen, the other how often a false "
            "one is.",
            edits={_DETECT: "normal.inv_cdf(1 - power / 2)", "inv_cdf(power)": "inv_cdf(level)"},
        ),
        Mutant(
            "always-80-percent",
            "Your power is always 0.8. Use the one that is given.",
            edits={"inv_cdf(power)": "inv_cdf(0.8)"},
        ),
        Mutant(
            "always-5-percent",
            "Your level is always 0.05. Use the one that is given.",
            edits={"1 - level / 2": "1 - 0.05 / 2"},
        ),
        Mutant(
            "rule-of-sixteen",
            "You use 16 (sd / effect) squared. That rule of thumb holds for a power of 0.8 and a level of 0.05 only.",
            edits={_N: "16 * (sd / effect) ** 2"},
        ),
        Mutant(
            "effect-not-squared",
            "You do not square sd / effect. Half the effect needs four times the seeds, not twice.",
            edits={_N: "2 * z**2 * sd / abs(effect)"},
        ),
        Mutant(
            "sd-not-squared",
            "sd is not squared, as if it were a variance. It is the standard deviation: twice the spread needs four "
            "times the seeds.",
            edits={_N: "2 * z**2 * sd / effect**2"},
        ),
        Mutant(
            "only-sd-squared",
            "effect is not squared. Half the effect needs four times the seeds, not twice.",
            edits={_N: "2 * (z * sd) ** 2 / abs(effect)"},
        ),
        Mutant(
            "z-not-squared",
            "The sum of the two quantiles is not squared.",
            edits={_N: "2 * z * (sd / effect) ** 2"},
        ),
        Mutant(
            "sum-of-squares",
            "You square the two quantiles one by one. First their sum, then the square.",
            edits={
                _N: "2 * (normal.inv_cdf(1 - level / 2) ** 2 + normal.inv_cdf(power) ** 2) * (sd / effect) ** 2"
            },
        ),
        Mutant(
            "nothing-squared",
            "The square is missing. The spread of a mean falls with the root of n, so n goes with the square.",
            edits={_N: "2 * z * sd / abs(effect)"},
        ),
        Mutant(
            "turned-round",
            "You divide effect by sd. A large effect is easy to see: it needs fewer seeds.",
            edits={"sd / effect": "effect / sd"},
        ),
        Mutant(
            "rounded-down",
            "You round down, so the power falls a little short of what is asked. Round up.",
            edits={"math.ceil(n)": "math.floor(n)"},
        ),
        Mutant(
            "rounded",
            "You round to the nearest whole number, so the power may fall a little short of what is asked. Round up.",
            edits={"math.ceil(n)": "round(n)"},
        ),
        Mutant(
            "floor-and-one",
            "You are one seed too high wherever the formula asks for more than 1: you add 2 to the number rounded "
            "down. Round up, and take the larger of that and 2.",
            edits={"max(2, math.ceil(n))": "2 + math.floor(n)"},
        ),
        Mutant(
            "not-rounded",
            "Your number of seeds is not a whole number. Round up.",
            edits={"math.ceil(n)": "n"},
        ),
        Mutant(
            "at-least-one",
            "Your answer can be a single seed. One run has no spread: at least 2.",
            edits={"max(2, math.ceil(n))": "math.ceil(n)"},
        ),
        Mutant(
            "at-least-three",
            "Your answer is never less than 3. At least 2 are asked for.",
            edits={"max(2,": "max(3,"},
        ),
    ),
)
