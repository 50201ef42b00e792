"""Calls of a learner's function and of the reference, and what came back."""

import contextlib
import copy
import functools
import linecache
import random
import sys
import types
import warnings
from dataclasses import dataclass

import numpy as np

from .exercise import Exercise
from .values import DICTS, PLAIN, Problem, a, parted, read


@dataclass
class Raised:
    """An exception of the learner's code: its type, its first line, and a sentence that says where it happened."""

    kind: str
    text: str = ""
    where: str = ""
    unwritten: bool = False  # a stub's


@dataclass
class Outcome:
    """What one call did: a value or an exception, and which arguments it changed."""

    value: object = None
    raised: Raised | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What the reference gives for a probe: its results by name, and the quantities that are compared."""

    results: dict
    quantities: dict


@functools.lru_cache(maxsize=64)
def make_probes(exercise: Exercise, seeds):
    """Return the probes for these seeds, isolating ones first."""
    probes = [probe for seed in seeds for probe in exercise.probes(np.random.default_rng(seed))]
    return sorted(probes, key=lambda probe: probe.isolates is None)


@functools.lru_cache(maxsize=64)
def references(exercise: Exercise, seeds):
    """Return what is wanted for each probe."""
    found = []
    for probe in make_probes(exercise, seeds):
        args = copy.deepcopy(probe.args)
        results = _by_name(exercise, exercise.apply(exercise.reference, args))
        quantities = results
        if exercise.observe is not None:
            quantities = exercise.observe(results, copy.deepcopy(probe.args))
        found.append(Wanted(results, quantities))
    return found


def _by_name(exercise, value):
    if exercise.as_dict:
        return dict(value)
    names = list(exercise.returns)
    values = (value,) if len(names) == 1 else tuple(value)
    return dict(zip(names, values, strict=True))


def call(exercise: Exercise, fn, probe) -> Outcome:
    """Call `fn` on copies of the probe's arguments."""
    args = copy.deepcopy(probe.args)
    try:
        value = exercise.apply(fn, args)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = str(error).strip().split("\n")[0][:200]
        unwritten = isinstance(error, NotImplementedError)
        return Outcome(raised=Raised(type(error).__name__, text, own_line(fn, error), unwritten))
    touched = tuple(
        name
        for name, before, after in zip(exercise.given, probe.args, args, strict=False)
        if changed(before, after)
    )
    return Outcome(value=value, changed=touched)


def changed(before, after):
    """Whether an argument is not what it was: its type, its shape or any bit of it."""
    kind = type(before)
    if kind is not type(after):
        return True
    if kind is np.ndarray:
        same = (before.dtype, before.shape) == (after.dtype, after.shape)
        return not same or before.tobytes() != after.tobytes()
    if kind is dict:
        return before.keys() != after.keys() or any(changed(before[k], after[k]) for k in before)
    if kind in (list, tuple):
        return len(before) != len(after) or any(map(changed, before, after))
    if kind in PLAIN or issubclass(kind, np.generic):
        return bool(before != after and (before == before or after == after))  # NaN stays NaN
    return False


def measure(exercise: Exercise, outcome: Outcome, want: Wanted, probe):
    """Return the quantities to compare, by name, or the `Problem` that stands in the way."""
    try:
        results = read_results(exercise, outcome.value, want.results)
        if exercise.observe is None:
            return results
        with np.errstate(all="ignore"):
            return exercise.observe(results, copy.deepcopy(probe.args))
    except Problem as problem:
        return problem


def read_results(exercise, value, wanted):
    """Return what a function returned, by name, in the types that are wanted; raise `Problem` where that cannot be."""
    names = list(exercise.returns)
    if exercise.as_dict:
        if type(value) not in DICTS:
            raise Problem(f"Your function returns {a(type(value))}, expected a dict.")
        missing = [name for name in names if name not in value]
        unknown = [str(name) for name in value if name not in names]
        if missing or unknown:
            text = f"missing: {', '.join(missing)}" if missing else f"not asked for: {', '.join(unknown)}"
            raise Problem(f"The keys of your dict are not those of the exercise ({text}).")
        values = [value[name] for name in names]
    elif len(names) == 1:
        values = [value]
    else:
        value = parted(value, len(names))
        many = f"{len(names)} results ({', '.join(names)})"
        if type(value) not in (tuple, list):
            raise Problem(f"Your function returns one {type(value).__name__}, expected {many}.")
        if len(value) != len(names):
            raise Problem(f"Your function returns {len(value)} results, expected {many}.")
        values = value
    found = {}
    for name, one in zip(names, values, strict=True):
        like, described = wanted[name], exercise.returns[name]
        try:
            found[name] = read(name, one, like, described, single=not exercise.exact_dtype)
        except Problem as problem:
            problem.part = name
            raise
    return found


def read_each(exercise, outcome, wanted) -> dict:
    """Return the results that can be read, by name, whatever stands in the way of the others.

    Where behaviour is observed, or where the results cannot be told apart, there are none.
    """
    names = list(exercise.returns)
    value = parted(outcome.value, len(names))
    if exercise.observe is not None or outcome.raised is not None:
        return {}
    if exercise.as_dict:
        values = {name: value[name] for name in names if name in value} if type(value) in DICTS else {}
    elif len(names) == 1 or type(value) not in (tuple, list) or len(value) != len(names):
        values = {}
    else:
        values = dict(zip(names, value, strict=True))
    found = {}
    for name, one in values.items():
        with contextlib.suppress(Problem):
            like, described = wanted[name], exercise.returns[name]
            found[name] = read(name, one, like, described, single=not exercise.exact_dtype)
    return found


def own_line(fn, error):
    """Return the last line of the learner's own code on the way to the error, as a sentence."""
    parts = [fn, *vars(fn).values()] if type(fn) is type else [fn]
    own = {part.__code__.co_filename for part in parts if type(part) is types.FunctionType}
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in own:
            found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    if found is None:
        return ""
    source = linecache.getline(*found).strip()
    return f" It happened in line {found[1]} of the cell{f': {source}' if source else ''}"


def same_state(states):
    """Whether the global random generators are where they were; they are put back if not."""
    now = np.random.get_state(), random.getstate()  # noqa: NPY002
    same = now[1] == states[1] and all(np.array_equal(a, b) for a, b in zip(now[0], states[0], strict=True))
    if not same:
        np.random.set_state(states[0])  # noqa: NPY002
        random.setstate(states[1])
    return same


@contextlib.contextmanager
def quiet():
    """Hide warnings, and send what is written to stderr to stdout: a test cell must leave stderr empty.

    Gradients are on and tensors are made on the processor, whatever the learner has set; afterwards both are as before.
    """
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stderr(sys.stdout),
        _gradients_on_the_processor(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _gradients_on_the_processor():
    torch = sys.modules.get("torch")
    if torch is None:
        yield
        return
    elsewhere = torch.get_default_device().type != "cpu"
    with torch.enable_grad(), torch.device("cpu") if elsewhere else contextlib.nullcontext():
        yield
