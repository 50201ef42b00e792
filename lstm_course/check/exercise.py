"""The exercise record: one declaration from which the check, the points and their proofs all come."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .edits import edited


@dataclass(frozen=True)
class Probe:
    """One call of the learner's function.

    Parameters
    ----------
    args : tuple
        Plain data (arrays, numbers, strings, lists of them) or functions that can be imported from this package.
    isolates : str, optional
        A sentence that says what is wrong where this probe is the first to fail. Probes with such a sentence are
        tried in the order given, so the first should let only one part of the function act.
    part : str, optional
        The result (or observed quantity) that the sentence speaks of; by default any that differs.
    about : tuple of str
        The names whose lines in the reference the sentence sends its reader to. `lstm-course diagnose` proves that
        every edit of the reference which leads to the sentence lies there; without names, what begins with "Look at"
        is not shown.
    """

    args: tuple
    isolates: str | None = None
    part: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Mutant:
    """A known mistake: an edit of the reference's own text, and the sentence that its author should read.

    Parameters
    ----------
    name : str
        Unique in its exercise.
    message : str
        The thing that is wrong, the kind of mistake, and one sentence why. Never an expected number.
    read : str, optional
        Where to read on, such as ``lesson 03, "The output gate"``; by default where the exercise is taught.
    edits : mapping, optional
        Old text -> new text. An old text stands in the reference exactly once.
    hint : str, optional
        Id of the misconception, such as ``"M12"``; by default the name.
    fn : callable, optional
        The function with this mistake, where it is another algorithm and no edit.
    same_as : tuple of str
        Names of mutants that are the same function as this one, however it is probed.
    """

    name: str
    message: str
    read: str = ""
    edits: Mapping[str, str] | None = None
    hint: str = ""
    fn: Callable | None = None
    same_as: tuple[str, ...] = ()

    @property
    def hint_id(self) -> str:
        """Id that the result carries."""
        return self.hint or self.name


@dataclass(frozen=True)
class Exhibit:
    """What makes an exercise a piece of the bug museum: code of somebody's that runs, and is wrong.

    Parameters
    ----------
    mutant : str
        Name of the known mistake which is the code shown above the answer.
    thread : str
        The public thread in which such code was met, ``"owner/repo#123"`` or ``"Stack Overflow 12345"``.
    symptom : str
        What its owner saw, in a sentence.
    """

    mutant: str
    thread: str
    symptom: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """An exercise: what the learner writes, what is right, and what the known mistakes are.

    Parameters
    ----------
    name : str
        Name of the learner's function.
    number : str
        Lesson and place in its notebook, ``"3.1"``; given by the folder of the lesson.
    signature : str
        As the learner writes it, ``"lstm_step(x, h_prev, c_prev, W_x, W_h, b)"``.
    drive : callable, optional
        Takes what the learner wrote and a probe's arguments, acts with it and returns the results as plain data: for
        answers in PyTorch, for classes and for generators. A function of `lstm_course.drive`, which the sandbox has,
        too; the arguments of the probes are then its own.
    returns : mapping
        Result -> description, ``{"h": "(N, H)", "c": "(N, H)"}``, in the order of the returned tuple. A single
        result is returned bare.
    reference : callable
        The right function, with the learner's signature and results: the code of the solution's cell.
    probes : callable
        Takes a `numpy.random.Generator`, returns a list of `Probe`.
    points : mapping
        Result -> points, summing to the exercise's total. A result earns its points where it is right on every
        probe.
    read : str
        Where the exercise is taught.
    reads : mapping, optional
        Result (or observed quantity) -> where it is taught, if elsewhere.
    mutants : tuple of Mutant
        The known mistakes.
    pairs : bool
        Whether two known mistakes at once are looked for; not where a call takes long.
    differs : str
        Why the reference is not the code of the solution's cell, where it is not.
    hints : tuple of str
        The ladder of hints, from a nudge to nearly the answer.
    as_dict : bool
        Whether the function returns a dict with the names of `returns` as its keys (quizzes do).
    observe : callable, optional
        Takes what the function returned (dict result -> value) and the arguments, and returns the dict of
        quantities to compare in its place: behaviour where many answers are right. `points` then names these.
    advice : mapping
        Result (or observed quantity) -> sentence shown where it is the first that differs.
    tolerance : float
        Largest difference that counts as equal, absolute for small numbers and relative for large ones.
    may_change_inputs : bool
        Whether the function is allowed to change its arguments.
    exact_dtype : bool
        Whether the text asks for float64, so that float32 will not do.
    words : tuple of str
        The words that a quiz takes, where its text lists them.
    exhibit : Exhibit, optional
        Where the exercise is to repair a function that is shown.
    """

    name: str
    signature: str
    returns: Mapping[str, str]
    reference: Callable
    probes: Callable[[np.random.Generator], list[Probe]]
    points: Mapping[str, int]
    read: str
    number: str = ""
    pairs: bool = True
    differs: str = ""
    mutants: tuple[Mutant, ...] = ()
    hints: tuple[str, ...] = ()
    as_dict: bool = False
    observe: Callable | None = None
    drive: Callable | None = None
    advice: Mapping[str, str] = None
    reads: Mapping[str, str] | None = None
    tolerance: float = 1e-7
    may_change_inputs: bool = False
    exact_dtype: bool = False
    words: tuple[str, ...] = ()
    exhibit: Exhibit | None = None

    @property
    def lesson(self) -> int:
        """Number of the lesson."""
        return int(self.number.split(".")[0])

    @property
    def max_points(self) -> int:
        """Sum of the points."""
        return sum(self.points.values())

    @property
    def parameters(self) -> list[str]:
        """Names of the arguments."""
        inside = self.signature.split("(", 1)[1].rsplit(")", 1)[0]
        return [part.split("=")[0].strip() for part in inside.split(",") if part.strip()]

    @property
    def given(self) -> list[str]:
        """Names of a probe's arguments."""
        return self.parameters if self.drive is None else list(inspect.signature(self.drive).parameters)[1:]

    def apply(self, answer, args):
        """Return what an answer gives for a probe's arguments; raises what it raises."""
        return answer(*args) if self.drive is None else self.drive(answer, *args)

    def build(self, *mutants: Mutant) -> Callable | None:
        """Return the function that has these mistakes, or None where they exclude each other."""
        if len(mutants) == 1 and mutants[0].fn is not None:
            return mutants[0].fn
        if any(mutant.edits is None for mutant in mutants) or (len(mutants) > 1 and not self.pairs):
            return None
        return edited(self.reference, tuple(edit for mutant in mutants for edit in mutant.edits.items()))

    def arity_problem(self, fn) -> str | None:
        """Return a sentence where `fn`, or its signature alone, does not take the exercise's arguments."""
        names = self.parameters
        try:
            signature = fn if type(fn) is inspect.Signature else inspect.signature(fn)
        except (TypeError, ValueError):
            return None
        try:
            signature.bind(*names)
        except TypeError:
            wanted = ", ".join(names) if names else "none"
            have = ", ".join(signature.parameters) or "none"
            return (
                f"Your function takes other arguments than the exercise: wanted {len(names)} ({wanted}), "
                f"yours takes {len(signature.parameters)} ({have})."
            )
        return None

    def order_problem(self, fn) -> str:
        """Return a sentence where `fn`, or its signature, takes the arguments in another order, or an empty string."""
        names = self.parameters
        try:
            signature = fn if type(fn) is inspect.Signature else inspect.signature(fn)
        except (TypeError, ValueError):
            return ""
        theirs = list(signature.parameters)
        if theirs == names or sorted(theirs) != sorted(names):
            return ""
        return (
            "Your function takes its arguments in another order: "
            f"wanted ({', '.join(names)}), yours takes ({', '.join(theirs)})."
        )
