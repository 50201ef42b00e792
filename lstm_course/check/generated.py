"""Mistakes that nobody wrote down: single edits of the reference, recognised by what they do, and pairs of them.

What a learner's function did is compared with what the reference does after each edit. The edits are made once per
exercise; what they do on one probe is kept under a rounded digest, and only those that agree there are called on
the rest.
All of it has a limit of time, and goes on from there where the next answer asks.
"""

import ast
import functools
import itertools
import sys
import time

import numpy as np

from . import edits, slips
from .calls import call, make_probes, quiet, references
from .exercise import Exercise
from .known import fingerprint, my_print
from .slips import words
from .values import equal

SECONDS = 1.0  # of the processor's time, for one answer
TICKS = 20_000  # passes of all loops of one call: an edit may make a loop endless


class Endless(Exception):
    """A loop of an edited reference that goes on and on."""


class Bench:
    """The reference of an exercise with all its edits; builds functions from them."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        self.ref, self.edits, self._built = None, [], {}
        reference = exercise.reference
        name = getattr(reference, "__name__", "")
        if hasattr(reference, "edited") or not name.isidentifier() or getattr(reference, "__closure__", None):
            return
        try:
            self.ref = slips.Reference(edits.source(reference), name)
        except (OSError, TypeError, SyntaxError, StopIteration):
            return
        self._names = dict(getattr(reference, "__globals__", None) or vars(sys.modules[reference.__module__]))
        self._names["_tick_"] = self._tick
        self._ticks = 0
        self.edits = slips.all_edits(self.ref, self._kinds())

    def _tick(self):
        self._ticks += 1
        if self._ticks > TICKS:
            raise Endless

    def outcome(self, edit, probe):
        """Return what the edited reference does on a probe, or None where it cannot be built."""
        fn = self.build(edit.places)
        if fn is None:
            return None
        self._ticks = 0
        return call(self.exercise, fn, probe)

    def build(self, places, record=None):
        """Return the reference with these places edited, or None where they overlap or make no sense."""
        key = places
        if record is None and key in self._built:
            return self._built[key]
        fn = self._make(places, record)
        if record is None and len(self._built) < 6000:
            self._built[key] = fn
        return fn

    def _make(self, places, record):
        text, ordered = self.ref.text, sorted(places)
        if any(one[1] > other[0] for one, other in itertools.pairwise(ordered)):
            return None
        for start, stop, new in reversed(ordered):
            text = text[:start] + new + text[stop:]
        try:
            tree = ast.parse(text)
            _guard(tree, record is not None)
            names = self._names if record is None else {**self._names, "_keep_": record}
            own = {}
            exec(compile(tree, "<edited>", "exec"), names, own)
        except (SyntaxError, ValueError):
            return None
        return own.get(self.exercise.reference.__name__)

    def _kinds(self):
        """Return the kind of every local name, from a call of the reference."""
        found = {}

        def keep(names):
            for name, value in names.items():
                found[name] = _kind(value)

        fn = self._make((), keep)
        with quiet():
            for probe in self.exercise.probes(np.random.default_rng(0))[-2:]:
                self._ticks = 0
                call(self.exercise, fn, probe)
        return found


def _guard(tree, recording):
    """Count the passes of every loop; where recording, keep the local names wherever a function returns."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.For, ast.While)):
            node.body.insert(0, _line("_tick_()"))
    if recording:
        for node in list(ast.walk(tree)):
            for name in ("body", "orelse"):
                block = getattr(node, name, None)
                if isinstance(block, list):
                    for k in reversed(range(len(block))):
                        if isinstance(block[k], ast.Return):
                            block.insert(k, _line("_keep_(locals())"))
    ast.fix_missing_locations(tree)


def _line(text):
    return ast.parse(text).body[0]


def _kind(value):
    if isinstance(value, np.ndarray):
        return "array", value.shape
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return "number", ()
    if type(value).__module__.split(".")[0] == "torch" and hasattr(value, "shape"):
        return "tensor", tuple(value.shape)
    return ("list" if isinstance(value, (list, tuple)) else type(value).__name__), ()


@functools.lru_cache(maxsize=24)
def bench(exercise: Exercise) -> Bench:
    """Return the exercise's edits, made once."""
    return Bench(exercise)


