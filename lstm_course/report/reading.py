"""Read a report, and hold it against the rubric."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from . import checks

HERE = Path(__file__).parent
BLOCK = re.compile(r"^```toml\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


class Finding(NamedTuple):
    """What is said of one line of the rubric.

    Attributes
    ----------
    id : str
        Name of the line.
    asks : str
        What it asks for.
    status : str
        ``"ok"``; ``"no"``; ``"open"``, where another line must be mended first; ``"person"``, where a reader judges.
    sentence : str
        What is wrong; empty where nothing is.
    """

    id: str
    asks: str
    status: str
    sentence: str = ""


def rubric():
    """Return the lines of the rubric: each has ``id``, ``who``, which is "machine" or "person", and ``asks``."""
    return tomllib.loads((HERE / "rubric.toml").read_text(encoding="utf-8"))["line"]


def template():
    """Return the text of the template."""
    return (HERE / "template.md").read_text(encoding="utf-8")


def example():
    """Return the text of the finished report."""
    return (HERE / "example.md").read_text(encoding="utf-8")


def read(path):
    """Return a report's text, from Markdown or from a notebook.

    Parameters
    ----------
    path : Path
        A file; of a notebook, the Markdown cells as they are and the code cells as blocks of code.

    Returns
    -------
    str
        Markdown, as `review` takes it.

    Raises
    ------
    OSError
        Where the file cannot be read.
    ValueError
        Where it is no text, or no notebook.
    """
    path = Path(path)
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    from ..grading.handed_in.intake import UnreadableError, parse  # here, because a sandbox holds no grader

    try:
        cells = parse(path.read_bytes()).cells
    except UnreadableError as error:
        raise ValueError(f"{path} is no notebook. {error}") from None
    texts = (c.text if c.type == "markdown" else f"```python\n{c.text}\n```" for c in cells)
    return "\n\n".join(texts)


def _sections(text):
    """Return title -> text of the sections of the second level, without comments."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    parts = re.split(r"^## +(.+?)\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _facts(text):
    """Return the facts, and what is wrong with their block."""
    blocks = BLOCK.findall(text)
    if len(blocks) != 1:
        return {}, f"{len(blocks)} blocks that begin with ```toml, expected one"
    try:
        return tomllib.loads(blocks[0]), None
    except tomllib.TOMLDecodeError as error:
        return {}, f"the block of facts cannot be read: {error}"


def review(text):
    """Hold a report against the rubric.

    Parameters
    ----------
    text : str
        Markdown, as `read` returns it.

    Returns
    -------
    list of Finding
        One for each line of the rubric, in its order.

    Examples
    --------
    >>> from lstm_course import report
    >>> {finding.status for finding in report.review(report.example())} == {"ok", "person"}
    True
    """
    text = text.replace("\r\n", "\n")
    texts, (facts, broken) = _sections(text), _facts(text)
    broken = broken or checks.facts(texts, facts)
    return [_finding(line, texts, facts, broken) for line in rubric()]


def _finding(line, texts, facts, broken):
    name, asks = line["id"], line["asks"]
    if line["who"] == "person":
        return Finding(name, asks, "person")
    if name == "facts":
        return Finding(name, asks, "no" if broken else "ok", broken or "")
    if name in checks.NEED_FACTS and broken:
        return Finding(name, asks, "open", "mend the block of facts first")
    check = checks.NEED_FACTS.get(name) or checks.NEED_NO_FACTS[name]
    wrong = check(texts, facts)
    return Finding(name, asks, "no" if wrong else "ok", wrong or "")
