"""Exercise: how much the probability of an answer falls when one letter is covered."""

import numpy as np

from ....drive import attention
from ...exercise import Exercise, Mutant, Probe


def readers(rng):
    """Return networks that read one place only and several, with padding, covered letters, huge scores, one place."""

    def draw(S, V_source, H, V, size=1.5):
        E = rng.normal(0, 0.7, size=(V_source, H))
        P, U = rng.uniform(0.4, 1.3, S), rng.normal(0, size, size=(H, V))
        return [E, P, U, rng.integers(2, V_source, S), int(rng.integers(0, V)), 1]

    one = draw(5, 6, 4, 3)
    one[1] = np.array([0.0, 0.0, 1.0, 0.0, 0.0])
    known = draw(6, 5, 4, 4)
    known[3][[1, 4]] = 1
    padded = draw(7, 5, 3, 4)
    padded[3][5:] = 0
    repeated = draw(4, 4, 3, 5)
    repeated[3][:] = 2
    another = draw(5, 7, 4, 3)
    another[5] = 6
    another[3] = np.minimum(another[3], 5)
    return [
        Probe(
            tuple(one),
            "The network of this probe reads the third place alone. So the fall is 0 at every other place, and there "
            "it is what covering does to the log-probability of target. Yours is something else.",
            part="fall",
        ),
        Probe(tuple(draw(1, 4, 3, 2))),
        Probe(tuple(draw(4, 6, 5, 3))),
        Probe(tuple(known)),
        Probe(tuple(padded)),
        Probe(tuple(repeated)),
        Probe(tuple(another)),
        Probe(tuple(draw(3, 5, 4, 4, 900.0))),
        Probe(tuple(draw(3, 4, 3, 1))),
        Probe(tuple(draw(8, 9, 6, 5))),
        Probe(tuple(draw(4, 5, 4, 4))),
    ]


def occlusion(net, source, target, unknown):
    fall = np.zeros(len(source))

    def log_probability(ids):
        scores = net(ids)
        scores = scores - scores.max()
        return scores[target] - np.log(np.exp(scores).sum())

    before = log_probability(source)
    for s in range(len(source)):
        covered = source.copy()
        covered[s] = unknown
        fall[s] = before - log_probability(covered)
    return fall


def _best_symbol(net, source, target, unknown):
    return occlusion(net, source, int(net(source).argmax()), unknown)


def _best_of_each(net, source, target, unknown):
    def best(ids):
        scores = net(ids) - net(ids).max()
        return (scores - np.log(np.exp(scores).sum())).max()

    covered = [np.where(np.arange(len(source)) == s, unknown, source) for s in range(len(source))]
    return best(source) - np.array([best(one) for one in covered])


def _deleted_for_each(net, source, target, unknown):
    def log_probability(ids):
        scores = net(ids) - net(ids).max()
        return scores[target] - np.log(np.exp(scores).sum())

    before = log_probability(source)
    return np.array([before - log_probability(np.delete(source, s)) for s in range(len(source))])


def _flips(net, source, target, unknown):
    covered = [np.where(np.arange(len(source)) == s, unknown, source) for s in range(len(source))]
    best = net(source).argmax()
    return np.array([float(net(one).argmax() != best) for one in covered])


_SOFT = "scores[target] - np.log(np.exp(scores).sum())"
_MAX = "scores = scores - scores.max()"
_COPY = "covered = source.copy()"
_COVER = "covered[s] = unknown"
_FALL = "fall[s] = before - log_probability(covered)"
_RETURN = "return fall\n"

