"""Run a learner's function against an exercise record, and say what is wrong in one sentence or two.

The ladder is fixed and the first rung that fails speaks: not attempted, other arguments, a known mistake, two of
them at once, any one edit of the reference, a plain fact that holds for all that is wrong, two edits, what was raised,
number of results, type, shape, dtype, finiteness, another plain fact, the part that an isolating probe singles out, the
first result that differs; then, where all values are right, the manners: inputs changed, global random numbers used,
two calls that differ. What is found among the edits is kept, and has a limit of time for each answer.
"""

import functools
import random
from dataclasses import dataclass, field, replace

import numpy as np

from . import generated, patience, twofold, wording
from .calls import (
    Outcome,
    Raised,
    call,
    make_probes,
    measure,
    quiet,
    read_each,
    read_results,
    references,
    same_state,
)
from .exercise import Exercise
from .known import fingerprint, match, match_pair, match_partner, mutant_prints, pair_prints, same_print
from .result import Result
from .shapes import heeds_nothing, of_shape
from .values import Problem, equal, same_letters

__all__ = [
    "SEEDS",
    "Observed",
    "Outcome",
    "Raised",
    "Verdict",
    "call",
    "fingerprint",
    "judge",
    "make_probes",
    "measure",
    "mutant_prints",
    "not_written",
    "observe",
    "pair_prints",
    "references",
    "result",
    "run",
    "same_print",
]

SEEDS = (20_000, 20_001)  # of the instant check; a grader brings its own


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
    order : str
        A sentence where it takes its arguments in another order.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    again: Outcome | None = None
    drew: bool = False
    refused: Verdict | None = None
    order: str = ""


def run(exercise: Exercise, fn, seeds=SEEDS) -> Result:
    """Check `fn` and return the result; never raises, whatever `fn` is or returns (but for Ctrl-C)."""
    seeds = tuple(seeds)
    try:
        observed = observe(exercise, fn, seeds)
    except Exception as error:  # a function that fights back while it is looked at
        observed = Observed(refused=_unreadable(error))
    return result(exercise, observed, seeds)


def result(exercise: Exercise, observed: Observed, seeds) -> Result:
    """Return what a learner is shown of what was observed."""
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
    with quiet():
        probes = make_probes(exercise, seeds)
        states = np.random.get_state(), random.getstate()  # noqa: NPY002
        outcomes = []
        try:
            for probe in (*probes, probes[0]):
                outcomes.append(patience.limited(patience.SECONDS, call, exercise, fn, probe))
                if outcomes[-1].raised and outcomes[-1].raised.kind == patience.NotBack.__name__:
                    return Observed(refused=Verdict("failed", wording.not_back(exercise, probe.args)))
        finally:  # Ctrl-C, too, leaves the random numbers as they were
            drew = not same_state(states)
        *outcomes, again = outcomes
        return Observed(outcomes, again, drew, order=exercise.order_problem(fn))


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
        with quiet():
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
    nothing = [outcome for outcome in outcomes if _is_nothing(outcome)]
    if nothing and (len(nothing) == len(outcomes) or nothing[0].raised or nothing[0].value is Ellipsis):
        return Verdict("not attempted", wording.not_attempted(exercise, nothing[0]))
    raised = next((outcome.raised for outcome in outcomes if outcome.raised), None)
    if raised is not None:
        return _mistake(exercise, seeds, outcomes, {}, observed.order) or Verdict(
            "error", wording.said(raised)
        )

    if nothing:
        where = [probe.args for probe, outcome in zip(probes, outcomes, strict=True) if _is_nothing(outcome)]
        return Verdict("failed", wording.none_for_some(exercise, where))
    measured = [
        measure(exercise, outcome, want, probe)
        for outcome, want, probe in zip(outcomes, wanted, probes, strict=True)
    ]
    legible = [
        got if isinstance(got, dict) else read_each(exercise, outcome, want.results)
        for got, outcome, want in zip(measured, outcomes, wanted, strict=True)
    ]
    right = [
        {
            part: part in got
            and equal(got[part], want[part], exercise.tolerance)
            and same_letters(got[part], want[part])
            for part in want
        }
        for got, want in zip(legible, (want.quantities for want in wanted), strict=True)
    ]
    problem = next((got for got in measured if isinstance(got, Problem)), None)
    if problem is None and all(all(one.values()) for one in right):
        touched = not exercise.may_change_inputs and any(outcome.changed for outcome in outcomes)
        if not manners or not (touched or observed.drew):
            if exercise.observe is not None and heeds_nothing(exercise, outcomes, wanted):
                message = (
                    "Your function returns the same for different arguments: what it returns does not come from "
                    f"{exercise.given[0]}. Read {exercise.read}."
                )
                return Verdict("failed", message, "argument-unused", {})
            if _same_twice(exercise, outcomes[0], observed.again, wanted[0]):
                return Verdict("passed", wording.right(exercise, len(probes)), parts=dict(exercise.points))
            if not touched:
                return Verdict("failed", _NOT_THE_SAME, "repeatability", {})
        known = match(exercise, seeds, outcomes)
        if known:
            return _named(exercise, known, dict(exercise.points))
        return Verdict("failed", *wording.manners(exercise, outcomes), dict(exercise.points))

    parts = {
        part: points if all(one.get(part, False) for one in right) else 0
        for part, points in exercise.points.items()
    }
    facts = functools.partial(
        wording.plain_fact, exercise, probes, [want.quantities for want in wanted], measured, right
    )
    if observed.order:  # what else is wrong cannot be told from arguments in the wrong places
        return Verdict("failed", f"{observed.order} Read {exercise.read}.", None, parts)
    said = wording.strange_words(exercise, measured)
    if (
        problem is None
        and not said
        and observed.again
        and not _same_twice(exercise, outcomes[0], observed.again, wanted[0])
    ):
        said = _NOT_THE_SAME
    if problem is None and not said:
        said = wording.imprecise([want.quantities for want in wanted], measured)
    symptoms = ""
    if problem is None:
        symptoms = wording.symptoms(exercise, [want.quantities for want in wanted], measured, right)
    mistake = _mistake(
        exercise, seeds, outcomes, parts, said, problem, facts if problem is None else None, symptoms
    )
    if mistake is not None:
        return mistake
    if problem is not None:
        place = (exercise.reads or {}).get(problem.part, exercise.read)
        said = wording.in_the_way(exercise, probes, wanted, outcomes, measured)
        more = of_shape(exercise, outcomes, wanted, problem.part)
        return Verdict("failed", f"{said} {more}Read {place}.", None, parts)
    said = facts(all_of_them=False)
    if said:
        return Verdict("failed", said, None, parts)
    return Verdict("failed", wording.unknown(exercise, probes, measured, right), None, parts)


