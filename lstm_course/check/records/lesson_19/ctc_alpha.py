"""Exercise: the likelihood of a target, summed over all of its paths."""

import numpy as np

from ....drive import speech
from ...exercise import Exercise, Mutant, Probe
from ._lattices import frames, normalised


def lattices(rng):
    """Return targets with repeats, empty and too long ones, one frame, any blank, tiny and vanishing probabilities."""

    def probe(T, V, target, blank, scale=1.5):
        return Probe((frames(rng, T, V, scale), target, blank))

    tiny = frames(rng, 4, 3)
    tiny[:, 1:] -= 700.0
    shut = frames(rng, 5, 3)
    shut[2:, 1] = -np.inf
    never = frames(rng, 3, 3)
    never[:, 2] = -np.inf
    tiny, shut, never = map(normalised, (tiny, shut, never))
    return [
        Probe(
            (frames(rng, 1, 3), [2], 0),
            "There is one frame and one letter here, so there is one path: that letter. Its log-probability is the "
            "result, and yours is another.",
            "log_likelihood",
        ),
        Probe(
            (frames(rng, 2, 3), [1], 0),
            "There are two frames and one letter here, and three paths: letter blank, blank letter, letter letter. "
            "Yours is not the logarithm of the sum of these three.",
            "log_likelihood",
        ),
        Probe(
            (frames(rng, 3, 3), [], 0),
            "The target is empty here: one path, blanks only. Yours is not the log-probability of that path.",
            "log_likelihood",
        ),
        Probe(
            (frames(rng, 3, 3), [1, 1], 0),
            "The letter is to be said twice here, in three frames. That is one path: letter, blank, letter. Yours is "
            "not its log-probability.",
            "log_likelihood",
        ),
        probe(2, 4, [3, 1], 0),
        probe(4, 3, [1, 2], 0),
        probe(5, 3, [1, 1], 0),
        probe(2, 3, [1, 1], 0),  # one frame too few
        probe(3, 4, [2, 2, 1], 0),
        probe(4, 4, [2, 2, 1], 0),
        probe(2, 5, [1, 3, 2], 0),
        probe(3, 5, [1, 3, 2], 0),
        probe(6, 4, [0, 2, 0], 3),
        probe(5, 3, [0, 2], 1),
        probe(7, 3, [1, 1, 1], 2, 0.3),
        probe(1, 4, [], 2),
        probe(4, 2, [0], 1),
        probe(8, 6, [5, 1, 1, 4], 0),
        Probe((tiny, [1, 2], 0)),
        Probe((shut, [1, 2], 0)),
        Probe((never, [1, 2], 0)),
    ]


def ctc_alpha(log_p, target, blank):
    z = np.full(2 * len(target) + 1, blank)
    z[1::2] = target
    skip = z[2:] != z[:-2]
    alpha = np.full(len(z), -np.inf)
    alpha[:2] = log_p[0, z[:2]]
    for row in log_p[1:]:
        ways = alpha.copy()  # stay
        ways[1:] = np.logaddexp(ways[1:], alpha[:-1])  # from the one before
        ways[2:][skip] = np.logaddexp(ways[2:], alpha[:-2])[skip]
        alpha = ways + row[z]
    return float(np.logaddexp.reduce(alpha[-2:]))


def _in_probabilities(log_p, target, blank):
    z = np.full(2 * len(target) + 1, blank)
    z[1::2] = target
    skip = z[2:] != z[:-2]
    p, alpha = np.exp(log_p), np.zeros(len(z))
    alpha[:2] = p[0, z[:2]]
    for row in p[1:]:
        ways = alpha.copy()
        ways[1:] += alpha[:-1]
        ways[2:][skip] += alpha[:-2][skip]
        alpha = ways * row[z]
    return float(np.log(alpha[-2:].sum()))


def _in_place(log_p, target, blank):
    z = np.full(2 * len(target) + 1, blank)
    z[1::2] = target
    alpha = np.full(len(z), -np.inf)
    alpha[:2] = log_p[0, z[:2]]
    for row in log_p[1:]:
        for s in range(len(z)):
            if s > 0:
                alpha[s] = np.logaddexp(alpha[s], alpha[s - 1])
            if s > 1 and z[s] != z[s - 2]:
                alpha[s] = np.logaddexp(alpha[s], alpha[s - 2])
            alpha[s] += row[z[s]]
    return float(np.logaddexp.reduce(alpha[-2:]))


