"""Exercise: add noise to speech at a given ratio."""

import math

import numpy as np

from ....drive import speech
from ...exercise import Exercise, Mutant, Probe

SEEDS = 9  # of a long noise: enough to see that the place changes


def signals(rng):
    """Return noise longer than the speech, much shorter, as long, of one sample, with a mean, ratios of both signs."""

    def probe(n, m, snr_db, seeds=2, isolates=None, part=None):
        clean = rng.normal(0, rng.uniform(2, 6), n)
        noise = rng.normal(rng.uniform(1, 2), 3, m) * np.linspace(0.5, 3, m)
        drawn = [int(k) for k in rng.integers(1, 10_000, seeds)]
        if seeds == SEEDS and m % 2:
            drawn = [drawn[0] + m * k for k in range(seeds)]
        return Probe((clean, noise, snr_db, drawn), isolates, part)

    return [
        probe(
            9,
            9,
            0.0,
            1,
            "The ratio is 0 dB and noise is as long as clean here, so both have the same power, the mean of the "
            "squares, after scaling. In yours they have not.",
            "ratio",
        ),
        probe(8, 40, 10.0, SEEDS),
        probe(11, 60, -7.0),
        probe(12, 5, 4.0, 3),
        probe(17, 6, -12.5),
        probe(10, 10, 20.0),
        probe(6, 1, 3.0, 1),
        probe(9, 30, math.inf, 1),
        probe(7, 8, 6.0),
        probe(20, 19, 6.0),
        probe(1, 5, 5.0, 1),
        probe(8, 33, 45.0),
        probe(8, 41, 5.0, SEEDS),  # seeds that all leave the same rest
    ]


def mix(clean, noise, snr_db, seed):
    n = len(clean)
    loop = np.tile(noise, n // len(noise) + 2)
    start = np.random.default_rng(seed).integers(len(noise))
    part = loop[start : start + n]
    wanted = np.mean(clean**2) / 10 ** (snr_db / 10)  # power of the noise
    return clean + np.sqrt(wanted / np.mean(part**2)) * part


def _power(x):
    return np.mean(x**2)


LAWS = {  # how loud the noise is made, from speech c, stretch p, the whole noise and decibels; the right one first
    "as asked for": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p) / 10 ** (db / 10)),
    "no square root": lambda c, p, noise, db: _power(c) / _power(p) / 10 ** (db / 10),
    "10 for 20": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p)) / 10 ** (db / 10),
    "20 for 10": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p) / 10 ** (db / 20)),
    "the other sign": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p) * 10 ** (db / 10)),
    "no power of ten": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p) / abs(np.float64(db) / 10)),
    "decibels as a ratio": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p) / abs(np.float64(db))),
    "e for 10": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p) / np.exp(db / 10)),
    "upside down": lambda c, p, noise, db: np.sqrt(_power(p) / _power(c) * 10 ** (db / 10)),
    "ratio inverted": lambda c, p, noise, db: np.sqrt(_power(p) / _power(c) / 10 ** (db / 10)),
    "power of the whole noise": lambda c, p, noise, db: np.sqrt(_power(c) / _power(noise) / 10 ** (db / 10)),
    "20 for 10, measured": lambda c, p, noise, db: _power(c) / _power(p) / 10 ** (db / 20),
    "natural logarithm": lambda c, p, noise, db: 10 ** ((10 * np.log(_power(c) / _power(p)) - db) / 20),
    "squares of means": lambda c, p, noise, db: abs(np.mean(c) / np.mean(p)) / 10 ** (db / 20),
    "sum for the stretch": lambda c, p, noise, db: np.sqrt(_power(c) / np.sum(p**2) / 10 ** (db / 10)),
    "sum for the speech": lambda c, p, noise, db: np.sqrt(np.sum(c**2) / _power(p) / 10 ** (db / 10)),
    "sums": lambda c, p, noise, db: np.sqrt(np.sum(c**2) / np.sum(noise**2) / 10 ** (db / 10)),
    "variances": lambda c, p, noise, db: np.sqrt(np.var(c) / np.var(p) / 10 ** (db / 10)),
    "absolute values": lambda c, p, noise, db: np.mean(abs(c)) / np.mean(abs(p)) / 10 ** (db / 20),
    "peaks": lambda c, p, noise, db: np.max(abs(c)) / np.max(abs(p)) / 10 ** (db / 20),
    "no powers": lambda c, p, noise, db: 1 / 10 ** (db / 20),
    "no power of the noise": lambda c, p, noise, db: np.sqrt(_power(c) / 10 ** (db / 10)),
    "no power of the speech": lambda c, p, noise, db: np.sqrt(1 / _power(p) / 10 ** (db / 10)),
    "no decibels": lambda c, p, noise, db: np.sqrt(_power(c) / _power(p)),
    "nothing scaled": lambda c, p, noise, db: 1.0,
    "subtracted": lambda c, p, noise, db: -np.sqrt(_power(c) / _power(p) / 10 ** (db / 10)),
    "no noise": lambda c, p, noise, db: 0.0,
}


