"""Read the file in which a teacher decides, and refuse what cannot be meant."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from .marks import Mark, Marks, MarksError

KEYS = {"left_out", "weights", "late", "mark"}
DAYS = "days"


def read_marks(path: Path, known: Iterable[str]) -> Marks:
    """Return what stands in a file of marks.

    Parameters
    ----------
    path : Path
        TOML, in the form that the module ``marks`` describes.
    known : iterable of str
        Numbers and names of all exercises.

    Raises
    ------
    MarksError
        Where it cannot be read, or holds a key, a question or a number that cannot be meant.
    OSError
        Where there is no such file.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MarksError(f"{path}: {error}") from None
    try:
        return _marks(data, set(known))
    except MarksError as error:
        raise MarksError(f"{path}: {error}") from None


def _marks(data: dict, known: set[str]) -> Marks:
    _keys("the file", data, KEYS)
    left_out, weights, late = data.get("left_out", []), data.get("weights", {}), data.get("late", {})
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        raise MarksError(f'left_out must be a list such as ["3.5"], got {left_out!r}')
    if not isinstance(data.get("mark", []), list):
        raise MarksError(f"a mark begins with a line [[mark]], got {data['mark']!r}")
    _table("weights", weights)
    _table("late", late)
    _keys("[late]", late, {"percent_a_day", "most", "flagged", DAYS})
    _table("late.days", late.get(DAYS, {}))
    for name in (*left_out, *weights):
        _question(name, known)
    for assignment, days in late.get(DAYS, {}).items():
        _table(f"late.days.{assignment}", days)
    return Marks(
        frozenset(left_out),
        {name: _number(f"weights.{name}", value) for name, value in weights.items()},
        _number("late.percent_a_day", late.get("percent_a_day", 0)),
        _number("late.most", late.get("most", 100)),
        _number("late.flagged", late["flagged"]) if "flagged" in late else None,
        {
            assignment: {who: _number(f"late.days.{assignment}.{who}", n) for who, n in days.items()}
            for assignment, days in late.get(DAYS, {}).items()
        },
        tuple(_mark(entry, known) for entry in data.get("mark", [])),
    )


def _mark(entry: object, known: set[str]) -> Mark:
    _table("[[mark]]", entry)
    _keys("[[mark]]", entry, set(Mark.__dataclass_fields__))
    for name in ("student", "points"):
        if name not in entry:
            raise MarksError(f"a [[mark]] must have a {name}: {entry}")
    for name in ("student", "question", "assignment", "notebook", "comment"):
        if not isinstance(entry.get(name, ""), str):
            raise MarksError(f"{name} of a [[mark]] must be in quotation marks: {entry}")
    if not entry.get("question") and not entry.get("assignment"):
        raise MarksError(f"a [[mark]] must name a question or an assignment: {entry}")
    if entry.get("question"):
        _question(entry["question"], known)
    return Mark(**{**entry, "points": _number("points of a [[mark]]", entry["points"])})


def _table(where: str, value: object) -> None:
    if not isinstance(value, dict):
        raise MarksError(f"{where} must be a table, got {value!r}")


def _keys(where: str, table: Mapping, known: set[str]) -> None:
    for name in table:
        if name not in known:
            raise MarksError(f"{where} holds {name!r}; it may hold {', '.join(sorted(known))}")


def _question(name: str, known: set[str]) -> None:
    if name not in known:
        raise MarksError(f"there is no question {name!r}; write its number or name, such as 3.1 or lstm_step")


def _number(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise MarksError(f"{where} must be a number that is not negative, got {value!r}")
    return float(value)
