"""The result of a check: data for programs, a sentence for people."""

import html
from dataclasses import dataclass, field

MARKS = {
    "passed": ("#009E73", "passed"),
    "failed": ("#D55E00", "not yet"),
    "not attempted": ("#7F7F7F", "not attempted"),
    "error": ("#D55E00", "stopped"),
}


class CheckFailed(AssertionError):
    """Raised by `Result.require` where an exercise was attempted and has not passed."""


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes
    ----------
    name, number : str
        Of the exercise, ``"lstm_step"`` and ``"3.1"``.
    status : str
        ``"passed"``, ``"failed"``, ``"not attempted"`` or ``"error"``.
    hint : str or None
        Id of the recognised mistake, such as ``"M12"``.
    message : str
        What is wrong, in a sentence or two, and where to read on.
    parts : dict
        Result -> points earned.
    max_points : int
        Points of the exercise.
    """

    name: str
    number: str
    status: str
    hint: str | None
    message: str
    parts: dict = field(default_factory=dict)
    max_points: int = 0

    @property
    def points(self) -> int:
        """Points earned."""
        return sum(self.parts.values())

    @property
    def passed(self) -> bool:
        """Whether everything is right."""
        return self.status == "passed"

    def require(self) -> None:
        """Show the result, and raise where it is not a pass, so that a grader sees it too.

        Raises
        ------
        NotImplementedError
            Where the exercise was not attempted.
        CheckFailed
            Where it was, and has not passed.
        """
        _show(self)
        if self.passed:
            return
        if self.status == "not attempted":
            error = NotImplementedError(f"Exercise {self.number}")
            text = f"Exercise {self.number} ({self.name}) is not attempted yet."
        else:
            error = CheckFailed(f"Exercise {self.number} ({self.name}): {self.message}")
            text = f"Exercise {self.number} ({self.name}) has not passed yet: the message above says why."
        error._render_traceback_ = lambda *_: [text]  # in a notebook: one line, no frames of this package
        raise error from None

    def __str__(self):
        word = MARKS[self.status][1]
        score = f"{self.points} of {self.max_points} points"
        return f"{self.number} {self.name}: {word} ({score}). {self.message}"

    __repr__ = __str__

    def _repr_html_(self):
        colour, word = MARKS[self.status]
        head = f"{self.number} <code>{html.escape(self.name)}</code>: <b>{word}</b>"
        return (
            f'<div role="status" style="border-left: 4px solid {colour}; padding: 0.3em 0.9em; '
            f'line-height: 1.5; max-width: 46em">{head} &nbsp; {self.points} of {self.max_points} points'
            f"<br>{html.escape(self.message)}</div>"
        )


def _show(thing):
    """Display in a notebook, print elsewhere."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = None
    if get_ipython is not None and get_ipython() is not None:
        display(thing)
    else:
        print(thing)
