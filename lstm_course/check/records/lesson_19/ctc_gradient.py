"""Exercise: the gradient of the loss of CTC, by a pass forward and one backward."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from ._lattices import frames, normalised


def lattices(rng):
    """Return targets with repeats, letters at several places, empty and impossible ones, one frame, tiny numbers."""

    def probe(T, V, target, blank, scale=1.5):
        return Probe((frames(rng, T, V, scale), target, blank))

    tiny = frames(rng, 4, 3)
    tiny[:, 1:] -= 700.0
    never = frames(rng, 3, 4)
    never[:, 2] = -np.inf  # impossible, though it fits
    shut = frames(rng, 5, 3)
    shut[2, 1] = -np.inf
    tiny, never, shut = map(normalised, (tiny, never, shut))
    return [
        Probe(
            (frames(rng, 2, 3), [], 0),
            "The target is empty here: its only path says blank in every frame, so the gradient is −1 there and 0 "
            "everywhere else. Yours is something else.",
        ),
        Probe(
            (frames(rng, 1, 4), [2], 0),
            "There is one frame and one letter here, so there is one path: the gradient is −1 at that letter and 0 "
            "elsewhere. Yours is something else.",
        ),
        probe(2, 3, [1], 0),
        probe(3, 4, [3, 1], 0),
        probe(4, 3, [1, 2], 0),
        probe(3, 3, [1, 1], 0),
        probe(2, 3, [1, 1], 0),  # impossible
        probe(5, 3, [1, 1], 0),
        probe(5, 4, [2, 1, 2], 0),
        probe(4, 5, [4, 2, 2], 0),
        probe(6, 4, [0, 2, 0], 3),
        probe(4, 3, [0, 2], 1),
        probe(7, 5, [1, 3, 3, 1], 0),
        probe(1, 3, [2, 1], 0),  # impossible
        Probe((tiny, [1, 2], 0)),
        Probe((shut, [1, 2], 0)),
        Probe((never, [2], 0)),
    ]


def ctc_gradient(log_p, target, blank):
    z = np.full(2 * len(target) + 1, blank)
    z[1::2] = target
    skip = z[2:] != z[:-2]
    alpha = np.full((len(log_p), len(z)), -np.inf)
    beta = alpha.copy()
    alpha[0, :2] = log_p[0, z[:2]]
    for t in range(1, len(log_p)):
        ways = alpha[t - 1].copy()
        ways[1:] = np.logaddexp(ways[1:], alpha[t - 1, :-1])
        ways[2:][skip] = np.logaddexp(ways[2:], alpha[t - 1, :-2])[skip]
        alpha[t] = ways + log_p[t, z]
    beta[-1, -2:] = 0.0
    for t in range(len(log_p) - 2, -1, -1):
        later = beta[t + 1] + log_p[t + 1, z]
        beta[t] = later
        beta[t, :-1] = np.logaddexp(beta[t, :-1], later[1:])
        beta[t, :-2][skip] = np.logaddexp(beta[t, :-2], later[2:])[skip]
    total = np.logaddexp.reduce(alpha[-1, -2:])
    gradient = np.zeros(log_p.shape)
    if total > -np.inf:
        for s, label in enumerate(z):
            gradient[:, label] -= np.exp(alpha[:, s] + beta[:, s] - total)
    return gradient


def _graves(log_p, target, blank):
    """Count the probability of the own frame in alpha and in beta."""
    both = ctc_gradient(log_p, target, blank)
    with np.errstate(all="ignore"):
        return both * np.exp(log_p)


def _graves_normalised(log_p, target, blank):
    """Divide what counts each frame twice by its own sum."""
    both = _graves(log_p, target, blank)
    sums = -both.sum(axis=1, keepdims=True)
    return both / np.where(sums > 0, sums, 1.0)


def _in_probabilities(log_p, target, blank):
    """Leave the logarithms for the sums."""
    z = np.full(2 * len(target) + 1, blank)
    z[1::2] = target
    skip, p = z[2:] != z[:-2], np.exp(log_p)[:, z]
    alpha, beta = np.zeros(p.shape), np.zeros(p.shape)
    alpha[0, :2], beta[-1, -2:] = p[0, :2], 1.0
    for t in range(1, len(p)):
        ways = alpha[t - 1].copy()
        ways[1:] += alpha[t - 1, :-1]
        ways[2:][skip] += alpha[t - 1, :-2][skip]
        alpha[t] = ways * p[t]
    for t in range(len(p) - 2, -1, -1):
        later = beta[t + 1] * p[t + 1]
        beta[t] = later
        beta[t, :-1] += later[1:]
        beta[t, :-2][skip] += later[2:][skip]
    total, gradient = alpha[-1, -2:].sum(), np.zeros(log_p.shape)
    if total > 0:
        for s, label in enumerate(z):
            gradient[:, label] -= alpha[:, s] * beta[:, s] / total
    return gradient


def _with_softmax(log_p, target, blank):
    return np.exp(log_p) + ctc_gradient(log_p, target, blank)


def _with_softmax_where_possible(log_p, target, blank):
    gradient = ctc_gradient(log_p, target, blank)
    return gradient + np.exp(log_p) * gradient.any()


def _best_path(log_p, target, blank):
    gradient = np.zeros(log_p.shape)
    gradient[np.arange(len(log_p)), log_p.argmax(axis=1)] = -1.0
    return gradient


_LATER = "beta[t + 1] + log_p[t + 1, z]"
_ADD = "gradient[:, label] -= np.exp(alpha[:, s] + beta[:, s] - total)"
_SKIP = "z[2:] != z[:-2]"
_TOTAL = "np.logaddexp.reduce(alpha[-1, -2:])"
_BACK = "beta[t, :-2][skip] = np.logaddexp(beta[t, :-2], later[2:])[skip]"
_ON = "beta[t, :-1] = np.logaddexp(beta[t, :-1], later[1:])"
_WRONG_WAY = (
    "may = ((z != np.roll(z, 2)) & (z != blank))[:-2]\n"
    "        beta[t, :-2][may] = np.logaddexp(beta[t, :-2], later[2:])[may]"
)
_BORDER = "beta[-1, -2:] = 0.0"

EXERCISE = Exercise(
    name="ctc_gradient",
    signature="ctc_gradient(log_p, target, blank)",
    returns={"gradient": "(T, V)"},
    reference=ctc_gradient,
    probes=lattices,
    points={"gradient": 8},
    read='lesson 19, "All paths at once"',
    advice={
        "gradient": "An entry is minus the share of P of all paths that say this label in this frame. A path says one "
        "label in each frame, so each row sums to −1, where the target is possible: does yours?"
    },
    hints=(
        "The gradient at frame t and label v is minus the share of P that goes through v in frame t. alpha[t, s] has "
        "all ways up to place s at frame t, with that frame's own probability; beta[t, s] all ways from there to the "
        "end, without it.",
        "beta at the last frame is 0 (log 1) in the last two places and −inf elsewhere. One frame earlier: from place "
        "s to s, s + 1 and, by the same rule for skips, s + 2, each with beta and log_p of the frame after.",
        "The share of place s is exp(alpha[t, s] + beta[t, s] − log P). A label stands at several places of z, the "
        "blank always: subtract each share from gradient[t, z[s]]. If P is 0, leave the zeros.",
    ),
    mutants=(
        Mutant(
            "own-frame-twice",
            "alpha and beta both hold the probability of their own frame, so that it counts twice. Leave it out of "
            "one, or divide by it.",
            fn=_graves,
        ),
        Mutant(
            "own-frame-twice-in-beta",
            "Your last frame counts twice: beta begins there with log 1, since alpha holds the frame's own "
            "probability.",
            edits={_BORDER: "beta[-1, -2:] = log_p[-1, z[-2:]]"},
        ),
        Mutant(
            "own-frame-never",
            "The probability of the first frame counts nowhere: alpha begins with log_p of that frame, in its first "
            "two places.",
            edits={"alpha[0, :2] = log_p[0, z[:2]]": "alpha[0, :2] = 0.0"},
        ),
        Mutant(
            "frame-before",
            "On the way back you take the probability of the frame that you come to. The way from t on begins with the "
            "frame behind it, t + 1.",
            edits={_LATER: "beta[t + 1] + log_p[t, z]"},
        ),
        Mutant(
            "no-emission-in-beta",
            "Your way back forgets the probabilities: beta of frame t takes beta of frame t + 1 together with log_p "
            "of frame t + 1.",
            edits={_LATER: "beta[t + 1] + 0 * t"},
        ),
        Mutant(
            "not-divided",
            "You do not divide by P. The gradient is of log P: each share is a part of the whole.",
            edits={_ADD: "gradient[:, label] -= np.exp(alpha[:, s] + beta[:, s])"},
        ),
        Mutant(
            "overwritten",
            "A label that stands at several places overwrites itself, and the blank always does. Its shares are added: "
            "-=, place by place (gradient[:, z] -= ... adds only the last of them).",
            edits={_ADD: "gradient[:, label] = -np.exp(alpha[:, s] + beta[:, s] - total)"},
        ),
        Mutant(
            "letters-only",
            "You leave the blank out. Paths go through it, so it has its share.",
            edits={_ADD: "gradient[:, label] -= (s % 2) * np.exp(alpha[:, s] + beta[:, s] - total)"},
        ),
        Mutant(
            "blanks-only",
            "You count the shares of the blank only. Every place of the target has one.",
            edits={_ADD: "gradient[:, label] -= (1 - s % 2) * np.exp(alpha[:, s] + beta[:, s] - total)"},
        ),
        Mutant(
            "sign",
            "Your gradient has the wrong sign. It is that of −log P: more probability for a label of the target makes "
            "the loss smaller.",
            edits={_ADD: "gradient[:, label] += np.exp(alpha[:, s] + beta[:, s] - total)"},
        ),
        Mutant(
            "with-the-softmax",
            "You add the probabilities, which gives the gradient for the logits before a softmax. The one for log_p "
            "itself is asked for.",
            fn=_with_softmax,
        ),
        Mutant(
            "with-the-softmax-where-possible",
            "You add the probabilities where the target is possible. That is the gradient for the logits before a "
            "softmax; the one for log_p itself is asked for, every entry on its own.",
            fn=_with_softmax_where_possible,
        ),
        Mutant(
            "own-frame-twice-and-normalised",
            "alpha and beta both hold the probability of their own frame, and you make each row sum to −1 afterwards. "
            "That hides it: the labels of a frame have unequal probabilities. Leave the frame out of one of the two.",
            fn=_graves_normalised,
        ),
        Mutant(
            "underflow",
            "You leave the logarithms for the sums. Probabilities of many frames underflow to 0, so that a target "
            "looks impossible that is not: add logarithms, and sum with np.logaddexp.",
            hint="M56",
            fn=_in_probabilities,
        ),
        Mutant(
            "likelihood-by-the-larger",
            "Your P is the larger of the two places at the end. Paths that end in either of them count: add them up.",
            edits={_TOTAL: "alpha[-1, -2:].max()"},
        ),
        Mutant(
            "first-frame-without-beta",
            "Your way back stops before it comes to the first frame, an off-by-one: a range that runs down to 0 ends "
            "with −1.",
            edits={"range(len(log_p) - 2, -1, -1)": "range(len(log_p) - 2, 0, -1)"},
        ),
        Mutant(
            "skips-back-by-the-place-before",
            "On the way back you compare z[s] with z[s - 2]. The path goes on from s to s + 2, so these two must "
            "differ.",
            edits={_BACK: _WRONG_WAY},
        ),
        Mutant(
            "emission-of-the-place-left",
            "On the way back you take the probability of the label that the path leaves. In the frame t + 1 it says "
            "the label of the place that it comes to.",
            edits={
                _LATER: "beta[t + 1].copy()",
                _BACK: _BACK + "\n        beta[t] += log_p[t + 1, z]",
            },
        ),
        Mutant(
            "frames-counted-against-letters",
            "You take a target for impossible if it has more letters than there are frames. Equal letters need a frame "
            "for the blank between them, and a label may have probability 0: ask whether P is 0.",
            hint="M71",
            edits={"if total > -np.inf": "if len(log_p) >= len(target)"},
        ),
        Mutant(
            "likelihood-by-the-letter",
            "Your P holds only the paths that end in the last letter. Those that end in a blank count, too.",
            edits={_TOTAL: "alpha[-1, max(len(z) - 2, 0)]"},
        ),
        Mutant(
            "likelihood-by-the-blank",
            "Your P holds only the paths that end in a blank. Those that end in the last letter count, too.",
            edits={_TOTAL: "alpha[-1, -1]"},
        ),
        Mutant(
            "likelihood-of-all",
            "Your P adds up all places of the last frame, so that unfinished targets count.",
            edits={_TOTAL: "np.logaddexp.reduce(alpha[-1])"},
        ),
        Mutant(
            "beta-from-the-first-places",
            "beta begins at the wrong end: paths end in the last place of the target or in the last but one.",
            edits={_BORDER: "beta[-1, :2] = 0.0"},
        ),
        Mutant(
            "beta-ends-in-the-blank",
            "beta begins in the last blank only. Paths may end in the last letter, too.",
            edits={_BORDER: "beta[-1, -1] = 0.0"},
        ),
        Mutant(
            "beta-ends-in-the-letter",
            "beta begins in the last letter only. Paths may end in the blank behind it, too.",
            edits={_BORDER: "beta[-1, max(len(z) - 2, 0)] = 0.0"},
        ),
        Mutant(
            "beta-ends-anywhere",
            "beta begins in all places, so that unfinished targets count.",
            edits={_BORDER: "beta[-1] = 0.0"},
        ),
        Mutant(
            "no-skips-back",
            "Your way back knows no skips. It goes by the same rule as the way forward, mirrored.",
            edits={_BACK: "pass"},
        ),
        Mutant(
            "skips-back-everywhere",
            "Your way back skips from every place. It goes by the same rule as the way forward: only from a letter to "
            "a different letter.",
            edits={_BACK: "beta[t, :-2] = np.logaddexp(beta[t, :-2], later[2:])"},
        ),
        Mutant(
            "skips-between-equal-letters",
            "You skip the blank between two equal letters. Without it they are merged into one.",
            hint="M71",
            edits={_SKIP: "(z[2:] != z[:-2]) | (z[2:] != blank)"},
        ),
        Mutant(
            "never-skips",
            "You never skip a blank. Two different letters may follow each other without one.",
            edits={_SKIP: "z[2:] != z[2:]"},
        ),
        Mutant(
            "never-stays-back",
            "Your way back never stays in a place. A letter and a blank may last for several frames.",
            edits={"        beta[t] = later\n": "        beta[t] = -np.inf\n"},
        ),
        Mutant(
            "never-steps-back",
            "Your way back never goes on to the next place.",
            edits={_ON: "pass"},
        ),
        Mutant(
            "back-from-the-place-before",
            "Your way back takes what comes from the places before. From place s a path goes on to s, s + 1 and s + 2.",
            edits={
                _ON: "beta[t, 1:] = np.logaddexp(beta[t, 1:], later[:-1])",
                _BACK: "beta[t, 2:][skip] = np.logaddexp(beta[t, 2:], later[:-2])[skip]",
            },
        ),
        Mutant(
            "alpha-alone",
            "You leave beta out. A way up to a place counts only as far as it can be finished.",
            edits={_ADD: "gradient[:, label] -= np.exp(alpha[:, s] - total)"},
        ),
        Mutant(
            "each-frame-normalised-alpha",
            "You normalise alpha alone, frame by frame, and leave beta out. A way up to a place counts only as far as "
            "it can be finished.",
            edits={
                _ADD: "gradient[:, label] -= np.exp(alpha[:, s] - np.logaddexp.reduce(alpha, axis=1))",
            },
        ),
        Mutant(
            "blank-zero",
            "You take 0 for the blank, whatever blank says. It is an argument.",
            hint="M73",
            edits={"2 * len(target) + 1, blank)": "2 * len(target) + 1, 0)"},
        ),
        Mutant(
            "impossible-not-handled",
            "For an impossible target you divide by zero: log P is minus infinity. By the rule of this exercise its "
            "gradient is zero.",
            edits={"if total > -np.inf": "if total < np.inf"},
        ),
        Mutant(
            "logarithms",
            "You add up logarithms of the shares. The shares themselves are asked for: take the exponential.",
            edits={_ADD: "gradient[:, label] -= np.maximum(alpha[:, s] + beta[:, s] - total, -1e9)"},
        ),
        Mutant(
            "shares-by-place",
            "Your columns are the places of the target. They are the labels: add up the places of each label.",
            edits={
                "return gradient": "return -np.exp(alpha + beta - total) if total > -np.inf else np.zeros(alpha.shape)"
            },
        ),
        Mutant(
            "transposed",
            "Your gradient is transposed. It has the shape of log_p.",
            edits={"return gradient": "return gradient.T"},
        ),
        Mutant(
            "divided-by-frames",
            "You divide by the number of frames. The gradient of −log P itself is asked for.",
            edits={"return gradient": "return gradient / len(log_p)"},
        ),
        Mutant(
            "divided-by-letters",
            "You divide by the length of the target, as nn.CTCLoss does with 'mean'. The gradient of −log P itself is "
            "asked for.",
            edits={"return gradient": "return gradient / max(len(target), 1)"},
        ),
        Mutant(
            "for-probabilities",
            "You return the gradient for the probabilities. It is asked for with respect to their logarithms: that is "
            "p times yours.",
            edits={"return gradient": "return gradient / np.exp(log_p)"},
        ),
        Mutant(
            "one-path",
            "You give the whole share to the most probable label of each frame. All paths of the target have one.",
            fn=_best_path,
        ),
        Mutant(
            "skips-back-if-skipped-into",
            "On the way back you skip from s to s + 2 where a way may skip into s. It is z[s + 2] that must differ "
            "from z[s].",
            edits={
                "later = beta[t + 1] + log_p[t + 1, z]": "later = beta[t + 1] + log_p[t + 1, z]\n"
                "        into = np.r_[False, False, skip][:-2]",
                _BACK: _BACK.replace("[skip]", "[into]"),
            },
        ),
    ),
)
