"""A grader that takes its time, in a module that worker processes can import."""

import os
import time
from pathlib import Path

from lstm_course import check
from lstm_course.grading.result import Question, Result


class SlowGrader:
    """Writes a file named after its process when it begins a task, waits, and gives full points.

    Parameters
    ----------
    folder : str
        Where the files go.
    seconds : float
        For each task.
    processes : int
        How many must have begun one before a task ends; on a busy machine a new one takes longer than all tasks.
    """

    def __init__(self, folder, seconds, processes=1):
        self.folder, self.seconds, self.processes = Path(folder), seconds, processes

    def __call__(self, task):
        (self.folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()
        time.sleep(self.seconds)
        end = time.monotonic() + 60
        while len({path.name.split("-")[0] for path in self.folder.glob("[0-9]*")}) < self.processes:
            assert time.monotonic() < end, "the processes do not come"
            time.sleep(0.05)
        records = [check.records()[name] for name in task.exercises]
        questions = [
            Question(one.name, one.number, one.max_points, one.max_points, "passed") for one in records
        ]
        total = sum(one.max_points for one in records)
        return Result("", "", "graded", total, total, tier="B", questions=questions)

    def close(self):
        (self.folder / f"closed-{os.getpid()}").touch()
