"""Known mistakes, alone and two at once, recognised by what they do."""

import copy
import functools
import itertools

import numpy as np

from .calls import call, make_probes, quiet, references
from .exercise import Exercise
from .values import DICTS, Problem, digest, equal, parted, plain


def fingerprint(exercise: Exercise, outcomes, probes, raw=False):
    """Return what a function did on every probe in a form that can be compared, or None where it cannot.

    Where behaviour is observed, it is the behaviour that is compared; with `raw` what was returned itself.
    """
    prints = []
    for outcome, probe in zip(outcomes, probes, strict=True):
        if outcome.raised is not None:
            prints.append((outcome.raised.kind, ()))
            continue
        try:
            value = outcome.value
            if exercise.as_dict:
                value = [value[name] for name in exercise.returns] if type(value) in DICTS else None
            elif len(exercise.returns) == 1:
                value = [value]
            else:
                value = parted(value, len(exercise.returns))
            value = plain(value)
            if exercise.observe is not None and not raw:
                results = dict(zip(exercise.returns, value, strict=True))
                with np.errstate(all="ignore"):
                    value = list(exercise.observe(results, copy.deepcopy(probe.args)).values())
        except (Problem, ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
        prints.append((value, outcome.changed))
    return prints


def my_print(exercise, seeds, outcomes, raw=False):
    """Return the fingerprint of the learner's function, or None where it says too little: nothing but errors."""
    if all(outcome.raised is not None for outcome in outcomes):
        return None
    return fingerprint(exercise, outcomes, make_probes(exercise, seeds), raw)


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
    with quiet():
        return {
            mutant: fingerprint(
                exercise, [call(exercise, exercise.build(mutant), probe) for probe in probes], probes
            )
            for mutant in exercise.mutants
        }


def match(exercise, seeds, outcomes):
    """Return the known mistake that does just what the learner's function did, or None."""
    mine = my_print(exercise, seeds, outcomes)
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
    with quiet():
        for pair in itertools.combinations(members, 2):
            fn = exercise.build(*pair)
            if fn is not None:
                found.append((pair, fn, fingerprint(exercise, [call(exercise, fn, probe)], [probe])))
    return found


@functools.lru_cache(maxsize=64)
def _pairs_by_digest(exercise, seeds):
    found = {}
    for one in pair_prints(exercise, seeds):
        if one[2] is not None:
            found.setdefault(digest(one[2][0][0]), []).append(one)
    return found


def match_partner(exercise: Exercise, seeds, outcomes, known):
    """Return the known mistake that, together with `known`, does just what the learner's function did, or None."""
    mine = my_print(exercise, seeds, outcomes)
    probes = make_probes(exercise, seeds)
    if mine is None or known.fn is not None:
        return None
    with quiet():
        for other in exercise.mutants:
            fn = exercise.build(known, other) if other is not known and other.fn is None else None
            if fn is not None and _does_the_same(exercise, fn, mine, probes):
                return other
    return None


def _does_the_same(exercise, fn, mine, probes):
    """Whether a function does what a fingerprint says; it is asked no further than to the first difference."""
    each = (fingerprint(exercise, [call(exercise, fn, probe)], [probe]) for probe in probes)
    return all(
        its is not None and same_print(exercise, [one], its) for one, its in zip(mine, each, strict=True)
    )


def match_pair(exercise, seeds, outcomes):
    """Return the two known mistakes that together do just what the learner's function did, or None."""
    mine = my_print(exercise, seeds, outcomes)
    if mine is None:
        return None
    *others, _ = make_probes(exercise, seeds)
    for pair, fn, last in _pairs_by_digest(exercise, seeds).get(digest(mine[-1][0]), ()):
        if not same_print(exercise, mine[-1:], last):
            continue
        with quiet():
            same = _does_the_same(exercise, fn, mine[:-1], others)
        if same and not hides(exercise, seeds, pair, mine):
            return pair
    return None


def hides(exercise, seeds, pair, mine):
    """Whether one of two mistakes makes a result wrong, and the other makes it right again: then neither was made."""
    wanted = [
        list((one.results if exercise.observe is None else one.quantities).values())
        for one in references(exercise, seeds)
    ]

    def wrong(prints):
        found = set()
        for (got, _), want in zip(prints, wanted, strict=True):
            if not isinstance(got, list) or len(got) != len(want):
                return None
            found |= {k for k in range(len(want)) if not equal(got[k], want[k], exercise.tolerance)}
        return found

    found, known = wrong(mine), mutant_prints(exercise, seeds)
    if found is None:
        return False
    each = [wrong(known[mutant]) for mutant in pair if known[mutant] is not None]
    return any(one is not None and not one <= found for one in each)
