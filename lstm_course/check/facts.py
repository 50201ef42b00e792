"""Plain facts about a wrong result, which need no idea of the mistake: all zeros, unchanged, shifted."""

import numpy as np

from .values import SINGLE

_AXES = {
    "N": ("sequence", "sequences"),
    "T": ("time step", "time steps"),
    "H": ("unit", "units"),
    "D": ("feature", "features"),
    "K": ("class", "classes"),
    "L": ("layer", "layers"),
    "horizon": ("step", "steps"),
}


def fact(exercise, probes, wanted, measured, part) -> str:
    """Return a sentence on one wrong result that is true of every probe, or an empty string.

    Parameters
    ----------
    exercise : Exercise
    probes : list of Probe
    wanted, measured : list of dict
        Quantity -> value, for each probe.
    part : str
        The quantity.

    Returns
    -------
    str
    """
    if exercise.as_dict and not exercise.given:  # a quiz: a fact about one number would give it away
        return ""
    pairs = [(got[part], want[part]) for got, want in zip(measured, wanted, strict=True)]
    if any(isinstance(one, (str, list, bool)) for pair in pairs for one in pair):
        return ""
    near = exercise.tolerance
    if any(getattr(got, "dtype", None) == np.float32 for got, _ in pairs):
        near = max(near, SINGLE)
    if _cut_off(pairs):
        return f"Your {part} holds whole numbers: an array of whole numbers cuts off what stands behind the point."
    pairs = [(np.asarray(got, dtype=np.float64), np.asarray(want, dtype=np.float64)) for got, want in pairs]
    if any(got.shape != want.shape for got, want in pairs):
        return ""
    ndim = min(want.ndim for _, want in pairs)  # it may differ from call to call
    axes = _letters(exercise.returns.get(part, ""), ndim) if exercise.observe is None else []
    for found in (
        _zeros(part, pairs),
        _unchanged(exercise, part, probes, pairs, near) if exercise.observe is None else "",
        _sign_or_factor(part, pairs, near),
        _amount(part, pairs, near),
        *(_along(part, pairs, axis, axes, near) for axis in range(len(axes))),
        _rounded(part, pairs, near),
    ):
        if found:
            return found
    return ""


def _cut_off(pairs):
    """Whether whole numbers stand in all arrays, where others are wanted."""
    if not all(isinstance(one, np.ndarray) for pair in pairs for one in pair):
        return False
    whole = all(got.dtype.kind in "iu" and want.dtype.kind == "f" for got, want in pairs)
    return whole and any(got.any() for got, _ in pairs) and any((want % 1).any() for _, want in pairs)


def symptom(exercise, wanted, measured, part) -> str:
    """Return a sentence on a wrong result that says too little in itself for a mistake to be read off, or nothing.

    It is one value in every call, or all zeros, or a word is missing that should come. Many mistakes lead there.

    Parameters
    ----------
    exercise : Exercise
    wanted, measured : list of dict
        Quantity -> value, for each probe.
    part : str
        The quantity.

    Returns
    -------
    str
    """
    if exercise.observe is not None or (exercise.as_dict and not exercise.given):
        return ""
    got, want = ([one[part] for one in values] for values in (measured, wanted))
    if all(isinstance(one, str) for one in (*got, *want)):
        return _missing_word(part, *([one.strip().lower() for one in values] for values in (got, want)))
    if any(isinstance(one, (str, list, tuple, bool)) for one in (*got, *want)):
        return ""
    if any(np.ndim(one) for one in (*got, *want)):
        pairs = list(zip(map(np.asarray, got), map(np.asarray, want), strict=True))
        return _zeros(part, pairs)
    if len(set(want)) > 2 and all(one == got[0] for one in got):
        return f"Your {part} is {got[0]:.4g} in every call."
    return ""


def _missing_word(part, got, want):
    if len(set(want)) > 2 and len(set(got)) == 1:
        return f"Your {part} is {got[0]!r} in every call."
    missing = sorted(set(want) - set(got))
    if missing and 3 * len(set(want)) <= len(want):
        return f"Your {part} is never {' or '.join(map(repr, missing))}."
    return ""


def only_end(exercise, wanted, measured, part) -> str:
    """Return a sentence where one result is right at one end of an axis of it and 0 elsewhere, or an empty string."""
    pairs = [(got[part], want[part]) for got, want in zip(measured, wanted, strict=True)]
    if exercise.observe is not None or any(
        not isinstance(one, np.ndarray) or one.dtype.kind not in "fiu" for pair in pairs for one in pair
    ):
        return ""
    ndim, near = min(want.ndim for _, want in pairs), exercise.tolerance
    letters = _letters(exercise.returns.get(part, ""), ndim)
    for axis in range(len(letters)):
        one, many = _words(letters, axis)
        long = [
            (np.moveaxis(got, axis, 0), np.moveaxis(want, axis, 0))
            for got, want in pairs
            if want.shape[axis] > 1
        ]
        for end, rest, word in ((0, slice(1, None), "first"), (-1, slice(None, -1), "last")):
            if (
                sum(want[rest].any() for _, want in long) > 1
                and any(got[end].any() for got, _ in long)
                and not any(got[rest].any() for got, _ in long)
                and all(_close(got[end], want[end], near) for got, want in long)
            ):
                return (
                    f"In your {part} only the {word} {one} is filled, and the others are 0. Does the loop over the "
                    f"{many} end in its first pass (a return one indent too deep), or is the place that it fills fixed?"
                )
    return ""


