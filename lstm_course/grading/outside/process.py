"""Handles on one submission's process, from outside."""

import contextlib
import math
import os
import select
import signal
import time


def ready(seconds, readable=(), writable=()) -> set[int]:
    """Wait for descriptors, of any number, and return those that can be read or written, or were hung up.

    Parameters
    ----------
    seconds : float
        How long to wait at most.
    readable, writable : iterable of int
        Descriptors to wait for, by what shall be possible.
    """
    poll = select.poll()
    for descriptor in readable:
        poll.register(descriptor, select.POLLIN)
    for descriptor in writable:
        poll.register(descriptor, select.POLLOUT)
    return {descriptor for descriptor, _ in poll.poll(math.ceil(seconds * 1000))}


class Process:
    """Handles on one submission's process.

    Parameters
    ----------
    sandbox : Sandbox
        The one that forked it.
    connection : socket.socket
        To the child, for questions and answers.
    output, handle : int
        Descriptors: of the pipe that takes what is printed, and of the process (None where the system has no such).
    pid : int
        As the warm process numbers it.
    folder : str or None
        To be deleted afterwards.
    layers : list of str
        That it must show to hold.
    """

    def __init__(self, sandbox, connection, output, handle, pid, folder, layers):
        self.sandbox, self.connection, self.output = sandbox, connection, output
        self.handle, self.pid, self.folder = handle, pid, folder
        self.layers = layers
        self._clock, self._last, self._reaped = self._find_clock(), 0.0, None

    def _find_clock(self):
        if self.handle is None:
            return None
        with open(f"/proc/self/fdinfo/{self.handle}") as file:
            for line in file:
                if line.startswith("Pid:") and int(line.split()[1]) > 0:
                    return (~int(line.split()[1]) << 3) | 2  # the kernel's clock of a process
        return None

    def cpu_seconds(self) -> float:
        """Return the CPU time that it has used so far; the last known one after its end."""
        if self._clock is not None:
            with contextlib.suppress(OSError):
                self._last = max(self._last, time.clock_gettime(self._clock))
        return self._last

    def kill(self):
        """End it, now."""
        if self.handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def exit_status(self):
        """Return how it ended, or None where it still ran and had to be killed."""
        if self.handle is not None:
            if not ready(1, [self.handle]):
                return None
        return self._settle()["status"]

    def reap(self) -> float:
        """Make sure that it is gone and return the CPU seconds that it used."""
        try:
            return self._settle()["cpu"]
        finally:
            if self.handle is not None:
                os.close(self.handle)
                self.handle = None

    def _settle(self):
        if self._reaped is None:
            self.cpu_seconds()
            self._clock = None
            self._reaped = self.sandbox.reap(self)
        return self._reaped
