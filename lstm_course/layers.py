"""Recurrent layers over a sequence, in NumPy: `LSTM`, `GRU`, `RNN`.

Batch first: x is (N, T, D), y is (N, T, H). Each layer has ``forward`` and ``backward``, its parameters in
``params``, their gradients in ``grads`` and what its gates did in ``trace``. Inside, time comes first and every
gate lies in one contiguous block, ``gates[k, t]`` of shape (N, H): a time step is a handful of operations on whole
blocks, and the gradients of the weights are one matrix product per gate at the end.
"""

import numpy as np

from ._arguments import check_array, check_dtype, check_no_nan, check_rng, check_size
from .initialisation import forget_bias as forget_bias_vector
from .initialisation import uniform


class _Recurrent:
    """What the three layers share: arguments, direction, masks, and the order of the axes.

    A layer adds ``_gates`` (blocks in a weight matrix), ``_traced`` (names of the trace) and the two loops
    ``_run`` and ``_run_back``, which see time-major arrays that run forward in time.
    """

    _gates = 1
    _biases = ("b",)
    _traced = ("h",)
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
        self._last = None

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
            mask = self._check_mask(mask, sizes)
            mask = np.array(self._turn(mask.T, reverse), order="C")[..., None]  # (T, N, 1), a copy
        x = np.array(self._turn(x.transpose(1, 0, 2), reverse), order="C")  # (T, N, D), a copy
        if mask is not None:
            x[np.broadcast_to(~mask, x.shape)] = 0  # what stands in the padding is not looked at
        y, state = self._run(x, state, mask)
        self._last = (x, mask, bool(reverse), sizes["N"], sizes["T"])
        y = self._turn(y, reverse).transpose(1, 0, 2).copy()
        return y, self._unpack(state)

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
        x, mask, reverse, N, T = self._last
        sizes = {"N": N, "T": T, "H": self.hidden_size}
        check_array("dy", dy, "N T H", sizes, self.dtype)
        dstate = self._check_state("dstate", dstate, sizes)
        dy = self._turn(dy.transpose(1, 0, 2), reverse)  # (T, N, H)
        dx, dstate, grads = self._run_back(x, dy, dstate, mask)
        self.grads = {name: grads[name] for name in self.params}
        return self._turn(dx, reverse).transpose(1, 0, 2).copy(), self._unpack(dstate)

    @property
    def trace(self):
        """What the last `forward` computed, a dict of ndarrays of shape (N, T, H), in the order of x.

        Under a mask the gates hold what an input of zeros gives, and h and c what was carried.
        """
        if self._last is None:
            return {}
        reverse = self._last[2]
        blocks = (*self._blocks(), *self._state_blocks())
        return {
            name: self._turn(block, reverse).transpose(1, 0, 2).copy()
            for name, block in zip(self._traced, blocks, strict=True)
        }

    def _blocks(self):
        """Return the gates of the last run, time-major."""
        return ()

    def _state_blocks(self):
        """Return the states of the last run without the initial one, time-major."""
        return tuple(states[1:] for states in self._history)

    def _buffer(self, name, shape):
        """Return an uninitialised array of this shape, the same one again where the shape has not changed."""
        array = getattr(self, name, None)
        if array is None or array.shape != shape:
            array = np.empty(shape, self.dtype)
            setattr(self, name, array)
        return array

    def _start(self, state, T):
        """Return one array (T + 1, N, H) per state, with the initial state in its first row."""
        N = state[0].shape[0]
        self._history = []
        for name, first in zip(self._states, state, strict=True):
            states = self._buffer(f"_states_{name}", (T + 1, N, self.hidden_size))
            states[0] = first
            self._history.append(states)
        return self._history

    def _stack(self, name):
        """Return a parameter as blocks: (D, KH) -> (K, D, H), and (KH,) -> (K, 1, 1, H)."""
        value = self.params[name]
        if value.ndim == 1:
            return value.reshape(self._gates, 1, 1, self.hidden_size)
        return np.ascontiguousarray(value.reshape(-1, self._gates, self.hidden_size).transpose(1, 0, 2))

    @staticmethod
    def _unstack(blocks):
        """Undo `_stack` for a matrix: (K, D, H) -> (D, KH)."""
        return blocks.transpose(1, 0, 2).reshape(blocks.shape[1], -1)

    @staticmethod
    def _weight_gradient(inputs, da):
        """Sum over time and batch of inputs^T da: (T, N, D) and (K, T, N, H) -> (D, KH)."""
        K, T, N, H = da.shape
        products = inputs.reshape(T * N, -1).T @ da.reshape(K, T * N, H)
        return _Recurrent._unstack(products)

    @staticmethod
    def _input_gradient(da, W_x):
        """Sum over gates of da W_x^T: (K, T, N, H) and (K, D, H) -> (T, N, D)."""
        K, T, N, H = da.shape
        dx = da[0].reshape(T * N, H) @ W_x[0].T
        for k in range(1, K):
            dx += da[k].reshape(T * N, H) @ W_x[k].T
        return dx.reshape(T, N, -1)

    @staticmethod
    def _turn(array, reverse):
        """Reverse the first axis (time) where asked."""
        return array[::-1] if reverse else array

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
        return mask

    def _unpack(self, state):
        copies = tuple(part.copy() for part in state)
        return copies if len(copies) > 1 else copies[0]


