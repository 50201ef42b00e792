"""What the run of a lesson by nbval shows beside its outputs: that it is clean, and how long it took."""

import os
import time
from pathlib import Path

import psutil
import pytest
import torch
from nbformat import NotebookNode

from lstm_course.authoring import stills
from lstm_course.notebook.lesson import lessons

ROOT = Path(__file__).resolve().parents[2]
os.environ["LSTM_COURSE_BAR"] = "off"  # for the kernels: a bar is for somebody who waits
SLACK = 2  # a lesson may take this many times its budget before it fails
# Seconds that the work of `slowness` takes on the machine of the budgets. It was not timed there, but on a machine with
# AVX2 alone, whose lessons took two (Python) to four (LSTM steps) times their budgets: 0.2 and 0.28.
PACE = {"Python": 0.1, "torch": 0.07}


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
            found += over_budget(item, SLACK * slowness())
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


def slowness():
    """Return how many times longer this machine takes, now, than the one where budgets are measured; at least 1.

    Two pieces of work are timed that a lesson is made of, in processor time: Python's own loop, and training steps of a
    small LSTM. A machine whose instruction set is older is slow at the second only, so the worse of the two counts.
    """
    net, x = torch.nn.LSTM(16, 32, batch_first=True), torch.ones(32, 50, 16)
    net(x)[0].sum().backward()  # what only the first step costs
    start = time.process_time()
    sum(k & 3 for k in range(4_000_000))
    middle = time.process_time()
    for _ in range(60):
        net(x)[0].sum().backward()
    taken = {"Python": middle - start, "torch": time.process_time() - middle}
    return max(1.0, *(taken[name] / PACE[name] for name in PACE))


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
