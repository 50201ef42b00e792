"""Two edits of the reference at once, recognised by what they do, in a search with a limit of time.

The edits are tried in the order in which the sum of what each does alone comes near to what was found.
"""

import itertools

import numpy as np

from .calls import quiet
from .exercise import Exercise
from .generated import Index, index, what_it_gave
from .values import digest, equal

FIRST = 4000  # pairs that are put in order by what they promise


def match(exercise: Exercise, seeds, outcomes, limit):
    """Return two edits, generated or known, that together do what the learner's function did, or None.

    Only edits are tried that touch a result that is wrong, and none that is right. Those come first that explain one
    of several results alone.

    Parameters
    ----------
    exercise : Exercise
    seeds : tuple of int
    outcomes : list of Outcome
        Of the learner's function.
    limit : Limit

    Returns
    -------
    tuple of two Edit, or None
    """
    mine = what_it_gave(exercise, seeds, outcomes) if exercise.pairs and exercise.drive is None else None
    if mine is None or any(isinstance(one, str) for one in mine):
        return None
    known = index(exercise, seeds)
    if not all(_promising(one, right) for one, right in zip(mine, known.right, strict=True)):
        return None
    wrong = [
        {k for k, (a, b) in enumerate(zip(one, right, strict=True)) if not equal(a, b, exercise.tolerance)}
        for one, right in zip(mine, known.right, strict=True)
    ]
    place = known.telling if wrong[known.telling] else max(range(len(mine)), key=lambda k: len(wrong[k]))
    with quiet():
        found = _that_touch(known, place, set().union(*wrong), limit)
        for pair in _in_order(found, mine[place], known.right[place], wrong[place], exercise.tolerance):
            if limit.over():
                return None
            value = known.call(place, *pair)
            if value is None or isinstance(value, str) or not equal(mine[place], value, exercise.tolerance):
                continue
            if known.same(mine, *pair):
                return pair
    return None


def _promising(mine, right):
    """Whether what came is of the kinds that are wanted, and not one number all over."""
    if not isinstance(mine, list) or len(mine) != len(right):
        return False
    for one, other in zip(mine, right, strict=True):
        array = isinstance(one, np.ndarray)
        if array != isinstance(other, np.ndarray) or (array and one.ndim != other.ndim):
            return False
        if array and one.size > 1 and np.ptp(other) != 0 and not np.nanmax(one) - np.nanmin(one) > 0:
            return False
    return True


def _that_touch(known: Index, place, wrong, limit):
    """Return (edit, value, results that it touches) for edits that touch only these, one of each behaviour."""
    found, seen = [], set()
    other = known.second if known.second != place else known.telling
    for edit in (*known.bench.known, *known.bench.edits):
        if limit.over():
            break
        value = known.value(edit, place)
        right = known.right[place]
        if value is None or isinstance(value, str) or len(value) != len(right):
            continue
        touched = {k for k, one in enumerate(value) if not equal(one, right[k], known.exercise.tolerance)}
        key = digest(value), digest(known.value(edit, other))
        if touched <= wrong and key not in seen:
            seen.add(key)
            found.append((edit, value, touched))
    return found


def _in_order(found, mine, right, wrong, tolerance):
    """Yield pairs of edits: where one explains a result alone, by what they promise, and by their ranks."""
    for one, value, touched in found:
        if any(equal(value[k], mine[k], tolerance) for k in touched & wrong):
            for other, _, also in found:
                if also and other is not one:
                    yield one, other
    edits = [edit for edit, _, _ in found]
    promising = _by_promise(found, mine, right)
    for few in itertools.zip_longest(*[iter(promising)] * 3, _by_rank(edits)):
        yield from (pair for pair in few if pair is not None)


def _by_promise(found, mine, right):
    """Yield the pairs of which the sum of the two changes comes nearest to the change that was found."""
    if any(a.shape != b.shape for a, b in zip(map(np.asarray, mine), map(np.asarray, right), strict=True)):
        return
    wanted, rows, edits = _flat(mine) - _flat(right), [], []
    for edit, value, _ in found:
        change = _flat(value)
        if change is not None and change.shape == wanted.shape and np.isfinite(change).all():
            rows.append(change - _flat(right))
            edits.append(edit)
    if len(rows) < 2 or not np.isfinite(wanted).all():
        return
    changes = np.array(rows) / (np.abs(wanted).max() or 1)
    changes, wanted = np.clip(changes, -50, 50), wanted / (np.abs(wanted).max() or 1)
    own = (changes**2).sum(axis=1) - 2 * changes @ wanted
    distance = own[:, None] + own + 2 * changes @ changes.T
    distance[np.tril_indices(len(rows))] = np.inf
    order = np.argsort(distance, axis=None)[: min(FIRST, len(rows) * (len(rows) - 1) // 2)]
    for k in order:
        yield edits[k // len(rows)], edits[k % len(rows)]


def _flat(values):
    """Return all numbers of a list of results in one row, or None where there are words."""
    try:
        return np.concatenate([np.asarray(one, dtype=np.float64).reshape(-1) for one in values])
    except (ValueError, TypeError, OverflowError):
        return None


def _by_rank(edits):
    """Yield all pairs, the likelier first."""
    ranks = sorted({edit.rank for edit in edits})
    by_rank = {rank: [edit for edit in edits if edit.rank == rank] for rank in ranks}
    for a, b in sorted(((a, b) for a in ranks for b in ranks if a <= b), key=sum):
        if a == b:
            yield from itertools.combinations(by_rank[a], 2)
        else:
            yield from itertools.product(by_rank[a], by_rank[b])
