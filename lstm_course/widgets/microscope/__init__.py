"""The gradient microscope: how much of a loss reaches the input at each lag, for three cells (lesson 06)."""

import traitlets

from .._piece import Number, Piece

_KEPT = {"seed", "length", "scale", "orthogonal", "bias", "chrono"}


class Microscope(Piece):
    r"""The gradient of the input at each lag, for an RNN, an LSTM and a GRU in one panel, with the settings as sliders.

    The end of the LSTM's curve can be dragged, and the gate bias follows.

    It measures what `lstm_course.plots.microscope.measure` measures: the root mean square of
    :math:`\partial L / \partial x_{T-1-k}` relative to that of lag 0, for untrained networks of 32 units with 2
    features. The line is the median of 5 networks, the band their range; each reads 2 sequences. While something is
    dragged, one network of each kind is measured. The networks are drawn in the browser, so the numbers agree with
    those of `measure` as two random draws do. A setting that changes only the size of the weights or the bias leaves
    the random numbers as they are, and another T leaves the last inputs.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    scale : float
        Factor on W_h, from 0.1 to 10.
    orthogonal : bool
        Whether each (H, H) block of W_h is orthogonal.
    bias : float
        Bias of the LSTM's forget gate and of the GRU's update gate, from -1 to 6.
    chrono : bool
        Whether these biases are drawn by chrono initialisation for times up to T instead.
    length : int
        T, from 10 to 200 time steps.
    seed : int
        Of the random numbers, at least 0.
    kept : dict or None
        The settings whose curves stay for comparison: ``scale``, ``orthogonal``, ``bias``, ``chrono``, ``length`` and
        ``seed``.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range.
    """

    name = "microscope"
    summary = "the gradient at each lag of an RNN, an LSTM and a GRU, with sliders for how they start"
    scale = Number(1.0, min=0.1, max=10)
    orthogonal = traitlets.Bool(False).tag(sync=True)
    bias = Number(0.0, min=-1, max=6)
    chrono = traitlets.Bool(False).tag(sync=True)
    length = traitlets.Int(100, min=10, max=200).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**24 - 1).tag(sync=True)
    kept = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)

    @traitlets.validate("kept")
    def _check_kept(self, proposal):
        kept = proposal["value"]
        if kept is None:
            return kept
        if set(kept) != _KEPT:
            raise traitlets.TraitError(
                f"kept must have the keys {', '.join(sorted(_KEPT))}, got {', '.join(map(str, kept)) or 'none'}"
            )
        try:
            Microscope(**kept)
        except traitlets.TraitError as error:
            raise traitlets.TraitError(f"kept does not fit: {error}") from None
        return kept
