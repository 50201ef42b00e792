"""Record the results anew, in about a quarter of an hour on one thread: ``python -m lstm_course.beyond``."""

import json

import numpy as np
import torch

from .._files import write_whole
from . import FILE, costs, runs

SEEDS, LSTM_SIZES = (0, 1, 2), (18, 32, 64)


def record():
    """Return the results of all trainings and timings, as they are stored."""
    torch.set_num_threads(1)
    sizes = {}
    for size in LSTM_SIZES:
        found = [runs.bare_recall(size, seed) for seed in SEEDS]
        sizes[str(size)] = {"weights": found[0][1], "shares": [share for share, _ in found]}
    print(sizes, flush=True)
    tasks, weights = {}, {}
    for task in runs.TASKS:
        tasks[task], weights[task] = {}, {}
        for name in runs.CONTESTANTS:
            tasks[task][name] = best(name, task)
            weights[task][name] = sum(p.numel() for p in runs.build(name, task).parameters())
            print(task, name, weights[task][name], tasks[task][name], flush=True)
    timed = {name: {str(T): costs.cost(name, T) for T in costs.LENGTHS} for name in costs.LAYERS}
    print(timed, flush=True)
    return {"tasks": tasks, "weights": weights, "lstm_sizes": sizes, "costs": timed}


def best(name, task):
    """Return the shares of all seeds with the rate whose mean loss is lower on validation sequences."""
    tried = {rate: [runs.contest(name, task, seed, rate) for seed in SEEDS] for rate in runs.RATES}
    rate = min(tried, key=lambda r: np.mean([one["validation"] for one in tried[r]]))
    return {"rate": rate} | {key: [one[key] for one in tried[rate]] for key in tried[rate][0]}


def main():
    """Write ``runs.json``."""
    write_whole(FILE, json.dumps(record(), indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
