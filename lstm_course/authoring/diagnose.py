"""How well the check names mistakes: every edit of every reference, handed in as an answer.

An edit that raises, or that changes nothing, is counted apart. Of the others: named; led to, by a sentence about a
special case; bare, where only a difference is shown. A sentence blames wrongly where it sends the reader to
lines of the reference other than the one that was edited; for that, every edit is judged as if none could be named.
"""

import ast
import random
import time
from dataclasses import dataclass, field

from ..check import engine, records, wording
from ..check.bench import bench
from ..check.calls import quiet
from ..check.slips import made
from ..check.slips.words import its_part
from ..check.values import equal


@dataclass
class Row:
    """What was counted for one exercise."""

    number: str
    name: str
    edits: int = 0
    raises: int = 0
    accepted: list = field(default_factory=list)
    named: int = 0
    led: list = field(default_factory=list)
    bare: list = field(default_factory=list)
    blamed: list = field(default_factory=list)
    seconds: float = 0.0
    pairs: int = 0
    pairs_named: int = 0
    slowest: float = 0.0

    @property
    def judged(self) -> int:
        """How many edits neither raise nor are accepted."""
        return self.named + len(self.led) + len(self.bare)


def diagnose(exercise, pairs=0, seeds=engine.SEEDS) -> Row:
    """Hand in every edit of an exercise's reference, and some pairs of them.

    Parameters
    ----------
    exercise : Exercise
    pairs : int
        How many pairs of edits, drawn at random but always the same.
    seeds : tuple of int

    Returns
    -------
    Row
    """
    row, ready = Row(exercise.number, exercise.name), bench(exercise)
    start = time.perf_counter()
    good = []
    for edit in ready.edits:
        answer = _answer(ready, edit)
        if answer is None:
            continue
        row.edits += 1
        observed = engine.observe(exercise, answer, seeds)
        if any(outcome.raised is not None for outcome in observed.outcomes):
            row.raises += 1
            continue
        verdict = engine.judge(exercise, observed, seeds)
        shown = _shown(ready, edit)
        if verdict.status == "passed":
            row.accepted.append(shown)
        elif verdict.hint is not None:
            row.named += 1
        else:
            special = any(_says(verdict.message, probe) for probe in engine.make_probes(exercise, seeds))
            (row.led if special else row.bare).append(f"{shown}: {verdict.message}")
        if verdict.status == "failed":
            good.append(edit)
            row.blamed += _blamed(exercise, ready, edit, observed, seeds)
    row.seconds = time.perf_counter() - start
    if pairs and exercise.pairs and exercise.drive is None:
        _try_pairs(exercise, ready, good, row, pairs, seeds)
    return row


def _answer(ready, *chosen):
    if ready.function(*chosen) is None:
        return None
    if isinstance(ready.ref.root, ast.ClassDef):
        return ready.function(*chosen)
    return lambda *args: ready.function(*chosen)(*args)


def _says(message, probe):
    return probe.isolates is not None and message.startswith(wording.without_blame(probe))


def _shown(ready, edit):
    return "; ".join(f"{ready.ref.text[a:b].strip()} -> {new.strip()}" for a, b, new in edit.places)


def _blamed(exercise, ready, edit, observed, seeds):
    """Return what the check would wrongly say if it could not name the edit, in a list of none or one."""
    if observed.refused is not None:  # it was broken off: nothing was looked at
        return []
    wanted = engine.references(exercise, seeds)
    probes = engine.make_probes(exercise, seeds)
    for probe, outcome, want in zip(probes, observed.outcomes, wanted, strict=True):
        with quiet():
            got = engine.measure(exercise, outcome, want, probe)
        if not isinstance(got, dict):
            return []
        right = {
            part: equal(got[part], want.quantities[part], exercise.tolerance) for part in want.quantities
        }
        if probe.isolates and not (right[probe.part] if probe.part else all(right.values())):
            lines = _lines(ready.ref, edit)
            if probe.about and not lines & set(probe.about):
                return [f"{_shown(ready, edit)}: {probe.isolates}"]
            return []
    return []


def _lines(ref, edit):
    """Return the names that the edited lines make; ``return`` for what is returned."""
    found = set()
    for start, _, _ in edit.places:
        for node in ast.walk(ref.root):
            if isinstance(node, ast.stmt) and not hasattr(node, "body"):
                begin, end = ref.span(node)
                if begin <= start <= end:
                    names = its_part(ref, node, edit.node) or made(ref, node)
                    found |= (
                        {name.strip().split("[")[0] for name in names.split(",")} if names else {"return"}
                    )
    return found


def _try_pairs(exercise, ready, good, row, pairs, seeds):
    chance = random.Random(0)
    for _ in range(30 * pairs):
        if row.pairs == pairs or len(good) < 2:
            return
        chosen = chance.sample(good, 2)
        answer = _answer(ready, *chosen)
        if answer is None:
            continue
        observed = engine.observe(exercise, answer, seeds)
        if any(outcome.raised is not None for outcome in observed.outcomes):
            continue
        begun = time.perf_counter()
        verdict = engine.judge(exercise, observed, seeds)
        if verdict.status != "passed":
            row.pairs += 1
            row.pairs_named += verdict.hint is not None
            row.slowest = max(row.slowest, time.perf_counter() - begun)


HEAD = (
    "",
    "exercise",
    "edits",
    "raise",
    "accepted",
    "named",
    "led to",
    "bare",
    "blamed",
    "pairs",
    "named",
    "s",
)


def command(names, pairs=0, listed=False) -> int:
    """Print the table; fail where a sentence blames what is right.

    Parameters
    ----------
    names : list of str
        Exercises, or numbers of lessons; all if empty.
    pairs : int
        How many pairs of edits for each exercise.
    listed : bool
        Whether the edits that are accepted, led to, bare or blamed wrongly are listed.

    Returns
    -------
    int
        0, or 1 where one is blamed wrongly, or 2 for an unknown name.
    """
    every = records()
    unknown = [name for name in names if name not in every and not name.isdigit()]
    if unknown:
        print(f"there is no exercise {unknown[0]!r}")
        return 2
    chosen = [
        one
        for one in every.values()
        if not names
        or one.name in names
        or str(one.lesson) in {str(int(name)) for name in names if name.isdigit()}
    ]
    form = "{:>5} {:<23}{:>6}{:>6}{:>9}{:>7}{:>7}{:>6}{:>7}{:>6}{:>6}{:>7}"
    print(form.format(*HEAD))
    rows = []
    for exercise in chosen:
        if not bench(exercise).edits:
            continue
        row = diagnose(exercise, pairs)
        rows.append(row)
        print(form.format(row.number, row.name, *_counts([row])), flush=True)
        for title in ("accepted", "led", "bare", "blamed") if listed else ():
            for text in getattr(row, title):
                print(f"      {title}: {' '.join(text.split())}")
    print(form.format("", "all", *_counts(rows)))
    return 1 if any(row.blamed for row in rows) else 0


def _counts(rows):
    def total(name):
        return sum(len(v) if isinstance(v, list) else v for v in (getattr(row, name) for row in rows))

    counted = [total(name) for name in ("edits", "raises", "accepted", "named", "led", "bare", "blamed")]
    return *counted, total("pairs"), total("pairs_named"), f"{total('seconds'):.1f}"
