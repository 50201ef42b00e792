"""A function with all its edits, ready to be called with any one or two of them: a reference, or a learner's own."""

import ast
import functools
import inspect
import itertools
import sys
import textwrap
import time

import numpy as np

from ..cells import sigmoid
from . import edits, slips
from .calls import call, quiet
from .exercise import Exercise
from .slips.switched import Switched

TICKS = 20_000  # passes of all loops of one call: an edit may make a loop endless
LARGE = 100  # such as a seed or a number of draws: in the place of another size it would take all memory
SECONDS = 0.3  # of all these: it may make a number grow without end, too
KNOWN = "known"  # the kind of an edit that a record declares


class Endless(Exception):
    """A loop of an edited reference that goes on and on."""


class Bench:
    """A function with all its edits.

    Parameters
    ----------
    exercise : Exercise
        Whose probes show what kinds of values its names hold.
    function : callable, optional
        By default the reference.
    more_edits : callable, optional
        Takes the function's `slips.Reference` and the kinds of its names, yields edits beside the generated ones.

    Attributes
    ----------
    ref : slips.Reference or None
        The function's text; None where it has none of its own.
    edits : list of Edit
        Generated ones, the likelier first; none where there is no text.
    known : dict
        Edit -> mutant, for the known mistakes of the reference that are edits.
    """

    def __init__(self, exercise: Exercise, function=None, more_edits=None):
        self.exercise = exercise
        self.ref, self.edits, self.known = None, [], {}
        mine = function or exercise.reference
        name = getattr(mine, "__name__", "")
        if hasattr(mine, "edited") or not name.isidentifier() or getattr(mine, "__closure__", None):
            return
        try:
            text = textwrap.dedent(inspect.getsource(mine)) if function else edits.source(mine)
            self.ref = slips.Reference(text, name)
        except (OSError, TypeError, SyntaxError, StopIteration):
            return
        self._names = dict(getattr(mine, "__globals__", None) or vars(sys.modules[mine.__module__]))
        for word, value in (("np", np), ("sigmoid", sigmoid)):
            self._names.setdefault(word, value)
        self._ticks, self._built = 0, {}
        self._names["_tick_"] = self._tick
        with quiet():
            kinds = self._kinds()
            more = list(more_edits(self.ref, kinds)) if more_edits else []
            self.edits = slips.all_edits(self.ref, kinds, more)
            if function is None:
                self.known = {
                    _as_edit(self.ref, one): one for one in exercise.mutants if one.edits is not None
                }
            self._switched = Switched(self.ref, (*self.known, *self.edits), self._names, self._tick)

    def _tick(self):
        self._ticks += 1
        if self._ticks == 1:
            self._begun = time.thread_time()
        if self._ticks > TICKS or time.thread_time() - self._begun > SECONDS:
            raise Endless

    def function(self, *chosen):
        """Return the reference with these edits, or None where they overlap or make no sense.

        It is good for calls until the next one is asked for.
        """
        self._ticks = 0
        switches = [self._switched.places.get(edit.places) for edit in chosen]
        if all(switches):
            flat = [switch for one in switches for switch in one]
            if len({site for site, _ in flat}) == len(flat):
                self._switched.choose(flat)
                return self._switched.function
        places = tuple(sorted(place for edit in chosen for place in edit.places))
        if places not in self._built:
            if len(self._built) > 3000:
                self._built.clear()
            self._built[places] = self._make(places)
        return self._built[places]

    def _make(self, places, keep=None):
        """Compile the reference with these places edited; where told to keep, it hands over its local names."""
        text = self.ref.text
        if any(one[1] > other[0] for one, other in itertools.pairwise(places)):
            return None
        for start, stop, new in reversed(places):
            text = text[:start] + new + text[stop:]
        own = {}
        try:
            tree = ast.parse(text)
            _guard(tree, keep is not None)
            exec(
                compile(tree, "<edited>", "exec"),
                {**self._names, "_keep_": keep} if keep else self._names,
                own,
            )
        except (SyntaxError, ValueError):
            return None
        return own.get(self.ref.root.name)

    def _kinds(self):
        """Return the kind of every local name, from calls of the reference."""
        found = {}

        def keep(names):
            found.update({name: _kind(value) for name, value in names.items()})

        fn = self._make((), keep)
        for probe in self.exercise.probes(np.random.default_rng(0))[-2:]:
            self._ticks = 0
            call(self.exercise, fn, probe)
        return found


def _as_edit(ref, mutant):
    places = tuple(
        sorted(
            (ref.text.index(old), ref.text.index(old) + len(old), new) for old, new in mutant.edits.items()
        )
    )
    return slips.Edit(places, KNOWN, mutant.message, (0, 0), ref.root, 0)


def _guard(tree, keeping):
    """Count the passes of every loop; where keeping, hand over the local names wherever a function returns."""
    for node in list(ast.walk(tree)):
        if isinstance(node, (ast.For, ast.While)):
            node.body.insert(0, ast.parse("_tick_()").body[0])
        for name in ("body", "orelse") if keeping else ():
            block = getattr(node, name, None)
            if isinstance(block, list):
                for k in reversed(range(len(block))):
                    if isinstance(block[k], ast.Return):
                        block.insert(k, ast.parse("_keep_(locals())").body[0])
    ast.fix_missing_locations(tree)


def _kind(value):
    if isinstance(value, np.ndarray):
        return "array", value.shape
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return ("number" if abs(value) <= LARGE else "large number"), ()
    if type(value).__module__.split(".")[0] == "torch" and hasattr(value, "shape"):
        return "tensor", tuple(value.shape)
    return ("list" if isinstance(value, (list, tuple)) else type(value).__name__), ()


@functools.cache  # an edit belongs to the tree that it was read off, so no bench is ever made anew
def bench(exercise: Exercise) -> Bench:
    """Return the exercise's bench, made once."""
    return Bench(exercise)
