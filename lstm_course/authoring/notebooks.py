"""Run lessons in fresh kernels, and store them in the course's form."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from ..notebook.files import NotebookError, normalised, notebook_paths, read, stripped, write
from ..notebook.text import folded
from . import stills

CELL_TIMEOUT = 120  # seconds

__all__ = [
    "NotebookError",
    "chosen_paths",
    "draw_pieces",
    "execute",
    "execute_all",
    "fold_answers",
    "problems",
    "strip_all",
]


class KernelOfThisPython(AsyncKernelManager):
    """A kernel manager that ignores installed kernels: the kernel runs in the Python that asks."""

    @default("kernel_spec_manager")
    def _native_kernel_only(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def execute(notebook: NotebookNode, folder: Path, *, allow_errors: bool = False) -> float:
    """Run a notebook from top to bottom in a fresh kernel of this Python; outputs are replaced.

    The kernel starts in `folder`, uses one numerical thread, reads no personal configuration of
    IPython and keeps its record of solved exercises in a temporary file.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    folder : Path
        The working directory of the kernel.
    allow_errors : bool
        Whether to go on after a cell that raises.

    Returns
    -------
    float
        Seconds of wall-clock time, the start of the kernel included.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell raises and `allow_errors` is False.
    nbclient.exceptions.CellTimeoutError
        If a cell takes longer than two minutes.
    """
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=KernelOfThisPython,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        timeout=CELL_TIMEOUT,
        allow_errors=allow_errors,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "IPYTHONDIR": str(Path(scratch) / "ipython"),
            "LSTM_COURSE_BAR": "off",
            "LSTM_COURSE_PROGRESS": str(Path(scratch) / "progress.json"),
        }
        environment.pop("MPLBACKEND", None)  # the kernel chooses the one that shows figures inline
        start = time.perf_counter()
        client.execute(env=environment)
        return time.perf_counter() - start


def problems(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    """Yield the cells with an error output or text on standard error.

    Parameters
    ----------
    notebook : NotebookNode

    Yields
    ------
    tuple of int and str
        The index of the cell, and what stands there.
    """
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield index, f"{output.ename}: {output.evalue}"
            elif output.output_type == "stream" and output.name == "stderr":
                yield index, f"text on stderr: {output.text.strip()[:200]}"


def fold_answers(notebook: NotebookNode) -> None:
    """Fold the output of each cell that answers a prediction, and the code of a `Guess`, which holds the truth.

    JupyterLab opens either by a click. No other cell is folded.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    """
    hidden = folded(notebook)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.metadata.pop("jupyter", None)
            if index in hidden:
                cell.metadata["jupyter"] = {hidden[index]: True}


def chosen_paths(root: Path, names: Iterable[str] = ()) -> list[Path]:
    """Return the lessons named, or all of them.

    Parameters
    ----------
    root : Path
    names : iterable of str
        Numbers (``"03"``), stems or file names; empty means all lessons.

    Returns
    -------
    list of Path

    Raises
    ------
    NotebookError
        If a name fits no lesson.
    """
    paths = notebook_paths(root, "notebooks")
    names = list(names)
    if not names:
        return paths
    chosen = []
    for name in names:
        stem = Path(name).name.removesuffix(".ipynb")
        found = [path for path in paths if stem in (path.stem, path.stem[:2])]
        if not found:
            known = ", ".join(path.stem for path in paths) or "none"
            raise NotebookError(f"no lesson is called {name!r}; there are: {known}")
        chosen.extend(found)
    return chosen


def execute_all(root: Path, names: Iterable[str] = ()) -> list[Path]:
    """Run lessons in fresh kernels and store their outputs in the course's form.

    Parameters
    ----------
    root : Path
        The course's root.
    names : iterable of str
        Numbers, stems or file names of lessons; empty means all.

    Returns
    -------
    list of Path
        The files whose bytes changed.

    Raises
    ------
    NotebookError
        If a lesson raised, or wrote to standard error. Such a lesson is not stored, the others are.
    """
    changed, failed = [], []
    for path in chosen_paths(root, names):
        name = f"{path.parent.name}/{path.name}"
        before = read(path)
        notebook = stripped(before)
        seconds = None
        try:
            seconds = execute(notebook, path.parent)
        except CellExecutionError:
            pass  # the notebook holds the error, with the cell that raised it
        except (CellTimeoutError, DeadKernelError) as error:
            failed.append(f"{name}: {str(error).partition(chr(10))[0]}")
            continue
        found = [f"{name} cell {index}: {what}" for index, what in problems(notebook)]
        failed.extend(found)
        if found or seconds is None:
            continue
        fold_answers(notebook)
        if wanting := stills.supply(notebook, before):
            print(f"  {name}: {wanting}")
        stored = write(path, normalised(notebook))
        changed += [path] * stored
        print(f"{seconds:6.1f} s  {name}{'' if stored else '  (unchanged)'}")
    if failed:
        raise NotebookError("not stored:\n" + "\n".join(failed))
    return changed


def draw_pieces(root: Path, names: Iterable[str] = ()) -> list[Path]:
    """Draw the still pictures of pieces whose code has changed, without running the lessons.

    Parameters
    ----------
    root : Path
        The course's root.
    names : iterable of str
        Numbers, stems or file names of lessons; empty means all.

    Returns
    -------
    list of Path
        The files whose bytes changed.

    Raises
    ------
    NotebookError
        Where a picture cannot be drawn, as there is no browser; such a lesson is not stored.
    """
    changed = []
    for path in chosen_paths(root, names):
        before = read(path)
        notebook = normalised(before)
        if wanting := stills.supply(notebook, before):
            raise NotebookError(f"{path.parent.name}/{path.name}: {wanting}")
        changed += [path] * write(path, notebook)
    return changed


def strip_all(root: Path) -> list[Path]:
    """Remove outputs from the notebooks in solutions/ and bring them into the course's form.

    Parameters
    ----------
    root : Path
        The course's root.

    Returns
    -------
    list of Path
        The files whose bytes changed.
    """
    paths = notebook_paths(root, "solutions")
    return [path for path in paths if write(path, stripped(read(path)))]
