"""Read, normalise and write notebook files: one form of bytes for every notebook of the course."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .._files import write_whole

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_CELL_METADATA = ("jupyter", "lstm_course", "nbgrader", "tags")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
FILE_NAME = re.compile(r"(?P<number>\d\d)_[a-z0-9_]+\.ipynb")


class NotebookError(ValueError):
    """A notebook that cannot be used; the message names the notebook, the cell and the reason."""


def notebook_paths(root: Path, folder: str, strict: bool = True) -> list[Path]:
    """Return the notebooks of a folder, sorted.

    Parameters
    ----------
    root : Path
        The course's root.
    folder : str
        ``"notebooks"``, ``"solutions"`` or ``"exercises"``.
    strict : bool
        Whether a file of another name is an error; what a learner has put there is passed over otherwise.

    Raises
    ------
    NotebookError
        If a file name is not two digits and a snake_case name.
    """
    paths = sorted((Path(root) / folder).glob("*.ipynb"))
    others = [path for path in paths if FILE_NAME.fullmatch(path.name) is None]
    if strict and others:
        raise NotebookError(f"{folder}/{others[0].name}: the name must look like 03_the_cell.ipynb")
    return [path for path in paths if path not in others]


def read(path: Path) -> NotebookNode:
    """Read a notebook and validate it against the notebook format 4.5.

    Parameters
    ----------
    path : Path
        A file ending in ``.ipynb``.

    Raises
    ------
    NotebookError
        If the file is not a valid notebook of format 4.5 with unique cell ids.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        data = json.loads(path.read_bytes())
        version = data["nbformat"], data["nbformat_minor"]
        if version != (4, 5):
            raise NotebookError(f"{name}: notebook format {version[0]}.{version[1]}, expected 4.5")
        ids = [cell["id"] for cell in data["cells"]]
        twice = [identifier for identifier in ids if ids.count(identifier) > 1]
        if twice:
            raise NotebookError(f"{name}: two cells have the id {twice[0]!r}")
        notebook = nbformat.v4.to_notebook(data)
        nbformat.validate(notebook)
    except (nbformat.ValidationError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, NotebookError):
            raise
        reason = str(error).partition("\n")[0]
        raise NotebookError(f"{name}: not a valid notebook: {reason}") from error
    return notebook


def dump(notebook: NotebookNode) -> bytes:
    r"""Return the bytes of a notebook: indent 1, sorted keys, UTF-8, lines ended by ``\n``.

    Parameters
    ----------
    notebook : NotebookNode
        Of format 4.5; it is written as it is.
    """
    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n").encode()


def write(path: Path, notebook: NotebookNode) -> bool:
    """Write a notebook in one step, and only where its bytes change.

    Parameters
    ----------
    path : Path
        Where to; its folder is made where it does not exist.
    notebook : NotebookNode
        Of format 4.5.

    Returns
    -------
    bool
        Whether the file was written.
    """
    data = dump(notebook)
    if path.is_file() and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without what differs from machine to machine or from run to run.

    Kept are sources, cell ids, outputs, tags and the metadata of nbgrader and of this course.
    Left out are execution times, widget state, the views of live widgets (their ids are random), the version of
    Python and the state of the screen.

    Parameters
    ----------
    notebook : NotebookNode
        It is not changed.
    """
    result = nbformat.from_dict(json.loads(json.dumps(notebook)))
    result.metadata = nbformat.from_dict(
        {"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}}
    )
    count = 0
    for cell in result.cells:
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if cell.metadata.get(key)}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type != "code":
            continue
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        cell.outputs = _joined_streams(cell.outputs)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = cell.execution_count
            if "data" in output:
                output.data.pop(WIDGET_VIEW, None)
    return result


def _joined_streams(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring texts of one stream: where they are cut depends on the kernel's timing."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if output.output_type == "stream" and last is not None and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def stripped(notebook: NotebookNode) -> NotebookNode:
    """Return a normalised copy without outputs and execution counts.

    Parameters
    ----------
    notebook : NotebookNode
        It is not changed.
    """
    result = normalised(notebook)
    for cell in result.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return result