def _follow(law, parts, stretches, clean, noise, snr_db):
    """Whether the noise in every signal is as loud as a law says, for one of the starts that fit."""

    def fits_at(kind, k, gain):
        wanted = LAWS[law](clean, stretches[kind][k], noise, snr_db)
        return abs(gain - wanted) <= 1e-9 + 1e-4 * abs(wanted)

    return all(any(fits_at(kind, k, gain) for k, gain in fits.items()) for kind, _, fits in parts)


def _stretches(noise, n):
    """Return kind -> rows of n samples: every stretch of the loop, and what is often taken for one."""
    places = (np.arange(len(noise))[:, None] + np.arange(n)) % len(noise)
    found = {
        "a stretch of it": noise[places],
        "backwards": noise[places][:, ::-1],
        "without its mean": (noise - noise.mean())[places],
    }
    if len(noise) < n:
        found["zeros behind it"] = np.pad(noise, (0, n - len(noise)))[None]
        found["stretched"] = np.interp(np.linspace(0, len(noise) - 1, n), np.arange(len(noise)), noise)[None]
    return found


def _fit(signal, clean, rows, free):
    """Return how much of the speech a signal holds, and how much of each row next to it; and which rows do fit."""
    squares = np.maximum((rows * rows).sum(axis=1), 1e-300)
    shares = np.ones(len(rows))
    if free:
        a, b = clean @ clean, rows @ clean
        shares = (signal @ clean * squares - rows @ signal * b) / np.maximum(a * squares - b * b, 1e-300)
    rest = signal - shares[:, None] * clean
    gains = (rows * rest).sum(axis=1) / squares
    errors = np.abs(rest - gains[:, None] * rows).max(axis=1)
    return shares, gains, np.flatnonzero(errors < 1e-5 * (1 + np.abs(signal).max()))


def _taken_apart(signal, clean, stretches):
    """Return kind, share of the speech, and start -> factor of the noise, for all starts that fit; or None."""
    for free in (False, True) if len(clean) > 3 else (False,):
        for kind, rows in stretches.items():
            shares, gains, fits = _fit(signal, clean, rows, free)
            if len(fits) and shares[fits[0]] > 1e-6:  # noise alone has no share of the speech
                return kind, float(shares[fits[0]]), {int(k): gains[k] / shares[k] for k in fits}
    return None


def _measured(made, clean, snr_db):
    """Return the ratio of every signal in words: where it is none of the laws, mistakes differ in it."""
    powers = np.mean((made - clean) ** 2, axis=1)
    if np.allclose(powers, _power(clean) / 10 ** (snr_db / 10), rtol=1e-4, atol=1e-9):
        return "as asked for"
    return " ".join(f"{one:.4g}" for one in _power(clean) / np.maximum(powers, 1e-300))


