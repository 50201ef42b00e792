"""What an entry of the board is, and the rule by which its verdict follows from its numbers."""

import functools
import hashlib
import json
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..evaluate import fair
from ..evaluate.fair import FAILS, HOLDS, UNDECIDED
from ..reproduce.definition import code_of

BY_DEFINITION, MEASURED = "by definition", "measured"
SEEDS = 6  # the fewest with which `interval` misses the median in less than 5 % of the cases
LEVEL = 0.05


def interval(values):
    """Return an interval for the median, with the median of the values between its ends.

    This is the interval of the sign test, which assumes nothing about the shape of the spread. The range of n values
    misses the true median where all fall on one side of it, in 2 of 2**n cases: 3 % with six. With more values as many
    are left out at each end as 5 % allow; with fewer than six the range is all there is, and holds less than it should.

    Parameters
    ----------
    values : sequence of float
        One for each seed.

    Returns
    -------
    tuple of float
        Low end, median, high end; all NaN where a value is no number.

    Raises
    ------
    ValueError
        Where there is no value.

    Examples
    --------
    >>> interval([3, 1, 2, 6, 5, 4])
    (1.0, 3.5, 6.0)
    """
    values = sorted(float(value) for value in values)
    if not values:
        raise ValueError("values: got none, expected at least one")
    if np.isnan(values).any():
        return (float("nan"),) * 3
    left_out = 0
    while fair.sign_test(len(values) - left_out - 1, left_out + 1) <= LEVEL:
        left_out += 1
    return values[left_out], float(np.median(values)), values[-1 - left_out]


def verdict(values, least):
    """Return what some measured values say of a sentence such as "better by at least `least`".

    Parameters
    ----------
    values : sequence of float
        One for each seed: how much the sentence gains there.
    least : float
        The smallest value for which the sentence is true, fixed before the run.

    Returns
    -------
    str
        ``"holds"`` where the whole `interval` is at or above `least`, ``"fails"`` where it is below, and otherwise, or
        where a value is no number, ``"undecided"``.

    Raises
    ------
    ValueError
        Where there is no value.

    Examples
    --------
    >>> verdict([0.02, 0.05, 0.03], 0.01), verdict([-0.02, 0.0, 0.005], 0.01), verdict([-0.02, 0.05], 0.01)
    ('holds', 'fails', 'undecided')
    """
    low, _, high = interval(values)
    if any(math.isnan(value) for value in values):
        return UNDECIDED
    return fair.verdict(low, high, least)


@dataclass(frozen=True)
class _Entry:
    """What facts and measurements share.

    Attributes
    ----------
    id : str
        ``"E1"`` and so on.
    text : str
        The claim in one sentence.
    lesson : int
        The lesson that settles it.
    section : str
        The title of its section there.
    belongs : str
        An exercise's name or a misconception that goes with it.
    """

    id: str
    text: str
    lesson: int
    section: str
    belongs: str

    def _hash(self, *parts):
        text = json.dumps([self.id, *parts], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Fact(_Entry):
    """A claim that one small case decides, without chance: what is found beside what the claim says.

    Attributes
    ----------
    fact : callable
        Takes nothing, returns ``(found, claimed)``: two numbers, two lists of numbers or two texts.
    because : str
        One sentence; ``{found}`` and ``{claimed}`` are filled in.
    """

    fact: Callable
    because: str

    kind, seeds, together, settings = BY_DEFINITION, 1, False, {}

    @functools.cached_property
    def fingerprint(self):
        """Hash of the code that computes the fact."""
        return self._hash(code_of(self.fact))

    def run(self, settings, seeds):
        """Yield (seed, result) for each seed; all are the same."""
        for seed in seeds:
            start = time.process_time()
            found, claimed = (_plain(side) for side in self.fact())
            yield seed, {"found": found, "claimed": claimed, "cpu_seconds": time.process_time() - start}

    def verdict(self, results):
        """Return ``"holds"`` where what is found is what is claimed, and ``"fails"`` where it is not."""
        return HOLDS if all(_equal(r["found"], r["claimed"]) for r in results) else FAILS

    def interval(self, results):
        """Return None: there is nothing to be unsure about."""

    def evidence(self, results):
        """Return the sentence with its figures."""
        return self.because.format(found=_said(results[0]["found"]), claimed=_said(results[0]["claimed"]))

    def news(self, result):
        """Return one result in a few words."""
        return f"found {_said(result['found'])}, claimed {_said(result['claimed'])}"


@dataclass(frozen=True)
class Measurement(_Entry):
    """A claim that trained networks decide, seed by seed.

    Attributes
    ----------
    run : callable
        ``run(settings, seeds)`` yields ``(seed, result)``; a result holds ``value``, how much the claim gains with this
        seed, ``cpu_seconds``, and whatever else is worth keeping.
    settings : dict
        All numbers of the test: data, budget, learning rates. JSON types only.
    sentence : str
        The claim as the sentence that is tested, with its unit.
    least : float
        The smallest value for which the sentence is true; fixed before the run.
    because : str
        One sentence; ``{low}``, ``{median}``, ``{high}`` and ``{seeds}`` are filled in, and every number of the results
        as its median, such as ``{one}``, or ``{one_count}`` for in how many seeds it is not 0.
    seeds : int
        How many; at least 3.
    """

    run: Callable
    settings: dict
    sentence: str
    least: float
    because: str
    seeds: int = SEEDS

    kind, together = MEASURED, False

    @functools.cached_property
    def fingerprint(self):
        """Hash of the settings and of the code that computes the values."""
        return self._hash(self.settings, code_of(self.run))

    def verdict(self, results):
        """Return what `verdict` says of the values."""
        return verdict([result["value"] for result in results], self.least)

    def interval(self, results):
        """Return the ends of the interval, with the median between them."""
        return interval([result["value"] for result in results])

    def evidence(self, results):
        """Return the sentence with its figures."""
        low, median, high = self.interval(results)
        numbers = {
            key: statistics.median(result[key] for result in results)
            for key, value in results[0].items()
            if isinstance(value, (int, float))
        }
        counts = {f"{key}_count": sum(bool(result[key]) for result in results) for key in numbers}
        figures = numbers | counts | {"low": low, "median": median, "high": high, "seeds": len(results)}
        return self.because.format(**figures)

    def news(self, result):
        """Return one result in a few words."""
        return f"value {_said(result['value'])}"


def _plain(value):
    """Return a value in JSON types."""
    return value.tolist() if hasattr(value, "tolist") else list(value) if isinstance(value, tuple) else value


def _equal(found, claimed):
    if isinstance(found, str) or isinstance(claimed, str):
        return found == claimed
    return np.shape(found) == np.shape(claimed) and bool(np.allclose(found, claimed, rtol=1e-6, atol=1e-9))


def _said(value):
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return value if isinstance(value, str) else f"{value:.4g}"
