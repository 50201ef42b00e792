"""Checks that name the mistake.

In a notebook::

    from lstm_course import check

    check.lstm_step(lstm_step)   # diagnose
    check.hint("lstm_step")      # the next hint
    check.progress()             # what is done

From code, `run` returns the result and shows nothing.
"""

import difflib
import functools
import html as _html

from . import engine
from . import kept as _kept
from . import records as _records
from .exercise import Exercise, Mutant, Probe
from .result import CheckFailed, Result

__all__ = [
    "CheckFailed",
    "Exercise",
    "Mutant",
    "Probe",
    "Result",
    "hint",
    "predict",
    "progress",
    "records",
    "reveal",
    "run",
]


@functools.cache
def records() -> dict[str, Exercise]:
    """Return every exercise by name, in the order of the course."""
    taken = sorted(set(__all__) & set(_records.places()))
    if taken:
        raise ValueError(f"an exercise cannot have the name of something in this module: {', '.join(taken)}")
    return {name: _records.load(name) for name in _records.places()}


def run(name, fn) -> Result:
    """Check a function and return the result.

    Parameters
    ----------
    name : str
        Name of the exercise.
    fn : callable
        The learner's function.

    Returns
    -------
    Result
        With ``status``, ``hint``, ``message`` and ``points``. Whatever `fn` does or returns, nothing is raised.

    Raises
    ------
    ValueError
        Where there is no exercise of this name.
    """
    return engine.run(_find(name), fn)


def hint(name):
    """Return the next hint of an exercise's ladder; the last one stays.

    Parameters
    ----------
    name : str
        Name of the exercise.

    Returns
    -------
    Note
        Shown as text.

    Raises
    ------
    ValueError
        Where there is no exercise of this name.
    """
    ladder = _find(name).hints
    rung = _kept.next_hint(name, len(ladder))
    left = len(ladder) - rung - 1
    more = f"{left} more: call check.hint again." if left else "This is the last one."
    return Note(f"Hint {rung + 1} of {len(ladder)}. {ladder[rung]} ({more})")


def progress() -> _kept.Progress:
    """Return a table of all exercises and where you stand."""
    return _kept.Progress(records())


def predict(name, guess) -> None:
    """Keep a guess before the result is seen; `reveal` compares.

    Parameters
    ----------
    name : str
        Any name for the question.
    guess : float
        Your guess.

    Raises
    ------
    ValueError
        Where `guess` is not a number.
    """
    _kept.keep_guess(str(name), _number("guess", guess))


def reveal(name, result):
    """Compare a result with the guess that `predict` kept.

    Parameters
    ----------
    name : str
        The name given to `predict`.
    result : float
        What was measured.

    Returns
    -------
    Note
        Shown as text.

    Raises
    ------
    ValueError
        Where `result` is not a number.
    """
    result = _number("result", result)
    guess = _kept.guess(str(name))
    if guess is None:
        return Note(
            f"Measured {result:.4g}. There was no guess: call check.predict({str(name)!r}, guess) first."
        )
    return Note(f"You guessed {guess:.4g}, measured {result:.4g}: off by {abs(guess - result):.4g}.")


class Note:
    """A sentence, shown as text in a notebook and in a terminal."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text

    __repr__ = __str__

    def _repr_html_(self):
        return (
            '<div style="border-left: 4px solid #0072B2; padding: 0.3em 0.9em; max-width: 46em">'
            f"{_html.escape(self.text)}</div>"
        )


def _number(name, value):
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, got {value!r}") from None


def _find(name):
    known = _records.places()
    if name not in known:
        close = difflib.get_close_matches(str(name), known, n=1)
        raise ValueError(
            f"there is no exercise {name!r}" + (f"; did you mean {close[0]!r}?" if close else "")
        )
    return _records.load(name)


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        exercise = _find(name)
    except ValueError as error:
        raise AttributeError(str(error)) from None

    def check(fn):
        result = engine.run(exercise, fn)
        _kept.note(result)
        return result

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"Check exercise {exercise.number}, {exercise.signature}, and keep the result."
    return check


def __dir__():
    return sorted([*__all__, *_records.places()])
