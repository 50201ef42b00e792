"""Recurrent layers over a sequence, in NumPy: `LSTM`, `GRU`, `RNN`.

Batch first: x is (N, T, D), y is (N, T, H). Each layer has ``forward`` and ``backward``, its parameters in
``params``, their gradients in ``grads`` and what its gates did in ``trace``.

Inside, time comes first and every sequence of the batch is a column, as in the papers. What enters a time step is
one block ``hx[t]`` of shape (H + 1 + D, N): h of the step before, a row of ones, x. All sums of the step are then one
matrix product, ``W @ hx[t]`` with W = (W_h, b, W_x)^T, every gate is a contiguous block (H, N), and the gradients of
all parameters are one matrix product at the end. The lines of the loops are the terms of the equations in
`lstm_course.cells`; ``out=`` spares them new arrays.
"""

import numpy as np

from ._arguments import check_array, check_dtype, check_no_nan, check_rng, check_size
from .initialisation import forget_bias as forget_bias_vector
from .initialisation import uniform

_SMALL_PRODUCT = 10**6  # pairs of numbers that OpenBLAS multiplies without copying the matrices first
_CACHED = 2**15  # numbers of one gate, so many that all gates and slopes together fit the processor's cache


def _sigmoid_slope(s, out):
    """Write s (1 - s), the derivative of the sigmoid where its value is s."""
    np.subtract(1, s, out=out)
    out *= s
    return out


def _tanh_slope(s, out):
    """Write 1 - s^2, the derivative of tanh where its value is s."""
    np.multiply(s, s, out=out)
    return np.subtract(1, out, out=out)


def _in_blocks(W, N):
    """Return W (R, K) as blocks of rows (B, R / B, K), each a small product with a (K, N).

    A large W is copied before every product, which pays only when N is large.
    """
    blocks = 1
    while N <= 32 and W.size * N > blocks * _SMALL_PRODUCT and W.shape[0] % (2 * blocks) == 0:
        blocks *= 2
    return W.reshape(blocks, -1, W.shape[1])


def _rows(blocks):
    """Put the steps side by side: (T, K, N) -> (K, TN)."""
    T, K, N = blocks.shape
    return blocks.swapaxes(0, 1).reshape(K, T * N)


