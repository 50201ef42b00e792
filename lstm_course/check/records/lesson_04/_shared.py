"""What several exercises of lesson 04 share."""

import numpy as np

from .... import cells

_LOOP = 'lesson 04, "One step, again and again"'


_OUT = 'lesson 04, "What comes out"'


def lstm_step(x, h, c, W_x, W_h, b):
    """Run one LSTM step without checks of its arguments: it runs some hundred times in a check."""
    H = h.shape[1]
    a = x @ W_x + h @ W_h + b
    valves = cells.sigmoid(a)
    c = valves[:, H : 2 * H] * c + valves[:, :H] * np.tanh(a[:, 2 * H : 3 * H])
    return valves[:, 3 * H :] * np.tanh(c), c, None


def _weights(rng, D, H):
    return [rng.normal(size=shape) for shape in [(D, 4 * H), (H, 4 * H), (4 * H,)]]


def random_sequences(rng, N, T, D, H):
    """Return x, h0, c0, W_x, W_h, b of a batch of sequences: random, none of them zero."""
    return (
        rng.normal(size=(N, T, D)),
        rng.normal(size=(N, H)),
        rng.normal(size=(N, H)),
        *_weights(rng, D, H),
    )
