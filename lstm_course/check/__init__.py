"""Checks that name the mistake.

In a notebook::

    from lstm_course import check

    check.lstm_step(lstm_step)   # diagnose
    check.hint(lstm_step)        # the next hint; after a wrong answer, one on your own code where there is one
    check.progress()             # what is done

From code, `run` returns the result and shows nothing.
"""

import dataclasses
import datetime
import difflib
import functools
from collections.abc import Mapping

from .._root import find_root
from . import engine
from . import kept as _kept
from . import records as _records
from . import tried as _tried
from .exercise import Exercise, Exhibit, Mutant, Probe
from .museum import Museum
from .result import CheckFailed, Result, in_html

__all__ = [
    "CheckFailed",
    "Exercise",
    "Exhibit",
    "Mutant",
    "Probe",
    "Result",
    "hint",
    "memory",
    "museum",
    "predict",
    "progress",
    "recall",
    "records",
    "reveal",
    "run",
]


@functools.cache
def records() -> Mapping[str, Exercise]:
    """Return every exercise by name, in the order of the course; one is loaded when it is asked for."""
    taken = sorted(set(__all__) & set(_records.places()))
    if taken:
        raise ValueError(f"an exercise cannot have the name of something in this module: {', '.join(taken)}")
    return _records.Records()


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


def hint(exercise):
    """Return the next hint of an exercise; the last one stays.

    Where the last check of a function found it wrong, and one edit of its own text would make it right, the hints say
    in which line, which term, and what belongs there. Then come those of the exercise.

    Parameters
    ----------
    exercise : str or callable
        Name or number of the exercise, ``"lstm_step"`` or ``"3.1"``, or the learner's function of that name.

    Returns
    -------
    Note
        Shown as text.

    Raises
    ------
    ValueError
        Where there is no such exercise.
    """
    name = _name_of(exercise)
    record = _find(name)
    own = _tried.next_hint(record, exercise if callable(exercise) else None)
    if own:
        return Note(own)
    ladder = record.hints
    rung = _kept.next_hint(name, len(ladder))
    left = len(ladder) - rung - 1
    more = f"{left} more: call check.hint again." if left else "This is the last one."
    return Note(f"Hint {rung + 1} of {len(ladder)}. {ladder[rung]} ({more})")


def progress() -> _kept.Progress:
    """Return a row of dots for each lesson, your points, and the next step."""
    return _kept.Progress(_records.numbers())


def museum() -> Museum:
    """Return the bug museum: what was seen, in which public thread, and which of the repairs are done."""
    return Museum(record for record in records().values() if record.exhibit is not None)


def recall():
    """Return the piece that asks the recall questions which are due today (`lstm_course.widgets.Recall`).

    It asks of the lessons of which an exercise is passed, and of others that you press. What you answer is kept in the
    file of your progress, under ``recall``.

    Returns
    -------
    Recall
        Shown as a piece in a notebook.
    """
    from ..widgets.recall import Recall  # here, because a sandbox shows no pieces

    found = _answers()
    passed = {int(number.split(".")[0]) for number in progress().passed}
    lessons = sorted({*found.get("lessons", []), *passed})
    piece = Recall(kept={**found, "lessons": lessons}, where=str(_kept.path()))
    piece.observe(lambda change: _kept.keep_recall(change["old"], change["new"]), "kept")
    return piece


def memory(today=None) -> dict[int, float]:
    """Return for each lesson the share of its recall questions that are in memory, for `plots.maps.course`.

    Parameters
    ----------
    today : datetime.date, optional
        The day; today if not given.

    Returns
    -------
    dict
        Number of the lesson -> share from 0 (none was answered, or all are due again) to 1.

    Raises
    ------
    CourseNotFoundError
        Where there are no lessons: outside a clone of the course.
    """
    from ..notebook import recall as asked  # here, because a sandbox has no lessons

    day = datetime.date.today() if today is None else today
    return asked.memory(asked.questions(find_root()), _answers(), day)


def _answers():
    """Return what is kept of the recall questions; nothing where that is damaged."""
    from ..widgets.recall import is_kept

    found = _kept.load().get("recall")
    return found if is_kept(found) else {}


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
            f"{in_html(self.text)}</div>"
        )


def _number(name, value):
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a number, got {value!r}") from None


def _aside(result):
    """Return what may be done next."""
    if not result.passed:
        return f'For a hint: check.hint("{result.name}")' if result.status != "not attempted" else ""
    kept = progress()
    row = f"{kept.row(int(result.number.split('.')[0]))}. {kept.next_step(result.name)}"
    return f"{row} {_kept.unwritten()}".rstrip()


def _name_of(exercise):
    """Return the name of the exercise that a name, a number or a function of its name means."""
    if callable(exercise):
        return getattr(exercise, "__name__", str(exercise))
    text = str(exercise).strip()
    return next((name for name, number in _records.numbers().items() if number == text), text)


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
        result = _tried.stale(exercise, fn) or engine.run(exercise, fn)
        _kept.note(result)
        _tried.keep(exercise, fn, result)
        return dataclasses.replace(result, aside=_aside(result))

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"Check exercise {exercise.number}, {exercise.signature}, and keep the result."
    return check


def __dir__():
    return sorted([*__all__, *_records.places()])


_tried.watch()
