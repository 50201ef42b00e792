"""Random cases for the recurrent cells and layers.

A `Case` holds sizes, a seed and switches; its methods turn them into arrays. Hypothesis draws the
switches, a NumPy generator fills the arrays, so that no weight, bias or state is zero by accident.
"""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st
from oracles import STATES

from lstm_course.layers import GRU, LSTM, RNN

KINDS = ("lstm", "gru", "gru_before", "rnn")


def make_layer(kind, input_size, hidden_size, **options):
    """Build a layer of the package from the name of its kind."""
    if kind == "lstm":
        return LSTM(input_size, hidden_size, **options)
    if kind == "rnn":
        return RNN(input_size, hidden_size, **options)
    return GRU(input_size, hidden_size, reset_after=kind == "gru", **options)


@dataclass(frozen=True)
class Case:
    """Sizes and switches of one random test case."""

    kind: str
    N: int
    T: int
    D: int
    H: int
    mask_kind: str = "none"  # none, holes, suffix, all, nothing
    reverse: bool = False
    with_state: bool = True
    with_dstate: bool = True
    seed: int = 0

    def rng(self, purpose):
        """Give a generator for one purpose, so that the arrays are independent."""
        return np.random.default_rng([self.seed, purpose])

    def layer(self, dtype=np.float64):
        """Build a layer with random weights and random non-zero biases."""
        layer = make_layer(self.kind, self.D, self.H, rng=self.rng(0), dtype=dtype)
        rng = self.rng(1)
        for name, array in layer.params.items():
            scale = 1.0 if name.startswith("b") else 1.2 / np.sqrt(array.shape[0])
            array[...] = scale * rng.normal(size=array.shape)
        return layer

    def x(self, dtype=np.float64):
        """Build the input, shape (N, T, D)."""
        return self.rng(2).normal(size=(self.N, self.T, self.D)).astype(dtype)

    def state(self, dtype=np.float64):
        """Build the initial state as a tuple of (N, H) arrays, or None."""
        if not self.with_state:
            return None
        rng = self.rng(3)
        return tuple(rng.normal(size=(self.N, self.H)).astype(dtype) for _ in STATES[self.kind])

    def mask(self):
        """Build the mask, shape (N, T), or None."""
        rng = self.rng(4)
        if self.mask_kind == "none":
            return None
        if self.mask_kind == "holes":
            return rng.random((self.N, self.T)) < 0.6
        if self.mask_kind == "suffix":
            lengths = rng.integers(0, self.T + 1, size=self.N)
            return np.arange(self.T) < lengths[:, None]
        return np.full((self.N, self.T), self.mask_kind == "all")

    def dy(self, dtype=np.float64):
        """Build the gradient that arrives at y."""
        return self.rng(5).normal(size=(self.N, self.T, self.H)).astype(dtype)

    def dstate(self, dtype=np.float64):
        """Build the gradient that arrives at the last state, or None."""
        if not self.with_dstate:
            return None
        rng = self.rng(6)
        return tuple(rng.normal(size=(self.N, self.H)).astype(dtype) for _ in STATES[self.kind])


@st.composite
def cases(draw, kinds=KINDS, max_size=5):
    """Draw a case; D equal to H, N = 1 and T = 1 are drawn often."""
    size = st.one_of(st.just(1), st.integers(1, max_size))
    hidden = draw(st.integers(1, max_size))
    return Case(
        kind=draw(st.sampled_from(kinds)),
        N=draw(size),
        T=draw(size),
        D=draw(st.one_of(st.just(hidden), st.integers(1, max_size))),
        H=hidden,
        mask_kind=draw(st.sampled_from(("none", "holes", "holes", "suffix", "all", "nothing"))),
        reverse=draw(st.booleans()),
        with_state=draw(st.booleans()),
        with_dstate=draw(st.booleans()),
        seed=draw(st.integers(0, 2**32 - 1)),
    )


# All sizes differ in the first, so that a transposed or mixed-up axis cannot fit by accident.
CORNERS = {
    "all sizes differ": Case("lstm", N=2, T=4, D=3, H=5, seed=1),
    "holes": Case("lstm", N=3, T=5, D=2, H=4, mask_kind="holes", seed=2),
    "holes, reverse": Case("lstm", N=4, T=5, D=3, H=2, mask_kind="holes", reverse=True, seed=3),
    "D equals H": Case("lstm", N=2, T=3, D=4, H=4, reverse=True, seed=4),
    "N = 1, T = 1": Case("lstm", N=1, T=1, D=2, H=3, seed=5),
    "everything 1": Case("lstm", N=1, T=1, D=1, H=1, seed=6),
    "no state": Case("lstm", N=2, T=4, D=3, H=5, with_state=False, with_dstate=False, seed=7),
    "nothing valid": Case("lstm", N=2, T=3, D=3, H=2, mask_kind="nothing", seed=8),
    "suffix": Case("lstm", N=3, T=4, D=2, H=5, mask_kind="suffix", with_state=False, seed=9),
}


def corner_cases():
    """List every corner for every kind, with an identifier."""
    return {f"{kind}: {name}": replace(case, kind=kind) for name, case in CORNERS.items() for kind in KINDS}
