"""What the run of a lesson by nbval shows beside its outputs: that it is clean, and how long it took."""

import os
from pathlib import Path

import psutil
import pytest
from nbformat import NotebookNode

from lstm_course.authoring import stills
from lstm_course.notebook.lesson import lessons

ROOT = Path(__file__).resolve().parents[2]
os.environ["LSTM_COURSE_BAR"] = "off"  # for the kernels: a bar is for somebody who waits
SLOW_MACHINE = 2  # a machine may need this many times the budget before the lesson fails


def pytest_runtest_setup(item):
    """Leave the still pictures of pieces out of what is compared: a browser drew them, no cell."""
    if type(item).__name__ == "IPyNbCell":
        for _, output in stills.pieces(NotebookNode(cells=[item.cell])):
            output.data.pop(stills.PICTURE, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Read cleanness and time of a lesson off the run that compares its outputs."""
    found = []
    if type(item).__name__ == "IPyNbCell":
        found = problems(item)
        if nextitem is None or nextitem.parent is not item.parent:
            found += over_budget(item, SLOW_MACHINE)
    yield
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def problems(item):
    """Return what a cell wrote to stderr or raised, a sentence each; ignored outputs are looked at, too.

    Parameters
    ----------
    item : IPyNbCell
        A cell that nbval has run.
    """
    found = []
    for output in item.test_outputs or ():
        if output["output_type"] == "error":
            found.append(f"{item.nodeid} raised {output['ename']}: {output['evalue']}")
        elif output["output_type"] == "stream" and output["name"] == "stderr":
            found.append(f"{item.nodeid} wrote to stderr: {output['text'][:500]}")
    return found


def over_budget(item, times):
    """Return a sentence where the lesson took more than so many times its budget, else nothing.

    The kernel's processor time counts: a lesson uses one thread, so this is its wall-clock time on a machine with
    nothing else to do.

    Parameters
    ----------
    item : IPyNbCell
        The last cell of the lesson that was run; its kernel still lives.
    times : float
    """
    stem = Path(item.parent.path).stem
    budget = next(one.budget for one in lessons(ROOT) if one.stem == stem)
    pid = item.parent.kernel.km.provisioner.pid
    used = psutil.Process(pid).cpu_times()
    seconds = used.user + used.system + used.children_user + used.children_system
    print(f"{stem}: {seconds:.1f} s of processor, of {budget} s")
    if seconds < times * budget:
        return []
    return [
        f"{stem} took {seconds:.1f} s of processor time, more than {times} times its budget of {budget} s"
    ]
