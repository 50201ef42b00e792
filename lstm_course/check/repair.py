"""The edit of a learner's own function that makes every result right: in which line, at which term, what belongs there.

Only for `check.hint`, in the learner's own process: a grader never calls it. The function's text must be at hand, as
that of a notebook's cell is; it must come back quickly, and name nothing that could do more than compute.
"""

import ast
import contextlib
import inspect
import io
import time
import types
from dataclasses import dataclass

from . import patience
from .bench import Bench, bench
from .calls import call, make_probes, measure, quiet, references
from .exercise import Exercise
from .generated import Limit
from .slips.additions import additions
from .values import equal
from .wording import size

SECONDS = 2.0  # of the processor's time, for all that is tried
SLOWEST = 0.05  # seconds of all calls of a function that may be tried some thousand times
FUNCTIONS = ("np.tanh", "sigmoid", "np.exp", "np.log", "np.sqrt", "np.abs", "len", "float", "int")
MORE_THAN_COMPUTE = set(
    "open input exec eval compile __import__ breakpoint exit quit globals setattr delattr os sys io subprocess shutil "
    "socket pathlib Path requests urllib ctypes signal threading multiprocessing tofile save savez savetxt memmap "
    "to_csv to_pickle dump unlink rmdir rmtree system popen".split()
)


@dataclass(frozen=True)
class Repair:
    """One edit that makes a function right.

    Parameters
    ----------
    line : int
        Where it lies in the cell, from 1.
    before, after : str
        The line as it stands, and as it would be right.
    term, belongs : str
        What is edited in it, and what takes its place; `term` is empty where the whole line is meant.
    """

    line: int
    before: str
    after: str
    term: str
    belongs: str

    def ladder(self) -> list[str]:
        """Return the three hints: where, which term, what belongs there."""
        first = (
            "One edit of your own function makes every result right. "
            f"It lies in line {self.line} of the cell: `{self.before}`"
        )
        if not self.term:
            return [first, "The whole line is meant.", f"What belongs there: {self.belongs}."]
        return [
            first,
            f"The term in it: `{self.term}`",
            f"There belongs `{self.belongs}`, and the line is `{self.after}`",
        ]


def repair(exercise: Exercise, fn, seeds, seconds=SECONDS) -> Repair | None:
    """Return the edit of `fn` that makes every probe right, or None where none is found in time.

    Parameters
    ----------
    exercise : Exercise
    fn : callable
        The learner's function.
    seeds : tuple of int
        For the probes.
    seconds : float
        Of the processor's time.

    Returns
    -------
    Repair or None
    """
    if type(fn) is not types.FunctionType or exercise.drive is not None or not exercise.given:
        return None
    limit = Limit(seconds)
    try:
        with (
            quiet(),
            contextlib.redirect_stdout(io.StringIO()),
        ):  # what it prints, it would print a thousand times
            return _search(exercise, fn, seeds, limit)
    except Exception:  # a function that fights back while it is edited
        return None


def _search(exercise, fn, seeds, limit):
    probes, wanted = make_probes(exercise, seeds), references(exercise, seeds)
    begun, right = time.thread_time(), []
    for probe, want in zip(probes, wanted, strict=True):
        outcome = patience.limited(10 * SLOWEST, call, exercise, fn, probe)
        right.append(_is_right(exercise, outcome, want, probe))
        if time.thread_time() - begun > SLOWEST:
            return None
    if all(right):
        return None
    theirs = bench(exercise).ref.text if bench(exercise).ref else ""
    missing = [name for name in FUNCTIONS if f"{name}(" in theirs]
    ready = Bench(exercise, fn, lambda ref, kinds: additions(ref, kinds, missing))
    if not ready.edits or _does_more_than_compute(ready.ref.root):
        return None
    order = sorted(range(len(probes)), key=lambda k: (right[k], sum(map(size, probes[k].args))))
    for edit in ready.edits:
        if limit.over():
            return None
        for k in order:
            edited = ready.function(edit)
            if edited is None or not _is_right(
                exercise, call(exercise, edited, probes[k]), wanted[k], probes[k]
            ):
                break
        else:
            return _told(ready.ref, edit, inspect.getsourcelines(fn)[1] or 1)
    return None


def _is_right(exercise, outcome, want, probe):
    if outcome.raised is not None or outcome.value is None:
        return False
    got = measure(exercise, outcome, want, probe)
    return isinstance(got, dict) and all(
        equal(got[part], one, exercise.tolerance) for part, one in want.quantities.items()
    )


def _does_more_than_compute(root):
    for node in ast.walk(root):
        if isinstance(node, (ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom)):
            return True
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in MORE_THAN_COMPUTE:
            return True
    return False


def _told(ref, edit, first_line):
    """Return the edit in words: the statement's line before and after, and the term."""
    start, stop, new = edit.places[0]
    node = edit.node if isinstance(edit.node, ast.stmt) else ref.statement(edit.node)
    begin, end = ref.span(node)
    line = first_line + ref.text[:start].count("\n")
    before = _one_line(ref.text[begin:end])
    if len(edit.places) > 1 or isinstance(edit.node, ast.stmt):
        return Repair(line, before, "", "", _whole(ref, edit))
    after = _one_line(ref.text[begin:start] + new + ref.text[stop:end])
    return Repair(line, before, after, _one_line(ref.text[start:stop]), _one_line(new))


def _whole(ref, edit):
    """Return in words what becomes of whole lines."""
    if len(edit.places) == 1:
        start, stop, new = edit.places[0]
        if new.strip() == "pass":
            return "nothing: the line goes"
        if start == stop:
            return f"a line more, `{_one_line(new)}`"
        return f"`{_one_line(new)}`"
    (start, stop, first), (*_, second) = edit.places
    if second.strip() == "pass":
        return f"nothing: it stands before the loop, `{_one_line(first)}`"
    return f"the two lines in the other order: `{_one_line(first)}`, then `{_one_line(second)}`"


def _one_line(text):
    """Return code on one line, without needless brackets."""
    try:
        text = ast.unparse(ast.parse(text.strip()))
    except SyntaxError:
        text = text.split("\n")[0]
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:96]} ..."
