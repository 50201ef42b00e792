"""Read a notebook file that somebody handed in: whatever it is, the answer is cells or a reason in plain words.

Nothing of a notebook is run or parsed as Python here, and how much memory it can take is known before it is
decoded.
"""

import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

MAX_BYTES = 96 << 20
MAX_CONTAINERS = 1_000_000  # lists and objects
MAX_VALUES = 6_000_000
MAX_CELLS = 2000
MAX_TEXT = 200_000  # characters of one cell
MAX_TEXTS = 8_000_000  # of all cells
SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """A file that holds no notebook; the message is the reason in plain words."""


@dataclass(frozen=True)
class RawCell:
    """A cell as it was handed in: ``type`` is its cell type, ``meta`` its nbgrader metadata or None."""

    type: str
    text: str
    identifier: str | None = None
    meta: dict | None = None


@dataclass(frozen=True)
class RawNotebook:
    """The cells of a file, and what was put right to read them."""

    cells: list[RawCell]
    repairs: list[str] = field(default_factory=list)


def content_of(path: Path) -> bytes:
    """Return the bytes of a regular file; pipes are not waited for, links are not followed.

    Parameters
    ----------
    path : Path
        Of what was handed in.

    Raises
    ------
    FileNotFoundError
        Where there is nothing.
    UnreadableError
        Where there is something else than a file, or one that is too large.
    """
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            raise UnreadableError("This is a link to another file; links are not followed.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("This is not a file." if stat.S_ISDIR(status.st_mode) else _NO_FILE)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:  # it may have been exchanged since
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableError(_NO_FILE)
            if status.st_size > MAX_BYTES:
                raise UnreadableError(
                    f"The file has {status.st_size >> 20} MB, the limit is {MAX_BYTES >> 20} MB. "
                    "Clear the outputs and hand it in again."
                )
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, UnreadableError):
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"The file cannot be opened ({reason}).") from None


_NO_FILE = "This is a device or a pipe, not a file."


def parse(content: bytes) -> RawNotebook:
    """Return the cells in the bytes of a notebook.

    Parameters
    ----------
    content : bytes
        As they were handed in; nothing in them is trusted.

    Raises
    ------
    UnreadableError
        Where they are not those of a notebook.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableError("The file is empty.")
    for start, what in _FOREIGN:
        if content.lstrip()[: len(start)].lower() == start:
            raise UnreadableError(f"This is {what}, not a notebook.")
    repairs: list[str] = []
    text = _decoded(content, repairs)
    containers = text.count("[") + text.count("{")
    if containers > MAX_CONTAINERS or text.count(",") > MAX_VALUES:
        raise UnreadableError("The file holds more lists and numbers than a notebook. Clear the outputs.")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.msg.startswith("Unterminated string") or not text[error.pos :].strip()
        where = "It breaks off" if cut else "It has an error"
        raise UnreadableError(
            f"The file is damaged. {where} in line {error.lineno}: not valid JSON."
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"The file is damaged: not valid JSON ({type(error).__name__}).") from None
    found = [_cell(cell, repairs) for cell in _cells(data, repairs)]
    cells = [cell for cell in found if cell is not None]
    if sum(len(cell.text) for cell in cells) > MAX_TEXTS:
        raise UnreadableError(f"The notebook has more than {MAX_TEXTS:,} characters in its cells.")
    return RawNotebook(cells, list(dict.fromkeys(repairs)))


_FOREIGN = (
    (b"pk\x03\x04", "a zip archive"),
    (b"%pdf", "a PDF file"),
    (b"<", "an HTML or XML file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89png", "an image"),
)


def _decoded(content: bytes, repairs: list[str]) -> str:
    encoding = json.detect_encoding(content)
    if encoding not in ("utf-8", "utf-8-sig"):
        repairs.append(f"The file was {encoding.upper()}; it was read as that.")
    elif encoding == "utf-8-sig":
        repairs.append("The file began with a byte order mark; it was left out.")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        repairs.append("Bytes that are not text were replaced by a question mark sign.")
        return content.decode(encoding, "replace")


def _cells(data: object, repairs: list[str]) -> list:
    """Return the list of cells of a notebook of any version."""
    if type(data) is not dict:
        raise UnreadableError("This is JSON, but not a notebook.")
    cells = data.get("cells")
    if type(cells) is not list and type(data.get("worksheets")) is list:
        repairs.append("The notebook has the old format 3; it was converted.")
        sheets = [sheet for sheet in data["worksheets"] if type(sheet) is dict]
        cells = [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
    if type(cells) is not list:
        raise UnreadableError("This is JSON, but not a notebook: there is no list of cells.")
    if len(cells) > MAX_CELLS:
        raise UnreadableError(f"The notebook has {len(cells)} cells, the limit is {MAX_CELLS}.")
    if type(data.get("nbformat")) is not int:
        repairs.append("The notebook did not say which format it has.")
    metadata = data.get("metadata")
    kernel = metadata.get("kernelspec") if type(metadata) is dict else None
    name = kernel.get("name") if type(kernel) is dict else None
    if type(name) is str and name != "python3":
        repairs.append(f"The notebook asked for the kernel {name[:40]!a}; it ran with Python 3.")
    return cells


def _list(value: object) -> list:
    return value if type(value) is list else []


def _cell(cell: object, repairs: list[str]) -> RawCell | None:
    """Return a cell in one form, or None where it has no readable text."""
    if type(cell) is not dict:
        repairs.append("Something that is not a cell was left out.")
        return None
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input", ""))
    if type(source) is list and all(type(line) is str for line in source):
        source = "".join(source)
    if type(source) is not str or len(source) > MAX_TEXT:
        repairs.append("A cell without readable text, or with too much of it, was left out.")
        return None
    text = SURROGATE.sub("\ufffd", source)
    if text != source:
        repairs.append("Characters that are not Unicode were replaced by a question mark sign.")
    metadata = cell.get("metadata")
    meta = metadata.get("nbgrader") if type(metadata) is dict else None
    identifier = cell.get("id")
    return RawCell(
        kind if kind in ("code", "markdown", "raw") else "other",
        text,
        identifier if type(identifier) is str else None,
        meta if type(meta) is dict else None,
    )
