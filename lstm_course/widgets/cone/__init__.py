"""Which inputs an output can know of: one way, two ways, with a delay, in a window (lesson 16)."""

import traitlets

from .._piece import Number, Piece


class Cone(Piece):
    """Inputs, states and outputs of small LSTMs: pick an output to see its inputs, change an input to see who moves.

    Ten inputs, three cells in each direction, weights drawn from the seed; all is calculated in the page. An input
    belongs to an output if the output changes when 1 is added to the input.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    net : str
        ``"forward"``; ``"both"``, two ways over all inputs; ``"delay"``, one way, y[t] is read `delay` steps later;
        ``"window"``, two ways over the four inputs that end at the output.
    delay : int
        Steps that ``"delay"`` waits, from 0 to 4.
    picked : int
        The output whose inputs are lit, from 0 to 9.
    changed : int
        The input that is changed, from 0 to 9.
    change : float
        What is added to it, from -2 to 2.
    seed : int
        Of inputs and weights, at least 0.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range.
    """

    name = "cone"
    summary = "which inputs an output can know of, and which outputs an input moves"
    net = traitlets.Enum(["forward", "both", "delay", "window"], "forward").tag(sync=True)
    delay = traitlets.Int(2, min=0, max=4).tag(sync=True)
    picked = traitlets.Int(4, min=0, max=9).tag(sync=True)
    changed = traitlets.Int(6, min=0, max=9).tag(sync=True)
    change = Number(1.0, min=-2, max=2)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)
