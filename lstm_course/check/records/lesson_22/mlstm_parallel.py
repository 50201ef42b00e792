"""Exercise: all outputs of a matrix memory at once."""

from functools import partial

import numpy as np

from ....drive import passes
from ...exercise import Exercise, Mutant, Probe


def sequences(rng):
    """Return sequences of unequal and of equal sizes, one step, long runs with small gates, and sizes of 1."""

    def draw(N, T, D, E, size=3.0, low=0.2, high=1.0):
        q, k = size * rng.normal(size=(N, T, D)), rng.normal(size=(N, T, D))
        return q, k, rng.normal(size=(N, T, E)), rng.uniform(0.2, 3, (N, T)), rng.uniform(low, high, (N, T))

    return [
        Probe(
            draw(2, 1, 3, 2),
            "This probe has one step: what is read is what was just written, and no forget gate acts. Yours is "
            "something else.",
            part="h",
        ),
        Probe(
            draw(2, 5, 3, 2, low=1.0),
            "All forget gates are 1 in this probe, so nothing decays; what goes wrong is in the scores, the input "
            "gate, the order in time or the division.",
            part="h",
        ),
        Probe(draw(2, 4, 3, 2)),
        Probe(draw(1, 5, 2, 3)),
        Probe(draw(3, 6, 1, 1)),
        Probe(draw(3, 2, 4, 1, size=0.3)),
        Probe(draw(2, 4, 4, 4)),
        Probe(draw(3, 3, 3, 3)),
        Probe(draw(1, 64, 2, 1, low=1e-8, high=1e-6)),
        Probe(draw(1, 1, 1, 1)),
        Probe(draw(2, 7, 2, 5)),
    ]


def mlstm_parallel(q, k, v, i, f):
    T, D = q.shape[1:]
    sums = np.cumsum(np.log(f), axis=1)
    decay = sums[:, :, None] - sums[:, None, :]
    decay = np.exp(np.where(np.tri(T) == 1, decay, -np.inf))
    scores = (q / np.sqrt(D)) @ k.swapaxes(1, 2) * decay * i[:, None, :]
    inner = scores.sum(axis=2, keepdims=True)
    return scores @ v / np.maximum(np.abs(inner), 1)


def _loop(q, k, v, i, f):
    (N, T, D), E = q.shape, v.shape[2]
    C, n, states = np.zeros((N, E, D)), np.zeros((N, D)), []
    for t in range(T):
        key = k[:, t] / np.sqrt(D)
        C = f[:, t, None, None] * C + i[:, t, None, None] * v[:, t, :, None] * key[:, None, :]
        n = f[:, t, None] * n + i[:, t, None] * key
        inner = np.abs((n * q[:, t]).sum(axis=1, keepdims=True))
        states.append((C * q[:, t, None, :]).sum(axis=2) / np.maximum(inner, 1))
    return np.stack(states, axis=1)


def _by_ratio(q, k, v, i, f):
    T, D = q.shape[1:]
    whole = np.cumprod(f, axis=1)
    decay = np.where(np.tri(T) == 1, whole[:, :, None] / whole[:, None, :], 0)
    scores = q @ k.swapaxes(1, 2) / np.sqrt(D) * decay * i[:, None, :]
    return scores @ v / np.maximum(np.abs(scores.sum(axis=2, keepdims=True)), 1)


def _softmax(q, k, v, i, f):
    T, D = q.shape[1:]
    scores = np.where(np.tri(T) == 1, q @ k.swapaxes(1, 2) / np.sqrt(D), -np.inf)
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return e / e.sum(axis=2, keepdims=True) @ v


def _with_exp(q, k, v, i, f, how):
    """Return the answer with exp of the scores in one of the places where it is met."""
    T, D = q.shape[1:]
    seen, sums = np.tri(T) == 1, np.cumsum(np.log(f), axis=1)
    logs = np.where(seen, sums[:, :, None] - sums[:, None], -np.inf) + np.log(i)[:, None]
    scores = q @ k.swapaxes(1, 2) / np.sqrt(D)
    if how == "gates inside":
        scores = scores + logs
    elif how == "of the gated scores":
        scores = np.where(seen, scores * np.exp(logs), -np.inf)
    else:
        scores = np.where(seen, scores, -np.inf)
    if how == "not divided by its sum":
        weights = np.exp(scores + logs)
        return weights @ v / np.maximum(weights.sum(axis=2, keepdims=True), 1)
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = e / e.sum(axis=2, keepdims=True)
    return (weights * np.exp(logs) if how == "gates after" else weights) @ v


