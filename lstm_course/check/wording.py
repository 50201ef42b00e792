"""The sentences for what is not recognised, and for the manners."""

import itertools
import re

import numpy as np

from ..drive import Unfit
from . import patience
from .calls import Outcome, measure
from .facts import fact, only_end, symptom
from .values import SINGLE, WHY_NAN, Problem, equal, same_letters


def plain_fact(exercise, probes, wanted, measured, right, *, all_of_them=False, ends=False):
    """Return the sentence with what is true of a wrong result in every call, or an empty string.

    Parameters
    ----------
    exercise : Exercise
    probes : list of Probe
    wanted, measured : list of dict
        Quantity -> value, for each probe.
    right : list of dict
        Quantity -> whether it is right.
    all_of_them : bool
        Whether there must be something to say of every wrong result.
    ends : bool
        Whether no more is asked than whether one end of a result is all that was filled.
    """
    wrong = [part for part in right[0] if not all(one[part] for one in right)]
    if ends:
        facts = {part: only_end(exercise, wanted, measured, part) for part in wrong}
    else:
        facts = {
            part: fact(exercise, probes, wanted, measured, part) or symptom(exercise, wanted, measured, part)
            for part in wrong
        }
    found = list(dict.fromkeys(one for one in facts.values() if one))
    if not found or (all_of_them and not all(facts.values())):
        return ""
    part = next(part for part in wrong if facts[part])
    return _differs(exercise, probes, measured, right, part, " ".join(found[:2]))


def symptoms(exercise, wanted, measured, right) -> str:
    """Return what is to be said before any mistake that is only one of many to lead there; or an empty string."""
    wrong = [part for part in right[0] if not all(one[part] for one in right)]
    return " ".join(filter(None, (symptom(exercise, wanted, measured, part) for part in wrong)))


def in_the_way(exercise, probes, wanted, outcomes, measured) -> str:
    """Return the sentence for results that cannot be read: what they are, in another order, or with NaN that came in.

    Parameters
    ----------
    exercise : Exercise
    probes : list of Probe
    wanted : list of Wanted
    outcomes : list of Outcome
    measured : list of dict or Problem

    Returns
    -------
    str
    """
    order = _other_order(exercise, probes, wanted, outcomes)
    if order:
        return order
    k = next(k for k, got in enumerate(measured) if isinstance(got, Problem))
    said = str(measured[k])
    if said.endswith(WHY_NAN) and "NaN" in said and any(map(_holds_nan, probes[k].args)):
        return (
            f"{said.removesuffix(WHY_NAN)}the arguments hold NaN here. No comparison with it is true, and what is "
            "computed from it is NaN, too."
        )
    return said


def _holds_nan(value):
    if isinstance(value, (list, tuple)):
        return any(map(_holds_nan, value))
    numbers = isinstance(value, (float, np.ndarray)) and np.asarray(value).dtype.kind == "f"
    return numbers and bool(np.isnan(value).any())


def _other_order(exercise, probes, wanted, outcomes):
    """Return the sentence for right results that come in another order, or an empty string."""
    names = list(exercise.returns)
    if exercise.as_dict or not 2 < len(names) < 6:
        return ""
    values = [outcome.value for outcome in outcomes]
    if any(type(value) not in (tuple, list) or len(value) != len(names) for value in values):
        return ""
    for order in itertools.permutations(range(len(names))):
        for outcome, want, probe in zip(outcomes, wanted, probes, strict=True):
            sorted_out = Outcome(tuple(outcome.value[k] for k in order))
            got = measure(exercise, sorted_out, want, probe)
            if isinstance(got, Problem) or not all(
                equal(got[part], want.quantities[part], exercise.tolerance) for part in want.quantities
            ):
                break
        else:
            theirs = ", ".join(names[order.index(k)] for k in range(len(names)))
            return f"Your results come in another order: wanted ({', '.join(names)}), yours are ({theirs})."
    return ""


def _differs(exercise, probes, measured, right, part, said=""):
    """Return what is said of a wrong result: which are right, what is known of it, and a call to redo by hand."""
    wrong = [k for k, one in enumerate(right) if not one[part]]
    k = min(wrong, key=lambda k: sum(map(size, probes[k].args)))
    fine = [other for other in right[k] if all(one[other] for one in right)]
    sentence = f"{part} is not what it should be"
    sentence += f" ({_listed(fine)} right)." if fine else "."
    for more in (said, (exercise.advice or {}).get(part)):
        if more:
            sentence += f" {more}"
    special = said and any(
        probe.isolates and not all(one.values()) for probe, one in zip(probes, right, strict=True)
    )
    shown = "" if special else _show_call(exercise, probes[k].args, part, measured[k][part])
    return f"{sentence}{shown} Read {(exercise.reads or {}).get(part, exercise.read)}."


def _listed(names):
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def unknown(exercise, probes, measured, right):
    """Return the sentence for a mistake that nothing has recognised."""
    for probe, one in zip(probes, right, strict=True):
        if probe.isolates and not (one[probe.part] if probe.part else all(one.values())):
            return f"{without_blame(probe)} Read {exercise.read}."
    wrong = [k for k, one in enumerate(right) if not all(one.values())]
    k = min(wrong, key=lambda k: sum(map(size, probes[k].args)))
    part = next(part for part in right[k] if not right[k][part])
    return _differs(exercise, probes, measured, right, part)


