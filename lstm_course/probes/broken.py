"""Models to try the probes on: one is sound, six of them fail exactly one probe of `lstm_course.probes` each, one two.

All are the same LSTM with fixed weights, 3 features in and 4 hidden units, called as
``model(x, state=None, mask=None) -> (y, state)``; a broken one adds a mistake that is common in real programs.
"""

import numpy as np

from ..layers import LSTM

INPUT_SIZE, HIDDEN_SIZE = 3, 4


def _layer():
    """Return an LSTM whose weights are samples of a sine: fixed, different, none of them zero."""
    layer = LSTM(INPUT_SIZE, HIDDEN_SIZE, rng=np.random.default_rng(0))  # every draw is replaced
    start = 1
    for name, value in layer.params.items():
        layer.params[name] = np.sin(np.arange(start, start + value.size) * 1.7).reshape(value.shape)
        start += value.size
    return layer


_LSTM = _layer()


def sound(x, state=None, mask=None):
    """Run the LSTM; passes every probe.

    Parameters
    ----------
    x : ndarray, shape (N, T, 3)
        Inputs.
    state : pair of ndarrays of shape (N, 4), optional
        h and c to start from; zeros by default.
    mask : ndarray of bool, shape (N, T), optional
        False where a time step is padding.

    Returns
    -------
    y : ndarray, shape (N, T, 4)
        Hidden states at every time step.
    state : pair of ndarrays of shape (N, 4)
        h and c after the last time step.

    Raises
    ------
    ValueError
        As `lstm_course.layers.LSTM.forward`.
    """
    return _LSTM.forward(x, state, mask)


def overwrites_its_state(x, state=None, mask=None):
    """Fail `repeatability`: the new state is written into the caller's arrays, so a second call starts elsewhere."""
    y, new = sound(x, state, mask)
    if state is not None:
        for theirs, ours in zip(state, new, strict=True):
            theirs[...] = ours
    return y, new


def normalises_over_the_batch(x, state=None, mask=None):
    """Fail `batch_independence`: the mean over the batch is taken off, so every sequence sees its neighbours."""
    return sound(x - x.mean(axis=0), state, mask)


def peeks_ahead(x, state=None, mask=None):
    """Fail `causality`: the next input is added to the output, as when targets are not shifted."""
    y, new = sound(x, state, mask)
    mask = np.ones(x.shape[:2], bool) if mask is None else mask
    y[:, :-1] += (x[:, 1:] * mask[:, 1:, None]).sum(axis=2, keepdims=True)
    return y, new


def reads_the_padding(x, state=None, mask=None):
    """Fail `padding`: the mask is ignored, so the last state is that after the padding."""
    return sound(x, state)


def starts_from_zero(x, state=None, mask=None):
    """Fail `chunking`: the state that is handed over is ignored, so every piece starts from zero."""
    return sound(x, None, mask)


def sorts_by_length(x, state=None, mask=None):
    """Fail `permutation`: the batch is sorted by length and never put back in order."""
    if mask is None:
        return sound(x, state)
    order = np.argsort(-mask.sum(axis=1), kind="stable")
    if state is not None:
        state = tuple(part[order] for part in state)
    return sound(x[order], state, mask[order])


def peeks_into_the_padding(x, state=None, mask=None):
    """Fail `causality` and `padding`: the next input is added to the output, and the mask is ignored."""
    return peeks_ahead(x, state)


BROKEN = {
    "repeatability": overwrites_its_state,
    "batch_independence": normalises_over_the_batch,
    "causality": peeks_ahead,
    "padding": reads_the_padding,
    "chunking": starts_from_zero,
    "permutation": sorts_by_length,
}
