"""Train the network of the piece anew, in about a minute: ``python -m lstm_course.widgets.attention_map``."""

import json

import numpy as np

from ..._files import write_whole
from ...datasets.iso_dates import LOCALES, iso_pairs
from . import FILE
from .training import TESTS, accuracy, packed, train, unpacked

EPOCHS, SEED = 8, 0
EXAMPLES = 3  # of each locale, one in each format


def main():
    """Write ``weights.json``: packed weights, the share of test dates that they read right, and some of these dates."""
    net, source, target = train(SEED, EPOCHS)
    pairs = iso_pairs(TESTS, np.random.default_rng(100), "test")
    weights = packed(net, source, target)
    rounded = accuracy(*unpacked(weights), pairs)
    print(f"{accuracy(net, source, target, pairs):.3f} right, {rounded:.3f} with weights of 8 bits")
    rng = np.random.default_rng(7)
    shown = [
        iso_pairs(1, rng, "test", [locale], [form])[0]
        for form in ("full", "long", "medium")
        for locale in LOCALES
    ]
    examples = [{"locale": pair.locale[:2], "text": pair.source, "iso": pair.target} for pair in shown]
    stored = {"accuracy": round(rounded, 4), "examples": examples, **weights}
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in stored.items())
    write_whole(FILE, f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
