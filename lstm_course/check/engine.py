"""Run a learner's function against an exercise record, and say what is wrong in one sentence or two.

The ladder is fixed and the first rung that fails speaks: not attempted, raises, other arguments, a known mistake,
number of results, type, shape, dtype, finiteness, two known mistakes at once, the part that an isolating probe
singles out, the first result that differs; then, where all values are right, the manners: inputs changed, global
random numbers used, two calls that differ.
"""

import contextlib
import copy
import functools
import itertools
import linecache
import random
import sys
import types
import warnings
from dataclasses import dataclass, field, replace

import numpy as np

from .exercise import Exercise
from .result import Result
from .values import PLAIN, Problem, equal, plain, read

SEEDS = (20_000, 20_001)  # of the instant check; a grader brings its own


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


@dataclass
class Verdict:
    """What the ladder found."""

    status: str
    message: str
    hint: str | None = None
    parts: dict = field(default_factory=dict)


@dataclass
class Observed:
    """What a function did: all that a judge needs, wherever it ran.

    Parameters
    ----------
    outcomes : list of Outcome
        Of a call for each probe.
    again : Outcome
        Of another call for the first probe.
    drew : bool
        Whether the global random numbers were used.
    refused : Verdict
        Why it was not called at all.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    again: Outcome | None = None
    drew: bool = False
    refused: Verdict | None = None


def run(exercise: Exercise, fn, seeds=SEEDS) -> Result:
    """Check `fn` and return the result; never raises, whatever `fn` is or returns (but for Ctrl-C)."""
    seeds = tuple(seeds)
    try:
        observed = observe(exercise, fn, seeds)
    except Exception as error:  # a function that fights back while it is looked at
        observed = Observed(refused=_unreadable(error))
    verdict = judge(exercise, observed, seeds)
    return Result(
        name=exercise.name,
        number=exercise.number,
        status=verdict.status,
        hint=verdict.hint,
        message=verdict.message,
        parts=verdict.parts,
        max_points=exercise.max_points,
    )


def observe(exercise: Exercise, fn, seeds) -> Observed:
    """Call `fn` for each probe, and for the first one again."""
    if fn is None or fn is Ellipsis:
        return Observed(refused=not_written(exercise))
    if not callable(fn):
        message = (
            f"check.{exercise.name} wants the function itself, without brackets: "
            f"check.{exercise.name}({exercise.name}). Got a value of type {type(fn).__name__}."
        )
        return Observed(refused=Verdict("error", message))
    problem = exercise.arity_problem(fn)
    if problem:
        return Observed(refused=Verdict("error", problem))
    probes = make_probes(exercise, seeds)
    with _quiet():
        states = np.random.get_state(), random.getstate()  # noqa: NPY002
        outcomes = [call(exercise, fn, probe) for probe in probes]
        again = call(exercise, fn, probes[0])
        return Observed(outcomes, again, drew=not _same_state(states))


def not_written(exercise: Exercise) -> Verdict:
    """Return the verdict on a function that is not there."""
    return Verdict("not attempted", f"Write {exercise.signature} first.")


def judge(exercise: Exercise, observed: Observed, seeds, *, manners=True) -> Verdict:
    """Return the verdict, with the points of every part; never raises.

    Parameters
    ----------
    exercise : Exercise
    observed : Observed
    seeds : tuple of int
        Those of the calls.
    manners : bool
        Whether a function must also leave its arguments and the global random numbers alone.

    Returns
    -------
    Verdict
    """
    try:
        verdict = _climb(exercise, observed, seeds, manners)
    except Exception as error:  # a value that fights back while it is read
        verdict = _unreadable(error)
    verdict.parts = {part: verdict.parts.get(part, 0) for part in exercise.points}
    return verdict


def _unreadable(error):
    return Verdict("error", f"What your function returned could not be read ({type(error).__name__}).")


def _climb(exercise, observed, seeds, manners):
    if observed.refused is not None:
        return observed.refused
    probes, wanted, outcomes = make_probes(exercise, seeds), references(exercise, seeds), observed.outcomes
    for outcome in outcomes:
        if outcome.raised.unwritten if outcome.raised else outcome.value is None or outcome.value is Ellipsis:
            return Verdict("not attempted", _not_attempted(exercise, outcome))
    versions = [outcomes]
    if not manners:  # a known mistake may be one whether or not it shows in the arguments
        versions.append([replace(outcome, changed=()) for outcome in outcomes])
    raised = next((outcome.raised for outcome in outcomes if outcome.raised), None)
    if raised is not None:
        return _mistake(exercise, seeds, versions, {}) or Verdict("error", _said(raised))

    measured = [
        measure(exercise, outcome, want, probe)
        for outcome, want, probe in zip(outcomes, wanted, probes, strict=True)
    ]
    right = [
        {part: isinstance(got, dict) and equal(got[part], want[part], exercise.tolerance) for part in want}
        for got, want in zip(measured, (want.quantities for want in wanted), strict=True)
    ]
    if all(all(one.values()) for one in right):
        changed = not exercise.may_change_inputs and any(outcome.changed for outcome in outcomes)
        if not manners or not (changed or observed.drew):
            if _same_twice(exercise, outcomes[0], observed.again, wanted[0], probes[0]):
                return Verdict("passed", "Right.", parts=dict(exercise.points))
            if not changed:
                message = "Two calls with the same arguments give different results: something is kept between calls."
                return Verdict("failed", message, "repeatability", {})
        return _mistake(exercise, seeds, [outcomes], {}, pairs=False) or _manners(exercise, outcomes)

    parts = {
        part: points if all(one.get(part, False) for one in right) else 0
        for part, points in exercise.points.items()
    }
    problem = next((got for got in measured if isinstance(got, Problem)), None)
    mistake = _mistake(exercise, seeds, versions, parts, pairs=problem is None)
    if mistake is not None:
        return mistake
    if problem is not None:
        return Verdict("failed", f"{problem} Read {exercise.read}.", None, parts)
    return Verdict("failed", _unknown(exercise, probes, measured, right), None, parts)


def _mistake(exercise, seeds, versions, parts, pairs=True):
    """Return the verdict that names a known mistake, or two at once, in the first version that shows them."""
    for outcomes in versions:
        known = _match(exercise, seeds, outcomes)
        if known:
            return _named(exercise, known, parts)
        pair = _match_pair(exercise, seeds, outcomes) if pairs else None
        if pair:
            return _named_pair(exercise, *pair, parts)
    return None


def _named(exercise, mutant, parts):
    return Verdict("failed", f"{mutant.message} Read {mutant.read or exercise.read}.", mutant.hint_id, parts)


def _named_pair(exercise, first, second, parts):
    read = first.read or exercise.read
    message = f"Two mistakes at once. {first.message} And: {second.message} Read {read}."
    return Verdict("failed", message, first.hint_id, parts)


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
        return Outcome(raised=Raised(type(error).__name__, text, _own_line(fn, error), unwritten))
    changed = tuple(
        name
        for name, before, after in zip(exercise.given, probe.args, args, strict=False)
        if _changed(before, after)
    )
    return Outcome(value=value, changed=changed)


def _changed(before, after):
    kind = type(before)
    if kind is not type(after):
        return True
    if kind is np.ndarray:
        same = (before.dtype, before.shape) == (after.dtype, after.shape)
        return not same or before.tobytes() != after.tobytes()
    if kind is dict:
        return before.keys() != after.keys() or any(_changed(before[k], after[k]) for k in before)
    if kind in (list, tuple):
        return len(before) != len(after) or any(map(_changed, before, after))
    if kind in PLAIN or issubclass(kind, np.generic):
        return bool(before != after and (before == before or after == after))  # NaN stays NaN
    return False


def measure(exercise: Exercise, outcome: Outcome, want: Wanted, probe):
    """Return the quantities to compare, by name, or the `Problem` that stands in the way."""
    try:
        results = _read_results(exercise, outcome.value, want.results)
        if exercise.observe is None:
            return results
        with np.errstate(all="ignore"):
            return exercise.observe(results, copy.deepcopy(probe.args))
    except Problem as problem:
        return problem


def _read_results(exercise, value, wanted):
    names = list(exercise.returns)
    if exercise.as_dict:
        if type(value) is not dict:
            raise Problem(f"Your function returns a {type(value).__name__}, expected a dict.")
        missing = [name for name in names if name not in value]
        unknown = [str(name) for name in value if name not in names]
        if missing or unknown:
            text = f"missing: {', '.join(missing)}" if missing else f"not asked for: {', '.join(unknown)}"
            raise Problem(f"The keys of your dict are not those of the exercise ({text}).")
        values = [value[name] for name in names]
    elif len(names) == 1:
        values = [value]
    else:
        many = f"{len(names)} results ({', '.join(names)})"
        if type(value) not in (tuple, list):
            raise Problem(f"Your function returns one {type(value).__name__}, expected {many}.")
        if len(value) != len(names):
            raise Problem(f"Your function returns {len(value)} results, expected {many}.")
        values = value
    return {
        name: read(name, one, wanted[name], exercise.returns[name])
        for name, one in zip(names, values, strict=True)
    }


def fingerprint(exercise: Exercise, outcomes, probes):
    """Return what a function did on every probe in a form that can be compared, or None where it cannot."""
    prints = []
    for outcome, probe in zip(outcomes, probes, strict=True):
        if outcome.raised is not None:
            prints.append((outcome.raised.kind, ()))
            continue
        try:
            value = outcome.value
            if exercise.as_dict:
                value = [value[name] for name in exercise.returns] if type(value) is dict else None
            elif len(exercise.returns) == 1:
                value = [value]
            value = plain(value)
            if exercise.observe is not None:
                results = dict(zip(exercise.returns, value, strict=True))
                with np.errstate(all="ignore"):
                    value = list(exercise.observe(results, copy.deepcopy(probe.args)).values())
        except (Problem, ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
        prints.append((value, outcome.changed))
    return prints


def _my_print(exercise, seeds, outcomes):
    """Return the fingerprint of the learner's function, or None where it says too little: nothing but errors."""
    if all(outcome.raised is not None for outcome in outcomes):
        return None
    return fingerprint(exercise, outcomes, make_probes(exercise, seeds))


