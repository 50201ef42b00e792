"""Exercise: attention of one query over its source, with a mask."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def sources(rng):
    """Return sources of unequal size, with places and whole sources masked, huge scores, and sizes of 1."""

    def draw(N, S, D, E, kept=1.0, size=1.0):
        mask = rng.random((N, S)) < kept
        mask[np.arange(N), rng.integers(0, S, N)] = True
        return size * rng.normal(size=(N, D)), rng.normal(size=(N, S, D)), rng.normal(size=(N, S, E)), mask

    none = draw(3, 4, 2, 5, 0.5)
    none[3][1] = False
    alone = draw(1, 3, 5, 2)
    alone[3][:] = False
    loud = draw(2, 5, 3, 2, 0.5)
    loud[3][:, 0], loud[3][:, 1] = False, True
    high, low = draw(2, 4, 3, 2, 0.6), draw(3, 4, 2, 3)
    for q, K, size in ((*high[:2], 900), (*low[:2], -900), (loud[0], loud[1][:, :1], 2000)):
        unit = np.sqrt(q.shape[1]) * q / (q**2).sum(axis=1, keepdims=True)
        K[:] = unit[:, None, :] * (size + rng.uniform(0, 3, K.shape[:2]))[:, :, None]
    high[3][:, 0] = True
    low[3][:, 0], low[3][:, 1] = (
        False,
        True,
    )  # a large negative number in the place of a masked score is not enough
    places = np.arange(4.0)
    deep = (np.array([[2.0, 0, 0, 0]]), np.zeros((1, 4, 4)), np.cos(places)[None, :, None], places[None] != 2)
    deep[1][:, :, 0] = -(2.0**25) - 64 * places  # whole numbers that float32 holds as well
    return [
        Probe(
            (
                rng.normal(size=(2, 3)),
                rng.normal(size=(2, 1, 3)),
                rng.normal(size=(2, 1, 4)),
                np.ones((2, 1), bool),
            ),
            "Each source of this probe has one letter, and it may be looked at. So its weight is 1, whatever its "
            "score, and the context is its value. Yours is something else.",
        ),
        Probe(
            draw(3, 4, 5, 2),
            "Nothing is masked in this probe: what goes wrong is in the scores, the softmax or the sum.",
        ),
        Probe(draw(1, 3, 2, 4, 0.6)),
        Probe(draw(4, 6, 3, 5, 0.5)),
        Probe(draw(2, 5, 1, 3, 0.6)),
        Probe(draw(3, 2, 4, 1, 0.5)),
        Probe(none),
        Probe(alone),
        Probe(draw(3, 5, 4, 4, 0.6, 700.0)),
        Probe(loud),
        Probe(high),
        Probe(low),
        Probe(deep),
        Probe(draw(5, 3, 6, 6, 0.7)),  # D is E: nothing stops K in the place of V
        Probe(draw(4, 4, 4, 4, 0.7)),
        Probe(draw(1, 1, 1, 1)),
    ]


def attend(q, K, V, mask):
    scores = (K * q[:, None, :]).sum(axis=2) / np.sqrt(q.shape[1])
    scores = np.where(mask, scores, -1e30)
    e = mask * np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = e / np.maximum(e.sum(axis=1, keepdims=True), 1e-12)
    context = (weights[:, :, None] * V).sum(axis=1)
    return context, weights


def _with_weights(made):
    """Return the function that makes its weights of the scores and the mask in another way."""

    def attend(q, K, V, mask):
        scores = (K * q[:, None, :]).sum(axis=2) / np.sqrt(q.shape[1])
        weights = made(scores, mask)
        return (weights[:, :, None] * V).sum(axis=1), weights

    return attend


def _hard(scores, mask):
    best = np.where(mask, scores, -np.inf).argmax(axis=1)
    return np.eye(scores.shape[1])[best] * mask.any(axis=1, keepdims=True)


def _sigmoid(scores, mask):
    return mask * (1 + np.tanh(scores / 2)) / 2


def _over_everything(scores, mask):
    scores = np.where(mask, scores, -1e30)
    e = mask * np.exp(scores - scores.max())
    return e / np.maximum(e.sum(), 1e-12)


def _renormalised(scores, mask):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    left = mask * e / e.sum(axis=1, keepdims=True)
    return left / left.sum(axis=1, keepdims=True)


def _without_maximum(scores, mask):
    e = np.exp(scores) * mask
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def _without_maximum_or_zero(scores, mask):
    e = np.exp(scores) * mask
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _maximum_of_the_batch(scores, mask):
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max())
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def _maximum_of_the_batch_unguarded(scores, mask):
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max())
    return e / e.sum(axis=1, keepdims=True)


def _twice(scores, mask):
    return _soft(_soft(scores, mask), mask)


def _soft(scores, mask):
    scores = np.where(mask, scores, -1e30)
    e = mask * np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / np.maximum(e.sum(axis=1, keepdims=True), 1e-12)


def _hidden(scores, mask):
    e = np.exp(np.where(mask, scores, -np.inf))
    return np.nan_to_num(e / e.sum(axis=1, keepdims=True))


def _as_length(scores, mask):
    return _soft(scores, np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True))


def _masked_context_only(q, K, V, mask):
    return attend(q, K, V, mask)[0], attend(q, K, V, np.ones_like(mask))[1]


def _masked_weights_only(q, K, V, mask):
    return attend(q, K, V, np.ones_like(mask))[0], attend(q, K, V, mask)[1]


def _first_query(q, K, V, mask):
    return attend(np.repeat(q[:1], len(q), axis=0), K, V, mask)


def _all_queries(q, K, V, mask):
    return attend(np.repeat(q.sum(axis=0, keepdims=True), len(q), axis=0), K, V, mask)


def _cosine(q, K, V, mask):
    length = np.sqrt((q**2).sum(axis=1, keepdims=True))
    lengths = np.sqrt((K**2).sum(axis=2, keepdims=True))
    return attend(q / length * np.sqrt(q.shape[1]), K / lengths, V, mask)


_SCALE = " / np.sqrt(q.shape[1])"
_WHERE = "np.where(mask, scores, -1e30)"
_EXP = "mask * np.exp("
_MAX = "scores - scores.max(axis=1, keepdims=True)"
_SUM = "np.maximum(e.sum(axis=1, keepdims=True), 1e-12)"
_CONTEXT = "(weights[:, :, None] * V).sum(axis=1)"
_MASKS = 'lesson 18, "Masks"'

EXERCISE = Exercise(
    name="attend",
    signature="attend(q, K, V, mask)",
    returns={"context": "(N, E)", "weights": "(N, S)"},
    reference=attend,
    probes=sources,
    points={"context": 3, "weights": 3},
    read='lesson 18, "Attention in three lines"',
    advice={
        "weights": "In each row, the weights of what may be looked at sum to 1, the others are 0. Which of the two is "
        "not so in yours, or is it the scores?",
        "context": "The context is the sum of the values, each times its weight. If your weights are wrong as well, "
        "begin with them: in each row those of what may be looked at sum to 1, the others are 0.",
    },
    hints=(
        "A score for each place: the dot product of the query with the key, over the features, divided by the square "
        "root of D.",
        "Hide what is masked before the softmax, with a very small score in place of its own; the softmax runs over "
        "the source. Take the largest score of the row away before exp.",
        "With (N, S) weights: (weights[:, :, None] * V).sum(axis=1). A row without any place needs a case of its own, "
        "or its sum of 0 divides.",
    ),
    mutants=(
        Mutant(
            "masked-above-the-rest",
            "You put a large negative number in the place of a masked score, and scores may lie below it: the masked "
            "place is then the largest, and nothing is left for the others. Take minus infinity, or a number below any "
            "score.",
            edits={_WHERE: "np.where(mask, scores, -1e5)"},
        ),
        Mutant(
            "mask-ignored",
            "You do not use the mask, so padding gets weight and its values come into the context.",
            _MASKS,
            hint="M42",
            edits={_WHERE: "scores", _EXP: "np.exp("},
        ),
        Mutant(
            "mask-after-the-softmax",
            "You mask after the softmax, so the weights that are left no longer sum to 1. Hide the scores before the "
            "softmax.",
            _MASKS,
            hint="M42",
            edits={_WHERE: "scores", _EXP: "np.exp(", "e / ": "mask * e / "},
        ),
        Mutant(
            "mask-times-score",
            "You set the score of what is masked to 0. That is a score like any other, and exp of it is 1: padding "
            "still gets weight. It must be so small that exp of it is 0.",
            _MASKS,
            hint="M42",
            edits={_WHERE: "mask * scores", _EXP: "np.exp("},
        ),
        Mutant(
            "renormalised-nan",
            "You mask after the softmax and divide by what is left. Where that is 0 you divide 0 by 0: in a source "
            "that is masked as a whole, or where padding had a far larger score and the rest was rounded to 0. Hide "
            "the scores before the softmax.",
            _MASKS,
            hint="M42",
            fn=_with_weights(_renormalised),
        ),
        Mutant(
            "mask-as-a-length",
            "You count how many places may be looked at and take the first so many. Which ones they are is what the "
            "mask says.",
            _MASKS,
            hint="M42",
            fn=_with_weights(_as_length),
        ),
        Mutant(
            "weights-returned-unmasked",
            "Your context is right, but the weights you return are those without the mask.",
            _MASKS,
            hint="M42",
            fn=_masked_context_only,
        ),
        Mutant(
            "context-unmasked",
            "Your weights are right, but your context is made with those without the mask.",
            _MASKS,
            hint="M42",
            fn=_masked_weights_only,
        ),
        Mutant(
            "softmax-twice",
            "You take the softmax twice. The second one makes the weights nearly equal.",
            fn=_with_weights(_twice),
        ),
        Mutant(
            "softmax-of-weights",
            "You take a softmax of the weights. They are made already; a second softmax makes them nearly equal, and "
            "gives what is masked a weight again.",
            fn=_with_weights(lambda scores, mask: _soft(_soft(scores, mask), np.ones_like(mask))),
        ),
        Mutant(
            "overflow-hidden",
            "exp overflows where a score is large, and you replace the NaN that comes of it. Take the largest score "
            "of the row away before exp; only a source that is masked as a whole then needs a case of its own.",
            fn=_with_weights(_hidden),
        ),
        Mutant(
            "first-query",
            "You use the first query for all sources. Each has a query of its own.",
            fn=_first_query,
        ),
        Mutant(
            "all-queries",
            "You add up the queries of the batch. Each source is asked with its own.",
            fn=_all_queries,
        ),
        Mutant(
            "values-masked-only",
            "You set the values of what is masked to 0, but its weights stay: they take from the others.",
            _MASKS,
            hint="M42",
            edits={
                _WHERE: "scores",
                _EXP: "np.exp(",
                _CONTEXT: "(weights[:, :, None] * V * mask[:, :, None]).sum(axis=1)",
            },
        ),
        Mutant(
            "inverted",
            "You have the mask the wrong way round. Here True stands for what may be looked at.",
            _MASKS,
            hint="M83",
            edits={_WHERE: "np.where(mask, -1e30, scores)", _EXP: "~mask * np.exp("},
        ),
        Mutant(
            "inverted-uniform",
            "You have the mask the wrong way round: you hide what is True. Here True stands for what may be looked at.",
            _MASKS,
            hint="M83",
            edits={_WHERE: "np.where(mask, -1e30, scores)", _EXP: "np.exp("},
        ),
        Mutant(
            "inverted-added",
            "You take a large number away from the scores where the mask is True. Here True stands for what may be "
            "looked at: it is the others that must go.",
            _MASKS,
            hint="M83",
            edits={_WHERE: "scores - 1e9 * mask", _EXP: "np.exp("},
        ),
        Mutant(
            "all-masked-uniform",
            "Where nothing may be looked at you look at everything alike: all scores are equally small, and the "
            "softmax shares out 1 among them. The weights of such a source are to be 0.",
            _MASKS,
            edits={_EXP: "np.exp("},
        ),
        Mutant(
            "all-masked-nan",
            "Where nothing may be looked at your result is no number: minus infinity minus itself is NaN, and so is 0 "
            "divided by 0. The weights of such a source are to be 0.",
            _MASKS,
            edits={_WHERE: "np.where(mask, scores, -np.inf)"},
        ),
        Mutant(
            "scale-missing",
            "You left out the scale: the scores are divided by the square root of D, or they grow with it.",
            edits={_SCALE: ""},
        ),
        Mutant(
            "scale-by-D",
            "You divide the scores by D. A sum of D products of independent numbers grows with the square root of D.",
            edits={_SCALE: " / q.shape[1]"},
        ),
        Mutant(
            "scale-multiplied",
            "You multiply the scores by the square root of D. They are divided by it.",
            edits={_SCALE: " * np.sqrt(q.shape[1])"},
        ),
        Mutant(
            "scale-by-S",
            "You scale by the length of the source. The scores are sums over the features of query and key: D of them.",
            edits={_SCALE: " / np.sqrt(K.shape[1])"},
        ),
        Mutant(
            "scale-by-E",
            "You scale by the size of the values. The scores are sums over the features of query and key: D of them.",
            edits={_SCALE: " / np.sqrt(V.shape[2])"},
        ),
        Mutant(
            "scale-by-N",
            "You scale by the size of the batch. The scores are sums over the features of query and key: D of them.",
            edits={_SCALE: " / np.sqrt(len(q))"},
        ),
        Mutant(
            "softmax-over-the-batch",
            "Your softmax runs over the batch: the weights of a place sum to 1 over the sequences. It runs over the "
            "source, so that each row sums to 1.",
            hint="M74",
            edits={
                _MAX: "scores - scores.max(axis=0, keepdims=True)",
                _SUM: "np.maximum(e.sum(axis=0, keepdims=True), 1e-12)",
            },
        ),
        Mutant(
            "sum-over-the-batch",
            "The sum of your softmax runs over the batch. It runs over the source, so that each row sums to 1.",
            hint="M74",
            edits={_SUM: "np.maximum(e.sum(axis=0, keepdims=True), 1e-12)"},
        ),
        Mutant(
            "softmax-over-everything",
            "Your softmax runs over the whole batch at once: all weights together sum to 1. Each row is a source of "
            "its own, and has a sum of its own.",
            hint="M74",
            fn=_with_weights(_over_everything),
        ),
        Mutant(
            "softmax-over-the-query",
            "All your weights are 1 or 0. A softmax over an axis with one item, such as the query's, always gives 1: "
            "it runs over the source.",
            hint="M74",
            fn=_with_weights(lambda scores, mask: mask.astype(float)),
        ),
        Mutant(
            "uniform",
            "You average over what may be looked at: query and keys have no effect. The weights come from the scores.",
            hint="M74",
            fn=_with_weights(lambda scores, mask: mask / np.maximum(mask.sum(axis=1, keepdims=True), 1)),
        ),
        Mutant(
            "uniform-over-all",
            "You average over the whole source: neither the scores nor the mask have any effect.",
            hint="M42",
            fn=_with_weights(lambda scores, mask: np.full(scores.shape, 1 / scores.shape[1])),
        ),
        Mutant(
            "hardest",
            "You give all the weight to the best place. The softmax shares it out, so that a gradient reaches every "
            "place.",
            fn=_with_weights(_hard),
        ),
        Mutant(
            "sigmoid",
            "You take a sigmoid of each score. Then the weights of a row do not sum to 1: it is a softmax, in which "
            "the places compete.",
            fn=_with_weights(_sigmoid),
        ),
        Mutant(
            "exponentials",
            "You did not divide by the sum: the weights of a row must sum to 1.",
            edits={"e / " + _SUM: "e"},
        ),
        Mutant(
            "scores-normalised",
            "You divide the scores by their sum, without exp. Scores may be negative, weights may not: it is a "
            "softmax.",
            fn=_with_weights(lambda scores, mask: mask * scores / (mask * scores).sum(axis=1, keepdims=True)),
        ),
        Mutant(
            "overflow",
            "exp overflows where a score is large. Take the largest score of the row away first: the weights stay the "
            "same.",
            edits={_MAX: "scores"},
        ),
        Mutant(
            "largest-of-the-batch",
            "You take the largest score of the whole batch away. In a row whose scores are far below it every exp is "
            "0: each row has a largest score of its own.",
            edits={_MAX: "scores - scores.max()"},
        ),
        Mutant(
            "largest-of-the-masked",
            "You hide padding too late. Where its score is far above the rest, every exp that is left has been "
            "rounded to 0: hide the scores before the softmax, and before the largest one is taken away.",
            _MASKS,
            hint="M42",
            edits={
                _WHERE: "np.where(mask, scores - scores.max(axis=1, keepdims=True), -1e30)",
                _MAX: "scores",
            },
        ),
        Mutant(
            "keys-for-values",
            "You add up the keys. Keys are compared with the query; what is added up are the values.",
            edits={_CONTEXT: "(weights[:, :, None] * K).sum(axis=1)"},
        ),
        Mutant(
            "values-for-keys",
            "You compare the query with the values. It is compared with the keys; the values are what is added up.",
            edits={"(K * q[:, None, :])": "(V * q[:, None, :])"},
        ),
        Mutant(
            "mean-of-values",
            "You take the mean of the weighted values. The weights sum to 1, so their sum is a mean already.",
            edits={_CONTEXT: "(weights[:, :, None] * V).mean(axis=1)"},
        ),
        Mutant(
            "weights-unused",
            "Your context is the plain sum of the values. Each is multiplied by its weight.",
            edits={_CONTEXT: "V.sum(axis=1)"},
        ),
        Mutant(
            "cosine",
            "You divide query and keys by their lengths. That is the cosine; the score asked for is their dot product, "
            "divided by the square root of D.",
            fn=_cosine,
        ),
        Mutant(
            "distance",
            "You score by the squared distance of query and key. It is their dot product.",
            edits={"(K * q[:, None, :])": "-((K - q[:, None, :]) ** 2)"},
        ),
        Mutant(
            "products-averaged",
            "You take the mean over the features and divide by the square root of D as well: the scale is in it twice.",
            edits={".sum(axis=2)" + _SCALE: ".mean(axis=2)" + _SCALE},
        ),
        Mutant(
            "smallest",
            "Your scores have the wrong sign: what fits the query least gets the most weight.",
            edits={"(K * q[:, None, :])": "(-K * q[:, None, :])"},
        ),
        Mutant(
            "order",
            "You return weights, context. The order is context, weights.",
            edits={"return context, weights": "return weights, context"},
        ),
        Mutant(
            "no-maximum",
            "You do not take the largest score away before exp. Large scores then become infinite, and infinity over "
            "infinity is NaN: take away the largest of each row.",
            fn=_with_weights(_without_maximum),
        ),
        Mutant(
            "maximum-of-the-batch",
            "You take away one number for the whole batch. In a row whose scores lie far below it every exp is 0: "
            "take away the largest of each row.",
            fn=_with_weights(_maximum_of_the_batch),
        ),
        Mutant(
            "maximum-of-the-batch-without-guard",
            "You take away one number for the whole batch. In a row whose scores lie far below it every exp is 0, and "
            "0 / 0 is NaN: take away the largest of each row.",
            fn=_with_weights(_maximum_of_the_batch_unguarded),
        ),
        Mutant(
            "no-maximum, whole row lost",
            "You do not take the largest score away before exp. Large scores become infinite, and their whole row "
            "NaN: take away the largest of each row.",
            fn=_with_weights(_without_maximum_or_zero),
        ),
    ),
)
