"""Exercise: the gradients of attention."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from .attend import attend


def looks(rng):
    """Return gradients of contexts with what attention was given and its weights; some places masked, sizes of 1."""

    def draw(N, S, D, E, kept=1.0):
        mask = rng.random((N, S)) < kept
        mask[np.arange(N), rng.integers(0, S, N)] = True
        return look(rng.normal(size=(N, D)), rng.normal(size=(N, S, D)), rng.normal(size=(N, S, E)), mask)

    def look(q, K, V, mask):
        return rng.normal(size=(len(q), V.shape[2])), q, K, V, attend(q, K, V, mask)[1]

    none = draw(3, 4, 2, 5, 0.6)
    none[4][1] = 0.0
    return [
        Probe(
            draw(2, 1, 3, 4),
            "Each source of this probe has one letter, so its weight is 1 whatever the query: dq and dK are 0, and dV "
            "is dcontext. Yours are something else.",
        ),
        Probe(draw(3, 4, 5, 2)),
        Probe(draw(1, 3, 2, 4, 0.6)),
        Probe(draw(4, 6, 3, 5, 0.6)),
        Probe(draw(2, 5, 1, 3, 0.7)),
        Probe(draw(3, 2, 4, 1)),
        Probe(none),
        Probe(draw(5, 3, 6, 6, 0.8)),
        Probe(draw(4, 4, 4, 4, 0.8)),
        Probe(draw(1, 2, 1, 1)),
    ]


def attention_backward(dcontext, q, K, V, weights):
    dV = weights[:, :, None] * dcontext[:, None, :]
    dweights = (V * dcontext[:, None, :]).sum(axis=2)
    inner = (weights * dweights).sum(axis=1, keepdims=True)
    dscores = weights * (dweights - inner) / np.sqrt(q.shape[1])
    dq = (dscores[:, :, None] * K).sum(axis=1)
    dK = dscores[:, :, None] * q[:, None, :]
    return dq, dK, dV


def _weights_again(dcontext, q, K, V, weights):
    again = attend(q, K, V, np.ones(weights.shape, dtype=bool))[1]
    return attention_backward(dcontext, q, K, V, again)


def _batch_mean(dcontext, q, K, V, weights):
    return attention_backward(dcontext / len(dcontext), q, K, V, weights)


def _sum_of_context(dcontext, q, K, V, weights):
    return attention_backward(np.ones_like(dcontext), q, K, V, weights)


_DV = "weights[:, :, None] * dcontext[:, None, :]"
_DWEIGHTS = "(V * dcontext[:, None, :])"
_INNER = "(weights * dweights).sum(axis=1, keepdims=True)"
_SOFTMAX = "weights * (dweights - inner)"
_SCALE = " / np.sqrt(q.shape[1])"
_DQ = "(dscores[:, :, None] * K).sum(axis=1)"
_DK = "dscores[:, :, None] * q[:, None, :]"

EXERCISE = Exercise(
    name="attention_backward",
    signature="attention_backward(dcontext, q, K, V, weights)",
    returns={"dq": "(N, D)", "dK": "(N, S, D)", "dV": "(N, S, E)"},
    reference=attention_backward,
    probes=looks,
    points={"dq": 2, "dK": 3, "dV": 2},
    read='lesson 18, "Attention in three lines"',
    advice={
        "dV": "A value comes into the context times its weight, so its gradient is dcontext times that weight.",
        "dq": "Go backward line by line: context, weights, scores, query. A score is a sum of products of query and "
        "key, divided by the square root of D.",
        "dK": "Go backward line by line: context, weights, scores, keys. A key takes part in one score only.",
    },
    hints=(
        "Three lines forward, three backward. First context = sum of weight times value: it gives dV and dweights "
        "(N, S).",
        "Through the softmax: dscores = weights * (dweights - inner), where inner is the sum of weights * dweights "
        "over the source, one number for each row.",
        "The scale of the scores comes last: dscores / sqrt(D), then dq = the sum over the source of dscores * K, and "
        "dK = dscores * q for each place.",
    ),
    mutants=(
        Mutant(
            "softmax-without-inner",
            "You take the softmax for a function of each score alone. A score also changes the sum that all weights "
            "are divided by: the weighted mean of dweights has to go.",
            edits={_SOFTMAX: "weights * dweights"},
        ),
        Mutant(
            "softmax-diagonal",
            "You use the derivative of a sigmoid, weight times one minus weight. In a softmax each score also lowers "
            "the weights of the other places.",
            edits={_SOFTMAX: "weights * (1 - weights) * dweights"},
        ),
        Mutant(
            "softmax-skipped",
            "You hand the gradient of the weights to the scores as it is. Between them stands the softmax.",
            edits={_SOFTMAX: "dweights"},
        ),
        Mutant(
            "softmax-without-weights",
            "You take the mean away, but do not multiply by the weights: a place with no weight must get no gradient.",
            edits={_SOFTMAX: "(dweights - inner)"},
        ),
        Mutant(
            "softmax-without-weights-masked",
            "You take the mean away and hide what is masked, but do not multiply by the weights: a place with little "
            "weight must get little gradient.",
            edits={_SOFTMAX: "(weights > 0) * (dweights - inner)"},
        ),
        Mutant(
            "inner-times-dweights",
            "You multiply the weighted mean by dweights. It is multiplied by the weights: both terms of the softmax "
            "have that factor.",
            edits={_SOFTMAX: "dweights * (weights - inner)"},
        ),
        Mutant(
            "log-softmax",
            "You use the derivative of the logarithm of a softmax. What multiplies the values are the weights "
            "themselves.",
            edits={_SOFTMAX: "(dweights - weights * dweights.sum(axis=1, keepdims=True))"},
        ),
        Mutant(
            "inner-plain-mean",
            "You take the plain mean of dweights away. It is the mean weighted with the weights.",
            edits={_INNER: "dweights.mean(axis=1, keepdims=True)"},
        ),
        Mutant(
            "inner-plain-sum",
            "You take the sum of dweights away. Each of them is weighted with its weight.",
            edits={_INNER: "dweights.sum(axis=1, keepdims=True)"},
        ),
        Mutant(
            "inner-over-the-batch",
            "You sum weights * dweights over the batch. The softmax ran over the source: one sum for each row.",
            hint="M74",
            edits={_INNER: "(weights * dweights).sum(axis=0, keepdims=True)"},
        ),
        Mutant(
            "inner-over-everything",
            "You sum weights * dweights over the whole batch. Each row has a softmax, and so a sum, of its own.",
            hint="M74",
            edits={_INNER: "(weights * dweights).sum()"},
        ),
        Mutant(
            "inner-mean",
            "You take the mean of weights * dweights over the source. The weights sum to 1, so their sum is a mean "
            "already.",
            edits={_INNER: "(weights * dweights).mean(axis=1, keepdims=True)"},
        ),
        Mutant(
            "softmax-sign",
            "The gradient through your softmax has the wrong sign.",
            edits={_SOFTMAX: "weights * (inner - dweights)"},
        ),
        Mutant(
            "inner-added",
            "You add the weighted mean of dweights. It is taken away.",
            edits={_SOFTMAX: "weights * (dweights + inner)"},
        ),
        Mutant(
            "scale-missing",
            "You left out the scale. The scores were divided by the square root of D, so their gradients are as well.",
            edits={_SCALE: ""},
        ),
        Mutant(
            "scale-twice",
            "You divide by D: the scale is in it twice. It is the square root of D, once.",
            edits={_SCALE: " / q.shape[1]"},
        ),
        Mutant(
            "scale-multiplied",
            "You multiply by the square root of D. What was divided on the way forward is divided on the way back, "
            "too.",
            edits={_SCALE: " * np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "scale-by-E",
            "You scale by the size of the values. The scores were divided by the square root of D, the features of "
            "query and key.",
            edits={_SCALE: " / np.sqrt(V.shape[2])"},
        ),
        Mutant(
            "scale-by-S",
            "You scale by the length of the source. The scores were divided by the square root of D.",
            edits={_SCALE: " / np.sqrt(K.shape[1])"},
        ),
        Mutant(
            "scale-in-dK-only",
            "Your dq lacks the scale, and dK has it. Both come from the same scores, divided by the square root of D.",
            edits={_DQ: _DQ + " * np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "scale-in-dq-only",
            "Your dK lacks the scale, and dq has it. Both come from the same scores, divided by the square root of D.",
            edits={_DK: _DK + " * np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "scale-twice-in-dq",
            "You scale dq once more. The scale is in the gradient of the scores already, and dq is made of that.",
            edits={_DQ: _DQ + " / np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "scale-twice-in-dK",
            "You scale dK once more. The scale is in the gradient of the scores already, and dK is made of that.",
            edits={_DK: _DK + " / np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "dV-without-weights",
            "Your dV is dcontext for every place. A value came into the context times its weight.",
            edits={_DV: "np.ones_like(V) * dcontext[:, None, :]"},
        ),
        Mutant(
            "scale-in-dV",
            "You scale dV. The values come in after the softmax: no scale stands between them and the context.",
            edits={_DV: _DV + " / np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "dcontext-ignored",
            "You do not use dcontext: your gradients are those of the sum of the context. Each comes from above and is "
            "multiplied by it.",
            fn=_sum_of_context,
        ),
        Mutant(
            "dK-transposed",
            "Your dK has places and features exchanged. A gradient has the shape of what it belongs to.",
            edits={"return dq, dK, dV": "return dq, dK.transpose(0, 2, 1), dV"},
        ),
        Mutant(
            "dV-with-dweights",
            "You multiply dcontext by the gradient of the weights. A value came into the context times its weight.",
            edits={
                _DV: "(V * dcontext[:, None, :]).sum(axis=2)[:, :, None] * dcontext[:, None, :]",
                "    dweights = (V * dcontext[:, None, :])": "    dweights = (dcontext[:, None, :] * V)",
            },
        ),
        Mutant(
            "dV-times-V",
            "Your dV holds the values. The derivative of a weight times a value, with respect to the value, is the "
            "weight.",
            edits={_DV: "weights[:, :, None] * dcontext[:, None, :] * V"},
        ),
        Mutant(
            "dweights-of-keys",
            "You take the gradient of the weights through the keys. What the weights multiply are the values.",
            edits={_DWEIGHTS: "(K * dcontext[:, None, :])"},
        ),
        Mutant(
            "dweights-without-values",
            "Your dq and dK are 0 everywhere. Either they were never filled, or the gradient of your weights is the "
            "same for all places of a row, as it is without the values: of that a softmax passes nothing on.",
            edits={_DWEIGHTS: "(np.ones_like(V) * dcontext[:, None, :])"},
        ),
        Mutant(
            "dweights-mean",
            "You take the mean over the features of the values. The context is a sum for each feature, so their "
            "gradients add up.",
            edits={"dcontext[:, None, :]).sum(axis=2)": "dcontext[:, None, :]).mean(axis=2)"},
        ),
        Mutant(
            "dq-mean",
            "You take the mean over the source in dq. The query takes part in every score, and its gradients add up.",
            edits={_DQ: "(dscores[:, :, None] * K).mean(axis=1)"},
        ),
        Mutant(
            "dq-without-keys",
            "Your dq is made of the query itself. A score is query times key: the derivative with respect to the query "
            "is the key.",
            edits={_DQ: "(dscores[:, :, None] * q[:, None, :]).sum(axis=1)"},
        ),
        Mutant(
            "dK-of-keys",
            "Your dK is made of the keys themselves. A score is query times key: the derivative with respect to the "
            "key is the query.",
            edits={_DK: "dscores[:, :, None] * K"},
        ),
        Mutant(
            "dq-of-values",
            "Your dq is made of the values. The query met the keys alone.",
            edits={_DQ: "(dscores[:, :, None] * V).sum(axis=1)"},
        ),
        Mutant(
            "weights-again",
            "You compute the weights anew, without the mask. Then padding gets gradients: use the weights that are "
            "handed in.",
            'lesson 18, "Masks"',
            hint="M42",
            fn=_weights_again,
        ),
        Mutant(
            "divided-by-N",
            "You divide by the size of the batch. Whether the loss is a mean stands in dcontext already.",
            fn=_batch_mean,
        ),
        Mutant(
            "order",
            "You return dK, dq, dV. The order is dq, dK, dV.",
            edits={"return dq, dK, dV": "return dK, dq, dV"},
        ),
        Mutant(
            "order-of-the-values",
            "You return dq, dV, dK. The order is dq, dK, dV.",
            edits={"return dq, dK, dV": "return dq, dV, dK"},
        ),
        Mutant(
            "order-reversed",
            "You return dV, dK, dq. The order is dq, dK, dV.",
            edits={"return dq, dK, dV": "return dV, dK, dq"},
        ),
    ),
)
