"""Which of several files counts: the one that was worked on; of two, the later; where that cannot be said, a person."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .gather import Entry
from .layout import Place
from .names import listed
from .recognise import Reading

APART = 60.0  # seconds between two files, so that one is surely the later


@dataclass(frozen=True)
class Candidate:
    """A file of a student that may be the notebook.

    Attributes
    ----------
    entry : Entry
        Where it is.
    place : Place
        Whose it is.
    named : str or None
        The notebook that its name says.
    plain : bool
        Whether its name says nothing else.
    """

    entry: Entry
    place: Place
    named: str | None
    plain: bool

    @property
    def depth(self) -> int:
        """How many folders of the student's own it lies in, those of a zip file included."""
        return self.place.depth + max(0, len(self.entry.inner) - 1)

    @property
    def shown(self) -> str:
        """Its name, with the student's own folders where it lies in some."""
        inner = self.entry.inner
        if inner:
            return "/".join(inner)
        folders = self.entry.parts[:-1][-self.place.depth :] if self.place.depth else ()
        return "/".join((*folders, self.place.name))


@dataclass(frozen=True)
class Choice:
    """What came of it.

    Attributes
    ----------
    chosen : Candidate or None
        None where a person has to choose.
    note : str
        What is said about the others.
    problem : str
        Why a person has to choose.
    """

    chosen: Candidate | None
    note: str = ""
    problem: str = ""


def choose(candidates: Iterable[Candidate], read: Callable[[Candidate], Reading]) -> Choice:
    """Return which of a student's files for one notebook counts.

    Parameters
    ----------
    candidates : iterable of Candidate
        At least one.
    read : callable
        Takes a candidate, returns what is in it; it is called only where there are several.
    """
    candidates = sorted(candidates, key=lambda one: (one.depth, not one.plain, one.shown))
    if len(candidates) == 1:
        return Choice(candidates[0])
    names = _names(candidates)
    readings = {one: read(one) for one in candidates}
    worked = [one for one in candidates if readings[one].kind == "worked on"]
    broken = [one for one in candidates if readings[one].kind == "unreadable"]
    if not worked:
        return _none_worked_on(candidates, readings, broken, names)
    chosen, reason = _of_worked(worked, readings, names)
    if chosen is None:
        return Choice(None, problem=f"{_count(names)}. {reason}")
    later = [one for one in broken if _later(one, chosen)]
    if later:
        problem = f"{_count(names)}. The later one, {names[later[-1]]}, cannot be read: a person has to look."
        return Choice(None, problem=problem)
    return Choice(chosen, f"{_count(names)}. {names[chosen]} counts: {reason}.")


def _names(candidates: list[Candidate]) -> dict[Candidate, str]:
    """Return how each file is called: where two have one name, with the date or the number of the attempt."""
    often = Counter(one.shown for one in candidates)
    return {
        one: f"{one.shown} ({attempt})"
        if often[one.shown] > 1 and (attempt := _attempt(one.place.order))
        else one.shown
        for one in candidates
    }


def _attempt(order: tuple) -> str:
    """Return which attempt it is, as the platform says it; empty where it does not."""
    if len(order) == 5:
        return "{}-{:02}-{:02} {:02}:{:02}".format(*order)
    return f"attempt {order[0]}" if order else ""


def _count(names: dict[Candidate, str]) -> str:
    return f"{len(names)} notebooks were handed in: {listed(names.values())}"


def _none_worked_on(candidates, readings, broken, names) -> Choice:
    untouched = [one for one in candidates if readings[one].kind == "untouched"]
    if broken and untouched:
        problem = (
            f"{_count(names)}. {listed(names[one] for one in broken)} cannot be read and the others are as they "
            "were released: a person has to look."
        )
        return Choice(None, problem=problem)
    chosen = (untouched or [one for one in candidates if one not in broken] or candidates)[0]
    kind = readings[chosen].kind
    reason = "none of them was worked on" if kind == "untouched" else f"each of them is {_said(kind)}"
    if kind == "unreadable":
        reason = "none of them can be read"
    return Choice(chosen, f"{_count(names)}. {names[chosen]} is shown: {reason}.")


def _said(kind: str) -> str:
    return {"lesson": "the lesson", "solution": "the solution"}.get(kind, kind)


def _of_worked(worked: list[Candidate], readings, names) -> tuple[Candidate | None, str]:
    """Return the one of those that were worked on, and why; none, and why not."""
    last = _last_attempt(worked)
    if last is not None:
        same = [one for one in worked if one.place.order == last.place.order]
        if len({readings[one].answers for one in same}) == 1:
            return last, "it is the last attempt"
        worked = same
    if len({readings[one].answers for one in worked}) == 1:
        return worked[0], "it was worked on" if len(worked) == 1 else "their answers are the same"
    in_place = [one for one in worked if one.depth == worked[0].depth]
    if len({readings[one].answers for one in in_place}) == 1 and len(in_place) < len(worked):
        return in_place[0], "it was worked on, and the others lie in folders of their own"
    newest = max(in_place, key=lambda one: one.entry.time)
    others = [one for one in in_place if readings[one].answers != readings[newest].answers]
    if all(one.entry.time and newest.entry.time - one.entry.time >= APART for one in others):
        return newest, f"{len(in_place)} of them were worked on, and it is the later one"
    several = listed(names[one] for one in in_place)
    return None, f"{several} were worked on, and which is the later cannot be said: a person has to choose."


def _last_attempt(worked: list[Candidate]) -> Candidate | None:
    """Return the last where the platform has numbered or dated the attempts."""
    orders = {one.place.order for one in worked}
    if len(orders) < 2 or () in orders or len({tuple(map(type, order)) for order in orders}) > 1:
        return None
    return max(worked, key=lambda one: one.place.order)


def _later(one: Candidate, other: Candidate) -> bool:
    """Whether the platform says that one was handed in after the other."""
    first, second = other.place.order, one.place.order
    return bool(first and second and tuple(map(type, first)) == tuple(map(type, second)) and second > first)
