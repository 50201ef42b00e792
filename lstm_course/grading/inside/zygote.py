"""The warm process that every submission's process is forked from.

It has imported what notebooks import, has run none of their code, and holds no secret: this module is copied into
the sandbox. Forking it costs milliseconds where starting Python and importing costs seconds.
"""

import contextlib
import fcntl
import gc
import importlib
import importlib.util
import os
import pkgutil
import shutil
import signal
import socket
import sys

from . import child, control, jail

MODULES = (
    "IPython.core.inputtransformer2",
    "IPython.display",
    "matplotlib.pyplot",
)  # beside the course's own
# What measures for pages of the course brings scikit-learn, which takes as long as all the rest. Who wants it waits.
NOT_WARMED = ("claims.groups", "report")
COURSE = __name__.removesuffix(".grading.inside.zygote")


def main(descriptor):
    """Warm up, say so, then fork on demand until the grader hangs up.

    Parameters
    ----------
    descriptor : int
        The control socket.
    """
    connection = socket.socket(fileno=descriptor)
    config, _ = control.receive(connection)
    if sys.platform == "linux":
        jail.set_dumpable(False)
    _warm(config["torch"])
    plan = config["plan"]
    if plan["landlock"]:  # once for all: every process takes the same rules
        made = jail.make_ruleset(plan["readable"], plan["listable"], plan["writable"])
        plan["ruleset"] = fcntl.fcntl(made, fcntl.F_DUPFD_CLOEXEC, 64)  # out of the way of 0 to 3
        os.close(made)
    gc.collect()
    gc.freeze()
    torch = importlib.util.find_spec("torch") is not None
    control.send(connection, {"threads": _threads(), "uid": os.getuid(), "torch": torch})
    children = set()
    while True:
        question, descriptors = control.receive(connection)
        if question is None:
            for pid in children:
                os.kill(pid, signal.SIGKILL)
            os._exit(0)
        if question["op"] == "fork":
            _fork(connection, {**plan, **question["plan"]}, descriptors, children)
        else:
            _reap(connection, question, children)


def course_modules() -> list[str]:
    """Return the names of the course's modules in here, but for this folder's own."""
    course = importlib.import_module(COURSE)
    found = pkgutil.walk_packages(course.__path__, f"{COURSE}.", onerror=lambda name: None)
    return [one.name for one in found if not one.name.startswith(f"{COURSE}.grading")]


def _warm(with_torch):
    """Import, and run each thing once that is slow the first time."""
    cold = tuple(f"{COURSE}.{name}" for name in NOT_WARMED)
    for name in (*MODULES, *(name for name in course_modules() if not name.startswith(cold))):
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name)
    import numpy as np

    from ...layers import LSTM

    rng = np.random.default_rng(0)
    layer = LSTM(2, 3, rng=rng)
    y, _ = layer.forward(rng.normal(size=(2, 4, 2)))
    layer.backward(np.ones_like(y))
    np.linalg.svd(rng.normal(size=(8, 8)))
    with contextlib.suppress(ModuleNotFoundError):
        from matplotlib import pyplot

        figure, axes = pyplot.subplots()
        axes.plot([0, 1], label="text")
        axes.legend()
        figure.canvas.draw()
        pyplot.close(figure)
    if with_torch:
        import torch

        torch.set_num_threads(1)
        module = torch.nn.LSTM(2, 3)
        module(torch.ones(4, 2, 2))[0].sum().backward()
        torch.optim.Adam(module.parameters()).step()


def _threads():
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:  # no /proc on this system
        import threading

        return threading.active_count()


def _fork(connection, plan, descriptors, children):
    if _threads() != 1:
        control.send(connection, {"failed": "the warm process runs more than one thread"})
        return
    if plan["scratch"] and "namespaces" not in plan["layers"]:
        os.mkdir(plan["scratch"], 0o700)
    pid = os.fork()
    if pid == 0:
        try:
            connection.close()
            child.start(*descriptors, plan)
        finally:
            os._exit(70)
    children.add(pid)
    for descriptor in descriptors:
        os.close(descriptor)
    handles = []
    with contextlib.suppress(AttributeError, OSError):  # not every system, kernel and container has them
        handles.append(os.pidfd_open(pid))
    control.send(connection, {"pid": pid}, handles)
    for handle in handles:
        os.close(handle)


def _reap(connection, question, children):
    pid = question["pid"]
    os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
    if question["group"]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    children.discard(pid)
    if question["folder"]:
        shutil.rmtree(question["folder"], ignore_errors=True)
    seconds = usage.ru_utime + usage.ru_stime
    control.send(connection, {"status": status, "cpu": seconds, "memory_kb": usage.ru_maxrss})