def same_print(exercise: Exercise, one, other) -> bool:
    """Whether two fingerprints are those of the same behaviour."""
    return all(
        a[1] == b[1] and equal(a[0], b[0], exercise.tolerance, dtypes=True)
        for a, b in zip(one, other, strict=True)
    )


@functools.lru_cache(maxsize=64)
def mutant_prints(exercise: Exercise, seeds):
    """Return the fingerprint of every known mistake of the exercise."""
    probes = make_probes(exercise, seeds)
    with _quiet():
        return {
            mutant: fingerprint(
                exercise, [call(exercise, exercise.build(mutant), probe) for probe in probes], probes
            )
            for mutant in exercise.mutants
        }


def _match(exercise, seeds, outcomes):
    mine = _my_print(exercise, seeds, outcomes)
    if mine is None:
        return None
    for mutant, known in mutant_prints(exercise, seeds).items():
        if known is not None and same_print(exercise, mine, known):
            return mutant
    return None


@functools.lru_cache(maxsize=64)
def pair_prints(exercise: Exercise, seeds):
    """Return (pair, function, fingerprint on the last probe) for every two mistakes that can stand together."""
    probe = make_probes(exercise, seeds)[-1]
    members = [mutant for mutant in exercise.mutants if mutant.fn is None]
    found = []
    with _quiet():
        for pair in itertools.combinations(members, 2):
            fn = exercise.build(*pair)
            if fn is not None:
                found.append((pair, fn, fingerprint(exercise, [call(exercise, fn, probe)], [probe])))
    return found


