"""Train the speller whose frames `CTCLattice` shows, and write down what it says of two words as it learns."""

import numpy as np
import torch

from ...datasets import spectra, speech
from ...nets.spelling import greedy, log_probabilities, padded, spelling_loss
from ...nets.tagger import Tagger
from ...training import seeded, step

WORDS = ("two", "three")
STEPS = (0, 15, 80, 300)  # of training, after which the words are shown
STACKED, PAUSE = 2, 0.05  # frames of 20 milliseconds side by side; seconds around a word that is shown
BATCH, RATE, HIDDEN = 24, 5e-3, 48
VOICE = speech.Voice()

# letters of the course's spelling and of others, and the phones that sound for them, each with its most seconds
LETTERS = {
    "a": "aa", "b": "gap/0.04 v", "c": "s", "d": "gap/0.04 z/0.05", "e": "eh", "f": "f", "g": "gap/0.04 k/0.04",
    "h": "th", "i": "ih", "j": "z", "k": "gap/0.04 k/0.04", "l": "r", "m": "n", "n": "n", "o": "ow",
    "p": "gap/0.04 t/0.03", "q": "k/0.04", "r": "r", "s": "s", "t": "gap/0.04 t/0.04", "u": "uw", "v": "v",
    "w": "w", "x": "k/0.04 s", "y": "iy", "z": "z", "": "ax",
}  # fmt: skip


def train(items, steps, seed):
    """Train a speller; yield it after each of some numbers of steps.

    Parameters
    ----------
    items : list of Utterance
        What is said, and its text.
    steps : sequence of int
        Rising numbers of steps, the last one the end.
    seed : int
        Of the first weights and of the order of the items.

    Yields
    ------
    net : Tagger
        The same object each time.
    """
    with seeded(seed):
        data = [(frames(item.signal), speech.encode(item.text)) for item in items]
        net = Tagger(0, len(speech.LETTERS), embedding=data[0][0].shape[1], hidden_size=HIDDEN)
        optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
        for now in range(steps[-1] + 1):
            if now in steps:
                yield net
            chosen = [data[k] for k in torch.randint(len(data), (BATCH,)).tolist()]
            step(net, optimiser, spelling_loss(net, *padded(*zip(*chosen, strict=True))), max_norm=1.0)


def right(net, items):
    """Return the share of utterances whose best path reads their text."""
    x, lengths, *_ = padded([frames(item.signal) for item in items], [[1]] * len(items))
    read = [speech.decode(greedy(one)) for one in log_probabilities(net, x, lengths)]
    return float(np.mean([found == item.text for found, item in zip(read, items, strict=True)]))


def shown(net, signal):
    """Return the probabilities that a net gives the frames of a signal, (T, V) as lists of 4 digits."""
    x = torch.from_numpy(frames(signal)).float()[None]
    (log_p,) = log_probabilities(net, x, torch.tensor([x.shape[1]]))
    return [[float(f"{p:.4g}") for p in frame] for frame in np.exp(log_p)]


def frames(signal):
    """Return what the network hears of a signal, shape (T, D)."""
    return spectra.features(signal, stacked=STACKED)


def spoken(word, rng):
    """Speak a word that is shown; return its signal, and what the page needs to speak it again."""
    signal, spans = speech.say([word], VOICE, rng, pause=PAUSE)
    listed = [[_mouth(phone), round(start, 4), round(end, 4)] for phone, start, end in spans]
    said = {"spans": listed, "seconds": len(signal) / speech.RATE, "frame": 0.02 * STACKED}
    return signal, said | {"pitch": VOICE.pitch, "tract": VOICE.tract}


def sounds():
    """Return the phones of each letter as `CTCLattice` takes them."""
    found = {}
    for letter, phones in LETTERS.items():
        parts = [phone.partition("/") for phone in phones.split()]
        found[letter] = [[float(most or 0), *_mouth(name)] for name, _, most in parts]
    return found


def _mouth(name):
    """Return the six numbers of a phone."""
    formants, loud, hiss, lowest, _ = speech._PHONES[name]
    return [*formants, loud, hiss, lowest]
