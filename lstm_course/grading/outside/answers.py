"""What comes back from a submission's process: answers, exceptions of its code, or the reason why nothing does."""

from dataclasses import dataclass


class SessionEnded(Exception):
    """The submission's process is gone; the text says why, for the learner."""

    outcome = "died"


class OutOfTime(SessionEnded):
    """It ran longer than allowed.

    Parameters
    ----------
    text : str
        What the learner is told.
    by_clock : bool
        Whether it was the wall clock that ran out, and not the CPU time: on a busy machine the code may be innocent.
    """

    outcome = "timeout"

    def __init__(self, text, by_clock=False):
        super().__init__(text)
        self.by_clock = by_clock


class BrokenProtocol(SessionEnded):
    """It said something that is no answer."""

    outcome = "protocol error"


@dataclass(frozen=True)
class Failure:
    """An exception in the learner's code; all of it is the child's word.

    Attributes
    ----------
    type, text : str
        Name of the exception's class, and its message.
    line : int
        In the cell, 0 where unknown.
    cell : str
        Name of the cell that the line belongs to.
    exhausted : bool
        Whether memory, threads or descriptors ran out: the process is of no use for others then.
    """

    type: str
    text: str = ""
    line: int = 0
    cell: str = ""
    exhausted: bool = False


@dataclass(frozen=True)
class Answer:
    """What one call of a learner's function gave.

    Attributes
    ----------
    value : object
        What it returned, None where it failed.
    failure : Failure or None
        What it raised instead.
    unsendable : str
        Why the value could not be sent.
    changed : tuple of int
        Numbers of the arguments that were changed in place.
    drew : bool
        Whether the global random numbers were used.
    """

    value: object = None
    failure: Failure | None = None
    unsendable: str = ""
    changed: tuple[int, ...] = ()
    drew: bool = False
