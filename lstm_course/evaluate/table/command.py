"""``lstm-course table``: train the table of lesson 13, and write it into one file."""

import argparse
import contextlib
import json
import platform
import sys
import time
from concurrent.futures import as_completed
from pathlib import Path

import numpy as np
import torch

from ..._executors import add_options, check_options, opener, positive
from ..._files import FolderInUseError, JsonLines, write_whole
from . import SEEDS, SPACE, STEPS, configurations, training

WHAT = (
    "Mean absolute errors, in sunspots, of LSTMs that forecast next year's sunspot number. A row is a configuration "
    "of the space, whose last name varies fastest. In it validation[s][k] is the error on 1900-1954 with seed s after "
    "steps[k] steps of Adam, and test[s] that on 1955-2008 after the last step. The yearly numbers are those that "
    "statsmodels ships; their square roots are standardised with 1700-1899, the training years. Full batches, mean "
    "squared error, gradients clipped to norm 1, 64 bits. At the highest learning rate another processor's rounding "
    "leads to other errors."
)


class Journal(JsonLines):
    """What is finished: (configuration, seed) -> errors.

    Attributes
    ----------
    results : dict
        ``(key of the configuration, seed)`` -> ``{"validation": ..., "test": ...}``.
    """

    allow_nan = True  # a training that explodes is a result, too

    def __init__(self, folder):
        self.results = {}
        super().__init__(folder)

    def take(self, record):
        """Keep a line of the file."""
        errors = {"validation": [float(e) for e in record["validation"]], "test": float(record["test"])}
        if len(errors["validation"]) != len(STEPS):
            raise ValueError(f"validation must hold {len(STEPS)} errors")
        self.results[key(record["config"]), int(record["seed"])] = errors

    def add(self, config, row):
        """Write the errors of one network; when this returns they are on the disk."""
        self.append({"config": config, **row})
        self.take({"config": config, **row})


def key(config):
    """Return a configuration as what a dict can look up."""
    return tuple(config[name] for name in SPACE)


def missing(configs, seeds, results):
    """Return what is left to do, for each configuration its seeds.

    Parameters
    ----------
    configs : list of dict
        What to train.
    seeds : sequence of int
        One training for each.
    results : dict
        As of `Journal`.

    Returns
    -------
    list of tuple
        ``(config, seeds)``, those with the largest networks first.
    """
    found = [(config, [s for s in seeds if (key(config), s) not in results]) for config in configs]
    return sorted((unit for unit in found if unit[1]), key=lambda unit: -_cost(*unit))


def _cost(config, seeds):
    """Return about how long some networks take, in units of our own."""
    return len(seeds) * config["window"] * (config["units"] + 10)


def collect(configs, seeds, results, made):
    """Return the table as the file holds it.

    Parameters
    ----------
    configs : list of dict
        What to train.
    seeds : sequence of int
        One training for each.
    results : dict
        As of `Journal`; complete.
    made : dict
        Command and versions.

    Returns
    -------
    str
        JSON with one line for each configuration.
    """
    head = {"what": WHAT, "made": made, "space": _space(configs), "steps": STEPS, "seeds": list(seeds)}
    rows = []
    for config in configs:
        of_row = [results[key(config), seed] for seed in seeds]
        rows.append({name: [errors[name] for errors in of_row] for name in ("validation", "test")})
    lines = [json.dumps(row, separators=(",", ":")) for row in rows]
    start = json.dumps(head, indent=1).removesuffix("\n}")
    return start + ',\n "rows": [\n' + ",\n".join(lines) + "\n ]\n}\n"


def _space(configs):
    """Return the values of each hyperparameter, in the order in which they come."""
    return {name: list(dict.fromkeys(config[name] for config in configs)) for name in configs[0]}


def _parser():
    parser = argparse.ArgumentParser(
        prog="lstm-course table",
        description="Train the table of lesson 13, 252 configurations with nine seeds each, in about 15 minutes on two "
        "cores. An interrupted run goes on where it stopped when it is started again with the same --out.",
        allow_abbrev=False,
    )
    parser.add_argument("--seeds", type=positive, default=len(SEEDS), metavar="N", help="seeds 0 to N - 1")
    add_options(parser)
    parser.add_argument("--out", type=Path, default=Path("table"), metavar="DIR", help="where to write")
    return parser


def main(argv=None):
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0 done, 2 the command makes no sense, 130 interrupted.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    check_options(parser, options)
    try:
        journal = Journal(options.out)
    except (FolderInUseError, OSError) as error:
        print(f"lstm-course table: {error}", file=sys.stderr)
        return 2
    with contextlib.closing(journal):
        try:
            open_executor = opener(options, options.jobs)
            make(configurations(), range(options.seeds), journal, open_executor, options.out)
        except KeyboardInterrupt:
            print(
                "\nInterrupted. What is finished is kept; the same command goes on from here.",
                file=sys.stderr,
            )
            return 130
    return 0


def make(configs, seeds, journal, open_executor, out):
    """Train what is missing, keep each result as it comes, and write ``recorded.json``.

    Parameters
    ----------
    configs : list of dict
        What to train.
    seeds : sequence of int
        One training for each.
    journal : Journal
        Holds what is finished, and gets what becomes finished.
    open_executor : callable or None
        Returns a context manager of an executor; without it everything happens in this process.
    out : Path
        Folder of the file.
    """
    units = missing(configs, seeds, journal.results)
    total, start = len(configs) * len(seeds), time.monotonic()
    done = total - sum(len(wanted) for _, wanted in units)
    if done:
        print(f"{done} of {total} networks are there already", flush=True)
    work = left = sum(_cost(*unit) for unit in units)
    for config, found in _trained(units, open_executor):
        for row in found:
            journal.add(config, row)
        done += len(found)
        left -= _cost(config, found)
        minutes = (time.monotonic() - start) / (work - left) * left / 60
        print(f"[{done}/{total}] {config}; about {minutes:.0f} min left", flush=True)
    versions = {"Python": platform.python_version(), "torch": torch.__version__, "NumPy": np.__version__}
    made = {"command": "lstm-course table", "versions": versions, "machine": platform.machine()}
    write_whole(out / "recorded.json", collect(configs, seeds, journal.results, made))
    print(f"{len(configs)} configurations, {total} networks: {out / 'recorded.json'}")


def _trained(units, open_executor):
    """Yield each configuration with its rows, as they become finished."""
    if open_executor is None:
        for config, wanted in units:
            yield config, training.rows(config, wanted)
        return
    with open_executor() as executor:
        under_way = {executor.submit(training.rows, config, wanted): config for config, wanted in units}
        for future in as_completed(under_way):
            yield under_way[future], future.result()
