"""Which inputs could have changed an output? Asked of the gradient (lesson 21)."""

import numpy as np
import torch

from .._arguments import check_size
from .._inputs import array, converted


def connectivity(net, x, t, k):
    """Return how strongly one logit hangs on each symbol read so far: norms of gradients.

    Parameters
    ----------
    net : LanguageModel
        Its embedding, LSTM and last layer are used; dropout is left out.
    x : array_like of int, shape (T,)
        One sequence of symbols; the state begins at zero.
    t : int
        The step that is asked, 0 to T - 1.
    k : int
        The symbol whose logit is asked.

    Returns
    -------
    ndarray, shape (t + 1,)
        Norm of d logit_k(t) / d embedding(s), for each s up to t: before the softmax, so that no other symbol's logit
        is in it.

    Raises
    ------
    ValueError
        Where x has another shape, there is no such step or symbol, or no gradient flows.

    References
    ----------
    Madsen, "Visualizing memorization in RNNs", Distill, 2019.
    """
    x = torch.as_tensor(x)
    if x.ndim != 1 or not 0 <= t < len(x):
        raise ValueError(f"x must have shape (T,) and t be from 0 to T - 1, got {tuple(x.shape)} and {t!r}")
    embedded = net.embed(x[None, : t + 1]).detach().requires_grad_()
    with torch.enable_grad():
        logits = net.out(net.narrow(net.lstm(embedded)[0]))[0, t]
        if not 0 <= k < len(logits):
            raise ValueError(f"k must be a symbol, 0 to {len(logits) - 1}, got {k!r}")
        gradient = None
        if logits.requires_grad:
            (gradient,) = torch.autograd.grad(logits[k], embedded, allow_unused=True)
    if gradient is None:
        raise ValueError("net must let gradients through, but its logits are cut off from its embedding")
    return gradient[0].norm(dim=1).numpy()


@converted(x=array, base=array, steps=check_size)
def integrated_gradients(f, x, base, steps=50):
    """Share out what a function gains on the straight way from a base to x, by the midpoint rule.

    Parameters
    ----------
    f : callable
        Takes a tensor, shape (D,), returns a number with a graph.
    x, base : array_like, shape (D,)
        Where the way ends and begins.
    steps : int
        Gradients that are averaged.

    Returns
    -------
    ndarray, shape (D,)
        float64; the sum comes near f(x) - f(base), the more steps the nearer.

    Raises
    ------
    ValueError
        Where x and base differ in shape, or `steps` is not a whole number of at least 1.

    References
    ----------
    Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", ICML 2017.
    """
    x, base = (np.asarray(one, dtype=np.float64) for one in (x, base))
    if x.ndim != 1 or x.shape != base.shape:
        raise ValueError(f"x and base must have the same shape (D,), got {x.shape} and {base.shape}")
    total = np.zeros_like(x)
    for share in (np.arange(steps) + 0.5) / steps:
        here = torch.from_numpy(base + share * (x - base)).requires_grad_()
        with torch.enable_grad():
            (gradient,) = torch.autograd.grad(f(here), here)
        total += gradient.numpy()
    return (x - base) * total / steps
