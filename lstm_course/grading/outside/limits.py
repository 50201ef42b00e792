"""The limits that a submission is graded under."""

import math
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a submission may use.

    Times are seconds of CPU, so that a busy machine takes nothing away from a learner. The wall clock may run
    `wall_factor` times as long: that ends code that sleeps or waits.

    Parameters
    ----------
    call_seconds : float
        For one call of a learner's function.
    cell_seconds : float
        For one cell of the notebook.
    notebook_seconds : float
        For the whole submission, with every replay.
    wall_factor : float
        Wall-clock time allowed for each second of CPU.
    memory_mb : int
        Address space, beyond what is mapped before the first cell runs.
    output_kb : int
        Printed text that is kept.
    output_kill_mb : int
        Printed text that ends the submission's process.
    answers_mb : int
        All that its functions return, together.
    files_mb : int
        Size of a file, and of the scratch folder where there is one.
    open_files : int
        Open descriptors.
    threads : int
        Threads of the submission's process.
    replays : int
        How many times a process that ended is replaced by a fresh one.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 20.0
    notebook_seconds: float = 60.0
    wall_factor: float = 5.0
    memory_mb: int = 700
    output_kb: int = 200
    output_kill_mb: int = 64
    answers_mb: int = 32
    files_mb: int = 64
    open_files: int = 128
    threads: int = 64
    replays: int = 12

    def __post_init__(self):
        for one in fields(self):
            value = getattr(self, one.name)
            least = 1 if one.name == "wall_factor" else 0
            kinds = (int, float) if one.type in (float, "float") else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds) or not math.isfinite(value):
                word = "a finite number" if float in kinds else "a whole number"
                raise ValueError(f"{one.name} must be {word}; got {value!r}")
            if value < least or (value == 0 and one.name != "replays"):
                raise ValueError(f"{one.name} must be {'at least 1' if least else 'positive'}; got {value!r}")

    def to_dict(self) -> dict:
        """Return the limits as a dict of numbers."""
        return asdict(self)
