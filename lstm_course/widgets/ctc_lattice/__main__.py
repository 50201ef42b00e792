"""Train the speller of the piece anew, in ten seconds: ``python -m lstm_course.widgets.ctc_lattice``."""

import json

import numpy as np

from ..._files import write_whole
from ...datasets import speech
from . import FILE
from .training import STEPS, WORDS, right, shown, sounds, spoken, train

SEED, ITEMS, HELD_OUT = 1, 400, 100


def main():
    """Write ``cases.json``: what the speller says of two words as it learns, a case by hand, and sounds of letters."""
    data, test, voice = np.random.default_rng(SEED).spawn(3)
    items, held_out = speech.utterances(ITEMS, data), speech.utterances(HELD_OUT, test)
    symbols = list(speech.LETTERS.replace(" ", "\N{OPEN BOX}"))
    cases, signals = {}, {}
    for word in WORDS:
        signals[word], said = spoken(word, voice)
        cases[word] = {"symbols": symbols, "target": speech.encode(word), "networks": [], "said": said}
    for steps, net in zip(STEPS, train(items, STEPS, SEED), strict=True):
        print(f"{steps} steps: {100 * right(net, held_out):.0f} % of held-out texts right")
        for word in WORDS:
            name = f"after {steps} steps" if steps else "untrained"
            cases[word]["networks"].append({"name": name, "p": shown(net, signals[word])})
    by_hand = {"name": "by hand", "p": [[0.6, 0.4], [0.6, 0.4]]}
    cases["a"] = {"symbols": ["-", "a"], "target": [1], "networks": [by_hand]}
    write_whole(FILE, json.dumps({"cases": cases, "sounds": sounds()}, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
