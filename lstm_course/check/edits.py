"""Known mistakes as edits of the reference's own text: ``"f * c_prev" -> "(1 - f) * c_prev"``."""

import functools
import inspect
import itertools
import sys
import textwrap


@functools.lru_cache(maxsize=4096)
def edited(reference, edits):
    """Return `reference` with its text changed, or None where two edits touch the same place.

    Parameters
    ----------
    reference : callable
        A plain function or class of a record's module, or an object with a method ``edited(edits)`` of its own.
    edits : tuple of (old, new)
        Old text, which stands in the function exactly once, and the text that takes its place.

    Returns
    -------
    callable or None

    Raises
    ------
    ValueError
        Where an old text does not stand in the function exactly once, or changes nothing.
    """
    if hasattr(reference, "edited"):
        return reference.edited(edits)
    text = edited_text(reference, edits)
    if text is None:
        return None
    names = dict(
        getattr(reference, "__globals__", None) or vars(sys.modules[reference.__module__])
    )  # or a class
    name = f"<{reference.__name__}, edited>"
    exec(compile(text, name, "exec"), names)
    return names[reference.__name__]


def edited_text(reference, edits):
    """Return the text of a plain function or class with its edits; takes, returns None and raises as `edited` does."""
    text = source(reference)
    places = []
    for old, new in edits:
        if text.count(old) != 1:
            raise ValueError(
                f"{reference.__name__} must hold {old!r} exactly once, it holds it {text.count(old)} times"
            )
        if old == new:
            raise ValueError(f"the edit of {old!r} in {reference.__name__} changes nothing")
        start = text.index(old)
        places.append((start, start + len(old), new))
    places.sort()
    if any(one[1] > other[0] for one, other in itertools.pairwise(places)):
        return None
    for start, stop, new in reversed(places):
        text = text[:start] + new + text[stop:]
    return text


@functools.cache
def source(reference):
    """Return the text of a function or class, at the left margin."""
    return textwrap.dedent(inspect.getsource(reference))
