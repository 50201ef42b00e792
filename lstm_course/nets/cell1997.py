r"""The LSTM of 1997 with cell blocks, in NumPy, with the learning rule it was published with.

A block has :math:`s` cells that share one input gate and one output gate. For a cell with state s and net input
:math:`a_c`, the gates' activations i and o, and :math:`z_t`, all that a hidden unit sees (the input, the hidden
activations of the previous time step, 1 for the bias):

.. math::

    i_t = \sigma(W_i z_t) \qquad o_t = \sigma(W_o z_t) \qquad
    s_t = s_{t-1} + i_t \, g(W_c z_t) \qquad y_t = o_t \, h(s_t) \qquad
    g(a) = 4 \sigma(a) - 2 \qquad h(s) = 2 \sigma(s) - 1

There is no forget gate. Gates see the cells' outputs and the gates' activations of the previous time step, too. The
gradient is **truncated**: an error that has reached the net input of a gate or a cell goes no further back; only the
state carries it through time. So every weight needs just two running sums, whatever the length of the sequence:

.. math::

    P^c_t = P^c_{t-1} + i_t \, g'(a_c) \, z_t \qquad P^i_t = P^i_{t-1} + g(a_c) \, i'(a_i) \, z_t

    \Delta W_c = \eta \, e_s P^c \qquad \Delta W_i = \eta \sum_{cells} e_s P^i \qquad
    e_s = o_t \, h'(s_t) \sum_k V_{kc} \delta_k

With the forget gate of 2000, the old state and the old sums are multiplied by :math:`f_t`.

Many nets are trained side by side, each with its own weights and its own data: the first axis, S, counts them.

Sources: Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, section 4 and appendix;
Gers, Schmidhuber and Cummins, "Learning to Forget", Neural Computation 12(10), 2000.
"""

import functools

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted
from ..cells import sigmoid

UNITS = ("gates", "cells", "outputs")


def _checked_by(check):
    """Make a decorator that calls a check with the arguments first; lighter than `converted`, for `step`."""

    def decorate(method):
        @functools.wraps(method)
        def checked_method(*args, **kwargs):
            check(*args, **kwargs)
            return method(*args, **kwargs)

        return checked_method

    return decorate


def _generators(name, value):
    """Return a list of generators, else raise `ValueError`."""
    if isinstance(value, np.random.Generator) or not len(value):
        raise ValueError(f"{name} must be a list with a numpy.random.Generator for each net, got {value!r}")
    return value


def _array(name, value):
    return np.asarray(value)


def _shaped(name, value, shape, letters):
    if np.shape(value) != shape:
        raise ValueError(f"{name} must have shape {letters} = {shape}, got {np.shape(value)}")


def _check_step(self, x):
    if not hasattr(self, "hidden"):
        raise ValueError("reset must be called before the first step")
    _shaped("x", x, (len(self.W), self.input_size), "(S, D)")


def _check_gradients(self, target):
    if not hasattr(self, "y"):
        raise ValueError("step must be called before gradients")
    _shaped("target", target, self.y.shape, "(S, K)")


def _check_run(self, x, lengths):
    S, D = len(self.W), self.input_size
    if x.ndim != 3 or x.shape[::2] != (S, D) or not x.shape[1]:
        raise ValueError(f"x must have shape (S, T, D) with S = {S}, T at least 1 and D = {D}; got {x.shape}")
    T = x.shape[1]
    whole = lengths.shape == (S,) and lengths.dtype.kind in "iu"
    if not whole or lengths.min() < 1 or lengths.max() > T:
        raise ValueError(f"lengths must be {S} whole numbers from 1 to {T}, got {lengths!r}")


def _check_gradients_at_end(self, target, trace):
    _shaped("target", target, trace[-1].shape, "(S, K)")


