"""Exercise: a random matrix made orthogonal, times a gain."""

import numpy as np

from ....drive import starts
from ...exercise import Exercise, Mutant, Probe


def orthogonal_probes(rng):
    """Return two random square matrices with a gain each time, the first two of them 2 by 2."""
    return [
        Probe(
            (rng.normal(size=(H, H)), rng.normal(size=(H, H)), float(gain)),
        )
        for H, gain in (
            (2, rng.uniform(1.4, 2)),
            (5, rng.uniform(0.4, 0.8)),
            (4, rng.uniform(1.2, 1.6)),
            (3, 1.5),  # the same size and gain in every draw: only A differs
            (1, 1.3),
        )
    ]


def _observed_matrix(results, args):
    """Return W W^T, and whether W is more than a shuffled identity and another one for another A."""
    W, gain = results["W"], args[2]
    largest = np.abs(W).max()
    same = W.size > 1 and np.allclose(np.abs(W), np.abs(results["W of another A"]))
    return {
        "W @ W.T": W @ W.T,
        "random": bool(largest < 0.999999 * abs(gain) or (W != 0).all()),
        "from A": not same,
    }


def _shear(A):
    """Return A with each column made orthogonal to the first one only, and of length 1."""
    first = A[:, :1] / np.linalg.norm(A[:, :1])
    rest = A[:, 1:] - first @ (first.T @ A[:, 1:])
    return np.concatenate([first, rest / np.linalg.norm(rest, axis=0)], axis=1)


def orthogonal_init(A, gain):
    Q, _ = np.linalg.qr(A)
    return gain * Q


EXERCISE = Exercise(
    name="orthogonal_init",
    signature="orthogonal_init(A, gain)",
    returns={"W": "(H, H)", "W of another A": "(H, H)"},
    drive=starts.from_two,
    reference=orthogonal_init,
    probes=orthogonal_probes,
    points={"W @ W.T": 2, "random": 1, "from A": 1},
    read='lesson 06, "Initialisation decides"',
    observe=_observed_matrix,
    advice={
        "W @ W.T": "Columns of an orthogonal matrix have length 1 and stand at right angles to each other; gain then "
        "multiplies it all, so W @ W.T is gain**2 on the diagonal and 0 elsewhere.",
        "random": "Start from A: the matrix must be a random one, made orthogonal.",
        "from A": "Where A is another one, the result must be another one, too.",
    },
    hints=(
        "NumPy can take a matrix apart into an orthogonal one and a triangular one.",
        "np.linalg.qr(A) returns Q and R. Which of them is orthogonal?",
        "Q, R = np.linalg.qr(A), then gain * Q.",
    ),
    mutants=(
        Mutant(
            "no-gain",
            "The gain is missing: your matrix is orthogonal, but it should also multiply lengths by gain.",
            edits={"gain * Q": "Q"},
        ),
        Mutant(
            "gain-squared",
            "You multiply by the gain twice. W @ W.T already holds it squared.",
            edits={"gain * Q": "gain**2 * Q"},
        ),
        Mutant(
            "root-of-the-gain",
            "You multiply by the root of the gain. Lengths are multiplied by gain itself.",
            edits={"gain * Q": "gain**0.5 * Q"},
        ),
        Mutant(
            "divided-by-the-gain",
            "You divide by the gain. Lengths are to be multiplied by it.",
            edits={"gain * Q": "Q / gain"},
        ),
        Mutant(
            "triangular",
            "You return R, the triangular part. The orthogonal part is the first result of np.linalg.qr, Q.",
            edits={"Q, _ =": "_, Q ="},
        ),
        Mutant(
            "only-scaled",
            "You return gain * A, or A turned with its singular values left in: it still stretches some directions and "
            "shrinks others. Make it orthogonal.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A"},
        ),
        Mutant("unchanged", "You return A itself.", edits={"gain * Q": "A"}),
        Mutant(
            "identity",
            "You return a multiple of the identity, or of one with its rows shuffled or its signs turned. It is "
            "orthogonal, but then each unit hears one unit only: make the random matrix A orthogonal.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = np.eye(len(A))"},
        ),
        Mutant(
            "not-from-A",
            "Your matrix does not change when A does: it is made from random numbers of your own. Make A orthogonal.",
            edits={"np.linalg.qr(A)": "np.linalg.qr(np.random.default_rng(0).normal(size=A.shape))"},
        ),
        Mutant(
            "columns-of-length-one",
            "Your columns all have the right length, but they do not stand at right angles to each other.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A / np.linalg.norm(A, axis=0)"},
        ),
        Mutant(
            "rows-of-length-one",
            "Your rows all have the right length, but they do not stand at right angles to each other.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A / np.linalg.norm(A, axis=1, keepdims=True)"},
        ),
        Mutant(
            "spectral-radius",
            "You set the spectral radius of A to gain. That makes the largest eigenvalue right; but lengths still "
            "grow too much in some directions and too little in others.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A / np.abs(np.linalg.eigvals(A)).max()"},
        ),
        Mutant(
            "spectral-norm",
            "You divide A by its largest singular value. Then one direction is kept and all others shrink.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A / np.linalg.norm(A, 2)"},
        ),
        Mutant(
            "frobenius",
            "You divide A by its norm. That sets one number right, not every direction.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A / np.linalg.norm(A)"},
        ),
        Mutant(
            "variance-only",
            "You divide A by the root of H. That gives the right length on average (Glorot's idea), not for each "
            "direction.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A / np.sqrt(len(A))"},
        ),
        Mutant(
            "symmetric",
            "You make A symmetric. Symmetric and orthogonal are different things.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = (A + A.T) / 2"},
        ),
        Mutant(
            "gain-added",
            "You add the gain to every element. It multiplies the matrix.",
            edits={"gain * Q": "gain + Q"},
        ),
        Mutant(
            "against-the-first-column-only",
            "Each of your columns is at a right angle to the first one, but not to the others. From each column take "
            "away its share along all columns before it.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = _shear(A)"},
        ),
        Mutant(
            "divided-by-root-H",
            "Your matrix is orthogonal, but it multiplies lengths by gain over the root of H. Leave the "
            "root of H out: that recipe is for matrices that are only random.",
            edits={"gain * Q": "gain * Q / np.sqrt(len(A))"},
        ),
        Mutant(
            "inverse",
            "You invert A. The inverse stretches where A shrinks; an orthogonal matrix does neither.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = np.linalg.inv(A)"},
        ),
        Mutant(
            "times-its-transpose",
            "You multiply A by its transpose. That is symmetric, and squares what A does to lengths: it stretches "
            "more where A stretches, and shrinks more where A shrinks.",
            edits={"Q, _ = np.linalg.qr(A)": "Q = A @ A.T"},
        ),
    ),
)
