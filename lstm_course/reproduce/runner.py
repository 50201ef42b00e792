"""Run what is missing, in a few processes of one thread each, and say how long it will take."""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
import traceback

DEFAULT_COST = 10.0  # CPU seconds of a seed that nobody has timed yet


class Run:
    """A run over some rows.

    Parameters
    ----------
    rows : list of Row
        What to compute.
    seeds : int or None
        Seeds 0 to `seeds` - 1 for every row; each row's own number by default.
    journal : Journal
        Holds what is finished, and gets what becomes finished.
    costs : dict
        Row id -> CPU seconds of one seed, as far as known.
    show : callable
        Called with each line of progress.
    """

    def __init__(self, rows, seeds, journal, costs, show):
        self.journal, self.costs, self.show = journal, costs, show
        self.total, self.done, self.failed = 0, 0, []
        self.units = []  # (row, seeds): what a worker computes in one go
        for row in rows:
            wanted = range(seeds or row.seeds)
            missing = [seed for seed in wanted if (row.fingerprint, seed) not in journal.results]
            self.total += len(wanted)
            self.done += len(wanted) - len(missing)
            self.units += (
                [(row, missing)] if row.together and missing else [(row, [seed]) for seed in missing]
            )
        self.units.sort(
            key=lambda unit: -self._cost(*unit)
        )  # the longest first, so that none is left for the end
        self.computed = 0
        self._left = sum(self._cost(*unit) for unit in self.units)

    def _cost(self, row, seeds):
        return self.costs.get(row.id, DEFAULT_COST) * len(seeds)

    def go(self, jobs):
        """Compute everything that is missing.

        Parameters
        ----------
        jobs : int
            Processes; with 1 everything happens in this one.
        """
        self._start, self._planned, self._jobs = (
            time.monotonic(),
            self._left,
            max(1, min(jobs, len(self.units))),
        )
        if self.units and self.done:
            self.show(f"{self.done} of {self.total} results are there already")
        if self._jobs == 1:
            for row, seeds in self.units:
                try:
                    for seed, result in row.run(row.settings, list(seeds)):
                        self._finished(row, seed, result)
                except Exception:
                    self._broke(row, traceback.format_exc())
        else:
            self._go_parallel()

    def _finished(self, row, seed, result):
        self.journal.add(row.fingerprint, seed, row.id, result)
        self.done += 1
        self.computed += 1
        self._left -= self._cost(row, [seed])
        elapsed = time.monotonic() - self._start
        pace = elapsed / max(self._planned - self._left, 1e-9)  # wall seconds for a planned CPU second
        state = "solved" if result["solved"] else "not solved"
        self.show(
            f"[{self.done}/{self.total}] {row.id}, seed {seed}: {state}, {result['sequences']:,} sequences, "
            f"{result['cpu_seconds']:.1f} s of CPU; about {_duration(pace * max(self._left, 0))} left"
        )

    def _broke(self, row, text):
        self.failed.append(row.id)
        self.show(f"{row.id} broke:\n{text}")

    def _drain(self, pipe, row):
        """Keep results that a worker had sent already when the run was interrupted."""
        with contextlib.suppress(EOFError, OSError):
            while row and pipe.poll():
                kind, content = pipe.recv()
                if kind == "result":
                    self._finished(row, *content)

    def _go_parallel(self):
        """Hand units to worker processes and collect what they send."""
        context = multiprocessing.get_context("spawn")
        waiting, busy, workers = list(self.units), {}, []
        try:
            for _ in range(self._jobs):
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs,), daemon=True)
                process.start()
                theirs.close()
                workers.append((process, ours))
                busy[ours] = _hand_out(ours, waiting)
            while any(busy.values()):
                for pipe in multiprocessing.connection.wait([pipe for pipe, row in busy.items() if row]):
                    row = busy[pipe]
                    try:
                        kind, content = pipe.recv()
                    except EOFError:
                        self._broke(row, "its process died")
                        busy[pipe] = None
                        continue
                    if kind == "result":
                        self._finished(row, *content)
                        continue
                    if kind == "broke":
                        self._broke(row, content)
                    busy[pipe] = _hand_out(pipe, waiting)
            if waiting:
                self._broke(waiting[0][0], f"no process is left for {len(waiting)} pieces of work")
        finally:
            for process, pipe in workers:
                self._drain(pipe, busy.get(pipe))
                pipe.close()
                process.terminate()
                process.join()


def _hand_out(pipe, waiting):
    """Give a worker its next unit; return the row, or None where there is none."""
    if not waiting:
        return None
    unit = waiting.pop(0)
    pipe.send(unit)
    return unit[0]


def _work(pipe):
    """Compute units until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    parent = multiprocessing.parent_process()
    threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()
    while True:
        try:
            row, seeds = pipe.recv()
        except EOFError:
            return
        try:
            for seed, result in row.run(row.settings, list(seeds)):
                pipe.send(("result", (seed, result)))
            pipe.send(("done", None))
        except Exception:
            pipe.send(("broke", traceback.format_exc()))


def _duration(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
