"""Plain facts about a result of the wrong shape: what of it is right all the same."""

import itertools

import numpy as np

from .values import DICTS, Problem, equal, plain

_ONE = (
    ("mean", np.mean),
    ("sum", np.sum),
    ("largest entry", np.max),
    ("last entry", lambda got: got.flat[-1]),
)


def of_shape(exercise, outcomes, wanted, part) -> str:
    """Return a sentence that is true of one result in every call, and ends in a blank; or an empty string.

    Parameters
    ----------
    exercise : Exercise
    outcomes : list of Outcome
        Of the learner's function.
    wanted : list of Wanted
        What is right.
    part : str
        The result that cannot be read.

    Returns
    -------
    str
    """
    if exercise.observe is not None or not part or (exercise.as_dict and not exercise.given):
        return ""
    pairs = []
    for outcome, want in zip(outcomes, wanted, strict=True):
        try:
            raw = _result(exercise, outcome.value, part)
            if type(raw) in (list, tuple) and np.ndim(want.results[part]):
                return ""
            got = np.asarray(plain(raw))
        except (Problem, ValueError, TypeError, KeyError, IndexError):
            return ""
        right = want.results[part]
        if isinstance(right, (str, list, bool)) or got.dtype.kind not in "fiu" or not got.size:
            return ""
        pairs.append((got, np.asarray(right)))
    told = [got.shape != want.shape for got, want in pairs]
    if not any(told):
        return ""
    near = exercise.tolerance
    for sentence, holds in _one_number() if pairs[0][1].ndim == 0 else _arrays():
        if all(holds(got, want, near) for got, want in pairs):
            return f"{sentence} "
    return ""


def heeds_nothing(exercise, outcomes, wanted) -> bool:
    """Whether different arguments, for which different results are wanted, always give the same result."""
    found = {}
    for outcome, want in zip(outcomes, wanted, strict=True):
        try:
            got = [_result(exercise, outcome.value, part) for part in exercise.returns]
            values = [np.asarray(plain(one)) for one in got]
        except (Problem, ValueError, TypeError, KeyError, IndexError):
            return False
        right = list(want.results.values())
        for other, other_right in found.setdefault(tuple(one.shape for one in values), []):
            if not equal(right, other_right, exercise.tolerance) and all(
                np.array_equal(a, b) for a, b in zip(values, other, strict=True)
            ):
                return True
        found[tuple(one.shape for one in values)].append((values, right))
    return False


def _result(exercise, value, part):
    """Return one result as it came."""
    if exercise.as_dict:
        return value[part] if type(value) in DICTS else None
    return value if len(exercise.returns) == 1 else value[list(exercise.returns).index(part)]


def _one_number():
    """Yield (sentence, test) for an array in the place of one number."""
    yield (
        "The number in it is right: take it out, with [0] or .item().",
        lambda got, want, near: got.size == 1 and equal(got.reshape(()), want, near),
    )
    for word, find in _ONE:
        yield f"Its {word} is right.", lambda got, want, near, find=find: equal(find(got), want, near)


def _arrays():
    """Yield (sentence, test) for an array of another shape than wanted; what is wrong must be nothing but that."""
    yield (
        "The numbers are right: it is the shape that is not.",
        lambda got, want, near: (
            tuple(n for n in got.shape if n > 1) == tuple(n for n in want.shape if n > 1)
            and equal(got.reshape(want.shape), want, near)
        ),
    )
    for order in [*itertools.permutations(range(2)), *itertools.permutations(range(3))]:
        if order != tuple(sorted(order)):
            yield (
                "The numbers are right, and its axes stand in another order.",
                lambda got, want, near, order=order: (
                    got.ndim == len(order) and equal(got.transpose(order), want, near)
                ),
            )
    for sentence, end in (
        ("It is only the first entry of what is wanted: does the loop end in its first pass?", 0),
        ("It is only the last entry of what is wanted: each pass of a loop writes over the one before.", -1),
    ):
        yield (
            sentence,
            lambda got, want, near, end=end: (
                want.ndim > 0
                and (equal(got, want[end], near) or equal(got, want[end : end + 1 or None], near))
            ),
        )
        yield (
            sentence.replace("entry", "place along its second axis"),
            lambda got, want, near, end=end: want.ndim > 1 and equal(got, want[:, end], near),
        )
    yield (
        "What there is of it is right, but it ends too soon.",
        lambda got, want, near: len(got.shape) == want.ndim > 0 and equal(got, want[: len(got)], near),
    )
    yield (
        "What there is of it is right, but its beginning is missing.",
        lambda got, want, near: (
            len(got.shape) == want.ndim > 0 and equal(got, want[max(0, len(want) - len(got)) :], near)
        ),
    )
    yield (
        "It begins with what is wanted, and then goes on too long.",
        lambda got, want, near: len(got.shape) == want.ndim > 0 and equal(got[: len(want)], want, near),
    )
    yield (
        "It ends with what is wanted, but there is too much before that.",
        lambda got, want, near: (
            len(got.shape) == want.ndim > 0 and equal(got[max(0, len(got) - len(want)) :], want, near)
        ),
    )
    for axis in range(3):
        for word, reduce in (("added up", np.sum), ("averaged", np.mean)):
            yield (
                f"It is right but for this: it is {word} over axis {axis}.",
                lambda got, want, near, axis=axis, reduce=reduce: (
                    want.ndim > axis
                    and (
                        equal(got, reduce(want, axis=axis), near)
                        or equal(got, reduce(want, axis=axis, keepdims=True), near)
                    )
                ),
            )
            yield (
                f"{word.capitalize()} over axis {axis} it would be right.",
                lambda got, want, near, axis=axis, reduce=reduce: (
                    got.ndim > want.ndim > 0 and got.ndim > axis and equal(reduce(got, axis=axis), want, near)
                ),
            )
