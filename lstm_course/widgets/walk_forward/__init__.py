"""What a split of the past says about a model's error, and what came later (lesson 12)."""

import traitlets

from .._piece import Piece


class WalkForward(Piece):
    r"""The error of a forecast, estimated by a shuffled or a walking split, beside the error on what really came later.

    Forty series of 600 known values are drawn. A model forecasts a value from the ten before it. After 600 values and
    the gap come 100 more, whose errors no split has seen. The random walk is :math:`y_t = y_{t-1} + e_t`, the AR(2)
    :math:`y_t = 1.2\, y_{t-1} - 0.4\, y_{t-2} + e_t`; :math:`e_t` is standard normal noise. The shuffle has five folds,
    the walk four blocks of 100 values, which end today.

    Parameters
    ----------
    series : str
        ``"walk"`` or ``"ar2"``.
    model : str
        ``"nearest"`` repeats what followed the nearest training window; ``"linear"`` is least squares.
    split : str
        ``"shuffled"`` or ``"forward"``: the split that is drawn and compared with what came later.
    gap : int
        Values between the end of training and the first forecast, from 0 to 40, in the walk and later alike.
    fold : int
        The test fold or block that is drawn, from 0 to 4; the walk has four.
    shown : int
        The series that is drawn, from 0 to 39.
    seed : int
        Of the first series, at least 0.

    Raises
    ------
    traitlets.TraitError
        Where a value lies outside its range.
    """

    name = "walk_forward"
    summary = "a shuffled and a walking split of a series, beside the error on what came later"
    series = traitlets.Enum(["walk", "ar2"], "walk").tag(sync=True)
    model = traitlets.Enum(["nearest", "linear"], "nearest").tag(sync=True)
    split = traitlets.Enum(["shuffled", "forward"], "shuffled").tag(sync=True)
    gap = traitlets.Int(20, min=0, max=40).tag(sync=True)
    fold = traitlets.Int(1, min=0, max=4).tag(sync=True)
    shown = traitlets.Int(8, min=0, max=39).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)
