"""The grader that executors call: the sandboxes of one machine, and the tier that it can hold."""

import threading
from dataclasses import dataclass

from .. import check
from .batch import Task
from .core import grade_notebook
from .outside.limits import Limits
from .outside.runtime import InfrastructureError
from .outside.sandbox import TIERS, Sandbox
from .result import Result


@dataclass(frozen=True)
class Choice:
    """The strongest tier that was found.

    Attributes
    ----------
    tier : str or None
        None where there is none.
    layers : tuple of str
        The layers of confinement that are in force in it.
    refused : tuple of str
        Why the stronger ones do not work here, a sentence each.
    """

    tier: str | None
    layers: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Grader:
    """Grades tasks in sandboxes of one tier; may be called from several threads.

    Parameters
    ----------
    tier : str
        ``"A"``, ``"B"`` or ``"E"``.
    python : str, optional
        The interpreter that runs the notebooks.
    limits : Limits, optional
        What a submission may use; the usual limits by default.

    Attributes
    ----------
    layers : tuple of str
        That were in force at the start.
    """

    def __init__(self, tier: str, python: str | None = None, limits: Limits | None = None):
        self.tier, self.python = tier, python
        self.limits = Limits() if limits is None else limits
        self._sandboxes: dict[str, Sandbox] = {}
        self._lock, self._closed = threading.Lock(), False
        self.layers: tuple[str, ...] = ()

    def start(self) -> None:
        """Start the sandbox of most exercises, and confine a process in it.

        Raises
        ------
        InfrastructureError
            Where this machine cannot hold the tier.
        """
        sandbox = self._sandbox("numpy")
        sandbox.session(self.limits).close()
        self.layers = tuple(sandbox.layers)

    def __call__(self, task: Task) -> Result:
        """Return the result of a task.

        Parameters
        ----------
        task : Task
            A submission with its source and its exercises.

        Raises
        ------
        InfrastructureError
            Where the sandbox failed, which says nothing about the submission.
        """
        records = check.records()
        exercises = [records[name] for name in task.exercises]
        sandbox = self._sandbox(task.kind)
        return grade_notebook(task.submission, exercises, sandbox, self.limits, seed=task.seed)

    def _sandbox(self, kind: str) -> Sandbox:
        with self._lock:
            if self._closed:
                raise InfrastructureError("the grader is closed")
            if kind not in self._sandboxes:
                self._sandboxes[kind] = Sandbox(self.tier, kind, python=self.python)
            return self._sandboxes[kind]

    def close(self) -> None:
        """End the sandboxes, and what runs in them."""
        with self._lock:
            self._closed = True
            while self._sandboxes:
                self._sandboxes.popitem()[1].close()


def strongest_grader(least: str = "E", python: str | None = None) -> tuple["Grader | None", tuple[str, ...]]:
    """Start one tier after the other and return a grader in the first that holds.

    Parameters
    ----------
    least : str
        The weakest tier that will do.
    python : str, optional
        The interpreter that runs the notebooks.

    Returns
    -------
    grader : Grader or None
        To be closed by the caller.
    refused : tuple of str
        Why the stronger tiers do not work here, a sentence each.
    """
    refused = []
    for tier in TIERS[: TIERS.index(least) + 1]:
        grader = Grader(tier, python)
        try:
            grader.start()
        except InfrastructureError as error:
            grader.close()
            refused.append(f"Tier {tier}: {error}")
        else:
            return grader, tuple(refused)
    return None, tuple(refused)


def strongest_tier(least: str = "E", python: str | None = None) -> Choice:
    """Start one tier after the other and return the first that holds.

    Parameters
    ----------
    least : str
        The weakest tier that will do.
    python : str, optional
        The interpreter that runs the notebooks.
    """
    grader, refused = strongest_grader(least, python)
    if grader is None:
        return Choice(None, (), refused)
    grader.close()
    return Choice(grader.tier, grader.layers, refused)
