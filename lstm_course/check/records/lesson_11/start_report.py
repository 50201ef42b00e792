"""Exercise: what the loss before the first step gives away."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def report_probes(rng):
    """Return losses on both sides of every border, for small and large vocabularies, with and without padding."""

    def around(V, pad_share):
        top, floor = np.log(V), (1 - pad_share) * np.log(V)
        if pad_share:
            yield from (floor - 0.11, floor - 0.09, floor + 0.09)
            yield from ((floor + top) / 2, pad_share * top)
        yield from (top - 0.11, top - 0.09, top, top + 0.09, top + 0.11, top + 0.49, top + 0.51, 3 * top)

    wide = int(rng.integers(3_000, 20_000))
    cases = [(loss, V, 0.0) for V in (2, int(rng.integers(20, 90)), wide) for loss in around(V, 0.0)]
    cases += [
        (loss, V, share) for V, share in ((29, 0.35), (wide, 0.6), (300, 0.1)) for loss in around(V, share)
    ]
    return [Probe((float(loss), V, share)) for loss, V, share in cases]


def start_report(loss, V, pad_share=0.0):
    uniform = np.log(V)
    if loss > uniform + 0.5:
        return "too confident"
    if abs(loss - uniform) <= 0.1:
        return "fine"
    if loss > uniform:
        return "high"
    if pad_share > 0 and abs(loss - (1 - pad_share) * uniform) <= 0.1:
        return "padding counted"
    return "too good"


EXERCISE = Exercise(
    name="start_report",
    signature="start_report(loss, V, pad_share=0.0)",
    returns={"report": "one of the five words"},
    reference=start_report,
    probes=report_probes,
    points={"report": 4},
    words=("too confident", "fine", "high", "padding counted", "too good"),
    read='lesson 11, "Before the first step"',
    advice={"report": "Everything is measured from ln V: above it, near it, or below it, in that order."},
    hints=(
        "A network that knows nothing gives each of V symbols the probability 1/V. What is its loss?",
        "If a share of the steps counts with a loss of 0, the mean falls to (1 - share) of what it was.",
        "Ask in this order: above ln V + 0.5? within 0.1 of ln V? above? within 0.1 of (1 - share) ln V? below.",
    ),
    mutants=(
        Mutant(
            "confident-and-high-exchanged",
            '"too confident" and "high" have changed places: more than 0.5 above ln V is too confident.',
            edits={'return "too confident"': 'return "high"', 'return "high"': 'return "too confident"'},
        ),
        Mutant(
            "never-confident",
            'You never report "too confident": a loss more than 0.5 above ln V gets the answer of a later question.',
            edits={"loss > uniform + 0.5": "False"},
        ),
        Mutant(
            "all-below-is-padding",
            "You call every loss below ln V padding that was counted. It is that only near (1 - pad_share) ln V; any "
            'other below is "too good".',
            edits={'return "too good"': 'return "padding counted"'},
        ),
        Mutant(
            "always-8",
            "You take the logarithm of 8, whatever V is. The eight symbols are those of one example.",
            edits={"np.log(V)": "np.log(8)"},
        ),
        Mutant(
            "sign-of-the-logarithm",
            "You compare with ln(1/V), which is negative. A loss is minus a logarithm: ln V.",
            hint="M52",
            edits={"np.log(V)": "np.log(1 / V)"},
        ),
        Mutant(
            "bits",
            "You take the logarithm to base 2. PyTorch's losses are in nats: the natural logarithm.",
            hint="M52",
            edits={"np.log(V)": "np.log2(V)"},
        ),
        Mutant(
            "inverse",
            "You compare the loss with 1/V. That is the probability of each symbol; the loss is minus its logarithm.",
            hint="M52",
            edits={"np.log(V)": "1 / V"},
        ),
        Mutant(
            "v-minus-one",
            "You take ln(V - 1). A network that knows nothing does not know which symbol to rule out: all V are left.",
            edits={"np.log(V)": "np.log(V - 1) if V > 2 else 0.0"},
        ),
        Mutant(
            "exact",
            "Only the loss ln V itself is fine to you. Small random weights move it by some hundredths: leave the "
            "margin of 0.1.",
            edits={"abs(loss - uniform) <= 0.1": "loss == uniform"},
        ),
        Mutant(
            "pads-ignored",
            "You never report padding: a loss at (1 - pad_share) ln V is the one of a mean in which pads count as "
            "steps without an error.",
            hint="M41",
            edits={"pad_share > 0 and": "False and"},
        ),
        Mutant(
            "share-itself",
            "You look for the loss at pad_share · ln V. The pads are the steps that add nothing; what is left is "
            "1 - pad_share.",
            hint="M41",
            edits={"(1 - pad_share) * uniform": "pad_share * uniform"},
        ),
        Mutant(
            "too-good-first",
            "Everything below ln V is too good to you, so that no loss is left for the padding: ask for the special "
            "case first.",
            edits={"pad_share > 0 and abs(loss - (1 - pad_share) * uniform) <= 0.1": "loss > uniform - 0.1"},
            same_as=("pads-ignored",),
        ),
        Mutant(
            "padding-without-pads",
            "Any loss below ln V is a sign of padding to you. It is one only near (1 - pad_share) ln V; elsewhere the "
            "loss is not the one you think, or the network knows something already.",
            edits={"abs(loss - (1 - pad_share) * uniform) <= 0.1": "loss < uniform"},
        ),
        Mutant(
            "shares-of-padding",
            "Where there is padding you compare with (1 - pad_share) ln V only. A loss that is right leaves the pads "
            "out, and starts at ln V all the same.",
            edits={"uniform = np.log(V)": "uniform = (1 - pad_share) * np.log(V)"},
        ),
        Mutant(
            "ratio",
            "Your margin is a share of ln V. It is asked for in nats: within 0.1 of it, whatever V is.",
            edits={"abs(loss - uniform) <= 0.1": "abs(loss - uniform) <= 0.1 * uniform"},
        ),
        Mutant(
            "never-high",
            'Between ln V + 0.1 and ln V + 0.5 you answer something else than "high": the weights are a little too '
            "large, and nothing more is known.",
            edits={'return "high"': 'return "fine"'},
        ),
        Mutant(
            "confident-early",
            "You call a network too confident as soon as its loss is outside the margin. The border is ln V + 0.5; "
            "between the two it is high.",
            edits={"uniform + 0.5": "uniform + 0.1"},
        ),
        Mutant(
            "confident-by-factor",
            'You multiply ln V by a factor to find the border of "too confident". It lies 0.5 above ln V for every V.',
            edits={"uniform + 0.5": "uniform * 1.5"},
        ),
        Mutant(
            "padding-asked-first",
            'You ask for padding first, also where pad_share is 0: a loss near ln V is then "padding counted" to you. '
            "There is no padding there, and the loss is fine.",
            edits={
                "    if loss > uniform + 0.5:": "    if abs(loss - (1 - pad_share) * uniform) <= 0.1:\n"
                '        return "padding counted"\n    if loss > uniform + 0.5:'
            },
        ),
    ),
)
