"""Run what is missing, here or through an executor, and say how long it will take."""

import collections
import sys
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait

DEFAULT_COST = 10.0  # CPU seconds of a seed that nobody has timed yet


class Run:
    """A run over some rows.

    Parameters
    ----------
    rows : list of Row, or of claims
        What to compute. Of each, ``id``, ``run``, ``settings``, ``seeds``, ``together``, ``fingerprint`` and ``news``
        are used.
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

    def go(self, open_executor=None, width=None):
        """Compute everything that is missing.

        Parameters
        ----------
        open_executor : callable, optional
            Returns a context manager of an executor (`concurrent.futures.Executor`, or what has its ``submit``); it is
            called again where an executor broke. Without it everything happens in this process.
        width : int, optional
            How many units are under way at a time; all by default.
        """
        self._start, self._planned = time.monotonic(), self._left
        if self.units and self.done:
            self.show(f"{self.done} of {self.total} results are there already")
        if open_executor:
            self._go_elsewhere(open_executor, width or max(len(self.units), 1))
        else:
            for row, seeds in self.units:
                try:
                    for seed, result in row.run(row.settings, list(seeds)):
                        self._finished(row, seed, result)
                except Exception:
                    self._broke(row, traceback.format_exc())

    def _finished(self, row, seed, result):
        self.journal.add(row.fingerprint, seed, row.id, result)
        self.done += 1
        self.computed += 1
        self._left -= self._cost(row, [seed])
        elapsed = time.monotonic() - self._start
        pace = elapsed / max(self._planned - self._left, 1e-9)  # wall seconds for a planned CPU second
        self.show(
            f"[{self.done}/{self.total}] {row.id}, seed {seed}: {row.news(result)}, "
            f"{result['cpu_seconds']:.1f} s of CPU; about {_duration(pace * max(self._left, 0))} left"
        )

    def _broke(self, row, text):
        self.failed.append(row.id)
        self.show(f"{row.id} broke:\n{text}")

    def _go_elsewhere(self, open_executor, width):
        """Hand units to an executor and keep what comes back.

        Where a process dies a pool of them breaks, and nobody says which unit it was: all that were under way run
        again, one at a time, after the others. One that ends its process twice while it is alone is given up.
        """
        waiting, suspects = collections.deque(self.units), collections.deque()
        died_alone = collections.Counter()
        while waiting or suspects:
            units, at_a_time = (waiting, width) if waiting else (suspects, 1)
            with open_executor() as executor:
                broken = self._fill(executor, units, at_a_time)
            for row, seeds in broken:
                died_alone[row.id, *seeds] += units is suspects
                if died_alone[row.id, *seeds] < 2:
                    suspects.append((row, seeds))
                else:
                    self._broke(row, "its process died")

    def _fill(self, executor, units, width):
        """Keep an executor busy until no unit is left or it breaks; return what was under way when it broke."""
        under_way, broken = {}, []
        try:
            while under_way or (units and not broken):
                while units and not broken and len(under_way) < width:
                    unit = units.popleft()
                    try:
                        under_way[executor.submit(compute, *unit)] = unit
                    except BrokenExecutor:
                        broken.append(unit)
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    broken += self._settle(future, *under_way.pop(future))
        except BaseException:  # Ctrl-C: what is there already is kept
            for future, unit in under_way.items():
                if future.done() and not future.cancelled():
                    self._settle(future, *unit)
                future.cancel()
            raise
        return broken

    def _settle(self, future, row, seeds):
        """Keep what a future holds; return its unit where the executor broke, and nothing where it did not."""
        try:
            results = future.result()
        except BrokenExecutor:
            return [(row, seeds)]
        except (Exception, CancelledError) as error:
            self._broke(row, "".join(traceback.format_exception(error)))
            return []
        for seed, result in results:
            self._finished(row, seed, result)
        return []


def compute(row, seeds):
    """Return the results of a unit; called in another process.

    Parameters
    ----------
    row : Row
        What to compute.
    seeds : list of int
        The seeds.

    Returns
    -------
    list
        ``(seed, result)`` for each.
    """
    # What the row needs was imported with it; a process that needs no PyTorch starts at once without.
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    return list(row.run(row.settings, list(seeds)))


def _duration(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