def _shifted(a, b):
    """Add probabilities by their logarithms, where not both are 0."""
    larger = np.maximum(a, b)
    return larger + np.log(np.exp(a - larger) + np.exp(b - larger))


def _blanks_where_needed(log_p, target, blank):
    """Walk through a target with blanks around it and between equal letters."""
    z = [blank]
    for k, label in enumerate(target):
        z += [blank, label] if k and target[k - 1] == label else [label]
    z = np.array([*z, blank]) if target else np.array(z)
    alpha = np.full(len(z), -np.inf)
    alpha[:2] = log_p[0, z[:2]]
    for row in log_p[1:]:
        ways = alpha.copy()
        for s in range(1, len(z)):
            ways[s] = np.logaddexp(ways[s], alpha[s - 1])
            if s > 1 and z[s] not in (blank, z[s - 2]):
                ways[s] = np.logaddexp(ways[s], alpha[s - 2])
        alpha = ways + row[z]
    return float(np.logaddexp.reduce(alpha[-2:]))


def _best_path_only(log_p, target, blank):
    """Score the target along the most probable path."""
    path = log_p.argmax(axis=1)
    runs = [int(k) for t, k in enumerate(path) if t == 0 or k != path[t - 1]]
    return float(log_p.max(axis=1).sum()) if [k for k in runs if k != blank] == list(target) else -np.inf


def _without_blanks(log_p, target, blank):
    """Walk through the letters, with no blank anywhere."""
    alpha = np.full(len(target), -np.inf)
    alpha[:1] = log_p[0, target[:1]]
    for row in log_p[1:]:
        ways = alpha.copy()
        ways[1:] = np.logaddexp(ways[1:], alpha[:-1])
        alpha = ways + row[target]
    return float(alpha[-1]) if target else -np.inf


def _axes_exchanged(log_p, target, blank):
    return ctc_alpha(log_p.T, target, blank)


_Z = "np.full(2 * len(target) + 1, blank)"
_PUT = "z[1::2] = target"
_SKIP = "z[2:] != z[:-2]"
_BEGIN = "alpha[:2] = log_p[0, z[:2]]"
_INIT = "alpha = np.full(len(z), -np.inf)"
_ONE = "ways[1:] = np.logaddexp(ways[1:], alpha[:-1])"
_TWO = "ways[2:][skip] = np.logaddexp(ways[2:], alpha[:-2])[skip]"
_EMIT = "alpha = ways + row[z]"
_END = "float(np.logaddexp.reduce(alpha[-2:]))"

