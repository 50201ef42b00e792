"""The sentences for what is not recognised, and for the manners."""

import numpy as np


def unknown(exercise, probes, measured, right):
    """Return the sentence for a mistake that nothing has recognised."""
    for probe, one in zip(probes, right, strict=True):
        if probe.isolates and not (one[probe.part] if probe.part else all(one.values())):
            return f"{probe.isolates} Read {exercise.read}."
    wrong = [k for k, one in enumerate(right) if not all(one.values())]
    k = min(wrong, key=lambda k: sum(map(size, probes[k].args)))
    part = next(part for part in right[k] if not right[k][part])
    fine = [other for other in right[k] if all(one[other] for one in right)]
    sentence = f"{part} is not what it should be"
    sentence += f" ({', '.join(fine)} {'is' if len(fine) == 1 else 'are'} right)." if fine else "."
    advice = (exercise.advice or {}).get(part)
    if advice:
        sentence += f" {advice}"
    shown = _show_call(exercise, probes[k].args, part, measured[k][part])
    return f"{sentence}{shown} Read {exercise.read}."


def _show_call(exercise, args, part, got):
    """Return the smallest failing call as text, where it is small enough to redo by hand."""
    pairs = list(zip(exercise.given, args, strict=False))
    hidden = exercise.drive is not None or any(callable(arg) for _, arg in pairs)
    if hidden or not pairs or sum(size(arg) for _, arg in pairs) > 24:
        return ""
    given = ", ".join(f"{name} = {_short(arg)}" for name, arg in pairs)
    return f" For {given} your {part} is {_short(got)}."


def size(value):
    """Return how many numbers an argument holds, also where its lists are of different lengths."""
    if isinstance(value, (list, tuple)):
        return sum(map(size, value))
    return np.size(value)


def _short(value):
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=3, suppress_small=True, separator=", ").replace("\n", "")
    return f"{value:.4g}" if isinstance(value, float) else repr(value)


def manners(exercise, outcomes):
    """Return the sentence and the hint for right numbers and bad manners."""
    changed = sorted({name for outcome in outcomes for name in outcome.changed})
    if changed and not exercise.may_change_inputs:
        message = (
            f"The numbers are right, but your function changes its argument {', '.join(changed)} in place "
            "(+=, *= or an assignment to a slice). The caller still needs it: work on a copy, or write a = a + b."
        )
        return message, "inputs-changed"
    message = (
        "The numbers are right, but your function draws from the global random numbers, so it changes what every "
        "other function draws. Take a generator as an argument."
    )
    return message, "global-random"


def not_attempted(exercise, outcome):
    """Return the sentence for a stub, or for a function that returns nothing."""
    if outcome.raised is None and outcome.value is None:
        return f"{exercise.name} returned None. If it is written already, it ends without a return statement."
    return f"Write {exercise.signature} first: the stub is still in place."


def said(raised):
    """Return the sentence for an exception."""
    text = f": {raised.text}" if raised.text else ""
    return f"Your function raised {raised.kind}{text}.{raised.where}"
