"""What a file name says: whether it may be a notebook, of which lesson, and what else stands in it."""

import functools
import re
from collections.abc import Iterable

NOTEBOOK = re.compile(r"(?P<stem>.*?)(?:\.ipynb(?:\.(?:txt|json))?|\.json)", re.IGNORECASE | re.DOTALL)
ZIP = re.compile(r"(?P<stem>.*)\.zip", re.IGNORECASE | re.DOTALL)
AGAIN = re.compile(r"(?:-\d{1,3}| ?\(\d{1,3}\))$")  # what a platform or a browser adds: -1, (2)
COPY = re.compile(
    r"copy(?: of)?\d*|kopie(?: von)?|copie(?: de)?|copia(?: de)?|duplicate|backup|old|new|draft|final(?:ly)?|finished"
    r"|done|work|working|my|mine|own|solutions?|answers?|exercises?|homework|hw|submission|submitted|notebook|untitled"
    r"|version|v?\d{1,3}",
    re.IGNORECASE,
)
NAMED = re.compile(r"copy(?: of)?\d*|kopie|final|solutions?", re.IGNORECASE)  # beside the name of somebody
EDGES = " _-.,()[]"


def stem_of(name: str) -> str:
    """Return a file name without the endings of a notebook or a zip file.

    Parameters
    ----------
    name : str
        Of a file, without its folders.
    """
    match = NOTEBOOK.fullmatch(name) or ZIP.fullmatch(name)
    if match:
        return match["stem"]
    return name[: name.rindex(".")] if "." in name.lstrip(".") else name


def may_be_notebook(name: str) -> bool:
    """Return whether a file of this name is read as a notebook."""
    return NOTEBOOK.fullmatch(name) is not None


def is_zip(name: str) -> bool:
    """Return whether a file of this name is opened as a zip file."""
    return ZIP.fullmatch(name) is not None


@functools.lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern:
    words = r"[\W_]*".join(re.escape(word) for word in name.split("_"))
    return re.compile(rf"(?<![^\W_]){words}(?=$|[\W_]|copy)", re.IGNORECASE)


def known_in(stem: str, names: Iterable[str]) -> tuple[str | None, str]:
    """Return the one notebook that a stem names, and the rest of the stem.

    Parameters
    ----------
    stem : str
        Such as ``"ada_02_gates-Copy1"``.
    names : iterable of str
        Of the notebooks that are known.

    Returns
    -------
    name : str or None
        None where none of them, or more than one, stands in it.
    rest : str
        What stands beside it, without copy marks at its edges: ``"ada"``.
    """
    found = [(name, match) for name in names if (match := _pattern(name).search(stem))]
    if len(found) != 1:
        return None, without_copy_marks(stem)
    name, match = found[0]
    parts = [without_copy_marks(stem[: match.start()]), without_copy_marks(stem[match.end() :])]
    return name, " ".join(part for part in parts if part)


def without_copy_marks(text: str) -> str:
    """Return text without what computers and people add to the name of a copy, at both ends.

    Parameters
    ----------
    text : str
        A part of a file name.
    """
    words = re.split(r"([\s_\-.,()\[\]]+)", text.strip(EDGES))
    while words and (not words[0].strip(EDGES) or COPY.fullmatch(words[0]) or words[0].lower() == "of"):
        words.pop(0)
    while words and (not words[-1].strip(EDGES) or COPY.fullmatch(words[-1])):
        words.pop()
    return "".join(words)


def person_in(stem: str, names: Iterable[str]) -> str:
    """Return whose name stands in a stem; numbers stay, because two students may differ in nothing else.

    Parameters
    ----------
    stem : str
        Such as ``"02_gates - Ada Lovelace (1)"``.
    names : iterable of str
        Of the notebooks that are known.
    """
    text = re.sub(r"(?:[-_ ]copy\d*| ?\(\d{1,3}\))+$", "", stem, flags=re.IGNORECASE)
    found = [match for name in names if (match := _pattern(name).search(text))]
    parts = [text[: found[0].start()], text[found[0].end() :]] if len(found) == 1 else [text]
    said = []
    for part in parts:
        words = [word for word in re.split(r"([\s_\-]+)", part.strip(EDGES)) if word]
        while words and (
            not words[0].strip(EDGES) or NAMED.fullmatch(words[0]) or words[0].lower() in ("of", "von")
        ):
            words.pop(0)
        while words and (not words[-1].strip(EDGES) or NAMED.fullmatch(words[-1])):
            words.pop()
        said.append("".join(words).strip(EDGES))
    return " ".join(part for part in said if part)


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names as a list in a sentence, cut to a limit.

    Parameters
    ----------
    names : iterable of str
        Of any length; each is cut to 80 characters.
    most : int
        How many are named; of the others only the number is said.
    """
    names = [name if len(name) <= 80 else f"{name[:77]}..." for name in names]
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1] if names else "nothing"
