"""What is left to one submission while it is graded."""

import time

from .limits import Limits


class Budget:
    """What is left to one submission: CPU seconds, wall-clock time, and fresh processes.

    Parameters
    ----------
    limits : Limits
        What the submission may use: time, memory, processes and output.
    """

    def __init__(self, limits: Limits):
        self.seconds, self.processes = limits.notebook_seconds, limits.replays + 1
        self.end = time.monotonic() + limits.notebook_seconds * limits.wall_factor

    def take(self) -> bool:
        """Take a process, if there is something left for it."""
        if self.seconds <= 0 or time.monotonic() > self.end or self.processes <= 0:
            return False
        self.processes -= 1
        return True