@np.errstate(all="ignore")
def _observed(results, args):
    """Return what the signals hold, in words: every start is right, and all right signals share these words."""
    clean, noise, snr_db, seeds = args
    made, n = results["signals"], len(clean)
    names = "noise", "speech", "ratio", "start"
    if not np.isfinite(made).all():
        return dict.fromkeys(names, "not finite")
    stretches = _stretches(noise, n)
    parts = [_taken_apart(signal, clean, stretches) for signal in made]
    if None in parts:
        if n > 3 and np.abs(made).max() == 1:
            return dict.fromkeys(names, "clipped")
        return {
            **dict.fromkeys(names, "cannot be told"),
            "noise": "neither speech nor noise",
            "ratio": _measured(made, clean, snr_db),
        }
    speech_is = "untouched"
    if any(abs(share - 1) > 1e-4 for _, share, _ in parts):
        loud = np.allclose(np.abs(made).max(axis=1), 1)
        bare = all(np.isclose(share * gain, 1) for _, share, fits in parts for gain in fits.values())
        scaled = f"scaled by {parts[0][1]:.3g}"
        speech_is = "scaled to a peak of 1" if loud else "scaled, and not the noise" if bare else scaled
    ratio = next((law for law in LAWS if _follow(law, parts, stretches, clean, noise, snr_db)), None)
    starts = {min(fits) for _, _, fits in parts}
    start = "changes with the seed"
    if len(seeds) == SEEDS and len(starts) < 4 and ratio != "no noise":
        first = "always the first" if starts == {0} else "always the same"
        start = first if len(starts) == 1 else f"one of {len(starts)} only"
    return {
        "noise": parts[0][0],
        "speech": speech_is,
        "ratio": ratio or _measured(made, clean, snr_db),
        "start": start,
    }


_LOOP = "np.tile(noise, n // len(noise) + 2)"
_START = "np.random.default_rng(seed).integers(len(noise))"
_WANTED = "np.mean(clean**2) / 10 ** (snr_db / 10)"
_POWER = "np.mean(part**2)"
_FACTOR = "np.sqrt(wanted / np.mean(part**2))"
_END = "return clean + np.sqrt(wanted / np.mean(part**2)) * part"