def _match_pair(exercise, seeds, outcomes):
    mine = _my_print(exercise, seeds, outcomes)
    if mine is None:
        return None
    *others, _ = make_probes(exercise, seeds)
    for pair, fn, last in pair_prints(exercise, seeds):
        if last is None or not same_print(exercise, mine[-1:], last):
            continue
        with _quiet():
            rest = fingerprint(exercise, [call(exercise, fn, probe) for probe in others], others)
        if rest is not None and same_print(exercise, mine[:-1], rest):
            return pair
    return None


def _unknown(exercise, probes, measured, right):
    for probe, one in zip(probes, right, strict=True):
        if probe.isolates and not (one[probe.part] if probe.part else all(one.values())):
            return f"{probe.isolates} Read {exercise.read}."
    wrong = [k for k, one in enumerate(right) if not all(one.values())]
    k = min(wrong, key=lambda k: sum(map(_size, probes[k].args)))
    part = next(part for part in right[k] if not right[k][part])
    fine = [other for other in right[k] if all(one[other] for one in right)]
    sentence = f"{part} is not what it should be"
    sentence += f" ({', '.join(fine)} {'is' if len(fine) == 1 else 'are'} right)." if fine else "."
    advice = (exercise.advice or {}).get(part)
    if advice:
        sentence += f" {advice}"
    shown = _show_call(exercise, probes[k].args, part, measured[k][part])
    return f"{sentence}{shown} Read {(exercise.reads or {}).get(part, exercise.read)}."


