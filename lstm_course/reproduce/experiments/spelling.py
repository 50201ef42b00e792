"""Best path against prefix search, behind a network trained with CTC (Graves et al. 2006)."""

import time

import numpy as np
import torch

from ...datasets import spectra, speech
from ...evaluate.edit_distance import edit_distance
from ...nets.spelling import greedy, log_probabilities, padded, prefix_beam, spelling_loss
from ...nets.tagger import Tagger
from ...training import seeded, step
from ..definition import STAND_IN, Row
from ..nets import weights

PLACE = 12  # of its rows in the table


def run(settings, seeds):
    """Train one net for each seed and read held-out utterances in both ways; yield (seed, result)."""
    for seed in seeds:
        start = time.process_time()
        train, test = (
            [(spectra.features(one.signal), speech.encode(one.text)) for one in speech.utterances(count, rng)]
            for count, rng in zip(
                (settings["train"], settings["test"]), np.random.default_rng(seed).spawn(2), strict=True
            )
        )
        net = _trained(settings, train, seed)
        x, lengths, *_ = padded(*zip(*test, strict=True))
        log_p = log_probabilities(net, x, lengths)
        best = _error([greedy(one) for one in log_p], test)
        prefix = _error([prefix_beam(one, settings["width"]) for one in log_p], test)
        yield (
            seed,
            {
                "best_path": best,
                "prefix": prefix,
                "solved": prefix < best,
                "sequences": settings["steps"] * settings["batch"],
                "weights": weights(net),
                "cpu_seconds": time.process_time() - start,
            },
        )


def _trained(settings, items, seed):
    """Return a BLSTM that spells what it hears."""
    with seeded(seed):
        net = Tagger(0, len(speech.LETTERS), embedding=items[0][0].shape[1], hidden_size=settings["hidden"])
        optimiser = torch.optim.Adam(net.parameters(), lr=settings["rate"])
        for _ in range(settings["steps"]):
            chosen = [items[k] for k in torch.randint(len(items), (settings["batch"],)).tolist()]
            step(net, optimiser, spelling_loss(net, *padded(*zip(*chosen, strict=True))), max_norm=1.0)
    return net


def _error(found, items):
    """Return the edits that turn what was found into the texts, for each letter of the texts."""
    edits = sum(edit_distance(wanted, one) for one, (_, wanted) in zip(found, items, strict=True))
    return edits / sum(len(wanted) for _, wanted in items)


def rows():
    """Return the rows of this experiment."""
    settings = {"train": 400, "test": 200, "hidden": 48, "batch": 24, "rate": 0.005, "width": 16}

    def row(name, steps, why):
        return Row(
            task="spelling",
            name=name,
            run=run,
            settings=settings | {"steps": steps},
            title=f"CTC, best path against prefix search, after {steps} steps",
            net="BLSTM, 48 each way",
            paper="label error on TIMIT 31.47 % by best path, 30.51 % by prefix search",
            source="Graves, Fernandez, Gomez and Schmidhuber 2006, table 1",
            label=STAND_IN,
            differences="one to three spoken digits made of formants, spelt in letters, for the phones of TIMIT; Adam "
            "for gradient descent with noise on the inputs; a beam of 16 prefixes for the paper's search, "
            "which has no width and cuts the output into sections",
            why=why,
            score="best_path: errors for each letter by best path; prefix: by prefix search",
        )

    return [
        row(
            "half-trained",
            80,
            "Only the direction can be compared: prefix search makes fewer errors on each seed, as long as the network "
            "is unsure",
        ),
        row(
            "trained",
            300,
            "Only the direction can be compared, and hardly that: the trained network is so sure that prefix search "
            "saves one to four letters of about 1,800, too few for a ranking",
        ),
    ]
