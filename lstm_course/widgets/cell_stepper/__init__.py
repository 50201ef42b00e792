"""The LSTM cell as a diagram with live numbers, step by step through a sequence (lesson 03)."""

import math

import numpy as np
import traitlets

from .._piece import Piece

_PARAMETERS = ("W_x", "W_h", "b")
_GATES = {"i": 0, "f": 0, "g": -1, "o": 0}  # the lowest value that a hand may set; the highest is 1


class CellStepper(Piece):
    r"""The LSTM cell drawn with its numbers; the learner steps, edits weights and sets gates by hand.

    The boxes of the four gates are dragged up and down. Where the inputs are those of a story, a field takes another
    one, and the traits `symbols` and `x` change with it.

    Without arguments it is the hand-set cell of lesson 3 at the word "Dan" of its first story.

    Parameters
    ----------
    layer : LSTM or torch.nn.LSTM, optional
        The layer that is looked into, of this package or of PyTorch (one layer, one direction). Its weights are copied.
    x : ndarray, shape (T, D) or (1, T, D), optional
        One sequence.
    symbols : sequence of str, optional
        What each of the T time steps is called, such as words; by default the number of the time step.
    state : pair of ndarray, shape (H,) or (1, H), optional
        h and c before the first time step; zeros by default.
    features : sequence of str, optional
        What each of the D inputs is called; by default x[0], x[1] and so on.
    unit, step : int
        The hidden unit and the time step that are shown first, counted from 0.

    Attributes
    ----------
    weights : dict
        ``W_x``, ``W_h`` and ``b`` as nested lists, with all edits of the learner.
    x : list
        The T rows of D inputs, with all edits of the learner.
    h_0, c_0 : list
        The H numbers of the initial state.
    symbols, features : list of str
        Names of the time steps and of the inputs.
    unit, step : int
        What is shown.
    gates : list of dict
        What was set by hand: records such as ``{"step": 4, "unit": 0, "f": 1.0}`` with any of i, f, g, o.
    lit : str
        The quantity that is kept lit: one of i f g o c h, or "".
    edits : dict
        Place such as ``"weights.W_x.0.3"`` -> ``[given, edited]``; this is what "reset" undoes.

    Raises
    ------
    ValueError
        Where an argument does not fit: it is named, with what came and what was expected.
    traitlets.TraitError
        The same where an attribute is set.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_course.layers import LSTM
    >>> rng = np.random.default_rng(0)
    >>> stepper = CellStepper(LSTM(3, 4, rng=rng), rng.normal(size=(10, 3)), unit=2)
    >>> stepper.step = 9
    >>> stepper.to_layer()
    LSTM(input_size=3, hidden_size=4)
    """

    name = "cell_stepper"
    summary = "the LSTM cell with its numbers, step by step through a sequence"
    weights = traitlets.Dict().tag(sync=True)
    x = traitlets.List().tag(sync=True)
    h_0 = traitlets.List().tag(sync=True)
    c_0 = traitlets.List().tag(sync=True)
    symbols = traitlets.List().tag(sync=True)
    features = traitlets.List().tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    gates = traitlets.List().tag(sync=True)
    lit = traitlets.Enum(["", *"ifgoch"], "").tag(sync=True)
    edits = traitlets.Dict().tag(sync=True)

    def __init__(self, layer=None, x=None, symbols=None, *, state=None, features=None, unit=0, step=None):
        super().__init__(**_values(layer, x, symbols, state, features, unit, step))

    def load(self, layer=None, x=None, symbols=None, *, state=None, features=None, unit=0, step=0):
        """Show another layer or another sequence; gates set by hand and edits are dropped.

        Parameters
        ----------
        layer, x, symbols, state, features, unit, step
            As for a new `CellStepper`.

        Raises
        ------
        ValueError
            As for a new `CellStepper`; nothing has changed then.
        """
        new = _values(layer, x, symbols, state, features, unit, step)
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in {**new, "gates": [], "edits": {}}.items():
                setattr(self, name, value)

    def to_layer(self):
        """Return the weights as they are now, with the learner's edits, as a layer of this package.

        Returns
        -------
        LSTM
            In float64. Gates set by hand are not weights and are left out.
        """
        from ...layers import LSTM

        arrays = {name: np.array(self.weights[name], np.float64) for name in _PARAMETERS}
        layer = LSTM(arrays["W_x"].shape[0], arrays["W_h"].shape[0], rng=np.random.default_rng(0))
        layer.params = arrays
        return layer

    @traitlets.validate("weights")
    def _check_weights(self, proposal):
        found = proposal["value"]
        if set(found) != set(_PARAMETERS):
            raise traitlets.TraitError(
                f"weights must hold W_x, W_h and b, got {', '.join(map(str, found)) or 'nothing'}"
            )
        D, H = len(self.x[0]), len(self.h_0)
        shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
        return {name: _numbers(f'weights["{name}"]', found[name], shapes[name]) for name in _PARAMETERS}

    @traitlets.validate("x")
    def _check_x(self, proposal):
        D = len(self.weights["W_x"]) if "W_x" in self.weights else None
        found = _numbers("x", proposal["value"], (None, D))
        used = max([self.step, *(record["step"] for record in self.gates)]) + 1
        if len(found) < used or len(self.symbols) not in (0, len(found)):
            wanted = len(self.symbols) or f"at least {used}"
            raise traitlets.TraitError(
                f"x must have {wanted} rows, as step, symbols and gates have it; got {len(found)} "
                "(load shows another sequence)"
            )
        return found

    @traitlets.validate("h_0", "c_0")
    def _check_state(self, proposal):
        H = len(self.weights["W_h"]) if "W_h" in self.weights else None
        return _numbers(proposal["trait"].name, proposal["value"], (H,))

    @traitlets.validate("symbols", "features")
    def _check_names(self, proposal):
        name, found = proposal["trait"].name, proposal["value"]
        _check_names(name, found, len(self.x) if name == "symbols" else len(self.x[0]))
        return found

    @traitlets.validate("unit", "step")
    def _check_place(self, proposal):
        name, found = proposal["trait"].name, proposal["value"]
        size = len(self.x) if name == "step" else len(self.h_0)
        if not 0 <= found < size:
            raise traitlets.TraitError(f"{name} must be a whole number between 0 and {size - 1}, got {found}")
        return found

    @traitlets.validate("gates")
    def _check_gates(self, proposal):
        for record in proposal["value"]:
            if not isinstance(record, dict) or not {"step", "unit"} <= set(record) <= {
                "step",
                "unit",
                *_GATES,
            }:
                raise traitlets.TraitError(
                    "gates must hold records with step, unit and any of i, f, g, o, "
                    f'such as {{"step": 4, "unit": 0, "f": 1.0}}; got {record!r}'
                )
            for name, size in (("step", len(self.x)), ("unit", len(self.h_0))):
                if not isinstance(record[name], int) or not 0 <= record[name] < size:
                    raise traitlets.TraitError(
                        f"gates must have a {name} between 0 and {size - 1}, got {record[name]!r}"
                    )
            for gate, lowest in _GATES.items():
                value = record.get(gate, 0)
                if not isinstance(value, (int, float)) or not lowest <= value <= 1:
                    raise traitlets.TraitError(
                        f"gates must have {gate} between {lowest} and 1, got {value!r} at step {record['step']}"
                    )
        places = [(record["step"], record["unit"]) for record in proposal["value"]]
        if len(set(places)) < len(places):
            raise traitlets.TraitError(f"gates must hold one record for each step and unit, got {places}")
        return proposal["value"]


