"""One confined process of a submission, seen from outside: ask, wait no longer than allowed, end it."""

import math
import os
import re
import signal
import socket
import time

import numpy as np

from ..inside import wire
from .answers import Answer, BrokenProtocol, Failure, OutOfTime, SessionEnded
from .limits import Limits
from .process import ready
from .runtime import InfrastructureError

TICK = 0.05  # seconds between two looks at the CPU clock of a submission
CELL = re.compile("cell [0-9]{1,4}")
START_SECONDS = 30  # wall clock, for putting on the layers
SIGNALS = {
    signal.SIGSEGV: "it touched memory that is not its own, or called itself without end",
    signal.SIGABRT: "it was aborted",
    signal.SIGKILL: "it was killed",
    signal.SIGXFSZ: "it wrote too large a file",
}


class Session:
    """A submission's process.

    Parameters
    ----------
    process : object
        As `Sandbox.fork` gives it: with ``connection``, ``output``, ``handle`` and the method ``reap``.
    limits : Limits
        What the submission may use: time, memory, processes and output.
    seconds : float
        CPU seconds that are left to it.
    until : float, optional
        When it must have ended, on the monotonic clock.

    Attributes
    ----------
    threads : int
        How many threads the last cell left running, by the child's word.
    """

    def __init__(self, process, limits: Limits, seconds, until=None):
        self.process, self.limits, self.seconds = process, limits, seconds
        self.until = math.inf if until is None else until
        self.printed, self.printed_bytes, self.keep = bytearray(), 0, False
        self.number, self.ended, self.cpu, self.closed = 0, None, 0.0, False
        self.threads, self.received = 0, 0
        self.started = time.monotonic()
        self.connection = process.connection.fileno()
        self.watched = {self.connection, process.output}  # the output until it is closed inside
        process.connection.setblocking(False)
        os.set_blocking(process.output, False)
        try:
            hello = self._receive(0, START_SECONDS, START_SECONDS, "starting")
        except SessionEnded as error:
            self.close()
            raise InfrastructureError(f"a submission's process did not start: {error}") from error
        if type(hello) is not dict or hello.get("layers") != process.layers:
            self.close()
            raise InfrastructureError(f"the sandbox is not what was asked for: {hello}, not {process.layers}")

    def run_cell(self, code, name) -> Failure | None:
        """Run a cell; return the exception that stopped it, if one did.

        Parameters
        ----------
        code, name : str
            The cell's text, and its name in tracebacks.

        Raises
        ------
        SessionEnded
            Where the process ended, or was ended.
        """
        text = np.frombuffer(code.encode("utf-8", "surrogatepass"), dtype=np.uint8)
        self.keep = True
        try:
            reply = self._ask(
                {"op": "cell", "code": text, "name": name}, self.limits.cell_seconds, "the cell"
            )
        finally:
            self.keep = False
        threads = reply.get("threads")
        self.threads = threads if type(threads) is int else 0
        return _failure(reply)

    def describe(self, name) -> dict:
        """Return what the notebook has under a name: ``found``, ``callable``, ``type``, ``parameters``.

        Parameters
        ----------
        name : str
            A global name of the notebook.
        """
        reply = self._ask({"op": "describe", "name": name}, self.limits.call_seconds, "the notebook")
        kind, parameters = reply.get("type"), reply.get("parameters")
        return {
            "found": reply.get("found") is True,
            "callable": reply.get("callable") is True,
            "type": kind if type(kind) is str else "object",
            "parameters": parameters if type(parameters) is list else None,
        }

    def call(self, name, args, seed, drive=None) -> Answer:
        """Call a function of the notebook.

        Parameters
        ----------
        name : str
            A global name of the notebook.
        args : tuple
            Plain data, and functions of this package that can be named.
        seed : int
            For the global random numbers.
        drive : callable, optional
            Function of this package that is called in its place, with the function and the arguments.

        Raises
        ------
        SessionEnded
            Where the process ended, or was ended.
        """
        question = {"op": "call", "name": name, "args": tuple(map(_named, args)), "seed": seed}
        question["drive"] = drive and _named(drive)
        reply = self._ask(question, self.limits.call_seconds, "the function")
        unsendable = reply.get("unsendable")
        if type(unsendable) is str:
            return Answer(unsendable=unsendable[:200] or "it cannot be sent")
        failure = _failure(reply)
        if failure is not None:
            return Answer(failure=failure)
        if "value" not in reply:
            raise self._end(BrokenProtocol("the answer holds no value"))
        places = reply.get("changed")
        places = places if type(places) is list else []
        changed = tuple(sorted({place for place in places if type(place) is int and 0 <= place < len(args)}))
        return Answer(value=reply["value"], changed=changed, drew=reply.get("drew") is True)

    def ping(self):
        """Ask for a sign of life.

        Raises
        ------
        SessionEnded
            Where there is none.
        """
        self._ask({"op": "ping"}, self.limits.call_seconds, "the notebook")

    def close(self):
        """End the process and everything in it; return the printed text."""
        if not self.closed:
            self.closed = True
            self._kill()
            try:
                self.cpu = max(self.cpu, self.process.reap())
            finally:
                os.close(self.process.output)
                self.process.connection.close()
        return self.printed.decode("utf-8", "replace")

    def _kill(self):
        self.ended = self.ended or SessionEnded("closed")
        self.process.kill()

    def _end(self, error):
        self._kill()
        self.ended = error
        return error

    def _ask(self, question, seconds, who):
        if self.ended is not None:
            raise self.ended
        self.number += 1
        frame = wire.encode(self.number, question, strict=True)
        if ready(0, [self.connection]):
            if self._peek():
                raise self._end(BrokenProtocol("it spoke without being asked"))
            raise self._gone()
        allowed = min(seconds, self.seconds - self.cpu)
        wall = min(allowed * self.limits.wall_factor, self.until - time.monotonic())
        if allowed <= 0 or wall <= 0:
            raise self._end(OutOfTime("the time for the whole notebook is used up", by_clock=allowed > 0))
        self._send(frame, wall)
        reply = self._receive(self.number, allowed, wall, who)
        if type(reply) is not dict:
            raise self._end(BrokenProtocol("the answer is not one"))
        return reply

    def _peek(self):
        try:
            return self.process.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return b""

    def _send(self, frame, wall):
        end, view = time.monotonic() + wall, memoryview(frame)
        while view:
            self._drain()
            if time.monotonic() > end:
                raise self._end(OutOfTime("it does not listen", by_clock=True))
            if ready(TICK, writable=[self.connection]):
                try:
                    view = view[self.process.connection.send(view) :]
                except BlockingIOError:
                    continue
                except OSError:
                    raise self._gone() from None

    def _receive(self, number, seconds, wall, who):
        start, end = self.process.cpu_seconds(), time.monotonic() + wall
        head = self._exactly(wire.HEAD.size, start, seconds, end, who)
        try:
            header, body = wire.lengths(head)
            self.received += header + body
            if self.received > self.limits.answers_mb << 20:
                raise wire.ProtocolError(f"all answers together are more than {self.limits.answers_mb} MB")
            header = self._exactly(header, start, seconds, end, who)
            body = self._exactly(body, start, seconds, end, who)
            found, value = wire.decode(header, body)
        except wire.ProtocolError as error:
            raise self._end(BrokenProtocol(f"what it sent is not an answer: {error}")) from None
        if found != number:
            raise self._end(BrokenProtocol("what it sent is the answer to another question"))
        self._drain()
        self.cpu = max(self.cpu, self.process.cpu_seconds())
        return value

    def _exactly(self, size, start, seconds, end, who):
        parts = bytearray()
        while len(parts) < size:
            spoken = ready(TICK, self.watched)
            self._drain()
            now = self.process.cpu_seconds()
            if now - start > seconds:
                self.cpu = now
                raise self._end(OutOfTime(f"{who} ran longer than {seconds:.3g} s"))
            if time.monotonic() > end:
                self.cpu = now
                text = f"{who} did not answer within {seconds * self.limits.wall_factor:.3g} s"
                raise self._end(OutOfTime(text, by_clock=True))
            if self.connection not in spoken:
                continue
            try:
                part = self.process.connection.recv(min(size - len(parts), 1 << 20))
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            if not part:
                raise self._gone()
            parts += part
        return bytes(parts)

    def _drain(self):
        """Take what was printed; keep a cell's, up to the limit."""
        for _ in range(64):
            try:
                text = os.read(self.process.output, 1 << 16)
            except BlockingIOError:
                break
            if not text:
                self.watched.discard(
                    self.process.output
                )  # its end is always ready, and would wake us for ever
                break
            self.printed_bytes += len(text)
            if self.keep:
                self.printed += text[: max(0, self.limits.output_kb * 1024 - len(self.printed))]
        if self.printed_bytes > self.limits.output_kill_mb << 20:
            raise self._end(SessionEnded(f"it printed more than {self.limits.output_kill_mb} MB"))

    def _gone(self):
        """Return the error for a process that hung up."""
        self.cpu = max(self.cpu, self.process.cpu_seconds())
        status = self.process.exit_status()
        if status is None:
            return self._end(SessionEnded("the code closed the connection to the grader"))
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == signal.SIGXCPU:
                return self._end(OutOfTime("the time for the whole notebook is used up"))
            why = SIGNALS.get(number, f"signal {number}")
            return self._end(SessionEnded(f"the code ended Python: {why}"))
        return self._end(SessionEnded(f"the code ended Python (exit status {os.WEXITSTATUS(status)})"))


def _failure(reply):
    error = reply.get("error")
    if error is None:
        return None
    if type(error) is not dict:
        return Failure("Exception")
    kind, text, line, cell = (error.get(key) for key in ("type", "text", "line", "cell"))
    return Failure(
        kind[:80] if type(kind) is str and kind.isidentifier() else "Exception",
        text[:300] if type(text) is str else "",
        line if type(line) is int and 0 < line < 10**6 else 0,
        cell if type(cell) is str and CELL.fullmatch(cell) else "",
        error.get("exhausted") is True,
    )


def _named(value):
    """Return an argument as it is sent: functions of this package by name, everything else as it is."""
    if not callable(value):
        return value
    path = f"{value.__module__}.{value.__qualname__}"
    if not path.startswith("lstm_course.") or "<" in path:
        raise InfrastructureError(f"an exercise passes {path}, which cannot be named inside the sandbox")
    return wire.Function(path)
