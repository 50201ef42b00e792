"""Exercise: after how many steps a gradient is below a millionth."""

import math

from ...exercise import Exercise, Mutant, Probe


def lag_of_1e6_probes(rng):
    """Return weights: small, near one, negative, one, above one, zero, and a millionth itself."""
    return [
        Probe(
            (float(rng.uniform(0.3, 0.6)),),
            "For a weight between 0 and 1, count how often 1 can be multiplied by it before it is below 1e-6; yours "
            "is another count.",
        ),
        Probe(
            (float(-rng.uniform(0.6, 0.85)),),
            "For this negative weight your count is off. Its size falls as that of a positive one, so use abs(w); the "
            "answer is the first lag that is below 1e-6, so round up.",
        ),
        Probe(
            (1.0,),
            "At a weight of 1 nothing ever gets smaller, so the answer is -1.",
        ),
        Probe(
            (float(rng.uniform(1.05, 1.9)),),
            "Above 1 the gradient grows, so it never falls below 1e-6 and the answer is -1.",
        ),
        Probe(
            (0.0,), "At a weight of 0 the gradient is gone after one step: lag 1. Mind the logarithm of 0."
        ),
        Probe(
            (float(rng.uniform(0.93, 0.98)),),
            "Near 1 your count is off. Compare with the powers themselves; does a loop of yours end too soon?",
        ),
        Probe(
            (float(rng.uniform(0.998, 0.999)),),
            "Very near 1 it takes some ten thousand steps, and your count is off. Does a loop of yours end too soon?",
        ),
        Probe(
            (1e-6,),
            "At a weight of 1e-6 exactly a millionth is left at lag 1, and that is not *less* than a millionth.",
        ),
        Probe(
            (float(-rng.uniform(1.1, 1.9)),), "Below -1 the size grows: abs(w) decides, and the answer is -1."
        ),
    ]


def lag_of_1e6(w):
    if abs(w) >= 1:
        return -1
    power, k = 1.0, 0
    while power >= 1e-6:
        power, k = power * abs(w), k + 1
    return k


def _rounded(w):
    if abs(w) >= 1:
        return -1
    return 1 if w == 0 else round(math.log(1e-6) / math.log(abs(w)))