def without_blame(probe) -> str:
    """Return what a probe's sentence says of its case; where to look only where it says which lines it speaks of."""
    if probe.about:
        return probe.isolates
    kept = [one for one in re.split(r"(?<=[.?!]) (?=[A-Z])", probe.isolates) if not _BLAME.match(one)]
    return " ".join(kept) or probe.isolates


_BLAME = re.compile(r"Look at |Which |What does |Decide for ")


def _show_call(exercise, args, part, got):
    """Return the smallest failing call as text, where it is small enough to redo by hand."""
    given = _given(exercise, args)
    return f" For {given} your {part} is {_short(got)}." if given else ""


def _given(exercise, args):
    """Return the arguments of a call as text, where they are few enough."""
    pairs = list(zip(exercise.given, args, strict=False))
    hidden = exercise.drive is not None or any(callable(arg) for _, arg in pairs)
    if hidden or not pairs or sum(size(arg) for _, arg in pairs) > 24:
        return ""
    return ", ".join(f"{name} = {_short(arg)}" for name, arg in pairs)


def size(value):
    """Return how many numbers an argument holds, also where its lists are of different lengths."""
    if isinstance(value, (list, tuple)):
        return sum(map(size, value))
    if isinstance(value, dict):
        return sum(map(size, value.values()))
    return np.size(value)


def _short(value):
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=3, suppress_small=True, separator=", ").replace("\n", "")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_short(one)}" for key, one in value.items()) + "}"
    return f"{value:.4g}" if isinstance(value, float) else repr(value)


def manners(exercise, outcomes):
    """Return the sentence and the hint for right numbers and bad manners."""
    changed = sorted({name for outcome in outcomes for name in outcome.changed})
    if changed and not exercise.may_change_inputs:
        message = (
            f"What you return is right, but your function changes its argument {', '.join(changed)} in place (+=, *=, "
            "an assignment to a part of it, or a method such as sort, append or pop). The caller still needs it: work "
            "on a copy."
        )
        return message, "inputs-changed"
    message = (
        "The numbers are right, but your function draws from the global random numbers, so it changes what every "
        "other function draws. Draw from a generator: one that "
        "you are given, or np.random.default_rng(seed)."
    )
    return message, "global-random"


def right(exercise, calls):
    """Return what a pass has verified."""
    if exercise.as_dict and exercise.drive is None:
        return "Right."
    if exercise.observe is not None or exercise.drive is not None:
        return f"Right: it does what is asked on all {calls} inputs."
    return f"Right: the same as the reference, to {exercise.tolerance:.0e}, on {calls} inputs."


def not_back(exercise, args):
    """Return the sentence for a call that was broken off."""
    given = _given(exercise, args)
    return (
        f"For {given or 'some arguments'} your function has not come back after {patience.SECONDS} seconds. "
        f"Either a loop never ends, or what it goes through grows from round to round. Read {exercise.read}."
    )


def not_attempted(exercise, outcome):
    """Return the sentence for a stub, or for a function that returns nothing."""
    if outcome.raised is None and outcome.value is None:
        return f"{exercise.name} returned None. If it is written already, it ends without a return statement."
    return f"Write {exercise.signature} first: the stub is still in place."


def none_for_some(exercise, where) -> str:
    """Return the sentence for a function that returns nothing for some arguments; `where` are these."""
    args = min(where, key=lambda args: sum(map(size, args)))
    given = _given(exercise, args)
    return (
        f"For {given or 'some arguments'} your function returns None, and that is no result here. Does one of its "
        f"branches end without a return statement? Read {exercise.read}."
    )


def strange_words(exercise, measured) -> str:
    """Return the sentence for answers that are none of the words that are taken, or an empty string."""
    if not exercise.words:
        return ""
    known = {word.lower() for word in exercise.words}
    answers = [one for got in measured if isinstance(got, dict) for one in got.values()]
    strange = [one for one in answers if isinstance(one, str) and one.strip().lower() not in known]
    if not strange:
        return ""
    said = ", ".join(repr(one[:40]) for one in dict.fromkeys(strange))
    verb = "is not one" if len(set(strange)) == 1 else "are none"
    return f"{said} {verb} of the words that are taken here: {', '.join(exercise.words)}."


def imprecise(wanted, measured) -> str:
    """Return the sentence for results that are right but for last digits or capital letters, or an empty string."""
    pairs = [(got[part], want[part]) for got, want in zip(measured, wanted, strict=True) for part in want]
    if not all(equal(got, want, SINGLE) for got, want in pairs):
        return ""
    if not all(same_letters(got, want) for got, want in pairs):
        return "Your strings are right but for capital letters, or blanks at their ends. Leave these as they come."
    return (
        "Your results agree with the right ones to about five digits and no further: computed in float32, or with a "
        "small number added on the way. Compute in float64, and without it."
    )


def said(raised):
    """Return the sentence for an exception."""
    if raised.kind == Unfit.__name__:
        return raised.text
    text = f": {raised.text}" if raised.text else ""
    return f"Your function raised {raised.kind}{text}.{raised.where}"
