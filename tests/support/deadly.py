"""Rows of a reproduction whose process dies; in a module of its own, because other processes import it."""

import os
from pathlib import Path

from lstm_course.reproduce.definition import MODERN, Row


def run(settings, seeds):
    """Give results at once; die as often as the settings say, the first times that a seed is asked for."""
    for seed in seeds:
        for k in range(settings["deaths"].get(str(seed), 0)):
            mark = Path(settings["folder"]) / f"{seed}-{k}"
            if not mark.exists():
                mark.touch()
                os._exit(1)
        yield seed, {"solved": True, "sequences": 1000 + seed, "weights": 7, "cpu_seconds": 0.1}


def row(name, folder, deaths, seeds=6):
    """Return a row; `deaths` maps seeds (text) to numbers of deaths."""
    words = {
        "title": "title",
        "net": "net",
        "paper": "3,000 sequences",
        "source": "paper",
        "differences": "none",
    }
    settings = {"folder": str(folder), "deaths": deaths}
    return Row(task="deadly", name=name, run=run, settings=settings, label=MODERN, seeds=seeds, **words)
