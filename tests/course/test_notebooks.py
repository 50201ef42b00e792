"""The lessons: every one describes itself and has a time budget.

That the lint finds nothing, `make lint` says, and `make test` before the tests. That the stored outputs are those of a
fresh run, that the run is clean and that it keeps its budget is one run's work: ``pytest --nbval``, watched by
`lesson_run`.
"""

import os
from pathlib import Path
from types import SimpleNamespace

import lesson_run
import pytest

from lstm_course.notebook.files import notebook_paths
from lstm_course.notebook.lesson import lessons

ROOT = Path(__file__).resolve().parents[2]


def test_every_lesson_describes_itself():
    found = lessons(ROOT)
    assert [one.stem for one in found] == [path.stem for path in notebook_paths(ROOT, "notebooks")]
    assert [one.number for one in found] == list(range(len(found)))


class Cell:
    """As much of a cell that nbval has run as the watch looks at."""

    nodeid = "notebooks/00_x.ipynb::Cell 3"

    def __init__(self, *outputs):
        self.test_outputs = outputs


def test_a_run_that_is_not_clean_is_noticed():
    clean = {"output_type": "stream", "name": "stdout", "text": "fine"}
    noisy = {"output_type": "stream", "name": "stderr", "text": "careful"}
    raised = {"output_type": "error", "ename": "ValueError", "evalue": "no"}
    assert lesson_run.problems(Cell(clean)) == lesson_run.problems(Cell()) == []
    assert lesson_run.problems(Cell(clean, noisy, raised)) == [
        f"{Cell.nodeid} wrote to stderr: careful",
        f"{Cell.nodeid} raised ValueError: no",
    ]


@pytest.mark.slow
def test_a_lesson_over_its_budget_is_noticed():
    kernel = SimpleNamespace(km=SimpleNamespace(provisioner=SimpleNamespace(pid=os.getpid())))
    cell = SimpleNamespace(parent=SimpleNamespace(path="notebooks/09_nn_lstm_decoded.ipynb", kernel=kernel))
    assert lesson_run.over_budget(cell, 1e6) == []
    (sentence,) = lesson_run.over_budget(cell, 1e-6)
    assert "09_nn_lstm_decoded took" in sentence
    assert "budget of 10 s" in sentence
    assert 1 <= lesson_run.slowness() < 1000
