"""The lessons: the lint finds nothing, and each keeps its time budget.

That the stored outputs are those of a fresh run is checked by ``pytest --nbval`` (`make notebooks`).
"""

from pathlib import Path

import pytest

from lstm_course.authoring.files import notebook_paths, read, stripped
from lstm_course.authoring.lint import lint_all
from lstm_course.authoring.notebooks import execute, problems

ROOT = Path(__file__).resolve().parents[1]
BUDGETS = {  # seconds of wall-clock time on two cores, the start of the kernel included
    "00_start_here": 8,
    "01_sequences_windows_baselines": 12,
    "02_gates": 6,
    "03_the_lstm_cell": 8,
    "04_the_lstm_over_a_sequence": 10,
    "05_backpropagation_through_time": 25,
}
SLOW_MACHINE = 3  # a machine may need this many times the budget before the test fails


def test_lint():
    found = lint_all(ROOT)
    assert not found, "\n".join(found)


def test_every_lesson_has_a_budget():
    assert [path.stem for path in notebook_paths(ROOT, "notebooks")] == list(BUDGETS)


@pytest.mark.slow
@pytest.mark.parametrize("stem", BUDGETS)
def test_lesson_runs_clean_within_its_budget(stem):
    folder = ROOT / "notebooks"
    notebook = stripped(read(folder / f"{stem}.ipynb"))
    seconds = execute(notebook, folder)
    assert list(problems(notebook)) == []
    print(f"{stem}: {seconds:.1f} s of {BUDGETS[stem]} s")
    assert seconds < SLOW_MACHINE * BUDGETS[stem]
