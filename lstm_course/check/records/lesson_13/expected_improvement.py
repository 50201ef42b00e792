"""Exercise: how much lower than the best error so far a configuration is expected to come out."""

from statistics import NormalDist

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def improvement_probes(rng):
    """Return forecasts on both sides of the best error, certain ones among them, with errors of several sizes."""

    def one(shift, sd):
        best = float(rng.uniform(8, 12))
        return np.array([best + shift]), np.array([sd]), best

    best = float(rng.uniform(20, 40))
    sd = rng.uniform(0.3, 3, size=6)
    mean = best + np.array([-1.5, -0.4, 0.3, 0.8, 1.6, 3.0]) * rng.uniform(0.8, 1.2, size=6)
    zeros = np.array([0.0, 0.7, 0.0, 1.9, 0.0])
    beside = best + np.array([-1.2, -0.5, 0.9, 0.6, 0.0])
    return [
        Probe(
            one(0.0, float(rng.uniform(1.5, 3))),
            "Here mean equals best, so the first term is zero and what is left is sd times the density at 0. Yours "
            "differs already there.",
        ),
        Probe((np.array([11.0]), np.array([1.0]), 10.0)),
        Probe(one(float(rng.uniform(0.5, 1)), float(rng.uniform(0.2, 0.6)))),
        Probe(one(-float(rng.uniform(0.5, 1)), float(rng.uniform(1.5, 2.5)))),
        Probe((mean, sd, best)),
        Probe((beside, zeros, best)),
        Probe((np.array([best + 0.7, best - 0.3]), np.zeros(2), best)),
        Probe((100 * mean, 100 * sd, 100 * best + 30)),
        Probe((-mean[:3], sd[:3], 0.5 - best)),
        Probe((best + np.array([0.9, 40.0, -40.0]), np.array([0.8, 0.9, 1.1]), best)),
    ]


def expected_improvement(mean, sd, best):
    normal = NormalDist()
    gain = best - mean
    expected = np.maximum(gain, 0.0)
    for k in np.flatnonzero(sd > 0):
        z = gain[k] / sd[k]
        expected[k] = gain[k] * normal.cdf(z) + sd[k] * normal.pdf(z)
    return expected


def _without_branch(mean, sd, best):
    """Return the formula for all entries, with what 0 / 0 gives."""
    normal = NormalDist()
    with np.errstate(all="ignore"):
        gain = best - mean
        z = gain / sd
        cdf, pdf = (
            np.array([np.nan if np.isnan(one) else f(one) for one in z]) for f in (normal.cdf, normal.pdf)
        )
        return np.where(np.isfinite(z), gain * cdf + sd * pdf, np.nan)


_SURE = "expected = np.maximum(gain, 0.0)"
_FORMULA = "gain[k] * normal.cdf(z) + sd[k] * normal.pdf(z)"

