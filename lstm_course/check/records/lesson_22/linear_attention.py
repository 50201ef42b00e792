"""Exercise: attention whose memory does not grow."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def sequences(rng):
    """Return sequences of unequal and of equal sizes, causal and not, large numbers of either sign, and sizes of 1."""

    def draw(N, T, D, E, size=1.0):
        q, k = size * rng.normal(size=(N, T, D)), size * rng.normal(size=(N, T, D))
        return q, k, rng.normal(size=(N, T, E))

    border = draw(2, 4, 3, 2)
    border[0][:, ::2], border[1][:, 1::2] = 0, 0
    large = draw(2, 3, 3, 2)
    large[0][..., 0], large[1][..., 1] = 900, -900
    return [
        Probe(
            (*draw(2, 1, 3, 2), True),
            "This probe has one step. Its weight is 1, whatever its score, so the output is its value. Yours is "
            "something else.",
        ),
        Probe(
            (*draw(2, 4, 3, 2), False),
            "Every step may see every other in this probe; what goes wrong is in the features, the products or the "
            "division.",
        ),
        Probe((*draw(2, 4, 3, 2), True)),
        Probe((*draw(1, 5, 2, 4), True)),
        Probe((*draw(3, 2, 1, 3), True)),
        Probe((*draw(3, 4, 2, 1), False)),
        Probe((*draw(1, 1, 1, 1), False)),
        Probe((*border, True)),
        Probe((*large, True)),
        Probe((*large, False)),
        Probe((*draw(2, 5, 4, 4, 3.0), True)),
        Probe((*draw(3, 3, 3, 3), True)),  # all sizes equal: a wrong axis raises nothing
        Probe((*draw(4, 4, 4, 4), False)),
    ]


def linear_attention(q, k, v, causal):
    q, k = (np.where(x > 0, x + 1, np.exp(np.minimum(x, 0))) for x in (q, k))
    S, z = k[:, :, :, None] * v[:, :, None, :], k
    if causal:
        S, z = np.cumsum(S, axis=1), np.cumsum(z, axis=1)
    else:
        S, z = S.sum(axis=1, keepdims=True), z.sum(axis=1, keepdims=True)
    above = (q[:, :, :, None] * S).sum(axis=2)
    return above / (q * z).sum(axis=2, keepdims=True)


def _features(x):
    return np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))


def _by_matrix(score, seen=lambda T, causal: np.tri(T) if causal else np.ones((T, T))):
    """Return the answer in the form of a matrix of scores, by another score or another mask."""

    def answer(q, k, v, causal):
        scores = score(q, k) * seen(q.shape[1], causal)
        return scores @ v / scores.sum(axis=2, keepdims=True)

    return answer


def _compare(q, k):
    return _features(q) @ _features(k).swapaxes(1, 2)


def _softmax(q, k, v, causal):
    scores = q @ k.swapaxes(1, 2)
    if causal:
        scores = np.where(np.tri(q.shape[1]) == 1, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return e / e.sum(axis=2, keepdims=True) @ v


def _scaled_softmax(q, k, v, causal):
    return _softmax(q / np.sqrt(q.shape[2]), k, v, causal)


def _masked_late(q, k, v, causal):
    scores = _compare(q, k)
    weights = scores / scores.sum(axis=2, keepdims=True)
    return (weights * (np.tri(q.shape[1]) if causal else 1)) @ v


def _over_queries(q, k, v, causal):
    scores = _compare(q, k) * (np.tri(q.shape[1]) if causal else 1)
    return scores / scores.sum(axis=1, keepdims=True) @ v


_MAP = "np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))"
_BOTH = "for x in (q, k))"
_LINE = "q, k = (np.where(x > 0, x + 1, np.exp(np.minimum(x, 0))) for x in (q, k))"
_CUMSUMS = "np.cumsum(S, axis=1), np.cumsum(z, axis=1)"
_WHOLE = "S.sum(axis=1, keepdims=True), z.sum(axis=1, keepdims=True)"
_BELOW = "(q * z).sum(axis=2, keepdims=True)"
_IF = "if causal:"

EXERCISE = Exercise(
    name="linear_attention",
    signature="linear_attention(q, k, v, causal)",
    returns={"h": "(N, T, E)"},
    reference=linear_attention,
    probes=sequences,
    points={"h": 6},
    read='lesson 22, "Memory as a matrix"',
    advice={
        "h": "The weight of step s for step t is the product of their features over the sum of these products, "
        "over all s that t may see: each row of weights sums to 1.",
    },
    hints=(
        "Put q and k through the feature map first. Then there is no exp of a sum left, and the sum over s can be "
        "taken before q comes in.",
        "What step s writes into the memory is the outer product of its key and its value, (D, E); what it writes into "
        "the normaliser is its key. Add both up over time: running sums where causal, whole sums where not.",
        "h = (q[:, :, :, None] * S).sum(axis=2), divided by (q * z).sum(axis=2, keepdims=True).",
    ),
    mutants=(
        Mutant(
            "softmax",
            "You take a softmax of the scores. In linear attention there is no exp of a score: the weights are "
            "products "
            "of features, divided by their sum, and that is why a memory of fixed size will do.",
            fn=_softmax,
        ),
        Mutant(
            "scaled-softmax",
            "You take a softmax of scaled scores, as in the attention of lesson 18. In linear attention there is no "
            "exp "
            "of a score: the weights are products of features, divided by their sum.",
            fn=_scaled_softmax,
        ),
        Mutant(
            "no-features",
            "You did not apply the feature map. Products of q and k may be negative, and their sum near 0: these are "
            "no "
            "weights.",
            edits={_LINE: "pass"},
        ),
        Mutant(
            "query-not-mapped",
            "You apply the feature map to the keys only. The query needs it as well: otherwise weights may be "
            "negative.",
            edits={_LINE: "k = _features(k)"},
        ),
        Mutant(
            "key-not-mapped",
            "You apply the feature map to the queries only. The keys need it as well: otherwise weights may be "
            "negative.",
            edits={_LINE: "q = _features(q)"},
        ),
        Mutant(
            "value-mapped",
            "You apply the feature map to the values, too. They are what is averaged, and stay as they are.",
            edits={_LINE: "q, k, v = (_features(x) for x in (q, k, v))"},
        ),
        Mutant(
            "elu-without-one",
            "Your features are elu without the 1 that makes them positive. Then weights may be negative.",
            edits={_MAP: "np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)"},
        ),
        Mutant(
            "one-too-many",
            "You add 1 to exp(x) for negative x as well. elu(x) is exp(x) - 1 there, so with the 1 it is exp(x).",
            edits={_MAP: "np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)) + 1)"},
        ),
        Mutant(
            "relu",
            "Your features are max(x, 0). They may all be 0, and then there is nothing to divide by: it is elu + 1.",
            edits={_MAP: "np.maximum(x, 0)"},
        ),
        Mutant(
            "relu-plus-one",
            "Your features are max(x, 0) + 1: all negative x look the same. Below 0 it is exp(x).",
            edits={_MAP: "np.maximum(x, 0) + 1"},
        ),
        Mutant(
            "exp",
            "Your features are exp(x) everywhere, and overflow where x is large. Above 0 it is x + 1.",
            edits={_MAP: "np.exp(x)"},
        ),
        Mutant(
            "exp-of-everything",
            "You compute exp(x) for the large x, too, and multiply it by 0: infinity times 0 is no number. Choose with "
            "np.where, or cut x at 0 first.",
            edits={_MAP: "(x > 0) * (x + 1) + (x <= 0) * np.exp(x)"},
        ),
        Mutant(
            "sides-exchanged",
            "The two sides of your feature map are exchanged: it is x + 1 above 0 and exp(x) below.",
            edits={_MAP: "np.where(x > 0, np.exp(x), x + 1)"},
        ),
        Mutant(
            "scaled",
            "You divide by the square root of D before the feature map. Nobody asked for it here: the weights are "
            "divided "
            "by their sum anyway.",
            edits={_BOTH: "for x in (q / np.sqrt(q.shape[2]), k))"},
        ),
        Mutant(
            "both-scaled",
            "You divide q and k by a root of D before the feature map. Nobody asked for it here: the weights are "
            "divided by their sum anyway.",
            edits={_BOTH: "for x in (q / q.shape[2] ** 0.25, k / q.shape[2] ** 0.25))"},
        ),
        Mutant(
            "causal-ignored",
            "You never look ahead, also where causal is False. Then every step may see the whole sequence.",
            edits={_IF: "if True:"},
        ),
        Mutant(
            "never-causal",
            "You look ahead where causal is True. Step t may use the steps up to t only.",
            hint="M66",
            edits={_IF: "if False:"},
        ),
        Mutant(
            "causal-inverted",
            "The two cases are exchanged: causal means that step t uses the steps up to t only.",
            hint="M83",
            edits={_IF: "if not causal:"},
        ),
        Mutant(
            "normaliser-over-all",
            "Your denominator adds up the whole sequence where causal. Then the weights of the first steps do not sum "
            "to 1: it ends at t, as the numerator does.",
            edits={_CUMSUMS: "np.cumsum(S, axis=1), z.sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "numerator-over-all",
            "Your numerator adds up the whole sequence where causal: it sees the future. Only the denominator ends at "
            "t.",
            hint="M66",
            edits={_CUMSUMS: "S.sum(axis=1, keepdims=True), np.cumsum(z, axis=1)"},
        ),
        Mutant(
            "masked-late",
            "You mask after normalising. What is left no longer sums to 1: leave out the future before you divide.",
            hint="M42",
            fn=_masked_late,
            same_as=("normaliser-over-all",),
        ),
        Mutant(
            "own-step-hidden",
            "You hide step t from itself where causal. It sees the steps up to t, t included.",
            fn=_by_matrix(_compare, lambda T, causal: np.tri(T, k=-1) if causal else np.ones((T, T))),
        ),
        Mutant(
            "past-hidden",
            "Where causal you hide the past and keep the future: the mask is turned. Rows are the asking step, columns "
            "the step that is looked at.",
            hint="M83",
            fn=_by_matrix(_compare, lambda T, causal: np.tri(T).T if causal else np.ones((T, T))),
        ),
        Mutant(
            "query-and-key-exchanged",
            "Queries and keys are exchanged: the query of the reading step meets the keys of those it looks at.",
            fn=_by_matrix(lambda q, k: _compare(k, q)),
        ),
        Mutant(
            "features-of-the-scores",
            "You apply the feature map to the scores. It belongs on q and on k: only then can the sum over the steps "
            "be "
            "taken before the query comes in.",
            fn=_by_matrix(lambda q, k: _features(q @ k.swapaxes(1, 2))),
        ),
        Mutant(
            "cumsum-over-the-batch",
            "Your running sums go over the batch. Time is the second axis.",
            edits={_CUMSUMS: "np.cumsum(S, axis=0), np.cumsum(z, axis=0)"},
        ),
        Mutant(
            "cumsum-over-the-features",
            "Your running sums go over the features. Time is the second axis.",
            edits={_CUMSUMS: "np.cumsum(S, axis=2), np.cumsum(z, axis=2)"},
        ),
        Mutant(
            "from-the-end",
            "Your running sums begin at the last step: each step sees those after it.",
            edits={
                _CUMSUMS: "np.cumsum(S[:, ::-1], axis=1)[:, ::-1], np.cumsum(z[:, ::-1], axis=1)[:, ::-1]"
            },
            same_as=("past-hidden",),
        ),
        Mutant(
            "turned",
            "Your outer product is turned: q must meet the axis of the key, and the axis of the value is what comes "
            "out.",
            edits={"k[:, :, :, None] * v[:, :, None, :]": "v[:, :, :, None] * k[:, :, None, :]"},
        ),
        Mutant(
            "one-memory-for-the-batch",
            "One memory serves the whole batch. Each sequence has its own.",
            edits={
                _WHOLE: "S.sum(axis=(0, 1), keepdims=True), z.sum(axis=(0, 1), keepdims=True)",
                _CUMSUMS: "np.cumsum(S, axis=1).sum(axis=0, keepdims=True), "
                "np.cumsum(z, axis=1).sum(axis=0, keepdims=True)",
            },
        ),
        Mutant(
            "not-divided",
            "You did not divide by the sum of the weights.",
            edits={"return above / " + _BELOW: "return above"},
        ),
        Mutant(
            "divided-by-the-count",
            "You divide by the number of steps. The weights are divided by their own sum, so that they sum to 1.",
            edits={
                "return above / " + _BELOW: "return above / (np.arange(1, q.shape[1] + 1)[:, None] if causal "
                "else q.shape[1])"
            },
        ),
        Mutant(
            "key-sum-without-query",
            "Your denominator adds up features of the keys, without the query. It is the sum of the weights: q times "
            "that.",
            edits={_BELOW: "z.sum(axis=2, keepdims=True)"},
        ),
        Mutant(
            "floor-of-one",
            "You divide by 1 where the sum of the weights is below it. That is the rule of the mLSTM; here the sum is "
            "positive, and the weights must sum to 1.",
            edits={_BELOW: "np.maximum((q * z).sum(axis=2, keepdims=True), 1)"},
        ),
        Mutant(
            "mean-of-the-memory",
            "You take a mean over the features of the memory, and divide by a sum. Both must be sums.",
            edits={"(q[:, :, :, None] * S).sum(axis=2)": "(q[:, :, :, None] * S).mean(axis=2)"},
        ),
        Mutant(
            "absolute-value",
            "Your features are |x| + 1: x and -x look the same. Below 0 it is exp(x).",
            edits={_MAP: "np.abs(x) + 1"},
        ),
        Mutant(
            "softplus",
            "Your features are log(1 + exp(x)). That is positive, too, but asked for is elu + 1.",
            edits={_MAP: "np.logaddexp(0, x)"},
        ),
        Mutant(
            "square",
            "Your features are squares: x and -x look the same, and 0 gives 0. It is elu + 1.",
            edits={_MAP: "x**2"},
        ),
        Mutant(
            "softmax-of-features",
            "You take a softmax over the features. It is elu + 1 of each number by itself.",
            edits={
                _MAP: "np.exp(x - x.max(axis=2, keepdims=True)) / "
                "np.exp(x - x.max(axis=2, keepdims=True)).sum(axis=2, keepdims=True)"
            },
        ),
        Mutant(
            "epsilon",
            "You add a small number to the sum of the weights. Then they no longer sum to 1.",
            edits={"/ " + _BELOW: "/ (" + _BELOW + " + 1e-6)"},
        ),
        Mutant(
            "divided-by-the-readers-sum",
            "You divide by the sum over the asking steps. Each row of weights, with one query, sums to 1 over the "
            "steps that are looked at.",
            hint="M74",
            fn=_over_queries,
        ),
        Mutant(
            "one-sum-for-all-steps",
            "You take one sum for all asking steps. Each has its own.",
            edits={_BELOW: "(q * z).sum(axis=(1, 2), keepdims=True)"},
        ),
    ),
)
