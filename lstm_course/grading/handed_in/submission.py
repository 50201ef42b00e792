"""Put a damaged notebook in order: find the answers, take everything else from the source.

The source, a notebook of ``solutions/``, says which cells there are, in which order, and what the locked ones
hold. A cell that was handed in is recognised by its grade_id, by its cell id or by the function that it defines.
"""

import functools
import re
from dataclasses import dataclass, replace
from pathlib import Path

from .intake import MAX_TEXT, RawCell, UnreadableError, content_of, parse
from .source import Source, SourceCell

MEANT = {"schema_version", "grade", "locked", "solution", "task", "grade_id", "points"}
ADDED = {"checksum", "cell_type"}  # by nbgrader, where it makes the released version
FENCED = re.compile(r"^[ ]{0,3}(```+|~~~+)[^\n`]*\n(.*?)(?:^[ ]{0,3}\1|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """A cell to run.

    Attributes
    ----------
    grade_id : str or None
        The exercise's name in a solution cell, ``NAME_check`` in a check cell.
    code : str
        The text that is run.
    kind : str
        ``"solution"``, ``"check"`` (always the source's text) or ``"other"``.
    """

    grade_id: str | None
    code: str
    kind: str


@dataclass(frozen=True)
class Submission:
    """A notebook in order.

    Attributes
    ----------
    status : str
        ``"readable"``, ``"unreadable"`` or ``"missing"``.
    cells : tuple of Cell
        In running order. Each grade_id occurs at most once; a solution that was deleted is absent.
    repairs : tuple of str
        What was put right, in plain words.
    reason : str
        Why it cannot be read.
    """

    status: str
    cells: tuple[Cell, ...] = ()
    repairs: tuple[str, ...] = ()
    reason: str = ""


def read_submission(path: Path, source: Source) -> Submission:
    """Return a notebook that was handed in, in order; never raises for what is in it.

    Parameters
    ----------
    path : Path
        A file of any content; it is read once.
    source : Source
        The trusted notebook that it was made from.
    """
    try:
        content = content_of(Path(path))
    except FileNotFoundError:
        return Submission("missing", reason="There is no notebook of this name.")
    except UnreadableError as error:
        return Submission("unreadable", reason=str(error))
    return read_content(content, source)


def read_content(content: bytes, source: Source) -> Submission:
    """Return the notebook in these bytes, in order; never raises for what is in it.

    Parameters
    ----------
    content : bytes
        Of any kind; nothing in them is trusted.
    source : Source
        The trusted notebook that it was made from.
    """
    try:
        notebook = parse(content)
    except UnreadableError as error:
        return Submission("unreadable", reason=str(error))
    return match_cells(notebook.cells, source, notebook.repairs)


def match_cells(cells: list[RawCell], source: Source, repairs: list[str] | None = None) -> Submission:
    """Return the cells of a notebook in the order of the source.

    Parameters
    ----------
    cells : list of RawCell
        As they were handed in.
    source : Source
        The trusted notebook that it was made from.
    repairs : list of str, optional
        What was put right before.
    """
    desk = _Desk(source, list(repairs or []))
    marked = [(cell, desk.recognise(cell)) for cell in map(_without_fence, cells)]
    marked = desk.unmarked_answers(marked)
    if not any(place is not None for _, place in marked):
        reason = f"The notebook holds none of the exercises of {source.name}. Is it another notebook?"
        return Submission("unreadable", repairs=tuple(desk.repairs), reason=reason)
    return Submission("readable", tuple(desk.ordered(marked)), tuple(dict.fromkeys(desk.repairs)))


class _Desk:
    """Where one notebook is put in order."""

    def __init__(self, source: Source, repairs: list[str]):
        self.source = source
        self.repairs = repairs
        self.names = source.exercises
        self.checks = {squeezed(cell.code): cell.grade_id for cell in source.cells if cell.kind == "check"}

    def recognise(self, cell: RawCell) -> str | None:
        """Return the grade_id of the place that a cell belongs to, as far as it says so itself."""
        known = self.source.by_grade_id
        marked = cell.meta.get("grade_id") if cell.meta else None
        if type(marked) is not str or marked not in known:
            place = self.source.by_identifier.get(cell.identifier)
            marked = place.grade_id if place is not None else None
            if marked is not None:
                self.repairs.append(f"{marked}: the cell had lost its mark; it was recognised.")
        if cell.type == "code" and squeezed(cell.text) in self.checks:
            here = self.checks[squeezed(cell.text)]
            if marked not in (None, here):
                self.repairs.append(f"{here}: the cell was marked as {marked}; its text decides.")
            self._compare(cell, here)
            return here
        if marked is None:
            return None
        defined = self._defines(cell)
        if defined and marked not in defined:
            if (
                known[marked].kind == "check"
                and cell.type == "code"
                and marked.removesuffix("_check") in defined
            ):
                self.repairs.append(f"{marked}: an answer was written into the test's cell; it counts.")
            else:
                self.repairs.append(f"{defined[0]}: the cell was marked as {marked}; its text decides.")
            return defined[0]
        if cell.type != "code":
            self.repairs.append(f"{marked}: the cell was turned into {cell.type} text; it counts as code.")
        self._compare(cell, marked)
        if known[marked].kind == "check" and squeezed(cell.text) not in self.checks:
            self.repairs.append(f"{marked}: the test was edited; the original was used.")
        return marked

    def _defines(self, cell: RawCell) -> list[str]:
        """Return the exercises whose functions a cell defines, in the order of the source."""
        return [name for name in self.names if _definition(name).search(cell.text)]

    def _compare(self, cell: RawCell, place: str) -> None:
        """Note where the metadata of a cell are not the source's; they have no effect."""
        wanted, got = self.source.by_grade_id[place].meta, cell.meta
        if got is None:
            return
        wrong = [key for key in sorted(MEANT - {"grade_id"}) if got.get(key) != wanted.get(key)]
        extra = sorted(str(key)[:40] for key in got if key not in MEANT | ADDED)
        if wrong:
            self.repairs.append(f"{place}: changed in the cell's metadata and put back: {', '.join(wrong)}.")
        if extra:
            self.repairs.append(
                f"{place}: unknown keys in the cell's metadata were ignored: {', '.join(extra[:5])}."
            )

    def unmarked_answers(self, marked: list) -> list:
        """Give answers without a mark their place, where no marked cell defines the function."""
        taken = {place for cell, place in marked if place in self._defines(cell)}
        result = []
        for cell, place in marked:
            if place is None and cell.type == "code":
                free = [name for name in self._defines(cell) if name not in taken]
                if free:
                    place = free[0]
                    self.repairs.append(f"{place}: the cell had lost its mark; it was recognised.")
            result.append((cell, place))
        return result

    def ordered(self, marked: list) -> list[Cell]:
        """Return the cells to run: graded ones in the source's order, others after the one they followed."""
        followers: dict[str | None, list[str]] = {}
        pieces: dict[str, list[str]] = {}
        seen: list[str] = []
        last = None
        previous = None  # the solution that the cell directly before was part of
        for cell, place in marked:
            if place is None:
                if cell.type != "code":
                    continue
                if previous is not None and _continues(cell.text):
                    pieces[previous].append(cell.text)
                    self.repairs.append(f"{previous}: the cell was split; its parts were joined.")
                    continue
                followers.setdefault(last, []).append(cell.text)
                previous = None
                continue
            if place not in seen:
                seen.append(place)
            last, previous = place, None
            if self.source.by_grade_id[place].kind == "solution":
                pieces.setdefault(place, []).append(cell.text)
                previous = place
        wanted = [place for place in self.source.by_grade_id if place in seen]
        if seen != wanted:
            self.repairs.append("The cells were in another order; they ran in the order of the original.")
        result = [Cell(None, text, "other") for text in self._setup(marked)]
        result += [Cell(None, text, "other") for text in followers.get(None, [])]
        for place, cell in self.source.by_grade_id.items():
            if cell.kind == "check":
                if place not in seen:
                    self.repairs.append(f"{place}: the test was deleted; the original was used.")
                result.append(Cell(place, cell.code, "check"))
            elif place in pieces:
                result += self._answer(cell, pieces[place])
            else:
                moved = any(cell.type == "code" and place in self._defines(cell) for cell, _ in marked)
                what = "its answer stands in another cell" if moved else "the answer's cell was deleted"
                self.repairs.append(f"{place}: {what}.")
            result += [Cell(None, text, "other") for text in followers.get(place, [])]
        return result

    def _setup(self, marked: list) -> list[str]:
        """Return the source's imports that the notebook lacks: no answer can do without them."""
        texts = "\n".join(squeezed(cell.text) for cell, _ in marked if cell.type == "code")
        missing = [line for line in self.source.imports if squeezed(line) not in texts]
        if missing:
            self.repairs.append("Imports of the original were missing or changed; they ran first.")
        return ["\n".join(missing)] if missing else []

    def _answer(self, place: SourceCell, texts: list[str]) -> list[Cell]:
        """Return the cells of one answer: the last copy counts, and the others run before it."""
        name = place.grade_id
        copies: list[str] = []
        for text in texts:
            if not copies or _definition(name).search(text):
                copies.append(text)
            elif len(copies[-1]) + len(text) > MAX_TEXT:
                self.repairs.append(f"{name}: a part of the answer was left out, it is too long.")
            else:
                copies[-1] += "\n" + text
                self.repairs.append(f"{name}: the cell was split; its parts were joined.")
        if len(copies) > 1:
            untouched = without_messages(place.released)
            written = [text for text in copies if without_messages(text) != untouched] or copies[-1:]
            if len(set(written)) == 1:
                written = written[:1]
            which = "the one with an answer counts" if len(written) == 1 else "the last one counts"
            self.repairs.append(f"{name}: the cell occurs {len(copies)} times; {which}.")
            copies = written
        return [Cell(None, text, "other") for text in copies[:-1]] + [Cell(name, copies[-1], "solution")]


@functools.lru_cache(maxsize=512)
def _definition(name: str) -> re.Pattern:
    return re.compile(rf"^(?:async[ \t]+)?def[ \t]+{re.escape(name)}[ \t]*\(", re.MULTILINE)


def squeezed(text: str) -> str:
    """Return the text without white space."""
    return "".join(text.split())


def without_messages(text: str) -> str:
    """Return the text of a stub in a form that nbgrader's own stub has, too."""
    text = re.sub(r"#[^\n]*", "", text)
    return squeezed(re.sub(r"NotImplementedError\([^()\n]*\)", "NotImplementedError()", text))


def _without_fence(cell: RawCell) -> RawCell:
    """Return a cell of text with the code alone, where it stands between the fences of Markdown."""
    blocks = [] if cell.type == "code" else [match[2] for match in FENCED.finditer(cell.text)]
    return replace(cell, text="".join(blocks)) if blocks else cell


def _continues(text: str) -> bool:
    """Whether the first line of code is indented, so that the text cannot stand alone."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return line[0] in " \t"
    return False
