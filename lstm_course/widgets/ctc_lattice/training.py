"""Train the speller whose frames `CTCLattice` shows, and write down what it says of two words as it learns."""

import numpy as np
import torch

from ...datasets import spectra, speech
from ...nets.spelling import greedy, log_probabilities, spelling_loss
from ...nets.tagger import Tagger
from ...training import seeded, step

WORDS = ("two", "three")
STEPS = (0, 15, 60, 300)  # of training, after which the words are shown
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


def utterances(count, rng):
    """Speak one to three digits, each time in another voice.

    Parameters
    ----------
    count : int
        How many.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    list of (Tensor, list of int, str)
        Frames (T, D), the symbols of the text, and the text.
    """
    names, found = list(speech.WORDS), []
    for _ in range(count):
        words = [names[k] for k in rng.integers(len(names), size=rng.integers(1, 4))]
        signal, _ = speech.say(words, speech.draw_voice(rng), rng)
        text = " ".join(words)
        found.append((_frames(signal), speech.encode(text), text))
    return found


def train(items, steps, seed):
    """Train a speller; yield it after each of some numbers of steps.

    Parameters
    ----------
    items : list
        As `utterances` returns it.
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
        net = Tagger(0, len(speech.LETTERS), embedding=items[0][0].shape[1], hidden_size=HIDDEN)
        optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
        for now in range(steps[-1] + 1):
            if now in steps:
                yield net
            chosen = [items[k] for k in torch.randint(len(items), (BATCH,)).tolist()]
            step(net, optimiser, spelling_loss(net, *batch(chosen)), max_norm=1.0)


def batch(items):
    """Return frames (N, T, D), their lengths, targets (N, U) and their lengths, padded with zeros."""
    pad = torch.nn.utils.rnn.pad_sequence
    frames, targets = [x for x, _, _ in items], [torch.tensor(y) for _, y, _ in items]
    sizes = [torch.tensor([len(one) for one in parts]) for parts in (frames, targets)]
    return pad(frames, batch_first=True), sizes[0], pad(targets, batch_first=True), sizes[1]


def right(net, items):
    """Return the share of items whose best path reads their text."""
    x, lengths, _, _ = batch(items)
    read = [speech.decode(greedy(one)) for one in log_probabilities(net, x, lengths)]
    return float(np.mean([found == text for found, (_, _, text) in zip(read, items, strict=True)]))


def shown(net, signal):
    """Return the probabilities that a net gives the frames of a signal, (T, V) as lists of 4 digits."""
    x = _frames(signal)[None]
    (log_p,) = log_probabilities(net, x, torch.tensor([x.shape[1]]))
    return [[float(f"{p:.4g}") for p in frame] for frame in np.exp(log_p)]


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


def _frames(signal):
    return torch.from_numpy(spectra.features(signal, stacked=STACKED)).float()
