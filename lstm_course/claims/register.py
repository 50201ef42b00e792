"""The board: every claim with its verdict, its evidence, and a learner's guess."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from .definition import FAILS, HOLDS, UNDECIDED
from .groups import families

VERDICTS = HOLDS, FAILS, UNDECIDED
RESULTS = Path(__file__).parent / "results" / "results.json"


@dataclass(frozen=True)
class Claim:
    """A claim and what a test says of it.

    Attributes
    ----------
    id : str
        ``"E1"`` and so on.
    text : str
        The claim in one sentence.
    kind : str
        ``"by definition"``: one small case decides; ``"measured"``: trained networks decide.
    verdict : str
        ``"holds"``, ``"fails"`` or ``"undecided"``.
    lesson : int
        The lesson that settles it.
    section : str
        The title of its section there.
    belongs : str
        An exercise or a misconception that goes with it.
    evidence : str
        One sentence, with figures.
    interval : tuple of float or None
        Low end, median and high end, as `definition.interval` says; None where the claim is settled by definition.
    least : float or None
        The smallest value for which the claim is true; None as for `interval`.
    sentence : str
        The claim as the sentence that is tested, with the unit of the values; empty as for `interval`.
    seeds : int
        How many; 1 where there is no chance in it.
    guess : str or None
        The learner's guess, where there is one.
    """

    id: str
    text: str
    kind: str
    verdict: str
    lesson: int
    section: str
    belongs: str
    evidence: str
    interval: tuple[float, float, float] | None
    least: float | None
    sentence: str
    seeds: int
    guess: str | None = None

    @property
    def right(self):
        """Whether the guess is the verdict; None without a guess."""
        return None if self.guess is None else self.guess == self.verdict


@functools.cache
def entries():
    """Return id -> entry of every claim, in the order of their numbers."""
    found = [entry for family in families() for entry in family.claims()]
    return {entry.id: entry for entry in sorted(found, key=lambda entry: int(entry.id[1:]))}


def entry(id):
    """Return one entry.

    Raises
    ------
    ValueError
        Where there is none of this name.
    """
    known = entries()
    if id not in known:
        raise ValueError(f"unknown claim {id!r}; there are {next(iter(known))} to {list(known)[-1]}")
    return known[id]


def settled(entry, results, guess=None):
    """Return an entry with its results as a `Claim`.

    Parameters
    ----------
    entry : Fact or Measurement
        What was tested.
    results : list of dict
        One for each seed.
    guess : str, optional
        A verdict that somebody expected.
    """
    return Claim(
        id=entry.id,
        text=entry.text,
        kind=entry.kind,
        verdict=entry.verdict(results),
        lesson=entry.lesson,
        section=entry.section,
        belongs=entry.belongs,
        evidence=entry.evidence(results),
        interval=entry.interval(results),
        least=getattr(entry, "least", None),
        sentence=getattr(entry, "sentence", ""),
        seeds=len(results),
        guess=guess,
    )


@functools.cache
def kept():
    """Return id -> recorded results; nothing where no run is recorded."""
    if not RESULTS.exists():
        return {}
    rows = json.loads(RESULTS.read_text(encoding="utf-8"))["claims"]
    return {row["id"]: row["results"] for row in rows}


def board(guesses=None):
    """Return every claim with its recorded result, in the order of their numbers.

    Parameters
    ----------
    guesses : dict, optional
        Claim's id -> ``"holds"``, ``"fails"`` or ``"undecided"``: what you expected. Write it down in your notebook;
        nothing else keeps it.

    Returns
    -------
    list of Claim
        With `Claim.guess` where there is one.

    Raises
    ------
    ValueError
        Where a guess is for no claim of the board, or is no verdict.
    """
    guesses = dict(guesses or {})
    for id, guess in guesses.items():
        entry(id)
        if guess not in VERDICTS:
            raise ValueError(
                f"guesses[{id!r}]: got {guess!r}, expected {HOLDS!r}, {FAILS!r} or {UNDECIDED!r}"
            )
    return [settled(one, kept()[id], guesses.get(id)) for id, one in entries().items()]


def recorded(id):
    """Return one claim with its recorded result.

    Parameters
    ----------
    id : str
        ``"E1"`` and so on.

    Returns
    -------
    Claim
        As in `board`.

    Raises
    ------
    ValueError
        Where there is no such claim.
    """
    return settled(entry(id), kept()[id])


def run(id, seeds=None):
    """Test one claim here and now, in this process; milliseconds by definition, less than a minute measured.

    Parameters
    ----------
    id : str
        ``"E1"`` and so on.
    seeds : int, optional
        Seeds 0 to `seeds` - 1; as many as in the recorded run by default.

    Returns
    -------
    Claim
        With what came out here.

    Raises
    ------
    ValueError
        Where there is no such claim, or `seeds` is no whole number of at least 1.
    """
    one = entry(id)
    if seeds is not None and (isinstance(seeds, bool) or not isinstance(seeds, int) or seeds < 1):
        raise ValueError(f"seeds: got {seeds!r}, expected a whole number of at least 1")
    count = seeds or one.seeds
    return settled(one, [result for _, result in one.run(one.settings, list(range(count)))])