EXERCISE = Exercise(
    name="occlusion",
    signature="occlusion(net, source, target, unknown)",
    drive=attention.covered,
    returns={"fall": "(S,)", "source": "(S,), afterwards"},
    reference=occlusion,
    probes=readers,
    points={"fall": 5, "source": 1},
    read='lesson 18, "Is the map a reason?"',
    advice={
        "source": "Your function changed the source it was given. Cover the letter in a copy.",
        "fall": "For one place by hand: the log-probability of target with the whole source, minus that with this one "
        "place covered.",
    },
    hints=(
        "Make a function of your own that returns the log-probability of target for one source, then call it 1 + S "
        "times.",
        "A log-probability is the score minus the logarithm of the sum of exp of all scores. Take the largest score "
        "away first.",
        "For each place a fresh copy of the source, with unknown at that place; before minus after.",
    ),
    mutants=(
        Mutant(
            "deleted",
            "You take the letter out. Then all letters after it move up, and the network reads them at other places: "
            "replace it by unknown.",
            fn=_deleted_for_each,
        ),
        Mutant(
            "padding",
            "You cover with 0, the padding, which the network skips. Covered is not absent: the symbol to cover with "
            "is unknown.",
            edits={_COVER: "covered[s] = 0"},
        ),
        Mutant(
            "covered-by-one",
            "You cover with 1, whatever unknown is.",
            edits={_COVER: "covered[s] = 1"},
        ),
        Mutant(
            "absolute",
            "You take the size of the change. A letter may also speak against the answer: then covering it makes the "
            "answer more probable, and the fall is negative.",
            edits={_FALL: "fall[s] = abs(before - log_probability(covered))"},
        ),
        Mutant(
            "negative-cut",
            "You set a negative fall to 0. A letter may speak against the answer: then covering it makes the answer "
            "more probable.",
            edits={_FALL: "fall[s] = max(before - log_probability(covered), 0.0)"},
        ),
        Mutant(
            "rise",
            "Your sign is the wrong way round: you return the rise. A fall is before minus after.",
            edits={_FALL: "fall[s] = log_probability(covered) - before"},
        ),
        Mutant(
            "after-only",
            "You return the log-probability with the place covered. Asked for is how far it fell.",
            edits={_FALL: "fall[s] = log_probability(covered)"},
        ),
        Mutant(
            "ratio",
            "You divide the two log-probabilities. The fall is their difference.",
            edits={_FALL: "fall[s] = before / log_probability(covered)"},
        ),
        Mutant(
            "relative",
            "You divide the fall by what there was before. The fall itself is asked for.",
            edits={_FALL: "fall[s] = (before - log_probability(covered)) / before"},
        ),
        Mutant(
            "probabilities",
            "You compare probabilities. Asked for is the fall of the log-probability, which also shows what happens to "
            "an answer that is nearly sure.",
            edits={_FALL: "fall[s] = np.exp(before) - np.exp(log_probability(covered))"},
        ),
        Mutant(
            "scores",
            "You compare scores. Those of all symbols may fall together, and nothing changes: take the log of the "
            "softmax.",
            edits={_MAX: "pass", _SOFT: "scores[target]"},
        ),
        Mutant(
            "distance-to-the-best",
            "You compare the score of target with the largest one, and leave out the sum of the softmax.",
            edits={_SOFT: "scores[target]"},
        ),
        Mutant(
            "bits",
            "You return bits. Asked for is the natural logarithm.",
            edits={_RETURN: "return fall / np.log(2)\n"},
        ),
        Mutant(
            "overflow",
            "exp overflows where scores are large. Take the largest score away first: the log-probability stays the "
            "same.",
            edits={_MAX: "pass"},
        ),
        Mutant(
            "own-answer",
            "You ask for the symbol that the network chooses. target says which symbol is asked for.",
            fn=_best_symbol,
        ),
        Mutant(
            "best-of-each",
            "You take the largest log-probability of each call, perhaps of another symbol each time. target says which "
            "symbol is asked for.",
            fn=_best_of_each,
        ),
        Mutant(
            "flips",
            "You return whether the chosen symbol changes. Asked for is how far the log-probability of target falls, "
            "which also shows what does not yet change the choice.",
            fn=_flips,
        ),
        Mutant(
            "in-place",
            "You cover the letters in the source you were given, and never uncover them. Work on a copy, a new one for "
            "each place.",
            hint="M23",
            edits={_COPY: "covered = source"},
        ),
        Mutant(
            "one-copy",
            "What you have covered stays covered: a place is compared with all places before it covered as well. "
            "Cover one place at a time, each in a fresh copy.",
            edits={
                "before = log_probability(source)": "before = log_probability(source)\n    covered = source.copy()",
                _COPY: "pass",
            },
        ),
        Mutant(
            "all-at-once",
            "You cover all places at once. One at a time tells them apart.",
            edits={_COVER: "covered[:] = unknown"},
        ),
        Mutant(
            "all-but-one",
            "You cover everything but the place. Asked for is what happens when this one alone is covered.",
            edits={_COVER: "covered[np.arange(len(source)) != s] = unknown"},
        ),
        Mutant(
            "from-here-on",
            "You cover the place and all after it. One at a time tells them apart.",
            edits={_COVER: "covered[s:] = unknown"},
        ),
        Mutant(
            "same-letters",
            "You cover every place that holds the same letter. One place is asked for: a letter may occur twice.",
            edits={_COVER: "covered[source == source[s]] = unknown"},
        ),
        Mutant(
            "next-place",
            "You cover the place after the one asked for: an off-by-one.",
            edits={_COVER: "covered[(s + 1) % len(source)] = unknown"},
        ),
        Mutant(
            "last-left-out",
            "You never cover the last place.",
            edits={"for s in range(len(source)):": "for s in range(len(source) - 1):"},
        ),
        Mutant(
            "first-left-out",
            "You never cover the first place.",
            edits={"for s in range(len(source)):": "for s in range(1, len(source)):"},
        ),
        Mutant(
            "step-by-step",
            "You compare each place with the one before it. All are compared with the whole source.",
            edits={
                _FALL: "fall[s] = before - log_probability(covered)\n        before = log_probability(covered)"
            },
        ),
        Mutant(
            "normalised",
            "You divide by the sum. Falls are no shares: some may be negative, and all may be 0.",
            edits={_RETURN: "return fall / fall.sum()\n"},
        ),
        Mutant(
            "normalised-sizes",
            "You divide by the sum of the sizes. Asked for are the falls themselves.",
            edits={_RETURN: "return fall / np.abs(fall).sum()\n"},
        ),
        Mutant(
            "largest-one",
            "You divide by the largest fall. Asked for are the falls themselves.",
            edits={_RETURN: "return fall / np.abs(fall).max()\n"},
        ),
        *(
            Mutant(
                f"little-more: {small}",
                f"You keep the probability above 0 by something small, {small} or the like, before the logarithm. "
                "Where the answer is improbable that is all that is left: subtract the logarithm of the sum from the "
                "score.",
                edits={_SOFT: f"np.log(np.exp(scores[target]) / np.exp(scores).sum() + {small})"},
            )
            for small in ("1e-12", "1e-9", "1e-8")
        ),
    ),
)
