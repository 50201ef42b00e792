"""Train the network of lesson 21 anew and record its cells: ``python -m lstm_course.widgets.state_match``."""

import copy
import json

import numpy as np
import torch

from ..._files import write_whole
from ...datasets import c_text, text
from ...nets import language_model
from ...probes.trace import trace
from ...training import Stream, fit, seeded
from .._packed import pack
from . import FILE, LETTERS, MOST_DEVIATIONS

STEPS, FIRST = 600, 700  # of training; the first letter of the piece of text that is shown


def main():
    """Write ``cells.json``: a piece of text, what is true of its letters, and 64 cell states, trained and not."""
    read = c_text.c_text(200_000, np.random.default_rng(0))
    new = c_text.c_text(16_000, np.random.default_rng(1))
    symbols = len(c_text.ALPHABET)
    ids, shown = (torch.from_numpy(text.encode(part, c_text.ALPHABET)[0]) for part in (read, new))
    with seeded(0):
        net, stream = language_model.LanguageModel(symbols, E=16, H=64), Stream(ids, 32, 64)
        twin = copy.deepcopy(net)
        adam = torch.optim.Adam(net.parameters(), 0.01)
        falling = torch.optim.lr_scheduler.LinearLR(adam, 1.0, 0.05, STEPS)
        options = {"carry": True, "scheduler": falling, "max_steps": STEPS}
        fit(net, stream, language_model.next_symbol_loss, adam, epochs=7, **options)
    first = new.index("\n", FIRST) + 1
    part = slice(first, first + LETTERS)
    known = c_text.features(new)
    stored = {
        "text": new[part],
        "depth": known["depth"][part].tolist(),
        "quoted": known["quoted"][part].tolist(),
    }
    for name, one in (("trained", net), ("untrained", twin)):
        c = trace(one.eval(), shown[: first + LETTERS])["c"][part]
        stored[name] = pack(np.clip((c - c.mean(axis=0)) / c.std(axis=0), -MOST_DEVIATIONS, MOST_DEVIATIONS))
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in stored.items())
    write_whole(FILE, f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
