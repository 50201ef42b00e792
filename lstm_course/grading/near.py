"""Functions whose name is nearly that of an exercise: ``LSTM_step`` for ``lstm_step``."""

import difflib
import re
from collections.abc import Iterable

DEFINED = re.compile(
    r"^[ \t]{0,8}(?:async[ \t]+)?(?:def|class)[ \t]+(\w{1,80})[ \t]*[(:]|^(\w{1,80})[ \t]*=[ \t]*lambda\b",
    re.MULTILINE,
)
ALIKE = 0.85  # of two names, 1 for the same letters
MOST = 2000  # names that are compared


def names(wanted: str, codes: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """Return the names that are defined in some code and are nearly the one that is wanted.

    Parameters
    ----------
    wanted : str
        The name of an exercise.
    codes : iterable of str
        Of the notebook's cells; it is not parsed.
    others : iterable of str
        Names that are wanted elsewhere.
    """
    others = set(others) | {wanted}
    found = dict.fromkeys(name for code in codes for pair in DEFINED.findall(code) for name in pair if name)
    return [
        name for name in list(found)[:MOST] if name not in others and _alike(_plain(name), _plain(wanted))
    ]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _alike(one: str, other: str) -> bool:
    """Whether two names differ in a letter or two; digits count, since they tell functions apart."""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE
