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
    """

    def __init__(self, folder, seconds):
        self.folder, self.seconds = Path(folder), seconds

    def __call__(self, task):
        (self.folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()
        time.sleep(self.seconds)
        records = [check.records()[name] for name in task.exercises]
        questions = [
            Question(one.name, one.number, one.max_points, one.max_points, "passed") for one in records
        ]
        total = sum(one.max_points for one in records)
        return Result("", "", "graded", total, total, tier="B", questions=questions)

    def close(self):
        (self.folder / f"closed-{os.getpid()}").touch()
