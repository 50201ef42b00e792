"""The two rivers of gradient into the cell state, step by step from the loss back (lesson 05)."""

import numpy as np
import traitlets

from ...layers import LSTM
from .._piece import Number, Piece

MAX_STEPS = 60
_SHAPES = {"W_x": "D 4H", "W_h": "H 4H", "b": "4H", "x": "N T D", "dh": "N H"}


class River(Piece):
    r"""The backward pass of an LSTM: what reaches c from the next cell state, and what reaches it through h.

    The whole river is as wide as the two sizes together, on a logarithmic scale from 1e-6 to 1e3, which no setting
    moves; inside, each takes the share that it has of the two. Dye that is dropped at the loss flows back by itself;
    dotted lines are those of the settings before.

    The loss is a weighted sum of h at the last time step, or the sum of these sums at every time step. The size of a
    gradient at a time step is its root mean square over the batch and the units, as in Figure 5.2. Without a layer the
    piece draws a network itself: 2 features, 16 units with a forget bias of 0, weights uniform in
    :math:`\pm 1 / \sqrt{H}`, 8 sequences of a number in [0, 1) and a mark at about every tenth step.

    Parameters
    ----------
    layer : LSTM or torch.nn.LSTM, optional
        The layer to look at, such as a trained one; of PyTorch with one layer and one direction. Later changes of it
        are not seen; call `load` again.
    x : ndarray, shape (N, T, D) or (T, D), optional
        Its inputs, from 2 to 60 time steps; needed with a layer.
    dh : ndarray, shape (N, H), optional
        The weights of the loss; by default standard normal numbers from `seed`.
    **values
        Values of the attributes below.

    Attributes
    ----------
    step : int
        The time step that the backward pass has reached, from T - 1 to 0.
    steps : int
        T, from 2 to 60; of the inputs of a layer the first T steps are taken.
    forget_bias : float
        What is added to the bias of the forget gate, from -2 to 6; by default 1 without a layer, 0 with one.
    scale : float
        Factor on W_h, from 0 to 4.
    loss : str
        ``"last"`` or ``"every"``: the time steps at which the loss looks at h.
    seed : int
        Of the numbers that the piece draws itself, at least 0.
    net : dict or None
        ``W_x``, ``W_h``, ``b``, ``x`` and maybe ``dh`` of a layer as nested lists; `load` sets it.

    Raises
    ------
    ValueError
        Where the layer is no LSTM, or x or dh is missing or does not fit.
    traitlets.TraitError
        Where an attribute lies outside its range.
    """

    name = "river"
    summary = "the gradient of the cell state, followed from the loss back to the first time step"
    step = traitlets.Int(10, min=0, max=MAX_STEPS - 1).tag(sync=True)
    steps = traitlets.Int(20, min=2, max=MAX_STEPS).tag(sync=True)
    forget_bias = Number(1.0, min=-2, max=6)
    scale = Number(1.0, min=0, max=4)
    loss = traitlets.Enum(["last", "every"], "last").tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)
    net = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)

    def __init__(self, layer=None, x=None, dh=None, **values):
        if layer is None and (x is not None or dh is not None):
            raise ValueError("layer must be given together with x or dh, got None")
        if layer is not None:
            if "net" in values:
                raise ValueError(
                    "net must not be given together with a layer: the layer's numbers become the net"
                )
            net = _listed(layer, x, dh)
            T = len(net["x"][0])
            values = {"net": net, "steps": T, "step": T - 1, "forget_bias": 0.0} | values
        super().__init__(**values)

    def load(self, layer, x, dh=None):
        """Look at another layer, or at the same one after more training.

        Parameters
        ----------
        layer : LSTM or torch.nn.LSTM
            The layer.
        x : ndarray, shape (N, T, D) or (T, D)
            Its inputs, from 2 to 60 time steps; where they are fewer than `steps`, `steps` and `step` fall to them.
        dh : ndarray, shape (N, H), optional
            The weights of the loss.

        Raises
        ------
        ValueError
            As the class.
        """
        net = _listed(layer, x, dh)
        steps = min(self.steps, len(net["x"][0]))
        with self.hold_trait_notifications():
            self.net, self.steps, self.step = net, steps, min(self.step, steps - 1)

    @traitlets.validate("net")
    def _check_net(self, proposal):
        net = proposal["value"]
        if net is not None:
            try:
                _check(net)
            except ValueError as error:
                raise traitlets.TraitError(f"net does not fit: {error}") from None
        return net


def _listed(layer, x, dh):
    """Return the numbers of a layer and its inputs as nested lists."""
    if hasattr(layer, "weight_ih_l0"):
        from ...nets.interop import from_torch

        layer = from_torch(layer)
    if not isinstance(layer, LSTM):
        raise ValueError(
            f"layer must be an LSTM of lstm_course.layers or a torch.nn.LSTM, got {type(layer).__name__}"
        )
    if x is None:
        raise ValueError(f"x must hold inputs (N, T, {layer.input_size}) for the layer, got None")
    x = np.asarray(x, float)
    arrays = {**layer.params, "x": x[None] if x.ndim == 2 else x}
    if dh is not None:
        arrays["dh"] = np.asarray(dh, float)
    _check(arrays)
    return {name: array.tolist() for name, array in arrays.items()}


def _check(net):
    """Raise ValueError unless the arrays of a net are finite and fit together."""
    if set(net) - {"dh"} != {"W_x", "W_h", "b", "x"}:
        raise ValueError(f"expected W_x, W_h, b, x and maybe dh, got {', '.join(map(str, net)) or 'nothing'}")
    arrays = {}
    for name in net:
        try:
            arrays[name] = np.asarray(net[name], float)
        except (TypeError, ValueError):
            raise ValueError(f"{name} must be an array of numbers of shape ({_SHAPES[name]})") from None
    sizes = {"H": arrays["W_h"].shape[0] if arrays["W_h"].ndim else 0}
    sizes["D"] = arrays["W_x"].shape[0] if arrays["W_x"].ndim else 0
    sizes["N"], sizes["T"] = arrays["x"].shape[:2] if arrays["x"].ndim == 3 else (0, 0)
    sizes["4H"] = 4 * sizes["H"]
    for name, array in arrays.items():
        shape = tuple(sizes[letter] for letter in _SHAPES[name].split())
        if array.shape != shape or 0 in shape:
            raise ValueError(
                f"{name} must have shape ({_SHAPES[name].replace(' ', ', ')}) with D = {sizes['D']}, "
                f"H = {sizes['H']}, N = {sizes['N']}; got {array.shape}"
            )
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must hold finite numbers only, got NaN or infinity")
    if not 2 <= sizes["T"] <= MAX_STEPS:
        raise ValueError(f"x must have 2 to {MAX_STEPS} time steps, got {sizes['T']}")