def _show_call(exercise, args, part, got):
    """Return the smallest failing call as text, where it is small enough to redo by hand."""
    pairs = list(zip(exercise.given, args, strict=False))
    hidden = exercise.drive is not None or any(callable(arg) for _, arg in pairs)
    if hidden or not pairs or sum(_size(arg) for _, arg in pairs) > 24:
        return ""
    given = ", ".join(f"{name} = {_short(arg)}" for name, arg in pairs)
    return f" For {given} your {part} is {_short(got)}."


def _size(value):
    """Return how many numbers an argument holds, also where its lists are of different lengths."""
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    return np.size(value)


def _short(value):
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=3, suppress_small=True, separator=", ").replace("\n", "")
    return f"{value:.4g}" if isinstance(value, float) else repr(value)


def _manners(exercise, outcomes):
    changed = sorted({name for outcome in outcomes for name in outcome.changed})
    if changed and not exercise.may_change_inputs:
        message = (
            f"The numbers are right, but your function changes its argument {', '.join(changed)} in place "
            "(+=, *= or an assignment to a slice). The caller still needs it: work on a copy, or write a = a + b."
        )
        return Verdict("failed", message, "inputs-changed", {})
    message = (
        "The numbers are right, but your function draws from the global random numbers, so it changes what every "
        "other function draws. Take a generator as an argument."
    )
    return Verdict("failed", message, "global-random", {})


def _not_attempted(exercise, outcome):
    if outcome.raised is None and outcome.value is None:
        return f"{exercise.name} returned None. If it is written already, it ends without a return statement."
    return f"Write {exercise.signature} first: the stub is still in place."


def _said(raised):
    text = f": {raised.text}" if raised.text else ""
    return f"Your function raised {raised.kind}{text}.{raised.where}"


def _own_line(fn, error):
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


def _same_twice(exercise, first, again, want, probe):
    if again.raised is not None:
        return False
    one, other = measure(exercise, first, want, probe), measure(exercise, again, want, probe)
    return isinstance(other, dict) and all(equal(one[k], other[k], exercise.tolerance) for k in one)


def _same_state(states):
    """Whether the global random generators are where they were; they are put back if not."""
    now = np.random.get_state(), random.getstate()  # noqa: NPY002
    same = now[1] == states[1] and all(np.array_equal(a, b) for a, b in zip(now[0], states[0], strict=True))
    if not same:
        np.random.set_state(states[0])  # noqa: NPY002
        random.setstate(states[1])
    return same


@contextlib.contextmanager
def _quiet():
    """Hide warnings, and send what is written to stderr to stdout: a test cell must leave stderr empty."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stderr(sys.stdout):
        warnings.simplefilter("ignore")
        yield
