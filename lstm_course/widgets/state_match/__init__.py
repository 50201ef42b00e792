"""Where else are the same cells awake? A match of states in a text, and three controls (lesson 21)."""

from pathlib import Path

import numpy as np
import traitlets

from .._packed import unpack
from .._piece import Number, Piece, fitting, stored

FILE = Path(__file__).with_name("cells.json")
LETTERS, MOST, MOST_DEVIATIONS = 420, 12, 4  # letters of the text, of a brush; what is beyond is cut


def recorded():
    """Return the cells that ``python -m lstm_course.widgets.state_match`` has stored, a new copy at each call.

    Returns
    -------
    dict
        ``"text"``, T letters of generated code; ``"depth"`` and ``"quoted"``, open round brackets and whether a string
        is open, a number for each letter; ``"trained"`` and ``"untrained"``, packed arrays (T, 64): by how many
        standard deviations a cell's state differs from its mean over this text, after each letter.
    """
    return stored(FILE)


class StateMatch(Piece):
    """A text that a network reads; the letters at which the same cells are awake as at some that you brush.

    A cell is awake at a letter where its state is further from its mean over the text than `threshold` standard
    deviations, above or below. The cells that are awake, on one side, at all brushed letters are looked for in the rest
    of the text.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    cells : dict
        Of the form that `recorded` returns, which is the default.
    first, letters : int
        The brush: its first letter, from 0, and how many, from 1 to 12.
    threshold : float
        In standard deviations, from 0.2 to 2.
    network : str
        ``"trained"``; ``"untrained"``, its twin before training; or ``"shifted"``, the trained network's cells, each
        moved along the text: cell u shows what it holds ``30 + 149 * u % 360`` letters later.
    control : bool
        Whether as many other cells, on their sides at the first brushed letter, take the place of those that match.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range, or does not fit.
    """

    name = "state_match"
    summary = "brush a few letters, and see where the same cells are awake"
    cells = traitlets.Dict().tag(sync=True)
    first = traitlets.Int(0, min=0, max=LETTERS - 1).tag(sync=True)
    letters = traitlets.Int(4, min=1, max=MOST).tag(sync=True)
    threshold = Number(0.6, min=0.2, max=2)
    network = traitlets.Enum(["trained", "untrained", "shifted"], "trained").tag(sync=True)
    control = traitlets.Bool(False).tag(sync=True)

    @traitlets.default("cells")
    def _recorded(self):
        return recorded()

    @traitlets.default("first")
    def _inside_a_string(self):
        return recorded()["text"].index('"') + 2

    @traitlets.validate("cells")
    def _check_cells(self, proposal):
        cells = proposal["value"]
        with fitting("cells do not fit"):
            T = len(cells["text"])
            if T != LETTERS or len(cells["depth"]) != T or len(cells["quoted"]) != T:
                raise ValueError(
                    f"text, depth and quoted must have {LETTERS} entries each, got a text of {T}"
                )
            for name in ("trained", "untrained"):
                values = unpack(cells[name])
                if values.ndim != 2 or len(values) != T or np.abs(values).max() > MOST_DEVIATIONS:
                    raise ValueError(f"{name} must hold ({T}, H) numbers from -4 to 4, got {values.shape}")
        return cells
