"""Record the runs anew, in about two minutes: ``python -m lstm_course.signatures``."""

import json

from .._files import write_whole
from . import FILE
from .runs import EVERY, RECIPES, letters, lines, train

SEEDS = (0, 1)


def rounded(loss):
    """Return a loss with two decimals, three where it is small."""
    return round(loss, 2 if loss >= 1 else 3)


def record():
    """Return the runs of all recipes, as they are stored."""
    runs = {}
    for name, recipe in RECIPES.items():
        found = [train(recipe, seed) for seed in SEEDS]
        runs[name] = {
            kind: [[rounded(loss) for loss in run[kind]] for run in found] for kind in ("train", "validation")
        }
        print(name, *(f"{run['validation'][-1]:.2f}" for run in found), flush=True)
    levels = {name: round(level, 3) for name, level in lines().items()}
    return {"every": EVERY, "symbols": len(letters()[0]), "lines": levels, "runs": runs}


def main():
    """Write ``runs.json``."""
    made = record()
    runs = made.pop("runs")
    rows = ",\n".join(
        f'  "{name}": {json.dumps(run, separators=(",", ":"), allow_nan=False)}' for name, run in runs.items()
    )
    head = json.dumps(made)[:-1]
    write_whole(FILE, f'{head},\n "runs": {{\n{rows}\n }}}}\n')


if __name__ == "__main__":
    main()
