"""The table "paper | here" from the results, by rules that hide nothing.

The unit is the training sequence. A row is faithful, the same task with modern training, or a small stand-in. Failures
stand there with their cap. Seeds are counted, and of several numbers the median and the range are given.
"""

import datetime
import json
import platform
import statistics
from pathlib import Path

import numpy as np
import torch

from .definition import FAITHFUL, MODERN, STAND_IN

KINDS = {FAITHFUL: "faithful", MODERN: "modern", STAND_IN: "stand-in"}
TEXTS = ("id", "fingerprint", "title", "net", "paper", "paper_sequences", "source", "label", "differences")
TEXTS += ("expected", "why", "score", "settings")
COLUMNS = ("Task", "Net", "Paper", "Here", "Solved", "CPU s", "Agrees", "Kind", "Differences from the paper")


RECORDED = Path(__file__).parent / "results"


def recorded():
    """Return the results of the recorded full run, as `collect` makes them.

    Raises
    ------
    FileNotFoundError
        Where no run is recorded.
    """
    return json.loads((RECORDED / "results.json").read_text(encoding="utf-8"))


def made_by(command, workers):
    """Return where results come from: command, day, versions and machine.

    Parameters
    ----------
    command : str
        What makes the same results.
    workers : str
        Such as ``"2 processes"``.
    """
    return {
        "command": command,
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "versions": {
            "Python": platform.python_version(),
            "torch": torch.__version__,
            "NumPy": np.__version__,
        },
        "machine": f"{platform.system()} {platform.machine()}, {workers} of one thread",
    }


def collect(rows, results, made):
    """Gather everything that the report needs.

    Parameters
    ----------
    rows : list of Row
        What may be among the results.
    results : dict
        ``(fingerprint, seed)`` -> result.
    made : dict
        Command, date, versions.

    Returns
    -------
    dict
        JSON types only. Rows without any result are left out.
    """
    found = []
    for row in rows:
        text = {name: getattr(row, name) for name in TEXTS} | {"expected": list(row.expected)}
        there = sorted(seed for fingerprint, seed in results if fingerprint == row.fingerprint)
        of_row = [{"seed": seed} | results[row.fingerprint, seed] for seed in there]
        if of_row:
            found.append(text | {"results": of_row})
    return {"made": made, "rows": found}


def verdict(row):
    """Return how many seeds agree with the paper and how many were tried, or None where the paper has no figure.

    Parameters
    ----------
    row : dict
        A row of the results.
    """
    if not row["expected"]:
        return None
    kind, *number = row["expected"]
    key = row["score"].split(":")[0]
    agrees = {
        "solved": lambda result: result["solved"],
        "fails": lambda result: not result["solved"],
        "at least": lambda result: result[key] >= number[0],
        "at most": lambda result: result[key] <= number[0],
    }[kind]
    return sum(bool(agrees(result)) for result in row["results"]), len(row["results"])


def here(row):
    """Return what came out, in words.

    Parameters
    ----------
    row : dict
        A row of the results.
    """
    results = row["results"]
    if row["score"]:
        parts = []
        for score in row["score"].split("; "):
            key, unit = score.split(": ", 1)
            values = [r[key][-1] if isinstance(r[key], list) else r[key] for r in results]
            parts.append(f"{_range(values)} {unit}")
        trained = statistics.median(result["sequences"] for result in results)
        return "; ".join([*parts, f"{trained:,.0f} sequences of training"])
    solved = [result for result in results if result["solved"]]
    failed = [result for result in results if not result["solved"]]
    parts = []
    if solved:
        parts.append(f"{_range([r['sequences'] for r in solved])} sequences")
        late = sum(result.get("rate") in row["settings"].get("rates", [])[1:] for result in solved)
        if late:
            parts.append(f"{late} at the second learning rate, after the first had failed")
        if solved[0].get("wrong") is not None:
            total = row["settings"].get("test", 2560)
            parts.append(f"{_range([r['wrong'] for r in solved])} of {total} wrong")
    if failed:
        cap = max(result["sequences"] for result in failed)
        rates = row["settings"].get("rates", [])
        tries = f" at each of {len(rates)} learning rates" if len(rates) > 1 else ""
        count = f"{len(failed)} " if solved else ""
        parts.append(f"{count}not solved within {cap:,} sequences{tries}")
    return "; ".join(parts)


def table(results):
    """Return the whole report in Markdown.

    Parameters
    ----------
    results : dict
        As `collect` makes it.
    """
    made, rows = results["made"], results["rows"]
    seconds = sum(result["cpu_seconds"] for row in rows for result in row["results"])
    lines = [
        "# Paper | here",
        "",
        f"{len(rows)} rows, {sum(len(row['results']) for row in rows)} trained nets, "
        + (f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds")
        + f" of CPU time; last computed by `{made['command']}` on {made['date']}. "
        + ", ".join(f"{name} {version}" for name, version in made["versions"].items())
        + f"; {made['machine']}.",
        "",
        "Numbers are training sequences until the stop rule, the median over the seeds that solved the task and their "
        "range; 1997 and today are compared by sequences, never by time. A net that failed at the first of two "
        "learning rates was given the second. *Faithful*: the published net and learning rule. *Modern*: same task, "
        "modern training. *Stand-in*: small generated or local data for the paper's, modern training. The deviations "
        "stand in the last column.",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + " --- |" * len(COLUMNS),
    ]
    for row in rows:
        lines.append("| " + " | ".join(_cell(text) for text in _cells(row)) + " |")
    return "\n".join(lines) + "\n"


def _cells(row):
    results, agrees = row["results"], verdict(row)
    solved = (
        f"{sum(r['solved'] for r in results)}/{len(results)}" if not row["score"] else f"{len(results)} seeds"
    )
    if agrees is None:
        answer = "no figure to compare"
    elif agrees[0] == agrees[1]:
        answer = "yes"
    else:
        answer = f"{agrees[0]} of {agrees[1]}"
    if answer != "yes" and row["why"]:
        answer += ". " + row["why"]
    weights = f"{row['net']} ({results[0]['weights']:,} weights)"
    paper = row["paper"] if row["source"] == "-" else f"{row['paper']} [{row['source']}]"
    cpu = f"{statistics.median(r['cpu_seconds'] for r in results):.1f}"
    kind = KINDS[row["label"]]
    return row["title"], weights, paper, here(row), solved, cpu, answer, kind, row["differences"]


def _range(values):
    """Return the median and, of several values, the smallest and the largest."""
    middle, low, high = (_number(pick(values)) for pick in (statistics.median, min, max))
    return middle if low == high else f"{middle} ({low} to {high})"


def _number(value):
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.3f}"


def _cell(text):
    return text.replace("|", "\\|").replace("^", "\\^")
