"""A table for choosing a layer: what is needed, what to try first, and what was measured for it."""

from __future__ import annotations

from typing import NamedTuple

from . import recording


class Choice(NamedTuple):
    """A row: what you need, what to try first, and why."""

    need: str
    take: str
    evidence: str


def state_bytes(T: int, d: int) -> dict[str, int]:
    """Return how many bytes of float32 a layer of width d carries from step T to the next one.

    Parameters
    ----------
    T : int
        Steps so far.
    d : int
        Width: units of the LSTM, rows and columns of the matrix, length of a key and of a value.

    Returns
    -------
    dict
        ``"LSTM"``: h and c; ``"GRU"``, ``"minLSTM"``: h; ``"mLSTM"``: C, n and m; ``"attention"``: the keys and values
        of all steps.
    """
    numbers = {"LSTM": 2 * d, "GRU": d, "minLSTM": d, "mLSTM": d * d + d + 1, "attention": 2 * T * d}
    return {name: 4 * count for name, count in numbers.items()}


def choices() -> list[Choice]:
    """Return the rows, with the figures of the recording in them."""
    recorded = recording()
    tasks, ms = recorded["tasks"], {name: row["1024"]["ms"] for name, row in recorded["costs"].items()}

    def spans(task, key, *names):
        found = [(name, tasks[task][name][key]) for name in names]
        return ", ".join(f"{name} {min(seeds):.2f}-{max(seeds):.2f}" for name, seeds in found)

    kept = state_bytes(100_000, 32)
    return [
        Choice(
            "a state that any step may flip",
            "a cell whose gates see h: sLSTM, LSTM, GRU",
            "parity of 64 bits, trained on 12: "
            + spans("parity", "longer", "sLSTM", "LSTM", "minLSTM", "attention"),
        ),
        Choice(
            "many things to look up",
            "mLSTM, attention",
            "4 pairs: "
            + spans("recall", "trained", "mLSTM", "attention", "LSTM")
            + "; 7 pairs: "
            + spans("recall", "longer", "mLSTM", "sLSTM", "attention", "LSTM"),
        ),
        Choice(
            "longer than in training",
            "measure it; gated recurrence first",
            "copy from 40 steps, trained on 20: "
            + spans("copy", "longer", "sLSTM", "minLSTM", "LSTM", "attention"),
        ),
        Choice(
            "a stream, on a small device",
            "a recurrent layer: LSTM, GRU, minLSTM",
            f"carried after 100,000 steps at width 32: {kept['LSTM']}, {kept['GRU']}, {kept['minLSTM']} bytes, "
            f"attention {kept['attention'] / 1e6:.1f} million",
        ),
        Choice(
            "long sequences on one CPU thread",
            "nn.LSTM",
            f"1,024 steps: {ms['nn.LSTM']:.0f} ms, scan {ms['minLSTM, scan']:.0f}, "
            f"attention {ms['softmax attention, fused']:.0f}",
        ),
        Choice(
            "training on very many processors",
            "scan, attention",
            "1,024 steps wait 10 rounds, not 1,024; counted here, not timed",
        ),
        Choice("the whole input is there", "both directions", "lesson 16"),
        Choice("any of it", "the baseline", "lessons 12 to 15: it won more than once"),
    ]