class _Layer:
    """What the three layers share: arguments, direction, masks, and the order of the axes.

    A layer adds its sizes and names and the two loops, which see time-major arrays that run forward in time:

    - ``_run(hx, state, skip)`` returns the trace, a dict of (T, H, N), and the cache that ``_run_back`` needs;
    - ``_run_back(dy, dstate, cache)`` returns dx (D, TN), the gradients of the initial state, and ``grads``.

    ``skip[t]`` is None, or (1, N) and True where a mask hides the step.
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
        hx = self._buffer("hx", (T + 1, H + 1 + D, N))
        hx[0, :H] = state[0].T
        hx[:, H] = 1
        hx[:T, H + 1 :] = self._turn(x, reverse).transpose(1, 2, 0)
        skip = [None] * T
        if mask is not None:
            skip = ~self._turn(mask, reverse).T[:, None]  # (T, 1, N)
            np.copyto(hx[:T, H + 1 :], 0, where=skip)  # what stands in the padding is not looked at
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
        dy_by_time = self._buffer("dy", (T, self.hidden_size, N))
        dy_by_time[...] = self._turn(dy, reverse).transpose(1, 2, 0)
        dstate = tuple(part.T.copy() for part in dstate)  # (H, N) each
        dx, dstate, grads = self._run_back(dy_by_time, dstate, cache)
        self.grads = {name: grads[name] for name in self.params}
        dx = dx.reshape(-1, T, N).swapaxes(0, 1)  # (T, D, N)
        return self._batch_first(dx, reverse), self._unpack(dstate)

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
        """Return W = (W_h, b, W_x)^T, of shape (KH, H + 1 + D) for K gates."""
        H = self.hidden_size
        W = self._buffer("W", (self._gates * H, H + 1 + self.input_size))
        np.copyto(W[:, :H], self.params["W_h"].T)
        W[:, H] = b
        W[:, H + 1 :] = self.params["W_x"].T
        return W

    def _gradients(self, hx, da):
        """Return dx (D, TN) and the gradients of W = (W_h, b, W_x)^T from those of its sums, da (KH, TN)."""
        H = self.hidden_size
        dW = _rows(hx[:-1]) @ da.T  # (H + 1 + D, KH)
        return self.params["W_x"] @ da, {"W_h": dW[:H], "b": dW[H], "W_x": dW[H + 1 :]}

    @staticmethod
    def _turn(array, reverse):
        """Reverse the second axis (time) where asked."""
        return array[:, ::-1] if reverse else array

    def _batch_first(self, blocks, reverse):
        """Return a copy in the order of x: (T, H, N) -> (N, T, H)."""
        T, H, N = blocks.shape
        array = np.empty((N, T, H), self.dtype)
        turned = self._turn(array, reverse)
        for t, block in enumerate(blocks):  # one by one, since a block fits the cache
            turned[:, t] = block.T
        return array

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
        """Return copies with the batch first, (H, N) -> (N, H): one array, or for the LSTM a tuple."""
        copies = tuple(part.T.copy() for part in state)
        return copies if len(copies) > 1 else copies[0]


class LSTM(_Layer):
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
    _states = ("h", "c")

    def __init__(self, input_size, hidden_size, *, rng, forget_bias=1.0, dtype=np.float64):
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.params["b"] = forget_bias_vector(self.hidden_size, forget_bias, dtype=self.dtype)

    def _run(self, hx, state, skip):
        T, N, H = len(skip), hx.shape[2], self.hidden_size
        hs = hx[:, :H]
        cs = self._buffer("c", (T + 1, H, N))
        cs[0] = state[1].T
        tanh_cs = self._buffer("tanh_c", (T, H, N))
        gates = self._buffer("gates", (T, 4, H, N))
        # sigmoid(a) = tanh(a / 2) / 2 + 1 / 2, so one tanh serves all four gates
        scale = self._buffer("scale", (4, H, N))
        scale[...] = np.reshape([0.5, 0.5, 1, 0.5], (4, 1, 1))
        shift = 1 - scale
        W = self._stack(self.params["b"])
        W *= scale[:, :, 0].reshape(4 * H, 1)
        W = _in_blocks(W, N)
        sums = gates.reshape(T, len(W), -1, N)  # the same memory, in the blocks of W
        i_g = np.empty((H, N), self.dtype)
        steps = zip(hx[:-1], sums, gates, cs[:-1], cs[1:], tanh_cs, hs[:-1], hs[1:], skip, strict=True)
        for hx_t, a, ifgo, c_prev, c, tanh_c, h_prev, h, skip_t in steps:
            np.matmul(W, hx_t, out=a)
            np.tanh(ifgo, out=ifgo)
            ifgo *= scale
            ifgo += shift
            i, f, g, o = ifgo
            np.multiply(f, c_prev, out=c)  # c = f c_prev + i g
            c += np.multiply(i, g, out=i_g)
            np.tanh(c, out=tanh_c)
            np.multiply(o, tanh_c, out=h)  # h = o tanh(c)
            if skip_t is not None:
                np.copyto(c, c_prev, where=skip_t)
                np.copyto(h, h_prev, where=skip_t)
        i, f, g, o = gates.swapaxes(0, 1)
        trace = {"i": i, "f": f, "g": g, "o": o, "c": cs[1:], "h": hs[1:]}
        return trace, (hx, gates, cs, tanh_cs, skip)

    def _run_back(self, dy, dstate, cache):
        hx, gates, _, _, skip = cache
        T, _, H, N = gates.shape
        da = self._buffer("da", (4 * H, T, N))
        W_h = _in_blocks(self.params["W_h"], N)
        dh, dc = dstate
        dh_blocks = dh.reshape(len(W_h), -1, N)
        through_h = np.empty((H, N), self.dtype)
        for steps, slopes, dc_dh in self._local_slopes(cache):
            sums = slopes.reshape(-1, 4 * H, N)  # the same memory
            by_step = (dy[steps], slopes, sums, dc_dh, gates[steps, 1], skip[steps])
            backwards = zip(*(blocks[::-1] for blocks in by_step), strict=True)
            for dy_t, (da_i, da_f, da_g, da_o), da_t, dc_dh_t, f, skip_t in backwards:
                dh += dy_t
                if skip_t is not None:  # a step that was skipped hands its gradients on as they are
                    dh_carried, dc_carried = dh * skip_t, dc * skip_t
                    dh *= ~skip_t
                    dc *= ~skip_t
                dc += np.multiply(dh, dc_dh_t, out=through_h)  # both paths into c
                da_i *= dc
                da_f *= dc
                da_g *= dc
                da_o *= dh
                np.matmul(W_h, da_t, out=dh_blocks)
                dc *= f
                if skip_t is not None:
                    dh += dh_carried
                    dc += dc_carried
            da[:, steps] = sums.swapaxes(0, 1)
        dx, grads = self._gradients(hx, da.reshape(4 * H, T * N))
        return dx, (dh, dc), grads

    def _local_slopes(self, cache):
        """Yield some steps, the slopes of c and h along the four sums (S, 4, H, N), and of h along c (S, H, N).

        The last steps come first, as many at once as fit the processor's cache.
        """
        _, gates, cs, tanh_cs, _ = cache
        T, _, H, N = gates.shape
        count = min(T, max(1, _CACHED // (H * N)))
        along_sums = self._buffer("slopes", (count, 4, H, N))
        along_c = self._buffer("dc_dh", (count, H, N))
        for stop in range(T, 0, -count):
            steps = slice(max(0, stop - count), stop)
            i, _, g, o = gates[steps].swapaxes(0, 1)
            c_prev, tanh_c = cs[steps], tanh_cs[steps]
            slopes, dc_dh = along_sums[: len(i)], along_c[: len(i)]
            da_i, da_f, da_g, da_o = slopes.swapaxes(0, 1)
            _sigmoid_slope(gates[steps], out=slopes)
            _tanh_slope(g, out=da_g)
            da_i *= g  # c = f c_prev + i g
            da_f *= c_prev
            da_g *= i
            da_o *= tanh_c  # h = o tanh(c)
            _tanh_slope(tanh_c, out=dc_dh)
            dc_dh *= o
            yield steps, slopes, dc_dh


class RNN(_Layer):
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

    def _run(self, hx, state, skip):
        h = hx[:, : self.hidden_size]
        W = self._stack(self.params["b"])
        for t in range(len(skip)):
            np.matmul(W, hx[t], out=h[t + 1])
            np.tanh(h[t + 1], out=h[t + 1])
            if skip[t] is not None:
                np.copyto(h[t + 1], h[t], where=skip[t])
        return {"h": h[1:]}, (hx, skip)

    def _run_back(self, dy, dstate, cache):
        hx, skip = cache
        h = hx[:, : self.hidden_size]
        da = _tanh_slope(h[1:], out=self._buffer("da", dy.shape))  # (T, H, N)
        (dh,) = dstate
        for t in reversed(range(len(skip))):
            dh += dy[t]
            if skip[t] is None:
                da[t] *= dh
                np.matmul(self.params["W_h"], da[t], out=dh)
            else:  # a step that was skipped hands its gradient on as it is
                da[t] *= dh * ~skip[t]
                dh *= skip[t]
                dh += self.params["W_h"] @ da[t]
        dx, grads = self._gradients(hx, _rows(da))
        return dx, (dh,), grads


class GRU(_Layer):
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

    def __init__(self, input_size, hidden_size, *, rng, reset_after=True, dtype=np.float64):
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.reset_after = bool(reset_after)

    def _run(self, hx, state, skip):
        T, N, H = len(skip), hx.shape[2], self.hidden_size
        h = hx[:, :H]
        b, b_h = self.params["b_x"].copy(), self.params["b_h"]
        b[: 2 * H] += b_h[: 2 * H]
        b_hn = b_h[2 * H :, None]  # (H, 1)
        W = self._stack(b)
        W_rz, W_hn, W_xn = W[: 2 * H] / 2, W[2 * H :, :H], W[2 * H :, H:]
        gates = self._buffer("gates", (T, 3, H, N))
        m = self._buffer("m", (T, H, N))  # what the reset gate multiplies, or its product
        for t in range(T):
            rz = gates[t, :2].reshape(2 * H, N)
            np.matmul(W_rz, hx[t], out=rz)
            np.tanh(rz, out=rz)
            rz += 1  # sigmoid(a) = (tanh(a / 2) + 1) / 2
            rz /= 2
            r, z, n = gates[t]
            np.matmul(W_xn, hx[t, H:], out=n)
            if self.reset_after:
                m[t] = W_hn @ h[t] + b_hn
                n += r * m[t]
            else:
                m[t] = r * h[t]
                n += W_hn @ m[t] + b_hn
            np.tanh(n, out=n)
            h[t + 1] = n + z * (h[t] - n)  # (1 - z) n + z h_prev
            if skip[t] is not None:
                np.copyto(h[t + 1], h[t], where=skip[t])
        r, z, n = gates.swapaxes(0, 1)
        return {"r": r, "z": z, "n": n, "h": h[1:]}, (hx, gates, m, skip)

    def _run_back(self, dy, dstate, cache):
        hx, gates, m, skip = cache
        T, _, H, N = gates.shape
        h_prev = hx[:-1, :H]
        r, z, n = gates.swapaxes(0, 1)  # (T, H, N) each
        W_hrz, W_hn = self.params["W_h"][:, : 2 * H], self.params["W_h"][:, 2 * H :]
        # slopes of h along the sums of z and n, and of r's product along that of r, for all steps at once
        da = self._buffer("da", gates.shape)
        da_r, da_z, da_n = da.swapaxes(0, 1)
        _sigmoid_slope(r, out=da_r)
        da_r *= m if self.reset_after else h_prev
        _sigmoid_slope(z, out=da_z)
        da_z *= h_prev - n
        _tanh_slope(n, out=da_n)
        da_n *= 1 - z
        (dh,) = dstate
        for t in reversed(range(T)):
            dh += dy[t]
            if skip[t] is not None:  # a step that was skipped hands its gradient on as it is
                dh_carried, dh = dh * skip[t], dh * ~skip[t]
            da_z[t] *= dh
            da_n[t] *= dh
            dh = dh * z[t]
            if self.reset_after:
                da_r[t] *= da_n[t]
                dh += W_hn @ (da_n[t] * r[t])
            else:
                dm = W_hn @ da_n[t]
                da_r[t] *= dm
                dh += dm * r[t]
            dh += W_hrz @ da[t, :2].reshape(2 * H, N)
            if skip[t] is not None:
                dh += dh_carried
        dx, grads = self._gradients(hx, _rows(da.reshape(T, 3 * H, N)))
        # W_hn alone meets another sum, or another input
        da_hn, inputs = (da_n * r, h_prev) if self.reset_after else (da_n, m)
        grads["W_h"][:, 2 * H :] = _rows(inputs) @ _rows(da_hn).T
        grads["b_x"], grads["b_h"] = grads["b"], grads["b"].copy()
        grads["b_h"][2 * H :] = da_hn.sum(axis=(0, 2))
        return dx, (dh,), grads