def _story(step):
    """Return words, numbers and first step of the lesson's story."""
    from ...datasets import stories

    words, x = stories.read(stories.SWITCH)
    return words, x, words.index("Dan") if step is None else step


def _values(layer, x, symbols, state, features, unit, step):
    """Turn arguments into traits; a ValueError names the one that does not fit."""
    if layer is None and x is None:
        words, x, step = _story(step)
        symbols = words if symbols is None else symbols
    values = _arrays(layer, x, symbols, state, features)
    step = 0 if step is None else step
    for name, value, size in (("step", step, len(values["x"])), ("unit", unit, len(values["h_0"]))):
        if not isinstance(value, (int, np.integer)) or not 0 <= value < size:
            raise ValueError(f"{name} must be a whole number between 0 and {size - 1}, got {value!r}")
    try:
        _check_names("symbols", values["symbols"], len(values["x"]))
        _check_names("features", values["features"], len(values["x"][0]))
        for name in ("x", "h_0", "c_0"):
            _numbers(name, values[name], np.shape(values[name]))
        for name, value in values["weights"].items():
            _numbers(f'weights["{name}"]', value, np.shape(value))
    except traitlets.TraitError as error:
        raise ValueError(str(error)) from None
    return {**values, "unit": int(unit), "step": int(step)}