_SOFTMAX = {
    "gates inside": "You take a softmax.",
    "of the gated scores": "You take a softmax of the gated scores.",
    "gates after": "You take a softmax, and gate that.",
}

_LOGS = "np.cumsum(np.log(f), axis=1)"
_DIFFERENCE = "sums[:, :, None] - sums[:, None, :]"
_MASK = "np.where(np.tri(T) == 1, decay, -np.inf)"
_SCALED = "(q / np.sqrt(D))"
_SCORES = "(q / np.sqrt(D)) @ k.swapaxes(1, 2)"
_GATED = " * decay * i[:, None, :]"
_INNER = "scores.sum(axis=2, keepdims=True)"
_BELOW = "np.maximum(np.abs(inner), 1)"

EXERCISE = Exercise(
    name="mlstm_parallel",
    signature="mlstm_parallel(q, k, v, i, f)",
    returns={
        "h": "(N, T, E)",
        "number of NumPy calls": "whether NumPy was called only a few times for each doubling of T",
    },
    drive=passes.parallel_passes,
    reference=mlstm_parallel,
    probes=sequences,
    points={"h": 5, "number of NumPy calls": 1},
    pairs=False,
    read='lesson 22, "Memory as a matrix"',
    advice={
        "h": "Compare it with your loop. What step s wrote reaches step t through the forget gates of s + 1 to t.",
        "number of NumPy calls": "NumPy is called again for every step. All pairs of steps fit into one array "
        "(N, T, T).",
    },
    hints=(
        "Write out what h at step 3 reads from step 1: which factors has v_1 met on its way?",
        "A product of gates from s + 1 to t is exp of a difference of two running sums of logarithms. As an array "
        "(N, T, T): sums[:, :, None] - sums[:, None, :].",
        "Mask the future with np.tri(T), multiply by q @ k.swapaxes(1, 2) / sqrt(D) and by i[:, None, :]; then the "
        "scores @ v, divided by the larger of |sum of the row's scores| and 1.",
    ),
    mutants=(
        Mutant(
            "loop",
            "The numbers are right, and NumPy is called anew for every step: it is the loop. Asked for is one array "
            "for all pairs of steps.",
            hint="M79",
            fn=_loop,
        ),
        Mutant(
            "not-causal",
            "You do not hide the future: step t reads what is written later. Only s up to t may count.",
            hint="M66",
            edits={_MASK: "decay"},
        ),
        Mutant(
            "masked-exponents",
            "You set the exponents of the future to 0, and exp(0) is 1. Set the decay itself to 0, or the exponent to "
            "minus infinity.",
            hint="M66",
            edits={"-np.inf": "0"},
        ),
        Mutant(
            "past-hidden",
            "You hide the past and keep the future: the mask is turned. Rows are the reading step t, columns the "
            "writing step s.",
            hint="M83",
            edits={"np.tri(T) == 1": "np.tri(T).T == 1"},
        ),
        Mutant(
            "own-step-hidden",
            "You hide step t from itself. It writes before it reads.",
            edits={"np.tri(T) == 1": "np.tri(T, k=-1) == 1"},
        ),
        Mutant(
            "own-gate-included",
            "Your decay includes the forget gate of step s itself. What s writes meets the gates of the steps after "
            "it: s + 1 to t.",
            edits={_DIFFERENCE: "sums[:, :, None] - (sums - np.log(f))[:, None, :]"},
        ),
        Mutant(
            "last-gate-missing",
            "Your decay stops before step t. The memory is forgotten at t before t is written and read: s + 1 to t.",
            edits={_DIFFERENCE: "np.minimum((sums - np.log(f))[:, :, None] - sums[:, None, :], 0)"},
        ),
        Mutant(
            "from-the-start",
            "Your decay runs from the first step, whichever wrote. What s wrote meets only the gates after s.",
            edits={_DIFFERENCE: "sums[:, :, None] + 0 * sums[:, None, :]"},
        ),
        Mutant(
            "wrong-end",
            "Your difference has the wrong sign: what is old grows. It is the running sum at t minus that at s.",
            edits={_DIFFERENCE: "sums[:, None, :] - sums[:, :, None]"},
        ),
        Mutant(
            "one-gate-only",
            "You let the forget gate of step t alone act on all that is older. The gates of all steps from s + 1 to t "
            "multiply.",
            edits={
                _DIFFERENCE: "np.log(f)[:, :, None] * (1 - np.eye(T))",
            },
        ),
        Mutant(
            "no-decay",
            "Nothing decays: the forget gates are not used.",
            edits={_GATED: " * np.tri(T) * i[:, None, :]"},
        ),
        Mutant(
            "log-base-2",
            "You take logarithms to the base 2, and then exp. The two must belong together.",
            hint="M69",
            edits={_LOGS: "np.cumsum(np.log2(f), axis=1)"},
        ),
        Mutant(
            "log-base-10",
            "You take logarithms to the base 10, and then exp. The two must belong together.",
            hint="M69",
            edits={_LOGS: "np.cumsum(np.log10(f), axis=1)"},
        ),
        Mutant(
            "no-running-sum",
            "You take the logarithm of single gates, without a running sum. The product from s + 1 to t needs all of "
            "them.",
            edits={_LOGS: "np.log(f)"},
        ),
        Mutant(
            "sum-over-the-batch",
            "Your running sum goes over the batch. Time is the second axis.",
            edits={_LOGS: "np.cumsum(np.log(f), axis=0)"},
        ),
        Mutant(
            "sums-of-gates",
            "You add up gates. Gates that follow each other multiply: add up their logarithms.",
            edits={_LOGS: "np.cumsum(f, axis=1)"},
        ),
        Mutant(
            "sums-from-the-end",
            "Your running sum begins at the last step, so the difference has the wrong sign: what is old grows. Begin "
            "at the first.",
            edits={_LOGS: "np.cumsum(np.log(f)[:, ::-1], axis=1)[:, ::-1]"},
        ),
        Mutant(
            "product-underflows",
            "You divide products of all gates so far. In a long sequence both are 0, and 0 / 0 is no number: subtract "
            "sums of logarithms.",
            fn=_by_ratio,
        ),
        Mutant(
            "input-gate-of-the-reader",
            "You multiply with the input gate of the reading step t. It is the one of the writing step s.",
            edits={_GATED: " * decay * i[:, :, None]"},
        ),
        Mutant(
            "no-input-gate",
            "You left out the input gate.",
            hint="M19",
            edits={_GATED: " * decay"},
        ),
        Mutant(
            "input-gate-on-v-only",
            "Your normaliser lacks the input gate. What n has collected are keys times i.",
            edits={_GATED: " * decay", "scores @ v /": "(scores * i[:, None, :]) @ v /"},
        ),
        Mutant(
            "exp-of-the-input-gate",
            "You take exp of the input gate. It comes in as a gate already.",
            edits={_GATED: " * decay * np.exp(i)[:, None, :]"},
        ),
        Mutant(
            "no-scale",
            "You did not divide by the square root of D.",
            edits={_SCALED: "q"},
        ),
        Mutant(
            "scale-by-D",
            "You divide by D. It is the square root of D.",
            edits={_SCALED: "(q / D)"},
        ),
        Mutant(
            "scale-multiplied",
            "You multiply by the square root of D. The keys are divided by it.",
            edits={_SCALED: "(q * np.sqrt(D))"},
        ),
        Mutant(
            "scale-by-E",
            "You divide by the square root of E. Keys have D entries.",
            edits={_SCALED: "(q / np.sqrt(v.shape[2]))"},
        ),
        Mutant(
            "scale-by-T",
            "You divide by the square root of T. Keys have D entries.",
            edits={_SCALED: "(q / np.sqrt(T))"},
        ),
        Mutant(
            "query-and-key-exchanged",
            "Queries and keys are exchanged: rows belong to the reading step's query, columns to the writing step's "
            "key.",
            edits={_SCORES: "(k / np.sqrt(D)) @ q.swapaxes(1, 2)"},
        ),
        Mutant(
            "keys-with-keys",
            "You compare keys with keys. The query of step t asks.",
            edits={_SCORES: "(k / np.sqrt(D)) @ k.swapaxes(1, 2)"},
        ),
        Mutant(
            "not-divided",
            "You do not divide by the normaliser.",
            hint="M78",
            edits={" / " + _BELOW: ""},
        ),
        Mutant(
            "no-floor",
            "You divide by the sum even where it is nearly 0. It is its absolute value or 1, whichever is larger.",
            hint="M78",
            edits={_BELOW: "np.abs(inner)"},
        ),
        Mutant(
            "no-absolute-value",
            "You take the row's sum without its absolute value. It may be negative, and large.",
            hint="M78",
            edits={_BELOW: "np.maximum(inner, 1)"},
        ),
        Mutant(
            "neither",
            "You divide by the row's sum as it is. It may be negative, and near 0: take its absolute value, or 1 if "
            "that is larger.",
            hint="M78",
            edits={_BELOW: "inner"},
        ),
        Mutant(
            "smaller-of-the-two",
            "You divide by the smaller of the two. Never divide by less than 1.",
            hint="M78",
            edits={_BELOW: "np.minimum(np.abs(inner), 1)"},
        ),
        Mutant(
            "one-added",
            "You add 1 to the absolute value. It is the larger of the two.",
            hint="M78",
            edits={_BELOW: "(np.abs(inner) + 1)"},
        ),
        Mutant(
            "absolute-values-added",
            "You add up absolute values. It is the absolute value of the row's sum: n . q is one number.",
            edits={_INNER: "np.abs(scores).sum(axis=2, keepdims=True)"},
        ),
        Mutant(
            "sum-over-the-reader",
            "Your sum runs over the reading steps. Each row, with one query, has its own sum over what was written.",
            edits={_INNER: "scores.sum(axis=1)[:, :, None]"},
        ),
        Mutant(
            "sum-over-everything",
            "You take one sum for all rows. Each reading step has its own.",
            edits={_INNER: "scores.sum(axis=(1, 2), keepdims=True)"},
        ),
        Mutant(
            "softmax",
            "You take the softmax of causal scores. That is attention: there is no exp of the scores here, and the "
            "gates are missing.",
            fn=_softmax,
        ),
        *(
            Mutant(
                f"softmax, {how}",
                f"{said} Here the score itself is the weight, and may be negative.",
                fn=partial(_with_exp, how=how),
            )
            for how, said in _SOFTMAX.items()
        ),
        Mutant(
            "exp-of-the-scores",
            "You take exp of the scores. Here the score itself is the weight, and may be negative.",
            fn=partial(_with_exp, how="not divided by its sum"),
        ),
        Mutant(
            "one-step-ahead",
            "Your mask lets each step see the next one. Only s up to t may count.",
            hint="M66",
            edits={"np.tri(T) == 1": "np.tri(T, k=1) == 1"},
        ),
        Mutant(
            "no-exp",
            "You use sums of logarithms as they are. The decay is exp of their difference.",
            edits={"np.exp(np.where(np.tri(T) == 1, decay, -np.inf))": "np.where(np.tri(T) == 1, decay, 0)"},
        ),
        Mutant(
            "products-subtracted",
            "You subtract running products. The product from s + 1 to t is a quotient of two, or exp of a difference "
            "of sums of logarithms.",
            edits={_LOGS: "np.cumprod(f, axis=1)"},
        ),
        Mutant(
            "power-of-one-gate",
            "You raise the forget gate of step t to a power. Each step has a gate of its own: those from s + 1 to t "
            "multiply.",
            edits={_DIFFERENCE: "np.log(f)[:, :, None] * (np.arange(T)[:, None] - np.arange(T))"},
        ),
        Mutant(
            "power-of-the-writer",
            "You raise the forget gate of step s to a power. Each step has a gate of its own: those from s + 1 to t "
            "multiply.",
            edits={_DIFFERENCE: "np.log(f)[:, None, :] * (np.arange(T)[:, None] - np.arange(T))"},
        ),
        Mutant(
            "scores-turned",
            "Your scores are turned when they meet the values. Rows are the reading step, columns the writing step, "
            "and the sum runs over the columns.",
            edits={"scores @ v /": "scores.swapaxes(1, 2) @ v /"},
        ),
        Mutant(
            "epsilon",
            "You add a small number to f before the logarithm. Where f is smaller, that number decides.",
            edits={_LOGS: "np.cumsum(np.log(f + 1e-6), axis=1)"},
        ),
        Mutant(
            "mean-over-time",
            "You take a mean over the steps. It is a sum of values, divided by the row's own sum or 1.",
            edits={"scores @ v /": "scores @ v / T /"},
        ),
        Mutant(
            "infinity-hidden",
            "You hide the future by multiplying with 0, after exp. There the exponents are large, exp overflows, and "
            "infinity times 0 is NaN: hide the exponents first.",
            edits={
                "decay = np.exp(np.where(np.tri(T) == 1, decay, -np.inf))": "decay = np.exp(decay) * np.tri(T)"
            },
        ),
    ),
)