class LSTM(_Recurrent):
    r"""Long short-term memory with a forget gate, over a sequence.

    One step is `lstm_course.cells.lstm_step`; the gates are stacked in the order i, f, g, o.

    Parameters
    ----------
    input_size : int
        D, number of features of x.
    hidden_size : int
        H, number of hidden units. It has nothing to do with the number of time steps.
    rng : numpy.random.Generator
        Source of the initial weights, uniform in :math:`\pm 1 / \sqrt{H}`; biases start at zero.
    forget_bias : float
        Initial bias of the forget gate.
    dtype : dtype
        float64 or float32.

    Attributes
    ----------
    params : dict
        ``W_x`` (D, 4H), ``W_h`` (H, 4H), ``b`` (4H,).
    grads : dict
        Same keys, filled by `backward`.
    trace : dict
        ``i``, ``f``, ``g``, ``o``, ``c``, ``h``, each (N, T, H), of the last `forward`.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or `rng` or `dtype` is of another kind.

    References
    ----------
    Gers, Schmidhuber and Cummins, "Learning to Forget", Neural Computation, 2000. Built in lesson 04, its
    backward pass in lesson 05.
    """

    _gates = 4
    _traced = ("i", "f", "g", "o", "h", "c")
    _states = ("h", "c")

    def __init__(self, input_size, hidden_size, *, rng, forget_bias=1.0, dtype=np.float64):
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.params["b"] = forget_bias_vector(self.hidden_size, forget_bias, dtype=self.dtype)

    def _run(self, x, state, mask):
        T, N, D = x.shape
        H = self.hidden_size
        h, c = self._start(state, T)  # (T + 1, N, H) each
        # sigmoid(a) = (1 + tanh(a / 2)) / 2, so one tanh serves all four gates
        scale = np.array([0.5, 0.5, 1, 0.5], self.dtype).reshape(4, 1, 1)
        W_x, W_h = self._stack("W_x") * scale, self._stack("W_h") * scale
        b = self._stack("b") * scale[..., None]
        gates = self._buffer("_gate_blocks", (4, T, N, H))
        tanh_c = self._buffer("_tanh_c", (T, N, H))
        np.matmul(x.reshape(T * N, D), W_x, out=gates.reshape(4, T * N, H))
        gates += b
        recurrent = np.empty((4, N, H), self.dtype)
        written = np.empty((N, H), self.dtype)
        for t in range(T):
            a = gates[:, t]  # (4, N, H)
            a += np.matmul(h[t], W_h, out=recurrent)
            np.tanh(a, out=a)
            a *= scale
            a += 1 - scale
            i, f, g, o = a
            np.multiply(f, c[t], out=c[t + 1])
            c[t + 1] += np.multiply(i, g, out=written)
            np.tanh(c[t + 1], out=tanh_c[t])
            np.multiply(o, tanh_c[t], out=h[t + 1])
            if mask is not None:
                np.copyto(c[t + 1], c[t], where=~mask[t])
                np.copyto(h[t + 1], h[t], where=~mask[t])
        return h[1:], (h[T], c[T])

    def _run_back(self, x, dy, dstate, mask):
        h, c = self._history
        i, f, g, o = self._gate_blocks  # (T, N, H) each
        tanh_c = self._tanh_c
        # local derivatives of c and h with respect to the four sums, for all steps at once
        da = self._buffer("_da", self._gate_blocks.shape)
        np.multiply(g, i * (1 - i), out=da[0])  # c = f c_prev + i g
        np.multiply(c[:-1], f * (1 - f), out=da[1])
        np.multiply(i, 1 - g**2, out=da[2])
        np.multiply(tanh_c, o * (1 - o), out=da[3])  # h = o tanh(c)
        dc_dh = o * (1 - tanh_c**2)
        W_x, W_h_T = self._stack("W_x"), self._stack("W_h").transpose(0, 2, 1)
        dh_next, dc = (part.copy() for part in dstate)
        for t in reversed(range(x.shape[0])):
            dh = dh_next + dy[t]
            if mask is not None:  # a step that was skipped hands its gradients on as they are
                dh_carried, dc_carried = dh * ~mask[t], dc * ~mask[t]
                dh, dc = dh * mask[t], dc * mask[t]
            dc += dh * dc_dh[t]  # both paths into c
            da[:3, t] *= dc
            da[3, t] *= dh
            dh_next = (da[:, t] @ W_h_T).sum(axis=0)
            dc *= f[t]
            if mask is not None:
                dh_next += dh_carried
                dc += dc_carried
        grads = {
            "W_x": self._weight_gradient(x, da),
            "W_h": self._weight_gradient(h[:-1], da),
            "b": da.sum(axis=(1, 2)).reshape(-1),
        }
        return self._input_gradient(da, W_x), (dh_next, dc), grads

    def _blocks(self):
        return tuple(self._gate_blocks)

    @property
    def trace(self):
        """What the last `forward` computed, a dict i, f, g, o, c, h of ndarrays (N, T, H), in the order of x.

        Under a mask the gates hold what an input of zeros gives, and h and c what was carried.
        """
        found = super().trace
        return {name: found[name] for name in "ifgoch"} if found else {}


