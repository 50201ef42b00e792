"""Drivers for fair tests: trainings that are looked up in a table and counted, and reviews of written plans."""

import numpy as np

from . import Unfit

VERDICTS = ("holds", "fails", "undecided")
FAULTS = (
    "leak by split",
    "leak by preparation",
    "no baseline",
    "too few seeds",
    "unequal budgets",
    "rival not tuned",
    "metric hides the question",
    "test used twice",
    "stopped when ahead",
    "best seed",
)


class Trainings:
    """A function `train` whose errors stand in tables, and the record of how it was called.

    Parameters
    ----------
    claim : dict
        ``models``, two names; ``units``, model -> int; ``rates``, R of them; ``steps``, an int.
    validation, test : ndarray, shape (2, R, S)
        Errors of each model with each rate and seed, at the units and steps of the claim.
    seeds : list of int
        S different ones.
    """

    def __init__(self, claim, validation, test, seeds):
        self.claim, self.tables = claim, (validation, test)
        known = (("model", claim["models"]), ("rate", claim["rates"]), ("seed", seeds))
        self.known = {name: {value: k for k, value in enumerate(values)} for name, values in known}
        self.made = np.zeros(validation.shape, dtype=int)
        self.strange = np.zeros((2, 2), dtype=int)

    def train(self, model, units, rate, steps, seed):
        """Return the errors on validation and test data; more units or steps than the claim's make them smaller.

        Raises
        ------
        ValueError
            Naming the argument that the claim does not hold.
        """
        place = tuple(self._place(*one) for one in (("model", model), ("rate", rate), ("seed", seed)))
        scale = 1.0
        for k, (name, value, own) in enumerate(
            (("units", units, self.claim["units"][model]), ("steps", steps, self.claim["steps"]))
        ):
            if not isinstance(value, (int, float, np.number)) or not 0 < value < 1e9:
                raise ValueError(f"train got {name} {value!r}, expected a positive number")
            self.strange[place[0], k] += int(value != own)
            scale *= (own / value) ** 0.5
        self.made[place] += 1
        return tuple(float(scale * table[place]) for table in self.tables)

    def _place(self, name, value):
        known = self.known[name]
        try:
            return known[value]
        except (KeyError, TypeError):
            raise ValueError(f"train got {name} {value!r}, expected one of {list(known)}") from None


def trial(answer, claim, validation, test, seeds, margin):
    """Let a function put a claim on trial.

    Parameters
    ----------
    answer : callable
        Takes claim, train, seeds and margin, returns a verdict.
    claim, validation, test, seeds
        As `Trainings` takes them.
    margin : float
        As it is handed over.

    Returns
    -------
    verdict : str
        One of `VERDICTS`.
    made : ndarray of int, shape (2, R, S)
        How often each model was trained with each rate and seed.
    strange : ndarray of int, shape (2, 2)
        How often each model with other units, and how often with other steps, than the claim's.

    Raises
    ------
    Unfit
        Where the verdict is none of `VERDICTS`.
    """
    trainings = Trainings(claim, validation, test, seeds)
    verdict = answer(claim, trainings.train, seeds, margin)
    if verdict is None or verdict is ...:
        return verdict
    if not isinstance(verdict, str):
        raise Unfit(
            f"Your verdict is of type {type(verdict).__name__}, expected one of {', '.join(VERDICTS)}."
        )
    if verdict.strip().lower() not in VERDICTS:
        raise Unfit(f"Your verdict is {verdict[:40]!r}, expected one of {', '.join(VERDICTS)}.")
    return str(verdict), trainings.made, trainings.strange


def review(answer, plans):
    """Let a function review plans, one after the other.

    Parameters
    ----------
    answer : callable
        Takes a plan, returns a set of `FAULTS`.
    plans : list of dict
        P of them, as they are handed over.

    Returns
    -------
    list of list of bool
        For each plan and each of `FAULTS`, whether it is in the set.

    Raises
    ------
    Unfit
        Where the answer returns no set, or something in it is none of `FAULTS`.
    """
    rows = []
    for plan in plans:
        found = answer(plan)
        if found is None or found is ...:
            return found
        rows.append(_row(found))
    return rows


def _row(found):
    if type(found) is dict and not found:
        raise Unfit("Your function returns a dict: {} is an empty one. An empty set is set().")
    if type(found) not in (set, frozenset):
        raise Unfit(
            f"Your function returns a value of type {type(found).__name__}, expected a set of strings."
        )
    strange = sorted(str(one)[:40] for one in found if one not in FAULTS)
    if strange and all(len(one) == 1 for one in strange):
        raise Unfit(
            f"Your set holds the letter {strange[-1]!r}: set() takes a string apart, and so does update. Write "
            '{"..."} or faults.add("...").'
        )
    if strange:
        raise Unfit(f"Your set holds {strange[0]!r}, which is none of the ten faults: {', '.join(FAULTS)}.")
    return [fault in found for fault in FAULTS]
