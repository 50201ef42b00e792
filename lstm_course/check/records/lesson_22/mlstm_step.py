"""Exercise: one step of a memory that is a matrix."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def steps(rng):
    """Return steps of unequal and of equal sizes, with normalisers on both sides of 1 and of 0, and sizes of 1."""

    def draw(N, D, E, size=1.0, i=None, f=None):
        q, k, v = rng.normal(size=(N, D)), rng.normal(size=(N, D)), rng.normal(size=(N, E))
        i = rng.uniform(0.2, 3, N) if i is None else np.full(N, i)
        f = rng.uniform(0.2, 0.9, N) if f is None else np.full(N, f)
        return size * q, k, v, i, f, rng.normal(size=(N, E, D)), rng.normal(size=(N, D))

    small, large, negative = draw(3, 4, 2, 0.05), draw(3, 4, 2, 8.0), draw(3, 4, 2, 8.0)
    for args, sign in ((large, 1), (negative, -1)):
        q, k, _, i, f, _, n = args
        inner = ((f[:, None] * n + i[:, None] * k / 2) * q).sum(axis=1, keepdims=True)
        q *= sign * np.sign(inner) * np.maximum(1, 3 / np.abs(inner))
    return [
        Probe(
            draw(2, 3, 2, f=0.0),
            "In this probe f is 0: C must be what this step writes, and nothing else. Yours is not.",
            part="C",
        ),
        Probe(
            draw(2, 3, 2, i=0.0),
            "In this probe i is 0: C must be f times what came in. Yours is not.",
            part="C",
        ),
        Probe(small),
        Probe(large),
        Probe(negative),
        Probe(draw(3, 2, 4)),
        Probe(draw(1, 3, 2)),
        Probe(draw(2, 1, 3, 4.0)),
        Probe(draw(2, 4, 1, 4.0)),
        Probe(draw(2, 5, 5, 3.0)),
        Probe(draw(3, 3, 3, 3.0)),  # all sizes equal: a wrong axis raises nothing
        Probe(draw(1, 1, 1, 3.0)),
    ]


def mlstm_step(q, k, v, i, f, C, n):
    k = k / np.sqrt(k.shape[1])
    i, f = i[:, None], f[:, None]
    C = f[:, :, None] * C + i[:, :, None] * v[:, :, None] * k[:, None, :]
    n = f * n + i * k
    inner = (n * q).sum(axis=1, keepdims=True)
    h = (C * q[:, None, :]).sum(axis=2) / np.maximum(np.abs(inner), 1)
    return h, C, n


def _not_spread(q, k, v, i, f, C, n):
    k = k / np.sqrt(k.shape[1])
    C = f * C + i * (v[:, :, None] * k[:, None, :])
    n = f * n + i * k
    h = (C * q[:, None, :]).sum(axis=2) / np.maximum(np.abs((n * q).sum(axis=1, keepdims=True)), 1)
    return h, C, n


def _shared(q, k, v, i, f, C, n):
    k = k / np.sqrt(k.shape[1])
    i, f = i[:, None], f[:, None]
    written = (i[:, :, None] * v[:, :, None] * k[:, None, :]).sum(axis=0)
    C = f[:, :, None] * C + written
    n = f * n + (i * k).sum(axis=0)
    h = (C * q[:, None, :]).sum(axis=2) / np.maximum(np.abs((n * q).sum(axis=1, keepdims=True)), 1)
    return h, C, n


_SCALE = "k = k / np.sqrt(k.shape[1])"
_OUTER = "v[:, :, None] * k[:, None, :]"
_C = "C = f[:, :, None] * C + i[:, :, None] * v[:, :, None] * k[:, None, :]"
_N = "n = f * n + i * k"
_INNER = "inner = (n * q).sum(axis=1, keepdims=True)"
_READ = "(C * q[:, None, :]).sum(axis=2)"
_BELOW = "np.maximum(np.abs(inner), 1)"
_START = "k = k / np.sqrt(k.shape[1])\n    i, f = i[:, None], f[:, None]"

EXERCISE = Exercise(
    name="mlstm_step",
    signature="mlstm_step(q, k, v, i, f, C, n)",
    returns={"h": "(N, E)", "C": "(N, E, D)", "n": "(N, D)"},
    reference=mlstm_step,
    probes=steps,
    points={"h": 3, "C": 3, "n": 1},
    read='lesson 22, "Memory as a matrix"',
    advice={
        "h": "Read the new C with q, then divide by |n . q| or 1, whichever is larger, with the new n.",
        "C": "Keep with f, write i times the outer product: its entry e, d is v_e times k_d, with the scaled key.",
        "n": "Keep with f, write i times the scaled key.",
    },
    hints=(
        "c = f * c + i * g once more. What is written is a matrix now, and it is made of a value and a key.",
        "Entry e, d of the outer product is v_e k_d: v[:, :, None] * k[:, None, :]. The gates are one number for each "
        "sequence and need two more axes.",
        "n = f * n + i * k; h = (C * q[:, None, :]).sum(axis=2), divided by np.maximum(np.abs(n . q), 1).",
    ),
    mutants=(
        Mutant(
            "turned",
            "Your outer product is turned: the key is in the rows. The value is: C has the shape (N, E, D), and C q "
            "is a sum of values.",
            edits={_OUTER: "k[:, :, None] * v[:, None, :]"},
        ),
        Mutant(
            "no-scale",
            "You did not divide the key by the square root of D. An inner product of D numbers grows with it.",
            edits={_START: "i, f = i[:, None], f[:, None]"},
        ),
        Mutant(
            "scale-on-the-value",
            "The keys in your n are not divided by the square root of D. C and n hold the same scaled keys; the value "
            "stays "
            "as it is.",
            edits={_SCALE: "v = v / np.sqrt(k.shape[1])"},
        ),
        Mutant(
            "scale-on-the-query",
            "You divide the query by the square root of D. It is the key that is scaled: C and n hold scaled keys, "
            "also those that came in, and q stays as it is.",
            edits={_SCALE: "q = q / np.sqrt(k.shape[1])"},
        ),
        Mutant(
            "scale-on-both",
            "The square root of D comes in twice: with the key, and with the query or as the floor of the division. It "
            "divides the key, and nothing else.",
            edits={_SCALE: "q, k = q / np.sqrt(k.shape[1]), k / np.sqrt(k.shape[1])"},
        ),
        Mutant(
            "scale-by-D",
            "You divide the key by D. It is the square root of D.",
            edits={_SCALE: "k = k / k.shape[1]"},
        ),
        Mutant(
            "scale-multiplied",
            "You multiply the key by the square root of D. It is divided by it.",
            edits={_SCALE: "k = k * np.sqrt(k.shape[1])"},
        ),
        Mutant(
            "scale-by-E",
            "You divide the key by the square root of E. Keys have D entries.",
            edits={_SCALE: "k = k / np.sqrt(v.shape[1])"},
        ),
        Mutant(
            "scale-by-N",
            "You divide the key by the square root of the size of the batch. Keys have D entries.",
            edits={_SCALE: "k = k / np.sqrt(len(k))"},
        ),
        Mutant(
            "key-normalised",
            "You divide each key by its own length. It is divided by the square root of D, the same for all keys.",
            edits={_SCALE: "k = k / np.sqrt((k**2).sum(axis=1, keepdims=True))"},
        ),
        Mutant(
            "not-divided",
            "You read C and do not divide. What comes out would grow with all that was ever written.",
            hint="M78",
            edits={" / " + _BELOW: ""},
        ),
        Mutant(
            "no-floor",
            "You divide by |n . q| even where it is nearly 0. It is that or 1, whichever is larger.",
            hint="M78",
            edits={_BELOW: "np.abs(inner)"},
        ),
        Mutant(
            "no-absolute-value",
            "You take n . q without its absolute value. It may be negative, and large.",
            hint="M78",
            edits={_BELOW: "np.maximum(inner, 1)"},
        ),
        Mutant(
            "neither",
            "You divide by n . q as it is. It may be negative, and near 0: take its absolute value, or 1 if that is "
            "larger.",
            hint="M78",
            edits={_BELOW: "inner"},
        ),
        Mutant(
            "smaller-of-the-two",
            "You divide by |n . q| or 1, whichever is smaller. It is the larger one: never divide by less than 1.",
            hint="M78",
            edits={_BELOW: "np.minimum(np.abs(inner), 1)"},
        ),
        Mutant(
            "one-added",
            "You add 1 to |n . q|. It is the larger of the two.",
            hint="M78",
            edits={_BELOW: "(np.abs(inner) + 1)"},
        ),
        Mutant(
            "epsilon",
            "You add a small number to |n . q| in place of the floor. The floor is 1.",
            hint="M78",
            edits={_BELOW: "(np.abs(inner) + 1e-6)"},
        ),
        Mutant(
            "old-n",
            "You divide by the n that came in. It is the new one, with this step's key in it.",
            edits={_N: "n, old = f * n + i * k, n", _INNER: "inner = (old * q).sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "sum-of-n",
            "You add up n for the normaliser, without q. It is the inner product n . q: how much was written near this "
            "query.",
            edits={_INNER: "inner = n.sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "n-with-k",
            "Your normaliser is n . k. What is read is asked for by q.",
            edits={_INNER: "inner = (n * k).sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "absolute-values-added",
            "You add up absolute values. It is the absolute value of the sum n . q.",
            edits={_INNER: "inner = np.abs(n * q).sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "over-the-batch",
            "Your normaliser adds up over the whole batch. Each sequence has its own.",
            edits={_INNER: "inner = (n * q).sum()"},
        ),
        Mutant(
            "read-with-the-key",
            "You read with the key of this step. The query asks.",
            edits={_READ: "(C * k[:, None, :]).sum(axis=2)"},
        ),
        Mutant(
            "old-C",
            "You read the C that came in. Write first, then read: a query may find what this step has written.",
            edits={
                _C: "old, C = C, f[:, :, None] * C + i[:, :, None] * v[:, :, None] * k[:, None, :]",
                _READ: "(old * q[:, None, :]).sum(axis=2)",
            },
        ),
        Mutant(
            "written-with-the-query",
            "You store the value under the query. It is stored under the key.",
            edits={_OUTER: "v[:, :, None] * q[:, None, :]"},
        ),
        Mutant(
            "C-never-forgets",
            "Your C is kept whole. The forget gate multiplies it.",
            edits={"f[:, :, None] * C": "C"},
        ),
        Mutant(
            "C-not-gated",
            "You write into C without the input gate.",
            hint="M19",
            edits={"i[:, :, None] * v": "v"},
        ),
        Mutant(
            "C-not-kept",
            "Your C holds this step only. What was there is kept, times f.",
            edits={"f[:, :, None] * C +": "0 * C +"},
        ),
        Mutant(
            "n-never-forgets",
            "Your n never forgets. It is kept with the same f as C.",
            edits={"n = f * n +": "n = n +"},
        ),
        Mutant(
            "n-not-gated",
            "You write the key into n without the input gate. n counts what C holds: the same i.",
            edits={"+ i * k": "+ k"},
        ),
        Mutant(
            "n-not-kept",
            "Your n holds this step only. What was there is kept, times f.",
            edits={"n = f * n +": "n = 0 * n +"},
        ),
        Mutant(
            "gates-exchanged",
            "The two gates are exchanged: f keeps, i writes.",
            edits={"i, f = i[:, None], f[:, None]": "f, i = i[:, None], f[:, None]"},
        ),
        Mutant(
            "one-minus-f",
            "You keep 1 - f. The forget gate is the share that is kept.",
            hint="M01",
            edits={"i, f = i[:, None], f[:, None]": "i, f = i[:, None], 1 - f[:, None]"},
        ),
        Mutant(
            "coupled",
            "You write with 1 - f. The input gate i has a value of its own, which may be above 1.",
            edits={"i, f = i[:, None], f[:, None]": "i, f = 1 - f[:, None], f[:, None]"},
        ),
        Mutant(
            "sigmoid-again",
            "You put the gates through a sigmoid. They come in as gates already.",
            edits={
                "i, f = i[:, None], f[:, None]": "i, f = 1 / (1 + np.exp(-i[:, None])), 1 / (1 + np.exp(-f[:, None]))"
            },
        ),
        Mutant(
            "forget-after-writing",
            "You forget after writing: f multiplies what is new as well.",
            hint="M19",
            edits={
                _C: "C = f[:, :, None] * (C + i[:, :, None] * v[:, :, None] * k[:, None, :])",
                _N: "n = f * (n + i * k)",
            },
        ),
        Mutant(
            "gates-along-the-last-axis",
            "Your gates run along the last axis of C. There is one number for each sequence: give it axes of size 1 "
            "for E and D.",
            hint="M05",
            fn=_not_spread,
        ),
        Mutant(
            "one-memory-for-the-batch",
            "You write the pairs of the whole batch into every memory. Each sequence has its own.",
            fn=_shared,
        ),
        Mutant(
            "order-of-results",
            "You return h, n, C. The order is h, C, n.",
            edits={"return h, C, n": "return h, n, C"},
        ),
    ),
)
