"""Exercise: the sigmoid and its slope, for sums of any size."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def sigmoid_probes(rng):
    """Return probes of the sigmoid: two small ones, far out in both directions, and a block."""
    far = np.array([-1000.0, 1000.0, rng.uniform(700, 900), -rng.uniform(700, 900)])
    return [
        Probe((rng.uniform(0.5, 2.5, size=1),)),
        Probe((-rng.uniform(0.5, 2.5, size=2),)),
        Probe((far,)),
        Probe((rng.normal(scale=2, size=(3, 4)),)),
    ]


def sigmoid(a):
    e = np.exp(-np.abs(a))  # never above 1, so it cannot overflow
    value = np.where(a >= 0, 1, e) / (1 + e)
    slope = value * (1 - value)
    return value, slope


# mistakes that leave nothing of the other result to compare, so that they are only known alone


def _no_one_below(a):
    value = 1 / np.exp(-a)
    return value, value * (1 - value)


def _overflow(a):
    value = np.exp(a) / (1 + np.exp(a))
    return value, value * (1 - value)


def _clipped(a):
    value, _ = sigmoid(np.clip(a, -10, 10))
    return value, value * (1 - value)


def _if_on_an_array(a):
    if a >= 0:
        return sigmoid(a)
    e = np.exp(a)
    return e / (1 + e), e / (1 + e) ** 2


def _step(a):
    value = (a > 0).astype(float)
    return value, value * (1 - value)


def _softmax(a):
    value = np.exp(a) / np.exp(a).sum()
    return value, value * (1 - value)


def _slope_divides(a):
    value, _ = sigmoid(a)
    return value, value / (1 - value)


def _overflow_in_slope(a):
    value, _ = sigmoid(a)
    return value, np.exp(-a) / (1 + np.exp(-a)) ** 2


def _nan_to_zero(a):
    value = np.nan_to_num(np.exp(a) / (1 + np.exp(a)))
    return value, value * (1 - value)


_ROLES = 'lesson 02, "How much, and what"'
_UNITS = 'lesson 02, "One gate per unit"'
_SOFT = 'lesson 02, "Why the switch is soft"'

EXERCISE = Exercise(
    name="sigmoid",
    signature="sigmoid(a)",
    returns={"value": "shape of a", "slope": "shape of a"},
    reference=sigmoid,
    probes=sigmoid_probes,
    points={"value": 1, "slope": 2},
    read='lesson 02, "A number that multiplies"',
    advice={
        "value": "Redo one by hand: at a = 0 the value is one half, for a large a it is close to 1.",
        "slope": "Put it beside (sigmoid(a + 0.001) - sigmoid(a - 0.001)) / 0.002.",
    },
    hints=(
        "The value first: one divided by one plus a power of e. For which sign of a does that power become huge?",
        "np.exp(-np.abs(a)) is never larger than 1. With e = np.exp(-np.abs(a)), the value is 1 / (1 + e) where "
        "a >= 0 and e / (1 + e) elsewhere; np.where chooses.",
        "The slope can be written with the value alone: value * (1 - value).",
    ),
    mutants=(
        Mutant(
            "activated-twice",
            "Your slope feeds the value into the sigmoid a second time. value is activated already: its slope is "
            "made of value itself.",
            hint="M24",
            edits={
                "slope = value * (1 - value)": "again = 1 / (1 + np.exp(-value))\n    slope = again * (1 - again)"
            },
        ),
        Mutant(
            "product-twice",
            "Your slope applies s(1 - s) twice. Once takes you from the value to the slope; the second time is the "
            "slope of nothing.",
            hint="M24",
            edits={"value * (1 - value)": "value * (1 - value) * (1 - value * (1 - value))"},
        ),
        Mutant(
            "derivative-of-the-sum",
            "Your slope is a(1 - a): the formula wants the value s in this place, not the sum a that went in.",
            hint="M24",
            edits={"value * (1 - value)": "a * (1 - a)"},
        ),
        Mutant(
            "sign-of-the-exponent",
            "Your value falls where a rises: the sign in the exponent is the wrong way round, so the gate shuts when "
            "it should open.",
            edits={"a >= 0": "a < 0"},
        ),
        Mutant(
            "minus-for-plus",
            "There is a minus in the denominator where a plus belongs, so your value leaves the range from 0 to 1.",
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "1 / (1 - np.exp(-a))"},
        ),
        Mutant(
            "no-one-below",
            "The 1 in the denominator is missing, so your value is e to the power a and grows without bound.",
            fn=_no_one_below,
        ),
        Mutant(
            "overflow",
            "Your value is NaN for large a: e to the power 1000 overflows, and infinity divided by infinity is not a "
            "number. Take the exponential of something that is never positive.",
            fn=_overflow,
        ),
        Mutant(
            "clipped",
            "You cut a off at -10 and 10 first, so your value never falls below 0.000045. That looks like 0 in print, "
            "but a gate that never shuts further is another function: take a form that needs no clipping.",
            fn=_clipped,
        ),
        Mutant(
            "if-on-an-array",
            "You ask `if` of a whole array, which has as many answers as entries. np.where(a >= 0, one, other) chooses "
            "entry by entry.",
            fn=_if_on_an_array,
        ),
        Mutant(
            "tanh-for-sigmoid",
            "This is tanh with the slope of tanh. It runs from -1 to 1 and proposes content; a gate runs from 0 to 1.",
            _ROLES,
            hint="M02",
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "np.tanh(a)", "value * (1 - value)": "1 - value**2"},
        ),
        Mutant(
            "tanh-value",
            "Your value is tanh(a), which runs from -1 to 1 and proposes content; a gate runs from 0 to 1.",
            _ROLES,
            hint="M02",
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "np.tanh(a)"},
        ),
        Mutant(
            "zero-to-one-tanh",
            "Your value is (tanh(a) + 1) / 2. Between 0 and 1 it is, but twice as steep: that is the sigmoid of 2a.",
            _ROLES,
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "(np.tanh(a) + 1) / 2"},
        ),
        Mutant(
            "step",
            "Your value is a hard switch, 0 or 1 and nothing between. Its slope is zero, so no gradient could ever "
            "move it.",
            _SOFT,
            fn=_step,
        ),
        Mutant(
            "straight-line",
            "Your value is the hard sigmoid, a straight line cut off at 0 and 1. Some old libraries use it; beyond "
            "the corners its slope is zero.",
            _SOFT,
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "np.clip(0.2 * a + 0.5, 0, 1)"},
        ),
        Mutant(
            "softmax",
            "You divide by a sum over all entries: that is the softmax. Gates do not share a budget, each entry "
            "decides alone.",
            _UNITS,
            fn=_softmax,
        ),
        Mutant(
            "relu",
            "Your value is max(a, 0), which has no upper end. A gate must not exceed 1, or it would amplify.",
            _ROLES,
            hint="M50",
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "np.maximum(a, 0)"},
        ),
        Mutant(
            "tanh-slope",
            "Your slope is 1 - s squared. That belongs to tanh; the sigmoid has another one.",
            edits={"value * (1 - value)": "1 - value**2"},
        ),
        Mutant(
            "one-minus-s",
            "Your slope is 1 - s: a factor is missing. A slope that stays high for very negative a cannot belong to a "
            "curve that is flat there.",
            edits={"value * (1 - value)": "1 - value"},
        ),
        Mutant(
            "slope-is-value",
            "Your slope is the value once more. That is true of e to the power a, not of the sigmoid.",
            edits={"value * (1 - value)": "value"},
        ),
        Mutant(
            "slope-sign",
            "Your slope is negative, but the sigmoid rises everywhere: two terms of a difference are exchanged.",
            edits={"value * (1 - value)": "value * (value - 1)"},
        ),
        Mutant(
            "slope-plus",
            "There is a plus in your slope where a minus belongs, so it goes to 2 for large a, where the curve is "
            "flat.",
            edits={"value * (1 - value)": "value * (1 + value)"},
        ),
        Mutant(
            "slope-divides",
            "Your slope divides by 1 - s where it should multiply by it. s / (1 - s) are the odds, which grow without "
            "bound.",
            fn=_slope_divides,
        ),
        Mutant(
            "overflow-in-slope",
            "Your slope is NaN for very negative a: its exponential overflows above and below the line. Make the "
            "slope from the value, which is safe.",
            fn=_overflow_in_slope,
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return the value first and then the slope.",
            edits={"return value, slope": "return slope, value"},
        ),
        Mutant(
            "second-factor-squared",
            "Your slope is s(1 - s)**2. Nothing is squared there: s(1 - s).",
            edits={"value * (1 - value)": "value * (1 - value) ** 2"},
        ),
        Mutant(
            "slope-of-one-quarter",
            "Your slope is one quarter everywhere. The sigmoid is that steep at a = 0 alone; far out it is flat.",
            edits={"value * (1 - value)": "np.full_like(value, 0.25)"},
        ),
        Mutant(
            "slope-turned-for-negative",
            "Your slope is negative where a is. The sigmoid rises on both sides, so its slope is positive everywhere.",
            edits={"value * (1 - value)": "np.where(a >= 0, 1, -1) * value * (1 - value)"},
        ),
        Mutant(
            "softmax-without-overflow",
            "You divide by the sum over all entries: that is a softmax, in which the entries share a "
            "budget of 1. Each entry is squashed alone.",
            edits={"np.where(a >= 0, 1, e) / (1 + e)": "np.exp(a - a.max()) / np.exp(a - a.max()).sum()"},
        ),
        Mutant(
            "nan-to-zero",
            "For large a your value is 0: e to the power of a overflows, infinity divided by infinity is NaN, and "
            "you put 0 in its place. There the value is close to 1: take the exponential of something that is never "
            "positive.",
            fn=_nan_to_zero,
        ),
        Mutant(
            "above-zero-for-all",
            "Your value is never below one half: 1 / (1 + e) with |a| in the exponent is right for a >= 0 only. "
            "Below zero the value is e / (1 + e).",
            edits={"np.where(a >= 0, 1, e)": "1"},
        ),
        Mutant(
            "below-zero-for-all",
            "Your value is never above one half: e / (1 + e) with |a| in the exponent is right for a <= 0 only. "
            "Above zero the value is 1 / (1 + e).",
            edits={"np.where(a >= 0, 1, e)": "e"},
        ),
    ),
)
