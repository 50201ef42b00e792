"""A value through a gate, whose leaf is lifted (lesson 02)."""

import traitlets

from .._piece import Number, Piece


class Valve(Piece):
    r"""A value that is poured through one gate, and maybe through a row of them.

    Parameters
    ----------
    logit : float
        The sum :math:`a` that enters the gate's sigmoid, from -8 to 8.
    value : float
        What comes in, from -1 to 1.
    valves : int
        How many such valves stand in a row, from 1 to 100; each gets what the one before lets pass.
    gate : str
        ``"i"``, ``"f"`` or ``"o"``: the colour and the role of the gate.

    Raises
    ------
    traitlets.TraitError
        Where a number lies outside its range or is not finite, or the gate is none of the three.
    """

    name = "valve"
    summary = "a value poured through a gate, whose leaf you lift"
    logit = Number(0.0, min=-8, max=8)
    value = Number(1.0, min=-1, max=1)
    valves = traitlets.Int(1, min=1, max=100).tag(sync=True)
    gate = traitlets.Enum(["i", "f", "o"], "i").tag(sync=True)
