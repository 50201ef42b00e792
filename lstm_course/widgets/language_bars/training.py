"""Train the character model that `LanguageBars` runs in the page, and pack it."""

import math
import re

import torch

from ...datasets.text import encode, standard_library_text
from ...nets.language_model import LanguageModel, next_symbol_loss
from ...training import Stream, fit, seeded
from .._packed import pack, pack_net, set_net, unpack

ALPHABET = "".join(chr(code) for code in range(32, 127) if not chr(code).isupper())  # 69 symbols
EMBEDDING, HIDDEN = 16, 64
ROWS, STEPS = 32, 64


def folded(text):
    """Return a text in small letters, with a single blank in place of line breaks and indentation.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Characters of ``ALPHABET`` only; others are left out.
    """
    return "".join(c for c in re.sub(r"\s+", " ", text).lower() if c in ALPHABET)


def train(text, epochs, seed):
    """Train a model on the first 95 % of a folded text.

    Parameters
    ----------
    text : str
        As `folded` returns it, at least 50,000 characters.
    epochs : int
        Passes through the text, at least 1.
    seed : int
        Of the first weights.

    Returns
    -------
    model : LanguageModel
        With the weights of the last step.
    bits : float
        Its bits per character on the last 5 % of the text.
    """
    codes = torch.from_numpy(encode(text, ALPHABET)[0])
    border = int(0.95 * len(codes))
    stream = Stream(codes[:border], ROWS, STEPS)
    with seeded(seed):
        model = LanguageModel(len(ALPHABET), EMBEDDING, HIDDEN)
        optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
        falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, epochs * len(stream))
        fit(model, stream, next_symbol_loss, optimiser, epochs=epochs, scheduler=falling, carry=True)
    return model.eval(), bits_of(model, codes[border:])


def bits_of(model, codes):
    """Return a model's bits per character on a stream of codes, shape (T,), read from state zero."""
    with torch.no_grad():
        return next_symbol_loss(model, codes[None, :-1], codes[None, 1:])[0].item() / math.log(2)


def packed(model):
    """Return a model's weights in the course's form, each array packed in 8 bits.

    Parameters
    ----------
    model : LanguageModel
        With K characters, an embedding of D numbers and H cells.

    Returns
    -------
    dict
        ``"alphabet"`` and the packed ``"embedding"`` (K, D), ``"W_x"`` (D, 4H), ``"W_h"`` (H, 4H), ``"b"`` (4H,),
        ``"W_y"`` (H, K), ``"b_y"`` (K,).
    """
    embedding = pack(model.embed.weight.detach().numpy())
    return {"alphabet": ALPHABET, "embedding": embedding} | pack_net(model.lstm, model.out)


def unpacked(weights):
    """Return the `LanguageModel` that packed weights are of, so that what is stored can be measured.

    Parameters
    ----------
    weights : dict
        As `packed` returns it.
    """
    arrays = {
        name: torch.from_numpy(unpack(value)).float()
        for name, value in weights.items()
        if isinstance(value, dict)
    }
    (D, _), (H, K) = arrays["W_x"].shape, arrays["W_y"].shape
    model = LanguageModel(K, D, H)
    model.embed.load_state_dict({"weight": arrays["embedding"]})
    set_net(model.lstm, model.out, arrays)
    return model.eval()


def text():
    """Return the text that the recorded model was trained on: the help topics of Python, `folded`."""
    return folded(standard_library_text())
