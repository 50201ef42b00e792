"""What was tried in this session: the last wrong answer of each exercise, and cells that Python could not read."""

import re

from . import engine
from .repair import repair
from .result import Result

_wrong = {}  # name -> the learner's function that was found wrong last
_ladders = {}  # name -> (the function it speaks of, its hints that are left)
_unread = {}  # name -> the function that stood there before a cell that defines it anew could not be read
_DEFINES = re.compile(r"^(?:def|class) +([A-Za-z_]\w*)", re.MULTILINE)


def keep(exercise, fn, result) -> None:
    """Remember what was found wrong; forget what is right."""
    if result.status in ("failed", "error") and callable(fn):
        _wrong[exercise.name] = fn
    else:
        _wrong.pop(exercise.name, None)


def next_hint(exercise, fn=None) -> str:
    """Return the next hint on the learner's own code, or an empty string where there is none left.

    Parameters
    ----------
    exercise : Exercise
    fn : callable, optional
        The function that is meant; by default the one that was found wrong last.

    Returns
    -------
    str
    """
    fn = fn or _wrong.get(exercise.name)
    if fn is None:
        return ""
    if _ladders.get(exercise.name, (None, ()))[0] is not fn:
        found = repair(exercise, fn, engine.SEEDS)
        _ladders[exercise.name] = fn, found.ladder() if found else []
    left = _ladders[exercise.name][1]
    if not left:
        return ""
    more = f"{len(left) - 1} more on it" if len(left) > 1 else "the exercise's own hints come next"
    return f"On your own code: {left.pop(0)} ({more}: call check.hint again.)"


def stale(exercise, fn) -> Result | None:
    """Return the result for a function that is not the one the learner wrote last, or None where it is."""
    if exercise.name not in _unread or _unread[exercise.name] is not fn:
        return None
    message = (
        f"The last cell that defines {exercise.name} could not be read (SyntaxError), so the function that is there is "
        "an older one. Mend what Python marks in that cell, run it, then check again."
    )
    return engine.result(exercise, engine.Observed(refused=engine.Verdict("error", message)), engine.SEEDS)


def after_a_cell(result) -> None:
    """Note which functions a cell would have defined that could not be read; for IPython's ``post_run_cell``."""
    from IPython import get_ipython

    names = _DEFINES.findall(getattr(result.info, "raw_cell", "") or "")
    unread = isinstance(result.error_before_exec, SyntaxError)
    for name in names:
        _unread.pop(name, None)
        there = get_ipython().user_ns.get(name)
        if unread and there is not None:
            _unread[name] = there


def watch() -> None:
    """Ask IPython, where this is one, to tell of every cell that was run."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None and after_a_cell not in shell.events.callbacks.get("post_run_cell", ()):
        shell.events.register("post_run_cell", after_a_cell)
