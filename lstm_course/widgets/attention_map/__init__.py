"""Where a decoder looks: the attention map of a date in words and its ISO form (lesson 18)."""

from pathlib import Path

import traitlets

from .._packed import unpack
from .._piece import Number, Piece, fitting, stored

FILE = Path(__file__).with_name("weights.json")
MOST_TYPED, MOST_WRITTEN = 40, 12
FIRST_LETTER = 4  # before it the pad, the unknown, the start and the end have their numbers


def recorded():
    """Return the weights that ``python -m lstm_course.widgets.attention_map`` has stored, a new copy at each call.

    Returns
    -------
    dict
        ``"accuracy"``, the share of 1,000 test dates that the network writes without a mistake; ``"examples"``, some
        of these dates, each ``{"locale", "text", "iso"}``; ``"source"`` and ``"target"``, the letters of both sides,
        the first of them with number 4. Packed, with D numbers for a letter and H cells: ``"E_source"`` (V, D),
        ``"E_target"`` (K, D); of the LSTMs ``"there"`` and ``"back"``, with H / 2 cells each, and ``"decoder"`` the
        arrays ``"there_W_x"``, ``"there_W_h"``, ``"there_b"`` and so on; ``"W_B"`` (H, 2H) and ``"b_B"``, from the
        encoder's end to the decoder's beginning; ``"W_K"`` (H, H), to the keys; ``"W_J"`` (2H, H) and ``"b_J"``, of
        output and context; ``"W_O"`` (H, K) and ``"b_O"``.
    """
    return stored(FILE)


class AttentionMap(Piece):
    r"""A date in words, the ISO date that a network with attention writes for it, and where each symbol looked.

    Encoder (two ways, 2 x 32 cells), attention and decoder (64 cells) run in the page, with 60,463 weights of 8 bits.
    The network was trained on dates in English, German, French and Spanish. With scores :math:`e_s` the weight of
    letter s is :math:`\mathrm{softmax}(e / T)_s`; the network was trained with T = 1.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    weights : dict
        Of the form that `recorded` returns, which is the default.
    source : str
        The date, 1 to 40 characters.
    row : int
        The symbol whose weights are shown, from 0; at most the last one.
    place : int
        The letter that the buttons cut, from 0; at most the last one.
    cuts : list of int
        The letters that are cut.
    way : str
        ``"unknown"``, the encoder reads the unknown symbol there; ``"masked"``, it reads the letter, but the attention
        may not look there.
    temperature : float
        T, from 0.1 to 5.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range, or does not fit.
    """

    name = "attention_map"
    summary = "a date in words, the ISO date that a network writes for it, and where each symbol looked"
    weights = traitlets.Dict().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    row = traitlets.Int(6, min=0, max=MOST_WRITTEN - 1).tag(sync=True)
    place = traitlets.Int(12, min=0, max=MOST_TYPED - 1).tag(sync=True)
    cuts = traitlets.List(traitlets.Int(min=0, max=MOST_TYPED - 1)).tag(sync=True)
    way = traitlets.Enum(["unknown", "masked"], "unknown").tag(sync=True)
    temperature = Number(1.0, min=0.1, max=5)

    @traitlets.default("weights")
    def _recorded(self):
        return recorded()

    @traitlets.default("source")
    def _first_example(self):
        return recorded()["examples"][0]["text"]

    @traitlets.validate("weights")
    def _check_weights(self, proposal):
        with fitting("weights do not fit"):
            _check(proposal["value"])
        return proposal["value"]

    @traitlets.validate("source")
    def _check_source(self, proposal):
        text = proposal["value"]
        if not 1 <= len(text) <= MOST_TYPED:
            raise traitlets.TraitError(f"source must have 1 to {MOST_TYPED} characters, got {len(text)}")
        return text


def _check(weights):
    """Raise an error unless packed weights are those of one network."""
    for side in ("source", "target"):
        letters = weights[side]
        if len(set(letters)) < len(letters) or not letters:
            raise ValueError(f"{side} must hold letters, each once, got {letters!r}")
    for example in weights["examples"]:
        if not 1 <= len(example["text"]) <= MOST_TYPED or {"locale", "iso"} - set(example):
            raise ValueError(f"examples must have a text of 1 to {MOST_TYPED} characters, got {example!r}")
    V, K = (len(weights[side]) + FIRST_LETTER for side in ("source", "target"))
    D, H = unpack(weights["E_source"]).shape[-1], len(unpack(weights["decoder_W_h"]))
    shapes = {"E_source": (V, D), "E_target": (K, D)}
    for name, cells in {"there": H // 2, "back": H // 2, "decoder": H}.items():
        shapes |= {
            f"{name}_W_x": (D, 4 * cells),
            f"{name}_W_h": (cells, 4 * cells),
            f"{name}_b": (4 * cells,),
        }
    shapes |= {"W_B": (H, 2 * H), "b_B": (2 * H,), "W_K": (H, H), "W_J": (2 * H, H), "b_J": (H,)}
    for name, shape in (shapes | {"W_O": (H, K), "b_O": (K,)}).items():
        found = unpack(weights[name]).shape
        if found != shape:
            raise ValueError(f"{name} must have shape {shape}, got {found}")
