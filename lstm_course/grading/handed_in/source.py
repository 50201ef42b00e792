"""What a trusted notebook of ``solutions/`` says: its cells, its tests, its points."""

import ast
import functools
import hashlib
import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path

from ...notebook.files import FILE_NAME, NotebookError, read
from ...notebook.stub import stub


@dataclass(frozen=True)
class SourceCell:
    """A code cell of the source; `released` is the text that learners get, `meta` its nbgrader metadata."""

    grade_id: str | None
    kind: str
    code: str
    released: str
    identifier: str
    meta: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Source:
    """What a trusted notebook of ``solutions/`` says.

    Attributes
    ----------
    name : str
        File name without its ending.
    lesson : int
        Its number, the first two digits of the file name.
    kind : str
        The sandbox that it needs: ``"torch"`` where a cell of it imports torch, else ``"numpy"``.
    cells : tuple of SourceCell
        Its code cells.
    imports : tuple of str
        Its import statements before the first exercise.
    digest : str
        Of its bytes.
    path : Path
        Where it was read.
    points : dict
        grade_id -> points, of every cell that takes an answer or is graded, text cells included.
    """

    name: str
    lesson: int
    kind: str
    cells: tuple[SourceCell, ...]
    imports: tuple[str, ...]
    digest: str
    path: Path
    points: dict[str, float] = field(hash=False)

    @property
    def exercises(self) -> tuple[str, ...]:
        """Names of the exercises, in the order of the notebook."""
        return tuple(cell.grade_id for cell in self.cells if cell.kind == "solution")

    @functools.cached_property
    def by_grade_id(self) -> dict[str, SourceCell]:
        """The cells that are graded."""
        return {cell.grade_id: cell for cell in self.cells if cell.grade_id is not None}

    @functools.cached_property
    def by_identifier(self) -> dict[str, SourceCell]:
        """The cells by their cell ids."""
        return {cell.identifier: cell for cell in self.cells}


def read_source(path: Path) -> Source:
    """Return what a notebook of ``solutions/`` says.

    Parameters
    ----------
    path : Path
        A trusted file; it is parsed and not run.

    Raises
    ------
    NotebookError
        Where it is not a notebook of the course.
    """
    path = Path(path)
    match = FILE_NAME.fullmatch(path.name)
    if match is None:
        raise NotebookError(f"{path.name}: the name must look like 03_the_lstm_cell.ipynb")
    cells, points = [], {}
    for cell in read(path).cells:
        meta = dict(cell.metadata.get("nbgrader") or {})
        if any(meta.get(kind) for kind in ("solution", "grade", "task")):
            points[meta.get("grade_id")] = meta.get("points", 0)
        if cell.cell_type != "code":
            continue
        kind = "solution" if meta.get("solution") else "check" if meta.get("grade") else "other"
        grade_id = meta.get("grade_id") if kind != "other" else None
        where = f"{path.name} cell {grade_id}"
        released = stub(cell.source, "", where) if kind == "solution" else cell.source
        cells.append(SourceCell(grade_id, kind, cell.source, released, cell.id, meta))
    torch = any(re.search(r"^\s*(import|from)\s+torch\b", cell.code, re.MULTILINE) for cell in cells)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kind = "torch" if torch else "numpy"
    return Source(path.stem, int(match["number"]), kind, tuple(cells), _imports(cells), digest, path, points)


def _imports(cells: list[SourceCell]) -> tuple[str, ...]:
    before = itertools.takewhile(lambda cell: cell.kind != "solution", cells)
    return tuple(
        ast.get_source_segment(cell.code, node)
        for cell in before
        for node in ast.parse(cell.code).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
    )
