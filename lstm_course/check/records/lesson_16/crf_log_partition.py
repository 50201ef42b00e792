"""Exercise: the logarithm of the sum over all paths of labels."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def lattices(rng):
    """Return batches of other sizes in every axis, with padding, large scores, forbidden labels, and sizes of 1."""

    def batch(lengths, T, K, scale=1.0, shift=0.0):
        emissions = rng.normal(shift, scale, size=(len(lengths), T, K))
        return emissions, rng.normal(0, scale, size=(K, K)), rng.normal(0, scale, size=K), np.array(lengths)

    apart = batch([3, 2, 3], 3, 2)
    apart[0][0] += 1500.0
    apart[0][1] -= 1500.0
    forbidden = batch([4, 2], 4, 3)
    forbidden[1][:, 1] = -np.inf  # nothing leads to label 1
    forbidden[2][2] = -np.inf
    closed = batch([3, 2], 3, 3)
    closed[2][1] = -np.inf  # label 1 may not be first, and that is all
    late_winner = (  # label 0 falls 1,000 behind, and only it leads on
        np.array([[[0.0, 1000.0], [0.0, 0.0], [2000.0, 0.0]]]),
        np.array([[0.0, -np.inf], [-np.inf, 0.0]]),
        np.zeros(2),
        np.array([3]),
    )
    return [
        Probe(
            batch([1], 1, 3),
            "This sequence has one step, so there is no transition: the paths are the labels, and each has its start "
            "and its emission. Yours is another log-sum-exp.",
        ),
        Probe(batch([3], 3, 2)),
        Probe(batch([4, 4], 4, 3)),
        Probe(batch([5, 2, 4, 1], 5, 3)),
        Probe(batch([2, 3], 5, 4)),  # no row is full
        Probe(batch([3, 1, 2], 3, 1)),
        Probe(batch([2, 2], 2, 2)),
        Probe(batch([3, 2], 3, 3, 30.0, 1000.0)),
        Probe(batch([3, 2], 4, 2, 10.0, -1500.0)),
        Probe(apart),
        Probe(forbidden),
        Probe(late_winner),
        Probe(closed),
        Probe(batch([4, 3, 5], 6, 3)),
    ]


def crf_log_partition(emissions, transitions, start, lengths):
    alpha = start + emissions[:, 0]  # (N, K)
    for t in range(1, emissions.shape[1]):
        ways = alpha[:, :, None] + transitions  # (N, from, to)
        new = np.logaddexp.reduce(ways, axis=1) + emissions[:, t]
        alpha = np.where((t < lengths)[:, None], new, alpha)
    return np.logaddexp.reduce(alpha, axis=1)


def _one_maximum(emissions, transitions, start, lengths):
    """Return the mistake of taking one maximum out for all labels together."""
    alpha = start + emissions[:, 0]
    for t in range(1, emissions.shape[1]):
        ways = alpha[:, :, None] + transitions
        largest = ways.max(axis=(1, 2), keepdims=True)
        new = np.log(np.exp(ways - largest).sum(axis=1)) + largest[:, 0] + emissions[:, t]
        alpha = np.where((t < lengths)[:, None], new, alpha)
    return np.logaddexp.reduce(alpha, axis=1)


_NEW = "np.logaddexp.reduce(ways, axis=1) + emissions[:, t]"
_WAYS = "alpha[:, :, None] + transitions"
_KEEP = "np.where((t < lengths)[:, None], new, alpha)"
_END = "return np.logaddexp.reduce(alpha, axis=1)"
_FIRST = "alpha = start + emissions[:, 0]"

EXERCISE = Exercise(
    name="crf_log_partition",
    signature="crf_log_partition(emissions, transitions, start, lengths)",
    returns={"log_z": "(N,)"},
    reference=crf_log_partition,
    probes=lattices,
    points={"log_z": 6},
    read='lesson 16, "Labels that must fit"',
    advice={
        "log_z": "Take one sequence of two steps and two labels: four paths. Their scores, exponentials, sum and "
        "logarithm can be done by hand."
    },
    hints=(
        "It is Viterbi with a log-sum-exp in place of each maximum, for a batch, and without pointers.",
        "alpha[:, :, None] + transitions has shape (N, from, to). np.logaddexp.reduce(..., axis=1) sums over from "
        "without overflow; then add the emissions of step t.",
        "Where a sequence has ended, keep its alpha: np.where((t < lengths)[:, None], new, alpha). At the end "
        "np.logaddexp.reduce(alpha, axis=1).",
    ),
    mutants=(
        Mutant(
            "one-maximum-for-all-labels",
            "You take one maximum out for all labels together. A label far below it becomes exp(-1000) = 0 and is "
            "lost, though it may win later: take the largest for each next label, or use np.logaddexp.reduce.",
            fn=_one_maximum,
        ),
        Mutant(
            "best-path",
            "You take the maximum everywhere: that is the score of the best path. Here all paths are summed, by a "
            "log-sum-exp.",
            edits={_NEW: "ways.max(axis=1) + emissions[:, t]", _END: "return alpha.max(axis=1)"},
        ),
        Mutant(
            "best-way-to-each-label",
            "At each step you keep the best way to each label only, and sum in the end. Every way counts: a "
            "log-sum-exp at each step.",
            edits={_NEW: "ways.max(axis=1) + emissions[:, t]"},
        ),
        Mutant(
            "best-last-label",
            "In the end you take the best last label. All of them count: a log-sum-exp over the labels.",
            edits={_END: "return alpha.max(axis=1)"},
        ),
        Mutant(
            "sum-of-logs",
            "You add the scores up where their exponentials should be added. log(a + b) is not log a + log b: use a "
            "log-sum-exp.",
            edits={_NEW: "ways.sum(axis=1) + emissions[:, t]", _END: "return alpha.sum(axis=1)"},
        ),
        Mutant(
            "sum-of-logs-at-the-end",
            "In the end you add the logarithms of the labels up. Their exponentials are added: use a log-sum-exp.",
            edits={_END: "return alpha.sum(axis=1)"},
        ),
        Mutant(
            "without-the-logarithm",
            "You return the sum itself, without its logarithm.",
            edits={_END: "return np.exp(np.logaddexp.reduce(alpha, axis=1))"},
        ),
        Mutant(
            "overflow",
            "You take exponentials as they are, at each step or at the end. At scores of some hundreds they overflow, "
            "or all become 0, though the result is an ordinary number: take the largest one out first, or use "
            "np.logaddexp.reduce.",
            edits={
                _NEW: "np.log(np.exp(ways).sum(axis=1)) + emissions[:, t]",
                _END: "return np.log(np.exp(alpha).sum(axis=1))",
            },
        ),
        Mutant(
            "one-maximum-for-all",
            "You take one maximum of the whole batch out. A sequence with much lower scores then underflows: each "
            "needs its own.",
            edits={
                _NEW: "np.log(np.exp(ways - ways.max()).sum(axis=1)) + ways.max() + emissions[:, t]",
                _END: "return np.log(np.exp(alpha - alpha.max()).sum(axis=1)) + alpha.max()",
            },
        ),
        Mutant(
            "maximum-not-put-back",
            "You take the maximum out of the exponentials, and do not add it again.",
            edits={_END: "return np.log(np.exp(alpha - alpha.max(axis=1, keepdims=True)).sum(axis=1))"},
        ),
        Mutant(
            "infinite-minus-infinite",
            "A label that nothing leads to has a score of minus infinity on every way, and your maximum, too: their "
            "difference is NaN. np.logaddexp.reduce knows that case.",
            edits={
                _NEW: "np.log(np.exp(ways - ways.max(axis=1, keepdims=True)).sum(axis=1)) + ways.max(axis=1) + "
                "emissions[:, t]"
            },
        ),
        Mutant(
            "padding-counted",
            "You do not use lengths: the padding of a short sequence counts as further steps.",
            hint="M41",
            edits={_KEEP: "new"},
        ),
        Mutant(
            "padding-set-to-zero",
            "You set the emissions at padding to 0 and go on. Every step of padding still multiplies the number of "
            "paths: keep alpha where a sequence has ended.",
            hint="M41",
            edits={
                _NEW: "np.logaddexp.reduce(ways, axis=1) + emissions[:, t] * (t < lengths)[:, None]",
                _KEEP: "new",
            },
        ),
        Mutant(
            "one-step-short",
            "You leave the last step of each sequence out, an off-by-one: steps 0 to length - 1 are real.",
            edits={"(t < lengths)": "(t < lengths - 1)"},
        ),
        Mutant(
            "one-pad-too-many",
            "You take one step of padding along, an off-by-one: steps 0 to length - 1 are real.",
            hint="M41",
            edits={"(t < lengths)": "(t <= lengths)"},
        ),
        Mutant(
            "mask-inverted",
            "Your mask is inverted: you read the padding, and leave the real steps out.",
            hint="M83",
            edits={"(t < lengths)": "(t >= lengths)"},
        ),
        Mutant(
            "length-of-the-first",
            "You take the first sequence's length for all. Each row has its own.",
            edits={"(t < lengths)": "(t < 0 * lengths + lengths[0])"},
        ),
        Mutant(
            "length-of-the-longest",
            "You read all sequences up to the length of the longest. Each row has its own.",
            hint="M41",
            edits={"(t < lengths)": "(t < 0 * lengths + max(lengths))"},
        ),
        Mutant(
            "transposed",
            "Your transitions are transposed. transitions[i, j] is the score of label j after label i.",
            edits={_WAYS: "alpha[:, :, None] + transitions.T"},
        ),
        Mutant(
            "wrong-axis",
            "You add alpha to the columns of transitions, which are the labels that come next. It belongs to the rows: "
            "alpha[:, :, None].",
            edits={_WAYS: "alpha[:, None, :] + transitions"},
        ),
        Mutant(
            "over-the-next-label",
            "You sum over the label that comes next. For each next label all labels before it are summed: axis 1 of "
            "(N, from, to).",
            edits={_NEW: "np.logaddexp.reduce(ways, axis=2) + emissions[:, t]"},
        ),
        Mutant(
            "start-forgotten",
            "You forget the start, the score of the first label.",
            edits={_FIRST: "alpha = emissions[:, 0] + 0"},
        ),
        Mutant(
            "start-at-every-step",
            "You add the start at every step. It counts once, for the first label.",
            edits={_NEW: "np.logaddexp.reduce(ways, axis=1) + emissions[:, t] + start"},
        ),
        Mutant(
            "first-emission-missing",
            "The first emission is missing: the first label counts with its start and with its emission.",
            edits={_FIRST: "alpha = start + 0 * emissions[:, 0]"},
        ),
        Mutant(
            "emission-of-the-step-before",
            "You add the emission of the step before, so that the last one never counts. The label at step t has the "
            "emission of step t.",
            edits={_NEW: "np.logaddexp.reduce(ways, axis=1) + emissions[:, t - 1]"},
        ),
        Mutant(
            "emissions-of-the-label-before",
            "You add the emission of step t to the label before. It belongs to the label at t.",
            edits={
                _WAYS: "(alpha + emissions[:, t])[:, :, None] + transitions",
                _NEW: "np.logaddexp.reduce(ways, axis=1)",
            },
        ),
        Mutant(
            "first-step-twice",
            "The first emission counts twice, an off-by-one: the loop begins with step 1, step 0 has been used.",
            edits={"range(1, emissions.shape[1])": "range(emissions.shape[1])"},
        ),
        Mutant(
            "last-step-missing",
            "You stop one step before the end, an off-by-one.",
            edits={"range(1, emissions.shape[1])": "range(1, emissions.shape[1] - 1)"},
        ),
        Mutant(
            "transitions-left-out",
            "You leave the transitions out. Without them each step is on its own, and nothing needs to fit.",
            edits={_WAYS: "alpha[:, :, None] + 0 * np.isfinite(transitions)"},
        ),
        Mutant(
            "normalised-emissions",
            "You turn the emissions into log-probabilities first. The scores of a CRF are normalised once, over whole "
            "paths: that is what this number is for.",
            edits={
                _FIRST: "emissions = emissions - np.logaddexp.reduce(emissions, axis=2)[:, :, None]\n"
                "    alpha = start + emissions[:, 0]"
            },
        ),
        Mutant(
            "normalised-at-each-step",
            "You normalise at each step, and lose what you divide by: that is just what is asked for.",
            edits={_KEEP: "(lambda one: one - np.logaddexp.reduce(one, axis=1)[:, None])(" + _KEEP + ")"},
        ),
        Mutant(
            "divided-by-length",
            "You divide by the length. The logarithm of the sum itself is asked for.",
            edits={_END: "return np.logaddexp.reduce(alpha, axis=1) / lengths"},
        ),
        Mutant(
            "mean-of-the-paths",
            "You take the mean over the labels in place of the sum.",
            edits={
                _NEW: "np.logaddexp.reduce(ways, axis=1) - np.log(ways.shape[1]) + emissions[:, t]",
                _END: "return np.logaddexp.reduce(alpha, axis=1) - np.log(alpha.shape[1])",
            },
        ),
        Mutant(
            "summed-over-the-batch",
            "You add the sequences of the batch up. One number for each is asked for.",
            edits={_END: "return np.logaddexp.reduce(alpha, axis=1).sum()"},
        ),
        Mutant(
            "every-label",
            "You return a number for each last label. Sum over the labels, too.",
            edits={_END: "return alpha"},
        ),
        Mutant(
            "axes-lost",
            "For one sequence your result has no axis left. It has shape (N,), also for N = 1.",
            edits={_END: "return np.squeeze(np.logaddexp.reduce(alpha, axis=1))"},
        ),
        Mutant(
            "negative",
            "Your result has the wrong sign.",
            edits={_END: "return -np.logaddexp.reduce(alpha, axis=1)"},
        ),
        Mutant(
            "mask-multiplied",
            "You keep alpha by multiplying with 1 and 0. Where a label is forbidden alpha is minus infinity, and 0 "
            "times infinity is NaN: choose with np.where.",
            edits={
                _KEEP: "(t < lengths)[:, None] * new + (t >= lengths)[:, None] * alpha",
            },
        ),
    ),
)