EXERCISE = Exercise(
    name="ctc_alpha",
    signature="ctc_alpha(log_p, target, blank)",
    returns={
        "impossible": "whether it is minus infinity",
        "log_likelihood": "the logarithm of a probability",
    },
    reference=ctc_alpha,
    drive=speech.likelihood,
    probes=lattices,
    points={"log_likelihood": 6, "impossible": 1},
    read='lesson 19, "All paths at once"',
    advice={
        "log_likelihood": "Take two frames and the target [1]: three paths. Their probabilities, added, and the "
        "logarithm of that can be done by hand.",
        "impossible": "Minus infinity is asked for where no path fits into the frames, or all that do have probability "
        "0; and nowhere else, however small the probability.",
    },
    hints=(
        "Write the target with blanks around and between its letters: blank, a, blank, b, blank. A path walks through "
        "this list z from the left: it begins in the first or second place, and ends in the last or last but one.",
        "At each frame it stays, or goes one place on, or two: but two only from a letter to another letter, so where "
        "z[s] != z[s - 2]. alpha[s] is the logarithm of the sum over all ways to be in place s now.",
        "alpha is −inf but for places 0 and 1. For each further frame: new[s] = logaddexp of alpha[s], alpha[s - 1] "
        "and, where allowed, alpha[s - 2]; plus log_p[t, z[s]]. At the end the logaddexp of the last two. With an "
        "empty target there is one place only.",
    ),
    mutants=(
        Mutant(
            "skips-between-equal-letters",
            "You skip the blank between two equal letters. Without it they are merged into one, so between equal "
            "letters the blank must be said: it takes a frame of its own.",
            hint="M71",
            edits={_SKIP: "(z[2:] != z[:-2]) | (z[2:] != blank)"},
        ),
        Mutant(
            "skips-everywhere",
            "You skip over whatever stands between, from blank to blank as well. A letter may never be left out; only "
            "a blank between two different letters.",
            edits={_SKIP: "z[2:] == z[2:]"},
        ),
        Mutant(
            "never-skips",
            "You never skip a blank. Two different letters may follow each other without one.",
            edits={_SKIP: "z[2:] != z[2:]"},
        ),
        Mutant(
            "skips-inverted",
            "Your rule for skips is inverted: it allows them from blank to blank and between equal letters, and "
            "forbids them between different ones.",
            edits={_SKIP: "z[2:] == z[:-2]"},
        ),
        Mutant(
            "begins-in-the-blank",
            "Your paths all begin with a blank. A path may begin with the first letter, too.",
            edits={_BEGIN: "alpha[:1] = log_p[0, z[:1]]"},
        ),
        Mutant(
            "begins-in-the-letter",
            "Your paths all begin with the first letter. A path may begin with a blank, too.",
            edits={_BEGIN: "alpha[min(1, len(z) - 1)] = log_p[0, z[min(1, len(z) - 1)]]"},
        ),
        Mutant(
            "begins-anywhere",
            "Your paths begin anywhere in the target, so that beginnings of it are left out. They begin with the first "
            "blank or the first letter.",
            edits={_BEGIN: "alpha[:] = log_p[0, z]"},
        ),
        Mutant(
            "ends-in-the-letter",
            "Your paths all end with the last letter. A path may end with a blank behind it, too.",
            edits={_END: "float(alpha[max(len(z) - 2, 0)])"},
        ),
        Mutant(
            "ends-in-the-blank",
            "Your paths all end with a blank. A path may end with the last letter, too.",
            edits={_END: "float(alpha[-1])"},
        ),
        Mutant(
            "ends-anywhere",
            "You add up all places at the end, so that unfinished targets count. A path must have come to the last "
            "letter, or to the blank behind it.",
            edits={_END: "float(np.logaddexp.reduce(alpha))"},
        ),
        Mutant(
            "empty-target",
            "An empty target has one place only, the blank, and none before it: your function looks for a last but "
            "one, and fails.",
            edits={_END: "float(np.logaddexp(alpha[-1], alpha[-2]))"},
        ),
        Mutant(
            "empty-target-impossible",
            "You take an empty target for impossible. Blanks in all frames spell it.",
            edits={_END: "float(np.logaddexp.reduce(alpha[-2:])) if target else -np.inf"},
        ),
        Mutant(
            "empty-target-certain",
            "You give the empty target a probability of 1. It is that of blanks in all frames.",
            edits={_END: "float(np.logaddexp.reduce(alpha[-2:])) if target else 0.0"},
        ),
        Mutant(
            "underflow",
            "You leave the logarithms, all the way or for the sum at the end. Probabilities of many frames underflow "
            "to 0, and the logarithm of 0 is minus infinity: add logarithms, and sum with np.logaddexp.",
            hint="M56",
            fn=_in_probabilities,
        ),
        Mutant(
            "underflow-in-the-sums-of-frames",
            "Within the loop you take the exponential of logarithms to add them up. It underflows to 0 where they are "
            "far below 0, and paths are lost: np.logaddexp adds without that.",
            edits={
                _ONE: "ways[1:] = np.log(np.exp(ways[1:]) + np.exp(alpha[:-1]))",
                _TWO: "ways[2:][skip] = np.log(np.exp(ways[2:]) + np.exp(alpha[:-2]))[skip]",
            },
        ),
        Mutant(
            "infinity-minus-infinity",
            "You subtract the larger of two logarithms before you add them up, also where both are −inf: −inf − (−inf) "
            "is NaN. np.logaddexp knows this case.",
            edits={
                _ONE: "ways[1:] = _shifted(ways[1:], alpha[:-1])",
                _TWO: "ways[2:][skip] = _shifted(ways[2:], alpha[:-2])[skip]",
            },
        ),
        Mutant(
            "sums-of-logarithms",
            "You add logarithms up where probabilities should be added. log(a + b) is not log a + log b: use "
            "np.logaddexp.",
            edits={
                _ONE: "ways[1:] = ways[1:] + alpha[:-1]",
                _TWO: "ways[2:][skip] = (ways[2:] + alpha[:-2])[skip]",
                _END: "float(alpha[-2:].sum())",
            },
        ),
        Mutant(
            "sum-of-logarithms-at-the-end",
            "At the end you add two logarithms. Their probabilities are added: np.logaddexp.",
            edits={_END: "float(alpha[-2:].sum())"},
        ),
        Mutant(
            "best-path",
            "You take the maximum in place of the sum: that is the best path of this target. All paths count.",
            edits={
                _ONE: "ways[1:] = np.maximum(ways[1:], alpha[:-1])",
                _TWO: "ways[2:][skip] = np.maximum(ways[2:], alpha[:-2])[skip]",
                _END: "float(alpha[-2:].max())",
            },
        ),
        Mutant(
            "best-way",
            "Within the loop you take the maximum in place of the sum: only the best way to each place counts then. "
            "Add up with np.logaddexp.",
            edits={
                _ONE: "ways[1:] = np.maximum(ways[1:], alpha[:-1])",
                _TWO: "ways[2:][skip] = np.maximum(ways[2:], alpha[:-2])[skip]",
            },
        ),
        Mutant(
            "best-end",
            "At the end you take the larger of the two places. Both count: np.logaddexp.",
            edits={_END: "float(alpha[-2:].max())"},
        ),
        Mutant(
            "argmax-path",
            "You look at the most probable label of each frame only. Every path that collapses to the target counts.",
            fn=_best_path_only,
        ),
        Mutant(
            "no-blanks",
            "You put no blanks between the letters. Then a path has no way to pause, and none to say a letter twice.",
            fn=_without_blanks,
        ),
        Mutant(
            "blank-zero",
            "You take 0 for the blank, whatever blank says. It is an argument.",
            hint="M73",
            edits={_Z: "np.full(2 * len(target) + 1, 0)"},
        ),
        Mutant(
            "blank-zero-in-the-rule",
            "In your rule for skips you take 0 for the blank, whatever blank says: letters number 0 are never skipped "
            "to. It is an argument.",
            edits={_SKIP: "(z[2:] != z[:-2]) & (z[2:] != 0)"},
        ),
        Mutant(
            "skips-from-letters-not-to-them",
            "Your rule for skips asks for a blank where it should ask for a letter: from blank to blank is just what "
            "is forbidden.",
            edits={_SKIP: "z[2:] == blank"},
        ),
        Mutant(
            "blanks-between-letters-only",
            "Your blanks stand between the letters only. A path may begin and end with silence: one stands in front, "
            "and one behind.",
            edits={_PUT: "z[1::2] = target\n    z = z[1:-1] if len(z) > 1 else z"},
        ),
        Mutant(
            "blanks-between-equal-letters-only",
            "You put blanks around the target and between equal letters only. A path may pause between any two.",
            fn=_blanks_where_needed,
        ),
        Mutant(
            "no-blank-in-front",
            "No blank stands before your first letter. Paths may begin with silence.",
            edits={_PUT: "z[1::2] = target\n    z = z[1:] if len(z) > 1 else z"},
        ),
        Mutant(
            "no-blank-behind",
            "No blank stands behind your last letter, so that the last two places are a blank and the letter: an "
            "unfinished target counts.",
            edits={_PUT: "z[1::2] = target\n    z = z[:-1] if len(z) > 1 else z"},
        ),
        Mutant(
            "repeats-merged",
            "You merge equal letters of the target. It is a text, not a path: a letter that stands in it twice is to "
            "be said twice.",
            edits={
                _Z: "np.full(2 * len(target := [k for n, k in enumerate(target) if [k] != target[n - 1 : n]]) + 1, "
                "blank)"
            },
        ),
        Mutant(
            "never-stays",
            "Your paths never stay where they are. A letter may last for several frames, and so may a blank.",
            edits={"alpha.copy()": "np.full(len(z), -np.inf)"},
        ),
        Mutant(
            "never-steps",
            "Your paths never go from one place to the next; they skip or stay.",
            edits={_ONE: "ways[1:] = ways[1:]"},
        ),
        Mutant(
            "in-place",
            "You change alpha while you still read it: within one frame a path then runs on through several places. "
            "Fill a new array for each frame.",
            fn=_in_place,
        ),
        Mutant(
            "zeros-for-nothing",
            "You begin with zeros in alpha. They are logarithms: 0 means certain. A place that no path has come to has "
            "−inf.",
            edits={_INIT: "alpha = np.full(len(z), 0.0)"},
        ),
        Mutant(
            "zero-for-impossible",
            "You return 0 where no path fits. A log-likelihood of 0 means certain: the logarithm of 0 is −inf.",
            edits={_END: "float(np.nan_to_num(np.logaddexp.reduce(alpha[-2:]), neginf=0.0))"},
        ),
        Mutant(
            "large-for-infinite",
            "You take a large negative number for minus infinity, so that an impossible target gets a finite value. "
            "np.logaddexp knows -np.inf.",
            edits={_INIT: "alpha = np.full(len(z), -1e30)"},
        ),
        Mutant(
            "first-frame-twice",
            "The first frame counts twice, an off-by-one: the loop begins with the second.",
            edits={"in log_p[1:]": "in log_p"},
        ),
        Mutant(
            "frame-before",
            "Your loop takes the probabilities of the frame before, an off-by-one: the first frame counts twice, and "
            "the last one never.",
            edits={"in log_p[1:]": "in log_p[:-1]"},
        ),
        Mutant(
            "last-frame-missing",
            "The last frame is missing, an off-by-one.",
            edits={"in log_p[1:]": "in log_p[1:-1]"},
        ),
        Mutant(
            "emission-missing-at-the-start",
            "The log-probabilities of the first frame are missing: alpha begins with those of the blank and of the "
            "first letter.",
            edits={_BEGIN: "alpha[:2] = 0.0"},
        ),
        Mutant(
            "axes-exchanged",
            "You read log_p with its axes exchanged. It has one row for each frame.",
            hint="M73",
            fn=_axes_exchanged,
        ),
        Mutant(
            "normalised-again",
            "You turn alpha into probabilities that sum to 1 in each frame, and lose what you divide by: that is just "
            "what is asked for.",
            edits={_EMIT: "alpha = ways + row[z] - np.logaddexp.reduce(ways + row[z])"},
        ),
        Mutant(
            "negative",
            "Your result is the loss, −log P. The log-likelihood is asked for, which is never positive.",
            edits={_END: "-float(np.logaddexp.reduce(alpha[-2:]))"},
        ),
        Mutant(
            "without-the-logarithm",
            "You return the probability. Its logarithm is asked for.",
            edits={_END: "float(np.exp(np.logaddexp.reduce(alpha[-2:])))"},
        ),
        Mutant(
            "divided-by-frames",
            "You divide by the number of frames. The log-likelihood of the whole target is asked for.",
            edits={_END: "float(np.logaddexp.reduce(alpha[-2:])) / len(log_p)"},
        ),
        Mutant(
            "divided-by-letters",
            "You divide by the length of the target, as nn.CTCLoss does with 'mean'. The log-likelihood of the whole "
            "target is asked for.",
            edits={_END: "float(np.logaddexp.reduce(alpha[-2:])) / max(len(target), 1)"},
        ),
        Mutant(
            "base-ten",
            "You return a logarithm to the base 10. log_p is natural, and so is the result.",
            edits={_END: "float(np.logaddexp.reduce(alpha[-2:])) / np.log(10)"},
        ),
        Mutant(
            "base-two",
            "You return a logarithm to the base 2. log_p is natural, and so is the result.",
            edits={_END: "float(np.logaddexp.reduce(alpha[-2:])) / np.log(2)"},
        ),
    ),
)