def _letters(described, ndim):
    """Return the letters of the axes in a description such as ``"(N, T, H)"``."""
    if not (described.startswith("(") and described.endswith(")")):
        return [""] * ndim
    letters = [one.strip() for one in described[1:-1].split(",") if one.strip()]
    return letters if len(letters) == ndim else [""] * ndim


def _close(one, other, near):
    return np.allclose(one, other, rtol=near, atol=near)


def _zeros(part, pairs):
    if any(got.any() for got, _ in pairs) or sum(want.any() for _, want in pairs) < 2:
        return ""
    if all(got.ndim == 0 for got, _ in pairs):
        return f"Your {part} is always 0."
    return f"Your {part} is all zeros. Was it ever filled?"


def _unchanged(exercise, part, probes, pairs, near):
    for k, name in enumerate(exercise.given):
        same = []
        for probe, (got, want) in zip(probes, pairs, strict=True):
            arg = probe.args[k] if k < len(probe.args) else None
            if (
                not isinstance(arg, (np.ndarray, int, float))
                or isinstance(arg, bool)
                or np.shape(arg) != got.shape
            ):
                break
            if not _close(got, arg, near):
                break
            same.append(not _close(want, arg, near))
        if len(same) == len(pairs) and any(same):
            return f"Your {part} is your argument {name}, unchanged."
    return ""


def _sign_or_factor(part, pairs, near):
    ratios, within = set(), True
    for got, want in pairs:
        if not want.any() and not got.any():
            continue
        size = (want * want).sum()
        ratio = float((got * want).sum() / size) if size > 1e-300 else 0.0
        if not ratio or not _close(got, ratio * want, near) or not np.isfinite(ratio):
            return ""
        if want.size < 2:
            within = False
        ratios.add(ratio)
    if ratios and max(ratios) - min(ratios) <= 10 * near * abs(max(ratios)):
        if min(ratios) <= 1 <= max(ratios):
            return ""
        ratio = round(min(ratios), 4)
        known = {
            -1.0: "has the other sign",
            2.0: "is twice what it should be",
            0.5: "is half of what it should be",
        }
        return f"Your {part} {known.get(ratio, 'is off by a factor, always the same one')}, everywhere."
    if ratios and within and len(pairs) > 2:
        return (
            f"In each call your {part} is off by one factor for all its elements, but by another one in every call: "
            "a size, or a sum, is divided by or multiplied with."
        )
    return ""


def _amount(part, pairs, near):
    amounts = [got - want for got, want in pairs]
    first = amounts[0].reshape(-1)[:1]
    if not first.size or abs(first[0]) <= near or not all(_close(one, first[0], near) for one in amounts):
        return ""
    if all(want.ndim == 0 and want == np.round(want) for _, want in pairs) and abs(abs(first[0]) - 1) < near:
        return f"Your {part} is always one too {'large' if first[0] > 0 else 'small'}."
    return f"Your {part} is too {'large' if first[0] > 0 else 'small'} by the same amount, everywhere."


def _words(letters, axis):
    """Return what one place along an axis is called, and what more are."""
    return _AXES.get(letters[axis], (f"place along axis {axis}", f"places along axis {axis}"))


def _along(part, pairs, axis, letters, near):
    """Return what is true along one axis, where it is longer than one."""
    one, many = _words(letters, axis)
    long = [
        (np.moveaxis(got, axis, 0), np.moveaxis(want, axis, 0)) for got, want in pairs if got.shape[axis] > 1
    ]
    wrong = [pair for pair in long if not _close(*pair, near)]
    if not wrong:
        return ""
    short = [(got, want) for got, want in pairs if got.shape[axis] == 1]
    if all(_close(got, got[:1], near) for got, _ in wrong) and not any(
        _close(w, w[:1], near) for _, w in wrong
    ):
        return f"Your {part} is the same for all {many}."
    if all(_close(got, want[::-1], near) for got, want in long):
        return f"Your {part} runs backwards along the {many}."
    moved = [pair for pair in wrong if len(pair[0]) > 2]
    if moved and all(_close(got[1:], want[:-1], near) for got, want in moved):
        return f"Your {part} comes one {one} too late."
    if moved and all(_close(got[:-1], want[1:], near) for got, want in moved):
        return f"Your {part} comes one {one} too early."
    if moved and len(moved) == len(wrong):
        if all(_close(got[:-1], want[:-1], near) for got, want in moved):
            return f"In your {part} only the last {one} is wrong."
        if all(_close(got[1:], want[1:], near) for got, want in moved):
            return f"In your {part} only the first {one} is wrong."
    if short and len(wrong) == len(long) and all(_close(got, want, near) for got, want in short):
        ones = [  # what is never more than one where this one is not, either
            _words(letters, k)[0]
            for k in range(len(letters))
            if all(got.shape[k] == 1 for got, _ in short) and any(got.shape[k] > 1 for got, _ in wrong)
        ]
        return f"Your {part} is right for one {' and one '.join(ones)}, and wrong for more."
    return ""


def _rounded(part, pairs, near):
    for digits in range(5):
        if all(_close(got, np.round(want, digits), near) for got, want in pairs):
            return f"Your {part} looks rounded, or cut off."
    return ""