EXERCISE = Exercise(
    name="expected_improvement",
    signature="expected_improvement(mean, sd, best)",
    returns={"improvement": "(n,)"},
    reference=expected_improvement,
    probes=improvement_probes,
    points={"improvement": 5},
    read='lesson 13, "Four searches, two hundred times"',
    advice={
        "improvement": "gain = best - mean, z = gain / sd, then gain times the cdf at z plus sd times the pdf at z; "
        "where sd is 0 the gain itself, if there is one."
    },
    hints=(
        "A smaller error is better, so the gain is best - mean. NormalDist() of statistics has .cdf and .pdf, for one "
        "number at a time.",
        "z = gain / sd; the two terms are gain * cdf(z) and sd * pdf(z). Where sd is 0 nothing is left to chance.",
        "Begin with np.maximum(gain, 0.0), which is right where sd is 0. Then for k in np.flatnonzero(sd > 0): "
        "overwrite entry k with the sum of the two terms.",
    ),
    mutants=(
        Mutant(
            "one-certain-all-certain",
            "Where the sd of one candidate is 0 you take all of them for certain. Ask for each candidate by itself.",
            edits={"return expected": "return np.maximum(gain, 0.0) if (sd == 0).any() else expected"},
        ),
        Mutant(
            "maximising",
            "Your gain is mean - best, the formula for a score that should be high. Here it is an error: lower than "
            "best is better.",
            edits={"best - mean": "mean - best"},
        ),
        Mutant(
            "cdf-and-pdf-exchanged",
            "You exchange the cdf and the pdf. The gain is weighted with the probability that there is one, which is "
            "the cdf.",
            edits={_FORMULA: "gain[k] * normal.pdf(z) + sd[k] * normal.cdf(z)"},
        ),
        Mutant(
            "no-sd-before-the-pdf",
            "An sd is missing before the pdf. The second term is what uncertainty is worth, in the unit of the error; "
            "and the pdf of NormalDist(mean, sd) is divided by sd already, that of NormalDist() at z is not.",
            edits={"sd[k] * normal.pdf": "normal.pdf"},
        ),
        Mutant(
            "no-sd-in-z",
            "Your z is not divided by sd. It says by how many standard deviations the mean lies below best.",
            edits={"gain[k] / sd[k]": "gain[k]"},
        ),
        Mutant(
            "sd-nowhere-in-the-formula",
            "sd stands in neither term. It divides the gain in z, and it multiplies the pdf.",
            edits={"gain[k] / sd[k]": "gain[k]", "sd[k] * normal.pdf": "normal.pdf"},
        ),
        Mutant(
            "variance",
            "You square sd, as if a variance were asked for. Both places need the standard deviation itself.",
            edits={"    gain =": "    sd = sd**2\n    gain ="},
        ),
        Mutant(
            "root-of-sd",
            "You take the root of sd, as if it were a variance. It is the standard deviation already.",
            edits={"    gain =": "    sd = np.sqrt(sd)\n    gain ="},
        ),
        Mutant(
            "variance-in-z",
            "You divide the gain by the square of sd. z is the gain in standard deviations.",
            edits={"gain[k] / sd[k]": "gain[k] / sd[k] ** 2"},
        ),
        Mutant(
            "z-before-the-cdf",
            "Your first term is z times the cdf. It is the gain itself, in the unit of the error.",
            edits={"gain[k] * normal": "z * normal"},
        ),
        Mutant(
            "nan-at-zero",
            "Where sd is 0 you divide by it, and NaN comes out. A forecast without doubt is worth its gain, or "
            "nothing: treat sd = 0 apart.",
            fn=_without_branch,
        ),
        Mutant(
            "nothing-where-sd-is-zero",
            "Where sd is 0 you always return 0. A forecast without doubt that lies below best is worth its gain.",
            edits={_SURE: "expected = np.zeros_like(gain)"},
        ),
        Mutant(
            "negative-where-sd-is-zero",
            "Where sd is 0 your improvement can be negative. Who finds nothing better keeps the best: at least 0.",
            edits={_SURE: "expected = gain.copy()"},
        ),
        Mutant(
            "absolute-where-sd-is-zero",
            "Where sd is 0 you return the distance to best. Above best there is no improvement at all: 0.",
            edits={_SURE: "expected = np.abs(gain)"},
        ),
        Mutant(
            "gain-cut-first",
            "You cut the gain off at 0 before you use it. Even where mean lies above best there is a chance to come "
            "out below it, and the formula needs how far it is.",
            edits={"gain = best - mean": "gain = np.maximum(best - mean, 0.0)"},
        ),
        Mutant(
            "positive-gain-in-the-first-term",
            "In your first term a negative gain counts as 0. Where mean lies above best the first term is negative, "
            "and the second one outweighs it.",
            edits={"gain[k] * normal": "max(gain[k], 0) * normal"},
        ),
        Mutant(
            "pdf-at-the-gain",
            "You take the pdf at the gain. Both functions are taken at z, the gain in standard deviations.",
            edits={"pdf(z)": "pdf(gain[k])"},
        ),
        Mutant(
            "cdf-at-the-gain",
            "You take the cdf at the gain. Both functions are taken at z, the gain in standard deviations.",
            edits={"cdf(z)": "cdf(gain[k])"},
        ),
        Mutant(
            "absolute-gain",
            "You take the absolute value of the gain. Whether mean lies above or below best is what matters most.",
            edits={"gain = best - mean": "gain = np.abs(best - mean)"},
        ),
        Mutant(
            "best-of-the-forecasts",
            "You measure against the lowest of the means. The improvement is over best, the lowest error that was "
            "really measured: a forecast is not yet a result.",
            edits={"best - mean": "mean.min() - mean"},
        ),
        Mutant(
            "probability-of-improvement",
            "You return the probability of an improvement. A likely improvement by next to nothing is not worth a "
            "training: weigh each with its size.",
            edits={_FORMULA: "normal.cdf(z)"},
        ),
        Mutant(
            "probability-and-certainty",
            "You return the probability of an improvement, also where sd is 0. A likely improvement by next to nothing "
            "is not worth a training: weigh each with its size.",
            edits={_SURE: "expected = (gain > 0) * 1.0", _FORMULA: "normal.cdf(z)"},
        ),
        Mutant(
            "first-term-only",
            "The second term is missing. Without it uncertainty is worth nothing, and the search never looks where it "
            "knows little.",
            edits={" + sd[k] * normal.pdf(z)": ""},
        ),
        Mutant(
            "second-term-only",
            "The first term is missing, the gain times the cdf. Without it one looks only where little is known.",
            edits={"gain[k] * normal.cdf(z) + ": ""},
        ),
        Mutant(
            "terms-subtracted",
            "You subtract the second term. Uncertainty adds to what can be expected here, since a bad outcome costs "
            "nothing.",
            edits={"+ sd": "- sd"},
        ),
        Mutant(
            "upper-tail",
            "Your cdf is that of -z, the probability that there is no improvement.",
            edits={"normal.cdf(z)": "normal.cdf(-z)"},
        ),
        Mutant(
            "no-root-of-two-pi",
            "Your density is not divided by the root of 2 pi, so it is two and a half times too high.",
            edits={"normal.pdf(z)": "np.exp(-(z**2) / 2)"},
        ),
        Mutant(
            "density-without-the-half",
            "The exponent of your density is -z**2. The half is missing: it is -z**2 / 2.",
            edits={"normal.pdf(z)": "np.exp(-(z**2)) / np.sqrt(2 * np.pi)"},
        ),
        Mutant(
            "lower-bound",
            "You return how far mean - sd lies below best, a lower confidence bound. That is another rule for the same "
            "choice; asked for is the expected improvement.",
            edits={_SURE: "expected = gain", _FORMULA: "gain[k] + sd[k]"},
        ),
        Mutant(
            "gain-only",
            "You do not use sd: your improvement is the gain of the mean, or 0. A forecast is a distribution, and the "
            "part of it below best counts.",
            edits={_FORMULA: "max(gain[k], 0.0)"},
        ),
        Mutant(
            "gain-with-its-sign",
            "You do not use sd: you return best - mean. A forecast is a distribution, and the part of it below best "
            "counts.",
            edits={_SURE: "expected = gain", _FORMULA: "gain[k]"},
        ),
        Mutant(
            "negated",
            "Your sign is turned round: an improvement is positive.",
            edits={"return expected": "return -expected"},
        ),
        Mutant(
            "zero-over-zero",
            "You divide by sd where it is 0, too. Mostly that comes out right by way of infinity, but where mean "
            "equals best it is 0/0, which is NaN: treat sd = 0 apart.",
            edits={_SURE: "expected = np.where((gain == 0) & (sd == 0), np.nan, np.maximum(gain, 0.0))"},
        ),
    ),
)