class RNN(_Recurrent):
    r"""Plain recurrent network with tanh, over a sequence; one step is `lstm_course.cells.rnn_step`.

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    rng : numpy.random.Generator
        Source of the initial weights, uniform in :math:`\pm 1 / \sqrt{H}`; biases start at zero.
    dtype : dtype
        float64 or float32.

    Attributes
    ----------
    params : dict
        ``W_x`` (D, H), ``W_h`` (H, H), ``b`` (H,).
    grads : dict
        Same keys, filled by `backward`.
    trace : dict
        ``h``, (N, T, H), of the last `forward`.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or `rng` or `dtype` is of another kind.

    References
    ----------
    Elman, "Finding Structure in Time", Cognitive Science, 1990.
    """

    def _run(self, x, state, mask):
        T, N, D = x.shape
        (h,) = self._start(state, T)
        W_h = self.params["W_h"]
        np.matmul(x.reshape(T * N, D), self.params["W_x"], out=h[1:].reshape(T * N, -1))
        h[1:] += self.params["b"]
        for t in range(T):
            h[t + 1] += h[t] @ W_h
            np.tanh(h[t + 1], out=h[t + 1])
            if mask is not None:
                np.copyto(h[t + 1], h[t], where=~mask[t])
        return h[1:], (h[T],)

    def _run_back(self, x, dy, dstate, mask):
        (h,) = self._history
        W_h_T = self.params["W_h"].T
        da = self._buffer("_da", (1, *h[1:].shape))
        np.subtract(1, h[1:] ** 2, out=da[0])  # derivative of tanh
        dh_next = dstate[0].copy()
        for t in reversed(range(x.shape[0])):
            dh = dh_next + dy[t]
            if mask is None:
                da[0, t] *= dh
                dh_next = da[0, t] @ W_h_T
            else:
                da[0, t] *= dh * mask[t]
                dh_next = da[0, t] @ W_h_T + dh * ~mask[t]
        grads = {
            "W_x": self._weight_gradient(x, da),
            "W_h": self._weight_gradient(h[:-1], da),
            "b": da.sum(axis=(1, 2)).reshape(-1),
        }
        return self._input_gradient(da, self.params["W_x"][None]), (dh_next,), grads


