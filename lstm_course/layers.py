"""Recurrent layers over a sequence, in NumPy: `LSTM`, `GRU`, `RNN`.

Batch first: x is (N, T, D), y is (N, T, H). Each layer has ``forward`` and ``backward``, its parameters in
``params``, their gradients in ``grads`` and what its gates did in ``trace``.

Inside, time comes first. What enters a time step is one block ``hx[t]`` of shape (N, H + 1 + D): h of the step
before, a column of ones, x. All sums of the step are then one matrix product, ``hx[t] @ W`` with W = (W_h, b, W_x),
every gate is a block (N, H) in one piece, and the gradients of all parameters are one matrix product at the end.
The lines of the loops are the terms of the equations in `lstm_course.cells`; ``out=`` spares them new arrays.
"""

import numpy as np

from ._layer import Layer, by_block, in_blocks
from .initialisation import forget_bias as forget_bias_vector

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


class LSTM(Layer):
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
        T, N, H = len(skip), hx.shape[1], self.hidden_size
        hs = hx[:, :, :H]
        cells = self._buffer("cells", (T + 1, 5, N, H))  # of every step c_prev, i, f, g, o
        cs, gates = cells[:, 0], cells[:-1, 1:]
        cs[0] = state[1]
        tanh_cs = self._buffer("tanh_c", (T, N, H))
        # sigmoid(a) = tanh(a / 2) / 2 + 1 / 2, so one tanh serves all four gates
        scale = np.array([0.5, 0.5, 1, 0.5], self.dtype).repeat(N * H).reshape(4, N, H)
        shift = 1 - scale
        W = in_blocks(self._stack(self.params["b"]) * scale[:, 0].ravel(), H, N)
        products = f_c, i_g = np.empty((2, N, H), self.dtype)
        parts = gates, cells[:-1, 2:0:-1], cells[:-1, ::3], cells[:-1, 4]
        steps = zip(hx[:-1], by_block(gates, W), *parts, cs[1:], tanh_cs, hs[1:], skip, strict=True)
        for t, (hx_t, sums, ifgo, f_and_i, c_and_g, o, c, tanh_c, h, skip_t) in enumerate(steps):
            np.matmul(hx_t, W, out=sums)  # the memory of ifgo, in the blocks of W
            np.tanh(ifgo, out=ifgo)
            ifgo *= scale
            ifgo += shift
            np.multiply(f_and_i, c_and_g, out=products)
            np.add(f_c, i_g, out=c)  # c = f c_prev + i g
            np.tanh(c, out=tanh_c)
            np.multiply(o, tanh_c, out=h)  # h = o tanh(c)
            if skip_t is not None:
                np.copyto(c, cs[t], where=skip_t)
                np.copyto(h, hs[t], where=skip_t)
        i, f, g, o = gates.swapaxes(0, 1)
        trace = {"i": i, "f": f, "g": g, "o": o, "c": cs[1:], "h": hs[1:]}
        return trace, (hx, cells, tanh_cs, skip)

    def _run_back(self, dy, dstate, cache):
        hx, _, _, skip = cache
        T, N, H = dy.shape
        da = self._buffer("da", (T, N, 4 * H))
        gates = da.reshape(T, N, 4, H).swapaxes(1, 2)  # the same memory
        (W_h,) = in_blocks(self.params["W_h"].T, H, N)
        dh, dc = dstate
        dh_blocks = by_block(dh, W_h)
        for steps, slopes in self._slopes(cache):
            # what c depends on (c_prev, i, f, g) and h depends on (o, c); each product takes its slope's place
            parts = slopes[:, :4], slopes[:, 4:], slopes[:, 5], slopes[:, 0], slopes[:, 1:5]
            by_step = (dy[steps], *parts, gates[steps], da[steps], skip[steps])
            backwards = zip(*(blocks[::-1] for blocks in by_step), strict=True)
            for dy_t, along_c, along_h, dc_from_h, dc_prev, da_ifgo, gates_t, da_t, skip_t in backwards:
                dh += dy_t
                if skip_t is not None:  # a step that was skipped hands its gradients on as they are
                    dh_carried, dc_carried = dh * skip_t, dc * skip_t
                    dh *= ~skip_t
                    dc *= ~skip_t
                along_h *= dh  # h = o tanh(c)
                dc += dc_from_h  # both paths into c
                along_c *= dc  # c = f c_prev + i g
                np.copyto(gates_t, da_ifgo)
                np.matmul(da_t, W_h, out=dh_blocks)
                dc = dc_prev
                if skip_t is not None:
                    dh += dh_carried
                    dc += dc_carried
            dc = dc.copy()  # the slopes of earlier steps take its memory
        dx, grads = self._gradients(hx, da.reshape(T * N, 4 * H))
        return dx, (dh, dc), grads

    def _slopes(self, cache):
        """Yield some steps and their slopes (S, 6, N, H): of c along c_prev, i, f, g, then of h along o and c.

        Along a gate means along its sum. The last steps come first, as many at once as fit the processor's cache.
        """
        _, cells, tanh_cs, _ = cache
        T, N, H = tanh_cs.shape
        count = min(T, max(1, _CACHED // (N * H)))
        buffer = self._buffer("slopes", (count, 6, N, H))
        for stop in range(T, 0, -count):
            steps = slice(max(0, stop - count), stop)
            _, i, f, g, o = cells[steps].swapaxes(0, 1)
            g_and_c, tanh_c = cells[steps, 3::-3], tanh_cs[steps]
            slopes = buffer[: len(tanh_c)]
            along_c_prev, _, _, along_g, along_o, along_c = slopes.swapaxes(0, 1)
            _sigmoid_slope(cells[steps, 1:], out=slopes[:, 1:5])
            slopes[:, 1:3] *= g_and_c  # c = f c_prev + i g
            _tanh_slope(g, out=along_g)
            along_g *= i
            along_c_prev[...] = f
            along_o *= tanh_c  # h = o tanh(c)
            _tanh_slope(tanh_c, out=along_c)
            along_c *= o
            yield steps, slopes


class RNN(Layer):
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
        h = hx[:, :, : self.hidden_size]
        W = self._stack(self.params["b"])
        for t in range(len(skip)):
            np.matmul(hx[t], W, out=h[t + 1])
            np.tanh(h[t + 1], out=h[t + 1])
            if skip[t] is not None:
                np.copyto(h[t + 1], h[t], where=skip[t])
        return {"h": h[1:]}, (hx, skip)

    def _run_back(self, dy, dstate, cache):
        hx, skip = cache
        T, N, H = dy.shape
        W_hT = self.params["W_h"].T
        da = _tanh_slope(hx[1:, :, :H], out=self._buffer("da", dy.shape))
        (dh,) = dstate
        for t in reversed(range(T)):
            dh += dy[t]
            if skip[t] is None:
                da[t] *= dh
                np.matmul(da[t], W_hT, out=dh)
            else:  # a step that was skipped hands its gradient on as it is
                da[t] *= dh * ~skip[t]
                dh *= skip[t]
                dh += da[t] @ W_hT
        dx, grads = self._gradients(hx, da.reshape(T * N, H))
        return dx, (dh,), grads


class GRU(Layer):
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
        T, N, H = len(skip), hx.shape[1], self.hidden_size
        h = hx[:, :, :H]
        b, b_h = self.params["b_x"].copy(), self.params["b_h"]
        b[: 2 * H] += b_h[: 2 * H]
        b_hn = b_h[2 * H :]
        W = self._stack(b)
        W_rz = in_blocks(W[:, : 2 * H] / 2, H, N)
        W_hn, W_xn = W[:H, 2 * H :].copy(), W[H:, 2 * H :].copy()
        gates = self._buffer("gates", (T, 3, N, H))
        sums = by_block(gates[:, :2], W_rz)
        m = self._buffer("m", (T, N, H))  # what the reset gate multiplies, or its product
        for t in range(T):
            rz = gates[t, :2]
            np.matmul(hx[t], W_rz, out=sums[t])
            np.tanh(rz, out=rz)
            rz += 1  # sigmoid(a) = (tanh(a / 2) + 1) / 2
            rz /= 2
            r, z, n = gates[t]
            np.matmul(hx[t, :, H:], W_xn, out=n)
            if self.reset_after:
                m[t] = h[t] @ W_hn + b_hn
                n += r * m[t]
            else:
                m[t] = r * h[t]
                n += m[t] @ W_hn + b_hn
            np.tanh(n, out=n)
            h[t + 1] = n + z * (h[t] - n)  # (1 - z) n + z h_prev
            if skip[t] is not None:
                np.copyto(h[t + 1], h[t], where=skip[t])
        r, z, n = gates.swapaxes(0, 1)
        return {"r": r, "z": z, "n": n, "h": h[1:]}, (hx, gates, m, skip)

    def _run_back(self, dy, dstate, cache):
        hx, gates, m, skip = cache
        T, _, N, H = gates.shape
        h_prev = hx[:-1, :, :H]
        r, z, n = gates.swapaxes(0, 1)  # (T, N, H) each
        W_hT = self.params["W_h"].T.copy()
        W_hrzT, W_hnT = W_hT[: 2 * H].reshape(2, H, H), W_hT[2 * H :]
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
                dh += (da_n[t] * r[t]) @ W_hnT
            else:
                dm = da_n[t] @ W_hnT
                da_r[t] *= dm
                dh += dm * r[t]
            dh += (da[t, :2] @ W_hrzT).sum(axis=0)
            if skip[t] is not None:
                dh += dh_carried
        dx, grads = self._gradients(hx, da.swapaxes(1, 2).reshape(T * N, 3 * H))
        # W_hn alone meets another sum, or another input
        da_hn, inputs = (da_n * r, h_prev) if self.reset_after else (da_n, m)
        grads["W_h"][:, 2 * H :] = inputs.reshape(T * N, H).T @ da_hn.reshape(T * N, H)
        grads["b_x"], grads["b_h"] = grads["b"], grads["b"].copy()
        grads["b_h"][2 * H :] = da_hn.sum(axis=(0, 1))
        return dx, (dh,), grads
