"""The next letter's probabilities, and the knobs that choose among them (lesson 17)."""

from pathlib import Path

import traitlets

from .._packed import unpack
from .._piece import Number, Piece, fitting, stored

FILE = Path(__file__).with_name("weights.json")
MOST_TYPED, MOST_DRAWN, MOST_LETTERS = 200, 400, 200


def recorded():
    """Return the weights that ``python -m lstm_course.widgets.language_bars`` has stored, a new copy at each call.

    Returns
    -------
    dict
        ``"bits"``, its bits per character on held-out text; ``"alphabet"``, K characters; and, packed, with D numbers
        for a character and H cells: ``"embedding"`` (K, D), ``"W_x"`` (D, 4H), ``"W_h"`` (H, 4H), ``"b"`` (4H,),
        ``"W_y"`` (H, K), ``"b_y"`` (K,).
    """
    return stored(FILE)


class LanguageBars(Piece):
    r"""What a character LSTM says of the next letter, what temperature, k and p make of it, and a text drawn with them.

    The LSTM runs in the page: 69 symbols, an embedding of 16 numbers, 64 cells, 26,325 weights of 8 bits. It was
    trained on the help topics of Python, in small letters, with one blank for every stretch of white space. Of its
    logits :math:`z` become :math:`\mathrm{softmax}(z / T)`; then all but the k likeliest letters are cut, then all that
    are not needed for a share p of the rest. The n-th letter is drawn with the n-th random number of the seed,
    whatever the knobs say.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    weights : dict
        Of the form that `recorded` returns, which is the default.
    beginning : str
        What the network reads first, at most 200 characters of the alphabet.
    drawn : str
        What was drawn after it, at most 400 characters of the alphabet.
    temperature : float
        From 0, which always takes the likeliest letter, to 2.
    k : int
        How many letters are left, from 1 to 200; as many as the alphabet has or more cut nothing.
    mass : float
        p: what share of the probability the letters that are left must reach, from 0.05 to 1, which cuts nothing.
    seed : int
        Of the random numbers, at least 0.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range, or does not fit.
    """

    name = "language_bars"
    summary = (
        "the next letter's probabilities under temperature, top-k and nucleus, and a text drawn with them"
    )
    weights = traitlets.Dict().tag(sync=True)
    beginning = traitlets.Unicode("the value of ").tag(sync=True)
    drawn = traitlets.Unicode("").tag(sync=True)
    temperature = Number(1.0, min=0, max=2)
    k = traitlets.Int(MOST_LETTERS, min=1, max=MOST_LETTERS).tag(sync=True)
    mass = Number(1.0, min=0.05, max=1)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)

    @traitlets.default("weights")
    def _recorded(self):
        return recorded()

    @traitlets.validate("weights")
    def _check_weights(self, proposal):
        with fitting("weights do not fit"):
            _check(proposal["value"])
        return proposal["value"]

    @traitlets.validate("beginning", "drawn")
    def _check_text(self, proposal):
        name, text = proposal["trait"].name, proposal["value"]
        most = MOST_TYPED if name == "beginning" else MOST_DRAWN
        if len(text) > most:
            raise traitlets.TraitError(f"{name} must have at most {most} characters, got {len(text)}")
        foreign = "".join(sorted(set(text) - set(self.weights["alphabet"])))
        if foreign:
            raise traitlets.TraitError(
                f"{name} must hold characters of the alphabet only, which are {self.weights['alphabet']!r}, "
                f"got {foreign!r}"
            )
        return text


def _check(weights):
    """Raise an error unless packed weights are those of one model."""
    alphabet = weights["alphabet"]
    if len(set(alphabet)) < len(alphabet) or not 2 <= len(alphabet) <= MOST_LETTERS:
        raise ValueError(f"alphabet must hold 2 to {MOST_LETTERS} characters, each once, got {alphabet!r}")
    arrays = {name: unpack(weights[name]) for name in ("embedding", "W_x", "W_h", "b", "W_y", "b_y")}
    K, D, H = len(alphabet), arrays["embedding"].shape[-1], len(arrays["W_h"])
    shapes = {"embedding": (K, D), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,), "W_y": (H, K)}
    for name, shape in (shapes | {"b_y": (K,)}).items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} must have shape {shape}, got {arrays[name].shape}")
