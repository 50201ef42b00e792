"""What a learner has done, in one small file that can be read, moved and deleted.

The file is ``.lstm_course_progress.json`` in the home folder, or where the environment variable
``LSTM_COURSE_PROGRESS`` says. Where it cannot be written, what is new is known for the rest of the session.
"""

import html
import itertools
import json
import os
from pathlib import Path

from .._files import locked, write_whole

VERSION = 1
NAME = ".lstm_course_progress.json"
NOWHERE = Path("~", NAME)  # of a user without a home folder: shown, never written

_waiting = {}  # file -> changes of what is kept that could not be written yet


def path() -> Path:
    """Return where the progress is kept."""
    try:
        return Path(os.environ.get("LSTM_COURSE_PROGRESS") or NOWHERE).expanduser()
    except RuntimeError:
        return NOWHERE


def load() -> dict:
    """Return what is kept; an empty record where there is nothing that can be read."""
    kept = _read()
    for change in _waiting.get(path(), ()):
        change(kept)
    return kept


def _read():
    empty = {"version": VERSION, "exercises": {}, "guesses": {}}
    try:
        kept = json.loads(path().read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RuntimeError):
        return empty
    if not isinstance(kept, dict):
        return empty
    for key, kind in (("exercises", dict), ("guesses", dict)):
        if not isinstance(kept.get(key), kind):
            kept[key] = {}
    kept["exercises"] = {k: v for k, v in kept["exercises"].items() if isinstance(v, dict)}
    return {**empty, **kept}


def save(kept: dict) -> bool:
    """Write the record in one step; return whether that was possible. A file that is no record is set aside.

    What is no file, such as ``/dev/null``, stays; so does the record of a newer version, which may hold more.
    """
    if _whole(kept.get("version")) > VERSION:
        return False
    try:
        target = path().resolve()  # a link stays one
        if path() == NOWHERE or (target.exists() and not target.is_file()):
            return False
        _set_aside(target)
        write_whole(target, json.dumps(kept, indent=1, sort_keys=True), mode=0o600)
    except (OSError, RuntimeError, TypeError, ValueError):
        return False
    return True


def _set_aside(target):
    if target.is_file():
        try:
            fine = isinstance(json.loads(target.read_text(encoding="utf-8-sig")), dict)
        except (ValueError, RecursionError):
            fine = False
        if not fine:
            places = (target.with_name(f"{target.name}.unreadable{k or ''}") for k in itertools.count())
            os.replace(target, next(place for place in places if not place.exists()))


def _change(change):
    """Change what is kept, while no other kernel does; what cannot be written waits for the next time."""
    waiting = _waiting.setdefault(path(), [])
    waiting.append(change)
    with locked(path().parent):
        if save(load()):
            waiting.clear()


def unwritten() -> str:
    """Return a sentence where what is new could not be written, else an empty string."""
    if not _waiting.get(path()):
        return ""
    return f"{path()} cannot be written: what is new is lost when this session ends."


def note(result) -> None:
    """Keep the result of a check. A pass is never taken back by a later try."""

    def change(kept):
        entry = kept["exercises"].setdefault(result.name, {})
        entry["tries"] = _whole(entry.get("tries")) + (result.status != "not attempted")
        if entry.get("status") != "passed":
            entry["status"] = result.status
            entry["points"] = result.points

    _change(change)


def next_hint(name: str, total: int) -> int:
    """Return the number of the next rung of a ladder (from 0) and keep that it was read."""
    rung = min(_whole(load()["exercises"].get(name, {}).get("hints")), total - 1)
    _change(lambda kept: kept["exercises"].setdefault(name, {}).update(hints=rung + 1))
    return rung


def _whole(value):
    return value if isinstance(value, int) and value >= 0 else 0


def keep_guess(name: str, guess: float) -> None:
    """Keep a learner's guess under a name."""
    _change(lambda kept: kept["guesses"].update({name: guess}))


def keep_recall(before: dict, after: dict) -> None:
    """Keep which lessons were read and when each recall question is due; a record of another form is set aside.

    Parameters
    ----------
    before, after : dict
        What one piece has kept so far, and now; what others have kept meanwhile stays.
    """
    from ..widgets.recall import is_kept, merged  # here, because a sandbox shows no pieces

    def change(kept):
        there = kept.get("recall", {})
        if not is_kept(there):
            kept["recall_unreadable"], there = there, {}
        kept["recall"] = merged(there, before, after)

    _change(change)


def guess(name: str) -> float | None:
    """Return the guess kept under a name, or None."""
    found = load()["guesses"].get(name)
    return found if isinstance(found, (int, float)) else None


DOTS = {"passed": "●", "failed": "◐", "error": "◐"}  # filled, half, and empty for what was not tried


class Progress:
    """A row of dots for each lesson, the points earned, and the next step.

    Parameters
    ----------
    numbers : dict
        Name of each exercise -> its number, such as ``"3.1"``, in the order of the course.
    """

    def __init__(self, numbers):
        self._kept = load()["exercises"]
        self.lessons = {}
        for name, number in numbers.items():
            self.lessons.setdefault(int(number.split(".")[0]), []).append((number, name))
        self.done = sum(self._status(name) == "passed" for name in numbers)
        self.total = len(numbers)

    def _status(self, name):
        return str(self._kept.get(name, {}).get("status", "not attempted"))

    @property
    def passed(self) -> list[str]:
        """Numbers of the exercises that are passed."""
        everything = [one for rows in self.lessons.values() for one in rows]
        return [number for number, name in everything if self._status(name) == "passed"]

    def row(self, lesson) -> str:
        """Return the line of one lesson: its dots and points."""
        names = [name for _, name in self.lessons[lesson]]
        dots = "".join(DOTS.get(self._status(name), "○") for name in names)
        points = sum(_whole(self._kept.get(name, {}).get("points")) for name in names)
        return f"Lesson {lesson:>2}  {dots}  {points} points"

    def next_step(self, after=None) -> str:
        """Return the first exercise that is not passed, from a name on, as a sentence."""
        everything = [one for rows in self.lessons.values() for one in rows]
        start = next((k for k, (_, name) in enumerate(everything) if name == after), 0)
        for number, name in everything[start:] + everything[:start]:
            if self._status(name) != "passed":
                return f"Next: {number} {name}."
        return "All exercises passed."

    def __str__(self):
        foot = f"{self.done} of {self.total} exercises passed. {self.next_step()}"
        where = unwritten() or f"Kept in {path()}; delete it to start again."
        return "\n".join([*map(self.row, self.lessons), foot, where])

    __repr__ = __str__

    def _repr_html_(self):
        rows = "".join(
            f'<div style="white-space: pre; line-height: 1.4">{html.escape(self.row(lesson))}</div>'
            for lesson in self.lessons
        )
        where = html.escape(unwritten()) or (
            f"Kept in <code>{html.escape(str(path()))}</code>; delete it to start again."
        )
        return (
            f'<div style="font-family: var(--jp-code-font-family, monospace)">{rows}</div>'
            f"<p>{self.done} of {self.total} exercises passed. {html.escape(self.next_step())} {where}</p>"
        )
