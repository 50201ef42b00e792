"""Tables of small recurrent networks for the probes."""

import numpy as np


def tables(rng, V, H, sharp=2.0):
    """Return E (V, H), W (H, H) and U (H, V) of a network whose next symbol depends on all it has read."""
    return (
        rng.normal(0, 1.2, size=(V, H)),
        rng.normal(0, 1.6 / np.sqrt(H), size=(H, H)),
        rng.normal(0, sharp / np.sqrt(H), size=(H, V)),
    )


def by_symbol(follows):
    """Return the tables of a network that looks at the symbol alone; `follows` says which comes after which."""
    V = len(follows)
    return 5.0 * np.eye(V), np.zeros((V, V)), 3.0 * np.eye(V)[list(follows)]


def by_state(says):
    """Return the tables of a network that counts its steps, whatever it reads, and says one symbol after another.

    Its state must begin with a one in the last place.
    """
    H = len(says)
    V = max(says) + 1
    return np.zeros((V, H)), 9.0 * np.roll(np.eye(H), 1, axis=1), 3.0 * np.eye(V)[list(says)]


def run(nets, state, start, length):
    """Return the symbols (N, length) that a network writes by taking the largest score, and never ends."""
    E, W, U = nets
    symbols, written = np.full(len(state), start), []
    for _ in range(length):
        state = np.tanh(state @ W + E[symbols])
        symbols = (state @ U).argmax(axis=1)
        written.append(symbols)
    return np.stack(written, axis=1)