_NOT_THE_SAME = (
    "Two calls with the same arguments give different results: something is kept between calls, or drawn from a "
    "generator that was not given the seed."
)


def _is_nothing(outcome):
    """Whether a call gave what a stub gives."""
    if outcome.raised is not None:
        return outcome.raised.unwritten
    return outcome.value is None or outcome.value is Ellipsis


def _mistake(exercise, seeds, outcomes, parts, said="", problem=None, facts=None, symptoms=""):
    """Return the verdict that names a mistake, or two at once: known ones first, then any edit of the reference.

    One that is known and was made in place is the same mistake. Where none is known, what can be `said` without any
    comes before the edits. Where `symptoms` say that too little is to be seen, a single edit or a pair is one way
    among others to get there, and is called so.
    """
    lead = f"{symptoms} One way to get there: " if symptoms else ""
    versions = [outcomes]
    if any(outcome.changed for outcome in outcomes):
        versions.append([replace(outcome, changed=()) for outcome in outcomes])
    for version in versions:
        known = match(exercise, seeds, version)
        if known and version is not outcomes:
            other = match_partner(exercise, seeds, outcomes, known)
            if other:
                return _named_pair(exercise, known, other, parts)
        if known:
            return _named(exercise, known, parts)
        at_one_end = facts(ends=True) if facts else ""
        if at_one_end:
            return Verdict("failed", at_one_end, None, parts)
        pair = match_pair(exercise, seeds, version) if problem is None else None
        if pair:
            return _named_pair(exercise, *pair, parts, lead)
    if said:
        return Verdict("failed", f"{said} Read {exercise.read}.", None, parts)
    limit = generated.Limit()
    found = _generated(generated.match, exercise, seeds, outcomes, limit)
    if found is None:
        said = facts(all_of_them=True) if facts else ""
        if said:
            return Verdict("failed", said, None, parts)
        pair = match_pair(exercise, seeds, outcomes) if problem is not None else None
        if pair:
            return _named_pair(exercise, *pair, parts)
        found = _generated(twofold.match, exercise, seeds, outcomes, limit)
    if found:
        said = f"{problem} " if problem else lead
        said += generated.said(exercise, found)
        return Verdict("failed", f"{said} Read {exercise.read}.", f"edit: {found[0].kind}", parts)
    return None


def _generated(search, *arguments):
    """Return what a search among the edits finds; a value that fights back while it is compared is not recognised."""
    try:
        return search(*arguments)
    except Exception:
        return None


def _named(exercise, mutant, parts):
    return Verdict("failed", f"{mutant.message} Read {mutant.read or exercise.read}.", mutant.hint_id, parts)


def _named_pair(exercise, first, second, parts, lead=""):
    read = first.read or exercise.read
    message = f"{lead}Two mistakes at once. {first.message} And: {second.message} Read {read}."
    return Verdict("failed", message, first.hint_id, parts)


def _same_twice(exercise, first, again, want):
    """Whether two calls returned the same, and not only behaved the same: chance comes from a seed that is given."""
    if again.raised is not None:
        return False
    try:
        one, other = (read_results(exercise, outcome.value, want.results) for outcome in (first, again))
    except Problem:
        return False
    return all(equal(one[k], other[k], exercise.tolerance) for k in one)
