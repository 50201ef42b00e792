"""Longer trainings of lesson 20: captioners of scenes, and forecasters of the next frame."""

from __future__ import annotations

import re

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ..datasets import captions
from ..datasets.films import linear_motion, moving_digits
from ..nets.captioner import Captioner, caption_loss
from ..nets.clips import frame_cnn
from ..nets.conv_lstm import FlatNextFrame, NextFrame, frame_loss
from ..training import Shuffled, fit, seeded

SCENES, TEST_SCENES, CAPTION_STEPS, CAPTION_RATE, CAPTION_BATCH = 4000, 500, 2000, 5e-3, 32
FILMS, TEST_FILMS, FILM_STEPS, FILM_RATE, FILM_BATCH = 1000, 300, 400, 1e-2, 16
FIELD = 16
ROWS = {"whole": None, "upper": (0, 4), "lower": (4, 8)}
ENGLISH = re.compile(
    f"({'|'.join(captions.WORDS)}) ({'|'.join(captions.RELATIONS)}) ({'|'.join(captions.WORDS)})"
)


class SceneLabels(nn.Module):
    """The baseline that writes nothing: the CNN of the captioners, and a linear layer for each of three answers."""

    def __init__(self):
        super().__init__()
        self.see = frame_cnn(48, captions.FIELD)
        self.out = nn.Linear(48, 22)

    def forward(self, images):
        """Return the logits of the first digit, the second one, and the relation: (N, 10), (N, 10), (N, 2)."""
        return self.out(self.see(images)).split((10, 10, 2), dim=1)

    def caption(self, images):
        """Return the captions of the most probable answers."""
        with torch.no_grad():
            answers = zip(*(logits.argmax(1).tolist() for logits in self(images)), strict=True)
        return [f"{captions.WORDS[a]} {captions.RELATIONS[k]} {captions.WORDS[b]}" for a, b, k in answers]


def caption_scenes(entry, seed, *, steps=CAPTION_STEPS):
    """Train a captioner of scenes letter by letter, and return what it is worth.

    Parameters
    ----------
    entry : str
        Where the picture enters, one of `nets.captioner.ENTRIES`; or ``"labels"``, a classifier of both digits and of
        the relation that writes nothing.
    seed : int
        Of the data, the first weights and the batches.
    steps : int
        Of training.

    Returns
    -------
    dict
        Shares ``seen``, ``unseen``, ``copied``, ``relation``, ``english``, the number of ``weights``, and what was
        ``written`` about the scenes with unseen pairs.
    """
    rng = np.random.default_rng(seed)
    train = captions.scenes(SCENES, rng)
    x, budget = torch.from_numpy(train.images), (seed, steps, CAPTION_RATE, CAPTION_BATCH)
    if entry == "labels":
        y = torch.tensor([_labels(caption) for caption in train.captions])
        net = trained(SceneLabels, (x, y), _label_loss, *budget)
        write = net.caption
    else:
        y = torch.from_numpy(captions.encode(train.captions))
        sizes = {"size": captions.FIELD, "hidden_size": 96}
        net = trained(
            lambda: Captioner(len(captions.ALPHABET), entry=entry, **sizes), (x, y), caption_loss, *budget
        )

        def write(images):
            return captions.decode(net.write(images, y.shape[1]))

    result = {}
    for name, pairs in (("seen", None), ("unseen", captions.UNSEEN)):
        test = captions.scenes(TEST_SCENES, rng, "test", pairs)
        written = write(torch.from_numpy(test.images))
        result[name] = _share(a == b for a, b in zip(written, test.captions, strict=True))
    english = [ENGLISH.fullmatch(caption) for caption in written]
    relations = zip(english, map(ENGLISH.fullmatch, test.captions), strict=True)
    known = set(train.captions)
    return result | {
        "copied": _share(caption in known for caption in written),
        "relation": _share(bool(a) and a[2] == b[2] for a, b in relations),
        "english": _share(map(bool, english)),
        "weights": sum(p.numel() for p in net.parameters()),
        "written": written,
    }


def forecast_films(where, seed, *, steps=FILM_STEPS):
    """Train a ConvLSTM and a flat LSTM on films, and return the errors of both and of two that learn nothing.

    Parameters
    ----------
    where : str
        ``"whole"`` or ``"upper"``: where the digits of the training films move.
    seed : int
        Of the data, the first weights and the batches.
    steps : int
        Of training.

    Returns
    -------
    dict
        Name -> dict of mean squared errors of the third frame to the last: on the ``same`` part of the field and, for
        ``"upper"``, on the ``other`` one.
    """
    rng = np.random.default_rng(seed)
    train = torch.from_numpy(moving_digits(FILMS, rng, field=FIELD, rows=ROWS[where]))
    parts = {"same": where} | ({"other": "lower"} if where == "upper" else {})
    tests = {
        k: moving_digits(TEST_FILMS, rng, "test", field=FIELD, rows=ROWS[part]) for k, part in parts.items()
    }

    def error(forecasts, films):
        return round(float(((forecasts - films[:, 2:]) ** 2).mean()), 4)

    result = {
        "copy of the last frame": {k: error(films[:, 1:-1], films) for k, films in tests.items()},
        "linear motion": {k: error(linear_motion(films)[:, :-1], films) for k, films in tests.items()},
    }
    makers = {"ConvLSTM": NextFrame, "flat LSTM": lambda: FlatNextFrame(FIELD, FIELD)}
    for name, make in makers.items():
        net = trained(make, (train,), frame_loss, seed, steps, FILM_RATE, FILM_BATCH)
        result[name] = {k: error(_next_frames(net, films), films) for k, films in tests.items()}
    return result


def trained(make, data, loss, seed, steps, rate, size):
    """Return a network that was trained with Adam.

    Parameters
    ----------
    make : callable
        Takes nothing, returns the network.
    data : tuple of Tensor
        For `training.Shuffled`.
    loss : callable
        For `training.fit`.
    seed, steps : int
        Of the first weights and the batches; and how many batches.
    rate : float
        Learning rate.
    size : int
        Items of a batch.

    Returns
    -------
    Module
        In evaluation mode.
    """
    with seeded(seed) as generator:
        net, batches = make(), Shuffled(*data, size=size, generator=generator)
        adam = torch.optim.Adam(net.parameters(), rate)
        fit(net, batches, loss, adam, epochs=-(-steps // len(batches)), max_steps=steps, progress=False)
    return net.eval()


@torch.no_grad()
def _next_frames(net, films):
    return torch.sigmoid(net(torch.from_numpy(films[:, :-1])))[:, 1:].numpy()


def _labels(caption):
    """Return the places of the first digit, the second one and the relation."""
    first, relation, second = ENGLISH.fullmatch(caption).groups()
    return captions.WORDS.index(first), captions.WORDS.index(second), captions.RELATIONS.index(relation)


def _label_loss(net, images, labels):
    return sum(functional.cross_entropy(a, b) for a, b in zip(net(images), labels.T, strict=True))


def _share(items):
    return round(float(np.mean(list(items))), 3)
