"""The lessons: the lint finds nothing, and each keeps its time budget.

That the stored outputs are those of a fresh run is checked by ``pytest --nbval`` (`make notebooks`).
"""

from pathlib import Path

import pytest

from lstm_course.authoring.lint import lint_all
from lstm_course.authoring.notebooks import execute, problems
from lstm_course.notebook.files import notebook_paths, read, stripped
from lstm_course.notebook.lesson import lessons

ROOT = Path(__file__).resolve().parents[2]
LESSONS = lessons(ROOT)  # with the budget of each: seconds on two cores that have nothing else to do
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


def test_every_lesson_describes_itself():
    assert [one.stem for one in LESSONS] == [path.stem for path in notebook_paths(ROOT, "notebooks")]
    assert [one.number for one in LESSONS] == list(range(len(LESSONS)))


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_lesson_runs_clean_within_its_budget(lesson):
    folder = ROOT / "notebooks"
    notebook = stripped(read(folder / f"{lesson.stem}.ipynb"))
    before = cpu_seconds()
    wall = execute(notebook, folder)
    seconds = cpu_seconds() - before or wall
    assert list(problems(notebook)) == []
    print(f"{lesson.stem}: {seconds:.1f} s of processor, {wall:.1f} s of wall clock, of {lesson.budget} s")
    assert seconds < SLOW_MACHINE * lesson.budget