class Limit:
    """An amount of the processor's time."""

    def __init__(self, seconds=SECONDS):
        self._end = time.thread_time() + seconds
        self._wall = time.perf_counter() + 4 * seconds

    def over(self):
        """Whether it is used up."""
        return time.thread_time() > self._end or time.perf_counter() > self._wall


class Index:
    """What all edits of an exercise do on the probes of some seeds, as far as it has been asked for."""

    def __init__(self, exercise: Exercise, seeds):
        self.exercise = exercise
        self.probes = make_probes(exercise, seeds)
        self.bench = bench(exercise)
        self.place = _telling(exercise, self.probes)
        self.done, self.by_digest, self.first, self._whole = 0, {}, {}, {}
        self.right = [_flat(exercise, wanted) for wanted in references(exercise, seeds)]

    def go_on(self, limit):
        """Try more edits on the telling probe."""
        with quiet():
            while self.done < len(self.bench.edits) and not limit.over():
                edit = self.bench.edits[self.done]
                self.done += 1
                value = self.on_one(edit, self.place)
                if value is not None:
                    self.first[edit] = value
                    self.by_digest.setdefault(digest(value), []).append(edit)

    def on_one(self, edit, place):
        """Return what an edit gives on one probe, or None where that cannot be compared."""
        outcome = self.bench.outcome(edit, self.probes[place])
        if outcome is None or (outcome.raised is not None and outcome.raised.kind == "Endless"):
            return None
        found = fingerprint(self.exercise, [outcome], [self.probes[place]])
        return None if found is None else found[0][0]

    def same(self, edit, mine):
        """Whether an edit does what the learner's function did, on all probes."""
        for place in (self.place, *(k for k in range(len(mine)) if k != self.place)):
            key = edit.places, place
            if key not in self._whole:
                with quiet():
                    self._whole[key] = self.on_one(edit, place)
            value = self._whole[key]
            if value is None or not equal(mine[place], value, self.exercise.tolerance):
                return False
        return True


@functools.lru_cache(maxsize=48)
def index(exercise: Exercise, seeds) -> Index:
    """Return the exercise's index for these seeds."""
    return Index(exercise, seeds)


def _telling(exercise, probes):
    """Return the place of the smallest probe that lets everything act."""
    from .wording import size

    places = [k for k, probe in enumerate(probes) if probe.isolates is None] or list(range(len(probes)))
    if exercise.drive is not None:
        return places[0]
    sizes = {k: sum(map(size, probes[k].args)) for k in places}
    enough = [k for k in places if sizes[k] >= 0.5 * np.median(list(sizes.values()))]
    return min(enough, key=sizes.get)


def _flat(exercise, wanted):
    return list((wanted.results if exercise.observe is None else wanted.quantities).values())


def digest(value):
    """Return a key that is the same for values that differ by rounding."""
    if isinstance(value, (list, tuple)):
        return tuple(map(digest, value))
    if isinstance(value, str):
        return value.strip().lower()
    try:
        array = np.asarray(value, dtype=np.float64)
    except OverflowError:  # a whole number beyond all floats
        return hex(value)
    return array.shape, (np.round(array, 6) + 0.0).tobytes()


def match(exercise: Exercise, seeds, outcomes, limit):
    """Return the edit that does what the learner's function did, or None.

    Parameters
    ----------
    exercise : Exercise
    seeds : tuple of int
    outcomes : list of Outcome
        Of the learner's function.
    limit : Limit

    Returns
    -------
    Edit or None
    """
    mine = _values(exercise, seeds, outcomes)
    if mine is None:
        return None
    known = index(exercise, seeds)
    if all(equal(got, want, exercise.tolerance) for got, want in zip(mine, known.right, strict=True)):
        return None  # right numbers of another type
    key = digest(mine[known.place])
    for again in (False, True):
        if again:
            known.go_on(limit)
        for edit in known.by_digest.get(key, ()):
            if known.same(edit, mine):
                return edit
            if limit.over():
                return None
    return None


def _values(exercise, seeds, outcomes):
    found = my_print(exercise, seeds, outcomes)
    if found is None or not bench(exercise).edits:
        return None
    try:
        return [value for value, _ in found]
    except (TypeError, ValueError):
        return None


def said(exercise: Exercise, edit) -> str:
    """Return the sentence for an edit."""
    results = () if exercise.as_dict or exercise.observe is not None else tuple(exercise.returns)
    return words.sentence(bench(exercise).ref, edit, results, exercise.parameters)
