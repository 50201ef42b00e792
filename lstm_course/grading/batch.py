"""Grade many submissions: what is graded stays graded, whatever ends the run, and no submission stops another."""

import hashlib
import queue
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TextIO

from ..check import Exercise
from .handed_in.intake import UnreadableError
from .handed_in.jobs import Job
from .handed_in.source import Source
from .handed_in.submission import Submission
from .journal import Journal, digest, grader_version
from .outside.runtime import InfrastructureError
from .result import Result

REGRADE = ("changed", "failed", "all")
TRIES = 2  # after a failure of the machinery
LONGEST_ANSWER = 20_000  # characters that are kept


@dataclass(frozen=True)
class Task:
    """What a grader gets: a notebook in order, the names of its exercises, and the sandbox it needs."""

    submission: Submission
    exercises: tuple[str, ...]
    kind: str
    seed: int | None = None


@dataclass
class _Open:
    """A job under way."""

    job: Job
    key: str
    task: Task
    tries: int = 0
    alone: bool = False


class Progress:
    """A line that says how far the batch is and how long it will take.

    Parameters
    ----------
    total : int
        Submissions to grade.
    stream : file
        Where the line is written, over itself on a terminal; stderr where it is None.
    clock : callable
        Returns seconds.
    """

    def __init__(self, total: int, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic):
        self.total, self.done, self.for_a_human = total, 0, 0
        self._stream = sys.stderr if stream is None else stream
        self._clock, self._start, self._shown = clock, clock(), float("-inf")
        self._live = self._stream.isatty()

    def step(self, result: Result) -> None:
        """Count a result, and show the line where it is time."""
        self.done += 1
        self.for_a_human += result.for_a_human
        now = self._clock()
        if now - self._shown >= (0.1 if self._live else 10) or self.done == self.total:
            self._shown = now
            end = "" if self._live and self.done < self.total else "\n"
            self._stream.write(("\r" if self._live else "") + self.line(now) + end)
            self._stream.flush()

    def line(self, now: float) -> str:
        """Return the line at this time."""
        passed = max(now - self._start, 1e-9)
        text = f"{self.done} of {self.total} done, {self.for_a_human} for a human, {self.done / passed:.1f} a second"
        if self.done < self.total:
            left = round(passed / self.done * (self.total - self.done))
            text += f", about {left // 60} min {left % 60:02d} s left"
        return text.ljust(78)


def run(
    jobs: Iterable[Job],
    sources: Mapping[str, Source],
    exercises: Mapping[str, Exercise],
    submit: Callable,
    journal: Journal,
    *,
    width: int = 1,
    regrade: str = "changed",
    tiers: Iterable[str] = ("A", "B", "E"),
    seeds: Mapping[tuple[str, str, str], int] | None = None,
    stream: TextIO | None = None,
) -> list[Result]:
    """Grade what is not in the journal yet, and return the results of all jobs.

    Parameters
    ----------
    jobs : iterable of Job
        The submissions, each with its source.
    sources : mapping
        Name -> source.
    exercises : mapping
        Name -> exercise record.
    submit : callable
        Takes a `Task` and returns a future of its `Result`.
    journal : Journal
        What is graded already; new results are added one by one.
    width : int
        How many tasks are under way at a time.
    regrade : str
        ``"changed"``: what is not graded yet or was changed since; ``"failed"``: also what is for a human;
        ``"all"``: everything.
    tiers : iterable of str
        Sandboxes whose results count; what was graded in another is graded again.
    seeds : mapping, optional
        Student, assignment and notebook -> the seed of the inputs; new ones that nobody knows for all others.
    stream : file, optional
        Where the progress is shown; stderr by default.

    Returns
    -------
    list of Result
        In the order of the jobs.
    """
    if regrade not in REGRADE:
        raise ValueError(f"regrade must be one of {', '.join(REGRADE)}; got {regrade!r}")
    if width < 1:
        raise ValueError(f"width must be at least 1; got {width}")
    jobs = list(jobs)
    batch = _Batch(sources, exercises, journal, regrade, frozenset(tiers), dict(seeds or {}))
    todo = [job for job in jobs if not batch.settled(job)]
    batch.progress = Progress(len(todo), stream)
    batch.work(todo, submit, width)
    return [batch.results[job] for job in jobs]


