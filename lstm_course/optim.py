r"""Optimisers over a dict of parameters, and clipping. They update in place and keep their moments per name."""

import numpy as np


class _Optimiser:
    """What the optimisers share: the learning rate, the check of names and shapes, the moments per name."""

    def __init__(self, learning_rate):
        if not learning_rate > 0:
            raise ValueError(f"learning_rate must be positive, got {learning_rate!r}")
        self.learning_rate = learning_rate
        self._moments = {}

    def step(self, params, grads):
        """Update every array of `params` in place.

        Parameters
        ----------
        params : dict of ndarray
            Parameters by name.
        grads : dict of ndarray
            Gradient of the loss for each of them, same names and shapes.

        Raises
        ------
        ValueError
            Where a parameter or gradient is no array of floats, a gradient is missing or has another shape, or a
            parameter had another shape at the step before. Nothing is updated then.
        """
        for name, value in params.items():
            if name not in grads:
                raise ValueError(f'grads must hold a gradient for "{name}", got {sorted(grads)}')
            if np.shape(grads[name]) != np.shape(value):
                raise ValueError(
                    f'grads["{name}"] must have shape {np.shape(value)}, got {np.shape(grads[name])}'
                )
            for argument, array in {"params": value, "grads": grads[name]}.items():
                if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
                    came = getattr(array, "dtype", type(array).__name__)
                    raise ValueError(f'{argument}["{name}"] must be a NumPy array of floats, got {came}')
        for (name, _), moment in self._moments.items():
            if name in params and moment.shape != params[name].shape:
                raise ValueError(
                    f'params["{name}"] had shape {moment.shape} at the step before, got {params[name].shape}: '
                    "other parameters need an optimiser of their own"
                )
        for name, value in params.items():
            value -= self._change(name, grads[name])

    def _moment(self, name, kind, like):
        return self._moments.setdefault((name, kind), np.zeros_like(like))


class SGD(_Optimiser):
    r"""Stochastic gradient descent with momentum: :math:`v \leftarrow \mu v + g`, change :math:`\eta v`.

    Parameters
    ----------
    learning_rate : float
        :math:`\eta`.
    momentum : float
        :math:`\mu`; 0 for plain gradient descent.

    Raises
    ------
    ValueError
        Where the learning rate is not positive or the momentum is outside 0..1.
    """

    def __init__(self, learning_rate, momentum=0.0):
        super().__init__(learning_rate)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must lie in [0, 1), got {momentum!r}")
        self.momentum = momentum

    def _change(self, name, grad):
        if self.momentum == 0:
            return self.learning_rate * grad
        velocity = self._moment(name, "velocity", grad)
        velocity *= self.momentum
        velocity += grad
        return self.learning_rate * velocity


class RMSprop(_Optimiser):
    r"""Divide each gradient by a running root mean square of itself.

    Parameters
    ----------
    learning_rate : float
        :math:`\eta`.
    decay : float
        Share of the old mean square that is kept at a step.
    eps : float
        Added to the root, so that nothing is divided by zero.

    Raises
    ------
    ValueError
        Where the learning rate is not positive or the decay is outside 0..1.

    References
    ----------
    Tieleman and Hinton, "Lecture 6.5: RMSprop", COURSERA: Neural Networks for Machine Learning, 2012.
    """

    def __init__(self, learning_rate=1e-2, decay=0.99, eps=1e-8):
        super().__init__(learning_rate)
        if not 0 <= decay < 1:
            raise ValueError(f"decay must lie in [0, 1), got {decay!r}")
        self.decay, self.eps = decay, eps

    def _change(self, name, grad):
        square = self._moment(name, "square", grad)
        square *= self.decay
        square += (1 - self.decay) * grad**2
        return self.learning_rate * grad / (np.sqrt(square) + self.eps)


class Adam(_Optimiser):
    r"""Momentum divided by a running root mean square, both corrected for their start at zero.

    .. math::

        m &\leftarrow \beta_1 m + (1 - \beta_1) g \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\
        \text{change} &= \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    Parameters
    ----------
    learning_rate : float
        :math:`\eta`.
    betas : tuple of two float
        :math:`\beta_1, \beta_2`.
    eps : float
        :math:`\epsilon`, added to the root.

    Raises
    ------
    ValueError
        Where the learning rate is not positive or a beta is outside 0..1.

    References
    ----------
    Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1. Built in lesson 05.
    """

    def __init__(self, learning_rate=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(learning_rate)
        if len(betas) != 2 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas must be two numbers in [0, 1), got {betas!r}")
        self.betas, self.eps = tuple(betas), eps
        self._steps = {}

    def _change(self, name, grad):
        beta_1, beta_2 = self.betas
        t = self._steps[name] = self._steps.get(name, 0) + 1
        m, v = self._moment(name, "mean", grad), self._moment(name, "square", grad)
        m *= beta_1
        m += (1 - beta_1) * grad
        v *= beta_2
        v += (1 - beta_2) * grad**2
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        return self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


def clip_by_global_norm(grads, max_norm):
    r"""Scale all gradients by one factor, so that their joint norm is at most `max_norm`.

    Parameters
    ----------
    grads : dict of ndarray
        Gradients by name; not modified.
    max_norm : float
        Largest joint norm :math:`\sqrt{\sum g^2}` over all elements of all arrays.

    Returns
    -------
    clipped : dict of ndarray
        New arrays. The direction is kept, and nothing changes below `max_norm`.
    norm : float
        The joint norm before clipping.

    Raises
    ------
    ValueError
        Where `max_norm` is not positive.

    References
    ----------
    Pascanu, Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural Networks", ICML 2013,
    algorithm 1.
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm must be positive, got {max_norm!r}")
    norm = float(np.sqrt(sum(float(np.sum(np.square(g, dtype=np.float64))) for g in grads.values())))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: g * factor for name, g in grads.items()}, norm
