"""The way from the LSTM to the GRU as one diagram with live numbers, which changes under a slider (lesson 07)."""

import traitlets

from .._piece import Number, Piece


class Morph(Piece):
    r"""A cell on the way from the LSTM to the GRU, in three changes, with one unit's numbers on its edges.

    The numbers glide, too: between two stages each is a mixture of what it was and what it becomes, by the share of the
    way. Below, the memory and what is shown of it run over 20 time steps.

    The sums that enter the gates are held, as if the same input came at every time step, so that `time_step` shows what
    each cell does with its own memory.

    Parameters
    ----------
    amount : float
        From 0, the LSTM, to 1, the GRU; the three changes take a third each.
    a_f, a_i, a_o : float
        Sums that enter the forget, the input and the output gate, from -4 to 4. In the GRU `a_f` is that of z and `a_o`
        that of r; from the first change on there is no input gate, and `a_i` is not used.
    from_x, from_past : float
        What the candidate hears from the input and from the past, from -3 to 3; the GRU's r multiplies the second.
    start : float
        Memory before the first time step, from -1 to 1: the LSTM's c and the GRU's h.
    time_step : int
        How many time steps have been run, from 1 to 20.

    Raises
    ------
    traitlets.TraitError
        Where a number lies outside its range or is not finite.
    """

    name = "morph"
    summary = "the LSTM turns into the GRU under a slider, with the numbers of one unit"
    amount = Number(0.0, min=0, max=1)
    a_f = Number(2.0, min=-4, max=4)
    a_i = Number(1.0, min=-4, max=4)
    a_o = Number(0.0, min=-4, max=4)
    from_x = Number(0.5, min=-3, max=3)
    from_past = Number(1.0, min=-3, max=3)
    start = Number(-0.5, min=-1, max=1)
    time_step = traitlets.Int(1, min=1, max=20).tag(sync=True)
