"""Mistakes that nobody wrote down: single edits of the reference, recognised by what they do.

What a learner's function did is compared with what the reference does after each edit. The edits are made once per
exercise; what they do on one probe is kept under a rounded digest, and only those that agree there are called on
the rest. All of it has a limit of time, and goes on from there when the next answer asks.
"""

import copy
import functools
import time

import numpy as np

from .bench import Bench, bench
from .calls import Outcome, Raised, make_probes, quiet, references
from .exercise import Exercise
from .known import fingerprint, my_print
from .slips import words
from .values import digest, equal
from .wording import size

SECONDS = 1.0  # of the processor's time, for one answer


class Limit:
    """An amount of the processor's time, and four times as much of anybody's.

    Parameters
    ----------
    seconds : float
    """

    def __init__(self, seconds=SECONDS):
        self._end = time.thread_time() + seconds
        self._wall = time.perf_counter() + 4 * seconds

    def over(self) -> bool:
        """Whether it is used up."""
        return time.thread_time() > self._end or time.perf_counter() > self._wall


class Index:
    """What the edits of an exercise do on the probes of some seeds, as far as it has been asked for."""

    def __init__(self, exercise: Exercise, seeds):
        self.exercise = exercise
        self.probes = make_probes(exercise, seeds)
        self.bench: Bench = bench(exercise)
        self.raw = _says_too_little(exercise, seeds)
        as_returned = exercise.observe is None or self.raw
        self.right = [
            list((wanted.results if as_returned else wanted.quantities).values())
            for wanted in references(exercise, seeds)
        ]
        self.by_digest, self._asked, self._values = {}, 0, {}
        self.telling, self.second = self._telling()

    def _telling(self):
        """Return the places of the two probes that tell most of the edits apart, by a sample of these."""
        places = [k for k, probe in enumerate(self.probes) if probe.isolates is None] or list(
            range(len(self.probes))
        )
        if self.exercise.drive is not None or len(places) == 1:
            return places[0], places[-1]
        places = sorted(places, key=lambda k: sum(map(size, self.probes[k].args)))[:10]
        step = max(1, len(self.bench.edits) // 40)
        with quiet():
            told = {
                k: [digest(value) for value in (self.value(edit, k) for edit in self.bench.edits[::step])]
                for k in places
            }
        first = max(places, key=lambda k: len(set(told[k])))
        second = max(places, key=lambda k: (k != first, len(set(zip(told[first], told[k], strict=True)))))
        return first, second

    def go_on(self, limit):
        """Try more edits on the telling probe."""
        while self._asked < len(self.bench.edits) and not limit.over():
            edit = self.bench.edits[self._asked]
            self._asked += 1
            value = self.value(edit, self.telling)
            if value is not None:
                self.by_digest.setdefault(digest(value), []).append(edit)

    def value(self, edit, place):
        """Return what an edit gives on one probe: a list of values, the name of an exception, or None."""
        key = edit.places, place
        if key not in self._values:
            self._values[key] = self.call(place, edit)
        return self._values[key]

    def call(self, place, *chosen):
        """Return what the reference with these edits gives on one probe, as `value` does."""
        fn = self.bench.function(*chosen)
        if fn is None:
            return None
        probe = self.probes[place]
        try:
            outcome = Outcome(self.exercise.apply(fn, _own(probe.args)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            kind = _kind(type(error).__name__)
            if kind == "Endless":
                return None
            outcome = Outcome(raised=Raised(kind))
        found = fingerprint(self.exercise, [outcome], [probe], self.raw)
        return None if found is None else found[0][0]

    def same(self, mine, *chosen):
        """Whether the reference with these edits does what the learner's function did, on all probes."""
        first = self.telling, self.second
        for place in (*first, *(k for k in range(len(mine)) if k not in first)):
            value = self.value(*chosen, place) if len(chosen) == 1 else self.call(place, *chosen)
            if value is None or not equal(mine[place], value, self.exercise.tolerance):
                return False
        return True


def _says_too_little(exercise, seeds):
    """Whether what is observed says too little to tell one edit from another, which the values must do.

    It is words only, or settings that nothing is handed to.
    """
    if exercise.observe is None or not exercise.given:
        return exercise.observe is not None
    found = [value for wanted in references(exercise, seeds) for value in wanted.quantities.values()]
    return all(isinstance(value, (str, bool)) for value in found)


def _kind(exception):
    """Return the name of an exception; a name that is not there may be local in one text and global in another."""
    return "NameError" if exception == "UnboundLocalError" else exception


@functools.lru_cache(maxsize=48)
def index(exercise: Exercise, seeds) -> Index:
    """Return the exercise's index for these seeds."""
    return Index(exercise, seeds)


def _own(args):
    """Return copies of a probe's arguments."""
    return tuple(arg.copy() if type(arg) is np.ndarray else copy.deepcopy(arg) for arg in args)


def match(exercise: Exercise, seeds, outcomes, limit):
    """Return the edit that does what the learner's function did, in a tuple, or None.

    Parameters
    ----------
    exercise : Exercise
    seeds : tuple of int
    outcomes : list of Outcome
        Of the learner's function.
    limit : Limit

    Returns
    -------
    tuple of Edit, or None
    """
    mine = what_it_gave(exercise, seeds, outcomes)
    if mine is None:
        return None
    known = index(exercise, seeds)
    key = digest(mine[known.telling])
    with quiet():
        for again in (False, True):
            if again:
                known.go_on(limit)
            for edit in known.by_digest.get(key, ()):
                if known.same(mine, edit):
                    return (edit,)
                if limit.over():
                    return None
    return None


def what_it_gave(exercise, seeds, outcomes):
    """Return what the learner's function gave on each probe; None where it says too little, or is right."""
    if not bench(exercise).edits:
        return None
    known = index(exercise, seeds)
    found = my_print(exercise, seeds, outcomes, known.raw)
    if found is None:
        return None
    values = [_kind(value) if isinstance(value, str) else value for value, _ in found]
    pairs = list(zip(values, known.right, strict=True))
    if all(isinstance(got, str) or equal(got, want, exercise.tolerance) for got, want in pairs):
        return None  # right, of another type, with bad manners; or wrong in nothing but an exception
    if any(_truth_for_a_number(got, want) for got, want in pairs):
        return None
    return values


def _truth_for_a_number(got, want):
    """Whether True or False stands where a number is wanted, or the other way round."""
    if isinstance(got, str) or not isinstance(got, list) or len(got) != len(want):
        return False
    return any(
        isinstance(one, (bool, np.bool_)) != isinstance(other, (bool, np.bool_))
        and not isinstance(one, (str, list, np.ndarray))
        for one, other in zip(got, want, strict=True)
    )


def said(exercise: Exercise, edits) -> str:
    """Return the sentence for one edit, or for two at once.

    Parameters
    ----------
    exercise : Exercise
    edits : tuple of Edit
        As `match` and `twofold.match` return them.

    Returns
    -------
    str
    """
    results = () if exercise.as_dict or exercise.observe is not None else tuple(exercise.returns)
    made = bench(exercise)
    sentences = [
        edit.words if edit in made.known else words.sentence(made.ref, edit, results, exercise.parameters)
        for edit in edits
    ]
    return (
        sentences[0] if len(sentences) == 1 else f"Two mistakes at once. {sentences[0]} And: {sentences[1]}"
    )
