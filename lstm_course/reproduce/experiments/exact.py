"""The net and the learning rule of 1997 as published, on experiments 6a and 3a."""

import time

import numpy as np

from ...datasets.classics import temporal_order_1997, two_sequence
from ...nets.cell1997 import Net1997
from ..definition import FAITHFUL, Row

PLACE = 4  # of its rows in the table
CHUNK = 100  # sequences drawn at a time for each net


def draw_order(count, length, rng):
    """Return inputs, wanted outputs (N, 4) and lengths of experiment 6a, filled up to the longest possible."""
    x, label, lengths = temporal_order_1997(count, length, rng)
    return _fill_up(x, length), np.eye(4)[label], lengths


def draw_sequence(count, length, rng):
    """Return inputs, wanted outputs (N, 1) and lengths of experiment 3a with N = 3."""
    x, target, _, lengths = two_sequence(count, length, rng, informative=3)
    return _fill_up(x, length), target[:, None], lengths


def _fill_up(x, length):
    """Fill up to one fixed T, so that a net's sums do not depend on its neighbours."""
    return np.pad(x, ((0, 0), (0, length + length // 10 - x.shape[1]), (0, 0)))


def run(settings, seeds):
    """Train all seeds side by side, each net with its own weights and data; yield (seed, result) as each is done."""
    seeds = np.array(seeds)
    draw = draw_order if settings["task"] == "6a" else draw_sequence
    streams = [np.random.default_rng(int(seed)).spawn(3) for seed in seeds]
    net = Net1997(rngs=[init for init, _, _ in streams], **settings["net"])
    T, S = settings["length"], len(seeds)
    errors = np.ones((S, settings["window"]))  # largest error of each of the latest sequences
    means = np.ones((S, settings["window"]))  # mean over the outputs
    cpu, mark = np.zeros(S), time.process_time()
    alive = np.arange(S)  # rows of `errors`, `streams`, `cpu`, `seeds`
    for seen in range(1, settings["cap"] + 1):
        place = (seen - 1) % CHUNK
        if place == 0:
            chunks = [draw(CHUNK, T, streams[k][1]) for k in alive]
            xs, targets, lengths = (np.stack(parts, axis=1) for parts in zip(*chunks, strict=True))
        y, trace = net.run(xs[place], lengths[place])
        net.learn_at_end(targets[place], trace, settings["learning_rate"])
        error = np.abs(y - targets[place])
        errors[alive, seen % settings["window"]] = error.max(axis=1)
        means[alive, seen % settings["window"]] = error.mean(axis=1)
        if seen % settings["every"] and seen < settings["cap"]:
            continue
        cpu[alive] += (time.process_time() - mark) / len(alive)
        mark = time.process_time()
        correct = (errors[alive] < settings["tolerance"]).all(axis=1)
        done = correct & (means[alive].mean(axis=1) < settings["average"])
        if settings["task"] == "3a":
            for k in np.flatnonzero(done):  # the stop rule looks at a test set
                done[k] = _test(net, k, draw, settings, streams[alive[k]][2], 256) == 0
        for k in np.flatnonzero(done | (seen >= settings["cap"])):
            result = {
                "solved": bool(done[k]),
                "sequences": seen,
                "wrong": _test(net, k, draw, settings, streams[alive[k]][2], 2560) if done[k] else None,
                "weights": net.parameter_count,
                "cpu_seconds": float(cpu[alive[k]]),
            }
            yield int(seeds[alive[k]]), result
        if done.any():
            kept = np.flatnonzero(~done)
            net.select(kept)
            alive = alive[kept]
            xs, targets, lengths = xs[:, kept], targets[:, kept], lengths[:, kept]
            if not len(alive):
                return
            mark = time.process_time()


def _test(net, k, draw, settings, rng, count):
    """Return how many of `count` fresh sequences net k gets wrong."""
    x, target, lengths = draw(count, settings["length"], rng)
    W, V = net.W, net.V
    net.W, net.V = np.repeat(W[[k]], count, axis=0), np.repeat(V[[k]], count, axis=0)
    y, _ = net.run(x, lengths)
    net.W, net.V = W, V
    return int((np.abs(y - target) >= settings["tolerance"]).any(axis=1).sum())


def rows():
    """Return the rows of these experiments."""
    biases = {"biased": ["gates", "cells", "outputs"], "input_bias": [-2.0, -4.0]}
    order = {"input_size": 8, "output_size": 4, "blocks": 2, "block_size": 2, "scale": 0.1} | biases
    biases = {
        "biased": ["gates", "cells"],
        "input_bias": [-1.0, -3.0, -5.0],
        "output_bias": [-2.0, -4.0, -6.0],
    }
    two = {"input_size": 1, "output_size": 1, "blocks": 3, "block_size": 1, "scale": 0.1} | biases
    return [
        Row(
            task="exact-1997",
            name="6a",
            run=run,
            settings={"task": "6a", "net": order, "length": 100, "learning_rate": 0.5, "cap": 60_000}
            | {"window": 2000, "every": 10, "tolerance": 0.3, "average": 0.1},
            title="6a: temporal order, 2 markers",
            net="cell of 1997, 2 blocks of 2",
            paper="156 weights, 31,390 sequences (mean of 20), 1 of 2560 wrong",
            paper_sequences=31_390,
            source="Hochreiter and Schmidhuber 1997, table 9",
            label=FAITHFUL,
            differences="10 nets, not 20; the stop rule is looked at every 10 sequences; "
            '"average training error" is read as the mean over outputs of the latest 2,000',
            expected=("solved",),
            why="The paper gives no cap; a net of ours that is not done at 60,000 sequences may still get there.",
            seeds=10,
            together=True,
        ),
        Row(
            task="exact-1997",
            name="3a",
            run=run,
            settings={"task": "3a", "net": two, "length": 100, "learning_rate": 1.0, "cap": 60_000}
            | {"window": 256, "every": 100, "tolerance": 0.2, "average": 0.2},
            title="3a: two sequences, T = 100, N = 3",
            net="cell of 1997, 3 blocks of 1",
            paper="102 weights, 27,380 sequences until ST1 (mean of 10)",
            paper_sequences=27_380,
            source="Hochreiter and Schmidhuber 1997, table 4",
            label=FAITHFUL,
            differences="5 nets, not 10; ST1 (none of 256 test sequences wrong) is looked at every 100 sequences, "
            "where the latest 256 of training were right",
            expected=("solved",),
            why="The paper gives no cap; a net of ours that is not done at 60,000 sequences may still get there.",
            seeds=5,
            together=True,
        ),
    ]
