"""What the layers of `lstm_course.layers` share: their outside, and products in pieces that suit the processor."""

import numpy as np

from ._arguments import check_array, check_dtype, check_no_nan, check_rng, check_size
from .initialisation import uniform

_SMALL_PRODUCT = 10**6  # pairs of numbers that OpenBLAS multiplies without copying the matrices first
_ROW = 400  # bytes in a row of a block, so few that a block's rows do not drive one another from the cache


def in_blocks(W, width, N):
    """Cut a matrix into blocks of columns, each in one piece and a small product with an (N, K).

    Parameters
    ----------
    W : ndarray, shape (K, R)
        Matrix; R is a multiple of `width`.
    width : int
        Columns that belong together, those of one gate. They are halved until a block is small, but not below 32
        columns; where that does not suffice they stay whole.
    N : int
        Rows of the matrices that W is multiplied with.

    Returns
    -------
    ndarray, shape (R / width, B, K, width / B)
        The B blocks of every `width` columns.
    """
    K = len(W)
    w = width
    while w % 2 == 0 and w > 32 and (w * W.itemsize > _ROW or N * K * w > _SMALL_PRODUCT):
        w //= 2
    if N * K * w > _SMALL_PRODUCT:  # thin blocks, and still not small
        w = width
    return np.ascontiguousarray(W.reshape(K, -1, width // w, w).transpose(1, 2, 0, 3))


def by_block(rows, W):
    """View (..., N, width) as (..., B, N, width / B): where products with the B blocks of W are written."""
    return rows.reshape(*rows.shape[:-1], -1, W.shape[-1]).swapaxes(-3, -2)


class Layer:
    """What the three layers share: arguments, direction, masks, and the order of the axes.

    A layer adds its sizes and names and the two loops, which see time-major arrays that run forward in time:

    - ``_run(hx, state, skip)`` returns the trace, a dict of (T, N, H), and the cache that ``_run_back`` needs;
    - ``_run_back(dy, dstate, cache)`` returns dx (TN, D), the gradients of the initial state, and ``grads``.

    ``skip[t]`` is None, or (N, 1) and True where a mask hides the step.
    """

    _gates = 1
    _biases = ("b",)
    _states = ("h",)

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float64):
        self.input_size = check_size("input_size", input_size)
        self.hidden_size = check_size("hidden_size", hidden_size)
        check_rng(rng)
        self.dtype = check_dtype(dtype)
        width = self._gates * self.hidden_size
        bound = 1 / np.sqrt(self.hidden_size)
        self.params = {
            "W_x": uniform((self.input_size, width), bound, rng, dtype=self.dtype),
            "W_h": uniform((self.hidden_size, width), bound, rng, dtype=self.dtype),
        }
        for name in self._biases:
            self.params[name] = np.zeros(width, self.dtype)
        self.grads = {}
        self._buffers = {}
        self._last = None  # of the last forward: trace, cache, reverse, (N, T)

    def __repr__(self):
        return f"{type(self).__name__}(input_size={self.input_size}, hidden_size={self.hidden_size})"

    def forward(self, x, state=None, mask=None, reverse=False):
        """Run over a batch of sequences.

        Parameters
        ----------
        x : ndarray, shape (N, T, D)
            Inputs, in the layer's dtype.
        state : ndarray of shape (N, H), or for the LSTM a pair of them, optional
            State before the first time step; zeros by default.
        mask : ndarray of bool, shape (N, T), optional
            Where it is False the state is carried on unchanged, and y repeats the carried h.
        reverse : bool
            Run from the last time step to the first. y stays in the order of x.

        Returns
        -------
        y : ndarray, shape (N, T, H)
            Hidden state after every time step.
        state : ndarray of shape (N, H), or for the LSTM a pair of them
            State after the last time step of the run.

        Raises
        ------
        ValueError
            Where a shape or dtype does not fit, T or N is zero, or a parameter holds NaN.
        """
        sizes = {"D": self.input_size, "H": self.hidden_size}
        check_array("x", x, "N T D", sizes, self.dtype)
        self._check_params()
        state = self._check_state("state", state, sizes)
        if mask is not None:
            self._check_mask(mask, sizes)
        N, T, D = x.shape
        H = self.hidden_size
        hx = self._buffer("hx", (T + 1, N, H + 1 + D))
        hx[0, :, :H] = state[0]
        hx[:, :, H] = 1
        hx[:T, :, H + 1 :] = self._time_first(x, reverse)
        skip = [None] * T
        if mask is not None:
            skip = ~self._time_first(mask, reverse)[:, :, None]  # (T, N, 1)
            np.copyto(hx[:T, :, H + 1 :], 0, where=skip)  # what stands in the padding is not looked at
        trace, cache = self._run(hx, state, skip)
        self._last = (trace, cache, bool(reverse), (N, T))
        last = [trace[name][-1] for name in self._states]
        return self._batch_first(trace["h"], reverse), self._unpack(last)

    def backward(self, dy, dstate=None):
        """Backpropagate through the last `forward`; fills ``grads``.

        Parameters
        ----------
        dy : ndarray, shape (N, T, H)
            Gradient of the loss with respect to y.
        dstate : ndarray of shape (N, H), or for the LSTM a pair of them, optional
            Gradient with respect to the state that `forward` returned; zeros by default.

        Returns
        -------
        dx : ndarray, shape (N, T, D)
            Gradient with respect to x.
        dstate : ndarray of shape (N, H), or for the LSTM a pair of them
            Gradient with respect to the initial state.

        Raises
        ------
        ValueError
            Where a shape or dtype does not fit, or `forward` has not run yet.
        """
        if self._last is None:
            raise ValueError("backward needs a forward first: call forward(x) and then backward(dy)")
        _, cache, reverse, (N, T) = self._last
        sizes = {"N": N, "T": T, "H": self.hidden_size}
        check_array("dy", dy, "N T H", sizes, self.dtype)
        dstate = self._check_state("dstate", dstate, sizes)
        dstate = tuple(part.copy() for part in dstate)
        dx, dstate, grads = self._run_back(self._time_first(dy, reverse), dstate, cache)
        self.grads = {name: grads[name] for name in self.params}
        return self._batch_first(dx.reshape(T, N, -1), reverse), self._unpack(dstate)

    @property
    def trace(self):
        """What the last `forward` computed, a dict of ndarrays of shape (N, T, H), in the order of x.

        Under a mask the gates hold what an input of zeros gives, and the states what was carried.
        """
        if self._last is None:
            return {}
        trace, _, reverse, _ = self._last
        return {name: self._batch_first(blocks, reverse) for name, blocks in trace.items()}

    def _buffer(self, name, shape):
        """Return an uninitialised array of this shape, the same one again where the shape has not changed."""
        array = self._buffers.get(name)
        if array is None or array.shape != shape:
            array = self._buffers[name] = np.empty(shape, self.dtype)
        return array

    def _stack(self, b):
        """Return W = (W_h, b, W_x), of shape (H + 1 + D, KH) for K gates."""
        return np.concatenate([self.params["W_h"], b[None], self.params["W_x"]])

    def _gradients(self, hx, da):
        """Return dx (TN, D) and the gradients of W = (W_h, b, W_x) from those of its sums, da (TN, KH)."""
        H = self.hidden_size
        dW = hx[:-1].reshape(len(da), -1).T @ da  # (H + 1 + D, KH)
        return da @ self.params["W_x"].T, {"W_h": dW[:H], "b": dW[H], "W_x": dW[H + 1 :]}

    @staticmethod
    def _time_first(array, reverse):
        """Return a view in the order of the run: (N, T, ...) -> (T, N, ...)."""
        return (array[:, ::-1] if reverse else array).swapaxes(0, 1)

    @staticmethod
    def _batch_first(blocks, reverse):
        """Return a copy in the order of x: (T, N, ...) -> (N, T, ...)."""
        return (blocks[::-1] if reverse else blocks).swapaxes(0, 1).copy()

    def _check_params(self):
        width = self._gates * self.hidden_size
        shapes = {"W_x": (self.input_size, width), "W_h": (self.hidden_size, width)}
        for name in ("W_x", "W_h", *self._biases):
            value, shape = self.params.get(name), shapes.get(name, (width,))
            if not isinstance(value, np.ndarray):
                came = "nothing" if value is None else type(value).__name__
                raise ValueError(f'params["{name}"] must be a NumPy array, got {came}')
            if value.shape != shape or value.dtype != self.dtype:
                raise ValueError(
                    f'params["{name}"] must be {self.dtype} of shape {shape}; '
                    f"got {value.dtype} of shape {value.shape}"
                )
            check_no_nan(f'params["{name}"]', value)

    def _check_state(self, name, state, sizes):
        """Return a tuple of state arrays, zeros where none was given."""
        if state is None:
            zeros = np.zeros((sizes["N"], self.hidden_size), self.dtype)
            return (zeros,) * len(self._states)
        if len(self._states) == 1:
            parts, names = (state,), (name,)
        else:
            if not isinstance(state, (tuple, list)) or len(state) != len(self._states):
                came = f"{type(state).__name__}" + (
                    f" of {len(state)}" if isinstance(state, (tuple, list)) else ""
                )
                raise ValueError(f"{name} must be a pair (h, c) of arrays (N, H), got {came}")
            parts = tuple(state)
            names = tuple(f"{name}[{k}] ({one})" for k, one in enumerate(self._states))
        for part_name, part in zip(names, parts, strict=True):
            check_array(part_name, part, "N H", sizes, self.dtype)
        return parts

    @staticmethod
    def _check_mask(mask, sizes):
        shape = (sizes["N"], sizes["T"])
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
            came = getattr(mask, "dtype", type(mask).__name__)
            raise ValueError(f"mask must be a NumPy array of bool with shape (N, T), got {came}")
        if mask.shape != shape:
            raise ValueError(f"mask must have shape (N, T) = {shape}, got {mask.shape}")

    @staticmethod
    def _unpack(state):
        """Return copies (N, H): one array, or for the LSTM a tuple."""
        copies = tuple(part.copy() for part in state)
        return copies if len(copies) > 1 else copies[0]
