"""Train the model of the piece anew, in about two minutes: ``python -m lstm_course.widgets.language_bars``."""

import json

import torch

from ..._files import write_whole
from ...datasets.text import encode
from . import FILE
from .training import ALPHABET, bits_of, packed, text, train, unpacked

EPOCHS, SEED = 40, 0


def main():
    """Write ``weights.json``: the packed weights, and the bits per character on text that was held out."""
    read = text()
    model, bits = train(read, EPOCHS, SEED)
    weights = packed(model)
    held_out = torch.from_numpy(encode(read, ALPHABET)[0])[int(0.95 * len(read)) :]
    rounded = bits_of(unpacked(weights), held_out)
    print(f"{bits:.3f} bits per character on held-out text, {rounded:.3f} with weights of 8 bits")
    stored = {"bits": round(rounded, 3), **weights}
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in stored.items())
    write_whole(FILE, f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
