"""Train the network of the piece anew, in about half a minute: ``python -m lstm_course.widgets.clip_player``."""

import json

import numpy as np

from ..._files import write_whole
from ...datasets.clips import ordered_pairs
from . import FILE
from .training import TESTS, measured, packed, train, unpacked

EPOCHS, SEEDS = 8, (0, 1, 2)


def main():
    """Write ``weights.json``: of three networks the one whose accuracy on test clips is the median."""
    clips = ordered_pairs(TESTS, np.random.default_rng(100), "test")
    nets = {seed: train(seed, EPOCHS) for seed in SEEDS}
    accuracy = {seed: measured(net, clips)["accuracy"] for seed, net in nets.items()}
    print(", ".join(f"seed {seed}: {share:.4f}" for seed, share in accuracy.items()))
    weights = packed(nets[sorted(accuracy, key=accuracy.get)[len(SEEDS) // 2]])
    stored = {**measured(unpacked(weights), clips), **weights}
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in stored.items())
    write_whole(FILE, f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