class GRU(_Recurrent):
    r"""Gated recurrent unit over a sequence; one step is `lstm_course.cells.gru_step`.

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    rng : numpy.random.Generator
        Source of the initial weights, uniform in :math:`\pm 1 / \sqrt{H}`; biases start at zero.
    reset_after : bool
        Whether the reset gate acts after the product with W_h (PyTorch) or before it (the paper).
    dtype : dtype
        float64 or float32.

    Attributes
    ----------
    params : dict
        ``W_x`` (D, 3H), ``W_h`` (H, 3H), ``b_x`` (3H,), ``b_h`` (3H,), gates in the order r, z, n.
    grads : dict
        Same keys, filled by `backward`.
    trace : dict
        ``r``, ``z``, ``n``, ``h``, each (N, T, H), of the last `forward`.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or `rng` or `dtype` is of another kind.

    References
    ----------
    Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", EMNLP 2014.
    """

    _gates = 3
    _biases = ("b_x", "b_h")
    _traced = ("r", "z", "n", "h")

    def __init__(self, input_size, hidden_size, *, rng, reset_after=True, dtype=np.float64):
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.reset_after = bool(reset_after)

    def _run(self, x, state, mask):
        T, N, D = x.shape
        H = self.hidden_size
        (h,) = self._start(state, T)
        scale = np.array([0.5, 0.5, 1], self.dtype).reshape(3, 1, 1)  # as in the LSTM
        W_x, W_h = self._stack("W_x") * scale, self._stack("W_h") * scale
        b_x, b_h = self._stack("b_x") * scale[..., None], self._stack("b_h")[:, 0] * scale
        gates = self._buffer("_gate_blocks", (3, T, N, H))
        m = self._buffer("_m", (T, N, H))  # what the reset gate multiplies, or its product
        np.matmul(x.reshape(T * N, D), W_x, out=gates.reshape(3, T * N, H))
        gates += b_x
        for t in range(T):
            a = gates[:, t]  # (3, N, H)
            a[:2] += h[t] @ W_h[:2] + b_h[:2]
            np.tanh(a[:2], out=a[:2])
            a[:2] = (a[:2] + 1) / 2
            r, z, n = a
            if self.reset_after:
                m[t] = h[t] @ W_h[2] + b_h[2]
                n += r * m[t]
            else:
                m[t] = r * h[t]
                n += m[t] @ W_h[2] + b_h[2]
            np.tanh(n, out=n)
            h[t + 1] = n + z * (h[t] - n)  # (1 - z) n + z h_prev
            if mask is not None:
                np.copyto(h[t + 1], h[t], where=~mask[t])
        return h[1:], (h[T],)

    def _run_back(self, x, dy, dstate, mask):
        (h,) = self._history
        m = self._m
        r, z, n = self._gate_blocks  # (T, N, H) each
        W_x, W_h = self._stack("W_x"), self._stack("W_h")
        W_h_T = W_h.transpose(0, 2, 1)
        # local derivatives of h with respect to the sums of z and n, for all steps at once
        da = self._buffer("_da", self._gate_blocks.shape)
        da_hn = self._buffer("_da_hn", m.shape)
        np.multiply(h[:-1] - n, z * (1 - z), out=da[1])
        np.multiply(1 - z, 1 - n**2, out=da[2])
        np.multiply(r, 1 - r, out=da[0])
        dh_next = dstate[0].copy()
        for t in reversed(range(x.shape[0])):
            dh = dh_next + dy[t]
            if mask is not None:
                dh_carried, dh = dh * ~mask[t], dh * mask[t]
            da[1:, t] *= dh
            dh_next = dh * z[t]
            if self.reset_after:
                da[0, t] *= da[2, t] * m[t]
                da_hn[t] = da[2, t] * r[t]
                dh_next += da_hn[t] @ W_h_T[2]
            else:
                dm = da[2, t] @ W_h_T[2]
                da[0, t] *= dm * h[t]
                da_hn[t] = da[2, t]
                dh_next += dm * r[t]
            dh_next += (da[:2, t] @ W_h_T[:2]).sum(axis=0)
            if mask is not None:
                dh_next += dh_carried
        H = self.hidden_size
        inputs_n = h[:-1] if self.reset_after else m
        dW_h = np.concatenate(
            [
                self._weight_gradient(h[:-1], da[:2]),
                self._weight_gradient(inputs_n, da_hn[None]),
            ],
            axis=1,
        )
        db_x = da.sum(axis=(1, 2)).reshape(-1)
        db_h = db_x.copy()
        db_h[2 * H :] = da_hn.sum(axis=(0, 1))
        grads = {"W_x": self._weight_gradient(x, da), "W_h": dW_h, "b_x": db_x, "b_h": db_h}
        return self._input_gradient(da, W_x), (dh_next,), grads

    def _blocks(self):
        return tuple(self._gate_blocks)
