"""Longer trainings of lesson 20: captioners of scenes, and forecasters of the next frame."""

from __future__ import annotations

import re

import numpy as np
import torch

from ..datasets import captions
from ..datasets.films import linear_motion, moving_digits
from ..nets.captioner import Captioner, caption_loss
from ..nets.conv_lstm import FlatNextFrame, NextFrame, frame_loss
from ..training import Shuffled, fit, seeded

SCENES, TEST_SCENES, CAPTION_STEPS, CAPTION_RATE, CAPTION_BATCH = 4000, 500, 1000, 5e-3, 32
FILMS, TEST_FILMS, FILM_STEPS, FILM_RATE, FILM_BATCH = 1000, 300, 400, 1e-2, 16
FIELD = 16
ROWS = {"whole": None, "upper": (0, 4), "lower": (4, 8)}
ENGLISH = re.compile(
    f"({'|'.join(captions.WORDS)}) ({'|'.join(captions.RELATIONS)}) ({'|'.join(captions.WORDS)})"
)


def caption_scenes(entry, seed, *, steps=CAPTION_STEPS):
    """Train a captioner of scenes letter by letter, and return what it is worth.

    Parameters
    ----------
    entry : str
        Where the picture enters, one of `nets.captioner.ENTRIES`.
    seed : int
        Of the data, the first weights and the batches.
    steps : int
        Of training.

    Returns
    -------
    dict
        Shares ``seen``, ``unseen``, ``copied``, ``relation``, ``english``, and the number of ``weights``.
    """
    rng = np.random.default_rng(seed)
    train = captions.scenes(SCENES, rng)
    x, y = torch.from_numpy(train.images), torch.from_numpy(captions.encode(train.captions))
    net = trained(
        lambda: Captioner(len(captions.ALPHABET), entry=entry, size=captions.FIELD, hidden_size=96),
        (x, y),
        caption_loss,
        seed,
        steps,
        CAPTION_RATE,
        CAPTION_BATCH,
    )
    result = {}
    for name, pairs in (("seen", None), ("unseen", captions.UNSEEN)):
        test = captions.scenes(TEST_SCENES, rng, "test", pairs)
        written = captions.decode(net.write(torch.from_numpy(test.images), y.shape[1]))
        result[name] = _share(a == b for a, b in zip(written, test.captions, strict=True))
    english = [ENGLISH.fullmatch(caption) for caption in written]
    relations = zip(english, map(ENGLISH.fullmatch, test.captions), strict=True)
    known = set(train.captions)
    return result | {
        "copied": _share(caption in known for caption in written),
        "relation": _share(bool(a) and a[2] == b[2] for a, b in relations),
        "english": _share(map(bool, english)),
        "weights": sum(p.numel() for p in net.parameters()),
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


def _share(items):
    return round(float(np.mean(list(items))), 3)