class Net1997:
    r"""S independent nets of cell blocks with one hidden layer and logistic outputs.

    Parameters
    ----------
    input_size, output_size : int
        D and K.
    blocks, block_size : int
        b blocks of s cells each: C = b s cells.
    rngs : list of numpy.random.Generator
        One for each of the S nets.
    scale : float
        Weights are drawn uniformly from [-scale, scale].
    biased : tuple of str
        Which units have a bias: any of ``"gates"``, ``"cells"``, ``"outputs"``.
    recurrent : str
        What a hidden unit sees of the previous time step: ``"all"`` hidden units, ``"cells"``, or ``"none"``.
    output_gates, forget_gates : bool
        Whether each block has one.
    shortcuts : bool
        Whether the outputs see the input, too.
    linear : bool
        As in experiment 2a: g is the logistic function and h the identity.
    input_bias, output_bias, forget_bias : sequence of float, optional
        Initial bias of each block's gate; drawn as the weights by default.

    Attributes
    ----------
    W : ndarray, shape (S, U, Z)
        Weights into the hidden units: cells, input gates, output gates, forget gates. Z counts input, recurrent, bias.
    V : ndarray, shape (S, K, C + ...)
        Weights into the outputs: from the cells, from the input (with shortcuts), bias.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or an option is not one of those above. In all methods: where
        an array has another shape, `step` comes before `reset`, or `gradients` before `step`.
    """

    @converted(rngs=_generators)
    def __init__(
        self,
        input_size,
        output_size,
        blocks,
        block_size,
        *,
        rngs,
        scale=0.1,
        biased=UNITS,
        recurrent="all",
        output_gates=True,
        forget_gates=False,
        shortcuts=False,
        linear=False,
        input_bias=None,
        output_bias=None,
        forget_bias=None,
    ):
        D, K = check_size("input_size", input_size), check_size("output_size", output_size)
        b, s = check_size("blocks", blocks), check_size("block_size", block_size)
        for rng in rngs:
            check_rng(rng)
        if not set(biased) <= set(UNITS):
            raise ValueError(f"biased must hold names of {UNITS}, got {biased!r}")
        if recurrent not in ("all", "cells", "none"):
            raise ValueError(f"recurrent must be 'all', 'cells' or 'none', got {recurrent!r}")
        C = b * s
        gates = 1 + bool(output_gates) + bool(forget_gates)
        U = C + gates * b
        R = {"all": U, "cells": C, "none": 0}[recurrent]
        self.input_size, self.output_size, self.blocks, self.block_size = D, K, b, s
        self.recurrent_size, self.shortcuts, self.linear = R, bool(shortcuts), bool(linear)
        self.cells = slice(0, C)
        self.input_gates = slice(C, C + b)
        self.output_gates = slice(C + b, C + 2 * b) if output_gates else None
        self.forget_gates = slice(U - b, U) if forget_gates else None

        self.mask = np.ones((U, D + R + 1))  # 0 where there is no connection
        self.mask[self.cells, -1] = "cells" in biased
        self.mask[C:, -1] = "gates" in biased
        self.output_mask = np.ones((K, C + D * self.shortcuts + 1))
        self.output_mask[:, -1] = "outputs" in biased
        draws = [
            (rng.uniform(-scale, scale, self.mask.shape), rng.uniform(-scale, scale, self.output_mask.shape))
            for rng in rngs
        ]
        self.W = np.stack([w for w, _ in draws]) * self.mask
        self.V = np.stack([v for _, v in draws]) * self.output_mask
        given = (
            ("input_bias", input_bias, self.input_gates),
            ("output_bias", output_bias, self.output_gates),
            ("forget_bias", forget_bias, self.forget_gates),
        )
        for name, values, units in given:
            if values is None:
                continue
            if units is None or "gates" not in biased or len(values) != b:
                raise ValueError(f"{name} must be {b} numbers for {b} gates with a bias, got {values!r}")
            self.W[:, units, -1] = values

    @property
    def parameter_count(self):
        """Number of weights of one net, biases included."""
        return int(self.mask.sum() + self.output_mask.sum())

    def select(self, which):
        """Keep only some of the nets.

        Parameters
        ----------
        which : ndarray of int or bool
            Which ones.
        """
        self.W, self.V = self.W[which], self.V[which]

    def reset(self):
        """Set activations, states and running sums to zero, as before every sequence."""
        S, U, Z = self.W.shape
        C = self.blocks * self.block_size
        self.s = np.zeros((S, C))
        self.hidden = np.zeros((S, U))  # what the next time step sees: cells' outputs, then gates
        self.P_c, self.P_i, self.P_f = np.zeros((3, S, C, Z))

    @_checked_by(_check_step)
    def step(self, x):
        """Read one time step and carry the running sums on.

        Parameters
        ----------
        x : ndarray, shape (S, D)
            Input of each net.

        Returns
        -------
        ndarray, shape (S, K)
            Outputs, between 0 and 1.
        """
        S = len(x)
        self.z = np.concatenate([x, self.hidden[:, : self.recurrent_size], np.ones((S, 1))], axis=1)
        act = sigmoid(np.matmul(self.W, self.z[:, :, None])[:, :, 0])  # (S, U)
        i, o, f = (self._each_cell(act, u) for u in (self.input_gates, self.output_gates, self.forget_gates))
        g, dg = self._squash(act[:, self.cells])
        z = self.z[:, None, :]
        self.P_c = f[..., None] * self.P_c + (i * dg)[..., None] * z
        self.P_i = f[..., None] * self.P_i + (g * i * (1 - i))[..., None] * z
        self.P_f = f[..., None] * self.P_f + (self.s * f * (1 - f))[..., None] * z
        self.s = f * self.s + i * g
        self.o, (self.h, self.dh) = o, self._show(self.s)
        self.hidden = np.concatenate([o * self.h, act[:, self.cells.stop :]], axis=1)
        self.shown = self._shown(o * self.h, x)
        self.y = sigmoid(np.matmul(self.V, self.shown[:, :, None])[:, :, 0])
        return self.y

    @_checked_by(_check_gradients)
    def gradients(self, target):
        r"""Return the truncated gradient of :math:`\frac12 \sum_k (target_k - y_k)^2` at the present time step.

        Parameters
        ----------
        target : ndarray, shape (S, K)
            Wanted outputs.

        Returns
        -------
        dW, dV : ndarray, shapes of `W` and `V`
            One for each of the S nets; zero where a net has no such weight.
        """
        delta = (self.y - target) * self.y * (1 - self.y)
        e_h = np.matmul(delta[:, None, :], self.V[:, :, self.cells])[:, 0]  # (S, C)
        e_s = (self.o * self.dh * e_h)[..., None]
        dW = np.zeros_like(self.W)
        dW[:, self.cells] = e_s * self.P_c
        dW[:, self.input_gates] = self._sum_blocks(e_s * self.P_i)
        if self.output_gates:
            da_o = self.h * e_h * self.o * (1 - self.o)
            dW[:, self.output_gates] = self._sum_blocks(da_o[..., None] * self.z[:, None, :])
        if self.forget_gates:
            dW[:, self.forget_gates] = self._sum_blocks(e_s * self.P_f)
        return dW * self.mask, delta[:, :, None] * self.shown[:, None, :] * self.output_mask

    def learn(self, target, learning_rate):
        """Change the weights at the present time step, by stochastic gradient descent.

        Parameters
        ----------
        target : ndarray, shape (S, K)
            Wanted outputs.
        learning_rate : float
            The step.
        """
        dW, dV = self.gradients(target)
        self.W -= learning_rate * dW
        self.V -= learning_rate * dV

    @converted(_check_run, x=_array, lengths=_array)
    def run(self, x, lengths):
        """Read whole sequences; only what the end of each needs is kept.

        Parameters
        ----------
        x : ndarray, shape (S, T, D)
            One sequence for each net, filled up to T.
        lengths : ndarray of int, shape (S,)
            Time steps of each sequence.

        Returns
        -------
        y : ndarray, shape (S, K)
            Outputs at the end of each sequence.
        trace : tuple
            What `gradients_at_end` needs.

        Raises
        ------
        ValueError
            Where the nets have forget gates or no output gates, or squash as in experiment 2a; where x has another
            shape, or a length is no whole number from 1 to T.
        """
        if self.forget_gates or not self.output_gates or self.linear:
            raise ValueError("run must have nets of 1997 with input and output gates; step serves all others")
        S, T, D = x.shape
        b, s, C, R = self.blocks, self.block_size, self.cells.stop, self.recurrent_size
        U = self.W.shape[1]
        # minus the net input, so that 1 / (1 + exp(...)) needs no sign
        from_x = -(np.matmul(x, self.W[:, :, :D].transpose(0, 2, 1)) + self.W[:, None, :, -1])
        from_x = np.ascontiguousarray(from_x.transpose(1, 0, 2))[..., None]  # (T, S, U, 1)
        W_h = np.ascontiguousarray(-self.W[:, :, D : D + R])
        acts, a = np.empty((T, S, U, 1)), np.empty((S, U, 1))
        hidden, half = np.zeros((S, U, 1)), np.zeros((S, b, s))  # half of the state
        seen, y = hidden[:, :R], hidden[:, :C, 0].reshape(S, b, s)
        seen_all = np.zeros((T, S, R, 1))
        states = np.empty((T, S, b, s))
        with np.errstate(over="ignore"):
            for t in range(T):
                seen_all[t] = seen
                np.matmul(W_h, seen, out=a)
                a += from_x[t]
                np.exp(a, out=a)
                a += 1
                act = np.reciprocal(a, out=acts[t])
                hidden[:, C:] = act[:, C:]
                g = act[:, :C].reshape(S, b, s) * 2
                g -= 1
                g *= act[:, C : C + b]
                half += g
                states[t] = half
                np.tanh(half, out=y)  # 2 sigmoid(s) - 1
                y *= act[:, C + b : C + 2 * b]
        rows, last = np.arange(S), lengths - 1
        h = np.tanh(states[last, rows]).reshape(S, C)
        o = self._each_cell(acts[last, rows, :, 0], self.output_gates)
        shown = self._shown(o * h, x[rows, last])
        y = sigmoid(np.matmul(self.V, shown[:, :, None])[:, :, 0])
        return y, (x, lengths, acts[..., 0], seen_all[..., 0], h, o, shown, y)

    @_checked_by(_check_gradients_at_end)
    def gradients_at_end(self, target, trace):
        """Return what `gradients` returns at the end of each sequence, in one go over all time steps.

        Without forget gates the running sums are plain sums over time: one matrix product for each net.

        Parameters
        ----------
        target : ndarray, shape (S, K)
            Wanted outputs at the end.
        trace : tuple
            Second result of `run`.

        Returns
        -------
        dW, dV : ndarray, shapes of `W` and `V`
            One for each of the S nets; zero where a net has no such weight.
        """
        x, lengths, acts, seen, h, o, shown, y = trace
        S, T, _ = x.shape
        delta = (y - target) * y * (1 - y)
        e_h = np.matmul(delta[:, None, :], self.V[:, :, self.cells])[:, 0]
        e_s = o * (1 - h**2) / 2 * e_h  # (S, C)
        counted = (np.arange(T)[:, None] < lengths)[:, :, None]  # (T, S, 1)
        i = self._each_cell(acts, self.input_gates)
        g, dg = self._squash(acts[..., self.cells])
        da = np.zeros_like(acts)  # (T, S, U)
        da[..., self.cells] = e_s * i * dg
        da[..., self.input_gates] = self._sum_blocks((e_s * g * i * (1 - i))[..., None])[..., 0]
        da_o = h * e_h * o * (1 - o)
        da[lengths - 1, np.arange(S), self.output_gates] = self._sum_blocks(da_o[..., None])[..., 0]
        da = np.ascontiguousarray((da * counted).transpose(1, 2, 0))  # (S, U, T)
        z = np.concatenate([x, seen.transpose(1, 0, 2), np.ones((S, T, 1))], axis=2)  # (S, T, Z)
        return np.matmul(da, z) * self.mask, delta[:, :, None] * shown[:, None, :] * self.output_mask

    def learn_at_end(self, target, trace, learning_rate):
        """Change the weights at the end of the sequences that `run` has read.

        Parameters
        ----------
        target : ndarray, shape (S, K)
            Wanted outputs at the end.
        trace : tuple
            Second result of `run`.
        learning_rate : float
            The step.
        """
        dW, dV = self.gradients_at_end(target, trace)
        self.W -= learning_rate * dW
        self.V -= learning_rate * dV

    def _each_cell(self, act, units):
        """Give each cell the activation of its block's gate; 1 where blocks have no such gate."""
        if units is None:
            return np.ones((*act.shape[:-1], self.cells.stop))
        return np.repeat(act[..., units], self.block_size, axis=-1)

    def _sum_blocks(self, values):
        """Sum over the cells of each block: (..., C, Z) -> (..., b, Z)."""
        *front, _, Z = values.shape
        return values.reshape(*front, self.blocks, self.block_size, Z).sum(axis=-2)

    def _squash(self, act):
        """Return g and its slope, from the logistic function of the net input."""
        slope = act * (1 - act)
        return (act, slope) if self.linear else (4 * act - 2, 4 * slope)

    def _show(self, s):
        """Return h of the state and its slope."""
        h = np.tanh(s / 2)
        return (s, np.ones_like(s)) if self.linear else (h, (1 - h**2) / 2)

    def _shown(self, y_cells, x):
        """Return what the outputs see."""
        return np.concatenate([y_cells, *([x] if self.shortcuts else []), np.ones((len(x), 1))], axis=1)
