"""Train the character model that `LanguageBars` runs in the page, and pack it."""

import math
import re
from itertools import pairwise

import torch
from torch import nn

from ...datasets.text import encode, standard_library_text
from ...training import seeded
from .._packed import pack, unpack

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


class Model(nn.Module):
    """An embedding, an LSTM and a linear layer to the logits of the next character.

    Parameters
    ----------
    embedding, hidden : int
        Sizes of the embedding and of the state.
    """

    def __init__(self, embedding=EMBEDDING, hidden=HIDDEN):
        super().__init__()
        self.embedding = nn.Embedding(len(ALPHABET), embedding)
        self.lstm = nn.LSTM(embedding, hidden, batch_first=True)
        self.linear = nn.Linear(hidden, len(ALPHABET))

    def forward(self, codes, state=None):
        """Return logits (N, T, K) and the state after codes (N, T)."""
        h, state = self.lstm(self.embedding(codes), state)
        return self.linear(h), state


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
    model : Model
        With the weights of the last step.
    bits : float
        Its bits per character on the last 5 % of the text.
    """
    codes = torch.from_numpy(encode(text, ALPHABET)[0])
    border = int(0.95 * len(codes))
    length = (border - 1) // ROWS
    x = codes[: ROWS * length].view(ROWS, length)
    y = codes[1 : ROWS * length + 1].view(ROWS, length)
    cuts = list(pairwise([*range(0, length, STEPS), length]))
    with seeded(seed):
        model = Model()
        optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
        falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, epochs * len(cuts))
        for epoch in range(epochs):
            state = None
            for start, end in cuts:
                logits, state = model(x[:, start:end], state)
                state = tuple(part.detach() for part in state)
                loss = nn.functional.cross_entropy(logits.flatten(0, 1), y[:, start:end].flatten())
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                falling.step()
            print(f"epoch {epoch + 1}: {bits_of(model, codes[border:]):.3f} bits", flush=True)
    return model, bits_of(model, codes[border:])


def bits_of(model, codes):
    """Return a model's bits per character on a stream of codes, shape (T,), read from state zero."""
    with torch.no_grad():
        logits, _ = model(codes[None, :-1])
    return nn.functional.cross_entropy(logits[0], codes[1:]).item() / math.log(2)


def packed(model):
    """Return a model's weights in the course's form, each array packed in 8 bits.

    Parameters
    ----------
    model : Model
        With K characters, an embedding of D numbers and H cells.

    Returns
    -------
    dict
        ``"alphabet"`` and the packed ``"embedding"`` (K, D), ``"W_x"`` (D, 4H), ``"W_h"`` (H, 4H), ``"b"`` (4H,),
        ``"W_y"`` (H, K), ``"b_y"`` (K,).
    """
    lstm, linear = model.lstm, model.linear
    arrays = {
        "embedding": model.embedding.weight,
        "W_x": lstm.weight_ih_l0.T,
        "W_h": lstm.weight_hh_l0.T,
        "b": lstm.bias_ih_l0 + lstm.bias_hh_l0,
        "W_y": linear.weight.T,
        "b_y": linear.bias,
    }
    return {"alphabet": ALPHABET} | {name: pack(array.detach().numpy()) for name, array in arrays.items()}


def unpacked(weights):
    """Return the `Model` that packed weights are of, so that what is stored can be measured.

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
    model = Model(arrays["W_x"].shape[0], arrays["W_h"].shape[0])
    with torch.no_grad():
        model.embedding.weight.copy_(arrays["embedding"])
        model.lstm.weight_ih_l0.copy_(arrays["W_x"].T)
        model.lstm.weight_hh_l0.copy_(arrays["W_h"].T)
        model.lstm.bias_ih_l0.copy_(arrays["b"])
        model.lstm.bias_hh_l0.zero_()
        model.linear.weight.copy_(arrays["W_y"].T)
        model.linear.bias.copy_(arrays["b_y"])
    return model


def text():
    """Return the text that the recorded model was trained on: the help topics of Python, `folded`."""
    return folded(standard_library_text())