EXERCISE = Exercise(
    name="lag_of_1e6",
    signature="lag_of_1e6(w)",
    returns={"k": "the smallest lag, or -1"},
    reference=lag_of_1e6,
    probes=lag_of_1e6_probes,
    points={"k": 3},
    read='lesson 06, "One unit, one weight"',
    advice={},
    hints=(
        "After k steps the gradient is abs(w)**k. A loop that multiplies and counts is enough.",
        "In closed form: k * log|w| < log(1e-6). Dividing by a negative number turns the sign round.",
        "k = 0, power = 1; while power >= 1e-6: power *= abs(w), k += 1. Return -1 first where abs(w) >= 1.",
    ),
    mutants=(
        Mutant(
            "one-too-few",
            "Your count is one too small: at your lag the gradient is still above 1e-6.",
            edits={"return k": "return k - 1"},
        ),
        Mutant(
            "one-too-many",
            "Your count is one too large: it is below 1e-6 one step earlier already. Lag 0 is the start, 1.",
            edits={"return k": "return k + 1"},
        ),
        Mutant(
            "equal-counts",
            "At a weight of 1e-6 a millionth is left at lag 1, and you stop there. Asked for is *less* than 1e-6: "
            "compare with < and not with <=; or, with logarithms, take the next whole number and do not round up.",
            edits={"power >= 1e-6": "power > 1e-6"},
        ),
        Mutant(
            "gives-up",
            "Your function gives up after a number of rounds and answers -1. Near 1 it takes thousands of steps: let "
            "the loop run until the power is small enough.",
            edits={"return k": "return k if k <= 1000 else -1"},
        ),
        Mutant(
            "sign-kept",
            "A negative weight is below 1e-6 at once for your function. Its sign flips at each step, but vanishing is "
            "a matter of size: abs(w).",
            edits={
                "abs(w) >= 1": "w >= 1",
                "power * abs(w)": "power * w",
            },
        ),
        Mutant(
            "negative-never",
            "You answer -1 for all negative weights. They vanish as fast as positive ones of their size.",
            edits={"abs(w) >= 1": "w < 0 or w >= 1"},
        ),
        Mutant(
            "large-negative-vanishes",
            "You ask whether w >= 1, so a weight below -1 counts as small. Its size is what matters: abs(w).",
            edits={"return -1": "return -1 if w > 0 else 1"},
        ),
        Mutant(
            "never-means-zero",
            "You answer 0 where the gradient never falls below 1e-6. At lag 0 it is 1; the answer asked for is -1.",
            edits={"return -1": "return 0"},
        ),
        Mutant(
            "explosion-counted",
            "For weights above 1 you count until 1e6 is passed. That is exploding, the other danger; here the answer "
            "is -1.",
            'lesson 06, "When it explodes"',
            hint="M09",
            edits={
                "abs(w) >= 1": (
                    "abs(w) > 1:\n"
                    "        return math.ceil(math.log(1e6) / math.log(abs(w)))\n"
                    "    if abs(w) == 1"
                )
            },
        ),
        Mutant(
            "never-vanishes",
            "You answer -1 always. Any loop with a weight below 1 in size loses its gradient, be it a gate or not.",
            hint="M08",
            edits={"return k": "return -1"},
        ),
        Mutant(
            "zero-never",
            "For a weight of 0 you answer -1. Nothing passes it: at lag 1 the gradient is 0 already.",
            edits={"abs(w) >= 1": "abs(w) >= 1 or w == 0"},
        ),
        Mutant(
            "zero-at-lag-zero",
            "For a weight of 0 you answer 0. At lag 0 the gradient has not met the weight yet and is 1.",
            edits={"    if abs(w) >= 1": "    if w == 0:\n        return 0\n    if abs(w) >= 1"},
        ),
        Mutant(
            "straight-line",
            "You let the gradient lose the same amount at each step, 1 - w. It loses the same *share*: multiply.",
            hint="M11",
            edits={"power * abs(w)": "power - (1 - abs(w))"},
        ),
        Mutant(
            "mixed-logarithms",
            "Your two logarithms have different bases. Take the same for 1e-6 and for the weight.",
            edits={"1e-6": "10 ** math.log(1e-6)"},
        ),
        Mutant(
            "mixed-logarithms-the-other-way",
            "Your logarithms have different bases: log10 of 1e-6 and the natural one of the weight.",
            edits={"1e-6": "math.exp(-6)"},
        ),
        Mutant(
            "squared",
            "You stop at half the lag, where 1e-3 is left: a square of the weight, or of the norm, has come in. Each "
            "step multiplies by w once.",
            edits={"power * abs(w)": "power * w * w"},
        ),
        Mutant(
            "half-life",
            "You return the lag where half is left. Asked for is a millionth.",
            edits={"1e-6": "0.5"},
        ),
        Mutant(
            "sigmoid-loop",
            "You put the weight through a sigmoid first. That is a forget gate; this loop has the weight itself.",
            edits={"    if abs(w) >= 1": "    w = 1 / (1 + math.exp(-w))\n    if abs(w) >= 1"},
        ),
        Mutant(
            "rounded-down",
            "You round down, with int() or //. At that lag the gradient is still above 1e-6: the first "
            "lag that is below is one further.",
            edits={"    return k": "    return k - 1 if w else k"},
        ),
        Mutant(
            "hundred-thousandth", "You stop where 1e-5 is left. A millionth is 1e-6.", edits={"1e-6": "1e-5"}
        ),
        Mutant(
            "logarithm-of-zero",
            "Where the weight is 0 you take the logarithm of 0, and Python raises a ValueError. Deal with that "
            "weight first: nothing passes it.",
            edits={"    if abs(w) >= 1:": "    if w == 0:\n        raise ValueError\n    if abs(w) >= 1:"},
        ),
        Mutant(
            "division-at-one",
            "Where the weight is 1 your function divides by its logarithm, which is 0. Such a gradient never "
            "shrinks: compare with >=, before any logarithm.",
            edits={
                "    if abs(w) >= 1:": "    if abs(w) == 1:\n        raise ZeroDivisionError\n    if abs(w) >= 1:"
            },
        ),
        Mutant(
            "negative-and-zero-never",
            "For weights of 0 and below you answer -1. A gradient is below 1e-6 by its size, so a negative weight "
            "counts like a positive one, and nothing passes a weight of 0.",
            edits={"if abs(w) >= 1:": "if w <= 0 or w >= 1:"},
        ),
        Mutant(
            "rounded",
            "You round to the nearest whole number. At that lag the gradient may still be above 1e-6: the first lag "
            "below it is the next whole number.",
            fn=_rounded,
        ),
    ),
)
