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
    if not all(map(_of_the_kinds, mine, known.right)) or not any(map(_varies, mine)):
        return None
    wrong = [
        {k for k, (a, b) in enumerate(zip(one, right, strict=True)) if not equal(a, b, exercise.tolerance)}
        for one, right in zip(mine, known.right, strict=True)
    ]
    place = known.telling if wrong[known.telling] else max(range(len(mine)), key=lambda k: len(wrong[k]))
    places = _places(known, place, mine)
    with quiet():
        found = _that_touch(known, places, set().union(*wrong), limit)
        told = [[values[k] for k in places] for values in (mine, known.right)]
        for pair in _in_order(found, *told, wrong[place], exercise.tolerance):
            if limit.over():
                return None
            value = known.call(place, *pair)
            if value is None or isinstance(value, str) or not equal(mine[place], value, exercise.tolerance):
                continue
            if known.same(mine, *pair):
                return pair
    return None


def _places(known, place, mine):
    """Return the places of the probes that are compared at first: more of them where each says little."""
    others = [k for k in (known.telling, known.second, *range(len(mine))) if k != place]
    enough = sum(np.size(one) for one in mine[place]) >= 6
    return [place, *dict.fromkeys(others)][: 2 if enough else 6]


def _of_the_kinds(mine, right):
    """Whether what came is of the kinds that are wanted."""
    if not isinstance(mine, list) or len(mine) != len(right):
        return False
    for one, other in zip(mine, right, strict=True):
        array = isinstance(one, np.ndarray)
        if array != isinstance(other, np.ndarray) or (array and one.ndim != other.ndim):
            return False
    return True


def _varies(values):
    """Whether some result is not one number all over."""
    for one in values:
        numbers = np.asarray(one)
        if numbers.dtype.kind not in "biuf" or numbers.size < 2:
            return True
        numbers = numbers[np.isfinite(numbers)].astype(np.float64)
        if numbers.size and numbers.max() > numbers.min():
            return True
    return False


def _that_touch(known: Index, places, wrong, limit):
    """Return (edit, values, results that it touches) for edits that touch only these, one of each behaviour."""
    found, seen = [], set()
    place = places[0]
    for edit in (*known.bench.known, *known.bench.edits):
        if limit.over():
            break
        value = known.value(edit, place)
        right = known.right[place]
        if value is None or isinstance(value, str) or len(value) != len(right):
            continue
        touched = {k for k, one in enumerate(value) if not equal(one, right[k], known.exercise.tolerance)}
        if touched <= wrong:
            values = [value, *(known.value(edit, other) for other in places[1:])]
            key = digest(values)
            if key not in seen:
                seen.add(key)
                found.append((edit, values, touched))
    return found


def _in_order(found, mine, right, wrong, tolerance):
    """Yield pairs of edits: where one explains a result alone, by what they promise, and by their ranks."""
    for one, values, touched in found:
        if any(equal(values[0][k], mine[0][k], tolerance) for k in touched & wrong):
            for other, _, also in found:
                if also and other is not one:
                    yield one, other
    promising = _by_promise(found, mine, right)
    for few in itertools.zip_longest(*[iter(promising)] * 3, _by_rank([edit for edit, _, _ in found])):
        yield from (pair for pair in few if pair is not None)


def _by_promise(found, mine, right):
    """Yield the pairs of which the sum of the two changes comes nearest to the change that was found."""
    parts = [one for values in mine for one in values], [one for values in right for one in values]
    if any(np.shape(a) != np.shape(b) for a, b in zip(*parts, strict=True)):
        return
    sizes = [sum(map(np.size, values)) for values in right]
    unit = np.repeat(
        [max(1e-12, np.abs(_flat(m) - _flat(r)).max()) for m, r in zip(mine, right, strict=True)], sizes
    )
    base = np.concatenate([_flat(values) for values in right])
    wanted, rows, edits = (np.concatenate([_flat(values) for values in mine]) - base) / unit, [], []
    for edit, values, _ in found:
        flat = [None if value is None else _flat(value) for value in values]
        if all(one is not None and one.size == size for one, size in zip(flat, sizes, strict=True)):
            change = (np.concatenate(flat) - base) / unit
            if np.isfinite(change).all():
                rows.append(np.clip(change, -50, 50))
                edits.append(edit)
    if len(rows) < 2 or not np.isfinite(wanted).all():
        return
    changes = np.array(rows)
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
