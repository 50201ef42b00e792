"""An electrocardiogram of 36 samples a second, generated, with five kinds of faults where wanted (lesson 14)."""

from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, number

RATE = 36  # samples a second
WAVES = {  # place in the beat, width, height
    "P": (0.20, 0.03, 0.15),
    "Q": (0.36, 0.012, -0.12),
    "R": (0.40, 0.014, 1.0),
    "S": (0.44, 0.014, -0.25),
    "T": (0.68, 0.05, 0.30),
}
KINDS = {  # of faults, and the part of the beat that counts as the event
    "early": (0.0, 1.0),
    "flat T": (0.55, 0.81),
    "missing": (0.32, 0.48),
    "noise": (0.0, 1.0),
    "pvc": (0.22, 0.70),
}
_PVC = {"R": (0.34, 0.05, 0.9), "T": (0.52, 0.07, -0.5)}
_NOISE, _SHAKEN = 0.02, 0.15


class ECG(NamedTuple):
    """A signal and its faults.

    Attributes
    ----------
    signal : ndarray, shape (T,)
        Millivolts, or what looks like them.
    events : list of tuple of int
        Start and end of each fault, the end exclusive, in order.
    kinds : list of str
        The kind of each.
    """

    signal: np.ndarray
    events: list
    kinds: list

    @property
    def labels(self):
        """Which samples belong to a fault: ndarray of bool, shape (T,)."""
        labels = np.zeros(len(self.signal), dtype=bool)
        for start, end in self.events:
            labels[start:end] = True
        return labels


@converted(faults=number)
def ecg(samples, rng, faults=0.0):
    """Return a signal of beats, one a second or so, a share of them with a fault.

    A beat is a sum of five bell curves, the waves P to T; period and height vary by 6 % from beat to beat. Noise of
    0.02 and a slow wave of the baseline come on top. A fault is one of five: *pvc*, two broad waves in place of five;
    *missing*, without Q, R and S; *flat T*, which points downwards; *early*, a period of 0.62 times the normal one;
    *noise* of 0.15. Two faulty beats never follow each other, and the first is a sound one.

    Parameters
    ----------
    samples : int
        T, at 36 samples a second.
    rng : numpy.random.Generator
        Source of randomness.
    faults : float
        Chance of a fault for a beat after a sound one, from 0 to 1.

    Returns
    -------
    ECG
        A fault of which the signal's end cuts off a part is not planted.

    Raises
    ------
    ValueError
        Where `samples` is below 1, `faults` is no chance, or `rng` is no Generator.
    """
    check_rng(rng)
    samples = check_size("samples", samples)
    if not (np.ndim(faults) == 0 and 0 <= faults <= 1):
        raise ValueError(f"faults must lie between 0 and 1, got {faults!r}")
    beats, events, kinds = [], [], []
    start, sound = 0, False
    while start < samples:
        kind = str(rng.choice(list(KINDS))) if sound and rng.random() < faults else None
        beat = _beat(kind, rng)
        if kind is not None and start + len(beat) > samples:
            kind, beat = None, _beat(None, rng)
        if kind is not None:
            first, last = KINDS[kind]
            events.append((start + int(first * len(beat)), start + int(np.ceil(last * len(beat)))))
            kinds.append(kind)
        sound = kind is None
        beats.append(beat)
        start += len(beat)
    signal = np.concatenate(beats)[:samples]
    wander = 0.05 * np.sin(2 * np.pi * np.arange(samples) / (7 * RATE) + rng.uniform(0, 2 * np.pi))
    return ECG(signal + wander + rng.normal(0, _NOISE, size=samples), events, kinds)


def _beat(kind, rng):
    """Return one beat without the noise of all, (n,)."""
    period = max(24, round(RATE * rng.normal(1, 0.06)))
    if kind == "early":
        period = round(0.62 * period)
    height = rng.normal(1, 0.06)
    waves = dict(WAVES)
    if kind == "pvc":
        waves = _PVC
    elif kind == "missing":
        waves = {name: waves[name] for name in "PT"}
    elif kind == "flat T":
        waves["T"] = (*waves["T"][:2], -waves["T"][2])
    place = np.arange(period) / period
    beat = height * sum(h * np.exp(-0.5 * ((place - at) / w) ** 2) for at, w, h in waves.values())
    return beat + rng.normal(0, _SHAKEN, size=period) if kind == "noise" else beat