def _arrays(layer, x, symbols, state, features):
    """Return the numbers and the names as lists."""
    weights = _weights(layer)
    if x is None:
        raise ValueError("x must be given with a layer: one sequence of shape (T, D); got None")
    D, H = (len(weights[name]) for name in ("W_x", "W_h"))
    x = _array("x", x)
    if x.ndim == 3 and len(x) == 1:
        x = x[0]
    if x.ndim != 2 or x.shape[1] != D or not len(x):
        raise ValueError(
            f"x must have shape (T, D) or (1, T, D) with D = {D} and T at least 1, got {x.shape}"
        )
    if state is not None and (not isinstance(state, (tuple, list)) or len(state) != 2):
        raise ValueError(f"state must be a pair (h, c), got {type(state).__name__}")
    h_0, c_0 = (
        _array(name, part) for name, part in zip("hc", state or (np.zeros(H), np.zeros(H)), strict=True)
    )
    for name, part in (("h", h_0), ("c", c_0)):
        if part.shape not in ((H,), (1, H)):
            raise ValueError(f"{name} of state must have shape (H,) or (1, H) with H = {H}, got {part.shape}")
    if features is None:
        from ...datasets.stories import FEATURES

        features = FEATURES if layer is None else ()
    return {
        "weights": weights,
        "x": x.tolist(),
        "h_0": h_0.reshape(-1).tolist(),
        "c_0": c_0.reshape(-1).tolist(),
        "symbols": [] if symbols is None else list(symbols),
        "features": list(features),
    }


def _weights(layer):
    """Return W_x, W_h and b of a layer as nested lists; of the story's cell where there is none."""
    from ...layers import LSTM

    if layer is None:
        from ...datasets.stories import cell

        return {name: value.tolist() for name, value in zip(_PARAMETERS, cell(), strict=True)}
    if hasattr(layer, "weight_ih_l0"):
        from ...nets.interop import from_torch

        layer = from_torch(layer)
    if not isinstance(layer, LSTM):
        raise ValueError(
            f"layer must be a lstm_course.layers.LSTM or a torch.nn.LSTM, got {type(layer).__name__}"
        )
    return {name: np.asarray(layer.params[name], np.float64).tolist() for name in _PARAMETERS}


def _check_names(name, found, size):
    if not all(isinstance(one, str) for one in found) or len(found) not in (0, size):
        what = "time step" if name == "symbols" else "input"
        raise traitlets.TraitError(
            f"{name} must hold one string for each {what}, {size} in all; got {len(found)}: {found!r:.80}"
        )


def _array(name, value):
    if hasattr(value, "detach"):  # a tensor
        value = value.detach().cpu().numpy()
    try:
        return np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers, got {value!r:.80}") from None


def _numbers(name, value, shape):
    """Return `value` as nested lists of floats; None in `shape` is any size of at least 1."""
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise traitlets.TraitError(f"{name} must be nested lists of numbers, got {value!r:.80}") from None
    fits = array.ndim == len(shape) and array.size
    if not fits or any(wanted not in (None, size) for wanted, size in zip(shape, array.shape, strict=True)):
        wanted = ", ".join("any" if size is None else str(size) for size in shape) + (
            "," if len(shape) == 1 else ""
        )
        raise traitlets.TraitError(f"{name} must have shape ({wanted}), got {array.shape}")
    if not np.isfinite(array).all():
        wrong = next(v for v in array.ravel() if not math.isfinite(v))
        raise traitlets.TraitError(f"{name} must hold finite numbers, got {wrong}")
    return array.tolist()