class _Batch:
    def __init__(self, sources, exercises, journal, regrade, tiers, seeds):
        self.sources, self.exercises, self.journal = sources, exercises, journal
        self.regrade, self.tiers, self.seeds = regrade, tiers, seeds
        self.version = grader_version()
        self.results: dict[Job, Result] = {}
        self.progress = None

    def key(self, job: Job, content: bytes) -> str:
        source = self.sources[job.notebook]
        whose = [job.student, job.assignment, job.notebook, list(job.repairs), list(job.notes)]
        return digest(whose, hashlib.sha256(content).hexdigest(), source.digest, self.version)

    def settled(self, job: Job) -> bool:
        """Take the result of a job from the journal, where it still holds."""
        try:
            known = self.journal.results.get(self.key(job, job.content()))
        except (FileNotFoundError, UnreadableError):
            return False
        if known is None or known.status == "infrastructure error" or self.regrade == "all":
            return False
        if (self.regrade == "failed" and known.for_a_human) or (known.tier and known.tier not in self.tiers):
            return False
        self.results[job] = known
        return True

    def work(self, todo: list[Job], submit: Callable, width: int) -> None:
        waiting: deque[Job | _Open] = deque(todo)
        late: deque[_Open] = deque()  # the clock ended it, perhaps because of the others: once more, alone
        under_way: dict = {}
        finished: queue.SimpleQueue = queue.SimpleQueue()
        try:
            while waiting or under_way or late:
                if not waiting and not under_way:
                    waiting.append(late.popleft())
                while waiting and len(under_way) < width:
                    one = waiting.popleft()
                    one = self._opened(one) if isinstance(one, Job) else one
                    if one is not None:
                        future = submit(one.task)
                        under_way[future] = one
                        future.add_done_callback(finished.put)
                if not under_way:
                    continue
                future = finished.get()
                one = under_way.pop(future)
                error = _error(future)
                if error is not None and one.tries + 1 < TRIES:
                    one.tries += 1
                    waiting.append(one)
                elif (
                    error is None
                    and width > 1
                    and not one.alone
                    and future.result().status == "partly graded"
                ):
                    one.alone = True
                    late.append(one)
                else:
                    self._settle(one, future, error)
        finally:  # after Ctrl-C: what has not started does not start
            for future in under_way:
                future.cancel()

    def _opened(self, job: Job) -> _Open | None:
        """Read a submission; settle what cannot be run."""
        source = self.sources[job.notebook]
        try:
            content = job.content()
            submission = job.read(content, source)
        except FileNotFoundError:
            content, submission = b"", Submission("missing", reason="Nothing was handed in.")
        except UnreadableError as error:
            content, submission = b"", Submission("unreadable", repairs=job.repairs, reason=str(error))
        if submission.status == "readable":
            seed = self.seeds.get(job.key)
            return _Open(job, self.key(job, content), Task(submission, source.exercises, source.kind, seed))
        self._keep(job, None, self._empty(submission.status, job, submission.reason, submission.repairs))
        return None

    def _empty(self, status: str, job: Job, reason: str, repairs: Iterable[str]) -> Result:
        most = sum(self.exercises[name].max_points for name in self.sources[job.notebook].exercises)
        return Result(
            job.student,
            job.assignment,
            status,
            None,
            most,
            repairs=list(repairs),
            notes=[reason, *job.notes],
            notebook=job.notebook,
        )

    def _settle(self, one: _Open, future, error: BaseException | None) -> None:
        repairs = one.task.submission.repairs
        if error is None:
            result = future.result()
            notes = [*one.job.notes, *result.notes]
            if one.alone:
                notes.append("The clock ended it beside others, so it ran again alone.")
            whose = {
                "student": one.job.student,
                "assignment": one.job.assignment,
                "notebook": one.job.notebook,
            }
            answers = {
                cell.grade_id: cell.code for cell in one.task.submission.cells if cell.kind == "solution"
            }
            questions = [
                replace(question, answer=answers.get(question.name, "")[:LONGEST_ANSWER])
                for question in result.questions
            ]
            result = replace(result, **whose, questions=questions, repairs=list(repairs), notes=notes)
        else:
            reason = f"{type(error).__name__}: {error}"
            text = f"The grader failed {TRIES} times ({reason}). This says nothing about the work."
            result = self._empty("infrastructure error", one.job, text, repairs)
        self._keep(one.job, one.key, result)

    def _keep(self, job: Job, key: str | None, result: Result) -> None:
        if key is not None:
            self.journal.add(key, result)
        self.results[job] = result
        self.progress.step(result)


def _error(future) -> BaseException | None:
    """Return the exception of a future that is done; Ctrl-C in a worker is passed on."""
    if future.cancelled():  # by a cluster that others restart: this run waits for none that it has cancelled
        return InfrastructureError("it was cancelled where it ran")
    error = future.exception()
    if isinstance(error, KeyboardInterrupt):
        raise error
    return error
