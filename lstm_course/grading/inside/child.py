"""The submission's own process: runs the notebook's cells, then calls its functions for the grader.

This module is copied into the sandbox and shares its process with the learner's code. Nothing it says is trusted.
"""

import ast
import asyncio
import contextlib
import functools
import importlib
import inspect
import linecache
import os
import random
import socket
import sys
import threading
import traceback
import types

import numpy as np

from . import wire
from .readable import readable

LAST_VALUE = 4_000  # characters of a cell's last value that are printed


class Shell:
    """What a notebook needs of IPython: magics, ``!`` lines, ``display``, top-level await, the last value.

    Parameters
    ----------
    names : dict
        Namespace of the notebook.
    """

    def __init__(self, names):
        self.user_ns = names
        names.update(
            get_ipython=lambda: self, display=self.display, exit=_nothing, quit=_nothing, input=_no_input
        )

    def display(self, *values, **_):
        """Print values."""
        for value in values:
            print(repr(value)[:LAST_VALUE])

    def run_line_magic(self, name, line, *_, **__):
        """Run what ``%time`` and its like hold; other magics do nothing."""
        if name in ("time", "timeit", "prun"):
            return self.run(line, "a line of magic")
        return None

    def run_cell_magic(self, name, line, cell):
        """Run the cell under ``%%time`` and its like; refuse other languages."""
        if name in ("time", "timeit", "prun", "capture"):
            return self.run(cell, "a cell of magic")
        raise RuntimeError(f"the cell magic %%{name} cannot be used here")

    def system(self, command):
        """Say that a shell command is not run."""
        print(f"(not run: !{command[:80]})")

    def getoutput(self, command, *_, **__):
        """Say that a shell command is not run; its output is empty."""
        self.system(command)
        return []

    def run(self, code, name):
        """Run code in the namespace of the notebook and return the value of its last expression."""
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        tree = ast.parse(code, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        if tree.body:
            self._evaluate(compile(tree, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        if last is None:
            return None
        return self._evaluate(compile(last, name, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))

    def _evaluate(self, code):
        value = eval(code, self.user_ns)
        if code.co_flags & inspect.CO_COROUTINE:
            return asyncio.run(value)
        return value

    def run_cell(self, code, name):
        """Run a cell as a notebook does, and print the value of its last expression."""
        try:
            ast.parse(code)
        except SyntaxError:
            from IPython.core.inputtransformer2 import TransformerManager

            code = TransformerManager().transform_cell(code)
        value = self.run(code, name)
        if value is not None and not code.rstrip().endswith(";"):
            self.user_ns["_"] = value
            self.display(value)


def _nothing(*_):
    """Do nothing: a notebook that ends with ``exit()`` is graded as it stands."""


def _no_input(prompt="", /):
    raise EOFError("input() has nobody to ask here")


def serve(connection):
    """Answer questions until the grader hangs up; never returns.

    Parameters
    ----------
    connection : socket.socket
        To the grader; the answers go the same way.
    """
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    shell = Shell(main.__dict__)
    while True:
        number, question = _read(connection)
        try:
            answer = _answer(shell, question)
        except wire.ProtocolError as error:
            answer = {"unsendable": str(error)[:200]}
        except BaseException as error:
            answer = {"error": _described(error)}
            del error
        try:
            frame = wire.encode(number, answer)
        except BaseException as error:  # what the function returned is at fault, not the function
            frame = wire.encode(number, {"unsendable": _described(error)["text"][:200]})
            del error
        _flush()
        try:
            connection.sendall(frame)
        except OSError:
            os._exit(0)


def _read(connection):
    head = _exactly(connection, wire.HEAD.size)
    header, body = wire.lengths(head)
    return wire.decode(_exactly(connection, header), _exactly(connection, body))


def _exactly(connection, size):
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(min(size - len(parts), 1 << 20))
        if not part:
            os._exit(0)
        parts += part
    return bytes(parts)


def _flush():
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except BaseException:  # the learner's own stream, or a closed one
            continue


def _answer(shell, question):
    kind = question["op"]
    if kind == "cell":
        code = question["code"].tobytes().decode("utf-8", "surrogatepass")
        shell.run_cell(code, question["name"])
        return {"threads": threading.active_count() - 1}
    if kind == "describe":
        return _describe(shell.user_ns, question["name"])
    if kind == "call":
        return _call(shell.user_ns[question["name"]], question["drive"], question["args"], question["seed"])
    return {}


def _describe(names, name):
    if name not in names:
        return {"found": False}
    value = names[name]
    if value is None or value is Ellipsis:
        return {"found": True, "callable": False, "type": "None"}
    parameters = None
    try:
        found = inspect.signature(value).parameters.values()
        parameters = [[one.name, int(one.kind), one.default is not one.empty] for one in found][:100]
    except (TypeError, ValueError):
        pass
    kind = str(type(value).__name__)[:80]
    return {"found": True, "callable": callable(value), "type": kind, "parameters": parameters}


def _call(function, drive, given, seed):
    if drive is not None:  # it acts with what the learner wrote; objects stay in here
        function = functools.partial(_own(drive), function)
    args = [_own(one) for one in given]
    with _random_numbers_put_back(), _gradients_on():  # cells may follow
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(seed)
        before = random.getstate(), np.random.get_state()[1:3]  # noqa: NPY002
        value = function(*args)
        after = random.getstate(), np.random.get_state()[1:3]  # noqa: NPY002
    drew = before[0] != after[0] or before[1][1] != after[1][1] or bool((before[1][0] != after[1][0]).any())
    changed = [k for k, (old, new) in enumerate(zip(given, args, strict=True)) if _changed(old, new)]
    value = None if value is Ellipsis else value  # a stub
    try:
        sent = readable(value)
    except Exception as error:
        raise wire.ProtocolError(_described(error)["text"]) from None
    return {"value": sent, "changed": changed, "drew": drew}


@contextlib.contextmanager
def _random_numbers_put_back():
    torch = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
        if torch:
            torch.set_rng_state(states[2])


def _gradients_on():
    """Return a context in which PyTorch keeps gradients, as in the instant check: a cell may have switched them off."""
    return sys.modules["torch"].enable_grad() if "torch" in sys.modules else contextlib.nullcontext()


def _own(value):
    """Return a copy that the function may change; functions that were named are looked up."""
    kind = type(value)
    if kind is np.ndarray:
        return value.copy()
    if kind in (list, tuple):
        return kind(_own(one) for one in value)
    if kind is dict:
        return {key: _own(one) for key, one in value.items()}
    if kind is wire.Function:
        module, name = value.path.rsplit(".", 1)
        return getattr(importlib.import_module(module), name)
    return value


def _changed(before, after):
    """Say the same as the instant check, whose function of this name cannot be had in here."""
    kind = type(before)
    if kind is wire.Function:
        return False
    if kind is not type(after):
        return True
    if kind is np.ndarray:
        same = (before.dtype, before.shape) == (after.dtype, after.shape)
        return not same or before.tobytes() != after.tobytes()
    if kind is dict:
        return before.keys() != after.keys() or any(_changed(before[k], after[k]) for k in before)
    if kind in (list, tuple):
        return len(before) != len(after) or any(map(_changed, before, after))
    if kind in (bool, int, float, str) or issubclass(kind, np.generic):
        return bool(before != after and (before == before or after == after))  # NaN stays NaN
    return False


def _described(error):
    """Return what a learner should know of an exception, as plain data."""
    try:
        text = str(error).strip().split("\n")[0][:300]
    except BaseException:  # the learner's own exception class
        text = ""
    line, cell = 0, ""
    if isinstance(error, SyntaxError):
        line, cell = error.lineno or 0, error.filename or ""
        text = str(error.msg)[:300]
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename in linecache.cache and frame.f_code.co_filename.startswith("cell "):
            line, cell = number or 0, frame.f_code.co_filename
    exhausted = (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno in (11, 12, 24))
        or (isinstance(error, RuntimeError) and "start new thread" in text)
    )
    return {
        "type": str(type(error).__name__)[:80],
        "text": text,
        "line": int(line),
        "cell": str(cell)[:80],
        "exhausted": exhausted,
    }


def start(connection_end, output_end, plan):
    """Become the submission's process: sort out descriptors, put on the layers, say which, and serve.

    Parameters
    ----------
    connection_end, output_end : int
        Descriptors of the connection and of the pipe that takes what is printed.
    plan : dict
        For `jail.enter`.
    """
    from . import jail

    os.setsid()
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output_end, 1)
    os.dup2(output_end, 2)
    os.dup2(connection_end, 3)
    ruleset = plan.get("ruleset", 3)  # tier E has none
    os.closerange(4, ruleset)
    os.closerange(ruleset + 1, 4096)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(number, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    connection = socket.socket(fileno=3)
    try:
        hello = {"layers": jail.enter(plan)}
    except Exception as error:
        hello = {"failed": f"{type(error).__name__}: {error}"[:500]}
    connection.sendall(wire.encode(0, hello))
    if "failed" in hello:
        os._exit(1)
    serve(connection)
