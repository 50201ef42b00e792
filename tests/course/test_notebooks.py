"""The lessons: the lint finds nothing, and each keeps its time budget.

That the stored outputs are those of a fresh run is checked by ``pytest --nbval`` (`make notebooks`).
"""

from pathlib import Path

import pytest

from lstm_course.authoring.lint import lint_all
from lstm_course.authoring.notebooks import execute, problems
from lstm_course.notebook.files import notebook_paths, read, stripped

ROOT = Path(__file__).resolve().parents[2]
BUDGETS = {  # seconds on two cores that have nothing else to do, the start of the kernel included
    "00_start_here": 8,
    "01_sequences_windows_baselines": 12,
    "02_gates": 6,
    "03_the_lstm_cell": 8,
    "04_the_lstm_over_a_sequence": 10,
    "05_backpropagation_through_time": 25,
    "06_the_plain_rnn": 25,
    "07_gru_and_the_family": 45,
    "08_the_1997_laboratory": 55,
    "09_nn_lstm_decoded": 10,
}
SLOW_MACHINE = 2  # a machine may need this many times the budget before the test fails


def cpu_seconds():
    """Return the processor time of the kernels that have ended: other work on the machine does not count.

    A lesson uses one thread, so this is its wall-clock time on a machine with nothing else to do. Where it cannot be
    measured it is 0, and the wall clock counts.
    """
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    before = cpu_seconds()
    wall = execute(notebook, folder)
    seconds = cpu_seconds() - before or wall
    assert list(problems(notebook)) == []
    print(f"{stem}: {seconds:.1f} s of processor, {wall:.1f} s of wall clock, of {BUDGETS[stem]} s")
    assert seconds < SLOW_MACHINE * BUDGETS[stem]
