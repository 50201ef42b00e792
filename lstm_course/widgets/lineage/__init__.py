"""The LSTM turns into the minLSTM, the sLSTM and the mLSTM: one diagram, one unit's numbers, two traces (lesson 22)."""

import traitlets

from .._piece import Number, Piece


class Lineage(Piece):
    """One unit of four cells, over the same twelve symbols.

    A stands for +1 and B for -1. Where one comes, the input gate has the sum `a_i`, otherwise -4; the candidate has the
    sum 2 at A and -2 at B. In the mLSTM a symbol is a pair: its value, +1 or -1, is stored under a key of its own.

    Parameters
    ----------
    amount : float
        0 is the LSTM, 1 the minLSTM, 2 the sLSTM, 3 the mLSTM; in between the picture changes.
    a_f, a_i : float
        Sums that enter the forget gate, and the input gate at a symbol, from -4 to 6.
    from_h : float
        Weight from the last h to the forget gate, from -6 to 6; minLSTM and mLSTM have none.
    symbols : list of int
        Twelve of 1, -1 and 0: A, B and none.
    time_step : int
        The step whose numbers are shown, from 1 to 12.

    Raises
    ------
    traitlets.TraitError
        Where a number lies outside its range or is not finite, or `symbols` is not of this form.
    """

    name = "lineage"
    summary = "the LSTM turns into minLSTM, sLSTM and mLSTM, with the numbers of one unit"
    amount = Number(0.0, min=0, max=3)
    a_f = Number(3.0, min=-4, max=6)
    a_i = Number(2.0, min=-4, max=6)
    from_h = Number(0.0, min=-6, max=6)
    symbols = traitlets.List(traitlets.Int(), default_value=[1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0]).tag(
        sync=True
    )
    time_step = traitlets.Int(12, min=1, max=12).tag(sync=True)

    @traitlets.validate("symbols")
    def _check_symbols(self, proposal):
        symbols = proposal["value"]
        if len(symbols) != 12 or not set(symbols) <= {-1, 0, 1}:
            raise traitlets.TraitError(f"symbols must be twelve of 1, -1 and 0, got {symbols!r:.80}")
        return symbols
