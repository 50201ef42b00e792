"""The recall questions, one at a time, when they are due; and a map of what is in memory (lesson 00)."""

import datetime
import re
from typing import ClassVar

import traitlets

from ..._root import CourseNotFoundError, find_root
from .._piece import Piece

DAYS = (
    1,
    3,
    7,
    16,
    35,
    90,
)  # until a question comes back: after "not yet", after it was known once, twice, ...


class Recall(Piece):
    """A card with a recall question of a lesson that was read, and a station for each lesson.

    After the answer has been looked at, the reader says whether he knew it. One that was known comes back after 3, 7,
    16, 35 and then 90 days, one that was not comes back tomorrow. A sitting has eight questions.

    Parameters
    ----------
    **values
        Values of the attributes below; lessons and questions are those of the course where none are given.

    Attributes
    ----------
    lessons : list of dict
        ``number``, ``title`` and ``link`` of each lesson.
    questions : list of dict
        ``id`` such as ``"17.2"``, ``lesson``, ``question`` and ``answer`` in HTML.
    kept : dict
        ``lessons``: numbers of those that were read; ``cards``: id -> [times known in a row, day on which it is due];
        ``day`` and ``done``: the last day, and how many questions were answered on it. Empty at first.
    today : str
        The day, such as ``"2026-03-01"``; that of the browser where it is empty.
    where : str
        Where `kept` is kept; without it, on a page that has no Python, the browser keeps it.

    Raises
    ------
    traitlets.TraitError
        Where `kept` or `today` is not of this form.
    """

    name = "recall"
    summary = "the questions of the lessons you have read, when they are due"
    private: ClassVar = {"kept": {}, "today": "", "where": ""}
    lessons = traitlets.List(traitlets.Dict()).tag(sync=True)
    questions = traitlets.List(traitlets.Dict()).tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
    today = traitlets.Unicode("").tag(sync=True)
    where = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **values):
        if "questions" not in values:
            try:
                root = find_root()
            except CourseNotFoundError:
                pass  # the piece says that there are no lessons
            else:
                from ...notebook.recall import cards  # the grader's sandbox has neither lessons nor this

                values = {**cards(root), **values}
        super().__init__(**values)

    @traitlets.validate("today")
    def _check_day(self, proposal):
        if proposal["value"] and not is_day(proposal["value"]):
            raise traitlets.TraitError(f"today must be a day such as '2026-03-01', got {proposal['value']!r}")
        return proposal["value"]

    @traitlets.validate("kept")
    def _check_kept(self, proposal):
        if not is_kept(proposal["value"]):
            raise traitlets.TraitError(
                "kept must hold lessons (numbers) and cards (id -> [times known, day due]), "
                f"got {proposal['value']!r:.200}"
            )
        return proposal["value"]


def is_day(text):
    """Return whether a text is a day of the calendar as ``"2026-03-01"``."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_kept(value):
    """Return whether a value has the form of `Recall.kept`: empty, or lessons and cards."""
    if not isinstance(value, dict):
        return False
    lessons, cards = value.get("lessons", []), value.get("cards", {})
    return (
        isinstance(lessons, list)
        and all(type(number) is int for number in lessons)
        and isinstance(cards, dict)
        and all(
            isinstance(card, list | tuple)
            and len(card) == 2
            and type(card[0]) is int
            and 0 <= card[0] < len(DAYS)
            and is_day(card[1])
            for card in cards.values()
        )
    )


def merged(there, before, after):
    """Return `there` with what has changed between `before` and `after`; all three are of the form of `Recall.kept`."""
    if not any(after.get(what) for what in ("lessons", "cards")):  # all is to be forgotten
        return after
    lessons = [set(kept.get("lessons", [])) for kept in (there, before, after)]
    others, old, new = (kept.get("cards", {}) for kept in (there, before, after))
    cards = {key: card for key, card in others.items() if key in new or key not in old}
    cards |= {key: card for key, card in new.items() if old.get(key) != card}
    return {**after, "lessons": sorted((lessons[0] | lessons[2]) - (lessons[1] - lessons[2])), "cards": cards}