EXERCISE = Exercise(
    name="mix",
    signature="mix(clean, noise, snr_db, seed)",
    returns={"signals": "(n,)"},
    reference=mix,
    drive=speech.mixtures,
    probes=signals,
    observe=_observed,
    tolerance=1e-4,
    pairs=False,
    points={"ratio": 3, "noise": 1, "speech": 1, "start": 1},
    read='lesson 19, "Errors and voices"',
    advice={
        "ratio": "Measure it yourself: noise_part = mix(...) - clean; then 10 * np.log10(np.mean(clean**2) / "
        "np.mean(noise_part**2)) must be snr_db.",
        "noise": "What is added must be n samples of noise as they stand there, times one factor; where noise ends, it "
        "begins again from its front.",
        "speech": "The speech must come through as it was: only the noise is scaled.",
        "start": "Call it with several seeds and a long noise: the stretch must begin at a place that is drawn anew "
        "for each.",
    },
    hints=(
        "Three steps: a stretch of the noise as long as clean, the factor that gives it the power wanted, the sum.",
        "snr_db = 10 log10(P_clean / P_noise), so P_noise = P_clean / 10 ** (snr_db / 10). A factor g multiplies the "
        "power by g squared.",
        "loop = np.tile(noise, n // len(noise) + 2) is long enough for every start below len(noise). Draw the start "
        "with np.random.default_rng(seed).integers(len(noise)). The factor is the square root of the power wanted, "
        "divided by the power of the stretch.",
    ),
    mutants=(
        Mutant(
            "no-square-root",
            "You multiply the noise by a ratio of powers. A factor g multiplies the power by g squared, so take the "
            "square root.",
            edits={_FACTOR: "wanted / np.mean(part**2)"},
        ),
        Mutant(
            "decibels-over-twenty",
            "You divide the decibels by 20 in a ratio of powers. There it is 10; 20 is for a ratio of amplitudes, "
            "which is its square root.",
            edits={_WANTED: "np.mean(clean**2) / 10 ** (snr_db / 20)"},
        ),
        Mutant(
            "decibels-over-ten-in-the-amplitude",
            "You divide the decibels by 10 in a ratio of amplitudes. There it is 20: the power is the square of the "
            "amplitude.",
            edits={_WANTED: "np.mean(clean**2) / 10 ** (snr_db / 5)"},
        ),
        Mutant(
            "sign",
            "The decibels have the other sign with you: a high ratio makes the noise louder. It is speech over noise.",
            edits={_WANTED: "np.mean(clean**2) * 10 ** (snr_db / 10)"},
        ),
        Mutant(
            "sign-unless-infinite",
            "A high ratio makes the noise louder with you: the decibels have the other sign. It is speech over noise.",
            edits={_WANTED: "np.mean(clean**2) * 10 ** (snr_db / 10) if snr_db < math.inf else 0.0"},
        ),
        Mutant(
            "no-power-of-ten",
            "You divide by snr_db / 10 itself. Decibels are a logarithm: the ratio is 10 to that power.",
            edits={_WANTED: "np.mean(clean**2) / np.abs(snr_db / 10)"},
        ),
        Mutant(
            "decibels-as-a-ratio",
            "You take the decibels for the ratio itself. They are a logarithm: the ratio is 10 to the power of "
            "snr_db / 10.",
            edits={_WANTED: "np.mean(clean**2) / np.abs(snr_db)"},
        ),
        Mutant(
            "e-for-ten",
            "You take the exponential to the base e. Decibels are made with the logarithm to the base 10.",
            edits={_WANTED: "np.mean(clean**2) / np.exp(snr_db / 10)"},
        ),
        Mutant(
            "inverted",
            "Your ratio of powers is upside down: the louder the noise came, the louder it is made. Divide the power "
            "wanted by the power that the stretch has.",
            edits={
                _WANTED: "np.mean(clean**2) * 10 ** (snr_db / 10)",
                _FACTOR: "np.sqrt(np.mean(part**2) / wanted)",
            },
        ),
        Mutant(
            "upside-down",
            "Your factor is upside down, or the difference of decibels in it has the other sign: what is too loud is "
            "made louder. Divide the power wanted by the power that the stretch has.",
            edits={_FACTOR: "np.sqrt(np.mean(part**2) / wanted)"},
        ),
        Mutant(
            "whole-noise",
            "You measure the power of the whole noise. Noise has loud and quiet places: measure the stretch that you "
            "add.",
            edits={_POWER: "np.mean(noise**2)"},
        ),
        Mutant(
            "sums",
            "You compare sums of squares of speech and noise, which are of unequal length. Power is a mean of squares, "
            "of the stretch that you add.",
            edits={_WANTED: "np.sum(clean**2) / 10 ** (snr_db / 10)", _POWER: "np.sum(noise**2)"},
        ),
        Mutant(
            "variance",
            "You take variances (or standard deviations), which leave the mean of the signal out. Power is the mean of "
            "the squares as they are.",
            edits={_WANTED: "np.var(clean) / 10 ** (snr_db / 10)", _POWER: "np.var(part)"},
        ),
        Mutant(
            "absolute-values",
            "You compare mean absolute values. Power is the mean of the squares.",
            edits={
                _WANTED: "np.mean(abs(clean)) ** 2 / 10 ** (snr_db / 10)",
                _POWER: "np.mean(abs(part)) ** 2",
            },
        ),
        Mutant(
            "peaks",
            "You compare the peaks. One loud sample then decides; power is the mean of the squares.",
            edits={
                _WANTED: "np.max(abs(clean)) ** 2 / 10 ** (snr_db / 10)",
                _POWER: "np.max(abs(part)) ** 2",
            },
        ),
        Mutant(
            "twenty-for-ten-when-measured",
            "You measure the ratio that there is with 20 times the logarithm of powers. For powers it is 10; 20 is for "
            "amplitudes.",
            edits={_FACTOR: "np.mean(clean**2) / np.mean(part**2) / 10 ** (snr_db / 20)"},
        ),
        Mutant(
            "natural-logarithm",
            "You measure the ratio that there is with the natural logarithm. Decibels are made with np.log10.",
            edits={_FACTOR: "10 ** ((10 * np.log(np.mean(clean**2) / np.mean(part**2)) - snr_db) / 20)"},
        ),
        Mutant(
            "squares-of-means",
            "You square the mean. Power is the mean of the squares: first square, then take the mean.",
            edits={
                _WANTED: "np.mean(clean) ** 2 / 10 ** (snr_db / 10)",
                _POWER: "np.mean(part) ** 2",
            },
        ),
        Mutant(
            "sum-of-the-stretch",
            "You divide by the sum of the squares of the stretch, or by its norm. Power is a mean, for the noise as "
            "for the speech.",
            edits={_POWER: "np.sum(part**2)"},
        ),
        Mutant(
            "sum-of-the-speech",
            "You take the sum of the squares of the speech, or its norm. Power is a mean, for the speech as for the "
            "noise.",
            edits={_WANTED: "np.sum(clean**2) / 10 ** (snr_db / 10)"},
        ),
        Mutant(
            "no-powers",
            "You take the powers of speech and noise for equal: the factor comes from the decibels alone. Measure "
            "both.",
            edits={_WANTED: "1 / 10 ** (snr_db / 10)", _FACTOR: "np.sqrt(wanted)"},
        ),
        Mutant(
            "no-power-of-the-noise",
            "You never measure the noise. A loud stretch needs a smaller factor than a quiet one.",
            edits={_FACTOR: "np.sqrt(wanted)"},
        ),
        Mutant(
            "no-power-of-the-speech",
            "You never measure the speech. Loud speech takes louder noise for the same ratio.",
            edits={_WANTED: "1 / 10 ** (snr_db / 10)"},
        ),
        Mutant(
            "no-decibels",
            "You do not use snr_db: speech and noise always come out equally loud.",
            edits={_WANTED: "np.mean(clean**2)"},
        ),
        Mutant(
            "nothing-scaled",
            "You add the noise as it came. It must be scaled first.",
            edits={_FACTOR: "1.0"},
        ),
        Mutant(
            "no-noise",
            "You return the speech alone, with no noise in it.",
            edits={_FACTOR: "0.0"},
        ),
        Mutant(
            "subtracted",
            "You take the noise away in place of adding it.",
            edits={"return clean +": "return clean -"},
        ),
        Mutant(
            "noise-alone",
            "You return the noise alone, scaled. The speech is added to it.",
            edits={"return clean + ": "return "},
        ),
        Mutant(
            "speech-scaled",
            "You scale the speech and add the noise as it came. The ratio is right, but the speech is no longer as "
            "loud as it was: scale the noise.",
            edits={_END: "return clean / np.sqrt(wanted / np.mean(part**2)) + part"},
        ),
        Mutant(
            "peak-of-one",
            "You scale the sum to a peak of 1. The speech must come through as it was: scale the noise and nothing "
            "else.",
            edits={
                _END: "signal = clean + np.sqrt(wanted / np.mean(part**2)) * part\n"
                "    return signal / np.max(np.abs(signal))"
            },
        ),
        Mutant(
            "speech-scaled-unless-alone",
            "You add the noise as it came and scale the speech. The ratio is right, but the speech is no longer as "
            "loud as it was: scale the noise.",
            edits={
                _END: "if snr_db == math.inf:\n        return clean.copy()\n"
                "    return clean / np.sqrt(wanted / np.mean(part**2)) + part"
            },
        ),
        Mutant(
            "peak-of-one-unless-alone",
            "You scale the sum to a peak of 1, where there is noise. The speech must come through as it was: "
            "scale the noise and nothing else.",
            edits={
                _END: "if snr_db == math.inf:\n        return clean.copy()\n"
                "    signal = clean + np.sqrt(wanted / np.mean(part**2)) * part\n"
                "    return signal / np.max(np.abs(signal))"
            },
        ),
        Mutant(
            "weights",
            "You halve the sum, or take the mean of the two, so the speech comes out half as loud. It stays as it "
            "was: scale the noise and nothing else.",
            edits={_END: "return (clean + np.sqrt(wanted / np.mean(part**2)) * part) / 2"},
        ),
        Mutant(
            "clipped",
            "You clip the sum to −1 and 1. That changes the speech and the ratio; a signal may be larger than 1 here.",
            edits={_END: "return np.clip(clean + np.sqrt(wanted / np.mean(part**2)) * part, -1, 1)"},
        ),
        Mutant(
            "always-the-first-stretch",
            "You always take the first samples of the noise, whatever the seed. A network that hears the same noise "
            "each time learns it by heart: draw the start.",
            edits={_START: "0 * seed"},
        ),
        Mutant(
            "one-seed-for-all",
            "You make your generator with a seed of your own, so that every call takes the same stretch. Use the seed "
            "that is given.",
            edits={_START: "np.random.default_rng(42).integers(len(noise))"},
        ),
        Mutant(
            "seed-for-start",
            "You take the seed itself for the place, or what is left when it is divided by the length of the noise. "
            "Draw the place with np.random.default_rng(seed).",
            edits={_START: "seed % len(noise)"},
        ),
        Mutant(
            "fits-with-one-to-spare",
            "You look for a place from which the noise lasts as long as the speech, and fail where it is as long or "
            "shorter. Begin anywhere; where the noise ends, begin again from its front.",
            edits={_START: "np.random.default_rng(seed).integers(len(noise) - n)"},
        ),
        Mutant(
            "fits",
            "You look for a place from which the noise lasts as long as the speech, and fail where it is shorter. "
            "Begin anywhere; where the noise ends, begin again from its front.",
            edits={_START: "np.random.default_rng(seed).integers(len(noise) - n + 1)"},
        ),
        Mutant(
            "zeros-behind-the-end",
            "Where your stretch comes to the end of the noise, zeros follow, so the end of the speech stays clean. "
            "Begin again from the front of the noise.",
            edits={_LOOP: "np.append(noise, np.zeros(n))"},
        ),
        Mutant(
            "backwards",
            "Your stretch runs backwards. Noise has a sound because of the order of its samples: take them as they "
            "stand.",
            edits={_LOOP: "np.tile(noise, n // len(noise) + 2)[::-1]"},
        ),
        Mutant(
            "zeros-behind",
            "Noise that is shorter than the speech is filled up with zeros in your function, so the end of the speech "
            "stays clean. Begin again from its front.",
            edits={
                _LOOP: "np.tile(noise, 2) if len(noise) >= n else np.pad(noise, (0, n - len(noise)))",
                _START: "np.random.default_rng(seed).integers(len(noise)) if len(noise) >= n else 0",
            },
        ),
        Mutant(
            "stretched",
            "You stretch noise that is too short. That lowers its pitch; begin again from its front.",
            edits={
                _LOOP: "np.tile(noise, 2) if len(noise) >= n else np.interp(np.linspace(0, len(noise) - 1, n), "
                "np.arange(len(noise)), noise)",
                _START: "np.random.default_rng(seed).integers(len(noise)) if len(noise) >= n else 0",
            },
        ),
        Mutant(
            "mean-removed",
            "You take the mean out of the noise. Its samples are added as they are, times one factor.",
            edits={_LOOP: "np.tile(noise - np.mean(noise), n // len(noise) + 2)"},
        ),
        Mutant(
            "own-noise",
            "You make noise of your own. What is added must be a stretch of the noise that is given.",
            edits={_LOOP: "np.random.default_rng(seed).normal(size=n + len(noise))"},
        ),
        Mutant(
            "shuffled",
            "You draw samples from all over the noise, or shuffle them. Noise has a sound because of the order of its "
            "samples: take one stretch.",
            edits={_LOOP: "np.random.default_rng(seed).permutation(np.tile(noise, n // len(noise) + 2))"},
        ),
        Mutant(
            "changed-in-place",
            "You add the noise to clean itself (+=), so the caller loses the speech. Make a new array.",
            hint="M23",
            edits={_END: "clean += np.sqrt(wanted / np.mean(part**2)) * part\n    return clean"},
        ),
        Mutant(
            "stretch-begun-again",
            "Where your stretch comes to the end of the noise, it begins again where it began. Begin again from the "
            "front of the noise.",
            edits={"part = loop[start : start + n]": "part = np.resize(noise[start:], n)"},
        ),
    ),
)
