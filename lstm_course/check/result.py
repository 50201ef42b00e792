"""The result of a check: data for programs, a sentence for people."""

import functools
import html
import re
import sys
import urllib.parse
from dataclasses import dataclass, field

from .._root import CourseNotFoundError, find_root

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
    aside : str
        What may be done next, shown below the message.
    """

    name: str
    number: str
    status: str
    hint: str | None
    message: str
    parts: dict = field(default_factory=dict)
    max_points: int = 0
    aside: str = ""

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
            Where the exercise was not attempted, and a program runs the notebook; to a person the result is enough.
        CheckFailed
            Where it was, and has not passed.
        """
        _show(self)
        if self.passed or (self.status == "not attempted" and _somebody_is_there()):
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
        return f"{self.number} {self.name}: {word} ({score}). {self.message} {self.aside}".rstrip()

    __repr__ = __str__

    def _repr_html_(self):
        colour, word = MARKS[self.status]
        head = f"{self.number} <code>{html.escape(self.name)}</code>: <b>{word}</b>"
        aside = f'<br><span style="opacity: 0.75">{html.escape(self.aside)}</span>' if self.aside else ""
        return (
            f'<div role="status" style="border-left: 4px solid {colour}; padding: 0.3em 0.9em; '
            f'line-height: 1.5; max-width: 46em">{head} &nbsp; {self.points} of {self.max_points} points'
            f"<br>{in_html(self.message)}{aside}</div>"
        )


def _somebody_is_there():
    """Return whether a person runs this cell: a program that runs a notebook says that nobody can answer `input`."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return bool(getattr(getattr(get_ipython(), "kernel", None), "_allow_stdin", False))


def beside(number, section):
    """Return where a section of a lesson is, seen from a notebook of exercises; None where it is not at hand."""
    page = _lessons().get(number)
    return None if page is None else f"../notebooks/{page}#{urllib.parse.quote(section.replace(' ', '-'))}"


def in_html(text, address=beside):
    """Return a sentence as HTML: code in code letters, and each section of a lesson as a link where it is at hand.

    Parameters
    ----------
    text : str
        Of any origin; it is escaped.
    address : callable
        Takes the lesson's two digits and the section's title; returns where they are, or None.
    """
    return re.sub("`([^`]+)`", r"<code>\1</code>", linked(html.escape(text, quote=False), address))


_SECTION = re.compile(r'lesson (\d\d), "([^"]+)"')


def linked(text, address=beside):
    """Return escaped text in which each section of a lesson is a link, where `address` knows it."""

    def link(found):
        where = address(found[1], html.unescape(found[2]))
        return found[0] if where is None else f'<a href="{html.escape(where)}">{found[0]}</a>'

    return _SECTION.sub(link, text)


@functools.cache
def _lessons():
    """Return the file name of each lesson by its two digits; none where the course is not at hand."""
    try:
        folder = find_root() / "notebooks"
    except CourseNotFoundError:
        return {}
    return {path.name[:2]: path.name for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))}


def _show(thing):
    """Display in a notebook, print elsewhere, with ``?`` for letters that the place cannot show."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = None
    if get_ipython is not None and get_ipython() is not None:
        display(thing)
    else:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(str(thing).encode(encoding, "replace").decode(encoding))
